//! Draws the state of the desk, and reads keys as its actions. Keymap and themes are data.
//!
//! Not here: the terminal itself (`tui`), what an action does (`app`).
//! Invariant: no row is wider than the screen, and no text from outside reaches it other than through `pen`.

mod case;
pub(crate) mod changes;
mod checks;
mod columns;
mod conflict;
mod facts;
mod foot;
pub mod format;
mod glance;
pub mod glyphs;
mod head;
pub mod hits;
mod intake;
pub mod keymap;
mod lock;
mod log;
pub mod login;
mod lookup;
mod outbox;
mod papers;
mod payout;
mod pen;
mod preview;
mod queue;
mod related;
mod sheet;
mod sheet_again;
mod sheet_amend;
mod sheet_arrange;
mod sheet_bulk;
mod sheet_decide;
mod sheet_extend;
mod sheet_intake;
mod sheet_lists;
mod sheet_part;
mod summary;
mod table;
pub mod theme;
mod timeline;
mod views;

use std::collections::BTreeMap;

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::app::{Desk, Screen};
use crate::domain::ids::CaseId;
use glyphs::Glyphs;
use hits::Hits;
use keymap::Keys;
use pen::Pen;
use theme::Theme;

/// Status line and keys.
const FOOT_ROWS: u16 = 2;

/// What belongs to the drawing and not to the state: how far lists are scrolled.
#[derive(Debug, Default)]
pub struct ViewState {
    /// The place in the queue of the first row on the screen.
    queue_first: u64,
    /// The case that the cursor was on in the last frame, and its row on the screen.
    queue_row: Option<(CaseId, u64)>,
    lists: BTreeMap<&'static str, usize>,
    /// How many rows of the queue's preview the last frame left out.
    pub preview_left_out: usize,
    /// What can be clicked in the last frame, and where it was drawn.
    pub hits: Hits,
    pub glyphs: Glyphs,
    /// Nothing moves by itself: seconds are counted in figures.
    pub still: bool,
}

impl ViewState {
    /// Scrolls a list so that the line with the cursor is in sight; gives the first line that is drawn. `heights` are the rows of each line.
    fn scroll(&mut self, list: &'static str, cursor: usize, heights: &[usize], rows: u16) -> usize {
        let first = self.lists.entry(list).or_default();
        let rows = usize::from(rows);
        let total: usize = heights.iter().sum();
        *first = (*first).min(cursor).min(heights.len().saturating_sub(1));
        // One line more than the cursor's stays in sight, so that one sees that the list goes on.
        let end = (cursor + 2).min(heights.len());
        while *first < cursor && heights[*first..end].iter().sum::<usize>() > rows {
            *first += 1;
        }
        if cursor > 0 && *first == cursor && heights[cursor - 1..end].iter().sum::<usize>() <= rows {
            *first = cursor - 1;
        }
        if total <= rows {
            *first = 0;
        }
        *first
    }
}

/// Draws one frame. The terminal's own cursor is placed where a text field has the focus.
pub fn draw(frame: &mut Frame, desk: &Desk, keys: &Keys, theme: &Theme, view: &mut ViewState) {
    let area = frame.area();
    let mut pen = Pen {
        buffer: frame.buffer_mut(),
        theme,
        lang: desk.lang,
        cursor: None,
        hits: Hits::default(),
        glyphs: view.glyphs,
        still: view.still,
    };
    crate::layout::width::set_ambiguous(view.glyphs.ambiguous);
    draw_all(&mut pen, desk, keys, view, area);
    view.hits = std::mem::take(&mut pen.hits);
    if let Some(cursor) = pen.cursor {
        frame.set_cursor_position(cursor);
    }
}

fn draw_all(pen: &mut Pen, desk: &Desk, keys: &Keys, view: &mut ViewState, area: Rect) {
    if !Desk::fits(area.width, area.height) {
        return head::too_small(pen, area, crate::app::SMALLEST);
    }
    if let Some(locked) = &desk.lock {
        return lock::draw(pen, desk, locked, area);
    }
    let above = Rect { height: area.height - FOOT_ROWS - foot::notice_rows(desk), ..area };
    match (desk.screen, &desk.case) {
        (Screen::Case, Some(open)) => case::draw(pen, desk, open, view, above),
        (screen, _) => {
            head::head(pen, desk, area);
            let trouble = head::trouble_rows(desk);
            if trouble > 0 {
                head::trouble(pen, desk, Rect { y: area.y + 1, height: 1, ..area });
            }
            let body = Rect { y: area.y + 1 + trouble, height: above.height - 1 - trouble, ..area };
            match screen {
                Screen::Outbox => outbox::draw(pen, desk, view, body),
                Screen::Intake => intake::draw(pen, desk, view, body),
                Screen::Log => log::draw(pen, desk, view, body),
                Screen::Lookup => lookup::draw(pen, desk, view, body),
                Screen::Queue | Screen::Case => queue::draw(pen, desk, view, body),
            }
        }
    }
    foot::draw(pen, desk, keys, Rect { y: area.bottom() - FOOT_ROWS, height: FOOT_ROWS, ..area });
    if let Some(open) = &desk.sheet {
        sheet::draw(pen, desk, open, view, above);
    }
}
