//! Playing a part: the finished WebM by random access, decrypted in memory, segment by segment.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

use seal::manifest::PartManifest;
use seal::segment::SegmentOpener;
use seal::webm::{Piece, PlaybackLayout, finished_prefix};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::manifest;
use crate::error::VaultError;
use crate::files::read_at;
use crate::session;
use crate::vault::Vault;

/// The finished file of a part. Nothing of it ever lies on the disk; one opened segment is kept in
/// memory and wiped when the next is opened.
pub struct PartReader {
    file: File,
    manifest: PartManifest,
    offsets: Vec<u64>,
    opener: SegmentOpener,
    prefix: Vec<u8>,
    layout: PlaybackLayout,
    opened: Option<(u32, Zeroizing<Vec<u8>>)>,
    position: u64,
}

impl std::fmt::Debug for PartReader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PartReader({}, {} bytes)", self.manifest.part, self.layout.len())
    }
}

impl Vault {
    /// Opens a part for playing. A part that is still being recorded plays as far as it goes.
    ///
    /// # Errors
    /// [`VaultError::Missing`], [`VaultError::Erased`], [`VaultError::Seal`] where the header does
    /// not open or is no WebM header.
    pub fn open_part(&self, interview_id: Uuid, part: &str) -> Result<PartReader, VaultError> {
        let (manifest, key) = {
            let db = self.inner.lock();
            (
                manifest(&db, &self.inner, interview_id, part)?,
                session::data_key(&db, &self.inner, interview_id)?,
            )
        };
        let Some(header) = manifest.segments.first() else {
            return Err(VaultError::Missing { what: "segment", name: "0".to_owned() });
        };
        let mut file = File::open(self.inner.media_path(interview_id, part))?;
        let opener = SegmentOpener::new(&key, interview_id, part);
        let record = read_at(&mut file, 0, header.ct_len as usize)?;
        let (init, _) = opener.open(&record, 0)?;
        let prefix = finished_prefix(&init, &manifest.clusters(), manifest.duration_ms)?;
        let lens = manifest.segments.iter().skip(1).map(|segment| segment.pt_len);
        let layout = PlaybackLayout::new(prefix.len(), lens);
        let offsets = manifest.sealed_offsets();
        Ok(PartReader {
            file,
            manifest,
            offsets,
            opener,
            prefix,
            layout,
            opened: None,
            position: 0,
        })
    }
}

impl PartReader {
    /// Length of the finished file in bytes.
    pub fn len(&self) -> u64 {
        self.layout.len()
    }

    /// Whether the finished file has no bytes.
    pub fn is_empty(&self) -> bool {
        self.layout.is_empty()
    }

    /// Media type of the finished file.
    pub fn mime(&self) -> &str {
        &self.manifest.mime
    }

    /// Up to `max` bytes from `offset`; fewer only at the end.
    ///
    /// # Errors
    /// [`VaultError::Seal`] where a segment was changed or is cut off.
    pub fn read_range(&mut self, offset: u64, max: usize) -> Result<Vec<u8>, VaultError> {
        let mut out = Vec::new();
        while out.len() < max {
            let left = max - out.len();
            let Some(piece) = self.layout.piece_at(offset + out.len() as u64, left) else { break };
            self.copy_piece(&piece, &mut out)?;
        }
        Ok(out)
    }

    fn copy_piece(&mut self, piece: &Piece, out: &mut Vec<u8>) -> Result<(), VaultError> {
        match piece {
            Piece::Prefix(range) => out.extend_from_slice(&self.prefix[range.clone()]),
            Piece::Segment { seq, range } => {
                out.extend_from_slice(&self.open_segment(*seq)?[range.clone()]);
            }
        }
        Ok(())
    }

    fn open_segment(&mut self, seq: u32) -> Result<&[u8], VaultError> {
        if self.opened.as_ref().is_none_or(|(number, _)| *number != seq) {
            let at = seq as usize;
            let ct_len = self.manifest.segments[at].ct_len as usize;
            let record = read_at(&mut self.file, self.offsets[at], ct_len)?;
            let (plaintext, _) = self.opener.open(&record, seq)?;
            if plaintext.len() as u64 != self.manifest.segments[at].pt_len {
                return Err(VaultError::Stored("length of a segment"));
            }
            self.opened = Some((seq, Zeroizing::new(plaintext)));
        }
        Ok(self.opened.as_ref().map_or(&[][..], |(_, plaintext)| plaintext))
    }
}

impl Read for PartReader {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let Some(piece) = self.layout.piece_at(self.position, buffer.len()) else { return Ok(0) };
        let mut bytes = Vec::new();
        self.copy_piece(&piece, &mut bytes).map_err(std::io::Error::other)?;
        buffer[..bytes.len()].copy_from_slice(&bytes);
        self.position += bytes.len() as u64;
        Ok(bytes.len())
    }
}

impl Seek for PartReader {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        let target = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.len().checked_add_signed(by),
            SeekFrom::Current(by) => self.position.checked_add_signed(by),
        };
        self.position = target.ok_or(std::io::ErrorKind::InvalidInput)?;
        Ok(self.position)
    }
}
