//! Who signs in: passwords, tokens, the one-time code that makes the first person.
//!
//! Not here: HTTP, how often somebody may try (`throttle`).
//! Invariants: a password is kept as Argon2id, a token and the code as SHA-256; a wrong user takes as long as a wrong password.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use serde_json::json;

use super::ledger::{AuditEntry, LedgerError, Secret, random};
use super::office::{Office, OfficeError};
use crate::domain::basis::hex;
use crate::domain::fault::{Fault, FaultKind};
use crate::domain::ids::UserId;
use crate::wire::{Health, LoginAnswer, NewUser, Person};

/// How long a sign-in lasts: a long working day.
const TOKEN_SECONDS: i64 = 14 * 3600;
/// How long the set-up code is good: the time to type it.
const SETUP_SECONDS: i64 = 3600;
/// The fewest characters of a password.
const SHORTEST_PASSWORD: usize = 8;
/// The most characters of a password, a name or a user's id: a sentence.
const LONGEST: usize = 200;
/// What stands in place of a hash for somebody who can't sign in with a password. No password gives it.
pub(super) const NO_PASSWORD: &str = "!";
/// The hash of a password that nobody has, made with the settings of all others: what a wrong user is checked against.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$aHV6aHVub2JvZHloZXJlMQ$VSZFhlBMwBVxWdSkjKzZiyLSKTB8dBUKRGWTP4nWPMs";

/// Hashes a password with a salt of its own. Slow on purpose: not for a thread that others wait on.
fn hash_password(password: &str) -> Result<String, LedgerError> {
    let salt = random::<16>()?;
    let hash = Argon2::default().hash_password_with_salt(password.as_bytes(), &salt).map_err(|_| LedgerError::Random)?;
    Ok(hash.to_string())
}

/// Checks a password against a hash. Takes its time whether it fits or not.
fn fits(password: &str, hash: &str) -> bool {
    let Ok(parsed) = PasswordHash::new(hash) else { return false };
    Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok()
}

impl Office {
    /// Adds a person, or changes who he is and his password. Without a password he can't sign in by himself.
    ///
    /// Whoever takes a password from a person looks at it with [`password_fault`] first.
    ///
    /// # Errors
    /// Faults where the id, the name or the roles can't be taken.
    pub fn add_user(&self, person: &Person, password: Option<&str>, by: Option<&UserId>) -> Result<(), OfficeError> {
        let faults = person_faults(person);
        if !faults.is_empty() {
            return Err(OfficeError::Faults(faults));
        }
        let hash = password.map_or(Ok(NO_PASSWORD.to_owned()), hash_password)?;
        let at = self.now();
        self.ledger().write(|books| {
            books.put_user(person, &hash, at)?;
            let payload = json!({ "user": person.user, "roles": person.roles, "employer": person.employer });
            books.append(&AuditEntry { at, by, kind: "user", case: None, payload: &payload })?;
            Ok(())
        })
    }

    /// Signs a person in. Slow on purpose. Nothing where user and password don't fit.
    pub fn sign_in(&self, user: &UserId, password: &str) -> Result<Option<LoginAnswer>, LedgerError> {
        let found = self.ledger().read(|books| books.user(user))?;
        let hash = found.as_ref().map_or(NOBODY, |(_, hash)| hash);
        // Both are always looked at, so that the time tells nothing.
        let right = fits(password, hash);
        if right && found.is_some() { self.open_session(user) } else { Ok(None) }
    }

    /// Opens a sign-in without a password, for who holds the data folder: the demo and tests. Nothing where there is no such person.
    pub fn open_session(&self, user: &UserId) -> Result<Option<LoginAnswer>, LedgerError> {
        let Some((person, _)) = self.ledger().read(|books| books.user(user))? else { return Ok(None) };
        let token = hex(&random::<32>()?);
        let at = self.now();
        self.ledger().write(|books| {
            books.put_token(&Secret::of(&token), user, at, at.plus_secs(TOKEN_SECONDS))?;
            books.append(&AuditEntry { at, by: Some(user), kind: "signed-in", case: None, payload: &json!({}) })
        })?;
        Ok(Some(LoginAnswer { token, person, identity: self.ledger().identity().clone() }))
    }

    /// Tells whose token it is, while it is good.
    pub fn whose(&self, token: &str) -> Result<Option<Person>, LedgerError> {
        let now = self.now();
        self.ledger().read(|books| books.session(&Secret::of(token), now))
    }

    /// Tells which server this is; and where a token is good, how far its books have come. To ask it is no use of the token.
    pub fn health(&self, token: Option<&str>) -> Result<Health, LedgerError> {
        let told = |token| {
            let now = self.now();
            self.ledger().read(|books| match books.session(&Secret::of(token), now)? {
                Some(_) => books.newest_seq().map(Some),
                None => Ok::<_, LedgerError>(None),
            })
        };
        let newest = token.map(told).transpose()?.flatten();
        Ok(Health { identity: self.ledger().identity().clone(), newest })
    }

    /// Ends a sign-in.
    pub fn sign_out(&self, who: &Person, token: &str) -> Result<(), LedgerError> {
        let at = self.now();
        self.ledger().write(|books| {
            books.drop_token(&Secret::of(token))?;
            books.append(&AuditEntry { at, by: Some(&who.user), kind: "signed-out", case: None, payload: &json!({}) })?;
            Ok(())
        })
    }

