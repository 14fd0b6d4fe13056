//! The look-up: what is typed, the hits, and the sentence to read out with what belongs to it.

use ratatui::layout::Rect;

use crate::app::lookup::Half;
use crate::app::{Desk, OLD_MILLIS};
use crate::domain::identity::mask_name;
use crate::domain::summary::CaseSummary;
use crate::domain::time::Moment;
use crate::explain::caller::Answer;
use crate::layout::width::{width, wrap};
use crate::text::{caller as words, desk as texts};
use crate::ui::ViewState;
use crate::ui::columns::{Column, Placed, place};
use crate::ui::format::{day, status_word};
use crate::ui::head::{label_width, old};
use crate::ui::pen::{Pen, Piece};

/// Prose is read in lines no longer than this, whatever the window.
const PROSE: u16 = 76;
/// Rows that the sentence and its facts like to have, with their rule.
const ANSWER_ROWS: u16 = 12;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Cell {
    Case,
    Name,
    Plan,
    Benefits,
    Employer,
    Stage,
    Received,
}

/// Draws the look-up below the head. `area` ends above the status line.
pub fn draw(pen: &mut Pen, desk: &Desk, view: &mut ViewState, area: Rect) {
    pen.rule(area.x, area.y, area.right());
    let last = area.bottom() - 1;
    pen.rule(area.x, last, area.right());
    find(pen, desk, Rect { y: area.y + 1, height: 1, ..area });
    let body = Rect { y: area.y + 3, height: last.saturating_sub(area.y + 3), ..area };
    let hits = desk.lookup.hits();
    if hits.is_empty() {
        return hints(pen, desk, body);
    }
    let wanted = u16::try_from(hits.len()).unwrap_or(u16::MAX);
    let spoken_of = desk.spoken();
    // Without a sentence the hits have the room: all that is left is a line that says how to go on.
    let below = if spoken_of.is_some() { ANSWER_ROWS } else { 3 };
    let rows = wanted.min(body.height.saturating_sub(below).max(2));
    list(pen, desk, view, &hits, Rect { height: rows, ..body });
    let mut below = Rect { y: body.y + rows, height: body.height.saturating_sub(rows), ..body };
    for line in desk.lookup.unsent(desk.lang).iter().flat_map(|claim| wrap(claim, body.width.saturating_sub(4).min(PROSE))) {
        if below.height > 0 {
            let warn = pen.theme.warn;
            pen.put(below.x + 3, below.y, below.right(), line, warn);
            below = Rect { y: below.y + 1, height: below.height - 1, ..below };
        }
    }
    match spoken_of {
        Some(answer) => spoken(pen, desk, &answer, below),
        None => {
            let muted = pen.theme.muted;
            let hint = words::choose_one(desk.lang, desk.lookup.typed().trim());
            for (line, y) in wrap(&hint, below.width.saturating_sub(4)).into_iter().zip(below.y + 1..below.bottom()) {
                pen.put(below.x + 3, y, below.right(), line, muted);
            }
        }
    }
}

/// The field, what kind it was read as, and how many were found where.
fn find(pen: &mut Pen, desk: &Desk, area: Rect) {
    let lang = desk.lang;
    let (muted, ok, warn, text) = (pen.theme.muted, pen.theme.ok, pen.theme.warn, pen.theme.text);
    let lookup = &desk.lookup;
    let x = pen.put(area.x + 1, area.y, area.right(), words::field(lang), muted) + 3;
    let mut right: Vec<Piece> = Vec::new();
    if let Some(kind) = lookup.kind(lang) {
        let unsent = lookup.unsent(lang).len();
        let found = !lookup.hits().is_empty() || unsent > 0;
        right.push((format!("{} {kind}", if found { "✓" } else { "?" }), if found { ok } else { muted }));
        if matches!(lookup.here, Half::Said(_)) || matches!(lookup.server, Half::Said(_)) {
            let count = lookup.hits().len() + unsent;
            right.push((format!("  {}", if lookup.more { words::hits_more(lang, count) } else { words::hits(lang, count) }), text));
        }
        if let Half::Said(count) = lookup.here {
            right.push((format!("  {}", words::here(lang, count + unsent)), muted));
        }
        match &lookup.server {
            Half::Said(count) => right.push((format!("  {}", words::at_server(lang, count)), muted)),
            Half::Asked => right.push((format!("  {}", words::server_asked(lang)), muted)),
            Half::Failed(_) => right.push((format!("  ! {}", words::server_silent(lang)), warn)),
            Half::NotAsked => {}
        }
    }
    let wide: u16 = right.iter().map(|(text, _)| width(text)).sum();
    let field_end = (area.right().saturating_sub(wide + 3)).max(x + 22).min(x + 40);
    let room = area.right().saturating_sub(field_end + 3);
    let mut from = area.right().saturating_sub(1 + wide.min(room));
    for (piece, style) in right {
        from = pen.put_cut(from, area.y, area.right(), &piece, style);
    }
    let cursor = lookup.field.as_ref().filter(|_| desk.sheet.is_none() && !lookup.is_browsing()).map(|field| field.cursor());
    pen.field(x, area.y, field_end, lookup.typed(), cursor);
}

