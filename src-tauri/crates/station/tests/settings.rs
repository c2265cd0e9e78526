//! Settings of the station that the desk changes: devices, and what stands in the vault for health.

#![allow(clippy::unwrap_used)]

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::Duration;

use capture::{AudioSource, DeviceInfo, DeviceList, MediaClock, VideoSource};
use interview::media::VideoFrame;
use interview::time::MediaTime;
use seal::sign::SigningKey;
use seal::wrap::WrapSecret;
use station::delivery;
use station::devices::{ChosenDevices, choose, chosen};
use station::doctor::{Fact, Finding, examine};
use station::feed::Opener;
use station::kiosk::{Intent, Kiosk, KioskDevices, KioskLanguage, KioskSetup, KioskView, Screen};
use station::session::Prompt;
use vault::{Enrolment, Vault};

struct Place {
    folder: tempfile::TempDir,
    vault: Vault,
}

fn place() -> Place {
    let folder = tempfile::tempdir().unwrap();
    let vault = station::home::open_or_create(&folder.path().join("home")).unwrap();
    Place { folder, vault }
}

impl Place {
    fn facts(&self) -> Vec<(Fact, Finding, i64)> {
        let diagnosis = examine(&self.folder.path().join("home"));
        diagnosis.checks.iter().map(|check| (check.fact, check.finding, check.number)).collect()
    }

    fn has(&self, fact: Fact) -> bool {
        self.facts().iter().any(|(found, _, _)| *found == fact)
    }
}

fn device(id: &str) -> DeviceInfo {
    DeviceInfo { id: id.to_owned(), name: format!("Device {id}") }
}

fn desk_microphone() -> ChosenDevices {
    ChosenDevices { microphone: Some(device("usb-desk")), ..ChosenDevices::default() }
}

#[test]
fn a_choice_outlives_the_program_and_stands_in_the_log_under_a_name() {
    let place = place();
    assert_eq!(chosen(&place.vault).unwrap(), ChosenDevices::default());
    choose(&place.vault, "陆婉清", &desk_microphone()).unwrap();
    let home = place.folder.path().join("home");
    drop(place.vault);
    let vault = station::home::open(&home).unwrap();
    assert_eq!(chosen(&vault).unwrap(), desk_microphone());
    let log = vault.station_audit_entries().unwrap();
    let entry = log.iter().find(|entry| entry.action == "settings.devices").unwrap();
    assert_eq!(entry.actor, "陆婉清");
    assert_eq!(entry.detail, "camera=default microphone=usb-desk loudspeaker=default");
    assert_eq!(vault.verify_chains().unwrap().broken, Vec::new());
}

