//! What the fields of a form are called, and what is said under a field while it is typed.

use crate::domain::fact_field::{FactField, Group};
use crate::domain::people::Lang;

texts! {
    // Groups.
    group_member => "被保障人", "Member";
    group_enrolment => "参保", "Enrolment";
    group_claim => "申请", "Claim";
    group_stay => "住院", "Hospital stay";
    group_diagnosis => "确诊", "Diagnosis";
    group_outpatient => "门诊与用药", "Outpatient care";
    group_accident => "意外", "Accident";
    group_disability => "残疾", "Disability";
    group_agent => "受托人", "Agent";
    group_death => "身故", "Death";
    group_payee => "收款", "Payee";
    group_fire => "火灾", "Fire";
    group_amount => "核定金额", "Assessed amount";
    amount => "金额", "Amount";
    amount_clause => "依据条款", "Clause";
    // Fields.
    id_number => "身份证号", "ID number";
    name => "姓名", "Name";
    sex => "性别", "Sex";
    birth => "出生日期", "Born";
    phone => "手机号", "Mobile";
    social_card => "社保卡号", "Social-security card";
    retired => "已退休", "Retired";
    cover_from => "参保起", "Covered from";
    cover_to => "参保止", "Covered to";
    employer => "单位", "Employer";
    premium => "保费", "Premium";
    own_share => "其中个人缴", "Own share";
    insured_staff => "单位医保人数", "Insured staff";
    enrolled_staff => "单位参保人数", "Enrolled staff";
    contract => "合同号", "Contract";
    units => "份数", "Units";
    funding => "出资", "Paid by";
    filed_by => "申请人", "Filed by";
    known_since => "知悉日期", "Known since";
    late_reason => "逾期事由", "Why late";
    choice => "择一享受", "Chosen benefit";
    hospital => "医院", "Hospital";
    admission => "入院日期", "Admitted";
    discharge => "出院日期", "Discharged";
    stated_days => "记录天数", "Recorded days";
    cause => "原因", "Cause";
    illness => "病种", "Illness";
    settled => "医保已结算", "Settled by insurance";
    designated => "定点医院", "Designated hospital";
    self_care => "自理", "Self-care";
    self_pay => "自付", "Self-pay";
    fund => "大病保险支付", "Critical-illness fund";
    subsidy => "公务员补助", "Civil-servant subsidy";
    receipt => "票据号码", "Receipt number";
    in_period => "本期内费用", "Expense in period";
    disease => "疾病", "Disease";
    diagnosed => "确诊日期", "Diagnosed";
    pathology => "病理报告日期", "Pathology report";
    report => "确诊报告日期", "Confirming report";
    known_before => "参保前已患", "Had it before";
    accident_date => "意外日期", "Day of accident";
    accident_kind => "意外类别", "Kind";
    as_driver => "本人驾车", "Was driving";
    police => "交警处理", "Traffic police";
    criminal => "刑事案件", "Criminal case";
    account => "时间地点经过", "Time, place, course";
    share => "伤残比例 %", "Share, %";
    assessed => "鉴定日期", "Assessed";
    death_cause => "身故原因", "Cause";
    relation => "与被保障人关系", "Relation";
    finding => "病理所见", "Finding";
    radiotherapy => "做过放疗", "Radiotherapy";
    chemotherapy => "化疗次数", "Chemotherapy courses";
    outpatient_kind => "类别", "Kind";
    outpatient_item => "病种或药品", "Disease or drug";
    settled_on => "结算日期", "Settled on";
    died => "身故日期", "Died";
    sudden => "突发疾病", "Sudden illness";
    treated => "曾住院治疗", "Treated in hospital";
    payee_name => "户名", "Account name";
    bank => "开户行", "Bank";
    card => "银行卡号", "Card number";
    proof => "继承证明", "Heir's proof";
    member_number => "会员编号", "Member number";
    platform_worker => "平台接单从业", "Works for a platform";
    class => "参保类别", "Class of cover";
    complete_since => "材料齐全日", "Papers complete";
    outside => "外地医院", "Outside the city";
    settled_later => "零星结算", "Settled piecemeal";
    relief => "医保减负", "Insurance relief";
    stroke => "脑中风后遗症", "Left by a stroke";
    recognised => "已认定工伤", "Recognised";
    known_to_union => "工会知悉日期", "Union knew";
    notified => "通知日期", "Union told";
    total => "符合全残", "Total disability";
    applied => "申请鉴定日期", "Applied on";
    fire_date => "火灾日期", "Day of fire";
    declared => "法院宣告死亡", "Declared dead";
    account_kind => "账户类别", "Kind of account";
    activated => "会员卡已激活", "Card activated";
    // Words of choices.
    yes => "是", "yes";
    no => "否", "no";
    female => "女", "female";
    male => "男", "male";
    by_illness => "疾病", "illness";
    by_traffic => "交通事故", "traffic accident";
    by_work => "工伤", "work injury";
    by_accident => "其他意外", "other accident";
    listed_disease => "规定病种门诊", "listed disease";
    special_drug => "大病特殊用药", "special drug";
    other => "其他", "other";
    serious_illness => "门诊大病", "serious illness";
    home_bed => "家庭病床", "home bed";
    none => "无", "none";
    uraemia => "尿毒症减负", "uraemia";
    union_card => "会员服务卡", "union card";
    social_security_card => "社保卡", "social-security card";
    card_elsewhere => "社保卡（农信社、邮政）", "card by a cooperative or by post";
    own_account => "本人其他账户", "other own account";
    paid => "自费份", "paid";
    given => "普惠份", "given";
    the_member => "本人", "the member";
    the_employer => "单位", "the employer";
    the_beneficiary => "受益人", "the beneficiary";
    fall => "跌伤", "fall";
    traffic => "交通事故", "traffic";
    accident => "意外", "accident";
    // Faults: what is wrong, and what would be right.
    fault_date => "不是日期；例 2024-11-22、20241122、11-22", "no date; e.g. 2024-11-22, 20241122, 11-22";
    fault_far_date => "年份不对：应在 1900 至 2199 之间", "the year is wrong: 1900 to 2199";
    fault_money => "不是金额；例 1,234.50", "no amount; e.g. 1,234.50";
    fault_count => "应为整数", "a whole number";
    fault_percent => "应为 0 至 100 的百分比", "a share from 0 to 100";
    fault_before_admission => "早于入院日期", "before the admission";
    fault_before_cover => "早于参保起", "before the cover begins";
    fault_must => "必填", "needed";
    fault_control => "含有不可见字符", "holds characters that can't be seen";
    digits_of_card(n) => "已 {n} 位，共 16 至 19 位", "{n} digits, of 16 to 19";
    card_so_far(n) => "{n} 位的校验位不对；没打完就接着打，共 16 至 19 位", "with {n} digits the check digit is wrong; go on if there are more: 16 to 19";
    digits_to_go(n, of) => "已 {n} 位，共 {of} 位", "{n} of {of} digits";
    // Warnings: the claim is taken in all the same, the reviewer sees a failed check.
    warn_id_form => "应为 18 位身份证号", "an ID number has 18 places";
    warn_id_birth => "号码中的出生日期不存在", "the birth date in the number does not exist";
    warn_id_check => "校验码不对，请核对每一位", "the check digit is wrong: compare each digit";
    warn_id_area => "地区码不认识，请核对前六位", "the area code is not known: compare the first six digits";
    warn_birth_future => "出生日期在今天之后", "the birth date lies in the future";
    warn_phone => "应为 11 位手机号", "a mobile number has 11 digits";
    warn_card => "校验位不对，请对着卡再看一遍", "the check digit is wrong: compare it with the card";
    warn_card_form => "应为 16 至 19 位", "a card number has 16 to 19 digits";
    warn_social => "应为 19 位，或一个字母加 8 位数字", "19 digits, or a letter and 8 digits";
    warn_not_listed => "不在本计划的病种内", "not in the plan's list";
    warn_future => "在今天之后", "lies in the future";
    warn_days_beyond(most) => "比日期多：首尾都算也只有 {most}，请核对出院记录", "the dates hold {most} at most: compare with the record";
    warn_other_name(names) => "此身份证号在本机的案件里是 {names}，请核对证件", "cases here have this ID number as {names}: compare with the card";
    warn_cause => "意外住院要写明原因，空着算不出：请照材料选", "an accident stay needs its cause, nothing is computed without: choose it from the papers";
    warn_after_event => "晚于入院或身故日期，请核对", "after the admission or the death: compare with the papers";
    warn_after_death => "晚于身故日期，请核对", "after the death: compare with the papers";
    contract_form(prefix, digits) => "{prefix} 加 {digits} 位数字", "{prefix} and {digits} digits";
    or => "，或 ", ", or ";
    warn_contract(forms) => "不像合同号：应为 {forms}", "no contract number: {forms}";
    warn_span(day) => "按合同期限应到 {day}，请核对", "by its length the contract ends on {day}: compare it";
    warn_card_of(bank) => "卡号是{bank}的，请核对", "the card is one of {bank}: compare it";
    warn_bank(bank) => "本计划只付到{bank}的卡", "the plan pays into cards of {bank} only";
    warn_other_birth => "与身份证号不一致", "differs from the ID number";
    // What a number says.
    id_says(birth, sex, age) => "✓ {birth} 生  {sex}  {age} 岁", "✓ {birth}  {sex}, {age}";
    ok_number => "✓ 号码正确", "✓ well formed";
    bank_is(bank) => "✓ {bank}", "✓ {bank}";
}

