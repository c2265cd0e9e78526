//! Commands of the interview page.

use interview::review::Rating;
use station::StationError;
use station::desk::captions;
use station::review::{self, ReviewError};
use station::rights::Right;
use tauri::State;
use uuid::Uuid;
use vault::Vault;

use super::human::DeskOutcome;
use super::{ReviewPage, page};
use crate::clock::unix_ms;
use crate::desk::Desk;
use crate::error::CommandError;
use crate::interviews;

/// One interview; `words` are those of the search it was opened from. That its report was read
/// stands in the log.
#[tauri::command]
#[specta::specta]
pub async fn open_review(
    desk: State<'_, Desk>,
    id: String,
    words: String,
) -> Result<ReviewPage, CommandError> {
    desk.blocking(move |desk| {
        let (vault, id, member) = desk.may_with(Right::Read, &id)?;
        let shown = page(&vault, id, &member, &words, unix_ms())?;
        if shown.report.is_some() {
            vault.audit_by(&member.person.name, "report.read", &id.to_string(), "window")?;
        }
        Ok(shown)
    })
    .await
}

/// Captions of the recording as a WebVTT file.
#[tauri::command]
#[specta::specta]
pub async fn captions(desk: State<'_, Desk>, id: String) -> Result<String, CommandError> {
    desk.blocking(move |desk| {
        let (vault, id, _) = desk.may_with(Right::Read, &id)?;
        Ok(captions::webvtt(&review::newest(&vault, id)?))
    })
    .await
}

/// The page after a change of this person, who needs `right` for it.
async fn changed(
    desk: State<'_, Desk>,
    id: String,
    right: Right,
    change: impl FnOnce(&Vault, Uuid, &review::Person) -> Result<(), StationError> + Send + 'static,
) -> Result<ReviewPage, CommandError> {
    desk.blocking(move |desk| {
        let (vault, id, member) = desk.may_with(right, &id)?;
        change(&vault, id, &member.person)?;
        // A new revision, where there is one, goes out at once.
        desk.nudge_courier();
        Ok(page(&vault, id, &member, "", unix_ms())?)
    })
    .await
}

/// Gives a level, as a draft until it is handed in.
#[tauri::command]
#[specta::specta]
pub async fn rate(
    desk: State<'_, Desk>,
    id: String,
    competency: String,
    level: u8,
    note: String,
) -> Result<ReviewPage, CommandError> {
    changed(desk, id, Right::Rate, move |vault, id, person| {
        let policy = station::policy::in_force(vault)?;
        let rating = Rating { competency, level, blind_level: None, note };
        review::rate(vault, &policy, id, person, rating)
    })
    .await
}

/// Hands the levels in; they become part of a new signed revision.
#[tauri::command]
#[specta::specta]
pub async fn hand_in(desk: State<'_, Desk>, id: String) -> Result<ReviewPage, CommandError> {
    changed(desk, id, Right::Rate, |vault, id, person| {
        review::hand_in(vault, id, person, unix_ms()).map(drop)
    })
    .await
}

/// Decides with a reason; makes a new signed revision.
#[tauri::command]
#[specta::specta]
pub async fn decide(
    desk: State<'_, Desk>,
    id: String,
    outcome: DeskOutcome,
    reason: String,
) -> Result<ReviewPage, CommandError> {
    changed(desk, id, Right::Decide, move |vault, id, person| {
        review::decide(vault, id, person, outcome.into(), &reason, unix_ms()).map(drop)
    })
    .await
}

/// Takes the decision back, within ten minutes.
#[tauri::command]
#[specta::specta]
pub async fn undo_decision(desk: State<'_, Desk>, id: String) -> Result<ReviewPage, CommandError> {
    changed(desk, id, Right::Decide, |vault, id, person| {
        review::undo(vault, id, person, unix_ms()).map(drop)
    })
    .await
}

/// Puts tags in place of those of an interview.
#[tauri::command]
#[specta::specta]
pub async fn set_tags(
    desk: State<'_, Desk>,
    id: String,
    tags: Vec<String>,
) -> Result<ReviewPage, CommandError> {
    changed(desk, id, Right::Tag, move |vault, id, person| {
        // The tags that the person does not see yet would be lost.
        require_numbers(vault, id, person)?;
        Ok(vault.set_tags(id, &tags, &person.name)?)
    })
    .await
}

/// Adds a note.
#[tauri::command]
#[specta::specta]
pub async fn add_note(
    desk: State<'_, Desk>,
    id: String,
    text: String,
) -> Result<ReviewPage, CommandError> {
    changed(desk, id, Right::Note, move |vault, id, person| {
        Ok(vault.add_note(id, &person.name, &text)?)
    })
    .await
}

/// Removes a note of this person.
#[tauri::command]
#[specta::specta]
pub async fn remove_note(
    desk: State<'_, Desk>,
    id: String,
    note: String,
) -> Result<ReviewPage, CommandError> {
    changed(desk, id, Right::Note, move |vault, id, person| {
        let note: Uuid = note.parse().map_err(|_| ReviewError::Note)?;
        let own = vault.notes(id)?.into_iter().any(|n| n.id == note && n.author == person.name);
        if !own {
            return Err(ReviewError::Note.into());
        }
        Ok(vault.remove_note(id, note, &person.name)?)
    })
    .await
}

/// Refuses what shows numbers to a person who rates first.
///
/// # Errors
/// [`ReviewError::RateFirst`].
pub(crate) fn require_numbers(
    vault: &Vault,
    id: Uuid,
    person: &review::Person,
) -> Result<(), StationError> {
    if interviews::hidden_from(vault, id, person)? {
        return Err(ReviewError::RateFirst.into());
    }
    Ok(())
}
