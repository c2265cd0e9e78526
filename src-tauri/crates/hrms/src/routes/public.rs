//! What anyone may ask.

use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse as _, Response};
use serde_json::json;

use crate::app::App;
use crate::body::answer;
use crate::clock::rfc3339;
use crate::pages::docs as page;
use crate::problem::{Answer, Problem, Slug};

/// The contract as it is compiled in.
pub const OPENAPI: &str = include_str!("../../openapi.yaml");

/// `GET /.well-known/interview-station`
pub async fn discovery(State(app): State<App>) -> Answer {
    let keys = app.keys();
    answer(
        StatusCode::OK,
        &json!({
            "profile": "interview-station/1",
            "base": "/v1",
            "features": ["enrol", "snapshot", "changes", "reports", "media.tus", "receipts",
                "withdrawal"],
            "sign_jwks": { "keys": [keys.sign.public().to_jwk()] },
            "seal_keys": { "keys": [keys.seal.public().to_jwk()] },
        }),
    )
}

/// `GET /v1/ping`
pub async fn ping(State(app): State<App>) -> Answer {
    answer(StatusCode::OK, &json!({ "server_time": rfc3339(app.now_ms()) }))
}

/// `GET /openapi.yaml`
pub async fn openapi() -> Response {
    ([(header::CONTENT_TYPE, HeaderValue::from_static("application/yaml"))], OPENAPI)
        .into_response()
}

/// `GET /docs`
pub async fn docs() -> Answer {
    let html = page::render(OPENAPI).map_err(|error| {
        tracing::error!(%error, "the contract can't be shown");
        Problem::new(Slug::Internal)
    })?;
    Ok(Html(html).into_response())
}
