//! What each role gets of a home with interviews for two positions.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use interview::error::Faulty as _;
use interview::report::Report;
use interview::review::{Decision, HumanReview, Outcome, Rating, ReviewerRole};
use interview::session::{Phase, SessionState};
use station::StationError;
use station::desk::views::ListStage;
use station::people::People;
use station::review::ReviewError;
use station::rights::{Member, Right, StaffRole};
use uuid::Uuid;
use vault::{NewSession, Vault};

use super::reports::{PairHash, Said, report, teller};
use crate::desk::Desk;
use crate::door::Door;
use crate::error::CommandError;
use crate::{board, filing, interviews, listing};

const SAID: &[Said] = &[(
    "teller-q01",
    "有位老人攥着存折在窗口站了半天不说话，我先问他是不是看不清单子，然后我把金额一项一项念给他听。",
    0.95,
    0.98,
)];

struct Place {
    _folder: tempfile::TempDir,
    desk: Desk,
    vault: Vault,
    teller: Uuid,
    risk: Uuid,
}

fn place() -> Place {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("home");
    let vault = station::home::open_or_create(&home).unwrap();
    let (teller, risk) = (stored(&vault, "teller"), stored(&vault, "risk_manager"));
    let desk = Desk::new(home);
    // The same one, so that the tests see what the desk wrote.
    let vault = desk.vault().unwrap().unwrap_or(vault);
    Place { _folder: folder, desk, vault, teller, risk }
}

/// An interview for a position, with a report that says the same in all of them.
fn stored(vault: &Vault, position: &str) -> Uuid {
    stored_with(vault, position, |_| {})
}

fn stored_with(vault: &Vault, position: &str, change: impl FnOnce(&mut Report)) -> Uuid {
    stored_at(vault, position, "2026-11-25T06:30:00Z", change)
}

fn stored_at(
    vault: &Vault,
    position: &str,
    started: &str,
    change: impl FnOnce(&mut Report),
) -> Uuid {
    let id = begun_at(vault, position, started);
    let mut report = report(teller(), SAID, &mut PairHash);
    report.interview_id = id;
    report.media.clear();
    change(&mut report);
    report.audit_head = vault.audit_head(id).unwrap().hash;
    let signed = station::report::sign(vault, &report).unwrap();
    let state = SessionState { phase: Phase::Ready, ..SessionState::new(id, Vec::new()) };
    let state = serde_json::to_string(&state).unwrap();
    vault.store_report(id, 1, &signed.bytes, &signed.signature, &state, &[]).unwrap();
    id
}

fn begun_at(vault: &Vault, position: &str, started: &str) -> Uuid {
    let id = Uuid::now_v7();
    vault
        .begin_session(NewSession {
            position_code: position.into(),
            started_wall: started.into(),
            ..fixtures::new_session(id)
        })
        .unwrap();
    id
}

fn decision(outcome: Outcome) -> Decision {
    Decision {
        outcome,
        reason: "回答具体，这次名额已满。".into(),
        decided_by: "陆婉清".into(),
        role: ReviewerRole::Recruiter,
        at: "2026-11-26T01:40:00Z".into(),
        undo_until: "2026-11-26T01:50:00Z".into(),
    }
}

impl Place {
    fn sits(&self, role: StaffRole, positions: &[&str]) -> Member {
        let positions: Vec<String> = positions.iter().map(|code| (*code).to_owned()).collect();
        let member = Member::new(Some(Uuid::now_v7()), "段凯文", role, &positions).unwrap();
        self.desk.seat(Some(member.clone()));
        member
    }

    fn refused(&self, right: Right, id: Uuid) -> bool {
        match self.desk.may_with(right, &id.to_string()) {
            Ok(_) => false,
            Err(error) => {
                assert_eq!(error.fault().code, "desk.no_right");
                true
            }
        }
    }

    fn log(&self) -> Vec<(String, String, String)> {
        let lines = self.vault.log(50).unwrap().into_iter();
        lines
            .filter(|line| line.entry.action == "desk.refused")
            .map(|line| (line.scope, line.entry.actor, line.entry.detail))
            .collect()
    }
}

