//! The client's two encrypted files in one folder, as a synchronous core: `outbox.db` and `cache.db`.
//!
//! The outbox holds drafts and decisions: every write is on disk before the call returns, and it is migrated for ever. The cache
//! holds what the server said: it may be lost, and is made anew where it is damaged or older than this program.
//! Not here: threads (`driver`), the network (`api`), what is sent when (`sync`), the clock.
//! Invariants: no transaction spans both files; what is shown is the cache's row with the outbox laid over it; rows and the
//! cursor up to which they are known are written in one transaction.

pub mod error;
pub mod keys;
pub mod lock;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::domain::decision::{Decision, ProblemCode, Receipt};
use crate::domain::ids::{CaseId, DecisionId, PlanId, StageId, UserId};
use crate::domain::material::MaterialVerdict;
use crate::domain::outbox::{ConflictSides, OutboxCounts, OutboxItem};
use crate::domain::queue::{RowQuery, RowWindow, View};
use crate::domain::summary::{CaseDetail, CaseSummary};
use crate::domain::time::{Date, Moment};
use crate::wire::{Changes, ServerIdentity};

pub use error::{KeyFault, StoreError, Which};
pub use keys::CacheKey;
pub use lock::PushLock;

/// The folder of one person's data on this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder(PathBuf);

impl Folder {
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Folder(path.into())
    }
    pub fn path(&self) -> &Path {
        &self.0
    }
    pub fn outbox(&self) -> PathBuf {
        self.0.join("outbox.db")
    }
    pub fn cache(&self) -> PathBuf {
        self.0.join("cache.db")
    }
    /// The random key, wrapped under a passphrase.
    pub fn key_header(&self) -> PathBuf {
        self.0.join("key.json")
    }
    /// The random key as it is; for made-up data only.
    pub fn key_file(&self) -> PathBuf {
        self.0.join("key")
    }
    /// Held by the one process that sends and pulls.
    pub fn push_lock(&self) -> PathBuf {
        self.0.join("push.lock")
    }
}

/// Which stages of which plans approve and which pay: what the views "to approve" and "to pay" need.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StageKinds {
    pub approval: BTreeSet<(PlanId, StageId)>,
    pub payment: BTreeSet<(PlanId, StageId)>,
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
    opened: Opened,
    stopper: Stopper,
}

#[allow(unused_variables, clippy::todo)]
impl Store {
    /// Opens both files, making what is missing. The outbox decides whether the key is right; a cache that can't be used under
    /// a right key is made anew.
    pub fn open(folder: &Folder, key: &CacheKey, stages: StageKinds) -> Result<Self, StoreError> {
        todo!()
    }
    pub fn opened(&self) -> Opened {
        self.opened
    }
    pub fn stopper(&self) -> Stopper {
        self.stopper.clone()
    }
    /// Tells the views which stages approve and pay, after new plans came.
    pub fn set_stages(&mut self, stages: StageKinds) -> Result<(), StoreError> {
        todo!()
    }

    // What the server said.

    /// Gives a window of rows. With a filter it scans, and [`Stopper::stop`] ends it.
    pub fn rows(&mut self, query: &RowQuery) -> Result<RowWindow, StoreError> {
        todo!()
    }
    /// Counts the rows of each view, in the order of [`View::ALL`].
    pub fn counts(&mut self, me: &UserId, today: Date) -> Result<Vec<(View, u64)>, StoreError> {
        todo!()
    }
    pub fn summary(&self, case: &CaseId) -> Result<Option<CaseSummary>, StoreError> {
        todo!()
    }
    /// Gives the case as last pulled; nothing where only its row is known.
    pub fn detail(&self, case: &CaseId) -> Result<Option<CaseDetail>, StoreError> {
        todo!()
    }
    /// Keeps a case that was asked for by itself. An older one than the row is not taken.
    pub fn put_detail(&mut self, detail: &CaseDetail) -> Result<(), StoreError> {
        todo!()
    }
    /// Takes a page of changes: rows, details and cursor in one transaction. Gives the cases that differ now.
    pub fn apply(&mut self, page: &Changes) -> Result<Vec<CaseId>, StoreError> {
        todo!()
    }
    /// The sequence number up to which the cache is complete; 0 before the first page.
    pub fn cursor(&self) -> Result<u64, StoreError> {
        todo!()
    }
    /// The server that all this belongs to; nothing before the first contact.
    pub fn identity(&self) -> Result<Option<ServerIdentity>, StoreError> {
        todo!()
    }
    /// Binds the folder to a server: empties the cache where it was another's or of another epoch. The outbox stays.
    pub fn adopt(&mut self, identity: &ServerIdentity) -> Result<(), StoreError> {
        todo!()
    }
    /// Empties the cache, not the outbox.
    pub fn wipe_cache(&mut self) -> Result<(), StoreError> {
        todo!()
    }

    // What this person decided.

    /// Puts a decision into the outbox, with the case as it was seen. Returns after it is on disk. Takes the case's draft away.
    /// The same decision again changes nothing.
    pub fn record(&mut self, decision: &Decision, base: &CaseDetail, held_until: Moment, now: Moment) -> Result<(), StoreError> {
        todo!()
    }
    /// Puts a new decision in the place of one that is refused or in conflict, in one transaction.
    pub fn replace(
        &mut self,
        old: DecisionId,
        decision: &Decision,
        base: &CaseDetail,
        held_until: Moment,
        now: Moment,
    ) -> Result<(), StoreError> {
        todo!()
    }
    /// Takes back a decision that was never sent; its verdicts become the case's draft again.
    pub fn undo(&mut self, id: DecisionId, now: Moment) -> Result<Decision, StoreError> {
        todo!()
    }
    /// Ends the hold now: it is sent with the next step.
    pub fn release(&mut self, id: DecisionId) -> Result<(), StoreError> {
        todo!()
    }
    /// Sends a waiting or refused decision again without waiting for its next try, under the same key.
    pub fn retry(&mut self, id: DecisionId, now: Moment) -> Result<(), StoreError> {
        todo!()
    }
    /// Discards a refused or conflicting decision, or one never sent; a record of it stays.
    pub fn discard(&mut self, id: DecisionId, now: Moment) -> Result<(), StoreError> {
        todo!()
    }
    /// Gives what is in the outbox, newest first: all that is not accepted, and the last accepted ones.
    pub fn outbox(&self) -> Result<Vec<OutboxItem>, StoreError> {
        todo!()
    }
    pub fn outbox_item(&self, id: DecisionId) -> Result<Option<OutboxItem>, StoreError> {
        todo!()
    }
    pub fn outbox_counts(&self, today: Date) -> Result<OutboxCounts, StoreError> {
        todo!()
    }
    /// Gives the case as it was when it was decided, and as the server has it now.
    pub fn sides(&self, id: DecisionId) -> Result<ConflictSides, StoreError> {
        todo!()
    }
    /// Keeps verdicts on papers that no decision carries yet. Returns after it is on disk.
    pub fn put_draft(&mut self, case: &CaseId, verdicts: &[MaterialVerdict], now: Moment) -> Result<(), StoreError> {
        todo!()
    }
    pub fn draft(&self, case: &CaseId) -> Result<Vec<MaterialVerdict>, StoreError> {
        todo!()
    }
    pub fn clear_draft(&mut self, case: &CaseId) -> Result<(), StoreError> {
        todo!()
    }
}
