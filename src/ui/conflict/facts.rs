//! What stands otherwise on the sides of a conflict, fact by fact.
//!
//! Invariant: what is the same on both sides and no part of the decision is left out.

use serde_json::Value;

use super::{Fact, both, money};
use crate::app::Desk;
use crate::app::materials::{PaperState, papers};
use crate::domain::amendment::{Amendment, value_at};
use crate::domain::case::Hold;
use crate::domain::fact_field::FactField;
use crate::domain::facts::Facts;
use crate::domain::ids::{ExclusionId, MaterialId};
use crate::domain::material::Verdict;
use crate::domain::money::Money;
use crate::domain::outbox::{ConflictSides, OutboxItem};
use crate::domain::people::Lang;
use crate::domain::summary::CaseDetail;
use crate::domain::sums::Sums;
use crate::text::checks::{answer_word, check_name};
use crate::text::{actions, amend, desk as words, show};
use crate::ui::changes;
use crate::ui::format::{day, status_word};

/// The facts that may have changed; those of one benefit or paper are listed where they differ.
pub(super) fn facts(desk: &Desk, item: &OutboxItem, sides: &ConflictSides) -> Vec<Fact> {
    let lang = desk.lang;
    let fact = |label: &str, of: &dyn Fn(&CaseDetail) -> String, mine: String| {
        let (seen, now) = both(lang, sides, of);
        Fact { label: label.to_owned(), seen, now, mine }
    };
    let decision = &item.decision;
    let mut facts = vec![fact(
        show::stage(lang),
        &|side| format!("{}  {}", desk.stage_of(side), status_word(lang, side.case.status)),
        actions::verb(lang, decision.act.verb()).to_owned(),
    )];
    facts.extend(money::rows(lang, decision, sides));
    let mut benefits: Vec<_> = Vec::new();
    for side in [&sides.base, &sides.theirs].into_iter().flatten() {
        for benefit in &side.assessment.benefits {
            if !benefits.contains(&(&side.case.plan, &benefit.benefit)) {
                benefits.push((&side.case.plan, &benefit.benefit));
            }
        }
    }
    let amount = |side: &CaseDetail, id| match side.assessment.benefit(id).map(|benefit| Sums::of_benefit(&side.case, benefit).comes_to) {
        Some(None) => words::not_assessed(lang).to_owned(),
        comes_to => comes_to.flatten().unwrap_or_default().grouped(),
    };
    if benefits.len() > 1 {
        for (plan, id) in benefits {
            facts.push(fact(desk.benefit_short(plan, id), &|side| amount(side, id), String::new()));
        }
    }
    let stays = |side: &CaseDetail| {
        let stays = side.case.facts.stays.iter();
        stays
            .map(|stay| show::span(lang, day(stay.admission, desk.today()), day(stay.discharge, desk.today())))
            .collect::<Vec<_>>()
            .join("、")
    };
    let history = |side: &CaseDetail| side.history.granted.iter().map(|past| past.amount).sum::<Money>().grouped();
    let accepted = |side: &CaseDetail| {
        let papers = papers(side, &[]);
        let count = |state| papers.iter().filter(|paper| paper.state() == state).count();
        format!(
            "✓{} ?{} ✗{} !{}",
            count(PaperState::Accepted),
            count(PaperState::Waiting),
            count(PaperState::Defective),
            count(PaperState::Missing)
        )
    };
    let plan = |side: &CaseDetail| desk.plan_of(side).map_or_else(|| side.case.plan.to_string(), |plan| plan.version.get(lang).to_owned());
    let more = [
        fact(show::set_aside(lang), &|side| held_up(lang, side), String::new()),
        fact(show::stays(lang), &stays, String::new()),
        fact(show::history(lang), &history, String::new()),
        fact(show::papers(lang), &accepted, String::new()),
        fact(show::plan(lang), &plan, String::new()),
    ];
    facts.extend(changes_of_mine(desk, item, sides));
    facts.extend(papers_that_differ(desk, item, sides));
    // What is the same on both sides and is no part of the decision is left out.
    facts.extend(more.into_iter().filter(Fact::changed));
    facts.extend(stated_otherwise(desk, item, sides));
    facts
}

/// The papers that stand otherwise now, each with what I said of it.
fn papers_that_differ(desk: &Desk, item: &OutboxItem, sides: &ConflictSides) -> Vec<Fact> {
    let (Some(base), Some(theirs)) = (&sides.base, &sides.theirs) else { return Vec::new() };
    let Some(plan) = desk.plan_of(theirs) else { return Vec::new() };
    let lang = desk.lang;
    let said = |verdict: &Option<Verdict>| match verdict {
        None => format!("? {}", show::paper_waiting(lang)),
        Some(Verdict::Accepted) => format!("✓ {}", show::paper_accepted(lang)),
        Some(Verdict::Defective { reason }) => {
            format!("✗ {}", plan.reason(reason).map_or(reason.as_str(), |reason| reason.name.get(lang)))
        }
    };
    let of = |side: &CaseDetail, id: &MaterialId| match side.case.materials.iter().find(|known| known.material == *id) {
        Some(paper) if let Some(came) = paper.received => format!("{} {}", said(&paper.verdict), day(came, desk.today())),
        _ => format!("! {}", show::paper_missing(lang)),
    };
    let mut ids: Vec<&MaterialId> = Vec::new();
    for paper in base.case.materials.iter().chain(&theirs.case.materials) {
        if !ids.contains(&&paper.material) {
            ids.push(&paper.material);
        }
    }
    let fact = |id: &MaterialId| {
        let mine = item.decision.verdicts.iter().find(|given| given.material == *id);
        let label = plan.material(id).map_or(id.as_str(), |rule| rule.name.get(lang)).to_owned();
        Fact { label, seen: of(base, id), now: of(theirs, id), mine: mine.map_or_else(String::new, |given| said(&given.verdict)) }
    };
    ids.into_iter().map(fact).filter(Fact::changed).collect()
}

