//! How well people agree who rated the same interviews, each before they saw any number.

use interview::brief::{BothNames, ReportBrief};
use scoring::evaluate::quadratic_weighted_kappa;

use super::statistics::{MIN_GROUP, two_decimals};

/// Agreement of people's levels.
///
/// Weighted kappa after J. Cohen, "Weighted kappa: Nominal scale agreement with provision for scaled
/// disagreement or partial credit" (Psychological Bulletin 70, 1968), with squared distances of levels
/// as weights. Every pair of people counts in both orders, since who handed in first says nothing
/// (W. A. Scott, "Reliability of content analysis", Public Opinion Quarterly 19, 1955): 1 is full
/// agreement, 0 is that of chance.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Agreement {
    /// Interviews that two people or more have rated; none under [`MIN_GROUP`].
    pub interviews: Option<u32>,
    /// Weighted kappa, −1 to 1, two decimals; none under [`MIN_GROUP`] interviews, and where
    /// everybody gave one and the same level.
    pub kappa: Option<f64>,
    /// Share of the pairs of levels that are at most one apart, 0–1, two decimals; none under
    /// [`MIN_GROUP`] interviews.
    pub within_one: Option<f64>,
}

/// Agreement for a competency.
#[derive(Clone, Debug, PartialEq)]
pub struct AbilityAgreement {
    /// Key.
    pub key: String,
    /// Name.
    pub name: BothNames,
    /// Agreement.
    pub agreement: Agreement,
}

/// Agreement over all competencies together, and for each. Those of one interview hang together: over
/// all of them an interview counts once.
pub fn agreement(briefs: &[&ReportBrief]) -> (Agreement, Vec<AbilityAgreement>) {
    let mut rated: Vec<(AbilityAgreement, Pairs)> = Vec::new();
    let mut all = Pairs::default();
    for brief in briefs {
        let mut twice = false;
        for ability in &brief.abilities {
            let pairs = pairs(&ability.levels);
            let place = rated.iter().position(|(known, _)| known.key == ability.key);
            let place = place.unwrap_or_else(|| {
                let (key, name) = (ability.key.clone(), ability.name.clone());
                let agreement = Agreement::default();
                rated.push((AbilityAgreement { key, name, agreement }, Pairs::default()));
                rated.len() - 1
            });
            if pairs.is_empty() {
                continue;
            }
            twice = true;
            all.levels.extend(&pairs);
            rated[place].1.interviews += 1;
            rated[place].1.levels.extend(pairs);
        }
        all.interviews += usize::from(twice);
    }
    let abilities = rated
        .into_iter()
        .map(|(ability, pairs)| AbilityAgreement { agreement: pairs.agreement(), ..ability });
    (all.agreement(), abilities.collect())
}

/// Levels that two people gave to the same.
#[derive(Default)]
struct Pairs {
    interviews: usize,
    levels: Vec<(u8, u8)>,
}

impl Pairs {
    fn agreement(&self) -> Agreement {
        if self.interviews < MIN_GROUP {
            return Agreement::default();
        }
        let near = self.levels.iter().filter(|(one, other)| one.abs_diff(*other) <= 1).count();
        Agreement {
            interviews: Some(u32::try_from(self.interviews).unwrap_or(u32::MAX)),
            kappa: quadratic_weighted_kappa(&self.levels).map(two_decimals),
            within_one: Some(two_decimals(near as f64 / self.levels.len() as f64)),
        }
    }
}

/// Every two of the levels, in both orders.
fn pairs(levels: &[u8]) -> Vec<(u8, u8)> {
    let mut pairs = Vec::new();
    for (nth, &one) in levels.iter().enumerate() {
        for &other in &levels[nth + 1..] {
            pairs.extend([(one, other), (other, one)]);
        }
    }
    pairs
}
