//! What comes into the desk: messages, as data.
//!
//! Not here: who sends them (`tui`, `driver`), what the desk asks for (`effect`).
//! Invariant: an answer names what it answers (ticket, case, decision), so that one that comes late is known as such.

use std::sync::Arc;

use tui_input::InputRequest;

use crate::app::action::Action;
use crate::app::details::Loaded;
use crate::app::lock::{LockKey, NotUnlocked};
use crate::app::pointer::{Over, Target};
use crate::domain::draft::Draft;
use crate::domain::facts::Enrolment;
use crate::domain::ids::{CaseId, DecisionId};
use crate::domain::intake::{ClaimKey, IntakeItem, OnReceipt};
use crate::domain::lookup::Kind;
use crate::domain::outbox::{ConflictSides, LeftItem, OutboxCounts, OutboxItem};
use crate::domain::queue::{Arrangement, RowWindow, View};
use crate::domain::summary::{CaseDetail, CaseSummary};
use crate::domain::time::Moment;
use crate::explain::nearest::Nearest;
use crate::rules::PlanSet;
use crate::wire::{LookupAnswer, Pace, Person, Related};

/// Something that happened. The moment at which it happened goes with it into `Desk::update`.
#[derive(Clone, Debug)]
pub enum Message {
    /// A key, a palette line or a click that means an action.
    Act(Action),
    /// A key in a text field.
    Edit(InputRequest),
    /// Pasted text; it goes into a field or nowhere.
    Paste(String),
    /// A hanzi came where keys are commands: the input method is on.
    InputMethod,
    /// A key that means nothing here.
    DeadKey,
    /// A click on what was drawn there; `twice`: the second of two.
    Click {
        target: Target,
        twice: bool,
    },
    /// The wheel, so many notches down; up is negative.
    Wheel {
        notches: i32,
        over: Over,
    },
    /// Something that the terminal's side has to say: a file that was not taken, no shell to go back to.
    Warn(String),
    /// The program goes on after it was stopped.
    Resumed,
    /// A chord has begun or was broken off: the line of keys shows something else.
    Chord,
    Resize {
        width: u16,
        height: u16,
    },
    /// A frame that shows the present state was written to the terminal; of the preview it left so many rows out.
    Painted {
        preview_left_out: usize,
    },
    /// Nothing but time has passed; sent when `Desk::next_due` says so.
    Tick,
    /// The answer to `LoadRows`.
    Rows {
        ticket: u64,
        rows: Result<RowWindow, String>,
    },
    /// The answer to `LoadCounts`.
    Counts(Vec<(View, u64)>),
    /// The answer to `LoadDetail`: the case as the cache has it or as the server sent it, and this person's draft.
    /// `None`: neither has it. An error is a sentence.
    Detail {
        case: CaseId,
        detail: Result<Option<Box<CaseDetail>>, String>,
        draft: Draft,
    },
    /// The answer to `Record`: the decision is on disk, or a sentence why not.
    Recorded {
        decision: DecisionId,
        result: Result<(), String>,
    },
    /// The answer to `Undo`: the decision was taken back before it was sent, with what it had taken the place of and is to be settled
    /// again; or why not.
    Undone {
        decision: DecisionId,
        result: Result<Option<DecisionId>, String>,
    },
    /// The answer to `HoldOn`: the decision waits, or why it does not.
    HeldOn {
        decision: DecisionId,
        result: Result<(), String>,
    },
    /// The answer to `RecordAll`: all of them are on disk, or none and a sentence why.
    RecordedAll {
        group: DecisionId,
        result: Result<(), String>,
    },
    /// The answer to `UndoAll`: which were taken back; the others are on their way already.
    UndoneAll {
        asked: Vec<DecisionId>,
        result: Result<Vec<DecisionId>, String>,
    },
    /// The answer to `ReadView`: the file's text, or a sentence why not.
    ViewRead {
        path: String,
        text: Result<String, String>,
    },
    /// The answer to `FindEmployers`, with what was typed.
    Employers {
        typed: String,
        names: Vec<String>,
    },
    /// The answer to `LoadArrangement`.
    Arranged(Arrangement),
    /// The answer to `CountSaved`; nothing where a newer question came between.
    SavedCount {
        name: String,
        count: Option<u64>,
    },
    /// The answer to `LoadAhead`.
    Ahead {
        ticket: u64,
        rows: Result<RowWindow, String>,
    },
    /// The answer to `LoadMany`: each case with this person's draft, in the order asked for; `None` where it isn't on this machine.
    Many {
        ticket: u64,
        cases: Vec<(CaseId, Option<Loaded>)>,
    },
    /// The answer to `DropItem`.
    Dropped {
        decision: DecisionId,
        result: Result<(), String>,
    },
    /// The answer to `LoadOutbox`; also sent unasked after each change to an item.
    Outbox {
        items: Vec<OutboxItem>,
        counts: OutboxCounts,
    },
    /// The answer to `LoadSides`.
    Sides {
        decision: DecisionId,
        sides: Result<Box<ConflictSides>, String>,
    },
    /// The answer to `LoadLeft`.
    Left(Vec<LeftItem>),
    /// The answer to `LoadClaims`; also sent unasked after each change to a claim.
    Claims(Vec<IntakeItem>),
    /// The answer to `SaveClaim`.
    ClaimSaved {
        key: ClaimKey,
        result: Result<(), String>,
    },
    /// The answer to `SubmitClaim`: the claim is on disk and goes out, or why not.
    ClaimSubmitted {
        key: ClaimKey,
        result: Result<(), String>,
    },
    /// The answer to `FindEnrolments`.
    Enrolments {
        number: String,
        found: Result<Vec<Enrolment>, String>,
    },
    /// What comes before the answer to `FindEnrolments`: the names under which the cases here have the number, full or masked.
    KnownAs {
        number: String,
        names: Vec<String>,
    },
    /// The answer to `SavePage`: the file and the folder that it is in.
    PageSaved {
        page: SavedPage,
        saved: Result<(String, String), String>,
    },
    /// Who works in the office, as the server says; it comes by itself.
    People(Vec<Person>),
    /// The plans at hand, with those that the server published.
    Plans(Arc<PlanSet>),
    /// The answer to `TurnLine`: whether the line is cut now, or why nothing was done.
    LineTurned(Result<bool, String>),
    /// The answer to `AcceptServer`: all is this server's now, or why nothing was done.
    ServerAccepted(Result<(), String>),
    /// Sync did something.
    Synced {
        /// The cases whose row or detail is new; empty if none.
        changed: Vec<CaseId>,
        outbox_changed: bool,
        connection: Connection,
    },
    /// The answer to `Reveal`: the audit entry stands, the field may be shown; or why not.
    Revealed {
        case: CaseId,
        field: Personal,
        result: Result<(), String>,
    },
    /// The answer to `SwitchPerson`: whose desk it is now.
    Switched(Result<Person, String>),
    /// What was half typed and not sent when this person's desk was last closed, as [`Effect::KeepTyped`] had it.
    ///
    /// [`Effect::KeepTyped`]: crate::app::Effect::KeepTyped
    Typed(Option<String>),
    /// The answer to `LookUp` from this machine.
    Found {
        ticket: u64,
        found: Result<Box<FoundHere>, String>,
    },
    /// The answer to `LookUp` from the server, or why there is none.
    FoundAtServer {
        ticket: u64,
        found: Result<LookupAnswer, String>,
    },
    /// The answer to `LoadRelated`: first the copy kept here with its age, then the server's; `asked` while the server's is still out.
    Related {
        case: CaseId,
        related: Result<Option<(Related, Moment)>, String>,
        asked: bool,
    },
    /// The answer to `SeekTurning`, with the case that it is of.
    TurningFound {
        detail: Arc<CaseDetail>,
        found: Result<Vec<Nearest>, String>,
    },
    /// A key on the lock screen.
    Lock(LockKey),
    /// The answer to `Lock`: nothing of a case is open any more; and whether what was half typed is on disk.
    Locked {
        kept: Result<(), String>,
    },
    /// While it is locked: how many decisions are held, and how much else goes out.
    StillToSend {
        held: u64,
        waiting: u64,
    },
    /// The answer to `Unlock`: what was half typed, or why it is still locked.
    Unlocked(Result<Option<String>, NotUnlocked>),
    /// The server took the sign-in back: everything was wiped from this machine. The sentence says what becomes of what was unsent.
    Revoked(String),
    /// The office changed which cases he may see: those that were kept are gone. The sentence says so.
    ScopeChanged(String),
    /// Something failed that no other answer tells: what did not happen, what is safe, what to do.
    Failed(String),
}

