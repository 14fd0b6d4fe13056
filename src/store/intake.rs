//! Claims that are taken in at the counter, in the outbox file: drafts as they are typed, and what is on its way.
//!
//! Every write is on disk before the call returns. Not here: when one is sent (`sync`).
//! Invariants: what was submitted is sent as it was then, under its key, until the server has answered; a draft goes only when
//! somebody drops it or its claim is registered.

use rusqlite::{OptionalExtension, Row, Transaction, params};

use crate::domain::decision::ProblemCode;
use crate::domain::ids::CaseId;
use crate::domain::intake::{ClaimKey, ClaimState, IntakeDraft, IntakeItem, OnReceipt, ReadyClaim};
use crate::domain::lookup::Wanted;
use crate::domain::time::Moment;
use crate::sql::Json;
use crate::store::outbox::{Inner, Outbox};
use crate::store::{Store, StoreError, floor};

pub(super) const STEP: &str = "
CREATE TABLE intake (
    key TEXT PRIMARY KEY, draft TEXT NOT NULL, claim TEXT, state INTEGER NOT NULL, next_try INTEGER,
    attempts INTEGER NOT NULL DEFAULT 0, answer TEXT, begun INTEGER NOT NULL, changed_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX intake_unsent ON intake (begun) WHERE state IN (1, 2);
";

/// A receipt is found by the end of its claim's key.
pub(super) const STEP_RECEIPTS: &str = "
CREATE INDEX intake_receipt ON intake (substr(key, -8));
";
/// What the server did not take is found as what waits for it is.
pub(super) const STEP_REFUSED: &str = "
CREATE INDEX intake_refused ON intake (begun) WHERE state = 4;
";
const UNSENT: &str = "SELECT draft, state, answer, claim FROM intake WHERE state IN (1, 2)
    UNION ALL SELECT draft, state, answer, claim FROM intake WHERE state = 5
    UNION ALL SELECT draft, state, answer, claim FROM intake WHERE state = 4 LIMIT ?";
/// Claims that are not sent and are looked through: what a counter takes in within weeks without a network.
const MOST_UNSENT: u32 = 500;
/// Those of one caller that he is told of.
const MOST_TOLD: usize = 5;
const BY_RECEIPT: &str = "SELECT draft, state, answer FROM intake WHERE substr(key, -8) = ? ORDER BY changed_at DESC LIMIT 1";

const DRAFT: i64 = 0;
const WAITING: i64 = 1;
const SENDING: i64 = 2;
const REGISTERED: i64 = 3;
/// What the server did not take, and what it lost.
const REFUSED: i64 = 4;
const DOUBTED: i64 = 5;

/// How many registered claims are listed: a day's work at the counter.
const REGISTERED_LISTED: i64 = 50;
/// How long a registered claim stays in the file.
const REGISTERED_KEPT_SECS: i64 = 30 * 24 * 3600;

/// The claim that is to be sent next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueClaim {
    pub key: ClaimKey,
    pub claim: ReadyClaim,
    /// How often it was sent before.
    pub attempts: u32,
}

impl Store {
    /// Keeps a draft. Returns after it is on disk. One that was submitted meanwhile is not touched.
    pub fn put_claim_draft(&mut self, draft: &IntakeDraft, now: Moment) -> Result<(), StoreError> {
        self.outbox.write(|t| {
            t.execute(
                "INSERT INTO intake (key, draft, state, begun, changed_at) VALUES (?1, ?2, 0, ?3, ?4)
                 ON CONFLICT (key) DO UPDATE SET draft = ?2, state = 0, changed_at = ?4 WHERE state IN (0, 4)",
                params![draft.key.0.to_string(), Json(draft), draft.begun, now],
            )?;
            Ok(())
        })
    }

    /// Puts a claim on its way, with its draft as it was. Returns after it is on disk; submitted twice, it is there once. One that
    /// went out before and was changed since goes under the `fresh` key: the server has met the other with another body.
    pub fn submit_claim(&mut self, draft: &IntakeDraft, claim: &ReadyClaim, fresh: ClaimKey, now: Moment) -> Result<(), StoreError> {
        self.outbox.write(|t| {
            let sql = "SELECT claim FROM intake WHERE key = ? AND attempts > 0 AND claim IS NOT NULL";
            let sent = t.query_row(sql, [draft.key.0.to_string()], |row| Ok(row.get::<_, Json<ReadyClaim>>(0)?.0)).optional()?;
            let ready = sent.map(|sent| claim.clone().after(&sent, draft.key, fresh));
            let claim = ready.as_ref().unwrap_or(claim);
            t.execute(
                "INSERT INTO intake (key, draft, claim, state, begun, changed_at) VALUES (?1, ?2, ?3, 1, ?4, ?5)
                 ON CONFLICT (key) DO UPDATE SET draft = ?2, claim = ?3, state = 1, next_try = NULL, changed_at = ?5
                 WHERE state IN (0, 4)",
                params![draft.key.0.to_string(), Json(draft), Json(claim), draft.begun, now],
            )?;
            Ok(())
        })
    }

