//! Interviews as a spreadsheet. Every cell with words is a typed text cell: what a candidate is
//! called or says is never a formula or a link (docs/threats.md).

use interview::brief::ReportBrief;
use interview::review::Outcome;
use interview::transcript::Language;
use rust_xlsxwriter::{Format, FormatAlign, Workbook, Worksheet, XlsxError};

use crate::StationError;
use crate::catalogue::text;

/// One interview of the sheet.
#[derive(Clone)]
pub struct SheetRow {
    /// Interview.
    pub id: String,
    /// Folder of the interview in a ZIP file ([`super::batch::folder`]).
    pub folder: String,
    /// Reference of the candidate.
    pub reference: String,
    /// Name, where it is known.
    pub name: String,
    /// Position, in the language of the sheet.
    pub position: String,
    /// Start, as the sheet shows it: local time of the station with its offset.
    pub started: String,
    /// Tags.
    pub tags: Vec<String>,
    /// Its report; none where there is none, or its numbers are not for this person yet.
    pub brief: Option<ReportBrief>,
}

/// Keys of the first columns' headings, with their widths in characters.
const COLUMNS: [(&str, f64); 15] = [
    ("sheet.reference", 22.0),
    ("sheet.name", 14.0),
    ("sheet.position", 14.0),
    ("sheet.started", 24.0),
    ("sheet.score", 10.0),
    ("sheet.low", 10.0),
    ("sheet.high", 10.0),
    ("sheet.required", 10.0),
    ("sheet.coverage", 10.0),
    ("sheet.tags", 20.0),
    ("sheet.reviewers", 18.0),
    ("sheet.outcome", 16.0),
    ("sheet.decided_by", 14.0),
    ("sheet.folder", 34.0),
    ("sheet.id", 38.0),
];

/// The sheet as bytes of an xlsx file.
///
/// # Errors
/// [`StationError::File`] where the library refuses it.
pub fn xlsx(rows: &[SheetRow], language: Language) -> Result<Vec<u8>, StationError> {
    build(rows, language).map_err(|error| StationError::File {
        what: "spreadsheet",
        source: std::io::Error::other(error.to_string()),
    })
}

fn build(rows: &[SheetRow], language: Language) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name(text(language, "sheet.title"))?;
    let abilities = ability_names(rows, language);
    head(sheet, &abilities, language)?;
    for (nth, row) in (1u32..).zip(rows) {
        line(sheet, nth, row, &abilities, language)?;
    }
    sheet.set_freeze_panes(1, 2)?;
    workbook.save_to_buffer()
}

fn head(sheet: &mut Worksheet, abilities: &[String], language: Language) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold().set_align(FormatAlign::Left);
    for (column, (key, width)) in (0u16..).zip(COLUMNS) {
        sheet.write_string_with_format(0, column, text(language, key), &bold)?;
        sheet.set_column_width(column, width)?;
    }
    for (column, name) in (COLUMNS.len() as u16..).zip(abilities) {
        sheet.write_string_with_format(0, column, name, &bold)?;
        sheet.set_column_width(column, 14.0)?;
    }
    Ok(())
}

fn line(
    sheet: &mut Worksheet,
    at: u32,
    row: &SheetRow,
    abilities: &[String],
    language: Language,
) -> Result<(), XlsxError> {
    for (column, words) in (0u16..).zip([&row.reference, &row.name, &row.position, &row.started]) {
        sheet.write_string(at, column, words)?;
    }
    sheet.write_string(at, 9, row.tags.join(", "))?;
    sheet.write_string(at, 13, &row.folder)?;
    sheet.write_string(at, 14, &row.id)?;
    let Some(brief) = &row.brief else { return Ok(()) };
    let percent = Format::new().set_num_format("0%");
    for (column, number) in
        (4u16..).zip([brief.score, brief.low, brief.high, Some(f64::from(brief.required))])
    {
        number.map(|number| sheet.write_number(at, column, number)).transpose()?;
    }
    sheet.write_number_with_format(at, 8, brief.coverage, &percent)?;
    sheet.write_string(at, 10, brief.reviewers.join(", "))?;
    if let Some(outcome) = brief.outcome {
        sheet.write_string(at, 11, text(language, outcome_key(outcome)))?;
    }
    sheet.write_string(at, 12, brief.decided_by.as_deref().unwrap_or_default())?;
    for ability in &brief.abilities {
        let name = named(&ability.name, language);
        let place = abilities.iter().position(|known| known == name);
        if let (Some(place), Some(score)) = (place, ability.score) {
            sheet.write_number(at, (COLUMNS.len() + place) as u16, score)?;
        }
    }
    Ok(())
}

fn outcome_key(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::SecondRound => "outcome.second_round",
        Outcome::TalentPool => "outcome.talent_pool",
        Outcome::NotThisPosition => "outcome.not_this_position",
    }
}

fn named(name: &interview::brief::BothNames, language: Language) -> &str {
    match language {
        Language::Zh => &name.zh,
        Language::En => &name.en,
    }
}

/// Names of all abilities of all positions, in the order in which they appear.
fn ability_names(rows: &[SheetRow], language: Language) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for ability in rows.iter().filter_map(|row| row.brief.as_ref()).flat_map(|b| &b.abilities) {
        let name = named(&ability.name, language);
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    names
}
