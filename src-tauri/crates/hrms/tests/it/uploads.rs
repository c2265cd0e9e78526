//! Manifests and uploads by tus 1.0.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::{Method, Response, StatusCode};
use seal::hash::sha256;
use serde_json::{Value, json};

use crate::support::{Server, Station, body_of, problem, start, start_in};

async fn offset(server: &Server, station: &Station, url: &str) -> u64 {
    let answer = server.tus(station, Method::HEAD, url).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.headers()["tus-resumable"], "1.0.0");
    assert!(answer.headers().contains_key("upload-expires"));
    answer.headers()["upload-offset"].to_str().unwrap().parse().unwrap()
}

/// State of the part `main` as the receipt gives it, once no verification runs.
async fn state(server: &Server, station: &Station, id: uuid::Uuid) -> (String, bool) {
    let path = format!("/v1/interviews/{id}/receipt?wait=20");
    let request = server.request(Method::GET, &path).bearer_auth(&station.token);
    let answer = body_of(request.send().await.unwrap(), StatusCode::OK).await;
    let jws = answer["receipt"].as_str().unwrap();
    let payload = jws.split('.').nth(1).unwrap();
    let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(payload).unwrap();
    let claims: Value = serde_json::from_slice(&bytes).unwrap();
    let state = claims["parts"][0]["state"].as_str().unwrap().to_owned();
    (state, claims["may_delete"].as_bool().unwrap())
}

