//! The client's two encrypted files in one folder, as a synchronous core: `outbox.db` and `cache.db`.
//!
//! The outbox holds drafts and decisions: every write is on disk before the call returns, and it is migrated for ever. The cache
//! holds what the server said: it may be lost, and is made anew where it is damaged or older than this program.
//! Not here: threads (`driver`), the network (`api`), what is sent when (`sync`), the clock.
//! Invariants: no transaction spans both files; what is shown is the cache's row with the outbox laid over it; rows and the
//! cursor up to which they are known are written in one transaction.

mod arrangement;
mod cache;
mod compare;
mod decided;
pub mod error;
mod filter;
pub mod find;
mod floor;
mod folder;
mod gate;
mod inspect;
mod intake;
pub mod keyring;
pub mod keys;
mod leaving;
pub mod lock;
mod locking;
mod outbox;
mod plans;
mod queue;
mod rank;
mod reveals;
#[cfg(test)]
mod scans;
mod scope;
mod session;

use std::cell::Cell;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use serde::{Deserialize, Serialize};

use crate::domain::ids::{CaseId, PlanId, StageId, UserId};
use crate::domain::outbox::OutboxState;
use crate::domain::queue::{QueueRow, RowQuery, RowWindow, View};
use crate::domain::summary::{CaseDetail, CaseSummary};
use crate::domain::time::Date;
use crate::rules::plan::{Plan, StageKind};
use crate::sql::{self, SqlError};
use crate::wire::{Changes, LoadPart, ServerIdentity};

use cache::Cache;
use outbox::Outbox;

pub use compare::{Here, Mended};
pub use error::{KeyFault, StoreError, Which};
pub use folder::Folder;
pub use gate::Leaving;
pub use inspect::{CacheState, FileFaults, Kinds};
pub use intake::DueClaim;
pub use keyring::Keyrings;
pub use keys::CacheKey;
pub use lock::{Holder, PushLock};
pub use outbox::settle::Due;
pub use session::Session;

/// Which stages of which plans approve and which pay: what the views "to approve" and "to pay" need.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageKinds {
    pub approval: BTreeSet<(PlanId, StageId)>,
    pub payment: BTreeSet<(PlanId, StageId)>,
}

impl StageKinds {
    /// Reads the kinds out of plans.
    pub fn of<'p>(plans: impl IntoIterator<Item = &'p Plan>) -> Self {
        let mut kinds = StageKinds::default();
        for plan in plans {
            for stage in &plan.stages {
                let at = (plan.id.clone(), stage.id.clone());
                match stage.kind {
                    StageKind::Approval => kinds.approval.insert(at),
                    StageKind::Payment => kinds.payment.insert(at),
                    StageKind::Review | StageKind::Archive => false,
                };
            }
        }
        kinds
    }
}

/// Stops scans of a filter from another thread. Nothing else can be stopped by it.
#[derive(Clone, Debug, Default)]
pub struct Stopper(Arc<AtomicU64>);

impl Stopper {
    /// Stops the scan that runs now, if one does: its [`Store::rows`] gives [`StoreError::Stopped`].
    pub fn stop(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

/// What an open found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Opened {
    /// The cache was damaged or of another version and is empty now: everything is pulled again.
    pub cache_rebuilt: bool,
}

/// The two files, open.
#[derive(Debug)]
pub struct Store {
    folder: Folder,
    outbox: Outbox,
    cache: Cache,
    opened: Opened,
    stopper: Stopper,
    hits: Option<queue::Hits>,
    /// SQLite's numbers of what other processes wrote into outbox and cache, when it was last looked.
    seen: (i64, i64),
    /// A read met damage: the next open makes the cache anew.
    damaged: Cell<bool>,
    /// It was told that another process made the cache anew.
    told_replaced: bool,
    /// The cache is closed, and nothing is taken into it.
    locked: bool,
    /// How far the cache had come when it was closed, and of which server's books.
    closed_at: Option<(ServerIdentity, u64)>,
}

impl Store {
    /// Opens both files, making what is missing. The outbox decides whether the key is right; a cache that can't be used under
    /// a right key is made anew.
    pub fn open(folder: &Folder, key: &CacheKey, stages: StageKinds) -> Result<Self, StoreError> {
        Self::open_with(folder, key, Some(stages))
    }

    /// Opens both files for a quick answer: without the plans, whose reading would take longer than the answer, and closed without
    /// bringing their logs in.
    pub fn open_quick(folder: &Folder, key: &CacheKey) -> Result<Self, StoreError> {
        let store = Self::open_with(folder, key, None)?;
        store.outbox.leave_log()?;
        store.cached(sql::leave_log(&store.cache.connection))?;
        Ok(store)
    }

