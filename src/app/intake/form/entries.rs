//! Entries of the form's lists: one more stay, receipt or contract; one taken out, and put back.
//!
//! Invariant: what was typed in the entries that stay is theirs still, whatever was taken out before them.

use std::collections::BTreeMap;

use super::{ClaimForm, Line, MOST_REPEATS, index_of};
use crate::domain::fact_field::Group;
use crate::domain::intake::Filled;

/// An entry that was taken out.
#[derive(Clone, Debug)]
pub(super) struct Removed {
    group: Group,
    index: usize,
    /// What was typed in it, by the place within the entry.
    typed: Vec<(String, String)>,
    /// What of it was filled in, by the place within the entry.
    filled: Vec<Filled>,
}

impl ClaimForm {
    /// Opens one more of a repeated group, and goes to its first field.
    pub fn add(&mut self, group: Group) -> bool {
        let count = self.count(group);
        if count >= MOST_REPEATS {
            return false;
        }
        self.counts.insert(group, count + 1);
        self.lay_out();
        let head = self.lines().iter().position(|line| *line == Line::Head(group, count));
        self.cursor = head.map_or(self.cursor, |head| head + 1);
        true
    }

    /// The entry of a list that the cursor is in: of which group, and which it is.
    pub fn entry_here(&self) -> Option<(Group, usize)> {
        let field = self.focused()?;
        field.spec.group.list()?;
        Some((field.spec.group, index_of(&field.path, field.spec.group)))
    }

    /// Takes the entry out that the cursor is in; those after it move up. The last one of a list is only emptied.
    pub fn remove_entry(&mut self) -> Option<(Group, usize)> {
        let (group, index) = self.entry_here()?;
        let count = self.count(group);
        let (typed, filled) = self.shift(group, |at| match at.cmp(&index) {
            std::cmp::Ordering::Less => Some(at),
            std::cmp::Ordering::Equal => None,
            std::cmp::Ordering::Greater => Some(at - 1),
        });
        self.counts.insert(group, count.saturating_sub(1).max(1));
        self.removed = Some(Removed { group, index, typed, filled });
        self.lay_out();
        self.go_to_entry(group, index.min(self.count(group) - 1));
        Some((group, index))
    }

    /// Puts the entry back that was taken out last.
    pub fn put_back(&mut self) -> Option<(Group, usize)> {
        let Removed { group, index, typed, filled } = self.removed.take()?;
        let list = group.list()?;
        let was_emptied = self.count(group) == 1 && self.is_empty_entry(group, 0);
        self.shift(group, |at| Some(if at < index || was_emptied { at } else { at + 1 }));
        self.counts.insert(group, self.count(group) + usize::from(!was_emptied));
        self.aside.extend(typed.into_iter().map(|(rest, raw)| (format!("/{list}/{index}/{rest}"), raw)));
        let back = |filled: Filled| Filled { path: format!("/{list}/{index}/{}", filled.path), ..filled };
        self.filled.extend(filled.into_iter().map(back));
        self.lay_out();
        self.go_to_entry(group, index);
        // The number may be another's by now.
        self.take_back_stale();
        Some((group, index))
    }

    pub fn has_removed(&self) -> bool {
        self.removed.is_some()
    }

    fn is_empty_entry(&self, group: Group, index: usize) -> bool {
        self.fields.iter().all(|field| field.spec.group != group || index_of(&field.path, group) != index || field.is_blank())
    }

    fn go_to_entry(&mut self, group: Group, index: usize) {
        let head = self.lines().iter().position(|line| *line == Line::Head(group, index));
        self.cursor = head.map_or(self.cursor, |head| head + 1);
    }

    /// Lays what was typed in a list's entries aside, each under its new place; gives what was in the one that has none, and what of
    /// it was filled in.
    fn shift(&mut self, group: Group, to: impl Fn(usize) -> Option<usize>) -> (Vec<(String, String)>, Vec<Filled>) {
        let (mut out, mut out_filled) = (Vec::new(), Vec::new());
        let Some(list) = group.list() else { return (out, out_filled) };
        let mut all: BTreeMap<String, String> = std::mem::take(&mut self.aside);
        all.extend(self.fields.drain(..).map(|field| (field.path.clone(), field.raw().to_owned())));
        for (path, raw) in all {
            match moved(&path, list, &to) {
                Moved::To(path) => {
                    self.aside.insert(path, raw);
                }
                Moved::Out(rest) => out.push((rest, raw)),
            }
        }
        for filled in std::mem::take(&mut self.filled) {
            match moved(&filled.path, list, &to) {
                Moved::To(path) => self.filled.push(Filled { path, ..filled }),
                Moved::Out(path) => out_filled.push(Filled { path, ..filled }),
            }
        }
        (out, out_filled)
    }
}

/// Where a field goes when entries of a list move.
enum Moved {
    To(String),
    /// Its entry has no place; its own is this within the entry.
    Out(String),
}

fn moved(path: &str, list: &str, to: impl Fn(usize) -> Option<usize>) -> Moved {
    let parts = path.strip_prefix(&format!("/{list}/")).and_then(|rest| rest.split_once('/'));
    match parts.and_then(|(index, rest)| Some((to(index.parse().ok()?), rest))) {
        None => Moved::To(path.to_owned()),
        Some((Some(index), rest)) => Moved::To(format!("/{list}/{index}/{rest}")),
        Some((None, rest)) => Moved::Out(rest.to_owned()),
    }
}
