//! What people said: levels by person, and the decision with its reason.

use interview::review::{Decision, HumanReview, Outcome, ReviewerRole};

use super::escape::isolated;
use super::page::Page;

impl Page<'_> {
    pub(super) fn decision(&self) -> String {
        let human = &self.report.human;
        if human.is_empty() {
            let none = format!("<p>{}</p>", self.t("decision.none"));
            return self.section("decision", "decision", &none);
        }
        let reviews: String = human.reviews.iter().map(|review| self.review(review)).collect();
        let third = human.wants_third();
        let third = if third.is_empty() {
            String::new()
        } else {
            let names: Vec<String> = third.iter().map(|key| self.competency(key)).collect();
            format!("<p>{} {}</p>", self.t("decision.third"), names.join(" · "))
        };
        let decided = match &human.decision {
            Some(decision) => self.decided(decision),
            None => format!("<p class=\"quiet\">{}</p>", self.t("decision.open")),
        };
        let body = format!("<div class=\"two\">{reviews}</div>{third}{decided}");
        self.section("decision", "decision", &body)
    }

    fn review(&self, review: &HumanReview) -> String {
        let levels: String = review
            .ratings
            .iter()
            .map(|rating| {
                let level = self.f("ability.level", &[("n", &rating.level.to_string())]);
                let note = match rating.note.as_str() {
                    "" => String::new(),
                    note => format!("<br><small>{}</small>", isolated(note)),
                };
                format!("<li>{} <b>{level}</b>{note}</li>", self.competency(&rating.competency))
            })
            .collect();
        let blind = review.ratings.iter().any(|rating| rating.blind_level.is_some());
        let how = if blind { self.t("decision.rated_first") } else { String::new() };
        format!(
            "<div><p><b>{}</b> <small>{} {} {how}</small></p><ul class=\"plain\">{levels}</ul></div>",
            isolated(&review.reviewer),
            self.t(role_key(review.role)),
            self.wall(&review.at)
        )
    }

    fn decided(&self, decision: &Decision) -> String {
        let key = match decision.outcome {
            Outcome::SecondRound => "outcome.second_round",
            Outcome::TalentPool => "outcome.talent_pool",
            Outcome::NotThisPosition => "outcome.not_this_position",
        };
        format!(
            "<p><span aria-hidden=\"true\">◆</span> <b>{}</b> <small>{} {} {}</small></p><p>{} {}</p>",
            self.t(key),
            isolated(&decision.decided_by),
            self.t(role_key(decision.role)),
            self.wall(&decision.at),
            self.t("decision.reason"),
            isolated(&decision.reason)
        )
    }

    /// An RFC 3339 UTC time for people, as the report words all of its times.
    fn wall(&self, at: &str) -> String {
        let (date, time) = at.split_once('T').unwrap_or((at, ""));
        let time = time.get(..5).unwrap_or(time);
        self.f("time_utc", &[("date", date), ("time", time)])
    }
}

fn role_key(role: ReviewerRole) -> &'static str {
    match role {
        ReviewerRole::Recruiter => "role.recruiter",
        ReviewerRole::Interviewer => "role.interviewer",
    }
}
