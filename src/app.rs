//! The pure machine of the desk: a message comes in, the state changes, effects go out.
//!
//! Not here: I/O, the clock (the moment comes with each message), random numbers (an id source is passed in), keys, colours.
//! Invariant: nothing that a person typed or decided is lost by a message that comes late, twice or not at all.

pub mod action;
mod advancing;
pub mod again;
pub mod amend;
mod amending;
pub mod answers;
pub mod arranging;
pub mod bulk;
pub mod case;
mod changing;
pub mod compose;
mod copy;
pub mod decide;
mod deciding;
pub mod details;
mod due;
pub mod effect;
pub mod field;
pub mod form;
pub mod handing;
pub mod help;
pub mod intake;
mod judging;
pub mod letter;
pub mod lock;
pub mod log;
pub mod login;
pub mod lookup;
pub mod marks;
pub mod materials;
mod merging;
pub mod message;
mod moving;
pub mod notice;
mod opening;
pub mod outbox;
pub mod overlay;
pub mod palette;
pub mod place;
pub mod pointer;
pub mod preview;
pub mod queue;
mod redoing;
mod refill;
mod related;
mod reversing;
mod rights;
mod sending_out;
pub mod sheet;
mod sheets;
mod turning;
mod typed;
pub mod vocabulary;
mod waiting;

use std::sync::Arc;

pub use action::Action;
use case::CaseView;
use details::Details;
pub use effect::Effect;
use intake::Intake;
use lock::Lock;
pub use lock::{HalfTyped, LockKey, NotUnlocked, Passphrase};
use log::Log;
pub use message::{Connection, FoundHere, Message, Personal, SavedPage};
use notice::Notice;
use outbox::Outbox;
pub use place::Place;
use queue::{Asker, Queue};
use sheet::Sheet;

use crate::domain::filter::Vocabulary;
use crate::domain::ids::{CaseId, DecisionId, UserId};
use crate::domain::outbox::Recording;
use crate::domain::people::Lang;
use crate::domain::time::{Date, Moment};
use crate::rules::PlanSet;
use crate::text::desk as words;
use crate::wire::Person;

/// Rows of a screen that are not the table's: head, rules, views, heading, preview, status, hints.
const FRAME_ROWS: u16 = 8;
/// The smallest window that is drawn in, in columns and rows; the desk is made for 80 by 24 and more.
pub const SMALLEST: (u16, u16) = (60, 16);
/// How long a personal field is shown in full.
pub const REVEAL_SECS: i64 = 30;
/// From this age on data are said to be old.
pub const OLD_MILLIS: i64 = 5 * 60 * 1000;

