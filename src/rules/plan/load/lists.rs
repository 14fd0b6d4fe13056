//! Reads a file of the operator's lists and lays it behind a plan.
//!
//! Invariant: all faults of the file are told at once, each with its line and column there; a plan with lists is read as a whole again,
//! so that it is what any reader of its text gets.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::domain::fault::{FaultKind, Place};
use crate::domain::ids::PlanId;
use crate::rules::document::{Checker, Document, schema_of};
use crate::rules::plan::load::{Faults, in_order, rests_on};
use crate::rules::plan::{ListFile, ListKind, OperatorList, Otherwise, Plan, PlanFault, PlanFile, plain};

/// What comes of laying a file of lists behind a plan.
#[derive(Debug)]
pub struct Laid {
    /// The plan with those lists behind it that fit it; nothing where none does.
    pub plan: Option<Plan>,
    /// What of the plan's lists it has no clause or no reason for: those lists are not behind it.
    pub left: Vec<PlanFault>,
}

impl Plan {
    /// Lays the lists of a file that are this plan's behind it: a plan with another hash, in which the names of the lists are judged.
    ///
    /// # Errors
    /// All faults of the file, in the order of their places; that none of its lists is of this plan, that one does not fit it.
    pub fn with_lists(&self, text: &str) -> Result<Plan, Vec<PlanFault>> {
        let laid = self.lay_lists(text)?;
        laid.plan.filter(|_| laid.left.is_empty()).ok_or(laid.left)
    }

    /// Lays those lists of a file behind this plan that are its and fit it: another version may have the clauses of the others.
    ///
    /// # Errors
    /// All faults of the file but of what does not fit, in the order of their places; that none of its lists is of this plan.
    pub fn lay_lists(&self, text: &str) -> Result<Laid, Vec<PlanFault>> {
        self.lay(text, &Plan::parse)
    }

    /// Does as [`Plan::lay_lists`] does for a plan that was published, in which a newer program may find something odd: that is let stand.
    ///
    /// # Errors
    /// All faults of the file of the lists, as there.
    pub fn lay_lists_behind_published(&self, text: &str) -> Result<Laid, Vec<PlanFault>> {
        self.lay(text, &|whole| {
            let (plan, document) = (Plan::of_published(whole)?, Document::parse(whole)?);
            let mut faults = Faults { document: &document, found: Vec::new() };
            check(&plan.file, &plan.lists, &mut faults);
            if faults.found.is_empty() { Ok(plan) } else { Err(in_order(faults.found)) }
        })
    }

    fn lay(&self, text: &str, parse: &dyn Fn(&str) -> Result<Plan, Vec<PlanFault>>) -> Result<Laid, Vec<PlanFault>> {
        let document = Document::parse(text)?;
        let read = read_lists(&document);
        let mut faults = Faults { document: &document, found: Vec::new() };
        let is_own = |list: &OperatorList| list.plan == self.id;
        if let Some(first) = read.lists.first() {
            faults.defined(read.lists.iter().any(is_own), "/lists/0/plan", first.plan.as_str());
        }
        each(&read.lists, &mut faults);
        let mut misfits = Faults { document: &document, found: Vec::new() };
        let mut fitting = Vec::new();
        for (at, list) in read.lists.iter().enumerate().filter(|(_, list)| is_own(list)) {
            let before = misfits.found.len();
            refusal(&self.file, list, &format!("/lists/{at}"), &mut misfits);
            let known = self.clauses.is_empty() || self.clauses.iter().any(|place| place.name == list.clause);
            misfits.defined(known, format_args!("/lists/{at}/clause"), list.clause.as_str());
            if misfits.found.len() == before {
                fitting.push(at);
            }
        }
        let (count, left) = (read.lists.len(), misfits.found);
        let sound = faults.found.is_empty() && read.form.is_empty();
        if !sound {
            return Err(read.with_form([faults.found, left].concat()));
        }
        if fitting.is_empty() {
            return Ok(Laid { plan: None, left: in_order(left) });
        }
        let own_text = if fitting.len() == count { text.to_owned() } else { only(&document.value, &fitting) };
        let plan = parse(&format!("{}\n{own_text}", self.source)).map_err(|faults| self.in_lists(faults))?;
        Ok(Laid { plan: Some(plan), left: in_order(left) })
    }

    /// Faults that reading the whole found, at their places in the file of the lists.
    fn in_lists(&self, faults: Vec<PlanFault>) -> Vec<PlanFault> {
        let above = u32::try_from(self.source.matches('\n').count() + 1).unwrap_or(u32::MAX);
        let moved = |place: Place| Place { line: place.line.saturating_sub(above).max(1), ..place };
        faults.into_iter().map(|fault| PlanFault { place: fault.place.map(moved), ..fault }).collect()
    }
}

/// Writes some of the lists of a file.
fn only(file: &Value, places: &[usize]) -> String {
    let lists = file.get("lists").and_then(Value::as_array);
    let own: Vec<&Value> = places.iter().filter_map(|at| lists?.get(*at)).collect();
    toml::to_string(&json!({ "lists": own })).unwrap_or_default()
}

/// The lists of a file as far as it can be read.
pub fn lists_in(text: &str) -> Vec<OperatorList> {
    Document::parse(text).map(|document| read_lists(&document).lists).unwrap_or_default()
}

/// A file of lists as far as it can be read: the lists, and what is wrong with its form.
struct ReadLists {
    lists: Vec<OperatorList>,
    form: Vec<PlanFault>,
    /// The pointers of what stands in for something that has not the form.
    stood_in: Vec<String>,
}

