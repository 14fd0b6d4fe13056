//! A benefit's rule in plain words, made of the plan's own figures.
//!
//! Not here: the words (`text::rule`), what the rule comes to (`rules`).
//! Invariant: every figure is one of the plan's file.

use crate::domain::ids::BenefitId;
use crate::domain::names::Names;
use crate::domain::people::Lang;
use crate::rules::plan::{Benefit, CoverAmount, DayBracket, DiseasesAmount, Formula, MarginalBracket, Plan, Repeat, Waiting};
use crate::text::assess::{class_word, comma};
use crate::text::{plural, rule as words};

/// Diseases that a rule names; of more only the first, since the list is the plan's.
const NAMED: usize = 3;

/// Says a benefit's rule in a sentence without its end.
pub fn in_words(lang: Lang, plan: &Plan, benefit: &Benefit) -> String {
    let names = plan.names(lang);
    let others = |ids: &[BenefitId]| {
        let others: Vec<&str> = ids.iter().filter(|id| **id != benefit.id).map(|id| names.benefit(id)).collect();
        others.join(comma(lang))
    };
    let mut parts = vec![formula(lang, plan, benefit)];
    let repeat = match benefit.repeat {
        Repeat::Cumulative => Some(words::cumulative(lang)),
        Repeat::OnceInPeriod => Some(words::once_in_period(lang)),
        Repeat::Once => Some(words::once_ever(lang)),
        Repeat::OncePerContract => Some(words::once_per_contract(lang)),
        Repeat::PerEvent => None,
    };
    // Of an amount that somebody assesses nothing is counted.
    parts.extend(repeat.filter(|_| !matches!(benefit.formula, Formula::Assessed { .. })).map(str::to_owned));
    parts.extend(benefit.cap.map(|cap| words::cap(lang, cap.grouped())));
    for joint in plan.joint_caps.iter().filter(|joint| joint.benefits.contains(&benefit.id)) {
        let say = if joint.per_unit { words::joint_cap_unit } else { words::joint_cap };
        parts.push(say(lang, others(&joint.benefits), joint.limit.grouped()));
    }
    for group in plan.exclusive.iter().filter(|group| group.benefits.contains(&benefit.id)) {
        parts.push(words::exclusive(lang, others(&group.benefits)));
    }
    parts.join(words::semicolon(lang))
}

fn formula(lang: Lang, plan: &Plan, benefit: &Benefit) -> String {
    match &benefit.formula {
        Formula::DayBrackets { brackets } => joined(lang, brackets.iter().map(|bracket| days(lang, bracket))),
        Formula::MarginalBrackets { brackets } => joined(lang, brackets.iter().map(|bracket| share(lang, bracket))),
        Formula::FixedByDiseaseClass { amounts, with_stay } => {
            let each = amounts.iter().map(|of| words::for_class(lang, class_word(lang, of.class), of.amount.grouped()));
            words::for_listed(lang, each.collect::<Vec<_>>().join(comma(lang))) + if *with_stay { words::with_stay(lang) } else { "" }
        }
        Formula::Once { amount, not_after, of } => {
            let unless = words::not_after(lang, class_word(lang, *not_after), plan.names(lang).benefit(of));
            words::once_sum(lang, amount.grouped()) + &unless
        }
        Formula::PerUnit { amount, for_diseases, waiting, by_share, ends_cover, .. } => {
            let mut line = words::per_unit(lang, amount.grouped());
            line.extend(for_diseases.iter().map(|of| diseases(lang, plan, of)));
            line += per_unit_terms(lang, waiting.as_ref(), *by_share).as_str();
            line + if *ends_cover { words::ends_cover(lang) } else { "" }
        }
        Formula::FixedByClass { amounts, with_stay, ends_cover, total_disability, .. } => {
            let terms = [
                (*with_stay, words::with_stay(lang)),
                (*total_disability, words::total_disability(lang)),
                (*ends_cover, words::ends_cover(lang)),
            ];
            let terms: String = terms.into_iter().filter(|(holds, _)| *holds).map(|(_, text)| text).collect();
            by_cover(lang, plan, amounts) + &terms
        }
        Formula::Assessed { .. } => words::assessed(lang).to_owned(),
    }
}

fn joined(lang: Lang, parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(words::semicolon(lang))
}

fn days(lang: Lang, bracket: &DayBracket) -> String {
    if let Some(amount) = bracket.once {
        let amount = amount.grouped();
        return match (bracket.over, bracket.up_to) {
            (0, Some(to)) => words::days_once(lang, to, amount),
            (over, Some(to)) => words::days_once_over(lang, over, to, amount),
            (over, None) => words::days_once_last(lang, over, amount),
        };
    }
    let amount = bracket.per_day.unwrap_or_default().grouped();
    let line = if bracket.over == 0 { words::per_day_all(lang, amount) } else { words::per_day(lang, bracket.over, amount) };
    let most = bracket.at_most_days.map(|most| words::at_most_days(lang, plural::days(lang, most)));
    line + &most.unwrap_or_default()
}

fn share(lang: Lang, bracket: &MarginalBracket) -> String {
    let (over, percent) = (bracket.over.grouped(), bracket.percent.normalize());
    match bracket.up_to {
        Some(to) if percent.is_zero() => words::share_none(lang, to.grouped()),
        Some(to) => words::share(lang, over, to.grouped(), percent),
        None => words::share_last(lang, over, percent),
    }
}

fn diseases(lang: Lang, plan: &Plan, of: &DiseasesAmount) -> String {
    let names = plan.names(lang);
    let mut named: Vec<&str> = of.diseases.iter().take(NAMED).map(|code| names.disease(code)).collect();
    if of.diseases.len() > NAMED {
        named.push("…");
    }
    words::per_unit_some(lang, of.amount.grouped(), named.join(comma(lang)))
}

fn per_unit_terms(lang: Lang, waiting: Option<&Waiting>, by_share: bool) -> String {
    let share = if by_share { words::by_share(lang) } else { "" };
    let wait = waiting.map(|waiting| words::waiting(lang, plural::days(lang, waiting.days)));
    format!("{share}{}", wait.unwrap_or_default())
}

fn by_cover(lang: Lang, plan: &Plan, amounts: &[CoverAmount]) -> String {
    let classes = plan.by_enrolment.as_ref().map(|rules| rules.classes.as_slice()).unwrap_or_default();
    let name =
        |id: &str| classes.iter().find(|class| class.id == id).map_or_else(|| id.to_owned(), |class| class.name.get(lang).to_owned());
    let each = amounts.iter().map(|of| words::for_class(lang, name(&of.class), of.amount.grouped()));
    each.collect::<Vec<_>>().join(comma(lang))
}
