//! The state machine, seen from outside: whatever happens in whatever order, nothing that was
//! recorded is forgotten.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

use interview::position::StarPart;
use interview::report::{CheckResult, ConsentRecord};
use interview::session::{
    AddedBy, AnswerEnd, Effect, Event, Follows, LossCause, Phase, PlannedQuestion, QuestionStage,
    SessionCap, SessionState, SuspendReason, Track, step,
};
use proptest::prelude::*;
use uuid::Uuid;

fn plan(count: usize) -> Vec<PlannedQuestion> {
    (0..count)
        .map(|n| PlannedQuestion {
            id: format!("q{n}"),
            think_ms: 1_000,
            answer_ms: 60_000,
            retakes: 1,
            extra_minutes: 1,
            follows: None,
        })
        .collect()
}

fn consent(purpose: &str, given: bool) -> ConsentRecord {
    ConsentRecord {
        purpose: purpose.into(),
        given,
        at_ms: 0,
        text_sha256: String::new(),
        sheet_sha256: None,
    }
}

fn consents(given: bool) -> Event {
    Event::ConsentsAnswered { consents: vec![consent("record", given), consent("score", true)] }
}

fn run(state: SessionState, events: &[(Event, i64)]) -> (SessionState, Vec<Effect>) {
    let mut effects = Vec::new();
    let mut state = state;
    for (event, at_ms) in events {
        let (next, more) = step(&state, event, *at_ms).expect("the event fits");
        state = next;
        effects.extend(more);
    }
    (state, effects)
}

fn up_to_first_question() -> Vec<(Event, i64)> {
    vec![
        (Event::Begin, 0),
        (consents(true), 0),
        (Event::IdentityChecked { result: CheckResult::Passed }, 5_000),
        (Event::DevicesReady, 6_000),
        (Event::PracticeOver, 7_000),
    ]
}

#[test]
fn a_whole_interview_ends_done_with_all_answers() {
    let mut events = up_to_first_question();
    for n in 0..2 {
        let at = 10_000 + n * 20_000;
        events.push((Event::AnswerStarted, at));
        events.push((Event::AnswerEnded { end: AnswerEnd::Silence }, at + 15_000));
        events.push((Event::NextQuestion, at + 16_000));
    }
    events.extend([
        (Event::Sealed, 60_000),
        (Event::ReportStored, 61_000),
        (Event::Delivered, 62_000),
    ]);
    let (state, effects) = run(SessionState::new(Uuid::nil(), plan(2)), &events);
    assert_eq!(state.phase, Phase::Done);
    let spans: Vec<_> = state.answers.iter().map(|a| (a.index, a.start_ms, a.end_ms)).collect();
    assert_eq!(spans, [(0, 10_000, Some(25_000)), (1, 30_000, Some(45_000))]);
    let once = |effect: Effect| effects.iter().filter(|e| **e == effect).count() == 1;
    assert!(once(Effect::StartRecording) && once(Effect::StopRecording));
    assert!(once(Effect::BuildReport) && once(Effect::Sync));
}

#[test]
fn without_consent_to_record_nothing_starts() {
    let (state, effects) =
        run(SessionState::new(Uuid::nil(), plan(1)), &[(Event::Begin, 0), (consents(false), 0)]);
    assert!(matches!(state.phase, Phase::Suspended { reason: SuspendReason::ConsentRefused, .. }));
    assert!(!effects.contains(&Effect::StartRecording));
}

#[test]
fn a_failed_identity_suspends_and_can_go_on() {
    let (state, _) = run(
        SessionState::new(Uuid::nil(), plan(1)),
        &[
            (Event::Begin, 0),
            (consents(true), 0),
            (Event::IdentityChecked { result: CheckResult::Failed }, 9_000),
        ],
    );
    assert!(matches!(state.phase, Phase::Suspended { reason: SuspendReason::Identity, .. }));
    let (state, effects) = run(state, &[(Event::Resume, 20_000)]);
    assert_eq!(state.phase, Phase::Identity);
    assert!(effects.contains(&Effect::CheckIdentity));
}

