//! How values look: dates, dues, masks, states as glyph and word.

use chrono::Datelike;
use ratatui::style::Style;

use crate::app::Desk;
use crate::app::materials::PaperState;
use crate::domain::assessment::CheckState;
use crate::domain::calendar::DayKind;
use crate::domain::case::Status;
use crate::domain::decision::Verb;
use crate::domain::identity::mask_name;
use crate::domain::ids::{BenefitId, PlanId, StageId, UserId};
use crate::domain::outbox::{OutboxItem, OutboxState};
use crate::domain::people::Lang;
use crate::domain::summary::{CaseDetail, CaseSummary};
use crate::domain::time::{Date, Moment};
use crate::text::{actions, dates, desk as words, show};
use crate::ui::theme::Theme;

/// `10:42`
pub fn time(moment: Moment) -> String {
    moment.local().format("%H:%M").to_string()
}

/// `12-18` in this year, `2023-12-18` in another.
pub fn day(date: Date, today: Date) -> String {
    if date.year() == today.year() { date.format("%m-%d").to_string() } else { date.to_string() }
}

/// `10:42` today, `12-18 10:42` on another day.
pub fn moment(moment: Moment, today: Date) -> String {
    if moment.date() == today { time(moment) } else { format!("{} {}", day(moment.date(), today), time(moment)) }
}

/// How much time is left, and how it weighs.
pub fn due(lang: Lang, case: &CaseSummary, today: Date, theme: &Theme) -> (String, Style) {
    let (said, urgency) = due_said(lang, case, today);
    let style = match urgency {
        Urgency::None => theme.muted,
        Urgency::Over => theme.bad,
        Urgency::Today => theme.warn,
        Urgency::Left => theme.text,
    };
    (said, style)
}

/// How pressing a limit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Urgency {
    /// No limit runs.
    None,
    Over,
    Today,
    Left,
}

/// How much time is left in words, and how pressing that is.
pub fn due_said(lang: Lang, case: &CaseSummary, today: Date) -> (String, Urgency) {
    let Some(last) = case.due.filter(|_| case.status == Status::Open) else { return (age(lang, case, today), Urgency::None) };
    let left = case.due_days.between(today, last);
    let working = case.due_days == DayKind::Working;
    let (said, urgency) = match () {
        () if last < today && left == 0 => (words::past_due(lang).to_owned(), Urgency::Over),
        () if left < 0 && working => (words::over_days(lang, -left), Urgency::Over),
        () if left < 0 => (words::over_calendar_days(lang, -left), Urgency::Over),
        () if last == today || left == 0 => (words::due_today(lang).to_owned(), Urgency::Today),
        () if working => (words::in_days(lang, left), Urgency::Left),
        () => (words::in_calendar_days(lang, left), Urgency::Left),
    };
    // A day that may change is not said as if it were sure.
    if case.due_provisional { (format!("{}{said}", dates::provisional_mark(lang)), urgency) } else { (said, urgency) }
}

/// How long the case has been where it is.
pub fn age(lang: Lang, case: &CaseSummary, today: Date) -> String {
    words::age_days(lang, (today - case.entered.date()).num_days().max(0))
}

/// What a case comes to; of one that nobody assessed the word for it, of one that was rejected a dash.
pub fn amount(lang: Lang, case: &CaseSummary) -> String {
    match (case.amount, case.status) {
        (Some(amount), _) => amount.grouped(),
        (None, Status::Rejected) => "-".to_owned(),
        (None, _) => words::not_assessed(lang).to_owned(),
    }
}

/// The worst of a case's checks with how many have it: `✗2`, `✓`. What the deciding key attests to stands against nothing.
pub fn worst(case: &CaseSummary, theme: &Theme) -> (String, Style) {
    match case.worst {
        CheckState::Pass | CheckState::Attested => ("✓".to_owned(), theme.ok),
        state => {
            let (glyph, style) = check_glyph(state, theme);
            (format!("{glyph}{}", case.worst_count), style)
        }
    }
}

pub fn check_glyph(state: CheckState, theme: &Theme) -> (&'static str, Style) {
    match state {
        CheckState::Fail => ("✗", theme.bad),
        CheckState::Unknown => ("?", theme.warn),
        CheckState::Warning => ("!", theme.warn),
        CheckState::Attested => ("-", theme.muted),
        CheckState::Pass => ("✓", theme.ok),
    }
}

pub fn check_word(lang: Lang, state: CheckState) -> &'static str {
    match state {
        CheckState::Fail => show::check_fail(lang),
        CheckState::Unknown => show::check_unknown(lang),
        CheckState::Warning => show::check_warning(lang),
        CheckState::Attested => show::check_attested(lang),
        CheckState::Pass => show::check_pass(lang),
    }
}

pub fn paper_glyph(state: PaperState, theme: &Theme) -> (&'static str, Style) {
    match state {
        PaperState::Accepted => ("✓", theme.ok),
        PaperState::Waiting => ("?", theme.warn),
        PaperState::Defective => ("✗", theme.bad),
        PaperState::Missing => ("!", theme.warn),
        PaperState::Open => ("?", theme.warn),
        PaperState::NotNeeded => ("-", theme.muted),
    }
}

