//! Little-endian reading with bounds checks.

use super::ConvertError;

/// A place in a byte slice; every read moves it on or says what is cut off.
pub(super) struct Cursor<'a> {
    rest: &'a [u8],
    what: &'static str,
}

impl<'a> Cursor<'a> {
    /// Starts at the first byte; `what` names the part in errors.
    pub(super) fn new(bytes: &'a [u8], what: &'static str) -> Self {
        Self { rest: bytes, what }
    }

    /// The next `count` bytes.
    pub(super) fn take(&mut self, count: usize) -> Result<&'a [u8], ConvertError> {
        let (head, rest) =
            self.rest.split_at_checked(count).ok_or(ConvertError::Truncated { what: self.what })?;
        self.rest = rest;
        Ok(head)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], ConvertError> {
        let (head, rest) = self
            .rest
            .split_first_chunk::<N>()
            .ok_or(ConvertError::Truncated { what: self.what })?;
        self.rest = rest;
        Ok(*head)
    }

    pub(super) fn u8(&mut self) -> Result<u8, ConvertError> {
        self.array::<1>().map(|[byte]| byte)
    }

    pub(super) fn u16(&mut self) -> Result<u16, ConvertError> {
        self.array().map(u16::from_le_bytes)
    }

    pub(super) fn u32(&mut self) -> Result<u32, ConvertError> {
        self.array().map(u32::from_le_bytes)
    }

    pub(super) fn u64(&mut self) -> Result<u64, ConvertError> {
        self.array().map(u64::from_le_bytes)
    }

    pub(super) fn f32(&mut self) -> Result<f32, ConvertError> {
        self.array().map(f32::from_le_bytes)
    }

    /// A 32-bit count or size.
    pub(super) fn len32(&mut self) -> Result<usize, ConvertError> {
        self.u32().map(|value| value as usize)
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }
}

/// The number of elements of a shape; none at all, or a product that overflows, is malformed.
pub(super) fn element_count(shape: &[usize]) -> Result<usize, ConvertError> {
    if shape.contains(&0) {
        return Err(ConvertError::malformed("a tensor is empty"));
    }
    shape
        .iter()
        .try_fold(1_usize, |product, &extent| product.checked_mul(extent))
        .ok_or_else(|| ConvertError::malformed("a tensor is too large"))
}
