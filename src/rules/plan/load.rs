//! Reads a plan file and checks it: unknown keys, names that nothing defines, brackets with gaps, stages out of order.
//!
//! Not here: the shapes (`plan`). Invariant: all faults are told at once, each with its line and column.

mod amounts;
mod limits;
mod lists;
mod names;
mod odd;
mod other_cases;
mod stages;
mod unused;
mod words;

use std::collections::BTreeSet;
use std::fmt::Display;

use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::domain::assessment::EventKind;
use crate::domain::basis::hex;
use crate::domain::fault::{Fault, FaultKind};
use crate::domain::ids::PlanHash;
use crate::rules::document::{Checker, Document, dotted, schema_of};
use crate::rules::plan::{ByName, Formula, Plan, PlanFile, clauses};

pub use lists::{Laid, lists_in, lists_of};

/// One fault of a plan file: path, line, column and kind.
pub type PlanFault = Fault;

/// The checks that the engine makes; a file may name no other.
const CHECKS: &[&str] = &[
    "accident",
    "accident-again",
    "accident-end",
    "accident-notice",
    "accident-start",
    "age",
    "assessed-amount",
    "assessment-applied",
    "bank-card",
    "cap-units",
    "card-activated",
    "closes-other",
    "continuity",
    "contract-number",
    "contract-span",
    "contract-twice",
    "cover-class",
    "cover-part",
    "dates",
    "death-after-illness",
    "death-elsewhere",
    "declared-cause",
    "designated-hospital",
    "direct-pay",
    "disability-share",
    "disease-finding",
    "disease-listed",
    "disease-period",
    "earlier-critical",
    "earlier-grant",
    "enrolled",
    "enrolment-terms",
    "exclusions",
    "exclusive-choice",
    "filing-window",
    "first-time",
    "first-time-in-cover",
    "form",
    "hospital-accepted",
    "hospitalised",
    "id-number",
    "insurance-settlement",
    "known-before",
    "later-grant",
    "materials-not-specified",
    "member-conditions",
    "member-number",
    "mobile",
    "no-waiting",
    "once-in-period",
    "one-sum",
    "open-claim",
    "other-case",
    "other-period",
    "outpatient-list",
    "own-share",
    "paid-before",
    "paper-facts",
    "participation",
    "payee",
    "payee-bank",
    "premium",
    "receipts",
    "retirement",
    "severe-before",
    "social-security-card",
    "stay-days",
    "stay-expense",
    "stay-overlap",
    "sudden-death",
    "total-disability",
    "units",
    "units-waiting",
    "waiting-period",
];

impl Plan {
    /// Reads a plan from its file's text.
    ///
    /// # Errors
    /// All faults of the file, in the order of their places: those that [`Plan::check`] tells, without its warnings.
    pub fn parse(text: &str) -> Result<Plan, Vec<PlanFault>> {
        Self::parse_good(text).map_err(|faults| {
            let told: Vec<PlanFault> = Self::check(text).into_iter().filter(|fault| !fault.kind.is_warning()).collect();
            if told.is_empty() { faults } else { told }
        })
    }

    /// Reads a plan that was published, which [`Plan::parse`] read before that: by its form alone. What a newer program finds odd in it stands
    /// there all the same, and cases stand under it.
    ///
    /// # Errors
    /// The faults of its form, in the order of their places.
    pub fn of_published(text: &str) -> Result<Plan, Vec<PlanFault>> {
        let document = Document::parse(text)?;
        let mut file = read(&document)?;
        file.by_name = ByName::of(&file.diseases);
        file.fill();
        Ok(Plan::named(file, text))
    }

    fn named(file: PlanFile, text: &str) -> Plan {
        Plan { file, hash: PlanHash::new(hex(&Sha256::digest(text.as_bytes()))), source: text.to_owned() }
    }

    /// Reads a plan as far as its first kind of faults.
    fn parse_good(text: &str) -> Result<Plan, Vec<PlanFault>> {
        let document = Document::parse(text)?;
        let file = read(&document)?;
        let mut faults = Faults { document: &document, found: Vec::new() };
        let file = whole(file, &document.value, &mut faults);
        if faults.found.is_empty() {
            return Ok(Plan::named(file, text));
        }
        Err(in_order(faults.found))
    }

    /// Tells everything that is wrong with a plan's file at once, and what in it is of no use (warnings), in the order of the places.
    ///
    /// Where the file has not the form of a plan, what doesn't fit is left out or stood in for, so that the rest is looked at as well;
    /// of what was stood in for nothing is said but the fault itself.
    pub fn check(text: &str) -> Vec<PlanFault> {
        let document = match Document::parse(text) {
            Ok(document) => document,
            Err(faults) => return faults,
        };
        let mut faults = Faults { document: &document, found: Vec::new() };
        match read(&document) {
            Ok(file) => unused::unused(&whole(file, &document.value, &mut faults), &mut faults),
            Err(form) => {
                if let Some((value, stood_in)) = document.mended(&Checker::of(&schema()))
                    && let Ok(file) = serde_json::from_value(value.clone())
                {
                    unused::unused(&whole(file, &value, &mut faults), &mut faults);
                    faults.found.retain(|fault| !rests_on(fault, &stood_in));
                }
                faults.found.extend(form);
            }
        }
        in_order(faults.found)
    }
}

