//! What the window may ask. Each command hands its work on and translates the result.

use interview::transcript::Language;
use serde::{Deserialize, Serialize};
use specta::Type;
use station::StationError;
use station::doctor::{Check, Fact, Finding};
use station::rights::{Member, Right};
use tauri::{State, WebviewWindow};
use uuid::Uuid;

use crate::desk::Desk;
use crate::error::CommandError;
use crate::interviews::{self, InterviewRow};
use crate::review::commands::require_numbers;

/// Language of the interface.
#[derive(Clone, Copy, Debug, Deserialize, Type)]
pub enum UiLanguage {
    /// Chinese, simplified.
    #[serde(rename = "zh-CN")]
    Zh,
    /// English.
    #[serde(rename = "en")]
    En,
}

impl From<UiLanguage> for Language {
    fn from(language: UiLanguage) -> Self {
        match language {
            UiLanguage::Zh => Self::Zh,
            UiLanguage::En => Self::En,
        }
    }
}

/// How a check came out.
#[derive(Clone, Copy, Debug, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum HealthFinding {
    /// As it should be.
    Good,
    /// An interview is possible, with less.
    Warning,
    /// No interview is possible.
    Missing,
}

/// One check of this machine.
#[derive(Clone, Debug, Serialize, Type)]
pub struct HealthCheck {
    /// `doctor.<name>` is its text.
    pub name: String,
    /// How it came out.
    pub finding: HealthFinding,
    /// Code of the fault; empty where all is well.
    pub code: String,
    /// What was found; `health.fact.<fact>` is its sentence.
    pub fact: Fact,
    /// The figure in it; 0 where it has none.
    #[specta(type = specta_typescript::Number)]
    pub number: i64,
    /// The name in it; empty where it has none.
    pub named: String,
}

/// Whether this machine is ready for an interview.
#[derive(Clone, Debug, Serialize, Type)]
pub struct StationHealth {
    /// Whether an interview is possible.
    pub ok: bool,
    /// When it was examined, Unix milliseconds.
    #[specta(type = specta_typescript::Number)]
    pub at_unix_ms: i64,
    /// Version of this program.
    pub program: String,
    /// Version of the rubric by which it scores.
    pub rubric: String,
    /// Id under which the HRMS knows this station; none before enrolment.
    pub station_id: Option<String>,
    /// The checks.
    pub checks: Vec<HealthCheck>,
}

impl From<Check> for HealthCheck {
    fn from(check: Check) -> Self {
        let finding = match check.finding {
            Finding::Good => HealthFinding::Good,
            Finding::Warning => HealthFinding::Warning,
            Finding::Missing => HealthFinding::Missing,
        };
        Self {
            name: check.name.to_owned(),
            finding,
            code: check.code,
            fact: check.fact,
            number: check.number,
            named: check.named,
        }
    }
}

/// All stored interviews, newest first. Empty where there is no vault yet.
#[tauri::command]
#[specta::specta]
pub async fn list_interviews(desk: State<'_, Desk>) -> Result<Vec<InterviewRow>, CommandError> {
    desk.blocking(|desk| {
        let member = desk.may(Right::List)?;
        match desk.vault()? {
            Some(vault) => Ok(desk.read_list(&vault, |vault| interviews::list(vault, &member))?),
            None => Ok(Vec::new()),
        }
    })
    .await
}

/// The report as a page without outside resources. That it was read stands in the audit log.
#[tauri::command]
#[specta::specta]
pub async fn report_page(
    desk: State<'_, Desk>,
    id: String,
    language: UiLanguage,
) -> Result<String, CommandError> {
    desk.blocking(move |desk| {
        let (vault, id, Member { person, .. }) = desk.may_with(Right::Read, &id)?;
        let stored = vault.report(id)?.ok_or(StationError::NoReport(id))?;
        require_numbers(&vault, id, &person)?;
        vault.audit_by(&person.name, "report.read", &id.to_string(), "page")?;
        Ok(station::export::page(&vault, &stored.bytes, language.into(), true)?)
    })
    .await
}

/// Address on loopback under which this window may play a recorded part. That it was opened
/// stands in the audit log.
#[tauri::command]
#[specta::specta]
pub async fn media_url(
    window: WebviewWindow,
    desk: State<'_, Desk>,
    id: String,
    part: String,
) -> Result<String, CommandError> {
    let reader = desk
        .blocking(move |desk| {
            let (vault, id, member) = desk.may_with(Right::Play, &id)?;
            let reader = vault.open_part(id, &part)?;
            vault.audit_by(&member.person.name, "media.opened", &id.to_string(), &part)?;
            Ok(reader)
        })
        .await?;
    Ok(desk.publish(window.label(), Box::new(reader)).await?)
}

/// Examines this machine; takes a few seconds, since the model files are looked at.
#[tauri::command]
#[specta::specta]
pub async fn station_health(desk: State<'_, Desk>) -> Result<StationHealth, CommandError> {
    desk.blocking(|desk| {
        // First, so that interrupted sessions are recovered once, not by two at a time. A vault that
        // does not open is one of the checks.
        let vault = desk.vault().ok().flatten();
        let diagnosis = station::doctor::examine(desk.home());
        let enrolment = vault.and_then(|vault| vault.enrolment().ok().flatten());
        Ok(StationHealth {
            ok: diagnosis.ok,
            at_unix_ms: crate::clock::unix_ms(),
            program: env!("CARGO_PKG_VERSION").to_owned(),
            rubric: scoring::RUBRIC_VERSION.to_owned(),
            station_id: enrolment.map(|enrolment| enrolment.station_id),
            checks: diagnosis.checks.into_iter().map(HealthCheck::from).collect(),
        })
    })
    .await
}

/// The vault and the id of an interview that a window named.
///
/// # Errors
/// [`StationError::UnknownInterview`].
pub(crate) fn found(desk: &Desk, id: &str) -> Result<(vault::Vault, Uuid), StationError> {
    let unknown = || StationError::UnknownInterview(id.to_owned());
    let uuid = id.parse().map_err(|_| unknown())?;
    Ok((desk.vault()?.ok_or_else(unknown)?, uuid))
}
