//! What keys do in a sheet. Only the sheet's own keys act; the rest does nothing and says so.

use crate::app::action::Action;
use crate::app::decide::{Decide, Form, LOOK_MILLIS};
use crate::app::effect::Effect;
use crate::app::sheet::{Finder, Help, Sheet};
use crate::app::{Desk, Place};
use crate::text::sheets as texts;

/// How long after a digit chose a person an Enter is still the one that people type behind a digit, and not the desk's.
pub(super) const ENTER_OF_DIGIT_MILLIS: i64 = 1_000;
/// Lines that a list of a sheet moves by a page.
const PAGE: usize = 10;

/// How many lines an action moves by in a list of a sheet. Its page is short: half of it is all of it.
pub(super) fn steps(action: Action) -> Option<isize> {
    let whole = match action {
        Action::HalfDown => Action::PageDown,
        Action::HalfUp => Action::PageUp,
        other => other,
    };
    whole.steps(PAGE)
}

/// Where a cursor of a list of so many lines is after a step; it stops at the ends.
pub(super) fn moved(cursor: usize, by: isize, count: usize) -> usize {
    cursor.saturating_add_signed(by).min(count.saturating_sub(1))
}

impl Desk {
    pub(super) fn act_in_sheet(&mut self, action: Action) {
        if action == Action::Help && !matches!(self.sheet, Some(Sheet::Help(_) | Sheet::Palette(_))) {
            return self.open_help();
        }
        // The sheet is taken out and put back unless it is closed, so that what it does may change the desk.
        let Some(sheet) = self.sheet.take() else { return };
        match sheet {
            Sheet::Decide(sheet) => self.act_in_decide(sheet, action),
            Sheet::Amend(sheet) => self.act_in_amend(sheet, action),
            Sheet::Drop { decision, painted } => match action {
                Action::Confirm if painted.is_some_and(|painted| self.now >= painted.plus_millis(LOOK_MILLIS)) => {
                    self.out.push(Effect::DropItem { decision });
                }
                Action::Back | Action::Close => {}
                _ => {
                    if action == Action::Confirm {
                        self.warn(texts::look_first(self.lang));
                    }
                    self.sheet = Some(Sheet::Drop { decision, painted });
                }
            },
            Sheet::Sorts { cursor } => self.act_in_sorts(cursor, action),
            Sheet::Columns { cursor } => self.act_in_columns(cursor, action),
            Sheet::Views(sheet) => self.act_in_views(sheet, action),
            Sheet::Bulk(sheet) => self.act_in_bulk(sheet, action),
            Sheet::Note(sheet) => self.act_in_note(sheet, action),
            Sheet::Assign { finder, rows } => self.act_in_assign(finder, rows, action),
            Sheet::Register(sheet) => match action {
                Action::Confirm => self.register(sheet),
                Action::Back | Action::Close if !sheet.saving => {}
                _ => {
                    self.warn(texts::only_sheet_keys(self.lang));
                    self.sheet = Some(Sheet::Register(sheet));
                }
            },
            Sheet::Receipt(receipt) => self.act_in_receipt(receipt, action),
            Sheet::Letter(sheet) => self.act_in_letter(sheet, action),
            Sheet::DropClaim { key, painted } => match action {
                Action::Confirm if painted.is_some_and(|painted| self.now >= painted.plus_millis(LOOK_MILLIS)) => {
                    self.intake.take_left(|form| form.key == key);
                    self.out.push(Effect::DropClaim { key });
                }
                Action::Back | Action::Close => {}
                _ => self.sheet = Some(Sheet::DropClaim { key, painted }),
            },
            Sheet::OtherServer { painted } => match action {
                Action::Confirm if painted.is_some_and(|painted| self.now >= painted.plus_millis(LOOK_MILLIS)) => {
                    self.out.push(Effect::AcceptServer);
                }
                Action::Back | Action::Close => {}
                _ => {
                    if action == Action::Confirm {
                        self.warn(texts::look_first(self.lang));
                    }
                    self.sheet = Some(Sheet::OtherServer { painted });
                }
            },
            Sheet::Quit => match action {
                Action::Quit | Action::Close => self.out.push(Effect::Quit),
                Action::Undo => self.undo(),
                Action::Back => {}
                _ => self.sheet = Some(Sheet::Quit),
            },
            Sheet::People { cursor } => self.act_in_people(cursor, action),
            Sheet::Palette(finder) => self.act_in_palette(finder, action),
            Sheet::Help(help) => self.act_in_help(help, action),
        }
    }

    fn act_in_people(&mut self, mut cursor: usize, action: Action) {
        let chosen = match action {
            Action::Open => Some(cursor),
            Action::Digit(digit) => Some(usize::from(digit) - 1),
            _ => None,
        };
        if let Some(person) = chosen.and_then(|at| self.people.get(at)) {
            let user = person.user.clone();
            self.save_form();
            self.out.push(Effect::SwitchPerson(user));
            self.switching = true;
            self.enter_of_digit = matches!(action, Action::Digit(_)).then_some(self.now);
            return;
        }
        if matches!(action, Action::Back | Action::Close) {
            return;
        }
        if let Some(by) = steps(action) {
            cursor = moved(cursor, by, self.people.len());
        }
        self.sheet = Some(Sheet::People { cursor });
    }

