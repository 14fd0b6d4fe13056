//! Facts corrected, checks answered, exclusions raised, in the draft or only assumed: from the key to the changed amount.
//!
//! Not here: opening the sheets (`open`), the sheet itself (`amend`), what is only assumed (`what_if`), sending (`deciding`).
//! Invariants: what is shown of a case with changes is assessed from the case as the server has it; what is assumed is in no draft.

mod open;
mod what_if;

use crate::app::action::Action;
use crate::app::amend::{AmendSheet, Focus, Subject};
use crate::app::case::CaseView;
use crate::app::effect::Effect;
use crate::app::overlay::{Placed, facts_to_correct, lay, noted, parts_to_change, placed};
use crate::app::sheet::{Finder, Sheet};
use crate::app::{Desk, Screen};
use crate::domain::amendment::{Amendment, Target, apply, value_at};
use crate::domain::decision::Verb;
use crate::domain::draft::{Draft, MadeOn};
use crate::domain::fact_field::{FactField, Part};
use crate::domain::people::{Lang, Role};
use crate::domain::search::Search;
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
        let places = case.places();
        let laid = plan.filter(|_| !amendments.is_empty()).map(|plan| lay(plan, &base, &amendments));
        (case.shown, case.faults) = laid.map_or_else(Default::default, |laid| (Some(laid.detail), laid.faults));
        let facts = &base.case.facts;
        case.exclusions =
            plan.map(|plan| rules::exclusions_of(plan, facts).into_iter().map(|known| known.id.clone()).collect()).unwrap_or_default();
        case.return_to(&places);
        let at = case.cursor();
        case.set_cursor(at);
        self.seek_turning();
    }

    /// Keeps a draft of the open case: on the screen and in the outbox file.
    pub(super) fn put_draft(&mut self, mut draft: Draft) {
        let Some(case) = &mut self.case else { return };
        if draft.seen.is_none() && !draft.is_empty() {
            draft.seen = case.base().map(|base| Box::new(MadeOn::of(base)));
        }
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
                let base = case.base()?;
                let (plan, base) = (desk.plan_of(base)?, &base.case.facts);
                let mut facts: Vec<String> = facts_to_correct(&plan, base).into_iter().map(|(path, _)| path).collect();
                facts.extend(parts_to_change(base));
                desk.sheet_of(case, Subject::Pick { finder: Finder::new(), facts })
            }),
            Action::Answer => self.answer_check(),
            Action::WhatIf => self.toggle_what_if(),
            Action::Notice => self.open_letter(),
            Action::KeepWhatIf => self.keep_what_if(),
            Action::SaveCorrections => self.save_corrections(),
            Action::RemoveEntry => self.remove_here(),
            Action::Clear => self.take_back_here(),
            Action::Back if self.case.as_ref().is_some_and(|case| case.what_if.is_some()) => self.leave_what_if(),
            _ => return false,
        }
        true
    }

    pub(super) fn act_in_amend(&mut self, mut sheet: Box<AmendSheet>, action: Action) {
        match action {
            Action::Back => {
                if !self.keeping.is_empty() {
                    self.assume_again();
                } else if sheet.target().is_some() {
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
                } else {
                    sheet.take_suggestion();
                    if sheet.focus == Focus::Value
                        && let Some(why) = sheet.stops(self.lang, self.today())
                    {
                        self.warn(why);
                    } else if !sheet.turn(true) {
                        return self.draft_change(sheet);
                    }
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

    /// Finds facts by what they are called, in either language, by pinyin too: each word of what is typed stands in the name.
    pub fn facts_found(&self, facts: &[String], typed: &str) -> Vec<String> {
        let words: Vec<Search<'_>> = typed.split_whitespace().map(Search::new).collect();
        let named = |path: &&String| {
            let Some(spec) = FactField::of(path) else { return self.part_found(&words, path) };
            let names = [Lang::Zh, Lang::En].map(|lang| {
                format!("{} {}", crate::text::fact_fields::group(lang, spec.group), crate::text::fact_fields::label(lang, spec))
            });
            words.iter().all(|word| word.finds(&[&names[0], &names[1]]))
        };
        facts.iter().filter(named).cloned().collect()
    }

    /// Whether what was typed finds a part that can be added or taken out: by its name, and by what would be done.
    fn part_found(&self, typed: &[Search<'_>], path: &str) -> bool {
        let Some(part) = Part::of(path) else { return false };
        let stated = self.case.as_ref().and_then(CaseView::base).is_some_and(|base| !value_at(&base.case.facts, path).is_null());
        [Lang::Zh, Lang::En].into_iter().any(|lang| {
            let does = if stated {
                [words::removes_part(lang), words::removes_part_too(lang)]
            } else {
                [words::adds_part(lang), words::adds_part_too(lang)]
            };
            let expense = if part.is_expense() { words::expense(lang) } else { "" };
            let group = crate::text::fact_fields::group(lang, part.group);
            // With a blank between and without: both are how people type it.
            does.iter().any(|does| {
                let names = [format!("{does} {group}{expense}"), format!("{does}{group}{expense}")];
                typed.iter().all(|word| word.finds(&[&names[0], &names[1]]))
            })
        })
    }

    /// Takes what a sheet says into the draft, or among what is assumed; what stands against it is told in the sheet.
    fn draft_change(&mut self, mut sheet: Box<AmendSheet>) {
        let made = sheet.made(self.lang, self.today());
        let target = made.as_ref().ok().map(Amendment::target);
        match made.and_then(|amendment| self.with_change(amendment, &sheet)) {
            Ok(()) => self.kept_one(target.as_ref()),
            Err(why) => {
                sheet.failed = Some(why);
                self.sheet = Some(Sheet::Amend(sheet));
            }
        }
    }

    fn with_change(&mut self, amendment: Amendment, sheet: &AmendSheet) -> Result<(), String> {
        let lang = self.lang;
        let Some(case) = &self.case else { return Ok(()) };
        let Some(base) = case.base().cloned() else { return Ok(()) };
        let Some(plan) = self.plan_of(&base) else { return Ok(()) };
        let before = case.detail().map(|detail| detail.assessment.total).unwrap_or_default();
        let amendment = noted(&plan, &base, &case.amendments(), amendment);
        // What says what the server has is no change.
        let is_none = matches!(&amendment, Amendment::Correct(correction) if correction.old == correction.new);
        if is_none && case.draft.amendment(&amendment.target()).is_some() {
            self.take_back(&amendment.target());
            return Ok(());
        }
        // Another wording of what was to be added takes its place.
        let replace = |draft: &mut Draft| sheet.replaces.as_ref().map(|added| draft.take_back(added));
        if sheet.assumed {
            let mut all = Draft { amendments: case.amendments(), ..Draft::default() };
            replace(&mut all);
            all.amend(amendment.clone());
            apply(&base.case.facts, &all.amendments).map_err(|faults| first_fault(lang, &faults))?;
            if let Some(case) = &mut self.case {
                let mut assumed = Draft { amendments: case.what_if.take().unwrap_or_default(), ..Draft::default() };
                replace(&mut assumed);
                assumed.amend(amendment);
                case.what_if = Some(assumed.amendments);
            }
            self.relay();
            return Ok(());
        }
        let mut draft = case.draft.clone();
        replace(&mut draft);
        draft.amend(amendment);
        judge::amend(&plan, &base.case, &base.history, &draft.amendments)
            .and_then(|_| judge::may_confirm(&base.case, &draft.amendments, &self.me))
            .and_then(|()| judge::may_renumber(&plan, &base.case, &draft.amendments, Verb::Amend, &self.me))
            .map_err(|why| judge::why_in_words(lang, &plan, &why))?;
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

    fn save_corrections(&mut self) {
        let Some(case) = &self.case else { return };
        if case.draft.amendments.is_empty() {
            return self.warn(words::nothing_to_save(self.lang));
        }
        self.open_sheet(Action::SaveCorrections);
    }
}

fn first_fault(lang: Lang, faults: &[(usize, crate::domain::amendment::AmendFault)]) -> String {
    faults.first().map_or("", |(_, fault)| judge::amendment_in_words(lang, fault)).to_owned()
}
