//! How a scenario file writes benefits, checks and steps, and whether a clerk is told each in words.

use huzhu::domain::assessment::{Assessment, BenefitAssessment, Check, Outcome, Step};
use huzhu::domain::people::Lang;
use huzhu::rules::Plan;
use huzhu::text::assess as says;
use serde_json::Value;

pub fn say_benefit(benefit: &BenefitAssessment) -> String {
    let would_be = benefit.would_be.map_or(String::new(), |amount| format!(" {amount}"));
    let reason = benefit.reason.as_ref().map_or(String::new(), |code| format!(" {code}"));
    match &benefit.outcome {
        Outcome::Payable => format!("payable {}", benefit.amount),
        Outcome::NothingOwed => format!("nothing-owed{reason}{would_be}"),
        Outcome::Superseded { by } => format!("superseded {by}{would_be}"),
        Outcome::NeedsChoice { check } => format!("needs-choice {check}{would_be}"),
        Outcome::NeedsFact { paths } => format!("needs-fact {}", paths.join(" ")),
        Outcome::NeedsAmount => "needs-amount".into(),
    }
}

pub fn says_check(check: &Check, words: &[&str]) -> bool {
    let state = serde_json::to_value(check.state).unwrap();
    let variant = check.finding.variant.as_deref();
    words.first() == Some(&check.check.as_str())
        && words[1..].iter().all(|word| match *word {
            "blocks" => check.blocks,
            "lets-through" => !check.blocks,
            word => state == word || variant == Some(word) || check.finding.missing.iter().any(|path| path == word) || number(check, word),
        })
}

/// `count=9`, `expected=7`, `amount=12.00`, `limit=…`, `case=…`, `day=…`, `to=…`
fn number(check: &Check, word: &str) -> bool {
    let Some((key, said)) = word.split_once('=') else { return false };
    let finding = serde_json::to_value(&check.finding).unwrap();
    plain(&finding[key]) == said
}

pub fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

pub fn says_step(step: &Step, line: &str) -> bool {
    let json = serde_json::to_value(step).unwrap();
    let mut words = line.split_whitespace();
    let value = step.value.to_string();
    let shown = if step.counts { value } else { format!("({value})") };
    words.next() == json["step"].as_str()
        && words.all(|word| match word.split_once('=') {
            Some((key, said)) => plain(&json[key]) == said,
            None => shown == word,
        })
}

/// Lines that would leave a clerk without an answer: a check or a step that has no words in one of the languages.
pub fn wordless(plan: &Plan, assessment: &Assessment) -> Vec<String> {
    let mut faults = Vec::new();
    for lang in [Lang::Zh, Lang::En] {
        let names = plan.names(lang);
        for check in &assessment.checks {
            let (name, line) = (says::check_name(lang, check.check.as_str()), says::check_line(lang, &names, check));
            let hollow = ["yes", "no", "是", "否", ""].contains(&line.as_str()) || line.split([' ', '，', '：']).any(|word| word == "-");
            if name == check.check.as_str() || hollow || line.contains('{') {
                faults.push(format!("{lang:?}: the check {} {:?} says `{name}`: `{line}`", check.check, check.finding));
            }
        }
        for benefit in &assessment.benefits {
            let line = |step: &Step| says::step_line(lang, &names, &benefit.benefit, benefit.reason.as_ref(), step);
            faults.extend(benefit.steps.iter().map(line).filter(|line| line.is_empty() || line.contains('{')));
            if says::outcome_word(lang, &names, benefit).is_empty() {
                faults.push(format!("{}: {:?} has no words", benefit.benefit, benefit.outcome));
            }
        }
    }
    faults
}
