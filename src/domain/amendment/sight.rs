//! What of a corrected fact is shown: masked to everybody, and to who sees masks only nothing that tells of somebody's health.
//!
//! Not here: the facts themselves (`server::view::mask`). Invariant: a fact that is named here nowhere is hidden.

use serde_json::Value;

use super::HIDDEN;
use crate::domain::fact_field::FactField;
use crate::domain::identity::{mask_birth, mask_card, mask_contract, mask_id_number, mask_name, mask_phone};

/// The facts that who sees masks only may know, some of them as [`masked`] leaves them; by their patterns in the catalogue.
const SEEN: &[&str] = &[
    "/member/id_number",
    "/member/name",
    "/member/sex",
    "/member/birth",
    "/member/phone",
    "/member/social_security_card",
    "/member/member_number",
    "/member/platform_worker",
    "/member/retired",
    "/enrolments/*/cover/from",
    "/enrolments/*/cover/to",
    "/enrolments/*/employer",
    "/enrolments/*/contract",
    "/enrolments/*/class",
    "/enrolments/*/units",
    "/enrolments/*/funding",
    "/enrolments/*/premium",
    "/enrolments/*/own_share",
    "/enrolments/*/insured_staff",
    "/enrolments/*/enrolled_staff",
    "/filed_by",
    "/known_since",
    "/complete_since",
    "/late_reason",
    "/choices/exclusive",
    "/stays/*/admission",
    "/stays/*/discharge",
    "/stays/*/stated_days",
    "/stays/*/settled",
    "/stays/*/designated",
    "/stays/*/outside",
    "/stays/*/settled_later",
    "/stays/*/expense/self_care",
    "/stays/*/expense/self_pay",
    "/stays/*/expense/critical_illness_fund",
    "/stays/*/expense/civil_servant_subsidy",
    "/stays/*/expense/receipt",
    "/stays/*/expense_in_period",
    "/diagnosis/diagnosed",
    "/outpatient/*/kind",
    "/outpatient/*/settled_on",
    "/outpatient/*/settled",
    "/outpatient/*/expense/self_care",
    "/outpatient/*/expense/self_pay",
    "/outpatient/*/expense/critical_illness_fund",
    "/outpatient/*/expense/civil_servant_subsidy",
    "/outpatient/*/expense/receipt",
    "/accident/date",
    "/accident/known_to_union",
    "/accident/notified",
    "/accident/account",
    "/disability/assessed",
    "/disability/applied",
    "/fire/date",
    "/fire/account",
    "/death/date",
    "/agent/name",
    "/agent/id_number",
    "/agent/phone",
    "/agent/relation",
    "/payee/name",
    "/payee/bank",
    "/payee/card",
    "/payee/account_kind",
    "/payee/activated",
    "/amounts/*/amount",
    "/amounts/*/clause",
    "/payee/proof",
];

/// Gives a fact's value as it is shown: masked where a person or an account is found by it.
pub fn masked(path: &str, value: &Value) -> Value {
    let mut kept = value.clone();
    mask(path.rsplit('/').next().unwrap_or_default(), &mut kept);
    kept
}

/// Masks the values of a fact, and of what lies under it, that a person or an account is found by. What is masked already stays so.
fn mask(name: &str, value: &mut Value) {
    match value {
        Value::Object(fields) => fields.iter_mut().for_each(|(name, field)| mask(name, field)),
        Value::Array(items) => items.iter_mut().for_each(|item| mask(name, item)),
        Value::String(text) => {
            let masked = match name {
                "name" => mask_name(text),
                "id_number" => mask_id_number(text),
                "phone" => mask_phone(text),
                "social_security_card" | "member_number" | "card" | "receipt" => mask_card(text),
                "contract" => mask_contract(text),
                "birth" => text.parse().map_or_else(|_| HIDDEN.to_owned(), mask_birth),
                "proof" | "late_reason" | "account" => HIDDEN.to_owned(),
                _ => return,
            };
            *text = masked;
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Hides the values of a fact, and of what lies under it, that who sees masks only may not know; the others are masked already.
pub(super) fn hide(path: &str, value: &mut Value) {
    match value {
        Value::Null => {}
        Value::Object(fields) => fields.iter_mut().for_each(|(name, field)| hide(&format!("{path}/{name}"), field)),
        // One that is to come stands at no place yet.
        leaf if FactField::of(&path.replace("/-/", "/0/")).is_some_and(|field| SEEN.contains(&field.pattern)) => {
            // No such fact is a list: one would hold anything.
            if leaf.is_array() {
                *leaf = HIDDEN.into();
            }
        }
        leaf => *leaf = HIDDEN.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_the_server_masked_is_shown_on_a_desk_as_it_came() {
        for (path, value, shown) in [
            ("/payee/card", "6217000010000004417", "****4417"),
            ("/stays/0/expense/receipt", "F20230007", "****0007"),
            ("/payee/card", "4417", "****"),
            ("/member/phone", "13800001111", "138****1111"),
            ("/enrolments/0/contract", "B01210012", "B*****012"),
        ] {
            let once = masked(path, &json!(value));
            assert_eq!((&once, masked(path, &once)), (&json!(shown), json!(shown)), "{path}");
        }
    }

    #[test]
    fn a_fact_that_nobody_named_is_hidden() {
        let mut value = json!({ "diagnosed": "2024-11-22", "radiotherapy": true, "chemotherapy_courses": 3, "new": ["x"] });
        hide("/diagnosis", &mut value);
        assert_eq!(value, json!({ "diagnosed": "2024-11-22", "radiotherapy": "***", "chemotherapy_courses": "***", "new": "***" }));
        let mut added = json!({ "admission": "2024-11-18", "hospital": "某某医院", "expense": { "self_pay": "12.00" } });
        hide("/stays/-", &mut added);
        assert_eq!(added, json!({ "admission": "2024-11-18", "hospital": "***", "expense": { "self_pay": "12.00" } }));
    }
}