#[test]
fn a_crash_in_mid_answer_keeps_the_answer_and_asks_again() {
    let mut events = up_to_first_question();
    events.push((Event::AnswerStarted, 10_000));
    events.push((Event::Recovered, 14_000));
    let (state, _) = run(SessionState::new(Uuid::nil(), plan(1)), &events);
    assert_eq!(state.answers.len(), 1);
    assert_eq!(state.answers[0].end, Some(AnswerEnd::Stopped));
    let Phase::Suspended { reason: SuspendReason::Interrupted, resume } = state.phase else {
        panic!("interrupted sessions stand still");
    };
    assert_eq!(*resume, Phase::Question { index: 0, stage: QuestionStage::Think });
}

#[test]
fn a_camera_lost_during_the_challenge_voids_it() {
    let (_, effects) = run(
        SessionState::new(Uuid::nil(), plan(1)),
        &[
            (Event::Begin, 0),
            (consents(true), 0),
            (Event::DeviceLost { track: Track::Camera, cause: LossCause::Stalled }, 1_000),
        ],
    );
    assert!(effects.contains(&Effect::VoidChallenge));
    assert!(effects.contains(&Effect::Reconnect { track: Track::Camera }));
}

fn answered_once() -> SessionState {
    let mut events = up_to_first_question();
    events.push((Event::AnswerStarted, 10_000));
    events.push((Event::AnswerEnded { end: AnswerEnd::Finished }, 20_000));
    let fresh = SessionState { review: true, ..SessionState::new(Uuid::nil(), plan(1)) };
    run(fresh, &events).0
}

#[test]
fn a_retake_keeps_both_takes_and_the_candidate_chooses() {
    let second = [
        (Event::Retake, 21_000),
        (Event::AnswerStarted, 25_000),
        (Event::AnswerEnded { end: AnswerEnd::Finished }, 40_000),
    ];
    let (state, _) = run(answered_once(), &second);
    assert!(!state.may_retake(0), "one retake is planned");
    assert!(step(&state, &Event::Retake, 41_000).is_err());
    assert_eq!(state.takes(0).map(|take| take.start_ms).collect::<Vec<_>>(), [10_000, 25_000]);
    assert_eq!(state.counting_take(0).map(|take| take.take), Some(2), "the last one counts");
    let choose = |take| (Event::TakeChosen { index: 0, take }, 50_000);
    let (state, _) = run(state, &[(Event::NextQuestion, 45_000), choose(1)]);
    assert_eq!(state.phase, Phase::Review);
    assert_eq!(state.counting_take(0).map(|take| take.start_ms), Some(10_000));
    assert!(step(&state, &choose(3).0, 51_000).is_err(), "there is no third take");
    let (state, effects) = run(state, &[(Event::HandedIn, 60_000)]);
    assert_eq!(state.phase, Phase::Sealing);
    assert!(effects.contains(&Effect::StopRecording));
}

#[test]
fn a_deferred_question_comes_again_at_the_end_with_its_retakes() {
    let mut events = up_to_first_question();
    events.push((Event::AnswerStarted, 10_000));
    events.push((Event::AnswerDeferred, 14_000));
    let (state, _) = run(SessionState::new(Uuid::nil(), plan(2)), &events);
    let ids: Vec<&str> = state.plan.iter().map(|question| question.id.as_str()).collect();
    assert_eq!(ids, ["q0", "q1", "q0"]);
    assert_eq!(state.phase, Phase::Question { index: 1, stage: QuestionStage::Think });
    assert_eq!(state.answers[0].end, Some(AnswerEnd::Deferred));
    assert_eq!(state.counting_take(0), None);
    assert!(state.may_retake(2));
}

