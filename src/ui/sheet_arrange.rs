//! What the sheets say in which the queue is arranged: sort, columns, saved views.

use crate::app::Desk;
use crate::app::arranging::ViewsSheet;
use crate::domain::identity::mask_numbers;
use crate::domain::queue::{Optional, Sort};
use crate::text::{desk as words, sheets};
use crate::ui::queue::grouped;
use crate::ui::sheet::{Page, Row, cell};
use crate::ui::theme::Theme;

/// Columns of a saved view's name.
const NAME: u16 = 20;

pub fn sorts(theme: &Theme, desk: &Desk, cursor: usize) -> Page {
    let lang = desk.lang;
    let line = |(i, sort): (usize, Sort)| {
        let now = if sort == desk.queue.sort { "✓ " } else { "  " };
        let pieces =
            vec![(format!("{}  ", i + 1), theme.key), (now.to_owned(), theme.ok), (words::sort(lang, sort).to_owned(), theme.text)];
        Row::Choice(pieces, i == cursor)
    };
    let rows = Sort::ALL.into_iter().enumerate().map(line).collect();
    Page { title: vec![(sheets::title_sort(lang).to_owned(), theme.accent)], aside: String::new(), rows }
}

pub fn columns(theme: &Theme, desk: &Desk, cursor: usize) -> Page {
    let lang = desk.lang;
    let line = |(i, column): (usize, Optional)| {
        let stands = !desk.queue.arrangement.left_out.contains(&column);
        let pieces = vec![
            (format!("{}  ", i + 1), theme.key),
            (if stands { "✓ " } else { "- " }.to_owned(), if stands { theme.ok } else { theme.muted }),
            (words::column(lang, column).to_owned(), theme.text),
        ];
        Row::Choice(pieces, i == cursor)
    };
    let rows = Optional::ALL.into_iter().enumerate().map(line).collect();
    let aside = sheets::aside_columns(lang).to_owned();
    Page { title: vec![(sheets::title_columns(lang).to_owned(), theme.accent)], aside, rows }
}

pub fn views(theme: &Theme, desk: &Desk, sheet: &ViewsSheet) -> Page {
    let lang = desk.lang;
    let (name, at) = (sheet.name.value().to_owned(), sheet.name.cursor());
    let mut rows = vec![Row::Field(sheets::view_name(lang), name, Some(at), sheets::view_hint(lang))];
    let queue = &desk.queue;
    if queue.arrangement.saved.is_empty() {
        rows.push(Row::Pieces(vec![(sheets::no_saved_views(lang).to_owned(), theme.muted)]));
    }
    for (i, saved) in queue.arrangement.saved.iter().enumerate() {
        let count = queue.saved_counts.get(&saved.name).map_or_else(String::new, |count| grouped(*count));
        let mut what = vec![words::view(lang, saved.view).to_owned()];
        if !saved.filter.is_empty() {
            what.push(words::filter_is(lang, mask_numbers(&saved.filter)));
        }
        what.push(words::sort(lang, saved.sort).to_owned());
        let pieces = vec![
            (cell(&mask_numbers(&saved.name), NAME), theme.strong),
            (format!("{count:>7}   "), theme.text),
            (what.join("   "), theme.muted),
        ];
        rows.push(Row::Choice(pieces, i == sheet.cursor));
    }
    Page { title: vec![(sheets::title_views(lang).to_owned(), theme.accent)], aside: sheets::aside_views(lang).to_owned(), rows }
}
