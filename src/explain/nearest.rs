//! The nearest fact that turns a "no" into a "yes", found by trying: one fact is changed, the claim is assessed again.
//!
//! Not here: which facts are tried (`tries`), the words (`text::change`).
//! Invariant: what is told was seen to turn the outcome; it is told as what the rule needs, never as what should be said.

mod search;
mod tries;

use crate::domain::assessment::{Assessment, BenefitAssessment, Check, CheckState, Outcome};
use crate::domain::facts::{Facts, History};
use crate::domain::ids::{BenefitId, CaseId, CheckId, ExclusionId};
use crate::domain::money::Money;
use crate::domain::names::Names;
use crate::domain::people::Lang;
use crate::domain::time::{Date, Span};
use crate::explain::limit::{self, Cut, Limit};
use crate::rules::plan::Plan;
use crate::text::assess::{check_name, comma};
use crate::text::{change as words, plural};

/// What the rule needs and the claim does not say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Needs {
    FiledBy(Date),
    LateReason(Date),
    DiagnosisInside(Span),
    /// A diagnosis after a waiting period, so many days later.
    DiagnosisAfter(Date, u32),
    StayInside(Span),
    DeathInside(Span),
    AccidentInside(Span),
    FireInside(Span),
    /// Care outside a stay, by the day of its settlement.
    SettledInside(Span),
    Enrolled(Span),
    /// Cover of one of these classes, by their names.
    Class(Vec<String>),
    ListedDisease,
    ListedHospital,
    NotFinding(String),
    NotKnownBefore,
    Stay,
    Settled,
    Designated,
    StayOfIllness,
    StayOfAccident,
    DeathOfIllness,
    DeathOfAccident,
    Sudden,
    Untreated,
    TotalDisability,
    Disability,
    Age(u32, u32),
    NotRetired,
    OwnAccount,
    /// An expense over a threshold, and how much is lacking to it.
    Over(Money, Money),
    NoExclusion(ExclusionId),
    NotPaidBefore(BenefitId, CaseId, Date),
    /// The claimant takes this benefit in place of another.
    Chosen(BenefitId),
    /// A check that a reviewer found against.
    Answer(CheckId),
}

/// The nearest change of one benefit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nearest {
    pub benefit: BenefitId,
    /// What it needs: one thing where one is enough, else as few as were found, all of them together.
    pub needs: Vec<Needs>,
    /// What the benefit would come to; absent where somebody would have to look at it first, or where it says nothing.
    pub amount: Option<Money>,
    /// It is of use to the claimant to know: he may still do it, and would not have less.
    pub of_use: bool,
}

/// A claim on more stays, bills, covers and earlier payouts is not tried: every try looks at them all, and a screen waits for the search.
const MOST_ENTRIES: usize = 48;

/// Whether there is anything to find: some benefit is refused, and the claim is not on very much.
pub fn is_sought(facts: &Facts, history: &History, assessment: &Assessment) -> bool {
    let entries = facts.stays.len() + facts.outpatient.len() + facts.enrolments.len() + history.granted.len();
    entries <= MOST_ENTRIES && refused(assessment).next().is_some()
}

fn refused(assessment: &Assessment) -> impl Iterator<Item = &BenefitAssessment> {
    assessment.benefits.iter().filter(|benefit| stands(assessment, &benefit.benefit) == Stands::No)
}

/// Finds the nearest change of every benefit that comes to nothing; none for one that no few facts turn, nor of a claim on very much.
pub fn of(plan: &Plan, facts: &Facts, history: &History, assessment: &Assessment) -> Vec<Nearest> {
    if !is_sought(facts, history, assessment) {
        return Vec::new();
    }
    refused(assessment).filter_map(|benefit| search::of_one(plan, (facts, history), assessment, &benefit.benefit)).collect()
}

/// How a benefit stands, with the checks of the whole claim that stand in its way.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stands {
    Yes,
    /// Somebody has to say or to enter something.
    Open,
    No,
}

fn stands(assessment: &Assessment, id: &BenefitId) -> Stands {
    let Some(benefit) = assessment.benefit(id) else { return Stands::No };
    let in_the_way = |check: &Check| check.blocks && check.benefit.as_ref().is_none_or(|of| of == id);
    let fails = assessment.checks.iter().any(|check| check.state == CheckState::Fail && in_the_way(check));
    match &benefit.outcome {
        Outcome::NothingOwed | Outcome::Superseded { .. } => Stands::No,
        _ if fails => Stands::No,
        Outcome::Payable => Stands::Yes,
        Outcome::NeedsChoice { .. } | Outcome::NeedsFact { .. } | Outcome::NeedsAmount => Stands::Open,
    }
}

/// What a claimant can still do, hand in or have done. What has happened as it has is of no use to him.
const fn is_of_use(needs: &Needs) -> bool {
    matches!(needs, Needs::LateReason(_) | Needs::Settled | Needs::Over(..) | Needs::Stay | Needs::OwnAccount | Needs::Chosen(_))
}