fn hints(pen: &mut Pen, desk: &Desk, area: Rect) {
    let lang = desk.lang;
    let (text, muted) = (pen.theme.text, pen.theme.muted);
    let lines: Vec<(String, _)> = match desk.lookup_hint() {
        Some(why) => vec![(why, text)],
        None => vec![(words::hint(lang).to_owned(), muted), (words::hint_more(lang).to_owned(), muted)],
    };
    let mut y = area.y;
    for (line, style) in lines {
        for part in line.lines().flat_map(|line| wrap(line, area.width.saturating_sub(6).min(PROSE))) {
            if y < area.bottom() {
                pen.put(area.x + 5, y, area.right(), part, style);
            }
            y += 1;
        }
    }
}

fn list(pen: &mut Pen, desk: &Desk, view: &mut ViewState, hits: &[&CaseSummary], area: Rect) {
    let widest = |of: &dyn Fn(&CaseSummary) -> String, least: u16, most: u16| {
        hits.iter().map(|hit| width(&of(hit))).max().unwrap_or(0).clamp(least, most)
    };
    let column = |id, wide: u16, least: u16, leaves| Column { id, least: least.min(wide), most: wide, leaves, right: false };
    let case = widest(&|hit| hit.id.to_string(), 11, 24);
    let columns = place(
        &[
            column(Cell::Case, case, case, 0),
            column(Cell::Name, widest(&|hit| mask_name(&hit.name), 6, 12), 6, 0),
            column(Cell::Plan, widest(&|hit| desk.plan_short(&hit.plan).to_owned(), 8, 14), 8, 2),
            column(Cell::Benefits, widest(&|hit| desk.benefits_short(&hit.plan, &hit.benefits), 8, 24), 16, 0),
            column(Cell::Employer, widest(&|hit| hit.employer.clone(), 8, 24), 24, 3),
            column(Cell::Stage, widest(&|hit| stage(desk, hit), 8, 16), 16, 0),
            column(Cell::Received, widest(&|hit| received(desk, hit), 10, 22), 22, 1),
        ],
        area.x + 3,
        area.right(),
    );
    let heights = vec![1; hits.len()];
    let first = view.scroll("lookup", desk.lookup.index(), &heights, area.height);
    for (i, (hit, y)) in hits.iter().skip(first).zip(area.y..area.bottom()).enumerate() {
        for column in &columns {
            cell(pen, desk, hit, *column, y);
        }
        pen.list_line(Rect { y, height: 1, ..area }, first + i, first + i == desk.lookup.index());
    }
}

fn stage(desk: &Desk, hit: &CaseSummary) -> String {
    if hit.status.is_closed() { status_word(desk.lang, hit.status).to_owned() } else { desk.stage_name(&hit.plan, &hit.stage).to_owned() }
}

fn received(desk: &Desk, hit: &CaseSummary) -> String {
    words::received_on(desk.lang, day(hit.received.date(), desk.today()))
}

