//! What a station meets besides deliveries: enrolment, tokens, pulled data.

use std::sync::Arc;

use fixtures::teller;
use interview::error::Faulty as _;
use interview::ports::Outbox;
use seal::sign::SigningKey;
use seal::wrap::WrapSecret;
use sync::{ClientOptions, HrmsClient, SyncError, SyncWorker, enrol};

use crate::support::Hrms;

#[tokio::test(flavor = "multi_thread")]
async fn a_code_serves_one_device_and_that_device_may_ask_again() {
    let hrms = Hrms::start().await;
    let code = hrms.server.admin().station_code(true).unwrap();
    let (device, wrap) = (SigningKey::generate().public(), WrapSecret::generate().public());
    let first = enrol(&hrms.url(), &code, &device, &wrap).await.unwrap();
    let again = enrol(&hrms.url(), &code.to_lowercase(), &device, &wrap).await.unwrap();
    assert_eq!(first.station_id, again.station_id, "a lost answer is no harm");
    let other = SigningKey::generate().public();
    for (code, reason) in [(code.as_str(), "used"), ("ZZZZZZZZZZ", "not-found"), ("x", "invalid")] {
        let error = enrol(&hrms.url(), code, &other, &wrap).await.unwrap_err();
        assert_eq!(error.fault().code, "hrms.enrol_code");
        assert!(matches!(error, SyncError::EnrolCode(found) if found == reason), "{reason}");
    }
    hrms.server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_station_pulls_signed_positions_and_booked_candidates() {
    let hrms = Hrms::start().await;
    let admin = hrms.server.admin();
    let candidate = serde_json::json!({ "reference": "C-1", "name": "王芳", "position": "teller" });
    assert!(admin.add_candidate(serde_json::from_value(candidate).unwrap()).unwrap());
    let station = hrms.enrol().await;
    let client = station.client(&hrms.url());
    let snapshot = client.snapshot().await.unwrap();
    assert_eq!(snapshot.positions, [teller()]);
    assert_eq!(snapshot.candidates[0].name, "王芳");
    assert!(client.ping().await.unwrap().abs() < 60_000);
    client.heartbeat(&serde_json::json!({ "versions": { "app": "0.1.0" } })).await.unwrap();
    let seen = admin.store().stations().unwrap();
    assert!(seen[0].seen_ms.is_some());

    let mut credentials = station.credentials.clone();
    credentials.hrms_keys.push(SigningKey::generate().public());
    credentials.hrms_keys.swap(0, 1);
    let deceived =
        HrmsClient::new(&hrms.url(), Some(credentials), ClientOptions::default()).unwrap();
    assert!(deceived.snapshot().await.is_err(), "another HRMS than the one it enrolled at");
    hrms.server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_station_stops_and_keeps_everything() {
    let hrms = Hrms::start().await;
    let station = hrms.enrol().await;
    let client = station.client(&hrms.url());
    client.snapshot().await.unwrap();
    let (_, outbox) = station.interview(300_000);
    let revoked = hrms::store::StationState::Revoked;
    let id = &station.credentials.station_id;
    assert!(hrms.server.admin().set_station_state(id, revoked).unwrap());
    let rows: Arc<dyn Outbox> = Arc::<fixtures::MemoryOutbox>::clone(&outbox);
    let error = SyncWorker::new(client, 1).run_once(rows, 0).await.unwrap_err();
    assert_eq!(error.fault().code, "hrms.revoked");
    let pending = outbox.pending().unwrap();
    assert_eq!(pending.len(), 5);
    assert!(pending.iter().all(|row| row.attempts == 0));
    hrms.server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unapproved_station_waits_and_one_without_credentials_is_told_so() {
    let hrms = Hrms::start().await;
    let code = hrms.server.admin().station_code(false).unwrap();
    let (signing, wrap) = (SigningKey::generate(), WrapSecret::generate().public());
    let enrolled = enrol(&hrms.url(), &code, &signing.public(), &wrap).await.unwrap();
    assert!(!enrolled.approved);
    let credentials = sync::StationCredentials {
        station_id: enrolled.station_id.clone(),
        signing,
        hrms_keys: enrolled.hrms_keys().unwrap(),
    };
    let client = HrmsClient::new(&hrms.url(), Some(credentials), ClientOptions::default()).unwrap();
    assert_eq!(client.snapshot().await.unwrap_err().fault().code, "hrms.not_approved");
    let approved = hrms::store::StationState::Approved;
    assert!(hrms.server.admin().set_station_state(&enrolled.station_id, approved).unwrap());
    client.snapshot().await.unwrap();
    let stranger = HrmsClient::new(&hrms.url(), None, ClientOptions::default()).unwrap();
    assert_eq!(stranger.snapshot().await.unwrap_err().fault().code, "hrms.not_enrolled");
    hrms.server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_end_that_speaks_no_tls_is_told_apart_from_a_dead_network() {
    let hrms = Hrms::start().await;
    let url = hrms.url().replace("http://", "https://");
    let client = HrmsClient::new(&url, None, ClientOptions::default()).unwrap();
    assert_eq!(client.ping().await.unwrap_err().fault().code, "hrms.tls");
    hrms.server.shutdown().await;
    assert_eq!(client.ping().await.unwrap_err().fault().code, "hrms.unreachable");
}

#[test]
fn what_may_hold_a_secret_is_not_printed() {
    let options = ClientOptions {
        proxy: Some("http://user:hunter2@proxy.bank.example:3128".to_owned()),
        ..ClientOptions::default()
    };
    assert!(!format!("{options:?}").contains("hunter2"));
    let credentials = sync::StationCredentials {
        station_id: "s".to_owned(),
        signing: SigningKey::from_seed(&[7; 32]),
        hrms_keys: Vec::new(),
    };
    let seed = format!("{:?}", [7u8; 32]);
    let client = HrmsClient::new("http://127.0.0.1:1", Some(credentials), options).unwrap();
    let printed = format!("{client:?}");
    assert!(!printed.contains("hunter2") && !printed.contains(&seed[1..20]), "{printed}");
}
