//! Commands for files that people attach to an interview. Paths are chosen in a dialog of the
//! system and stay here.

use station::desk::attachments;
use station::review::ReviewError;
use station::rights::{Member, Right};
use tauri::{State, WebviewWindow};
use uuid::Uuid;

use crate::clock::unix_ms;
use crate::desk::Desk;
use crate::dialog::{self, Choice};
use crate::error::CommandError;
use crate::exports::{Exported, exported};
use crate::review::{ReviewPage, page};

/// Lets the person choose a file and attaches it. Gives the page as it is where they cancel.
#[tauri::command]
#[specta::specta]
pub async fn add_attachment(
    window: WebviewWindow,
    desk: State<'_, Desk>,
    id: String,
    note: String,
) -> Result<ReviewPage, CommandError> {
    let asked = id.clone();
    let member = desk.blocking(move |desk| Ok(desk.may_with(Right::Note, &asked)?.2)).await?;
    let chosen = dialog::choose(&window, Choice::Open, stays(&desk, &member)).await?;
    desk.blocking(move |desk| {
        let (vault, id, _) = desk.may_with(Right::Note, &id)?;
        same(desk, &member)?;
        if let Some(path) = chosen {
            attachments::add(&vault, id, &member.person, &path, &note)?;
        }
        Ok(page(&vault, id, &member, "", unix_ms())?)
    })
    .await
}

/// Lets the person choose where, and writes a copy of an attached file there; none where they
/// cancel.
#[tauri::command]
#[specta::specta]
pub async fn save_attachment(
    window: WebviewWindow,
    desk: State<'_, Desk>,
    id: String,
    attachment: String,
) -> Result<Option<Exported>, CommandError> {
    let (vault, id, attachment, member) = desk
        .blocking(move |desk| {
            let (vault, id, member) = desk.may_with(Right::Export, &id)?;
            let attachment = vault.attachment(id, attachment_id(&attachment)?)?;
            Ok((vault, id, attachment, member))
        })
        .await?;
    let folder = station::home::export_dir(desk.home());
    let choice = Choice::Save { folder, name: attachment.name };
    let Some(path) = dialog::choose(&window, choice, stays(&desk, &member)).await? else {
        return Ok(None);
    };
    desk.blocking(move |desk| {
        same(desk, &member)?;
        Ok(Some(exported(attachments::save(&vault, id, attachment.id, &member.person, &path)?)))
    })
    .await
}

/// Removes a file that this person attached.
#[tauri::command]
#[specta::specta]
pub async fn remove_attachment(
    desk: State<'_, Desk>,
    id: String,
    attachment: String,
) -> Result<ReviewPage, CommandError> {
    desk.blocking(move |desk| {
        let (vault, id, member) = desk.may_with(Right::Note, &id)?;
        attachments::remove(&vault, id, attachment_id(&attachment)?, &member.person)?;
        Ok(page(&vault, id, &member, "", unix_ms())?)
    })
    .await
}

/// Whether `member` still sits at the desk, to be asked while a dialog is open.
fn stays(desk: &Desk, member: &Member) -> impl Fn() -> bool + Send + use<> {
    let (desk, member) = (desk.clone(), member.clone());
    move || same(&desk, &member).is_ok()
}

/// Refuses what was begun by somebody who has left the desk since.
fn same(desk: &Desk, member: &Member) -> Result<(), ReviewError> {
    if desk.seated()? == *member { Ok(()) } else { Err(ReviewError::NoPerson) }
}

fn attachment_id(text: &str) -> Result<Uuid, vault::VaultError> {
    text.parse()
        .map_err(|_| vault::VaultError::Missing { what: "attachment", name: text.to_owned() })
}
