//! The lines of the payout: what each step did, with its numbers.

use crate::domain::assessment::{DaysBy, EventKind, ExclusiveGround, ExpenseOf, NotBorne, NotCounted, Step, StepKind};
use crate::domain::facts::{DiseaseClass, OutpatientKind};
use crate::domain::ids::{BenefitId, ReasonCode};
use crate::domain::money::Money;
use crate::domain::names::Names;
use crate::domain::people::Lang;
use crate::domain::time::Date;
use crate::text::plural;

texts! {
    stay_stated(from, to, days) => "{from} 至 {to} 住院，出院记录 {days}", "Stay {from} to {to}: {days} by the discharge record";
    stay_dates(from, to, days) => "{from} 至 {to} 住院，按日期 {days}", "Stay {from} to {to}: {days} by its dates";
    stay_inside(from, to, days) => "{from} 至 {to} 住院，未全程参保，只计参保期内 {days}", "Stay {from} to {to}: not enrolled throughout, {days} inside the period";
    stay_shared(from, to, days) => "{from} 至 {to} 住院，与其他住院重叠，只再计 {days}", "Stay {from} to {to}: overlaps another, {days} more";
    stay_earlier(from, to, days, case) => "{from} 至 {to} 住院，{case} 已计 {days}", "Stay {from} to {to}: {days} counted in {case}";
    stay_not(from, to, why) => "{from} 至 {to} 住院，不计：{why}", "Stay {from} to {to}: not counted, {why}";
    days_sum(earlier, now, total) => "本期累计 {earlier} + {now} = {total} 天", "Days in the period: {earlier} + {now} = {total}";
    days_only(total) => "本期累计 {total} 天", "Days in the period: {total}";
    flat(days, up_to) => "{days}，不超过 {up_to} 天，一次性补助", "{days}, not over {up_to}: one sum";
    per_day(days, rate, at_most) => "{days}，每天 {rate}，至多 {at_most} 天", "{days} at {rate} a day, for at most {at_most}";
    for_disease(disease, day) => "{disease}，{day} 首次确诊，住院治疗", "{disease}, first confirmed {day}, with a hospital stay";
    severe => "重度", "severe";
    mild => "轻度", "mild";
    once(day) => "{day} 突发疾病，未及住院治疗死亡，一次性补助", "Died of a sudden illness on {day} before any hospital treatment: one sum";
    of_stay(from, to) => "住院 {from} 至 {to}", "Stay {from} to {to}";
    of_listed(day) => "规定病种门诊 {day} 结算", "Listed outpatient care, settled {day}";
    of_drug(day) => "大病保险特殊用药 {day} 结算", "Special drugs, settled {day}";
    of_serious(day) => "门诊大病 {day} 结算", "Serious-illness outpatient care, settled {day}";
    of_home_bed(day) => "家庭病床 {day} 结算", "Home bed, settled {day}";
    for_class(class, event) => "{class} 类参保，{event}，一次性给付", "One sum for class {class}. {event}";
    assessed(clause) => "复核人填写金额，依据「{clause}」，另一人已确认", "Entered by a reviewer under {clause}, confirmed by a second one";
    assessed_alone(clause) => "复核人填写金额，依据「{clause}」，待另一人确认", "Entered by a reviewer under {clause}, to be confirmed by a second one";
    cared(day) => "{day} 就诊住院", "In care from {day}";
    burnt(day) => "{day} 火灾", "Fire of {day}";
    accident_of(day) => "{day} 意外伤害", "Accident of {day}";
    of_other(day) => "其他门诊 {day} 结算", "Other outpatient care, settled {day}";
    expense(of, care, pay) => "{of}：自理 {care} + 自付 {pay}", "{of}: self-care {care} + self-pay {pay}";
    less_fund(amount) => " - 大病保险 {amount}", " - critical-illness fund {amount}";
    less_subsidy(amount) => " - 公务员补助 {amount}", " - civil-servant subsidy {amount}";
    apportioned(of, whole, counted) => "{of}：费用 {whole} 中，复核人分摊到本期 {counted}", "{of}: of {whole}, {counted} apportioned to the period by the reviewer";
    expense_not(of, whole, why) => "{of}：{whole} 不计，{why}", "{of}: {whole} not counted, {why}";
    expense_sum(earlier, now, total) => "本期自理自付累计 {earlier} + {now} = {total}", "Expense in the period: {earlier} + {now} = {total}";
    expense_only(total) => "本期自理自付累计 {total}", "Expense in the period: {total}";
    below(expense, threshold) => "{expense} 未超过 {threshold}，不补助", "{expense} is not over {threshold}: nothing";
    bracket(over, up_to, part, percent) => "超过 {over} 至 {up_to} 的部分 {part}，{percent}%", "The part over {over} up to {up_to}: {part} at {percent} %";
    bracket_last(over, part, percent) => "超过 {over} 的部分 {part}，{percent}%", "The part over {over}: {part} at {percent} %";
    cap(limit, before) => "累计最高 {limit}，原为 {before}", "At most {limit} in the period; it came to {before}";
    within(parts, sum, limit) => "限额：{parts} = {sum}，未超 {limit}", "Limit: {parts} = {sum}, within {limit}";
    over(parts, sum, limit) => "限额：{parts} = {sum}，超过 {limit}", "Limit: {parts} = {sum}, over {limit}";
    less_paid(case, day) => "减 本期已付  {case}  {day}", "Less what was paid in the period  {case}  {day}";
    not_below => "已付多于应享，本次不付", "More was paid before than is owed: nothing now";
    larger(other, other_amount, own, amount) => "互斥：{other} {other_amount} 大于{own} {amount}，取{other}，{own}不付", "One of two: {other} {other_amount} is larger than {own} {amount}; {other} is taken, {own} is not paid";
    tie(other, own, amount) => "互斥：{other}与{own}同为 {amount}，取{other}，{own}不付", "One of two: {other} and {own} both come to {amount}; {other} is taken, {own} is not paid";
    chosen(other, other_amount, own, amount) => "互斥：选定{other} {other_amount}，{own} {amount} 不付", "One of two: {other} {other_amount} was chosen; {own} {amount} is not paid";
    paid_before(other, other_amount, own, amount) => "互斥：本期已付{other} {other_amount}，{own} {amount} 不付", "One of two: {other} {other_amount} was paid in the period; {own} {amount} is not paid";
    same_case(other, other_amount, own, amount) => "互斥：本案拟付{other} {other_amount}，{own} {amount} 不付", "One of two: {other} {other_amount} is proposed in this case; {own} {amount} is not paid";
    not_owed(reason) => "不付：{reason}", "Not paid: {reason}";
    not_owed_of(reason, said) => "不付：{reason}（{said}）", "Not paid: {reason} ({said})";
    not_owed_plain => "不付", "Not paid";
    rounding => "四舍五入到分", "Rounded to the fen";
    first_diagnosed(day, disease) => "{day} 首次确诊：{disease}", "First diagnosed {day}: {disease}";
    diagnosed(day) => "{day} 首次确诊", "First diagnosed {day}";
    admitted(day) => "{day} 因意外伤害入院", "Admitted {day} after an accident";
    died(day) => "{day} 身故", "Died {day}";
    accident(day) => "{day} 发生意外", "Accident of {day}";
    contract_numbered(number) => "{number}", "{number}";
    contract_of(start) => "{start} 生效的合同", "Contract of {start}";
    some_units(counted, units) => "{units} 份中计 {counted} 份", "{counted} of {units} units";
    per_unit(who, from, to, units, rate) => "{who}，{from} 至 {to}，{units} × {rate}", "{who}, {from} to {to}, {units} × {rate}";
    per_unit_share(who, from, to, units, rate, percent) => "{who}，{from} 至 {to}，{units} × {rate} × {percent}%", "{who}, {from} to {to}, {units} × {rate} × {percent} %";
    all_open(line) => "{line}（待判断）", "{line} (to be judged)";
    some_open(line, units) => "{line}（其中 {units}待判断）", "{line} ({units} of them to be judged)";
    waiting(who, units, days) => "{who}，{units} 生效仅 {days}，在免责期内，不计", "{who}, {units} in force for {days} only, still waiting: not counted";
    not_borne(who, from, to, why) => "{who}，{from} 至 {to}，不计：{why}", "{who}, {from} to {to}, not counted: {why}";
    cover_ended => "已给付，保障责任终止", "its cover ended with an earlier payout";
    paid_this_before => "本项已给付", "it paid this benefit before";
    wrong_age => "生效时不在入会年龄", "not of the age for joining when it began";
    accident_not => "复核人认定不属于该合同", "the reviewer found that it does not bear this accident";
    units_full(most) => "已计满 {most}", "{most} are counted already";
    contract_cap(who, limit) => "{who}，身故与残疾累计最高 {limit}", "{who}, death and disability together at most {limit}";
    contract_cap_paid(who, limit, paid) => "{who}，身故与残疾累计最高 {limit}，已付 {paid}", "{who}, death and disability together at most {limit}, {paid} paid before";
    newer => "较新版本服务器的步骤", "A step from a newer server";
    outside => "不在本保障期内", "outside the period";
    other_period => "属于出院所在的保障期", "it belongs to the period of the discharge";
    excluded(text) => "免责情形：{text}", "excluded: {text}";
    not_enrolled => "不在本人参保期内", "outside the member's enrolment";
    same_bill => "与另一次住院为同一费用", "the same bill as another stay's";
    bad_dates => "日期有误", "its dates can't be right";
    kind_not_counted => "普通门诊不计入", "other outpatient care does not count";
    not_listed => "目录所无，或经核对不计", "off the operator's list, or left out by a reviewer";
    other_ground => "见较新版本的服务器", "for a ground of a newer server";
}