/// Until when a side is set aside, or that a panel has it.
fn held_up(lang: Lang, side: &CaseDetail) -> String {
    match &side.case.hold {
        None => show::not_set_aside(lang).to_owned(),
        Some(Hold::Parked { until }) => show::set_aside_until(lang, until),
        Some(Hold::Referred { .. }) => show::with_panel(lang).to_owned(),
    }
}

/// What the decision changes of the facts, beside what stands there on both sides.
fn changes_of_mine(desk: &Desk, item: &OutboxItem, sides: &ConflictSides) -> Vec<Fact> {
    let lang = desk.lang;
    let Some(plan) = sides.theirs.as_ref().or(sides.base.as_ref()).and_then(|side| desk.plan_of(side)) else { return Vec::new() };
    let both = |of: &dyn Fn(&Facts) -> String| both(lang, sides, |side| of(&side.case.facts));
    let raised = |id: &ExclusionId| {
        let id = id.clone();
        move |facts: &Facts| {
            let is_raised = facts.exclusions.iter().any(|known| known.exclusion == id);
            if is_raised { amend::raised(lang) } else { amend::indicated_not(lang) }.to_owned()
        }
    };
    let facts = item.decision.amendments.iter().map(|amendment| {
        let (label, (seen, now), mine) = match amendment {
            Amendment::Correct(correction) => {
                let path = &correction.path;
                let shown = |value: &serde_json::Value| changes::value_shown(lang, &plan, path, value);
                (changes::fact_label(lang, path), both(&|facts| shown(&value_at(facts, path))), shown(&correction.new))
            }
            Amendment::Assess(new) => {
                let entered = |facts: &Facts| {
                    let known = facts.amounts.iter().find(|known| known.benefit == new.benefit);
                    known.map_or_else(|| amend::not_stated(lang).to_owned(), |known| known.amount.grouped())
                };
                (crate::domain::names::Names::benefit(&plan.names(lang), &new.benefit).to_owned(), both(&entered), new.amount.grouped())
            }
            Amendment::Answer(answer) => {
                let word = |holds| answer_word(lang, answer.check.as_str(), holds);
                let answered = |facts: &Facts| {
                    let known = facts.answers.iter().find(|known| known.check == answer.check);
                    known.map_or(amend::unsaid(lang), |known| word(known.holds)).to_owned()
                };
                (check_name(lang, answer.check.as_str()), both(&answered), word(answer.holds).to_owned())
            }
            Amendment::Retract(of) => {
                let answered = |facts: &Facts| {
                    let known = facts.answers.iter().find(|known| known.check == of.check);
                    known.map_or(amend::unsaid(lang), |known| answer_word(lang, of.check.as_str(), known.holds)).to_owned()
                };
                (check_name(lang, of.check.as_str()), both(&answered), amend::unsaid(lang).to_owned())
            }
            Amendment::Raise(of) => {
                (format!("{} {}", amend::exclusion(lang), of.exclusion), both(&raised(&of.exclusion)), amend::raised(lang).to_owned())
            }
            Amendment::Withdraw(of) => (
                format!("{} {}", amend::exclusion(lang), of.exclusion),
                both(&raised(&of.exclusion)),
                amend::indicated_not(lang).to_owned(),
            ),
        };
        Fact { label, seen, now, mine }
    });
    facts.collect()
}

/// What was stated otherwise since, fact by fact: what the decision itself changes stands there already.
fn stated_otherwise(desk: &Desk, item: &OutboxItem, sides: &ConflictSides) -> Vec<Fact> {
    let (Some(base), Some(theirs)) = (&sides.base, &sides.theirs) else { return Vec::new() };
    let Some(plan) = desk.plan_of(theirs) else { return Vec::new() };
    let stated = [base, theirs].map(|side| serde_json::to_value(&side.case.facts).unwrap_or_default());
    let mut paths = Vec::new();
    stated.iter().for_each(|facts| paths_of(facts, &mut String::new(), &mut paths));
    let mine = |path: &String| item.decision.amendments.iter().any(|of| matches!(of, Amendment::Correct(of) if of.path == *path));
    let shown = |facts: &Value, path: &String| changes::value_shown(desk.lang, &plan, path, facts.pointer(path).unwrap_or(&Value::Null));
    let differing = paths.iter().filter(|path| stated[0].pointer(path) != stated[1].pointer(path) && !mine(path));
    differing
        .map(|path| Fact {
            label: changes::fact_label(desk.lang, path),
            seen: shown(&stated[0], path),
            now: shown(&stated[1], path),
            mine: String::new(),
        })
        .collect()
}

/// Collects the pointers of the facts that a form knows, each once.
fn paths_of(value: &Value, at: &mut String, paths: &mut Vec<String>) {
    if FactField::of(at).is_some() {
        if !paths.contains(at) {
            paths.push(at.clone());
        }
        return;
    }
    let parts: Vec<(String, &Value)> = match value {
        Value::Object(map) => map.iter().map(|(key, value)| (key.clone(), value)).collect(),
        Value::Array(list) => list.iter().enumerate().map(|(i, value)| (i.to_string(), value)).collect(),
        _ => return,
    };
    for (part, value) in parts {
        let before = at.len();
        at.push('/');
        at.push_str(&part);
        paths_of(value, at, paths);
        at.truncate(before);
    }
}
