//! Whether a condition for a paper holds: it does, it does not, or it hangs on facts that nobody stated.
//!
//! Not here: which papers it makes needed. Invariant: where a fact that nobody stated could change the answer, the answer names it.

use crate::domain::assessment::EventKind;
use crate::domain::facts::{AccidentKind, Cause, DeathCause, OutpatientCare, OutpatientKind, Stay};
use crate::domain::ids::BenefitId;
use crate::rules::assess::claim::Claim;
use crate::rules::assess::papers::is_traffic;
use crate::rules::assess::scope::Covered;
use crate::rules::plan::{Benefit, Condition, FactTest, Formula, Trigger};

/// How a condition stands.
pub enum Holds {
    Yes,
    No,
    /// By these facts, which nobody stated.
    Open(Vec<String>),
}

impl From<bool> for Holds {
    fn from(holds: bool) -> Self {
        if holds { Holds::Yes } else { Holds::No }
    }
}

impl Holds {
    /// Without the check that asks for such facts, as in files of before there was one, what nobody stated counts as not so. Where a
    /// reviewer said that none of them is so, what asks for a paper because none is holds.
    pub fn of(claim: Claim<'_>, condition: &Condition, word: Option<&Covered<'_>>) -> Self {
        if condition.is_told() {
            let holds = told(claim, condition, word);
            return if matches!(holds, Holds::Open(_)) && claim.plan.check(super::PAPER_FACTS).is_none() { Holds::No } else { holds };
        }
        match engines_own(claim, condition.id.as_str()) {
            Holds::Open(_) if claim.plan.check(super::PAPER_FACTS).is_none() => Holds::No,
            Holds::Open(paths) => without(paths, word).map_or(Holds::No, Holds::Open),
            said => said,
        }
    }

    fn open(path: &str) -> Self {
        Holds::Open(vec![path.to_owned()])
    }

    /// Where both hold.
    fn and(self, other: impl FnOnce() -> Holds) -> Self {
        match self {
            Holds::No => Holds::No,
            Holds::Yes => other(),
            Holds::Open(mut paths) => match other() {
                Holds::No => Holds::No,
                Holds::Yes => Holds::Open(paths),
                Holds::Open(more) => {
                    paths.extend(more);
                    Holds::Open(paths)
                }
            },
        }
    }
}

/// The facts of which no reviewer said that none is so; nothing where he said it of all.
fn without(mut paths: Vec<String>, word: Option<&Covered<'_>>) -> Option<Vec<String>> {
    paths.retain(|path| word.is_none_or(|word| !word.has(path)));
    Some(paths).filter(|paths| !paths.is_empty())
}

/// Whether a condition holds that the plan's file says itself.
fn told(claim: Claim<'_>, condition: &Condition, word: Option<&Covered<'_>>) -> Holds {
    let claimed = condition.benefits.is_empty() || condition.benefits.iter().any(|benefit| claim.claims(benefit));
    // A class that nobody stated may be any.
    let of_class = |class: &Option<String>| class.as_deref().is_none_or(|class| condition.classes.iter().any(|id| id == class.trim()));
    let covers = || claim.facts.enrolments.iter().filter(|enrolment| enrolment.plan == claim.plan.id);
    let in_class = condition.classes.is_empty() || covers().any(|enrolment| of_class(&enrolment.class));
    if !claimed || !in_class {
        return Holds::No;
    }
    match all(claim, &condition.when, word) {
        Holds::Open(_) if condition.unasked => Holds::No,
        Holds::Open(paths) => Holds::Open(paths).and(|| all(claim, &condition.asks_where, word)),
        said => said,
    }
}

fn all(claim: Claim<'_>, tests: &[FactTest], word: Option<&Covered<'_>>) -> Holds {
    tests.iter().fold(Holds::Yes, |so_far, test| so_far.and(|| one(claim, test, word)))
}

fn one(claim: Claim<'_>, test: &FactTest, word: Option<&Covered<'_>>) -> Holds {
    if !test.has.is_empty() {
        return match claim.facts.text(&test.fact) {
            Some(said) => test.has.iter().any(|part| said.to_lowercase().contains(&part.to_lowercase())).into(),
            None => without(vec![format!("facts{}", test.fact.replace('/', "."))], word).map_or(Holds::No, Holds::Open),
        };
    }
    let says = |word: &Option<String>| word.as_deref().is_some_and(|word| claim.facts.says(&test.fact, word));
    if says(&test.is) {
        return Holds::Yes;
    }
    if says(&test.is_not) {
        return Holds::No;
    }
    without(claim.facts.unsaid(&test.fact), word).map_or_else(|| test.is_not.is_some().into(), Holds::Open)
}

fn is_critical(benefit: &Benefit) -> bool {
    matches!(benefit.formula, Formula::FixedByDiseaseClass { .. }) || is_for(benefit, EventKind::FirstDiagnosis)
}

/// Whether contracts pay the benefit for an event of a kind.
fn is_for(benefit: &Benefit, kind: EventKind) -> bool {
    matches!(benefit.formula, Formula::PerUnit { event, .. } if event == kind)
}