#[test]
fn a_stopped_answer_counts_until_the_question_is_answered() {
    let mut events = up_to_first_question();
    events.push((Event::AnswerStarted, 10_000));
    events.push((Event::Suspend { reason: SuspendReason::Pause }, 14_000));
    let fresh = SessionState { review: true, ..SessionState::new(Uuid::nil(), plan(1)) };
    let (stopped, _) = run(fresh, &events);
    assert_eq!(stopped.counting_take(0).map(|take| take.take), Some(1));
    assert!(stopped.takes(0).next().is_none(), "it is no take of its own");
    let (nothing, _) = run(
        stopped.clone(),
        &[
            (Event::Resume, 14_000),
            (Event::AnswerStarted, 14_000),
            (Event::Suspend { reason: SuspendReason::Pause }, 14_000),
        ],
    );
    assert_eq!(nothing.counting_take(0).map(|take| take.take), Some(1), "the second was empty");
    let again = [
        (Event::Resume, 14_000),
        (Event::AnswerStarted, 15_000),
        (Event::AnswerEnded { end: AnswerEnd::Finished }, 30_000),
    ];
    let (answered, _) = run(stopped.clone(), &again);
    assert_eq!(answered.counting_take(0).map(|take| take.take), Some(2));
    assert!(answered.may_retake(0), "a stopped answer uses up no retake");
    let (put_off, _) = run(stopped, &[(Event::Resume, 14_000), (Event::AnswerDeferred, 14_000)]);
    assert_eq!(put_off.counting_take(0).map(|take| take.take), Some(1), "until it is asked again");
    let (answered, _) = run(
        put_off,
        &[
            (Event::AnswerStarted, 15_000),
            (Event::AnswerEnded { end: AnswerEnd::Finished }, 30_000),
        ],
    );
    assert_eq!(answered.counting_take(0), None, "answered where it was asked again");
    assert_eq!(answered.counting_take(1).map(|take| take.take), Some(1));
}

/// A session that was paused before its second question.
fn follow_up(question: &str, part: StarPart) -> Event {
    let follows = Some(Follows { question: question.into(), part });
    let id = format!("{question}/{}", part.name());
    Event::FollowUp {
        planned: PlannedQuestion {
            id,
            think_ms: 0,
            answer_ms: 60_000,
            retakes: 0,
            extra_minutes: 1,
            follows,
        },
    }
}

#[test]
fn follow_ups_come_right_behind_their_question_at_most_two_and_each_part_once() {
    let answer =
        [(Event::AnswerStarted, 20_000), (Event::AnswerEnded { end: AnswerEnd::Finished }, 30_000)];
    let ask = |state: &SessionState, part| step(state, &follow_up("q0", part), 40_000);
    let state = SessionState { plan: plan(2), ..answered_once() };
    assert!(step(&state, &follow_up("q1", StarPart::Result), 40_000).is_err(), "another question");
    let (state, effects) = ask(&state, StarPart::Result).expect("the first follow-up");
    assert_eq!(effects, [Effect::AskQuestion { index: 1 }]);
    let ids: Vec<&str> = state.plan.iter().map(|planned| planned.id.as_str()).collect();
    assert_eq!(ids, ["q0", "q0/result", "q1"]);
    assert_eq!((state.number_of(1), state.number_of(2), state.questions()), (1, 2, 2));
    let (state, _) = run(state, &answer);
    assert!(ask(&state, StarPart::Result).is_err(), "the same part twice");
    let (state, _) = ask(&state, StarPart::Action).expect("the second follow-up");
    let (skipped, _) = step(&state, &Event::FollowUpSkipped, 50_000).expect("it may be left out");
    assert_eq!(skipped.phase, Phase::Question { index: 3, stage: QuestionStage::Think });
    assert!(step(&skipped, &Event::FollowUpSkipped, 50_000).is_err(), "a question is no follow-up");
    let (state, _) = run(state, &answer);
    assert!(ask(&state, StarPart::Situation).is_err(), "a third one");
    assert_eq!(state.thread_of("q0").collect::<Vec<_>>(), [0, 1, 2]);
}

