//! The head of the screens: where one is, who one is, what waits to be sent, how it stands with the server.

use ratatui::layout::Rect;

use crate::app::action::Action;
use crate::app::pointer::Target;
use crate::app::{Connection, Desk, OLD_MILLIS, Screen};
use crate::domain::people::Lang;
use crate::layout::width::width;
use crate::text::{desk as words, roles};
use crate::ui::format::time;
use crate::ui::pen::{Pen, Piece};
use crate::ui::queue::grouped;

/// Blanks between the facts at the right of the head.
const GAP: u16 = 3;

/// Draws the head of a screen that is not a case.
pub fn head(pen: &mut Pen, desk: &Desk, area: Rect) {
    let (strong, muted, text) = (pen.theme.strong, pen.theme.muted, pen.theme.text);
    let y = area.y;
    let x = pen.put(area.x + 1, y, area.right(), words::product(desk.lang), muted);
    let title = match desk.screen {
        Screen::Outbox => words::outbox(desk.lang),
        Screen::Intake => crate::text::intake::title(desk.lang),
        Screen::Log => words::log(desk.lang),
        Screen::Lookup => crate::text::caller::title(desk.lang),
        Screen::Queue | Screen::Case => words::queue(desk.lang),
    };
    let x = pen.put(x + 2, y, area.right(), title, strong);
    // The age of what is shown is worth more than the roles: it stands from the narrower width on.
    let room_for_all = if matches!(desk.connection, Connection::Offline { .. }) { 76 } else { 100 };
    let news = news(pen, desk, area.width < room_for_all);
    let news_at = put_right(pen, y, area.right() - 1, &news);
    let names: Vec<&str> = desk.me.roles.iter().map(|role| roles::role(desk.lang, *role)).collect();
    let me = format!("{}  {}", desk.who(&desk.me.user), names.join("+"));
    let me = [(me, text)];
    let room = news_at.saturating_sub(x + GAP * 2);
    if width(&me[0].0) <= room {
        put_right(pen, y, news_at.saturating_sub(GAP), &me);
    } else {
        let who = [(desk.who(&desk.me.user), text)];
        if width(&who[0].0) <= room {
            put_right(pen, y, news_at.saturating_sub(GAP), &who);
        }
    }
}

/// What waits to be sent and how it stands with the server: on every screen.
pub fn news(pen: &Pen, desk: &Desk, short: bool) -> Vec<Piece> {
    let mut pieces = outbox(pen, desk);
    let connection = connection(pen, desk, short);
    if !pieces.is_empty() {
        pieces.push((" ".repeat(usize::from(GAP)), pen.theme.text));
    }
    pieces.push(connection);
    pieces
}

fn outbox(pen: &Pen, desk: &Desk) -> Vec<Piece> {
    let counts = desk.outbox.counts;
    let unsent = u32::try_from(desk.outbox.unsent() + desk.intake.unsent()).unwrap_or(u32::MAX);
    let refused = counts.refused.saturating_add(u32::try_from(desk.intake.refused()).unwrap_or(u32::MAX));
    match () {
        () if counts.conflict > 0 => vec![(words::outbox_conflict(desk.lang, counts.conflict), pen.theme.warn)],
        () if refused > 0 => vec![(words::outbox_refused(desk.lang, refused), pen.theme.bad)],
        () if unsent > 0 => vec![(words::outbox_waiting(desk.lang, unsent), pen.theme.text)],
        () => Vec::new(),
    }
}

fn connection(pen: &Pen, desk: &Desk, short: bool) -> Piece {
    let lang = desk.lang;
    match &desk.connection {
        Connection::Starting => (words::asking_server(lang).to_owned(), pen.theme.accent),
        filling @ Connection::Filling { .. } => (filled(lang, filling).unwrap_or_default(), pen.theme.accent),
        Connection::Online { synced } => {
            let age = desk.now.0 - synced.0;
            match () {
                () if age >= OLD_MILLIS => (words::synced_ago(lang, age / 60_000), pen.theme.warn),
                () if short => (words::synced_short(lang, time(*synced)), pen.theme.ok),
                () => (words::synced_at(lang, time(*synced)), pen.theme.ok),
            }
        }
        Connection::Offline { since, synced, .. } => {
            let since = words::offline_since(lang, time(*since));
            let age = synced.filter(|_| !short).map(|synced| words::data_age(lang, old(lang, desk.now.0 - synced.0)));
            (since + &age.unwrap_or_default(), pen.theme.warn)
        }
        Connection::Elsewhere => (words::synced_elsewhere(lang).to_owned(), pen.theme.muted),
        Connection::OtherServer { .. } => (words::other_server(lang).to_owned(), pen.theme.bad),
        Connection::Failed { .. } => (words::sync_failed(lang).to_owned(), pen.theme.bad),
    }
}

/// How far a download is: `已下载 3,200 / 10,000 件`; without the whole where it isn't told or was overtaken.
pub fn filled(lang: Lang, connection: &Connection) -> Option<String> {
    let Connection::Filling { cases, of, .. } = connection else { return None };
    let of = of.filter(|of| of >= cases);
    Some(of.map_or_else(|| words::filled(lang, grouped(*cases)), |of| words::filled_of(lang, grouped(*cases), grouped(of))))
}

