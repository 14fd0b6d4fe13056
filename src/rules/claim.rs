//! Reads a claim document (TOML or JSON) and gives its JSON Schema.
//!
//! Invariant: what [`read`] takes is exactly what [`schema`] describes; everything else is told at once, with its path.

use std::sync::{Arc, LazyLock};

use serde_json::Value;

use crate::domain::facts::{ClaimDocument, Facts, History};
use crate::domain::fault::{Fault, FaultKind};
use crate::rules::document::{Checker, Document, schema_of};
use crate::rules::plan::Plan;
use crate::rules::set::PlanSet;

pub use crate::rules::document::dotted;

mod fits;
mod set;
mod sound;

pub use set::{Both, Setting, Unusable, What, with};
pub use sound::{MOST_ITEMS, grown_unsound, lists, possible, unsound};

/// One fault of a claim document.
pub type ClaimFault = Fault;

/// The schema made ready once: making it takes longer than reading a claim, and there may be a hundred thousand of them.
static CHECKER: LazyLock<Checker> = LazyLock::new(|| Checker::of(&schema()));

/// Reads a claim document.
///
/// # Errors
/// All faults of the document, in the order of their places.
pub fn read(text: &str) -> Result<ClaimDocument, Vec<ClaimFault>> {
    let document = Document::parse(text)?;
    finish(&document, document.faults(&CHECKER))
}

/// Reads a claim document and finds its plan; what it names must be in that plan.
///
/// # Errors
/// All faults of the document, in the order of their places.
pub fn read_for(text: &str, plans: &PlanSet) -> Result<(ClaimDocument, Arc<Plan>), Vec<ClaimFault>> {
    of_plan(&Document::parse(text)?, plans)
}

/// Reads a document that is parsed already.
fn of_plan(document: &Document<'_>, plans: &PlanSet) -> Result<(ClaimDocument, Arc<Plan>), Vec<ClaimFault>> {
    let mut faults = document.faults(&CHECKER);
    let named = document.value.get("plan").and_then(Value::as_str);
    let filed = document.value.pointer("/facts/filed").and_then(Value::as_str).and_then(|day| day.parse().ok());
    // A version of a plan may stand for some days of filing only; without a day the newest tells the other faults.
    let plan = named.and_then(|id| filed.map_or_else(|| plans.get(&id.into()), |filed| plans.filed(&id.into(), filed)));
    match plan {
        Some(plan) => faults.extend(not_in_plan(document, plan)),
        None if named.is_some() => faults.push(document.fault("/plan", FaultKind::UnknownPlan)),
        None => {}
    }
    faults.sort_by(|a, b| (a.place, &a.path).cmp(&(b.place, &b.path)));
    let read = finish(document, faults)?;
    let unfit: Vec<Fault> =
        plan.into_iter().flat_map(|plan| fits::faults(&read, plan)).map(|(at, kind)| document.fault(&at, kind)).collect();
    if !unfit.is_empty() {
        return Err(unfit);
    }
    // A document without a known plan has a fault, so this is never empty here.
    plan.map(|plan| (read, Arc::clone(plan))).ok_or_else(Vec::new)
}

fn finish(document: &Document<'_>, faults: Vec<ClaimFault>) -> Result<ClaimDocument, Vec<ClaimFault>> {
    if !faults.is_empty() {
        return Err(faults);
    }
    serde_json::from_value(document.value.clone()).map_err(|error| vec![document.fault("", FaultKind::Syntax(error.to_string()))])
}

/// Benefits and exclusions that the plan does not have, in what the claim itself says.
fn not_in_plan(document: &Document<'_>, plan: &Plan) -> Vec<ClaimFault> {
    let mut faults = Vec::new();
    let mut look = |pointer: String, is_known: &dyn Fn(&str) -> bool| {
        if let Some(id) = document.value.pointer(&pointer).and_then(Value::as_str)
            && !is_known(id)
        {
            faults.push(document.fault(&pointer, FaultKind::Undefined(id.to_owned())));
        }
    };
    let is_benefit = |id: &str| plan.benefit(&id.into()).is_some();
    let count = |pointer: &str| document.value.pointer(pointer).and_then(Value::as_array).map_or(0, Vec::len);
    for at in 0..count("/facts/benefits") {
        look(format!("/facts/benefits/{at}"), &is_benefit);
    }
    look("/facts/choices/exclusive".to_owned(), &is_benefit);
    for at in 0..count("/facts/exclusions") {
        look(format!("/facts/exclusions/{at}/exclusion"), &|id| plan.exclusion(&id.into()).is_some());
    }
    faults
}

/// Finds what facts say that fits nothing in their plan, as paths with the kind of fault: what [`read_for`] refuses in a document,
/// for facts that come by another way.
pub fn unfit(plan: &Plan, facts: &Facts) -> Vec<(String, FaultKind)> {
    let document = ClaimDocument { plan: plan.id.clone(), facts: facts.clone(), history: History::default() };
    let mut found = fits::undefined(facts, plan);
    found.extend(fits::faults(&document, plan));
    found.into_iter().map(|(pointer, kind)| (dotted(&pointer), kind)).collect()
}

/// Gives the JSON Schema (2020-12) of a claim document.
pub fn schema() -> Value {
    let mut schema = schema_of::<ClaimDocument>();
    // What a claim states is never negative; only differences are, and a claim holds none.
    if let Some(money) = schema.pointer_mut("/$defs/Money/pattern") {
        *money = r"^[0-9]{1,10}(\.[0-9]{1,2})?$".into();
    }
    schema
}
