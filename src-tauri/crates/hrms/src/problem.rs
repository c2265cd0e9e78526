//! RFC 9457 problems: everything the server refuses, with a stable code and whether to try again.

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use interview::exchange::{FieldProblem, ProblemBody, ProblemRetry};

use crate::store::StoreError;

/// What went wrong, as the contract names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Slug {
    Malformed,
    Auth,
    ClockSkew,
    Forbidden,
    NotApproved,
    Revoked,
    NotFound,
    Conflict,
    Gap,
    Offset,
    InProgress,
    Erased,
    Expired,
    Used,
    Precondition,
    TooLarge,
    MediaType,
    Range,
    Invalid,
    Signature,
    Idempotency,
    Locked,
    RateLimited,
    Checksum,
    Internal,
    Unavailable,
}

impl Slug {
    /// Slug, status, title and whether to send the same again.
    const fn parts(self) -> (&'static str, u16, &'static str, ProblemRetry) {
        use ProblemRetry::{AfterFix, Later, Never};
        match self {
            Self::Malformed => ("malformed", 400, "The request can't be read", AfterFix),
            Self::Auth => ("auth", 401, "Who is asking is not known", AfterFix),
            Self::ClockSkew => ("clock-skew", 401, "The clock of the station is off", AfterFix),
            Self::Forbidden => ("forbidden", 403, "Not allowed", Never),
            Self::NotApproved => ("not-approved", 403, "The station waits for approval", Later),
            Self::Revoked => ("revoked", 403, "The station was revoked", Never),
            Self::NotFound => ("not-found", 404, "There is no such thing here", AfterFix),
            Self::Conflict => ("conflict", 409, "Something else is stored under this name", Never),
            Self::Gap => ("gap", 409, "An earlier revision is missing", AfterFix),
            Self::Offset => ("offset", 409, "The upload stands elsewhere", AfterFix),
            Self::InProgress => ("in-progress", 409, "The same request is running", Later),
            Self::Erased => ("erased", 410, "The interview was erased", Never),
            Self::Expired => ("expired", 410, "It has expired", Never),
            Self::Used => ("used", 409, "It was used before", Never),
            Self::Precondition => {
                ("precondition", 412, "A protocol version is not known", AfterFix)
            }
            Self::TooLarge => ("too-large", 413, "The body is too large", AfterFix),
            Self::MediaType => ("media-type", 415, "The media type is not accepted", AfterFix),
            Self::Range => ("range", 416, "The range lies outside", AfterFix),
            Self::Invalid => ("invalid", 422, "The content is not valid", AfterFix),
            Self::Signature => ("signature", 422, "The signature does not fit", Never),
            Self::Idempotency => {
                ("idempotency", 422, "The key was used for another body", AfterFix)
            }
            Self::Locked => ("locked", 423, "In use", Later),
            Self::RateLimited => ("rate-limited", 429, "Too many requests", Later),
            Self::Checksum => ("checksum", 460, "The checksum does not fit", Later),
            Self::Internal => ("internal", 500, "A fault of the server", Later),
            Self::Unavailable => ("unavailable", 503, "Not available now", Later),
        }
    }

    /// The slug as it stands in `type` and `code`.
    pub const fn code(self) -> &'static str {
        self.parts().0
    }
}

/// A refusal.
#[derive(Debug)]
pub struct Problem {
    slug: Slug,
    detail: Option<String>,
    errors: Vec<FieldProblem>,
    stored_sha256: Option<String>,
    expected_rev: Option<u32>,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl Problem {
    /// A refusal without detail.
    pub fn new(slug: Slug) -> Self {
        Self {
            slug,
            detail: None,
            errors: Vec::new(),
            stored_sha256: None,
            expected_rev: None,
            headers: Vec::new(),
        }
    }

    /// What it is.
    pub fn slug(&self) -> Slug {
        self.slug
    }

    /// With a technical detail; never data of a person.
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// About the member at `pointer`.
    pub fn field(mut self, pointer: &str, code: &str) -> Self {
        self.errors.push(FieldProblem { pointer: pointer.to_owned(), code: code.to_owned() });
        self
    }

    /// Names what is stored instead.
    pub fn stored(mut self, sha256: Option<String>) -> Self {
        self.stored_sha256 = sha256;
        self
    }

    /// Names the revision that is missing.
    pub fn expected_rev(mut self, rev: u32) -> Self {
        self.expected_rev = Some(rev);
        self
    }

    /// With a header of the answer.
    pub fn header(mut self, name: HeaderName, value: impl Into<HeaderValue>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// With `Retry-After` in seconds.
    pub fn retry_after(self, seconds: u32) -> Self {
        self.header(header::RETRY_AFTER, HeaderValue::from(seconds))
    }

    /// The answer's body.
    fn body(&self) -> ProblemBody {
        let (code, status, title, retry) = self.slug.parts();
        ProblemBody {
            problem_type: format!("/problems/{code}"),
            title: title.to_owned(),
            status,
            code: code.to_owned(),
            retry,
            detail: self.detail.clone(),
            errors: self.errors.clone(),
            stored_sha256: self.stored_sha256.clone(),
            expected_rev: self.expected_rev,
        }
    }
}

impl From<Slug> for Problem {
    fn from(slug: Slug) -> Self {
        Self::new(slug)
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        if error.is_busy() {
            return Self::new(Slug::Unavailable).retry_after(1);
        }
        tracing::error!(%error, "store failed");
        Self::new(Slug::Internal)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = self.body();
        let status = StatusCode::from_u16(body.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, axum::Json(body)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        for (name, value) in self.headers {
            headers.insert(name, value);
        }
        response
    }
}

/// What a handler gives.
pub type Answer<T = Response> = Result<T, Problem>;
