//! Facts corrected, checks answered, exclusions raised, in the draft or only assumed: from the key to the changed amount.
//!
//! Not here: the sheet itself (`amend`), sending (`deciding`).
//! Invariants: what is shown of a case with changes is assessed from the case as the server has it; what is assumed is in no draft.

use crate::app::action::Action;
use crate::app::amend::{AmendSheet, Focus, Subject};
use crate::app::case::{CaseView, Tab};
use crate::app::field::Field;
use crate::app::form::FormField;
use crate::app::message::{Effect, Personal};
use crate::app::overlay::{Placed, effects, facts_to_correct, lay, parts_to_change, placed};
use crate::app::sheet::{Finder, Sheet};
use crate::app::{Desk, Screen};
use crate::domain::amendment::{Amendment, Target, apply, value_at};
use crate::domain::assessment::Outcome;
use crate::domain::decision::Verb;
use crate::domain::draft::Draft;
use crate::domain::fact_field::{FactField, Part};
use crate::domain::ids::{CheckId, ExclusionId};
use crate::domain::people::Role;
use crate::judge;
use crate::rules;
use crate::text::amend as words;

impl Desk {
    /// Shows the open case as it is with what is drafted and assumed.
    pub(super) fn relay(&mut self) {
        let Some(case) = &mut self.case else { return };
        let Some(base) = case.base().cloned() else { return };
        let plan = self.plans.by_hash(&base.case.plan_hash);
        let amendments = case.amendments();
        let laid = plan.filter(|_| !amendments.is_empty()).map(|plan| lay(plan, &base, &amendments));
        (case.shown, case.faults) = laid.map_or_else(Default::default, |laid| (Some(laid.detail), laid.faults));
        let facts = &base.case.facts;
        case.exclusions =
            plan.map(|plan| rules::exclusions_of(plan, facts).into_iter().map(|known| known.id.clone()).collect()).unwrap_or_default();
        let at = case.cursor();
        case.set_cursor(at);
    }

    /// Keeps a draft of the open case: on the screen and in the outbox file.
    pub(super) fn put_draft(&mut self, draft: Draft) {
        let Some(case) = &mut self.case else { return };
        case.draft = draft.clone();
        let id = case.id.clone();
        self.details.set_draft(&id, &draft);
        self.queue.marks.note(&id, None);
        self.out.push(Effect::SaveDraft { case: id, draft });
        self.relay();
    }

    /// Tells why nothing can be changed of the open case by this person now.
    pub(super) fn why_not_amend(&self) -> Option<String> {
        let assuming = self.case.as_ref().is_some_and(|case| case.what_if.is_some());
        if assuming { self.why_not_assume() } else { self.why_not_verb(|_, _| Some(Verb::Amend)) }
    }

    pub(super) fn why_not_assume(&self) -> Option<String> {
        let lang = self.lang;
        let Some(case) = self.case.as_ref().filter(|_| self.screen == Screen::Case) else {
            return Some(crate::text::desk::only_in_case(lang).to_owned());
        };
        let Some(detail) = case.detail() else { return Some(crate::text::desk::still_loading(lang).to_owned()) };
        match () {
            () if self.plan_of(detail).is_none() => Some(crate::text::desk::no_plan(lang).to_owned()),
            () if self.me.roles.iter().all(|role| *role == Role::Enquiry) => Some(words::what_if_no(lang).to_owned()),
            () => None,
        }
    }

    /// Does what one of the actions of changing does; tells whether it was one.
    pub(super) fn act_amending(&mut self, action: Action) -> bool {
        match action {
            Action::Correct => self.correct(),
            Action::CorrectOther => self.open_amend(|desk, case| {
                let base = &case.base()?.case.facts;
                let mut facts: Vec<String> = facts_to_correct(base).into_iter().map(|(path, _)| path).collect();
                facts.extend(parts_to_change(base));
                desk.sheet_of(case, Subject::Pick { finder: Finder::new(), facts })
            }),
            Action::Answer => self.answer_check(),
            Action::WhatIf => self.toggle_what_if(),
            Action::KeepWhatIf => self.keep_what_if(),
            Action::SaveCorrections => self.save_corrections(),
            Action::RemoveEntry => self.remove_here(),
            Action::Clear => self.take_back_here(),
            Action::Back if self.case.as_ref().is_some_and(|case| case.what_if.is_some()) => self.leave_what_if(),
            _ => return false,
        }
        true
    }

