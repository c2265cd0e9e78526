//! Plays recordings to a window over loopback, decrypted segment by segment in memory.
//!
//! Owns: a small HTTP server with byte ranges, bound to `127.0.0.1`, and the tokens that open its
//! videos. Never knows: windows beyond their label, pages, who watches.
//!
//! Invariants: a video is reached only by a token of 256 random bits, made for one window; nothing
//! is written to disk and nothing may be cached; memory is bounded by [`CHUNK_BYTES`] for each
//! request and [`MAX_OPEN`] videos. A damaged segment ends the response, it is never replaced.
//!
//! WebKitGTK can't play from a custom scheme, hence HTTP.

use std::collections::VecDeque;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot};
use tokio_stream::wrappers::ReceiverStream;
use vault::{PartReader, VaultError};

use crate::StationError;

/// Bytes that are decrypted and sent at once.
pub const CHUNK_BYTES: usize = 256 * 1024;
/// Videos that may be open at a time: the one that is shown, and one whose answer overtook it. The
/// oldest is closed for a newer one, so that an address is of use for one showing.
pub const MAX_OPEN: usize = 2;
/// Length of a token in bytes.
const TOKEN_BYTES: usize = 32;
/// Chunks that wait for a slow reader.
const CHUNKS_AHEAD: usize = 1;

/// A recording that can be read at any place.
pub trait Playable: Send {
    /// Length in bytes.
    fn byte_len(&self) -> u64;
    /// Media type, such as `video/webm`.
    fn media_type(&self) -> &str;
    /// Up to `max` bytes from `offset`; fewer only at the end.
    ///
    /// # Errors
    /// Where a segment was changed or is cut off.
    fn read_range(&mut self, offset: u64, max: usize) -> Result<Vec<u8>, VaultError>;
}

impl Playable for PartReader {
    fn byte_len(&self) -> u64 {
        self.len()
    }

    fn media_type(&self) -> &str {
        self.mime()
    }

    fn read_range(&mut self, offset: u64, max: usize) -> Result<Vec<u8>, VaultError> {
        PartReader::read_range(self, offset, max)
    }
}

/// A video behind its token.
#[derive(Clone)]
struct OpenVideo {
    token: String,
    window: String,
    len: u64,
    media_type: HeaderValue,
    video: Arc<Mutex<Box<dyn Playable>>>,
}

#[derive(Clone)]
struct Shared {
    /// Oldest first.
    open: Arc<Mutex<VecDeque<OpenVideo>>>,
    /// What a request must name as its host: a page that points its own name here is refused.
    host: String,
}

impl Shared {
    fn open(&self) -> MutexGuard<'_, VecDeque<OpenVideo>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The server; it ends when this is dropped.
pub struct PlaybackServer {
    address: SocketAddr,
    shared: Shared,
    _stop: oneshot::Sender<()>,
}

impl std::fmt::Debug for PlaybackServer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PlaybackServer({})", self.address)
    }
}

impl PlaybackServer {
    /// Starts the server on a free port of the loopback address, on the current tokio runtime.
    ///
    /// # Errors
    /// [`StationError::File`] where no port can be bound.
    pub async fn start() -> Result<Self, StationError> {
        let failed = |source| StationError::File { what: "loopback port", source };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let shared = Shared { open: Arc::default(), host: address.to_string() };
        let router = Router::new().route("/{token}", get(play)).with_state(shared.clone());
        let (stop, stopped) = oneshot::channel::<()>();
        tokio::spawn(async move {
            let ended = async move {
                // An error here is the dropped server: the wanted end.
                let _ = stopped.await;
            };
            if let Err(error) = axum::serve(listener, router).with_graceful_shutdown(ended).await {
                tracing::error!(%error, "playback server ended");
            }
        });
        Ok(Self { address, shared, _stop: stop })
    }

    /// The address of `video` for `window`. It holds until [`Self::close_window`], or until
    /// [`MAX_OPEN`] newer videos were opened.
    ///
    /// # Errors
    /// [`StationError::File`] where the system gives no random bytes.
    pub fn publish(&self, window: &str, video: Box<dyn Playable>) -> Result<String, StationError> {
        let token = make_token()?;
        let url = format!("http://{}/{token}", self.address);
        let media_type = HeaderValue::from_str(video.media_type())
            .unwrap_or(HeaderValue::from_static("application/octet-stream"));
        let len = video.byte_len();
        let video = Arc::new(Mutex::new(video));
        let mut open = self.shared.open();
        if open.len() == MAX_OPEN {
            open.pop_front();
        }
        open.push_back(OpenVideo { token, window: window.to_owned(), len, media_type, video });
        Ok(url)
    }

    /// Closes all videos of a window; their addresses are dead from here on.
    pub fn close_window(&self, window: &str) {
        self.shared.open().retain(|video| video.window != window);
    }
}

