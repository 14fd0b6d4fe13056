//! The checks: what each is called, and what it found.
//!
//! A check's id says what was asked; its state and variant say which sentence fits. An id that has no words is its own name.

use crate::domain::assessment::{Check, CheckState, Finding, OTHER_CASE};
use crate::domain::names::Names;
use crate::domain::people::Lang;
use crate::text::facts::fact_name;

mod contracts;
mod enrolment;
mod lines;
mod questions;

pub use enrolment::stays_named;
pub use questions::{answer_word, question, yes_passes};

texts! {
    enrolled => "参保在期", "Enrolled";
    enrolment_terms => "参保方式", "Terms of enrolment";
    retirement => "在职", "Not retired";
    member_conditions => "参保条件", "Membership";
    premium => "保障金", "Premium";
    own_share => "个人缴纳", "Own share";
    participation => "参保率", "Participation";
    filing_window => "申请时限", "Filing window";
    dates => "日期", "Dates";
    form => "申请表", "Form";
    id_number => "证件号码", "ID number";
    mobile => "手机号", "Mobile";
    social_card => "社保卡号", "Social-security card";
    bank_card => "银行卡号", "Bank card";
    payee => "收款账户", "Payee";
    stay_days => "住院天数", "Days in hospital";
    stay_overlap => "住院重叠", "Overlapping stays";
    stay_expense => "重叠住院的费用", "Expense of overlapping stays";
    continuity => "跨期住院", "Stay across periods";
    other_period => "另期已结算", "Settled in another period";
    designated => "定点医院", "Designated hospital";
    settlement => "医保结算", "Insurance settlement";
    receipts => "重复票据", "Receipts";
    outpatient_list => "门诊目录", "Outpatient lists";
    hospitalised => "住院治疗", "Hospital stay";
    disease_listed => "规定病种", "Listed disease";
    disease_finding => "除外情形", "Excluded finding";
    disease_period => "确诊日期", "Day of diagnosis";
    known_before => "参保前已患", "Known before";
    earlier_critical => "以往重疾", "Earlier illness";
    once_in_period => "本期一次", "Once in the period";
    exclusive_choice => "重疾大额互斥", "One of two benefits";
    closes_other => "关闭大额", "Closes the other";
    sudden_death => "突发疾病死亡", "Sudden death";
    severe_before => "未享受重症", "No severe illness paid";
    no_materials => "材料未规定", "Papers not specified";
    exclusions => "免责情形", "Exclusions";
    contract_number => "合同单号", "Contract number";
    contract_twice => "重复合同", "Contract twice";
    cap_units => "限额份数", "Units of the limit";
    contract_span => "合同期限", "Contract dates";
    units => "份数", "Units";
    age => "入会年龄", "Age";
    payee_bank => "开户银行", "Bank";
    first_time => "首次患病", "First suffered";
    waiting_period => "免责期", "Waiting period";
    units_waiting => "免责份数", "Waiting units";
    no_waiting => "无免责期", "No waiting";
    accident => "意外经过", "Accident";
    accident_start => "意外日期", "Day of accident";
    accident_end => "期满后", "After the end";
    accident_again => "再次意外住院", "Second accident";
    disability_share => "残疾比例", "Disability share";
    death_after => "重疾后身故", "Death after illness";
    earlier_grant => "以往给付", "Earlier payout";
    later_grant => "其后已付", "Later payout";
    open_claim => "未决申请", "Open claim";
    cover_part => "参保期外", "Care outside";
    paid_before => "以前已付", "Paid before";
    recovered => "曾经追回", "Recovered";
    death_elsewhere => "身故申请", "Death";
    paper_facts => "材料所依情况", "Facts for papers";
    one_sum => "两项一笔", "One sum of two";
    cover_class => "参保类别", "Class of cover";
    accident_notice => "意外通知", "Notice of accident";
    assessment_applied => "鉴定申请", "Assessment";
    member_number => "会员编号", "Member number";
    card_activated => "会员卡激活", "Card activated";
    hospital_accepted => "认可医院", "Accepted hospital";
    total_disability => "全残鉴定", "Total disability";
    first_in_cover => "有效期内首次", "First in the cover";
    assessed_amount => "核定金额", "Assessed amount";
    declared_cause => "声明的原因", "Declared cause";
    direct_pay => "直接给付", "Direct payment";
    exclusion(id) => "免责 {id}", "Exclusion {id}";
    noted(line, note) => "{line}（复核人：{note}）", "{line} (reviewer: {note})";
    answered(line, answer, note) => "{line}（复核人答：{answer}；{note}）", "{line} (reviewer: {answer}; {note})";
    missing(facts) => "缺：{facts}", "missing: {facts}";
}

