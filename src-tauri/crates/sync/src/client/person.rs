//! A person who proves at the HRMS who they are.

use bytes::Bytes;
use reqwest::Method;
use reqwest::header::{CONTENT_TYPE, COOKIE, HeaderMap, ORIGIN, SET_COOKIE};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::HrmsClient;
use super::http::Http;
use crate::error::SyncError;

/// Path of the contract.
const SESSION: &str = "v1/session";

/// A person as the HRMS knows them.
#[derive(Clone, PartialEq, Eq, Deserialize)]
pub struct HrmsPerson {
    /// Name of the account.
    pub name: String,
    /// Role there: `hr_admin`, `interviewer`, `auditor`, or one that is newer than this program.
    pub role: String,
    /// Codes of the positions of an interviewer.
    #[serde(default)]
    pub positions: Vec<String>,
}

impl std::fmt::Debug for HrmsPerson {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "HrmsPerson({:?})", self.role)
    }
}

impl HrmsClient {
    /// `POST /v1/session`: asks the HRMS who has this name and password. The session that it opens
    /// for that is closed at once; where that fails it ends by its own time, and nobody has its
    /// cookie any more.
    ///
    /// # Errors
    /// [`SyncError::SignIn`] where name and password do not belong together; otherwise what any
    /// exchange gives.
    pub async fn person(
        &self,
        name: &str,
        password: &Zeroizing<String>,
    ) -> Result<HrmsPerson, SyncError> {
        let request = self.http.request(Method::POST, SESSION)?;
        let request = request
            .header(ORIGIN, self.http.origin())
            .header(CONTENT_TYPE, "application/json")
            .body(Bytes::from_owner(proof(name, password)?));
        let answer = self.http.exchange(request).await?.granted().map_err(wrong)?;
        let person: HrmsPerson = answer.json()?;
        if let Some(cookie) = session_cookie(&answer.headers) {
            let closed = close(&self.http, cookie).await;
            if let Err(error) = closed {
                tracing::warn!(detail = %error, "a session at the HRMS was left to its own time");
            }
        }
        Ok(person)
    }
}

/// The body of the request, wiped once it has been handed over. What the connection copies of it is
/// out of reach.
fn proof(name: &str, password: &str) -> Result<Zeroizing<Vec<u8>>, SyncError> {
    #[derive(Serialize)]
    struct Proof<'a> {
        name: &'a str,
        password: &'a str,
    }
    // Room for the longest escape of each byte: growing would leave a copy behind.
    let room = 32 + 6 * (name.len() + password.len());
    let mut body = Zeroizing::new(Vec::with_capacity(room));
    serde_json::to_writer(&mut *body, &Proof { name, password })
        .map_err(|error| SyncError::Internal(error.to_string()))?;
    debug_assert!(body.capacity() == room, "the body has grown");
    Ok(body)
}

async fn close(http: &Http, cookie: &str) -> Result<(), SyncError> {
    let request = http.request(Method::DELETE, SESSION)?;
    let request = request.header(ORIGIN, http.origin()).header(COOKIE, cookie);
    http.exchange(request).await?.granted().map(drop)
}

/// Name and value of the first cookie.
fn session_cookie(headers: &HeaderMap) -> Option<&str> {
    headers.get(SET_COOKIE)?.to_str().ok()?.split(';').next()
}

fn wrong(error: SyncError) -> SyncError {
    match error.refusal() {
        Some(refusal) if refusal.status == 401 => SyncError::SignIn,
        _ => error,
    }
}
