//! A candidate withdraws, or the time of an interview is over: what the vault, the delivery and a
//! real HRMS make of it together.

#![allow(clippy::unwrap_used)]

#[path = "../../scoring/tests/common/mod.rs"]
mod reports;

use interview::ports::Outbox as _;
use interview::report::ConsentRecord;
use interview::session::{Phase, SessionState};
use seal::sign::{PublicKey, verify_compact};
use station::delivery::{deliver, enrol};
use station::retention::apply;
use sync::{ClientOptions, HrmsClient, StationCredentials};
use time::OffsetDateTime;
use tokio::runtime::Runtime;
use uuid::Uuid;
use vault::{KeyOpener, NewSession, Vault, VaultError};

const SAID: &[reports::Said] = &[(
    "teller-q05",
    "他当场就发火了。我没有跟他争，我先等他说完，把他的话重复了一遍。",
    0.94,
    0.96,
)];

/// A station that is enrolled with an HRMS of its own.
struct Place {
    folder: tempfile::TempDir,
    runtime: Runtime,
    hrms: hrms::RunningServer,
    vault: Vault,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let runtime = Runtime::new().unwrap();
        let config = hrms::Config::in_dir(&folder.path().join("hrms"));
        let hrms = runtime.block_on(hrms::serve(config)).unwrap();
        hrms.admin().publish_position(&reports::teller()).unwrap();
        let opener = KeyOpener::SimulatedKeystoreAt(folder.path().join("keystore"));
        let vault = Vault::create(&folder.path().join("home"), opener).unwrap();
        enrol(&vault, &hrms.base_url(), &hrms.admin().station_code(true).unwrap()).unwrap();
        Self { folder, runtime, hrms, vault }
    }

    /// An interview that has begun.
    fn begun(&self) -> Uuid {
        let id = Uuid::now_v7();
        self.vault
            .begin_session(NewSession { walk_in: true, ..fixtures::new_session(id) })
            .unwrap();
        id
    }

    /// An interview whose report waits for delivery.
    fn reported(&self) -> Uuid {
        self.reported_with(true, false)
    }

    /// An interview with a report; `send`: it may be transferred, `review`: it was held at a kiosk.
    fn reported_with(&self, send: bool, review: bool) -> Uuid {
        let (id, vault) = (self.begun(), &self.vault);
        let mut report = reports::report(reports::teller(), SAID, &mut reports::PairHash);
        report.interview_id = id;
        report.station_id = vault.station().station_id;
        report.clock.started_wall = "2026-11-25T06:30:00Z".into();
        report.candidate.name = Some("林晓".into());
        report.media.clear();
        report.consents.push(ConsentRecord {
            purpose: "send".into(),
            given: send,
            at_ms: 0,
            text_sha256: String::new(),
            sheet_sha256: None,
        });
        report.audit_head = vault.audit_head(id).unwrap().hash;
        let signed = station::report::sign(vault, &report).unwrap();
        let consents = report.consents.clone();
        let state = SessionState {
            phase: Phase::Ready,
            review,
            consents,
            ..SessionState::new(id, Vec::new())
        };
        let state = serde_json::to_string(&state).unwrap();
        vault.store_report(id, 1, &signed.bytes, &signed.signature, &state, &[]).unwrap();
        id
    }

    /// State of an interview at the HRMS, and the name that it knows.
    fn at_hrms(&self, id: Uuid) -> Option<(String, Option<String>)> {
        let row = self.hrms.admin().store().interview(id).unwrap()?;
        Some((row.state, row.name))
    }

    fn hrms_key(&self) -> PublicKey {
        PublicKey::from_jwk(&self.vault.enrolment().unwrap().unwrap().hrms_sign_jwk).unwrap()
    }
}

#[test]
fn a_withdrawal_reaches_the_hrms_and_its_certificate_is_kept() {
    let place = Place::new();
    let (gone, kept) = (place.reported(), place.reported());
    assert_eq!(deliver(&place.vault).unwrap().state, "delivered");
    let known = ("completed".to_owned(), Some("林晓".to_owned()));
    assert_eq!(place.at_hrms(gone), Some(known.clone()));

    place.vault.withdraw(gone).unwrap();
    let delivery = deliver(&place.vault).unwrap();
    assert_eq!((delivery.state.as_str(), delivery.acked), ("delivered", 1), "{}", delivery.detail);
    assert_eq!(place.at_hrms(gone), Some(("withdrawn".to_owned(), None)));
    assert_eq!(place.at_hrms(kept), Some(known), "another interview stays");
    let certificate = place.vault.hrms_certificate(gone).unwrap().unwrap();
    let claims: serde_json::Value = verify_compact(&certificate, &place.hrms_key()).unwrap();
    assert_eq!(claims["interview_id"], gone.to_string());
    let log = place.vault.audit_entries(gone).unwrap();
    assert_eq!(log.last().unwrap().action, "sync.erased");
}

