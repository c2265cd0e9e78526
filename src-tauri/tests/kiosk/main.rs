//! The candidate's journey without a window: real models, vault and recording, a simulated person.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "../candidate/mod.rs"]
mod candidate;
#[macro_use]
mod devices;
mod follow_up;
mod limits;
mod microphones;
mod numbers;
mod person;
mod resume;
mod staff;
mod ticket;
mod unfinished;
mod writing;

use capture::{DeviceInfo, MediaClock, VideoSource};
use interview::challenge::ChallengeAction;
use interview::report::{CheckResult, Report};
use interview::session::{Gap, SessionState, Track};
use interview_station::simulated::SimulatedDevices;
use person::{Person, name_of};
use station::feed::Opener;
use station::kiosk::{
    BodyAction, DeviceState, Help, Intent, KioskDevices, KioskLanguage, KioskView, Lamp,
    QuestionStage, Screen,
};
use station::playback::Playable as _;
use vault::Vault;

fn report_of(vault: &Vault) -> Report {
    let id = vault.list().unwrap()[0].interview_id;
    serde_json::from_slice(&vault.report(id).unwrap().unwrap().bytes).unwrap()
}

fn gaps_of(vault: &Vault) -> Vec<Gap> {
    let id = vault.list().unwrap()[0].interview_id;
    let state: SessionState = serde_json::from_str(&vault.state(id).unwrap().unwrap()).unwrap();
    state.gaps
}

#[test]
fn a_whole_interview_with_a_retake_records_answers_and_nothing_else() {
    let mut person = Person::new(2);
    person.agree_to_all();
    person.show_identity();
    person.touch(Intent::StartAnswer);
    person.until(
        "a practice that was heard",
        |v| matches!(&v.screen, Screen::Practice { seconds, .. } if *seconds >= 4),
    );
    person.touch(Intent::FinishAnswer);
    person.until(
        "the words of the practice",
        |v| matches!(&v.screen, Screen::Practice { heard: Some(text), .. } if !text.is_empty()),
    );
    person.until("a practice that can be played", |v| {
        matches!(v.screen, Screen::Practice { playable: true, .. })
    });
    let mut practice = person.kiosk.practice().unwrap().unwrap();
    let film = practice.read_range(0, usize::MAX).unwrap();
    assert_eq!(
        (film.len() as u64, &film[..4]),
        (practice.byte_len(), b"\x1a\x45\xdf\xa3".as_slice())
    );
    assert!(film.len() > 50_000, "{} bytes of several seconds", film.len());
    person.touch(Intent::Continue);
    person.until_question(1, QuestionStage::Think);
    assert!(practice.read_range(0, 1).is_err(), "the practice is forgotten with its screen");
    assert!(person.kiosk.practice().unwrap().is_none());
    person.answer_aloud(1, 9);
    person.touch(Intent::Retake);
    person.answer_aloud(1, 9);
    let view = person.seen.clone();
    assert!(matches!(&view.screen, Screen::Question(q) if q.retakes_left == 0));
    person.touch(Intent::NextQuestion);
    person.answer_aloud(2, 9);
    person.touch(Intent::NextQuestion);
    let view = person.until("words of every answer", |v| {
        matches!(&v.screen, Screen::Review { answers } if answers.iter().all(|a| a.text.is_some()))
    });
    let Screen::Review { answers } = view.screen else { panic!("no review") };
    assert_eq!(answers.iter().map(|a| (a.takes, a.chosen)).collect::<Vec<_>>(), [(2, 2), (1, 1)]);
    assert!(person.kiosk.take(1, 2).unwrap().start_ms >= person.kiosk.take(1, 1).unwrap().end_ms);
    person.touch(Intent::ChooseTake { nth: 1, take: 1 });
    person.touch(Intent::Dispute { nth: 2, disputed: true });
    person.touch(Intent::Note { nth: 2, text: "我说的是传票".to_owned() });
    person.until(
        "the chosen take",
        |v| matches!(&v.screen, Screen::Review { answers } if answers[0].chosen == 1),
    );
    person.touch(Intent::HandIn);
    let view = person.until("thanks", |v| matches!(v.screen, Screen::Thanks(_)));
    assert!(matches!(&view.screen, Screen::Thanks(t) if t.answers == 2 && t.offline));

    let report = report_of(&person.vault());
    assert_eq!(report.answers.len(), 2);
    assert_eq!(report.identity.result("liveness_challenge"), CheckResult::Passed);
    assert!(report.synthetic && report.simulated.contains(&"camera".to_owned()));
    let first = &report.answers[0];
    assert_eq!((first.start_ms, first.handed_in.other_takes), (0, 1));
    assert!(first.transcript.text.contains("客户"), "the demo candidate was understood");
    let sheet = station::judged::JudgedSheet::of(&station::library::policy().unwrap()).sha256();
    assert!(report.consents.iter().all(|consent| consent.sheet_sha256.as_ref() == Some(&sheet)));
    let second = &report.answers[1];
    assert!(second.handed_in.disputed);
    assert_eq!(second.handed_in.note.as_deref(), Some("我说的是传票"));
    let recorded_ms: i64 = report.media.iter().map(|part| part.duration_ms).sum();
    assert!((recorded_ms - second.end_ms).abs() < 500, "{recorded_ms} ms of {}", second.end_ms);

    let lit: Vec<&str> = person
        .lamps
        .iter()
        .filter(|(_, lamp)| *lamp == Lamp::On)
        .map(|(screen, _)| screen.as_str())
        .collect();
    assert!(!lit.is_empty() && lit.iter().all(|screen| *screen == "question"), "{lit:?}");

    person.touch(Intent::ClearNow);
    let view = person.until("attract", |v| v.screen == Screen::Attract);
    assert_eq!(view.language, KioskLanguage::Zh);
    assert!(person.kiosk.preview(0).unwrap().is_none(), "no picture stays");
}

