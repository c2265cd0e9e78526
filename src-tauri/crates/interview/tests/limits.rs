//! What a policy limits: takes, minutes that are added, and the cap of a session.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

use interview::policy::PolicyPack;
use interview::report::{CheckResult, ConsentRecord};
use interview::session::{
    AddedBy, AnswerEnd, Effect, Event, Phase, PlannedQuestion, QuestionStage, SessionCap,
    SessionState, SuspendReason, step,
};
use serde_json::{Value, json};
use uuid::Uuid;

fn shipped() -> Value {
    serde_json::from_str(include_str!("../../../../assets/policy/cn.json")).unwrap()
}

fn pack(change: impl FnOnce(&mut Value)) -> PolicyPack {
    let mut value = shipped();
    change(&mut value);
    PolicyPack::from_json(&value.to_string()).unwrap()
}

fn planned(id: &str, retakes: u32, extra_minutes: u32) -> PlannedQuestion {
    let (think_ms, answer_ms) = (1_000, 60_000);
    PlannedQuestion { id: id.into(), think_ms, answer_ms, retakes, extra_minutes, follows: None }
}

fn consents() -> Vec<ConsentRecord> {
    vec![ConsentRecord {
        purpose: "record".into(),
        given: true,
        at_ms: 0,
        text_sha256: String::new(),
        sheet_sha256: None,
    }]
}

fn at_first_question(plan: Vec<PlannedQuestion>) -> SessionState {
    let fresh = SessionState { review: true, ..SessionState::new(Uuid::nil(), plan) };
    let events = [
        Event::Begin,
        Event::ConsentsAnswered { consents: consents() },
        Event::IdentityChecked { result: CheckResult::Passed },
        Event::DevicesReady,
        Event::PracticeOver,
    ];
    done(&fresh, &events)
}

fn done(state: &SessionState, events: &[Event]) -> SessionState {
    let apply = |state: SessionState, event: &Event| {
        step(&state, event, state.at_ms + 1_000).expect("the event fits").0
    };
    events.iter().fold(state.clone(), apply)
}

fn refused(state: &SessionState, event: &Event) -> bool {
    step(state, event, state.at_ms).is_err()
}

fn answered(state: &SessionState) -> SessionState {
    let end = Event::AnswerEnded { end: AnswerEnd::Finished };
    done(state, &[Event::AnswerStarted, end])
}

fn stage(state: &SessionState) -> (usize, QuestionStage) {
    match state.phase {
        Phase::Question { index, stage } => (index, stage),
        ref other => panic!("at no question but {other:?}"),
    }
}

#[test]
fn a_pack_from_before_the_limits_allows_what_the_program_did() {
    let old = pack(|pack| {
        for name in ["retakes", "extra_minutes", "extra_minutes_needed", "session_cap_minutes"] {
            pack.as_object_mut().unwrap().remove(name);
        }
    });
    assert_eq!((old.retakes, old.extra_minutes, old.session_cap_minutes), (1, 1, 45));
    assert!(old.minutes_to_add(true) > old.minutes_to_add(false));
    old.check().unwrap();
}

#[test]
fn a_pack_says_how_much_and_no_more_than_a_person_can_bear() {
    for (name, good, bad) in [
        ("retakes", vec![0, 2], vec![3]),
        ("extra_minutes", vec![0, 5], vec![6]),
        ("extra_minutes_needed", vec![0, 10], vec![11]),
        ("session_cap_minutes", vec![0, 5, 240], vec![1, 4, 241]),
        ("result_within_days", vec![0, 90], vec![91]),
    ] {
        for value in good {
            pack(|pack| pack[name] = json!(value)).check().unwrap();
        }
        for value in bad {
            let flaw = pack(|pack| pack[name] = json!(value)).check().unwrap_err();
            assert!(flaw.to_string().contains(name), "{flaw}");
        }
    }
    let generous = pack(|pack| pack["extra_minutes"] = json!(5));
    assert_eq!(generous.minutes_to_add(true), 5, "a need never means less");
}

#[test]
fn a_question_is_answered_again_as_often_as_the_plan_says() {
    for retakes in 0..3 {
        let mut state = answered(&at_first_question(vec![planned("q0", retakes, 1)]));
        for _ in 0..retakes {
            state = answered(&done(&state, &[Event::Retake]));
        }
        assert!(refused(&state, &Event::Retake));
        assert_eq!(state.takes(0).count() as u32, retakes + 1);
    }
}

