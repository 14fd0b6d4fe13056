//! `huzhu login`: makes this machine's encrypted files and signs in to the server.

use clap::Args as ClapArgs;

use crate::api::{Call, Client, Reply};
use crate::cli::output::Failure;
use crate::cli::{self, Context, exit};
use crate::domain::ids::UserId;
use crate::store::{Folder, Session, StageKinds, Store, keys};
use crate::text::cli as words;

#[derive(Debug, ClapArgs)]
pub struct Args {
    /// The server's address; kept in the settings by hand [default: server in config.toml]
    #[arg(long, value_name = "URL")]
    server: Option<String>,
    /// The account's name [default: user in config.toml]
    #[arg(long)]
    user: Option<String>,
    /// Move to this server even though decisions made for another one are still unsent here
    #[arg(long)]
    accept_server: bool,
}

/// Signs in. The password also opens this machine's files; it is asked for at a terminal or read from standard input.
pub fn run(context: &Context, args: Args) -> Result<u8, Failure> {
    let lang = context.lang;
    let server = args.server.or(context.settings.server.clone()).ok_or_else(|| Failure::unusable(words::no_server(lang)))?;
    let user = args.user.or(context.settings.user.clone()).ok_or_else(|| Failure::unusable(words::no_user(lang)))?;
    let client = Client::new(&server).map_err(|error| Failure::unusable(crate::text::driver::bad_address(lang, &server, error)))?;
    let password = cli::ask_secret(words::ask_password(lang))?;
    let call = Call::Login { user: UserId::new(user), password: password.to_string() };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let answer = match runtime.block_on(client.call(&call)) {
        Ok(Reply::Login(answer)) => answer,
        Ok(_) => return Err(Failure::failed(crate::text::driver::signed_out(lang))),
        Err(failure) => return Err(Failure::failed(failure.tell(lang))),
    };
    let folder = Folder::new(context.places.data.join("desk"));
    let told = |error: crate::store::StoreError| Failure::failed(error.tell(lang));
    folder.make().map_err(told)?;
    let key = match folder.key_header().exists() {
        true => keys::unlock(&folder, &password).map_err(told)?,
        false => keys::create(&folder, &password, keys::Cost::default()).map_err(told)?,
    };
    let mut store = Store::open(&folder, &key, StageKinds::default()).map_err(told)?;
    let identity = answer.identity;
    let moved = store.identity().map_err(told)?.is_some_and(|known| known != identity);
    let unsent = store.outbox().map_err(told)?.iter().any(|item| item.state.is_unsent());
    if moved && unsent && !args.accept_server {
        return Err(Failure::unusable(words::other_office(lang)));
    }
    let name = answer.person.name.clone();
    store.adopt(&identity).map_err(told)?;
    store.keep_session(Some(&Session { server, token: answer.token, person: answer.person })).map_err(told)?;
    cli::say(&words::signed_in(lang, name))?;
    Ok(exit::DONE)
}
