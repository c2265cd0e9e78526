//! Silero voice activity detector, version 6: a probability of speech for each 32 ms.

use std::sync::{Mutex, PoisonError};

use ort::session::Session;
use ort::value::TensorRef;

use super::RATE_HZ;
use crate::PerceptionError;

/// Samples the model takes at 16 kHz (silero-vad 6, `utils_vad.py`: 512 at 16 kHz).
pub(crate) const CHUNK_SAMPLES: usize = 512;
/// Milliseconds of a chunk.
pub(crate) const CHUNK_MS: i64 = CHUNK_SAMPLES as i64 * 1000 / RATE_HZ as i64;
/// Samples of the chunk before that the model wants in front (`utils_vad.py`: 64 at 16 kHz).
const CONTEXT_SAMPLES: usize = 64;
/// Values of the recurrent state, shape `[2, 1, 128]`.
const STATE_VALUES: usize = 2 * 128;

const ROLE: &str = "silero_vad";

/// The recurrent state of one stream; the model itself is shared.
#[derive(Clone, Debug)]
pub(crate) struct Vad {
    state: Vec<f32>,
    input: Vec<f32>,
}

impl Vad {
    pub(crate) fn new() -> Self {
        Self { state: vec![0.0; STATE_VALUES], input: vec![0.0; CONTEXT_SAMPLES + CHUNK_SAMPLES] }
    }

    /// Probability 0–1 that `chunk` (512 samples) holds speech.
    pub(crate) fn step(
        &mut self,
        model: &Mutex<Session>,
        chunk: &[f32],
    ) -> Result<f32, PerceptionError> {
        self.input.copy_within(CHUNK_SAMPLES.., 0);
        self.input[CONTEXT_SAMPLES..].copy_from_slice(chunk);
        // A panic in another listener cannot leave the session half changed: it holds no stream.
        let mut session = model.lock().unwrap_or_else(PoisonError::into_inner);
        let rate = [i64::from(RATE_HZ)];
        let inputs = ort::inputs! {
            "input" => TensorRef::from_array_view(([1, self.input.len()], self.input.as_slice()))
                .map_err(failed)?,
            "state" => TensorRef::from_array_view(([2, 1, 128], self.state.as_slice()))
                .map_err(failed)?,
            "sr" => TensorRef::from_array_view(([1], rate.as_slice())).map_err(failed)?,
        };
        let outputs = session.run(inputs).map_err(failed)?;
        let (_, probability) = outputs["output"].try_extract_tensor::<f32>().map_err(failed)?;
        let (_, state) = outputs["stateN"].try_extract_tensor::<f32>().map_err(failed)?;
        if state.len() != STATE_VALUES {
            return Err(PerceptionError::Output {
                role: ROLE,
                output: "stateN",
                expected: STATE_VALUES,
                found: state.len(),
            });
        }
        self.state.copy_from_slice(state);
        probability.first().copied().ok_or(PerceptionError::Output {
            role: ROLE,
            output: "output",
            expected: 1,
            found: 0,
        })
    }
}

fn failed(error: ort::Error) -> PerceptionError {
    PerceptionError::Inference { role: ROLE, detail: error.to_string() }
}
