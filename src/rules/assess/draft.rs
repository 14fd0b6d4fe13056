//! A benefit while it is assessed: its steps so far, and what stands against paying it.
//!
//! Invariant: the values of the steps that count add up to `sum`; what stands against a benefit only ever gets stronger,
//! and every rule that refused it is known: nobody else gives a reason.

use rust_decimal::Decimal;

use crate::domain::assessment::{BenefitAssessment, CheckState, ExclusiveGround, Finding, Outcome, Refusal, Step, StepKind};
use crate::domain::facts::DiseaseClass;
use crate::domain::ids::{BenefitId, CheckId, Clause, ReasonCode};
use crate::domain::money::Money;
use crate::domain::time::Date;
use crate::rules::assess::checks::Checks;
use crate::rules::assess::claim::{Claim, reason, reasons};
use crate::rules::plan::{Benefit, Exclusion};

/// What stands against paying a benefit short of a refusal, the weakest first.
#[derive(Clone, Debug, PartialEq)]
pub enum Stand {
    Owed,
    NoFigure,
    Waits(CheckId),
    Lacks(Vec<String>),
    Superseded(BenefitId),
}

impl Stand {
    const fn rank(&self) -> u8 {
        match self {
            Stand::Owed => 0,
            Stand::NoFigure => 1,
            Stand::Waits(_) => 2,
            Stand::Lacks(_) => 3,
            Stand::Superseded(_) => 4,
        }
    }
}

/// A benefit under assessment.
pub struct Draft<'a> {
    pub benefit: &'a Benefit,
    pub class: Option<DiseaseClass>,
    /// The limit of the period was used up before, or a common limit took all of it.
    pub exhausted: bool,
    /// The disease as it was typed, where it is not listed.
    pub said: Option<String>,
    steps: Vec<Step>,
    /// Whether the steps are kept; the sum always is.
    keeps_steps: bool,
    sum: Decimal,
    stand: Stand,
    /// What refused it, each rule once; that goes before all else, and the first gives the reason.
    refusals: Vec<Refusal>,
}

impl<'a> Draft<'a> {
    /// Begins a benefit of a claim. What the contracts bear is read from the steps, so that their steps are always kept.
    pub fn new(claim: Claim<'_>, benefit: &'a Benefit) -> Self {
        Draft {
            benefit,
            class: None,
            exhausted: false,
            said: None,
            steps: Vec::new(),
            keeps_steps: claim.traced || claim.plan.contracts.is_some(),
            sum: Decimal::ZERO,
            stand: Stand::Owed,
            refusals: Vec::new(),
        }
    }

    /// Adds a step that only shows something.
    pub fn show(&mut self, kind: StepKind) {
        self.add(kind, Decimal::ZERO);
    }

    /// Adds a step under the benefit's own clause.
    pub fn add(&mut self, kind: StepKind, value: Decimal) {
        let benefit = self.benefit;
        self.add_under(kind, value, &benefit.clause);
    }

    pub fn add_under(&mut self, kind: StepKind, value: Decimal, clause: &Clause) {
        self.sum += value;
        self.step(kind, value, clause);
    }

    fn step(&mut self, kind: StepKind, value: Decimal, clause: &Clause) {
        if self.keeps_steps {
            self.steps.push(Step { kind, value: shown(value), counts: true, clause: clause.clone() });
        }
    }

    /// Whether anybody will look at the steps; what only shows something need not be made where nobody will.
    pub const fn keeps_steps(&self) -> bool {
        self.keeps_steps
    }

    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    pub fn amount(&self) -> Money {
        Money::round(self.sum)
    }

    /// Takes over what the same benefit came to by another family's formula.
    pub fn take(&mut self, other: Draft<'a>) {
        let stand = std::mem::replace(&mut self.stand, Stand::Owed);
        let refusals = std::mem::take(&mut self.refusals);
        *self = other;
        self.stand_against(stand);
        refusals.into_iter().for_each(|refusal| self.note(refusal));
    }

