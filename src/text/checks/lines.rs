//! The sentences of the checks.

use std::fmt::Display;

use super::{missing_facts, passes};
use crate::domain::assessment::{Check, CheckState, Finding, IN_PERIOD};
use crate::domain::ids::{BenefitId, ExclusionId, ReasonCode};
use crate::domain::names::Names;
use crate::domain::people::Lang;
use crate::domain::time::Span;
use crate::text::{cross, plural};

texts! {
    in_cover(from, to) => "{from} 至 {to}", "{from} to {to}";
    no_enrolment => "没有本期的参保记录", "no enrolment in this period";
    enrolment_unknown => "没有任何参保记录，须核对", "no enrolment is known, to be looked up";
    one_share => "每人一份，整期参保", "one share, the whole period";
    shares(n) => "本期登记了 {n} 份，每人限保一份", "{n} shares in this period; each member has one";
    span(from, to) => "参保 {from} 至 {to}，与保障期不同；期内不办理退保和新增", "enrolled {from} to {to}, not the whole period; nobody joins or leaves inside it";
    retired => "参保时已退休", "retired when enrolled";
    at_work => "在职", "at work";
    young(age, lowest) => "{age} 岁，未到 {lowest} 岁", "aged {age}, under {lowest}";
    old(age, lowest) => "{age} 岁，已满 {lowest} 岁，须核对是否退休", "aged {age}, {lowest} or more: see whether he is retired";
    age_unknown => "年龄不详，核准即表示未退休", "age not known; approving attests that he is not retired";
    membership => "省级产业工会所属单位在职职工，已参加浙江省职工医保，自愿由工会统一参保；核准即表示已核对", "works under a provincial industry union, insured in Zhejiang, enrolled by the union of his own will; approving attests to it";
    premium(paid) => "{paid}", "{paid}";
    premium_differs(paid, due) => "缴纳 {paid}，标准为 {due}", "{paid} was paid, the premium is {due}";
    share(own) => "个人承担 {own}", "own part {own}";
    share_above(own, premium) => "个人承担 {own}，超过标准 {premium}", "own part {own} is more than the premium {premium}";
    share_low(own, least) => "共同缴纳，个人承担 {own}，原则上不少于 {least}", "shared, own part {own}; in principle at least {least}";
    took_part_more(n, insured) => "参保 {n} 人，多于在册医保 {insured} 人，请核对", "{n} enrolled, more than the {insured} insured: please look";
    took_part(n, needed, percent) => "参保 {n} 人，应达 {needed} 人（{percent}%）", "{n} enrolled, {needed} needed ({percent} %)";
    filed_in(day) => "{day} 提出，在保障期内", "filed {day}, inside the period";
    filed_special(day, to) => "{day} 提出，已过保障期，{to} 前有特殊原因", "filed {day}, after the period, with a reason, by {to}";
    filed_no_reason(day, to) => "{day} 提出，已过保障期，末日 {to}，未写特殊原因", "filed {day}, after the period, by {to}; no reason is given";
    filed_late(day, to) => "{day} 提出，末日为 {to}；办法写的是「原则上」，可提交会审", "filed {day}, the last day was {to}; the document says in principle, so it may be referred";
    dates_right => "先后合理", "in order";
    dates_reversed(stays, facts) => "{stays}：出院早于入院；须改：{facts}", "{stays}: discharged before admitted; to be corrected: {facts}";
    dates_wrong(facts) => "先后不合理：{facts}", "can't be right: {facts}";
    form_full => "已填齐", "complete";
    id_right => "校验码与出生日期正确", "check character and birth date are right";
    id_form => "不是 18 位身份证号", "not an 18-character ID number";
    id_birth => "其中的出生日期不存在", "its birth date does not exist";
    id_check => "校验码不对", "its check character is wrong";
    id_area => "地区代码不在册，可能已撤销", "its area is not known, perhaps abolished";
    id_birth_differs => "与填写的出生日期不同", "differs from the birth date given";
    id_sex_differs => "与填写的性别不同", "differs from the sex given";
    id_not_born => "出生日期在申请之后", "its birth date is after the filing";
    number_right => "格式正确", "well formed";
    number_wrong => "格式不对，请核对", "not well formed, please look";
    own_account => "户名与申请人一致", "the account is in the member's name";
    not_own => "户名与申请人不符", "the account is not in the member's name";
    own_after_death => "申请人已身故，账户是其本人的；文件未写能否付入，须判断", "the member has died and the account is his own; the documents don't say whether it may be paid into: to be judged";
    heir => "付给继承人，证明已登记", "to the heir, the proof is recorded";
    heir_unproven => "办法未写付给谁：须填写继承人与证明", "the document names no payee: enter the heir and the proof";
    days_right => "与日期相符", "agree with the dates";
    days_differ(from, to, stated, by_dates) => "{from} 至 {to}，出院记录写 {stated}，按日期为 {by_dates}", "{from} to {to}: the record says {stated}, the dates {by_dates}";
    days_beyond(from, to, stated, most) => "{from} 至 {to}，首尾都算也只有 {most}，出院记录写 {stated}", "{from} to {to}: the record says {stated}, the dates hold {most} at most";
    no_overlap => "无重叠", "none";
    overlap(days) => "与其他住院重叠 {days}，只计一次", "{days} shared with other stays, counted once";
    continuous(from, to) => "{from} 至 {to}，连续参保，归出院所在期", "{from} to {to}: continuous member, it belongs to the period of the discharge";
    next_period(from, to) => "{from} 至 {to}，连续参保，出院在另一期，不计入本期", "{from} to {to}: continuous member, discharged in another period, not counted here";
    not_continuous(from, to) => "{from} 至 {to}，未见连续参保，只计本期内的天数，费用须分摊", "{from} to {to}: not a continuous member as far as known; only the days inside count, the expense is apportioned";
    continuity_unknown(from, to) => "{from} 至 {to} 跨期，参保记录不详", "{from} to {to} crosses the period, and no enrolment is known";
    other_period_unsaid(from, to) => "{from} 至 {to} 跨期，另一期是否参保未写：连续参保的归出院所在期，否则只计本期内的天数，须核对", "{from} to {to} crosses the period, and no enrolment in the other is stated: of a continuous member it belongs to the period of the discharge, else only the days inside count; to be looked up";
    settled_elsewhere(from, to, case, day) => "{from} 至 {to} 住院，{case} 已于 {day} 在另一期结算；一次住院只在一期结算，须判断", "stay {from} to {to}: {case} settled it in another period on {day}; a stay is settled in one period only, to be judged";
    all_designated => "均为定点", "all designated";
    designated_unsaid => "未注明是否定点，核准即表示已核对", "not said of all; approving attests to it";
    not_designated(n) => "{n} 不在定点医院，不计", "{n} not in a designated hospital, not counted";
    let_pass => "复核人认可，照计", "let pass by the reviewer, counted";
    same_bills(stays) => "{stays}：一次包含在另一次内，各有费用；是否不同票据须判断", "{stays}: one lies inside the other and both bring an expense; to be judged whether the bills differ";
    pair(a, b) => "{a} 与 {b}", "{a} and {b}";
    of_stays(stays, text) => "{stays} 住院：{text}", "stay {stays}: {text}";
    stayed_before(from, to) => "{from} 至 {to} 住院，在确诊以前出院，住院原因未写明是本病：是否为本病，须判断", "stay {from} to {to}, ended before the disease was confirmed and not said to be for it: to be judged whether it was";
    stayed_other_time(from, to) => "{from} 至 {to} 住院，在本期之外：是否为本病，须判断", "stay {from} to {to}, outside the period: to be judged whether it was for this disease";
    stayed_otherwise(from, to) => "{from} 至 {to} 住院，写明的病名与本病不同：是否为本病，须判断", "stay {from} to {to}, said to be for another illness: to be judged whether it was for this disease";
    filed_before(day, from) => "{day} 提出，早于保障期开始 {from}，须核对", "filed {day}, before the period begins on {from}: to be looked up";
    diagnosed_before(day, from, facts) => "{day} 诊断，早于参保（{from}），报告在本期：是否参保前已确诊须说明；{facts}", "diagnosed on {day}, before the enrolment of {from}, and confirmed in the period: to be said whether it was known before; {facts}";
    settled => "省内医保已结算", "settled by the insurance";
    settlement_excepted => "交通事故或工伤，不须医保结算", "a traffic accident or work injury, none needed";
    counts_unsettled => "复核人认定未经医保结算；交通事故或工伤不须结算，照计", "not settled, as the reviewer says; for a traffic accident or work injury none is needed, so it counts";
    not_settled(n) => "{n} 笔未经医保结算，不计", "{n} not settled by the insurance, not counted";
    recovered_for(benefit, amount, day, why) => "{benefit} {amount} 元曾于 {day} 追回，原因：{why}", "{benefit}: {amount} was recovered on {day} for: {why}";
    receipts_once(n) => "{n}，本案内无相同号码", "{n}, none twice in this claim";
    receipts_twice(n) => "本案内{n} 的号码重复", "{n} in this claim twice";
    on_list => "病种与药品须在经办单位目录内；核准即表示已核对", "disease and drug are to be on the operator's lists; approving attests to it";
    left_out => "复核人核对：不在经办单位目录内，不计", "not on the operator's lists as the reviewer says, not counted";
    stayed(from, to) => "{from} 至 {to} 住院", "stay {from} to {to}";
    stayed_earlier(case) => "本次未列住院，{case} 有住院；核准即表示为同一疾病", "no stay in this claim, one in {case}; approving attests that it was for this disease";
    stay_excluded => "住院属于免责情形", "the stay is excluded";
    listed_severe(n) => "{n} 种重大疾病之一", "one of the {n} severe diseases";
    listed_mild(n) => "{n} 种轻度疾病之一", "one of the {n} mild diseases";
    part_of_name(said) => "「{said}」只是病种名称的一部分，须写明是哪一种、重度还是轻度", "\"{said}\" is only a part of a disease's name: state which one, severe or mild";
    in_words(said) => "「{said}」不是规定病种的名称：是否就是其中一种，须判断，是的须填规定的名称", "\"{said}\" is no name of the plan's list: to be judged whether it is one of its diseases; if so, name that one";
    not_listed(said) => "「{said}」不在规定的病种内", "\"{said}\" is not among the diseases of the plan";
    not_listed_plain => "不在规定的病种内", "not among the diseases of the plan";
    by_pathology(day) => "病理报告 {day}", "pathology report of {day}";
    by_report(day) => "确诊报告 {day}", "confirming report of {day}";
    by_diagnosis(day) => "确诊 {day}", "diagnosed {day}";
    not_in_period(how, from, to) => "{how}，不在 {from} 至 {to}", "{how}, not within {from} to {to}";
    too_little(n) => "原位癌，未放疗且化疗不足 {n} 次：不在补助范围；做过放疗或 {n} 次以上化疗的，可给予一定补助", "carcinoma in situ without radiotherapy and with fewer than {n} courses of chemotherapy: not covered; after radiotherapy, or {n} or more courses, something may be granted";
    finding_excluded(name) => "{name}：不在补助范围", "{name}: not covered";
    finding_asked(name) => "{name}：重度的除外情形原文缺失，须判断", "{name}: the text for severe diseases is lost, to be judged";
    grant_no_figure(n) => "经放疗或 {n} 次以上化疗，可给予一定补助，办法无金额，由复核人填写", "after radiotherapy, or chemotherapy of {n} or more courses, something may be granted; no figure in the document, the reviewer enters it";
    treatment_unknown(n) => "原位癌：是否放疗或 {n} 次以上化疗，须核对", "carcinoma in situ: see whether there was radiotherapy, or chemotherapy of {n} or more courses";
    no_pathology => "须经病理学检查明确诊断，未填病理报告日期，须判断", "confirmed by pathology only, and no pathology report is stated: to be judged";
    finding_unknown => "计划未列的病理情形，须判断", "a finding that the plan does not know, to be judged";
    earlier(case, day, amount) => "{case} 于 {day} 付过 {amount}：是否同一疾病，须判断", "{case} paid {amount} on {day}: to be judged whether it is the same disease";
    first_time => "本期未享受", "not yet paid in this period";
    paid_once(case, day, amount) => "本期 {case} 已于 {day} 付 {amount}", "{case} paid {amount} on {day} in this period";
    choice_made(taken, amount) => "申请人选择{taken} {amount}", "the claimant chose {taken} {amount}";
    choice_changed(taken, amount) => "复核人改选{taken} {amount}", "the reviewer took {taken} {amount}";
    choice_larger(taken, amount, other) => "取{taken} {amount}，大于 {other}；待确认", "{taken} {amount} is taken, larger than {other}; to be confirmed";
    choice_tie(taken, amount) => "两项同为 {amount}，取{taken}；待确认", "both come to {amount}, {taken} is taken; to be confirmed";
    choice_paid(case, amount) => "另一项本期已付 {amount}（{case}）；改选由复核人处理", "the other was paid {amount} in this period ({case}); changing over is the reviewer's";
    choice_open => "互斥的另一项尚未定，现在付此项即关闭另一项", "the other one is still open; paying this one now closes it";
    closes(taken, amount, limit) => "取{taken} {amount} 后，本期大额不再付（至多 {limit}）", "taking {taken} {amount} closes the other for the period (up to {limit})";
    died(day) => "{day} 突发疾病，未及住院治疗", "of a sudden illness on {day}, before hospital treatment";
    died_not_sudden(day) => "{day} 死亡，不是突发疾病", "died {day}, not of a sudden illness";
    died_treated(day) => "{day} 死亡，此前已住院治疗", "died {day} after hospital treatment";
    died_in_hospital(day) => "{day} 死亡，当日在住院，却写明未住院治疗，须核对", "died {day}, in hospital on that day by its stay, yet said to be untreated: to be looked up";
    died_of_accident(day) => "{day} 死亡，死因写为意外，又写为突发疾病，须核对", "died {day}, of an accident as the cause says, yet of a sudden illness: to be looked up";
    died_unknown(day) => "{day} 死亡，是否突发、是否住院治疗须核对", "died {day}; whether suddenly and untreated is to be looked up";
    no_severe => "参保以来未享受重症补助", "none paid since the first enrolment";
    severe_paid(case, amount) => "{case} 已付重症 {amount}", "{case} paid {amount} for a severe disease";
    severe_class(case, amount) => "{case} 已付重大疾病 {amount}，是否重症须核对", "{case} paid {amount} for a critical illness; see whether it was severe";
    severe_open(case) => "{case} 的重大疾病申请尚未决定，先等待", "the critical illness of {case} is still undecided: wait";
    severe_same_open => "本案的重大疾病尚未定，先等待", "the critical illness of this case is still open: wait";
    severe_same(amount) => "本案拟付重症 {amount}", "this case proposes {amount} for a severe disease";
    no_papers => "办法未写本项材料，由经办单位填写", "the plan's document names no papers for it; the office decides which";
    not_indicated(n) => "{n} 项未见提示；核准即表示已核对", "{n} not indicated; approving attests to it";
    raised(text) => "{text}", "{text}";
    raised_stay(day, text) => "{day} 入院：{text}", "stay of {day}: {text}";
    known(how, text) => "{how}：{text}", "{how}: {text}";
    yes => "是", "yes";
    no => "否", "no";
}

