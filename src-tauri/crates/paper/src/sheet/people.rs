//! What people said: levels, notes, and the decision with its reason.

use interview::review::{Decision, HumanReview, Outcome, ReviewerRole};
use serde::Serialize;

use super::Maker;

/// Every outcome, in the order in which the page shows them.
const OUTCOMES: [Outcome; 3] =
    [Outcome::SecondRound, Outcome::TalentPool, Outcome::NotThisPosition];

/// Ratings and decision.
#[derive(Serialize)]
pub(super) struct People {
    heading: String,
    /// That nobody has said anything yet.
    none: Option<String>,
    reviews: Vec<Review>,
    /// That a third person is asked.
    third: Option<String>,
    /// That nothing is decided yet.
    open: Option<String>,
    decided: Option<Decided>,
}

#[derive(Serialize)]
struct Review {
    who: String,
    about: Vec<String>,
    levels: Vec<Level>,
}

#[derive(Serialize)]
struct Level {
    name: String,
    level: String,
    note: String,
}

#[derive(Serialize)]
struct Decided {
    options: Vec<Choice>,
    by: Vec<String>,
    reason_label: String,
    reason: String,
}

/// One possible outcome: what was not chosen is shown too, so that the choice is seen by its shape.
#[derive(Serialize)]
struct Choice {
    text: String,
    chosen: bool,
}

impl Maker<'_> {
    pub(super) fn people(&self) -> People {
        let human = &self.report.human;
        let third = human.wants_third();
        let names: Vec<String> = third.iter().map(|key| self.competency(key)).collect();
        let undecided = !human.is_empty() && human.decision.is_none();
        People {
            heading: self.t("decision"),
            none: human.is_empty().then(|| self.t("decision.none")),
            reviews: human.reviews.iter().map(|review| self.review(review)).collect(),
            third: (!names.is_empty())
                .then(|| format!("{} {}", self.t("decision.third"), names.join(" · "))),
            open: undecided.then(|| self.t("decision.open")),
            decided: human.decision.as_ref().map(|decision| self.decided(decision)),
        }
    }

    fn review(&self, review: &HumanReview) -> Review {
        let blind = review.ratings.iter().any(|rating| rating.blind_level.is_some());
        let mut about = vec![self.role(review.role), self.wall_time(&review.at)];
        if blind {
            about.push(self.t("decision.rated_first"));
        }
        let levels = review.ratings.iter().map(|rating| Level {
            name: self.competency(&rating.competency),
            level: self.f("ability.level", &[("n", &rating.level.to_string())]),
            note: rating.note.clone(),
        });
        Review { who: review.reviewer.clone(), about, levels: levels.collect() }
    }

    fn decided(&self, decision: &Decision) -> Decided {
        let choice = |outcome: Outcome| Choice {
            text: self.t(match outcome {
                Outcome::SecondRound => "outcome.second_round",
                Outcome::TalentPool => "outcome.talent_pool",
                Outcome::NotThisPosition => "outcome.not_this_position",
            }),
            chosen: outcome == decision.outcome,
        };
        Decided {
            options: OUTCOMES.into_iter().map(choice).collect(),
            by: vec![
                decision.decided_by.clone(),
                self.role(decision.role),
                self.wall_time(&decision.at),
            ],
            reason_label: self.t("decision.reason"),
            reason: decision.reason.clone(),
        }
    }

    fn role(&self, role: ReviewerRole) -> String {
        self.t(match role {
            ReviewerRole::Recruiter => "role.recruiter",
            ReviewerRole::Interviewer => "role.interviewer",
        })
    }
}
