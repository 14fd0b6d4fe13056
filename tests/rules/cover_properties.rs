//! What holds of every claim under a plan by enrolment, however odd: drawn at random, for each of these plans that is built in.

use std::sync::{Arc, LazyLock};

use chrono::Days;
use huzhu::domain::facts::{
    Accident, AccidentKind, Answer, AssessedAmount, Cause, ClaimDocument, Death, DeathCause, Diagnosis, Disability, Enrolment, Expense,
    Facts, Fire, History, OutpatientCare, OutpatientKind, PastBenefit, PastEvent, Stay,
};
use huzhu::domain::ids::BenefitId;
use huzhu::domain::money::Money;
use huzhu::domain::time::{Date, Span};
use huzhu::rules::plan::Formula;
use huzhu::rules::{Plan, PlanSet, assess, claim, granted};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::rates::with_rates;
use super::{bytes, changed_on_the_wire, invariants, ordinary_cover, unlike_by_amounts};

static PLANS: LazyLock<Vec<Arc<Plan>>> =
    LazyLock::new(|| PlanSet::builtin().iter().filter(|plan| plan.by_enrolment.is_some()).cloned().collect());
static ORDINARY: LazyLock<ClaimDocument> = LazyLock::new(|| claim::read(&ordinary_cover("sh-mutual-2020").to_string()).unwrap());
/// A plan of this family whose file has made-up rates for days in hospital and for expenses.
static RATED: LazyLock<Plan> = LazyLock::new(with_rates);
const BY_DAYS: &str = "hospital-days";
const BY_EXPENSE: &str = "supplementary-medical";

fn new_year(year: i32) -> Date {
    Date::from_ymd_opt(year, 1, 1).unwrap()
}

/// The days of three covers, their edges, and days that no claim has.
fn any_date() -> impl Strategy<Value = Date> {
    prop_oneof![
        12 => (0_u64..1_200).prop_map(|n| new_year(2022) + Days::new(n)),
        4 => select(vec![0_u64, 364, 365, 729, 730, 1_095, 1_096]).prop_map(|n| new_year(2022) + Days::new(n)),
        1 => select(vec![Date::MIN, Date::MAX]),
    ]
}

fn any_money() -> impl Strategy<Value = Money> {
    prop_oneof![6 => 0_i64..3_000_000, 1 => select(vec![0, -1, 999_999_999_999, -999_999_999_999])].prop_map(Money::from_fen)
}

/// One of the plans, with some of its benefits.
fn any_plan() -> impl Strategy<Value = (Arc<Plan>, Vec<BenefitId>)> {
    select(PLANS.clone()).prop_flat_map(|plan| {
        let ids: Vec<BenefitId> = plan.benefits.iter().map(|benefit| benefit.id.clone()).collect();
        let count = ids.len();
        (Just(plan), prop::sample::subsequence(ids, 1..=count))
    })
}

prop_compose! {
    fn any_stay()(
        admission in any_date(), discharge in any_date(), stated_days in option::of(prop_oneof![0_u32..60, any::<u32>()]),
        cause in option::of(select(vec![Cause::Illness, Cause::TrafficAccident])), outside in option::of(any::<bool>()),
        expense in option::of((any_money(), any_money())), expense_in_period in option::of(any_money()),
    ) -> Stay {
        let expense = expense.map(|(self_care, self_pay)| Expense {
            self_care, self_pay, critical_illness_fund: None, civil_servant_subsidy: None, receipt: None,
        });
        Stay { stated_days, cause, outside, expense, expense_in_period, ..Stay::begin(admission, discharge) }
    }
}

/// Which of the plan's classes a cover is of, by its place in the list; one that it has not; none.
fn any_class() -> impl Strategy<Value = Option<Option<Index>>> {
    prop_oneof![6 => any::<Index>().prop_map(|class| Some(Some(class))), 1 => Just(Some(None)), 1 => Just(None)]
}

