//! Kinds of files by how they begin. What is not on this list does not exist: programs, scripts,
//! HTML, SVG and archives are refused since nothing here knows them.

use vault::AttachmentKind;

/// What the beginning of a file tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    /// The kind, of a paper or a picture.
    Plain(AttachmentKind),
    /// The kind, of a video.
    Video(AttachmentKind),
    /// A ZIP file: Word since 2007, or something else.
    Zip,
    /// A compound file (MS-CFB): Word before 2007, or something else.
    Compound,
}

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
const EBML: &[u8] = b"\x1a\x45\xdf\xa3";
/// Element `DocType` of an EBML header (RFC 8794).
const DOC_TYPE: u64 = 0x4282;
/// Major brands of MP4 with pictures (ISO/IEC 14496-12 and -14, and what telephones write). Sound
/// (`M4A `), still pictures (`heic`, `avif`) and QuickTime (`qt  `) have others.
const MP4_BRANDS: [&[u8; 4]; 15] = [
    b"isom", b"iso2", b"iso3", b"iso4", b"iso5", b"iso6", b"iso7", b"iso8", b"iso9", b"mp41",
    b"mp42", b"avc1", b"M4V ", b"MSNV", b"dash",
];

/// The family of a file that begins with `head`; none where it is of no kind that may be attached.
pub(super) fn family(head: &[u8]) -> Option<Family> {
    if is_pdf(head) {
        Some(Family::Plain(AttachmentKind::Pdf))
    } else if head.starts_with(PNG) {
        Some(Family::Plain(AttachmentKind::Png))
    } else if is_jpeg(head) {
        Some(Family::Plain(AttachmentKind::Jpeg))
    } else if is_mp4(head) {
        Some(Family::Video(AttachmentKind::Mp4))
    } else if is_webm(head) {
        Some(Family::Video(AttachmentKind::Webm))
    } else if head.starts_with(b"PK\x03\x04") {
        Some(Family::Zip)
    } else if head.starts_with(COMPOUND) {
        Some(Family::Compound)
    } else {
        None
    }
}

/// `%PDF-1.` or `%PDF-2.` and a digit.
fn is_pdf(head: &[u8]) -> bool {
    match head.strip_prefix(b"%PDF-") {
        Some([b'1' | b'2', b'.', minor, ..]) => minor.is_ascii_digit(),
        _ => false,
    }
}

/// Start of image, then the marker of a segment that comes before the picture.
fn is_jpeg(head: &[u8]) -> bool {
    matches!(head, [0xff, 0xd8, 0xff, 0xc0..=0xc4 | 0xdb | 0xdd | 0xe0..=0xef | 0xfe, ..])
}

/// A `ftyp` box of a sensible length with a brand of [`MP4_BRANDS`].
fn is_mp4(head: &[u8]) -> bool {
    let Some((length, rest)) = head.split_first_chunk::<4>() else { return false };
    let Some(brand) = rest.strip_prefix(b"ftyp").and_then(<[u8]>::first_chunk::<4>) else {
        return false;
    };
    (16..=1024).contains(&u32::from_be_bytes(*length)) && MP4_BRANDS.contains(&brand)
}

/// An EBML header whose `DocType` is `webm`; Matroska has the same beginning.
fn is_webm(head: &[u8]) -> bool {
    let Some(rest) = head.strip_prefix(EBML) else { return false };
    let Some((length, mut rest)) = number(rest, false) else { return false };
    rest = rest.get(..usize::try_from(length).unwrap_or(usize::MAX)).unwrap_or(rest);
    while let Some((id, after)) = number(rest, true) {
        let Some((length, body)) = number(after, false) else { return false };
        let Some(value) = usize::try_from(length).ok().and_then(|length| body.get(..length)) else {
            return false;
        };
        if id == DOC_TYPE {
            return value == b"webm";
        }
        rest = &body[value.len()..];
    }
    false
}

/// A number of EBML, whose first byte tells its length, and what follows it. An id keeps the bit
/// that marks the length, a size does not.
fn number(bytes: &[u8], is_id: bool) -> Option<(u64, &[u8])> {
    let first = *bytes.first()?;
    let length = first.leading_zeros() as usize + 1;
    if length > 8 {
        return None;
    }
    let (number, rest) = bytes.split_at_checked(length)?;
    let mark = if is_id { 0 } else { 1u64 << (7 * length) };
    let value = number.iter().fold(0u64, |value, byte| (value << 8) | u64::from(*byte));
    Some((value ^ mark, rest))
}