    /// Makes a set-up code in place of any earlier one; nothing where somebody can sign in already.
    pub fn new_setup_code(&self) -> Result<Option<String>, LedgerError> {
        let code = grouped(&hex(&random::<10>()?));
        let expires = self.now().plus_secs(SETUP_SECONDS);
        self.ledger().write(|books| {
            if !books.has_no_users()? {
                return Ok(None);
            }
            books.put_setup_code(&Secret::of(&code), expires)?;
            Ok(Some(code))
        })
    }

    /// Makes the first person with the set-up code, which is good for one.
    ///
    /// # Errors
    /// `NotAllowed` where the code is wrong, used or has run out.
    pub fn set_up(&self, code: &str, user: &NewUser) -> Result<(), OfficeError> {
        let at = self.now();
        let code = Secret::of(code.trim());
        if !self.ledger().read(|books| books.is_setup_code(&code, at))? {
            return Err(OfficeError::NotAllowed);
        }
        let mut faults = person_faults(&user.person);
        faults.extend(password_fault(&user.password));
        if !faults.is_empty() {
            return Err(OfficeError::Faults(faults));
        }
        let hash = hash_password(&user.password)?;
        self.ledger().write(|books| {
            // Somebody else may have used it while the password was hashed.
            if !books.is_setup_code(&code, at)? || !books.has_no_users()? {
                return Err(OfficeError::NotAllowed);
            }
            books.put_user(&user.person, &hash, at)?;
            books.drop_setup_code()?;
            let payload = json!({ "user": user.person.user, "roles": user.person.roles });
            books.append(&AuditEntry { at, by: None, kind: "set-up", case: None, payload: &payload })?;
            Ok(())
        })
    }
}

fn fault(path: &str, kind: FaultKind) -> Fault {
    Fault { path: path.to_owned(), place: None, kind }
}

/// Tells what is wrong with a password that a person chose.
pub fn password_fault(password: &str) -> Option<Fault> {
    let fits = (SHORTEST_PASSWORD..=LONGEST).contains(&password.chars().count());
    (!fits).then(|| fault("password", FaultKind::OutOfRange))
}

fn person_faults(person: &Person) -> Vec<Fault> {
    let mut faults = Vec::new();
    let id = person.user.as_str();
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'_');
    if id.is_empty() || id.len() > 40 || !id.bytes().all(plain) {
        faults.push(fault("user", FaultKind::Form));
    }
    let named = |text: &str| !text.trim().is_empty() && text.chars().count() <= LONGEST && !text.chars().any(char::is_control);
    if !named(&person.name) {
        faults.push(fault("name", FaultKind::Form));
    }
    if person.roles.is_empty() {
        faults.push(fault("roles", FaultKind::Empty));
    }
    if person.employer.as_deref().is_some_and(|employer| !named(employer)) {
        faults.push(fault("employer", FaultKind::Form));
    }
    let officer = person.roles.contains(&crate::domain::people::Role::Employer);
    if officer && person.employer.is_none() {
        faults.push(fault("employer", FaultKind::MissingField));
    }
    faults
}

/// Puts hyphens into a code, so that it can be read out and typed.
fn grouped(code: &str) -> String {
    let groups: Vec<&str> = code.as_bytes().chunks(4).filter_map(|chunk| std::str::from_utf8(chunk).ok()).collect();
    groups.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_in_of_before_the_books_were_put_back_is_nobodys() {
        let folder = tempfile::tempdir().unwrap();
        let open = || {
            let ledger = crate::server::Ledger::open(folder.path()).unwrap();
            Office::open(ledger, crate::rules::PlanSet::default(), std::sync::Arc::new(|| crate::domain::time::Moment(0))).unwrap()
        };
        let office = open();
        let who =
            Person { user: "lin".into(), name: "林某某".into(), roles: vec![crate::domain::people::Role::Medical], employer: None };
        office.add_user(&who, None, None).unwrap();
        let token = office.open_session(&who.user).unwrap().unwrap().token;
        assert_eq!(office.whose(&token).unwrap(), Some(who.clone()));
        drop(office);
        let books = rusqlite::Connection::open(folder.path().join(crate::server::ledger::FILE)).unwrap();
        books.execute("UPDATE meta SET value = value + 1 WHERE name = 'epoch'", []).unwrap();
        drop(books);
        let office = open();
        assert_eq!(office.whose(&token).unwrap(), None);
        let token = office.open_session(&who.user).unwrap().unwrap().token;
        assert_eq!(office.whose(&token).unwrap(), Some(who));
    }

    #[test]
    fn a_wrong_user_costs_a_real_hash() {
        let nobody = PasswordHash::new(NOBODY).unwrap();
        let somebody = hash_password("correct horse").unwrap();
        assert!(fits("correct horse", &somebody) && !fits("correct hors", &somebody));
        let somebody = PasswordHash::new(&somebody).unwrap();
        assert_eq!((nobody.algorithm, nobody.params), (somebody.algorithm, somebody.params));
        assert_eq!(nobody.hash.map(|hash| hash.len()), somebody.hash.map(|hash| hash.len()));
        assert!(!fits("", NO_PASSWORD) && !fits(NO_PASSWORD, NO_PASSWORD));
    }
}
