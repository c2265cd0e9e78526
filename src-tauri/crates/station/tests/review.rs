//! Human review as people use it: levels, handing in, deciding, taking back; each a signed revision.

#![allow(clippy::unwrap_used)]

#[path = "../../scoring/tests/common/mod.rs"]
mod reports;

use interview::policy::PolicyPack;
use interview::report::{ConsentRecord, Report};
use interview::review::{Outcome, Rating, ReviewerRole};
use interview::session::{Phase, SessionState};
use station::StationError;
use station::decisions::taken;
use station::desk::{batch, captions, pauses, sheet};
use station::review::{
    Person, ReviewError, decide, hand_in, newest, rate, rates_first, ratings_of, undo,
};
use uuid::Uuid;
use vault::{KeyOpener, Vault};

/// 2026-11-26 01:40:00 UTC.
const NOW: i64 = 1_795_657_200_000;

const SAID: &[reports::Said] = &[
    (
        "teller-q01",
        "有位老人攥着存折在窗口站了半天不说话，我先问他是不是看不清单子，然后我把金额一项一项念给他听，我陪他到取款机上查了余额。",
        0.95,
        0.98,
    ),
    ("teller-q05", "他当场就发火了。我没有跟他争，我先等他说完，把他的话重复了一遍。", 0.94, 0.96),
];

struct Place {
    _folder: tempfile::TempDir,
    vault: Vault,
    id: Uuid,
}

fn place() -> Place {
    place_with(|_| {})
}

fn place_with(change: impl FnOnce(&mut Report)) -> Place {
    let folder = tempfile::tempdir().unwrap();
    let opener = KeyOpener::Passphrase("only for this test".to_owned().into());
    let vault = Vault::create(&folder.path().join("home"), opener).unwrap();
    let id = fixtures::begin(&vault);
    let mut report = reports::report(reports::teller(), SAID, &mut reports::PairHash);
    report.interview_id = id;
    report.candidate.name = Some("=1+1".into());
    report.media.clear();
    change(&mut report);
    report.audit_head = vault.audit_head(id).unwrap().hash;
    let signed = station::report::sign(&vault, &report).unwrap();
    let state = SessionState { phase: Phase::Ready, ..SessionState::new(id, Vec::new()) };
    let state = serde_json::to_string(&state).unwrap();
    vault.store_report(id, 1, &signed.bytes, &signed.signature, &state, &[]).unwrap();
    Place { _folder: folder, vault, id }
}

fn policy() -> PolicyPack {
    station::library::policy().unwrap().pack
}

fn person(name: &str, role: ReviewerRole) -> Person {
    Person::new(name, role).unwrap()
}

fn level(competency: &str, level: u8) -> Rating {
    Rating { competency: competency.into(), level, blind_level: None, note: String::new() }
}

fn rate_all(place: &Place, person: &Person, levels: [u8; 4]) {
    let position = newest(&place.vault, place.id).unwrap().ledger.position;
    assert_eq!(position.competencies.len(), levels.len());
    for (competency, value) in position.competencies.iter().zip(levels) {
        rate(&place.vault, &policy(), place.id, person, level(&competency.key, value)).unwrap();
    }
}

fn refused<T: std::fmt::Debug>(result: Result<T, StationError>) -> ReviewError {
    match result.unwrap_err() {
        StationError::Review(error) => error,
        other => panic!("{other}"),
    }
}

fn checks(place: &Place) -> Vec<String> {
    let all = place.vault.verify_session(place.id).unwrap();
    all.into_iter().filter(|check| !check.ok).map(|check| check.name).collect()
}

#[test]
fn levels_become_a_signed_revision_that_names_the_one_before() {
    let place = place();
    let first = place.vault.report(place.id).unwrap().unwrap();
    let lu = person("陆婉清", ReviewerRole::Recruiter);
    assert_eq!(refused(hand_in(&place.vault, place.id, &lu, NOW)), ReviewError::Unrated(4));
    rate_all(&place, &lu, [4, 4, 3, 4]);
    assert_eq!(place.vault.report(place.id).unwrap().unwrap().rev, 1, "a draft is no revision");
    assert_eq!(hand_in(&place.vault, place.id, &lu, NOW).unwrap(), 2);

    let report = newest(&place.vault, place.id).unwrap();
    assert_eq!(report.supersedes, Some(first.sha256()));
    let before: Report = serde_json::from_slice(&first.bytes).unwrap();
    assert_eq!(report.scores, before.scores, "people's levels change no score");
    let review = report.human.by("陆婉清").unwrap();
    assert_eq!(
        (review.level("communication"), review.at.as_str()),
        (Some(4), "2026-11-26T01:40:00Z")
    );
    assert!(review.ratings.iter().all(|rating| rating.blind_level.is_none()));
    assert_eq!(checks(&place), Vec::<String>::new());
    assert!(station::report::rescore(&report).equal);
    let log = place.vault.audit_entries(place.id).unwrap();
    let entry = log.iter().find(|entry| entry.action == "review.handed_in").unwrap();
    assert_eq!((entry.actor.as_str(), entry.detail.as_str()), ("陆婉清", "rev 2"));
}

