//! The office changed which cases a person may see: they leave this machine and the screen, and he is told to sign in again.
//!
//! Not here: a sign-in that was taken back (`revoked`), what else is asked no more (`sync::scope`). Invariant: it is told only when the
//! cases are gone; what is unsent stays.

use crate::app::Message;
use crate::driver::seat::{Open, Seat};
use crate::text::driver as words;

impl Seat {
    /// Lets the cases go, here and on the screen.
    pub(super) fn scope_changed(&mut self) {
        let Some(Open { store, engine, .. }) = &mut self.open else { return };
        let gone = match engine {
            Some(engine) => engine.scope_changed(store),
            // Whoever sends hears of it as well.
            None => store.let_cases_go(),
        };
        if let Some(client) = &self.client {
            client.let_load_go();
        }
        self.asked.clear();
        self.asked_sides.clear();
        self.looking.clear();
        if let Err(error) = gone {
            return self.say(Message::Failed(error.tell(self.lang())));
        }
        self.say(Message::ScopeChanged(words::scope_changed(self.lang()).to_owned()));
        self.show_again();
        self.post_claims();
    }
}
