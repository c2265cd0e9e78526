//! Which quotes are shown: the clauses whose addends moved the grade, in their own words.

use interview::features::{AnswerFeatures, ClauseFeatures};
use interview::observation::rounded;
use interview::position::Competency;
use interview::score::{ClauseContribution, Evidence, Polarity};

/// Quotes for each direction and answer.
const QUOTES: usize = 3;
/// A clause that moves the grade by less is no cause of it (half a tenth of a grade is 1 point).
const MIN_CONTRIBUTION: f64 = 0.1;
/// A clause is named after a negative behaviour only if it reads like the quote that decides a weak
/// answer at least this much; three times the mean of all clauses.
const MIN_BAD: f64 = 0.25;
/// Behaviours are named only from this similarity on; cosines of this encoder are squeezed
/// (paraphrase .94, other sentences of the trade .87, `docs` of the model).
const MIN_SIMILARITY: f64 = 0.86;

/// The quotes of an answer, strongest first; both directions where both moved the grade. Where no
/// clause moved it much the strongest one is shown, so that a grade never stands without a quote.
pub(crate) fn choose(
    features: &AnswerFeatures,
    contributions: &[ClauseContribution],
    competency: &Competency,
) -> Vec<Evidence> {
    let mut order: Vec<&ClauseContribution> = contributions.iter().collect();
    order.sort_by(|a, b| b.value.abs().total_cmp(&a.value.abs()));
    let direction = |c: &ClauseContribution| {
        if c.value < 0.0 { Polarity::Negative } else { Polarity::Positive }
    };
    let mut shown = [0, 0];
    let mut chosen = Vec::new();
    for contribution in order {
        let polarity = direction(contribution);
        let so_far = &mut shown[usize::from(polarity == Polarity::Negative)];
        let strong = contribution.value.abs() >= MIN_CONTRIBUTION;
        if !chosen.is_empty() && (!strong || *so_far >= QUOTES) {
            continue;
        }
        if let Some(clause) = features.clauses.get(contribution.clause) {
            *so_far += 1;
            chosen.extend(quote(features, clause, contribution, polarity, competency));
        }
    }
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

/// The behaviour of the position's model that lies nearest, if it points in the direction of the
/// contribution; else the name of the rule that adds most to it. Naming a bad behaviour that the
/// person did not show would be worse than naming none.
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
        .first()
        .filter(|m| m.polarity == polarity && m.similarity >= MIN_SIMILARITY)
        .filter(|_| polarity == Polarity::Positive || clause.bad >= MIN_BAD)
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
