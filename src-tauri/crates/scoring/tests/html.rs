//! The page: self-contained, both languages, words of people are data.

#![allow(clippy::unwrap_used)] // test helpers: a failure here is a failed test

mod common;

use common::{PairHash, report, teller};
use interview::report::{PolicySigner, Report};
use interview::transcript::Language;
use scoring::html::{MediaLink, SignatureInfo, render, render_signed};

const GOOD: &str = "有位大爷攥着存折在柜台前站了半天不说话我先问他是不是没带老花镜然后我把金额念给他听他自己签的名我陪他到取款机上查了余额第二天我又打电话确认他钱拿到了";
const HARM: &str =
    "我就让她先走帮她把字签了反正没人查日期我也改成前一天省得麻烦领导问起来我就说是系统的问题";

fn file(name: &str) -> MediaLink {
    MediaLink::Relative(name.to_owned())
}

fn sample() -> Report {
    report(
        teller(),
        &[
            ("teller-q01", GOOD, 0.93, 0.98),
            ("teller-q05", HARM, 0.9, 0.95),
            ("teller-q10", "不知道", 0.9, 1.0),
        ],
        &mut PairHash,
    )
}

#[test]
fn nothing_is_loaded_from_outside_and_nothing_inline_is_unhashed() {
    let page = render(&sample(), &file("media.webm"), Language::Zh);
    assert!(!page.contains("http://") && !page.contains("https://") && !page.contains("//cdn"));
    assert!(page.contains("default-src 'none'"));
    assert!(!page.contains("unsafe-inline"));
    for forbidden in [" style=\"", " onclick", " onload", "javascript:", "<img", "<link", "<iframe"]
    {
        assert!(!page.contains(forbidden), "{forbidden}");
    }
    assert_eq!(page.matches("<script>").count(), 1);
    assert_eq!(page.matches("<style>").count(), 1);
}

#[test]
fn both_languages_stand_in_the_page_and_the_chosen_one_is_shown() {
    for (language, shown) in [(Language::Zh, "zh-CN"), (Language::En, "en")] {
        let page = render(&sample(), &MediaLink::None, language);
        assert!(page.contains(&format!("data-shown=\"{shown}\"")));
        assert!(
            page.contains("评分建议，不是决定") && page.contains("A suggestion, not a decision")
        );
        // No catalogue key and no place left unfilled.
        for raw in ["rule.", "{n}", "{score}", "{time}", "what_if.", "score.no_answer", "col."] {
            assert!(!page.contains(raw), "{raw} in {shown}");
        }
    }
}

#[test]
fn words_of_the_candidate_are_data() {
    let attack = "</script><script>alert(1)</script>\"' onmouseover=x <img src=x> \u{202e}反过来的字我先核实客户的身份再请主管复核然后打电话回访确认办妥了&amp;";
    let mut report = report(teller(), &[("teller-q01", attack, 0.9, 1.0)], &mut PairHash);
    report.candidate.name = Some("<b>林</b>\"晓".into());
    report.candidate.reference = "x\" onclick=\"y".into();
    report.station_id = "<i>".into();
    report.simulated.push("<svg onload=z>".into());
    report.answers[0].question_text = "<q>{n}</q>".into();
    report.ledger.models[0].role = "<u>".into();
    let page = render(&report, &file("a\"b.webm"), Language::Zh);
    assert_eq!(page.matches("<script>").count(), 1);
    for broken in ["<b>林", "<img", "<i>", "<svg onload", "<u>", "<q>{n}", "src=\"a\"b"] {
        assert!(!page.contains(broken), "{broken}");
    }
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    assert!(page.contains("<bdi>&lt;b&gt;林&lt;/b&gt;&quot;晓</bdi>"));
}

#[test]
fn quotes_seek_the_recording_only_where_there_is_one() {
    let report = sample();
    let with = render(&report, &file("media.webm"), Language::Zh);
    assert!(with.contains("<video id=\"recording\" src=\"media.webm\""));
    let first = &report.scores.competencies[0].evidence[0];
    assert!(with.contains(&format!("data-ms=\"{}\"", first.start_ms)));
    let without = render(&report, &MediaLink::None, Language::Zh);
    assert!(!without.contains("<video") && !without.contains("data-ms="));
    for outside in ["https://x.example/a.webm", "//x/a.webm", "data:video/webm,x", "C:\\a.webm", ""]
    {
        assert_eq!(file(outside).src(), None, "{outside}");
    }
}

#[test]
fn what_is_simulated_synthetic_or_missing_is_said() {
    let mut report = sample();
    let page = render(&report, &MediaLink::None, Language::Zh);
    assert!(page.contains("候选人是合成的") && page.contains("the candidate is synthetic"));
    assert!(page.contains("身份核验服务、摄像头"));
    assert!(page.contains("没有作答"), "the unanswered question has its reason");
    report.synthetic = false;
    report.simulated.clear();
    report.identity.checks.iter_mut().for_each(|check| check.simulated = false);
    let real = render(&report, &MediaLink::None, Language::Zh);
    assert!(!real.contains("class=\"banner\""));
}

#[test]
fn signature_and_ledger_are_shown() {
    let report = sample();
    let signature =
        SignatureInfo { report_sha256: "4f9c21b7".repeat(8), key_id: "9D417CE2".into() };
    let page = render_signed(&report, &MediaLink::None, Language::En, &signature);
    assert!(page.contains("4f9c 21b7 4f9c 21b7"));
    assert!(page.contains("key 9D417CE2"));
    assert!(page.contains(scoring::RUBRIC_VERSION));
    let grade = report.scores.answers[0].grade.unwrap();
    assert!(page.contains(&format!("<td>{grade:.2}</td>")));
}

#[test]
fn an_empty_interview_still_makes_a_page() {
    let page = render(&report(teller(), &[], &mut PairHash), &MediaLink::None, Language::Zh);
    assert!(page.contains("依据不足，不给分"));
}

#[test]
fn missing_scores_are_told_from_refused_ones() {
    let mut report = sample();
    report.scores = scoring::score_interview(&report.ledger.position, &[]);
    let page = render(&report, &MediaLink::None, Language::En);
    assert!(page.contains("Analysis unavailable") && !page.contains("Level "));
    report.consents.iter_mut().filter(|c| c.purpose == "score").for_each(|c| c.given = false);
    let page = render(&report, &MediaLink::None, Language::En);
    assert!(page.contains("did not agree to scoring"));
}

#[test]
fn who_signed_the_policy_pack_stands_in_the_page_and_older_reports_are_read() {
    let mut signed = sample();
    let older = serde_json::to_value(&signed).unwrap();
    assert!(older["policy"].get("signed_by").is_none() && older["policy"].get("sha256").is_none());
    assert_eq!(serde_json::from_value::<Report>(older).unwrap(), signed);
    assert!(!render(&signed, &MediaLink::None, Language::En).contains("signed by"));
    signed.policy.signed_by = Some(PolicySigner {
        name: "<b>合规部</b>".into(),
        key_id: "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k".into(),
        signed_at: "2026-11-20T02:30:00Z".into(),
    });
    let page = render(&signed, &MediaLink::None, Language::En);
    let said = "CN 2026.2, signed by &lt;b&gt;合规部&lt;/b&gt; on 2026-11-20 with key kPrK_qmx";
    assert!(page.contains(said));
}
