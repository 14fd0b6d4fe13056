//! After a decision the next case of the queue that waits for this person, or the list with the word that none does.
//!
//! Invariant: a key that comes while the next case is looked for ends the search.

use crate::app::case::Tab;
use crate::app::{Desk, Screen};
use crate::domain::case::Status;
use crate::domain::ids::CaseId;
use crate::domain::queue::{QueueRow, View};
use crate::judge;
use crate::text::desk as words;

impl Desk {
    /// Opens the next case of the queue that this person may decide; goes back to the list where that was not wished for.
    pub(super) fn advance(&mut self, after: &CaseId) {
        if !self.advance {
            return self.leave_case();
        }
        let from = self.queue.rows.iter().position(|row| row.summary.id == *after).map_or(0, |at| at + 1);
        let next = self.queue.rows.iter().skip(from).find(|row| self.may_decide(row)).cloned();
        match next {
            Some(row) => {
                self.advancing = false;
                self.go_to(row);
                if let Some(case) = &mut self.case {
                    case.tab = Tab::Summary;
                }
            }
            None if self.queue.before + (self.queue.rows.len() as u64) < self.queue.total && !self.queue.rows.is_empty() => {
                // More rows follow that are not here yet: they are asked for from the last one on.
                let last = self.queue.rows.last().map(|row| row.summary.id.clone());
                self.case = None;
                self.screen = Screen::Queue;
                if let Some(last) = last {
                    self.queue.put_cursor(&last);
                }
                self.advancing = true;
            }
            None => {
                self.advancing = false;
                self.case = None;
                self.screen = Screen::Queue;
                let text = self.view_done();
                self.ok(text);
            }
        }
    }

    /// New rows are there while the next case was looked for.
    pub(super) fn advance_further(&mut self) {
        if self.advancing
            && let Some(row) = self.queue.current()
        {
            let at = row.summary.id.clone();
            self.advance(&at);
        }
    }

    fn view_done(&self) -> String {
        let elsewhere: Vec<String> = View::ALL
            .iter()
            .filter(|view| **view != self.queue.view && **view != View::Closed)
            .filter_map(|view| {
                self.queue.count(*view).filter(|count| *count > 0).map(|count| format!("{} {count}", words::view(self.lang, *view)))
            })
            .take(3)
            .collect();
        let rest = self.queue.rows.iter().filter(|row| self.may_decide(row)).count();
        if rest > 0 {
            // The next is looked for below the one that was decided.
            return words::done_below(self.lang, rest);
        }
        if !self.queue.filter.is_blank() {
            let others = self.queue.count(self.queue.view).unwrap_or(0).saturating_sub(self.queue.total);
            return words::filter_done(self.lang, self.queue.filter.value().trim(), others);
        }
        words::view_done(self.lang, elsewhere.join("  "))
    }

    /// Whether a row waits for this person.
    pub fn may_decide(&self, row: &QueueRow) -> bool {
        let stage = self.plans.get(&row.summary.plan).and_then(|plan| plan.stage(&row.summary.stage));
        let employer = Some(row.summary.employer.as_str()).filter(|employer| !employer.is_empty());
        row.pending.is_none()
            && row.summary.status == Status::Open
            && row.summary.assignee.as_ref().is_none_or(|user| *user == self.me.user)
            && stage.is_some_and(|stage| judge::has_the_role(employer, stage, &self.me).is_ok())
    }
}
