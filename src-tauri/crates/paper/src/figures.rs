//! Figures over many interviews: tables, and lines over months.

use serde::Serialize;

/// A page of figures, all of it words in one language.
#[derive(Clone, Debug, Serialize)]
pub struct FigurePage {
    /// Title.
    pub title: String,
    /// For the head of every page.
    pub head: Vec<String>,
    /// What the figures are of.
    pub facts: Vec<String>,
    /// What is to be noted.
    pub notes: Vec<String>,
    /// Tables.
    pub tables: Vec<FigureTable>,
    /// Foot of every page.
    pub footer: String,
}

/// A table under a heading.
#[derive(Clone, Debug, Serialize)]
pub struct FigureTable {
    /// Heading.
    pub heading: String,
    /// Heads of the columns.
    pub heads: Vec<String>,
    /// Cells, as many in every row as there are heads.
    pub rows: Vec<Vec<String>>,
    /// Stands where there are no rows.
    pub none: String,
    /// The same as a drawing, above the table.
    pub chart: Option<LineChart>,
}

/// Shares over months.
#[derive(Clone, Debug, Serialize)]
pub struct LineChart {
    /// What is drawn, for who can't see it; the table says the rest.
    pub alt: String,
    /// Months, oldest first.
    pub months: Vec<String>,
    /// A line each; told apart by its strokes and its name.
    pub lines: Vec<ChartLine>,
    /// Share at which a line is drawn through, 0–1.
    pub mark: f64,
    /// What that line is called.
    pub mark_text: String,
}

/// One line of a chart.
#[derive(Clone, Debug, Serialize)]
pub struct ChartLine {
    /// Name.
    pub name: String,
    /// Share for each month, 0–1; none where it is hidden.
    pub points: Vec<Option<f64>>,
}
