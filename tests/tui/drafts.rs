//! A draft whose case changes: what stays, what falls, and that it is said.

use huzhu::app::{Connection, Message};
use huzhu::domain::people::Lang;
use huzhu::domain::summary::CaseDetail;

use super::screen::Screen;
use super::{desk_at, picture};

/// A draft on papers of the first case, which then changes.
fn drafted_then(change: impl Fn(&mut CaseDetail)) -> Screen {
    let mut screen = desk_at("lin", (80, 24), Lang::Zh);
    screen.press("Enter 2 a a");
    let case = screen.desk.case.as_ref().unwrap().id.clone();
    assert_eq!(screen.desk.case.as_ref().unwrap().draft.verdicts.len(), 2, "{}", screen.text());
    change(screen.office.cases.get_mut(&case).unwrap());
    screen.tell(Message::Synced { changed: vec![case], outbox_changed: false, connection: Connection::Online { synced: screen.now } });
    screen
}

#[test]
fn a_draft_about_what_nobody_touched_stays_and_that_is_said() {
    let screen = drafted_then(|detail| {
        detail.case.facts.late_reason = Some("在外地住院".into());
        detail.summary.seq += 5;
        detail.basis = huzhu::domain::basis::Basis("other".into());
    });
    screen.shows("2 项草稿与它不相干，全部保留");
    assert_eq!(screen.desk.case.as_ref().unwrap().draft.verdicts.len(), 2);
    assert!(screen.desk.log.entries().any(|entry| entry.text.contains("全部保留")));
    picture("draft-merged-80-zh", screen.text());
}

#[test]
fn a_draft_about_a_paper_that_was_replaced_falls_and_is_named() {
    let mut screen = drafted_then(|detail| {
        let first = detail.case.materials.iter_mut().find(|paper| paper.received.is_some() && paper.verdict.is_none()).unwrap();
        first.received = Some("2024-12-17".parse().unwrap());
        first.pages += 1;
        detail.summary.seq += 5;
    });
    screen.shows("草稿保留 1 项");
    let view = screen.desk.case.as_ref().unwrap();
    assert_eq!(view.draft.verdicts.len(), 1, "{:?}", view.draft.verdicts);
    picture("draft-fallen-80-zh", screen.text());
    screen.press("F3");
    screen.press("j");
    // It stands in the case until it is left.
    screen.shows("草稿保留 1 项");
    assert_eq!(screen.office.drafts.len(), 1, "what stays is kept");
}
