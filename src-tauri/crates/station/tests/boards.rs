//! What the desk tells of many interviews, and what its list keeps for a person.

#![allow(clippy::unwrap_used)]

#[path = "../../scoring/tests/common/mod.rs"]
mod reports;

use std::io::Cursor;
use std::sync::mpsc::sync_channel;
use std::time::Duration;

use interview::brief::ReportBrief;
use interview::error::Faulty as _;
use interview::report::Report;
use interview::review::{HumanReview, Outcome, Rating, ReviewerRole};
use interview::transcript::Language;
use station::StationError;
use station::desk::agreement::{Agreement, agreement};
use station::desk::figures::Figures;
use station::desk::statistics::{Dated, PositionStatistics, figures};
use station::desk::views::{ListStage, ListView, MAX_VIEWS, SavedFilter, Views};
use station::desk::watch::ListWatch;
use station::people::People;
use station::rights::{Member, StaffRole};
use uuid::Uuid;
use vault::{KeyOpener, Vault};

const SAID: &[reports::Said] = &[(
    "teller-q01",
    "有位老人攥着存折在窗口站了半天不说话，我先问他是不是看不清单子，然后我把金额一项一项念给他听。",
    0.95,
    0.98,
)];

fn vault() -> (tempfile::TempDir, Vault) {
    let folder = tempfile::tempdir().unwrap();
    let opener = KeyOpener::Passphrase("only for this test".to_owned().into());
    let vault = Vault::create(&folder.path().join("home"), opener).unwrap();
    (folder, vault)
}

fn filter() -> SavedFilter {
    SavedFilter {
        view: ListView::Attention,
        position: Some("teller".into()),
        days: None,
        month: Some("2026-11".into()),
        stage: Some(ListStage::Open),
        score: None,
        unscored: false,
        least: Some(80),
        tag: None,
    }
}

fn member(id: Option<Uuid>, name: &str) -> Member {
    Member::new(id, name, StaffRole::Recruiter, &[]).unwrap()
}

fn refused<T>(result: Result<T, StationError>) -> &'static str {
    result.err().unwrap().fault().code
}

#[test]
fn a_person_names_filters_renames_and_removes_them_and_nobody_else_sees_them() {
    let (_folder, vault) = vault();
    let (lu, duan) = (member(Some(Uuid::now_v7()), "陆婉清"), member(None, "段凯文"));
    let views = Views::of(&vault, &lu);
    let saved = views.save(" 本周柜员 ", filter()).unwrap();
    assert_eq!((saved[0].name.as_str(), &saved[0].filter), ("本周柜员", &filter()));
    assert!(Views::of(&vault, &duan).all().unwrap().is_empty());

    assert_eq!(refused(views.save("本周柜员", filter())), "views.name_taken");
    assert_eq!(refused(views.save("  ", filter())), "views.name");
    assert_eq!(refused(views.save(&"长".repeat(21), filter())), "views.name");
    let id = saved[0].id.clone();
    assert_eq!(views.rename(&id, "柜员").unwrap()[0].name, "柜员");
    assert_eq!(views.rename(&id, "柜员").unwrap().len(), 1, "its own name is free");
    for n in 1..MAX_VIEWS {
        views.save(&format!("view {n}"), filter()).unwrap();
    }
    assert_eq!(refused(views.save("one more", filter())), "views.too_many");
    assert_eq!(refused(views.rename(&id, "view 1")), "views.name_taken");
    assert_eq!(refused(Views::of(&vault, &duan).remove(&id)), "views.unknown");
    let left = views.remove(&id).unwrap();
    assert_eq!(left.len(), MAX_VIEWS - 1);
    assert!(left.iter().all(|view| view.id != id));
}

#[test]
fn views_go_with_the_person_whose_they_are() {
    let (_folder, vault) = vault();
    let people = People::new(&vault);
    people.add("陆婉清", "陆婉清", StaffRole::Administrator, &[], "246813").unwrap();
    let id = people.add("陆婉清", "段凯文", StaffRole::Recruiter, &[], "135792").unwrap();
    let views = Views::of(&vault, &member(Some(id), "段凯文"));
    views.save("柜员", filter()).unwrap();
    people.remove("陆婉清", id).unwrap();
    assert!(views.all().unwrap().is_empty());
}

#[test]
fn a_watch_tells_of_an_interview_and_not_of_a_line_in_the_log() {
    let (_folder, vault) = vault();
    let (told, tells) = sync_channel(8);
    let watched = vault.clone();
    let watch = ListWatch::start(Box::new(move || Some(watched.clone())), move |mark| {
        told.send(mark).unwrap();
    })
    .unwrap();
    // Nobody waits that long for a watch that works.
    let patience = Duration::from_secs(60);
    let first = tells.recv_timeout(patience).unwrap();
    vault.audit("station.enrolled", "station", "").unwrap();
    fixtures::begin(&vault);
    let second = tells.recv_timeout(patience).unwrap();
    assert_ne!(first, second);
    assert_eq!(second, vault.list_mark().unwrap());
    watch.stop();
    assert!(tells.try_recv().is_err(), "once for what came together");
}

