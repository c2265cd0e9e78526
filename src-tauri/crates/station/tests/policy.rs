//! Signed policy packs: what is taken, what is refused, and when a new one counts.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::sync::mpsc::{Receiver, sync_channel};
use std::time::Duration;

use interview::error::Faulty as _;
use proptest::prelude::*;
use seal::sign::SigningKey;
use seal::wrap::WrapSecret;
use serde_json::{Value, json};
use station::StationError;
use station::kiosk::{Intent, Kiosk, KioskLanguage, KioskSetup, KioskView, RealDevices, Screen};
use station::policy::{in_force, install, refusal, sign, verify};
use vault::{Enrolment, KeyOpener, Vault};

const SHIPPED: &str = include_str!("../../../../assets/policy/cn.json");

/// A pack with this version, changed.
fn pack(version: &str, change: impl FnOnce(&mut Value)) -> String {
    let mut pack: Value = serde_json::from_str(SHIPPED).unwrap();
    pack["version"] = json!(version);
    change(&mut pack);
    pack.to_string()
}

/// A station that trusts the key of its HRMS.
struct Place {
    _folder: tempfile::TempDir,
    vault: Vault,
    key: SigningKey,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let vault = Vault::create(&folder.path().join("home"), opener(&folder)).unwrap();
        let place = Self { vault, key: SigningKey::generate(), _folder: folder };
        place.trust(&place.key);
        place
    }

    /// Enrols the station with an HRMS that signs by `key`.
    fn trust(&self, key: &SigningKey) {
        let enrolment = Enrolment {
            // Nobody listens there: the kiosk finds out at once that the HRMS is away.
            hrms_url: "http://127.0.0.1:9".into(),
            station_id: "station-1".into(),
            hrms_sign_jwk: key.public().to_jwk(),
            hrms_seal_jwk: WrapSecret::generate().public().to_jwk(),
        };
        self.vault.set_enrolment(&enrolment).unwrap();
    }

    fn signed(&self, version: &str, change: impl FnOnce(&mut Value)) -> Vec<u8> {
        sign(&pack(version, change), &self.key, "合规部").unwrap()
    }

    fn installed(&self, version: &str, change: impl FnOnce(&mut Value)) {
        install(&self.signed(version, change), &self.vault).unwrap();
    }

    fn version(&self) -> String {
        in_force(&self.vault).unwrap().version.clone()
    }

    /// Stable code of the refusal of a file, which changes nothing and is kept.
    fn refused(&self, bytes: &[u8]) -> &'static str {
        let before = in_force(&self.vault).unwrap();
        let code = code_of(&verify(bytes, Some(&self.vault)).unwrap_err());
        assert_eq!(code_of(&install(bytes, &self.vault).unwrap_err()), code);
        assert_eq!(in_force(&self.vault).unwrap(), before, "what was in force stays");
        assert_eq!(refusal(&self.vault).unwrap().expect("a refusal").code, code);
        code
    }
}

fn opener(folder: &tempfile::TempDir) -> KeyOpener {
    KeyOpener::SimulatedKeystoreAt(folder.path().join("keystore"))
}

fn code_of(error: &StationError) -> &'static str {
    error.fault().code
}

#[test]
fn a_signed_pack_is_installed_and_names_who_signed_it() {
    let place = Place::new();
    assert_eq!(in_force(&place.vault).unwrap(), station::library::policy().unwrap());
    let bytes = place.signed("2026.10", |pack| pack["retention_days"] = json!(30));
    assert!(!verify(&bytes, Some(&place.vault)).unwrap().in_use);
    assert_eq!(place.version(), "2026.3", "looking changes nothing");

    install(&bytes, &place.vault).unwrap();
    let policy = in_force(&place.vault).unwrap();
    assert_eq!((policy.version.as_str(), policy.retention_days), ("2026.10", 30));
    let by = policy.signed_by.expect("a signer");
    assert_eq!((by.name.as_str(), by.key_id), ("合规部", place.key.public().thumbprint()));
    let log = place.vault.station_audit_entries().unwrap();
    let entry = log.last().unwrap();
    assert_eq!((entry.action.as_str(), entry.subject.as_str()), ("policy.installed", "2026.10"));
    assert_eq!(entry.detail, policy.sha256);
    assert!(install(&bytes, &place.vault).unwrap().in_use, "the same again is no fault");
}

