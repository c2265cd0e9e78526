//! A pause that is meant: the screen is cleared, the program ends, and the interview goes on.

use std::io::Read as _;
use std::path::Path;

use interview::media::Pace;
use interview::session::{AnswerEnd, Phase, QuestionStage as Stage, SessionState};
use station::kiosk::{GoesOn, Intent, Lamp, QuestionStage, Screen};
use vault::Vault;

use crate::candidate::{ID_NUMBER, NAME};
use crate::person::Person;
use crate::report_of;

pub fn state_of(vault: &Vault) -> SessionState {
    let id = vault.list().unwrap()[0].interview_id;
    serde_json::from_str(&vault.state(id).unwrap().unwrap()).unwrap()
}

/// Takes a break until another day; gives the number on the screen.
pub fn pause(person: &mut Person) -> String {
    person.touch(Intent::StopAndPause);
    let view = person.until("a pause", |v| matches!(v.screen, Screen::Suspended { .. }));
    let Screen::Suspended { code: Some(code), .. } = view.screen else {
        panic!("no number to come back with")
    };
    person.touch(Intent::ClearNow);
    person.until("attract", |v| v.screen == Screen::Attract);
    code
}

/// Looks for the interview; gives where it goes on.
pub fn found(person: &mut Person, search: Intent) -> GoesOn {
    person.agree_to_all();
    person.touch(search);
    let view = person.until(
        "an interview that goes on",
        |v| matches!(&v.screen, Screen::Booking(booking) if booking.found.is_some()),
    );
    let Screen::Booking(booking) = view.screen else { panic!("no booking") };
    booking.found.unwrap().goes_on
}

/// All pictures and samples of the recording: how many, and until when.
fn decoded(vault: &Vault, folder: &Path) -> (usize, i64, i64) {
    let id = vault.list().unwrap()[0].interview_id;
    let mut film = Vec::new();
    vault.open_part(id, "main").unwrap().read_to_end(&mut film).unwrap();
    let path = folder.join("film.webm");
    std::fs::write(&path, film).unwrap();
    let mut pictures = capture::FileVideoSource::open(&path, Pace::Fast).unwrap();
    let (mut count, mut last_ms) = (0, -1);
    while let Some(frame) = capture::VideoSource::next_frame(&mut pictures).unwrap() {
        assert!(frame.time.millis() > last_ms, "times go on");
        last_ms = frame.time.millis();
        count += 1;
    }
    let mut sound = capture::FileAudioSource::open(&path, Pace::Fast).unwrap();
    let mut heard_ms = 0;
    while let Some(block) = capture::AudioSource::next_block(&mut sound).unwrap() {
        heard_ms = block.end().millis();
    }
    (count, last_ms, heard_ms)
}

#[test]
fn an_interview_goes_on_another_day_as_if_it_had_been_one() {
    let mut person = Person::new(2);
    person.agree_to_all();
    person.show_identity();
    person.touch(Intent::Continue);
    person.answer_aloud(1, 9);
    person.touch(Intent::NextQuestion);
    person.until_question(2, QuestionStage::Think);
    let code = pause(&mut person);
    assert_eq!(code.len(), 6);
    person.until_kept("answer:0:1");

    let mut person = Person::again(person.program_ends(), 2);
    let goes_on = found(&mut person, Intent::BookingCode { code });
    assert_eq!(goes_on, GoesOn::Question { nth: 2 });
    person.touch(Intent::Continue);
    person.until("a card", |v| matches!(v.screen, Screen::Card(_)));
    let state = state_of(&person.vault());
    assert!(state.identity_due() && state.resumes_at().is_some(), "whoever has it is nobody yet");
    person.show_card_and_face(Intent::LivenessStart);
    let state = state_of(&person.vault());
    assert!(!state.identity_due());
    assert_eq!(state.phase, Phase::Question { index: 1, stage: Stage::Think });
    person.touch(Intent::Continue);
    person.answer_aloud(2, 9);
    assert!(person.lamps.iter().all(|(name, lamp)| *lamp != Lamp::On || name == "question"));
    person.touch(Intent::NextQuestion);
    let view = person.until("words of every answer", |v| {
        matches!(&v.screen, Screen::Review { answers }
            if answers.len() == 2 && answers.iter().all(|a| a.text.is_some()))
    });
    let Screen::Review { answers } = view.screen else { panic!("no review") };
    assert!(answers.iter().all(|answer| !answer.failed && answer.seconds >= 9), "{answers:?}");
    person.touch(Intent::HandIn);
    person.until("thanks", |v| matches!(v.screen, Screen::Thanks(_)));

    let vault = person.vault();
    let report = report_of(&vault);
    let [first, second] = &report.answers[..] else { panic!("{:?}", report.answers) };
    assert!(first.transcript.text.contains("客户"), "{}", first.transcript.text);
    assert!(!second.transcript.text.is_empty());
    assert!(first.faces.analysed > 0 && second.faces.analysed > 0);
    assert!(first.end_ms <= second.start_ms);
    for answer in &report.answers {
        let words = &answer.transcript.words;
        let within = |ms: i64| (answer.start_ms..=answer.end_ms).contains(&ms);
        assert!(words.iter().all(|word| within(word.start_ms) && within(word.end_ms)));
    }
    let quotes: Vec<_> = report.scores.competencies.iter().flat_map(|c| &c.evidence).collect();
    for quote in quotes {
        let answer = report.answers.iter().find(|a| a.question_id == quote.question).unwrap();
        assert!(quote.start_ms >= answer.start_ms && quote.end_ms <= answer.end_ms, "{quote:?}");
    }
    let codes: Vec<&str> = report.timeline.iter().map(|event| event.code.as_str()).collect();
    for (code, times) in [("session.begun", 1), ("session.identity_checked", 2)] {
        assert_eq!(codes.iter().filter(|c| **c == code).count(), times, "{codes:?}");
    }
    assert!(codes.contains(&"session.found_again") && codes.contains(&"session.resumed"));

    let [part] = &report.media[..] else { panic!("{:?}", report.media) };
    assert!((part.duration_ms - second.end_ms).abs() < 500, "{part:?} for {}", second.end_ms);
    let id = vault.list().unwrap()[0].interview_id;
    let checks = vault.verify_session(id).unwrap();
    assert!(checks.iter().all(|check| check.ok), "{checks:#?}");
    let (pictures, last_ms, heard_ms) = decoded(&vault, person.folder());
    assert!(pictures > 200, "{pictures} pictures");
    assert!((part.duration_ms - last_ms).abs() < 1_000, "pictures until {last_ms} ms");
    assert!((part.duration_ms - heard_ms).abs() < 500, "sound until {heard_ms} ms");
}

