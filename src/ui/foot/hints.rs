//! The keys of here, in the last line of every screen: which are hinted at, what they are called, and which can't act now.
//!
//! Not here: the status line above; which key does what (`ui::keymap`).
//! Invariant: a key that can't act now is shown as such; a hint that doesn't fit whole is left away.

use std::borrow::Cow;

use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::app::action::Action;
use crate::app::case::{CaseView, Load, Tab};
use crate::app::decide::Form;
use crate::app::intake::ClaimForm;
use crate::app::pointer::Target;
use crate::app::sheet::Sheet;
use crate::app::{Desk, Place};
use crate::domain::decision::Verb;
use crate::layout::width::width;
use crate::text::{actions, amend, desk as words, intake, outbox as texts, sheets};
use crate::ui::changes;
use crate::ui::foot::{GAP, field_name};
use crate::ui::head::put_right;
use crate::ui::keymap::Keys;
use crate::ui::pen::Pen;

/// Columns that what stands in place of a key leaves to the one that leads back.
const BACK: u16 = 14;

/// The actions that are hinted at in a place, the most wanted first.
const fn wanted(place: Place) -> &'static [Action] {
    match place {
        Place::Queue => &[
            Action::Open,
            Action::Mark,
            Action::Take,
            Action::Forward,
            Action::Return,
            Action::Filter,
            Action::Reject,
            Action::Note,
            Action::NextPane,
        ],
        Place::Case(Tab::Summary) => &[
            Action::Forward,
            Action::Return,
            Action::Reject,
            Action::Reveal,
            Action::Correct,
            Action::WhatIf,
            Action::NextPane,
            Action::NextCase,
        ],
        Place::Case(Tab::Materials) => {
            &[Action::Accept, Action::Defect, Action::Forward, Action::Return, Action::AcceptRest, Action::Clear, Action::Reject]
        }
        Place::Case(Tab::Payout) => &[Action::Answer, Action::WhatIf, Action::Forward, Action::Return, Action::Reject, Action::NextPane],
        Place::Case(Tab::Checks) => {
            &[Action::Answer, Action::NextTodo, Action::Forward, Action::Return, Action::Clear, Action::Expand, Action::Reject]
        }
        Place::Case(Tab::Related) => &[Action::Open, Action::Forward, Action::Return, Action::Reject, Action::NextPane],
        Place::Case(_) => &[Action::Forward, Action::Return, Action::Reject, Action::NextPane, Action::NextCase, Action::Extend],
        Place::Lookup => &[Action::Open, Action::NextPane, Action::Back, Action::Help],
        Place::Found => &[Action::Copy, Action::Open, Action::Note, Action::Back, Action::Help],
        Place::Log => &[Action::Copy, Action::Back],
        Place::Outbox => &[Action::Open, Action::Undo, Action::Back],
        Place::Sheet => &[Action::Confirm, Action::NextPane, Action::Back],
        Place::Choices => &[Action::Open, Action::Toggle, Action::Back],
        Place::Views => &[Action::Open, Action::Clear, Action::Print, Action::Back],
        Place::BulkSheet => &[Action::Confirm, Action::Toggle, Action::Back],
        Place::ReturnSheet => &[Action::Confirm, Action::Toggle, Action::EditText, Action::Back, Action::Language],
        Place::RejectSheet => &[Action::Confirm, Action::Open, Action::Filter, Action::Back, Action::EditText, Action::Language],
        Place::Quit => &[Action::Quit, Action::Undo, Action::Back],
        Place::People | Place::Filter | Place::Finder | Place::Field => &[Action::Open, Action::Back],
        Place::Text => &[Action::Back],
        Place::Claims => &[Action::Open, Action::New, Action::Drop, Action::Back],
        Place::ClaimForm => &[Action::Open, Action::NextPane, Action::RemoveEntry, Action::Back, Action::Help],
        Place::Checklist => &[Action::Toggle, Action::AcceptRest, Action::Forward, Action::NextPane, Action::Back],
        Place::ReceiptSheet | Place::LetterSheet => &[Action::Print, Action::Language, Action::Back],
        Place::Picking => &[],
    }
}

/// What helps where the filter finds nothing.
const FINDS_NOTHING: &[Action] = &[Action::WidenFilter, Action::Back, Action::Filter];

/// What can be done where a view, or the outbox, has nothing.
const NOTHING_HERE: &[Action] = &[Action::NextPane, Action::Sync];
const NOTHING_SENT: &[Action] = &[Action::Back];