#[test]
fn an_interviewer_neither_lists_nor_finds_nor_opens_nor_plays_another_position() {
    let place = place();
    let member = place.sits(StaffRole::Interviewer, &["teller"]);
    let listed = interviews::list(&place.vault, &member).unwrap();
    assert_eq!(
        listed.iter().map(|row| row.id.clone()).collect::<Vec<_>>(),
        [place.teller.to_string()]
    );
    let found = board::hits(&place.vault, &member, "存折").unwrap();
    assert_eq!(
        found.iter().map(|hit| hit.id.clone()).collect::<Vec<_>>(),
        [place.teller.to_string()]
    );
    for right in [Right::Read, Right::Play, Right::Rate, Right::Note] {
        assert!(!place.refused(right, place.teller), "{right:?}");
        assert!(place.refused(right, place.risk), "{right:?}");
    }
    let told = place.log();
    assert_eq!(told.len(), 4);
    let play = (place.risk.to_string(), "段凯文".to_owned(), "play".to_owned());
    assert!(told.contains(&play), "{told:?}");
}

#[test]
fn an_interviewer_neither_decides_nor_exports_even_for_their_position() {
    let place = place();
    place.sits(StaffRole::Interviewer, &["teller"]);
    for right in [Right::Decide, Right::Export, Right::Tag, Right::Compare] {
        assert!(place.refused(right, place.teller), "{right:?}");
    }
    for right in [Right::Send, Right::Log, Right::Settings, Right::People] {
        assert!(place.desk.may(right).is_err(), "{right:?}");
    }
    assert_eq!(place.log().len(), 8, "each refusal is told");
}

#[test]
fn several_interviews_are_tagged_at_once_by_who_may_tag_and_not_where_one_rates_first() {
    let place = place();
    let ids = [place.teller.to_string(), place.risk.to_string()];
    let member = place.sits(StaffRole::Recruiter, &[]);
    let done = listing::tag_all(&place.desk, &member, &ids, "网点实习", true).unwrap();
    assert_eq!((done.changed, done.left_out), (2, 0));
    let done = listing::tag_all(&place.desk, &member, &ids[..1], "网点实习", false).unwrap();
    assert_eq!((done.changed, done.left_out), (1, 0));
    assert_eq!(place.vault.tags(place.risk).unwrap(), ["网点实习"]);

    let member = place.sits(StaffRole::Interviewer, &["teller"]);
    let refused = listing::tag_all(&place.desk, &member, &ids, "面谈", true).unwrap_err();
    assert_eq!(refused.fault().code, "desk.no_right");
    assert!(place.vault.tags(place.teller).unwrap().is_empty());
}

#[test]
fn high_potential_is_marked_beside_a_persons_no_and_nowhere_else() {
    let place = place();
    let member = place.sits(StaffRole::Recruiter, &[]);
    let scored = |score: f64, outcome: Option<Outcome>| {
        let decision = outcome.map(decision);
        stored_with(&place.vault, "teller", move |report| {
            let overall = &mut report.scores.overall;
            (overall.score, overall.low, overall.high) =
                (Some(score), Some(score - 1.0), Some(score + 1.0));
            report.human.decision = decision;
        })
    };
    // Eleven whom somebody said no to: two are the best tenth, rounded up. Better ones were taken, or
    // nobody has decided yet.
    let not_taken: Vec<Uuid> = (0..11)
        .map(|nth| {
            let no = if nth % 2 == 0 { Outcome::TalentPool } else { Outcome::NotThisPosition };
            scored(69.0 + f64::from(nth) * 0.5, Some(no))
        })
        .collect();
    scored(95.0, Some(Outcome::SecondRound));
    scored(96.0, None);
    let marked = || {
        let all = board::all_rankings(&place.vault, &member).unwrap();
        let people = all.into_iter().flat_map(|ranking| ranking.people);
        let mut marked: Vec<String> =
            people.filter(|person| person.potential).map(|person| person.row.id).collect();
        marked.sort();
        marked
    };
    let mut best: Vec<String> = not_taken[9..].iter().map(Uuid::to_string).collect();
    best.sort();
    assert_eq!(marked(), best);
}

