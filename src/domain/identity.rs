//! Numbers that name a person or an account: their checks, and the masks under which they are shown.
//!
//! A wrong number never blocks a case from being stored: it is a failed check that the reviewer sees.

use chrono::Datelike;

use crate::domain::number::compared;
use crate::domain::people::Sex;
use crate::domain::time::Date;

/// What is wrong with a resident identity number (GB 11643-1999).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdFault {
    Form,
    BirthDate,
    CheckCharacter,
}

/// What a well-formed resident identity number says of its holder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IdFacts {
    pub birth: Date,
    pub sex: Sex,
}

/// Reads a resident identity number: 17 digits and a check character by ISO 7064 MOD 11-2, however it is written.
pub fn read_id_number(number: &str) -> Result<IdFacts, IdFault> {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECK: &[u8; 11] = b"10X98765432";
    let number = compared(number);
    let (body, check) = match number.as_bytes() {
        [body @ .., check] if body.len() == 17 && body.iter().all(u8::is_ascii_digit) => (body, *check),
        _ => return Err(IdFault::Form),
    };
    if !check.is_ascii_digit() && check != b'X' {
        return Err(IdFault::Form);
    }
    let digit = |i: usize| u32::from(body[i] - b'0');
    let number_at = |from: usize, to: usize| (from..to).fold(0, |n, i| n * 10 + digit(i));
    let year = i32::try_from(number_at(6, 10)).unwrap_or(0);
    let birth = Date::from_ymd_opt(year, number_at(10, 12), number_at(12, 14)).ok_or(IdFault::BirthDate)?;
    let sum: u32 = WEIGHTS.iter().enumerate().map(|(i, weight)| weight * digit(i)).sum();
    if CHECK[(sum % 11) as usize] != check {
        return Err(IdFault::CheckCharacter);
    }
    let sex = if digit(16) % 2 == 1 { Sex::Male } else { Sex::Female };
    Ok(IdFacts { birth, sex })
}

/// Gives the check character that belongs to the first 17 digits; nothing where they are not digits.
pub fn id_check_character(body: &str) -> Option<char> {
    "0123456789X".chars().find(|check| !matches!(read_id_number(&format!("{body}{check}")), Err(IdFault::CheckCharacter | IdFault::Form)))
}

/// Tells whether a text without blanks and dashes is a mobile number: 11 digits, 1 then 3 to 9; `+86` or `86` before it is taken off.
pub fn mobile(text: &str) -> Option<&str> {
    let text = text.strip_prefix('+').unwrap_or(text);
    let digits = text.strip_prefix("86").unwrap_or(text);
    let bytes = digits.as_bytes();
    let well = bytes.len() == 11 && bytes.iter().all(u8::is_ascii_digit) && bytes[0] == b'1' && (b'3'..=b'9').contains(&bytes[1]);
    well.then_some(digits)
}

/// Gives the form under which phone numbers are compared: a mobile number's eleven digits, of any other what it says.
pub fn phone_form(phone: &str) -> String {
    let plain = compared(phone);
    mobile(&plain).unwrap_or(&plain).to_owned()
}

/// Tells whether a bank card number has 16 to 19 digits and a right Luhn digit, however it is written.
pub fn bank_card_is_plausible(number: &str) -> bool {
    let number = compared(number);
    let bytes = number.as_bytes();
    if !(16..=19).contains(&bytes.len()) || !bytes.iter().all(u8::is_ascii_digit) {
        return false;
    }
    let sum: u32 = bytes
        .iter()
        .rev()
        .enumerate()
        .map(|(i, byte)| {
            let digit = u32::from(byte - b'0');
            match (i % 2, digit * 2) {
                (0, _) => digit,
                (_, doubled) if doubled > 9 => doubled - 9,
                (_, doubled) => doubled,
            }
        })
        .sum();
    sum.is_multiple_of(10)
}

