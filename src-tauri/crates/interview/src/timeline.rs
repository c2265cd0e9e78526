//! What happened when, in media time.

use serde::{Deserialize, Serialize};

/// One entry of a session's timeline. Detail holds codes, ids and numbers, never words of a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimelineEvent {
    /// Media time in milliseconds.
    pub at_ms: i64,
    /// Stable code, such as `session.question_started`.
    pub code: String,
    /// Question id, device role or number that belongs to it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
}

impl TimelineEvent {
    /// An entry.
    pub fn new(at_ms: i64, code: &str, detail: impl Into<String>) -> Self {
        Self { at_ms, code: code.to_owned(), detail: detail.into() }
    }
}
