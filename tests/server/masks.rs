//! Who sees masks only gets no number, no illness and no text written by hand, whatever he asks the server for.

use std::collections::BTreeSet;

use super::office::*;
use super::{Server, told};
use huzhu::domain::amendment::{Amendment, Correction};
use huzhu::domain::assessment::Need;
use huzhu::domain::decision::Act;
use huzhu::domain::fact_field::{FACT_FIELDS, FactField};
use huzhu::domain::facts::{Accident, Agent, Expense};
use huzhu::domain::ids::CaseId;
use huzhu::domain::lookup::{Kind, MarkKey, numbers_of};
use huzhu::domain::material::Material;
use huzhu::domain::money::Money;
use huzhu::domain::summary::CaseDetail;
use huzhu::rules::{PlanSet, assess, claim};
use huzhu::wire::NewCase;
use reqwest::Method;
use serde_json::{Value, json};

const URAEMIA: &str = include_str!("../claims/jn-uraemia-three-units.toml");

/// Fields whose texts nobody gets who sees masks only.
const SECRET: &[&str] = &[
    "id_number",
    "phone",
    "social_security_card",
    "card",
    "receipt",
    "contract",
    "illness",
    "disease",
    "said",
    "birth",
    "account",
    "proof",
    "late_reason",
    "note",
    "reference",
    "member",
];
/// What stands in a plan for everybody to read.
const PUBLIC: &[&str] = &["尿毒症", "uraemia"];

/// The facts that who sees masks only may see as they are.
const SEEN: &[&str] = &[
    "/filed",
    "/complete_since",
    "/known_since",
    "/filed_by",
    "/benefits/*",
    "/member/sex",
    "/member/retired",
    "/member/platform_worker",
    "/enrolments/*/plan",
    "/enrolments/*/cover/from",
    "/enrolments/*/cover/to",
    "/enrolments/*/units",
    "/enrolments/*/class",
    "/enrolments/*/funding",
    "/enrolments/*/employer",
    "/enrolments/*/premium",
    "/enrolments/*/own_share",
    "/enrolments/*/insured_staff",
    "/enrolments/*/enrolled_staff",
    "/stays/*/admission",
    "/stays/*/discharge",
    "/stays/*/stated_days",
    "/stays/*/settled",
    "/stays/*/designated",
    "/stays/*/outside",
    "/stays/*/settled_later",
    "/stays/*/expense/self_care",
    "/stays/*/expense/self_pay",
    "/stays/*/expense/critical_illness_fund",
    "/stays/*/expense/civil_servant_subsidy",
    "/stays/*/expense_in_period",
    "/diagnosis/diagnosed",
    "/outpatient/*/kind",
    "/outpatient/*/settled_on",
    "/outpatient/*/settled",
    "/outpatient/*/expense/self_care",
    "/outpatient/*/expense/self_pay",
    "/outpatient/*/expense/critical_illness_fund",
    "/outpatient/*/expense/civil_servant_subsidy",
    "/death/date",
    "/accident/date",
    "/accident/known_to_union",
    "/accident/notified",
    "/fire/date",
    "/disability/assessed",
    "/disability/applied",
    "/agent/relation",
    "/payee/bank",
    "/payee/account_kind",
    "/payee/activated",
    "/choices/exclusive",
];

/// Gathers the texts of the secret fields, wherever they stand.
fn secrets(name: &str, value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => fields.iter().for_each(|(name, field)| secrets(name, field, found)),
        Value::Array(items) => items.iter().for_each(|item| secrets(name, item, found)),
        Value::String(text) if SECRET.contains(&name) && !text.is_empty() => {
            found.insert(text.clone());
        }
        _ => {}
    }
}

fn claim_of_contracts(change: impl FnOnce(&mut NewCase)) -> NewCase {
    let document = claim::read(URAEMIA).unwrap();
    let mut new = NewCase { plan: document.plan, facts: document.facts, materials: Vec::new(), replaces: Vec::new() };
    change(&mut new);
    let plans = PlanSet::builtin();
    let assessment = assess(plans.get(&new.plan).unwrap(), &new.facts, &Default::default());
    let needed = assessment.materials.iter().filter(|paper| paper.need != Need::NotNeeded);
    let paper = |id| Material { material: id, received: Some(opens().date()), pages: 1, verdict: None };
    new.materials = needed.map(|needed| paper(needed.material.clone())).collect();
    new
}