    /// Cuts the sum to a limit.
    pub fn cap(&mut self, limit: Option<Money>) {
        if let Some(limit) = limit
            && self.sum > limit.exact()
        {
            self.add(StepKind::Cap { limit, before: Money::round(self.sum) }, limit.exact() - self.sum);
        }
    }

    /// Never below nothing, and to the fen: the last steps of a benefit by itself.
    pub fn close(&mut self) {
        if self.sum < Decimal::ZERO {
            self.add(StepKind::NotBelowZero, -self.sum);
        }
        let rounded = Money::round(self.sum).exact();
        if rounded != self.sum {
            self.add(StepKind::Rounding, rounded - self.sum);
        }
    }

    pub fn refuse(&mut self, code: &ReasonCode, clause: &Clause) {
        self.refuse_after(code, clause, None);
    }

    /// Refuses what came after the last day that would have been in time.
    pub fn refuse_after(&mut self, code: &ReasonCode, clause: &Clause, last_day: Option<Date>) {
        self.note(Refusal { reason: code.clone(), clause: clause.clone(), last_day });
    }

    fn note(&mut self, refusal: Refusal) {
        if !self.refusals.contains(&refusal) {
            self.refusals.push(refusal);
        }
    }

    /// Refuses under the benefit's own clause.
    pub fn refuse_for(&mut self, code: &str) {
        let benefit = self.benefit;
        self.refuse(&reason(code), &benefit.clause);
    }

    pub fn wait(&mut self, check: &str) {
        self.stand_against(Stand::Waits(CheckId::from(check)));
    }

    pub fn lack(&mut self, path: impl Into<String>) {
        match &mut self.stand {
            Stand::Lacks(paths) => paths.push(path.into()),
            _ => self.stand_against(Stand::Lacks(vec![path.into()])),
        }
    }

    pub fn no_figure(&mut self) {
        self.stand_against(Stand::NoFigure);
    }

    /// Another benefit stands in its place; its steps are shown and don't count.
    pub fn supersede(&mut self, other: &BenefitId, by: ExclusiveGround, other_amount: Money, clause: &Clause) {
        let kind = StepKind::ExcludedBy { other: other.clone(), by, amount: self.amount(), other_amount };
        self.stand_against(Stand::Superseded(other.clone()));
        self.step(kind, Decimal::ZERO, clause);
    }

    fn stand_against(&mut self, stand: Stand) {
        if stand.rank() > self.stand.rank() {
            self.stand = stand;
        }
    }

    /// Whether it will be paid, as far as is known by now.
    pub fn is_payable(&self) -> bool {
        self.stand == Stand::Owed && !self.is_refused() && self.amount() > Money::ZERO
    }

    const fn is_refused(&self) -> bool {
        !self.refusals.is_empty()
    }

    /// Whether that is the reason that it is refused for.
    pub fn is_refused_for(&self, code: &str) -> bool {
        self.refusals.first().is_some_and(|refusal| refusal.reason.as_str() == code)
    }

    /// Whether it waits for somebody's word and might yet be paid.
    pub const fn is_undecided(&self) -> bool {
        !self.is_refused() && matches!(self.stand, Stand::Waits(_) | Stand::Lacks(_) | Stand::NoFigure)
    }

    pub fn finish(mut self) -> BenefitAssessment {
        let computed = self.amount();
        let is_owed = self.stand == Stand::Owed && !self.is_refused();
        if is_owed && computed.is_zero() {
            // Nothing is owed by the sum itself; the days and expenses count all the same, so no step says "not owed".
            let code = if self.exhausted { reasons::CAP_REACHED } else { reasons::NOTHING_OWED };
            return self.result(Outcome::NothingOwed, Money::ZERO, None, Some(reason(code)));
        }
        if !is_owed {
            self.steps.iter_mut().for_each(|step| step.counts = step.value.is_zero());
        }
        let would_be = Some(computed).filter(|amount| *amount > Money::ZERO);
        if let Some((code, clause)) = self.refusals.first().map(|first| (first.reason.clone(), first.clause.clone())) {
            let said = self.said.take().filter(|_| code.as_str() == reasons::DISEASE_NOT_LISTED);
            self.step(StepKind::NotOwed { said }, Decimal::ZERO, &clause);
            return self.result(Outcome::NothingOwed, Money::ZERO, would_be, Some(code));
        }
        match std::mem::replace(&mut self.stand, Stand::Owed) {
            Stand::Owed => self.result(Outcome::Payable, computed, None, None),
            Stand::NoFigure => self.result(Outcome::NeedsAmount, Money::ZERO, None, None),
            Stand::Waits(check) => self.result(Outcome::NeedsChoice { check }, Money::ZERO, would_be, None),
            Stand::Lacks(paths) => self.result(Outcome::NeedsFact { paths }, Money::ZERO, None, None),
            Stand::Superseded(by) => {
                self.result(Outcome::Superseded { by }, Money::ZERO, would_be, Some(reason(reasons::MUTUALLY_EXCLUSIVE)))
            }
        }
    }

