//! Reads a plan file and checks it: unknown keys, names that nothing defines, brackets with gaps, stages out of order.
//!
//! Not here: the shapes (`plan`). Invariant: all faults are told at once, each with its line and column.

use std::collections::BTreeSet;

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::domain::assessment::EventKind;
use crate::domain::basis::hex;
use crate::domain::fact_field::fact_words;
use crate::domain::fault::{Fault, FaultKind, StageFault};
use crate::domain::ids::{BenefitId, PlanHash};
use crate::domain::money::Money;
use crate::rules::assess::proposed_reasons;
use crate::rules::document::{Document, schema_of};
use crate::rules::plan::{DayBracket, ENGINES_OWN, Formula, MarginalBracket, Plan, PlanFile, StageKind, clauses};

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
    "dates",
    "death-after-illness",
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
    "later-grant",
    "materials-not-specified",
    "member-conditions",
    "member-number",
    "mobile",
    "no-waiting",
    "once-in-period",
    "open-claim",
    "outpatient-list",
    "own-share",
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
    /// All faults of the file, in the order of their places.
    pub fn parse(text: &str) -> Result<Plan, Vec<PlanFault>> {
        let document = Document::parse(text)?;
        // Whatever serde takes the schema takes too: it is asked only to tell all faults at once.
        let mut file: PlanFile = match serde_json::from_value(document.value.clone()) {
            Ok(file) if document.has_real_dates() => file,
            read => {
                let mut faults = document.faults(&schema());
                if faults.is_empty() {
                    let words = read.err().map(|error| error.to_string()).unwrap_or_default();
                    faults.push(document.fault("", FaultKind::Syntax(words)));
                }
                return Err(faults);
            }
        };
        let mut faults = Faults { document: &document, found: Vec::new() };
        check(&file, &mut faults);
        for (pointer, kind) in clauses::faults(&file.clauses, &document.value) {
            faults.add(&pointer, kind);
        }
        // A figure may be missing because of another fault; that one is told first.
        let unknown = if faults.found.is_empty() { file.fill() } else { Vec::new() };
        for (pointer, name) in unknown {
            faults.add(&pointer, FaultKind::Undefined(format!("{{{name}}}")));
        }
        let mut found = faults.found;
        if found.is_empty() {
            return Ok(Plan { file, hash: PlanHash(hex(&Sha256::digest(text.as_bytes()))), source: text.to_owned() });
        }
        found.sort_by(|a, b| (a.place, &a.path).cmp(&(b.place, &b.path)));
        Err(found)
    }
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
    fn add(&mut self, pointer: &str, kind: FaultKind) {
        self.found.push(self.document.fault(pointer, kind));
    }

    fn must(&mut self, holds: bool, pointer: &str, kind: FaultKind) {
        if !holds {
            self.add(pointer, kind);
        }
    }

    fn defined(&mut self, is_defined: bool, pointer: &str, id: &str) {
        self.must(is_defined, pointer, FaultKind::Undefined(id.to_owned()));
    }

    /// Refuses a name that stands there twice.
    fn unique<'n>(&mut self, list: &str, field: &str, names: impl Iterator<Item = &'n str>) {
        let mut seen = BTreeSet::new();
        for (at, name) in names.enumerate() {
            self.must(!name.is_empty(), &format!("/{list}/{at}/{field}"), FaultKind::Empty);
            self.must(seen.insert(name), &format!("/{list}/{at}/{field}"), FaultKind::Duplicate(name.to_owned()));
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
    faults.unique("findings", "id", file.findings.iter().map(|finding| finding.id.as_str()));
    faults.unique("conditions", "id", file.conditions.iter().map(|condition| condition.id.as_str()));
    for (at, rule) in file.checks.iter().enumerate() {
        faults.defined(CHECKS.contains(&rule.id.as_str()), &format!("/checks/{at}/id"), rule.id.as_str());
    }
    amounts(file, faults);
    benefits(file, faults);
    family(file, faults);
    groups(file, faults);
    references(file, faults);
    conditions(file, faults);
    stages(file, faults);
}

/// No amount of a plan is below nothing.
fn amounts(file: &PlanFile, faults: &mut Faults<'_>) {
    let mut not_negative = |amount: Money, pointer: &str| faults.must(!amount.is_negative(), pointer, FaultKind::NegativeAmount);
    not_negative(file.enrolment.premium.unwrap_or_default(), "/enrolment/premium");
    not_negative(file.enrolment.own_share_at_least.unwrap_or_default(), "/enrolment/own_share_at_least");
    not_negative(file.approver_limit.unwrap_or_default(), "/approver_limit");
    for (at, cap) in file.joint_caps.iter().enumerate() {
        not_negative(cap.limit, &format!("/joint_caps/{at}/limit"));
    }
    for (at, benefit) in file.benefits.iter().enumerate() {
        not_negative(benefit.cap.unwrap_or_default(), &format!("/benefits/{at}/cap"));
        match &benefit.formula {
            Formula::FixedByDiseaseClass { amounts, .. } => {
                for (n, amount) in amounts.iter().enumerate() {
                    not_negative(amount.amount, &format!("/benefits/{at}/formula/amounts/{n}/amount"));
                }
            }
            Formula::Once { amount, .. } => not_negative(*amount, &format!("/benefits/{at}/formula/amount")),
            Formula::PerUnit { amount, for_diseases, .. } => {
                not_negative(*amount, &format!("/benefits/{at}/formula/amount"));
                for (n, other) in for_diseases.iter().enumerate() {
                    not_negative(other.amount, &format!("/benefits/{at}/formula/for_diseases/{n}/amount"));
                }
            }
            Formula::FixedByClass { amounts, .. } => {
                for (n, amount) in amounts.iter().enumerate() {
                    not_negative(amount.amount, &format!("/benefits/{at}/formula/amounts/{n}/amount"));
                }
            }
            Formula::DayBrackets { .. } | Formula::MarginalBrackets { .. } | Formula::Assessed { .. } => {}
        }
    }
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
        faults.must(fits, &format!("/benefits/{at}/formula/kind"), FaultKind::Form);
    }
    for (at, cap) in file.joint_caps.iter().enumerate() {
        faults.must(cap.per_unit == file.contracts.is_some(), &format!("/joint_caps/{at}/per_unit"), FaultKind::Form);
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
        ] {
            faults.must(own || !is_there, &format!("/benefits/{at}/{field}"), FaultKind::Form);
        }
        for (n, class) in benefit.classes.iter().enumerate() {
            faults.defined(file.has_class(class), &format!("/benefits/{at}/classes/{n}"), class);
        }
        if let Some(window) = &benefit.window {
            faults.must(window.days.is_some() != window.months.is_some(), &format!("/benefits/{at}/window"), FaultKind::Form);
        }
    }
    let Some(contracts) = &file.contracts else { return };
    faults.must(file.filing.known_months.is_some(), "/filing/known_months", FaultKind::MissingField);
    faults.must(contracts.months > 0, "/contracts/months", FaultKind::OutOfRange);
    faults.must(contracts.most_units > 0, "/contracts/most_units", FaultKind::OutOfRange);
    faults.must(contracts.ages.from <= contracts.ages.to, "/contracts/ages", FaultKind::SpanReversed);
    faults.must(!contracts.numbers.is_empty(), "/contracts/numbers", FaultKind::Empty);
    for (at, form) in contracts.numbers.iter().enumerate() {
        faults.must(form.digits > 0, &format!("/contracts/numbers/{at}/digits"), FaultKind::OutOfRange);
    }
}

