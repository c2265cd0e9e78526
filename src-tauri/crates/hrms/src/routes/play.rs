//! Playing a sealed part: prefix and clusters, opened in memory, by byte range.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use interview::exchange::PartState;
use seal::hash::sha256_hex;
use seal::manifest::WRAP_PURPOSE;
use seal::segment::SegmentOpener;
use seal::webm::{Piece, PlaybackLayout};
use seal::wrap::{WrapInfo, unwrap_any};
use serde_json::json;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

use super::reviews::visible;
use super::{id_from, part_from};
use crate::app::App;
use crate::auth::make_secret;
use crate::auth::session::Session;
use crate::body;
use crate::clock::rfc3339;
use crate::limits::{PLAY_AHEAD, PLAY_MS};
use crate::problem::{Answer, Problem, Slug};
use crate::store::{NewPlay, PartRow};

/// `POST /v1/interviews/{id}/media/{part}/play`
pub async fn grant(
    State(app): State<App>,
    session: Session,
    Path((id, part)): Path<(String, String)>,
) -> Answer {
    let (interview, part) = (id_from(&id)?, part_from(&part)?);
    session.require_content()?;
    visible(&app, &session, interview).await?;
    let name = part.clone();
    let row = app.db(move |store| store.part(interview, &name)).await?.ok_or(Slug::NotFound)?;
    playable(&row)?;
    let (token, token_sha256) = make_secret();
    let who = session.who(&app);
    let expires_ms = who.now_ms + PLAY_MS;
    let play =
        NewPlay { token_sha256, session_sha256: session.token_sha256, interview, part, expires_ms };
    app.db(move |store| store.open_play(&play, &who)).await?;
    let url = format!("/play/{token}");
    body::answer(
        StatusCode::CREATED,
        &json!({ "url": url, "type": row.manifest.mime, "expires_at": rfc3339(expires_ms) }),
    )
}

/// Whether the part can be played at all.
fn playable(row: &PartRow) -> Answer<()> {
    if row.manifest.wraps.is_empty() {
        return Err(Slug::Erased.into());
    }
    match (row.state, &row.prefix, &row.blob) {
        (PartState::Verified, Some(_), Some(_)) => Ok(()),
        (PartState::Verified, ..) => Err(Problem::new(Slug::Invalid).detail("can't be indexed")),
        _ => Err(Problem::new(Slug::InProgress).retry_after(5)),
    }
}

/// What a `Range` header asks for.
#[derive(Debug, PartialEq, Eq)]
enum Wanted {
    /// Everything: no header, or a form that need not be understood (RFC 9110, section 14.2).
    All,
    /// From the first to before the second.
    Bytes(u64, u64),
    /// Nothing of it exists.
    Outside,
}

fn wanted(range: Option<&HeaderValue>, len: u64) -> Wanted {
    let text = range.and_then(|value| value.to_str().ok()).and_then(|t| t.strip_prefix("bytes="));
    let Some((first, last)) = text.and_then(|text| text.trim().split_once('-')) else {
        return Wanted::All;
    };
    let (first, last) = (first.trim(), last.trim());
    let (from, to) = match (first.parse::<u64>(), last.parse::<u64>()) {
        (Ok(from), Ok(last)) if from <= last => (from, last.saturating_add(1).min(len)),
        (Ok(from), Err(_)) if last.is_empty() => (from, len),
        (Err(_), Ok(count)) if first.is_empty() => (len.saturating_sub(count), len),
        _ => return Wanted::All,
    };
    if from < to && from < len { Wanted::Bytes(from, to) } else { Wanted::Outside }
}

/// `GET /play/{token}`
pub async fn stream(
    State(app): State<App>,
    session: Session,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Answer {
    let (digest, now_ms) = (sha256_hex(&token), app.now_ms());
    let own = session.token_sha256;
    let row = app
        .db(move |store| store.play(&digest, &own, now_ms, now_ms + PLAY_MS))
        .await?
        .ok_or(Slug::NotFound)?;
    playable(&row)?;
    let prefix_len = row.prefix.as_ref().map_or(0, Vec::len);
    let layout =
        PlaybackLayout::new(prefix_len, row.manifest.segments.iter().skip(1).map(|s| s.pt_len));
    let len = layout.len();
    let (status, from, to) = match wanted(headers.get(header::RANGE), len) {
        Wanted::All => (StatusCode::OK, 0, len),
        Wanted::Bytes(from, to) => (StatusCode::PARTIAL_CONTENT, from, to),
        Wanted::Outside => {
            let value = HeaderValue::from_str(&format!("bytes */{len}"));
            let value = value.map_err(|_| Problem::new(Slug::Internal))?;
            return Err(Problem::new(Slug::Range).header(header::CONTENT_RANGE, value));
        }
    };
    let mime = HeaderValue::from_str(&row.manifest.mime)
        .unwrap_or(HeaderValue::from_static("application/octet-stream"));
    let body = Body::from_stream(opened(app, row, layout, from..to));
    let mut response: Response = (status, body).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, mime);
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(to - from));
    if status == StatusCode::PARTIAL_CONTENT {
        let value = HeaderValue::from_str(&format!("bytes {from}-{}/{len}", to - 1));
        headers.extend(value.ok().map(|value| (header::CONTENT_RANGE, value)));
    }
    Ok(response)
}

