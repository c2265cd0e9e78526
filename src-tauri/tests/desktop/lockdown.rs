//! A kiosk: the window stays what and where it is, and only staff with their PIN come through.

use std::path::Path;
use std::process::Command;
use std::thread::sleep;
use std::time::Duration;

use serde_json::Value;
use station::staff::Gate;
use vault::{KeyOpener, Vault};

use crate::place::{Place, screen};
use crate::residue::processes;
use crate::stored;
use crate::webdriver::{ALT, CONTROL, F5, F12, LEFT, SHIFT, Screen, Window, until};

const PIN: &str = "246813";
/// Long enough for a page that would leave to have left.
const A_WHILE: Duration = Duration::from_millis(800);

/// A kiosk without a staff PIN.
pub fn open(place: &Place, screen: &Screen) -> Window {
    let data = place.folder().join("data");
    let kiosk = [("STATION_KIOSK", Path::new("1")), ("STATION_MODELS", data.as_path())];
    let window = place.open_with(screen, &kiosk);
    window.wait_for_words("欢迎来参加面试");
    window
}

/// A kiosk with a staff PIN.
fn with_pin(place: &Place, screen: &Screen) -> Window {
    stored::store(&place.home(), &[]);
    let opener = KeyOpener::Passphrase(stored::PASSPHRASE.to_owned().into());
    Gate::new(&Vault::open(&place.home(), opener).unwrap()).set(PIN).unwrap();
    open(place, screen)
}

/// What became of a command that the page asks for by itself: `ok`, or the code of its failure. Asked
/// again where a page that has just gone takes the answer with it.
fn asked(window: &Window, command: &str, arguments: &str) -> Value {
    let script = format!(
        "const done = arguments[0];
         window.__TAURI_INTERNALS__.invoke('{command}', {arguments}).then(() => done('ok'), (e) => done(e.code ?? String(e)));"
    );
    until(command, || window.try_async(&script).ok())
}

fn press_pin(window: &Window, pin: &str) {
    for digit in pin.chars() {
        window.press_words(&digit.to_string());
    }
    window.press_words("解锁");
}

fn programs(place: &Place) -> Vec<u32> {
    processes(place, "interview-stati")
}

#[test]
fn a_kiosk_stays_where_it_is() {
    let Some((_turn, screen)) = screen() else { return };
    let place = Place::new();
    let window = open(&place, &screen);
    window.run("window.here = 'still'");
    let stays = |what: &str| {
        sleep(A_WHILE);
        let state = window.run("return [window.here, location.href, window.devicePixelRatio]");
        assert_eq!(state[0], "still", "{what} loaded the page again");
        assert!(state[1].as_str().unwrap().starts_with("tauri://localhost"), "{what}: {state}");
        assert!(window.text().contains("欢迎来参加面试"), "{what}");
    };

    for (what, keys) in [
        ("F5", [F5].as_slice()),
        ("Ctrl+R", &[CONTROL, 'r']),
        ("Ctrl+Shift+R", &[CONTROL, SHIFT, 'r']),
        ("Alt+Left", &[ALT, LEFT]),
        ("F12", &[F12]),
        ("Ctrl+Shift+I", &[CONTROL, SHIFT, 'i']),
        ("Ctrl+P", &[CONTROL, 'p']),
        ("Ctrl+W", &[CONTROL, 'w']),
        ("Ctrl++", &[CONTROL, '+']),
    ] {
        window.chord(keys);
        stays(what);
    }
    for script in [
        "location.href = 'https://example.com/'",
        "location.assign('file:///etc/passwd')",
        "document.body.append(Object.assign(document.createElement('a'), \
         { href: 'https://example.com/', target: '_blank', id: 'out' })); document.getElementById('out').click()",
        "window.close()",
        "window.print()",
        "history.back()",
    ] {
        window.run(script);
        stays(script);
    }
    assert_eq!(window.run("return window.open('https://example.com/')"), Value::Null);
    stays("window.open");
    assert_eq!(programs(&place).len(), 1);
    let menu = "return document.body.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true }))";
    assert_eq!(window.run(menu), false, "a menu would have opened");
}

