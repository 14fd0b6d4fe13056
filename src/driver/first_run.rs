//! Runs what the first screen asks for: tries an address, signs in. One thread with a runtime of its own; nothing waits on the screen's.
//!
//! Invariant: an effect that asks for an answer gets exactly one; a password is held only while it is used.

use std::path::PathBuf;
use std::thread;

use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use zeroize::Zeroizing;

use crate::api::{Client, NotReached};
use crate::app::login::{LoginEffect, LoginMessage, Reached, Refusal};
use crate::domain::ids::UserId;
use crate::domain::people::Lang;
use crate::driver::clock::Clock;
use crate::driver::sign_in::{self, Files, Kept, NotSignedIn};
use crate::store::Keyrings;
use crate::text::login as words;
use crate::wire::LoginAnswer;

/// What the thread says.
pub enum Said {
    Message(LoginMessage),
    /// Somebody signed in: whose desk, on which server.
    SignedIn {
        kept: Box<Kept>,
        server: String,
    },
}

/// Gives effects to the thread.
pub struct FirstRun {
    // Unbounded, because its writer is a person: one effect for a pause in typing or for Enter.
    jobs: UnboundedSender<(LoginEffect, Lang)>,
}

/// The server's yes to these, kept while a former password is asked for.
struct Granted {
    server: String,
    user: String,
    password: Zeroizing<String>,
    answer: Box<LoginAnswer>,
}

impl FirstRun {
    /// Starts the thread. `folder` is where the files of whoever signs in lie.
    pub fn start(
        (folder, keyrings): (PathBuf, Keyrings),
        clock: Clock,
        post: impl Fn(Said) + Send + Clone + 'static,
    ) -> std::io::Result<Self> {
        let (jobs, mut inbox) = unbounded_channel::<(LoginEffect, Lang)>();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        thread::Builder::new().name("sign-in".into()).spawn(move || {
            runtime.block_on(async move {
                let mut granted = None;
                while let Some((effect, lang)) = inbox.recv().await {
                    match effect {
                        LoginEffect::Try { ticket, server } => {
                            let (post, clock) = (post.clone(), clock.clone());
                            // An address that doesn't answer holds up nothing else.
                            tokio::spawn(async move {
                                let result = try_address(lang, &server, &clock).await;
                                post(Said::Message(LoginMessage::Tried { ticket, result }));
                            });
                        }
                        LoginEffect::SignIn { server, user, password, former } => {
                            let files = Files {
                                folder: folder.clone(),
                                server: server.clone(),
                                lang,
                                accept_server: false,
                                keyrings: keyrings.clone(),
                            };
                            post(match sign_in(files, user, password, former, &mut granted).await {
                                Ok(kept) => Said::SignedIn { kept: Box::new(kept), server },
                                Err(NotSignedIn::NeedsFormer) => Said::Message(LoginMessage::Refused(Refusal::NeedsFormer)),
                                Err(
                                    NotSignedIn::Unusable(sentence) | NotSignedIn::Failed(sentence) | NotSignedIn::WrongFormer(sentence),
                                ) => Said::Message(LoginMessage::Refused(Refusal::Said(sentence))),
                            });
                        }
                        LoginEffect::Demo | LoginEffect::Quit => {}
                    }
                }
            });
        })?;
        Ok(FirstRun { jobs })
    }

    /// Hands an effect over; never waits.
    pub fn run(&self, effect: LoginEffect, lang: Lang) {
        // The thread is gone only when the program ends.
        let _ = self.jobs.send((effect, lang));
    }
}

async fn try_address(lang: Lang, server: &str, clock: &Clock) -> Result<Reached, String> {
    let client = Client::new(server, lang).map_err(|error| error.tell(lang))?;
    let before = clock.now();
    let told = client.probe().await.map_err(|not| match not {
        NotReached::Untrusted => words::untrusted(lang).to_owned(),
        NotReached::Failed(failure) => sign_in::tell(lang, &failure),
    })?;
    let now = clock.now();
    Ok(Reached { millis: now.0 - before.0, encrypted: client.is_encrypted(), clock_ahead: told.map(|server| (server.0 - now.0) / 60_000) })
}

async fn sign_in(
    files: Files,
    user: String,
    password: Zeroizing<String>,
    former: Option<Zeroizing<String>>,
    granted: &mut Option<Granted>,
) -> Result<Kept, NotSignedIn> {
    let same = |known: &Granted| known.server == files.server && known.user == user && known.password == password;
    let known = granted.take().filter(same);
    let answer = match known {
        Some(known) if former.is_some() => known.answer,
        _ => sign_in::ask_server(files.lang, &files.server, UserId::new(&user), &password).await?,
    };
    let kept = sign_in::keep(&files, &answer, &password, former.as_ref());
    match &kept {
        Ok(_) => {}
        // He is asked for the former one next.
        Err(NotSignedIn::NeedsFormer | NotSignedIn::WrongFormer(_)) => {
            *granted = Some(Granted { server: files.server, user, password, answer });
        }
        Err(_) => sign_in::give_back(files.lang, &files.server, &answer).await,
    }
    kept
}