    /// Drops a draft, or a claim that the server refused. What may be on the server stays.
    pub fn drop_claim(&mut self, key: ClaimKey) -> Result<(), StoreError> {
        self.outbox.write(|t| {
            let dropped = t.execute("DELETE FROM intake WHERE key = ? AND state IN (0, 4)", [key.0.to_string()])?;
            if dropped == 1 { Ok(()) } else { Err(StoreError::TooLate.into()) }
        })
    }

    /// Gives drafts and claims, the newest first: all that are open or on their way, and the last registered ones.
    pub fn claims(&self) -> Result<Vec<IntakeItem>, StoreError> {
        self.outbox.read(|connection| {
            let sql = "SELECT draft, state, answer FROM intake WHERE state <> 3
                       UNION ALL SELECT * FROM (SELECT draft, state, answer FROM intake WHERE state = 3 ORDER BY changed_at DESC LIMIT ?)";
            let mut statement = connection.prepare_cached(sql)?;
            let mut items: Vec<IntakeItem> = statement.query_map([REGISTERED_LISTED], item)?.collect::<Result<_, _>>()?;
            items.sort_by_key(|item| (std::cmp::Reverse(item.draft.changed), item.draft.key));
            Ok(items)
        })
    }

    /// Finds the claim on whose receipt a provisional number stands; the newest where two have it.
    pub(super) fn on_receipt(&self, number: &str) -> Result<Option<OnReceipt>, StoreError> {
        let found = self.outbox.read(|connection| {
            let key_ends = number.to_ascii_lowercase();
            Ok(connection.prepare_cached(BY_RECEIPT)?.query_row([key_ends], item).optional()?)
        })?;
        Ok(found.map(OnReceipt::of))
    }

    /// Finds the claims taken in here that the server doesn't have, or may not have: it would say that there is none.
    pub(super) fn unsent_claims(&self, wanted: &Wanted) -> Result<Vec<OnReceipt>, StoreError> {
        self.outbox.read(|connection| {
            let mut statement = connection.prepare_cached(UNSENT)?;
            let mut rows = statement.query([MOST_UNSENT])?;
            let mut found = Vec::new();
            while let Some(row) = rows.next()? {
                let claim = row.get::<_, Option<Json<ReadyClaim>>>(3)?;
                if found.len() < MOST_TOLD && claim.is_some_and(|claim| wanted.finds(&claim.0.facts)) {
                    found.push(OnReceipt::of(item(row)?));
                }
            }
            Ok(found)
        })
    }

    // The way of a claim to the server; `sync` alone takes these steps.

    /// Finds the oldest claim that may go out now; else when the next one comes due.
    pub fn due_claim(&self, now: Moment) -> Result<(Option<DueClaim>, Option<Moment>), StoreError> {
        self.outbox.read(|connection| {
            let sql = "SELECT draft, claim, attempts FROM intake WHERE state IN (1, 2) AND ifnull(next_try, 0) <= ? ORDER BY begun LIMIT 1";
            let due = connection
                .prepare_cached(sql)?
                .query_row([now], |row| {
                    let Json(draft) = row.get::<_, Json<IntakeDraft>>(0)?;
                    Ok(DueClaim { key: draft.key, claim: row.get::<_, Json<ReadyClaim>>(1)?.0, attempts: row.get(2)? })
                })
                .optional()?;
            let sql = "SELECT min(next_try) FROM intake WHERE state IN (1, 2) AND next_try > ?";
            let later = connection.prepare_cached(sql)?.query_row([now], |row| row.get(0))?;
            Ok((due, later))
        })
    }

    /// Marks a claim as sent, before it is.
    pub fn sending_claim(&mut self, key: ClaimKey, now: Moment) -> Result<bool, StoreError> {
        self.outbox.write(|t| {
            let sql =
                "UPDATE intake SET state = 2, next_try = NULL, attempts = attempts + 1, changed_at = ? WHERE key = ? AND state IN (1, 2)";
            Ok(t.execute(sql, params![now, key.0.to_string()])? == 1)
        })
    }

    /// Puts a claim back after a failure; it goes again, under the same key, at `next_try` or as soon as it can.
    pub fn delayed_claim(&mut self, key: ClaimKey, next_try: Option<Moment>, now: Moment) -> Result<(), StoreError> {
        self.outbox.write(|t| {
            let sql = "UPDATE intake SET state = 1, next_try = ?, changed_at = ? WHERE key = ? AND state = 2";
            t.execute(sql, params![next_try, now, key.0.to_string()])?;
            Ok(())
        })
    }

