//! The judge: (plan, case, history, decision, who, now) → what is committed, or why not.
//!
//! Pure. It is the server's truth and, by the same code ([`may`]), the client's "why is this key disabled".
//! Not here: idempotency (the ledger's), storage.
//! Invariant: a ruling changes a case only by what its decision says, and never past what stands against it.

mod amend;
mod bar;
mod extend;
mod round;
mod words;

use crate::domain::amendment::Amendment;
use crate::domain::assessment::{Assessment, ENGINE_REVISION};
use crate::domain::basis::Basis;
use crate::domain::blank::is_blank;
use crate::domain::case::{Case, Event, Granted, Status, TimelineEntry};
use crate::domain::decision::{Act, Decision, ProblemCode, Verb};
use crate::domain::facts::History;
use crate::domain::ids::{Clause, MaterialId, ReasonCode, StageId};
use crate::domain::material::{Verdict, apply_verdicts, came_again};
use crate::domain::money::Money;
use crate::domain::reason::ReasonClass;
use crate::domain::sums::Sums;
use crate::domain::time::Moment;
use crate::rules;
use crate::rules::plan::Plan;
use crate::rules::workflow;
use crate::wire::Person;

pub use crate::domain::why::{PaperLack, Why};
pub use amend::{amend, may_confirm, may_renumber};
pub use bar::{has_the_role, may, may_assign, may_receive, may_review, may_settle, who_looks_again};
pub use extend::{may_extend, until_at_most};
pub use words::{amendment as amendment_in_words, why_in_words};

/// The most characters of one text in a decision: two screens full. Nobody reads more, and the trail keeps it for ever.
pub const LONGEST_TEXT: usize = 2_000;
/// The most verdicts or defects in one decision: several times the longest checklist.
const LONGEST_LIST: usize = 100;

/// 2020-01-01 in the zone of the offices: no desk decided anything before.
const NO_EARLIER: Moment = Moment(1_577_808_000_000);
/// 2100-01-01 in the same zone: further off no clock goes but by a fault.
const NO_LATER: Moment = Moment(4_102_416_000_000);

/// Who decides, and when.
#[derive(Clone, Copy, Debug)]
pub struct Judge<'a> {
    pub who: &'a Person,
    pub now: Moment,
    /// The employer to whose cases his sight is limited, where it is: of other cases that share something with one of his he is not told
    /// which they are, and no answer of his may find it out.
    pub sees_only: Option<&'a str>,
}

/// What an accepted decision does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ruling {
    /// The case afterwards; its timeline ends with the decision.
    pub case: Case,
    /// What this decision granted; empty unless it approves.
    pub granted: Vec<Granted>,
    /// The sum of what was granted.
    pub amount: Money,
}

/// A decision that is not carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub code: ProblemCode,
    pub why: Why,
}

impl From<Why> for Refusal {
    fn from(why: Why) -> Self {
        Refusal { code: why.code(), why }
    }
}

/// Tells what a case comes to: what was granted, else what approving would grant. A decision carries it; what is paid of it is in [`Sums`].
pub fn amount_of(case: &Case, assessment: &Assessment) -> Money {
    if case.granted.is_empty() { assessment.total } else { case.granted.iter().map(|granted| granted.amount).sum() }
}

/// Tells what is shown as a case's amount: what was paid, else what is still to be paid; nothing while a benefit waits for somebody, and
/// nothing once it is rejected.
pub fn amount_shown(case: &Case, assessment: &Assessment) -> Option<Money> {
    Sums::of(case, assessment).shown(case.status)
}

/// Tells what a decision does to a case whose member has this history, or why it is not carried out.
///
/// The amendments and verdicts that come with the decision are laid over the case first; everything else is looked at with them.
pub fn judge(plan: &Plan, case: &Case, history: &History, decision: &Decision, judge: &Judge<'_>) -> Result<Ruling, Refusal> {
    decided_when(decision)?;
    if !decision.act.verb().rests_on_basis() {
        return desk_act(plan, case, decision, judge);
    }
    rests_on_what_is(plan, case, history, decision)?;
    well_formed(plan, case, decision)?;
    let facts = amend::amended(plan, case, history, decision, judge)?;
    let told = amend::told(case, &facts, decision);
    let mut case = Case { facts, ..case.clone() };
    apply_verdicts(&mut case.materials, &decision.verdicts);
    let assessment = rules::assess(plan, &case.facts, history);
    let now = amount_of(&case, &assessment);
    if decision.amount != now {
        return Err(Why::Amount { now }.into());
    }
    may(plan, &case, &assessment, decision.act.verb(), judge.who)?;
    round::fits(plan, &case, &decision.act, judge)?;
    if let Act::Extend { until, .. } = decision.act {
        extend::within(plan, &case, &assessment, until, judge)?;
    }
    if !decision.verdicts.is_empty() || !decision.amendments.is_empty() {
        may_review(plan, &case, decision.act.verb(), judge.who)?;
    }
    let granted = match decision.act {
        Act::Approve { .. } => rules::granted(plan, &case.facts, history, &assessment),
        _ => Vec::new(),
    };
    carry_out(plan, &mut case, decision, told, judge)?;
    case.granted.extend(granted.iter().cloned());
    if matches!(decision.act.verb(), Verb::Approve | Verb::Reject) {
        round::settle(plan, &mut case, &decision.act, judge.now.date());
    }
    Ok(Ruling { case, amount: granted.iter().map(|granted| granted.amount).sum(), granted })
}

