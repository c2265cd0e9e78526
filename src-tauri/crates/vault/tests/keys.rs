//! Keys: what opens a vault, and that nothing else ever does or makes a new one.

#![allow(clippy::unwrap_used)]

mod common;

use common::{Place, keystore_at, whole_session};
use vault::{KeyOpener, Vault, VaultError};

fn phrase(text: &str) -> KeyOpener {
    KeyOpener::Passphrase(text.to_owned().into())
}

#[test]
fn a_passphrase_opens_its_vault_only() {
    let place = Place::new();
    let home = place.home();
    let id = {
        let vault = Vault::create(&home, phrase("correct horse")).unwrap();
        assert!(vault.simulated_parts().is_empty());
        whole_session(&vault)
    };
    let wrong = Vault::open(&home, phrase("correct horsf")).unwrap_err();
    assert!(matches!(wrong, VaultError::WrongKey), "{wrong:?}");
    let keystore = Vault::open(&home, place.keystore()).unwrap_err();
    assert!(matches!(keystore, VaultError::WrongKey), "{keystore:?}");
    let vault = Vault::open(&home, phrase("correct horse")).unwrap();
    assert!(vault.report(id).unwrap().is_some());
    assert!(matches!(phrase("").open_empty(&place), VaultError::Invalid(_)));
}

trait OpenEmpty {
    fn open_empty(self, place: &Place) -> VaultError;
}

impl OpenEmpty for KeyOpener {
    fn open_empty(self, place: &Place) -> VaultError {
        Vault::open(&place.home(), self).unwrap_err()
    }
}

#[test]
fn the_keystore_lies_outside_the_home_and_says_that_it_is_simulated() {
    let place = Place::new();
    let vault = place.open();
    assert_eq!(vault.simulated_parts(), ["keystore"]);
    drop(vault);
    let copy = Place::new();
    copy_dir(&place.home(), &copy.home());
    let alone = Vault::open(&copy.home(), copy.keystore()).unwrap_err();
    assert!(matches!(alone, VaultError::KeyMissing(_)), "a copied home is shut: {alone:?}");
}

#[test]
fn a_missing_key_is_a_hard_stop() {
    let place = Place::new();
    let id = whole_session(&place.open());
    let key = place.home().join("key.json");
    let aside = place.dir.path().join("key.json");
    std::fs::rename(&key, &aside).unwrap();
    for attempt in [
        Vault::open(&place.home(), place.keystore()),
        Vault::open_or_create(&place.home(), place.keystore()),
        Vault::create(&place.home(), place.keystore()),
    ] {
        let error = attempt.unwrap_err();
        assert!(matches!(error, VaultError::KeyMissing(_)), "{error:?}");
    }
    assert!(!key.exists(), "no new key was made");
    std::fs::rename(&aside, &key).unwrap();
    assert!(place.open().report(id).unwrap().is_some());

    // The same for the secret in the keystore.
    std::fs::remove_dir_all(place.dir.path().join("keystore")).unwrap();
    let error = Vault::open_or_create(&place.home(), place.keystore()).unwrap_err();
    assert!(matches!(error, VaultError::KeyMissing(_)), "{error:?}");
}

#[test]
fn the_key_of_another_home_is_known_as_wrong_and_harms_nothing() {
    let (place, other) = (Place::new(), Place::new());
    let id = whole_session(&place.open());
    drop(other.open());
    let genuine = std::fs::read(place.home().join("key.json")).unwrap();
    std::fs::copy(other.home().join("key.json"), place.home().join("key.json")).unwrap();
    let error = Vault::open(&place.home(), other.keystore()).unwrap_err();
    assert!(matches!(error, VaultError::WrongKey), "{error:?}");
    std::fs::write(place.home().join("key.json"), genuine).unwrap();
    assert!(place.open().report(id).unwrap().is_some());
}

#[test]
fn a_damaged_key_file_is_told_from_a_wrong_key() {
    let place = Place::new();
    drop(place.open());
    let path = place.home().join("key.json");
    let genuine = std::fs::read_to_string(&path).unwrap();
    for bad in ["", "{}", "not json", &genuine.replace("\"format\": 1", "\"format\": 9")] {
        std::fs::write(&path, bad).unwrap();
        let error = Vault::open(&place.home(), place.keystore()).unwrap_err();
        assert!(matches!(error, VaultError::KeyFile(_)), "{bad}: {error:?}");
    }
}

#[test]
fn no_vault_and_a_vault_are_told_apart() {
    let place = Place::new();
    let none = Vault::open(&place.home(), place.keystore()).unwrap_err();
    assert!(matches!(none, VaultError::NotFound), "{none:?}");
    drop(place.open());
    let there = Vault::create(&place.home(), place.keystore()).unwrap_err();
    assert!(matches!(there, VaultError::Exists), "{there:?}");
}

#[test]
fn rotation_changes_what_opens_the_vault_and_nothing_else() {
    let place = Place::new();
    let vault = place.open();
    let id = whole_session(&vault);
    let sealed = std::fs::read(place.sealed(id, "main")).unwrap();
    let mut reader = vault.open_part(id, "main").unwrap();
    vault.rotate_key(phrase("new phrase")).unwrap();
    assert!(vault.simulated_parts().is_empty());
    assert!(!reader.read_range(0, 50).unwrap().is_empty(), "an open reader goes on");
    drop(vault);

    let old = Vault::open(&place.home(), place.keystore()).unwrap_err();
    assert!(matches!(old, VaultError::WrongKey), "{old:?}");
    let vault = Vault::open(&place.home(), phrase("new phrase")).unwrap();
    assert!(vault.verify_session(id).unwrap().iter().all(|check| check.ok));
    assert_eq!(std::fs::read(place.sealed(id, "main")).unwrap(), sealed, "media not rewritten");
    let keystore = place.dir.path().join("keystore");
    assert_eq!(std::fs::read_dir(keystore).unwrap().count(), 0, "the old secret is destroyed");

    // And back, into a keystore elsewhere.
    let elsewhere = Place::new();
    vault.rotate_key(keystore_at(elsewhere.dir.path())).unwrap();
    drop(vault);
    Vault::open(&place.home(), keystore_at(elsewhere.dir.path())).unwrap();
}

#[cfg(unix)]
#[test]
fn only_this_user_may_read_the_home() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = Place::new();
    let vault = place.open();
    whole_session(&vault);
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode();
    assert_eq!(mode(&place.home()) & 0o077, 0);
    let database = place.home().join("station.db");
    assert!(database.exists() && database.with_extension("db-wal").exists());
    for folder in [place.home(), place.dir.path().join("keystore")] {
        for file in common::files_below(&folder) {
            assert_eq!(mode(&file) & 0o077, 0, "{}", file.display());
        }
    }

    // A database of an older program, which others may read, is closed to them.
    drop(vault);
    std::fs::set_permissions(&database, std::fs::Permissions::from_mode(0o644)).unwrap();
    place.open();
    assert_eq!(mode(&database) & 0o077, 0);
}

fn copy_dir(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).unwrap();
    for file in common::files_below(from) {
        std::fs::copy(&file, to.join(file.file_name().unwrap())).unwrap();
    }
}
