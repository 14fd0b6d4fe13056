//! The notice of a case that is decided: what was granted, paid or refused, and why; what is asked back.
//!
//! Not here: the notice of a claim that nobody has decided yet (`notice`), layout (`html`, `letter`).
//! Invariant: what it tells of the decision is what the case has on record, never what the rules would say today.

use crate::domain::assessment::Outcome;
use crate::domain::case::{Event, Status, TimelineEntry};
use crate::domain::decision::Act;
use crate::domain::ids::{Clause, ReasonCode};
use crate::domain::money::Money;
use crate::domain::people::Lang;
use crate::domain::recovery::Recovery;
use crate::domain::summary::CaseDetail;
use crate::domain::sums::Sums;
use crate::domain::time::Date;
use crate::explain::caller::{self, About};
use crate::explain::moved;
use crate::explain::notice::{self, Notice, Part, People};
use crate::explain::refusal::is_refused;
use crate::explain::spoken;
use crate::rules::plan::Plan;
use crate::text::{capitals::capitals, notice as words};

/// Makes the notice of a case: of its decision where there is one, else of what its claim comes to.
pub fn of_case(lang: Lang, plan: &Plan, detail: &CaseDetail, today: Date, people: People) -> Notice {
    let case = &detail.case;
    let mut notice = notice::with_names(lang, plan, (&case.facts, people), &detail.history, &detail.assessment);
    match case.status {
        Status::Open if case.granted.is_empty() => {
            // What is not decided yet is no word for what went out before.
            notice.sentence += &moved::sentence(lang, &Sums::of(case, &detail.assessment), case.status, false);
            notice.may_do.extend(asked_back(lang, plan, detail));
            return notice;
        }
        Status::Returned => {
            let about = About { lang, plan: Some(plan), summary: &detail.summary, detail: Some(detail), paces: &[], today };
            notice.sentence = caller::answer(about).sentence;
            return notice;
        }
        Status::Rejected => refused(&mut notice, plan, detail),
        Status::Open | Status::Paid => granted(&mut notice, plan, detail),
    }
    notice.title = words::title_decided(lang);
    notice.rests_on[1] = words::closing_decided(lang).to_owned();
    // Nothing more is to be handed in or to be waited for.
    notice.facts.clear();
    notice.papers.clear();
    notice.dates.clear();
    notice.may_do.clear();
    notice.to_return = asked_back(lang, plan, detail);
    notice
}

/// What was granted, benefit by benefit; of one that was not, why.
fn granted(notice: &mut Notice, plan: &Plan, detail: &CaseDetail) {
    let (lang, case) = (notice.lang, &detail.case);
    let sums = Sums::of(case, &detail.assessment);
    let sum = sums.comes_to.unwrap_or_default();
    let opening = spoken::opening(lang, Some(plan), &case.facts.benefits, &spoken::day(lang, case.facts.filed, None));
    let payment = |entry: &&TimelineEntry| matches!(&entry.event, Event::Decided { act: Act::Paid { .. }, .. });
    let paid = case.this_round().iter().rev().find(payment).map_or(case.entered, |entry| entry.at).date();
    notice.sentence = opening
        + &match case.status {
            status if sums.has_moved(status) => words::came_to(lang, sum.grouped()) + &moved::sentence(lang, &sums, status, true),
            _ if sum.is_zero() => words::granted_nothing(lang).to_owned(),
            Status::Paid => words::was_paid(lang, sum.grouped(), spoken::day(lang, paid, None).trim_start()),
            _ => words::was_granted(lang, sum.grouped()),
        };
    for (part, benefit) in notice.benefits.iter_mut().zip(&detail.assessment.benefits) {
        let amount: Money = case.granted.iter().filter(|granted| granted.benefit == benefit.benefit).map(|granted| granted.amount).sum();
        // The steps are told where they lead to what was granted.
        if amount != benefit.amount || benefit.outcome.is_open() {
            part.worked_out.clear();
        }
        part.is_paid = !amount.is_zero();
        part.amount = if part.is_paid { words::amount(lang, amount.grouped()) } else { words::not_paid(lang).to_owned() };
        // Today's reasons are told only where they lead to what was decided.
        let led_there = if part.is_paid { benefit.outcome == Outcome::Payable } else { is_refused(benefit) };
        if !led_there {
            part.why.clear();
        }
    }
    notice.total = words::amount(lang, sum.grouped()) + &words::capitals(lang, capitals(sum));
    if sums.has_moved(case.status) {
        notice.total += words::and_then(lang);
        notice.total += moved::sentence(lang, &sums, case.status, true).trim_end();
    }
}

/// That nothing is paid, by the reason that stands in the decision.
fn refused(notice: &mut Notice, plan: &Plan, detail: &CaseDetail) {
    let (lang, case) = (notice.lang, &detail.case);
    let reject = |event: &Event| match event {
        Event::Decided { act: Act::Reject { reason, clause, text }, .. } => Some((reason.clone(), clause.clone(), text.clone())),
        _ => None,
    };
    let why = case.this_round().iter().rev().find_map(|entry| reject(&entry.event));
    let why: Vec<String> = why.map(|(code, clause, text)| told(lang, plan, &code, &clause, &text)).into_iter().collect();
    let opening = spoken::opening(lang, Some(plan), &case.facts.benefits, &spoken::day(lang, case.facts.filed, None));
    let sums = Sums::of(case, &detail.assessment);
    notice.sentence = opening + words::was_refused(lang) + &moved::sentence(lang, &sums, case.status, true);
    for part in &mut notice.benefits {
        *part = Part {
            amount: words::not_paid(lang).to_owned(),
            is_paid: false,
            worked_out: Vec::new(),
            why: why.clone(),
            ..std::mem::take(part)
        };
    }
    notice.total = words::not_paid(lang).to_owned();
}

/// The plan's words for the reason in the language of the notice, what the office wrote where that is something else, and the clause.
fn told(lang: Lang, plan: &Plan, code: &ReasonCode, clause: &Clause, written: &str) -> String {
    let rule = plan.reason(code);
    let own = [Lang::Zh, Lang::En].iter().all(|lang| rule.is_none_or(|rule| rule.text.get(*lang).trim() != written.trim()));
    let mut lines: Vec<&str> = rule.iter().map(|rule| rule.text.get(lang).trim()).collect();
    lines.extend(Some(written.trim()).filter(|text| own && !text.is_empty()));
    lines.join(" ") + &words::clause(lang, clause)
}

/// What was paid and is asked back, as far as it has not come.
fn asked_back(lang: Lang, plan: &Plan, detail: &CaseDetail) -> Vec<String> {
    let open = detail.case.recoveries.iter().filter(|recovery| recovery.open() > Money::ZERO);
    let line = |recovery: &Recovery| {
        let benefit = plan.benefit(&recovery.benefit).map_or_else(|| recovery.benefit.to_string(), |rule| rule.name.get(lang).to_owned());
        let why = recovery.reason.as_ref().and_then(|code| plan.reason(code)).map(|rule| rule.text.get(lang)).unwrap_or_default();
        words::asked_back(lang, benefit, recovery.open().grouped(), why).trim_end().to_owned() + &words::clause(lang, &recovery.clause)
    };
    open.map(line).collect()
}
