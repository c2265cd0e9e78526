//! Reads PDF files with the programs of poppler. Where they are missing the reason is printed and the
//! test ends there.

use std::process::Command;

/// Margin of a page in points, less a hair: nothing is printed farther out.
const MARGIN: f64 = 30.0;
/// Width of A4 in points.
const WIDTH: f64 = 595.28;
/// Height of A4 in points.
const HEIGHT: f64 = 841.89;

fn run(pdf: &[u8], program: &str, options: &[&str], to_stdout: bool) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.pdf");
    std::fs::write(&path, pdf).unwrap();
    let mut command = Command::new(program);
    command.args(options).arg(&path);
    if to_stdout {
        command.arg("-");
    }
    let output = match command.output() {
        Ok(output) => output,
        Err(error) => {
            println!("skipped: {program} (package poppler-utils): {error}");
            return None;
        }
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The text of the file.
pub fn text(pdf: &[u8]) -> Option<String> {
    run(pdf, "pdftotext", &["-q"], true)
}

/// The text of one page.
pub fn page_text(pdf: &[u8], page: usize) -> Option<String> {
    let page = page.to_string();
    run(pdf, "pdftotext", &["-q", "-f", &page, "-l", &page], true)
}

/// A line of what `pdfinfo` says about the file, such as `Title`; empty where it has none.
pub fn info(pdf: &[u8], name: &str) -> Option<String> {
    let info = run(pdf, "pdfinfo", &[], false)?;
    let line = info.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    Some(line.unwrap_or_default().trim().to_owned())
}

/// Number of pages.
pub fn pages(pdf: &[u8]) -> Option<usize> {
    info(pdf, "Pages")?.parse().ok()
}

/// A font of the file.
pub struct PdfFont {
    pub name: String,
    pub embedded: bool,
    pub subset: bool,
}

/// The fonts of the file.
pub fn fonts(pdf: &[u8]) -> Option<Vec<PdfFont>> {
    let table = run(pdf, "pdffonts", &[], false)?;
    let font = |line: &str| {
        // The last five columns: embedded, subset, unicode, object, generation.
        let words: Vec<&str> = line.split_whitespace().collect();
        let last = words.len();
        Some(PdfFont {
            name: (*words.first()?).to_owned(),
            embedded: *words.get(last.checked_sub(5)?)? == "yes",
            subset: *words.get(last.checked_sub(4)?)? == "yes",
        })
    };
    Some(table.lines().skip(2).filter_map(font).collect())
}

/// Words that are printed beyond the margins.
pub fn outside(pdf: &[u8]) -> Option<Vec<String>> {
    let page = run(pdf, "pdftotext", &["-q", "-bbox"], true)?;
    let value = |line: &str, name: &str| -> f64 {
        let rest = line.split(&format!("{name}=\"")).nth(1).unwrap_or_default();
        rest.split('"').next().unwrap_or_default().parse().unwrap_or(f64::NAN)
    };
    let beyond = |line: &&str| {
        let inside = value(line, "xMin") >= MARGIN
            && value(line, "xMax") <= WIDTH - MARGIN
            && value(line, "yMin") >= MARGIN / 2.0
            && value(line, "yMax") <= HEIGHT - MARGIN / 2.0;
        !inside
    };
    Some(page.lines().filter(|l| l.contains("<word ")).filter(beyond).map(str::to_owned).collect())
}

/// Text without blanks and without marks that are not seen: lines are broken anywhere.
pub fn squeezed(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace())
        .filter(|c| !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
        .collect()
}

/// Whether the text holds these words, wherever its lines are broken.
pub fn holds(text: &str, words: &str) -> bool {
    squeezed(text).contains(&squeezed(words))
}