/// What a desk is opened with.
pub struct Setup {
    pub me: Person,
    /// Everybody whose name may be shown: colleagues; in the demo also whom one can switch to.
    pub people: Vec<Person>,
    /// Whether one may switch to another person (the demo).
    pub may_switch: bool,
    pub lang: Lang,
    /// After a decision the next case is opened, not the list.
    pub advance: bool,
    /// After so many minutes without a key the desk is locked; nothing: not by itself.
    pub idle_lock: Option<u32>,
    /// There is a passphrase that it can be locked under; made-up data have none.
    pub may_lock: bool,
    /// Every version of every plan that this machine knows.
    pub plans: Arc<PlanSet>,
    /// Columns and rows of the terminal.
    pub size: (u16, u16),
    pub now: Moment,
    /// Makes the ids of decisions.
    pub ids: Box<dyn FnMut() -> DecisionId + Send>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Screen {
    #[default]
    Queue,
    Case,
    Outbox,
    Lookup,
    /// The counter: claims handed in on paper.
    Intake,
    /// The notices of this session.
    Log,
}

/// A personal field that is shown in full for a while.
#[derive(Clone, Debug)]
pub struct Revealed {
    pub case: CaseId,
    pub field: Personal,
    pub until: Moment,
}

/// The state of the desk.
pub struct Desk {
    pub me: Person,
    pub people: Vec<Person>,
    pub may_switch: bool,
    pub lang: Lang,
    pub plans: Arc<PlanSet>,
    pub size: (u16, u16),
    /// The moment of the last message.
    pub now: Moment,
    pub screen: Screen,
    pub queue: Queue,
    /// What a filter can speak of.
    vocabulary: Vocabulary,
    pub preview: preview::Preview,
    pub case: Option<CaseView>,
    pub outbox: Outbox,
    pub lookup: lookup::Lookup,
    pub intake: Intake,
    pub sheet: Option<Sheet>,
    pub notice: Option<Notice>,
    pub log: Log,
    pub connection: Connection,
    pub details: Details,
    pub revealed: Option<Revealed>,
    /// Nobody is at the desk: nothing else of it is drawn, and soon nothing else of it is there.
    pub lock: Option<Lock>,
    idle_lock: Option<u32>,
    may_lock: bool,
    /// When somebody last did something.
    by_hand_at: Moment,
    /// What was typed in sheets before the desk was locked, for when they are opened again.
    half_typed: lock::HalfTyped,
    typed: typed::Typed,
    /// What palette and help know of keys and themes.
    commands: palette::Commands,
    /// What was typed in sheets that were left, so that it is there again.
    kept: Vec<deciding::Kept>,
    /// A sheet of one change that was left, so that what was typed in it is there again.
    left_amend: Option<Box<amend::AmendSheet>>,
    /// What was assumed and is still to be kept as corrections.
    keeping: Vec<crate::domain::amendment::Amendment>,
    /// Looking for the next case that this person may decide.
    advancing: bool,
    /// The case of which it is sought now what would turn it; one search at a time.
    seeking: Option<Arc<crate::domain::summary::CaseDetail>>,
    /// The case under the queue's cursor, and since when.
    rest: Option<(CaseId, Moment)>,
    /// The sheet that was asked for before its case was there; any other key takes the wish away.
    wish: Option<deciding::Wish>,
    /// What one key confirmed and the disk has not answered for.
    recording: Vec<Vec<Recording>>,
    /// The bulk sheet was asked for while its cases were still being marked.
    bulk_wish: bool,
    /// The decision that is to be changed in its sheet as soon as the disk says that it waits.
    changing: changing::Changing,
    /// A note that was left half-written.
    note_kept: Option<(CaseId, String)>,
    /// Another person was asked to the desk and has not come: what is done now would be done in his name.
    switching: bool,
    /// A digit brought the person who is at the desk now: until when an Enter still belongs to that digit.
    enter_of_digit: Option<Moment>,
    advance: bool,
    ids: Box<dyn FnMut() -> DecisionId + Send>,
    out: Vec<Effect>,
    dirty: bool,
    /// Since when the screen waits for what it was asked to show.
    waits_since: Option<Moment>,
}

impl Desk {
    /// Opens the desk on its queue, and gives the effects that fill it.
    pub fn open(setup: Setup) -> (Desk, Vec<Effect>) {
        let mut desk = Desk::bare(setup);
        desk.load_all();
        desk.out.push(Effect::LoadTyped);
        desk.note_waiting();
        let effects = std::mem::take(&mut desk.out);
        (desk, effects)
    }

    /// A desk on which nothing is yet.
    fn bare(setup: Setup) -> Desk {
        Desk {
            queue: Queue::new(&setup.me),
            vocabulary: vocabulary::vocabulary(&setup.plans, &setup.people, &setup.me),
            me: setup.me,
            people: setup.people,
            may_switch: setup.may_switch,
            lang: setup.lang,
            plans: setup.plans,
            size: setup.size,
            now: setup.now,
            screen: Screen::Queue,
            preview: preview::Preview::default(),
            case: None,
            outbox: Outbox::default(),
            lookup: lookup::Lookup::default(),
            intake: Intake::default(),
            sheet: None,
            notice: None,
            log: Log::default(),
            connection: Connection::Starting,
            details: Details::default(),
            revealed: None,
            lock: None,
            idle_lock: setup.idle_lock,
            may_lock: setup.may_lock,
            by_hand_at: setup.now,
            half_typed: lock::HalfTyped::default(),
            typed: typed::Typed::default(),
            commands: palette::Commands::default(),
            kept: Vec::new(),
            left_amend: None,
            keeping: Vec::new(),
            advancing: false,
            seeking: None,
            rest: None,
            wish: None,
            recording: Vec::new(),
            bulk_wish: false,
            changing: changing::Changing::default(),
            note_kept: None,
            switching: false,
            enter_of_digit: None,
            advance: setup.advance,
            ids: setup.ids,
            out: Vec::new(),
            dirty: true,
            waits_since: None,
        }
    }

