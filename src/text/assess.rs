//! The words of an assessment: outcomes, deadlines, papers. The payout's lines are in `steps`, the checks' in `checks`.

use crate::domain::assessment::{BenefitAssessment, CheckState, Deadline, DeadlineKind, Need, Outcome, RequiredMaterial};
use crate::domain::ids::BenefitId;
use crate::domain::names::Names;
use crate::domain::people::Lang;

use crate::text::plural;
use crate::text::rule::semicolon;

pub use crate::text::checks::{check_line, check_name, is_other_case, stays_named};
pub use crate::text::facts::fact_name;
pub use crate::text::steps::{class_word, step_line};

texts! {
    payable => "应付", "Payable";
    nothing_owed => "不付", "Not owed";
    superseded(by) => "由{by}代替", "Superseded by {by}";
    needs_choice => "待复核人判断", "Waits for the reviewer";
    needs_fact => "缺事实", "Facts missing";
    needs_amount => "待填金额", "Amount to be entered";
    would_be(amount) => "单独计为 {amount}", "by itself {amount}";
    certain_open(certain, open) => "{certain} 确定，{open} 待判断", "{certain} certain, {open} to be judged";
    pass => "通过", "Pass";
    warning => "提示", "Note";
    fail => "未过", "Fails";
    unknown => "待定", "Open";
    attested => "核对", "Attest";
    filing => "申请截止", "File by";
    filing_special => "特殊情况申请截止", "In special cases by";
    first_review => "初审预计完成", "First review announced for";
    payment => "补助金支付", "Payment";
    other_day => "其他期限（本程序较旧，不认识）", "Another day, which this older program does not know";
    processing => "核实给付期限", "Verify and pay by";
    notice => "意外通知截止", "Notice of the accident by";
    assessment => "鉴定申请截止", "Apply for the assessment by";
    from_known(days) => "工会知道事故后 {days}内", "within {days} of the union knowing";
    may_be_longer(day) => "{day}（特殊情况可能延长）", "{day} (may be longer in special cases)";
    of_benefits(name, benefits) => "{name}（{benefits}）", "{name} ({benefits})";
    open_paper => "待告知", "Not known yet";
    hangs_on(condition, facts) => "须先告知：{facts}（{condition}的，须提供）", "to be told: {facts} (needed {condition})";
    from_complete(days) => "材料齐全后 {days}内", "within {days} of complete papers";
    from_approval(days) => "核准后 {days}内", "within {days} of the approval";
    no_figure => "办法未写期限", "no figure in the document";
    provisional(day) => "{day}（该年节假日尚未公布，为估计）", "{day} (estimate: the holidays of that year are not published)";
    required => "必需", "Required";
    conditional => "须提供", "Needed";
    optional => "如有", "If any";
    not_needed => "不需要", "Not needed";
    other_need => "另有要求（本程序较旧）", "As the newer server says";
}

/// Says how a benefit ends, in a few words.
pub fn outcome_word(lang: Lang, names: &dyn Names, benefit: &BenefitAssessment) -> String {
    match &benefit.outcome {
        Outcome::Payable => payable(lang).to_owned(),
        Outcome::NothingOwed => match &benefit.reason {
            Some(code) => format!("{}{}{}", nothing_owed(lang), separator(lang), names.reason(code)),
            None => nothing_owed(lang).to_owned(),
        },
        Outcome::Superseded { by } => superseded(lang, names.benefit_short(by)),
        Outcome::NeedsChoice { check } => {
            let waits = format!("{}{}{}", needs_choice(lang), separator(lang), check_name(lang, check.as_str()));
            match benefit.certain_and_open() {
                Some((certain, open)) => format!("{waits}{}{}", clause_comma(lang), certain_open(lang, certain.grouped(), open.grouped())),
                None => waits,
            }
        }
        Outcome::NeedsFact { paths } => {
            let facts: Vec<String> = paths.iter().map(|path| fact_name(lang, path)).collect();
            format!("{}{}{}", needs_fact(lang), separator(lang), facts.join(comma(lang)))
        }
        Outcome::NeedsAmount => needs_amount(lang).to_owned(),
    }
}

/// The mark before a check: one column wide in every terminal.
pub const fn check_mark(state: CheckState) -> &'static str {
    match state {
        CheckState::Pass => "✓",
        CheckState::Warning => "!",
        CheckState::Fail => "✗",
        CheckState::Unknown => "?",
        CheckState::Attested => "-",
    }
}