    fn act_in_palette(&mut self, mut finder: Finder, action: Action) {
        match action {
            Action::Back => return,
            Action::Open => return self.run_from_palette(&finder),
            Action::NextPane => self.complete_palette(&mut finder),
            _ => {
                if let Some(by) = steps(action) {
                    finder.cursor = moved(finder.cursor, by, self.palette(finder.field.value()).len());
                }
            }
        }
        self.sheet = Some(Sheet::Palette(finder));
    }

    /// Opens the keys of here, over a sheet too; while a decision is being saved, its sheet stays.
    pub(super) fn open_help(&mut self) {
        let of = self.place();
        let below = self.sheet.take();
        if let Some(Sheet::Decide(sheet)) = &below
            && sheet.saving.is_some()
        {
            self.sheet = below;
            return;
        }
        self.sheet = Some(Sheet::Help(Box::new(Help { finder: Finder::new(), of, all: false, below })));
    }

    fn act_in_help(&mut self, mut help: Box<Help>, action: Action) {
        match action {
            Action::Back | Action::Open => {
                self.sheet = help.below;
                // What lay under the help was not seen: it is looked at anew before it is confirmed.
                return self.unpaint();
            }
            Action::NextPane | Action::PrevPane => {
                help.all = !help.all;
                help.finder.cursor = 0;
            }
            _ => {
                if let Some(by) = steps(action) {
                    help.finder.cursor = moved(help.finder.cursor, by, self.help(&help).len());
                }
            }
        }
        self.sheet = Some(Sheet::Help(help));
    }

    fn act_in_decide(&mut self, mut sheet: Box<Decide>, action: Action) {
        if sheet.typing {
            match action {
                Action::Open if sheet.is_finding() => sheet.choose(),
                // What finds nothing would leave an empty list behind.
                Action::Back if sheet.is_finding() => sheet.find_all(),
                // From the day or the amount on to the words.
                Action::Open | Action::NextPane if sheet.is_in_value() => focus(&mut sheet, true),
                Action::Open | Action::Back | Action::NextPane | Action::PrevPane => sheet.typing = false,
                _ => {
                    if let (true, Some(by)) = (sheet.is_finding(), steps(action)) {
                        sheet.step(by);
                    }
                }
            }
            self.sheet = Some(Sheet::Decide(sheet));
            return;
        }
        match action {
            Action::Confirm => return self.confirm(sheet),
            // While it is being saved the sheet stays: only the answer closes it.
            Action::Back | Action::Close if sheet.saving.is_none() => return self.leave_sheet(*sheet),
            Action::Toggle | Action::Open if matches!(sheet.form, Form::Return(_) | Form::Resubmit(_)) => sheet.toggle(),
            Action::Open if sheet.lists_reasons() => sheet.choose(),
            Action::Digit(digit) if sheet.lists_reasons() => sheet.choose_nth(usize::from(digit) - 1),
            // Another reason is chosen in the list again; what was written for the claimant stays.
            Action::Open if matches!(sheet.form, Form::Reject(_)) => sheet.choose_again(),
            Action::EditText if sheet.lists_reasons() => self.warn(texts::needs_reason(self.lang)),
            Action::Open | Action::NextPane | Action::Filter => focus(&mut sheet, false),
            Action::EditText => focus(&mut sheet, true),
            Action::Language => sheet.switch_text_language(),
            _ => match steps(action) {
                Some(by) => sheet.step(by),
                None => self.warn(texts::only_sheet_keys(self.lang)),
            },
        }
        self.sheet = Some(Sheet::Decide(sheet));
    }

    /// Whether the sheet's confirming key would act; the hints show it so. `None`: it would, or there is none.
    pub fn why_not_confirm(&self) -> Option<String> {
        match &self.sheet {
            Some(Sheet::Bulk(sheet)) => sheet.why_not(self.lang),
            Some(Sheet::Note(sheet)) if !sheet.typing => sheet.why_not(self.lang),
            Some(Sheet::Register(sheet)) => sheet.faults.first().cloned(),
            Some(Sheet::Decide(sheet)) if !matches!(self.place(), Place::Field | Place::Text | Place::Finder) => sheet.why_not(self.lang),
            _ => None,
        }
    }
}

/// Puts the cursor into a field: of a rejection the search, or the text where it is to be edited.
fn focus(sheet: &mut Decide, text: bool) {
    match &mut sheet.form {
        Form::Reject(form) => form.in_text = text,
        Form::Again(form) => form.in_text = text || form.value.is_none(),
        Form::Extend(form) => form.in_text = text,
        _ => {}
    }
    sheet.typing = true;
}
