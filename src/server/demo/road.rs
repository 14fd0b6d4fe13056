//! How far the office has come with a claim: the papers, the stages with their dates, who did what, and how it ended.
//!
//! Not here: what the claim says (`claims`), what it pays (`rules`). Invariant: every case has gone the way that the plan's stages
//! give, no step is older than the one before it or younger than the opening hour, and what was granted is what the engine says.

use std::borrow::Cow;

use super::claims::{Blemish, Claim};
use super::dice::Dice;
use super::people::OFFICER_EMPLOYER;
use super::words;
use crate::domain::amendment::{Amendment, CONFIRMS_AMOUNT, NewAmount};
use crate::domain::assessment::{Assessment, CheckState, Need, Outcome};
use crate::domain::calendar::{is_working_day, working_days_after};
use crate::domain::case::{Case, Event, Granted, Status, TimelineEntry};
use crate::domain::decision::{Act, Defect};
use crate::domain::facts::{Answer, Facts, History};
use crate::domain::ids::{CaseId, DecisionId, MemberId, UserId};
use crate::domain::material::{Material, Verdict};
use crate::domain::people::Role;
use crate::domain::reason::ReasonClass;
use crate::domain::time::{Date, Moment};
use crate::rules::plan::{Plan, Reason, Stage, StageKind};
use crate::rules::{assess, granted};

/// Working days that a stage takes: at most the second number, as often as the first says.
type Delays = &'static [(u32, (u32, u32))];
const FIRST_CHECK: Delays = &[(120, (0, 0)), (220, (1, 1)), (320, (2, 2)), (240, (3, 3)), (100, (4, 7))];
const REVIEW: Delays = &[(150, (0, 0)), (250, (1, 1)), (400, (2, 3)), (200, (4, 8))];
const APPROVAL: Delays = &[(200, (0, 0)), (300, (1, 1)), (300, (2, 3)), (200, (4, 6))];
const PAYMENT: Delays = &[(300, (1, 2)), (500, (3, 5)), (200, (6, 8))];
const RESUBMISSION: Delays = &[(600, (2, 6)), (400, (7, 20))];

/// Where a claim starts from.
pub(super) struct Start {
    pub(super) id: CaseId,
    pub(super) member: MemberId,
    pub(super) history: History,
    pub(super) received: Moment,
    /// Another claim of the member is open: this one waits with it.
    pub(super) waits: bool,
}

struct Walk<'p> {
    plan: &'p Plan,
    opens: Moment,
    case: Case,
    mended: Facts,
    blemish: Blemish,
    history: History,
    waits: bool,
    /// The place of the paper that is not as it should be.
    flawed: Option<usize>,
}

/// Takes a claim as far as the office has come by its opening hour.
pub(super) fn walk(dice: &mut Dice, plan: &Plan, opens: Moment, start: Start, claim: Claim) -> Case {
    let assessment = assess(plan, &claim.facts, &start.history);
    let (materials, flawed) = papers(dice, &assessment, claim.blemish, start.received.date());
    let first = plan.stages.first().map(|stage| stage.id.clone()).unwrap_or_default();
    let received = TimelineEntry { at: start.received, by: None, stage: first.clone(), event: Event::Received };
    let case = Case {
        id: start.id,
        member: start.member,
        plan: plan.id.clone(),
        plan_hash: plan.hash.clone(),
        facts: claim.facts,
        materials,
        status: Status::Open,
        stage: first,
        entered: start.received,
        received: start.received,
        assignee: None,
        granted: Vec::new(),
        held: Vec::new(),
        recoveries: Vec::new(),
        hold: None,
        timeline: vec![received],
    };
    let mut walk =
        Walk { plan, opens, case, mended: claim.mended, blemish: claim.blemish, history: start.history, waits: start.waits, flawed };
    for (nth, stage) in plan.stages.iter().enumerate() {
        walk.enter(stage);
        if !walk.pass(dice, nth, stage) {
            break;
        }
    }
    walk.finish(dice)
}