impl ReadLists {
    /// What was found in the lists, less what is of no file but of what was stood in, with the faults of the form.
    fn with_form(&self, mut found: Vec<PlanFault>) -> Vec<PlanFault> {
        found.retain(|fault| !rests_on(fault, &self.stood_in));
        found.extend(self.form.iter().cloned());
        in_order(found)
    }
}

/// Reads a file of lists; what has not its form is left out or stood in for, so that the rest is looked at as well.
fn read_lists(document: &Document<'_>) -> ReadLists {
    match serde_json::from_value::<ListFile>(document.value.clone()) {
        Ok(file) if document.has_real_dates() => ReadLists { lists: file.lists, form: Vec::new(), stood_in: Vec::new() },
        read => {
            let schema = Checker::of(&schema_of::<ListFile>());
            let mut form = document.faults(&schema);
            if form.is_empty() {
                let words = read.err().map(|error: serde_json::Error| error.to_string()).unwrap_or_default();
                form.push(document.fault("", FaultKind::Syntax(words)));
            }
            let mended = document.mended(&schema);
            let file = mended.and_then(|(value, stood_in)| Some((serde_json::from_value::<ListFile>(value).ok()?, stood_in)));
            let (lists, stood_in) = file.map_or_else(Default::default, |(file, stood_in)| (file.lists, stood_in));
            ReadLists { lists, form, stood_in }
        }
    }
}

/// Lists of a plan's file belong to it; each by itself is as [`each`] says.
pub(super) fn check(file: &PlanFile, lists: &[OperatorList], faults: &mut Faults<'_>) {
    each(lists, faults);
    for (at, list) in lists.iter().enumerate() {
        let here = format!("/lists/{at}");
        faults.defined(list.plan == file.id, format_args!("{here}/plan"), list.plan.as_str());
        refusal(file, list, &here, faults);
    }
}

/// What a list that refuses needs of its plan.
fn refusal(file: &PlanFile, list: &OperatorList, here: &str, faults: &mut Faults<'_>) {
    let code = match list.kind {
        ListKind::Disease => "DISEASE-NOT-LISTED",
        ListKind::Hospital => "HOSPITAL-NOT-ACCEPTED",
        // Where nothing is left of the expense.
        ListKind::OutpatientDisease | ListKind::SpecialDrug => "NOT-ELIGIBLE",
    };
    if list.otherwise == Otherwise::Refuse {
        faults.defined(file.reason(&code.into()).is_some(), format_args!("{here}/kind"), code);
    }
}

/// Lists stand one at a time for a plan and a kind, hold something, and no name of theirs means two entries.
fn each(lists: &[OperatorList], faults: &mut Faults<'_>) {
    faults.unique("lists", "id", lists.iter().map(|list| list.id.as_str()));
    for (at, list) in lists.iter().enumerate() {
        let here = format!("/lists/{at}");
        faults.must(!list.id.trim().is_empty(), format_args!("{here}/id"), FaultKind::Empty);
        faults.must(list.valid.from <= list.valid.to, format_args!("{here}/valid"), FaultKind::SpanReversed);
        faults.must(!list.entries.is_empty(), format_args!("{here}/entries"), FaultKind::Empty);
        let meets = |other: &&OperatorList| {
            let of_same = other.plan == list.plan && other.kind == list.kind;
            of_same && other.valid.from <= list.valid.to && list.valid.from <= other.valid.to
        };
        let before = lists[..at].iter().find(meets);
        faults.must(
            before.is_none(),
            format_args!("{here}/valid"),
            FaultKind::Duplicate(before.map_or_else(String::new, |list| list.id.clone())),
        );
        entries(list, &here, faults);
    }
}

fn entries(list: &OperatorList, here: &str, faults: &mut Faults<'_>) {
    let mut taken: BTreeMap<String, usize> = BTreeMap::new();
    for (n, entry) in list.entries.iter().enumerate() {
        faults.must(!plain(&entry.name).is_empty(), format_args!("{here}/entries/{n}/name"), FaultKind::Empty);
        for (k, alias) in entry.aliases.iter().enumerate() {
            faults.must(!plain(alias).is_empty(), format_args!("{here}/entries/{n}/aliases/{k}"), FaultKind::Empty);
        }
        for name in entry.called().filter(|name| !plain(name).is_empty()) {
            let owner = *taken.entry(plain(name)).or_insert(n);
            faults.must(owner == n, format_args!("{here}/entries/{n}"), FaultKind::Duplicate(name.clone()));
        }
    }
}

/// The plans that the lists of a file belong to, and what is wrong with the lists whatever plan they are of, in the order of the places.
///
/// # Errors
/// The faults of a file that is no TOML.
pub fn lists_of(text: &str, is_known: impl Fn(&PlanId) -> bool) -> Result<(Vec<PlanId>, Vec<PlanFault>), Vec<PlanFault>> {
    let document = Document::parse(text)?;
    let read = read_lists(&document);
    let mut faults = Faults { document: &document, found: Vec::new() };
    each(&read.lists, &mut faults);
    for (at, list) in read.lists.iter().enumerate() {
        faults.must(is_known(&list.plan), format_args!("/lists/{at}/plan"), FaultKind::UnknownPlan);
    }
    let found = read.with_form(faults.found);
    let mut plans: Vec<PlanId> = read.lists.into_iter().map(|list| list.plan).collect();
    plans.sort();
    plans.dedup();
    Ok((plans, found))
}