/// A claim with something to hide in every field that can hold it.
fn full_of_secrets(new: &mut NewCase) {
    let facts = &mut new.facts;
    facts.filed = day("2023-03-20");
    facts.late_reason = Some("住院 13655550000".into());
    facts.member.social_security_card = Some("A12345678".into());
    facts.accident = Some(Accident { account: Some("家住某路 13655550001".into()), ..Accident::default() });
    facts.agent = Some(Agent {
        name: "李某某".into(),
        id_number: Some(id_number(77)),
        phone: Some("13655550002".into()),
        relation: Some("配偶".into()),
    });
    if let Some(payee) = &mut facts.payee {
        payee.proof = Some("公证书 20230007".into());
    }
    let paid = Money::from_yuan(5_000);
    let receipt = Some("F20230007".to_owned());
    let none = Money::ZERO;
    let expense = Expense {
        self_care: none,
        self_pay: paid,
        critical_illness_fund: Some(none),
        civil_servant_subsidy: Some(none),
        receipt: receipt.clone(),
    };
    facts.stays[0].expense = Some(expense);
}

/// Every fact that a person enters has something in it.
fn full_of_facts(new: &mut NewCase) {
    full_of_secrets(new);
    let mut facts = json!(new.facts);
    let bill = json!({
        "self_care": "100.00", "self_pay": "5000.00", "critical_illness_fund": "11.00", "civil_servant_subsidy": "12.00",
        "receipt": "F20230008",
    });
    let parts = [
        ("filed_by", json!("employer")),
        ("known_since", json!("2023-03-02")),
        (
            "outpatient",
            json!([{ "kind": "special-drug", "item": "某某单抗", "settled_on": "2023-03-12", "settled": true, "expense": bill }]),
        ),
        (
            "death",
            json!({
                "date": "2023-03-15", "sudden_illness": true, "treated_in_hospital": true, "cause": "illness", "declared": false, "illness": "尿毒症",
            }),
        ),
        ("disability", json!({ "share": "40", "assessed": "2023-03-14", "total": true, "applied": "2023-03-13" })),
        ("fire", json!({ "date": "2023-03-01", "account": "厨房起火" })),
    ];
    parts.into_iter().for_each(|(name, part)| facts[name] = part);
    let mut add = |part: &str, more: Value| {
        let Value::Object(more) = more else { panic!("{part} is no object") };
        facts.pointer_mut(part).unwrap().as_object_mut().unwrap().extend(more);
    };
    add("/member", json!({ "sex": "female", "retired": false, "member_number": "1010000001", "platform_worker": true }));
    let terms = json!({ "premium": "90.00", "own_share": "30.00", "insured_staff": 40, "enrolled_staff": 38, "funding": "paid", "units": 1, "class": "A" });
    add("/enrolments/0", terms);
    add(
        "/stays/0",
        json!({
            "hospital": "某某肾病医院", "stated_days": 9, "cause": "work-injury", "settled": true, "designated": true, "outside": false,
            "settled_later": false, "relief": "uraemia", "expense": bill,
        }),
    );
    add(
        "/diagnosis",
        json!({
            "hospital": "某某肿瘤医院", "pathology_report": "2023-03-03", "confirming_report": "2023-03-04", "known_before": false,
            "finding": "carcinoma-in-situ", "radiotherapy": true, "chemotherapy_courses": 3, "stroke_sequelae": false,
        }),
    );
    add(
        "/accident",
        json!({ "date": "2023-03-01", "kind": "traffic", "as_driver": true, "police": true, "criminal": false, "recognised": false, "known_to_union": "2023-03-02", "notified": "2023-03-03" }),
    );
    add("/payee", json!({ "bank": "某某银行", "account_kind": "own", "activated": true }));
    new.facts = serde_json::from_value(facts).unwrap();
}

/// What stands in the leaves of facts, by their pointers.
fn leaves(at: &str, value: &Value, found: &mut Vec<(String, Value)>) {
    match value {
        Value::Object(fields) => fields.iter().for_each(|(name, field)| leaves(&format!("{at}/{name}"), field, found)),
        Value::Array(items) => items.iter().enumerate().for_each(|(n, item)| leaves(&format!("{at}/{n}"), item, found)),
        Value::Null => {}
        leaf => found.push((at.to_owned(), leaf.clone())),
    }
}

/// The pattern of a pointer: `/stays/*/admission`.
fn pattern(pointer: &str) -> String {
    let part = |part: &str| if part.parse::<usize>().is_ok() { "*".to_owned() } else { part.to_owned() };
    pointer.split('/').map(part).collect::<Vec<_>>().join("/")
}

