//! Names of things: cases, members, plans, benefits, people. A name is never a place in a list.
//!
//! An assessment names some two hundred things; a copy of a name takes no memory of its own.

use std::borrow::Borrow;
use std::fmt;

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use utoipa::ToSchema;

macro_rules! text_id {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
        #[serde(transparent)]
        #[schema(value_type = String)]
        pub struct $name(SmolStr);

        impl $name {
            pub fn new(text: impl Into<SmolStr>) -> Self {
                $name(text.into())
            }
            pub fn as_str(&self) -> &str {
                self.0.as_str()
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                $name(text.into())
            }
        }
        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                self.as_str()
            }
        }
        impl PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                self.0 == other
            }
        }
        impl PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                self.0 == *other
            }
        }
    )*};
}

text_id! {
    /// A case's number as people say it: `ZJ24-001866`.
    CaseId;
    /// A member in the server's books.
    MemberId;
    /// A plan's identifier: `zj-10`. For `zj-*` it also names the period.
    PlanId;
    /// The SHA-256 of a plan file's bytes, in lower-case hex. Two plans with one hash are the same plan.
    PlanHash;
    /// A benefit inside a plan: `hospital-stay`.
    BenefitId;
    /// A stage of a plan's workflow: `employer-check`.
    StageId;
    /// Why a paper is needed, as a plan names it: `as-driver`.
    ConditionId;
    /// A paper in a plan's checklist: `discharge-record`.
    MaterialId;
    /// A check that the engine makes: `filing-window`.
    CheckId;
    /// A reason code: `TIME-LIMIT`.
    ReasonCode;
    /// An exclusion in a plan: `1.3`.
    ExclusionId;
    /// A place in the plan's document: `五 一般住院`.
    Clause;
    /// A person who signs in.
    UserId;
}

/// A decision's own name, made before it is first sent. It is the `Idempotency-Key`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = String, format = Uuid)]
pub struct DecisionId(pub uuid::Uuid);

impl fmt::Display for DecisionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
