//! The way of an item from "held" to the server's answer. `sync` decides when each step is taken.

use rusqlite::{OptionalExtension, Transaction, params};

use crate::domain::decision::{Decision, ProblemCode, Receipt, Verb};
use crate::domain::ids::{CaseId, DecisionId};
use crate::domain::outbox::Said;
use crate::domain::summary::CaseDetail;
use crate::domain::time::Moment;
use crate::sql::{Json, Packed};
use crate::store::error::StoreError;
use crate::store::floor;
use crate::store::outbox::read::Refusal;
use crate::store::outbox::{ACCEPTED, CONFLICT, Inner, Outbox, REFUSED, SENDING, WAITING};

/// How long an accepted decision stays in the file after the server's rows show it.
const ACCEPTED_KEPT_SECS: i64 = 90 * 24 * 3600;

/// What of the outbox is due.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Due {
    /// The next decision to send, and how often it was sent before.
    pub now: Option<(Decision, u32)>,
    /// When the next one comes due by itself.
    pub later: Option<Moment>,
}

/// The next that may go out: the first in the order of turns with none of the same case before it.
const DUE_NOW: &str = "SELECT decision, attempts FROM item AS i INDEXED BY item_due
     WHERE state <= 2 AND coalesce(held_until, next_try, 0) <= ? AND NOT EXISTS
     (SELECT 1 FROM item AS e INDEXED BY item_unanswered WHERE e.state <= 2 AND e.case_id = i.case_id AND e.n < i.n)
     ORDER BY coalesce(held_until, next_try, 0), n LIMIT 1";
/// What was written by a clock that was ahead of the present one: its times are not to be waited for.
const SET_BACK: &str = "SELECT EXISTS (SELECT 1 FROM item INDEXED BY item_held WHERE state = 0 AND changed_at > ?1)
     OR EXISTS (SELECT 1 FROM item INDEXED BY item_tried WHERE state = 1 AND next_try IS NOT NULL AND changed_at > ?1)
     OR EXISTS (SELECT 1 FROM intake INDEXED BY intake_unsent WHERE state IN (1, 2) AND changed_at > ?1)";
/// When the next one comes due by itself.
const DUE_LATER: &str = "SELECT coalesce(held_until, next_try, 0) FROM item AS i INDEXED BY item_due
     WHERE state <= 2 AND coalesce(held_until, next_try, 0) > ? AND NOT EXISTS
     (SELECT 1 FROM item AS e INDEXED BY item_unanswered WHERE e.state <= 2 AND e.case_id = i.case_id AND e.n < i.n)
     ORDER BY coalesce(held_until, next_try, 0) LIMIT 1";

impl Outbox {
    /// Lets nothing wait for a time that a clock gave which was set back since: a hold begins anew as long as it was, and what waits for
    /// a later try goes now.
    pub fn clock_set_back(&mut self, now: Moment) -> Result<(), StoreError> {
        if !self.read(|connection| Ok(connection.prepare_cached(SET_BACK)?.query_row([now], |row| row.get::<_, bool>(0))?))? {
            return Ok(());
        }
        self.write(|t| {
            let sql = "UPDATE item INDEXED BY item_held SET held_until = held_until - changed_at + ?1, changed_at = ?1
                       WHERE state = 0 AND changed_at > ?1";
            t.execute(sql, [now])?;
            let sql = "UPDATE item INDEXED BY item_tried SET next_try = NULL, changed_at = ?1
                       WHERE state = 1 AND next_try IS NOT NULL AND changed_at > ?1";
            t.execute(sql, [now])?;
            let sql =
                "UPDATE intake INDEXED BY intake_unsent SET next_try = NULL, changed_at = ?1 WHERE state IN (1, 2) AND changed_at > ?1";
            t.execute(sql, [now])?;
            Ok(())
        })
    }

    /// Ends the holds that are over. Gives whether any was.
    pub fn promote(&mut self, now: Moment) -> Result<bool, StoreError> {
        let over = self.read(|connection| {
            let sql = "SELECT EXISTS (SELECT 1 FROM item INDEXED BY item_held WHERE state = 0 AND held_until <= ?)";
            Ok(connection.prepare_cached(sql)?.query_row([now], |row| row.get::<_, bool>(0))?)
        })?;
        if over {
            self.write(|t| {
                let sql = "UPDATE item INDEXED BY item_held SET state = ?, held_until = NULL, changed_at = ?
                           WHERE state = 0 AND held_until <= ?";
                t.execute(sql, params![WAITING, now, now])?;
                Ok(())
            })?;
        }
        Ok(over)
    }

