//! A desk whose cache another process made anew: it goes on with the new one where its key is at hand, and else gives way.
//!
//! Not here: who notices that a file is another (`store::gate`). Invariant: who holds the push lock can keep what comes.

use crate::app::Message;
use crate::driver::seat::{Open, Seat};
use crate::store::StoreError;

impl Seat {
    /// Opens the cache that took the place of this desk's. Without its key the desk sends and pulls nothing any more, so that whoever
    /// opened the new one does, and the person is told to start it again.
    pub(super) fn cache_was_replaced(&mut self) {
        let (folder, stages, now) = (self.desk.folder(), self.stages(), self.shared.options.clock.now());
        let key = self.desk.key.at_hand(&folder);
        let Some(Open { store, engine, peers }) = &mut self.open else { return };
        if key.is_some_and(|key| store.unlock(&folder, &key, stages).is_ok()) {
            if let Some(engine) = engine {
                engine.rest(false);
                engine.wake(now);
            }
            // Every row is asked for anew.
            return self.show_again();
        }
        peers.begin_anew();
        *engine = None;
        self.say(Message::Failed(StoreError::Replaced.tell(self.lang())));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::driver::seat::locking::tests::seat;
    use crate::store::{Folder, PushLock, StageKinds, Store, keys};

    /// Another process opens the files after the cache was found damaged.
    fn replaced(folder: &Folder) -> Store {
        let key = keys::from_file(folder).unwrap();
        let mut store = Store::open(folder, &key, StageKinds::default()).unwrap();
        store.condemn_cache().unwrap();
        drop(store);
        let store = Store::open(folder, &key, StageKinds::default()).unwrap();
        assert!(store.opened().cache_rebuilt);
        store
    }

    #[test]
    fn a_desk_goes_on_with_the_new_cache_where_it_can_open_it() {
        let dir = tempfile::tempdir().unwrap();
        let mut seat = seat(dir.path());
        let _other = replaced(&seat.desk.folder());
        seat.plan();
        let Some(Open { store, engine, .. }) = &seat.open else { panic!("the files are open") };
        assert!(store.has_its_cache() && engine.is_some());
        assert!(PushLock::acquire(&seat.desk.folder()).unwrap().is_none(), "it still sends");
    }

    #[test]
    fn a_desk_without_the_key_lets_the_lock_go_and_takes_it_no_more() {
        let dir = tempfile::tempdir().unwrap();
        let mut seat = seat(dir.path());
        let _other = replaced(&seat.desk.folder());
        std::fs::remove_file(seat.desk.folder().key_file()).unwrap();
        seat.plan();
        seat.plan();
        let Some(Open { store, engine, .. }) = &seat.open else { panic!("the files are open") };
        assert!(!store.has_its_cache() && engine.is_none());
        assert!(PushLock::acquire(&seat.desk.folder()).unwrap().is_some(), "another may send");
    }
}
