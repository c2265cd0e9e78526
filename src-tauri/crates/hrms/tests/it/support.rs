//! A server with a clock of ours, a station, and a person.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use fixtures::{InterviewFixture, teller};
use hrms::store::Role;
use hrms::{Config, RunningServer, serve};
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use seal::sign::{SigningKey, sign_compact};
use seal::wrap::{WrapPublic, WrapSecret};
use serde_json::{Value, json};
use tempfile::TempDir;

/// Time at which every test begins, in Unix milliseconds.
pub const START_MS: i64 = 1_793_620_800_000;
pub const PASSWORD: &str = "correct horse battery staple";

pub struct Server {
    pub running: RunningServer,
    pub http: Client,
    pub now_ms: Arc<AtomicI64>,
    pub dir: TempDir,
}

/// A server in `dir` whose clock stands where `now_ms` says.
pub async fn start_in(dir: TempDir, now_ms: Arc<AtomicI64>) -> Server {
    let mut config = Config::in_dir(dir.path());
    let clock = Arc::clone(&now_ms);
    config.clock = Arc::new(move || clock.load(Ordering::SeqCst));
    let running = serve(config).await.unwrap();
    // Chooses the cipher provider of the process as the client of a station does.
    sync::HrmsClient::new(&running.base_url(), None, sync::ClientOptions::default()).unwrap();
    let http =
        Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    Server { running, http, now_ms, dir }
}

pub async fn start() -> Server {
    let dir = tempfile::tempdir().unwrap();
    let server = start_in(dir, Arc::new(AtomicI64::new(START_MS))).await;
    server.running.admin().publish_position(&teller()).unwrap();
    server
}

impl Server {
    pub fn advance(&self, ms: i64) {
        self.now_ms.fetch_add(ms, Ordering::SeqCst);
    }

