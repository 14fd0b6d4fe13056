//! What keys do at the counter: in the list of drafts and claims, in the form, in its checklist, and in the sheets over it.

use std::sync::Arc;

use tui_input::InputRequest;

use crate::app::action::Action;
use crate::app::decide::LOOK_MILLIS;
use crate::app::effect::Effect;
use crate::app::intake::{ClaimForm, Receipt};
use crate::app::sheet::Sheet;
use crate::app::{Desk, Place, SavedPage, Screen};
use crate::domain::facts::Enrolment;
use crate::domain::identity::mask_name;
use crate::domain::intake::{ClaimKey, ClaimState, IntakeItem};
use crate::domain::time::Moment;
use crate::judge;
use crate::rules::Plan;
use crate::text::{desk as desk_words, fact_fields as facts, intake as words, sheets as texts};

/// Rows of the screen that are not the list's or the form's.
const FRAME: u16 = 8;

/// What stands in the sheet that hands a claim in.
pub struct Register {
    pub painted: Option<Moment>,
    /// It is being put on disk.
    pub saving: bool,
    /// What keeps it from being handed in, all of it at once.
    pub faults: Vec<String>,
    /// What a reviewer will see as a failed check.
    pub warnings: Vec<String>,
}

impl Desk {
    /// Goes to the counter, or says who works there.
    pub(in crate::app) fn go_intake(&mut self) {
        if let Some(why) = self.why_not_intake() {
            return self.warn(why);
        }
        self.screen = Screen::Intake;
        self.out.push(Effect::LoadClaims);
    }

    pub(in crate::app) fn why_not_intake(&self) -> Option<String> {
        (!judge::may_receive(&self.me)).then(|| words::only_intake(self.lang).to_owned())
    }

    /// The newest version of each plan that stands for claims filed today, in their order.
    fn newest_plans(&self) -> Vec<Arc<Plan>> {
        let mut plans: Vec<Arc<Plan>> = Vec::new();
        for plan in self.plans.iter() {
            // Under a newer version than this program can read nothing is taken in, nor by an older one in its place.
            if !plans.iter().any(|known| known.id == plan.id) && !self.plans.is_behind(&plan.id) {
                plans.extend(self.plans.filed(&plan.id, self.now.date()).cloned());
            }
        }
        plans
    }

    pub(in crate::app) fn act_in_claims(&mut self, action: Action) {
        let page = usize::from(self.size.1.saturating_sub(FRAME));
        if self.intake.moves(action, page) {
            return;
        }
        match action {
            Action::Back if self.close_error() => {}
            Action::Back | Action::Close => self.screen = Screen::Queue,
            Action::New => self.begin_claim(),
            Action::Open => match self.intake.current().cloned() {
                Some(item) if item.state.is_open() => self.resume_claim(&item),
                Some(item) => self.show_receipt(&item),
                None => self.begin_claim(),
            },
            Action::Drop => match self.intake.current() {
                Some(item) if item.state.is_open() => {
                    self.sheet = Some(Sheet::DropClaim { key: item.draft.key, painted: None });
                }
                _ => self.warn(words::not_droppable(self.lang)),
            },
            _ => self.dead_key(),
        }
    }

    fn begin_claim(&mut self) {
        let Some(plan) = self.newest_plans().into_iter().next() else { return self.warn(desk_words::no_plan(self.lang)) };
        let key = ClaimKey((self.ids)().0);
        self.intake.form = Some(ClaimForm::begin(key, plan, self.now));
    }

    fn resume_claim(&mut self, item: &IntakeItem) {
        if let Some(form) = self.intake.take_left(|form| form.key == item.draft.key) {
            // What is listed may be older than it.
            self.intake.form = Some(form);
            return;
        }
        let Some(plan) = self.plans.get(&item.draft.plan).cloned() else { return self.warn(desk_words::no_plan(self.lang)) };
        let mut form = ClaimForm::resume(&item.draft, plan, self.now);
        form.saved = Some(item.draft.changed);
        form.refused = match &item.state {
            ClaimState::Refused { detail, .. } => Some(detail.clone()),
            ClaimState::Lost => Some(words::lost_by_restore(self.lang).to_owned()),
            _ => None,
        };
        self.intake.form = Some(form);
    }

