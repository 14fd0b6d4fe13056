//! What a plan file names must be in it: benefits, reasons, diseases, conditions, and the facts that conditions ask.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::fact_field::fact_words;
use crate::domain::fault::FaultKind;
use crate::domain::ids::BenefitId;
use crate::rules::assess::proposed_reasons;
use crate::rules::plan::load::Faults;
use crate::rules::plan::{ENGINES_OWN, Formula, PlanFile, TEXT_FACTS, plain};

/// So many names are listed as those that would do; nobody reads more, and a file of thousands of faults would repeat them all.
const LISTED: usize = 64;

/// Groups of benefits name benefits of the plan, at least two of them.
pub(super) fn groups(file: &PlanFile, faults: &mut Faults<'_>) {
    let mut group = |list: &str, at: usize, benefits: &[BenefitId]| {
        faults.must(benefits.len() >= 2, format_args!("/{list}/{at}/benefits"), FaultKind::Empty);
        for (n, id) in benefits.iter().enumerate() {
            let pointer = format_args!("/{list}/{at}/benefits/{n}");
            faults.defined(file.benefit(id).is_some(), pointer, id.as_str());
            faults.must(!benefits[..n].contains(id), pointer, FaultKind::Duplicate(id.to_string()));
        }
    };
    for (at, exclusive) in file.exclusive.iter().enumerate() {
        group("exclusive", at, &exclusive.benefits);
    }
    for (at, cap) in file.joint_caps.iter().enumerate() {
        group("joint_caps", at, &cap.benefits);
    }
}

pub(super) fn references(file: &PlanFile, faults: &mut Faults<'_>) {
    faults.defined(file.reason(&file.filing.late).is_some(), "/filing/late", file.filing.late.as_str());
    for code in proposed_reasons(file) {
        faults.defined(file.reason(&code.into()).is_some(), "/reasons", code);
    }
    for (at, exclusion) in file.exclusions.iter().enumerate() {
        faults.defined(file.reason(&exclusion.reason).is_some(), format_args!("/exclusions/{at}/reason"), exclusion.reason.as_str());
        for (n, id) in exclusion.benefits.iter().enumerate() {
            faults.defined(file.benefit(id).is_some(), format_args!("/exclusions/{at}/benefits/{n}"), id.as_str());
        }
    }
    let is_disease = |code: &String| file.diseases.iter().any(|disease| disease.code == *code);
    for (at, finding) in file.findings.iter().enumerate() {
        for (list, codes) in [("excludes", &finding.excludes), ("asks", &finding.asks)] {
            for (n, code) in codes.iter().enumerate() {
                faults.defined(is_disease(code), format_args!("/findings/{at}/{list}/{n}"), code);
            }
        }
    }
    for (at, check) in file.checks.iter().enumerate() {
        let Some(denied) = &check.denied else { continue };
        faults.defined(file.reason(&denied.reason).is_some(), format_args!("/checks/{at}/denied/reason"), denied.reason.as_str());
        for (n, id) in denied.benefits.iter().enumerate() {
            faults.defined(file.benefit(id).is_some(), format_args!("/checks/{at}/denied/benefits/{n}"), id.as_str());
        }
    }
    for (at, material) in file.materials.iter().enumerate() {
        if let Some(same) = &material.same_as {
            // One that stands after it, or is this one itself, would never be there to stand for it.
            let is_earlier = file.materials[..at].iter().any(|earlier| earlier.id == *same);
            faults.defined(is_earlier, format_args!("/materials/{at}/same_as"), same.as_str());
        }
        for (list, conditions) in [("required", &material.required), ("optional", &material.optional), ("unless", &material.unless)] {
            for (n, condition) in conditions.iter().enumerate() {
                let pointer = format_args!("/materials/{at}/{list}/{n}");
                let known = || file.conditions.iter().map(|condition| condition.id.to_string()).collect();
                match file.condition(condition) {
                    Some(_) => {}
                    None if file.conditions.len() <= LISTED => faults.add(pointer, FaultKind::NotOneOf(known())),
                    None => faults.add(pointer, FaultKind::Undefined(condition.to_string())),
                }
            }
        }
    }
}

