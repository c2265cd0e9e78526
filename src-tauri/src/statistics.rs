//! Figures over many interviews, for the window and for files.

use std::collections::BTreeMap;

use interview::brief::ReportBrief;
use serde::{Deserialize, Serialize};
use specta::Type;
use station::StationError;
use station::desk::agreement::Agreement;
use station::desk::batch;
use station::desk::figures::{Figures, per_cent};
use station::desk::statistics::{self, Dated, PositionStatistics, figures};
use station::rights::{Member, Right};
use tauri::State;
use vault::Vault;

use crate::clock::local_at;
use crate::commands::UiLanguage;
use crate::desk::Desk;
use crate::error::CommandError;
use crate::exports::{Exported, exported};
use crate::interviews::{self, InterviewRow, Name};

/// How many of a month's people went on.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct MonthShare {
    /// Month, such as `2026-11`.
    pub month: String,
    /// Per cent; none under ten decisions.
    pub share: Option<u32>,
    /// Decisions; none under ten.
    pub decided: Option<u32>,
}

/// How scores for an ability are spread.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct Spread {
    /// Key.
    pub key: String,
    /// Name.
    pub name: Name,
    /// Required.
    pub required: u32,
    /// Whole scores, lowest first; empty under ten people.
    pub scores: Vec<u32>,
    /// Lower quartile, median, upper quartile; none under ten people.
    #[specta(type = Option<[specta_typescript::Number; 3]>)]
    pub quartiles: Option<[f64; 3]>,
}

/// How many people showed a behaviour.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct BehaviourShare {
    /// Key of the ability.
    pub competency: String,
    /// In the language of the position.
    pub text: String,
    /// Per cent.
    pub share: u32,
    /// The same by month, in the order of the position's months; none under ten people.
    pub trend: Vec<Option<u32>>,
}

/// How far people agree who rated the same interviews before they saw numbers.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct AgreementFigures {
    /// Key of the ability; none for all together.
    pub key: Option<String>,
    /// Its name.
    pub name: Option<Name>,
    /// Interviews with two raters or more; none under ten.
    pub interviews: Option<u32>,
    /// Quadratically weighted kappa, −1 to 1; none under ten interviews, or where it can't be
    /// computed.
    #[specta(type = Option<specta_typescript::Number>)]
    pub kappa: Option<f64>,
    /// Pairs of levels at most one apart, per cent; none under ten interviews.
    pub within_one: Option<u32>,
}

/// Figures of one position.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct PositionFigures {
    /// Code.
    pub code: String,
    /// Name.
    pub position: Name,
    /// People with a report.
    pub people: u32,
    /// By month, oldest first.
    pub months: Vec<MonthShare>,
    /// By ability.
    pub spreads: Vec<Spread>,
    /// Most frequent first within an ability.
    pub behaviours: Vec<BehaviourShare>,
    /// The newest shown month, where fewer than 30 % went on.
    pub low: Option<MonthShare>,
    /// Agreement of raters: over all abilities, then for each.
    pub agreement: Vec<AgreementFigures>,
}

/// Figures by position, most people first. `months` is how many calendar months count, this one
/// included; 0 is all. Synthetic candidates count only where there is nobody else.
#[tauri::command]
#[specta::specta]
pub async fn statistics(
    desk: State<'_, Desk>,
    months: u32,
) -> Result<Vec<PositionFigures>, CommandError> {
    desk.blocking(move |desk| {
        let member = desk.may(Right::Compare)?;
        let since = first_month(months, crate::clock::unix_ms());
        match desk.vault()? {
            Some(vault) => {
                let all = all_figures(&vault, &member, &since)?;
                Ok(all.into_iter().map(PositionFigures::from).collect())
            }
            None => Ok(Vec::new()),
        }
    })
    .await
}

/// Figures by position, most people first, of interviews that began in month `since` or later.
fn all_figures(
    vault: &Vault,
    member: &Member,
    since: &str,
) -> Result<Vec<PositionStatistics>, StationError> {
    let mut groups: BTreeMap<String, Vec<(InterviewRow, ReportBrief)>> = BTreeMap::new();
    for (row, brief) in interviews::briefs(vault, member)? {
        if let Some(brief) = brief.filter(|_| row.started.as_str() >= since) {
            groups.entry(row.code.clone()).or_default().push((row, brief));
        }
    }
    let mut all: Vec<PositionStatistics> =
        groups.into_iter().filter_map(|(code, people)| position_figures(code, &people)).collect();
    all.sort_by_key(|position| std::cmp::Reverse(position.figures.people));
    Ok(all)
}

/// The first month that counts, such as `2026-06`; empty where all count.
fn first_month(months: u32, now_unix_ms: i64) -> String {
    if months == 0 {
        return String::new();
    }
    let days = now_unix_ms.div_euclid(86_400_000);
    let (year, month) = civil_month(days);
    let count = year * 12 + (month - 1) - i64::from(months - 1);
    format!("{:04}-{:02}", count.div_euclid(12), count.rem_euclid(12) + 1)
}

