//! Reads a file of the operator's lists and lays it behind a plan.
//!
//! Invariant: all faults of the file are told at once, each with its line and column there; a plan with lists is read as a whole again,
//! so that it is what any reader of its text gets.

use std::collections::BTreeMap;

use crate::domain::fault::FaultKind;
use crate::domain::ids::PlanId;
use crate::rules::document::{Checker, Document, schema_of};
use crate::rules::plan::load::{Faults, in_order};
use crate::rules::plan::{ListFile, ListKind, OperatorList, Otherwise, Plan, PlanFault, PlanFile, plain};

impl Plan {
    /// Lays a file of lists behind the plan: a plan with another hash, in which the names of the lists are judged.
    ///
    /// # Errors
    /// All faults of the file, in the order of their places.
    pub fn with_lists(&self, text: &str) -> Result<Plan, Vec<PlanFault>> {
        let document = Document::parse(text)?;
        let lists = read_lists(&document)?;
        let mut faults = Faults { document: &document, found: Vec::new() };
        check(&self.file, &lists.lists, &mut faults);
        for (at, list) in lists.lists.iter().enumerate() {
            let known = self.clauses.is_empty() || self.clauses.iter().any(|place| place.name == list.clause);
            faults.defined(known, format_args!("/lists/{at}/clause"), list.clause.as_str());
        }
        if !faults.found.is_empty() {
            return Err(in_order(faults.found));
        }
        Plan::parse(&format!("{}\n{text}", self.source))
    }
}

/// Reads the form of a file of lists.
///
/// # Errors
/// All faults of its form.
fn read_lists(document: &Document<'_>) -> Result<ListFile, Vec<PlanFault>> {
    match serde_json::from_value(document.value.clone()) {
        Ok(file) if document.has_real_dates() => Ok(file),
        read => {
            let mut faults = document.faults(&Checker::of(&schema_of::<ListFile>()));
            if faults.is_empty() {
                let words = read.err().map(|error: serde_json::Error| error.to_string()).unwrap_or_default();
                faults.push(document.fault("", FaultKind::Syntax(words)));
            }
            Err(faults)
        }
    }
}

/// Lists belong to the plan, stand one at a time for a kind, hold something, and no name of theirs means two entries.
pub(super) fn check(file: &PlanFile, lists: &[OperatorList], faults: &mut Faults<'_>) {
    faults.unique("lists", "id", lists.iter().map(|list| list.id.as_str()));
    for (at, list) in lists.iter().enumerate() {
        let here = format!("/lists/{at}");
        faults.defined(list.plan == file.id, format_args!("{here}/plan"), list.plan.as_str());
        faults.must(list.valid.from <= list.valid.to, format_args!("{here}/valid"), FaultKind::SpanReversed);
        faults.must(!list.entries.is_empty(), format_args!("{here}/entries"), FaultKind::Empty);
        let meets =
            |other: &&OperatorList| other.kind == list.kind && other.valid.from <= list.valid.to && list.valid.from <= other.valid.to;
        let before = lists[..at].iter().find(meets);
        faults.must(
            before.is_none(),
            format_args!("{here}/valid"),
            FaultKind::Duplicate(before.map_or_else(String::new, |list| list.id.clone())),
        );
        let refuses = match list.kind {
            ListKind::Disease => Some("DISEASE-NOT-LISTED"),
            ListKind::Hospital => Some("HOSPITAL-NOT-ACCEPTED"),
            // What is on neither is asked about: its expense is corrected, or answered for.
            ListKind::OutpatientDisease | ListKind::SpecialDrug => None,
        };
        if let Some(code) = refuses.filter(|_| list.otherwise == Otherwise::Refuse) {
            faults.defined(file.reason(&code.into()).is_some(), format_args!("{here}/kind"), code);
        }
        entries(list, &here, faults);
    }
}

fn entries(list: &OperatorList, here: &str, faults: &mut Faults<'_>) {
    let mut taken: BTreeMap<String, usize> = BTreeMap::new();
    for (n, entry) in list.entries.iter().enumerate() {
        faults.must(!plain(&entry.name).is_empty(), format_args!("{here}/entries/{n}/name"), FaultKind::Empty);
        for name in entry.called() {
            let owner = *taken.entry(plain(name)).or_insert(n);
            faults.must(owner == n, format_args!("{here}/entries/{n}"), FaultKind::Duplicate(name.clone()));
        }
    }
}

/// The plans that the lists of a file belong to.
///
/// # Errors
/// All faults of the file's form.
pub fn lists_of(text: &str) -> Result<Vec<PlanId>, Vec<PlanFault>> {
    Ok(read_lists(&Document::parse(text)?)?.lists.into_iter().map(|list| list.plan).collect())
}
