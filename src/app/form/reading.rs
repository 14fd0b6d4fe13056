//! What a typed text means, by the kind of its field.
//!
//! Invariant: full-width digits and signs count as their ASCII ones in every kind but free text.

use chrono::Datelike;
use rust_decimal::Decimal;
use serde_json::Value;

use crate::app::form::About;
use crate::domain::bank;
use crate::domain::fact_field::FieldKind;
use crate::domain::identity::{
    IdFault, bank_card_is_plausible, id_area_is_known, mobile, read_id_number, social_security_card_is_plausible,
};
use crate::domain::money::Money;
use crate::domain::number::written;
use crate::domain::people::Sex;
use crate::domain::time::{Date, age_on};
use crate::text::fact_fields as words;

/// What was read of a field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// The value for the facts; absent where nothing was entered or where it can't be read.
    pub value: Option<Value>,
    /// What is to be said under the field.
    pub said: Option<Said>,
}

/// What is said under a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// It can't be written down so.
    Fault(String),
    /// It is taken, and a reviewer will see a failed check.
    Warning(String),
    /// It is well formed; what it says.
    Good(String),
    /// It is only begun.
    Note(String),
}

impl Reading {
    fn good(value: impl Into<Value>) -> Self {
        Reading { value: Some(value.into()), said: None }
    }

    fn fault(text: &str) -> Self {
        Reading { value: None, said: Some(Said::Fault(text.to_owned())) }
    }

    fn saying(self, said: Said) -> Self {
        Reading { said: Some(said), ..self }
    }

    fn warning(self, text: &str) -> Self {
        self.saying(Said::Warning(text.to_owned()))
    }
}

/// The ASCII character of a full-width one; any other is itself.
pub fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        '。' => '.',
        other => other,
    }
}

/// Reads a text that was entered into a field of a kind.
pub fn read(kind: FieldKind, raw: &str, about: &About<'_>) -> Reading {
    let trimmed = raw.trim();
    if trimmed.is_empty() {
        return Reading::default();
    }
    let narrow: String = trimmed.chars().map(half_width).collect();
    let packed = || written(trimmed);
    match kind {
        FieldKind::Text => text(trimmed, about),
        FieldKind::Date => date(&narrow, about),
        FieldKind::Money => money(&narrow, about),
        FieldKind::Count => {
            narrow.replace(',', "").parse::<u32>().map_or_else(|_| Reading::fault(words::fault_count(about.lang)), Reading::good)
        }
        FieldKind::Percent => percent(&narrow, about),
        FieldKind::YesNo => Reading::good(trimmed == "yes"),
        FieldKind::Choice(_) | FieldKind::Benefit | FieldKind::Finding => Reading::good(trimmed),
        FieldKind::Disease => disease(trimmed, about),
        FieldKind::IdNumber => id_number(&packed(), about),
        FieldKind::Phone => phone(&packed(), about),
        FieldKind::SocialCard => social_card(&packed(), about),
        FieldKind::BankCard => bank_card(&packed(), about),
        FieldKind::Number => number(trimmed, about),
    }
}

fn text(typed: &str, about: &About<'_>) -> Reading {
    if typed.chars().any(char::is_control) {
        return Reading::fault(words::fault_control(about.lang));
    }
    Reading::good(typed)
}

/// A number is kept in the form under which it is compared with others, and what was made of it is told.
fn number(typed: &str, about: &About<'_>) -> Reading {
    if typed.chars().any(char::is_control) {
        return Reading::fault(words::fault_control(about.lang));
    }
    let number = written(typed);
    match () {
        () if number.is_empty() => Reading::default(),
        () if number == typed => Reading::good(number),
        () => Reading::good(number.as_str()).saying(Said::Good(number)),
    }
}

