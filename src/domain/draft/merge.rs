//! What of a draft stays on a case that changed under it. Notes and decisions are no drafts: a note rests on nothing, a decision never merges.
//!
//! Invariant: what somebody else touched is never overwritten, and what falls is named.

use super::{Draft, MadeOn};
use crate::domain::amendment::{Amendment, rebased, value_at};
use crate::domain::facts::Facts;
use crate::domain::ids::MaterialId;
use crate::domain::material::{Material, MaterialVerdict};

/// A part of a draft that can't stay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fallen {
    /// The paper was replaced, or somebody else judged it.
    Paper(MaterialId),
    /// The fact, the check, the amount or the exclusion was changed by somebody else, or is gone.
    Change(Amendment),
}

/// A draft laid on the case as it is now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Merged {
    pub draft: Draft,
    pub fallen: Vec<Fallen>,
    /// The case is another than the one that the draft was made on.
    pub moved: bool,
}

impl Draft {
    /// Lays the draft on the case as it is now: what nobody else touched stays, what is so already goes without a word, the rest falls.
    /// A draft of which nobody knows what it was made on stays as it is.
    #[must_use]
    pub fn onto(mut self, now: MadeOn) -> Merged {
        let Some(seen) = self.seen.take().filter(|seen| seen.materials != now.materials || seen.facts != now.facts) else {
            self.seen = (!self.is_empty()).then(|| Box::new(now));
            return Merged { draft: self, ..Merged::default() };
        };
        let (mut draft, mut fallen) = (Draft::default(), Vec::new());
        for given in self.verdicts {
            match verdict(&given, &seen.materials, &now.materials) {
                Fate::Stays => draft.verdicts.push(given),
                Fate::IsSo => {}
                Fate::Falls => fallen.push(Fallen::Paper(given.material)),
            }
        }
        for amendment in self.amendments {
            match change(&amendment, &seen.facts, &now.facts) {
                (Fate::Stays, moved) => draft.amendments.push(moved),
                (Fate::IsSo, _) => {}
                (Fate::Falls, _) => fallen.push(Fallen::Change(amendment)),
            }
        }
        draft.seen = (!draft.is_empty()).then(|| Box::new(now));
        Merged { draft, fallen, moved: true }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Stays,
    /// What was drafted is so already.
    IsSo,
    Falls,
}

fn verdict(given: &MaterialVerdict, seen: &[Material], now: &[Material]) -> Fate {
    let of = |materials: &[Material]| materials.iter().find(|known| known.material == given.material).cloned();
    let (seen, now) = (of(seen), of(now));
    if seen == now {
        return Fate::Stays;
    }
    let copy = |of: &Option<Material>| of.as_ref().map(|paper| (paper.received, paper.pages));
    let judged = now.and_then(|now| (copy(&seen) == copy(&Some(now.clone()))).then_some(now.verdict));
    if judged.is_some_and(|judged| judged == given.verdict) { Fate::IsSo } else { Fate::Falls }
}

/// What becomes of a change, and the change as it is made on the facts as they are now.
fn change(amendment: &Amendment, seen: &Facts, now: &Facts) -> (Fate, Amendment) {
    let fate = |same: bool, so: bool| match (same, so) {
        (_, true) => Fate::IsSo,
        (true, false) => Fate::Stays,
        (false, false) => Fate::Falls,
    };
    let stays = match amendment {
        Amendment::Correct(correction) => {
            let (moved, _) = rebased(std::slice::from_ref(amendment), Some(seen), now);
            let Some(Amendment::Correct(moved)) = moved.into_iter().next() else {
                let so = !correction.adds() && value_at(now, &correction.path) == correction.new;
                return (fate(false, so), amendment.clone());
            };
            let same = correction.adds() || moved.old == correction.old;
            return (fate(same, false), Amendment::Correct(moved));
        }
        Amendment::Assess(new) => {
            let of = |facts: &Facts| facts.amounts.iter().find(|known| known.benefit == new.benefit).cloned();
            of(seen) == of(now)
        }
        Amendment::Answer(answer) => answered(seen, answer.check.as_str()) == answered(now, answer.check.as_str()),
        Amendment::Retract(of) => answered(seen, of.check.as_str()) == answered(now, of.check.as_str()),
        Amendment::Raise(of) => raised(seen, of.exclusion.as_str()) == raised(now, of.exclusion.as_str()),
        Amendment::Withdraw(of) => raised(seen, of.exclusion.as_str()) == raised(now, of.exclusion.as_str()),
    };
    (fate(stays, false), amendment.clone())
}

fn answered(facts: &Facts, check: &str) -> Option<bool> {
    facts.answers.iter().find(|known| known.check == *check).map(|known| known.holds)
}

fn raised(facts: &Facts, exclusion: &str) -> usize {
    facts.exclusions.iter().filter(|known| known.exclusion == *exclusion).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::material::Verdict;

    fn paper(material: &str, day: &str, verdict: Option<Verdict>) -> Material {
        Material { material: material.into(), received: Some(day.parse().unwrap()), pages: 2, verdict }
    }

    fn accepted(material: &str) -> MaterialVerdict {
        MaterialVerdict { material: material.into(), verdict: Some(Verdict::Accepted) }
    }

    fn on(materials: Vec<Material>, text: &str) -> MadeOn {
        let facts = serde_json::json!({ "filed": "2024-12-01", "benefits": ["hospital-stay"], "member": { "name": "张某某" }, "late_reason": text });
        MadeOn { seq: 1, materials, facts: serde_json::from_value(facts).unwrap() }
    }

    #[test]
    fn a_verdict_stays_where_nobody_touched_its_paper_and_falls_where_somebody_did() {
        let day = "2024-12-01";
        let seen = on(vec![paper("a", day, None), paper("b", day, None), paper("c", day, None), paper("d", day, None)], "x");
        let now = on(
            vec![
                paper("a", day, None),
                paper("b", "2024-12-09", None),
                paper("c", day, Some(Verdict::Defective { reason: "MAT-ILLEGIBLE".into() })),
                paper("d", day, Some(Verdict::Accepted)),
            ],
            "x",
        );
        let verdicts = ["a", "b", "c", "d"].map(accepted).to_vec();
        let merged = Draft { verdicts, seen: Some(Box::new(seen)), ..Draft::default() }.onto(now.clone());
        assert!(merged.moved);
        assert_eq!(merged.draft.verdicts, [accepted("a")]);
        assert_eq!(merged.fallen, [Fallen::Paper("b".into()), Fallen::Paper("c".into())], "d is so already");
        assert_eq!(merged.draft.seen.as_deref(), Some(&now), "the next change is looked at from here");
    }

    #[test]
    fn a_correction_stays_where_its_fact_stands_as_it_was() {
        let correct = |old: &str, new: &str| {
            let value = serde_json::json!({ "amend": "correct", "path": "/late_reason", "old": old, "new": new, "evidence": "id-card", "reason": "r" });
            serde_json::from_value::<Amendment>(value).unwrap()
        };
        let draft = |amendment: &Amendment| Draft {
            amendments: vec![amendment.clone()],
            seen: Some(Box::new(on(Vec::new(), "x"))),
            ..Draft::default()
        };
        let mine = correct("x", "mine");
        let papers = vec![paper("a", "2024-12-01", None)];
        let merged = draft(&mine).onto(on(papers, "x"));
        assert_eq!(merged.draft.amendments, std::slice::from_ref(&mine), "another thing changed");
        assert_eq!(draft(&mine).onto(on(Vec::new(), "theirs")).fallen, [Fallen::Change(mine.clone())]);
        let merged = draft(&mine).onto(on(Vec::new(), "mine"));
        assert!(merged.draft.is_empty() && merged.fallen.is_empty(), "it is so already: {merged:?}");
    }

    #[test]
    fn a_draft_of_which_nobody_knows_what_it_was_made_on_stays() {
        let draft = Draft { verdicts: vec![accepted("a")], ..Draft::default() };
        let merged = draft.clone().onto(on(Vec::new(), "x"));
        assert_eq!((merged.draft.verdicts, merged.moved), (draft.verdicts, false));
    }
}
