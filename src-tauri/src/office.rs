//! Around the interviews: log and sync queue.

use interview::ports::{Outbox as _, OutboxKind, OutboxState};
use serde::Serialize;
use specta::Type;
use station::StationError;
use tauri::State;
use uuid::Uuid;
use vault::Vault;

use crate::commands::found;
use crate::desk::Desk;
use crate::error::CommandError;
use crate::interviews::{self, InterviewRow};

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

/// What a row of the queue sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum QueuedKind {
    /// That the interview exists.
    Interview,
    /// A revision of the report.
    Report,
    /// The list of a recording's segments.
    Manifest,
    /// A recording.
    Recording,
    /// Asks for the receipt.
    Receipt,
    /// That the candidate has withdrawn.
    Withdrawal,
}

/// Where a row stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum QueuedState {
    /// In line.
    Ready,
    /// Being sent.
    Sending,
    /// Tried, and tried again later by itself.
    Waiting,
    /// Refused; a person has to look.
    Parked,
}

/// A row of the queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct QueuedRow {
    /// What.
    pub kind: QueuedKind,
    /// State.
    pub state: QueuedState,
    /// Code of the reason, where it was refused.
    pub reason: String,
    /// Attempts that failed.
    pub attempts: u32,
    /// Bytes to send; 0 where it is only a question.
    #[specta(type = specta_typescript::Number)]
    pub bytes: u64,
}

/// What of one interview waits.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct Queued {
    /// Line.
    pub row: InterviewRow,
    /// Rows in the order of sending.
    pub rows: Vec<QueuedRow>,
}

/// The queue.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Type)]
pub struct SyncQueue {
    /// Address of the HRMS; none before enrolment.
    pub hrms: Option<String>,
    /// Id of this station there.
    pub station_id: Option<String>,
    /// Interviews with something to send, oldest first.
    pub waiting: Vec<Queued>,
    /// Withdrawals that the HRMS was not told of yet; nothing else of those interviews is here.
    pub withdrawals: Vec<QueuedRow>,
    /// Interviews that were delivered.
    pub delivered: u32,
}

/// What waits for the HRMS, and why.
#[tauri::command]
#[specta::specta]
pub async fn sync_queue(desk: State<'_, Desk>) -> Result<SyncQueue, CommandError> {
    desk.blocking(|desk| Ok(queue(desk)?)).await
}

fn queue(desk: &Desk) -> Result<SyncQueue, StationError> {
    let person = desk.person()?;
    let Some(vault) = desk.vault()? else {
        return Ok(SyncQueue::default());
    };
    let enrolment = vault.enrolment()?;
    let mut waiting: Vec<(Uuid, Vec<QueuedRow>)> = Vec::new();
    let mut withdrawals = Vec::new();
    for item in vault.pending().map_err(sync_failed)? {
        let bytes = match &item.kind {
            OutboxKind::Upload { part } => {
                vault.sealed_len(item.interview_id, part).map_err(sync_failed)?
            }
            _ => item.payload.len() as u64,
        };
        let (state, reason) = match item.state {
            OutboxState::Ready | OutboxState::Acked => (QueuedState::Ready, String::new()),
            OutboxState::Sending => (QueuedState::Sending, String::new()),
            OutboxState::Waiting { .. } | OutboxState::Unknown => {
                (QueuedState::Waiting, String::new())
            }
            OutboxState::Parked { reason } => (QueuedState::Parked, reason),
        };
        let kind = match item.kind {
            OutboxKind::Interview => QueuedKind::Interview,
            OutboxKind::Report { .. } => QueuedKind::Report,
            OutboxKind::Manifest { .. } => QueuedKind::Manifest,
            OutboxKind::Upload { .. } => QueuedKind::Recording,
            OutboxKind::Receipt => QueuedKind::Receipt,
            OutboxKind::Withdrawal => QueuedKind::Withdrawal,
        };
        let row = QueuedRow { kind, state, reason, attempts: item.attempts, bytes };
        if kind == QueuedKind::Withdrawal {
            withdrawals.push(row);
            continue;
        }
        match waiting.iter_mut().find(|(id, _)| *id == item.interview_id) {
            Some((_, rows)) => rows.push(row),
            None => waiting.push((item.interview_id, vec![row])),
        }
    }
    let delivered = vault.list()?.iter().filter(|s| s.sync == vault::SyncState::Done).count();
    let waiting = waiting
        .into_iter()
        .map(|(id, rows)| {
            Ok(Queued { row: interviews::line_and_parts(&vault, id, &person)?.0, rows })
        })
        .collect::<Result<_, StationError>>()?;
    Ok(SyncQueue {
        hrms: enrolment.as_ref().map(|enrolment| enrolment.hrms_url.clone()),
        station_id: enrolment.map(|enrolment| enrolment.station_id),
        waiting,
        withdrawals,
        delivered: u32::try_from(delivered).unwrap_or(u32::MAX),
    })
}

fn sync_failed(error: interview::ports::StoreFailure) -> StationError {
    StationError::from(vault::VaultError::from(std::io::Error::other(error)))
}

/// Puts refused rows of an interview back in line and sends what may be sent; without an interview,
/// refused withdrawals. Takes as long as the HRMS does.
#[tauri::command]
#[specta::specta]
pub async fn send_now(
    desk: State<'_, Desk>,
    id: Option<String>,
) -> Result<SyncQueue, CommandError> {
    desk.blocking(move |desk| {
        if let Some(id) = id {
            let (vault, id) = found(desk, &id)?;
            vault.unpark(id)?;
        } else if let Some(vault) = desk.vault()? {
            let rows = vault.pending().map_err(sync_failed)?;
            for row in rows.iter().filter(|row| row.kind == OutboxKind::Withdrawal) {
                vault.unpark(row.interview_id)?;
            }
        }
        if let Some(vault) = desk.vault()? {
            if vault.enrolment()?.is_none() {
                return Err(StationError::NotEnrolled.into());
            }
            station::delivery::deliver(&vault)?;
        }
        Ok(queue(desk)?)
    })
    .await
}

/// Whether the HR system answers this station.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
pub struct Connection {
    /// By how many milliseconds its clock is ahead of this one.
    #[specta(type = specta_typescript::Number)]
    pub clock_ahead_ms: i64,
}

/// Asks the HR system whether it knows this station.
#[tauri::command]
#[specta::specta]
pub async fn test_connection(desk: State<'_, Desk>) -> Result<Connection, CommandError> {
    desk.blocking(|desk| {
        desk.person()?;
        let vault = desk.vault()?.ok_or(StationError::NotEnrolled)?;
        Ok(Connection { clock_ahead_ms: station::delivery::test_connection(&vault)? })
    })
    .await
}
