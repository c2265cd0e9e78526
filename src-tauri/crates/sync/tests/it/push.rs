//! An interview with its recording reaches the HRMS.

use std::sync::Arc;

use fixtures::MemoryOutbox;
use interview::exchange::{PartState, ReceiptClaims};
use interview::ports::{Outbox as _, OutboxState};
use seal::hash::sha256_hex;
use seal::sign::verify_compact;

use crate::support::{Hrms, run, states};

#[tokio::test(flavor = "multi_thread")]
async fn report_and_recording_arrive_and_the_receipt_allows_deletion() {
    let hrms = Hrms::start().await;
    let station = hrms.enrol().await;
    // More than two chunks of 8 MiB.
    let (fixture, outbox) = station.interview(20_000_000);
    let client = station.client(&hrms.url());

    let report = run(&client, &outbox, 0).await;
    assert_eq!((report.acked, report.waiting, report.parked), (5, 0, 0), "{}", report.detail);
    assert!(outbox.pending().unwrap().is_empty());

    let receipt = outbox.receipt(fixture.id).unwrap();
    let claims: ReceiptClaims =
        verify_compact(&receipt, &station.credentials.hrms_keys[0]).unwrap();
    assert!(claims.may_delete);
    assert_eq!(claims.reports[0].sha256, sha256_hex(fixture.report_bytes()));
    assert_eq!(claims.parts[0].sha256, fixture.manifest.sha256);
    assert_eq!(claims.parts[0].state, PartState::Verified);

    let stored = hrms.server.admin().store().interview(fixture.id).unwrap().unwrap();
    assert_eq!((stored.state.as_str(), stored.score), ("completed", Some(76.5)));
    assert!(stored.flags.contains(&"synthetic".to_owned()));
    hrms.server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_while_sending_is_asked_for_and_not_sent_twice() {
    let hrms = Hrms::start().await;
    let station = hrms.enrol().await;
    let (fixture, outbox) = station.interview(300_000);
    let client = station.client(&hrms.url());
    run(&client, &outbox, 0).await;
    // The same outbox, as if the station had lost power before any answer was written down.
    let mut before = fixture.outbox(&station.credentials.signing);
    for row in &mut before.rows {
        row.state = OutboxState::Sending;
    }
    let outbox = Arc::new(MemoryOutbox::new(&before));
    let report = run(&client, &outbox, 0).await;
    assert_eq!((report.acked, report.parked), (5, 0), "{}", report.detail);
    assert_eq!(hrms.audit("report.stored").len(), 1);
    assert_eq!(hrms.audit("media.verified").len(), 1);
    hrms.server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_parked_interview_does_not_hold_up_another() {
    let hrms = Hrms::start().await;
    let station = hrms.enrol().await;
    let client = station.client(&hrms.url());
    let (bad, _) = station.interview(300_000);
    let (good, _) = station.interview(300_000);
    let mut both = bad.outbox(&station.credentials.signing);
    // Signed by somebody else.
    let other = seal::sign::SigningKey::generate();
    both.rows[1].signature = Some(seal::sign::sign_detached(&other, &both.rows[1].payload));
    let more = good.outbox(&station.credentials.signing);
    both.rows.extend(more.rows);
    both.parts.extend(more.parts);
    let outbox = Arc::new(MemoryOutbox::new(&both));

    let report = run(&client, &outbox, 0).await;
    assert_eq!((report.acked, report.parked, report.waiting), (6, 1, 3));
    assert_eq!(report.detail, "sync.parked: signature (422)");
    assert!(outbox.receipt(good.id).is_some());
    assert!(outbox.receipt(bad.id).is_none());
    assert_eq!(hrms.server.admin().store().quarantined().unwrap(), 1);
    assert!(
        matches!(&states(&outbox)[1].1, OutboxState::Parked { reason } if reason == "signature")
    );
    hrms.server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recording_that_does_not_fit_its_manifest_is_never_receipted() {
    let hrms = Hrms::start().await;
    let station = hrms.enrol().await;
    let client = station.client(&hrms.url());
    let (fixture, outbox) = station.interview(300_000);
    outbox.spoil(fixture.id, "main", 250_000);
    let report = run(&client, &outbox, 0).await;
    assert_eq!((report.acked, report.parked), (4, 1));
    assert_eq!(report.detail, "sync.parked: media.rejected");
    assert!(outbox.receipt(fixture.id).is_none());
    assert_eq!(hrms.audit("media.rejected").len(), 1);
    hrms.server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interview_withdrawn_at_the_hrms_is_erased_everywhere() {
    let hrms = Hrms::start().await;
    let station = hrms.enrol().await;
    let client = station.client(&hrms.url());
    let (fixture, outbox) = station.interview(300_000);
    let certificate = client.withdrawal(fixture.id).await.unwrap();
    assert_eq!(client.withdrawal(fixture.id).await.unwrap(), certificate);
    let report = run(&client, &outbox, 0).await;
    assert_eq!((report.acked, report.erased), (1, vec![fixture.id]), "the first row says it");
    assert!(outbox.rows().is_empty(), "nothing of it is kept");
    assert!(outbox.receipt(fixture.id).is_none());
    hrms.server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawal_erases_at_the_hrms_what_was_delivered() {
    let hrms = Hrms::start().await;
    let station = hrms.enrol().await;
    let client = station.client(&hrms.url());
    let (fixture, outbox) = station.interview(300_000);
    run(&client, &outbox, 0).await;
    let outbox = Arc::new(MemoryOutbox::new(&fixture.withdrawn()));

    let report = run(&client, &outbox, 0).await;
    assert_eq!((report.acked, report.parked, report.waiting), (1, 0, 0), "{}", report.detail);
    let stored = hrms.server.admin().store().interview(fixture.id).unwrap().unwrap();
    assert_eq!((stored.state.as_str(), stored.name), ("withdrawn", None));
    let certificate = outbox.certificate(fixture.id).unwrap();
    let claims: serde_json::Value =
        verify_compact(&certificate, &station.credentials.hrms_keys[0]).unwrap();
    assert_eq!(claims["interview_id"], fixture.id.to_string());
    hrms.server.shutdown().await;
}
