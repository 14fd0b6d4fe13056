//! Whether the disease that a claim names is one of the plan's list.

use crate::domain::assessment::{CheckState, Finding};
use crate::domain::facts::Diagnosis;
use crate::rules::assess::checks::{Checks, variant};
use crate::rules::assess::claim::{Claim, reasons};
use crate::rules::assess::draft::{Draft, refuse_under, unless_denied};
use crate::rules::plan::{Disease, class_id};

/// The most characters that a check repeats of what was typed.
pub const REPEATED: usize = 40;

/// Finds the disease of a diagnosis. Words that are no name of the list may still mean one of it, as a doctor's "肺癌" does: the reviewer says,
/// and names the one that is meant; his "no" refuses the benefit, in the words that were typed.
pub fn listed<'a>(claim: Claim<'a>, draft: &mut Draft<'_>, diagnosis: &Diagnosis, checks: &mut Checks<'_>) -> Option<&'a Disease> {
    const CHECK: &str = "disease-listed";
    let id = Some(&draft.benefit.id);
    let Some(said) = &diagnosis.disease else {
        draft.lack("facts.diagnosis.disease");
        return None;
    };
    let typed = || Some(said.trim().chars().take(REPEATED).collect::<String>()).filter(|said| !said.is_empty());
    let disease = claim.plan.disease(said);
    match disease {
        Some(disease) => {
            let finding = || Finding { said: Some(disease.code.clone()), ..variant(disease.class.map_or("listed", class_id)) };
            let state = unless_denied(claim, draft, (CHECK, reasons::DISEASE_NOT_LISTED), CheckState::Pass, checks);
            if state == CheckState::Fail {
                draft.said = typed();
            }
            checks.add_resolved(CHECK, id, state, finding);
        }
        None if claim.plan.is_part_of_name(said) => {
            let finding = Finding { missing: vec!["facts.diagnosis.disease".into()], said: typed(), ..variant("grade") };
            checks.add_resolved(CHECK, id, CheckState::Unknown, finding);
            if claim.answer(CHECK) == Some(false) {
                draft.said = typed();
                refuse_under(claim, draft, reasons::DISEASE_NOT_LISTED);
            } else {
                draft.lack("facts.diagnosis.disease");
            }
        }
        None => {
            checks.add_resolved(CHECK, id, CheckState::Unknown, Finding { said: typed(), ..variant("in-words") });
            match claim.answer(CHECK) {
                None => draft.wait(CHECK),
                Some(true) => draft.lack("facts.diagnosis.disease"),
                Some(false) => {
                    draft.said = typed();
                    refuse_under(claim, draft, reasons::DISEASE_NOT_LISTED);
                }
            }
        }
    }
    disease
}
