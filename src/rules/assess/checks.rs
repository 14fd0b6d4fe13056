//! The list of checks while it is made. A check that the plan does not name is not made.
//!
//! Where nobody will read them none is kept: what a benefit comes to never rests on this list.
//! Invariant: a reviewer's answer turns a check that failed, warned or waited into an attested or a failed one, with his note. His "no"
//! is about what the check asked: what asked nothing beside it stays as it was. Where the engine drew no consequence from a "no", the plan
//! does, or what it is about waits for it and can't be approved ([`Checks::denied`]).

use crate::domain::assessment::{Assessment, Check, CheckState, Finding};
use crate::domain::ids::{BenefitId, CheckId, Clause};
use crate::rules::assess::claim::{Claim, check_of, fact_check};
use crate::rules::plan::Exclusion;

/// At most so many checks of one kind are listed one by one; a claim of a million stays must not make a million checks.
pub const LISTED: usize = 20;

/// A finding, or what makes one: that is asked only where somebody will read it.
pub trait Told {
    fn finding(self) -> Finding;
}

impl Told for Finding {
    fn finding(self) -> Finding {
        self
    }
}

impl<F: FnOnce() -> Finding> Told for F {
    fn finding(self) -> Finding {
        self()
    }
}

pub struct Checks<'a> {
    claim: Claim<'a>,
    list: Vec<Made>,
    /// What asks somebody anywhere in the claim; known only where somebody said "no", and once the claim was gone through for it.
    asking: Option<Vec<CheckId>>,
    /// What was denied anywhere in the claim, each for the benefit that it is about, without the engine's drawing a consequence from it;
    /// known with that.
    denied: Vec<(CheckId, Option<BenefitId>)>,
}

/// A check as it is told.
struct Made {
    check: Check,
    /// How it stood before anybody answered.
    unanswered: CheckState,
    /// The engine drew no consequence from the "no" to it.
    is_denied: bool,
}

impl Made {
    const fn asks(&self) -> bool {
        self.unanswered.asks()
    }
}

impl<'a> Checks<'a> {
    pub const fn new(claim: Claim<'a>) -> Self {
        Checks { claim, list: Vec::new(), asking: None, denied: Vec::new() }
    }

    /// Takes from a list of the same claim, made before anybody's "no" took effect, what asks in it and what is denied.
    pub fn learn(&mut self, before: &Checks<'_>) {
        let asking: Vec<CheckId> = before.list.iter().filter(|made| made.asks()).map(|made| made.check.check.clone()).collect();
        let is_about = |made: &&Made| made.is_denied && (made.asks() || !asking.contains(&made.check.check));
        self.denied = before.list.iter().filter(is_about).map(|made| (made.check.check.clone(), made.check.benefit.clone())).collect();
        self.asking = Some(asking);
    }

    /// Whether a reviewer's "no" to a check is about a finding of it that stands so: about what asked, or, where nothing of the check
    /// asked anywhere in the claim, about what passed.
    pub fn denies(&self, id: &str, state: CheckState) -> bool {
        let is_about = || state.asks() || self.asking.as_ref().is_some_and(|asking| asking.iter().all(|asked| asked != id));
        self.claim.answer(id) == Some(false) && is_about()
    }

    /// Adds a check of the plan; it blocks where the plan says so.
    pub fn add(&mut self, id: &str, benefit: Option<&BenefitId>, state: CheckState, finding: impl Told) {
        if self.claim.traced {
            self.put(id, benefit, state, finding.finding(), true);
        }
    }

    /// Adds a check whose failure has taken effect already: the benefit comes to nothing, or the stay does not count. Such a
    /// failure does not stand against approving the rest; an unknown one does.
    pub fn add_resolved(&mut self, id: &str, benefit: Option<&BenefitId>, state: CheckState, finding: impl Told) {
        if self.claim.traced {
            self.put(id, benefit, state, finding.finding(), false);
        }
    }

    /// Adds a check of which there may be several, each with its own finding: one answer covers them all, so every one is listed, once.
    pub fn add_each(&mut self, id: &str, benefit: Option<&BenefitId>, state: CheckState, findings: impl IntoIterator<Item = Finding>) {
        if !self.claim.traced {
            return;
        }
        for finding in findings {
            let same = |made: &Made| made.check.check == id && made.check.benefit.as_ref() == benefit && made.check.finding == finding;
            if !self.list.iter().any(same) {
                self.add_resolved(id, benefit, state, finding);
            }
        }
    }

    /// Adds a question that the answer to an earlier one of its kind does not cover.
    pub fn ask_anew(&mut self, id: &str, finding: Finding) {
        self.add_beside(id, CheckState::Unknown, finding);
    }