    /// Opens the sheet of what is under the cursor: a fact, an exclusion, a check.
    fn correct(&mut self) {
        match self.case.as_ref().map(|case| case.tab) {
            Some(Tab::Summary) => {
                let here = self.case.as_ref().and_then(|case| {
                    let fact = case.facts().into_iter().nth(case.cursor())?;
                    Some(placed(&case.base()?.case.facts, &case.amendments(), &fact.path))
                });
                match here {
                    Some(Placed::Base(path)) => self.correct_fact(&path),
                    Some(Placed::Added(_)) => self.warn(words::added_here(self.lang)),
                    None => self.warn(words::nothing_here(self.lang)),
                }
            }
            Some(Tab::Checks) => self.answer_check(),
            _ => {
                self.act_amending(Action::CorrectOther);
            }
        }
    }

    pub(super) fn correct_fact(&mut self, path: &str) {
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

    /// Opens the sheet that adds a part of the facts, or takes one out that is stated.
    fn change_part(&mut self, path: &str) {
        let Some(part) = Part::of(path) else { return };
        self.open_amend(|desk, case| {
            let base = case.base()?;
            let (plan, facts) = (desk.plan_of(base)?, &base.case.facts);
            let old = value_at(facts, path);
            let subject = if old.is_null() {
                let field = |(spec, within): (&'static FactField, String)| FormField::new(format!("{path}{within}"), spec, Some(&plan));
                let fields = part.fields().map(field).collect();
                Subject::Entry { path: path.to_owned(), fields, at: 0, facts: Box::new(facts.clone()), of: base.case.plan.clone() }
            } else {
                Subject::Removal { path: path.to_owned(), old }
            };
            desk.sheet_of(case, subject)
        });
    }

    /// Opens the sheet that takes out what the fact under the cursor is in: a stay, an account.
    fn remove_here(&mut self) {
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
    fn answer_check(&mut self) {
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
                    None => self.ok(crate::text::desk::nothing_waits(self.lang)),
                }
            }
        }
    }

    fn answer_to(&mut self, check: &CheckId) {
        let Some(case) = &self.case else { return };
        let drafted = match case.draft.amendment(&Target::Check(check.clone())) {
            Some(Amendment::Answer(answer)) => Some(answer.clone()),
            _ => None,
        };
        let asks = case.detail().is_some_and(|detail| {
            detail.assessment.checks.iter().any(|known| known.check == *check && (judge::waits(known) || known.note.is_some()))
        });
        if !asks {
            return self.warn(words::passes(self.lang));
        }
        self.open_amend(|desk, case| {
            let holds = drafted.as_ref().map(|answer| answer.holds);
            let base = case.base()?;
            let effects = effects(&*desk.plan_of(base)?, base, &case.amendments(), check);
            let answered = base.case.facts.answers.iter().any(|known| known.check == *check);
            let subject = Subject::Check { check: check.clone(), holds, effects, answered, retract: false };
            let mut sheet = desk.sheet_of(case, subject)?;
            if let Some(answer) = &drafted {
                sheet.reason.set(&answer.note);
            }
            Some(sheet)
        });
    }

    /// Raises an exclusion, or takes one that is raised back; where that is only drafted, the draft goes.
    fn raise(&mut self, exclusion: &ExclusionId) {
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

    fn sheet_of(&self, case: &CaseView, subject: Subject) -> Option<AmendSheet> {
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
            assumed: case.what_if.is_some(),
            failed: None,
        };
        Some(sheet.begin())
    }

