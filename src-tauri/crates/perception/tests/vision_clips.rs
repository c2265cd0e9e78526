//! Challenge clips: genuine persons pass, attacks are stopped by the challenge or by the passive
//! witness. The clips are synthetic; this is a check that the parts work together, no error rate.

mod vision_support;

use std::collections::BTreeMap;
use std::path::Path;

use interview::challenge::{ChallengeAction, PassiveEvidence, PassiveVerdict, judge_clip};
use interview::observation::FrameObservation;
use perception::vision::{FaceAnalyser, FaceModules};
use vision_support::{analyser, decode, media, rows};

const MODULES: FaceModules = FaceModules { expression: false, anti_spoofing: true };

/// Attacks that pass both: replays on a screen in the right order, see the model card.
const REPLAYS: &str = "replay_screen";

struct Judged {
    challenge: bool,
    passive: PassiveEvidence,
}

fn observe(analyser: &mut FaceAnalyser, path: &Path) -> Option<Vec<FrameObservation>> {
    analyser.reset();
    let mut seen = Vec::new();
    decode(path, |frame| seen.push(analyser.track(&frame).unwrap())).then_some(seen)
}

fn judge(analyser: &mut FaceAnalyser, clips: &Path, row: &serde_json::Value) -> Option<Judged> {
    let seen = observe(analyser, &clips.join(row["file"].as_str().unwrap()))?;
    let requested: Vec<ChallengeAction> = serde_json::from_value(row["requested"].clone()).unwrap();
    let outcome = judge_clip(&seen, &requested);
    let passive = PassiveEvidence::from_observations(&seen);
    println!("{} {} {:?} {passive:?}", row["file"], outcome.passed, outcome.reason);
    Some(Judged { challenge: outcome.passed, passive })
}

#[test]
fn genuine_clips_pass_and_attacks_of_each_kind_are_stopped() {
    let (Some(clips), Some(mut analyser)) = (media("faces/clips"), analyser(MODULES)) else {
        return;
    };
    let mut per_kind: BTreeMap<String, u32> = BTreeMap::new();
    for row in rows(&clips) {
        let kind = row["kind"].as_str().unwrap();
        let taken = per_kind.entry(kind.to_owned()).or_default();
        *taken += 1;
        if *taken > if kind == "bona_fide" { 4 } else { 1 } || kind == REPLAYS {
            continue;
        }
        let Some(judged) = judge(&mut analyser, &clips, &row) else { return };
        let accepted = judged.challenge && judged.passive.verdict == PassiveVerdict::Live;
        assert_eq!(accepted, row["should_pass"], "{}", row["file"]);
    }
    assert_eq!(per_kind.len(), 6);
}

/// All clips, with the figures of the model card: `cargo test … -- --ignored --nocapture`.
#[test]
#[ignore = "a minute of computing; run for the figures of the model card"]
fn figures_over_all_clips() {
    let (Some(clips), Some(mut analyser)) = (media("faces/clips"), analyser(MODULES)) else {
        return;
    };
    let mut sums: BTreeMap<String, [u32; 4]> = BTreeMap::new();
    for row in rows(&clips) {
        let Some(judged) = judge(&mut analyser, &clips, &row) else { return };
        let live = judged.passive.verdict == PassiveVerdict::Live;
        let sum = sums.entry(row["kind"].as_str().unwrap().to_owned()).or_default();
        for (total, counts) in
            sum.iter_mut().zip([true, judged.challenge, live, judged.challenge && live])
        {
            *total += u32::from(counts);
        }
    }
    for (kind, [all, challenge, live, both]) in &sums {
        println!("{kind}: {all} clips, challenge passed {challenge}, live {live}, both {both}");
    }
    assert_eq!(sums["bona_fide"][0], sums["bona_fide"][3]);
    let stopped = |kind: &str| sums[kind][3] == 0;
    assert!(
        ["still_photo_moved", "print_bent", "cut_out_eyes", "replay_wrong_order"]
            .iter()
            .all(|kind| stopped(kind))
    );
}

/// Tracking gives what looking anew at every frame gives, but for small differences.
#[test]
fn tracking_agrees_with_looking_anew() {
    let (Some(clips), Some(mut tracking)) = (media("faces/clips"), analyser(MODULES)) else {
        return;
    };
    let mut anew = analyser(FaceModules::default()).unwrap();
    let (mut frames, mut apart) = (0, 0);
    let path = clips.join("18_bona_fide_a04.mp4");
    let decoded = decode(&path, |frame| {
        if frame.index > 60 {
            return;
        }
        let (a, b) = (tracking.track(&frame).unwrap(), anew.analyse(&frame).unwrap());
        assert_eq!((a.count, b.count), (1, 1), "frame {}", frame.index);
        let eyes = (a.eye_open.unwrap() - b.eye_open.unwrap()).abs();
        let yaw = (a.pose.unwrap().yaw - b.pose.unwrap().yaw).abs();
        frames += 1;
        apart += u32::from(eyes > 0.04 || yaw > 2.5);
    });
    assert!(!decoded || frames == 61 && apart <= 3, "{apart} of {frames} apart");
}
