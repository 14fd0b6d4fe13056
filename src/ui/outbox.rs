//! The outbox: its parts, decisions on their way in one word each, and below them what is told of the one under the cursor.

mod detail;
mod left;

use ratatui::layout::Rect;

use crate::app::Desk;
use crate::app::action::Action;
use crate::app::outbox::Part;
use crate::app::pointer::Target;
use crate::domain::decision::Act;
use crate::domain::identity::mask_name;
use crate::domain::intake::{ClaimState, IntakeItem};
use crate::domain::outbox::{OutboxItem, OutboxState};
use crate::domain::people::Lang;
use crate::layout::width::width;
use crate::text::{actions, desk as words, intake, outbox as texts, show};
use crate::ui::ViewState;
use crate::ui::columns::{Column, Placed, place};
use crate::ui::format::{moment, outbox_state};
use crate::ui::head::message;
use crate::ui::pen::Pen;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Field {
    State,
    Case,
    Name,
    Verb,
    Amount,
    Time,
    Remark,
}

/// Draws the outbox below the head. `area` ends above the status line.
pub fn draw(pen: &mut Pen, desk: &Desk, view: &mut ViewState, area: Rect) {
    pen.rule(area.x, area.y, area.right());
    let last = area.bottom() - 1;
    pen.rule(area.x, last, area.right());
    let mut body = Rect { y: area.y + 1, height: area.height.saturating_sub(2), ..area };
    view.preview_left_out = 0;
    body.height = body.height.saturating_sub(claims(pen, desk, body));
    if desk.outbox.items.is_empty() && desk.outbox.part == Part::All {
        if body.height == 0 || desk.outbox.loaded && desk.intake.unsent() > 0 {
            return;
        }
        let (strong, muted) = (pen.theme.strong, pen.theme.muted);
        let first = if desk.outbox.loaded { (words::outbox_empty(desk.lang), strong) } else { (words::loading(desk.lang), muted) };
        return message(pen, body, (first.0.to_owned(), first.1), &[]);
    }
    parts(pen, desk, body);
    body = Rect { y: body.y + 1, height: body.height.saturating_sub(1), ..body };
    if desk.outbox.part == Part::Left {
        return left::draw(pen, desk, view, body);
    }
    let items = desk.outbox.listed();
    let Some(item) = desk.outbox.current() else {
        let muted = pen.theme.muted;
        return message(pen, body, (texts::part_empty(desk.lang).to_owned(), muted), &[]);
    };
    let lines = detail::lines(desk, item, body.width);
    let wanted = u16::try_from(lines.len()).unwrap_or(u16::MAX).saturating_add(1 + detail::heads(desk, item));
    // The list keeps a third where what is told of the item is long; the pane is scrolled then.
    let least = (body.height / 3).max(3);
    let list = u16::try_from(items.len()).unwrap_or(u16::MAX).min(body.height.saturating_sub(wanted).max(least));
    let below = Rect { y: body.y + list, height: body.height - list, ..body };
    detail::draw(pen, desk, item, &lines, view, below);
    body.height = list;
    let columns = place(&columns(desk), body.x + 2, body.right());
    let heights = vec![1; items.len()];
    let first = view.scroll("outbox", desk.outbox.index(), &heights, body.height);
    for (i, (item, y)) in items.iter().skip(first).zip(body.y..body.bottom()).enumerate() {
        for column in &columns {
            cell(pen, desk, item, *column, y);
        }
        let chosen = first + i == desk.outbox.index();
        pen.list_line(Rect { y, height: 1, ..body }, first + i, chosen && !desk.outbox.pane.focused);
        if chosen && desk.outbox.pane.focused {
            pen.keep_place(Rect { y, height: 1, ..body });
        }
    }
}

/// The parts of the outbox with their counts, the listed one marked.
fn parts(pen: &mut Pen, desk: &Desk, area: Rect) {
    let (lang, text, muted, strong, key) = (desk.lang, pen.theme.text, pen.theme.muted, pen.theme.strong, pen.theme.key);
    let mut x = area.x + 2;
    for (i, part) in Part::ALL.into_iter().enumerate() {
        let name = match part {
            Part::All => texts::part_all(lang),
            Part::Stuck => texts::part_stuck(lang),
            Part::Going => texts::part_going(lang),
            Part::Accepted => texts::part_accepted(lang),
            Part::Left => texts::part_left(lang),
        };
        let count = desk.outbox.count(part, desk.now).map_or_else(String::new, |count| format!(" {count}"));
        let (from, here) = (x, part == desk.outbox.part);
        x = pen.put(x, area.y, area.right(), if here { "▸" } else { " " }, strong);
        x = pen.put(x, area.y, area.right(), &format!("{} ", i + 1), if here { strong } else { key });
        x = pen.put_cut(x, area.y, area.right(), &format!("{name}{count}"), if here { strong } else { text });
        let digit = u8::try_from(i + 1).unwrap_or(1);
        pen.hit(Rect { x: from, y: area.y, width: x - from, height: 1 }, Target::Act(Action::Digit(digit)));
        x += 2;
    }
    let more = desk.outbox.unlisted(desk.now);
    if more > 0 {
        pen.put_cut(x, area.y, area.right(), &texts::unlisted(lang, more), muted);
    }
}

