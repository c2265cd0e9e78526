//! Files that people at the desk attach to an interview: taken from a path, given out to a path.
//!
//! Papers and pictures are read into memory once, looked at, and sealed from the same bytes. Of a
//! video only the beginning is looked at; the rest goes through in pieces.

mod kind;
mod word;

use std::fs::File;
use std::io::{Read as _, Write};
use std::path::Path;

use interview::error::{Fault, FaultClass, Faulty, Response};
use uuid::Uuid;
use vault::{
    Attachment, AttachmentKind, AttachmentReader, MAX_DOCUMENT_BYTES, NewAttachment, Vault,
    VaultError,
};
use zeroize::Zeroizing;

use super::batch::{NewFile, Written, unusable};
use crate::StationError;
use crate::review::Person;
use kind::Family;

/// Bytes at the beginning that are enough to tell a family of kinds, and all there is to see of a
/// video's.
const HEAD_BYTES: u64 = 4096;

/// Why a file can't be attached, or not be removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AttachmentError {
    /// The content is none of the kinds that may be attached.
    #[error("the content is of no kind that may be attached")]
    Kind,
    /// The name says another kind than the content.
    #[error("the name says another kind than the content")]
    Mismatch,
    /// A Word file with macros.
    #[error("the file holds macros")]
    Macros,
    /// A file without content.
    #[error("the file is empty")]
    Empty,
    /// Somebody else added it.
    #[error("somebody else added the file")]
    NotOwn,
}

impl Faulty for AttachmentError {
    fn fault(&self) -> Fault {
        use FaultClass::{Input, Usage};
        use Response::CallOperator;
        match self {
            Self::Kind => Fault::new("attachment.kind", Input, CallOperator),
            Self::Mismatch => Fault::new("attachment.mismatch", Input, CallOperator),
            Self::Macros => Fault::new("attachment.macros", Input, CallOperator),
            Self::Empty => Fault::new("attachment.empty", Input, CallOperator),
            Self::NotOwn => Fault::new("attachment.not_own", Usage, CallOperator),
        }
    }
}

/// Attaches the file at `path`. Its kind is found by its content; where the name has an ending, it
/// must say the same.
///
/// # Errors
/// [`AttachmentError`]; [`StationError::File`] where the path can't be read or is no plain file;
/// [`StationError::Vault`] for what is too large or too many.
pub fn add(
    vault: &Vault,
    id: Uuid,
    person: &Person,
    path: &Path,
    note: &str,
) -> Result<Attachment, StationError> {
    let unreadable = |source| StationError::File { what: "file to attach", source };
    // Before it is opened: opening a pipe waits for whoever writes to it.
    if !std::fs::metadata(path).map_err(unreadable)?.is_file() {
        return Err(unreadable(std::io::ErrorKind::InvalidInput.into()));
    }
    let file = File::open(path).map_err(unreadable)?;
    let mut head = Zeroizing::new(Vec::new());
    (&file).take(HEAD_BYTES).read_to_end(&mut head).map_err(unreadable)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let family = family_of(&head)?;
    let Family::Video(kind) = family else {
        file.take(MAX_DOCUMENT_BYTES + 1 - head.len() as u64)
            .read_to_end(&mut head)
            .map_err(unreadable)?;
        if head.len() as u64 > MAX_DOCUMENT_BYTES {
            return Err(VaultError::TooLarge { max_bytes: MAX_DOCUMENT_BYTES }.into());
        }
        let kind = kind_of(&head)?;
        let new = NewAttachment { name: named(&name, kind)?, kind, note };
        return Ok(vault.add_attachment(id, new, &mut head.as_slice(), &person.name)?);
    };
    let new = NewAttachment { name: named(&name, kind)?, kind, note };
    Ok(vault.add_attachment(id, new, &mut head.as_slice().chain(file), &person.name)?)
}

/// The kind of a whole file by its content alone; of a video the beginning is enough.
///
/// # Errors
/// [`AttachmentError::Kind`], [`AttachmentError::Macros`], [`AttachmentError::Empty`].
pub fn kind_of(content: &[u8]) -> Result<AttachmentKind, AttachmentError> {
    match family_of(content)? {
        Family::Plain(kind) | Family::Video(kind) => Ok(kind),
        Family::Zip => word::docx(content),
        Family::Compound => word::doc(content),
    }
}

fn family_of(head: &[u8]) -> Result<Family, AttachmentError> {
    if head.is_empty() {
        return Err(AttachmentError::Empty);
    }
    kind::family(head).ok_or(AttachmentError::Kind)
}

/// Gives the name back where its ending, if it has one, is one of the kind.
fn named(name: &str, kind: AttachmentKind) -> Result<&str, AttachmentError> {
    let ending = Path::new(name).extension().map(|ending| ending.to_string_lossy().to_lowercase());
    match ending {
        Some(ending) if !kind.endings().contains(&ending.as_str()) => {
            Err(AttachmentError::Mismatch)
        }
        _ => Ok(name),
    }
}

/// Writes a copy of an attached file to `path`, which only its owner may read; one that is there is
/// replaced, and only by a whole copy. Who did it stands in the log before the first byte.
///
/// # Errors
/// [`StationError::File`], [`StationError::Vault`].
pub fn save(
    vault: &Vault,
    id: Uuid,
    attachment: Uuid,
    person: &Person,
    path: &Path,
) -> Result<Written, StationError> {
    let mut reader = vault.open_attachment(id, attachment)?;
    let detail = reader.attachment().log_detail();
    vault.audit_by(&person.name, "desk.attachment_saved", &id.to_string(), &detail)?;
    let folder = path.parent().unwrap_or_else(|| Path::new("."));
    let mut new = NewFile::create(folder, &format!(".{}.part", Uuid::now_v7()))?;
    copy(&mut reader, &mut new.file)?;
    new.keep_as(path)
}

/// Copies an attached file to its end.
pub(super) fn copy(reader: &mut AttachmentReader, out: &mut dyn Write) -> Result<(), StationError> {
    loop {
        let piece = reader.next_piece()?;
        if piece.is_empty() {
            return Ok(());
        }
        out.write_all(&piece).map_err(unusable)?;
    }
}

/// Removes a file that this person added.
///
/// # Errors
/// [`AttachmentError::NotOwn`]; [`StationError::Vault`] where it is not there.
pub fn remove(
    vault: &Vault,
    id: Uuid,
    attachment: Uuid,
    person: &Person,
) -> Result<(), StationError> {
    if vault.attachment(id, attachment)?.added_by != person.name {
        return Err(AttachmentError::NotOwn.into());
    }
    Ok(vault.remove_attachment(id, attachment, &person.name)?)
}
