//! What the candidate does on stage, with the real pictures and a tone instead of speech.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::f32::consts::TAU;
use std::path::{Path, PathBuf};

use demo::{AUDIO_RATE_HZ, Act, Cue, DemoCandidate, DemoStage, Speech, StageCue};
use interview::error::Faulty;
use interview::id_number::IdNumber;
use interview::media::VideoFrame;
use interview::time::MediaTime;

fn assets() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../assets/demo")
}

/// Two seconds of a tone that swells and fades four times, at 24 kHz.
fn tone() -> Speech {
    let samples: Vec<f32> = (0..48_000)
        .map(|at| {
            let t = at as f32 / 24_000.0;
            0.3 * (TAU * 220.0 * t).sin() * (TAU * t).sin().powi(2)
        })
        .collect();
    Speech::new(&samples, 24_000)
}

fn stage(plan: Vec<StageCue>) -> DemoStage {
    let candidate = DemoCandidate::load(&assets()).unwrap();
    DemoStage::with_speech(&candidate, vec![tone()], plan).unwrap()
}

fn ms(millis: i64) -> MediaTime {
    MediaTime::from_millis(millis)
}

/// Part of the bytes inside a box that differ by more than noise.
fn changed(a: &VideoFrame, b: &VideoFrame, [left, top, right, bottom]: [usize; 4]) -> f64 {
    let mut differing = 0;
    for y in top..bottom {
        let row = (y * a.width as usize + left) * 3..(y * a.width as usize + right) * 3;
        let pairs = a.rgb[row.clone()].iter().zip(&b.rgb[row]);
        differing += pairs.filter(|(x, y)| x.abs_diff(**y) > 8).count();
    }
    differing as f64 / ((right - left) * (bottom - top) * 3) as f64
}

const EYES: [usize; 4] = [230, 150, 410, 220];
const MOUTH: [usize; 4] = [270, 265, 370, 340];
const WALL: [usize; 4] = [0, 0, 100, 200];

#[test]
fn the_candidate_is_invented_and_complete() {
    let candidate = DemoCandidate::load(&assets()).unwrap();
    let about = candidate.description();
    assert!(about.synthetic);
    let number = IdNumber::parse(&about.id_number).unwrap();
    assert!(number.as_str()[4..6] == *"99", "the area code must not be assigned");
    let position = std::fs::read_to_string(assets().join("../positions/teller.json")).unwrap();
    assert_eq!(about.position, "teller");
    assert_eq!(about.answers.len(), 3);
    for answer in &about.answers {
        assert!(position.contains(&format!("\"{}\"", answer.question)), "{}", answer.question);
        assert!((120..=170).contains(&answer.text.chars().count()), "{}", answer.question);
    }
    assert!(candidate.card().is_file());
}

#[test]
fn a_blink_on_demand_shows_in_the_eyes_only_and_passes() {
    let mut stage = stage(Vec::new());
    let before = stage.frame_at(ms(10_000));
    let end = stage.perform(Act::Blink, ms(10_000));
    assert_eq!(end, ms(10_000 + demo::REACTION_MS + 420));
    let closed = stage.frame_at(ms(10_000 + demo::REACTION_MS + 200));
    let idle = changed(&before, &closed, WALL);
    assert!(changed(&before, &closed, EYES) > 0.15);
    assert!(idle < 0.01, "the room moved: {idle}");
    assert_eq!(stage.pose_at(ms(10_000 + demo::REACTION_MS - 1)).lids, 0.0);
    assert_eq!(stage.pose_at(end).lids, 0.0);
}

#[test]
fn the_next_movement_waits_for_the_last_one() {
    let mut stage = stage(Vec::new());
    let turned = stage.perform(Act::TurnLeft, ms(1_000));
    let blinked = stage.perform(Act::Blink, ms(2_000));
    assert!(blinked.millis() > turned.millis() + 420);
    let both = (0..6_000).map(|t| stage.pose_at(ms(t)));
    assert!(both.into_iter().all(|pose| pose.lids == 0.0 || pose.yaw == 0.0));
}

#[test]
fn turns_go_to_the_side_of_the_picture_that_was_asked_for() {
    let mut stage = stage(Vec::new());
    stage.perform(Act::TurnLeft, ms(1_000));
    stage.perform(Act::TurnRight, ms(6_000));
    let held = |at: i64| stage.pose_at(ms(at + demo::REACTION_MS + 900)).yaw;
    assert!(held(1_000) <= -20.0);
    assert!(held(6_000) >= 20.0);
    assert!(stage.pose_at(ms(4_500)).yaw == 0.0);
}

