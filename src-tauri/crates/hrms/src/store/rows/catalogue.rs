//! Positions, candidates, and the feed of changes.

use interview::position::Position;
use interview::transcript::Language;
use uuid::Uuid;

/// A position version.
#[derive(Clone, Debug)]
pub struct PositionRow {
    /// Version as it was given; its `version` is the row's.
    pub position: Position,
    /// `draft`, `published` or `retired`.
    pub state: String,
}

/// Outcome of publishing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Publish {
    /// Published now.
    Done,
    /// Was published before.
    Same,
    /// Is retired: a published version never comes back.
    Retired,
    /// There is no such version.
    NotFound,
}

/// A candidate to add, booked for a position.
#[derive(Clone)]
pub struct NewCandidate {
    /// Id.
    pub id: Uuid,
    /// Reference, unique.
    pub reference: String,
    /// Name.
    pub name: String,
    /// Preferred language.
    pub language: Language,
    /// Position code.
    pub position: String,
    /// Agreed start, RFC 3339 UTC.
    pub starts_at: Option<String>,
}

/// One entry of the feed.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Change {
    /// Grows.
    pub seq: i64,
    /// `position` or `candidate`.
    pub kind: String,
    /// Code or reference.
    pub id: String,
    /// Version of the object.
    pub version: u32,
    /// `put`.
    pub op: String,
}