/// Says what a step did. `own` is the benefit that the step stands in, `reason` why that benefit is not owed.
pub fn step_line(lang: Lang, names: &dyn Names, own: &BenefitId, reason: Option<&ReasonCode>, step: &Step) -> String {
    let days = |n: &u32| plural::days(lang, n);
    match &step.kind {
        StepKind::StayDays { admission, discharge, counted, by, earlier_case, .. } => match (earlier_case, by) {
            (Some(case), _) => stay_earlier(lang, admission, discharge, days(counted), case),
            (None, DaysBy::Stated) => stay_stated(lang, admission, discharge, days(counted)),
            (None, DaysBy::Dates) => stay_dates(lang, admission, discharge, days(counted)),
            (None, DaysBy::InsidePeriod) => stay_inside(lang, admission, discharge, days(counted)),
            (None, DaysBy::SharedOnce) => stay_shared(lang, admission, discharge, days(counted)),
        },
        StepKind::StayNotCounted { admission, discharge, why } => stay_not(lang, admission, discharge, why_not(lang, names, why)),
        StepKind::DaysTotal { earlier: 0, now } => days_only(lang, now),
        StepKind::DaysTotal { earlier, now } => days_sum(lang, earlier, now, u64::from(*earlier) + u64::from(*now)),
        StepKind::FlatForDays { days: n, up_to } => flat(lang, days(n), up_to),
        StepKind::PerDay { days: n, rate, at_most } => per_day(lang, days(n), rate.grouped(), at_most),
        StepKind::ForDisease { disease, diagnosed, .. } => for_disease(lang, names.disease(disease), diagnosed),
        StepKind::Once { event } => once(lang, event),
        StepKind::ForClass { class, event, day } => for_class(lang, class, event_line(lang, names, *event, day, None)),
        StepKind::Assessed { rests_on, confirmed: true } => assessed(lang, rests_on),
        StepKind::Assessed { rests_on, confirmed: false } => assessed_alone(lang, rests_on),
        StepKind::NotOwed { said } => match (reason, said) {
            (Some(code), Some(said)) => not_owed_of(lang, names.reason(code), said),
            (Some(code), None) => not_owed(lang, names.reason(code)),
            (None, _) => not_owed_plain(lang).to_owned(),
        },
        StepKind::Rounding => rounding(lang).to_owned(),
        StepKind::Other => newer(lang).to_owned(),
        StepKind::Cap { limit, before } => cap(lang, limit.grouped(), before.grouped()),
        StepKind::JointCap { benefits, amounts, limit, sum } => joint(lang, names, benefits, amounts, *limit, *sum),
        StepKind::LessPaid { case, paid_on } => less_paid(lang, case, paid_on),
        StepKind::NotBelowZero => not_below(lang).to_owned(),
        StepKind::ExcludedBy { other, by, amount, other_amount } => {
            excluded_by(lang, *by, (names.benefit_short(other), *other_amount), (names.benefit_short(own), *amount))
        }
        StepKind::EventDay { .. }
        | StepKind::PerUnit { .. }
        | StepKind::UnitsWaiting { .. }
        | StepKind::ContractNotCounted { .. }
        | StepKind::ContractCap { .. } => contract_line(lang, names, &step.kind),
        expense => expense_line(lang, names, expense),
    }
}

