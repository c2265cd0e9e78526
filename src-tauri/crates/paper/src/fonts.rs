//! The fonts of this machine: one with Chinese characters, one for Latin where there is a better one,
//! and one for the scripts that those lack.

use std::path::{Path, PathBuf};

use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

use crate::PaperError;

/// Families with Latin letters that go well with the Chinese ones, best first.
const LATIN: &[&str] = &["Inter", "Inter Variable"];
/// Families with simplified Chinese characters, best first. The first is a dependency of the package.
const CHINESE: &[&str] = &["Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC"];
/// Families for characters that those lack.
const OTHERS: &[&str] = &["Noto Sans", "Noto Sans Arabic", "Noto Sans Hebrew", "DejaVu Sans"];
/// How the files of these families begin, without blanks, hyphens and capitals.
const FILES: &[&str] =
    &["inter", "notosanscjk", "notosanssc", "sourcehansans", "notosans", "dejavusans"];
/// Marks of files with weights and widths that the page does not use; they are large.
const UNUSED: &[&str] = &[
    "black",
    "condensed",
    "demilight",
    "extra",
    "heavy",
    "italic",
    "light",
    "medium",
    "mono",
    "normal",
    "oblique",
    "semi",
    "thin",
];
/// How deep folders of fonts lie in each other; a link that leads to itself ends here.
const MAX_DEPTH: usize = 6;

/// Fonts that were found, and their index.
pub(crate) struct Fonts {
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    families: Vec<&'static str>,
}

impl Fonts {
    /// Reads the fonts below `folders` that the page uses. A file that is no font is passed over.
    pub(crate) fn find(folders: &[PathBuf]) -> Result<Self, PaperError> {
        let mut files = Vec::new();
        for folder in folders {
            collect(folder, MAX_DEPTH, &mut files);
        }
        // The order on a disk is no order: equal machines shall give equal bytes.
        files.sort();
        let mut fonts: Vec<Font> = files
            .iter()
            .filter_map(|file| std::fs::read(file).ok())
            .flat_map(|bytes| Font::iter(Bytes::new(bytes)))
            .filter(|font| wanted().any(|family| family == font.info().family))
            .collect();
        let found = |family: &&str| fonts.iter().any(|font| font.info().family == *family);
        let Some(chinese) = CHINESE.iter().copied().find(|family| found(family)) else {
            return Err(PaperError::NoChineseFont);
        };
        let latin = LATIN.iter().copied().find(|family| found(family));
        let others = OTHERS.iter().copied().filter(|family| found(family));
        let families: Vec<&'static str> =
            latin.into_iter().chain([chinese]).chain(others).collect();
        fonts.retain(|font| families.contains(&font.info().family.as_str()));
        let book = LazyHash::new(FontBook::from_fonts(&fonts));
        Ok(Self { book, fonts, families })
    }

    /// Families in the order in which they are asked for a character.
    pub(crate) fn families(&self) -> &[&'static str] {
        &self.families
    }

    /// Whether any of them has the character.
    pub(crate) fn has(&self, c: char) -> bool {
        self.fonts.iter().any(|font| font.info().coverage.contains(u32::from(c)))
    }

    pub(crate) const fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    pub(crate) fn get(&self, index: usize) -> Option<Font> {
        self.fonts.get(index).cloned()
    }
}

fn wanted() -> impl Iterator<Item = &'static str> {
    LATIN.iter().chain(CHINESE).chain(OTHERS).copied()
}

/// Where a Linux system keeps fonts (XDG base directories), the person's own ones included.
pub(crate) fn folders() -> Vec<PathBuf> {
    let home = std::env::var_os("HOME").map(PathBuf::from);
    let own = std::env::var_os("XDG_DATA_HOME")
        .map(PathBuf::from)
        .or_else(|| home.as_ref().map(|home| home.join(".local/share")));
    let shared = std::env::var_os("XDG_DATA_DIRS").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&shared)
        .filter(|dir| dir.is_absolute())
        .chain(["/usr/local/share", "/usr/share"].map(PathBuf::from))
        .chain(own)
        .map(|dir| dir.join("fonts"))
        .chain(home.map(|home| home.join(".fonts")))
        .collect();
    folders.sort();
    folders.dedup();
    folders
}

fn collect(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            if depth > 0 {
                collect(&path, depth - 1, files);
            }
        } else if is_candidate(&path) {
            files.push(path);
        }
    }
}

fn is_candidate(path: &Path) -> bool {
    let lower = |part: Option<&std::ffi::OsStr>| {
        part.unwrap_or_default().to_string_lossy().to_lowercase().replace([' ', '-', '_'], "")
    };
    let (stem, ending) = (lower(path.file_stem()), lower(path.extension()));
    ["ttf", "ttc", "otf", "otc"].contains(&ending.as_str())
        && FILES.iter().any(|begin| stem.starts_with(begin))
        && !UNUSED.iter().any(|mark| stem.contains(mark))
}
