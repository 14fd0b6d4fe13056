//! What members of the Shanghai plans claim: stays, illnesses, accidents, deaths and fires under covers of their own, most of them
//! without a figure in the documents.
//!
//! Not here: how far the office has come with it (`road`). Invariants: a member's covers follow from his number alone; nothing of a
//! claim lies after the day on which it was filed; what reviewers add to a claim stands in its mended facts and nowhere else.

use chrono::{Days, Months};

use super::claims::{Blemish, Claim, bill, spoil_id, spoil_payee};
use super::dice::Dice;
use super::people::MemberNumber;
use super::words;
use crate::domain::facts::{
    Accident, AccidentKind, AccountKind, Answer, AssessedAmount, Cause, Death, DeathCause, Diagnosis, Disability, Enrolment, Facts,
    FiledBy, Fire, Payee, Relief, Stay,
};
use crate::domain::ids::{BenefitId, CheckId, Clause, PlanId};
use crate::domain::money::Money;
use crate::domain::time::{Date, Span};
use crate::rules::plan::{Formula, ListKind, Plan};

/// What a claim is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Event {
    Stay,
    /// Longer than the stays that are paid without a claim.
    LongStay,
    /// One that is paid without a claim, and was claimed all the same.
    DirectStay,
    Illness,
    InpatientGrant,
    Disability,
    Consolation,
    TotalDisability,
    DeathByAccident,
    DeathOfIllness,
    Fire,
}

/// The events with the benefits that are claimed for each; a plan has those whose benefits it has.
const EVENTS: &[(u32, Event, &[&str])] = &[
    (260, Event::Stay, &["supplementary-medical", "deductible"]),
    (130, Event::LongStay, &["supplementary-medical", "hospital-days"]),
    (60, Event::DirectStay, &["hospital-days"]),
    (300, Event::Illness, &["critical-illness"]),
    (60, Event::InpatientGrant, &["critical-inpatient-grant"]),
    (70, Event::Disability, &["accident-disability"]),
    (90, Event::Consolation, &["accident-consolation"]),
    (60, Event::TotalDisability, &["accident-total-disability"]),
    (40, Event::DeathByAccident, &["accident-death"]),
    (60, Event::DeathOfIllness, &["disease-death"]),
    (30, Event::Fire, &["fire"]),
];

const BLEMISHES: &[(u32, Blemish)] = &[
    (760, Blemish::None),
    (110, Blemish::MissingPaper),
    (80, Blemish::DefectivePaper),
    (20, Blemish::WrongIdCheck),
    (30, Blemish::PayeeNotOwn),
];

/// Every chain of covers has begun so many days before the office opened, and no event is older.
const CHAIN_BEGINS: u64 = 800;
/// The class that alone has a death of illness, and the one that alone has the inpatient grant.
const WITH_DEATH: &str = "B";
const WITH_GRANT: &str = "E";
/// Who enters the amounts, and whose word the amounts rest on.
const REVIEWER: &str = "he";

/// What the made-up claims need to know of the plan.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    plan: PlanId,
    opens: Date,
    events: Vec<(u32, (Event, &'static [&'static str]))>,
    classes: Vec<String>,
    /// The benefits without a figure, each with the clause that its amount is entered under.
    assessed: Vec<(BenefitId, Clause)>,
    /// The diseases are the operator's list, which a reviewer answers for.
    answers_disease: bool,
    member_digits: Option<u32>,
}

impl Frame {
    pub(super) fn new(plan: &Plan, opens: Date) -> Self {
        let has = |benefits: &&[&str]| benefits.iter().all(|id| plan.benefit(&BenefitId::from(*id)).is_some());
        let events = EVENTS.iter().filter(|(.., benefits)| has(benefits)).map(|(share, event, benefits)| (*share, (*event, *benefits)));
        let rules = plan.by_enrolment.as_ref();
        let is_assessed = |formula: &Formula| matches!(formula, Formula::Assessed { .. });
        let assessed = plan.benefits.iter().filter(|benefit| is_assessed(&benefit.formula));
        Frame {
            plan: plan.id.clone(),
            opens,
            events: events.collect(),
            classes: rules.into_iter().flat_map(|rules| &rules.classes).map(|class| class.id.clone()).collect(),
            assessed: assessed.map(|benefit| (benefit.id.clone(), benefit.clause.clone())).collect(),
            answers_disease: plan.diseases.is_empty()
                && plan.check("disease-listed").is_some()
                && plan.lists.iter().all(|list| list.kind != ListKind::Disease),
            member_digits: rules.and_then(|rules| rules.member_number_digits),
        }
    }
}

fn back(day: Date, days: u32) -> Date {
    day.checked_sub_days(Days::new(u64::from(days))).unwrap_or(day)
}

