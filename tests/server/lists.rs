//! Lists that the operator keeps, over a real socket and with a real client: kept in the books, sent to desks with their plans, changed at
//! a restart. All entries are made up.

use std::path::Path;

use huzhu::api::Client;
use huzhu::domain::assessment::CheckState;
use huzhu::domain::case::Event;
use huzhu::domain::decision::Act;
use huzhu::domain::facts::Facts;
use huzhu::domain::ids::PlanHash;
use huzhu::domain::people::Lang;
use huzhu::domain::time::Moment;
use huzhu::rules::{Plan, PlanSet};
use huzhu::store::{CacheKey, Folder, PushLock, StageKinds, Store};
use huzhu::sync::{Engine, Pace, Step};
use huzhu::wire::PublishedPlan;

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

fn with_a_drug(member: u32) -> NewCase {
    let new = claim(member, &["large-expense"], Vec::new());
    let mut facts = serde_json::to_value(&new.facts).unwrap();
    let bill = json!({ "self_care": "3000.00", "self_pay": "4000.00" });
    facts["outpatient"] =
        json!([{ "kind": "special-drug", "item": "某某单抗", "settled_on": "2024-05-06", "settled": true, "expense": bill }]);
    NewCase { facts: serde_json::from_value::<Facts>(facts).unwrap(), ..new }
}

fn listed(detail: &CaseDetail) -> CheckState {
    detail.assessment.checks.iter().find(|check| check.check == "outpatient-list").unwrap().state
}

async fn take_in(server: &Server, member: u32) -> CaseDetail {
    let key = key_of(&format!("m{member}"));
    let new = server.post(&intake(), "/v1/cases", &with_a_drug(member)).header("idempotency-key", key).send().await.unwrap();
    new.json().await.unwrap()
}

async fn shown(server: &Server, case: &CaseDetail) -> CaseDetail {
    server.get(&supervisor(), &format!("/v1/cases/{}", case.case.id)).send().await.unwrap().json().await.unwrap()
}

/// The hashes of the plans that the server publishes.
async fn published(server: &Server) -> Vec<PlanHash> {
    let plans: Vec<PublishedPlan> = server.get(&officer(), "/v1/plans").send().await.unwrap().json().await.unwrap();
    plans.into_iter().map(|plan| plan.hash).collect()
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
    let taken = take_in(&server, 1).await;
    assert_eq!(listed(&taken), CheckState::Pass, "the server judges by its list");
    let ended = take_in(&server, 2).await;
    let reject = Act::Reject { reason: "TIME-LIMIT".into(), clause: "七 申请时间".into(), text: "超过申请时限".into() };
    assert!(server.decide(&officer(), &decide(&ended, 9, reject)).send().await.unwrap().status().is_success());

    let desk = tempfile::tempdir().unwrap();
    let folder = Folder::new(desk.path());
    folder.make().unwrap();
    let mut store = Store::open(&folder, &CacheKey::from_bytes([1; 32]), StageKinds::default()).unwrap();
    assert!(store.plans().unwrap().by_hash(&taken.case.plan_hash).is_none(), "the program itself has no list");
    // Of 290 kB comes what the program doesn't have itself: on a slow line the rest would take minutes.
    let have = store.plans().unwrap().hashes().iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
    let sent: Vec<PublishedPlan> = server.get(&officer(), &format!("/v1/plans?have={have}")).send().await.unwrap().json().await.unwrap();
    let with_text: Vec<&PlanHash> = sent.iter().filter(|plan| !plan.toml.is_empty()).map(|plan| &plan.hash).collect();
    assert_eq!(with_text, [&taken.case.plan_hash]);
    assert_eq!(sent.iter().map(|plan| plan.hash.clone()).collect::<Vec<_>>(), published(&server).await);
    let gone = PublishedPlan { hash: "of nobody".into(), ..sent.iter().find(|plan| plan.toml.is_empty()).unwrap().clone() };
    assert!(!store.put_plans("x", &[gone]).unwrap(), "a text that is not at hand any more is asked for again");
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
    assert_eq!(current.case.timeline.last().unwrap().event, Event::Relisted, "and the timeline tells why it is another one");
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
    let kept = shown(&server, &taken).await;
    assert_eq!(kept.case.timeline, current.case.timeline);
    assert_eq!(
        (kept.summary.seq, listed(&kept)),
        (seq, CheckState::Fail),
        "the books keep the lists, and nothing is made anew for nothing"
    );
    server.running.stop().await;
    drop(server.office);

    keep(books.path(), &[]);
    let server = Server::at(books.path()).await;
    let asked = shown(&server, &taken).await;
    assert_eq!(listed(&asked), CheckState::Attested, "without a list a person says it again");
    sync(&server, &mut store, &folder).await;
    assert!(store.plans().unwrap().get(&"zj-10".into()).unwrap().lists.is_empty(), "and the desk goes by none either");
    server.running.stop().await;
}

/// New lists change nothing of a case that names nothing of them, and of such a case nothing is told.
#[tokio::test]
async fn new_lists_are_told_only_of_cases_that_they_change() {
    let books = tempfile::tempdir().unwrap();
    keep(books.path(), &[drugs("某某单抗")]);
    let server = Server::at(books.path()).await;
    let named = take_in(&server, 1).await;
    let other = server.post(&intake(), "/v1/cases", &claim(2, &["hospital-stay"], vec![stay("2024-11-01", 8, None)]));
    let other: CaseDetail = other.header("idempotency-key", key_of("m2")).send().await.unwrap().json().await.unwrap();
    server.running.stop().await;
    drop(server.office);

    keep(books.path(), &[drugs("某某滴眼液")]);
    let server = Server::at(books.path()).await;
    let relisted = |case: &CaseDetail| case.case.timeline.iter().filter(|entry| entry.event == Event::Relisted).count();
    let (named, now) = (shown(&server, &named).await, shown(&server, &other).await);
    assert_eq!((relisted(&named), relisted(&now)), (1, 0));
    assert_eq!(now.case.plan_hash, named.case.plan_hash, "it stands under the new lists all the same");
    server.running.stop().await;
}

