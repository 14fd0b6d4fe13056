//! A filter made ready for the cache: conditions on columns as SQL with bound values, words as names, employers and rows that hold them.
//!
//! Not here: how words are resolved (`found`), how case numbers are typed (`number`), how rows are gone through (`run`), how a filter is read (`domain::filter`).
//! Invariant: nothing that was typed stands in a statement; each value is bound.

mod found;
mod number;
mod run;

use chrono::Datelike;
use rusqlite::types::Value;

use crate::domain::calendar::DayKind;
use crate::domain::filter::{Condition, DueSpan, Filter, Op, Who};
use crate::domain::ids::UserId;
use crate::domain::money::Money;
use crate::domain::summary::Flag;
use crate::domain::time::{Date, Moment, days_after};
use crate::store::cache::status_number;

/// Who asks, and when.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asking<'a> {
    pub me: &'a UserId,
    pub today: Date,
    /// Sees masks only: a whole number is looked up where that is written down.
    pub masked: bool,
}

/// A condition on columns.
struct OnColumns {
    sql: String,
    values: Vec<Value>,
    /// The lane of a class has all that it looks at, so that no row is read for it.
    covered: bool,
    /// An index whose part it is, and that may hold few rows: with the condition of its lane.
    index: Option<(&'static str, Within)>,
}

/// In which index a condition is a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Within {
    /// After the class.
    Class,
    /// Among the open cases.
    Open,
}

/// Parts a filter: what SQL can tell by a row's columns, and what is looked for as words.
fn columns(filter: &Filter, asking: &Asking<'_>) -> Vec<OnColumns> {
    filter
        .terms
        .iter()
        .filter_map(|term| on_columns(&term.condition, asking).map(|found| if term.not { negated(found) } else { found }))
        .collect()
}

fn negated(found: OnColumns) -> OnColumns {
    OnColumns { sql: format!("NOT ({})", found.sql), index: None, ..found }
}

/// `s.stage IN (?, ?)`
fn one_of<'v>(column: &str, values: impl Iterator<Item = &'v str>) -> (String, Vec<Value>) {
    let values: Vec<Value> = values.map(|value| value.to_owned().into()).collect();
    (format!("s.{column} IN ({})", vec!["?"; values.len()].join(", ")), values)
}

fn on_columns(condition: &Condition, asking: &Asking<'_>) -> Option<OnColumns> {
    let seen = |(sql, values): (String, Vec<Value>)| OnColumns { sql, values, covered: false, index: None };
    Some(match condition {
        Condition::Any(_) | Condition::Text(..) => return None,
        Condition::Stage(ids) => seen(one_of("stage", ids.iter().map(|id| id.as_str()))),
        Condition::Plan(ids) => seen(one_of("plan", ids.iter().map(|id| id.as_str()))),
        Condition::Flag(flags) => {
            let bits = flags.iter().fold(0, |bits, flag| bits | Flag::bit(*flag));
            OnColumns { sql: "(s.flags & ?) <> 0".into(), values: vec![bits.into()], covered: true, index: None }
        }
        Condition::Status(all) => {
            let values: Vec<Value> = all.iter().map(|status| status_number(*status).into()).collect();
            seen((format!("s.status IN ({})", vec!["?"; values.len()].join(", ")), values))
        }
        Condition::Assignee(all) => assignee(all, asking.me),
        Condition::Due(op, due) => {
            let of = |kind| DueSpan::of(*op, *due, kind, asking.today);
            let (working, calendar) = (of(DayKind::Working), of(DayKind::Calendar));
            let day = |day: Date| Value::from(i64::from(day.num_days_from_ce()));
            let sql = "s.due >= ? AND s.due < ? AND s.due >= iif(s.due_by & 1, ?, ?) AND s.due < iif(s.due_by & 1, ?, ?)";
            let (first, last) = (working.from.min(calendar.from), working.to.max(calendar.to));
            // Both kinds lie between the first two, which the index of the lane knows; what has no limit ends on the last day of all.
            let days = [first, last, calendar.from, working.from, calendar.to, working.to];
            let values = days.into_iter().map(day).collect();
            OnColumns { sql: sql.into(), values, covered: false, index: Some(("lane_class", Within::Class)) }
        }
        Condition::NoDue => {
            let last = i64::from(Date::MAX.num_days_from_ce());
            OnColumns { sql: "s.due = ?".into(), values: vec![last.into()], covered: true, index: None }
        }
        Condition::Amount(op, amount) => money(*op, *amount),
        Condition::NoAmount => seen(("s.money = ?".into(), vec![i64::MAX.into()])),
        Condition::Received(op, day) => {
            let (sql, values) = span("received", *op, Moment::at(*day, 0, 0), Moment::at(days_after(*day, 1), 0, 0));
            OnColumns { sql, values, covered: false, index: Some(("received_class", Within::Class)) }
        }
        Condition::Age(op, days) => age(*op, *days, asking.today),
    })
}

fn assignee(all: &[Who], me: &UserId) -> OnColumns {
    let value = |who: &Who| match who {
        Who::Me => Value::from(me.as_str().to_owned()),
        Who::Person(user) => user.as_str().to_owned().into(),
        Who::Nobody => Value::Null,
    };
    let values: Vec<Value> = all.iter().map(value).collect();
    // One person has some hundred cases; what nobody has is most.
    let few = matches!(all, [Who::Me | Who::Person(_)]);
    let sql = format!("({})", vec!["s.assignee IS ?"; values.len()].join(" OR "));
    OnColumns { sql, values, covered: false, index: few.then_some(("lane_assignee", Within::Open)) }
}

/// Amounts stand below nothing, so that the largest comes first; what is not assessed stands last.
fn money(op: Op, amount: Money) -> OnColumns {
    let sign = match op {
        Op::Is => "=",
        Op::Less => ">",
        Op::AtMost => ">=",
        Op::More => "<",
        Op::AtLeast => "<=",
    };
    let values = vec![amount.fen().saturating_neg().into(), i64::MAX.into()];
    OnColumns { sql: format!("s.money {sign} ? AND s.money < ?"), values, covered: false, index: Some(("amount_class", Within::Class)) }
}

/// A moment compared with a day, or with another span: its first moment, and the first behind it.
fn span(column: &str, op: Op, first: Moment, behind: Moment) -> (String, Vec<Value>) {
    let (first, behind) = (Value::from(first.0), Value::from(behind.0));
    match op {
        Op::Is => (format!("s.{column} >= ? AND s.{column} < ?"), vec![first, behind]),
        Op::Less => (format!("s.{column} < ?"), vec![first]),
        Op::AtMost => (format!("s.{column} < ?"), vec![behind]),
        Op::More => (format!("s.{column} >= ?"), vec![behind]),
        Op::AtLeast => (format!("s.{column} >= ?"), vec![first]),
    }
}

/// The longer a case is there, the earlier it came: a day is turned round.
fn age(op: Op, days: u32, today: Date) -> OnColumns {
    let day = today.checked_sub_days(chrono::Days::new(u64::from(days))).unwrap_or(Date::MIN);
    let op = match op {
        Op::Is => Op::Is,
        Op::Less => Op::More,
        Op::AtMost => Op::AtLeast,
        Op::More => Op::Less,
        Op::AtLeast => Op::AtMost,
    };
    // What a clock ahead of ours put into tomorrow is no day old.
    let behind = if days == 0 { Moment(i64::MAX) } else { Moment::at(days_after(day, 1), 0, 0) };
    let (sql, values) = span("entered", op, Moment::at(day, 0, 0), behind);
    OnColumns { sql, values, covered: true, index: Some(("age_class", Within::Class)) }
}
