//! Searches while the words of a first load lie beside their index: what they find, and that the next key ends them.

use std::sync::atomic::{AtomicBool, Ordering};

use huzhu::domain::filter::Words;
use huzhu::wire::{Change, LoadHead, LoadPart};

use super::*;

/// So many words lie aside; a step takes fewer into the index.
const ROWS: u64 = 2_500;

fn part(from: u64, to: u64, complete: bool) -> LoadPart {
    let identity = made::identity();
    let head = LoadHead { identity, seq: to, resumed: from > 1, total: to, mark_key: None, paces: None, plans: None, day: today() };
    let change = |n: u64| {
        let words = Words {
            disease: "肺炎".into(),
            note: if n.is_multiple_of(5) { "转院记录待补" } else { "票据齐全" }.into(),
            ..Words::default()
        };
        let mut summary = summary(n, n);
        summary.status = Status::Open;
        Change { summary, detail: None, marks: Vec::new(), words: Some(words) }
    };
    LoadPart { head, anew: from == 1, changes: (from..=to).map(change).collect(), token: (!complete).then(|| "t".into()), complete }
}

fn found(store: &mut Store, typed: &str) -> Result<u64, StoreError> {
    store.rows(&query(View::Open, typed, RowAnchor::Top, 20)).map(|window| window.total)
}

/// Tells whether a search for words that nobody has ends before its end while one key is pressed after the other.
fn is_interrupted(store: &mut Store) -> bool {
    let (stopper, done) = (store.stopper(), AtomicBool::new(false));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                stopper.stop();
            }
        });
        // The first key may come after its end; what was found once is not looked for again.
        let stopped = (0..1_000).any(|nth| matches!(found(store, &format!("note:没有这个词{nth}")), Err(StoreError::Stopped)));
        done.store(true, Ordering::Relaxed);
        stopped
    })
}

#[test]
fn a_search_over_words_that_lie_aside_finds_them_and_ends_with_the_next_key() {
    let (_dir, _folder, mut store) = fresh();
    store.load(&part(1, ROWS, false)).unwrap();
    // No row is looked at but those that lie aside: nothing else of it could be stopped.
    assert!(is_interrupted(&mut store));
    assert_eq!((found(&mut store, "note:待补").unwrap(), found(&mut store, "肺炎").unwrap()), (ROWS / 5, ROWS));
    store.load(&part(ROWS + 1, ROWS + 100, true)).unwrap();
    assert!(store.lay_in().unwrap(), "a step at a time");
    assert_eq!((found(&mut store, "note:待补").unwrap(), found(&mut store, "肺炎").unwrap()), ((ROWS + 100) / 5, ROWS + 100), "half is in");
    while store.lay_in().unwrap() {}
    assert_eq!((found(&mut store, "note:待补").unwrap(), found(&mut store, "肺炎").unwrap()), ((ROWS + 100) / 5, ROWS + 100));
}
