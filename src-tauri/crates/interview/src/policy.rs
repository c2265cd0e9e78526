//! Region policy packs: what may exist on a station.

use std::cmp::Ordering;
use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use crate::challenge::ChallengeAction;

/// Purposes for which the program has words to ask.
pub const PURPOSES: [&str; 5] = ["record", "face", "score", "send", "pool"];

/// Purposes that every pack asks for: a session records, scores and sends unless somebody said no.
const ALWAYS_ASKED: [&str; 3] = ["record", "score", "send"];
/// Most numbers of a version.
const VERSION_NUMBERS: usize = 4;
/// Longest number of a version in digits: it fits 32 bits.
const VERSION_DIGITS: usize = 9;

/// Days from which a delivered session may be erased: a century at most, which no overflow of
/// milliseconds comes near.
const RETENTION_DAYS: RangeInclusive<u32> = 1..=36_500;
/// Shortest and longest wait for a person in milliseconds: below it nobody can act, above it the
/// kiosk's own watch for an empty seat takes over.
const WAIT_MS: RangeInclusive<i64> = 1_000..=60_000;
/// Most takes besides the first: three accounts of one thing are enough to choose from.
const MOST_RETAKES: u32 = 2;
/// Most minutes that everybody may add to one answer, and that those may who need more time.
const MOST_EXTRA_MINUTES: u32 = 5;
const MOST_EXTRA_MINUTES_NEEDED: u32 = 10;
/// Shortest and longest cap of a session in minutes: one question with its times fits the shortest.
const CAP_MINUTES: RangeInclusive<u32> = 5..=240;
/// Longest wait for a result that may be promised, in days.
const MOST_RESULT_DAYS: u32 = 90;
/// Longest words for reaching the recruiting office, in characters: a number, an address or both.
const CONTACT_CHARS: usize = 60;

/// Why no station can work by a pack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PolicyFlaw {
    /// The version has no order.
    #[error("version is not one to four numbers with dots between them")]
    Version,
    /// Region.
    #[error("region is not 2 to 8 capital letters, digits or hyphens")]
    Region,
    /// A purpose that the program can't ask for, or that stands there twice.
    #[error("consents names an unknown purpose, or one twice")]
    Purpose,
    /// A purpose that would be served unasked.
    #[error("consents does not name \"{0}\"")]
    Unasked(&'static str),
    /// Words that don't fit the last screen.
    #[error("contact has more than 60 characters, blanks at its ends, or characters nobody sees")]
    Contact,
    /// A number that no station can work with.
    #[error("{0} is out of range")]
    Range(&'static str),
}

/// Modules that a policy turns on or off. A module that is off is not constructed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Modules {
    /// Expression per frame; shown on its own, never in a score.
    pub expression: bool,
    /// Passive anti-spoofing.
    pub anti_spoofing: bool,
    /// Face comparison with the ID card.
    pub face_match: bool,
    /// Voice measures.
    pub prosody: bool,
}

/// Rules of the identity checks.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdentityRules {
    /// Actions of one challenge.
    pub challenge_actions: usize,
    /// Time for one action in milliseconds.
    pub action_limit_ms: i64,
    /// Cosine from which card and live face belong together.
    pub match_threshold: f64,
    /// Whether a person may read numbers aloud instead of moving.
    #[serde(default)]
    pub numbers_aloud: bool,
}

/// A region's policy pack.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyPack {
    /// Region, such as `CN`.
    pub region: String,
    /// Version.
    pub version: String,
    /// Modules.
    pub modules: Modules,
    /// Purposes that are asked, in order.
    pub consents: Vec<String>,
    /// Days that a session is kept here after its receipt.
    pub retention_days: u32,
    /// Silence after speech that ends an answer, in milliseconds.
    pub answer_silence_ms: i64,
    /// Identity.
    pub identity: IdentityRules,
    /// Whether recordings may be sent to the HRMS.
    pub sync_media: bool,
    /// Whether a second reviewer rates before seeing numbers and others' levels.
    #[serde(default)]
    pub review_rate_first: bool,
    /// Follow-ups that the fixed rule may ask of one question, 0 to
    /// [`MAX_FOLLOW_UPS`](crate::session::MAX_FOLLOW_UPS); the same for everybody.
    #[serde(default)]
    pub follow_ups: u32,
    /// How often one question may be answered again, 0 to 2; every take is kept. Packs from before
    /// it was a rule allow one, as the program did.
    #[serde(default = "one")]
    pub retakes: u32,
    /// Minutes that everybody may add to one answer, 0 to 5, one at a time. Packs from before it was
    /// a rule allow one.
    #[serde(default = "one")]
    pub extra_minutes: u32,
    /// The same for those who asked for more time under needs, 0 to 10; never fewer than
    /// everybody's.
    #[serde(default = "three")]
    pub extra_minutes_needed: u32,
    /// Minutes of thinking and answering after which the candidate is asked whether to go on, to
    /// come back or to hand in what there is (N10 of the agreed capabilities); 5 to 240, 0: never.
    #[serde(default = "usual_cap")]
    pub session_cap_minutes: u32,
    /// Days within which candidates are promised the result, 1 to 90; 0: nothing is promised.
    #[serde(default)]
    pub result_within_days: u32,
    /// How candidates reach the recruiting office, such as a telephone number; empty: not told.
    #[serde(default)]
    pub contact: String,
}

