//! What is said of a claim in a sentence, on the phone and at the head of a notice: when, for what, what it comes to, what is missing.
//!
//! Not here: how far a case is (`caller`). Invariant: an amount that something stands against is never told as one that is paid.

use chrono::Datelike;

use crate::domain::assessment::{Assessment, BenefitAssessment, Check, CheckState, Outcome};
use crate::domain::facts::Facts;
use crate::domain::ids::{BenefitId, CheckId};
use crate::domain::names::Names;
use crate::domain::people::Lang;
use crate::domain::time::Date;
use crate::explain::refusal::{self, is_refused};
use crate::rules::plan::Plan;
use crate::text::assess::{check_name, comma, is_other_case};
use crate::text::facts::fact_name;
use crate::text::{caller as spoken, notice as words};

/// Things that a sentence names; more are only hinted at, since nobody can follow them on the phone.
const NAMED: usize = 4;

/// `12 月 13 日`, with the year where it is not the one that is meant by itself.
pub fn day(lang: Lang, date: Date, this_year: Option<i32>) -> String {
    let other = this_year != Some(date.year());
    match lang {
        Lang::Zh if other => format!(" {} 年 {} 月 {} 日", date.year(), date.month(), date.day()),
        Lang::Zh => format!(" {} 月 {} 日", date.month(), date.day()),
        Lang::En if other => date.format("%-d %B %Y").to_string(),
        Lang::En => date.format("%-d %B").to_string(),
    }
}

/// Joins names as they are spoken; of many only the first.
pub fn list<'n>(lang: Lang, names: impl Iterator<Item = &'n str>) -> String {
    let names: Vec<&str> = names.collect();
    match names.as_slice() {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] if names.len() <= NAMED => first.join(spoken::between(lang)) + spoken::and(lang) + last,
        many => many[..NAMED].join(spoken::between(lang)) + " …",
    }
}

/// Begins a sentence: when the claim was made, and for what.
pub fn opening(lang: Lang, plan: Option<&Plan>, benefits: &[BenefitId], day: &str) -> String {
    let name = |id| plan.and_then(|plan| plan.benefit(id)).map_or_else(|| id.to_string(), |benefit: &_| benefit.name.get(lang).to_owned());
    let names: Vec<String> = benefits.iter().map(name).collect();
    spoken::asked(lang, day, list(lang, names.iter().map(String::as_str)))
}

/// Says in a sentence what a claim comes to.
pub fn sentence(lang: Lang, plan: &Plan, facts: &Facts, assessment: &Assessment) -> String {
    let names = plan.names(lang);
    let standing = Standing::of(assessment);
    let mut said = opening(lang, Some(plan), &facts.benefits, &day(lang, facts.filed, None));
    said += &amount(lang, plan, assessment, &standing);
    for benefit in assessment.benefits.iter().filter(|benefit| is_refused(benefit)) {
        if let Some(why) = refusal::main(lang, plan, benefit) {
            said += &words::unpaid(lang, names.benefit(&benefit.benefit), why.text);
        }
    }
    let to_assess: Vec<&str> =
        assessment.benefits.iter().filter(|of| of.outcome == Outcome::NeedsAmount).map(|of| names.benefit(&of.benefit)).collect();
    if !to_assess.is_empty() {
        said += &words::to_assess(lang, list(lang, to_assess.into_iter()));
    }
    let missing: Vec<String> = standing.missing.iter().map(|path| fact_name(lang, path)).collect();
    if !missing.is_empty() {
        said += &words::to_state(lang, list(lang, missing.iter().map(String::as_str)));
    }
    let asked = told_names(lang, standing.asked.iter());
    if !asked.is_empty() {
        said += &words::to_look_at(lang, list(lang, asked.iter().map(String::as_str)));
    }
    said + words::decides(lang)
}

fn amount(lang: Lang, plan: &Plan, assessment: &Assessment, standing: &Standing<'_>) -> String {
    let names = plan.names(lang);
    let against = told_names(lang, standing.against.iter().map(|check| &check.check));
    match (assessment.total.is_zero(), against.is_empty()) {
        (false, false) => words::comes_to_if(lang, assessment.total.grouped(), against.join(comma(lang))),
        (true, false) if !standing.is_over => words::not_approvable(lang, against.join(comma(lang))),
        (true, _) if standing.is_over => words::nothing(lang).to_owned(),
        (true, _) => words::not_yet(lang).to_owned(),
        (false, true) => {
            let paid: Vec<&BenefitAssessment> = assessment.benefits.iter().filter(|of| of.outcome == Outcome::Payable).collect();
            let mut said = words::comes_to(lang, assessment.total.grouped());
            if paid.len() > 1 {
                let part = |of: &&BenefitAssessment| words::part(lang, names.benefit(&of.benefit), of.amount.grouped());
                said += &words::parts(lang, paid.iter().map(part).collect::<Vec<_>>().join(comma(lang)));
            }
            said
        }
    }
}

/// Names checks for a claimant, each once. That the office compares cases is its own affair, and another case may be another person's.
fn told_names<'c>(lang: Lang, checks: impl Iterator<Item = &'c CheckId>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for id in checks.map(CheckId::as_str) {
        let name = if is_other_case(id) { words::papers_compared(lang).to_owned() } else { check_name(lang, id) };
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// What a claim waits for.
pub struct Standing<'a> {
    /// Every benefit is refused: nothing more is asked for.
    pub is_over: bool,
    /// The facts that are missing, as paths of the claim document, each once.
    pub missing: Vec<String>,
    /// What the office has to judge, each check once.
    pub asked: Vec<CheckId>,
    /// What fails and stands against approving, each check once.
    pub against: Vec<&'a Check>,
}

impl<'a> Standing<'a> {
    pub fn of(assessment: &'a Assessment) -> Self {
        let is_over = assessment.benefits.iter().all(is_refused);
        let mut standing = Standing { is_over, missing: Vec::new(), asked: Vec::new(), against: Vec::new() };
        if is_over {
            return standing;
        }
        for benefit in &assessment.benefits {
            match &benefit.outcome {
                Outcome::NeedsFact { paths } => standing.misses(paths),
                Outcome::NeedsChoice { check } => standing.asks(check),
                _ => {}
            }
        }
        let refused = |id: &BenefitId| assessment.benefit(id).is_some_and(is_refused);
        for check in assessment.checks.iter().filter(|check| !check.benefit.as_ref().is_some_and(refused)) {
            match check.state {
                CheckState::Pass | CheckState::Attested => {}
                CheckState::Fail if check.blocks => {
                    standing.fails(check);
                    // His "no" says that one of the facts is so: which, is still to be stated.
                    standing.misses(if check.check == *"paper-facts" { &check.finding.missing } else { &[] });
                }
                _ if !check.finding.missing.is_empty() => standing.misses(&check.finding.missing),
                CheckState::Unknown if check.blocks => standing.asks(&check.check),
                _ => {}
            }
        }
        standing
    }

    fn misses(&mut self, paths: &[String]) {
        for path in paths {
            if !self.missing.contains(path) {
                self.missing.push(path.clone());
            }
        }
    }

    fn asks(&mut self, check: &CheckId) {
        if !self.asked.contains(check) {
            self.asked.push(check.clone());
        }
    }

    fn fails(&mut self, check: &'a Check) {
        if !self.against.iter().any(|known| known.check == check.check) {
            self.against.push(check);
        }
    }
}
