//! The clauses of a plan: where each stands in the documents, and what of the plan rests on it.
//!
//! Not here: what a clause says, which only the documents do.
//! Invariant: in a plan that lists its clauses every `clause` of its file names one of them, and each of them says where it stands
//! or that it is ours.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::domain::assessment::Assessment;
use crate::domain::fault::FaultKind;
use crate::domain::ids::Clause;
use crate::rules::document::{Document, Way, dotted, each_text};
use crate::rules::plan::Plan;

/// No document has more lines: whoever writes more has slipped.
const MOST_LINES: u32 = 99_999;

/// A clause as a plan's file lists it. One that the documents state in several places has an entry for each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClausePlace {
    pub name: Clause,
    /// The number or the name of the document, as whoever keeps the plan calls it: `003`; absent for a clause of ours. Which documents there
    /// are, and how long each is, a plan's file doesn't say: those of the built-in plans are held against theirs by a test.
    #[serde(default)]
    pub seed: Option<String>,
    /// Its first and last line in the document, from 1 on.
    #[serde(default)]
    pub lines: Vec<u32>,
    /// It is a reading of ours, a standard, or a clause to which the documents only refer.
    #[serde(default)]
    pub own: bool,
}

impl ClausePlace {
    /// Whether it covers a line of a document.
    pub fn covers(&self, seed: &str, line: u32) -> bool {
        let within = |lines: &[u32]| matches!(lines, [first, last] if (*first..=*last).contains(&line));
        self.seed.as_deref() == Some(seed) && within(&self.lines)
    }

    /// What is wrong with it: the field, and the fault.
    fn fault(&self) -> Option<(&'static str, FaultKind)> {
        match (self.own, &self.seed, &self.lines[..]) {
            (true, None, []) => None,
            (true, ..) => Some(("/own", FaultKind::Form)),
            (false, None, _) => Some(("/seed", FaultKind::MissingField)),
            (false, Some(seed), _) if seed.is_empty() => Some(("/seed", FaultKind::Empty)),
            (false, Some(_), []) => Some(("/lines", FaultKind::MissingField)),
            (false, Some(_), [first, last]) if *first == 0 || first > last => Some(("/lines", FaultKind::SpanReversed)),
            (false, Some(_), [_, last]) if *last > MOST_LINES => Some(("/lines", FaultKind::OutOfRange)),
            (false, Some(_), [_, _]) => None,
            (false, Some(_), _) => Some(("/lines", FaultKind::Form)),
        }
    }
}

/// Finds what is wrong with the clauses of a file, each fault with its JSON pointer.
///
/// A file that lists none is one of before there was such a list: published plans are kept as they are, and read back.
pub(super) fn faults(places: &[ClausePlace], file: &Value) -> Vec<(String, FaultKind)> {
    let mut found = Vec::new();
    for (at, place) in places.iter().enumerate() {
        let here = format!("/clauses/{at}");
        found.extend(place.fault().map(|(field, kind)| (format!("{here}{field}"), kind)));
        if place.name.as_str().is_empty() {
            found.push((format!("{here}/name"), FaultKind::Empty));
        }
        if places[..at].contains(place) || (place.own && places[..at].iter().any(|other| other.name == place.name)) {
            found.push((format!("{here}/name"), FaultKind::Duplicate(place.name.to_string())));
        }
    }
    if !places.is_empty() {
        let names: BTreeSet<&str> = places.iter().map(|place| place.name.as_str()).collect();
        each_mention(file, &mut |way, name| {
            // That a name is blank is told where the texts are looked at.
            if !names.contains(name) && !name.trim().is_empty() {
                found.push((way.pointer(), FaultKind::Undefined(name.to_owned())));
            }
        });
    }
    found
}

/// Shows every clause that a file names outside its list, with where it does.
fn each_mention<'v>(file: &'v Value, look: &mut dyn FnMut(&Way<'_>, &'v str)) {
    each_text(file, &mut |way, name| {
        let is_clause = way.key().is_some_and(|key| key == "clause" || key.ends_with("_clause"));
        if is_clause && !way.is_from("clauses") {
            look(way, name);
        }
    });
}

/// A clause with all that rests on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Covered {
    pub clause: Clause,
    /// Where it stands: one entry, or one for each place in the documents; none in a plan that lists no clauses.
    pub places: Vec<ClausePlace>,
    /// What rests on it, by list and id as the file writes them: `materials id-card`, `filing`.
    pub rests: Vec<String>,
    /// How many of the assessments given name it.
    pub assessed: usize,
}

/// Lists the clauses of a plan in the order of its file, with what rests on each and how many of some assessments name it.
pub fn coverage<'a>(plan: &Plan, assessments: impl IntoIterator<Item = &'a Assessment>) -> Vec<Covered> {
    let mut rows: Vec<Covered> = Vec::new();
    let mut row = |clause: &str| {
        let at = rows.iter().position(|row| row.clause == *clause).unwrap_or(rows.len());
        if at == rows.len() {
            rows.push(Covered { clause: clause.into(), places: Vec::new(), rests: Vec::new(), assessed: 0 });
        }
        at
    };
    let places: Vec<(usize, &ClausePlace)> = plan.clauses.iter().map(|place| (row(place.name.as_str()), place)).collect();
    // A plan is a file that was read, so it can be read again.
    let file = Document::parse(&plan.source).map(|document| document.value).unwrap_or_default();
    let mut named: Vec<(usize, String)> = Vec::new();
    each_mention(&file, &mut |way, name| named.push((row(name), resting(&file, &way.pointer()))));
    for (at, place) in places {
        rows[at].places.push(place.clone());
    }
    for (at, rest) in named {
        if !rows[at].rests.contains(&rest) {
            rows[at].rests.push(rest);
        }
    }
    let mut counts: BTreeMap<Clause, usize> = BTreeMap::new();
    for assessment in assessments {
        cited(assessment).into_iter().for_each(|clause| *counts.entry(clause.clone()).or_default() += 1);
    }
    rows.iter_mut().for_each(|row| row.assessed = counts.get(&row.clause).copied().unwrap_or_default());
    rows
}

/// What of a file names a clause at a pointer: the entry of a list by its id, or else the table.
fn resting(file: &Value, pointer: &str) -> String {
    let mut segments = pointer.split('/').skip(1);
    let (list, at) = (segments.next().unwrap_or_default(), segments.next().unwrap_or_default());
    let entry = file.pointer(&format!("/{list}/{at}"));
    let id = ["id", "code", "about", "phone"].iter().find_map(|key| entry.and_then(|entry| entry.get(key)).and_then(Value::as_str));
    match id {
        Some(id) => format!("{list} {id}"),
        None if entry.is_some_and(Value::is_object) => dotted(&format!("/{list}/{at}")),
        None => list.to_owned(),
    }
}

/// The clauses that an assessment names, each once.
fn cited(assessment: &Assessment) -> BTreeSet<&Clause> {
    let steps = assessment.benefits.iter().flat_map(|benefit| benefit.steps.iter().map(|step| &step.clause));
    let checks = assessment.checks.iter().map(|check| &check.clause);
    let deadlines = assessment.deadlines.iter().map(|deadline| &deadline.clause);
    let materials = assessment.materials.iter().map(|material| &material.clause);
    steps.chain(checks).chain(deadlines).chain(materials).collect()
}
