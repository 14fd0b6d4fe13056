//! Signing in on this machine: the server's yes, then the files. Shared by the command line and the first screen.
//!
//! Not here: signing in anew while the desk is open (`seat`). Invariants: nothing is written before the server has said yes; files that
//! hold another person's or another server's unsent decisions are never taken over unasked, and whose files stay his opens them as before.

use std::path::{Path, PathBuf};
use std::time::Duration;

use zeroize::Zeroizing;

use crate::api::{Call, Client, Failure, FailureKind, Reply};
use crate::domain::decision::ProblemCode;
use crate::domain::ids::UserId;
use crate::domain::people::Lang;
use crate::driver::clock::Clock;
use crate::driver::{KeySource, OpenDesk};
use crate::rules::PlanSet;
use crate::store::{CacheKey, Folder, Keyrings, PushLock, Session, StageKinds, Store, StoreError, keys};
use crate::text::{cli as words, login as texts};
use crate::wire::{LoginAnswer, Person, ServerIdentity};

/// How long a server may take to hear that a sign-in isn't needed; it ends by itself some day.
const GIVEN_BACK_WITHIN: Duration = Duration::from_secs(5);

/// Why nobody was signed in; the sentences say what is safe and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotSignedIn {
    /// What was given can't be used.
    Unusable(String),
    Failed(String),
    /// The files are still closed with a former password.
    NeedsFormer,
    /// And what was given as that one doesn't open them.
    WrongFormer(String),
}

/// Where and how the files of whoever signs in are made.
pub struct Files {
    pub folder: PathBuf,
    pub server: String,
    pub lang: Lang,
    /// Another server may take over although decisions made for the former one are unsent.
    pub accept_server: bool,
    pub keyrings: Keyrings,
}

/// Asks the server.
pub async fn ask_server(lang: Lang, server: &str, user: UserId, password: &str) -> Result<Box<LoginAnswer>, NotSignedIn> {
    let client = Client::new(server, lang).map_err(|error| NotSignedIn::Unusable(error.tell(lang)))?;
    match client.call(&Call::Login { user, password: password.to_owned() }).await {
        Ok(Reply::Login(answer)) => Ok(answer),
        Ok(_) => Err(NotSignedIn::Failed(crate::text::driver::signed_out(lang).into())),
        Err(failure) => Err(NotSignedIn::Failed(tell(lang, &failure))),
    }
}

/// Says a failure to somebody who has no decisions here yet.
pub fn tell(lang: Lang, failure: &Failure) -> String {
    match &failure.kind {
        FailureKind::Unreachable => texts::unreachable(lang).into(),
        FailureKind::Timeout | FailureKind::Broken => texts::timeout(lang).into(),
        FailureKind::Nonsense | FailureKind::TooLarge | FailureKind::PutBack => texts::nonsense(lang).into(),
        FailureKind::ServerError { status } => texts::server_error(lang, status),
        FailureKind::Problem(problem) if problem.code == ProblemCode::TooManyRequests => texts::too_many(lang).into(),
        FailureKind::Problem(problem) if problem.code == ProblemCode::ClientTooOld => texts::too_old(lang).into(),
        FailureKind::SignedOut | FailureKind::Revoked | FailureKind::ScopeChanged => texts::wrong(lang).into(),
        FailureKind::Problem(problem) if problem.code == ProblemCode::SignedOut => texts::wrong(lang).into(),
        FailureKind::Problem(_) => failure.tell(lang),
    }
}

/// A desk whose files are made, or opened.
pub struct Kept {
    pub desk: OpenDesk,
    /// The server is the one it was, restored from a backup since.
    pub restored: bool,
}