/// What can be done with the item under the cursor of the outbox.
fn of_item(desk: &Desk) -> &'static [Action] {
    match desk.outbox.current() {
        None => NOTHING_SENT,
        Some(item) if item.is_stuck() => &[Action::Forward, Action::Drop, Action::Open, Action::NextPane, Action::Back],
        Some(item) if item.state.is_unsent() => &[Action::Undo, Action::EditText, Action::Drop, Action::Retry, Action::Open, Action::Back],
        Some(_) => &[Action::Open, Action::Reverse, Action::Back],
    }
}

/// What can be done to a case that has ended: looked at again, asked back, told.
const fn ended(tab: Tab) -> &'static [Action] {
    match tab {
        Tab::Summary => &[Action::Reopen, Action::Recover, Action::Notice, Action::Reveal, Action::NextPane, Action::NextCase],
        Tab::Related => &[Action::Open, Action::Reopen, Action::Recover, Action::Notice, Action::NextPane],
        Tab::Checks => &[Action::Reopen, Action::Recover, Action::Notice, Action::Expand, Action::NextPane],
        _ => &[Action::Reopen, Action::Recover, Action::Notice, Action::NextPane, Action::NextCase],
    }
}

fn has_ended(desk: &Desk) -> bool {
    desk.case.as_ref().and_then(CaseView::summary).is_some_and(|summary| summary.status.is_closed())
}

/// What helps where a case could not be read.
const UNREAD: &[Action] = &[Action::Open, Action::Copy, Action::GoLog, Action::Back];

fn is_unread(desk: &Desk) -> bool {
    desk.case.as_ref().is_some_and(|case| matches!(case.load, Load::Failed(_) | Load::Gone))
}

fn assumes(desk: &Desk) -> bool {
    desk.case.as_ref().is_some_and(|case| case.what_if.is_some())
}

/// What is done from the preview, while the keys that move scroll it.
const IN_PREVIEW: &[Action] =
    &[Action::NextPane, Action::Open, Action::Take, Action::Forward, Action::Return, Action::Reject, Action::Note];

fn finds_nothing(desk: &Desk, place: Place) -> bool {
    place == Place::Queue && desk.queue.rows.is_empty() && desk.queue.loaded && !desk.queue.filter.is_blank()
}

/// The actions that are hinted at as the desk stands.
fn wanted_now(desk: &Desk, place: Place) -> &'static [Action] {
    match place {
        place if finds_nothing(desk, place) => FINDS_NOTHING,
        Place::Queue if desk.queue.rows.is_empty() => NOTHING_HERE,
        Place::Outbox => of_item(desk),
        Place::Queue if desk.preview.focused && desk.shows_preview() => IN_PREVIEW,
        Place::Case(_) if is_unread(desk) => UNREAD,
        Place::Case(Tab::Summary) if assumes(desk) => &[Action::KeepWhatIf, Action::Back, Action::Correct, Action::CorrectOther],
        Place::Case(_) if assumes(desk) => &[Action::KeepWhatIf, Action::Back, Action::Answer, Action::CorrectOther],
        Place::Case(tab) if has_ended(desk) => ended(tab),
        place => wanted(place),
    }
}

/// Draws the line of keys.
pub(super) fn keys_here(pen: &mut Pen, desk: &Desk, keys: &Keys, area: Rect) {
    let (key, text, muted) = (pen.theme.key, pen.theme.text, pen.theme.muted);
    let lang = desk.lang;
    let place = desk.place();
    let pending = keys.pending();
    if !pending.is_empty() {
        let mut x = pen.put(area.x + 1, area.y, area.right(), &pending, pen.theme.strong) + GAP;
        let all: Vec<_> = keys.continuations(place).collect();
        let wide: u16 = all.iter().map(|(rest, action)| width(rest) + 1 + width(&label(desk, place, *action))).sum();
        // Where there are many they stand closer; one that doesn't fit whole is left away.
        let gaps = u16::try_from(all.len()).unwrap_or(0) * GAP;
        let gap = if x + wide + gaps > area.right() { GAP - 1 } else { GAP };
        for (rest, action) in all {
            let from = x;
            if x + width(&rest) + 1 + width(&label(desk, place, action)) > area.right() {
                break;
            }
            x = pen.put(x, area.y, area.right(), &rest, key);
            x = pen.put_cut(x + 1, area.y, area.right(), &label(desk, place, action), text);
            pen.hit(Rect { x: from, width: x - from, ..area }, Target::Act(action));
            x += gap;
        }
        return;
    }
    let always: &[Action] = match place {
        place if place.is_field() => &[],
        place if place.is_sheet() => &[Action::Help],
        _ => &[Action::Palette, Action::Help],
    };
    let mut right = area.right() - 1;
    for action in always.iter().rev() {
        let Some(printed) = keys.map.key_for(place, *action) else { continue };
        let pieces = [(printed, key), (format!(" {}", label(desk, place, *action)), text)];
        let at = put_right(pen, area.y, right, &pieces);
        pen.hit(Rect { x: at, width: right - at, ..area }, Target::Act(*action));
        right = at.saturating_sub(GAP);
    }
    let mut x = area.x + 1;
    if place.is_field() {
        x = pen.put(x, area.y, right, words::typing(lang), muted) + GAP;
    }
    if place == Place::ClaimForm && desk.intake.form.as_ref().is_some_and(ClaimForm::is_at_choice) {
        x = pen.put(x, area.y, right, "Space", key);
        x = pen.put(x + 1, area.y, right, intake::hint_choose(lang), text) + GAP;
    }
    let go = if matches!(place, Place::Queue | Place::Case(_)) { 2 + width(words::go(lang)) + GAP } else { 0 };
    let wanted = wanted_now(desk, place);
    for action in wanted {
        if is_left_away(desk, *action) {
            continue;
        }
        if let (Action::Confirm, Some(why)) = (*action, not_yet(desk)) {
            let warn = pen.theme.warn;
            x = pen.put_cut(x, area.y, right.saturating_sub(BACK), &why, warn) + GAP;
            continue;
        }
        let Some(printed) = keys.map.key_for(place, *action) else { continue };
        x = hint(pen, desk, (place, *action), &printed, (x, right.saturating_sub(go)), area.y);
    }
    if go > 0 {
        x = pen.put(x, area.y, right, "g", key);
        pen.put(x + 1, area.y, right, words::go(lang), text);
    }
}

