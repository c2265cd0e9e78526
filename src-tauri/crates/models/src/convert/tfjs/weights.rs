//! The weight file: tensors one after the other in the order of the manifest.

use std::collections::HashMap;

use super::super::ConvertError;
use super::super::cursor::{Cursor, element_count};
use super::super::onnx::{floats_from_bytes, floats_from_halves};
use super::topology::{WeightGroup, WeightInfo};

/// A constant of the graph.
pub(super) enum Weight {
    Floats { shape: Vec<usize>, values: Vec<f32> },
    Ints(Vec<i64>),
}

/// Reads all tensors; the file must end with the last one.
pub(super) fn read<'m>(
    groups: &'m [WeightGroup],
    file: &[u8],
) -> Result<HashMap<&'m str, Weight>, ConvertError> {
    let mut cursor = Cursor::new(file, "the weight file");
    let mut weights = HashMap::new();
    for info in groups.iter().flat_map(|group| &group.weights) {
        weights.insert(info.name.as_str(), read_one(info, &mut cursor)?);
    }
    if !cursor.is_at_end() {
        return Err(ConvertError::malformed("the weight file is longer than its manifest"));
    }
    Ok(weights)
}

fn read_one(info: &WeightInfo, cursor: &mut Cursor) -> Result<Weight, ConvertError> {
    let count = element_count(&info.shape)?;
    let mut raw = |width: usize| {
        let length = count.checked_mul(width);
        cursor.take(length.ok_or_else(|| ConvertError::malformed("a tensor is too large"))?)
    };
    let shape = info.shape.clone();
    let stored = info.quantization.as_ref().map_or(&info.dtype, |quantized| &quantized.dtype);
    match (info.dtype.as_str(), stored.as_str()) {
        ("float32", "float32") => Ok(Weight::Floats { shape, values: floats_from_bytes(raw(4)?) }),
        ("float32", "float16") => Ok(Weight::Floats { shape, values: floats_from_halves(raw(2)?) }),
        ("int32", "int32") => {
            let words = raw(4)?.as_chunks::<4>().0.iter();
            Ok(Weight::Ints(words.map(|word| i32::from_le_bytes(*word).into()).collect()))
        }
        (kind, stored) => Err(ConvertError::unsupported(format!("{kind} stored as {stored}"))),
    }
}
