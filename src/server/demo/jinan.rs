//! What members of the contract plan claim: diseases, accidents, deaths and disabilities under the contracts of their own.
//!
//! Not here: how far the office has come with it (`road`). Invariants: a member's contracts follow from his number alone, so that a
//! later claim of his stands on the same; nothing of a claim lies after the day on which it was filed.

use chrono::{Datelike, Days, Months};

use super::claims::{Blemish, Claim, Visit};
use super::dice::Dice;
use super::people::MemberNumber;
use super::words;
use crate::domain::facts::{
    Accident, AccidentKind, Agent, Answer, Cause, Death, DeathCause, Diagnosis, Disability, Enrolment, Facts, FiledBy, Funding, Stay,
};
use crate::domain::ids::{BenefitId, CheckId, PlanId};
use crate::domain::money::Money;
use crate::domain::time::{Date, Span};

/// What a claim is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Event {
    Illness,
    Accident,
    DeathOfIllness,
    DeathByAccident,
    Disability,
}

const EVENTS: &[(u32, Event)] =
    &[(520, Event::Illness), (340, Event::Accident), (75, Event::DeathOfIllness), (30, Event::DeathByAccident), (35, Event::Disability)];

const BLEMISHES: &[(u32, Blemish)] = &[
    (710, Blemish::None),
    (70, Blemish::MissingPaper),
    (60, Blemish::DefectivePaper),
    (15, Blemish::WrongIdCheck),
    (20, Blemish::PayeeNotOwn),
    (40, Blemish::Waiting),
    (20, Blemish::LastWaitingDay),
    (30, Blemish::KnownBefore),
    (20, Blemish::NotListed),
    (15, Blemish::NoDiagnosisDate),
];

/// Who a family's agent is: numbers far from those of members.
const AGENTS: u32 = 3_000_000;
/// Every chain of contracts has begun so many days before the office opened, and no event is older.
const CHAIN_BEGINS: u64 = 800;
const PREMIUM_OF_A_UNIT: i64 = 20;

/// What the made-up claims need to know of the plan.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    pub(super) plan: PlanId,
    pub(super) opens: Date,
    /// The codes of the diseases, in the plan's order.
    pub(super) diseases: Vec<String>,
}

fn back(day: Date, days: u32) -> Date {
    day.checked_sub_days(Days::new(u64::from(days))).unwrap_or(day)
}

/// Tells whether a member with this claim may come again: his contracts go on after an accident, and only after one.
pub(super) fn can_return(facts: &Facts) -> bool {
    facts.benefits.iter().any(|benefit| benefit.as_str() == "accident-hospital")
}

/// Makes a claim of one member, filed on a day. Who comes again has fallen ill meanwhile.
pub(super) fn claim(dice: &mut Dice, frame: &Frame, member: MemberNumber, filed: Date, visit: Visit) -> Claim {
    let event = if visit == Visit::First { dice.weighted(EVENTS) } else { Event::Illness };
    let blemish = fitting(dice.weighted(BLEMISHES), event, visit);
    let day = back(filed, if visit == Visit::First { dice.between(12, 90) } else { dice.between(2, 9) });
    let person = member.member();
    let benefit = match event {
        Event::Illness => "critical-illness",
        Event::Accident => "accident-hospital",
        Event::DeathOfIllness | Event::DeathByAccident => "death",
        Event::Disability => "accident-disability",
    };
    let facts = Facts {
        filed_by: Some(if dice.chance(700) { FiledBy::Employer } else { FiledBy::Member }),
        payee: Some(member.payee(&person.name)),
        enrolments: contracts(frame, member, blemish, day),
        ..Facts::begin(filed, vec![BenefitId::from(benefit)], person)
    };
    let mut claim = Claim { blemish, mended: facts.clone(), facts };
    happen(dice, frame, &mut claim.facts, (event, member), day);
    claim.mended = claim.facts.clone();
    spoil(dice, &mut claim, day);
    claim
}