#[test]
fn what_is_not_signed_by_a_trusted_key_is_refused() {
    let place = Place::new();
    let bare = pack("2026.3", |_| ());
    assert_eq!(place.refused(bare.as_bytes()), "policy.unsigned");
    let release: Value = serde_json::from_slice(&place.signed("2026.3", |_| ())).unwrap();
    let without = json!({ "object": release["object"] }).to_string();
    assert_eq!(place.refused(without.as_bytes()), "policy.unsigned");
    let stranger = sign(&bare, &SigningKey::generate(), "合规部").unwrap();
    assert_eq!(place.refused(&stranger), "policy.unknown_key");
    assert_eq!(place.refused(b"{}"), "policy.malformed");
    assert_eq!(place.refused(b"not JSON"), "policy.malformed");
    // The signature of one pack under another.
    let other: Value = serde_json::from_slice(&place.signed("2026.4", |_| ())).unwrap();
    let swapped = json!({ "jws": other["jws"], "object": release["object"] });
    let swapped = seal::jcs::canonical_json(&swapped).unwrap();
    assert_eq!(place.refused(&swapped), "policy.signature");
}

#[test]
fn an_older_pack_and_another_one_of_the_same_version_are_refused() {
    let place = Place::new();
    // 2026.3 ships; 2026.10 is newer than 2026.9.
    assert_eq!(place.refused(&place.signed("2026.1", |_| ())), "policy.older");
    assert_eq!(
        place.refused(&place.signed("2026.3", |pack| pack["retention_days"] = json!(9))),
        "policy.reissued"
    );
    place.installed("2026.10", |_| ());
    assert_eq!(place.refused(&place.signed("2026.9", |_| ())), "policy.older");
    let other_region = place.signed("2026.9", |pack| pack["region"] = json!("HK"));
    assert_eq!(place.refused(&other_region), "policy.older");
    let again = place.signed("2026.10", |pack| pack["sync_media"] = json!(false));
    assert_eq!(place.refused(&again), "policy.reissued");
    assert_eq!(place.version(), "2026.10");
}

#[test]
fn rules_that_no_station_can_keep_are_not_even_signed() {
    let place = Place::new();
    let wrong: [fn(&mut Value); 16] = [
        |pack| pack["consents"] = json!(["face", "score", "send"]),
        |pack| pack["consents"] = json!(["record", "score"]),
        |pack| pack["consents"] = json!(["record", "score", "send", "record"]),
        |pack| pack["consents"] = json!(["record", "score", "send", "horoscope"]),
        |pack| pack["retention_days"] = json!(0),
        |pack| pack["identity"]["challenge_actions"] = json!(0),
        |pack| pack["identity"]["match_threshold"] = json!(1.5),
        |pack| pack["follow_ups"] = json!(3),
        |pack| pack["retakes"] = json!(3),
        |pack| pack["session_cap_minutes"] = json!(1),
        |pack| pack["contact"] = json!("1".repeat(61)),
        |pack| pack["contact"] = json!("010-0000\u{7}"),
        |pack| pack["contact"] = json!("010-0000\u{202e}"),
        |pack| pack["contact"] = json!(" "),
        |pack| pack["version"] = json!("2026-3"),
        |pack| pack["horoscope"] = json!(true),
    ];
    for change in wrong {
        let error = sign(&pack("2026.3", change), &place.key, "合规部").unwrap_err();
        assert_eq!(code_of(&error), "policy.malformed", "{error}");
    }
    for name in ["", " 合规部", "合\u{7}规部", &"合".repeat(81)] {
        let error = sign(&pack("2026.3", |_| ()), &place.key, name).unwrap_err();
        assert_eq!(code_of(&error), "policy.signer");
    }
}

