//! The sheet that gives the office more time: the limit as it stands, until when, and why.

use chrono::Datelike;

use crate::app::Desk;
use crate::app::decide::{Decide, ExtendForm};
use crate::domain::names::Names;
use crate::rules::clock::LimitOf;
use crate::text::{dates, sheets};
use crate::ui::sheet::Row;
use crate::ui::theme::Theme;

/// Makes the rows of the form.
pub fn rows(theme: &Theme, desk: &Desk, sheet: &Decide, form: &ExtendForm) -> Vec<Row> {
    let lang = desk.lang;
    let mut rows = Vec::new();
    if let Some(limit) = &form.limit {
        let of = match &limit.of {
            LimitOf::Stage(id) => sheet.plan.stage(id).map_or_else(String::new, |stage| stage.name.get(lang).to_owned()),
            LimitOf::Benefit(id, clause) => format!("{}  {clause}", sheet.plan.names(lang).benefit(id)),
        };
        let now = vec![(format!("{}  ", dates::last_day(lang, limit.last, limit.provisional)), theme.strong), (of, theme.muted)];
        rows.push(Row::Facts(sheets::limit_now(lang), now));
        if limit.last != limit.plain {
            rows.push(Row::Facts(sheets::limit_plain(lang), vec![(limit.plain.to_string(), theme.muted)]));
        }
        let bound = sheet.plan.extension.as_ref().and_then(|rule| rule.most_days);
        let bound = bound.map_or_else(|| sheets::no_bound(lang, form.latest), |days| sheets::bound(lang, form.latest, days));
        rows.push(Row::Facts(sheets::at_most(lang), vec![(bound, theme.text)]));
    }
    let cursor = |in_text: bool| sheet.typing && form.in_text == in_text;
    let until = &form.until;
    rows.push(Row::Field(
        sheets::extend_until(lang),
        until.value().to_owned(),
        cursor(false).then(|| until.cursor()),
        sheets::until_hint(lang),
    ));
    if let (Some(day), Some(limit)) = (form.day(), &form.limit) {
        let later = (day - limit.last).num_days();
        let weekday = dates::weekday(lang, day.weekday());
        let style = if later > 0 { theme.ok } else { theme.warn };
        rows.push(Row::Facts("", vec![(format!("{day} {weekday}  {}", sheets::days_later(lang, later)), style)]));
    }
    let text = &form.text;
    rows.push(Row::Field(sheets::reason(lang), text.value().to_owned(), cursor(true).then(|| text.cursor()), ""));
    rows
}
