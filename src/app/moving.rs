//! What keys do on the screens: which action does what where, and where typed and pasted text goes.
//!
//! Not here: what they do in a sheet (`sheets`), deciding (`deciding`), opening a case (`opening`).

use tui_input::InputRequest;

use crate::app::action::Action;
use crate::app::case::{Load, Tab};
use crate::app::effect::Effect;
use crate::app::notice::Weight;
use crate::app::queue::Ahead;
use crate::app::sheet::{Finder, Sheet};
use crate::app::{Connection, Desk, Place, Screen};
use crate::domain::material::Verdict;
use crate::domain::people::Lang;
use crate::domain::queue::View;
use crate::text::{desk as words, search};

/// Rows of the outbox that are not its list, and of a preview's screen that are not the preview.
pub(super) const FRAME: u16 = 12;

impl Desk {
    pub(super) fn act(&mut self, action: Action) {
        if self.enter_of_digit.take().is_some_and(|until| action == Action::Open && self.now < until) {
            return;
        }
        self.forget_warning();
        if self.sheet.is_some() {
            return self.act_in_sheet(action);
        }
        if self.act_anywhere(action) {
            return;
        }
        if let Some(why) = self.never(action) {
            return self.warn(why);
        }
        match self.place_below() {
            Place::Filter => self.act_in_filter(action),
            Place::Queue => self.act_in_queue(action),
            Place::Picking => self.act_in_picking(action),
            Place::Outbox => self.act_in_outbox(action),
            Place::Claims => self.act_in_claims(action),
            Place::ClaimForm => self.act_in_form(action),
            Place::Checklist => self.act_in_checklist(action),
            Place::Log => self.act_in_log(action),
            Place::Lookup | Place::Found => self.act_in_lookup(action),
            _ => self.act_in_case(action),
        }
    }

    /// Does what an action does wherever the desk is; tells whether it was such a one.
    pub(super) fn act_anywhere(&mut self, action: Action) -> bool {
        match action {
            Action::Help => self.open_help(),
            Action::Palette => self.sheet = Some(Sheet::Palette(Finder::new())),
            Action::GoQueue => {
                self.save_form();
                self.screen = Screen::Queue;
            }
            Action::GoOutbox => {
                self.screen = Screen::Outbox;
                self.outbox.go_to_told();
                self.out.push(Effect::LoadOutbox);
            }
            Action::GoLookup => self.open_lookup(),
            Action::GoPerson if self.may_switch => {
                let cursor = self.people.iter().position(|person| person.user == self.me.user).unwrap_or(0);
                self.sheet = Some(Sheet::People { cursor });
            }
            Action::GoPerson => self.warn(words::one_person(self.lang)),
            Action::GoIntake => self.go_intake(),
            Action::Undo => self.undo(),
            Action::Lock => self.lock_by_hand(),
            Action::SignOut => self.sign_out(),
            Action::WorkOffline => self.out.push(Effect::TurnLine),
            Action::AcceptServer if matches!(self.connection, Connection::OtherServer { .. }) => {
                self.sheet = Some(Sheet::OtherServer { painted: None });
            }
            Action::AcceptServer => self.why_not_accept().into_iter().for_each(|why| self.warn(why)),
            // To ask the server while the line is cut is to join it.
            Action::Sync if self.connection.is_cut() => self.out.push(Effect::TurnLine),
            Action::Sync => {
                self.out.push(Effect::SyncNow);
                self.ok(words::syncing(self.lang));
                if self.screen == Screen::Queue {
                    self.with_queue(|queue, asker, out| queue.show_new(asker, out));
                }
            }
            Action::Language => {
                self.lang = if self.lang == Lang::Zh { Lang::En } else { Lang::Zh };
                self.notice = None;
            }
            Action::Theme => self.out.push(Effect::NextTheme),
            Action::Repaint => self.out.push(Effect::Repaint),
            Action::Copy => self.copy(),
            Action::GoLog => self.open_log(),
            Action::Suspend => self.out.push(Effect::Suspend),
            Action::Quit => self.quit(),
            _ => return false,
        }
        true
    }

    /// Does what a key does while the preview has the focus; tells whether it was for the preview.
    fn act_in_preview(&mut self, action: Action) -> bool {
        let page = usize::from(self.size.1.saturating_sub(FRAME));
        let has = self.shows_preview() && self.queue.current().is_some();
        match action {
            Action::NextPane if has => self.preview.focused = !self.preview.focused,
            _ if !(has && self.preview.focused) => {
                self.preview.focused = false;
                return false;
            }
            Action::PrevPane | Action::Back => self.preview.focused = false,
            action => return self.preview.moves(action, page),
        }
        true
    }

