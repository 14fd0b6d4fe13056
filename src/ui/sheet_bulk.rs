//! What the sheets say that are about marked cases or about who has one: deciding in bulk, a note, giving to a colleague.

use crate::app::Desk;
use crate::app::bulk::{Bulk, Ready};
use crate::app::handing::NoteSheet;
use crate::app::materials::{PaperState, papers};
use crate::app::sheet::Finder;
use crate::domain::decision::Verb;
use crate::domain::identity::{card_tail, mask_name};
use crate::domain::queue::QueueRow;
use crate::judge::amount_shown;
use crate::layout::width::{width, wrap};
use crate::rules::workflow;
use crate::text::capitals::capitals;
use crate::text::{actions, assess, cross, desk as words, roles, sheets, show};
use crate::ui::pen::Piece;
use crate::ui::sheet::{Page, Row, cell};
use crate::ui::theme::Theme;
use crate::wire::Person;

/// Makes the page of a bulk decision.
pub fn bulk(theme: &Theme, desk: &Desk, sheet: &Bulk, columns: u16) -> Page {
    let lang = desk.lang;
    let count = |verb| sheet.chosen().filter(|ready| ready.verb == verb).count();
    let verbs: Vec<String> = [Verb::PassOn, Verb::Approve]
        .into_iter()
        .filter(|verb| count(*verb) > 0)
        .map(|verb| format!("{} {}", actions::verb(lang, verb), count(verb)))
        .collect();
    let title = vec![
        (sheets::title_bulk(lang).to_owned(), theme.accent),
        (format!("  {}", sheets::cases(lang, sheet.chosen().count())), theme.strong),
        (format!("  {}", verbs.join("  ")), theme.text),
    ];
    let mut rows = head(theme, desk, sheet);
    let from = rows.len();
    rows.extend(sheet.ready.iter().map(|ready| Row::Choice(ready_line(theme, desk, sheet, ready, columns), false)));
    if !sheet.barred.is_empty() {
        rows.push(Row::Pieces(vec![(sheets::bulk_barred(lang, sheet.barred.len()), theme.warn)]));
        for barred in &sheet.barred {
            let case = &barred.row.summary;
            let start = format!("{}  {}  ", case.id, cell(&mask_name(&case.name), 8));
            let room = columns.saturating_sub(width(&start) + 1);
            let indent = " ".repeat(usize::from(width(&start)));
            let mut lines = wrap(&barred.why, room).into_iter();
            rows.push(Row::Choice(vec![(start, theme.muted), (lines.next().unwrap_or_default().to_owned(), theme.text)], false));
            rows.extend(lines.map(|line| Row::Pieces(vec![(format!(" {indent}{line}"), theme.text)])));
        }
    }
    choose(&mut rows[from..], sheet.cursor);
    Page { title, aside: sheets::aside_bulk(lang).to_owned(), rows }
}

/// Puts the pointer on a line of the list.
fn choose(rows: &mut [Row], cursor: usize) {
    let mut lines = rows.iter_mut().filter_map(|row| if let Row::Choice(_, chosen) = row { Some(chosen) } else { None });
    if let Some(chosen) = lines.nth(cursor) {
        *chosen = true;
    }
}

/// The sum, what the key attests to, and what stands in the way.
fn head(theme: &Theme, desk: &Desk, sheet: &Bulk) -> Vec<Row> {
    let lang = desk.lang;
    let sum = sheet.sum();
    let mut rows = vec![Row::Facts(
        sheets::total(lang),
        vec![(format!("{} {}", sum.grouped(), words::yuan(lang)), theme.strong), (format!("    {}", capitals(sum)), theme.text)],
    )];
    if sheet.chosen().next().is_some() {
        rows.push(Row::Facts(sheets::checked(lang), vec![(sheets::bulk_checked(lang).to_owned(), theme.ok)]));
        let compared = sheet.chosen().all(|ready| desk.plan_of(&ready.base).is_some_and(|plan| plan.other_cases.is_some()));
        let said = if compared { (sheets::others_bulk(lang), theme.ok) } else { (sheets::others_bulk_unknown(lang), theme.muted) };
        rows.push(Row::Facts(cross::name(lang), vec![(said.0.to_owned(), said.1)]));
    }
    rows.extend(goes_to(theme, desk, sheet));
    let attests: usize = sheet.chosen().filter(|ready| ready.verb == Verb::Approve).map(|ready| ready.attests).sum();
    if attests > 0 {
        rows.push(Row::Facts(sheets::exclusions(lang), vec![(sheets::attests(lang, attests), theme.text)]));
    }
    if sheet.hidden() > 0 {
        let text = if sheet.with_hidden { sheets::hidden_in(lang, sheet.hidden()) } else { sheets::hidden_out(lang, sheet.hidden()) };
        rows.push(Row::Facts("", vec![(text, theme.warn)]));
    }
    let why = sheet.failed.clone().or_else(|| sheet.why_not(lang));
    if let Some(why) = why {
        let style = if sheet.saving.is_some() || !sheet.is_loaded() { theme.muted } else { theme.bad };
        rows.push(Row::Pieces(vec![(format!("✗ {}", sheets::cannot_confirm(lang, why)), style)]));
    }
    rows.push(Row::Blank);
    rows
}