#[test]
fn the_desk_of_a_kiosk_wants_the_pin() {
    let Some((_turn, screen)) = screen() else { return };
    let place = Place::new();
    let window = with_pin(&place, &screen);
    // Whatever the page asks for by itself stays shut.
    let nobody = "{ name: '陆婉清', role: 'recruiter', pin: '' }";
    assert_eq!(asked(&window, "sign_in", nobody), "staff.pin_wrong");
    assert_eq!(asked(&window, "list_interviews", "{}"), "review.no_person");
    // No dialog of the system comes up for candidates.
    let file = "{ id: '0193a1b2-0000-7000-8000-000000000001', note: '' }";
    assert_eq!(asked(&window, "add_attachment", file), "review.no_person");
    assert_eq!(asked(&window, "leave_kiosk", "{}"), "staff.pin_wrong");

    window.press_words("工作人员");
    window.wait_for_words("输入工作人员密码");
    place.picture(&window, "door-pin-zh");
    press_pin(&window, "111111");
    // One try was the page's own.
    window.wait_for_words("还可以试 3 次");
    press_pin(&window, PIN);
    window.wait_for_words("退出自助模式");
    place.picture(&window, "door-open-zh");
    window.press_words("进入工作台");
    window.wait_for("[data-layout]");
    place.picture(&window, "door-name-zh");
    window.sit_down("陆婉清");
    window.wait_for_words("还没有面试");
    window.press_words("回到候选人画面");
    window.wait_for_words("欢迎来参加面试");
    // Shut behind those who leave.
    assert_eq!(asked(&window, "leave_kiosk", "{}"), "staff.pin_wrong");
    assert_eq!(asked(&window, "list_interviews", "{}"), "review.no_person");
}

#[test]
fn a_page_that_begins_anew_has_nobody_at_the_desk() {
    let Some((_turn, screen)) = screen() else { return };
    let place = Place::new();
    let window = with_pin(&place, &screen);
    window.press_words("工作人员");
    window.wait_for_words("输入工作人员密码");
    press_pin(&window, PIN);
    window.press_words("进入工作台");
    window.sit_down("陆婉清");
    window.wait_for_words("还没有面试");
    // Another place inside the page is no new page: quotes of a report lead there.
    window.run("location.hash = '#seek=0'");
    assert_ne!(asked(&window, "list_interviews", "{}"), "review.no_person");
    window.run("window.before = true; location.reload()");
    until("a new page", || (window.run("return window.before === true") == false).then_some(()));
    window.wait_for_words("欢迎来参加面试");
    assert_eq!(asked(&window, "list_interviews", "{}"), "review.no_person");
    assert_eq!(asked(&window, "leave_kiosk", "{}"), "staff.pin_wrong");
}

#[test]
fn a_kiosk_without_a_pin_lets_nobody_in() {
    let Some((_turn, screen)) = screen() else { return };
    let place = Place::new();
    let window = open(&place, &screen);
    let chosen = "{ oldPin: '', newPin: '1234' }";
    assert_eq!(asked(&window, "set_staff_pin", chosen), "staff.pin_unset");
    window.press_words("工作人员");
    window.wait_for_words("这台机器还没有设置工作人员密码");
    press_pin(&window, "1234");
    window.wait_for_words("这台机器还没有设置工作人员密码");
}

#[test]
fn only_the_pin_ends_a_kiosk() {
    let Some((_turn, screen)) = screen() else { return };
    let place = Place::new();
    let window = with_pin(&place, &screen);
    assert_eq!(programs(&place).len(), 1);
    window.press_words("工作人员");
    window.wait_for_words("输入工作人员密码");
    press_pin(&window, PIN);
    window.wait_for_words("退出自助模式");
    // The program may be gone before it has told the driver that it was pressed.
    window.run(
        "const all = [...document.querySelectorAll('button')];
                const leave = all.find((b) => b.textContent.includes('退出自助模式'));
                setTimeout(() => leave.click(), 200)",
    );
    until("the program to end", || programs(&place).is_empty().then_some(()));
}

/// A crash of this process leaves nothing of its memory.
fn assert_leaves_no_core(process: u32) {
    let limits = std::fs::read_to_string(format!("/proc/{process}/limits")).unwrap();
    assert_eq!(fixtures::core_limit(&limits), fixtures::no_core());
}

#[test]
fn a_page_that_dies_comes_back() {
    let Some((_turn, screen)) = screen() else { return };
    let place = Place::new();
    let _window = open(&place, &screen);
    let pages = processes(&place, "WebKitWebProc");
    assert_eq!(pages.len(), 1, "{pages:?}");
    for process in [pages[0], programs(&place)[0]] {
        assert_leaves_no_core(process);
    }
    let killed = Command::new("kill").args(["-KILL", &pages[0].to_string()]).status().unwrap();
    assert!(killed.success());
    until("another page", || {
        let now = processes(&place, "WebKitWebProc");
        (!now.is_empty() && !now.contains(&pages[0])).then_some(())
    });
    assert_eq!(programs(&place).len(), 1);
    let log = std::fs::read_to_string(place.log()).unwrap();
    assert!(log.contains("the page ended and is loaded again"), "{log}");
}
