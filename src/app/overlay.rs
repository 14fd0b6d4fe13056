//! A case as it would be with amendments: facts changed, assessed again, and what differs from the case as the server has it.
//!
//! Pure. Not here: whether an amendment may be made (`judge`), how a difference is drawn.
//! Invariant: the basis stays that of the server's case, because a decision rests on that; nothing here is kept or sent.

use std::sync::Arc;

use serde_json::Value;

use crate::app::message::Personal;
use crate::domain::amendment::{AmendFault, Amendment, Target, value_at};
use crate::domain::assessment::{Assessment, BenefitAssessment, CheckState, StepKind};
use crate::domain::draft::Draft;
use crate::domain::fact_field::{FACT_FIELDS, FactField, Group, Part};
use crate::domain::facts::{Answer, Enrolment, Facts};
use crate::domain::ids::{BenefitId, CheckId, Clause, ReasonCode};
use crate::domain::money::Money;
use crate::domain::summary::CaseDetail;
use crate::domain::time::Date;
use crate::judge;
use crate::rules::plan::Plan;
use crate::rules::{self, plan_topics};

/// A case with amendments laid over it.
#[derive(Clone, Debug)]
pub struct Laid {
    pub detail: Arc<CaseDetail>,
    /// The amendments that can't be made any more, by their place.
    pub faults: Vec<(usize, AmendFault)>,
}

/// Lays amendments over a case and assesses it again.
pub fn lay(plan: &Plan, base: &CaseDetail, amendments: &[Amendment]) -> Laid {
    let (facts, faults) = rules::amended(plan, &base.case.facts, amendments, &base.history);
    let mut detail = base.clone();
    detail.assessment = rules::assess(plan, &facts, &base.history);
    detail.case.facts = facts;
    detail.summary.amount = judge::amount_shown(&detail.case, &detail.assessment);
    (detail.summary.worst, detail.summary.worst_count) = detail.assessment.worst_check();
    detail.summary.name.clone_from(&detail.case.facts.member.name);
    Laid { detail: Arc::new(detail), faults }
}

/// Gives an answer as it is drafted, with what of the case as it is shown it covers; any other amendment as it is.
pub fn noted(plan: &Plan, base: &CaseDetail, shown: &[Amendment], amendment: Amendment) -> Amendment {
    let Amendment::Answer(answer) = amendment else { return amendment };
    let mut draft = Draft { amendments: shown.to_vec(), ..Draft::default() };
    draft.amend(Amendment::Answer(answer.clone()));
    let (facts, _) = rules::amended(plan, &base.case.facts, &draft.amendments, &base.history);
    let noted = facts.answers.into_iter().rev().find(|known| known.check == answer.check);
    Amendment::Answer(noted.unwrap_or(answer))
}

/// Stands for the reason of an answer that is only tried: one without a reason is none.
const UNSAID: &str = "-";

/// What one answer to a check comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effect {
    /// How the check stands then, and whether it stands in the way of approving; absent where nothing asks any more.
    pub check: Option<(CheckState, bool)>,
    pub total: Money,
    /// Each benefit that the other answer leaves with another amount.
    pub benefits: Vec<Comes>,
}

/// What a benefit comes to, with the reason and the clause where nothing is paid of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comes {
    pub benefit: BenefitId,
    pub amount: Money,
    pub unpaid: Option<(ReasonCode, Clause)>,
}

/// Tells what both answers to a check come to, beside what is drafted already: first the one that it holds.
pub fn effects(plan: &Plan, base: &CaseDetail, amendments: &[Amendment], check: &CheckId) -> [Effect; 2] {
    let with = |holds: bool| {
        let mut draft = Draft { amendments: amendments.to_vec(), ..Draft::default() };
        draft.amend(Amendment::Answer(Answer { check: check.clone(), holds, note: UNSAID.to_owned(), clause: None, covers: None }));
        rules::assess(plan, &rules::amended(plan, &base.case.facts, &draft.amendments, &base.history).0, &base.history)
    };
    let (holding, failing) = (with(true), with(false));
    let effect = |this: &Assessment, other: &Assessment| Effect {
        check: this
            .checks
            .iter()
            .filter(|known| known.check == *check)
            .map(|known| (known.state, known.blocks))
            .min_by_key(|(state, _)| *state),
        total: this.total,
        benefits: this
            .benefits
            .iter()
            .filter(|benefit| other.benefit(&benefit.benefit).is_none_or(|of| of.amount != benefit.amount))
            .map(told)
            .collect(),
    };
    [effect(&holding, &failing), effect(&failing, &holding)]
}

