//! The last two lines of every screen: what happened or stands, and the keys of here.
//!
//! Not here: which keys are hinted at (`hints`). Invariant: they are always there and always mean the same.

mod hints;
mod search;

use ratatui::layout::Rect;

use crate::app::action::Action;
use crate::app::bulk::BULK_HOLD_SECS;
use crate::app::case::Tab;
use crate::app::decide::HOLD_SECS;
use crate::app::notice::{Notice, Weight};
use crate::app::pointer::Target;
use crate::app::sheet::Sheet;
use crate::app::{Desk, Personal, Place, Screen};
use crate::domain::identity::{mask_name, mask_numbers};
use crate::domain::money::Money;
use crate::domain::queue::Sort;
use crate::layout::width::width;
use crate::text::{actions, amend, desk as words, sheets, show};
use crate::ui::format::{held_secs, seconds_left, time, time_left};
use crate::ui::head::put_right;
use crate::ui::keymap::Keys;
use crate::ui::pen::{Pen, Piece};
use crate::ui::queue::{RIGHT_PREVIEW_FROM, grouped};

/// Columns between two hints.
const GAP: u16 = 3;

/// Draws both lines; `area` is two rows high.
pub fn draw(pen: &mut Pen, desk: &Desk, keys: &Keys, area: Rect) {
    let status = Rect { height: 1, ..area };
    let hints = Rect { y: area.y + 1, height: 1, ..area };
    if desk.place() == Place::Picking {
        return picking(pen, desk, area);
    }
    let says_more = desk.screen == Screen::Lookup || desk.screen == Screen::Queue && (desk.queue.typing || !desk.queue.marks.is_empty());
    let above = notice_rows(desk);
    if let Some(notice) = desk.notice.as_ref().filter(|_| above > 0) {
        let row = Rect { y: area.y - above, height: above, ..area };
        pen.clear(row);
        self::notice(pen, notice, row);
    }
    if desk.notice.is_none() && area.y > 0 {
        search::line(pen, desk, Rect { y: area.y - 1, height: 1, ..area });
    }
    let noticed = desk.notice.is_some() && above == 0;
    let right = held(pen, desk, status, noticed || desk.sheet.is_some() || says_more);
    // What ends the line ends under the hints; beside a hold there is a gap.
    let ends = if desk.outbox.held(desk.now).is_empty() { right } else { right.saturating_sub(2) };
    left(pen, desk, Rect { width: ends.saturating_sub(area.x), ..status });
    hints::keys_here(pen, desk, keys, hints);
}

/// Rows above the status line that a notice takes: one where the line itself holds what must stay in sight, which is the filter that
/// one types in, how long a decision will be held, or what is held now and can be taken back.
pub fn notice_rows(desk: &Desk) -> u16 {
    let typing = desk.sheet.is_none() && matches!(desk.screen, Screen::Queue) && desk.queue.typing;
    let holding = desk.sheet.is_none() && !desk.outbox.held(desk.now).is_empty();
    let taken = typing || holding || matches!(desk.sheet, Some(Sheet::Decide(_) | Sheet::Bulk(_)));
    if taken && desk.notice.is_some() { 1 } else { 0 }
}

fn notice(pen: &mut Pen, notice: &Notice, area: Rect) {
    let (glyph, style) = match notice.weight {
        Weight::Ok => ("✓", pen.theme.ok),
        Weight::Warn => ("!", pen.theme.warn),
        Weight::Error => ("✗", pen.theme.bad),
    };
    let x = pen.put(area.x + 1, area.y, area.right(), glyph, style);
    pen.put_cut(x + 1, area.y, area.right() - 1, &notice.text, style);
}

