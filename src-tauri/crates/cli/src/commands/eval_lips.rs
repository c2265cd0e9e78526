//! Figures of lips and voice: who speaks has to pass, who stands beside a voice must not.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use capture::{AudioSource as _, FileAudioSource, FileVideoSource, VideoSource as _};
use interview::challenge::{Lips, Loudness, lips_with_voice};
use interview::media::{AudioBlock, Pace};
use interview::observation::FrameObservation;
use perception::speech::RATE_HZ;
use perception::vision::FaceAnalyser;
use serde::{Deserialize, Serialize};
use station::engines::Engines;
use station::identity::loudness;
use voice::Speaker;

use super::eval::{manifests_below, round3};
use super::eval_numbers::{load_voice, say, to_say};
use super::failure;
use crate::console::{Console, Failure};

/// So much of a film is looked at, in milliseconds.
const LOOKED_AT_MS: i64 = 50_000;
/// Length of a window of a film in milliseconds, about that of a row, and the way to the next one.
const WINDOW_MS: i64 = 3_500;
const STEP_MS: i64 = 1_750;
/// Sound this far around a window belongs to it, in milliseconds: more than lips and voice may lag.
const AROUND_MS: i64 = 500;
/// By so much the voice of a film is moved, in milliseconds: then lips and voice are those of
/// other moments.
const MOVED_MS: [i64; 8] = [-9_000, -6_000, -3_000, -1_500, 1_500, 3_000, 6_000, 9_000];
/// A window of a film counts where the voice is heard in so much of it, in milliseconds.
const SPOKEN_MS: i64 = 1_200;
/// Level of the voice against the loudest moment from which it is heard.
const HEARD: f64 = 0.05;
/// Rows that are read beside each clip, and where in the clip they begin, in milliseconds.
const ROWS: usize = 10;
const BEGIN_MS: [i64; 3] = [0, 1_500, 3_000];
/// Silence at both ends of a row that is left out, in milliseconds.
const QUIET_MS: i64 = 600;
/// Windows of one kind of clip that are enough.
const ENOUGH: usize = 20;

/// One row of a `manifest.jsonl`; other fields are left alone.
#[derive(Deserialize)]
struct Clip {
    file: String,
    kind: String,
}

/// Windows of one kind.
#[derive(Debug, PartialEq, Serialize)]
struct Windows {
    n: usize,
    passed: usize,
    /// Correlations: least, tenth, median, ninetieth in a hundred, most.
    correlation: [f64; 5],
    /// Least and most spread of the mouth's opening.
    movement: [f64; 2],
}

#[derive(Serialize)]
struct LipsFigures {
    /// Films, with their own voice.
    own_voice: Option<Windows>,
    /// Films, with their voice moved.
    moved_voice: Option<Windows>,
    /// Clips with a row read beside them, by kind.
    voice_beside: BTreeMap<String, Windows>,
}

/// `station eval lips`.
pub fn run(dir: &Path, films: &[PathBuf], console: &Console) -> Result<ExitCode, Failure> {
    let manifests = manifests_below(dir)?;
    let engines = Engines::open().map_err(failure)?;
    let pack = station::library::policy().map_err(failure)?.pack;
    let mut faces = engines.faces(&pack.modules).map_err(failure)?;
    let watcher = console.watcher();
    let (mut own, mut moved) = (Vec::new(), Vec::new());
    for film in films {
        watcher.tell("progress.file", film.display().to_string(), None);
        let (seen, heard) = (observe(&mut faces, film)?, sound(film)?);
        of_film(&seen, &heard, &mut own, &mut moved);
    }
    let rows = rows(&engines)?;
    let mut beside: BTreeMap<String, Vec<Lips>> = BTreeMap::new();
    for manifest in manifests {
        let text = station::files::read_text(&manifest, "manifest").map_err(failure)?;
        let folder = manifest.parent().unwrap_or(dir);
        for clip in text.lines().filter_map(|line| serde_json::from_str::<Clip>(line).ok()) {
            let windows = beside.entry(clip.kind).or_default();
            if windows.len() < ENOUGH {
                watcher.tell("progress.file", clip.file.clone(), None);
                let seen = observe(&mut faces, &folder.join(&clip.file))?;
                windows.extend(rows.iter().flat_map(|row| beside_a_voice(&seen, row)));
            }
        }
    }
    let voice_beside =
        beside.into_iter().filter_map(|(kind, all)| Some((kind, of_windows(all)?))).collect();
    let figures =
        LipsFigures { own_voice: of_windows(own), moved_voice: of_windows(moved), voice_beside };
    console.result(&figures, |figures| words(console, figures))?;
    Ok(ExitCode::SUCCESS)
}

fn observe(faces: &mut FaceAnalyser, path: &Path) -> Result<Vec<FrameObservation>, Failure> {
    faces.reset();
    let mut video = FileVideoSource::open(path, Pace::Fast).map_err(failure)?;
    let mut seen = Vec::new();
    while let Some(frame) = video.next_frame().map_err(failure)? {
        if frame.time.millis() > LOOKED_AT_MS {
            break;
        }
        seen.push(faces.track(&frame).map_err(failure)?);
    }
    Ok(seen)
}

