//! The queue: views, table, preview.
//!
//! Invariant: what is drawn is a screen of rows, however long the queue is.

use ratatui::layout::Rect;

use crate::app::action::Action;
use crate::app::pointer::Target;
use crate::app::{Connection, Desk};
use crate::domain::case::Status;
use crate::domain::identity::mask_name;
use crate::domain::people::Lang;
use crate::domain::queue::{QueueRow, Sort, View};
use crate::text::assess::comma;
use crate::text::desk as words;
use crate::ui::ViewState;
use crate::ui::columns::{Column, Placed, place};
use crate::ui::format::{due, pending, status_word, worst};
use crate::ui::head::{loading, message};
use crate::ui::pen::Pen;
use crate::ui::preview;
use crate::ui::width::width;

/// From here on the views have a column of their own.
pub const VIEWS_COLUMN_FROM: u16 = 100;
/// From here on the preview stands at the right.
const RIGHT_PREVIEW_FROM: u16 = 160;
const RIGHT_PREVIEW: u16 = 60;
/// From so many rows on the preview has several lines.
const TALL_FROM: u16 = 32;
const PREVIEW_ROWS: u16 = 8;
/// Rows that the cursor keeps from the edge.
const MARGIN: u64 = 3;

/// Draws the queue below the head. `area` ends above the status line.
pub fn draw(pen: &mut Pen, desk: &Desk, view: &mut ViewState, area: Rect) {
    let wide = area.width >= VIEWS_COLUMN_FROM;
    let mut body = if wide {
        pen.rule(area.x, area.y, area.right());
        Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area }
    } else {
        views_strip(pen, desk, area);
        Rect { y: area.y + 2, height: area.height.saturating_sub(2), ..area }
    };
    let last = area.bottom().saturating_sub(1);
    if area.width >= RIGHT_PREVIEW_FROM {
        pen.rule(area.x, last, area.right());
        body.height -= 1;
        let right = Rect { x: body.right() - RIGHT_PREVIEW, width: RIGHT_PREVIEW, ..body };
        let faint = pen.theme.faint;
        for y in right.y..right.bottom() {
            pen.put(right.x, y, right.x + 1, "│", faint);
        }
        preview::column(pen, desk, Rect { x: right.x + 2, width: right.width - 3, ..right });
        body.width -= RIGHT_PREVIEW + 1;
    } else if area.height + 3 >= TALL_FROM {
        pen.rule(area.x, last, area.right());
        body.height -= PREVIEW_ROWS + 2;
        preview::title(pen, desk, Rect { y: body.bottom(), height: 1, ..body });
        preview::block(pen, desk, Rect { y: body.bottom() + 1, height: PREVIEW_ROWS, ..body });
    } else {
        pen.rule(area.x, last - 1, area.right());
        preview::line(pen, desk, Rect { y: last, height: 1, ..area });
        body.height -= 2;
    }
    if wide {
        let columns = views_width(desk);
        views_column(pen, desk, Rect { width: columns, ..body });
        body.x += columns;
        body.width -= columns;
    }
    table(pen, desk, view, body);
}

/// As wide as the longest view with its count, with a margin.
fn views_width(desk: &Desk) -> u16 {
    let longest = View::ALL.iter().map(|view| width(words::view(desk.lang, *view)) + 1 + width(&count(desk, *view))).max().unwrap_or(0);
    (5 + longest + 2).clamp(16, 24)
}

fn count(desk: &Desk, view: View) -> String {
    desk.queue.count(view).map_or_else(String::new, grouped)
}

/// `1,204`
fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut out = String::with_capacity(digits.len() + 2);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

