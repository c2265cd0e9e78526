//! What the policy limits, at the screen: takes, minutes, the cap of the session; and a full disk.

use std::sync::atomic::Ordering;

use interview::session::{Phase, QuestionStage as Stage, SessionCap, SessionState};
use interview::timeline::TimelineEvent;
use station::kiosk::{GoesOn, Help, Intent, KioskLanguage, QuestionStage, Screen};

use crate::person::Person;
use crate::report_of;
use crate::resume::{found, pause, state_of};
use crate::unfinished::install_pack;

/// To the first question, which is being thought about.
fn at_first_question(person: &mut Person) {
    person.agree_to_all();
    person.show_identity();
    person.touch(Intent::Continue);
    person.until_question(1, QuestionStage::Think);
}

#[test]
fn a_policy_is_kept_in_what_it_takes_away_and_in_what_it_promises() {
    let mut person = Person::new(1);
    install_pack(&person.vault(), "2026.9", |pack| {
        pack["retakes"] = 0.into();
        pack["extra_minutes"] = 0.into();
        pack["result_within_days"] = 7.into();
        pack["contact"] = "010-6655 1234".into();
    });
    at_first_question(&mut person);
    let before = person.seen.clone();
    assert!(matches!(&before.screen, Screen::Question(q) if !q.more_left));
    person.touch(Intent::StartAnswer);
    person.touch(Intent::MoreTime);
    let view = person.until(
        "an answer of 2 s",
        |v| matches!(&v.screen, Screen::Question(q) if q.recorded_s >= 2),
    );
    let answer_s = state_of(&person.vault()).plan[0].answer_ms / 1_000;
    assert!(matches!(&view.screen, Screen::Question(q) if i64::from(q.total_s) == answer_s));
    person.touch(Intent::FinishAnswer);
    let view = person.until_question(1, QuestionStage::Saved);
    assert!(matches!(&view.screen, Screen::Question(q) if q.retakes_left == 0));
    person.touch(Intent::Retake);
    person.touch(Intent::NextQuestion);
    person.until("review", |v| matches!(v.screen, Screen::Review { .. }));
    assert_eq!(state_of(&person.vault()).answers.len(), 1);
    person.touch(Intent::HandIn);
    let view = person.until("thanks", |v| matches!(v.screen, Screen::Thanks(_)));
    let Screen::Thanks(thanks) = view.screen else { unreachable!() };
    assert_eq!(thanks.result_within_days, Some(7));
    assert_eq!(thanks.contact.as_deref(), Some("010-6655 1234"));
}

/// The cap as a long interview would have left it: a moment after this one begins again.
fn nearly_capped(person: &Person) {
    let vault = person.vault();
    let state = SessionState { cap: Some(SessionCap::new(500)), ..state_of(&vault) };
    let json = serde_json::to_string(&state).unwrap();
    let entry = TimelineEvent::new(state.at_ms, "session.suspended", "pause");
    vault.persist_step(state.interview_id, &json, &[entry]).unwrap();
}

