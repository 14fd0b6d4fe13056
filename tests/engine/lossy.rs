//! Corrections and groups over a wire that loses, doubles and delays answers, against the real office: each counts once, or is undone.

use std::sync::Arc;

use huzhu::api::http::{self, Answer};
use huzhu::domain::amendment::{Amendment, Correction};
use huzhu::domain::case::Event;
use huzhu::domain::decision::{Act, Decision};
use huzhu::domain::ids::{CaseId, DecisionId};
use huzhu::domain::outbox::Recording;
use huzhu::domain::summary::CaseDetail;
use huzhu::server::{Office, OfficeError};
use huzhu::wire::Person;
use serde_json::json;

use super::office::{bare, claim, day, decide, intake, medical, named, office, officer, pass_on, stay, supervisor};
use super::*;

/// A reviewer's desk and the office that it speaks with.
struct Wire {
    desk: Desk,
    office: Office,
    who: Person,
}

impl Wire {
    /// Some cases that wait for the reviewer, pulled.
    fn with(cases: u32) -> (Self, Vec<CaseDetail>) {
        let office = office();
        let mut ids = Vec::new();
        for member in 1..=cases {
            let new = claim(member, &["hospital-stay"], vec![stay("2024-11-01", 8, None)]);
            let case = office.receive(&intake(), named(&format!("claim-{member}")), new).unwrap();
            office.decide(&officer(), &decide(&case, u128::from(member), pass_on())).unwrap();
            ids.push(case.case.id);
        }
        let mut wire = Wire { desk: Desk::new(), office, who: medical() };
        wire.settle(NOW);
        let details = ids.iter().map(|id| wire.desk.store.detail(id).unwrap().unwrap()).collect();
        (wire, details)
    }

    /// What the office answers to a call.
    fn serve(&self, call: &Call) -> Result<Reply, FailureKind> {
        match call {
            Call::Identity => Ok(Reply::Identity(self.office.health(None).unwrap())),
            Call::Changes { after, limit } => {
                let body = serde_json::to_vec(&self.office.changes(&self.who, *after, *limit).unwrap()).unwrap();
                Ok(http::read(call, &Answer { status: 200, content_type: "application/json".into(), body }).unwrap())
            }
            Call::Decide { decision } => self.office.decide(&self.who, decision).map(Reply::Decided).map_err(|error| match error {
                OfficeError::Refused { refusal, .. } => problem(409, refusal.code),
                other => panic!("{other:?}"),
            }),
            Call::Plans { have } => Ok(Reply::Plans(self.office.published(have))),
            other => panic!("{other:?}"),
        }
    }

    /// Takes steps, all of which are answered, until there is none to take now.
    fn settle(&mut self, now: Moment) {
        while let Step::Send(call) = self.desk.next(now) {
            let answer = self.serve(&call);
            self.desk.take(now, &call, answer);
        }
    }

    /// Takes steps until a decision goes out.
    fn sends_a_decision(&mut self, now: Moment) -> Call {
        loop {
            match self.desk.next(now) {
                Step::Send(call @ Call::Decide { .. }) => return call,
                Step::Send(call) => {
                    let answer = self.serve(&call);
                    self.desk.take(now, &call, answer);
                }
                other => panic!("{other:?}"),
            }
        }
    }

    fn now(&self, case: &CaseId) -> CaseDetail {
        self.office.case(&supervisor(), case).unwrap()
    }

    /// How often a decision stands in the timeline of its case.
    fn told(&self, decision: &Decision) -> usize {
        let is = |event: &Event| matches!(event, Event::Decided { decision: id, .. } if *id == decision.id);
        self.now(&decision.case).case.timeline.iter().filter(|entry| is(&entry.event)).count()
    }
}

fn later_discharge(old: &str, new: &str) -> Amendment {
    let (old, new) = (json!(day(old)), json!(day(new)));
    let reason = "出院记录写明".to_owned();
    Amendment::Correct(Correction { path: "/stays/0/discharge".into(), old, new, evidence: "discharge-record".into(), reason })
}

