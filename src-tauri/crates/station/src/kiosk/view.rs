//! What the candidate's window draws: one snapshot of the whole journey.
//!
//! The window keeps no state of its own. It draws the newest snapshot and sends an
//! [`Intent`](super::Intent); a page that is loaded again asks for the snapshot and goes on.

use interview::challenge::ChallengeAction;
use serde::{Deserialize, Serialize};
use specta::Type;

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
    /// Camera and microphone.
    pub devices: Devices,
    /// Staff were called, or are here.
    pub help: Help,
    /// Staff stand at the screen: the candidate's screen is covered.
    pub staff: Option<StaffView>,
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

/// What a candidate asked for. Kept from reviewers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Needs {
    /// Time.
    pub time: MoreTime,
    /// Answers are typed from the start.
    pub typed: bool,
    /// The own picture is hidden.
    pub hide_self: bool,
    /// Everything spoken is shown as text.
    pub captions: bool,
    /// Every screen is read aloud.
    pub read_aloud: bool,
    /// A member of staff is to be there.
    pub companion: bool,
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

/// What staff see. Never an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
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
    },
    /// Everything was deleted.
    Deleted {
        /// Number of the certificate.
        certificate: String,
    },
    /// Nothing can begin here: a code of the catalogues.
    OutOfUse {
        /// Code.
        code: String,
    },
}

/// One purpose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct ConsentRow {
    /// `consent.<purpose>` is its text.
    pub purpose: String,
    /// None while it is open.
    pub given: Option<bool>,
}

/// Search for a booking.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Type)]
pub struct Booking {
    /// What was found, for the candidate to confirm.
    pub found: Option<FoundBooking>,
    /// Searches without result so far.
    pub misses: u32,
    /// Whole seconds until the next search may be made: every third miss calls staff, who unlock
    /// it. 0: now.
    pub locked_s: u32,
    /// Whether the list comes from this station because the HRMS can't be reached.
    pub offline: bool,
    /// Positions that a person without a booking may be interviewed for here.
    pub walk_in: Vec<PositionChoice>,
}

/// A position of the walk-in list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct PositionChoice {
    /// Code.
    pub code: String,
    /// Name in Chinese.
    pub name_zh: String,
    /// Name in English.
    pub name_en: String,
}

/// A booking.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct FoundBooking {
    /// First character of the name and the number of those that follow; never the whole name
    /// before the card was seen.
    pub name_hint: String,
    /// Position.
    pub position: PositionChoice,
    /// Appointed time, RFC 3339; none where there is none.
    pub at: Option<String>,
    /// `early`, `late` or `on_time`.
    pub punctual: String,
    /// Where the interview begins.
    pub goes_on: GoesOn,
}

/// Where an interview begins, or goes on after a pause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(tag = "at", rename_all = "snake_case")]
pub enum GoesOn {
    /// It is a new one.
    Beginning,
    /// It goes on at a question.
    Question {
        /// From 1.
        nth: u32,
    },
    /// All questions are answered.
    Review,
}

/// Card step.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Type)]
pub struct CardView {
    /// Hint on the picture: `place`, `glare`, `blur`, `expired`, `mismatch`, `read`; `staff`: a
    /// person looks at the card; empty: none.
    pub hint: String,
    /// Whether a card may and can be read here at all.
    pub may_read: bool,
    /// Whether the card was read and the fields can be checked.
    pub read: bool,
    /// Fields.
    pub fields: Vec<CardField>,
}

/// One field of the card.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct CardField {
    /// `name`, `id_number`, `birth`, `sex`, `valid_until`.
    pub name: String,
    /// As it may be shown: the number is masked.
    pub shown: String,
    /// Positions of characters that were not clear.
    pub unsure: Vec<u32>,
    /// Whether the candidate changed it by hand; HR sees that.
    pub edited: bool,
    /// Whether it fits together (check digit, date).
    pub ok: bool,
}

/// Liveness step.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct LivenessView {
    /// Where it stands.
    pub stage: LivenessStage,
    /// What is asked for; none before the first.
    pub action: Option<BodyAction>,
    /// From 1.
    pub nth: u32,
    /// Number of actions.
    pub total: u32,
    /// Whole seconds left for this action.
    pub left_s: u32,
    /// Tries left.
    pub tries_left: u32,
    /// `again`, `dropped`, `two_faces`, `no_face`, `dark`, `no_sound`, `numbers_silent`,
    /// `numbers_other`, `numbers_lips`; empty: none.
    pub hint: String,
    /// The digits that are to be read aloud; empty where none are.
    pub numbers: Vec<u8>,
    /// Whether numbers may be read aloud instead of moving.
    pub may_read_numbers: bool,
}

/// A small movement as the person before the camera understands it: left is their own left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum BodyAction {
    /// Blink.
    Blink,
    /// Turn the head to one's own left.
    TurnLeft,
    /// Turn the head to one's own right.
    TurnRight,
    /// Open the mouth and close it.
    OpenMouth,
    /// Nod.
    Nod,
}