/// Carries out what rests on nothing that was seen: who has the case, a note. Neither verdicts nor corrections go with it.
fn desk_act(plan: &Plan, case: &Case, decision: &Decision, judge: &Judge<'_>) -> Result<Ruling, Refusal> {
    if decision.case != case.id {
        return Err(Why::OtherCase.into());
    }
    // What rests on no basis changes no facts and judges no papers.
    if !decision.amendments.is_empty() || !decision.verdicts.is_empty() {
        return Err(Why::Verb { verb: decision.act.verb(), stage: case.stage.clone() }.into());
    }
    match &decision.act {
        Act::Note { text } if is_blank(text) => return Err(Why::EmptyNote.into()),
        Act::Note { text } => short(text)?,
        Act::Assign { to } => {
            may_assign(plan, case.status, (&case.stage, case.employer()), (case.assignee.as_ref(), to.as_ref()), judge.who)?
        }
        _ => {}
    }
    let mut case = case.clone();
    carry_out(plan, &mut case, decision, Vec::new(), judge)?;
    Ok(Ruling { case, amount: Money::ZERO, granted: Vec::new() })
}

/// Whether everything that the decision rests on is still so.
fn rests_on_what_is(plan: &Plan, case: &Case, history: &History, decision: &Decision) -> Result<(), Refusal> {
    if decision.case != case.id {
        return Err(Why::OtherCase.into());
    }
    if decision.plan_hash != case.plan_hash || case.plan_hash != plan.hash {
        return Err(Why::Plan.into());
    }
    if decision.engine != ENGINE_REVISION {
        return Err(Why::Engine.into());
    }
    if decision.stage != case.stage {
        return Err(Why::Stage { now: case.stage.clone() }.into());
    }
    if decision.basis != Basis::of(case, history) {
        return Err(Why::Basis.into());
    }
    Ok(())
}

/// Whether the decision says what its verb needs, in words that the plan knows.
fn well_formed(plan: &Plan, case: &Case, decision: &Decision) -> Result<(), Refusal> {
    let of_class = |code: &ReasonCode, class: ReasonClass| match plan.reason(code) {
        Some(reason) if reason.class == class => Ok(()),
        _ => Err(Refusal::from(Why::Reason { reason: code.clone() })),
    };
    let known = |material: &MaterialId| {
        let there = plan.material(material).is_some() || case.materials.iter().any(|paper| paper.material == *material);
        if there { Ok(()) } else { Err(Refusal::from(Why::NoSuchPaper { material: material.clone() })) }
    };
    if decision.verdicts.len() > LONGEST_LIST {
        return Err(Why::TooLong.into());
    }
    for given in &decision.verdicts {
        known(&given.material)?;
        if let Some(Verdict::Defective { reason }) = &given.verdict {
            of_class(reason, ReasonClass::Return)?;
        }
    }
    match &decision.act {
        Act::PassOn { note } | Act::Approve { note } | Act::Amend { note } => short(note),
        Act::Paid { reference } => short(reference),
        Act::PaymentFailed { reason } => said(reason),
        Act::SendBack { text } | Act::Park { text, .. } | Act::Resume { text } | Act::Recovered { text, .. } => said(text),
        Act::Refer { reason, text } => of_class(reason, ReasonClass::Refer).and_then(|()| said(text)),
        Act::Reopen { reason, text } => of_class(reason, ReasonClass::Reopen).and_then(|()| said(text)),
        Act::Assign { .. } | Act::Note { .. } => Ok(()),
        Act::Extend { text, .. } if is_blank(text) => Err(Why::NoExtensionReason.into()),
        Act::Extend { text, .. } => short(text),
        Act::Resubmit { received, note } if received.is_empty() && is_blank(note) => Err(Why::NothingCame.into()),
        Act::Resubmit { received, .. } if received.len() > LONGEST_LIST => Err(Why::TooLong.into()),
        Act::Resubmit { received, note } => {
            received.iter().try_for_each(known)?;
            short(note)
        }
        Act::Return { defects, .. } if defects.is_empty() => Err(Why::NoDefect.into()),
        Act::Return { defects, .. } if defects.len() > LONGEST_LIST => Err(Why::TooLong.into()),
        Act::Return { defects, text } => {
            for defect in defects {
                of_class(&defect.reason, ReasonClass::Return)?;
                defect.material.as_ref().map_or(Ok(()), known)?;
            }
            short(text)
        }
        Act::Reject { reason, clause, text } | Act::Recover { reason, clause, text, .. } => {
            of_class(reason, ReasonClass::Reject)?;
            of_plan(plan, reason, clause)?;
            if is_blank(text) { Err(Why::NoGrounds.into()) } else { short(text) }
        }
    }
}

