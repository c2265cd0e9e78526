//! Bodies with a limit, and the idempotency of POST.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use seal::hash::sha256_hex;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio_stream::StreamExt as _;

use crate::app::App;
use crate::problem::{Answer, Problem, Slug};
use crate::store::{Begun, KeptAnswer, RequestKey};

/// Longest idempotency key in bytes.
const MAX_KEY: usize = 128;

/// Up to `limit` bytes of the body, and whether it came to its end; it may be cut on the way.
pub async fn read_some(body: Body, limit: usize) -> Answer<(Vec<u8>, bool)> {
    let mut stream = body.into_data_stream();
    let mut bytes = Vec::new();
    while let Some(piece) = stream.next().await {
        let Ok(piece) = piece else { return Ok((bytes, false)) };
        if bytes.len() + piece.len() > limit {
            return Err(Problem::new(Slug::TooLarge).detail(format!("at most {limit} bytes")));
        }
        bytes.extend_from_slice(&piece);
    }
    Ok((bytes, true))
}

/// The whole body, at most `limit` bytes.
pub async fn read(body: Body, limit: usize) -> Answer<Vec<u8>> {
    match read_some(body, limit).await? {
        (bytes, true) => Ok(bytes),
        (_, false) => Err(Problem::new(Slug::Malformed).detail("the body ended early")),
    }
}

/// Refuses a body that is not JSON by its media type.
pub fn require_json(headers: &HeaderMap) -> Answer<()> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = kind.and_then(|kind| kind.split(';').next()).map(str::trim);
    if essence.is_some_and(|kind| kind.eq_ignore_ascii_case("application/json")) {
        Ok(())
    } else {
        Err(Slug::MediaType.into())
    }
}

/// Reads JSON: bad JSON is malformed, JSON of another form is invalid.
pub fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Answer<T> {
    serde_json::from_slice(bytes).map_err(|error| {
        let slug = if error.is_data() { Slug::Invalid } else { Slug::Malformed };
        // The message of serde may quote a value; the place is enough.
        Problem::new(slug).detail(format!("line {}, column {}", error.line(), error.column()))
    })
}

/// Reads a JSON body of at most 1 MiB.
pub async fn json<T: DeserializeOwned>(headers: &HeaderMap, body: Body) -> Answer<(T, Vec<u8>)> {
    require_json(headers)?;
    let bytes = read(body, crate::limits::JSON_BYTES).await?;
    Ok((parse(&bytes)?, bytes))
}

/// A JSON answer that no cache keeps.
pub fn answer<T: Serialize>(status: StatusCode, body: &T) -> Answer {
    let bytes = serde_json::to_vec(body).map_err(|error| {
        tracing::error!(%error, "an answer has no JSON form");
        Problem::new(Slug::Internal)
    })?;
    Ok(bytes_answer(status, bytes))
}

fn bytes_answer(status: StatusCode, bytes: Vec<u8>) -> Response {
    let mut response = (status, bytes).into_response();
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// Runs a POST once for each idempotency key. Without the header it just runs.
pub async fn once<T: Serialize>(
    app: &App,
    principal: &str,
    path: &str,
    headers: &HeaderMap,
    body: &[u8],
    work: impl Future<Output = Answer<(StatusCode, T)>>,
) -> Answer {
    let Some(key) = headers.get("idempotency-key") else {
        let (status, value) = work.await?;
        return answer(status, &value);
    };
    let key = key.to_str().ok().filter(|key| !key.is_empty() && key.len() <= MAX_KEY);
    let key = key.ok_or_else(|| Problem::new(Slug::Malformed).detail("Idempotency-Key"))?;
    let key = RequestKey {
        principal: principal.to_owned(),
        key: format!("{path} {key}"),
        body_sha256: sha256_hex(body),
    };
    let (begin, now_ms) = (key.clone(), app.now_ms());
    match app.db(move |store| store.begin_request(&begin, now_ms)).await? {
        Begun::Answered(kept) => {
            let status = StatusCode::from_u16(kept.status).unwrap_or(StatusCode::OK);
            return Ok(bytes_answer(status, kept.body));
        }
        Begun::Running => return Err(Problem::new(Slug::InProgress).retry_after(5)),
        Begun::OtherBody => return Err(Slug::Idempotency.into()),
        Begun::New => {}
    }
    let outcome = work.await.and_then(|(status, value)| {
        let body = serde_json::to_vec(&value).map_err(|_| Problem::new(Slug::Internal))?;
        Ok(KeptAnswer { status: status.as_u16(), body })
    });
    let kept = outcome.as_ref().ok().cloned();
    app.db(move |store| store.end_request(&key, kept.as_ref())).await?;
    let kept = outcome?;
    Ok(bytes_answer(StatusCode::from_u16(kept.status).unwrap_or(StatusCode::OK), kept.body))
}
