//! Claims handed in at the counter, and cases taken over in bulk.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::json;

use super::decide::MOST_UNDECIDED;
use super::faults::faults;
use super::{Office, OfficeError, answered, body_hash, crossed, keep_answer};
use crate::domain::case::{Case, Event, Status, TimelineEntry};
use crate::domain::decision::Verb;
use crate::domain::facts::{DiseaseClass, Enrolment, History, OpenBenefit};
use crate::domain::fault::{Fault, FaultKind};
use crate::domain::ids::{BenefitId, CaseId, MemberId, UserId};
use crate::domain::intake::ClaimKey;
use crate::domain::summary::CaseDetail;
use crate::domain::time::{Date, Moment};
use crate::judge;
use crate::rules;
use crate::rules::plan::{Benefit, Formula, Plan};
use crate::rules::workflow;
use crate::server::ledger::{AuditEntry, LedgerError, Sought, Writing};
use crate::server::view::{self, Sight};
use crate::wire::{NewCase, Person};

/// The most times that one claim is changed after it was sent.
const MOST_REPLACED: usize = 100;
/// Stands for the body of a claim that was changed before it came.
const REPLACED: &str = "replaced";

/// How a case comes into the books.
struct Entry<'a> {
    by: Option<&'a UserId>,
    kind: &'a str,
    at: Moment,
}

impl Office {
    /// Takes a claim in and gives the case. The day of receipt is the server's: it decides filing windows. A claim that was taken in already
    /// is answered whatever its person may do by now, with the case as he may see it.
    pub fn receive(&self, who: &Person, key: ClaimKey, new: NewCase) -> Result<CaseDetail, OfficeError> {
        let hash = body_hash(&who.user, "case", &new)?;
        let at = self.now();
        let plan = self.plans.filed(&new.plan, at.date()).map(Arc::clone);
        let faults = faults(&new, plan.as_deref());
        self.ledger.write(|books| {
            if let Some(id) = answered::<CaseId>(books, &key.0.to_string(), &hash)? {
                let detail = self.detail(books, &id)?.ok_or(OfficeError::NotFound)?;
                return Sight::of(who).detail(detail).ok_or(OfficeError::TakenInUnseen { case: id });
            }
            if !judge::may_receive(who) {
                return Err(OfficeError::NotAllowed);
            }
            if books.answer(&closed(who, key)?)?.is_some() {
                return Err(OfficeError::KeyReused);
            }
            never_twice(books, who, &new.replaces)?;
            let Some(plan) = plan.filter(|_| faults.is_empty()) else { return Err(OfficeError::Faults(faults)) };
            let other = || Fault { path: "facts.member.id_number".into(), place: None, kind: FaultKind::OtherIdNumber };
            let (member_no, member) = books.member(&new.facts.member)?.ok_or_else(|| OfficeError::Faults(vec![other()]))?;
            if books.undecided_cases(member_no, MOST_UNDECIDED)?.len() >= MOST_UNDECIDED as usize {
                return Err(OfficeError::TooManyCases);
            }
            let mut new = new;
            let mut replaces = std::mem::take(&mut new.replaces);
            replaces.sort();
            replaces.dedup();
            // A claim that names no enrolment is judged on those that the member's earlier claims brought.
            if new.facts.enrolments.is_empty() {
                new.facts.enrolments = books.enrolments(member_no)?;
            }
            let case = new_case(&plan, new, (new_id(books, &plan)?, member), at)?;
            let (case_no, detail) = enter(books, &plan, member_no, case, &Entry { by: Some(&who.user), kind: "received", at })?;
            self.reassess(books, member_no, &detail.case.id, at)?;
            let of = Sought { no: case_no, member_no, facts: &detail.case.facts, recoveries: &[] };
            self.reassess_crossed(books, books.sharing(of)?.0, &detail.case.id, at)?;
            keep_answer(books, &key.0.to_string(), &hash, &detail.case.id)?;
            // What was sent before it was changed may still be on its way: it finds its key used.
            for before in replaces.into_iter().filter(|before| *before != key) {
                keep_answer(books, &closed(who, before)?, REPLACED, &detail.case.id)?;
            }
            Ok(detail)
        })
    }

