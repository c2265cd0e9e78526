//! Delivery that nobody asks for: a courier, a vault and a real HRMS.

#![allow(clippy::unwrap_used)]

#[path = "../../scoring/tests/common/mod.rs"]
mod reports;

use std::time::{Duration, Instant};

use interview::ports::Outbox as _;
use interview::session::{Phase, SessionState};
use station::delivery::{Courier, Delivery, deliver, enrol, timely};
use tokio::runtime::Runtime;
use uuid::Uuid;
use vault::{KeyOpener, NewSession, Vault};

/// Longer than any of this takes.
const PATIENCE: Duration = Duration::from_secs(60);

const SAID: &[reports::Said] =
    &[("teller-q05", "我没有跟他争，我先等他说完，把他的话重复了一遍。", 0.94, 0.96)];

/// A station beside an HRMS.
struct Place {
    folder: tempfile::TempDir,
    runtime: Runtime,
    hrms: Option<hrms::RunningServer>,
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
        Self { folder, runtime, hrms: Some(hrms), vault }
    }

    fn hrms(&self) -> &hrms::RunningServer {
        self.hrms.as_ref().unwrap()
    }

    fn enrol(&self) {
        let code = self.hrms().admin().station_code(true).unwrap();
        enrol(&self.vault, &self.hrms().base_url(), &code).unwrap();
    }

    fn courier(&self) -> Courier {
        let vault = self.vault.clone();
        Courier::start(Box::new(move || Ok(Some(vault.clone())))).unwrap()
    }

    /// An interview that was handed in and whose report is stored.
    fn reported(&self) -> Uuid {
        let (id, vault) = (Uuid::now_v7(), &self.vault);
        vault.begin_session(NewSession { walk_in: true, ..fixtures::new_session(id) }).unwrap();
        let state = |phase| {
            let state = SessionState { phase, ..SessionState::new(id, Vec::new()) };
            serde_json::to_string(&state).unwrap()
        };
        vault.persist_step(id, &state(Phase::Sealing), &[]).unwrap();
        let mut report = reports::report(reports::teller(), SAID, &mut reports::PairHash);
        report.interview_id = id;
        report.station_id = vault.station().station_id;
        report.media.clear();
        report.audit_head = vault.audit_head(id).unwrap().hash;
        let signed = station::report::sign(vault, &report).unwrap();
        let ready = state(Phase::Ready);
        vault.store_report(id, 1, &signed.bytes, &signed.signature, &ready, &[]).unwrap();
        id
    }

    fn state_of(&self, id: Uuid) -> String {
        self.vault.show(id).unwrap().summary.state
    }

    fn until_sent(&self) {
        let begun = Instant::now();
        while !self.vault.pending().unwrap().is_empty() {
            assert!(begun.elapsed() < PATIENCE, "{:?}", self.vault.pending().unwrap());
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

fn sent(courier: &Courier) -> Delivery {
    courier.send(PATIENCE).unwrap().unwrap()
}

#[test]
fn what_waited_and_what_comes_later_leaves_by_itself() {
    let place = Place::new();
    place.enrol();
    let waited = place.reported();
    let courier = place.courier();
    place.until_sent();

    let later = place.reported();
    courier.nudge();
    place.until_sent();
    assert_eq!(
        sent(&courier),
        Delivery {
            state: "delivered".into(),
            detail: String::new(),
            acked: 0,
            pending: 0,
            erased: Vec::new(),
        }
    );
    for id in [waited, later] {
        assert_eq!(place.state_of(id), "done");
    }
    let timely = timely(&place.vault).unwrap().unwrap();
    assert_eq!((timely.of, timely.within), (2, 2), "{timely:?}");

    place.vault.withdraw(later).unwrap();
    courier.nudge();
    place.until_sent();
    let admin = place.hrms().admin();
    let at_hrms = admin.store().interview(later).unwrap().unwrap();
    assert_eq!(at_hrms.state, "withdrawn");
    courier.stop();
    assert_eq!(courier.send(PATIENCE).unwrap(), None, "nobody is there any more");
}

#[test]
fn a_station_that_is_enrolled_later_and_an_hrms_that_is_away_are_told_apart() {
    let mut place = Place::new();
    let id = place.reported();
    let courier = place.courier();
    let delivery = sent(&courier);
    assert_eq!(delivery.state, "not_enrolled");
    assert!(!courier.is_away(), "there is none");
    assert!(delivery.pending > 0);
    assert!(timely(&place.vault).unwrap().is_none());

    place.enrol();
    let hrms = place.hrms.take().unwrap();
    let address = hrms.addr();
    place.runtime.block_on(hrms.shutdown());
    let away = sent(&courier);
    assert_eq!(away.state, "unreachable");
    assert!(courier.is_away());
    assert!(away.detail.starts_with("hrms.unreachable: "), "{}", away.detail);
    let attempts: Vec<u32> = place.vault.pending().unwrap().iter().map(|r| r.attempts).collect();
    assert!(attempts.iter().all(|n| *n == 0), "no attempt is spent without a network");

    let mut config = hrms::Config::in_dir(&place.folder.path().join("hrms"));
    config.listen = address;
    place.hrms = Some(place.runtime.block_on(hrms::serve(config)).unwrap());
    assert_eq!(sent(&courier).state, "delivered");
    assert_eq!(place.state_of(id), "done");
    assert!(!courier.is_away());
    courier.stop();
}

#[test]
fn two_programs_of_one_station_take_turns() {
    let place = Place::new();
    place.enrol();
    place.reported();
    let other = place.vault.hold_delivery().unwrap();
    let goes = std::thread::Builder::new()
        .spawn(move || {
            std::thread::sleep(Duration::from_millis(700));
            drop(other);
        })
        .unwrap();
    let delivery = deliver(&place.vault).unwrap();
    assert!(goes.is_finished(), "it waited for the other one");
    assert_eq!(delivery.state, "delivered", "{}", delivery.detail);
}