/// Names a check.
pub fn check_name(lang: Lang, id: &str) -> String {
    let name = match id {
        "enrolled" => enrolled(lang),
        "enrolment-terms" => enrolment_terms(lang),
        "retirement" => retirement(lang),
        "member-conditions" => member_conditions(lang),
        "premium" => premium(lang),
        "own-share" => own_share(lang),
        "participation" => participation(lang),
        "filing-window" => filing_window(lang),
        "dates" => dates(lang),
        "form" => form(lang),
        "id-number" => id_number(lang),
        "mobile" => mobile(lang),
        "social-security-card" => social_card(lang),
        "bank-card" => bank_card(lang),
        "payee" => payee(lang),
        "paper-facts" => paper_facts(lang),
        "death-elsewhere" => death_elsewhere(lang),
        "stay-days" => stay_days(lang),
        "stay-overlap" => stay_overlap(lang),
        "stay-expense" => stay_expense(lang),
        "continuity" => continuity(lang),
        "other-period" => other_period(lang),
        "designated-hospital" => designated(lang),
        "insurance-settlement" => settlement(lang),
        "receipts" => receipts(lang),
        "outpatient-list" => outpatient_list(lang),
        "hospitalised" => hospitalised(lang),
        "disease-listed" => disease_listed(lang),
        "disease-finding" => disease_finding(lang),
        "disease-period" => disease_period(lang),
        "known-before" => known_before(lang),
        "earlier-critical" => earlier_critical(lang),
        "once-in-period" => once_in_period(lang),
        "exclusive-choice" => exclusive_choice(lang),
        "closes-other" => closes_other(lang),
        "sudden-death" => sudden_death(lang),
        "severe-before" => severe_before(lang),
        "materials-not-specified" => no_materials(lang),
        "exclusions" => exclusions(lang),
        other => return contract_check(lang, other),
    };
    name.to_owned()
}

/// Names a check that plans of contracts or by enrolment make, or an exclusion that was raised.
fn contract_check(lang: Lang, id: &str) -> String {
    let name = match id {
        "contract-number" => contract_number(lang),
        "contract-twice" => contract_twice(lang),
        "cap-units" => cap_units(lang),
        "contract-span" => contract_span(lang),
        "units" => units(lang),
        "age" => age(lang),
        "payee-bank" => payee_bank(lang),
        "first-time" => first_time(lang),
        "waiting-period" => waiting_period(lang),
        "units-waiting" => units_waiting(lang),
        "no-waiting" => no_waiting(lang),
        "accident" => accident(lang),
        "accident-start" => accident_start(lang),
        "accident-end" => accident_end(lang),
        "accident-again" => accident_again(lang),
        "disability-share" => disability_share(lang),
        "death-after-illness" => death_after(lang),
        "earlier-grant" => earlier_grant(lang),
        "later-grant" => later_grant(lang),
        "open-claim" => open_claim(lang),
        "cover-part" => cover_part(lang),
        "paid-before" => paid_before(lang),
        "recovered" => recovered(lang),
        "one-sum" => one_sum(lang),
        "cover-class" => cover_class(lang),
        "accident-notice" => accident_notice(lang),
        "assessment-applied" => assessment_applied(lang),
        "member-number" => member_number(lang),
        "card-activated" => card_activated(lang),
        "hospital-accepted" => hospital_accepted(lang),
        "total-disability" => total_disability(lang),
        "first-time-in-cover" => first_in_cover(lang),
        "assessed-amount" => assessed_amount(lang),
        "declared-cause" => declared_cause(lang),
        "direct-pay" => direct_pay(lang),
        other if is_other_case(other) => crate::text::cross::name(lang),
        other => return other.strip_prefix("exclusion-").map_or_else(|| other.to_owned(), |id| exclusion(lang, id)),
    };
    name.to_owned()
}

/// Says what a check found, with the reviewer's answer where there is one.
pub fn check_line(lang: Lang, names: &dyn Names, check: &Check) -> String {
    let line = lines::of(lang, names, check);
    match &check.note {
        // What says of an exclusion that it is raised is no answer, and reads the same.
        Some(note) if !note.is_empty() && matches!(check.state, CheckState::Attested | CheckState::Fail) => {
            answered(lang, line, answer_word(lang, check.check.as_str(), check.state == CheckState::Attested), note)
        }
        Some(note) if !note.is_empty() => noted(lang, line, note),
        _ => line,
    }
}

/// Whether a check is about another case that shares something.
pub fn is_other_case(id: &str) -> bool {
    id.strip_prefix(OTHER_CASE).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

/// The facts that a finding misses, as one list.
fn missing_facts(lang: Lang, finding: &Finding) -> String {
    let facts: Vec<String> = finding.missing.iter().map(|path| fact_name(lang, path)).collect();
    missing(lang, facts.join(crate::text::assess::comma(lang)))
}

const fn passes(check: &Check) -> bool {
    matches!(check.state, CheckState::Pass)
}
