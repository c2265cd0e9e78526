//! Staff at the screen while a candidate sits there.

use station::kiosk::{
    DeviceKind, DeviceState, Help, Intent, KioskView, Lamp, QuestionStage, Screen, StaffReason,
    StaffView,
};
use station::staff::Gate;

use crate::person::Person;

const PIN: &str = "471200";

/// Staff are called and unlock the screen.
fn staff_come(person: &mut Person) -> StaffView {
    person.touch(Intent::CallStaff);
    person.until("help that is called", |v| v.help == Help::Called);
    person.touch(Intent::StaffUnlock { pin: PIN.to_owned() });
    let view = person.until("staff with a list of devices", |v| {
        v.staff.as_ref().is_some_and(|staff| staff.open && staff.devices.is_some())
    });
    view.staff.unwrap()
}

/// From the attract screen to the practice; staff confirm by hand who it is.
fn identified_by_staff(person: &mut Person) {
    person.agree_to_all();
    person.touch(Intent::WalkIn { position: "teller".to_owned() });
    person.until("the card", |v| matches!(v.screen, Screen::Card(_)));
    person.touch(Intent::NoCard);
    person.until("help that is called", |v| v.help == Help::Called);
    person.touch(Intent::StaffUnlock { pin: PIN.to_owned() });
    let view = person.until("staff", |v| v.staff.as_ref().is_some_and(|staff| staff.open));
    assert!(staff_of(&view).may_confirm_identity);
    let (name, reason) = ("王敏".to_owned(), "证件没带，当面核对".to_owned());
    person.touch(Intent::StaffConfirmIdentity { name, reason });
    person.until("device check", |v| matches!(v.screen, Screen::DeviceCheck(_)));
    person.touch(Intent::Continue);
    person.until("practice", |v| matches!(v.screen, Screen::Practice { .. }));
}

fn staff_of(view: &KioskView) -> &StaffView {
    view.staff.as_ref().unwrap()
}

fn total_s(view: &KioskView) -> u32 {
    match &view.screen {
        Screen::Question(question) => question.total_s,
        other => panic!("no question but {other:?}"),
    }
}

/// Who did it, and what.
fn logged(person: &Person, action: &str) -> Vec<(String, String)> {
    let log = person.vault().log(500).unwrap();
    let entries = log.into_iter().map(|line| line.entry).filter(|entry| entry.action == action);
    entries.map(|entry| (entry.actor, entry.detail)).collect()
}

fn by_wang(what: &str) -> [(String, String); 1] {
    [("王敏".to_owned(), what.to_owned())]
}

#[test]
fn staff_add_time_and_change_the_microphone_in_the_middle_of_an_answer() {
    let mut person = Person::new(1);
    Gate::new(&person.vault()).set(PIN).unwrap();
    identified_by_staff(&mut person);
    person.touch(Intent::Continue);
    person.until_question(1, QuestionStage::Think);
    let receipt = person.seen.receipt.clone().unwrap();
    assert!(receipt.reference.is_some() && receipt.rows.len() == 5);
    assert!(receipt.rows.iter().all(|row| row.given && !row.at.is_empty() && row.text.len() == 8));
    person.touch(Intent::StartAnswer);
    person.until("2 s", |v| matches!(&v.screen, Screen::Question(q) if q.recorded_s >= 2));
    let before_s = total_s(&person.seen);
    // Without the PIN nothing is done.
    let add = |name: &str, minutes| Intent::StaffAddTime { name: name.to_owned(), minutes };
    person.touch(add("王敏", 5));

    let staff = staff_come(&mut person);
    assert_eq!((staff.may_add_minutes, staff.added_minutes), (5, 0));
    assert_eq!((total_s(&person.seen), person.seen.lamp), (before_s, Lamp::Hold));
    person.touch(add(" ", 5));
    person.touch(add("王敏", 6));
    person.touch(add("王敏", 2));
    let view = person.until("more time", |v| staff_of(v).added_minutes == 2);
    assert_eq!(total_s(&view), before_s + 120);

    let microphones = staff.devices.unwrap().microphones;
    assert!(microphones.iter().all(|device| !device.chosen) && microphones.len() == 2);
    let other = microphones[1].clone();
    let (kind, id) = (DeviceKind::Microphone, other.id.clone());
    person.touch(Intent::StaffUseDevice { name: "王敏".to_owned(), kind, id: "none".to_owned() });
    person.touch(Intent::StaffUseDevice { name: "王敏".to_owned(), kind, id });
    person.until("the other microphone", |v| {
        let chosen = staff_of(v).devices.iter().flat_map(|d| &d.microphones).filter(|d| d.chosen);
        v.devices.microphone == DeviceState::Live && chosen.count() == 1
    });
    person.touch(Intent::StaffLeave);
    person.until("an answer that goes on", |v| {
        matches!(&v.screen, Screen::Question(q) if q.recorded_s >= 4 && q.hold.is_empty())
            && v.help == Help::None
            && v.staff.is_none()
    });
    person.touch(Intent::FinishAnswer);
    person.until_question(1, QuestionStage::Saved);

    let codes: Vec<(String, String)> =
        person.timeline().into_iter().map(|event| (event.code, event.detail)).collect();
    let chosen = ("session.device_chosen".to_owned(), "microphone".to_owned());
    assert_eq!(codes.iter().filter(|event| **event == chosen).count(), 1);
    let added = codes.iter().find(|(code, _)| code == "session.time_added").unwrap();
    assert!(added.1.ends_with(" 2 staff"), "{added:?}");
    assert_eq!(logged(&person, "staff.time_added"), by_wang("2"));
    assert_eq!(
        logged(&person, "staff.device_chosen"),
        by_wang(&format!("microphone {}", other.name))
    );
}