    /// Opens both files for a command: the rows stay under the stages that they were written under.
    pub fn open_as_kept(folder: &Folder, key: &CacheKey) -> Result<Self, StoreError> {
        Self::open_with(folder, key, None)
    }

    fn open_with(folder: &Folder, key: &CacheKey, stages: Option<StageKinds>) -> Result<Self, StoreError> {
        let outbox = Outbox::open(folder, key)?;
        let fault = |error| StoreError::opening(Which::Cache, folder.path(), error);
        let mut found_damaged = folder.cache_damaged().exists();
        let remaking = if found_damaged { Some(cache::remaking(folder).map_err(fault)?) } else { None };
        // Another process may have made it anew before this one could.
        found_damaged = found_damaged && folder.cache_damaged().exists();
        if found_damaged {
            cache::remove_files(folder).map_err(|_| StoreError::NoAccess { folder: folder.path().to_path_buf() })?;
        }
        drop(remaking);
        let (mut cache, mut rebuilt) = Cache::open(folder, key, stages).map_err(fault)?;
        // A crash between the two files of `move_to` leaves rows of the former server.
        if let (Some(of_rows), bound) = (cache.identity().map_err(fault)?, outbox.identity()?)
            && bound.as_ref() != Some(&of_rows)
        {
            cache.wipe().map_err(fault)?;
            rebuilt = true;
        }
        let mut store = Store {
            folder: folder.clone(),
            outbox,
            cache,
            opened: Opened { cache_rebuilt: rebuilt || found_damaged },
            stopper: Stopper::default(),
            hits: None,
            seen: (0, 0),
            damaged: Cell::new(false),
            told_replaced: false,
            locked: false,
            closed_at: None,
        };
        store.settle_shown()?;
        store.others_wrote()?;
        Ok(store)
    }

    pub fn folder(&self) -> &Folder {
        &self.folder
    }

    pub fn opened(&self) -> Opened {
        self.opened
    }

    pub fn stopper(&self) -> Stopper {
        self.stopper.clone()
    }

    // What the server said.

    /// Gives a window of rows. With a filter it scans, and [`Stopper::stop`] ends it.
    pub fn rows(&mut self, query: &RowQuery) -> Result<RowWindow, StoreError> {
        let window = match self.cache.window(query, &self.stopper, &mut self.hits) {
            Ok(window) => window,
            Err(queue::Failed::Stopped) => return Err(StoreError::Stopped),
            Err(queue::Failed::Sql(error)) => return self.cached(Err(error)),
        };
        let lay = |mut summary: CaseSummary| {
            let Some(over) = self.outbox.over(&summary.id)? else { return Ok(QueueRow { summary, pending: None }) };
            let given = over.given.as_ref().filter(|(_, state)| !refused(state) && !shown_by(&summary, state));
            if let Some((to, _)) = given {
                summary.assignee.clone_from(to);
            }
            let pending = over.decided.as_ref().filter(|(_, state)| !shown_by(&summary, state)).cloned();
            Ok(QueueRow { summary, pending })
        };
        let rows = window.rows.into_iter().map(lay).collect::<Result<_, StoreError>>()?;
        Ok(RowWindow { rows, before: window.before, total: window.total })
    }

    /// Counts the rows of each view, in the order of [`View::ALL`].
    pub fn counts(&mut self, me: &UserId, today: Date) -> Result<Vec<(View, u64)>, StoreError> {
        let result = self.cache.counts(me, today);
        self.cached(result)
    }

    pub fn summary(&self, case: &CaseId) -> Result<Option<CaseSummary>, StoreError> {
        self.cached(self.cache.summary(case))
    }

    /// Gives the case as last pulled; nothing where only its row is known.
    pub fn detail(&self, case: &CaseId) -> Result<Option<CaseDetail>, StoreError> {
        self.cached(self.cache.detail(case))
    }

    /// Gives so many cases as last pulled, in the order of their numbers, from behind one on; none at the end.
    pub fn details_after(&self, case: &str, most: usize) -> Result<Vec<CaseDetail>, StoreError> {
        self.cached(self.cache.details_after(case, most))
    }

    /// Keeps a case that was asked for by itself. An older one than the row is not taken. Gives whether its row differs now.
    pub fn put_detail(&mut self, detail: &CaseDetail) -> Result<bool, StoreError> {
        if self.locked {
            // It is not kept; the next page brings it.
            return Ok(false);
        }
        let result = self.cache.put(detail);
        let changed = self.cached(result)?;
        self.settle_shown()?;
        Ok(changed)
    }