fn date(typed: &str, about: &About<'_>) -> Reading {
    let Some(day) = day_of(typed, about.today) else {
        // A whole date has eight digits: with fewer it is only begun.
        let begun = about.focused && typed.chars().filter(char::is_ascii_digit).count() < 8;
        return if begun { Reading::default() } else { Reading::fault(words::fault_date(about.lang)) };
    };
    if !(1900..2200).contains(&day.year()) {
        return Reading::fault(words::fault_far_date(about.lang));
    }
    let reading = Reading::good(day.to_string());
    if day > about.today { reading.warning(words::warn_future(about.lang)) } else { reading.saying(Said::Good(day.to_string())) }
}

/// Reads a date as people type it: `2024-11-22`, `2024/11/22`, `2024年11月22日`, `20241122`, and without its year `11-22`, `1122`.
/// A day without a year is the last one that has been.
pub(super) fn day_of(typed: &str, today: Date) -> Option<Date> {
    let parts: Vec<&str> = typed.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    if typed.chars().any(|c| !c.is_ascii_digit() && !"-/.年月日 ".contains(c)) {
        return None;
    }
    let number = |text: &str| text.parse::<u32>().ok();
    let (year, month, day) = match parts.as_slice() {
        [all] if all.len() == 8 => (all[..4].parse().ok(), number(&all[4..6])?, number(&all[6..])?),
        [all] if all.len() == 4 => (None, number(&all[..2])?, number(&all[2..])?),
        [year, month, day] if year.len() == 4 => (year.parse().ok(), number(month)?, number(day)?),
        [month, day] if month.len() <= 2 => (None, number(month)?, number(day)?),
        _ => return None,
    };
    match year {
        Some(year) => Date::from_ymd_opt(year, month, day),
        // 29 February has been at most eight years ago.
        None => (0..=8).filter_map(|back| Date::from_ymd_opt(today.year() - back, month, day)).find(|day| *day <= today),
    }
}

/// Reads a day that may lie ahead: the digits of a number of days (`30`, `+30`, `30 天`), and the date that it says, with its year.
pub(in crate::app) fn day_typed(raw: &str, today: Date) -> (Option<String>, Option<Date>) {
    let typed: String = raw.trim().chars().map(half_width).collect();
    let bare = typed.strip_prefix('+').unwrap_or(&typed).trim_end_matches(['天', 'd']).trim();
    let number = (!bare.is_empty() && bare.chars().all(|c| c.is_ascii_digit())).then(|| bare.to_owned());
    // Without its year a day would be the last one that has been.
    let with_year = typed.split(|c: char| !c.is_ascii_digit()).any(|part| part.len() == 4 || part.len() == 8);
    let in_parts = typed.len() > 4;
    (number, day_of(&typed, today).filter(|_| with_year && in_parts))
}

fn money(typed: &str, about: &About<'_>) -> Reading {
    let plain: String = typed.chars().filter(|c| !matches!(c, ',' | ' ' | '元' | '¥' | '￥')).collect();
    let well = plain.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    match plain.parse::<Money>() {
        Ok(amount) if well => Reading::good(amount.to_string()).saying(Said::Good(amount.grouped())),
        _ => Reading::fault(words::fault_money(about.lang)),
    }
}

fn percent(typed: &str, about: &About<'_>) -> Reading {
    let plain = typed.trim_end_matches('%').trim();
    let share = Decimal::from_str_exact(plain).ok().filter(|share| *share >= Decimal::ZERO && *share <= Decimal::ONE_HUNDRED);
    match share {
        Some(share) if share.scale() <= 4 => Reading::good(share.normalize().to_string()),
        _ => Reading::fault(words::fault_percent(about.lang)),
    }
}

fn disease(typed: &str, about: &About<'_>) -> Reading {
    let reading = Reading::good(typed);
    let Some(plan) = about.plan else { return reading };
    match plan.disease(typed) {
        Some(disease) => reading.saying(Said::Good(format!("✓ {}", disease.name))),
        None => reading.warning(words::warn_not_listed(about.lang)),
    }
}

/// What a number that is only begun is said of while the cursor is in it.
fn begun(number: &str, of: usize, about: &About<'_>) -> Option<Said> {
    (about.focused && number.len() < of).then(|| Said::Note(words::digits_to_go(about.lang, number.len(), of)))
}

