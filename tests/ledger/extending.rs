//! More time with a reason: who may, until when, and what it moves.

use huzhu::domain::case::{Hold, Status};
use huzhu::domain::decision::{Act, ProblemCode};
use huzhu::domain::people::Role;
use huzhu::judge::Why;
use huzhu::server::OfficeError;

use super::entered::receive;
use super::office::*;
use super::{hospital, now, walk, why};

fn extend(until: &str) -> Act {
    Act::Extend { until: day(until), text: "须向外地医院核实住院记录".into() }
}

#[test]
fn an_extension_moves_the_last_day_once_and_stands_in_the_timeline() {
    let office = office();
    let case = receive(&office);
    assert_eq!(case.summary.due, Some(day("2025-01-17")), "thirty days from complete papers of 2024-12-18");
    let decision = bare(&case, 1, extend("2025-02-28"));
    let first = office.decide(&supervisor(), &decision).unwrap();
    assert_eq!((first.status, first.stage.as_str()), (Status::Open, "first-check"));
    let entries = office.ledger().read(|books| books.newest_seq()).unwrap();
    assert_eq!(office.decide(&supervisor(), &decision).unwrap(), first, "the same again gives the same receipt");
    assert_eq!(office.ledger().read(|books| books.newest_seq()).unwrap(), entries);
    let after = now(&office, &case);
    assert_eq!((after.summary.due, &after.basis), (Some(day("2025-02-28")), &case.basis), "what others decide meanwhile stands");
    assert_eq!((after.case.timeline.len(), after.case.timeline[1].by.as_ref()), (2, Some(&supervisor().user)));
    assert_eq!(office.ledger().read(|books| books.verify_audit()).unwrap().unwrap(), after.summary.seq);
    // It stays through the stages.
    let passed = walk(&office, &case, 10, &[(intake(), pass_on())]);
    assert_eq!(passed.summary.due, Some(day("2025-02-28")));
    assert!(office.decide(&medical(), &bare(&passed, 20, extend("2025-03-31"))).is_ok(), "and may be moved again");
    assert_eq!(now(&office, &case).summary.due, Some(day("2025-03-31")));
}

#[test]
fn who_may_not_extend_until_then_is_told_why() {
    let office = office();
    let case = receive(&office);
    let refused = |who: &huzhu::wire::Person, id, act| why(office.decide(who, &bare(&now(&office, &case), id, act)));
    let roles = vec![Role::Medical, Role::Approver, Role::Supervisor];
    assert_eq!(refused(&intake(), 1, extend("2025-02-28")), Why::Role { needs: roles });
    assert_eq!(refused(&supervisor(), 2, extend("2025-01-17")), Why::ExtendsNothing { last: day("2025-01-17") });
    assert_eq!(refused(&supervisor(), 3, extend("2024-01-17")), Why::ExtendsNothing { last: day("2025-01-17") });
    assert_eq!(refused(&supervisor(), 4, extend("9999-12-31")), Why::ExtendsTooFar { latest: day("2035-01-18") });
    let wordless = Act::Extend { until: day("2025-02-28"), text: " ".into() };
    assert_eq!(refused(&supervisor(), 5, wordless), Why::NoExtensionReason);
    let long = Act::Extend { until: day("2025-02-28"), text: "因".repeat(2_001) };
    assert_eq!(refused(&supervisor(), 6, long), Why::TooLong);
    assert_eq!(now(&office, &case).case.timeline.len(), 1, "nothing of it stands");
}

#[test]
fn a_limit_that_the_plan_does_not_let_be_extended_stays() {
    let office = office();
    let case = hospital(&office, 1, "2024-11-01", 8);
    let refused = office.decide(&supervisor(), &bare(&case, 1, extend("2025-02-28")));
    match refused {
        Err(OfficeError::Refused { refusal, .. }) => assert_eq!((refusal.code, refusal.why), (ProblemCode::WrongStage, Why::NotExtendable)),
        other => panic!("{other:?}"),
    }
    let later = walk(&office, &case, 10, &[(officer(), pass_on())]);
    assert_eq!(why(office.decide(&medical(), &bare(&later, 20, extend("2025-02-28")))), Why::NoLimit, "no figure for this stage");
}

#[test]
fn more_time_ends_neither_a_panel_nor_a_rest() {
    let office = office();
    let case = walk(&office, &receive(&office), 1, &[(intake(), pass_on())]);
    let refer = Act::Refer { reason: "PANEL".into(), text: "是否符合病种定义".into() };
    let case = walk(&office, &case, 10, &[(medical(), refer)]);
    office.decide(&supervisor(), &bare(&case, 15, extend("2025-02-28"))).unwrap();
    let case = now(&office, &case);
    assert_eq!(case.case.hold, Some(Hold::Referred { reason: "PANEL".into() }));
    assert_eq!(why(office.decide(&medical(), &decide(&case, 20, pass_on()))), Why::WithPanel, "its answer comes first");
    let park = Act::Park { until: day("2025-01-06"), text: "等会审纪要".into() };
    let answer = Act::Resume { text: "会审意见：符合".into() };
    let case = walk(&office, &case, 30, &[(medical(), answer), (medical(), park), (medical(), extend("2025-03-31"))]);
    assert_eq!(case.case.hold, Some(Hold::Parked { until: day("2025-01-06") }));
    assert_eq!(case.summary.due, Some(day("2025-03-31")));
}
