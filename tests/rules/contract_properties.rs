//! What holds of every claim under contracts, however odd: drawn at random.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use chrono::Days;
use huzhu::domain::facts::{
    Accident, AccidentKind, Agent, Answer, Cause, ClaimDocument, Death, DeathCause, Diagnosis, Disability, Enrolment, Facts, History,
    PastBenefit, PastContract, PastEvent, Stay,
};
use huzhu::domain::ids::BenefitId;
use huzhu::domain::money::Money;
use huzhu::domain::time::{Date, Span};
use huzhu::rules::{Plan, assess, claim, granted};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use rust_decimal::Decimal;

use super::{bytes, changed_on_the_wire, invariants, ordinary_contract, plan_of, unlike_by_amounts};

static PLAN: LazyLock<Plan> = LazyLock::new(|| plan_of("jn-critical"));
static ORDINARY: LazyLock<ClaimDocument> = LazyLock::new(|| claim::read(&ordinary_contract().to_string()).unwrap());

const CONTRACTS: [&str; 4] = ["B01230001", "B01230002", "PB230001", "x"];

fn start() -> Date {
    Date::from_ymd_opt(2022, 1, 1).unwrap()
}

/// Days near one another, so that contracts follow, overlap and leave gaps; and days that no claim has.
fn any_date() -> impl Strategy<Value = Date> {
    prop_oneof![
        12 => (0_u64..900).prop_map(|n| start() + Days::new(n)),
        6 => prop::sample::select(vec![0_u64, 1, 29, 30, 31, 364, 365, 366, 730]).prop_map(|n| start() + Days::new(n)),
        1 => prop::sample::select(vec![Date::MIN, Date::MAX]),
    ]
}

fn any_benefits() -> impl Strategy<Value = Vec<BenefitId>> {
    let all = vec!["critical-illness", "accident-hospital", "accident-disability", "death"];
    prop::sample::subsequence(all, 1..=4).prop_map(|ids| ids.into_iter().map(BenefitId::from).collect())
}

prop_compose! {
    fn any_contract()(
        number in option::of(prop::sample::select(CONTRACTS.to_vec())), from in any_date(), year in any::<bool>(), to in any_date(),
        units in option::of(prop_oneof![4 => 1_u32..4, 1 => any::<u32>()]), premium in option::of(-1_i64..10_000),
    ) -> Enrolment {
        let to = if year { from.checked_add_months(chrono::Months::new(12)).and_then(|day| day.pred_opt()).unwrap_or(Date::MAX) } else { to };
        Enrolment {
            contract: number.map(Into::into), units, cover: Span { from, to }, premium: premium.map(Money::from_fen),
            ..ORDINARY.facts.enrolments[0].clone()
        }
    }
}

prop_compose! {
    fn any_answer()(
        check in prop::sample::select(vec![
            "waiting-period", "accident-start", "accident-again", "death-after-illness", "earlier-grant", "first-time", "age", "filing-window",
        ]),
        holds in any::<bool>(),
    ) -> Answer {
        Answer { check: check.into(), holds, note: "说明".into(), clause: None, covers: None }
    }
}

fn any_stay() -> impl Strategy<Value = Stay> {
    let cause = prop::sample::select(vec![Cause::OtherAccident, Cause::OtherAccident, Cause::Illness]);
    (any_date(), any_date(), cause)
        .prop_map(|(admission, discharge, cause)| Stay { cause: Some(cause), ..Stay::begin(admission, discharge) })
}

prop_compose! {
    fn any_facts()(
        filed in any_date(), known_since in option::of(any_date()), benefits in any_benefits(),
        enrolments in vec(any_contract(), 0..5), stays in vec(any_stay(), 0..3),
        diagnosis in option::of((prop::sample::select(vec!["尿毒症", "脑中风", "感冒"]), option::of(any_date()), option::of(any::<bool>()))),
        death in option::of((any_date(), option::of(any::<bool>()), option::of(prop::sample::select(vec!["脑中风", "肺炎"])))),
        accident in option::of((option::of(any_date()), any::<bool>())), share in option::of((-100_i64..20_000, 0_u32..4)),
        answers in vec(any_answer(), 0..5), retired in option::of(any::<bool>()),
    ) -> Facts {
        let mut facts = Facts { filed, known_since, benefits, enrolments, stays, answers, ..ORDINARY.facts.clone() };
        facts.member.retired = retired;
        facts.diagnosis = diagnosis.map(|(disease, diagnosed, known_before)| Diagnosis {
            disease: Some(disease.into()), hospital: None, diagnosed, pathology_report: None, confirming_report: None, known_before,
            finding: None, radiotherapy: None, chemotherapy_courses: None, stroke_sequelae: None });
        facts.death = death.map(|(date, by_accident, illness)| Death {
            date, sudden_illness: None, treated_in_hospital: None, illness: illness.map(Into::into),
            cause: by_accident.map(|accident| if accident { DeathCause::Accident } else { DeathCause::Illness }), declared: None });
        facts.accident = accident.map(|(date, fall)| Accident { date, kind: fall.then_some(AccidentKind::Fall), ..Accident::default() });
        facts.disability = share.map(|(share, scale)| Disability { share: Some(Decimal::new(share, scale)), assessed: None, total: None, applied: None });
        facts.agent = Some(Agent { name: "李某某".into(), id_number: None, phone: None, relation: None });
        facts
    }
}