    /// Opens a sheet; one about the same thing that was left is there again.
    fn open_amend(&mut self, make: impl FnOnce(&Desk, &CaseView) -> Option<AmendSheet>) {
        if let Some(why) = self.why_not_amend() {
            return self.warn(why);
        }
        let made = self.case.as_ref().and_then(|case| make(self, case));
        let Some(sheet) = made else { return };
        let same = |left: &AmendSheet| {
            left.case == sheet.case && left.assumed == sheet.assumed && left.target() == sheet.target() && left.target().is_some()
        };
        let left = self.left_amend.take().filter(|left| same(left));
        self.sheet = Some(Sheet::Amend(left.unwrap_or_else(|| Box::new(sheet))));
    }

    pub(super) fn act_in_amend(&mut self, mut sheet: Box<AmendSheet>, action: Action) {
        match action {
            Action::Back => {
                if sheet.target().is_some() {
                    self.left_amend = Some(sheet);
                }
                return;
            }
            Action::Open => {
                if let Subject::Pick { finder, facts } = &sheet.subject {
                    let found = self.facts_found(facts, finder.field.value());
                    match found.get(finder.cursor) {
                        Some(path) if Part::of(path).is_some() => return self.change_part(&path.clone()),
                        Some(path) => return self.correct_fact(&path.clone()),
                        None => self.warn(words::pick_first(self.lang)),
                    }
                } else if !sheet.turn(true) {
                    return self.draft_change(sheet);
                }
            }
            Action::NextPane => {
                sheet.turn(true);
            }
            Action::PrevPane => {
                sheet.turn(false);
            }
            Action::Down | Action::Up | Action::PageDown | Action::PageUp => {
                let by = match action {
                    Action::Down => 1,
                    Action::Up => -1,
                    Action::PageDown => 10,
                    _ => -10,
                };
                if let Subject::Pick { finder, facts } = &mut sheet.subject {
                    let count = self.facts_found(facts, finder.field.value()).len();
                    finder.cursor = finder.cursor.saturating_add_signed(by).min(count.saturating_sub(1));
                } else {
                    sheet.turn(by > 0);
                }
            }
            _ => self.warn(crate::text::sheets::only_sheet_keys(self.lang)),
        }
        self.sheet = Some(Sheet::Amend(sheet));
    }

    /// Finds facts by what they are called, in either language, by pinyin too.
    pub fn facts_found(&self, facts: &[String], typed: &str) -> Vec<String> {
        let search = crate::app::compose::Search::new(typed);
        let named = |path: &&String| {
            let Some(spec) = FactField::of(path) else { return self.part_found(&search, path) };
            let names = [crate::domain::people::Lang::Zh, crate::domain::people::Lang::En].map(|lang| {
                format!("{} {}", crate::text::fact_fields::group(lang, spec.group), crate::text::fact_fields::label(lang, spec))
            });
            search.finds(&[&names[0], &names[1]])
        };
        facts.iter().filter(named).cloned().collect()
    }

    /// Whether what was typed finds a part that can be added or taken out: by its name, and by what would be done.
    fn part_found(&self, search: &crate::app::compose::Search<'_>, path: &str) -> bool {
        let Some(part) = Part::of(path) else { return false };
        let stated = self.case.as_ref().and_then(CaseView::base).is_some_and(|base| !value_at(&base.case.facts, path).is_null());
        let names = [crate::domain::people::Lang::Zh, crate::domain::people::Lang::En].map(|lang| {
            let does = if stated { words::removes_part(lang) } else { words::adds_part(lang) };
            let expense = if part.is_expense() { words::expense(lang) } else { "" };
            format!("{does} {}{expense}", crate::text::fact_fields::group(lang, part.group))
        });
        search.finds(&[&names[0], &names[1]])
    }