#[test]
fn who_refuses_to_be_recorded_leaves_nothing_behind() {
    let mut person = Person::new(1);
    person.touch(Intent::Start { language: KioskLanguage::En });
    person.until("needs", |v| v.screen == Screen::Needs);
    person.touch(Intent::Continue);
    person.until("what is judged", |v| matches!(v.screen, Screen::Judged(_)));
    person.touch(Intent::Continue);
    person.until("consent", |v| matches!(v.screen, Screen::Consent { .. }));
    person.touch(Intent::Continue);
    person.until("what is missing", |v| matches!(v.screen, Screen::Consent { missing: true, .. }));
    for purpose in ["record", "face", "score", "send", "pool"] {
        let given = purpose != "record";
        person.touch(Intent::Consent { purpose: purpose.to_owned(), given });
    }
    person.touch(Intent::Continue);
    let view = person.until("the other way", |v| matches!(v.screen, Screen::OtherWay { .. }));
    assert_eq!(view.screen, Screen::OtherWay { purpose: "record".to_owned() });
    person.touch(Intent::Continue);
    person.until("attract", |v| v.screen == Screen::Attract);
    assert!(person.vault().list().unwrap().is_empty());
}

#[test]
fn lost_devices_lose_no_answer() {
    let mut person = Person::new(1);
    person.agree_to_all();
    // Who does not want to turn the head blinks, and the report says so.
    person.show_identity_by(Intent::LivenessOther { way: "blink".to_owned() });
    person.touch(Intent::Continue);
    person.until_question(1, QuestionStage::Think);
    person.touch(Intent::StartAnswer);
    person.until("3 s", |v| matches!(&v.screen, Screen::Question(q) if q.recorded_s >= 3));
    person.stage.unplug_camera(true);
    person.until("a lost camera", |v| v.devices.camera == DeviceState::Lost);
    person.until(
        "an answer that goes on",
        |v| matches!(&v.screen, Screen::Question(q) if q.recorded_s >= 5 && q.hold.is_empty()),
    );
    person.stage.unplug_camera(false);
    person.until("the camera again", |v| v.devices.camera == DeviceState::Live);
    person.stage.unplug_microphone(true);
    let view = person.until(
        "time that stands still",
        |v| matches!(&v.screen, Screen::Question(q) if q.hold == "microphone"),
    );
    assert_eq!(view.lamp, Lamp::Hold);
    let Screen::Question(held) = view.screen else { panic!("no question") };
    let view = person.until("an attempt", |v| v.devices.attempt >= 1);
    let Screen::Question(still) = view.screen else { panic!("no question") };
    assert_eq!(
        (still.recorded_s, still.left_s),
        (held.recorded_s, held.left_s),
        "the clock of the answer stands"
    );
    // Somebody calls for help meanwhile: the microphone alone does not let time go on.
    person.touch(Intent::CallStaff);
    person.until("help that is called", |v| v.help == Help::Called);
    person.stage.unplug_microphone(false);
    let view = person.until("the microphone again", |v| v.devices.microphone == DeviceState::Live);
    let Screen::Question(still) = view.screen else { panic!("no question") };
    assert_eq!((still.hold.as_str(), still.recorded_s), ("help", held.recorded_s));
    person.touch(Intent::HelpOver);
    person.until("time that goes on", |v| {
        matches!(&v.screen, Screen::Question(q)
            if q.hold.is_empty() && q.recorded_s >= held.recorded_s + 2)
    });
    person.touch(Intent::FinishAnswer);
    person.until_question(1, QuestionStage::Saved);
    person.touch(Intent::NextQuestion);
    person.until("review", |v| matches!(v.screen, Screen::Review { .. }));
    person.touch(Intent::HandIn);
    person.until("thanks", |v| matches!(v.screen, Screen::Thanks(_)));
    let vault = person.vault();
    let report = report_of(&vault);
    assert!(!report.answers[0].transcript.text.is_empty());
    assert_eq!(report.identity.challenge, ["blink"; 3]);
    assert_eq!(report.identity.result("liveness_blinks"), CheckResult::Passed);
    let gaps = gaps_of(&vault);
    let tracks: Vec<Track> = gaps.iter().map(|gap| gap.track).collect();
    assert_eq!(tracks, [Track::Camera, Track::Microphone]);
    assert!(gaps.iter().all(|gap| gap.end_ms.is_some()));
}