/// What stands at the left of the status line: a notice, what is revealed, what a sheet says, or what the screen says.
fn left(pen: &mut Pen, desk: &Desk, area: Rect) {
    let (x, y, end) = (area.x + 1, area.y, area.right());
    if let Some(notice) = desk.notice.as_ref().filter(|_| notice_rows(desk) == 0) {
        return self::notice(pen, notice, Rect { width: area.width + 1, ..area });
    }
    let muted = pen.theme.muted;
    if let Some(sheet) = &desk.sheet {
        let (saving, hold) = match sheet {
            Sheet::Decide(sheet) => (sheet.saving.is_some(), HOLD_SECS),
            Sheet::Bulk(sheet) => (sheet.saving.is_some(), BULK_HOLD_SECS),
            Sheet::Palette(finder) => {
                // The reason in full: beside the name there is not always room for it.
                let why = desk.palette(finder.field.value()).into_iter().nth(finder.cursor).and_then(|line| line.why);
                pen.put_cut(x, y, end, &why.map_or_else(String::new, |why| words::not_possible(desk.lang, why)), muted);
                return;
            }
            _ => return,
        };
        let text = if saving { sheets::saving(desk.lang).to_owned() } else { sheets::held_for(desk.lang, hold) };
        pen.put_cut(x, y, end, &text, muted);
        return;
    }
    if let Some(revealed) = &desk.revealed {
        let warn = pen.theme.warn;
        let text = words::revealed(desk.lang, field_name(desk, revealed.field), seconds_left(revealed.until, desk.now));
        pen.put_cut(x, y, end, &text, warn);
        return;
    }
    match desk.screen {
        Screen::Queue => queue(pen, desk, area),
        Screen::Case => case(pen, desk, area),
        Screen::Lookup => {
            pen.put_cut(x, y, end, &crate::ui::lookup::status(desk), muted);
        }
        Screen::Log => {
            let text = words::log_line(desk.lang, desk.log.len(), desk.log.dropped());
            pen.put_cut(x, y, end, &text, muted);
        }
        Screen::Intake => {}
        Screen::Outbox => {
            let counts = desk.outbox.counts_now(desk.now);
            let (held, waiting, sending) = (counts.held, counts.waiting, counts.sending);
            let text = show::outbox_line(desk.lang, held, waiting, sending, counts.conflict, counts.refused, counts.accepted_today);
            pen.put_cut(x, y, end, &text, muted);
        }
    }
}

const fn field_name(desk: &Desk, field: Personal) -> &'static str {
    match field {
        Personal::Name => show::name(desk.lang),
        Personal::IdNumber => show::id_number(desk.lang),
        Personal::Birth => show::birth(desk.lang),
        Personal::Phone => show::phone(desk.lang),
        Personal::SocialSecurityCard => show::social_card(desk.lang),
        Personal::PayeeName => show::payee(desk.lang),
        Personal::PayeeCard => show::card(desk.lang),
    }
}

/// The filter, and the order.
fn queue(pen: &mut Pen, desk: &Desk, area: Rect) {
    let (muted, text) = (pen.theme.muted, pen.theme.text);
    let queue = &desk.queue;
    let sort = words::sorted_by(desk.lang, words::sort(desk.lang, queue.sort));
    let mut right = vec![(sort, if queue.sort == Sort::Due { muted } else { text })];
    if queue.waiting_to_show() > 0 {
        let (accent, key) = (pen.theme.accent, pen.theme.key);
        let new = words::new_cases(desk.lang, queue.waiting_to_show());
        let shown = format!(" {}   ", words::show_new(desk.lang));
        right.splice(0..0, [(format!("{new}  "), accent), ("S".to_owned(), key), (shown, text)]);
    }
    // Elsewhere the preview says where the cursor stands; with a filter the filter does.
    if desk.size.0 >= RIGHT_PREVIEW_FROM && queue.filter.value().is_empty() && !queue.rows.is_empty() {
        right.push((format!("   {}", words::of(desk.lang, grouped(queue.position() + 1), grouped(queue.total))), text));
    }
    let at = put_right(pen, area.y, area.right(), &right);
    if !queue.typing && (!queue.marks.is_empty() || queue.marks.range().is_some()) {
        return marked(pen, desk, Rect { width: at.saturating_sub(area.x + 2), ..area });
    }
    if !queue.typing && queue.filter.value().is_empty() {
        let bad = pen.theme.bad;
        if let Some(why) = queue.failed.as_ref().filter(|_| !queue.rows.is_empty()) {
            let text = format!("{}  {why}", words::rows_failed(desk.lang));
            pen.put_cut(area.x + 1, area.y, at.saturating_sub(2), &text, bad);
        }
        return;
    }
    let x = pen.put(area.x + 1, area.y, at, words::filter_label(desk.lang), muted);
    let found = words::of(desk.lang, grouped(if queue.total == 0 { 0 } else { queue.position() + 1 }), grouped(queue.total));
    let end = at.saturating_sub(3);
    let found_at = end.saturating_sub(width(&found));
    pen.put(found_at, area.y, end, &found, if queue.is_loading() { muted } else { text });
    let cursor = queue.typing.then(|| queue.filter.cursor());
    // A long filter takes the room that there is.
    let value = queue.filter.value();
    let shown = if queue.typing { value.to_owned() } else { mask_numbers(value) };
    let wide = (width(&shown) + 2).max(40);
    pen.field(x + 1, area.y, found_at.saturating_sub(2).min(x + 1 + wide), &shown, cursor);
}

