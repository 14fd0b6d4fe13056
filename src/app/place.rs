//! Where the desk is, as far as keys are concerned.

use crate::app::case::Tab;
use crate::app::decide::Form;
use crate::app::sheet::Sheet;
use crate::app::{Desk, Screen};

/// What a key is pressed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    Queue,
    /// The filter line of the queue: letters are text.
    Filter,
    Case(Tab),
    /// A defect's reason is chosen by its number.
    Picking,
    Outbox,
    /// The field of the look-up: letters are text.
    Lookup,
    /// The look-up with a whole number that was found, or with its list: some letters are commands.
    Found,
    Log,
    /// A sheet that only confirms or is left.
    Sheet,
    /// The sheet that decides all that is marked.
    BulkSheet,
    /// A short list that one chooses from.
    Choices,
    /// Saved views: letters are a name.
    Views,
    ReturnSheet,
    RejectSheet,
    /// A field of a sheet: letters are text.
    Field,
    /// A field of several lines.
    Text,
    /// A field that finds in a list.
    Finder,
    People,
    Quit,
    /// Drafts and claims of the counter.
    Claims,
    /// The form of a claim: letters are text.
    ClaimForm,
    /// Beside the form of a claim.
    Checklist,
    ReceiptSheet,
    /// The notice for the claimant.
    LetterSheet,
}

impl Place {
    /// Letters are text here.
    pub const fn is_field(self) -> bool {
        matches!(
            self,
            Place::Filter | Place::Views | Place::Lookup | Place::Found | Place::Field | Place::Text | Place::Finder | Place::ClaimForm
        )
    }

    /// A tab of a case.
    pub const fn is_case(self) -> bool {
        matches!(self, Place::Case(_))
    }

    /// Only the keys of a sheet act here.
    pub const fn is_sheet(self) -> bool {
        !matches!(
            self,
            Place::Queue
                | Place::Filter
                | Place::Case(_)
                | Place::Picking
                | Place::Outbox
                | Place::Lookup
                | Place::Found
                | Place::Log
                | Place::Claims
                | Place::ClaimForm
                | Place::Checklist
        )
    }
}

impl Desk {
    /// Tells where keys go now.
    pub fn place(&self) -> Place {
        match &self.sheet {
            Some(Sheet::Decide(sheet)) if sheet.is_finding() => Place::Finder,
            Some(Sheet::Decide(sheet)) if sheet.is_writing() => Place::Text,
            Some(Sheet::Decide(sheet)) if sheet.typing => Place::Field,
            Some(Sheet::Decide(sheet)) => match sheet.form {
                Form::Return(_) | Form::Resubmit(_) => Place::ReturnSheet,
                Form::Reject(_) => Place::RejectSheet,
                _ => Place::Sheet,
            },
            Some(Sheet::Note(sheet)) if sheet.typing => Place::Field,
            Some(Sheet::Drop { .. } | Sheet::Note(_) | Sheet::Register(_) | Sheet::DropClaim { .. } | Sheet::OtherServer { .. }) => {
                Place::Sheet
            }
            Some(Sheet::Bulk(_)) => Place::BulkSheet,
            Some(Sheet::Amend(_)) => Place::Finder,
            Some(Sheet::Receipt(_)) => Place::ReceiptSheet,
            Some(Sheet::Letter(_)) => Place::LetterSheet,
            Some(Sheet::Sorts { .. } | Sheet::Columns { .. }) => Place::Choices,
            Some(Sheet::Views(_)) => Place::Views,
            Some(Sheet::Quit) => Place::Quit,
            Some(Sheet::People { .. }) => Place::People,
            Some(Sheet::Palette(_) | Sheet::Help(_) | Sheet::Assign { .. }) => Place::Finder,
            None => self.place_below(),
        }
    }

    /// Tells where keys would go without a sheet.
    pub fn place_below(&self) -> Place {
        match (self.screen, &self.case) {
            (Screen::Outbox, _) => Place::Outbox,
            (Screen::Intake, _) => match &self.intake.form {
                Some(form) if form.in_checklist => Place::Checklist,
                Some(_) => Place::ClaimForm,
                None => Place::Claims,
            },
            (Screen::Log, _) => Place::Log,
            (Screen::Lookup, _) if self.lookup.commands() => Place::Found,
            (Screen::Lookup, _) => Place::Lookup,
            (Screen::Case, Some(case)) if case.picking.is_some() => Place::Picking,
            (Screen::Case, Some(case)) => Place::Case(case.tab),
            _ if self.queue.typing => Place::Filter,
            _ => Place::Queue,
        }
    }
}
