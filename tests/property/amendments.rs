//! Corrections of facts: whatever a reviewer adds, removes and changes at once comes out the same in any order and one by one, and no
//! path ever points at another entry than the one that he saw.

use huzhu::domain::amendment::{Amendment, Correction, apply, rebased, value_at};
use huzhu::domain::facts::Facts;
use proptest::prelude::*;
use serde_json::{Value, json};

/// What is done to one stay of the claim.
#[derive(Clone, Debug)]
enum Act {
    Leave,
    Remove,
    Correct(u32),
}

fn facts(stays: usize) -> Facts {
    let stays: Vec<Value> = (0..stays).map(|at| stay(at, None)).collect();
    serde_json::from_value(json!({
        "filed": "2024-12-13", "benefits": ["hospital-stay"], "member": { "name": "张某某" }, "stays": stays,
    }))
    .unwrap()
}

/// A stay that is told from any other by its hospital.
fn stay(name: usize, days: Option<u32>) -> Value {
    let mut stay = json!({ "hospital": format!("医院{name}"), "admission": "2024-11-01", "discharge": "2024-11-09", "cause": "illness" });
    if let Some(days) = days {
        stay["stated_days"] = json!(days);
    }
    stay
}

fn correct(path: String, old: Value, new: Value) -> Amendment {
    Amendment::Correct(Correction { path, old, new, evidence: "discharge-record".into(), reason: "按出院记录".into() })
}

/// What the claim has afterwards: each stay by its hospital and stated days, without regard to the order of those added.
fn outcome(facts: &Facts) -> Vec<(String, Option<u32>)> {
    facts.stays.iter().map(|stay| (stay.hospital.clone().unwrap(), stay.stated_days)).collect()
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![Just(Act::Leave), Just(Act::Remove), (1u32..60).prop_map(Act::Correct)]
}

fn amendments(base: &Facts, acts: &[Act], added: usize) -> Vec<Amendment> {
    let mut all: Vec<Amendment> = Vec::new();
    for (at, act) in acts.iter().enumerate() {
        match act {
            Act::Leave => {}
            Act::Remove => all.push(correct(format!("/stays/{at}"), value_at(base, &format!("/stays/{at}")), Value::Null)),
            Act::Correct(days) => all.push(correct(format!("/stays/{at}/stated_days"), Value::Null, json!(days))),
        }
    }
    all.extend((0..added).map(|n| correct("/stays/-".into(), Value::Null, stay(100 + n, Some(1)))));
    all
}

