//! Reading the outbox: items, counts, both sides of a conflict, and what lies over the rows of the cache.

use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};

use crate::domain::decision::{Act, Decision, ProblemCode, Receipt, Verb};
use crate::domain::draft::Draft;
use crate::domain::ids::{CaseId, DecisionId, PlanHash, PlanId};
use crate::domain::outbox::{ConflictSides, OutboxCounts, OutboxItem, OutboxState, Said};
use crate::domain::summary::CaseDetail;
use crate::domain::time::{Date, Moment};
use crate::sql::{Json, Packed};
use crate::store::error::StoreError;
use crate::store::outbox::{ACCEPTED, CONFLICT, HELD, Inner, Outbox, Over, REFUSED, SENDING, WAITING};

/// How many accepted decisions are listed: a day's work, so that the outbox can be looked back through.
const ACCEPTED_LISTED: i64 = 200;
/// How many that need somebody are listed: more than anybody looks through before the first are settled.
const STUCK_LISTED: i64 = 500;
/// How many that are to be sent are listed: twice what one key can decide, so that a batch is always there whole.
const UNSENT_LISTED: i64 = 1_000;

pub(in crate::store) const ITEM: &str =
    "state, held_until, next_try, answer, decision, name, plan, attempts, last_error, part_of, to_pay, recorded_at, changed_at, doubt";
/// How many columns these are.
pub(super) const COLUMNS: usize = 14;

/// The server's no, as it stands in the file.
#[derive(Serialize, Deserialize)]
pub(in crate::store) struct Refusal {
    pub code: ProblemCode,
    /// The words as they came, in the language of whoever asked then.
    pub detail: String,
    /// The same in a form that any language can say; a newer program's is none.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "known_or_none")]
    pub said: Option<Box<Said>>,
}

fn known_or_none<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Box<Said>>, D::Error> {
    let value = Option::<serde_json::Value>::deserialize(deserializer)?;
    Ok(value.and_then(|value| serde_json::from_value(value).ok()))
}

impl Outbox {
    pub fn items(&self) -> Result<Vec<OutboxItem>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(&listed())?;
            let items = statement.query_map([], item)?.collect::<Result<_, _>>()?;
            Ok(items)
        })
    }

    /// Gives what a screen lists: what needs somebody, the newest of what is to be sent, the last accepted ones. [`Outbox::counts`] tells
    /// how many there are.
    pub fn listed(&self) -> Result<Vec<OutboxItem>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(&shown())?;
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
                connection.prepare_cached("SELECT state, count(*) FROM item INDEXED BY item_states WHERE state <> 3 GROUP BY state")?;
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
                .prepare_cached("SELECT count(*) FROM item WHERE state = 3 AND changed_at >= ? AND changed_at < ? AND doubt IS NULL")?
                .query_row(params![from, from.plus_secs(24 * 3600)], |row| row.get(0))?;
            Ok(counts)
        })
    }

    pub fn sides(&self, id: DecisionId) -> Result<ConflictSides, StoreError> {
        self.read(|connection| sides_in(connection, id)?.ok_or(Inner::Store(StoreError::NotThere)))
    }

    pub fn draft(&self, case: &CaseId) -> Result<Draft, StoreError> {
        self.read(|connection| draft_in(connection, case))
    }

    /// SQLite's own number, which other processes' writes move and ours don't.
    pub fn data_version(&self) -> Result<i64, StoreError> {
        self.read(|connection| Ok(connection.query_row("PRAGMA data_version", [], |row| row.get(0))?))
    }

    /// Gives what lies over the row of a case; nothing where nothing does.
    pub fn over(&self, case: &CaseId) -> Result<Option<Over>, StoreError> {
        self.read(|connection| over(connection, case))
    }

    /// The texts of plans under which what is not accepted was decided, and the decisions in conflict.
    pub fn named(&self) -> Result<(Vec<PlanHash>, Vec<DecisionId>), StoreError> {
        self.read(|connection| {
            let sql = "SELECT DISTINCT json_extract(decision, '$.plan_hash') FROM item INDEXED BY item_states WHERE state <> 3";
            let mut statement = connection.prepare_cached(sql)?;
            let hashes = statement.query_map([], |row| row.get::<_, String>(0))?;
            let hashes = hashes.map(|hash| hash.map(PlanHash::new)).collect::<Result<_, _>>()?;
            let mut statement = connection.prepare_cached("SELECT id FROM item INDEXED BY item_stuck WHERE state >= 4 AND state = 5")?;
            let ids = statement.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
            Ok((hashes, ids.iter().filter_map(|id| id.parse().ok()).map(DecisionId).collect()))
        })
    }
}