/// A decision made on an older list is read by it until it is settled, also where no case of the server stands under it any more.
#[tokio::test]
async fn a_list_that_a_decision_was_made_on_stays_at_the_desk_until_it_is_settled() {
    let books = tempfile::tempdir().unwrap();
    keep(books.path(), &[drugs("某某单抗")]);
    let server = Server::at(books.path()).await;
    let taken = take_in(&server, 1).await;
    let desk = tempfile::tempdir().unwrap();
    let folder = Folder::new(desk.path());
    folder.make().unwrap();
    let mut store = Store::open(&folder, &CacheKey::from_bytes([1; 32]), StageKinds::default()).unwrap();
    sync(&server, &mut store, &folder).await;
    let seen = store.detail(&taken.case.id).unwrap().unwrap();
    let decision = decide(&seen, 1, pass_on());
    store.record((&decision, None), &seen, opens(), opens()).unwrap();
    server.running.stop().await;
    drop(server.office);

    let mut newest = None;
    for (name, settled) in [("某某滴眼液", false), ("某某注射液", true)] {
        keep(books.path(), &[drugs(name)]);
        let server = Server::at(books.path()).await;
        assert!(!published(&server).await.contains(&decision.plan_hash), "the server needs it no more");
        if settled {
            store.discard(decision.id, opens()).unwrap();
        }
        sync(&server, &mut store, &folder).await;
        let plans = store.plans().unwrap();
        assert_eq!(plans.by_hash(&decision.plan_hash).is_some(), !settled);
        let now = plans.get(&"zj-10".into()).unwrap().hash.clone();
        assert_eq!(Some(&now), server.office.plans().get(&"zj-10".into()).map(|plan| &plan.hash), "the newest is what is published now");
        assert_ne!(newest.replace(now.clone()), Some(now));
        server.running.stop().await;
        drop(server.office);
    }
}

/// A text of zj-10 as an older program shipped it: with another rule, and with something that this program finds odd.
fn older() -> Plan {
    let plans = PlanSet::builtin();
    let text = &plans.get(&"zj-10".into()).unwrap().source;
    let text = text.replacen("approver_limit = \"50000.00\"", "approver_limit = \"40000.00\"", 1);
    let text = text.replacen("special_months = 3", "special_months = 5000", 1);
    assert!(Plan::parse(&text).is_err());
    Plan::of_published(&text).unwrap()
}

#[tokio::test]
async fn lists_reach_and_leave_the_cases_that_stand_under_an_older_text_of_a_plan() {
    let books = tempfile::tempdir().unwrap();
    let mut plans = PlanSet::builtin();
    let older = plans.insert(older());
    let server = Server::with(Ledger::open(books.path()).unwrap(), plans).await;
    let (open, ended) = (take_in(&server, 1).await, take_in(&server, 2).await);
    assert_eq!((&open.case.plan_hash, listed(&open)), (&older.hash, CheckState::Attested));
    let reject = Act::Reject { reason: "TIME-LIMIT".into(), clause: "七 申请时间".into(), text: "超过申请时限".into() };
    assert!(server.decide(&officer(), &decide(&ended, 9, reject)).send().await.unwrap().status().is_success());
    server.running.stop().await;
    drop(server.office);

    let mut seen = Vec::new();
    for (lists, state) in [
        (vec![drugs("某某单抗")], CheckState::Pass),
        (vec![drugs("某某滴眼液")], CheckState::Fail),
        (vec![drugs("某某滴眼液")], CheckState::Fail),
        (vec![drugs("某某单抗")], CheckState::Pass),
        (Vec::new(), CheckState::Attested),
    ] {
        keep(books.path(), &lists);
        let server = Server::at(books.path()).await;
        let case = shown(&server, &open).await;
        let plan = server.office.plans().by_hash(&case.case.plan_hash).unwrap();
        assert_eq!((listed(&case), plan.lists.len()), (state, lists.len()));
        assert_eq!(plan.approver_limit, older.approver_limit, "the rules stay those that it was taken in under");
        assert_eq!(shown(&server, &ended).await.case.plan_hash, older.hash, "what is decided stays as it was");
        // The newest of each plan with the lists of now, the text of the open case, that of the ended one.
        let mut sent = published(&server).await;
        let newest = server.office.plans().get(&"zj-10".into()).unwrap();
        assert!([&newest.hash, &case.case.plan_hash, &older.hash].iter().all(|hash| sent.contains(hash)));
        assert_ne!(newest.approver_limit, older.approver_limit, "the newest is that which the program ships");
        sent.sort_unstable();
        sent.dedup();
        assert_eq!(sent.len(), PlanSet::builtin().iter().count() + if lists.is_empty() { 1 } else { 2 }, "and no other");
        seen.push((case.summary.seq, case.case.plan_hash));
        server.running.stop().await;
        drop(server.office);
    }
    assert_eq!(seen[1], seen[2], "nothing is made anew for nothing");
    assert!(seen[0].0 < seen[1].0 && seen[2].0 < seen[3].0 && seen[0].1 == seen[3].1, "a list given again is the same plan");
    assert_eq!(seen[4].1, older.hash);
}