fn id_number(number: &str, about: &About<'_>) -> Reading {
    let lang = about.lang;
    let reading = Reading::good(number);
    if let Some(said) = begun(number, 18, about) {
        return reading.saying(said);
    }
    match read_id_number(number) {
        Err(IdFault::Form) => reading.warning(words::warn_id_form(lang)),
        Err(IdFault::BirthDate) => reading.warning(words::warn_id_birth(lang)),
        Err(IdFault::CheckCharacter) => reading.warning(words::warn_id_check(lang)),
        Ok(facts) if facts.birth > about.today => reading.warning(words::warn_birth_future(lang)),
        Ok(_) if !id_area_is_known(number) => reading.warning(words::warn_id_area(lang)),
        Ok(facts) => {
            let sex = if facts.sex == Sex::Female { words::female(lang) } else { words::male(lang) };
            reading.saying(Said::Good(words::id_says(lang, facts.birth, sex, age_on(facts.birth, about.today))))
        }
    }
}

fn phone(number: &str, about: &About<'_>) -> Reading {
    let reading = Reading::good(number);
    match (mobile(number), begun(number, 11, about)) {
        (Some(digits), _) => Reading::good(digits).saying(Said::Good(words::ok_number(about.lang).to_owned())),
        (None, Some(said)) => reading.saying(said),
        (None, None) => reading.warning(words::warn_phone(about.lang)),
    }
}

fn social_card(number: &str, about: &About<'_>) -> Reading {
    let reading = Reading::good(number);
    if social_security_card_is_plausible(number) {
        return reading.saying(Said::Good(words::ok_number(about.lang).to_owned()));
    }
    let of = if number.starts_with(|c: char| c.is_ascii_alphabetic()) { 9 } else { 19 };
    match begun(number, of, about) {
        Some(said) => reading.saying(said),
        None => reading.warning(words::warn_social(about.lang)),
    }
}

