//! "What if": changes that are assumed, seen, and kept only when asked.
//!
//! Invariant: what is assumed is in no draft; kept, each asks for its paper and its reason as any correction does.

use crate::app::Desk;
use crate::app::amend::{Focus, Subject};
use crate::app::form::FormField;
use crate::app::sheet::Sheet;
use crate::domain::amendment::{Amendment, Target};
use crate::domain::fact_field::Part;
use crate::text::amend as words;

impl Desk {
    pub(super) fn toggle_what_if(&mut self) {
        if let Some(why) = self.why_not_assume() {
            return self.warn(why);
        }
        let Some(case) = &mut self.case else { return };
        if case.what_if.is_some() {
            return self.leave_what_if();
        }
        case.what_if = Some(Vec::new());
        self.ok(words::what_if_line(self.lang));
    }

    /// The case with what is assumed of it is left: what was said of the what-if goes with it.
    pub(in crate::app) fn end_what_if(&mut self) {
        self.keeping.clear();
        if self.case.as_mut().is_some_and(|case| case.what_if.take().is_some()) {
            self.notice = None;
        }
    }

    pub(super) fn leave_what_if(&mut self) {
        if let Some(case) = &mut self.case {
            case.what_if = None;
        }
        self.keeping.clear();
        self.relay();
        self.ok(words::what_if_left(self.lang));
    }

    /// Makes corrections of what is assumed, one after another: each asks for its paper and its reason.
    pub(super) fn keep_what_if(&mut self) {
        let lang = self.lang;
        let Some(case) = &mut self.case else { return };
        let Some(assumed) = case.what_if.clone() else { return self.warn(words::not_in_what_if(lang)) };
        if assumed.is_empty() {
            return self.warn(words::what_if_empty(lang));
        }
        case.what_if = None;
        if let Some(why) = self.why_not_amend() {
            if let Some(case) = &mut self.case {
                case.what_if = Some(assumed);
            }
            return self.warn(why);
        }
        self.keeping = assumed;
        // What was said of the what-if is not so any more.
        self.notice = None;
        self.relay();
        self.keep_next();
    }

    /// What the sheet kept is no longer only assumed, also where it was changed in the sheet; the next assumption is asked about.
    pub(super) fn kept_one(&mut self, target: Option<&Target>) {
        let asked = self.keeping.first().map(Amendment::target).filter(|asked| target.is_some_and(|kept| is_about_the_same(asked, kept)));
        self.keeping.retain(|assumed| Some(&assumed.target()) != asked.as_ref());
        self.keep_next();
    }

    /// Assumes again what was to be kept and was not: the one of the sheet that was left, and those after it.
    pub(super) fn assume_again(&mut self) {
        let rest = std::mem::take(&mut self.keeping);
        let Some(case) = self.case.as_mut().filter(|_| !rest.is_empty()) else { return };
        case.what_if = Some(rest);
        self.relay();
        self.ok(words::what_if_again(self.lang));
    }

    /// Opens the sheet of the next assumption that is to be kept.
    fn keep_next(&mut self) {
        if self.keeping.is_empty() {
            return;
        }
        let amendment = self.keeping[0].clone();
        self.left_amend = None;
        match &amendment {
            Amendment::Correct(correction) if Part::of(&correction.path).is_some() => self.change_part(&correction.path.clone()),
            Amendment::Correct(correction) => self.correct_fact(&correction.path.clone()),
            // Amounts are entered, not assumed.
            Amendment::Assess(_) => {}
            Amendment::Answer(answer) => self.answer_to(&answer.check.clone()),
            Amendment::Retract(retraction) => self.answer_to(&retraction.check.clone()),
            Amendment::Raise(raised) => self.raise(&raised.exclusion.clone()),
            Amendment::Withdraw(withdrawal) => self.raise(&withdrawal.exclusion.clone()),
        }
        let Some(Sheet::Amend(sheet)) = &mut self.sheet else {
            // It can't be kept as it is, and the notice says why: all of it is assumed still.
            let why = self.notice.take();
            self.assume_again();
            self.notice = why.or(self.notice.take());
            return;
        };
        if let Amendment::Correct(correction) = &amendment {
            sheet.fill_entry(&correction.new);
        }
        match (&mut sheet.subject, amendment) {
            (Subject::Fact { field, .. }, Amendment::Correct(correction)) => {
                *field = FormField::holding(correction.path, field.spec, Some(&sheet.plan), &correction.new);
                sheet.focus = Focus::Evidence;
            }
            (Subject::Entry { fields, at, .. }, Amendment::Correct(_)) => {
                *at = fields.len().saturating_sub(1);
                sheet.focus = Focus::Evidence;
            }
            (Subject::Check { holds, .. }, Amendment::Answer(answer)) => {
                *holds = Some(answer.holds);
                sheet.focus = Focus::Reason;
            }
            (Subject::Exclusion { stay, stays, .. }, Amendment::Raise(raised)) => {
                *stay = raised.admission.and_then(|day| stays.iter().position(|known| *known == day)).map_or(0, |at| at + 1);
                sheet.focus = Focus::Reason;
            }
            _ => {}
        }
    }
}

/// Whether two changes are of one fact, list, check or exclusion, whatever the sheet made of it: another entry, another stay.
fn is_about_the_same(asked: &Target, kept: &Target) -> bool {
    match (asked, kept) {
        (Target::Added(list, _), Target::Added(other, _)) => list == other,
        (Target::Exclusion(exclusion, _), Target::Exclusion(other, _)) => exclusion == other,
        _ => asked == kept,
    }
}