/// The stage, month and band in which a line of the list says that an interview lies.
fn place_of(row: &interviews::InterviewRow) -> (String, ListStage, String, Option<u32>) {
    let line = row.report.as_ref();
    let stage = match line {
        Some(line) if line.outcome.is_some() => ListStage::Decided,
        Some(line) if line.reviewers > 0 => ListStage::Reviewed,
        _ => ListStage::Open,
    };
    let band = |shown: u32| [80, 70, 60].into_iter().find(|low| shown >= *low).unwrap_or(0);
    let score = line.and_then(|line| line.score).map(|score| band(score.score.round() as u32));
    let month = crate::clock::local(&row.started).chars().take(7).collect();
    (row.code.clone(), stage, month, score)
}

#[test]
fn the_filing_counts_what_the_list_shows_and_tells_nobody_more() {
    let place = place();
    let scored = |score: Option<f64>, started, by: &[&str], outcome: Option<Outcome>| {
        let review = |name: &&str| HumanReview {
            reviewer: (*name).to_owned(),
            role: ReviewerRole::Recruiter,
            at: "2026-11-26T01:30:00Z".into(),
            ratings: Vec::new(),
        };
        stored_at(&place.vault, "teller", started, |report| {
            let overall = &mut report.scores.overall;
            (overall.score, overall.low, overall.high) = (score, score, score);
            report.human.reviews = by.iter().map(review).collect();
            report.human.decision = outcome.map(decision);
        })
    };
    scored(Some(69.6), "2026-11-03T02:00:00Z", &[], None);
    scored(Some(59.4), "2026-11-03T02:00:00Z", &["陆婉清"], None);
    scored(Some(91.0), "2026-10-31T20:00:00Z", &["陆婉清", "段凯文"], None);
    scored(None, "2025-12-31T15:59:00Z", &[], None);
    scored(Some(82.0), "2026-11-03T02:00:00Z", &["陆婉清"], Some(Outcome::TalentPool));
    begun_at(&place.vault, "risk_manager", "2026-11-03T02:00:00Z");
    let member = place.sits(StaffRole::Interviewer, &["teller"]);
    let abilities = place.vault.brief(place.teller).unwrap().unwrap().abilities.into_iter();
    let rating = |key| Rating { competency: key, level: 3, blind_level: None, note: String::new() };
    let all: Vec<Rating> = abilities.map(|ability| rating(ability.key)).collect();
    place.vault.save_rating_draft(place.teller, &member.person.name, &all).unwrap();

    let (mut counts, mut whole) = (Vec::new(), Vec::new());
    for (role, positions) in [
        (StaffRole::Administrator, &[][..]),
        (StaffRole::Interviewer, &["teller"][..]),
        (StaffRole::Interviewer, &["risk_manager"][..]),
        (StaffRole::Auditor, &[][..]),
    ] {
        let member = place.sits(role, positions);
        let mut listed = BTreeMap::<_, u32>::new();
        for row in interviews::list(&place.vault, &member).unwrap() {
            *listed.entry(place_of(&row)).or_default() += 1;
        }
        let filed: BTreeMap<_, _> = filing::filed(&place.vault, &member)
            .unwrap()
            .into_iter()
            .map(|filed| ((filed.code, filed.stage, filed.month, filed.score), filed.count))
            .collect();
        assert_eq!(filed, listed, "{role:?}");
        counts.push(filed.values().sum::<u32>());
        whole.push(
            filed
                .keys()
                .filter(|(_, stage, _, score)| *stage == ListStage::Decided || score.is_some())
                .count(),
        );
    }
    assert_eq!(counts, [8, 6, 2, 8], "an interviewer gets own positions alone");
    assert_eq!(whole[3], 0, "an auditor learns of no score and of no decision");
    assert!(whole[1] < whole[0], "who rates first learns of what they have rated alone");
}

