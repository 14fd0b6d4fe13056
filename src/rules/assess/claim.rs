//! What the engine asks again and again: what was paid before, what a reviewer answered, which exclusions were raised.

use std::cell::OnceCell;

use crate::domain::assessment::{Assessment, CheckState, Finding};
use crate::domain::facts::{Enrolment, Facts, History, PastBenefit, RaisedExclusion, Stay};
use crate::domain::ids::{BenefitId, CheckId, PlanId, ReasonCode};
use crate::domain::money::Money;
use crate::domain::time::{Date, Span};
use crate::rules::assess::lists::look_up;
use crate::rules::plan::{Benefit, Exclusion, Formula, ListKind, Plan, Trigger};

/// What the operator's lists say of each care out of hospital, once somebody asks; nothing of one of a kind that no list is for.
pub type Looked = OnceCell<Vec<Option<(CheckState, Finding)>>>;

/// The three things that an assessment rests on.
#[derive(Clone, Copy)]
pub struct Claim<'a> {
    pub plan: &'a Plan,
    pub facts: &'a Facts,
    pub history: &'a History,
    pub care: &'a Looked,
    /// The dates in which an event is covered: the plan's period. A plan of contracts has none, there each contract has its own; under
    /// a plan by enrolment it is the cover that the event lies in, once that is known.
    pub cover: Span,
    /// Whether anybody will read how it came about: the steps, checks, deadlines and papers. What a benefit comes to never depends on it.
    pub traced: bool,
    /// A reviewer said that hospitals are not designated, and none is in question: he means those of which the claim itself says nothing.
    pub denies_hospitals: bool,
    /// A reviewer let the settlement pass, or the hospitals, where the claim leaves them open for some care: that is what he means, and
    /// what the claim states against other care stands.
    pub settles_open: bool,
    pub designates_open: bool,
}

impl<'a> Claim<'a> {
    pub fn new(plan: &'a Plan, facts: &'a Facts, history: &'a History, care: &'a Looked) -> Self {
        let cover = plan.cover.unwrap_or(Span { from: Date::MIN, to: Date::MAX });
        let claim =
            Claim { plan, facts, history, care, cover, traced: true, denies_hospitals: false, settles_open: false, designates_open: false };
        let in_question = |stay: &Stay| stay.designated == Some(false) || claim.list_leaves_open(stay);
        let denies_hospitals = claim.answer(DESIGNATED) == Some(false) && !facts.stays.iter().any(in_question);
        let settles_open = claim.answer(SETTLEMENT) == Some(true) && claim.leaves_settlement_open();
        let designates_open = claim.answer(DESIGNATED) == Some(true) && facts.stays.iter().any(|stay| claim.leaves_hospital_open(stay));
        Claim { denies_hospitals, settles_open, designates_open, ..claim }
    }

    /// Whether the claim leaves open of some care whether it was settled, or why it was needed where that decides.
    fn leaves_settlement_open(&self) -> bool {
        let Some(of) = self.plan.exclusions.iter().find(|of| of.raised_by == Some(Trigger::NotSettled)) else { return false };
        let open = |stay: &Stay| match stay.settled {
            None => !of.excepted_causes.contains(&stay.cause()),
            Some(_) => self.cause_decides(of, stay),
        };
        let outpatient = || self.facts.outpatient.iter().filter(|care| self.plan.outpatient(care.kind).is_some());
        self.facts.stays.iter().any(open) || outpatient().any(|care| care.settled.is_none())
    }

    /// Whether neither the claim nor the operator's list says of the hospital of a stay whether it is designated.
    pub fn leaves_hospital_open(&self, stay: &Stay) -> bool {
        stay.designated.is_none() && self.hospital_by_list(0, stay).is_none_or(|(state, _)| state == CheckState::Unknown)
    }

    /// A reviewer's recorded answer to a check; the last one stands.
    pub fn answer(&self, check: &str) -> Option<bool> {
        self.facts.answers.iter().rev().find(|answer| answer.check == check).map(|answer| answer.holds)
    }

    /// Whether a reviewer said "no" to anything.
    pub fn has_denials(&self) -> bool {
        self.facts.answers.iter().any(|answer| !answer.holds)
    }

    pub fn claims(&self, benefit: &BenefitId) -> bool {
        self.facts.benefits.contains(benefit)
    }

