//! People: login, roles, positions, candidates, play.

use fixtures::{InterviewFixture, teller};
use hrms::store::Role;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{PASSWORD, body_of, problem, start};

#[tokio::test(flavor = "multi_thread")]
async fn a_login_needs_the_password_our_own_page_and_patience() {
    let server = start().await;
    let cookie = server.login("wang", Role::HrAdmin, &[]).await;
    let who: Value = body_of(server.get(&cookie, "/v1/session").await, StatusCode::OK).await;
    assert_eq!(who["role"], "hr_admin");

    let own = server.running.base_url();
    problem(server.try_login("wang", PASSWORD, None).await, 403, "forbidden").await;
    let evil = Some("http://evil.example");
    problem(server.try_login("wang", PASSWORD, evil).await, 403, "forbidden").await;
    // One good login was counted before; four wrong ones fill the minute.
    for _ in 0..4 {
        problem(server.try_login("wang", "wrong", Some(&own)).await, 401, "auth").await;
    }
    let answer = server.try_login("wang", PASSWORD, Some(&own)).await;
    assert!(answer.headers().contains_key("retry-after"));
    problem(answer, 429, "rate-limited").await;
    problem(server.try_login("nobody", "wrong", Some(&own)).await, 401, "auth").await;
    server.advance(61_000);
    assert_eq!(server.try_login("wang", PASSWORD, Some(&own)).await.status(), StatusCode::CREATED);

    let foreign = server.request(Method::DELETE, "/v1/session").header("cookie", &cookie);
    problem(
        foreign.header("origin", "http://evil.example").send().await.unwrap(),
        403,
        "forbidden",
    )
    .await;
    let out = server.person(&cookie, Method::DELETE, "/v1/session").send().await.unwrap();
    assert_eq!(out.status(), StatusCode::NO_CONTENT);
    problem(server.get(&cookie, "/v1/session").await, 401, "auth").await;
    server.running.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_by_itself() {
    let server = start().await;
    let cookie = server.login("wang", Role::HrAdmin, &[]).await;
    server.advance(8 * 3600 * 1000);
    problem(server.get(&cookie, "/v1/session").await, 401, "auth").await;
    let page = server.get(&cookie, "/interviews").await;
    assert_eq!(
        (page.status(), &page.headers()["location"]),
        (StatusCode::SEE_OTHER, &"/login".parse().unwrap())
    );
    server.running.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn positions_are_drafted_published_and_final() {
    let server = start().await;
    let cookie = server.login("wang", Role::HrAdmin, &[]).await;
    let post = |path: &str, body: Value| {
        let request = server.person(&cookie, Method::POST, path).json(&body);
        async { request.send().await.unwrap() }
    };
    let mut position = serde_json::to_value(teller()).unwrap();
    position["pass_score"] = json!(60);
    let draft = body_of(post("/v1/positions", position.clone()).await, StatusCode::CREATED).await;
    assert_eq!(draft, json!({ "code": "teller", "version": 2, "state": "draft" }));
    let publish =
        |version: u32| post(&format!("/v1/positions/teller/versions/{version}/publish"), json!({}));
    assert_eq!(publish(2).await.status(), StatusCode::NO_CONTENT);
    assert_eq!(publish(2).await.status(), StatusCode::NO_CONTENT);
    problem(publish(1).await, 409, "conflict").await;
    problem(publish(7).await, 404, "not-found").await;
    let old = server.get(&cookie, "/v1/positions/teller/versions/1").await;
    assert_eq!(body_of(old, StatusCode::OK).await["state"], "retired");
    let new = server.get(&cookie, "/v1/positions/teller/versions/2").await;
    assert_eq!(body_of(new, StatusCode::OK).await["position"]["pass_score"], 60);

    position["competencies"][0]["weight"] = json!(0.9);
    let answer = problem(post("/v1/positions", position).await, 422, "invalid").await;
    assert_eq!(answer["errors"][0]["code"], "position.weights");
    server.running.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_request_with_the_same_key_is_carried_out_once() {
    let server = start().await;
    let cookie = server.login("wang", Role::HrAdmin, &[]).await;
    let add = |key: &str, reference: &str| {
        let body = json!({ "reference": reference, "name": "李雷", "position": "teller" });
        let request = server.person(&cookie, Method::POST, "/v1/candidates").json(&body);
        let request = request.header("idempotency-key", key);
        async { request.send().await.unwrap() }
    };
    let first = body_of(add("k1", "C-1").await, StatusCode::CREATED).await;
    let again = body_of(add("k1", "C-1").await, StatusCode::CREATED).await;
    assert_eq!(first, again);
    problem(add("k1", "C-2").await, 422, "idempotency").await;
    problem(add("k2", "C-1").await, 409, "conflict").await;
    server.advance(24 * 3600 * 1000);
    assert_eq!(server.running.admin().store().booked().unwrap().len(), 1);
    server.running.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_role_sees_what_it_may() {
    let server = start().await;
    let station = server.enrol().await;
    let fixture = InterviewFixture::new(&station.id, &station.seal, 300_000);
    server.finished(&station, &fixture).await;
    let teller = server.login("teller-lead", Role::Interviewer, &["teller"]).await;
    let risk = server.login("risk-lead", Role::Interviewer, &["risk_manager"]).await;
    let auditor = server.login("auditor", Role::Auditor, &[]).await;
    let path = format!("/v1/interviews/{}", fixture.id);
    let report = format!("{path}/report");

    assert_eq!(server.get(&teller, &report).await.status(), StatusCode::OK);
    problem(server.get(&risk, &report).await, 404, "not-found").await;
    problem(server.get(&auditor, &report).await, 403, "forbidden").await;
    let list = |cookie: &str| {
        let request = server.person(cookie, Method::GET, "/v1/interviews");
        async { request.send().await.unwrap().json::<Value>().await.unwrap() }
    };
    assert_eq!(list(&teller).await["items"][0]["score"], 76.5);
    assert_eq!(list(&risk).await["items"], json!([]));
    let seen = list(&auditor).await;
    assert_eq!(seen["items"][0]["state"], "completed");
    assert_eq!(
        (&seen["items"][0]["candidate"], &seen["items"][0]["score"]),
        (&Value::Null, &Value::Null)
    );
    for (cookie, code) in [(&risk, 404), (&auditor, 403)] {
        let play = server.person(cookie, Method::POST, &format!("{path}/media/main/play"));
        assert_eq!(play.send().await.unwrap().status().as_u16(), code);
    }
    for request in [
        server.person(&teller, Method::POST, "/v1/candidates").json(&json!({
            "reference": "C-9", "name": "x", "position": "teller" })),
        server.person(&teller, Method::POST, "/v1/stations/enrolment-codes").json(&json!({})),
        server.person(&teller, Method::POST, &format!("/v1/stations/{}/revoke", station.id)),
    ] {
        problem(request.send().await.unwrap(), 403, "forbidden").await;
    }
    server.running.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recording_plays_by_range_for_the_session_that_asked() {
    let server = start().await;
    let station = server.enrol().await;
    let fixture = InterviewFixture::new(&station.id, &station.seal, 300_000);
    server.finished(&station, &fixture).await;
    let cookie = server.login("wang", Role::HrAdmin, &[]).await;
    let other = server.login("li", Role::HrAdmin, &[]).await;
    let path = format!("/v1/interviews/{}/media/main/play", fixture.id);
    let grant = server.person(&cookie, Method::POST, &path).send().await.unwrap();
    let grant = body_of(grant, StatusCode::CREATED).await;
    let url = grant["url"].as_str().unwrap();
    assert_eq!(grant["type"], "video/webm");

    let whole = server.get(&cookie, url).await;
    assert_eq!(whole.headers()["accept-ranges"], "bytes");
    assert_eq!(whole.headers()["cache-control"], "no-store");
    let whole = whole.bytes().await.unwrap();
    let clusters = fixture.clear[1..].concat();
    assert!(whole.ends_with(&clusters), "the clusters as they were recorded");
    assert_eq!(&whole[..4], [0x1A, 0x45, 0xDF, 0xA3], "behind a WebM header");
    let range = |value: String| {
        let request = server.person(&cookie, Method::GET, url).header("range", value);
        async { request.send().await.unwrap() }
    };
    // Inside the header, over the border, over several segments, to the end.
    let len = whole.len();
    let prefix = len - clusters.len();
    for (from, to) in [(0, 10), (prefix - 3, prefix + 5), (5, len - 5), (len - 1, len)] {
        let answer = range(format!("bytes={from}-{}", to - 1)).await;
        assert_eq!(answer.status(), StatusCode::PARTIAL_CONTENT);
        let expected = format!("bytes {from}-{}/{len}", to - 1);
        assert_eq!(answer.headers()["content-range"], expected);
        assert_eq!(answer.bytes().await.unwrap(), whole.slice(from..to));
    }
    let outside = range(format!("bytes={len}-")).await;
    assert_eq!(outside.headers()["content-range"], format!("bytes */{len}"));
    problem(outside, 416, "range").await;

    problem(server.get(&other, url).await, 404, "not-found").await;
    problem(server.request(Method::GET, url).send().await.unwrap(), 401, "auth").await;
    server.advance(14 * 60 * 1000);
    assert_eq!(server.get(&cookie, url).await.status(), StatusCode::OK, "each use extends it");
    server.advance(15 * 60 * 1000);
    problem(server.get(&cookie, url).await, 404, "not-found").await;
    let audit = server.running.admin().store().audit(0, 1000).unwrap();
    seal::chain::verify(&audit).unwrap();
    assert_eq!(audit.iter().filter(|entry| entry.action == "media.play_granted").count(), 1);
    server.running.shutdown().await;
}
