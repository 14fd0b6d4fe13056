//! Decisions: judged and appended in one transaction, and the member's other cases reassessed in the same.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::intake::severe_claims;
use super::{Office, OfficeError, answered, body_hash, crossed, keep_answer};
use crate::domain::amendment::AmendFault;
use crate::domain::case::Case;
use crate::domain::decision::{Act, Decision, ProblemCode, Receipt, Verb};
use crate::domain::facts::{Facts, History};
use crate::domain::identity::mask_id_number;
use crate::domain::ids::{CaseId, MemberId, UserId};
use crate::domain::summary::CaseDetail;
use crate::domain::time::Moment;
use crate::judge::{Judge, Refusal, Ruling, Why, has_the_role, judge, may};
use crate::rules;
use crate::rules::plan::Plan;
use crate::rules::workflow;
use crate::server::ledger::{AuditEntry, Books, LedgerError, Owner, Sought, StoredCase, Writing};
use crate::server::view::{self, Sight};
use crate::wire::Person;

/// The most undecided cases of one member. A change of his history reassesses them all, within the writer's lock.
pub(super) const MOST_UNDECIDED: u32 = 50;

/// A case with all that it is judged on.
struct Docket {
    plan: Arc<Plan>,
    stored: StoredCase,
    history: History,
}

/// How a decision was refused, for a copy of it that comes late.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Told {
    Why(Why),
    NotFound,
    TooManyCases,
}

impl Told {
    /// Reads it from an answer; nothing where that is a fault of the server's, after which the decision may come again.
    fn of(error: &OfficeError) -> Option<Self> {
        match error {
            OfficeError::Refused { refusal, .. } => Some(Told::Why(refusal.why.clone())),
            OfficeError::NotFound => Some(Told::NotFound),
            OfficeError::TooManyCases => Some(Told::TooManyCases),
            _ => None,
        }
    }

    fn again(&self, docket: &Docket, sight: &Sight) -> OfficeError {
        match self {
            Told::Why(why) => docket.refuse(why.clone().into(), sight),
            Told::NotFound => OfficeError::NotFound,
            Told::TooManyCases => OfficeError::TooManyCases,
        }
    }
}

impl Office {
    /// Carries out a decision, exactly once: the same decision again gives the same receipt. One that was refused stays refused: what comes
    /// late, a second time, must not be carried out when whoever made it was told that it was not.
    pub fn decide(&self, who: &Person, decision: &Decision) -> Result<Receipt, OfficeError> {
        let key = decision.id.to_string();
        let hash = body_hash(&who.user, "decision", decision)?;
        let sight = Sight::of(who);
        let judge_now = Judge { who, now: self.now(), sees_only: sight.employer() };
        self.ledger.write(|books| {
            if let Some(receipt) = answered(books, &key, &hash)? {
                return Ok(Ok(receipt));
            }
            let refused = body_hash(&who.user, "refused", decision)?;
            // An older program kept nothing of what it told.
            let refused_before: Option<Option<Told>> = answered(books, &refused, &hash)?;
            let done = self.ruled(books, decision, &sight, &judge_now).and_then(|(docket, ruling)| match &refused_before {
                // What rests on nothing is in conflict with nothing: it is told again what it was told.
                Some(Some(told)) if !decision.act.verb().rests_on_basis() => Err(told.again(&docket, &sight)),
                Some(_) => Err(docket.refuse(Why::Basis.into(), &sight)),
                None => self.commit(books, docket, decision, &ruling, &judge_now),
            });
            match done {
                Ok(receipt) => {
                    keep_answer(books, &key, &hash, &receipt)?;
                    Ok(Ok(receipt))
                }
                // It stays refused: a copy of it that comes late may find the case as it was. Nothing else of it is written by then.
                Err(why) => {
                    let Some(told) = Told::of(&why) else { return Err(why) };
                    if refused_before.is_none() {
                        keep_answer(books, &refused, &hash, &told)?;
                    }
                    Ok(Err(why))
                }
            }
        })?
    }