fn benefits(file: &PlanFile, faults: &mut Faults<'_>) {
    for (at, benefit) in file.benefits.iter().enumerate() {
        let brackets = format!("/benefits/{at}/formula/brackets");
        match &benefit.formula {
            Formula::DayBrackets { brackets: list } => day_brackets(list, &brackets, faults),
            Formula::MarginalBrackets { brackets: list } => marginal_brackets(list, &brackets, faults),
            Formula::FixedByDiseaseClass { amounts, .. } => {
                let pointer = format!("/benefits/{at}/formula/amounts");
                faults.must(!amounts.is_empty(), &pointer, FaultKind::Empty);
                for (n, amount) in amounts.iter().enumerate() {
                    let twice = amounts[..n].iter().any(|other| other.class == amount.class);
                    let class = crate::rules::plan::class_id(amount.class);
                    faults.must(!twice, &format!("{pointer}/{n}/class"), FaultKind::Duplicate(class.to_owned()));
                    let listed = file.diseases.iter().any(|disease| disease.class == Some(amount.class));
                    faults.defined(listed, &format!("{pointer}/{n}/class"), class);
                }
            }
            Formula::Once { of, .. } => faults.defined(file.benefit(of).is_some(), &format!("/benefits/{at}/formula/of"), of.as_str()),
            Formula::PerUnit { for_diseases, .. } => {
                for (n, other) in for_diseases.iter().enumerate() {
                    for (i, code) in other.diseases.iter().enumerate() {
                        let pointer = format!("/benefits/{at}/formula/for_diseases/{n}/diseases/{i}");
                        faults.defined(file.diseases.iter().any(|disease| disease.code == *code), &pointer, code);
                    }
                }
            }
            Formula::FixedByClass { amounts, .. } => {
                let pointer = format!("/benefits/{at}/formula/amounts");
                faults.must(!amounts.is_empty(), &pointer, FaultKind::Empty);
                for (n, amount) in amounts.iter().enumerate() {
                    let twice = amounts[..n].iter().any(|other| other.class == amount.class);
                    faults.must(!twice, &format!("{pointer}/{n}/class"), FaultKind::Duplicate(amount.class.clone()));
                    faults.defined(file.has_class(&amount.class), &format!("{pointer}/{n}/class"), &amount.class);
                }
            }
            Formula::Assessed { .. } => {}
        }
    }
}

