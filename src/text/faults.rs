//! What is wrong with a document, in words.

use crate::domain::fault::{Expected, Fault, FaultKind, StageFault};
use crate::domain::people::Lang;

mod parser;

texts! {
    syntax(words) => "格式有误：{words}", "can't be read: {words}";
    unknown_field => "没有这个字段", "no such field";
    no_such_field(list) => "没有这个字段；这里可以是：{list}", "no such field; there are: {list}";
    no_entry(count) => "列表有 {count} 项；下一项写作 [{count}]", "the list has {count} entries; the next one is written [{count}]";
    missing_field => "缺少这一项", "is missing";
    wrong_type(expected) => "应为{expected}", "should be {expected}";
    not_a_date => "不是日期（应如 2024-12-31）", "is not a date (such as 2024-12-31)";
    not_an_amount => "不是金额（应如 \"1234.50\"，至多两位小数）", "is not an amount (such as \"1234.50\", at most two decimals)";
    negative_amount => "金额不能为负", "must not be negative";
    not_one_of(list) => "只能是：{list}", "must be one of: {list}";
    out_of_range => "超出范围", "is out of range";
    empty => "不能为空", "must not be empty";
    form => "格式不符", "has not the right form";
    undefined(name) => "没有定义「{name}」", "\"{name}\" is not defined";
    duplicate(name) => "「{name}」重复", "\"{name}\" stands there twice";
    bracket_start(over) => "第一档须从 0 起（over = 0），这里从 {over} 起", "the first bracket begins at 0 (over = 0), this one at {over}";
    bracket_gap(end, over) => "上一档到 {end} 为止，这一档从 {over} 起：中间有空缺，须写 over = {end}", "the bracket before ends at {end} and this one begins at {over}: a gap; write over = {end}";
    bracket_overlap(end, over) => "上一档到 {end} 为止，这一档从 {over} 起：两档重叠，须写 over = {end}", "the bracket before ends at {end} and this one begins at {over}: they overlap; write over = {end}";
    bracket_rate => "每档只能写一种给付：once（一次）或 per_day（每天）；at_most_days 只与 per_day 同写", "a bracket pays either once or per_day, and at_most_days stands beside per_day only";
    bracket_end => "最后一档不写上限（up_to），更多的才有所归", "the last bracket has no end (up_to), or what is more belongs to none";
    bracket_open => "后面还有一档，这一档须写上限（up_to）", "another bracket follows, so this one needs its end (up_to)";
    span_reversed => "结束早于开始", "ends before it begins";
    no_payment => "没有发放环节：最后一个环节须是发放", "no stage pays: the last one must be the payment";
    approval_not_before_payment => "须有且只有一个审批环节，其与发放之间只能归档", "there must be one approval, with nothing but filing between it and the payment";
    no_role => "环节没有办理角色", "a stage has no role";
    nobody_decides => "环节没有人能办理：查询岗和督办都不作决定", "nobody can work at this stage: enquiry and supervisors decide nothing";
    unreachable => "案件到不了这个环节：发放之后案件已结束", "no case gets to this stage: with the payment a case is at its end";
    unused(name) => "提醒：「{name}」没有被任何规则用到", "warning: nothing uses \"{name}\"";
    not_of_version(version) => "提醒：「{version}」的计划版本没有这一条，这份名单不用于该版", "warning: the version \"{version}\" has none of this, the list is not used there";
    unknown_plan => "没有这个计划", "no such plan";
    other_id_number => "与已登记会员不符：社保卡号或姓名加手机号相同，身份证号不同，请核对",
        "differs from that of a known member with the same card, or the same name and phone; check the numbers";
    a_text => "文字", "a text";
    an_amount => "金额文字", "an amount as a text";
    a_date => "日期", "a date";
    a_whole_number => "整数", "a whole number";
    a_number => "数字", "a number";
    yes_or_no => "是或否（true/false）", "true or false";
    a_list => "列表", "a list";
    a_table => "一组字段", "a table";
    something => "另一种值", "something else";
    separator => "、", ", ";
}

const fn expected_word(lang: Lang, expected: Expected) -> &'static str {
    match expected {
        Expected::Text => a_text(lang),
        Expected::Amount => an_amount(lang),
        Expected::Date => a_date(lang),
        Expected::WholeNumber => a_whole_number(lang),
        Expected::Number => a_number(lang),
        Expected::YesNo => yes_or_no(lang),
        Expected::List => a_list(lang),
        Expected::Table => a_table(lang),
        Expected::Something => something(lang),
    }
}

/// Says what is wrong; where, the fault's path and place tell.
pub fn fault_in_words(lang: Lang, fault: &Fault) -> String {
    match &fault.kind {
        FaultKind::Syntax(words) => syntax(lang, parser::in_words(lang, words)),
        FaultKind::UnknownField => unknown_field(lang).into(),
        FaultKind::NoSuchField(names) => no_such_field(lang, names.join(separator(lang))),
        FaultKind::NoEntry(count) => no_entry(lang, count),
        FaultKind::MissingField => missing_field(lang).into(),
        FaultKind::WrongType(expected) => wrong_type(lang, expected_word(lang, *expected)),
        FaultKind::NotADate => not_a_date(lang).into(),
        FaultKind::NotAnAmount => not_an_amount(lang).into(),
        FaultKind::NegativeAmount => negative_amount(lang).into(),
        FaultKind::NotOneOf(choices) => not_one_of(lang, choices.join(separator(lang))),
        FaultKind::OutOfRange => out_of_range(lang).into(),
        FaultKind::Empty => empty(lang).into(),
        FaultKind::Form => form(lang).into(),
        FaultKind::Undefined(name) => undefined(lang, name),
        FaultKind::Duplicate(name) => duplicate(lang, name),
        FaultKind::BracketStart(over) => bracket_start(lang, over),
        FaultKind::BracketGap(end, over) => bracket_gap(lang, end, over),
        FaultKind::BracketOverlap(end, over) => bracket_overlap(lang, end, over),
        FaultKind::BracketOpen => bracket_open(lang).into(),
        FaultKind::BracketRate => bracket_rate(lang).into(),
        FaultKind::BracketEnd => bracket_end(lang).into(),
        FaultKind::SpanReversed => span_reversed(lang).into(),
        FaultKind::Stages(StageFault::NoPayment) => no_payment(lang).into(),
        FaultKind::Stages(StageFault::ApprovalNotBeforePayment) => approval_not_before_payment(lang).into(),
        FaultKind::Stages(StageFault::NoRole) => no_role(lang).into(),
        FaultKind::Stages(StageFault::NobodyDecides) => nobody_decides(lang).into(),
        FaultKind::Stages(StageFault::Unreachable) => unreachable(lang).into(),
        FaultKind::Unused(name) => unused(lang, name),
        FaultKind::NotOfVersion(version) => not_of_version(lang, version.get(lang)),
        FaultKind::UnknownPlan => unknown_plan(lang).into(),
        FaultKind::OtherIdNumber => other_id_number(lang).into(),
    }
}