/// The word beside the mark.
pub const fn state_word(lang: Lang, state: CheckState) -> &'static str {
    match state {
        CheckState::Pass => pass(lang),
        CheckState::Warning => warning(lang),
        CheckState::Fail => fail(lang),
        CheckState::Unknown => unknown(lang),
        CheckState::Attested => attested(lang),
    }
}

/// Names a deadline.
pub const fn deadline_name(lang: Lang, kind: DeadlineKind) -> &'static str {
    match kind {
        DeadlineKind::Filing => filing(lang),
        DeadlineKind::FilingSpecial => filing_special(lang),
        DeadlineKind::FirstReview => first_review(lang),
        DeadlineKind::Notice => notice(lang),
        DeadlineKind::Assessment => assessment(lang),
        DeadlineKind::Processing => processing(lang),
        DeadlineKind::Payment => payment(lang),
        DeadlineKind::Other => other_day(lang),
    }
}

/// Names a deadline, with whose it is where it is not that of every benefit claimed.
pub fn deadline_head(lang: Lang, names: &dyn Names, deadline: &Deadline) -> String {
    of_whom(lang, names, deadline_name(lang, deadline.kind), &deadline.benefits)
}

/// Says beside a name of which benefits it is; nothing where it is of all.
pub fn of_whom(lang: Lang, names: &dyn Names, name: &str, benefits: &[BenefitId]) -> String {
    let shorts: Vec<&str> = benefits.iter().map(|id| names.benefit_short(id)).collect();
    if shorts.is_empty() { name.to_owned() } else { of_benefits(lang, name, shorts.join(comma(lang))) }
}

/// Says a deadline's last day, or that the document gives none; and that it may be longer, where the document says so.
pub fn deadline_line(lang: Lang, deadline: &Deadline) -> String {
    let line = last_day_line(lang, deadline);
    if deadline.extendable { may_be_longer(lang, line) } else { line }
}

fn last_day_line(lang: Lang, deadline: &Deadline) -> String {
    match deadline.last_day {
        Some(day) if deadline.provisional => provisional(lang, day),
        Some(day) => day.to_string(),
        None => match (deadline.working_days, deadline.days_from_complete, deadline.days_from_known) {
            (Some(days), ..) => from_approval(lang, plural::working_days(lang, days)),
            (None, Some(days), _) => from_complete(lang, plural::days(lang, days)),
            (None, None, Some(days)) => from_known(lang, plural::days(lang, days)),
            (None, None, None) => no_figure(lang).to_owned(),
        },
    }
}

/// How much a paper is needed, in a word.
pub const fn need_word(lang: Lang, need: Need) -> &'static str {
    match need {
        Need::Required => required(lang),
        Need::Conditional => conditional(lang),
        Need::Open => open_paper(lang),
        Need::Optional => optional(lang),
        Need::NotNeeded => not_needed(lang),
        Need::Other => other_need(lang),
    }
}

/// Says in one what several papers that are one must each show; nothing where none must.
pub fn together(lang: Lang, told: Vec<&str>) -> Option<String> {
    (!told.is_empty()).then(|| told.join(semicolon(lang)))
}

/// Says why a paper is needed, or what has to be told before that is known.
pub fn because_line(lang: Lang, names: &dyn Names, material: &RequiredMaterial) -> String {
    let mut conditions: Vec<&str> = Vec::new();
    for condition in material.conditions().into_iter().map(|condition| names.condition(condition)) {
        if !conditions.contains(&condition) {
            conditions.push(condition);
        }
    }
    if material.open.is_empty() {
        return conditions.join(semicolon(lang));
    }
    let condition = conditions.first().copied().unwrap_or_default();
    let facts: Vec<String> = material.open.iter().map(|path| fact_name(lang, path)).collect();
    hangs_on(lang, condition.strip_prefix('因').unwrap_or(condition), facts.join(comma(lang)))
}

/// Stands between a word and what it is about.
pub const fn separator(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "：",
        Lang::En => ": ",
    }
}

/// Stands between two parts of a sentence.
pub const fn clause_comma(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "，",
        Lang::En => ", ",
    }
}

/// Stands between the things of a list.
pub const fn comma(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "、",
        Lang::En => ", ",
    }
}
