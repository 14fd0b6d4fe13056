//! The first screen of a machine on which nobody has signed in: which server, who, the password. Pure, as the desk is.
//!
//! Not here: asking the server, making the files (`driver::first_run`), keys, drawing.
//! Invariants: the password is shown to nobody and leaves this state only with the effect that signs in; nothing is written before the
//! server has said yes; an answer about an address that was changed since is dropped.

pub(super) mod secret;

use tui_input::InputRequest;
use zeroize::Zeroizing;

use crate::app::field::Field;
use crate::domain::people::Lang;
use crate::domain::time::Moment;

use secret::Secret;

/// How long typing pauses before the address is tried.
const PAUSE_MILLIS: i64 = 400;
/// Work that takes longer shows that it goes on.
pub const THROBBER_MILLIS: i64 = 300;
/// A throbber's frame: four a second.
const FRAME_MILLIS: i64 = 250;
/// A clock that differs by more spoils limits and the order of decisions.
pub const CLOCK_MINUTES: i64 = 5;

/// A field of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Focus {
    Server,
    User,
    Password,
    /// The password before it was changed, where this machine's files are still closed with it.
    Former,
}

/// What is known of the address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Nothing was typed, or it was not tried yet.
    Untried,
    Trying {
        since: Moment,
    },
    Reached(Reached),
    /// A sentence says why not, and what to do.
    Not(String),
}

/// A server that answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reached {
    pub millis: i64,
    /// The connection is encrypted, and the certificate good.
    pub encrypted: bool,
    /// The server's clock less this machine's, in minutes; absent where the server didn't tell.
    pub clock_ahead: Option<i64>,
}

/// What the terminal can do, for the line that says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Able {
    /// 24, 8, 4 or 0 bits of colour.
    pub colour_bits: u8,
    pub utf8: bool,
}

/// What comes in.
pub enum LoginMessage {
    Edit(InputRequest),
    Paste(String),
    Next,
    Previous,
    /// To the next field; from the last one, signs in.
    Enter,
    Demo,
    Language,
    Quit,
    Resize {
        width: u16,
        height: u16,
    },
    Tick,
    /// The answer to `Try`.
    Tried {
        ticket: u64,
        result: Result<Reached, String>,
    },
    /// The answer to `SignIn`, where it did not succeed.
    Refused(Refusal),
}

/// Why nobody was signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// A sentence: what did not happen, what is safe, what to do.
    Said(String),
    /// The files here are closed with a former password, which has to be typed once.
    NeedsFormer,
}

/// What is to be done outside.
#[derive(Clone, PartialEq, Eq)]
pub enum LoginEffect {
    Try { ticket: u64, server: String },
    SignIn { server: String, user: String, password: Zeroizing<String>, former: Option<Zeroizing<String>> },
    Demo,
    Quit,
}

/// The state of the screen.
pub struct Login {
    pub lang: Lang,
    pub size: (u16, u16),
    pub now: Moment,
    pub server: Field,
    pub user: Field,
    password: Secret,
    former: Option<Secret>,
    pub focus: Focus,
    pub reach: Reach,
    /// Signing in is under way, since when.
    pub signing: Option<Moment>,
    /// Why it did not succeed, or what is missing.
    pub fault: Option<String>,
    pub able: Able,
    /// When the address was last changed and has not been tried since.
    typed_at: Option<Moment>,
    ticket: u64,
    dirty: bool,
}

impl Login {
    /// Opens the screen; the address and the account where the settings know them.
    pub fn open(lang: Lang, known: (Option<String>, Option<String>), able: Able, size: (u16, u16), now: Moment) -> Login {
        let field = |content: Option<String>| {
            let mut field = Field::line();
            field.set(&content.unwrap_or_default());
            field
        };
        let (server, user) = (field(known.0), field(known.1));
        let focus = match (server.is_blank(), user.is_blank()) {
            (true, _) => Focus::Server,
            (_, true) => Focus::User,
            _ => Focus::Password,
        };
        let typed_at = (!server.is_blank()).then_some(Moment::default());
        Login {
            lang,
            size,
            now,
            server,
            user,
            password: Secret::default(),
            former: None,
            focus,
            reach: Reach::Untried,
            signing: None,
            fault: None,
            able,
            typed_at,
            ticket: 0,
            dirty: true,
        }
    }

