//! The page breaks down while somebody answers.

use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

use station::session::MAIN_PART;
use vault::{KeyOpener, Vault};

use crate::place::{Place, screen};
use crate::residue::processes;
use crate::seat::Seat;
use crate::stored;
use crate::webdriver::until;

/// How long the answer goes on behind the death of its page.
const GOES_ON: Duration = Duration::from_secs(15);
/// Of that much is certainly in the vault when the power fails: the newest segments are still being made.
const STORED: Duration = Duration::from_secs(6);

fn kill(process: u32) {
    let killed = Command::new("kill").args(["-KILL", &process.to_string()]).status().unwrap();
    assert!(killed.success());
}

#[test]
fn a_page_that_dies_in_mid_answer_takes_nothing_of_the_recording_along() {
    let Some((_turn, screen)) = screen() else { return };
    let place = Place::new();
    let seat = Seat::take(&place, &screen, 1);
    seat.begin(&[]);
    seat.consent(None);
    seat.identify();
    seat.skip_practice();
    seat.start_answer(1);
    let begun = Instant::now();
    seat.speak_for(3);
    let page = processes(&place, "WebKitWebProc")[0];
    let died = begun.elapsed();
    kill(page);
    until("another page", || {
        processes(&place, "WebKitWebProc").into_iter().find(|now| *now != page)
    });
    // WebDriver does not survive that. So the power fails, and what lies in the vault tells.
    sleep((died + GOES_ON).saturating_sub(begun.elapsed()));
    kill(processes(&place, "interview-stati")[0]);
    drop(seat);

    let opener = KeyOpener::Passphrase(stored::PASSPHRASE.to_owned().into());
    let vault = Vault::open(&place.home(), opener).unwrap();
    vault.recover().unwrap();
    let id = vault.list().unwrap()[0].interview_id;
    let media = vault.show(id).unwrap().media;
    let recorded_ms = media.iter().find(|part| part.part == MAIN_PART).unwrap().duration_ms;
    let least_ms = i64::try_from((died + STORED).as_millis()).unwrap();
    assert!(recorded_ms >= least_ms, "{recorded_ms} ms of at least {least_ms} ms");
}
