//! The one window, and what it must not do. In kiosk mode it is the whole screen, and only staff
//! close it.

use tauri::webview::{NewWindowResponse, PageLoadEvent, PermissionResponse};
use tauri::{
    App, AppHandle, Manager as _, Url, WebviewWindow, WebviewWindowBuilder, WindowEvent, Wry,
};
use webkit2gtk::{InputMethodContextExt as _, WebProcessTerminationReason, WebViewExt as _};

use crate::desk::Desk;
use crate::door::{Door, leave};

/// Label of the window; its capability names it.
pub const MAIN: &str = "main";
/// What a browser does by itself and a kiosk must not.
const LOCKDOWN: &str = include_str!("lockdown.js");
/// Set by whoever drives the window for a test; Tauri then opens it to WebDriver.
const AUTOMATION_VARIABLE: &str = "TAURI_WEBVIEW_AUTOMATION";

/// Opens the window of `tauri.conf.json`.
///
/// # Errors
/// Where the system gives no window.
pub fn open(app: &App, kiosk: bool) -> tauri::Result<()> {
    let config = app.config().app.windows.iter().find(|window| window.label == MAIN);
    let config = config.ok_or(tauri::Error::WindowNotFound)?;
    // Camera and microphone are opened by the station, files are written by it: the page may ask
    // the system for nothing.
    let mut builder = WebviewWindowBuilder::from_config(app, config)?
        .on_navigation(stays_inside)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_download(|_, _| false)
        .on_permission_request(|_, _| PermissionResponse::Deny)
        .on_page_load(|window, load| {
            // A page that begins anew, by hand or after a crash, knows nobody: neither does the desk.
            if load.event() == PageLoadEvent::Started {
                leave(&window.state::<Desk>(), &window.state::<Door>());
                window.state::<Desk>().page_is_new();
            }
        })
        .zoom_hotkeys_enabled(false);
    if kiosk {
        builder = locked(builder);
    }
    let window = builder.build()?;
    let handle = app.handle().clone();
    window.on_window_event(move |event| match event {
        WindowEvent::Destroyed => handle.state::<Desk>().close_window(MAIN),
        WindowEvent::CloseRequested { api, .. } if kiosk => api.prevent_close(),
        _ => {}
    });
    guard_page(&window, kiosk)
}

/// The whole monitor, above everything else, without a way to move, shrink or close it.
fn locked(builder: WebviewWindowBuilder<'_, Wry, App>) -> WebviewWindowBuilder<'_, Wry, App> {
    builder
        .fullscreen(true)
        .decorations(false)
        .always_on_top(true)
        .closable(false)
        .minimizable(false)
        .maximizable(false)
        .skip_taskbar(true)
        .devtools(false)
        // Nothing of a page on the disk. A window that keeps nothing can't be driven by WebDriver.
        .incognito(!driven())
        .initialization_script_for_all_frames(LOCKDOWN)
}

/// What only WebKit itself can be told.
fn guard_page(window: &WebviewWindow, kiosk: bool) -> tauri::Result<()> {
    window.with_webview(move |webview| {
        let page = webview.inner();
        // Tauri has input methods draw what is being composed themselves. In the field, underlined,
        // is where everybody looks for it, and the page knows then that somebody composes.
        if let Some(input_method) = page.input_method_context() {
            input_method.set_enable_preedit(true);
        }
        // The station goes on when its page dies; without this the screen would stay empty.
        page.connect_web_process_terminated(|page, reason| {
            if reason == WebProcessTerminationReason::TerminatedByApi {
                tracing::info!("another page for the next person");
            } else {
                tracing::error!(?reason, "the page ended and is loaded again");
            }
            page.reload();
        });
        if kiosk {
            page.connect_context_menu(|_, _, _, _| true);
            page.connect_print(|_, _| true);
        }
    })
}

/// Whether WebDriver holds the window.
fn driven() -> bool {
    std::env::var_os(AUTOMATION_VARIABLE).is_some()
}

/// A process of its own for the page of the next person: what the memory of the last one's holds is
/// gone with it, and so is what WebKit would not give back of it (some 25 MB a person). Not while
/// staff come through the door, not once somebody sat at the desk, whose drafts wait in the page, and
/// not for WebDriver, which loses the window.
pub fn renew_page(app: &AppHandle) {
    let staff = app.state::<Door>().is_open() || app.state::<Desk>().is_used();
    let Some(window) = app.get_webview_window(MAIN).filter(|_| !staff && !driven()) else { return };
    if let Err(error) = window.with_webview(|webview| webview.inner().terminate_web_process()) {
        tracing::error!(%error, "the page of the last person goes on");
    }
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
            ("tauri://localhost.example.com/", false),
            ("http://localhost/", false),
            ("http://127.0.0.1:8080/", false),
            ("https://example.com/", false),
            ("file:///etc/passwd", false),
            ("data:text/html,hello", false),
            ("blob:tauri://localhost/0", false),
            ("javascript:alert(1)", false),
            ("view-source:tauri://localhost/", false),
            ("webkit://inspector/", false),
            ("about:config", false),
        ] {
            assert_eq!(stays_inside(&url.parse().unwrap()), inside, "{url}");
        }
    }
}
