//! Which quotes are shown: the clauses whose addends moved the grade, in their own words.

use interview::features::{AnswerFeatures, ClauseFeatures};
use interview::observation::rounded;
use interview::position::Competency;
use interview::score::{ClauseContribution, Evidence, Polarity};

/// Quotes for each direction and answer.
const QUOTES: usize = 3;
/// A clause that moves the grade by less is no cause of it.
const MIN_CONTRIBUTION: f64 = 0.03;
/// Behaviours are named only from this similarity on; cosines of this encoder are squeezed
/// (paraphrase .94, other sentences of the trade .87, `docs` of the model).
const MIN_SIMILARITY: f64 = 0.86;

/// The quotes of an answer, strongest first; both directions where both moved the grade.
pub(crate) fn choose(
    features: &AnswerFeatures,
    contributions: &[ClauseContribution],
    competency: &Competency,
) -> Vec<Evidence> {
    let mut chosen: Vec<Evidence> = Vec::new();
    for polarity in [Polarity::Positive, Polarity::Negative] {
        let signed = |value: f64| match polarity {
            Polarity::Positive => value,
            Polarity::Negative => -value,
        };
        let mut candidates: Vec<&ClauseContribution> =
            contributions.iter().filter(|c| signed(c.value) >= MIN_CONTRIBUTION).collect();
        candidates.sort_by(|a, b| signed(b.value).total_cmp(&signed(a.value)));
        chosen.extend(candidates.into_iter().take(QUOTES).filter_map(|c| {
            quote(features, features.clauses.get(c.clause)?, c, polarity, competency)
        }));
    }
    chosen.sort_by(|a, b| b.contribution.abs().total_cmp(&a.contribution.abs()));
    chosen
}

fn quote(
    features: &AnswerFeatures,
    clause: &ClauseFeatures,
    contribution: &ClauseContribution,
    polarity: Polarity,
    competency: &Competency,
) -> Option<Evidence> {
    Some(Evidence {
        quote: features.text.get(clause.start..clause.end)?.to_owned(),
        question: features.question_id.clone(),
        start_ms: clause.start_ms,
        end_ms: clause.end_ms,
        behaviour: behaviour(clause, contribution, polarity, competency),
        polarity,
        contribution: rounded(contribution.value, 3),
    })
}

/// The behaviour of the position's model that lies nearest in the direction of the contribution,
/// or the name of the rule that adds most to it.
fn behaviour(
    clause: &ClauseFeatures,
    contribution: &ClauseContribution,
    polarity: Polarity,
    competency: &Competency,
) -> String {
    let list = match polarity {
        Polarity::Positive => &competency.positive_behaviours_zh,
        Polarity::Negative => &competency.negative_behaviours_zh,
    };
    let near = clause
        .nearest
        .iter()
        .filter(|m| m.polarity == polarity && m.similarity >= MIN_SIMILARITY)
        .max_by(|a, b| a.similarity.total_cmp(&b.similarity))
        .and_then(|m| list.get(m.index));
    match near {
        Some(behaviour) => behaviour.clone(),
        None => format!("rule.{}", strongest_part(contribution, polarity)),
    }
}

fn strongest_part(contribution: &ClauseContribution, polarity: Polarity) -> &str {
    let signed = |value: f64| if polarity == Polarity::Positive { value } else { -value };
    contribution
        .parts
        .iter()
        .max_by(|a, b| signed(a.value).total_cmp(&signed(b.value)))
        .map_or("words", |part| part.name.as_str())
}