async fn patch_checked(
    server: &Server,
    station: &Station,
    url: &str,
    from: u64,
    chunk: &[u8],
    checksum: &[u8],
) -> Response {
    server
        .tus(station, Method::PATCH, url)
        .header("upload-offset", from)
        .header("content-type", "application/offset+octet-stream")
        .header("upload-checksum", format!("sha256 {}", STANDARD.encode(checksum)))
        .body(chunk.to_vec())
        .send()
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_goes_on_where_it_stands_and_is_verified_at_its_end() {
    let server = start().await;
    let station = server.enrol().await;
    let fixture = server.announced(&station, 300_000).await;
    assert!(server.put_report(&station, &fixture).await.status().is_success());
    let url = server.manifest(&station, &fixture).await;
    assert_eq!(
        server.manifest(&station, &fixture).await,
        url,
        "the same manifest, the same upload"
    );
    assert_eq!(offset(&server, &station, &url).await, 0);

    let (first, rest) = fixture.sealed.split_at(100_000);
    let bad = patch_checked(&server, &station, &url, 0, first, &sha256(rest)).await;
    problem(bad, 460, "checksum").await;
    assert_eq!(offset(&server, &station, &url).await, 0, "a wrong chunk counts for nothing");
    let good = patch_checked(&server, &station, &url, 0, first, &sha256(first)).await;
    assert_eq!(good.status(), StatusCode::NO_CONTENT);
    assert_eq!(good.headers()["upload-offset"], "100000");

    // The answer was lost: the same chunk again is told where the upload stands.
    let again = server.patch(&station, &url, 0, first.to_vec()).await;
    assert_eq!(again.headers()["upload-offset"], "100000");
    problem(again, 409, "offset").await;
    let before = state(&server, &station, fixture.id).await;
    assert_eq!(before, ("uploading".to_owned(), false));

    let last = server.patch(&station, &url, 100_000, rest.to_vec()).await;
    assert_eq!(last.status(), StatusCode::NO_CONTENT);
    assert_eq!(state(&server, &station, fixture.id).await, ("verified".to_owned(), true));
    let manifest = serde_json::to_vec(&fixture.manifest).unwrap();
    let path = format!("/v1/interviews/{}/media/main", fixture.id);
    let done = body_of(server.put(&station, &path, manifest).await, StatusCode::OK).await;
    assert_eq!(done, json!({ "upload": null, "state": "verified" }));
    server.running.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_lies_on_disk_stays_sealed() {
    let server = start().await;
    let station = server.enrol().await;
    let fixture = fixtures::InterviewFixture::new(&station.id, &station.seal, 300_000);
    server.finished(&station, &fixture).await;
    server.running.shutdown().await;
    let words = fixtures::ANSWER.as_bytes();
    let clear = &fixture.clear[1][..64];
    let mut files = vec![server.dir.path().to_owned()];
    let mut seen = 0;
    while let Some(path) = files.pop() {
        if path.is_dir() {
            files.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        seen += bytes.len();
        for needle in [&words[..30], "林小雨".as_bytes(), clear, b"SQLite format 3"] {
            assert!(!bytes.windows(needle.len()).any(|w| w == needle), "{}", path.display());
        }
    }
    assert!(seen > 300_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn bytes_that_do_not_fit_the_manifest_are_rejected_and_may_be_sent_again() {
    let server = start().await;
    let station = server.enrol().await;
    let fixture = server.announced(&station, 300_000).await;
    assert!(server.put_report(&station, &fixture).await.status().is_success());
    let url = server.manifest(&station, &fixture).await;
    let mut spoilt = fixture.sealed.clone();
    spoilt[200_000] ^= 1;
    assert!(server.patch(&station, &url, 0, spoilt).await.status().is_success());
    assert_eq!(state(&server, &station, fixture.id).await, ("rejected".to_owned(), false));
    let url = server.manifest(&station, &fixture).await;
    assert!(server.patch(&station, &url, 0, fixture.sealed.clone()).await.status().is_success());
    assert_eq!(state(&server, &station, fixture.id).await, ("verified".to_owned(), true));
    server.running.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn manifests_that_contradict_themselves_or_lock_us_out_are_refused() {
    let server = start().await;
    let station = server.enrol().await;
    let fixture = server.announced(&station, 300_000).await;
    let path = format!("/v1/interviews/{}/media/main", fixture.id);
    let send = |manifest: &seal::manifest::PartManifest| {
        let body = serde_json::to_vec(manifest).unwrap();
        let (server, station, path) = (&server, &station, &path);
        async move { server.put(station, path, body).await }
    };
    let mut other = fixture.manifest.clone();
    other.wraps[0].kid = "somebody".into();
    let answer = problem(send(&other).await, 422, "invalid").await;
    assert_eq!(answer["errors"][0]["pointer"], "/wraps");
    let mut other = fixture.manifest.clone();
    other.segments[1].ct_len += 1;
    problem(send(&other).await, 422, "invalid").await;
    let mut other = fixture.manifest.clone();
    other.part = "../main".into();
    problem(send(&other).await, 422, "invalid").await;
    assert_eq!(send(&fixture.manifest).await.status(), StatusCode::CREATED);
    let mut other = fixture.manifest.clone();
    other.codec = "av1,opus".into();
    problem(send(&other).await, 409, "conflict").await;
    for name in ["..%2f..%2fhrms.key", "A", "a.b", "%00", "a%20b"] {
        let path = format!("/v1/interviews/{}/media/{name}", fixture.id);
        let body = serde_json::to_vec(&fixture.manifest).unwrap();
        problem(server.put(&station, &path, body).await, 422, "invalid").await;
    }
    server.running.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_protocol_is_kept_to_the_letter() {
    let server = start().await;
    let station = server.enrol().await;
    let other = server.enrol().await;
    let fixture = server.announced(&station, 300_000).await;
    let url = server.manifest(&station, &fixture).await;

    let options = server.request(Method::OPTIONS, "/v1/uploads").send().await.unwrap();
    let extensions = "creation,checksum,expiration,termination";
    assert_eq!(options.headers()["tus-extension"], extensions);
    assert_eq!(options.headers()["tus-checksum-algorithm"], "sha256");
    let plain = server.request(Method::PATCH, &url).bearer_auth(&station.token);
    let answer = plain.send().await.unwrap();
    assert_eq!(answer.headers()["tus-version"], "1.0.0");
    problem(answer, 412, "precondition").await;
    let untyped = server.tus(&station, Method::PATCH, &url).header("upload-offset", 0);
    problem(untyped.body("x").send().await.unwrap(), 415, "media-type").await;
    problem(server.patch(&other, &url, 0, vec![1]).await, 404, "not-found").await;
    let more = vec![0; fixture.sealed.len() + 1];
    problem(server.patch(&station, &url, 0, more).await, 413, "too-large").await;
    let huge = vec![0; 8 * 1024 * 1024 + 1];
    problem(server.patch(&station, &url, 0, huge).await, 413, "too-large").await;
    let odd = patch_checked(&server, &station, &url, 0, b"x", b"short").await;
    problem(odd, 460, "checksum").await;

    let gone = server.tus(&station, Method::DELETE, &url).send().await.unwrap();
    assert_eq!(gone.status(), StatusCode::NO_CONTENT);
    let head = server.tus(&station, Method::HEAD, &url).send().await.unwrap();
    assert_eq!(head.status(), StatusCode::NOT_FOUND);
    let value = |text: &str| STANDARD.encode(text);
    let metadata = format!(
        "interview {},part {},sha256 {}",
        value(&fixture.id.to_string()),
        value("main"),
        value(&fixture.manifest.sha256)
    );
    let create = |len: usize| {
        let request = server.tus(&station, Method::POST, "/v1/uploads");
        let request = request.header("upload-length", len).header("upload-metadata", &metadata);
        async { request.send().await.unwrap() }
    };
    problem(create(5).await, 422, "invalid").await;
    let created = create(fixture.sealed.len()).await;
    assert_eq!(created.status(), StatusCode::CREATED);
    let url = created.headers()["location"].to_str().unwrap().to_owned();
    assert_eq!(offset(&server, &station, &url).await, 0);

    // An upload nobody goes on with is given up after seven days.
    server.advance(7 * 24 * 3600 * 1000);
    let fresh = server.token(&station.assertion(server.now_s(), "week")).await;
    let token: Value = fresh.json().await.unwrap();
    let token = token["access_token"].as_str().unwrap().to_owned();
    let station = Station { token, ..station };
    let head = server.tus(&station, Method::HEAD, &url).send().await.unwrap();
    assert_eq!(head.status(), StatusCode::NOT_FOUND);
    assert_ne!(server.manifest(&station, &fixture).await, url, "and begun anew");
    server.running.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_verification_that_a_crash_interrupted_is_done_at_the_next_start() {
    let server = start().await;
    let station = server.enrol().await;
    let fixture = server.announced(&station, 300_000).await;
    assert!(server.put_report(&station, &fixture).await.status().is_success());
    let url = server.manifest(&station, &fixture).await;
    let upload = url.rsplit('/').next().unwrap().parse().unwrap();
    // All bytes are written and the row says so, but nobody began to verify: what a crash right
    // after the last commit leaves behind.
    let (first, last) = fixture.sealed.split_at(fixture.sealed.len() - 1);
    assert!(server.patch(&station, &url, 0, first.to_vec()).await.status().is_success());
    let store = server.running.admin().store();
    let row = store.upload(upload, 0).unwrap().unwrap();
    let file = server.dir.path().join("media").join(&row.blob[30..]);
    let file = file.join(format!("{}.part", row.blob));
    let mut bytes = std::fs::read(&file).unwrap();
    bytes.extend_from_slice(last);
    std::fs::write(&file, bytes).unwrap();
    let who = hrms::store::Who { actor: "test".into(), now_ms: 0 };
    assert!(store.advance(upload, first.len() as u64, row.len, &who).unwrap());
    let Server { running, dir, now_ms, .. } = server;
    running.shutdown().await;
    let server = start_in(dir, Arc::clone(&now_ms)).await;
    assert_eq!(state(&server, &station, fixture.id).await, ("verified".to_owned(), true));
    server.running.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_waits_for_a_verification_that_runs_and_closes_the_database() {
    let server = start().await;
    let station = server.enrol().await;
    let fixture = server.announced(&station, 8_000_000).await;
    assert!(server.put_report(&station, &fixture).await.status().is_success());
    let url = server.manifest(&station, &fixture).await;
    let answer = server.patch(&station, &url, 0, fixture.sealed.clone()).await;
    assert_eq!(answer.status(), StatusCode::NO_CONTENT, "the verification has begun");
    server.running.shutdown().await;
    let open: Vec<_> = std::fs::read_dir(server.dir.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with("-wal") || name.ends_with("-shm"))
        .collect();
    assert_eq!(open, Vec::<String>::new(), "SQLite removes these when the last user closes");
}
