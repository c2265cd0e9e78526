//! What the list offers beside its lines: views that a person has saved, tags on several interviews,
//! word of a change.

use serde::Serialize;
use specta::Type;
use station::StationError;
use station::desk::views::{SavedFilter, SavedView, Views};
use station::rights::{Member, Right};
use tauri::State;
use tauri::ipc::Channel;
use vault::{Vault, VaultError};

use crate::desk::Desk;
use crate::error::CommandError;
use crate::interviews;

/// The views that this person has saved.
#[tauri::command]
#[specta::specta]
pub async fn saved_views(desk: State<'_, Desk>) -> Result<Vec<SavedView>, CommandError> {
    desk.blocking(|desk| {
        let member = desk.may(Right::List)?;
        match desk.vault()? {
            Some(vault) => Ok(Views::of(&vault, &member).all()?),
            None => Ok(Vec::new()),
        }
    })
    .await
}

/// Names a filter of the list; gives all views of this person.
#[tauri::command]
#[specta::specta]
pub async fn save_view(
    desk: State<'_, Desk>,
    name: String,
    filter: SavedFilter,
) -> Result<Vec<SavedView>, CommandError> {
    desk.blocking(move |desk| {
        let member = desk.may(Right::List)?;
        Ok(Views::of(&kept(desk)?, &member).save(&name, filter)?)
    })
    .await
}

/// Gives a view of this person another name.
#[tauri::command]
#[specta::specta]
pub async fn rename_view(
    desk: State<'_, Desk>,
    id: String,
    name: String,
) -> Result<Vec<SavedView>, CommandError> {
    desk.blocking(move |desk| {
        let member = desk.may(Right::List)?;
        Ok(Views::of(&kept(desk)?, &member).rename(&id, &name)?)
    })
    .await
}

/// Removes a view of this person.
#[tauri::command]
#[specta::specta]
pub async fn remove_view(
    desk: State<'_, Desk>,
    id: String,
) -> Result<Vec<SavedView>, CommandError> {
    desk.blocking(move |desk| {
        let member = desk.may(Right::List)?;
        Ok(Views::of(&kept(desk)?, &member).remove(&id)?)
    })
    .await
}

/// What tagging several interviews came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct TaggedAll {
    /// Interviews whose tags are others now.
    pub changed: u32,
    /// Interviews that were left as they are: this person rates them first, and would learn whether
    /// others have put the tag there.
    pub left_out: u32,
}

/// Puts a tag on interviews (`on`), or takes it off them.
#[tauri::command]
#[specta::specta]
pub async fn tag_interviews(
    desk: State<'_, Desk>,
    ids: Vec<String>,
    tag: String,
    on: bool,
) -> Result<TaggedAll, CommandError> {
    desk.blocking(move |desk| {
        let member = desk.may(Right::Tag)?;
        Ok(tag_all(desk, &member, &ids, &tag, on)?)
    })
    .await
}

/// All of them or, where one may not be tagged by this person, none.
///
/// # Errors
/// As [`Desk::may_with`] and [`Vault::tag_all`].
pub(crate) fn tag_all(
    desk: &Desk,
    member: &Member,
    ids: &[String],
    tag: &str,
    on: bool,
) -> Result<TaggedAll, StationError> {
    let vault = kept(desk)?;
    let mut chosen = Vec::new();
    let mut left_out = 0;
    for id in ids {
        let (_, id, _) = desk.may_with(Right::Tag, id)?;
        if interviews::hidden_from(&vault, id, &member.person)? {
            left_out += 1;
        } else {
            chosen.push(id);
        }
    }
    let changed = vault.tag_all(&chosen, tag, on, &member.person.name)?;
    Ok(TaggedAll { changed, left_out })
}

/// From now on `changes` gets a number, one higher each time, whenever the list of interviews has
/// become another, as long as somebody who may see it sits at the desk. A second channel takes the
/// place of the first.
#[tauri::command]
#[specta::specta]
pub async fn watch_list(desk: State<'_, Desk>, changes: Channel<u32>) -> Result<(), CommandError> {
    desk.may(Right::List)?;
    desk.tell_of_list(changes);
    Ok(())
}

fn kept(desk: &Desk) -> Result<Vault, StationError> {
    desk.vault()?.ok_or(StationError::Vault(VaultError::NotFound))
}
