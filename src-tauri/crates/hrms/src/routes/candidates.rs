//! Candidates as HR enters them.

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use interview::transcript::Language;
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use crate::app::App;
use crate::auth::session::Session;
use crate::body;
use crate::clock::parse_rfc3339;
use crate::problem::{Answer, Problem, Slug};
use crate::store::NewCandidate;

/// Longest reference or name, in characters.
const MAX_CHARS: usize = 64;

/// A candidate and what the person is booked for.
#[derive(Clone, Deserialize)]
pub struct CandidateBody {
    /// Reference, unique.
    pub reference: String,
    /// Name.
    pub name: String,
    /// Preferred language.
    #[serde(default)]
    pub language: Language,
    /// Position code.
    pub position: String,
    /// Agreed start, RFC 3339.
    #[serde(default)]
    pub starts_at: Option<String>,
}

impl CandidateBody {
    /// Checks the form.
    ///
    /// # Errors
    /// JSON pointer and code of the first member that does not fit.
    pub fn check(&self) -> Result<(), (&'static str, &'static str)> {
        let good = |text: &str| (1..=MAX_CHARS).contains(&text.chars().count());
        let plain = |text: &str| !text.chars().any(char::is_control);
        if !good(&self.reference) || !self.reference.bytes().all(|b| b.is_ascii_graphic()) {
            Err(("/reference", "form"))
        } else if !good(self.name.trim()) || !plain(&self.name) {
            Err(("/name", "form"))
        } else if self.starts_at.as_deref().is_some_and(|at| parse_rfc3339(at).is_none()) {
            Err(("/starts_at", "time"))
        } else {
            Ok(())
        }
    }

    /// The row to add.
    pub fn row(self) -> NewCandidate {
        NewCandidate {
            id: Uuid::now_v7(),
            reference: self.reference,
            name: self.name.trim().to_owned(),
            language: self.language,
            position: self.position,
            starts_at: self.starts_at,
        }
    }
}

/// `POST /v1/candidates`
pub async fn add(
    State(app): State<App>,
    session: Session,
    headers: HeaderMap,
    body: Body,
) -> Answer {
    session.require_admin()?;
    let (candidate, bytes): (CandidateBody, _) = body::json(&headers, body).await?;
    candidate
        .check()
        .map_err(|(pointer, code)| Problem::new(Slug::Invalid).field(pointer, code))?;
    let who = session.who(&app);
    let actor = who.actor.clone();
    let work = async {
        let row = candidate.row();
        let (id, position) = (row.id, row.position.clone());
        let known = app.db(|store| store.positions()).await?;
        if !known.iter().any(|row| row.position.code == position && row.state == "published") {
            return Err(Problem::new(Slug::Invalid).field("/position", "unknown"));
        }
        if !app.db(move |store| store.add_candidate(&row, &who)).await? {
            return Err(Problem::new(Slug::Conflict).field("/reference", "taken"));
        }
        app.note_change();
        Ok((StatusCode::CREATED, json!({ "id": id })))
    };
    body::once(&app, &actor, "candidates", &headers, &bytes, work).await
}