#[test]
fn what_staff_stopped_goes_on_only_after_a_look_at_who_comes_back() {
    let mut person = Person::new(2);
    Gate::new(&person.vault()).set(PIN).unwrap();
    identified_by_staff(&mut person);
    person.touch(Intent::Continue);
    person.answer_aloud(1, 3);
    person.touch(Intent::NextQuestion);
    person.until_question(2, QuestionStage::Think);
    let staff = staff_come(&mut person);
    assert!(staff.may_suspend && !staff.may_resume);
    let reason = StaffReason::Surroundings;
    person.touch(Intent::StaffSuspend { name: String::new(), reason });
    person.touch(Intent::StaffSuspend { name: "王敏".to_owned(), reason });
    let view = person.until(
        "a session that stands still",
        |v| matches!(&v.screen, Screen::Suspended { reason, .. } if reason == "staff"),
    );
    let Screen::Suspended { code: Some(code), .. } = view.screen else { panic!("no number") };
    assert_eq!((view.help, view.staff), (Help::None, None));
    assert_eq!(logged(&person, "staff.suspended"), by_wang("surroundings"));

    person.touch(Intent::StaffUnlock { pin: PIN.to_owned() });
    let view = person.until("staff", |v| v.staff.as_ref().is_some_and(|staff| staff.open));
    assert!(!staff_of(&view).may_resume && !staff_of(&view).may_suspend);
    person.touch(Intent::StaffResume);
    person.touch(Intent::StaffLeave);
    person.touch(Intent::ClearNow);
    person.until("attract", |v| v.screen == Screen::Attract);
    assert_eq!(person.seen.receipt, None);
    let goes_on = crate::resume::found(&mut person, Intent::BookingCode { code });
    assert!(matches!(goes_on, station::kiosk::GoesOn::Question { nth: 2 }));
}

/// Longer than a last screen stands by itself.
const LONGER_S: u32 = 33;

#[test]
fn what_staff_let_go_on_is_not_cleared_away_under_the_candidate() {
    let mut person = Person::new(1);
    Gate::new(&person.vault()).set(PIN).unwrap();
    identified_by_staff(&mut person);
    person.touch(Intent::Continue);
    person.until_question(1, QuestionStage::Think);
    person.touch(Intent::StopAndPause);
    let clears = |v: &KioskView| match v.screen {
        Screen::Suspended { clear_in_s, .. } => Some(clear_in_s),
        _ => None,
    };
    let view = person.until("a session that stands still", |v| clears(v).is_some());
    assert!(clears(&view).flatten().is_some_and(|left_s| (20..=30).contains(&left_s)));

    // Staff have as long as they need to come, and to look.
    person.touch(Intent::CallStaff);
    person.until("a screen that waits for staff", |v| clears(v) == Some(None));
    std::thread::sleep(std::time::Duration::from_secs(LONGER_S.into()));
    person.touch(Intent::StaffUnlock { pin: PIN.to_owned() });
    let view = person.until("staff", |v| v.staff.as_ref().is_some_and(|staff| staff.open));
    assert!(staff_of(&view).may_resume);
    person.touch(Intent::StaffResume);
    person.until_question(1, QuestionStage::Think);
    person.touch(Intent::StartAnswer);
    person.until("an answer that goes on", |v| match &v.screen {
        Screen::Question(question) => question.recorded_s >= LONGER_S,
        other => panic!("the answer was taken away: {other:?}"),
    });
}
