//! The table of the queue: its columns, which of them have room, its rows.
//!
//! Invariants: what is drawn is a screen of rows, however long the queue is; an amount, an id or a date is never cut.

use ratatui::layout::Rect;

use crate::app::action::Action;
use crate::app::pointer::Target;
use crate::app::{Connection, Desk};
use crate::domain::assessment::CheckState;
use crate::domain::case::Status;
use crate::domain::identity::{mask_name, mask_numbers};
use crate::domain::money::Money;
use crate::domain::outbox::OutboxItem;
use crate::domain::people::Lang;
use crate::domain::queue::{Optional, QueueRow, Sort, View};
use crate::domain::summary::{CaseSummary, Flag};
use crate::layout::width::width;
use crate::text::assess::comma;
use crate::text::{desk as words, queue as queue_words};
use crate::ui::ViewState;
use crate::ui::columns::{Column, Placed, place};
use crate::ui::format::{amount, check_word, day, due, pending, status_word, worst};
use crate::ui::head::{filled, loading, message};
use crate::ui::pen::Pen;
use crate::ui::queue::grouped;
use crate::ui::theme::Theme;

/// Rows that the cursor keeps from the edge.
const MARGIN: u64 = 3;
/// From so many columns on the day of filing, the age, the last note and words beside the checks have room.
const WORDS_FROM: u16 = 112;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Due,
    Case,
    Plan,
    Benefit,
    Name,
    Employer,
    Stage,
    Amount,
    Received,
    Age,
    Assignee,
    Checks,
    Flags,
    Note,
}

/// A longer name of an employer is cut: what says more stands in the preview.
const EMPLOYER_MOST: u16 = 36;
/// A note in fewer columns says nothing: the column leaves.
const NOTE_LEAST: u16 = 16;

/// The columns in their order, with what the rows in sight need.
fn columns(desk: &Desk, rows: &[QueueRow], room: u16, theme: &Theme) -> Vec<Column<Field>> {
    let zh = desk.lang == Lang::Zh;
    let narrow = room < 76;
    let by = |chinese: u16, english: u16| if zh { chinese } else { english };
    let id = rows.iter().map(|row| width(row.summary.id.as_str())).max().unwrap_or(0).clamp(11, 24);
    let amount = rows.iter().filter_map(|row| row.summary.amount).map(|amount| width(&amount.grouped())).max().unwrap_or(0).max(9);
    let widest = rows.iter().map(|row| width(&desk.benefits_short(&row.summary.plan, &row.summary.benefits))).max().unwrap_or(0);
    let stages = rows.iter().map(|row| width(desk.stage_name(&row.summary.plan, &row.summary.stage))).max().unwrap_or(0);
    let column = |id, least, most, leaves, right| Column { id, least, most, leaves, right };
    // A date of this year is short; each column that can leave does so in the order of screens.md, "Skeleton".
    let received = rows.iter().map(|row| width(&day(row.summary.received.date(), desk.today()))).max().unwrap_or(5);
    let noted = rows.iter().map(|row| width(&row.summary.last_note)).max().unwrap_or(0).min(24);
    let ages = rows.iter().map(|row| width(&words::days_here(desk.lang, days_here(desk, &row.summary)))).max().unwrap_or(0);
    let assignees = rows.iter().map(|row| width(&assignee(desk, &row.summary))).max().unwrap_or(0);
    let names = rows.iter().map(|row| width(&mask_name(&row.summary.name))).max().unwrap_or(0);
    let employers = rows.iter().map(|row| width(&row.summary.employer)).max().unwrap_or(0);
    let plans = rows.iter().map(|row| width(desk.plan_short(&row.summary.plan))).max().unwrap_or(0);
    let dues = rows.iter().map(|row| width(&due(desk.lang, &row.summary, desk.today(), theme).0)).max().unwrap_or(0);
    let flagged = flags_in_sight(desk.lang, rows);
    let mut columns = vec![
        column(Field::Due, dues.clamp(by(7, 8), 11), dues.clamp(by(8, 9), 11), 0, true),
        column(Field::Case, id, id, 0, false),
        column(Field::Plan, plans.clamp(8, by(10, 12)), plans.clamp(8, by(10, 12)), 5, false),
        column(Field::Benefit, if room >= WORDS_FROM { widest.clamp(8, 11) } else { 8 }, widest.clamp(8, 24), 7, false),
        column(Field::Name, 5, names.clamp(5, 6), 0, false),
        column(Field::Employer, 10, employers.clamp(10, EMPLOYER_MOST), 4, false),
        column(Field::Stage, by(9, if narrow { 7 } else { 14 }), stages.clamp(by(9, 14), by(9, 17)), 0, false),
        column(Field::Amount, amount, amount, 0, true),
        column(Field::Received, received, received, 3, true),
        column(Field::Age, 4, ages.clamp(4, 5), 2, true),
        column(Field::Assignee, 5, assignees.clamp(5, 6), 6, false),
        column(Field::Checks, by(4, 6), if room >= WORDS_FROM { by(7, 10) } else { 6 }, 0, false),
        column(Field::Flags, flagged.map_or(0, |(one, _)| one), flagged.map_or(0, |(_, all)| all), 0, false),
        column(Field::Note, noted.clamp(4, NOTE_LEAST), noted.max(8), 1, false),
    ];
    columns.retain(|column| match optional(column.id) {
        None if column.id == Field::Flags => flagged.is_some(),
        // A column in which nothing stands is room for the others.
        Some(Optional::Note) if noted == 0 => false,
        // What the preview at the right stands beside.
        Some(Optional::Received | Optional::Age | Optional::Note) if room < WORDS_FROM => false,
        Some(optional) => !desk.queue.arrangement.left_out.contains(&optional),
        None => true,
    });
    columns
}

