//! Who is signed in: what one person decided, drafted or saw is shown to nobody else.

use super::*;

/// A sign-in of a made-up person.
fn session(user: &str, roles: Vec<Role>) -> Session {
    let person = Person { user: user.into(), name: "林某".into(), roles, employer: None };
    Session { server: "https://aid.example".into(), token: "made up".into(), person }
}

#[test]
fn nobody_signs_in_over_what_another_has_not_sent() {
    let (_dir, _folder, mut store) = fresh();
    store.apply(&page([summary(1, 1)], 1)).unwrap();
    let base = detail(summary(1, 1));
    store.sign_in(&session("lin", vec![Role::Intake])).unwrap();
    let kept = |store: &Store| store.session().unwrap().unwrap().person.user;
    store.record((&decision(1, &base), None), &base, NOW, NOW).unwrap();
    assert!(!store.sign_in(&session("lin", vec![Role::Intake])).unwrap(), "the same person goes on");
    assert!(matches!(store.sign_in(&session("wu", vec![Role::Intake])), Err(StoreError::OtherPerson { .. })));
    store.refused(decision_id(1), (ProblemCode::FourEyes, "d"), None, NOW).unwrap();
    assert!(matches!(store.sign_in(&session("wu", vec![Role::Intake])), Err(StoreError::OtherPerson { .. })), "a retry would send it");
    assert_eq!((kept(&store), store.cursor().unwrap()), (UserId::from("lin"), 1), "nothing was changed");
    store.discard(decision_id(1), NOW).unwrap();
    let reveal = Reveal { id: uuid::Uuid::from_u128(1), case: case_id(1), field: "phone".into(), at: NOW };
    store.record_owed(&reveal.clone().into()).unwrap();
    assert!(
        matches!(store.sign_in(&session("wu", vec![Role::Intake])), Err(StoreError::OtherPerson { .. })),
        "an audit entry has a name too"
    );
    store.owed_answered(reveal.id, None).unwrap();
    assert!(store.sign_in(&session("wu", vec![Role::Intake])).unwrap());
    assert_eq!(kept(&store), UserId::from("wu"));
}

fn intake_draft(key: ClaimKey) -> IntakeDraft {
    let entries = vec![("/member/name".into(), "张某某".into())];
    IntakeDraft { entries, ..IntakeDraft::begin(key, "zj-10".into(), NOW) }
}

#[test]
fn rows_and_drafts_are_shown_to_nobody_else() {
    let (_dir, _folder, mut store) = fresh();
    store.sign_in(&session("lin", vec![Role::Intake])).unwrap();
    let base = detail(summary(1, 1));
    store.apply(&page([summary(1, 1)], 1)).unwrap();
    let verdicts = draft_of(decision(1, &base).verdicts);
    assert!(!verdicts.is_empty());
    store.put_draft(&case_id(1), &verdicts, NOW).unwrap();
    let key = ClaimKey(uuid::Uuid::from_u128(9));
    let claim = ReadyClaim { plan: base.case.plan.clone(), facts: base.case.facts.clone(), materials: vec![], key: None, replaces: vec![] };
    let draft = intake_draft(key);
    store.submit_claim(&draft, &claim, ClaimKey(uuid::Uuid::from_u128(10)), NOW).unwrap();
    store.sending_claim(key, NOW).unwrap();
    store.claim_registered(key, (&case_id(2), 1), NOW).unwrap();
    assert_eq!(store.claims().unwrap().len(), 1);
    assert!(store.sign_in(&session("wu", vec![Role::Intake])).unwrap());
    assert_eq!((store.cursor().unwrap(), store.summary(&case_id(1)).unwrap()), (0, None));
    assert!(store.draft(&case_id(1)).unwrap().is_empty());
    assert!(store.claims().unwrap().is_empty(), "what the other took in has numbers in it");
    store.sign_in(&session("lin", vec![Role::Intake])).unwrap();
    assert_eq!(store.draft(&case_id(1)).unwrap(), verdicts, "they were put away, not lost");
    // Fewer rights: what was pulled under the former ones goes.
    store.apply(&page([summary(1, 1)], 1)).unwrap();
    assert!(store.sign_in(&session("lin", vec![Role::Enquiry])).unwrap());
    assert_eq!(store.cursor().unwrap(), 0);
    assert_eq!(store.draft(&case_id(1)).unwrap(), verdicts);
}

