//! The made-up office: the same for the same seed, believable, and obviously made up.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test says by a panic that it failed, in its helpers too")]

use std::collections::BTreeMap;

use huzhu::domain::assessment::{CheckState, Outcome};
use huzhu::domain::basis::hex;
use huzhu::domain::case::{Case, Event, Status};
use huzhu::domain::decision::Act;
use huzhu::domain::facts::{History, PastBenefit};
use huzhu::domain::ids::PlanId;
use huzhu::domain::money::Money;
use huzhu::domain::time::{Date, Moment};
use huzhu::rules::{Plan, PlanSet, assess};
use huzhu::server::demo::{self, OFFICE_OPENS, SEED};
use sha2::{Digest, Sha256};

fn plan() -> std::sync::Arc<Plan> {
    PlanSet::builtin().get(&PlanId::from("zj-10")).unwrap().clone()
}

fn cases(count: u32) -> Vec<Case> {
    demo::generate(&plan(), SEED, count, OFFICE_OPENS).collect()
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn hash(cases: impl Iterator<Item = Case>) -> String {
    let mut hash = Sha256::new();
    cases.for_each(|case| hash.update(serde_json::to_vec(&case).unwrap()));
    hex(&hash.finalize())
}

fn share(cases: &[Case], is_so: impl Fn(&Case) -> bool) -> usize {
    cases.iter().filter(|case| is_so(case)).count() * 1000 / cases.len()
}

#[test]
fn the_office_opens_on_a_wednesday_morning() {
    assert_eq!(OFFICE_OPENS, Moment::at(day("2024-12-18"), 10, 42));
}

#[test]
fn a_seed_gives_the_same_cases_and_another_seed_others() {
    let plan = plan();
    let of = |seed| hash(demo::generate(&plan, seed, 400, OFFICE_OPENS));
    assert_eq!(of(SEED), of(SEED));
    assert_ne!(of(SEED), of(SEED + 1));
}

#[test]
fn cases_are_numbered_as_they_came_in_and_nothing_lies_in_the_future() {
    let cases = cases(1_000);
    assert_eq!(cases.len(), 1_000);
    assert_eq!((cases[0].id.as_str(), cases[999].id.as_str()), ("ZJ24-000001", "ZJ24-001000"));
    assert!(cases.is_sorted_by_key(|case| case.received));
    for case in &cases {
        let times: Vec<Moment> = case.timeline.iter().map(|entry| entry.at).collect();
        assert!(times.is_sorted() && times[0] == case.received && *times.last().unwrap() <= OFFICE_OPENS, "{}", case.id);
        assert!(case.entered <= *times.last().unwrap() || case.status == Status::Open, "{}", case.id);
        assert_eq!(case.facts.filed, case.received.date(), "{}", case.id);
        for stay in &case.facts.stays {
            assert!(stay.admission <= stay.discharge && stay.discharge <= case.facts.filed, "{}", case.id);
        }
    }
}

/// A small office is full of work at every stage; a large one has mostly done its work.
#[test]
fn the_spread_is_that_of_an_office() {
    let small = cases(demo::CASES);
    let open = share(&small, |case| case.status == Status::Open);
    assert!((500..700).contains(&open), "{open} of 1000 are open");
    for stage in &plan().stages {
        let here = small.iter().filter(|case| case.status == Status::Open && case.stage == stage.id).count();
        assert!(here >= 10, "{here} at {}", stage.id);
    }
    for status in [Status::Returned, Status::Rejected, Status::Paid] {
        assert!(small.iter().any(|case| case.status == status), "{status:?}");
    }
    let large = cases(20_000);
    let open = share(&large, |case| case.status == Status::Open);
    assert!((40..130).contains(&open), "{open} of 1000 are open in a large office");
}

/// Every kind of claim, and each thing that a reviewer has to find, is there often enough to be met.
#[test]
fn the_mix_has_what_an_office_sees() {
    let cases = cases(3_000);
    let plan = plan();
    let mut kinds: BTreeMap<String, u32> = BTreeMap::new();
    let mut count = |what: String| *kinds.entry(what).or_default() += 1;
    for case in &cases {
        let benefits: Vec<&str> = case.facts.benefits.iter().map(|benefit| benefit.as_str()).collect();
        count(benefits.join("+"));
        let assessment = assess(&plan, &case.facts, &History::default());
        for check in assessment.checks.iter().filter(|check| check.state != CheckState::Pass) {
            count(format!("check {}", check.check));
        }
        if case.materials.iter().any(|paper| paper.received.is_none()) {
            count("a paper is missing".into());
        }
        if case.timeline.iter().any(|entry| entry.event == Event::Resubmitted) {
            count("came back".into());
        }
        if !case.facts.exclusions.is_empty() {
            count("an exclusion".into());
        }
    }
    for wanted in [
        "hospital-stay",
        "large-expense",
        "hospital-stay+large-expense",
        "hospital-stay+critical-illness",
        "hospital-stay+critical-illness+large-expense",
        "sudden-death",
        "check id-number",
        "check payee",
        "check stay-days",
        "check stay-overlap",
        "check designated-hospital",
        "check insurance-settlement",
        "check own-share",
        "a paper is missing",
        "came back",
        "an exclusion",
    ] {
        assert!(kinds.get(wanted).is_some_and(|n| *n >= 5), "{wanted}: {kinds:#?}");
    }
}

/// The office has both plans, and of the second every kind of claim at every stage, with what a reviewer has to find there.
#[test]
fn the_second_plan_has_its_share() {
    let plans = PlanSet::builtin();
    let plan = plans.get(&PlanId::from("jn-critical")).unwrap();
    let in_the_office = demo::office(&plans, SEED, 500, OFFICE_OPENS).filter(|case| case.plan == plan.id).count();
    assert_eq!(in_the_office, 100);
    let cases: Vec<Case> = demo::generate(plan, SEED, 2_000, OFFICE_OPENS).collect();
    let mut found: BTreeMap<String, u32> = BTreeMap::new();
    let mut count = |what: String| *found.entry(what).or_default() += 1;
    for case in &cases {
        case.facts.benefits.iter().for_each(|benefit| count(benefit.to_string()));
        count(format!("{:?}", case.status));
        if case.status == Status::Open {
            count(format!("at {}", case.stage));
        }
        if case.facts.enrolments.iter().any(|contract| contract.contract.as_ref().is_some_and(|number| number.starts_with("PB"))) {
            count("given".into());
        }
        let assessment = assess(plan, &case.facts, &History::default());
        for check in assessment.checks.iter().filter(|check| check.state != CheckState::Pass) {
            count(format!("check {}", check.check));
        }
        for amount in case.granted.iter().map(|granted| granted.amount) {
            count(format!("granted {amount}"));
        }
    }
    let mut wanted = ["critical-illness", "accident-hospital", "death", "accident-disability", "given"].map(str::to_owned).to_vec();
    wanted.extend(["Open", "Returned", "Rejected", "Paid"].map(str::to_owned));
    wanted.extend(plan.stages.iter().map(|stage| format!("at {}", stage.id)));
    wanted.extend(["id-number", "payee", "waiting-period", "first-time", "disease-listed"].map(|check| format!("check {check}")));
    wanted.extend(["3000.00", "5000.00", "6000.00", "1600.00", "9000.00"].map(|amount| format!("granted {amount}")));
    for what in wanted {
        assert!(found.get(&what).is_some_and(|count| *count >= 4), "{what}: {found:#?}");
    }
    let closed: Vec<Case> = cases.into_iter().filter(|case| case.status.is_closed()).collect();
    let paid = share(&closed, |case| case.status == Status::Paid);
    assert!((700..970).contains(&paid), "{paid} of 1000 closed ones are paid");
}

/// Every plan stands in the office's queue; under those without figures there is everything that a reviewer does with them: amounts to
/// be entered, entered and waiting for a second person, confirmed and paid; and stays that should have been paid without a claim.
#[test]
fn the_plans_without_figures_have_their_share() {
    let plans = PlanSet::builtin();
    let small: Vec<Case> = demo::office(&plans, SEED, demo::CASES, OFFICE_OPENS).collect();
    let mut open: BTreeMap<&str, u32> = BTreeMap::new();
    small.iter().filter(|case| case.status == Status::Open).for_each(|case| *open.entry(case.plan.as_str()).or_default() += 1);
    for id in ["zj-10", "jn-critical", "sh-member", "sh-mutual-2020", "sh-flex"] {
        assert!(open.get(id).is_some_and(|count| *count >= 2), "{id}: {open:?}");
    }
    let mut found: BTreeMap<String, u32> = BTreeMap::new();
    for id in ["sh-member", "sh-mutual-2020", "sh-flex"] {
        let plan = plans.filed(&PlanId::from(id), OFFICE_OPENS.date()).unwrap();
        for case in demo::generate(plan, SEED, 800, OFFICE_OPENS) {
            let mut count = |what: String| *found.entry(what).or_default() += 1;
            assert_eq!(case.plan_hash, plan.hash, "{}: the version that stands for its day of filing", case.id);
            count(format!("{id} {:?}", case.status));
            case.facts.benefits.iter().for_each(|benefit| count(format!("{id} {benefit}")));
            let assessment = assess(plan, &case.facts, &History::default());
            let is_paid = case.granted.iter().map(|granted| granted.amount).sum::<Money>() == assessment.total;
            assert!(case.granted.is_empty() || is_paid, "{}", case.id);
            for benefit in &assessment.benefits {
                match &benefit.outcome {
                    Outcome::NeedsAmount => count(format!("{id} needs an amount")),
                    Outcome::NeedsChoice { check } => count(format!("{id} waits for {check}")),
                    _ => {}
                }
            }
            let variants = assessment.checks.iter().filter_map(|check| check.finding.variant.as_ref().map(|variant| (check, variant)));
            variants.for_each(|(check, variant)| count(format!("{id} {} {variant}", check.check)));
            if case
                .timeline
                .iter()
                .any(|entry| matches!(&entry.event, Event::Decided { act: Act::Reject { reason, .. }, .. } if *reason == "DIRECT-PAY-CASE"))
            {
                count("paid directly".into());
            }
        }
    }
    let wanted = [
        "sh-member critical-illness",
        "sh-member accident-total-disability",
        "sh-member accident-death",
        "sh-member disease-death",
        "sh-member waits for disease-listed",
        "sh-member Paid",
        "sh-mutual-2020 hospital-days",
        "sh-mutual-2020 deductible",
        "sh-mutual-2020 fire",
        "sh-mutual-2020 needs an amount",
        "sh-mutual-2020 waits for assessed-amount",
        "sh-mutual-2020 direct-pay direct",
        "sh-mutual-2020 direct-pay long",
        "sh-mutual-2020 Paid",
        "sh-mutual-2020 Returned",
        "sh-flex critical-inpatient-grant",
        "sh-flex accident-consolation",
        "sh-flex needs an amount",
        "sh-flex Paid",
        "paid directly",
    ];
    for what in wanted {
        assert!(found.get(what).is_some_and(|count| *count >= 3), "{what}: {found:#?}");
    }
}

/// What was granted is what the engine says on the history of that day, and only the intended claims can't be assessed.
#[test]
fn every_case_goes_through_the_engine() {
    let plan = plan();
    let mut past: BTreeMap<String, Vec<PastBenefit>> = BTreeMap::new();
    let mut asked = 0;
    let mut second = 0;
    for case in cases(3_000) {
        let known = past.entry(case.member.to_string()).or_default();
        let history = History { granted: known.clone(), ..History::default() };
        second += u32::from(!known.is_empty());
        let assessment = assess(&plan, &case.facts, &history);
        for benefit in &assessment.benefits {
            match &benefit.outcome {
                Outcome::NeedsFact { paths } => {
                    asked += 1;
                    let intended = paths.iter().all(|path| path.contains("enrolments") || path.contains("diagnos"));
                    assert!(intended && !case.status.is_closed(), "{}: {paths:?}", case.id);
                }
                Outcome::NeedsAmount => asked += 1,
                _ => {}
            }
        }
        let approved = case.timeline.iter().find(|entry| matches!(&entry.event, Event::Decided { act: Act::Approve { .. }, .. }));
        assert_eq!(approved.is_some(), !case.granted.is_empty(), "{}", case.id);
        let Some(approved) = approved else { continue };
        let total = case.granted.iter().map(|granted| granted.amount).sum();
        assert_eq!(assessment.total, total, "{}", case.id);
        known.extend(case.granted.iter().map(|granted| PastBenefit {
            case: case.id.clone(),
            plan: case.plan.clone(),
            benefit: granted.benefit.clone(),
            decided: approved.at.date(),
            amount: granted.amount,
            stays: granted.stays.clone(),
            expense: granted.expense,
            class: granted.class,
            event: granted.event.clone(),
            asked_back: false,
        }));
    }
    assert!(asked <= 30, "{asked} claims can't be assessed without asking");
    assert!(second >= 50, "only {second} claims of members with a history");
}

/// After the period claims come late, some of them without saying why.
#[test]
fn after_the_period_claims_are_late() {
    let plan = plan();
    let late: Vec<Case> = demo::generate(&plan, SEED, 300, Moment::at(day("2025-02-12"), 10, 0))
        .filter(|case| case.facts.filed > plan.cover.unwrap().to)
        .collect();
    assert!(late.iter().any(|case| case.facts.late_reason.is_some()));
    assert!(late.iter().any(|case| case.facts.late_reason.is_none()));
    for case in &late {
        assert!(case.facts.stays.iter().all(|stay| stay.discharge <= plan.cover.unwrap().to), "{}", case.id);
    }
}

/// Strands are made beside each other and come out as one office: the same each time, numbered by receipt, a member in one strand only.
#[test]
fn an_office_made_in_strands_is_one_office() {
    let plans = PlanSet::builtin();
    let office = || demo::office(&plans, SEED, 2_000, OFFICE_OPENS);
    assert_eq!(hash(office()), hash(office()));
    let cases: Vec<Case> = office().collect();
    assert_eq!(cases.len(), 2_000);
    assert!(cases.is_sorted_by_key(|case| case.received));
    for plan in plans.iter() {
        let ids: Vec<&str> = cases.iter().filter(|case| case.plan == plan.id).map(|case| case.id.as_str()).collect();
        let numbers: Vec<u32> = ids.iter().map(|id| id.rsplit('-').next().unwrap().parse().unwrap()).collect();
        assert!(numbers.iter().copied().eq(1..=u32::try_from(numbers.len()).unwrap()), "{}: {numbers:?}", plan.id);
    }
    let mut strand_of: BTreeMap<String, usize> = BTreeMap::new();
    for (nth, strand) in demo::strands(&plans, SEED, 2_000, OFFICE_OPENS).into_iter().enumerate() {
        for case in strand {
            assert_eq!(*strand_of.entry(case.member.to_string()).or_insert(nth), nth, "{} stands in two strands", case.member);
        }
    }
}

/// What a reviewer compares is there to be found: namesakes, numbers one digit off, a receipt that came before, somebody else's card.
#[test]
fn some_look_like_others() {
    let cases: Vec<Case> = demo::office(&PlanSet::builtin(), SEED, 6_000, OFFICE_OPENS).collect();
    let mut people: BTreeMap<(String, String), BTreeMap<String, ()>> = BTreeMap::new();
    let (mut receipts, mut cards): (BTreeMap<String, u32>, BTreeMap<String, Vec<String>>) = Default::default();
    for case in &cases {
        let member = &case.facts.member;
        let number = member.id_number.clone().unwrap();
        people.entry((member.name.clone(), number[..14].to_owned())).or_default().insert(number[..17].to_owned(), ());
        for stay in &case.facts.stays {
            *receipts.entry(stay.expense.as_ref().unwrap().receipt.clone().unwrap()).or_default() += 1;
        }
        if let Some(card) = case.facts.payee.as_ref().and_then(|payee| payee.card.clone()) {
            cards.entry(card).or_default().push(case.member.to_string());
        }
    }
    let alike = people.values().filter(|numbers| numbers.len() > 1).count();
    assert!(alike >= 5, "{alike} pairs of one name whose numbers differ in one digit");
    let twice = receipts.values().filter(|count| **count > 1).count();
    assert!(twice >= 10, "{twice} receipts came in twice");
    let shared = cards.values().filter(|owners| owners.iter().any(|owner| *owner != owners[0])).count();
    assert!(shared >= 10, "{shared} cards of two members");
}

/// Nobody takes the members for real: everybody is called 某, and the numbers are of nobody.
#[test]
fn everybody_is_obviously_made_up() {
    let mut numbers: BTreeMap<String, String> = BTreeMap::new();
    for case in demo::office(&PlanSet::builtin(), SEED, 5_000, OFFICE_OPENS) {
        let member = &case.facts.member;
        assert!(member.name.contains('某'), "{}", case.id);
        assert!(case.facts.payee.iter().all(|payee| payee.name.contains('某')), "{}", case.id);
        assert!(member.phone.as_ref().is_some_and(|phone| phone.len() == 11 && phone[3..].starts_with("0000")), "{}", case.id);
        // No place in the country has such an area: 99 is no prefecture.
        assert!(member.id_number.as_ref().is_some_and(|number| &number[2..4] == "99"), "{}", case.id);
        // One number, one member: two people never share a history.
        let number = member.id_number.clone().unwrap();
        let owner = numbers.entry(number).or_insert_with(|| case.member.to_string()).clone();
        assert_eq!(owner, case.member.to_string(), "{}", case.id);
    }
    assert!(demo::people().iter().all(|person| person.name.ends_with('某')));
}

#[test]
fn every_role_has_its_person() {
    for role in huzhu::domain::people::Role::ALL {
        assert_eq!(demo::people().iter().filter(|person| person.roles == [role]).count(), 1, "{role:?}");
    }
}
