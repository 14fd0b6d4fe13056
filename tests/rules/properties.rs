//! What holds of every claim, however odd: drawn at random.

use std::sync::LazyLock;

use chrono::Days;
use huzhu::domain::facts::{
    Answer, Cause, ClaimDocument, Death, Diagnosis, DiseaseClass, Enrolment, Expense, Facts, History, OpenBenefit, OutpatientCare,
    OutpatientKind, PastBenefit, PastStay, RaisedExclusion, Stay,
};
use huzhu::domain::ids::BenefitId;
use huzhu::domain::money::Money;
use huzhu::domain::time::{Date, Span};
use huzhu::rules::{Plan, assess, claim, granted};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::{bytes, changed_on_the_wire, invariants, ordinary, plan, plan_of, unlike_by_amounts};

static PLAN: LazyLock<Plan> = LazyLock::new(plan);

/// An ordinary member's claim, to which a test adds what it is about.
static ORDINARY: LazyLock<ClaimDocument> = LazyLock::new(|| claim::read(&ordinary().to_string()).unwrap());

fn facts_of(benefit: &str, stays: Vec<Stay>) -> Facts {
    // Whatever stays lie inside others, the reviewer found that their bills differ.
    let answers = vec![Answer { check: "stay-expense".into(), holds: true, note: "说明".into(), clause: None, covers: None }];
    Facts { benefits: vec![benefit.into()], stays, answers, filed: date(2024, 12, 31), ..ORDINARY.facts.clone() }
}

fn date(year: i32, month: u32, day: u32) -> Date {
    Date::from_ymd_opt(year, month, day).unwrap()
}

fn amount_of(benefit: &str, facts: &Facts, history: &History) -> Money {
    assess(&PLAN, facts, history).benefit(&benefit.into()).unwrap().amount
}

fn day_of_2024() -> impl Strategy<Value = Date> {
    (0_u64..366).prop_map(|n| date(2024, 1, 1) + Days::new(n))
}

/// Dates that claims have, dates at the edges of the period, and dates that no claim has.
fn any_date() -> impl Strategy<Value = Date> {
    prop_oneof![
        8 => day_of_2024(),
        4 => (0_u64..1200).prop_map(|n| date(2022, 12, 1) + Days::new(n)),
        1 => prop::sample::select(vec![date(2023, 12, 31), date(2024, 1, 1), date(2024, 12, 31), date(2025, 1, 1), date(2025, 3, 31), date(2025, 4, 1)]),
        1 => prop::sample::select(vec![Date::MIN, Date::MAX, date(1, 1, 1), date(9999, 12, 31)]),
    ]
}

/// Amounts that claims have, and the largest and smallest that a document can hold.
fn any_money() -> impl Strategy<Value = Money> {
    const LARGEST: i64 = 999_999_999_999;
    let odd = prop::sample::select(vec![0, -1, 400_000, 400_001, 400_002, LARGEST, -LARGEST]);
    prop_oneof![6 => 0_i64..6_000_000, 1 => -LARGEST..=LARGEST, 1 => odd].prop_map(Money::from_fen)
}

fn any_expense() -> impl Strategy<Value = Expense> {
    (any_money(), any_money(), option::of(any_money()), option::of(any_money())).prop_map(
        |(self_care, self_pay, critical_illness_fund, civil_servant_subsidy)| Expense {
            self_care,
            self_pay,
            critical_illness_fund,
            civil_servant_subsidy,
            receipt: None,
        },
    )
}

prop_compose! {
    fn any_stay()(
        admission in any_date(), discharge in any_date(), stated_days in option::of(prop_oneof![0_u32..60, any::<u32>()]),
        cause in option::of(prop::sample::select(vec![Cause::Illness, Cause::TrafficAccident, Cause::WorkInjury, Cause::OtherAccident])),
        settled in option::of(any::<bool>()), designated in option::of(any::<bool>()), expense in option::of(any_expense()),
        expense_in_period in option::of(any_money()),
    ) -> Stay {
        Stay { stated_days, cause, settled, designated, expense, expense_in_period, ..Stay::begin(admission, discharge) }
    }
}

