//! Amounts of money in yuan, kept to the fen. The one place where amounts are rounded.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Sub};
use std::str::FromStr;

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, SchemaType, Type};

/// The largest amount that is taken from outside, ten digits of yuan; sums are held at it, so that what was added up can be read
/// again by whoever it is sent to.
const LARGEST_FEN: i64 = 999_999_999_999;

/// An amount of yuan with exactly two decimals; may be negative (a difference).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Money {
    fen: i64,
}

impl Money {
    pub const ZERO: Money = Money { fen: 0 };

    /// Makes an amount from whole fen.
    pub const fn from_fen(fen: i64) -> Self {
        Money { fen }
    }

    /// Makes an amount from whole yuan.
    pub const fn from_yuan(yuan: i64) -> Self {
        Money { fen: yuan * 100 }
    }

    /// Rounds an exact value to the fen, half away from zero.
    ///
    /// The documents say nothing about rounding; this is our reading (plans.md, head), used once at the end of a benefit.
    /// Values beyond the largest amount are held at it, so that no arithmetic on outside numbers can panic.
    pub fn round(exact: Decimal) -> Self {
        // In whole numbers: what a decimal holds, 96 bits, times a hundred has room in 128.
        let (digits, scale) = (exact.mantissa(), exact.scale());
        if let (0..=2, Ok(digits)) = (scale, i64::try_from(digits)) {
            // Nearly every sum: nothing to round.
            let fen = digits.saturating_mul(10_i64.pow(2 - scale));
            return Money { fen: fen.clamp(-LARGEST_FEN, LARGEST_FEN) };
        }
        let fen = if scale <= 2 {
            digits * 10_i128.pow(2 - scale)
        } else {
            let unit = 10_i128.pow(scale - 2);
            (digits + digits.signum() * (unit / 2)) / unit
        };
        Money { fen: i64::try_from(fen).unwrap_or(if fen < 0 { -LARGEST_FEN } else { LARGEST_FEN }).clamp(-LARGEST_FEN, LARGEST_FEN) }
    }

    pub const fn fen(self) -> i64 {
        self.fen
    }

    /// Gives the exact value, for arithmetic inside a benefit.
    pub fn exact(self) -> Decimal {
        Decimal::new(self.fen, 2)
    }

    pub const fn is_zero(self) -> bool {
        self.fen == 0
    }

    pub const fn is_negative(self) -> bool {
        self.fen < 0
    }

    /// Writes the amount with thousands separated: `7,750.00`.
    pub fn grouped(self) -> String {
        let digits = (self.fen.unsigned_abs() / 100).to_string();
        let mut out = String::with_capacity(digits.len() + digits.len() / 3 + 4);
        if self.fen < 0 {
            out.push('-');
        }
        for (i, digit) in digits.chars().enumerate() {
            if i > 0 && (digits.len() - i).is_multiple_of(3) {
                out.push(',');
            }
            out.push(digit);
        }
        out.push_str(&format!(".{:02}", self.fen.unsigned_abs() % 100));
        out
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.fen < 0 { "-" } else { "" };
        let fen = self.fen.unsigned_abs();
        write!(f, "{sign}{}.{:02}", fen / 100, fen % 100)
    }
}

/// Says why a text is no amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an amount in yuan with at most two decimals")]
pub struct NotAnAmount;

impl FromStr for Money {
    type Err = NotAnAmount;

    fn from_str(text: &str) -> Result<Self, NotAnAmount> {
        // The type that reads it takes a sign for more and bars between digits; an amount is written one way.
        if !text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'.')) {
            return Err(NotAnAmount);
        }
        let exact = Decimal::from_str_exact(text).map_err(|_| NotAnAmount)?;
        if exact.normalize().scale() > 2 || exact.abs() > Decimal::new(LARGEST_FEN, 2) {
            return Err(NotAnAmount);
        }
        Ok(Money::round(exact))
    }
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl utoipa::PartialSchema for Money {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(SchemaType::Type(Type::String))
            .pattern(Some(r"^-?[0-9]{1,10}(\.[0-9]{1,2})?$"))
            .description(Some("Yuan, as a text with up to two decimals"))
            .examples(["7750.00"])
            .into()
    }
}
impl utoipa::ToSchema for Money {}

impl Add for Money {
    type Output = Money;
    #[inline]
    fn add(self, other: Money) -> Money {
        Money { fen: self.fen.saturating_add(other.fen).clamp(-LARGEST_FEN, LARGEST_FEN) }
    }
}
impl Sub for Money {
    type Output = Money;
    #[inline]
    fn sub(self, other: Money) -> Money {
        Money { fen: self.fen.saturating_sub(other.fen).clamp(-LARGEST_FEN, LARGEST_FEN) }
    }
}
impl AddAssign for Money {
    fn add_assign(&mut self, other: Money) {
        *self = *self + other;
    }
}
impl Sum for Money {
    fn sum<I: Iterator<Item = Money>>(amounts: I) -> Money {
        amounts.fold(Money::ZERO, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_half_away_from_zero() {
        let round = |text: &str| Money::round(Decimal::from_str_exact(text).unwrap()).to_string();
        assert_eq!(round("0.005"), "0.01");
        assert_eq!(round("-0.005"), "-0.01");
        assert_eq!(round("73.975"), "73.98");
        assert_eq!(round("73.9749"), "73.97");
        assert_eq!(round("-0.0050000000000000000000000001"), "-0.01");
        assert_eq!(Money::round(Decimal::MAX).fen(), LARGEST_FEN);
        assert_eq!(Money::round(Decimal::MIN).fen(), -LARGEST_FEN);
    }

    #[test]
    fn reads_only_amounts_to_the_fen() {
        assert_eq!("12.5".parse::<Money>().unwrap().to_string(), "12.50");
        assert_eq!("12.500".parse::<Money>().unwrap().fen(), 1250);
        for bad in ["", "12.505", "1e3", "12,00", "NaN", "99999999999", "１２", "+300.00", "1_000.00"] {
            assert!(bad.parse::<Money>().is_err(), "{bad}");
        }
    }

    #[test]
    fn sums_are_held_at_what_can_be_read_again() {
        let most: Money = "9999999999.99".parse().unwrap();
        assert_eq!((most + most).to_string().parse(), Ok(most));
        let least = Money::ZERO - most - most;
        assert_eq!(least.to_string().parse(), Ok(least));
    }

    #[test]
    fn groups_thousands() {
        assert_eq!(Money::from_fen(123_456_789).grouped(), "1,234,567.89");
        assert_eq!(Money::from_fen(-30_000).grouped(), "-300.00");
        assert_eq!(Money::from_fen(5).grouped(), "0.05");
        assert_eq!(Money::from_yuan(100).grouped(), "100.00");
    }
}