    /// Takes a page of changes: rows, details and cursor in one transaction. Gives the cases whose rows differ now.
    ///
    /// A page of another server or epoch is refused with [`StoreError::OtherServer`].
    pub fn apply(&mut self, page: &Changes) -> Result<Vec<CaseId>, StoreError> {
        self.bind(&page.identity)?;
        self.in_place()?;
        let result = self.cache.apply(page);
        let changed = self.cached(result)?;
        self.settle_shown()?;
        Ok(changed)
    }

    /// Takes a part of a first load: rows, details and the place from which it goes on in one transaction. Gives the cases whose rows
    /// differ now.
    ///
    /// A part of another server or epoch is refused with [`StoreError::OtherServer`].
    pub fn load(&mut self, part: &LoadPart) -> Result<Vec<CaseId>, StoreError> {
        self.bind(&part.head.identity)?;
        self.in_place()?;
        let result = self.cache.load(part);
        let changed = self.cached(result)?;
        self.settle_shown()?;
        Ok(changed)
    }

    /// Puts some of the words into their index that a first load laid aside. Gives whether there may be more; until then they are found
    /// where they lie, which takes longer.
    pub fn lay_in(&mut self) -> Result<bool, StoreError> {
        if self.locked {
            return Ok(false);
        }
        let result = self.cache.lay_in();
        self.cached(result)
    }

    /// The sequence number up to which the cache is complete; 0 before the first page, and while a first load runs.
    pub fn cursor(&self) -> Result<u64, StoreError> {
        self.cached(self.cache.cursor())
    }

    /// How many cases the cache holds, without counting them.
    pub fn known(&self) -> Result<u64, StoreError> {
        self.cached(self.cache.known())
    }

    /// The server that all this belongs to; nothing before the first contact.
    pub fn identity(&self) -> Result<Option<ServerIdentity>, StoreError> {
        self.outbox.identity()
    }

    /// Binds the folder to the first server that it meets; a later one only [`Store::move_to`] takes.
    pub fn bind(&mut self, identity: &ServerIdentity) -> Result<(), StoreError> {
        match self.outbox.identity()? {
            None => self.outbox.bind(identity),
            Some(bound) if bound != *identity => Err(StoreError::OtherServer),
            Some(_) => Ok(()),
        }
    }

    /// Tells whether another process wrote into either file since this was last asked. That one made the cache anew is told once.
    pub fn others_wrote(&mut self) -> Result<bool, StoreError> {
        if !self.cache.is_in_place() && !std::mem::replace(&mut self.told_replaced, true) {
            return Err(StoreError::Replaced);
        }
        let cache = self.cache.data_version_now();
        let now = (self.outbox.data_version()?, self.cached(cache)?);
        Ok(std::mem::replace(&mut self.seen, now) != now)
    }

    /// Tells whether the cache is the one that stands in the folder, or closed.
    pub fn has_its_cache(&self) -> bool {
        self.cache.is_in_place()
    }

    /// Counts what was written through this connection; another number means that others should look.
    pub fn own_writes(&self) -> u64 {
        self.outbox.writes() + self.cache.connection.total_changes()
    }

    /// Refuses what would be kept nowhere.
    fn in_place(&self) -> Result<(), StoreError> {
        if self.cache.is_in_place() { Ok(()) } else { Err(StoreError::Replaced) }
    }

    /// Takes accepted decisions off the rows that show them. The two files are written one after the other; whatever a crash
    /// leaves out is done by the next call, and reading compares the numbers anyway.
    fn settle_shown(&mut self) -> Result<(), StoreError> {
        let mut shown = Vec::new();
        let cursor = self.cursor()?;
        for (id, case, seq) in self.outbox.accepted_live()? {
            // A case that left the cache shows nothing any more.
            if self.cached(self.cache.seq(&case))?.map_or(cursor >= seq, |row| row >= seq) {
                shown.push(id);
            }
        }
        self.outbox.shown_by_rows(&shown)
    }

    fn cached<T>(&self, result: Result<T, SqlError>) -> Result<T, StoreError> {
        result.map_err(|error| {
            if matches!(error, SqlError::Damaged | SqlError::WrongKey) && !self.damaged.replace(true) {
                // Where even this can't be written, the damage shows again at the next start.
                let _ = std::fs::write(self.folder.cache_damaged(), b"");
            }
            StoreError::of(Which::Cache, self.folder.path(), error)
        })
    }
}

/// The server said no, or not so.
fn refused(state: &OutboxState) -> bool {
    matches!(state, OutboxState::Refused { .. } | OutboxState::Conflict { .. })
}

/// An accepted decision is shown by the row itself once the row is as new as the receipt.
fn shown_by(summary: &CaseSummary, state: &OutboxState) -> bool {
    matches!(state, OutboxState::Accepted { receipt } if summary.seq >= receipt.seq)
}
