//! The desk on the screen: the loop that takes in what comes, runs what belongs to the terminal, and draws once.
//!
//! Not here: reading (`events`), the terminal's state (`guard`). Invariant: nothing here waits but for what comes next, and nothing is
//! drawn while the terminal is another's.

use std::io::{self, BufWriter, Stdout};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use ratatui::Terminal;
use ratatui::layout::Size;

use super::ask::{Asking, LEAVING_MILLIS};
use super::decode::{Answer, Input};
use super::events::Outside;
use super::guard::{Guard, NoTerminal};
use super::look::Look;
use super::paint::Paint;
use super::{Ended, Inbox, clipboard, stop};
use crate::app::lookup::Half;
use crate::app::pointer::{Over, Target};
use crate::app::{Desk, Effect, Message};
use crate::domain::time::Moment;
use crate::driver::Handle;
use crate::driver::clock::{Clock, Watch};
use crate::text::desk as words;
use crate::ui::keymap::Keys;
use crate::ui::{self, ViewState};

/// Messages taken before a frame is drawn, so that a flood can't keep the screen from being painted.
const DRAIN: usize = 512;
/// What a frame does without is asked for so long after it: by then the terminal has the frame, and the rest of a burst of keys is in.
const LATER_MILLIS: i64 = 3;
/// How long a frame waits for a look-up on this machine: less than one who types can see.
const GLANCE: Duration = Duration::from_micros(400);
/// A second click at the same thing within this time is a double one.
const DOUBLE_MILLIS: i64 = 400;

pub type Screen = Terminal<Paint<BufWriter<Stdout>>>;

/// The desk on the screen.
pub struct Window {
    guard: Guard,
    screen: Screen,
    desk: Desk,
    keys: Keys,
    look: Look,
    theme: ui::theme::Theme,
    view: ViewState,
    asking: Asking,
    clicked: Option<(Target, Moment)>,
    clock: Clock,
    watch: Watch,
    /// The look changed since the last frame.
    stale: bool,
    /// The window had another size since the last frame, if only for a moment.
    resized: bool,
    /// The size of the last frame.
    drawn: Size,
    /// What is asked for when the frame is out, so that no scan takes a processor from the echo of a key.
    later: Vec<Effect>,
    /// When that is.
    later_due: Option<Moment>,
    /// The terminal is lent to whom the program was stopped for.
    away: bool,
}

/// What goes on after a step of the loop.
enum Flow {
    On,
    End(Ended),
}

impl Window {
    pub fn new(guard: Guard, screen: Screen, desk: Desk, keys: Keys, look: Look, clock: Clock) -> Self {
        let view = ViewState::default();
        let theme = look.theme();
        let asking = Asking::default();
        let mut window = Window {
            guard,
            screen,
            desk,
            keys,
            look,
            theme,
            view,
            asking,
            clicked: None,
            watch: Watch::begin(clock.clone()),
            clock,
            stale: false,
            resized: false,
            drawn: Size::ZERO,
            later: Vec::new(),
            later_due: None,
            away: false,
        };
        window.look_changed();
        window
    }

    /// Asks the terminal what isn't known of it; the answers come as they come.
    pub fn ask(&mut self) -> io::Result<()> {
        let questions = self.asking.ask(self.look.questions(), self.clock.now());
        if questions.is_empty() { Ok(()) } else { self.screen.backend_mut().write_plain(questions.as_bytes()) }
    }

    /// Tells the desk something before there is anybody to run effects.
    pub fn tell(&mut self, message: Message) {
        let _ = self.desk.update(self.clock.now(), message);
    }