    /// Finds the decision that is to go out: of those that are neither held nor wait for a later try, and none of the same case before
    /// them, the one that waits longest for its turn. Both are look-ups, however many wait.
    ///
    /// One that stands as "sending" goes again: whoever sent it is gone, or its answer could not be stored.
    pub fn due(&self, now: Moment) -> Result<Due, StoreError> {
        self.read(|connection| {
            let found = connection
                .prepare_cached(DUE_NOW)?
                .query_row([now], |row| Ok((row.get::<_, Json<Decision>>(0)?.0, row.get(1)?)))
                .optional()?;
            let later = connection.prepare_cached(DUE_LATER)?.query_row([now], |row| row.get(0)).optional()?;
            Ok(Due { now: found, later })
        })
    }

    /// Marks a decision as sent, before it is. Gives false where it was taken back meanwhile, or is held on to be changed: then it must
    /// not be sent.
    pub fn sending(&mut self, id: DecisionId, now: Moment) -> Result<bool, StoreError> {
        self.write(|t| {
            let sql = "UPDATE item SET state = ?1, held_until = NULL, next_try = NULL, attempts = attempts + 1, changed_at = ?2
                       WHERE id = ?3 AND (state IN (1, 2) OR state = 0 AND held_until <= ?2)";
            Ok(t.execute(sql, params![SENDING, now, id.to_string()])? == 1)
        })
    }

    /// Puts a decision back after a failure; it goes again, under the same key, at `next_try` or as soon as it can.
    pub fn delayed(&mut self, id: DecisionId, next_try: Option<Moment>, error: &str, now: Moment) -> Result<(), StoreError> {
        self.write(|t| {
            let sql = "UPDATE item SET state = ?, next_try = ?, last_error = ?, changed_at = ? WHERE id = ? AND state = ?";
            t.execute(sql, params![WAITING, next_try, error, now, id.to_string(), SENDING])?;
            Ok(())
        })
    }

    /// Keeps the server's receipt. The case as it was seen is no longer needed.
    pub fn accepted(&mut self, receipt: &Receipt, now: Moment) -> Result<(), StoreError> {
        self.write(|t| {
            let id = receipt.decision.to_string();
            let sql = "UPDATE item SET state = ?, answer = ?, next_try = NULL, last_error = NULL, changed_at = ?
                       WHERE id = ? AND state <= 2";
            if t.execute(sql, params![ACCEPTED, Json(receipt), now, id])? == 1 {
                t.execute("DELETE FROM side WHERE n = (SELECT n FROM item WHERE id = ?)", [id])?;
                floor::answered(t, receipt.seq)?;
            }
            let oldest = now.plus_secs(-ACCEPTED_KEPT_SECS);
            t.execute("DELETE FROM item WHERE state = 3 AND changed_at < ? AND live = 0 AND doubt IS NULL", [oldest])?;
            Ok(())
        })
    }

    /// Keeps the server's no, with the case as the server has it where it was sent. What was decided on the same case behind it, and was
    /// not sent, rests on what never came about: it stands as in conflict and doesn't go out.
    pub(in crate::store) fn answered_no(
        &mut self,
        id: DecisionId,
        no: Refusal,
        theirs: Option<&CaseDetail>,
        now: Moment,
    ) -> Result<(), StoreError> {
        let state = if no.code == ProblemCode::Conflict { CONFLICT } else { REFUSED };
        self.write(|t| {
            let sql = "SELECT n, case_id, verb FROM item WHERE id = ? AND state <= 2";
            let found = t.query_row(sql, [id.to_string()], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, row.get(2)?)));
            let Some((n, case, Json(verb))) = found.optional()? else { return Ok(()) };
            put_no(t, n, state, &no, theirs, now)?;
            let verb: Verb = verb;
            if !verb.rests_on_basis() {
                return Ok(());
            }
            let after = Refusal { code: ProblemCode::Conflict, detail: String::new(), said: Some(Box::new(Said::After { verb })) };
            for behind in behind(t, &case, n)? {
                put_no(t, behind, CONFLICT, &after, theirs, now)?;
            }
            Ok(())
        })
    }

    /// Gives the accepted decisions that still lie over a row, with the sequence number under which each stands.
    pub fn accepted_live(&self) -> Result<Vec<(DecisionId, CaseId, u64)>, StoreError> {
        self.read(|connection| {
            let sql = "SELECT answer FROM item INDEXED BY item_shown WHERE live = 1 AND state = 3 ORDER BY n";
            let mut statement = connection.prepare_cached(sql)?;
            let receipts = statement.query_map([], |row| row.get::<_, Json<Receipt>>(0))?;
            Ok(receipts.map(|receipt| receipt.map(|json| (json.0.decision, json.0.case, json.0.seq))).collect::<Result<_, _>>()?)
        })
    }

    /// Takes accepted decisions off the rows: the server's rows show them.
    pub fn shown_by_rows(&mut self, ids: &[DecisionId]) -> Result<(), StoreError> {
        if ids.is_empty() {
            return Ok(());
        }
        self.write(|t| {
            for id in ids {
                t.execute("UPDATE item SET live = 0 WHERE id = ? AND state = 3", [id.to_string()])?;
            }
            Ok(())
        })
    }
}

