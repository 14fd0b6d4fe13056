//! Look-ups, and the cases that share something with another: the cache at once, the server beside it.
//!
//! Invariant: what a look-up found here goes to the screen only after the file has its entry of the audit trail, which is brought to disk
//! right behind it.

use std::collections::BTreeSet;

use crate::api::{Call, Failure, FailureKind, Reply};
use crate::app::{FoundHere, Message};
use crate::domain::ids::CaseId;
use crate::domain::lookup::{Kind, Wanted, put_in_order};
use crate::driver::seat::Seat;
use crate::store::find::Found;
use crate::text::caller as words;
use crate::wire::LookedUp;

/// Look-ups whose answer from the server is still out; an older one is of no interest any more.
const MOST_ASKED: usize = 8;
/// Names that one identity number is known under here; more than two are slips of old cases.
const MOST_NAMES: usize = 3;

impl Seat {
    pub(super) fn look_up(&mut self, ticket: u64, wanted: &Wanted) {
        let at = self.shared.options.clock.now();
        let id = uuid::Uuid::now_v7();
        let found = self.with_store(|store| {
            let found = store.look_up(wanted)?;
            let cases = found.cases.iter().map(|case| case.id.clone()).collect();
            store.record_look_up(&LookedUp { id, by: found.kind, found: cases, at }.into())?;
            let (paces, synced) = (store.paces()?, store.synced_at()?);
            let Found { kind, cases, more, receipt, unsent } = found;
            Ok(Box::new(FoundHere { kind, cases, more, receipt, unsent, paces, synced }))
        });
        // The server knows no receipt; of the case that came of it, it is asked by the case's number.
        let became = found.as_ref().ok().and_then(|found| Some(found.receipt.as_ref()?.case()?.to_string()));
        let recorded = found.is_ok();
        self.say(Message::Found { ticket, found: self.told(found) });
        if recorded && let Err(refused) = self.with_store(|store| store.sync_owed()) {
            self.say(Message::Failed(self.tell(&refused)));
        }
        // Where nothing could be written down here, the server writes it down when it answers.
        let call = Call::Lookup { number: became.unwrap_or_else(|| wanted.asked()), id };
        let sent = self.client.as_ref().is_some_and(|client| self.shared.network.send(self.number, client, call).is_ok());
        if sent {
            if self.looking.len() >= MOST_ASKED {
                self.looking.remove(0);
            }
            self.looking.push((id, ticket));
        } else {
            let why = words::no_way(self.lang()).to_owned();
            self.say(Message::FoundAtServer { ticket, found: Err(why) });
        }
    }

    /// Tells the form of a claim under which names the cases here have an identity number. It is a look-up like any other: where it
    /// can't be written down, nothing is told, and the claim goes on as if nobody had the number.
    pub(super) fn tell_known_names(&mut self, number: &str) {
        let Ok(wanted) = Wanted::read(number) else { return };
        let at = self.shared.options.clock.now();
        let names = self.with_store(|store| {
            let found = store.look_up(&wanted)?;
            if found.kind != Kind::IdNumber || found.cases.is_empty() {
                return Ok(Vec::new());
            }
            let cases = found.cases.iter().map(|case| case.id.clone()).collect();
            store.record_owed(&LookedUp { id: uuid::Uuid::now_v7(), by: found.kind, found: cases, at }.into())?;
            let names: BTreeSet<String> = found.cases.into_iter().map(|case| case.name).collect();
            Ok(names.into_iter().take(MOST_NAMES).collect())
        });
        if let Ok(names) = names
            && !names.is_empty()
        {
            self.say(Message::KnownAs { number: number.to_owned(), names });
        }
    }

    /// Takes the server's answer to a look-up.
    pub(super) fn looked_up(&mut self, id: uuid::Uuid, result: Result<Reply, Failure>) {
        let Some(at) = self.looking.iter().position(|(asked, _)| *asked == id) else { return };
        let (_, ticket) = self.looking.remove(at);
        let lang = self.lang();
        let found = match result {
            Ok(Reply::Lookup(mut found)) => {
                put_in_order(found.by, &mut found.cases);
                // It stands in the server's trail under this id; where that can't be noted, it is told again and written once.
                let _ = self.with_store(|store| store.owed_answered(id, None));
                Ok(found)
            }
            Ok(_) => Err(words::server_silent(lang).to_owned()),
            Err(failure) => Err(match failure.kind {
                FailureKind::Unreachable | FailureKind::Broken | FailureKind::Timeout => words::no_way(lang).to_owned(),
                _ => failure.tell(lang),
            }),
        };
        self.say(Message::FoundAtServer { ticket, found });
    }

    /// Gives the related cases as they were last known, and asks the server for them anew.
    pub(super) fn load_related(&mut self, case: CaseId) {
        let kept = self.with_store(|store| store.related(&case));
        let told = self.told(kept);
        self.say(Message::Related { case: case.clone(), related: told, asked: true });
        let call = Call::Related { id: case.clone() };
        let sent = self.client.as_ref().is_some_and(|client| self.shared.network.send(self.number, client, call).is_ok());
        if !sent {
            let why = words::no_way(self.lang()).to_owned();
            self.say(Message::Related { case, related: Err(why), asked: false });
        }
    }

    pub(super) fn related_came(&mut self, case: CaseId, result: Result<Reply, Failure>) {
        let now = self.shared.options.clock.now();
        let related = match result {
            Ok(Reply::Related(related)) => {
                // A copy that can't be kept is shown all the same.
                let _ = self.with_store(|store| store.put_related(&case, &related, now));
                Ok(Some((related, now)))
            }
            Ok(_) => Err(words::server_silent(self.lang()).to_owned()),
            Err(failure) => Err(match failure.kind {
                FailureKind::Unreachable | FailureKind::Broken | FailureKind::Timeout => words::no_way(self.lang()).to_owned(),
                _ => failure.tell(self.lang()),
            }),
        };
        self.say(Message::Related { case, related, asked: false });
    }
}