    /// Stays until it is closed. `settled` is run once the first rows stand on the screen: what can wait for them doesn't delay them.
    pub fn stay(
        &mut self,
        inbox: &Receiver<Inbox>,
        handle: &Handle,
        first: Vec<Effect>,
        settled: impl FnOnce(Handle),
    ) -> Result<Ended, NoTerminal> {
        // A change of size from before anybody listened for it.
        self.screen.backend_mut().resized();
        let Size { width, height } = self.screen.size()?;
        if (width, height) != self.desk.size {
            self.update(Message::Resize { width, height }, handle)?;
        }
        // The first rows come before all else: what is counted grows with the office.
        let (rows, others): (Vec<Effect>, Vec<Effect>) = first.into_iter().partition(|effect| matches!(effect, Effect::LoadRows { .. }));
        rows.into_iter().for_each(|effect| handle.run(effect));
        if let Flow::End(ended) = self.run_effects(others, handle)? {
            return Ok(ended);
        }
        let mut settled = Some(settled);
        loop {
            let mut next = self.wait(inbox);
            for _ in 0..DRAIN {
                let flow = match next {
                    Ok(Inbox::Outside(outside)) => self.take(outside, handle)?,
                    Ok(Inbox::Message(message)) => self.update(message, handle)?,
                    Ok(Inbox::Fault(place)) => return Ok(Ended::Fault(place)),
                    Err(RecvTimeoutError::Timeout) => Flow::On,
                    Err(RecvTimeoutError::Disconnected) => return Ok(Ended::Quit),
                };
                if let Flow::End(ended) = flow {
                    return Ok(ended);
                }
                let Some(at_hand) = self.at_hand(inbox) else { break };
                next = Ok(at_hand);
            }
            // Also where something always waits: what is due doesn't wait for a pause.
            self.mind_the_clock();
            if self.desk.next_due().is_some_and(|due| due <= self.clock.now())
                && let Flow::End(ended) = self.update(Message::Tick, handle)?
            {
                return Ok(ended);
            }
            if !self.away && (self.desk.take_dirty() || std::mem::take(&mut self.stale)) {
                self.draw()?;
                if let Flow::End(ended) = self.update(Message::Painted { preview_left_out: self.view.preview_left_out }, handle)? {
                    return Ok(ended);
                }
            }
            self.ask_later(handle);
            if !self.desk.queue.is_loading()
                && let Some(settled) = settled.take()
            {
                settled(handle.clone());
            }
        }
    }

    /// A clock that was set back keeps nobody waiting, nor a desk open.
    fn mind_the_clock(&mut self) {
        if let Some(by) = self.watch.set_back() {
            self.desk.clock_set_back(by);
        }
    }

    /// Hands over what waited for the frame to be out.
    fn ask_later(&mut self, handle: &Handle) {
        if self.later_due.take_if(|due| *due <= self.clock.now()).is_some() {
            self.later.drain(..).for_each(|effect| handle.run(effect));
        }
    }

    /// Whether an effect only loads what this frame does without.
    fn waits(&self, effect: &Effect) -> bool {
        match effect {
            Effect::LoadRows { .. } | Effect::LoadRelated { .. } | Effect::SeekTurning { .. } => true,
            // The open case itself is wanted at once; others are for later.
            Effect::LoadDetail { case } => self.desk.case.as_ref().is_none_or(|open| open.id != *case),
            _ => false,
        }
    }

    /// Before leaving: answers that are still under way are taken in for a moment, for after it they would be typed into the shell.
    pub fn let_answers_in(&mut self, inbox: &Receiver<Inbox>) {
        let until = self.clock.now().plus_millis(LEAVING_MILLIS);
        while self.asking.is_open(self.clock.now()) && self.clock.now() < until {
            let left = u64::try_from(until.0 - self.clock.now().0).unwrap_or(0);
            match inbox.recv_timeout(Duration::from_millis(left)) {
                Ok(Inbox::Outside(Outside::Terminal(inputs))) => {
                    for input in inputs {
                        if let Input::Answer(answer) = input {
                            self.asking.answered(answer);
                        }
                    }
                }
                Ok(_) => {}
                Err(_) => return,
            }
        }
    }

