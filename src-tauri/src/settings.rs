//! Settings of the station for those who may: devices, models, HR system, storage.

use capture::DeviceInfo;
use interview::ports::Outbox as _;
use serde::{Deserialize, Serialize};
use specta::Type;
use station::StationError;
use station::devices::{self, ChosenDevices};
use station::rights::Right;
use station::storage;
use tauri::State;
use vault::Vault;

use crate::desk::Desk;
use crate::error::CommandError;

/// A camera, microphone or loudspeaker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct StationDevice {
    /// What it is opened by.
    pub id: String,
    /// What people call it.
    pub name: String,
}

impl From<DeviceInfo> for StationDevice {
    fn from(DeviceInfo { id, name }: DeviceInfo) -> Self {
        Self { id, name }
    }
}

impl From<StationDevice> for DeviceInfo {
    fn from(StationDevice { id, name }: StationDevice) -> Self {
        Self { id, name }
    }
}

/// Devices of a kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct DevicesOfAKind {
    /// Those that are plugged in.
    pub found: Vec<StationDevice>,
    /// The drivers did not answer in time: nobody knows what is plugged in.
    pub unknown: bool,
    /// The one that was chosen; none for the system's default.
    pub chosen: Option<StationDevice>,
    /// The chosen one is known not to be plugged in.
    pub away: bool,
}

impl DevicesOfAKind {
    /// `find` finds a device among others.
    fn new(
        listed: Vec<DeviceInfo>,
        unknown: bool,
        chosen: Option<DeviceInfo>,
        find: for<'a> fn(&DeviceInfo, &'a [DeviceInfo]) -> Option<&'a DeviceInfo>,
    ) -> Self {
        // As it is called now: a camera that was plugged in elsewhere has another id.
        let here = chosen.as_ref().and_then(|chosen| find(chosen, &listed)).cloned();
        Self {
            away: !unknown && chosen.is_some() && here.is_none(),
            chosen: here.or(chosen).map(StationDevice::from),
            found: listed.into_iter().map(StationDevice::from).collect(),
            unknown,
        }
    }
}

/// Which devices there are, and which the station uses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct DeviceSettings {
    /// Cameras.
    pub camera: DevicesOfAKind,
    /// Microphones.
    pub microphone: DevicesOfAKind,
    /// Loudspeakers and headsets.
    pub loudspeaker: DevicesOfAKind,
}

impl DeviceSettings {
    fn of(chosen: ChosenDevices) -> Self {
        let list = capture::list_devices();
        let (camera, sound) = (DeviceInfo::camera_in, DeviceInfo::sound_in);
        let of = DevicesOfAKind::new;
        let ChosenDevices { camera: eye, microphone, loudspeaker } = chosen;
        Self {
            camera: of(list.cameras, list.cameras_unknown, eye, camera),
            microphone: of(list.microphones, list.microphones_unknown, microphone, sound),
            loudspeaker: of(list.loudspeakers, list.loudspeakers_unknown, loudspeaker, sound),
        }
    }
}

/// A choice of devices; none of a kind stands for the system's default.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Type)]
pub struct DeviceChoice {
    /// Camera.
    pub camera: Option<StationDevice>,
    /// Microphone.
    pub microphone: Option<StationDevice>,
    /// Loudspeaker.
    pub loudspeaker: Option<StationDevice>,
}

/// Which devices are plugged in and which are used; takes up to three seconds while a driver hangs.
#[tauri::command]
#[specta::specta]
pub async fn device_settings(desk: State<'_, Desk>) -> Result<DeviceSettings, CommandError> {
    desk.blocking(|desk| {
        desk.may(Right::Settings)?;
        let chosen = desk.vault()?.as_ref().map(devices::chosen).transpose()?;
        Ok(DeviceSettings::of(chosen.unwrap_or_default()))
    })
    .await
}

/// Keeps a choice of devices, which counts from the next candidate on.
#[tauri::command]
#[specta::specta]
pub async fn choose_devices(
    desk: State<'_, Desk>,
    choice: DeviceChoice,
) -> Result<DeviceSettings, CommandError> {
    desk.blocking(move |desk| {
        let person = desk.may(Right::Settings)?.person;
        let chosen = ChosenDevices {
            camera: choice.camera.map(DeviceInfo::from),
            microphone: choice.microphone.map(DeviceInfo::from),
            loudspeaker: choice.loudspeaker.map(DeviceInfo::from),
        };
        devices::choose(&desk.vault_or_new()?, &person.name, &chosen)?;
        Ok(DeviceSettings::of(chosen))
    })
    .await
}

/// A pinned model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct StationModel {
    /// Id, as reports carry it.
    pub id: String,
    /// What it is for, as a stable word.
    pub role: String,
    /// The packages it comes from, `name version`, joined by commas.
    pub version: String,
    /// Licence of the weights, SPDX.
    pub licence: String,
    /// Length of all its files.
    #[specta(type = specta_typescript::Number)]
    pub bytes: u64,
    /// SHA-256 of its main file as pinned, hex.
    pub sha256: String,
    /// All its files are here.
    pub present: bool,
    /// All its files are here and are the pinned ones.
    pub verified: bool,
    /// It is not part of the usual set.
    pub optional: bool,
}

