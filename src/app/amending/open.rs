//! The sheets of changes are opened: on a fact, on a part of the facts, on a check, on an exclusion.
//!
//! Not here: what is typed into them and what comes of it (`amending`).

use crate::app::Desk;
use crate::app::action::Action;
use crate::app::amend::{AmendSheet, Focus, Subject};
use crate::app::case::{CaseView, Tab};
use crate::app::field::Field;
use crate::app::form::FormField;
use crate::app::message::Personal;
use crate::app::overlay::{Placed, effects, placed};
use crate::app::sheet::Sheet;
use crate::domain::amendment::{Amendment, Correction, Target, value_at};
use crate::domain::assessment::{Assessment, BenefitAssessment, Outcome, StepKind};
use crate::domain::fact_field::{FactField, Part};
use crate::domain::ids::{BenefitId, CheckId, ExclusionId};
use crate::rules::plan_topics;
use crate::text::amend as words;

impl Desk {
    /// Opens the sheet of what is under the cursor: a fact, an exclusion, a check.
    pub(super) fn correct(&mut self) {
        match self.case.as_ref().map(|case| case.tab) {
            Some(Tab::Summary) => {
                let here = self.case.as_ref().and_then(|case| {
                    let fact = case.facts().into_iter().nth(case.cursor())?;
                    Some(placed(&case.base()?.case.facts, &case.amendments(), &fact.path))
                });
                match here {
                    Some(Placed::Base(path)) => match self.added_around(&path) {
                        Some(added) => self.edit_added(&added),
                        None => self.correct_fact(&path),
                    },
                    Some(Placed::Added(added)) => self.edit_added(&added),
                    None => self.warn(words::nothing_here(self.lang)),
                }
            }
            Some(Tab::Checks) => self.answer_check(),
            Some(Tab::Payout) if self.without_figure().is_some() => self.enter_amount(),
            _ => {
                self.act_amending(Action::CorrectOther);
            }
        }
    }

    pub(in crate::app) fn correct_fact(&mut self, path: &str) {
        let Some(spec) = FactField::of(path) else { return self.warn(words::cannot_correct(self.lang)) };
        self.open_amend(|desk, case| {
            let base = case.base()?;
            let plan = desk.plan_of(base)?;
            let old = value_at(&base.case.facts, path);
            let shown = value_at(&case.detail()?.case.facts, path);
            // A masked value is not filled in: opening this sheet leaves no audit entry, showing a field does. What was drafted was typed here.
            let is_masked = shown == old && Personal::of_path(path).is_some_and(|personal| !desk.is_revealed(&case.id, personal));
            let shown = if is_masked { serde_json::Value::Null } else { shown };
            let field = FormField::holding(path.to_owned(), spec, Some(&plan), &shown);
            let mut sheet = desk.sheet_of(case, Subject::Fact { field, old })?;
            if let Some(Amendment::Correct(drafted)) = case.draft.amendment(&Target::Fact(path.to_owned())) {
                sheet.evidence = Some(drafted.evidence.clone());
                sheet.reason.set(&drafted.reason);
            }
            Some(sheet)
        });
    }

    /// What is drafted or assumed to be added as a whole, of which a fact of the server's case is to be a part.
    fn added_around(&self, path: &str) -> Option<Target> {
        let case = self.case.as_ref()?;
        let part = Target::Fact(Part::around(path)?);
        let adds = |amendment: &Amendment| matches!(amendment, Amendment::Correct(of) if of.old.is_null() && of.new.is_object());
        case.amendments().iter().find(|amendment| adds(amendment) && amendment.target() == part).map(Amendment::target)
    }

    /// Opens what is drafted to be added, or among the assumptions what is assumed so, to be written otherwise.
    fn edit_added(&mut self, added: &Target) {
        let Some(case) = &self.case else { return };
        let made = case.what_if.as_ref().unwrap_or(&case.draft.amendments).iter().find(|amendment| amendment.target() == *added);
        let Some(Amendment::Correct(made)) = made.cloned() else { return self.warn(words::added_here(self.lang)) };
        self.open_part(&made.path.clone(), Some(made));
    }

    /// The benefit of the open case for which the documents give no figure: one that needs an amount, else one that was entered.
    fn without_figure(&self) -> Option<BenefitId> {
        let benefits = &self.case.as_ref()?.detail()?.assessment.benefits;
        let entered = |benefit: &BenefitAssessment| benefit.steps.iter().any(|step| matches!(step.kind, StepKind::Assessed { .. }));
        let needs = benefits.iter().find(|benefit| benefit.outcome == Outcome::NeedsAmount);
        needs.or_else(|| benefits.iter().find(|benefit| entered(benefit))).map(|benefit| benefit.benefit.clone())
    }

