//! What kind of world a number gives: how long it is, who is in it, what will trouble it and when.
//!
//! Not here: what happens then.

use huzhu::sync::Pace;

use super::{Dice, Event, World};

/// One world in so many goes through the server's router, byte for byte; the others call the office behind it, which is quicker.
const OVER_HTTP_ONE_IN: u64 = 10;
/// The most people of a world.
pub const MOST_CLIENTS: usize = 5;
const MINUTES: i64 = 120_000;
/// A year and a quarter: what ended in the first weeks leaves before the end.
const YEAR: i64 = 456 * 86_400_000;
const HOUR: i64 = 3_600_000;

pub struct Shape {
    /// How long the trouble lasts, and how long after it everything must have settled, in milliseconds.
    pub troubled: i64,
    pub settling: i64,
    /// Times are so many times longer than in the two minutes.
    pub slower: i64,
    pub pace: Pace,
    pub clients: usize,
    /// The last client is a second process of the first one's.
    pub twins: bool,
    /// The last person but the twin sees less than the others.
    pub sees_less: bool,
    /// At one in so many boundaries between two steps a process ends.
    pub killed_one_in: u64,
    pub over_http: bool,
    /// Which made-up books it begins with.
    pub books: u64,
    /// The client whose proxy lets no events through.
    pub eats_events: Option<usize>,
    revoked: bool,
    appointed: bool,
    restored: bool,
    published: bool,
    skewed: bool,
    acts: u64,
}

impl Shape {
    pub fn draw(dice: &mut Dice, seed: u64) -> Shape {
        let year = dice.one_in(12);
        let slower = if year { YEAR / MINUTES } else { 1 };
        let pace = match year {
            false => Pace { backoff_most: 20_000, page: 4, part: 4, listens: true, ..Pace::default() },
            true => Pace {
                poll_idle: 240 * HOUR,
                poll_live: 1_920 * HOUR,
                backoff_first: HOUR,
                backoff_most: 48 * HOUR,
                page: 4,
                part: 4,
                listens: true,
                ..Pace::default()
            },
        };
        let twins = dice.one_in(4);
        let people = [2, 2, 2, 2, 3, 3, 4, 5][dice.below(8) as usize];
        Shape {
            troubled: if year { YEAR } else { MINUTES },
            // A desk that died while it changed a decision leaves that held for minutes; what follows is polled for.
            settling: if year { 24 * 240 * HOUR } else { 900_000 },
            slower,
            pace,
            clients: if twins { people.min(MOST_CLIENTS - 1) + 1 } else { people },
            twins,
            sees_less: people > 2 && dice.one_in(2),
            killed_one_in: [u64::MAX, 90, 90, 40, 12][dice.below(5) as usize],
            over_http: seed.is_multiple_of(OVER_HTTP_ONE_IN),
            books: dice.below(4),
            eats_events: dice.one_in(4).then_some(0),
            revoked: dice.one_in(6),
            restored: dice.one_in(8),
            published: dice.one_in(16),
            skewed: dice.one_in(4),
            appointed: dice.one_in(5),
            acts: 16,
        }
    }

    /// Whose folder a client works on.
    pub fn owner(&self, client: usize) -> usize {
        if self.twins && client + 1 == self.clients { 0 } else { client }
    }

    /// Whether a client's person sees less than the others.
    pub fn sees_less(&self, client: usize) -> bool {
        let people = self.clients - usize::from(self.twins);
        self.sees_less && client + 1 == people
    }
}

impl World {
    /// Draws what will trouble this world, and when.
    pub(super) fn plan(&mut self) {
        let clients = self.clients.len();
        let moment = |world: &mut World| world.span(120_000);
        let anyone = |world: &mut World| world.dice.below(clients as u64) as usize;
        for client in 0..clients {
            self.after(0, Event::Reopen { client });
        }
        for _ in 0..self.shape.acts {
            let (at, client) = (moment(self), anyone(self));
            self.after(at, Event::Act { client });
        }
        for _ in 0..self.dice.below(4) {
            let (at, client) = (moment(self), anyone(self));
            self.after(at, Event::Kill { client });
        }
        for _ in 0..self.dice.below(3) {
            let (at, client, long) = (moment(self), anyone(self), self.span(60_000));
            self.after(at, Event::Link { client, up: false });
            self.after((at + long).min(self.shape.troubled), Event::Link { client, up: true });
        }
        for _ in 0..self.dice.below(2) {
            let (at, client) = (moment(self), anyone(self));
            self.after(at, Event::SignOut { client });
        }
        if self.shape.revoked {
            let (at, client) = (moment(self), anyone(self));
            self.after(at, Event::Revoke { client });
        }
        if self.shape.appointed {
            for _ in 0..1 + self.dice.below(3) {
                let (at, client) = (moment(self), anyone(self));
                self.after(at, Event::Appoint { client });
            }
        }
        if self.shape.skewed {
            self.plan_clocks();
        }
        if self.dice.one_in(4) {
            let at = moment(self);
            self.after(at, Event::Restart);
        }
        if self.shape.restored {
            // Not longer before than a client keeps what was accepted, in a year.
            let (at, later) = (moment(self), self.span(8_000));
            self.after(at, Event::Backup);
            // Of what is registered now the backup knows nothing.
            for client in 0..clients {
                self.after(at + 1, Event::TakeIn { client });
            }
            self.after(at + later + 1, Event::Restore);
        }
        if self.shape.published {
            let at = moment(self);
            self.after(at, Event::Publish);
        }
    }

    /// Clocks that are wrong from the start, and such as are set in between: by minutes or by days, forward or back.
    fn plan_clocks(&mut self) {
        for client in 0..self.clients.len() {
            for nth in 0..self.dice.below(3) {
                let at = if nth == 0 { 0 } else { self.span(120_000) };
                let far = [60_000, HOUR, 3 * 24 * HOUR][self.dice.below(3) as usize];
                let skew = i64::try_from(self.dice.below(far as u64)).unwrap() * if self.dice.one_in(2) { -1 } else { 1 };
                self.after(at, Event::Clock { client, skew });
            }
        }
    }
}
