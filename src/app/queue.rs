//! The queue: a view, a filter, a window of its rows, and the case that the cursor is on.
//!
//! Not here: where rows come from; how they are drawn; how the window is moved and widened (`window`).
//! Invariants: the cursor is on a case, not on a row number; an answer to an older question is dropped; the rows shown stay until newer
//! ones are there; no step here costs more for a longer queue.

mod filter;
mod window;
mod without;

use std::collections::{BTreeMap, BTreeSet};

use crate::app::effect::Effect;
use crate::app::field::Field;
use crate::app::marks::{MOST, Marks};
use crate::domain::filter::complete::Completion;
use crate::domain::filter::{Read, Vocabulary, parse};
use crate::domain::ids::{CaseId, UserId};
use crate::domain::people::{Lang, Role};
use crate::domain::queue::{Arrangement, QueueRow, RowAnchor, RowKey, RowQuery, SavedView, Sort, View};
use crate::domain::time::Date;
use crate::wire::Person;

/// Rows asked for at once when the window is widened: five screens of a usual terminal.
const PAGE: u32 = 200;

/// What the queue shows.
pub struct Queue {
    pub view: View,
    pub filter: Field,
    pub sort: Sort,
    /// What the filter says, and what is wrong with it.
    pub read: Read,
    /// What may be typed on.
    pub completion: Completion,
    /// The filter has the focus.
    pub typing: bool,
    pub rows: Vec<QueueRow>,
    /// Rows before the first of `rows`, and rows in all.
    pub before: u64,
    pub total: u64,
    /// Rows came at least once for this view.
    pub loaded: bool,
    /// Why the last load failed; the rows are older ones then.
    pub failed: Option<String>,
    pub counts: Vec<(View, u64)>,
    pub marks: Marks,
    /// Counts up with view and filter: which marks belong to what is shown.
    scope: u64,
    ahead: Option<(u64, Ahead)>,
    /// Cases that came into the view by themselves and wait to be shown.
    fresh: BTreeSet<CaseId>,
    /// Rows that changed by themselves and were not under the cursor since.
    changed: BTreeSet<CaseId>,
    /// Saved views and columns.
    pub arrangement: Arrangement,
    /// The same as it was last given to the disk or read from it.
    pub(super) arranged: Arrangement,
    /// How many cases each saved view has, as far as it was counted.
    pub saved_counts: BTreeMap<String, u64>,
    /// The saved view that is shown.
    pub saved: Option<String>,
    cursor: Option<RowKey>,
    /// Where the cursor was before anything was filtered.
    before_filter: Option<RowKey>,
    at: usize,
    asked: Option<Asked>,
    widening: Option<(u64, Side)>,
    /// Something changed while an answer was under way: ask again when it is there.
    stale: bool,
    /// Rows that the cursor still has to go once the window is wider.
    owed: i64,
    ticket: u64,
    without: without::Without,
    /// The first pages of this desk are coming in: the list fills up by itself, and nothing of it is new or changed.
    fills: Fills,
}

/// Whether the list fills up by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fills {
    No,
    Yes,
    /// All has come: the next question is the last whose rows fill it.
    Last,
}

/// The newest question that replaces all rows.
struct Asked {
    ticket: u64,
    land: Land,
    fills: bool,
}

/// Where the cursor lands on new rows.
#[derive(Clone, Copy, PartialEq)]
enum Land {
    Top,
    Bottom,
    /// On the case that it is on; else on what stands at its place. Cases that are new in the view wait until they are wanted.
    Stay,
    /// The same, with what is new.
    StayWithNew,
}

#[derive(Clone, Copy, PartialEq)]
enum Side {
    After,
    Before,
}

/// Rows asked for beside the window, for something to be done with them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ahead {
    /// Marks all of the filter.
    Mark,
    /// Takes the next ones that nobody has, and marks them.
    Take,
}

/// Who asks and when, for the queries.
pub struct Asker<'a> {
    pub me: &'a UserId,
    pub today: Date,
    /// Rows that the table can show.
    pub page: usize,
    pub vocabulary: &'a Vocabulary,
    pub lang: Lang,
}