#[test]
fn a_key_that_is_trusted_no_longer_takes_its_pack_along_and_opens_no_way_back() {
    let place = Place::new();
    place.installed("2026.5", |_| ());
    let new_key = SigningKey::generate();
    place.trust(&new_key);
    let gone = in_force(&place.vault).unwrap_err();
    assert_eq!(code_of(&gone), "policy.unknown_key", "the program's pack does not step in");

    let older = sign(&pack("2026.4", |_| ()), &new_key, "合规部").unwrap();
    assert_eq!(code_of(&install(&older, &place.vault).unwrap_err()), "policy.older");
    // The same rules under the new key put it right.
    install(&sign(&pack("2026.5", |_| ()), &new_key, "合规部").unwrap(), &place.vault).unwrap();
    assert_eq!(place.version(), "2026.5");
}

/// The purposes that the kiosk asks for.
fn asked(views: &Receiver<KioskView>) -> Vec<String> {
    loop {
        let view = views.recv_timeout(Duration::from_secs(60)).expect("the kiosk answers");
        if let Screen::Consent { items, .. } = view.screen {
            return items.into_iter().map(|item| item.purpose).collect();
        }
    }
}

#[test]
fn a_pack_counts_from_the_next_candidate_on() {
    let place = Place::new();
    let vault = place.vault.clone();
    let kiosk = Kiosk::start(KioskSetup {
        devices: Box::new(RealDevices),
        vault: Box::new(move || Ok(vault.clone())),
        room: Box::new(|| None),
        questions: 1,
        courier: None,
    })
    .unwrap();
    let (tell, views) = sync_channel(10_000);
    kiosk.watch(Box::new(move |view| tell.try_send(view.clone()).is_ok())).unwrap();
    let touch = |intent| kiosk.intent(intent).unwrap();
    let start = || touch(Intent::Start { language: KioskLanguage::Zh });

    start();
    touch(Intent::Continue);
    touch(Intent::Continue);
    assert_eq!(asked(&views), ["record", "face", "score", "send", "pool"]);
    place.installed("2026.4", |pack| pack["consents"] = json!(["record", "score", "send"]));
    touch(Intent::Consent { purpose: "record".into(), given: true });
    assert_eq!(asked(&views).len(), 5, "who sits here already keeps the rules of the beginning");

    touch(Intent::Back);
    touch(Intent::Back);
    touch(Intent::Back);
    start();
    touch(Intent::Continue);
    touch(Intent::Continue);
    while asked(&views).len() != 3 {}
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Any byte of the file, in object, signature or between them.
    #[test]
    fn a_changed_byte_is_refused(at in 0_usize..4096, change in 1_u8..=255) {
        let key = SigningKey::from_seed(&[7; 32]);
        let mut bytes = sign(&pack("2026.3", |_| ()), &key, "合规部").unwrap();
        let at = at % bytes.len();
        bytes[at] ^= change;
        PLACE.with(|place| {
            let error = verify(&bytes, Some(&place.vault));
            prop_assert!(error.is_err(), "byte {at}");
            prop_assert!(code_of(&error.unwrap_err()).starts_with("policy."));
            Ok(())
        })?;
    }

    /// A cut or lengthened file.
    #[test]
    fn a_file_of_another_length_is_refused(cut in 1_usize..4096, tail in "[ \n{}a]{1,3}") {
        let key = SigningKey::from_seed(&[7; 32]);
        let bytes = sign(&pack("2026.3", |_| ()), &key, "合规部").unwrap();
        let shorter = &bytes[..bytes.len() - (1 + cut % (bytes.len() - 1))];
        let longer = [bytes.as_slice(), tail.as_bytes()].concat();
        PLACE.with(|place| {
            prop_assert!(verify(shorter, Some(&place.vault)).is_err());
            prop_assert!(verify(&longer, Some(&place.vault)).is_err());
            prop_assert!(verify(&bytes, Some(&place.vault)).is_ok());
            Ok(())
        })?;
    }
}

thread_local! {
    /// One station for all cases: it trusts the key of the property tests.
    static PLACE: Place = {
        let place = Place::new();
        place.trust(&SigningKey::from_seed(&[7; 32]));
        place
    };
}