    /// Adds a check that an answer to another of its kind is not about.
    pub fn add_beside(&mut self, id: &str, state: CheckState, finding: Finding) {
        if let Some(rule) = self.claim.plan.check(id).filter(|_| self.claim.traced) {
            let (check, clause) = (rule.id.clone(), rule.clause.clone());
            let blocks = rule.blocks && state == CheckState::Unknown;
            let check = Check { check, benefit: None, state, finding, clause, blocks, note: None };
            self.list.push(Made { check, unanswered: state, is_denied: false });
        }
    }

    /// Puts findings in the place of a check's earlier ones, once more is known. Such a failure has taken effect elsewhere.
    pub fn restate(&mut self, id: &str, state: CheckState, findings: impl IntoIterator<Item = Finding>) {
        let at = self.list.iter().position(|made| made.check.check == id).unwrap_or(self.list.len());
        self.list.retain(|made| made.check.check != id);
        let after = self.list.split_off(at);
        findings.into_iter().for_each(|finding| self.add_resolved(id, None, state, finding));
        self.list.extend(after);
    }

    fn put(&mut self, id: &str, benefit: Option<&BenefitId>, state: CheckState, finding: Finding, fail_blocks: bool) {
        if let Some(rule) = self.claim.plan.check(id) {
            let (clause, blocks) = (rule.clause.clone(), rule.blocks);
            self.put_held(&rule.id, benefit, (state, finding), clause, (blocks, fail_blocks));
        }
    }

    /// Adds a check under another clause than the plan's own for it, such as the clause of the benefit that it is about.
    pub fn add_under(&mut self, id: &str, benefit: &BenefitId, state: CheckState, finding: Finding, clause: &Clause) {
        if let Some(rule) = self.claim.plan.check(id) {
            self.put_held(&rule.id, Some(benefit), (state, finding), clause.clone(), (rule.blocks, true));
        }
    }

    /// Adds a check of which the engine did as the answer says, so that nothing stands against approving.
    pub fn add_obeyed(&mut self, id: &str, benefit: Option<&BenefitId>, state: CheckState, finding: Finding) {
        self.add_resolved(id, benefit, state, finding);
        let note = self.claim.facts.answers.iter().rev().find(|answer| answer.check == id).map(|answer| answer.note.clone());
        if let Some(made) = self.list.last_mut().filter(|made| made.check.check == id) {
            (made.check.state, made.check.blocks, made.check.note) = (state, false, note);
            made.is_denied = false;
        }
    }

    /// Adds a check that nobody's answer is about: it was given to another finding of the same check.
    pub fn add_standing(&mut self, id: &str, benefit: Option<&BenefitId>, state: CheckState, finding: Finding) {
        self.add_resolved(id, benefit, state, finding);
        if let Some(made) = self.list.last_mut().filter(|made| made.check.check == id) {
            (made.check.state, made.check.blocks, made.check.note) = (state, false, None);
        }
    }

    /// A "no" from which the engine drew no consequence refuses what the plan says; else it stands against approving.
    fn put_held(
        &mut self,
        id: &CheckId,
        benefit: Option<&BenefitId>,
        (state, finding): (CheckState, Finding),
        clause: Clause,
        (blocks, fail_blocks): (bool, bool),
    ) {
        if !self.claim.traced {
            return;
        }
        let had_effect = matches!(state, CheckState::Fail | CheckState::Unknown) && !fail_blocks;
        let is_denied = self.claim.answer(id.as_str()) == Some(false) && !had_effect;
        self.put_under(id.clone(), benefit, state, finding, clause);
        let refuses = is_denied && self.refuses(id, benefit);
        if let Some(made) = self.list.last_mut() {
            made.is_denied = is_denied;
            made.check.blocks = match made.check.state {
                CheckState::Fail if refuses => false,
                CheckState::Fail => (blocks && fail_blocks) || is_denied,
                CheckState::Unknown => blocks,
                CheckState::Warning | CheckState::Attested | CheckState::Pass => false,
            };
        }
    }

    /// Whether the plan refuses everything that a check is about where it is denied.
    fn refuses(&self, id: &CheckId, benefit: Option<&BenefitId>) -> bool {
        let Some(denied) = self.claim.plan.check(id.as_str()).and_then(|rule| rule.denied.as_ref()) else { return false };
        match benefit {
            Some(benefit) => denied.concerns(benefit),
            None => self.claim.plan.benefits.iter().filter(|own| self.claim.claims(&own.id)).all(|own| denied.concerns(&own.id)),
        }
    }

