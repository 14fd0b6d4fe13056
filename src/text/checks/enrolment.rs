//! The sentences of the checks that plans by enrolment make: the class of a cover, its windows, the union's notice, entered amounts.

use super::lines::Told;
use super::missing_facts;
use crate::domain::assessment::{Check, CheckState};
use crate::domain::names::Names;
use crate::domain::people::Lang;
use crate::domain::time::Span;
use crate::text::plural;

texts! {
    inside(day, from, to) => "事件发生在 {day}，参保 {from} 至 {to}", "happened on {day}, covered {from} to {to}";
    outside(day, from, to) => "事件发生在 {day}，不在参保期 {from} 至 {to} 内", "happened on {day}, outside the cover of {from} to {to}";
    across(stays, from, to) => "住院（治疗）{stays} 只有一部分在参保期 {from} 至 {to} 内；以哪一天为准，条款未在本通知列明，须判断", "care of {stays} lies only partly in the cover of {from} to {to}; which day decides is left to the clauses: to be judged";
    settled_after(stays, from, to) => "结算 {stays}，在参保期 {from} 至 {to} 之后；治疗可能始于期内，须判断", "settled {stays}, after the cover of {from} to {to}; the treatment may have begun in it: to be judged";
    accident_other(accident, day, from, to) => "意外在 {accident}，身故在 {day}，只有一个在参保期 {from} 至 {to} 内；以哪一天为准须判断", "accident on {accident}, death on {day}: only one lies in the cover of {from} to {to}; to be judged which decides";
    part_outside(stays, from, to) => "{stays} 不在参保期 {from} 至 {to} 内，金额不应包含", "{stays} is outside the cover of {from} to {to}: the amount must not hold it";
    paid_same(case, day, amount) => "{case} 于 {day} 付过本项 {amount}，像是同一事件，须判断", "{case} paid {amount} for this on {day}, for what looks like the same event: to be judged";
    paid_death(case, day, amount) => "{case} 于 {day} 付过另一项身故保障金 {amount}，须判断", "{case} paid {amount} for the death as another benefit on {day}: to be judged";
    paid_sum(case, day, amount) => "{case} 于 {day} 付过合计一笔的另一项 {amount}；如为同一次意外，不再付，须判断", "{case} paid {amount} on {day} for the other of the two that are one sum; for the same accident nothing more is paid: to be judged";
    which_sum(taken, amount) => "全残或身故合计一笔：付{taken} {amount}；待确认", "one sum for disability or death: {amount} for {taken}; to be confirmed";
    which_taken(taken, amount) => "全残或身故合计一笔：付{taken} {amount}", "one sum for disability or death: {amount} for {taken}";
    open_other(case) => "{case} 申请的是合计一笔的另一项，尚未决定", "{case} claims the other of the two that are one sum, and is undecided";
    window_applied(day, to) => "{day} 提出，末日为 {to}，已逾期；但在时限内已申请鉴定，是否按时须判断", "filed {day}, the last day was {to}; the assessment was applied for in time: to be judged whether that is enough";
    window_unsaid(day, to, facts) => "{day} 提出，末日为 {to}，已逾期；时限内申请过鉴定的，是否按时须判断；{facts}", "filed {day}, the last day was {to}; if the assessment was applied for in time, to be judged whether that is enough; {facts}";
    direct_differ(stays) => "{stays}：出院记录写的天数多于日期，须核对是否应直接给付", "{stays}: the record says more days than the dates hold; see whether it should have been paid directly";
    direct_of(stays) => "{stays} 没有须申请的情形，应已直接给付；可按「应直接给付」处理", "{stays}: nothing here needs a claim, it should have been paid directly and may be refused for that";
    union_not_own => "疾病身故保障金划入区县局（产业）工会账户，不付被保障人本人", "this benefit goes to the account of the district or industry union, not to the member";
    union_other => "疾病身故保障金划入区县局（产业）工会账户；户名看不出是工会，须判断", "this benefit goes to the account of the district or industry union; the name does not show one: to be judged";
    unsigned(amount) => "{amount}：未注明由谁填写，无法确认是另一人确认", "{amount}: not said who entered it, so nobody can be the second person";
    class_has(class) => "{class} 类，含本项责任", "class {class} has this benefit";
    class_has_not(class) => "{class} 类，不含本项责任", "class {class} does not have this benefit";
    two_classes(classes) => "同一天的参保写了两个类别（{classes}），责任或金额不同：须核对参保记录，只留实际的一类", "enrolled in two classes on one day ({classes}), which do not bring the same: look at the enrolment record and keep the one that holds";
    class_unknown(class) => "参保类别「{class}」不在计划内", "the plan has no class {class}";
    in_time(day, from, to) => "{day} 提出，自 {from} 起算，末日 {to}", "filed {day}; counted from {from}, the last day is {to}";
    after(day, from, to) => "{day} 提出，自 {from} 起算，末日为 {to}，已逾期", "filed {day}; counted from {from}, the last day was {to}";
    special_asks(day, to) => "{day} 提出，已过一般时限；特殊情况可至 {to}，已写原因，须复核人同意", "filed {day}, after the ordinary window; in special cases until {to}: a reason is given, the reviewer has to consent";
    special_no_reason(day, to) => "{day} 提出，已过一般时限；特殊情况可至 {to}，须写明原因", "filed {day}, after the ordinary window; in special cases until {to}, with a reason";
    none_stated(day) => "{day} 提出；文件未规定本项的申请时限", "filed {day}; the documents state no window for this benefit";
    notice_in_time(day, known, to) => "工会 {known} 知悉，{day} 通知，末日 {to}", "the union knew on {known} and told of it on {day}, by {to}";
    notice_late(day, known, days, to) => "工会 {known} 知悉，{day} 才通知，应在 {days}内（{to}）", "the union knew on {known} and told of it only on {day}; it should within {days} ({to})";
    notice_unknown(days, facts) => "应在知悉后 {days}内通知；{facts}", "to be told within {days} of knowing; {facts}";
    applied_in_time(day, to, days) => "{day} 申请鉴定，末日 {to}（意外后 {days}）", "the assessment was applied for on {day}, by {to} ({days} after the accident)";
    applied_late(day, to, days) => "{day} 才申请鉴定，末日为 {to}（意外后 {days}），逾期不行使即告丧失", "the assessment was applied for only on {day}, the last day was {to} ({days} after the accident), and after it the right is lost";
    applied_unsaid(to, days) => "申请鉴定的日期未填，末日为 {to}（意外后 {days}）；逾期不行使即告丧失", "the day on which the assessment was applied for is not stated; the last day was {to} ({days} after the accident), and after it the right is lost";
    number_right => "位数正确", "of the right length";
    number_form(digits) => "应为 {digits} 位数字", "it should have {digits} digits";
    card_on => "会员服务卡已激活", "the union card is activated";
    card_off => "会员服务卡未激活，付款可能失败", "the union card is not activated, a payment may fail";
    card_unsaid => "会员服务卡是否已激活未注明；核准即表示已核对", "not said whether the union card is activated; approving attests to it";
    operators(said) => "「{said}」：病种清单由经办单位掌握，须确认在清单内", "\"{said}\": the list of diseases is kept by the operator; say whether it is on it";
    hospital => "医院须在本会认可的范围内，哪些除外见所依据的条款；核准即表示已核对", "the hospital must be one that the association accepts, the clause says which are not; approving attests to it";
    total => "鉴定符合全残界定", "the assessment meets a definition of total disability";
    not_total => "鉴定不符合全残界定", "the assessment meets no definition of total disability";
    known_before => "参保前已确诊，不是有效期内首次患病", "known before the cover began, so not first suffered in it";
    known_asked => "参保前已确诊；是否给付由当年条款定，须判断", "known before the cover began; whether it is covered is in the clauses of the year: to be judged";
    death_counter => "本计划线上无身故保障金：疾病身故、意外身故到区总工会职工服务中心或市职工保障互助会办事大厅申请", "this plan pays for no death online: deaths are claimed at a district service centre or in the hall of the association";
    first_new => "有效期内首次确诊", "first diagnosed in the cover";
    first_unsaid => "未注明参保前是否已患；核准即表示首次患病", "not said whether it was known before; approving attests that it was not";
    amount_entered(amount, clause) => "{amount}，依据「{clause}」，须由另一人确认", "{amount} under {clause}, for a second person to confirm";
    amount_range(amount) => "{amount} 不在本项的限额内", "{amount} is not within the limit of this benefit";
    on_list(said) => "{said}：在经办单位的名单上", "{said}: on the operator's list";
    off_list(said) => "「{said}」不在经办单位的名单上", "\"{said}\" is not on the operator's list";
    part_of_list(said) => "「{said}」只是名单上名称的一部分，须写明全名", "\"{said}\" is only a part of a name on the operator's list: state the whole name";
    near_list(said) => "「{said}」与名单上的名称相近：是否就是名单上的，须判断", "\"{said}\" looks like a name on the operator's list: to be judged whether it is that one";
    holds_list(said) => "「{said}」比名单上的名称写得多：是否就是名单上的，须判断", "\"{said}\" says more than a name on the operator's list: to be judged whether it is that one";
    unsaid_list(facts) => "须对照经办单位的名单；{facts}", "to be looked up in the operator's list; {facts}";
    declared_other => "原因不属声明所排除的工伤、职业病", "for none of the causes that the declaration rules out";
    declared_unsaid => "原因未填；以申请人的承诺声明为准", "the cause is not stated; the claimant's declaration stands for it";
    declared_excluded => "与承诺声明不符：因工伤（职业伤害）住院；是否给付由当年条款定，须判断", "against the declaration: a stay for a work injury; whether it is covered is in the clauses of the year: to be judged";
    direct_long(days, most) => "单次住院 {days}，超过 {most}，须申请给付", "one stay of {days}, longer than {most}: it needs a claim";
    direct_outside => "外地住院，须申请给付", "a stay outside the city: it needs a claim";
    direct_relief => "有医保减负，须申请给付", "the insurance gave a relief: it needs a claim";
    direct_no_card => "无会员服务卡和社保卡，须申请给付", "neither union card nor social-security card: it needs a claim";
    direct_elsewhere => "社保卡金融功能在黄山农信社或邮政汇款，须申请给付", "the card's banking runs by a rural cooperative or by post: it needs a claim";
    direct_cut => "文件的非直接给付清单不全，无法判断；不以此拒付", "the document's list is cut short, so nothing can be said; no refusal rests on it";
    direct_unsaid(facts) => "是否应直接给付须核对；{facts}", "see whether it should have been paid directly; {facts}";
    union => "付给区县（产业）工会，由其转付", "to the district or industry union, which hands it on";
    by_clauses => "除外责任以当年条款为准；核准即表示已核对", "exclusions are those of the year's clauses; approving attests to them";
}

