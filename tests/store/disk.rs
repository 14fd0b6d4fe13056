//! Files of another key, damaged files, and a disk that is full at every write.

use super::*;

#[test]
fn a_wrong_key_touches_nothing_and_a_damaged_cache_is_made_anew() {
    let (_dir, folder, mut store) = fresh();
    let base = detail(summary(1, 1));
    store.apply(&page((0..300).map(|n| summary(n, n + 1)), 300)).unwrap();
    store.record((&decision(1, &base), None), &base, NOW, NOW).unwrap();
    drop(store);
    let before = (fs::read(folder.outbox()).unwrap(), fs::read(folder.cache()).unwrap());
    let wrong = Store::open(&folder, &CacheKey::from_bytes([8; 32]), stages());
    assert!(matches!(wrong, Err(StoreError::WrongKey { which: Which::Outbox, .. })));
    assert_eq!(before, (fs::read(folder.outbox()).unwrap(), fs::read(folder.cache()).unwrap()));

    // Where every open reads: found at once.
    let damaged = |from: usize| {
        let mut bytes = before.1.clone();
        bytes[from..].fill(0x5a);
        fs::write(folder.cache(), bytes).unwrap();
    };
    damaged(2 * 4_096);
    assert!(open(&folder).opened().cache_rebuilt);

    // At the end of the file: found by the first read that comes there.
    damaged(before.1.len() * 3 / 4);
    let mut store = open(&folder);
    let all = (0..300).map(|n| store.summary(&case_id(n))).collect::<Result<Vec<_>, _>>();
    let found = all.map(|_| ()).and(store.rows(&query(View::Open, "", RowAnchor::Bottom, 1000)).map(|_| ()));
    let error = found.unwrap_err();
    assert!(!error.tell(Lang::Zh).is_empty() && !error.tell(Lang::En).is_empty());
    drop(store);
    let store = open(&folder);
    assert!(store.opened().cache_rebuilt, "{error}");
    assert_eq!(store.cursor().unwrap(), 0);
    assert_eq!(store.outbox().unwrap().len(), 1, "the decision was in the other file");
    drop(store);

    // At the beginning: found when it is opened.
    fs::write(folder.cache(), b"not a database at all, and not empty either").unwrap();
    assert!(open(&folder).opened().cache_rebuilt);
    fs::write(folder.outbox(), b"not a database at all, and not empty either").unwrap();
    assert!(matches!(Store::open(&folder, &CacheKey::from_bytes(KEY), stages()), Err(StoreError::WrongKey { .. })));
    assert_eq!(fs::read(folder.outbox()).unwrap(), b"not a database at all, and not empty either", "never thrown away");
}

#[test]
fn an_outbox_that_is_gone_or_empty_is_told_and_none_is_made_in_its_place() {
    let (_dir, folder, mut store) = fresh();
    fs::write(folder.key_header(), b"{}").unwrap();
    let base = detail(summary(1, 1));
    store.record((&decision(1, &base), None), &base, NOW, NOW).unwrap();
    // As a crash leaves it: what was decided is in the log.
    let log = folder.path().join("outbox.db-wal");
    let (file, kept) = (fs::read(folder.outbox()).unwrap(), fs::read(&log).unwrap());
    drop(store);
    let opened = || Store::open(&folder, &CacheKey::from_bytes(KEY), stages());
    for emptied in [false, true] {
        fs::write(&log, &kept).unwrap();
        fs::remove_file(folder.outbox()).unwrap();
        if emptied {
            fs::write(folder.outbox(), b"").unwrap();
        }
        let error = opened().unwrap_err();
        match emptied {
            false => assert!(matches!(error, StoreError::OutboxLost { .. }) && !folder.outbox().exists(), "{error}"),
            true => assert!(matches!(error, StoreError::Damaged { which: Which::Outbox, .. }), "{error}"),
        }
        assert!(error.tell(Lang::Zh).contains("未发送的决定") && error.tell(Lang::En).contains("unsent decisions"));
        assert_eq!(fs::read(&log).unwrap(), kept, "the log beside it is untouched");
        fs::write(folder.outbox(), &file).unwrap();
    }
    assert_eq!(opened().unwrap().outbox().unwrap().len(), 1, "put back, it is as it was");
}

#[test]
fn a_folder_that_is_not_there_is_told() {
    let error = Store::open(&Folder::new("/nonexistent/x"), &CacheKey::from_bytes(KEY), stages()).unwrap_err();
    assert!(matches!(error, StoreError::NoAccess { .. }));
    assert!(error.tell(Lang::Zh).contains("/nonexistent/x"));
}

// A full disk: the steps run in a child process under a limit on the size of files, which the kernel answers as a full disk.

const CHILD: &str = "HUZHU_TEST_FULL_DISK";