fn views_strip(pen: &mut Pen, desk: &Desk, area: Rect) {
    let (key, strong, text, muted) = (pen.theme.key, pen.theme.strong, pen.theme.text, pen.theme.muted);
    pen.rule(area.x, area.y + 1, area.right());
    let labels: Vec<(View, String)> = View::ALL
        .iter()
        .enumerate()
        .map(|(i, view)| (*view, format!("{} {} {}", i + 1, words::view(desk.lang, *view), count(desk, *view))))
        .collect();
    let open = View::ALL.iter().position(|view| *view == desk.queue.view).unwrap_or(0);
    // The open view is always in sight: what stands before it is pushed out.
    let room = area.width.saturating_sub(4);
    let wide = |from: usize| labels[from..=open].iter().map(|(_, label)| width(label) + 2).sum::<u16>();
    let from = (0..=open).find(|from| wide(*from) <= room).unwrap_or(open);
    let mut x = area.x + 1;
    if from > 0 {
        x = pen.put(x, area.y, area.right(), "… ", muted);
    }
    for (i, (view, label)) in labels.iter().enumerate().skip(from) {
        if x + width(label) + 2 > area.right() && i > open {
            pen.put(area.right() - 2, area.y, area.right(), "…", muted);
            break;
        }
        let style = if *view == desk.queue.view { strong } else { text };
        let start = x;
        x = pen.put(x, area.y, area.right(), &label[..1], key);
        x = pen.put(x, area.y, area.right() - 1, &label[1..], style);
        if *view == desk.queue.view {
            pen.heavy(start, area.y + 1, x);
        }
        pen.hit(Rect { x: start, y: area.y, width: x - start, height: 2 }, view_key(i));
        x += 2;
    }
}

/// What a click on a view is: its digit.
fn view_key(i: usize) -> Target {
    Target::Act(Action::Digit(u8::try_from(i + 1).unwrap_or(u8::MAX)))
}

fn views_column(pen: &mut Pen, desk: &Desk, area: Rect) {
    let (muted, text, strong, accent, key) = (pen.theme.muted, pen.theme.text, pen.theme.strong, pen.theme.accent, pen.theme.key);
    pen.put(area.x + 1, area.y, area.right(), words::views(desk.lang), muted);
    for (i, view) in View::ALL.iter().enumerate() {
        let y = area.y + 1 + u16::try_from(i).unwrap_or(0);
        if y >= area.bottom() {
            break;
        }
        let open = *view == desk.queue.view;
        let style = if open { strong } else { text };
        if open {
            pen.put(area.x + 1, y, area.right(), "▹", accent);
        }
        let end = area.right() - 2;
        pen.put(area.x + 3, y, end, &(i + 1).to_string(), key);
        let count = count(desk, *view);
        let label_end = end.saturating_sub(width(&count) + 1);
        pen.put_cut(area.x + 5, y, label_end, words::view(desk.lang, *view), style);
        pen.put_right(label_end, y, end, &count, style);
        pen.hit(Rect { y, width: area.width - 2, height: 1, ..area }, view_key(i));
    }
}

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
    Assignee,
    Checks,
}

/// The columns in their order, with what the rows in sight need.
fn columns(desk: &Desk, rows: &[QueueRow], room: u16) -> Vec<Column<Field>> {
    let zh = desk.lang == Lang::Zh;
    let narrow = room < 76;
    let by = |chinese: u16, english: u16| if zh { chinese } else { english };
    let id = rows.iter().map(|row| width(row.summary.id.as_str())).max().unwrap_or(0).clamp(11, 24);
    let amount = rows.iter().filter_map(|row| row.summary.amount).map(|amount| width(&amount.grouped())).max().unwrap_or(0).max(9);
    let widest = rows.iter().map(|row| width(&desk.benefits_short(&row.summary.plan, &row.summary.benefits))).max().unwrap_or(0);
    let column = |id, least, most, leaves, right| Column { id, least, most, leaves, right };
    let mut columns = vec![
        column(Field::Due, by(7, 8), by(7, 9), 0, true),
        column(Field::Case, id, id, 0, false),
        column(Field::Plan, by(8, 9), by(10, 12), 3, false),
        column(Field::Benefit, by(8, 8), widest.clamp(8, 24), 6, false),
        column(Field::Name, 5, 5, 0, false),
        column(Field::Employer, 10, 18, 2, false),
        column(Field::Stage, by(9, if narrow { 7 } else { 14 }), by(9, 17), 0, false),
        column(Field::Amount, amount, amount, 0, true),
        column(Field::Received, 10, 10, 1, false),
        column(Field::Assignee, by(4, 5), 5, 5, false),
        column(Field::Checks, by(4, 6), 6, 0, false),
    ];
    // The day of filing comes only where nothing else is cut for it.
    columns.retain(|column| column.id != Field::Received || room >= by(114, 130));
    columns
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
        Field::Assignee => words::assignee(lang),
        Field::Checks => words::checks(lang),
    }
}

