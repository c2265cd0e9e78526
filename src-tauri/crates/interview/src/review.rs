//! What people say of an interview: levels on the position's anchors, and the decision.
//!
//! A person's words stand beside the suggested score and never change it.

use serde::{Deserialize, Serialize};

/// Lowest and highest level of the anchors.
pub const LEVELS: std::ops::RangeInclusive<u8> = 1..=5;
/// From this difference between two people's levels on a third person is asked (ui.md, section 7).
pub const THIRD_FROM_LEVELS: u8 = 2;
/// Shortest reason of a decision in characters (ui.md, section 7).
pub const MIN_REASON_CHARS: usize = 10;
/// How long a decision may be taken back, in milliseconds (ui.md, section 11). Messages that follow
/// from it are held back for as long.
pub const UNDO_MS: i64 = 10 * 60 * 1000;

/// In which role a person reviews.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReviewerRole {
    /// Carries out the recruiting; decides.
    Recruiter,
    /// Reviews as a second pair of eyes; where the policy says so, rates before seeing numbers.
    Interviewer,
}

/// A person's level for one competency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rating {
    /// Competency key.
    pub competency: String,
    /// 1–5, on the anchors of the position.
    pub level: u8,
    /// The level given before any number was shown; none where numbers were shown from the start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blind_level: Option<u8>,
    /// Note; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// Everything that one person rated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HumanReview {
    /// Name of the person.
    pub reviewer: String,
    /// Role.
    pub role: ReviewerRole,
    /// When it was handed in, RFC 3339 UTC.
    pub at: String,
    /// Levels in the order of the position.
    pub ratings: Vec<Rating>,
}

impl HumanReview {
    /// The level for a competency.
    pub fn level(&self, competency: &str) -> Option<u8> {
        self.ratings.iter().find(|rating| rating.competency == competency).map(|r| r.level)
    }
}

/// What was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Goes on to the second round.
    SecondRound,
    /// Is kept in the talent pool.
    TalentPool,
    /// Not for this position.
    NotThisPosition,
}

/// A decision of a named person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// What.
    pub outcome: Outcome,
    /// Why, at least [`MIN_REASON_CHARS`] characters; the candidate may ask for it.
    pub reason: String,
    /// Name of the person.
    pub decided_by: String,
    /// Role.
    pub role: ReviewerRole,
    /// When, RFC 3339 UTC.
    pub at: String,
    /// Until when it may be taken back and its messages are held back, RFC 3339 UTC.
    pub undo_until: String,
}

/// All that people said of an interview.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HumanRecord {
    /// One review a person, in the order of their first handing in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reviews: Vec<HumanReview>,
    /// The decision that stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<Decision>,
}

impl HumanRecord {
    /// Whether nobody has said anything.
    pub fn is_empty(&self) -> bool {
        self.reviews.is_empty() && self.decision.is_none()
    }

    /// The review of a person.
    pub fn by(&self, reviewer: &str) -> Option<&HumanReview> {
        self.reviews.iter().find(|review| review.reviewer == reviewer)
    }

    /// Puts a review in place of the person's earlier one, else at the end.
    pub fn put(&mut self, review: HumanReview) {
        match self.reviews.iter_mut().find(|earlier| earlier.reviewer == review.reviewer) {
            Some(earlier) => *earlier = review,
            None => self.reviews.push(review),
        }
    }

    /// Keys of the competencies for which two people differ by [`THIRD_FROM_LEVELS`] or more and no
    /// third has rated yet.
    pub fn wants_third(&self) -> Vec<String> {
        let Some(first) = self.reviews.first() else { return Vec::new() };
        let apart = |key: &str| {
            let levels: Vec<u8> = self.reviews.iter().filter_map(|r| r.level(key)).collect();
            let (low, high) = (levels.iter().min(), levels.iter().max());
            levels.len() == 2
                && low.zip(high).is_some_and(|(low, high)| high - low >= THIRD_FROM_LEVELS)
        };
        first.ratings.iter().map(|r| r.competency.clone()).filter(|key| apart(key)).collect()
    }

    /// Each person's level for a competency before they saw any number, in the order of the reviews;
    /// where numbers were shown from the start, the level that stands.
    pub fn first_levels(&self, competency: &str) -> Vec<u8> {
        let ratings = self.reviews.iter().flat_map(|review| &review.ratings);
        ratings
            .filter(|rating| rating.competency == competency)
            .map(|rating| rating.blind_level.unwrap_or(rating.level))
            .collect()
    }

    /// Mean of all people's levels for a competency.
    pub fn mean_level(&self, competency: &str) -> Option<f64> {
        let levels: Vec<f64> =
            self.reviews.iter().filter_map(|r| r.level(competency)).map(f64::from).collect();
        (!levels.is_empty()).then(|| levels.iter().sum::<f64>() / levels.len() as f64)
    }
}