fn class_of(plan: &Plan, class: Option<Option<Index>>) -> Option<String> {
    let classes = &plan.by_enrolment.as_ref().unwrap().classes;
    Some(class?.filter(|_| !classes.is_empty()).map_or_else(|| "无".to_owned(), |class| class.get(classes).id.clone()))
}

prop_compose! {
    /// The event of a claim, in every way that its types allow.
    fn any_event()(
        diagnosis in option::of((option::of(select(vec!["尿毒症", "脑中风", "感冒", ""])), option::of(any_date()), option::of(any::<bool>()))),
        death in option::of((any_date(), option::of(any::<bool>()))), accident in option::of((option::of(any_date()), option::of(any_date()))),
        disability in option::of((option::of(any_date()), option::of(any::<bool>()), option::of(any_date()))), fire in option::of(any_date()),
        outpatient in vec((any_date(), any_money()), 0..3),
    ) -> Facts {
        let mut facts = ORDINARY.facts.clone();
        facts.diagnosis = diagnosis.map(|(disease, diagnosed, known_before)| Diagnosis {
            disease: disease.map(Into::into), hospital: None, diagnosed, pathology_report: None, confirming_report: None, known_before,
            finding: None, radiotherapy: None, chemotherapy_courses: None, stroke_sequelae: None });
        facts.death = death.map(|(date, by_accident)| Death {
            date, sudden_illness: None, treated_in_hospital: None, illness: None, declared: None,
            cause: by_accident.map(|accident| if accident { DeathCause::Accident } else { DeathCause::Illness }) });
        facts.accident = accident.map(|(date, notified)| Accident { date, notified, kind: Some(AccidentKind::Fall), ..Accident::default() });
        facts.disability = disability.map(|(assessed, total, applied)| Disability { share: None, assessed, total, applied });
        facts.fire = fire.map(|date| Fire { date, account: None });
        facts.outpatient = outpatient.into_iter().map(|(settled_on, fen)| OutpatientCare {
            item: None,
            kind: OutpatientKind::ListedDisease, settled_on, settled: None,
            expense: Expense { self_care: fen, self_pay: fen, critical_illness_fund: None, civil_servant_subsidy: None, receipt: None },
        }).collect();
        facts
    }
}

prop_compose! {
    /// A plan and a claim under it.
    fn any_claim()(
        (plan, benefits) in any_plan(), event in any_event(), filed in any_date(), stays in vec(any_stay(), 0..4), late in any::<bool>(),
        covers in vec((any_class(), any_date(), any_date()), 0..4), entered in vec((any::<Index>(), any_money()), 0..4),
        answers in vec((any::<Index>(), any::<bool>()), 0..6), complete_since in option::of(any_date()),
    ) -> (Arc<Plan>, Facts) {
        let enrolment = |(class, from, to)| Enrolment {
            plan: plan.id.clone(), cover: Span { from, to }, class: class_of(&plan, class), ..ORDINARY.facts.enrolments[0].clone()
        };
        let clause = plan.benefits[0].clause.clone();
        let amount = |(at, amount): (Index, Money)| AssessedAmount {
            benefit: at.get(&plan.benefits).id.clone(), amount, clause: clause.clone(), note: None, entered_by: None,
        };
        let answer = |(at, holds): (Index, bool)| Answer { check: at.get(&plan.checks).id.clone(), holds, note: "说明".into(), clause: None, covers: None };
        let facts = Facts {
            filed, benefits, stays, complete_since, late_reason: late.then(|| "住院中".into()),
            enrolments: covers.into_iter().map(enrolment).collect(), amounts: entered.into_iter().map(amount).collect(),
            answers: answers.into_iter().map(answer).collect(), ..event
        };
        (plan, facts)
    }
}

prop_compose! {
    fn any_past()(at in any::<Index>(), decided in any_date(), amount in any_money(), event in option::of(any_date())) -> (Index, PastBenefit) {
        (at, PastBenefit {
            case: "SH-000001".into(), plan: "-".into(), benefit: "-".into(), decided, amount, stays: Vec::new(), expense: None, class: None,
            event: event.map(|date| PastEvent { date, disease: None, contracts: Vec::new() }), asked_back: false })
    }
}

