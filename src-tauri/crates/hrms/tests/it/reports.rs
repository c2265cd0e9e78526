//! Interviews and reports: idempotent, chained, and only by the station that made them.

use fixtures::InterviewFixture;
use reqwest::{Method, StatusCode};
use seal::hash::sha256_hex;
use seal::jcs::canonical_json;
use seal::sign::{SigningKey, sign_detached};
use serde_json::{Value, json};

use crate::support::{body_of, problem, start};

#[tokio::test(flavor = "multi_thread")]
async fn the_same_put_twice_changes_nothing_and_another_is_refused() {
    let server = start().await;
    let station = server.enrol().await;
    let mut fixture = server.announced(&station, 0).await;
    let path = format!("/v1/interviews/{}", fixture.id);
    assert_eq!(server.put(&station, &path, fixture.body()).await.status(), StatusCode::OK);

    let first = body_of(server.put_report(&station, &fixture).await, StatusCode::CREATED).await;
    let again = body_of(server.put_report(&station, &fixture).await, StatusCode::OK).await;
    assert!(first["receipt"].is_string() && again["receipt"].is_string());
    let stored = sha256_hex(fixture.report_bytes());
    let digest_path = format!("{path}/reports/1");
    let request = server.request(Method::GET, &digest_path).bearer_auth(&station.token);
    let digest = body_of(request.send().await.unwrap(), StatusCode::OK).await;
    assert_eq!(digest, json!({ "rev": 1, "sha256": stored }));

    fixture.report.scores.overall.score = Some(99.0);
    let answer = problem(server.put_report(&station, &fixture).await, 409, "conflict").await;
    assert_eq!(answer["stored_sha256"], stored);
    let audit = server.running.admin().store().audit(0, 100).unwrap();
    assert_eq!(audit.iter().filter(|entry| entry.action == "report.stored").count(), 1);
    server.running.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn revisions_follow_one_another_and_name_the_one_before() {
    let server = start().await;
    let station = server.enrol().await;
    let mut fixture = server.announced(&station, 0).await;
    fixture.report.rev = 2;
    let answer = problem(server.put_report(&station, &fixture).await, 409, "gap").await;
    assert_eq!(answer["expected_rev"], 1);
    fixture.report.rev = 1;
    assert_eq!(server.put_report(&station, &fixture).await.status(), StatusCode::CREATED);
    let first = sha256_hex(fixture.report_bytes());
    fixture.report.rev = 2;
    let answer = problem(server.put_report(&station, &fixture).await, 422, "invalid").await;
    assert_eq!(answer["errors"][0]["pointer"], "/supersedes");
    fixture.report.supersedes = Some(first);
    assert_eq!(server.put_report(&station, &fixture).await.status(), StatusCode::CREATED);
    server.running.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_signature_puts_the_report_in_quarantine() {
    let server = start().await;
    let station = server.enrol().await;
    let fixture = server.announced(&station, 0).await;
    let bytes = fixture.report_bytes();
    let forged = sign_detached(&SigningKey::generate(), &bytes);
    let other = sign_detached(&station.signing, b"{}");
    for jws in [forged.as_str(), other.as_str(), "", "a..b"] {
        let answer = server.put_signed(&station, &fixture, bytes.clone(), jws).await;
        problem(answer, 422, "signature").await;
    }
    let store = server.running.admin().store();
    assert_eq!(store.quarantined().unwrap(), 1, "the same bytes are kept once");
    assert!(store.report_digest(fixture.id, 1).unwrap().is_none());
    assert_eq!(server.put_report(&station, &fixture).await.status(), StatusCode::CREATED);
    server.running.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_station_sees_and_writes_nothing() {
    let server = start().await;
    let (mine, other) = (server.enrol().await, server.enrol().await);
    let mut fixture = server.announced(&mine, 0).await;
    let path = format!("/v1/interviews/{}", fixture.id);
    let answer = problem(server.put(&other, &path, fixture.body()).await, 409, "conflict").await;
    assert!(answer.get("stored_sha256").is_none(), "not even the digest is told");
    // Signed by the other station, in its own name and in ours.
    problem(server.put_report(&other, &fixture).await, 404, "not-found").await;
    fixture.report.station_id.clone_from(&other.id);
    problem(server.put_report(&other, &fixture).await, 404, "not-found").await;
    for path in [format!("{path}/receipt"), format!("{path}/reports/1")] {
        let request = server.request(Method::GET, &path).bearer_auth(&other.token);
        problem(request.send().await.unwrap(), 404, "not-found").await;
    }
    problem(
        server.put(&other, &format!("{path}/withdrawal"), b"{}".to_vec()).await,
        404,
        "not-found",
    )
    .await;
    server.running.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_merely_odd_is_stored_and_flagged() {
    let server = start().await;
    let station = server.enrol().await;
    let fixture = server.announced(&station, 0).await;
    // A report of a later version, not canonical either.
    let bytes = serde_json::to_vec_pretty(&json!({
        "schema": "interview-station/report/9", "interview_id": fixture.id, "rev": 1,
        "station_id": "before-enrolment", "novelty": { "of": "tomorrow" },
    }))
    .unwrap();
    let jws = sign_detached(&station.signing, &bytes);
    let answer = server.put_signed(&station, &fixture, bytes, &jws).await;
    assert_eq!(answer.status(), StatusCode::CREATED);
    let row = server.running.admin().store().interview(fixture.id).unwrap().unwrap();
    assert_eq!(row.flags, ["not_canonical", "unknown_schema", "other_station_id"]);
    assert_eq!(row.score, None);
    server.running.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn malformed_and_oversized_reports_are_refused() {
    let server = start().await;
    let station = server.enrol().await;
    let fixture = server.announced(&station, 0).await;
    let send = |bytes: Vec<u8>| {
        let jws = sign_detached(&station.signing, &bytes);
        let (server, station, fixture) = (&server, &station, &fixture);
        async move { server.put_signed(station, fixture, bytes, &jws).await }
    };
    problem(send(b"{".to_vec()).await, 400, "malformed").await;
    problem(send(b"[]".to_vec()).await, 422, "invalid").await;
    let other = InterviewFixture::new(&station.id, &station.seal, 0);
    let answer = problem(send(other.report_bytes()).await, 422, "invalid").await;
    assert_eq!(answer["errors"][0]["pointer"], "/interview_id");
    let mut huge = serde_json::to_value(&fixture.report).unwrap();
    huge["not_used"] = json!(["x".repeat(4 * 1024 * 1024)]);
    problem(send(canonical_json(&huge).unwrap()).await, 413, "too-large").await;
    for path in ["/v1/interviews/..%2f..%2fetc", "/v1/interviews/1"] {
        problem(server.put(&station, path, fixture.body()).await, 404, "not-found").await;
    }
    server.running.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawal_overtakes_everything() {
    let server = start().await;
    let station = server.enrol().await;
    let fixture = InterviewFixture::new(&station.id, &station.seal, 300_000);
    server.finished(&station, &fixture).await;
    let cookie = server.login("wang", hrms::store::Role::HrAdmin, &[]).await;
    let path = format!("/v1/interviews/{}", fixture.id);
    assert_eq!(server.get(&cookie, &format!("{path}/report")).await.status(), StatusCode::OK);

    let withdraw = async || {
        let answer = server.put(&station, &format!("{path}/withdrawal"), b"{}".to_vec()).await;
        body_of(answer, StatusCode::OK).await["certificate"].as_str().unwrap().to_owned()
    };
    let certificate = withdraw().await;
    server.advance(1000);
    assert_eq!(withdraw().await, certificate, "once and for all");

    problem(server.put(&station, &path, fixture.body()).await, 410, "erased").await;
    problem(server.put_report(&station, &fixture).await, 410, "erased").await;
    problem(server.get(&cookie, &format!("{path}/report")).await, 410, "erased").await;
    let play = server.person(&cookie, Method::POST, &format!("{path}/media/main/play"));
    problem(play.send().await.unwrap(), 410, "erased").await;
    let store = server.running.admin().store();
    assert!(store.part(fixture.id, "main").unwrap().unwrap().manifest.wraps.is_empty());
    assert!(store.report_digest(fixture.id, 1).unwrap().is_some(), "the digest stays as proof");
    let files = std::fs::read_dir(server.dir.path().join("media")).unwrap();
    let left = files.flat_map(|dir| std::fs::read_dir(dir.unwrap().path()).unwrap()).count();
    assert_eq!(left, 0, "the sealed object is gone");
    let page = server.get(&cookie, &format!("/interviews/{}?lang=en", fixture.id)).await;
    let page = page.text().await.unwrap();
    assert!(page.contains("erased at the candidate") && !page.contains("林小雨"));
    let list: Value = server.get(&cookie, "/v1/interviews").await.json().await.unwrap();
    assert_eq!(list["items"][0]["candidate"]["name"], Value::Null);
    server.running.shutdown().await;
}