impl Walk<'_> {
    fn enter(&mut self, stage: &Stage) {
        if self.case.stage != stage.id {
            self.case.stage = stage.id.clone();
            self.case.entered = self.case.timeline.last().map_or(self.case.received, |entry| entry.at);
        }
    }

    /// Takes the case through one stage; false where it stays there.
    fn pass(&mut self, dice: &mut Dice, nth: usize, stage: &Stage) -> bool {
        let delays = match stage.kind {
            StageKind::Review if nth == 0 => FIRST_CHECK,
            StageKind::Review | StageKind::Archive => REVIEW,
            StageKind::Approval => APPROVAL,
            StageKind::Payment => PAYMENT,
        };
        let Some(at) = self.later(dice, self.case.entered, delays) else { return false };
        match stage.kind {
            StageKind::Review => {
                let is_seen_here =
                    nth > 0 || matches!(self.blemish, Blemish::MissingPaper | Blemish::DefectivePaper | Blemish::PayeeNotOwn);
                if is_seen_here && !self.is_in_order() {
                    return self.object(dice, at, stage);
                }
                self.accept_papers();
                let note = dice.pick(words::PASS_NOTES).to_owned();
                let found = self.look_into(stage);
                self.decide(dice, at, stage, Act::PassOn { note }, found);
                true
            }
            StageKind::Approval => {
                if self.waits {
                    return false;
                }
                let facts = confirmed(&self.case.facts).into_owned();
                let assessment = assess(self.plan, &facts, &self.history);
                if !can_be_approved(&assessment) {
                    return self.object(dice, at, stage);
                }
                let confirmation = facts.answers.iter().skip(self.case.facts.answers.len()).cloned().map(Amendment::Answer).collect();
                self.case.facts = facts;
                self.case.granted = granted(self.plan, &self.case.facts, &self.history, &assessment);
                self.decide(dice, at, stage, Act::Approve { note: String::new() }, confirmation);
                true
            }
            StageKind::Archive => {
                self.decide(dice, at, stage, Act::PassOn { note: String::new() }, Vec::new());
                true
            }
            StageKind::Payment => {
                let reference = format!("{}-{:03}", at.date().format("%Y%m%d"), dice.between(1, 999));
                self.decide(dice, at, stage, Act::Paid { reference }, Vec::new());
                self.case.status = Status::Paid;
                false
            }
        }
    }

    fn is_in_order(&self) -> bool {
        let facts = match self.plan.by_enrolment {
            // Amounts and answers that are still to be given are no fault of the claim.
            Some(_) => {
                Cow::Owned(Facts { amounts: self.mended.amounts.clone(), answers: self.mended.answers.clone(), ..self.case.facts.clone() })
            }
            None => Cow::Borrowed(&self.case.facts),
        };
        self.flawed.is_none() && self.could_be_approved(&facts)
    }

    fn could_be_approved(&self, facts: &Facts) -> bool {
        can_be_approved(&assess(self.plan, &confirmed(facts), &self.history))
    }

    /// What a stage adds to a claim under the plans without figures: the first the day of completeness, the second the amounts and what
    /// the reviewer answers for.
    fn look_into(&mut self, stage: &Stage) -> Vec<Amendment> {
        if self.plan.by_enrolment.is_none() {
            return Vec::new();
        }
        if !stage.roles.contains(&Role::Medical) {
            let came = self.case.materials.iter().filter_map(|paper| paper.received).max();
            self.case.facts.complete_since = came.or(Some(self.case.facts.filed));
            return Vec::new();
        }
        let (facts, mended) = (&mut self.case.facts, &self.mended);
        (facts.amounts, facts.answers) = (mended.amounts.clone(), mended.answers.clone());
        let entered = mended.amounts.iter().map(|amount| {
            let (benefit, clause) = (amount.benefit.clone(), amount.clause.clone());
            Amendment::Assess(NewAmount { benefit, amount: amount.amount, clause, reason: words::AMOUNT_NOTE.to_owned() })
        });
        entered.chain(mended.answers.iter().cloned().map(Amendment::Answer)).collect()
    }

    /// Sends the claim back, or refuses it. True where it came back mended and went on.
    fn object(&mut self, dice: &mut Dice, at: Moment, stage: &Stage) -> bool {
        if !self.could_be_approved(&self.mended) {
            self.refuse(dice, at, stage);
            return false;
        }
        let Some(reason) = self.return_reason().cloned() else { return false };
        let material = self.flawed.map(|place| self.case.materials[place].material.clone());
        self.accept_papers();
        if let Some(place) = self.flawed {
            self.case.materials[place].verdict = Some(Verdict::Defective { reason: reason.code.clone() });
        }
        let text = reason.text.zh.clone();
        self.decide(dice, at, stage, Act::Return { defects: vec![Defect { reason: reason.code, material }], text }, Vec::new());
        self.case.status = Status::Returned;
        self.case.entered = at;
        // A few never come back.
        let back = if dice.chance(960) { self.later(dice, at, RESUBMISSION) } else { None };
        let Some(back) = back else { return false };
        self.resubmit(back, stage);
        let Some(at) = self.later(dice, back, REVIEW) else { return false };
        match stage.kind {
            StageKind::Review => {
                self.accept_papers();
                let found = self.look_into(stage);
                self.decide(dice, at, stage, Act::PassOn { note: "补正材料已收到。".to_owned() }, found);
                true
            }
            // It came back to the approval: whoever approves sees it as it is now.
            StageKind::Approval | StageKind::Archive | StageKind::Payment => false,
        }
    }

    fn resubmit(&mut self, at: Moment, stage: &Stage) {
        let (amounts, answers) = (self.case.facts.amounts.clone(), self.case.facts.answers.clone());
        self.case.facts = self.mended.clone();
        if self.plan.by_enrolment.is_some() {
            // What reviewers add comes from them, not with the papers.
            (self.case.facts.amounts, self.case.facts.answers) = (amounts, answers);
        }
        if let Some(place) = self.flawed.take() {
            let paper = &mut self.case.materials[place];
            *paper = Material { received: Some(at.date()), pages: paper.pages.max(1), verdict: None, ..paper.clone() };
        }
        self.case.timeline.push(TimelineEntry { at, by: None, stage: stage.id.clone(), event: Event::Resubmitted });
        self.case.status = Status::Open;
        self.case.entered = at;
    }

    fn refuse(&mut self, dice: &mut Dice, at: Moment, stage: &Stage) {
        let assessment = assess(self.plan, &self.mended, &self.history);
        let proposed = assessment.benefits.iter().find_map(|benefit| benefit.reason.as_ref());
        let by_blemish = match self.blemish {
            Blemish::NotSettled => "NO-INSURANCE-SETTLEMENT",
            Blemish::Excluded => "EXCLUDED-CAUSE",
            Blemish::NotDesignated => "HOSPITAL-NOT-ACCEPTED",
            Blemish::PaidDirectly => "DIRECT-PAY-CASE",
            _ => "NOTHING-OWED",
        };
        let reason = |code: &str| self.plan.reasons.iter().find(|reason| reason.code == *code && reason.class == ReasonClass::Reject);
        let Some(reason) = proposed.and_then(|code| reason(code.as_str())).or_else(|| reason(by_blemish)) else { return };
        let act = Act::Reject { reason: reason.code.clone(), clause: reason.clause.clone(), text: reason.text.zh.clone() };
        // Refused is what the claim comes to once everything was asked.
        self.case.facts = self.mended.clone();
        self.accept_papers();
        self.decide(dice, at, stage, act, Vec::new());
        self.case.status = Status::Rejected;
    }

    /// The plan's reason for sending the claim back.
    fn return_reason(&self) -> Option<&Reason> {
        let code = match self.blemish {
            Blemish::DefectivePaper => "MAT-ILLEGIBLE",
            Blemish::PayeeNotOwn => "ACCOUNT-NOT-OWN",
            Blemish::WrongIdCheck => "ID-MISMATCH",
            _ => "MAT-MISSING",
        };
        self.plan.reasons.iter().find(|reason| reason.code == *code && reason.class == ReasonClass::Return)
    }

    fn accept_papers(&mut self) {
        for paper in self.case.materials.iter_mut().filter(|paper| paper.received.is_some()) {
            paper.verdict = Some(Verdict::Accepted);
        }
    }

    fn decide(&mut self, dice: &mut Dice, at: Moment, stage: &Stage, act: Act, amendments: Vec<Amendment>) {
        let id = uuid::Builder::from_random_bytes(((u128::from(dice.roll()) << 64) | u128::from(dice.roll())).to_be_bytes()).into_uuid();
        let event = Event::Decided { decision: DecisionId(id), act, amendments };
        let by = Some(self.person(stage));
        self.case.timeline.push(TimelineEntry { at, by, stage: stage.id.clone(), event });
    }

    /// Who does the work of a stage. Other employers verify outside, and intake records it.
    fn person(&self, stage: &Stage) -> UserId {
        let employer = self.case.facts.enrolments.last().and_then(|enrolment| enrolment.employer.as_deref());
        let has = |role| stage.roles.contains(&role);
        UserId::from(match stage.kind {
            StageKind::Payment => "qian",
            StageKind::Approval => "zhao",
            StageKind::Review if has(Role::Medical) => "he",
            StageKind::Review if has(Role::Employer) && employer == Some(OFFICER_EMPLOYER) => "wu",
            StageKind::Review | StageKind::Archive => "lin",
        })
    }

    /// The moment after a delay in working days; none where the office has not come so far.
    fn later(&self, dice: &mut Dice, from: Moment, delays: Delays) -> Option<Moment> {
        let (least, most) = dice.weighted(delays);
        let days = dice.between(least, most);
        let minutes = i64::from(dice.between(20, 110));
        let closes = Moment::at(from.date(), 16, 30);
        let at = if days == 0 && is_working_day(from.date()) && from < closes {
            from.max(Moment::at(from.date(), 9, 0)).plus_secs(minutes * 60)
        } else {
            let day = working_days_after(from.date(), days.max(1)).date;
            Moment::at(day, dice.between(9, 16), dice.between(0, 59))
        };
        (at <= self.opens).then_some(at)
    }

    /// Settles what only an open case has: who works on it, and what he has looked at.
    fn finish(mut self, dice: &mut Dice) -> Case {
        let stage = self.plan.stages.iter().find(|stage| stage.id == self.case.stage);
        if self.case.status == Status::Open
            && let Some(stage) = stage
            && dice.chance(550)
        {
            self.case.assignee = Some(self.person(stage));
            let is_first = self.plan.stages.first().is_some_and(|first| first.id == stage.id);
            if is_first && dice.chance(400) {
                let seen = dice.between(1, 4) as usize;
                let papers = self.case.materials.iter_mut().filter(|paper| paper.received.is_some());
                papers.take(seen).for_each(|paper| paper.verdict = Some(Verdict::Accepted));
            }
        }
        self.case
    }
}