/// Steps that write the outbox in every way there is; each says whether it was done.
fn steps(store: &mut Store, mut done: impl FnMut(&Store, &str, Result<(), StoreError>)) {
    let base = |n: u64| detail(summary(n, n));
    // The file's shared memory is 32 KiB from the start: only what is larger can meet the limit.
    let many = draft_of(vec![decision(1, &base(1)).verdicts.remove(0); 600]);
    let result = store.put_draft(&case_id(0), &many, NOW);
    done(store, "large draft", result);
    for n in 1..=6 {
        let base = base(n);
        let result = store.put_draft(&case_id(n), &draft_of(decision(n, &base).verdicts), NOW);
        done(store, &format!("draft {n}"), result);
        let result = store.record((&decision(n, &base), None), &base, NOW, NOW);
        done(store, &format!("record {n}"), result);
    }
    let result = store.undo(decision_id(6), NOW).map(|_| ());
    done(store, "undo 6", result);
    let result = store.promote(NOW).map(|_| ());
    done(store, "promote", result);
    for n in 1..=5 {
        let result = store.sending(decision_id(n), NOW).map(|_| ());
        done(store, &format!("sending {n}"), result);
    }
    let receipt = serde_json::json!({
        "decision": decision_id(1), "case": case_id(1), "seq": 1, "accepted_at": NOW, "status": "open", "stage": "s", "amount": "1.00"
    });
    let result = store.accepted(&serde_json::from_value(receipt).unwrap(), NOW);
    done(store, "accepted 1", result);
    let result = store.conflict(decision_id(2), ("d", None), Some(&base(2)), NOW);
    done(store, "conflict 2", result);
    let result = store.refused(decision_id(3), (ProblemCode::Blocked, "d"), None, NOW);
    done(store, "refused 3", result);
    let result = store.delayed(decision_id(4), Some(NOW.plus_secs(5)), "timeout", NOW);
    done(store, "delayed 4", result);
    let result = store.discard(decision_id(3), NOW);
    done(store, "discard 3", result);
    let result = store.replace(decision_id(2), (&decision(12, &base(2)), None), &base(2), NOW, NOW);
    done(store, "replace 2", result);
}

/// Runs the steps in a folder that has both files already; started by the test below, under its limit.
#[test]
fn full_disk_child() {
    let Ok(folder) = std::env::var(CHILD) else { return };
    let mut store = match Store::open(&Folder::new(&folder), &CacheKey::from_bytes(KEY), stages()) {
        Ok(store) => store,
        Err(error) => {
            let opened_only = matches!(error, StoreError::NoRoomToOpen { .. });
            assert!(opened_only && !error.tell(Lang::Zh).contains("没有保存") && !error.tell(Lang::En).contains("NOT saved"), "{error:?}");
            println!("\nunopened {error:?}");
            return;
        }
    };
    steps(&mut store, |store, step, result| match result {
        Ok(()) => println!("\ndone {step} {:?}", told(&store.outbox().unwrap())),
        Err(error @ StoreError::DiskFull { which: Which::Outbox, .. }) => {
            assert!(error.tell(Lang::Zh).contains("没有保存") && error.tell(Lang::En).contains("NOT saved"));
            println!("\nfull {step} {:?}", told(&store.outbox().unwrap()));
        }
        // Steps on what was not saved find nothing.
        Err(StoreError::NotThere | StoreError::TooLate | StoreError::Accepted | StoreError::NotTaken) => {
            println!("\nnothing {step} {:?}", told(&store.outbox().unwrap()))
        }
        Err(error) => println!("\nodd {step} {error:?}"),
    });
    println!("\nend");
}

fn run_child(folder: &Path, blocks: u32) -> Vec<String> {
    let test = std::env::current_exe().unwrap();
    let script = format!("trap '' XFSZ; ulimit -f {blocks} && exec \"$0\" --exact disk::full_disk_child --nocapture --test-threads=1");
    let output = Command::new("sh").arg("-c").arg(script).arg(test).env(CHILD, folder).output().unwrap();
    assert!(output.status.success(), "{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}

#[cfg(unix)]
#[test]
fn a_full_disk_at_every_write_of_the_outbox_loses_nothing_and_says_so() {
    let mut failed_at = BTreeSet::new();
    let mut went_through = false;
    // Units of 512 bytes; the file's journal grows by some kilobytes with each step.
    for blocks in (0..2000).step_by(9) {
        let (dir, folder, store) = fresh();
        drop(store);
        let lines = run_child(dir.path(), blocks);
        assert!(!lines.iter().any(|line| line.starts_with("odd ")), "{blocks}: {lines:?}");
        if lines.iter().any(|line| line.starts_with("unopened")) {
            assert_eq!(open(&folder).outbox().unwrap(), [], "{blocks}");
            continue;
        }
        assert!(lines.iter().any(|line| line == "end"), "{blocks}: {lines:?}");
        // Each failed step left what the one before said, and so does the end of the process.
        let mut last = "[]".to_owned();
        for line in &lines {
            let state = line.find('[').map(|at| line[at..].to_owned());
            if line.starts_with("done ") {
                last = state.unwrap();
            } else if line.starts_with("full ") || line.starts_with("nothing ") {
                assert_eq!(state.unwrap(), last, "{blocks}: {line}");
                if line.starts_with("full ") {
                    failed_at.insert(line.split('[').next().unwrap().to_owned());
                }
            }
        }
        let mut store = open(&folder);
        let items = store.outbox().unwrap();
        assert_eq!(format!("{:?}", told(&items)), last, "{blocks}");
        for item in &items {
            let n = u64::try_from(item.decision.id.0.as_u128()).unwrap() % 10;
            let base = detail(summary(n, n));
            assert_eq!(item.decision, decision(u64::try_from(item.decision.id.0.as_u128()).unwrap(), &base));
            if !matches!(item.state, OutboxState::Accepted { .. }) {
                assert_eq!(store.sides(item.decision.id).unwrap().base, Some(base), "whole, with the case as it was seen");
            }
        }
        let base = detail(summary(8, 8));
        store.record((&decision(8, &base), None), &base, NOW, NOW).unwrap();
        if !lines.iter().any(|line| line.starts_with("full ")) {
            went_through = true;
            break;
        }
    }
    assert!(went_through, "the largest limit is no limit");
    let mut all = BTreeSet::new();
    steps(&mut fresh().2, |_, step, result| {
        result.unwrap();
        all.insert(format!("full {step} "));
    });
    assert_eq!(failed_at, all, "every write of the outbox met a full disk");
}
