//! A password as it is typed.
//!
//! Invariants: what is typed is shown to nobody, its length apart; its memory is cleared when it goes.

use tui_input::InputRequest;
use zeroize::Zeroizing;

/// What is typed and never shown. There is no cursor in it: one types at its end.
#[derive(Default)]
pub(in crate::app) struct Secret(Zeroizing<String>);

/// Characters of a password.
const LONGEST_SECRET: usize = 1024;

impl Secret {
    pub(in crate::app) fn edit(&mut self, request: InputRequest) {
        match request {
            InputRequest::InsertChar(c) if !c.is_control() && self.len() < LONGEST_SECRET => {
                // Room for all of it is made at once: growing would leave copies behind.
                if self.0.capacity() == 0 {
                    self.0.reserve_exact(LONGEST_SECRET * 4);
                }
                self.0.push(c);
            }
            InputRequest::DeletePrevChar => {
                self.0.pop();
            }
            InputRequest::DeleteLine | InputRequest::DeletePrevWord | InputRequest::DeleteTillEnd => self.0.clear(),
            _ => {}
        }
    }

    pub(in crate::app) fn len(&self) -> usize {
        self.0.chars().count()
    }

    pub(in crate::app) fn paste(&mut self, pasted: &str) {
        pasted.chars().for_each(|c| self.edit(InputRequest::InsertChar(c)));
    }

    /// A copy to sign in with, taken away from memory after its use as this one is.
    pub(in crate::app) fn copy(&self) -> Zeroizing<String> {
        Zeroizing::new(self.0.to_string())
    }
}
