//! Who may know whom of the office.

use super::Server;
use super::office::*;
use huzhu::domain::decision::Act;
use huzhu::domain::identity::mask_name;
use huzhu::domain::people::Role;
use huzhu::wire::{Person, StandingAnswer, StandingClaim};

/// An officer of another employer, and somebody who may see no case.
fn others() -> (Person, Person) {
    let other = Person { employer: Some("东湖食品".into()), ..person("zhou", &[Role::Employer]) };
    (other, Person { employer: None, ..person("nobody", &[Role::Employer]) })
}

impl Server {
    async fn people(&self, who: &Person) -> Vec<Person> {
        self.get(who, "/v1/people").send().await.unwrap().json().await.unwrap()
    }
}

fn accounts(people: &[Person]) -> Vec<&str> {
    people.iter().map(|person| person.user.as_str()).collect()
}

fn masked(of: &Person) -> Person {
    Person { user: of.user.clone(), name: mask_name(&of.name), roles: Vec::new(), employer: None }
}

#[tokio::test]
async fn each_knows_of_the_office_what_his_screens_need() {
    let server = Server::start().await;
    let (other, nobody) = others();
    let colleague = person("wang", &[Role::Employer]);
    for person in [&other, &colleague] {
        server.office.add_user(person, None, None).unwrap();
    }
    let case = server.receive(1).await;
    server.office.decide(&officer(), &decide(&case, 3, pass_on())).unwrap();
    let case = server.office.case(&supervisor(), &case.case.id).unwrap();
    for (id, to) in [(1, Some(medical().user)), (2, None)] {
        server.office.decide(&supervisor(), &bare(&case, id, Act::Assign { to })).unwrap();
    }

    for who in [intake(), medical(), approver(), payer(), supervisor()] {
        let people = server.people(&who).await;
        assert_eq!(people.len(), everybody().len() + 2, "{} gives cases to anybody", who.user);
        assert!(people.contains(&other) && people.contains(&medical()), "{} sees what each may do", who.user);
    }

    let known = server.people(&officer()).await;
    assert_eq!(accounts(&known), ["he", "sun", "wang", "wu"], "colleagues, and who had to do with his employer's case");
    assert!(known.contains(&officer()) && known.contains(&colleague));
    for of_the_office in [medical(), supervisor()] {
        assert!(known.contains(&masked(&of_the_office)), "{} by his masked name", of_the_office.user);
    }
    assert_eq!(accounts(&server.people(&other).await), ["zhou"], "nobody acted on a case of his employer");

    let names = server.people(&enquiry()).await;
    for person in names.iter().filter(|person| person.user != enquiry().user) {
        assert!(person.roles.is_empty() && person.employer.is_none(), "{person:?}");
        assert!(person.name.contains('*') && !person.name.contains('某'), "{person:?}");
    }
    assert!(names.contains(&enquiry()), "himself he knows");

    assert!(server.office.people(&nobody).unwrap().is_empty());
}

#[tokio::test]
async fn each_is_told_only_of_his_own_decisions_that_stand() {
    let server = Server::start().await;
    let case = server.receive(1).await;
    let note = bare(&case, 3, Act::Note { text: "x".into() });
    server.office.decide(&medical(), &note).unwrap();
    let unknown = "00000000-0000-4000-8000-000000000009";
    let asked = serde_json::json!({ "ids": [note.id, unknown] });
    for (who, there) in [(medical(), 1), (supervisor(), 0)] {
        let told: StandingAnswer = server.post(&who, "/v1/standing", &asked).send().await.unwrap().json().await.unwrap();
        assert_eq!(told.identity, *server.office.ledger().identity());
        assert_eq!(told.ids, [note.id][..there], "{}", who.user);
    }
    // A claim is known by the key that it was sent under; another thing that was done under a key is none.
    let asked = serde_json::json!({ "ids": [], "claims": [named("m1"), unknown, note.id] });
    let told: StandingAnswer = server.post(&intake(), "/v1/standing", &asked).send().await.unwrap().json().await.unwrap();
    assert_eq!(told.claims, Some(vec![StandingClaim { key: named("m1"), case: case.case.id.clone() }]));
    for many in [serde_json::json!({ "ids": vec![unknown; 201] }), serde_json::json!({ "ids": [], "claims": vec![unknown; 201] })] {
        assert_eq!(server.post(&medical(), "/v1/standing", &many).send().await.unwrap().status(), 400);
    }
}