#[tokio::test]
async fn a_fact_that_is_not_among_those_that_may_be_seen_is_hidden_whatever_its_form() {
    let server = Server::start().await;
    let case = server.office.receive(&intake(), named("full"), claim_of_contracts(full_of_facts)).unwrap().case;
    let shown: CaseDetail = server.get(&enquiry(), &format!("/v1/cases/{}", case.id)).send().await.unwrap().json().await.unwrap();
    let shown = json!(shown.case.facts);
    let mut planted = Vec::new();
    leaves("", &json!(case.facts), &mut planted);
    // This plan has nothing to choose.
    let sent = |field: &&FactField| !field.reviewers_own && field.pattern != "/choices/exclusive";
    for field in FACT_FIELDS.iter().filter(sent) {
        assert!(planted.iter().any(|(pointer, _)| pattern(pointer) == field.pattern), "{} is planted", field.pattern);
    }
    for (pointer, value) in planted {
        let may = SEEN.contains(&pattern(&pointer).as_str());
        assert_eq!(shown.pointer(&pointer) == Some(&value), may, "{pointer} is {:?} of {value}", shown.pointer(&pointer));
        // The same in the timeline, by itself and within what is added as a whole.
        let correct = |path: &str, old: Value, new: Value| {
            let evidence = "discharge-record".into();
            let Amendment::Correct(kept) =
                (Amendment::Correct(Correction { path: path.into(), old, new, evidence, reason: "误录".into() })).hidden()
            else {
                panic!("{path} is another")
            };
            kept
        };
        if FactField::of(&pointer).is_none() {
            continue;
        }
        let kept = correct(&pointer, value.clone(), Value::Null);
        assert!(kept.old != value || may, "the timeline shows {pointer} as {}", kept.old);
        let (part, name) = pointer.rsplit_once('/').unwrap();
        let kept = correct(part, Value::Null, json!({ name: value }));
        assert!(kept.new[name] != value || may, "the timeline shows {name} of {part} as {}", kept.new);
    }
}

impl Server {
    /// Two cases of one member, the first granted and its facts corrected: contracts stand in facts, steps, grants and history.
    fn with_secrets(&self) -> Vec<CaseId> {
        let office = &self.office;
        let first = office.receive(&intake(), named("first"), claim_of_contracts(|_| {})).unwrap();
        let id = first.case.id.clone();
        let noted = || Act::PassOn { note: "家属电话 13655550003".into() };
        for (n, (who, act)) in [(intake(), noted()), (medical(), noted()), (approver(), approve())].into_iter().enumerate() {
            let mut decision = decide(&office.case(&supervisor(), &id).unwrap(), 10 + n as u128, act);
            if n == 1 {
                let correct = |path: &str, old: Value, new: &str| {
                    let (old, new) = (old, json!(new));
                    Amendment::Correct(Correction {
                        path: path.into(),
                        old,
                        new,
                        evidence: decision.verdicts[0].material.clone(),
                        reason: "误录".into(),
                    })
                };
                decision.amendments = vec![
                    correct("/enrolments/1/contract", json!("PB220013"), "PB220019"),
                    correct("/member/phone", json!("13811111111"), "13655550004"),
                    correct("/stays/0/illness", json!("尿毒症"), "某某综合征甲型"),
                ];
            }
            office.decide(&who, &decision).unwrap();
        }
        let second = office.receive(&intake(), named("second"), claim_of_contracts(full_of_secrets)).unwrap();
        assert!(!second.history.granted.is_empty(), "the first is the history of the second");
        assert!(second.assessment.benefits.iter().any(|benefit| !benefit.steps.is_empty()));
        vec![id, second.case.id]
    }

