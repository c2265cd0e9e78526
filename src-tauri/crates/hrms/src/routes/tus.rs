//! Resumable uploads: tus 1.0 with creation, checksum (sha256), expiration and termination.
//!
//! The offset in the store is the truth: bytes are written and safe before it moves, and what a
//! crash left behind it is overwritten. A chunk with a checksum counts as a whole or not at all; of
//! one without, what arrived before the cut counts.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use interview::exchange::{ManifestAnswer, PartState};
use seal::hash::sha256;

use super::media::{new_upload, upload_url};
use super::{id_from, part_from};
use crate::app::App;
use crate::auth::station::StationAuth;
use crate::body;
use crate::clock::http_date;
use crate::limits::{CHUNK_BYTES, PART_BYTES};
use crate::problem::{Answer, Problem, Slug};
use crate::store::{Reopened, UploadRow};
use crate::verify;

const VERSION: &str = "1.0.0";
const RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
const OFFSET: HeaderName = HeaderName::from_static("upload-offset");
const LENGTH: HeaderName = HeaderName::from_static("upload-length");
const EXPIRES: HeaderName = HeaderName::from_static("upload-expires");
const METADATA: &str = "upload-metadata";
const CHECKSUM: &str = "upload-checksum";

/// Refuses another version of the protocol.
fn require_version(headers: &HeaderMap) -> Answer<()> {
    if headers.get(RESUMABLE).is_some_and(|value| value == VERSION) {
        return Ok(());
    }
    let name = HeaderName::from_static("tus-version");
    Err(Problem::new(Slug::Precondition).header(name, HeaderValue::from_static(VERSION)))
}

/// An answer without body.
fn empty(status: StatusCode, extra: Vec<(HeaderName, String)>) -> Response {
    let mut response = status.into_response();
    let headers = response.headers_mut();
    headers.insert(RESUMABLE, HeaderValue::from_static(VERSION));
    for (name, value) in extra {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(name, value);
        }
    }
    response
}

fn number(headers: &HeaderMap, name: &HeaderName) -> Answer<u64> {
    headers
        .get(name)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.parse().ok())
        .ok_or_else(|| Problem::new(Slug::Malformed).detail(name.to_string()))
}

/// The upload, if it is this station's and still open.
async fn own_upload(app: &App, id: &str, station: &str) -> Answer<UploadRow> {
    let (id, now_ms) = (id_from(id)?, app.now_ms());
    let found = app.db(move |store| store.upload(id, now_ms)).await?;
    found.filter(|upload| upload.station == station).ok_or_else(|| Slug::NotFound.into())
}

/// `OPTIONS /v1/uploads`
pub async fn options() -> Response {
    let name = HeaderName::from_static;
    empty(
        StatusCode::NO_CONTENT,
        vec![
            (name("tus-version"), VERSION.to_owned()),
            (name("tus-extension"), "creation,checksum,expiration,termination".to_owned()),
            (name("tus-max-size"), PART_BYTES.to_string()),
            (name("tus-checksum-algorithm"), "sha256".to_owned()),
        ],
    )
}

/// The value of `key` in `Upload-Metadata`.
fn metadata(headers: &HeaderMap, key: &str) -> Answer<String> {
    let all = headers.get(METADATA).and_then(|value| value.to_str().ok()).unwrap_or_default();
    all.split(',')
        .filter_map(|pair| pair.trim().split_once(' '))
        .find(|(name, _)| *name == key)
        .and_then(|(_, value)| STANDARD.decode(value).ok())
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .ok_or_else(|| Problem::new(Slug::Malformed).detail(format!("Upload-Metadata: {key}")))
}

/// `POST /v1/uploads`: another upload for a part that was announced.
pub async fn create(State(app): State<App>, station: StationAuth, headers: HeaderMap) -> Answer {
    require_version(&headers)?;
    let interview = id_from(&metadata(&headers, "interview")?)?;
    let part = part_from(&metadata(&headers, "part")?)?;
    let (digest, len) = (metadata(&headers, "sha256")?, number(&headers, &LENGTH)?);
    super::receipts::require_own(&app, interview, station.0.id.clone()).await?;
    let named = part.clone();
    let row = app.db(move |store| store.part(interview, &named)).await?.ok_or(Slug::NotFound)?;
    if row.manifest.sealed_len() != len || row.manifest.sha256 != digest {
        return Err(Problem::new(Slug::Invalid).detail("other than the manifest says"));
    }
    let who = station.who(&app);
    let upload = new_upload(&app, interview, &part, &station.0.id);
    let (id, expires) = (upload.id, http_date(upload.expires_ms));
    match app.db(move |store| store.reopen(&upload, &who)).await? {
        Reopened::Done(blob) => {
            super::interviews::delete(&app, blob.into_iter().collect()).await?;
            let url = upload_url(id);
            Ok(empty(StatusCode::CREATED, vec![(header::LOCATION, url), (EXPIRES, expires)]))
        }
        Reopened::Complete => {
            let state =
                if row.state == PartState::Verified { row.state } else { PartState::Verifying };
            body::answer(StatusCode::OK, &ManifestAnswer { upload: None, state })
        }
        Reopened::NotFound => Err(Slug::NotFound.into()),
        Reopened::Erased => Err(Slug::Erased.into()),
    }
}