#[test]
fn an_auditor_lists_without_numbers_and_gets_no_transcript() {
    let place = place();
    let member = place.sits(StaffRole::Auditor, &[]);
    let listed = interviews::list(&place.vault, &member).unwrap();
    assert_eq!(listed.len(), 2);
    for line in listed.iter().filter_map(|row| row.report.as_ref()) {
        assert!(line.hidden && line.score.is_none() && line.below.is_empty());
    }
    let briefs = interviews::briefs(&place.vault, &member).unwrap();
    assert!(briefs.iter().all(|(_, brief)| brief.is_none()));
    for right in [Right::Read, Right::Play, Right::Rate, Right::Note] {
        assert!(place.refused(right, place.teller), "{right:?}");
    }
    for right in [Right::Log, Right::Sync, Right::Decisions, Right::Health] {
        place.desk.may(right).unwrap();
    }
}

#[test]
fn nobody_does_anything_and_a_recruiter_all_with_interviews() {
    let place = place();
    let nobody = place.desk.may(Right::List).unwrap_err();
    assert!(matches!(nobody, StationError::Review(ReviewError::NoPerson)), "{nobody}");
    let member = place.sits(StaffRole::Recruiter, &[]);
    assert_eq!(interviews::list(&place.vault, &member).unwrap().len(), 2);
    for right in [Right::Read, Right::Play, Right::Decide, Right::Export] {
        assert!(!place.refused(right, place.risk), "{right:?}");
    }
}

#[test]
fn the_list_is_watched_only_while_somebody_who_may_see_it_has_it_open() {
    let place = place();
    assert!(place.desk.watched_vault().is_none(), "no page, nobody");
    place.sits(StaffRole::Interviewer, &["teller"]);
    assert!(place.desk.watched_vault().is_none(), "no page");
    place.desk.tell_of_list(tauri::ipc::Channel::new(|_| Ok(())));
    assert!(place.desk.watched_vault().is_some());
    place.desk.seat(None);
    assert!(place.desk.watched_vault().is_none(), "who saw it has left");
}

#[test]
fn a_page_is_told_of_the_list_only_where_it_became_another_since_it_was_read() {
    let place = place();
    place.sits(StaffRole::Recruiter, &[]);
    let told = Arc::new(AtomicU32::new(0));
    let times = Arc::clone(&told);
    place.desk.tell_of_list(tauri::ipc::Channel::new(move |_| {
        times.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }));
    let changed = || {
        place.desk.list_changed(place.vault.list_mark().unwrap());
        told.load(Ordering::Relaxed)
    };
    place.desk.read_list(&place.vault, |_| Ok(())).unwrap();
    assert_eq!(changed(), 0, "as it was read");
    let failed = || Err::<(), _>(StationError::PinWrong);
    place.desk.read_list(&place.vault, |_| failed()).unwrap_err();
    assert_eq!(changed(), 1, "it was not read");
    place.desk.read_list(&place.vault, |_| Ok(())).unwrap();
    stored(&place.vault, "teller");
    assert_eq!(changed(), 2);
}

#[test]
fn before_anybody_is_set_up_one_sits_as_administrator_and_then_only_with_a_pin_of_ones_own() {
    let place = place();
    let door = Door::new(false);
    let first = place.desk.sit_down(&door, "陆婉清", "").unwrap();
    assert_eq!((first.id, first.role), (None, StaffRole::Administrator));
    let people = People::new(&place.vault);
    people.add("陆婉清", "陆婉清", StaffRole::Administrator, &[], "246813").unwrap();
    let refused = place.desk.sit_down(&door, "陆婉清", "").unwrap_err();
    assert!(matches!(refused, StationError::PinWrong), "{refused}");
    let stranger = place.desk.sit_down(&door, "段凯文", "246813").unwrap_err();
    assert!(matches!(stranger, StationError::PinWrong), "{stranger}");
    let proved = place.desk.sit_down(&Door::new(true), "陆婉清", "246813").unwrap();
    assert!(proved.id.is_some());
}