fn cell(pen: &mut Pen, desk: &Desk, hit: &CaseSummary, at: Placed<Cell>, y: u16) {
    let (text, muted) = (pen.theme.text, pen.theme.muted);
    let (value, style) = match at.id {
        Cell::Case => (hit.id.to_string(), text),
        Cell::Name => (mask_name(&hit.name), text),
        Cell::Plan => (desk.plan_short(&hit.plan).to_owned(), muted),
        Cell::Benefits => (desk.benefits_short(&hit.plan, &hit.benefits), text),
        Cell::Employer => (hit.employer.clone(), muted),
        Cell::Stage => (stage(desk, hit), text),
        Cell::Received => (received(desk, hit), muted),
    };
    pen.put_cut(at.x, y, at.end, &value, style);
}

/// The sentence, and below it what it rests on.
fn spoken(pen: &mut Pen, desk: &Desk, answer: &Answer, area: Rect) {
    let lang = desk.lang;
    let (strong, text, muted, accent) = (pen.theme.strong, pen.theme.text, pen.theme.muted, pen.theme.accent);
    if area.height == 0 {
        return;
    }
    // Where the list stands, for its end may be out of sight.
    let place = match desk.lookup.hits().len() {
        0 | 1 => String::new(),
        count => format!("{} / {count}", desk.lookup.index() + 1),
    };
    pen.titled_rule(area, area.y, &[(words::say_so(lang).to_owned(), accent)], &place);
    let mut y = area.y + 1;
    for line in wrap(&answer.sentence, area.width.saturating_sub(4).min(PROSE)) {
        if y < area.bottom() {
            pen.put(area.x + 3, y, area.right(), line, strong);
        }
        y += 1;
    }
    let closed = answer.next.is_empty() && answer.missing.is_none();
    let missing = match &answer.missing {
        None => words::not_known(lang).to_owned(),
        Some(_) if answer.in_review => words::in_review(lang).to_owned(),
        Some(papers) if papers.is_empty() => format!("✓ {}", words::nothing_missing(lang)),
        Some(papers) => format!("! {}", papers.join(words::between(lang))),
    };
    let facts = [
        (texts::stage(lang), answer.stage.clone()),
        (words::next(lang), answer.next.clone()),
        (words::expected(lang), answer.expected.clone()),
        (words::missing(lang), if closed { String::new() } else { missing }),
        (words::ask(lang), format!("? {}", words::ask_employer(lang))),
    ];
    // A blank line parts them where there is room.
    let shown = facts.iter().filter(|(_, value)| !value.is_empty()).count();
    if y + u16::try_from(shown).unwrap_or(0) < area.bottom() {
        y += 1;
    }
    let labels = label_width(lang) + 1;
    for (label, value) in facts.iter().filter(|(_, value)| !value.is_empty()) {
        if y >= area.bottom() {
            break;
        }
        pen.put_cut(area.x + 3, y, area.x + 3 + labels, label, muted);
        pen.put_cut(area.x + 3 + labels, y, area.right() - 1, value, text);
        y += 1;
    }
}

/// What the status line says: how old the cache is.
pub fn status(desk: &Desk) -> String {
    let lang = desk.lang;
    let data_of = |at| words::data_of(lang, crate::ui::format::moment(at, desk.today()));
    let aged = |at: Moment| {
        let age = (desk.now.0 - at.0).max(0);
        if age < OLD_MILLIS { String::new() } else { texts::data_aged(lang, old(lang, age)) }
    };
    match (desk.lookup.synced, &desk.lookup.here, &desk.lookup.server) {
        (_, Half::NotAsked, _) if desk.lookup.waits_for_enter() => words::enter_looks(lang).to_owned(),
        (_, Half::NotAsked, _) if desk.lookup.due().is_some() => words::rest_looks(lang).to_owned(),
        (_, Half::NotAsked | Half::Asked, _) => String::new(),
        // Why nothing was read here stands in the list's place where the server gave no row.
        (_, Half::Failed(_), _) if desk.lookup.hits().is_empty() => String::new(),
        (_, Half::Failed(why), _) => words::not_looked_here(lang, why),
        // How old is what one reads out comes first: the server's silence stands beside the field too.
        (Some(at), _, Half::Failed(why)) => format!("{}{}  ! {}", data_of(at), aged(at), words::server_did_not(lang, why)),
        (None, _, Half::Failed(why)) => words::server_did_not(lang, why),
        (Some(at), ..) => data_of(at),
        (None, ..) => words::never_synced(lang).to_owned(),
    }
}
