//! What a case's money comes to, was paid, is still to be paid and is asked back: the one place that says so.
//!
//! Not here: what a new round does to it (`judge`), the words for it (`explain`). Invariant: the sums of a case are those of its
//! benefits together, so that what is shown by the benefit adds up to what is shown of the case.

use crate::domain::assessment::{Assessment, BenefitAssessment};
use crate::domain::case::{Case, Status};
use crate::domain::ids::BenefitId;
use crate::domain::money::Money;
use crate::domain::recovery::Recovery;

/// The money of a case, or of one of its benefits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// What was granted, else what approving would grant; absent while a benefit waits for somebody, and once it is rejected.
    pub comes_to: Option<Money>,
    /// What the member has of it: what was paid less what came back.
    pub paid: Money,
    /// What is still to be paid; absent where `comes_to` is, nothing once it is paid.
    pub to_pay: Option<Money>,
    /// What is asked back and has neither come nor been written off.
    pub asked_back: Money,
    /// What was asked back and came.
    pub came_back: Money,
}

impl Sums {
    /// Tells the sums of a case.
    pub fn of(case: &Case, assessment: &Assessment) -> Self {
        let assessed = assessment.benefits.iter().map(|benefit| (&benefit.benefit, assessed(benefit)));
        let on_record = case.granted.iter().chain(&case.held).map(|granted| &granted.benefit);
        let mut seen: Vec<&BenefitId> = Vec::new();
        let mut sums = Sums { comes_to: Some(Money::ZERO), to_pay: Some(Money::ZERO), ..Sums::default() };
        let add = |one: Option<Money>, other: Option<Money>| Some(one? + other?);
        for (benefit, amount) in assessed.chain(on_record.map(|benefit| (benefit, Some(Money::ZERO)))) {
            if seen.contains(&benefit) {
                continue;
            }
            seen.push(benefit);
            let of_it = Sums::by_id(case, benefit, amount);
            sums.comes_to = add(sums.comes_to, of_it.comes_to);
            sums.to_pay = add(sums.to_pay, of_it.to_pay);
            sums.paid += of_it.paid;
        }
        sums.asked_back = case.recoveries.iter().map(Recovery::open).sum();
        sums.came_back = case.recoveries.iter().map(|recovery| recovery.repaid).sum();
        sums
    }

    /// Tells the sums of one benefit.
    pub fn of_benefit(case: &Case, benefit: &BenefitAssessment) -> Self {
        Sums::by_id(case, &benefit.benefit, assessed(benefit))
    }

    fn by_id(case: &Case, benefit: &BenefitId, assessed: Option<Money>) -> Self {
        let granted = || case.granted.iter().filter(|granted| granted.benefit == *benefit).map(|granted| granted.amount).sum();
        let comes_to = match case.status {
            Status::Rejected => None,
            _ if case.granted.is_empty() => assessed,
            _ => Some(granted()),
        };
        let paid = case.held_for(benefit);
        let rest = |amount: Money| if case.status == Status::Paid { Money::ZERO } else { (amount - paid).max(Money::ZERO) };
        Sums {
            comes_to,
            paid,
            to_pay: comes_to.map(rest),
            asked_back: case.asked_back(benefit),
            came_back: case.recoveries.iter().filter(|recovery| recovery.benefit == *benefit).map(|recovery| recovery.repaid).sum(),
        }
    }

    /// Tells what is shown as the amount: what was paid of a case that is paid, else what is still to be paid.
    pub fn shown(&self, status: Status) -> Option<Money> {
        if status == Status::Paid { Some(self.paid) } else { self.to_pay }
    }

    /// Whether there is more to say than one amount: money went out before the present round, or is asked back, or came back.
    pub fn has_moved(&self, status: Status) -> bool {
        let before = status != Status::Paid && !self.paid.is_zero();
        before || !self.asked_back.is_zero() || !self.came_back.is_zero()
    }
}

/// What approving would grant for a benefit; nothing while that can't be said.
fn assessed(benefit: &BenefitAssessment) -> Option<Money> {
    (!benefit.outcome.is_open()).then_some(benefit.amount)
}
