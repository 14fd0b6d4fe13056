//! What keys do in the outbox: another part, one item sent now, changed, dropped, reversed, and why a key does nothing here.
//!
//! Not here: how a decision is made anew on the case as it is now (`redoing`) or changed (`changing`), undoing what is held (`deciding`).
//! Invariant: what the server may have is neither changed nor dropped here.

use crate::app::action::Action;
use crate::app::deciding::{Wanted, Wish};
use crate::app::effect::Effect;
use crate::app::moving::FRAME;
use crate::app::outbox::{Part, why_not_taken};
use crate::app::sheet::Sheet;
use crate::app::{Desk, Screen};
use crate::domain::decision::Act;
use crate::domain::identity::mask_name;
use crate::domain::outbox::{OutboxItem, OutboxState};
use crate::domain::people::Lang;
use crate::text::{actions, desk as words, outbox as texts};

impl Desk {
    pub(super) fn act_in_outbox(&mut self, action: Action) {
        let page = usize::from(self.size.1.saturating_sub(FRAME));
        if self.outbox.moves(action, page) {
            return;
        }
        if let Some(why) = self.why_not_outbox(action) {
            return self.warn(why);
        }
        match action {
            Action::Back if self.close_error() => {}
            Action::Back | Action::PrevPane if self.outbox.pane.focused => self.outbox.pane.focused = false,
            Action::Back if self.outbox.part != Part::All => self.outbox.show(Part::All),
            Action::Back | Action::Close => self.screen = if self.case.is_some() { Screen::Case } else { Screen::Queue },
            Action::NextPane => self.outbox.pane.focused = !self.outbox.pane.focused,
            Action::Digit(digit) => {
                if let Some(part) = Part::ALL.get(usize::from(digit) - 1) {
                    self.outbox.show(*part);
                }
            }
            Action::Open => self.open_from_outbox(),
            Action::Forward => self.redo_conflict(),
            Action::EditText => self.change_item(),
            Action::Retry => {
                if let Some(decision) = self.outbox.current().map(|item| item.decision.id) {
                    self.out.push(Effect::Retry { decision });
                    self.ok(texts::sent_now(self.lang));
                }
            }
            Action::Drop => {
                if let Some(decision) = self.outbox.current().map(|item| item.decision.id) {
                    self.sheet = Some(Sheet::Drop { decision, painted: None });
                }
            }
            Action::Reverse => {
                let Some(case) = self.outbox.case_here().cloned() else { return };
                self.details.forget(&case);
                self.open_case(case.clone(), None);
                self.wish = Some(Wish { case, sheet: Wanted::Reversal });
            }
            _ => self.dead_key(),
        }
    }

    /// Tells why a key of the outbox does nothing for the item under the cursor, and what does.
    pub(super) fn why_not_outbox(&self, action: Action) -> Option<String> {
        let (lang, item) = (self.lang, self.outbox.current());
        if let (Action::Forward | Action::EditText, Some(later)) = (action, item.and_then(|item| self.outbox.decided_since(item))) {
            return Some(texts::decided_since(lang, actions::verb(lang, later.decision.act.verb())));
        }
        let why = match (action, item) {
            (Action::Open | Action::Reverse, None) if self.outbox.left_current().is_some() && action == Action::Open => return None,
            (Action::Open | Action::EditText | Action::Retry | Action::Drop | Action::Reverse, None) => texts::no_item(lang),
            (Action::Forward, _) => match self.outbox.to_redo() {
                Some(item) => return self.outbox.now(item.decision.id).and_then(|now| self.overtaken(now, item.decision.act.verb())),
                None => words::no_conflict_here(lang),
            },
            (Action::Drop, Some(item)) if !item.is_stuck() && !item.is_here_alone() => not_any_more(lang, item),
            (Action::EditText, Some(item)) if !item.is_stuck() && !item.is_here_alone() => not_any_more(lang, item),
            (Action::EditText, Some(item)) if !item.decision.act.verb().rests_on_basis() => texts::only_decisions(lang),
            (Action::Retry, Some(item)) if !matches!(item.state, OutboxState::Waiting { next_try: Some(at) } if at > self.now) => {
                texts::waits_for_no_try(lang)
            }
            (Action::Reverse, Some(item)) if !matches!(item.state, OutboxState::Accepted { .. }) => texts::not_accepted_yet(lang),
            (Action::Reverse, Some(item)) if item.doubted => texts::taken_elsewhere(lang),
            (Action::Reverse, Some(item)) if matches!(item.decision.act, Act::Note { .. }) => texts::note_stands(lang),
            (Action::Reverse, Some(item)) if matches!(item.decision.act, Act::Assign { .. }) => texts::give_back(lang),
            _ => return None,
        };
        Some(why.to_owned())
    }

    fn open_from_outbox(&mut self) {
        let redoes = self.outbox.to_redo().map(|item| item.decision.id);
        let Some(case) = self.outbox.case_here().cloned() else { return };
        if redoes.is_some() {
            self.details.forget(&case);
        }
        self.open_case(case, None);
        self.redo_in_case(redoes);
    }

    /// Says why the server did not take a decision, or why it was not sent, in this reader's language.
    pub fn why_not_taken(&self, item: &OutboxItem) -> String {
        why_not_taken(self.lang, item, &self.plans, |user| mask_name(self.name_of(user)))
    }
}

/// Why what is on its way or was accepted is neither changed nor dropped.
const fn not_any_more(lang: Lang, item: &OutboxItem) -> &'static str {
    match item.state {
        OutboxState::Accepted { .. } => texts::accepted_stands(lang),
        _ => texts::server_may_have_it(lang),
    }
}