    /// Whether a benefit of this kind of formula is claimed.
    pub fn claims_formula(&self, is: impl Fn(&Formula) -> bool) -> bool {
        self.plan.benefits.iter().any(|benefit| is(&benefit.formula) && self.claims(&benefit.id))
    }

    /// Whether a plan is this one or another period of it.
    pub fn in_series(&self, plan: &PlanId) -> bool {
        plan.as_str().starts_with(&self.plan.series)
    }

    /// What was granted of a benefit in this period.
    pub fn past(self, benefit: &'a BenefitId) -> impl Iterator<Item = &'a PastBenefit> {
        // Under a cover of his own, what was granted under another cover of the plan is of another period.
        let of_cover = move |past: &PastBenefit| {
            self.plan.by_enrolment.is_none() || self.cover.contains(past.event.as_ref().map_or(past.decided, |event| event.date))
        };
        self.history.granted.iter().filter(move |past| past.benefit == *benefit && past.plan == self.plan.id && of_cover(past))
    }

    /// What was granted of a benefit in any period of the series.
    pub fn past_ever(self, benefit: &'a BenefitId) -> impl Iterator<Item = &'a PastBenefit> {
        self.history.granted.iter().filter(move |past| past.benefit == *benefit && self.in_series(&past.plan))
    }

    /// What was paid for a benefit in this period. An amount below nothing, which no grant has, takes nothing back.
    pub fn paid(self, benefit: &'a BenefitId) -> Money {
        self.past(benefit).map(|past| past.amount.max(Money::ZERO)).sum()
    }

    /// The member's enrolment in this period.
    pub fn enrolment(&self) -> Option<&'a Enrolment> {
        let own = |enrolment: &Enrolment| self.plan.by_enrolment.is_none() || enrolment.cover == self.cover;
        self.facts.enrolments.iter().find(|enrolment| enrolment.plan == self.plan.id && own(enrolment))
    }

    /// The reason that says what was not met, where the plan has it; else the general one.
    pub fn says(&self, own: &'static str, general: &'static str) -> &'static str {
        if self.plan.reason(&reason(own)).is_some() { own } else { general }
    }