    /// Tells in which periods the member with an identity number is enrolled, as the books know it, and writes down that it was asked.
    pub fn enrolments(&self, who: &Person, id_number: &str) -> Result<Vec<Enrolment>, OfficeError> {
        if !judge::may_receive(who) {
            return Err(OfficeError::NotAllowed);
        }
        let at = self.now();
        self.ledger.write(|books| {
            let found = books.enrolments_of(id_number.trim())?;
            let payload = json!({ "enrolments": found.len() });
            books.append(&AuditEntry { at, by: Some(&who.user), kind: "looked-up-enrolments", case: None, payload: &payload })?;
            Ok(found)
        })
    }

    /// Takes over cases as they stand, oldest first, all or none. A case without a number gets the next one of its plan; members
    /// are found by their facts. Each case must stand under a plan of this office.
    pub fn import(&self, cases: impl IntoIterator<Item = Case>) -> Result<Vec<CaseId>, OfficeError> {
        let at = self.now();
        self.ledger.write(|books| {
            let mut ids = Vec::new();
            // A member with several of these cases is assessed again when all are in.
            let mut members: BTreeMap<i64, (u32, CaseId)> = BTreeMap::new();
            // So is one that shares something with a case that comes after it.
            let mut crossed: BTreeMap<CaseId, CaseId> = BTreeMap::new();
            for mut case in cases {
                let plan = self.plan(&case.plan_hash)?;
                // Nobody is asked when cases are taken over: who has another identity number is another person.
                let (member_no, member) = match books.member(&case.facts.member)? {
                    Some(found) => found,
                    None => books.new_member(&case.facts.member)?,
                };
                case.member = member;
                if case.id.as_str().is_empty() {
                    case.id = new_id(books, &plan)?;
                } else {
                    keep_id(books, &plan, &case.id)?;
                }
                let id = case.id.clone();
                let (_, detail) = enter(books, &plan, member_no, case, &Entry { by: None, kind: "imported", at })?;
                let others = detail.history.crossed.iter().filter_map(|other| other.case.clone());
                crossed.extend(others.map(|other| (other, id.clone())));
                members.entry(member_no).or_insert((0, id.clone())).0 += 1;
                ids.push(id);
            }
            for (member_no, (_, because)) in members.into_iter().filter(|(_, (count, _))| *count > 1) {
                self.reassess(books, member_no, &because, at)?;
            }
            for (other, because) in crossed {
                self.reassess_crossed(books, books.number_of(&other)?, &because, at)?;
            }
            Ok(ids)
        })
    }
}

/// The name under which stands that a claim came changed, so that it does not come as it was: a person's own, so that nobody closes
/// another's key.
fn closed(who: &Person, key: ClaimKey) -> Result<String, LedgerError> {
    body_hash(&who.user, REPLACED, &key)
}

/// Whether none of the keys under which a claim was sent before it was changed has brought a case.
fn never_twice(books: &Writing<'_>, who: &Person, replaces: &[ClaimKey]) -> Result<(), OfficeError> {
    if replaces.len() > MOST_REPLACED {
        return Err(OfficeError::ChangedTooOften);
    }
    for before in replaces {
        if let Some((_, answer)) = books.answer(&before.0.to_string())?.or(books.answer(&closed(who, *before)?)?) {
            // Whatever else was done under such a key is no claim, and none of this claim's business.
            let case = serde_json::from_str::<CaseId>(&answer).map_err(|_| OfficeError::KeyReused)?;
            return Err(OfficeError::TakenInBefore { case });
        }
    }
    Ok(())
}

