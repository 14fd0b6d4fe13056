//! What a command does with this person's files and the server: opens both, sends what waits, pulls to the end.
//!
//! Not here: what is sent when (`sync`), what the command says of it. Invariant: only who holds the folder's lock sends and pulls.

use std::time::Duration;

use tokio::runtime::{Builder, Runtime};

use crate::api::{self, Call, Client, Reply};
use crate::cli::output::Failure;
use crate::cli::sync::who;
use crate::cli::{self, Context, exit, seat};
use crate::domain::people::Lang;
use crate::driver::clock::Clock;
use crate::driver::peers::{Asking, Word};
use crate::rules::PlanSet;
use crate::store::{CacheKey, Folder, Holder, Keyrings, PushLock, Session, StageKinds, Store, StoreError};
use crate::sync::{Connection, Engine, Pace, Step};
use crate::text::{api as api_words, cli as texts, driver as driver_words, sync as words};
use crate::wire::ServerIdentity;

/// How long whoever holds the lock may take to send and pull all: a person waits for the prompt.
const HOLDER_WITHIN: Duration = Duration::from_secs(20);
/// One that runs says within some milliseconds that it heard.
const HEARD_WITHIN: Duration = Duration::from_secs(3);
/// How often a lock is looked at whose holder can't be asked.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// This person's files, open, and the way to the server that they belong to.
pub struct Errand {
    pub lang: Lang,
    pub folder: Folder,
    pub store: Store,
    pub session: Session,
    pub clock: Clock,
    key: CacheKey,
    client: Client,
    runtime: Runtime,
    keyrings: Keyrings,
}

/// How far sending and pulling came.
#[derive(Debug)]
pub struct Ran {
    /// All that there was on the server was pulled.
    pub complete: bool,
    /// Cases whose rows differ now.
    pub changed: u64,
    /// Why it is not complete.
    pub why: Option<String>,
}

impl Errand {
    /// Opens the files of whoever signed in on this machine.
    ///
    /// # Errors
    /// Nobody is signed in here; a wrong passphrase; files that can't be read.
    pub fn open(context: &Context) -> Result<Self, Failure> {
        let lang = context.lang;
        let nobody = || Failure { code: exit::NOT_SIGNED_IN, sentence: texts::no_login(lang).into() };
        let (folder, key) = seat::desk_key(context, nobody)?;
        let store = Self::open_store(lang, &folder, &key)?;
        let session = store.session().map_err(|error| Failure::failed(error.tell(lang)))?.ok_or_else(nobody)?;
        let client = Client::new(&session.server, lang).map_err(|error| Failure::failed(error.tell(lang)))?;
        client.set_token(Some(session.token.clone()));
        let runtime = Builder::new_current_thread().enable_all().build()?;
        Ok(Errand { lang, folder, store, session, clock: Clock::real(), key, client, runtime, keyrings: context.keyrings.clone() })
    }

    fn open_store(lang: Lang, folder: &Folder, key: &CacheKey) -> Result<Store, Failure> {
        Store::open_as_kept(folder, key).map_err(|error| Failure::failed(error.tell(lang)))
    }

    /// Makes the cache anew, empty.
    pub fn with_new_cache(self) -> Result<Self, Failure> {
        let Errand { lang, folder, mut store, session, clock, key, client, runtime, keyrings } = self;
        store.condemn_cache().map_err(|error| Failure::failed(error.tell(lang)))?;
        // Before the new one is made: a connection that closes takes the log of its name along.
        drop(store);
        let store = Self::open_store(lang, &folder, &key)?;
        Ok(Errand { lang, folder, store, session, clock, key, client, runtime, keyrings })
    }

    /// Says that the cache was damaged, where the command itself doesn't.
    pub fn saying_if_made_anew(self) -> Self {
        if self.store.opened().cache_rebuilt {
            cli::note(crate::text::cache::made_anew(self.lang));
        }
        self
    }

