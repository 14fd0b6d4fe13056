//! What the facts of a claim are called, by their paths in the claim document.

use crate::domain::people::Lang;

pub mod rest;

texts! {
    enrolments => "参保记录", "enrolments";
    filed => "申请日期", "day of filing";
    benefits => "申请项目", "benefits claimed";
    history => "以往", "history";
    nth_grant(n) => "第 {n} 笔给付", "grant {n}";
    stays => "住院", "hospital stay";
    nth_stay(n) => "第 {n} 次住院", "stay {n}";
    nth_outpatient(n) => "第 {n} 笔门诊", "outpatient item {n}";
    nth_benefit(n) => "第 {n} 个申请项目", "benefit {n}";
    diagnosis => "确诊信息", "diagnosis";
    death => "死亡信息", "death";
    member => "申请人", "member";
    payee => "收款账户", "payee";
    hospital => "医院", "hospital";
    illness => "病种", "illness";
    expense => "费用", "expense";
    admission => "入院日期", "admission";
    discharge => "出院日期", "discharge";
    settled => "是否经医保结算", "whether insurance settled it";
    settled_on => "结算日期", "day of settlement";
    item => "病种或药品", "the disease or drug";
    designated => "是否定点医院", "whether the hospital is designated";
    in_period => "本期内的费用", "expense inside the period";
    disease => "疾病种类", "disease";
    diagnosed => "确诊日期", "day of diagnosis";
    pathology => "病理报告日期", "date of the pathology report";
    report => "确诊报告日期", "date of the confirming report";
    sudden => "是否突发疾病", "whether the illness was sudden";
    treated => "是否住院治疗", "whether treated in hospital";
    name => "姓名", "name";
    sex => "性别", "sex";
    birth => "出生日期", "birth date";
    phone => "手机号", "mobile";
    id_number => "身份证号", "ID number";
    social_card => "社保卡号", "social-security card number";
    card => "银行卡号", "bank card number";
    proof => "继承人证明", "the heir's proof";
    date => "日期", "date";
    part_accident => "意外经过", "accident";
    part_kind => "意外种类", "kind of accident";
    part_as_driver => "是否本人驾驶", "whether the member drove";
    part_police => "交管是否介入", "whether the police dealt with it";
    part_account => "事故经过", "account of the accident";
    part_agent => "受托人", "agent";
    part_cause => "原因", "cause";
    part_disability => "残疾", "disability";
    part_share => "鉴定比例", "assessed share";
    part_known_since => "何时知道事故", "the day on which it was known";
    part_contract => "合同单号", "contract number";
    part_units => "份数", "units";
    part_relation => "与被保障人关系", "relation to the member";
    part_class => "参保类别", "class of cover";
    part_total => "是否全残", "whether the disability is total";
    part_fire => "火灾信息", "fire";
    part_outside => "是否外地住院", "whether the hospital is outside the city";
    part_settled_later => "零星结算", "settled afterwards";
    part_declared => "法院宣告死亡（失踪）", "declared dead by a court";
    part_criminal => "刑事案件", "criminal case";
    part_platform => "平台从业", "platform worker";
    part_sequelae => "脑中风后遗症", "what a stroke left";
    part_bank => "开户银行", "bank";
    part_relief => "医保减负", "insurance relief";
    part_account_kind => "账户类别", "kind of account";
    part_member_number => "会员编号", "member number";
    part_notified => "通知日期", "day of notice";
    part_known_to_union => "工会知悉日期", "day on which the union knew";
    part_late_reason => "逾期原因", "reason for the delay";
    part_amounts => "核定金额", "assessed amount";
    nth_of(list, n) => "{list}第 {n} 项", "{list} {n}";
    nth_enrolment(n) => "第 {n} 份合同", "contract {n}";
}

/// Names a fact by its path: `facts.stays[0].settled` is "第 1 次住院 是否经医保结算". A path that has no name is its own.
pub fn fact_name(lang: Lang, path: &str) -> String {
    let words: Vec<String> = path.split('.').filter(|part| *part != "facts").map(|part| part_name(lang, part)).collect();
    words.join(" ")
}

fn part_name(lang: Lang, part: &str) -> String {
    if let Some((list, index)) = part.strip_suffix(']').and_then(|part| part.split_once('['))
        && let Ok(index) = index.parse::<u32>()
    {
        let n = index.saturating_add(1);
        return match list {
            "stays" => nth_stay(lang, n),
            "outpatient" => nth_outpatient(lang, n),
            "benefits" => nth_benefit(lang, n),
            "enrolments" => nth_enrolment(lang, n),
            "granted" => nth_grant(lang, n),
            _ => named(lang, list).map_or_else(|| part.to_owned(), |list| nth_of(lang, list, n)),
        };
    }
    named(lang, part).unwrap_or(part).to_owned()
}

fn named(lang: Lang, part: &str) -> Option<&'static str> {
    plain_name(lang, part).or_else(|| rest::field(lang, part))
}

fn plain_name(lang: Lang, part: &str) -> Option<&'static str> {
    Some(match part {
        "enrolments" => enrolments(lang),
        "filed" => filed(lang),
        "benefits" => benefits(lang),
        "history" => history(lang),
        "stays" => stays(lang),
        "diagnosis" => diagnosis(lang),
        "death" => death(lang),
        "member" => member(lang),
        "payee" => payee(lang),
        "hospital" => hospital(lang),
        "illness" => illness(lang),
        "expense" => expense(lang),
        "admission" => admission(lang),
        "discharge" => discharge(lang),
        "settled" => settled(lang),
        "settled_on" => settled_on(lang),
        "item" => item(lang),
        "designated" => designated(lang),
        "expense_in_period" => in_period(lang),
        "disease" => disease(lang),
        "diagnosed" => diagnosed(lang),
        "pathology_report" => pathology(lang),
        "confirming_report" => report(lang),
        "sudden_illness" => sudden(lang),
        "treated_in_hospital" => treated(lang),
        "name" => name(lang),
        "sex" => sex(lang),
        "birth" => birth(lang),
        "phone" => phone(lang),
        "id_number" => id_number(lang),
        "social_security_card" => social_card(lang),
        "card" => card(lang),
        "proof" => proof(lang),
        "date" => date(lang),
        "accident" => part_accident(lang),
        "kind" => part_kind(lang),
        "as_driver" => part_as_driver(lang),
        "police" => part_police(lang),
        "account" => part_account(lang),
        "agent" => part_agent(lang),
        "cause" => part_cause(lang),
        "disability" => part_disability(lang),
        "share" => part_share(lang),
        "known_since" => part_known_since(lang),
        "contract" => part_contract(lang),
        "units" => part_units(lang),
        "relation" => part_relation(lang),
        "class" => part_class(lang),
        "total" => part_total(lang),
        "fire" => part_fire(lang),
        "outside" => part_outside(lang),
        "settled_later" => part_settled_later(lang),
        "declared" => part_declared(lang),
        "criminal" => part_criminal(lang),
        "platform_worker" => part_platform(lang),
        "stroke_sequelae" => part_sequelae(lang),
        "bank" => part_bank(lang),
        "relief" => part_relief(lang),
        "account_kind" => part_account_kind(lang),
        "member_number" => part_member_number(lang),
        "notified" => part_notified(lang),
        "known_to_union" => part_known_to_union(lang),
        "late_reason" => part_late_reason(lang),
        "amounts" => part_amounts(lang),
        _ => return None,
    })
}
