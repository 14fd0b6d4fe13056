//! What of a case's money went out, is paid now, came back, is asked back and was given up: in a line for the desk, in a sentence for the
//! claimant.
//!
//! Not here: the sums (`domain::sums`). Invariant: an amount of nothing is told only where it answers whether something is paid now.

use crate::domain::case::Status;
use crate::domain::money::Money;
use crate::domain::people::Lang;
use crate::domain::sums::Sums;
use crate::text::{notice as words, show};

/// What moved, in a line.
pub fn line(lang: Lang, sums: &Sums, status: Status) -> String {
    let paid = status == Status::Paid;
    let told = |amount: Option<Money>, said: fn(Lang, String) -> String| amount.map(|amount| said(lang, amount.grouped()));
    let parts = [
        told(sums.comes_to.filter(|_| paid || !sums.paid.is_zero()), show::comes_to),
        told(some(sums.paid), if paid { show::was_paid } else { show::was_paid_before }),
        told(sums.to_pay.filter(|_| !paid), show::pays_now),
        told(some(sums.came_back), show::came_back),
        told(some(sums.asked_back), show::asks_back),
        told(some(sums.written_off), show::written_off),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join("  ")
}

/// What moved of a benefit, beside the amount that is shown of it.
pub fn remark(lang: Lang, sums: &Sums, status: Status) -> String {
    let told = |amount: Money, said: fn(Lang, String) -> String| some(amount).map(|amount| said(lang, amount.grouped()));
    let parts = [
        match status {
            // Beside what the member has stands what went out, where that is more.
            Status::Paid => told(if sums.paid == sums.has { Money::ZERO } else { sums.paid }, show::was_paid),
            _ => told(sums.paid, show::was_paid_before),
        },
        told(sums.came_back, show::came_back),
        told(sums.asked_back, show::asks_back),
        told(sums.written_off, show::written_off),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join("  ")
}

/// What moved, in a sentence. What is paid now is told once it is decided: nobody promises it before.
pub fn sentence(lang: Lang, sums: &Sums, status: Status, decided: bool) -> String {
    let paid = status == Status::Paid;
    let told = |amount: Option<Money>, said: fn(Lang, String) -> String| amount.map(|amount| said(lang, amount.grouped()));
    let now = sums.to_pay.filter(|_| decided && !paid);
    let parts = [
        told(some(sums.paid), if paid { words::paid_in_all } else { words::paid_before }),
        told(now.and_then(some), words::pays_now),
        now.filter(|now| now.is_zero()).map(|_| words::pays_nothing_now(lang).to_owned()),
        told(some(sums.came_back), words::came_back),
        told(some(sums.asked_back), if sums.came_back.is_zero() { words::to_return } else { words::still_to_return }),
        told(some(sums.written_off), words::need_not_return),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() { String::new() } else { parts.join(words::and_then(lang)) + words::full_stop(lang) }
}

fn some(amount: Money) -> Option<Money> {
    (!amount.is_zero()).then_some(amount)
}