    pub fn told(&self, error: &StoreError) -> Failure {
        Failure::failed(error.tell(self.lang))
    }

    /// Asks the server, outside of any plan.
    pub fn call(&self, call: &Call) -> Result<Reply, api::Failure> {
        self.runtime.block_on(self.client.call(call))
    }

    /// Gives who answers in place of the server that these files belong to. Such a one knows nobody's sign-in, and says that it ended.
    pub fn found_instead(&self) -> Option<ServerIdentity> {
        let known = self.store.identity().ok().flatten()?;
        match self.call(&Call::Identity) {
            Ok(Reply::Identity(found)) if found.identity != known => Some(found.identity),
            _ => None,
        }
    }

    /// Sends what waits and pulls to the end, or as far as the server lets it.
    pub fn run(&mut self, lock: PushLock) -> Result<Ran, Failure> {
        self.ran(Engine::new(lock, Pace::default(), self.clock.now().0.cast_unsigned()))
    }

    /// Pulls to the end, or as far as the server lets it. Nothing is sent, and nothing in the outbox changes.
    pub fn pull(&mut self, lock: PushLock) -> Result<Ran, Failure> {
        self.ran(Engine::that_only_pulls(lock, Pace::default(), self.clock.now().0.cast_unsigned()))
    }

    fn ran(&mut self, engine: Engine) -> Result<Ran, Failure> {
        let lang = self.lang;
        let begun = self.clock.now();
        let (result, mut engine, changed) = self.steps(engine);
        cli::progress_end();
        result.map_err(|error| Failure::failed(error.tell(lang)))?;
        // A machine without a desk lets old cases go, too.
        while engine.age(&mut self.store).map_err(|error| Failure::failed(error.tell(lang)))?.more {}
        let complete = engine.synced().is_some_and(|synced| synced >= begun);
        let why = match engine.connection() {
            Connection::Online | Connection::Unknown => None,
            Connection::Offline { .. } => Some(api_words::unreachable(lang).to_owned()),
            Connection::Failing { failure, .. } => Some(api::Failure::from(failure.clone()).tell(lang)),
            Connection::ScopeChanged => Some(api_words::scope_changed(lang).to_owned()),
            Connection::SignedOut if self.found_instead().is_none() => Some(driver_words::signed_out(lang).to_owned()),
            Connection::SignedOut | Connection::OtherServer { .. } => Some(driver_words::other_server(lang).to_owned()),
        };
        Ok(Ran { complete, changed, why })
    }

    fn steps(&mut self, mut engine: Engine) -> (Result<(), StoreError>, Engine, u64) {
        let mut changed = 0;
        cli::progress(words::asking_server(self.lang));
        let result = loop {
            let call = match engine.next(&mut self.store, self.clock.now()) {
                Ok(Step::Send(call)) => call,
                Ok(Step::Wait { .. } | Step::Idle) => break self.lay_in(),
                Err(error) => break Err(error),
            };
            let answer = self.runtime.block_on(self.client.call(&call));
            match engine.answered(&mut self.store, &call, answer, self.clock.now()) {
                Ok(report) => changed += report.changed.len() as u64,
                Err(error) => break Err(error),
            }
            match engine.filling() {
                Some(filling) => cli::progress(&match filling.of {
                    Some(of) => words::filling_of(self.lang, filling.cases, of),
                    None => words::filling(self.lang, filling.cases),
                }),
                None if changed > 0 => cli::progress(&words::pulling(self.lang, changed)),
                None => {}
            }
        };
        (result, engine, changed)
    }

    /// Puts the words into their index that a first load laid aside.
    fn lay_in(&mut self) -> Result<(), StoreError> {
        while self.store.lay_in()? {}
        Ok(())
    }

    /// Gives the plans in whose words a refusal is told: those built in where no others can be read.
    pub fn plans(&self) -> PlanSet {
        self.store.plans().unwrap_or_else(|_| PlanSet::builtin())
    }