/// The widest flag that a row in sight begins with, at least the head's width, and the widest row of flags; nothing where none has any.
fn flags_in_sight(lang: Lang, rows: &[QueueRow]) -> Option<(u16, u16)> {
    let head = width(queue_words::flags(lang));
    let of = |row: &QueueRow| {
        let more = u16::from(row.summary.flags.len() > 1);
        let first = row.summary.flags.first().map(|flag| width(queue_words::flag(lang, *flag)) + more)?;
        Some((first.max(head), width(&flags(lang, &row.summary)).max(head)))
    };
    rows.iter().filter_map(of).reduce(|widest, next| (widest.0.max(next.0), widest.1.max(next.1)))
}

/// The words of a row's flags.
fn flags(lang: Lang, case: &CaseSummary) -> String {
    case.flags.iter().map(|flag| queue_words::flag(lang, *flag)).collect::<Vec<_>>().join(" ")
}

/// The column by which a person knows it, where he may leave it out.
const fn optional(field: Field) -> Option<Optional> {
    Some(match field {
        Field::Plan => Optional::Plan,
        Field::Benefit => Optional::Benefit,
        Field::Employer => Optional::Employer,
        Field::Received => Optional::Received,
        Field::Age => Optional::Age,
        Field::Assignee => Optional::Assignee,
        Field::Note => Optional::Note,
        Field::Due | Field::Case | Field::Name | Field::Stage | Field::Amount | Field::Checks | Field::Flags => return None,
    })
}

/// What a click on a head sorts by.
const fn sort_of(field: Field) -> Option<Sort> {
    Some(match field {
        Field::Due => Sort::Due,
        Field::Name => Sort::Name,
        Field::Stage | Field::Age => Sort::Age,
        Field::Amount => Sort::Amount,
        Field::Received => Sort::Received,
        _ => return None,
    })
}

const fn heading(lang: Lang, field: Field) -> &'static str {
    match field {
        Field::Due => words::due(lang),
        Field::Case => words::case(lang),
        Field::Plan => words::plan(lang),
        Field::Benefit => words::benefit(lang),
        Field::Name => words::name(lang),
        Field::Employer => words::employer(lang),
        Field::Stage => words::stage(lang),
        Field::Amount => words::amount(lang),
        Field::Received => words::received(lang),
        Field::Age => words::age_here(lang),
        Field::Note => words::last_note(lang),
        Field::Assignee => words::assignee(lang),
        Field::Checks => words::checks(lang),
        Field::Flags => queue_words::flags(lang),
    }
}

/// Draws the heads and the rows in sight.
pub fn draw(pen: &mut Pen, desk: &Desk, view: &mut ViewState, area: Rect) {
    let queue = &desk.queue;
    let height = area.height.saturating_sub(1);
    let list = Rect { y: area.y + 1, height, ..area };
    if queue.rows.is_empty() {
        return nothing(pen, desk, list);
    }
    let first = view.queue_top(desk, u64::from(height));
    let from = usize::try_from(first.saturating_sub(queue.before)).unwrap_or(0).min(queue.rows.len());
    let shown = &queue.rows[from..(from + usize::from(height)).min(queue.rows.len())];
    // The head of the last column would touch the edge: in Chinese it is shorter than what stands below.
    let margin = if desk.lang == Lang::En { 1 } else { 0 };
    let columns = place(&columns(desk, shown, area.width, pen.theme), area.x + 2, area.right() - margin);
    for column in &columns {
        head(pen, desk, *column, area.y);
    }
    let range = queue.in_range();
    for (i, row) in shown.iter().enumerate() {
        let y = list.y + u16::try_from(i).unwrap_or(0);
        pen.ground(Rect { y, height: 1, ..area });
        for column in &columns {
            cell(pen, desk, row, *column, y);
        }
        pen.hit(Rect { y, height: 1, ..area }, Target::Case(row.summary.id.clone()));
        if from + i == queue.index() {
            let line = Rect { y, height: 1, ..area };
            if desk.preview.focused { pen.keep_place(line) } else { pen.select(line) }
        }
        let accent = pen.theme.accent;
        if queue.marks.has(&row.summary.id) || range.contains(&(from + i)) {
            pen.over(area.x + 1, y, "▐", accent);
        } else if queue.is_changed(&row.summary.id) {
            pen.over(area.x + 1, y, "+", accent);
        }
    }
}