    /// What a person gets for one route, all cases of it; nothing where the route gives no answer to anybody.
    async fn answers(&self, method: &Method, route: &str, cases: &[CaseId], given: &BTreeSet<String>) -> Vec<String> {
        let who = enquiry();
        let id = "00000000-0000-4000-8000-000000000001";
        let keyed = |body: Value| self.post(&who, route, &body).header("idempotency-key", id);
        let requests = match (method.as_str(), route) {
            ("GET", _) => {
                let paths: Vec<String> = cases.iter().map(|case| route.replace("{id}", case.as_str())).collect();
                paths.iter().map(|path| self.get(&who, path)).collect()
            }
            ("POST", "/v1/cases/{id}/decisions") => {
                let mut requests = Vec::new();
                for case in cases {
                    let seen = self.office.case(&who, case).unwrap();
                    requests.push(self.decide(&who, &bare(&seen, 90, approve())));
                    requests.push(self.decide(&who, &decide(&seen, 91, pass_on())));
                    requests.push(self.decide(&who, &bare(&seen, 92, Act::Amend { note: String::new() })));
                }
                requests
            }
            ("POST", "/v1/lookup" | "/v1/enrolments") => {
                given.iter().map(|number| self.post(&who, route, &json!({ "number": number }))).collect()
            }
            ("POST", "/v1/lookups") => vec![keyed(json!({ "id": id, "by": "phone", "found": cases, "at": opens() }))],
            ("POST", "/v1/reveals") => vec![keyed(json!({ "id": id, "case": cases[0], "field": "id-number", "at": opens() }))],
            ("POST", "/v1/cases") => vec![keyed(json!(claim_of_contracts(full_of_secrets)))],
            ("POST", "/v1/digests") => {
                let asked = |rows| json!({ "form": 2, "at": u64::MAX, "after": "", "limit": 100, "rows": rows });
                vec![self.post(&who, route, &asked(false)), self.post(&who, route, &asked(true))]
            }
            ("POST", "/v1/standing") => vec![self.post(&who, route, &json!({ "ids": [id] }))],
            ("POST", "/v1/rows") => vec![self.post(&who, route, &json!({ "ids": cases }))],
            ("POST", "/v1/login") => vec![self.post(&who, route, &json!({ "user": who.user, "password": "not it" }))],
            ("POST", "/v1/unsent") => vec![self.post(&who, route, &json!({ "items": [{ "id": id, "kind": "claim", "at": opens() }] }))],
            ("POST", "/v1/logout" | "/v1/setup") => vec![self.post(&who, route, &json!({}))],
            (method, route) => panic!("{method} {route} is a new route: what does it give to who sees masks?"),
        };
        let mut answers = Vec::new();
        for request in requests {
            let response = request.send().await.unwrap();
            let problem = response.status().is_client_error();
            answers.push(match route {
                _ if problem => json!(told(response).await).to_string(),
                // It has no end: what comes first is what comes.
                "/v1/events" => first_bytes(response).await,
                _ => response.text().await.unwrap(),
            });
        }
        answers
    }
}

async fn first_bytes(mut response: reqwest::Response) -> String {
    String::from_utf8(response.chunk().await.unwrap().unwrap().to_vec()).unwrap()
}

#[tokio::test]
async fn no_route_gives_a_secret_to_who_sees_masks() {
    let server = Server::start().await;
    let cases = server.with_secrets();
    let mut hidden = BTreeSet::new();
    for case in &cases {
        secrets("", &json!(server.office.case(&supervisor(), case).unwrap()), &mut hidden);
    }
    for planted in ["PB220013", "PB220019", "13655550003", "13655550004", "公证书 20230007", "F20230007", "某某综合征甲型", "A12345678"]
    {
        assert!(hidden.iter().any(|text| text.contains(planted)), "{planted} is planted");
    }
    // Who has the key of his marks could try all numbers of a mask against a mark.
    let page = json!(server.office.changes(&enquiry(), 0, 10).unwrap());
    let key = MarkKey::new(page["mark_key"].as_str().unwrap());
    for case in &cases {
        let whole = server.office.case(&supervisor(), case).unwrap().case;
        let numbers = numbers_of(&whole.member, &whole.facts);
        assert!(numbers.len() > 3, "a phone, an identity number, a member and contracts: {}", numbers.len());
        hidden.extend(numbers.iter().map(|(kind, number)| key.mark(*kind, number).0.to_string()));
        let phone = whole.facts.member.phone.unwrap();
        let end = key.tail(Kind::Phone, &phone[phone.len() - 4..]).0.to_string();
        assert!(page.to_string().contains(&end), "marks are searched for in the form in which they are sent");
    }
    let description: Value = server.request(Method::GET, "/openapi.json").send().await.unwrap().json().await.unwrap();
    let mut told = 0;
    for (route, methods) in description["paths"].as_object().unwrap() {
        for method in methods.as_object().unwrap().keys() {
            let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
            for answer in server.answers(&method, route, &cases, &hidden).await {
                told += usize::from(answer.contains("张**"));
                let public = |text: &&String| route == "/v1/plans" && PUBLIC.contains(&text.as_str());
                for secret in hidden.iter().filter(|text| !public(text)) {
                    assert!(!answer.contains(secret.as_str()), "{method} {route} gives {secret}: {answer}");
                }
                assert!(!answer.contains("张某某") && !answer.contains("李某某"), "{method} {route} gives a name: {answer}");
            }
        }
    }
    assert!(told > 8, "the cases were shown, masked: {told}");
}