/// Year and month of a day counted from 1970-01-01 (H. Hinnant, "chrono-compatible low-level date
/// algorithms").
fn civil_month(days: i64) -> (i64, i64) {
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let day_of_era = z.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month)
}

fn position_figures(
    code: String,
    people: &[(InterviewRow, ReportBrief)],
) -> Option<PositionStatistics> {
    let name = people.first()?.1.position.clone();
    let real = people.iter().any(|(row, _)| !row.synthetic);
    let dated: Vec<Dated<'_>> = people
        .iter()
        .filter(|(row, _)| !real || !row.synthetic)
        .map(|(row, brief)| Dated { month: row.started.chars().take(7).collect(), brief })
        .collect();
    Some(PositionStatistics { code, name, figures: figures(&dated) })
}

impl From<PositionStatistics> for PositionFigures {
    fn from(of: PositionStatistics) -> Self {
        let figures = of.figures;
        let all = agreement(None, None, figures.agreement);
        let each = figures.agreements.into_iter();
        let each = each
            .map(|each| agreement(Some(each.key), Some(Name::from(&each.name)), each.agreement));
        Self {
            code: of.code,
            position: Name::from(&of.name),
            people: figures.people,
            months: figures.months.into_iter().map(MonthShare::from).collect(),
            spreads: figures.spreads.into_iter().map(Spread::from).collect(),
            behaviours: figures.behaviours.into_iter().map(BehaviourShare::from).collect(),
            low: figures.low.map(MonthShare::from),
            agreement: std::iter::once(all).chain(each).collect(),
        }
    }
}

impl From<statistics::MonthShare> for MonthShare {
    fn from(of: statistics::MonthShare) -> Self {
        Self { month: of.month, share: of.share.map(per_cent), decided: of.decided }
    }
}

impl From<statistics::Spread> for Spread {
    fn from(of: statistics::Spread) -> Self {
        Self {
            key: of.key,
            name: Name::from(&of.name),
            required: of.required,
            scores: of.scores,
            quartiles: of.quartiles,
        }
    }
}

impl From<statistics::Behaviour> for BehaviourShare {
    fn from(of: statistics::Behaviour) -> Self {
        Self {
            competency: of.competency,
            text: of.text,
            share: per_cent(of.share),
            trend: of.trend.into_iter().map(|share| share.map(per_cent)).collect(),
        }
    }
}

fn agreement(key: Option<String>, name: Option<Name>, of: Agreement) -> AgreementFigures {
    AgreementFigures {
        key,
        name,
        interviews: of.interviews,
        kappa: of.kappa,
        within_one: of.within_one.map(per_cent),
    }
}

/// What the figures are written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum FigureFile {
    /// Spreadsheet.
    Xlsx,
    /// Document.
    Pdf,
}

/// Writes the figures of [`statistics`] to the person's download folder: of one position, or of all
/// where `code` is none.
#[tauri::command]
#[specta::specta]
pub async fn export_statistics(
    desk: State<'_, Desk>,
    months: u32,
    code: Option<String>,
    file: FigureFile,
    language: UiLanguage,
) -> Result<Exported, CommandError> {
    desk.blocking(move |desk| {
        desk.may(Right::Compare)?;
        let member = desk.may(Right::Export)?;
        let vault = desk.vault()?.ok_or(StationError::Vault(vault::VaultError::NotFound))?;
        let now_unix_ms = crate::clock::unix_ms();
        let since = first_month(months, now_unix_ms);
        let mut positions = all_figures(&vault, &member, &since)?;
        positions.retain(|position| code.as_ref().is_none_or(|code| *code == position.code));
        let made = local_at(now_unix_ms);
        let language = language.into();
        let figures = Figures { positions: &positions, since: &since, made: &made, language };
        let (ending, bytes) = match file {
            FigureFile::Xlsx => ("xlsx", figures.xlsx()?),
            FigureFile::Pdf => ("pdf", figures.pdf(now_unix_ms)?),
        };
        vault.audit_by(&member.person.name, "figures.exported", "station", ending)?;
        let folder = station::home::export_dir(desk.home());
        let name = format!("statistics-{now_unix_ms}.{ending}");
        Ok(exported(batch::write_new(&folder, &name, &bytes)?))
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_counted_back_over_the_turn_of_the_year() {
        let at = |text: &str| station::review::unix_ms_of(text).unwrap();
        assert_eq!(first_month(6, at("2026-11-29T12:00:00Z")), "2026-06");
        assert_eq!(first_month(3, at("2026-01-31T23:59:59Z")), "2025-11");
        assert_eq!(first_month(1, at("2024-02-29T00:00:00Z")), "2024-02");
        assert_eq!(first_month(0, at("2024-02-29T00:00:00Z")), "");
    }
}
