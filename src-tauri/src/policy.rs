//! The policy pack in force, for the desk: read-only, with who signed it and when.

use serde::Serialize;
use specta::Type;
use station::policy::{self, PolicyInForce, Refusal};
use station::rights::Right;
use tauri::State;

use crate::desk::Desk;
use crate::error::CommandError;

/// A module of the policy pack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct PolicyModule {
    /// Name.
    pub name: String,
    /// Whether it may be loaded.
    pub on: bool,
}

/// Who signed the policy pack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct PolicySignature {
    /// Name.
    pub name: String,
    /// Thumbprint of the key.
    pub key_id: String,
    /// When, RFC 3339 UTC.
    pub signed_at: String,
}

/// A policy pack that was refused since the one in force was installed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct PolicyRefused {
    /// Version that it claimed; empty where that could not be read.
    pub version: String,
    /// Stable code of the reason.
    pub code: String,
    /// Unix milliseconds.
    #[specta(type = specta_typescript::Number)]
    pub at_unix_ms: i64,
}

/// The policy pack, as it is in force.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct PolicyView {
    /// Region.
    pub region: String,
    /// Version.
    pub version: String,
    /// Modules.
    pub modules: Vec<PolicyModule>,
    /// Purposes that are asked for consent.
    pub consents: Vec<String>,
    /// Days that a session is kept after its receipt.
    pub retention_days: u32,
    /// Actions of a liveness challenge.
    pub challenge_actions: u32,
    /// Whether numbers may be read aloud instead of the actions.
    pub numbers_aloud: bool,
    /// Cosine from which card and face belong together.
    #[specta(type = specta_typescript::Number)]
    pub match_threshold: f64,
    /// Whether recordings may be sent.
    pub sync_media: bool,
    /// Whether a second reviewer rates first.
    pub review_rate_first: bool,
    /// Follow-ups that may be asked of one question.
    pub follow_ups: u32,
    /// How often one question may be answered again.
    pub retakes: u32,
    /// Minutes that everybody may add to one answer.
    pub extra_minutes: u32,
    /// The same for those who asked for more time.
    pub extra_minutes_needed: u32,
    /// Minutes after which the remaining questions are left to the candidate; 0: never.
    pub session_cap_minutes: u32,
    /// Days within which candidates are promised the result; 0: nothing is promised.
    pub result_within_days: u32,
    /// How candidates reach the recruiting office; empty: not told.
    pub contact: String,
    /// SHA-256 of the pack, hex.
    pub sha256: String,
    /// Who signed it; none where it is part of the program. The signature was checked just now.
    pub signed_by: Option<PolicySignature>,
    /// The last pack that was refused, until one is installed.
    pub refused: Option<PolicyRefused>,
}

/// The policy pack in force; it is read-only here.
#[tauri::command]
#[specta::specta]
pub async fn policy_pack(desk: State<'_, Desk>) -> Result<PolicyView, CommandError> {
    desk.blocking(|desk| {
        desk.may(Right::Settings)?;
        let (policy, refused) = match desk.vault()? {
            Some(vault) => (policy::in_force(&vault)?, policy::refusal(&vault)?),
            None => (station::library::policy()?, None),
        };
        Ok(policy_view(policy, refused))
    })
    .await
}

fn policy_view(policy: PolicyInForce, refused: Option<Refusal>) -> PolicyView {
    let PolicyInForce { pack, sha256, signed_by } = policy;
    let off = pack.modules_off();
    let extra_minutes_needed = pack.minutes_to_add(true);
    let modules = ["expression", "anti_spoofing", "face_match", "prosody"];
    PolicyView {
        region: pack.region,
        version: pack.version,
        modules: modules
            .into_iter()
            .map(|name| PolicyModule {
                name: name.to_owned(),
                on: !off.iter().any(|module| module == name),
            })
            .collect(),
        consents: pack.consents,
        retention_days: pack.retention_days,
        challenge_actions: u32::try_from(pack.identity.challenge_actions).unwrap_or(u32::MAX),
        numbers_aloud: pack.identity.numbers_aloud,
        match_threshold: pack.identity.match_threshold,
        sync_media: pack.sync_media,
        review_rate_first: pack.review_rate_first,
        follow_ups: pack.follow_ups,
        retakes: pack.retakes,
        extra_minutes: pack.extra_minutes,
        extra_minutes_needed,
        session_cap_minutes: pack.session_cap_minutes,
        result_within_days: pack.result_within_days,
        contact: pack.contact,
        sha256,
        signed_by: signed_by.map(|by| PolicySignature {
            name: by.name,
            key_id: by.key_id,
            signed_at: by.signed_at,
        }),
        refused: refused.map(|refused| PolicyRefused {
            version: refused.version,
            code: refused.code,
            at_unix_ms: refused.at_unix_ms,
        }),
    }
}
