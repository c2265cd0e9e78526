//! What the desk keeps: search, lines, tags, notes, the log; and that erasure takes it along.

#![allow(clippy::unwrap_used)]

mod common;

use common::{Place, begin, store};
use interview::observation::{FaceSummary, Prosody};
use interview::position::QuestionType;
use interview::report::{AnswerReport, HandedIn, Report};
use interview::review::Rating;
use interview::transcript::Transcript;
use uuid::Uuid;
use vault::{Vault, VaultError};

fn answer(text: &str) -> AnswerReport {
    AnswerReport {
        question_id: "teller-q01".into(),
        follows: None,
        competency: "service_awareness".into(),
        question_type: QuestionType::Behavioural,
        question_text: "讲一次您帮助客户的经历。".into(),
        start_ms: 4_000,
        end_ms: 64_000,
        transcript: Transcript { text: text.into(), ..Transcript::default() },
        coverage: 0.9,
        faces: FaceSummary::default(),
        prosody: Prosody::default(),
        handed_in: HandedIn::default(),
    }
}

fn said(vault: &Vault, name: &str, texts: &[&str]) -> (Uuid, Report) {
    let id = begin(vault);
    let mut report = common::report(vault, id);
    report.candidate.name = Some(name.into());
    report.answers = texts.iter().map(|text| answer(text)).collect();
    store(vault, &report).unwrap();
    (id, report)
}

fn ids(vault: &Vault, words: &str) -> Vec<Uuid> {
    vault.search(words, 10).unwrap().into_iter().map(|hit| hit.interview_id).collect()
}

#[test]
fn two_chinese_characters_find_what_was_said() {
    let place = Place::new();
    let vault = place.open();
    let (lin, _) = said(&vault, "林晓岚", &["我把利率写在纸上给他看。", "后来他签了名。"]);
    let (wu, _) = said(&vault, "吴立新", &["客户问利息，我说去问大堂。OK, I called him."]);

    assert_eq!(ids(&vault, "利率"), [lin]);
    assert_eq!(ids(&vault, "利"), [wu, lin], "newest first");
    assert_eq!(ids(&vault, "林晓 利率 柜员"), [lin], "name, words and position together");
    assert_eq!(ids(&vault, "吴立新 利率"), Vec::<Uuid>::new());
    assert_eq!(ids(&vault, "ＣＡＬＬＥＤ"), [wu], "width and case do not matter");
    assert_eq!(ids(&vault, "大堂ok"), [wu], "nor punctuation");
    assert!(ids(&vault, "  ，。 ").is_empty());
    assert!(ids(&vault, "100% _").is_empty(), "no wildcards");

    let hit = vault.search("签了", 10).unwrap().remove(0).excerpt.unwrap();
    assert_eq!((hit.answer, hit.before.as_str(), hit.found.as_str()), (2, "后来他", "签了"));
    assert!(vault.search("林晓岚", 10).unwrap()[0].excerpt.is_none(), "a name is no excerpt");
}

#[test]
fn a_new_revision_replaces_line_and_words() {
    let place = Place::new();
    let vault = place.open();
    let (id, mut report) = said(&vault, "林晓岚", &["我把利率写在纸上。"]);
    report.rev = 2;
    report.supersedes = Some(vault.report(id).unwrap().unwrap().sha256());
    report.answers = vec![answer("我把费率写在纸上。")];
    store(&vault, &report).unwrap();
    assert!(ids(&vault, "利率").is_empty());
    assert_eq!(ids(&vault, "费率"), [id]);
    assert_eq!(vault.brief(id).unwrap().unwrap().rev, 2);
}

#[test]
fn erasure_takes_words_tags_notes_and_drafts_along() {
    let place = Place::new();
    let vault = place.open();
    let (id, _) = said(&vault, "林晓岚", &["我把利率写在纸上。"]);
    vault.set_tags(id, &["网点实习".into()], "陆婉清").unwrap();
    vault.add_note(id, "陆婉清", "第二题再听一遍").unwrap();
    let rating = Rating {
        competency: "communication".into(),
        level: 4,
        blind_level: None,
        note: "先听后说".into(),
    };
    vault.save_rating_draft(id, "陆婉清", &[rating]).unwrap();
    vault.erase(id).unwrap();
    assert!(ids(&vault, "利率").is_empty());
    assert!(ids(&vault, "林晓岚").is_empty());
    assert!(vault.tags(id).unwrap().is_empty());
    assert!(vault.notes(id).unwrap().is_empty());
    assert!(vault.rating_draft(id, "陆婉清").unwrap().is_empty());
    assert!(vault.desk_entries().unwrap().is_empty());
    // The log still tells who did what, in codes.
    let log = vault.log(100).unwrap();
    assert!(
        log.iter().any(|line| line.entry.actor == "陆婉清" && line.entry.action == "desk.tags")
    );
    assert!(!log.iter().any(|line| line.entry.detail.contains("实习")));
}

