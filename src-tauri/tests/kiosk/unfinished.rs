//! The power fails between handing in and the report: the report is made later, from the vault.

use std::path::Path;
use std::time::{Duration, Instant};

use interview::report::Report;
use interview::session::{AnswerSpan, Phase, SessionState};
use interview::timeline::TimelineEvent;
use station::home;
use station::kiosk::{Completer, GoesOn, Intent, QuestionStage, Screen, complete, impossible};
use uuid::Uuid;
use vault::{NewSession, Vault};

use crate::candidate::{ID_NUMBER, NAME};
use crate::person::Person;
use crate::report_of;
use crate::resume::found;

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn state_of(vault: &Vault) -> SessionState {
    let id = vault.list().unwrap()[0].interview_id;
    let stored = vault.state(id).unwrap();
    stored.map_or_else(
        || SessionState::new(id, Vec::new()),
        |json| serde_json::from_str(&json).unwrap(),
    )
}

/// The state in which the power failed: what stood in the vault at the review, handed in.
fn fails_in(vault: &Vault, phase: Phase, change: impl FnOnce(&mut SessionState)) {
    let mut state = SessionState { phase, ..state_of(vault) };
    change(&mut state);
    let entry = TimelineEvent::new(state.at_ms, "session.handed_in", "");
    let json = serde_json::to_string(&state).unwrap();
    vault.persist_step(state.interview_id, &json, &[entry]).unwrap();
}

/// The second answer was given once more in the same words, and those words were lost.
fn again_and_lost(state: &mut SessionState, typed: bool) {
    let second = state.answers.last().unwrap().clone();
    state.answers.push(AnswerSpan { take: second.take + 1, typed, ..second });
}

fn codes(report: &Report) -> Vec<&str> {
    report.timeline.iter().map(|event| event.code.as_str()).collect()
}

/// Installs the shipped pack under another version and with `change`, signed by an HRMS that the
/// station trusts.
pub fn install_pack(vault: &Vault, version: &str, change: impl FnOnce(&mut serde_json::Value)) {
    let key = seal::sign::SigningKey::generate();
    let enrolment = vault::Enrolment {
        hrms_url: "http://127.0.0.1:9".into(),
        station_id: "station-1".into(),
        hrms_sign_jwk: key.public().to_jwk(),
        hrms_seal_jwk: seal::wrap::WrapSecret::generate().public().to_jwk(),
    };
    vault.set_enrolment(&enrolment).unwrap();
    let shipped = include_str!("../../../assets/policy/cn.json");
    let mut pack: serde_json::Value = serde_json::from_str(shipped).unwrap();
    pack["version"] = version.into();
    change(&mut pack);
    let signed = station::policy::sign(&pack.to_string(), &key, "合规部").unwrap();
    station::policy::install(&signed, vault).unwrap();
}

