//! `huzhu` without a command: opens the desk on this person's own files.

use std::sync::Arc;

use crate::app::login::Able;
use crate::cli::output::Failure;
use crate::cli::{Context, exit, own};
use crate::domain::people::Lang;
use crate::driver::clock::Clock;
use crate::driver::{Handle, KeySource, OpenDesk, Options};
use crate::rules::PlanSet;
use crate::store::{Folder, Store, keys};
use crate::text::{cli as words, driver as driver_words};
use crate::tui::first_run::{FirstRunEnded, FirstRunOpening};
use crate::tui::guard::NoTerminal;
use crate::tui::{self, Ended, Look, LookOf, Opening};
use crate::{app, cli};

/// Minutes without a key after which a desk locks itself, where the settings say nothing else.
const IDLE_LOCK: u32 = 10;

/// Opens the desk of whoever signed in on this machine.
pub fn run(context: &Context) -> Result<u8, Failure> {
    let lang = context.lang;
    let folder = Folder::new(context.places.data.join("desk"));
    if let Some(lost) = keys::header_lost(&folder) {
        return Err(Failure::failed(lost.tell(lang)));
    }
    if !folder.key_header().exists() {
        return first_run(context, &folder);
    }
    cli::terminal_or_fail(lang)?;
    let key = cli::unlock(context, &folder)?;
    let session = Store::signed_in(&folder, &key).map_err(|error| Failure::failed(error.tell(lang)))?;
    let Some(session) = session else { return Err(Failure::unusable(words::no_login(lang))) };
    // The token belongs to the server that gave it; a new address in the settings begins with a new sign-in.
    if let Some(wanted) = context.settings.server.as_deref().filter(|wanted| !session.is_of(wanted)) {
        return Err(Failure::unusable(words::other_address(lang, &session.server, wanted)));
    }
    let desk = OpenDesk {
        person: session.person,
        folder: folder.path().to_owned(),
        key: KeySource::once(key, context.keyrings.clone()),
        server_within: false,
        password: None,
    };
    open(context, DeskOf { desk, others: Vec::new(), server: Some(session.server), notice: None }, Clock::real(), Box::new(|_| ()))
}

/// Nobody has signed in on this machine: shows the screen on which one does, then the desk. A script is told how to sign in.
fn first_run(context: &Context, folder: &Folder) -> Result<u8, Failure> {
    let lang = context.lang;
    cli::terminal_or_fail(lang).map_err(|_| Failure::unusable(words::no_login(lang)))?;
    let look = Look::new(&LookOf::environment(), &context.settings, own::read(&context.places).themes);
    let opening = FirstRunOpening {
        lang,
        known: (context.settings.server.clone(), context.settings.user.clone()),
        able: Able { colour_bits: look.colour_bits(), utf8: look.glyphs().utf8 },
        theme: look.theme(),
        folder: folder.path().to_owned(),
        keyrings: context.keyrings.clone(),
        clock: Clock::real(),
    };
    match tui::first_run::first_run(opening) {
        Ok(FirstRunEnded::Quit) => Ok(exit::DONE),
        Ok(FirstRunEnded::Demo { lang }) => cli::demo::run(&Context { lang, ..context.clone() }, &cli::demo::Args::usual()),
        Ok(FirstRunEnded::SignedIn { kept, server, lang }) => {
            let notice = kept.restored.then(|| driver_words::restored_since(lang).to_owned());
            let of = DeskOf { desk: kept.desk, others: Vec::new(), server: Some(server), notice };
            open(&Context { lang, ..context.clone() }, of, Clock::real(), Box::new(|_| ()))
        }
        Err(NoTerminal::NotATerminal) => Err(Failure::unusable(words::not_a_terminal(lang))),
        Err(NoTerminal::Io(error)) => Err(Failure::failed(words::terminal_failed(lang, error))),
    }
}

/// Goes on as `huzhu logout`, in this very process anew: the desk's threads would read what is answered to its questions.
fn sign_out(lang: Lang) -> Result<u8, Failure> {
    use std::os::unix::process::CommandExt;
    let own = std::env::current_exe()?;
    // The desk is what runs without a command: what it was called with are options, and hold for this command too.
    let error = std::process::Command::new(own).args(std::env::args_os().skip(1)).arg("logout").exec();
    Err(Failure::failed(words::run_logout(lang, error.kind())))
}

/// Whose desk is opened.
pub struct DeskOf {
    pub desk: OpenDesk,
    /// Whom one may switch to.
    pub others: Vec<OpenDesk>,
    pub server: Option<String>,
    /// What signing in told.
    pub notice: Option<String>,
}

/// Opens the desk in this terminal.
pub fn open(context: &Context, of: DeskOf, clock: Clock, opened: Box<dyn FnOnce(Handle) + Send>) -> Result<u8, Failure> {
    let lang = context.lang;
    let people = of.others.iter().map(|other| other.person.clone()).collect();
    let plans = Arc::new(PlanSet::builtin());
    let setup = app::Setup {
        plans: plans.clone(),
        me: of.desk.person.clone(),
        people,
        may_switch: !of.others.is_empty(),
        lang,
        idle_lock: Some(context.settings.idle_lock.unwrap_or(IDLE_LOCK)).filter(|minutes| *minutes > 0),
        may_lock: of.others.is_empty() && of.desk.password.is_none(),
        advance: context.settings.advance.unwrap_or(true),
        size: (80, 24),
        now: clock.now(),
        ids: Box::new(|| crate::domain::ids::DecisionId(uuid::Uuid::now_v7())),
    };
    let driver = Options { desk: of.desk, server: of.server, others: of.others, clock: clock.clone(), lang, plans };
    let own = own::read(&context.places);
    let notices = own::notices(lang, &own.faults).into_iter().chain(of.notice).collect();
    let look = Look::new(&LookOf::environment(), &context.settings, own.themes);
    let mouse = context.settings.mouse.is_none_or(|mouse| mouse.0);
    match tui::run(Opening { setup, driver, clock, keys: own.keys, look, mouse, notices, opened }) {
        Ok(Ended::Quit) => Ok(exit::DONE),
        Ok(Ended::SignOut) => sign_out(lang),
        // As the shell counts a program that a signal ended.
        Ok(Ended::Signal(signal)) => Ok(u8::try_from(128 + signal).unwrap_or(exit::FAILED)),
        Ok(Ended::Fault(place)) => Err(Failure::failed(words::crashed(lang, place))),
        Err(NoTerminal::NotATerminal) => Err(Failure::unusable(words::not_a_terminal(lang))),
        Err(NoTerminal::Io(error)) => Err(Failure::failed(words::terminal_failed(lang, error))),
    }
}
