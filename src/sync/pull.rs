//! The pull lane: the first load part by part, then changes by their numbers; and what goes by itself when a day begins.
//!
//! Not here: what an answer to a decision means (`settle`). Invariant: a part or a page is asked for when the one before is on disk.

use crate::api::{Call, Failure, FailureKind, Reply};
use crate::domain::decision::ProblemCode;
use crate::domain::time::Moment;
use crate::store::{Store, StoreError};
use crate::sync::{Engine, Filling, Pulling, Report};
use crate::wire::{Changes, LoadPart};

/// So many tries of a first load in a row bring nothing before it is asked for as pages: something on the way holds it back.
const LOADS_TRIED: u32 = 3;

impl Engine {
    /// The next call of the pull lane.
    pub(super) fn next_pull(
        &mut self,
        store: &mut Store,
        now: Moment,
        not_before: &mut impl FnMut(Moment),
    ) -> Result<Option<Call>, StoreError> {
        if !self.may_pull() {
            return Ok(None);
        }
        let at = self.next_pull.max(self.pull.gate);
        if at > now {
            not_before(at);
            return Ok(None);
        }
        let (after, limit) = (store.cursor()?, self.pace.page);
        let seen = store.books_seen()?.max(after);
        if after == 0 && self.pace.loads && self.failed_loads < LOADS_TRIED {
            let after = store.load_token()?;
            self.pulling = Some(Pulling::Load { after: after.clone(), seen });
            return Ok(Some(Call::Load { after, limit: self.pace.part }));
        }
        self.pulling = Some(Pulling::Changes { after, heard: self.heard, seen });
        Ok(Some(Call::Changes { after, limit }))
    }

    /// Takes the answer to a call of the lane, if it is the one that is waited for.
    pub(super) fn pull_answered(
        &mut self,
        store: &mut Store,
        call: &Call,
        answer: Result<Reply, Failure>,
        now: Moment,
        report: &mut Report,
    ) -> Result<(), StoreError> {
        let result = match (call, self.pulling.clone()) {
            (Call::Changes { after: asked, .. }, Some(Pulling::Changes { after, heard, seen })) if *asked == after => {
                self.pulling = None;
                self.pulled(store, (after, heard, seen), answer, now, report)
            }
            (Call::Load { after: asked, .. }, Some(Pulling::Load { after, seen })) if *asked == after => {
                self.pulling = None;
                self.loaded(store, (after.as_deref(), seen), answer, now, report)
            }
            (_, Some(Pulling::Dropped)) => {
                self.pulling = None;
                Ok(())
            }
            _ => Ok(()),
        };
        if result.is_err() {
            self.pull.disk_failed(&self.pace, &mut self.jitter, now);
        }
        result
    }

    /// A page of changes came, or didn't.
    fn pulled(
        &mut self,
        store: &mut Store,
        (after, heard, seen): (u64, u64, u64),
        answer: Result<Reply, Failure>,
        now: Moment,
        report: &mut Report,
    ) -> Result<(), StoreError> {
        let page = match answer {
            Ok(Reply::Changes(page)) if page.next > after || !page.more => page,
            other => {
                self.pull_failed(other.err().map_or(FailureKind::Nonsense, |failure| failure.kind), now);
                return Ok(());
            }
        };
        // Emptied since it was asked for, by another process or another way: what stood before this page is missing now.
        if store.cursor()? < after {
            self.next_pull = now;
            return Ok(());
        }
        if !self.is_ours(store, &page.identity)? {
            return Ok(());
        }
        if self.were_put_back(store, (page.next, !page.more), seen, now)? {
            return Ok(());
        }
        self.apply(store, &page, heard, now, report)
    }

    fn apply(&mut self, store: &mut Store, page: &Changes, heard: u64, now: Moment, report: &mut Report) -> Result<(), StoreError> {
        report.changed = store.apply(page)?;
        self.let_floor_go(store)?;
        report.left = if page.gone.is_empty() { Vec::new() } else { store.left_undone(&page.gone)? };
        report.more = page.more;
        self.filling = if page.more && store.synced_at()?.is_none() {
            let of = page.total.or(self.filling.and_then(|filling| filling.of));
            Some(Filling { cases: store.known()?, of, anew: store.opened().cache_rebuilt })
        } else {
            None
        };
        self.pull.succeeded(now);
        self.push.way_is_open(now);
        if page.more {
            self.next_pull = now;
            return Ok(());
        }
        self.synced = Some(now);
        store.set_synced(now)?;
        self.next_pull = now.plus_millis(self.poll());
        let cursor = store.cursor()?;
        if self.heard > cursor && self.heard > heard {
            // Heard of after the page was asked for.
            self.next_pull = now;
        } else {
            // What was heard of before it and did not come with it is nothing that this server has.
            self.heard = cursor;
        }
        if cursor == 0 {
            // What is here is of no use any more: it is loaded anew.
            self.next_pull = now;
        }
        Ok(())
    }

    /// How long until the next look.
    pub(super) fn poll(&self) -> i64 {
        if self.live { self.pace.poll_live } else { self.pace.poll_idle }
    }

