//! Figures of positions as a spreadsheet and on paper: the same tables, with the same groups hidden
//! as on the screen.

use std::collections::BTreeSet;

use interview::brief::BothNames;
use interview::transcript::Language;
use paper::{ChartLine, FigurePage, FigureTable, LineChart, Press};
use rust_xlsxwriter::{Chart, ChartType, Format, FormatAlign, Workbook, Worksheet, XlsxError};

use super::agreement::Agreement;
use super::statistics::{LOW_SHARE, MonthShare, PositionStatistics};
use crate::StationError;
use crate::catalogue::{text, text_with};

/// Rows and columns that the drawing of a sheet takes beside its table, and where it begins.
const CHART_COLUMN: u16 = 6;

/// What an export is of.
pub struct Figures<'a> {
    /// Figures by position.
    pub positions: &'a [PositionStatistics],
    /// First month that counts, such as `2026-06`; empty for all.
    pub since: &'a str,
    /// When it is made, as it is shown.
    pub made: &'a str,
    /// Language.
    pub language: Language,
}

/// A share, 0–1 with two decimals, in whole per cent.
pub fn per_cent(share: f64) -> u32 {
    (share * 100.0).round() as u32
}

enum Cell {
    Words(String),
    PerCent(f64),
    Number(f64),
    /// Fewer people than are shown.
    TooFew,
    /// Told by another cell of the line, or not to be computed.
    Empty,
}

struct Table {
    title: &'static str,
    heads: Vec<String>,
    rows: Vec<Vec<Cell>>,
}

