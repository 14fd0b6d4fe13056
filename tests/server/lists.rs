//! Lists that the operator keeps, over a real socket and with a real client: kept in the books, sent to desks with their plans, changed at
//! a restart. All entries are made up.

use std::path::Path;

use huzhu::api::Client;
use huzhu::domain::assessment::CheckState;
use huzhu::domain::facts::Facts;
use huzhu::domain::people::Lang;
use huzhu::domain::time::Moment;
use huzhu::store::{CacheKey, Folder, PushLock, StageKinds, Store};
use huzhu::sync::{Engine, Pace, Step};

use super::*;

fn drugs(name: &str) -> String {
    format!(
        r#"
[[lists]]
id = "drugs"
plan = "zj-10"
kind = "special-drug"
name = {{ zh = "特殊用药（样例）", en = "Special drugs, made up" }}
clause = "五 大额医疗"
valid = {{ from = 2024-01-01, to = 2024-12-31 }}
entries = [{{ name = "{name}" }}]
"#
    )
}

fn keep(folder: &Path, lists: &[String]) {
    Ledger::open(folder).unwrap().write(|books| books.keep_lists(lists)).unwrap();
}

fn with_a_drug() -> NewCase {
    let new = claim(1, &["large-expense"], Vec::new());
    let mut facts = serde_json::to_value(&new.facts).unwrap();
    let bill = json!({ "self_care": "3000.00", "self_pay": "4000.00" });
    facts["outpatient"] =
        json!([{ "kind": "special-drug", "item": "某某单抗", "settled_on": "2024-05-06", "settled": true, "expense": bill }]);
    NewCase { facts: serde_json::from_value::<Facts>(facts).unwrap(), ..new }
}

fn listed(detail: &CaseDetail) -> CheckState {
    detail.assessment.checks.iter().find(|check| check.check == "outpatient-list").unwrap().state
}

/// Sends and pulls until there is nothing to do.
async fn sync(server: &Server, store: &mut Store, folder: &Folder) {
    let client = Client::new(&format!("http://{}", server.running.addr), Lang::Zh).unwrap();
    client.set_token(Some(server.token(&medical())));
    let mut engine = Engine::new(PushLock::acquire(folder).unwrap().unwrap(), Pace::default(), 7);
    let mut now = opens();
    for _ in 0..20 {
        match engine.next(store, now).unwrap() {
            Step::Send(call) => {
                let answer = client.call(&call).await;
                engine.answered(store, &call, answer, now).unwrap();
                now = now.plus_millis(1);
            }
            Step::Wait { .. } | Step::Idle => return,
        }
    }
    panic!("it never ends");
}

#[tokio::test]
async fn a_changed_list_reaches_the_desk_and_a_decision_on_the_older_one_is_a_conflict() {
    let books = tempfile::tempdir().unwrap();
    keep(books.path(), &[drugs("某某单抗")]);
    let server = Server::at(books.path()).await;
    let new = server.post(&intake(), "/v1/cases", &with_a_drug()).header("idempotency-key", key_of("m1")).send().await.unwrap();
    let taken: CaseDetail = new.json().await.unwrap();
    assert_eq!(listed(&taken), CheckState::Pass, "the server judges by its list");

    let desk = tempfile::tempdir().unwrap();
    let folder = Folder::new(desk.path());
    folder.make().unwrap();
    let mut store = Store::open(&folder, &CacheKey::from_bytes([1; 32]), StageKinds::default()).unwrap();
    assert!(store.plans().unwrap().by_hash(&taken.case.plan_hash).is_none(), "the program itself has no list");
    sync(&server, &mut store, &folder).await;
    let plans = store.plans().unwrap();
    assert_eq!(plans.get(&"zj-10".into()).unwrap().hash, taken.case.plan_hash);
    assert_eq!(plans.published(&taken.case.plan_hash).map(Moment::date), Some(opens().date()), "of which day its lists are");
    let seen = store.detail(&taken.case.id).unwrap().unwrap();
    let decision = decide(&seen, 1, pass_on());
    server.running.stop().await;
    drop(server.office);

    keep(books.path(), &[drugs("某某滴眼液")]);
    let server = Server::at(books.path()).await;
    let told = problem(server.decide(&officer(), &decision)).await;
    assert_eq!(told.code, ProblemCode::Conflict);
    let current = told.current.unwrap();
    assert_eq!(listed(&current), CheckState::Fail, "with the conflict comes the case as the new list has it");
    assert_ne!(current.case.plan_hash, decision.plan_hash);
    let before = store.plans().unwrap();
    assert!(before.by_hash(&current.case.plan_hash).is_none(), "unreached, the desk has the list that it last had");
    sync(&server, &mut store, &folder).await;
    let plans = store.plans().unwrap();
    assert_eq!(plans.get(&"zj-10".into()).unwrap().hash, current.case.plan_hash);
    assert!(plans.by_hash(&decision.plan_hash).is_some(), "a case that was decided under the older one is read by it");
    assert_eq!(listed(&store.detail(&taken.case.id).unwrap().unwrap()), CheckState::Fail);
    let seq = current.summary.seq;
    server.running.stop().await;
    drop(server.office);

    let server = Server::at(books.path()).await;
    let path = format!("/v1/cases/{}", taken.case.id);
    let kept: CaseDetail = server.get(&supervisor(), &path).send().await.unwrap().json().await.unwrap();
    assert_eq!(
        (kept.summary.seq, listed(&kept)),
        (seq, CheckState::Fail),
        "the books keep the lists, and nothing is made anew for nothing"
    );
    server.running.stop().await;
    drop(server.office);

    keep(books.path(), &[]);
    let server = Server::at(books.path()).await;
    let asked: CaseDetail = server.get(&supervisor(), &path).send().await.unwrap().json().await.unwrap();
    assert_eq!(listed(&asked), CheckState::Attested, "without a list a person says it again");
    sync(&server, &mut store, &folder).await;
    assert!(store.plans().unwrap().get(&"zj-10".into()).unwrap().lists.is_empty(), "and the desk goes by none either");
    server.running.stop().await;
}