fn make_token() -> Result<String, StationError> {
    let mut bytes = [0; TOKEN_BYTES];
    getrandom::fill(&mut bytes).map_err(|error| StationError::File {
        what: "random source",
        source: std::io::Error::other(error.to_string()),
    })?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

async fn play(
    State(shared): State<Shared>,
    Path(token): Path<String>,
    method: Method,
    headers: HeaderMap,
) -> Response {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    if host != Some(shared.host.as_str()) {
        return StatusCode::MISDIRECTED_REQUEST.into_response();
    }
    let Some(video) = shared.open().iter().find(|video| video.token == token).cloned() else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let asked = headers.get(header::RANGE).and_then(|range| range.to_str().ok());
    let (status, span) = match byte_span(asked, video.len) {
        Asked::Whole => (StatusCode::OK, Span { start: 0, len: video.len }),
        Asked::Part(span) => (StatusCode::PARTIAL_CONTENT, span),
        Asked::Outside => return outside(video.len),
    };
    let mut answer = Response::new(if method == Method::HEAD {
        Body::empty()
    } else {
        Body::from_stream(stream(video.video, span))
    });
    *answer.status_mut() = status;
    let head = answer.headers_mut();
    head.insert(header::CONTENT_TYPE, video.media_type);
    head.insert(header::CONTENT_LENGTH, HeaderValue::from(span.len));
    head.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    head.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    head.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if status == StatusCode::PARTIAL_CONTENT {
        let last = span.start + span.len - 1;
        let range = format!("bytes {}-{last}/{}", span.start, video.len);
        head.insert(header::CONTENT_RANGE, ascii(&range));
    }
    answer
}

fn outside(len: u64) -> Response {
    let range = [(header::CONTENT_RANGE, ascii(&format!("bytes */{len}")))];
    (StatusCode::RANGE_NOT_SATISFIABLE, range).into_response()
}

/// Digits and punctuation, which every header may hold.
fn ascii(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).unwrap_or(HeaderValue::from_static(""))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Span {
    start: u64,
    len: u64,
}

#[derive(Debug, PartialEq, Eq)]
enum Asked {
    Whole,
    Part(Span),
    Outside,
}

/// What a `Range` header asks for (RFC 9110, section 14). Several ranges, other units and nonsense
/// are ignored, as the standard allows; then the whole is sent.
fn byte_span(range: Option<&str>, len: u64) -> Asked {
    let Some((first, last)) = range
        .and_then(|range| range.strip_prefix("bytes="))
        .and_then(|range| range.trim().split_once('-'))
    else {
        return Asked::Whole;
    };
    let number = |text: &str| text.parse::<u64>().ok();
    let (start, end) = match (first, last) {
        ("", tail) => match number(tail) {
            Some(tail) => (len.saturating_sub(tail), len),
            None => return Asked::Whole,
        },
        (first, "") => match number(first) {
            Some(first) => (first, len),
            None => return Asked::Whole,
        },
        (first, last) => match (number(first), number(last)) {
            (Some(first), Some(last)) if first <= last => (first, len.min(last.saturating_add(1))),
            _ => return Asked::Whole,
        },
    };
    if start >= end { Asked::Outside } else { Asked::Part(Span { start, len: end - start }) }
}

/// The bytes of a span, read as fast as they are taken. A failure breaks the response off, so that
/// the player knows that something is missing.
fn stream(
    video: Arc<Mutex<Box<dyn Playable>>>,
    span: Span,
) -> ReceiverStream<Result<Bytes, std::io::Error>> {
    let (sender, receiver) = mpsc::channel(CHUNKS_AHEAD);
    tokio::spawn(async move {
        let mut at = span.start;
        let end = span.start + span.len;
        while at < end {
            let chunk = read_chunk(Arc::clone(&video), at, end).await;
            let failed = chunk.is_err();
            at += chunk.as_ref().map_or(0, |bytes| bytes.len() as u64);
            if sender.send(chunk).await.is_err() || failed {
                break;
            }
        }
    });
    ReceiverStream::new(receiver)
}

/// One chunk, decrypted on a thread that may block.
async fn read_chunk(
    video: Arc<Mutex<Box<dyn Playable>>>,
    at: u64,
    end: u64,
) -> Result<Bytes, std::io::Error> {
    let max = usize::try_from(end - at).unwrap_or(CHUNK_BYTES).min(CHUNK_BYTES);
    let read = tokio::task::spawn_blocking(move || {
        video.lock().unwrap_or_else(PoisonError::into_inner).read_range(at, max)
    });
    let read = read.await.map_err(|_| std::io::ErrorKind::Other)?;
    let bytes = read.map_err(|error| {
        tracing::warn!(%error, at, "a recording can't be read on");
        std::io::Error::other(error)
    })?;
    if bytes.is_empty() {
        return Err(std::io::ErrorKind::UnexpectedEof.into());
    }
    Ok(Bytes::from(bytes))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn part(start: u64, len: u64) -> Asked {
        Asked::Part(Span { start, len })
    }

    #[test]
    fn ranges_are_read_as_the_standard_says() {
        for (header, expected) in [
            ("bytes=0-", part(0, 100)),
            ("bytes=0-0", part(0, 1)),
            ("bytes=10-19", part(10, 10)),
            ("bytes=90-500", part(90, 10)),
            ("bytes=-7", part(93, 7)),
            ("bytes=-700", part(0, 100)),
            ("bytes=100-", Asked::Outside),
            ("bytes=-0", Asked::Outside),
            ("bytes=5-2", Asked::Whole),
            ("bytes=a-b", Asked::Whole),
            ("bytes=0-1,5-6", Asked::Whole),
            ("seconds=0-1", Asked::Whole),
            ("", Asked::Whole),
        ] {
            assert_eq!(byte_span(Some(header), 100), expected, "{header}");
        }
        assert_eq!(byte_span(None, 100), Asked::Whole);
    }

    proptest! {
        #[test]
        fn no_header_reaches_beyond_the_recording(header in "(bytes=)?[0-9]{0,20}-?[0-9]{0,20}", len: u64) {
            if let Asked::Part(span) = byte_span(Some(&header), len) {
                prop_assert!(span.len > 0 && span.start.checked_add(span.len).is_some_and(|end| end <= len));
            }
        }
    }
}
