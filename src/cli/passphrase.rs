//! `huzhu passphrase`: another passphrase for the key of this machine's data.
//!
//! Not here: the password on the server. Invariant: the data stay as they are, and a wrong former passphrase changes nothing.

use std::io::IsTerminal;

use crate::cli::output::Failure;
use crate::cli::{self, Context, exit};
use crate::store::{Folder, StoreError, keys};
use crate::text::cli as words;

/// Characters of a passphrase: the least and the most.
const LENGTH: std::ops::RangeInclusive<usize> = 8..=200;

/// Changes it.
pub fn run(context: &Context) -> Result<u8, Failure> {
    let lang = context.lang;
    let folder = Folder::new(context.places.data.join("desk"));
    if !folder.key_header().exists() {
        return Err(Failure { code: exit::NOT_SIGNED_IN, sentence: words::no_login(lang).into() });
    }
    let told = |error: StoreError| Failure::failed(error.tell(lang));
    let former = cli::ask_secret(words::ask_passphrase(lang))?;
    // Before the new one is asked for: nobody should think up one for nothing.
    drop(keys::unlock(&folder, &former).map_err(told)?);
    let new = cli::ask_secret(words::ask_new_passphrase(lang))?;
    if !LENGTH.contains(&new.chars().count()) {
        return Err(Failure::unusable(words::new_length(lang)));
    }
    if std::io::stdin().is_terminal() && *cli::ask_secret(words::ask_new_again(lang))? != *new {
        return Err(Failure::unusable(words::new_differs(lang)));
    }
    drop(keys::rewrap(&folder, &former, &new, keys::Cost::default()).map_err(told)?);
    cli::say(words::passphrase_changed(lang))?;
    Ok(exit::DONE)
}
