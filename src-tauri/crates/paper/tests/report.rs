//! The PDF: its words, its tags, its fonts, the same bytes twice, and words of people as data.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../../scoring/tests/common/mod.rs"]
mod reports;

mod reader;

use interview::report::{CheckResult, Report};
use interview::review::{Decision, HumanReview, Outcome, Rating, ReviewerRole};
use interview::score::Polarity;
use interview::transcript::Language;
use paper::{ChartLine, FigurePage, FigureTable, LineChart, Press};
use reader::{holds, pages, squeezed, text};
use reports::{PairHash, Said, report, teller};
use scoring::figures::{strongest, whole};
use scoring::html::SignatureInfo;

const GOOD: &str = "有位大爷攥着存折在柜台前站了半天不说话我先问他是不是没带老花镜然后我把金额念给他听他自己签的名我陪他到取款机上查了余额第二天我又打电话确认他钱拿到了";
const HARM: &str =
    "我就让她先走帮她把字签了反正没人查日期我也改成前一天省得麻烦领导问起来我就说是系统的问题";
const CALM: &str = "客户嫌等得久在窗口发火我先听他说完再跟他道歉然后请大堂经理先帮他取号我告诉他还要等几分钟后来他办完了跟我说谢谢";
const FRAUD: &str = "一位阿姨要把定期全部转出去一直戴着耳机我问她对方让不让挂电话她说不让我就请她先把电话放下我请主管一起核实后来报了警钱保住了";

/// Two good answers, a harmful one, a calm one, one that says nothing.
const USUAL: &[Said] = &[
    ("teller-q01", GOOD, 0.93, 0.98),
    ("teller-q05", HARM, 0.9, 0.95),
    ("teller-q06", CALM, 0.91, 0.97),
    ("teller-q11", FRAUD, 0.92, 0.99),
    ("teller-q08", "不知道", 0.9, 1.0),
];

fn usual() -> Report {
    report(teller(), USUAL, &mut PairHash)
}

fn reviewed() -> Report {
    let mut report = usual();
    let keys: Vec<String> =
        report.ledger.position.competencies.iter().map(|c| c.key.clone()).collect();
    let review = |name: &str, role, at: &str, levels: [u8; 4], note: &str| HumanReview {
        reviewer: name.into(),
        role,
        at: at.into(),
        ratings: keys
            .iter()
            .zip(levels)
            .enumerate()
            .map(|(i, (key, level))| Rating {
                competency: key.clone(),
                level,
                blind_level: (role == ReviewerRole::Interviewer).then_some(level),
                note: if i == 0 { note.to_owned() } else { String::new() },
            })
            .collect(),
    };
    report.human.put(review(
        "陆婉清",
        ReviewerRole::Recruiter,
        "2026-11-26T01:20:00Z",
        [4, 2, 4, 4],
        "自己的例子扎实，安抚客户有办法。",
    ));
    report.human.put(review(
        "段凯文",
        ReviewerRole::Interviewer,
        "2026-11-26T01:10:00Z",
        [4, 1, 4, 5],
        "反诈步骤完整，知道先隔开电话。",
    ));
    report.human.decision = Some(Decision {
        outcome: Outcome::SecondRound,
        reason: "服务和沟通有具体事例和结果；代签一事复试当面核对。".into(),
        decided_by: "陆婉清".into(),
        role: ReviewerRole::Recruiter,
        at: "2026-11-26T01:40:00Z".into(),
        undo_until: "2026-11-26T01:50:00Z".into(),
    });
    report.rev = 4;
    report
}

fn signature() -> SignatureInfo {
    SignatureInfo {
        report_sha256: "4f9c21b7e80d5a36".repeat(4),
        key_id: "0M2cGe3mqP5Th9b3QmQX0gk8CjWJsDjeYc0IXVmZE3A".into(),
    }
}

/// None, with the reason printed, where this machine has no Chinese font.
fn press() -> Option<Press> {
    Press::open().inspect_err(|error| println!("skipped: {error}")).ok()
}

/// A copy for people's eyes, where `STATION_PAPER_OUT` names a folder.
fn keep(name: &str, pdf: &[u8]) {
    if let Some(folder) = std::env::var_os("STATION_PAPER_OUT") {
        std::fs::write(std::path::Path::new(&folder).join(name), pdf).unwrap();
    }
}

