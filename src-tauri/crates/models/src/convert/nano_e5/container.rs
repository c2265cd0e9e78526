//! The "E5S1" file: sizes, tokenizer tables (skipped, the tokenizer has its own file), tensors.

use std::collections::HashMap;

use super::super::ConvertError;
use super::super::cursor::{Cursor, element_count};
use super::super::onnx::floats_from_bytes;
use super::quantised::{self, BLOCK, Quantised};

const MAGIC: &[u8] = b"E5S1";

/// The sizes of the network.
pub(super) struct Sizes {
    pub(super) hidden: usize,
    pub(super) layers: usize,
    pub(super) heads: usize,
    pub(super) feed_forward: usize,
    pub(super) vocabulary: usize,
    pub(super) positions: usize,
    pub(super) token_types: usize,
    /// Added to the variance in layer normalisation.
    pub(super) epsilon: f32,
}

/// A file read into named tensors.
pub(super) struct Container<'a> {
    pub(super) sizes: Sizes,
    tensors: HashMap<&'a str, &'a [u8]>,
}

impl<'a> Container<'a> {
    pub(super) fn read(file: &'a [u8]) -> Result<Self, ConvertError> {
        let mut cursor = Cursor::new(file, "the E5S1 header");
        if cursor.take(MAGIC.len())? != MAGIC {
            return Err(ConvertError::malformed("not an E5S1 file"));
        }
        let _version = cursor.u32()?;
        let sizes = read_sizes(&mut cursor)?;
        skip_tokenizer(&mut cursor)?;
        let tensors = read_directory(&mut cursor, file)?;
        Ok(Self { sizes, tensors })
    }

    fn raw(&self, name: &str) -> Result<&'a [u8], ConvertError> {
        self.tensors
            .get(name)
            .copied()
            .ok_or_else(|| ConvertError::malformed(format!("no tensor {name}")))
    }

    /// A tensor of floats that must fill `shape`.
    pub(super) fn floats(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>, ConvertError> {
        let raw = self.raw(name)?;
        if element_count(shape)?.checked_mul(4) != Some(raw.len()) {
            return Err(ConvertError::malformed(format!("{name} has a wrong length")));
        }
        Ok(floats_from_bytes(raw))
    }

    /// A matrix of 4-bit numbers.
    pub(super) fn quantised(
        &self,
        name: &str,
        rows: usize,
        columns: usize,
    ) -> Result<Quantised, ConvertError> {
        quantised::read(self.raw(name)?, rows, columns)
            .ok_or_else(|| ConvertError::malformed(format!("{name} has a wrong length")))
    }
}

fn read_sizes(cursor: &mut Cursor) -> Result<Sizes, ConvertError> {
    let hidden = cursor.len32()?;
    let layers = cursor.len32()?;
    let heads = cursor.len32()?;
    let feed_forward = cursor.len32()?;
    let vocabulary = cursor.len32()?;
    let positions = cursor.len32()?;
    let token_types = cursor.len32()?;
    let epsilon = cursor.f32()?;
    if cursor.len32()? != BLOCK {
        return Err(ConvertError::unsupported("a quantisation block that is not 32 long"));
    }
    if hidden == 0 || heads == 0 || !hidden.is_multiple_of(heads) {
        return Err(ConvertError::malformed("the heads do not divide the width"));
    }
    Ok(Sizes { hidden, layers, heads, feed_forward, vocabulary, positions, token_types, epsilon })
}

/// Pieces with their offsets and scores, the text they point into, and the normaliser's tables.
fn skip_tokenizer(cursor: &mut Cursor) -> Result<(), ConvertError> {
    let pieces = cursor.len32()?;
    cursor.take(4 * 4)?; // begin, end, padding and unknown piece
    let text_bytes = usize::try_from(cursor.u64()?)
        .map_err(|_| ConvertError::malformed("the tokenizer's text is too long"))?;
    let offsets_and_scores = pieces.checked_mul(8).and_then(|bytes| bytes.checked_add(4));
    cursor.take(offsets_and_scores.ok_or(ConvertError::Truncated { what: "the tokenizer" })?)?;
    cursor.take(text_bytes)?;
    let _normaliser_entries = cursor.u32()?;
    let normaliser_bytes = cursor.len32()?;
    cursor.take(normaliser_bytes).map(drop)
}

/// The list of tensors; their data lie at offsets from the start of the file.
fn read_directory<'a>(
    cursor: &mut Cursor<'a>,
    file: &'a [u8],
) -> Result<HashMap<&'a str, &'a [u8]>, ConvertError> {
    let mut tensors = HashMap::new();
    for _ in 0..cursor.u32()? {
        let length = cursor.u16()?.into();
        let name = std::str::from_utf8(cursor.take(length)?)
            .map_err(|_| ConvertError::malformed("a tensor's name is not UTF-8"))?;
        let _kind = cursor.u8()?;
        let _elements = cursor.u32()?;
        let (offset, bytes) = (cursor.u64()?, cursor.u64()?);
        let data = usize::try_from(offset)
            .ok()
            .zip(usize::try_from(bytes).ok())
            .and_then(|(offset, bytes)| file.get(offset..offset.checked_add(bytes)?));
        tensors.insert(name, data.ok_or(ConvertError::Truncated { what: "a tensor" })?);
    }
    Ok(tensors)
}
