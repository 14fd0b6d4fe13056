//! Reading a filter as it was typed: half or full width, in either language, finished or not.
//!
//! Invariants: whatever is typed is read in time proportional to its length, and never panics; every fault is told, with its place.

use std::str::FromStr;

use chrono::NaiveDate;

use crate::domain::case::Status;
use crate::domain::filter::days::MOST_DAYS;
use crate::domain::filter::print::status_word;
use crate::domain::filter::{
    Condition, Due, Fault, FaultKind, Field, Filter, LONGEST_VALUE, MOST_CONDITIONS, MOST_VALUES, Named, Op, Read, Takes, Term, Vocabulary,
    Who,
};
use crate::domain::ids::{PlanId, StageId, UserId};
use crate::domain::money::Money;
use crate::domain::search::{Fit, Search};
use crate::domain::summary::Flag;
use crate::domain::time::Date;

/// Characters that are read; a line is shorter.
const LONGEST: usize = 400;
/// Words for a limit that is over, standing alone.
const OVERDUE: [&str; 2] = ["overdue", "逾期"];
/// Words for nothing and nobody.
pub(super) const NONE: [&str; 4] = ["none", "无", "没有", "无人"];
pub(super) const ME: [&str; 3] = ["me", "我", "我的"];
const DAY_UNITS: [&str; 7] = ["个工作日", "工作日", "工日", "个工日", "天", "日", "d"];
/// Digits of a number that are looked for as its end: of a phone four, of an identity number four or six, as masks show them or people say them.
pub(super) const TAIL_OF_PHONE: usize = 4;
pub(super) const TAILS_OF_ID: [usize; 2] = [4, 6];
const PHONE: usize = 11;
const ID: usize = 18;

pub(super) fn is_overdue(word: &str) -> bool {
    OVERDUE.contains(&word.to_lowercase().as_str())
}

/// Reads a filter. What is wrong is left out of it and told.
pub fn parse(typed: &str, vocabulary: &Vocabulary) -> Read {
    let mut reader = Reader { chars: typed.chars().take(LONGEST).map(plain).collect(), at: 0, vocabulary, read: Read::default() };
    while reader.skip_blanks() {
        let from = reader.at;
        let told = reader.read.faults.len();
        let term = reader.term();
        let to = reader.at;
        match term {
            Some(_) if reader.read.filter.terms.len() >= MOST_CONDITIONS => {
                reader.fault(from, to, FaultKind::TooMany);
                break;
            }
            Some(term) if reader.read.faults.len() == told => {
                reader.read.filter.terms.push(term);
                reader.read.places.push((from, to));
            }
            _ => {}
        }
    }
    let mut read = reader.read;
    read.filter.codes = codes(&read.filter, vocabulary);
    read.filter.masked = vocabulary.masked;
    read
}

/// The codes of the plans' diseases that are called as somebody typed: a case may name its disease by either.
fn codes(filter: &Filter, vocabulary: &Vocabulary) -> Vec<(String, Vec<String>)> {
    let typed = filter.terms.iter().flat_map(|term| match &term.condition {
        Condition::Any(texts) | Condition::Text(Field::Disease, texts) => texts.as_slice(),
        _ => &[],
    });
    let of = |text: &String| {
        let search = Search::new(text);
        let named = |disease: &&Named| disease.names.iter().any(|name| search.fit(name).is_some());
        (text.clone(), vocabulary.diseases.iter().filter(named).map(|disease| disease.id.clone()).collect::<Vec<_>>())
    };
    // One letter names half of all diseases.
    typed.filter(|text| text.chars().count() > 1).map(of).filter(|(_, codes)| !codes.is_empty()).collect()
}

/// The plain form of a character that an input method leaves wide; one for one, so that places stay.
fn plain(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '、' => ',',
        '“' | '”' => '"',
        '《' => '<',
        '》' => '>',
        c if c.is_whitespace() || c.is_control() => ' ',
        c => c,
    }
}

struct Reader<'v> {
    chars: Vec<char>,
    at: usize,
    vocabulary: &'v Vocabulary,
    read: Read,
}

/// A value with its place.
struct Value {
    from: usize,
    to: usize,
    text: String,
    quoted: bool,
}

