//! What leaves the vault by this window: reports as PDF, spreadsheets, ZIP files.

use interview::transcript::Language;
use serde::Serialize;
use specta::Type;
use station::StationError;
use station::desk::batch::{self, Entry};
use station::desk::sheet::{SheetRow, xlsx};
use station::rights::{Member, Right};
use tauri::State;
use uuid::Uuid;

use crate::clock::{local, unix_ms};
use crate::commands::UiLanguage;
use crate::desk::Desk;
use crate::error::CommandError;
use crate::interviews;
use crate::review::commands::require_numbers;

/// What an export wrote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct Exported {
    /// File.
    pub path: String,
    /// Its length in bytes.
    #[specta(type = specta_typescript::Number)]
    pub bytes: u64,
}

/// Writes the report of an interview as a PDF to the person's download folder.
#[tauri::command]
#[specta::specta]
pub async fn export_pdf(
    desk: State<'_, Desk>,
    id: String,
    language: UiLanguage,
) -> Result<Exported, CommandError> {
    desk.blocking(move |desk| {
        let (vault, id, Member { person, .. }) = desk.may_with(Right::Export, &id)?;
        require_numbers(&vault, id, &person)?;
        let pdf = station::print::report_pdf(&vault, id, language.into())?;
        vault.audit_by(&person.name, "session.exported", &id.to_string(), "pdf")?;
        let folder = station::home::export_dir(desk.home());
        Ok(exported(batch::write_new(&folder, &file_name("pdf"), &pdf)?))
    })
    .await
}

/// Writes a spreadsheet of interviews to the person's download folder. Numbers that are hidden from
/// the person stay out of it.
#[tauri::command]
#[specta::specta]
pub async fn export_sheet(
    desk: State<'_, Desk>,
    ids: Vec<String>,
    language: UiLanguage,
) -> Result<Exported, CommandError> {
    desk.blocking(move |desk| {
        let member = desk.may(Right::Export)?;
        let (chosen, sheet) = chosen_sheet(desk, &member, &ids, language.into())?;
        let person = member.person;
        if let Some(vault) = desk.vault()? {
            for Entry { id, .. } in &chosen {
                vault.audit_by(&person.name, "session.exported", &id.to_string(), "xlsx")?;
            }
        }
        let folder = station::home::export_dir(desk.home());
        Ok(exported(batch::write_new(&folder, &file_name("xlsx"), &sheet)?))
    })
    .await
}

/// Writes interviews with recordings, reports and a spreadsheet to one ZIP in the download folder.
#[tauri::command]
#[specta::specta]
pub async fn export_zip(
    desk: State<'_, Desk>,
    ids: Vec<String>,
    language: UiLanguage,
) -> Result<Exported, CommandError> {
    desk.blocking(move |desk| {
        let member = desk.may(Right::Export)?;
        let (chosen, sheet) = chosen_sheet(desk, &member, &ids, language.into())?;
        let person = member.person;
        let vault = desk.vault()?.ok_or(StationError::Vault(vault::VaultError::NotFound))?;
        for Entry { id, .. } in &chosen {
            require_numbers(&vault, *id, &person)?;
        }
        let folder = station::home::export_dir(desk.home());
        let name = file_name("zip");
        let language = language.into();
        Ok(exported(batch::zip(&vault, &chosen, &sheet, language, &person, &folder, &name)?))
    })
    .await
}

pub(crate) fn exported(written: batch::Written) -> Exported {
    Exported { path: written.path.display().to_string(), bytes: written.bytes }
}

/// A name of time alone, unique to the millisecond.
fn file_name(ending: &str) -> String {
    format!("interviews-{}.{ending}", unix_ms())
}

fn chosen_sheet(
    desk: &Desk,
    member: &Member,
    ids: &[String],
    language: Language,
) -> Result<(Vec<Entry>, Vec<u8>), StationError> {
    let vault = desk.vault()?.ok_or(StationError::Vault(vault::VaultError::NotFound))?;
    let mut chosen = Vec::new();
    let mut rows = Vec::new();
    for (row, brief) in interviews::briefs(&vault, member)? {
        if !ids.contains(&row.id) || !member.may_at(Right::Export, &row.code) {
            continue;
        }
        let Ok(id) = row.id.parse::<Uuid>() else { continue };
        let position = match language {
            Language::Zh => row.position.zh,
            Language::En => row.position.en,
        };
        let started = local(&row.started);
        let day = started.split(' ').next().unwrap_or_default();
        let who = row.name.as_deref().unwrap_or(&row.reference);
        let folder = batch::folder(id, day, who, &position);
        chosen.push(Entry { id, folder: folder.clone() });
        rows.push(SheetRow {
            id: row.id,
            folder,
            reference: row.reference,
            name: row.name.unwrap_or_default(),
            position,
            started,
            tags: row.tags,
            brief,
        });
    }
    let sheet = xlsx(&rows, language)?;
    Ok((chosen, sheet))
}
