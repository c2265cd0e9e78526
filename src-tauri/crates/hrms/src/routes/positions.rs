//! Positions as HR keeps them.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse as _;
use interview::error::Faulty as _;
use interview::position::Position;
use serde_json::{Value, json};

use crate::app::App;
use crate::auth::session::Session;
use crate::body;
use crate::problem::{Answer, Problem, Slug};
use crate::store::Publish;

/// `GET /v1/positions`
pub async fn list(State(app): State<App>, _session: Session) -> Answer {
    let rows = app.db(|store| store.positions()).await?;
    let items: Vec<Value> = rows
        .into_iter()
        .map(|row| {
            let position = row.position;
            json!({ "code": position.code, "version": position.version, "state": row.state,
                "name_zh": position.name_zh, "name_en": position.name_en })
        })
        .collect();
    body::answer(StatusCode::OK, &json!({ "items": items }))
}

/// `POST /v1/positions`: the next version of the position with this code, as a draft.
pub async fn add(
    State(app): State<App>,
    session: Session,
    headers: HeaderMap,
    body: Body,
) -> Answer {
    session.require_admin()?;
    let (position, bytes): (Position, _) = body::json(&headers, body).await?;
    if let Err(error) = position.check() {
        let code = error.fault().code;
        return Err(Problem::new(Slug::Invalid).field("", code).detail(error.to_string()));
    }
    let who = session.who(&app);
    let actor = who.actor.clone();
    let work = async {
        let code = position.code.clone();
        let version = app.db(move |store| store.add_position(&position, &who)).await?;
        Ok((StatusCode::CREATED, json!({ "code": code, "version": version, "state": "draft" })))
    };
    body::once(&app, &actor, "positions", &headers, &bytes, work).await
}

fn version_from(text: &str) -> Answer<u32> {
    text.parse().map_err(|_| Slug::NotFound.into())
}

/// `GET /v1/positions/{code}/versions/{version}`
pub async fn get(
    State(app): State<App>,
    _session: Session,
    Path((code, version)): Path<(String, String)>,
) -> Answer {
    let version = version_from(&version)?;
    let row = app.db(move |store| store.position(&code, version)).await?.ok_or(Slug::NotFound)?;
    body::answer(StatusCode::OK, &json!({ "state": row.state, "position": row.position }))
}

/// `POST /v1/positions/{code}/versions/{version}/publish`
pub async fn publish(
    State(app): State<App>,
    session: Session,
    Path((code, version)): Path<(String, String)>,
) -> Answer {
    session.require_admin()?;
    let (version, who) = (version_from(&version)?, session.who(&app));
    match app.db(move |store| store.publish_position(&code, version, &who)).await? {
        Publish::Done => {
            app.note_change();
            Ok(StatusCode::NO_CONTENT.into_response())
        }
        Publish::Same => Ok(StatusCode::NO_CONTENT.into_response()),
        Publish::Retired => Err(Problem::new(Slug::Conflict).detail("retired")),
        Publish::NotFound => Err(Slug::NotFound.into()),
    }
}
