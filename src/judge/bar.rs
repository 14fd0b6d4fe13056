//! What bars a person from a verb on a case as it stands: status, stage, role, four eyes, papers, checks, identity, limit.
//!
//! Not here: what a decision says and rests on (the parent looks at that).

use super::{PaperLack, Refusal, Why};
use crate::domain::assessment::{Assessment, BenefitAssessment, CheckState, Need, StepKind};
use crate::domain::case::{Case, Event, Hold, Status, TimelineEntry};
use crate::domain::decision::{Act, Verb};
use crate::domain::identity::read_id_number;
use crate::domain::ids::{BenefitId, MaterialId, StageId, UserId};
use crate::domain::material::Verdict;
use crate::domain::money::Money;
use crate::domain::people::Role;
use crate::domain::recovery::{Recovery, Settled};
use crate::domain::time::Date;
use crate::rules::plan::{Plan, Stage, StageKind};
use crate::rules::workflow;
use crate::wire::Person;

/// Tells whether a person may give a case, of a stage and an employer, from whoever has it to another, to himself or to nobody.
///
/// Who has it gives it away; of one that nobody has, whoever acts at its stage; a supervisor always. Nobody takes for himself what he
/// can't act on. Whether the other person acts at the stage is the server's to say: [`has_the_role`].
pub fn may_assign(
    plan: &Plan,
    status: Status,
    (stage, employer): (&StageId, Option<&str>),
    (from, to): (Option<&UserId>, Option<&UserId>),
    who: &Person,
) -> Result<(), Refusal> {
    if status != Status::Open {
        return Err(Why::Status { now: status }.into());
    }
    let stage = workflow::stage(plan, stage).ok_or_else(|| Why::Verb { verb: Verb::Assign, stage: stage.clone() })?;
    let supervises = who.roles.contains(&Role::Supervisor);
    match from {
        _ if to == Some(&who.user) && from == to => return has_the_role(employer, stage, who),
        Some(holder) if *holder != who.user && !supervises => return Err(Why::HeldBy { user: holder.clone() }.into()),
        None if !supervises => has_the_role(employer, stage, who)?,
        _ => {}
    }
    if to == Some(&who.user) { has_the_role(employer, stage, who) } else { Ok(()) }
}

/// Tells whether a person may do this to the case as it stands, with the verdicts that are to come with it laid over it.
pub fn may(plan: &Plan, case: &Case, assessment: &Assessment, verb: Verb, who: &Person) -> Result<(), Refusal> {
    match verb {
        // Who sees a case may write a note on it, whatever became of it.
        Verb::Note => return Ok(()),
        Verb::Resubmit => return may_resubmit(plan, case, who),
        Verb::Reopen | Verb::Recover | Verb::Recovered => return may_look_again(plan, case, verb, who),
        Verb::Extend => return super::may_extend(plan, case, assessment, who).map(drop),
        Verb::Assign => return may_assign(plan, case.status, (&case.stage, case.employer()), (case.assignee.as_ref(), None), who),
        _ => {}
    }
    if case.status != Status::Open {
        return Err(Why::Status { now: case.status }.into());
    }
    let unknown = || Why::Verb { verb, stage: case.stage.clone() };
    let stage = workflow::stage(plan, &case.stage).ok_or_else(unknown)?;
    if !workflow::verbs(stage).contains(&verb) {
        return Err(unknown().into());
    }
    has_the_role(case.employer(), stage, who)?;
    held_by_nobody_else(case, who)?;
    match (&case.hold, verb) {
        (Some(Hold::Referred { .. }), Verb::Resume | Verb::Amend) | (Some(Hold::Parked { .. }), _) => {}
        (Some(Hold::Referred { .. }), _) => return Err(Why::WithPanel.into()),
        (None, Verb::Resume) => return Err(Why::NotHeld.into()),
        (None, _) => {}
    }
    match verb {
        Verb::SendBack if workflow::before(plan, &case.stage).is_none() => Err(Why::NoStageBefore { stage: case.stage.clone() }.into()),
        // After the approval the papers are filed: nothing is judged a second time.
        Verb::PassOn if stage.kind == StageKind::Archive => Ok(()),
        Verb::PassOn => {
            four_eyes(case, who)?;
            let first = workflow::first(plan).is_some_and(|first| first.id == stage.id);
            papers(case, assessment, if first { Thoroughness::EachLookedAt } else { Thoroughness::NoneDefective })
        }
        Verb::Approve => {
            four_eyes(case, who)?;
            assessed(assessment)?;
            grants_something(assessment)?;
            papers(case, assessment, Thoroughness::EachAccepted)?;
            checks(assessment)?;
            identified(case)?;
            within_limit(plan, assessment)
        }
        Verb::Return | Verb::Reject | Verb::Paid | Verb::PaymentFailed | Verb::Amend | Verb::SendBack => Ok(()),
        Verb::Park | Verb::Refer | Verb::Resume => Ok(()),
        Verb::Resubmit | Verb::Assign | Verb::Note | Verb::Extend | Verb::Reopen | Verb::Recover | Verb::Recovered => Ok(()),
    }
}

