//! What is told of the item under the cursor, below the list: its times and tries, why it waits or was not taken, what it says.
//!
//! Not here: the sides of a conflict (`conflict`). Invariant: nothing is cut; what has no room is scrolled to.

use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::app::{Connection, Desk};
use crate::domain::decision::Act;
use crate::domain::identity::mask_name;
use crate::domain::outbox::{OutboxItem, OutboxState};
use crate::domain::time::Moment;
use crate::layout::width::wrap;
use crate::text::{actions, outbox as texts};
use crate::ui::format::{outbox_state, seconds_left};
use crate::ui::pen::Pen;
use crate::ui::{ViewState, conflict};

/// Columns of the labels.
const LABELS: u16 = 15;

/// A row of the pane.
pub enum Line {
    /// A label, or none where the row goes on, and what is told.
    Told(&'static str, String),
    /// A row of the three columns of a conflict.
    Sides(conflict::Row),
}

/// Gives what is told beside a label, over as many rows as it takes.
pub fn wrapped(label: &'static str, told: &str, columns: u16) -> Vec<Line> {
    let room = columns.saturating_sub(LABELS + 2).min(90);
    let rows = wrap(told, room).into_iter().enumerate();
    rows.map(|(i, row)| Line::Told(if i == 0 { label } else { "" }, row.to_owned())).collect()
}

/// How many rows stand above the lines and are not scrolled.
pub fn heads(desk: &Desk, item: &OutboxItem) -> u16 {
    if conflict::sides(desk, item).is_some() { 2 } else { 0 }
}

/// `12-18 10:42:31`, without the day where it is today.
fn exactly(at: Moment, desk: &Desk) -> String {
    let time = at.local().format("%H:%M:%S").to_string();
    if at.date() == desk.today() { time } else { format!("{} {time}", crate::ui::format::day(at.date(), desk.today())) }
}

/// All that is told of an item.
pub fn lines(desk: &Desk, item: &OutboxItem, columns: u16) -> Vec<Line> {
    let lang = desk.lang;
    let times = wrapped(texts::recorded(lang), &times(desk, item), columns);
    let mut lines = Vec::new();
    if conflict::sides(desk, item).is_some() {
        lines.extend(conflict::resolve(desk, item, columns).into_iter().map(Line::Sides));
        lines.extend(times);
        lines.extend(conflict::rows(desk, item, columns).into_iter().map(Line::Sides));
        return lines;
    }
    if item.is_stuck() {
        lines.extend(wrapped(texts::why(lang), &desk.why_not_taken(item), columns));
    }
    lines.extend(conflict::waits(desk, item).into_iter().flat_map(|told| wrapped("", &told, columns)));
    lines.extend(on_the_way(desk, item, columns));
    lines.extend(times);
    lines.extend(said(desk, item, columns));
    lines
}

fn times(desk: &Desk, item: &OutboxItem) -> String {
    let changed = format!("{} {}", texts::changed(desk.lang), exactly(item.changed, desk));
    let tried = if item.attempts > 0 { texts::tried(desk.lang, item.attempts) } else { texts::never_tried(desk.lang).to_owned() };
    format!("{}   {changed}   {tried}", exactly(item.recorded, desk))
}

/// When it goes, why the last attempt failed, or what the server answered.
fn on_the_way(desk: &Desk, item: &OutboxItem, columns: u16) -> Vec<Line> {
    let lang = desk.lang;
    let before = desk.outbox.items.iter().filter(|other| other.decision.case == item.decision.case && other.state.is_unsent());
    let first = before.min_by_key(|other| (other.recorded, other.decision.decided_at, other.decision.id));
    let waits_behind = first.filter(|first| first.decision.id != item.decision.id && item.state.is_unsent());
    let mut lines = match &item.state {
        OutboxState::Held { until } if *until > desk.now => {
            wrapped(texts::tries(lang), &texts::held_until(lang, exactly(*until, desk)), columns)
        }
        _ if waits_behind.is_some() => wrapped(texts::tries(lang), &texts::waits_behind(lang, &item.decision.case), columns),
        OutboxState::Waiting { next_try: Some(at) } if *at > desk.now && !needs_a_yes(desk) => {
            let told = texts::goes_at(lang, exactly(*at, desk), seconds_left(*at, desk.now));
            wrapped(texts::tries(lang), &told, columns)
        }
        OutboxState::Held { .. } | OutboxState::Waiting { .. } => {
            let told = why_nothing_goes(desk).unwrap_or_else(|| match desk.retry_secs() {
                Some(secs) => texts::goes_when_tried(lang, secs),
                None => texts::goes_when_online(lang).to_owned(),
            });
            let mut lines = wrapped(texts::tries(lang), &told, columns);
            if let Connection::Failed { why, next_try: Some(_) } = &desk.connection {
                lines.extend(wrapped(texts::failed_last(lang), why, columns));
            }
            lines
        }
        OutboxState::Accepted { receipt } => {
            let told = texts::accepted_at(lang, exactly(receipt.accepted_at, desk), receipt.seq);
            let then = if item.doubted { texts::taken_elsewhere(lang) } else { texts::can_reverse(lang) };
            wrapped(texts::answer(lang), &format!("{told}   {then}"), columns)
        }
        _ => Vec::new(),
    };
    if let Some(word) = item.last_error.as_ref().filter(|_| item.state.is_unsent()) {
        let told = format!("{}   {}", texts::failure(lang, word), texts::same_number(lang));
        lines.extend(wrapped(texts::failed_last(lang), &told, columns));
    }
    lines
}

/// The server that answers has to be accepted first.
const fn needs_a_yes(desk: &Desk) -> bool {
    matches!(desk.connection, Connection::OtherServer { .. })
}

/// Tells what keeps everything here, where it is not the network.
fn why_nothing_goes(desk: &Desk) -> Option<String> {
    let lang = desk.lang;
    match &desk.connection {
        Connection::OtherServer { restored: true } => Some(texts::waits_for_yes(lang, texts::server_restored(lang))),
        Connection::OtherServer { restored: false } => Some(texts::waits_for_yes(lang, texts::server_is_another(lang))),
        Connection::Failed { why, next_try: None } => Some(why.clone()),
        _ => None,
    }
}

/// What the decision says.
pub fn said(desk: &Desk, item: &OutboxItem, columns: u16) -> Vec<Line> {
    let lang = desk.lang;
    let (decision, verb) = (&item.decision, item.decision.act.verb());
    let mut told = vec![actions::verb(lang, verb).to_owned()];
    if verb.is_of_money() {
        told.push(item.pays().grouped());
    }
    let count = |n: usize, text: fn(_, usize) -> String| (n > 0).then(|| text(lang, n));
    told.extend(count(decision.verdicts.len(), texts::with_verdicts));
    told.extend(count(decision.amendments.len(), texts::with_changes));
    let of_batch = desk.outbox.items.iter().filter(|other| item.group.is_some() && other.group == item.group).count();
    told.extend((of_batch > 1).then(|| texts::of_batch(lang, of_batch)));
    let mut lines = wrapped(texts::decided(lang), &told.join("   "), columns);
    let words = words_of(&decision.act);
    if !words.trim().is_empty() {
        lines.extend(wrapped(texts::words_of_it(lang), words, columns));
    }
    lines
}

fn words_of(act: &Act) -> &str {
    match act {
        Act::PassOn { note } | Act::Approve { note } | Act::Resubmit { note, .. } | Act::Amend { note } => note,
        Act::Return { text, .. }
        | Act::Reject { text, .. }
        | Act::Note { text }
        | Act::SendBack { text }
        | Act::Park { text, .. }
        | Act::Refer { text, .. }
        | Act::Resume { text }
        | Act::Reopen { text, .. }
        | Act::Recover { text, .. }
        | Act::Recovered { text, .. }
        | Act::Extend { text, .. } => text,
        Act::Paid { reference } => reference,
        Act::PaymentFailed { reason } => reason,
        Act::Assign { .. } => "",
    }
}

/// Draws title and lines below the list.
pub fn draw(pen: &mut Pen, desk: &Desk, item: &OutboxItem, lines: &[Line], view: &mut ViewState, area: Rect) {
    let (strong, text, accent) = (pen.theme.strong, pen.theme.text, pen.theme.accent);
    let (_, word, style) = outbox_state(desk.lang, item, desk.now, pen.theme);
    let mut title = vec![(word, style), (format!("  {}", item.decision.case), strong), (format!("  {}", mask_name(&item.name)), text)];
    if desk.outbox.pane.focused {
        title.insert(0, ("▸ ".to_owned(), accent));
    }
    let aside = if item.is_stuck() { crate::text::show::nothing_overwritten(desk.lang) } else { "" };
    pen.titled_rule(area, area.y, &title, aside);
    let heads = heads(desk, item);
    if heads > 0 {
        conflict::heads(pen, desk, item, Rect { y: area.y + 1, height: heads.min(area.height.saturating_sub(1)), ..area });
    }
    let top = 1 + heads;
    put(pen, desk, lines, view, Rect { y: area.y + top, height: area.height.saturating_sub(top), ..area });
}

/// Draws lines from the one on that the pane is scrolled to.
pub fn put(pen: &mut Pen, desk: &Desk, lines: &[Line], view: &mut ViewState, area: Rect) {
    let (text, muted): (Style, Style) = (pen.theme.text, pen.theme.muted);
    // Where not all of it has room the last row says so.
    let room = if lines.len() > usize::from(area.height) { area.height.saturating_sub(1) } else { area.height };
    view.preview_left_out = lines.len().saturating_sub(usize::from(room));
    let first = desk.outbox.pane.first.min(view.preview_left_out);
    let bottom = area.bottom();
    let area = Rect { height: room, ..area };
    for (line, y) in lines.iter().skip(first).zip(area.y..area.bottom()) {
        match line {
            Line::Told(label, told) => {
                pen.put_cut(area.x + 1, y, area.x + LABELS, label, muted);
                pen.put_cut(area.x + 1 + LABELS, y, area.right(), told, text);
            }
            Line::Sides(row) => conflict::put(pen, row, Rect { y, height: 1, ..area }),
        }
    }
    let rest = lines.len().saturating_sub(first + usize::from(area.height));
    if rest > 0 && area.bottom() < bottom {
        pen.put_right(area.x, area.bottom(), area.right() - 1, &texts::more_below(desk.lang, rest), muted);
    }
}