#[test]
fn at_the_cap_the_candidate_decides_and_the_report_says_why_nothing_was_asked() {
    let mut person = Person::new(3);
    at_first_question(&mut person);
    assert_eq!(state_of(&person.vault()).cap.unwrap().limit_ms, 45 * 60_000);
    let code = pause(&mut person);
    nearly_capped(&person);

    let mut person = Person::again(person.program_ends(), 3);
    assert_eq!(found(&mut person, Intent::BookingCode { code }), GoesOn::Question { nth: 1 });
    person.touch(Intent::Continue);
    person.show_card_and_face(Intent::LivenessStart);
    person.touch(Intent::Continue);
    person.answer_aloud(1, 3);
    person.touch(Intent::NextQuestion);
    let capped = Screen::CapReached { answered: 1, left: 2 };
    person.until("the cap", |v| v.screen == capped);
    // Nothing of it is lost by a pause, and on another day it goes on with the question.
    let code = pause(&mut person);
    person.until_kept("answer:0:1");
    let mut person = Person::again(person.program_ends(), 3);
    assert_eq!(found(&mut person, Intent::BookingCode { code }), GoesOn::Question { nth: 2 });
    person.touch(Intent::Continue);
    person.show_card_and_face(Intent::LivenessStart);
    person.touch(Intent::Continue);
    person.answer_aloud(2, 3);
    person.touch(Intent::NextQuestion);
    let capped = Screen::CapReached { answered: 2, left: 1 };
    person.until("the cap again", |v| v.screen == capped);
    let state = state_of(&person.vault());
    assert!(matches!(state.phase, Phase::Question { stage: Stage::Offered, .. }));
    let last = state.plan.last().unwrap().id.clone();
    person.touch(Intent::LeaveRest);
    person
        .until("review", |v| matches!(&v.screen, Screen::Review { answers } if answers.len() == 2));
    person.touch(Intent::HandIn);
    person.until("thanks", |v| matches!(v.screen, Screen::Thanks(_)));
    let report = report_of(&person.vault());
    assert_eq!(report.answers.len(), 2);
    let left = report.timeline.iter().find(|event| event.code == "session.rest_left").unwrap();
    assert_eq!(left.detail, last);
    let told = scoring::notices::notices(&report);
    assert!(told.iter().any(|notice| notice.code == "event.session.rest_left"), "{told:?}");
}

#[test]
fn who_goes_on_past_the_cap_is_not_asked_twice() {
    let mut person = Person::new(3);
    at_first_question(&mut person);
    let code = pause(&mut person);
    nearly_capped(&person);
    let mut person = Person::again(person.program_ends(), 3);
    found(&mut person, Intent::BookingCode { code });
    person.touch(Intent::Continue);
    person.show_card_and_face(Intent::LivenessStart);
    person.touch(Intent::Continue);
    person.answer_aloud(1, 2);
    person.touch(Intent::NextQuestion);
    person.until("the cap", |v| matches!(v.screen, Screen::CapReached { .. }));
    person.touch(Intent::Continue);
    person.answer_aloud(2, 2);
    person.touch(Intent::NextQuestion);
    person.until_question(3, QuestionStage::Think);
}

#[test]
fn a_full_disk_is_found_before_the_first_answer_and_never_after_it() {
    let mut person = Person::new(1);
    person.free_bytes.store(1_000_000, Ordering::Relaxed);
    person.agree_to_all();
    person.touch(Intent::WalkIn { position: "teller".to_owned() });
    person.show_card_and_face(Intent::LivenessStart);
    let low = |wanted: bool| move |v: &station::kiosk::KioskView| matches!(&v.screen, Screen::DeviceCheck(check) if check.storage_low == wanted);
    person.until("a disk that is full", low(true));
    person.touch(Intent::Continue);
    // Wishes are taken in their order: once the language has changed, the one before is over.
    person.touch(Intent::SetLanguage { language: KioskLanguage::En });
    let view = person.until("another language", |v| v.language == KioskLanguage::En);
    assert!(low(true)(&view) && view.help == Help::Called, "nothing begins: {view:?}");

    person.free_bytes.store(u64::MAX, Ordering::Relaxed);
    person.until("room again", low(false));
    person.touch(Intent::HelpOver);
    person.touch(Intent::Continue);
    person.until("practice", |v| matches!(v.screen, Screen::Practice { .. }));
    person.touch(Intent::Continue);
    person.until_question(1, QuestionStage::Think);
    person.free_bytes.store(0, Ordering::Relaxed);
    person.answer_aloud(1, 2);
    let code = pause(&mut person);
    person.until_kept("answer:0:1");
    let mut person = Person::again(person.program_ends(), 1);
    person.free_bytes.store(0, Ordering::Relaxed);
    found(&mut person, Intent::BookingCode { code });
    person.touch(Intent::Continue);
    person.show_card_and_face(Intent::LivenessStart);
    person.touch(Intent::Continue);
    person.until_question(1, QuestionStage::Saved);
}