#[test]
fn tags_and_notes_have_their_limits() {
    let place = Place::new();
    let vault = place.open();
    let (id, _) = said(&vault, "林晓岚", &[]);
    vault.set_tags(id, &["b".into(), "a".into(), "a".into()], "x").unwrap();
    assert_eq!(vault.tags(id).unwrap(), ["a", "b"]);
    for wrong in ["", "   ", &"长".repeat(21)] {
        let refused = vault.set_tags(id, &[wrong.into()], "x").unwrap_err();
        assert!(matches!(refused, VaultError::Invalid("tag")), "{wrong}");
    }
    assert_eq!(vault.tags(id).unwrap(), ["a", "b"], "a refused change changes nothing");
    assert!(matches!(vault.add_note(id, "x", " "), Err(VaultError::Invalid("note"))));
    vault.add_note(id, "x", "one").unwrap();
    let note = vault.notes(id).unwrap().remove(0);
    vault.remove_note(id, note.id, "x").unwrap();
    assert!(matches!(vault.remove_note(id, note.id, "x"), Err(VaultError::Missing { .. })));
}

#[test]
fn one_tag_goes_on_many_interviews_and_off_them_and_the_log_tells_where_it_changed_something() {
    let place = Place::new();
    let vault = place.open();
    let (lin, _) = said(&vault, "林晓岚", &[]);
    let (wu, _) = said(&vault, "吴立新", &[]);
    vault.set_tags(lin, &["网点实习".into(), "转岗".into()], "x").unwrap();
    let told = || {
        let log = vault.log(100).unwrap().into_iter();
        log.filter(|line| line.entry.actor == "陆婉清" && line.entry.action == "desk.tags").count()
    };
    assert_eq!(vault.tag_all(&[lin, wu], " 网点实习 ", true, "陆婉清").unwrap(), 1);
    assert_eq!(vault.tags(wu).unwrap(), ["网点实习"]);
    assert_eq!(told(), 1, "the first had it already");
    assert_eq!(vault.tag_all(&[lin, wu], "网点实习", false, "陆婉清").unwrap(), 2);
    assert_eq!((vault.tags(lin).unwrap(), vault.tags(wu).unwrap()), (vec!["转岗".into()], vec![]));
    assert_eq!(told(), 3);

    let unknown = vault.tag_all(&[wu, Uuid::now_v7()], "面谈", true, "陆婉清").unwrap_err();
    assert!(matches!(unknown, VaultError::NoSession(_)), "{unknown}");
    assert!(vault.tags(wu).unwrap().is_empty(), "all of it or nothing");
    let long = vault.tag_all(&[wu], &"长".repeat(21), true, "陆婉清").unwrap_err();
    assert!(matches!(long, VaultError::Invalid("tag")), "{long}");
}

#[test]
fn the_mark_of_the_list_moves_with_what_a_list_shows_and_not_with_what_is_written_beside() {
    let place = Place::new();
    let vault = place.open();
    let empty = vault.list_mark().unwrap();
    let id = begin(&vault);
    let begun = vault.list_mark().unwrap();
    assert_ne!(empty, begun, "an interview came");
    let report = common::report(&vault, id);
    store(&vault, &report).unwrap();
    let stored = vault.list_mark().unwrap();
    assert_ne!(begun, stored, "its report is there");

    let before = vault.mark().unwrap();
    vault.audit_by("x", "report.read", &id.to_string(), "window").unwrap();
    assert_ne!(before, vault.mark().unwrap(), "something was written");
    vault.add_note(id, "x", "one").unwrap();
    assert_eq!(stored, vault.list_mark().unwrap(), "but nothing that the list shows by itself");

    vault.erase(id).unwrap();
    assert_ne!(stored, vault.list_mark().unwrap(), "it went");
}

#[test]
fn the_mark_of_a_vault_moves_when_another_program_writes() {
    let place = Place::new();
    let vault = place.open();
    let before = vault.mark().unwrap();
    assert_eq!(before, vault.mark().unwrap());
    begin(&place.open());
    assert_ne!(before, vault.mark().unwrap());
}

#[test]
fn all_chains_are_checked_together() {
    let place = Place::new();
    let vault = place.open();
    said(&vault, "林晓岚", &[]);
    let (erased, _) = said(&vault, "吴立新", &[]);
    vault.erase(erased).unwrap();
    let state = vault.verify_chains().unwrap();
    assert_eq!(state.chains, 3, "the station's and two interviews', an erased one too");
    assert!(state.broken.is_empty());
    let log = vault.log(1000).unwrap();
    assert_eq!(state.entries, log.len() as u64);
    assert!(log.is_sorted_by(|a, b| a.entry.at_unix_ms >= b.entry.at_unix_ms));
}

#[test]
fn a_list_of_many_reads_one_line_each() {
    let place = Place::new();
    let vault = place.open();
    let (id, _) = said(&vault, "林晓岚", &["好"]);
    let waiting = begin(&vault);
    let entries = vault.desk_entries().unwrap();
    assert_eq!(entries.iter().map(|e| e.summary.interview_id).collect::<Vec<_>>(), [waiting, id]);
    assert!(entries[0].brief.is_none() && entries[0].candidate_json.contains("林晓"));
    let brief = entries[1].brief.as_ref().unwrap();
    assert_eq!((brief.name.as_deref(), brief.duration_s), (Some("林晓岚"), 60));
    assert!(entries[1].candidate_json.is_empty(), "the line says it");
}
