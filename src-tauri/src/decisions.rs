//! Who decided what and why: for those who check, and for nobody to change.

use serde::Serialize;
use specta::Type;
use station::decisions::{self, Taken};
use station::rights::Right;
use tauri::State;

use crate::desk::Desk;
use crate::error::CommandError;
use crate::review::DeskOutcome;

/// Decisions that are shown at most.
const SHOWN: usize = 500;

/// A decision, also one that was taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct DecisionLine {
    /// Interview.
    pub id: String,
    /// Who decided.
    pub by: String,
    /// When, Unix milliseconds.
    #[specta(type = specta_typescript::Number)]
    pub at_unix_ms: i64,
    /// What; none where the interview was erased since.
    pub outcome: Option<DeskOutcome>,
    /// Why; none where the interview was erased since.
    pub reason: Option<String>,
    /// When it was taken back, Unix milliseconds.
    #[specta(type = Option<specta_typescript::Number>)]
    pub undone_at_unix_ms: Option<i64>,
}

impl From<Taken> for DecisionLine {
    fn from(taken: Taken) -> Self {
        Self {
            id: taken.interview_id.to_string(),
            by: taken.by,
            at_unix_ms: taken.at_unix_ms,
            outcome: taken.outcome.map(DeskOutcome::from),
            reason: taken.reason,
            undone_at_unix_ms: taken.undone_at_unix_ms,
        }
    }
}

/// The newest decisions, newest first. That somebody looked stands in the log.
#[tauri::command]
#[specta::specta]
pub async fn decisions(desk: State<'_, Desk>) -> Result<Vec<DecisionLine>, CommandError> {
    desk.blocking(|desk| {
        let person = desk.may(Right::Decisions)?.person;
        let Some(vault) = desk.vault()? else { return Ok(Vec::new()) };
        let taken = decisions::taken(&vault, SHOWN)?;
        vault.audit_by(&person.name, "decisions.read", "station", &taken.len().to_string())?;
        Ok(taken.into_iter().map(DecisionLine::from).collect())
    })
    .await
}
