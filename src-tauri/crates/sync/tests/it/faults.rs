//! Whatever the network does, nothing is lost and nothing arrives twice.

use std::sync::Arc;

use fixtures::MemoryOutbox;
use interview::error::Faulty as _;
use interview::ports::{Outbox, OutboxItem, OutboxKind, OutboxState, StoreFailure};
use interview::report::MediaPartRef;
use sync::SyncWorker;
use uuid::Uuid;

use crate::proxy::{self, Fault, Plan};
use crate::support::{Hrms, Station, run, run_until_empty, states};

/// Requests of one interview without faults: token, interview, report, manifest, HEAD, PATCH,
/// receipt.
const REQUESTS: usize = 7;

async fn hrms_behind_proxy() -> (Hrms, Station, String, Plan) {
    let hrms = Hrms::start().await;
    let station = hrms.enrol().await;
    let plan = Plan::default();
    let addr = proxy::start(hrms.server.addr(), plan.clone()).await;
    (hrms, station, format!("http://{addr}"), plan)
}

/// Everything arrived, and once.
fn assert_arrived_once(hrms: &Hrms, times: usize) {
    for action in [
        "interview.announced",
        "report.stored",
        "media.announced",
        "media.received",
        "media.verified",
    ] {
        assert_eq!(hrms.audit(action).len(), times, "{action}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_is_lost_after_the_commit_is_asked_for_at_every_step() {
    let (hrms, station, url, plan) = hrms_behind_proxy().await;
    for step in 0..REQUESTS {
        let (fixture, outbox) = station.interview(300_000);
        for _ in 0..step {
            plan.add(Fault::None);
        }
        plan.add(Fault::SwallowAnswer);
        let client = station.client(&url);
        run_until_empty(&client, &outbox).await;
        assert!(plan.used_up(), "step {step} was reached");
        assert!(outbox.receipt(fixture.id).is_some(), "step {step}");
    }
    assert_arrived_once(&hrms, REQUESTS);
    hrms.server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_is_cut_at_every_step_is_sent_again() {
    let (hrms, station, url, plan) = hrms_behind_proxy().await;
    for step in 0..REQUESTS {
        let (fixture, outbox) = station.interview(300_000);
        for _ in 0..step {
            plan.add(Fault::None);
        }
        plan.add(Fault::CutRequestAfter(100));
        let client = station.client(&url);
        run_until_empty(&client, &outbox).await;
        assert!(outbox.receipt(fixture.id).is_some(), "step {step}");
    }
    assert_arrived_once(&hrms, REQUESTS);
    hrms.server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawal_whose_answer_is_lost_is_asked_for_and_done_once() {
    let (hrms, station, url, plan) = hrms_behind_proxy().await;
    let (fixture, _) = station.interview(0);
    let outbox = Arc::new(MemoryOutbox::new(&fixture.withdrawn()));
    plan.add(Fault::None);
    plan.add(Fault::SwallowAnswer);
    run_until_empty(&station.client(&url), &outbox).await;
    assert!(plan.used_up(), "the answer was lost");
    assert!(outbox.certificate(fixture.id).is_some());
    assert_eq!(hrms.audit("interview.withdrawn").len(), 1);
    hrms.server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_goes_on_behind_the_chunk_that_was_cut() {
    let (hrms, station, url, plan) = hrms_behind_proxy().await;
    let (fixture, outbox) = station.interview(20_000_000);
    // Token, interview, report, manifest, HEAD, first chunk; then the second chunk is cut.
    for _ in 0..6 {
        plan.add(Fault::None);
    }
    plan.add(Fault::CutRequestAfter(1_000_000));
    let client = station.client(&url);
    let report = run(&client, &outbox, 0).await;
    assert_eq!(report.acked, 5, "asked at once and carried on: {}", report.detail);
    assert!(outbox.receipt(fixture.id).is_some());
    let upload = &outbox.rows()[3];
    assert_eq!((&upload.state, upload.attempts), (&OutboxState::Acked, 1));
    assert_arrived_once(&hrms, 1);
    hrms.server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_hrms_that_is_overloaded_is_left_alone_for_as_long_as_it_says() {
    let (hrms, station, url, plan) = hrms_behind_proxy().await;
    let (_, outbox) = station.interview(300_000);
    plan.add(Fault::None);
    plan.add(Fault::Answer(
        "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 120\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
    ));
    let client = station.client(&url);
    let report = run(&client, &outbox, 1_000).await;
    assert_eq!((report.acked, report.waiting), (0, 5));
    assert_eq!(report.detail, "hrms.unavailable: http-503 (503)");
    assert_eq!(states(&outbox)[0].1, OutboxState::Waiting { until_unix_ms: 121_000 });
    assert_eq!(run(&client, &outbox, 120_999).await.acked, 0, "not before");
    assert_eq!(run(&client, &outbox, 121_000).await.acked, 5);
    hrms.server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_hrms_that_fails_is_tried_with_growing_delays_and_nothing_is_lost() {
    let (hrms, station, url, plan) = hrms_behind_proxy().await;
    let (_, outbox) = station.interview(300_000);
    plan.add(Fault::None);
    for _ in 0..4 {
        plan.add(Fault::Answer(
            "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        ));
    }
    let client = station.client(&url);
    let runs = run_until_empty(&client, &outbox).await;
    assert_eq!(runs, 5);
    assert_eq!(outbox.rows()[0].attempts, 4);
    assert_arrived_once(&hrms, 1);
    hrms.server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_attempt_is_spent_on_a_dead_network() {
    let hrms = Hrms::start().await;
    let station = hrms.enrol().await;
    let (_, outbox) = station.interview(300_000);
    let client = station.client(&hrms.url());
    hrms.server.shutdown().await;
    for _ in 0..3 {
        let report = run(&client, &outbox, 0).await;
        assert!(report.unreachable);
        assert!(report.detail.starts_with("hrms.unreachable: "), "{}", report.detail);
        assert_eq!((report.acked, report.waiting, report.parked), (0, 5, 0));
    }
    for row in outbox.pending().unwrap() {
        assert_eq!((row.state, row.attempts), (OutboxState::Ready, 0));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_that_the_hrms_gave_up_begins_anew() {
    let hrms = Hrms::start().await;
    let station = hrms.enrol().await;
    let (fixture, outbox) = station.interview(300_000);
    let client = station.client(&hrms.url());
    // As far as the manifest.
    for row in &fixture.outbox(&station.credentials.signing).rows[..3] {
        match &row.kind {
            OutboxKind::Interview => client.put_interview(fixture.id, &row.payload).await.unwrap(),
            OutboxKind::Report { rev } => {
                let jws = row.signature.as_deref().unwrap();
                client.put_report(fixture.id, *rev, &row.payload, jws).await.unwrap();
            }
            OutboxKind::Manifest { part } => {
                client.put_manifest(fixture.id, part, &row.payload).await.unwrap();
            }
            OutboxKind::Upload { .. } | OutboxKind::Receipt | OutboxKind::Withdrawal => {}
        }
    }
    for row in &outbox.rows()[..3] {
        outbox.update(row.id, &OutboxState::Acked, 0, None).unwrap();
    }
    let upload = &outbox.rows()[3];
    let gone = "/v1/uploads/00000000-0000-7000-8000-000000000000";
    outbox.update(upload.id, &OutboxState::Ready, 0, Some(gone)).unwrap();
    let report = run(&client, &outbox, 0).await;
    assert_eq!((report.acked, report.parked), (2, 0), "{}", report.detail);
    assert_ne!(outbox.rows()[3].resume.as_deref(), Some(gone));
    hrms.server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_hrms_that_lost_the_announcement_gets_it_again_from_the_report() {
    let hrms = Hrms::start().await;
    let station = hrms.enrol().await;
    let (fixture, outbox) = station.interview(300_000);
    let client = station.client(&hrms.url());
    // Our row was acknowledged once; the HRMS knows nothing of it, as after a restored backup.
    let first = &outbox.rows()[0];
    outbox.update(first.id, &OutboxState::Acked, 0, None).unwrap();
    let report = run(&client, &outbox, 0).await;
    assert_eq!((report.acked, report.parked), (4, 0), "{}", report.detail);
    assert!(outbox.receipt(fixture.id).is_some());
    hrms.server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restarted_hrms_goes_on_where_it_was() {
    let hrms = Hrms::start().await;
    let station = hrms.enrol().await;
    let (fixture, outbox) = station.interview(20_000_000);
    let plan = Plan::default();
    let addr = proxy::start(hrms.server.addr(), plan.clone()).await;
    for _ in 0..6 {
        plan.add(Fault::None);
    }
    for _ in 0..3 {
        plan.add(Fault::CutRequestAfter(10));
        plan.add(Fault::None);
    }
    let client = station.client(&format!("http://{addr}"));
    let report = run(&client, &outbox, 0).await;
    assert_eq!(report.waiting, 2, "one chunk is there, the rest waits: {}", report.detail);
    let hrms = hrms.restart().await;
    let client = station.client(&hrms.url());
    run_until_empty(&client, &outbox).await;
    assert!(outbox.receipt(fixture.id).is_some());
    assert_arrived_once(&hrms, 1);
    hrms.server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn something_in_between_that_says_yes_to_everything_is_not_believed() {
    let (hrms, station, url, plan) = hrms_behind_proxy().await;
    for step in 1..REQUESTS {
        let (fixture, outbox) = station.interview(300_000);
        for _ in 0..step {
            plan.add(Fault::None);
        }
        plan.add(Fault::Answer(
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}",
        ));
        let client = station.client(&url);
        run_until_empty(&client, &outbox).await;
        assert!(plan.used_up(), "step {step} was reached");
        assert!(outbox.receipt(fixture.id).is_some(), "step {step}");
    }
    assert_arrived_once(&hrms, REQUESTS - 1);
    hrms.server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_that_the_hrms_did_not_sign_is_none() {
    let (hrms, station, url, plan) = hrms_behind_proxy().await;
    let (fixture, _) = station.interview(0);
    let claims = serde_json::json!({
        "interview_id": fixture.id, "station_id": station.credentials.station_id,
    });
    let forged = seal::sign::sign_compact(&seal::sign::SigningKey::generate(), &claims).unwrap();
    let body = format!("{{\"certificate\":\"{forged}\"}}");
    let head = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length:";
    plan.add(Fault::None);
    plan.add(Fault::Answer(format!("{head} {}\r\n\r\n{body}", body.len()).leak()));
    let outbox = Arc::new(MemoryOutbox::new(&fixture.withdrawn()));
    let client = station.client(&url);
    let report = run(&client, &outbox, 0).await;
    assert!(plan.used_up(), "it was answered so");
    assert_eq!((report.acked, report.waiting), (0, 1), "{}", report.detail);
    assert_eq!(outbox.certificate(fixture.id), None);
    run_until_empty(&client, &outbox).await;
    assert!(outbox.certificate(fixture.id).is_some(), "the HRMS's own is kept");
    hrms.server.shutdown().await;
}

/// What a person said; no HRMS has a code like that.
const WORDS: &str = "鹦鹉螺";

#[tokio::test(flavor = "multi_thread")]
async fn words_in_a_refusal_are_neither_told_nor_logged() {
    let (hrms, station, url, plan) = hrms_behind_proxy().await;
    let (_, outbox) = station.interview(0);
    plan.add(Fault::None);
    plan.add(Fault::Answer(
        "HTTP/1.1 422 Unprocessable Content\r\nContent-Type: application/problem+json\r\n\
         Content-Length: 68\r\nConnection: close\r\n\r\n\
         {\"code\":\"鹦鹉螺\",\"title\":\"鹦鹉螺\",\"detail\":\"鹦鹉螺\",\"x\":12}",
    ));
    let report = run(&station.client(&url), &outbox, 1_000).await;
    assert!(plan.used_up() && report.parked == 1, "{report:?}");
    assert_eq!(report.detail, "sync.parked: http-422 (422)");
    let rows = outbox.rows();
    assert!(!format!("{report:?} {rows:?}").contains(WORDS));
    hrms.server.shutdown().await;
}

/// An outbox that meets a fault of ours with a transcript in hand.
struct Broken(Arc<MemoryOutbox>);

impl Outbox for Broken {
    fn pending(&self) -> Result<Vec<OutboxItem>, StoreFailure> {
        panic!("{WORDS} was cut inside a character")
    }
    fn due(&self, _: i64) -> Result<Vec<OutboxItem>, StoreFailure> {
        panic!("{WORDS} was cut inside a character")
    }

    fn update(
        &self,
        id: Uuid,
        state: &OutboxState,
        attempts: u32,
        resume: Option<&str>,
    ) -> Result<(), StoreFailure> {
        self.0.update(id, state, attempts, resume)
    }

    fn sealed_len(&self, id: Uuid, part: &str) -> Result<u64, StoreFailure> {
        self.0.sealed_len(id, part)
    }

    fn sealed_chunk(
        &self,
        id: Uuid,
        part: &str,
        offset: u64,
        max: usize,
    ) -> Result<Vec<u8>, StoreFailure> {
        self.0.sealed_chunk(id, part, offset, max)
    }

    fn part_ref(&self, id: Uuid, part: &str) -> Result<MediaPartRef, StoreFailure> {
        self.0.part_ref(id, part)
    }

    fn store_receipt(&self, id: Uuid, receipt: &str) -> Result<(), StoreFailure> {
        self.0.store_receipt(id, receipt)
    }

    fn erase(&self, id: Uuid) -> Result<(), StoreFailure> {
        self.0.erase(id)
    }

    fn store_certificate(&self, id: Uuid, certificate: &str) -> Result<(), StoreFailure> {
        self.0.store_certificate(id, certificate)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_panic_says_goes_nowhere() {
    let hrms = Hrms::start().await;
    let station = hrms.enrol().await;
    let (_, outbox) = station.interview(0);
    let worker = SyncWorker::new(station.client(&hrms.url()), 1);
    let error = worker.run_once(Arc::new(Broken(outbox)), 1_000).await.unwrap_err();
    assert_eq!(error.fault().code, "sync.internal");
    assert!(!format!("{error} {error:?}").contains(WORDS));
    hrms.server.shutdown().await;
}