    pub fn now_s(&self) -> i64 {
        self.now_ms.load(Ordering::SeqCst) / 1000
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.running.base_url()))
    }

    pub async fn enrol(&self) -> Station {
        let code = self.running.admin().station_code(true).unwrap();
        let signing = SigningKey::generate();
        let body = enrol_body(&code, &signing);
        let answer = self.request(Method::POST, "/v1/stations/enrol").json(&body).send().await;
        let answer: Value = body_of(answer.unwrap(), StatusCode::CREATED).await;
        let seal = WrapPublic::from_jwk(&answer["seal_keys"]["keys"][0]).unwrap();
        let mut station = Station {
            id: answer["station_id"].as_str().unwrap().to_owned(),
            hrms_kid: answer["sign_jwks"]["keys"][0]["kid"].as_str().unwrap().to_owned(),
            signing,
            seal,
            token: String::new(),
        };
        let assertion = station.assertion(self.now_s(), "first");
        let answer = self.token(&assertion).await;
        let answer: Value = body_of(answer, StatusCode::OK).await;
        station.token = answer["access_token"].as_str().unwrap().to_owned();
        station
    }

    pub async fn token(&self, assertion: &str) -> Response {
        let body = json!({ "assertion": assertion });
        self.request(Method::POST, "/v1/stations/token").json(&body).send().await.unwrap()
    }

    /// A PUT of JSON bytes by a station.
    pub async fn put(&self, station: &Station, path: &str, body: Vec<u8>) -> Response {
        let request = self.request(Method::PUT, path).bearer_auth(&station.token);
        request.header("content-type", "application/json").body(body).send().await.unwrap()
    }

    pub async fn put_report(&self, station: &Station, fixture: &InterviewFixture) -> Response {
        let bytes = fixture.report_bytes();
        let jws = seal::sign::sign_detached(&station.signing, &bytes);
        self.put_signed(station, fixture, bytes, &jws).await
    }

    pub async fn put_signed(
        &self,
        station: &Station,
        fixture: &InterviewFixture,
        bytes: Vec<u8>,
        jws: &str,
    ) -> Response {
        let path = format!("/v1/interviews/{}/reports/{}", fixture.id, fixture.report.rev);
        self.request(Method::PUT, &path)
            .bearer_auth(&station.token)
            .header("content-type", "application/json")
            .header("report-signature", jws)
            .body(bytes)
            .send()
            .await
            .unwrap()
    }

    /// An announced interview.
    pub async fn announced(&self, station: &Station, media_bytes: usize) -> InterviewFixture {
        let fixture = InterviewFixture::new(&station.id, &station.seal, media_bytes);
        let path = format!("/v1/interviews/{}", fixture.id);
        let answer = self.put(station, &path, fixture.body()).await;
        assert_eq!(answer.status(), StatusCode::CREATED);
        fixture
    }

    /// An interview with everything: report and verified recording.
    pub async fn finished(&self, station: &Station, fixture: &InterviewFixture) {
        let path = format!("/v1/interviews/{}", fixture.id);
        assert!(self.put(station, &path, fixture.body()).await.status().is_success());
        assert!(self.put_report(station, fixture).await.status().is_success());
        let url = self.manifest(station, fixture).await;
        let answer = self.patch(station, &url, 0, fixture.sealed.clone()).await;
        assert_eq!(answer.status(), StatusCode::NO_CONTENT);
        let path = format!("{path}/receipt?wait=20");
        let request = self.request(Method::GET, &path).bearer_auth(&station.token);
        assert_eq!(request.send().await.unwrap().status(), StatusCode::OK);
    }

    /// Announces the recording and gives the address of its upload.
    pub async fn manifest(&self, station: &Station, fixture: &InterviewFixture) -> String {
        let path = format!("/v1/interviews/{}/media/main", fixture.id);
        let body = serde_json::to_vec(&fixture.manifest).unwrap();
        let answer: Value = self.put(station, &path, body).await.json().await.unwrap();
        answer["upload"].as_str().unwrap().to_owned()
    }

    pub async fn patch(&self, station: &Station, url: &str, from: u64, chunk: Vec<u8>) -> Response {
        self.tus(station, Method::PATCH, url)
            .header("upload-offset", from)
            .header("content-type", "application/offset+octet-stream")
            .body(chunk)
            .send()
            .await
            .unwrap()
    }

    pub fn tus(&self, station: &Station, method: Method, url: &str) -> RequestBuilder {
        self.request(method, url).bearer_auth(&station.token).header("tus-resumable", "1.0.0")
    }

    /// Adds a person and logs in; gives the cookie.
    pub async fn login(&self, name: &str, role: Role, positions: &[&str]) -> String {
        let positions = positions.iter().map(|code| (*code).to_owned()).collect();
        self.running.admin().add_user(name, role, PASSWORD, positions).unwrap();
        let answer = self.try_login(name, PASSWORD, Some(&self.running.base_url())).await;
        assert_eq!(answer.status(), StatusCode::CREATED);
        let cookie = answer.headers()["set-cookie"].to_str().unwrap();
        assert!(cookie.contains("HttpOnly; SameSite=Lax"), "{cookie}");
        cookie.split(';').next().unwrap().to_owned()
    }

    pub async fn try_login(&self, name: &str, password: &str, origin: Option<&str>) -> Response {
        let body = json!({ "name": name, "password": password });
        let request = self.request(Method::POST, "/v1/session").json(&body);
        let request = match origin {
            Some(origin) => request.header("origin", origin),
            None => request,
        };
        request.send().await.unwrap()
    }

    /// A request of a logged-in person from our own page.
    pub fn person(&self, cookie: &str, method: Method, path: &str) -> RequestBuilder {
        self.request(method, path)
            .header("cookie", cookie)
            .header("origin", self.running.base_url())
    }

    pub async fn get(&self, cookie: &str, path: &str) -> Response {
        self.person(cookie, Method::GET, path).send().await.unwrap()
    }
}

pub struct Station {
    pub id: String,
    pub hrms_kid: String,
    pub signing: SigningKey,
    pub seal: WrapPublic,
    pub token: String,
}

impl Station {
    pub fn assertion(&self, iat: i64, jti: &str) -> String {
        let claims = json!({ "iss": self.id, "aud": self.hrms_kid, "iat": iat, "jti": jti });
        sign_compact(&self.signing, &claims).unwrap()
    }
}

pub fn enrol_body(code: &str, signing: &SigningKey) -> Value {
    json!({
        "code": code,
        "device_jwk": signing.public().to_jwk(),
        "wrap_jwk": WrapSecret::generate().public().to_jwk(),
    })
}

/// The JSON body of an answer that must have `status`.
pub async fn body_of(answer: Response, status: StatusCode) -> Value {
    assert_eq!(answer.status(), status, "{}", answer.url());
    answer.json().await.unwrap()
}

/// Checks that an answer is a problem with this status and code, and gives it.
pub async fn problem(answer: Response, status: u16, code: &str) -> Value {
    assert_eq!(answer.status().as_u16(), status, "{}", answer.url());
    assert_eq!(answer.headers()["content-type"], "application/problem+json");
    let body: Value = answer.json().await.unwrap();
    assert_eq!(body["code"], code);
    assert_eq!(body["type"], format!("/problems/{code}"));
    assert_eq!(body["status"], status);
    assert!(["never", "later", "after_fix"].contains(&body["retry"].as_str().unwrap()));
    body
}
