//! CTranslate2's binary model: a list of named tensors and a list of aliases.

use std::collections::HashMap;

use super::super::ConvertError;
use super::super::cursor::{Cursor, element_count};

/// The version of the container that `ct2-transformers-converter` writes (CTranslate2 3 and 4).
const BINARY_VERSION: u32 = 6;

/// How the elements of a tensor are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Element {
    F32,
    F16,
    Int,
}

/// A tensor in the file, row-major.
#[derive(Clone)]
pub(super) struct Tensor<'a> {
    pub(super) shape: Vec<usize>,
    pub(super) element: Element,
    pub(super) bytes: &'a [u8],
}

impl<'a> Tensor<'a> {
    pub(super) fn shape2(&self) -> Result<[usize; 2], ConvertError> {
        self.fixed_shape()
    }

    pub(super) fn shape3(&self) -> Result<[usize; 3], ConvertError> {
        self.fixed_shape()
    }

    fn fixed_shape<const N: usize>(&self) -> Result<[usize; N], ConvertError> {
        self.shape.as_slice().try_into().map_err(|_| {
            ConvertError::malformed(format!("a tensor has {} axes, not {N}", self.shape.len()))
        })
    }

    /// One of `parts` equal slices along the first axis.
    pub(super) fn part(&self, index: usize, parts: usize) -> Result<Tensor<'a>, ConvertError> {
        match self.shape.split_first() {
            Some((rows, rest)) if rows % parts == 0 && index < parts && *rows > 0 => {
                let length = self.bytes.len() / parts;
                let shape = std::iter::once(rows / parts).chain(rest.iter().copied()).collect();
                let bytes = &self.bytes[index * length..(index + 1) * length];
                Ok(Tensor { shape, element: self.element, bytes })
            }
            _ => Err(ConvertError::malformed("a stacked tensor can't be divided")),
        }
    }

    /// The same elements as a column.
    pub(super) fn column(&self) -> Tensor<'a> {
        let count = self.shape.iter().product();
        Tensor { shape: vec![count, 1], element: self.element, bytes: self.bytes }
    }

    pub(super) fn is_zero(&self) -> bool {
        self.bytes.iter().all(|byte| *byte == 0)
    }
}

/// All tensors of the file.
pub(super) struct Ct2Model<'a> {
    tensors: HashMap<String, Tensor<'a>>,
}

impl<'a> Ct2Model<'a> {
    pub(super) fn read(file: &'a [u8]) -> Result<Self, ConvertError> {
        let mut cursor = Cursor::new(file, "the CTranslate2 model");
        let version = cursor.u32()?;
        if version != BINARY_VERSION {
            return Err(ConvertError::unsupported(format!("CTranslate2 container {version}")));
        }
        let _specification = text(&mut cursor)?;
        let _revision = cursor.u32()?;
        let mut tensors = HashMap::new();
        for _ in 0..cursor.u32()? {
            let name = text(&mut cursor)?;
            tensors.insert(name, tensor(&mut cursor)?);
        }
        for _ in 0..cursor.u32()? {
            let (alias, name) = (text(&mut cursor)?, text(&mut cursor)?);
            let tensor = tensors.get(&name).cloned().ok_or_else(|| missing(&name))?;
            tensors.insert(alias, tensor);
        }
        if !cursor.is_at_end() {
            return Err(ConvertError::malformed("bytes after the last CTranslate2 alias"));
        }
        Ok(Self { tensors })
    }

    pub(super) fn tensor(&self, name: &str) -> Result<&Tensor<'a>, ConvertError> {
        self.tensors.get(name).ok_or_else(|| missing(name))
    }

    /// A setting, stored as a tensor of one integer.
    pub(super) fn scalar(&self, name: &str) -> Result<usize, ConvertError> {
        let tensor = self.tensor(name)?;
        if tensor.element != Element::Int || tensor.bytes.is_empty() || tensor.bytes.len() > 4 {
            return Err(ConvertError::malformed(format!("{name} is no integer")));
        }
        let digits = tensor.bytes.iter().rev();
        Ok(digits.fold(0, |value, byte| value << 8 | usize::from(*byte)))
    }

    /// How many layers there are: 1 + the highest number behind `prefix`.
    pub(super) fn layer_count(&self, prefix: &str) -> usize {
        let number = |name: &String| -> Option<usize> {
            name.strip_prefix(prefix)?.split('/').next()?.parse().ok()
        };
        self.tensors.keys().filter_map(number).max().map_or(0, |last| last.saturating_add(1))
    }
}

fn missing(name: &str) -> ConvertError {
    ConvertError::malformed(format!("no tensor {name}"))
}

/// Length (with the closing zero), bytes, closing zero.
fn text(cursor: &mut Cursor) -> Result<String, ConvertError> {
    let length = cursor.u16()?.into();
    let bytes = cursor.take(length)?;
    let bytes = bytes.strip_suffix(b"\0").unwrap_or(bytes);
    String::from_utf8(bytes.to_vec()).map_err(|_| ConvertError::malformed("a name is not UTF-8"))
}

fn tensor<'a>(cursor: &mut Cursor<'a>) -> Result<Tensor<'a>, ConvertError> {
    let rank = cursor.u8()?;
    let shape = (0..rank).map(|_| cursor.len32()).collect::<Result<Vec<_>, _>>()?;
    let (element, width) = match cursor.u8()? {
        0 => (Element::F32, 4),
        1 => (Element::Int, 1),
        2 => (Element::Int, 2),
        3 => (Element::Int, 4),
        4 => (Element::F16, 2),
        other => return Err(ConvertError::unsupported(format!("element type {other}"))),
    };
    let length = cursor.len32()?;
    if element_count(&shape)?.checked_mul(width) != Some(length) {
        return Err(ConvertError::malformed("a tensor's length does not fit its shape"));
    }
    Ok(Tensor { shape, element, bytes: cursor.take(length)? })
}