    /// Takes what a sheet says into the draft, or among what is assumed; what stands against it is told in the sheet.
    fn draft_change(&mut self, mut sheet: Box<AmendSheet>) {
        match sheet.made(self.lang, self.today()).and_then(|amendment| self.with_change(amendment, sheet.assumed)) {
            Ok(()) => self.keep_next(),
            Err(why) => {
                sheet.failed = Some(why);
                self.sheet = Some(Sheet::Amend(sheet));
            }
        }
    }

    fn with_change(&mut self, amendment: Amendment, assumed: bool) -> Result<(), String> {
        let lang = self.lang;
        let Some(case) = &self.case else { return Ok(()) };
        let Some(base) = case.base().cloned() else { return Ok(()) };
        let Some(plan) = self.plan_of(&base) else { return Ok(()) };
        let before = case.detail().map(|detail| detail.assessment.total).unwrap_or_default();
        // What says what the server has is no change.
        let is_none = matches!(&amendment, Amendment::Correct(correction) if correction.old == correction.new);
        if is_none && case.draft.amendment(&amendment.target()).is_some() {
            self.take_back(&amendment.target());
            return Ok(());
        }
        if assumed {
            let mut all = Draft { verdicts: Vec::new(), amendments: case.amendments() };
            all.amend(amendment.clone());
            apply(&base.case.facts, &all.amendments).map_err(|faults| first_fault(lang, &faults))?;
            if let Some(case) = &mut self.case {
                let mut assumed = Draft { verdicts: Vec::new(), amendments: case.what_if.take().unwrap_or_default() };
                assumed.amend(amendment);
                case.what_if = Some(assumed.amendments);
            }
            self.relay();
            return Ok(());
        }
        let mut draft = case.draft.clone();
        draft.amend(amendment);
        judge::amend(&plan, &base.case, &base.history, &draft.amendments).map_err(|why| judge::why_in_words(lang, &plan, &why))?;
        self.put_draft(draft);
        let after = self.case.as_ref().and_then(CaseView::detail).map(|detail| detail.assessment.total).unwrap_or_default();
        self.ok(if before == after {
            words::drafted(lang, after.grouped())
        } else {
            words::drafted_changes(lang, before.grouped(), after.grouped())
        });
        Ok(())
    }

    /// Takes the drafted change of what is under the cursor back.
    fn take_back_here(&mut self) {
        let target = self.case.as_ref().and_then(CaseView::target);
        let in_base = |target: Target| match (&target, self.case.as_ref()) {
            (Target::Fact(path), Some(case)) => match case.base().map(|base| placed(&base.case.facts, &case.amendments(), path)) {
                Some(Placed::Base(path)) => Target::Fact(path),
                Some(Placed::Added(added)) => added,
                None => target,
            },
            _ => target,
        };
        match target.map(in_base) {
            Some(target) => self.take_back(&target),
            None => self.warn(words::nothing_drafted(self.lang)),
        }
    }

    fn take_back(&mut self, target: &Target) {
        let Some(case) = &mut self.case else { return };
        if let Some(assumed) = &mut case.what_if {
            let before = assumed.len();
            assumed.retain(|amendment| amendment.target() != *target);
            if assumed.len() < before {
                return self.relay();
            }
        }
        let mut draft = case.draft.clone();
        if !draft.take_back(target) {
            return self.warn(words::nothing_drafted(self.lang));
        }
        self.put_draft(draft);
        self.ok(words::taken_back(self.lang));
    }

    /// The newest drafted or assumed change of the open case.
    pub(super) fn change_to_undo(&self) -> Option<Target> {
        let case = self.case.as_ref().filter(|_| self.screen == Screen::Case)?;
        let assumed = case.what_if.as_ref().and_then(|assumed| assumed.last());
        assumed.or(case.draft.amendments.last()).map(Amendment::target)
    }

    /// Takes the newest change of the open case back; tells whether there was one.
    pub(super) fn undo_change(&mut self) -> bool {
        self.change_to_undo().map(|target| self.take_back(&target)).is_some()
    }

