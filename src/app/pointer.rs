//! What a click and the wheel do: a click selects, a second one opens, the wheel moves. Neither ever decides.
//!
//! Not here: where things stand on the screen (`ui::hits`).
//! Invariant: no message of the mouse commits anything, whatever it was on.

use crate::app::action::Action;
use crate::app::sheet::Sheet;
use crate::app::{Desk, Screen};
use crate::domain::ids::CaseId;
use crate::domain::queue::Sort;
use crate::text::desk as words;

/// Lines that one notch of the wheel moves.
const NOTCH: usize = 3;
/// Notches that are obeyed at once: a wheel that runs on moves no further.
const MOST_NOTCHES: usize = 20;

/// What stands where a click was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A tab, a view, a key of the last line.
    Act(Action),
    /// A saved view, by its place in the list.
    Saved(usize),
    /// The queue's row of this case.
    Case(CaseId),
    /// The head of a column by which the queue can be sorted.
    Sort(Sort),
    /// A line of the list that has the cursor: of a case's tab, the outbox, the log, a sheet.
    Line(usize),
    /// A pane that is scrolled by itself.
    Pane(Over),
}

/// The pane that the pointer is over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Over {
    /// The list that has the cursor, and whatever can't be scrolled.
    #[default]
    List,
    /// The preview beside the queue.
    Preview,
    /// The timeline at the right of a case.
    Timeline,
}

impl Desk {
    pub(super) fn click(&mut self, target: Target, twice: bool) {
        match target {
            Target::Act(action) if action.commits() => {
                let text = words::click_confirms_nothing(self.lang, "Y");
                self.warn(text);
            }
            // The second click of two on a key is one too many.
            Target::Act(_) if twice => {}
            Target::Act(action) => self.act(action),
            Target::Sort(_) | Target::Saved(_) if twice || self.sheet.is_some() || self.screen != Screen::Queue => {}
            Target::Sort(sort) => self.sort_by(sort),
            Target::Saved(at) => self.show_saved_at(at),
            Target::Case(case) => {
                if self.sheet.is_none() && self.screen == Screen::Queue && self.queue.put_cursor(&case) {
                    self.preview.focused = false;
                    self.queue.typing = false;
                    self.open_if(twice);
                }
            }
            Target::Pane(over) => self.preview.focused = over == Over::Preview && self.screen == Screen::Queue && self.sheet.is_none(),
            Target::Line(line) => {
                if self.point_at(line) {
                    self.open_if(twice);
                }
            }
        }
    }

    fn open_if(&mut self, twice: bool) {
        if twice {
            self.act(Action::Open);
        }
    }

    /// Puts the cursor on a line; tells whether a second click opens it.
    fn point_at(&mut self, line: usize) -> bool {
        match &mut self.sheet {
            Some(Sheet::People { cursor }) => *cursor = line,
            Some(Sheet::Palette(finder)) => finder.cursor = line,
            // What opens a line here gives the case away: that takes a key.
            Some(Sheet::Assign { finder, .. }) => {
                finder.cursor = line;
                return false;
            }
            Some(Sheet::Sorts { cursor } | Sheet::Columns { cursor }) => *cursor = line,
            Some(Sheet::Views(sheet)) => sheet.cursor = line,
            Some(Sheet::Help(help)) => help.finder.cursor = line,
            Some(Sheet::Decide(sheet)) => {
                sheet.point(line);
                return sheet.is_finding();
            }
            Some(_) => return false,
            None => match self.screen {
                Screen::Outbox => self.outbox.point(line),
                Screen::Log => self.log.point(line),
                Screen::Lookup => self.lookup.point(line),
                _ => {
                    if let Some(case) = &mut self.case {
                        case.set_cursor(line);
                    }
                    return false;
                }
            },
        }
        true
    }

    /// Scrolls what the pointer is over; a sheet lies over everything.
    pub(super) fn wheel(&mut self, notches: i32, over: Over) {
        let action = if notches > 0 { Action::Down } else { Action::Up };
        let lines = usize::try_from(notches.unsigned_abs()).unwrap_or(MOST_NOTCHES).min(MOST_NOTCHES) * NOTCH;
        let rows = isize::try_from(lines).unwrap_or(0) * if notches > 0 { 1 } else { -1 };
        match (over, self.screen, &mut self.case) {
            (Over::Preview, Screen::Queue, _) if self.sheet.is_none() => self.preview.scroll(rows),
            (Over::Timeline, Screen::Case, Some(case)) if self.sheet.is_none() => case.scroll_pinned(rows.signum()),
            // The wheel over the table moves the table, wherever keys go.
            _ => {
                let focused = std::mem::take(&mut self.preview.focused);
                (0..lines).for_each(|_| self.act(action));
                self.preview.focused = focused;
            }
        }
    }
}
