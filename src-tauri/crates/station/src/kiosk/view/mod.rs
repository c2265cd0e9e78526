//! What the candidate's window draws: one snapshot of the whole journey.
//!
//! The window keeps no state of its own. It draws the newest snapshot and sends an
//! [`Intent`](super::Intent); a page that is loaded again asks for the snapshot and goes on.

mod question;
mod staff;
mod steps;

use serde::{Deserialize, Serialize};
use specta::Type;

pub use question::*;
pub use staff::*;
pub use steps::*;

use crate::judged::JudgedSheet;

/// Language of the interface, by the codes of the catalogues.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub enum KioskLanguage {
    /// Chinese, simplified.
    #[default]
    #[serde(rename = "zh-CN")]
    Zh,
    /// English.
    #[serde(rename = "en")]
    En,
}

impl From<KioskLanguage> for interview::transcript::Language {
    fn from(language: KioskLanguage) -> Self {
        match language {
            KioskLanguage::Zh => Self::Zh,
            KioskLanguage::En => Self::En,
        }
    }
}

/// The journey at one moment.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct KioskView {
    /// Rises with every change.
    pub seq: u32,
    /// Language of everything that is shown and spoken.
    pub language: KioskLanguage,
    /// Step of seven: 1 needs, 2 consent, 3 identity, 4 devices, 5 practice, 6 questions, 7 review
    /// and thanks. 0 where nobody has begun.
    pub step: u32,
    /// What is shown.
    pub screen: Screen,
    /// The recording lamp.
    pub lamp: Lamp,
    /// What the candidate asked for.
    pub needs: Needs,
    /// How loud the station speaks.
    pub volume: VolumeView,
    /// Camera and microphone.
    pub devices: Devices,
    /// Staff were called, or are here.
    pub help: Help,
    /// Staff stand at the screen: the candidate's screen is covered.
    pub staff: Option<StaffView>,
    /// What was consented to, once every consent was answered.
    pub receipt: Option<Receipt>,
    /// Nobody has done anything for a while: whole seconds until the session is suspended.
    pub idle_left_s: Option<u32>,
    /// Parts that are simulated, by the names of the report; shown, never hidden.
    pub simulated: Vec<String>,
    /// A step that failed and can be tried again: a code of the catalogues.
    pub problem: Option<String>,
}

/// The recording lamp. It follows frames and samples, never wishes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Lamp {
    /// Nothing is recorded.
    #[default]
    Off,
    /// Frames and samples are being recorded.
    On,
    /// An answer has begun and is on hold.
    Hold,
}

/// More time, by what was chosen under needs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum MoreTime {
    /// As planned.
    #[default]
    Usual,
    /// One and a half.
    OneAndHalf,
    /// Double.
    Double,
    /// No limit.
    NoLimit,
}

impl MoreTime {
    /// A time of `ms` milliseconds as it is for whoever chose this.
    pub const fn stretched(self, ms: i64) -> i64 {
        match self {
            Self::Usual | Self::NoLimit => ms,
            Self::OneAndHalf => ms * 3 / 2,
            Self::Double => ms * 2,
        }
    }
}

/// What a candidate asked for. Kept from reviewers; staff at the screen see what to prepare.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Needs {
    /// Time.
    pub time: MoreTime,
    /// Answers are typed from the start.
    pub typed: bool,
    /// The own picture is hidden.
    pub hide_self: bool,
    /// Every screen is read aloud.
    pub read_aloud: bool,
    /// A member of staff is to be there.
    pub companion: bool,
}

/// How loud the station speaks.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Type)]
pub struct VolumeView {
    /// From 1, softest.
    pub step: u32,
    /// How many there are.
    pub steps: u32,
    /// Amplitude in percent of that of sounds as they are.
    pub percent: u32,
}

/// State of a device.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum DeviceState {
    /// Not opened.
    #[default]
    Off,
    /// It was asked for and has delivered nothing yet.
    Opening,
    /// It delivers.
    Live,
    /// It was there and delivers nothing any more.
    Lost,
    /// There is none.
    Absent,
}

/// Camera and microphone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Type)]
pub struct Devices {
    /// Camera.
    pub camera: DeviceState,
    /// Microphone.
    pub microphone: DeviceState,
    /// Attempts to open a lost device so far.
    pub attempt: u32,
    /// Whole seconds until the next attempt.
    pub retry_in_s: u32,
}

/// Help by staff.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Help {
    /// Nobody was called.
    #[default]
    None,
    /// Called; time stands still.
    Called,
    /// Two minutes without an answer.
    NoAnswer,
}

/// One screen. Texts are keys of the catalogues unless they come from position or candidate.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
#[serde(tag = "name", rename_all = "snake_case", rename_all_fields = "snake_case")]
pub enum Screen {
    /// Nobody is here.
    Attract,
    /// What would suit you best.
    Needs,
    /// What is judged and what is not.
    Judged(JudgedSheet),
    /// Separate consents.
    Consent {
        /// In the order of the policy.
        items: Vec<ConsentRow>,
        /// Whether Continue was pressed while rows were open: the first of them takes the focus.
        missing: bool,
        /// Months that recordings are kept after hiring ends.
        retention_months: u32,
    },
    /// A consent was refused that this station can't do without: the other way, named.
    OtherWay {
        /// Purpose that was refused; `consent.<purpose>.no` is the other way.
        purpose: String,
    },
    /// The booking is looked for.
    Booking(Booking),
    /// The card is read.
    Card(CardView),
    /// A living person is here.
    Liveness(LivenessView),
    /// Picture and sound are checked.
    DeviceCheck(DeviceCheck),
    /// One question that is neither kept nor scored.
    Practice {
        /// Where it stands.
        stage: PracticeStage,
        /// The question in the language of the interface.
        question: String,
        /// Seconds recorded so far.
        seconds: u32,
        /// What was understood, as a proof that the machine hears; none while it is worked out.
        heard: Option<String>,
        /// Whether what was recorded can be played.
        playable: bool,
        /// What was typed; none where the practice is spoken.
        typed: Option<String>,
    },
    /// A question is asked.
    Question(QuestionView),
    /// The cap of the session is reached: the candidate decides about the remaining questions.
    CapReached {
        /// Questions that were answered.
        answered: u32,
        /// Questions that were not asked yet.
        left: u32,
    },
    /// All answers, before they are handed in.
    Review {
        /// Rows in the order of asking.
        answers: Vec<ReviewRow>,
    },
    /// Words, scores and report are made.
    Finishing,
    /// It is over.
    Thanks(ThanksView),
    /// The session stands still and is kept.
    Suspended {
        /// Why, by the names of the session's reasons.
        reason: String,
        /// Six characters by which it is found again; none where it does not go on.
        code: Option<String>,
        /// Whole seconds until the screen is cleared; none while it stays.
        clear_in_s: Option<u32>,
    },
    /// Everything was deleted.
    Deleted {
        /// Number of the certificate.
        certificate: String,
        /// Whole seconds until the screen is cleared; none while it stays.
        clear_in_s: Option<u32>,
    },
    /// Nothing can begin here: a code of the catalogues.
    OutOfUse {
        /// Code.
        code: String,
        /// Whole seconds until the screen is cleared; none while it stays.
        clear_in_s: Option<u32>,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn needs_of_an_older_program_read_back() {
        let old = r#"{"time":"double","typed":true,"hide_self":false,"captions":true,
            "read_aloud":true,"companion":false}"#;
        let needs: Needs = serde_json::from_str(old).unwrap();
        assert_eq!((needs.time, needs.typed, needs.read_aloud), (MoreTime::Double, true, true));
    }
}
