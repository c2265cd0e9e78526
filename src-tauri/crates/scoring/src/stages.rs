//! What each stage saw, for `station score`.

use interview::features::AnswerFeatures;
use interview::score::{AnswerScore, ClauseContribution};
use serde_json::{Value, json};

/// The stages of one answer: clauses with stance, values and addends; then what was added up.
pub fn stages(features: &AnswerFeatures, score: &AnswerScore) -> Value {
    let clauses: Vec<Value> = features
        .clauses
        .iter()
        .enumerate()
        .map(|(i, clause)| {
            let added: Option<&ClauseContribution> = score.clauses.iter().find(|c| c.clause == i);
            json!({
                "text": features.text.get(clause.start..clause.end),
                "start_ms": clause.start_ms,
                "end_ms": clause.end_ms,
                "stance": clause.stance,
                "dropped": clause.dropped,
                "relevance": clause.relevance,
                "nearest": clause.nearest,
                "contribution": added.map(|c| c.value),
                "parts": added.map(|c| &c.parts),
            })
        })
        .collect();
    json!({
        "rubric": crate::RUBRIC_VERSION,
        "sufficiency": {
            "content_units": features.content_units,
            "question_overlap": features.question_overlap,
            "recognition_confidence": features.recognition_confidence,
            "coverage": features.coverage,
            "reason": score.reason,
        },
        "clauses": clauses,
        "terms": score.terms,
        "sum": score.grade,
        "score": score.score,
        "flags": score.flags,
    })
}