    /// Opens the sheet in which an amount is entered with its clause. Amounts are not assumed: a figure that nobody stands for tells nothing.
    pub(super) fn enter_amount(&mut self) {
        const PATH: &str = "/amounts/-";
        let (Some(benefit), Some(part)) = (self.without_figure(), Part::of(PATH)) else { return };
        if self.case.as_ref().is_some_and(|case| case.what_if.is_some()) {
            return self.warn(words::what_if_first(self.lang));
        }
        self.open_amend(|desk, case| {
            let base = case.base()?;
            let plan = desk.plan_of(base)?;
            let field = |(spec, within): (&'static FactField, String)| FormField::new(format!("{PATH}{within}"), spec, Some(&plan));
            let fields = part.fields().map(field).collect();
            let (facts, of) = (Box::new(base.case.facts.clone()), base.case.plan.clone());
            let drafted = case.draft.amendment(&Target::Amount(benefit.clone())).cloned();
            let mut sheet =
                desk.sheet_of(case, Subject::Entry { path: PATH.to_owned(), fields, at: 0, facts, of, benefit: Some(benefit) })?;
            if let Some(Amendment::Assess(drafted)) = drafted {
                sheet.fill_entry(&serde_json::json!({ "amount": drafted.amount, "clause": drafted.clause }));
                sheet.reason.set(&drafted.reason);
            }
            Some(sheet)
        });
    }

    /// Opens the sheet that adds a part of the facts, or takes one out that is stated.
    pub(super) fn change_part(&mut self, path: &str) {
        self.open_part(path, None);
    }

    /// Opens the sheet of a part of the facts; `made` is how it was drafted or assumed to be added.
    fn open_part(&mut self, path: &str, made: Option<Correction>) {
        let Some(part) = Part::of(path) else { return };
        self.open_amend(|desk, case| {
            let base = case.base()?;
            let (plan, facts) = (desk.plan_of(base)?, &base.case.facts);
            let old = value_at(facts, path);
            let subject = if old.is_null() {
                let field = |(spec, within): (&'static FactField, String)| FormField::new(format!("{path}{within}"), spec, Some(&plan));
                let topics = plan_topics(&plan);
                let fields = part.fields().filter(|(spec, _)| spec.is_wanted(&topics)).map(field).collect();
                Subject::Entry {
                    path: path.to_owned(),
                    fields,
                    at: 0,
                    facts: Box::new(facts.clone()),
                    of: base.case.plan.clone(),
                    benefit: None,
                }
            } else {
                Subject::Removal { path: path.to_owned(), old }
            };
            let mut sheet = desk.sheet_of(case, subject)?;
            if let Some(made) = made {
                sheet.fill_entry(&made.new);
                sheet.evidence = Some(made.evidence.clone()).filter(|_| !sheet.assumed);
                sheet.reason.set(if sheet.assumed { "" } else { &made.reason });
                sheet.replaces = Some(Amendment::Correct(made).target());
            }
            Some(sheet)
        });
    }

    /// Opens the sheet that takes out what the fact under the cursor is in: a stay, an account.
    pub(super) fn remove_here(&mut self) {
        let here = self.case.as_ref().and_then(|case| {
            let fact = case.facts().into_iter().nth(case.cursor()).filter(|_| case.tab == Tab::Summary)?;
            match placed(&case.base()?.case.facts, &case.amendments(), &fact.path) {
                Placed::Base(path) => Part::around(&path),
                Placed::Added(_) => None,
            }
        });
        match here {
            Some(path) => self.change_part(&path),
            None => self.warn(words::no_part_here(self.lang)),
        }
    }

    /// Opens the sheet of the check or the exclusion under the cursor; on the payout the check that a benefit waits for.
    pub(super) fn answer_check(&mut self) {
        if let Some(why) = self.why_not_answer() {
            return self.warn(why);
        }
        let Some(case) = &self.case else { return };
        let Some(detail) = case.detail() else { return };
        match case.tab {
            Tab::Checks => {
                let checks = case.shown_checks();
                match checks.get(case.cursor()) {
                    Some(&at) => self.answer_to(&detail.assessment.checks[at].check.clone()),
                    None => match case.exclusions.get(case.cursor() - checks.len()).cloned() {
                        Some(exclusion) => self.raise(&exclusion),
                        None => self.warn(words::nothing_here(self.lang)),
                    },
                }
            }
            _ => {
                let waiting = detail.assessment.benefits.iter().find_map(|benefit| match &benefit.outcome {
                    Outcome::NeedsChoice { check } => Some(check.clone()),
                    _ => None,
                });
                match waiting {
                    Some(check) => self.answer_to(&check),
                    None => self.ok(words::nothing_to_answer(self.lang)),
                }
            }
        }
    }

    /// Tells why the check under the cursor is not this person's to answer: which cases are meant, and how many they are, only the office
    /// knows.
    pub(in crate::app) fn why_not_answer(&self) -> Option<String> {
        let case = self.case.as_ref().filter(|case| case.tab == Tab::Checks)?;
        let at = *case.shown_checks().get(case.cursor())?;
        let hidden = case.detail()?.assessment.checks[at].check == Assessment::check_with(None);
        hidden.then(|| words::of_the_office(self.lang).to_owned())
    }

    pub(super) fn answer_to(&mut self, check: &CheckId) {
        let Some(case) = &self.case else { return };
        let drafted = match case.draft.amendment(&Target::Check(check.clone())) {
            Some(Amendment::Answer(answer)) => Some(answer.clone()),
            _ => None,
        };
        let asks = case.detail().is_some_and(|detail| {
            detail.assessment.checks.iter().any(|known| known.check == *check && (known.state.asks() || known.note.is_some()))
        });
        if !asks {
            return self.warn(words::passes(self.lang));
        }
        self.open_amend(|desk, case| {
            let base = case.base()?;
            let stands = base.case.facts.answers.iter().rev().find(|known| known.check == *check);
            let holds = drafted.as_ref().or(stands).map(|answer| answer.holds);
            let effects = effects(&*desk.plan_of(base)?, base, &case.amendments(), check);
            let subject = Subject::Check { check: check.clone(), holds, effects, answered: stands.is_some(), retract: false };
            let mut sheet = desk.sheet_of(case, subject)?;
            if let Some(answer) = &drafted {
                sheet.reason.set(&answer.note);
            }
            Some(sheet)
        });
    }

    /// Raises an exclusion, or takes one that is raised back; where that is only drafted, the draft goes.
    pub(super) fn raise(&mut self, exclusion: &ExclusionId) {
        let Some(case) = &self.case else { return };
        let of_it = |amendment: &&Amendment| matches!(amendment.target(), Target::Exclusion(id, _) if id == *exclusion);
        if let Some(target) = case.amendments().iter().find(of_it).map(Amendment::target) {
            return self.take_back(&target);
        }
        self.open_amend(|desk, case| {
            let facts = &case.detail()?.case.facts;
            let known = facts.exclusions.iter().find(|raised| raised.exclusion == *exclusion);
            let stays = match known {
                Some(raised) => raised.admission.into_iter().collect(),
                None => facts.stays.iter().map(|stay| stay.admission).collect::<Vec<_>>(),
            };
            let stay = usize::from(known.is_some_and(|raised| raised.admission.is_some()));
            desk.sheet_of(case, Subject::Exclusion { exclusion: exclusion.clone(), raised: known.is_some(), stay, stays })
        });
    }

    pub(super) fn sheet_of(&self, case: &CaseView, subject: Subject) -> Option<AmendSheet> {
        let base = case.base()?;
        let received = base.case.materials.iter().filter(|paper| paper.received.is_some());
        let sheet = AmendSheet {
            case: case.id.clone(),
            plan: self.plan_of(base)?,
            subject,
            focus: Focus::Value,
            papers: received.map(|paper| paper.material.clone()).collect(),
            find: Field::line(),
            evidence: None,
            reason: Field::line(),
            replaces: None,
            assumed: case.what_if.is_some(),
            failed: None,
        };
        Some(sheet.begin())
    }

    /// Opens a sheet; what was typed in one about the same thing that was left is there again.
    pub(super) fn open_amend(&mut self, make: impl FnOnce(&Desk, &CaseView) -> Option<AmendSheet>) {
        if let Some(why) = self.why_not_amend() {
            return self.warn(why);
        }
        let made = self.case.as_ref().and_then(|case| make(self, case));
        let Some(sheet) = made else { return };
        let same = |left: &AmendSheet| {
            let about = |of: &AmendSheet| (of.case.clone(), of.assumed, of.replaces.clone(), of.target());
            about(left) == about(&sheet) && left.target().is_some()
        };
        let sheet = match self.left_amend.take().filter(|left| same(left)) {
            Some(left) => sheet.with_typed(*left),
            None => {
                let mut sheet = sheet;
                self.half_typed.fill_amendment(&mut sheet);
                sheet
            }
        };
        self.sheet = Some(Sheet::Amend(Box::new(sheet)));
    }
}