fn print(press: &Press, report: &Report, language: Language, name: &str) -> Vec<u8> {
    let pdf = press.print(report, language, Some(&signature())).unwrap();
    keep(&format!("{name}-{}.pdf", language.code()), &pdf);
    pdf
}

#[test]
fn a_usual_report_is_two_pages_with_its_words_in_both_languages() {
    let Some(press) = press() else { return };
    let report = reviewed();
    let cases = [
        (Language::Zh, ["评分建议，不是决定", "做得好的", "人的决定", "进入复试", "签名与核验"]),
        (
            Language::En,
            [
                "A suggestion, not a decision",
                "What went well",
                "Decision by people",
                "Invite to the second round",
                "Signature and verification",
            ],
        ),
    ];
    for (language, headings) in cases {
        let pdf = print(&press, &report, language, "usual");
        let Some(text) = text(&pdf) else { return };
        // English takes more room, and the demonstration says first what it is.
        let most = if language == Language::Zh { 2 } else { 3 };
        assert!(pages(&pdf).unwrap() <= most, "{language:?}");
        for words in headings {
            assert!(holds(&text, words), "{words} in {language:?}");
        }
        assert!(holds(&text, "林晓岚") && holds(&text, "陆婉清") && holds(&text, "段凯文"));
        assert!(holds(&text, &whole(report.scores.overall.score.unwrap())));
        for answer in &report.scores.answers {
            for quote in answer.evidence.iter().take(1).map(|e| &e.quote) {
                assert!(holds(&text, quote), "{quote} in {language:?}");
            }
        }
        for polarity in [Polarity::Positive, Polarity::Negative] {
            for evidence in strongest(&report, polarity).iter().take(4) {
                assert!(holds(&text, &evidence.quote), "{} in {language:?}", evidence.quote);
            }
        }
        assert!(holds(&text, "4f9c 21b7") && holds(&text, &signature().key_id));
        for raw in ["rule.", "{n}", "{score}", "{time}", "what_if.", "score.", "col.", "paper."] {
            assert!(!text.contains(raw), "{raw} in {language:?}");
        }
    }
}

#[test]
fn the_file_is_tagged_titled_and_holds_its_fonts() {
    let Some(press) = press() else { return };
    for (language, lang, title) in
        [(Language::Zh, "(zh-CN)", "面试报告"), (Language::En, "(en)", "Interview report")]
    {
        let pdf = print(&press, &reviewed(), language, "tagged");
        let raw = String::from_utf8_lossy(&pdf);
        for mark in
            ["/MarkInfo", "/StructTreeRoot", "pdfuaid:part", format!("/Lang{lang}").as_str()]
        {
            assert!(raw.contains(mark), "{mark}");
        }
        // The revision is dated by what people said last.
        assert!(raw.contains("D:20261126014000"), "the date of the decision");
        let Some(fonts) = reader::fonts(&pdf) else { return };
        assert!(!fonts.is_empty());
        for font in fonts {
            assert!(font.embedded && font.subset, "{}", font.name);
        }
        assert_eq!(reader::info(&pdf, "Tagged").as_deref(), Some("yes"));
        let told = reader::info(&pdf, "Title").unwrap();
        assert!(told.contains(title) && told.contains("林晓岚"), "{told}");
    }
}

#[test]
fn the_words_are_read_from_top_to_bottom() {
    let Some(press) = press() else { return };
    let Some(text) = text(&print(&press, &reviewed(), Language::Zh, "order")) else { return };
    let text = squeezed(&text);
    let order = [
        "评分建议，不是决定",
        "能力与要求",
        "做得好的",
        "听到了多少",
        "逐题",
        "人的决定",
        "签名与核验",
    ];
    let places: Vec<Option<usize>> = order.iter().map(|words| text.find(*words)).collect();
    assert!(places.iter().all(Option::is_some), "{places:?}");
    assert!(places.is_sorted(), "{places:?}");
}

#[test]
fn the_same_report_gives_the_same_bytes() {
    let Some(press) = press() else { return };
    let report = reviewed();
    let first = print(&press, &report, Language::Zh, "same");
    assert_eq!(first, print(&press, &report, Language::Zh, "same"));
    let again = Press::open().unwrap();
    assert_eq!(first, print(&again, &report, Language::Zh, "same"), "another press");
}