fn shown<T: Display>(value: Option<T>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| value.to_string())
}

/// The numbers of a finding as they are written.
pub struct Told<'f> {
    pub which: &'f str,
    pub day: String,
    pub from: String,
    pub to: String,
    pub amount: String,
    pub limit: String,
    pub count: String,
    pub expected: String,
    pub case: String,
}

impl<'f> Told<'f> {
    fn of(finding: &'f Finding) -> Self {
        Told {
            which: finding.variant.as_deref().unwrap_or_default(),
            day: shown(finding.day),
            from: shown(finding.from),
            to: shown(finding.to),
            amount: shown(finding.amount.map(|amount| amount.grouped())),
            limit: shown(finding.limit.map(|amount| amount.grouped())),
            count: shown(finding.count),
            expected: shown(finding.expected),
            case: shown(finding.case.as_ref()),
        }
    }
}

/// Says what a check found.
pub fn of(lang: Lang, names: &dyn Names, check: &Check) -> String {
    if let Some(other) = &check.finding.other {
        return cross::line(lang, other, check.finding.variant.as_deref() == Some(IN_PERIOD));
    }
    let told = Told::of(&check.finding);
    let line = super::enrolment::of(lang, names, check, &told)
        .or_else(|| super::contracts::of(lang, names, check, &told))
        .or_else(|| of_member(lang, check, &told))
        .or_else(|| of_numbers(lang, check, &told))
        .or_else(|| of_care(lang, check, &told))
        .or_else(|| of_disease(lang, names, check, &told))
        .or_else(|| of_benefits(lang, names, check, &told))
        .or_else(|| of_exclusion(lang, names, check, &told));
    match line {
        Some(line) => line,
        None if !check.finding.missing.is_empty() => missing_facts(lang, &check.finding),
        None => (if passes(check) { yes(lang) } else { no(lang) }).to_owned(),
    }
}