/// Both sides of a decision, as far as they are kept; nothing where there is no such decision.
pub(super) fn sides_in(connection: &Connection, id: DecisionId) -> Result<Option<ConflictSides>, Inner> {
    let mut statement = connection.prepare_cached("SELECT side.base, side.theirs FROM item LEFT JOIN side USING (n) WHERE id = ?")?;
    let found = statement.query_row([id.to_string()], |row| {
        let side = |i| row.get::<_, Option<Packed<CaseDetail>>>(i).map(|side| side.map(|packed| packed.0));
        Ok(ConflictSides { base: side(0)?, theirs: side(1)? })
    });
    Ok(found.optional()?)
}

/// The query of the list. Two parts, each by its own index: ninety days of accepted decisions are never walked through.
fn listed() -> String {
    format!(
        "SELECT {ITEM} FROM (SELECT n, {ITEM} FROM item INDEXED BY item_listed WHERE state <> {ACCEPTED} UNION ALL SELECT * FROM
         (SELECT n, {ITEM} FROM item INDEXED BY item_accepted WHERE state = {ACCEPTED} ORDER BY changed_at DESC LIMIT {ACCEPTED_LISTED}))
         ORDER BY n DESC"
    )
}

/// The query of what a screen lists; each part enters its own index and ends early.
fn shown() -> String {
    let part = |index: &str, which: &str, order: &str, most: i64| {
        format!("SELECT * FROM (SELECT n, {ITEM} FROM item INDEXED BY {index} WHERE {which} ORDER BY {order} DESC LIMIT {most})")
    };
    let parts = [
        part("item_stuck", "state >= 4", "n", STUCK_LISTED),
        part("item_unsent", "state <= 2", "n", UNSENT_LISTED),
        part("item_accepted", "state = 3", "changed_at", ACCEPTED_LISTED),
    ];
    format!("SELECT {ITEM} FROM ({}) ORDER BY n DESC", parts.join(" UNION ALL "))
}

fn over(connection: &Connection, case: &CaseId) -> Result<Option<Over>, Inner> {
    let mut statement = connection.prepare_cached(
        "SELECT state, held_until, next_try, answer, verb, decision FROM item INDEXED BY item_over WHERE live = 1 AND case_id = ? ORDER BY n",
    )?;
    let mut rows = statement.query([case.as_str()])?;
    let mut found: Option<Over> = None;
    while let Some(row) = rows.next()? {
        let over = found.get_or_insert_default();
        let Json(verb) = row.get::<_, Json<Verb>>(4)?;
        match verb {
            // A note shows in the row once the server has it; a hand-over doesn't hide a decision.
            Verb::Note => {}
            Verb::Assign => {
                let Json(decision) = row.get::<_, Json<Decision>>(5)?;
                if let Act::Assign { to } = decision.act {
                    over.given = Some((to, state(row)?));
                }
            }
            _ => over.decided = Some((verb, state(row)?)),
        }
    }
    Ok(found)
}

