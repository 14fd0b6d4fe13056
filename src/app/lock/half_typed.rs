//! What is half typed, and where one was when the desk was locked: kept in the encrypted file of drafts.
//!
//! Not here: when it is put there (`typed`, and `lock` above), the drafts of cases and claims, which are on disk at every step. Invariant: what was typed goes back into the very sheet that
//! it was typed in, about the same case.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::app::amend::{AmendSheet, Subject};
use crate::app::case::Tab;
use crate::app::decide::{Decide, ExtendForm, Form};
use crate::app::field::Field;
use crate::app::sheet::Sheet;
use crate::app::{Desk, Screen, deciding};
use crate::domain::decision::Verb;
use crate::domain::ids::{CaseId, ReasonCode};
use crate::domain::queue::{RowKey, Sort, View};
use crate::text::lock as words;

/// What was half typed, and where one was.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct HalfTyped {
    place: Option<Back>,
    sheets: Vec<HalfSheet>,
    note: Option<(CaseId, String)>,
    amendment: Option<HalfAmendment>,
    lookup: String,
    /// The case whose sheet stood on the screen with something in it.
    open: Option<CaseId>,
}

/// Where one was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Back {
    screen: Screen,
    view: View,
    filter: String,
    sort: Sort,
    row: Option<RowKey>,
    case: Option<CaseId>,
    /// The tab's place among the tabs.
    tab: usize,
}

/// The fields of a sheet, in their order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct HalfSheet {
    case: CaseId,
    verb: Verb,
    texts: Vec<String>,
    reason: Option<ReasonCode>,
}

/// The fields of a change that was being drafted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct HalfAmendment {
    case: CaseId,
    /// What it is about, in one word that is only compared.
    about: String,
    values: Vec<String>,
    reason: String,
}

impl HalfTyped {
    /// Gathers what would be lost with the memory of the desk.
    pub(super) fn of(desk: &Desk) -> HalfTyped {
        HalfTyped {
            place: Some(Back {
                screen: desk.screen,
                view: desk.queue.view,
                filter: desk.queue.filter.value().to_owned(),
                sort: desk.queue.sort,
                row: desk.queue.cursor_key().cloned(),
                case: desk.case.as_ref().filter(|_| desk.screen == Screen::Case).map(|case| case.id.clone()),
                tab: desk.case.as_ref().map_or(0, |case| case.tab.index()),
            }),
            lookup: desk.lookup.typed().to_owned(),
            ..HalfTyped::texts(desk)
        }
    }

    /// Gathers what was typed in sheets.
    pub(in crate::app) fn texts(desk: &Desk) -> HalfTyped {
        let written_in = desk.written_in();
        let open = match written_in {
            Some(Sheet::Decide(sheet)) => half_sheet((&sheet.base.case.id, sheet.verb, &sheet.form)),
            _ => None,
        };
        let note_here = match written_in {
            Some(Sheet::Note(sheet)) if !sheet.text.is_blank() => Some((sheet.row.summary.id.clone(), sheet.text.value().to_owned())),
            _ => None,
        };
        let amended_here = match written_in {
            Some(Sheet::Amend(sheet)) => half_amendment(sheet),
            _ => None,
        };
        let open_on = open.as_ref().map(|half| &half.case).or(note_here.as_ref().map(|(case, _)| case));
        let open_on = open_on.or(amended_here.as_ref().map(|half| &half.case)).cloned();
        let kept = desk.kept.iter().filter_map(|kept| half_sheet((&kept.case, kept.verb, &kept.form)));
        let mut sheets: Vec<HalfSheet> = desk.half_typed.sheets.iter().cloned().chain(kept).chain(open).collect();
        sheets.drain(..sheets.len().saturating_sub(deciding::KEPT_SHEETS));
        let left_amend = || desk.left_amend.as_ref().and_then(|sheet| half_amendment(sheet));
        HalfTyped {
            sheets,
            note: note_here.or_else(|| desk.note_kept.clone()).or_else(|| desk.half_typed.note.clone()),
            amendment: amended_here.or_else(left_amend).or_else(|| desk.half_typed.amendment.clone()),
            open: open_on,
            ..HalfTyped::default()
        }
    }

    /// Without where one was: a desk that is opened anew begins at its queue.
    pub(in crate::app) fn texts_alone(self) -> HalfTyped {
        HalfTyped { place: None, lookup: String::new(), ..self }
    }

    /// The case whose sheet was open with something in it when this was kept.
    pub(in crate::app) fn left_open(&self) -> Option<&CaseId> {
        self.open.as_ref()
    }

