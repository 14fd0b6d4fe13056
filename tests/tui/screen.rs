//! A desk on a screen of text: keys go in through the keymap, what is drawn comes out as rows. The clock goes only when it is told to.

use std::sync::Arc;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use huzhu::app::{Connection, Desk, Effect, Message, Setup};
use huzhu::domain::ids::DecisionId;
use huzhu::domain::people::Lang;
use huzhu::domain::summary::CaseDetail;
use huzhu::domain::time::Moment;
use huzhu::layout::width::width;
use huzhu::rules::PlanSet;
use huzhu::ui::keymap::Keys;
use huzhu::ui::theme::{Depth, Theme, Themes};
use huzhu::ui::{self, ViewState};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use super::office::{Office, morning, people};

pub struct Screen {
    pub desk: Desk,
    pub office: Office,
    pub now: Moment,
    keys: Keys,
    theme: Theme,
    pub view: ViewState,
    terminal: Terminal<TestBackend>,
    frame: Buffer,
    /// Effects that are not answered while the office is slow.
    pub slow: bool,
    pub waiting: Vec<Effect>,
    /// Frames drawn so far.
    pub frames: usize,
}

/// How a desk is opened.
pub struct Opening {
    pub size: (u16, u16),
    pub lang: Lang,
    pub user: &'static str,
    pub advance: bool,
    /// Minutes after which it is locked.
    pub idle_lock: Option<u32>,
}

impl Default for Opening {
    fn default() -> Self {
        Opening { size: (80, 24), lang: Lang::Zh, user: "lin", advance: true, idle_lock: None }
    }
}

impl Screen {
    pub fn open(opening: Opening, plans: Arc<PlanSet>, office: Office) -> Screen {
        let mut next = 0_u128;
        let setup = Setup {
            me: people().into_iter().find(|person| person.user == opening.user).unwrap(),
            people: people(),
            may_switch: true,
            lang: opening.lang,
            advance: opening.advance,
            idle_lock: opening.idle_lock,
            may_lock: true,
            plans,
            size: opening.size,
            now: morning(),
            ids: Box::new(move || {
                next += 1;
                DecisionId(uuid::Uuid::from_u128(next))
            }),
        };
        let (mut desk, effects) = Desk::open(setup);
        let keys = Keys::vim();
        desk.learn(Arc::new(keys.map.clone()), Themes::default().names());
        let (width, height) = opening.size;
        let mut screen = Screen {
            desk,
            office,
            now: morning(),
            keys,
            theme: Theme::builtin("ye", Depth::Rgb),
            view: ViewState::default(),
            terminal: Terminal::new(TestBackend::new(width, height)).unwrap(),
            frame: Buffer::default(),
            slow: false,
            waiting: Vec::new(),
            frames: 0,
        };
        screen.draw();
        screen.run(effects);
        screen.tell(Message::Synced { changed: Vec::new(), outbox_changed: false, connection: Connection::Online { synced: morning() } });
        screen
    }

    /// Brings a message, runs what it asks for, and draws.
    pub fn tell(&mut self, message: Message) {
        let effects = self.desk.update(self.now, message);
        self.run(effects);
        self.draw();
    }

    /// Changes every case of the office, and tells the desk so as sync does.
    pub fn change_cases(&mut self, change: impl Fn(&mut CaseDetail)) {
        self.office.cases.values_mut().for_each(change);
        let connection = self.desk.connection.clone();
        self.tell(Message::Synced { changed: self.office.cases.keys().cloned().collect(), outbox_changed: false, connection });
    }

