//! Signing in: with the session kept in the files, else with a password where one is known; and going on with another server.

use crate::api::{Call, Client, Failure, Reply};
use crate::app::{Connection, Message};
use crate::driver::seat::{Open, Seat};
use crate::store::Session;
use crate::text::driver as words;

impl Seat {
    /// Takes the server's address and begins to speak to it.
    pub fn connect(&mut self, address: &str) {
        match Client::new(address, self.lang()) {
            Ok(client) => {
                self.client = Some(client);
                self.address = address.to_owned();
                self.resume();
            }
            Err(error) => self.cannot_connect(words::bad_address(self.lang(), error.tell(self.lang()))),
        }
    }

    /// Goes on with the server that was found in place of the former one.
    pub(super) fn accept_server(&mut self) {
        let (now, lang) = (self.shared.options.clock.now(), self.lang());
        let Some(Open { store, engine: Some(engine), .. }) = &mut self.open else {
            return self.say(Message::ServerAccepted(Err(words::line_elsewhere(lang).into())));
        };
        let moved = engine.move_to_found(store, words::made_elsewhere(lang), now).map_err(|error| error.tell(lang));
        let connection = self.open.as_ref().and_then(|open| open.engine.as_ref()).map(|engine| engine.connection().clone());
        if let Some(connection) = connection {
            let connection = self.connection(&connection, None);
            self.say(Message::Synced { changed: Vec::new(), outbox_changed: true, connection });
        }
        self.say(Message::ServerAccepted(moved));
        self.post_outbox();
        self.post_claims();
    }

    /// Goes on with the session that the files keep; without one, signs in.
    pub(super) fn resume(&mut self) {
        let (Some(client), Some(open)) = (&self.client, &self.open) else { return };
        match open.store.session() {
            // The token is shown to nobody but the server that gave it, and is nobody's but whose desk this is.
            Ok(Some(session)) if self.is_of(&session) && session.person.user == self.desk.person.user => {
                client.set_token(Some(session.token));
            }
            Ok(_) => self.sign_in(),
            Err(error) => self.say(Message::Failed(error.tell(self.lang()))),
        }
    }

    /// Tells whether a session is one of the server that the seat speaks to.
    fn is_of(&self, session: &Session) -> bool {
        self.desk.server_within || session.is_of(&self.address)
    }

    /// Signs in with the password, where one is known; otherwise somebody has to.
    pub(super) fn sign_in(&mut self) {
        let Some(client) = &self.client else { return };
        client.set_token(None);
        let Some(password) = self.desk.password.clone() else {
            return self.cannot_connect(words::signed_out(self.lang()).into());
        };
        if self.signing_in {
            return;
        }
        let call = Call::Login { user: self.desk.person.user.clone(), password };
        match self.shared.network.send(self.number, client, call) {
            Ok(()) => self.signing_in = true,
            Err((_, failure)) => self.signed_in(Err(failure)),
        }
    }

    pub(super) fn signed_in(&mut self, result: Result<Reply, Failure>) {
        self.signing_in = false;
        let now = self.shared.options.clock.now();
        let answer = match result {
            Ok(Reply::Login(answer)) => answer,
            Ok(_) => return self.cannot_connect(words::signed_out(self.lang()).into()),
            Err(failure) => return self.cannot_connect(failure.tell(self.lang())),
        };
        let (Some(client), Some(Open { store, engine, .. })) = (&self.client, &mut self.open) else { return };
        let session = Session { server: self.address.clone(), token: answer.token, person: answer.person };
        // The token only after the files are this person's: nothing goes out in another name.
        if let Err(error) = store.sign_in(&session) {
            return self.cannot_connect(error.tell(self.shared.options.lang));
        }
        client.set_token(Some(session.token));
        if let Some(engine) = engine {
            engine.signed_in(now);
        }
    }

    fn cannot_connect(&self, sentence: String) {
        self.say(Message::Synced { changed: Vec::new(), outbox_changed: false, connection: Connection::failed(sentence) });
    }
}