/// A history of the plan's own benefits.
fn history_of(plan: &Plan, past: Vec<(Index, PastBenefit)>) -> History {
    let own = |(at, past): (Index, PastBenefit)| PastBenefit { plan: plan.id.clone(), benefit: at.get(&plan.benefits).id.clone(), ..past };
    History { granted: past.into_iter().map(own).collect(), ..History::default() }
}

/// Decides a claim, and puts what was granted into the history.
fn decide(plan: &Plan, facts: &Facts, history: &mut History) -> Vec<PastBenefit> {
    let assessment = assess(plan, facts, history);
    let past = |grant: huzhu::domain::case::Granted| PastBenefit {
        case: "SH-000001".into(),
        plan: plan.id.clone(),
        benefit: grant.benefit,
        decided: facts.filed,
        amount: grant.amount,
        stays: grant.stays,
        expense: grant.expense,
        class: grant.class,
        event: grant.event,
        asked_back: false,
    };
    let made: Vec<PastBenefit> = granted(plan, facts, history, &assessment).into_iter().map(past).collect();
    history.granted.extend(made.iter().cloned());
    made
}

/// The covers of three years, of one class each.
fn years(plan: &Plan, class: Option<Option<Index>>) -> Vec<Enrolment> {
    let year = |year: i32| Enrolment {
        plan: plan.id.clone(),
        cover: Span { from: new_year(year), to: new_year(year + 1) - Days::new(1) },
        class: class_of(plan, class),
        ..ORDINARY.facts.enrolments[0].clone()
    };
    [2022, 2023, 2024].map(year).to_vec()
}

/// A stay of 2024 in good order, with its bill.
fn plain_stay() -> impl Strategy<Value = Stay> {
    (0_u64..320, 0_u64..25, option::of(0_u32..40), 0_i64..800_000).prop_map(|(from, length, stated_days, fen)| {
        let admission = new_year(2024) + Days::new(from);
        let self_pay = Money::from_fen(fen);
        let expense = Expense { self_care: Money::ZERO, self_pay, critical_illness_fund: None, civil_servant_subsidy: None, receipt: None };
        Stay {
            stated_days,
            cause: Some(Cause::Illness),
            settled: Some(true),
            designated: Some(true),
            expense: Some(expense),
            ..Stay::begin(admission, admission + Days::new(length))
        }
    })
}

fn rated_facts(benefit: &str, stays: &[Stay]) -> Facts {
    // Whatever stays lie inside others, the reviewer found that their bills differ.
    let answers = vec![Answer { check: "stay-expense".into(), holds: true, note: "说明".into(), clause: None, covers: None }];
    Facts { benefits: vec![benefit.into()], stays: stays.to_vec(), answers, enrolments: years(&RATED, None), ..ORDINARY.facts.clone() }
}

fn rated(benefit: &str, stays: &[Stay]) -> Money {
    assess(&RATED, &rated_facts(benefit, stays), &History::default()).benefits[0].amount
}

