//! Counted things: Chinese has its measure words, English its plurals.

use std::fmt::Display;

use crate::domain::people::Lang;

texts! {
    n_days(n) => "{n} 天", "{n} days";
    one_day => "1 天", "1 day";
    n_units(n) => "{n} 份", "{n} units";
    one_unit => "1 份", "1 unit";
    n_stays(n) => "{n} 次住院", "{n} stays";
    one_stay => "1 次住院", "1 stay";
    n_receipts(n) => "{n} 张票据", "{n} receipts";
    one_receipt => "1 张票据", "1 receipt";
    n_contracts(n) => "{n} 份合同", "{n} contracts";
    one_contract => "1 份合同", "1 contract";
    n_working_days(n) => "{n} 个工作日", "{n} working days";
    one_working_day => "1 个工作日", "1 working day";
    n_months(n) => "{n} 个月", "{n} months";
    one_month => "1 个月", "1 month";
    n_years(n) => "{n} 年", "{n} years";
    one_year => "1 年", "1 year";
}

fn pick(lang: Lang, n: impl Display, one: fn(Lang) -> &'static str, many: fn(Lang, String) -> String) -> String {
    let n = n.to_string();
    if n == "1" { one(lang).to_owned() } else { many(lang, n) }
}

macro_rules! counted {
    ($($(#[$doc:meta])* $name:ident: $one:ident, $many:ident;)*) => {$(
        $(#[$doc])*
        pub fn $name(lang: Lang, n: impl Display) -> String {
            pick(lang, n, $one, |lang, n| $many(lang, n))
        }
    )*};
}

counted! {
    /// 3 天, 3 days
    days: one_day, n_days;
    /// 份, of cover
    units: one_unit, n_units;
    stays: one_stay, n_stays;
    receipts: one_receipt, n_receipts;
    contracts: one_contract, n_contracts;
    working_days: one_working_day, n_working_days;
    months: one_month, n_months;
    years: one_year, n_years;
}

/// A time of so many months: 2 年, 18 个月.
pub fn term(lang: Lang, n: u32) -> String {
    if n > 0 && n.is_multiple_of(12) { years(lang, n / 12) } else { months(lang, n) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_one() {
        assert_eq!([days(Lang::En, 1), days(Lang::En, 0), days(Lang::Zh, 1)], ["1 day", "0 days", "1 天"]);
        assert_eq!([term(Lang::En, 24), term(Lang::En, 18), term(Lang::Zh, 12)], ["2 years", "18 months", "1 年"]);
    }
}
