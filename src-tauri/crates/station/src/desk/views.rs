//! Filters of the list that a person has named. Everybody has their own.
//!
//! Words of a search are not kept: they may name a candidate, and would outlive the erasure.

use interview::error::{Fault, FaultClass, Faulty, Response};
use serde::{Deserialize, Serialize};
use specta::Type;
use uuid::Uuid;
use vault::Vault;

use crate::StationError;
use crate::rights::Member;

/// Longest name of a view in characters: it stands in one line with all others.
pub const MAX_VIEW_NAME_CHARS: usize = 20;
/// Most views of a person, for the same reason.
pub const MAX_VIEWS: usize = 12;

/// Which interviews a list shows, before anything is filtered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ListView {
    /// All.
    All,
    /// Those that wait for this person's review.
    Mine,
    /// Those that need attention.
    Attention,
    /// Those without a score.
    Insufficient,
    /// Those that have not reached the HRMS.
    Unsent,
}

/// How far an interview has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ListStage {
    /// Nobody has rated.
    Open,
    /// Rated, not decided.
    Reviewed,
    /// Decided.
    Decided,
}

/// What a list is filtered by; what is none does not count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct SavedFilter {
    /// View.
    pub view: ListView,
    /// Code of a position.
    pub position: Option<String>,
    /// Days back, today included.
    pub days: Option<u32>,
    /// Month of the interview, such as `2026-11`.
    pub month: Option<String>,
    /// How far it has come.
    pub stage: Option<ListStage>,
    /// Lower end of a score band, 0–100.
    pub score: Option<u32>,
    /// Those that have no score, instead of a band.
    #[serde(default)]
    pub unscored: bool,
    /// Least score, 0–100.
    pub least: Option<u32>,
    /// Tag.
    pub tag: Option<String>,
}

/// A named filter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct SavedView {
    /// Id.
    pub id: String,
    /// What its owner calls it.
    pub name: String,
    /// Filter.
    pub filter: SavedFilter,
}

/// Why a view can't be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ViewError {
    /// Empty or too long.
    #[error("a view needs a name of at most {MAX_VIEW_NAME_CHARS} characters")]
    Name,
    /// Another view of this person has it.
    #[error("another view has this name")]
    NameTaken,
    /// There are [`MAX_VIEWS`] already.
    #[error("a person keeps at most {MAX_VIEWS} views")]
    TooMany,
    /// No view of this person has this id.
    #[error("no view has this id")]
    Unknown,
}

impl Faulty for ViewError {
    fn fault(&self) -> Fault {
        use FaultClass::{Input, Usage};
        use Response::CallOperator;
        match self {
            Self::Name => Fault::new("views.name", Input, CallOperator),
            Self::NameTaken => Fault::new("views.name_taken", Input, CallOperator),
            Self::TooMany => Fault::new("views.too_many", Input, CallOperator),
            Self::Unknown => Fault::new("views.unknown", Usage, CallOperator),
        }
    }
}

/// The views of one person, in the order in which they were saved.
pub struct Views<'v> {
    vault: &'v Vault,
    setting: String,
}

impl<'v> Views<'v> {
    /// The views of `member`: by id, or by name at a station where nobody was set up.
    pub fn of(vault: &'v Vault, member: &Member) -> Self {
        let owner = member.id.map_or_else(|| member.person.name.clone(), |id| id.to_string());
        Self { vault, setting: format!("desk.views.{owner}") }
    }

    /// All of them.
    ///
    /// # Errors
    /// [`StationError::Vault`].
    pub fn all(&self) -> Result<Vec<SavedView>, StationError> {
        Ok(self.vault.setting(&self.setting)?.unwrap_or_default())
    }

    /// Names a filter.
    ///
    /// # Errors
    /// [`ViewError::Name`], [`ViewError::NameTaken`], [`ViewError::TooMany`];
    /// [`StationError::Vault`].
    pub fn save(&self, name: &str, filter: SavedFilter) -> Result<Vec<SavedView>, StationError> {
        let mut all = self.all()?;
        let name = free_name(&all, name)?;
        if all.len() >= MAX_VIEWS {
            return Err(ViewError::TooMany.into());
        }
        all.push(SavedView { id: Uuid::now_v7().to_string(), name, filter });
        self.keep(all)
    }

    /// Gives a view another name.
    ///
    /// # Errors
    /// [`ViewError::Unknown`], [`ViewError::Name`], [`ViewError::NameTaken`];
    /// [`StationError::Vault`].
    pub fn rename(&self, id: &str, name: &str) -> Result<Vec<SavedView>, StationError> {
        let mut all = self.all()?;
        let place = all.iter().position(|view| view.id == id).ok_or(ViewError::Unknown)?;
        let mut view = all.remove(place);
        view.name = free_name(&all, name)?;
        all.insert(place, view);
        self.keep(all)
    }

    /// Removes a view.
    ///
    /// # Errors
    /// [`ViewError::Unknown`]; [`StationError::Vault`].
    pub fn remove(&self, id: &str) -> Result<Vec<SavedView>, StationError> {
        let mut all = self.all()?;
        let before = all.len();
        all.retain(|view| view.id != id);
        if all.len() == before {
            return Err(ViewError::Unknown.into());
        }
        self.keep(all)
    }

    /// Removes all of them: their owner has left.
    ///
    /// # Errors
    /// [`StationError::Vault`].
    pub fn forget(&self) -> Result<(), StationError> {
        self.keep(Vec::new()).map(drop)
    }

    fn keep(&self, all: Vec<SavedView>) -> Result<Vec<SavedView>, StationError> {
        self.vault.set_setting(&self.setting, &all)?;
        Ok(all)
    }
}

fn free_name(others: &[SavedView], name: &str) -> Result<String, ViewError> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > MAX_VIEW_NAME_CHARS {
        return Err(ViewError::Name);
    }
    if others.iter().any(|view| view.name == name) {
        return Err(ViewError::NameTaken);
    }
    Ok(name.to_owned())
}
