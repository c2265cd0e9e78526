//! One interview as a reviewer sees it: the stored, signed report turned into what the page draws.
//!
//! Owns: which numbers this person may see yet. A number that is hidden does not leave this module,
//! so that nothing in the window can show it by mistake.

mod abilities;
mod answers;
pub mod commands;
pub mod feedback;
mod human;
mod notices;

use interview::report::Report;
use interview::review::Rating;
use serde::Serialize;
use specta::Type;
use station::StationError;
use station::desk::pauses;
use station::review::{Person, newest, rates_first, ratings_of};
use station::rights::Member;
use uuid::Uuid;
use vault::{Attachment, Vault};

use crate::interviews::{self, InterviewRow, Part, SuggestedScore};

pub use abilities::Ability;
pub use answers::Answer;
pub use feedback::FeedbackView;
pub use human::{DeskOutcome, Human};
pub use notices::{IdentityLine, Notice};

/// A stretch of the recording, in milliseconds of media time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
pub struct Stretch {
    /// From.
    pub start_ms: u32,
    /// To.
    pub end_ms: u32,
}

/// What the score would be without something.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct WhatIf {
    /// `competency`, `question`, `equal_weights`, `video` or `expression`.
    pub kind: String,
    /// Key of the competency or number of the question, where one is left out.
    pub of: String,
    /// The overall score then; none where too little is left.
    #[specta(type = Option<specta_typescript::Number>)]
    pub overall: Option<f64>,
}

/// The three summaries, 0–100; none where no ability of the kind was scored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Type)]
pub struct Summary {
    /// Professional ability.
    #[specta(type = Option<specta_typescript::Number>)]
    pub professional: Option<f64>,
    /// General qualities.
    #[specta(type = Option<specta_typescript::Number>)]
    pub general: Option<f64>,
    /// Cultural fit.
    #[specta(type = Option<specta_typescript::Number>)]
    pub culture: Option<f64>,
}

/// What a report says, for its page.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct ReviewReport {
    /// Revision.
    pub rev: u32,
    /// SHA-256 of its exact bytes, hex.
    pub fingerprint: String,
    /// Version of the position.
    pub position_version: u32,
    /// Version of the scoring rules.
    pub rubric: String,
    /// Whether numbers and others' levels are shown only after this person has rated.
    pub rates_first: bool,
    /// Suggested score; none where there is none or it is not shown yet.
    pub overall: Option<SuggestedScore>,
    /// Whether the overall score is not shown yet.
    pub overall_hidden: bool,
    /// Whether there is none because the candidate refused it: two people rate instead.
    pub scoring_refused: bool,
    /// What the position requires.
    pub required: u32,
    /// Summaries; empty while hidden.
    pub summary: Summary,
    /// Per cent of the answers that was heard and analysed.
    pub coverage: u32,
    /// Mean recognition confidence in per cent; none without words.
    pub recognition: Option<u32>,
    /// Abilities in the order of the position.
    pub abilities: Vec<Ability>,
    /// Answers in the order of asking.
    pub answers: Vec<Answer>,
    /// Silences that may be skipped.
    pub silences: Vec<Stretch>,
    /// What people should look at; none of it changes a score.
    pub notices: Vec<Notice>,
    /// Checks of identity.
    pub identity: Vec<IdentityLine>,
    /// What was recorded and not used, as codes.
    pub not_used: Vec<String>,
    /// Modules that the policy keeps out, as codes.
    pub modules_off: Vec<String>,
    /// Simulated parts, as codes.
    pub simulated: Vec<String>,
    /// What if; empty while hidden.
    pub what_if: Vec<WhatIf>,
    /// What the candidate may be told; none where nothing was scored or numbers are hidden.
    pub feedback: Option<FeedbackView>,
    /// What people said.
    pub human: Human,
}

/// A note on the interview.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct NoteView {
    /// Id.
    pub id: String,
    /// Who.
    pub author: String,
    /// When, RFC 3339 UTC.
    pub at: String,
    /// What.
    pub text: String,
}

/// A file that somebody attached to the interview.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct AttachmentView {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// `pdf`, `docx`, `doc`, `png`, `jpeg`, `mp4` or `webm`, by its content.
    pub kind: String,
    /// Length in bytes.
    #[specta(type = specta_typescript::Number)]
    pub bytes: u64,
    /// What it is, in the person's words; may be empty.
    pub note: String,
    /// Who added it.
    pub added_by: String,
    /// When, RFC 3339 UTC.
    pub at: String,
}

impl From<Attachment> for AttachmentView {
    fn from(attachment: Attachment) -> Self {
        Self {
            id: attachment.id.to_string(),
            name: attachment.name,
            kind: attachment.kind.as_str().to_owned(),
            bytes: attachment.bytes,
            note: attachment.note,
            added_by: attachment.added_by,
            at: attachment.at,
        }
    }
}

/// One interview with all that its page shows.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct ReviewPage {
    /// Its line.
    pub row: InterviewRow,
    /// What can be played, in order.
    pub parts: Vec<Part>,
    /// The report; none before there is one.
    pub report: Option<ReviewReport>,
    /// Code of why no report can be made; none where one can.
    pub impossible: Option<String>,
    /// Where the words that were searched for were said, in order.
    pub found: Vec<Stretch>,
    /// Notes, oldest first; while those of others are hidden, only this person's.
    pub notes: Vec<NoteView>,
    /// Whether what others wrote, notes and tags, is not shown yet: this person rates first.
    pub others_hidden: bool,
    /// Attached files, oldest first.
    pub attachments: Vec<AttachmentView>,
}

