//! Which kinds of files may be attached, and how large they may be.

/// Largest paper or picture in bytes: what the HR system takes as a document of a candidate.
pub const MAX_DOCUMENT_BYTES: u64 = 25 * 1024 * 1024;
/// Largest video in bytes: ten minutes at 2.5 Mbit/s, as telephones and meeting programs record a
/// talking person in 720p, and still copied in seconds.
pub const MAX_VIDEO_BYTES: u64 = 200 * 1024 * 1024;

/// A kind of file. Whoever adds one has looked at its content; the vault does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttachmentKind {
    /// PDF.
    Pdf,
    /// Word since 2007, without macros.
    Docx,
    /// Word before 2007, without macros.
    Doc,
    /// PNG picture.
    Png,
    /// JPEG picture.
    Jpeg,
    /// MP4 video.
    Mp4,
    /// WebM video.
    Webm,
}

impl AttachmentKind {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Pdf, Self::Docx, Self::Doc, Self::Png, Self::Jpeg, Self::Mp4, Self::Webm];

    /// Stable name, as rows and the log have it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Docx => "docx",
            Self::Doc => "doc",
            Self::Png => "png",
            Self::Jpeg => "jpeg",
            Self::Mp4 => "mp4",
            Self::Webm => "webm",
        }
    }

    /// The kind of that name.
    pub(super) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// Endings that names of this kind may have, in lower case without the dot; the first is the
    /// one that a stored name gets.
    pub fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Pdf => &["pdf"],
            Self::Docx => &["docx"],
            Self::Doc => &["doc"],
            Self::Png => &["png"],
            Self::Jpeg => &["jpg", "jpeg"],
            Self::Mp4 => &["mp4", "m4v"],
            Self::Webm => &["webm"],
        }
    }

    /// Most bytes that a file of this kind may have.
    pub fn max_bytes(self) -> u64 {
        match self {
            Self::Pdf | Self::Docx | Self::Doc | Self::Png | Self::Jpeg => MAX_DOCUMENT_BYTES,
            Self::Mp4 | Self::Webm => MAX_VIDEO_BYTES,
        }
    }
}