/// What is marked: how many, their sum, how many of them can be decided in bulk, how many stand elsewhere.
fn marked(pen: &mut Pen, desk: &Desk, area: Rect) {
    let (lang, queue) = (desk.lang, &desk.queue);
    let (accent, strong, text, warn) = (pen.theme.accent, pen.theme.strong, pen.theme.text, pen.theme.warn);
    let mut x = pen.put(area.x + 1, area.y, area.right(), "▐ ", accent);
    if queue.marks.range().is_some() {
        x = pen.put_cut(x, area.y, area.right(), &format!("{}  ", words::in_range(lang, queue.in_range().len())), strong);
    }
    if queue.marks.is_empty() {
        return;
    }
    let (sum, open) = queue.marks.sum();
    let (fitting, unknown) = queue.marks.fitting();
    let mut pieces = vec![
        (words::marked(lang, queue.marks.len()), strong),
        (format!("   {}", words::marked_sum(lang, sum.grouped())), text),
        (format!("   {}", words::marked_bulk(lang, fitting)), text),
    ];
    if unknown > 0 {
        pieces.push((format!("   {}", words::marked_unknown(lang, unknown)), text));
    }
    if open > 0 {
        pieces.push((format!("   {}", words::marked_open(lang, open)), text));
    }
    let hidden = queue.marks.rows().filter(|row| queue.marks.is_hidden(&row.summary.id, &queue.rows, queue.scope())).count();
    if hidden > 0 {
        pieces.push((format!("   {}", words::marked_hidden(lang, hidden)), warn));
    }
    pen.pieces(x, area.y, area.right(), &pieces);
}

/// How old the case is, and where it stands in the queue.
fn case(pen: &mut Pen, desk: &Desk, area: Rect) {
    let Some(case) = &desk.case else { return };
    let muted = pen.theme.muted;
    let at = desk.queue.rows.iter().position(|row| row.summary.id == case.id);
    let place = at.map_or_else(String::new, |at| {
        let place = words::of(desk.lang, grouped(desk.queue.before + at as u64 + 1), grouped(desk.queue.total));
        format!("{} {place}", words::view(desk.lang, desk.queue.view))
    });
    let at = put_right(pen, area.y, area.right(), &[(place, muted)]);
    let Some(detail) = case.detail() else { return };
    let synced = match &desk.connection {
        crate::app::Connection::Online { synced } => Some(*synced),
        crate::app::Connection::Offline { synced, .. } => *synced,
        _ => None,
    };
    let mut text = synced.map_or_else(String::new, |synced| show::data_of(desk.lang, time(synced), detail.summary.seq));
    if case.tab == Tab::Payout && case.lines() > 0 {
        text = show::step_of(desk.lang, case.cursor() + 1, case.lines());
    }
    if case.what_if.is_some() {
        let accent = pen.theme.accent;
        pen.put_cut(area.x + 1, area.y, at.saturating_sub(2), amend::what_if_line(desk.lang), accent);
        return;
    }
    if case.tab == Tab::Checks {
        use crate::domain::assessment::CheckState;
        let count = |state| detail.assessment.checks.iter().filter(|check| check.state == state).count();
        text = show::checks_line(desk.lang, count(CheckState::Fail), count(CheckState::Unknown));
    }
    if let Some(merged) = &case.merged {
        let warn = pen.theme.warn;
        pen.put_cut(area.x + 1, area.y, at.saturating_sub(2), merged, warn);
        return;
    }
    pen.put_cut(area.x + 1, area.y, at.saturating_sub(2), &text, muted);
}

