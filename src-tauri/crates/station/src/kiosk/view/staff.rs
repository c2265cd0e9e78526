//! What staff see.

use serde::{Deserialize, Serialize};
use specta::Type;

/// What staff see. Never an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct StaffView {
    /// Whether the PIN was right; until then only the PIN pad is shown.
    pub open: bool,
    /// Tries left before the pad is locked for a while.
    pub tries_left: u32,
    /// Whole seconds until the next try is allowed.
    pub locked_s: u32,
    /// Whether identity can be confirmed by hand at this step.
    pub may_confirm_identity: bool,
    /// Whether a session stands still and may go on.
    pub may_resume: bool,
    /// Most minutes that can be added to the answer at hand in one go; 0: none can.
    pub may_add_minutes: u32,
    /// Minutes that staff added to the answer at hand.
    pub added_minutes: u32,
    /// Whether a session runs that can be stopped.
    pub may_suspend: bool,
    /// Whether there is no room for a recording.
    pub storage_low: bool,
    /// Cameras and microphones that can be chosen; none while they are looked for, or where the
    /// devices are not in use.
    pub devices: Option<DeviceOptions>,
}

/// What is plugged in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Type)]
pub struct DeviceOptions {
    /// Cameras.
    pub cameras: Vec<DeviceOption>,
    /// Microphones.
    pub microphones: Vec<DeviceOption>,
    /// A driver did not answer: there may be more.
    pub incomplete: bool,
}

/// A device that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct DeviceOption {
    /// What it is chosen by.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Whether staff chose it for this candidate.
    pub chosen: bool,
}

/// Camera or microphone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum DeviceKind {
    /// Camera.
    Camera,
    /// Microphone.
    Microphone,
}
