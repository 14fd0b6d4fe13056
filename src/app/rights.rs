//! Why an action is not possible now, in a sentence: who, what limit or which clause. The same words for keys, hints and palette.
//!
//! Not here: the rules themselves (`judge` has them, for the server too).

use crate::app::action::Action;
use crate::app::case::{CaseView, Tab};
use crate::app::vocabulary::sees_masks;
use crate::app::{Connection, Desk, Screen};
use crate::domain::case::{Event, Status, TimelineEntry};
use crate::domain::decision::{ProblemCode, Verb};
use crate::domain::draft::Draft;
use crate::domain::identity::mask_name;
use crate::domain::material::apply_verdicts;
use crate::domain::people::Role;
use crate::domain::queue::QueueRow;
use crate::domain::summary::CaseDetail;
use crate::judge::{self, Refusal, Why};
use crate::rules::plan::Stage;
use crate::rules::workflow;
use crate::text::{actions, amend, desk as words, intake, refusals, roles};

/// What keys do to an item of the outbox.
const OF_OUTBOX: &[Action] = &[Action::Forward, Action::EditText, Action::Retry, Action::Drop, Action::Reverse];

impl Desk {
    /// Tells why an action would do nothing where the desk is now; nothing where it would do something.
    pub fn why_not(&self, action: Action) -> Option<String> {
        let lang = self.lang;
        if let Some(why) = self.never(action) {
            return Some(why);
        }
        match action {
            Action::Forward if self.place_below() == crate::app::Place::Checklist => None,
            Action::Undo if self.may_undo_in_form() || self.may_undo_rest() => None,
            Action::Undo if self.outbox.newest_unsent().is_none() && self.change_to_undo().is_some() => None,
            Action::Undo if self.outbox.newest_unsent().is_none() => Some(words::nothing_held(lang).to_owned()),
            Action::GoPerson if !self.may_switch => Some(words::one_person(lang).to_owned()),
            Action::AcceptServer => self.why_not_accept(),
            _ if self.screen == Screen::Outbox && self.sheet.is_none() && OF_OUTBOX.contains(&action) => self.why_not_outbox(action),
            Action::Reverse => self.reversal().err(),
            Action::Forward | Action::Return | Action::Reject => self.why_not_decide(action),
            Action::Extend | Action::SendBack | Action::Park | Action::Refer | Action::Reopen | Action::Recover => {
                self.why_not_verb(|desk, detail| desk.verb_of(action, detail))
            }
            Action::Take | Action::Release | Action::Assign | Action::Note => self.why_not_hand(action),
            Action::Mark | Action::MarkRange | Action::MarkAll | Action::TakeNext | Action::Sort | Action::Columns | Action::Views
                if self.screen != Screen::Queue =>
            {
                Some(words::only_in_queue(lang).to_owned())
            }
            Action::Correct | Action::CorrectOther => self.why_not_amend(),
            Action::Answer if !self.in_tab(Tab::Checks) && !self.in_tab(Tab::Payout) => Some(amend::only_in_checks(lang).to_owned()),
            Action::Answer => self.why_not_answer().or_else(|| self.why_not_amend()),
            Action::WhatIf => self.why_not_assume(),
            Action::Notice => self.why_no_letter(),
            Action::KeepWhatIf => {
                let assuming = self.case.as_ref().is_some_and(|case| case.what_if.is_some());
                (!assuming).then(|| amend::not_in_what_if(lang).to_owned())
            }
            Action::SaveCorrections => self.why_not_decide(action).or_else(|| {
                let drafted = self.case.as_ref().is_some_and(|case| !case.draft.amendments.is_empty());
                (!drafted).then(|| amend::nothing_to_save(lang).to_owned())
            }),
            Action::Clear if self.in_tab(Tab::Summary) || self.in_tab(Tab::Checks) => None,
            Action::Clear | Action::AcceptRest if self.place_below() == crate::app::Place::Checklist => None,
            Action::RemoveEntry if self.in_tab(Tab::Summary) => self.why_not_amend(),
            Action::RemoveEntry => {
                let in_entry = self.intake.form.as_ref().is_some_and(|form| form.entry_here().is_some());
                (self.place_below() != crate::app::Place::ClaimForm || !in_entry).then(|| intake::no_entry_here(lang).to_owned())
            }
            Action::Accept | Action::AcceptRest | Action::Defect | Action::Clear if !self.in_tab(Tab::Materials) => {
                Some(words::only_in_materials(lang).to_owned())
            }
            Action::Accept | Action::AcceptRest | Action::Defect | Action::Clear => self.why_not_judge(),
            Action::Reveal if self.in_tab(Tab::Summary) && self.case.as_ref().is_some_and(|case| case.personal_here().is_none()) => {
                Some(words::nothing_masked(lang).to_owned())
            }
            Action::Reveal if !self.in_tab(Tab::Summary) => Some(words::only_in_summary(lang).to_owned()),
            Action::NextCase | Action::PrevCase | Action::NextTodo | Action::PrevTodo if self.screen != Screen::Case => {
                Some(words::only_in_case(lang).to_owned())
            }
            Action::Copy if self.to_copy().is_none() => Some(words::nothing_to_copy(lang).to_owned()),
            Action::GoIntake => self.why_not_intake(),
            Action::Confirm => self.why_not_confirm(),
            _ => None,
        }
    }

