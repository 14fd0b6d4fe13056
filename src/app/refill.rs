//! A sheet that begins with what was decided before: a decision made anew, or one taken back to be changed.
//!
//! Invariant: what the case or the plan no longer knows is left out and told; nothing is confirmed by it.

use crate::app::again::AgainLine;
use crate::app::decide::Form;
use crate::domain::decision::Act;

/// Puts what an act says into the form of its verb. Gives whether all of it fits.
pub(super) fn refill(form: &mut Form, act: &Act) -> bool {
    match (form, act) {
        (Form::Forward { note }, Act::PassOn { note: text } | Act::Approve { note: text } | Act::Amend { note: text }) => note.set(text),
        (Form::Forward { note }, Act::Paid { reference }) => note.set(reference),
        (Form::PaymentFailed { reason }, Act::PaymentFailed { reason: text }) => reason.set(text),
        (Form::Return(form), Act::Return { defects, text }) => {
            let known = |line: &crate::app::decide::DefectLine| defects.contains(&line.defect);
            let fits = defects.iter().all(|defect| form.lines.iter().any(|line| line.defect == *defect));
            form.lines.iter_mut().for_each(|line| line.listed = known(line));
            // A text that names what is no longer asked for would be wrong: it is composed anew then.
            if fits {
                form.text.set(text);
                form.edited = true;
            }
            return fits;
        }
        (Form::Reject(form), Act::Reject { reason, text, .. }) => {
            let Some(at) = form.found.iter().position(|found| found.code == *reason) else { return false };
            form.cursor = at;
            form.chosen = Some(reason.clone());
            form.text.set(text);
            form.edited = true;
        }
        (Form::Resubmit(form), Act::Resubmit { received, note }) => {
            form.lines.iter_mut().for_each(|line| line.came = received.contains(&line.material));
            form.note.set(note);
            return received.iter().all(|material| form.lines.iter().any(|line| line.material == *material));
        }
        (Form::Extend(form), Act::Extend { until, text }) => {
            form.until.set(&until.to_string());
            form.text.set(text);
        }
        (Form::Again(form), act) => {
            let (text, value) = match act {
                Act::SendBack { text } | Act::Resume { text } | Act::Refer { text, .. } | Act::Reopen { text, .. } => (text, None),
                Act::Park { until, text } => (text, Some(until.to_string())),
                Act::Recover { text, .. } => (text, None),
                Act::Recovered { amount, text, .. } => (text, Some(amount.to_string())),
                _ => return true,
            };
            let same = |line: &AgainLine| match (line, act) {
                (AgainLine::Reason(code), Act::Refer { reason, .. } | Act::Reopen { reason, .. }) => code == reason,
                (AgainLine::Asked { benefit, reason, .. }, Act::Recover { benefit: of, reason: why, .. }) => benefit == of && reason == why,
                (AgainLine::Settled { benefit, how, .. }, Act::Recovered { benefit: of, how: settled, .. }) => {
                    benefit == of && how == settled
                }
                _ => false,
            };
            form.text.set(text);
            if let (Some(field), Some(value)) = (&mut form.value, value) {
                field.set(&value);
            }
            let at = form.lines.iter().position(same);
            form.cursor = at.unwrap_or(form.cursor);
            return at.is_some() || form.lines.is_empty();
        }
        _ => {}
    }
    true
}
