//! What `huzhu sync` ends with where somebody has to look at a decision: 3, so that a script stops there.

use std::path::Path;
use std::sync::Arc;

use huzhu::domain::ids::CaseId;
use huzhu::driver::clock::Clock;
use huzhu::rules::PlanSet;
use huzhu::server::demo::{self, OFFICE_OPENS, SEED};
use huzhu::server::{Ledger, Office};

use super::again::{run, said};
use super::cache::Counter;
use super::served;

/// Books on a disk, opened as a server opens them.
fn books(folder: &Path) -> Office {
    let clock = Clock::starting_at(OFFICE_OPENS);
    Office::open(Ledger::open(folder).unwrap(), PlanSet::builtin(), Arc::new(move || clock.now())).unwrap()
}

/// Copies the books as they are at this moment; nobody writes into them meanwhile.
fn copy(books: &Path, into: &Path) {
    for file in std::fs::read_dir(books).unwrap().map(|entry| entry.unwrap()) {
        std::fs::copy(file.path(), into.join(file.file_name())).unwrap();
    }
}

/// The first process after it finds one decision that waits, and has seen more of the books than there is: by what it pulled, or by a
/// receipt alone.
#[test]
fn nothing_goes_into_books_that_were_put_back_unannounced() {
    [true, false].into_iter().for_each(nothing_goes_into_older_books);
}

fn nothing_goes_into_older_books(pulled: bool) {
    let (first, backup) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let office = Arc::new(books(first.path()));
    office.add_user(&served::reviewer(0), Some(served::PASSWORD), None).unwrap();
    let ids = office.import(demo::generate(office.plans().get(&"zj-10".into()).unwrap(), SEED, 60, OFFICE_OPENS)).unwrap();
    let cases = served::to_pass_on(&office, &ids);
    let (home, wire) = (tempfile::tempdir().unwrap(), Counter::to(served::serve(office)));
    served::login(home.path(), &wire.address, 0);
    assert!(run(home.path(), &["sync"]).status.success());
    copy(first.path(), backup.path());
    let park = |case: &CaseId| run(home.path(), &["park", case.as_str(), "--until", "2025-01-06", "等病理报告"]);
    assert!(said(&park(&cases[0])).contains("服务器已收"));
    assert!(!pulled || run(home.path(), &["sync"]).status.success());
    *wire.to.lock().unwrap() = None;
    assert!(said(&park(&cases[1])).contains("待发"));

    let office = Arc::new(books(backup.path()));
    *wire.to.lock().unwrap() = Some(served::serve(Arc::clone(&office)));
    for _ in 0..2 {
        let synced = run(home.path(), &["sync"]);
        assert!(!synced.status.success() && said(&synced).contains("huzhu server restored"), "{}", said(&synced));
    }
    let sent = park(&cases[2]);
    assert!(said(&sent).contains("待发"), "{}", said(&sent));
    for case in &cases[..3] {
        let detail = office.case(&served::reviewer(0), case).unwrap();
        assert!(
            detail.case.timeline.iter().all(|step| step.by.as_ref() != Some(&served::reviewer(0).user)),
            "{case}: {:?}",
            detail.case.timeline
        );
    }
}

#[test]
fn a_decision_that_a_restore_lost_ends_the_next_sync_with_3_once() {
    let (first, backup) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let office = books(first.path());
    office.add_user(&served::reviewer(0), Some(served::PASSWORD), None).unwrap();
    let ids = office.import(demo::generate(office.plans().get(&"zj-10".into()).unwrap(), SEED, 60, OFFICE_OPENS)).unwrap();
    drop(office);
    copy(first.path(), backup.path());
    let office = Arc::new(books(first.path()));
    let case = served::to_pass_on(&office, &ids)[0].clone();
    let (home, wire) = (tempfile::tempdir().unwrap(), Counter::to(served::serve(office)));
    served::login(home.path(), &wire.address, 0);
    let parked = run(home.path(), &["park", case.as_str(), "--until", "2025-01-06", "等病理报告"]);
    assert!(parked.status.success() && said(&parked).contains("服务器已收"), "{}", said(&parked));
    assert_eq!(run(home.path(), &["sync"]).status.code(), Some(0));

    books(backup.path()).begin_epoch().unwrap();
    *wire.to.lock().unwrap() = Some(served::serve(Arc::new(books(backup.path()))));
    assert_eq!(run(home.path(), &["sync"]).status.code(), Some(1), "nothing goes on before somebody signs in");
    served::login(home.path(), &wire.address, 0);
    let synced = run(home.path(), &["sync"]);
    assert_eq!(synced.status.code(), Some(3), "{}", said(&synced));
    assert!(said(&synced).contains(&format!("✗ 暂存 {case}：与现状冲突")) && said(&synced).contains("由备份恢复"), "{}", said(&synced));
    let again = run(home.path(), &["sync"]);
    assert!(again.status.code() == Some(0) && said(&again).contains("另有 1 项被拒收或有冲突"), "it was told: {}", said(&again));
}

#[test]
fn a_decision_in_conflict_ends_the_sync_that_sent_it_with_3() {
    let (office, ids) = served::office(60, 2);
    let case = served::to_pass_on(&office, &ids)[0].clone();
    let (home, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let wire = Counter::to(served::serve(office));
    served::login(home.path(), &wire.address, 0);
    assert!(run(home.path(), &["sync"]).status.success());
    served::login(other.path(), &wire.address, 1);
    let server = wire.to.lock().unwrap().take();
    let mine = run(home.path(), &["park", case.as_str(), "--until", "2025-01-06", "等病理报告"]);
    assert!(said(&mine).contains("待发"), "{}", said(&mine));
    *wire.to.lock().unwrap() = server;
    assert!(run(other.path(), &["park", case.as_str(), "--until", "2025-01-07", "等单位证明"]).status.success());
    let synced = run(home.path(), &["sync"]);
    assert!(synced.status.code() == Some(3) && said(&synced).contains(&format!("✗ 暂存 {case}：与现状冲突")), "{}", said(&synced));
    // Whoever reads English has the reason in English, whatever the server was asked in.
    let listed = said(&super::cache::run(home.path(), "en", &["outbox"]));
    let lines: Vec<&str> = listed.lines().filter(|line| line.starts_with("    ")).collect();
    assert!(!lines.is_empty() && lines.iter().all(|line| line.is_ascii()), "{listed}");
}
