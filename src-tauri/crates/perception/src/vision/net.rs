//! One vision model with its fixed input.

use ort::{session::Session, value::TensorRef};

use crate::PerceptionError;

/// A model whose input is one `f32` tensor of a fixed shape. The input buffer lives as long as
/// the model, so that a frame allocates nothing for it.
pub(super) struct Net {
    role: &'static str,
    session: Session,
    shape: [i64; 4],
    input: Vec<f32>,
}

impl Net {
    pub(super) fn new(role: &'static str, session: Session, shape: [i64; 4]) -> Self {
        let values = shape.iter().product::<i64>().max(0) as usize;
        Self { role, session, shape, input: vec![0.0; values] }
    }

    /// The input, to be filled before [`Self::run`].
    pub(super) fn input(&mut self) -> &mut [f32] {
        &mut self.input
    }

    /// Runs the model and hands the outputs named in `outputs`, each with the length that the
    /// model's card gives, to `read`.
    pub(super) fn run<const N: usize, R>(
        &mut self,
        outputs: [(&'static str, usize); N],
        read: impl FnOnce([&[f32]; N]) -> R,
    ) -> Result<R, PerceptionError> {
        let role = self.role;
        let failed =
            |error: ort::Error| PerceptionError::Inference { role, detail: error.to_string() };
        let tensor =
            TensorRef::from_array_view((self.shape, self.input.as_slice())).map_err(failed)?;
        let found = self.session.run(ort::inputs![tensor]).map_err(failed)?;
        let mut slices: [&[f32]; N] = [&[]; N];
        for (slice, (output, expected)) in slices.iter_mut().zip(outputs) {
            let mismatch = |found| PerceptionError::Output { role, output, expected, found };
            let value = found.get(output).ok_or_else(|| mismatch(0))?;
            let (_, values) = value.try_extract_tensor::<f32>().map_err(failed)?;
            if values.len() != expected {
                return Err(mismatch(values.len()));
            }
            *slice = values;
        }
        Ok(read(slices))
    }
}
