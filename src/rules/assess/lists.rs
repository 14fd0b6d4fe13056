//! Names of a claim judged by the lists that the operator keeps.
//!
//! Invariant: a name that is on the list holds, one that is not refuses with the list's clause or asks, as the list says; one that is only
//! a part of a name, has one in it or looks like one, asks; a reviewer's answer goes before all of them.

use crate::domain::assessment::{CheckState, Finding};
use crate::domain::time::Date;
use crate::rules::assess::checks::{Checks, variant};
use crate::rules::assess::claim::Claim;
use crate::rules::assess::disease::REPEATED;
use crate::rules::assess::draft::Draft;
use crate::rules::plan::{ListKind, OnList, OperatorList, Otherwise};

/// What is looked up in a list, and what follows from it.
pub struct Asked<'s> {
    /// The check that tells of it.
    pub check: &'static str,
    /// The reason where it is not on the list.
    pub reason: &'static str,
    /// What the claim says, each with its place in the facts; one on the list is enough.
    pub said: Vec<(Option<&'s str>, String)>,
}

/// Judges names by the list of a kind that stands for a day. False where there is no such list: then nothing was said of them.
pub fn judge(claim: Claim<'_>, draft: &mut Draft<'_>, (kind, day): (ListKind, Date), asked: &Asked<'_>, checks: &mut Checks<'_>) -> bool {
    let Some(list) = claim.plan.list(kind, day) else { return false };
    judge_found(claim, draft, (list, look_up(list, &asked.said)), (asked.check, asked.reason), checks);
    true
}

/// Judges what was found in a list.
pub fn judge_found(
    claim: Claim<'_>,
    draft: &mut Draft<'_>,
    (list, (state, finding)): (&OperatorList, (CheckState, Finding)),
    (check, reason): (&str, &str),
    checks: &mut Checks<'_>,
) {
    let id = Some(&draft.benefit.id);
    // The list says what a name is worth, not that the name is right: a reviewer may say that this is not it.
    let state = if checks.denies(check, state) { CheckState::Fail } else { state };
    checks.add_resolved(check, id, state, finding.clone());
    match (state, claim.answer(check)) {
        (CheckState::Pass, _) | (_, Some(true)) => {}
        (CheckState::Fail, _) | (_, Some(false)) => draft.refuse(&reason.into(), &list.clause),
        // Off a list that leaves others open, or a fuller name than the list has.
        _ if finding.missing.is_empty() => draft.wait(check),
        _ => finding.missing.into_iter().for_each(|path| draft.lack(path)),
    }
}

/// The best that is found of several names: one on the list, else one that has to be asked about, else none.
pub fn look_up(list: &OperatorList, names: &[(Option<&str>, String)]) -> (CheckState, Finding) {
    let repeated = |said: &str| Some(said.trim().chars().take(REPEATED).collect::<String>());
    let mut off = None;
    let mut open = None;
    for (said, path) in names {
        let said = said.map(str::trim).filter(|said| !said.is_empty());
        match said.map(|said| (said, list.has(said))) {
            Some((_, OnList::Yes(entry))) => {
                return (CheckState::Pass, Finding { said: repeated(&entry.name), ..variant("on-list") });
            }
            Some((said, OnList::PartOfName)) => {
                open = open.or(Some(Finding { said: repeated(said), missing: vec![path.clone()], ..variant("part-of-list") }));
            }
            // 上海市第一人民医院 may be 第一人民医院 of the list, 肺癌晚期 is 肺癌: to be said by who knows.
            Some((said, OnList::HoldsName)) => open = open.or(Some(Finding { said: repeated(said), ..variant("holds-list") })),
            Some((said, OnList::Near)) => open = open.or(Some(Finding { said: repeated(said), ..variant("near-list") })),
            Some((said, OnList::No)) => off = off.or(Some(Finding { said: repeated(said), ..variant("off-list") })),
            None => open = open.or(Some(Finding { missing: vec![path.clone()], ..variant("unsaid-list") })),
        }
    }
    match (open, off) {
        (Some(finding), _) => (CheckState::Unknown, finding),
        (None, Some(finding)) if list.otherwise == Otherwise::Ask => (CheckState::Unknown, finding),
        (None, Some(finding)) => (CheckState::Fail, finding),
        (None, None) => (CheckState::Unknown, variant("unsaid-list")),
    }
}
