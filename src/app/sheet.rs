//! What may stand over a screen: a decision being made, or a small list. One at a time; Esc takes it away.

use tui_input::InputRequest;

use crate::app::action::Action;
use crate::app::compose::Search;
use crate::app::decide::Decide;
use crate::app::field::Field;
use crate::app::{Desk, Place};
use crate::domain::ids::DecisionId;
use crate::domain::people::Lang;
use crate::domain::time::Moment;
use crate::text::actions;

pub enum Sheet {
    Decide(Box<Decide>),
    /// Dropping a decision in conflict: since when it is on the screen.
    Drop {
        decision: DecisionId,
        painted: Option<Moment>,
    },
    /// Quitting while something is held.
    Quit,
    /// Another person of the demo.
    People {
        cursor: usize,
    },
    Palette(Finder),
    /// The keys of the place below.
    Help {
        finder: Finder,
        of: Place,
    },
}

/// A list that is found in by typing.
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
}

impl Default for Finder {
    fn default() -> Self {
        Finder::new()
    }
}

impl Desk {
    /// The actions that the palette lists for what was typed, each with why it can't be done now.
    pub fn palette(&self, typed: &str) -> Vec<(Action, Option<String>)> {
        let search = Search::new(typed);
        let mut found: Vec<_> = Action::ALL
            .iter()
            .filter(|action| {
                !action.commits() && !matches!(action, Action::Palette | Action::Open | Action::Back | Action::Down | Action::Up)
            })
            .filter(|action| search.finds(&[actions::long(Lang::Zh, action.name()), actions::long(Lang::En, action.name()), action.name()]))
            .map(|action| (*action, self.why_not(*action)))
            .collect();
        found.sort_by_key(|(_, why)| why.is_some());
        found
    }
}
