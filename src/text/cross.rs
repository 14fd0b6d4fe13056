//! What two cases share, in words: each match, what became of the other case, and both as one line.

use crate::domain::cross::{CrossMatch, Match, NameLikeness, Slip, Standing};
use crate::domain::people::Lang;
use crate::text::plural;

texts! {
    name => "别案", "Other case";
    receipt(tails) => "票据号相同（尾号 {tails}）", "same receipt (..{tails})";
    stay(from, to) => "同一次住院（{from} 至 {to}）", "same stay ({from} to {to})";
    overlap(days) => "住院日期重叠 {days}", "stays share {days}";
    card(tail) => "两名会员同一银行卡（尾号 {tail}）", "one bank card for two members (..{tail})";
    two_names => "证件号码相同，姓名不同", "one ID number, two names";
    id_digit => "证件号码只差一位", "ID numbers one digit apart";
    id_swapped => "证件号码相邻两位对调", "ID numbers with two digits swapped";
    alike_same => "出生日期与姓名相同，证件号码不同", "same name and birth date, another ID number";
    alike_sound => "出生日期相同，姓名同音", "same birth date, names sound alike";
    alike_character => "出生日期相同，姓名差一字", "same birth date, names one character apart";
    paid_there => "同一人或已领过本项补助，本案履历中没有", "perhaps the same person, granted the same benefit there, which this member's history lacks";
    other_match => "有相同之处（新版服务器的说明）", "something a newer server knows of";
    hidden => "一件您无权查看的案件", "a case you may not see";
    same_member => "同一会员", "same member";
    other_member => "另一会员", "another member";
    paid(amount, day) => "{day} 已核准 {amount}", "{amount} granted on {day}";
    paid_in_period(amount, day) => "本期 {day} 已核准 {amount}", "{amount} granted in this period on {day}";
    paid_short(amount, day) => "本期 {day} 已核准 {amount}", "{amount} this period, {day}";
    rejected => "已驳回", "rejected";
    undecided => "尚未决定", "not decided yet";
    head(case, who) => "{case}（{who}）", "{case} ({who})";
    shares(head, found) => "{head}：{found}", "{head}: {found}";
    stands(line, standing) => "{line}；{standing}", "{line}; {standing}";
}

/// Says one thing that two cases share.
pub fn match_words(lang: Lang, found: &Match) -> String {
    match found {
        Match::Receipt { tails } => receipt(lang, tails.join(crate::text::assess::comma(lang))),
        Match::Stay { stay: span } => stay(lang, span.from, span.to),
        Match::Overlap { days } => overlap(lang, plural::days(lang, days)),
        Match::Card { tail } => card(lang, tail),
        Match::TwoNames => two_names(lang).to_owned(),
        Match::IdOff { by: Slip::Digit } => id_digit(lang).to_owned(),
        Match::IdOff { by: Slip::Swapped } => id_swapped(lang).to_owned(),
        Match::Alike { name: NameLikeness::Same } => alike_same(lang).to_owned(),
        Match::Alike { name: NameLikeness::Sound } => alike_sound(lang).to_owned(),
        Match::Alike { name: NameLikeness::Character } => alike_character(lang).to_owned(),
        Match::Paid { .. } => paid_there(lang).to_owned(),
        Match::Other => other_match(lang).to_owned(),
    }
}

/// Says all that two cases share.
pub fn matches(lang: Lang, found: &[Match]) -> String {
    let found: Vec<String> = found.iter().map(|found| match_words(lang, found)).collect();
    found.join(crate::text::assess::comma(lang))
}

/// Says what became of the other case; `in_period`: it is of the same period of the same plan.
pub fn standing(lang: Lang, standing: &Standing, in_period: bool) -> String {
    match standing {
        Standing::Undecided => undecided(lang).to_owned(),
        Standing::Rejected => rejected(lang).to_owned(),
        Standing::Granted { on, amount } if in_period => paid_in_period(lang, amount.grouped(), on),
        Standing::Granted { on, amount } => paid(lang, amount.grouped(), on),
    }
}

/// Says which case shares what with one, and what became of it.
pub fn line(lang: Lang, other: &CrossMatch, in_period: bool) -> String {
    let who = if other.same_member { same_member(lang) } else { other_member(lang) };
    let found = matches(lang, &other.found);
    match &other.case {
        None => shares(lang, hidden(lang), found),
        Some(case) => stands(lang, shares(lang, head(lang, case, who), found), standing(lang, &other.standing, in_period)),
    }
}