    pub(in crate::app) fn written(&self) -> String {
        // Plain values: it can't fail.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads what was written of it; what another version wrote otherwise is lost, and nothing else with it.
    pub fn read(written: &str) -> HalfTyped {
        serde_json::from_str(written).unwrap_or_default()
    }

    /// Gives the cases in whose sheets something was written, each once.
    pub fn cases(&self) -> BTreeSet<&CaseId> {
        let sheets = self.sheets.iter().map(|sheet| &sheet.case);
        sheets.chain(self.note.as_ref().map(|(case, _)| case)).chain(self.amendment.as_ref().map(|half| &half.case)).collect()
    }

    /// Something is still to be put back into its sheet.
    pub(in crate::app) fn is_open(&self) -> bool {
        !self.sheets.is_empty() || self.note.is_some() || self.amendment.is_some() || !self.lookup.is_empty()
    }

    /// Puts what was typed into the sheet that it was typed in.
    pub(in crate::app) fn fill_sheet(&mut self, sheet: &mut Decide) {
        let at = self.sheets.iter().rposition(|half| half.case == sheet.base.case.id && half.verb == sheet.verb);
        let Some(half) = at.map(|at| self.sheets.remove(at)) else { return };
        if let Form::Reject(form) = &mut sheet.form {
            form.chosen = half.reason;
        }
        for (field, text) in fields(&mut sheet.form).into_iter().zip(&half.texts) {
            field.set(text);
        }
        match &mut sheet.form {
            Form::Return(form) => form.edited = true,
            Form::Reject(form) => form.edited = !form.text.is_blank(),
            _ => {}
        }
    }

    /// Puts what was typed into the sheet of the same change.
    pub(in crate::app) fn fill_amendment(&mut self, sheet: &mut AmendSheet) {
        let Some(half) = self.amendment.take_if(|half| half.case == sheet.case && about(sheet).as_ref() == Some(&half.about)) else {
            return;
        };
        match &mut sheet.subject {
            Subject::Fact { field, .. } => half.values.iter().take(1).for_each(|value| field.set(value)),
            Subject::Entry { fields, .. } => fields.iter_mut().zip(&half.values).for_each(|(field, value)| field.set(value)),
            _ => {}
        }
        sheet.reason.set(&half.reason);
    }

    /// The note that was being written on a case.
    pub(in crate::app) fn note_on(&mut self, case: &CaseId) -> Option<String> {
        self.note.take_if(|(of, _)| of == case).map(|(_, text)| text)
    }
}

fn half_sheet((case, verb, form): (&CaseId, Verb, &Form)) -> Option<HalfSheet> {
    let mut form = form.clone();
    let typed = match &form {
        Form::Return(form) => form.edited,
        Form::Reject(form) => form.edited || form.chosen.is_some(),
        _ => true,
    };
    let reason = if let Form::Reject(form) = &form { form.chosen.clone() } else { None };
    let texts: Vec<String> = fields(&mut form).into_iter().map(|field| field.value().to_owned()).collect();
    let something = reason.is_some() || texts.iter().any(|text| !text.is_empty());
    (typed && something).then(|| HalfSheet { case: case.clone(), verb, texts, reason })
}

/// The fields of a form in which a person writes what is sent.
fn fields(form: &mut Form) -> Vec<&mut Field> {
    match form {
        Form::Forward { note } => vec![note],
        Form::PaymentFailed { reason } => vec![reason],
        Form::Return(form) => vec![&mut form.text],
        Form::Resubmit(form) => vec![&mut form.note],
        Form::Reject(form) => vec![&mut form.text],
        Form::Again(form) => [Some(&mut form.text), form.value.as_mut()].into_iter().flatten().collect(),
        Form::Extend(ExtendForm { until, text, .. }) => vec![until, text],
    }
}

fn half_amendment(sheet: &AmendSheet) -> Option<HalfAmendment> {
    // What is only assumed is kept nowhere.
    let about = about(sheet).filter(|_| !sheet.assumed)?;
    let values = match &sheet.subject {
        Subject::Fact { field, .. } => vec![field.raw().to_owned()],
        Subject::Entry { fields, .. } => fields.iter().map(|field| field.raw().to_owned()).collect(),
        _ => Vec::new(),
    };
    Some(HalfAmendment { case: sheet.case.clone(), about, values, reason: sheet.reason.value().to_owned() })
}

fn about(sheet: &AmendSheet) -> Option<String> {
    // What was typed over a fact is of no use over another one: it may be what stood there before.
    let over = if let Subject::Fact { old, .. } = &sheet.subject { Some(old) } else { None };
    Some(format!("{:?}", (sheet.target()?, &sheet.replaces, over)))
}

impl Desk {
    /// Goes back to where one was, and has everything read again.
    pub(super) fn come_back(&mut self) {
        let back = self.half_typed.place.take();
        if let Some(back) = &back {
            self.queue.show_again((back.view, &back.filter, back.sort), back.row.clone());
        }
        self.load_all();
        let lookup = std::mem::take(&mut self.half_typed.lookup);
        if !lookup.is_empty() {
            let mut field = Field::line();
            field.set(&lookup);
            self.lookup.field = Some(field);
        }
        if let Some(back) = back {
            match back.case {
                Some(case) => {
                    self.open_case(case, None);
                    if let (Some(case), Some(tab)) = (&mut self.case, Tab::ALL.get(back.tab)) {
                        case.tab = *tab;
                    }
                }
                None => self.screen = if back.screen == Screen::Case { Screen::Queue } else { back.screen },
            }
        }
        let kept = if self.half_typed.is_open() { words::back_with_text(self.lang) } else { words::back(self.lang) };
        self.ok(kept);
        self.settle();
    }
}