    /// Why a day outside the plan's period brings nothing under it: after the period the next one may bear it, where the member was
    /// enrolled then and the plan has a reason that says so.
    pub fn outside_by(&self, day: Date) -> &'static str {
        // Who says that the enrolment went on over the end of the period says that the next one holds too.
        let goes_on = || self.enrolled_throughout(day, day) == Some(true) || self.answer("continuity") == Some(true);
        let is_next = day > self.cover.to && goes_on();
        let says = self.plan.reason(&reason(reasons::NEXT_PERIOD)).is_some();
        if is_next && says { reasons::NEXT_PERIOD } else { reasons::NOT_COVERED_TERM }
    }

    /// Whether the member was enrolled, in whatever period of the series, on every day from one to another.
    ///
    /// Nothing where no enrolment is known at all.
    pub fn enrolled_throughout(&self, from: Date, to: Date) -> Option<bool> {
        if self.facts.enrolments.is_empty() {
            return None;
        }
        let within = |enrolment: &Enrolment| enrolment.cover.from <= from && to <= enrolment.cover.to && self.in_series(&enrolment.plan);
        if self.facts.enrolments.iter().any(within) {
            return Some(true);
        }
        let mut spans: Vec<_> =
            self.facts.enrolments.iter().filter(|enrolment| self.in_series(&enrolment.plan)).map(|enrolment| enrolment.cover).collect();
        spans.sort_by_key(|span| (span.from, span.to));
        let mut reached = from;
        for span in spans {
            if span.from <= reached && reached <= span.to {
                if span.to >= to {
                    return Some(true);
                }
                reached = span.to.succ_opt().unwrap_or(Date::MAX);
            }
        }
        Some(false)
    }

    /// Whether the member was enrolled on every day from one to another, as far as anything is known of his enrolments.
    ///
    /// A reviewer who lets pass that an enrolment is not of the whole period says that it was.
    pub fn covers(&self, from: Date, to: Date) -> bool {
        self.enrolment().is_none() || self.answer("enrolment-terms") == Some(true) || self.enrolled_throughout(from, to) != Some(false)
    }

    /// Whether an exclusion takes a benefit away where it is raised. One that presupposes a stay says nothing of a benefit that
    /// presupposes none.
    pub fn concerns(exclusion: &Exclusion, benefit: &Benefit) -> bool {
        let without_stay = matches!(benefit.formula, Formula::Once { .. });
        let named = exclusion.benefits.is_empty() || exclusion.benefits.contains(&benefit.id);
        named && !(exclusion.of_stay && without_stay)
    }

    /// Whether a reviewer recorded that a raised exclusion does not apply. Where he said of the fact which raises it that it is so, his two
    /// words contradict each other: the one that refuses stands.
    pub fn overruled(&self, exclusion: &Exclusion) -> bool {
        let is_fact_denied = || exclusion.raised_by.and_then(fact_check).is_some_and(|check| self.answer(check) == Some(false));
        self.answer_on(exclusion) == Some(true) && !is_fact_denied()
    }

    /// A reviewer's recorded answer to the check that an exclusion is shown as.
    fn answer_on(&self, exclusion: &Exclusion) -> Option<bool> {
        let is_of = |check: &CheckId| Assessment::is_check_of(check, &exclusion.id);
        self.facts.answers.iter().rev().find(|answer| is_of(&answer.check)).map(|answer| answer.holds)
    }

    /// The reviewer's note by which an exclusion stands against the whole claim.
    pub fn raised_whole(&self, exclusion: &Exclusion) -> Option<&'a RaisedExclusion> {
        // One that takes away only some benefits is about these, not about a stay, whatever stay is named with it.
        let whole = |raised: &RaisedExclusion| raised.admission.is_none() || !exclusion.benefits.is_empty();
        let raised = self.facts.exclusions.iter().find(|raised| raised.exclusion == exclusion.id && whole(raised));
        raised.filter(|_| !self.overruled(exclusion))
    }

    /// Whether the facts of a stay, or a reviewer's word on it, raise an exclusion.
    pub fn raised_for_stay(&self, exclusion: &Exclusion, stay: &Stay) -> bool {
        self.raised_by_fact(exclusion, stay) || self.raised_by_word(exclusion, stay)
    }

    /// Whether a reviewer raised an exclusion for a stay.
    fn raised_by_word(&self, exclusion: &Exclusion, stay: &Stay) -> bool {
        let named = |raised: &RaisedExclusion| raised.exclusion == exclusion.id && raised.admission == Some(stay.admission);
        exclusion.benefits.is_empty() && self.facts.exclusions.iter().any(named)
    }

    /// The exclusion under which a stay falls, by its facts or a reviewer's word.
    pub fn excludes_stay(&self, stay: &Stay) -> Option<&'a Exclusion> {
        self.plan.exclusions.iter().find(|exclusion| {
            let by_fact = self.raised_by_fact(exclusion, stay) && !self.fact_is_answered(exclusion);
            (by_fact || self.raised_by_word(exclusion, stay)) && !self.overruled(exclusion)
        })
    }

    /// The exclusion that a trigger raises, unless a reviewer overruled it or let the fact pass.
    pub fn triggered(&self, trigger: Trigger) -> Option<&'a Exclusion> {
        let stands = |exclusion: &&Exclusion| !self.overruled(exclusion) && !self.fact_is_answered(exclusion);
        self.plan.exclusions.iter().filter(|exclusion| exclusion.raised_by == Some(trigger)).find(stands)
    }

    /// Whether the facts of a stay raise an exclusion, or what a reviewer said where they are silent.
    fn raised_by_fact(&self, exclusion: &Exclusion, stay: &Stay) -> bool {
        let by_fact = exclusion.raised_by.is_some_and(|trigger| match trigger {
            Trigger::NotDesignated => stay.designated == Some(false) || self.is_off_list(stay),
            Trigger::NotIllness => !exclusion.excepted_causes.contains(&stay.cause()),
            Trigger::NotSettled => {
                let excepted = exclusion.excepted_causes.contains(&stay.cause());
                self.is_unsettled(stay.settled) && !self.cause_decides(exclusion, stay) && !excepted
            }
            Trigger::KnownBefore => false,
        });
        exclusion.benefits.is_empty() && by_fact
    }

    /// Whether the insurance did not settle a care, as the claim says it, else as a reviewer did.
    pub fn is_unsettled(&self, settled: Option<bool>) -> bool {
        !settled.unwrap_or_else(|| self.answer(SETTLEMENT) != Some(false))
    }

    /// Whether nobody said why a stay was needed that was not settled, where some causes are excepted from that: it has to be asked.
    pub fn cause_decides(&self, exclusion: &Exclusion, stay: &Stay) -> bool {
        stay.cause.is_none() && !exclusion.excepted_causes.is_empty() && self.is_unsettled(stay.settled)
    }

    /// The places of the stays that count or not by their cause, which nobody said.
    pub fn awaits_cause(self, benefit: &Benefit) -> impl Iterator<Item = usize> {
        let let_pass = |of: &Exclusion| self.settles_open && self.answer_on(of).is_none();
        let of = self.triggered(Trigger::NotSettled).filter(|of| Claim::concerns(of, benefit) && !let_pass(of));
        let stays = of.into_iter().flat_map(move |of| self.facts.stays.iter().map(move |stay| (of, stay)).enumerate());
        stays.filter(move |(_, (of, stay))| self.cause_decides(of, stay)).map(|(at, _)| at)
    }

    /// What the operator's list says of the hospital of a stay; nothing where the claim says it, or where no list stands for the day. A
    /// transfer to one that is not on it may have been agreed, so that it is never more than a question.
    pub fn hospital_by_list(&self, at: usize, stay: &Stay) -> Option<(CheckState, Finding)> {
        let list = self.plan.list(ListKind::Hospital, stay.admission).filter(|_| stay.designated.is_none())?;
        let (state, finding) = look_up(list, &[(stay.hospital.as_deref(), format!("facts.stays[{at}].hospital"))]);
        Some((if state == CheckState::Fail { CheckState::Unknown } else { state }, finding))
    }

    /// Whether the list leaves the hospital of a stay open.
    fn list_leaves_open(&self, stay: &Stay) -> bool {
        self.hospital_by_list(0, stay).is_some_and(|(state, _)| state != CheckState::Pass)
    }

    /// Whether a reviewer left the hospital of a stay out where the claim does not say it.
    fn is_off_list(&self, stay: &Stay) -> bool {
        match self.list_leaves_open(stay) {
            true => self.answer(DESIGNATED) == Some(false),
            false => self.denies_hospitals && stay.designated.is_none(),
        }
    }

    /// Whether a reviewer let the fact pass that raises an exclusion, so that he need not say it of the exclusion too. What he says of
    /// the exclusion itself is about less, and stands; so does an exclusion that somebody raised by his own word, and one by what the claim
    /// states where it leaves the same open elsewhere.
    pub fn fact_is_answered(&self, exclusion: &Exclusion) -> bool {
        let check = exclusion.raised_by.and_then(fact_check);
        let is_about_open = match exclusion.raised_by {
            Some(Trigger::NotSettled) => self.settles_open,
            Some(Trigger::NotDesignated) => self.designates_open,
            Some(Trigger::NotIllness | Trigger::KnownBefore) | None => false,
        };
        check.is_some_and(|check| self.answer(check) == Some(true)) && !is_about_open && self.answer_on(exclusion).is_none()
    }
}

