//! Which quotes are shown: the clauses whose addends moved the grade, in their own words.

use interview::features::{AnswerFeatures, ClauseFeatures};
use interview::observation::rounded;
use interview::position::Competency;
use interview::score::{ClauseContribution, Evidence, GradeTerm, Polarity};

/// Quotes for each direction and answer.
const QUOTES: usize = 3;
/// A clause that moves the grade by less is no cause of it (half a tenth of a grade is 1 point).
const MIN_CONTRIBUTION: f64 = 0.1;
/// From this reading on a clause is like a quote that decides a grade; the mean of all clauses is
/// about 0.09 for good and bad ones each.
const MIN_DECISIVE: f64 = 0.2;
/// A rule that adds less than this does not name a quote.
const MIN_NAMED: f64 = 0.03;
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
        question: clause.said_in.clone().unwrap_or_else(|| features.question_id.clone()),
        start_ms: clause.start_ms,
        end_ms: clause.end_ms,
        behaviour: behaviour(clause, contribution, polarity, competency),
        polarity,
        contribution: rounded(contribution.value, 3),
    })
}

/// The behaviour of the position's model that the clause shows, or the name of the rule that adds
/// most. A behaviour is named where it lies nearest of all, or where the clause reads like a decisive
/// quote of that direction; a bad one only in the latter case, since naming a bad behaviour that the
/// person did not show would be worse than naming none.
fn behaviour(
    clause: &ClauseFeatures,
    contribution: &ClauseContribution,
    polarity: Polarity,
    competency: &Competency,
) -> String {
    let (list, decisive) = match polarity {
        Polarity::Positive => (&competency.positive_behaviours_zh, clause.good >= MIN_DECISIVE),
        Polarity::Negative => (&competency.negative_behaviours_zh, clause.bad >= MIN_DECISIVE),
    };
    let nearest_is_good = clause.nearest.first().is_some_and(|m| m.polarity == Polarity::Positive);
    let nameable = decisive || (polarity == Polarity::Positive && nearest_is_good);
    let near = clause
        .nearest
        .iter()
        .find(|m| m.polarity == polarity && m.similarity >= MIN_SIMILARITY)
        .filter(|_| nameable)
        .and_then(|m| list.get(m.index));
    match near {
        Some(behaviour) => behaviour.clone(),
        None => format!("rule.{}", strongest_part(contribution, polarity)),
    }
}

/// The part that adds most in the direction; a named rule before the words themselves, which say
/// little to a reader.
fn strongest_part(contribution: &ClauseContribution, polarity: Polarity) -> &str {
    let signed = |value: f64| if polarity == Polarity::Positive { value } else { -value };
    let unnamed = |name: &str| matches!(name, "words" | "last_words");
    contribution
        .parts
        .iter()
        .filter(|part| signed(part.value) > 0.0)
        .max_by(|a, b| {
            let rank = |p: &GradeTerm| {
                (!unnamed(&p.name) && signed(p.value) >= MIN_NAMED, signed(p.value))
            };
            let ((a_named, a_value), (b_named, b_value)) = (rank(a), rank(b));
            a_named.cmp(&b_named).then(a_value.total_cmp(&b_value))
        })
        .map_or("words", |part| part.name.as_str())
}