proptest! {
    #[test]
    fn all_at_once_is_what_each_says_of_the_stay_that_was_seen(acts in prop::collection::vec(act(), 1..6), added in 0usize..3, turn in 0usize..9) {
        let base = facts(acts.len());
        let mut all = amendments(&base, &acts, added);
        let mut wanted: Vec<(String, Option<u32>)> = acts
            .iter()
            .enumerate()
            .filter_map(|(at, act)| match act {
                Act::Remove => None,
                Act::Leave => Some((format!("医院{at}"), None)),
                Act::Correct(days) => Some((format!("医院{at}"), Some(*days))),
            })
            .collect();
        wanted.extend((0..added).map(|n| (format!("医院{}", 100 + n), Some(1))));
        prop_assert_eq!(outcome(&apply(&base, &all).unwrap()), wanted.clone());
        // In another order the same, but for the order of those added.
        if !all.is_empty() {
            let by = turn % all.len();
            all.rotate_left(by);
        }
        let (mut turned, mut known) = (outcome(&apply(&base, &all).unwrap()), wanted.clone());
        turned.sort();
        known.sort();
        prop_assert_eq!(turned, known);
    }

    #[test]
    fn one_by_one_is_all_at_once(acts in prop::collection::vec(act(), 1..6), added in 0usize..3) {
        let base = facts(acts.len());
        let all = amendments(&base, &acts, added);
        let at_once = apply(&base, &all).unwrap();
        // Corrections, then additions, then removals from the last place to the first: so no path is another's in between.
        let removes = |amendment: &Amendment| matches!(amendment, Amendment::Correct(of) if of.removes());
        let (gone, kept): (Vec<_>, Vec<_>) = all.into_iter().partition(removes);
        let mut step = base;
        for amendment in kept.into_iter().chain(gone.into_iter().rev()) {
            step = apply(&step, &[amendment]).unwrap();
        }
        prop_assert_eq!(step, at_once);
    }

    #[test]
    fn what_is_below_a_removed_entry_is_refused_and_never_lands_on_another(count in 2usize..5, at in 0usize..5, first in any::<bool>()) {
        let base = facts(count);
        let at = at % count;
        let gone = correct(format!("/stays/{at}"), value_at(&base, &format!("/stays/{at}")), Value::Null);
        let below = correct(format!("/stays/{at}/stated_days"), Value::Null, json!(9));
        let both = if first { [gone, below] } else { [below, gone] };
        prop_assert!(apply(&base, &both).is_err());
    }

    #[test]
    fn a_change_goes_with_the_stay_that_was_seen_or_is_lost(
        seen in Just((0usize..6).collect::<Vec<_>>()).prop_shuffle(),
        now in Just((0usize..6).collect::<Vec<_>>()).prop_shuffle(),
        (had, has, at) in (1usize..5, 0usize..5, 0usize..5),
        removes in any::<bool>(),
    ) {
        let made = |names: &[usize]| {
            let mut facts = facts(0);
            facts.stays = names.iter().map(|name| serde_json::from_value(stay(*name, None)).unwrap()).collect();
            facts
        };
        let (seen, now) = (made(&seen[..had]), made(&now[..has]));
        let at = at % had;
        let change = if removes {
            correct(format!("/stays/{at}"), value_at(&seen, &format!("/stays/{at}")), Value::Null)
        } else {
            correct(format!("/stays/{at}/stated_days"), Value::Null, json!(9))
        };
        let mine = &seen.stays[at];
        // One other stay in its place, all the rest as they were, is the same stay with another hospital.
        let mut same_but_mine = now.clone();
        let replaced = had == has && { same_but_mine.stays[at] = mine.clone(); same_but_mine == seen };
        let (rebased, lost) = rebased(&[change], Some(&seen), &now);
        let stands = now.stays.iter().position(|stay| stay == mine);
        prop_assert_eq!(lost, usize::from(stands.is_none() && !replaced));
        let mut wanted = now.clone();
        if let Some(place) = stands.or(replaced.then_some(at)) {
            if removes {
                wanted.stays.remove(place);
            } else {
                wanted.stays[place].stated_days = Some(9);
            }
        }
        prop_assert_eq!(apply(&now, &rebased).unwrap(), wanted);
    }

    #[test]
    fn a_path_is_never_a_panic(path in "(/(stays|enrolments|payee|death|member|-|0|9|99999999999999999999|expense|id_number|~1)?){0,7}", value in prop_oneof![Just(Value::Null), Just(json!({})), Just(json!([])), Just(json!("x")), Just(json!(1))]) {
        let base = facts(2);
        let _ = apply(&base, &[correct(path.clone(), value_at(&base, &path), value)]);
    }
}

#[test]
fn a_change_of_a_stay_that_went_while_another_came_is_lost() {
    let two = |names: [usize; 2]| {
        let mut facts = facts(0);
        facts.stays = names.map(|name| serde_json::from_value(stay(name, None)).unwrap()).to_vec();
        facts
    };
    let (seen, now) = (two([1, 2]), two([2, 3]));
    let change = correct("/stays/0/stated_days".into(), Value::Null, json!(9));
    let removal = correct("/stays/0".into(), value_at(&seen, "/stays/0"), Value::Null);
    for mine in [change, removal] {
        assert_eq!(rebased(&[mine], Some(&seen), &now), (Vec::new(), 1));
    }
}
