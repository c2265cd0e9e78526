//! What a check found, as a code that has one sentence in each language (`health.fact.…`).

use serde::Serialize;
use specta::Type;

/// What was found. Where a fact has a figure or a name, its line says which.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// The processor has what the runtimes need.
    ProcessorFits,
    /// It lacks instructions; name: which.
    ProcessorOld,
    /// All models are here and are the pinned ones; figure: how many.
    ModelsVerified,
    /// Models are missing; figure: how many are not right, name: the first.
    ModelMissing,
    /// Models are not the pinned ones; figure and name as above.
    ModelChanged,
    /// ONNX Runtime loads.
    RuntimeLoads,
    /// It does not.
    RuntimeMissing,
    /// The camera that will be used is plugged in; name: its.
    CameraFound,
    /// No camera is plugged in.
    CameraNone,
    /// The chosen camera is not plugged in; name: its.
    CameraAway,
    /// The drivers of cameras do not answer.
    CameraUnknown,
    /// The microphone that will be used is plugged in; name: its, empty for the system's default.
    MicrophoneFound,
    /// No microphone is plugged in.
    MicrophoneNone,
    /// The chosen microphone is not plugged in; name: its.
    MicrophoneAway,
    /// The drivers of microphones do not answer.
    MicrophoneUnknown,
    /// The loudspeaker that will be used is plugged in; name: its, empty for the system's default.
    LoudspeakerFound,
    /// No loudspeaker is plugged in.
    LoudspeakerNone,
    /// The chosen loudspeaker is not plugged in; name: its.
    LoudspeakerAway,
    /// The drivers of loudspeakers do not answer.
    LoudspeakerUnknown,
    /// There is room; figure: whole hours of recording.
    DiskHours,
    /// There is too little room for an interview; figure: megabytes.
    DiskFull,
    /// The system does not say how much room there is.
    DiskUnread,
    /// The vault opens.
    VaultOpens,
    /// There is none yet; the first interview makes it.
    VaultNone,
    /// It does not open.
    VaultShut,
    /// The pack of the program is in force; name: region and version.
    PolicyShipped,
    /// A signed pack is in force; name: region and version.
    PolicySigned,
    /// A newer pack was refused; name: the one that stays in force.
    PolicyRefused,
    /// No pack is in force that could be checked.
    PolicyUnread,
    /// Fonts for the PDF report are here.
    FontsFound,
    /// They are not.
    FontsMissing,
    /// The keys are sealed with the operator's passphrase.
    KeysPassphrase,
    /// The keystore is simulated: this machine has none.
    KeysSimulated,
    /// The clocks agree within a minute; figure: seconds by which that of the HR system is ahead.
    ClockAgrees,
    /// They do not; figure as above.
    ClockOff,
    /// The clock was not compared within the last day.
    ClockAlone,
    /// The station is enrolled nowhere.
    HrmsNone,
    /// It is enrolled, and the HR system has not answered since.
    HrmsNever,
    /// The HR system answered within the last day; figure: minutes ago.
    HrmsAnswers,
    /// It did not; figure: hours ago.
    HrmsSilent,
    /// Nothing waits.
    DeliveryClear,
    /// Interviews wait and are sent by themselves; figure: how many.
    DeliveryWaits,
    /// Interviews were refused; figure: how many.
    DeliveryParked,
}