    /// Waits for the next message, or until something is due.
    fn wait(&self, inbox: &Receiver<Inbox>) -> Result<Inbox, RecvTimeoutError> {
        match self.desk.next_due().into_iter().chain(self.later_due).min() {
            None => inbox.recv().map_err(|_| RecvTimeoutError::Disconnected),
            Some(due) => {
                let millis = due.0.saturating_sub(self.clock.now().0);
                inbox.recv_timeout(Duration::from_millis(u64::try_from(millis).unwrap_or(0)))
            }
        }
    }

    /// Gives what is there already, or in a glance: a look-up on this machine takes less time than a frame, and its rows are then in that
    /// of the digit that asked for them.
    fn at_hand(&self, inbox: &Receiver<Inbox>) -> Option<Inbox> {
        let there = inbox.try_recv().ok();
        if there.is_none() && self.desk.lookup.here == Half::Asked { inbox.recv_timeout(GLANCE).ok() } else { there }
    }

    fn take(&mut self, outside: Outside, handle: &Handle) -> io::Result<Flow> {
        match outside {
            Outside::End(signal) => {
                let effects = self.desk.ending(self.clock.now());
                self.run_effects(effects, handle)?;
                Ok(Flow::End(Ended::Signal(signal)))
            }
            Outside::Terminal(inputs) => {
                let mut wheel = (0, Over::List);
                for input in inputs {
                    // A wheel that runs is one movement.
                    if let Input::Mouse(mouse @ MouseEvent { kind: kind @ (MouseEventKind::ScrollDown | MouseEventKind::ScrollUp), .. }) =
                        input
                    {
                        wheel.0 += if kind == MouseEventKind::ScrollDown { 1 } else { -1 };
                        wheel.1 = match self.view.hits.at(mouse.column, mouse.row) {
                            Some(Target::Pane(over)) => *over,
                            _ => Over::List,
                        };
                        continue;
                    }
                    if let Flow::End(ended) = self.turn(&mut wheel, handle)? {
                        return Ok(Flow::End(ended));
                    }
                    if let Some(message) = self.message_of(input)?
                        && let Flow::End(ended) = self.update(message, handle)?
                    {
                        return Ok(Flow::End(ended));
                    }
                }
                self.turn(&mut wheel, handle)
            }
            Outside::Resized => {
                self.screen.backend_mut().resized();
                let size = self.screen.size()?;
                self.resized = true;
                self.stale = true;
                if (size.width, size.height) == self.desk.size {
                    return Ok(Flow::On);
                }
                self.update(Message::Resize { width: size.width, height: size.height }, handle)
            }
            Outside::Stop => self.stop(false, handle),
            Outside::Continued => {
                self.guard.take_again()?;
                self.away = false;
                self.screen.backend_mut().forget();
                self.screen.clear()?;
                self.ask()?;
                self.update(Message::Resumed, handle)
            }
        }
    }

    fn turn(&mut self, wheel: &mut (i32, Over), handle: &Handle) -> io::Result<Flow> {
        match std::mem::take(wheel) {
            (0, _) => Ok(Flow::On),
            (notches, over) => self.update(Message::Wheel { notches, over }, handle),
        }
    }

    fn message_of(&mut self, input: Input) -> io::Result<Option<Message>> {
        Ok(match input {
            Input::Key(key) => self.keys.press(key, &self.desk),
            Input::Paste(text) => Some(Message::Paste(text)),
            Input::Mouse(mouse) => self.click(mouse),
            Input::Answer(answer) => {
                self.answered(answer)?;
                None
            }
        })
    }

    /// A click means what was drawn there in the frame that the person saw.
    fn click(&mut self, mouse: MouseEvent) -> Option<Message> {
        if mouse.kind != MouseEventKind::Down(MouseButton::Left) || mouse.modifiers.contains(KeyModifiers::SHIFT) {
            return None;
        }
        let target = self.view.hits.at(mouse.column, mouse.row)?.clone();
        let now = self.clock.now();
        let twice = self.clicked.take().is_some_and(|(before, at)| before == target && now.0 - at.0 <= DOUBLE_MILLIS);
        if !twice {
            self.clicked = Some((target.clone(), now));
        }
        Some(Message::Click { target, twice })
    }

