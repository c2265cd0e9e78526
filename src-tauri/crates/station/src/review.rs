//! Human review: levels, handing in, deciding, taking back. Each of them but a draft makes a new
//! signed revision of the report, so that what people said is proved like everything else.

use interview::error::{Fault, FaultClass, Faulty, Response};
use interview::policy::PolicyPack;
use interview::report::Report;
use interview::review::{
    Decision, HumanRecord, HumanReview, LEVELS, MIN_REASON_CHARS, Outcome, Rating, ReviewerRole,
    UNDO_MS,
};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use uuid::Uuid;
use vault::Vault;

use crate::StationError;
use crate::error::place;
use crate::report::sign;

/// Longest note beside a level in characters.
const MAX_NOTE_CHARS: usize = 500;
/// Longest reason in characters.
const MAX_REASON_CHARS: usize = 2000;

/// Who signs. What this person may do is a matter of [`crate::rights`]; the name is proved by a PIN
/// once people are set up ([`crate::people`]).
#[derive(Clone, PartialEq, Eq)]
pub struct Person {
    /// Name.
    pub name: String,
    /// Role.
    pub role: ReviewerRole,
}

impl std::fmt::Debug for Person {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Person({:?})", self.role)
    }
}

/// Why something can't be reviewed so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReviewError {
    /// Nobody has said who sits at the desk.
    #[error("nobody has signed in at the desk")]
    NoPerson,
    /// A name of nothing, or too long for a signature line.
    #[error("not a usable name")]
    Name,
    /// A level off the anchors, or for a competency that the position lacks.
    #[error("no such level or competency")]
    Level,
    /// A note that is too long.
    #[error("the note is too long")]
    Note,
    /// Competencies without a level.
    #[error("{0} competencies have no level yet")]
    Unrated(usize),
    /// The reason is too short, or too long.
    #[error("the reason is too short or too long")]
    Reason,
    /// The person rates first; until then this stays closed.
    #[error("numbers are shown after rating")]
    RateFirst,
    /// There is no decision, or it may no longer be taken back.
    #[error("there is no decision that could be taken back")]
    NothingToUndo,
    /// Somebody else decided.
    #[error("the decision is another person's")]
    OthersDecision,
    /// A decision stands already.
    #[error("a decision stands already")]
    Decided,
    /// The candidate refused suggested scores and was promised two people.
    #[error("a second person has to rate before anybody decides")]
    SecondReview,
}

impl Faulty for ReviewError {
    fn fault(&self) -> Fault {
        use FaultClass::{Input, Usage};
        use Response::CallOperator;
        match self {
            Self::NoPerson => Fault::new("review.no_person", Usage, CallOperator),
            Self::Name => Fault::new("review.name", Input, CallOperator),
            Self::Level => Fault::new("review.level", Input, CallOperator),
            Self::Note => Fault::new("review.note", Input, CallOperator),
            Self::Unrated(_) => Fault::new("review.unrated", Usage, CallOperator),
            Self::Reason => Fault::new("review.reason", Input, CallOperator),
            Self::RateFirst => Fault::new("review.rate_first", Usage, CallOperator),
            Self::NothingToUndo => Fault::new("review.nothing_to_undo", Usage, CallOperator),
            Self::OthersDecision => Fault::new("review.others_decision", Usage, CallOperator),
            Self::Decided => Fault::new("review.decided", Usage, CallOperator),
            Self::SecondReview => Fault::new("review.second", Usage, CallOperator),
        }
    }
}

/// People who rate where the candidate refused suggested scores: what the consent's other way promises.
const REVIEWS_WITHOUT_SCORES: usize = 2;
/// Longest name in characters.
const MAX_NAME_CHARS: usize = 40;

