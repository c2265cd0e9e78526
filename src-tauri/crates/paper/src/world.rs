//! What the typesetter sees: the template, its data, the fonts, and nothing else.

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt as _, World};

use crate::PaperError;
use crate::fonts::Fonts;

/// The templates, and their parts.
const TEMPLATE: [(&str, &str); 5] = [
    (REPORT, include_str!("template/report.typ")),
    (FIGURES, include_str!("template/figures.typ")),
    ("style.typ", include_str!("template/style.typ")),
    ("scores.typ", include_str!("template/scores.typ")),
    ("record.typ", include_str!("template/record.typ")),
];
const REPORT: &str = "report.typ";
const FIGURES: &str = "figures.typ";

/// What is set.
#[derive(Clone, Copy)]
pub(crate) enum Template {
    Report,
    Figures,
}

/// A desk with the template and its two files.
pub(crate) struct Desk<'a> {
    library: LazyHash<Library>,
    fonts: &'a Fonts,
    main: FileId,
    template: Vec<Source>,
    data: (FileId, Bytes),
    code: (FileId, Bytes),
}

impl<'a> Desk<'a> {
    /// `data` is `report.json`, `code` is `code.svg`.
    pub(crate) fn new(
        fonts: &'a Fonts,
        template: Template,
        data: Vec<u8>,
        code: Vec<u8>,
    ) -> Result<Self, PaperError> {
        let main = match template {
            Template::Report => REPORT,
            Template::Figures => FIGURES,
        };
        let source = |(name, text): (&str, &str)| -> Result<Source, PaperError> {
            Ok(Source::new(file(name)?, text.to_owned()))
        };
        Ok(Self {
            library: LazyHash::new(Library::default()),
            fonts,
            main: file(main)?,
            template: TEMPLATE.into_iter().map(source).collect::<Result<_, _>>()?,
            data: (file("report.json")?, Bytes::new(data)),
            code: (file("code.svg")?, Bytes::new(code)),
        })
    }
}

/// The id of a file that exists in this program alone.
fn file(name: &str) -> Result<FileId, PaperError> {
    let path = VirtualPath::new(name).map_err(|_| PaperError::Data(name.to_owned()))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

impl World for Desk<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.fonts.book()
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.template
            .iter()
            .find(|source| source.id() == id)
            .cloned()
            .ok_or(FileError::AccessDenied)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        [&self.data, &self.code]
            .into_iter()
            .find(|(known, _)| *known == id)
            .map(|(_, bytes)| bytes.clone())
            .ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.get(index)
    }

    /// The page says when things happened, not when it was printed.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