fn sound(path: &Path) -> Result<Vec<Loudness>, Failure> {
    let mut audio = FileAudioSource::open(path, Pace::Fast).map_err(failure)?;
    let mut levels = Vec::new();
    while let Some(block) = audio.next_block().map_err(failure)? {
        levels.extend(loudness(&block));
    }
    Ok(levels)
}

/// How loud rows are that one of our own voices reads.
fn rows(engines: &Engines) -> Result<Vec<Vec<Loudness>>, Failure> {
    let mut voice = load_voice(engines)?;
    let speaker = Speaker::ZmYunxi;
    let said = to_say(speaker, ROWS).into_iter().take(ROWS).map(|(_, clip)| {
        let block = AudioBlock {
            time: Default::default(),
            sample_rate_hz: RATE_HZ,
            samples: say(&mut voice, &clip, speaker)?.into(),
        };
        Ok(loudness(&block).collect())
    });
    said.collect()
}

fn of_film(
    seen: &[FrameObservation],
    heard: &[Loudness],
    own: &mut Vec<Lips>,
    moved: &mut Vec<Lips>,
) {
    let loudest = heard.iter().map(|moment| moment.level).fold(0.0, f64::max);
    let end_ms = seen.last().map_or(0, |frame| frame.t_ms);
    let mut from_ms = 0;
    while from_ms + WINDOW_MS < end_ms {
        let to_ms = from_ms + WINDOW_MS;
        let within = heard.iter().filter(|moment| (from_ms..to_ms).contains(&moment.t_ms));
        let levels: Vec<bool> = within.map(|moment| moment.level > loudest * HEARD).collect();
        let spoken = levels.iter().filter(|heard| **heard).count() as i64;
        if spoken * WINDOW_MS > SPOKEN_MS * levels.len() as i64 {
            let lips = |by_ms| {
                lips_with_voice(
                    &window(seen, from_ms, to_ms),
                    &shifted(heard, by_ms, from_ms, to_ms),
                )
            };
            own.extend(lips(0));
            moved.extend(MOVED_MS.into_iter().filter_map(lips));
        }
        from_ms += STEP_MS;
    }
}

fn beside_a_voice(seen: &[FrameObservation], row: &[Loudness]) -> Vec<Lips> {
    let (Some(last_seen), Some(last_heard)) = (seen.last(), row.last()) else { return Vec::new() };
    let windows = BEGIN_MS.into_iter().filter_map(|begin_ms| {
        let (from_ms, to_ms) = (begin_ms + QUIET_MS, begin_ms + last_heard.t_ms - QUIET_MS);
        if last_seen.t_ms < to_ms {
            return None;
        }
        lips_with_voice(&window(seen, from_ms, to_ms), &shifted(row, begin_ms, from_ms, to_ms))
    });
    windows.collect()
}

fn window(seen: &[FrameObservation], from_ms: i64, to_ms: i64) -> Vec<FrameObservation> {
    seen.iter().filter(|frame| (from_ms..to_ms).contains(&frame.t_ms)).cloned().collect()
}

fn shifted(heard: &[Loudness], by_ms: i64, from_ms: i64, to_ms: i64) -> Vec<Loudness> {
    let moved = heard.iter().map(|moment| Loudness { t_ms: moment.t_ms + by_ms, ..*moment });
    let around = from_ms - AROUND_MS..to_ms + AROUND_MS;
    moved.filter(|moment| around.contains(&moment.t_ms)).collect()
}

fn of_windows(mut all: Vec<Lips>) -> Option<Windows> {
    all.sort_by(|a, b| a.correlation.total_cmp(&b.correlation));
    let at = |share: f64| {
        all.get((all.len().saturating_sub(1) as f64 * share).round() as usize)
            .map(|lips| lips.correlation)
    };
    let movement = all.iter().map(|lips| lips.movement);
    Some(Windows {
        n: all.len(),
        passed: all.iter().filter(|lips| lips.belong_to_voice()).count(),
        correlation: [at(0.0)?, at(0.1)?, at(0.5)?, at(0.9)?, at(1.0)?],
        movement: [
            round3(movement.clone().fold(f64::INFINITY, f64::min)),
            round3(movement.fold(0.0, f64::max)),
        ],
    })
}

fn words(console: &Console, figures: &LipsFigures) -> String {
    let line = |name: &str, windows: &Windows| {
        let [least, tenth, median, ninetieth, most] = windows.correlation;
        format!(
            "{name}: {} {}/{}, r {least} {tenth} {median} {ninetieth} {most}",
            console.text("eval.passed"),
            windows.passed,
            windows.n
        )
    };
    let mut lines = Vec::new();
    let films =
        [("eval.own_voice", &figures.own_voice), ("eval.moved_voice", &figures.moved_voice)];
    for (key, windows) in films {
        lines.extend(windows.iter().map(|windows| line(&console.text(key), windows)));
    }
    lines.extend(figures.voice_beside.iter().map(|(kind, windows)| line(kind, windows)));
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_are_counted_and_ordered() {
        let lips = |correlation, movement| Lips { correlation, movement };
        let found = of_windows(vec![lips(0.9, 0.2), lips(0.1, 0.01), lips(0.7, 0.1)]);
        let wanted = Windows {
            n: 3,
            passed: 2,
            correlation: [0.1, 0.1, 0.7, 0.9, 0.9],
            movement: [0.01, 0.2],
        };
        assert_eq!(found, Some(wanted));
        assert_eq!(of_windows(Vec::new()), None);
    }
}