/// Writes a new case with all that belongs to it.
fn enter(books: &Writing<'_>, plan: &Plan, member_no: i64, case: Case, entry: &Entry<'_>) -> Result<(i64, CaseDetail), OfficeError> {
    let decided = !case.granted.is_empty() || case.status.is_closed();
    books.enrol(member_no, &case.facts.enrolments)?;
    let history = crossed::history(books, plan, Sought { no: 0, member_no, facts: &case.facts, recoveries: &[] })?;
    let decided_on = decided_on(&case);
    let claims = if decided { Vec::new() } else { severe_claims(plan, &case) };
    let mut detail = view::detail(plan, case, history, 0);
    let case = &detail.case;
    // The trail is kept for ever and shown for checking: it names what the case rested on by its hash, never the facts themselves.
    let payload = json!({
        "plan": plan.hash, "status": case.status, "stage": case.stage, "basis": detail.basis,
        "benefits": case.facts.benefits, "materials": case.materials,
    });
    let audit = AuditEntry { at: entry.at, by: entry.by, kind: entry.kind, case: Some(&case.id), payload: &payload };
    detail.summary.seq = books.append(&audit)?;
    let case_no = books.add_case(member_no, &detail, decided.then_some(&detail.history))?;
    books.put_grants(member_no, case_no, &detail.case, decided_on)?;
    books.set_open_claims(member_no, case_no, &detail.case.plan, &claims)?;
    Ok((case_no, detail))
}

/// The next case number of a plan.
fn new_id(books: &Writing<'_>, plan: &Plan) -> Result<CaseId, LedgerError> {
    Ok(CaseId::new(format!("{}-{:06}", plan.case_prefix, books.next_number(&plan.case_prefix)?)))
}

/// Passes over the number that a case brings with it, so that it is not given to another.
fn keep_id(books: &Writing<'_>, plan: &Plan, id: &CaseId) -> Result<(), LedgerError> {
    let number = id.as_str().strip_prefix(plan.case_prefix.as_str()).and_then(|rest| rest.strip_prefix('-'));
    number.and_then(|digits| digits.parse().ok()).map_or(Ok(()), |number| books.pass_number(&plan.case_prefix, number))
}

fn new_case(plan: &Plan, new: NewCase, (id, member): (CaseId, MemberId), now: Moment) -> Result<Case, LedgerError> {
    let stage = workflow::first(plan).ok_or(LedgerError::Inconsistent("a plan has no stage"))?.id.clone();
    let mut facts = new.facts;
    facts.filed = now.date();
    let timeline = vec![TimelineEntry { at: now, by: None, stage: stage.clone(), event: Event::Received }];
    Ok(Case {
        id,
        member,
        plan: plan.id.clone(),
        plan_hash: plan.hash.clone(),
        facts,
        materials: new.materials,
        status: Status::Open,
        stage,
        entered: now,
        received: now,
        assignee: None,
        granted: Vec::new(),
        held: Vec::new(),
        recoveries: Vec::new(),
        hold: None,
        timeline,
    })
}

/// The day on which a case that is taken over was approved.
fn decided_on(case: &Case) -> Date {
    let approved = |entry: &&TimelineEntry| matches!(&entry.event, Event::Decided { act, .. } if act.verb() == Verb::Approve);
    case.timeline.iter().rev().find(approved).map_or(case.entered, |entry| entry.at).date()
}

/// The benefits that a case claims for a disease that is severe, or may be, and those that would end a contract. The class is a matter of the facts alone, so no
/// history is needed.
pub(super) fn severe_claims(plan: &Plan, case: &Case) -> Vec<OpenBenefit> {
    let assessment = rules::assess(plan, &case.facts, &History::default());
    let weighs = |benefit: &Benefit| matches!(benefit.formula, Formula::FixedByDiseaseClass { .. }) || benefit.ends_cover();
    let matters = |id: &BenefitId| plan.benefit(id).is_some_and(weighs);
    let open = assessment.benefits.into_iter().filter(|benefit| matters(&benefit.benefit) && benefit.class != Some(DiseaseClass::Mild));
    open.map(|benefit| OpenBenefit { case: case.id.clone(), plan: case.plan.clone(), benefit: benefit.benefit, class: benefit.class })
        .collect()
}