impl Queue {
    /// Opens the view that a person's role begins with.
    pub fn new(me: &Person) -> Self {
        let decides = |role| me.roles.contains(&role);
        let view = match () {
            () if decides(Role::Approver) => View::ToApprove,
            () if decides(Role::Payer) => View::ToPay,
            () => View::Open,
        };
        Queue {
            view,
            filter: Field::line(),
            sort: Sort::Due,
            read: Read::default(),
            completion: Completion::default(),
            typing: false,
            rows: Vec::new(),
            before: 0,
            total: 0,
            loaded: false,
            failed: None,
            counts: Vec::new(),
            marks: Marks::default(),
            scope: 0,
            ahead: None,
            fresh: BTreeSet::new(),
            changed: BTreeSet::new(),
            arrangement: Arrangement::default(),
            arranged: Arrangement::default(),
            saved_counts: BTreeMap::new(),
            saved: None,
            cursor: None,
            before_filter: None,
            at: 0,
            asked: None,
            widening: None,
            stale: false,
            owed: 0,
            ticket: 0,
            without: without::Without::default(),
            fills: Fills::No,
        }
    }

    /// The queue of another person; an answer to a question of the one before is none of his.
    pub fn of_another(&self, me: &Person) -> Self {
        Queue { ticket: self.ticket, ..Queue::new(me) }
    }

    /// The row that the cursor is on.
    pub fn current(&self) -> Option<&QueueRow> {
        self.rows.get(self.at)
    }

    /// The cursor's place in the whole queue, from 0.
    pub fn position(&self) -> u64 {
        self.before + self.at as u64
    }

    /// The cursor's place in `rows`.
    pub fn index(&self) -> usize {
        self.at
    }

    /// Answers are under way that will replace the rows.
    pub fn is_loading(&self) -> bool {
        self.asked.is_some()
    }

    pub fn count(&self, view: View) -> Option<u64> {
        self.counts.iter().find(|(of, _)| *of == view).map(|(_, count)| *count)
    }

    /// Asks for the rows anew; the cursor stays on its case.
    pub fn refresh(&mut self, asker: &Asker, out: &mut Vec<Effect>) {
        if self.asked.is_some() {
            self.stale = true;
            return;
        }
        self.ask(asker, Land::Stay, out);
    }

    /// Takes note that rows come which are there from the beginning, or that this was the last of them.
    pub const fn fill(&mut self, last: bool) {
        self.fills = if last { Fills::Last } else { Fills::Yes };
    }

    /// Nothing came with the last page: where no question waits either, the list is full.
    pub fn filled(&mut self) {
        if self.fills == Fills::Last && !self.stale {
            self.fills = Fills::No;
        }
    }

    fn ask(&mut self, asker: &Asker, land: Land, out: &mut Vec<Effect>) {
        self.read = parse(self.filter.value(), asker.vocabulary);
        let at = match (land, &self.cursor) {
            (Land::Bottom, _) => RowAnchor::Bottom,
            (Land::Stay | Land::StayWithNew, Some(key)) => RowAnchor::Around(key.clone()),
            _ => RowAnchor::Top,
        };
        // The first rows come soonest when few are asked for.
        let limit = if self.loaded { PAGE } else { u32::try_from(asker.page * 2).unwrap_or(PAGE).clamp(60, PAGE) };
        let ticket = self.query(asker, at, limit, out);
        self.asked = Some(Asked { ticket, land, fills: self.fills != Fills::No });
        if self.fills == Fills::Last {
            self.fills = Fills::No;
        }
        self.widening = None;
        self.stale = false;
        self.owed = 0;
    }

    fn query(&mut self, asker: &Asker, at: RowAnchor, limit: u32, out: &mut Vec<Effect>) -> u64 {
        let ticket = self.next_ticket();
        out.push(Effect::LoadRows { ticket, query: self.asks(asker, at, limit) });
        ticket
    }

    fn next_ticket(&mut self) -> u64 {
        self.ticket += 1;
        self.ticket
    }

    fn asks(&self, asker: &Asker, at: RowAnchor, limit: u32) -> RowQuery {
        RowQuery { view: self.view, filter: self.read.filter.clone(), me: asker.me.clone(), today: asker.today, sort: self.sort, at, limit }
    }

