//! How the diseases of a plan's list are found by what somebody types: what is one disease's own is that one, the rest is a list.

use huzhu::rules::Plan;
use huzhu::rules::plan::FoundBy;

use super::{plan, plan_of};

fn codes(plan: &Plan, typed: &str) -> Vec<String> {
    plan.find_diseases(typed).iter().map(|found| found.disease.code.clone()).collect()
}

#[test]
fn a_disease_is_found_by_name_alias_pinyin_initials_and_code() {
    let jinan = plan_of("jn-critical");
    for typed in ["慢性肾功能衰竭（尿毒症期）", "尿毒症", "尿毒", "niaoduzheng", "ndz", "uraemia", "URAEMIA", "1"] {
        assert_eq!(codes(&jinan, typed).first().map(String::as_str), Some("uraemia"), "{typed}");
    }
    assert_eq!(codes(&plan(), "exzl"), ["malignancy-severe", "malignancy-mild"]);
    assert_eq!(codes(&plan(), "stroke"), ["stroke-severe", "stroke-mild"], "by its English name");
    assert_eq!(codes(&plan(), "M1"), ["malignancy-mild"]);
    for nothing in ["", "  ", "感冒", "\u{202e}", "'; drop table"] {
        assert_eq!(codes(&plan(), nothing), [""; 0], "{nothing}");
    }
    assert_eq!(codes(&plan(), &"癌".repeat(10_000)), [""; 0]);
}

#[test]
fn the_whole_stands_before_the_beginning_and_that_before_the_middle() {
    let jinan = plan_of("jn-critical");
    assert_eq!(codes(&jinan, "脑")[..3], ["stroke", "brain-tumour", "encephalitis"], "names that begin with it, in the order of the list");
    assert_eq!(codes(&jinan, "昏迷"), ["coma"]);
    assert_eq!(codes(&jinan, "癌症"), ["cancer"]);
    let found = jinan.find_diseases("再障");
    assert_eq!((found[0].by, found[0].exact), (FoundBy::Alias, true));
}

#[test]
fn what_fits_several_is_none_of_them() {
    let plan = plan();
    for part in ["恶性肿瘤", "心肌梗死", "脑中风后遗症", "帕金森病"] {
        assert!(plan.disease(part).is_none() && plan.is_part_of_name(part), "{part}");
        assert!(plan.find_diseases(part).iter().all(|found| !found.exact), "{part}");
    }
    for other in ["感冒", "甲", "", "恶性肿瘤——重度", "M1"] {
        assert!(!plan.is_part_of_name(other), "{other}");
    }
}

#[test]
fn a_code_of_the_classification_is_the_operators_and_may_be_several() {
    let text = plan().source.replacen("name = \"深度昏迷\"", "icd = [\"R40.2\"]\nname = \"深度昏迷\"", 1);
    let text = text.replacen("name = \"恶性肿瘤——重度\"", "icd = [\"C73\"]\nname = \"恶性肿瘤——重度\"", 1);
    let text = text.replacen("name = \"恶性肿瘤——轻度\"", "icd = [\"C73\"]\nname = \"恶性肿瘤——轻度\"", 1);
    let plan = Plan::parse(&text).unwrap();
    assert_eq!(plan.disease("r40.2").map(|disease| disease.code.as_str()), Some("coma"), "a code that only one has");
    assert_eq!(plan.disease("C73"), None, "one that two share says nothing");
    for typed in ["C73", "c73.9", "C7"] {
        assert_eq!(codes(&plan, typed), ["malignancy-severe", "malignancy-mild"], "{typed}");
    }
}
