//! What waits for the HRMS: the sync page of the desk.

use std::collections::BTreeSet;
use std::time::Duration;

use interview::ports::{Outbox as _, OutboxKind, OutboxState};
use serde::Serialize;
use specta::Type;
use station::StationError;
use station::delivery::{Courier, Delivery};
use station::rights::Right;
use tauri::State;
use uuid::Uuid;
use vault::Vault;

use crate::desk::Desk;
use crate::error::CommandError;
use crate::interviews::{self, InterviewRow};

/// How long a person who has something sent waits for what comes of it.
const PATIENCE: Duration = Duration::from_secs(30);

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

/// The newest deliveries against ten minutes, from the end of the interview to the receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
pub struct Timeliness {
    /// Deliveries that were looked at.
    pub of: u32,
    /// Those among them that took ten minutes at most.
    pub within: u32,
    /// How long that of the newest interview took, in seconds.
    pub newest_s: u32,
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
    /// How fast; none before the first.
    pub timely: Option<Timeliness>,
}

/// Whether the HRMS can't be reached at the moment; whoever lists interviews may know.
#[tauri::command]
#[specta::specta]
pub async fn hrms_away(desk: State<'_, Desk>) -> Result<bool, CommandError> {
    desk.may(Right::List)?;
    Ok(desk.courier().is_some_and(Courier::is_away))
}

/// What waits for the HRMS, and why.
#[tauri::command]
#[specta::specta]
pub async fn sync_queue(desk: State<'_, Desk>) -> Result<SyncQueue, CommandError> {
    desk.blocking(|desk| Ok(queue(desk)?)).await
}

fn queue(desk: &Desk) -> Result<SyncQueue, StationError> {
    let member = desk.may(Right::Sync)?;
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
            Ok(Queued { row: interviews::line_and_parts(&vault, id, &member)?.0, rows })
        })
        .collect::<Result<_, StationError>>()?;
    Ok(SyncQueue {
        hrms: enrolment.as_ref().map(|enrolment| enrolment.hrms_url.clone()),
        station_id: enrolment.map(|enrolment| enrolment.station_id),
        waiting,
        withdrawals,
        delivered: u32::try_from(delivered).unwrap_or(u32::MAX),
        timely: timeliness(&vault)?,
    })
}

fn timeliness(vault: &Vault) -> Result<Option<Timeliness>, StationError> {
    Ok(station::delivery::timely(vault)?.map(|timely| Timeliness {
        of: u32::try_from(timely.of).unwrap_or(u32::MAX),
        within: u32::try_from(timely.within).unwrap_or(u32::MAX),
        newest_s: u32::try_from(timely.newest_ms / 1_000).unwrap_or(u32::MAX),
    }))
}

pub(crate) fn sync_failed(error: interview::ports::StoreFailure) -> StationError {
    StationError::from(vault::VaultError::from(std::io::Error::other(error)))
}

/// What came of sending.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum SentState {
    /// Nothing is left.
    Delivered,
    /// It is still being sent.
    Sending,
    /// Something waits, and is tried again by itself.
    Waiting,
    /// Something was refused; a person has to look.
    Parked,
    /// The HRMS can't be reached.
    Unreachable,
}

/// The queue after somebody had it sent.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct Sent {
    /// What came of it.
    pub state: SentState,
    /// Code of what stood in the way; empty where nothing did, or where the rows themselves say it.
    pub code: String,
    /// Rows that the HRMS took.
    pub acked: u32,
    /// What is left.
    pub queue: SyncQueue,
}

/// Puts refused rows of an interview back in line and sends what may be sent; without an interview,
/// all that were refused. Waits for what comes of it, not longer than a person does.
#[tauri::command]
#[specta::specta]
pub async fn send_now(desk: State<'_, Desk>, id: Option<String>) -> Result<Sent, CommandError> {
    desk.blocking(move |desk| {
        desk.may(Right::Send)?;
        let vault = desk.vault()?.ok_or(StationError::NotEnrolled)?;
        if vault.enrolment()?.is_none() {
            return Err(StationError::NotEnrolled.into());
        }
        match id {
            Some(id) => {
                vault.unpark(desk.may_with(Right::Send, &id)?.1)?;
            }
            None => unpark_all(&vault)?,
        }
        let delivery = match desk.courier() {
            Some(courier) => courier.send(PATIENCE)?,
            None => Some(station::delivery::deliver(&vault)?),
        };
        Ok(sent(delivery, queue(desk)?))
    })
    .await
}

fn unpark_all(vault: &Vault) -> Result<(), StationError> {
    let rows = vault.pending().map_err(sync_failed)?.into_iter();
    let parked = rows.filter(|row| matches!(row.state, OutboxState::Parked { .. }));
    let interviews: BTreeSet<Uuid> = parked.map(|row| row.interview_id).collect();
    for interview_id in interviews {
        vault.unpark(interview_id)?;
    }
    Ok(())
}

fn sent(delivery: Option<Delivery>, queue: SyncQueue) -> Sent {
    let Some(delivery) = delivery else {
        return Sent { state: SentState::Sending, code: String::new(), acked: 0, queue };
    };
    let state = match delivery.state.as_str() {
        "delivered" => SentState::Delivered,
        "parked" => SentState::Parked,
        "unreachable" => SentState::Unreachable,
        _ => SentState::Waiting,
    };
    let code = delivery.detail.split(':').next().filter(|code| code.starts_with("hrms."));
    let code = code.unwrap_or_default().to_owned();
    Sent { state, code, acked: delivery.acked, queue }
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
        desk.may(Right::Send)?;
        let vault = desk.vault()?.ok_or(StationError::NotEnrolled)?;
        Ok(Connection { clock_ahead_ms: station::delivery::test_connection(&vault)? })
    })
    .await
}