/// Tells whether the first two digits of an identity number are those of a province. Abolished districts live on in old cards,
/// so an area that is not known is at most a warning.
pub fn id_area_is_known(number: &str) -> bool {
    const PROVINCES: [u8; 35] = [
        11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54, 61, 62, 63, 64, 65, 71, 81,
        82, 83,
    ];
    compared(number).get(..2).and_then(|area| area.parse().ok()).is_some_and(|area: u8| PROVINCES.contains(&area))
}

/// Tells whether a text can be a social-security card number: 19 digits, or the provinces' form of a letter and 8 digits.
pub fn social_security_card_is_plausible(number: &str) -> bool {
    match compared(number).as_bytes() {
        digits if digits.len() == 19 => digits.iter().all(u8::is_ascii_digit),
        [letter, digits @ ..] if digits.len() == 8 => letter.is_ascii_alphabetic() && digits.iter().all(u8::is_ascii_digit),
        _ => false,
    }
}

/// `138****1111`
pub fn mask_phone(phone: &str) -> String {
    mask_middle(phone, 3, 4)
}

/// `110101********0011`
pub fn mask_id_number(number: &str) -> String {
    mask_middle(number, 6, 4)
}

/// `B*****012`: the letter and the number in its year.
pub fn mask_contract(number: &str) -> String {
    mask_middle(number, 1, 3)
}

/// The last four digits of a card: `4417`. A shorter text is wholly hidden.
pub fn card_tail(number: &str) -> String {
    let count = number.chars().count();
    if count <= 4 { "****".into() } else { number.chars().skip(count - 4).collect() }
}

/// A card with all but its last four digits hidden: `****4417`, of which [`card_tail`] is what it was. A short text is wholly hidden.
pub fn mask_card(number: &str) -> String {
    if number.chars().count() <= 4 { card_tail(number) } else { format!("****{}", card_tail(number)) }
}

/// `沈**`: the first character, a star for each other one.
pub fn mask_name(name: &str) -> String {
    let mut characters = name.chars();
    let first: String = characters.next().into_iter().collect();
    first + &"*".repeat(characters.count().clamp(1, 3))
}

/// What the name of a union's account ends with.
const UNION_ENDS: [&str; 6] = ["工会", "工会委员会", "工会联合会", "工会工作委员会", "工会办公室", "工会分会"];
/// `某某厂工会`: a union has the name of where it is, which is longer than that of a person who is called by it (李工会).
const SHORTEST_UNION: usize = 4;

/// Tells whether the name of an account is a union's and no person's: it ends with the word, so a person with a remark on the union
/// behind his name (李某某（工会代收）) is none.
pub fn is_union(name: &str) -> bool {
    let name = name.trim();
    name.chars().count() >= SHORTEST_UNION && UNION_ENDS.iter().any(|end| name.ends_with(end))
}

/// Masks the name of an account: a person's; that of a union is nobody's secret.
pub fn mask_payee(name: &str) -> String {
    if is_union(name) { name.to_owned() } else { mask_name(name) }
}

/// Digits from which on a number in somebody's own words may be a phone's, a person's or an account's.
const PERSONAL_DIGITS: usize = 9;

/// Masks what may be a number of a person in somebody's own words, as a filter: `phone:138****1111 amount>1000`. Blanks and strokes
/// inside a number part it not.
pub fn mask_numbers(text: &str) -> String {
    let digit = |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c);
    let mut out: Vec<char> = text.chars().collect();
    let mut from = 0;
    while from < out.len() {
        let joined = |c: &char| digit(*c) || matches!(c, ' ' | '-');
        let end = from + out[from..].iter().take_while(|c| joined(c)).count();
        // The last figure of an identity number may be a letter.
        let end = end + usize::from(end > from && out.get(end).is_some_and(|c| matches!(c, 'x' | 'X')));
        let places: Vec<usize> = (from..end).filter(|at| !matches!(out[*at], ' ' | '-')).collect();
        if places.len() >= PERSONAL_DIGITS {
            let head = if places.len() < 15 { 3 } else { 6 };
            places[head..places.len() - 4].iter().for_each(|at| out[*at] = '*');
        }
        from = end.max(from + 1);
    }
    out.into_iter().collect()
}

