//! The small sheets: help, palette, people, dropping a conflict, quitting while something is held.

use crate::app::letter::LetterSheet;
use crate::app::palette::Line;
use crate::app::sheet::{Finder, Help, Sheet};
use crate::app::{Desk, Place};
use crate::domain::identity::mask_name;
use crate::layout::width::{width, wrap};
use crate::text::{actions, assess, desk as words, palette as texts, roles, sheets};
use crate::ui::pen::Piece;
use crate::ui::sheet::{Page, Row, cell};
use crate::ui::sheet_intake;
use crate::ui::theme::Theme;
use crate::ui::{sheet_arrange, sheet_bulk};

/// The least and the most columns of the keys in the help.
const KEYS: u16 = 12;
const MOST_KEYS: u16 = 24;
/// Columns of a key in the palette.
const PALETTE_KEYS: u16 = 10;
/// The most columns of a name in the palette.
const NAMES: u16 = 58;
/// Rows of a list that is found in by typing, where the window has them.
const FINDER_ROWS: usize = 15;

/// Makes the page of a sheet that is no decision.
pub fn page(theme: &Theme, desk: &Desk, sheet: &Sheet, columns: u16) -> Page {
    let lang = desk.lang;
    let title = |text: &str| vec![(text.to_owned(), theme.accent)];
    match sheet {
        Sheet::Help(help) => help_page(theme, desk, help),
        Sheet::Palette(finder) => {
            let found = desk.palette(finder.field.value());
            Page {
                title: title(sheets::title_palette(lang)),
                aside: words::of(lang, found.len(), desk.palette_size()),
                rows: palette(theme, desk, &found, finder, columns),
            }
        }
        Sheet::People { cursor } => Page {
            title: title(sheets::title_people(lang)),
            aside: sheets::aside_people(lang).to_owned(),
            rows: people(theme, desk, *cursor),
        },
        Sheet::Sorts { cursor } => sheet_arrange::sorts(theme, desk, *cursor),
        Sheet::Columns { cursor } => sheet_arrange::columns(theme, desk, *cursor),
        Sheet::Views(sheet) => sheet_arrange::views(theme, desk, sheet),
        Sheet::Bulk(sheet) => sheet_bulk::bulk(theme, desk, sheet, columns),
        Sheet::Note(sheet) => sheet_bulk::note(theme, desk, sheet),
        Sheet::Assign { finder, rows } => sheet_bulk::assign(theme, desk, finder, rows, columns),
        Sheet::Drop { decision, .. } => {
            let item = desk.outbox.find(*decision);
            let line = item.map_or_else(String::new, |item| {
                let verb = actions::verb(lang, item.decision.act.verb());
                let of_money = item.decision.act.verb().is_of_money();
                let amount = if of_money { format!(" {}", item.pays().grouped()) } else { String::new() };
                sheets::drop_line(lang, verb, &item.decision.case, amount)
            });
            let lines = crate::layout::width::wrap(&line, columns);
            Page {
                title: title(sheets::title_drop(lang)),
                aside: String::new(),
                rows: lines.into_iter().map(|line| Row::Pieces(vec![(line.to_owned(), theme.text)])).collect(),
            }
        }
        Sheet::Register(sheet) => sheet_intake::register(theme, desk, sheet, columns),
        Sheet::Letter(sheet) => letter(theme, desk, sheet, columns),
        Sheet::Receipt(receipt) => sheet_intake::receipt(theme, desk, receipt, columns),
        Sheet::DropClaim { key, .. } => sheet_intake::drop_claim(theme, desk, *key, columns),
        Sheet::OtherServer { .. } => other_server(theme, desk, columns),
        Sheet::Quit | Sheet::Decide(_) | Sheet::Amend(_) => Page {
            title: title(sheets::title_quit(lang)),
            aside: String::new(),
            rows: vec![
                Row::Pieces(vec![(sheets::quit_line(lang, desk.outbox.held(desk.now).len()), theme.strong)]),
                Row::Pieces(vec![(sheets::quit_keep(lang).to_owned(), theme.text)]),
                Row::Pieces(vec![(sheets::quit_undo(lang).to_owned(), theme.text)]),
            ],
        },
    }
}

/// What going on with another server does, and what it doesn't.
fn other_server(theme: &Theme, desk: &Desk, columns: u16) -> Page {
    let lang = desk.lang;
    let unsent = desk.outbox.items.iter().filter(|item| item.state.is_unsent()).count();
    let restored = matches!(desk.connection, crate::app::Connection::OtherServer { restored: true });
    let what = if restored { sheets::server_restored(lang) } else { sheets::server_other(lang) };
    let said = [
        what.to_owned(),
        sheets::server_unsent(lang, unsent),
        sheets::server_kept(lang).to_owned(),
        sheets::server_refuse(lang).to_owned(),
    ];
    let rows = said.iter().flat_map(|text| wrap(text, columns)).map(|line| Row::Pieces(vec![(line.to_owned(), theme.text)])).collect();
    Page { title: vec![(sheets::title_server(lang).to_owned(), theme.accent)], aside: String::new(), rows }
}