impl Message {
    /// A key, typed or pasted text: a person did something.
    pub const fn is_by_hand(&self) -> bool {
        use Message::{Act, Chord, Click, DeadKey, Edit, InputMethod, Lock, Paste, Wheel};
        matches!(self, Lock(_) | Act(_) | Edit(_) | Paste(_) | InputMethod | DeadKey | Chord | Click { .. } | Wheel { .. })
    }
}

/// What a look-up found on this machine; its entry of the audit trail is in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundHere {
    pub kind: Kind,
    pub cases: Vec<CaseSummary>,
    pub more: bool,
    /// The claim of this machine's counter whose receipt it is.
    pub receipt: Option<OnReceipt>,
    /// Claims taken in at this machine's counter that the server doesn't have yet.
    pub unsent: Vec<OnReceipt>,
    pub paces: Vec<Pace>,
    /// Up to when the cache is complete.
    pub synced: Option<Moment>,
}

/// Whether the server can be reached.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Connection {
    /// Not tried yet.
    #[default]
    Starting,
    /// The first download is under way, or that of a cache which is made anew: what came is shown.
    Filling {
        /// The cases that are there.
        cases: u64,
        /// Those that there will be, where the server told.
        of: Option<u64>,
        anew: bool,
    },
    Online {
        /// When the last page of changes was taken in.
        synced: Moment,
    },
    Offline {
        since: Moment,
        /// When the data shown were last known to be the server's; absent if never.
        synced: Option<Moment>,
        /// Absent where the line was cut by hand: nothing is tried until it is joined.
        next_try: Option<Moment>,
    },
    /// Another window of this person on this machine sends and pulls for both.
    Elsewhere,
    /// Another server answers than before, or the same after a restore: nothing is sent and nothing taken in until the person agrees.
    OtherServer { restored: bool },
    /// The server answers, and nothing can be synced.
    Failed {
        /// A sentence that says what to do.
        why: String,
        /// Absent where nothing is tried until the person does something.
        next_try: Option<Moment>,
    },
}

