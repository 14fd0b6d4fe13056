//! The arguments as clap reads them, and what it finds wrong with them, in the person's language.
//!
//! Not here: what a command finds wrong with what it was given. Invariant: clap alone reads the arguments and says what is wrong with
//! them; here that is only put into words.

use std::ffi::OsString;
use std::fmt;
use std::net::AddrParseError;
use std::num::ParseIntError;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, Error, ErrorKind};
use clap::{Arg, Command, CommandFactory, FromArgMatches};

use crate::cli::{Cli, exit, locale_lang, note, parse_lang};
use crate::domain::money::NotAnAmount;
use crate::domain::people::{Lang, Role};
use crate::layout::width::safe;
use crate::text::{arguments as words, help};

/// The longest piece of an argument that is repeated: what is longer is a slip of the clipboard.
const LONGEST_SAID: usize = 60;

/// Reads the process's arguments. Help that was asked for and faults are told at once, and end the program with this code.
pub fn read() -> Result<(Cli, Lang), ExitCode> {
    let given: Vec<OsString> = std::env::args_os().collect();
    let lang = asked_for(&given).unwrap_or_else(locale_lang);
    let command = match lang {
        Lang::Zh => in_chinese(Cli::command()),
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

/// The help in Chinese, down to the last command.
fn in_chinese(mut command: Command) -> Command {
    // Only then has it the options and the usage that clap itself adds.
    command.build();
    told(command, "")
}

/// Puts the help of a command at this path, and of those under it, into Chinese.
fn told(mut command: Command, path: &str) -> Command {
    let lang = Lang::Zh;
    let usage = command.render_usage().to_string();
    let usage = in_our_words(lang, usage.trim_start_matches("Usage:").trim());
    let template = format!("{{about-with-newline}}\n{}：{usage}\n\n{{all-args}}{{after-help}}", words::usage(lang));
    let below = |sub: Command| {
        let path = if path.is_empty() { sub.get_name().to_owned() } else { format!("{path} {}", sub.get_name()) };
        told(sub, &path)
    };
    if let Some(does) = help::in_chinese(path, "") {
        let (short, _) = does.split_once('\n').unwrap_or((does, ""));
        command = command.about(short.trim_end_matches('。')).long_about(does);
    }
    if let Some(beneath) = help::in_chinese(path, ".") {
        command = command.after_help(beneath);
    }
    command
        .mut_args(|arg| argument(arg, path))
        .mut_subcommands(below)
        .subcommand_help_heading(words::commands(lang))
        .subcommand_value_name(words::command(lang))
        .help_template(template)
}

fn argument(arg: Arg, path: &str) -> Arg {
    let lang = Lang::Zh;
    let heading = if arg.is_positional() { words::positions(lang) } else { words::options(lang) };
    let Some(says) = help::in_chinese(path, &format!("-{}", arg.get_id())) else { return arg.help_heading(heading) };
    let mut says = says.to_owned();
    let listed = |values: Vec<String>| values.join(words::and(lang));
    let possible: Vec<String> = arg.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect();
    if arg.get_action().takes_values() && !possible.is_empty() {
        says += "。";
        says += words::possible(lang, listed(possible)).trim_end_matches('。');
    }
    let defaults: Vec<String> = arg.get_default_values().iter().map(|value| value.to_string_lossy().into_owned()).collect();
    if arg.get_action().takes_values() && !defaults.is_empty() {
        says += &words::defaults_to(lang, listed(defaults));
    }
    arg.help(says.clone()).long_help(says).help_heading(heading).hide_possible_values(true).hide_default_value(true).hide_env(true)
}

/// What clap names in a usage line, in Chinese.
fn in_our_words(lang: Lang, usage: &str) -> String {
    usage.replace("[OPTIONS]", &format!("[{}]", words::options(lang))).replace("COMMAND", words::command(lang))
}

/// Says what clap found wrong; nothing where it tells that itself, in English or because it is the help.
fn sentence(lang: Lang, error: &Error) -> Option<String> {
    if lang == Lang::En || !error.use_stderr() {
        return None;
    }
    let usage = error.get(ContextKind::Usage).map(|usage| usage.to_string()).unwrap_or_default();
    // What may stand in every command is no part of what this one lacks.
    let usage = usage.trim().trim_start_matches("Usage:").replace(" --home <DIR>", "").replace(" --lang <LANG>", "");
    let usage = in_our_words(lang, usage.trim());
    let is_command = |word: &&str| word.starts_with(|c: char| c.is_ascii_lowercase());
    let command = usage.split(' ').take_while(is_command).collect::<Vec<_>>().join(" ");
    let more = words::more(lang, if command.is_empty() { "huzhu" } else { &command });
    let usage = if usage.is_empty() { String::new() } else { format!("\n{}：{usage}", words::usage(lang)) };
    Some(format!("{}{usage}\n{more}", fault(lang, error)?))
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
        () if source.is::<AddrParseError>() => words::as_address(lang).to_owned(),
        () if arg.starts_with("--lang") => words::as_language(lang).to_owned(),
        () => match (source.downcast_ref::<WrongForm>(), bounds(&source.to_string())) {
            (Some(form), _) => form.in_words(lang),
            (None, Some((least, most))) => words::as_between(lang, least, most),
            (None, None) => words::because(lang, harmless(&source.to_string())),
        },
    };
    wrong + &how
}

/// The bounds that clap tells of a number outside them: `0 is not in 1..=65535`.
fn bounds(told: &str) -> Option<(i64, i64)> {
    let (_, range) = told.split_once(" is not in ")?;
    let (least, most) = range.split_once("..=")?;
    Some((least.parse().ok()?, most.parse().ok()?))
}

/// An argument that has not the form that it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WrongForm {
    Setting,
    Role,
}

impl WrongForm {
    fn in_words(self, lang: Lang) -> String {
        match self {
            WrongForm::Setting => words::as_setting(lang).to_owned(),
            WrongForm::Role => words::as_role(lang, Role::ALL.map(Role::id).join(words::and(lang))),
        }
    }
}

impl fmt::Display for WrongForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.in_words(Lang::En))
    }
}

impl std::error::Error for WrongForm {}

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

#[cfg(test)]
mod tests {
    use super::*;

    /// Walks over every place of the help: what a command does, what stands beneath, each argument.
    fn untold(path: &str, command: &Command, missing: &mut Vec<String>) {
        let wanted = [("".to_owned(), command.get_about().is_some()), (".".to_owned(), command.get_after_help().is_some())];
        let arguments = command.get_arguments().filter(|arg| !arg.is_hide_set()).map(|arg| (format!("-{}", arg.get_id()), true));
        for (part, _) in wanted.into_iter().chain(arguments).filter(|(_, wanted)| *wanted) {
            if help::in_chinese(path, &part).is_none() {
                missing.push(format!("{path} {part}"));
            }
        }
        for sub in command.get_subcommands() {
            untold(format!("{path} {}", sub.get_name()).trim_start(), sub, missing);
        }
    }

    #[test]
    fn everything_in_the_help_is_said_in_chinese() {
        let mut command = Cli::command();
        command.build();
        let mut missing = Vec::new();
        untold("", &command, &mut missing);
        missing.retain(|place| !place.contains("help "));
        assert_eq!(missing, [""; 0]);
    }
}