fn rated_in_order(benefit: &str, claims: &[Vec<Stay>]) -> Money {
    let mut history = History::default();
    claims.iter().for_each(|stays| drop(decide(&RATED, &rated_facts(benefit, stays), &mut history)));
    history.granted.iter().map(|past| past.amount).sum()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_claim_panics_and_every_assessment_adds_up((plan, facts) in any_claim(), past in vec(any_past(), 0..4)) {
        let history = history_of(&plan, past);
        let assessment = assess(&plan, &facts, &history);
        let broken = invariants(&plan, &assessment);
        prop_assert!(broken.is_empty(), "{broken:?}\n{}", bytes(&assessment));
        prop_assert_eq!(unlike_by_amounts(&plan, &facts, &history), None);
        granted(&plan, &facts, &history, &assessment);
    }

    #[test]
    fn the_same_claim_gives_the_same_bytes_and_survives_the_wire((plan, facts) in any_claim(), past in vec(any_past(), 0..4)) {
        prop_assert_eq!(changed_on_the_wire(&plan, &facts, &history_of(&plan, past)), None);
    }

    /// Claims of one member decided one after the other: under one cover no fixed sum is paid twice, none is over that of its class, and
    /// nothing is paid for an event after a benefit that ended the cover.
    #[test]
    fn no_cover_pays_a_fixed_sum_twice_or_after_its_end((plan, _) in any_claim(), class in any_class(), claims in vec(any_claim(), 1..7)) {
        let enrolments = years(&plan, class);
        let cover_of = |past: &PastBenefit| {
            let day = past.event.as_ref().map(|event| event.date)?;
            enrolments.iter().position(|enrolment| enrolment.cover.contains(day)).map(|cover| (cover, day))
        };
        let (mut history, mut fixed, mut ended) = (History::default(), Vec::new(), Vec::new());
        for (_, facts) in claims {
            let all: Vec<BenefitId> = plan.benefits.iter().map(|benefit| benefit.id.clone()).collect();
            let facts = Facts { benefits: all, enrolments: enrolments.clone(), filed: new_year(2024), ..facts };
            let paid: Vec<PastBenefit> = decide(&plan, &facts, &mut history).into_iter().filter(|past| !past.amount.is_zero()).collect();
            for past in &paid {
                let rule = plan.benefit(&past.benefit).unwrap();
                let Some((cover, day)) = cover_of(past) else {
                    let outside_allowed = facts.answers.iter().any(|answer| answer.check == "enrolled" && answer.holds);
                    prop_assert!(outside_allowed, "paid outside every cover: {past:?}");
                    continue;
                };
                prop_assert!(!ended.iter().any(|(of, end)| *of == cover && *end < day), "paid after the end of the cover: {past:?}");
                if let Formula::FixedByClass { amounts, .. } = &rule.formula {
                    prop_assert!(amounts.iter().any(|fixed| fixed.amount == past.amount), "{past:?}");
                    prop_assert!(!fixed.contains(&(cover, past.benefit.clone())), "paid twice: {past:?}");
                    fixed.push((cover, past.benefit.clone()));
                }
            }
            ended.extend(paid.iter().filter(|past| plan.benefit(&past.benefit).unwrap().ends_cover()).filter_map(cover_of));
        }
    }

    #[test]
    fn with_rates_more_days_and_more_expense_never_pay_less(
        stays in vec(plain_stay(), 1..5), further in plain_stay(), stated in 1_u32..100, more in 1_i64..500_000,
    ) {
        let mut with = stays.clone();
        with.push(further);
        for benefit in [BY_DAYS, BY_EXPENSE] {
            prop_assert!(rated(benefit, &with) >= rated(benefit, &stays), "{benefit}: one stay more");
        }
        let days = |stated: u32| {
            let mut stays = stays.clone();
            stays[0].stated_days = Some(stated);
            rated(BY_DAYS, &stays)
        };
        prop_assert!(days(stated + 1) >= days(stated), "one day more on a record");
        let mut dearer = stays.clone();
        if let Some(expense) = &mut dearer[0].expense {
            expense.self_pay += Money::from_fen(more);
        }
        prop_assert!(rated(BY_EXPENSE, &dearer) >= rated(BY_EXPENSE, &stays), "more expense");
    }

    #[test]
    fn with_rates_the_order_of_claims_under_a_cover_changes_no_sum(claims in vec(vec(plain_stay(), 1..4), 1..5), turn in any::<Index>()) {
        let mut other = claims.clone();
        other.rotate_left(turn.index(claims.len()));
        other.reverse();
        for benefit in [BY_DAYS, BY_EXPENSE] {
            prop_assert_eq!(rated_in_order(benefit, &other), rated_in_order(benefit, &claims), "{}", benefit);
        }
    }
}
