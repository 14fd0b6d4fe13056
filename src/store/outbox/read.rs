//! Reading the outbox: items, counts, both sides of a conflict, and what lies over the rows of the cache.

use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};

use crate::domain::decision::{Act, Decision, ProblemCode, Receipt, Verb};
use crate::domain::draft::Draft;
use crate::domain::ids::{CaseId, DecisionId, PlanId};
use crate::domain::outbox::{ConflictSides, OutboxCounts, OutboxItem, OutboxState};
use crate::domain::summary::CaseDetail;
use crate::domain::time::{Date, Moment};
use crate::sql::{Json, Packed};
use crate::store::error::StoreError;
use crate::store::outbox::{ACCEPTED, CONFLICT, HELD, Inner, Outbox, Overlay, REFUSED, SENDING, WAITING};

/// How many accepted decisions are listed: a day's work, so that the outbox can be looked back through.
const ACCEPTED_LISTED: i64 = 200;

pub(in crate::store) const ITEM: &str = "state, held_until, next_try, answer, decision, name, plan, attempts, last_error, part_of, to_pay";

/// The server's no, as it stands in the file.
#[derive(Serialize, Deserialize)]
pub(in crate::store) struct Refusal {
    pub code: ProblemCode,
    pub detail: String,
}

impl Outbox {
    pub fn items(&self) -> Result<Vec<OutboxItem>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(&listed())?;
            let items = statement.query_map([], item)?.collect::<Result<_, _>>()?;
            Ok(items)
        })
    }

    pub fn item(&self, id: DecisionId) -> Result<Option<OutboxItem>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(&format!("SELECT {ITEM} FROM item WHERE id = ?"))?;
            Ok(statement.query_row([id.to_string()], item).optional()?)
        })
    }

    pub fn counts(&self, today: Date) -> Result<OutboxCounts, StoreError> {
        self.read(|connection| {
            let mut counts = OutboxCounts::default();
            let mut statement =
                connection.prepare_cached("SELECT state, count(*) FROM item WHERE live = 1 AND state <> 3 GROUP BY state")?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let count = row.get(1)?;
                match row.get(0)? {
                    HELD => counts.held = count,
                    WAITING => counts.waiting = count,
                    SENDING => counts.sending = count,
                    REFUSED => counts.refused = count,
                    CONFLICT => counts.conflict = count,
                    _ => {}
                }
            }
            let from = Moment::at(today, 0, 0);
            counts.accepted_today = connection
                .prepare_cached("SELECT count(*) FROM item WHERE state = 3 AND changed_at >= ? AND changed_at < ?")?
                .query_row(params![from, from.plus_secs(24 * 3600)], |row| row.get(0))?;
            Ok(counts)
        })
    }

    pub fn sides(&self, id: DecisionId) -> Result<ConflictSides, StoreError> {
        self.read(|connection| {
            let found = connection
                .query_row("SELECT base, theirs FROM item WHERE id = ?", [id.to_string()], |row| {
                    let side = |i| row.get::<_, Option<Packed<CaseDetail>>>(i).map(|side| side.map(|packed| packed.0));
                    Ok(ConflictSides { base: side(0)?, theirs: side(1)? })
                })
                .optional()?;
            found.ok_or(Inner::Store(StoreError::NotThere))
        })
    }

    pub fn draft(&self, case: &CaseId) -> Result<Draft, StoreError> {
        self.read(|connection| draft_in(connection, case))
    }

    /// SQLite's own number, which other processes' writes move and ours don't.
    pub fn data_version(&self) -> Result<i64, StoreError> {
        self.read(|connection| Ok(connection.query_row("PRAGMA data_version", [], |row| row.get(0))?))
    }

    /// Runs `look` over what lies on the cache's rows; read again only after the file changed.
    pub fn with_overlay<T>(&self, look: impl FnOnce(&Overlay) -> T) -> Result<T, StoreError> {
        let version = self.data_version()?;
        let known = self.overlay.borrow().as_ref().is_some_and(|(at, _)| *at == version);
        if !known {
            let overlay = self.read(read_overlay)?;
            self.overlay.replace(Some((version, overlay)));
        }
        let overlay = self.overlay.borrow();
        Ok(match overlay.as_ref() {
            Some((_, overlay)) => look(overlay),
            None => look(&Overlay::new()),
        })
    }
}

