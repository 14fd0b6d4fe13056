//! Both assessments of a conflict side by side, step by step, for each benefit that differs.
//!
//! Invariant: of a benefit that differs every step stands there, so that each side adds up; what differs is marked.

use super::Row;
use crate::app::Desk;
use crate::domain::assessment::Step;
use crate::domain::ids::BenefitId;
use crate::domain::outbox::ConflictSides;
use crate::domain::summary::CaseDetail;
use crate::layout::width::wrap;
use crate::text::{outbox as texts, steps};
use crate::ui::payout::exactly;

/// Columns of a value.
const VALUE: u16 = 13;

/// A step as it stands on one side: its sentence and its value.
type Told = (String, String);

/// The rows of both step lists; none where no benefit differs, or a side or its plan is not here.
pub(super) fn rows(desk: &Desk, sides: &ConflictSides, columns: u16) -> Vec<Row> {
    let (Some(base), Some(theirs)) = (&sides.base, &sides.theirs) else { return Vec::new() };
    let mut benefits: Vec<&BenefitId> = Vec::new();
    for benefit in base.assessment.benefits.iter().chain(&theirs.assessment.benefits) {
        if !benefits.contains(&&benefit.benefit) {
            benefits.push(&benefit.benefit);
        }
    }
    let mut rows = Vec::new();
    for id in benefits {
        let (Some(seen), Some(now)) = (told(desk, base, id), told(desk, theirs, id)) else { continue };
        if seen == now {
            continue;
        }
        rows.push(Row::Head(texts::steps_of(desk.lang, desk.benefit_short(&theirs.case.plan, id))));
        for (left, right) in aligned(&seen, &now) {
            rows.extend(folded(left, right, columns));
        }
        let sum = |side: &CaseDetail| side.assessment.benefit(id).map_or_else(String::new, |benefit| benefit.amount.grouped());
        let (left, right) = (sum(base), sum(theirs));
        let told = |sum: String| [texts::comes_to(desk.lang).to_owned(), sum];
        rows.push(Row::Steps { mark: left != right, seen: told(left), now: told(right) });
    }
    rows
}

/// The steps of a benefit on one side; nothing where the plan of that side is not here.
fn told(desk: &Desk, side: &CaseDetail, id: &BenefitId) -> Option<Vec<Told>> {
    let plan = desk.plan_of(side)?;
    let Some(benefit) = side.assessment.benefit(id) else { return Some(Vec::new()) };
    let sentence = |step: &Step| {
        let (value, beyond) = exactly(step.value);
        let value = match (step.value.is_zero(), step.counts) {
            (true, _) => String::new(),
            (_, true) => format!("{value}{beyond}"),
            (_, false) => format!("({value}{beyond})"),
        };
        (steps::step_line(desk.lang, &plan.names(desk.lang), id, benefit.reason.as_ref(), step), value)
    };
    Some(benefit.steps.iter().map(sentence).collect())
}

/// Lays two lists beside each other: what is the same in both stands in one row, and what lies between is paired in its order.
fn aligned<'a>(seen: &'a [Told], now: &'a [Told]) -> Vec<(Option<&'a Told>, Option<&'a Told>)> {
    // The longest common part from each pair of places on; a benefit has some ten steps.
    let mut common = vec![vec![0_usize; now.len() + 1]; seen.len() + 1];
    for i in (0..seen.len()).rev() {
        for j in (0..now.len()).rev() {
            common[i][j] = if seen[i] == now[j] { common[i + 1][j + 1] + 1 } else { common[i + 1][j].max(common[i][j + 1]) };
        }
    }
    let (mut i, mut j, mut rows) = (0, 0, Vec::new());
    let (mut left, mut right): (Vec<&Told>, Vec<&Told>) = (Vec::new(), Vec::new());
    let pair = |left: &mut Vec<&'a Told>, right: &mut Vec<&'a Told>, rows: &mut Vec<_>| {
        let count = left.len().max(right.len());
        rows.extend((0..count).map(|at| (left.get(at).copied(), right.get(at).copied())));
        left.clear();
        right.clear();
    };
    while i < seen.len() || j < now.len() {
        if i < seen.len() && j < now.len() && seen[i] == now[j] {
            pair(&mut left, &mut right, &mut rows);
            rows.push((Some(&seen[i]), Some(&now[j])));
            (i, j) = (i + 1, j + 1);
        } else if j == now.len() || i < seen.len() && common[i + 1][j] >= common[i][j + 1] {
            left.push(&seen[i]);
            i += 1;
        } else {
            right.push(&now[j]);
            j += 1;
        }
    }
    pair(&mut left, &mut right, &mut rows);
    rows
}

/// The rows of a pair: sentences folded, the value in the first row of each.
fn folded(seen: Option<&Told>, now: Option<&Told>, columns: u16) -> Vec<Row> {
    let room = (columns / 2).saturating_sub(4 + VALUE);
    let fold = |told: Option<&Told>| told.map(|(sentence, _)| wrap(sentence, room).into_iter().map(str::to_owned).collect::<Vec<_>>());
    let (left, right) = (fold(seen).unwrap_or_default(), fold(now).unwrap_or_default());
    let value = |told: Option<&Told>, i: usize| told.filter(|_| i == 0).map_or_else(String::new, |(_, value)| value.clone());
    let at = |rows: &[String], i: usize| rows.get(i).cloned().unwrap_or_default();
    let row =
        |i: usize| Row::Steps { mark: i == 0 && seen != now, seen: [at(&left, i), value(seen, i)], now: [at(&right, i), value(now, i)] };
    (0..left.len().max(right.len())).map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(steps: &[&str]) -> Vec<Told> {
        steps.iter().map(|step| ((*step).to_owned(), String::new())).collect()
    }

    #[test]
    fn what_is_the_same_stands_in_one_row_and_the_rest_beside_each_other() {
        let (seen, now) = (told(&["a", "b", "c", "d"]), told(&["a", "x", "d", "e"]));
        let rows: Vec<_> = aligned(&seen, &now)
            .into_iter()
            .map(|(left, right)| [left, right].map(|side| side.map_or("", |told| told.0.as_str())))
            .collect();
        assert_eq!(rows, [["a", "a"], ["b", "x"], ["c", ""], ["d", "d"], ["", "e"]]);
        assert!(aligned(&[], &[]).is_empty());
    }
}
