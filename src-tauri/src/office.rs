//! Around the interviews: the log.

use serde::Serialize;
use specta::Type;
use station::StationError;
use station::rights::Right;
use tauri::State;
use vault::Vault;

use crate::desk::Desk;
use crate::error::CommandError;

/// Entries of the log that are shown at most.
const LOG_ENTRIES: u32 = 2000;

/// One entry of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct LogLine {
    /// `station` or the id of an interview.
    pub scope: String,
    /// Number in its chain.
    pub number: u32,
    /// Unix milliseconds.
    #[specta(type = specta_typescript::Number)]
    pub at_unix_ms: i64,
    /// Who: `station`, or the name of a person.
    pub actor: String,
    /// What, as a stable code.
    pub action: String,
    /// More of it: codes, ids and numbers.
    pub detail: String,
    /// Hash of the entry, hex.
    pub hash: String,
}

/// Whether the chains hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct LogState {
    /// Chains.
    pub chains: u32,
    /// Entries.
    pub entries: u32,
    /// Scopes whose chain is broken.
    pub broken: Vec<String>,
}

/// The newest entries of the log.
#[tauri::command]
#[specta::specta]
pub async fn log_lines(desk: State<'_, Desk>) -> Result<Vec<LogLine>, CommandError> {
    desk.blocking(|desk| {
        desk.may(Right::Log)?;
        match desk.vault()? {
            Some(vault) => Ok(lines(&vault)?),
            None => Ok(Vec::new()),
        }
    })
    .await
}

fn lines(vault: &Vault) -> Result<Vec<LogLine>, StationError> {
    let lines = vault.log(LOG_ENTRIES)?.into_iter();
    Ok(lines
        .map(|line| LogLine {
            scope: line.scope,
            number: u32::try_from(line.entry.seq).unwrap_or(u32::MAX),
            at_unix_ms: line.entry.at_unix_ms,
            actor: line.entry.actor,
            action: line.entry.action,
            detail: line.entry.detail,
            hash: line.entry.hash,
        })
        .collect())
}

/// Checks all chains of the log from their beginnings.
#[tauri::command]
#[specta::specta]
pub async fn verify_log(desk: State<'_, Desk>) -> Result<LogState, CommandError> {
    desk.blocking(|desk| {
        let person = desk.may(Right::Log)?.person;
        let Some(vault) = desk.vault()? else {
            return Ok(LogState { chains: 0, entries: 0, broken: Vec::new() });
        };
        let state = vault.verify_chains()?;
        vault.audit_by(&person.name, "log.verified", "", &state.broken.len().to_string())?;
        Ok(LogState {
            chains: state.chains,
            entries: u32::try_from(state.entries).unwrap_or(u32::MAX),
            broken: state.broken.into_iter().map(|(scope, _)| scope).collect(),
        })
    })
    .await
}
