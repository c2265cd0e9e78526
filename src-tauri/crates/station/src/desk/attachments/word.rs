//! Whether an archive is a Word file, and one without macros.
//!
//! Nothing here opens the text. Where the question whether there are macros can't be answered for
//! sure, the file is refused.

use std::io::{Cursor, Read as _};

use vault::AttachmentKind;
use zip::ZipArchive;

use super::AttachmentError;

/// The list of parts of an Office file (ECMA-376, part 2) and the most bytes of it that are read:
/// real ones have a few thousand.
const CONTENT_TYPES: &str = "[Content_Types].xml";
const MAX_CONTENT_TYPES_BYTES: u64 = 1 << 20;
/// Type of the main part of a Word document without macros.
const MAIN_PART: &str =
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";
/// In the types of a document with macros, in lower case.
const MACRO_TYPES: [&str; 2] = ["macroenabled", "vbaproject"];
/// Ends of names of parts that hold macros, in lower case.
const MACRO_PARTS: [&str; 2] = ["vbaproject.bin", "vbadata.xml"];

/// A ZIP file that is a Word document.
pub(super) fn docx(content: &[u8]) -> Result<AttachmentKind, AttachmentError> {
    let mut archive = ZipArchive::new(Cursor::new(content)).map_err(|_| AttachmentError::Kind)?;
    let types = content_types(&mut archive).ok_or(AttachmentError::Kind)?;
    let lower = types.to_lowercase();
    let has_macro_part = (0..archive.len()).any(|index| {
        let name = archive.name_for_index(index).and_then(Result::ok);
        let name = name.map(|name| name.to_lowercase()).unwrap_or_default();
        MACRO_PARTS.iter().any(|part| name.ends_with(part))
    });
    if has_macro_part || MACRO_TYPES.iter().any(|one| lower.contains(one)) {
        return Err(AttachmentError::Macros);
    }
    // An escaped letter could hide a type from the search above; no program writes one here.
    if lower.contains('&') || lower.contains("<!") || !types.contains(MAIN_PART) {
        return Err(AttachmentError::Kind);
    }
    Ok(AttachmentKind::Docx)
}

fn content_types(archive: &mut ZipArchive<Cursor<&[u8]>>) -> Option<String> {
    let part = archive.by_name(CONTENT_TYPES).ok()?;
    let mut types = String::new();
    part.take(MAX_CONTENT_TYPES_BYTES).read_to_string(&mut types).ok()?;
    Some(types)
}

/// Bytes of an entry of a compound file's directory (MS-CFB 2.6.1). Sectors begin at multiples of
/// 512 bytes, so entries lie at multiples of this.
const ENTRY_BYTES: usize = 128;
/// Header of a compound file, in entries.
const HEADER_ENTRIES: usize = 4;
const STORAGE: u8 = 1;
const STREAM: u8 = 2;
/// Storages and streams that hold macros (MS-DOC 2.1.9, MS-OVBA 2.2.1).
const MACRO_ENTRIES: [&str; 4] = ["macros", "vba", "_vba_project", "_vba_project_cur"];

/// A compound file that is a Word document. All that could be an entry of the directory is looked
/// at, whether the directory's chain leads there or not: so none can be missed.
pub(super) fn doc(content: &[u8]) -> Result<AttachmentKind, AttachmentError> {
    let mut is_word = false;
    for entry in content.chunks_exact(ENTRY_BYTES).skip(HEADER_ENTRIES) {
        let Some((name, object)) = entry_of(entry) else { continue };
        if matches!(object, STORAGE | STREAM) && MACRO_ENTRIES.contains(&name.as_str()) {
            return Err(AttachmentError::Macros);
        }
        is_word |= object == STREAM && name == "worddocument";
    }
    if is_word { Ok(AttachmentKind::Doc) } else { Err(AttachmentError::Kind) }
}

/// Name, in lower case since names differ in more than case, and type of object.
fn entry_of(entry: &[u8]) -> Option<(String, u8)> {
    let (name, rest) = entry.split_at_checked(64)?;
    let [low, high, object, ..] = rest else { return None };
    // With the two bytes that end it.
    let length = usize::from(u16::from_le_bytes([*low, *high])).checked_sub(2)?;
    let units: Vec<u16> = name
        .get(..length)?
        .chunks_exact(2)
        .map(|unit| u16::from_le_bytes([unit[0], unit[1]]))
        .collect();
    Some((String::from_utf16(&units).ok()?.to_lowercase(), *object))
}
