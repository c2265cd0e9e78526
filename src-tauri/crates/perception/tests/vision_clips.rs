//! Challenge clips: genuine persons pass, attacks are stopped by the challenge or by the passive
//! witness. The clips are synthetic; this is a check that the parts work together, no error rate.
#![allow(clippy::unwrap_used)] // helpers of tests: what fails here fails the test

mod vision_support;

use std::collections::BTreeMap;
use std::path::Path;

use interview::challenge::{
    ChallengeAction, ChallengeFailure, PassiveEvidence, PassiveVerdict, VoidReason, judge_clip,
};
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

/// The clip in `percent` of its light.
fn observe_dimmed(
    analyser: &mut FaceAnalyser,
    path: &Path,
    percent: u32,
) -> Option<Vec<FrameObservation>> {
    analyser.reset();
    let mut seen = Vec::new();
    let decoded = decode(path, |mut frame| {
        let dim = |value: &u8| (u32::from(*value) * percent / 100) as u8;
        frame.rgb = frame.rgb.iter().map(dim).collect();
        seen.push(analyser.track(&frame).unwrap());
    });
    decoded.then_some(seen)
}

/// Fault I1: a genuine person in bad light passes or is asked for light, and is never suspected.
#[test]
fn in_the_dark_light_is_asked_for_and_nobody_is_suspected() {
    let (Some(clips), Some(mut analyser)) = (media("faces/clips"), analyser(MODULES)) else {
        return;
    };
    let path = clips.join("01_bona_fide_a01.mp4");
    for percent in [40, 20, 10] {
        let Some(seen) = observe_dimmed(&mut analyser, &path, percent) else { return };
        let outcome = judge_clip(&seen, &[ChallengeAction::Blink, ChallengeAction::OpenMouth]);
        let passive = PassiveEvidence::from_observations(&seen).verdict;
        println!("{percent} %: {:?} {passive:?}", outcome.reason);
        assert_ne!(passive, PassiveVerdict::Doubtful, "{percent} %");
        let dark = Some(ChallengeFailure::Void(VoidReason::TooDark));
        assert!(outcome.passed || outcome.reason == dark, "{percent} %: {outcome:?}");
    }
}

/// Genuine clips per light level, for the model card.
#[test]
#[ignore = "minutes of computing; run for the figures of the model card"]
fn figures_over_light_levels() {
    let (Some(clips), Some(mut analyser)) = (media("faces/clips"), analyser(MODULES)) else {
        return;
    };
    for percent in [40, 20, 10] {
        let mut counts: BTreeMap<String, u32> = BTreeMap::new();
        for row in rows(&clips).iter().filter(|row| row["kind"] == "bona_fide") {
            let path = clips.join(row["file"].as_str().unwrap());
            let Some(seen) = observe_dimmed(&mut analyser, &path, percent) else { return };
            let requested: Vec<ChallengeAction> =
                serde_json::from_value(row["requested"].clone()).unwrap();
            let outcome = judge_clip(&seen, &requested);
            let passive = PassiveEvidence::from_observations(&seen);
            let brightness = seen[seen.len() / 2].brightness;
            println!("{percent} % {}: {:?} {passive:?} {brightness}", row["file"], outcome.reason);
            let passed =
                if outcome.passed { "passed".into() } else { format!("{:?}", outcome.reason) };
            *counts
                .entry(format!("challenge {passed}, passive {:?}", passive.verdict))
                .or_default() += 1;
        }
        println!("light {percent} %: {counts:?}");
    }
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