    /// The checks by which somebody denied something of a benefit, or of the whole claim, and the engine drew no consequence from it.
    pub fn denied<'c>(&'c self, benefit: &'c BenefitId) -> impl Iterator<Item = &'c CheckId> {
        let about = move |of: &Option<BenefitId>| of.as_ref().is_none_or(|own| own == benefit);
        self.denied.iter().filter(move |(_, of)| about(of)).map(|(check, _)| check)
    }

    /// Adds a check that the plan states elsewhere, such as an exclusion that was raised. It does not block.
    pub fn put_under(&mut self, check: CheckId, benefit: Option<&BenefitId>, state: CheckState, finding: Finding, clause: Clause) {
        if !self.claim.traced {
            return;
        }
        // A "yes" to what passes says nothing new; a "no" always counts.
        let answer =
            self.claim.facts.answers.iter().rev().find(|answer| answer.check == check).filter(|answer| state.asks() || !answer.holds);
        let said = match answer.map(|answer| answer.holds) {
            Some(true) => CheckState::Attested,
            Some(false) => CheckState::Fail,
            None => state,
        };
        let note = answer.map(|answer| answer.note.clone());
        let check = Check { check, benefit: benefit.cloned(), state: said, finding, clause, blocks: false, note };
        self.list.push(Made { check, unanswered: state, is_denied: false });
    }

    /// Adds a check of which a plan states only the kind: it blocks while it waits or was answered with no.
    pub fn put_blocking(
        &mut self,
        check: CheckId,
        benefit: Option<&BenefitId>,
        state: CheckState,
        finding: Finding,
        under: (Clause, bool),
    ) {
        let (clause, blocks) = under;
        self.put_under(check, benefit, state, finding, clause);
        if let Some(Made { check, .. }) = self.list.last_mut() {
            check.blocks = blocks && matches!(check.state, CheckState::Fail | CheckState::Unknown);
        }
    }

    /// Shows an exclusion that was raised, with the words of who raised it where he answered no check since. One that only a fact
    /// raised is shown as answered where the fact was let pass, in the words by which it was.
    pub fn raise(&mut self, exclusion: &Exclusion, finding: Finding, note: Option<&str>) {
        let passed = note.is_none() && self.claim.fact_is_answered(exclusion);
        let state = if passed { CheckState::Attested } else { CheckState::Fail };
        let of_fact = exclusion.raised_by.and_then(fact_check).filter(|_| passed);
        let note = of_fact.map_or(note, |check| self.claim.facts.answers.iter().rev().find(|a| a.check == check).map(|a| a.note.as_str()));
        self.put_under(check_of(exclusion), None, state, finding, exclusion.clause.clone());
        // He let it pass, and said of the fact which raises it that it is so.
        let (check, claim) = (exclusion.raised_by.and_then(fact_check), self.claim);
        let denied = check.and_then(|check| claim.facts.answers.iter().rev().find(|a| a.check == check).filter(|a| !a.holds));
        if let Some(Made { check, .. }) = self.list.last_mut() {
            if let Some(answer) = denied.filter(|_| check.state == CheckState::Attested) {
                (check.state, check.note) = (CheckState::Fail, Some(answer.note.clone()));
            }
            check.note = check.note.take().or_else(|| note.map(str::to_owned));
        }
    }

    pub fn has(&self, id: &str) -> bool {
        self.list.iter().any(|made| made.check.check == id)
    }

    /// The exclusions among those of the plan that are shown already.
    pub fn raised(&self) -> Vec<&'a Exclusion> {
        let shown =
            |check: &Check| self.claim.plan.exclusions.iter().find(|exclusion| Assessment::is_check_of(&check.check, &exclusion.id));
        let checks = self.list.iter().map(|made| &made.check);
        checks.filter(|check| Assessment::is_of_exclusion(&check.check)).filter_map(shown).collect()
    }

    /// Gives the list. What asked nothing is not denied where another of the same check asked, and the answer was to that.
    pub fn finish(mut self) -> Vec<Check> {
        let asking: Vec<CheckId> = self.list.iter().filter(|made| made.asks()).map(|made| made.check.check.clone()).collect();
        for made in self.list.iter_mut().filter(|made| !made.asks() && made.check.state == CheckState::Fail) {
            if asking.contains(&made.check.check) {
                (made.check.state, made.check.blocks, made.check.note) = (made.unanswered, false, None);
            }
        }
        self.list.into_iter().map(|made| made.check).collect()
    }
}

/// Makes a finding that only says which sentence fits.
pub fn variant(text: &str) -> Finding {
    Finding { variant: Some(text.into()), ..Finding::default() }
}

/// Makes a finding that only names the facts that are missing.
pub fn missing(paths: Vec<String>) -> Finding {
    Finding { missing: paths, ..Finding::default() }
}