    /// Tells why this person never does such a thing to a case, whichever it is: nobody of his roles acts at any stage.
    pub fn never(&self, action: Action) -> Option<String> {
        if !matches!(self.screen, Screen::Queue | Screen::Case) {
            return None;
        }
        let acts = |stage: &Stage| stage.roles.iter().any(|role| self.me.roles.contains(role));
        let decides = self.plans.iter().any(|plan| plan.stages.iter().any(acts));
        let supervises = self.me.roles.contains(&Role::Supervisor);
        let masked = sees_masks(&self.me);
        use Action::{
            Accept, AcceptRest, Answer, Assign, Clear, Correct, CorrectOther, Defect, Forward, KeepWhatIf, Mark, MarkAll, MarkRange,
        };
        use Action::{Reject, Release, Return, Reveal, SaveCorrections, Take, TakeNext, WhatIf};
        let barred = match action {
            Forward | Return | Reject | Accept | AcceptRest | Defect | Correct | CorrectOther | Answer | KeepWhatIf | SaveCorrections => {
                !decides
            }
            Take | TakeNext => !decides,
            Clear if self.screen == Screen::Case => !decides,
            Assign | Release | Mark | MarkAll | MarkRange => !decides && !supervises,
            WhatIf if masked => return Some(amend::what_if_no(self.lang).to_owned()),
            Reveal if masked => return Some(words::masks_only(self.lang).to_owned()),
            _ => false,
        };
        let roles = || self.me.roles.iter().map(|role| roles::role(self.lang, *role)).collect::<Vec<_>>().join("+");
        let acts = self.acts_at_no_stage();
        barred.then(|| match acts.is_empty() {
            true => words::never_decides(self.lang, roles()),
            false => words::decides_at_no_stage(self.lang, roles(), acts.join(refusals::list_separator(self.lang))),
        })
    }

