//! What people are told to look at, and where.

#![allow(clippy::unwrap_used)] // test helpers: a failure here is a failed test

mod common;

use common::{PairHash, report, teller};
use interview::observation::FaceMoments;
use scoring::notices::notices;

#[test]
fn a_notice_leads_to_where_it_is_seen_longest_and_of_older_reports_to_the_answer() {
    let mut report = report(teller(), &[("teller-q01", "我先请他坐下。", 0.9, 1.0)], &mut PairHash);
    let at_ms = |report: &_| {
        let of_faces = notices(report).into_iter().find(|notice| notice.code == "several_faces");
        of_faces.unwrap().at_ms
    };
    let start_ms = report.answers[0].start_ms;
    assert_eq!(at_ms(&report), start_ms + 1_500);
    report.answers[0].faces.longest = FaceMoments::default();
    assert_eq!(at_ms(&report), start_ms);
}
