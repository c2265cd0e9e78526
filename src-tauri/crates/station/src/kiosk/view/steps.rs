//! The steps before the questions.

use interview::challenge::ChallengeAction;
use serde::Serialize;
use specta::Type;

/// One purpose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct ConsentRow {
    /// `consent.<purpose>` is its text.
    pub purpose: String,
    /// None while it is open.
    pub given: Option<bool>,
}

/// What was consented to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct Receipt {
    /// Reference by which a candidate can ask and withdraw; none before there is an interview.
    pub reference: Option<String>,
    /// Region and version of the policy pack.
    pub policy: String,
    /// Beginning of the hash (hex) of the sheet "what is judged, what is not".
    pub sheet: String,
    /// In the order of the policy.
    pub rows: Vec<ReceiptRow>,
}

/// One purpose of a receipt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct ReceiptRow {
    /// Purpose.
    pub purpose: String,
    /// Whether it was consented to, and still is.
    pub given: bool,
    /// When it was answered, RFC 3339 UTC.
    pub at: String,
    /// Beginning of the hash (hex) of the text that was shown.
    pub text: String,
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
    /// There is no room for a recording: nothing begins here until there is, and staff were called.
    pub storage_low: bool,
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