#[test]
fn decisions_are_told_with_their_reason_also_those_that_were_taken_back_or_erased() {
    let place = place();
    let lu = person("陆婉清", ReviewerRole::Recruiter);
    assert_eq!(taken(&place.vault, 10).unwrap(), []);
    rate_all(&place, &lu, [4, 4, 3, 4]);
    hand_in(&place.vault, place.id, &lu, NOW).unwrap();
    let first = "先进人才库，等岗位空出来再联系";
    decide(&place.vault, place.id, &lu, Outcome::TalentPool, first, NOW).unwrap();
    undo(&place.vault, place.id, &lu, NOW + 60_000).unwrap();
    let second = "沟通扎实，例子具体，建议进入复试";
    decide(&place.vault, place.id, &lu, Outcome::SecondRound, second, NOW + 120_000).unwrap();

    let told = taken(&place.vault, 10).unwrap();
    let reasons: Vec<_> = told.iter().map(|taken| taken.reason.as_deref()).collect();
    assert_eq!(reasons, [Some(second), Some(first)]);
    assert_eq!(told[0].outcome, Some(Outcome::SecondRound));
    assert_eq!((told[0].by.as_str(), told[0].interview_id), ("陆婉清", place.id));
    assert!(told[0].undone_at_unix_ms.is_none());
    assert!(told[1].undone_at_unix_ms >= Some(told[1].at_unix_ms));
    assert_eq!(taken(&place.vault, 1).unwrap().len(), 1);

    place.vault.erase(place.id).unwrap();
    let told = taken(&place.vault, 10).unwrap();
    assert_eq!(told.len(), 2, "that somebody decided outlives the interview");
    assert!(told.iter().all(|taken| taken.reason.is_none() && taken.outcome.is_none()));
}

#[test]
fn off_the_anchors_nothing_is_rated() {
    let place = place();
    let lu = person("陆婉清", ReviewerRole::Recruiter);
    let try_level = |rating| refused(rate(&place.vault, &policy(), place.id, &lu, rating));
    assert_eq!(try_level(level("communication", 0)), ReviewError::Level);
    assert_eq!(try_level(level("communication", 6)), ReviewError::Level);
    assert_eq!(try_level(level("looks", 3)), ReviewError::Level);
    let long = Rating { note: "字".repeat(501), ..level("communication", 3) };
    assert_eq!(try_level(long), ReviewError::Note);
    assert_eq!(Person::new(" \u{0}", ReviewerRole::Recruiter).unwrap_err(), ReviewError::Name);
}

#[test]
fn a_second_reviewer_rates_first_and_the_first_level_stays_on_record() {
    let place = place();
    let duan = person("段凯文", ReviewerRole::Interviewer);
    let lu = person("陆婉清", ReviewerRole::Recruiter);
    assert!(rates_first(&policy(), &duan, &[]));
    assert!(!rates_first(&policy(), &lu, &[]));
    assert!(!rates_first(&policy(), &duan, &["段凯文".into()]));
    let open = PolicyPack { review_rate_first: false, ..policy() };
    assert!(!rates_first(&open, &duan, &[]));

    rate_all(&place, &duan, [2, 4, 3, 4]);
    rate(&place.vault, &policy(), place.id, &duan, level("service_awareness", 5)).unwrap();
    hand_in(&place.vault, place.id, &duan, NOW).unwrap();
    rate(&place.vault, &policy(), place.id, &duan, level("service_awareness", 4)).unwrap();
    let report = newest(&place.vault, place.id).unwrap();
    let mine = ratings_of(&place.vault, &report, &duan).unwrap();
    let service = mine.iter().find(|rating| rating.competency == "service_awareness").unwrap();
    assert_eq!((service.level, service.blind_level), (4, Some(2)));
}

