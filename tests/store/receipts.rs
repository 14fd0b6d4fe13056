//! The number on a receipt: found here from the moment it is printed, and leading to the case that the claim became.

use huzhu::domain::lookup::{Kind, Wanted};

use super::*;

#[test]
fn a_receipt_is_found_before_and_after_its_claim_was_sent() {
    let (_dir, folder, mut store) = fresh();
    let base = detail(summary(1, 1));
    store.apply(&page([summary(1, 1)], 1)).unwrap();
    let key = ClaimKey(uuid::Uuid::from_u128(0x1a2b_3c4d));
    assert_eq!(key.provisional(), "1A2B3C4D");
    let look = |store: &Store, typed: &str| store.look_up(&Wanted::read(typed).unwrap()).unwrap();
    assert_eq!((look(&store, "1a2b3c4d").receipt, look(&store, "1a2b3c4d").kind), (None, Kind::Contract));
    let entries = vec![("/member/name".into(), "张某某".into())];
    let draft = IntakeDraft { entries, ..IntakeDraft::begin(key, "zj-10".into(), NOW) };
    let claim = ReadyClaim { plan: base.case.plan.clone(), facts: base.case.facts.clone(), materials: vec![], key: None, replaces: vec![] };
    store.submit_claim(&draft, &claim, ClaimKey(uuid::Uuid::from_u128(2)), NOW).unwrap();
    let found = look(&store, " 1a2b 3C4D");
    let receipt = found.receipt.unwrap();
    assert_eq!((found.kind, found.cases.len(), receipt.name.as_str(), receipt.case()), (Kind::Receipt, 0, "张**", None));
    store.sending_claim(key, NOW).unwrap();
    store.claim_registered(key, (&case_id(1), 1), NOW).unwrap();
    let found = look(&store, "1A2B3C4D");
    assert_eq!(found.cases.iter().map(|case| &case.id).collect::<Vec<_>>(), [&case_id(1)]);
    assert_eq!(found.receipt.unwrap().case(), Some(&case_id(1)));
    // A restart forgets nothing of it.
    drop(store);
    assert_eq!(look(&open(&folder), "1A2B3C4D").cases.len(), 1);
}
