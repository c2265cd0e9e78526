//! What the vault keeps of a session at the kiosk, so that it can go on another day.
//!
//! Everything lies in the encrypted database as artifacts of the session and goes with it:
//!
//! | name | holds |
//! |---|---|
//! | `sitting` | who, in which language, with which needs; who, until the answers are handed in |
//! | `position` | the position under which the questions were asked |
//! | `identity` | what the checks of identity gave |
//! | `answer:INDEX:TAKE` | words and voice of one take |
//! | `faces:N` | what was seen of faces, and when frames came, piece by piece |
//! | `drafts` | what was typed of answers that are not over |
//! | `review` | what the candidate disputes and noted |

use std::collections::{BTreeMap, BTreeSet};

use interview::position::Position;
use interview::session::SessionState;
use interview::time::Span;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use vault::Vault;

use super::recorded_by::DeviceNames;
use super::view::{KioskLanguage, Needs};
use crate::StationError;
use crate::candidate::Candidate;
use crate::faces::SeenFaces;
use crate::session::answers::Heard;

pub(super) const SITTING: &str = "sitting";
pub(super) const POSITION: &str = "position";
pub(super) const IDENTITY: &str = "identity";
pub(super) const DRAFTS: &str = "drafts";
pub(super) const REVIEW: &str = "review";

/// Who sat here, and how.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Sitting {
    pub candidate: Candidate,
    pub language: KioskLanguage,
    pub needs: Needs,
    /// Size of the recorded pictures; none where there are none.
    pub size: Option<(u32, u32)>,
    pub started_wall: String,
    pub synthetic: bool,
    pub simulated: Vec<String>,
    /// What recorded this person last.
    #[serde(default)]
    pub devices: DeviceNames,
}

/// One take that is over.
#[derive(Serialize, Deserialize)]
pub(super) struct KeptAnswer {
    pub span: Span,
    pub heard: Heard,
    pub typed: bool,
}

/// What was typed of answers that are not over, by index into the plan.
pub(super) type Drafts = BTreeMap<usize, String>;

/// A piece of what was seen.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct KeptFaces {
    pub seen: SeenFaces,
    pub frame_times_ms: Vec<i64>,
}

/// What the candidate says of the answers.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(super) struct Remarks {
    /// Indexes into the plan.
    pub disputed: BTreeSet<usize>,
    pub notes: BTreeMap<usize, String>,
}

pub(super) fn answer_name(index: usize, take: u32) -> String {
    format!("answer:{index}:{take}")
}

fn faces_name(piece: u32) -> String {
    format!("faces:{piece}")
}

/// Keeps `value` under `name`.
pub(super) fn put<T: Serialize>(
    vault: &Vault,
    interview_id: Uuid,
    name: &str,
    value: &T,
) -> Result<(), StationError> {
    Ok(vault.save_artifact(interview_id, name, &serde_json::to_vec(value)?)?)
}

/// What was kept under `name`.
pub(super) fn get<T: DeserializeOwned>(
    vault: &Vault,
    interview_id: Uuid,
    name: &str,
) -> Result<Option<T>, StationError> {
    let bytes = vault.load_artifact(interview_id, name)?;
    Ok(bytes.map(|bytes| serde_json::from_slice(&bytes)).transpose()?)
}

/// Keeps a piece of what was seen behind `piece` earlier ones.
pub(super) fn put_faces(
    vault: &Vault,
    interview_id: Uuid,
    piece: u32,
    faces: &KeptFaces,
) -> Result<(), StationError> {
    put(vault, interview_id, &faces_name(piece), faces)
}

/// All that was seen so far, and of how many pieces it is.
pub(super) fn get_faces(
    vault: &Vault,
    interview_id: Uuid,
) -> Result<(KeptFaces, u32), StationError> {
    let (mut all, mut pieces) = (KeptFaces::default(), 0);
    while let Some(piece) = get::<KeptFaces>(vault, interview_id, &faces_name(pieces))? {
        all.seen.append(piece.seen);
        all.frame_times_ms.extend(piece.frame_times_ms);
        pieces += 1;
    }
    Ok((all, pieces))
}

/// The answers are handed in: nobody comes back, and name and number have served.
pub(super) fn forget_person(vault: &Vault, interview_id: Uuid) -> Result<(), StationError> {
    let Some(mut sitting) = get::<Sitting>(vault, interview_id, SITTING)? else { return Ok(()) };
    let reference = std::mem::take(&mut sitting.candidate.reference);
    let nobody = Candidate { reference, ..Candidate::default() };
    let person = std::mem::replace(&mut sitting.candidate, nobody);
    if person.name.is_none() && person.id_number.is_none() {
        return Ok(());
    }
    put(vault, interview_id, SITTING, &sitting)
}

/// A session that stands still and can go on here.
pub(super) struct Suspended {
    pub interview_id: Uuid,
    pub state: SessionState,
    pub sitting: Sitting,
    pub position: Position,
}

/// The newest session of this station that stands still, can go on, and is of whom `wanted` knows.
pub(super) fn suspended(
    vault: &Vault,
    wanted: impl Fn(&Candidate) -> bool,
) -> Result<Option<Suspended>, StationError> {
    for interview_id in vault.unfinished()?.into_iter().rev() {
        let Some(json) = vault.state(interview_id)? else { continue };
        let state: SessionState = serde_json::from_str(&json)?;
        if state.resumes_at().is_none() || !state.may_go_on() {
            continue;
        }
        // Sessions of an older program have neither.
        let Some(sitting) = get::<Sitting>(vault, interview_id, SITTING)? else { continue };
        if !wanted(&sitting.candidate) {
            continue;
        }
        let Some(position) = get::<Position>(vault, interview_id, POSITION)? else { continue };
        return Ok(Some(Suspended { interview_id, state, sitting, position }));
    }
    Ok(None)
}