/// A birth date is shown as its year.
pub fn mask_birth(birth: Date) -> String {
    format!("{}-**-**", birth.year())
}

fn mask_middle(text: &str, head: usize, tail: usize) -> String {
    let characters: Vec<char> = text.chars().collect();
    if characters.len() <= head + tail {
        return "*".repeat(characters.len());
    }
    let hidden = characters.len() - head - tail;
    let mut out: String = characters[..head].iter().collect();
    out.push_str(&"*".repeat(hidden));
    out.extend(&characters[head + hidden..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_identity_numbers() {
        let facts = read_id_number("11010519491231002X").unwrap();
        assert_eq!((facts.birth.to_string().as_str(), facts.sex), ("1949-12-31", Sex::Female));
        assert_eq!(read_id_number("11010519491231002x"), Ok(facts));
        assert_eq!(read_id_number("１１０１０５ 19491231-002ｘ"), Ok(facts), "however it is written");
        assert!(read_id_number("310104198002290014").is_ok(), "a leap day");
        assert_eq!(read_id_number("340524198001010013"), Err(IdFault::CheckCharacter));
        assert_eq!(read_id_number("110101199901010011"), Err(IdFault::CheckCharacter));
        assert_eq!(read_id_number("310104198102290011"), Err(IdFault::BirthDate));
        for form in ["", "1101051949123100", "11010519491231002Y", "１１０１０５"] {
            assert_eq!(read_id_number(form), Err(IdFault::Form), "{form}");
        }
        assert_eq!(id_check_character("11010519491231002"), Some('X'));
    }

    #[test]
    fn a_number_in_somebody_s_words_is_masked() {
        let masked = |text: &str| mask_numbers(text);
        assert_eq!(masked("phone:13800001111 amount>1000000"), "phone:138****1111 amount>1000000");
        assert_eq!(masked("id:11010119990101001X,张某"), "id:110101********001X,张某");
        assert_eq!(masked("\"138 0000-1111\" due<2026-01-31"), "\"138 ****-1111\" due<2026-01-31");
        assert_eq!(masked("手机:１３８００００１１１１"), "手机:１３８****１１１１");
    }

    #[test]
    fn masks_hide_what_they_should() {
        assert_eq!(mask_phone("13800001111"), "138****1111");
        assert_eq!(mask_id_number("110101199901010011"), "110101********0011");
        assert_eq!((mask_contract("B01220012"), mask_contract("B012")), ("B*****012".into(), "****".into()));
        assert_eq!(mask_name("沈某某"), "沈**");
        assert_eq!(mask_name("郑某"), "郑*");
        assert_eq!(mask_name(""), "*");
        for union in ["某某厂工会", "某某区总工会", "某某集团有限公司工会委员会", " 某某局工会工作委员会 "]
        {
            assert_eq!((is_union(union), mask_payee(union)), (true, union.to_owned()));
        }
        for person in ["李某某（工会代收）", "李某某 工会主席", "李工会", "工会李某某"] {
            assert!(!is_union(person) && mask_payee(person).contains('*'), "{person}");
        }
        assert_eq!(mask_phone("1380"), "****", "what is too short shows nothing");
        assert_eq!(card_tail("6217000010000004417"), "4417");
        assert_eq!(card_tail(&mask_card("6217000010000004417")), "4417", "a tail is shown through a mask");
        assert_eq!((mask_card("4417"), card_tail(&mask_card("4417"))), ("****".to_owned(), "****".to_owned()));
    }

    #[test]
    fn phones_and_cards() {
        assert_eq!(mobile("+8613800001111"), Some("13800001111"));
        assert_eq!(mobile("12800001111"), None);
        for phone in ["13800001111", "+86 138-0000-1111", "８６１３８００００１１１１"] {
            assert_eq!(phone_form(phone), "13800001111", "{phone}");
        }
        assert_eq!(phone_form("0571-8700 0000"), "057187000000");
        assert!(bank_card_is_plausible("4111111111111111"));
        assert!(!bank_card_is_plausible("4111111111111112"));
        assert!(bank_card_is_plausible("４１１１ 1111-1111-1111"));
    }
}