#[test]
fn the_mouth_follows_the_sound_and_the_sound_is_the_speech() {
    let stage = stage(vec![StageCue { at_ms: 4_000, what: Cue::Speak(0) }]);
    let level = |at: i64| {
        let block = stage.audio_at(ms(at));
        assert_eq!((block.samples.len(), block.sample_rate_hz), (960, AUDIO_RATE_HZ));
        block.samples.iter().fold(0.0_f32, |most, s| most.max(s.abs()))
    };
    assert!(level(3_900) < 0.001, "only the room is heard before");
    assert!(level(3_900) > 0.0, "a room is never quite silent");
    assert!(level(4_250) > 0.25);
    assert!(level(6_100) < 0.001);
    assert!(stage.pose_at(ms(4_250)).mouth > 0.2);
    assert!(stage.pose_at(ms(4_500)).mouth < 0.1);
    let (silent, loud) = (stage.frame_at(ms(3_900)), stage.frame_at(ms(4_250)));
    assert!(changed(&silent, &loud, MOUTH) > 0.05);
}

#[test]
fn upsampling_keeps_the_wave() {
    let stage = stage(vec![StageCue { at_ms: 0, what: Cue::Speak(0) }]);
    let samples: Vec<f32> = (0..50).flat_map(|k| stage.audio(k).samples.to_vec()).collect();
    let wrong = samples.iter().enumerate().map(|(at, sample)| {
        let t = at as f32 / 48_000.0;
        (sample - 0.3 * (TAU * 220.0 * t).sin() * (TAU * t).sin().powi(2)).abs()
    });
    let worst = wrong.fold(0.0_f32, f32::max);
    assert!(worst < 0.002, "{worst}");
}

#[test]
fn people_blink_every_few_seconds_and_never_freeze() {
    let stage = stage(Vec::new());
    let closed: Vec<bool> = (0..1_500).map(|k| stage.pose_at(ms(k * 40)).lids > 0.5).collect();
    let blinks = closed.windows(2).filter(|w| !w[0] && w[1]).count();
    assert!((12..=20).contains(&blinks), "{blinks} blinks in a minute");
    assert!(stage.frame(10).rgb != stage.frame(11).rgb);
}

#[test]
fn the_same_script_gives_the_same_pictures_and_sound() {
    let plan = || {
        vec![
            StageCue { at_ms: 500, what: Cue::Act(Act::Nod) },
            StageCue { at_ms: 2_000, what: Cue::Speak(0) },
        ]
    };
    let (one, other) = (stage(plan()), stage(plan()));
    for index in [0, 15, 20, 55, 60] {
        assert!(one.frame(index) == other.frame(index));
        assert!(one.audio(index * 2) == other.audio(index * 2));
    }
}

#[test]
fn kept_speech_is_found_again_unless_it_is_cut_short() {
    let candidate = DemoCandidate::load(&assets()).unwrap();
    let dir = tempfile::tempdir().unwrap();
    assert!(candidate.kept_speech(dir.path()).is_none());
    let speech = vec![tone(), tone(), tone()];
    candidate.keep_speech(dir.path(), &speech).unwrap();
    let kept = candidate.kept_speech(dir.path()).unwrap();
    assert_eq!(kept.len(), 3);
    assert_eq!(kept[0].samples().len(), speech[0].samples().len());
    let file = std::fs::read_dir(dir.path()).unwrap().next().unwrap().unwrap().path();
    let bytes = std::fs::read(&file).unwrap();
    std::fs::write(&file, &bytes[..bytes.len() / 2]).unwrap();
    assert!(candidate.kept_speech(dir.path()).is_none());
}

#[test]
fn missing_files_and_answers_are_named() {
    let empty = tempfile::tempdir().unwrap();
    let error = DemoCandidate::load(empty.path()).unwrap_err();
    assert_eq!(error.fault().code, "demo.asset");
    assert!(error.to_string().contains("candidate.json"));
    let mut stage = stage(Vec::new());
    assert_eq!(stage.speak(7, ms(0)).unwrap_err().fault().code, "demo.unknown_answer");
}