    /// Judges a decision on the case as it stands. Writes nothing.
    fn ruled(
        &self,
        books: &Writing<'_>,
        decision: &Decision,
        sight: &Sight,
        judge_now: &Judge<'_>,
    ) -> Result<(Docket, Ruling), OfficeError> {
        let stored = books.case(&decision.case)?.ok_or(OfficeError::NotFound)?;
        if !sight.covers(stored.case.employer().unwrap_or_default()) {
            return Err(OfficeError::NotFound);
        }
        let plan = self.plan(&stored.case.plan_hash)?;
        let history = history_of(books, &plan, &stored)?;
        let docket = Docket { plan, stored, history };
        let ruling = judge(&docket.plan, &docket.stored.case, &docket.history, decision, judge_now)
            .map_err(|refusal| docket.refuse(refusal, sight))?;
        if let Act::Assign { to: Some(user) } = &decision.act {
            may_be_given(books, &docket, user)?;
        }
        let docket = looked_at_anew(books, docket, decision, &ruling, judge_now)?;
        Ok((docket, ruling))
    }

    /// Writes a decision down. What it refuses, it refuses before it has written anything.
    fn commit(
        &self,
        books: &Writing<'_>,
        docket: Docket,
        decision: &Decision,
        ruling: &Ruling,
        judge: &Judge<'_>,
    ) -> Result<Receipt, OfficeError> {
        let Docket { plan, mut stored, mut history } = docket;
        let (by, at) = (&judge.who.user, judge.now);
        let reopens = decision.act.verb() == Verb::Reopen;
        // Taken up again it is judged by the lists as they are now.
        let plan = if reopens { Arc::clone(self.plans.with_newest_lists(&plan)) } else { plan };
        if reopens {
            // The new round rests on what was decided since, too.
            history = crossed::history(books, &plan, sought(&stored))?;
            if books.undecided_cases(stored.member_no, MOST_UNDECIDED)?.len() >= MOST_UNDECIDED as usize {
                return Err(OfficeError::TooManyCases);
            }
        }
        let reach = Reach::of(decision, &stored.case, &ruling.case);
        let others = if reach.restands { crossed::touched(books, sought(&stored), &ruling.case.facts)? } else { BTreeSet::new() };
        let owned = Owned { case: Case { plan_hash: plan.hash.clone(), ..ruling.case.clone() }, history, from: None };
        let Owned { case, mut history, from } = owned_by_number(books, &plan, &mut stored, owned)?;
        // What is settled rests on what was seen; a case that goes on is looked at anew.
        if reach.amends && !reach.settles {
            history.crossed = crossed::crossed(books, &plan, Sought { facts: &case.facts, ..sought(&stored) })?;
        }
        let trail = decision.for_trail();
        let mut payload = json!({
            "decision": trail, "status": case.status, "stage": case.stage, "granted": ruling.granted, "amount": ruling.amount,
        });
        if let Some((_, from)) = &from {
            let number = |facts: &Facts| facts.member.id_number.as_deref().map(mask_id_number);
            let (was, is) = (number(&stored.case.facts), number(&case.facts));
            payload["moved"] = json!({ "from": from, "to": case.member, "from_number": was, "to_number": is });
        }
        let seq = books.append(&AuditEntry { at, by: Some(by), kind: "decided", case: Some(&case.id), payload: &payload })?;
        let frozen = match () {
            () if reach.settles => Some(history.clone()),
            () if reopens => None,
            () => stored.frozen.clone(),
        };
        books.save_case(&stored, &view::detail(&plan, case.clone(), history, seq), frozen.as_ref())?;
        books.keep_decision(stored.no, &trail, by, at, (seq, ruling.amount))?;
        self.retell_member(books, &plan, &stored, (&case, from.is_some()), &reach, at)?;
        if let Some((from, _)) = from {
            self.reassess(books, from, &case.id, at)?;
        }
        self.reassess_crossed(books, others, &case.id, at)?;
        let Case { id, status, stage, .. } = case;
        Ok(Receipt { decision: decision.id, case: id, seq, accepted_at: at, status, stage, amount: ruling.amount })
    }