fn fitting(blemish: Blemish, event: Event, visit: Visit) -> Blemish {
    let fits = match blemish {
        Blemish::Waiting | Blemish::LastWaitingDay => event == Event::Illness && visit == Visit::First,
        Blemish::KnownBefore | Blemish::NotListed | Blemish::NoDiagnosisDate => event == Event::Illness,
        Blemish::PayeeNotOwn => matches!(event, Event::Illness | Event::Accident),
        Blemish::MissingPaper | Blemish::DefectivePaper => event != Event::Disability,
        _ => true,
    };
    if fits { blemish } else { Blemish::None }
}

/// A member's contracts: one year after the other without a gap; for some, one unit besides that the city gave. Who is still waiting
/// has only begun.
fn contracts(frame: &Frame, member: MemberNumber, blemish: Blemish, day: Date) -> Vec<Enrolment> {
    let mut dice = member.dice();
    let units = dice.weighted(&[(600, 1), (270, 2), (130, 3)]);
    let contract = |number: String, start: Date, units: u32, funding: Funding| Enrolment {
        contract: Some(number),
        units: Some(units),
        funding: Some(funding),
        employer: Some(member.employer().to_owned()),
        premium: Some(Money::from_yuan(if funding == Funding::Paid { PREMIUM_OF_A_UNIT * i64::from(units) } else { 0 })),
        ..Enrolment::begin(
            frame.plan.clone(),
            Span { from: start, to: start.checked_add_months(Months::new(12)).and_then(|next| next.pred_opt()).unwrap_or(start) },
        )
    };
    let number = |start: Date| format!("B{:02}{:06}", start.year() % 100, member.number % 1_000_000);
    let begins_late = match blemish {
        Blemish::Waiting => Some(back(day, dice.between(5, 29))),
        Blemish::LastWaitingDay => Some(back(day, 30)),
        _ => None,
    };
    if let Some(start) = begins_late {
        return vec![contract(number(start), start, units, Funding::Paid)];
    }
    let first = frame.opens - Days::new(CHAIN_BEGINS) + Days::new(u64::from(dice.between(0, 364)));
    let starts = (0..3).filter_map(|year| first.checked_add_months(Months::new(12 * year))).take_while(|start| *start <= frame.opens);
    let mut all: Vec<Enrolment> = starts.map(|start| contract(number(start), start, units, Funding::Paid)).collect();
    if dice.chance(250) {
        let start = back(frame.opens, dice.between(60, 330));
        let number = format!("PB{:06}", member.number % 1_000_000);
        all.push(contract(number, start, 1, Funding::Given));
    }
    all
}

/// Fills in what happened.
fn happen(dice: &mut Dice, frame: &Frame, facts: &mut Facts, (event, member): (Event, MemberNumber), day: Date) {
    match event {
        Event::Illness => {
            let last = u32::try_from(frame.diseases.len().saturating_sub(1)).unwrap_or(0);
            // Cancer is by far the most frequent.
            let common = frame.diseases.iter().position(|code| code == "cancer").unwrap_or(0);
            let nth = if dice.chance(600) { common } else { dice.between(0, last) as usize };
            facts.diagnosis = Some(Diagnosis {
                disease: frame.diseases.get(nth).cloned(),
                hospital: Some(dice.pick(member.region.hospitals).to_owned()),
                diagnosed: Some(day),
                pathology_report: (nth == common).then_some(day),
                confirming_report: (nth != common).then_some(day),
                known_before: Some(false),
                finding: None,
                radiotherapy: None,
                chemotherapy_courses: None,
                stroke_sequelae: None,
            });
        }
        Event::Accident => {
            let accident = accident(dice, day);
            facts.stays.push(stay(dice, member, &accident, day, facts.filed));
            facts.accident = Some(accident);
        }
        Event::Disability => {
            facts.accident = Some(accident(dice, day));
            let share = dice.pick(&["10", "20", "30", "50", "80"]).parse().ok();
            facts.disability =
                Some(Disability { share: share.filter(|_| dice.chance(700)), assessed: Some(facts.filed), total: None, applied: None });
        }
        Event::DeathOfIllness | Event::DeathByAccident => {
            let of_illness = event == Event::DeathOfIllness;
            facts.death = Some(Death {
                date: day,
                sudden_illness: None,
                treated_in_hospital: None,
                cause: Some(if of_illness { DeathCause::Illness } else { DeathCause::Accident }),
                declared: None,
                illness: of_illness.then(|| dice.pick(words::FATAL).to_owned()),
            });
            facts.accident = (!of_illness).then(|| accident(dice, day));
            let agent = MemberNumber { number: AGENTS + member.number, ..member };
            let person = agent.member();
            facts.filed_by = Some(FiledBy::Beneficiary);
            facts.payee = Some(agent.payee(&person.name));
            facts.agent = Some(Agent {
                name: person.name,
                id_number: person.id_number,
                phone: person.phone,
                relation: Some(dice.pick(&["配偶", "子女", "父母"]).to_owned()),
            });
        }
    }
}

