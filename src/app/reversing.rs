//! What the server has accepted, undone by a decision of its own with a reason, where the plan foresees one.
//!
//! Not here: the rules (`judge`), the sheets (`deciding`). Invariant: nothing is taken out of the record; where this person can't do it, it
//! is said who can or what is done instead.

use crate::app::Desk;
use crate::app::case::CaseView;
use crate::domain::case::Status;
use crate::domain::decision::Verb;
use crate::domain::summary::CaseDetail;
use crate::judge::{self, Why};
use crate::rules::plan::Plan;
use crate::text::{actions, outbox as texts, refusals, roles};

/// What would undo the last thing that was done to a case as it stands, the nearest first.
fn reversals(detail: &CaseDetail) -> &'static [Verb] {
    match (&detail.case.hold, detail.case.status) {
        (Some(_), Status::Open) => &[Verb::Resume, Verb::SendBack],
        (_, Status::Open) => &[Verb::SendBack],
        (_, Status::Returned) => &[Verb::Resubmit],
        (_, Status::Paid) => &[Verb::Reopen, Verb::Recover],
        (_, Status::Rejected) => &[Verb::Reopen],
    }
}

/// Whether the plan has no such way at this point, for nobody.
const fn is_none(why: &Why) -> bool {
    matches!(why, Why::NotForeseen | Why::NoStageBefore { .. })
}

impl Desk {
    /// Opens the sheet that reverses what was done to the open case, or tells why there is none and what is done instead.
    pub(super) fn reverse_in_case(&mut self) {
        match self.reversal() {
            Ok(verb) => {
                let Some(detail) = self.case.as_ref().and_then(CaseView::detail).cloned() else { return };
                self.open_decide(detail, verb);
            }
            Err(why) => self.warn(why),
        }
    }

    /// The verb that reverses what was done to the open case, or a sentence why there is none.
    pub(super) fn reversal(&self) -> Result<Verb, String> {
        let lang = self.lang;
        if let Some(why) = self.why_not_verb(|_, detail| reversals(detail).first().copied()).filter(|_| !self.has_case()) {
            return Err(why);
        }
        let Some(view) = &self.case else { return Err(texts::no_item(lang).to_owned()) };
        if self.outbox.on_its_way(&view.id).is_some() {
            return Err(texts::u_takes_back(lang).to_owned());
        }
        let Some(detail) = view.detail() else { return Err(crate::text::desk::still_loading(lang).to_owned()) };
        let Some(plan) = self.plan_of(detail) else { return Err(crate::text::desk::no_plan(lang).to_owned()) };
        let verbs = reversals(detail);
        let allowed = |verb: &&Verb| judge::may(&plan, &detail.case, &detail.assessment, **verb, &self.me).is_ok();
        verbs.iter().find(allowed).copied().ok_or_else(|| self.instead(&plan, detail, verbs))
    }

    fn has_case(&self) -> bool {
        self.case.as_ref().is_some_and(|case| case.detail().is_some())
    }

    /// Why it can't be reversed by this person, who can, or what is left to do.
    fn instead(&self, plan: &Plan, detail: &CaseDetail, verbs: &[Verb]) -> String {
        let lang = self.lang;
        let refused = |verb: &Verb| judge::may(plan, &detail.case, &detail.assessment, *verb, &self.me).err().map(|no| (*verb, no.why));
        let whys: Vec<(Verb, Why)> = verbs.iter().filter_map(refused).filter(|(_, why)| !is_none(why)).collect();
        let of_others = whys.iter().find_map(|(verb, why)| match why {
            Why::Role { needs } => Some((verb, needs)),
            _ => None,
        });
        match (of_others, whys.first()) {
            (Some((verb, needs)), _) => {
                let who: Vec<_> = needs.iter().map(|role| roles::role(lang, *role)).collect();
                texts::others_reverse(lang, actions::verb(lang, *verb), who.join(refusals::list_separator(lang)))
            }
            (None, Some((_, why))) => texts::reversal_barred(lang, judge::why_in_words(lang, plan, why)),
            (None, None) => texts::plan_reverses_nothing(lang).to_owned(),
        }
    }
}