fn rated(levels: &[&[u8]]) -> Report {
    let mut report = reports::report(reports::teller(), SAID, &mut reports::PairHash);
    let key = report.scores.competencies[0].key.clone();
    for (nth, levels) in levels.iter().enumerate() {
        let rating = |level: u8| Rating {
            competency: key.clone(),
            // What stands after numbers were seen is no measure of agreement.
            level: 3,
            blind_level: Some(level),
            note: String::new(),
        };
        report.human.put(HumanReview {
            reviewer: format!("person {nth}"),
            role: ReviewerRole::Interviewer,
            at: "2026-11-26T01:10:00Z".into(),
            ratings: levels.iter().map(|level| rating(*level)).collect(),
        });
    }
    report
}

fn of(reports: &[Report]) -> (Agreement, Agreement) {
    let briefs: Vec<ReportBrief> = reports.iter().map(ReportBrief::of).collect();
    let (all, each) = agreement(&briefs.iter().collect::<Vec<_>>());
    (all, each[0].agreement)
}

#[test]
fn agreement_is_that_of_blind_levels_and_stays_hidden_in_small_groups() {
    // Five pairs at 2, four a level apart, one three apart: by hand over both orders, 10 + 8 + 2
    // pairs with squared distances 0, 1 and 9.
    let mut some: Vec<Report> = (0..5).map(|_| rated(&[&[2], &[2]])).collect();
    some.extend((0..4).map(|_| rated(&[&[3], &[4]])));
    assert_eq!(of(&some), (Agreement::default(), Agreement::default()), "nine are too few");
    some.push(rated(&[&[2], &[5]]));
    some.push(rated(&[&[5]]));
    let (all, first) = of(&some);
    // Both margins: eleven times 2, four times 3, four times 4, once 5, mean 2.75, variance 0.8875;
    // chance gives twice the variance, and kappa is 1 - (26 / 20) / 1.775.
    let wanted = Agreement { interviews: Some(10), kappa: Some(0.27), within_one: Some(0.9) };
    assert_eq!(first, wanted);
    assert_eq!(all, wanted, "nothing else was rated");
}

#[test]
fn where_everybody_gives_one_level_there_is_no_kappa() {
    let same: Vec<Report> = (0..10).map(|_| rated(&[&[4], &[4], &[4]])).collect();
    let wanted = Agreement { interviews: Some(10), kappa: None, within_one: Some(1.0) };
    assert_eq!(of(&same).1, wanted);
}

/// Twelve people in November, three of whom went on, and one in October.
fn statistics() -> PositionStatistics {
    let mut brief = ReportBrief::of(&rated(&[&[4], &[3]]));
    let shown = ("service_awareness".to_owned(), "=1+1".to_owned());
    brief.shown = vec![shown];
    for ability in &mut brief.abilities {
        ability.score = Some(71.6);
    }
    let briefs: Vec<ReportBrief> = (0..13)
        .map(|nth| {
            let outcome = if nth < 3 { Outcome::SecondRound } else { Outcome::TalentPool };
            ReportBrief { outcome: Some(outcome), ..brief.clone() }
        })
        .collect();
    let month = |nth: usize| if nth == 12 { "2026-10" } else { "2026-11" };
    let dated: Vec<Dated<'_>> = briefs
        .iter()
        .enumerate()
        .map(|(nth, brief)| Dated { month: month(nth).to_owned(), brief })
        .collect();
    let name = brief.position.clone();
    PositionStatistics { code: "teller".into(), name, figures: figures(&dated) }
}

#[test]
fn behaviours_are_followed_over_months_without_small_ones() {
    let figures = statistics().figures;
    let behaviour = &figures.behaviours[0];
    assert_eq!((behaviour.text.as_str(), behaviour.share), ("=1+1", 1.0));
    assert_eq!(behaviour.trend, [None, Some(1.0)], "October has one person");
    assert_eq!(figures.low.unwrap().share, Some(0.25));
}

#[test]
fn the_spreadsheet_and_the_paper_hold_the_figures_of_the_screen_and_hide_what_it_hides() {
    let positions = [statistics()];
    let made = "2026-11-30 16:00 +08:00";
    let figures = |language| Figures { positions: &positions, since: "2026-10", made, language };
    let mut book =
        zip::ZipArchive::new(Cursor::new(figures(Language::En).xlsx().unwrap())).unwrap();
    let mut read = |name: &str| std::io::read_to_string(book.by_name(name).unwrap()).unwrap();
    let words = read("xl/sharedStrings.xml");
    for text in ["2026-10", "2026-11", "under 10", "=1+1", "2026-11 100%", "Since 2026-10"] {
        assert!(words.contains(&format!(">{text}<")), "{text} is not in {words}");
    }
    assert!(words.contains("25% went on in 2026-11, under 30%"));
    let shares = read("xl/worksheets/sheet1.xml");
    assert!(shares.contains("<v>0.25</v>") && shares.contains("<v>12</v>"), "{shares}");
    assert!(!shares.contains("<v>0</v></c><c r=\"D2\""), "October's share is no number");
    let spread = read("xl/worksheets/sheet2.xml");
    assert!(spread.contains("<v>72</v>") && !spread.contains("71.6"), "whole, as on the screen");
    let agreed = read("xl/worksheets/sheet4.xml");
    assert!(agreed.contains("<v>13</v>"), "{agreed}");
    assert!(read("xl/charts/chart1.xml").contains("$C$2:$C$3"));
    for nth in 1..=5 {
        assert!(!read(&format!("xl/worksheets/sheet{nth}.xml")).contains("<f>"), "no formula");
    }
    match figures(Language::Zh).pdf(1_796_000_000_000) {
        Err(StationError::Paper(error)) => println!("skipped: {error}"),
        pdf => assert!(pdf.unwrap().starts_with(b"%PDF-")),
    }
}