impl Figures<'_> {
    /// The bytes of an xlsx file. Its first sheet draws the shares of its table as well.
    ///
    /// # Errors
    /// [`StationError::File`] where the library refuses it.
    pub fn xlsx(&self) -> Result<Vec<u8>, StationError> {
        self.workbook().map_err(|error| StationError::File {
            what: "spreadsheet",
            source: std::io::Error::other(error.to_string()),
        })
    }

    /// The bytes of a PDF, `made_unix_ms` its date.
    ///
    /// # Errors
    /// [`StationError::Paper`].
    pub fn pdf(&self, made_unix_ms: i64) -> Result<Vec<u8>, StationError> {
        Ok(Press::open()?.print_figures(&self.page(), self.language, made_unix_ms)?)
    }

    fn t(&self, key: &str) -> String {
        text(self.language, key).to_owned()
    }

    fn name<'n>(&self, name: &'n BothNames) -> &'n str {
        match self.language {
            Language::Zh => &name.zh,
            Language::En => &name.en,
        }
    }

    fn heads(&self, keys: &[&str]) -> Vec<String> {
        keys.iter().map(|key| self.t(key)).collect()
    }

    /// Period, when it was made, how many interviews of which position; then what is to be noted.
    fn facts(&self) -> (Vec<String>, Vec<String>) {
        let period = if self.since.is_empty() {
            self.t("stats.period.all")
        } else {
            text_with(self.language, "stats.period.since", &[("month", self.since)])
        };
        let made = text_with(self.language, "stats.made", &[("at", self.made)]);
        let mut facts = vec![period, made];
        let mut notes = Vec::new();
        for position in self.positions {
            let (name, people) = (self.name(&position.name), position.figures.people.to_string());
            facts.push(text_with(
                self.language,
                "stats.positionPeople",
                &[("position", name), ("n", &people)],
            ));
            if let Some(MonthShare { month, share: Some(share), .. }) = &position.figures.low {
                let share = per_cent(*share).to_string();
                let filled = [("position", name), ("share", &share), ("month", month)];
                notes.push(text_with(self.language, "stats.low", &filled));
            }
        }
        notes.push(self.t("stats.hidden"));
        (facts, notes)
    }

    fn tables(&self) -> [Table; 4] {
        [self.went_on(), self.spreads(), self.behaviours(), self.agreements()]
    }

    /// All months in which any of the positions had an interview.
    fn months(&self) -> Vec<&str> {
        let months = self.positions.iter().flat_map(|position| &position.figures.months);
        let all: BTreeSet<&str> = months.map(|month| month.month.as_str()).collect();
        all.into_iter().collect()
    }

    fn share_in<'p>(
        &self,
        position: &'p PositionStatistics,
        month: &str,
    ) -> Option<&'p MonthShare> {
        position.figures.months.iter().find(|known| known.month == month)
    }

    fn went_on(&self) -> Table {
        let months = self.months();
        let mut rows = Vec::new();
        for position in self.positions {
            for &month in &months {
                let found = self.share_in(position, month);
                let share = found.and_then(|month| month.share);
                let decided = found.and_then(|month| month.decided);
                rows.push(vec![
                    Cell::Words(self.name(&position.name).to_owned()),
                    Cell::Words(month.to_owned()),
                    share.map_or(Cell::Empty, Cell::PerCent),
                    decided.map_or(Cell::TooFew, |decided| Cell::Number(f64::from(decided))),
                ]);
            }
        }
        let heads = ["stats.position", "stats.month", "stats.share", "stats.decided"];
        Table { title: "stats.wentOn", heads: self.heads(&heads), rows }
    }

    fn spreads(&self) -> Table {
        let mut rows = Vec::new();
        for position in self.positions {
            for spread in &position.figures.spreads {
                let mut row = vec![
                    Cell::Words(self.name(&position.name).to_owned()),
                    Cell::Words(self.name(&spread.name).to_owned()),
                ];
                match spread.quartiles {
                    Some(quartiles) => {
                        row.push(Cell::Number(spread.scores.len() as f64));
                        // Whole, as people are shown them.
                        row.extend(quartiles.map(|score| Cell::Number(score.round())));
                    }
                    None => row.extend([Cell::TooFew, Cell::Empty, Cell::Empty, Cell::Empty]),
                }
                row.push(Cell::Number(f64::from(spread.required)));
                rows.push(row);
            }
        }
        let heads = [
            "stats.position",
            "stats.ability",
            "stats.peopleCol",
            "stats.quartile1",
            "stats.median",
            "stats.quartile3",
            "stats.required",
        ];
        Table { title: "stats.spread", heads: self.heads(&heads), rows }
    }

    fn behaviours(&self) -> Table {
        let mut rows = Vec::new();
        for position in self.positions {
            for behaviour in &position.figures.behaviours {
                let months = position.figures.months.iter().zip(&behaviour.trend);
                let trend: Vec<String> = months
                    .filter_map(|(month, share)| {
                        share.map(|share| format!("{} {}%", month.month, per_cent(share)))
                    })
                    .collect();
                rows.push(vec![
                    Cell::Words(self.name(&position.name).to_owned()),
                    Cell::Words(self.name(&behaviour.name).to_owned()),
                    Cell::Words(behaviour.text.clone()),
                    Cell::PerCent(behaviour.share),
                    if trend.is_empty() { Cell::TooFew } else { Cell::Words(trend.join(", ")) },
                ]);
            }
        }
        let heads =
            ["stats.position", "stats.ability", "stats.behaviour", "stats.share", "stats.trend"];
        Table { title: "stats.behaviours", heads: self.heads(&heads), rows }
    }

    fn agreements(&self) -> Table {
        let mut rows = Vec::new();
        for position in self.positions {
            let figures = &position.figures;
            let all = (self.t("stats.agreement.all"), figures.agreement);
            let each = figures.agreements.iter();
            let each = each.map(|each| (self.name(&each.name).to_owned(), each.agreement));
            for (name, agreement) in std::iter::once(all).chain(each) {
                let Agreement { interviews, kappa, within_one } = agreement;
                rows.push(vec![
                    Cell::Words(self.name(&position.name).to_owned()),
                    Cell::Words(name),
                    interviews.map_or(Cell::TooFew, |n| Cell::Number(f64::from(n))),
                    kappa.map_or(Cell::Empty, Cell::Number),
                    within_one.map_or(Cell::Empty, Cell::PerCent),
                ]);
            }
        }
        let heads = [
            "stats.position",
            "stats.ability",
            "stats.agreement.interviews",
            "stats.agreement.kappa",
            "stats.agreement.withinOne",
        ];
        Table { title: "stats.agreement", heads: self.heads(&heads), rows }
    }

    fn workbook(&self) -> Result<Vec<u8>, XlsxError> {
        let mut workbook = Workbook::new();
        for (nth, table) in self.tables().into_iter().enumerate() {
            let sheet = workbook.add_worksheet();
            sheet.set_name(text(self.language, table.title))?;
            self.fill(sheet, &table)?;
            if nth == 0 && !table.rows.is_empty() {
                sheet.insert_chart(1, CHART_COLUMN, &self.drawn()?)?;
            }
        }
        let about = workbook.add_worksheet();
        about.set_name(text(self.language, "stats.about"))?;
        about.set_column_width(0, 90)?;
        let (facts, notes) = self.facts();
        for (line, words) in (0u32..).zip(facts.into_iter().chain(notes)) {
            about.write_string(line, 0, words)?;
        }
        workbook.save_to_buffer()
    }

    fn fill(&self, sheet: &mut Worksheet, table: &Table) -> Result<(), XlsxError> {
        let bold = Format::new().set_bold().set_align(FormatAlign::Left);
        let percent = Format::new().set_num_format("0%");
        for (column, head) in (0u16..).zip(&table.heads) {
            sheet.write_string_with_format(0, column, head, &bold)?;
            sheet.set_column_width(column, if column == 2 { 34.0 } else { 18.0 })?;
        }
        for (line, row) in (1u32..).zip(&table.rows) {
            for (column, cell) in (0u16..).zip(row) {
                match cell {
                    Cell::Words(words) => sheet.write_string(line, column, words)?,
                    Cell::PerCent(share) => {
                        sheet.write_number_with_format(line, column, *share, &percent)?
                    }
                    Cell::Number(number) => sheet.write_number(line, column, *number)?,
                    Cell::TooFew => sheet.write_string(line, column, self.t("stats.tooFew"))?,
                    Cell::Empty => continue,
                };
            }
        }
        sheet.set_freeze_panes(1, 0)?;
        Ok(())
    }

    /// A line for each position, over the same months.
    fn drawn(&self) -> Result<Chart, XlsxError> {
        let mut chart = Chart::new(ChartType::Line);
        let (sheet, months) = (text(self.language, "stats.wentOn"), self.months().len() as u32);
        for (nth, position) in (0u32..).zip(self.positions) {
            let (first, last) = (1 + nth * months, (nth + 1) * months);
            chart
                .add_series()
                .set_name(self.name(&position.name))
                .set_categories((sheet, first, 1, last, 1))
                .set_values((sheet, first, 2, last, 2));
        }
        chart.title().set_name(sheet);
        chart.y_axis().set_min(0).set_max(1).set_num_format("0%");
        Ok(chart)
    }

    fn page(&self) -> FigurePage {
        let (facts, notes) = self.facts();
        let tables = self.tables().into_iter().enumerate().map(|(nth, table)| FigureTable {
            heading: self.t(table.title),
            heads: table.heads,
            none: self.t("stats.hidden"),
            rows: table
                .rows
                .iter()
                .map(|row| row.iter().map(|c| self.words(c)).collect())
                .collect(),
            chart: (nth == 0).then(|| self.lines()),
        });
        FigurePage {
            title: self.t("stats.title"),
            head: vec![self.made.to_owned()],
            facts,
            notes,
            tables: tables.collect(),
            footer: self.t("stats.footer"),
        }
    }

    fn words(&self, cell: &Cell) -> String {
        match cell {
            Cell::Words(words) => words.clone(),
            Cell::PerCent(share) => format!("{}%", per_cent(*share)),
            Cell::Number(number) => number.to_string(),
            Cell::TooFew => self.t("stats.tooFew"),
            Cell::Empty => String::new(),
        }
    }

    fn lines(&self) -> LineChart {
        let months = self.months();
        let lines = self.positions.iter().map(|position| ChartLine {
            name: self.name(&position.name).to_owned(),
            points: months
                .iter()
                .map(|month| self.share_in(position, month).and_then(|month| month.share))
                .collect(),
        });
        let low = per_cent(LOW_SHARE).to_string();
        LineChart {
            alt: self.t("stats.wentOn"),
            lines: lines.filter(|line| line.points.iter().any(Option::is_some)).collect(),
            months: months.iter().map(|month| (*month).to_owned()).collect(),
            mark: LOW_SHARE,
            mark_text: text_with(self.language, "stats.lowLine", &[("n", &low)]),
        }
    }
}
