//! Commands of the interview page.

use interview::review::Rating;
use station::StationError;
use station::desk::captions;
use station::review::{self, ReviewError};
use tauri::{AppHandle, Manager as _, State};
use uuid::Uuid;
use vault::Vault;

use super::human::{DeskOutcome, DeskRole};
use super::{ReviewPage, page};
use crate::clock::unix_ms;
use crate::commands::found;
use crate::desk::Desk;
use crate::door::{Door, leave};
use crate::error::CommandError;
use crate::interviews;

/// Who sits at the desk.
#[derive(Clone, serde::Serialize, specta::Type)]
pub struct DeskPerson {
    /// Name, as the person gave it.
    pub name: String,
    /// Role.
    pub role: DeskRole,
}

/// Who sits at the desk; none before anybody has said so.
#[tauri::command]
#[specta::specta]
pub async fn desk_person(desk: State<'_, Desk>) -> Result<Option<DeskPerson>, CommandError> {
    let person = desk.person().ok();
    Ok(person.map(|person| DeskPerson { name: person.name, role: person.role.into() }))
}

/// Someone sits down at the desk, with the staff PIN where one was set; at a kiosk one must be. The
/// name is not proved; it stands in the log and signs reviews.
#[tauri::command]
#[specta::specta]
pub async fn sign_in(
    app: AppHandle,
    desk: State<'_, Desk>,
    name: String,
    role: DeskRole,
    pin: String,
) -> Result<DeskPerson, CommandError> {
    desk.blocking(move |desk| {
        let person = review::Person::new(&name, role.into()).map_err(StationError::from)?;
        app.state::<Door>().admit(desk, &pin)?;
        // A vault that does not open is told by the list, which the person sees next.
        if let Ok(Some(vault)) = desk.vault() {
            vault.audit_by(&person.name, "desk.signed_in", "", role_code(role))?;
        }
        desk.set_person(Some(person.clone()));
        Ok(DeskPerson { name: person.name, role })
    })
    .await
}

/// The person leaves the desk.
#[tauri::command]
#[specta::specta]
pub async fn sign_out(desk: State<'_, Desk>, door: State<'_, Door>) -> Result<(), CommandError> {
    leave(&desk, &door);
    Ok(())
}

fn role_code(role: DeskRole) -> &'static str {
    match role {
        DeskRole::Recruiter => "recruiter",
        DeskRole::Interviewer => "interviewer",
    }
}

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
        let (vault, id) = found(desk, &id)?;
        let person = desk.person()?;
        let shown = page(&vault, id, &person, &words, unix_ms())?;
        if shown.report.is_some() {
            vault.audit_by(&person.name, "report.read", &id.to_string(), "window")?;
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
        let (vault, id) = found(desk, &id)?;
        desk.person()?;
        Ok(captions::webvtt(&review::newest(&vault, id)?))
    })
    .await
}

/// The page after a change of this person.
async fn changed(
    desk: State<'_, Desk>,
    id: String,
    change: impl FnOnce(&Vault, Uuid, &review::Person) -> Result<(), StationError> + Send + 'static,
) -> Result<ReviewPage, CommandError> {
    desk.blocking(move |desk| {
        let (vault, id) = found(desk, &id)?;
        let person = desk.person()?;
        change(&vault, id, &person)?;
        // A new revision, where there is one, goes out at once.
        desk.nudge_courier();
        Ok(page(&vault, id, &person, "", unix_ms())?)
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
    changed(desk, id, move |vault, id, person| {
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
    changed(desk, id, |vault, id, person| review::hand_in(vault, id, person, unix_ms()).map(drop))
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
    changed(desk, id, move |vault, id, person| {
        review::decide(vault, id, person, outcome.into(), &reason, unix_ms()).map(drop)
    })
    .await
}

/// Takes the decision back, within ten minutes.
#[tauri::command]
#[specta::specta]
pub async fn undo_decision(desk: State<'_, Desk>, id: String) -> Result<ReviewPage, CommandError> {
    changed(desk, id, |vault, id, person| review::undo(vault, id, person, unix_ms()).map(drop))
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
    changed(desk, id, move |vault, id, person| {
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
    changed(desk, id, move |vault, id, person| Ok(vault.add_note(id, &person.name, &text)?)).await
}

/// Removes a note of this person.
#[tauri::command]
#[specta::specta]
pub async fn remove_note(
    desk: State<'_, Desk>,
    id: String,
    note: String,
) -> Result<ReviewPage, CommandError> {
    changed(desk, id, move |vault, id, person| {
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