prop_compose! {
    fn any_care()(
        kind in prop::sample::select(vec![OutpatientKind::ListedDisease, OutpatientKind::SpecialDrug, OutpatientKind::Other]),
        settled_on in any_date(), settled in option::of(any::<bool>()), expense in any_expense(),
    ) -> OutpatientCare {
        OutpatientCare { kind, item: None, settled_on, settled, expense }
    }
}

prop_compose! {
    fn any_diagnosis()(
        disease in option::of(prop::sample::select(vec!["malignancy-severe", "M1", "coma", "28", "感冒", ""])),
        diagnosed in option::of(any_date()), pathology_report in option::of(any_date()), confirming_report in option::of(any_date()),
        finding in option::of(prop::sample::select(vec!["carcinoma-in-situ", "skin-cancer", "what"])),
        radiotherapy in option::of(any::<bool>()), chemotherapy_courses in option::of(any::<u32>()),
    ) -> Diagnosis {
        Diagnosis {
            disease: disease.map(Into::into), hospital: None, diagnosed, pathology_report, confirming_report,
            known_before: None, finding: finding.map(Into::into), radiotherapy, chemotherapy_courses, stroke_sequelae: None,
        }
    }
}

fn any_benefit() -> impl Strategy<Value = BenefitId> {
    prop::sample::select(vec!["hospital-stay", "critical-illness", "large-expense", "sudden-death", "lottery"]).prop_map(BenefitId::from)
}

fn any_plan_id() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["zj-10", "zj-10", "zj-10", "zj-9", "zj-11", "jn-critical"])
}

prop_compose! {
    fn any_past()(
        plan in any_plan_id(), benefit in any_benefit(), decided in any_date(), amount in any_money(),
        stays in vec((any_date(), any_date(), any::<u32>()), 0..4), expense in option::of(any_money()),
        class in option::of(prop::sample::select(vec![DiseaseClass::Severe, DiseaseClass::Mild])),
    ) -> PastBenefit {
        let stays = stays.into_iter().map(|(admission, discharge, days)| PastStay { admission, discharge, days, own: None }).collect();
        PastBenefit { case: "ZJ24-000001".into(), plan: plan.into(), benefit, decided, amount, stays, expense, class, event: None, asked_back: false }
    }
}

fn any_history() -> impl Strategy<Value = History> {
    let open = (any_plan_id(), any_benefit(), option::of(prop::sample::select(vec![DiseaseClass::Severe, DiseaseClass::Mild])))
        .prop_map(|(plan, benefit, class)| OpenBenefit { case: "ZJ24-000002".into(), plan: plan.into(), benefit, class });
    (vec(any_past(), 0..5), vec(open, 0..3)).prop_map(|(granted, open)| History { granted, open, ..History::default() })
}

fn any_answer() -> impl Strategy<Value = Answer> {
    let checks = vec![
        "enrolled",
        "continuity",
        "filing-window",
        "exclusive-choice",
        "earlier-critical",
        "severe-before",
        "exclusion-1.6",
        "exclusion-3",
    ];
    (prop::sample::select(checks), any::<bool>()).prop_map(|(check, holds)| Answer {
        check: check.into(),
        holds,
        note: "说明".into(),
        clause: None,
        covers: None,
    })
}