#[test]
fn a_correction_whose_answer_is_lost_and_comes_twice_is_made_once() {
    let (mut wire, cases) = Wire::with(1);
    let base = &cases[0];
    let amendments = vec![later_discharge("2024-11-09", "2024-11-10")];
    let decision = Decision { amendments, ..bare(base, 50, Act::Amend { note: String::new() }) };
    wire.desk.store.record((&decision, None), base, NOW, NOW).unwrap();
    let first = wire.sends_a_decision(NOW);
    let lost = wire.serve(&first);
    assert!(matches!(lost, Ok(Reply::Decided(_))), "the office has it");
    wire.desk.take(NOW, &first, Err(FailureKind::Timeout));
    assert!(wire.desk.store.undo(decision.id, NOW).is_err(), "what may be there is not taken back");
    // Somebody goes on with the corrected case before it is asked again.
    let corrected = wire.now(&base.case.id);
    assert_eq!(corrected.case.facts.stays[0].discharge, day("2024-11-10"));
    wire.office.decide(&medical(), &decide(&corrected, 60, pass_on())).unwrap();

    let later = NOW.plus_secs(120);
    let again = wire.sends_a_decision(later);
    assert_eq!(again, first, "the same body under the same key");
    let answer = wire.serve(&again);
    let report = wire.desk.take(later, &again, answer);
    assert!(matches!(report.decided, Some((id, Outcome::Accepted(_))) if id == decision.id));
    // The first answer arrives after all.
    wire.desk.take(later, &first, lost);
    wire.settle(later);
    assert_eq!(wire.told(&decision), 1);
    let after = wire.now(&base.case.id);
    assert_eq!(after.case.facts.stays[0].discharge, day("2024-11-10"), "once, not day by day");
    assert_eq!(wire.desk.store.detail(&base.case.id).unwrap().unwrap(), after);
    let state = wire.desk.store.outbox_item(decision.id).unwrap().unwrap().state;
    assert!(matches!(state, OutboxState::Accepted { .. }), "{state:?}");
}

#[test]
fn a_correction_on_what_somebody_else_corrected_is_in_conflict_and_changes_nothing() {
    let (mut wire, cases) = Wire::with(1);
    let base = &cases[0];
    let mine =
        Decision { amendments: vec![later_discharge("2024-11-09", "2024-11-12")], ..bare(base, 50, Act::Amend { note: String::new() }) };
    wire.desk.store.record((&mine, None), base, NOW, NOW).unwrap();
    let theirs = Decision { amendments: vec![later_discharge("2024-11-09", "2024-11-10")], ..mine.clone() };
    wire.office.decide(&medical(), &Decision { id: DecisionId(uuid::Uuid::from_u128(51)), ..theirs }).unwrap();
    let call = wire.sends_a_decision(NOW);
    let answer = wire.serve(&call);
    wire.desk.take(NOW, &call, answer);
    wire.settle(NOW);
    let state = wire.desk.store.outbox_item(mine.id).unwrap().unwrap().state;
    assert!(matches!(state, OutboxState::Conflict { .. }), "{state:?}");
    assert_eq!((wire.told(&mine), wire.now(&base.case.id).case.facts.stays[0].discharge), (0, day("2024-11-10")));
}

#[test]
fn a_group_is_taken_back_but_for_what_may_be_there_already() {
    let (mut wire, cases) = Wire::with(4);
    let decisions: Vec<_> = cases.iter().zip(70..).map(|(base, id)| decide(base, id, pass_on())).collect();
    let recording = |(base, decision): (&CaseDetail, &Decision)| Recording {
        decision: decision.clone(),
        name: base.summary.name.clone(),
        plan: base.summary.plan.clone(),
        to_pay: None,
        base: Some(Arc::new(base.clone())),
    };
    let group: Vec<_> = cases.iter().zip(&decisions).map(recording).collect();
    let until = NOW.plus_secs(20);
    wire.desk.store.record_all(&group, until, NOW).unwrap();
    // The first is answered, the second arrives and its answer is lost, the others never went out.
    let first = wire.sends_a_decision(until);
    let answer = wire.serve(&first);
    wire.desk.take(until, &first, answer);
    let second = wire.sends_a_decision(until);
    let lost = wire.serve(&second);
    wire.desk.take(until, &second, Err(FailureKind::Broken));
    let ids: Vec<_> = decisions.iter().map(|decision| decision.id).collect();
    let sent = |call: &Call| match call {
        Call::Decide { decision } => decision.id,
        other => panic!("{other:?}"),
    };
    let undone = wire.desk.store.undo_all(&ids, until).unwrap();
    assert_eq!(undone.len(), 2);
    assert!(!undone.contains(&sent(&first)) && !undone.contains(&sent(&second)));
    // Late, twice, and once more when it is asked again.
    let later = until.plus_secs(300);
    let again = wire.sends_a_decision(later);
    assert_eq!(sent(&again), sent(&second));
    let answer = wire.serve(&again);
    wire.desk.take(later, &again, answer);
    wire.desk.take(later, &second, lost);
    wire.settle(later.plus_secs(300));
    for decision in &decisions {
        assert_eq!(wire.told(decision), usize::from(!undone.contains(&decision.id)), "each once, or undone");
        let item = wire.desk.store.outbox_item(decision.id).unwrap();
        assert_eq!(item.is_none(), undone.contains(&decision.id));
    }
}