fn short(text: &str) -> Result<(), Refusal> {
    if text.chars().count() > LONGEST_TEXT { Err(Why::TooLong.into()) } else { Ok(()) }
}

fn said(text: &str) -> Result<(), Refusal> {
    if is_blank(text) { Err(Why::NoReason.into()) } else { short(text) }
}

/// Whether a decision rests on a clause of the plan: that of its reason, or another one that the plan lists. The claimant is told it.
fn of_plan(plan: &Plan, reason: &ReasonCode, clause: &Clause) -> Result<(), Refusal> {
    let of_reason = plan.reason(reason).is_some_and(|reason| reason.clause == *clause);
    match () {
        () if is_blank(clause.as_str()) => Err(Why::NoGrounds.into()),
        () if of_reason || plan.clauses.iter().any(|place| place.name == *clause) => Ok(()),
        () => Err(Why::NoSuchClause.into()),
    }
}

/// Whether a decision tells a time at which somebody can have made it. It is not compared with the server's clock: what was decided
/// offline waits for weeks, and an office to practise in stands on a day of its own.
fn decided_when(decision: &Decision) -> Result<(), Refusal> {
    if (NO_EARLIER..NO_LATER).contains(&decision.decided_at) { Ok(()) } else { Err(Why::Clock.into()) }
}

/// Moves the case and writes the act into its timeline, with what it changed of the facts.
fn carry_out(plan: &Plan, case: &mut Case, decision: &Decision, told: Vec<Amendment>, judge: &Judge<'_>) -> Result<(), Refusal> {
    let event = Event::Decided { decision: decision.id, act: decision.act.clone(), amendments: told };
    case.timeline.push(TimelineEntry { at: judge.now, by: Some(judge.who.user.clone()), stage: case.stage.clone(), event });
    if let Act::Assign { to } = &decision.act {
        case.assignee.clone_from(to);
    }
    if let Act::Resubmit { received, .. } = &decision.act {
        came_again(&mut case.materials, received, judge.now.date());
    }
    match decision.act.verb() {
        verb @ (Verb::PassOn | Verb::Approve) => {
            let next = workflow::next(plan, &case.stage).ok_or(Why::Verb { verb, stage: case.stage.clone() })?;
            round::tell(plan, case, judge.now);
            move_to(case, &next.id, judge.now);
        }
        Verb::SendBack => {
            let before = workflow::before(plan, &case.stage).ok_or(Why::NoStageBefore { stage: case.stage.clone() })?;
            move_to(case, &before.id, judge.now);
        }
        Verb::Reopen => {
            let rules = plan.reopening.as_ref().ok_or(Why::NotForeseen)?;
            round::begin(case);
            move_to(case, &rules.stage, judge.now);
        }
        Verb::Park | Verb::Refer | Verb::Resume => case.hold = round::hold(&decision.act),
        Verb::Recover | Verb::Recovered => round::ask_back(case, &decision.act, judge.now.date()),
        // The log tells how far a limit was extended (`rules::clock`).
        Verb::Amend | Verb::Extend => {}
        Verb::Resubmit => {
            case.status = Status::Open;
            // It is in the office's hands again from now on; how long it was not is told by the timeline (`rules::clock`).
            case.entered = judge.now;
        }
        Verb::Reject => case.status = Status::Rejected,
        Verb::Paid => {
            round::paid(case);
            case.status = Status::Paid;
        }
        // After a failed payment what was granted stands; the case waits for another account. How long it waits counts from now.
        Verb::Return | Verb::PaymentFailed => {
            case.status = Status::Returned;
            case.entered = judge.now;
        }
        Verb::Assign | Verb::Note => {}
    }
    if decision.act.verb().takes_up() {
        case.hold = None;
    }
    Ok(())
}

/// Puts a case at a stage, where nobody has it yet.
fn move_to(case: &mut Case, stage: &StageId, now: Moment) {
    case.stage = stage.clone();
    case.entered = now;
    case.assignee = None;
}
