//! `huzhu cache verify` and `repair`: the file by itself, then its rows beside the server's, then putting right.

use std::io::Write;

use serde_json::json;

use super::lock_or_fail;
use crate::api::{Call, FailureKind, Reply};
use crate::cli::assess::{harmless, write_json};
use crate::cli::errand::Errand;
use crate::cli::output::Failure;
use crate::cli::{self, exit};
use crate::domain::decision::ProblemCode;
use crate::domain::people::Lang;
use crate::store::{FileFaults, Mended, PushLock};
use crate::sync::check::{Check, CheckFault, Differences, MOST_MENDED};
use crate::text::cache as words;
use crate::wire::ROWS_LIMIT;

/// Exit codes of both, told in their help.
const DIFFERS: u8 = 3;
const NOT_CHECKED: u8 = 4;
/// Differing rows that a page lists; JSON has all.
const LISTED: usize = 20;

/// What was found.
struct Found {
    /// The cache was found damaged when it was opened, and made anew.
    made_anew: bool,
    faults: FileFaults,
    /// The rows that differ, the sequence number and how many are the same; or why they were not compared.
    rows: Result<(Differences, u64, u64), String>,
}

/// Says how many there are of something.
type Sentence = fn(Lang, u64) -> String;

/// What was done about it.
#[derive(Default)]
struct Done {
    tidied: bool,
    mended: Option<Mended>,
    /// Cases in a cache that was made anew, or why it is not complete.
    refilled: Option<Result<u64, String>>,
    /// What was found when all was looked at again; nothing where nothing was done.
    after: Option<Box<Found>>,
}

pub(super) fn run(mut errand: Errand, repair: bool, as_json: bool) -> Result<u8, Failure> {
    let lang = errand.lang;
    let looked = look(&mut errand);
    let (errand, found) = errand.ended(looked)?;
    let done = if repair { put_right(errand, &found)? } else { Done::default() };
    if as_json {
        write_json(&mut std::io::stdout().lock(), &found.document(&done))?;
    } else {
        let mut lines = found.lines(lang);
        lines.extend(if repair { done.lines(lang, &found) } else { found.advice(lang) });
        let out = &mut std::io::stdout().lock();
        for line in lines {
            writeln!(out, "{}", harmless(&line))?;
        }
    }
    Ok(match &done.after {
        _ if matches!(done.refilled, Some(Err(_))) => NOT_CHECKED,
        _ if !repair && (found.made_anew || found.differ() > 0) => DIFFERS,
        Some(after) if after.differ() > 0 => DIFFERS,
        after if after.as_deref().unwrap_or(&found).rows.is_err() => NOT_CHECKED,
        _ => exit::DONE,
    })
}

/// Looks at the file, then at its rows beside the server's.
fn look(errand: &mut Errand) -> Result<Found, Failure> {
    let lang = errand.lang;
    let made_anew = errand.store.opened().cache_rebuilt;
    cli::progress(words::checking_file(lang));
    let faults = errand.store.inspect().map_err(|error| errand.told(&error))?;
    let rows = if faults.is_damaged() { Err(words::file_damaged(lang, faults.pages)) } else { compare(errand)? };
    cli::progress_end();
    Ok(Found { made_anew, faults, rows })
}

/// Pulls to the end where nobody else does, then compares all rows. The inner error says why they were not compared.
fn compare(errand: &mut Errand) -> Result<Result<(Differences, u64, u64), String>, Failure> {
    let lang = errand.lang;
    let ran = match PushLock::acquire(&errand.folder).map_err(|error| errand.told(&error))? {
        Some(lock) => Some(errand.pull(lock)?),
        // A desk pulls: what changed meanwhile is left out on both sides.
        None => None,
    };
    if let Some(ran) = ran.filter(|ran| !ran.complete) {
        return Ok(Err(ran.why.unwrap_or_else(|| words::nonsense(lang).to_owned())));
    }
    let mut check = Check::begin(&mut errand.store).map_err(|error| errand.told(&error))?;
    let ended = go_through(errand, &mut check);
    cli::progress_end();
    let (at, compared) = (check.at(), check.compared());
    let found = check.end(&mut errand.store).map_err(|error| errand.told(&error))?;
    Ok(ended.map(|()| (found, at, compared)))
}

