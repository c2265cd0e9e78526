//! Numbers read aloud, with the real face mesh, recogniser and our own voice: what the test media
//! and the recogniser say. Needs the model store and the test media; skipped where they are absent.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};
use std::sync::Arc;

use capture::{AudioSource as _, FileAudioSource, FileVideoSource, Resampler16k, VideoSource as _};
use interview::challenge::{Lips, Loudness, digits_in, lips_with_voice};
use interview::media::{AudioBlock, Pace};
use interview::observation::FrameObservation;
use interview::policy::PolicyPack;
use interview::time::MediaTime;
use interview::transcript::Language;
use perception::speech::{SpeechConfig, SpeechModels, transcribe};
use perception::vision::FaceAnalyser;
use station::engines::Engines;
use station::identity::loudness;
use voice::{SAMPLE_RATE_HZ, Speaker, Voice};

fn engines() -> Option<Engines> {
    Engines::open().inspect_err(|error| println!("skipped: {error}")).ok()
}

/// A folder of the shared test media; none, with the reason printed, where it is absent.
fn media(folder: &str) -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(3).unwrap().join("../shared");
    let folder = root.join("media").join(folder);
    if !folder.is_dir() {
        println!("skipped: the test media are not beside this workspace");
        return None;
    }
    Some(folder)
}

fn faces(engines: &Engines) -> FaceAnalyser {
    let pack = PolicyPack::from_json(include_str!("../../../../assets/policy/cn.json")).unwrap();
    engines.faces(&pack.modules).unwrap()
}

/// Windows of one kind of clip that are enough.
const ENOUGH: usize = 20;
/// So much of a film is looked at, in milliseconds: a third of the interview, all of a clip.
const LOOKED_AT_MS: i64 = 50_000;

fn observe(faces: &mut FaceAnalyser, path: &Path) -> Vec<FrameObservation> {
    faces.reset();
    let mut video = FileVideoSource::open(path, Pace::Fast).unwrap();
    let mut seen = Vec::new();
    while let Some(frame) = video.next_frame().unwrap() {
        if frame.time.millis() > LOOKED_AT_MS {
            break;
        }
        seen.push(faces.track(&frame).unwrap());
    }
    seen
}

fn sound(path: &Path) -> Vec<Loudness> {
    let mut audio = FileAudioSource::open(path, Pace::Fast).unwrap();
    let mut levels = Vec::new();
    while let Some(block) = audio.next_block().unwrap() {
        levels.extend(loudness(&block));
    }
    levels
}

/// `samples` of our own voice as one block from `at_ms` on.
fn block(samples: Vec<f32>, at_ms: i64) -> AudioBlock {
    AudioBlock {
        time: MediaTime::from_millis(at_ms),
        sample_rate_hz: SAMPLE_RATE_HZ,
        samples: samples.into(),
    }
}

const ZH: [&str; 10] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
const EN: [&str; 10] =
    ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

/// `digits` read in one breath, with a second of silence at both ends.
fn spoken(voice: &mut Voice, digits: &[u8], language: Language, speaker: Speaker) -> Vec<f32> {
    let (words, comma) = if language == Language::Zh { (&ZH, "，") } else { (&EN, ", ") };
    let words: Vec<&str> = digits.iter().map(|digit| words[usize::from(*digit)]).collect();
    let silence = vec![0.0; SAMPLE_RATE_HZ as usize];
    let said = voice.speak(&words.join(comma), language, speaker, 0.9).unwrap();
    [silence.clone(), said, silence].concat()
}

const ROWS: [[u8; 4]; 10] = [
    [4, 7, 2, 9],
    [0, 1, 6, 5],
    [3, 8, 3, 0],
    [9, 4, 1, 7],
    [6, 2, 0, 8],
    [5, 9, 5, 4],
    [1, 0, 7, 3],
    [8, 6, 4, 2],
    [2, 5, 8, 1],
    [7, 3, 9, 6],
];

fn said(speech: &Arc<SpeechModels>, samples: Vec<f32>, language: Language) -> String {
    let mut resampler = Resampler16k::new();
    let mut blocks: Vec<AudioBlock> =
        resampler.push(&block(samples, 0)).unwrap().into_iter().collect();
    blocks.extend(resampler.flush().unwrap());
    let config = SpeechConfig { language: Some(language), threads: 2 };
    transcribe(speech, config, blocks.into_iter()).unwrap().transcript.text
}