    /// Asks for rows beside the window: all of the filter, or those from the cursor on.
    pub fn look_ahead(&mut self, what: Ahead, asker: &Asker, out: &mut Vec<Effect>) {
        let begins_anew = self.asked.as_ref().is_some_and(|asked| asked.land == Land::Top);
        let at = match (&self.cursor, what) {
            // The cursor's own row stands in the window already.
            (Some(key), Ahead::Take) if !begins_anew => RowAnchor::After(key.clone()),
            _ => RowAnchor::Top,
        };
        self.ticket += 1;
        self.ahead = Some((self.ticket, what));
        let limit = u32::try_from(MOST).unwrap_or(u32::MAX);
        let mut query = self.asks(asker, at, limit);
        if what == Ahead::Take && query.view == View::Open {
            // What nobody has stands in an index of its own: however many others come between, none is looked at.
            query.view = View::Unassigned;
        }
        out.push(Effect::LoadAhead { ticket: self.ticket, query });
    }

    /// Rows beside the window are on their way.
    pub const fn is_looking_ahead(&self) -> bool {
        self.ahead.is_some()
    }

    /// Whether an answer is to the question beside the window, and to which.
    pub fn answers_ahead(&mut self, ticket: u64) -> Option<Ahead> {
        self.ahead.take_if(|(asked, _)| *asked == ticket).map(|(_, what)| what)
    }

    pub const fn scope(&self) -> u64 {
        self.scope
    }

    /// The rows from the beginning of a range to the cursor; none where no range was begun.
    pub fn in_range(&self) -> std::ops::Range<usize> {
        let Some(from) = self.marks.range() else { return 0..0 };
        // A beginning that has left the window: as far as the window goes.
        let from = self.rows.iter().position(|row| row.summary.id == *from).unwrap_or(0);
        from.min(self.at)..(from.max(self.at) + 1).min(self.rows.len())
    }

    /// Marks the rows of the range and ends it; tells whether there was room for all.
    pub fn mark_range(&mut self) -> bool {
        let range = self.in_range();
        self.marks.end_range();
        let (rows, marks, scope) = (&self.rows, &mut self.marks, self.scope);
        rows[range].iter().all(|row| marks.put(row, scope))
    }

    /// Marks the row under the cursor, or takes its mark away, and goes on to the next; tells whether there was room.
    pub fn turn_mark(&mut self) -> bool {
        let (rows, marks) = (&self.rows, &mut self.marks);
        let room = rows.get(self.at).is_none_or(|row| marks.turn(row, self.scope));
        self.step(1);
        room
    }

    /// Gives a number that no question has.
    pub fn new_ticket(&mut self) -> u64 {
        self.ticket += 1;
        self.ticket
    }

    /// Shows who has a case until its row comes anew.
    pub fn assigned(&mut self, case: &CaseId, to: Option<&UserId>) {
        if let Some(row) = self.rows.iter_mut().find(|row| row.summary.id == *case) {
            row.summary.assignee = to.cloned();
            let row = row.clone();
            self.marks.follow(std::slice::from_ref(&row));
        }
    }

    /// Shows another view; the rows of the old one stay until the new ones are there.
    pub fn show(&mut self, view: View, asker: &Asker, out: &mut Vec<Effect>) {
        self.view = view;
        self.before_filter = None;
        self.saved = None;
        self.scope += 1;
        self.ask(asker, Land::Top, out);
    }

    /// Shows the same rows in another order; the cursor stays on its case.
    pub fn sort_by(&mut self, sort: Sort, asker: &Asker, out: &mut Vec<Effect>) {
        self.sort = sort;
        self.before_filter = None;
        self.cursor = self.current().map(|row| RowKey::by(sort, &row.summary));
        self.ask(asker, Land::StayWithNew, out);
    }

    /// Shows a saved view: its filter and sort come with it.
    pub fn show_saved(&mut self, saved: &SavedView, asker: &Asker, out: &mut Vec<Effect>) {
        self.filter.set(&saved.filter);
        self.sort = saved.sort;
        self.show(saved.view, asker, out);
        self.saved = Some(saved.name.clone());
    }

    /// Where the cursor is, in the order that is shown.
    pub const fn cursor_key(&self) -> Option<&RowKey> {
        self.cursor.as_ref()
    }

    /// Shows what was shown before the desk was locked, with the cursor where it was.
    pub fn show_again(&mut self, (view, filter, sort): (View, &str, Sort), cursor: Option<RowKey>) {
        self.view = view;
        self.filter.set(filter);
        self.sort = sort;
        self.cursor = cursor;
    }

    /// The query of a saved view, to be counted.
    pub fn asks_for(saved: &SavedView, asker: &Asker) -> RowQuery {
        saved.query(parse(&saved.filter, asker.vocabulary).filter, asker.me.clone(), asker.today)
    }
}