fn accident(dice: &mut Dice, day: Date) -> Accident {
    let kind = dice.weighted(&[
        (400, AccidentKind::Fall),
        (300, AccidentKind::Traffic),
        (200, AccidentKind::WorkInjury),
        (100, AccidentKind::Other),
    ]);
    let traffic = kind == AccidentKind::Traffic;
    Accident {
        date: Some(day),
        kind: Some(kind),
        as_driver: Some(traffic && dice.chance(500)),
        police: Some(traffic && dice.chance(700)),
        criminal: Some(dice.chance(20)),
        recognised: None,
        known_to_union: None,
        notified: None,
        account: Some(dice.pick(words::ACCIDENTS).to_owned()),
    }
}

fn stay(dice: &mut Dice, member: MemberNumber, accident: &Accident, day: Date, filed: Date) -> Stay {
    let discharge = (day + Days::new(u64::from(dice.between(3, 11)))).min(filed);
    let fen = i64::from(dice.between(1_800, 34_000)) * 100 + i64::from(dice.between(0, 99));
    Stay {
        hospital: Some(dice.pick(member.region.hospitals).to_owned()),
        cause: Some(match accident.kind {
            Some(AccidentKind::Traffic) => Cause::TrafficAccident,
            Some(AccidentKind::WorkInjury) => Cause::WorkInjury,
            _ => Cause::OtherAccident,
        }),
        illness: Some(dice.pick(words::INJURIES).to_owned()),
        settled: Some(true),
        designated: Some(true),
        expense: Some(super::claims::bill(dice, fen)),
        ..Stay::begin(day, discharge)
    }
}

/// Puts the blemish into the facts, and into the mended ones what can't be mended.
fn spoil(dice: &mut Dice, claim: &mut Claim, day: Date) {
    let (facts, mended) = (&mut claim.facts, &mut claim.mended);
    match claim.blemish {
        Blemish::WrongIdCheck => super::claims::spoil_id(facts),
        Blemish::PayeeNotOwn => super::claims::spoil_payee(dice, facts),
        Blemish::NoDiagnosisDate => {
            if let Some(diagnosis) = &mut facts.diagnosis {
                (diagnosis.diagnosed, diagnosis.pathology_report, diagnosis.confirming_report) = (None, None, None);
            }
        }
        Blemish::KnownBefore | Blemish::NotListed => {
            for diagnosis in [&mut *facts, &mut *mended].into_iter().filter_map(|facts| facts.diagnosis.as_mut()) {
                if claim.blemish == Blemish::KnownBefore {
                    diagnosis.known_before = Some(true);
                } else {
                    diagnosis.disease = Some(words::NOT_LISTED.to_owned());
                }
            }
        }
        // Whether the thirtieth day counts is the reviewer's to say.
        Blemish::LastWaitingDay => {
            let note = format!("{day} 确诊，合同生效第 30 日，按 30 日届满计。");
            mended.answers.push(Answer { check: CheckId::from("waiting-period"), holds: true, note, clause: None, covers: None });
        }
        _ => {}
    }
    // A share that nobody stated comes with the assessment.
    if let Some(disability) = &mut mended.disability
        && disability.share.is_none()
    {
        disability.share = "20".parse().ok();
    }
}
