//! The small sheets: help, palette, people, dropping a conflict, quitting while something is held.

use crate::app::action::Action;
use crate::app::compose::Search;
use crate::app::sheet::Sheet;
use crate::app::{Desk, Place};
use crate::domain::identity::mask_name;
use crate::domain::people::Lang;
use crate::text::{actions, assess, desk as words, roles, sheets};
use crate::ui::keymap::Keys;
use crate::ui::pen::Piece;
use crate::ui::sheet::{Page, Row, cell};
use crate::ui::theme::Theme;
use crate::ui::width::width;

/// Columns of the keys in help and palette.
const KEYS: u16 = 18;
/// Columns of a key with its place in the palette.
const PALETTE_KEYS: u16 = 13;

/// Makes the page of a sheet that is no decision.
pub fn page(theme: &Theme, desk: &Desk, sheet: &Sheet, keys: &Keys, columns: u16) -> Page {
    let lang = desk.lang;
    let title = |text: &str| vec![(text.to_owned(), theme.accent)];
    match sheet {
        Sheet::Help { finder, of } => Page {
            title: vec![(sheets::title_help(lang).to_owned(), theme.accent), (format!("  {}", place_name(desk, *of)), theme.strong)],
            aside: sheets::aside_search(lang).to_owned(),
            rows: help(theme, desk, keys, *of, finder.field.value(), finder.field.cursor(), finder.cursor),
        },
        Sheet::Palette(finder) => {
            let found = desk.palette(finder.field.value());
            Page {
                title: title(sheets::title_palette(lang)),
                aside: words::of(lang, found.len(), desk.palette("").len()),
                rows: palette(theme, desk, keys, &found, finder, columns),
            }
        }
        Sheet::People { cursor } => Page {
            title: title(sheets::title_people(lang)),
            aside: sheets::aside_people(lang).to_owned(),
            rows: people(theme, desk, *cursor),
        },
        Sheet::Drop { decision, .. } => {
            let item = desk.outbox.find(*decision);
            let line = item.map_or_else(String::new, |item| {
                let verb = actions::verb(lang, item.decision.act.verb());
                sheets::drop_line(lang, verb, &item.decision.case, item.decision.amount.grouped())
            });
            let lines = crate::ui::width::wrap(&line, columns);
            Page {
                title: title(sheets::title_drop(lang)),
                aside: String::new(),
                rows: lines.into_iter().map(|line| Row::Pieces(vec![(line.to_owned(), theme.text)])).collect(),
            }
        }
        Sheet::Quit | Sheet::Decide(_) => Page {
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

fn place_name(desk: &Desk, place: Place) -> String {
    let lang = desk.lang;
    use crate::app::case::Tab;
    match place {
        Place::Case(tab) => {
            let tab = match tab {
                Tab::Summary => words::summary(lang),
                Tab::Materials => words::materials(lang),
                Tab::Payout => words::payout(lang),
                Tab::Checks => words::checks(lang),
                Tab::Timeline => words::timeline(lang),
            };
            format!("{} {tab}", words::case(lang))
        }
        Place::Outbox => words::outbox(lang).to_owned(),
        Place::Log => words::log(lang).to_owned(),
        _ => words::queue(lang).to_owned(),
    }
}

/// Names the places in which the keys of a layer act.
fn layer_name(lang: Lang, layer: &str) -> &'static str {
    match layer {
        "queue" => words::queue(lang),
        "case" => words::case(lang),
        "summary" => words::summary(lang),
        "materials" => words::materials(lang),
        "checks" => words::checks(lang),
        "outbox" => words::outbox(lang),
        "sheet" | "return-sheet" | "reject-sheet" => words::in_sheets(lang),
        _ => "",
    }
}

/// The keys of a place, from the keymap as it is loaded: its own first, then those of everywhere.
fn help(theme: &Theme, desk: &Desk, keys: &Keys, of: Place, typed: &str, at: usize, cursor: usize) -> Vec<Row> {
    let lang = desk.lang;
    let mut lines: Vec<(Action, Vec<String>)> = Vec::new();
    for (_, binding) in keys.map.at(of) {
        let action = if matches!(binding.action(), Action::Digit(_)) { Action::Digit(1) } else { binding.action() };
        match lines.iter_mut().find(|(known, _)| *known == action) {
            Some((Action::Digit(_), _)) => {}
            Some((_, printed)) => printed.push(binding.printed()),
            None if matches!(action, Action::Digit(_)) => lines.push((action, vec!["1-9".to_owned()])),
            None => lines.push((action, vec![binding.printed()])),
        }
    }
    // Keys of a sheet are told too: they are where a decision is made.
    let confirm = keys.map.at(Place::Sheet).find(|(_, binding)| binding.action().commits());
    lines.extend(confirm.map(|(_, binding)| (binding.action(), vec![binding.printed()])));
    let name = |action: Action| {
        if matches!(action, Action::Digit(_)) { words::digits(lang) } else { actions::long(lang, action.name()) }
    };
    let search = Search::new(typed);
    lines.retain(|(action, printed)| search.finds(&[name(*action), action.name()]) || printed.iter().any(|key| key == typed));
    let mut rows = vec![Row::Field(words::find_label(lang), typed.to_owned(), Some(at), "")];
    let cursor = cursor.min(lines.len().saturating_sub(1));
    for (i, (action, printed)) in lines.iter().enumerate() {
        let pieces = vec![(cell(&printed.join("  "), KEYS), theme.key), (name(*action).to_owned(), theme.text)];
        rows.push(Row::Choice(pieces, i == cursor));
    }
    rows
}

fn palette(
    theme: &Theme,
    desk: &Desk,
    keys: &Keys,
    found: &[(Action, Option<String>)],
    finder: &crate::app::sheet::Finder,
    columns: u16,
) -> Vec<Row> {
    let lang = desk.lang;
    let mut rows = vec![Row::Field(":", finder.field.value().to_owned(), Some(finder.field.cursor()), "")];
    let names = (columns * 2 / 5).min(44);
    for (i, (action, why)) in found.iter().enumerate() {
        let key = keys.map.key_for(desk.place_below(), *action).unwrap_or_else(|| {
            // A key of another place is told with the place.
            let there = keys.map.elsewhere(*action);
            there.map_or_else(|| "-".to_owned(), |(layer, key)| format!("{key} {}", layer_name(lang, layer)))
        });
        let ink = if why.is_some() { theme.muted } else { theme.text };
        let mut pieces: Vec<Piece> =
            vec![(cell(actions::long(lang, action.name()), names), ink), (format!("  {}", cell(&key, PALETTE_KEYS)), theme.key)];
        if let Some(why) = why {
            pieces.push((words::not_possible(lang, why), theme.muted));
        }
        rows.push(Row::Choice(pieces, i == finder.cursor));
    }
    rows
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