/// The checks that ask about the facts which raise exclusions.
pub const DESIGNATED: &str = "designated-hospital";
pub const SETTLEMENT: &str = "insurance-settlement";

/// The check that asks about the fact which raises an exclusion; none where the exclusion's own check is the only one.
pub const fn fact_check(trigger: Trigger) -> Option<&'static str> {
    match trigger {
        Trigger::NotDesignated => Some(DESIGNATED),
        Trigger::NotSettled => Some(SETTLEMENT),
        Trigger::NotIllness | Trigger::KnownBefore => None,
    }
}

/// The check that a raised exclusion is shown and answered as: `exclusion-1.6`.
pub fn check_of(exclusion: &Exclusion) -> CheckId {
    Assessment::check_of(&exclusion.id)
}

/// Reason codes that the engine itself proposes. A plan that lacks one is refused on loading.
pub mod reasons {
    use crate::rules::plan::{Benefit, Formula, PlanFile};

    pub const NOT_COVERED_TERM: &str = "NOT-COVERED-TERM";
    pub const NEXT_PERIOD: &str = "NEXT-PERIOD";
    pub const NOT_ELIGIBLE: &str = "NOT-ELIGIBLE";
    pub const DISEASE_NOT_LISTED: &str = "DISEASE-NOT-LISTED";
    pub const NOT_HOSPITALISED: &str = "NOT-HOSPITALISED";
    pub const HOSPITAL_NOT_ACCEPTED: &str = "HOSPITAL-NOT-ACCEPTED";
    pub const ALREADY_PAID_ONCE: &str = "ALREADY-PAID-ONCE";
    pub const MUTUALLY_EXCLUSIVE: &str = "MUTUALLY-EXCLUSIVE";
    pub const CAP_REACHED: &str = "CAP-REACHED";
    pub const NOTHING_OWED: &str = "NOTHING-OWED";
    pub const WAITING_PERIOD: &str = "WAITING-PERIOD";
    pub const COVER_ENDED: &str = "COVER-ENDED";
    pub const PRE_EXISTING: &str = "PRE-EXISTING";
    pub const EXCLUDED_CAUSE: &str = "EXCLUDED-CAUSE";
    pub const DIRECT_PAY_CASE: &str = "DIRECT-PAY-CASE";
    // What of a benefit's conditions was not met; a plan of before says no more than that they were not.
    pub const NOT_IN_CLASS: &str = "NOT-IN-CLASS";
    pub const OTHER_CAUSE_OF_DEATH: &str = "OTHER-CAUSE-OF-DEATH";
    pub const NOT_TOTAL_DISABILITY: &str = "NOT-TOTAL-DISABILITY";
    pub const NOT_SUDDEN_DEATH: &str = "NOT-SUDDEN-DEATH";
    pub const SEVERE_BEFORE: &str = "SEVERE-BEFORE";
    pub const CARE_NOT_COUNTED: &str = "CARE-NOT-COUNTED";
    pub const RETIRED: &str = "RETIRED";
    pub const JOINING_AGE: &str = "JOINING-AGE";

