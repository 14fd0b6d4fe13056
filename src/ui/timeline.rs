//! The timeline of a case: what happened, who did it, with notes and what the claimant was told.

use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::app::Desk;
use crate::app::case::CaseView;
use crate::app::pointer::{Over, Target};
use crate::domain::age::Age;
use crate::domain::amendment::Amendment;
use crate::domain::calendar::DayKind;
use crate::domain::case::{Event, TimelineEntry};
use crate::domain::decision::Act;
use crate::domain::ids::UserId;
use crate::domain::money::Money;
use crate::domain::names::Names;
use crate::domain::recovery::Settled;
use crate::domain::summary::CaseDetail;
use crate::layout::width::{width, wrap};
use crate::rules::clock;
use crate::text::{amend, dates, desk as words, show};
use crate::ui::changes::told;
use crate::ui::format::time;
use crate::ui::pen::Pen;
use crate::ui::theme::Theme;
use crate::ui::{ViewState, facts};

/// One thing that happened, in words.
pub struct Entry {
    pub at: String,
    pub glyph: &'static str,
    pub style: Style,
    pub who: String,
    pub what: String,
    /// A note, or what the claimant was told.
    pub more: String,
}

/// Puts a happening into words.
pub fn entry(desk: &Desk, detail: &CaseDetail, happened: &TimelineEntry, theme: &Theme) -> Entry {
    let lang = desk.lang;
    let plan = desk.plan_of(detail);
    let stage = plan.as_ref().and_then(|plan| plan.stage(&happened.stage)).map_or(happened.stage.as_str(), |stage| stage.name.get(lang));
    let (glyph, style, what, more) = match &happened.event {
        Event::Received => ("-", theme.muted, show::received(lang).to_owned(), String::new()),
        Event::Resubmitted => ("-", theme.muted, show::resubmitted(lang).to_owned(), String::new()),
        Event::Relisted => ("!", theme.warn, show::relisted(lang).to_owned(), String::new()),
        Event::Told { text } => ("-", theme.muted, show::told(lang).to_owned(), text.clone()),
        Event::Other => ("-", theme.muted, show::other_event(lang).to_owned(), String::new()),
        Event::Decided { act, .. } => match act {
            Act::PassOn { note } => ("✓", theme.ok, show::passed_on(lang, stage), note.clone()),
            Act::Approve { note } => ("✓", theme.ok, show::approved(lang, stage), note.clone()),
            Act::Return { defects, text } => ("!", theme.warn, show::returned(lang, defects.len()), text.clone()),
            Act::Reject { reason, clause, text } => {
                ("✗", theme.bad, show::rejected(lang, format!("{}  {clause}", facts::reason_named(desk, detail, reason))), text.clone())
            }
            Act::Paid { reference } => ("✓", theme.ok, show::paid(lang, reference), String::new()),
            Act::Amend { note } => ("-", theme.text, show::amended(lang).to_owned(), note.clone()),
            Act::PaymentFailed { reason } => ("✗", theme.bad, show::payment_failed(lang, reason), String::new()),
            Act::Resubmit { received, note } => ("-", theme.text, show::came_again(lang, received.len()), note.clone()),
            Act::Assign { to } => ("-", theme.muted, assigned(desk, happened, to.as_ref()), String::new()),
            Act::Extend { until, text } => ("-", theme.text, show::extended(lang, until), text.clone()),
            Act::Note { text } => ("-", theme.text, show::noted(lang).to_owned(), text.clone()),
            again => {
                let (glyph, style, what, text) = looked_at_again(desk, detail, stage, again, theme);
                (glyph, style, what, text.to_owned())
            }
        },
    };
    let more = with_pause(desk, detail, happened, with_changes(desk, detail, happened, more));
    let date = happened.at.date();
    let day = crate::ui::format::day(date, desk.today());
    Entry { at: format!("{day} {}", time(happened.at)), glyph, style, who: desk.who_or_system(happened.by.as_ref()), what, more }
}