impl From<ChallengeAction> for BodyAction {
    /// The challenge speaks of sides of the camera's picture, which is not mirrored: its left is
    /// the right of the person in it.
    fn from(action: ChallengeAction) -> Self {
        match action {
            ChallengeAction::Blink => Self::Blink,
            ChallengeAction::TurnLeft => Self::TurnRight,
            ChallengeAction::TurnRight => Self::TurnLeft,
            ChallengeAction::OpenMouth => Self::OpenMouth,
            ChallengeAction::Nod => Self::Nod,
        }
    }
}

/// Stage of the liveness step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum LivenessStage {
    /// Waits for the candidate to be ready.
    Ready,
    /// An action is asked for.
    Action,
    /// Card and face are compared.
    Comparing,
    /// Numbers are to be read aloud.
    Numbers,
    /// What was read is being made out.
    Weighing,
    /// A challenge did not end well; another one begins in a moment.
    Again,
    /// All is well.
    Passed,
}

/// What the device check found.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Type)]
pub struct DeviceCheck {
    /// Rows `picture`, `light`, `place`, `sound`, `noise`, `speaker`.
    pub rows: Vec<DeviceRow>,
    /// Whether the sentence was heard.
    pub heard: bool,
    /// Whether the sentence can be played back.
    pub playable: bool,
    /// Whether it is being played back.
    pub playing: bool,
    /// The loudspeaker.
    pub speaker: SpeakerCheck,
}

/// Where the check of the loudspeaker stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum SpeakerCheck {
    /// Nothing was played yet.
    #[default]
    Untried,
    /// A note and a sentence are being played.
    Playing,
    /// It was played: was it heard?
    Asked,
    /// The candidate heard it.
    Heard,
    /// The candidate did not hear it.
    Unheard,
    /// There is no loudspeaker.
    Absent,
}

/// One row of the device check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct DeviceRow {
    /// Name.
    pub name: String,
    /// Whether it is fine; none while nothing is known.
    pub ok: Option<bool>,
    /// `device.<advice>` is what could be better; empty: nothing.
    pub advice: String,
}

/// Stage of the practice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum PracticeStage {
    /// Not begun.
    Ready,
    /// The candidate speaks, or types.
    Speaking,
    /// It can be played back, repeated or left.
    Done,
}

/// A question.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct QuestionView {
    /// Where it stands.
    pub stage: QuestionStage,
    /// From 1.
    pub nth: u32,
    /// Number of questions.
    pub total: u32,
    /// `behavioural`, `situational` or `professional`.
    pub kind: String,
    /// The question in the language of the interface.
    pub text: String,
    /// Number of the follow-up to question `nth`, from 1; 0: the question itself.
    pub follow_up: u32,
    /// Whole seconds left to think or to answer; none: no limit.
    pub left_s: Option<u32>,
    /// All seconds of this stage.
    pub total_s: u32,
    /// How often thinking time may still be added.
    pub think_more_left: u32,
    /// Whether a minute may still be added.
    pub more_left: bool,
    /// Seconds of the answer recorded so far.
    pub recorded_s: u32,
    /// `silent`, `left60`, `left15`, `grace`, `short`, `back`; empty: none.
    pub notice: String,
    /// Whether this question may be answered once more.
    pub retake_left: bool,
    /// Why time stands still: `pause`, `help`, `microphone`, `camera`; empty: it runs.
    pub hold: String,
    /// Whether this question may still be put off to the end for a lost microphone.
    pub later_left: bool,
    /// What was typed of the answer so far, or of the one that is safe; none where the answer is
    /// spoken.
    pub typed: Option<String>,
    /// The question is being read aloud.
    pub reading: bool,
    /// The candidate wants to go on, and the last words of the answer are still being made out.
    pub going_on: bool,
}

/// Stage of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum QuestionStage {
    /// The think clock runs.
    Think,
    /// 3-2-1 before the recording.
    Countdown,
    /// The answer is recorded or typed.
    Answer,
    /// It is safe.
    Saved,
}

/// One answer before it is handed in.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct ReviewRow {
    /// From 1.
    pub nth: u32,
    /// Number of the question as it was asked, from 1.
    pub number: u32,
    /// Number of the follow-up to it, from 1; 0: the question itself.
    pub follow_up: u32,
    /// The question in the language of the interface.
    pub question: String,
    /// What was understood; none while it is worked out.
    pub text: Option<String>,
    /// Whether words could not be made out: the recording counts, not the text.
    pub failed: bool,
    /// Whether it was typed.
    pub typed: bool,
    /// Seconds recorded.
    pub seconds: u32,
    /// Takes; the chosen one from 1.
    pub takes: u32,
    /// Chosen take, from 1.
    pub chosen: u32,
    /// "Not what I said".
    pub disputed: bool,
    /// Written note of the candidate.
    pub note: String,
}

/// The last screen.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Type)]
pub struct ThanksView {
    /// Name, where it is known.
    pub candidate_name: Option<String>,
    /// Number of answers.
    pub answers: u32,
    /// Reference by which a candidate can ask and withdraw.
    pub reference: String,
    /// Whether it waits here for the network.
    pub offline: bool,
    /// Whether it stays sealed on this station, because the transfer was refused.
    pub sealed: bool,
    /// Whole seconds until the screen is cleared.
    pub clear_in_s: u32,
}