#[test]
fn words_of_people_are_data() {
    let Some(press) = press() else { return };
    let attack = "#import \"x.typ\": * #read(\"/etc/passwd\") $x^2$ *粗* _斜_ `r` \\ @a <b> // c /* d */ = e - f + g [h] {i} ~ -- ... 我先核实客户的身份再请主管复核然后打电话回访确认办妥了";
    let mut report = report(teller(), &[("teller-q01", attack, 0.9, 1.0)], &mut PairHash);
    let long = "Donaudampfschifffahrtsgesellschaftskapitän".repeat(8);
    report.candidate.name = Some("#panic() *林* \u{202e}שלום سلام".into());
    report.candidate.reference = long.clone();
    report.station_id = "#sys.inputs \\".into();
    report.answers[0].question_text = format!("#for x in range(9) {{ }} {long}");
    report.answers[0].handed_in.note = Some("#eval(\"1+1\") \u{1f600}".into());
    report.answers[0].handed_in.disputed = true;
    report.simulated.push("#emph[x]".into());
    let pdf = print(&press, &report, Language::Zh, "hostile");
    let Some(text) = text(&pdf) else { return };
    for words in
        ["#panic() *林*", "#sys.inputs \\", "#for x in range(9) { }", "#eval(\"1+1\")", "#emph[x]"]
    {
        assert!(holds(&text, words), "{words} in {text}");
    }
    let quote = &strongest(&report, Polarity::Positive)[0].quote;
    assert!(holds(&text, quote), "{quote}");
    assert!(holds(&text, &long), "a long word is whole");
    assert!(holds(&text, "[U+1F600]") || text.contains('\u{1f600}'), "what no font has is named");
    assert!(!text.contains('\u{202e}'), "nothing turns the text around it");
    assert!(squeezed(&text).contains("שלום") || squeezed(&text).contains("םולש"));
    let Some(boxes) = reader::outside(&pdf) else { return };
    assert_eq!(boxes, Vec::<String>::new(), "words beyond the margins");
}

#[test]
fn a_long_report_breaks_cleanly() {
    let Some(press) = press() else { return };
    let mut position = teller();
    let more = position.questions.clone().into_iter().map(|mut question| {
        question.id += "-again";
        question
    });
    position.questions = position.questions.iter().cloned().chain(more).collect();
    let ids: Vec<String> = position.questions.iter().map(|q| q.id.clone()).collect();
    let said: Vec<Said> = ids
        .iter()
        .take(20)
        .enumerate()
        .map(|(i, id)| (id.as_str(), [GOOD, HARM, CALM, FRAUD, "不知道"][i % 5], 0.9, 0.97))
        .collect();
    let report = report(position, &said, &mut PairHash);
    let pdf = print(&press, &report, Language::Zh, "long");
    let Some(pages) = pages(&pdf) else { return };
    assert!((3..=4).contains(&pages), "{pages} pages");
    for page in 1..=pages {
        let text = reader::page_text(&pdf, page).unwrap();
        assert!(holds(&text, &format!("{page} / {pages}")), "page {page} says its number");
        assert!(holds(&text, "林晓岚") && holds(&text, "不是录用决定"), "page {page}");
        assert!(squeezed(&text).chars().count() > 300, "page {page} is not almost empty");
    }
    assert_eq!(reader::outside(&pdf).unwrap(), Vec::<String>::new(), "words beyond the margins");
}

#[test]
fn what_is_synthetic_simulated_or_missing_is_said() {
    let Some(press) = press() else { return };
    let mut report = report(teller(), &[("teller-q10", "不知道", 0.9, 1.0)], &mut PairHash);
    report.identity.checks[0].result = CheckResult::Failed;
    report.identity.checks[0].reason = "identity.card_number".into();
    let Some(text) = text(&print(&press, &report, Language::Zh, "missing")) else { return };
    for words in [
        "候选人是合成的",
        "身份核验服务、摄像头",
        "依据不足，不给分",
        "请看录像，由人评定",
        "没有作答",
        "身份须人工核对",
        "identity.card_number",
        "还没有人的评级",
    ] {
        assert!(holds(&text, words), "{words}");
    }
    report.synthetic = false;
    report.simulated.clear();
    let Some(text) = reader::text(&print(&press, &report, Language::Zh, "real")) else { return };
    assert!(!holds(&text, "候选人是合成的") && !holds(&text, "以下环节是模拟的"));
}

