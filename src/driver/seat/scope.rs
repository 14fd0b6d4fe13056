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
        // Behind the lock nothing is told; the files are about to be closed.
        if self.locked {
            return;
        }
        self.say(Message::ScopeChanged(words::scope_changed(self.lang()).to_owned()));
        self.show_again();
        self.post_claims();
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::api::{Call, FailureKind};
    use crate::driver::seat::Open;
    use crate::driver::seat::locking::tests::{recording, seat};
    use crate::wire::Changes;

    fn page() -> Changes {
        let summary = json!({
            "id": "ZJ24-000001", "seq": 1, "plan": "zj-10", "benefits": [], "name": "张某某", "employer": "某某公司", "status": "open",
            "stage": "s", "entered": 0, "received": 0, "due": null, "amount": null, "assignee": null, "worst": "pass", "worst_count": 0
        });
        let page = json!({ "server": "office", "epoch": 1, "changes": [{ "summary": summary }], "next": 5, "more": false });
        serde_json::from_value(page).unwrap()
    }

    /// Behind the lock the cache is closed and can't be emptied: no later open finds a case in it.
    #[test]
    fn a_locked_desk_that_hears_of_it_has_no_case_left() {
        let dir = tempfile::tempdir().unwrap();
        let mut seat = seat(dir.path());
        let now = seat.shared.options.clock.now();
        let Some(Open { store, .. }) = &mut seat.open else { panic!("the files did not open") };
        store.apply(&page()).unwrap();
        // One is held, so that the files stay open behind the lock.
        store.record_all(&[recording(1)], now.plus_secs(3_600), now).unwrap();
        seat.lock("");
        assert!(seat.open.is_some());
        seat.answer(Call::Listen { after: 5 }, Err(FailureKind::ScopeChanged.into()));
        assert!(seat.open.is_none(), "nothing goes out before somebody signs in");
        drop(seat);

        let mut seat = self::seat(dir.path());
        let Some(Open { store, .. }) = &mut seat.open else { panic!("the files did not open") };
        assert_eq!((store.known().unwrap(), store.cursor().unwrap(), store.floor().unwrap()), (0, 0, Some(5)));
        assert_eq!(store.outbox().unwrap().len(), 1, "what waits stays");
    }
}