fn day_brackets(list: &[DayBracket], pointer: &str, faults: &mut Faults<'_>) {
    faults.must(!list.is_empty(), pointer, FaultKind::Empty);
    let mut end = Some(0);
    for (at, bracket) in list.iter().enumerate() {
        let here = format!("{pointer}/{at}");
        faults.must(end == Some(bracket.over), &here, FaultKind::BracketGap);
        faults.must(bracket.up_to.is_none_or(|up_to| up_to > bracket.over), &here, FaultKind::SpanReversed);
        let one_rate = bracket.once.is_some() != bracket.per_day.is_some();
        faults.must(one_rate && (bracket.at_most_days.is_none() || bracket.per_day.is_some()), &here, FaultKind::BracketRate);
        let rate = bracket.once.or(bracket.per_day).unwrap_or_default();
        faults.must(!rate.is_negative(), &here, FaultKind::NegativeAmount);
        faults.must(bracket.up_to.is_some() == (at + 1 < list.len()), &here, FaultKind::BracketEnd);
        end = bracket.up_to;
    }
}

fn marginal_brackets(list: &[MarginalBracket], pointer: &str, faults: &mut Faults<'_>) {
    faults.must(!list.is_empty(), pointer, FaultKind::Empty);
    let mut end = Some(Money::ZERO);
    for (at, bracket) in list.iter().enumerate() {
        let here = format!("{pointer}/{at}");
        faults.must(end == Some(bracket.over), &here, FaultKind::BracketGap);
        faults.must(bracket.up_to.is_none_or(|up_to| up_to > bracket.over), &here, FaultKind::SpanReversed);
        let percents = rust_decimal::Decimal::ZERO..=rust_decimal::Decimal::ONE_HUNDRED;
        faults.must(percents.contains(&bracket.percent), &format!("{here}/percent"), FaultKind::OutOfRange);
        faults.must(bracket.up_to.is_some() == (at + 1 < list.len()), &here, FaultKind::BracketEnd);
        end = bracket.up_to;
    }
}

/// Groups of benefits name benefits of the plan, at least two of them.
fn groups(file: &PlanFile, faults: &mut Faults<'_>) {
    let mut group = |list: &str, at: usize, benefits: &[BenefitId]| {
        faults.must(benefits.len() >= 2, &format!("/{list}/{at}/benefits"), FaultKind::Empty);
        for (n, id) in benefits.iter().enumerate() {
            let pointer = format!("/{list}/{at}/benefits/{n}");
            faults.defined(file.benefit(id).is_some(), &pointer, id.as_str());
            faults.must(!benefits[..n].contains(id), &pointer, FaultKind::Duplicate(id.to_string()));
        }
    };
    for (at, exclusive) in file.exclusive.iter().enumerate() {
        group("exclusive", at, &exclusive.benefits);
    }
    for (at, cap) in file.joint_caps.iter().enumerate() {
        group("joint_caps", at, &cap.benefits);
    }
}