/// Names a part of the facts.
pub const fn group(lang: Lang, group: Group) -> &'static str {
    match group {
        Group::Member => group_member(lang),
        Group::Enrolment => group_enrolment(lang),
        Group::Claim => group_claim(lang),
        Group::Stay => group_stay(lang),
        Group::Diagnosis => group_diagnosis(lang),
        Group::Outpatient => group_outpatient(lang),
        Group::Accident => group_accident(lang),
        Group::Disability => group_disability(lang),
        Group::Death => group_death(lang),
        Group::Agent => group_agent(lang),
        Group::Payee => group_payee(lang),
        Group::Fire => group_fire(lang),
        Group::Amount => group_amount(lang),
    }
}

/// Names a field of the catalogue; one that has no name shows its pattern, and a test finds it.
pub fn label(lang: Lang, field: &FactField) -> &'static str {
    match field.pattern {
        "/member/id_number" => id_number(lang),
        "/member/name" => name(lang),
        "/member/sex" => sex(lang),
        "/member/birth" => birth(lang),
        "/member/phone" => phone(lang),
        "/member/social_security_card" => social_card(lang),
        "/member/member_number" => member_number(lang),
        "/member/platform_worker" => platform_worker(lang),
        "/member/retired" => retired(lang),
        "/complete_since" => complete_since(lang),
        "/late_reason" => late_reason(lang),
        "/choices/exclusive" => choice(lang),
        "/filed_by" => filed_by(lang),
        "/known_since" => known_since(lang),
        pattern => match pattern.split_once("/*/") {
            Some((_, rest)) => of_list(lang, rest),
            None => of_one(lang, pattern),
        }
        .unwrap_or(field.pattern),
    }
}