fn bank_card(number: &str, about: &About<'_>) -> Reading {
    let lang = about.lang;
    let reading = Reading::good(number);
    let issuer = bank::of_card(number);
    if bank_card_is_plausible(number) {
        let good = issuer.map_or_else(|| words::ok_number(lang).to_owned(), |bank| words::bank_is(lang, bank.get(lang)));
        return reading.saying(Said::Good(good));
    }
    let whole = (16..=19).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
    match number.len() {
        0..16 if about.focused => reading.saying(Said::Note(words::digits_of_card(lang, number.len()))),
        16..19 if about.focused && whole => reading.warning(&words::card_so_far(lang, number.len())),
        _ if whole => reading.warning(words::warn_card(lang)),
        _ => reading.warning(words::warn_card_form(lang)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::people::Lang;

    fn is_fault(reading: &Reading) -> bool {
        matches!(reading.said, Some(Said::Fault(_)))
    }

    fn about(focused: bool) -> About<'static> {
        About { lang: Lang::Zh, today: "2024-12-18".parse().unwrap(), plan: None, focused }
    }

    fn value(kind: FieldKind, raw: &str) -> Option<String> {
        read(kind, raw, &about(false)).value.map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
    }

    #[test]
    fn dates_are_read_as_people_type_them() {
        for typed in
            ["2024-11-22", "20241122", "２０２４－１１－２２", "2024年11月22日", "2024/11/22", "2024.11.22", "11-22", "1122", "11月22日"]
        {
            assert_eq!(value(FieldKind::Date, typed).as_deref(), Some("2024-11-22"), "{typed}");
        }
        assert_eq!(value(FieldKind::Date, "12-19").as_deref(), Some("2023-12-19"), "a day without a year has been");
        assert_eq!(value(FieldKind::Date, "2-29").as_deref(), Some("2024-02-29"));
        for bad in ["2024-02-30", "2024-13-01", "yesterday", "241122", "20241122x", "0", "99999999", "11-22-2024"] {
            assert!(is_fault(&read(FieldKind::Date, bad, &about(false))), "{bad}");
            assert_eq!(value(FieldKind::Date, bad), None);
        }
        assert!(matches!(read(FieldKind::Date, "2025-01-02", &about(false)).said, Some(Said::Warning(_))));
        assert!(!is_fault(&read(FieldKind::Date, "2024-1", &about(true))), "only begun");
    }

    #[test]
    fn amounts_take_thousands_and_full_width_digits() {
        for typed in ["12345.6", "12,345.60", "１２，３４５．６０", "12 345.60元", "¥12,345.60"] {
            assert_eq!(value(FieldKind::Money, typed).as_deref(), Some("12345.60"), "{typed}");
        }
        for bad in ["-5", "1.234", "twelve", "1e3", "99999999999"] {
            assert!(is_fault(&read(FieldKind::Money, bad, &about(false))), "{bad}");
        }
    }

    #[test]
    fn an_identity_number_says_birth_sex_and_age_or_what_is_wrong() {
        let said = |number: &str, focused| read(FieldKind::IdNumber, number, &about(focused)).said;
        assert_eq!(said("11010519491231002x", true), Some(Said::Good("✓ 1949-12-31 生  女  74 岁".into())));
        assert_eq!(value(FieldKind::IdNumber, "１１０１０５ 19491231 002x").as_deref(), Some("11010519491231002X"));
        assert_eq!(said("1101051949", true), Some(Said::Note("已 10 位，共 18 位".into())));
        assert!(matches!(said("1101051949", false), Some(Said::Warning(_))));
        assert!(matches!(said("110105194912310021", true), Some(Said::Warning(text)) if text.contains("校验码")));
        assert!(matches!(said("110105194913310021", true), Some(Said::Warning(text)) if text.contains("出生日期")));
        assert_eq!(value(FieldKind::IdNumber, "110105194912310021").as_deref(), Some("110105194912310021"), "taken all the same");
    }

    #[test]
    fn phones_and_cards_are_checked() {
        let said = |kind, number: &str| read(kind, number, &about(false)).said;
        assert_eq!(value(FieldKind::Phone, "+86 138-0000-1111").as_deref(), Some("13800001111"));
        assert!(matches!(said(FieldKind::Phone, "1380000"), Some(Said::Warning(_))));
        assert!(matches!(said(FieldKind::BankCard, "4111 1111 1111 1112"), Some(Said::Warning(_))));
        assert!(matches!(said(FieldKind::BankCard, "4111 1111 1111 1111"), Some(Said::Good(_))));
        assert!(matches!(said(FieldKind::SocialCard, "a12345678"), Some(Said::Good(_))));
    }

    #[test]
    fn a_number_is_kept_in_one_form_however_it_is_typed_or_pasted() {
        for typed in ["ab 123-45", "ＡＢ１２３４５", "AB1234５", "A\u{200b}B12345"] {
            assert_eq!(value(FieldKind::Number, typed).as_deref(), Some("AB12345"), "{typed}");
            assert_eq!(read(FieldKind::Number, typed, &about(false)).said, Some(Said::Good("AB12345".into())), "{typed}");
        }
        assert_eq!(read(FieldKind::Number, "AB12345", &about(false)).said, None);
        assert_eq!(value(FieldKind::BankCard, "４１１１ 1111\u{200b}1111-1111").as_deref(), Some("4111111111111111"));
        assert_eq!(value(FieldKind::Phone, "＋８６ 138—0000—1111").as_deref(), Some("13800001111"));
    }

    #[test]
    fn hostile_text_is_a_fault_or_a_value_and_never_a_panic() {
        for raw in ["\u{0}", "年年年", "－－－－", "🦀", "\u{202e}110", &"9".repeat(200), "२०२४-११-२२", "1,,,,,", "....", "-"]
        {
            for kind in [
                FieldKind::Text,
                FieldKind::Date,
                FieldKind::Money,
                FieldKind::Count,
                FieldKind::IdNumber,
                FieldKind::Phone,
                FieldKind::SocialCard,
                FieldKind::BankCard,
                FieldKind::Number,
                FieldKind::Disease,
            ] {
                let _ = read(kind, raw, &about(true));
                let _ = read(kind, raw, &about(false));
            }
        }
    }
}
