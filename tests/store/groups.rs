//! Decisions that one key confirmed: on disk together, sent one by one, taken back as far as nothing of them was sent.

use std::sync::Arc;

use huzhu::domain::decision::Act;
use huzhu::domain::outbox::Recording;

use super::*;

fn recordings(count: u64) -> Vec<Recording> {
    let one = |n: u64| {
        let base = detail(summary(n, n));
        let decision = decision(n, &base);
        Recording { decision, name: base.summary.name.clone(), plan: base.summary.plan.clone(), to_pay: None, base: Some(Arc::new(base)) }
    };
    (1..=count).map(one).collect()
}

#[test]
fn a_group_is_recorded_together_and_taken_back_as_far_as_nothing_was_sent() {
    let (_dir, folder, mut store) = fresh();
    let group = recordings(3);
    store.record_all(&group, NOW.plus_secs(20), NOW).unwrap();
    drop(store);
    let mut store = open(&folder);
    let items = store.outbox().unwrap();
    assert!(items.len() == 3 && items.iter().all(|item| item.group == Some(group[0].decision.id)), "also after a restart");
    assert_eq!(store.due(NOW.plus_secs(19)).unwrap().now, None, "held");
    store.promote(NOW.plus_secs(20)).unwrap();
    assert!(store.sending(group[0].decision.id, NOW.plus_secs(20)).unwrap());
    let ids: Vec<_> = group.iter().map(|recording| recording.decision.id).collect();
    let undone = store.undo_all(&ids, NOW.plus_secs(21)).unwrap();
    assert_eq!(undone, ids[1..], "what went out stays");
    assert_eq!(store.outbox().unwrap().len(), 1);
}

#[test]
fn a_hand_over_shows_at_once_keeps_the_draft_and_hides_no_decision() {
    let (_dir, _folder, mut store) = fresh();
    let row = CaseSummary { status: Status::Open, assignee: None, ..summary(1, 1) };
    store.apply(&page([row.clone()], 1)).unwrap();
    let base = detail(row);
    store.record((&decision(1, &base), None), &base, NOW.plus_secs(8), NOW).unwrap();
    let mut taken = recordings(1).remove(0);
    taken.decision.id = decision_id(2);
    taken.decision.act = Act::Assign { to: Some("lin".into()) };
    taken.base = None;
    store.record_all(&[taken], NOW, NOW).unwrap();
    let shown = store.rows(&query(View::Open, "", RowAnchor::Top, 9)).unwrap().rows.remove(0);
    assert_eq!(shown.summary.assignee, Some("lin".into()));
    assert!(matches!(shown.pending, Some((Verb::Approve, OutboxState::Held { .. }))), "{:?}", shown.pending);
    store.refused(decision_id(2), (ProblemCode::NotAllowed, "d"), None, NOW).unwrap();
    let shown = store.rows(&query(View::Open, "", RowAnchor::Top, 9)).unwrap().rows.remove(0);
    assert_eq!(shown.summary.assignee, None, "the server said no");
}