#[test]
fn two_levels_apart_a_third_is_asked() {
    let place = place();
    let (lu, duan) =
        (person("陆婉清", ReviewerRole::Recruiter), person("段凯文", ReviewerRole::Interviewer));
    rate_all(&place, &lu, [4, 4, 3, 4]);
    hand_in(&place.vault, place.id, &lu, NOW).unwrap();
    rate_all(&place, &duan, [4, 3, 5, 4]);
    hand_in(&place.vault, place.id, &duan, NOW).unwrap();
    let apart = |place: &Place| newest(&place.vault, place.id).unwrap().human.wants_third();
    assert_eq!(apart(&place), ["numerical_sensitivity"]);
    assert!(place.vault.brief(place.id).unwrap().unwrap().wants_third);
    let third = person("何静", ReviewerRole::Interviewer);
    rate_all(&place, &third, [4, 4, 4, 4]);
    hand_in(&place.vault, place.id, &third, NOW).unwrap();
    assert!(apart(&place).is_empty());
    let brief = place.vault.brief(place.id).unwrap().unwrap();
    assert_eq!(brief.reviewers, ["陆婉清", "段凯文", "何静"]);
    assert_eq!(brief.abilities[1].human, Some(11.0 / 3.0));
}

#[test]
fn who_refused_suggested_scores_is_decided_on_by_two_people() {
    let place = place_with(|report| {
        report.scores.overall.score = None;
        report.consents = vec![ConsentRecord {
            purpose: "score".into(),
            given: false,
            at_ms: 0,
            text_sha256: String::new(),
            sheet_sha256: None,
        }];
    });
    assert!(place.vault.brief(place.id).unwrap().unwrap().scoring_refused);
    let lu = person("陆婉清", ReviewerRole::Recruiter);
    let reason = "服务和沟通有具体事例，数字面试时再问。";
    let try_decide = || decide(&place.vault, place.id, &lu, Outcome::SecondRound, reason, NOW);
    rate_all(&place, &lu, [4, 4, 3, 4]);
    hand_in(&place.vault, place.id, &lu, NOW).unwrap();
    assert_eq!(refused(try_decide()), ReviewError::SecondReview);
    let duan = person("段凯文", ReviewerRole::Recruiter);
    rate_all(&place, &duan, [4, 3, 3, 4]);
    hand_in(&place.vault, place.id, &duan, NOW).unwrap();
    try_decide().unwrap();
}

#[test]
fn a_decision_needs_a_name_levels_and_a_reason_and_may_be_taken_back() {
    let place = place();
    let lu = person("陆婉清", ReviewerRole::Recruiter);
    let reason = "服务和沟通有具体事例，数字面试时再问。";
    let try_decide =
        |reason: &str| decide(&place.vault, place.id, &lu, Outcome::SecondRound, reason, NOW);
    assert_eq!(refused(try_decide("很好   很好  。")), ReviewError::Reason);
    assert_eq!(refused(try_decide(reason)), ReviewError::Unrated(4));
    rate_all(&place, &lu, [4, 4, 3, 4]);
    hand_in(&place.vault, place.id, &lu, NOW).unwrap();
    assert_eq!(try_decide(reason).unwrap(), 3);
    assert_eq!(refused(try_decide(reason)), ReviewError::Decided);

    let decision = newest(&place.vault, place.id).unwrap().human.decision.unwrap();
    assert_eq!(decision.undo_until, "2026-11-26T01:50:00Z");
    let late = undo(&place.vault, place.id, &lu, NOW + 600_000);
    assert_eq!(refused(late), ReviewError::NothingToUndo);
    let duan = person("段凯文", ReviewerRole::Recruiter);
    let others = undo(&place.vault, place.id, &duan, NOW + 1_000);
    assert_eq!(refused(others), ReviewError::OthersDecision);
    assert_eq!(undo(&place.vault, place.id, &lu, NOW + 599_000).unwrap(), 4);
    assert!(newest(&place.vault, place.id).unwrap().human.decision.is_none());
    assert_eq!(checks(&place), Vec::<String>::new());
    let page = station::export::page(
        &place.vault,
        &place.vault.report(place.id).unwrap().unwrap().bytes,
        interview::transcript::Language::Zh,
        false,
    )
    .unwrap();
    assert!(page.contains("陆婉清"), "the report page names who rated");
}

#[test]
fn captions_hold_every_word_in_order_and_no_markup() {
    let place = place();
    let mut report = newest(&place.vault, place.id).unwrap();
    let transcript = &mut report.answers[0].transcript;
    let first = std::mem::replace(&mut transcript.words[0].text, "<b>&-->".into());
    transcript.text = transcript.text.replacen(&first, "<b>&-->", 1);
    let cues = captions::cues(&report);
    let spoken: String = report.answers.iter().map(|a| a.transcript.text.as_str()).collect();
    let shown: String = cues.iter().map(|cue| cue.text.as_str()).collect();
    assert_eq!(shown.replace(' ', ""), spoken.replace(' ', ""));
    assert!(cues.windows(2).all(|two| two[0].end_ms <= two[1].start_ms));
    assert!(cues.iter().all(|cue| cue.start_ms < cue.end_ms));
    let file = captions::webvtt(&report);
    assert!(file.starts_with("WEBVTT\n"));
    assert_eq!(file.matches("-->").count(), cues.len(), "only cue lines have arrows");
    assert!(file.contains("&lt;b&gt;&amp;--&gt;"));
}

