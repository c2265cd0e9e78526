//! What people said so far, and what this person may do next.

use interview::review::{Outcome, ReviewerRole};
use serde::{Deserialize, Serialize};
use specta::Type;
use station::review::unix_ms_of;

use super::View;
use crate::interviews::Name;

/// Role under which a review was signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum DeskRole {
    /// Carries out the recruiting.
    Recruiter,
    /// A second pair of eyes.
    Interviewer,
}

impl From<ReviewerRole> for DeskRole {
    fn from(role: ReviewerRole) -> Self {
        match role {
            ReviewerRole::Recruiter => Self::Recruiter,
            ReviewerRole::Interviewer => Self::Interviewer,
        }
    }
}

/// What may be decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum DeskOutcome {
    /// Second round.
    SecondRound,
    /// Talent pool.
    TalentPool,
    /// Not for this position.
    NotThisPosition,
}

impl From<Outcome> for DeskOutcome {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::SecondRound => Self::SecondRound,
            Outcome::TalentPool => Self::TalentPool,
            Outcome::NotThisPosition => Self::NotThisPosition,
        }
    }
}

impl From<DeskOutcome> for Outcome {
    fn from(outcome: DeskOutcome) -> Self {
        match outcome {
            DeskOutcome::SecondRound => Self::SecondRound,
            DeskOutcome::TalentPool => Self::TalentPool,
            DeskOutcome::NotThisPosition => Self::NotThisPosition,
        }
    }
}

/// Who handed in levels.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct Reviewed {
    /// Name.
    pub reviewer: String,
    /// Role.
    pub role: DeskRole,
    /// When, RFC 3339 UTC.
    pub at: String,
}

/// The decision that stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct Decided {
    /// What.
    pub outcome: DeskOutcome,
    /// Why.
    pub reason: String,
    /// Who.
    pub decided_by: String,
    /// When, RFC 3339 UTC.
    pub at: String,
    /// For how many seconds this person may still take it back; 0 where they may not.
    pub undo_s: u32,
}

/// What people said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct Human {
    /// Who handed in, in order.
    pub reviews: Vec<Reviewed>,
    /// Whether this person has handed in.
    pub handed_in: bool,
    /// Whether this person's levels differ from what was handed in.
    pub draft: bool,
    /// Abilities without a level of this person.
    pub missing: u32,
    /// Abilities for which two people differ so much that a third is asked; empty while hidden.
    pub wants_third: Vec<Name>,
    /// Decision; none while this person has to rate first.
    pub decision: Option<Decided>,
    /// Whether the suggested score would propose the second round; none where there is no score,
    /// it is hidden, or it lies under the requirement: then nothing is proposed.
    pub proposed: Option<DeskOutcome>,
    /// Fewest characters of a reason.
    pub min_reason: u32,
}

impl View<'_> {
    pub(super) fn human(&self, now_unix_ms: i64) -> Human {
        let human = &self.report.human;
        let position = &self.report.ledger.position;
        let handed_in = human.by(&self.person.name);
        let named = |key: &String| {
            let known = position.competency(key)?;
            Some(Name { zh: known.name_zh.clone(), en: known.name_en.clone() })
        };
        let shown = !self.rates_first;
        let missing = position.competencies.len().saturating_sub(self.mine.len());
        let reaches = self
            .report
            .scores
            .overall
            .score
            .is_some_and(|score| score >= f64::from(self.report.position.pass_score));
        Human {
            reviews: human
                .reviews
                .iter()
                .map(|review| Reviewed {
                    reviewer: review.reviewer.clone(),
                    role: review.role.into(),
                    at: review.at.clone(),
                })
                .collect(),
            handed_in: handed_in.is_some(),
            draft: handed_in.map_or(!self.mine.is_empty(), |review| review.ratings != self.mine),
            missing: u32::try_from(missing).unwrap_or(u32::MAX),
            wants_third: if shown {
                human.wants_third().iter().filter_map(named).collect()
            } else {
                Vec::new()
            },
            decision: human.decision.as_ref().filter(|_| shown).map(|decision| Decided {
                outcome: decision.outcome.into(),
                reason: decision.reason.clone(),
                decided_by: decision.decided_by.clone(),
                at: decision.at.clone(),
                undo_s: unix_ms_of(&decision.undo_until)
                    .filter(|_| decision.decided_by == self.person.name)
                    .map_or(0, |until| (until - now_unix_ms).max(0) / 1000)
                    .try_into()
                    .unwrap_or(u32::MAX),
            }),
            proposed: (reaches && !self.hides_overall()).then_some(DeskOutcome::SecondRound),
            min_reason: interview::review::MIN_REASON_CHARS as u32,
        }
    }
}
