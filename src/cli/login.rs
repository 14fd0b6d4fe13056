//! `huzhu login`: makes this machine's encrypted files and signs in to the server.

use clap::Args as ClapArgs;

use crate::cli::output::Failure;
use crate::cli::{self, Context, exit};
use crate::domain::ids::UserId;
use crate::driver::sign_in::{self, Files, Kept, NotSignedIn};
use crate::text::cli as words;

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
    let password = cli::ask_secret(lang, words::ask_password(lang))?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let answer = runtime.block_on(sign_in::ask_server(lang, &server, UserId::new(user), &password)).map_err(told)?;
    let files = Files {
        folder: context.places.data.join("desk"),
        server,
        lang,
        accept_server: args.accept_server,
        keyrings: context.keyrings.clone(),
    };
    let kept = match sign_in::keep(&files, &answer, &password, None) {
        Err(NotSignedIn::NeedsFormer) => cli::ask_secret(lang, words::ask_former_password(lang))
            .and_then(|former| sign_in::keep(&files, &answer, &password, Some(&former)).map_err(told)),
        kept => kept.map_err(told),
    };
    let Kept { desk, restored } = kept.inspect_err(|_| runtime.block_on(sign_in::give_back(lang, &files.server, &answer)))?;
    if restored {
        cli::note(words::restored_since(lang));
    }
    cli::say(&words::signed_in(lang, desk.person.name))?;
    Ok(exit::DONE)
}

fn told(not: NotSignedIn) -> Failure {
    match not {
        NotSignedIn::Unusable(sentence) => Failure::unusable(sentence),
        NotSignedIn::Failed(sentence) | NotSignedIn::WrongFormer(sentence) => Failure::failed(sentence),
        // It was asked for, and given.
        NotSignedIn::NeedsFormer => Failure::failed(String::new()),
    }
}
