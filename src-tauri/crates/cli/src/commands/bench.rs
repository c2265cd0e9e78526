//! Our side of `make bench`; the peers and the ratios are in `scripts/bench.py`.

use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use interview::media::Pace;
use interview::observation::rounded;
use interview::policy::Modules;
use interview::transcript::Language;
use perception::speech::decode_whole;
use serde::Serialize;
use station::engines::Engines;
use station::stages;

use super::failure;
use crate::args::BenchWhat;
use crate::console::{Console, Failure};

#[derive(Serialize)]
struct AsrBench {
    media_s: f64,
    threads: usize,
    decode_s: f64,
    characters: usize,
}

#[derive(Serialize)]
struct FaceBench {
    frames: usize,
    ms_per_frame: f64,
    with_face: usize,
}

/// `station bench`.
pub fn run(what: BenchWhat, console: &Console) -> Result<ExitCode, Failure> {
    match what {
        BenchWhat::Asr { file, threads } => asr(&file, threads, console),
        BenchWhat::Faces { file } => faces(&file, console),
    }
}

fn asr(file: &Path, threads: usize, console: &Console) -> Result<ExitCode, Failure> {
    let engines = Engines::open().map_err(failure)?;
    let speech = engines.speech().map_err(failure)?;
    let samples = stages::samples_16k(file).map_err(failure)?;
    let decoded = decode_whole(&speech, &samples, Language::Zh, threads, 1).map_err(failure)?;
    let output = AsrBench {
        media_s: rounded(samples.len() as f64 / 16_000.0, 2),
        threads,
        decode_s: rounded(decoded.decode_ms as f64 / 1_000.0, 3),
        characters: decoded.text.chars().count(),
    };
    console.result(&output, |o| format!("{} s", o.decode_s))?;
    Ok(ExitCode::SUCCESS)
}

/// Detection, mesh, iris: what the peer's pipeline gives; frames are decoded beforehand.
fn faces(file: &Path, console: &Console) -> Result<ExitCode, Failure> {
    let engines = Engines::open().map_err(failure)?;
    let bare =
        Modules { expression: false, anti_spoofing: false, face_match: false, prosody: false };
    let mut analyser = engines.faces(&bare).map_err(failure)?;
    let frames = stages::frames_of(file, Pace::Fast, MAX_FRAMES).map_err(failure)?;
    let begun = Instant::now();
    let mut with_face = 0;
    for frame in &frames {
        let seen = analyser.track(frame).map_err(failure)?;
        with_face += usize::from(seen.count > 0);
    }
    let ms = begun.elapsed().as_secs_f64() * 1_000.0 / frames.len().max(1) as f64;
    let output = FaceBench { frames: frames.len(), ms_per_frame: rounded(ms, 3), with_face };
    console.result(&output, |o| format!("{} ms", o.ms_per_frame))?;
    Ok(ExitCode::SUCCESS)
}

/// 200 frames of 640×480 are 184 MB.
const MAX_FRAMES: usize = 200;
