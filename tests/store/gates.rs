//! Several processes on one folder: one that signs out, wipes it or makes it anew under the others.

use super::*;

fn draft(n: u64) -> Draft {
    draft_of(decision(n, &detail(summary(n, 1))).verdicts)
}

#[test]
fn while_one_signs_out_nobody_else_records_and_everybody_does_when_he_stays() {
    let (_dir, folder, mut other) = fresh();
    let mut leaver = open(&folder);
    let leaving = leaver.leave().unwrap();
    let base = detail(summary(1, 1));
    assert!(matches!(other.record((&decision(1, &base), None), &base, NOW, NOW), Err(StoreError::Leaving)));
    assert!(matches!(other.put_draft(&case_id(1), &draft(1), NOW), Err(StoreError::Leaving)));
    assert!(other.outbox().unwrap().is_empty(), "nothing of it is there, and it can be read");
    leaver.put_draft(&case_id(2), &draft(2), NOW).unwrap();
    drop(leaver);
    assert!(matches!(other.put_draft(&case_id(1), &draft(1), NOW), Err(StoreError::Leaving)), "until the folder is wiped");
    drop(leaving);
    other.record((&decision(1, &base), None), &base, NOW, NOW).unwrap();
    assert_eq!(other.outbox().unwrap().len(), 1);
}

#[test]
fn what_goes_into_a_wiped_folder_is_not_told_as_saved() {
    let (_dir, folder, mut other) = fresh();
    let base = detail(summary(1, 1));
    folder.wipe().unwrap();
    assert!(!other.is_in_place());
    assert!(matches!(other.record((&decision(1, &base), None), &base, NOW, NOW), Err(StoreError::TakenAway)));
    folder.make().unwrap();
    let anew = open(&folder);
    assert!(matches!(other.record((&decision(1, &base), None), &base, NOW, NOW), Err(StoreError::TakenAway)), "nor into one made anew");
    assert!(anew.outbox().unwrap().is_empty());
}

#[test]
fn who_has_a_former_cache_open_keeps_nothing_in_it_and_says_so_once() {
    let (_dir, folder, mut other) = fresh();
    other.apply(&page([summary(1, 1)], 1)).unwrap();
    other.condemn_cache().unwrap();
    let mut anew = open(&folder);
    assert!(anew.opened().cache_rebuilt);
    assert!(matches!(other.apply(&page([summary(2, 2)], 2)), Err(StoreError::Replaced)));
    assert!(matches!(other.others_wrote(), Err(StoreError::Replaced)));
    other.others_wrote().unwrap();
    other.put_draft(&case_id(1), &draft(1), NOW).unwrap();
    assert!(!anew.draft(&case_id(1)).unwrap().is_empty(), "decisions and drafts are in the other file");
    anew.apply(&page([summary(1, 1)], 1)).unwrap();
    let third = open(&folder);
    assert!(!third.opened().cache_rebuilt, "it is made anew once");
}

#[test]
fn the_cache_is_not_opened_while_another_makes_it_anew() {
    let (_dir, folder, store) = fresh();
    drop(store);
    let lock = fs::OpenOptions::new().create(true).truncate(false).write(true).open(folder.path().join("cache.lock")).unwrap();
    lock.lock().unwrap();
    let (tell, told) = std::sync::mpsc::channel();
    let of = folder.clone();
    let opens = std::thread::spawn(move || {
        let store = open(&of);
        tell.send(()).unwrap();
        drop(store);
    });
    assert!(told.recv_timeout(std::time::Duration::from_millis(300)).is_err(), "it waits");
    drop(lock);
    opens.join().unwrap();
    told.recv().unwrap();
}
