//! Enrolment, tokens and heartbeats of stations, and what an administrator does with them.

use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use seal::sign::{PublicKey, kid_of, verify_compact};
use seal::wrap::WrapPublic;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::app::App;
use crate::auth::session::Session;
use crate::auth::station::{self, Assertion, StationAuth};
use crate::auth::{make_secret, peer};
use crate::body;
use crate::clock::{http_date, rfc3339};
use crate::limits::{CLOCK_MS, TOKEN_MS};
use crate::problem::{Answer, Problem, Slug};
use crate::store::{Enrol, EnrolAttempt, NewToken, StationState, Who};

/// Longest `jti`.
const MAX_JTI: usize = 128;

#[derive(Deserialize)]
pub(super) struct EnrolBody {
    code: String,
    device_jwk: Value,
    wrap_jwk: Value,
}

impl EnrolBody {
    /// What the store is asked, after both keys were read.
    fn attempt(&self) -> Answer<EnrolAttempt> {
        let invalid = |pointer| Problem::new(Slug::Invalid).field(pointer, "key");
        let device = PublicKey::from_jwk(&self.device_jwk).map_err(|_| invalid("/device_jwk"))?;
        let wrap = WrapPublic::from_jwk(&self.wrap_jwk).map_err(|_| invalid("/wrap_jwk"))?;
        let (handle, code_sha256) = station::code_parts(&self.code)
            .ok_or_else(|| Problem::new(Slug::Invalid).field("/code", "form"))?;
        Ok(EnrolAttempt {
            handle,
            code_sha256,
            station_id: Uuid::now_v7().to_string(),
            thumbprint: device.thumbprint(),
            device_jwk: device.to_jwk().to_string(),
            wrap_jwk: wrap.to_jwk().to_string(),
        })
    }
}

/// `POST /v1/stations/enrol`
pub async fn enrol(State(app): State<App>, request: Request) -> Answer {
    let (parts, body) = request.into_parts();
    app.peer_rate(&peer(&parts.extensions))?;
    let (enrol, _): (EnrolBody, _) = body::json(&parts.headers, body).await?;
    let attempt = enrol.attempt()?;
    let who = Who { actor: format!("device:{}", attempt.thumbprint), now_ms: app.now_ms() };
    let outcome = app.db(move |store| store.enrol(&attempt, &who)).await?;
    let (status, row) = match outcome {
        Enrol::Done(row) => (StatusCode::CREATED, row),
        Enrol::Same(row) => (StatusCode::OK, row),
        Enrol::Used => return Err(Slug::Used.into()),
        Enrol::Expired => return Err(Slug::Expired.into()),
        Enrol::Wrong => return Err(Problem::new(Slug::NotFound).field("/code", "unknown")),
    };
    let keys = app.keys();
    body::answer(
        status,
        &json!({
            "station_id": row.id,
            "state": row.state.word(),
            "sign_jwks": { "keys": [keys.sign.public().to_jwk()] },
            "seal_keys": { "keys": [keys.seal.public().to_jwk()] },
            "server_time": rfc3339(app.now_ms()),
        }),
    )
}

#[derive(Deserialize)]
pub(super) struct TokenBody {
    assertion: String,
}

#[derive(Serialize)]
struct TokenAnswer {
    access_token: String,
    token_type: &'static str,
    expires_in: i64,
}

