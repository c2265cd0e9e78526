//! Speech of an earlier run on disk: 48 kHz mono, 16-bit little-endian, named by what it says.

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::DemoError;
use crate::speech::Speech;

/// Changes when the pronunciation or the model changes, so that old files are not used.
const VERSION: u32 = 1;

/// Full scale of 16 bits.
const FULL_SCALE: f32 = 32_767.0;

/// The speech kept under `key`, if it is whole.
pub fn read(dir: &Path, key: &str) -> Option<Speech> {
    let bytes = std::fs::read(path(dir, key)).ok()?;
    let (length, samples) = bytes.split_first_chunk::<8>()?;
    if samples.len() as u64 != u64::from_le_bytes(*length) || samples.is_empty() {
        return None;
    }
    let samples = samples.chunks_exact(2);
    let samples = samples.map(|b| f32::from(i16::from_le_bytes([b[0], b[1]])) / FULL_SCALE);
    Some(Speech::from_stage_samples(samples.collect()))
}

/// Keeps `speech` under `key`; the length stands first, so a file cut short is noticed.
pub fn write(dir: &Path, key: &str, speech: &Speech) -> Result<(), DemoError> {
    let file = path(dir, key);
    let samples = speech.samples();
    let mut bytes = Vec::with_capacity(8 + samples.len() * 2);
    bytes.extend((samples.len() as u64 * 2).to_le_bytes());
    for sample in samples {
        let value = (sample.clamp(-1.0, 1.0) * FULL_SCALE).round() as i16;
        bytes.extend(value.to_le_bytes());
    }
    let written = std::fs::create_dir_all(dir).and_then(|()| std::fs::write(&file, bytes));
    written.map_err(|error| DemoError::Asset { file, detail: error.to_string() })
}

fn path(dir: &Path, key: &str) -> PathBuf {
    let digest = Sha256::digest(format!("{VERSION}|{key}").as_bytes());
    let name: String = digest.iter().take(12).map(|byte| format!("{byte:02x}")).collect();
    dir.join(format!("{name}.speech"))
}