/// The head of a column; that of the order in force is stronger.
fn head(pen: &mut Pen, desk: &Desk, column: Placed<Field>, y: u16) {
    let sort = sort_of(column.id);
    let sorted = sort == Some(desk.queue.sort) && !(column.id == Field::Stage && desk.queue.sort == Sort::Age);
    let style = if sorted { pen.theme.text } else { pen.theme.muted };
    let text = heading(desk.lang, column.id);
    if column.right {
        pen.put_right(column.x, y, column.end, text, style);
    } else {
        pen.put_cut(column.x, y, column.end, text, style);
    }
    if let Some(sort) = sort {
        pen.hit(Rect { x: column.x, y, width: column.end - column.x, height: 1 }, Target::Sort(sort));
    }
}

/// What a decision that is on its way pays, where the row does not know it: corrections went with it.
fn decided(desk: &Desk, row: &QueueRow) -> Option<Money> {
    let of_it = |item: &&OutboxItem| item.decision.case == row.summary.id && item.state.is_unsent();
    row.pending.as_ref()?;
    // Without amendments the row says it already.
    let amends = |item: &&OutboxItem| !item.decision.amendments.is_empty() && item.decision.act.verb().rests_on_basis();
    desk.outbox.items.iter().filter(of_it).find(amends).map(OutboxItem::to_pay)
}

fn cell(pen: &mut Pen, desk: &Desk, row: &QueueRow, at: Placed<Field>, y: u16) {
    let case = &row.summary;
    let (text, muted, masked) = (pen.theme.text, pen.theme.muted, pen.theme.masked);
    let plain = |pen: &mut Pen, value: &str| {
        pen.put_cut(at.x, y, at.end, value, text);
    };
    match at.id {
        Field::Due => {
            let (value, style) = due(desk.lang, case, desk.today(), pen.theme);
            pen.put_right(at.x, y, at.end, &value, style);
        }
        Field::Case => plain(pen, case.id.as_str()),
        Field::Plan => plain(pen, desk.plan_short(&case.plan)),
        Field::Benefit => plain(pen, &desk.benefits_short(&case.plan, &case.benefits)),
        Field::Name => {
            let name = mask_name(&case.name);
            let stars = name.find('*').unwrap_or(name.len());
            let x = pen.put(at.x, y, at.end, &name[..stars], text);
            pen.put(x, y, at.end, &name[stars..], masked);
        }
        Field::Employer => plain(pen, &case.employer),
        Field::Stage => match (&row.pending, case.status) {
            (Some((verb, state)), _) => {
                let accent = pen.theme.accent;
                pen.put_cut(at.x, y, at.end, &pending(desk.lang, *verb, state, desk.now), accent);
            }
            (None, Status::Open) => plain(pen, desk.stage_name(&case.plan, &case.stage)),
            (None, ended) => plain(pen, status_word(desk.lang, ended)),
        },
        Field::Amount => match decided(desk, row).or(case.amount) {
            Some(amount) => pen.amount(y, at.end, amount, false),
            None => pen.put_right(at.x, y, at.end, &amount(desk.lang, case), muted),
        },
        Field::Received => pen.put_right(at.x, y, at.end, &day(case.received.date(), desk.today()), text),
        Field::Age => {
            pen.put_right(at.x, y, at.end, &words::days_here(desk.lang, days_here(desk, case)), muted);
        }
        Field::Note => {
            pen.put_cut(at.x, y, at.end, &case.last_note, muted);
        }
        Field::Flags => {
            let ink = if case.flags.contains(&Flag::Dup) || case.flags.contains(&Flag::Recover) { pen.theme.warn } else { muted };
            let whole = flags(desk.lang, case);
            let first = case.flags.first().map(|flag| format!("{}+", queue_words::flag(desk.lang, *flag)));
            // Where not all have room, the first is whole and a sign says that there are more.
            let shown = first.filter(|_| width(&whole) > at.end - at.x).unwrap_or(whole);
            pen.put_cut(at.x, y, at.end, &shown, ink);
        }
        Field::Assignee => plain(pen, &assignee(desk, case)),
        Field::Checks => {
            let (value, style) = worst(case, pen.theme);
            let x = pen.put_cut(at.x, y, at.end, &value, style);
            // In words where there is room: what is in order needs none.
            let word = check_word(desk.lang, case.worst);
            if !matches!(case.worst, CheckState::Pass | CheckState::Attested) && x + 1 + width(word) <= at.end {
                pen.put(x + 1, y, at.end, word, muted);
            }
        }
    }
}

