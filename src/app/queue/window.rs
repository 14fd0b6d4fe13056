//! The window of rows that is in memory: taking rows in, keeping the cursor on its case, widening it before its end is reached.
//!
//! Not here: view, filter, sort; what is asked for and why.
//! Invariants: a row that is new by itself never moves the others; what a step goes beyond the window is owed until it is wider.

use std::collections::{BTreeMap, BTreeSet};

use crate::app::action::Action;
use crate::app::effect::Effect;
use crate::app::queue::{Asked, Asker, Land, PAGE, Queue, Side};
use crate::domain::ids::CaseId;
use crate::domain::queue::{QueueRow, RowAnchor, RowKey, RowWindow};
use crate::domain::summary::CaseSummary;

/// The window is widened when the cursor comes so near to its end: two screens.
const NEAR: usize = 80;
/// Rows kept in memory; those far from the cursor are let go.
const KEEP: usize = 1000;

impl Queue {
    /// Takes rows in; those of an older question are dropped.
    pub fn rows(&mut self, ticket: u64, rows: Result<RowWindow, String>, asker: &Asker, out: &mut Vec<Effect>) {
        if self.took_without(ticket, &rows, asker, out) {
            return;
        }
        if let Some(asked) = self.asked.take_if(|asked| asked.ticket == ticket) {
            match rows {
                Ok(window) => self.replace(window, &asked),
                Err(why) => self.failed = Some(why),
            }
            if self.stale {
                self.ask(asker, Land::Stay, out);
            }
            self.ask_without(asker, out);
        } else if let Some((_, side)) = self.widening.take_if(|(asked, _)| *asked == ticket) {
            match rows {
                Ok(window) => self.widen(window, side),
                Err(why) => self.failed = Some(why),
            }
            let owed = std::mem::take(&mut self.owed);
            self.step(owed);
        }
    }

    fn replace(&mut self, window: RowWindow, asked: &Asked) {
        let land = asked.land;
        self.marks.follow(&window.rows);
        self.failed = None;
        let held_back = if land == Land::Stay && self.loaded && !asked.fills { self.live(&window.rows) } else { BTreeSet::new() };
        if land == Land::StayWithNew {
            let shown = std::mem::take(&mut self.fresh);
            self.changed.extend(shown);
        }
        self.loaded = true;
        self.rows = window.rows;
        self.rows.retain(|row| !held_back.contains(&row.summary.id));
        self.fresh = held_back;
        self.before = window.before;
        self.total = window.total.saturating_sub(self.fresh.len() as u64);
        self.at = match (land, &self.cursor) {
            (Land::Bottom, _) => self.rows.len().saturating_sub(1),
            (Land::Stay | Land::StayWithNew, Some(key)) => self.place_of(key),
            _ => 0,
        };
        self.hold_cursor();
    }

    /// What came by itself: rows that changed to the eye are noted, those that are new in the view are named, to be held back.
    fn live(&mut self, rows: &[QueueRow]) -> BTreeSet<CaseId> {
        let known: BTreeMap<&CaseId, &QueueRow> = self.rows.iter().map(|row| (&row.summary.id, row)).collect();
        let key = |row: &QueueRow| RowKey::by(self.sort, &row.summary);
        // Only between rows that were here is a row known to be new; beyond them it may have stood there all the time.
        let from = self.rows.first().map(key).filter(|_| self.before > 0);
        let to = self.rows.last().map(key).filter(|_| self.more_after());
        let mut held_back = BTreeSet::new();
        let mut changed = Vec::new();
        for row in rows {
            match known.get(&row.summary.id) {
                Some(old) => {
                    let same = CaseSummary { seq: row.summary.seq, ..old.summary.clone() } == row.summary;
                    if !same && old.pending.is_none() {
                        changed.push(row.summary.id.clone());
                    }
                }
                // What is marked was seen where it was marked: it comes by the hand that moved it here, and would be decided unseen.
                None if self.marks.has(&row.summary.id) => {}
                None => {
                    let key = key(row);
                    if from.as_ref().is_none_or(|from| key > *from) && to.as_ref().is_none_or(|to| key < *to) {
                        held_back.insert(row.summary.id.clone());
                    }
                }
            }
        }
        self.changed.extend(changed);
        self.changed.retain(|case| rows.iter().any(|row| row.summary.id == *case));
        // An empty view has no row that could jump.
        if self.rows.is_empty() { BTreeSet::new() } else { held_back }
    }

    /// How many cases came and wait to be shown.
    pub fn waiting_to_show(&self) -> usize {
        self.fresh.len()
    }

    /// Shows what came; the cursor stays on its case.
    pub fn show_new(&mut self, asker: &Asker, out: &mut Vec<Effect>) {
        if !self.fresh.is_empty() {
            self.ask(asker, Land::StayWithNew, out);
        }
    }