fn put_no(t: &Transaction<'_>, n: i64, state: i64, no: &Refusal, theirs: Option<&CaseDetail>, now: Moment) -> Result<(), Inner> {
    let sql = "UPDATE item SET state = ?, answer = ?, held_until = NULL, next_try = NULL, changed_at = ? WHERE n = ?";
    t.execute(sql, params![state, Json(no), now, n])?;
    if let Some(theirs) = theirs {
        let sql = "INSERT INTO side (n, theirs) VALUES (?, ?) ON CONFLICT (n) DO UPDATE SET theirs = excluded.theirs";
        t.execute(sql, params![n, Packed(theirs)])?;
    }
    Ok(())
}

/// The decisions on a case behind one that were never sent and rest on a basis.
fn behind(t: &Transaction<'_>, case: &str, n: i64) -> Result<Vec<i64>, Inner> {
    let sql = "SELECT n, verb FROM item INDEXED BY item_unanswered WHERE state <= 2 AND case_id = ? AND n > ? AND attempts = 0";
    let mut statement = t.prepare_cached(sql)?;
    let found = statement.query_map(params![case, n], |row| Ok((row.get(0)?, row.get::<_, Json<Verb>>(1)?.0)))?;
    let found = found.collect::<Result<Vec<(i64, Verb)>, _>>()?;
    Ok(found.into_iter().filter(|(_, verb)| verb.rests_on_basis()).map(|(n, _)| n).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{CacheKey, Folder};

    fn plan_of(outbox: &Outbox, sql: &str) -> Vec<String> {
        let plan = outbox.read(|connection| {
            let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
            let steps = statement.query_map([0], |row| row.get::<_, String>(3))?;
            Ok(steps.collect::<Result<Vec<_>, _>>()?)
        });
        plan.unwrap()
    }

    #[test]
    fn what_is_due_is_looked_up_and_not_sorted() {
        let dir = tempfile::tempdir().unwrap();
        let outbox = Outbox::open(&Folder::new(dir.path()), &CacheKey::from_bytes([1; 32])).unwrap();
        for sql in [DUE_NOW, DUE_LATER] {
            let plan = plan_of(&outbox, sql);
            assert!(plan[0].starts_with("SEARCH i USING INDEX item_due"), "{plan:?}");
            assert!(plan.iter().any(|step| step.contains("SEARCH e USING INDEX item_unanswered (case_id=? AND n<?)")), "{plan:?}");
            assert!(!plan.iter().any(|step| step.contains("TEMP B-TREE") || step.starts_with("SCAN")), "{plan:?}");
        }
    }

    /// Ten thousand waiting decisions, one a case; gives how many steps SQLite's machine makes for a statement.
    fn work(outbox: &Outbox, sql: &str, value: &dyn rusqlite::ToSql) -> i32 {
        let steps = outbox.read(|connection| {
            let mut statement = connection.prepare(sql)?;
            let mut rows = statement.query([value])?;
            let mut read = 0;
            while rows.next()?.is_some() {
                read += 1;
            }
            drop(rows);
            assert!(read > 0, "{sql}");
            Ok(statement.get_status(rusqlite::StatementStatus::VmStep))
        });
        steps.unwrap()
    }

    #[test]
    fn ten_thousand_that_wait_cost_no_more_than_ten() {
        let fill = |count: i64| {
            let dir = tempfile::tempdir().unwrap();
            let mut outbox = Outbox::open(&Folder::new(dir.path()), &CacheKey::from_bytes([1; 32])).unwrap();
            let written = outbox.write(|t| {
                t.execute(
                    "WITH RECURSIVE k(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM k WHERE i < ?)
                     INSERT INTO item (id, case_id, verb, decision, name, plan, state, recorded_at, changed_at, held_until)
                     SELECT 'd' || i, 'c' || i, '\"approve\"', '{}', '', '', i % 2, 0, 0, iif(i % 2 = 0, 9000 + i, NULL) FROM k",
                    [count],
                )?;
                Ok(())
            });
            assert!(written.is_ok());
            (dir, outbox)
        };
        let held = "SELECT 1 FROM item INDEXED BY item_held WHERE state = 0 AND held_until <= ? LIMIT 1";
        let asked: [(&str, &dyn rusqlite::ToSql); 4] = [
            (DUE_NOW, &5_i64),
            (DUE_LATER, &5_i64),
            (held, &20_000_i64),
            ("SELECT state FROM item INDEXED BY item_over WHERE live = 1 AND case_id = ? ORDER BY n", &"c7"),
        ];
        let ((_few_dir, few), (_many_dir, many)) = (fill(10), fill(10_000));
        for (sql, value) in asked {
            let (few, many) = (work(&few, sql, value), work(&many, sql, value));
            assert!(many <= few + 20, "{few} steps with ten, {many} with ten thousand: {sql}");
        }
    }
}
