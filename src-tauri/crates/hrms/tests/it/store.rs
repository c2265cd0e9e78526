//! Keys and database of a server: opened again, and refused where they do not belong together.

use fixtures::teller;
use hrms::store::{StoreError, Who};
use hrms::{Admin, Config, HrmsError, KeySource};
use interview::error::Faulty as _;
use zeroize::Zeroizing;

fn passphrase(text: &str) -> KeySource {
    KeySource::Passphrase(Zeroizing::new(text.to_owned()))
}

#[test]
fn a_server_opens_its_data_again_and_nobody_elses() {
    let dir = tempfile::tempdir().unwrap();
    let mut config = Config::in_dir(dir.path());
    config.key = passphrase("one");
    assert_eq!(Admin::open(&config).unwrap().publish_position(&teller()).unwrap(), (1, true));
    assert_eq!(Admin::open(&config).unwrap().publish_position(&teller()).unwrap(), (1, false));
    config.key = passphrase("two");
    let error = Admin::open(&config).err().unwrap();
    assert!(matches!(error, HrmsError::Store(StoreError::Key)));
    assert_eq!((error.fault().code, error.fault().class.exit_code()), ("hrms_server.key", 6));
}

#[test]
fn a_lost_key_is_never_replaced() {
    let dir = tempfile::tempdir().unwrap();
    let config = Config::in_dir(dir.path());
    Admin::open(&config).unwrap();
    let file = dir.path().join("hrms.key");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let key = std::fs::read(&file).unwrap();
    std::fs::remove_file(&file).unwrap();
    assert!(matches!(Admin::open(&config), Err(HrmsError::KeyMissing(_))));
    assert!(!file.exists());
    std::fs::write(&file, "short").unwrap();
    assert!(matches!(Admin::open(&config), Err(HrmsError::KeyFile(_))));
    std::fs::write(&file, key).unwrap();
    Admin::open(&config).unwrap();
}

#[test]
fn the_audit_log_only_grows_and_shows_every_change() {
    let dir = tempfile::tempdir().unwrap();
    let admin = Admin::open(&Config::in_dir(dir.path())).unwrap();
    admin.publish_position(&teller()).unwrap();
    admin.station_code(true).unwrap();
    let role = hrms::store::Role::Auditor;
    admin.add_user("a", role, "a long enough password", Vec::new()).unwrap();
    let again = admin.add_user("a", role, "a long enough password", Vec::new());
    assert!(matches!(again, Err(HrmsError::Exists(_))));
    assert!(matches!(admin.add_user("b", role, "short", Vec::new()), Err(HrmsError::Argument(_))));
    let entries = admin.store().audit(0, 100).unwrap();
    let actions: Vec<&str> = entries.iter().map(|entry| entry.action.as_str()).collect();
    assert_eq!(
        actions,
        ["position.added", "position.published", "station.code_made", "user.added"]
    );
    assert_eq!(seal::chain::verify(&entries).unwrap(), admin.store().audit_head().unwrap());
    let mut changed = entries;
    changed[1].actor = "somebody else".to_owned();
    assert!(seal::chain::verify(&changed).is_err());
    let who = Who { actor: "test".into(), now_ms: 0 };
    assert!(
        !admin.store().set_station_state("none", hrms::store::StationState::Revoked, &who).unwrap()
    );
    assert_eq!(admin.store().audit(0, 100).unwrap().len(), 4, "nothing happened, nothing is noted");
}