/// Gives the roles that a plan names for what is done to a case at no stage: more time, a new round, a recovery and what becomes of it.
pub fn who_looks_again(plan: &Plan, verb: Verb) -> Option<Vec<Role>> {
    let (reopening, recovering) = (plan.reopening.as_ref(), plan.recovering.as_ref());
    match verb {
        Verb::Extend => plan.extension.as_ref().map(|rule| rule.roles.clone()),
        Verb::Reopen => reopening.map(|rules| rules.roles.clone()),
        Verb::Recover => recovering.map(|rules| rules.roles.clone()),
        Verb::Recovered => recovering.map(|rules| {
            let too = rules.written_off_by.iter().flatten().filter(|role| !rules.followed_by.contains(role));
            rules.followed_by.iter().chain(too).copied().collect()
        }),
        _ => None,
    }
}

/// Tells whether a person may take a decided case up again, ask back what it paid, or note what came of that: by his role, whoever the
/// plan names; no stage is his for it. What of it he may note is told by [`may_settle`].
fn may_look_again(plan: &Plan, case: &Case, verb: Verb, who: &Person) -> Result<(), Refusal> {
    let roles = who_looks_again(plan, verb).ok_or(Why::NotForeseen)?;
    if !who.roles.iter().any(|role| roles.contains(role)) {
        return Err(Why::Role { needs: roles }.into());
    }
    let asked_back = case.recoveries.iter().any(|recovery| recovery.open() > Money::ZERO);
    match verb {
        Verb::Reopen if !case.is_decided() => Err(Why::Undecided.into()),
        // What a refusal or a new round asked back already is told as that, not as a case without money.
        Verb::Recover if case.is_decided() && has_paid(case) && !recoverable(case) => Err(Why::NothingToRecover.into()),
        Verb::Recover if case.status != Status::Paid || !recoverable(case) => Err(Why::NotPaid.into()),
        Verb::Recover => not_the_approver(plan, case, who),
        Verb::Recovered if !asked_back => Err(Why::MoreThanAsked { open: Money::ZERO }.into()),
        _ => Ok(()),
    }
}

fn has_paid(case: &Case) -> bool {
    let has = case.granted.iter().chain(&case.held).any(|granted| !case.held_for(&granted.benefit).is_zero());
    has || !case.recoveries.is_empty()
}

fn recoverable(case: &Case) -> bool {
    case.granted.iter().chain(&case.held).any(|granted| !case.recoverable(&granted.benefit).is_zero())
}

/// Tells whether a person may note that what was asked back came, or write it off. Either closes the debt: it takes somebody else than who
/// found it not owed, and for giving it up somebody else than who approved the payout, too. A plan text of before it said who writes off
/// bars nobody from noting what came.
pub fn may_settle(plan: &Plan, case: &Case, benefit: &BenefitId, how: Settled, who: &Person) -> Result<(), Refusal> {
    let rules = plan.recovering.as_ref().ok_or(Why::NotForeseen)?;
    let roles = rules.written_off_by.as_ref().filter(|_| how == Settled::WrittenOff).unwrap_or(&rules.followed_by);
    let strict = rules.written_off_by.is_some();
    if !who.roles.iter().any(|role| roles.contains(role)) {
        return Err(Why::Role { needs: roles.clone() }.into());
    }
    let recovers = |act: &Act| matches!(act, Act::Recover { benefit: of, .. } if of == benefit);
    let asked = || did(case, who, recovers) || (strict && asked_by_refusing(case, benefit, who));
    match how {
        Settled::Repaid if strict && asked() => Err(Why::OwnRecovery.into()),
        Settled::Repaid => Ok(()),
        Settled::WrittenOff if asked() => Err(Why::OwnRecovery.into()),
        Settled::WrittenOff => not_the_approver(plan, case, who),
    }
}