/// Names every stay that a sentence is about.
fn with_stays(lang: Lang, stays: &[Span], line: String) -> String {
    let named: Vec<String> = stays.iter().map(|stay| in_cover(lang, stay.from, stay.to)).collect();
    if named.is_empty() { line } else { of_stays(lang, named.join(crate::text::assess::comma(lang)), line) }
}

fn two_stays(lang: Lang, stays: &[Span]) -> String {
    let told = |stay: &Span| in_cover(lang, stay.from, stay.to);
    if let [a, b, ..] = stays { pair(lang, told(a), told(b)) } else { stays.iter().map(told).collect() }
}

fn of_member(lang: Lang, check: &Check, told: &Told<'_>) -> Option<String> {
    Some(match check.check.as_str() {
        "enrolled" if !check.finding.missing.is_empty() => enrolment_unknown(lang).to_owned(),
        "enrolled" if passes(check) => in_cover(lang, &told.from, &told.to),
        "enrolled" => no_enrolment(lang).to_owned(),
        "enrolment-terms" => match told.which {
            "shares" => shares(lang, &told.count),
            "span" => span(lang, &told.from, &told.to),
            _ => one_share(lang).to_owned(),
        },
        "retirement" => match told.which {
            "retired" => retired(lang).to_owned(),
            "at-work" => at_work(lang).to_owned(),
            "young" => young(lang, &told.count, &told.expected),
            "old" => old(lang, &told.count, &told.expected),
            _ => age_unknown(lang).to_owned(),
        },
        "member-conditions" => membership(lang).to_owned(),
        "premium" if passes(check) => premium(lang, &told.amount),
        "premium" => premium_differs(lang, &told.amount, &told.limit),
        "own-share" if passes(check) => share(lang, &told.amount),
        "own-share" if told.which == "above" => share_above(lang, &told.amount, &told.limit),
        "own-share" => share_low(lang, &told.amount, &told.limit),
        "participation" if told.which == "more-than-insured" => took_part_more(lang, &told.count, &told.expected),
        "participation" => took_part(lang, &told.count, &told.expected, told.which),
        "filing-window" => match told.which {
            "before" => filed_before(lang, &told.day, &told.from),
            "in-period" => filed_in(lang, &told.day),
            "special" => filed_special(lang, &told.day, &told.to),
            "special-no-reason" => filed_no_reason(lang, &told.day, &told.to),
            _ => filed_late(lang, &told.day, &told.to),
        },
        "dates" if passes(check) => dates_right(lang).to_owned(),
        "dates" => {
            let facts: Vec<String> = check.finding.missing.iter().map(|path| super::fact_name(lang, path)).collect();
            let facts = facts.join(crate::text::assess::comma(lang));
            if told.which == "reversed" {
                let stays: Vec<String> = check.finding.stays.iter().map(|stay| in_cover(lang, stay.from, stay.to)).collect();
                return Some(dates_reversed(lang, stays.join(crate::text::assess::comma(lang)), facts));
            }
            dates_wrong(lang, facts)
        }
        "form" if passes(check) => form_full(lang).to_owned(),
        _ => return None,
    })
}