    const BOTH: &[&str] = &[NOT_COVERED_TERM, NOT_ELIGIBLE, DISEASE_NOT_LISTED, ALREADY_PAID_ONCE, CAP_REACHED, NOTHING_OWED];

    /// Those that a plan must have words for.
    pub fn of(plan: &PlanFile) -> Vec<&'static str> {
        match (&plan.contracts, &plan.by_enrolment) {
            (Some(_), _) => [BOTH, &[WAITING_PERIOD, COVER_ENDED, PRE_EXISTING]].concat(),
            (None, Some(rules)) => by_enrolment(plan, !rules.classes.is_empty()),
            (None, None) => [BOTH, &[NOT_HOSPITALISED, MUTUALLY_EXCLUSIVE]].concat(),
        }
    }

    const fn is_fixed(benefit: &Benefit) -> bool {
        matches!(benefit.formula, Formula::FixedByClass { .. } | Formula::FixedByDiseaseClass { .. })
    }

    /// An amount that a reviewer entered is refused for few reasons; one by rates or by classes for more.
    fn by_enrolment(plan: &PlanFile, classes: bool) -> Vec<&'static str> {
        let any = |is: fn(&Benefit) -> bool| plan.benefits.iter().any(is);
        let mut reasons = vec![NOT_COVERED_TERM];
        reasons.extend([NOTHING_OWED].into_iter().filter(|_| !plan.benefits.iter().all(is_fixed)));
        let fixed = any(is_fixed);
        let looked_up = any(|benefit| benefit.outpatient.iter().flatten().any(|care| care.list.is_some()));
        reasons.extend([NOT_ELIGIBLE].into_iter().filter(|_| classes || fixed || looked_up));
        reasons.extend([DISEASE_NOT_LISTED, NOT_HOSPITALISED, ALREADY_PAID_ONCE].into_iter().filter(|_| fixed));
        for (check, reason) in [
            ("hospital-accepted", HOSPITAL_NOT_ACCEPTED),
            ("disease-listed", DISEASE_NOT_LISTED),
            ("paid-before", ALREADY_PAID_ONCE),
            ("one-sum", MUTUALLY_EXCLUSIVE),
        ] {
            let asks = plan.checks.iter().any(|rule| rule.id == check);
            if asks && !reasons.contains(&reason) {
                reasons.push(reason);
            }
        }
        reasons.extend([EXCLUDED_CAUSE].into_iter().filter(|_| plan.exclusions.is_empty()));
        reasons.extend(
            [DIRECT_PAY_CASE].into_iter().filter(|_| any(|benefit| benefit.direct_pay.as_ref().is_some_and(|rule| rule.list_is_whole))),
        );
        reasons.extend([COVER_ENDED].into_iter().filter(|_| any(Benefit::ends_cover)));
        reasons.extend([CAP_REACHED].into_iter().filter(|_| any(|benefit| benefit.cap.is_some())));
        reasons
    }
}

/// Makes a reason code of one of [`reasons`].
pub fn reason(code: &str) -> ReasonCode {
    ReasonCode::new(code)
}