    fn act_in_queue(&mut self, action: Action) {
        if self.act_in_preview(action) {
            return;
        }
        if self.with_queue(|queue, asker, out| queue.moves(action, asker, out)) {
            return;
        }
        match action {
            Action::Open => {
                if let Some(row) = self.queue.current().cloned() {
                    // What was said of the queue is not said of the case.
                    self.notice.take_if(|notice| notice.weight == Weight::Ok);
                    self.open_case(row.summary.id.clone(), Some(row));
                }
            }
            Action::Filter => self.with_queue(|queue, asker, out| queue.begin_filter(asker, out)),
            Action::WidenFilter => {
                if !self.with_queue(|queue, asker, out| queue.drop_last_word(asker, out)) {
                    self.warn(words::no_filter(self.lang));
                }
            }
            Action::Back if self.close_error() || self.queue.marks.clear() => {}
            Action::Mark | Action::MarkRange | Action::MarkAll => self.mark(action),
            Action::TakeNext => self.take_next(),
            Action::Sort => self.open_sorts(),
            Action::Columns => self.sheet = Some(Sheet::Columns { cursor: 0 }),
            Action::Views => self.open_views(),
            Action::Back => {
                self.with_queue(|queue, asker, out| queue.clear_filter(asker, out));
            }
            Action::Close => self.quit(),
            Action::Digit(digit) => {
                if let Some(view) = View::ALL.get(usize::from(digit) - 1) {
                    self.show_view(*view);
                }
            }
            Action::NextPane | Action::PrevPane => self.turn_view(action == Action::NextPane),
            Action::Forward if self.queue.is_looking_ahead() || !self.queue.marks.is_empty() || self.queue.marks.range().is_some() => {
                self.queue.mark_range();
                self.open_bulk();
            }
            Action::Forward | Action::Return | Action::Reject => self.decide_from_queue(action),
            action => self.hand(action),
        }
    }

    fn mark(&mut self, action: Action) {
        if action == Action::MarkAll && !self.queue.read.faults.is_empty() {
            return self.warn(search::all_of_faulty(self.lang));
        }
        let room = match action {
            Action::Mark if self.queue.marks.range().is_some() => self.queue.mark_range(),
            Action::Mark => self.queue.turn_mark(),
            Action::MarkRange if self.queue.marks.range().is_some() => self.queue.mark_range(),
            Action::MarkRange => {
                if let Some(row) = self.queue.current() {
                    let at = row.summary.id.clone();
                    self.queue.marks.begin_range(at);
                }
                true
            }
            _ => {
                self.with_queue(|queue, asker, out| queue.look_ahead(Ahead::Mark, asker, out));
                true
            }
        };
        if !room {
            self.warn(words::marks_full(self.lang, super::marks::MOST, self.queue.total));
        }
    }

    /// Takes, gives back, gives away, notes: on the queue and in a case.
    fn hand(&mut self, action: Action) {
        let me = self.me.user.clone();
        match action {
            Action::Take => self.give(self.subjects(), Some(me)),
            Action::Release => self.give(self.subjects(), None),
            Action::Assign => self.open_assign(),
            Action::Note => self.open_note(),
            _ => self.dead_key(),
        }
    }

    /// Esc takes an error away before it does anything else; tells whether there was one.
    pub(super) fn close_error(&mut self) -> bool {
        self.notice.take_if(|notice| notice.weight == Weight::Error).is_some()
    }

    fn act_in_filter(&mut self, action: Action) {
        match action {
            Action::Back => {
                self.with_queue(|queue, asker, out| queue.clear_filter(asker, out));
            }
            Action::NextPane if self.with_queue(|queue, asker, out| queue.take_completion(asker, out)) => {}
            Action::Open | Action::NextPane => self.queue.typing = false,
            _ => {
                self.with_queue(|queue, asker, out| queue.moves(action, asker, out));
            }
        }
    }

