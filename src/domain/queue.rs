//! The queue as it is asked for and shown: views, order, windows of rows.
//!
//! Order: due date, then entry into the stage, then id; cases without a limit follow, oldest first.

use crate::domain::decision::Verb;
use crate::domain::ids::{CaseId, UserId};
use crate::domain::outbox::OutboxState;
use crate::domain::summary::CaseSummary;
use crate::domain::time::{Date, Moment};

/// A named part of the queue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
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

/// The place of a row in the order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RowKey {
    /// No due date sorts last.
    pub due: Date,
    pub entered: Moment,
    pub id: CaseId,
}

impl RowKey {
    pub fn of(summary: &CaseSummary) -> Self {
        RowKey { due: summary.due.unwrap_or(Date::MAX), entered: summary.entered, id: summary.id.clone() }
    }
}

/// Which rows are wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowQuery {
    pub view: View,
    /// What was typed into the filter; empty for none. Matches name (hanzi, pinyin, initials), case number, employer.
    pub filter: String,
    pub me: UserId,
    pub today: Date,
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
