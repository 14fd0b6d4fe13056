//! Runs effects and sends messages back. Threads live here; nothing is drawn here.
//!
//! Two threads: `store` owns the client's two files and the plan of what to send next, `network` sends. The screen's thread
//! only puts effects into a bounded channel and gets messages out of another one, so that nothing that waits blocks a key.
//! Invariant: an effect that asks for an answer gets exactly one, also where the files or the network fail.

pub mod clock;
pub mod first_run;
pub mod leaving;
mod network;
pub mod peers;
mod seat;
pub mod sign_in;
mod urgency;
mod worker;

use std::path::PathBuf;
use std::sync::mpsc::{SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::api::{Call, Failure, Reply};
use crate::app::{Effect, Message};
use crate::domain::people::Lang;
use crate::rules::PlanSet;
use crate::store::{CacheKey, Folder, Keyrings, Stopper, StoreError, keys};
use crate::wire::Person;
use clock::Clock;

/// Effects that wait for the store's thread. A person makes a few at a time; a full channel means that the disk hangs.
const JOBS: usize = 1024;

/// How long leaving waits for a disk that doesn't answer.
const LEAVING: Duration = Duration::from_secs(3);

/// Where messages for the desk go.
pub type Post = Arc<dyn Fn(Message) + Send + Sync>;

/// What the driver is started with.
pub struct Options {
    pub desk: OpenDesk,
    /// The server's address; absent until [`Handle::server_is_at`] tells it (the demo).
    pub server: Option<String>,
    /// Whom one may switch to (the demo); empty otherwise.
    pub others: Vec<OpenDesk>,
    pub clock: Clock,
    pub lang: Lang,
    pub plans: Arc<PlanSet>,
}

/// One person's data on this machine, and how they are opened.
#[derive(Clone)]
pub struct OpenDesk {
    pub person: Person,
    pub folder: PathBuf,
    pub key: KeySource,
    /// The server is in this process, at another port each time (the made-up office): a session kept in the files is shown to it whatever
    /// its address. Anywhere else a token is shown to the address that gave it.
    pub server_within: bool,
    /// How the person signs in when the session kept in the files isn't there or has ended; absent: with `huzhu login`.
    pub password: Option<String>,
}

/// Where the key of the two files comes from.
#[derive(Clone)]
pub enum KeySource {
    /// A file beside them; for made-up data only.
    File,
    /// Unlocked before the desk opened. Whoever opens the files takes it out, and nobody has it then: a desk that is locked can't be
    /// opened with what is left in memory.
    Once {
        key: Arc<Mutex<Option<CacheKey>>>,
        /// Which of them may have it too.
        keyrings: Keyrings,
    },
}

/// The key of made-up data is in no keyring.
static NO_KEYRINGS: LazyLock<Keyrings> = LazyLock::new(Keyrings::default);

impl KeySource {
    /// A key that was unlocked just now.
    pub fn once(key: CacheKey, keyrings: Keyrings) -> Self {
        KeySource::Once { key: Arc::new(Mutex::new(Some(key))), keyrings }
    }

    /// Gives the keyrings that may have the key.
    fn keyrings(&self) -> &Keyrings {
        match self {
            KeySource::File => &NO_KEYRINGS,
            KeySource::Once { keyrings, .. } => keyrings,
        }
    }

    /// Gives the key where it can be had without asking anybody.
    fn at_hand(&self, folder: &Folder) -> Option<CacheKey> {
        match self {
            // One that is gone is not to be made anew here.
            KeySource::File => folder.key_file().exists().then(|| keys::from_file(folder).ok()).flatten(),
            KeySource::Once { keyrings, .. } => keyrings.find(folder),
        }
    }

    /// Gives the key; nothing where it was taken out already.
    fn take(&self, folder: &Folder) -> Result<Option<CacheKey>, StoreError> {
        match self {
            KeySource::File => keys::from_file(folder).map(Some),
            KeySource::Once { key, .. } => Ok(key.lock().unwrap_or_else(PoisonError::into_inner).take()),
        }
    }
}

/// Something for the store's thread.
enum Job {
    Effect(Effect),
    Answer {
        seat: usize,
        call: Call,
        result: Result<Reply, Failure>,
    },
    ServerIsAt(String),
    /// Another process that shares a seat's files said something.
    Peer {
        seat: usize,
        link: u64,
        word: peers::Word,
    },
    /// Everything before this is done: say so and end.
    End(SyncSender<()>),
}

/// Gives effects to the driver. Cheap to clone.
#[derive(Clone)]
pub struct Handle {
    jobs: SyncSender<Job>,
    /// The store's thread, until somebody waits for its end.
    store: Arc<Mutex<Option<JoinHandle<()>>>>,
    stopper: Arc<Mutex<Stopper>>,
    post: Post,
    lang: Lang,
}

impl Handle {
    /// Starts the threads. Nothing is opened on the caller's thread.
    pub fn start(options: Options, post: Post) -> std::io::Result<Handle> {
        let (jobs, inbox) = sync_channel(JOBS);
        let stopper = Arc::new(Mutex::new(Stopper::default()));
        let (for_answers, for_peers, for_worker, lang) = (jobs.clone(), jobs.clone(), (stopper.clone(), post.clone()), options.lang);
        let store = thread::Builder::new().name("store".into()).spawn(move || {
            urgency::work_behind_the_screen();
            let (stopper, post) = for_worker;
            let network = network::Network::start(move |seat, call, result| {
                // The store's thread is gone only when the program ends.
                let _ = for_answers.send(Job::Answer { seat, call, result });
            });
            let peers = Box::new(move |seat, link, word| drop(for_peers.send(Job::Peer { seat, link, word })));
            worker::Worker::new(seat::Shared { options, network, post, peers }, stopper).run(&inbox);
        })?;
        Ok(Handle { jobs, store: Arc::new(Mutex::new(Some(store))), stopper, post, lang })
    }

    /// Hands an effect over; never waits.
    pub fn run(&self, effect: Effect) {
        if matches!(effect, Effect::LoadRows { .. }) {
            self.stop_scan();
        }
        if let Err(TrySendError::Full(Job::Effect(effect)) | TrySendError::Disconnected(Job::Effect(effect))) =
            self.jobs.try_send(Job::Effect(effect))
        {
            (self.post)(effect.not_done(crate::text::driver::stuck(self.lang).into()));
        }
    }

    /// Stops the scan of a filter that a newer question makes needless.
    pub fn stop_scan(&self) {
        if let Ok(stopper) = self.stopper.lock() {
            stopper.stop();
        }
    }

    /// Tells where the server is, once it listens.
    pub fn server_is_at(&self, address: String) {
        let _ = self.jobs.send(Job::ServerIsAt(address));
    }

    /// Waits until every effect given so far is carried out, so that nothing typed is lost by leaving; a disk that hangs is not waited for.
    ///
    /// The store's thread has ended then, the last of it too: OpenSSL takes itself down when the program ends, and a thread that still
    /// used it would crash.
    pub fn finish(&self) {
        let (done, wait) = sync_channel(1);
        if self.jobs.try_send(Job::End(done)).is_ok()
            && wait.recv_timeout(LEAVING).is_ok()
            && let Ok(mut store) = self.store.lock()
            && let Some(store) = store.take()
        {
            // It has nothing left to do; that it panicked was told where it happened.
            let _ = store.join();
        }
    }

    /// Says something that failed outside of any effect.
    pub fn failed(&self, sentence: String) {
        (self.post)(Message::Failed(sentence));
    }
}

impl OpenDesk {
    fn folder(&self) -> Folder {
        Folder::new(&self.folder)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;
    use crate::domain::ids::CaseId;

    #[test]
    fn an_effect_that_nobody_can_take_is_answered_by_its_own_answer() {
        let (answer, answers) = channel();
        let answers_to = move |message| answer.send(message).unwrap();
        let (jobs, inbox) = sync_channel(JOBS);
        drop(inbox);
        let handle = Handle { jobs, store: Arc::default(), stopper: Arc::default(), post: Arc::new(answers_to), lang: Lang::Zh };
        let case = CaseId::new("ZJ24-000001");
        handle.run(Effect::LoadDetail { case: case.clone() });
        assert!(matches!(answers.recv().unwrap(), Message::Detail { case: of, detail: Err(_), .. } if of == case));
        let decision = crate::domain::ids::DecisionId(uuid::Uuid::from_u128(1));
        handle.run(Effect::Undo { decision });
        assert!(matches!(answers.recv().unwrap(), Message::Undone { decision: of, result: Err(_) } if of == decision));
        handle.run(Effect::LoadOutbox);
        assert!(matches!(answers.recv().unwrap(), Message::Failed(_)));
    }
}