    /// What this person may do to cases although no stage is his, as the plans say, in words.
    fn acts_at_no_stage(&self) -> Vec<&'static str> {
        let mine = |roles: &[Role]| roles.iter().any(|role| self.me.roles.contains(role));
        let may = |verb: Verb| match verb {
            Verb::Assign => mine(&[Role::Supervisor]),
            _ => self.plans.iter().any(|plan| mine(&judge::who_looks_again(plan, verb).unwrap_or_default())),
        };
        let verbs = [Verb::Extend, Verb::Reopen, Verb::Recover, Verb::Recovered, Verb::Assign];
        verbs.into_iter().filter(|verb| may(*verb)).map(|verb| actions::verb(self.lang, verb)).collect()
    }

    /// Tells who has a case that somebody else has taken.
    pub(super) fn taken(&self, row: &QueueRow) -> Option<String> {
        let by = row.summary.assignee.as_ref().filter(|user| **user != self.me.user && row.summary.status == Status::Open)?;
        Some(refusals::taken_by(self.lang, mask_name(self.name_of(by))))
    }

    /// Tells why no verdict can be laid on a paper of the open case: the stage looks at none any more.
    pub(super) fn why_not_judge(&self) -> Option<String> {
        let detail = self.case.as_ref().and_then(CaseView::detail)?;
        let plan = self.plan_of(detail)?;
        let refusal = judge::may_review(&plan, &detail.case, Verb::Amend, &self.me).err()?;
        matches!(refusal.why, Why::NotReviewed { .. }).then(|| self.why_text(detail, &refusal.why))
    }

    fn in_tab(&self, tab: Tab) -> bool {
        self.screen == Screen::Case && self.case.as_ref().is_some_and(|case| case.tab == tab)
    }

    /// Tells why there is no other server to go on with, or that nobody knows yet.
    pub(super) fn why_not_accept(&self) -> Option<String> {
        match self.connection {
            Connection::OtherServer { .. } => None,
            Connection::Online { .. } | Connection::Filling { .. } => Some(words::same_server(self.lang).to_owned()),
            _ => Some(words::server_not_known(self.lang).to_owned()),
        }
    }

    fn why_not_decide(&self, action: Action) -> Option<String> {
        let lang = self.lang;
        if self.screen == Screen::Queue {
            let Some(row) = self.queue.current() else { return Some(words::no_case_here(lang).to_owned()) };
            return if self.queue.marks.is_empty() { self.taken(row).or_else(|| self.not_of_role(row)) } else { None };
        }
        self.why_not_verb(|desk, detail| desk.verb_of(action, detail))
    }

    /// Tells who acts at the stage of a row, where this person doesn't.
    fn not_of_role(&self, row: &QueueRow) -> Option<String> {
        let case = &row.summary;
        let plan = self.plans.get(&case.plan).filter(|_| case.status == Status::Open)?;
        let employer = Some(case.employer.as_str()).filter(|employer| !employer.is_empty());
        let refusal = judge::has_the_role(employer, plan.stage(&case.stage)?, &self.me).err()?;
        Some(judge::why_in_words(self.lang, plan, &refusal.why))
    }

    /// Tells why a verb is not possible for the open case.
    pub(super) fn why_not_verb(&self, verb: impl FnOnce(&Desk, &CaseDetail) -> Option<Verb>) -> Option<String> {
        let lang = self.lang;
        let Some(case) = self.case.as_ref().filter(|_| self.screen == Screen::Case) else {
            return Some(words::only_in_case(lang).to_owned());
        };
        let Some(detail) = case.detail() else { return Some(words::still_loading(lang).to_owned()) };
        if self.plan_of(detail).is_none() {
            return Some(words::no_plan(lang).to_owned());
        }
        if case.what_if.is_some() {
            return Some(amend::what_if_first(lang).to_owned());
        }
        if let Some(item) = self.outbox.on_its_way(&case.id) {
            return Some(words::already_decided(lang, actions::verb(lang, item.decision.act.verb())));
        }
        let Some(verb) = verb(self, detail) else { return Some(words::not_at_this_stage(lang).to_owned()) };
        // What papers, checks and limits say against it is told in the sheet, where all of it has room.
        let refusal = self.refusal(detail, &case.draft, verb)?;
        let barred = matches!(refusal.code, ProblemCode::NotAllowed | ProblemCode::WrongStage) || matches!(refusal.why, Why::Taken { .. });
        barred.then(|| self.why_text(detail, &refusal.why))
    }

    /// Tells that a decision can't be made any more on a case as it is now, because somebody took it on, and who that was.
    pub fn overtaken(&self, now: &CaseDetail, verb: Verb) -> Option<String> {
        let plan = self.plan_of(now)?;
        let refusal = judge::may(&plan, &now.case, &now.assessment, verb, &self.me).err()?;
        let barred = matches!(refusal.code, ProblemCode::NotAllowed | ProblemCode::WrongStage);
        let decided = |entry: &&TimelineEntry| matches!(&entry.event, Event::Decided { act, .. } if act.verb().rests_on_basis());
        let newest = now.case.timeline.iter().rev().find(decided)?;
        let who = newest.by.as_ref().map(|user| mask_name(self.name_of(user)))?;
        let stage = || plan.stage(&now.case.stage).map_or(now.case.stage.as_str(), |stage| stage.name.get(self.lang));
        let stands = match now.case.status {
            Status::Open => words::now_at(self.lang, stage()),
            Status::Returned => words::now_returned(self.lang).to_owned(),
            Status::Rejected => words::now_rejected(self.lang).to_owned(),
            Status::Paid => words::now_paid(self.lang).to_owned(),
        };
        let overtaken = words::overtaken(self.lang, who, stands);
        barred.then(|| match refusal.why {
            // That somebody acted does not say what is left to do.
            Why::NothingToRecover => format!("{} {overtaken}", refusals::nothing_to_recover(self.lang)),
            _ => overtaken,
        })
    }

    /// Tells what stands against a verb with this draft, in a sentence.
    pub(super) fn against(&self, detail: &CaseDetail, draft: &Draft, verb: Verb) -> Option<String> {
        self.refusal(detail, draft, verb).map(|refusal| self.why_text(detail, &refusal.why))
    }

    /// Whether it is papers that stand against a verb.
    pub(super) fn lacks_papers(&self, detail: &CaseDetail, draft: &Draft, verb: Verb) -> bool {
        self.refusal(detail, draft, verb).is_some_and(|refusal| matches!(refusal.why, Why::Papers { .. }))
    }

    fn refusal(&self, detail: &CaseDetail, draft: &Draft, verb: Verb) -> Option<Refusal> {
        let plan = self.plan_of(detail)?;
        let base = self.case.as_ref().filter(|case| case.id == detail.case.id).and_then(CaseView::base);
        if let Some(base) = base.filter(|_| !draft.amendments.is_empty())
            && let Err(why) = judge::amend(&plan, &base.case, &base.history, &draft.amendments)
                .and_then(|_| judge::may_renumber(&plan, &base.case, &draft.amendments, verb, &self.me))
        {
            return Some(why.into());
        }
        if draft.verdicts.is_empty() {
            return judge::may(&plan, &detail.case, &detail.assessment, verb, &self.me).err();
        }
        let mut case = detail.case.clone();
        apply_verdicts(&mut case.materials, &draft.verdicts);
        judge::may(&plan, &case, &detail.assessment, verb, &self.me).err()
    }

    fn why_text(&self, detail: &CaseDetail, why: &Why) -> String {
        if let Why::Taken { by } = why {
            return refusals::taken_by(self.lang, mask_name(self.name_of(by)));
        }
        self.plan_of(detail).map_or_else(|| words::no_plan(self.lang).to_owned(), |plan| judge::why_in_words(self.lang, &plan, why))
    }

    /// The verb of the forward key at the stage of the open case, or of the row under the cursor: pass on, approve, paid.
    pub fn forward_verb(&self) -> Verb {
        let forward = |stage: &Stage| workflow::verbs(stage).first().copied();
        let summary = match self.screen {
            Screen::Case => self.case.as_ref().and_then(CaseView::summary),
            _ => self.queue.current().map(|row| &row.summary),
        };
        if summary.is_some_and(|summary| summary.status == Status::Returned) {
            return Verb::Resubmit;
        }
        let stage = summary.and_then(|summary| self.plans.get(&summary.plan)?.stage(&summary.stage));
        stage.and_then(forward).unwrap_or(Verb::PassOn)
    }
}