/// The key that asks money back notes what came of it once that is asked.
fn recovers(desk: &Desk) -> &'static str {
    let detail = desk.case.as_ref().and_then(CaseView::detail);
    let verb = detail.and_then(|detail| desk.verb_of(Action::Recover, detail));
    actions::verb(desk.lang, verb.unwrap_or(Verb::Recover))
}

/// Whether a key does nothing as the desk stands, or is none of this person's.
fn is_left_away(desk: &Desk, action: Action) -> bool {
    let nothing_hidden = matches!(&desk.sheet, Some(Sheet::Bulk(sheet)) if sheet.hidden() == 0);
    let sorts = matches!(desk.sheet, Some(Sheet::Sorts { .. }));
    // These sheets have no field.
    let fieldless =
        matches!(desk.sheet, Some(Sheet::Register(_) | Sheet::DropClaim { .. } | Sheet::Drop { .. } | Sheet::OtherServer { .. }));
    match action {
        Action::Toggle if nothing_hidden || sorts => true,
        Action::NextPane if fieldless => true,
        // What came in is told to nobody: there is no letter that could be in another language.
        Action::Language => matches!(&desk.sheet, Some(Sheet::Decide(sheet)) if matches!(sheet.form, Form::Resubmit(_))),
        Action::Print if matches!(desk.sheet, Some(Sheet::Letter(_))) => desk.never(Action::Reveal).is_some(),
        // A key that removes is offered only where there is something that it removes.
        Action::RemoveEntry if desk.why_not(action).is_some() => true,
        // An ended case is taken up again by few: for all others there is no such key.
        Action::Reopen | Action::Recover => desk.why_not(action).is_some(),
        // What this person may never do is no key of his.
        action => desk.never(action).is_some(),
    }
}

/// What is missing of a claim that can't be handed in yet: it stands in place of the key that would hand it in.
fn not_yet(desk: &Desk) -> Option<String> {
    let Some(Sheet::Register(sheet)) = &desk.sheet else { return None };
    let first = sheet.faults.first()?;
    Some(match sheet.faults.len() {
        1 => intake::cannot_hand_in(desk.lang, first),
        n => intake::cannot_hand_in_more(desk.lang, first, n - 1),
    })
}

/// Puts one hint where it fits; gives the column for the next.
fn hint(pen: &mut Pen, desk: &Desk, (place, action): (Place, Action), printed: &str, (x, end): (u16, u16), y: u16) -> u16 {
    let name = label(desk, place, action);
    if x + width(printed) + 1 + width(&name) > end {
        return x;
    }
    let told = [
        Action::Forward,
        Action::Return,
        Action::Reject,
        Action::Extend,
        Action::Confirm,
        Action::Drop,
        Action::Undo,
        Action::Correct,
        Action::Answer,
        Action::Reveal,
        Action::EditText,
        Action::Retry,
        Action::Reverse,
    ];
    let off = told.contains(&action) && desk.why_not(action).is_some();
    let (key, text): (Style, Style) = if off { (pen.theme.key_off, pen.theme.muted) } else { (pen.theme.key, pen.theme.text) };
    let after = pen.put(x, y, end, printed, key);
    let after = pen.put(after + 1, y, end, &name, text);
    pen.hit(Rect { x, y, width: after - x, height: 1 }, Target::Act(action));
    after + GAP
}