prop_compose! {
    fn any_past()(
        benefit in prop::sample::select(vec!["critical-illness", "accident-hospital", "accident-disability", "death"]), decided in any_date(),
        amount in -1_000_i64..2_000_000, event in option::of((any_date(), vec((prop::sample::select(CONTRACTS.to_vec()), any_date(), any::<u32>(), -1_000_i64..1_000_000), 0..3))),
    ) -> PastBenefit {
        let contract = |(number, start, units, fen): (&str, Date, u32, i64)| PastContract {
            contract: Some(number.into()), start, units, amount: Money::from_fen(fen),
        };
        PastBenefit {
            case: "JN-000001".into(), plan: "jn-critical".into(), benefit: benefit.into(), decided, amount: Money::from_fen(amount),
            stays: Vec::new(), expense: None, class: None,
            event: event.map(|(date, contracts)| PastEvent {
                date, disease: Some("stroke".into()), contracts: contracts.into_iter().map(contract).collect(),
            }),
            asked_back: false,
        }
    }
}

fn any_history() -> impl Strategy<Value = History> {
    vec(any_past(), 0..4).prop_map(|granted| History { granted, ..History::default() })
}

/// What each contract paid in all, by the benefits that a limit is about.
type Paid = BTreeMap<(Option<String>, Date), (u32, Money)>;

fn add(paid: &mut Paid, borne: &PastContract) {
    let entry = paid.entry((borne.contract.clone(), borne.start)).or_default();
    *entry = (entry.0.max(borne.units), entry.1 + borne.amount);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_claim_panics_adds_up_wrongly_or_counts_over_three_units(facts in any_facts(), history in any_history()) {
        let assessment = assess(&PLAN, &facts, &history);
        let broken = invariants(&PLAN, &assessment);
        prop_assert!(broken.is_empty(), "{broken:?}\n{}", bytes(&assessment));
        prop_assert_eq!(unlike_by_amounts(&PLAN, &facts, &history), None);
        for grant in granted(&PLAN, &facts, &history, &assessment) {
            let Some(event) = grant.event else {
                prop_assert!(grant.amount.is_zero(), "a grant without its event: {}", grant.amount);
                continue;
            };
            let borne: Money = event.contracts.iter().map(|contract| contract.amount).sum();
            prop_assert_eq!(borne, grant.amount);
            let events = facts.stays.len().max(1);
            prop_assert!(event.contracts.iter().map(|contract| contract.units).sum::<u32>() <= 3 * u32::try_from(events).unwrap());
        }
    }

    #[test]
    fn the_same_claim_gives_the_same_bytes_and_survives_the_wire(facts in any_facts(), history in any_history()) {
        prop_assert_eq!(changed_on_the_wire(&PLAN, &facts, &history), None);
    }

    /// Claims of one member decided one after the other: no contract pays more for death and disability than its limit, none pays
    /// critical illness twice, and death is paid once.
    #[test]
    fn no_contract_pays_over_its_limit_in_a_row_of_claims(enrolments in vec(any_contract(), 1..4), claims in vec(any_facts(), 1..6)) {
        let mut history = History::default();
        for facts in claims {
            let facts = Facts { enrolments: enrolments.clone(), ..facts };
            let assessment = assess(&PLAN, &facts, &history);
            for grant in granted(&PLAN, &facts, &history, &assessment) {
                history.granted.push(PastBenefit {
                    case: "JN-000001".into(), plan: PLAN.id.clone(), benefit: grant.benefit, decided: facts.filed, amount: grant.amount,
                    stays: grant.stays, expense: None, class: None, event: grant.event, asked_back: false });
            }
        }
        let of = |ids: &'static [&'static str]| history.granted.iter().filter(move |past| ids.contains(&past.benefit.as_str()));
        let borne = |ids| of(ids).filter_map(|past| past.event.as_ref()).flat_map(|event| &event.contracts);
        let mut limited = Paid::new();
        borne(&["death", "accident-disability"]).for_each(|contract| add(&mut limited, contract));
        for ((contract, start), (units, amount)) in limited {
            prop_assert!(amount <= Money::from_yuan(3000 * i64::from(units)), "{contract:?} of {start} paid {amount} for {units}");
        }
        let mut ill: Vec<_> = borne(&["critical-illness"]).map(|contract| (&contract.contract, contract.start)).collect();
        ill.sort();
        prop_assert!(ill.windows(2).all(|two| two[0] != two[1]), "one contract paid critical illness twice: {ill:?}");
        prop_assert!(of(&["death"]).filter(|past| past.amount > Money::ZERO).count() <= 1);
    }
}

/// A claim of more contracts than anybody has is not computed, and comes to an end.
#[test]
fn very_many_contracts_and_stays_are_asked_about() {
    let mut facts = ORDINARY.facts.clone();
    facts.benefits = vec!["accident-hospital".into()];
    facts.accident = Some(Accident { date: Some(start()), kind: Some(AccidentKind::Fall), ..Accident::default() });
    let stay = |n: u64| Stay { cause: Some(Cause::OtherAccident), ..Stay::begin(start() + Days::new(n), start() + Days::new(n + 1)) };
    facts.stays = (0..100_000).map(stay).collect();
    let outcome = |facts: &Facts| serde_json::to_string(&assess(&PLAN, facts, &History::default()).benefits[0].outcome).unwrap();
    assert!(outcome(&facts).contains("facts.stays"));
    facts.stays.truncate(1);
    facts.enrolments = vec![facts.enrolments[0].clone(); 100_000];
    assert!(outcome(&facts).contains("facts.enrolments"));
}
