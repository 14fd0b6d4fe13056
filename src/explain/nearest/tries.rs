//! The single facts that are tried, the nearest first: what may still be done, what happened, what was paid or answered before.
//!
//! Not here: what each comes to. Invariant: each differs from the claim in one fact, and there are never more than [`MOST`].

use chrono::{Datelike, TimeDelta};

use crate::domain::assessment::{Assessment, BenefitAssessment, Check, Outcome, StepKind};
use crate::domain::facts::{Cause, DeathCause, Enrolment, Facts, History, Stay};
use crate::domain::ids::{BenefitId, PlanId};
use crate::domain::money::Money;
use crate::domain::time::{Date, Span, days_after};
use crate::explain::nearest::Needs;
use crate::rules::plan::{ListKind, OperatorList, Plan};

/// So many are tried for one benefit: each is an assessment.
pub const MOST: usize = 64;
/// Of a list so many entries are tried: a claim has few, and one of hundreds is no nearer by the last of them.
const ENTRIES: usize = 8;
/// Over a threshold by so much, something is owed whatever the share.
const CLEARLY_OVER: Money = Money::from_yuan(1);

/// A claim with one fact changed.
pub struct Try {
    pub needs: Needs,
    pub facts: Facts,
    pub history: History,
}

/// What is tried for a benefit.
pub fn of(plan: &Plan, facts: &Facts, history: &History, assessment: &Assessment, id: &BenefitId) -> Vec<Try> {
    let Some(benefit) = assessment.benefit(id) else { return Vec::new() };
    let mut trying = Trying { plan, facts, history, assessment, benefit, tries: Vec::new() };
    trying.filing();
    trying.expense();
    trying.choice();
    trying.account();
    trying.stays();
    trying.diagnosis();
    trying.event();
    trying.days();
    trying.member();
    trying.exclusions();
    trying.before();
    trying.tries.truncate(MOST);
    trying.tries
}

struct Trying<'a> {
    plan: &'a Plan,
    facts: &'a Facts,
    history: &'a History,
    assessment: &'a Assessment,
    benefit: &'a BenefitAssessment,
    tries: Vec<Try>,
}

impl<'a> Trying<'a> {
    fn with(&mut self, needs: Needs, change: impl FnOnce(&mut Facts)) {
        let mut facts = self.facts.clone();
        change(&mut facts);
        if facts != *self.facts {
            self.tries.push(Try { needs, facts, history: self.history.clone() });
        }
    }