/// Makes a claim of one member, filed on a day.
pub(super) fn claim(dice: &mut Dice, frame: &Frame, member: MemberNumber, filed: Date) -> Claim {
    let (event, benefits) = dice.weighted(&frame.events);
    let blemish = if event == Event::DirectStay { Blemish::PaidDirectly } else { fitting(dice.weighted(BLEMISHES), event) };
    let mut person = member.member();
    person.member_number = frame.member_digits.map(|digits| format!("{:0width$}", member.number, width = digits as usize));
    let flexible = frame.classes.iter().any(|class| class == WITH_GRANT);
    let payee = Payee { account_kind: Some(account(dice, event)), ..member.payee(&person.name) };
    let mut facts = Facts {
        enrolments: covers(frame, member, event),
        ..Facts::begin(filed, benefits.iter().map(|id| BenefitId::from(*id)).collect(), person)
    };
    facts.member.platform_worker = flexible.then(|| member.dice().chance(600));
    facts.payee = Some(Payee { activated: (payee.account_kind == Some(AccountKind::UnionCard)).then(|| dice.chance(950)), ..payee });
    let day = back(filed, dice.between(20, 80));
    happen(dice, &mut facts, (event, member), day);
    let mut claim = Claim { blemish, mended: facts.clone(), facts };
    add_to(dice, frame, &mut claim.mended, event);
    match blemish {
        Blemish::WrongIdCheck => spoil_id(&mut claim.facts),
        Blemish::PayeeNotOwn => spoil_payee(dice, &mut claim.facts),
        _ => {}
    }
    claim
}

fn fitting(blemish: Blemish, event: Event) -> Blemish {
    let died = matches!(event, Event::DeathByAccident | Event::DeathOfIllness);
    if died && blemish == Blemish::PayeeNotOwn { Blemish::None } else { blemish }
}

/// One without a card that is paid into directly has to claim; so has one whose card's bank is elsewhere.
fn account(dice: &mut Dice, event: Event) -> AccountKind {
    if event == Event::DirectStay {
        return AccountKind::UnionCard;
    }
    dice.weighted(&[
        (550, AccountKind::UnionCard),
        (300, AccountKind::SocialSecurityCard),
        (50, AccountKind::SocialSecurityCardElsewhere),
        (100, AccountKind::Own),
    ])
}

/// A member's covers: one year after the other without a gap, all of one class.
fn covers(frame: &Frame, member: MemberNumber, event: Event) -> Vec<Enrolment> {
    let mut dice = member.dice();
    let first = frame.opens - Days::new(CHAIN_BEGINS) + Days::new(u64::from(dice.between(0, 364)));
    let names: Vec<&str> = frame.classes.iter().map(String::as_str).collect();
    let class = match event {
        Event::DeathOfIllness => Some(WITH_DEATH),
        Event::InpatientGrant => Some(WITH_GRANT),
        _ => (!names.is_empty()).then(|| dice.pick(&names)),
    };
    let starts = (0..3).filter_map(|year| first.checked_add_months(Months::new(12 * year))).take_while(|start| *start <= frame.opens);
    let cover = |start: Date| Enrolment {
        class: class.filter(|_| !names.is_empty()).map(str::to_owned),
        employer: Some(member.employer().to_owned()),
        ..Enrolment::begin(
            frame.plan.clone(),
            Span { from: start, to: start.checked_add_months(Months::new(12)).and_then(|next| next.pred_opt()).unwrap_or(start) },
        )
    };
    starts.map(cover).collect()
}

/// Fills in what happened.
fn happen(dice: &mut Dice, facts: &mut Facts, (event, member): (Event, MemberNumber), day: Date) {
    let accident_day = back(day, dice.between(0, 40));
    match event {
        Event::Stay | Event::LongStay | Event::DirectStay => {
            let days = if event == Event::LongStay { dice.between(15, 32) } else { dice.between(3, 14) };
            facts.stays.push(stay(dice, member, (back(day, days), days), event));
        }
        Event::Illness | Event::InpatientGrant => {
            let days = dice.between(6, 14);
            let stay = stay(dice, member, (back(day, days), days), event);
            let diagnosed = stay.admission + Days::new(u64::from(dice.between(0, 3)));
            facts.diagnosis = Some(diagnosis(dice, stay.hospital.clone(), diagnosed));
            facts.stays.push(Stay { illness: None, ..stay });
        }
        Event::Disability | Event::Consolation => facts.accident = Some(accident(dice, accident_day)),
        Event::TotalDisability => {
            facts.accident = Some(accident(dice, accident_day));
            facts.disability = Some(Disability {
                share: None,
                assessed: Some(back(facts.filed, 2)),
                total: dice.chance(850).then_some(true),
                applied: Some(back(facts.filed, 12)),
            });
        }
        Event::DeathByAccident | Event::DeathOfIllness => death(dice, facts, event, day),
        Event::Fire => facts.fire = Some(Fire { date: day, account: Some(dice.pick(words::FIRES).to_owned()) }),
    }
}

