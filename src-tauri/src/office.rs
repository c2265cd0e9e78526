//! Around the interviews: log, policy pack.

use serde::Serialize;
use specta::Type;
use station::StationError;
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
        desk.person()?;
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
        let person = desk.person()?;
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

/// A module of the policy pack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct PolicyModule {
    /// Name.
    pub name: String,
    /// Whether it may be loaded.
    pub on: bool,
}

/// The policy pack, as it is in force.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct PolicyView {
    /// Region.
    pub region: String,
    /// Version.
    pub version: String,
    /// Modules.
    pub modules: Vec<PolicyModule>,
    /// Purposes that are asked for consent.
    pub consents: Vec<String>,
    /// Days that a session is kept after its receipt.
    pub retention_days: u32,
    /// Actions of a liveness challenge.
    pub challenge_actions: u32,
    /// Cosine from which card and face belong together.
    #[specta(type = specta_typescript::Number)]
    pub match_threshold: f64,
    /// Whether recordings may be sent.
    pub sync_media: bool,
    /// Whether a second reviewer rates first.
    pub review_rate_first: bool,
}

/// The policy pack in force; it ships with the program and is read-only here.
#[tauri::command]
#[specta::specta]
pub async fn policy_pack(desk: State<'_, Desk>) -> Result<PolicyView, CommandError> {
    desk.blocking(|_| {
        let policy = station::library::policy()?;
        let off = policy.modules_off();
        let modules = ["expression", "anti_spoofing", "face_match", "prosody"];
        Ok(PolicyView {
            region: policy.region,
            version: policy.version,
            modules: modules
                .into_iter()
                .map(|name| PolicyModule {
                    name: name.to_owned(),
                    on: !off.iter().any(|module| module == name),
                })
                .collect(),
            consents: policy.consents,
            retention_days: policy.retention_days,
            challenge_actions: u32::try_from(policy.identity.challenge_actions).unwrap_or(u32::MAX),
            match_threshold: policy.identity.match_threshold,
            sync_media: policy.sync_media,
            review_rate_first: policy.review_rate_first,
        })
    })
    .await
}
