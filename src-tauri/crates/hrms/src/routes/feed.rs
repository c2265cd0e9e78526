//! What stations pull: a snapshot, then changes.

use std::time::Duration;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use interview::exchange::{BookedCandidate, Signed};
use interview::position::Position;
use seal::jcs::canonical_json;
use seal::sign::sign_detached;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::app::App;
use crate::auth::station::StationAuth;
use crate::body::answer;
use crate::clock::rfc3339;
use crate::limits::{LIST, WAIT_S};
use crate::problem::{Answer, Problem, Slug};

/// How often a long poll looks for changes that another process made.
const POLL: Duration = Duration::from_secs(2);

#[derive(Serialize)]
struct Snapshot {
    cursor: String,
    server_time: String,
    positions: Vec<Signed<Position>>,
    candidates: Vec<BookedCandidate>,
}

fn signed(app: &App, position: Position) -> Answer<Signed<Position>> {
    let bytes = canonical_json(&position).map_err(|error| {
        tracing::error!(%error, "a position has no canonical form");
        Problem::new(Slug::Internal)
    })?;
    Ok(Signed { jws: sign_detached(&app.keys().sign, &bytes), object: position })
}

/// `GET /v1/snapshot`
pub async fn snapshot(State(app): State<App>, _station: StationAuth) -> Answer {
    let now_ms = app.now_ms();
    // The cursor is read first: what changes in between comes again with the changes.
    let (cursor, rows, candidates) =
        app.db(|store| Ok((store.last_change()?, store.positions()?, store.booked()?))).await?;
    let positions = rows
        .into_iter()
        .filter(|row| row.state == "published")
        .map(|row| signed(&app, row.position))
        .collect::<Answer<Vec<_>>>()?;
    let snapshot = Snapshot {
        cursor: cursor.to_string(),
        server_time: rfc3339(now_ms),
        positions,
        candidates,
    };
    answer(StatusCode::OK, &snapshot)
}

#[derive(Deserialize)]
pub(super) struct ChangesQuery {
    cursor: String,
    #[serde(default)]
    wait: u64,
}

/// `GET /v1/changes`
pub async fn changes(
    State(app): State<App>,
    _station: StationAuth,
    query: Result<Query<ChangesQuery>, axum::extract::rejection::QueryRejection>,
) -> Answer {
    let malformed = || Problem::new(Slug::Malformed).detail("cursor");
    let Query(query) = query.map_err(|_| malformed())?;
    let cursor: i64 = query.cursor.parse().map_err(|_| malformed())?;
    let mut woken = app.changes();
    let deadline = tokio::time::Instant::now() + Duration::from_secs(query.wait.min(WAIT_S));
    loop {
        let (last, (events, next)) =
            app.db(move |store| Ok((store.last_change()?, store.changes(cursor, LIST)?))).await?;
        if cursor < 0 || cursor > last {
            // From another database, such as one restored from a backup: pull a snapshot.
            return Err(Slug::Expired.into());
        }
        if !events.is_empty() || tokio::time::Instant::now() >= deadline {
            let body = json!({ "events": events, "cursor": next.to_string() });
            return answer(StatusCode::OK, &body);
        }
        let until = deadline.min(tokio::time::Instant::now() + POLL);
        // Either a change of this process, or time to look again.
        let _ = tokio::time::timeout_at(until, woken.changed()).await;
    }
}