    /// Takes the kinds of stages of the plans at hand, as a desk does: rows that come now are written under them.
    pub fn learn_stages(&mut self) -> Result<(), Failure> {
        let learned = self.store.plans().and_then(|plans| self.store.learn_stages(StageKinds::of(plans.iter().map(|plan| &**plan))));
        learned.map_err(|error| self.told(&error))
    }

    /// Gives how a command ended; where the server took the sign-in or the cases back, those go first and what is said of that is given.
    pub fn ended<T>(self, result: Result<T, Failure>) -> Result<(Self, T), Failure> {
        if !self.client.takes_cases_back() {
            return Ok((self, result?));
        }
        let Errand { lang, store, client, runtime, keyrings, .. } = self;
        drop(runtime);
        Err(cli::taken_back((lang, &keyrings), store, &client)?)
    }

    /// Has whoever holds the lock look at what was written here.
    pub fn tell_holder(&self) {
        // Where nobody listens, nobody has to be told: who comes reads it from the disk.
        let _ = Asking::ask(&self.folder, Word::Look);
    }

    /// Has whoever holds the lock send and pull, and waits for it; where it ends meanwhile, does it here.
    pub fn ask_holder(&mut self) -> Result<Ran, Failure> {
        let lang = self.lang;
        let holder = PushLock::holder(&self.folder).map_err(|error| self.told(&error))?;
        let named = holder.map_or_else(|| words::process_unknown(lang).to_owned(), |holder| who(lang, &holder));
        cli::progress(&words::asking(lang, &named));
        let came = ask_holder(&self.folder, &self.runtime, HOLDER_WITHIN);
        cli::progress_end();
        let why = match came {
            Came::Done => return Ok(Ran { complete: true, changed: 0, why: None }),
            Came::Free(lock) => return self.run(lock),
            Came::Stuck => words::holder_stuck(lang, named),
            Came::Stopped => words::holder_stopped(lang, named),
            Came::Silent => words::holder_silent(lang, named),
        };
        Ok(Ran { complete: false, changed: 0, why: Some(why) })
    }
}

/// What came of asking who holds the lock.
pub enum Came {
    /// All was sent and pulled.
    Done,
    /// It ended, and the lock is ours.
    Free(PushLock),
    /// It tried, and can't do it now.
    Stuck,
    /// It doesn't run.
    Stopped,
    /// It did not come to an end in time.
    Silent,
}

/// Has whoever holds the lock send and pull, and waits no longer than so long.
pub fn ask_holder(folder: &Folder, runtime: &Runtime, within: Duration) -> Came {
    let clock = Clock::real();
    let until = clock.now().plus_millis(i64::try_from(within.as_millis()).unwrap_or(i64::MAX));
    let left = || Duration::from_millis(u64::try_from(until.0 - clock.now().0).unwrap_or(0));
    let mut asking = Asking::ask(folder, Word::Sync).ok();
    let mut heard = false;
    while !left().is_zero() {
        let wait = left().min(if heard { within } else { HEARD_WITHIN });
        match asking.as_mut().map(|asking| asking.next_word(wait)) {
            Some(Some(Word::Synced)) => return Came::Done,
            Some(Some(Word::Stuck)) => return Came::Stuck,
            Some(Some(Word::Heard)) => heard = true,
            Some(Some(Word::Look | Word::Sync)) => {}
            Some(None) if heard => return Came::Silent,
            Some(None) => return Came::Stopped,
            // It ended, or is a command that will soon.
            Some(Some(Word::Gone)) | None => {
                if let Ok(Some(lock)) = PushLock::acquire(folder) {
                    return Came::Free(lock);
                }
                runtime.block_on(tokio::time::sleep(LOOK_EVERY));
                asking = Asking::ask(folder, Word::Sync).ok();
            }
        }
    }
    if matches!(PushLock::holder(folder), Ok(Some(Holder { stopped: true, .. }))) { Came::Stopped } else { Came::Silent }
}