fn go_through(errand: &Errand, check: &mut Check) -> Result<(), String> {
    let lang = errand.lang;
    while let Some(call) = check.next_call() {
        let told = match errand.call(&call) {
            Ok(Reply::Digests(told)) => told,
            Ok(_) => return Err(words::nonsense(lang).to_owned()),
            Err(failure) => {
                let unknown = matches!(&failure.kind, FailureKind::Problem(problem)
                    if matches!(problem.code, ProblemCode::NotFound | ProblemCode::Malformed));
                return Err(match &failure.kind {
                    _ if unknown => words::no_digests(lang).to_owned(),
                    FailureKind::SignedOut if errand.found_instead().is_some() => words::other_server(lang).to_owned(),
                    _ => failure.tell(lang),
                });
            }
        };
        check.answered(&errand.store, &told).map_err(|fault| match fault {
            CheckFault::OtherServer => words::other_server(lang).to_owned(),
            CheckFault::Endless => words::endless(lang).to_owned(),
            CheckFault::Store(error) => error.tell(lang),
        })?;
        cli::progress(&words::comparing(lang, check.compared()));
    }
    cli::progress(words::looking_at_words(lang));
    while check.look_at_words(&errand.store).map_err(|error| error.tell(lang))? {}
    Ok(())
}

fn put_right(mut errand: Errand, found: &Found) -> Result<Done, Failure> {
    let too_many = found.rows.as_ref().is_ok_and(|(rows, ..)| rows.count() > MOST_MENDED);
    if found.faults.is_damaged() || too_many {
        return refill(errand);
    }
    let done = fetch(&mut errand, found);
    Ok(errand.ended(done)?.1)
}

/// Mends what is amiss, and fetches the rows that differ.
fn fetch(errand: &mut Errand, found: &Found) -> Result<Done, Failure> {
    let lang = errand.lang;
    let mut done = Done::default();
    if found.faults.sum() > 0 {
        errand.store.tidy().map_err(|error| errand.told(&error))?;
        done.tidied = true;
    }
    if let Ok((rows, at, _)) = found.rows.as_ref()
        && rows.count() > 0
    {
        let (all, mut mended) = (rows.all(), Mended::default());
        for ids in all.chunks(ROWS_LIMIT as usize) {
            let came = match errand.call(&Call::Rows { ids: ids.to_vec() }) {
                Ok(Reply::Rows(came)) => came,
                Ok(_) => return Err(Failure::failed(words::nonsense(lang))),
                Err(failure) => return Err(Failure::failed(failure.tell(lang))),
            };
            let put = errand.store.mend(ids, &came, *at).map_err(|error| errand.told(&error))?;
            mended = Mended { put: mended.put + put.put, dropped: mended.dropped + put.dropped };
            cli::progress(&words::fetching(lang, mended.put + mended.dropped, all.len()));
        }
        cli::progress_end();
        done.mended = Some(mended);
    }
    if done.tidied || done.mended.is_some() {
        done.after = Some(Box::new(look(errand)?));
    }
    Ok(done)
}

/// Makes the cache anew and fills it.
fn refill(errand: Errand) -> Result<Done, Failure> {
    let lock = lock_or_fail(&errand)?;
    let mut errand = errand.with_new_cache()?;
    errand.learn_stages()?;
    let ran = errand.pull(lock);
    let (mut errand, ran) = errand.ended(ran)?;
    let known = errand.store.known().map_err(|error| errand.told(&error))?;
    if !ran.complete {
        return Ok(Done { refilled: Some(Err(ran.why.unwrap_or_default())), ..Done::default() });
    }
    let looked = look(&mut errand);
    let after = Some(Box::new(errand.ended(looked)?.1));
    Ok(Done { refilled: Some(Ok(known)), after, ..Done::default() })
}