/// The order that a column stands for.
const fn sort_of(field: Field) -> Option<Sort> {
    match field {
        Field::Due => Some(Sort::Due),
        Field::Name => Some(Sort::Name),
        Field::Amount => Some(Sort::Amount),
        Field::Received => Some(Sort::Received),
        _ => None,
    }
}

fn table(pen: &mut Pen, desk: &Desk, view: &mut ViewState, area: Rect) {
    let queue = &desk.queue;
    let height = area.height.saturating_sub(1);
    let list = Rect { y: area.y + 1, height, ..area };
    if queue.rows.is_empty() {
        return nothing(pen, desk, list);
    }
    let first = view.queue_top(desk, u64::from(height));
    let from = usize::try_from(first.saturating_sub(queue.before)).unwrap_or(0).min(queue.rows.len());
    let shown = &queue.rows[from..(from + usize::from(height)).min(queue.rows.len())];
    let columns = place(&columns(desk, shown, area.width), area.x + 2, area.right());
    let muted = pen.theme.muted;
    for column in &columns {
        let text = heading(desk.lang, column.id);
        if column.right {
            pen.put_right(column.x, area.y, column.end, text, muted);
        } else {
            pen.put_cut(column.x, area.y, column.end, text, muted);
        }
        if let Some(sort) = sort_of(column.id) {
            pen.hit(Rect { x: column.x, y: area.y, width: column.end - column.x, height: 1 }, Target::Sort(sort));
        }
    }
    for (i, row) in shown.iter().enumerate() {
        let y = list.y + u16::try_from(i).unwrap_or(0);
        pen.ground(Rect { y, height: 1, ..area });
        for column in &columns {
            cell(pen, desk, row, *column, y);
        }
        pen.hit(Rect { y, height: 1, ..area }, Target::Case(row.summary.id.clone()));
        if from + i == queue.index() {
            pen.select(Rect { y, height: 1, ..area });
        }
        let accent = pen.theme.accent;
        if queue.marks.has(&row.summary.id) || queue.in_range().contains(&(from + i)) {
            pen.over(area.x + 1, y, "▐", accent);
        }
    }
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
                pen.put_cut(at.x, y, at.end, &pending(desk.lang, *verb, state), accent);
            }
            (None, Status::Open) => plain(pen, desk.stage_name(&case.plan, &case.stage)),
            (None, ended) => plain(pen, status_word(desk.lang, ended)),
        },
        Field::Amount => match case.amount {
            Some(amount) => pen.amount(y, at.end, amount, false),
            None => pen.put_right(at.x, y, at.end, words::not_assessed(desk.lang), muted),
        },
        Field::Received => plain(pen, &case.received.date().to_string()),
        Field::Assignee => plain(pen, &case.assignee.as_ref().map_or_else(|| "-".to_owned(), |user| desk.who(user))),
        Field::Checks => {
            let (value, style) = worst(case, pen.theme);
            pen.put_cut(at.x, y, at.end, &value, style);
        }
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
    if filter.is_empty() && desk.connection == Connection::Starting {
        return message(pen, area, (words::first_load(lang).to_owned(), strong), &[words::first_load_goes_on(lang)]);
    }
    if filter.is_empty() {
        let elsewhere = elsewhere(desk);
        let rest: &[&str] = if elsewhere.is_empty() { &[] } else { &[&elsewhere] };
        return message(pen, area, (words::no_cases_view(lang, words::view(lang, queue.view)), strong), rest);
    }
    let without = queue.without_last().map(|(word, count)| words::without_last_gives(lang, word, grouped(count)));
    let all = queue.count(queue.view).map(|count| words::clear_filter_gives(lang, grouped(count)));
    let gives = without.into_iter().chain(all).collect::<Vec<_>>().join(comma(lang));
    message(pen, area, (words::no_cases(lang).to_owned(), strong), &[&words::filter_is(lang, filter), &gives]);
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