fn of_list(lang: Lang, rest: &str) -> Option<&'static str> {
    Some(match rest {
        "cover/from" => cover_from(lang),
        "cover/to" => cover_to(lang),
        "employer" => employer(lang),
        "contract" => contract(lang),
        "units" => units(lang),
        "funding" => funding(lang),
        "premium" => premium(lang),
        "own_share" => own_share(lang),
        "insured_staff" => insured_staff(lang),
        "enrolled_staff" => enrolled_staff(lang),
        "hospital" => hospital(lang),
        "admission" => admission(lang),
        "discharge" => discharge(lang),
        "stated_days" => stated_days(lang),
        "cause" => cause(lang),
        "illness" => illness(lang),
        "settled" => settled(lang),
        "designated" => designated(lang),
        "expense/self_care" => self_care(lang),
        "expense/self_pay" => self_pay(lang),
        "expense/critical_illness_fund" => fund(lang),
        "expense/civil_servant_subsidy" => subsidy(lang),
        "expense/receipt" => receipt(lang),
        "expense_in_period" => in_period(lang),
        "class" => class(lang),
        "amount" => amount(lang),
        "clause" => amount_clause(lang),
        "outside" => outside(lang),
        "settled_later" => settled_later(lang),
        "relief" => relief(lang),
        "kind" => outpatient_kind(lang),
        "item" => outpatient_item(lang),
        "settled_on" => settled_on(lang),
        _ => return None,
    })
}