/// `HEAD /v1/uploads/{upload}`
pub async fn head(
    State(app): State<App>,
    StationAuth(station): StationAuth,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Answer {
    require_version(&headers)?;
    let upload = own_upload(&app, &id, &station.id).await?;
    Ok(empty(
        StatusCode::OK,
        vec![
            (OFFSET, upload.offset.to_string()),
            (LENGTH, upload.len.to_string()),
            (EXPIRES, http_date(upload.expires_ms)),
        ],
    ))
}

/// The SHA-256 that the chunk must have, where the client says one.
fn checksum(headers: &HeaderMap) -> Answer<Option<Vec<u8>>> {
    let Some(value) = headers.get(CHECKSUM) else { return Ok(None) };
    value
        .to_str()
        .ok()
        .and_then(|text| text.strip_prefix("sha256 "))
        .and_then(|text| STANDARD.decode(text).ok())
        .map(Some)
        .ok_or_else(|| Problem::new(Slug::Malformed).detail("Upload-Checksum"))
}

/// `PATCH /v1/uploads/{upload}`
pub async fn patch(
    State(app): State<App>,
    station: StationAuth,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Answer {
    require_version(&headers)?;
    let kind = headers.get(header::CONTENT_TYPE);
    if kind.is_none_or(|kind| kind != "application/offset+octet-stream") {
        return Err(Slug::MediaType.into());
    }
    let (from, expected) = (number(&headers, &OFFSET)?, checksum(&headers)?);
    let at_offset = |upload: UploadRow| {
        let stands = upload.offset.to_string();
        if upload.offset == from {
            return Ok(upload);
        }
        let problem = Problem::new(Slug::Offset).detail(format!("at {stands}"));
        Err(match HeaderValue::from_str(&stands) {
            Ok(value) => problem.header(OFFSET, value),
            Err(_) => problem,
        })
    };
    at_offset(own_upload(&app, &id, &station.0.id).await?)?;
    let room = app.chunks().acquire().await.map_err(|_| Slug::Unavailable)?;
    let (chunk, complete) = body::read_some(body, CHUNK_BYTES).await?;
    if let Some(expected) = expected
        && (!complete || sha256(&chunk).as_slice() != expected)
    {
        return Err(Slug::Checksum.into());
    }
    let upload_id = id_from(&id)?;
    let in_use =
        app.take_upload(upload_id).ok_or_else(|| Problem::new(Slug::Locked).retry_after(1))?;
    let upload = at_offset(own_upload(&app, &id, &station.0.id).await?)?;
    let to = from + chunk.len() as u64;
    if to > upload.len {
        return Err(Problem::new(Slug::TooLarge).detail("more than the manifest says"));
    }
    store_chunk(&app, &station, &upload, chunk).await?;
    drop((in_use, room));
    if to == upload.len {
        verify::spawn(&app, upload.interview, upload.part);
    }
    let expires = http_date(upload.expires_ms);
    Ok(empty(StatusCode::NO_CONTENT, vec![(OFFSET, to.to_string()), (EXPIRES, expires)]))
}

/// Bytes first, then the offset.
async fn store_chunk(
    app: &App,
    station: &StationAuth,
    upload: &UploadRow,
    chunk: Vec<u8>,
) -> Answer<()> {
    let (id, blob, from) = (upload.id, upload.blob.clone(), upload.offset);
    let to = from + chunk.len() as u64;
    app.blocking(move |app| app.blobs().append(&blob, from, &chunk)).await?.map_err(|error| {
        tracing::error!(%error, "a chunk could not be stored");
        Problem::new(Slug::Unavailable).retry_after(30)
    })?;
    let who = station.who(app);
    if app.db(move |store| store.advance(id, from, to, &who)).await? {
        Ok(())
    } else {
        Err(Problem::new(Slug::Locked).retry_after(1))
    }
}

/// `DELETE /v1/uploads/{upload}`
pub async fn terminate(
    State(app): State<App>,
    station: StationAuth,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Answer {
    require_version(&headers)?;
    let upload = own_upload(&app, &id, &station.0.id).await?;
    let in_use =
        app.take_upload(upload.id).ok_or_else(|| Problem::new(Slug::Locked).retry_after(1))?;
    let who = station.who(&app);
    let blob = app.db(move |store| store.drop_upload(upload.id, &who)).await?;
    super::interviews::delete(&app, blob.into_iter().collect()).await?;
    drop(in_use);
    Ok(empty(StatusCode::NO_CONTENT, Vec::new()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn metadata_gives_back_what_was_put_in(part in "[a-z0-9_-]{1,32}", noise in "[a-z]{1,9}") {
            let text = format!("{noise}x ,part {},{noise}y", STANDARD.encode(&part));
            let mut headers = HeaderMap::new();
            headers.insert(METADATA, HeaderValue::from_str(&text).unwrap());
            prop_assert_eq!(metadata(&headers, "part").unwrap(), part);
            prop_assert!(metadata(&headers, "sha256").is_err());
        }

        #[test]
        fn no_header_is_too_odd_to_be_refused(text in "[ -~]{0,80}") {
            let mut headers = HeaderMap::new();
            headers.insert(METADATA, HeaderValue::from_str(&text).unwrap());
            headers.insert(CHECKSUM, HeaderValue::from_str(&text).unwrap());
            let _ = metadata(&headers, "part");
            prop_assert!(checksum(&headers).is_err() || text.starts_with("sha256 "));
        }
    }
}