    /// The checks of a name that don't pass, of this benefit or of the whole claim.
    fn against(&self, id: &str) -> Option<&'a Check> {
        let own = |check: &&Check| check.benefit.as_ref().is_none_or(|of| *of == self.benefit.benefit);
        self.assessment.checks.iter().filter(own).find(|check| check.check == id && check.state.asks())
    }

    fn filing(&mut self) {
        let Some(last) = self.against("filing-window").and_then(|check| check.finding.to) else { return };
        self.with(Needs::LateReason(last), |facts| {
            facts.late_reason.get_or_insert_with(|| "-".to_owned());
        });
        // Another version of the plan may stand for that day, of which nothing is known here.
        if last < self.facts.filed && self.plan.valid.as_ref().is_none_or(|valid| valid.contains(last)) {
            self.with(Needs::FiledBy(last), |facts| facts.filed = last);
        }
    }

    fn expense(&mut self) {
        let below = self.benefit.steps.iter().find_map(|step| match &step.kind {
            StepKind::BelowThreshold { threshold, expense } => Some((*threshold, *expense)),
            _ => None,
        });
        let Some((threshold, expense)) = below.filter(|(threshold, expense)| threshold >= expense) else { return };
        let short = threshold - expense;
        for at in 0..self.facts.stays.len().min(ENTRIES) {
            self.with(Needs::Over(threshold, short), |facts| {
                if let Some(expense) = &mut facts.stays[at].expense {
                    expense.self_pay = expense.self_pay + short + CLEARLY_OVER;
                }
            });
        }
        for at in 0..self.facts.outpatient.len().min(ENTRIES) {
            self.with(Needs::Over(threshold, short), |facts| {
                let expense = &mut facts.outpatient[at].expense;
                expense.self_pay = expense.self_pay + short + CLEARLY_OVER;
            });
        }
    }

    fn choice(&mut self) {
        if let Outcome::Superseded { by } = &self.benefit.outcome {
            let own = self.benefit.benefit.clone();
            self.with(Needs::Chosen(by.clone()), |facts| facts.choices.exclusive = Some(own));
        }
    }

    fn account(&mut self) {
        let own = self.facts.member.name.clone();
        self.with(Needs::OwnAccount, |facts| {
            if let Some(payee) = &mut facts.payee {
                payee.name = own;
            }
        });
    }

    fn stays(&mut self) {
        let each = |facts: &mut Facts, change: &dyn Fn(&mut Stay)| facts.stays.iter_mut().for_each(change);
        self.with(Needs::Settled, |facts| {
            each(facts, &|stay| stay.settled = stay.settled.map(|_| true));
            facts.outpatient.iter_mut().for_each(|care| care.settled = care.settled.map(|_| true));
        });
        self.with(Needs::Designated, |facts| each(facts, &|stay| stay.designated = stay.designated.map(|_| true)));
        if self.against("hospitalised").is_some() && self.facts.stays.is_empty() {
            let day = self.facts.diagnosis.as_ref().and_then(|diagnosis| diagnosis.diagnosed).unwrap_or(self.facts.filed);
            self.with(Needs::Stay, |facts| {
                facts.stays.push(plain_stay(day));
                facts.answers.retain(|answer| answer.check != "hospitalised");
            });
        }
        self.with(Needs::StayOfIllness, |facts| each(facts, &|stay| stay.cause = stay.cause.map(|_| Cause::Illness)));
        if self.against("accident").is_some() {
            self.with(Needs::StayOfAccident, |facts| each(facts, &|stay| stay.cause = Some(Cause::OtherAccident)));
        }
    }

    fn diagnosis(&mut self) {
        if self.against("hospital-accepted").is_some() {
            for hospital in firsts_of(self.plan, ListKind::Hospital) {
                self.with(Needs::ListedHospital, |facts| facts.stays.iter_mut().for_each(|stay| stay.hospital = Some(hospital.clone())));
            }
        }
        if self.against("disease-listed").is_some() {
            for disease in classes_of(self.plan).into_iter().chain(firsts_of(self.plan, ListKind::Disease)) {
                self.with(Needs::ListedDisease, |facts| {
                    if let Some(diagnosis) = &mut facts.diagnosis {
                        diagnosis.disease = Some(disease);
                    }
                });
            }
        }
        if let Some(finding) = self.facts.diagnosis.as_ref().and_then(|diagnosis| diagnosis.finding.clone()) {
            self.with(Needs::NotFinding(finding), |facts| {
                if let Some(diagnosis) = &mut facts.diagnosis {
                    diagnosis.finding = None;
                }
            });
        }
        self.with(Needs::NotKnownBefore, |facts| {
            if let Some(diagnosis) = &mut facts.diagnosis {
                diagnosis.known_before = diagnosis.known_before.map(|_| false);
            }
        });
        let Some((since, wait, day)) = self.against("waiting-period").and_then(|check| {
            let finding = &check.finding;
            Some((finding.from?, finding.expected?, finding.day?))
        }) else {
            return;
        };
        let first = days_after(since, wait.saturating_add(1));
        let short = u32::try_from((first - day).num_days()).unwrap_or(0);
        self.with(Needs::DiagnosisAfter(first, short), |facts| {
            if let Some(diagnosis) = &mut facts.diagnosis {
                diagnosis.diagnosed = Some(first);
            }
        });
    }

    fn event(&mut self) {
        for (needs, cause) in [(Needs::DeathOfAccident, DeathCause::Accident), (Needs::DeathOfIllness, DeathCause::Illness)] {
            self.with(needs, |facts| {
                if let Some(death) = &mut facts.death {
                    death.cause = death.cause.map(|_| cause);
                }
            });
        }
        self.with(Needs::Sudden, |facts| {
            if let Some(death) = &mut facts.death {
                death.sudden_illness = death.sudden_illness.map(|_| true);
            }
        });
        self.with(Needs::Untreated, |facts| {
            if let Some(death) = &mut facts.death {
                death.treated_in_hospital = death.treated_in_hospital.map(|_| false);
            }
        });
        self.with(Needs::TotalDisability, |facts| {
            if let Some(disability) = &mut facts.disability {
                disability.total = disability.total.map(|_| true);
            }
        });
        self.with(Needs::Disability, |facts| {
            if let Some(disability) = &mut facts.disability {
                disability.share = disability.share.map(|share| if share.is_zero() { rust_decimal::Decimal::ONE } else { share });
            }
        });
    }

    /// The days of the event, moved to the nearest day of every cover that there is.
    fn days(&mut self) {
        for span in self.covers() {
            self.with(Needs::DiagnosisInside(span), |facts| {
                if let Some(diagnosis) = &mut facts.diagnosis {
                    for day in [&mut diagnosis.diagnosed, &mut diagnosis.pathology_report, &mut diagnosis.confirming_report] {
                        *day = day.map(|day| day.clamp(span.from, span.to));
                    }
                }
            });
            self.with(Needs::DeathInside(span), |facts| {
                if let Some(death) = &mut facts.death {
                    death.date = death.date.clamp(span.from, span.to);
                }
            });
            self.with(Needs::FireInside(span), |facts| {
                if let Some(fire) = &mut facts.fire {
                    fire.date = fire.date.clamp(span.from, span.to);
                }
            });
            for at in 0..self.facts.outpatient.len().min(ENTRIES) {
                self.with(Needs::SettledInside(span), |facts| {
                    let care = &mut facts.outpatient[at];
                    care.settled_on = care.settled_on.clamp(span.from, span.to);
                });
            }
            self.with(Needs::AccidentInside(span), |facts| {
                if let Some(accident) = &mut facts.accident {
                    accident.date = accident.date.map(|day| day.clamp(span.from, span.to));
                }
            });
            for at in 0..self.facts.stays.len().min(ENTRIES) {
                self.with(Needs::StayInside(span), |facts| move_into(&mut facts.stays[at], span));
            }
        }
    }

    /// The periods in which an event is covered, those of the member or that of the plan; none that ends before it begins.
    fn covers(&self) -> Vec<Span> {
        let own = self.facts.enrolments.iter().filter(|enrolment| enrolment.plan == self.plan.id).map(|enrolment| enrolment.cover);
        let covers: Vec<Span> = self.plan.cover.map_or_else(|| own.take(ENTRIES).collect(), |cover| vec![cover]);
        covers.into_iter().filter(|span| span.from <= span.to).collect()
    }

    fn member(&mut self) {
        self.with(Needs::NotRetired, |facts| facts.member.retired = facts.member.retired.map(|_| false));
        if let Some(rule) = self.plan.benefit(&self.benefit.benefit).filter(|_| self.against("cover-class").is_some()) {
            let names: Vec<String> = rule.classes.clone();
            for at in 0..self.facts.enrolments.len().min(ENTRIES) {
                self.with(Needs::Class(names.clone()), |facts| facts.enrolments[at].class = names.first().cloned());
            }
        }
        if let Some(cover) = self.plan.cover.filter(|_| self.against("enrolled").is_some()) {
            let plan = self.plan.id.clone();
            self.with(Needs::Enrolled(cover), |facts| facts.enrolments.push(plain_enrolment(plan, cover)));
        }
        let Some(ages) = self.plan.contracts.as_ref().map(|contracts| &contracts.ages) else { return };
        let Some(day) = self.against("age").and_then(|check| check.finding.day) else { return };
        for years in [ages.to, ages.from] {
            let birth = i32::try_from(years).ok().and_then(|years| day.with_year(day.year() - years));
            self.with(Needs::Age(ages.from, ages.to), |facts| facts.member.birth = birth);
        }
    }

    fn exclusions(&mut self) {
        for raised in self.facts.exclusions.iter().take(ENTRIES) {
            self.with(Needs::NoExclusion(raised.exclusion.clone()), |facts| facts.exclusions.retain(|other| other != raised));
        }
    }

    /// What was paid before, and what a reviewer answered.
    fn before(&mut self) {
        for (at, past) in self.history.granted.iter().enumerate().take(ENTRIES) {
            let mut history = self.history.clone();
            history.granted.remove(at);
            let needs = Needs::NotPaidBefore(past.benefit.clone(), past.case.clone(), past.decided);
            self.tries.push(Try { needs, facts: self.facts.clone(), history });
        }
        for at in 0..self.facts.answers.len().min(ENTRIES) {
            let check = self.facts.answers[at].check.clone();
            self.with(Needs::Answer(check), |facts| facts.answers[at].holds = true);
        }
    }
}

