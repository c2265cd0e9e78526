//! As much of EBML (RFC 8794) as a header needs.

use crate::error::SealError;

/// One element inside a buffer.
#[derive(Clone, Copy)]
pub(super) struct Element<'a> {
    pub id: u32,
    /// Identifier, size and body.
    pub whole: &'a [u8],
    pub body: &'a [u8],
}

impl<'a> Element<'a> {
    /// The element at the start of `bytes`, which must hold all of it.
    pub fn read(bytes: &'a [u8]) -> Result<Self, SealError> {
        let (id, id_len) = read_id(bytes)?;
        let (size, size_len) = read_size(&bytes[id_len..])?;
        let start = id_len + size_len;
        let size = size.ok_or(SealError::Webm("unknown size inside the header"))?;
        let end = usize::try_from(size)
            .ok()
            .and_then(|size| start.checked_add(size))
            .filter(|end| *end <= bytes.len())
            .ok_or(SealError::Webm("an element reaches beyond the header"))?;
        Ok(Self { id, whole: &bytes[..end], body: &bytes[start..end] })
    }

    /// The element at the start of `bytes` with everything that follows as its body: a segment
    /// that is still growing, whatever its size field says.
    pub fn read_open(bytes: &'a [u8]) -> Result<Self, SealError> {
        let (id, id_len) = read_id(bytes)?;
        let (_, size_len) = read_size(&bytes[id_len..])?;
        Ok(Self { id, whole: bytes, body: &bytes[id_len + size_len..] })
    }

    /// Its body as an unsigned integer.
    pub fn uint(&self) -> Result<u64, SealError> {
        if self.body.len() > 8 {
            return Err(SealError::Webm("an integer of more than 8 bytes"));
        }
        Ok(self.body.iter().fold(0, |value, byte| (value << 8) | u64::from(*byte)))
    }
}

/// The elements of a master's body in order; ends after the first error. A cluster is given with
/// an empty body, since only its presence matters and its size may be unknown.
pub(super) fn children(mut body: &[u8]) -> impl Iterator<Item = Result<Element<'_>, SealError>> {
    std::iter::from_fn(move || {
        if body.is_empty() {
            return None;
        }
        let found = match read_id(body) {
            Ok((super::ID_CLUSTER, _)) => {
                Ok(Element { id: super::ID_CLUSTER, whole: body, body: &[] })
            }
            _ => Element::read(body),
        };
        body = match &found {
            Ok(element) => &body[element.whole.len()..],
            Err(_) => &[],
        };
        Some(found)
    })
}

fn read_id(bytes: &[u8]) -> Result<(u32, usize), SealError> {
    let first = *bytes.first().ok_or(SealError::Webm("the header ends too early"))?;
    let len = first.leading_zeros() as usize + 1;
    if len > 4 {
        return Err(SealError::Webm("not an element identifier"));
    }
    let raw = bytes.get(..len).ok_or(SealError::Webm("the header ends too early"))?;
    Ok((raw.iter().fold(0, |id, byte| (id << 8) | u32::from(*byte)), len))
}

/// Size and length of the size field; none for the size that means unknown (all ones).
fn read_size(bytes: &[u8]) -> Result<(Option<u64>, usize), SealError> {
    let first = *bytes.first().ok_or(SealError::Webm("the header ends too early"))?;
    let len = first.leading_zeros() as usize + 1;
    if len > 8 {
        return Err(SealError::Webm("not an element size"));
    }
    let raw = bytes.get(..len).ok_or(SealError::Webm("the header ends too early"))?;
    let bits = 7 * len;
    let value = raw.iter().fold(0u64, |value, byte| (value << 8) | u64::from(*byte));
    let value = value & ((1u64 << bits) - 1);
    Ok(((value != (1u64 << bits) - 1).then_some(value), len))
}

/// A size in 8 bytes.
pub(super) fn vint8(size: u64) -> [u8; 8] {
    debug_assert!(size < (1 << 56) - 1, "a file of 2^56 bytes");
    (size | 1 << 56).to_be_bytes()
}

fn id_bytes(id: u32) -> Vec<u8> {
    id.to_be_bytes().into_iter().skip_while(|byte| *byte == 0).collect()
}

/// A master element with a size of 8 bytes.
pub(super) fn master(id: u32, body: &[u8]) -> Vec<u8> {
    let mut out = id_bytes(id);
    out.extend_from_slice(&vint8(body.len() as u64));
    out.extend_from_slice(body);
    out
}

/// An unsigned integer of 8 bytes.
pub(super) fn uint_element(id: u32, value: u64) -> Vec<u8> {
    short_element(id, value.to_be_bytes())
}

/// A float of 8 bytes.
pub(super) fn float_element(id: u32, value: f64) -> Vec<u8> {
    short_element(id, value.to_be_bytes())
}

fn short_element(id: u32, body: [u8; 8]) -> Vec<u8> {
    let mut out = id_bytes(id);
    out.push(0x88);
    out.extend_from_slice(&body);
    out
}