#[test]
fn an_answer_that_was_cut_off_is_asked_again() {
    let mut person = Person::new(1);
    person.agree_to_all();
    person.show_identity();
    person.touch(Intent::Continue);
    person.until_question(1, QuestionStage::Think);
    person.touch(Intent::StartAnswer);
    person.until("3 s", |v| matches!(&v.screen, Screen::Question(q) if q.recorded_s >= 3));
    person.touch(Intent::TypeInstead);
    person.touch(Intent::Typed { text: "写到一半".to_owned() });
    person.until(
        "a draft",
        |v| matches!(&v.screen, Screen::Question(q) if q.typed.as_deref() == Some("写到一半")),
    );
    person.until_kept("drafts");

    let mut person = Person::again(person.program_ends(), 1);
    let last_four = ID_NUMBER[ID_NUMBER.len() - 4..].to_owned();
    let search = Intent::BookingName { name: NAME.to_owned(), last_four };
    assert_eq!(found(&mut person, search), GoesOn::Question { nth: 1 });
    person.touch(Intent::Continue);
    person.until("a card", |v| matches!(v.screen, Screen::Card(_)));
    // Whoever says to be somebody is nobody yet, and deletes nothing.
    person.touch(Intent::StopAndDelete);
    person.until("a pause", |v| matches!(v.screen, Screen::Suspended { .. }));
    person.touch(Intent::ClearNow);
    person.until("attract", |v| v.screen == Screen::Attract);
    assert_eq!(person.vault().list().unwrap().len(), 1);

    let reference = format!("walk-in-{}", person.vault().list().unwrap()[0].interview_id);
    let code = reference[reference.len() - 6..].to_owned();
    assert_eq!(found(&mut person, Intent::BookingCode { code }), GoesOn::Question { nth: 1 });
    person.touch(Intent::Continue);
    person.show_card_and_face(Intent::LivenessStart);
    person.touch(Intent::Continue);
    person.until_question(1, QuestionStage::Think);
    person.touch(Intent::StartAnswer);
    person.until(
        "the draft",
        |v| matches!(&v.screen, Screen::Question(q) if q.typed.as_deref() == Some("写到一半")),
    );
    person.touch(Intent::SpeakInstead);
    person.until("6 s", |v| matches!(&v.screen, Screen::Question(q) if q.recorded_s >= 6));
    person.touch(Intent::FinishAnswer);
    person.until_question(1, QuestionStage::Saved);
    let state = state_of(&person.vault());
    let ends: Vec<Option<AnswerEnd>> = state.answers.iter().map(|answer| answer.end).collect();
    assert_eq!(ends, [Some(AnswerEnd::Stopped), Some(AnswerEnd::Finished)]);
    assert!(state.answers[0].start_ms == 0 && state.answers[1].start_ms >= 3_000, "{state:?}");
    person.touch(Intent::NextQuestion);
    person.until("review", |v| matches!(v.screen, Screen::Review { .. }));
    let vault = person.vault();
    let end = vault.part_end(state.interview_id, "main").unwrap().unwrap();
    assert!(end.closed && end.end_ms >= 9_000, "{end:?}");
    let (_, _, heard_ms) = decoded(&vault, person.folder());
    assert!((end.end_ms - heard_ms).abs() < 500, "sound until {heard_ms} ms of {end:?}");
}

#[test]
fn what_was_said_until_a_pause_counts_where_nothing_follows() {
    let mut person = Person::new(1);
    person.agree_to_all();
    person.show_identity();
    person.touch(Intent::Continue);
    person.until_question(1, QuestionStage::Think);
    person.touch(Intent::StartAnswer);
    person.until("8 s", |v| matches!(&v.screen, Screen::Question(q) if q.recorded_s >= 8));
    let code = pause(&mut person);
    person.until_kept("answer:0:1");
    assert_eq!(found(&mut person, Intent::BookingCode { code }), GoesOn::Question { nth: 1 });
    person.touch(Intent::Continue);
    person.show_card_and_face(Intent::LivenessStart);
    person.touch(Intent::Continue);
    person.until_question(1, QuestionStage::Think);
    person.touch(Intent::StopAndKeep);
    let view = person.until("thanks", |v| matches!(v.screen, Screen::Thanks(_)));
    assert!(matches!(&view.screen, Screen::Thanks(thanks) if thanks.answers == 1));
    let report = report_of(&person.vault());
    let [answer] = &report.answers[..] else { panic!("{:?}", report.answers) };
    assert!(answer.transcript.text.contains("客户"), "{}", answer.transcript.text);
    assert!(answer.end_ms - answer.start_ms >= 8_000 && answer.handed_in.other_takes == 0);
}
