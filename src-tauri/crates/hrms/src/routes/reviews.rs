//! Interviews as people of the bank read them.

use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::IntoResponse as _;
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::id_from;
use crate::app::App;
use crate::auth::session::Session;
use crate::body;
use crate::limits::LIST;
use crate::problem::{Answer, Problem, Slug};
use crate::store::{InterviewRow, ReportRow, Role};

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct ListQuery {
    limit: Option<u32>,
    cursor: Option<Uuid>,
}

/// Interviews in the person's scope, and where the next page begins.
pub(super) async fn page(
    app: &App,
    session: &Session,
    cursor: Option<Uuid>,
    limit: u32,
) -> Answer<(Vec<InterviewRow>, Option<Uuid>)> {
    let limit = limit.clamp(1, LIST);
    let rows = app.db(move |store| store.interviews(cursor, limit)).await?;
    let next = (rows.len() == limit as usize).then(|| rows.last().map(|row| row.id)).flatten();
    let seen = rows.into_iter().filter(|row| session.user.sees(&row.position)).collect();
    Ok((seen, next))
}

/// The interview, if it is in the person's scope.
pub(super) async fn visible(app: &App, session: &Session, id: Uuid) -> Answer<InterviewRow> {
    let row = app.db(move |store| store.interview(id)).await?;
    row.filter(|row| session.user.sees(&row.position)).ok_or_else(|| Slug::NotFound.into())
}

/// Opens the latest report; the audit log keeps who did.
pub(super) async fn open(app: &App, session: &Session, row: &InterviewRow) -> Answer<ReportRow> {
    session.require_content()?;
    if row.state == "withdrawn" {
        return Err(Slug::Erased.into());
    }
    let (id, who) = (row.id, session.who(app));
    app.db(move |store| store.open_report(id, &who)).await?.ok_or_else(|| Slug::NotFound.into())
}

/// `GET /v1/interviews`
pub async fn list(
    State(app): State<App>,
    session: Session,
    query: Result<Query<ListQuery>, QueryRejection>,
) -> Answer {
    let Query(query) = query.map_err(|_| Problem::new(Slug::Malformed).detail("query"))?;
    let (rows, next) = page(&app, &session, query.cursor, query.limit.unwrap_or(50)).await?;
    let names = session.user.role != Role::Auditor;
    let items: Vec<Value> = rows
        .into_iter()
        .map(|row| {
            json!({ "interview_id": row.id, "state": row.state, "position": row.position,
                "position_version": row.position_version, "station_id": row.station,
                "candidate": names.then_some(json!({ "reference": row.reference,
                    "name": row.name })),
                "started_at": row.started_at, "synthetic": row.synthetic,
                "score": row.score.filter(|_| names), "flags": row.flags })
        })
        .collect();
    body::answer(StatusCode::OK, &json!({ "items": items, "cursor": next }))
}

/// `GET /v1/interviews/{id}/report`: the exact bytes with their signature.
pub async fn report(State(app): State<App>, session: Session, Path(id): Path<String>) -> Answer {
    let row = visible(&app, &session, id_from(&id)?).await?;
    let report = open(&app, &session, &row).await?;
    let signature = HeaderValue::from_str(&report.jws).map_err(|_| Problem::new(Slug::Internal))?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (HeaderName::from_static("report-signature"), signature),
    ];
    Ok((headers, report.bytes).into_response())
}