/// The claims of the counter that wait for the server, below the decisions; gives how many rows they take.
fn claims(pen: &mut Pen, desk: &Desk, area: Rect) -> u16 {
    let (lang, muted, warn, text) = (desk.lang, pen.theme.muted, pen.theme.warn, pen.theme.text);
    let waiting: Vec<&IntakeItem> = desk.intake.items.iter().filter(|item| item.state.is_unsent()).collect();
    if waiting.is_empty() {
        return 0;
    }
    // Where there are decisions they keep half of the room; the last row says how many claims are not shown.
    let room = if desk.outbox.items.is_empty() { area.height } else { area.height / 2 };
    let rows = u16::try_from(waiting.len()).unwrap_or(u16::MAX).saturating_add(1).min(room);
    let top = area.bottom() - rows;
    pen.put_cut(area.x + 2, top, area.right(), &intake::waiting_claims(lang, waiting.len()), muted);
    for (item, y) in waiting.iter().zip(top + 1..area.bottom()) {
        let state = if item.state == ClaimState::Sending { intake::sending(lang) } else { intake::waiting(lang) };
        let x = pen.put_cut(area.x + 2, y, area.right(), &format!("? {state}"), warn);
        let draft = &item.draft;
        let benefits = desk.benefits_short(&draft.plan, &draft.benefits);
        let line = format!("{}  {}  {benefits}", draft.key.provisional(), mask_name(draft.name()));
        let x = pen.put_cut(x + 2, y, area.right(), &line, text);
        pen.put_cut(x + 2, y, area.right(), &moment(draft.changed, desk.today()), muted);
    }
    rows
}

fn columns(desk: &Desk) -> Vec<Column<Field>> {
    let by = |chinese: u16, english: u16| if desk.lang == Lang::Zh { chinese } else { english };
    let items = &desk.outbox.items;
    let id = items.iter().map(|item| width(item.decision.case.as_str())).max().unwrap_or(0).clamp(11, 24);
    let amount = items.iter().map(|item| width(&item.pays().grouped())).max().unwrap_or(0).max(10);
    let column = |id, least, most, leaves, right| Column { id, least, most, leaves, right };
    vec![
        column(Field::State, 11, 11, 0, false),
        column(Field::Case, id, id, 0, false),
        column(Field::Name, 6, 6, 2, false),
        column(Field::Verb, by(10, 14), by(10, 14), 0, false),
        column(Field::Amount, amount, amount, 0, true),
        column(Field::Time, 5, 11, 3, false),
        column(Field::Remark, 8, 60, 1, false),
    ]
}

fn cell(pen: &mut Pen, desk: &Desk, item: &OutboxItem, at: Placed<Field>, y: u16) {
    let (lang, text, muted) = (desk.lang, pen.theme.text, pen.theme.muted);
    let decision = &item.decision;
    match at.id {
        Field::State => {
            let (glyph, word, style) = outbox_state(lang, item, desk.now, pen.theme);
            let x = pen.put(at.x, y, at.end, glyph, style);
            pen.put_cut(x + 1, y, at.end, &word, style);
        }
        Field::Case => {
            pen.put_cut(at.x, y, at.end, decision.case.as_str(), text);
        }
        Field::Name => {
            pen.put_cut(at.x, y, at.end, &mask_name(&item.name), text);
        }
        Field::Verb => {
            let told = match &decision.act {
                Act::Assign { to: None } => show::released(lang),
                Act::Assign { to: Some(user) } if *user == desk.me.user => show::taken(lang),
                act => actions::verb(lang, act.verb()),
            };
            pen.put_cut(at.x, y, at.end, told, text);
        }
        // What neither pays nor refuses is about no money.
        Field::Amount if !decision.act.verb().is_of_money() => {}
        Field::Amount => pen.amount(y, at.end, item.pays(), false),
        Field::Time => {
            pen.put_cut(at.x, y, at.end, &moment(decision.decided_at, desk.today()), muted);
        }
        Field::Remark => {
            pen.put_cut(at.x, y, at.end, &remark(desk, item), muted);
        }
    }
}

/// What is to be known of it in a few words: how often it was tried, why it waits, under which number it stands.
fn remark(desk: &Desk, item: &OutboxItem) -> String {
    let lang = desk.lang;
    match &item.state {
        OutboxState::Accepted { receipt } => show::receipt(lang, receipt.seq),
        OutboxState::Refused { .. } | OutboxState::Conflict { .. } => desk.why_not_taken(item),
        OutboxState::Held { until } if *until > desk.now => String::new(),
        _ => {
            let tried = if item.attempts > 0 { show::attempts(lang, item.attempts) } else { String::new() };
            item.last_error.as_ref().map_or(tried.clone(), |word| format!("{tried}  {}", texts::failure(lang, word)))
        }
    }
}
