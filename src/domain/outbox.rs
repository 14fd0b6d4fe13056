//! A decision on its way: held, waiting, sending, accepted, refused, in conflict.
//!
//! Words for the states are never mixed: what is "held" can be undone, what is "accepted" the server has.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::domain::decision::{Decision, ProblemCode, Receipt, Verb};
use crate::domain::ids::{DecisionId, PlanId};
use crate::domain::money::Money;
use crate::domain::summary::CaseDetail;
use crate::domain::time::Moment;
use crate::domain::why::Why;

/// A decision in the outbox file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboxItem {
    pub decision: Decision,
    /// The member's name and the plan's id, so that the row can be shown without the cache.
    pub name: String,
    pub plan: PlanId,
    /// What is still to be paid of the case with what the decision changes, as it was when it was recorded; absent where that could not be
    /// said, and where an older program recorded it.
    pub to_pay: Option<Money>,
    pub state: OutboxState,
    /// When it was put on disk, and when its state last changed.
    pub recorded: Moment,
    pub changed: Moment,
    pub attempts: u32,
    /// A machine's word for why the last attempt had no answer.
    pub last_error: Option<String>,
    /// Why it was not taken, where that can be said in any language; else the state's own words stand as they came.
    pub said: Option<Box<Said>>,
    /// It was taken by another server than the present one, or by the same before a restore, and nobody knows yet whether this one has it.
    pub doubted: bool,
    /// The decisions that were confirmed by one key share the id of the first; they are taken back together.
    pub group: Option<DecisionId>,
}

impl OutboxItem {
    /// Tells what is still to be paid of the case as it is decided. What was recorded without it tells what the case came to.
    pub fn to_pay(&self) -> Money {
        self.to_pay.unwrap_or(self.decision.amount)
    }

    /// The server did not take it: somebody has to do something.
    pub const fn is_stuck(&self) -> bool {
        matches!(self.state, OutboxState::Refused { .. } | OutboxState::Conflict { .. })
    }

    /// No attempt was made to send it: it can be taken back, changed or dropped.
    pub const fn is_here_alone(&self) -> bool {
        self.attempts == 0 && matches!(self.state, OutboxState::Held { .. } | OutboxState::Waiting { .. })
    }

    /// Tells what the decision pays: nothing where it sends the claim back or refuses it, whatever it would have come to.
    pub fn pays(&self) -> Money {
        if self.decision.act.verb().pays() { self.to_pay() } else { Money::ZERO }
    }
}

/// A decision to be put on disk, with what its row in the outbox says without the cache.
#[derive(Clone, Debug, PartialEq)]
pub struct Recording {
    pub decision: Decision,
    /// The member's name and the plan's id.
    pub name: String,
    pub plan: PlanId,
    /// See [`OutboxItem::to_pay`].
    pub to_pay: Option<Money>,
    /// The case as it was seen; absent where the decision rests on nothing that was seen.
    pub base: Option<Arc<CaseDetail>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum OutboxState {
    /// On disk, and not sent before this moment.
    Held {
        until: Moment,
    },
    /// To be sent as soon as the server can be reached; not before `next_try` after a failure.
    Waiting {
        next_try: Option<Moment>,
    },
    /// Sent, and no answer yet. After a restart it is sent again under the same key.
    Sending,
    Accepted {
        receipt: Receipt,
    },
    /// The server's answer to a decision that it can't carry out.
    Refused {
        code: ProblemCode,
        detail: String,
    },
    /// What the decision rests on has changed; nothing was overwritten.
    Conflict {
        detail: String,
    },
}

impl OutboxState {
    /// The server may not have it.
    pub const fn is_unsent(&self) -> bool {
        matches!(self, OutboxState::Held { .. } | OutboxState::Waiting { .. } | OutboxState::Sending)
    }
}

/// Why an item was not taken, with its particulars.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "said", rename_all = "kebab-case")]
pub enum Said {
    /// The server's reason.
    Server { why: Why },
    /// It was made for another server, or for the same before a restore.
    Moved,
    /// The server had taken it and was restored from a backup that doesn't hold it.
    Lost,
    /// A decision on the same case that was made before it was not taken, so that it rests on what never came about. It was not sent.
    After { verb: Verb },
}

/// How many days the record of what left the outbox is kept.
pub const LEFT_KEPT_DAYS: i64 = 90;

/// Why a decision left the outbox without the server's answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Left {
    /// It was taken back before it was sent.
    Undone,
    Discarded,
    /// Another decision stands in its place.
    Replaced,
}

/// The record of a decision that left the outbox without the server's answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftItem {
    /// The item as it stood.
    pub item: OutboxItem,
    pub left: Left,
    pub at: Moment,
    /// What stands in its place.
    pub by: Option<DecisionId>,
}

/// A decision that was taken back before it was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenBack {
    pub decision: Decision,
    /// The conflict or the refusal that it took the place of: it is to be settled again.
    pub stands_again: Option<DecisionId>,
}

/// The two sides of a conflict: what I saw when I decided, and what it is now. What I decided is the item's decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConflictSides {
    pub base: Option<CaseDetail>,
    pub theirs: Option<CaseDetail>,
}

/// How many items stand in each state, for the head of every screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OutboxCounts {
    pub held: u32,
    pub waiting: u32,
    pub sending: u32,
    pub refused: u32,
    pub conflict: u32,
    pub accepted_today: u32,
}