#[test]
fn a_report_that_an_interruption_prevented_is_made_from_the_vault() {
    let mut person = Person::new(2);
    person.agree_to_all();
    person.show_identity();
    person.touch(Intent::Continue);
    person.answer_aloud(1, 9);
    person.touch(Intent::NextQuestion);
    person.answer_aloud(2, 9);
    person.touch(Intent::NextQuestion);
    person.until("words of every answer", |v| {
        matches!(&v.screen, Screen::Review { answers } if answers.iter().all(|a| a.text.is_some()))
    });
    person.touch(Intent::Dispute { nth: 2, disputed: true });
    person.until_kept("review");
    person.until_kept("answer:1:1");
    let places = ["analysing", "sealing", "typed"].map(|name| person.folder().join(name));
    for place in &places {
        copy(&person.home, place);
    }
    person.touch(Intent::HandIn);
    person.until("thanks", |v| matches!(v.screen, Screen::Thanks(_)));
    let whole = report_of(&person.vault());
    let [analysing, sealing, typed] = &places;

    // All words were kept: the same report, but for what happened.
    let vault = home::open_or_create(analysing).unwrap();
    fails_in(&vault, Phase::Analysing, |_| {});
    let id = whole.interview_id;
    assert!(complete(&vault, &|| false).unwrap().reported.is_empty(), "somebody sits there");
    let completed = complete(&vault, &|| true).unwrap();
    assert_eq!(completed.reported, [id], "{completed:?}");
    let later = report_of(&vault);
    assert_eq!(later.scores, whole.scores);
    for (later, whole) in later.answers.iter().zip(&whole.answers) {
        assert_eq!(later.transcript, whole.transcript);
        assert_eq!((later.start_ms, later.end_ms), (whole.start_ms, whole.end_ms));
        assert_eq!((later.coverage, &later.prosody), (whole.coverage, &whole.prosody));
        assert_eq!(later.handed_in, whole.handed_in);
    }
    assert_eq!(later.identity, whole.identity);
    assert_eq!(later.media, whole.media);
    assert_eq!(later.ledger, whole.ledger);
    assert!(later.answers[1].handed_in.disputed);
    assert_eq!(vault.show(id).unwrap().summary.state, "ready");
    let sitting = vault.load_artifact(id, "sitting").unwrap().unwrap();
    let sitting: serde_json::Value = serde_json::from_slice(&sitting).unwrap();
    assert!(sitting["candidate"].get("name").is_none(), "name and number have served");
    assert!(vault.verify_session(id).unwrap().iter().all(|check| check.ok));
    assert_eq!(complete(&vault, &|| true).unwrap(), Default::default(), "once");

    // The last words were lost with the program: they are made out from the sealed recording.
    let vault = home::open_or_create(sealing).unwrap();
    fails_in(&vault, Phase::Sealing, |state| again_and_lost(state, false));
    drop(vault);
    let vault = home::open(sealing).unwrap();
    assert_eq!(vault.show(id).unwrap().summary.state, "suspended", "opening it recovers it");
    install_pack(&vault, "2026.7", |_| ());
    let completed = complete(&vault, &|| true).unwrap();
    assert_eq!(completed.reported, [id], "{completed:?}");
    let heard = report_of(&vault);
    assert_eq!(heard.policy.version, "2026.7", "the rules in force, not those of the program");
    let (again, before) = (&heard.answers[1], &whole.answers[1]);
    assert!(!codes(&heard).contains(&"analysis.failed"), "{:?}", heard.timeline);
    assert_eq!((again.start_ms, again.end_ms), (before.start_ms, before.end_ms));
    assert!(
        (again.coverage - before.coverage).abs() < 0.05,
        "{} of {}",
        again.coverage,
        before.coverage
    );
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let (now, then) = (letters(&again.transcript.text), letters(&before.transcript.text));
    let wrong = edits(&now, &then);
    assert!(wrong * 5 <= then.chars().count(), "{now} for {then}");
    println!("made out anew: {now}\nas it was heard: {then}");

    // What was typed is gone; the spoken rest is not graded as if it were all.
    let vault = home::open_or_create(typed).unwrap();
    fails_in(&vault, Phase::Analysing, |state| again_and_lost(state, true));
    assert_eq!(complete(&vault, &|| true).unwrap().reported, [id]);
    let report = report_of(&vault);
    let lost = &report.answers[1];
    assert!(codes(&report).contains(&"analysis.failed"));
    assert_eq!((lost.coverage, lost.transcript.text.as_str()), (0.0, ""));
    let competency = |report: &Report| {
        let key = &whole.answers[1].competency;
        report.scores.competencies.iter().find(|c| c.key == *key).cloned().unwrap()
    };
    if whole.answers[0].competency != lost.competency {
        assert_eq!(competency(&report).score, None, "no grade without words");
    }
}

