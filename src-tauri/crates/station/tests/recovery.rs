//! What opening a home does to sessions that have not ended.

#![allow(clippy::unwrap_used)]

use interview::session::{Phase, SessionState};
use station::recovery::recover;
use uuid::Uuid;
use vault::{KeyOpener, NewSession, Vault};

fn session(vault: &Vault) -> Uuid {
    let id = Uuid::now_v7();
    vault
        .begin_session(NewSession {
            started_wall: "2026-11-30T06:30:00Z".into(),
            walk_in: true,
            ..fixtures::new_session(id)
        })
        .unwrap();
    let state = SessionState { phase: Phase::Practice, ..SessionState::new(id, Vec::new()) };
    vault.persist_step(id, &serde_json::to_string(&state).unwrap(), &[]).unwrap();
    id
}

fn phase(vault: &Vault, id: Uuid) -> Phase {
    let state: SessionState = serde_json::from_str(&vault.state(id).unwrap().unwrap()).unwrap();
    state.phase
}

#[test]
fn a_session_that_goes_on_in_a_kiosk_is_not_stepped_by_the_command_line() {
    let folder = tempfile::tempdir().unwrap();
    let open = || {
        let opener = KeyOpener::SimulatedKeystoreAt(folder.path().join("keystore"));
        Vault::open_or_create(&folder.path().join("home"), opener).unwrap()
    };
    let (kiosk, command_line) = (open(), open());
    let (runs, crashed) = (session(&kiosk), session(&kiosk));
    let hold = kiosk.hold_session(runs).unwrap();
    assert_eq!(recover(&command_line).unwrap(), 1);
    assert_eq!(phase(&kiosk, runs), Phase::Practice);
    assert!(matches!(phase(&kiosk, crashed), Phase::Suspended { .. }));

    drop(hold);
    assert_eq!(recover(&command_line).unwrap(), 1, "the kiosk has crashed, too");
    assert!(matches!(phase(&kiosk, runs), Phase::Suspended { .. }));
}
