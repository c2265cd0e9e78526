//! What the candidate may be told: shown to people at the desk, and written as a letter.

use interview::position::StarPart;
use serde::Serialize;
use specta::Type;
use station::StationError;
use station::desk::batch;
use station::review::newest;
use station::rights::{Member, Right};
use tauri::State;

use super::{View, ms};
use crate::clock::unix_ms;
use crate::commands::UiLanguage;
use crate::desk::Desk;
use crate::error::CommandError;
use crate::exports::{Exported, exported};
use crate::review::commands::require_numbers;

/// Part of an account that is better told next time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum AdvisedPart {
    /// When and where it was.
    Situation,
    /// What the speaker did.
    Action,
    /// How it ended.
    Result,
}

impl From<StarPart> for AdvisedPart {
    fn from(part: StarPart) -> Self {
        match part {
            StarPart::Situation => Self::Situation,
            StarPart::Action => Self::Action,
            StarPart::Result => Self::Result,
        }
    }
}

/// A strength in the candidate's own words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct FeedbackStrength {
    /// Key of the ability.
    pub competency: String,
    /// The words.
    pub quote: String,
    /// Number of the question, from 1.
    pub question: u32,
    /// Media time of the first quoted word.
    pub start_ms: u32,
}

/// What the candidate may be told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct FeedbackView {
    /// At most two.
    pub strengths: Vec<FeedbackStrength>,
    /// One piece of advice; none where every account was whole.
    pub advice: Option<AdvisedPart>,
}

impl View<'_> {
    /// None where nothing was scored, or while numbers are hidden: strengths would tell of them.
    pub(super) fn feedback(&self) -> Option<FeedbackView> {
        if self.hides_overall() {
            return None;
        }
        let feedback = scoring::feedback::feedback(self.report)?;
        let strengths = feedback.strengths.into_iter();
        Some(FeedbackView {
            strengths: strengths
                .map(|strength| FeedbackStrength {
                    competency: strength.competency,
                    quote: strength.quote,
                    question: u32::try_from(strength.question).unwrap_or(0),
                    start_ms: ms(strength.start_ms),
                })
                .collect(),
            advice: feedback.advice.map(AdvisedPart::from),
        })
    }
}

/// Writes the feedback as a letter to the person's download folder. It is sent by nobody but people.
#[tauri::command]
#[specta::specta]
pub async fn export_feedback(
    desk: State<'_, Desk>,
    id: String,
    language: UiLanguage,
) -> Result<Exported, CommandError> {
    desk.blocking(move |desk| {
        let (vault, id, Member { person, .. }) = desk.may_with(Right::Export, &id)?;
        require_numbers(&vault, id, &person)?;
        let report = newest(&vault, id)?;
        let feedback = scoring::feedback::feedback(&report).ok_or(StationError::NoReport(id))?;
        let letter = scoring::feedback::letter(&report, &feedback, language.into());
        vault.audit_by(&person.name, "session.exported", &id.to_string(), "feedback")?;
        let folder = station::home::export_dir(desk.home());
        let name = format!("feedback-{}.txt", unix_ms());
        Ok(exported(batch::write_new(&folder, &name, letter.as_bytes())?))
    })
    .await
}
