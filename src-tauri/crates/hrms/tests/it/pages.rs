//! Pages in a browser: escaped, in two languages, under a strict policy.

use fixtures::{ANSWER, InterviewFixture};
use hrms::store::Role;
use reqwest::{Method, StatusCode};

use crate::support::start;

const EVIL: &str = "</q><script>alert(1)</script>\"' onmouseover=\"x\u{202E}";

#[tokio::test(flavor = "multi_thread")]
async fn text_of_a_candidate_can_not_run() {
    let server = start().await;
    let station = server.enrol().await;
    let mut fixture = InterviewFixture::new(&station.id, &station.seal, 300_000);
    let report = &mut fixture.report;
    report.candidate.name = Some(EVIL.to_owned());
    report.answers[0].transcript.text = EVIL.to_owned();
    report.answers[0].question_text = EVIL.to_owned();
    report.scores.competencies[0].evidence[0].quote = EVIL.to_owned();
    report.scores.competencies[0].evidence[0].behaviour = EVIL.to_owned();
    report.scores.competencies[0].key = EVIL.to_owned();
    report.identity.checks[0].name = EVIL.to_owned();
    report.simulated.push(EVIL.to_owned());
    report.not_used.push(EVIL.to_owned());
    server.finished(&station, &fixture).await;
    let cookie = server.login("<b>wang</b>", Role::HrAdmin, &[]).await;
    for path in [format!("/interviews/{}", fixture.id), "/interviews".to_owned()] {
        let answer = server.get(&cookie, &path).await;
        assert_eq!(answer.status(), StatusCode::OK);
        let policy = answer.headers()["content-security-policy"].to_str().unwrap().to_owned();
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"));
        assert_eq!(answer.headers()["x-content-type-options"], "nosniff");
        let html = answer.text().await.unwrap();
        assert!(!html.contains("<script>"), "{path}");
        assert!(!html.contains("onmouseover=\"x"), "{path}");
        assert!(!html.contains('\u{202E}') && !html.contains("<b>"), "{path}");
        assert!(html.contains("&lt;script&gt;alert(1)"), "{path}: shown as text");
    }
    server.running.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_report_page_shows_scores_quotes_marks_and_the_recording_in_both_languages() {
    let server = start().await;
    let station = server.enrol().await;
    let fixture = InterviewFixture::new(&station.id, &station.seal, 300_000);
    server.finished(&station, &fixture).await;
    let cookie = server.login("wang", Role::HrAdmin, &[]).await;
    let page = async |lang: &str| {
        let path = format!("/interviews/{}?lang={lang}", fixture.id);
        server.get(&cookie, &path).await.text().await.unwrap()
    };
    let (zh, en) = (page("zh").await, page("en").await);
    for html in [&zh, &en] {
        assert!(html.contains(ANSWER) && html.contains("76.5") && html.contains("林小雨"));
        assert!(html.contains("data-seek-ms=\"2000\""), "the quote seeks");
        let play = format!("data-play=\"/v1/interviews/{}/media/main/play\"", fixture.id);
        assert!(html.contains(&play));
    }
    assert!(
        zh.contains("合成候选人") && zh.contains("身份核验服务为模拟") && zh.contains("服务意识")
    );
    assert!(en.contains("Synthetic candidate") && en.contains("Identity service is simulated"));
    assert!(en.contains("People decide."));
    let opened = server.running.admin().store().audit(0, 100).unwrap();
    let opened = opened.iter().filter(|entry| entry.action == "report.opened");
    assert!(opened.clone().all(|entry| entry.actor == "user:wang"));
    assert_eq!(opened.count(), 2, "who opened a report is kept");
    server.running.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_send_strangers_to_the_login_and_the_contract_is_public() {
    let server = start().await;
    for path in ["/", "/interviews", "/interviews/x"] {
        let answer = server.request(Method::GET, path).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::SEE_OTHER, "{path}");
        assert_eq!(answer.headers()["location"], "/login");
    }
    let text = async |path: &str| {
        let answer = server.request(Method::GET, path).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        answer.text().await.unwrap()
    };
    assert!(text("/login").await.contains("data-login=\"/v1/session\""));
    assert_eq!(text("/openapi.yaml").await, hrms::OPENAPI);
    let docs = text("/docs").await;
    assert!(docs.contains("PUT /v1/interviews/{id}/reports/{rev}"));
    assert!(!docs.contains("<script") && !docs.contains("http://") && !docs.contains("https://"));
    assert!(text("/.well-known/interview-station").await.contains("interview-station/1"));
    assert!(text("/v1/ping").await.contains("2026-11-02T12:00:00Z"));
    assert!(text("/console.js").await.contains("use strict"));
    assert!(text("/console.css").await.contains("body"));
    let missing = server.request(Method::GET, "/v1/nothing").send().await.unwrap();
    crate::support::problem(missing, 404, "not-found").await;
    let method = server.request(Method::DELETE, "/v1/ping").send().await.unwrap();
    assert_eq!(method.status(), StatusCode::METHOD_NOT_ALLOWED);
    server.running.shutdown().await;
}
