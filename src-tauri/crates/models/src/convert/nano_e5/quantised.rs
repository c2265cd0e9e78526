//! ggml's Q4_0 blocks: 32 numbers as one half-precision scale and 16 bytes. Byte j holds number j
//! in its low half and number j + 16 in its high half; the value is (number − 8) × scale.

use half::f16;

/// Numbers in a block.
pub(super) const BLOCK: usize = 32;
const SCALE_BYTES: usize = 2;
const BLOCK_BYTES: usize = SCALE_BYTES + BLOCK / 2;

/// A matrix of 4-bit numbers, row by row.
pub(super) struct Quantised {
    /// One scale for each block.
    pub(super) scales: Vec<f32>,
    /// Numbers 0..=15; 8 stands for zero.
    numbers: Vec<u8>,
}

/// Reads `rows` × `columns` numbers; `None` if the data have another length.
pub(super) fn read(raw: &[u8], rows: usize, columns: usize) -> Option<Quantised> {
    let count = rows.checked_mul(columns)?;
    let (blocks, rest) = raw.as_chunks::<BLOCK_BYTES>();
    let fits = columns.is_multiple_of(BLOCK) && blocks.len() == count / BLOCK && rest.is_empty();
    if !fits {
        return None;
    }
    let mut matrix =
        Quantised { scales: Vec::with_capacity(blocks.len()), numbers: Vec::with_capacity(count) };
    for block in blocks {
        let ([low, high, ..], packed) = (block, &block[SCALE_BYTES..]);
        matrix.scales.push(f16::from_le_bytes([*low, *high]).to_f32());
        matrix.numbers.extend(packed.iter().map(|byte| byte & 15));
        matrix.numbers.extend(packed.iter().map(|byte| byte >> 4));
    }
    Some(matrix)
}

impl Quantised {
    /// Two numbers a byte, the first in the low half, as `MatMulNBits` wants them.
    pub(super) fn packed_unsigned(&self) -> Vec<u8> {
        pack(self.numbers.iter().copied())
    }

    /// The same as signed 4-bit numbers (two's complement), for a tensor of type int4.
    pub(super) fn packed_signed(&self) -> Vec<u8> {
        pack(self.numbers.iter().map(|number| number.wrapping_sub(8) & 15))
    }
}

fn pack(mut numbers: impl Iterator<Item = u8>) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(numbers.size_hint().0.div_ceil(2));
    while let Some(low) = numbers.next() {
        bytes.push(low | numbers.next().unwrap_or(0) << 4);
    }
    bytes
}