fn references(file: &PlanFile, faults: &mut Faults<'_>) {
    faults.defined(file.reason(&file.filing.late).is_some(), "/filing/late", file.filing.late.as_str());
    for code in proposed_reasons(file) {
        faults.defined(file.reason(&code.into()).is_some(), "/reasons", code);
    }
    for (at, exclusion) in file.exclusions.iter().enumerate() {
        faults.defined(file.reason(&exclusion.reason).is_some(), &format!("/exclusions/{at}/reason"), exclusion.reason.as_str());
        for (n, id) in exclusion.benefits.iter().enumerate() {
            faults.defined(file.benefit(id).is_some(), &format!("/exclusions/{at}/benefits/{n}"), id.as_str());
        }
    }
    let is_disease = |code: &String| file.diseases.iter().any(|disease| disease.code == *code);
    for (at, finding) in file.findings.iter().enumerate() {
        for (list, codes) in [("excludes", &finding.excludes), ("asks", &finding.asks)] {
            for (n, code) in codes.iter().enumerate() {
                faults.defined(is_disease(code), &format!("/findings/{at}/{list}/{n}"), code);
            }
        }
    }
    for (at, material) in file.materials.iter().enumerate() {
        for (list, conditions) in [("required", &material.required), ("optional", &material.optional), ("unless", &material.unless)] {
            for (n, condition) in conditions.iter().enumerate() {
                let pointer = format!("/materials/{at}/{list}/{n}");
                let known = || file.conditions.iter().map(|condition| condition.id.to_string()).collect();
                if file.condition(condition).is_none() {
                    faults.add(&pointer, FaultKind::NotOneOf(known()));
                }
            }
        }
    }
}

/// A condition that the engine doesn't know says itself when it holds, by benefits of the plan and facts that there are.
fn conditions(file: &PlanFile, faults: &mut Faults<'_>) {
    for (at, condition) in file.conditions.iter().enumerate() {
        let here = format!("/conditions/{at}");
        let known = condition.is_told() || ENGINES_OWN.contains(&condition.id.as_str());
        faults.defined(known, &format!("{here}/id"), condition.id.as_str());
        for (n, id) in condition.benefits.iter().enumerate() {
            faults.defined(file.benefit(id).is_some(), &format!("{here}/benefits/{n}"), id.as_str());
        }
        for (n, class) in condition.classes.iter().enumerate() {
            faults.defined(file.has_class(class), &format!("{here}/classes/{n}"), class);
        }
        for (n, test) in condition.when.iter().enumerate() {
            let here = format!("{here}/when/{n}");
            let Some(words) = fact_words(&test.fact) else {
                faults.add(&format!("{here}/fact"), FaultKind::Undefined(test.fact.clone()));
                continue;
            };
            faults.must(test.is.is_some() != test.is_not.is_some(), &here, FaultKind::Form);
            for (field, word) in [("is", &test.is), ("is_not", &test.is_not)] {
                let fits = word.as_deref().is_none_or(|word| words.contains(&word));
                let list = words.iter().map(|word| (*word).to_owned()).collect();
                faults.must(fits, &format!("{here}/{field}"), FaultKind::NotOneOf(list));
            }
        }
    }
}

/// A case goes through every stage in order, so each is reached; it must end with one approval and the payment.
fn stages(file: &PlanFile, faults: &mut Faults<'_>) {
    let kinds: Vec<StageKind> = file.stages.iter().map(|stage| stage.kind).collect();
    let count = |kind| kinds.iter().filter(|other| **other == kind).count();
    let last_pays = kinds.last() == Some(&StageKind::Payment) && count(StageKind::Payment) == 1;
    faults.must(last_pays, "/stages", FaultKind::Stages(StageFault::PaymentNotLast));
    // Between the approval and the payment nothing but filing.
    let before_payment = kinds.iter().rev().skip(1).find(|kind| **kind != StageKind::Archive);
    let approved_at = kinds.iter().position(|kind| *kind == StageKind::Approval).unwrap_or(kinds.len());
    let archived_late = kinds.iter().take(approved_at).all(|kind| *kind != StageKind::Archive);
    let approval = before_payment == Some(&StageKind::Approval) && count(StageKind::Approval) == 1 && archived_late;
    faults.must(approval, "/stages", FaultKind::Stages(StageFault::ApprovalNotBeforePayment));
    for (at, stage) in file.stages.iter().enumerate() {
        faults.must(!stage.roles.is_empty(), &format!("/stages/{at}/roles"), FaultKind::Stages(StageFault::NoRole));
    }
}
