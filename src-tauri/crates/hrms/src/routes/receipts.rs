//! Receipts: what the HRMS holds of an interview, signed.

use std::time::Duration;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use interview::exchange::{PartState, ReceiptAnswer, ReceiptClaims, ReceiptPart};
use seal::sign::sign_compact;
use serde::Deserialize;
use uuid::Uuid;

use super::id_from;
use crate::app::App;
use crate::auth::station::StationAuth;
use crate::body;
use crate::clock::rfc3339;
use crate::limits::WAIT_S;
use crate::problem::{Answer, Problem, Slug};
use crate::store::Stored;

/// How often a waiting request looks for what another process did.
const POLL: Duration = Duration::from_secs(2);

/// Everything that a receipt says.
fn claims(app: &App, interview: Uuid, station: &str) -> Stored<ReceiptClaims> {
    let (reports, stored_ms) = app.store().report_digests(interview)?;
    let rows = app.store().parts(interview)?;
    let named = app.store().reported_parts(interview)?;
    let last = rows.iter().map(|row| row.changed_ms).chain(stored_ms).max();
    let parts: Vec<ReceiptPart> = rows
        .into_iter()
        .map(|row| ReceiptPart {
            part: row.manifest.part,
            sha256: row.manifest.sha256,
            state: row.state,
        })
        .collect();
    let verified = |name: &String| {
        parts.iter().any(|part| part.part == *name && part.state == PartState::Verified)
    };
    let may_delete = !reports.is_empty() && named.iter().all(verified);
    Ok(ReceiptClaims {
        interview_id: interview,
        station_id: station.to_owned(),
        reports,
        parts,
        stored_at: rfc3339(last.unwrap_or_else(|| app.now_ms())),
        may_delete,
    })
}

/// Whether waiting could change what a receipt says.
fn pending(claims: &ReceiptClaims) -> bool {
    claims.parts.iter().any(|part| part.state == PartState::Verifying)
}

async fn claims_now(app: &App, interview: Uuid, station: &str) -> Answer<ReceiptClaims> {
    let station = station.to_owned();
    Ok(app.blocking(move |app| claims(app, interview, &station)).await??)
}

fn sign(app: &App, claims: &ReceiptClaims) -> Answer<String> {
    sign_compact(&app.keys().sign, claims).map_err(|error| {
        tracing::error!(%error, "a receipt can't be signed");
        Problem::new(Slug::Internal)
    })
}

/// The receipt as it stands.
pub(super) async fn make(app: &App, interview: Uuid, station: String) -> Answer<String> {
    sign(app, &claims_now(app, interview, &station).await?)
}

/// Refuses a station that asks for the interview of another, and one that was erased.
pub(super) async fn require_own(app: &App, interview: Uuid, station: String) -> Answer<()> {
    match app.db(move |store| store.interview(interview)).await? {
        Some(row) if row.station != station => Err(Slug::NotFound.into()),
        Some(row) if row.state == "withdrawn" => Err(Slug::Erased.into()),
        Some(_) => Ok(()),
        None => Err(Slug::NotFound.into()),
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct ReceiptQuery {
    wait: u64,
}

/// `GET /v1/interviews/{id}/receipt`
pub async fn get(
    State(app): State<App>,
    StationAuth(station): StationAuth,
    Path(id): Path<String>,
    query: Result<Query<ReceiptQuery>, QueryRejection>,
) -> Answer {
    let interview = id_from(&id)?;
    let Query(query) = query.map_err(|_| Problem::new(Slug::Malformed).detail("wait"))?;
    require_own(&app, interview, station.id.clone()).await?;
    let mut woken = app.changes();
    let deadline = tokio::time::Instant::now() + Duration::from_secs(query.wait.min(WAIT_S));
    loop {
        let claims = claims_now(&app, interview, &station.id).await?;
        if !pending(&claims) || tokio::time::Instant::now() >= deadline {
            let receipt = sign(&app, &claims)?;
            return body::answer(StatusCode::OK, &ReceiptAnswer { receipt });
        }
        let until = deadline.min(tokio::time::Instant::now() + POLL);
        // Either a verdict of this process, or time to look again.
        let _ = tokio::time::timeout_at(until, woken.changed()).await;
    }
}
