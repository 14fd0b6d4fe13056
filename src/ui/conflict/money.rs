//! The money of a conflict: what each side comes to, what went out, came back, is asked back and was given up.

use super::{Fact, both};
use crate::domain::case::Status;
use crate::domain::decision::{Act, Decision};
use crate::domain::money::Money;
use crate::domain::outbox::ConflictSides;
use crate::domain::people::Lang;
use crate::domain::summary::CaseDetail;
use crate::domain::sums::Sums;
use crate::judge::amount_of;
use crate::text::{desk as words, show};

/// What each side comes to, and where there is any on one side, what went out and what is asked back.
pub(super) fn rows(lang: Lang, decision: &Decision, sides: &ConflictSides) -> Vec<Fact> {
    let asks = match &decision.act {
        Act::Recover { amount, .. } => amount.grouped(),
        _ => String::new(),
    };
    let row = |label: &str, of: fn(Sums) -> Money, mine: String| {
        let amount = |side: &CaseDetail| of(Sums::of(&side.case, &side.assessment));
        let there = [&sides.base, &sides.theirs].into_iter().flatten().any(|side| !amount(side).is_zero()) || !mine.is_empty();
        let (seen, now) = both(lang, sides, |side| amount(side).grouped());
        there.then(|| Fact { label: label.to_owned(), seen, now, mine })
    };
    // Of a case that has been paid, what it comes to is no longer to be paid; and not every decision is of money.
    let is_paid = [&sides.base, &sides.theirs].into_iter().flatten().any(|side| side.case.status == Status::Paid);
    let label = if is_paid { show::assessed_at(lang) } else { show::payable(lang) };
    let mine = if decision.act.verb().is_of_money() { decision.amount.grouped() } else { String::new() };
    let (seen, now) = both(lang, sides, |side| payable(lang, side));
    let comes_to = Fact { label: label.to_owned(), seen, now, mine };
    let paid = row(words::paid_word(lang), |sums| sums.paid, String::new());
    let came_back = row(show::recovered_word(lang), |sums| sums.came_back, String::new());
    let asked_back = row(show::to_recover(lang), |sums| sums.asked_back, asks);
    let written_off = row(show::written_off_word(lang), |sums| sums.written_off, String::new());
    [Some(comes_to), paid, came_back, asked_back, written_off].into_iter().flatten().collect()
}

/// What a side comes to, or that something of it is still open; of what is rejected nothing is paid, whatever it would come to.
fn payable(lang: Lang, side: &CaseDetail) -> String {
    if side.case.status == Status::Rejected {
        return Money::ZERO.grouped();
    }
    let undecided = side.case.granted.is_empty() && side.assessment.is_open();
    if undecided { words::not_assessed(lang).to_owned() } else { amount_of(&side.case, &side.assessment).grouped() }
}

/// How the money of a side stands, in a few words: what is to be paid, or of a paid case what went out and what is asked back.
pub(super) fn stands(lang: Lang, side: &CaseDetail) -> String {
    let sums = Sums::of(&side.case, &side.assessment);
    if side.case.status != Status::Paid {
        return show::to_pay(lang, sums.to_pay.map_or_else(|| words::not_assessed(lang).to_owned(), Money::grouped));
    }
    let came = (!sums.came_back.is_zero()).then(|| show::came_back(lang, sums.came_back.grouped()));
    let asked = (!sums.asked_back.is_zero()).then(|| show::asks_back(lang, sums.asked_back.grouped()));
    let off = (!sums.written_off.is_zero()).then(|| show::written_off(lang, sums.written_off.grouped()));
    let paid = format!("{} {}", words::paid_word(lang), sums.paid.grouped());
    Some(paid).into_iter().chain(came).chain(asked).chain(off).collect::<Vec<_>>().join("  ")
}
