//! A case's row: how its columns are written as numbers and read again.
//!
//! Not here: rows in their order (`rank`). Invariant: what is read is what was written.

use rusqlite::Row;

use crate::domain::assessment::CheckState;
use crate::domain::calendar::DayKind;
use crate::domain::case::Status;
use crate::domain::ids::{BenefitId, PlanId, StageId};
use crate::domain::summary::{CaseSummary, Flag};
use crate::domain::time::Date;
use crate::sql::Day;
use crate::store::StageKinds;

/// How a class stands in the file; the partial indexes above name 0.
pub(in crate::store) const OPEN: i64 = 0;
pub(in crate::store) const RETURNED: i64 = 1;
pub(in crate::store) const CLOSED: i64 = 2;
pub(in crate::store) const APPROVAL: i64 = 1;
pub(in crate::store) const PAYMENT: i64 = 2;

/// How a last day was counted, as bits of one number.
const CALENDAR_DAYS: i64 = 1;
const PROVISIONAL: i64 = 2;

pub(super) fn due_by(summary: &CaseSummary) -> i64 {
    let days = if summary.due_days == DayKind::Calendar { CALENDAR_DAYS } else { 0 };
    days | if summary.due_provisional { PROVISIONAL } else { 0 }
}

/// The flags of a row as bits of one number.
pub(super) fn flags(summary: &CaseSummary) -> i64 {
    summary.flags.iter().fold(0, |bits, flag| bits | flag.bit())
}

/// Between the names of a case's benefits in one column.
pub(super) const UNIT: char = '\u{1f}';

/// The columns of a row, for [`summary`].
pub(in crate::store) const ROW: &str = "s.id, s.seq, s.plan, s.benefits, s.name, (SELECT e.name FROM employer e WHERE e.n = s.employer),
    s.status, s.stage, s.entered, s.received, s.due, s.amount, s.assignee, s.worst, s.worst_count, s.note, s.due_by, s.flags, s.closed";

/// Reads a row of [`ROW`].
pub(in crate::store) fn summary(row: &Row<'_>) -> rusqlite::Result<CaseSummary> {
    let benefits: String = row.get(3)?;
    let due = row.get::<_, Day>(10)?.0;
    let due_by: i64 = row.get(16)?;
    let flags: i64 = row.get(17)?;
    Ok(CaseSummary {
        id: row.get(0)?,
        seq: row.get::<_, i64>(1)?.cast_unsigned(),
        plan: row.get(2)?,
        benefits: benefits.split(UNIT).filter(|id| !id.is_empty()).map(BenefitId::from).collect(),
        name: row.get(4)?,
        employer: row.get(5)?,
        status: status(row.get(6)?),
        stage: row.get(7)?,
        entered: row.get(8)?,
        received: row.get(9)?,
        due: (due != Date::MAX).then_some(due),
        due_days: if due_by & CALENDAR_DAYS == 0 { DayKind::Working } else { DayKind::Calendar },
        due_provisional: due_by & PROVISIONAL != 0,
        amount: row.get(11)?,
        assignee: row.get(12)?,
        closed: row.get::<_, Option<Day>>(18)?.map(|day| day.0),
        worst: worst(row.get(13)?),
        worst_count: row.get(14)?,
        flags: Flag::ALL.into_iter().filter(|flag| flags & flag.bit() != 0).collect(),
        last_note: row.get(15)?,
    })
}

pub(in crate::store) fn class(status: Status) -> i64 {
    match status {
        Status::Open => OPEN,
        Status::Returned => RETURNED,
        Status::Rejected | Status::Paid => CLOSED,
    }
}

pub(super) fn kind(stages: &StageKinds, plan: &PlanId, stage: &StageId) -> Option<i64> {
    let at = (plan.clone(), stage.clone());
    if stages.approval.contains(&at) { Some(APPROVAL) } else { stages.payment.contains(&at).then_some(PAYMENT) }
}

pub(in crate::store) fn status_number(status: Status) -> i64 {
    match status {
        Status::Open => 0,
        Status::Returned => 1,
        Status::Rejected => 2,
        Status::Paid => 3,
    }
}

fn status(number: i64) -> Status {
    match number {
        0 => Status::Open,
        1 => Status::Returned,
        2 => Status::Rejected,
        _ => Status::Paid,
    }
}

const WORST: [CheckState; 5] = [CheckState::Fail, CheckState::Unknown, CheckState::Warning, CheckState::Attested, CheckState::Pass];

pub(super) fn worst_number(state: CheckState) -> i64 {
    WORST.iter().zip(0..).find(|(known, _)| **known == state).map_or(0, |(_, number)| number)
}

fn worst(number: i64) -> CheckState {
    usize::try_from(number).ok().and_then(|at| WORST.get(at)).copied().unwrap_or(CheckState::Unknown)
}
