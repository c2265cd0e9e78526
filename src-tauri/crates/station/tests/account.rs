//! Signing in at the desk with an account of a real HRMS.

#![allow(clippy::unwrap_used)]

use hrms::store::Role;
use interview::error::Faulty as _;
use station::account::sign_in;
use station::delivery::enrol;
use station::rights::{Right, StaffRole};
use tokio::runtime::Runtime;
use vault::{KeyOpener, Vault};
use zeroize::Zeroizing;

const PASSWORD: &str = "correct horse battery staple";

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
        let opener = KeyOpener::SimulatedKeystoreAt(folder.path().join("keystore"));
        let vault = Vault::create(&folder.path().join("home"), opener).unwrap();
        Self { folder, runtime, hrms, vault }
    }

    fn enrolled() -> Self {
        let place = Self::new();
        let admin = place.hrms.admin();
        let code = admin.station_code(true).unwrap();
        enrol(&place.vault, &place.hrms.base_url(), &code).unwrap();
        let add = |name, role, positions: &[&str]| {
            let positions = positions.iter().map(|code| (*code).to_owned()).collect();
            admin.add_user(name, role, PASSWORD, positions).unwrap();
        };
        add("wang", Role::HrAdmin, &[]);
        add("duan", Role::Interviewer, &["teller"]);
        add("he", Role::Auditor, &[]);
        place
    }

    /// The code of a refusal.
    fn refused(&self, name: &str, password: &str) -> &'static str {
        sign_in(&self.vault, name, &Zeroizing::new(password.to_owned())).unwrap_err().fault().code
    }

    fn log_at_hrms(&self) -> Vec<String> {
        let entries = self.hrms.admin().store().audit(0, 1_000).unwrap();
        entries.into_iter().map(|entry| entry.action).collect()
    }
}

#[test]
fn an_account_sits_down_with_its_role_and_leaves_no_session_at_the_hrms() {
    let place = Place::enrolled();
    let sits =
        |name: &str| sign_in(&place.vault, name, &Zeroizing::new(PASSWORD.to_owned())).unwrap();
    let wang = sits(" wang ");
    assert_eq!((wang.person.name.as_str(), wang.role), ("wang", StaffRole::Administrator));
    let duan = sits("duan");
    assert!(duan.may_at(Right::Read, "teller") && !duan.may_at(Right::Read, "risk_manager"));
    assert!(!sits("he").may(Right::Read));
    let told = place.log_at_hrms();
    let count = |action: &str| told.iter().filter(|told| *told == action).count();
    assert_eq!((count("session.opened"), count("session.closed")), (3, 3), "{told:?}");
}

#[test]
fn a_wrong_password_and_an_unknown_name_are_told_alike_and_stand_in_the_log() {
    let place = Place::enrolled();
    assert_eq!(place.refused("wang", "correct horse battery"), "hrms.sign_in");
    assert_eq!(place.refused("nobody", PASSWORD), "hrms.sign_in");
    let log = place.vault.log(20).unwrap();
    let told: Vec<_> = log.iter().filter(|l| l.entry.action == "desk.account_refused").collect();
    assert_eq!(told.len(), 2);
    assert!(told.iter().all(|line| line.entry.detail.is_empty()), "what was typed stays out");
}

#[test]
fn without_a_way_to_the_hrms_nobody_sits_down_and_the_reason_is_told() {
    let place = Place::new();
    assert_eq!(place.refused("wang", PASSWORD), "hrms.not_enrolled");
    let Place { folder, runtime, hrms, vault } = Place::enrolled();
    runtime.block_on(hrms.shutdown());
    let error = sign_in(&vault, "wang", &Zeroizing::new(PASSWORD.to_owned())).unwrap_err();
    assert_eq!(error.fault().code, "hrms.unreachable");
    drop(folder);
}