impl Plan {
    /// The file as it is written, as one JSON value; figures stand in its texts by their names.
    pub fn written(&self) -> Value {
        Document::parse(&self.source).map(|document| document.value).unwrap_or_default()
    }
}

/// Reads the form of a file.
fn read(document: &Document<'_>) -> Result<PlanFile, Vec<PlanFault>> {
    // Whatever serde takes the schema takes too: it is asked only to tell all faults at once.
    match PlanFile::deserialize(&document.value) {
        Ok(file) if document.has_real_dates() => Ok(file),
        read => {
            let mut faults = document.faults(&Checker::of(&schema()));
            if faults.is_empty() {
                let words = read.err().map(|error| error.to_string()).unwrap_or_default();
                faults.push(document.fault("", FaultKind::Syntax(words)));
            }
            Err(faults)
        }
    }
}

/// Looks at what a file says, and puts its figures into its texts.
fn whole(mut file: PlanFile, value: &Value, faults: &mut Faults<'_>) -> PlanFile {
    file.by_name = ByName::of(&file.diseases);
    check(&file, faults);
    for (pointer, kind) in clauses::faults(&file.clauses, value) {
        faults.add(pointer, kind);
    }
    words::unfit(value).into_iter().for_each(|(pointer, kind)| faults.add(pointer, kind));
    // A figure may be missing because of another fault; that one is told first.
    let unknown = if faults.found.is_empty() { file.fill() } else { Vec::new() };
    for (pointer, name) in unknown {
        faults.add(&pointer, FaultKind::Undefined(format!("{{{name}}}")));
    }
    file
}

/// Whether a fault is about something that was stood in for, or may come from it: a formula goes with its kind, brackets go together,
/// and with an id whatever names it.
fn rests_on(fault: &Fault, stood_in: &[String]) -> bool {
    let is_in = |path: &str, part: &str| path.strip_prefix(part).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']));
    let refers = matches!(fault.kind, FaultKind::Undefined(_) | FaultKind::NotOneOf(_));
    stood_in.iter().any(|pointer| {
        let part = match pointer.split_once("/brackets/") {
            Some((formula, _)) => format!("{formula}/brackets"),
            None => pointer.strip_suffix("/kind").unwrap_or(pointer).to_owned(),
        };
        let part = dotted(&part);
        let id_gone = ["/id", "/code"].iter().any(|id| pointer.ends_with(id));
        is_in(&fault.path, &part) || is_in(&part, &fault.path) || (refers && id_gone)
    })
}

fn in_order(mut faults: Vec<PlanFault>) -> Vec<PlanFault> {
    faults.sort_by(|a, b| (a.place, &a.path).cmp(&(b.place, &b.path)));
    faults.dedup();
    faults
}

/// Gives the JSON Schema of a plan file.
pub fn schema() -> Value {
    schema_of::<PlanFile>()
}

struct Faults<'d> {
    document: &'d Document<'d>,
    found: Vec<Fault>,
}

impl Faults<'_> {
    fn add(&mut self, pointer: impl Display, kind: FaultKind) {
        self.found.push(self.document.fault(&pointer.to_string(), kind));
    }

    /// Tells a fault at a JSON pointer unless something holds; the pointer is written only then, so `format_args!` makes it.
    fn must(&mut self, holds: bool, pointer: impl Display, kind: FaultKind) {
        if !holds {
            self.add(pointer, kind);
        }
    }

    fn defined(&mut self, is_defined: bool, pointer: impl Display, id: &str) {
        if !is_defined {
            self.add(pointer, FaultKind::Undefined(id.to_owned()));
        }
    }

    /// Refuses a name that stands there twice.
    fn unique<'n>(&mut self, list: &str, field: &str, names: impl Iterator<Item = &'n str>) {
        let mut seen = BTreeSet::new();
        for (at, name) in names.enumerate() {
            if !seen.insert(name) {
                self.add(format_args!("/{list}/{at}/{field}"), FaultKind::Duplicate(name.to_owned()));
            }
        }
    }
}

