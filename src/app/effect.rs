//! What the desk asks to be done outside: effects, as data.
//!
//! Not here: who runs them (`driver`), their answers (`message`).
//! Invariant: every effect that something waits for has an answer, also where it was not carried out.

use std::sync::Arc;

use crate::app::lock::{NotUnlocked, Passphrase};
use crate::app::message::{Message, Personal, SavedPage};
use crate::domain::decision::Decision;
use crate::domain::draft::Draft;
use crate::domain::ids::{CaseId, DecisionId, UserId};
use crate::domain::intake::{ClaimKey, IntakeDraft, ReadyClaim};
use crate::domain::lookup::Wanted;
use crate::domain::money::Money;
use crate::domain::outbox::Recording;
use crate::domain::queue::{Arrangement, RowQuery};
use crate::domain::summary::CaseDetail;
use crate::domain::time::{Date, Moment};
use crate::rules::Plan;

/// Something to be done outside. None waits: every answer is a message.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    LoadRows {
        ticket: u64,
        query: RowQuery,
    },
    LoadCounts {
        me: UserId,
        today: Date,
    },
    /// From the cache, else from the server; with the draft.
    LoadDetail {
        case: CaseId,
    },
    /// Puts the decision on disk, with what it was decided on; it is not sent before `held_until`.
    Record {
        decision: Box<Decision>,
        /// What is still to be paid of the case as it is decided (see [`crate::domain::outbox::OutboxItem::to_pay`]).
        to_pay: Option<Money>,
        base: Arc<CaseDetail>,
        held_until: Moment,
        /// A refused or conflicting decision that goes when this one comes: both or neither.
        replaces: Option<DecisionId>,
    },
    Undo {
        decision: DecisionId,
    },
    /// Keeps a decision that was not sent from going out before this moment.
    HoldOn {
        decision: DecisionId,
        until: Moment,
    },
    /// Puts decisions on disk that one key confirmed: all or none. `group` is the first one's id.
    RecordAll {
        group: DecisionId,
        recordings: Vec<Recording>,
        held_until: Moment,
    },
    /// Takes back those that were never sent.
    UndoAll {
        decisions: Vec<DecisionId>,
    },
    /// Reads a saved view's file.
    ReadView {
        path: String,
    },
    /// Finds employers whose name fits what is typed, in hanzi, pinyin or initials.
    FindEmployers {
        typed: String,
    },
    LoadArrangement,
    /// Keeps what was changed of saved views and columns.
    SaveArrangement {
        before: Arrangement,
        after: Arrangement,
    },
    /// How many cases a saved view has; it may be left unanswered for something newer.
    CountSaved {
        name: String,
        query: RowQuery,
    },
    /// Rows for something to be done with them; it stops no scan, and the window of the queue is not touched by its answer.
    LoadAhead {
        ticket: u64,
        query: RowQuery,
    },
    /// Cases that are on this machine, a few at a time.
    LoadMany {
        ticket: u64,
        cases: Vec<CaseId>,
    },
    /// Keeps the draft about a case; an empty one is taken away.
    SaveDraft {
        case: CaseId,
        draft: Draft,
    },
    DropItem {
        decision: DecisionId,
    },
    LoadOutbox,
    LoadSides {
        decision: DecisionId,
    },
    /// The records of what left the outbox without the server's answer.
    LoadLeft,
    /// Lets a waiting decision go out at once.
    Retry {
        decision: DecisionId,
    },
    /// Drafts and claims of the counter.
    LoadClaims,
    SaveClaim {
        draft: Box<IntakeDraft>,
    },
    /// Puts a claim on disk, to be sent.
    SubmitClaim {
        draft: Box<IntakeDraft>,
        claim: Box<ReadyClaim>,
        /// The key that it gets where it went out before and was changed since.
        fresh: ClaimKey,
    },
    DropClaim {
        key: ClaimKey,
    },
    /// Asks the server in which periods a member is enrolled, and the cache whose number it is.
    FindEnrolments {
        number: String,
    },
    /// Writes a page that is handed over beside this person's data.
    SavePage {
        page: SavedPage,
        file: String,
        text: String,
    },
    SyncNow,
    /// Cuts this desk's line to the server, or joins it again. A desk that is opened anew is on the line.
    TurnLine,
    /// Goes on with the server that answers now; what was not sent to the former one is in conflict.
    AcceptServer,
    /// Writes the audit entry that goes with showing a personal field in full.
    Reveal {
        case: CaseId,
        field: Personal,
    },
    /// Finds cases by what a caller gave, here and at the server. Nothing of what is found comes back before it is written down.
    LookUp {
        ticket: u64,
        wanted: Wanted,
    },
    /// The cases that share something with a case: from the cache, and from the server.
    LoadRelated {
        case: CaseId,
    },
    /// Seeks what would turn the refusals of a case: it takes as long as some hundred assessments.
    SeekTurning {
        plan: Arc<Plan>,
        detail: Arc<CaseDetail>,
    },
    /// Another person of the demo takes the desk.
    SwitchPerson(UserId),
    NextTheme,
    /// This theme from now on.
    UseTheme(&'static str),
    /// Draws in this theme for now; nothing: in the person's own again.
    PreviewTheme(Option<&'static str>),
    /// Draws every cell again.
    Repaint,
    /// Hands a text that stands on the screen to the terminal's clipboard; the terminal may refuse and doesn't say so.
    Copy(String),
    /// Lets go of what is open on this machine, and keeps what was half typed with the drafts.
    Lock {
        half_typed: String,
    },
    /// Keeps what is half typed in sheets with the drafts; nothing: nothing is.
    KeepTyped {
        half_typed: String,
    },
    /// What was half typed before the desk was opened.
    LoadTyped,
    /// Opens it again.
    Unlock {
        passphrase: Passphrase,
    },
    /// Leaves the desk to sign out of this machine.
    SignOut,
    /// Gives the terminal back and stops the program until it is continued.
    Suspend,
    Quit,
}

impl Effect {
    /// The answer that says that it was not carried out, so that nothing waits for ever.
    pub fn not_done(self, why: String) -> Message {
        match self {
            Effect::LoadRows { ticket, .. } => Message::Rows { ticket, rows: Err(why) },
            Effect::LoadDetail { case } => Message::Detail { case, detail: Err(why), draft: Draft::default() },
            Effect::Record { decision, .. } => Message::Recorded { decision: decision.id, result: Err(why) },
            Effect::Undo { decision } => Message::Undone { decision, result: Err(why) },
            Effect::HoldOn { decision, .. } => Message::HeldOn { decision, result: Err(why) },
            Effect::RecordAll { group, .. } => Message::RecordedAll { group, result: Err(why) },
            Effect::UndoAll { decisions } => Message::UndoneAll { asked: decisions, result: Err(why) },
            Effect::ReadView { path } => Message::ViewRead { path, text: Err(why) },
            Effect::FindEmployers { typed } => Message::Employers { typed, names: Vec::new() },
            Effect::CountSaved { name, .. } => Message::SavedCount { name, count: None },
            Effect::LoadAhead { ticket, .. } => Message::Ahead { ticket, rows: Err(why) },
            Effect::LoadMany { ticket, cases } => Message::Many { ticket, cases: cases.into_iter().map(|case| (case, None)).collect() },
            Effect::DropItem { decision } => Message::Dropped { decision, result: Err(why) },
            Effect::LoadSides { decision } => Message::Sides { decision, sides: Err(why) },
            Effect::Reveal { case, field } => Message::Revealed { case, field, result: Err(why) },
            Effect::LoadRelated { case } => Message::Related { case, related: Err(why), asked: false },
            Effect::SeekTurning { detail, .. } => Message::TurningFound { detail, found: Err(why) },
            Effect::LookUp { ticket, .. } => Message::Found { ticket, found: Err(why) },
            Effect::SwitchPerson(_) => Message::Switched(Err(why)),
            Effect::TurnLine => Message::LineTurned(Err(why)),
            Effect::AcceptServer => Message::ServerAccepted(Err(why)),
            Effect::SaveClaim { draft } => Message::ClaimSaved { key: draft.key, result: Err(why) },
            Effect::SubmitClaim { draft, .. } => Message::ClaimSubmitted { key: draft.key, result: Err(why) },
            Effect::FindEnrolments { number } => Message::Enrolments { number, found: Err(why) },
            Effect::SavePage { page, .. } => Message::PageSaved { page, saved: Err(why) },
            Effect::Lock { .. } => Message::Locked { kept: Err(why) },
            Effect::Unlock { .. } => Message::Unlocked(Err(NotUnlocked::Failed(why))),
            Effect::LoadTyped => Message::Typed(None),
            Effect::LoadCounts { .. }
            | Effect::KeepTyped { .. }
            | Effect::LoadClaims
            | Effect::DropClaim { .. }
            | Effect::SaveDraft { .. }
            | Effect::LoadOutbox
            | Effect::LoadLeft
            | Effect::Retry { .. }
            | Effect::LoadArrangement
            | Effect::SaveArrangement { .. }
            | Effect::SyncNow
            | Effect::NextTheme
            | Effect::UseTheme(_)
            | Effect::PreviewTheme(_)
            | Effect::Repaint
            | Effect::Copy(_)
            | Effect::Suspend
            | Effect::SignOut
            | Effect::Quit => Message::Failed(why),
        }
    }
}