/// Opens the pieces of a range one after the other, at most [`PLAY_AHEAD`] ahead of the network.
/// Ends when the reader goes away.
fn opened(
    app: App,
    row: PartRow,
    layout: PlaybackLayout,
    range: std::ops::Range<u64>,
) -> ReceiverStream<std::io::Result<Bytes>> {
    let (sender, receiver) = mpsc::channel(PLAY_AHEAD);
    tokio::spawn(async move {
        let row = Arc::new(row);
        let mut at = range.start;
        while at < range.end {
            let left = usize::try_from(range.end - at).unwrap_or(usize::MAX);
            let Some(piece) = layout.piece_at(at, left) else { return };
            let part = Arc::clone(&row);
            let item = match app.blocking(move |app| open_piece(app, &part, &piece)).await {
                Ok(item) => item,
                // `blocking` has logged why.
                Err(_) => Err(std::io::Error::other("opening ended early")),
            };
            if let Err(error) = &item {
                tracing::error!(%error, "a segment can't be played");
            }
            at += item.as_ref().map_or(0, |bytes| bytes.len() as u64);
            let failed = item.as_ref().map_or(true, Bytes::is_empty);
            if sender.send(item).await.is_err() || failed {
                return;
            }
        }
    });
    ReceiverStream::new(receiver)
}

fn open_piece(app: &App, row: &PartRow, piece: &Piece) -> std::io::Result<Bytes> {
    let missing = || std::io::Error::other("no such segment");
    let (number, range) = match piece {
        Piece::Prefix(range) => {
            let bytes = row.prefix.as_ref().and_then(|prefix| prefix.get(range.clone()));
            return bytes.map(Bytes::copy_from_slice).ok_or_else(missing);
        }
        Piece::Segment { seq, range } => (*seq as usize, range.clone()),
    };
    let manifest = &row.manifest;
    let entry = manifest.segments.get(number).ok_or_else(missing)?;
    let offset = *manifest.sealed_offsets().get(number).ok_or_else(missing)?;
    let len = usize::try_from(entry.ct_len).map_err(std::io::Error::other)?;
    let blob = row.blob.as_deref().ok_or_else(missing)?;
    let record = app.blobs().read(blob, offset, len)?;
    let info = WrapInfo { purpose: WRAP_PURPOSE, interview: row.interview, part: &manifest.part };
    let key =
        unwrap_any(&manifest.wraps, &app.keys().seal, &info).map_err(std::io::Error::other)?;
    let opener = SegmentOpener::new(&key, row.interview, &manifest.part);
    let (segment, _) = opener.open(&record, entry.seq).map_err(std::io::Error::other)?;
    let bytes = Bytes::from(segment);
    if range.end > bytes.len() {
        return Err(missing());
    }
    Ok(bytes.slice(range))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_range_leaves_the_file(
            text in "(bytes=)?[0-9]{0,22}-?[0-9]{0,22}|[ -~]{0,40}",
            len in 0u64..1_000,
        ) {
            let value = HeaderValue::from_str(&text).unwrap();
            if let Wanted::Bytes(from, to) = wanted(Some(&value), len) {
                prop_assert!(from < to && to <= len, "{text}");
            }
        }
    }

    #[test]
    fn ranges_as_browsers_ask_for_them() {
        let ask = |text: &'static str| wanted(Some(&HeaderValue::from_static(text)), 100);
        assert_eq!(wanted(None, 100), Wanted::All);
        assert_eq!(ask("bytes=0-"), Wanted::Bytes(0, 100));
        assert_eq!(ask("bytes=10-19"), Wanted::Bytes(10, 20));
        assert_eq!(ask("bytes=90-1000"), Wanted::Bytes(90, 100));
        assert_eq!(ask("bytes=-30"), Wanted::Bytes(70, 100));
        assert_eq!(ask("bytes=-300"), Wanted::Bytes(0, 100));
        assert_eq!(ask("bytes=100-"), Wanted::Outside);
        assert_eq!(ask("bytes=-0"), Wanted::Outside);
        for odd in ["bytes=5-2", "bytes=a-b", "bytes=0-1,5-6", "lines=0-1", "bytes=-"] {
            assert_eq!(ask(odd), Wanted::All, "{odd}");
        }
    }
}