    /// Whether a row changed since it was last under the cursor.
    pub fn is_changed(&self, case: &CaseId) -> bool {
        self.changed.contains(case)
    }

    /// The case's own row, else the first row that would stand after it.
    fn place_of(&self, key: &RowKey) -> usize {
        let own = self.rows.iter().position(|row| row.summary.id == key.id);
        own.unwrap_or_else(|| self.rows.partition_point(|row| RowKey::by(self.sort, &row.summary) < *key))
            .min(self.rows.len().saturating_sub(1))
    }

    fn widen(&mut self, window: RowWindow, side: Side) {
        self.failed = None;
        self.total = window.total.saturating_sub(self.fresh.len() as u64);
        if side == Side::After {
            let known = self.rows.last().map(|row| RowKey::by(self.sort, &row.summary));
            self.rows.extend(
                window.rows.into_iter().filter(|row| known.as_ref().is_none_or(|last| RowKey::by(self.sort, &row.summary) > *last)),
            );
            let spare = self.rows.len().saturating_sub(KEEP).min(self.at.saturating_sub(NEAR * 2));
            self.rows.drain(..spare);
            self.before += spare as u64;
            self.at -= spare;
        } else {
            let mut rows = window.rows;
            let known = self.rows.first().map(|row| RowKey::by(self.sort, &row.summary));
            rows.retain(|row| known.as_ref().is_none_or(|first| RowKey::by(self.sort, &row.summary) < *first));
            let added = rows.len();
            rows.append(&mut self.rows);
            self.rows = rows;
            self.at += added;
            self.before = window.before;
            self.rows.truncate(KEEP.max(self.at + NEAR * 2));
        }
    }

    fn hold_cursor(&mut self) {
        if let Some(row) = self.rows.get(self.at) {
            self.changed.remove(&row.summary.id);
        }
        self.cursor = self.rows.get(self.at).map(|row| RowKey::by(self.sort, &row.summary)).or(self.cursor.take());
    }

    /// Moves the cursor; what goes beyond the window is owed until it is wider.
    pub(super) fn step(&mut self, by: i64) {
        let to = self.at as i64 + by + self.owed;
        let last = self.rows.len() as i64 - 1;
        self.owed = 0;
        if to > last && self.more_after() {
            self.owed = to - last;
        } else if to < 0 && self.before > 0 {
            self.owed = to;
        }
        self.at = to.clamp(0, last.max(0)) as usize;
        self.hold_cursor();
    }

    fn more_after(&self) -> bool {
        self.before + (self.rows.len() as u64) < self.total
    }

    /// Asks for more rows where the cursor is near the end of those that are there.
    pub fn prefetch(&mut self, asker: &Asker, out: &mut Vec<Effect>) {
        if self.asked.is_some() || self.widening.is_some() || self.failed.is_some() || self.rows.is_empty() {
            return;
        }
        let (side, edge) = if self.more_after() && self.rows.len() - self.at <= NEAR {
            (Side::After, self.rows.last())
        } else if self.before > 0 && self.at <= NEAR {
            (Side::Before, self.rows.first())
        } else {
            return;
        };
        let Some(key) = edge.map(|row| RowKey::by(self.sort, &row.summary)) else { return };
        let at = if side == Side::After { RowAnchor::After(key) } else { RowAnchor::Before(key) };
        let ticket = self.query(asker, at, PAGE, out);
        self.widening = Some((ticket, side));
    }

    /// Moves the cursor by an action; tells whether it was one of moving.
    pub fn moves(&mut self, action: Action, asker: &Asker, out: &mut Vec<Effect>) -> bool {
        let page = asker.page.max(1) as i64;
        match action {
            Action::Down => self.step(1),
            Action::Up => self.step(-1),
            Action::HalfDown => self.step((page / 2).max(1)),
            Action::HalfUp => self.step(-(page / 2).max(1)),
            Action::PageDown => self.step(page),
            Action::PageUp => self.step(-page),
            Action::First if self.before == 0 => {
                self.owed = 0;
                self.step(-(self.at as i64));
            }
            Action::First => self.ask(asker, Land::Top, out),
            Action::Last if !self.more_after() => self.step(self.rows.len() as i64),
            Action::Last => self.ask(asker, Land::Bottom, out),
            _ => return false,
        }
        true
    }

    /// Puts the cursor on a case that is among the rows.
    pub fn put_cursor(&mut self, case: &CaseId) -> bool {
        let Some(at) = self.rows.iter().position(|row| row.summary.id == *case) else { return false };
        self.at = at;
        self.owed = 0;
        self.hold_cursor();
        true
    }
}