/// Says what would change the outcome of a claim, a sentence each: the nearest changes, then what limits cut.
pub fn lines(lang: Lang, plan: &Plan, assessment: &Assessment, nearest: &[Nearest]) -> Vec<String> {
    let mut lines: Vec<String> = nearest.iter().map(|nearest| line(lang, plan, nearest)).collect();
    lines.extend(assessment.benefits.iter().filter_map(|benefit| Some(cut_line(lang, plan, &benefit.benefit, &limit::of(benefit)?))));
    lines
}

/// Says which limits cut a benefit, each by how much where there are several, and what it would have been.
pub fn cut_line(lang: Lang, plan: &Plan, benefit: &BenefitId, cut: &Cut) -> String {
    let limits = cut.limits.iter().map(|(limit, by)| {
        let limit = limit_in_words(lang, plan, benefit, limit);
        if cut.limits.len() == 1 { limit } else { words::limit_by(lang, limit, by.grouped()) }
    });
    let limits = limits.collect::<Vec<_>>().join(comma(lang));
    words::cut(lang, plan.names(lang).benefit(benefit), limits, cut.without.grouped())
}

fn limit_in_words(lang: Lang, plan: &Plan, own: &BenefitId, limit: &Limit) -> String {
    match limit {
        Limit::Own(amount) => words::limit_amount(lang, amount.grouped()),
        Limit::Joint(amount, benefits) => {
            let names = plan.names(lang);
            let others: Vec<&str> = benefits.iter().filter(|id| *id != own).map(|id| names.benefit(id)).collect();
            words::limit_joint(lang, others.join(comma(lang)), amount.grouped())
        }
        Limit::Contract(amount, start) => words::limit_contract(lang, start, amount.grouped()),
        Limit::Days(days) => words::limit_days(lang, plural::days(lang, days)),
    }
}

/// Says one change.
pub fn line(lang: Lang, plan: &Plan, nearest: &Nearest) -> String {
    let is_over = nearest.needs.iter().any(|needs| matches!(needs, Needs::Over(..)));
    let then = match nearest.amount {
        _ if is_over => words::then_more(lang).to_owned(),
        Some(amount) => words::then_amount(lang, amount.grouped()),
        None => words::then_open(lang).to_owned(),
    };
    let mut needed: Vec<String> = Vec::new();
    for needs in nearest.needs.iter().map(|needs| in_words(lang, plan, needs)) {
        // Two stays may need the same days.
        if !needed.contains(&needs) {
            needed.push(needs);
        }
    }
    words::line(lang, plan.names(lang).benefit(&nearest.benefit), needed.join(words::and(lang)), then)
}

fn in_words(lang: Lang, plan: &Plan, needs: &Needs) -> String {
    let names = plan.names(lang);
    let plain = match needs {
        Needs::ListedDisease => words::listed(lang),
        Needs::ListedHospital => words::listed_hospital(lang),
        Needs::NotKnownBefore => words::not_known_before(lang),
        Needs::Stay => words::stay(lang),
        Needs::Settled => words::settled(lang),
        Needs::Designated => words::designated(lang),
        Needs::StayOfIllness => words::of_illness(lang),
        Needs::StayOfAccident => words::of_accident(lang),
        Needs::DeathOfIllness => words::death_of_illness(lang),
        Needs::DeathOfAccident => words::death_of_accident(lang),
        Needs::Sudden => words::sudden(lang),
        Needs::Untreated => words::untreated(lang),
        Needs::TotalDisability => words::total(lang),
        Needs::Disability => words::disability(lang),
        Needs::NotRetired => words::not_retired(lang),
        Needs::OwnAccount => words::own_account(lang),
        Needs::FiledBy(day) => return words::filed_by(lang, day),
        Needs::LateReason(day) => return words::late_reason(lang, day),
        Needs::DiagnosisInside(span) => return words::diagnosis_inside(lang, span.from, span.to),
        Needs::DiagnosisAfter(day, short) => return words::diagnosis_after(lang, day, plural::days(lang, short)),
        Needs::StayInside(span) => return words::stay_inside(lang, span.from, span.to),
        Needs::DeathInside(span) => return words::death_inside(lang, span.from, span.to),
        Needs::AccidentInside(span) => return words::accident_inside(lang, span.from, span.to),
        Needs::FireInside(span) => return words::fire_inside(lang, span.from, span.to),
        Needs::SettledInside(span) => return words::settled_inside(lang, span.from, span.to),
        Needs::Enrolled(span) => return words::enrolled(lang, span.from, span.to),
        Needs::Class(classes) => return words::class(lang, classes.join(comma(lang))),
        Needs::NotFinding(id) => return words::no_finding(lang, names.finding(id)),
        Needs::Age(from, to) => return words::age(lang, from, to),
        Needs::Over(threshold, short) => return words::over(lang, threshold.grouped(), short.grouped()),
        Needs::NoExclusion(id) => return words::no_exclusion(lang, names.exclusion(id)),
        Needs::NotPaidBefore(benefit, case, day) => return words::not_paid(lang, names.benefit(benefit), case, day),
        Needs::Chosen(other) => return words::chosen(lang, names.benefit(other)),
        Needs::Answer(check) => return words::answered(lang, check_name(lang, check.as_str())),
    };
    plain.to_owned()
}
