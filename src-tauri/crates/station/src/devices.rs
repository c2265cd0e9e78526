//! Which camera, microphone and loudspeaker this station uses: the system's default ones, or those
//! that somebody chose at the desk. What was chosen counts from the next candidate on.
//!
//! Nothing steps in for a chosen device that is not plugged in: another microphone may hear another
//! room. The kiosk then goes on as without that device.

use capture::DeviceInfo;
use serde::{Deserialize, Serialize};
use vault::Vault;

use crate::StationError;

/// Name of the setting.
const SETTING: &str = "station.devices";

/// What was chosen; none of a kind stands for the system's default.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChosenDevices {
    /// Camera.
    pub camera: Option<DeviceInfo>,
    /// Microphone.
    pub microphone: Option<DeviceInfo>,
    /// Loudspeaker or headset.
    pub loudspeaker: Option<DeviceInfo>,
}

/// What was chosen last; the system's defaults before that.
///
/// # Errors
/// [`StationError::Vault`].
pub fn chosen(vault: &Vault) -> Result<ChosenDevices, StationError> {
    Ok(vault.setting(SETTING)?.unwrap_or_default())
}

/// Keeps a choice; the log says who made it, in the same transaction.
///
/// # Errors
/// [`StationError::Vault`].
pub fn choose(vault: &Vault, by: &str, chosen: &ChosenDevices) -> Result<(), StationError> {
    let id = |device: &Option<DeviceInfo>| {
        device.as_ref().map_or_else(|| "default".to_owned(), |device| device.id.clone())
    };
    let ChosenDevices { camera, microphone, loudspeaker } = chosen;
    let detail = format!(
        "camera={} microphone={} loudspeaker={}",
        id(camera),
        id(microphone),
        id(loudspeaker)
    );
    let settings = [(SETTING, serde_json::to_value(chosen)?)];
    Ok(vault.set_on_record_by(by, &settings, "settings.devices", "station", &detail)?)
}
