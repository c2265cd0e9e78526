//! Recordings over loopback, as a player sees them.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use station::playback::{CHUNK_BYTES, MAX_OPEN, Playable, PlaybackServer};
use vault::VaultError;

/// A recording in memory; reading at or behind `broken_at` fails as a changed segment does.
struct InMemory {
    bytes: Vec<u8>,
    broken_at: u64,
}

impl InMemory {
    fn new(len: usize) -> Self {
        let bytes = (0..len).map(|at| (at % 251) as u8).collect();
        Self { bytes, broken_at: u64::MAX }
    }
}

impl Playable for InMemory {
    fn byte_len(&self) -> u64 {
        self.bytes.len() as u64
    }

    fn media_type(&self) -> &str {
        "video/webm"
    }

    fn read_range(&mut self, offset: u64, max: usize) -> Result<Vec<u8>, VaultError> {
        if offset >= self.broken_at {
            return Err(VaultError::Stored("length of a segment"));
        }
        let from = (offset as usize).min(self.bytes.len());
        Ok(self.bytes[from..(from + max).min(self.bytes.len())].to_vec())
    }
}

struct Answer {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }
}

/// Asks for `url` with the given method and further header lines.
fn ask(method: &str, url: &str, host: Option<&str>, more: &str) -> Answer {
    let (address, path) = url.strip_prefix("http://").unwrap().split_once('/').unwrap();
    let host = host.unwrap_or(address);
    let mut socket = TcpStream::connect(address).unwrap();
    write!(socket, "{method} /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{more}\r\n")
        .unwrap();
    let mut all = Vec::new();
    // A response that is broken off may end with a reset.
    let _ = socket.read_to_end(&mut all);
    let end = all.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
    let head = String::from_utf8(all[..end].to_vec()).unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Answer { status, head, body: all[end + 4..].to_vec() }
}

fn get(url: &str, more: &str) -> Answer {
    ask("GET", url, None, more)
}

/// Runs `test` with a server that lives on a runtime of its own.
fn with_server(test: impl FnOnce(&PlaybackServer)) {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let server = runtime.block_on(PlaybackServer::start()).unwrap();
    test(&server);
}

#[test]
fn a_whole_recording_and_its_parts_arrive_unchanged() {
    with_server(|server| {
        let len = 2 * CHUNK_BYTES + 77;
        let expected = InMemory::new(len).bytes;
        let url = server.publish("main", Box::new(InMemory::new(len))).unwrap();

        let whole = get(&url, "");
        assert_eq!((whole.status, whole.body == expected), (200, true));
        assert_eq!(whole.header("content-type"), Some("video/webm"));
        assert_eq!(whole.header("accept-ranges"), Some("bytes"));
        assert_eq!(whole.header("cache-control"), Some("no-store"));

        let from = CHUNK_BYTES - 5;
        let part = get(&url, &format!("Range: bytes={from}-{}\r\n", from + 19));
        assert_eq!((part.status, part.body.as_slice()), (206, &expected[from..from + 20]));
        let range = format!("bytes {from}-{}/{len}", from + 19);
        assert_eq!(part.header("content-range"), Some(range.as_str()));

        let tail = get(&url, "Range: bytes=-3\r\n");
        assert_eq!((tail.status, tail.body.as_slice()), (206, &expected[len - 3..]));

        let outside = get(&url, &format!("Range: bytes={len}-\r\n"));
        assert_eq!((outside.status, outside.body.len()), (416, 0));

        let head = ask("HEAD", &url, None, "");
        let length = len.to_string();
        assert_eq!((head.status, head.header("content-length")), (200, Some(length.as_str())));
        assert!(head.body.is_empty());
    });
}

#[test]
fn only_the_token_opens_a_recording_and_only_on_loopback() {
    with_server(|server| {
        let one = server.publish("main", Box::new(InMemory::new(9))).unwrap();
        let two = server.publish("main", Box::new(InMemory::new(9))).unwrap();
        assert!(one.starts_with("http://127.0.0.1:"), "{one}");
        assert_ne!(one, two);
        let token = one.rsplit('/').next().unwrap();
        assert_eq!(token.len(), 64);

        let wrong = one.replace(token, &"0".repeat(64));
        assert_eq!(get(&wrong, "").status, 404);
        assert_eq!(get(one.trim_end_matches(token), "").status, 404);
        assert_eq!(ask("POST", &one, None, "Content-Length: 0\r\n").status, 405);
        // A page of the outside that points its own name at this address.
        assert_eq!(ask("GET", &one, Some("evil.example"), "").status, 421);
        assert_eq!(get(&one, "").status, 200);
    });
}

#[test]
fn a_closed_window_keeps_nothing_open() {
    with_server(|server| {
        let main = server.publish("main", Box::new(InMemory::new(9))).unwrap();
        let other = server.publish("other", Box::new(InMemory::new(9))).unwrap();
        server.close_window("main");
        assert_eq!((get(&main, "").status, get(&other, "").status), (404, 200));
    });
}

#[test]
fn the_oldest_gives_way_when_too_many_are_open() {
    with_server(|server| {
        let urls: Vec<_> = (0..=MAX_OPEN)
            .map(|_| server.publish("main", Box::new(InMemory::new(9))).unwrap())
            .collect();
        assert_eq!((get(&urls[0], "").status, get(&urls[1], "").status), (404, 200));
    });
}

#[test]
fn a_damaged_recording_breaks_off_and_is_not_filled_up() {
    with_server(|server| {
        let len = 3 * CHUNK_BYTES;
        let video = InMemory { broken_at: CHUNK_BYTES as u64, ..InMemory::new(len) };
        let expected = InMemory::new(CHUNK_BYTES).bytes;
        let url = server.publish("main", Box::new(video)).unwrap();
        let answer = get(&url, "");
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("content-length"), Some(len.to_string().as_str()));
        assert_eq!(answer.body, expected);
    });
}
