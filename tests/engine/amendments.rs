//! Corrections that the server refused or met with a conflict, made anew: a real server and the store between.

use huzhu::domain::amendment::{Amendment, Correction, apply, rebased};
use huzhu::domain::decision::{Act, Decision};
use huzhu::domain::outbox::OutboxState;
use huzhu::domain::summary::CaseDetail;
use huzhu::judge::amount_of;
use huzhu::rules::{self, PlanSet};
use huzhu::server::Office;
use serde_json::{Value, json};

use crate::Desk;
use crate::made::NOW;
use crate::office::{bare, claim, intake, named, office, officer, stay, supervisor};

fn correct(path: &str, old: Value, new: Value) -> Amendment {
    let (path, reason) = (path.to_owned(), "按出院记录".to_owned());
    Amendment::Correct(Correction { path, old, new, evidence: "discharge-record".into(), reason })
}

fn amended(detail: &CaseDetail, id: u128, amendments: Vec<Amendment>) -> Decision {
    let plans = PlanSet::builtin();
    let facts = apply(&detail.case.facts, &amendments).unwrap();
    let assessment = rules::assess(plans.by_hash(&detail.case.plan_hash).unwrap(), &facts, &detail.history);
    Decision { amount: amount_of(&detail.case, &assessment), amendments, ..bare(detail, id, Act::Amend { note: String::new() }) }
}

fn shown(office: &Office, case: &CaseDetail) -> CaseDetail {
    office.case(&supervisor(), &case.case.id).unwrap()
}

fn two_stays(office: &Office) -> CaseDetail {
    let stays = vec![stay("2024-11-01", 8, None), stay("2024-12-01", 3, None)];
    office.receive(&intake(), named("two"), claim(1, &["hospital-stay"], stays)).unwrap()
}

#[test]
fn a_correction_in_conflict_goes_with_the_entry_that_it_was_about() {
    let office = office();
    let seen = two_stays(&office);
    // What I corrected was the second stay; meanwhile somebody takes the first one out.
    let mine = amended(&seen, 1, vec![correct("/stays/1/stated_days", json!(3), json!(4))]);
    let first = correct("/stays/0", serde_json::to_value(&seen.case.facts.stays[0]).unwrap(), Value::Null);
    office.decide(&officer(), &amended(&seen, 2, vec![first])).unwrap();
    assert!(office.decide(&officer(), &mine).is_err(), "in conflict");
    // Kept as such, it is made anew on what there is now, and stands in the old one's place.
    let mut desk = Desk::new();
    desk.store.record((&mine, None), &seen, NOW, NOW).unwrap();
    let now = shown(&office, &seen);
    let kept = desk.store.sides(mine.id).unwrap().base.unwrap();
    let (again, lost) = rebased(&mine.amendments, Some(&kept.case.facts), &now.case.facts);
    assert!(matches!(&again[..], [Amendment::Correct(of)] if of.path == "/stays/0/stated_days") && lost == 0, "{again:?}");
    let anew = amended(&now, 3, again);
    office.decide(&officer(), &anew).unwrap();
    assert_eq!(shown(&office, &seen).case.facts.stays[0].stated_days, Some(4));
}

#[test]
fn what_nobody_can_place_is_left_out_and_counted() {
    let office = office();
    let seen = two_stays(&office);
    let mine = vec![
        correct("/stays/0/stated_days", json!(8), json!(9)),
        correct("/member/phone", json!(seen.case.facts.member.phone), json!("13911112222")),
    ];
    let gone = correct("/stays/0", serde_json::to_value(&seen.case.facts.stays[0]).unwrap(), Value::Null);
    office.decide(&officer(), &amended(&seen, 2, vec![gone])).unwrap();
    let now = shown(&office, &seen);
    let (again, lost) = rebased(&mine, Some(&seen.case.facts), &now.case.facts);
    assert_eq!((again.len(), lost), (1, 1), "the stay is gone");
    let (guessed, lost) = rebased(&mine, None, &now.case.facts);
    assert_eq!((guessed.len(), lost), (1, 1), "what was seen is not known: nothing is guessed");
    office.decide(&officer(), &amended(&now, 3, again)).unwrap();
}

#[test]
fn a_refused_correction_is_replaced_in_the_outbox_by_the_one_made_of_it() {
    let office = office();
    let seen = two_stays(&office);
    let mut desk = Desk::new();
    let mine = amended(&seen, 1, vec![correct("/stays/1/stated_days", json!(3), json!(4))]);
    desk.store.record((&mine, None), &seen, NOW, NOW).unwrap();
    desk.store.sending(mine.id, NOW).unwrap();
    desk.store.refused(mine.id, (huzhu::domain::decision::ProblemCode::Malformed, "d"), None, NOW).unwrap();
    let again = amended(&seen, 2, rebased(&mine.amendments, Some(&seen.case.facts), &seen.case.facts).0);
    desk.store.replace(mine.id, (&again, None), &seen, NOW, NOW).unwrap();
    assert!(desk.store.outbox_item(mine.id).unwrap().is_none());
    assert!(matches!(desk.store.outbox_item(again.id).unwrap().unwrap().state, OutboxState::Held { .. } | OutboxState::Waiting { .. }));
    office.decide(&officer(), &again).unwrap();
}
