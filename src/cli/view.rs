//! `huzhu view list | export | import`: saved views, and as files that colleagues give each other.
//!
//! Not here: the form of a file (`config::view_file`). Invariant: no file and no view is replaced unasked, and what a file holds of a
//! person is told before it is written.

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use clap::{Args as ClapArgs, Subcommand};
use serde_json::json;

use crate::app::arranging::view_fault;
use crate::cli::assess::{harmless, write_json};
use crate::cli::output::Failure;
use crate::cli::queue::spoken;
use crate::cli::seat::{self, Seat};
use crate::cli::{Context, exit, note, say};
use crate::config::open_ordinary;
use crate::config::view_file::{self, LARGEST};
use crate::domain::filter::{Vocabulary, parse};
use crate::domain::identity::mask_numbers;
use crate::domain::people::Lang;
use crate::domain::queue::{MOST_SAVED, SavedView};
use crate::layout::width::{cut_at, width};
use crate::store::StoreError;
use crate::text::assess_page::why;
use crate::text::{desk, search as words};

/// Columns of a filter in the list.
const LONGEST_SHOWN: u16 = 40;

#[derive(Debug, ClapArgs)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Lists the saved views, with how many cases each has
    List {
        /// Write the list as one JSON document
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        whose: seat::Whose,
    },
    /// Writes a saved view as a file
    Export {
        name: String,
        file: PathBuf,
        /// Write over a file that is there
        #[arg(long)]
        replace: bool,
        #[command(flatten)]
        whose: seat::Whose,
    },
    /// Reads a view out of a file and saves it
    Import {
        file: PathBuf,
        /// Take the place of a view of the same name
        #[arg(long)]
        replace: bool,
        #[command(flatten)]
        whose: seat::Whose,
    },
}

/// Does what is asked with saved views.
pub fn run(context: &Context, args: &Args) -> Result<u8, Failure> {
    let lang = context.lang;
    match &args.command {
        Command::List { json, whose } => list(lang, seat::take(context, whose)?, *json),
        Command::Export { name, file, replace, whose } => export(lang, &seat::take(context, whose)?, (name, file), *replace),
        Command::Import { file, replace, whose } => {
            let text = read_file(lang, file)?;
            import(lang, seat::take(context, whose)?, file, &text, *replace)
        }
    }
}

fn told(lang: Lang) -> impl Fn(StoreError) -> Failure {
    move |error| Failure::failed(error.tell(lang))
}

fn vocabulary_of(lang: Lang, seat: &Seat) -> Result<Vocabulary, Failure> {
    let plans = seat.store.plans().map_err(told(lang))?;
    spoken(seat, &plans).map_err(told(lang))
}

fn list(lang: Lang, mut seat: Seat, as_json: bool) -> Result<u8, Failure> {
    let words_here = vocabulary_of(lang, &seat)?;
    let (me, today) = (seat.session.person.user.clone(), seat.clock.now().date());
    let mut listed = Vec::new();
    for saved in seat.store.arrangement().map_err(told(lang))?.saved {
        let read = parse(&saved.filter, &words_here);
        let query = saved.query(read.filter, me.clone(), today);
        // What is not understood is not counted as if it were.
        let count = if read.faults.is_empty() { Some(seat.store.count(&query).map_err(told(lang))?) } else { None };
        listed.push((saved, count));
    }
    if as_json {
        let views: Vec<_> = listed
            .iter()
            .map(|(saved, count)| json!({ "name": mask_numbers(&saved.name), "view": saved.view, "filter": mask_numbers(&saved.filter), "sort": saved.sort, "cases": count }))
            .collect();
        write_json(&mut std::io::stdout().lock(), &json!({ "views": views }))?;
        return Ok(exit::DONE);
    }
    if listed.is_empty() {
        say(words::no_views(lang))?;
    }
    for (saved, count) in listed {
        let count = count.map_or_else(|| "?".to_owned(), |count| count.to_string());
        let what = [desk::view(lang, saved.view), &shown(&saved.filter), desk::sort(lang, saved.sort)].join("   ");
        say(&harmless(&format!("{}  {count:>7}   {what}", crate::layout::left(&mask_numbers(&saved.name), 20))))?;
    }
    Ok(exit::DONE)
}