    /// Keys of the form that are not text.
    pub(in crate::app) fn act_in_form(&mut self, action: Action) {
        let Some(form) = &mut self.intake.form else { return };
        let by = match action {
            Action::Down | Action::Open => 1,
            Action::Up => -1,
            Action::PageDown => 10,
            Action::PageUp => -10,
            Action::Back => return self.leave_form(),
            Action::RemoveEntry => return self.remove_entry(),
            Action::NextPane | Action::PrevPane => {
                form.in_checklist = true;
                return self.save_form();
            }
            _ => return self.warn(words::form_keys(self.lang)),
        };
        if action == Action::Open {
            form.take_suggestion(true);
        }
        let before = form.cursor;
        form.step(by);
        if form.cursor != before {
            self.save_form();
        }
    }

    /// Keys beside the form: papers are marked, the claim is handed in.
    pub(in crate::app) fn act_in_checklist(&mut self, action: Action) {
        if action == Action::Back && self.close_error() {
            return;
        }
        let Some(form) = &mut self.intake.form else { return };
        match action {
            Action::Down => form.step_paper(1),
            Action::Up => form.step_paper(-1),
            Action::First => form.step_paper(isize::MIN),
            Action::Last => form.step_paper(isize::MAX),
            Action::PageDown | Action::HalfDown => form.step_paper(10),
            Action::PageUp | Action::HalfUp => form.step_paper(-10),
            Action::NextPane | Action::PrevPane | Action::Open => form.in_checklist = false,
            Action::Toggle | Action::Clear => {
                if if action == Action::Toggle { form.toggle_paper() } else { form.clear_paper() } {
                    form.unsaved = Some(self.now);
                    self.save_form();
                }
            }
            Action::AcceptRest if form.papers().is_empty() => self.warn(words::tick_first_narrow(self.lang)),
            Action::AcceptRest => match form.all_came() {
                0 => self.warn(words::nothing_to_mark(self.lang)),
                n => {
                    form.unsaved = Some(self.now);
                    self.save_form();
                    self.ok(words::all_marked(self.lang, n));
                }
            },
            Action::Back | Action::Close => self.leave_form(),
            Action::Forward => {
                let (faults, warnings) = (form.faults(self.lang), form.warnings(self.lang));
                self.save_form();
                // What it offered to take back can't be while the sheet is open.
                self.notice = None;
                self.sheet = Some(Sheet::Register(Register { painted: None, saving: false, faults, warnings }));
            }
            _ => self.dead_key(),
        }
    }

    fn remove_entry(&mut self) {
        let Some(form) = &mut self.intake.form else { return };
        match form.remove_entry() {
            Some((group, at)) => {
                form.unsaved = Some(self.now);
                self.save_form();
                self.ok(words::entry_removed(self.lang, facts::group(self.lang, group), at + 1));
            }
            None => self.warn(words::no_entry_here(self.lang)),
        }
    }

    /// Whether the key that undoes means what was done last at the counter.
    pub(in crate::app) fn may_undo_in_form(&self) -> bool {
        let form = self.intake.form.as_ref();
        match self.place_below() {
            Place::ClaimForm => form.is_some_and(ClaimForm::has_removed),
            Place::Checklist => form.is_some_and(ClaimForm::has_marked),
            _ => false,
        }
    }

