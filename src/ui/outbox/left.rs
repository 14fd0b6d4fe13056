//! What left the outbox without the server's answer: a list, and what the one under the cursor said.

use ratatui::layout::Rect;

use crate::app::Desk;
use crate::domain::identity::mask_name;
use crate::domain::outbox::{LEFT_KEPT_DAYS, Left, LeftItem};
use crate::domain::people::Lang;
use crate::text::{actions, desk as words, outbox as texts};
use crate::ui::ViewState;
use crate::ui::format::{moment, outbox_state};
use crate::ui::head::message;
use crate::ui::outbox::detail::{self, Line};
use crate::ui::pen::Pen;

const fn word(lang: Lang, left: Left) -> &'static str {
    match left {
        Left::Undone => texts::left_undone(lang),
        Left::Discarded => texts::left_discarded(lang),
        Left::Replaced => texts::left_replaced(lang),
    }
}

pub fn draw(pen: &mut Pen, desk: &Desk, view: &mut ViewState, area: Rect) {
    let (lang, muted, text, strong) = (desk.lang, pen.theme.muted, pen.theme.text, pen.theme.strong);
    let Some(left) = &desk.outbox.left else { return message(pen, area, (words::loading(lang).to_owned(), muted), &[]) };
    let Some(here) = desk.outbox.left_current() else {
        return message(pen, area, (texts::left_empty(lang, LEFT_KEPT_DAYS), muted), &[]);
    };
    let lines = lines(desk, here, area.width);
    let wanted = u16::try_from(lines.len()).unwrap_or(u16::MAX).saturating_add(1);
    let list = u16::try_from(left.len()).unwrap_or(u16::MAX).min(area.height.saturating_sub(wanted).max((area.height / 3).max(3)));
    let at = desk.outbox.left_index();
    let first = view.scroll("outbox-left", at, &vec![1; left.len()], list);
    for (i, (of, y)) in left.iter().skip(first).zip(area.y..area.y + list).enumerate() {
        let x = pen.put_cut(area.x + 2, y, area.right(), word(lang, of.left), muted);
        let x = pen.put_cut(x.max(area.x + 13), y, area.right(), of.item.decision.case.as_str(), text);
        let x = pen.put_cut(x + 2, y, area.right(), &mask_name(&of.item.name), text);
        let x = pen.put_cut(x.max(area.x + 34) + 1, y, area.right(), actions::verb(lang, of.item.decision.act.verb()), text);
        let amount = if of.item.decision.act.verb().is_of_money() { of.item.pays().grouped() } else { String::new() };
        let x = pen.put_cut(x.max(area.x + 48) + 1, y, area.right(), &amount, text);
        pen.put_cut(x.max(area.x + 60) + 1, y, area.right(), &moment(of.at, desk.today()), muted);
        pen.list_line(Rect { y, height: 1, ..area }, first + i, first + i == at && !desk.outbox.pane.focused);
    }
    let below = Rect { y: area.y + list, height: area.height - list, ..area };
    let title = [
        (word(lang, here.left).to_owned(), strong),
        (format!("  {}", here.item.decision.case), strong),
        (format!("  {}", mask_name(&here.item.name)), text),
    ];
    pen.titled_rule(below, below.y, &title, &texts::kept_for(lang, LEFT_KEPT_DAYS));
    detail::put(pen, desk, &lines, view, Rect { y: below.y + 1, height: below.height.saturating_sub(1), ..below });
}

fn lines(desk: &Desk, of: &LeftItem, columns: u16) -> Vec<Line> {
    let lang = desk.lang;
    let (_, state, _) = outbox_state(lang, &of.item, desk.now, &crate::ui::theme::Theme::builtin("mo", crate::ui::theme::Depth::None));
    let stood = match of.item.is_stuck() {
        true => format!("{}   {}", texts::as_it_stood(lang, state), texts::was_not_taken(lang)),
        false => texts::never_went(lang).to_owned(),
    };
    let stood = format!("{}   {stood}", moment(of.at, desk.today()));
    let mut lines = detail::wrapped(texts::left_at(lang), &stood, columns);
    lines.extend(detail::wrapped(texts::recorded(lang), &moment(of.item.recorded, desk.today()), columns));
    lines.extend(detail::said(desk, &of.item, columns));
    let why = desk.why_not_taken(&of.item);
    if !why.is_empty() {
        lines.extend(detail::wrapped(texts::why(lang), &why, columns));
    }
    lines
}
