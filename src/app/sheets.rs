//! What keys do in a sheet. Only the sheet's own keys act; the rest does nothing and says so.

use crate::app::action::Action;
use crate::app::decide::{Decide, Form, LOOK_MILLIS};
use crate::app::message::Effect;
use crate::app::sheet::Sheet;
use crate::app::{Desk, Place};
use crate::text::desk as words;
use crate::text::sheets as texts;

/// Lines that a list of a sheet moves by a page.
const PAGE: isize = 10;

fn steps(action: Action) -> Option<isize> {
    Some(match action {
        Action::Down => 1,
        Action::Up => -1,
        Action::PageDown | Action::HalfDown => PAGE,
        Action::PageUp | Action::HalfUp => -PAGE,
        Action::First => isize::MIN,
        Action::Last => isize::MAX,
        _ => return None,
    })
}

fn moved(cursor: usize, by: isize, count: usize) -> usize {
    cursor.saturating_add_signed(by).min(count.saturating_sub(1))
}

impl Desk {
    pub(super) fn act_in_sheet(&mut self, action: Action) {
        // The sheet is taken out and put back unless it is closed, so that what it does may change the desk.
        let Some(sheet) = self.sheet.take() else { return };
        match sheet {
            Sheet::Decide(sheet) => self.act_in_decide(sheet, action),
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
            Sheet::Quit => match action {
                Action::Quit | Action::Close => self.out.push(Effect::Quit),
                Action::Undo => self.undo(),
                Action::Back => {}
                _ => self.sheet = Some(Sheet::Quit),
            },
            Sheet::People { cursor } => self.act_in_people(cursor, action),
            Sheet::Palette(mut finder) => match action {
                Action::Back => {}
                Action::Open => self.run_from_palette(finder.field.value(), finder.cursor),
                _ => {
                    if let Some(by) = steps(action) {
                        finder.cursor = moved(finder.cursor, by, self.palette(finder.field.value()).len());
                    }
                    self.sheet = Some(Sheet::Palette(finder));
                }
            },
            Sheet::Help { mut finder, of } => match action {
                Action::Back | Action::Open => {}
                _ => {
                    if let Some(by) = steps(action) {
                        finder.cursor = moved(finder.cursor, by, Action::ALL.len());
                    }
                    self.sheet = Some(Sheet::Help { finder, of });
                }
            },
        }
    }

    fn act_in_people(&mut self, mut cursor: usize, action: Action) {
        let chosen = match action {
            Action::Open => Some(cursor),
            Action::Digit(digit) => Some(usize::from(digit) - 1),
            _ => None,
        };
        if let Some(person) = chosen.and_then(|at| self.people.get(at)) {
            self.out.push(Effect::SwitchPerson(person.user.clone()));
            self.switching = true;
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

    fn run_from_palette(&mut self, typed: &str, cursor: usize) {
        let found = self.palette(typed);
        match found.get(cursor) {
            Some((action, None)) => self.act(*action),
            Some((_, Some(why))) => {
                let why = words::not_possible(self.lang, why);
                self.warn(why);
            }
            None => {}
        }
    }

    fn act_in_decide(&mut self, mut sheet: Box<Decide>, action: Action) {
        if sheet.typing {
            match action {
                Action::Open if sheet.is_finding() => sheet.choose(),
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
            Action::Open | Action::NextPane => focus(&mut sheet, false),
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
            Some(Sheet::Decide(sheet)) if !matches!(self.place(), Place::Field | Place::Text | Place::Finder) => sheet.why_not(self.lang),
            _ => None,
        }
    }
}

/// Puts the cursor into a field: of a rejection the search, or the text where it is to be edited.
fn focus(sheet: &mut Decide, text: bool) {
    if let Form::Reject(form) = &mut sheet.form {
        form.in_text = text;
        if text && form.chosen.is_none() {
            return;
        }
    }
    sheet.typing = true;
}
