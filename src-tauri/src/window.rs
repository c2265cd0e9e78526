//! The one window, and what it must not do.

use tauri::{App, Url, WebviewWindowBuilder, WindowEvent};

use crate::desk::Desk;
use tauri::Manager as _;

/// Label of the window; its capability names it.
pub const MAIN: &str = "main";

/// Opens the window of `tauri.conf.json`.
///
/// # Errors
/// Where the system gives no window.
pub fn open(app: &App) -> tauri::Result<()> {
    let config = app.config().app.windows.iter().find(|window| window.label == MAIN);
    let config = config.ok_or(tauri::Error::WindowNotFound)?;
    let window =
        WebviewWindowBuilder::from_config(app, config)?.on_navigation(stays_inside).build()?;
    let handle = app.handle().clone();
    window.on_window_event(move |event| {
        if matches!(event, WindowEvent::Destroyed) {
            handle.state::<Desk>().close_window(MAIN);
        }
    });
    Ok(())
}

/// Only the pages of this program, and the report in its frame, which has no address of its own.
fn stays_inside(url: &Url) -> bool {
    match url.scheme() {
        "tauri" => url.host_str() == Some("localhost"),
        "about" => matches!(url.path(), "blank" | "srcdoc"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_never_leaves_the_program() {
        for (url, inside) in [
            ("tauri://localhost/", true),
            ("tauri://localhost/index.html#list", true),
            ("about:srcdoc", true),
            ("about:blank", true),
            ("tauri://elsewhere/", false),
            ("http://127.0.0.1:8080/", false),
            ("https://example.com/", false),
            ("file:///etc/passwd", false),
            ("data:text/html,hello", false),
        ] {
            assert_eq!(stays_inside(&url.parse().unwrap()), inside, "{url}");
        }
    }
}
