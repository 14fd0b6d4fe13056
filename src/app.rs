//! The pure machine of the desk: a message comes in, the state changes, effects go out.
//!
//! Not here: I/O, the clock (the moment comes with each message), random numbers (an id source is passed in), keys, colours.
//! Invariant: nothing that a person typed or decided is lost by a message that comes late, twice or not at all.

pub mod action;
pub mod message;

pub use action::Action;
pub use message::{Connection, Effect, Message, Personal};

use crate::domain::ids::DecisionId;
use crate::domain::people::Lang;
use crate::domain::time::Moment;
use crate::wire::Person;

/// What a desk is opened with.
pub struct Setup {
    pub me: Person,
    /// Everybody whose name may be shown: colleagues; in the demo also whom one can switch to.
    pub people: Vec<Person>,
    /// Whether one may switch to another person (the demo).
    pub may_switch: bool,
    pub lang: Lang,
    /// Columns and rows of the terminal.
    pub size: (u16, u16),
    pub now: Moment,
    /// Makes the ids of decisions.
    pub ids: Box<dyn FnMut() -> DecisionId + Send>,
}

/// The state of the desk.
pub struct Desk {
    pub me: Person,
    pub lang: Lang,
    dirty: bool,
}

impl Desk {
    /// Opens the desk on its queue, and gives the effects that fill it.
    pub fn open(setup: Setup) -> (Desk, Vec<Effect>) {
        (Desk { me: setup.me, lang: setup.lang, dirty: true }, Vec::new())
    }

    /// Takes a message in and gives what is to be done outside.
    pub fn update(&mut self, _now: Moment, _message: Message) -> Vec<Effect> {
        self.dirty = true;
        Vec::new()
    }

    /// Tells when a `Tick` is due; without one nothing changes by itself.
    pub fn next_due(&self) -> Option<Moment> {
        None
    }

    /// Tells whether anything changed that a frame would show, and takes note that it is drawn now. After the frame was written, send `Message::Painted`.
    pub fn take_dirty(&mut self) -> bool {
        std::mem::take(&mut self.dirty)
    }
}