fn of_one(lang: Lang, pattern: &str) -> Option<&'static str> {
    Some(match pattern {
        "/diagnosis/disease" => disease(lang),
        "/diagnosis/hospital" => hospital(lang),
        "/diagnosis/diagnosed" => diagnosed(lang),
        "/diagnosis/pathology_report" => pathology(lang),
        "/diagnosis/confirming_report" => report(lang),
        "/diagnosis/known_before" => known_before(lang),
        "/accident/date" => accident_date(lang),
        "/accident/kind" => accident_kind(lang),
        "/accident/as_driver" => as_driver(lang),
        "/accident/police" => police(lang),
        "/accident/criminal" => criminal(lang),
        "/accident/account" => account(lang),
        "/disability/share" => share(lang),
        "/disability/assessed" => assessed(lang),
        "/death/cause" => death_cause(lang),
        "/death/illness" => illness(lang),
        "/agent/name" => name(lang),
        "/agent/id_number" => id_number(lang),
        "/agent/phone" => phone(lang),
        "/agent/relation" => relation(lang),
        "/diagnosis/finding" => finding(lang),
        "/diagnosis/radiotherapy" => radiotherapy(lang),
        "/diagnosis/chemotherapy_courses" => chemotherapy(lang),
        "/death/date" => died(lang),
        "/death/sudden_illness" => sudden(lang),
        "/death/treated_in_hospital" => treated(lang),
        "/payee/name" => payee_name(lang),
        "/payee/bank" => bank(lang),
        "/payee/card" => card(lang),
        "/payee/proof" => proof(lang),
        "/payee/account_kind" => account_kind(lang),
        "/payee/activated" => activated(lang),
        "/diagnosis/stroke_sequelae" => stroke(lang),
        "/accident/recognised" => recognised(lang),
        "/accident/known_to_union" => known_to_union(lang),
        "/accident/notified" => notified(lang),
        "/disability/total" => total(lang),
        "/disability/applied" => applied(lang),
        "/fire/date" => fire_date(lang),
        "/fire/account" => account(lang),
        "/death/declared" => declared(lang),
        _ => return None,
    })
}

/// Names a word of a choice; one that has no name is its own.
pub fn word(lang: Lang, word: &str) -> &str {
    match word {
        "female" => female(lang),
        "male" => male(lang),
        "illness" => by_illness(lang),
        "traffic-accident" => by_traffic(lang),
        "work-injury" => by_work(lang),
        "other-accident" => by_accident(lang),
        "listed-disease" => listed_disease(lang),
        "special-drug" => special_drug(lang),
        "other" => other(lang),
        "serious-illness" => serious_illness(lang),
        "home-bed" => home_bed(lang),
        "none" => none(lang),
        "uraemia" => uraemia(lang),
        "union-card" => union_card(lang),
        "social-security-card" => social_security_card(lang),
        "social-security-card-elsewhere" => card_elsewhere(lang),
        "own" => own_account(lang),
        "paid" => paid(lang),
        "given" => given(lang),
        "member" => the_member(lang),
        "employer" => the_employer(lang),
        "beneficiary" => the_beneficiary(lang),
        "fall" => fall(lang),
        "traffic" => traffic(lang),
        "accident" => accident(lang),
        unknown => unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::fact_field::{FACT_FIELDS, FieldKind};

    #[test]
    fn every_field_and_word_has_a_name_in_both_languages() {
        for lang in [Lang::Zh, Lang::En] {
            for field in FACT_FIELDS {
                assert_ne!(label(lang, field), field.pattern);
                if let FieldKind::Choice(words) = field.kind {
                    words.iter().for_each(|one| assert!(lang == Lang::En || word(lang, one) != *one, "{one}"));
                }
            }
        }
    }
}