#[test]
#[ignore = "minutes of computing; run for the figures"]
fn figures_of_the_recogniser() {
    let Some(engines) = engines() else { return };
    let mut voice = Voice::load(engines.runtime(), engines.store(), 2).unwrap();
    let speech = engines.speech().unwrap();
    for (language, speakers) in [
        (Language::Zh, vec![Speaker::ZmYunxi, Speaker::ZfXiaoxiao]),
        (Language::En, vec![Speaker::AfHeart]),
    ] {
        for speaker in speakers {
            let mut right = 0;
            for row in &ROWS {
                let samples = spoken(&mut voice, row, language, speaker);
                let text = said(&speech, samples, language);
                right += u32::from(digits_in(&text, language).as_deref() == Some(&row[..]));
                println!("{speaker:?} {row:?} {text}");
            }
            println!("{language:?} {speaker:?}: {right} of {}", ROWS.len());
        }
    }
}

fn window(seen: &[FrameObservation], from_ms: i64, to_ms: i64) -> Vec<FrameObservation> {
    seen.iter().filter(|s| (from_ms..to_ms).contains(&s.t_ms)).cloned().collect()
}

fn shifted(levels: &[Loudness], by_ms: i64, from_ms: i64, to_ms: i64) -> Vec<Loudness> {
    let moved = levels.iter().map(|l| Loudness { t_ms: l.t_ms + by_ms, ..*l });
    moved.filter(|l| (from_ms - 500..to_ms + 500).contains(&l.t_ms)).collect()
}

fn tell(name: &str, all: &mut [Lips]) {
    all.sort_by(|a, b| a.correlation.total_cmp(&b.correlation));
    let at = |share: f64| all[((all.len() - 1) as f64 * share).round() as usize].correlation;
    let passed = all.iter().filter(|lips| lips.belong_to_voice()).count();
    let moves = all.iter().map(|l| l.movement).fold(f64::MIN, f64::max);
    let still = all.iter().map(|l| l.movement).fold(f64::MAX, f64::min);
    println!(
        "{name}: {} windows, correlation {} / {} / {} / {} (0 10 50 90) max {}, movement {still}..{moves}, pass {passed}",
        all.len(),
        at(0.0),
        at(0.1),
        at(0.5),
        at(0.9),
        at(1.0)
    );
}

#[test]
#[ignore = "minutes of computing; run for the figures"]
fn figures_of_lips_and_voice() {
    let (Some(engines), Some(clips), Some(films)) =
        (engines(), media("faces/clips"), media("interviews"))
    else {
        return;
    };
    let mut faces = faces(&engines);
    let film = films.join("interview.mp4");
    let (seen, levels) = (observe(&mut faces, &film), sound(&film));
    let loudest = levels.iter().map(|l| l.level).fold(0.0, f64::max);
    let mut own = Vec::new();
    let mut other = Vec::new();
    let mut at = 0;
    let end = seen.last().unwrap().t_ms;
    while at + 3_500 < end {
        let frames = window(&seen, at, at + 3_500);
        let speaks = levels
            .iter()
            .filter(|l| (at..at + 3_500).contains(&l.t_ms))
            .filter(|l| l.level > loudest / 20.0)
            .count();
        if speaks > 60 {
            own.extend(lips_with_voice(&frames, &shifted(&levels, 0, at, at + 3_500)));
            for by in [-9_000, -6_000, -3_000, -1_500, 1_500, 3_000, 6_000, 9_000] {
                other.extend(lips_with_voice(&frames, &shifted(&levels, by, at, at + 3_500)));
            }
        }
        at += 1_750;
    }
    tell("interview, own voice", &mut own);
    tell("interview, voice moved by seconds", &mut other);
    let mut voice = Voice::load(engines.runtime(), engines.store(), 2).unwrap();
    let mut by_kind: std::collections::BTreeMap<String, Vec<Lips>> = Default::default();
    let rows: Vec<Vec<Loudness>> = ROWS
        .iter()
        .map(|row| {
            let samples = spoken(&mut voice, row, Language::Zh, Speaker::ZmYunxi);
            loudness(&block(samples, 0)).collect()
        })
        .collect();
    let text = std::fs::read_to_string(clips.join("manifest.jsonl")).unwrap();
    for line in text.lines() {
        let row: serde_json::Value = serde_json::from_str(line).unwrap();
        let kind = row["kind"].as_str().unwrap().to_owned();
        let looked_at = by_kind.entry(kind.clone()).or_default();
        if looked_at.len() >= ENOUGH {
            continue;
        }
        let seen = observe(&mut faces, &clips.join(row["file"].as_str().unwrap()));
        for levels in &rows {
            let last = levels.last().unwrap().t_ms;
            for from in [0, 1_500, 3_000] {
                let (start, end) = (from + 600, from + last - 600);
                if seen.last().unwrap().t_ms < end {
                    continue;
                }
                let frames = window(&seen, start, end);
                by_kind
                    .entry(kind.clone())
                    .or_default()
                    .extend(lips_with_voice(&frames, &shifted(levels, from, start, end)));
            }
        }
    }
    for (kind, mut all) in by_kind {
        tell(&kind, &mut all);
    }
}
