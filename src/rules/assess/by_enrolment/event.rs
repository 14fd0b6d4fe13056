//! The event that a benefit is claimed for: its day, and the disease where it is one.

use crate::domain::assessment::EventKind;
use crate::domain::time::Date;
use crate::rules::assess::claim::Claim;
use crate::rules::assess::draft::Draft;
use crate::rules::plan::Formula;

/// One event, as far as the cover is concerned.
#[derive(Clone, Debug)]
pub struct Event {
    pub kind: EventKind,
    pub day: Date,
    /// The code of the disease first diagnosed, or what was typed for one that the plan does not list.
    pub disease: Option<String>,
}

/// What kind of event a benefit is paid for.
pub const fn kind(formula: &Formula) -> EventKind {
    match formula {
        Formula::FixedByClass { event, .. } | Formula::PerUnit { event, .. } | Formula::Assessed { event: Some(event) } => *event,
        Formula::FixedByDiseaseClass { .. } => EventKind::FirstDiagnosis,
        Formula::Once { .. } => EventKind::Death,
        Formula::DayBrackets { .. } | Formula::MarginalBrackets { .. } | Formula::Assessed { event: None } => EventKind::Care,
    }
}

/// Finds the event of a benefit; none where a fact is missing, which the draft then lacks.
pub fn find(claim: Claim<'_>, draft: &mut Draft<'_>) -> Option<Event> {
    let facts = claim.facts;
    let kind = kind(&draft.benefit.formula);
    let mut day = |day: Option<Date>, path: &str| {
        if day.is_none() {
            draft.lack(path);
        }
        day
    };
    let found = match kind {
        EventKind::FirstDiagnosis => day(facts.diagnosis.as_ref().and_then(|diagnosis| diagnosis.diagnosed), "facts.diagnosis.diagnosed"),
        EventKind::Admission => day(facts.stays.iter().map(|stay| stay.admission).min(), "facts.stays"),
        EventKind::Care => {
            let cared = facts.outpatient.iter().map(|care| care.settled_on);
            day(facts.stays.iter().map(|stay| stay.admission).chain(cared).min(), "facts.stays")
        }
        EventKind::Death => day(facts.death.as_ref().map(|death| death.date), "facts.death"),
        EventKind::Accident => day(facts.accident.as_ref().and_then(|accident| accident.date), "facts.accident.date"),
        EventKind::Fire => day(facts.fire.as_ref().map(|fire| fire.date), "facts.fire"),
    };
    let disease = facts.diagnosis.as_ref().filter(|_| kind == EventKind::FirstDiagnosis).and_then(|diagnosis| diagnosis.disease.as_ref());
    let disease = disease.map(|said| claim.plan.disease(said).map_or_else(|| said.trim().to_owned(), |disease| disease.code.clone()));
    found.map(|day| Event { kind, day, disease })
}