impl Reader<'_> {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn eat(&mut self, c: char) -> bool {
        let there = self.peek() == Some(c);
        self.at += usize::from(there);
        there
    }

    /// Goes to the next condition; tells whether there is one.
    fn skip_blanks(&mut self) -> bool {
        while self.eat(' ') {}
        self.at < self.chars.len()
    }

    fn fault(&mut self, from: usize, to: usize, kind: FaultKind) {
        self.read.faults.push(Fault { from, to, kind });
    }

    fn term(&mut self) -> Option<Term> {
        let start = self.at;
        // A minus alone is the beginning of something.
        let not = self.eat('-') && self.peek().is_some_and(|c| c != ' ');
        let from = self.at;
        let name: String = self.chars[from..].iter().take_while(|c| !" \",:=<>≤≥".contains(**c)).collect();
        self.at += name.chars().count();
        let op = if name.is_empty() { None } else { self.op() };
        let condition = match op {
            None => {
                self.at = from;
                let values = self.values(true);
                if self.at == start {
                    // A sign that begins nothing.
                    self.at += 1;
                }
                if values.is_empty() {
                    self.fault(start, self.at, FaultKind::Nothing);
                }
                bare(values)
            }
            Some(op) => {
                let values = self.values(Field::named(&name).is_none_or(|field| field.takes() != Takes::Amount));
                match Field::named(&name) {
                    Some(field) => self.condition(field, op, values, start),
                    None => {
                        let near = nearest(&name);
                        self.fault(from, from + name.chars().count(), FaultKind::UnknownField { typed: name, near });
                        None
                    }
                }
            }
        };
        condition.map(|condition| Term { not, condition })
    }

    fn op(&mut self) -> Option<Op> {
        let c = self.peek()?;
        let op = match c {
            ':' | '=' => Op::Is,
            '<' => Op::Less,
            '>' => Op::More,
            '≤' => Op::AtMost,
            '≥' => Op::AtLeast,
            _ => return None,
        };
        self.at += 1;
        let with_is = matches!(op, Op::Less | Op::More | Op::Is) && matches!(self.peek(), Some('='));
        // "：<3天" is what some type who have typed the colon out of habit.
        let behind = op == Op::Is && c == ':' && matches!(self.peek(), Some('<' | '>' | '≤' | '≥'));
        if behind {
            return self.op();
        }
        self.at += usize::from(with_is);
        Some(match op {
            Op::Less if with_is => Op::AtMost,
            Op::More if with_is => Op::AtLeast,
            op => op,
        })
    }

    /// Reads values up to the next blank; a comma parts two.
    fn values(&mut self, comma_parts: bool) -> Vec<Value> {
        let mut values = Vec::new();
        loop {
            let from = self.at;
            let quoted = self.eat('"');
            let mut text = String::new();
            while let Some(c) = self.peek() {
                match c {
                    '"' if quoted => {
                        self.at += 1;
                        if !self.eat('"') {
                            break;
                        }
                        text.push('"');
                        continue;
                    }
                    ' ' | '"' if !quoted => break,
                    ',' if !quoted && comma_parts => break,
                    c => text.push(c),
                }
                self.at += 1;
            }
            // Trimmed again where it was cut: what is read back would be.
            let cut: String = text.trim().chars().take(LONGEST_VALUE).collect();
            let text = cut.trim_end().to_owned();
            if !text.is_empty() && values.len() < MOST_VALUES {
                values.push(Value { from, to: self.at, text, quoted });
            }
            if !(comma_parts && self.eat(',')) {
                return values;
            }
        }
    }

    fn condition(&mut self, field: Field, op: Op, values: Vec<Value>, start: usize) -> Option<Condition> {
        let hidden = self.vocabulary.masked && matches!(field, Field::Disease | Field::Note);
        let kind = match () {
            () if hidden => FaultKind::Hidden(field),
            () if values.is_empty() => FaultKind::NoValue(field),
            () if op != Op::Is && !field.compares() => FaultKind::CantCompare(field),
            () => return self.valued(field, op, values),
        };
        self.fault(start, self.at, kind);
        None
    }

    fn valued(&mut self, field: Field, op: Op, values: Vec<Value>) -> Option<Condition> {
        if field.takes() == Takes::Choice {
            return self.chosen(field, values);
        }
        if field.takes() == Takes::Text {
            let mut texts = Vec::new();
            for value in values {
                match text(field, &value.text, self.vocabulary.masked) {
                    Ok(text) => texts.push(text),
                    Err(kind) => self.fault(value.from, value.to, kind),
                }
            }
            return Some(Condition::Text(field, texts));
        }
        let value = values.into_iter().next()?;
        let read = compared(field, op, &value.text);
        if read.is_none() {
            self.fault(value.from, value.to, FaultKind::Unreadable { field, typed: value.text });
        }
        read
    }

    fn chosen(&mut self, field: Field, values: Vec<Value>) -> Option<Condition> {
        let mut ids: Vec<String> = Vec::new();
        for value in values {
            let found = choices(field, self.vocabulary, &value.text);
            if found.is_empty() {
                self.fault(value.from, value.to, FaultKind::NoSuchChoice { field, typed: value.text });
            }
            for id in found {
                if !ids.contains(&id) {
                    ids.push(id);
                }
            }
        }
        let id = |id: &String| id.as_str().to_owned();
        Some(match field {
            Field::Stage => Condition::Stage(ids.iter().map(id).map(StageId::new).collect()),
            Field::Plan => Condition::Plan(ids.iter().map(id).map(PlanId::new).collect()),
            Field::Flag => Condition::Flag(Flag::ALL.into_iter().filter(|flag| ids.iter().any(|id| id == flag.id())).collect()),
            Field::Status => {
                Condition::Status(STATUSES.into_iter().filter(|status| ids.iter().any(|id| id == status_word(*status))).collect())
            }
            _ => Condition::Assignee(ids.iter().map(|id| who(id)).collect()),
        })
    }
}

