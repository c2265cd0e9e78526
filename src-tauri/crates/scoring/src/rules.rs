//! The rule terms: which cue combinations of a clause count, under names that the report shows.

use interview::features::{Actor, ClauseFeatures, Mode, Stance};

/// Names of the clause rules, in the order of the head's weights. Each is the share of the clauses
/// that count in which it holds. Deliberately none is about length, figures, courtesy, marks or
/// closing formulas.
pub const CLAUSE_RULES: &[&str] = &[
    "own_deed",
    "own_deed_planned",
    "own_omission",
    "own_wrong",
    "others_wrong",
    "others_deed",
    "wrong_refused",
    "refused",
    "reported",
    "concealed",
    "excused",
    "slogan",
    "vague",
    "promised",
    "result_told",
    "mistake_owned",
    "admired",
    "cause_sought",
    "words_quoted",
    "group_acts",
    "other_acts",
    "planned",
    "in_general",
    "negated",
];

/// Which of [`CLAUSE_RULES`] hold for a stance, in their order.
pub fn holds(stance: &Stance) -> [bool; CLAUSE_RULES.len()] {
    let cue = |name: &str| stance.cues.iter().any(|c| c == name);
    let told = stance.mode == Mode::Told;
    let mine = matches!(stance.actor, Actor::Own | Actor::Unknown);
    let other = stance.actor == Actor::Other;
    [
        mine && told && cue("proper_done"),
        !other && !told && cue("proper_done"),
        !other && cue("proper_omitted"),
        !other && cue("wrong_done"),
        other && cue("wrong_done"),
        other && cue("proper_done"),
        cue("wrong_refused"),
        !other && cue("refuse"),
        !other && cue("report"),
        cue("conceal"),
        cue("excuse"),
        cue("slogan"),
        cue("vague"),
        cue("promise"),
        cue("result"),
        cue("mistake_owned"),
        cue("admire"),
        mine && cue("cause"),
        mine && cue("quoted_speech"),
        stance.actor == Actor::We,
        other,
        stance.mode == Mode::Would,
        stance.mode == Mode::General,
        stance.negated,
    ]
}

/// The clauses that count, in order.
pub fn counted(clauses: &[ClauseFeatures]) -> Vec<&ClauseFeatures> {
    clauses.iter().filter(|clause| clause.dropped.is_none()).collect()
}
