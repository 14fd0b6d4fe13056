//! The first load of a client, in an order of its own: what is his, what waits for his role, what else is urgent, what something is asked
//! back of, what ended last.
//!
//! Not here: what changed since (`pages`). Invariant: a read is of a bounded number of rows, entered at a key through an index, so that no
//! reader's transaction lasts as long as the load.

use rusqlite::Row;
use rusqlite::types::Value;
use serde::Serialize;

use super::finder::MARKED;
use super::pages::raw_change;
use super::{Books, LedgerError, RawChange};
use crate::domain::ids::{StageId, UserId};
use crate::domain::time::Date;

/// The parts of a load, in their order.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum Phase {
    /// Undecided ones that the person was given, by their limit.
    Mine,
    /// Those at a stage at which the person acts, by their limit.
    At(StageId),
    /// The other undecided ones, by their limit.
    Open,
    /// Those that ended before the day, of which something is asked back.
    AskedBack,
    /// Those that ended since the day, the newest first.
    Closed,
}

impl Phase {
    /// Gives the parts of a load whose person acts at these stages.
    pub fn with(stages: &[StageId]) -> Vec<Phase> {
        let at = stages.iter().cloned().map(Phase::At);
        [Phase::Mine].into_iter().chain(at).chain([Phase::Open, Phase::AskedBack, Phase::Closed]).collect()
    }
}

/// Where a load stands: behind this case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadKey {
    /// The last day of its limit, or that on which it ended.
    pub day: Date,
    pub no: i64,
}

/// Whose load it is, and what it leaves out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadScope<'a> {
    pub user: &'a UserId,
    /// The stages that are parts of their own.
    pub stages: &'a [StageId],
    /// Only this employer's.
    pub employer: Option<&'a str>,
    /// Of those that ended, the ones that ended since.
    pub since: Date,
}

impl Books<'_> {
    /// Gives so many cases of a phase behind a key (from its beginning where there is none), and the key of the last of them; fewer where
    /// they weigh much, none where the phase is at its end.
    pub fn load(
        &self,
        scope: &LoadScope<'_>,
        phase: &Phase,
        behind: Option<&LoadKey>,
        (most, weight): (u32, usize),
    ) -> Result<(Vec<RawChange>, Option<LoadKey>), LedgerError> {
        let (sql, values) = statement(scope, phase, behind, most);
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query(rusqlite::params_from_iter(values))?;
        let (mut changes, mut last, mut bytes) = (Vec::new(), None, 0);
        while bytes <= weight
            && let Some(row) = rows.next()?
        {
            let change = raw_change(row)?;
            bytes += change.weight();
            last = Some(key(row)?);
            changes.push(change);
        }
        Ok((changes, last))
    }
}

fn key(row: &Row<'_>) -> Result<LoadKey, LedgerError> {
    let day: String = row.get(6)?;
    let day = day.parse().map_err(|_| LedgerError::Inconsistent("a row has a day that is none"))?;
    Ok(LoadKey { day, no: row.get(7)? })
}

/// Makes the statement of a phase. What a parameter stands for is the same in all of them; those up to the sixth are in each, so that all
/// can be bound.
fn statement(scope: &LoadScope<'_>, phase: &Phase, behind: Option<&LoadKey>, most: u32) -> (String, Vec<Value>) {
    let (day, of_phase) = match phase {
        Phase::Mine => ("due", "closed IS NULL AND assignee = ?4"),
        Phase::At(_) => ("due", "closed IS NULL AND assignee IS NOT ?4 AND stage = ?7"),
        Phase::Open => ("due", "closed IS NULL AND assignee IS NOT ?4 AND stage NOT IN (SELECT value FROM json_each(?7))"),
        Phase::AskedBack => ("closed", "asked_back AND closed < ?5"),
        Phase::Closed => ("closed", "closed IS NOT NULL AND closed >= ?5"),
    };
    let (from, order) = match phase {
        Phase::Mine | Phase::At(_) | Phase::Open => ("(due, no) > (?1, ?2)", "due, no"),
        Phase::AskedBack => ("no > ?2", "no"),
        Phase::Closed => ("(closed, no) < (?1, ?2)", "closed DESC, no DESC"),
    };
    // Named, so that no other plan is ever taken: one would go through all cases by their numbers.
    let index = match (phase, scope.employer) {
        (Phase::Mine, _) => "cases_open_of",
        (Phase::At(_), _) => "cases_open_at",
        (Phase::Open, None) => "cases_open",
        (Phase::Open, Some(_)) => "cases_open_by_employer",
        (Phase::AskedBack, _) => "cases_asked_back",
        (Phase::Closed, None) => "cases_closed",
        (Phase::Closed, Some(_)) => "cases_closed_by_employer",
    };
    let of_one = if scope.employer.is_some() { "employer = ?6" } else { "?6 = ''" };
    let sql = format!(
        "SELECT seq, summary, packed, {MARKED}, {day}, no FROM cases INDEXED BY {index} LEFT JOIN details USING (no) \
         WHERE {of_phase} AND {from} AND {of_one} ORDER BY {order} LIMIT ?3"
    );
    // Dates are compared as texts: these stand before and behind every one of them.
    let (first_day, first_no) = if *phase == Phase::Closed { ("9999-99-99", i64::MAX) } else { ("0000-00-00", -1) };
    let (from_day, from_no) = behind.map_or((first_day.to_owned(), first_no), |key| (key.day.to_string(), key.no));
    let stages = match phase {
        Phase::At(stage) => Some(stage.as_str().to_owned()),
        Phase::Open => Some(serde_json::json!(scope.stages).to_string()),
        _ => None,
    };
    let mut values = vec![
        from_day.into(),
        from_no.into(),
        i64::from(most).into(),
        scope.user.as_str().to_owned().into(),
        scope.since.to_string().into(),
        scope.employer.unwrap_or_default().to_owned().into(),
    ];
    values.extend(stages.map(Value::from));
    (sql, values)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::ledger::Ledger;

    #[test]
    fn every_phase_enters_its_index_and_sorts_nothing() {
        let ledger = Ledger::open_in_memory().unwrap();
        let user = UserId::from("lin");
        let stages = [StageId::from("approval")];
        let plans = |books: &Books<'_>| {
            for phase in &Phase::with(&stages) {
                for employer in [None, Some("某某公司")] {
                    let scope = LoadScope { user: &user, stages: &stages, employer, since: Date::MIN };
                    let (sql, values) = statement(&scope, phase, None, 10);
                    let mut explained = books.connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
                    let steps = explained.query_map(rusqlite::params_from_iter(values), |row| row.get::<_, String>(3))?;
                    let steps: Vec<String> = steps.collect::<Result<_, _>>()?;
                    let cases = steps.iter().find(|step| step.contains("cases")).cloned().unwrap_or_default();
                    assert!(cases.starts_with("SEARCH cases USING INDEX cases_"), "{phase:?} {employer:?}: {steps:?}");
                    assert!(steps.iter().all(|step| !step.contains("TEMP B-TREE")), "{phase:?} {employer:?}: {steps:?}");
                }
            }
            Ok::<_, LedgerError>(())
        };
        ledger.read(plans).unwrap();
    }
}
