//! Signing in and out, the first person, and whose request it is.
//!
//! Invariant: a route that takes a [`Signed`] is reached only with a good token.

use std::sync::{Arc, PoisonError};

use axum::Json;
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};

use super::AppState;
use super::body::JsonBody;
use super::problem::{Detail, Trouble};
use crate::domain::decision::ProblemCode;
use crate::server::ledger::LedgerError;
use crate::server::office::{Office, OfficeError};
use crate::wire::{LoginAnswer, LoginRequest, Person, Problem, SetupRequest, UnsentReport};

/// Under this name all tries of the set-up code are counted.
const SETUP: &str = "\0set-up";

/// Somebody who is signed in.
pub(super) struct Signed {
    pub person: Person,
    pub token: String,
}

impl FromRequestParts<AppState> for Signed {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Trouble> {
        let Bearer(token) = Bearer::from_request_parts(parts, state).await?;
        let asked = token.clone();
        let found = state.blocking(move |office| match office.whose(&asked)? {
            Some(person) => Ok(Ok(person)),
            None => Ok::<_, LedgerError>(Err(office.why_not_signed_in(&asked)?)),
        });
        found.await?.map(|person| Signed { person, token }).map_err(Trouble::plain)
    }
}

/// A token as it was sent, good or not.
pub(super) struct Bearer(pub String);

impl FromRequestParts<AppState> for Bearer {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, _state: &AppState) -> Result<Self, Trouble> {
        let value = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token = value.and_then(|value| value.split_once(' ')).filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
        token.map(|(_, token)| Bearer(token.trim().to_owned())).ok_or_else(|| Trouble::plain(ProblemCode::SignedOut))
    }
}

impl AppState {
    /// Counts a try to get in under a name.
    fn attempt(&self, name: &str) -> Result<(), Trouble> {
        let mut throttle = self.throttle.lock().unwrap_or_else(PoisonError::into_inner);
        throttle.attempt(name, self.office.now()).map_err(|wait| Trouble::plain(ProblemCode::TooManyRequests).retry_after(wait))
    }

    /// Does what hashes a password for somebody who tries to get in under a name; a bounded number at once.
    async fn hashed<T, E>(&self, name: &str, work: impl FnOnce(&Office) -> Result<T, E> + Send + 'static) -> Result<T, Trouble>
    where
        T: Send + 'static,
        E: Into<Trouble> + Send + 'static,
    {
        let permit = Arc::clone(&self.hashing).acquire_owned().await.map_err(|_| Trouble::plain(ProblemCode::Internal))?;
        // Not before: a try that is given up in the queue costs no hash, and must push no other name out of the count.
        self.attempt(name)?;
        // The hash goes on when who asked has hung up, so the permit is the work's and not the request's.
        let work = move |office: &Office| {
            let _permit = permit;
            work(office)
        };
        self.blocking(work).await
    }

    fn got_in(&self, name: &str) {
        self.throttle.lock().unwrap_or_else(PoisonError::into_inner).succeeded(name);
    }
}

#[utoipa::path(post, path = "/v1/login", tag = "sign-in", request_body = LoginRequest,
    responses((status = 200, body = LoginAnswer), (status = "4XX", body = Problem)))]
/// Signs in and gives a bearer token.
pub(super) async fn login(State(state): State<AppState>, JsonBody(asked): JsonBody<LoginRequest>) -> Result<Json<LoginAnswer>, Trouble> {
    let name = asked.user.clone();
    let answer = state.hashed(name.as_str(), move |office| office.sign_in(&asked.user, &asked.password)).await?;
    let answer = answer.ok_or_else(|| Trouble::plain(ProblemCode::SignedOut))?;
    state.got_in(name.as_str());
    Ok(Json(answer))
}

#[utoipa::path(post, path = "/v1/logout", tag = "sign-in", security(("bearer" = [])),
    responses((status = 204), (status = "4XX", body = Problem)))]
/// Ends the sign-in whose token is sent.
pub(super) async fn logout(State(state): State<AppState>, signed: Signed) -> Result<StatusCode, Trouble> {
    state.blocking(move |office| office.sign_out(&signed.person, &signed.token)).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[utoipa::path(post, path = "/v1/unsent", tag = "sign-in", security(("bearer" = [])), request_body = UnsentReport,
    responses((status = 204), (status = "4XX", body = Problem)))]
/// Takes what a machine whose sign-in was taken back had not sent, into the audit trail: ids, verbs and times. Nothing else can be done
/// with such a token, and this only for a quarter of an hour after the machine was told.
pub(super) async fn unsent(
    State(state): State<AppState>,
    Bearer(token): Bearer,
    JsonBody(report): JsonBody<UnsentReport>,
) -> Result<StatusCode, Trouble> {
    state.blocking(move |office| office.unsent_at_revocation(&token, &report)).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[utoipa::path(post, path = "/v1/setup", tag = "sign-in", request_body = SetupRequest,
    responses((status = 204), (status = "4XX", body = Problem)))]
/// Makes the first person, with the one-time code that an empty server prints.
pub(super) async fn setup(State(state): State<AppState>, JsonBody(asked): JsonBody<SetupRequest>) -> Result<StatusCode, Trouble> {
    let done = state.hashed(SETUP, move |office| {
        office.set_up(&asked.code, &asked.user).map_err(|error| match error {
            OfficeError::NotAllowed => Trouble::new(ProblemCode::NotAllowed, Detail::NotASetupCode),
            other => other.into(),
        })
    });
    done.await?;
    state.got_in(SETUP);
    Ok(StatusCode::NO_CONTENT)
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;
    use crate::domain::time::Moment;
    use crate::rules::PlanSet;
    use crate::server::http::HASHES_AT_ONCE;
    use crate::server::ledger::Ledger;

    fn state() -> AppState {
        let office = Office::open(Ledger::open_in_memory().unwrap(), PlanSet::builtin(), Arc::new(|| Moment(0))).unwrap();
        AppState::over(Arc::new(office), Arc::default())
    }

    #[tokio::test]
    async fn a_hash_counts_until_it_ends_though_its_asker_hung_up() {
        let state = state();
        let (begins, begun) = mpsc::channel();
        let (end, ends) = mpsc::channel::<()>();
        let asking = state.clone();
        let work = move |_: &Office| {
            begins.send(()).unwrap();
            ends.recv().unwrap();
            Ok::<_, LedgerError>(())
        };
        let asked = tokio::spawn(async move { asking.hashed("lin", work).await.is_ok() });
        tokio::task::spawn_blocking(move || begun.recv()).await.unwrap().unwrap();
        asked.abort();
        assert!(asked.await.is_err(), "who asked is gone");
        assert_eq!(state.hashing.available_permits(), HASHES_AT_ONCE - 1);
        end.send(()).unwrap();
        let all = u32::try_from(HASHES_AT_ONCE).unwrap();
        assert!(state.hashing.acquire_many(all).await.is_ok(), "the permit comes back when the work ends");
    }

    #[tokio::test]
    async fn a_try_given_up_in_the_queue_is_not_counted() {
        let state = state();
        let _busy = state.hashing.acquire_many(u32::try_from(HASHES_AT_ONCE).unwrap()).await.unwrap();
        for _ in 0..100 {
            let work = |_: &Office| Ok::<_, LedgerError>(());
            tokio::select! {
                biased;
                _ = state.hashed("lin", work) => panic!("there is no permit"),
                () = std::future::ready(()) => {}
            }
        }
        assert!(state.attempt("lin").is_ok());
    }
}