/// The pinned models. `anew`: every file is hashed again, which takes seconds and stands in the log.
#[tauri::command]
#[specta::specta]
pub async fn station_models(
    desk: State<'_, Desk>,
    anew: bool,
) -> Result<Vec<StationModel>, CommandError> {
    desk.blocking(move |desk| {
        let person = desk.may(Right::Settings)?.person;
        let status = station::engines::pinned_models(anew)?;
        if anew && let Some(vault) = desk.vault()? {
            let wrong = status.iter().filter(|model| !model.ok && !model.optional).count();
            vault.audit_by(&person.name, "models.verified", "station", &wrong.to_string())?;
        }
        Ok(status
            .into_iter()
            .map(|model| StationModel {
                id: model.id.to_string(),
                role: model.role,
                version: model.version,
                licence: model.licence,
                bytes: model.bytes,
                sha256: model.sha256,
                present: model.present,
                verified: model.ok,
                optional: model.optional,
            })
            .collect())
    })
    .await
}

/// How this station and the HR system know each other.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Type)]
pub struct HrmsSettings {
    /// Address; none before enrolment.
    pub address: Option<String>,
    /// Id of this station there; none before enrolment.
    pub station_id: Option<String>,
    /// Thumbprint of this station's key, to be compared with the one that the HR system shows; none
    /// while there is no vault.
    pub fingerprint: Option<String>,
    /// When the station was enrolled, Unix milliseconds.
    #[specta(type = Option<specta_typescript::Number>)]
    pub enrolled_at_unix_ms: Option<i64>,
    /// When the HR system answered last, Unix milliseconds.
    #[specta(type = Option<specta_typescript::Number>)]
    pub last_contact_unix_ms: Option<i64>,
}

impl HrmsSettings {
    fn of(vault: &Vault) -> Result<Self, StationError> {
        let fingerprint = Some(vault.station().signing.public().thumbprint());
        let Some(enrolment) = vault.enrolment()? else {
            return Ok(Self { fingerprint, ..Self::default() });
        };
        Ok(Self {
            address: Some(enrolment.hrms_url),
            station_id: Some(enrolment.station_id),
            fingerprint,
            enrolled_at_unix_ms: vault.last_in_station_log("station.enrolled")?,
            last_contact_unix_ms: station::delivery::last_contact(vault)?,
        })
    }
}

/// Address, enrolment, key and last contact.
#[tauri::command]
#[specta::specta]
pub async fn hrms_settings(desk: State<'_, Desk>) -> Result<HrmsSettings, CommandError> {
    desk.blocking(|desk| {
        desk.may(Right::Settings)?;
        let vault = desk.vault()?;
        Ok(vault.as_ref().map(HrmsSettings::of).transpose()?.unwrap_or_default())
    })
    .await
}

/// Enrols this station with a code that the HR system gave; what waits is sent there from now on.
#[tauri::command]
#[specta::specta]
pub async fn enrol_station(
    desk: State<'_, Desk>,
    address: String,
    code: String,
) -> Result<HrmsSettings, CommandError> {
    desk.blocking(move |desk| {
        let person = desk.may(Right::Settings)?.person;
        let vault = desk.vault_or_new()?;
        station::delivery::enrol_by(&vault, &person.name, address.trim(), code.trim())?;
        desk.nudge_courier();
        Ok(HrmsSettings::of(&vault)?)
    })
    .await
}

/// Where things lie, and how much room there is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct StorageView {
    /// The folder of the vault.
    pub folder: String,
    /// Free bytes on its disk.
    #[specta(type = specta_typescript::Number)]
    pub free_bytes: u64,
    /// Whole hours of recording for which there is room.
    #[specta(type = specta_typescript::Number)]
    pub free_hours: u64,
    /// Bytes that the vault takes, recordings included.
    #[specta(type = specta_typescript::Number)]
    pub used_bytes: u64,
    /// Interviews in it.
    pub interviews: u32,
    /// Interviews of which something waits for the HR system.
    pub waiting: u32,
    /// Days that an interview is kept, by the policy pack in force.
    pub retention_days: u32,
}

/// Room on the disk, and what takes it.
#[tauri::command]
#[specta::specta]
pub async fn storage_state(desk: State<'_, Desk>) -> Result<StorageView, CommandError> {
    desk.blocking(|desk| {
        desk.may(Right::Settings)?;
        let vault = desk.vault()?;
        Ok(storage_of(desk, vault.as_ref())?)
    })
    .await
}

fn storage_of(desk: &Desk, vault: Option<&Vault>) -> Result<StorageView, StationError> {
    let home = desk.home();
    let free_bytes = storage::free_bytes(home).map_err(vault::VaultError::from)?;
    let (mut used_bytes, mut interviews, mut waiting) = (0, 0, 0);
    let policy = match vault {
        None => station::library::policy()?,
        Some(vault) => {
            used_bytes = storage::used_bytes(home).map_err(vault::VaultError::from)?;
            interviews = vault.list()?.len();
            let rows = vault.pending().map_err(crate::queue::sync_failed)?.into_iter();
            let ids = rows.map(|row| row.interview_id);
            waiting = ids.collect::<std::collections::BTreeSet<_>>().len();
            station::policy::in_force(vault)?
        }
    };
    Ok(StorageView {
        folder: home.display().to_string(),
        free_bytes,
        free_hours: storage::hours_left(free_bytes),
        used_bytes,
        interviews: u32::try_from(interviews).unwrap_or(u32::MAX),
        waiting: u32::try_from(waiting).unwrap_or(u32::MAX),
        retention_days: policy.retention_days,
    })
}