#[test]
fn an_hrms_that_is_away_is_told_when_it_is_back() {
    let place = Place::new();
    let gone = place.reported();
    deliver(&place.vault).unwrap();
    let Place { folder, runtime, hrms, vault } = place;
    let address = hrms.addr();
    runtime.block_on(hrms.shutdown());
    vault.withdraw(gone).unwrap();
    assert_eq!(deliver(&vault).unwrap().state, "unreachable");
    assert_eq!(vault.pending().unwrap().len(), 1, "it waits");

    let mut config = hrms::Config::in_dir(&folder.path().join("hrms"));
    config.listen = address;
    let hrms = runtime.block_on(hrms::serve(config)).unwrap();
    let place = Place { folder, runtime, hrms, vault };
    assert_eq!(deliver(&place.vault).unwrap().state, "delivered");
    assert_eq!(place.at_hrms(gone), Some(("withdrawn".to_owned(), None)));
}

#[test]
fn the_hrms_never_hears_of_an_interview_that_was_withdrawn_before_it_was_sent() {
    let place = Place::new();
    let gone = place.reported();
    place.vault.withdraw(gone).unwrap();
    assert_eq!(deliver(&place.vault).unwrap().acked, 0);
    assert_eq!(place.at_hrms(gone), None);
}

#[test]
fn an_interview_that_the_hrms_has_erased_is_erased_here() {
    let place = Place::new();
    let (gone, kept) = (place.reported(), place.reported());
    let station = place.vault.station();
    let credentials = StationCredentials {
        station_id: station.station_id.clone(),
        signing: station.signing.clone(),
        hrms_keys: vec![place.hrms_key()],
    };
    let url = place.hrms.base_url();
    let client = HrmsClient::new(&url, Some(credentials), ClientOptions::default()).unwrap();
    place.runtime.block_on(client.withdrawal(gone)).unwrap();

    let delivery = deliver(&place.vault).unwrap();
    assert_eq!((delivery.state.as_str(), delivery.erased), ("delivered", vec![gone]));
    assert!(matches!(place.vault.show(gone), Err(VaultError::Erased(_))));
    let log = place.vault.audit_entries(gone).unwrap();
    let last = log.last().unwrap();
    assert_eq!((last.action.as_str(), last.detail.as_str()), ("session.erased", "hrms"));
    assert_eq!(place.vault.show(kept).unwrap().summary.state, "done", "another interview stays");
}

#[test]
fn what_was_delivered_goes_after_its_time_and_nothing_that_was_not() {
    const DAY_MS: i64 = 24 * 3_600_000;
    let place = Place::new();
    let policy = station::library::policy().unwrap();
    let delivered = place.reported();
    assert_eq!(deliver(&place.vault).unwrap().state, "delivered");
    let undelivered = place.reported();
    let now = OffsetDateTime::now_utc().unix_timestamp() * 1_000;
    let in_days = |days: i64| apply(&place.vault, &policy, now + days * DAY_MS).unwrap();
    let over = i64::from(policy.retention_days) + 1;
    assert!(in_days(over).is_empty(), "a clock that has jumped is not believed");
    assert!(in_days(over).is_empty(), "nor at the same moment again");
    assert_eq!(in_days(over + 1), [delivered], "it ran on for a day");
    assert!(matches!(place.vault.show(delivered), Err(VaultError::Erased(_))));
    let log = place.vault.audit_entries(delivered).unwrap();
    assert_eq!(log.last().unwrap().detail, "expired");
    let known = ("completed".to_owned(), Some("林晓".to_owned()));
    assert_eq!(place.at_hrms(delivered), Some(known), "the HRMS keeps its own time");

    assert!(in_days(over + 30).is_empty());
    assert!(place.vault.show(undelivered).is_ok(), "the only copy stays, however old");
}

#[test]
fn what_was_refused_to_be_sent_stays_sealed_for_a_week() {
    const DAY_MS: i64 = 24 * 3_600_000;
    let place = Place::new();
    let policy = station::library::policy().unwrap();
    let sealed = place.reported_with(false, true);
    let (waits, of_files) = (place.reported_with(true, true), place.reported_with(false, false));
    let now = OffsetDateTime::now_utc().unix_timestamp() * 1_000;
    let in_days = |days: i64| apply(&place.vault, &policy, now + days * DAY_MS).unwrap();
    assert!(in_days(5).is_empty(), "the first look believes no clock");
    assert!(in_days(6).is_empty());
    assert_eq!(in_days(8), [sealed]);
    let log = place.vault.audit_entries(sealed).unwrap();
    assert_eq!(log.last().unwrap().detail, "expired");
    for kept in [waits, of_files] {
        assert!(place.vault.show(kept).is_ok());
    }
}

#[test]
fn an_interview_that_was_never_finished_goes_after_its_time() {
    const DAY_MS: i64 = 24 * 3_600_000;
    let place = Place::new();
    let policy = station::library::policy().unwrap();
    let (left, running) = (place.begun(), place.begun());
    let hold = place.vault.hold_session(running).unwrap();
    let now = OffsetDateTime::now_utc().unix_timestamp() * 1_000;
    let over = now + (i64::from(policy.retention_days) + 1) * DAY_MS;
    let short = now + i64::from(policy.retention_days) * DAY_MS - DAY_MS;
    apply(&place.vault, &policy, short - DAY_MS).unwrap();
    assert!(apply(&place.vault, &policy, short).unwrap().is_empty());
    assert_eq!(apply(&place.vault, &policy, over).unwrap(), [left]);
    drop(hold);
    assert_eq!(apply(&place.vault, &policy, over + DAY_MS).unwrap(), [running]);
}