fn contract_line(lang: Lang, names: &dyn Names, kind: &StepKind) -> String {
    let named = |number: &Option<String>, start: &Date| match number {
        Some(number) => contract_numbered(lang, number),
        None => contract_of(lang, start),
    };
    match kind {
        StepKind::EventDay { of: EventKind::Accident, day, .. } => accident(lang, day),
        StepKind::EventDay { of, day, disease } => event_line(lang, names, *of, day, disease.as_deref()),
        StepKind::PerUnit { contract, start, end, units, counted, open, rate, percent } => {
            let who = named(contract, start);
            let of = if counted == units { plural::units(lang, units) } else { some_units(lang, counted, units) };
            let line = match percent {
                None => per_unit(lang, who, start, end, of, rate.grouped()),
                Some(percent) => per_unit_share(lang, who, start, end, of, rate.grouped(), percent.normalize()),
            };
            match *open {
                0 => line,
                open if open == *counted => all_open(lang, line),
                open => some_open(lang, line, plural::units(lang, open)),
            }
        }
        StepKind::UnitsWaiting { contract, start, units, days } => {
            waiting(lang, named(contract, start), plural::units(lang, units), plural::days(lang, days))
        }
        StepKind::ContractNotCounted { contract, start, end, why } => {
            not_borne(lang, named(contract, start), start, end, why_not_borne(lang, names, *why))
        }
        StepKind::ContractCap { contract, start, limit, paid } if paid.is_zero() => {
            contract_cap(lang, named(contract, start), limit.grouped())
        }
        StepKind::ContractCap { contract, start, limit, paid } => {
            contract_cap_paid(lang, named(contract, start), limit.grouped(), paid.grouped())
        }
        _ => newer(lang).to_owned(),
    }
}

