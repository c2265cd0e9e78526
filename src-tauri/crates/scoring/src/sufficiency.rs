//! Whether there is enough to go by. Where there is not, no number is given, only the reason.

use interview::features::{AnswerFeatures, DropReason};

/// Below this mean recognition confidence the words can't be trusted. Whisper base gives 0.8 and
/// more on clean speech and about 0.3 on babble.
pub const MIN_RECOGNITION: f64 = 0.35;
/// Less of the answer analysed than this: what is missing may turn the grade.
pub const MIN_COVERAGE: f64 = 0.5;
/// The shortest labelled answer worth a grade has about 50 characters; below this length even a
/// whole sentence holds no deed with its circumstances.
pub const MIN_CONTENT_UNITS: u32 = 20;
/// An answer shorter than this says nothing at all ("嗯", "好的谢谢").
pub const MIN_ANY_UNITS: u32 = 4;
/// From this share of shared character pairs on the answer is the question.
pub const READ_BACK: f64 = 0.72;

/// The stable code of the reason why an answer gets no number; none where it can be graded.
pub fn reason(answer: &AnswerFeatures) -> Option<&'static str> {
    let dropped = |why| answer.clauses.iter().any(|clause| clause.dropped == Some(why));
    if answer.clauses.is_empty() {
        return Some("score.no_answer");
    }
    if answer.recognition_confidence < MIN_RECOGNITION {
        return Some("score.low_confidence");
    }
    if answer.coverage < MIN_COVERAGE {
        return Some("score.low_coverage");
    }
    if only_orders(answer) {
        return None;
    }
    if answer.content_units < MIN_CONTENT_UNITS {
        return Some(if dropped(DropReason::Question) {
            "score.question_read_back"
        } else if dropped(DropReason::Refusal) || answer.content_units < MIN_ANY_UNITS {
            "score.no_answer"
        } else {
            "score.too_short"
        });
    }
    (answer.question_overlap >= READ_BACK).then_some("score.question_read_back")
}

/// Whether next to nothing is left beside orders to the rater: graded 1, as beside the question.
pub fn only_orders(answer: &AnswerFeatures) -> bool {
    answer.content_units < MIN_CONTENT_UNITS
        && answer.clauses.iter().any(|clause| clause.dropped == Some(DropReason::OrderToRater))
}