/// How many days the case has been at its stage.
fn days_here(desk: &Desk, case: &CaseSummary) -> i64 {
    (desk.today() - case.entered.date()).num_days().max(0)
}

/// Who has the case; one that somebody else has is marked, since he alone decides it and gives it away (`judge::may`).
fn assignee(desk: &Desk, case: &CaseSummary) -> String {
    match &case.assignee {
        None => "-".to_owned(),
        Some(user) if *user == desk.me.user => desk.who(user),
        Some(user) => format!("{}#", desk.who(user)),
    }
}

/// The views that hold cases, with their keys: `1 在办 10   2 我的 2`.
fn elsewhere(desk: &Desk) -> String {
    let lang = desk.lang;
    let others = View::ALL.iter().enumerate().filter(|(_, view)| **view != desk.queue.view);
    let told = others.filter_map(|(i, view)| {
        let count = desk.queue.count(*view).filter(|count| *count > 0)?;
        Some(format!("{} {} {}", i + 1, words::view(lang, *view), grouped(count)))
    });
    let list = told.collect::<Vec<_>>().join("   ");
    if list.is_empty() { list } else { words::other_views(lang, list) }
}

/// What stands where rows would be.
fn nothing(pen: &mut Pen, desk: &Desk, area: Rect) {
    let queue = &desk.queue;
    let lang = desk.lang;
    let (bad, strong) = (pen.theme.bad, pen.theme.strong);
    if let Some(why) = &queue.failed {
        return message(pen, area, (words::rows_failed(lang).to_owned(), bad), &[why, words::rows_failed_safe(lang)]);
    }
    if !queue.loaded || queue.is_loading() {
        return loading(pen, desk, area);
    }
    let filter = queue.filter.value().trim();
    if filter.is_empty() && desk.connection.is_starting() {
        let anew = matches!(desk.connection, Connection::Filling { anew: true, .. });
        let what = if anew { words::load_anew(lang) } else { words::first_load(lang) };
        let so_far = filled(lang, &desk.connection);
        let so_far = so_far.as_deref().unwrap_or(words::first_load_asked(lang));
        let rest = [so_far, words::first_load_goes_on(lang)];
        return message(pen, area, (what.to_owned(), strong), &rest);
    }
    if filter.is_empty() {
        let elsewhere = elsewhere(desk);
        let takes_in = desk.why_not(Action::GoIntake).is_none();
        let next = if takes_in { words::next_take_in(lang) } else { words::next_comes(lang) };
        let rest: &[&str] = if elsewhere.is_empty() { &[next] } else { &[&elsewhere] };
        return message(pen, area, (words::no_cases_view(lang, words::view(lang, queue.view)), strong), rest);
    }
    if matches!(desk.connection, Connection::Filling { .. }) {
        let so_far = filled(lang, &desk.connection);
        let so_far = so_far.as_deref().unwrap_or(words::first_load_asked(lang));
        return message(
            pen,
            area,
            (words::no_cases_yet(lang).to_owned(), strong),
            &[&words::filter_is(lang, mask_numbers(filter)), so_far],
        );
    }
    let without = queue.without_last().map(|(word, count)| words::without_last_gives(lang, &word, grouped(count)));
    let all = queue.count(queue.view).filter(|count| *count > 0).map(|count| words::clear_filter_gives(lang, grouped(count)));
    let gives = without.into_iter().chain(all).collect::<Vec<_>>().join(comma(lang));
    message(pen, area, (words::no_cases(lang).to_owned(), strong), &[&words::filter_is(lang, mask_numbers(filter)), &gives]);
}

impl ViewState {
    /// Gives the place in the queue of the first row on the screen: the cursor's row stays where it was when rows come and go around it.
    fn queue_top(&mut self, desk: &Desk, height: u64) -> u64 {
        let queue = &desk.queue;
        let at = queue.position();
        let case = queue.current().map(|row| &row.summary.id);
        let mut first = match &self.queue_row {
            Some((known, row)) if Some(known) == case => at.saturating_sub(*row),
            _ => self.queue_first,
        };
        let margin = MARGIN.min(height.saturating_sub(1) / 2);
        first = first.min(at.saturating_sub(margin)).max((at + margin + 1).saturating_sub(height));
        first = first.min(queue.total.saturating_sub(height)).max(queue.before.min(at));
        let last_loaded = queue.before + queue.rows.len() as u64;
        first = first.min(last_loaded.saturating_sub(height).max(queue.before));
        self.queue_first = first;
        self.queue_row = case.map(|case| (case.clone(), at.saturating_sub(first)));
        first
    }
}