#[test]
fn after_three_misses_the_search_waits_and_staff_open_it() {
    let mut person = Person::new(1);
    station::staff::Gate::new(&person.vault()).set("471200").unwrap();
    person.agree_to_all();
    let search = Intent::BookingCode { code: "NONE00".to_owned() };
    for misses in 1..=3 {
        person.touch(search.clone());
        person.until("a miss", |v| matches!(&v.screen, Screen::Booking(b) if b.misses == misses));
    }
    let locked = |v: &KioskView| matches!(&v.screen, Screen::Booking(b) if b.locked_s > 50);
    assert!(locked(&person.seen) && person.seen.help == Help::Called, "{:?}", person.seen);
    person.touch(search.clone());
    person.touch(Intent::StaffUnlock { pin: "471200".to_owned() });
    person.until(
        "an open search",
        |v| matches!(&v.screen, Screen::Booking(b) if (b.misses, b.locked_s) == (0, 0)),
    );
    person.touch(Intent::StaffLeave);
    person.touch(search);
    person.until("a miss", |v| matches!(&v.screen, Screen::Booking(b) if b.misses == 1));
}

#[test]
fn a_program_that_ends_waits_for_models_that_are_being_loaded() {
    let mut person = Person::new(1);
    person.agree_to_all();
    person.touch(Intent::WalkIn { position: "teller".to_owned() });
    person.until("the card", |v| matches!(v.screen, Screen::Card(_)));
    person.program_ends();
}

#[test]
fn a_person_is_asked_to_turn_to_their_own_side() {
    // The camera's picture is not mirrored: who turns to their left moves to its right edge.
    assert_eq!(BodyAction::from(ChallengeAction::TurnRight), BodyAction::TurnLeft);
    assert_eq!(BodyAction::from(ChallengeAction::TurnLeft), BodyAction::TurnRight);
}

