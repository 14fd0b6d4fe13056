//! The queue as it is asked for and shown: views, order, windows of rows.
//!
//! The usual order: due date, then entry into the stage, then id; cases without a limit follow, oldest first.

use serde::{Deserialize, Serialize};

use crate::domain::decision::Verb;
use crate::domain::filter::Filter;
use crate::domain::ids::{CaseId, UserId};
use crate::domain::outbox::OutboxState;
use crate::domain::pinyin::name_order;
use crate::domain::summary::CaseSummary;
use crate::domain::time::{Date, Moment};

/// A named part of the queue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum View {
    /// 全部在办
    #[default]
    Open,
    Mine,
    Unassigned,
    /// Due within three working days.
    DueSoon,
    Overdue,
    /// 待补正: with the claimant.
    Returned,
    ToApprove,
    ToPay,
    Closed,
}

impl View {
    pub const ALL: [View; 9] = [
        View::Open,
        View::Mine,
        View::Unassigned,
        View::DueSoon,
        View::Overdue,
        View::Returned,
        View::ToApprove,
        View::ToPay,
        View::Closed,
    ];
}

impl View {
    /// The name in files and on the command line.
    pub const fn id(self) -> &'static str {
        match self {
            View::Open => "open",
            View::Mine => "mine",
            View::Unassigned => "unassigned",
            View::DueSoon => "due-soon",
            View::Overdue => "overdue",
            View::Returned => "returned",
            View::ToApprove => "to-approve",
            View::ToPay => "to-pay",
            View::Closed => "closed",
        }
    }
}

/// What a queue is sorted by. Each has one direction: what is wanted first comes first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sort {
    /// Due date, then entry into the stage; no due date comes last.
    #[default]
    Due,
    /// The day of filing, the oldest first.
    Received,
    /// The amount, the largest first; what is not assessed comes last.
    Amount,
    /// The member's name by its pinyin.
    Name,
    /// Entry into the stage, the longest there first.
    Age,
}

impl Sort {
    pub const ALL: [Sort; 5] = [Sort::Due, Sort::Received, Sort::Amount, Sort::Name, Sort::Age];

    /// The name in files.
    pub const fn id(self) -> &'static str {
        match self {
            Sort::Due => "due",
            Sort::Received => "received",
            Sort::Amount => "amount",
            Sort::Name => "name",
            Sort::Age => "age",
        }
    }
}

/// A column that a person may leave out. The others always stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Optional {
    Plan,
    Benefit,
    Employer,
    Received,
    Age,
    Assignee,
    Note,
}

impl Optional {
    pub const ALL: [Optional; 7] =
        [Optional::Plan, Optional::Benefit, Optional::Employer, Optional::Received, Optional::Age, Optional::Assignee, Optional::Note];
}

/// A view, a filter and a sort under a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedView {
    pub name: String,
    pub view: View,
    pub filter: String,
    pub sort: Sort,
}

impl SavedView {
    /// The query that counts it, with its filter as it was read.
    pub fn query(&self, filter: Filter, me: UserId, today: Date) -> RowQuery {
        RowQuery { view: self.view, filter, me, today, sort: self.sort, at: RowAnchor::Top, limit: 1 }
    }
}

/// How a person has arranged his queue. A filter may hold a name, so it is kept in the encrypted outbox file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Arrangement {
    pub saved: Vec<SavedView>,
    /// Columns that are left out.
    pub left_out: Vec<Optional>,
}

impl Arrangement {
    /// Makes the change from one arrangement to another in this one, which another process may have changed meanwhile.
    #[must_use]
    pub fn with_change(mut self, before: &Arrangement, after: &Arrangement) -> Arrangement {
        let named = |arrangement: &Arrangement, name: &str| arrangement.saved.iter().any(|view| view.name == name);
        self.saved.retain(|view| named(after, &view.name) || !named(before, &view.name));
        for view in after.saved.iter().filter(|view| !before.saved.contains(view)) {
            match self.saved.iter_mut().find(|known| known.name == view.name) {
                Some(known) => known.clone_from(view),
                None => self.saved.push(view.clone()),
            }
        }
        self.left_out.retain(|column| after.left_out.contains(column) || !before.left_out.contains(column));
        for column in after.left_out.iter().filter(|column| !before.left_out.contains(column)) {
            if !self.left_out.contains(column) {
                self.left_out.push(*column);
            }
        }
        self
    }
}

/// Characters of a saved view's name that are kept: as many as the column of views shows of it.
pub const LONGEST_VIEW_NAME: usize = 16;
/// Characters of a saved view's filter: what is longer is nobody's question.
pub const LONGEST_FILTER: usize = 1000;
/// The most saved views: as many as stand in the column of a usual screen.
pub const MOST_SAVED: usize = 20;

/// What a row is compared by, apart from its id. Only values of one sort are compared with each other.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum SortValue {
    Due(Date, Moment),
    At(Moment),
    /// Fen below nothing, so that the largest comes first; the greatest number where there is no amount.
    Amount(i64),
    Name(String),
}

/// The place of a row in the order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RowKey {
    pub value: SortValue,
    pub id: CaseId,
}

impl RowKey {
    /// The place by due date.
    pub fn of(summary: &CaseSummary) -> Self {
        Self::by(Sort::Due, summary)
    }

    pub fn by(sort: Sort, summary: &CaseSummary) -> Self {
        let value = match sort {
            Sort::Due => SortValue::Due(summary.due.unwrap_or(Date::MAX), summary.entered),
            Sort::Received => SortValue::At(summary.received),
            Sort::Amount => SortValue::Amount(amount_order(summary)),
            Sort::Name => SortValue::Name(name_order(&summary.name)),
            Sort::Age => SortValue::At(summary.entered),
        };
        RowKey { value, id: summary.id.clone() }
    }
}

/// What a row is sorted by in the order of amounts.
pub fn amount_order(summary: &CaseSummary) -> i64 {
    summary.amount.map_or(i64::MAX, |amount| amount.fen().saturating_neg())
}

/// Which rows are wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowQuery {
    pub view: View,
    pub filter: Filter,
    pub me: UserId,
    pub today: Date,
    pub sort: Sort,
    pub at: RowAnchor,
    pub limit: u32,
}

/// Where a window of rows begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowAnchor {
    Top,
    Bottom,
    /// Rows after this key.
    After(RowKey),
    /// Rows before this key; they come in the queue's order all the same.
    Before(RowKey),
    /// Half of the rows before and half after, the row itself among them while it is still in the view.
    Around(RowKey),
}

/// One row, overlaid with what the outbox knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueueRow {
    pub summary: CaseSummary,
    /// A decision of this person that the server has not yet taken into the row.
    pub pending: Option<(Verb, OutboxState)>,
}

/// A window of rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowWindow {
    pub rows: Vec<QueueRow>,
    /// How many rows stand before the first of these.
    pub before: u64,
    /// How many rows the view has with this filter.
    pub total: u64,
}