/// Where a page was saved, whole.
pub(super) fn saved_at(theme: &Theme, desk: &Desk, path: Option<&String>, columns: u16) -> Vec<Row> {
    let label = sheets::saved_at(desk.lang);
    let indent = width(label) + 4;
    let Some(path) = path else { return Vec::new() };
    let lines = wrap(path, columns.saturating_sub(indent)).into_iter().enumerate();
    let mut rows: Vec<Row> = lines
        .map(|(i, line)| {
            let lead = if i == 0 { format!("✓ {label}  ") } else { " ".repeat(indent.into()) };
            Row::Pieces(vec![(lead, theme.ok), (line.to_owned(), theme.text)])
        })
        .collect();
    rows.push(Row::Blank);
    rows
}

/// The notice for the claimant, from the first line that is shown.
fn letter(theme: &Theme, desk: &Desk, sheet: &LetterSheet, columns: u16) -> Page {
    let lines = sheet.lines.iter().skip(sheet.first);
    let rows = saved_at(theme, desk, sheet.saved.as_ref(), columns);
    Page {
        title: vec![(sheets::title_letter(desk.lang).to_owned(), theme.accent), (format!("  {}", sheet.case()), theme.strong)],
        aside: sheets::aside_letter(desk.lang).to_owned(),
        rows: rows.into_iter().chain(lines.map(|line| Row::Pieces(vec![(line.clone(), theme.text)]))).collect(),
    }
}

/// Names where the help was asked for.
fn place_name(desk: &Desk, place: Place) -> String {
    match place {
        Place::Case(tab) => format!("{} {}", words::case(desk.lang), words::tab(desk.lang, tab.index())),
        place => desk.layer_at(place).to_owned(),
    }
}

fn help_page(theme: &Theme, desk: &Desk, help: &Help) -> Page {
    let lang = desk.lang;
    let of = if help.all { texts::every_page(lang).to_owned() } else { place_name(desk, help.of) };
    let lines = desk.help(help);
    let field = &help.finder.field;
    let mut rows = vec![Row::Field(words::find_label(lang), field.value().to_owned(), Some(field.cursor()), texts::help_hint(lang))];
    let wide = lines.iter().map(|line| width(&line.keys)).max().unwrap_or(0).clamp(KEYS, MOST_KEYS) + 2;
    for (i, line) in lines.iter().enumerate() {
        if let Some(heading) = line.heading {
            rows.push(Row::Pieces(vec![(heading.to_owned(), theme.muted)]));
        }
        let pieces = vec![(format!(" {}", cell(&line.keys, wide)), theme.key), (line.does.clone(), theme.text)];
        rows.push(Row::Choice(pieces, i == help.finder.cursor.min(lines.len() - 1)));
    }
    if lines.is_empty() {
        rows.push(Row::Pieces(vec![(format!("  {}", texts::no_key_fits(lang)), theme.muted)]));
    }
    Page {
        title: vec![(sheets::title_help(lang).to_owned(), theme.accent), (format!("  {of}"), theme.strong)],
        aside: sheets::aside_search(lang).to_owned(),
        rows: steady(rows),
    }
}

/// Fills a list that is found in by typing, so that the line in which one types doesn't move while the list becomes shorter.
fn steady(mut rows: Vec<Row>) -> Vec<Row> {
    while rows.len() < FINDER_ROWS {
        rows.push(Row::Blank);
    }
    rows
}

fn palette(theme: &Theme, desk: &Desk, found: &[Line], finder: &Finder, columns: u16) -> Vec<Row> {
    let lang = desk.lang;
    let hint = texts::keys_hint(lang);
    let mut rows = vec![Row::Field(":", finder.field.value().to_owned(), Some(finder.field.cursor()), hint)];
    let widest = found.iter().map(|line| width(&line.name)).max().unwrap_or(0);
    let names = widest.min(columns / 2).min(NAMES);
    for (i, line) in found.iter().enumerate() {
        let ink = if line.why.is_some() { theme.muted } else { theme.text };
        let key = if line.key.is_empty() { "-" } else { &line.key };
        let key_ink = if line.why.is_some() { theme.key_off } else { theme.key };
        let mut pieces: Vec<Piece> = vec![(cell(&line.name, names), ink), (format!("  {}", cell(key, PALETTE_KEYS)), key_ink)];
        pieces.push(match &line.why {
            Some(why) => (format!("- {}", words::not_possible(lang, why)), theme.muted),
            None => (line.remark.clone(), theme.muted),
        });
        rows.push(Row::Choice(pieces, i == finder.cursor));
    }
    if found.is_empty() {
        rows.push(Row::Pieces(vec![(format!("  {}", texts::nothing_found(lang)), theme.muted)]));
    }
    steady(rows)
}

fn people(theme: &Theme, desk: &Desk, cursor: usize) -> Vec<Row> {
    let lang = desk.lang;
    let widest = desk.people.iter().map(|person| width(&mask_name(&person.name))).max().unwrap_or(6);
    let rows = desk.people.iter().enumerate().map(|(i, person)| {
        let names: Vec<&str> = person.roles.iter().map(|role| roles::role(lang, *role)).collect();
        let mut pieces = vec![
            (format!(" {}  ", i + 1), theme.key),
            (cell(&mask_name(&person.name), widest + 3), theme.text),
            (names.join(assess::comma(lang)), theme.text),
        ];
        if let Some(employer) = &person.employer {
            pieces.push((format!("  {employer}"), theme.muted));
        }
        if person.user == desk.me.user {
            pieces.push((format!("   {}", words::at_the_desk(lang)), theme.muted));
        }
        Row::Choice(pieces, i == cursor)
    });
    rows.collect()
}
