//! The file dialogs of the system. The station shows them, not the page: a page never learns a path
//! that it did not write itself.
//!
//! A dialog that is open when its person leaves the desk is closed: behind it may be a kiosk.

use std::cell::Cell;
use std::path::PathBuf;
use std::rc::Rc;
use std::time::Duration;

use gtk::glib::{ControlFlow, timeout_add_local};
use gtk::prelude::{FileChooserExt as _, NativeDialogExt as _, RecentManagerExt as _};
use gtk::{FileChooserAction, FileChooserNative, RecentManager, ResponseType};
use tauri::WebviewWindow;
use tokio::sync::oneshot;

use crate::error::CommandError;

/// How often it is looked whether the dialog is still wanted. The list of recent files is written
/// sooner than this after a choice.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// What is chosen.
pub enum Choice {
    /// A file that is there.
    Open,
    /// A file to be written; one that is there is replaced only after the dialog has asked.
    Save {
        /// Folder that is shown first, where there is such a folder.
        folder: PathBuf,
        /// Name that is proposed.
        name: String,
    },
}

/// Lets the person choose; none where they cancel or `wanted` says no any more.
///
/// # Errors
/// `internal.thread` where the window is gone.
pub async fn choose(
    window: &WebviewWindow,
    choice: Choice,
    wanted: impl Fn() -> bool + Send + 'static,
) -> Result<Option<PathBuf>, CommandError> {
    let (tell, told) = oneshot::channel();
    let over = window.clone();
    window
        .run_on_main_thread(move || show(&over, choice, wanted, tell))
        .map_err(CommandError::internal)?;
    told.await.map_err(CommandError::internal)
}

/// Shows the dialog over its window. Where there is no window any more, `tell` is dropped.
fn show(
    window: &WebviewWindow,
    choice: Choice,
    wanted: impl Fn() -> bool + 'static,
    tell: oneshot::Sender<Option<PathBuf>>,
) {
    let Ok(parent) = window.gtk_window() else { return };
    let action = match choice {
        Choice::Open => FileChooserAction::Open,
        Choice::Save { .. } => FileChooserAction::Save,
    };
    // Title and buttons without words of ours have those of the system, in its language.
    let dialog = FileChooserNative::new(None, Some(&parent), action, None, None);
    dialog.set_modal(true);
    if let Choice::Save { folder, name } = choice {
        dialog.set_do_overwrite_confirmation(true);
        dialog.set_current_folder(folder);
        dialog.set_current_name(&name);
    }
    let tell = Rc::new(Cell::new(Some(tell)));
    let answer = move |path| {
        if let Some(tell) = tell.take() {
            // Whoever asked may be gone with the window.
            let _ = tell.send(path);
        }
    };
    let answered = answer.clone();
    dialog.connect_response(move |dialog, response| {
        answered(if response == ResponseType::Accept { dialog.filename() } else { None });
    });
    dialog.show();
    // The timer owns the dialog: GTK does not keep one of this sort alive by itself.
    timeout_add_local(LOOK_EVERY, move || {
        if dialog.is_visible() {
            if wanted() {
                return ControlFlow::Continue;
            }
            dialog.hide();
            answer(None);
        }
        forget(&dialog);
        dialog.destroy();
        ControlFlow::Break
    });
}

/// Takes what was chosen out of the person's list of recent files: names of candidates' papers do
/// not belong there.
fn forget(dialog: &FileChooserNative) {
    if let (Some(recent), Some(uri)) = (RecentManager::default(), dialog.uri()) {
        // It was never there where the person cancelled.
        let _ = recent.remove_item(&uri);
    }
}