/// The stays of a finding, by their dates; one of a day by that day.
pub fn stays_named(lang: Lang, check: &Check) -> String {
    let said = |stay: &Span| if stay.from == stay.to { stay.from.to_string() } else { super::lines::in_cover(lang, stay.from, stay.to) };
    let all: Vec<String> = check.finding.stays.iter().map(said).collect();
    all.join(crate::text::assess::comma(lang))
}

fn first_day(check: &Check) -> String {
    check.finding.stays.first().map_or_else(String::new, |span| span.from.to_string())
}

/// Says what such a check found; nothing for a check of other plans.
pub fn of(lang: Lang, names: &dyn Names, check: &Check, told: &Told<'_>) -> Option<String> {
    let said = || check.finding.said.as_deref().unwrap_or_default();
    let days = || plural::days(lang, &told.expected);
    let facts = || missing_facts(lang, &check.finding);
    let stays = || stays_named(lang, check);
    let taken = || check.benefit.as_ref().map_or("-", |id| names.benefit_short(id));
    Some(match (check.check.as_str(), told.which) {
        ("enrolled", "inside") => inside(lang, &told.day, &told.from, &told.to),
        ("enrolled", "outside") => outside(lang, &told.day, &told.from, &told.to),
        ("enrolled", "across") => across(lang, stays(), &told.from, &told.to),
        ("enrolled", "settled-after") => settled_after(lang, stays(), &told.from, &told.to),
        ("enrolled", "accident") => accident_other(lang, first_day(check), &told.day, &told.from, &told.to),
        ("cover-part", _) => part_outside(lang, stays(), &told.from, &told.to),
        ("paid-before", "same") => paid_same(lang, &told.case, &told.day, &told.amount),
        ("paid-before", "one-sum") => paid_sum(lang, &told.case, &told.day, &told.amount),
        ("paid-before", _) => paid_death(lang, &told.case, &told.day, &told.amount),
        ("one-sum", _) if check.state == CheckState::Attested => which_taken(lang, taken(), &told.amount),
        ("one-sum", _) => which_sum(lang, taken(), &told.amount),
        ("open-claim", "one-sum") => open_other(lang, &told.case),
        ("filing-window", "assessment-applied") => window_applied(lang, &told.day, &told.to),
        ("filing-window", "assessment-unsaid") => window_unsaid(lang, &told.day, &told.to, facts()),
        ("payee", "union-not-own") => union_not_own(lang).to_owned(),
        ("payee", "union-other") => union_other(lang).to_owned(),
        ("assessed-amount", "unsigned") => unsigned(lang, &told.amount),
        ("cover-class", "has") => class_has(lang, said()),
        ("cover-class", "has-not") => class_has_not(lang, said()),
        ("cover-class", "two-classes") => two_classes(lang, said()),
        ("cover-class", "unknown") => class_unknown(lang, said()),
        ("filing-window", "in-time") => in_time(lang, &told.day, &told.from, &told.to),
        ("filing-window", "after") => after(lang, &told.day, &told.from, &told.to),
        ("filing-window", "special-asks") => special_asks(lang, &told.day, &told.to),
        ("filing-window", "special-no-reason") if check.state == CheckState::Unknown => special_no_reason(lang, &told.day, &told.to),
        ("filing-window", "none-stated") => none_stated(lang, &told.day),
        ("accident-notice", "in-time") => notice_in_time(lang, &told.day, &told.from, &told.to),
        ("accident-notice", "late") => notice_late(lang, &told.day, &told.from, days(), &told.to),
        ("accident-notice", _) => notice_unknown(lang, days(), facts()),
        ("assessment-applied", "in-time") => applied_in_time(lang, &told.day, &told.to, days()),
        ("assessment-applied", "unsaid") => applied_unsaid(lang, &told.to, days()),
        ("assessment-applied", _) => applied_late(lang, &told.day, &told.to, days()),
        ("member-number", "right") => number_right(lang).to_owned(),
        ("member-number", "form") => number_form(lang, &told.expected),
        ("card-activated", "activated") => card_on(lang).to_owned(),
        ("card-activated", "not-activated") => card_off(lang).to_owned(),
        ("card-activated", _) => card_unsaid(lang).to_owned(),
        (_, "on-list") => on_list(lang, said()),
        (_, "off-list") => off_list(lang, said()),
        (_, "part-of-list") => part_of_list(lang, said()),
        (_, "holds-list") => holds_list(lang, said()),
        (_, "near-list") => near_list(lang, said()),
        (_, "unsaid-list") => unsaid_list(lang, facts()),
        ("declared-cause", "other") => declared_other(lang).to_owned(),
        ("declared-cause", "unsaid") => declared_unsaid(lang).to_owned(),
        ("declared-cause", _) => declared_excluded(lang).to_owned(),
        ("disease-listed", "operators-list") => operators(lang, said()),
        ("hospital-accepted", _) => hospital(lang).to_owned(),
        ("total-disability", "total") => total(lang).to_owned(),
        ("total-disability", "not-total") => not_total(lang).to_owned(),
        ("first-time-in-cover", "known-asked") => known_asked(lang).to_owned(),
        ("death-elsewhere", _) => death_counter(lang).to_owned(),
        ("first-time-in-cover", "known") => known_before(lang).to_owned(),
        ("first-time-in-cover", "new") => first_new(lang).to_owned(),
        ("first-time-in-cover", _) => first_unsaid(lang).to_owned(),
        ("assessed-amount", "entered") => amount_entered(lang, &told.amount, said()),
        ("assessed-amount", _) => amount_range(lang, &told.amount),
        ("direct-pay", which) => direct(lang, which, check, told).unwrap_or_else(|| direct_unsaid(lang, facts())),
        ("payee", "union") => union(lang).to_owned(),
        ("exclusions", "by-clauses") => by_clauses(lang).to_owned(),
        _ => return None,
    })
}

fn direct(lang: Lang, which: &str, check: &Check, told: &Told<'_>) -> Option<String> {
    let stays = || stays_named(lang, check);
    Some(match which {
        "long" => direct_long(lang, plural::days(lang, &told.count), plural::days(lang, &told.expected)),
        "outside" => direct_outside(lang).to_owned(),
        "relief" => direct_relief(lang).to_owned(),
        "no-card" => direct_no_card(lang).to_owned(),
        "card-elsewhere" => direct_elsewhere(lang).to_owned(),
        "direct" => direct_of(lang, stays()),
        "days-differ" => direct_differ(lang, stays()),
        "list-cut" => direct_cut(lang).to_owned(),
        _ => return None,
    })
}
