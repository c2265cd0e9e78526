//! Pages for browsers.

use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use interview::report::Report;
use serde::Deserialize;
use uuid::Uuid;

use super::id_from;
use super::reviews::{open, page, visible};
use crate::app::App;
use crate::auth::session::Session;
use crate::pages::report::Content;
use crate::pages::text::Text;
use crate::pages::{SCRIPT, STYLE, list as list_page, login as login_page, report as report_page};
use crate::problem::{Answer, Problem, Slug};
use crate::store::Role;

/// Interviews on one page of the list.
const PAGE: u32 = 50;

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct PageQuery {
    lang: Option<String>,
    cursor: Option<Uuid>,
}

type PageArgs = Result<Query<PageQuery>, QueryRejection>;

fn args(query: PageArgs) -> PageQuery {
    query.map(|Query(query)| query).unwrap_or_default()
}

/// `GET /`
pub async fn home(_session: Session) -> Redirect {
    Redirect::to("/interviews")
}

/// `GET /login`
pub async fn login(query: PageArgs, headers: HeaderMap) -> Response {
    let text = Text::choose(args(query).lang.as_deref(), &headers);
    Html(login_page::render(text)).into_response()
}

/// `GET /interviews`
pub async fn list(
    State(app): State<App>,
    session: Session,
    query: PageArgs,
    headers: HeaderMap,
) -> Answer {
    let query = args(query);
    let text = Text::choose(query.lang.as_deref(), &headers);
    let (rows, next) = page(&app, &session, query.cursor, PAGE).await?;
    let names = session.user.role != Role::Auditor;
    let html = list_page::render(text, &session.user.name, &rows, names, next);
    Ok(Html(html).into_response())
}

/// `GET /interviews/{id}`
pub async fn interview(
    State(app): State<App>,
    session: Session,
    Path(id): Path<String>,
    query: PageArgs,
    headers: HeaderMap,
) -> Answer {
    let text = Text::choose(args(query).lang.as_deref(), &headers);
    let id = id_from(&id)?;
    let row = visible(&app, &session, id).await?;
    let (stored, reason) = match open(&app, &session, &row).await {
        Ok(stored) => (Some(stored), ""),
        Err(problem) => (None, reason_of(problem)?),
    };
    let parts = app.db(move |store| store.parts(id)).await?;
    let report = stored.as_ref().and_then(|s| serde_json::from_slice::<Report>(&s.bytes).ok());
    let content = match (&report, &stored) {
        (Some(report), Some(stored)) => Content::Report(report, stored),
        (None, Some(stored)) => Content::Unreadable(stored),
        (_, None) => Content::Nothing(reason),
    };
    let html = report_page::render(text, &session.user.name, &row, &content, &parts);
    Ok(Html(html).into_response())
}

/// What the page says where there is no report to show.
fn reason_of(problem: Problem) -> Answer<&'static str> {
    match problem.slug() {
        Slug::NotFound => Ok("no_report"),
        Slug::Erased => Ok("erased"),
        Slug::Forbidden => Ok("not_visible"),
        _ => Err(problem),
    }
}

fn file(kind: &'static str, text: &'static str) -> Response {
    (StatusCode::OK, [(header::CONTENT_TYPE, HeaderValue::from_static(kind))], text).into_response()
}

/// `GET /console.css`
pub async fn style() -> Response {
    file("text/css; charset=utf-8", STYLE)
}

/// `GET /console.js`
pub async fn script() -> Response {
    file("text/javascript; charset=utf-8", SCRIPT)
}