    /// How many characters of the password were typed; the one before it was changed, where that is asked for.
    pub fn typed(&self, of: Focus) -> Option<usize> {
        match of {
            Focus::Former => self.former.as_ref().map(Secret::len),
            _ => Some(self.password.len()),
        }
    }

    /// Takes a message in and gives what is to be done outside.
    pub fn update(&mut self, now: Moment, message: LoginMessage) -> Option<LoginEffect> {
        self.now = now;
        self.dirty = true;
        match message {
            LoginMessage::Quit => return Some(LoginEffect::Quit),
            LoginMessage::Resize { width, height } => self.size = (width, height),
            LoginMessage::Language => self.lang = if self.lang == Lang::Zh { Lang::En } else { Lang::Zh },
            LoginMessage::Tick => return self.try_address(),
            LoginMessage::Tried { ticket, result } => {
                if ticket == self.ticket {
                    self.reach = result.map_or_else(Reach::Not, Reach::Reached);
                    // Who went on with Enter before the answer came is led back, unless he types already.
                    if matches!(self.reach, Reach::Not(_)) && self.focus == Focus::User && self.user.is_blank() {
                        self.focus = Focus::Server;
                    }
                }
            }
            LoginMessage::Refused(refusal) => self.refused(refusal),
            // While the server is asked, what was typed stays as it is.
            _ if self.signing.is_some() => {}
            LoginMessage::Demo => return Some(LoginEffect::Demo),
            LoginMessage::Edit(request) => self.edit(request),
            LoginMessage::Paste(text) => text.chars().filter(|c| !c.is_control()).for_each(|c| self.edit(InputRequest::InsertChar(c))),
            LoginMessage::Next => self.turn(1),
            LoginMessage::Previous => self.turn(-1),
            LoginMessage::Enter => return self.enter(),
        }
        None
    }

    fn edit(&mut self, request: InputRequest) {
        self.fault = None;
        match self.focus {
            Focus::Server => {
                if self.server.edit(request) {
                    self.typed_at = Some(self.now);
                    self.reach = Reach::Untried;
                    self.ticket += 1;
                }
            }
            Focus::User => {
                self.user.edit(request);
            }
            Focus::Password => self.password.edit(request),
            Focus::Former => {
                if let Some(former) = &mut self.former {
                    former.edit(request);
                }
            }
        }
    }

    /// The fields that are shown, in their order.
    pub fn fields(&self) -> Vec<Focus> {
        let mut fields = vec![Focus::Server, Focus::User, Focus::Password];
        if self.former.is_some() {
            fields.push(Focus::Former);
        }
        fields
    }

    fn turn(&mut self, by: isize) {
        let fields = self.fields();
        let at = fields.iter().position(|focus| *focus == self.focus).unwrap_or(0);
        let to = (at + fields.len()).saturating_add_signed(by) % fields.len();
        self.focus = fields[to];
    }

    fn enter(&mut self) -> Option<LoginEffect> {
        // An address that was not reached has to be another one first, or is tried once more.
        if self.focus == Focus::Server && matches!(self.reach, Reach::Not(_)) {
            self.typed_at = Some(Moment::default());
            return self.try_address();
        }
        let missing = self.fields().into_iter().find(|focus| match focus {
            Focus::Server => self.server.is_blank(),
            Focus::User => self.user.is_blank(),
            of => self.typed(*of) == Some(0),
        });
        match missing {
            Some(field) if field != self.focus => self.focus = field,
            Some(_) => {}
            None => {
                self.signing = Some(self.now);
                self.fault = None;
                return Some(LoginEffect::SignIn {
                    server: self.server.value().trim().to_owned(),
                    user: self.user.value().trim().to_owned(),
                    password: self.password.copy(),
                    former: self.former.as_ref().map(Secret::copy),
                });
            }
        }
        None
    }

    fn refused(&mut self, refusal: Refusal) {
        self.signing = None;
        match refusal {
            Refusal::Said(sentence) => {
                self.fault = Some(sentence);
                if self.focus == Focus::Password {
                    self.password = Secret::default();
                }
                if let Some(former) = &mut self.former {
                    *former = Secret::default();
                }
            }
            Refusal::NeedsFormer => {
                self.former = Some(Secret::default());
                self.focus = Focus::Former;
            }
        }
    }