#[test]
fn saved_views_and_half_typed_texts_belong_to_whoever_made_them_and_lie_readable_nowhere() {
    let (dir, _folder, mut store) = fresh();
    store.sign_in(&session("lin", vec![Role::Intake])).unwrap();
    let saved = |name: &str, filter: &str| Arrangement {
        saved: vec![SavedView { name: name.into(), view: View::Open, filter: filter.into(), sort: Sort::Due }],
        left_out: vec![Optional::Plan],
    };
    let of_lin = saved("母亲来电", "张某某 13800001111");
    store.rearrange(&Arrangement::default(), &of_lin).unwrap();
    store.keep_half_typed("母亲来电，稍后回复").unwrap();
    store.sign_in(&session("wu", vec![Role::Intake])).unwrap();
    assert_eq!(store.arrangement().unwrap(), Arrangement::default(), "another person begins with his own");
    assert_eq!(store.half_typed().unwrap(), None, "what is half typed is its writer's alone");
    assert_eq!(store.put_away().unwrap(), [("lin".into(), 0, true)], "who wipes it all is told that it is there");
    let of_wu = saved("李某", "李某某");
    store.rearrange(&Arrangement::default(), &of_wu).unwrap();
    store.sign_in(&session("lin", vec![Role::Intake])).unwrap();
    assert_eq!(store.arrangement().unwrap(), of_lin, "they were put away, not lost");
    assert_eq!(store.half_typed().unwrap().as_deref(), Some("母亲来电，稍后回复"));
    store.sign_in(&session("wu", vec![Role::Intake])).unwrap();
    assert_eq!(store.arrangement().unwrap(), of_wu);
    // Open or closed, no file of the folder holds any of it in the clear.
    let mut looked_at = 0;
    for store in [Some(store), None] {
        for entry in fs::read_dir(dir.path()).unwrap() {
            let bytes = fs::read(entry.unwrap().path()).unwrap();
            for secret in ["母亲来电", "张某某", "13800001111", "李某"] {
                assert!(!bytes.windows(secret.len()).any(|part| part == secret.as_bytes()), "{secret}");
            }
            looked_at += 1;
        }
        drop(store);
    }
    assert!(looked_at >= 4, "both files, twice");
}

#[test]
fn a_token_is_for_the_address_that_gave_it() {
    let session = session("lin", vec![]);
    assert!(session.is_of("https://aid.example/"));
    for other in ["https://aid.example.evil", "http://aid.example", "https://aid.example:444"] {
        assert!(!session.is_of(other), "{other}");
    }
}

