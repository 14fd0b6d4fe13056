//! A conflict on its three sides: what I saw, what it is now, what I decided; `!` where it has changed; both assessments step by step.
//!
//! Not here: the list, times and tries (`outbox`). Invariant: it is told first what mine would come to now, before anything is done again.

mod facts;
mod money;
mod steps;

use ratatui::layout::Rect;

use crate::app::Desk;
use crate::domain::case::Event;
use crate::domain::outbox::{ConflictSides, OutboxItem, OutboxState};
use crate::domain::people::Lang;
use crate::domain::summary::CaseDetail;
use crate::domain::time::Moment;
use crate::layout::width::{width, wrap};
use crate::text::{actions, desk as words, outbox as texts, show};
use crate::ui::format::moment;
use crate::ui::pen::Pen;
use crate::ui::timeline::entry;

/// What is told of the case as it was seen, and as it is now; where there is none, that it is so.
fn both(lang: Lang, sides: &ConflictSides, of: impl Fn(&CaseDetail) -> String) -> (String, String) {
    let one = |side: &Option<CaseDetail>, missing: &'static str| side.as_ref().map_or_else(|| missing.to_owned(), &of);
    (one(&sides.base, show::side_not_kept(lang)), one(&sides.theirs, show::side_missing(lang)))
}

/// One fact on its three sides.
struct Fact {
    label: String,
    seen: String,
    now: String,
    mine: String,
}

impl Fact {
    /// What stands in the three columns, folded so that nothing is cut.
    fn columns(&self, columns: u16) -> [Vec<&str>; 3] {
        let room = column(columns) - 3;
        // An amount is whole or left out.
        let too_wide = |text: &str| text.is_ascii() && !text.contains(' ') && width(text) > room;
        [&self.seen, &self.now, &self.mine].map(|text| if too_wide(text) { vec![text.as_str()] } else { wrap(text, room) })
    }

    fn changed(&self) -> bool {
        self.seen != self.now
    }

    /// Its rows. Nothing is marked as changed where what was seen is not known any more.
    fn rows(&self, columns: u16, compared: bool) -> Vec<Row> {
        let sides = self.columns(columns);
        let changed = compared && self.changed();
        let label = wrap(&self.label, LABELS - 3);
        let height = sides.iter().map(Vec::len).chain([label.len()]).max().unwrap_or(1).max(1);
        let row = |i: usize| Row::Sides {
            label: label.get(i).map_or_else(String::new, |part| (*part).to_owned()),
            mark: i == 0 && changed,
            changed,
            columns: [0, 1, 2].map(|side: usize| sides[side].get(i).map_or_else(String::new, |text| (*text).to_owned())),
        };
        (0..height).map(row).collect()
    }
}

/// One row of what is told of a conflict.
pub enum Row {
    /// A fact, or a further row of it.
    Sides {
        label: String,
        mark: bool,
        changed: bool,
        columns: [String; 3],
    },
    /// A step of both assessments: what I saw at the left, what it is now at the right, each with its value.
    Steps {
        mark: bool,
        seen: [String; 2],
        now: [String; 2],
    },
    /// A label, and what is told over all sides.
    Told {
        label: String,
        text: String,
    },
    /// What can be done.
    Warn(String),
    Head(String),
}

/// Columns of the labels: a fact of a second stay says so.
const LABELS: u16 = 16;

/// Columns of one side, with its gap.
fn column(columns: u16) -> u16 {
    (columns.saturating_sub(LABELS + 2) / 3).clamp(8, 40)
}

/// Columns of what is told beside a label, over all three sides.
fn told_width(columns: u16) -> u16 {
    columns.saturating_sub(LABELS + 1).min(76)
}

/// Both sides of a decision in conflict, once they are here.
pub fn sides<'a>(desk: &'a Desk, item: &OutboxItem) -> Option<&'a ConflictSides> {
    let (of, sides) = desk.outbox.sides.as_ref()?;
    sides.as_deref().ok().filter(|_| *of == item.decision.id && matches!(item.state, OutboxState::Conflict { .. }))
}

/// That the sides of a conflict are coming, or why they could not be read.
pub fn waits(desk: &Desk, item: &OutboxItem) -> Option<String> {
    if !matches!(item.state, OutboxState::Conflict { .. }) || !item.decision.act.verb().rests_on_basis() {
        return None;
    }
    let answer = desk.outbox.sides.as_ref().filter(|(of, _)| *of == item.decision.id);
    Some(match answer {
        Some((_, Err(why))) => why.clone(),
        _ => show::sides_coming(desk.lang).to_owned(),
    })
}

/// What can be done with the decision, and what it would come to if it were made again; only dropping it where somebody overtook it.
pub fn resolve(desk: &Desk, item: &OutboxItem, columns: u16) -> Vec<Row> {
    let Some(sides) = sides(desk, item) else { return Vec::new() };
    let lang = desk.lang;
    let folded = |text: &str| wrap(text, columns.saturating_sub(2)).into_iter().map(|row| Row::Warn(row.to_owned())).collect::<Vec<_>>();
    if let Some(later) = desk.outbox.decided_since(item) {
        return folded(&format!("! {}", texts::decided_since(lang, actions::verb(lang, later.decision.act.verb()))));
    }
    if let Some(why) = sides.theirs.as_ref().and_then(|now| desk.overtaken(now, item.decision.act.verb())) {
        return folded(&format!("! {why}"));
    }
    let stands = sides.theirs.as_ref().map_or_else(|| words::not_assessed(lang).to_owned(), |now| money::stands(lang, now));
    let mut rows = folded(&show::resolve(lang, stands));
    rows.extend(desk.again(item, sides).map(|again| folded(&again)).unwrap_or_default());
    rows
}