    /// Takes back what was done last at the counter: an entry removed, papers marked by one key. Tells whether there was anything.
    pub(in crate::app) fn undo_in_form(&mut self) -> bool {
        if !self.may_undo_in_form() {
            return false;
        }
        let (lang, now) = (self.lang, self.now);
        let Some(form) = &mut self.intake.form else { return false };
        let told = if form.in_checklist {
            words::marks_taken_back(lang, form.not_all_came())
        } else {
            let back = form.put_back();
            back.map_or_else(String::new, |(group, at)| words::entry_back(lang, facts::group(lang, group), at + 1))
        };
        form.unsaved = Some(now);
        self.save_form();
        self.ok(told);
        true
    }

    /// Puts what was typed on disk, if anything was since the last time.
    pub(in crate::app) fn save_form(&mut self) {
        let now = self.now;
        for form in self.intake.forms() {
            if form.unsaved.take().is_some() {
                form.saving += 1;
                self.out.push(Effect::SaveClaim { draft: Box::new(form.draft(now)) });
            }
        }
    }

    fn leave_form(&mut self) {
        self.save_form();
        if let Some(form) = self.intake.form.take() {
            self.intake.point(form.key);
            if !form.is_on_disk() {
                self.intake.left.push(form);
            } else if form.saved.is_some() {
                self.ok(words::kept(self.lang));
            }
        }
        self.out.push(Effect::LoadClaims);
    }

    pub(in crate::app) fn edit_form(&mut self, request: InputRequest) {
        let plans = self.newest_plans();
        let changed = self.intake.form.as_mut().is_some_and(|form| form.edit(request, &plans));
        let is_text = matches!(request, InputRequest::InsertChar(_));
        if is_text && !changed && self.intake.form.as_ref().is_some_and(ClaimForm::is_at_choice) {
            // What is typed where something is chosen must not be lost without a word.
            return self.warn(words::choice_keys(self.lang));
        }
        self.form_changed(changed);
    }

    pub(in crate::app) fn paste_form(&mut self, text: &str) {
        let changed = self.intake.form.as_mut().is_some_and(|form| form.paste(text));
        self.form_changed(changed);
    }

    fn form_changed(&mut self, changed: bool) {
        let now = self.now;
        let Some(form) = self.intake.form.as_mut().filter(|_| changed) else { return };
        form.unsaved = Some(now);
        if let Some(number) = form.number_to_ask() {
            self.out.push(Effect::FindEnrolments { number });
        }
    }

    /// Hands the claim in: on disk first.
    pub(in crate::app) fn register(&mut self, mut sheet: Register) {
        let look = sheet.painted.is_none_or(|painted| self.now < painted.plus_millis(LOOK_MILLIS));
        let ready = self.intake.form.as_ref().and_then(|form| Some((form.draft(self.now), form.claim()?)));
        match ready {
            _ if sheet.saving => self.warn(texts::saving(self.lang)),
            Some(_) if look => self.warn(texts::look_first(self.lang)),
            Some((draft, claim)) => {
                sheet.saving = true;
                let fresh = ClaimKey((self.ids)().0);
                self.out.push(Effect::SubmitClaim { draft: Box::new(draft), claim: Box::new(claim), fresh });
            }
            None => self.warn(words::has_faults(self.lang)),
        }
        self.sheet = Some(Sheet::Register(sheet));
    }

    /// The claim is on disk, or is not.
    pub(in crate::app) fn submitted(&mut self, key: ClaimKey, result: Result<(), String>) {
        let waits = matches!(&self.sheet, Some(Sheet::Register(sheet)) if sheet.saving)
            && self.intake.form.as_ref().is_some_and(|form| form.key == key);
        if !waits {
            return;
        }
        if let Err(why) = result {
            if let Some(Sheet::Register(sheet)) = &mut self.sheet {
                sheet.saving = false;
            }
            return self.error(words::not_submitted(self.lang, why));
        }
        let Some(form) = self.intake.form.take() else { return };
        let item = IntakeItem { draft: form.draft(self.now), state: ClaimState::Waiting };
        self.intake.point(key);
        self.show_receipt(&item);
        self.out.push(Effect::LoadClaims);
    }

