//! Builds what Tauri generates from `tauri.conf.json`: the permissions of this window's commands.

use std::path::Path;

/// Every command of `src-tauri/src/lib.rs`; a window may call what its capability lists.
const COMMANDS: &[&str] = &[
    "add_attachment",
    "add_note",
    "add_person",
    "captions",
    "change_own_pin",
    "change_person",
    "choose_devices",
    "compare",
    "copy_diagnosis",
    "decide",
    "decisions",
    "desk_person",
    "device_settings",
    "enrol_station",
    "export_feedback",
    "export_pdf",
    "export_sheet",
    "export_statistics",
    "export_zip",
    "filing",
    "hand_in",
    "hrms_away",
    "hrms_settings",
    "kiosk_intent",
    "kiosk_mode",
    "kiosk_view",
    "leave_kiosk",
    "list_interviews",
    "log_lines",
    "media_url",
    "new_person_pin",
    "open_review",
    "pinyin_candidates",
    "policy_pack",
    "rankings",
    "rate",
    "remove_attachment",
    "remove_note",
    "remove_person",
    "remove_view",
    "rename_view",
    "report_page",
    "save_attachment",
    "save_view",
    "saved_views",
    "search_interviews",
    "send_now",
    "set_staff_pin",
    "set_tags",
    "shut_door",
    "sign_in",
    "sign_in_by_hrms",
    "sign_out",
    "sound_level",
    "staff_people",
    "station_health",
    "station_models",
    "statistics",
    "storage_state",
    "sync_queue",
    "tag_interviews",
    "take_url",
    "test_connection",
    "try_door",
    "undo_decision",
    "verify_log",
    "view_as",
    "watch_kiosk",
    "watch_list",
    "ways_in",
];

/// Stands in for the interface where it was not built, so that the Rust part alone compiles.
const NOT_BUILT: &str = "<!doctype html><meta charset=\"utf-8\"><title>Interview Station</title>\
    <p>The user interface is not built. Run: scripts/ui.sh build</p>\n";

fn main() {
    println!("cargo::rerun-if-changed=ui/dist");
    let page = Path::new("ui/dist/index.html");
    if !page.exists() {
        let made =
            std::fs::create_dir_all("ui/dist").and_then(|()| std::fs::write(page, NOT_BUILT));
        if let Err(error) = made {
            println!("cargo::warning=ui/dist can't be made: {error}");
        }
    }
    let attributes = tauri_build::Attributes::new()
        .capabilities_path_pattern("./src-tauri/capabilities/**/*.json")
        .app_manifest(tauri_build::AppManifest::new().commands(COMMANDS));
    if let Err(error) = tauri_build::try_build(attributes) {
        println!("cargo::error={error:#}");
    }
}
