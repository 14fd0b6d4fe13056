//! Makes the made-up office: cases on several threads, the books on one, and beside it the desk of whoever sits down first.
//!
//! Not here: whether it is to be made (`demo`), what a case is (`server::demo`), how far it is on the screen (`watch`).
//! Invariants: cases come into the books by the same import as any other, oldest first, each with its entry in the audit trail; the
//! desk takes from the books what it would pull from the server; a stop is seen within one batch.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use anyhow::anyhow;

use crate::domain::case::Case;
use crate::driver::OpenDesk;
use crate::rules::PlanSet;
use crate::server::demo::{self, OFFICE_OPENS};
use crate::server::{Office, OfficeError};
use crate::store::{Folder, StageKinds, Store, keys};
use crate::wire::{Changes, PAGE_LIMIT};

/// Cases taken into the books at once: large enough to be quick, small enough that a stop is seen soon.
const BATCH: usize = 1_000;
/// Cases that a strand hands over at once, and how many such handfuls wait. Bounds what is held in memory.
const HANDFUL: usize = 64;
const WAITING: usize = 4;

/// How far the work is, for whoever watches; and whether it is to stop.
#[derive(Debug, Default)]
pub struct Work {
    /// Cases that stand in the books.
    pub written: AtomicU32,
    /// Cases that the desk has taken.
    pub taken: AtomicU32,
    pub stop: Arc<AtomicBool>,
}

impl Work {
    fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

/// Makes so many cases and fills one desk with those that its person may see. `watch` runs meanwhile, on the calling thread, until
/// both have ended. After a stop there are fewer.
pub fn make(office: &Office, desk: &OpenDesk, count: u32, work: &Work, watch: impl FnOnce(&dyn Fn() -> bool)) -> anyhow::Result<()> {
    let plans = office.plans().clone();
    thread::scope(|scope| {
        let strands = demo::strands(&plans, demo::SEED, count, OFFICE_OPENS).into_iter().map(|strand| {
            let (send, receive) = sync_channel(WAITING);
            scope.spawn(move || hand_over(strand, &send));
            receive.into_iter().flatten()
        });
        let cases = demo::merge(strands.collect());
        let (tell, told) = sync_channel(1);
        let books = scope.spawn(move || write(office, cases, work, &tell));
        let cache = scope.spawn(move || fill(office, desk, work, &told));
        watch(&|| books.is_finished() && cache.is_finished());
        for part in [books, cache] {
            part.join().map_err(|_| anyhow!("a thread ended at a fault"))??;
        }
        Ok(())
    })
}

/// Makes the cases of one strand until nobody takes them any more.
fn hand_over(mut strand: impl Iterator<Item = Case>, to: &SyncSender<Vec<Case>>) {
    loop {
        let handful: Vec<Case> = strand.by_ref().take(HANDFUL).collect();
        if handful.is_empty() || to.send(handful).is_err() {
            return;
        }
    }
}

fn write(office: &Office, mut cases: impl Iterator<Item = Case>, work: &Work, tell: &SyncSender<()>) -> anyhow::Result<()> {
    while !work.is_stopped() {
        let batch: Vec<Case> = cases.by_ref().take(BATCH).collect();
        if batch.is_empty() {
            break;
        }
        let count = u32::try_from(batch.len()).unwrap_or(u32::MAX);
        office.import(batch).map_err(office_error)?;
        work.written.fetch_add(count, Ordering::Relaxed);
        // A full channel: it was told already that there is more.
        let _ = tell.try_send(());
    }
    Ok(())
}

/// Takes what stands in the books into a desk's files, page by page, as its own pulls would.
fn fill(office: &Office, desk: &OpenDesk, work: &Work, told: &Receiver<()>) -> anyhow::Result<()> {
    let folder = Folder::new(&desk.folder);
    folder.make()?;
    let key = keys::from_file(&folder)?;
    let mut store = Store::open(&folder, &key, StageKinds::of(PlanSet::builtin().iter().map(|plan| &**plan)))?;
    loop {
        let is_last = told.recv().is_err();
        loop {
            if work.is_stopped() {
                return Ok(());
            }
            let page = office.changes(&desk.person, store.cursor()?, PAGE_LIMIT).map_err(office_error)?;
            // The way that a page takes over the network, without the network.
            let page: Changes = serde_json::from_slice(&serde_json::to_vec(&page)?)?;
            store.apply(&page)?;
            if let Some(revision) = store.plans_wanted()? {
                store.put_plans(&revision, &office.published(&[]))?;
            }
            work.taken.fetch_add(u32::try_from(page.changes.len()).unwrap_or(0), Ordering::Relaxed);
            if !page.more {
                break;
            }
        }
        if is_last {
            return Ok(());
        }
    }
}

pub fn office_error(error: OfficeError) -> anyhow::Error {
    match error {
        OfficeError::Ledger(error) => error.into(),
        other => anyhow!("{:?}", other.code()),
    }
}
