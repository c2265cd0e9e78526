//! Which segments a byte range of the finished file needs.

use std::ops::Range;

/// A piece of the finished file that lies in one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Bytes of the prefix.
    Prefix(Range<usize>),
    /// Bytes of the opened segment `seq`.
    Segment {
        /// Sequence number, from 1.
        seq: u32,
        /// Bytes of its plaintext.
        range: Range<usize>,
    },
}

/// Where everything lies in prefix ‖ clusters.
#[derive(Clone, Debug)]
pub struct PlaybackLayout {
    prefix_len: u64,
    /// End of every segment from number 1, in bytes of the finished file.
    ends: Vec<u64>,
}

impl PlaybackLayout {
    /// For a prefix of `prefix_len` bytes and clusters of `lens` bytes.
    pub fn new(prefix_len: usize, lens: impl IntoIterator<Item = u64>) -> Self {
        let prefix_len = prefix_len as u64;
        let mut end = prefix_len;
        let ends = lens
            .into_iter()
            .map(|len| {
                end += len;
                end
            })
            .collect();
        Self { prefix_len, ends }
    }

    /// Length of the finished file in bytes.
    pub fn len(&self) -> u64 {
        self.ends.last().copied().unwrap_or(self.prefix_len)
    }

    /// Whether the finished file has no bytes at all.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The first piece of the file from `offset`, at most `max` bytes; none at or behind the end.
    pub fn piece_at(&self, offset: u64, max: usize) -> Option<Piece> {
        if max == 0 || offset >= self.len() {
            return None;
        }
        if offset < self.prefix_len {
            return Some(Piece::Prefix(span(offset, self.prefix_len, 0, max)));
        }
        let index = self.ends.partition_point(|end| *end <= offset);
        let start = if index == 0 { self.prefix_len } else { self.ends[index - 1] };
        let seq = u32::try_from(index + 1).ok()?;
        Some(Piece::Segment { seq, range: span(offset, self.ends[index], start, max) })
    }
}

/// From `offset` to `end`, at most `max` long, counted from `base`.
fn span(offset: u64, end: u64, base: u64, max: usize) -> Range<usize> {
    let from = (offset - base) as usize;
    let len = ((end - offset) as usize).min(max);
    from..from + len
}
