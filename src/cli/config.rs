//! `huzhu config check`: every fault of a person's own files at once, each with its file and line.

use clap::Subcommand;

use crate::cli::output::Failure;
use crate::cli::{exit, own, say};
use crate::config::{Places, Settings, own_themes};
use crate::domain::people::Lang;
use crate::text::own as words;

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Checks config.toml, keys.toml and the own themes, and tells every fault with its line
    Check,
}

/// Runs before the settings are read, for they are what is looked at.
pub fn run(places: &Places, lang: Lang, args: &Args) -> Result<u8, Failure> {
    let Command::Check = args.command;
    let mut faults = Vec::new();
    let mut good = Vec::new();
    let settings_file = places.settings_file();
    match Settings::read(&settings_file) {
        Ok(_) => good.push(settings_file),
        Err(error) => faults.extend(own::settings_lines(lang, &error).iter().map(|line| words::file_fault_whole(lang, line))),
    }
    // Without its settings the program doesn't start; without own keys and themes it does.
    let stops = !faults.is_empty();
    let found = own::lines(lang, &own::read(places).faults);
    let mut others = vec![places.keys_file()];
    others.extend(
        own_themes(&places.config).unwrap_or_default().into_iter().map(|(id, _)| places.config.join("themes").join(format!("{id}.toml"))),
    );
    good.extend(others.into_iter().filter(|file| !found.iter().any(|line| line.contains(&*file.to_string_lossy()))));
    faults.extend(found);
    for file in good {
        let line = if file.exists() { words::file_good(lang, file.display()) } else { words::file_absent(lang, file.display()) };
        say(&line)?;
    }
    for line in &faults {
        say(line)?;
    }
    if faults.is_empty() {
        say(words::no_faults(lang))?;
        return Ok(exit::DONE);
    }
    say(&if stops { words::faults_stop(lang, faults.len()) } else { words::faults(lang, faults.len()) })?;
    Ok(exit::UNUSABLE)
}
