//! The papers of a case and what a reviewer says of each.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::ids::{MaterialId, ReasonCode};
use crate::domain::time::Date;

/// One paper as the office has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Material {
    pub material: MaterialId,
    /// The day on which it came; absent while it is missing.
    pub received: Option<Date>,
    pub pages: u32,
    pub verdict: Option<Verdict>,
}

/// What a reviewer says of a paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "verdict", rename_all = "kebab-case")]
pub enum Verdict {
    Accepted,
    Defective { reason: ReasonCode },
}

/// A verdict on one paper; none takes an earlier one back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MaterialVerdict {
    pub material: MaterialId,
    pub verdict: Option<Verdict>,
}

/// Notes papers that came on a day; what was said of an earlier copy is not said of this one.
pub fn came_again(materials: &mut Vec<Material>, received: &[MaterialId], day: Date) {
    for id in received {
        match materials.iter_mut().find(|material| material.material == *id) {
            Some(material) => (material.received, material.verdict) = (Some(day), None),
            None => materials.push(Material { material: id.clone(), received: Some(day), pages: 0, verdict: None }),
        }
    }
}

/// Lays verdicts over the papers of a case; one on a paper that is not in the list adds it as not received.
pub fn apply_verdicts(materials: &mut Vec<Material>, verdicts: &[MaterialVerdict]) {
    for given in verdicts {
        match materials.iter_mut().find(|material| material.material == given.material) {
            Some(material) => material.verdict = given.verdict.clone(),
            None => materials.push(Material { material: given.material.clone(), received: None, pages: 0, verdict: given.verdict.clone() }),
        }
    }
}