pub(super) const STATUSES: [Status; 4] = [Status::Open, Status::Returned, Status::Rejected, Status::Paid];

fn who(id: &str) -> Who {
    match id {
        "me" => Who::Me,
        "none" => Who::Nobody,
        id => Who::Person(UserId::new(id)),
    }
}

/// What stands without a field.
fn bare(values: Vec<Value>) -> Option<Condition> {
    match values.as_slice() {
        [] => None,
        [one] if !one.quoted && is_overdue(&one.text) => Some(Condition::Due(Op::Less, Due::In(0))),
        all => Some(Condition::Any(all.iter().map(|value| value.text.clone()).collect())),
    }
}

/// The ids that a value may mean: what is called exactly so, else what begins so, else what holds it.
fn choices(field: Field, vocabulary: &Vocabulary, typed: &str) -> Vec<String> {
    let lower = typed.to_lowercase();
    let all = named(field, vocabulary);
    let called = |one: &&Named| one.id == lower || one.id == typed || one.names.iter().any(|name| name.to_lowercase() == lower);
    let exact: Vec<String> = all.iter().filter(called).map(|one| one.id.clone()).collect();
    if !exact.is_empty() {
        // What is named by its id means nothing else.
        let by_id = exact.iter().position(|id| *id == lower || *id == typed);
        return by_id.map_or(exact.clone(), |at| vec![exact[at].clone()]);
    }
    let search = Search::new(&lower);
    let fits = |one: &Named| std::iter::once(&one.id).chain(&one.names).filter_map(|name| search.fit(&name.to_lowercase())).min();
    let best = all.iter().filter_map(fits).min();
    // What only begins so is meant before what holds it somewhere.
    let most = if best == Some(Fit::Within) { Fit::Within } else { Fit::Begins };
    all.iter().filter(|one| fits(one).is_some_and(|fit| fit <= most)).map(|one| one.id.clone()).collect()
}

/// What can be chosen for a field.
pub(super) fn named(field: Field, vocabulary: &Vocabulary) -> Vec<Named> {
    let one = |id: &str, names: &[&str]| Named { id: id.to_owned(), names: names.iter().map(|name| (*name).to_owned()).collect() };
    match field {
        Field::Stage => vocabulary.stages.clone(),
        Field::Plan => vocabulary.plans.clone(),
        Field::Flag => vec![one("dup", &["重复"]), one("parked", &["暂存"]), one("referred", &["会审"]), one("recover", &["追回"])],
        Field::Status => vec![
            one("open", &["在办", "open"]),
            one("returned", &["待补正", "补正", "returned"]),
            one("rejected", &["拒赔", "不予", "rejected"]),
            one("paid", &["已付", "已支付", "paid"]),
        ],
        Field::Assignee => {
            let mut all = vec![one("me", &ME), one("none", &NONE)];
            all.extend(vocabulary.people.iter().cloned());
            all
        }
        _ => Vec::new(),
    }
}

