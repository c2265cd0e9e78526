//! The desktop shell: one window over the same functions as the command line.
//!
//! Owns: the window, the commands it may call and their types in TypeScript. Never knows: how an
//! interview is carried out, scored or kept; it asks `station` and `vault`.
//!
//! The window shows only pages that are built into the program. It loads nothing from outside; its
//! one network address is the playback server on loopback.
//!
//! Threads: commands run on Tauri's runtime and hand all work that may block (opening the vault,
//! reading reports, examining the machine) to its blocking threads; the window stays alive.

mod attachments;
mod board;
mod clipboard;
mod clock;
mod commands;
mod compare;
mod decisions;
mod desk;
mod dialog;
mod door;
mod errands;
mod error;
mod exports;
mod filing;
mod ime;
mod interviews;
mod kiosk;
mod listing;
mod office;
mod people;
mod policy;
mod queue;
mod review;
mod seat;
mod settings;
pub mod simulated;
mod statistics;
mod window;

use std::process::ExitCode;

use station::logs::{BoundedStderr, LogFiles};
use tauri::{Manager as _, RunEvent};
use tauri_specta::{Builder, ErrorHandlingMode, collect_commands};
use tracing_subscriber::fmt;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use desk::Desk;
use door::Door;
use errands::Errands;

/// The commands and types that the window knows; the source of `ui/src/client/bindings.ts`.
fn contract() -> Builder<tauri::Wry> {
    Builder::new().error_handling(ErrorHandlingMode::Throw).disable_serde_phases().commands(
        collect_commands![
            commands::list_interviews,
            attachments::add_attachment,
            attachments::remove_attachment,
            attachments::save_attachment,
            clipboard::copy_diagnosis,
            compare::compare,
            decisions::decisions,
            board::rankings,
            board::search_interviews,
            exports::export_pdf,
            exports::export_sheet,
            exports::export_zip,
            filing::filing,
            listing::remove_view,
            listing::rename_view,
            listing::save_view,
            listing::saved_views,
            listing::tag_interviews,
            listing::watch_list,
            office::log_lines,
            office::verify_log,
            people::add_person,
            people::change_own_pin,
            people::change_person,
            people::new_person_pin,
            people::remove_person,
            people::staff_people,
            policy::policy_pack,
            queue::send_now,
            queue::hrms_away,
            queue::sync_queue,
            queue::test_connection,
            seat::desk_person,
            seat::sign_in,
            seat::sign_in_by_hrms,
            seat::sign_out,
            seat::view_as,
            seat::ways_in,
            settings::choose_devices,
            settings::device_settings,
            settings::enrol_station,
            settings::hrms_settings,
            settings::station_models,
            settings::storage_state,
            review::commands::add_note,
            review::commands::captions,
            review::commands::decide,
            review::commands::hand_in,
            review::commands::open_review,
            review::commands::rate,
            review::commands::remove_note,
            review::commands::set_tags,
            review::commands::undo_decision,
            review::feedback::export_feedback,
            statistics::export_statistics,
            statistics::statistics,
            commands::report_page,
            commands::media_url,
            commands::station_health,
            kiosk::watch_kiosk,
            kiosk::kiosk_view,
            kiosk::kiosk_intent,
            kiosk::sound_level,
            kiosk::take_url,
            kiosk::set_staff_pin,
            door::kiosk_mode,
            door::leave_kiosk,
            door::shut_door,
            door::try_door,
            ime::pinyin_candidates,
        ],
    )
}

/// Opens the window and runs until it is closed.
pub fn run() -> ExitCode {
    station::heap::settle();
    station::crash::leave_no_trace();
    start_log();
    let contract = contract();
    let result = tauri::Builder::default()
        .invoke_handler(contract.invoke_handler())
        .register_asynchronous_uri_scheme_protocol(kiosk::PREVIEW_SCHEME, kiosk::preview)
        .setup(|app| {
            app.manage(Desk::new(desk::home_dir()));
            app.manage(kiosk::Candidate::default());
            app.manage(Errands::start(app.handle())?);
            let kiosk = door::kiosk_mode_wanted();
            app.manage(Door::new(kiosk));
            window::open(app, kiosk)?;
            Ok(())
        })
        .build(tauri::generate_context!());
    match result {
        Ok(app) => {
            app.run(|app, event| {
                if let RunEvent::Exit = event {
                    let errands = app.state::<Errands>();
                    errands.tell();
                    app.state::<kiosk::Candidate>().end();
                    errands.end();
                    // Words that were being made out are let go by threads of their own.
                    station::native::settle(station::native::LAST_WORK);
                }
            });
            ExitCode::SUCCESS
        }
        Err(error) => {
            // The one place without a window to speak through.
            eprintln!("interview-station: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Transitions and failures, by code and field; nothing of a candidate. `RUST_LOG` says more. They
/// go to standard error and into files beside the home, of which only the newest stay.
fn start_log() {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn"));
    let (stderr, files) = (BoundedStderr::new(), LogFiles::beside(&desk::home_dir()));
    tracing_subscriber::registry()
        .with(filter)
        .with(fmt::layer().with_writer(move || stderr.clone()))
        .with(fmt::layer().with_ansi(false).with_writer(move || files.clone()))
        .init();
}

#[cfg(test)]
mod tests {
    use specta_typescript::Typescript;

    use super::contract;

    /// `ui/src/client/bindings.ts` is what this program speaks. After a change of the contract run
    /// with `STATION_UPDATE_BINDINGS=1` and commit the file.
    #[test]
    fn the_committed_bindings_are_the_contract() {
        let committed = concat!(env!("CARGO_MANIFEST_DIR"), "/ui/src/client/bindings.ts");
        let language = Typescript::default();
        if std::env::var_os("STATION_UPDATE_BINDINGS").is_some() {
            contract().export(language, committed).unwrap();
            return;
        }
        let folder = tempfile::tempdir().unwrap();
        let fresh = folder.path().join("bindings.ts");
        contract().export(language, &fresh).unwrap();
        let [fresh, committed] = [fresh.as_path(), committed.as_ref()]
            .map(|path| std::fs::read_to_string(path).unwrap());
        assert_eq!(fresh, committed, "the contract changed: see the comment of this test");
    }
}
