//! Who may do what, and the people of a station.

#![allow(clippy::unwrap_used)]

use station::StationError;
use station::people::People;
use station::review::ReviewError;
use station::rights::{Member, Reach, Right, RightsError, StaffRole, reach};
use uuid::Uuid;
use vault::{KeyOpener, Vault};

/// Rows in the order of [`Right::ALL`]; administrator, recruiter, interviewer, auditor.
/// `a` all, `o` own positions, `-` nothing.
const TABLE: [(Right, &str); 17] = [
    (Right::List, "aaoa"),
    (Right::Search, "aao-"),
    (Right::Read, "aao-"),
    (Right::Play, "aao-"),
    (Right::Compare, "aa--"),
    (Right::Rate, "aao-"),
    (Right::Note, "aao-"),
    (Right::Tag, "aa--"),
    (Right::Decide, "aa--"),
    (Right::Export, "aa--"),
    (Right::Send, "aa--"),
    (Right::Sync, "aa-a"),
    (Right::Decisions, "aa-a"),
    (Right::Log, "a--a"),
    (Right::Health, "aa-a"),
    (Right::Settings, "a---"),
    (Right::People, "a---"),
];

#[test]
fn each_role_reaches_what_the_table_says() {
    assert_eq!(TABLE.map(|(right, _)| right), Right::ALL);
    for (right, row) in TABLE {
        for (role, cell) in StaffRole::ALL.into_iter().zip(row.chars()) {
            let wanted = match cell {
                'a' => Reach::Everything,
                'o' => Reach::OwnPositions,
                _ => Reach::Nothing,
            };
            assert_eq!(reach(role, right), wanted, "{role:?} {right:?}");
        }
    }
}

#[test]
fn own_positions_are_those_of_an_interviewer_alone() {
    let own = ["teller".to_owned()];
    let interviewer = Member::new(None, "段凯文", StaffRole::Interviewer, &own).unwrap();
    assert!(interviewer.may_at(Right::Play, "teller"));
    assert!(!interviewer.may_at(Right::Play, "risk_manager"));
    assert_eq!(
        interviewer.require_at(Right::Play, "risk_manager"),
        Err(RightsError::NoRight(StaffRole::Interviewer, Right::Play))
    );
    let auditor = Member::new(None, "何敏", StaffRole::Auditor, &own).unwrap();
    assert!(auditor.positions.is_empty() && !auditor.may_at(Right::Read, "teller"));
    assert!(auditor.may_at(Right::List, "risk_manager"));
}

fn vault() -> (tempfile::TempDir, Vault) {
    let folder = tempfile::tempdir().unwrap();
    let opener = KeyOpener::Passphrase("only for this test".to_owned().into());
    let vault = Vault::create(&folder.path().join("home"), opener).unwrap();
    (folder, vault)
}

fn refused<T: std::fmt::Debug>(result: Result<T, StationError>) -> RightsError {
    match result.unwrap_err() {
        StationError::Rights(error) => error,
        other => panic!("{other}"),
    }
}

#[test]
fn the_first_person_is_administrator_and_one_always_remains() {
    let (_folder, vault) = vault();
    let people = People::new(&vault);
    assert!(people.is_empty().unwrap());
    let lu = people.add("陆婉清", "陆婉清", StaffRole::Auditor, &[], "246813").unwrap();
    assert_eq!(people.all().unwrap()[0].role, StaffRole::Administrator);
    let teller = ["teller".to_owned()];
    let duan = people.add("陆婉清", "段凯文", StaffRole::Interviewer, &teller, "135791").unwrap();
    assert_eq!(refused(people.remove("陆婉清", lu)), RightsError::LastAdministrator);
    let change = people.change("陆婉清", lu, StaffRole::Recruiter, &[]);
    assert_eq!(refused(change), RightsError::LastAdministrator);
    assert_eq!(people.all().unwrap().len(), 2);

    people.change("陆婉清", duan, StaffRole::Administrator, &teller).unwrap();
    people.remove("段凯文", lu).unwrap();
    let left = people.all().unwrap();
    assert_eq!((left.len(), left[0].id, left[0].role), (1, Some(duan), StaffRole::Administrator));
    let actions: Vec<String> =
        vault.log(20).unwrap().into_iter().map(|line| line.entry.action).collect();
    for action in ["people.added", "people.changed", "people.removed"] {
        assert!(actions.iter().any(|told| told == action), "{action} of {actions:?}");
    }
}

#[test]
fn a_person_without_name_pin_or_position_is_not_set_up() {
    let (_folder, vault) = vault();
    let people = People::new(&vault);
    let add = |name, role, pin| people.add("station", name, role, &[], pin);
    let nameless = add(" ", StaffRole::Recruiter, "246813").unwrap_err();
    assert!(matches!(nameless, StationError::Review(ReviewError::Name)), "{nameless}");
    assert!(matches!(add("陆婉清", StaffRole::Recruiter, "12"), Err(StationError::Pin)));
    assert!(people.is_empty().unwrap());
    add("陆婉清", StaffRole::Administrator, "246813").unwrap();
    let twice = add("陆婉清 ", StaffRole::Recruiter, "246813");
    assert_eq!(refused(twice), RightsError::NameTaken);
    let nowhere = add("段凯文", StaffRole::Interviewer, "246813");
    assert_eq!(refused(nowhere), RightsError::NoPositions);
    assert_eq!(refused(people.remove("station", Uuid::nil())), RightsError::UnknownPerson);
    assert_eq!(people.all().unwrap().len(), 1);
}

#[test]
fn each_signs_in_with_their_own_pin_and_wrong_tries_lock_them_alone() {
    let (_folder, vault) = vault();
    let people = People::new(&vault);
    let lu = people.add("陆婉清", "陆婉清", StaffRole::Administrator, &[], "246813").unwrap();
    let he = people.add("陆婉清", "何敏", StaffRole::Auditor, &[], "135791").unwrap();
    assert_eq!(people.sign_in(" 何敏 ", "135791").unwrap().role, StaffRole::Auditor);
    assert!(matches!(people.sign_in("何敏", "246813"), Err(StationError::PinWrong)));
    assert!(matches!(people.sign_in("不在名单", "246813"), Err(StationError::PinWrong)));

    let own = people.change_own_pin(he, "000000", "864209");
    assert!(matches!(own, Err(StationError::PinWrong)));
    people.change_own_pin(he, "135791", "864209").unwrap();
    assert!(people.sign_in("何敏", "864209").is_ok());

    for _ in 0..5 {
        assert!(matches!(people.sign_in("何敏", "000000"), Err(StationError::PinWrong)));
    }
    assert!(matches!(people.sign_in("何敏", "864209"), Err(StationError::PinLocked)));
    assert_eq!(people.sign_in("陆婉清", "246813").unwrap().id, Some(lu));
    people.new_pin("陆婉清", he, "975313").unwrap();
    assert!(people.sign_in("何敏", "975313").is_ok());
    people.remove("陆婉清", he).unwrap();
    assert!(matches!(people.sign_in("何敏", "975313"), Err(StationError::PinWrong)));
    people.new_pin_of("陆婉清", "111222").unwrap();
    assert!(people.sign_in("陆婉清", "111222").is_ok());
}