#[test]
fn a_candidate_adds_what_is_allowed_and_staff_add_on_top() {
    let add = |minutes, by| Event::TimeAdded { minutes, by };
    let one = add(1, AddedBy::Candidate);
    let none = at_first_question(vec![planned("q0", 1, 0)]);
    assert!(refused(&none, &one));

    let state = at_first_question(vec![planned("q0", 1, 2)]);
    let state = done(&state, &[one.clone(), Event::AnswerStarted, one.clone()]);
    assert!(refused(&state, &one));
    let state = done(&state, &[add(5, AddedBy::Staff), add(2, AddedBy::Staff)]);
    assert_eq!(state.added.ms(), 9 * 60_000);
    for minutes in [0, 6] {
        assert!(refused(&state, &add(minutes, AddedBy::Staff)), "{minutes}");
    }
    let saved = done(&state, &[Event::AnswerEnded { end: AnswerEnd::Finished }]);
    assert!(refused(&saved, &add(1, AddedBy::Staff)), "an answer that is over gets no time");
    let again = done(&saved, &[Event::Retake]);
    assert_eq!(again.added.ms(), 0, "another take begins as the first did");
    assert!(!refused(&again, &one));
}

fn capped(limit_ms: i64) -> SessionState {
    let plan = ["q0", "q1", "q2"].map(|id| planned(id, 1, 1)).to_vec();
    SessionState { cap: Some(SessionCap::new(limit_ms)), ..at_first_question(plan) }
}

#[test]
fn a_cap_cuts_no_answer_and_leaves_the_rest_to_the_candidate() {
    let state = done(&capped(60_000), &[Event::AnswerStarted, Event::TimeSpent { ms: 200_000 }]);
    assert_eq!(stage(&state), (0, QuestionStage::Answer), "an answer runs to its end");
    let state = done(&state, &[Event::AnswerEnded { end: AnswerEnd::Finished }]);
    // What belongs to the question that was asked stays possible.
    assert!(!refused(&state, &Event::Retake));
    let (offered, effects) = step(&state, &Event::NextQuestion, state.at_ms).unwrap();
    assert_eq!(stage(&offered), (1, QuestionStage::Offered));
    assert!(!effects.contains(&Effect::AskQuestion { index: 1 }), "it is not shown");
    assert!(refused(&offered, &Event::AnswerStarted));

    let on = answered(&done(&offered, &[Event::GoOn]));
    let on = done(&on, &[Event::TimeSpent { ms: 500_000 }, Event::NextQuestion]);
    assert_eq!(stage(&on), (2, QuestionStage::Think), "nobody is asked twice");
    assert_eq!(on.not_asked().count(), 0);

    let left = done(&offered, &[Event::RestLeft]);
    assert_eq!(left.phase, Phase::Review, "the answers are looked over before they are handed in");
    assert_eq!(left.not_asked().collect::<Vec<_>>(), ["q1", "q2"]);
    let ended = done(&offered, &[Event::EndInterview]);
    assert_eq!((ended.phase.clone(), ended.not_asked().count()), (Phase::Sealing, 2));
}

#[test]
fn who_comes_back_on_another_day_has_the_whole_time_again() {
    let state = done(&capped(60_000), &[Event::TimeSpent { ms: 60_000 }]);
    let offered = done(&answered(&state), &[Event::NextQuestion]);
    let paused = done(&offered, &[Event::Suspend { reason: SuspendReason::Pause }]);
    let same_day = done(&paused, &[Event::Resume]);
    assert_eq!(stage(&same_day), (1, QuestionStage::Offered));
    let back = Event::FoundAgain { consents: consents() };
    let passed = Event::IdentityChecked { result: CheckResult::Passed };
    let goes_on = done(&paused, &[back, passed, Event::Resume]);
    assert_eq!(stage(&goes_on), (1, QuestionStage::Think));
    let next = done(&answered(&goes_on), &[Event::NextQuestion]);
    assert_eq!(stage(&next), (2, QuestionStage::Think));
}

#[test]
fn added_minutes_move_the_cap_and_the_last_question_needs_none() {
    let by = AddedBy::Staff;
    let state = done(
        &capped(60_000),
        &[Event::TimeAdded { minutes: 1, by }, Event::TimeSpent { ms: 90_000 }],
    );
    assert_eq!(stage(&done(&answered(&state), &[Event::NextQuestion])), (1, QuestionStage::Think));
    let single = SessionState {
        cap: Some(SessionCap::new(1_000)),
        ..at_first_question(vec![planned("q0", 1, 1)])
    };
    let state = done(&answered(&done(&single, &[Event::TimeSpent { ms: 9_000 }])), &[]);
    assert_eq!(done(&state, &[Event::NextQuestion]).phase, Phase::Review);
}

#[test]
fn a_session_from_before_the_limits_reads_back_without_a_cap() {
    let mut json = serde_json::to_value(at_first_question(vec![planned("q0", 1, 2)])).unwrap();
    json["plan"][0].as_object_mut().unwrap().remove("extra_minutes");
    let state: SessionState = serde_json::from_value(json).unwrap();
    assert_eq!((state.cap, state.plan[0].extra_minutes), (None, 1));
}