/// Builds the page of an interview for a member; `words` are marked where they were said.
///
/// # Errors
/// Unknown or erased interview, a report that can't be read, database.
pub fn page(
    vault: &Vault,
    id: Uuid,
    member: &Member,
    words: &str,
    now_unix_ms: i64,
) -> Result<ReviewPage, StationError> {
    let (row, parts) = interviews::line_and_parts(vault, id, member)?;
    let mut impossible = None;
    let (report, found) = match vault.report(id)? {
        None => {
            impossible = station::kiosk::impossible(&vault.timeline(id)?).map(str::to_owned);
            (None, Vec::new())
        }
        Some(stored) => {
            let report = newest(vault, id)?;
            let length_ms = parts.first().map_or(0, |part| (part.seconds * 1000.0) as i64);
            let view = View::new(vault, &report, &member.person)?;
            let found = answers::found(&report, words);
            (Some(view.report(stored.sha256(), length_ms, now_unix_ms)), found)
        }
    };
    let others_hidden = interviews::hidden_from(vault, id, &member.person)?;
    let notes = vault
        .notes(id)?
        .into_iter()
        .filter(|note| !others_hidden || note.author == member.person.name)
        .map(|note| NoteView {
            id: note.id.to_string(),
            author: note.author,
            at: note.at,
            text: note.text,
        })
        .collect();
    let attachments = vault.attachments(id)?.into_iter().map(AttachmentView::from).collect();
    Ok(ReviewPage { row, parts, report, impossible, found, notes, others_hidden, attachments })
}

/// A report and who looks at it.
pub(crate) struct View<'a> {
    report: &'a Report,
    person: &'a Person,
    mine: Vec<Rating>,
    rates_first: bool,
}

impl<'a> View<'a> {
    fn new(vault: &Vault, report: &'a Report, person: &'a Person) -> Result<Self, StationError> {
        let policy = station::policy::in_force(vault)?;
        let reviewers: Vec<String> =
            report.human.reviews.iter().map(|review| review.reviewer.clone()).collect();
        Ok(Self {
            report,
            person,
            mine: ratings_of(vault, report, person)?,
            rates_first: rates_first(&policy, person, &reviewers),
        })
    }

    /// Whether the numbers of a competency are not shown yet.
    fn hides(&self, competency: &str) -> bool {
        self.rates_first && !self.mine.iter().any(|rating| rating.competency == competency)
    }

    /// Whether the overall score is not shown yet: it would tell of abilities that are hidden.
    fn hides_overall(&self) -> bool {
        let keys = self.report.scores.competencies.iter().map(|c| c.key.as_str());
        self.rates_first && keys.into_iter().any(|key| self.hides(key))
    }

    fn number_of(&self, question: &str) -> u32 {
        let place = self.report.answers.iter().position(|a| a.question_id == question);
        place.and_then(|place| u32::try_from(place + 1).ok()).unwrap_or(0)
    }

    fn report(&self, fingerprint: String, length_ms: i64, now_unix_ms: i64) -> ReviewReport {
        let report = self.report;
        let hidden = self.hides_overall();
        let overall = &report.scores.overall;
        let summary = &report.scores.summary;
        ReviewReport {
            rev: report.rev,
            fingerprint,
            position_version: report.position.version,
            rubric: report.ledger.rubric.clone(),
            rates_first: self.rates_first,
            overall: suggested(overall.score, overall.low, overall.high).filter(|_| !hidden),
            overall_hidden: hidden,
            scoring_refused: report.scoring_refused(),
            required: report.position.pass_score,
            summary: if hidden {
                Summary::default()
            } else {
                Summary {
                    professional: summary.professional,
                    general: summary.general,
                    culture: summary.culture,
                }
            },
            coverage: per_cent(interview::brief::coverage(report)),
            recognition: interview::brief::recognition(report).map(per_cent),
            abilities: self.abilities(),
            answers: self.answers(),
            silences: stretches(pauses::silences(report, length_ms)),
            notices: self.notices(),
            identity: self.identity(),
            not_used: report.not_used.clone(),
            modules_off: report.policy.modules_off.clone(),
            simulated: report.simulated.clone(),
            what_if: if hidden { Vec::new() } else { self.what_if() },
            feedback: self.feedback(),
            human: self.human(now_unix_ms),
        }
    }

    fn what_if(&self) -> Vec<WhatIf> {
        let all = self.report.scores.counterfactuals.iter();
        all.map(|what_if| {
            let (kind, of) = what_if.without.split_once(':').unwrap_or((&what_if.without, ""));
            let of = match kind {
                "question" => self.number_of(of).to_string(),
                _ => of.to_owned(),
            };
            WhatIf { kind: kind.to_owned(), of, overall: what_if.overall }
        })
        .collect()
    }
}

fn suggested(score: Option<f64>, low: Option<f64>, high: Option<f64>) -> Option<SuggestedScore> {
    score.zip(low).zip(high).map(|((score, low), high)| SuggestedScore { score, low, high })
}

fn stretches(spans: Vec<interview::time::Span>) -> Vec<Stretch> {
    spans.into_iter().map(|span| stretch(span.start_ms, span.end_ms)).collect()
}

fn stretch(start_ms: i64, end_ms: i64) -> Stretch {
    Stretch { start_ms: ms(start_ms), end_ms: ms(end_ms) }
}

/// Media time for the page, which has no time before the recording. 49 days fit.
fn ms(value: i64) -> u32 {
    u32::try_from(value.max(0)).unwrap_or(u32::MAX)
}

fn per_cent(share: f64) -> u32 {
    (share.clamp(0.0, 1.0) * 100.0).round() as u32
}
