//! What a stay is said to have been for, beside the disease that is claimed.
//!
//! Not here: whether the disease is listed. Invariant: words decide nothing against a claimant by themselves: they make a question.

use crate::domain::facts::Stay;
use crate::rules::assess::claim::Claim;

/// What stands in the names of very many illnesses, and so tells none from another.
const COMMON: &str = "急慢性病症炎期级型轻中重度多发严较伴及后前的或与并和术治疗大小左右双侧上下内外部位其他综合征第原因待查院";

/// Whether what a stay is said to have been for is the disease of the claim.
pub fn names_disease(claim: Claim<'_>, stay: &Stay) -> bool {
    let (Some(disease), Some(illness)) = (claimed(claim), said(stay)) else { return false };
    let code = |said: &str| claim.plan.disease(said).map(|disease| disease.code.as_str());
    let is_same = code(disease).is_some() && code(disease) == code(illness);
    is_same || illness.contains(disease) || disease.contains(illness)
}

/// Whether a stay is said to have been for what is plainly another illness: no character that tells one from another is in the names of both.
pub fn is_another(claim: Claim<'_>, stay: &Stay) -> bool {
    let (Some(disease), Some(illness)) = (claimed(claim), said(stay)) else { return false };
    if names_disease(claim, stay) {
        return false;
    }
    let listed = claim.plan.disease(disease);
    let names = listed.into_iter().flat_map(|of| of.aliases.iter().chain([&of.name])).map(String::as_str);
    let of_disease: Vec<char> = names.chain([disease]).flat_map(telling).collect();
    let mut of_illness = telling(illness).peekable();
    of_illness.peek().is_some() && !of_disease.is_empty() && !of_illness.any(|character| of_disease.contains(&character))
}

fn claimed<'a>(claim: Claim<'a>) -> Option<&'a str> {
    let disease = claim.facts.diagnosis.as_ref()?.disease.as_deref()?.trim();
    (!disease.is_empty()).then_some(disease)
}

fn said(stay: &Stay) -> Option<&str> {
    stay.illness.as_deref().map(str::trim).filter(|said| !said.is_empty())
}

/// The Chinese characters of a name that tell it from others; a cancer is a tumour.
fn telling(name: &str) -> impl Iterator<Item = char> {
    let tells = |character: &char| ('\u{4e00}'..='\u{9fff}').contains(character) && !COMMON.contains(*character);
    name.chars().filter(tells).map(|character| if character == '癌' { '瘤' } else { character })
}
