//! The counter: the list of drafts and claims.
//!
//! Not here: the form of one claim (`claim`) with its checklist (`checklist`), the sheets over it (`sheet_intake`).
//! Invariant: a number that names a person stands masked in the list.

pub(super) mod checklist;
mod claim;

use ratatui::layout::Rect;

use crate::app::Desk;
use crate::domain::identity::{mask_id_number, mask_name};
use crate::domain::intake::{ClaimState, IntakeItem};
use crate::domain::people::Lang;
use crate::text::intake as texts;
use crate::ui::ViewState;
use crate::ui::columns::{Column, Placed, place};
use crate::ui::format::moment;
use crate::ui::head::message;
use crate::ui::pen::Pen;

/// Draws the counter below the head. `area` ends above the status line.
pub fn draw(pen: &mut Pen, desk: &Desk, view: &mut ViewState, area: Rect) {
    let last = area.bottom() - 1;
    pen.rule(area.x, last, area.right());
    let body = Rect { y: area.y + 1, height: area.height.saturating_sub(2), ..area };
    match &desk.intake.form {
        None => {
            pen.rule(area.x, area.y, area.right());
            list(pen, desk, view, body);
        }
        Some(form) => {
            claim::title(pen, desk, form, area);
            claim::panes(pen, desk, form, view, body);
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Cell {
    State,
    Name,
    Id,
    Claimed,
    Number,
    Changed,
}

fn list(pen: &mut Pen, desk: &Desk, view: &mut ViewState, area: Rect) {
    let lang = desk.lang;
    let items = &desk.intake.items;
    if items.is_empty() {
        let (strong, muted) = (pen.theme.strong, pen.theme.muted);
        if !desk.intake.loaded {
            return message(pen, area, (crate::text::desk::loading(lang).to_owned(), muted), &[]);
        }
        return message(pen, area, (texts::empty(lang).to_owned(), strong), &[texts::empty_hint(lang)]);
    }
    let column = |id, least, most, leaves| Column { id, least, most, leaves, right: false };
    let state = if lang == Lang::Zh { 8 } else { 12 };
    let columns = [
        column(Cell::State, state, state, 0),
        column(Cell::Name, 8, 10, 0),
        column(Cell::Id, 18, 18, 2),
        column(Cell::Claimed, 16, 44, 3),
        column(Cell::Number, 11, 24, 0),
        column(Cell::Changed, 5, 11, 1),
    ];
    let columns = place(&columns, area.x + 2, area.right());
    let muted = pen.theme.muted;
    for at in &columns {
        pen.put_cut(at.x, area.y, at.end, heading(lang, at.id), muted);
    }
    let rows = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    let first = view.scroll("claims", desk.intake.index(), &vec![1; items.len()], rows.height);
    for (i, (item, y)) in items.iter().skip(first).zip(rows.y..rows.bottom()).enumerate() {
        for at in &columns {
            cell(pen, desk, item, *at, y);
        }
        if first + i == desk.intake.index() {
            pen.select(Rect { y, height: 1, ..area });
        }
    }
}

const fn heading(lang: Lang, cell: Cell) -> &'static str {
    match cell {
        Cell::State => texts::state(lang),
        Cell::Name => texts::name(lang),
        Cell::Id => texts::id_number(lang),
        Cell::Claimed => texts::claimed(lang),
        Cell::Number => texts::number(lang),
        Cell::Changed => texts::changed(lang),
    }
}

fn cell(pen: &mut Pen, desk: &Desk, item: &IntakeItem, at: Placed<Cell>, y: u16) {
    let (lang, muted, text) = (desk.lang, pen.theme.muted, pen.theme.text);
    let draft = &item.draft;
    let (value, style) = match at.id {
        Cell::State => {
            let (glyph, word, style) = match &item.state {
                ClaimState::Draft => ("-", texts::draft(lang), text),
                ClaimState::Waiting => ("?", texts::waiting(lang), pen.theme.warn),
                ClaimState::Sending => ("?", texts::sending(lang), pen.theme.warn),
                ClaimState::Registered { .. } => ("✓", texts::is_registered(lang), pen.theme.ok),
                ClaimState::Refused { .. } => ("✗", texts::is_refused(lang), pen.theme.bad),
                ClaimState::Doubted => ("?", texts::is_doubted(lang), pen.theme.warn),
                ClaimState::Lost => ("✗", texts::is_lost(lang), pen.theme.bad),
            };
            (format!("{glyph} {word}"), style)
        }
        Cell::Name if draft.name().is_empty() => (texts::nameless(lang).to_owned(), muted),
        Cell::Name => (mask_name(draft.name()), text),
        Cell::Id => (mask_id_number(draft.entry("/member/id_number").trim()), muted),
        Cell::Claimed => {
            let benefits = desk.benefits_short(&draft.plan, &draft.benefits);
            (format!("{}  {benefits}", desk.plan_short(&draft.plan)), text)
        }
        Cell::Number => match &item.state {
            ClaimState::Registered { case } => (case.to_string(), pen.theme.strong),
            ClaimState::Draft => ("-".to_owned(), muted),
            _ => (draft.key.provisional(), muted),
        },
        Cell::Changed => (moment(draft.changed, desk.today()), muted),
    };
    pen.put_cut(at.x, y, at.end, &value, style);
}
