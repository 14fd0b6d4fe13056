//! The way of an item from "held" to the server's answer. `sync` decides when each step is taken.

use rusqlite::params;

use crate::domain::decision::{Decision, ProblemCode, Receipt};
use crate::domain::ids::{CaseId, DecisionId};
use crate::domain::summary::CaseDetail;
use crate::domain::time::Moment;
use crate::sql::{Json, Packed};
use crate::store::error::StoreError;
use crate::store::outbox::read::Refusal;
use crate::store::outbox::{ACCEPTED, CONFLICT, HELD, Outbox, REFUSED, SENDING, WAITING};

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

impl Outbox {
    /// Ends the holds that are over. Gives whether any was.
    pub fn promote(&mut self, now: Moment) -> Result<bool, StoreError> {
        let over = self.read(|connection| {
            let sql = "SELECT EXISTS (SELECT 1 FROM item WHERE state <= 2 AND state = 0 AND held_until <= ?)";
            Ok(connection.prepare_cached(sql)?.query_row([now], |row| row.get::<_, bool>(0))?)
        })?;
        if over {
            self.write(|t| {
                let sql = "UPDATE item INDEXED BY item_unanswered SET state = ?, held_until = NULL, changed_at = ?
                           WHERE state <= 2 AND state = 0 AND held_until <= ?";
                t.execute(sql, params![WAITING, now, now])?;
                Ok(())
            })?;
        }
        Ok(over)
    }

    /// Finds the oldest decision that may go out: not held, not waiting for a later try, and none of the same case before it.
    ///
    /// One that stands as "sending" goes again: whoever sent it is gone, or its answer could not be stored.
    pub fn due(&self, now: Moment) -> Result<Due, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT state, held_until, next_try, attempts, id FROM item AS i INDEXED BY item_unanswered WHERE state <= 2 AND NOT EXISTS
                 (SELECT 1 FROM item AS e WHERE e.state <= 2 AND e.case_id = i.case_id AND e.n < i.n) ORDER BY n",
            )?;
            let mut rows = statement.query([])?;
            let mut due = Due::default();
            while let Some(row) = rows.next()? {
                let at: Option<Moment> = match row.get(0)? {
                    HELD => row.get(1)?,
                    WAITING => row.get(2)?,
                    _ => None,
                };
                match at {
                    Some(at) if at > now => due.later = Some(due.later.map_or(at, |later: Moment| later.min(at))),
                    _ if due.now.is_none() => {
                        let id: String = row.get(4)?;
                        let Json(decision) = connection
                            .prepare_cached("SELECT decision FROM item WHERE id = ?")?
                            .query_row([id], |row| row.get::<_, Json<Decision>>(0))?;
                        due.now = Some((decision, row.get(3)?));
                    }
                    _ => {}
                }
            }
            Ok(due)
        })
    }

    /// Marks a decision as sent, before it is. Gives false where it was taken back meanwhile: then it must not be sent.
    pub fn sending(&mut self, id: DecisionId, now: Moment) -> Result<bool, StoreError> {
        self.write(|t| {
            let sql = "UPDATE item SET state = ?, held_until = NULL, next_try = NULL, attempts = attempts + 1, changed_at = ?
                       WHERE id = ? AND state <= 2";
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
            let sql = "UPDATE item SET state = ?, answer = ?, base = NULL, theirs = NULL, next_try = NULL, last_error = NULL,
                       changed_at = ? WHERE id = ? AND state <= 2";
            t.execute(sql, params![ACCEPTED, Json(receipt), now, receipt.decision.to_string()])?;
            let oldest = now.plus_secs(-ACCEPTED_KEPT_SECS);
            t.execute("DELETE FROM item WHERE state = 3 AND changed_at < ? AND live = 0", [oldest])?;
            Ok(())
        })
    }

    pub fn refused(&mut self, id: DecisionId, code: ProblemCode, detail: &str, now: Moment) -> Result<(), StoreError> {
        self.answered_no(id, REFUSED, code, detail, None, now)
    }

    /// Keeps the case as the server has it beside the one that was seen.
    pub fn conflict(&mut self, id: DecisionId, detail: &str, theirs: Option<&CaseDetail>, now: Moment) -> Result<(), StoreError> {
        self.answered_no(id, CONFLICT, ProblemCode::Conflict, detail, theirs, now)
    }

    fn answered_no(
        &mut self,
        id: DecisionId,
        state: i64,
        code: ProblemCode,
        detail: &str,
        theirs: Option<&CaseDetail>,
        now: Moment,
    ) -> Result<(), StoreError> {
        self.write(|t| {
            let answer = Json(Refusal { code, detail: detail.to_owned() });
            let sql = "UPDATE item SET state = ?, answer = ?, theirs = ?, next_try = NULL, changed_at = ? WHERE id = ? AND state <= 2";
            t.execute(sql, params![state, answer, theirs.map(Packed), now, id.to_string()])?;
            Ok(())
        })
    }

    /// Gives the accepted decisions that still lie over a row, with the sequence number under which each stands.
    pub fn accepted_live(&self) -> Result<Vec<(DecisionId, CaseId, u64)>, StoreError> {
        self.read(|connection| {
            let sql = "SELECT answer FROM item WHERE live = 1 AND state = 3 ORDER BY n";
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
