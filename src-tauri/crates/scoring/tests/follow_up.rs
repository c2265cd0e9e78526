//! Follow-ups through the public interface: what is asked for is missing, what is told is not asked
//! for, and what the answer to a follow-up adds can be told apart from the rest of the score.

#![allow(clippy::unwrap_used)] // test helpers: a failure here is a failed test

mod common;

use common::{PairHash, Said, report, spoken, teller};
use interview::position::{QuestionType, StarPart};
use interview::score::ScoreStatus;
use interview::transcript::Transcript;
use scoring::follow_up::{missing, question};
use scoring::rescore;

const NO_END: &str = "那天有位大爷攥着存折在柜台前站了半天不说话我先问他是不是没带老花镜然后我把金额念给他听他自己签的名我陪他到取款机上去取";
const END: &str =
    "第二天我又打电话确认他钱拿到了他儿子还专门来道谢那以后网点给每个窗口都放了老花镜";
const PLAN: &str = "我会先安抚客户的情绪再耐心地跟他解释规定一般都要按流程来把他的需要放在第一位";
const OTHERS: &str = "去年年底我们网点的客户很多大家都有很强的服务意识我们团队始终坚持以客户为中心共同努力把事情圆满做好了客户后来很满意";
const NO_END_EN: &str = "A customer came in one morning with a torn note. I asked her to sit down, I called my supervisor and I explained the rule to her.";
const END_EN: &str = "In the end she got a new note and thanked us, and since then I keep the rule printed at my window.";

/// Kind of question, answers so far, parts asked for so far, what is asked for next.
type Case<'a> = (QuestionType, &'a [&'a str], &'a [StarPart], Option<StarPart>);

fn heard(text: &str) -> Transcript {
    spoken(text, 0, 0.9)
}

fn asks(kind: QuestionType, texts: &[&str], asked: &[StarPart]) -> Option<StarPart> {
    let words: Vec<Transcript> = texts.iter().map(|text| heard(text)).collect();
    missing(kind, &words.iter().collect::<Vec<_>>(), asked)
}

#[test]
fn the_part_that_is_missing_is_asked_for() {
    use QuestionType::{Behavioural, Professional, Situational};
    use StarPart::{Action, Result, Situation};
    let cases: &[Case] = &[
        (Behavioural, &[NO_END], &[], Some(Result)),
        (Behavioural, &[NO_END], &[Result], None),
        (Behavioural, &[NO_END, END], &[], None),
        (Behavioural, &[PLAN], &[], Some(Situation)),
        (Behavioural, &[PLAN], &[Situation], Some(Result)),
        (Behavioural, &[OTHERS], &[], Some(Action)),
        (Behavioural, &[NO_END_EN], &[], Some(Result)),
        (Behavioural, &[NO_END_EN, END_EN], &[], None),
        // A plan is what a situational question asks for.
        (Situational, &[PLAN], &[], Some(Result)),
        (Professional, &[PLAN], &[], None),
    ];
    for (kind, texts, asked, expected) in cases {
        assert_eq!(asks(*kind, texts, asked), *expected, "{kind:?} {texts:?} {asked:?}");
    }
}

#[test]
fn nobody_is_asked_where_too_little_was_said_or_understood() {
    let kind = QuestionType::Behavioural;
    for text in
        ["", "嗯", "不知道", "这个问题我不知道怎么说请问可以跳过这一题吗不好意思", "I don't know"]
    {
        assert_eq!(asks(kind, &[text], &[]), None, "{text}");
    }
    assert_eq!(missing(kind, &[&spoken(NO_END, 0, 0.3)], &[]), None, "badly understood");
}

#[test]
fn every_part_that_may_be_missing_has_a_question_in_both_languages() {
    let teller = teller();
    for asked in &teller.questions {
        let parts: &[StarPart] = match asked.question_type {
            QuestionType::Behavioural => &[StarPart::Situation, StarPart::Action, StarPart::Result],
            QuestionType::Situational => &[StarPart::Action, StarPart::Result],
            QuestionType::Professional => &[],
        };
        for part in parts {
            let more = question(asked, *part).unwrap();
            assert_eq!(more.id, format!("{}/{}", asked.id, part.name()));
            assert_eq!(more.competency, asked.competency);
            assert!(!more.text_zh.is_empty() && !more.text_en.is_empty());
            let own = asked.follow_ups.iter().find(|own| own.part == *part);
            assert!(own.is_none_or(|own| own.text_zh == more.text_zh), "the position's own words");
        }
    }
}

fn told(parts: &[(&'static str, &'static str)]) -> interview::report::Report {
    let said: Vec<Said> = parts.iter().map(|(id, text)| (*id, *text, 0.9, 1.0)).collect();
    report(teller(), &said, &mut PairHash)
}

#[test]
fn a_follow_up_counts_with_its_question_and_the_score_without_it_is_told() {
    let with = told(&[("teller-q01", NO_END), ("teller-q01/result", END)]);
    let alone = told(&[("teller-q01", NO_END)]);
    let scores = &with.scores;
    assert_eq!(scores.answers.len(), 1, "one question, one score");
    let (joined, single) = (&scores.answers[0], &alone.scores.answers[0]);
    assert_eq!(joined.status, ScoreStatus::Scored);
    assert_ne!(joined.grade, single.grade);
    assert!(joined.clauses.len() > single.clauses.len());
    let key = joined.competency.clone();
    let of = |report: &interview::report::Report| {
        report.scores.competencies.iter().find(|c| c.key == key).unwrap().score
    };
    assert_ne!(of(&with), of(&alone));
    let without = scores.counterfactuals.iter().find(|c| c.without == "follow_ups").unwrap();
    assert_eq!(without.overall, alone.scores.overall.score);
    assert!(alone.scores.counterfactuals.iter().all(|c| c.without != "follow_ups"));
    assert_eq!(rescore(&with.ledger), with.scores, "the ledger gives the same score");
}

#[test]
fn a_quote_from_a_follow_up_names_it_and_stands_in_its_words() {
    let report = told(&[("teller-q01", NO_END), ("teller-q01/result", END)]);
    let quotes: Vec<_> = report.scores.answers.iter().flat_map(|a| &a.evidence).collect();
    assert!(quotes.iter().any(|q| q.question == "teller-q01/result"), "{quotes:?}");
    for quote in quotes {
        let answer = report.answers.iter().find(|a| a.question_id == quote.question).unwrap();
        assert!(answer.transcript.text.contains(&quote.quote));
        assert!(quote.start_ms >= answer.start_ms && quote.end_ms <= answer.end_ms);
    }
    let page = scoring::explain(&report, interview::transcript::Language::En);
    assert!(page.contains("Without follow-up questions"), "{page}");
}