#[test]
fn typed_answers_say_so_and_a_suspended_identity_stands_on_the_first_page() {
    let Some(press) = press() else { return };
    let mut report = usual();
    report.answers[0].handed_in.typed = true;
    report.answers[1].handed_in.other_takes = 2;
    report.identity.checks[0].result = CheckResult::Failed;
    report.scores.overall.score = None;
    let cases = [
        (Language::Zh, ["打字作答，不影响评分", "另录过 2 次"], "身份须人工核对"),
        (
            Language::En,
            ["Typed; this changes no score", "2 other takes, not counted"],
            "Identity needs a person",
        ),
    ];
    for (language, notes, identity) in cases {
        let pdf = print(&press, &report, language, "suspended");
        let Some(text) = text(&pdf) else { return };
        for words in notes {
            assert!(holds(&text, words), "{words} in {language:?}");
        }
        let first = reader::page_text(&pdf, 1).unwrap();
        assert!(holds(&first, identity), "{identity} in {first}");
    }
}

#[test]
fn an_empty_interview_and_one_without_signature_are_printed() {
    let Some(press) = press() else { return };
    let report = report(teller(), &[], &mut PairHash);
    let pdf = press.print(&report, Language::En, None).unwrap();
    let Some(text) = text(&pdf) else { return };
    assert!(holds(&text, "Not enough to go by, no score"));
    assert!(holds(&text, "No signature here"));
}

#[test]
fn without_a_chinese_font_the_error_says_what_to_install() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("NotoSansCJK-Regular.ttc"), b"no font").unwrap();
    let error = Press::with_fonts_in(&[folder.path().to_owned()]).err().unwrap();
    assert!(error.to_string().contains("fonts-noto-cjk"));
    assert_eq!(interview::error::Faulty::fault(&error).code, "paper.no_chinese_font");
}

#[test]
fn figures_over_months_are_drawn_and_stand_in_tables_in_both_languages() {
    let Some(press) = press() else { return };
    let line = |name: &str, points: &[Option<f64>]| ChartLine {
        name: name.into(),
        points: points.to_vec(),
    };
    let mut page = FigurePage {
        title: "面试统计".into(),
        head: vec!["2026-11-30 16:00 +08:00".into()],
        facts: vec!["柜员：86 份面试".into()],
        notes: vec!["风险经理：27% went on".into()],
        tables: vec![FigureTable {
            heading: "进入复试的比例".into(),
            heads: vec!["岗位".into(), "月份".into(), "占比".into()],
            rows: vec![
                vec!["柜员".into(), "2026-10".into(), "62%".into()],
                vec!["#import \"x\"".into(), "2026-11".into(), "27%".into()],
            ],
            none: "none".into(),
            chart: Some(LineChart {
                alt: "进入复试的比例".into(),
                months: vec!["2026-09".into(), "2026-10".into(), "2026-11".into()],
                lines: vec![
                    line("柜员", &[Some(0.58), Some(0.62), None]),
                    line("风险经理", &[None, Some(0.3), Some(0.27)]),
                ],
                mark: 0.3,
                mark_text: "30% 提示线".into(),
            }),
        }],
        footer: "由人决定".into(),
    };
    for language in [Language::Zh, Language::En] {
        let pdf = press.print_figures(&page, language, 1_796_000_000_000).unwrap();
        assert_eq!(pdf, press.print_figures(&page, language, 1_796_000_000_000).unwrap());
        let Some(text) = text(&pdf) else { return };
        for words in
            ["面试统计", "风险经理", "2026-11", "62%", "#import \"x\"", "30% 提示线", "1 / 1"]
        {
            assert!(holds(&text, words), "{words} in {text}");
        }
        assert_eq!(reader::info(&pdf, "Tagged").as_deref(), Some("yes"));
    }
    // One month and nobody to draw; no rows at all.
    page.tables[0].chart.as_mut().unwrap().lines.clear();
    page.tables[0].rows.clear();
    let pdf = press.print_figures(&page, Language::En, 0).unwrap();
    assert!(text(&pdf).is_none_or(|text| holds(&text, "none")));
}