#[test]
fn silences_lie_between_what_was_said() {
    let place = place();
    let report = newest(&place.vault, place.id).unwrap();
    let length_ms = report.answers[1].end_ms + 30_000;
    let silences = pauses::silences(&report, length_ms);
    assert!(silences.len() >= 2);
    for word in report.answers.iter().flat_map(|answer| &answer.transcript.words) {
        for silence in &silences {
            assert!(word.end_ms <= silence.start_ms || word.start_ms >= silence.end_ms);
        }
    }
    assert!(silences.last().unwrap().end_ms <= length_ms);
}

#[test]
fn a_name_that_looks_like_a_formula_stays_text_in_the_sheet() {
    let place = place();
    let entry = batch::Entry {
        id: place.id,
        folder: batch::folder(place.id, "2026-11-25", "=1+1/../林 晓岚\u{202e}", "-柜员"),
    };
    let tail = place.id.simple().to_string().split_off(24);
    assert_eq!(entry.folder, format!("2026-11-25-1-1-林-晓岚-柜员-{tail}"));
    let row = sheet::SheetRow {
        id: place.id.to_string(),
        folder: entry.folder.clone(),
        reference: "@SUM(A1)".into(),
        name: "=1+1".into(),
        position: "-柜员".into(),
        started: "\t=2".into(),
        tags: vec!["+1".into()],
        brief: place.vault.brief(place.id).unwrap(),
    };
    let bytes = sheet::xlsx(&[row], interview::transcript::Language::Zh).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let lu = person("陆婉清", ReviewerRole::Recruiter);
    let zh = interview::transcript::Language::Zh;
    let written = batch::zip(
        &place.vault,
        std::slice::from_ref(&entry),
        &bytes,
        zh,
        &lu,
        folder.path(),
        "a.zip",
    )
    .unwrap();
    let file = std::fs::File::open(&written.path).unwrap();
    let mut archive = zip::ZipArchive::new(file).unwrap();
    let names: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
    assert!(names.contains(&format!("{}/report.html", entry.folder)), "{names:?}");
    assert!(
        names.iter().all(|name| !name.contains(['=', '\\', ' ']) && !name.contains("..")),
        "{names:?}"
    );
    let mut sheet = Vec::new();
    std::io::copy(&mut archive.by_name("interviews.xlsx").unwrap(), &mut sheet).unwrap();
    let mut book = zip::ZipArchive::new(std::io::Cursor::new(sheet)).unwrap();
    let read = |book: &mut zip::ZipArchive<_>, name: &str| {
        std::io::read_to_string(book.by_name(name).unwrap()).unwrap()
    };
    let cells = read(&mut book, "xl/worksheets/sheet1.xml");
    let strings = read(&mut book, "xl/sharedStrings.xml");
    assert!(!cells.contains("<f>"), "no formula");
    for text in ["=1+1", "@SUM(A1)", "-柜员", "+1", &entry.folder, &place.id.to_string()] {
        assert!(strings.contains(&format!(">{text}<")), "{text} is not read back as it was");
    }
    let log = place.vault.audit_entries(place.id).unwrap();
    assert!(log.iter().any(|entry| entry.action == "session.exported" && entry.actor == "陆婉清"));
    let again = batch::zip(&place.vault, &[entry], &bytes, zh, &lu, folder.path(), "a.zip");
    assert!(again.is_err(), "an export never replaces a file");
}

#[test]
fn what_leaves_the_vault_holds_the_report_on_paper() {
    let place = place();
    let zh = interview::transcript::Language::Zh;
    let pdf = match station::print::report_pdf(&place.vault, place.id, zh) {
        Err(StationError::Paper(error)) => {
            println!("skipped: {error}");
            return;
        }
        printed => printed.unwrap(),
    };
    assert!(pdf.starts_with(b"%PDF-"));
    let folder = tempfile::tempdir().unwrap();
    station::export::report_files(&place.vault, place.id, folder.path(), zh, false).unwrap();
    assert_eq!(std::fs::read(folder.path().join("report.pdf")).unwrap(), pdf, "the same bytes");

    let lu = person("陆婉清", ReviewerRole::Recruiter);
    let entry = batch::Entry { id: place.id, folder: "a".into() };
    let written = batch::zip(&place.vault, &[entry], b"", zh, &lu, folder.path(), "a.zip").unwrap();
    let mut archive = zip::ZipArchive::new(std::fs::File::open(&written.path).unwrap()).unwrap();
    let mut inside = Vec::new();
    let mut entry = archive.by_name("a/report.pdf").unwrap();
    std::io::copy(&mut entry, &mut inside).unwrap();
    assert_eq!(inside, pdf);
}