    /// A part of a first load came, or didn't.
    fn loaded(
        &mut self,
        store: &mut Store,
        (after, seen): (Option<&str>, u64),
        answer: Result<Reply, Failure>,
        now: Moment,
        report: &mut Report,
    ) -> Result<(), StoreError> {
        let part = match answer {
            // Where nothing was begun, nothing can be gone on with; and a part that leads nowhere would be asked for for ever.
            Ok(Reply::Load(part)) if (part.anew || after.is_some()) && (part.complete || part.token.is_some()) => part,
            Err(Failure { kind: FailureKind::Problem(problem) }) if problem.code == ProblemCode::NotFound => {
                // An older server, which has no such answer: pages do.
                self.failed_loads = LOADS_TRIED;
                self.next_pull = now;
                return Ok(());
            }
            other => {
                let kind = other.err().map_or(FailureKind::Nonsense, |failure| failure.kind);
                // A server that can't be reached has refused nothing.
                let held_back = !matches!(
                    kind,
                    FailureKind::Unreachable
                        | FailureKind::SignedOut
                        | FailureKind::Revoked
                        | FailureKind::ScopeChanged
                        | FailureKind::ServerError { .. }
                );
                self.failed_loads = self.failed_loads.saturating_add(u32::from(held_back));
                self.pull_failed(kind, now);
                return Ok(());
            }
        };
        // Emptied, or filled by another process, since it was asked for: what stood before this part is missing now.
        if store.cursor()? > 0 || store.load_token()?.as_deref() != after {
            self.next_pull = now;
            return Ok(());
        }
        if !self.is_ours(store, &part.head.identity)? {
            return Ok(());
        }
        // What is gone on with tells how far they had come when it was begun.
        if self.were_put_back(store, (part.head.seq, !part.head.resumed), seen, now)? {
            return Ok(());
        }
        self.take_part(store, &part, now, report)
    }

    /// Tells whether the server's books, which have come as far as was told, or `exactly` so far, are older than what had been `seen` of
    /// them when they were asked: what was sent meanwhile may stand behind what they tell. Nobody said that they were put back, so that
    /// what was accepted since would pass for kept: nothing is taken from them nor sent into them, after a restart either.
    fn were_put_back(&mut self, store: &mut Store, (newest, exactly): (u64, bool), seen: u64, now: Moment) -> Result<bool, StoreError> {
        let put_back = exactly && newest < seen;
        if put_back {
            self.behind = true;
            self.pull_failed(FailureKind::PutBack, now);
            store.raise_floor(seen)?;
        } else if newest >= seen {
            self.behind = false;
            self.reached_floor = store.floor()?.filter(|floor| *floor <= newest);
        }
        Ok(put_back)
    }

    /// Looks whether the books that answer have come as far as was seen of them. What says no may be older than a page that came meanwhile:
    /// the pull is to tell before anything goes into them.
    pub(super) fn look_how_far(&mut self, store: &mut Store, newest: u64) -> Result<(), StoreError> {
        let seen = store.books_seen()?;
        if newest < seen {
            store.raise_floor(seen)?;
            self.reached_floor = None;
        } else {
            self.reached_floor = store.floor()?;
        }
        Ok(())
    }

    /// The cursor alone tells how far the books had come once it has come so far itself.
    fn let_floor_go(&mut self, store: &mut Store) -> Result<(), StoreError> {
        if let Some(floor) = store.floor()?
            && store.cursor()? >= floor
        {
            store.floor_reached()?;
            self.reached_floor = None;
        }
        Ok(())
    }

    /// Tells whether the server's books may be older than what was seen of them: until the pull has told, nothing else is asked.
    pub(super) fn may_be_behind(&mut self, store: &Store, now: Moment) -> Result<bool, StoreError> {
        let floor = store.floor()?;
        let untold = !self.behind && floor.is_some() && floor != self.reached_floor;
        if untold {
            self.next_pull = self.next_pull.min(now);
        }
        Ok(self.behind || untold)
    }

    fn take_part(&mut self, store: &mut Store, part: &LoadPart, now: Moment, report: &mut Report) -> Result<(), StoreError> {
        // Before the rows: until the cursor says how far the books had come, a restart has nothing else to know it by.
        store.raise_floor(part.head.seq)?;
        // A part that is gone on with tells no more than that: the books may have been put back since it was begun.
        let floor = store.floor()?;
        if floor == Some(part.head.seq) {
            self.reached_floor = floor;
        }
        report.changed = store.load(part)?;
        report.more = true;
        self.filling = Some(Filling { cases: store.known()?, of: Some(part.head.total), anew: store.opened().cache_rebuilt });
        // A head alone is news and no success: a way that breaks behind each would be asked without an end.
        if part.complete || !part.changes.is_empty() {
            self.failed_loads = 0;
            self.pull.succeeded(now);
        }
        self.push.way_is_open(now);
        // What changed meanwhile comes next, and with it that the cache is complete.
        self.next_pull = now;
        if part.complete {
            report.left = store.undone()?;
        }
        Ok(())
    }

    fn pull_failed(&mut self, kind: FailureKind, now: Moment) {
        match kind {
            FailureKind::SignedOut | FailureKind::Revoked | FailureKind::ScopeChanged => self.signed_out = true,
            kind => {
                self.doubt(&kind, now);
                self.pull.failed(kind, &self.pace, &mut self.jitter, now);
            }
        }
    }

    /// Takes out some of the cases that ended so long ago that nobody keeps them, once for each day that the server told; gives those that
    /// left, as rows that differ. This machine's clock has no say: one that is ahead would take out what is still in scope.
    pub fn age(&mut self, store: &mut Store) -> Result<Report, StoreError> {
        let mut report = Report { connection: self.connection.clone(), synced: self.synced, ..Report::default() };
        let Some(today) = store.server_day()? else { return Ok(report) };
        if self.resting || self.aged == Some(today) || self.pulling.as_ref().is_some_and(|pulling| matches!(pulling, Pulling::Load { .. }))
        {
            return Ok(report);
        }
        if store.wants_aging(today)? {
            report.changed = store.age(today)?;
            report.left = store.left_undone(&report.changed)?;
            report.more = !report.changed.is_empty();
        }
        if !report.more && store.cursor()? > 0 {
            self.aged = Some(today);
        }
        Ok(report)
    }
}