    fn toggle_what_if(&mut self) {
        if let Some(why) = self.why_not_assume() {
            return self.warn(why);
        }
        let Some(case) = &mut self.case else { return };
        if case.what_if.is_some() {
            return self.leave_what_if();
        }
        case.what_if = Some(Vec::new());
        self.ok(words::what_if_line(self.lang));
    }

    fn leave_what_if(&mut self) {
        if let Some(case) = &mut self.case {
            case.what_if = None;
        }
        self.keeping.clear();
        self.relay();
        self.ok(words::what_if_left(self.lang));
    }

    /// Makes corrections of what is assumed, one after another: each asks for its paper and its reason.
    fn keep_what_if(&mut self) {
        let lang = self.lang;
        let Some(case) = &mut self.case else { return };
        let Some(assumed) = case.what_if.clone() else { return self.warn(words::not_in_what_if(lang)) };
        if assumed.is_empty() {
            return self.warn(words::what_if_empty(lang));
        }
        case.what_if = None;
        if let Some(why) = self.why_not_amend() {
            if let Some(case) = &mut self.case {
                case.what_if = Some(assumed);
            }
            return self.warn(why);
        }
        self.keeping = assumed;
        self.relay();
        self.keep_next();
    }

    /// Opens the sheet of the next assumption that is to be kept.
    fn keep_next(&mut self) {
        if self.keeping.is_empty() {
            return;
        }
        let amendment = self.keeping.remove(0);
        self.left_amend = None;
        match &amendment {
            Amendment::Correct(correction) if Part::of(&correction.path).is_some() => self.change_part(&correction.path.clone()),
            Amendment::Correct(correction) => self.correct_fact(&correction.path.clone()),
            Amendment::Answer(answer) => self.answer_to(&answer.check.clone()),
            Amendment::Retract(retraction) => self.answer_to(&retraction.check.clone()),
            Amendment::Raise(raised) => self.raise(&raised.exclusion.clone()),
            Amendment::Withdraw(withdrawal) => self.raise(&withdrawal.exclusion.clone()),
        }
        let Some(Sheet::Amend(sheet)) = &mut self.sheet else { return };
        match (&mut sheet.subject, amendment) {
            (Subject::Fact { field, .. }, Amendment::Correct(correction)) => {
                *field = FormField::holding(correction.path, field.spec, Some(&sheet.plan), &correction.new);
                sheet.focus = Focus::Evidence;
            }
            (Subject::Entry { path, fields, at, .. }, Amendment::Correct(correction)) => {
                for (field, (spec, within)) in fields.iter_mut().zip(Part::of(path).into_iter().flat_map(Part::fields)) {
                    if let Some(value) = correction.new.pointer(&within) {
                        *field = FormField::holding(field.path.clone(), spec, Some(&sheet.plan), value);
                    }
                }
                *at = fields.len().saturating_sub(1);
                sheet.focus = Focus::Evidence;
            }
            (Subject::Check { holds, .. }, Amendment::Answer(answer)) => {
                *holds = Some(answer.holds);
                sheet.focus = Focus::Reason;
            }
            (Subject::Exclusion { stay, stays, .. }, Amendment::Raise(raised)) => {
                *stay = raised.admission.and_then(|day| stays.iter().position(|known| *known == day)).map_or(0, |at| at + 1);
                sheet.focus = Focus::Reason;
            }
            _ => {}
        }
    }

    fn save_corrections(&mut self) {
        let Some(case) = &self.case else { return };
        if case.draft.amendments.is_empty() {
            return self.warn(words::nothing_to_save(self.lang));
        }
        self.open_sheet(Action::SaveCorrections);
    }
}

fn first_fault(lang: crate::domain::people::Lang, faults: &[(usize, crate::domain::amendment::AmendFault)]) -> String {
    faults.first().map_or("", |(_, fault)| judge::amendment_in_words(lang, fault)).to_owned()
}