fn of_numbers(lang: Lang, check: &Check, told: &Told<'_>) -> Option<String> {
    let line = match (check.check.as_str(), told.which) {
        ("id-number", "right") => id_right(lang),
        ("id-number", "form") => id_form(lang),
        ("id-number", "birth-date") => id_birth(lang),
        ("id-number", "check-character") => id_check(lang),
        ("id-number", "area") => id_area(lang),
        ("id-number", "birth-differs") => id_birth_differs(lang),
        ("id-number", "sex-differs") => id_sex_differs(lang),
        ("id-number", "not-born") => id_not_born(lang),
        ("mobile" | "social-security-card" | "bank-card", _) if passes(check) => number_right(lang),
        ("mobile" | "social-security-card" | "bank-card", _) => number_wrong(lang),
        ("payee", "own") => own_account(lang),
        ("payee", "not-own") => not_own(lang),
        ("payee", "own-after-death") => own_after_death(lang),
        ("payee", "heir") => heir(lang),
        ("payee", "heir-unproven") => heir_unproven(lang),
        _ => return None,
    };
    Some(line.to_owned())
}

fn of_care(lang: Lang, check: &Check, told: &Told<'_>) -> Option<String> {
    Some(match (check.check.as_str(), told.which) {
        ("stay-days", _) if passes(check) => days_right(lang).to_owned(),
        ("stay-days", "beyond") => {
            days_beyond(lang, &told.from, &told.to, plural::days(lang, &told.count), plural::days(lang, &told.expected))
        }
        ("stay-days", _) => days_differ(lang, &told.from, &told.to, plural::days(lang, &told.count), plural::days(lang, &told.expected)),
        ("stay-overlap", _) if passes(check) => no_overlap(lang).to_owned(),
        ("stay-overlap", _) => overlap(lang, plural::days(lang, &told.count)),
        ("continuity", "continuous") => continuous(lang, &told.from, &told.to),
        ("continuity", "next-period") => next_period(lang, &told.from, &told.to),
        ("continuity", "not-continuous") => not_continuous(lang, &told.from, &told.to),
        ("continuity", "other-period-unsaid") => other_period_unsaid(lang, &told.from, &told.to),
        ("continuity", _) => continuity_unknown(lang, &told.from, &told.to),
        ("other-period", _) => settled_elsewhere(lang, &told.from, &told.to, &told.case, &told.day),
        // What was looked up in a list is told as everywhere.
        ("designated-hospital", which) if !which.ends_with("-list") => match check.state {
            CheckState::Pass => all_designated(lang).to_owned(),
            CheckState::Attested if !check.finding.stays.is_empty() => with_stays(lang, &check.finding.stays, let_pass(lang).to_owned()),
            CheckState::Attested => designated_unsaid(lang).to_owned(),
            _ => with_stays(lang, &check.finding.stays, not_designated(lang, plural::stays(lang, &told.count))),
        },
        ("stay-expense", _) => {
            let pairs: Vec<String> = check.finding.stays.chunks(2).map(|two| two_stays(lang, two)).collect();
            same_bills(lang, pairs.join("; "))
        }
        ("insurance-settlement", "settled") => settled(lang).to_owned(),
        ("insurance-settlement", "excepted") if check.state == CheckState::Attested => counts_unsettled(lang).to_owned(),
        ("insurance-settlement", "excepted") => settlement_excepted(lang).to_owned(),
        ("insurance-settlement", "not-settled") if check.state == CheckState::Attested => {
            with_stays(lang, &check.finding.stays, let_pass(lang).to_owned())
        }
        ("insurance-settlement", "not-settled") => with_stays(lang, &check.finding.stays, not_settled(lang, &told.count)),
        ("receipts", _) if passes(check) => receipts_once(lang, plural::receipts(lang, &told.count)),
        ("receipts", _) => receipts_twice(lang, plural::receipts(lang, &told.expected)),
        ("outpatient-list", "left-out") => left_out(lang).to_owned(),
        ("outpatient-list", which) if !which.ends_with("-list") => on_list(lang).to_owned(),
        ("hospitalised", "earlier-case") => stayed_earlier(lang, &told.case),
        ("hospitalised", "before-it") => stayed_before(lang, &told.from, &told.to),
        ("hospitalised", "other-illness") => stayed_otherwise(lang, &told.from, &told.to),
        ("hospitalised", "other-time") => stayed_other_time(lang, &told.from, &told.to),
        ("hospitalised", "excluded") => stay_excluded(lang).to_owned(),
        ("hospitalised", _) if passes(check) => stayed(lang, &told.from, &told.to),
        _ => return None,
    })
}

