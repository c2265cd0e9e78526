//! What was copied goes with whoever copied it.

use gtk::gdk::{SELECTION_CLIPBOARD, SELECTION_PRIMARY};
use tauri::AppHandle;

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
