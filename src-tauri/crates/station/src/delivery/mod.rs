//! Enrolment with an HRMS, and delivery of what waits in the outbox.

mod courier;
mod sender;
mod timely;

use std::path::Path;

use interview::exchange::BookedCandidate;
use interview::ports::{Outbox as _, OutboxKind};
use interview::position::Position;
use interview::report::ClockInfo;
use seal::sign::PublicKey;
use serde::{Deserialize, Serialize};
use sync::{ClientOptions, HrmsClient, StationCredentials};
use tokio::sync::watch;
use uuid::Uuid;
use vault::{Enrolment, Vault};

pub use courier::{Courier, FindVault};
pub use sender::Delivery;
pub use timely::{Timely, timely};

use crate::StationError;
use crate::clock::unix_ms;
use sender::Sender;

/// One row of the outbox for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PendingRow {
    /// Interview.
    pub interview_id: Uuid,
    /// What it sends, and where it stands.
    pub kind: serde_json::Value,
    /// State.
    pub state: serde_json::Value,
    /// Attempts that reached the HRMS and failed.
    pub attempts: u32,
}

/// A runtime for one conversation with the HRMS.
pub(crate) fn runtime() -> Result<tokio::runtime::Runtime, StationError> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .thread_name("sync")
        .enable_all()
        .build()
        .map_err(|_| StationError::Thread("sync"))
}

/// Enrols the station of `vault` at the HRMS with a code; gives the station's id there.
///
/// # Errors
/// [`StationError::Sync`]: code refused, HRMS unreachable.
pub fn enrol(vault: &Vault, url: &str, code: &str) -> Result<String, StationError> {
    enrol_by(vault, "station", url, code)
}

/// [`enrol`] under the name of whoever does it.
///
/// # Errors
/// As [`enrol`].
pub fn enrol_by(vault: &Vault, by: &str, url: &str, code: &str) -> Result<String, StationError> {
    let station = vault.station();
    let enrolled = runtime()?.block_on(sync::enrol(
        url,
        code,
        &station.signing.public(),
        &station.wrap.public(),
    ))?;
    let first = |set: &serde_json::Value| set["keys"][0].clone();
    keep_clock(vault, enrolled.server_time_offset_ms)?;
    let enrolment = Enrolment {
        hrms_url: url.to_owned(),
        station_id: enrolled.station_id.clone(),
        hrms_sign_jwk: first(&enrolled.sign_jwks),
        hrms_seal_jwk: first(&enrolled.seal_keys),
    };
    vault.set_enrolment_by(by, &enrolment)?;
    Ok(enrolled.station_id)
}

fn client(vault: &Vault, enrolment: &Enrolment) -> Result<HrmsClient, StationError> {
    let credentials = StationCredentials {
        station_id: enrolment.station_id.clone(),
        signing: vault.station().signing.clone(),
        hrms_keys: vec![PublicKey::from_jwk(&enrolment.hrms_sign_jwk)?],
    };
    Ok(HrmsClient::new(&enrolment.hrms_url, Some(credentials), ClientOptions::default())?)
}

/// Sends what may be sent now, until the outbox is empty or nothing moves any more; before that,
/// what was kept for long enough is erased ([`crate::retention`]). A second call waits for the first;
/// where another program delivers, it says after a while that everything waits.
///
/// # Errors
/// Failures of the vault; an HRMS that is away is a state, not an error.
pub fn deliver(vault: &Vault) -> Result<Delivery, StationError> {
    crate::retention::look(vault);
    let Some(enrolment) = vault.enrolment()? else {
        let pending = vault.pending().map_err(sync::SyncError::from)?.len();
        return Ok(Delivery::of("not_enrolled", pending));
    };
    // Nobody tells this call to stop.
    let (_goes_on, stop) = watch::channel(false);
    Sender::new(vault, enrolment)?.deliver(vault, stop)
}

/// Key of the vault's setting with the positions that the HRMS published.
const POSITIONS: &str = "hrms.positions";
/// Key of the vault's setting with the difference of the clocks.
const CLOCK: &str = "hrms.clock";
/// A comparison of the clocks holds for a day: a machine's clock drifts by a second or two in it.
const CLOCK_HOLDS_MS: i64 = 24 * 3_600_000;

#[derive(Serialize, Deserialize)]
struct ClockCompared {
    offset_ms: i64,
    at_unix_ms: i64,
}

fn keep_clock(vault: &Vault, offset_ms: i64) -> Result<(), StationError> {
    let compared = ClockCompared { offset_ms, at_unix_ms: unix_ms() };
    vault.set_setting(CLOCK, &compared)?;
    keep_contact(vault)
}

/// Key of the vault's setting with the time at which the HRMS answered last.
const CONTACT: &str = "hrms.contact";

#[derive(Serialize, Deserialize)]
struct Contact {
    at_unix_ms: i64,
}

