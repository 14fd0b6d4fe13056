//! The office changed which cases a person may see: those that are kept here go, before he signs in again.
//!
//! Not here: how the server tells (`api`), what the screen lets go of (`app`). Invariant: what waits to go out, and drafts, stay.

use crate::store::{Store, StoreError};
use crate::sync::Engine;

impl Engine {
    /// Lets go of the cases that are kept, and asks nothing more until somebody signs in. A second time changes nothing.
    pub fn scope_changed(&mut self, store: &mut Store) -> Result<(), StoreError> {
        (self.signed_out, self.out_of_scope) = (true, true);
        (self.synced, self.filling) = (None, None);
        // A page that is under way was asked for with other rights.
        self.drop_what_comes();
        self.look();
        store.let_cases_go()
    }
}