fn of_disease(lang: Lang, names: &dyn Names, check: &Check, told: &Told<'_>) -> Option<String> {
    let courses = || names.figures().chemotherapy_courses.unwrap_or_default();
    Some(match (check.check.as_str(), told.which) {
        ("disease-listed", "severe") => listed_severe(lang, names.figures().severe),
        ("disease-listed", "mild") => listed_mild(lang, names.figures().mild),
        ("disease-listed", "grade") => part_of_name(lang, check.finding.said.as_deref().unwrap_or_default()),
        ("disease-listed", "in-words") if check.state != CheckState::Fail => {
            in_words(lang, check.finding.said.as_deref().unwrap_or_default())
        }
        ("disease-listed", _) => match check.finding.said.as_deref() {
            Some(said) => not_listed(lang, said),
            None => not_listed_plain(lang).to_owned(),
        },
        ("known-before", _) => diagnosed_before(lang, &told.day, &told.from, missing_facts(lang, &check.finding)),
        ("disease-period", how) => {
            let how = match how {
                "pathology" => by_pathology(lang, &told.day),
                "report" => by_report(lang, &told.day),
                _ => by_diagnosis(lang, &told.day),
            };
            if passes(check) { how } else { not_in_period(lang, how, &told.from, &told.to) }
        }
        ("disease-finding", "grant-without-figure") => grant_no_figure(lang, courses()),
        ("disease-finding", "treatment-unknown") => treatment_unknown(lang, courses()),
        ("disease-finding", "too-little-treatment") => too_little(lang, courses()),
        ("disease-finding", "no-pathology") => no_pathology(lang).to_owned(),
        ("disease-finding", "unknown") => finding_unknown(lang).to_owned(),
        ("disease-finding", id) if check.state == CheckState::Unknown => finding_asked(lang, names.finding(id)),
        ("disease-finding", id) => finding_excluded(lang, names.finding(id)),
        ("earlier-critical", _) => earlier(lang, &told.case, &told.day, &told.amount),
        ("once-in-period", _) if check.finding.case.is_none() => first_time(lang).to_owned(),
        ("once-in-period", _) => paid_once(lang, &told.case, &told.day, &told.amount),
        _ => return None,
    })
}

