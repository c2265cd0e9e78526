//! Manifests of media parts.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use interview::exchange::{ManifestAnswer, PartState};
use seal::hash::sha256_hex;
use seal::manifest::PartManifest;
use uuid::Uuid;

use super::{id_from, part_from};
use crate::app::App;
use crate::auth::station::StationAuth;
use crate::blobs::new_name;
use crate::body;
use crate::limits::{PART_BYTES, UPLOAD_MS};
use crate::problem::{Answer, Problem, Slug};
use crate::store::{Announced, NewPart, NewUpload, Reopened};

fn check(app: &App, manifest: &PartManifest, part: &str) -> Answer<()> {
    let problem = Problem::new(Slug::Invalid);
    if manifest.part != part {
        return Err(problem.field("/part", "other"));
    }
    if let Err(error) = manifest.check() {
        return Err(problem.field("/segments", "inconsistent").detail(error.to_string()));
    }
    if manifest.sealed_len() > PART_BYTES {
        return Err(Slug::TooLarge.into());
    }
    let kid = app.keys().seal.public().thumbprint();
    if !manifest.wraps.iter().any(|wrap| wrap.kid == kid) {
        return Err(problem.field("/wraps", "recipient"));
    }
    Ok(())
}

/// A new upload for a part.
pub(super) fn new_upload(app: &App, interview: Uuid, part: &str, station: &str) -> NewUpload {
    NewUpload {
        id: Uuid::now_v7(),
        interview,
        part: part.to_owned(),
        station: station.to_owned(),
        blob: new_name(),
        expires_ms: app.now_ms() + UPLOAD_MS,
    }
}

/// Where an upload is sent to.
pub(super) fn upload_url(id: Uuid) -> String {
    format!("/v1/uploads/{id}")
}

/// `PUT /v1/interviews/{id}/media/{part}`
pub async fn put(
    State(app): State<App>,
    station: StationAuth,
    Path((id, part)): Path<(String, String)>,
    headers: HeaderMap,
    body: Body,
) -> Answer {
    let (interview, part) = (id_from(&id)?, part_from(&part)?);
    let (manifest, bytes): (PartManifest, _) = body::json(&headers, body).await?;
    check(&app, &manifest, &part)?;
    let who = station.who(&app);
    let upload = new_upload(&app, interview, &part, &station.0.id);
    let new =
        NewPart { interview, station: station.0.id, manifest_sha256: sha256_hex(&bytes), manifest };
    let (first, by) = (upload.clone(), who.clone());
    let outcome = app.db(move |store| store.announce(&new, &first, &by)).await?;
    let (status, state, open) = match outcome {
        Announced::Created => (StatusCode::CREATED, PartState::Announced, Some(upload.id)),
        Announced::Same(state @ (PartState::Verifying | PartState::Verified), _) => {
            (StatusCode::OK, state, None)
        }
        Announced::Same(state, Some(open)) => (StatusCode::OK, state, Some(open)),
        Announced::Same(_, None) => {
            let id = upload.id;
            match app.db(move |store| store.reopen(&upload, &who)).await? {
                Reopened::Done(blob) => {
                    super::interviews::delete(&app, blob.into_iter().collect()).await?;
                    (StatusCode::OK, PartState::Announced, Some(id))
                }
                Reopened::Complete => (StatusCode::OK, PartState::Verifying, None),
                Reopened::NotFound => return Err(Slug::NotFound.into()),
                Reopened::Erased => return Err(Slug::Erased.into()),
            }
        }
        Announced::Conflict(stored) => {
            return Err(Problem::new(Slug::Conflict).stored(Some(stored)));
        }
        Announced::NotFound => return Err(Slug::NotFound.into()),
        Announced::Erased => return Err(Slug::Erased.into()),
    };
    body::answer(status, &ManifestAnswer { upload: open.map(upload_url), state })
}