/// What is held, with its bar, at the right of the status line, or over the whole of it where nothing else stands there.
/// Gives the column where it begins.
fn held(pen: &mut Pen, desk: &Desk, area: Rect, short: bool) -> u16 {
    let end = area.right() - 1;
    let held = desk.outbox.held(desk.now);
    let Some((item, until)) = held.last() else { return end };
    let (text, strong, muted, accent, faint, key) =
        (pen.theme.text, pen.theme.strong, pen.theme.muted, pen.theme.accent, pen.theme.faint, pen.theme.key);
    let lang = desk.lang;
    let secs = held_secs(item, *until, desk.now);
    let left = usize::try_from(secs).unwrap_or(0);
    let group = item.group.map_or(0, |group| held.iter().filter(|(item, _)| item.group == Some(group)).count());
    let cells = usize::try_from(if group > 1 { BULK_HOLD_SECS } else { HOLD_SECS }).unwrap_or(8);
    let mut pieces: Vec<Piece> = Vec::new();
    if held.len() > group.max(1) {
        pieces.push((format!("{}  ", words::held_many(lang, held.len())), strong));
    }
    if !short {
        let decision = &item.decision;
        let verb = actions::verb(lang, decision.act.verb());
        let sentence = if group > 1 {
            let of_group = held.iter().filter(|(other, _)| other.group == item.group);
            words::held_group(lang, verb, group, of_group.map(|(item, _)| item.pays()).sum::<Money>().grouped())
        } else {
            let amount = if decision.act.verb().pays() { item.pays().grouped() } else { String::new() };
            words::held(lang, verb, &decision.case, mask_name(&item.name), amount).trim_end().to_owned()
        };
        pieces.push((sentence, text));
        pieces.push(("  ".into(), text));
    }
    if !pen.still {
        pieces.push(("━".repeat(left.min(cells)), accent));
        pieces.push(("─".repeat(cells.saturating_sub(left)), faint));
    }
    pieces.push((format!(" {}", time_left(lang, secs)), muted));
    // Where letters are text the key would be one of them; a sheet has keys of its own.
    let place = desk.place();
    let undo = if place.is_field() || (place.is_sheet() && place != Place::Quit) {
        Vec::new()
    } else {
        vec![("   ".to_owned(), muted), ("u".to_owned(), key), (format!(" {}", actions::short(lang, Action::Undo.name())), text)]
    };
    let for_undo = undo.iter().skip(1).map(|(text, _)| width(text)).sum::<u16>();
    pieces.extend(undo);
    let wide: u16 = pieces.iter().map(|(text, _)| width(text)).sum();
    if !short && wide + 2 > area.width {
        return self::held(pen, desk, area, true);
    }
    let at = put_right(pen, area.y, end, &pieces);
    pen.hit(Rect { x: end - for_undo, width: for_undo, ..area }, Target::Act(Action::Undo));
    // The whole line is the bar's where it is told in full.
    if short { at } else { area.x + 2 }
}

/// The numbered reasons of a defect: from the status line on, over so many rows as they need; above it where two are too few.
fn picking(pen: &mut Pen, desk: &Desk, area: Rect) {
    let Some(case) = &desk.case else { return };
    let (Some(picking), Some(plan)) = (&case.picking, case.detail().and_then(|detail| desk.plan_of(detail))) else { return };
    let lang = desk.lang;
    let (key, text, muted) = (pen.theme.key, pen.theme.text, pen.theme.muted);
    let paper = plan.material(&picking.material).map_or(picking.material.as_str(), |rule| rule.name.get(lang));
    let mut hints: Vec<(String, &str)> = Vec::new();
    for (i, code) in picking.shown().iter().enumerate() {
        hints.push(((i + 1).to_string(), plan.reason(code).map_or(code.as_str(), |reason| reason.name.get(lang))));
    }
    if picking.reasons.len() > picking.shown().len() {
        hints.push(("Tab".into(), show::more_reasons(lang)));
    }
    hints.push(("Esc".into(), actions::short(lang, Action::Back.name())));
    let title = show::pick_reason(lang, paper);
    let first = area.x + 1 + width(&title).min(area.width * 3 / 5) + GAP;
    let mut places = Vec::new();
    let (mut x, mut row) = (first, 0);
    for (label, name) in &hints {
        let wide = width(label) + 1 + width(name);
        if x + wide >= area.right() && x > area.x + 1 {
            (x, row) = (area.x + 1, row + 1);
        }
        places.push((x, row));
        x += wide + 2;
    }
    let rows = row.max(1) + 1;
    let top = area.bottom().saturating_sub(rows);
    if rows > area.height {
        pen.clear(Rect { y: top - 1, height: rows + 1, ..area });
        pen.rule(area.x, top - 1, area.right());
    }
    pen.put_cut(area.x + 1, top, first - GAP, &title, muted);
    for ((label, name), (x, row)) in hints.iter().zip(places) {
        let after = pen.put(x, top + row, area.right(), label, key);
        let after = pen.put_cut(after + 1, top + row, area.right(), name, text);
        let action = label.parse().map_or(if label == "Tab" { Action::NextPane } else { Action::Back }, Action::Digit);
        pen.hit(Rect { x, y: top + row, width: after - x, height: 1 }, Target::Act(action));
    }
}