#[test]
fn an_administrator_looks_as_another_role_sees_and_changes_nothing_meanwhile() {
    let place = place();
    place.sits(StaffRole::Administrator, &[]);
    place.desk.look_as(Some(StaffRole::Auditor), &[]).unwrap();
    for right in [Right::List, Right::Decisions, Right::Log, Right::Health] {
        assert_eq!(place.desk.may(right).unwrap().role, StaffRole::Auditor, "{right:?}");
    }
    assert!(place.refused(Right::Read, place.teller), "an auditor reads no report");
    let code = |right| place.desk.may(right).unwrap_err().fault().code;
    assert_eq!(code(Right::Settings), "desk.no_right");

    place.desk.look_as(Some(StaffRole::Interviewer), &["teller".to_owned()]).unwrap();
    assert!(!place.refused(Right::Read, place.teller));
    assert!(place.refused(Right::Read, place.risk), "a position that is not theirs");
    assert_eq!(code(Right::Rate), "desk.only_looking");
    let none = place.desk.look_as(Some(StaffRole::Interviewer), &[]).unwrap_err();
    assert_eq!(none.fault().code, "people.no_positions");

    place.desk.look_as(None, &[]).unwrap();
    place.desk.may(Right::Settings).unwrap();
    let told = place.vault.log_of("desk.viewed_as").unwrap();
    let roles: Vec<_> = told.iter().rev().map(|line| line.entry.detail.as_str()).collect();
    assert_eq!(roles, ["auditor", "interviewer", "administrator"]);

    place.desk.look_as(Some(StaffRole::Auditor), &[]).unwrap();
    place.sits(StaffRole::Recruiter, &[]);
    assert!(place.desk.viewed().is_none(), "who sits down is themselves");
    let refused = place.desk.look_as(Some(StaffRole::Administrator), &[]).unwrap_err();
    assert_eq!(refused.fault().code, "desk.no_right");
}

/// A command that was forgotten would be open to everybody.
#[test]
fn every_command_of_the_desk_asks_for_a_right() {
    // The candidate's side, the door, the keyboard, sitting down itself, and this file.
    const OTHER_FILES: [&str; 5] = ["kiosk.rs", "door.rs", "ime.rs", "seat.rs", "tests.rs"];
    // The start screen asks too; changing one's own PIN needs no right but to sit there.
    const OTHER_COMMANDS: [&str; 2] = ["station_health", "change_own_pin"];
    let mut seen = 0;
    let mut forgotten = Vec::new();
    for file in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src-tauri/src")) {
        if OTHER_FILES.iter().any(|other| file.ends_with(other)) {
            continue;
        }
        let text = std::fs::read_to_string(&file).unwrap();
        for command in text.split("#[tauri::command]").skip(1) {
            let name = command.split("fn ").nth(1).and_then(|rest| rest.split('(').next());
            let name = name.unwrap().to_owned();
            seen += 1;
            let asks = ["desk.may(", "desk.may_with(", "changed("];
            if !OTHER_COMMANDS.contains(&name.as_str())
                && !asks.iter().any(|ask| command.contains(ask))
            {
                forgotten.push(name);
            }
        }
    }
    assert!(seen > 25, "only {seen} commands were found");
    assert_eq!(forgotten, Vec::<String>::new());
}

fn sources(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] })
        .filter(|path| path.extension().is_some_and(|ending| ending == "rs"))
        .collect()
}

#[tokio::test]
async fn what_a_panic_beside_the_window_says_is_not_passed_on() {
    let place = place();
    let lost = place.desk.blocking(|_| -> Result<(), CommandError> { panic!("{}", SAID[0].1) });
    let error = lost.await.unwrap_err();
    assert_eq!(error.code, "internal.thread");
    assert!(!format!("{error:?}").contains("存折"), "{error:?}");
}

#[test]
fn a_page_in_which_somebody_may_have_begun_to_write_is_known() {
    let place = place();
    assert!(!place.desk.is_used());
    place.sits(StaffRole::Recruiter, &[]);
    place.desk.seat(None);
    assert!(place.desk.is_used(), "who left finds their drafts again");
    place.desk.page_is_new();
    assert!(!place.desk.is_used());
}