/// The benefits claimed for which a condition asks for papers.
pub fn whose<'a>(claim: Claim<'a>, condition: &'a Condition) -> impl Iterator<Item = BenefitId> + 'a {
    let own = |benefit: &Benefit| match condition.id.as_str() {
        _ if condition.is_told() => condition.benefits.is_empty() || condition.benefits.contains(&benefit.id),
        "critical-illness" | "where-it-exists" | "pathology-reported" => is_critical(benefit),
        "accident-hospital" => is_for(benefit, EventKind::Admission),
        "death" => is_for(benefit, EventKind::Death),
        "cause-in-form" | "as-driver" | "police-handled" | "criminal-case" | "other-accident" => {
            is_for(benefit, EventKind::Admission) || is_for(benefit, EventKind::Death)
        }
        _ => benefit.names_papers(),
    };
    claim.plan.benefits.iter().filter(move |benefit| claim.claims(&benefit.id) && own(benefit)).map(|benefit| benefit.id.clone())
}

fn engines_own(claim: Claim<'_>, condition: &str) -> Holds {
    let facts = claim.facts;
    let claims = |is: &dyn Fn(&Benefit) -> bool| claim.plan.benefits.iter().any(|benefit| is(benefit) && claim.claims(&benefit.id));
    let critical = || claims(&is_critical);
    match condition {
        "always" | "further-papers" => claims(&Benefit::names_papers).into(),
        "critical-illness" | "where-it-exists" => critical().into(),
        "pathology-reported" => (critical() && facts.diagnosis.as_ref().is_some_and(|said| said.pathology_report.is_some())).into(),
        "settlement-excepted" => {
            let excepted = claim.plan.exclusions.iter().find(|exclusion| exclusion.raised_by == Some(Trigger::NotSettled));
            let is_excepted = |stay: &Stay| {
                stay.settled == Some(false) && excepted.is_some_and(|exclusion| exclusion.excepted_causes.contains(&stay.cause()))
            };
            (!facts.stays.is_empty() && facts.outpatient.is_empty() && facts.stays.iter().all(is_excepted)).into()
        }
        "outpatient-only" => {
            let of_stay = claims(&|benefit| matches!(benefit.formula, Formula::DayBrackets { .. }));
            (facts.stays.is_empty() && !facts.outpatient.is_empty() && !critical() && !of_stay).into()
        }
        "home-bed-only" => {
            let is_home_bed = |care: &OutpatientCare| care.kind == OutpatientKind::HomeBed;
            // What is paid for an admission to hospital needs the papers of one.
            let of_stay = claims(&|benefit| matches!(benefit.formula, Formula::Assessed { event: Some(EventKind::Admission) }));
            (facts.stays.is_empty() && !of_stay && !facts.outpatient.is_empty() && facts.outpatient.iter().all(is_home_bed)).into()
        }
        "accident-hospital" => claims(&|benefit| is_for(benefit, EventKind::Admission)).into(),
        "death" => claims(&|benefit| is_for(benefit, EventKind::Death)).into(),
        _ => by_accident(
            claim,
            claims(&|benefit| is_for(benefit, EventKind::Admission)),
            claims(&|benefit| is_for(benefit, EventKind::Death)),
        )
        .and(|| proof(claim, condition)),
    }
}

/// Whether an accident is claimed for: a stay after one, or a death by one.
fn by_accident(claim: Claim<'_>, stay: bool, death: bool) -> Holds {
    match claim.facts.death.as_ref().map(|death| death.cause) {
        _ if stay => Holds::Yes,
        _ if !death => Holds::No,
        Some(Some(cause)) => (cause == DeathCause::Accident).into(),
        Some(None) | None => Holds::open("facts.death.cause"),
    }
}

/// What proves an accident, by its kind.
fn proof(claim: Claim<'_>, condition: &str) -> Holds {
    let facts = claim.facts;
    let said = facts.accident.as_ref();
    let kind = said.and_then(|accident| accident.kind);
    let [drove, police, criminal] = [
        said.and_then(|accident| accident.as_driver),
        said.and_then(|accident| accident.police),
        said.and_then(|accident| accident.criminal),
    ];
    let is = |said: Option<bool>| said == Some(true);
    // A work injury may be a traffic accident too, and is proven as both. "And the like" takes in every accident of another kind.
    let told = matches!(kind, Some(AccidentKind::WorkInjury | AccidentKind::Fall | AccidentKind::Other))
        || (kind.is_some() && facts.stays.iter().any(|stay| stay.cause() == Cause::WorkInjury));
    // What nobody said is asked for where the kind of the accident makes it matter; where that is not said either, that is.
    let asked = |said: Option<bool>, path: &str, matters: bool| match (said, kind) {
        (Some(said), _) => said.into(),
        (None, _) if matters => Holds::open(path),
        (None, None) => Holds::open("facts.accident.kind"),
        (None, Some(_)) => Holds::No,
    };
    // A work injury may have happened in traffic, and whatever happened may have been a crime.
    let in_traffic = is_traffic(claim) || kind == Some(AccidentKind::WorkInjury);
    match condition {
        "cause-in-form" if kind.is_none() => Holds::open("facts.accident.kind"),
        "cause-in-form" => told.into(),
        "as-driver" => asked(drove, "facts.accident.as_driver", in_traffic),
        "police-handled" => asked(police, "facts.accident.police", in_traffic),
        "criminal-case" => asked(criminal, "facts.accident.criminal", kind.is_some() || in_traffic),
        "other-accident" => (!(told || is(drove) || is(police) || is(criminal))).into(),
        _ => Holds::No,
    }
}