fn event_line(lang: Lang, names: &dyn Names, of: EventKind, day: &Date, disease: Option<&str>) -> String {
    match (of, disease) {
        (EventKind::FirstDiagnosis, Some(code)) => first_diagnosed(lang, day, names.disease(code)),
        (EventKind::FirstDiagnosis, None) => diagnosed(lang, day),
        (EventKind::Admission, _) => admitted(lang, day),
        (EventKind::Death, _) => died(lang, day),
        (EventKind::Accident, _) => accident_of(lang, day),
        (EventKind::Care, _) => cared(lang, day),
        (EventKind::Fire, _) => burnt(lang, day),
    }
}

fn why_not_borne(lang: Lang, names: &dyn Names, why: NotBorne) -> String {
    match why {
        NotBorne::Ended => cover_ended(lang).to_owned(),
        NotBorne::PaidBefore => paid_this_before(lang).to_owned(),
        NotBorne::Age => wrong_age(lang).to_owned(),
        NotBorne::Accident => accident_not(lang).to_owned(),
        NotBorne::Units => units_full(lang, plural::units(lang, names.figures().most_units.unwrap_or_default())),
    }
}

fn expense_line(lang: Lang, names: &dyn Names, kind: &StepKind) -> String {
    match kind {
        StepKind::ExpenseItem { of, self_care, self_pay, less_fund: fund, less_subsidy: subsidy, counted } => {
            let mut line = expense(lang, of_what(lang, *of), self_care.grouped(), self_pay.grouped());
            if !fund.is_zero() {
                line.push_str(&less_fund(lang, fund.grouped()));
            }
            if !subsidy.is_zero() {
                line.push_str(&less_subsidy(lang, subsidy.grouped()));
            }
            format!("{line} = {}", counted.grouped())
        }
        StepKind::ExpenseApportioned { of, whole, counted } => apportioned(lang, of_what(lang, *of), whole.grouped(), counted.grouped()),
        StepKind::ExpenseNotCounted { of, whole, why } => expense_not(lang, of_what(lang, *of), whole.grouped(), why_not(lang, names, why)),
        StepKind::ExpenseTotal { earlier, now } if earlier.is_zero() => expense_only(lang, now.grouped()),
        StepKind::ExpenseTotal { earlier, now } => expense_sum(lang, earlier.grouped(), now.grouped(), (*earlier + *now).grouped()),
        StepKind::BelowThreshold { threshold, expense } => below(lang, expense.grouped(), threshold.grouped()),
        StepKind::Bracket { over, up_to: Some(up_to), part, percent } => {
            bracket(lang, over.grouped(), up_to.grouped(), part.grouped(), percent.normalize())
        }
        StepKind::Bracket { over, up_to: None, part, percent } => bracket_last(lang, over.grouped(), part.grouped(), percent.normalize()),
        _ => newer(lang).to_owned(),
    }
}