    /// Shows what is handed over.
    fn show_receipt(&mut self, item: &IntakeItem) {
        let Some(plan) = self.plans.get(&item.draft.plan).cloned() else { return self.warn(desk_words::no_plan(self.lang)) };
        self.sheet = Some(Sheet::Receipt(Receipt::of(item, plan, self.now, self.lang)));
    }

    pub(in crate::app) fn act_in_receipt(&mut self, mut receipt: Receipt, action: Action) {
        match action {
            Action::Back | Action::Close | Action::Open => return,
            Action::Print => {
                self.out.push(Effect::SavePage { page: SavedPage::Receipt, file: format!("{}.txt", receipt.name), text: receipt.text() });
            }
            Action::Down => receipt.first = receipt.first.saturating_add(1),
            Action::Up => receipt.first = receipt.first.saturating_sub(1),
            Action::Language => receipt.switch_language(),
            _ => self.warn(texts::only_sheet_keys(self.lang)),
        }
        self.sheet = Some(Sheet::Receipt(receipt));
    }

    /// Drafts and claims as they are on disk now.
    pub(in crate::app) fn claims(&mut self, items: Vec<IntakeItem>) {
        let lang = self.lang;
        let was_open = |state: &ClaimState| state.is_unsent() || *state == ClaimState::Doubted;
        let is_news = |key: ClaimKey| self.intake.find(key).is_none_or(|known| was_open(&known.state));
        let news = items.iter().filter(|item| self.intake.loaded && is_news(item.draft.key)).find_map(|item| match &item.state {
            ClaimState::Registered { case } => Some(Ok(words::registered(lang, case, mask_name(item.draft.name())))),
            ClaimState::Refused { .. } => Some(Err(words::refused(lang, mask_name(item.draft.name())))),
            ClaimState::Lost => Some(Err(words::lost(lang, mask_name(item.draft.name())))),
            _ => None,
        });
        self.intake.replace(items);
        // The receipt on the screen gets the number that the server gave.
        let open = match &self.sheet {
            Some(Sheet::Receipt(receipt)) => self.intake.find(receipt.key).filter(|item| item.state != receipt.state).cloned(),
            _ => None,
        };
        if let Some(item) = open {
            self.show_receipt(&item);
        }
        match news {
            Some(Ok(text)) => self.ok(text),
            Some(Err(text)) => self.error(text),
            None => {}
        }
    }

    /// The draft is on disk, or is not.
    pub(in crate::app) fn claim_saved(&mut self, key: ClaimKey, result: Result<(), String>) {
        let now = self.now;
        let form = self.intake.forms().find(|form| form.key == key);
        if let Some(form) = form {
            form.saving = form.saving.saturating_sub(1);
            match &result {
                Ok(()) => form.saved = Some(now),
                // Tried again at the next change or move.
                Err(_) => form.unsaved = Some(now.plus_secs(60)),
            }
        }
        if let Err(why) = result {
            // It is shown again where nothing else is, with all that was typed.
            if self.screen == Screen::Intake && self.intake.form.is_none() {
                self.intake.form = self.intake.take_left(|form| form.key == key);
            }
            self.error(words::not_saved(self.lang, why));
        } else if self.intake.take_left(|form| form.key == key && form.is_on_disk()).is_some() {
            self.ok(words::kept(self.lang));
        }
    }

    pub(in crate::app) fn known_as(&mut self, number: &str, names: Vec<String>) {
        if let Some(form) = &mut self.intake.form {
            form.take_names(number, names);
        }
    }

    pub(in crate::app) fn enrolments(&mut self, number: &str, found: Result<Vec<Enrolment>, String>) {
        let now = self.now;
        if let Some(form) = &mut self.intake.form
            && form.take_enrolments(number, found)
        {
            form.unsaved = Some(now);
        }
    }
}
