//! What a command does once the office changed what its person may see: the cases that were kept are gone, what waits stays.

use huzhu::domain::people::Role;
use huzhu::store::{Folder, Store, keys};
use huzhu::wire::Person;

use super::again::{run, said};
use super::cache::Counter;
use super::served;

#[test]
fn a_look_up_that_hears_of_other_roles_leaves_no_case_behind() {
    let (office, ids) = served::office(60, 1);
    let case = served::to_pass_on(&office, &ids)[0].clone();
    let (home, wire) = (tempfile::tempdir().unwrap(), Counter::to(served::serve(office.clone())));
    served::login(home.path(), &wire.address, 0);
    assert!(run(home.path(), &["sync"]).status.success());
    let server = wire.to.lock().unwrap().take();
    assert!(said(&run(home.path(), &["park", case.as_str(), "--until", "2025-01-06", "等病理报告"])).contains("待发"));
    *wire.to.lock().unwrap() = server;
    let look_up = |how: &str| run(home.path(), &["lookup", case.as_str(), how]);
    let here = look_up("--offline");
    assert!(here.status.success() && said(&here).contains("病情复核"), "{}", said(&here));

    office.add_user(&Person { roles: vec![Role::Enquiry], ..served::reviewer(0) }, Some(served::PASSWORD), None).unwrap();
    let heard = look_up("--wait");
    assert!(heard.status.code() == Some(5) && said(&heard).contains("本机的案件已清空"), "{}", said(&heard));
    assert!(!said(&heard).contains("病情复核"), "{}", said(&heard));
    let gone = look_up("--offline");
    assert!(!gone.status.success() && !said(&gone).contains("病情复核"), "{}", said(&gone));
    let folder = Folder::new(served::desk_folder(home.path()));
    let store = Store::open_as_kept(&folder, &keys::unlock(&folder, served::PASSWORD).unwrap()).unwrap();
    assert_eq!((store.known().unwrap(), store.outbox().unwrap().len()), (0, 1), "the decision waits still");
    drop(store);

    // Signed in anew he has them as he may see them now, and what he decided as another is refused.
    served::login(home.path(), &wire.address, 0);
    let synced = run(home.path(), &["sync"]);
    assert!(synced.status.code() == Some(3) && said(&synced).contains("✗ 暂存"), "{}", said(&synced));
    let here = look_up("--offline");
    assert!(here.status.success() && said(&here).contains("病情复核"), "{}", said(&here));
}