#[test]
fn a_spoken_answer_that_a_crash_broke_off_counts_with_its_words() {
    let mut person = Person::new(2);
    person.agree_to_all();
    person.show_identity();
    person.touch(Intent::Continue);
    person.answer_aloud(1, 9);
    person.touch(Intent::NextQuestion);
    person.until_question(2, QuestionStage::Think);
    person.until_kept("answer:0:1");
    person.touch(Intent::StartAnswer);
    person.until(
        "an answer that goes on",
        |v| matches!(&v.screen, Screen::Question(q) if q.nth == 2 && q.recorded_s >= 10),
    );
    // The power fails here: what lies on the disk is all that is left.
    let folder = tempfile::tempdir().unwrap();
    copy(&person.home, &folder.path().join("home"));
    drop(person);
    // The program starts again, and finds what was interrupted.
    drop(home::open(&folder.path().join("home")).unwrap());

    let mut person = Person::again(folder, 2);
    let last_four = ID_NUMBER[14..].to_owned();
    let goes_on = found(&mut person, Intent::BookingName { name: NAME.to_owned(), last_four });
    assert_eq!(goes_on, GoesOn::Question { nth: 2 });
    person.touch(Intent::Continue);
    person.show_card_and_face(Intent::LivenessStart);
    person.touch(Intent::Continue);
    person.until_question(2, QuestionStage::Think);
    person.touch(Intent::StopAndKeep);
    person.until("thanks", |v| matches!(v.screen, Screen::Thanks(_)));

    let report = report_of(&person.vault());
    let [_, broken_off] = &report.answers[..] else { panic!("{:?}", report.answers) };
    let spoken = &broken_off.transcript.text;
    println!("made out: {spoken}");
    assert!(!codes(&report).contains(&"analysis.failed"), "{:?}", report.timeline);
    assert!(spoken.contains("主管"), "{spoken}");
    assert!(broken_off.coverage > 0.8, "{}", broken_off.coverage);
    assert!(broken_off.end_ms - broken_off.start_ms >= 7_000, "two seconds are lost at most");
}

/// Edits between two texts (Levenshtein).
fn edits(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let next = (diagonal + usize::from(x != *y)).min(row[j] + 1).min(row[j + 1] + 1);
            diagonal = row[j + 1];
            row[j + 1] = next;
        }
    }
    row[b.len()]
}

#[test]
fn an_interview_that_the_vault_does_not_hold_whole_is_not_called_analysing() {
    let folder = tempfile::tempdir().unwrap();
    let vault = home::open_or_create(&folder.path().join("home")).unwrap();
    let id = Uuid::now_v7();
    vault
        .begin_session(NewSession {
            started_wall: "2026-11-30T06:30:00Z".into(),
            walk_in: true,
            ..fixtures::new_session(id)
        })
        .unwrap();
    fails_in(&vault, Phase::Analysing, |_| {});
    let hold = vault.hold_session(id).unwrap();
    assert_eq!(complete(&vault, &|| true).unwrap(), Default::default(), "somebody runs it");
    assert_eq!(vault.show(id).unwrap().summary.state, "analysing");
    drop(hold);
    let found = vault.clone();
    let completer = Completer::start(Box::new(move || Ok(Some(found.clone()))), || true, || {});
    let begun = Instant::now();
    while vault.show(id).unwrap().summary.state == "analysing" {
        assert!(begun.elapsed() < Duration::from_secs(60), "nobody looked");
        std::thread::sleep(Duration::from_millis(100));
    }
    completer.unwrap().stop();
    for _ in 0..2 {
        let completed = complete(&vault, &|| true).unwrap();
        assert_eq!(completed.impossible[0].code, "interview.incomplete", "{completed:?}");
        assert_eq!(vault.show(id).unwrap().summary.state, "suspended");
        let timeline = vault.timeline(id).unwrap();
        assert_eq!(impossible(&timeline), Some("interview.incomplete"));
        let told = timeline.iter().filter(|event| event.code == "report.impossible").count();
        assert_eq!(told, 1, "it is said once");
    }
}
