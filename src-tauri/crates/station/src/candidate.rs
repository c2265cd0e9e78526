//! Who is interviewed, as far as the station is told.

use std::path::Path;

use interview::report::CandidateRef;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::StationError;
use crate::error::place;
use crate::files::read_text;

/// A candidate as the HRMS or an operator's file describes the person. Kept in the vault only; its
/// Debug form shows nothing.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// Reference in the HRMS; one is made for a walk-in.
    #[serde(default)]
    pub reference: String,
    /// Name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Resident identity number, for the identity service alone; never in the report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id_number: Option<String>,
}

impl std::fmt::Debug for Candidate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Candidate(…)")
    }
}

impl Candidate {
    /// A person without a booking: the reference is made from the interview.
    pub fn walk_in(interview_id: Uuid) -> Self {
        Self { reference: format!("walk-in-{interview_id}"), name: None, id_number: None }
    }

    /// Reads a candidate file; fields that the station does not know are left alone.
    ///
    /// # Errors
    /// [`StationError::File`], [`StationError::CandidateFile`].
    pub fn from_file(path: &Path, interview_id: Uuid) -> Result<Self, StationError> {
        let text = read_text(path, "candidate file")?;
        let mut candidate: Self =
            serde_json::from_str(&text).map_err(|e| StationError::CandidateFile(place(&e)))?;
        if candidate.reference.trim().is_empty() {
            candidate.reference = Self::walk_in(interview_id).reference;
        }
        Ok(candidate)
    }

    /// What the report says of the person.
    pub fn reference(&self) -> CandidateRef {
        CandidateRef { reference: self.reference.clone(), name: self.name.clone() }
    }
}
