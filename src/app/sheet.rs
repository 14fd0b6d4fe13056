//! What may stand over a screen: a decision being made, or a small list. One at a time; Esc takes it away.

use tui_input::InputRequest;

use crate::app::Place;
use crate::app::amend::AmendSheet;
use crate::app::arranging::ViewsSheet;
use crate::app::bulk::Bulk;
use crate::app::decide::Decide;
use crate::app::field::Field;
use crate::app::handing::NoteSheet;
use crate::app::intake::{Receipt, Register};
use crate::app::letter::LetterSheet;
use crate::domain::ids::DecisionId;
use crate::domain::intake::ClaimKey;
use crate::domain::queue::QueueRow;
use crate::domain::time::Moment;

pub enum Sheet {
    Decide(Box<Decide>),
    /// One change being drafted.
    Amend(Box<AmendSheet>),
    /// Dropping a decision in conflict: since when it is on the screen.
    Drop {
        decision: DecisionId,
        painted: Option<Moment>,
    },
    /// Deciding all that is marked.
    Bulk(Box<Bulk>),
    /// A note on a case.
    Note(Box<NoteSheet>),
    /// A colleague is chosen for cases.
    Assign {
        finder: Finder,
        rows: Vec<QueueRow>,
    },
    /// Handing a claim in at the counter.
    Register(Register),
    Receipt(Receipt),
    /// The notice for the claimant.
    Letter(Box<LetterSheet>),
    /// Dropping a draft of the counter: since when it is on the screen.
    DropClaim {
        key: ClaimKey,
        painted: Option<Moment>,
    },
    /// Going on with another server: since when it is on the screen.
    OtherServer {
        painted: Option<Moment>,
    },
    /// What the queue is sorted by.
    Sorts {
        cursor: usize,
    },
    /// Which columns stand.
    Columns {
        cursor: usize,
    },
    /// Saved views.
    Views(ViewsSheet),
    /// Quitting while something is held.
    Quit,
    /// Another person of the demo.
    People {
        cursor: usize,
    },
    Palette(Finder),
    Help(Box<Help>),
}

/// The keys of a place, found by typing.
pub struct Help {
    pub finder: Finder,
    /// Where it was asked for.
    pub of: Place,
    /// The keys of every place, not of this one alone.
    pub all: bool,
    /// The sheet that it was asked for in; it is there again when the help is left.
    pub below: Option<Sheet>,
}

/// A list that is found in by typing.
#[derive(Clone, Debug)]
pub struct Finder {
    pub field: Field,
    pub cursor: usize,
}

impl Finder {
    pub fn new() -> Self {
        Finder { field: Field::line(), cursor: 0 }
    }

    pub(super) fn edit(&mut self, request: InputRequest) {
        if self.field.edit(request) {
            self.cursor = 0;
        }
    }

    pub(super) fn paste(&mut self, text: &str) {
        self.field.paste(text);
        self.cursor = 0;
    }
}

impl Default for Finder {
    fn default() -> Self {
        Finder::new()
    }
}