    /// Keeps the number that the server gave to the claim, and that of the change with which it did.
    pub fn claim_registered(&mut self, key: ClaimKey, (case, seq): (&CaseId, u64), now: Moment) -> Result<(), StoreError> {
        self.claim_answered(key, (&ClaimState::Registered { case: case.clone() }, Some(seq)), now)
    }

    /// Keeps the server's no; the draft can be typed on.
    pub fn claim_refused(&mut self, key: ClaimKey, code: ProblemCode, detail: &str, now: Moment) -> Result<(), StoreError> {
        self.claim_answered(key, (&ClaimState::Refused { code, detail: detail.to_owned() }, None), now)
    }

    fn claim_answered(&mut self, key: ClaimKey, (answer, seq): (&ClaimState, Option<u64>), now: Moment) -> Result<(), StoreError> {
        let state = if matches!(answer, ClaimState::Registered { .. }) { REGISTERED } else { REFUSED };
        self.outbox.write(|t| {
            let sql = "UPDATE intake SET state = ?, answer = ?, next_try = NULL, changed_at = ? WHERE key = ? AND state IN (1, 2)";
            let taken = t.execute(sql, params![state, Json(answer), now, key.0.to_string()])? == 1;
            if let Some(seq) = seq.filter(|_| taken) {
                floor::answered(t, seq)?;
            }
            let oldest = now.plus_secs(-REGISTERED_KEPT_SECS);
            t.execute("DELETE FROM intake WHERE state = 3 AND changed_at < ?", [oldest])?;
            Ok(())
        })
    }
}

impl Outbox {
    /// Tells whether a draft or a claim of whoever is signed in is not yet on the server.
    pub(super) fn has_open_claims(&self) -> Result<bool, StoreError> {
        self.read(|connection| Ok(connection.query_row("SELECT EXISTS (SELECT 1 FROM intake WHERE state <> 3)", [], |row| row.get(0))?))
    }
}

/// Forgets the claims that the server has: their drafts hold numbers, and the next person may not be one who sees them.
pub(super) fn forget_registered(t: &Transaction<'_>) -> Result<(), Inner> {
    t.execute("DELETE FROM intake WHERE state = ?", [REGISTERED])?;
    Ok(())
}

/// Keeps what came of a doubt.
pub(super) fn doubt_ends(t: &Transaction<'_>, key: ClaimKey, answer: &ClaimState, now: Moment) -> Result<(), Inner> {
    let state = if matches!(answer, ClaimState::Registered { .. }) { REGISTERED } else { REFUSED };
    let sql = "UPDATE intake SET state = ?, answer = ?, doubt = NULL, changed_at = ? WHERE key = ? AND state = 5";
    t.execute(sql, params![state, Json(answer), now, key.0.to_string()])?;
    Ok(())
}

/// What was to go to the former server waits for somebody to send it to the new one.
pub(super) fn move_claims(t: &Transaction<'_>, why: &str, now: Moment) -> Result<(), Inner> {
    let answer = Json(ClaimState::Refused { code: ProblemCode::Conflict, detail: why.to_owned() });
    let sql = "UPDATE intake SET state = 4, answer = ?, next_try = NULL, changed_at = ? WHERE state IN (1, 2)";
    t.execute(sql, params![answer, now])?;
    Ok(())
}

fn item(row: &Row<'_>) -> rusqlite::Result<IntakeItem> {
    let Json(draft) = row.get(0)?;
    let answer = row.get::<_, Option<Json<ClaimState>>>(2)?.map(|json| json.0);
    let state = match row.get(1)? {
        DRAFT => ClaimState::Draft,
        WAITING => ClaimState::Waiting,
        SENDING => ClaimState::Sending,
        DOUBTED => ClaimState::Doubted,
        _ => answer.unwrap_or(ClaimState::Draft),
    };
    Ok(IntakeItem { draft, state })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::outbox::STEPS;

    #[test]
    fn receipts_and_what_is_unsent_are_found_through_their_indexes() {
        let mut connection = rusqlite::Connection::open_in_memory().unwrap();
        crate::sql::migrate(&mut connection, STEPS).ok().unwrap();
        let plan = |sql: &str| {
            let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
            let steps = statement.query_map(["1"], |row| row.get::<_, String>(3)).unwrap();
            steps.collect::<Result<Vec<_>, _>>().unwrap().join("; ")
        };
        let receipt = plan(BY_RECEIPT);
        assert!(receipt.contains("intake_receipt") && !receipt.contains("SCAN"), "{receipt}");
        let unsent = plan(UNSENT);
        for index in ["intake_unsent", "intake_refused", "intake_doubted"] {
            assert!(unsent.contains(index), "{unsent}");
        }
    }
}