/// The query of the list. Two parts, each by its own index: ninety days of accepted decisions are never walked through.
fn listed() -> String {
    format!(
        "SELECT {ITEM} FROM (SELECT n, {ITEM} FROM item INDEXED BY item_listed WHERE state <> {ACCEPTED} UNION ALL SELECT * FROM
         (SELECT n, {ITEM} FROM item INDEXED BY item_accepted WHERE state = {ACCEPTED} ORDER BY changed_at DESC LIMIT {ACCEPTED_LISTED}))
         ORDER BY n DESC"
    )
}

fn read_overlay(connection: &Connection) -> Result<Overlay, Inner> {
    let mut statement = connection
        .prepare_cached("SELECT state, held_until, next_try, answer, case_id, verb, decision FROM item WHERE live = 1 ORDER BY n")?;
    let mut rows = statement.query([])?;
    let mut overlay = Overlay::new();
    while let Some(row) = rows.next()? {
        let Json(verb) = row.get::<_, Json<Verb>>(5)?;
        let over = overlay.entry(CaseId::new(row.get::<_, String>(4)?)).or_default();
        match verb {
            // A note shows in the row once the server has it; a hand-over doesn't hide a decision.
            Verb::Note => {}
            Verb::Assign => {
                let Json(decision) = row.get::<_, Json<Decision>>(6)?;
                if let Act::Assign { to } = decision.act {
                    over.given = Some((to, state(row)?));
                }
            }
            _ => over.decided = Some((verb, state(row)?)),
        }
    }
    Ok(overlay)
}

/// Reads the state from the first four columns: state, held_until, next_try, answer.
fn state(row: &Row<'_>) -> rusqlite::Result<OutboxState> {
    Ok(match row.get(0)? {
        HELD => OutboxState::Held { until: row.get(1)? },
        WAITING => OutboxState::Waiting { next_try: row.get(2)? },
        ACCEPTED => OutboxState::Accepted { receipt: row.get::<_, Json<Receipt>>(3)?.0 },
        REFUSED => {
            let Json(Refusal { code, detail }) = row.get(3)?;
            OutboxState::Refused { code, detail }
        }
        CONFLICT => OutboxState::Conflict { detail: row.get::<_, Json<Refusal>>(3)?.0.detail },
        _ => OutboxState::Sending,
    })
}

fn item(row: &Row<'_>) -> rusqlite::Result<OutboxItem> {
    Ok(OutboxItem {
        state: state(row)?,
        decision: row.get::<_, Json<_>>(4)?.0,
        name: row.get(5)?,
        plan: PlanId::new(row.get::<_, String>(6)?),
        attempts: row.get(7)?,
        last_error: row.get(8)?,
        group: row.get::<_, Option<String>>(9)?.and_then(|id| id.parse().ok()).map(DecisionId),
        to_pay: row.get(10)?,
    })
}

/// Gives the draft of a case, empty where there is none.
pub(super) fn draft_in(connection: &Connection, case: &CaseId) -> Result<Draft, Inner> {
    let found = connection
        .prepare_cached("SELECT verdicts, amendments FROM draft WHERE case_id = ?")?
        .query_row([case.as_str()], |row| Ok(Draft { verdicts: row.get::<_, Json<_>>(0)?.0, amendments: row.get::<_, Json<_>>(1)?.0 }))
        .optional()?;
    Ok(found.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{CacheKey, Folder};

    #[test]
    fn the_list_enters_an_index_for_each_of_its_parts() {
        let dir = tempfile::tempdir().unwrap();
        let outbox = Outbox::open(&Folder::new(dir.path()), &CacheKey::from_bytes([1; 32])).unwrap();
        let plan = outbox.read(|connection| {
            let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {}", listed()))?;
            let steps = statement.query_map([], |row| row.get::<_, String>(3))?;
            Ok(steps.collect::<Result<Vec<_>, _>>()?)
        });
        let plan = plan.unwrap();
        let reads: Vec<&String> = plan.iter().filter(|step| step.contains(" item")).collect();
        assert_eq!(reads.len(), 2, "{plan:?}");
        assert!(reads.iter().all(|step| step.contains("USING INDEX item_")), "{plan:?}");
    }
}