    fn load_all(&mut self) {
        self.with_queue(|queue, asker, out| queue.refresh(asker, out));
        self.load_counts();
        self.out.push(Effect::LoadOutbox);
        self.out.push(Effect::LoadClaims);
        self.out.push(Effect::LoadArrangement);
    }

    fn load_counts(&mut self) {
        self.out.push(Effect::LoadCounts { me: self.me.user.clone(), today: self.now.date() });
    }

    /// Takes a message in and gives what is to be done outside.
    pub fn update(&mut self, now: Moment, message: Message) -> Vec<Effect> {
        let new_day = self.now.date() != now.date();
        self.now = now;
        self.dirty |= !matches!(message, Message::Painted { .. } | Message::Tick);
        let (touch, written) = (typed::Touch::of(&message), self.written_in().is_some());
        let Some(message) = self.past_the_lock(message) else { return std::mem::take(&mut self.out) };
        if new_day {
            self.with_queue(|queue, asker, out| queue.refresh(asker, out));
            self.load_counts();
        }
        if message.is_by_hand() {
            self.advancing = false;
            self.wish = None;
            self.bulk_wish = false;
        }
        match message {
            Message::Act(Action::Quit) => self.act(Action::Quit),
            Message::Act(_) | Message::Edit(_) | Message::Paste(_) if self.switching => self.warn(words::switching(self.lang)),
            Message::Act(action) => self.act(action),
            Message::Edit(request) => self.edit(request),
            Message::Paste(text) => self.paste(&text),
            Message::InputMethod => self.warn(words::input_method(self.lang)),
            Message::DeadKey => self.dead_key(),
            Message::Chord => {}
            Message::Click { target, twice } => self.click(target, twice),
            Message::Wheel { notches, over } => self.wheel(notches, over),
            Message::Resumed => self.resumed(),
            Message::Warn(text) => self.warn(text),
            Message::Resize { width, height } => self.size = (width, height),
            Message::Painted { preview_left_out } => {
                let pane = if self.screen == Screen::Outbox { &mut self.outbox.pane } else { &mut self.preview };
                pane.drawn(preview_left_out);
                self.painted();
            }
            Message::Tick => self.tick(),
            answer => self.answer(answer),
        }
        self.touched(written, touch);
        self.settle();
        self.preview_theme();
        self.note_waiting();
        std::mem::take(&mut self.out)
    }

    /// Asks for what the screen will want next.
    fn settle(&mut self) {
        self.with_queue(|queue, asker, out| queue.prefetch(asker, out));
        self.look_at_marked();
        self.note_rest();
        if !self.details.is_busy() && !self.switching {
            let wanted = match self.screen {
                Screen::Queue if self.rests_until().is_none() => self.queue.current().map(|row| row.summary.id.clone()),
                Screen::Lookup => self.wanted_hit(),
                Screen::Case => self.next_row().map(|row| row.summary.id.clone()),
                _ => None,
            };
            if let Some(case) = wanted {
                self.want_detail(&case);
            }
        }
        if self.screen == Screen::Outbox
            && let Some(decision) = self.outbox.wants_sides()
        {
            self.out.push(Effect::LoadSides { decision });
        }
        if self.screen == Screen::Outbox && self.outbox.wants_left() {
            self.out.push(Effect::LoadLeft);
        }
    }