fn keep_contact(vault: &Vault) -> Result<(), StationError> {
    Ok(vault.set_setting(CONTACT, &Contact { at_unix_ms: unix_ms() })?)
}

/// When the HRMS answered last, Unix milliseconds.
///
/// # Errors
/// [`StationError::Vault`].
pub fn last_contact(vault: &Vault) -> Result<Option<i64>, StationError> {
    Ok(vault.setting::<Contact>(CONTACT)?.map(|contact| contact.at_unix_ms))
}

/// The clock of this station for a report that begins at `started_wall`: compared with that of the
/// HRMS within the last day, or on its own.
///
/// # Errors
/// [`StationError::Vault`].
pub fn clock_info(vault: &Vault, started_wall: String) -> Result<ClockInfo, StationError> {
    let compared: Option<ClockCompared> = vault.setting(CLOCK)?;
    let fresh =
        |clock: &ClockCompared| (0..CLOCK_HOLDS_MS).contains(&(unix_ms() - clock.at_unix_ms));
    Ok(match compared.filter(fresh) {
        Some(clock) => ClockInfo { started_wall, offset_ms: clock.offset_ms, trusted: true },
        None => ClockInfo { started_wall, offset_ms: 0, trusted: false },
    })
}

/// Key of the vault's setting with the candidates that are booked here.
const CANDIDATES: &str = "hrms.candidates";

/// Pulls published positions and booked candidates; every position carries the HRMS's signature and
/// was checked against its own rules. Gives their numbers.
///
/// # Errors
/// [`StationError::NotEnrolled`], [`StationError::Sync`].
pub fn pull(vault: &Vault) -> Result<(usize, usize), StationError> {
    let enrolment = vault.enrolment()?.ok_or(StationError::NotEnrolled)?;
    let client = client(vault, &enrolment)?;
    let runtime = runtime()?;
    let snapshot = runtime.block_on(client.snapshot())?;
    keep_clock(vault, runtime.block_on(client.ping())?)?;
    vault.set_setting(POSITIONS, &snapshot.positions)?;
    vault.set_setting(CANDIDATES, &snapshot.candidates)?;
    Ok((snapshot.positions.len(), snapshot.candidates.len()))
}

/// Asks the HRMS whether it knows this station. Gives by how many milliseconds its clock is ahead.
///
/// # Errors
/// [`StationError::NotEnrolled`]; [`StationError::Sync`] where it is away or refuses the station.
pub fn test_connection(vault: &Vault) -> Result<i64, StationError> {
    let enrolment = vault.enrolment()?.ok_or(StationError::NotEnrolled)?;
    let client = client(vault, &enrolment)?;
    let runtime = runtime()?;
    let offset_ms = runtime.block_on(client.ping())?;
    // Anybody is told the time; what is meant for stations is given to a known one only.
    runtime.block_on(client.snapshot())?;
    keep_clock(vault, offset_ms)?;
    Ok(offset_ms)
}

/// The positions that were pulled last.
///
/// # Errors
/// [`StationError::Vault`].
pub fn positions(vault: &Vault) -> Result<Vec<Position>, StationError> {
    Ok(vault.setting(POSITIONS)?.unwrap_or_default())
}

/// The candidates that were pulled last.
///
/// # Errors
/// [`StationError::Vault`].
pub fn booked(vault: &Vault) -> Result<Vec<BookedCandidate>, StationError> {
    Ok(vault.setting(CANDIDATES)?.unwrap_or_default())
}

/// The positions pulled into `home`; none where there is no vault yet.
///
/// # Errors
/// [`StationError::Vault`].
pub fn pulled_positions(home: &Path) -> Result<Vec<Position>, StationError> {
    if !home.join("station.db").exists() {
        return Ok(Vec::new());
    }
    positions(&crate::home::open(home)?)
}

/// Whether nothing of an interview's report is left to be sent, and there is an HRMS that has it.
///
/// # Errors
/// [`StationError::Vault`]; [`StationError::Sync`] where the store fails.
pub(crate) fn has_report(vault: &Vault, interview_id: Uuid) -> Result<bool, StationError> {
    let rows = vault.pending().map_err(sync::SyncError::from)?;
    let waits = rows.iter().any(|row| {
        let kind = matches!(row.kind, OutboxKind::Interview | OutboxKind::Report { .. });
        kind && row.interview_id == interview_id
    });
    Ok(!waits && vault.enrolment()?.is_some())
}

/// What waits in the outbox.
///
/// # Errors
/// [`StationError::Sync`] where the store fails.
pub fn pending(vault: &Vault) -> Result<Vec<PendingRow>, StationError> {
    let rows = vault.pending().map_err(sync::SyncError::from)?;
    rows.into_iter()
        .map(|row| {
            Ok(PendingRow {
                interview_id: row.interview_id,
                kind: serde_json::to_value(&row.kind)?,
                state: serde_json::to_value(&row.state)?,
                attempts: row.attempts,
            })
        })
        .collect()
}