/// Whether what is asked back for a benefit is asked back since a person refused the case: a refusal after a payout does so, as a recovery
/// does. One before anything was paid asks nothing back, nor does one that meets a recovery of all that was paid.
fn asked_by_refusing(case: &Case, benefit: &BenefitId, who: &Person) -> bool {
    let act_of = |entry: &TimelineEntry| if let Event::Decided { act, .. } = &entry.event { Some(act.verb()) } else { None };
    // What a round asks back stands under the day of its decision, and no recovery asked for it.
    let of_round = |recovery: &&Recovery| {
        let is_it = |entry: &TimelineEntry| match &entry.event {
            Event::Decided { act: Act::Recover { benefit: of, reason, .. }, .. } => {
                entry.at.date() == recovery.since && *of == recovery.benefit && recovery.reason.as_ref() == Some(reason)
            }
            _ => false,
        };
        recovery.benefit == *benefit && recovery.open() > Money::ZERO && !case.timeline.iter().any(is_it)
    };
    let asked_on = |day: Date| case.recoveries.iter().filter(of_round).any(|recovery| recovery.since == day);
    let after_payout = case.timeline.iter().skip_while(|entry| act_of(entry) != Some(Verb::Paid));
    let mut refusals = after_payout.filter(|entry| act_of(entry) == Some(Verb::Reject) && entry.by.as_ref() == Some(&who.user));
    refusals.any(|entry| asked_on(entry.at.date()))
}

/// Where the plan says so, whoever approved the payout leaves it to another one to find that it was not owed.
fn not_the_approver(plan: &Plan, case: &Case, who: &Person) -> Result<(), Refusal> {
    let barred = plan.recovering.as_ref().is_some_and(|rules| rules.not_by_approver);
    if barred && did(case, who, |act| act.verb() == Verb::Approve) { Err(Why::OwnApproval.into()) } else { Ok(()) }
}

/// Whether a person ever decided such a thing on a case, in whichever round.
fn did(case: &Case, who: &Person, such: impl Fn(&Act) -> bool) -> bool {
    let decided = |entry: &TimelineEntry| matches!(&entry.event, Event::Decided { act, .. } if such(act));
    case.timeline.iter().any(|entry| entry.by.as_ref() == Some(&who.user) && decided(entry))
}

/// Tells whether a person takes claims in at the counter: the intake role does, also for what an employer's officer hands over
/// (product.md, "Who uses it").
pub fn may_receive(who: &Person) -> bool {
    who.roles.contains(&Role::Intake)
}

/// Papers that come later are taken in by who takes claims in, or by who looks at them first; only while the case is with the claimant.
fn may_resubmit(plan: &Plan, case: &Case, who: &Person) -> Result<(), Refusal> {
    if case.status != Status::Returned {
        return Err(Why::NotReturned.into());
    }
    let first = workflow::first(plan).ok_or_else(|| Why::Verb { verb: Verb::Resubmit, stage: case.stage.clone() })?;
    if may_receive(who) { Ok(()) } else { has_the_role(case.employer(), first, who) }
}

/// Tells whether verdicts and amendments may come with what a person does: only from who acts at the case's stage, and only where it
/// is still looked at. Who merely takes papers in judges none, and what is granted rests on the papers as they were.
pub fn may_review(plan: &Plan, case: &Case, verb: Verb, who: &Person) -> Result<(), Refusal> {
    let stage = workflow::stage(plan, &case.stage).ok_or_else(|| Why::Verb { verb, stage: case.stage.clone() })?;
    has_the_role(case.employer(), stage, who)?;
    match stage.kind {
        StageKind::Review | StageKind::Approval => Ok(()),
        StageKind::Archive | StageKind::Payment => Err(Why::NotReviewed { stage: case.stage.clone() }.into()),
    }
}

/// Tells whether a person acts at a stage for the cases of an employer.
pub fn has_the_role(employer: Option<&str>, stage: &Stage, who: &Person) -> Result<(), Refusal> {
    if !who.roles.iter().any(|role| stage.roles.contains(role)) {
        return Err(Why::Role { needs: stage.roles.clone() }.into());
    }
    if only_as_officer(stage, who) && (who.employer.is_none() || who.employer.as_deref() != employer) {
        return Err(Why::OtherEmployer.into());
    }
    Ok(())
}

/// Whether a person acts at a stage as an employer's officer: for his own employer. Who also holds another of the stage's roles acts by
/// that.
pub(super) fn only_as_officer(stage: &Stage, who: &Person) -> bool {
    let mut fitting = who.roles.iter().filter(|role| stage.roles.contains(role)).peekable();
    fitting.peek().is_some() && fitting.all(|role| *role == Role::Employer)
}

/// Who has taken a case decides it; another one only once it is given to him or back. One who decided while somebody else took it meets
/// that as a conflict: what he decided is kept, to be made again or dropped. Where nobody has it, whoever acts at its stage.
pub(super) fn held_by_nobody_else(case: &Case, who: &Person) -> Result<(), Refusal> {
    match &case.assignee {
        Some(holder) if *holder != who.user => Err(Why::Taken { by: holder.clone() }.into()),
        _ => Ok(()),
    }
}