fn of_benefits(lang: Lang, names: &dyn Names, check: &Check, told: &Told<'_>) -> Option<String> {
    let taken = || check.benefit.as_ref().map_or("-", |id: &BenefitId| names.benefit_short(id));
    Some(match (check.check.as_str(), told.which) {
        ("exclusive-choice", "chosen") => choice_made(lang, taken(), &told.amount),
        ("exclusive-choice", "changed") => choice_changed(lang, taken(), &told.amount),
        ("exclusive-choice", "larger") => choice_larger(lang, taken(), &told.amount, &told.limit),
        ("exclusive-choice", "tie") => choice_tie(lang, taken(), &told.amount),
        ("exclusive-choice", "paid-before") => choice_paid(lang, &told.case, &told.amount),
        ("exclusive-choice", _) => choice_open(lang).to_owned(),
        ("recovered", _) => {
            let code = check.finding.said.as_deref().map(ReasonCode::from);
            recovered_for(lang, taken(), &told.amount, &told.day, code.as_ref().map_or("-", |code| names.reason(code)))
        }
        ("closes-other", _) => closes(lang, taken(), &told.amount, &told.limit),
        ("sudden-death", "sudden") => died(lang, &told.day),
        ("sudden-death", "not-sudden") => died_not_sudden(lang, &told.day),
        ("sudden-death", "in-hospital") => died_in_hospital(lang, &told.day),
        ("sudden-death", "accident") => died_of_accident(lang, &told.day),
        ("sudden-death", "treated") => died_treated(lang, &told.day),
        ("sudden-death", _) => died_unknown(lang, &told.day),
        ("severe-before", "paid") => severe_paid(lang, &told.case, &told.amount),
        ("severe-before", "class-unknown") => severe_class(lang, &told.case, &told.amount),
        ("severe-before", "undecided") => severe_open(lang, &told.case),
        ("severe-before", "same-case-undecided") => severe_same_open(lang).to_owned(),
        ("severe-before", "same-case") => severe_same(lang, &told.amount),
        ("severe-before", _) => no_severe(lang).to_owned(),
        ("materials-not-specified", _) => no_papers(lang).to_owned(),
        _ => return None,
    })
}

fn of_exclusion(lang: Lang, names: &dyn Names, check: &Check, told: &Told<'_>) -> Option<String> {
    if check.check == "exclusions" {
        return Some(not_indicated(lang, &told.count));
    }
    let id = ExclusionId::from(check.check.as_str().strip_prefix("exclusion-")?);
    let text = names.exclusion(&id);
    Some(match told.which {
        "raised-stay" | "by-fact" if !check.finding.stays.is_empty() => with_stays(lang, &check.finding.stays, raised(lang, text)),
        "raised-stay" | "by-fact" => raised_stay(lang, &told.day, text),
        "pathology" => known(lang, by_pathology(lang, &told.day), text),
        "report" => known(lang, by_report(lang, &told.day), text),
        "diagnosis" => known(lang, by_diagnosis(lang, &told.day), text),
        _ => raised(lang, text),
    })
}
