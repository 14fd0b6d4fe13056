//! What a sheet is filled with: defects from the checklist, reasons by what was typed, the text for the claimant.
//!
//! Pure. No name, number or account of a person stands in a composed text: the case's number is enough.

use crate::app::decide::{DefectLine, FoundReason, PaperLine};
use crate::app::materials::{PaperState, defect_reasons, papers};
use crate::domain::case::Event;
use crate::domain::decision::{Act, Defect};
use crate::domain::ids::{MaterialId, ReasonCode};
use crate::domain::material::{MaterialVerdict, Verdict};
use crate::domain::people::Lang;
use crate::domain::reason::ReasonClass;
use crate::domain::search::Search;
use crate::domain::summary::CaseDetail;
use crate::rules::plan::{Plan, Reason};
use crate::text::sheets;

/// Lists what may be asked of the claimant: defective papers, then those that have not come.
pub fn defects(plan: &Plan, detail: &CaseDetail, draft: &[MaterialVerdict]) -> Vec<DefectLine> {
    let papers = papers(detail, draft);
    let missing = missing_reason(plan);
    let defective = papers.iter().filter_map(|paper| match &paper.verdict {
        Some(Verdict::Defective { reason }) => Some((reason.clone(), paper)),
        _ => None,
    });
    let absent =
        papers.iter().filter(|paper| paper.state() == PaperState::Missing).filter_map(|paper| Some((missing?.code.clone(), paper)));
    defective
        .chain(absent)
        .map(|(reason, paper)| DefectLine { defect: Defect { reason, material: Some(paper.material.clone()) }, listed: true })
        .collect()
}

/// Lists the papers that may have come after a return: those that were asked for, marked as come, because that is what mostly
/// happens and is read before it is confirmed; then the others that are not accepted.
pub fn papers_to_come(detail: &CaseDetail) -> Vec<PaperLine> {
    let last = detail.case.timeline.iter().rev().find_map(|entry| match &entry.event {
        Event::Decided { act: Act::Return { defects, .. }, .. } => Some(defects.as_slice()),
        _ => None,
    });
    let asked = |id: &MaterialId| last.unwrap_or_default().iter().any(|defect| defect.material.as_ref() == Some(id));
    let mut lines: Vec<PaperLine> = papers(detail, &[])
        .into_iter()
        .filter(|paper| paper.state() != PaperState::Accepted)
        .map(|paper| {
            let asked = asked(&paper.material);
            PaperLine { asked, material: paper.material, came: asked }
        })
        .collect();
    lines.sort_by_key(|line| !line.asked);
    lines
}

/// The plan's reason for a paper that has not come.
fn missing_reason(plan: &Plan) -> Option<&Reason> {
    defect_reasons(plan).find(|reason| reason.code.as_str().ends_with("MISSING"))
}

/// Writes what the claimant is told of a return.
pub fn return_text(plan: &Plan, detail: &CaseDetail, lines: &[DefectLine], lang: Lang) -> String {
    let listed: Vec<&DefectLine> = lines.iter().filter(|line| line.listed).collect();
    let mut text = sheets::return_head(lang, benefits(plan, detail, lang), &detail.case.id, listed.len());
    for (i, line) in listed.iter().enumerate() {
        let paper = line.defect.material.as_ref().map(|id| plan.material(id).map_or(id.as_str(), |rule| rule.name.get(lang)));
        let words = plan.reason(&line.defect.reason).map_or(line.defect.reason.as_str(), |reason| reason.text.get(lang));
        text.push('\n');
        text.push_str(&match paper {
            Some(paper) => sheets::return_line(lang, i + 1, paper, words),
            None => sheets::return_line_plain(lang, i + 1, words),
        });
    }
    text.push('\n');
    text.push_str(sheets::return_tail(lang));
    text
}

/// Writes what the claimant is told of a rejection.
pub fn reject_text(plan: &Plan, detail: &CaseDetail, code: &ReasonCode, lang: Lang) -> String {
    let words = plan.reason(code).map_or(code.as_str(), |reason| reason.text.get(lang));
    sheets::reject_text(lang, benefits(plan, detail, lang), &detail.case.id, words)
}

fn benefits(plan: &Plan, detail: &CaseDetail, lang: Lang) -> String {
    let names = detail.case.facts.benefits.iter().map(|id| plan.benefit(id).map_or(id.as_str(), |benefit| benefit.name.get(lang)));
    names.collect::<Vec<_>>().join(sheets::and(lang))
}

/// Finds reasons for a rejection by code, hanzi, pinyin or initials; those that the assessment proposes come first.
pub fn find_reasons(plan: &Plan, detail: &CaseDetail, typed: &str) -> Vec<FoundReason> {
    let search = Search::new(typed);
    let proposed = |reason: &Reason| detail.assessment.benefits.iter().any(|benefit| benefit.reason.as_ref() == Some(&reason.code));
    let mut found: Vec<FoundReason> = plan
        .reasons
        .iter()
        .filter(|reason| reason.class == ReasonClass::Reject)
        .filter(|reason| search.finds(&[reason.code.as_str(), &reason.name.zh, &reason.name.en]))
        .map(|reason| FoundReason { code: reason.code.clone(), proposed: proposed(reason) })
        .collect();
    found.sort_by_key(|reason| !reason.proposed);
    found
}
