//! The file of drafts and decisions. Every write is one transaction that is on disk before the call returns.
//!
//! Not here: what is sent when (`sync`). Invariants: a decision is in it whole or not at all; what was ever sent stays until the
//! server has answered; what was undone or discarded leaves a record.

pub(super) mod doubt;
pub(super) mod gone;
pub(super) mod read;
pub(super) mod settle;
mod steps;
mod unsent;

use std::io::ErrorKind;
use std::path::PathBuf;

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};

use crate::domain::decision::{Decision, Verb};
use crate::domain::draft::Draft;
use crate::domain::ids::{CaseId, DecisionId, PlanId, UserId};
use crate::domain::money::Money;
use crate::domain::outbox::{Left, OutboxState, Recording};
use crate::domain::summary::CaseDetail;
use crate::domain::time::Moment;
use crate::sql::{self, Durability, Json, Opening, Packed, SqlError};
use crate::store::error::{StoreError, Which};
use crate::store::gate::{self, Gate, Leaving};
use crate::store::{CacheKey, Folder};
use crate::wire::ServerIdentity;

pub(in crate::store) use steps::STEPS;

/// How the states stand in the file. The partial indexes of the steps name them.
pub(super) const HELD: i64 = 0;
pub(super) const WAITING: i64 = 1;
pub(super) const SENDING: i64 = 2;
pub(super) const ACCEPTED: i64 = 3;
pub(super) const REFUSED: i64 = 4;
pub(super) const CONFLICT: i64 = 5;

/// What a step inside a transaction may fail with.
pub(super) enum Inner {
    Sql(SqlError),
    Store(StoreError),
}
impl From<rusqlite::Error> for Inner {
    fn from(error: rusqlite::Error) -> Self {
        Inner::Sql(error.into())
    }
}
impl From<SqlError> for Inner {
    fn from(error: SqlError) -> Self {
        Inner::Sql(error)
    }
}
impl From<StoreError> for Inner {
    fn from(error: StoreError) -> Self {
        Inner::Store(error)
    }
}

/// What lies over one row.
#[derive(Clone, Debug, Default)]
pub(super) struct Over {
    /// The newest decision.
    pub decided: Option<(Verb, OutboxState)>,
    /// To whom the case was given, or that it was given back.
    pub given: Option<(Option<UserId>, OutboxState)>,
}

#[derive(Debug)]
pub(super) struct Outbox {
    folder: PathBuf,
    connection: Connection,
    gate: Gate,
}

impl Outbox {
    pub fn open(folder: &Folder, key: &CacheKey) -> Result<Self, StoreError> {
        let fault = |error| StoreError::opening(Which::Outbox, folder.path(), error);
        is_there(folder)?;
        let file_key = key.file_key("outbox");
        let opening = Opening { key: Some(&file_key), durability: Durability::Full, read_only: false };
        let opened = gate::opened(&folder.outbox(), || sql::open(&folder.outbox(), &opening)).map_err(fault)?;
        let (mut connection, file) = opened.ok_or(StoreError::TakenAway)?;
        sql::migrate(&mut connection, STEPS).map_err(fault)?;
        Ok(Outbox { folder: folder.path().to_path_buf(), connection, gate: Gate::open(folder, file)? })
    }

    /// See [`crate::store::Store::leave`].
    pub fn leave(&mut self) -> Result<Leaving, StoreError> {
        self.gate.leave()
    }

    /// See [`crate::store::Store::leave_soon`].
    pub fn leave_soon(&mut self) -> Result<Option<Leaving>, StoreError> {
        self.gate.leave_soon()
    }

    /// See [`crate::store::Store::is_in_place`].
    pub fn is_in_place(&self) -> bool {
        self.gate.is_in_place()
    }

    /// Counts what was written through this connection.
    pub fn writes(&self) -> u64 {
        self.connection.total_changes()
    }

    /// See [`sql::leave_log`].
    pub fn leave_log(&self) -> Result<(), StoreError> {
        sql::leave_log(&self.connection).map_err(|error| self.outer(error.into()))
    }

    fn outer(&self, error: Inner) -> StoreError {
        match error {
            Inner::Sql(error) => StoreError::of(Which::Outbox, &self.folder, error),
            Inner::Store(error) => error,
        }
    }

    pub(super) fn read<T>(&self, work: impl FnOnce(&Connection) -> Result<T, Inner>) -> Result<T, StoreError> {
        work(&self.connection).map_err(|error| self.outer(error))
    }