    fn run(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            if self.slow {
                self.waiting.push(effect);
                continue;
            }
            let changes = matches!(
                effect,
                Effect::Record { .. } | Effect::RecordAll { .. } | Effect::Undo { .. } | Effect::UndoAll { .. } | Effect::DropItem { .. }
            );
            let answer = self.office.run(effect, self.now);
            // As the driver does: the outbox follows each change unasked.
            let outbox = changes.then(|| self.office.outbox_message(self.now));
            for message in answer.into_iter().chain(outbox) {
                let more = self.desk.update(self.now, message);
                self.run(more);
            }
        }
    }

    /// Answers what waited.
    pub fn answer_all(&mut self) {
        self.slow = false;
        let waiting = std::mem::take(&mut self.waiting);
        self.run(waiting);
        self.draw();
    }

    fn draw(&mut self) {
        if !self.desk.take_dirty() {
            return;
        }
        self.frames += 1;
        let (desk, keys, theme, view) = (&self.desk, &self.keys, &self.theme, &mut self.view);
        // The frame itself is read: the test backend keeps what stood behind a wide character, a terminal doesn't.
        let frame = self.terminal.draw(|frame| ui::draw(frame, desk, keys, theme, view)).unwrap();
        self.frame = frame.buffer.clone();
        let effects = self.desk.update(self.now, Message::Painted { preview_left_out: self.view.preview_left_out });
        self.run(effects);
    }

    pub fn theme(&mut self, theme: Theme) {
        self.theme = theme;
        self.tell(Message::Chord);
    }

    /// Presses keys, parted by blanks: `j`, `Enter`, `Ctrl-d`, `Space`. Between two keys a person's time passes.
    pub fn press(&mut self, keys: &str) {
        for key in keys.split(' ') {
            self.wait(200);
            self.press_at_once(key);
        }
    }

    /// Presses one key in the same moment as what was before.
    pub fn press_at_once(&mut self, key: &str) {
        let event = event(key);
        if let Some(message) = self.keys.press(event, &self.desk) {
            self.tell(message);
        }
    }

    /// Types text, character by character.
    pub fn type_text(&mut self, text: &str) {
        for c in text.chars() {
            if let Some(message) = self.keys.press(KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE), &self.desk) {
                self.tell(message);
            }
        }
    }

    /// Lets time pass, with the ticks that the desk asked for.
    pub fn wait(&mut self, millis: i64) {
        let until = self.now.plus_millis(millis);
        while let Some(due) = self.desk.next_due().filter(|due| *due <= until) {
            assert!(due > self.now || self.desk.next_due() == Some(due), "time stands still");
            self.now = due.max(self.now);
            self.tell(Message::Tick);
        }
        self.now = until;
    }

    pub fn resize(&mut self, width: u16, height: u16) {
        self.terminal.backend_mut().resize(width, height);
        self.tell(Message::Resize { width, height });
    }

    /// The last frame, cell by cell.
    pub fn frame(&self) -> &Buffer {
        &self.frame
    }

    /// The screen as rows; the cell behind a wide character is its own.
    pub fn rows(&self) -> Vec<String> {
        rows_of(&self.frame)
    }

    pub fn text(&self) -> String {
        self.rows().iter().map(|row| row.trim_end()).collect::<Vec<_>>().join("\n")
    }

    pub fn cursor(&mut self) -> Position {
        self.terminal.get_cursor_position().unwrap()
    }

    #[track_caller]
    pub fn shows(&self, wanted: &str) {
        assert!(self.text().contains(wanted), "{wanted:?} is not on the screen:\n{}", self.text());
    }

    #[track_caller]
    pub fn hides(&self, unwanted: &str) {
        assert!(!self.text().contains(unwanted), "{unwanted:?} is on the screen:\n{}", self.text());
    }

    /// The row with the pointer in its gutter.
    pub fn pointed(&self) -> String {
        self.rows().into_iter().find(|row| row.contains('▸')).unwrap_or_default()
    }
}

/// The rows of a frame; the cell behind a wide character is its own.
pub fn rows_of(frame: &Buffer) -> Vec<String> {
    let row_of = |y| {
        let mut row = String::new();
        let mut x = 0;
        while x < frame.area.width {
            let symbol = frame[(x, y)].symbol();
            row.push_str(symbol);
            x += width(symbol).max(1);
        }
        row
    };
    (0..frame.area.height).map(row_of).collect()
}

pub fn event(key: &str) -> KeyEvent {
    let (control, name) = key.strip_prefix("Ctrl-").map_or((KeyModifiers::NONE, key), |name| (KeyModifiers::CONTROL, name));
    let mut characters = name.chars();
    let code = match (name, characters.next(), characters.next()) {
        (_, Some(c), None) => KeyCode::Char(c),
        ("Enter", ..) => KeyCode::Enter,
        ("Esc", ..) => KeyCode::Esc,
        ("Tab", ..) => KeyCode::Tab,
        ("Space", ..) => KeyCode::Char(' '),
        ("Backspace", ..) => KeyCode::Backspace,
        ("Down", ..) => KeyCode::Down,
        ("Up", ..) => KeyCode::Up,
        ("PageDown", ..) => KeyCode::PageDown,
        ("F2", ..) => KeyCode::F(2),
        ("F3", ..) => KeyCode::F(3),
        _ => panic!("no such key: {key}"),
    };
    KeyEvent::new(code, control)
}
