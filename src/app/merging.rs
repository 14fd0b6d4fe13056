//! A draft on a case that changed: what stays, what falls, and the sentence that says so. And what a decision in conflict would come to if it
//! were made again.
//!
//! Not here: what stays (`domain::draft`). Invariant: nothing of a draft goes without being named, and a decision never merges: it is made
//! anew by a person.

use crate::app::overlay::lay;
use crate::app::{Desk, Screen};
use crate::domain::amendment::Amendment;
use crate::domain::draft::{Draft, Fallen, MadeOn, Merged};
use crate::domain::fact_field::FactField;
use crate::domain::ids::PlanId;
use crate::domain::material::apply_verdicts;
use crate::domain::outbox::{ConflictSides, OutboxItem};
use crate::domain::summary::CaseDetail;
use crate::domain::sums::Sums;
use crate::judge;
use crate::text::checks::check_name;
use crate::text::{actions, fact_fields, outbox as texts, refusals};

/// How many that fall are named in the status line.
const NAMED: usize = 2;

impl Desk {
    /// Lays a draft on its case as it came; gives the draft and, where the case changed under it, the sentence that says what became of it.
    pub(super) fn merged(&self, draft: Draft, detail: &CaseDetail) -> (Draft, Option<String>) {
        let before = draft.verdicts.len() + draft.amendments.len();
        let Merged { draft, fallen, moved } = draft.onto(MadeOn::of(detail));
        let said = (moved && before > 0).then(|| {
            let stays = draft.verdicts.len() + draft.amendments.len();
            let names: Vec<String> = fallen.iter().map(|of| self.fallen_name(&detail.case.plan, of)).collect();
            let shown = names.iter().take(NAMED).cloned().collect::<Vec<_>>().join(refusals::list_separator(self.lang));
            match names.len() {
                0 => texts::merged_all(self.lang, stays),
                n if n <= NAMED => texts::merged_some(self.lang, stays, shown),
                _ => texts::merged_others(self.lang, stays, shown),
            }
        });
        (draft, said)
    }

    /// Says in the open case what became of its draft, once.
    pub(super) fn tell_merged(&mut self) {
        let Some(view) = self.case.as_mut().filter(|_| self.screen == Screen::Case) else { return };
        if let Some(said) = self.details.take_merged(&view.id) {
            view.merged = Some(said.clone());
            self.warn(said);
        }
    }

    /// Names what falls by what it is about, never by what it says.
    fn fallen_name(&self, plan: &PlanId, of: &Fallen) -> String {
        let lang = self.lang;
        let plan = self.plans.get(plan);
        match of {
            Fallen::Paper(id) => {
                plan.and_then(|plan| plan.material(id)).map_or_else(|| id.to_string(), |rule| rule.name.get(lang).to_owned())
            }
            Fallen::Change(Amendment::Correct(of)) => {
                FactField::of(&of.path).map_or_else(|| of.path.clone(), |field| fact_fields::label(lang, field).to_owned())
            }
            Fallen::Change(Amendment::Assess(of)) => plan
                .and_then(|plan| plan.benefit(&of.benefit))
                .map_or_else(|| of.benefit.to_string(), |benefit| benefit.short.get(lang).to_owned()),
            Fallen::Change(Amendment::Answer(of)) => check_name(lang, of.check.as_str()),
            Fallen::Change(Amendment::Retract(of)) => check_name(lang, of.check.as_str()),
            Fallen::Change(Amendment::Raise(of)) => of.exclusion.to_string(),
            Fallen::Change(Amendment::Withdraw(of)) => of.exclusion.to_string(),
        }
    }

    /// What a decision in conflict brings along to the case as it is now, and what of it no longer fits. Verdicts on papers that somebody
    /// else touched fall; a correction goes with its fact wherever that stands now.
    pub(super) fn carried(&self, item: &OutboxItem, base: Option<&CaseDetail>, now: &CaseDetail) -> Merged {
        let decision = &item.decision;
        let verdicts = Draft { verdicts: decision.verdicts.clone(), seen: base.map(|base| Box::new(MadeOn::of(base))), ..Draft::default() };
        let mut merged = verdicts.onto(MadeOn::of(now));
        for amendment in &decision.amendments {
            let facts = base.map(|base| &base.case.facts);
            let (made, _) = crate::domain::amendment::rebased(std::slice::from_ref(amendment), facts, &now.case.facts);
            if made.is_empty() {
                merged.fallen.push(Fallen::Change(amendment.clone()));
            }
            merged.draft.amendments.extend(made);
        }
        merged.draft.seen = (!merged.draft.is_empty()).then(|| Box::new(MadeOn::of(now)));
        merged
    }

    /// Names what no longer fits of a decision that is made anew; nothing where all of it does.
    pub(super) fn no_longer_fits(&self, now: &CaseDetail, fallen: &[Fallen]) -> Option<String> {
        let names: Vec<String> = fallen.iter().map(|of| self.fallen_name(&now.case.plan, of)).collect();
        (!names.is_empty()).then(|| texts::no_longer_fits(self.lang, names.join(refusals::list_separator(self.lang))))
    }

    /// Says what a decision in conflict would come to if it were made again on the case as it is now; nothing where that can't be said.
    pub fn again(&self, item: &OutboxItem, sides: &ConflictSides) -> Option<String> {
        let (lang, verb) = (self.lang, item.decision.act.verb());
        let now = sides.theirs.as_ref()?;
        let plan = self.plan_of(now)?;
        let Merged { draft, fallen, .. } = self.carried(item, sides.base.as_ref(), now);
        let laid = lay(&plan, now, &draft.amendments);
        let mut case = laid.detail.case.clone();
        apply_verdicts(&mut case.materials, &draft.verdicts);
        let amount = Sums::of(&case, &laid.detail.assessment).to_pay;
        let barred = judge::may(&plan, &case, &laid.detail.assessment, verb, &self.me).err();
        let comes_to = match (barred, amount) {
            (Some(refusal), _) => texts::again_not(lang, judge::why_in_words(lang, &plan, &refusal.why)),
            (None, Some(amount)) if verb.pays() => texts::again_pays(lang, amount.grouped()),
            _ => texts::again_does(lang, actions::verb(lang, verb)),
        };
        let fits = draft.verdicts.len() + draft.amendments.len();
        let fits = (fits > 0).then(|| texts::still_fits(lang, fits));
        let parts: Vec<String> = [Some(comes_to), fits, self.no_longer_fits(now, &fallen)].into_iter().flatten().collect();
        Some(parts.join(texts::between(lang)))
    }
}