/// How old something is, as people say it: minutes, hours and minutes, days.
pub fn old(lang: Lang, millis: i64) -> String {
    let minutes = millis.div_euclid(60_000);
    match (minutes / 1440, minutes / 60, minutes % 60) {
        (0, 0, ..=0) => words::age_now(lang).to_owned(),
        (0, 0, minutes) => words::age_minutes(lang, minutes),
        (0, hours, minutes) => words::age_hours(lang, hours, minutes),
        (1, ..) => words::age_day(lang).to_owned(),
        (days, ..) => words::age_days_old(lang, days),
    }
}

/// Puts pieces so that they end before a column; gives the column where they begin.
pub fn put_right(pen: &mut Pen, y: u16, end: u16, pieces: &[Piece]) -> u16 {
    let wide: u16 = pieces.iter().map(|(text, _)| width(text)).sum();
    let x = end.saturating_sub(wide);
    pen.pieces(x, y, end, pieces);
    x
}

/// Rows that the line under the head takes: one while the server can't be reached.
pub const fn trouble_rows(desk: &Desk) -> u16 {
    match desk.connection {
        Connection::Offline { .. }
        | Connection::Failed { .. }
        | Connection::OtherServer { .. }
        | Connection::Filling { anew: true, .. } => 1,
        _ => 0,
    }
}

/// Says under the head that work goes on, and when the server is tried again; where the line was cut by hand, how it is joined.
pub fn trouble(pen: &mut Pen, desk: &Desk, area: Rect) {
    let lang = desk.lang;
    let (warn, bad) = (pen.theme.warn, pen.theme.bad);
    match &desk.connection {
        Connection::Offline { .. } => {
            let cut = desk.connection.is_cut();
            let (line, act) =
                if cut { (words::cut_line(lang), words::join_now(lang)) } else { (words::offline_line(lang), words::try_now(lang)) };
            let at = tried_again(pen, desk, area, (|secs| words::next_try(lang, secs), act));
            pen.put_cut(area.x + 1, area.y, at.saturating_sub(2), line, warn);
        }
        Connection::Filling { anew: true, .. } => {
            pen.put_cut(area.x + 1, area.y, area.right() - 1, words::anew_line(lang), warn);
        }
        Connection::OtherServer { .. } => {
            pen.hit(area, Target::Act(Action::AcceptServer));
            pen.put_cut(area.x + 1, area.y, area.right() - 1, words::other_server_line(lang), bad);
        }
        Connection::Failed { why, next_try: None } => {
            pen.put_cut(area.x + 1, area.y, area.right() - 1, why, bad);
        }
        Connection::Failed { why, .. } => {
            let next = |secs| match width(why) + TRIED_AGAIN < area.width {
                true => words::next_try(lang, secs),
                false => words::seconds(lang, secs),
            };
            let at = tried_again(pen, desk, area, (next, words::try_now(lang)));
            pen.put_cut(area.x + 1, area.y, at.saturating_sub(2), why, bad);
        }
        _ => {}
    }
}

/// Columns that [`tried_again`] takes with all its words, with what keeps it apart.
const TRIED_AGAIN: u16 = 36;

/// Says at the right when the server is tried again, and by which key at once; gives the column where that begins.
fn tried_again(pen: &mut Pen, desk: &Desk, area: Rect, (next, act): (impl Fn(i64) -> String, &str)) -> u16 {
    let (text, key, muted) = (pen.theme.text, pen.theme.key, pen.theme.muted);
    let next = desk.retry_secs().map(|secs| format!("{}  ", next(secs)));
    let act = format!(" {act}");
    let wide = width(&act) + 1;
    let end = area.right() - 1;
    pen.hit(Rect { x: end - wide, width: wide, ..area }, Target::Act(Action::Sync));
    put_right(pen, area.y, end, &[(next.unwrap_or_default(), muted), ("S".to_owned(), key), (act, text)])
}

/// What stands where the window is too small to draw anything.
pub fn too_small(pen: &mut Pen, area: Rect, needed: (u16, u16)) {
    let style = pen.theme.text;
    pen.put(area.x, area.y, area.right(), &words::too_small(pen.lang, needed.0, needed.1), style);
    pen.put(area.x, area.y + 1, area.right(), &words::too_small_now(pen.lang, area.width, area.height), style);
}

/// How wide the column of labels is: Chinese ones have up to four characters.
pub const fn label_width(lang: Lang) -> u16 {
    match lang {
        Lang::Zh => 10,
        Lang::En => 12,
    }
}

/// Says that something is being read, once that has taken a while: what comes at once would only flicker.
pub fn loading(pen: &mut Pen, desk: &Desk, area: Rect) {
    if let Some(frame) = desk.throbber() {
        let muted = pen.theme.muted;
        message(pen, area, (format!("{frame} {}", words::loading(desk.lang)), muted), &[]);
    }
}

/// Draws what stands where rows would be: loading, empty, failed. The first line is the strongest.
pub fn message(pen: &mut Pen, area: Rect, first: Piece, rest: &[&str]) {
    let top = area.y + area.height.saturating_sub(2 + u16::try_from(rest.len()).unwrap_or(0)) / 3;
    let indent = area.width / 6;
    pen.put_cut(area.x + indent, top, area.right(), &first.0, first.1);
    let muted = pen.theme.muted;
    let mut y = top + 2;
    for text in rest {
        for line in crate::layout::width::wrap(text, area.width.saturating_sub(indent + 1).min(76)) {
            if y < area.bottom() {
                pen.put(area.x + indent, y, area.right(), line, muted);
            }
            y += 1;
        }
    }
}