    /// Runs one transaction. When this returns well, it is on disk; when it fails, the file is as it was before.
    pub(super) fn write<T>(&mut self, work: impl FnOnce(&Transaction<'_>) -> Result<T, Inner>) -> Result<T, StoreError> {
        let run = || {
            let _within = self.gate.enter()?;
            let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let value = work(&transaction)?;
            transaction.commit()?;
            // After it: whatever took the file away before, this is where it shows.
            self.gate.still_there()?;
            Ok(value)
        };
        let result = run();
        result.map_err(|error| self.outer(error))
    }

    pub fn identity(&self) -> Result<Option<ServerIdentity>, StoreError> {
        self.read(|connection| {
            let found = connection
                .query_row("SELECT server, epoch FROM bound", [], |row| {
                    Ok(ServerIdentity { server: row.get(0)?, epoch: row.get::<_, i64>(1)?.cast_unsigned() })
                })
                .optional()?;
            Ok(found)
        })
    }

    pub fn bind(&mut self, identity: &ServerIdentity) -> Result<(), StoreError> {
        self.write(|t| bind(t, identity))
    }

    pub fn record(
        &mut self,
        (decision, to_pay): (&Decision, Option<Money>),
        base: &CaseDetail,
        held_until: Moment,
        now: Moment,
    ) -> Result<(), StoreError> {
        self.write(|t| insert(t, (decision, None), Seen::of(base, to_pay), held_until, now))
    }

    /// Puts decisions that one key confirmed into the file: all or none. They share the first one's id.
    pub fn record_all(&mut self, recordings: &[Recording], held_until: Moment, now: Moment) -> Result<(), StoreError> {
        self.write(|t| insert_all(t, recordings, held_until, now))
    }

    /// The same where no other decision of the case waits for the server: looked at and written in one transaction.
    pub fn record_alone(
        &mut self,
        (decision, to_pay): (&Decision, Option<Money>),
        base: &CaseDetail,
        held_until: Moment,
        now: Moment,
    ) -> Result<(), StoreError> {
        self.write(|t| {
            is_alone(t, decision)?;
            insert(t, (decision, None), Seen::of(base, to_pay), held_until, now)
        })
    }

    pub fn record_all_alone(&mut self, recordings: &[Recording], held_until: Moment, now: Moment) -> Result<(), StoreError> {
        self.write(|t| {
            recordings.iter().try_for_each(|recording| is_alone(t, &recording.decision))?;
            insert_all(t, recordings, held_until, now)
        })
    }

    pub fn replace(
        &mut self,
        old: DecisionId,
        (decision, to_pay): (&Decision, Option<Money>),
        base: &CaseDetail,
        held_until: Moment,
        now: Moment,
    ) -> Result<(), StoreError> {
        self.write(|t| {
            let (state, _) = state_of(t, old)?;
            remove(t, old, (Left::Replaced, Some(decision.id)), now)?;
            if state <= WAITING {
                gone::pass_on(t, old, decision.id)?;
            }
            is_alone(t, decision)?;
            insert(t, (decision, None), Seen::of(base, to_pay), held_until, now)
        })
    }

    pub fn discard(&mut self, id: DecisionId, now: Moment) -> Result<(), StoreError> {
        self.write(|t| remove(t, id, (Left::Discarded, None), now).map(|_| ()))
    }

    pub fn retry_waiting(&mut self) -> Result<(), StoreError> {
        self.write(|t| {
            t.execute("UPDATE item SET next_try = NULL WHERE state = 1 AND next_try IS NOT NULL", [])?;
            Ok(())
        })
    }

    /// Lets one decision go out without waiting for its next try, under its key; one that doesn't wait stays as it is.
    pub fn retry(&mut self, id: DecisionId) -> Result<(), StoreError> {
        self.write(|t| {
            t.execute("UPDATE item SET next_try = NULL WHERE id = ? AND state = 1", [id.to_string()])?;
            Ok(())
        })
    }

    pub fn put_draft(&mut self, case: &CaseId, draft: &Draft, now: Moment) -> Result<(), StoreError> {
        self.write(|t| put_draft(t, case, draft, now))
    }

    pub fn clear_draft(&mut self, case: &CaseId) -> Result<(), StoreError> {
        self.write(|t| {
            t.execute("DELETE FROM draft WHERE case_id = ?", [case.as_str()])?;
            Ok(())
        })
    }
}

/// Refuses where the file was there and is gone or empty: what was decided would be lost unseen, and with it the log beside the file, which
/// SQLite takes away with an empty one.
fn is_there(folder: &Folder) -> Result<(), StoreError> {
    // The lock and the cache are made when the file is whole. Without a key the folder is being wiped.
    let was_made = folder.leave_lock().exists() || folder.cache().exists();
    let has_key = folder.key_header().exists() || folder.key_file().exists();
    let path = folder.path().to_path_buf();
    match std::fs::metadata(folder.outbox()).map(|meta| meta.len()) {
        Ok(0) if was_made && has_key => Err(StoreError::Damaged { which: Which::Outbox, folder: path }),
        Err(error) if error.kind() == ErrorKind::NotFound && was_made && has_key => Err(StoreError::OutboxLost { folder: path }),
        // What else is wrong shows when it is opened.
        _ => Ok(()),
    }
}

pub(super) fn bind(t: &Transaction<'_>, identity: &ServerIdentity) -> Result<(), Inner> {
    // How far the books had come is told of these alone.
    let sql = "INSERT INTO bound (one, server, epoch) VALUES (0, ?1, ?2)
               ON CONFLICT (one) DO UPDATE SET floor = iif(server = ?1 AND epoch = ?2, floor, NULL),
               answered = iif(server = ?1 AND epoch = ?2, answered, NULL), server = ?1, epoch = ?2";
    t.execute(sql, params![identity.server, identity.epoch.cast_signed()])?;
    Ok(())
}

fn state_of(t: &Transaction<'_>, id: DecisionId) -> Result<(i64, u32), Inner> {
    t.query_row("SELECT state, attempts FROM item WHERE id = ?", [id.to_string()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?
        .ok_or(Inner::Store(StoreError::NotThere))
}

/// What the file keeps of the case that a decision is about, and what is to be paid of it as it is decided.
struct Seen<'a> {
    name: &'a str,
    plan: &'a PlanId,
    to_pay: Option<Money>,
    base: Option<&'a CaseDetail>,
}

impl<'a> Seen<'a> {
    fn of(base: &'a CaseDetail, to_pay: Option<Money>) -> Self {
        Seen { name: &base.summary.name, plan: &base.summary.plan, to_pay, base: Some(base) }
    }
}

/// Refuses a decision over another of its case that the server has not answered; a note or a hand-over stands beside any.
fn is_alone(t: &Transaction<'_>, decision: &Decision) -> Result<(), Inner> {
    match read::on_its_way(t, decision)? {
        Some(verb) if decision.act.verb().rests_on_basis() => Err(StoreError::OnItsWay { case: decision.case.clone(), verb }.into()),
        _ => Ok(()),
    }
}

fn insert_all(t: &Transaction<'_>, recordings: &[Recording], held_until: Moment, now: Moment) -> Result<(), Inner> {
    let group = recordings.first().filter(|_| recordings.len() > 1).map(|first| first.decision.id);
    for Recording { decision, name, plan, to_pay, base } in recordings {
        insert(t, (decision, group), Seen { name, plan, to_pay: *to_pay, base: base.as_deref() }, held_until, now)?;
    }
    Ok(())
}

fn insert(
    t: &Transaction<'_>,
    (decision, group): (&Decision, Option<DecisionId>),
    seen: Seen<'_>,
    held_until: Moment,
    now: Moment,
) -> Result<(), Inner> {
    let known = t
        .prepare_cached("SELECT decision FROM item WHERE id = ?")?
        .query_row([decision.id.to_string()], |row| row.get::<_, Json<Decision>>(0))
        .optional()?;
    if let Some(Json(known)) = known {
        return if known == *decision { Ok(()) } else { Err(StoreError::IdReused.into()) };
    }
    let sql = "INSERT INTO item (id, case_id, verb, decision, name, plan, state, held_until, recorded_at, changed_at, part_of, to_pay)
               VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    t.prepare_cached(sql)?.execute(params![
        decision.id.to_string(),
        decision.case.as_str(),
        Json(decision.act.verb()),
        Json(decision),
        seen.name,
        seen.plan.as_str(),
        HELD,
        held_until,
        now,
        now,
        group.map(|group| group.to_string()),
        seen.to_pay
    ])?;
    if let Some(base) = seen.base {
        let n = t.last_insert_rowid();
        t.prepare_cached("INSERT INTO side (n, base) VALUES (?, ?)")?.execute(params![n, Packed(base)])?;
    }
    // A note or a hand-over carries no verdicts: the draft stays.
    if decision.act.verb().rests_on_basis() {
        t.prepare_cached("DELETE FROM draft WHERE case_id = ?")?.execute([decision.case.as_str()])?;
    }
    Ok(())
}

/// Takes an item out and keeps a record of it. What was sent and not answered stays: the server may have it.
fn remove(t: &Transaction<'_>, id: DecisionId, left: (Left, Option<DecisionId>), now: Moment) -> Result<Decision, Inner> {
    let (state, attempts) = state_of(t, id)?;
    let unsent = attempts == 0 && matches!(state, HELD | WAITING);
    if !unsent && !matches!(state, REFUSED | CONFLICT) {
        return Err(if state == ACCEPTED { StoreError::Accepted } else { StoreError::TooLate }.into());
    }
    gone::keep(t, id, left, now)?;
    let id = id.to_string();
    let Json(decision) = t.query_row("SELECT decision FROM item WHERE id = ?", [&id], |row| row.get::<_, Json<Decision>>(0))?;
    t.execute("DELETE FROM side WHERE n = (SELECT n FROM item WHERE id = ?)", [&id])?;
    t.execute("DELETE FROM item WHERE id = ?", [&id])?;
    gone::forget_old(t, now)?;
    Ok(decision)
}

fn put_draft(t: &Transaction<'_>, case: &CaseId, draft: &Draft, now: Moment) -> Result<(), Inner> {
    let sql = "INSERT OR REPLACE INTO draft (case_id, verdicts, amendments, changed_at, seen) VALUES (?, ?, ?, ?, ?)";
    let seen = draft.seen.as_ref().map(Json);
    t.execute(sql, params![case.as_str(), Json(&draft.verdicts), Json(&draft.amendments), now, seen])?;
    Ok(())
}
