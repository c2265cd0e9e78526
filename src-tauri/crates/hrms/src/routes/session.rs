//! Login of people.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use serde_json::json;

use crate::app::App;
use crate::auth::session::{Session, check_origin};
use crate::auth::{make_secret, password, peer};
use crate::body;
use crate::limits::SESSION_MS;
use crate::problem::{Answer, Problem, Slug};
use crate::store::{NewSession, User, Who};

#[derive(Deserialize)]
pub(super) struct Login {
    name: String,
    password: String,
}

fn user_answer(status: StatusCode, user: &User) -> Answer {
    body::answer(
        status,
        &json!({ "name": user.name, "role": user.role, "positions": user.positions }),
    )
}

/// The cookie, or with an empty value its end.
fn with_cookie(app: &App, mut response: Response, value: &str) -> Answer {
    let site = app.site();
    let secure = if site.secure() { "; Secure" } else { "" };
    let age = if value.is_empty() { 0 } else { SESSION_MS / 1000 };
    let text = format!(
        "{}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={age}{secure}",
        site.cookie_name()
    );
    let value = HeaderValue::from_str(&text).map_err(|_| Problem::new(Slug::Internal))?;
    response.headers_mut().insert(header::SET_COOKIE, value);
    Ok(response)
}

/// `POST /v1/session`
pub async fn open(State(app): State<App>, request: Request<Body>) -> Answer {
    let (parts, body) = request.into_parts();
    check_origin(&app, &parts.headers)?;
    let (Login { name, password }, _) = body::json(&parts.headers, body).await?;
    app.login_rate(&name, &peer(&parts.extensions))?;
    let found = app.db(move |store| store.user_by_name(&name)).await?;
    let user = app
        .blocking(move |_| {
            let right = password::verify(&password, found.as_ref().map(|u| u.password.as_str()));
            found.filter(|_| right)
        })
        .await?
        .ok_or(Slug::Auth)?;
    let (secret, token_sha256) = make_secret();
    let now_ms = app.now_ms();
    let session =
        NewSession { token_sha256, user: user.name.clone(), expires_ms: now_ms + SESSION_MS };
    let who = Who { actor: format!("user:{}", user.name), now_ms };
    app.db(move |store| store.open_session(&session, &who)).await?;
    with_cookie(&app, user_answer(StatusCode::CREATED, &user)?, &secret)
}

/// `GET /v1/session`
pub async fn get(session: Session) -> Answer {
    user_answer(StatusCode::OK, &session.user)
}

/// `DELETE /v1/session`
pub async fn close(State(app): State<App>, session: Session) -> Answer {
    let who = session.who(&app);
    app.db(move |store| store.close_session(&session.token_sha256, &who)).await?;
    with_cookie(&app, StatusCode::NO_CONTENT.into_response(), "")
}