    fn answered(&mut self, answer: Answer) -> io::Result<()> {
        let Some(learned) = self.asking.answered(answer) else { return Ok(()) };
        let glyphs = self.look.glyphs();
        if self.look.learn(learned) {
            self.look_changed();
            // What stands there was drawn for another width.
            if self.look.glyphs() != glyphs {
                self.screen.clear()?;
            }
        }
        Ok(())
    }

    fn look_changed(&mut self) {
        self.theme = self.look.theme();
        self.view.glyphs = self.look.glyphs();
        self.view.still = self.look.still;
        self.screen.backend_mut().set_ambiguous(self.view.glyphs.ambiguous);
        self.stale = true;
    }

    fn update(&mut self, message: Message, handle: &Handle) -> io::Result<Flow> {
        self.mind_the_clock();
        let effects = self.desk.update(self.clock.now(), message);
        self.run_effects(effects, handle)
    }

    /// Runs what belongs to the screen here and hands the rest to the driver.
    fn run_effects(&mut self, effects: Vec<Effect>, handle: &Handle) -> io::Result<Flow> {
        for effect in effects {
            match effect {
                Effect::Quit => return Ok(Flow::End(Ended::Quit)),
                Effect::SignOut => return Ok(Flow::End(Ended::SignOut)),
                Effect::Repaint => {
                    self.screen.backend_mut().forget();
                    self.screen.clear()?;
                }
                Effect::NextTheme => {
                    self.look.next_theme();
                    self.look_changed();
                }
                Effect::UseTheme(id) => {
                    self.look.choose(id);
                    self.look_changed();
                }
                Effect::PreviewTheme(id) => {
                    self.theme = id.map_or_else(|| self.look.theme(), |id| self.look.themed(id));
                    self.stale = true;
                }
                Effect::Copy(text) => {
                    let in_tmux = std::env::var_os("TMUX").is_some();
                    self.screen.backend_mut().write_plain(&clipboard::sequence(&text, in_tmux)?)?;
                }
                Effect::Suspend => {
                    if let Flow::End(ended) = self.stop(true, handle)? {
                        return Ok(Flow::End(ended));
                    }
                }
                loads if self.waits(&loads) => {
                    if matches!(loads, Effect::LoadRows { .. }) {
                        handle.stop_scan();
                    }
                    self.later_due = self.later_due.or_else(|| Some(self.clock.now().plus_millis(LATER_MILLIS)));
                    self.later.push(loads);
                }
                other => handle.run(other),
            }
        }
        Ok(Flow::On)
    }

    /// Gives the terminal back and stops: the whole job, or this process alone where it alone was asked to. What follows is
    /// `Outside::Continued`.
    fn stop(&mut self, job: bool, handle: &Handle) -> io::Result<Flow> {
        if !stop::has_shell() {
            return self.update(Message::Warn(words::no_shell(self.desk.lang).to_owned()), handle);
        }
        self.away = true;
        self.guard.lend();
        stop::stop(job)?;
        Ok(Flow::On)
    }

    /// Draws one frame, as one block where the terminal can do that.
    pub fn draw(&mut self) -> io::Result<()> {
        let size = self.screen.size()?;
        // A window that became small and large again has lost what stood there; at another size the frame is painted whole anyway.
        if std::mem::take(&mut self.resized) && size == self.drawn {
            self.screen.clear()?;
        }
        self.drawn = size;
        let (desk, keys, theme, view) = (&self.desk, &self.keys, &self.theme, &mut self.view);
        self.screen.draw(|frame| ui::draw(frame, desk, keys, theme, view))?;
        Ok(())
    }
}