impl Connection {
    /// Makes one that stays so until the person does what the sentence says.
    pub const fn failed(why: String) -> Self {
        Connection::Failed { why, next_try: None }
    }

    /// Tells when the server is tried again by itself.
    pub const fn next_try(&self) -> Option<Moment> {
        match self {
            Connection::Offline { next_try, .. } | Connection::Failed { next_try, .. } => *next_try,
            _ => None,
        }
    }

    /// Whether what is there was never known to be complete since the desk was opened: an empty list says nothing yet.
    pub const fn is_starting(&self) -> bool {
        matches!(self, Connection::Starting | Connection::Filling { .. })
    }

    /// Whether the line was cut by hand.
    pub const fn is_cut(&self) -> bool {
        matches!(self, Connection::Offline { next_try: None, .. })
    }
}

/// A field that is masked until it is revealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Personal {
    Name,
    IdNumber,
    Birth,
    Phone,
    SocialSecurityCard,
    PayeeName,
    PayeeCard,
}

impl Personal {
    /// The masked field that a fact is, by its JSON pointer.
    pub fn of_path(path: &str) -> Option<Personal> {
        const ALL: [Personal; 7] = [
            Personal::Name,
            Personal::IdNumber,
            Personal::Birth,
            Personal::Phone,
            Personal::SocialSecurityCard,
            Personal::PayeeName,
            Personal::PayeeCard,
        ];
        ALL.into_iter().find(|field| field.path() == path)
    }

    /// The fact that it is, as a JSON pointer.
    pub const fn path(self) -> &'static str {
        match self {
            Personal::Name => "/member/name",
            Personal::IdNumber => "/member/id_number",
            Personal::Birth => "/member/birth",
            Personal::Phone => "/member/phone",
            Personal::SocialSecurityCard => "/member/social_security_card",
            Personal::PayeeName => "/payee/name",
            Personal::PayeeCard => "/payee/card",
        }
    }

    /// The name in audit entries.
    pub const fn id(self) -> &'static str {
        match self {
            Personal::Name => "name",
            Personal::IdNumber => "id-number",
            Personal::Birth => "birth",
            Personal::Phone => "phone",
            Personal::SocialSecurityCard => "social-security-card",
            Personal::PayeeName => "payee-name",
            Personal::PayeeCard => "payee-card",
        }
    }
}

/// A page that is handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SavedPage {
    Receipt,
    Notice,
    /// A saved view, for a colleague.
    View,
}
