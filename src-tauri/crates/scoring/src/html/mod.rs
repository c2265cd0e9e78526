//! The report as one self-contained page: no outside resource, both languages, seekable quotes,
//! printable on A4.
//!
//! Words of the candidate, names and codes are data: they are escaped, isolated from the text
//! direction around them, and never reach a script, a style or an address. A content security
//! policy with the hashes of the page's own style and script forbids everything else.

mod abilities;
mod charts;
mod escape;
mod front;
mod human;
mod page;
mod process;
mod questions;
mod verification;

use base64::Engine as _;
use interview::report::Report;
use interview::transcript::Language;
use sha2::{Digest as _, Sha256};

use crate::texts::text;
use escape::{attribute, escaped};
use page::Page;

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

/// Where the recording of the report is found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum MediaLink {
    /// No recording beside the page.
    #[default]
    None,
    /// A relative address, such as `media.webm` beside the page. Whatever names a scheme or a host
    /// counts as no recording: the page loads nothing from outside.
    Relative(String),
}

impl MediaLink {
    /// The address, if there is a recording.
    pub fn src(&self) -> Option<&str> {
        match self {
            Self::Relative(src)
                if !src.is_empty() && !src.contains(':') && !src.starts_with(['/', '\\']) =>
            {
                Some(src)
            }
            Self::None | Self::Relative(_) => None,
        }
    }
}

/// Who signed the report, for the page that stands beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignatureInfo {
    /// SHA-256 of the report's bytes, hex.
    pub report_sha256: String,
    /// Id of the key.
    pub key_id: String,
}

/// The page without the signature block; `language` is the one shown first, a button changes to the
/// other.
pub fn render(report: &Report, media: &MediaLink, language: Language) -> String {
    page(report, media, language, None)
}

/// The page with the fingerprint and key of the signature that stands beside it.
pub fn render_signed(
    report: &Report,
    media: &MediaLink,
    language: Language,
    signature: &SignatureInfo,
) -> String {
    page(report, media, language, Some(signature))
}

fn page(
    report: &Report,
    media: &MediaLink,
    language: Language,
    signature: Option<&SignatureInfo>,
) -> String {
    let body: String = [Language::Zh, Language::En]
        .map(|each| Page { report, language: each, media, signature }.main())
        .concat();
    let shown = code(language);
    let title = escaped(&text(language, "title"));
    let policy = policy();
    let dock = dock(media);
    format!(
        "<!DOCTYPE html>\n<html lang=\"{shown}\" data-shown=\"{shown}\">\n<head>\n\
         <meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n<title>{title}</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n{body}{dock}<script>{SCRIPT}</script>\n</body>\n</html>\n"
    )
}

/// Only this page's own style and script, and a recording beside it. `file:` is named since a page
/// opened from a disk has no origin that `'self'` could stand for.
fn policy() -> String {
    let hash = |text: &str| {
        let digest = Sha256::digest(text.as_bytes());
        format!("'sha256-{}'", base64::engine::general_purpose::STANDARD.encode(digest))
    };
    format!(
        "default-src 'none'; style-src {}; script-src {}; media-src 'self' file:; base-uri 'none'; \
         form-action 'none'",
        hash(STYLE),
        hash(SCRIPT)
    )
}

/// The player, shared by both languages.
fn dock(media: &MediaLink) -> String {
    let Some(src) = media.src() else { return String::new() };
    let label =
        format!("{} / {}", text(Language::Zh, "video.label"), text(Language::En, "video.label"));
    format!(
        "<aside class=\"dock\"><video id=\"recording\" src=\"{}\" controls preload=\"metadata\" \
         aria-label=\"{}\"></video></aside>\n",
        attribute(src),
        attribute(&label)
    )
}

fn code(language: Language) -> &'static str {
    match language {
        Language::Zh => "zh-CN",
        Language::En => "en",
    }
}
