//! Kokoro through ONNX Runtime: phonemes → samples.

use interview::time::MediaTime;
use models::runtime::OnnxRuntime;
use models::{ModelId, ModelStore};
use ort::session::Session;
use ort::value::Tensor;

use crate::vocab::{MAX_TOKENS, tokens};
use crate::{SAMPLE_RATE_HZ, Speaker, VoiceError};

/// Values of one style vector.
const STYLE: usize = 256;
/// Style vectors of one voice, one per number of tokens.
const ROWS: usize = MAX_TOKENS + 1;

/// Below this level, relative to full scale, the edges of a piece are silence (-46 dBFS).
const SILENCE: f32 = 0.005;
/// What is left before the first and after the last sound, in milliseconds.
const EDGE_MS: i64 = 30;

/// The loaded model and the style tables that were used so far.
pub struct Synthesizer {
    session: Session,
    store: ModelStore,
    styles: Vec<(Speaker, Vec<f32>)>,
}

impl Synthesizer {
    /// Loads the model; `threads` work on one operator.
    ///
    /// # Errors
    /// [`VoiceError::Model`].
    pub fn load(rt: &OnnxRuntime, store: &ModelStore, threads: usize) -> Result<Self, VoiceError> {
        let session = rt.session(store, ModelId::Kokoro, threads)?;
        Ok(Self { session, store: store.clone(), styles: Vec::new() })
    }

    /// Speaks one piece; silence at both ends is cut.
    ///
    /// # Errors
    /// [`VoiceError::TooLong`], [`VoiceError::Inference`], and those of loading a voice.
    pub fn speak(
        &mut self,
        phonemes: &str,
        speaker: Speaker,
        speed: f32,
    ) -> Result<Vec<f32>, VoiceError> {
        let tokens = tokens(phonemes)?;
        // The row of the style table is the number of tokens without the pads.
        let row = tokens.len().saturating_sub(2).min(ROWS - 1);
        let style = self.style(speaker, row)?;
        let failed = |error: ort::Error| VoiceError::Inference(error.to_string());
        let inputs = ort::inputs![
            "tokens" => Tensor::from_array(([1, tokens.len()], tokens)).map_err(failed)?,
            "style" => Tensor::from_array(([1, STYLE], style)).map_err(failed)?,
            "speed" => Tensor::from_array(([1], vec![speed])).map_err(failed)?,
        ];
        let outputs = self.session.run(inputs).map_err(failed)?;
        let (_, samples) = outputs[0].try_extract_tensor::<f32>().map_err(failed)?;
        Ok(trimmed(samples))
    }

    fn style(&mut self, speaker: Speaker, row: usize) -> Result<Vec<f32>, VoiceError> {
        let at = match self.styles.iter().position(|(loaded, _)| *loaded == speaker) {
            Some(at) => at,
            None => {
                let table = load_styles(&self.store, speaker)?;
                self.styles.push((speaker, table));
                self.styles.len() - 1
            }
        };
        let (_, table) = &self.styles[at];
        Ok(table[row * STYLE..(row + 1) * STYLE].to_vec())
    }
}

/// The style table of a voice, `ROWS * STYLE` values in little-endian f32.
fn load_styles(store: &ModelStore, speaker: Speaker) -> Result<Vec<f32>, VoiceError> {
    let name = speaker.file_name();
    let bytes = store.file_bytes(ModelId::KokoroVoices, name)?;
    let values: Vec<f32> =
        bytes.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect();
    if values.len() != ROWS * STYLE {
        let detail = format!("{} values instead of {}", values.len(), ROWS * STYLE);
        return Err(VoiceError::VoiceFile { name, detail });
    }
    Ok(values)
}

/// Cuts silence at both ends but for [`EDGE_MS`].
fn trimmed(samples: &[f32]) -> Vec<f32> {
    let loud = |sample: &f32| sample.abs() > SILENCE;
    let (Some(first), Some(last)) = (samples.iter().position(loud), samples.iter().rposition(loud))
    else {
        return Vec::new();
    };
    let edge = samples_in(EDGE_MS);
    let end = (last + 1 + edge).min(samples.len());
    samples[first.saturating_sub(edge)..end].to_vec()
}

/// Samples in `millis` milliseconds at [`SAMPLE_RATE_HZ`].
pub fn samples_in(millis: i64) -> usize {
    let nanos = MediaTime::from_millis(millis).nanos() as i128;
    (nanos * i128::from(SAMPLE_RATE_HZ) / 1_000_000_000) as usize
}
