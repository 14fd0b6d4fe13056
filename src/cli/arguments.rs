//! The arguments as clap reads them, and what it finds wrong with them, in the person's language.
//!
//! Not here: what a command finds wrong with what it was given. Invariant: clap alone reads the arguments and says what is wrong with
//! them; here that is only put into words.

use std::ffi::OsString;
use std::num::ParseIntError;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, Error, ErrorKind};
use clap::{Arg, Command, CommandFactory, FromArgMatches};

use crate::cli::{Cli, exit, locale_lang, note, parse_lang};
use crate::domain::money::NotAnAmount;
use crate::domain::people::Lang;
use crate::layout::width::safe;
use crate::text::arguments as words;

/// The longest piece of an argument that is repeated: what is longer is a slip of the clipboard.
const LONGEST_SAID: usize = 60;

/// Reads the process's arguments. Help that was asked for and faults are told at once, and end the program with this code.
pub fn read() -> Result<(Cli, Lang), ExitCode> {
    let given: Vec<OsString> = std::env::args_os().collect();
    let lang = asked_for(&given).unwrap_or_else(locale_lang);
    let command = match lang {
        Lang::Zh => in_chinese(Cli::command()).after_help(words::exit_codes(lang)),
        Lang::En => Cli::command(),
    };
    let read = command.try_get_matches_from(given).and_then(|matches| Cli::from_arg_matches(&matches));
    match read {
        Ok(cli) => Ok((cli, lang)),
        Err(error) => Err(tell(lang, &error)),
    }
}

/// The language that is asked for, also where it stands behind what clap stops at.
fn asked_for(given: &[OsString]) -> Option<Lang> {
    let texts = given.iter().map_while(|arg| arg.to_str()).take_while(|arg| *arg != "--");
    let texts: Vec<&str> = texts.collect();
    let after = texts.windows(2).find(|pair| pair[0] == "--lang").map(|pair| pair[1]);
    let value = after.or_else(|| texts.iter().find_map(|arg| arg.strip_prefix("--lang=")))?;
    parse_lang(value).ok()
}

fn tell(lang: Lang, error: &Error) -> ExitCode {
    let asked = !error.use_stderr();
    match sentence(lang, error) {
        Some(sentence) => note(&sentence),
        // The help, or what there are no words for. Where the stream is gone there is nobody to tell.
        None => drop(error.print()),
    }
    ExitCode::from(if asked { exit::DONE } else { exit::UNUSABLE })
}

/// The help with Chinese headings, down to the last command.
fn in_chinese(mut command: Command) -> Command {
    // Only then has it the options that clap itself adds.
    command.build();
    let described = |sub: Command| match words::does(sub.get_name()) {
        Some(does) => sub.about(does),
        None => sub,
    };
    headed(command).mut_subcommands(described)
}

fn headed(command: Command) -> Command {
    let lang = Lang::Zh;
    let heading = |arg: Arg| {
        let arg = arg.clone().help_heading(if arg.is_positional() { words::positions(lang) } else { words::options(lang) });
        match arg.get_id().as_str() {
            "help" => arg.help(words::print_help(lang)).long_help(words::print_help(lang)),
            "version" => arg.help(words::print_version(lang)),
            _ => arg,
        }
    };
    let command = match command.get_name() {
        "help" => command.about(words::help_of(lang)),
        _ => command,
    };
    let template = format!("{{about-with-newline}}\n{}：{{usage}}\n\n{{all-args}}{{after-help}}", words::usage(lang));
    command.mut_args(heading).mut_subcommands(headed).subcommand_help_heading(words::commands(lang)).help_template(template)
}

/// Says what clap found wrong; nothing where it tells that itself, in English or because it is the help.
fn sentence(lang: Lang, error: &Error) -> Option<String> {
    if lang == Lang::En || !error.use_stderr() {
        return None;
    }
    let usage = error.get(ContextKind::Usage).map(|usage| usage.to_string()).unwrap_or_default();
    let usage = usage.trim().trim_start_matches("Usage:").trim().to_owned();
    let usage = if usage.is_empty() { String::new() } else { format!("\n{}：{usage}", words::usage(lang)) };
    Some(format!("{}{usage}\n{}", fault(lang, error)?, words::more(lang)))
}

fn fault(lang: Lang, error: &Error) -> Option<String> {
    let said = |kind| said(lang, error, kind);
    let arg = said(ContextKind::InvalidArg);
    Some(match error.kind() {
        ErrorKind::UnknownArgument => {
            let known = if arg.starts_with('-') { words::unknown_option(lang, &arg) } else { words::unexpected(lang, &arg) };
            with(known, &said(ContextKind::SuggestedArg), |other| words::perhaps(lang, other))
        }
        ErrorKind::InvalidSubcommand => {
            let unknown = words::unknown_command(lang, said(ContextKind::InvalidSubcommand));
            with(unknown, &said(ContextKind::SuggestedSubcommand), |other| words::perhaps(lang, other))
        }
        ErrorKind::MissingSubcommand => {
            with(words::no_command(lang).to_owned(), &said(ContextKind::ValidSubcommand), |list| words::possible(lang, list))
        }
        ErrorKind::MissingRequiredArgument => words::required(lang, &arg),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => wrong_value(lang, error, &arg),
        ErrorKind::TooFewValues | ErrorKind::TooManyValues | ErrorKind::WrongNumberOfValues | ErrorKind::NoEquals => {
            words::values_given(lang, &arg)
        }
        ErrorKind::ArgumentConflict => match said(ContextKind::PriorArg) {
            other if other.is_empty() || other == arg => words::given_twice(lang, &arg),
            other => words::conflict(lang, &arg, other),
        },
        ErrorKind::InvalidUtf8 => words::not_text(lang).to_owned(),
        _ => return None,
    })
}

fn wrong_value(lang: Lang, error: &Error, arg: &str) -> String {
    let value = said(lang, error, ContextKind::InvalidValue);
    let wrong = if value.is_empty() { words::no_value(lang, arg) } else { words::wrong_value(lang, arg, value) };
    let wrong = with(wrong, &said(lang, error, ContextKind::ValidValue), |list| words::possible(lang, list));
    let Some(source) = std::error::Error::source(error) else { return wrong };
    let how = match () {
        () if source.is::<chrono::ParseError>() => words::as_day(lang).to_owned(),
        () if source.is::<NotAnAmount>() => words::as_amount(lang).to_owned(),
        () if source.is::<ParseIntError>() => words::as_number(lang).to_owned(),
        () if arg.starts_with("--lang") => words::as_language(lang).to_owned(),
        () => words::because(lang, harmless(&source.to_string())),
    };
    wrong + &how
}

/// A sentence with another one about something, where there is any.
fn with(first: String, something: &str, about: impl Fn(&str) -> String) -> String {
    if something.is_empty() { first } else { first + &about(something) }
}

/// What clap says of a fault, harmless and short.
fn said(lang: Lang, error: &Error, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::String(one)) => harmless(one),
        Some(ContextValue::Strings(several)) => several.iter().map(|one| harmless(one)).collect::<Vec<_>>().join(words::and(lang)),
        _ => String::new(),
    }
}

fn harmless(text: &str) -> String {
    text.chars().filter_map(safe).map(|(c, _)| c).take(LONGEST_SAID).collect()
}