/// Names the class of a disease.
pub const fn class_word(lang: Lang, class: DiseaseClass) -> &'static str {
    match class {
        DiseaseClass::Severe => severe(lang),
        DiseaseClass::Mild => mild(lang),
    }
}

fn of_what(lang: Lang, of: ExpenseOf) -> String {
    match of {
        ExpenseOf::Stay { admission, discharge } => of_stay(lang, admission, discharge),
        ExpenseOf::Outpatient { kind: OutpatientKind::ListedDisease, settled_on } => of_listed(lang, settled_on),
        ExpenseOf::Outpatient { kind: OutpatientKind::SpecialDrug, settled_on } => of_drug(lang, settled_on),
        ExpenseOf::Outpatient { kind: OutpatientKind::SeriousIllness, settled_on } => of_serious(lang, settled_on),
        ExpenseOf::Outpatient { kind: OutpatientKind::HomeBed, settled_on } => of_home_bed(lang, settled_on),
        ExpenseOf::Outpatient { kind: OutpatientKind::Other, settled_on } => of_other(lang, settled_on),
    }
}

fn why_not(lang: Lang, names: &dyn Names, why: &NotCounted) -> String {
    match why {
        NotCounted::OutsidePeriod => outside(lang).to_owned(),
        NotCounted::OtherPeriod => other_period(lang).to_owned(),
        NotCounted::Excluded { exclusion } => excluded(lang, names.exclusion(exclusion)),
        NotCounted::NotEnrolled => not_enrolled(lang).to_owned(),
        NotCounted::SameBill => same_bill(lang).to_owned(),
        NotCounted::BadDates => bad_dates(lang).to_owned(),
        NotCounted::KindNotCounted => kind_not_counted(lang).to_owned(),
        NotCounted::NotListed => not_listed(lang).to_owned(),
        NotCounted::Other => other_ground(lang).to_owned(),
    }
}

fn joint(lang: Lang, names: &dyn Names, benefits: &[BenefitId], amounts: &[Money], limit: Money, sum: Money) -> String {
    let part = |(id, amount): (&BenefitId, &Money)| format!("{} {}", names.benefit_short(id), amount.grouped());
    let parts = benefits.iter().zip(amounts).map(part).collect::<Vec<_>>().join(" + ");
    if sum > limit { over(lang, parts, sum.grouped(), limit.grouped()) } else { within(lang, parts, sum.grouped(), limit.grouped()) }
}

fn excluded_by(lang: Lang, by: ExclusiveGround, (other, other_amount): (&str, Money), (own, amount): (&str, Money)) -> String {
    let (other_amount, amount) = (other_amount.grouped(), amount.grouped());
    match by {
        ExclusiveGround::Larger => larger(lang, other, other_amount, own, amount),
        ExclusiveGround::Tie => tie(lang, other, own, amount),
        ExclusiveGround::Chosen => chosen(lang, other, other_amount, own, amount),
        ExclusiveGround::PaidBefore => paid_before(lang, other, other_amount, own, amount),
        ExclusiveGround::SameCase => same_case(lang, other, other_amount, own, amount),
    }
}