/// What an action is called where the desk is: the forward key follows the stage.
fn label(desk: &Desk, place: Place, action: Action) -> Cow<'static, str> {
    let lang = desk.lang;
    if let (Action::Confirm, Some(Sheet::Bulk(sheet))) = (action, &desk.sheet) {
        return words::confirm_cases(lang, sheet.chosen().count()).into();
    }
    if let (Action::Confirm, Some(Sheet::Note(_))) = (action, &desk.sheet) {
        return words::confirm(lang, actions::verb(lang, Verb::Note)).into();
    }
    if let (Action::Confirm, Some(Sheet::Decide(sheet))) = (action, &desk.sheet) {
        return words::confirm(lang, actions::verb(lang, sheet.verb)).into();
    }
    if let (Action::Confirm, Some(Sheet::Register(_))) = (action, &desk.sheet) {
        return words::confirm(lang, intake::sheet_title(lang)).into();
    }
    if let (Place::Case(_), Action::Reveal, Some(case)) = (place, action, &desk.case)
        && let Some(field) = case.personal_here()
    {
        // The pointer of the tab stands at this field.
        return words::show_field(lang, field_name(desk, field)).into();
    }
    if let (Place::Case(Tab::Summary), Action::Correct, Some(case)) = (place, action, &desk.case)
        && let Some(fact) = case.facts().into_iter().nth(case.cursor()).filter(|fact| fact.personal.is_none())
    {
        // A masked field is named by the key that shows it.
        return words::correct_field(lang, changes::fact_label(lang, &fact.path)).into();
    }
    if let (Action::Open, Some(Sheet::Amend(sheet))) = (action, &desk.sheet) {
        let name = match (sheet.is_finding(), sheet.is_last(), sheet.assumed) {
            (true, ..) => words::choose(lang),
            (_, false, _) => amend::next_field(lang),
            (_, true, true) => amend::see_difference(lang),
            (_, true, false) => amend::keep_draft(lang),
        };
        return name.into();
    }
    let name = match (place, action) {
        (Place::Queue, Action::Back) => words::clear_filter(lang),
        (Place::Lookup, Action::Back) if !desk.lookup.typed().is_empty() => words::empty_field(lang),
        (Place::Case(_), Action::Back) if assumes(desk) => amend::hint_drop_what_if(lang),
        (Place::Views, Action::Clear) => sheets::hint_remove_view(lang),
        (Place::Outbox, Action::Forward) => words::decide_again(lang),
        (Place::Outbox, Action::EditText) => texts::hint_change(lang),
        (Place::Outbox, Action::NextPane) => texts::hint_pane(lang),
        (Place::Queue | Place::Case(_), Action::Forward) => actions::verb(lang, desk.forward_verb()),
        (Place::Case(_), Action::Recover) => recovers(desk),
        (Place::Case(_), Action::Reject) if desk.forward_verb() == Verb::Paid => actions::payment_failed(lang),
        (Place::Checklist, Action::Toggle) => intake::hint_came(lang),
        (Place::Checklist, Action::AcceptRest) => intake::hint_all_came(lang),
        (Place::Checklist, Action::Forward) => intake::sheet_title(lang),
        (Place::Checklist, Action::NextPane) => intake::hint_form(lang),
        (Place::ClaimForm, Action::NextPane) => intake::checklist(lang),
        (Place::ClaimForm, Action::Open) => intake::hint_next(lang),
        (Place::ClaimForm | Place::Checklist, Action::Back) => intake::hint_leave(lang),
        (Place::Claims, Action::Drop) => intake::drop_title(lang),
        (Place::ReceiptSheet | Place::LetterSheet, Action::Language) => words::text_language(lang),
        (Place::RejectSheet, Action::Open) if matches!(&desk.sheet, Some(Sheet::Decide(sheet)) if sheet.lists_reasons()) => {
            words::choose(lang)
        }
        (Place::RejectSheet, Action::Open) => words::choose_reason(lang),
        (Place::Case(_), Action::Open) if is_unread(desk) => words::retry(lang),
        (Place::RejectSheet, Action::Filter) => sheets::find_reason(lang),
        (Place::ReturnSheet | Place::RejectSheet, Action::Language) => words::text_language(lang),
        (Place::Filter | Place::Field, Action::Open) => words::done(lang),
        (Place::Finder | Place::People | Place::Choices, Action::Open) => words::choose(lang),
        (Place::Queue, Action::NextPane) if desk.preview.focused => words::to_table(lang),
        (Place::Queue, Action::NextPane) if desk.shows_preview() => words::to_preview(lang),
        (Place::Queue, Action::NextPane) => words::next_view(lang),
        (_, action) => actions::short(lang, action.name()),
    };
    name.into()
}
