//! People: a session cookie, and the origin of whatever changes something.

use axum::extract::FromRequestParts;
use axum::http::header::{COOKIE, HOST, ORIGIN};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use seal::hash::sha256_hex;

use crate::app::App;
use crate::problem::{Problem, Slug};
use crate::store::{Role, User, Who};

/// A person with a live session; the extractor of every console route.
pub struct Session {
    /// The person.
    pub user: User,
    /// Digest of the cookie: what play tokens are bound to.
    pub token_sha256: String,
}

impl Session {
    /// For the audit log.
    pub fn who(&self, app: &App) -> Who {
        Who { actor: format!("user:{}", self.user.name), now_ms: app.now_ms() }
    }

    /// Refuses everyone but an HR administrator.
    pub fn require_admin(&self) -> Result<(), Problem> {
        self.require(self.user.role == Role::HrAdmin)
    }

    /// Refuses an auditor, who sees that there is something but not what.
    pub fn require_content(&self) -> Result<(), Problem> {
        self.require(self.user.role != Role::Auditor)
    }

    fn require(&self, allowed: bool) -> Result<(), Problem> {
        if allowed { Ok(()) } else { Err(Slug::Forbidden.into()) }
    }
}

/// The value of the cookie `name`.
fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
}

/// Refuses a change that another site's page asks for with the person's cookie.
pub fn check_origin(app: &App, headers: &HeaderMap) -> Result<(), Problem> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let origin = text(ORIGIN).ok_or_else(|| Problem::new(Slug::Forbidden).detail("no Origin"))?;
    let own = match app.site().origin() {
        Some(own) => origin == own,
        None => text(HOST).is_some_and(|host| origin == format!("http://{host}")),
    };
    if own { Ok(()) } else { Err(Problem::new(Slug::Forbidden).detail("foreign Origin")) }
}

impl FromRequestParts<App> for Session {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let token = cookie(&parts.headers, app.site().cookie_name()).ok_or(Slug::Auth)?;
        let (token_sha256, now_ms) = (sha256_hex(token), app.now_ms());
        if !matches!(parts.method, Method::GET | Method::HEAD) {
            check_origin(app, &parts.headers)?;
        }
        let digest = token_sha256.clone();
        let user =
            app.db(move |store| store.session_user(&digest, now_ms)).await?.ok_or(Slug::Auth)?;
        Ok(Self { user, token_sha256 })
    }
}
