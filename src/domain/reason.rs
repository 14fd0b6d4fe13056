//! The classes of reason codes. The codes themselves, with their texts, stand in the plan files.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ReasonClass {
    /// Fixable: the claim goes back to the claimant.
    Return,
    /// Final.
    Reject,
    /// To a panel.
    Refer,
    /// Why a decided case is taken up again.
    Reopen,
}