#[test]
fn a_typed_interview_is_scored_like_a_spoken_one_and_can_be_deleted() {
    let mut person = Person::new(1);
    person.touch(Intent::Start { language: KioskLanguage::Zh });
    person.until("needs", |v| v.screen == Screen::Needs);
    let needs = station::kiosk::Needs { typed: true, ..person.seen.needs };
    person.touch(Intent::SetNeeds { needs });
    person.touch(Intent::SetVolume { step: 9 });
    person.until("the loudest", |v| v.volume.step == 5 && v.volume.percent > 300);
    person.touch(Intent::Continue);
    person.until("what is judged", |v| matches!(v.screen, Screen::Judged(_)));
    person.touch(Intent::Continue);
    person.until("consent", |v| matches!(v.screen, Screen::Consent { .. }));
    for purpose in ["record", "face", "score", "send", "pool"] {
        person.touch(Intent::Consent { purpose: purpose.to_owned(), given: true });
    }
    person.touch(Intent::Continue);
    person.until("booking", |v| matches!(v.screen, Screen::Booking(_)));
    person.show_identity();
    person.touch(Intent::Continue);
    person.until_question(1, QuestionStage::Think);
    person.touch(Intent::StartAnswer);
    let view = person
        .until("a typed answer", |v| matches!(&v.screen, Screen::Question(q) if q.typed.is_some()));
    assert_eq!(view.lamp, Lamp::Off);
    let text = "有一次客户很着急，我先请他坐下，把流程讲清楚，后来他当天就办完了。";
    person.touch(Intent::Typed { text: text.to_owned() });
    person.touch(Intent::FinishAnswer);
    person.until_question(1, QuestionStage::Saved);
    person.touch(Intent::NextQuestion);
    person.until("review", |v| {
        matches!(&v.screen, Screen::Review { answers } if answers[0].text.as_deref() == Some(text))
    });
    person.touch(Intent::HandIn);
    person.until("thanks", |v| matches!(v.screen, Screen::Thanks(_)));
    let report = report_of(&person.vault());
    let answer = &report.answers[0];
    assert!(answer.handed_in.typed && report.media.is_empty());
    assert_eq!((answer.transcript.text.as_str(), answer.coverage), (text, 1.0));
    assert_eq!(name_of(&person.seen.screen), "thanks");
    person.touch(Intent::ClearNow);
    let view = person.until("attract", |v| v.screen == Screen::Attract);
    assert_eq!(view.volume.step, 3, "the next person begins with the usual one");

    person.agree_to_all();
    person.touch(Intent::WalkIn { position: "teller".to_owned() });
    person.until("a card", |v| matches!(&v.screen, Screen::Card(card) if card.read));
    person.touch(Intent::StopAndDelete);
    let view = person.until("a certificate", |v| matches!(v.screen, Screen::Deleted { .. }));
    assert!(matches!(&view.screen, Screen::Deleted { certificate, .. } if certificate.len() == 12));
    assert!(person.folder().exists());
}

/// A camera whose driver takes the call to open and never comes back from it.
struct HungCamera(SimulatedDevices);

impl KioskDevices for HungCamera {
    as_simulated!(0: microphone, prompt, rest);

    fn camera(
        &self,
        _clock: MediaClock,
        _chosen: Option<&DeviceInfo>,
    ) -> Option<Opener<dyn VideoSource>> {
        Some(Box::new(|| {
            loop {
                std::thread::park();
            }
        }))
    }
}

#[test]
fn a_driver_that_never_answers_holds_nobody_up() {
    let mut person = Person::before(1, |devices| Box::new(HungCamera(devices)));
    person.agree_to_all();
    person.touch(Intent::WalkIn { position: "teller".to_owned() });
    person.until("a camera that is called absent", |v| v.devices.camera == DeviceState::Absent);
    assert_eq!(person.seen.devices.microphone, DeviceState::Live);
    person.until("the card", |v| matches!(&v.screen, Screen::Card(card) if card.read));
    person.touch(Intent::NoCard);
    person.until("help that is on its way", |v| v.help == Help::Called);
    person.touch(Intent::StopAndDelete);
    person.until("a certificate", |v| matches!(v.screen, Screen::Deleted { .. }));
    person.touch(Intent::ClearNow);
    person.until("attract", |v| v.screen == Screen::Attract);
    // The stuck thread is left behind; the next person finds a kiosk that answers.
    person.agree_to_all();
}