impl Person {
    /// A person under the name they gave.
    ///
    /// # Errors
    /// [`ReviewError::Name`] where it is empty, longer than 40 characters, or holds control
    /// characters.
    pub fn new(name: &str, role: ReviewerRole) -> Result<Self, ReviewError> {
        let name = name.trim();
        let length = name.chars().count();
        if length == 0 || length > MAX_NAME_CHARS || name.chars().any(char::is_control) {
            return Err(ReviewError::Name);
        }
        Ok(Self { name: name.to_owned(), role })
    }
}

/// Whether `person` has to rate an interview before seeing its numbers and others' levels.
pub fn rates_first(policy: &PolicyPack, person: &Person, reviewers: &[String]) -> bool {
    policy.review_rate_first
        && person.role == ReviewerRole::Interviewer
        && !reviewers.contains(&person.name)
}

/// The newest report.
///
/// # Errors
/// [`StationError::NoReport`], [`StationError::NotAReport`].
pub fn newest(vault: &Vault, id: Uuid) -> Result<Report, StationError> {
    let stored = vault.report(id)?.ok_or(StationError::NoReport(id))?;
    serde_json::from_slice(&stored.bytes).map_err(|e| StationError::NotAReport(place(&e)))
}

/// A person's levels so far: the draft, else what was handed in.
///
/// # Errors
/// [`StationError::Vault`].
pub fn ratings_of(
    vault: &Vault,
    report: &Report,
    person: &Person,
) -> Result<Vec<Rating>, StationError> {
    let draft = vault.rating_draft(report.interview_id, &person.name)?;
    if !draft.is_empty() {
        return Ok(draft);
    }
    Ok(report.human.by(&person.name).map(|review| review.ratings.clone()).unwrap_or_default())
}

/// Keeps a person's level for a competency as a draft. Under `policy` the first level before any
/// number was seen stays on record beside a later one.
///
/// # Errors
/// [`ReviewError::Level`], [`ReviewError::Note`]; [`StationError::NoReport`].
pub fn rate(
    vault: &Vault,
    policy: &PolicyPack,
    id: Uuid,
    person: &Person,
    rating: Rating,
) -> Result<(), StationError> {
    let report = newest(vault, id)?;
    let position = &report.ledger.position;
    if !LEVELS.contains(&rating.level) || position.competency(&rating.competency).is_none() {
        return Err(ReviewError::Level.into());
    }
    if rating.note.chars().count() > MAX_NOTE_CHARS {
        return Err(ReviewError::Note.into());
    }
    let reviewers: Vec<String> =
        report.human.reviews.iter().map(|review| review.reviewer.clone()).collect();
    let blind = rates_first(policy, person, &reviewers);
    let mut ratings = ratings_of(vault, &report, person)?;
    let before = ratings.iter().position(|r| r.competency == rating.competency);
    let earlier = before.map(|at| ratings.remove(at));
    let blind_level = match &earlier {
        Some(earlier) => earlier.blind_level,
        None => blind.then_some(rating.level),
    };
    ratings.push(Rating { blind_level, note: rating.note.trim().to_owned(), ..rating });
    let order = |r: &Rating| position.competencies.iter().position(|c| c.key == r.competency);
    ratings.sort_by_key(order);
    Ok(vault.save_rating_draft(id, &person.name, &ratings)?)
}

/// Hands a person's levels in: they become part of a new revision of the report.
///
/// # Errors
/// [`ReviewError::Unrated`]; [`StationError::Vault`].
pub fn hand_in(
    vault: &Vault,
    id: Uuid,
    person: &Person,
    now_unix_ms: i64,
) -> Result<u32, StationError> {
    let report = newest(vault, id)?;
    let ratings = ratings_of(vault, &report, person)?;
    let missing = report.ledger.position.competencies.len().saturating_sub(ratings.len());
    if missing > 0 {
        return Err(ReviewError::Unrated(missing).into());
    }
    let review = HumanReview {
        reviewer: person.name.clone(),
        role: person.role,
        at: rfc3339(now_unix_ms),
        ratings,
    };
    let rev = revise(vault, report, person, "review.handed_in", |human| human.put(review))?;
    vault.save_rating_draft(id, &person.name, &[])?;
    Ok(rev)
}