fn stay(dice: &mut Dice, member: MemberNumber, (admission, days): (Date, u32), event: Event) -> Stay {
    // What decides over direct payment: where it was, and whether the insurance gave a relief.
    let needs_claim = event == Event::Stay;
    let outside = needs_claim && dice.chance(300);
    let relief =
        if needs_claim { dice.weighted(&[(820, Relief::None), (80, Relief::Uraemia), (100, Relief::Other)]) } else { Relief::None };
    let fen = i64::from(dice.between(900, 46_000)) * 100 + i64::from(dice.between(0, 99));
    Stay {
        hospital: Some(dice.pick(member.region.hospitals).to_owned()),
        stated_days: Some(days),
        cause: Some(Cause::Illness),
        illness: Some(if relief == Relief::Uraemia { words::URAEMIA } else { dice.pick(words::ILLNESSES) }.to_owned()),
        settled: Some(true),
        designated: Some(true),
        outside: Some(outside),
        settled_later: Some(outside && dice.chance(400)),
        relief: Some(relief),
        expense: Some(bill(dice, fen)),
        ..Stay::begin(admission, admission + Days::new(u64::from(days)))
    }
}

fn diagnosis(dice: &mut Dice, hospital: Option<String>, diagnosed: Date) -> Diagnosis {
    let disease = dice.pick(words::SHANGHAI_DISEASES);
    let tumour = disease.contains('癌') || disease.contains("肿瘤");
    Diagnosis {
        disease: Some(disease.to_owned()),
        hospital,
        diagnosed: Some(diagnosed),
        pathology_report: tumour.then_some(diagnosed),
        confirming_report: (!tumour).then_some(diagnosed),
        known_before: Some(false),
        finding: None,
        radiotherapy: None,
        chemotherapy_courses: None,
        stroke_sequelae: Some(disease == words::STROKE_SEQUELAE),
    }
}

fn accident(dice: &mut Dice, day: Date) -> Accident {
    let kind = dice.weighted(&[(450, AccidentKind::Traffic), (250, AccidentKind::WorkInjury), (300, AccidentKind::Fall)]);
    let traffic = kind == AccidentKind::Traffic;
    let known = day + Days::new(u64::from(dice.between(0, 5)));
    Accident {
        date: Some(day),
        kind: Some(kind),
        as_driver: Some(traffic && dice.chance(500)),
        police: Some(traffic && dice.chance(850)),
        criminal: Some(false),
        recognised: (kind == AccidentKind::WorkInjury).then(|| dice.chance(850)),
        known_to_union: Some(known),
        notified: Some(known + Days::new(u64::from(dice.between(0, 13)))),
        account: Some(dice.pick(words::ACCIDENTS).to_owned()),
    }
}

fn death(dice: &mut Dice, facts: &mut Facts, event: Event, day: Date) {
    let of_illness = event == Event::DeathOfIllness;
    facts.filed_by = Some(FiledBy::Beneficiary);
    facts.accident = (!of_illness).then(|| accident(dice, day));
    facts.death = Some(Death {
        date: day,
        sudden_illness: None,
        treated_in_hospital: None,
        cause: Some(if of_illness { DeathCause::Illness } else { DeathCause::Accident }),
        declared: Some(false),
        illness: of_illness.then(|| dice.pick(words::FATAL).to_owned()),
    });
    // A death of illness is paid into the union's account, one by accident to the heir.
    let (name, proof) = if of_illness { (words::UNION, None) } else { ("某继承人", Some("继承关系公证书".to_owned())) };
    let bank = Some(words::SHANGHAI_BANK.to_owned());
    facts.payee = Some(Payee { name: name.to_owned(), bank, card: None, account_kind: Some(AccountKind::Own), activated: None, proof });
}

/// Adds what the reviewers add: the amounts of benefits without a figure, and the word for a disease of the operator's list. A stay that
/// is paid without a claim gets neither: it is refused.
fn add_to(dice: &mut Dice, frame: &Frame, mended: &mut Facts, event: Event) {
    if event == Event::DirectStay {
        return;
    }
    for (benefit, clause) in frame.assessed.iter().filter(|(id, _)| mended.benefits.contains(id)) {
        let amount = Money::from_yuan(i64::from(dice.between(3, 90)) * 100);
        let entered = AssessedAmount {
            benefit: benefit.clone(),
            amount,
            clause: clause.clone(),
            note: Some(words::AMOUNT_NOTE.to_owned()),
            entered_by: Some(REVIEWER.into()),
        };
        mended.amounts.push(entered);
    }
    if frame.answers_disease && mended.diagnosis.is_some() {
        let note = words::ON_THE_LIST.to_owned();
        mended.answers.push(Answer { check: CheckId::from("disease-listed"), holds: true, note, clause: None, covers: None });
    }
    if let Some(disability) = &mut mended.disability {
        disability.total = Some(true);
    }
}
