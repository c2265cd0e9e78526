//! What a candidate may be told: their own words, one piece of advice, no number.

#![allow(clippy::unwrap_used)] // test helpers: a failure here is a failed test

mod common;

use common::{PairHash, Said, report, teller};
use interview::position::StarPart;
use interview::report::{ConsentRecord, Report};
use interview::score::InterviewScores;
use interview::transcript::Language;
use scoring::feedback::{feedback, letter};

const HELPED: &str = "有位老人攥着存折在窗口站了半天不说话，我先问他是不是看不清单子，然后我把金额一项一项念给他听，我陪他到取款机上查了余额，他自己签的名。第二天我给他打了电话，确认他的钱到账了。";
const CALMED: &str = "上个月有位客户当场就发火了。我没有跟他争，我先等他说完，把他的话重复了一遍，再告诉他今天能办什么。最后他道了歉，当天把业务办完了。";
const NO_END: &str = "那天有位大爷攥着存折在柜台前站了半天不说话我先问他是不是没带老花镜然后我把金额念给他听他自己签的名我陪他到取款机上去取";
const NO_END_EITHER: &str =
    "上个月有位客户当场发火我没有跟他争我先等他说完然后我把他的话重复了一遍我请他坐下给他倒了水";

fn told(said: &[Said]) -> Report {
    report(teller(), said, &mut PairHash)
}

#[test]
fn two_strengths_are_quoted_word_by_word_of_two_abilities() {
    let report = told(&[("teller-q01", HELPED, 0.95, 1.0), ("teller-q05", CALMED, 0.95, 1.0)]);
    let feedback = feedback(&report).unwrap();
    assert_eq!(feedback.strengths.len(), 2);
    assert_ne!(feedback.strengths[0].competency, feedback.strengths[1].competency);
    for strength in &feedback.strengths {
        let answer = &report.answers[strength.question - 1];
        assert!(answer.transcript.text.contains(&strength.quote), "{}", strength.quote);
        assert!((answer.start_ms..answer.end_ms).contains(&strength.start_ms));
    }
    assert_eq!(feedback.advice, None, "both accounts are whole");
}

#[test]
fn advice_is_the_part_that_was_missing_and_a_follow_up_that_told_it_makes_it_needless() {
    let report =
        told(&[("teller-q01", NO_END, 0.95, 1.0), ("teller-q05", NO_END_EITHER, 0.95, 1.0)]);
    assert_eq!(feedback(&report).unwrap().advice, Some(StarPart::Result));
    let end = "第二天我又打电话确认他钱拿到了他儿子还专门来道谢那以后网点给每个窗口都放了老花镜";
    let report = told(&[("teller-q01", NO_END, 0.95, 1.0), ("teller-q01/result", end, 0.95, 1.0)]);
    assert_eq!(feedback(&report).unwrap().advice, None);
}

#[test]
fn words_that_the_candidate_disputes_are_not_praised() {
    let mut report = told(&[("teller-q01", HELPED, 0.95, 1.0), ("teller-q05", CALMED, 0.95, 1.0)]);
    report.answers[0].handed_in.disputed = true;
    let feedback = feedback(&report).unwrap();
    assert!(!feedback.strengths.is_empty());
    assert!(feedback.strengths.iter().all(|strength| strength.question == 2));
}

#[test]
fn nothing_is_told_where_nothing_was_scored() {
    assert_eq!(feedback(&told(&[("teller-q01", "不知道。", 0.95, 1.0)])), None);
    let mut refused = told(&[("teller-q01", HELPED, 0.95, 1.0)]);
    refused.consents.push(ConsentRecord {
        purpose: "score".into(),
        given: false,
        at_ms: 0,
        text_sha256: String::new(),
        sheet_sha256: None,
    });
    refused.scores = InterviewScores {
        overall: interview::score::OverallScore::default(),
        summary: interview::score::AxisSummary::default(),
        competencies: Vec::new(),
        counterfactuals: Vec::new(),
        answers: Vec::new(),
    };
    assert_eq!(feedback(&refused), None);
}

#[test]
fn the_letter_speaks_both_languages_and_gives_no_number_of_the_score() {
    let mut report = told(&[("teller-q01", NO_END, 0.95, 1.0), ("teller-q05", CALMED, 0.95, 1.0)]);
    report.candidate.name = Some("林晓".into());
    let feedback = feedback(&report).unwrap();
    for language in [Language::Zh, Language::En] {
        let letter = letter(&report, &feedback, language);
        assert!(letter.contains("林晓") && !letter.contains("feedback."), "{letter}");
        for strength in &feedback.strengths {
            assert!(letter.contains(&strength.quote));
        }
        let digits: Vec<u32> = letter.chars().filter_map(|c| c.to_digit(10)).collect();
        assert!(digits.iter().all(|digit| *digit <= 2), "only numbers of questions: {letter}");
    }
}
