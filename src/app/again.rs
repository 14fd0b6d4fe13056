//! The sheets for what sends a case back, holds it up, takes it up again or asks its money back: what they list, and the act they make.
//!
//! Not here: whether it is allowed (`judge`), how it is drawn. Invariant: what is listed are the plan's own reasons and the case's own money.

use crate::app::field::Field;
use crate::domain::decision::{Act, Verb};
use crate::domain::ids::{BenefitId, ReasonCode};
use crate::domain::money::Money;
use crate::domain::people::Lang;
use crate::domain::reason::ReasonClass;
use crate::domain::recovery::Settled;
use crate::domain::summary::CaseDetail;
use crate::domain::time::Date;
use crate::judge::{self, Why};
use crate::rules::plan::Plan;
use crate::text::sheets;
use crate::wire::Person;

/// One of the lines of which the cursor chooses one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AgainLine {
    /// Why it is referred, or taken up again.
    Reason(ReasonCode),
    /// What is asked back, and why it is not owed.
    Asked { benefit: BenefitId, amount: Money, reason: ReasonCode },
    /// What became of what was asked back.
    Settled { benefit: BenefitId, open: Money, how: Settled, barred: Option<Why> },
}

/// A choice, a day or an amount, and words.
#[derive(Clone, Debug)]
pub struct AgainForm {
    pub lines: Vec<AgainLine>,
    pub cursor: usize,
    /// The day of a parked case, or the amount that came back; absent where neither is asked.
    pub value: Option<Field>,
    pub text: Field,
    /// The focus is in the words, not in the day or amount.
    pub in_text: bool,
}

impl AgainForm {
    /// Makes the form of a verb for a case and who opens it; nothing for a verb that has another.
    pub fn of(verb: Verb, plan: &Plan, detail: &CaseDetail, who: &Person) -> Option<AgainForm> {
        let reasons = |class: ReasonClass| plan.reasons.iter().filter(move |reason| reason.class == class).map(|reason| &reason.code);
        let case = &detail.case;
        let lines: Vec<AgainLine> = match verb {
            Verb::SendBack | Verb::Park | Verb::Resume => Vec::new(),
            Verb::Refer => reasons(ReasonClass::Refer).cloned().map(AgainLine::Reason).collect(),
            Verb::Reopen => reasons(ReasonClass::Reopen).cloned().map(AgainLine::Reason).collect(),
            Verb::Recover => {
                let held = case.granted.iter().map(|granted| (&granted.benefit, case.recoverable(&granted.benefit)));
                let held = held.filter(|(_, amount)| *amount > Money::ZERO);
                let line = |(benefit, amount): (&BenefitId, Money)| {
                    let of = move |code: &ReasonCode| AgainLine::Asked { benefit: benefit.clone(), amount, reason: code.clone() };
                    reasons(ReasonClass::Reject).map(of).collect::<Vec<_>>()
                };
                held.flat_map(line).collect()
            }
            Verb::Recovered => {
                let mut lines = Vec::new();
                for recovery in case.recoveries.iter().filter(|recovery| recovery.open() > Money::ZERO) {
                    let open = case.asked_back(&recovery.benefit);
                    let known = |line: &AgainLine| matches!(line, AgainLine::Settled { benefit, .. } if *benefit == recovery.benefit);
                    if !lines.iter().any(known) {
                        lines.extend([Settled::Repaid, Settled::WrittenOff].map(|how| AgainLine::Settled {
                            benefit: recovery.benefit.clone(),
                            open,
                            how,
                            barred: judge::may_settle(plan, case, &recovery.benefit, how, who).err().map(|refusal| refusal.why),
                        }));
                    }
                }
                lines
            }
            _ => return None,
        };
        let mut value = matches!(verb, Verb::Park | Verb::Recovered).then(Field::line);
        if let (Some(value), Some(AgainLine::Settled { open, .. })) = (&mut value, lines.first()) {
            value.set(&open.to_string());
            value.select();
        }
        let in_text = value.is_none();
        let free = |line: &AgainLine| !matches!(line, AgainLine::Settled { barred: Some(_), .. });
        let cursor = lines.iter().position(free).unwrap_or_default();
        Some(AgainForm { lines, cursor, value, text: Field::line(), in_text })
    }

    /// Why this person may not do what the cursor chooses.
    pub fn barred(&self) -> Option<&Why> {
        match self.chosen() {
            Some(AgainLine::Settled { barred, .. }) => barred.as_ref(),
            _ => None,
        }
    }

    /// The field that has the focus, or would have it.
    pub fn field(&mut self) -> &mut Field {
        match &mut self.value {
            Some(value) if !self.in_text => value,
            _ => &mut self.text,
        }
    }

    /// The line that the cursor chooses.
    pub fn chosen(&self) -> Option<&AgainLine> {
        self.lines.get(self.cursor)
    }

    /// Makes the act that the sheet says, or tells what is missing in it.
    pub(super) fn act(&self, verb: Verb, plan: &Plan, lang: Lang) -> Result<Act, &'static str> {
        let value = self.value.as_ref().map_or("", |value| value.value().trim());
        let until = value.parse::<Date>();
        if verb == Verb::Park && until.is_err() {
            return Err(sheets::needs_day(lang));
        }
        let amount = value.parse::<Money>();
        if verb == Verb::Recovered && amount.is_err() {
            return Err(sheets::needs_sum(lang));
        }
        if self.text.is_blank() {
            return Err(sheets::needs_words(lang));
        }
        let text = self.text.value().trim().to_owned();
        let clause = |code: &ReasonCode| plan.reason(code).map(|reason| reason.clause.clone()).unwrap_or_default();
        Ok(match (verb, self.chosen().cloned(), until, amount) {
            (Verb::SendBack, ..) => Act::SendBack { text },
            (Verb::Resume, ..) => Act::Resume { text },
            (Verb::Park, _, Ok(until), _) => Act::Park { until, text },
            (Verb::Refer, Some(AgainLine::Reason(reason)), ..) => Act::Refer { reason, text },
            (Verb::Reopen, Some(AgainLine::Reason(reason)), ..) => Act::Reopen { reason, text },
            (Verb::Recover, Some(AgainLine::Asked { benefit, amount, reason }), ..) => {
                let clause = clause(&reason);
                Act::Recover { benefit, amount, reason, clause, text }
            }
            (Verb::Recovered, Some(AgainLine::Settled { benefit, how, .. }), _, Ok(amount)) => {
                Act::Recovered { benefit, amount, how, text }
            }
            _ => return Err(sheets::needs_reason(lang)),
        })
    }
}