    /// Whether the queue shows more of a case than its row: from 32 rows or 160 columns on.
    pub fn shows_preview(&self) -> bool {
        self.size.1 >= 32 || self.size.0 >= 160
    }

    fn want_detail(&mut self, case: &CaseId) {
        if self.details.ask(case) {
            self.out.push(Effect::LoadDetail { case: case.clone() });
        }
    }

    fn with_queue<T>(&mut self, run: impl FnOnce(&mut Queue, &Asker, &mut Vec<Effect>) -> T) -> T {
        let page = usize::from(self.size.1.saturating_sub(FRAME_ROWS)).max(1);
        let asker = Asker { me: &self.me.user, today: self.now.date(), page, vocabulary: &self.vocabulary, lang: self.lang };
        run(&mut self.queue, &asker, &mut self.out)
    }

    /// What a filter can speak of here.
    pub const fn words(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// Learns anew what a filter can speak of: plans or people are others.
    fn learn_words(&mut self) {
        self.vocabulary = vocabulary::vocabulary(&self.plans, &self.people, &self.me);
        if !self.queue.filter.is_blank() {
            self.with_queue(|queue, asker, out| queue.refresh(asker, out));
        }
    }

    pub fn today(&self) -> Date {
        self.now.date()
    }

    /// The name of a person of the office; the account where the name isn't known.
    pub fn name_of<'a>(&'a self, user: &'a UserId) -> &'a str {
        let known = |person: &&Person| person.user == *user;
        self.people.iter().find(known).or(Some(&self.me).filter(known)).map_or(user.as_str(), |person| person.name.as_str())
    }

    /// Whether a window is large enough to be drawn in; in a smaller one only a sentence stands.
    pub const fn fits(width: u16, height: u16) -> bool {
        width >= SMALLEST.0 && height >= SMALLEST.1
    }

    /// A sheet counts as painted only where it was drawn: nobody confirms what can't be seen.
    fn painted(&mut self) {
        if !Self::fits(self.size.0, self.size.1) {
            return self.unpaint();
        }
        let now = self.now;
        match &mut self.sheet {
            Some(Sheet::Decide(sheet)) => sheet.painted = sheet.painted.or(Some(now)),
            Some(Sheet::Drop { painted, .. } | Sheet::DropClaim { painted, .. } | Sheet::OtherServer { painted }) => {
                *painted = painted.or(Some(now))
            }
            Some(Sheet::Bulk(sheet)) if sheet.is_loaded() => sheet.painted = sheet.painted.or(Some(now)),
            Some(Sheet::Note(sheet)) => sheet.painted = sheet.painted.or(Some(now)),
            Some(Sheet::Register(sheet)) => sheet.painted = sheet.painted.or(Some(now)),
            _ => {}
        }
    }

    fn unpaint(&mut self) {
        match &mut self.sheet {
            Some(Sheet::Decide(sheet)) => sheet.painted = None,
            Some(Sheet::Drop { painted, .. } | Sheet::DropClaim { painted, .. } | Sheet::OtherServer { painted }) => *painted = None,
            Some(Sheet::Bulk(sheet)) => sheet.painted = None,
            Some(Sheet::Note(sheet)) => sheet.painted = None,
            Some(Sheet::Register(sheet)) => sheet.painted = None,
            _ => {}
        }
    }

    /// Tells whether anything changed that a frame would show, and takes note that it is drawn now. After the frame was written, send `Message::Painted`.
    pub fn take_dirty(&mut self) -> bool {
        std::mem::take(&mut self.dirty)
    }

    fn ok(&mut self, text: impl Into<String>) {
        self.say(Notice::ok(text, self.now));
    }

    fn warn(&mut self, text: impl Into<String>) {
        self.say(Notice::warn(text));
    }

    fn error(&mut self, text: impl Into<String>) {
        self.say(Notice::error(text));
    }

    fn say(&mut self, notice: Notice) {
        self.log.add(self.now, &notice);
        self.notice = Some(notice);
    }
}
