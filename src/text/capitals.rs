//! Amounts in capital numerals, as on a cheque: 柒仟柒佰伍拾元整.

use crate::domain::money::Money;

const DIGITS: [char; 10] = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'];

/// Writes an amount in capital numerals; a negative one begins with 负.
pub fn capitals(amount: Money) -> String {
    let fen = amount.fen().unsigned_abs();
    let (yuan, jiao, fen) = (fen / 100, usize::try_from(fen / 10 % 10).unwrap_or(0), usize::try_from(fen % 10).unwrap_or(0));
    let mut out = String::new();
    if amount.is_negative() {
        out.push('负');
    }
    if yuan > 0 || (jiao == 0 && fen == 0) {
        out.push_str(&whole(yuan));
        out.push('元');
    }
    match (jiao, fen) {
        (0, 0) => out.push('整'),
        (0, fen) => {
            if yuan > 0 {
                out.push('零');
            }
            out.extend([DIGITS[fen], '分']);
        }
        (jiao, 0) => out.extend([DIGITS[jiao], '角', '整']),
        (jiao, fen) => out.extend([DIGITS[jiao], '角', DIGITS[fen], '分']),
    }
    out
}

/// Writes a whole number in groups of four digits: 万, 亿, 万亿.
fn whole(number: u64) -> String {
    const GROUPS: [&str; 5] = ["", "万", "亿", "万亿", "亿亿"];
    const PLACES: [&str; 4] = ["仟", "佰", "拾", ""];
    if number == 0 {
        return DIGITS[0].to_string();
    }
    let mut out = String::new();
    let mut zero = false;
    for (at, group) in GROUPS.iter().enumerate().rev() {
        let four = number / 10_000_u64.pow(u32::try_from(at).unwrap_or(0)) % 10_000;
        if four == 0 {
            zero |= !out.is_empty();
            continue;
        }
        for (i, place) in PLACES.iter().enumerate() {
            let digit = usize::try_from(four / 10_u64.pow(3 - u32::try_from(i).unwrap_or(0)) % 10).unwrap_or(0);
            if digit == 0 {
                zero |= !out.is_empty();
                continue;
            }
            if std::mem::take(&mut zero) {
                out.push(DIGITS[0]);
            }
            out.push(DIGITS[digit]);
            out.push_str(place);
        }
        // Zeros at the end of a group are not read out before its word.
        zero = false;
        if four.is_multiple_of(10) && at > 0 {
            zero = !number.is_multiple_of(10_000_u64.pow(u32::try_from(at).unwrap_or(0)));
        }
        out.push_str(group);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_as_on_a_cheque() {
        for (fen, words) in [
            (775_000, "柒仟柒佰伍拾元整"),
            (0, "零元整"),
            (5, "伍分"),
            (105, "壹元零伍分"),
            (120, "壹元贰角整"),
            (123, "壹元贰角叁分"),
            (1_000_500, "壹万零伍元整"),
            (10_050_000, "壹拾万零伍佰元整"),
            (2_500_000, "贰万伍仟元整"),
            (100_000_000, "壹佰万元整"),
            (10_000_000_100, "壹亿零壹元整"),
            (-30_000, "负叁佰元整"),
        ] {
            assert_eq!(capitals(Money::from_fen(fen)), words, "{fen}");
        }
    }
}