/// To which stages they go, each named once, in the order of the list.
fn goes_to(theme: &Theme, desk: &Desk, sheet: &Bulk) -> Option<Row> {
    let mut stages: Vec<String> = Vec::new();
    for ready in sheet.chosen() {
        let plan = desk.plan_of(&ready.base);
        let next = plan.as_ref().and_then(|plan| workflow::next(plan, &ready.base.case.stage));
        let name = next.map_or(sheets::end_of_case(desk.lang), |stage| stage.name.get(desk.lang));
        if !stages.iter().any(|known| known == name) {
            stages.push(name.to_owned());
        }
    }
    (!stages.is_empty()).then(|| Row::Facts(sheets::goes_to(desk.lang), vec![(stages.join(assess::comma(desk.lang)), theme.text)]))
}

/// One case: what is paid, how its papers stand, to which account.
fn ready_line(theme: &Theme, desk: &Desk, sheet: &Bulk, ready: &Ready, columns: u16) -> Vec<Piece> {
    let lang = desk.lang;
    let detail = &*ready.base;
    let case = &detail.summary;
    let ink = if ready.hidden && !sheet.with_hidden { theme.muted } else { theme.text };
    let papers = papers(detail, &ready.draft.verdicts);
    let accepted = papers.iter().filter(|paper| paper.state() == PaperState::Accepted).count();
    let needed = papers.iter().filter(|paper| paper.is_needed()).count();
    let tail = detail.case.facts.payee.as_ref().and_then(|payee| payee.card.as_deref()).map_or_else(String::new, card_tail);
    let amount = amount_shown(&detail.case, &detail.assessment).unwrap_or_default();
    // Nothing goes to nobody's account.
    let tail = if amount.is_zero() { String::new() } else { tail };
    let amount = amount.grouped();
    let benefits = columns.saturating_sub(68).clamp(10, 24);
    vec![
        (format!("{}  ", case.id), ink),
        (format!("{}  ", cell(&mask_name(&case.name), 8)), ink),
        (format!("{}  ", cell(&desk.benefits_short(&case.plan, &case.benefits), benefits)), ink),
        (format!("{amount:>10}  "), theme.strong),
        (format!("{} {accepted}/{needed}  ", words::materials(lang)), if accepted == needed { theme.ok } else { theme.text }),
        (if tail.is_empty() { String::new() } else { show::tail(lang, tail) }, theme.muted),
    ]
}

/// Makes the page in which a note is written.
pub fn note(theme: &Theme, desk: &Desk, sheet: &NoteSheet) -> Page {
    let lang = desk.lang;
    let case = &sheet.row.summary;
    let title = vec![
        (actions::verb(lang, Verb::Note).to_owned(), theme.accent),
        (format!("  {}", case.id), theme.strong),
        (format!("  {}", mask_name(&case.name)), theme.text),
    ];
    let mut rows = Vec::new();
    if !case.last_note.is_empty() {
        rows.push(Row::Facts(sheets::note_before(lang), vec![(case.last_note.clone(), theme.muted)]));
    }
    rows.push(Row::Field(actions::verb(lang, Verb::Note), sheet.text.value().to_owned(), sheet.typing.then(|| sheet.text.cursor()), ""));
    rows.push(Row::Facts("", vec![(sheets::note_seen_by(lang).to_owned(), theme.muted)]));
    Page { title, aside: sheets::aside_note(lang).to_owned(), rows }
}

/// Makes the page in which a colleague is chosen.
pub fn assign(theme: &Theme, desk: &Desk, finder: &Finder, of: &[QueueRow], columns: u16) -> Page {
    let lang = desk.lang;
    let title = vec![
        (actions::verb(lang, Verb::Assign).to_owned(), theme.accent),
        (format!("  {}", of.first().map_or_else(String::new, |row| row.summary.id.to_string())), theme.strong),
        (if of.len() > 1 { format!("  {}", sheets::cases(lang, of.len())) } else { String::new() }, theme.text),
    ];
    let mut rows = vec![Row::Field(words::find_label(lang), finder.field.value().to_owned(), Some(finder.field.cursor()), "")];
    let found = desk.colleagues(finder.field.value(), of);
    if found.is_empty() {
        rows.push(Row::Pieces(vec![(sheets::no_colleague(lang).to_owned(), theme.muted)]));
    }
    let widest = |of: &dyn Fn(&Person) -> u16| found.iter().map(|(person, _)| of(person)).max().unwrap_or(0) + 2;
    let role_names =
        |person: &Person| person.roles.iter().map(|role| roles::role(lang, *role)).collect::<Vec<_>>().join(assess::comma(lang));
    let name_columns = widest(&|person| width(&mask_name(&person.name)));
    let user_columns = widest(&|person| width(person.user.as_str())).min(columns / 6);
    let role_columns = widest(&|person| width(&role_names(person))).min(columns / 3);
    let room = columns.saturating_sub(name_columns + user_columns + role_columns + 1);
    for (i, (person, why)) in found.iter().enumerate() {
        let ink = if why.is_some() { theme.muted } else { theme.text };
        // The account tells two of one masked name apart.
        let mut pieces = vec![
            (cell(&mask_name(&person.name), name_columns), ink),
            (cell(person.user.as_str(), user_columns), theme.muted),
            (cell(&role_names(person), role_columns), ink),
        ];
        let why = why.as_ref().map(|why| words::not_possible(lang, why)).unwrap_or_default();
        let mut lines = wrap(&why, room).into_iter();
        pieces.extend(lines.next().map(|line| (line.to_owned(), theme.muted)));
        rows.push(Row::Choice(pieces, i == finder.cursor));
        let indent = " ".repeat(usize::from(columns - room));
        rows.extend(lines.map(|line| Row::Pieces(vec![(format!("{indent}{line}"), theme.muted)])));
    }
    Page { title, aside: sheets::aside_search_person(lang).to_owned(), rows }
}
