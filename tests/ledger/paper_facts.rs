//! The word that none of the facts on which papers hang is so covers what was open when it was given, and nothing that comes up later.

use huzhu::domain::amendment::{Amendment, Correction};
use huzhu::domain::assessment::{Check, CheckState, Need};
use huzhu::domain::case::Event;
use huzhu::domain::decision::Act;
use huzhu::domain::facts::{AccidentKind, Answer};
use huzhu::domain::summary::CaseDetail;
use huzhu::server::Office;
use serde_json::{Value, json};

use super::amend::{amended, answer};
use super::contracts::{ACCIDENT, receive};
use super::now;
use super::office::*;

/// A case of an accident of which nobody said what kind it was, just registered.
fn unsaid(office: &Office) -> CaseDetail {
    receive(office, ACCIDENT, |new| new.facts.accident.as_mut().unwrap().kind = None)
}

fn state(path: &str, new: Value) -> Amendment {
    let (path, reason) = (path.to_owned(), "认定书写明".to_owned());
    Amendment::Correct(Correction { path, old: Value::Null, new, evidence: "application-form".into(), reason })
}

fn amend(office: &Office, case: &CaseDetail, id: u128, amendments: Vec<Amendment>) -> CaseDetail {
    office.decide(&intake(), &amended(case, id, Act::Amend { note: String::new() }, amendments)).unwrap();
    now(office, case)
}

fn asked(case: &CaseDetail) -> &Check {
    case.assessment.checks.iter().find(|check| check.check == "paper-facts").unwrap()
}

fn need(case: &CaseDetail, paper: &str) -> Option<Need> {
    case.assessment.materials.iter().find(|known| known.material == paper).map(|known| known.need)
}

#[test]
fn a_fact_stated_after_the_word_brings_its_papers() {
    let office = office();
    let case = unsaid(&office);
    assert_eq!(
        (asked(&case).state, asked(&case).finding.missing.as_slice()),
        (CheckState::Unknown, &["facts.accident.kind".to_owned()][..])
    );
    let case = amend(&office, &case, 20, vec![answer("paper-facts", true)]);
    assert_eq!((asked(&case).state, need(&case, "liability-decision")), (CheckState::Attested, None));
    assert_eq!(case.case.facts.answers[0].covers.as_deref(), Some(&["facts.accident.kind".to_owned()][..]));
    let Some(Event::Decided { amendments, .. }) = case.case.timeline.last().map(|entry| entry.event.clone()) else { panic!() };
    assert_eq!(amendments, [answer("paper-facts", true)], "the timeline tells the answer as it was given");

    let case = amend(&office, &case, 21, vec![state("/accident/kind", json!("traffic"))]);
    let check = asked(&case);
    assert_eq!((check.state, check.blocks, check.note.as_deref()), (CheckState::Unknown, true, None), "asked anew");
    assert_eq!(check.finding.missing, ["facts.accident.as_driver", "facts.accident.criminal", "facts.accident.police"]);
    assert_eq!((need(&case, "driving-licences"), need(&case, "liability-decision")), (Some(Need::Open), Some(Need::Open)));

    let case = amend(&office, &case, 23, vec![state("/accident/as_driver", json!(true)), answer("paper-facts", true)]);
    assert_eq!(asked(&case).state, CheckState::Attested);
    assert_eq!((need(&case, "driving-licences"), need(&case, "liability-decision")), (Some(Need::Conditional), None));
    let case = amend(&office, &case, 24, vec![state("/accident/police", json!(true))]);
    assert_eq!(need(&case, "liability-decision"), Some(Need::Conditional), "what is stated wins over the word");
}

#[test]
fn a_word_drafted_before_a_correction_of_the_same_decision_covers_what_was_shown() {
    let office = office();
    let case = unsaid(&office);
    let covers = Some(vec!["facts.accident.kind".to_owned(), "facts.nonsense".to_owned()]);
    let word = Answer { check: "paper-facts".into(), holds: true, note: "已核实".into(), clause: None, covers };
    let case = amend(&office, &case, 20, vec![Amendment::Answer(word), state("/accident/kind", json!("traffic"))]);
    assert_eq!((asked(&case).state, asked(&case).finding.missing.len()), (CheckState::Unknown, 3));
    assert_eq!(case.case.facts.accident.as_ref().unwrap().kind, Some(AccidentKind::Traffic));
    let covers = case.case.facts.answers[0].covers.as_deref();
    assert_eq!(covers, Some(&["facts.accident.kind".to_owned()][..]), "only what was open is kept");
}