    /// Writes down what a decided case tells of its member, and assesses his other undecided cases again where that is another now.
    fn retell_member(
        &self,
        books: &Writing<'_>,
        plan: &Plan,
        stored: &StoredCase,
        (case, moved): (&Case, bool),
        reach: &Reach,
        at: Moment,
    ) -> Result<(), OfficeError> {
        if reach.pays_otherwise {
            books.put_grants(stored.member_no, stored.no, case, at.date())?;
        }
        // What a case told that went to another member went with it, and he is not who was corrected.
        if reach.amends && !moved {
            let (before, after) = (&stored.case.facts, &case.facts);
            books.correct_enrolments(stored.member_no, &before.enrolments, &after.enrolments)?;
            books.correct_member(stored.member_no, &before.member, &after.member)?;
        }
        if reach.settles || reach.amends || reach.reopens {
            let open = if reach.settles { Vec::new() } else { severe_claims(plan, case) };
            books.set_open_claims(stored.member_no, stored.no, &case.plan, &open)?;
        }
        if reach.settles || reach.amends || reach.pays_otherwise || reach.reopens {
            self.reassess(books, stored.member_no, &case.id, at)?;
        }
        Ok(())
    }

    /// Assesses a member's undecided cases again; those whose history is another now are sent with the changes.
    pub(super) fn reassess(&self, books: &Writing<'_>, member_no: i64, because: &CaseId, now: Moment) -> Result<(), OfficeError> {
        books.undecided_cases(member_no, MOST_UNDECIDED)?.iter().try_for_each(|id| self.reassess_case(books, id, because, now))
    }

    /// Assesses an undecided case again, where what it rests on beside its own facts is another now.
    pub(super) fn reassess_case(&self, books: &Writing<'_>, id: &CaseId, because: &CaseId, now: Moment) -> Result<(), OfficeError> {
        let stored = books.case(id)?.ok_or(LedgerError::Inconsistent("a case is gone"))?;
        let before = books.detail(id)?.ok_or(LedgerError::Inconsistent("a case has no detail"))?;
        let plan = self.plan(&stored.case.plan_hash)?;
        let history = crossed::history(books, &plan, sought(&stored))?;
        if history == before.history {
            return Ok(());
        }
        let payload = json!({ "because": because });
        let seq = books.append(&AuditEntry { at: now, by: None, kind: "reassessed", case: Some(id), payload: &payload })?;
        Ok(books.save_case(&stored, &view::detail(&plan, stored.case.clone(), history, seq), None)?)
    }
}

/// How far a decision reaches beyond the stage of its case.
struct Reach {
    /// The case is decided by it.
    settles: bool,
    /// It corrects facts.
    amends: bool,
    reopens: bool,
    /// What was granted, or is held of it, is another now.
    pays_otherwise: bool,
    /// The case stands otherwise to those that share something with it: taken up again, approved, corrected.
    restands: bool,
}

impl Reach {
    fn of(decision: &Decision, before: &Case, after: &Case) -> Reach {
        let verb = decision.act.verb();
        let (settles, amends) = (matches!(verb, Verb::Approve | Verb::Reject), !decision.amendments.is_empty());
        let pays_otherwise = (&before.granted, &before.held) != (&after.granted, &after.held);
        let restands = settles || amends || pays_otherwise || before.status != after.status;
        Reach { settles, amends, reopens: verb == Verb::Reopen, pays_otherwise, restands }
    }
}

/// Looks for other cases with the facts as a decision corrects them: what is approved with a correction must not rest on what was found
/// before it. Refuses as the judge does where what is found now has to be answered for first.
fn looked_at_anew(
    books: &Books<'_>,
    docket: Docket,
    decision: &Decision,
    ruling: &Ruling,
    judge: &Judge<'_>,
) -> Result<Docket, OfficeError> {
    let verb = decision.act.verb();
    if verb != Verb::Approve || decision.amendments.is_empty() {
        return Ok(docket);
    }
    let facts = &ruling.case.facts;
    let found = crossed::crossed(books, &docket.plan, Sought { facts, ..sought(&docket.stored) })?;
    if found == docket.history.crossed {
        return Ok(docket);
    }
    let history = History { crossed: found, ..docket.history.clone() };
    let assessment = rules::assess(&docket.plan, facts, &history);
    let case = Case { facts: facts.clone(), materials: ruling.case.materials.clone(), ..docket.stored.case.clone() };
    let plan = Arc::clone(&docket.plan);
    let refused = |refusal| OfficeError::Refused { refusal, plan, current: None };
    may(&docket.plan, &case, &assessment, verb, judge.who).map_err(refused)?;
    Ok(Docket { history, ..docket })
}