#[test]
fn what_is_doubted_is_let_go_neither_by_another_person_nor_by_time() {
    let (_dir, _folder, mut store) = fresh();
    store.bind(&made::identity()).unwrap();
    store.sign_in(&session("lin", vec![Role::Intake])).unwrap();
    let restored = ServerIdentity { epoch: made::identity().epoch + 1, ..made::identity() };
    let accept = |store: &mut Store, n: u64, at: Moment| {
        let base = detail(summary(n, 1));
        store.record((&decision(n, &base), None), &base, at, at).unwrap();
        store.sending(decision_id(n), at).unwrap();
        let receipt = Receipt {
            decision: decision_id(n),
            case: case_id(n),
            seq: 1,
            accepted_at: at,
            status: Status::Open,
            stage: "payment".into(),
            amount: Money::ZERO,
        };
        store.accepted(&receipt, at).unwrap();
    };
    // The rows show what was accepted.
    store.apply(&page([summary(1, 1), summary(2, 1)], 1)).unwrap();
    accept(&mut store, 1, NOW);
    let base = detail(summary(9, 1));
    let claim = ReadyClaim { plan: base.case.plan.clone(), facts: base.case.facts, materials: vec![], key: None, replaces: vec![] };
    let key = |n| ClaimKey(uuid::Uuid::from_u128(n));
    let take_in = |store: &mut Store, n: u128, at: Moment| {
        store.submit_claim(&IntakeDraft::begin(key(n), claim.plan.clone(), at), &claim, key(99), at).unwrap();
        store.sending_claim(key(n), at).unwrap();
        store.claim_registered(key(n), (&case_id(9), 1), at).unwrap();
    };
    take_in(&mut store, 1, NOW);
    // As a sign-in does it: the books were put back meanwhile.
    store.doubt_for(&made::identity()).unwrap();
    assert_eq!(store.count_doubted().unwrap(), 0, "it is the one that it was");
    store.doubt_for(&restored).unwrap();
    assert!(matches!(store.sign_in(&session("wu", vec![Role::Intake])), Err(StoreError::OtherPerson { .. })));
    assert!(!store.sign_in(&session("lin", vec![Role::Intake])).unwrap());
    store.move_to(&restored, "restored", NOW).unwrap();
    assert_eq!(store.doubted().unwrap(), [decision_id(1)], "it can still be asked about");
    assert_eq!(store.doubted_claims().unwrap(), [key(1)]);
    // Half a year passes before the server is reached.
    let later = NOW.plus_secs(180 * 24 * 3600);
    accept(&mut store, 2, later);
    assert_eq!(store.doubted().unwrap(), [decision_id(1)]);
    take_in(&mut store, 2, later);
    assert_eq!(store.doubted_claims().unwrap(), [key(1)]);
    store.told_standing(&[decision_id(1)], &[decision_id(1)], later).unwrap();
    assert!(matches!(store.sign_in(&session("wu", vec![Role::Intake])), Err(StoreError::OtherPerson { .. })), "a claim is owed, too");
    store.told_claims(&[key(1)], &[StandingClaim { key: key(1), case: case_id(9) }], later).unwrap();
    assert!(store.sign_in(&session("wu", vec![Role::Intake])).is_ok());
}

/// A desk that is open saves a view; a colleague's came from the command line meanwhile, and another was removed there.
#[test]
fn two_processes_that_arrange_lose_nothing_of_each_other() {
    let (_dir, folder, mut desk) = fresh();
    let view = |name: &str, filter: &str| SavedView { name: name.into(), view: View::Open, filter: filter.into(), sort: Sort::Due };
    let of = |saved: Vec<SavedView>| Arrangement { saved, left_out: vec![] };
    let seen = of(vec![view("a", "1"), view("b", "1")]);
    desk.rearrange(&Arrangement::default(), &seen).unwrap();
    let mut other = open(&folder);
    other.rearrange(&seen, &of(vec![view("b", "1"), view("c", "1")])).unwrap();
    let kept =
        desk.rearrange(&seen, &Arrangement { left_out: vec![Optional::Plan], ..of(vec![view("a", "1"), view("b", "2"), view("d", "1")]) });
    other.rearrange(&seen, &Arrangement { left_out: vec![Optional::Age], ..seen.clone() }).unwrap();
    let together = Arrangement { left_out: vec![Optional::Plan], ..of(vec![view("b", "2"), view("c", "1"), view("d", "1")]) };
    assert_eq!(kept.unwrap(), together);
    let both = Arrangement { left_out: vec![Optional::Plan, Optional::Age], ..together };
    assert_eq!((desk.arrangement().unwrap(), other.arrangement().unwrap()), (both.clone(), both), "columns are left out one by one");
}
