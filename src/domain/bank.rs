//! Which bank issued a card, by how its number begins: a hint while a number is typed, never a check.
//!
//! Prefixes of common debit cards only; a card whose prefix is not here is as good as any other.

use crate::domain::people::Bilingual;

/// How the numbers of a bank's debit cards begin.
struct Bank {
    zh: &'static str,
    /// As people say it.
    short: &'static str,
    en: &'static str,
    prefixes: &'static [&'static str],
}

const BANKS: &[Bank] = &[
    Bank {
        zh: "工商银行",
        short: "工行",
        en: "ICBC",
        prefixes: &["620058", "621225", "621226", "621281", "622200", "622202", "622203", "622208"],
    },
    Bank {
        zh: "建设银行",
        short: "建行",
        en: "CCB",
        prefixes: &["436742", "621081", "621284", "621467", "621598", "621700", "622280", "622700"],
    },
    Bank {
        zh: "农业银行",
        short: "农行",
        en: "ABC",
        prefixes: &["620059", "621282", "621336", "622845", "622846", "622848", "622849", "623052"],
    },
    Bank {
        zh: "中国银行",
        short: "中行",
        en: "BOC",
        prefixes: &["456351", "601382", "620061", "621256", "621283", "62166", "621785", "621788"],
    },
    Bank {
        zh: "交通银行",
        short: "交行",
        en: "BoCom",
        prefixes: &["601428", "621002", "621069", "621436", "622258", "622260", "622261", "622262"],
    },
    Bank {
        zh: "邮储银行",
        short: "邮储",
        en: "PSBC",
        prefixes: &["620062", "621095", "621096", "621098", "621285", "621799", "622150", "622188"],
    },
    Bank {
        zh: "招商银行",
        short: "招行",
        en: "CMB",
        prefixes: &["410062", "621286", "621483", "621485", "622575", "622580", "622588", "622609"],
    },
];

/// Gives the bank of a card number's first digits; nothing where they are not of the common ones.
pub fn of_card(number: &str) -> Option<Bilingual> {
    BANKS.iter().find(|bank| bank.prefixes.iter().any(|prefix| number.starts_with(prefix))).map(Bank::name)
}

/// Gives the bank that a text names, as a branch is written: `中国工商银行某某支行`; nothing where it is none of the common ones.
pub fn named(text: &str) -> Option<Bilingual> {
    let text = text.to_uppercase();
    let names = |bank: &&Bank| [bank.zh, bank.short].iter().any(|name| text.contains(name)) || text.contains(&bank.en.to_uppercase());
    BANKS.iter().find(names).map(Bank::name)
}

impl Bank {
    fn name(&self) -> Bilingual {
        Bilingual { zh: self.zh.to_owned(), en: self.en.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bank_is_known_by_six_digits() {
        assert_eq!(of_card("6217000010000004417").unwrap().zh, "建设银行");
        assert!(of_card("62170").is_none());
        assert!(of_card("9999990000000000").is_none());
        assert_eq!(named("中国工商银行某某支行"), of_card("6222020000000000"));
        assert_eq!(named("建行某某支行").unwrap().en, "CCB");
        assert!(named("某某农商行").is_none());
    }
}
