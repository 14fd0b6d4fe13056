//! The store's thread: takes effects and answers in turn and gives them to the seat that they are for.

use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::app::{Effect, Message};
use crate::domain::ids::UserId;
use crate::domain::time::Moment;
use crate::driver::Job;
use crate::driver::clock::Watch;
use crate::driver::seat::{Seat, Shared};
use crate::store::Stopper;
use crate::text::driver as words;

pub struct Worker {
    shared: Arc<Shared>,
    /// The stopper of the seat that is shown, for the screen's thread.
    stopper: Arc<Mutex<Stopper>>,
    /// Everybody who has sat here since the start; one at the real desk.
    seats: Vec<Seat>,
    shown: usize,
    address: Option<String>,
    /// The seat whose line to the server is begun when the screen has what it asked for: reading what a line trusts takes a while.
    joining: Option<usize>,
}

impl Worker {
    pub fn new(shared: Shared, stopper: Arc<Mutex<Stopper>>) -> Self {
        let address = shared.options.server.clone();
        Worker { shared: Arc::new(shared), stopper, seats: Vec::new(), shown: 0, address, joining: None }
    }

    /// Works until the channel is closed, which is when the program ends.
    pub fn run(mut self, jobs: &Receiver<Job>) {
        self.sit_down(&self.shared.options.desk.person.user.clone());
        let mut watch = Watch::begin(self.shared.options.clock.clone());
        loop {
            if watch.set_back().is_some() {
                self.seats.iter_mut().for_each(Seat::clock_set_back);
            }
            let wake = self.seats.iter_mut().filter_map(Seat::plan_steps).min();
            let job = match wake {
                _ if self.joining.is_some() => jobs.recv_timeout(Duration::ZERO),
                None => jobs.recv().map_err(|_| RecvTimeoutError::Disconnected),
                Some(at) => jobs.recv_timeout(wait(self.shared.options.clock.now(), at)),
            };
            match job {
                Ok(Job::Effect(Effect::SwitchPerson(user))) => self.switch(&user),
                Ok(Job::Effect(effect)) => {
                    let opens = matches!(effect, Effect::Unlock { .. });
                    if let Some(seat) = self.seats.get_mut(self.shown) {
                        seat.effect(effect);
                    }
                    if opens {
                        self.share_stopper();
                    }
                }
                Ok(Job::Answer { seat, call, result }) => {
                    if let Some(seat) = self.seats.get_mut(seat) {
                        seat.answer(call, result);
                    }
                }
                Ok(Job::Peer { seat, link, word }) => {
                    if let Some(seat) = self.seats.get_mut(seat) {
                        seat.heard(link, word);
                    }
                }
                Ok(Job::ServerIsAt(address)) => {
                    self.seats.iter_mut().for_each(|seat| seat.connect(&address));
                    self.address = Some(address);
                }
                Ok(Job::End(done)) => {
                    // The files are closed before anybody is told: what they are encrypted with is torn down when the program ends.
                    drop(self);
                    let _ = done.send(());
                    return;
                }
                Err(RecvTimeoutError::Timeout) => self.join(),
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    /// Shows another person's desk, and says whose it is before anything of it is shown.
    fn switch(&mut self, user: &UserId) {
        let found = self.shared.options.others.iter().find(|desk| desk.person.user == *user).map(|desk| desk.person.clone());
        let Some(person) = found else {
            let sentence = words::nobody(self.shared.options.lang).to_owned();
            return (self.shared.post)(Message::Switched(Err(sentence)));
        };
        (self.shared.post)(Message::Switched(Ok(person)));
        self.sit_down(user);
    }

    /// Shows the seat of a person, opening it where he has not sat here yet.
    fn sit_down(&mut self, user: &UserId) {
        if let Some(seat) = self.seats.get_mut(self.shown) {
            seat.set_shown(false);
        }
        let seated = self.seats.iter().position(|seat| seat.desk().person.user == *user);
        self.shown = seated.unwrap_or(self.seats.len());
        if seated.is_none() {
            let options = &self.shared.options;
            let desk = options.others.iter().find(|desk| desk.person.user == *user).unwrap_or(&options.desk).clone();
            self.seats.push(Seat::new(self.shared.clone(), self.shown, desk));
        }
        let Some(seat) = self.seats.get_mut(self.shown) else { return };
        seat.set_shown(true);
        if seated.is_none() {
            seat.open();
            self.joining = Some(self.shown);
        } else {
            seat.show_again();
        }
        self.share_stopper();
    }

    /// Begins the line of a seat that was opened.
    fn join(&mut self) {
        if let (Some(at), Some(address)) = (self.joining.take(), &self.address)
            && let Some(seat) = self.seats.get_mut(at)
        {
            seat.connect(address);
        }
    }

    /// Hands the stopper of the seat that is shown to the screen's thread.
    fn share_stopper(&self) {
        let stopper = self.seats.get(self.shown).and_then(Seat::stopper);
        if let (Some(stopper), Ok(mut shared)) = (stopper, self.stopper.lock()) {
            *shared = stopper;
        }
    }
}

/// How long to wait from `now` to `at`.
fn wait(now: Moment, at: Moment) -> Duration {
    Duration::from_millis(u64::try_from(at.0.saturating_sub(now.0)).unwrap_or(0))
}