fn check(file: &PlanFile, faults: &mut Faults<'_>) {
    faults.must(file.cover.is_none_or(|cover| cover.from <= cover.to), "/cover", FaultKind::SpanReversed);
    // One of the three, and no other.
    let families = [file.cover.is_some(), file.contracts.is_some(), file.by_enrolment.is_some()];
    faults.must(families.contains(&true), "/cover", FaultKind::MissingField);
    for (at, family) in ["/cover", "/contracts", "/by_enrolment"].into_iter().enumerate().skip(1) {
        faults.must(!(families[at] && families[..at].contains(&true)), family, FaultKind::Form);
    }
    faults.must(!file.series.is_empty() && file.id.as_str().starts_with(&file.series), "/series", FaultKind::Form);
    faults.must(!file.benefits.is_empty(), "/benefits", FaultKind::Empty);
    faults.unique("benefits", "id", file.benefits.iter().map(|benefit| benefit.id.as_str()));
    faults.unique("materials", "id", file.materials.iter().map(|material| material.id.as_str()));
    faults.unique("exclusions", "id", file.exclusions.iter().map(|exclusion| exclusion.id.as_str()));
    faults.unique("checks", "id", file.checks.iter().map(|check| check.id.as_str()));
    faults.unique("reasons", "code", file.reasons.iter().map(|reason| reason.code.as_str()));
    faults.unique("stages", "id", file.stages.iter().map(|stage| stage.id.as_str()));
    faults.unique("diseases", "code", file.diseases.iter().map(|disease| disease.code.as_str()));
    faults.unique("diseases", "number", file.diseases.iter().map(|disease| disease.number.as_str()));
    names::other_amounts(file, faults);
    faults.unique("findings", "id", file.findings.iter().map(|finding| finding.id.as_str()));
    faults.unique("conditions", "id", file.conditions.iter().map(|condition| condition.id.as_str()));
    for (at, rule) in file.checks.iter().enumerate() {
        faults.defined(CHECKS.contains(&rule.id.as_str()), format_args!("/checks/{at}/id"), rule.id.as_str());
    }
    amounts::amounts(file, faults);
    amounts::benefits(file, faults);
    family(file, faults);
    names::groups(file, faults);
    names::references(file, faults);
    names::diseases(file, faults);
    names::conditions(file, faults);
    other_cases::check(file, faults);
    lists::check(file, &file.lists, faults);
    stages::stages(file, faults);
    limits::check(file, faults);
    odd::check(file, faults);
}

/// A plan has the terms and formulas of its family, cover by a period, by contracts or by enrolments, and none of another's.
fn family(file: &PlanFile, faults: &mut Faults<'_>) {
    for (at, benefit) in file.benefits.iter().enumerate() {
        let fits = match benefit.formula {
            Formula::Assessed { .. } => true,
            Formula::PerUnit { event, .. } => file.contracts.is_some() && !matches!(event, EventKind::Care | EventKind::Fire),
            Formula::FixedByClass { .. } => file.by_enrolment.is_some(),
            Formula::Once { .. } => file.cover.is_some(),
            Formula::DayBrackets { .. } | Formula::MarginalBrackets { .. } | Formula::FixedByDiseaseClass { .. } => {
                file.contracts.is_none()
            }
        };
        faults.must(fits, format_args!("/benefits/{at}/formula/kind"), FaultKind::Form);
    }
    for (at, cap) in file.joint_caps.iter().enumerate() {
        faults.must(cap.per_unit == file.contracts.is_some(), format_args!("/joint_caps/{at}/per_unit"), FaultKind::Form);
    }
    for (at, benefit) in file.benefits.iter().enumerate() {
        let own = file.by_enrolment.is_some();
        for (field, is_there) in [
            ("classes", !benefit.classes.is_empty()),
            ("window", benefit.window.is_some()),
            ("processing", benefit.processing.is_some()),
            ("notice", benefit.notice.is_some()),
            ("assessment", benefit.assessment.is_some()),
            ("direct_pay", benefit.direct_pay.is_some()),
            ("declaration", benefit.declaration.is_some()),
        ] {
            faults.must(own || !is_there, format_args!("/benefits/{at}/{field}"), FaultKind::Form);
        }
        for (n, class) in benefit.classes.iter().enumerate() {
            faults.defined(file.has_class(class), format_args!("/benefits/{at}/classes/{n}"), class);
        }
        if let Some(rule) = &benefit.declaration {
            faults.defined(file.reason(&rule.reason).is_some(), format_args!("/benefits/{at}/declaration/reason"), rule.reason.as_str());
        }
        if let Some(window) = &benefit.window {
            faults.must(window.days.is_some() != window.months.is_some(), format_args!("/benefits/{at}/window"), FaultKind::Form);
        }
    }
    let Some(contracts) = &file.contracts else { return };
    faults.must(file.filing.known_months.is_some(), "/filing/known_months", FaultKind::MissingField);
    faults.must(contracts.months > 0, "/contracts/months", FaultKind::OutOfRange);
    faults.must(contracts.most_units > 0, "/contracts/most_units", FaultKind::OutOfRange);
    faults.must(contracts.ages.from <= contracts.ages.to, "/contracts/ages", FaultKind::SpanReversed);
    faults.must(!contracts.numbers.is_empty(), "/contracts/numbers", FaultKind::Empty);
    for (at, form) in contracts.numbers.iter().enumerate() {
        faults.must(form.digits > 0, format_args!("/contracts/numbers/{at}/digits"), FaultKind::OutOfRange);
    }
}
