//! whisper.cpp's model file, as `convert-pt-to-ggml.py` of whisper.cpp writes it.

use super::super::ConvertError;
use super::super::onnx::floats_from_halves;
use super::ct2::{Element, Tensor};

/// "ggml" as a little-endian number.
const MAGIC: i32 = 0x6767_6d6c;
/// Matrices in half precision (`ftype` of the header, element type of a tensor).
const HALF: i32 = 1;
const SINGLE: i32 = 0;

/// The sizes of a Whisper model.
pub(super) struct Dimensions {
    pub(super) vocabulary: usize,
    pub(super) audio_context: usize,
    pub(super) text_context: usize,
    pub(super) state: usize,
    pub(super) mels: usize,
    pub(super) encoder_heads: usize,
    pub(super) decoder_heads: usize,
    pub(super) encoder_layers: usize,
    pub(super) decoder_layers: usize,
}

/// The precision a tensor is written in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Precision {
    Half,
    Single,
}

/// The file under construction.
pub(super) struct GgmlWriter {
    out: Vec<u8>,
}

impl GgmlWriter {
    /// Starts with the header.
    pub(super) fn new(sizes: &Dimensions) -> Result<Self, ConvertError> {
        let mut writer = Self { out: Vec::new() };
        writer.int(MAGIC);
        for size in [
            sizes.vocabulary,
            sizes.audio_context,
            sizes.state,
            sizes.encoder_heads,
            sizes.encoder_layers,
            sizes.text_context,
            sizes.state,
            sizes.decoder_heads,
            sizes.decoder_layers,
            sizes.mels,
        ] {
            writer.size(size)?;
        }
        writer.int(HALF);
        Ok(writer)
    }

    fn int(&mut self, value: i32) {
        self.out.extend(value.to_le_bytes());
    }

    fn size(&mut self, value: usize) -> Result<(), ConvertError> {
        let value = i32::try_from(value);
        self.int(value.map_err(|_| ConvertError::malformed("a size is too large for ggml"))?);
        Ok(())
    }

    /// The filter matrix, `mels` rows of `bins` weights.
    pub(super) fn mel_filters(&mut self, mels: usize, bins: usize, weights: &[f32]) {
        self.out.extend((mels as u32).to_le_bytes());
        self.out.extend((bins as u32).to_le_bytes());
        self.out.extend(weights.iter().flat_map(|weight| weight.to_le_bytes()));
    }

    /// The byte strings of the text tokens.
    pub(super) fn vocabulary(&mut self, tokens: &[Vec<u8>]) -> Result<(), ConvertError> {
        self.size(tokens.len())?;
        for token in tokens {
            self.size(token.len())?;
            self.out.extend_from_slice(token);
        }
        Ok(())
    }

    /// A tensor. Half-precision elements may be widened, which is exact; nothing is narrowed.
    pub(super) fn tensor(
        &mut self,
        name: &str,
        tensor: &Tensor,
        precision: Precision,
    ) -> Result<(), ConvertError> {
        self.size(tensor.shape.len())?;
        self.size(name.len())?;
        self.int(if precision == Precision::Half { HALF } else { SINGLE });
        for &extent in tensor.shape.iter().rev() {
            self.size(extent)?;
        }
        self.out.extend_from_slice(name.as_bytes());
        match (tensor.element, precision) {
            (Element::F16, Precision::Half) | (Element::F32, Precision::Single) => {
                self.out.extend_from_slice(tensor.bytes);
            }
            (Element::F16, Precision::Single) => {
                let floats = floats_from_halves(tensor.bytes);
                self.out.extend(floats.iter().flat_map(|value| value.to_le_bytes()));
            }
            _ => return Err(ConvertError::unsupported(format!("the element type of {name}"))),
        }
        Ok(())
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.out
    }
}
