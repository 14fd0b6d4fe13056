//! Every action of the desk by name. Actions are named here and nowhere else: keymap, palette, help and hints read this list.
//!
//! Not here: keys (`ui::keymap`), words (`text::actions`), what an action does (the other files of `app`).

/// Defines the actions with the names that keymap files use.
macro_rules! actions {
    ($( $(#[$doc:meta])* $variant:ident = $name:literal; )*) => {
        /// What a person can do by a key, the palette or the mouse.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Action {
            $( $(#[$doc])* $variant, )*
            /// A digit from 1 to 9: a view of the queue, a tab of a case, a reason of a list.
            Digit(u8),
        }

        impl Action {
            /// Every action but the digits, in the order of the help.
            pub const ALL: &[Action] = &[$( Action::$variant ),*];

            /// The name in keymap files.
            pub const fn name(self) -> &'static str {
                match self {
                    $( Action::$variant => $name, )*
                    Action::Digit(_) => "digit",
                }
            }

            /// Finds an action by its name; `digit-1` to `digit-9` are the digits.
            pub fn named(name: &str) -> Option<Action> {
                if let Some(digit) = name.strip_prefix("digit-") {
                    return digit.parse().ok().filter(|d| (1..=9).contains(d)).map(Action::Digit);
                }
                match name {
                    $( $name => Some(Action::$variant), )*
                    _ => None,
                }
            }
        }
    };
}

actions! {
    Down = "down";
    Up = "up";
    First = "first";
    Last = "last";
    HalfDown = "half-page-down";
    HalfUp = "half-page-up";
    PageDown = "page-down";
    PageUp = "page-up";
    /// Goes in, opens, or to the next field; it never decides.
    Open = "open";
    /// One step back; it never quits.
    Back = "back";
    /// Closes the screen; on the queue it quits, and asks while something is held.
    Close = "close";
    NextPane = "next-pane";
    PrevPane = "previous-pane";
    Filter = "filter";
    /// Takes the last word of the filter away.
    WidenFilter = "widen-filter";
    NextTodo = "next-todo";
    PrevTodo = "previous-todo";
    NextCase = "next-case";
    PrevCase = "previous-case";
    /// Marks the case under the cursor, or takes its mark away.
    Mark = "mark";
    /// Begins a range of marks, or ends it.
    MarkRange = "mark-range";
    /// Marks all of the filter.
    MarkAll = "mark-all";
    /// Takes the case, or those that are marked.
    Take = "take";
    /// Gives the case back, or those that are marked.
    Release = "release";
    /// Takes the next twenty that nobody has, and marks them.
    TakeNext = "take-next";
    /// Gives the case, or those that are marked, to a colleague.
    Assign = "assign";
    /// Writes a note on the case.
    Note = "note";
    /// Chooses what the queue is sorted by.
    Sort = "sort";
    /// Chooses the columns of the queue.
    Columns = "columns";
    /// Saves the view, filter and sort that are shown, or opens one that was saved.
    Views = "views";
    /// Opens the sheet that passes on, approves or records a payment, by the stage.
    Forward = "forward";
    /// Opens the sheet that returns the claim to the claimant.
    Return = "return";
    /// Opens the sheet that rejects, or at payment the one for a failed payment.
    Reject = "reject";
    /// Opens the sheet that sends the case back one stage.
    SendBack = "send-back";
    /// Opens the sheet that sets the case aside, or takes it up again.
    Park = "park";
    /// Opens the sheet that refers the case to a panel, or writes down its answer.
    Refer = "refer";
    /// Opens the sheet that takes a decided case up again.
    Reopen = "reopen";
    /// Opens the sheet that asks back what was paid, or notes what came of it.
    Recover = "recover";
    /// Opens the sheet that gives the office more time.
    Extend = "extend";
    /// Opens the sheet that drops a decision in conflict.
    Drop = "drop";
    /// Sends a waiting decision of the outbox at once.
    Retry = "retry";
    /// Opens the sheet that undoes by a decision of its own what the server has accepted.
    Reverse = "reverse";
    /// Commits what the sheet says. Only in a sheet.
    Confirm = "confirm";
    Undo = "undo";
    Accept = "accept";
    /// Accepts every paper that came and has no verdict; at the counter, marks all that are needed as received.
    AcceptRest = "accept-rest";
    Defect = "defect";
    Clear = "clear";
    Toggle = "toggle";
    EditText = "edit-text";
    Expand = "expand";
    Reveal = "reveal";
    /// Opens the sheet that corrects the fact under the cursor, answers the check or raises the exclusion there.
    Correct = "correct";
    /// Finds a fact to correct by its name.
    CorrectOther = "correct-other";
    /// Opens the sheet that answers the check under the cursor.
    Answer = "answer";
    /// Begins or leaves a what-if: nothing of it is kept.
    WhatIf = "what-if";
    /// The notice for the claimant.
    Notice = "notice";
    /// Keeps what was assumed as drafted corrections.
    KeepWhatIf = "keep-what-if";
    /// Opens the sheet that sends drafted corrections without deciding.
    SaveCorrections = "save-corrections";
    GoQueue = "go-queue";
    GoOutbox = "go-outbox";
    /// The look-up for a caller.
    GoLookup = "go-lookup";
    GoPerson = "go-person";
    /// The counter: claims handed in on paper.
    GoIntake = "go-intake";
    /// Begins something new: a claim at the counter.
    New = "new";
    /// Takes the entry under the cursor out of a form: a stay, a receipt, a contract.
    RemoveEntry = "remove-entry";
    /// Saves what is on the sheet as a file to be printed.
    Print = "print";
    Sync = "sync";
    /// Cuts this desk's line to the server, or joins it again.
    WorkOffline = "work-offline";
    /// Opens the sheet that goes on with another server than before, or with one that was restored.
    AcceptServer = "accept-server";
    Language = "language";
    Theme = "theme";
    Palette = "palette";
    Help = "help";
    Repaint = "repaint";
    /// Copies what names the thing under the cursor, as it stands on the screen.
    Copy = "copy";
    /// The notices so far.
    GoLog = "go-log";
    /// Blanks the screen and closes what is open on this machine, until the passphrase is typed.
    Lock = "lock";
    /// Leaves the desk and signs out of this machine: everything is wiped from it.
    SignOut = "sign-out";
    /// Gives the terminal back to the shell until the program is called again.
    Suspend = "suspend";
    Quit = "quit";
}

impl Action {
    /// Moves the cursor, and nothing else.
    pub const fn moves(self) -> bool {
        use Action::{Close, Down, First, HalfDown, HalfUp, Last, NextPane, PageDown, PageUp, PrevPane, Up};
        matches!(self, Down | Up | First | Last | HalfDown | HalfUp | PageDown | PageUp | NextPane | PrevPane | Close)
    }

    /// How many lines an action moves by in a list that shows `page` at once, up below 0; the least and the greatest number to its ends.
    /// Nothing for an action that doesn't move.
    pub fn steps(self, page: usize) -> Option<isize> {
        let page = isize::try_from(page).unwrap_or(isize::MAX);
        Some(match self {
            Action::Down => 1,
            Action::Up => -1,
            Action::HalfDown => page / 2,
            Action::HalfUp => -(page / 2),
            Action::PageDown => page,
            Action::PageUp => -page,
            Action::First => isize::MIN,
            Action::Last => isize::MAX,
            _ => return None,
        })
    }

    /// Commits something; a keymap binds it only in sheets, and a palette doesn't list it.
    pub const fn commits(self) -> bool {
        matches!(self, Action::Confirm)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_is_found_by_its_name_and_by_no_other() {
        for (i, action) in Action::ALL.iter().enumerate() {
            assert_eq!(Action::named(action.name()), Some(*action));
            assert!(Action::ALL[..i].iter().all(|other| other.name() != action.name()), "{}", action.name());
        }
        assert_eq!(Action::named("digit-7"), Some(Action::Digit(7)));
        assert_eq!(Action::named("digit-0"), None);
    }
}