prop_compose! {
    /// A claim that may be wrong in every way that its types allow.
    fn any_facts()(
        filed in any_date(), late in any::<bool>(), benefits in vec(any_benefit(), 0..6), retired in option::of(any::<bool>()),
        birth in option::of(any_date()), enrolments in vec((any_plan_id(), any_date(), any_date(), any::<u32>(), any::<u32>(), any_money()), 0..4),
        stays in vec(any_stay(), 0..6), diagnosis in option::of(any_diagnosis()), outpatient in vec(any_care(), 0..4),
        death in option::of((any_date(), option::of(any::<bool>()), option::of(any::<bool>()))), choice in option::of(any_benefit()),
        answers in vec(any_answer(), 0..4), raised in vec((prop::sample::select(vec!["1.3", "1.9", "2.2", "3", "9"]), option::of(any_date())), 0..3),
    ) -> Facts {
        let mut facts = Facts { filed, benefits, stays, diagnosis, outpatient, answers, ..ORDINARY.facts.clone() };
        facts.late_reason = late.then(|| "住院中".into());
        facts.member.retired = retired;
        facts.member.birth = birth;
        if !enrolments.is_empty() {
            facts.enrolments = enrolments
                .into_iter()
                .map(|(plan, from, to, insured, enrolled, premium)| Enrolment { premium: Some(premium), own_share: Some(premium), insured_staff: Some(insured), enrolled_staff: Some(enrolled), ..Enrolment::begin(plan.into(), Span { from, to }) })
                .collect();
        }
        facts.death = death.map(|(date, sudden_illness, treated_in_hospital)| Death {
            date, sudden_illness, treated_in_hospital, cause: None, declared: None, illness: None,
        });
        facts.choices.exclusive = choice;
        facts.exclusions = raised
            .into_iter()
            .map(|(exclusion, admission)| RaisedExclusion { exclusion: exclusion.into(), admission, note: "说明".into() })
            .collect();
        facts
    }
}

/// A stay of the year, by its dates or by what its record states, in good order.
fn plain_stay() -> impl Strategy<Value = Stay> {
    (0_u64..340, 0_u64..25, option::of(0_u32..40), 0_i64..3_000_000).prop_map(|(from, length, stated_days, fen)| {
        let admission = date(2024, 1, 1) + Days::new(from);
        Stay {
            stated_days,
            cause: Some(Cause::Illness),
            settled: Some(true),
            designated: Some(true),
            expense: Some(Expense {
                self_care: Money::from_fen(fen),
                self_pay: Money::ZERO,
                critical_illness_fund: None,
                civil_servant_subsidy: None,
                receipt: None,
            }),
            ..Stay::begin(admission, admission + Days::new(length))
        }
    })
}

/// Decides claims one after the other, each on the history that the ones before it left; gives the sum.
fn in_order(benefit: &str, claims: &[Vec<Stay>]) -> Money {
    let mut history = History::default();
    let mut sum = Money::ZERO;
    for stays in claims {
        let facts = facts_of(benefit, stays.clone());
        let assessment = assess(&PLAN, &facts, &history);
        for grant in granted(&PLAN, &facts, &history, &assessment) {
            sum += grant.amount;
            history.granted.push(PastBenefit {
                case: "ZJ24-000001".into(),
                plan: PLAN.id.clone(),
                benefit: grant.benefit,
                decided: facts.filed,
                amount: grant.amount,
                stays: grant.stays,
                expense: grant.expense,
                class: grant.class,
                event: grant.event,
                asked_back: false,
            });
        }
    }
    sum
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_claim_panics_and_every_assessment_adds_up(facts in any_facts(), history in any_history()) {
        let assessment = assess(&PLAN, &facts, &history);
        let broken = invariants(&PLAN, &assessment);
        prop_assert!(broken.is_empty(), "{broken:?}\n{}", bytes(&assessment));
        prop_assert_eq!(unlike_by_amounts(&PLAN, &facts, &history), None);
        granted(&PLAN, &facts, &history, &assessment);
    }

    #[test]
    fn the_same_claim_gives_the_same_bytes_and_survives_the_wire(facts in any_facts(), history in any_history()) {
        prop_assert_eq!(changed_on_the_wire(&PLAN, &facts, &history), None);
    }

    #[test]
    fn more_days_never_pay_less(stays in vec(plain_stay(), 1..6), further in plain_stay(), stated in 1_u32..100) {
        let before = amount_of("hospital-stay", &facts_of("hospital-stay", stays.clone()), &History::default());
        let mut with = stays.clone();
        with.push(further);
        prop_assert!(amount_of("hospital-stay", &facts_of("hospital-stay", with), &History::default()) >= before, "one stay more");
        let pays = |stated: u32| {
            let mut stays = stays.clone();
            stays[0].stated_days = Some(stated);
            amount_of("hospital-stay", &facts_of("hospital-stay", stays), &History::default())
        };
        prop_assert!(pays(stated + 1) >= pays(stated), "one day more on a record");
    }

    #[test]
    fn more_expense_never_pays_less(stays in vec(plain_stay(), 1..4), more in 1_i64..2_000_000) {
        let before = amount_of("large-expense", &facts_of("large-expense", stays.clone()), &History::default());
        let mut with = stays;
        if let Some(expense) = &mut with[0].expense {
            expense.self_pay += Money::from_fen(more);
        }
        prop_assert!(amount_of("large-expense", &facts_of("large-expense", with), &History::default()) >= before);
    }

    #[test]
    fn the_order_of_claims_in_a_period_changes_no_sum(claims in vec(vec(plain_stay(), 1..4), 1..5), turn in any::<prop::sample::Index>()) {
        let mut other = claims.clone();
        other.rotate_left(turn.index(claims.len()));
        other.reverse();
        let at_once: Vec<Stay> = claims.iter().flatten().cloned().collect();
        for benefit in ["hospital-stay", "large-expense"] {
            let sum = in_order(benefit, &claims);
            prop_assert_eq!(in_order(benefit, &other), sum, "{} in another order", benefit);
            prop_assert_eq!(in_order(benefit, std::slice::from_ref(&at_once)), sum, "{} in one claim", benefit);
            let limit = PLAN.benefit(&benefit.into()).unwrap().cap.unwrap();
            prop_assert!(sum <= limit);
        }
    }
}