/// A stored case as other cases are looked for that share something with it.
const fn sought(stored: &StoredCase) -> Sought<'_> {
    Sought { no: stored.no, member_no: stored.member_no, facts: &stored.case.facts, recoveries: stored.case.recoveries.as_slice() }
}

/// A case as it is after a decision, with its member's history.
struct Owned {
    case: Case,
    history: History,
    /// The member whose case it was before the identity number was corrected, where that was another.
    from: Option<(i64, MemberId)>,
}

/// Gives a case whose identity number was corrected to the member who has it. Such a correction comes alone (`judge`): whoever decides
/// has to have seen that member's history.
fn owned_by_number(books: &Writing<'_>, plan: &Arc<Plan>, stored: &mut StoredCase, owned: Owned) -> Result<Owned, OfficeError> {
    let (before, after) = (&stored.case.facts, &owned.case.facts);
    if before.member.id_number == after.member.id_number {
        return Ok(owned);
    }
    let (to, id) = match books.owner(stored.member_no, stored.no, &after.member)? {
        Owner::Same => return Ok(owned),
        Owner::Other(to, id) => (to, id),
        Owner::Stranger => {
            let refusal = Why::Amendment { fault: AmendFault::AnotherPerson }.into();
            return Err(OfficeError::Refused { refusal, plan: Arc::clone(plan), current: None });
        }
    };
    if books.undecided_cases(to, MOST_UNDECIDED)?.len() >= MOST_UNDECIDED as usize {
        return Err(OfficeError::TooManyCases);
    }
    let from = stored.member_no;
    books.give_case(stored.no, (from, to), before, after)?;
    stored.member_no = to;
    let history = crossed::history(books, plan, Sought { member_no: to, facts: after, ..sought(stored) })?;
    let from = Some((from, owned.case.member.clone()));
    Ok(Owned { case: Case { member: id, ..owned.case }, history, from })
}

impl Docket {
    /// Refuses; in a conflict with the case as it is now, where it may be seen.
    fn refuse(&self, refusal: Refusal, sight: &Sight) -> OfficeError {
        let current = (refusal.code == ProblemCode::Conflict).then(|| self.detail()).and_then(|detail| sight.detail(detail));
        OfficeError::Refused { refusal, plan: Arc::clone(&self.plan), current: current.map(Box::new) }
    }

    fn detail(&self) -> CaseDetail {
        view::detail(&self.plan, self.stored.case.clone(), self.history.clone(), self.stored.seq)
    }
}

/// Whether the person whom a case is given to is known and acts at its stage.
fn may_be_given(books: &Writing<'_>, docket: &Docket, user: &UserId) -> Result<(), OfficeError> {
    let case = &docket.stored.case;
    let stage = workflow::stage(&docket.plan, &case.stage);
    let acts = match (books.user(user)?, stage) {
        (Some((person, _)), Some(stage)) => has_the_role(case.employer(), stage, &person).is_ok(),
        _ => false,
    };
    let refused = || Refusal::from(Why::NotTheirs { user: user.clone() });
    if acts { Ok(()) } else { Err(OfficeError::Refused { refusal: refused(), plan: Arc::clone(&docket.plan), current: None }) }
}

/// The history that a case is judged on: that of its decision once it has one, so that later cases don't change what was decided.
pub(super) fn history_of(books: &Writing<'_>, plan: &Plan, stored: &StoredCase) -> Result<History, LedgerError> {
    match &stored.frozen {
        Some(frozen) => Ok(frozen.clone()),
        None => crossed::history(books, plan, sought(stored)),
    }
}