const fn one() -> u32 {
    1
}

const fn three() -> u32 {
    3
}

/// 45 minutes, N10 of the agreed capabilities.
const fn usual_cap() -> u32 {
    45
}

impl PolicyPack {
    /// Reads a pack.
    pub fn from_json(json: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(json)
    }

    /// Looks for what would keep a station from working by this pack.
    ///
    /// # Errors
    /// The first flaw.
    pub fn check(&self) -> Result<(), PolicyFlaw> {
        if version_numbers(&self.version).is_none() {
            return Err(PolicyFlaw::Version);
        }
        let good = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-';
        if !(2..=8).contains(&self.region.len()) || !self.region.bytes().all(good) {
            return Err(PolicyFlaw::Region);
        }
        let known = |purpose: &String| PURPOSES.contains(&purpose.as_str());
        let twice = |(at, purpose): (usize, &String)| self.consents[..at].contains(purpose);
        if !self.consents.iter().all(known) || self.consents.iter().enumerate().any(twice) {
            return Err(PolicyFlaw::Purpose);
        }
        let unasked = |purpose: &&str| !self.consents.iter().any(|asked| asked == purpose);
        if let Some(purpose) = ALWAYS_ASKED.into_iter().find(unasked) {
            return Err(PolicyFlaw::Unasked(purpose));
        }
        let contact = &self.contact;
        if contact.chars().count() > CONTACT_CHARS
            || contact.trim() != contact
            || contact.contains(is_unseen)
        {
            return Err(PolicyFlaw::Contact);
        }
        let IdentityRules { challenge_actions, action_limit_ms, match_threshold, .. } =
            self.identity;
        let ranges = [
            ("retention_days", RETENTION_DAYS.contains(&self.retention_days)),
            ("answer_silence_ms", WAIT_MS.contains(&self.answer_silence_ms)),
            ("challenge_actions", (1..=ChallengeAction::ALL.len()).contains(&challenge_actions)),
            ("action_limit_ms", WAIT_MS.contains(&action_limit_ms)),
            // A cosine.
            ("match_threshold", (-1.0..=1.0).contains(&match_threshold)),
            ("follow_ups", self.follow_ups as usize <= crate::session::MAX_FOLLOW_UPS),
            ("retakes", self.retakes <= MOST_RETAKES),
            ("extra_minutes", self.extra_minutes <= MOST_EXTRA_MINUTES),
            ("extra_minutes_needed", self.extra_minutes_needed <= MOST_EXTRA_MINUTES_NEEDED),
            (
                "session_cap_minutes",
                self.session_cap_minutes == 0 || CAP_MINUTES.contains(&self.session_cap_minutes),
            ),
            ("result_within_days", self.result_within_days <= MOST_RESULT_DAYS),
        ];
        match ranges.into_iter().find(|(_, fits)| !fits) {
            Some((name, _)) => Err(PolicyFlaw::Range(name)),
            None => Ok(()),
        }
    }

    /// Minutes that a candidate may add to one answer; `needed`: who asked for more time.
    pub fn minutes_to_add(&self, needed: bool) -> u32 {
        if needed { self.extra_minutes_needed.max(self.extra_minutes) } else { self.extra_minutes }
    }

    /// Names of the modules that are off, for the report.
    pub fn modules_off(&self) -> Vec<String> {
        let Modules { expression, anti_spoofing, face_match, prosody } = self.modules;
        [
            ("expression", expression),
            ("anti_spoofing", anti_spoofing),
            ("face_match", face_match),
            ("prosody", prosody),
        ]
        .into_iter()
        .filter(|(_, on)| !on)
        .map(|(name, _)| name.to_owned())
        .collect()
    }
}

/// Controls, breaks of lines, and marks that change the direction of what stands beside them.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// Whether a text has the form of a version: one to four numbers with dots between them.
pub fn is_version(text: &str) -> bool {
    version_numbers(text).is_some()
}

/// Which of two versions is newer: by their numbers, so that `2026.10` is newer than `2026.9`. What is
/// no version is older than any.
pub fn cmp_versions(one: &str, other: &str) -> Ordering {
    version_numbers(one).cmp(&version_numbers(other))
}

fn version_numbers(version: &str) -> Option<Vec<u32>> {
    let numbers: Vec<&str> = version.split('.').collect();
    let digits =
        |n: &&str| (1..=VERSION_DIGITS).contains(&n.len()) && n.bytes().all(|b| b.is_ascii_digit());
    if numbers.len() > VERSION_NUMBERS || !numbers.iter().all(digits) {
        return None;
    }
    numbers.iter().map(|number| number.parse().ok()).collect()
}

/// A pack as somebody released it. Its canonical JSON is what is signed, so that name and day are
/// as certain as the rules.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyRelease {
    /// The pack.
    pub pack: PolicyPack,
    /// Who signed it, as people call them.
    pub signer: String,
    /// When, RFC 3339 UTC, by the clock of the machine that signed.
    pub signed_at: String,
}
