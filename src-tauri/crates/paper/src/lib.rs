//! The report, and figures over many interviews, on paper: one PDF file, in Chinese or English.
//!
//! Owns: the fonts of this machine, the template, what stands where on a page, and how words of
//! people are made harmless for it. Never knows: vaults, clocks, networks; it reads fonts and nothing
//! else, and writes nothing.
//!
//! The template gets strings and numbers in one JSON file, never markup, and no other file: what a
//! candidate said can't become an instruction. The same report and fonts give the same bytes. The file
//! is tagged after PDF/UA-1; where characters of a name or quote can't be had so, it is tagged all the
//! same, without the claim.

mod code;
mod error;
mod figures;
mod fonts;
mod harmless;
mod sheet;
mod world;

use interview::report::Report;
use interview::transcript::Language;
use scoring::html::SignatureInfo;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use typst::World as _;
use typst::diag::SourceDiagnostic;
use typst::foundations::{Datetime, Smart};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

pub use error::PaperError;
pub use figures::{ChartLine, FigurePage, FigureTable, LineChart};
use fonts::Fonts;
use world::{Desk, Template};

/// A press with its type: reading the fonts takes longest, so one press prints many reports.
pub struct Press {
    fonts: Fonts,
}

impl Press {
    /// A press with the fonts of this machine.
    ///
    /// # Errors
    /// [`PaperError::NoChineseFont`].
    pub fn open() -> Result<Self, PaperError> {
        Self::with_fonts_in(&fonts::folders())
    }

    /// A press with the fonts below these folders.
    ///
    /// # Errors
    /// [`PaperError::NoChineseFont`].
    pub fn with_fonts_in(folders: &[std::path::PathBuf]) -> Result<Self, PaperError> {
        Ok(Self { fonts: Fonts::find(folders)? })
    }

    /// Prints `report` in `language`; `signature` stands beside it on the disk.
    ///
    /// # Errors
    /// [`PaperError::Layout`]: a fault of ours, whatever the report holds.
    pub fn print(
        &self,
        report: &Report,
        language: Language,
        signature: Option<&SignatureInfo>,
    ) -> Result<Vec<u8>, PaperError> {
        let sheet = sheet::Sheet::of(report, language, signature);
        let mut data = serde_json::to_value(&sheet).map_err(|e| PaperError::Data(e.to_string()))?;
        harmless::all(&mut data, &|c| self.fonts.has(c));
        data["fonts"] = self.fonts.families().into();
        let data = serde_json::to_vec(&data).map_err(|e| PaperError::Data(e.to_string()))?;
        let code = signature.map(|s| code::of_fingerprint(&s.report_sha256)).unwrap_or_default();
        let desk = Desk::new(&self.fonts, Template::Report, data, code)?;
        let about = About {
            ident: format!("{} {} {}", report.interview_id, report.rev, language.code()),
            creator: Smart::Custom(Some(format!("{} {}", report.app.name, report.app.version))),
            date: date(report),
        };
        let pdf = typeset(&desk, about);
        // What the typesetter remembers for a next run holds words of a candidate.
        typst::comemo::evict(0);
        pdf
    }

    /// Prints figures in `language`, made at `made_unix_ms`.
    ///
    /// # Errors
    /// [`PaperError::Layout`]: a fault of ours, whatever the figures say.
    pub fn print_figures(
        &self,
        page: &FigurePage,
        language: Language,
        made_unix_ms: i64,
    ) -> Result<Vec<u8>, PaperError> {
        let mut data = serde_json::to_value(page).map_err(|e| PaperError::Data(e.to_string()))?;
        harmless::all(&mut data, &|c| self.fonts.has(c));
        data["fonts"] = self.fonts.families().into();
        data["lang"] = language.code().into();
        let data = serde_json::to_vec(&data).map_err(|e| PaperError::Data(e.to_string()))?;
        let desk = Desk::new(&self.fonts, Template::Figures, data, Vec::new())?;
        let made = OffsetDateTime::from_unix_timestamp(made_unix_ms.div_euclid(1000));
        let about = About {
            ident: format!("figures {made_unix_ms} {}", language.code()),
            creator: Smart::Auto,
            date: made.ok().and_then(datetime),
        };
        let pdf = typeset(&desk, about);
        typst::comemo::evict(0);
        pdf
    }
}

/// What a PDF says of itself.
struct About {
    ident: String,
    creator: Smart<Option<String>>,
    date: Option<Datetime>,
}

fn typeset(desk: &Desk, about: About) -> Result<Vec<u8>, PaperError> {
    let document = typst::compile::<PagedDocument>(desk).output.map_err(|e| layout(desk, &e))?;
    let mut options = PdfOptions {
        ident: Smart::Custom(about.ident),
        creator: about.creator,
        timestamp: about.date.map(Timestamp::new_utc),
        standards: PdfStandards::new(&[PdfStandard::Ua_1])
            .map_err(|e| PaperError::Layout(e.message().to_string()))?,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(&document, &options)
        .or_else(|_| {
            options.standards = PdfStandards::default();
            typst_pdf::pdf(&document, &options)
        })
        .map_err(|e| layout(desk, &e))
}

/// The date of this revision: when people last said something, else when the interview began.
fn date(report: &Report) -> Option<Datetime> {
    let human = &report.human;
    let said = human.reviews.iter().map(|review| review.at.as_str());
    let decided = human.decision.iter().map(|decision| decision.at.as_str());
    let parsed = |text: &str| OffsetDateTime::parse(text, &Rfc3339).ok();
    let at = said
        .chain(decided)
        .filter_map(parsed)
        .max()
        .or_else(|| parsed(&report.clock.started_wall))?;
    datetime(at)
}

fn datetime(at: OffsetDateTime) -> Option<Datetime> {
    let at = at.to_offset(time::UtcOffset::UTC);
    Datetime::from_ymd_hms(
        at.year(),
        at.month().into(),
        at.day(),
        at.hour(),
        at.minute(),
        at.second(),
    )
}

/// The first complaint, with its line in our template. Messages of the typesetter may quote text, so
/// that no more than the line is told where it lies elsewhere.
fn layout(desk: &Desk, errors: &[SourceDiagnostic]) -> PaperError {
    let Some(first) = errors.first() else { return PaperError::Layout(String::new()) };
    let place = first.span.id().and_then(|id| {
        let range = typst::WorldExt::range(desk, first.span)?;
        let line = desk.source(id).ok()?.lines().byte_to_line(range.start)?;
        Some(format!("{}, line {}", id.get().vpath().get_without_slash(), line + 1))
    });
    PaperError::Layout(place.unwrap_or_else(|| "the exporter refused the document".to_owned()))
}