/// Reads the state from the first four columns: state, held_until, next_try, answer.
fn state(row: &Row<'_>) -> rusqlite::Result<OutboxState> {
    Ok(match row.get(0)? {
        HELD => OutboxState::Held { until: row.get(1)? },
        WAITING => OutboxState::Waiting { next_try: row.get(2)? },
        ACCEPTED => OutboxState::Accepted { receipt: row.get::<_, Json<Receipt>>(3)?.0 },
        REFUSED => {
            let Json(Refusal { code, detail, .. }) = row.get(3)?;
            OutboxState::Refused { code, detail }
        }
        CONFLICT => OutboxState::Conflict { detail: row.get::<_, Json<Refusal>>(3)?.0.detail },
        _ => OutboxState::Sending,
    })
}

pub(super) fn item(row: &Row<'_>) -> rusqlite::Result<OutboxItem> {
    let said = match row.get(0)? {
        REFUSED | CONFLICT => row.get::<_, Json<Refusal>>(3)?.0.said,
        _ => None,
    };
    Ok(OutboxItem {
        state: state(row)?,
        said,
        decision: row.get::<_, Json<_>>(4)?.0,
        name: row.get(5)?,
        plan: PlanId::new(row.get::<_, String>(6)?),
        attempts: row.get(7)?,
        last_error: row.get(8)?,
        group: row.get::<_, Option<String>>(9)?.and_then(|id| id.parse().ok()).map(DecisionId),
        to_pay: row.get(10)?,
        recorded: row.get(11)?,
        changed: row.get(12)?,
        doubted: row.get::<_, Option<String>>(13)?.is_some(),
    })
}

/// Gives the draft of a case, empty where there is none.
pub(super) fn draft_in(connection: &Connection, case: &CaseId) -> Result<Draft, Inner> {
    let found = connection
        .prepare_cached("SELECT verdicts, amendments, seen FROM draft WHERE case_id = ?")?
        .query_row([case.as_str()], |row| {
            let seen = row.get::<_, Option<Json<_>>>(2)?.map(|Json(seen)| seen);
            Ok(Draft { verdicts: row.get::<_, Json<_>>(0)?.0, amendments: row.get::<_, Json<_>>(1)?.0, seen })
        })
        .optional()?;
    Ok(found.unwrap_or_default())
}

/// Gives what another decision than this one does to its case, where the server may not have that yet; a note or a hand-over does
/// nothing to it.
pub(super) fn on_its_way(connection: &Connection, decision: &Decision) -> Result<Option<Verb>, Inner> {
    let sql = "SELECT verb FROM item INDEXED BY item_unanswered WHERE case_id = ? AND state <= 2 AND id <> ? ORDER BY n";
    let mut statement = connection.prepare_cached(sql)?;
    let verbs = statement.query_map([decision.case.as_str(), &decision.id.to_string()], |row| Ok(row.get::<_, Json<Verb>>(0)?.0))?;
    let verbs: Vec<Verb> = verbs.collect::<Result<_, _>>()?;
    Ok(verbs.into_iter().find(|verb| verb.rests_on_basis()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{CacheKey, Folder};

    #[test]
    fn the_list_enters_an_index_for_each_of_its_parts() {
        let dir = tempfile::tempdir().unwrap();
        let outbox = Outbox::open(&Folder::new(dir.path()), &CacheKey::from_bytes([1; 32])).unwrap();
        for (query, parts) in [(listed(), 2), (shown(), 3)] {
            let plan = outbox.read(|connection| {
                let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {query}"))?;
                let steps = statement.query_map([], |row| row.get::<_, String>(3))?;
                Ok(steps.collect::<Result<Vec<_>, _>>()?)
            });
            let plan = plan.unwrap();
            let reads: Vec<&String> = plan.iter().filter(|step| step.contains(" item")).collect();
            assert_eq!(reads.len(), parts, "{plan:?}");
            assert!(reads.iter().all(|step| step.contains("USING INDEX item_")), "{plan:?}");
        }
    }
}