    fn act_in_case(&mut self, action: Action) {
        let page = usize::from(self.size.1.saturating_sub(8));
        if action == Action::Back && self.close_error() {
            return;
        }
        let Some(case) = &mut self.case else { return };
        if case.moves(action, page) {
            return;
        }
        if !(action == Action::Clear && case.tab == Tab::Materials) && self.act_amending(action) {
            return;
        }
        let Some(case) = &mut self.case else { return };
        match action {
            Action::Digit(digit) => {
                if let Some(tab) = Tab::ALL.get(usize::from(digit) - 1) {
                    case.tab = *tab;
                }
            }
            Action::NextPane | Action::PrevPane => {
                let count = Tab::ALL.len();
                let step = if action == Action::NextPane { 1 } else { count - 1 };
                case.tab = Tab::ALL[(case.tab.index() + step) % count];
            }
            Action::Back | Action::Close => self.leave_case(),
            Action::NextCase => self.turn_case(true),
            Action::PrevCase => self.turn_case(false),
            Action::NextTodo | Action::PrevTodo => {
                if !case.seek(action == Action::NextTodo) {
                    self.ok(words::nothing_waits(self.lang));
                }
            }
            Action::Open if case.tab == Tab::Related => self.open_related(),
            Action::Expand | Action::Open if case.tab == Tab::Checks => case.turn_expanded(),
            Action::Accept if case.tab == Tab::Materials => self.judge_paper(Some(Verdict::Accepted)),
            Action::AcceptRest if case.tab == Tab::Materials => self.accept_rest(),
            Action::Clear if case.tab == Tab::Materials => self.judge_paper(None),
            Action::Defect if case.tab == Tab::Materials => self.pick_reason(),
            Action::Reveal if case.tab == Tab::Summary => self.reveal(),
            Action::Forward | Action::Return | Action::Reject => self.open_sheet(action),
            Action::Extend | Action::SendBack | Action::Park | Action::Refer | Action::Reopen | Action::Recover => self.open_sheet(action),
            Action::Reverse => self.reverse_in_case(),
            Action::Open if matches!(case.load, Load::Failed(_) | Load::Gone) => self.reload_case(),
            action => self.hand(action),
        }
    }

    fn act_in_picking(&mut self, action: Action) {
        let Some(picking) = self.case.as_mut().and_then(|case| case.picking.as_mut()) else { return };
        match action {
            Action::Digit(digit) => {
                if let Some(reason) = picking.shown().get(usize::from(digit) - 1).cloned() {
                    self.judge_paper(Some(Verdict::Defective { reason }));
                }
            }
            Action::NextPane => picking.turn(),
            Action::Back | Action::Close => self.close_picking(),
            _ => {}
        }
    }

    fn close_picking(&mut self) {
        if let Some(case) = &mut self.case {
            case.picking = None;
        }
    }

    /// A warning goes with the next key, whether that is a command or text.
    fn forget_warning(&mut self) {
        if self.notice.as_ref().is_some_and(|notice| !notice.outlives_a_key()) {
            self.notice = None;
        }
    }

    pub(super) fn edit(&mut self, request: InputRequest) {
        self.forget_warning();
        let in_form = self.place_below() == Place::ClaimForm;
        match &mut self.sheet {
            Some(Sheet::Decide(sheet)) if sheet.typing => sheet.edit(request),
            Some(Sheet::Note(sheet)) if sheet.typing && !sheet.saving => {
                sheet.text.edit(request);
            }
            Some(Sheet::Views(sheet)) => {
                sheet.name.edit(request);
            }
            Some(Sheet::Palette(finder) | Sheet::Assign { finder, .. }) => finder.edit(request),
            Some(Sheet::Help(help)) => help.finder.edit(request),
            Some(Sheet::Amend(sheet)) => sheet.edit(request),
            Some(_) => {}
            None if self.screen == Screen::Lookup => self.edit_lookup(request),
            None if in_form => self.edit_form(request),
            None if self.queue.typing => self.with_queue(|queue, asker, out| queue.edit_filter(request, asker, out)),
            None => {}
        }
    }

    /// Pasted text goes into a field; elsewhere it does nothing, and never runs commands.
    pub(super) fn paste(&mut self, text: &str) {
        self.forget_warning();
        let in_form = self.place_below() == Place::ClaimForm;
        match &mut self.sheet {
            Some(Sheet::Decide(sheet)) if sheet.typing => sheet.paste(text),
            Some(Sheet::Note(sheet)) if sheet.typing && !sheet.saving => {
                sheet.text.paste(text);
            }
            Some(Sheet::Views(sheet)) => {
                sheet.name.paste(text);
            }
            Some(Sheet::Palette(finder) | Sheet::Assign { finder, .. }) => finder.paste(text),
            Some(Sheet::Help(help)) => help.finder.paste(text),
            Some(Sheet::Amend(sheet)) => sheet.paste(text),
            None if self.screen == Screen::Lookup => self.paste_lookup(text),
            None if in_form => self.paste_form(text),
            None if self.queue.typing => self.with_queue(|queue, asker, out| queue.paste_filter(text, asker, out)),
            _ => self.warn(words::paste_does_nothing(self.lang)),
        }
    }

    pub(super) fn dead_key(&mut self) {
        // Over a sheet there is no help to point to: its keys stand in the last line.
        let told = if self.sheet.is_some() { words::dead_key_in_sheet(self.lang) } else { words::dead_key(self.lang) };
        self.warn(told);
    }

    pub(super) fn quit(&mut self) {
        self.save_form();
        if self.outbox.held(self.now).is_empty() {
            self.out.push(Effect::Quit);
        } else {
            self.sheet = Some(Sheet::Quit);
        }
    }
}
