//! Reads a claim document (TOML or JSON) and gives its JSON Schema.
//!
//! Invariant: what [`read`] takes is exactly what [`schema`] describes; everything else is told at once, with its path.

use serde_json::Value;

use crate::domain::facts::ClaimDocument;
use crate::domain::fault::{Fault, FaultKind};
use crate::rules::document::{Document, schema_of};

/// One fault of a claim document.
pub type ClaimFault = Fault;

/// Reads a claim document.
///
/// # Errors
/// All faults of the document, in the order of their places.
pub fn read(text: &str) -> Result<ClaimDocument, Vec<ClaimFault>> {
    let document = Document::parse(text)?;
    let faults = document.faults(&schema());
    if !faults.is_empty() {
        return Err(faults);
    }
    serde_json::from_value(document.value.clone()).map_err(|error| vec![document.fault("", FaultKind::Syntax(error.to_string()))])
}

/// Gives the JSON Schema (2020-12) of a claim document.
pub fn schema() -> Value {
    let mut schema = schema_of::<ClaimDocument>();
    // What a claim states is never negative; only differences are, and a claim holds none.
    if let Some(money) = schema.pointer_mut("/$defs/Money/pattern") {
        *money = r"^[0-9]{1,10}(\.[0-9]{1,2})?$".into();
    }
    schema
}