/// A disease of each class of the list, and of a list without classes its first.
fn classes_of(plan: &Plan) -> Vec<String> {
    let mut seen = Vec::new();
    let first = |disease: &&crate::rules::plan::Disease| {
        let is_new = !seen.contains(&disease.class);
        seen.push(disease.class);
        is_new
    };
    plan.diseases.iter().filter(first).map(|disease| disease.code.clone()).collect()
}

/// The first entry of each list of a kind that the operator keeps: which of them stands for the day, the claim assessed anew tells.
fn firsts_of(plan: &Plan, kind: ListKind) -> Vec<String> {
    let first = |list: &OperatorList| list.entries.first().map(|entry| entry.name.clone());
    plan.lists.iter().filter(|list| list.kind == kind).filter_map(first).take(ENTRIES).collect()
}

/// Moves a stay, as long as it is, to the nearest days inside a span.
fn move_into(stay: &mut Stay, span: Span) {
    let days = (stay.discharge - stay.admission).max(TimeDelta::zero());
    let latest = span.to.checked_sub_signed(days).unwrap_or(span.from).max(span.from);
    stay.admission = stay.admission.clamp(span.from, latest);
    stay.discharge = stay.admission.checked_add_signed(days).unwrap_or(Date::MAX).min(span.to);
}

fn plain_stay(day: Date) -> Stay {
    Stay { settled: Some(true), designated: Some(true), ..Stay::begin(day, days_after(day, 1)) }
}

fn plain_enrolment(plan: PlanId, cover: Span) -> Enrolment {
    Enrolment::begin(plan, cover)
}
