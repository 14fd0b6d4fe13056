//! `huzhu passphrase`: another passphrase for the key of this machine's data, or the desktop's keyring beside it.
//!
//! Not here: the password on the server. Invariants: the data stay as they are, and a wrong former passphrase changes nothing; the
//! passphrase opens them whatever a keyring has.

use std::io::IsTerminal;

use clap::Args as ClapArgs;

use crate::cli::output::Failure;
use crate::cli::{self, Context, exit, seat};
use crate::store::keyring::RingFault;
use crate::store::{Folder, StoreError, keys};
use crate::text::{cli as words, keyring as ring_words};

/// Characters of a passphrase: the least and the most.
const LENGTH: std::ops::RangeInclusive<usize> = 8..=200;

#[derive(Debug, Default, ClapArgs)]
pub struct Args {
    /// Changes no passphrase: the desktop's keyring keeps the key, and the desk opens without a question while that is open
    #[arg(long)]
    keyring: bool,
    /// Takes the key out of the desktop's keyring: the passphrase is asked for again
    #[arg(long, conflicts_with = "keyring")]
    no_keyring: bool,
}

/// Does what is asked for.
pub fn run(context: &Context, args: &Args) -> Result<u8, Failure> {
    let lang = context.lang;
    let folder = Folder::new(context.places.data.join("desk"));
    seat::has_key(lang, &folder, &|| Failure { code: exit::NOT_SIGNED_IN, sentence: words::no_login(lang).into() })?;
    let told = |fault: RingFault| Failure::failed(cli::doctor::ring_fault(lang, fault));
    match args {
        Args { keyring: true, .. } => {
            let passphrase = cli::ask_secret(lang, words::ask_passphrase(lang))?;
            let key = keys::unlock(&folder, &passphrase).map_err(|error| Failure::failed(error.tell(lang)))?;
            context.keyrings.keep(&folder, &key).map_err(told)?;
            cli::say(ring_words::put_away(lang))?;
        }
        Args { no_keyring: true, .. } => {
            context.keyrings.forget(&folder);
            context.keyrings.give_up(&folder).map_err(told)?;
            cli::say(ring_words::given_up(lang))?;
        }
        Args { .. } => change(context, &folder)?,
    }
    Ok(exit::DONE)
}

fn change(context: &Context, folder: &Folder) -> Result<(), Failure> {
    let lang = context.lang;
    let told = |error: StoreError| Failure::failed(error.tell(lang));
    let former = cli::ask_secret(lang, words::ask_passphrase(lang))?;
    // Before the new one is asked for: nobody should think up one for nothing.
    drop(keys::unlock(folder, &former).map_err(told)?);
    let new = cli::ask_secret(lang, words::ask_new_passphrase(lang))?;
    if !LENGTH.contains(&new.chars().count()) {
        return Err(Failure::unusable(words::new_length(lang)));
    }
    if std::io::stdin().is_terminal() && *cli::ask_secret(lang, words::ask_new_again(lang))? != *new {
        return Err(Failure::unusable(words::new_differs(lang)));
    }
    let key = keys::rewrap(folder, &former, &new, keys::Cost::default()).map_err(told)?;
    cli::say(words::passphrase_changed(lang))?;
    if context.keyrings.sealed_anew(folder, &key).is_err() {
        cli::note(ring_words::not_followed(lang));
    }
    Ok(())
}