fn compared(field: Field, op: Op, typed: &str) -> Option<Condition> {
    let lower = typed.to_lowercase();
    let is_none = NONE.contains(&lower.as_str());
    match field {
        Field::Due if is_none => (op == Op::Is).then_some(Condition::NoDue),
        Field::Amount if is_none || lower == "待核定" => (op == Op::Is).then_some(Condition::NoAmount),
        Field::Due if is_overdue(&lower) => (op == Op::Is).then_some(Condition::Due(Op::Less, Due::In(0))),
        Field::Due if ["today", "今天", "今日"].contains(&lower.as_str()) => Some(Condition::Due(op, Due::In(0))),
        Field::Due => days(&lower).map(Due::In).or_else(|| day(&lower).map(Due::On)).map(|due| Condition::Due(op, due)),
        Field::Age => days(&lower).and_then(|days| u32::try_from(days).ok()).map(|days| Condition::Age(op, days)),
        Field::Amount => amount(&lower).map(|amount| Condition::Amount(op, amount)),
        _ => day(&lower).map(|day| Condition::Received(op, day)),
    }
}

fn days(typed: &str) -> Option<i32> {
    let number = DAY_UNITS.iter().find_map(|unit| typed.strip_suffix(unit)).unwrap_or(typed).trim();
    number.parse().ok().filter(|days: &i32| days.abs() <= MOST_DAYS)
}

/// `10000`, `10,000.5`, `1.5万`, `2千元`
fn amount(typed: &str) -> Option<Money> {
    let bare: String = typed.chars().filter(|c| !matches!(c, ',' | '¥' | '￥')).collect();
    let bare = bare.trim_end_matches('元').trim();
    let (number, times) = match bare.chars().last()? {
        '万' | 'w' => (&bare[..bare.len() - bare.chars().last()?.len_utf8()], 10_000),
        '千' | 'k' => (&bare[..bare.len() - bare.chars().last()?.len_utf8()], 1_000),
        _ => (bare, 1),
    };
    let number = rust_decimal::Decimal::from_str(number).ok()?;
    let exact = number.checked_mul(rust_decimal::Decimal::from(times))?;
    (exact.round_dp(2) == exact && !exact.is_sign_negative()).then(|| Money::round(exact))
}

/// `2026-01-31`, `2026/1/31`, `2026年1月31日`, `20260131`
fn day(typed: &str) -> Option<Date> {
    let parts: Vec<&str> = typed.split(['-', '/', '.', '年', '月', '日']).filter(|part| !part.is_empty()).collect();
    if let [year, month, day] = parts.as_slice() {
        return NaiveDate::from_ymd_opt(
            year.parse().ok().filter(|year| (1900..=2999).contains(year))?,
            month.parse().ok()?,
            day.parse().ok()?,
        );
    }
    let digits = typed.len() == 8 && typed.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| NaiveDate::parse_from_str(typed, "%Y%m%d").ok()).flatten()
}

/// A text that a field takes, in the form in which it is looked for.
fn text(field: Field, typed: &str, masked: bool) -> Result<String, FaultKind> {
    let bare = || typed.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect::<String>();
    match field {
        Field::Phone | Field::Id => {
            let digits = bare();
            let is_phone = field == Field::Phone;
            let whole = digits.len() == if is_phone { PHONE } else { ID };
            let tail = if is_phone { digits.len() == TAIL_OF_PHONE } else { TAILS_OF_ID.contains(&digits.len()) };
            let numeric = digits.bytes().enumerate().all(|(i, b)| b.is_ascii_digit() || (!is_phone && i + 1 == digits.len() && b == b'X'));
            match () {
                () if whole && numeric && masked => Err(FaultKind::WholeNumber(field)),
                () if (whole || tail) && numeric && !(masked && digits.len() == 6) => Ok(digits),
                () => Err(FaultKind::WrongDigits(field)),
            }
        }
        Field::Contract if masked => Err(FaultKind::WholeNumber(field)),
        Field::Contract => Some(bare()).filter(|number| !number.is_empty()).ok_or(FaultKind::WrongDigits(field)),
        _ => Ok(typed.to_owned()),
    }
}

/// The field whose word is nearest to one that was typed: begun so, or one letter off.
fn nearest(typed: &str) -> Option<Field> {
    let lower = typed.to_lowercase();
    let near = |word: &str| word.starts_with(&lower) || lower.starts_with(word) || one_off(word, &lower);
    Field::ALL.into_iter().find(|field| field.words().iter().any(|word| near(word)))
}

/// One letter is missing, too many or another.
fn one_off(word: &str, typed: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (word.chars().collect(), typed.chars().collect());
    if a.len() < 3 || a.len().abs_diff(b.len()) > 1 {
        return false;
    }
    let same = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[same..], &b[same..]);
    let rest = |text: &[char], skip: usize| text.get(skip..).unwrap_or_default().to_vec();
    rest(a, 1) == rest(b, 1) || a.to_vec() == rest(b, 1) || rest(a, 1) == b.to_vec()
}

#[cfg(test)]
mod tests;
