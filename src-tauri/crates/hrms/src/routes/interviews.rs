//! Interviews as stations announce and withdraw them.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use interview::exchange::InterviewBody;
use seal::hash::sha256_hex;
use seal::sign::sign_compact;
use serde_json::{Value, json};

use super::id_from;
use crate::app::App;
use crate::auth::station::StationAuth;
use crate::body;
use crate::clock::{parse_rfc3339, rfc3339};
use crate::problem::{Answer, Problem, Slug};
use crate::store::{NewInterview, Put, Withdrawal, Withdrawn};

/// Longest code, reference or name, in bytes.
const MAX_TEXT: usize = 256;

fn check(body: &InterviewBody) -> Answer<()> {
    let long = |text: &str| text.is_empty() || text.len() > MAX_TEXT;
    let problem = Problem::new(Slug::Invalid);
    if long(&body.position.code) || body.position.version == 0 {
        return Err(problem.field("/position", "value"));
    }
    if long(&body.candidate.reference) || body.candidate.name.as_deref().is_some_and(long) {
        return Err(problem.field("/candidate", "length"));
    }
    if parse_rfc3339(&body.started_at).is_none() {
        return Err(problem.field("/started_at", "time"));
    }
    Ok(())
}

/// `PUT /v1/interviews/{id}`
pub async fn put(
    State(app): State<App>,
    station: StationAuth,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Answer {
    let id = id_from(&id)?;
    let (body, bytes): (InterviewBody, _) = body::json(&headers, body).await?;
    check(&body)?;
    let who = station.who(&app);
    let interview = NewInterview {
        id,
        station: station.0.id,
        body_sha256: sha256_hex(&bytes),
        position: body.position.code,
        position_version: body.position.version,
        reference: body.candidate.reference,
        name: body.candidate.name,
        synthetic: body.synthetic,
        started_at: body.started_at,
    };
    match app.db(move |store| store.put_interview(&interview, &who)).await? {
        Put::Created => body::answer(StatusCode::CREATED, &json!({ "interview_id": id })),
        Put::Same => body::answer(StatusCode::OK, &json!({ "interview_id": id })),
        Put::Conflict(stored) => Err(Problem::new(Slug::Conflict).stored(stored)),
        Put::Erased => Err(Slug::Erased.into()),
    }
}

/// `PUT /v1/interviews/{id}/withdrawal`
pub async fn withdraw(
    State(app): State<App>,
    station: StationAuth,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Answer {
    let interview = id_from(&id)?;
    let (body, _): (Value, _) = body::json(&headers, body).await?;
    if !body.is_object() {
        return Err(Slug::Invalid.into());
    }
    let who = station.who(&app);
    let claims = json!({
        "interview_id": interview,
        "station_id": station.0.id,
        "erased_at": rfc3339(who.now_ms),
        "erased": ["media_key_wraps", "sealed_media", "report_bytes", "candidate_name"],
    });
    let certificate = sign_compact(&app.keys().sign, &claims).map_err(|error| {
        tracing::error!(%error, "a certificate can't be signed");
        Problem::new(Slug::Internal)
    })?;
    let withdrawal =
        Withdrawal { interview, station: station.0.id, certificate: certificate.clone() };
    let certificate = match app.db(move |store| store.withdraw(&withdrawal, &who)).await? {
        Withdrawn::Done(blobs) => {
            delete(&app, blobs).await?;
            certificate
        }
        Withdrawn::Same(kept) => kept,
        Withdrawn::NotFound => return Err(Slug::NotFound.into()),
    };
    body::answer(StatusCode::OK, &json!({ "certificate": certificate }))
}

/// Deletes sealed objects. Their keys are gone already, so one that stays behind opens for nobody.
pub(super) async fn delete(app: &App, blobs: Vec<String>) -> Answer<()> {
    app.blocking(move |app| {
        for blob in blobs {
            if let Err(error) = app.blobs().delete(&blob) {
                tracing::warn!(%error, blob, "a sealed object could not be deleted");
            }
        }
    })
    .await
}
