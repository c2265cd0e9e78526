//! Keys, clock, HR system and delivery: what stands in the vault. Asks nobody on the network.

use std::collections::BTreeSet;

use interview::error::Faulty as _;
use interview::ports::{Outbox as _, OutboxState};
use vault::Vault;

use super::{Check, Fact};
use crate::StationError;
use crate::clock::unix_ms;
use crate::delivery;

/// From this difference on a clock is called wrong, in milliseconds: reports tell times by the minute.
const CLOCK_OFF_MS: u64 = 60_000;
/// An HR system that has not answered for so long is called silent, in milliseconds: a day, as the
/// comparison of the clocks holds.
const SILENT_MS: i64 = 24 * 3_600_000;

/// All are warnings at most: an interview is possible without an HR system.
pub(super) fn checks(vault: &Vault) -> Vec<Check> {
    let of = |name, result: Result<Check, StationError>| {
        result.unwrap_or_else(|error| {
            let (code, detail) = (error.fault().code, error.to_string());
            Check::missing(name, Fact::VaultShut, code, detail)
        })
    };
    vec![
        keys(vault),
        of("clock", clock(vault)),
        of("hrms", hrms(vault)),
        of("delivery", delivered(vault)),
    ]
}

fn keys(vault: &Vault) -> Check {
    let fingerprint = vault.station().signing.public().thumbprint();
    if vault.simulated_parts().is_empty() {
        Check::good("keys", Fact::KeysPassphrase, fingerprint)
    } else {
        Check::good("keys", Fact::KeysSimulated, format!("{fingerprint}, simulated keystore"))
    }
}

fn clock(vault: &Vault) -> Result<Check, StationError> {
    let clock = delivery::clock_info(vault, String::new())?;
    if !clock.trusted {
        return Ok(Check::good("clock", Fact::ClockAlone, "not compared within a day"));
    }
    let detail = format!("the HRMS is {} ms ahead", clock.offset_ms);
    let seconds = clock.offset_ms / 1_000;
    Ok(if clock.offset_ms.unsigned_abs() < CLOCK_OFF_MS {
        Check::good("clock", Fact::ClockAgrees, detail).number(seconds)
    } else {
        Check::warn("clock", Fact::ClockOff, "hrms.clock_skew", detail).number(seconds)
    })
}

fn hrms(vault: &Vault) -> Result<Check, StationError> {
    let Some(enrolment) = vault.enrolment()? else {
        return Ok(Check::good("hrms", Fact::HrmsNone, "not enrolled"));
    };
    let Some(at_unix_ms) = delivery::last_contact(vault)? else {
        return Ok(Check::good("hrms", Fact::HrmsNever, enrolment.station_id));
    };
    let ago_ms = (unix_ms() - at_unix_ms).max(0);
    let detail = format!("{}, answered {} min ago", enrolment.station_id, ago_ms / 60_000);
    Ok(if ago_ms < SILENT_MS {
        Check::good("hrms", Fact::HrmsAnswers, detail).number(ago_ms / 60_000)
    } else {
        Check::warn("hrms", Fact::HrmsSilent, "hrms.unreachable", detail).number(ago_ms / 3_600_000)
    })
}

fn delivered(vault: &Vault) -> Result<Check, StationError> {
    let rows = vault.pending().map_err(sync::SyncError::from)?;
    let parked: BTreeSet<_> = rows
        .iter()
        .filter(|row| matches!(row.state, OutboxState::Parked { .. }))
        .map(|row| row.interview_id)
        .collect();
    let waiting: BTreeSet<_> = rows.iter().map(|row| row.interview_id).collect();
    let detail = format!("{} wait, {} refused", waiting.len(), parked.len());
    Ok(if !parked.is_empty() {
        Check::warn("delivery", Fact::DeliveryParked, "hrms.refused", detail)
            .number(parked.len() as u64)
    } else if waiting.is_empty() {
        Check::good("delivery", Fact::DeliveryClear, detail)
    } else {
        Check::good("delivery", Fact::DeliveryWaits, detail).number(waiting.len() as u64)
    })
}