/// `POST /v1/stations/token`
pub async fn token(State(app): State<App>, headers: HeaderMap, body: Body) -> Answer {
    let (TokenBody { assertion }, _) = body::json(&headers, body).await?;
    let kid = kid_of(&assertion).map_err(|_| Slug::Auth)?;
    let station = app.db(move |store| store.station_by_key(&kid)).await?.ok_or(Slug::Auth)?;
    app.station_rate(&station.id)?;
    let key = device_key(&station.device_jwk)?;
    let claims: Assertion = verify_compact(&assertion, &key).map_err(|_| Slug::Auth)?;
    let own = claims.iss == station.id
        && claims.aud == app.keys().sign.public().thumbprint()
        && (1..=MAX_JTI).contains(&claims.jti.len());
    if !own {
        return Err(Slug::Auth.into());
    }
    let now_ms = app.now_ms();
    let made_ms = claims.iat.saturating_mul(1000);
    if now_ms.abs_diff(made_ms) > CLOCK_MS.unsigned_abs() {
        let problem = Problem::new(Slug::ClockSkew);
        return Err(match HeaderValue::from_str(&http_date(now_ms)) {
            Ok(date) => problem.header(header::DATE, date),
            Err(_) => problem,
        });
    }
    station::admit(&station)?;
    let (access_token, token_sha256) = make_secret();
    let token = NewToken {
        station: station.id,
        jti: claims.jti,
        assertion_until_ms: made_ms + CLOCK_MS,
        token_sha256,
        expires_ms: now_ms + TOKEN_MS,
    };
    if !app.db(move |store| store.issue_token(&token, now_ms)).await? {
        return Err(Problem::new(Slug::Auth).detail("the assertion was used before"));
    }
    let answer = TokenAnswer { access_token, token_type: "Bearer", expires_in: TOKEN_MS / 1000 };
    body::answer(StatusCode::OK, &answer)
}

/// The key of a stored JWK.
pub(super) fn device_key(jwk: &str) -> Answer<PublicKey> {
    let value: Value = serde_json::from_str(jwk).unwrap_or_default();
    PublicKey::from_jwk(&value).map_err(|error| {
        tracing::error!(%error, "a stored device key can't be read");
        Problem::new(Slug::Internal)
    })
}

/// `POST /v1/stations/self/heartbeat`
pub async fn heartbeat(
    State(app): State<App>,
    StationAuth(station): StationAuth,
    headers: HeaderMap,
    body: Body,
) -> Answer {
    let (value, _): (Value, _) = body::json(&headers, body).await?;
    if !value.is_object() {
        return Err(Slug::Invalid.into());
    }
    let now_ms = app.now_ms();
    app.db(move |store| store.heartbeat(&station.id, &value.to_string(), now_ms)).await?;
    body::answer(StatusCode::OK, &json!({ "server_time": rfc3339(now_ms), "commands": [] }))
}

/// `GET /v1/stations`
pub async fn list(State(app): State<App>, session: Session) -> Answer {
    session.require_content()?;
    let rows = app.db(|store| store.stations()).await?;
    let items: Vec<Value> = rows
        .into_iter()
        .map(|row| {
            json!({ "station_id": row.id, "fingerprint": row.thumbprint,
                "state": row.state.word(), "seen_at": row.seen_ms.map(rfc3339) })
        })
        .collect();
    body::answer(StatusCode::OK, &json!({ "items": items }))
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct CodeBody {
    auto_approve: bool,
}

/// `POST /v1/stations/enrolment-codes`
pub async fn make_code(
    State(app): State<App>,
    session: Session,
    headers: HeaderMap,
    body: Body,
) -> Answer {
    session.require_admin()?;
    let (CodeBody { auto_approve }, bytes) = body::json(&headers, body).await?;
    let who = session.who(&app);
    let work = async {
        let (code, row) = station::make_code(who.now_ms, auto_approve);
        let expires_at = rfc3339(row.expires_ms);
        let made_by = who.clone();
        app.db(move |store| store.add_code(&row, &made_by)).await?;
        Ok((StatusCode::CREATED, json!({ "code": code, "expires_at": expires_at })))
    };
    body::once(&app, &who.actor, "enrolment-codes", &headers, &bytes, work).await
}

/// `POST /v1/stations/{station}/approve`
pub async fn approve(app: State<App>, session: Session, Path(id): Path<String>) -> Answer {
    set_state(app, session, id, StationState::Approved).await
}

/// `POST /v1/stations/{station}/revoke`
pub async fn revoke(app: State<App>, session: Session, Path(id): Path<String>) -> Answer {
    set_state(app, session, id, StationState::Revoked).await
}

async fn set_state(
    State(app): State<App>,
    session: Session,
    id: String,
    state: StationState,
) -> Answer<Response> {
    session.require_admin()?;
    let who = session.who(&app);
    if app.db(move |store| store.set_station_state(&id, state, &who)).await? {
        Ok(StatusCode::NO_CONTENT.into_response())
    } else {
        Err(Slug::NotFound.into())
    }
}
