//! What people should look at besides the words: never part of a score.

use interview::report::Report;

/// From this share of the analysed pictures on a notice is shown; less is a passing glance or an
/// error of the detector (about 1 % of pictures).
const NOTICE_SHARE: f64 = 0.05;
/// Looking aside while thinking is usual; only a large share is told.
const AWAY_SHARE: f64 = 0.3;
/// Beginnings of codes that are shown even where the catalogue has no words for them.
const NOTICE_EVENTS: &[&str] = &["notice.", "device.", "capture.", "integrity."];

/// One notice.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    /// `several_faces`, `no_face`, `face_away`, `flag.<name>` or `event.<code>`.
    pub code: String,
    /// Number of the question, from 1, where it belongs to one.
    pub question: Option<u32>,
    /// Share of the analysed pictures, 0–1, where it is counted.
    pub share: Option<f64>,
    /// Media time in milliseconds at which to look: where the longest stretch of it begins, the start
    /// of the answer, or of the event.
    pub at_ms: i64,
}

/// The notices of a report: answers in their order, then events.
pub fn notices(report: &Report) -> Vec<Notice> {
    let mut all = Vec::new();
    for (number, answer) in (1u32..).zip(&report.answers) {
        let faces = &answer.faces;
        let longest = faces.longest;
        for (code, frames, from, moment_ms) in [
            ("several_faces", faces.several_faces, NOTICE_SHARE, longest.several_faces_ms),
            ("no_face", faces.no_face, NOTICE_SHARE, longest.no_face_ms),
            ("face_away", faces.face_away, AWAY_SHARE, longest.face_away_ms),
        ] {
            let share = frames as f64 / faces.analysed.max(1) as f64;
            if share >= from {
                all.push(Notice {
                    code: code.to_owned(),
                    question: Some(number),
                    share: Some(share),
                    // Reports from before moments were kept have none.
                    at_ms: moment_ms.unwrap_or(answer.start_ms),
                });
            }
        }
        // Flags of a follow-up's answer stand with the answer that it counts with.
        let scored = report.scores.answers.iter().find(|s| s.question == answer.question_id);
        all.extend(scored.into_iter().flat_map(|score| &score.flags).map(|flag| Notice {
            code: format!("flag.{flag}"),
            question: Some(number),
            share: None,
            at_ms: answer.start_ms,
        }));
    }
    let told = |code: &str| {
        let key = format!("event.{code}");
        crate::texts::find(interview::transcript::Language::En, &key).is_some()
            || NOTICE_EVENTS.iter().any(|prefix| code.starts_with(prefix))
    };
    all.extend(report.timeline.iter().filter(|event| told(&event.code)).map(|event| Notice {
        code: format!("event.{}", event.code),
        question: None,
        share: None,
        at_ms: event.at_ms,
    }));
    all
}
