//! What was copied goes with whoever copied it.

use gtk::gdk::{SELECTION_CLIPBOARD, SELECTION_PRIMARY};
use station::rights::Right;
use tauri::{AppHandle, State};

use crate::desk::Desk;
use crate::error::CommandError;

/// Empties the clipboard, and what is pasted with the middle button: the next person at this screen
/// pastes nothing of the one before.
pub fn clear(app: &AppHandle) {
    // GTK belongs to the main thread.
    let asked = app.run_on_main_thread(|| {
        for selection in [SELECTION_CLIPBOARD, SELECTION_PRIMARY] {
            // Whoever owns the content: the page, or another program.
            gtk::Clipboard::get(&selection).set_text("");
        }
    });
    if let Err(error) = asked {
        tracing::error!(%error, "the clipboard was not emptied");
    }
}

/// Copies what Health found, as the page words it, for somebody who helps on the phone.
#[tauri::command]
#[specta::specta]
pub async fn copy_diagnosis(
    app: AppHandle,
    desk: State<'_, Desk>,
    text: String,
) -> Result<(), CommandError> {
    desk.blocking(|desk| {
        desk.may(Right::Health)?;
        Ok(())
    })
    .await?;
    app.run_on_main_thread(move || gtk::Clipboard::get(&SELECTION_CLIPBOARD).set_text(&text))
        .map_err(CommandError::internal)
}
