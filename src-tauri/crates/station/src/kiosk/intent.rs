//! What a candidate's window can ask for.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::view::{DeviceKind, KioskLanguage, Needs};

/// Why staff stop a session. A choice and no text: what is written down of a candidate here is
/// nothing that a person would have to word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum StaffReason {
    /// The candidate asked for it.
    Asked,
    /// The machine does not work as it should.
    Technical,
    /// Noise, an alarm, the room is needed.
    Surroundings,
    /// It is not clear who sits here.
    Identity,
    /// Anything else.
    Other,
}

impl StaffReason {
    /// Name in JSON and in the log.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Technical => "technical",
            Self::Surroundings => "surroundings",
            Self::Identity => "identity",
            Self::Other => "other",
        }
    }
}

/// One wish of the person at the screen. A wish that does not fit the screen is ignored, so that a
/// late touch never does harm.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(tag = "do", rename_all = "snake_case", rename_all_fields = "snake_case")]
pub enum Intent {
    /// Touch on the attract screen.
    Start {
        /// Language of the button that was touched.
        language: KioskLanguage,
    },
    /// Another language, at any step.
    SetLanguage {
        /// Language.
        language: KioskLanguage,
    },
    /// What the candidate needs.
    SetNeeds {
        /// All of them.
        needs: Needs,
    },
    /// The primary action of a step that has no other name for it.
    Continue,
    /// One step back, where that is possible.
    Back,
    /// One consent.
    Consent {
        /// Purpose.
        purpose: String,
        /// Yes or no.
        given: bool,
    },
    /// A booking by its code of six characters.
    BookingCode {
        /// Code.
        code: String,
    },
    /// A booking by name and the last four characters of the identity number.
    BookingName {
        /// Name.
        name: String,
        /// Last four characters.
        last_four: String,
    },
    /// An interview without a booking.
    WalkIn {
        /// Position code.
        position: String,
    },
    /// The card is to be read again.
    CardAgain,
    /// A field of the card is put right by hand.
    CardField {
        /// Name of the field.
        name: String,
        /// New value.
        value: String,
    },
    /// No card is here, or no camera may look at a face: staff confirms.
    NoCard,
    /// The liveness actions may begin, or the present one begins again.
    LivenessStart,
    /// Another way than the present action: `blink`, `numbers` or `staff`.
    LivenessOther {
        /// Way.
        way: String,
    },
    /// The loudspeaker plays a note and a sentence.
    TrySpeaker,
    /// Whether that was heard.
    SpeakerHeard {
        /// Yes or no.
        heard: bool,
    },
    /// The sentence of the device check is played back.
    PlaySentence,
    /// The recording of practice or answer begins.
    StartAnswer,
    /// The answer or the practice is over.
    FinishAnswer,
    /// The practice once more.
    PracticeAgain,
    /// This text of the screen is read aloud by the station's voice; at most 4 000 characters.
    Hear {
        /// What stands on the screen.
        text: String,
    },
    /// Reading stops.
    StopHearing,
    /// How loud the station speaks.
    SetVolume {
        /// From 1, softest; the nearest where there is none.
        step: u32,
    },
    /// More time to think.
    ThinkMore,
    /// One more minute to answer.
    MoreTime,
    /// The cap of the session was reached: the remaining questions are left, what there is is handed
    /// in.
    LeaveRest,
    /// Time stands still.
    Pause,
    /// Time goes on.
    Resume,
    /// The same question once more; both takes are kept.
    Retake,
    /// The next question.
    NextQuestion,
    /// A follow-up is left out.
    SkipFollowUp,
    /// The answer is typed from here on.
    TypeInstead,
    /// The answer is spoken from here on.
    SpeakInstead,
    /// What was typed so far; sent every two seconds and at the end.
    Typed {
        /// The whole text.
        text: String,
    },
    /// A lost microphone: this question is asked again at the end.
    AnswerLater,
    /// A take is chosen before handing in.
    ChooseTake {
        /// From 1.
        nth: u32,
        /// From 1.
        take: u32,
    },
    /// "Not what I said", or not any more.
    Dispute {
        /// From 1.
        nth: u32,
        /// Whether it is disputed.
        disputed: bool,
    },
    /// A written note to an answer.
    Note {
        /// From 1.
        nth: u32,
        /// Text.
        text: String,
    },
    /// The answers are handed in.
    HandIn,
    /// Staff is called.
    CallStaff,
    /// Staff is no longer needed.
    HelpOver,
    /// Stop: pause and go on another day.
    StopAndPause,
    /// Stop and keep what was answered.
    StopAndKeep,
    /// Stop and delete everything.
    StopAndDelete,
    /// Staff open the lock.
    StaffUnlock {
        /// PIN.
        pin: String,
    },
    /// Staff confirm in person who the candidate is.
    StaffConfirmIdentity {
        /// Name of the member of staff.
        name: String,
        /// Why it was confirmed by hand.
        reason: String,
    },
    /// Staff add time to the answer at hand.
    StaffAddTime {
        /// Name of the member of staff.
        name: String,
        /// Minutes, 1 to 5.
        minutes: u32,
    },
    /// Staff take another camera or microphone.
    StaffUseDevice {
        /// Name of the member of staff.
        name: String,
        /// Which of the two.
        kind: DeviceKind,
        /// Id of the device, as it was listed.
        id: String,
    },
    /// Staff look again for what is plugged in.
    StaffFindDevices,
    /// Staff stop the session; it goes on after a check of identity.
    StaffSuspend {
        /// Name of the member of staff.
        name: String,
        /// Why.
        reason: StaffReason,
    },
    /// Staff let a suspended session go on.
    StaffResume,
    /// Staff end a session that stands still: it stays sealed here, the screen is cleared.
    StaffClear,
    /// Staff are done; the candidate's screen comes back.
    StaffLeave,
    /// I am here.
    StillHere,
    /// The last screen stays 30 s longer.
    KeepScreen,
    /// The screen is cleared now.
    ClearNow,
}
