//! The event that a benefit is claimed for: its day, what else of it may decide which cover bears it, and the disease where it is one.

use crate::domain::assessment::EventKind;
use crate::domain::time::{Date, Span};
use crate::rules::assess::claim::Claim;
use crate::rules::assess::draft::Draft;
use crate::rules::plan::{Benefit, Formula};

/// One event, as far as the cover is concerned.
#[derive(Clone, Debug)]
pub struct Event {
    pub kind: EventKind,
    pub day: Date,
    /// Of care: every stay, and every day on which care out of hospital was settled. Of anything else the day alone.
    pub care: Vec<Span>,
    /// Another day that the documents may mean: of a death by accident that of the accident.
    pub other_day: Option<Date>,
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
    let care = care(claim, draft.benefit, kind);
    let (day, path) = match kind {
        EventKind::FirstDiagnosis => (facts.diagnosis.as_ref().and_then(|diagnosis| diagnosis.diagnosed), "facts.diagnosis.diagnosed"),
        EventKind::Admission | EventKind::Care => (care.iter().map(|span| span.from).min(), "facts.stays"),
        EventKind::Death => (facts.death.as_ref().map(|death| death.date), "facts.death"),
        EventKind::Accident => (facts.accident.as_ref().and_then(|accident| accident.date), "facts.accident.date"),
        EventKind::Fire => (facts.fire.as_ref().map(|fire| fire.date), "facts.fire"),
    };
    let Some(day) = day else {
        draft.lack(path);
        return None;
    };
    let care = if care.is_empty() { vec![Span { from: day, to: day }] } else { care };
    let accident = || facts.accident.as_ref().and_then(|accident| accident.date);
    let other_day = (kind == EventKind::Death && draft.benefit.of_accident).then(accident).flatten();
    let disease = facts.diagnosis.as_ref().filter(|_| kind == EventKind::FirstDiagnosis).and_then(|diagnosis| diagnosis.disease.as_ref());
    let disease = disease.map(|said| claim.plan.disease(said).map_or_else(|| said.trim().to_owned(), |disease| disease.code.clone()));
    Some(Event { kind, day, care, other_day, disease })
}

/// The stays, and of a benefit for which other care counts the days on which that was settled.
fn care(claim: Claim<'_>, benefit: &Benefit, kind: EventKind) -> Vec<Span> {
    let facts = claim.facts;
    let stays = facts.stays.iter().map(|stay| Span { from: stay.admission, to: stay.discharge });
    // Where the file is older than the list of what counts, all of it does.
    let every = !claim.plan.says_outpatient();
    let counted = facts.outpatient.iter().filter(|care| every || claim.plan.counts(benefit, care.kind));
    let settled = counted.map(|care| Span { from: care.settled_on, to: care.settled_on });
    match kind {
        EventKind::Admission => stays.collect(),
        EventKind::Care => stays.chain(settled).collect(),
        _ => Vec::new(),
    }
}