/// Makes or opens the files of whoever the server let in, and gives his desk.
pub fn keep(
    files: &Files,
    answer: &LoginAnswer,
    password: &Zeroizing<String>,
    former: Option<&Zeroizing<String>>,
) -> Result<Kept, NotSignedIn> {
    let lang = files.lang;
    let told = |error: StoreError| NotSignedIn::Failed(error.tell(lang));
    let folder = Folder::new(&files.folder);
    folder.make().map_err(told)?;
    let (key, sealed_formerly) = open_key(lang, &folder, password, former)?;
    let mut store = Store::open(&folder, &key, StageKinds::of(PlanSet::builtin().iter().map(|plan| &**plan))).map_err(told)?;
    let changes = changes_hands(&store, &answer.identity, &answer.person).map_err(told)?;
    // Nobody pulls or sends while the files change hands.
    let _lock = match changes {
        true => {
            let lock = PushLock::acquire(&folder).map_err(told)?;
            Some(lock.ok_or_else(|| NotSignedIn::Failed(words::desk_is_open(lang).into()))?)
        }
        false => None,
    };
    let moved = store.identity().map_err(told)?.filter(|known| *known != answer.identity);
    let restored = moved.as_ref().is_some_and(|known| known.server == answer.identity.server);
    let unsent = store.outbox().map_err(told)?.iter().filter(|item| item.state.is_unsent()).count();
    if moved.is_some() && unsent > 0 && !files.accept_server {
        let why = if restored { words::restored_office(lang, unsent) } else { words::other_office(lang).into() };
        return Err(NotSignedIn::Unusable(why));
    }
    store.doubt_for(&answer.identity).map_err(told)?;
    let (server, token, person) = (files.server.clone(), answer.token.clone(), answer.person.clone());
    store.sign_in(&Session { server, token, person: person.clone() }).map_err(told)?;
    store.move_to(&answer.identity, crate::text::driver::made_elsewhere(lang), Clock::real().now()).map_err(told)?;
    if let Some(former) = sealed_formerly {
        seal_anew(files, &folder, former, password)?;
    }
    files.keyrings.remember(&folder, &key);
    let key = KeySource::once(key, files.keyrings.clone());
    let desk = OpenDesk { person, folder: files.folder.clone(), key, server_within: false, password: None };
    Ok(Kept { desk, restored })
}

/// Opens the key of the files. Where it is still sealed under a former password, that is needed once, and given back: it is sealed anew
/// when the files are whose who signs in.
fn open_key<'f>(
    lang: Lang,
    folder: &Folder,
    password: &Zeroizing<String>,
    former: Option<&'f Zeroizing<String>>,
) -> Result<(CacheKey, Option<&'f Zeroizing<String>>), NotSignedIn> {
    if !folder.key_header().exists() {
        let made = keys::create(folder, password, keys::Cost::default());
        return made.map(|key| (key, None)).map_err(|error| NotSignedIn::Failed(error.tell(lang)));
    }
    match (keys::unlock(folder, password), former) {
        (Err(StoreError::WrongPassphrase), None) => Err(NotSignedIn::NeedsFormer),
        (Err(StoreError::WrongPassphrase), Some(former)) => match keys::unlock(folder, former) {
            Err(error) => Err(not_opened(lang, folder, &error)),
            Ok(key) => Ok((key, Some(former))),
        },
        (Err(error), _) => Err(not_opened(lang, folder, &error)),
        (Ok(key), _) => Ok((key, None)),
    }
}

fn seal_anew(files: &Files, folder: &Folder, former: &str, password: &str) -> Result<(), NotSignedIn> {
    let sealed = keys::rewrap(folder, former, password, keys::Cost::default());
    let key = sealed.map_err(|error| not_opened(files.lang, folder, &error))?;
    if let Err(fault) = files.keyrings.sealed_anew(folder, &key) {
        // It has the key for the former header, which is taken for none.
        tracing::warn!(%fault, "the keyring was not told of the new passphrase");
    }
    Ok(())
}

fn not_opened(lang: Lang, folder: &Folder, error: &StoreError) -> NotSignedIn {
    match error {
        StoreError::WrongPassphrase => NotSignedIn::WrongFormer(words::former_password_wrong(lang, display(folder.path()))),
        error => NotSignedIn::Failed(error.tell(lang)),
    }
}

/// Gives a sign-in back that came to nothing here, as well as that can be done: nobody would use it.
pub async fn give_back(lang: Lang, server: &str, answer: &LoginAnswer) {
    let Ok(client) = Client::new(server, lang) else { return };
    client.set_token(Some(answer.token.clone()));
    if tokio::time::timeout(GIVEN_BACK_WITHIN, client.call(&Call::Logout)).await.is_ok_and(|told| told.is_ok()) {
        tracing::debug!("a sign-in was given back");
    }
}

fn display(path: &Path) -> String {
    path.display().to_string()
}

/// Tells whether the files become another person's or another server's.
fn changes_hands(store: &Store, identity: &ServerIdentity, person: &Person) -> Result<bool, StoreError> {
    let another = store.session()?.is_some_and(|session| session.person != *person);
    Ok(another || store.identity()?.is_some_and(|known| known != *identity))
}
