//! Fingers on the real window.

use std::path::Path;
use std::thread::sleep;
use std::time::Duration;

use models::ModelStore;

use crate::lockdown;
use crate::place::{Place, touch_screen};
use crate::residue::processes;
use crate::seat::Seat;
use crate::webdriver::{Window, until};

/// How much larger than laid out the page is drawn.
fn zoom(window: &Window) -> f64 {
    window.run("return visualViewport.scale").as_f64().unwrap()
}

#[test]
fn two_fingers_zoom_at_the_desk_and_not_at_a_kiosk() {
    let Some((_turn, screen, _folder)) = touch_screen() else { return };
    let middle = (640.0, 400.0);
    {
        let place = Place::new();
        let window = place.open(&screen);
        window.wait_for_words("欢迎来参加面试");
        screen.finger().spread(middle);
        until("a larger page", || (zoom(&window) > 1.5).then_some(()));
    }
    let place = Place::new();
    let window = lockdown::open(&place, &screen);
    for _ in 0..3 {
        screen.finger().spread(middle);
    }
    // What two fingers did would be done before what one does after them.
    window.press_words("Start in English");
    window.wait_for("[aria-label='切换到中文']");
    assert!((zoom(&window) - 1.0).abs() < 0.01, "zoomed to {}", zoom(&window));
}

#[test]
fn a_finger_that_scrolls_presses_nothing_on_its_way() {
    let Some((_turn, screen, _folder)) = touch_screen() else { return };
    let place = Place::new();
    let seat = Seat::take(&place, &screen, 1);
    let window = &seat.window;
    window.press_words("大字");
    seat.begin(&[]);
    window.wait_for("[data-purpose=face] label");
    let place = window.run(
        "const answer = document.querySelector('[data-purpose=face] label');
         answer.scrollIntoView({ block: 'center' });
         let page = answer; while (page.scrollHeight <= page.clientHeight + 1 || getComputedStyle(page).overflowY === 'visible') page = page.parentElement;
         page.scrollTop = 0; window.page = page;
         const box = answer.getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]",
    );
    let from = (place[0].as_f64().unwrap(), place[1].as_f64().unwrap());
    screen.finger().drag(from, (from.0, from.1 - 200.0));
    until("the page scrolled", || {
        let scrolled = window.run("return window.page.scrollTop").as_f64();
        scrolled.filter(|scrolled| *scrolled > 50.0)
    });
    let chosen = window.run("return document.querySelectorAll('input:checked').length");
    assert_eq!(chosen, 0, "an answer was chosen by the way");
}

/// Long enough for a page to show what a press leads to.
const A_WHILE: Duration = Duration::from_millis(900);

#[test]
fn the_page_of_who_has_gone_is_gone_too() {
    let Some((_turn, screen, _folder)) = touch_screen() else { return };
    let models = ModelStore::default_dir();
    let kiosk = [("STATION_KIOSK", Path::new("1")), ("STATION_MODELS", models.as_path())];
    // WebDriver does not survive that; it tells where things are.
    let spots = {
        let place = Place::new();
        let window = place.open_with(&screen, &kiosk);
        ["Start in English", "Stop interview", "Leave"].map(|words| {
            let spot = window.spot_of_words(words);
            screen.finger().tap(spot);
            spot
        })
    };
    let place = Place::new();
    let _program = place.open_undriven(&screen, &kiosk);
    let mut page = until("a page", || processes(&place, "WebKitWebProc").first().copied());
    for _ in 0..2 {
        page = until("another page for the next person", || {
            for spot in spots {
                screen.finger().tap(spot);
                sleep(A_WHILE);
            }
            processes(&place, "WebKitWebProc").into_iter().find(|now| *now != page)
        });
    }
    let log = std::fs::read_to_string(place.log()).unwrap();
    assert!(!log.contains("the page ended and is loaded again"), "{log}");
}
