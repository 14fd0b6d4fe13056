//! Who has a case, and notes: what rests on nothing that was seen.

use huzhu::domain::case::Status;
use huzhu::domain::decision::{Act, ProblemCode};
use huzhu::judge::Why;
use huzhu::server::OfficeError;
use huzhu::wire::Person;

use super::office::*;
use super::{hospital, now, why};

fn assign(to: Option<&str>) -> Act {
    Act::Assign { to: to.map(Into::into) }
}

fn note(text: &str) -> Act {
    Act::Note { text: text.into() }
}

fn refusal(result: Result<huzhu::domain::decision::Receipt, OfficeError>) -> (ProblemCode, Why) {
    match result {
        Err(OfficeError::Refused { refusal, .. }) => (refusal.code, refusal.why),
        other => panic!("not refused: {other:?}"),
    }
}

#[test]
fn a_case_is_taken_handed_over_and_given_back_by_who_has_it() {
    let office = office();
    let case = hospital(&office, 1, "2024-11-01", 8);
    let another = person("wang", &[huzhu::domain::people::Role::Employer]);
    office.add_user(&another, None, None).unwrap();
    let act = |who: &Person, id, act| office.decide(who, &bare(&case, id, act));

    assert_eq!(act(&officer(), 1, assign(Some("wu"))).unwrap().status, Status::Open);
    let taken = now(&office, &case);
    assert_eq!(taken.case.assignee, Some("wu".into()));
    assert_eq!((&taken.basis, taken.case.timeline.len()), (&case.basis, 2), "the basis is as it was, and the timeline tells it");
    assert_eq!(refusal(act(&another, 2, assign(Some("wang")))), (ProblemCode::NotAllowed, Why::HeldBy { user: "wu".into() }));
    assert_eq!(refusal(act(&another, 3, assign(None))).1, Why::HeldBy { user: "wu".into() });
    assert!(act(&officer(), 4, assign(Some("wang"))).is_ok(), "who has it gives it away");
    assert!(act(&another, 5, assign(None)).is_ok());
    assert_eq!(now(&office, &case).case.assignee, None);
    assert!(act(&supervisor(), 6, assign(Some("wu"))).is_ok(), "a supervisor gives what nobody has");
    assert!(act(&supervisor(), 7, assign(Some("wang"))).is_ok(), "and what somebody has");
    // Whose case it is decides it: another's decision is a conflict, so that it is kept and can be made again.
    let refused = refusal(office.decide(&officer(), &decide(&case, 8, pass_on())));
    assert_eq!(refused, (ProblemCode::Conflict, Why::Taken { by: "wang".into() }));
    assert!(act(&another, 9, assign(None)).is_ok());
    // A decision made on what was seen before all of this stands.
    assert!(office.decide(&officer(), &decide(&case, 10, pass_on())).is_ok());
    assert_eq!(now(&office, &case).case.assignee, None, "at the next stage nobody has it");
}

#[test]
fn nobody_gets_a_case_that_he_can_not_act_on() {
    let office = office();
    let case = hospital(&office, 1, "2024-11-01", 8);
    let act = |who: &Person, id, act| why(office.decide(who, &bare(&case, id, act)));
    assert!(matches!(act(&medical(), 1, assign(Some("he"))), Why::Role { .. }), "another stage's person takes nothing");
    assert!(matches!(act(&medical(), 2, assign(Some("wu"))), Why::Role { .. }), "and gives nothing");
    assert!(matches!(act(&supervisor(), 3, assign(Some("sun"))), Why::Role { .. }));
    assert_eq!(act(&officer(), 4, assign(Some("he"))), Why::NotTheirs { user: "he".into() });
    assert_eq!(act(&supervisor(), 5, assign(Some("nobody"))), Why::NotTheirs { user: "nobody".into() });
    assert_eq!(now(&office, &case).case.assignee, None);
}

#[test]
fn a_note_stands_in_the_timeline_and_the_row_and_changes_nothing_else() {
    let office = office();
    let case = hospital(&office, 1, "2024-11-01", 8);
    // Who answers callers sees masks and no basis; a note needs none.
    let seen = office.case(&enquiry(), &case.case.id).unwrap();
    office.decide(&enquiry(), &bare(&seen, 1, note("来电问进度，已告知"))).unwrap();
    let noted = now(&office, &case);
    assert_eq!((noted.summary.last_note.as_str(), noted.case.status), ("来电问进度，已告知", Status::Open));
    assert_eq!((&noted.basis, &noted.case.materials), (&case.basis, &case.case.materials));
    assert_eq!(office.case(&enquiry(), &case.case.id).unwrap().summary.last_note, "***", "it may name anybody");
    assert_eq!(why(office.decide(&enquiry(), &bare(&seen, 2, note("  ")))), Why::EmptyNote);
    assert_eq!(why(office.decide(&enquiry(), &bare(&seen, 3, note(&"长".repeat(2_001))))), Why::TooLong);
    let judging = decide(&case, 6, note("材料齐全"));
    assert!(!judging.verdicts.is_empty());
    assert!(matches!(why(office.decide(&officer(), &judging)), Why::Verb { .. }), "a note judges no paper, and the trail doesn't say so");
    // The same note again is written once.
    office.decide(&enquiry(), &bare(&seen, 1, note("来电问进度，已告知"))).unwrap();
    assert_eq!(now(&office, &case).case.timeline.len(), 2);
    let long = "很长的备注".repeat(30);
    office.decide(&medical(), &bare(&noted, 4, note(&long))).unwrap();
    let row = now(&office, &case).summary.last_note;
    assert!(long.starts_with(&row) && row.chars().count() == 40, "the row stays small: {row}");
    // A decision after it is no conflict.
    assert!(office.decide(&officer(), &decide(&case, 5, pass_on())).is_ok());
}
