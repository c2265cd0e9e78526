//! Enrolment, assertions, tokens, pulls.

use reqwest::{Method, StatusCode};
use seal::sign::SigningKey;
use serde_json::{Value, json};

use crate::support::{body_of, enrol_body, problem, start};

async fn enrol(server: &crate::support::Server, body: &Value) -> reqwest::Response {
    server.request(Method::POST, "/v1/stations/enrol").json(body).send().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_ends_after_fifteen_minutes_and_after_five_wrong_tries() {
    let server = start().await;
    let admin = server.running.admin();
    let key = SigningKey::generate();
    let late = admin.station_code(true).unwrap();
    server.advance(15 * 60 * 1000);
    problem(enrol(&server, &enrol_body(&late, &key)).await, 410, "expired").await;

    let code = admin.station_code(true).unwrap();
    // The same first three characters, by which a code is found, and another rest.
    let wrong = format!("{}{}", &code[..3], "2222222");
    for _ in 0..5 {
        problem(enrol(&server, &enrol_body(&wrong, &key)).await, 404, "not-found").await;
    }
    problem(enrol(&server, &enrol_body(&code, &key)).await, 410, "expired").await;
    server.running.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_that_are_none_are_refused_by_name() {
    let server = start().await;
    let code = server.running.admin().station_code(true).unwrap();
    let mut body = enrol_body(&code, &SigningKey::generate());
    body["device_jwk"]["crv"] = json!("P-256");
    let answer = problem(enrol(&server, &body).await, 422, "invalid").await;
    assert_eq!(answer["errors"][0]["pointer"], "/device_jwk");
    problem(enrol(&server, &json!({ "code": 1 })).await, 422, "invalid").await;
    let request = server.request(Method::POST, "/v1/stations/enrol").body("{");
    problem(request.send().await.unwrap(), 415, "media-type").await;
    let request = server.request(Method::POST, "/v1/stations/enrol").body("{");
    let request = request.header("content-type", "application/json");
    problem(request.send().await.unwrap(), 400, "malformed").await;
    server.running.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_assertion_counts_once_and_only_near_our_time() {
    let server = start().await;
    let station = server.enrol().await;
    let now = server.now_s();
    let good = station.assertion(now, "a");
    assert_eq!(server.token(&good).await.status(), StatusCode::OK);
    problem(server.token(&good).await, 401, "auth").await;
    for off in [-121, 121] {
        let answer = server.token(&station.assertion(now + off, "b")).await;
        let date = answer.headers()["date"].to_str().unwrap().to_owned();
        problem(answer, 401, "clock-skew").await;
        assert_eq!(date, "Mon, 02 Nov 2026 12:00:00 GMT", "our time, to correct by");
    }
    assert_eq!(server.token(&station.assertion(now - 119, "c")).await.status(), StatusCode::OK);

    let mut other = server.enrol().await;
    other.id.clone_from(&station.id);
    problem(server.token(&other.assertion(now, "d")).await, 401, "auth").await;
    let mut elsewhere = server.enrol().await;
    elsewhere.hrms_kid = other.signing.public().thumbprint();
    problem(server.token(&elsewhere.assertion(now, "e")).await, 401, "auth").await;
    let mut stranger = server.enrol().await;
    stranger.signing = SigningKey::generate();
    problem(server.token(&stranger.assertion(now, "f")).await, 401, "auth").await;
    problem(server.token("not.a.jws").await, 401, "auth").await;
    server.running.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_ends_after_ten_minutes_or_with_its_station() {
    let server = start().await;
    let station = server.enrol().await;
    let ask = || {
        let request = server.request(Method::GET, "/v1/snapshot").bearer_auth(&station.token);
        async { request.send().await.unwrap() }
    };
    assert_eq!(ask().await.status(), StatusCode::OK);
    let admin = server.running.admin();
    admin.set_station_state(&station.id, hrms::store::StationState::Revoked).unwrap();
    problem(ask().await, 403, "revoked").await;
    admin.set_station_state(&station.id, hrms::store::StationState::Approved).unwrap();
    server.advance(10 * 60 * 1000);
    problem(ask().await, 401, "auth").await;
    let request = server.request(Method::GET, "/v1/snapshot");
    problem(request.send().await.unwrap(), 401, "auth").await;
    server.running.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_waiting_station_learns_of_a_publication_and_a_foreign_cursor_is_refused() {
    let server = start().await;
    let station = server.enrol().await;
    let ask = |path: String| {
        let request = server.request(Method::GET, &path).bearer_auth(&station.token);
        async { request.send().await.unwrap() }
    };
    let snapshot: Value = body_of(ask("/v1/snapshot".into()).await, StatusCode::OK).await;
    assert_eq!(snapshot["positions"][0]["object"]["code"], "teller");
    let cursor = snapshot["cursor"].as_str().unwrap();

    let waiting = ask(format!("/v1/changes?cursor={cursor}&wait=20"));
    let publishing = async {
        let mut position = fixtures::teller();
        position.pass_score = 65;
        server.running.admin().publish_position(&position).unwrap()
    };
    let (answer, (version, fresh)) = tokio::join!(waiting, publishing);
    assert_eq!((version, fresh), (2, true));
    let changes: Value = body_of(answer, StatusCode::OK).await;
    assert_eq!(changes["events"][0]["kind"], "position");
    assert_eq!(changes["events"][0]["version"], 2);
    let next = changes["cursor"].as_str().unwrap();
    let none: Value =
        body_of(ask(format!("/v1/changes?cursor={next}")).await, StatusCode::OK).await;
    assert_eq!(none["events"], json!([]));
    problem(ask("/v1/changes?cursor=999999".into()).await, 410, "expired").await;
    problem(ask("/v1/changes?cursor=x".into()).await, 400, "malformed").await;
    server.running.shutdown().await;
}
