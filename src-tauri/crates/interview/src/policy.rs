//! Region policy packs: what may exist on a station.

use serde::{Deserialize, Serialize};

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
}

impl PolicyPack {
    /// Reads a pack.
    pub fn from_json(json: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(json)
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
