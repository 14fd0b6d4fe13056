//! `huzhu plan show --coverage`: each clause of a plan, where it stands in the documents, and what of the plan rests on it.
//!
//! Not here: how that is found (`rules::plan::coverage`).

use std::io::Write;

use serde::Serialize;
use serde_json::Value;

use crate::cli::assess;
use crate::cli::output::Failure;
use crate::cli::plan::say::{Say, lines};
use crate::cli::plan::show::hanging;
use crate::domain::ids::Clause;
use crate::rules::Plan;
use crate::rules::plan::{ClausePlace, Covered, coverage, known_by};
use crate::text::plan as words;

#[derive(Serialize)]
struct Row<'r> {
    clause: &'r Clause,
    places: &'r [ClausePlace],
    rests: &'r [String],
}

/// Writes the list as JSON.
///
/// # Errors
/// A failed write.
pub(super) fn write_json(out: &mut dyn Write, plan: &Plan) -> Result<(), Failure> {
    let covered = coverage(plan, []);
    let rows: Vec<Row<'_>> = covered.iter().map(|row| Row { clause: &row.clause, places: &row.places, rests: &row.rests }).collect();
    assess::write_json(out, &rows)
}

/// Writes the list to read: under each clause with its place a line for each part of the plan that rests on it.
///
/// # Errors
/// A failed write.
pub(super) fn write(out: &mut dyn Write, say: &Say<'_>, written: &Value) -> Result<(), Failure> {
    let covered = coverage(say.plan, []);
    let own = covered.iter().filter(|row| row.places.iter().any(|place| place.own)).count();
    writeln!(out, "\n{}", words::coverage_head(say.lang, covered.len(), own))?;
    for row in &covered {
        let places: Vec<String> = row.places.iter().map(|place| place_in_words(say, place)).collect();
        hanging(out, "", &format!("〔{}〕  {}", row.clause, places.join(words::list_separator(say.lang))))?;
        for line in resting(say, row, written) {
            hanging(out, "    ", &line)?;
        }
    }
    Ok(())
}

fn place_in_words(say: &Say<'_>, place: &ClausePlace) -> String {
    match &place.seed {
        Some(seed) => {
            let numbers: Vec<Value> = place.lines.iter().map(|line| (*line).into()).collect();
            words::place_of_clause(say.lang, seed, lines(&numbers))
        }
        None => say.label("", "own"),
    }
}

/// A line for each part of the plan: `核验：住院天数  stay-days、住院重叠  stay-overlap`.
fn resting(say: &Say<'_>, row: &Covered, written: &Value) -> Vec<String> {
    let mut parts: Vec<(String, Vec<String>)> = Vec::new();
    for rest in &row.rests {
        let (part, called) = called(say, rest, written);
        match parts.iter_mut().find(|(known, _)| *known == part) {
            Some((_, list)) => list.extend(called),
            None => parts.push((part, called.into_iter().collect())),
        }
    }
    let line = |(part, list): (String, Vec<String>)| match list.is_empty() {
        true => say.label("", &part),
        false => words::labelled(say.lang, say.label("", &part), list.join(words::list_separator(say.lang))),
    };
    if parts.is_empty() { vec![words::rests_nothing(say.lang).to_owned()] } else { parts.into_iter().map(line).collect() }
}

/// The part of the plan that something is in, and what it is called there: an entry by its id (`checks stay-days`) or its place
/// (`joint_caps[0]`), a table within a table (`enrolment.participation`), a part as a whole (`filing`).
fn called(say: &Say<'_>, rest: &str, written: &Value) -> (String, Option<String>) {
    let entries = |part: &str| written.get(part).and_then(Value::as_array).map(|list| known_by(list)).unwrap_or_default();
    if let Some((part, id)) = rest.split_once(' ') {
        let entry = entries(part).into_iter().find(|(known, _)| known == id);
        return (part.to_owned(), Some(entry.map_or_else(|| id.to_owned(), |(id, entry)| say.heading(part, &id, entry))));
    }
    if let Some((part, at)) = rest.strip_suffix(']').and_then(|rest| rest.split_once('[')) {
        let entry = at.parse().ok().and_then(|at: usize| entries(part).into_iter().nth(at));
        return (part.to_owned(), Some(entry.map_or_else(|| at.to_owned(), |(id, entry)| say.heading(part, &id, entry))));
    }
    match rest.split_once('.') {
        Some((part, table)) => (part.to_owned(), Some(say.label(part, table))),
        None => (rest.to_owned(), None),
    }
}
