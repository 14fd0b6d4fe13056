//! What two cases share that one person's honest claims don't: a receipt, a stay, a bank card, a person written in two ways.
//!
//! Not here: where cases are found by these (`server`), what a finding asks of a reviewer (`rules`), words.
//! Invariant: a match repeats nothing of the other case but what both say, a number by its last characters; two cases are one line,
//! whatever they share.

mod keys;
mod near;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::facts::{Facts, Stay};
use crate::domain::identity::card_tail;
use crate::domain::ids::{BenefitId, CaseId, PlanId};
use crate::domain::money::Money;
use crate::domain::pinyin::{name_sounds, plain_name};
use crate::domain::time::{Date, Span};

pub use keys::{Key, keys_of, sought_by};
pub use near::{Slip, ids_beside, slip_between, traces_of};

use keys::{bank_number, bill, birth_of, id_of, one_character_off, plain_hospital, receipts_of};

/// What a plan looks for among other cases, and what comes of it. Ours: no document says how a claim is compared with others.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CrossRules {
    /// What a reviewer must say something to before the claim is approved.
    pub asks: Vec<MatchKind>,
    /// What he is warned of.
    pub warns: Vec<MatchKind>,
    /// A case received more months before this one is not compared.
    pub back_months: u32,
    /// Stays of one person share so many days at least. The day of a transfer from one hospital to another is none; a stay of one day is
    /// one, where the other begins and ends on it too, or before and after it.
    pub overlap_days: u32,
    /// In so many places two identity numbers may differ: 0 or 1. Two neighbours changed round are one.
    pub id_digits_off: u32,
    /// In so many characters two names of one birth date may differ: 0 or 1.
    pub name_characters_off: u32,
}

impl CrossRules {
    /// Whether a kind of match is looked for at all.
    pub fn looks_for(&self, kind: MatchKind) -> bool {
        self.asks.contains(&kind) || self.warns.contains(&kind)
    }
}

/// A kind of [`Match`], as a plan file names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum MatchKind {
    Receipt,
    Stay,
    Overlap,
    Card,
    TwoNames,
    IdOff,
    Alike,
    Paid,
}

impl MatchKind {
    /// The name used in plan files.
    pub const fn id(self) -> &'static str {
        match self {
            MatchKind::Receipt => "receipt",
            MatchKind::Stay => "stay",
            MatchKind::Overlap => "overlap",
            MatchKind::Card => "card",
            MatchKind::TwoNames => "two-names",
            MatchKind::IdOff => "id-off",
            MatchKind::Alike => "alike",
            MatchKind::Paid => "paid",
        }
    }
}

/// One thing that two cases share.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "match", rename_all = "kebab-case")]
pub enum Match {
    /// Receipts that both name, by their last four characters.
    Receipt { tails: Vec<String> },
    /// A stay of the same dates in the same hospital; for two persons with the same expense too.
    Stay { stay: Span },
    /// Different stays of one person that share days.
    Overlap { days: u32 },
    /// One bank card for two persons, by its last four digits.
    Card { tail: String },
    /// One identity number, two names.
    TwoNames,
    /// Two identity numbers that differ as by a slip of the pen.
    IdOff { by: Slip },
    /// One birth date and nearly one name, under two identity numbers.
    Alike { name: NameLikeness },
    /// What this claim asks for was granted there to what may be the same person under another number: this member's history lacks it.
    Paid { benefits: Vec<BenefitId> },
    /// A match from a newer server.
    #[serde(other)]
    Other,
}

impl Match {
    /// Which kind it is; nothing of one from a newer server.
    pub const fn kind(&self) -> Option<MatchKind> {
        Some(match self {
            Match::Receipt { .. } => MatchKind::Receipt,
            Match::Stay { .. } => MatchKind::Stay,
            Match::Overlap { .. } => MatchKind::Overlap,
            Match::Card { .. } => MatchKind::Card,
            Match::TwoNames => MatchKind::TwoNames,
            Match::IdOff { .. } => MatchKind::IdOff,
            Match::Alike { .. } => MatchKind::Alike,
            Match::Paid { .. } => MatchKind::Paid,
            Match::Other => return None,
        })
    }
}

/// How two names are alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum NameLikeness {
    Same,
    /// Other characters, read alike: 张晓明, 章小明.
    Sound,
    /// One character is another.
    Character,
}

/// What became of the other case.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "standing", rename_all = "kebab-case")]
pub enum Standing {
    #[default]
    Undecided,
    Rejected,
    /// What it was granted, on which day; 0.00 where its sums came to nothing.
    Granted {
        on: Date,
        amount: Money,
    },
}

/// Another case and all that it shares with this one: one line a pair.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CrossMatch {
    /// Absent where the reader may not see that case; then nothing else is told of it but what is shared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<CaseId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<PlanId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub employer: Option<String>,
    pub same_member: bool,
    /// The benefits that both claim.
    #[serde(default)]
    pub benefits: Vec<BenefitId>,
    #[serde(default)]
    pub standing: Standing,
    pub found: Vec<Match>,
}

impl CrossMatch {
    /// Whether who sees the cases of one employer only is not told which case it is.
    pub fn is_hidden_from(&self, employer: &str) -> bool {
        self.case.is_some() && self.employer.as_deref() != Some(employer)
    }

    /// Gives the line as somebody has it who may not see the other case: what is shared is in his own, what was paid there is not.
    pub fn hidden(mut self) -> Self {
        self.found.retain(|found| !matches!(found, Match::Paid { .. }));
        CrossMatch { same_member: self.same_member, found: self.found, ..CrossMatch::default() }
    }