fn export(lang: Lang, seat: &Seat, (name, file): (&str, &Path), replace: bool) -> Result<u8, Failure> {
    let saved = seat.store.arrangement().map_err(told(lang))?.saved;
    let view = saved.iter().find(|saved| saved.name == name).ok_or_else(|| Failure::unusable(words::no_view(lang, harmless(name))))?;
    if let Some(warning) = warning(lang, view, &vocabulary_of(lang, seat)?) {
        note(&harmless(&warning));
    }
    let mut options = fs::OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    if replace {
        options.create(true).truncate(true)
    } else {
        options.create_new(true)
    };
    let path = harmless(&file.display().to_string());
    if fs::symlink_metadata(file).is_ok_and(|there| !there.is_file()) {
        // A link would have what it leads to overwritten.
        return Err(Failure::unusable(words::file_is_no_file(lang, &path)));
    }
    let mut out = options.open(file).map_err(|error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => Failure::unusable(words::file_is_there(lang, &path)),
        kind => Failure::failed(words::file_not_written(lang, &path, kind)),
    })?;
    #[cfg(unix)]
    // One that was there keeps its own rights otherwise.
    out.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))
        .map_err(|error| Failure::failed(words::file_not_written(lang, &path, error.kind())))?;
    out.write_all(view_file::write(view).as_bytes())
        .map_err(|error| Failure::failed(words::file_not_written(lang, &path, error.kind())))?;
    say(&words::view_written(lang, harmless(&view.name), path))?;
    Ok(exit::DONE)
}

/// A filter as a list shows it: numbers of persons masked, and no longer than a line has room for.
fn shown(filter: &str) -> String {
    let masked = mask_numbers(filter).replace(['\n', '\r'], " ");
    if width(&masked) <= LONGEST_SHOWN { masked } else { format!("{}…", &masked[..cut_at(&masked, LONGEST_SHOWN - 1)]) }
}

/// What a file will hold of persons, in a sentence; nothing where it holds nothing of any.
fn warning(lang: Lang, view: &SavedView, spoken: &Vocabulary) -> Option<String> {
    let personal = view_file::personal(&parse(&view.filter, spoken).filter);
    let named = personal.iter().map(|(field, text)| field.map_or(text.clone(), |of| format!("{}:{text}", words::field(lang, of))));
    // A name is free text: what looks like a number of somebody is told as it will stand there.
    let in_name = (mask_numbers(&view.name) != view.name).then(|| view.name.clone());
    let named: Vec<String> = named.chain(in_name).collect();
    (!named.is_empty()).then(|| words::in_clear(lang, named.join(words::comma(lang))))
}

fn read_file(lang: Lang, file: &Path) -> Result<String, Failure> {
    let path = harmless(&file.display().to_string());
    let mut bytes = Vec::new();
    let read = open_ordinary(file).and_then(|open| open.take(LARGEST as u64 + 1).read_to_end(&mut bytes));
    read.map_err(|error| Failure::unusable(words::file_not_read(lang, &path, why(lang, &error))))?;
    String::from_utf8(bytes).map_err(|_| Failure::unusable(words::file_not_text(lang, &path)))
}

fn import(lang: Lang, mut seat: Seat, file: &Path, text: &str, replace: bool) -> Result<u8, Failure> {
    let spoken = vocabulary_of(lang, &seat)?;
    let view = view_file::read(text, &spoken).map_err(|faults| {
        let path = harmless(&file.display().to_string());
        let lines = faults.iter().map(|fault| harmless(&view_fault(lang, &path, fault, &spoken)));
        Failure::unusable(lines.collect::<Vec<_>>().join("\n"))
    })?;
    let before = seat.store.arrangement().map_err(told(lang))?;
    let mut arrangement = before.clone();
    let name = view.name.clone();
    let saved = &mut arrangement.saved;
    match saved.iter().position(|known| known.name == name) {
        Some(at) if replace || saved[at] == view => saved[at] = view,
        Some(_) => return Err(Failure::unusable(words::view_is_there(lang, harmless(&name)))),
        None if saved.len() >= MOST_SAVED => return Err(Failure::unusable(desk::views_full(lang, MOST_SAVED))),
        None => saved.push(view),
    }
    seat.store.rearrange(&before, &arrangement).map_err(told(lang))?;
    say(&words::view_taken(lang, harmless(&name)))?;
    Ok(exit::DONE)
}