/// Devices that tell which of them was asked for, and give nothing.
struct Told(SyncSender<(&'static str, Option<String>)>);

impl Told {
    fn tell(&self, kind: &'static str, chosen: Option<&DeviceInfo>) {
        self.0.send((kind, chosen.map(|device| device.id.clone()))).unwrap();
    }
}

impl KioskDevices for Told {
    fn camera(
        &self,
        _clock: MediaClock,
        chosen: Option<&DeviceInfo>,
    ) -> Option<Opener<dyn VideoSource>> {
        self.tell("camera", chosen);
        None
    }

    fn microphone(
        &self,
        _clock: MediaClock,
        chosen: Option<&DeviceInfo>,
    ) -> Option<Opener<dyn AudioSource>> {
        self.tell("microphone", chosen);
        None
    }

    fn lister(&self) -> Box<dyn FnOnce() -> DeviceList + Send> {
        Box::new(DeviceList::default)
    }

    fn card(&self) -> Option<VideoFrame> {
        None
    }

    fn simulated(&self) -> Vec<String> {
        Vec::new()
    }

    fn synthetic(&self) -> bool {
        true
    }

    fn prompt(&self, _prompt: &Prompt, _at: MediaTime) {}
}

/// The screen of consents, and what it asks for.
fn consents(views: &Receiver<KioskView>) -> Vec<String> {
    loop {
        let view = views.recv_timeout(Duration::from_secs(60)).unwrap();
        if let Screen::Consent { items, .. } = view.screen {
            return items.into_iter().map(|item| item.purpose).collect();
        }
    }
}

#[test]
fn the_kiosk_asks_for_what_was_chosen_from_the_next_candidate_on() {
    let place = place();
    let (tell, asked) = sync_channel(100);
    let vault = place.vault.clone();
    let kiosk = Kiosk::start(KioskSetup {
        devices: Box::new(Told(tell)),
        vault: Box::new(move || Ok(vault.clone())),
        room: Box::new(|| None),
        questions: 1,
        courier: None,
    })
    .unwrap();
    let (show, views) = sync_channel(10_000);
    kiosk.watch(Box::new(move |view| show.try_send(view.clone()).is_ok())).unwrap();
    let touch = |intent| kiosk.intent(intent).unwrap();
    // Up to the booking, where the camera may look for a code.
    let sit_down = || {
        touch(Intent::Start { language: KioskLanguage::Zh });
        touch(Intent::Continue);
        touch(Intent::Continue);
        for purpose in consents(&views) {
            touch(Intent::Consent { purpose, given: true });
        }
    };
    let opened = || {
        let next = || asked.recv_timeout(Duration::from_secs(60)).unwrap();
        [next(), next()].map(|(kind, id)| format!("{kind} {}", id.unwrap_or_default()))
    };
    sit_down();
    choose(&place.vault, "陆婉清", &desk_microphone()).unwrap();
    touch(Intent::Continue);
    assert_eq!(opened(), ["camera ", "microphone "], "who sits here keeps the earlier ones");

    for _ in 0..4 {
        touch(Intent::Back);
    }
    while views.try_recv().is_ok() {}
    sit_down();
    touch(Intent::Continue);
    assert_eq!(opened(), ["camera ", "microphone usb-desk"]);
}

#[test]
fn health_names_a_chosen_device_that_is_not_plugged_in() {
    let place = place();
    choose(&place.vault, "陆婉清", &desk_microphone()).unwrap();
    let diagnosis = examine(&place.folder.path().join("home"));
    let check = diagnosis.checks.iter().find(|check| check.name == "microphone").unwrap();
    assert_eq!((check.finding, check.fact), (Finding::Warning, Fact::MicrophoneAway));
    assert_eq!(
        (check.named.as_str(), check.code.as_str()),
        ("Device usb-desk", "device.not_found")
    );
}

#[test]
fn health_follows_the_enrolment_the_last_answer_and_the_clock() {
    let place = place();
    assert!(place.has(Fact::HrmsNone) && place.has(Fact::ClockAlone));
    assert!(place.has(Fact::DeliveryClear) && place.has(Fact::KeysSimulated));
    let key = SigningKey::generate();
    place
        .vault
        .set_enrolment_by(
            "陆婉清",
            &Enrolment {
                hrms_url: "http://127.0.0.1:9".into(),
                station_id: "cuihu-02".into(),
                hrms_sign_jwk: key.public().to_jwk(),
                hrms_seal_jwk: WrapSecret::generate().public().to_jwk(),
            },
        )
        .unwrap();
    assert!(place.has(Fact::HrmsNever));
    assert_eq!(delivery::last_contact(&place.vault).unwrap(), None);
    delivery::test_connection(&place.vault).unwrap_err();
    assert_eq!(delivery::last_contact(&place.vault).unwrap(), None, "nobody has answered");
    let at = place.vault.last_in_station_log("station.enrolled").unwrap();
    let log = place.vault.station_audit_entries().unwrap();
    let entry = log.iter().find(|entry| entry.action == "station.enrolled").unwrap();
    assert_eq!((Some(entry.at_unix_ms), entry.actor.as_str()), (at, "陆婉清"));

    // What an answer of the HR system leaves: minutes ago, with a clock that is four minutes ahead.
    let now = i64::try_from(std::time::UNIX_EPOCH.elapsed().unwrap().as_millis()).unwrap();
    let answered = |minutes: i64| {
        let at = serde_json::json!({ "at_unix_ms": now - minutes * 60_000 });
        place.vault.set_setting("hrms.contact", &at).unwrap();
        let clock = serde_json::json!({ "offset_ms": 244_000, "at_unix_ms": now });
        place.vault.set_setting("hrms.clock", &clock).unwrap();
    };
    answered(3);
    let facts = place.facts();
    assert!(facts.contains(&(Fact::HrmsAnswers, Finding::Good, 3)), "{facts:?}");
    assert!(facts.contains(&(Fact::ClockOff, Finding::Warning, 244)), "{facts:?}");
    answered(60 * 50);
    let facts = place.facts();
    assert!(facts.contains(&(Fact::HrmsSilent, Finding::Warning, 50)), "{facts:?}");
}