fn told(benefit: &BenefitAssessment) -> Comes {
    let clause = benefit.steps.last().map(|step| step.clause.clone()).unwrap_or_default();
    let unpaid = benefit.reason.clone().filter(|_| benefit.amount.is_zero()).map(|code| (code, clause));
    Comes { benefit: benefit.benefit.clone(), amount: benefit.amount, unpaid }
}

/// A fact on which the cursor of the summary can stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactAt {
    /// A JSON pointer over the facts.
    pub path: String,
    /// The masked field that it is, where it is one.
    pub personal: Option<Personal>,
}

/// Lists the facts that the summary shows, in the order in which it shows them.
pub fn facts_shown(detail: &CaseDetail) -> Vec<FactAt> {
    let facts = &detail.case.facts;
    let (member, payee) = (&facts.member, facts.payee.as_ref());
    let masked = [
        ("/member/name", true),
        ("/member/id_number", member.id_number.is_some()),
        ("/member/birth", member.birth.is_some()),
        ("/member/phone", member.phone.is_some()),
        ("/member/social_security_card", member.social_security_card.is_some()),
        ("/payee/name", payee.is_some()),
        ("/payee/card", payee.is_some_and(|payee| payee.card.is_some())),
    ];
    let of = |(path, _): (&str, bool)| FactAt { path: path.to_owned(), personal: Personal::of_path(path) };
    let mut shown: Vec<FactAt> = masked.into_iter().filter(|(_, has)| *has).map(of).collect();
    let mut plain = |path: String| shown.push(FactAt { path, personal: None });
    if let Some(at) = enrolment_shown(detail) {
        ["employer", "cover/from", "cover/to"].iter().for_each(|field| plain(format!("/enrolments/{at}/{field}")));
    }
    if facts.late_reason.is_some() {
        plain("/late_reason".into());
    }
    if facts.diagnosis.is_some() {
        ["disease", "diagnosed", "pathology_report"].iter().for_each(|field| plain(format!("/diagnosis/{field}")));
    }
    for (at, stay) in facts.stays.iter().enumerate() {
        for field in ["admission", "discharge", "stated_days", "hospital", "designated", "settled"] {
            plain(format!("/stays/{at}/{field}"));
        }
        if stay.expense.is_some() {
            ["self_care", "self_pay"].iter().for_each(|field| plain(format!("/stays/{at}/expense/{field}")));
        }
    }
    if facts.death.is_some() {
        plain("/death/date".into());
    }
    if facts.accident.is_some() {
        ["date", "kind"].iter().for_each(|field| plain(format!("/accident/{field}")));
    }
    if facts.disability.is_some() {
        ["share", "assessed"].iter().for_each(|field| plain(format!("/disability/{field}")));
    }
    shown
}

/// The place of the enrolment that the summary shows: of the case's plan the first that bears something of the event, else the last that
/// holds its day, else the last; where none is in the plan, the last of all.
pub fn enrolment_shown(detail: &CaseDetail) -> Option<usize> {
    let (facts, plan) = (&detail.case.facts, &detail.case.plan);
    let of_plan = |enrolment: &Enrolment| enrolment.plan == *plan;
    let bears = |enrolment: &Enrolment| {
        let steps = detail.assessment.benefits.iter().flat_map(|benefit| &benefit.steps);
        let mut bearing = steps.filter_map(|step| match &step.kind {
            StepKind::PerUnit { contract, start, .. } => Some((contract, start)),
            _ => None,
        });
        bearing.any(|(contract, start)| (contract, start) == (&enrolment.contract, &enrolment.cover.from))
    };
    let days: [Option<Date>; 4] = [
        facts.diagnosis.as_ref().and_then(|diagnosis| diagnosis.diagnosed),
        facts.accident.as_ref().and_then(|accident| accident.date),
        facts.death.as_ref().map(|death| death.date),
        facts.stays.first().map(|stay| stay.admission),
    ];
    let day = days.into_iter().flatten().next();
    let holds = |enrolment: &Enrolment| day.is_some_and(|day| enrolment.cover.contains(day));
    let all = &facts.enrolments;
    all.iter()
        .position(|enrolment| of_plan(enrolment) && bears(enrolment))
        .or_else(|| all.iter().rposition(|enrolment| of_plan(enrolment) && holds(enrolment)))
        .or_else(|| all.iter().rposition(of_plan))
        .or(all.len().checked_sub(1))
}