    /// Tries the address once typing has paused.
    fn try_address(&mut self) -> Option<LoginEffect> {
        self.typed_at.take_if(|at| at.plus_millis(PAUSE_MILLIS) <= self.now)?;
        let server = self.server.value().trim();
        if server.is_empty() {
            return None;
        }
        self.ticket += 1;
        let effect = LoginEffect::Try { ticket: self.ticket, server: server.to_owned() };
        self.reach = Reach::Trying { since: self.now };
        Some(effect)
    }

    /// Since when something is under way.
    pub fn busy(&self) -> Option<Moment> {
        match self.reach {
            Reach::Trying { since } => self.signing.or(Some(since)),
            _ => self.signing,
        }
    }

    /// Tells when a `Tick` is due; without one nothing changes by itself.
    pub fn next_due(&self) -> Option<Moment> {
        let pause = self.typed_at.map(|at| at.plus_millis(PAUSE_MILLIS));
        let frame = self.busy().map(|since| {
            let shown = since.plus_millis(THROBBER_MILLIS);
            if self.now < shown { shown } else { self.now.plus_millis(FRAME_MILLIS) }
        });
        [pause, frame].into_iter().flatten().min()
    }

    pub fn take_dirty(&mut self) -> bool {
        std::mem::take(&mut self.dirty)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ABLE: Able = Able { colour_bits: 24, utf8: true };

    fn login() -> Login {
        Login::open(Lang::Zh, (None, None), ABLE, (80, 24), Moment(1_000_000))
    }

    fn typed(login: &mut Login, text: &str) {
        for c in text.chars() {
            let now = login.now.plus_millis(50);
            login.update(now, LoginMessage::Edit(InputRequest::InsertChar(c)));
        }
    }

    fn tick(login: &mut Login) -> Option<LoginEffect> {
        let due = login.next_due().unwrap();
        login.update(due, LoginMessage::Tick)
    }

    #[test]
    fn the_address_is_tried_when_typing_pauses_and_a_late_answer_is_dropped() {
        let mut login = login();
        typed(&mut login, "https://aid");
        assert!(login.update(login.now.plus_millis(100), LoginMessage::Tick).is_none(), "not while one types");
        let Some(LoginEffect::Try { ticket, server }) = tick(&mut login) else { panic!("not tried") };
        assert_eq!(server, "https://aid");
        typed(&mut login, ".example");
        let reached = Reached { millis: 38, encrypted: true, clock_ahead: Some(0) };
        login.update(login.now, LoginMessage::Tried { ticket, result: Ok(reached) });
        assert_eq!(login.reach, Reach::Untried, "that was another address");
    }

    #[test]
    fn enter_goes_to_what_is_missing_and_signs_in_when_nothing_is() {
        let mut login = login();
        typed(&mut login, "https://aid.example");
        assert!(login.update(login.now, LoginMessage::Enter).is_none());
        assert_eq!(login.focus, Focus::User);
        typed(&mut login, "lin");
        login.update(login.now, LoginMessage::Enter);
        typed(&mut login, "secret");
        let Some(LoginEffect::SignIn { user, password, former, .. }) = login.update(login.now, LoginMessage::Enter) else {
            panic!("not signed in")
        };
        assert_eq!((user.as_str(), password.as_str(), former), ("lin", "secret", None));
        typed(&mut login, "x");
        assert_eq!(login.typed(Focus::Password), Some(6), "nothing changes while the server is asked");
    }

    #[test]
    fn a_wrong_password_is_told_and_typed_anew_and_a_former_one_asked_for() {
        let mut login = Login::open(Lang::En, (Some("https://aid.example".into()), Some("lin".into())), ABLE, (80, 24), Moment(0));
        assert_eq!(login.focus, Focus::Password);
        typed(&mut login, "wrong");
        login.update(login.now, LoginMessage::Enter);
        login.update(login.now, LoginMessage::Refused(Refusal::Said("no".into())));
        assert_eq!((login.typed(Focus::Password), login.fault.as_deref()), (Some(0), Some("no")));
        typed(&mut login, "right");
        login.update(login.now, LoginMessage::Enter);
        login.update(login.now, LoginMessage::Refused(Refusal::NeedsFormer));
        assert_eq!(login.focus, Focus::Former);
        typed(&mut login, "old");
        let effect = login.update(login.now, LoginMessage::Enter);
        assert!(matches!(effect, Some(LoginEffect::SignIn { former: Some(former), .. }) if former.as_str() == "old"));
    }
}
