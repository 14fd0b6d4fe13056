//! What a case's money comes to, was paid, is still to be paid, is asked back, came back and was given up: the one place that says so.
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
    /// What went out, whatever became of it afterwards.
    pub paid: Money,
    /// What the member has of that: what was paid less what came back.
    pub has: Money,
    /// What is still to be paid; absent where `comes_to` is, nothing once it is paid.
    pub to_pay: Option<Money>,
    /// What is asked back and has neither come nor been written off.
    pub asked_back: Money,
    /// What was asked back and came.
    pub came_back: Money,
    /// What was asked back and is not asked for any more: the member keeps it.
    pub written_off: Money,
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
            sums.has += of_it.has;
        }
        sums.with(case.recoveries.iter())
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
        let has = case.held_for(benefit);
        let rest = |amount: Money| if case.status == Status::Paid { Money::ZERO } else { (amount - has).max(Money::ZERO) };
        let sums = Sums { comes_to, has, to_pay: comes_to.map(rest), ..Sums::default() };
        sums.with(case.recoveries.iter().filter(|recovery| recovery.benefit == *benefit))
    }

    /// Adds what became of what was asked back. What the member has and what came from him is together what went out.
    fn with<'r>(mut self, recoveries: impl Iterator<Item = &'r Recovery>) -> Self {
        for recovery in recoveries {
            self.asked_back += recovery.open();
            self.came_back += recovery.repaid;
            self.written_off += recovery.written_off;
        }
        self.paid = self.has + self.came_back;
        self
    }

    /// Tells what is shown as the amount: what the member has of a case that is paid, else what is still to be paid.
    pub fn shown(&self, status: Status) -> Option<Money> {
        if status == Status::Paid { Some(self.has) } else { self.to_pay }
    }

    /// Whether there is more to say than one amount: money went out before the present round, or was asked back, whatever became of it.
    pub fn has_moved(&self, status: Status) -> bool {
        let before = status != Status::Paid && !self.paid.is_zero();
        before || [self.asked_back, self.came_back, self.written_off].iter().any(|amount| !amount.is_zero())
    }
}

/// What approving would grant for a benefit; nothing while that can't be said.
fn assessed(benefit: &BenefitAssessment) -> Option<Money> {
    (!benefit.outcome.is_open()).then_some(benefit.amount)
}