/// The facts with every amount that was entered confirmed by a second person.
fn confirmed(facts: &Facts) -> Cow<'_, Facts> {
    let is_confirmed = facts.answers.iter().any(|answer| answer.check == CONFIRMS_AMOUNT);
    if facts.amounts.is_empty() || is_confirmed {
        return Cow::Borrowed(facts);
    }
    let mut facts = facts.clone();
    let note = words::CONFIRMED.to_owned();
    facts.answers.push(Answer { check: CONFIRMS_AMOUNT.into(), holds: true, note, clause: None, covers: None });
    Cow::Owned(facts)
}

/// Tells whether nothing stands against granting what the engine says.
fn can_be_approved(assessment: &Assessment) -> bool {
    let settled = |outcome: &Outcome| matches!(outcome, Outcome::Payable | Outcome::NothingOwed | Outcome::Superseded { .. });
    let blocks = assessment.checks.iter().any(|check| check.blocks && matches!(check.state, CheckState::Fail | CheckState::Unknown));
    !blocks && !assessment.total.is_zero() && assessment.benefits.iter().all(|benefit| settled(&benefit.outcome))
}

/// The papers that came in, with the place of the one that is not as it should be.
fn papers(dice: &mut Dice, assessment: &Assessment, blemish: Blemish, day: Date) -> (Vec<Material>, Option<usize>) {
    let mut papers = Vec::new();
    for needed in &assessment.materials {
        let came = match needed.need {
            Need::Required | Need::Conditional => true,
            Need::Optional => dice.chance(300),
            Need::Open | Need::NotNeeded | Need::Other => false,
        };
        if came {
            papers.push(Material { material: needed.material.clone(), received: Some(day), pages: dice.between(1, 4), verdict: None });
        }
    }
    let required = papers.len().checked_sub(1).and_then(|last| u32::try_from(last).ok());
    let flawed = match (blemish, required) {
        (Blemish::MissingPaper | Blemish::DefectivePaper, Some(last)) => Some(dice.between(0, last) as usize),
        _ => None,
    };
    if let (Blemish::MissingPaper, Some(place)) = (blemish, flawed) {
        papers[place] = Material { received: None, pages: 0, ..papers[place].clone() };
    }
    (papers, flawed)
}

/// What a later claim of the member finds: every grant of his, as his history.
pub(super) fn past(case: &Case) -> Vec<crate::domain::facts::PastBenefit> {
    let decided = case.timeline.iter().find_map(|entry| match &entry.event {
        Event::Decided { act: Act::Approve { .. }, .. } => Some(entry.at.date()),
        _ => None,
    });
    let Some(decided) = decided else { return Vec::new() };
    let grant = |granted: &Granted| crate::domain::facts::PastBenefit {
        case: case.id.clone(),
        plan: case.plan.clone(),
        benefit: granted.benefit.clone(),
        decided,
        amount: granted.amount,
        stays: granted.stays.clone(),
        expense: granted.expense,
        class: granted.class,
        event: granted.event.clone(),
        asked_back: false,
    };
    case.granted.iter().map(grant).collect()
}