/// All that is told of a conflict, row by row.
pub fn rows(desk: &Desk, item: &OutboxItem, columns: u16) -> Vec<Row> {
    let Some(sides) = sides(desk, item) else { return Vec::new() };
    let facts = facts::facts(desk, item, sides);
    let mut rows: Vec<Row> = facts.iter().flat_map(|fact| fact.rows(columns, sides.base.is_some())).collect();
    let apart = match () {
        () if sides.base.is_none() => Some(show::not_compared(desk.lang)),
        () if facts.iter().any(Fact::changed) => None,
        () => Some(show::same(desk.lang)),
    };
    let apart = apart.map(|told| ("", told.to_owned()));
    for (label, told) in apart.into_iter().chain(told(desk, item, sides)) {
        for (i, line) in wrap(&told, told_width(columns)).into_iter().enumerate() {
            rows.push(Row::Told { label: if i == 0 { label.to_owned() } else { String::new() }, text: line.to_owned() });
        }
    }
    rows.extend(steps::rows(desk, sides, columns));
    rows
}

/// Draws the heads of the three columns; `area` is two rows high.
pub fn heads(pen: &mut Pen, desk: &Desk, item: &OutboxItem, area: Rect) {
    let Some(sides) = sides(desk, item) else { return };
    let (strong, muted) = (pen.theme.strong, pen.theme.muted);
    let at = |i: u16| area.x + LABELS + i * column(area.width);
    let room = column(area.width) - 2;
    let heads = [
        (show::seen(desk.lang), side_line(desk, sides.base.as_ref(), show::side_not_kept, Some(item.decision.decided_at), room)),
        (show::now(desk.lang), side_line(desk, sides.theirs.as_ref(), show::side_missing, None, room)),
        (show::mine(desk.lang), moment(item.decision.decided_at, desk.today())),
    ];
    for (i, (head, below)) in (0..).zip(&heads) {
        pen.put_cut(at(i), area.y, at(i + 1) - 2, head, strong);
        if area.height > 1 {
            pen.put_cut(at(i), area.y + 1, at(i + 1) - 2, below, muted);
        }
    }
}

/// Draws one row; `area` is one row high.
pub fn put(pen: &mut Pen, row: &Row, area: Rect) {
    let (text, muted, strong, warn) = (pen.theme.text, pen.theme.muted, pen.theme.strong, pen.theme.warn);
    let (y, end) = (area.y, area.right());
    match row {
        Row::Sides { label, mark, changed, columns } => {
            let at = |i: u16| area.x + LABELS + i * column(area.width);
            pen.put_cut(area.x + 1, y, at(0) - 2, label, muted);
            if *mark {
                pen.put(at(1) - 2, y, at(1), "!", warn);
            }
            let styles = [text, if *changed { strong } else { text }, text];
            for (i, (told, style)) in (0..).zip(columns.iter().zip(styles)) {
                pen.put_cut(at(i), y, at(i + 1) - 2, told, style);
            }
        }
        Row::Steps { mark, seen, now } => {
            let half = area.width / 2;
            for (from, to, [told, value], style) in
                [(area.x + 1, area.x + half - 2, seen, text), (area.x + half + 1, end - 1, now, if *mark { strong } else { text })]
            {
                pen.put(from, y, to, told, style);
                pen.put_right(from, y, to, value, style);
            }
            if *mark {
                pen.put(area.x + half - 1, y, end, "!", warn);
            }
        }
        Row::Told { label, text: told } => {
            pen.put_cut(area.x + 1, y, area.x + LABELS - 2, label, muted);
            pen.put(area.x + LABELS, y, end - 1, told, text);
        }
        Row::Warn(told) => {
            pen.put(area.x + 1, y, end, told, warn);
        }
        Row::Head(told) => {
            pen.put_cut(area.x + 1, y, end, told, muted);
        }
    }
}

/// When a side was so, and under which number; the number is whole or left out.
fn side_line(desk: &Desk, side: Option<&CaseDetail>, missing: fn(Lang) -> &'static str, seen: Option<Moment>, room: u16) -> String {
    let newest = side.and_then(|side| side.case.timeline.last()).map(|happened| happened.at);
    let at = seen.or(newest).map_or_else(String::new, |at| moment(at, desk.today()));
    let Some(side) = side else { return missing(desk.lang).to_owned() };
    let numbered = show::version(desk.lang, &at, side.summary.seq);
    if width(&numbered) <= room { numbered } else { at }
}

/// What is told over all three sides: who did what since, and why the server did not take the decision.
fn told(desk: &Desk, item: &OutboxItem, sides: &ConflictSides) -> Vec<(&'static str, String)> {
    let changed = who_changed(desk, sides).map(|told| (show::who_changed(desk.lang), told));
    let detail = desk.why_not_taken(item);
    let why = (!detail.is_empty()).then(|| (texts::why(desk.lang), detail));
    changed.into_iter().chain(why).collect()
}

/// What was done since, by whom.
fn who_changed(desk: &Desk, sides: &ConflictSides) -> Option<String> {
    let (base, theirs) = (sides.base.as_ref()?, sides.theirs.as_ref()?);
    let new = theirs.case.timeline.get(base.case.timeline.len()..)?;
    let newest = new.iter().rev().find(|happened| !matches!(happened.event, Event::Other))?;
    let said = entry(desk, theirs, newest, &crate::ui::theme::Theme::builtin("mo", crate::ui::theme::Depth::None));
    let line = format!("{} {}  {}", said.who, said.at, said.what);
    Some(if said.more.is_empty() { line } else { format!("{line}\n{}", said.more) })
}