/// What held a case up, sent it back or took it up again, and what was asked back.
fn looked_at_again<'a>(
    desk: &Desk,
    detail: &CaseDetail,
    stage: &str,
    act: &'a Act,
    theme: &Theme,
) -> (&'static str, Style, String, &'a str) {
    let lang = desk.lang;
    let reason = |code| facts::reason_named(desk, detail, code);
    let of = |benefit, amount: &Money| format!("{} {}", desk.benefit_short(&detail.case.plan, benefit), amount.grouped());
    match act {
        Act::SendBack { text } => ("!", theme.warn, show::sent_back(lang, stage), text),
        Act::Park { until, text } => ("-", theme.text, show::parked(lang, until), text),
        Act::Refer { reason: code, text } => ("-", theme.warn, show::referred(lang, reason(code)), text),
        Act::Resume { text } => ("-", theme.text, show::resumed(lang).to_owned(), text),
        Act::Reopen { reason: code, text } => ("!", theme.warn, show::reopened(lang, reason(code)), text),
        Act::Recover { benefit, amount, reason: code, clause, text } => {
            ("!", theme.warn, show::recover(lang, of(benefit, amount), format!("{}  {clause}", reason(code))), text)
        }
        Act::Recovered { benefit, amount, how: Settled::Repaid, text } => ("✓", theme.ok, show::repaid(lang, of(benefit, amount)), text),
        Act::Recovered { benefit, amount, how: Settled::WrittenOff, text } => {
            ("-", theme.text, show::written_off(lang, of(benefit, amount)), text)
        }
        _ => ("-", theme.muted, show::other_event(lang).to_owned(), ""),
    }
}

/// How long the limit of the stage stood still, where the papers came, before the note.
fn with_pause(desk: &Desk, detail: &CaseDetail, happened: &TimelineEntry, note: String) -> String {
    let at = detail.case.timeline.iter().position(|entry| std::ptr::eq(entry, happened));
    let paused = at.zip(desk.plan_of(detail)).and_then(|(at, plan)| clock::paused_before(&plan, &detail.case, at));
    match paused.map(|(days, kind)| match kind {
        DayKind::Working => show::was_paused(desk.lang, days),
        DayKind::Calendar => show::was_paused_days(desk.lang, days),
    }) {
        Some(told) if note.is_empty() => told,
        Some(told) => format!("{told}\n{note}"),
        None => note,
    }
}

/// What was changed of the facts, each with its reason and the paper that shows it, before the note.
fn with_changes(desk: &Desk, detail: &CaseDetail, happened: &TimelineEntry, note: String) -> String {
    let Event::Decided { amendments, .. } = &happened.event else { return note };
    let (false, Some(plan)) = (amendments.is_empty(), desk.plan_of(detail)) else { return note };
    let names = plan.names(desk.lang);
    let changes = amendments.iter().map(|amendment| {
        let said = format!("{}  {}", told(desk.lang, &plan, amendment), amendment.reason());
        match amendment {
            Amendment::Correct(correction) => format!("{said}  {}", amend::shown_by(desk.lang, names.material(&correction.evidence))),
            _ => said,
        }
    });
    changes.chain(Some(note).filter(|note| !note.is_empty())).collect::<Vec<_>>().join("\n")
}

/// Who has the case from then on.
fn assigned(desk: &Desk, happened: &TimelineEntry, to: Option<&UserId>) -> String {
    match to {
        None => show::released(desk.lang).to_owned(),
        Some(user) if happened.by.as_ref() == Some(user) => show::taken(desk.lang).to_owned(),
        Some(user) => show::assigned(desk.lang, desk.who(user)),
    }
}