fn paused_after_one_answer() -> SessionState {
    let mut events = up_to_first_question();
    events.extend([
        (Event::AnswerStarted, 10_000),
        (Event::AnswerEnded { end: AnswerEnd::Finished }, 20_000),
        (Event::NextQuestion, 20_000),
        (Event::DeviceLost { track: Track::Microphone, cause: LossCause::Unplugged }, 20_000),
        (Event::Suspend { reason: SuspendReason::Pause }, 20_000),
    ]);
    let fresh = SessionState { review: true, ..SessionState::new(Uuid::nil(), plan(2)) };
    run(fresh, &events).0
}

fn back(consents: Vec<ConsentRecord>) -> (Event, i64) {
    (Event::FoundAgain { consents }, 20_000)
}

#[test]
fn whoever_comes_back_is_looked_at_before_anything_goes_on() {
    let paused = paused_after_one_answer();
    assert!(paused.may_go_on());
    let consents = vec![consent("record", true), consent("score", true)];
    let (found, _) = run(paused, &[back(consents)]);
    assert!(found.identity_due() && found.gaps.iter().all(|gap| gap.end_ms == Some(20_000)));
    assert!(step(&found, &Event::Resume, 20_000).is_err(), "not before the check");
    for result in [CheckResult::Failed, CheckResult::NotPerformed] {
        let (still, _) = run(found.clone(), &[(Event::IdentityChecked { result }, 20_000)]);
        assert!(matches!(still.phase, Phase::Suspended { reason: SuspendReason::Identity, .. }));
        assert!(step(&still, &Event::Resume, 20_000).is_err());
    }
    let passed = Event::IdentityChecked { result: CheckResult::Passed };
    let (state, effects) = run(found, &[(passed, 20_000), (Event::Resume, 20_000)]);
    assert_eq!(state.phase, Phase::Question { index: 1, stage: QuestionStage::Think });
    assert!(effects.contains(&Effect::AskQuestion { index: 1 }));
    assert_eq!(state.takes(0).count(), 1);
}

#[test]
fn a_consent_holds_where_it_was_given_both_times() {
    let paused = paused_after_one_answer();
    let again = vec![consent("record", true), consent("score", false), consent("pool", true)];
    let (found, _) = run(paused.clone(), &[back(again)]);
    assert_eq!(found.consents, paused.consents, "nobody knows yet who said it");
    let passed = Event::IdentityChecked { result: CheckResult::Passed };
    let (passed, _) = run(found, &[(passed, 20_000)]);
    let given: Vec<(&str, bool)> =
        passed.consents.iter().map(|c| (c.purpose.as_str(), c.given)).collect();
    assert_eq!(given, [("record", true), ("score", false), ("pool", false)]);
}

#[test]
fn a_pause_at_the_check_itself_goes_on_behind_it() {
    let fresh = SessionState { review: true, ..SessionState::new(Uuid::nil(), plan(1)) };
    let (paused, _) = run(
        fresh,
        &[
            (Event::Begin, 0),
            (consents(true), 0),
            (Event::Suspend { reason: SuspendReason::Pause }, 0),
            back(vec![consent("record", true)]),
            (Event::IdentityChecked { result: CheckResult::Passed }, 0),
            (Event::Resume, 0),
        ],
    );
    assert_eq!(paused.phase, Phase::DeviceCheck);
}

#[test]
fn nobody_comes_back_for_a_refused_or_scripted_session() {
    let fresh = SessionState { review: true, ..SessionState::new(Uuid::nil(), plan(1)) };
    let (refused, _) = run(fresh, &[(Event::Begin, 0), (consents(false), 0)]);
    let scripted = SessionState { review: false, ..paused_after_one_answer() };
    for state in [refused, scripted] {
        assert!(!state.may_go_on());
        assert!(step(&state, &back(vec![consent("record", true)]).0, 20_000).is_err());
    }
    let silent = back(vec![consent("record", false)]).0;
    assert!(step(&paused_after_one_answer(), &silent, 20_000).is_err(), "not without recording");
}

