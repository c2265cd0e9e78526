//! TensorFlow.js graph models (topology JSON and one weight file) to ONNX.
//!
//! Covers the operators of the face nets in the manifest and refuses any other. TensorFlow keeps
//! images as NHWC, ONNX convolves NCHW; transposes are put where a value is needed in the other
//! order, and ONNX Runtime drops those that cancel.

mod operators;
mod topology;
mod translator;
mod weights;

use super::ConvertError;
use topology::Model;
use translator::Translator;

/// The oldest IR and operator set that have all operators used here.
const IR_VERSION: i64 = 7;
const OPSET: i64 = 13;

/// `images` are given to the net in one call.
pub(super) fn to_onnx(model: &[u8], weights: &[u8], images: i64) -> Result<Vec<u8>, ConvertError> {
    let model: Model = serde_json::from_slice(model)
        .map_err(|error| ConvertError::malformed(format!("model topology: {error}")))?;
    let weights = weights::read(&model.weights, weights)?;
    let mut translator = Translator::new(&weights, images);
    for node in &model.topology.nodes {
        operators::translate(&mut translator, node)?;
    }
    for (key, tensor) in model.outputs()? {
        translator.output(tensor.value_name(key), &tensor.extents())?;
    }
    Ok(translator.into_graph().into_model("tfjs", IR_VERSION, OPSET))
}
