//! Reads a plan file and checks it: unknown keys, names that nothing defines, brackets with gaps, stages out of order.
//!
//! Not here: the shapes (`plan`). Invariant: all faults are told at once, each with its line and column.

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::domain::basis::hex;
use crate::domain::fault::{Fault, FaultKind};
use crate::domain::ids::PlanHash;
use crate::rules::document::{Document, schema_of};
use crate::rules::plan::{Plan, PlanFile};

/// One fault of a plan file: path, line, column and kind.
pub type PlanFault = Fault;

impl Plan {
    /// Reads a plan from its file's text.
    ///
    /// # Errors
    /// All faults of the file, in the order of their places.
    pub fn parse(text: &str) -> Result<Plan, Vec<PlanFault>> {
        let document = Document::parse(text)?;
        let faults = document.faults(&schema());
        if !faults.is_empty() {
            return Err(faults);
        }
        let file: PlanFile = serde_json::from_value(document.value.clone())
            .map_err(|error| vec![document.fault("", FaultKind::Syntax(error.to_string()))])?;
        Ok(Plan { file, hash: PlanHash(hex(&Sha256::digest(text.as_bytes()))), source: text.to_owned() })
    }
}

/// Gives the JSON Schema of a plan file.
pub fn schema() -> Value {
    schema_of::<PlanFile>()
}
