//! Reports: exact bytes under a detached signature.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use interview::exchange::ReceiptAnswer;
use interview::report::{REPORT_SCHEMA, Report};
use seal::hash::sha256_hex;
use seal::jcs::canonical_json;
use seal::sign::verify_detached;
use serde::Deserialize;
use uuid::Uuid;

use super::stations::device_key;
use super::{id_from, receipts, rev_from};
use crate::app::App;
use crate::auth::station::StationAuth;
use crate::body;
use crate::limits::REPORT_BYTES;
use crate::problem::{Answer, Problem, Slug};
use crate::store::{NewReport, PutReport, Quarantined};

/// What every report says, of whatever version it is.
#[derive(Deserialize)]
struct Envelope {
    schema: String,
    interview_id: Uuid,
    rev: u32,
    station_id: String,
    #[serde(default)]
    supersedes: Option<String>,
}

/// Prefix of every schema of reports.
const SCHEMA_FAMILY: &str = "interview-station/report/";

impl Envelope {
    fn check(&self, interview: Uuid, rev: u32) -> Answer<()> {
        let problem = Problem::new(Slug::Invalid);
        if !self.schema.starts_with(SCHEMA_FAMILY) {
            Err(problem.field("/schema", "unknown"))
        } else if self.interview_id != interview {
            Err(problem.field("/interview_id", "other"))
        } else if self.rev != rev {
            Err(problem.field("/rev", "other"))
        } else {
            Ok(())
        }
    }
}

/// What the console shows without opening the report.
struct Digest {
    score: Option<f64>,
    flags: Vec<String>,
    parts: Vec<String>,
}

/// Looks into a report. What is odd is flagged; a finished interview can't be asked for again.
fn digest_of(bytes: &[u8], schema: &str) -> Digest {
    let mut flags = Vec::new();
    let canonical = serde_json::from_slice::<serde_json::Value>(bytes)
        .ok()
        .and_then(|value| canonical_json(&value).ok());
    if canonical.as_deref() != Some(bytes) {
        flags.push("not_canonical".to_owned());
    }
    let report = serde_json::from_slice::<Report>(bytes).ok();
    let Some(report) = report.filter(|_| schema == REPORT_SCHEMA) else {
        flags.push("unknown_schema".to_owned());
        return Digest { score: None, flags, parts: Vec::new() };
    };
    if report.synthetic {
        flags.push("synthetic".to_owned());
    }
    if !report.clock.trusted {
        flags.push("clock_untrusted".to_owned());
    }
    flags.extend(report.simulated.iter().map(|part| format!("simulated:{part}")));
    Digest {
        score: report.scores.overall.score,
        flags,
        parts: report.media.into_iter().map(|part| part.part).collect(),
    }
}

/// `PUT /v1/interviews/{id}/reports/{rev}`
pub async fn put(
    State(app): State<App>,
    station: StationAuth,
    Path((id, rev)): Path<(String, String)>,
    headers: HeaderMap,
    body: Body,
) -> Answer {
    let (interview, rev) = (id_from(&id)?, rev_from(&rev)?);
    body::require_json(&headers)?;
    let bytes = body::read(body, REPORT_BYTES).await?;
    let who = station.who(&app);
    let jws = headers.get("report-signature").and_then(|value| value.to_str().ok());
    let jws = jws.unwrap_or_default().to_owned();
    let key = device_key(&station.0.device_jwk)?;
    if verify_detached(&jws, &bytes, &key).is_err() {
        let station = station.0.id;
        let report = Quarantined { interview, rev, station, bytes, jws };
        app.db(move |store| store.quarantine(&report, &who)).await?;
        return Err(Slug::Signature.into());
    }
    let envelope: Envelope = body::parse(&bytes)?;
    envelope.check(interview, rev)?;
    let Digest { score, mut flags, parts } = digest_of(&bytes, &envelope.schema);
    if envelope.station_id != station.0.id {
        // Held before the station was enrolled; the signature shows that it is the same device.
        flags.push("other_station_id".to_owned());
    }
    let report = NewReport {
        interview,
        rev,
        station: station.0.id.clone(),
        sha256: sha256_hex(&bytes),
        supersedes: envelope.supersedes,
        bytes,
        jws,
        score,
        flags,
        parts,
    };
    let status = match app.db(move |store| store.put_report(&report, &who)).await? {
        PutReport::Created => StatusCode::CREATED,
        PutReport::Same => StatusCode::OK,
        PutReport::Conflict(stored) => {
            return Err(Problem::new(Slug::Conflict).stored(Some(stored)));
        }
        PutReport::Gap(expected) => return Err(Problem::new(Slug::Gap).expected_rev(expected)),
        PutReport::WrongChain => {
            return Err(Problem::new(Slug::Invalid).field("/supersedes", "other"));
        }
        PutReport::NotFound => return Err(Slug::NotFound.into()),
        PutReport::Erased => return Err(Slug::Erased.into()),
    };
    let receipt = receipts::make(&app, interview, station.0.id).await?;
    body::answer(status, &ReceiptAnswer { receipt })
}

/// `GET /v1/interviews/{id}/reports/{rev}`: the digest alone, for a station that lost an answer.
pub async fn digest(
    State(app): State<App>,
    station: StationAuth,
    Path((id, rev)): Path<(String, String)>,
) -> Answer {
    let (interview, rev) = (id_from(&id)?, rev_from(&rev)?);
    super::receipts::require_own(&app, interview, station.0.id).await?;
    let digest = app.db(move |store| store.report_digest(interview, rev)).await?;
    body::answer(StatusCode::OK, &digest.ok_or(Slug::NotFound)?)
}
