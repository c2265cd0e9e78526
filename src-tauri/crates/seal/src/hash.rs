//! SHA-256 and the Merkle tree over sealed records.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

/// SHA-256 of `bytes`.
pub fn sha256(bytes: impl AsRef<[u8]>) -> [u8; 32] {
    Sha256::digest(bytes.as_ref()).into()
}

/// SHA-256 of `bytes`, lower-case hex.
pub fn sha256_hex(bytes: impl AsRef<[u8]>) -> String {
    to_hex(&sha256(bytes))
}

/// Lower-case hex.
pub fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        // Writing to a String can't fail.
        let _ = write!(out, "{byte:02x}");
        out
    })
}

/// 32 bytes from 64 hex digits of either case; none where the text is anything else.
pub fn from_hex(text: &str) -> Option<[u8; 32]> {
    let digits = text.as_bytes();
    if digits.len() != 64 {
        return None;
    }
    let mut out = [0u8; 32];
    for (byte, pair) in out.iter_mut().zip(digits.chunks_exact(2)) {
        let high = char::from(pair[0]).to_digit(16)?;
        let low = char::from(pair[1]).to_digit(16)?;
        *byte = u8::try_from(high * 16 + low).ok()?;
    }
    Some(out)
}

/// SHA-256 of bytes that come in pieces.
#[derive(Clone, Default)]
pub struct Sha256Stream(Sha256);

impl Sha256Stream {
    /// Nothing hashed yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a piece.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The hash of everything so far.
    pub fn finish(self) -> [u8; 32] {
        self.0.finalize().into()
    }

    /// The same as lower-case hex.
    pub fn finish_hex(self) -> String {
        to_hex(&self.finish())
    }
}

impl std::fmt::Debug for Sha256Stream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sha256Stream")
    }
}

/// Merkle tree hash of RFC 6962, section 2.1, over `leaves` in order. The prefixes 0 for a leaf
/// and 1 for a node keep a node from being taken for a leaf. No leaves give the hash of nothing.
pub fn merkle_root<L: AsRef<[u8]>>(leaves: &[L]) -> [u8; 32] {
    if leaves.is_empty() {
        return sha256([]);
    }
    subtree(leaves)
}

fn subtree<L: AsRef<[u8]>>(leaves: &[L]) -> [u8; 32] {
    if let [leaf] = leaves {
        let mut hash = Sha256Stream::new();
        hash.update(&[0]);
        hash.update(leaf.as_ref());
        return hash.finish();
    }
    // The largest power of two that is smaller than the number of leaves.
    let split = leaves.len().next_power_of_two() / 2;
    let (left, right) = leaves.split_at(split);
    let mut hash = Sha256Stream::new();
    hash.update(&[1]);
    hash.update(&subtree(left));
    hash.update(&subtree(right));
    hash.finish()
}
