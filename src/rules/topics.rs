//! What the benefits of a claim look at, so that a form asks for that and nothing else.
//!
//! Not here: the fields themselves (`domain::fact_field`).

use crate::domain::assessment::EventKind;
use crate::domain::fact_field::Topic;
use crate::domain::ids::BenefitId;
use crate::rules::plan::{Formula, Plan};

/// Lists what is at stake in a claim for these benefits.
pub fn topics(plan: &Plan, benefits: &[BenefitId]) -> Vec<Topic> {
    let mut topics = Vec::from_iter(plan.enrolment.premium.map(|_| Topic::Terms));
    for benefit in plan.benefits.iter().filter(|benefit| benefits.contains(&benefit.id)) {
        match &benefit.formula {
            Formula::DayBrackets { .. } => topics.push(Topic::Stays),
            Formula::FixedByDiseaseClass { .. } => topics.extend([Topic::Disease, Topic::Stays]),
            Formula::MarginalBrackets { .. } => topics.extend([Topic::Expenses, Topic::Stays]),
            Formula::Once { .. } => topics.push(Topic::Death),
            Formula::PerUnit { event, .. } => topics.extend(of_event(*event)),
            Formula::FixedByClass { event, with_stay, .. } => {
                topics.extend(of_event(*event));
                topics.extend(with_stay.then_some(Topic::Stays));
            }
            Formula::Assessed { event } => topics.extend(event.iter().flat_map(|event| of_event(*event))),
        }
    }
    if plan.by_enrolment.is_some() {
        topics.push(Topic::Classes);
    }
    for benefit in plan.benefits.iter().filter(|benefit| benefits.contains(&benefit.id)) {
        let also = [
            (benefit.direct_pay.is_some(), Topic::DirectPay),
            (benefit.notice.is_some(), Topic::Notice),
            (matches!(benefit.formula, Formula::FixedByClass { total_disability: true, .. }), Topic::TotalDisability),
        ];
        topics.extend(also.into_iter().filter(|(wanted, _)| *wanted).map(|(_, topic)| topic));
    }
    if plan.contracts.is_some() {
        topics.push(Topic::Contracts);
    } else if plan.cover.is_some() && topics.contains(&Topic::Stays) {
        // The form of a plan by periods asks per stay for its fees, for days in hospital too; one by contract asks for no bill.
        topics.push(Topic::StayBills);
    }
    let excludes = |group: &crate::rules::plan::ExclusiveGroup| group.benefits.iter().filter(|id| benefits.contains(id)).count() > 1;
    if plan.exclusive.iter().any(excludes) {
        topics.push(Topic::Choice);
    }
    topics.sort_unstable();
    topics.dedup();
    topics
}

/// Lists what is at stake in whatever claim under a plan.
pub fn plan_topics(plan: &Plan) -> Vec<Topic> {
    let all: Vec<BenefitId> = plan.benefits.iter().map(|benefit| benefit.id.clone()).collect();
    topics(plan, &all)
}

const fn of_event(event: EventKind) -> &'static [Topic] {
    match event {
        EventKind::FirstDiagnosis => &[Topic::Disease],
        EventKind::Admission => &[Topic::Stays, Topic::Accident],
        EventKind::Death => &[Topic::Death, Topic::Agent, Topic::Accident],
        EventKind::Accident => &[Topic::Accident, Topic::Disability],
        EventKind::Care => &[Topic::Stays, Topic::Expenses],
        EventKind::Fire => &[Topic::Fire],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::PlanSet;

    #[test]
    fn each_benefit_of_the_built_in_plans_asks_for_what_its_formula_reads() {
        let plans = PlanSet::builtin();
        let plan = plans.get(&"zj-10".into()).unwrap();
        assert_eq!(topics(plan, &["hospital-stay".into()]), [Topic::Stays, Topic::StayBills, Topic::Terms]);
        assert_eq!(
            topics(plan, &["critical-illness".into(), "large-expense".into()]),
            [Topic::Stays, Topic::Expenses, Topic::StayBills, Topic::Disease, Topic::Choice, Topic::Terms]
        );
        assert_eq!(topics(plan, &["sudden-death".into()]), [Topic::Death, Topic::Terms]);
    }
}
