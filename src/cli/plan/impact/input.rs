//! Where the claims of `huzhu plan impact` come from: files, folders, streams of one JSON document a line, and the desk's own cases.
//!
//! Not here: what is in a document. Invariant: every document that was given arrives, in the order given, as a text or with the reason
//! why it can't be read; of the texts at most [`WAITING`] wait at a time.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use crate::cli::assess::{LARGEST_MIB, name_of, ordinary, read};
use crate::cli::seat::Seat;
use crate::domain::facts::ClaimDocument;
use crate::domain::ids::{PlanHash, PlanId};
use crate::domain::people::Lang;
use crate::text::assess_page;

/// So many documents wait for the sums at most, so that a reader that is ahead takes no memory.
const WAITING: usize = 64;
/// So many cases are read from the desk's files at once.
const PAGE: usize = 64;
/// What a line may have at most; a claim is a few kilobytes.
const LONGEST_LINE: u64 = LARGEST_MIB * 1024 * 1024;

/// A claim: what it is called, and what there is of it, or why there is nothing.
pub struct Given {
    pub label: String,
    pub what: Result<What, String>,
}

/// What there is of a claim.
pub enum What {
    /// A document as it is written.
    Text(String),
    /// A case of the desk, with the plan that it is judged by.
    Case(Box<ClaimDocument>, PlanHash),
    /// A case of the desk that is granted, paid or refused: by the plan as it stood then, whatever comes after.
    Decided(PlanId),
}

impl Given {
    /// The bytes of its text; a case is small.
    pub fn size(&self) -> usize {
        match &self.what {
            Ok(What::Text(text)) => text.len(),
            _ => 0,
        }
    }
}

/// Reads the cases of a desk, the decided ones by name only, on a thread of its own.
pub fn cases(seat: Seat, lang: Lang) -> io::Result<Receiver<Given>> {
    let (sender, receiver) = sync_channel(WAITING);
    thread::Builder::new().name("cases".into()).spawn(move || {
        let mut last = String::new();
        loop {
            let page = match seat.store.details_after(&last, PAGE) {
                Ok(page) => page,
                Err(error) => {
                    let _ = sender.send(Given { label: last, what: Err(error.tell(lang)) });
                    return;
                }
            };
            let Some(end) = page.last() else { return };
            last = end.case.id.to_string();
            for detail in page {
                let (case, history) = (detail.case, detail.history);
                let label = case.id.to_string();
                let what = if case.is_decided() {
                    What::Decided(case.plan)
                } else {
                    What::Case(Box::new(ClaimDocument { plan: case.plan, facts: case.facts, history }), case.plan_hash)
                };
                if sender.send(Given { label, what: Ok(what) }).is_err() {
                    return;
                }
            }
        }
    })?;
    Ok(receiver)
}

/// What is given, as it was found before anything was read.
pub struct Sources {
    files: Vec<PathBuf>,
    /// Files in the folders that are no claim documents by their names.
    pub passed_over: usize,
}

impl Sources {
    /// Looks for documents: a file is one, or one a line where its name ends in `jsonl`; a folder holds files of these kinds, also in
    /// the folders within it; `-` is standard input, one a line.
    pub fn find(named: &[PathBuf]) -> Self {
        let mut sources = Sources { files: Vec::new(), passed_over: 0 };
        for path in named {
            if path.is_dir() { sources.look_into(path) } else { sources.files.push(path.clone()) }
        }
        sources
    }

    /// A folder that can't be listed is kept as a file is, so that reading it tells why.
    fn look_into(&mut self, folder: &Path) {
        let mut folders = vec![folder.to_owned()];
        while let Some(folder) = folders.pop() {
            let Ok(entries) = folder.read_dir() else {
                self.files.push(folder);
                continue;
            };
            let mut paths: Vec<PathBuf> = entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
            paths.sort();
            for path in paths {
                // A link to a folder may lead round in a circle.
                if path.is_dir() {
                    if !path.is_symlink() {
                        folders.push(path);
                    }
                } else if ends_in(&path, &["toml", "json", "jsonl", "ndjson"]) {
                    self.files.push(path);
                } else {
                    self.passed_over += 1;
                }
            }
        }
    }

    /// How many documents there are, where that is known before they are read.
    pub fn count(&self) -> Option<usize> {
        self.files.iter().all(|file| !is_stream(file)).then_some(self.files.len())
    }

    /// Reads them on a thread of its own, so that whoever waits for a slow pipe can still be stopped.
    pub fn read(self, lang: Lang) -> io::Result<Receiver<Given>> {
        let (sender, receiver) = sync_channel(WAITING);
        thread::Builder::new().name("claims".into()).spawn(move || {
            for file in &self.files {
                if send_file(lang, file, &sender).is_none() {
                    return;
                }
            }
        })?;
        Ok(receiver)
    }
}

fn ends_in(path: &Path, endings: &[&str]) -> bool {
    path.extension().and_then(|ending| ending.to_str()).is_some_and(|ending| endings.contains(&ending))
}

fn is_stream(path: &Path) -> bool {
    path.as_os_str() == "-" || ends_in(path, &["jsonl", "ndjson"])
}

/// Sends what a file holds; nothing where nobody waits for it any more.
fn send_file(lang: Lang, file: &Path, to: &SyncSender<Given>) -> Option<()> {
    let label = name_of(lang, file);
    if !is_stream(file) {
        let what = read(lang, file).map(What::Text).map_err(|failure| failure.sentence);
        return to.send(Given { label, what }).ok();
    }
    let fails = |error: io::Error| Given {
        label: label.clone(),
        what: Err(assess_page::cannot_read(lang, &label, assess_page::why(lang, &error))),
    };
    if file.as_os_str() == "-" {
        return send_lines(lang, &label, &mut io::stdin().lock(), to);
    }
    if let Err(why) = ordinary(lang, file) {
        return to.send(Given { label, what: Err(why) }).ok();
    }
    match File::open(file) {
        Ok(file) => send_lines(lang, &label, &mut BufReader::new(file), to),
        Err(error) => to.send(fails(error)).ok(),
    }
}

fn send_lines<R: BufRead>(lang: Lang, name: &str, from: &mut R, to: &SyncSender<Given>) -> Option<()> {
    for number in 1_u64.. {
        let label = format!("{name}:{number}");
        let mut bytes = Vec::new();
        match from.by_ref().take(LONGEST_LINE + 1).read_until(b'\n', &mut bytes) {
            Ok(0) => return Some(()),
            Ok(_) => {}
            Err(error) => {
                let what = Err(assess_page::cannot_read(lang, &label, assess_page::why(lang, &error)));
                return to.send(Given { label, what }).ok();
            }
        }
        if bytes.trim_ascii().is_empty() {
            continue;
        }
        let what = if bytes.len() as u64 > LONGEST_LINE && bytes.last() != Some(&b'\n') {
            skip_line(from);
            Err(assess_page::too_large(lang, &label, LARGEST_MIB))
        } else {
            String::from_utf8(bytes).map(What::Text).map_err(|_| assess_page::not_text(lang, &label))
        };
        to.send(Given { label, what }).ok()?;
    }
    Some(())
}

/// Passes over what is left of a line, piece by piece.
fn skip_line<R: BufRead>(from: &mut R) {
    while let Ok(piece) = from.fill_buf() {
        let end = piece.iter().position(|byte| *byte == b'\n');
        let passed = end.map_or(piece.len(), |at| at + 1);
        from.consume(passed);
        if end.is_some() || passed == 0 {
            return;
        }
    }
}