/// A name that two diseases share would leave it to the order of the list which of them is meant.
pub(super) fn diseases(file: &PlanFile, faults: &mut Faults<'_>) {
    let mut taken: BTreeMap<String, &str> = BTreeMap::new();
    for disease in &file.diseases {
        for name in disease.own_names() {
            taken.entry(plain(name)).or_insert(&disease.code);
        }
    }
    for (at, disease) in file.diseases.iter().enumerate() {
        let is_others = |name: &str| taken.get(&plain(name)).is_some_and(|code| *code != disease.code);
        for (field, name) in [("code", &disease.code), ("number", &disease.number), ("name", &disease.name)] {
            faults.must(!is_others(name), format_args!("/diseases/{at}/{field}"), FaultKind::Duplicate(name.clone()));
        }
        for (n, alias) in disease.aliases.iter().enumerate() {
            faults.must(!is_others(alias), format_args!("/diseases/{at}/aliases/{n}"), FaultKind::Duplicate(alias.clone()));
        }
    }
}

/// A disease under two amounts of a benefit has but the first.
pub(super) fn other_amounts(file: &PlanFile, faults: &mut Faults<'_>) {
    for (at, benefit) in file.benefits.iter().enumerate() {
        let Formula::PerUnit { for_diseases, .. } = &benefit.formula else { continue };
        let mut known = BTreeSet::new();
        for (n, other) in for_diseases.iter().enumerate() {
            for (i, code) in other.diseases.iter().enumerate() {
                let pointer = format_args!("/benefits/{at}/formula/for_diseases/{n}/diseases/{i}");
                faults.must(known.insert(code), pointer, FaultKind::Duplicate(code.clone()));
            }
        }
    }
}

/// A condition that the engine doesn't know says itself when it holds, by benefits of the plan and facts that there are.
pub(super) fn conditions(file: &PlanFile, faults: &mut Faults<'_>) {
    for (at, condition) in file.conditions.iter().enumerate() {
        let here = format_args!("/conditions/{at}");
        let known = condition.is_told() || ENGINES_OWN.contains(&condition.id.as_str());
        faults.defined(known, format_args!("{here}/id"), condition.id.as_str());
        for (n, id) in condition.benefits.iter().enumerate() {
            faults.defined(file.benefit(id).is_some(), format_args!("{here}/benefits/{n}"), id.as_str());
        }
        for (n, class) in condition.classes.iter().enumerate() {
            faults.defined(file.has_class(class), format_args!("{here}/classes/{n}"), class);
        }
        let tests = [("when", &condition.when), ("asks_where", &condition.asks_where)];
        for (list, n, test) in tests.into_iter().flat_map(|(list, tests)| tests.iter().enumerate().map(move |(n, test)| (list, n, test))) {
            let here = format_args!("{here}/{list}/{n}");
            let ways = usize::from(test.is.is_some()) + usize::from(test.is_not.is_some()) + usize::from(!test.has.is_empty());
            faults.must(ways == 1, here, FaultKind::Form);
            if !test.has.is_empty() {
                faults.defined(TEXT_FACTS.contains(&test.fact.as_str()), format_args!("{here}/fact"), &test.fact);
                continue;
            }
            let Some(words) = fact_words(&test.fact) else {
                faults.add(format_args!("{here}/fact"), FaultKind::Undefined(test.fact.clone()));
                continue;
            };
            for (field, word) in [("is", &test.is), ("is_not", &test.is_not)] {
                if word.as_deref().is_some_and(|word| !words.contains(&word)) {
                    let list = words.iter().map(|word| (*word).to_owned()).collect();
                    faults.add(format_args!("{here}/{field}"), FaultKind::NotOneOf(list));
                }
            }
        }
    }
}
