//! What people are told of every scenario: the sentence, the notice in both languages, what would change it.

use huzhu::domain::assessment::{Assessment, Outcome};
use huzhu::domain::facts::ClaimDocument;
use huzhu::domain::people::Lang;
use huzhu::explain::{self, nearest, notice};
use huzhu::rules::{Plan, PlanSet, assess};

use super::scenario::{ReadCase, read_scenarios};

fn each(mut look: impl FnMut(&str, &Plan, &ClaimDocument, &Assessment)) {
    let plans = PlanSet::builtin();
    for ReadCase { file, scenario, document, .. } in &read_scenarios() {
        let plan = plans.filed(&document.plan, document.facts.filed).unwrap();
        let assessment = assess(plan, &document.facts, &document.history);
        look(&format!("{file}: {}", scenario.name), plan, document, &assessment);
    }
}

/// Every number by which somebody in the claim could be found.
fn numbers(document: &ClaimDocument) -> Vec<String> {
    let facts = &document.facts;
    let mut numbers = vec![facts.member.id_number.clone(), facts.member.phone.clone(), facts.member.social_security_card.clone()];
    numbers.push(facts.payee.as_ref().and_then(|payee| payee.card.clone()));
    numbers.extend(facts.agent.iter().flat_map(|agent| [agent.id_number.clone(), agent.phone.clone()]));
    numbers.extend(facts.enrolments.iter().map(|enrolment| enrolment.contract.clone()));
    numbers.into_iter().flatten().filter(|number| number.len() > 6).collect()
}

#[test]
fn every_scenario_has_a_notice_that_says_all_and_gives_nobody_away() {
    let mut faults = Vec::new();
    each(|name, plan, document, assessment| {
        for lang in [Lang::Zh, Lang::En] {
            let notice = notice::of(lang, plan, &document.facts, &document.history, assessment);
            let page = notice::page(&notice);
            let mut hold = |holds: bool, what: &str| {
                if !holds {
                    faults.push(format!("{name}: {what}\n{notice:#?}"));
                }
            };
            hold(!numbers(document).iter().any(|number| page.contains(number.as_str())), "a full number");
            hold(!page.replace(" color-scheme", "").contains("{}") && !format!("{notice:?}").contains("{}"), "a gap");
            hold(notice.benefits.iter().all(|part| !part.rule.is_empty() && !part.amount.is_empty()), "a benefit without its rule");
            let unpaid = assessment.benefits.iter().zip(&notice.benefits).filter(|(of, _)| of.outcome != Outcome::Payable);
            hold(unpaid.into_iter().all(|(_, part)| !part.why.is_empty()), "nothing owed, and no why");
            hold(!notice.contacts.is_empty() && !notice.sentence.is_empty(), "nobody to ask");
            let is_open = matches!(notice.total.as_str(), "待定" | "open");
            hold(is_open != notice.total.contains(&assessment.total.grouped()), "no total");
            hold(explain::sentence(lang, plan, &document.facts, assessment) == notice.sentence, "two sentences");
        }
    });
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}

/// The office's own comparing of cases, and whoever else is in them, is not told to a claimant.
#[test]
fn a_notice_names_neither_another_case_nor_how_cases_are_compared() {
    let mut compared = 0;
    each(|name, plan, document, assessment| {
        compared += document.history.crossed.len();
        for lang in [Lang::Zh, Lang::En] {
            let page = notice::page(&notice::of(lang, plan, &document.facts, &document.history, assessment));
            let other = document.history.crossed.iter().filter_map(|other| other.case.as_ref()).any(|case| page.contains(case.as_str()));
            assert!(!other && !page.contains("别案") && !page.to_lowercase().contains("other case"), "{name}");
        }
    });
    assert!(compared > 0, "no scenario has another case");
}

/// A refusal that nobody can say more of than the plan does is told as such; there are few, and they are known.
#[test]
fn most_refusals_name_the_fact_that_would_turn_them() {
    let (mut refused, mut turned, mut without) = (0, 0, Vec::new());
    each(|name, plan, document, assessment| {
        let found = nearest::of(plan, &document.facts, &document.history, assessment);
        let ends = |benefit: &&huzhu::domain::assessment::BenefitAssessment| {
            matches!(benefit.outcome, Outcome::NothingOwed | Outcome::Superseded { .. })
        };
        for benefit in assessment.benefits.iter().filter(ends) {
            refused += 1;
            match found.iter().find(|nearest| nearest.benefit == benefit.benefit) {
                Some(nearest) => {
                    turned += 1;
                    for lang in [Lang::Zh, Lang::En] {
                        let line = nearest::line(lang, plan, nearest);
                        assert!(!line.contains('{') && line.chars().count() > 12, "{name}: {line}");
                    }
                }
                None => without.push(format!("{name}: {} {:?}", benefit.benefit, benefit.reason)),
            }
        }
    });
    assert!(refused > 100 && turned * 10 >= refused * 8, "{turned} of {refused}; none for\n{}", without.join("\n"));
}

#[test]
fn a_claim_on_hundreds_of_stays_is_not_tried() {
    let mut found = 0;
    each(|name, plan, document, assessment| {
        if document.facts.stays.is_empty() || nearest::of(plan, &document.facts, &document.history, assessment).is_empty() {
            return;
        }
        let mut facts = document.facts.clone();
        facts.stays = facts.stays.iter().cycle().take(300).cloned().collect();
        assert!(nearest::of(plan, &facts, &document.history, assessment).is_empty(), "{name}");
        found += 1;
    });
    assert!(found > 10, "{found}");
}