pub fn paper_word(lang: Lang, state: PaperState) -> &'static str {
    match state {
        PaperState::Accepted => show::paper_accepted(lang),
        PaperState::Waiting => show::paper_waiting(lang),
        PaperState::Defective => show::paper_defective(lang),
        PaperState::Missing => show::paper_missing(lang),
        PaperState::Open => show::paper_open(lang),
        PaperState::NotNeeded => show::paper_not_needed(lang),
    }
}

/// Where a decision is on its way, as glyph and word.
pub fn outbox_state(lang: Lang, item: &OutboxItem, now: Moment, theme: &Theme) -> (&'static str, String, Style) {
    match &item.state {
        OutboxState::Held { until } if *until > now => ("-", held(lang, held_secs(item, *until, now)), theme.text),
        OutboxState::Held { .. } | OutboxState::Waiting { .. } => ("-", show::state_waiting(lang).to_owned(), theme.text),
        OutboxState::Sending => ("-", show::state_sending(lang).to_owned(), theme.text),
        OutboxState::Accepted { .. } => ("✓", show::state_accepted(lang).to_owned(), theme.ok),
        OutboxState::Refused { .. } => ("✗", show::state_refused(lang).to_owned(), theme.bad),
        OutboxState::Conflict { .. } => ("✗", show::state_conflict(lang).to_owned(), theme.bad),
    }
}

/// Seconds from which on a wait is told in minutes: one that is being changed is held for longer than anybody counts.
const COUNTED_SECS: i64 = 100;

/// How long a decision is held yet, in words.
fn held(lang: Lang, secs: i64) -> String {
    if secs < COUNTED_SECS { show::state_held(lang, secs) } else { show::state_held_minutes(lang, minutes(secs)) }
}

/// How much time is left, in words.
pub fn time_left(lang: Lang, secs: i64) -> String {
    if secs < COUNTED_SECS { words::seconds(lang, secs) } else { words::minutes(lang, minutes(secs)) }
}

fn minutes(secs: i64) -> i64 {
    (secs + 59) / 60
}

/// Full or begun seconds for which a decision is held yet: never more than the hold lasts, whatever was done to the clock.
pub fn held_secs(item: &OutboxItem, until: Moment, now: Moment) -> i64 {
    seconds_left(until, now).min(seconds_left(until, item.decision.decided_at))
}

/// Full or begun seconds until a moment.
pub fn seconds_left(until: Moment, now: Moment) -> i64 {
    ((until.0 - now.0).max(0) + 999) / 1000
}

/// A decision on a row of the queue, in one word each: `核准 保留`.
pub fn pending(lang: Lang, verb: Verb, state: &OutboxState, now: Moment) -> String {
    let state = match state {
        OutboxState::Held { until } if *until > now => show::word_held(lang),
        OutboxState::Held { .. } | OutboxState::Waiting { .. } => show::state_waiting(lang),
        OutboxState::Sending => show::state_sending(lang),
        OutboxState::Accepted { .. } => show::state_accepted(lang),
        OutboxState::Refused { .. } => show::state_refused(lang),
        OutboxState::Conflict { .. } => show::state_conflict(lang),
    };
    format!("{} {state}", actions::verb(lang, verb))
}

pub fn status_word(lang: Lang, status: Status) -> &'static str {
    match status {
        Status::Open => words::view_open(lang),
        Status::Returned => words::returned_word(lang),
        Status::Rejected => words::rejected_word(lang),
        Status::Paid => words::paid_word(lang),
    }
}

/// Names that a plan gives; what is unknown shows its id.
impl Desk {
    pub(super) fn benefit_short<'a>(&'a self, plan: &PlanId, id: &'a BenefitId) -> &'a str {
        let benefit = self.plans.get(plan).and_then(|plan| plan.benefit(id));
        benefit.map_or(id.as_str(), |benefit| benefit.short.get(self.lang))
    }

    pub(super) fn benefits_short(&self, plan: &PlanId, ids: &[BenefitId]) -> String {
        ids.iter().map(|id| self.benefit_short(plan, id)).collect::<Vec<_>>().join("+")
    }

    pub(super) fn stage_name<'a>(&'a self, plan: &PlanId, id: &'a StageId) -> &'a str {
        self.plans.get(plan).and_then(|plan| plan.stage(id)).map_or(id.as_str(), |stage| stage.name.get(self.lang))
    }

    /// The stage of a case by the very version of the plan under which it stands; its id where that isn't here.
    pub(super) fn stage_of(&self, detail: &CaseDetail) -> String {
        let plan = self.plan_of(detail);
        let stage = plan.as_ref().and_then(|plan| plan.stage(&detail.case.stage));
        stage.map_or(detail.case.stage.as_str(), |stage| stage.name.get(self.lang)).to_owned()
    }

    pub(super) fn plan_short<'a>(&'a self, id: &'a PlanId) -> &'a str {
        self.plans.get(id).map_or(id.as_str(), |plan| plan.short.get(self.lang))
    }

    pub(super) fn plan_name<'a>(&'a self, id: &'a PlanId) -> &'a str {
        self.plans.get(id).map_or(id.as_str(), |plan| plan.name.get(self.lang))
    }

    /// A colleague's masked name.
    pub(super) fn who(&self, user: &UserId) -> String {
        mask_name(self.name_of(user))
    }

    pub(super) fn who_or_system(&self, user: Option<&UserId>) -> String {
        user.map_or_else(|| words::system(self.lang).to_owned(), |user| self.who(user))
    }
}
