//! The HRMS: enrolment and delivery.

use std::process::ExitCode;

use serde::Serialize;
use station::delivery::{self, Courier, PendingRow};
use station::session::SyncOutcome;
use uuid::Uuid;
use vault::Vault;

use super::{failure, home_of};
use crate::args::{HomeArg, SyncAction};
use crate::console::{Console, Failure};

/// Exit code where the HRMS was needed and can't be reached.
const UNREACHABLE: u8 = 7;

#[derive(Serialize)]
struct EnrollOutput {
    station_id: String,
    url: String,
    fingerprint: String,
}

/// `station enroll`.
pub fn enroll(
    url: &str,
    code: &str,
    home: &HomeArg,
    console: &Console,
) -> Result<ExitCode, Failure> {
    let vault = station::home::open_or_create(&home_of(home)).map_err(failure)?;
    let station_id = delivery::enrol(&vault, url, code).map_err(failure)?;
    // A station that still waits for approval pulls at its first `sync now`.
    if let Err(error) = delivery::pull(&vault) {
        tracing::warn!(%error, "nothing was pulled yet");
    }
    let fingerprint = vault.station().signing.public().thumbprint();
    let output = EnrollOutput { station_id, url: url.to_owned(), fingerprint };
    console.result(&output, |o| {
        format!("{} {} ({})", console.text("enroll.done"), o.station_id, o.fingerprint)
    })?;
    Ok(ExitCode::SUCCESS)
}

#[derive(Serialize)]
struct StatusOutput {
    enrolled: bool,
    pending: Vec<PendingRow>,
}

/// `station sync`.
pub fn sync(action: SyncAction, console: &Console) -> Result<ExitCode, Failure> {
    match action {
        SyncAction::Status(home) => {
            let vault = station::home::open(&home_of(&home)).map_err(failure)?;
            let enrolled = vault.enrolment().map_err(failure)?.is_some();
            let pending = delivery::pending(&vault).map_err(failure)?;
            let output = StatusOutput { enrolled, pending };
            console.result(&output, |o| {
                if o.pending.is_empty() {
                    return console.text("sync.nothing");
                }
                let lines = o.pending.iter().map(|row| {
                    format!("{}  {}  {}", row.interview_id, row.kind["kind"], row.state["state"])
                });
                lines.collect::<Vec<_>>().join("\n")
            })?;
            Ok(ExitCode::SUCCESS)
        }
        SyncAction::Now(home) => {
            let vault = station::home::open(&home_of(&home)).map_err(failure)?;
            if vault.enrolment().map_err(failure)?.is_none() {
                return Err(failure(station::StationError::NotEnrolled));
            }
            let delivery = delivery::deliver(&vault).map_err(failure)?;
            if delivery.state != "unreachable" {
                delivery::pull(&vault).map_err(failure)?;
            }
            console.result(&delivery, |d| {
                format!("{} {}", console.text(&format!("sync.state.{}", d.state)), d.detail)
            })?;
            let away = delivery.state == "unreachable";
            Ok(if away { ExitCode::from(UNREACHABLE) } else { ExitCode::SUCCESS })
        }
        SyncAction::Follow(home) => {
            let vault = station::home::open(&home_of(&home)).map_err(failure)?;
            let _courier =
                Courier::start(Box::new(move || Ok(Some(vault.clone())))).map_err(failure)?;
            // Until a signal ends the program; what it was sending is asked for at the next start.
            loop {
                std::thread::park();
            }
        }
    }
}

/// Delivers after an interview; an HRMS that is away is no failure of the interview.
pub fn deliver(vault: &Vault, console: &Console) -> Result<SyncOutcome, Failure> {
    console.watcher().tell("progress.sync", "", None);
    let delivery = delivery::deliver(vault).map_err(failure)?;
    Ok(SyncOutcome { state: delivery.state, detail: delivery.detail })
}

/// The state of an interview after its delivery.
pub fn state_now(vault: &Vault, interview_id: Uuid) -> Result<String, Failure> {
    Ok(vault.show(interview_id).map_err(failure)?.summary.state)
}