    fn result(self, outcome: Outcome, amount: Money, would_be: Option<Money>, reason: Option<ReasonCode>) -> BenefitAssessment {
        let benefit = self.benefit.id.clone();
        BenefitAssessment { benefit, outcome, amount, would_be, reason, refusals: self.refusals, steps: self.steps, class: self.class }
    }
}

/// Writes a value with as many decimals as it needs, at least two.
fn shown(value: Decimal) -> Decimal {
    if value.is_zero() {
        return Decimal::new(0, 2);
    }
    let mut value = value.normalize();
    if value.scale() < 2 {
        value.rescale(2);
    }
    value
}

/// Puts a question to the reviewer, with everything that its answer covers: unanswered the benefit waits, "no" refuses it.
pub fn ask(claim: Claim<'_>, draft: &mut Draft<'_>, check: &str, findings: Vec<Finding>, checks: &mut Checks<'_>, if_not: &str) {
    match claim.answer(check) {
        None => draft.wait(check),
        Some(true) => {}
        Some(false) => refuse_under(claim, draft, if_not),
    }
    checks.add_each(check, Some(&draft.benefit.id), CheckState::Unknown, findings);
}

/// Refuses for a reason under the reason's own clause.
pub fn refuse_under(claim: Claim<'_>, draft: &mut Draft<'_>, code: &str) {
    let code = reason(code);
    let benefit = draft.benefit;
    let clause = claim.plan.reason(&code).map_or(&benefit.clause, |reason| &reason.clause);
    draft.refuse(&code, clause);
}

/// What a check comes to once the reviewer's "no" to it has refused the benefit for a reason.
pub fn unless_denied(
    claim: Claim<'_>,
    draft: &mut Draft<'_>,
    (check, code): (&str, &str),
    state: CheckState,
    checks: &Checks<'_>,
) -> CheckState {
    if !checks.denies(check, state) {
        return state;
    }
    refuse_under(claim, draft, code);
    CheckState::Fail
}

/// Holds against a benefit what a reviewer said: an exclusion that he raised refuses it, a check that he denied for the plan's reason. Where
/// the plan has none the benefit waits for that check: what it comes to is nobody's word until that is settled.
pub fn apply_said(claim: Claim<'_>, draft: &mut Draft<'_>, checks: &Checks<'_>) {
    apply_raised(claim, draft);
    for rule in checks.denied(&draft.benefit.id).filter_map(|id| claim.plan.check(id.as_str())) {
        match rule.denied.as_ref().filter(|denied| denied.concerns(&draft.benefit.id)) {
            Some(denied) if draft.refusals.iter().any(|of| of.reason == denied.reason) => {}
            Some(denied) => draft.refuse(&denied.reason, &rule.clause),
            None => draft.wait(rule.id.as_str()),
        }
    }
}

/// Refuses a benefit for every exclusion that a reviewer raised against the whole claim.
fn apply_raised(claim: Claim<'_>, draft: &mut Draft<'_>) {
    if claim.facts.exclusions.is_empty() {
        return;
    }
    let raised = |exclusion: &&Exclusion| Claim::concerns(exclusion, draft.benefit) && claim.raised_whole(exclusion).is_some();
    claim.plan.exclusions.iter().filter(raised).for_each(|exclusion| draft.refuse(&exclusion.reason, &exclusion.clause));
}