impl Found {
    /// How many things are not as they should be.
    fn differ(&self) -> u64 {
        self.faults.sum() + self.rows.as_ref().map_or(0, |(rows, ..)| rows.count() as u64)
    }

    fn lines(&self, lang: Lang) -> Vec<String> {
        let faults = &self.faults;
        let mut lines: Vec<String> = self.made_anew.then(|| words::made_anew(lang).to_owned()).into_iter().collect();
        let told: [(u64, Sentence); 7] = [
            (faults.pages.into(), words::file_damaged),
            (faults.tallies, words::bad_tallies),
            (faults.marks, words::bad_marks),
            (faults.details, words::bad_details),
            (faults.related, words::bad_related),
            (faults.names, words::bad_names),
            (faults.unnamed, words::bad_unnamed),
        ];
        lines.extend(told.into_iter().filter(|(count, _)| *count > 0).map(|(count, say)| say(lang, count)));
        if faults.sum() == 0 {
            lines.push(words::file_sound(lang).to_owned());
        }
        match &self.rows {
            Err(_) if faults.is_damaged() => {}
            Err(why) => lines.push(words::not_checked(lang, why)),
            Ok((rows, at, compared)) if rows.count() == 0 => lines.push(words::rows_same(lang, compared, at)),
            Ok((rows, at, _)) => {
                lines.push(words::rows_differ(lang, rows.count(), at));
                let wrong = rows.wrong.iter().map(|case| words::row_wrong(lang, case));
                let missing = rows.missing.iter().map(|case| words::row_missing(lang, case));
                let extra = rows.extra.iter().map(|case| words::row_extra(lang, case));
                let unsaid = rows.unsaid.iter().map(|case| words::row_unsaid(lang, case));
                lines.extend(wrong.chain(missing).chain(extra).chain(unsaid).take(LISTED));
                lines.extend(rows.count().checked_sub(LISTED).filter(|left| *left > 0).map(|left| words::more(lang, left)));
            }
        }
        lines
    }

    fn advice(&self, lang: Lang) -> Vec<String> {
        (self.differ() > 0).then(|| words::repair_it(lang).to_owned()).into_iter().collect()
    }

    fn document(&self, done: &Done) -> serde_json::Value {
        let faults = &self.faults;
        json!({
            "made_anew": self.made_anew,
            "file": {
                "damaged": faults.pages, "tallies": faults.tallies, "marks": faults.marks, "details": faults.details,
                "related": faults.related, "names": faults.names, "unnamed": faults.unnamed,
            },
            "rows": match &self.rows {
                Ok((rows, at, compared)) => json!({
                    "at": at, "same": compared, "wrong": rows.wrong, "missing": rows.missing, "extra": rows.extra, "unsaid": rows.unsaid,
                }),
                Err(why) => json!({ "not_compared": why }),
            },
            "repaired": {
                "tidied": done.tidied,
                "put": done.mended.map(|mended| mended.put),
                "dropped": done.mended.map(|mended| mended.dropped),
                "refilled": done.refilled.as_ref().map(|refilled| match refilled {
                    Ok(cases) => json!({ "cases": cases }),
                    Err(why) => json!({ "error": why }),
                }),
                "left": done.after.as_ref().map(|after| after.differ()),
            },
        })
    }
}

impl Done {
    fn lines(&self, lang: Lang, found: &Found) -> Vec<String> {
        let mut lines = Vec::new();
        if self.tidied {
            lines.push(words::tidied(lang).to_owned());
        }
        lines.extend(self.mended.map(|mended| words::mended(lang, mended.put, mended.dropped)));
        match &self.refilled {
            Some(Ok(cases)) => lines.push(words::refilled(lang, cases)),
            Some(Err(why)) => lines.push(words::refill_later(lang, why)),
            None if lines.is_empty() && found.rows.is_ok() => lines.push(words::in_order(lang).to_owned()),
            None => {}
        }
        let left = self.after.as_ref().map_or(0, |after| after.differ());
        lines.extend((left > 0).then(|| words::still_differ(lang, left)));
        lines
    }
}