/// Lists every fact of a claim that a reviewer may correct, stated or asked for by some benefit of its plan, as JSON pointers in the order of a form.
pub fn facts_to_correct(plan: &Plan, facts: &Facts) -> Vec<(String, &'static FactField)> {
    let all = serde_json::to_value(facts).unwrap_or_default();
    let topics = plan_topics(plan);
    let mut found = Vec::new();
    for group in Group::ALL {
        let entries = match group.list() {
            Some(list) => all.get(list).and_then(Value::as_array).map_or(0, Vec::len),
            None => 1,
        };
        for at in 0..entries {
            let asked = |field: &&FactField| field.is_wanted(&topics) || all.pointer(&field.at(at)).is_some();
            let fields = FACT_FIELDS.iter().filter(|field| field.group == group).filter(asked);
            found.extend(fields.map(|field| (field.at(at), field)));
        }
    }
    found
}

/// Whether a fact says something.
pub fn is_stated(facts: &Facts, path: &str) -> bool {
    !value_at(facts, path).is_null()
}

/// Lists the parts of the facts that can be added, then those that can be taken out, as JSON pointers: `/stays/-`, `/stays/0`.
pub fn parts_to_change(facts: &Facts) -> Vec<String> {
    let (mut to_add, mut to_remove) = (Vec::new(), Vec::new());
    for path in Part::to_come(facts.stays.len()) {
        match path.strip_suffix("/-") {
            Some(list) => {
                let count = value_at(facts, list).as_array().map_or(0, Vec::len);
                to_remove.extend((0..count).map(|at| format!("{list}/{at}")));
                to_add.push(path);
            }
            None if is_stated(facts, &path) => to_remove.push(path),
            None => to_add.push(path),
        }
    }
    to_add.append(&mut to_remove);
    to_add
}

/// Where a fact of a case with amendments stands in the case as the server has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Placed {
    Base(String),
    /// In an entry that one of the amendments adds.
    Added(Target),
}

/// Finds where a fact that is shown stands in the case as the server has it: entries that are taken out move those behind them up.
pub fn placed(base: &Facts, amendments: &[Amendment], path: &str) -> Placed {
    let mut parts = path.splitn(4, '/').skip(1);
    let (list, shown) = (parts.next().unwrap_or_default(), parts.next().and_then(|index| index.parse::<usize>().ok()));
    let (Some(shown), Some(count)) = (shown, value_at(base, &format!("/{list}")).as_array().map(Vec::len)) else {
        return Placed::Base(path.to_owned());
    };
    let gone = |at: &usize| {
        amendments.iter().any(|amendment| matches!(amendment, Amendment::Correct(of) if of.removes() && of.path == format!("/{list}/{at}")))
    };
    let kept: Vec<usize> = (0..count).filter(|at| !gone(at)).collect();
    let adds = |amendment: &&Amendment| matches!(amendment, Amendment::Correct(of) if of.path == format!("/{list}/-"));
    match (kept.get(shown), amendments.iter().filter(adds).nth(shown.saturating_sub(kept.len()))) {
        (Some(at), _) => Placed::Base(parts.next().map_or_else(|| format!("/{list}/{at}"), |rest| format!("/{list}/{at}/{rest}"))),
        (None, Some(added)) => Placed::Added(added.target()),
        (None, None) => Placed::Base(path.to_owned()),
    }
}