/// A claim of a million stays is no claim, but it must come to an end, and by its rules.
#[test]
fn very_many_stays_come_to_the_limit() {
    const STAYS: u64 = 100_000;
    let stay = |n: u64| Stay {
        admission: date(2024, 1, 1) + Days::new(n % 360),
        discharge: date(2024, 1, 2) + Days::new(n % 360),
        stated_days: Some(u32::MAX),
        expense: None,
        ..PROTOTYPE.clone()
    };
    let facts = facts_of("hospital-stay", (0..STAYS).map(stay).collect());
    assert_eq!(amount_of("hospital-stay", &facts, &History::default()), Money::from_yuan(2000));
}

/// Each with another name, and a word of the reviewer on all of it.
#[test]
fn only_listed_care_counts_among_very_much_of_it() {
    const CARE: u32 = 40_000;
    let lists = r#"
[[lists]]
id = "listed"
plan = "zj-10"
kind = "outpatient-disease"
name = { zh = "规定病种（样例）", en = "Listed diseases, made up" }
clause = "六 1(6)"
valid = { from = 2024-01-01, to = 2024-12-31 }
entries = [{ name = "某某病" }]
"#;
    let plan = plan_of("zj-10").with_lists(lists).unwrap();
    let mut facts = facts_of("large-expense", Vec::new());
    let expense = Expense {
        self_care: Money::ZERO,
        self_pay: Money::from_yuan(1),
        critical_illness_fund: None,
        civil_servant_subsidy: None,
        receipt: None,
    };
    let care = |n: u32| OutpatientCare {
        kind: OutpatientKind::ListedDisease,
        item: Some(if n.is_multiple_of(2) { "某某病".to_owned() } else { format!("别的病{n}") }),
        settled_on: date(2024, 3, 1),
        settled: Some(true),
        expense: expense.clone(),
    };
    facts.outpatient = (0..CARE).map(care).collect();
    let assessed = assess(&plan, &facts, &History::default());
    assert_eq!(assessed.benefits[0].amount, Money::from_yuan(7_400), "of the 20,000.00 on the list");
    facts.answers = vec![Answer { check: "outpatient-list".into(), holds: false, note: "说明".into(), clause: None, covers: None }];
    facts.outpatient.retain(|care| care.item.as_deref() == Some("某某病"));
    assert_eq!(assess(&plan, &facts, &History::default()).benefits[0].amount, Money::ZERO);
}

static PROTOTYPE: LazyLock<Stay> = LazyLock::new(|| Stay {
    cause: Some(Cause::Illness),
    settled: Some(true),
    designated: Some(true),
    ..Stay::begin(date(2024, 1, 1), date(2024, 1, 2))
});