    /// Adds that benefits of a claim were granted in the other case, where a plan looks for it and what both share says that the persons
    /// may be one, as one identity number does. One member's grants are his history, and the rules count them.
    pub fn with_paid(mut self, rules: &CrossRules, granted: &[BenefitId], one_number: bool) -> Self {
        let benefits: Vec<BenefitId> = self.benefits.iter().filter(|id| granted.contains(id)).cloned().collect();
        let one_person =
            one_number || self.found.iter().any(|found| matches!(found, Match::TwoNames | Match::IdOff { .. } | Match::Alike { .. }));
        if rules.looks_for(MatchKind::Paid) && one_person && !self.same_member && !benefits.is_empty() {
            self.found.push(Match::Paid { benefits });
        }
        self
    }
}

/// Finds what two claims share that a plan looks for. `same_member`: the books take both for one person.
pub fn compare(rules: &CrossRules, this: &Facts, other: &Facts, same_member: bool) -> Vec<Match> {
    let mut found = Vec::new();
    let person = likeness(rules, this, other, same_member);
    let one_person = same_member || one_number(this, other) || !person.is_empty();
    let tails = shared_receipts(this, other);
    if !tails.is_empty() {
        found.push(Match::Receipt { tails });
    }
    found.extend(same_stay(this, other, one_person).map(|stay| Match::Stay { stay }));
    let days = if one_person { shared_days(this, other) } else { 0 };
    if days >= rules.overlap_days.max(1) {
        found.push(Match::Overlap { days });
    }
    found.extend(shared_card(this, other).filter(|_| !same_member).map(|tail| Match::Card { tail }));
    found.extend(person);
    found.retain(|found| found.kind().is_some_and(|kind| rules.looks_for(kind)));
    found
}

/// Whether two claims name one identity number. The books have it under two members where an older program read one writing of it only.
pub fn one_number(this: &Facts, other: &Facts) -> bool {
    id_of(this).is_some_and(|number| id_of(other) == Some(number))
}

/// Gives the receipts that two claims name, by their last four characters.
pub fn shared_receipts(this: &Facts, other: &Facts) -> Vec<String> {
    receipts_of(this).intersection(&receipts_of(other)).map(|number| card_tail(number)).collect()
}

/// Gives the card that two claims are paid to, by its last four digits.
pub fn shared_card(this: &Facts, other: &Facts) -> Option<String> {
    bank_number(this).filter(|card| bank_number(other).as_ref() == Some(card)).map(|card| card_tail(&card))
}

/// What says that the persons of two claims are one, or that one of them is written wrongly.
fn likeness(rules: &CrossRules, this: &Facts, other: &Facts, same_member: bool) -> Vec<Match> {
    let ids = (id_of(this), id_of(other));
    let names = (plain_name(&this.member.name), plain_name(&other.member.name));
    let mut found = Vec::new();
    let one_id = one_number(this, other);
    let named = !names.0.is_empty() && !names.1.is_empty();
    if (same_member || one_id) && named && names.0 != names.1 {
        found.push(Match::TwoNames);
    }
    if let (Some(a), Some(b)) = &ids
        && rules.id_digits_off > 0
        && let Some(by) = slip_between(a, b)
    {
        found.push(Match::IdOff { by });
    }
    let one_birth = matches!((birth_of(this), birth_of(other)), (Some(a), Some(b)) if a == b);
    if !same_member && !one_id && named && one_birth {
        found.extend(name_likeness(rules, &names.0, &names.1).map(|name| Match::Alike { name }));
    }
    found
}

fn name_likeness(rules: &CrossRules, this: &str, other: &str) -> Option<NameLikeness> {
    match () {
        () if this == other => Some(NameLikeness::Same),
        () if !name_sounds(this).is_disjoint(&name_sounds(other)) => Some(NameLikeness::Sound),
        () if rules.name_characters_off > 0 && one_character_off(this, other) => Some(NameLikeness::Character),
        () => None,
    }
}

/// The stay that both claims name. Of two persons it has to be the same bill as well: many leave one hospital on one day.
fn same_stay(this: &Facts, other: &Facts, one_person: bool) -> Option<Span> {
    let same = |a: &Stay, b: &Stay| {
        let (here, there) = (plain_hospital(a), plain_hospital(b));
        let places = if one_person { here.is_none() || there.is_none() || here == there } else { here.is_some() && here == there };
        same_dates(a, b) && places && (one_person || bill(a).is_some_and(|cost| Some(cost) == bill(b)))
    };
    let stay = this.stays.iter().find(|stay| other.stays.iter().any(|theirs| same(stay, theirs)))?;
    Some(Span { from: stay.admission, to: stay.discharge })
}

/// The days that different stays share: from the later admission to the earlier discharge. Stays of the same dates are different ones in
/// two hospitals; else they are one.
fn shared_days(this: &Facts, other: &Facts) -> u32 {
    let mut days = 0_i64;
    for a in &this.stays {
        for b in other.stays.iter().filter(|b| !same_dates(a, b) || are_elsewhere(a, b)) {
            let (from, to) = (a.admission.max(b.admission), a.discharge.min(b.discharge));
            let inside = |stay: &Stay| stay.admission < from && from < stay.discharge;
            // Nobody is in two places on one day, but for him who went from the one to the other on it.
            let is_a_day = from == to && (same_dates(a, b) || inside(a) || inside(b));
            days += (to - from).num_days().max(i64::from(is_a_day));
        }
    }
    u32::try_from(days).unwrap_or(u32::MAX)
}

fn same_dates(a: &Stay, b: &Stay) -> bool {
    (a.admission, a.discharge) == (b.admission, b.discharge)
}

fn are_elsewhere(a: &Stay, b: &Stay) -> bool {
    matches!((plain_hospital(a), plain_hospital(b)), (Some(a), Some(b)) if a != b)
}