#[test]
fn an_analysis_is_held_up_by_an_interruption_alone_and_goes_on_without_recording() {
    let analysing =
        SessionState { phase: Phase::Analysing, ..SessionState::new(Uuid::nil(), plan(1)) };
    let pause = Event::Suspend { reason: SuspendReason::Pause };
    assert!(step(&analysing, &pause, 0).is_err());
    let interrupted = Event::Suspend { reason: SuspendReason::Interrupted };
    let (held, _) = step(&analysing, &interrupted, 0).unwrap();
    assert_eq!(held.resumes_at(), Some(&Phase::Analysing));
    assert!(!held.may_go_on(), "not for the candidate");
    let (again, effects) = step(&held, &Event::Resume, 0).unwrap();
    assert_eq!((again.phase, again.recording), (Phase::Analysing, false));
    assert_eq!(effects, [Effect::BuildReport]);
}

fn any_event() -> impl Strategy<Value = Event> {
    let track = prop_oneof![Just(Track::Camera), Just(Track::Microphone)];
    let cause =
        prop_oneof![Just(LossCause::Unplugged), Just(LossCause::Stalled), Just(LossCause::Ended)];
    let result = prop_oneof![
        3 => Just(CheckResult::Passed),
        1 => Just(CheckResult::Failed),
        1 => Just(CheckResult::NotPerformed)
    ];
    prop_oneof![
        Just(Event::Begin),
        any::<bool>().prop_map(consents),
        result.prop_map(|result| Event::IdentityChecked { result }),
        Just(Event::DevicesReady),
        Just(Event::PracticeOver),
        Just(Event::AnswerStarted),
        Just(Event::AnswerEnded { end: AnswerEnd::Finished }),
        Just(Event::AnswerTyped),
        Just(Event::AnswerDeferred),
        Just(Event::Retake),
        (0u32..7, any::<bool>()).prop_map(|(minutes, staff)| {
            let by = if staff { AddedBy::Staff } else { AddedBy::Candidate };
            Event::TimeAdded { minutes, by }
        }),
        (0i64..40_000).prop_map(|ms| Event::TimeSpent { ms }),
        Just(Event::GoOn),
        Just(Event::RestLeft),
        (0usize..3, 1u32..4).prop_map(|(index, take)| Event::TakeChosen { index, take }),
        Just(Event::HandedIn),
        Just(Event::NextQuestion),
        Just(follow_up("q0", StarPart::Result)),
        Just(follow_up("q1", StarPart::Action)),
        Just(Event::FollowUpSkipped),
        Just(Event::EndInterview),
        Just(Event::Sealed),
        Just(Event::ReportStored),
        Just(Event::Delivered),
        (track.clone(), cause).prop_map(|(track, cause)| Event::DeviceLost { track, cause }),
        track.prop_map(|track| Event::DeviceBack { track }),
        Just(Event::Suspend { reason: SuspendReason::Pause }),
        Just(Event::Suspend { reason: SuspendReason::Interrupted }),
        Just(Event::Suspend { reason: SuspendReason::Staff }),
        Just(Event::Resume),
        any::<bool>().prop_map(|given| back(vec![
            consent("record", true),
            consent("score", given)
        ])
        .0),
        Just(Event::Recovered),
        Just(Event::Withdraw),
    ]
}

/// Mostly the event that leads on, now and then any other.
fn walk() -> impl Strategy<Value = Vec<(Option<Event>, i64)>> {
    prop::collection::vec(
        (prop_oneof![3 => Just(None), 2 => any_event().prop_map(Some)], -500i64..5_000),
        1..120,
    )
}