/// Draws the tab, the newest first.
pub fn draw(pen: &mut Pen, desk: &Desk, case: &CaseView, view: &mut ViewState, area: Rect) {
    let Some(detail) = case.detail() else { return };
    age(pen, desk, detail, area);
    let area = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    let entries = entries(pen, desk, detail);
    let told = told_from(&entries);
    let columns = told_columns(area, told);
    let heights: Vec<usize> = entries.iter().map(|entry| entry.lines(columns).len() + 1).collect();
    let first = view.scroll("timeline", case.cursor(), &heights, area.height);
    let mut y = area.y;
    for (i, entry) in entries.iter().enumerate().skip(first) {
        if y >= area.bottom() {
            break;
        }
        let top = y;
        y = put(pen, entry, told, Rect { y, height: area.bottom() - y, ..area });
        pen.list_line(Rect { y: top, height: y.min(area.bottom()) - top, ..area }, i, i == case.cursor());
    }
}

/// How long it has been under way, and who had it.
fn age(pen: &mut Pen, desk: &Desk, detail: &CaseDetail, area: Rect) {
    let (lang, age) = (desk.lang, Age::of(&detail.case, desk.now));
    let [us, claimant, total] = [age.with_us, age.with_claimant, age.total()].map(|millis| dates::span(lang, millis));
    let muted = pen.theme.muted;
    pen.put_cut(area.x + 2, area.y, area.right() - 1, &dates::age(lang, us, claimant, total), muted);
}

/// Draws the newest beside another tab of a very wide window; there is no cursor in it.
pub fn pinned(pen: &mut Pen, desk: &Desk, detail: &CaseDetail, first: usize, area: Rect) {
    let (muted, mut y) = (pen.theme.muted, area.y + 1);
    let entries = entries(pen, desk, detail);
    pen.put_cut(area.x + 2, area.y, area.right(), words::timeline(desk.lang), muted);
    pen.hit(area, Target::Pane(Over::Timeline));
    let told = told_from(&entries);
    let first = first.min(entries.len().saturating_sub(1));
    for (i, entry) in entries.iter().enumerate().skip(first) {
        // The last row says how many more there are.
        if y + 1 >= area.bottom() && i + 1 < entries.len() {
            let more = show::more_entries(desk.lang, entries.len() - i);
            pen.put_cut(area.x + 2, y, area.right(), &more, muted);
            return;
        }
        y = put(pen, entry, told, Rect { y, height: area.bottom().saturating_sub(y), ..area });
    }
}

fn entries(pen: &Pen, desk: &Desk, detail: &CaseDetail) -> Vec<Entry> {
    detail.case.timeline.iter().rev().map(|happened| entry(desk, detail, happened, pen.theme)).collect()
}

/// Columns before what is told, besides those of the time: the glyph, who did it (seven: `system`, and a masked name of three hanzi), the
/// gutters.
const TOLD: u16 = 15;

/// Columns before what is told: a time of another year has its year.
fn told_from(entries: &[Entry]) -> u16 {
    TOLD + entries.iter().map(|entry| width(&entry.at)).max().unwrap_or(0).max(11)
}

fn told_columns(area: Rect, told: u16) -> u16 {
    area.width.saturating_sub(told + 1).min(76)
}

impl Entry {
    /// The note, or what the claimant was told, in lines of so many columns.
    fn lines(&self, columns: u16) -> Vec<&str> {
        if self.more.is_empty() { Vec::new() } else { wrap(&self.more, columns) }
    }
}

/// Puts an entry with all its lines, as far as they have room; gives the row after it.
fn put(pen: &mut Pen, entry: &Entry, told: u16, area: Rect) -> u16 {
    let (muted, text) = (pen.theme.muted, pen.theme.text);
    let columns = told_columns(area, told);
    let who = area.x + told - 9;
    let told = area.x + told;
    pen.put(area.x + 2, area.y, area.right(), &entry.at, muted);
    let x = pen.put(who - 2, area.y, area.right(), entry.glyph, entry.style);
    pen.put_cut(x + 1, area.y, told - 2, &entry.who, text);
    pen.put_cut(told, area.y, area.right() - 1, &entry.what, text);
    let mut y = area.y + 1;
    for line in entry.lines(columns) {
        if y < area.bottom() {
            pen.put(told, y, area.right(), line, muted);
        }
        y += 1;
    }
    y
}