/// Nobody passes on or approves one case at two stages of one round, whatever he recorded and for whom (product.md, "Who uses it").
fn four_eyes(case: &Case, who: &Person) -> Result<(), Refusal> {
    let acted = case.this_round().iter().find(|entry| {
        let forward = matches!(&entry.event, Event::Decided { act, .. } if matches!(act.verb(), Verb::PassOn | Verb::Approve));
        forward && entry.by.as_ref() == Some(&who.user) && entry.stage != case.stage
    });
    acted.map_or(Ok(()), |entry| Err(Why::FourEyes { at: entry.stage.clone() }.into()))
}

/// How far the papers must have been looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Thoroughness {
    /// A defect goes back to the claimant first.
    NoneDefective,
    /// Every defect is found at once: nothing required is missing, and each paper has a verdict.
    EachLookedAt,
    /// Everything required is accepted.
    EachAccepted,
}

fn papers(case: &Case, assessment: &Assessment, how: Thoroughness) -> Result<(), Refusal> {
    let mut lacks = Vec::new();
    for asked in &assessment.materials {
        let required = matches!(asked.need, Need::Required | Need::Conditional);
        if let Some(lack) = lack_of(case, &asked.material, required, how)
            && asked.need != Need::NotNeeded
        {
            lacks.push((asked.material.clone(), lack));
        }
    }
    for extra in &case.materials {
        let listed = assessment.materials.iter().any(|asked| asked.material == extra.material);
        if !listed && let Some(lack) = lack_of(case, &extra.material, false, how) {
            lacks.push((extra.material.clone(), lack));
        }
    }
    if lacks.is_empty() { Ok(()) } else { Err(Why::Papers { lacks }.into()) }
}

fn lack_of(case: &Case, id: &MaterialId, required: bool, how: Thoroughness) -> Option<PaperLack> {
    let paper = case.materials.iter().find(|paper| paper.material == *id);
    if let Some(Verdict::Defective { .. }) = paper.and_then(|paper| paper.verdict.as_ref()) {
        return Some(PaperLack::Defective);
    }
    if how == Thoroughness::NoneDefective {
        return None;
    }
    match paper.filter(|paper| paper.received.is_some()) {
        None => required.then_some(PaperLack::Missing),
        Some(paper) if paper.verdict.is_none() => (required || how == Thoroughness::EachLookedAt).then_some(PaperLack::NoVerdict),
        Some(_) => None,
    }
}

fn assessed(assessment: &Assessment) -> Result<(), Refusal> {
    let benefits: Vec<_> = assessment.benefits.iter().filter(|benefit| benefit.outcome.is_open()).map(|b| b.benefit.clone()).collect();
    if benefits.is_empty() { Ok(()) } else { Err(Why::Unassessed { benefits }.into()) }
}

/// What comes to nothing by its sums may be approved all the same: its days and its expense count. What is refused counts nothing, and
/// the claimant is to have the reason, the clause and the way to object that go with a rejection.
fn grants_something(assessment: &Assessment) -> Result<(), Refusal> {
    let refused = |benefit: &BenefitAssessment| benefit.steps.iter().any(|step| matches!(step.kind, StepKind::NotOwed { .. }));
    let all_refused = !assessment.benefits.is_empty() && assessment.benefits.iter().all(refused);
    if all_refused { Err(Why::NothingGranted.into()) } else { Ok(()) }
}

fn checks(assessment: &Assessment) -> Result<(), Refusal> {
    let stands = |state| matches!(state, CheckState::Fail | CheckState::Unknown);
    let against = assessment.checks.iter().filter(|check| check.blocks && stands(check.state));
    let checks: Vec<_> = against.map(|check| (check.check.clone(), check.state)).collect();
    if checks.is_empty() { Ok(()) } else { Err(Why::Checks { checks }.into()) }
}

/// Whose history counts is found by the identity number; a check that somebody answered does not stand in for it.
fn identified(case: &Case) -> Result<(), Refusal> {
    let number = case.facts.member.id_number.as_deref();
    if number.is_some_and(|number| read_id_number(number).is_ok()) { Ok(()) } else { Err(Why::Identity.into()) }
}

fn within_limit(plan: &Plan, assessment: &Assessment) -> Result<(), Refusal> {
    match plan.approver_limit {
        Some(limit) if assessment.total > limit => Err(Why::OverLimit { limit }.into()),
        _ => Ok(()),
    }
}