fn leading_on(state: &SessionState) -> Event {
    match &state.phase {
        Phase::Attract => Event::Begin,
        Phase::Consent => consents(true),
        Phase::Identity => Event::IdentityChecked { result: CheckResult::Passed },
        Phase::DeviceCheck => Event::DevicesReady,
        Phase::Practice => Event::PracticeOver,
        Phase::Question { stage: QuestionStage::Think, .. } => Event::AnswerStarted,
        Phase::Question { stage: QuestionStage::Answer, .. } => {
            Event::AnswerEnded { end: AnswerEnd::Silence }
        }
        Phase::Question { stage: QuestionStage::Submitted, .. } => Event::NextQuestion,
        Phase::Question { stage: QuestionStage::Offered, .. } => Event::GoOn,
        Phase::Review => Event::HandedIn,
        Phase::Sealing => Event::Sealed,
        Phase::Analysing => Event::ReportStored,
        Phase::Ready => Event::Delivered,
        Phase::Suspended { .. } if state.identity_due() => {
            Event::IdentityChecked { result: CheckResult::Passed }
        }
        Phase::Suspended { .. } => Event::Resume,
        Phase::Done | Phase::Withdrawn => Event::Begin,
    }
}

proptest! {
    #[test]
    fn nothing_recorded_is_forgotten(events in walk(), review: bool) {
        let cap = review.then(|| SessionCap::new(30_000));
        let mut state = SessionState { review, cap, ..SessionState::new(Uuid::nil(), plan(3)) };
        let mut now = 0;
        for (event, passed_ms) in events {
            now += passed_ms;
            let event = event.unwrap_or_else(|| leading_on(&state));
            let before = state.clone();
            let Ok((next, effects)) = step(&state, &event, now) else {
                continue;
            };
            prop_assert!(next.at_ms >= before.at_ms, "time runs forwards");
            prop_assert!(next.answers.len() >= before.answers.len());
            for (old, new) in before.answers.iter().zip(&next.answers) {
                prop_assert_eq!(old.start_ms, new.start_ms);
                prop_assert_eq!(old.index, new.index);
                let asked = |state: &SessionState| state.plan[old.index].id.clone();
                prop_assert_eq!(asked(&before), asked(&next), "an answer stays with its question");
                prop_assert!(old.end_ms.is_none() || old.end_ms == new.end_ms);
            }
            prop_assert!(next.answers.iter().filter(|a| a.end_ms.is_none()).count() <= 1);
            let answering = matches!(
                next.phase,
                Phase::Question { stage: QuestionStage::Answer, .. }
            );
            prop_assert_eq!(answering, next.open_answer().is_some());
            if before.recording && !next.recording {
                let stops = effects.contains(&Effect::StopRecording) || event == Event::Sealed;
                prop_assert!(stops, "a recording that ends is told to stop");
            }
            let passed = Event::IdentityChecked { result: CheckResult::Passed };
            if before.identity_due() && next.phase != Phase::Withdrawn {
                let stands = matches!(next.phase, Phase::Suspended { .. });
                prop_assert!(stands, "nothing goes on before the check");
                prop_assert!(next.identity_due() || event == passed, "{event:?} is no check");
            }
            for (old, new) in before.consents.iter().zip(&next.consents) {
                let narrowed = old.given || !new.given;
                let asked = matches!(event, Event::ConsentsAnswered { .. });
                prop_assert!(narrowed || asked, "nothing widens a consent");
            }
            if next.phase == Phase::Withdrawn {
                prop_assert!(effects.contains(&Effect::Erase));
            }
            state = next;
        }
        let json = serde_json::to_string(&state).expect("serialises");
        let back: SessionState = serde_json::from_str(&json).expect("reads back");
        prop_assert_eq!(back, state);
    }

    #[test]
    fn gaps_and_recorded_time_add_up(times in prop::collection::vec(1i64..3_000, 2..40)) {
        let mut state = SessionState::new(Uuid::nil(), plan(1));
        let (mut now, mut lost_ms, mut lost) = (0, 0, false);
        for passed in times {
            now += passed;
            if lost {
                lost_ms += passed;
            }
            let track = Track::Camera;
            let event = if lost {
                Event::DeviceBack { track }
            } else {
                Event::DeviceLost { track, cause: LossCause::Stalled }
            };
            lost = !lost;
            state = step(&state, &event, now).expect("devices come and go in any phase").0;
        }
        prop_assert_eq!(state.gap_ms(Track::Camera, 0, now), lost_ms);
        prop_assert_eq!(state.gap_ms(Track::Microphone, 0, now), 0);
    }
}
