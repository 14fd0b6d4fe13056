//! The files of whoever works on this machine, opened by a command: those of the desk, or of somebody in the made-up office.
//!
//! Not here: signing in (`login`), the desk itself (`desk`).

use std::io::IsTerminal;
use std::path::PathBuf;

use crate::api::Client;
use crate::cli::output::Failure;
use crate::cli::{self, Context, exit};
use crate::domain::people::Lang;
use crate::driver::clock::Clock;
use crate::server::demo::OFFICE_OPENS;
use crate::store::{CacheKey, Folder, Session, Store, StoreError, keys};
use crate::text::{cache as cached, caller as words, cli as texts};

/// Whose files are opened.
#[derive(Debug, clap::Args)]
pub struct Whose {
    /// Look into the made-up office of `huzhu demo`
    #[arg(long)]
    pub demo: bool,
    /// The folder of the made-up office, as with `huzhu demo`
    #[arg(long, value_name = "DIR", requires = "demo")]
    data: Option<PathBuf>,
    /// Whose desk in the made-up office: li is the hotline
    #[arg(long = "as", value_name = "PERSON", default_value = "lin", requires = "demo")]
    person: String,
}

/// The files of whoever asks.
pub struct Seat {
    pub store: Store,
    pub session: Session,
    pub clock: Clock,
    /// The way to a server that took the sign-in back, or the cases.
    pub taken_back: Option<Client>,
}

/// Opens the files.
///
/// # Errors
/// Nobody is signed in here; a wrong passphrase; files that can't be read.
pub fn take(context: &Context, whose: &Whose) -> Result<Seat, Failure> {
    let lang = context.lang;
    let nobody = || Failure {
        code: exit::NOT_SIGNED_IN,
        sentence: if whose.demo { words::no_demo(lang, &whose.person) } else { texts::no_login(lang).into() },
    };
    let told = |error: StoreError| Failure::failed(error.tell(lang));
    let (folder, key) = if whose.demo { demo_key(context, whose, nobody)? } else { desk_key(context, nobody)? };
    let store = Store::open_quick(&folder, &key).map_err(told)?;
    let session = store.session().map_err(told)?.ok_or_else(nobody)?;
    if store.opened().cache_rebuilt {
        cli::note(cached::made_anew(lang));
    }
    let clock = match whose.demo {
        true => Clock::starting_at(store.synced_at().map_err(told)?.map_or(OFFICE_OPENS, |synced| synced.max(OFFICE_OPENS))),
        false => Clock::real(),
    };
    Ok(Seat { store, session, clock, taken_back: None })
}

fn demo_key(context: &Context, whose: &Whose, nobody: impl Fn() -> Failure) -> Result<(Folder, CacheKey), Failure> {
    let root = whose.data.clone().unwrap_or_else(|| context.places.data.join("demo"));
    // A name is one part of a path: nothing leads out of the folder.
    if !whose.person.chars().all(|c| c.is_ascii_alphanumeric()) {
        return Err(Failure::unusable(texts::no_such_person(context.lang, &whose.person)));
    }
    let folder = Folder::new(root.join(format!("desk-{}", whose.person)));
    if !folder.key_file().exists() {
        return Err(nobody());
    }
    let key = keys::from_file(&folder).map_err(|error| Failure::failed(error.tell(context.lang)))?;
    Ok((folder, key))
}

/// Tells apart that nobody has signed in from a key that is gone.
pub(super) fn has_key(lang: Lang, folder: &Folder, nobody: &impl Fn() -> Failure) -> Result<(), Failure> {
    match keys::header_lost(folder) {
        Some(lost) => Err(Failure::failed(lost.tell(lang))),
        None if folder.key_header().exists() => Ok(()),
        None => Err(nobody()),
    }
}

/// Gives the folder of this person's files and opens their key.
pub(super) fn desk_key(context: &Context, nobody: impl Fn() -> Failure) -> Result<(Folder, CacheKey), Failure> {
    let folder = Folder::new(context.places.data.join("desk"));
    has_key(context.lang, &folder, &nobody)?;
    if !std::io::stdin().is_terminal() {
        tracing::debug!("the passphrase is read from standard input, after what else comes from there");
    }
    let key = cli::unlock(context, &folder)?;
    Ok((folder, key))
}
