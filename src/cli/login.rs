//! `huzhu login`: makes this machine's encrypted files and signs in to the server.

use clap::Args as ClapArgs;

use zeroize::Zeroizing;

use crate::api::{Call, Client, Reply};
use crate::cli::output::Failure;
use crate::cli::{self, Context, exit};
use crate::domain::ids::UserId;
use crate::domain::people::Lang;
use crate::driver::clock::Clock;
use crate::rules::PlanSet;
use crate::store::{CacheKey, Folder, PushLock, Session, StageKinds, Store, StoreError, keys};
use crate::text::cli as words;
use crate::wire::{LoginAnswer, Person, ServerIdentity};

#[derive(Debug, ClapArgs)]
pub struct Args {
    /// The server's address; kept in the settings by hand [default: server in config.toml]
    #[arg(long, value_name = "URL")]
    server: Option<String>,
    /// The account's name [default: user in config.toml]
    #[arg(long)]
    user: Option<String>,
    /// Move to this server even though decisions made for another one are still unsent here; they are kept, and never sent to it
    #[arg(long)]
    accept_server: bool,
}

/// Signs in. The password also opens this machine's files; it is asked for at a terminal or read from standard input.
pub fn run(context: &Context, args: Args) -> Result<u8, Failure> {
    let lang = context.lang;
    let server = args.server.or(context.settings.server.clone()).ok_or_else(|| Failure::unusable(words::no_server(lang)))?;
    let user = args.user.or(context.settings.user.clone()).ok_or_else(|| Failure::unusable(words::no_user(lang)))?;
    let password = cli::ask_secret(words::ask_password(lang))?;
    let answer = ask_server(lang, &server, UserId::new(user), &password)?;
    let folder = Folder::new(context.places.data.join("desk"));
    let told = |error: StoreError| Failure::failed(error.tell(lang));
    folder.make().map_err(told)?;
    let key = open_key(lang, &folder, &password)?;
    let mut store = Store::open(&folder, &key, StageKinds::of(PlanSet::builtin().iter().map(|plan| &**plan))).map_err(told)?;
    let changes = changes_hands(&store, &answer.identity, &answer.person).map_err(told)?;
    // Nobody pulls or sends while the files change hands.
    let _lock = match changes {
        true => Some(PushLock::acquire(&folder).map_err(told)?.ok_or_else(|| Failure::failed(words::desk_is_open(lang)))?),
        false => None,
    };
    let moved = store.identity().map_err(told)?.is_some_and(|known| known != answer.identity);
    let unsent = store.outbox().map_err(told)?.iter().any(|item| item.state.is_unsent());
    if moved && unsent && !args.accept_server {
        return Err(Failure::unusable(words::other_office(lang)));
    }
    let name = answer.person.name.clone();
    store.sign_in(&Session { server, token: answer.token, person: answer.person }).map_err(told)?;
    store.move_to(&answer.identity, words::made_elsewhere(lang), Clock::real().now()).map_err(told)?;
    cli::say(&words::signed_in(lang, name))?;
    Ok(exit::DONE)
}

fn ask_server(lang: Lang, server: &str, user: UserId, password: &str) -> Result<Box<LoginAnswer>, Failure> {
    let client = Client::new(server, lang).map_err(|error| Failure::unusable(crate::text::driver::bad_address(lang, server, error)))?;
    let call = Call::Login { user, password: password.to_owned() };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    match runtime.block_on(client.call(&call)) {
        Ok(Reply::Login(answer)) => Ok(answer),
        Ok(_) => Err(Failure::failed(crate::text::driver::signed_out(lang))),
        Err(failure) => Err(Failure::failed(failure.tell(lang))),
    }
}

/// Opens the key of the files. Where it is still wrapped under a former password, asks for that once and wraps it anew.
fn open_key(lang: Lang, folder: &Folder, password: &Zeroizing<String>) -> Result<CacheKey, Failure> {
    let cost = keys::Cost::default();
    if !folder.key_header().exists() {
        return keys::create(folder, password, cost).map_err(|error| Failure::failed(error.tell(lang)));
    }
    let key = match keys::unlock(folder, password) {
        Err(StoreError::WrongPassphrase) => {
            let former = cli::ask_secret(words::ask_former_password(lang))?;
            keys::rewrap(folder, &former, password, cost)
        }
        key => key,
    };
    key.map_err(|error| match error {
        StoreError::WrongPassphrase => Failure::failed(words::former_password_wrong(lang, folder.path().display())),
        error => Failure::failed(error.tell(lang)),
    })
}

/// Tells whether the files become another person's or another server's.
fn changes_hands(store: &Store, identity: &ServerIdentity, person: &Person) -> Result<bool, StoreError> {
    let another = store.session()?.is_some_and(|session| session.person != *person);
    Ok(another || store.identity()?.is_some_and(|known| known != *identity))
}