/// Decides. Only who handed in levels may, so that nobody decides on a number alone.
///
/// # Errors
/// [`ReviewError::Reason`], [`ReviewError::Unrated`], [`ReviewError::Decided`],
/// [`ReviewError::SecondReview`].
pub fn decide(
    vault: &Vault,
    id: Uuid,
    person: &Person,
    outcome: Outcome,
    reason: &str,
    now_unix_ms: i64,
) -> Result<u32, StationError> {
    let reason = reason.trim();
    let length = reason.chars().filter(|c| !c.is_whitespace()).count();
    if length < MIN_REASON_CHARS || reason.chars().count() > MAX_REASON_CHARS {
        return Err(ReviewError::Reason.into());
    }
    let report = newest(vault, id)?;
    if report.human.decision.is_some() {
        return Err(ReviewError::Decided.into());
    }
    if report.human.by(&person.name).is_none() {
        let missing = report.ledger.position.competencies.len();
        return Err(ReviewError::Unrated(missing).into());
    }
    if report.scoring_refused() && report.human.reviews.len() < REVIEWS_WITHOUT_SCORES {
        return Err(ReviewError::SecondReview.into());
    }
    let decision = Decision {
        outcome,
        reason: reason.to_owned(),
        decided_by: person.name.clone(),
        role: person.role,
        at: rfc3339(now_unix_ms),
        undo_until: rfc3339(now_unix_ms + UNDO_MS),
    };
    revise(vault, report, person, "review.decided", |human| human.decision = Some(decision))
}

/// Takes one's own decision back. The earlier revision keeps it, the new one has none.
///
/// # Errors
/// [`ReviewError::NothingToUndo`] where there is none, or its ten minutes are over;
/// [`ReviewError::OthersDecision`] where somebody else made it.
pub fn undo(
    vault: &Vault,
    id: Uuid,
    person: &Person,
    now_unix_ms: i64,
) -> Result<u32, StationError> {
    let report = newest(vault, id)?;
    let decision = report.human.decision.as_ref();
    if decision.is_some_and(|decision| decision.decided_by != person.name) {
        return Err(ReviewError::OthersDecision.into());
    }
    let until = decision.and_then(|d| unix_ms_of(&d.undo_until));
    if until.is_none_or(|until| now_unix_ms >= until) {
        return Err(ReviewError::NothingToUndo.into());
    }
    revise(vault, report, person, "review.undone", |human| human.decision = None)
}

/// Writes a new revision with what `change` makes of the human part; gives its number.
fn revise(
    vault: &Vault,
    mut report: Report,
    person: &Person,
    action: &str,
    change: impl FnOnce(&mut HumanRecord),
) -> Result<u32, StationError> {
    let id = report.interview_id;
    let stored = vault.report(id)?.ok_or(StationError::NoReport(id))?;
    let state = vault.state(id)?.ok_or_else(|| StationError::UnknownInterview(id.to_string()))?;
    change(&mut report.human);
    report.rev = stored.rev + 1;
    report.supersedes = Some(stored.sha256());
    vault.audit_by(&person.name, action, &id.to_string(), &format!("rev {}", report.rev))?;
    report.audit_head = vault.audit_head(id)?.hash;
    let signed = sign(vault, &report)?;
    vault.store_report(id, report.rev, &signed.bytes, &signed.signature, &state, &[])?;
    Ok(report.rev)
}

fn rfc3339(unix_ms: i64) -> String {
    OffsetDateTime::from_unix_timestamp(unix_ms.div_euclid(1000))
        .ok()
        .and_then(|at| at.format(&Rfc3339).ok())
        .unwrap_or_default()
}

/// Unix milliseconds of an RFC 3339 time.
pub fn unix_ms_of(rfc3339: &str) -> Option<i64> {
    let at = OffsetDateTime::parse(rfc3339, &Rfc3339).ok()?;
    i64::try_from(at.unix_timestamp_nanos() / 1_000_000).ok()
}
