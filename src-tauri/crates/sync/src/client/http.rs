//! One HTTP exchange: sent or not, answered or lost, granted or refused.

use std::net::IpAddr;
use std::sync::Once;
use std::time::Duration;

use interview::exchange::ProblemBody;
use reqwest::header::{HeaderMap, RETRY_AFTER};
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode, Url};

use super::ClientOptions;
use crate::error::{Refusal, SyncError};

/// Longest body of an answer that is read, in bytes: a snapshot with a thousand candidates.
const MAX_ANSWER: usize = 16 * 1024 * 1024;
/// Longest code of a problem; the contract's longest has 24 characters.
const MAX_SLUG_CHARS: usize = 40;

/// Connection settings and base address.
pub(crate) struct Http {
    client: Client,
    base: Url,
}

impl std::fmt::Debug for Http {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Http({})", self.base.host_str().unwrap_or_default())
    }
}

/// Makes `ring` the cipher provider of the process, unless the program has chosen one.
fn choose_provider() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // An error means that another part of the program was first; its choice holds.
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
}

/// Whether the host is this machine.
fn loopback(url: &Url) -> bool {
    url.host_str().is_some_and(|host| {
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        host == "localhost" || bare.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
    })
}

fn base_from(text: &str) -> Result<Url, SyncError> {
    let mut base = Url::parse(text).map_err(|_| SyncError::Address("not a URL"))?;
    match base.scheme() {
        "https" => {}
        "http" if loopback(&base) => {}
        "http" => return Err(SyncError::Address("plain http is for this machine only")),
        _ => return Err(SyncError::Address("the scheme is not https")),
    }
    if base.query().is_some() || base.fragment().is_some() || !base.username().is_empty() {
        return Err(SyncError::Address("it holds more than scheme, host, port and path"));
    }
    if !base.path().ends_with('/') {
        let path = format!("{}/", base.path());
        base.set_path(&path);
    }
    Ok(base)
}

impl Http {
    pub(crate) fn new(base_url: &str, options: &ClientOptions) -> Result<Self, SyncError> {
        choose_provider();
        let base = base_from(base_url)?;
        let bad = |error: reqwest::Error| SyncError::Options(error.to_string());
        let mut builder = Client::builder()
            .connect_timeout(options.timeout)
            .read_timeout(options.timeout)
            .redirect(reqwest::redirect::Policy::none());
        builder = match &options.proxy {
            Some(proxy) => builder.proxy(reqwest::Proxy::all(proxy).map_err(bad)?),
            None => builder.no_proxy(),
        };
        let extra = match &options.extra_ca {
            Some(pem) => reqwest::Certificate::from_pem_bundle(pem).map_err(bad)?,
            None => Vec::new(),
        };
        // Plain HTTP on loopback needs no certificates, and must work where none are installed.
        builder = if base.scheme() == "http" {
            builder.tls_certs_only(extra)
        } else {
            builder.tls_certs_merge(extra)
        };
        Ok(Self { client: builder.build().map_err(bad)?, base })
    }

    /// A request to a path of the contract, such as `v1/ping`.
    pub(crate) fn request(&self, method: Method, path: &str) -> Result<RequestBuilder, SyncError> {
        let url = self.base.join(path.trim_start_matches('/'));
        let url = url.map_err(|_| SyncError::BadAnswer("an address that is none"))?;
        if url.origin() != self.base.origin() {
            return Err(SyncError::BadAnswer("an address of another server"));
        }
        Ok(self.client.request(method, url))
    }

    /// Where requests of ours come from: a page of the HRMS itself would send the same.
    pub(crate) fn origin(&self) -> String {
        self.base.origin().ascii_serialization()
    }

    /// Sends, and reads the whole answer. Any status is an answer.
    pub(crate) async fn exchange(&self, request: RequestBuilder) -> Result<Answer, SyncError> {
        let mut response = request.send().await.map_err(classify)?;
        let (status, headers) = (response.status(), response.headers().clone());
        let mut body = Vec::new();
        while let Some(piece) = next_piece(&mut response).await? {
            if body.len() + piece.len() > MAX_ANSWER {
                return Err(SyncError::BadAnswer("too long"));
            }
            body.extend_from_slice(&piece);
        }
        Ok(Answer { status, headers, body })
    }
}

async fn next_piece(response: &mut Response) -> Result<Option<bytes::Bytes>, SyncError> {
    response.chunk().await.map_err(|error| SyncError::AnswerLost(chain(&error)))
}

/// Whether this is a code as the contract writes them.
fn is_slug(code: &str) -> bool {
    code.len() <= MAX_SLUG_CHARS
        && code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// An answer of the HRMS.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// The answer, or the refusal that it is.
    pub(crate) fn granted(self) -> Result<Self, SyncError> {
        if self.status.is_success() { Ok(self) } else { Err(self.refusal()) }
    }

    fn refusal(&self) -> SyncError {
        let mut problem: ProblemBody = serde_json::from_slice(&self.body).unwrap_or_default();
        // The code stands in logs and on screens: another end's free words must not.
        if !is_slug(&problem.code) {
            problem.code.clear();
        }
        problem.title.clear();
        problem.detail = None;
        match (self.status.as_u16(), problem.code.as_str()) {
            (403, "revoked") => SyncError::Revoked,
            (403, "not-approved") => SyncError::NotApproved,
            (status, _) => SyncError::Refused(Box::new(Refusal {
                status,
                problem,
                retry_after: self.retry_after(),
            })),
        }
    }

    /// `Retry-After` in seconds; the form with a date is not used by the contract.
    fn retry_after(&self) -> Option<Duration> {
        self.text(RETRY_AFTER.as_str())?.parse().ok().map(Duration::from_secs)
    }

    /// A header as text.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The JSON body.
    pub(crate) fn json<T: serde::de::DeserializeOwned>(&self) -> Result<T, SyncError> {
        serde_json::from_slice(&self.body).map_err(|_| SyncError::BadAnswer("unexpected JSON"))
    }
}

/// Whether a request that failed may have been carried out.
fn classify(error: reqwest::Error) -> SyncError {
    let detail = chain(&error);
    if error.is_builder() {
        SyncError::Internal(detail)
    } else if has_tls_cause(&error) {
        SyncError::Tls(detail)
    } else if error.is_connect() {
        SyncError::Unreachable(detail)
    } else {
        SyncError::AnswerLost(detail)
    }
}

/// The error with its causes, without the address (which reqwest repeats at each level).
fn chain(error: &reqwest::Error) -> String {
    let mut text = String::new();
    let mut at: Option<&dyn std::error::Error> = std::error::Error::source(error);
    while let Some(cause) = at {
        if !text.is_empty() {
            text.push_str(": ");
        }
        text.push_str(&cause.to_string());
        at = cause.source();
    }
    text
}

/// Whether TLS is the cause. Its error may lie in several I/O errors, which do not name what they
/// hold as their source.
fn has_tls_cause(error: &(dyn std::error::Error + 'static)) -> bool {
    let held = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
    error.is::<rustls::Error>()
        || held.is_some_and(|held| has_tls_cause(held))
        || error.source().is_some_and(has_tls_cause)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_would_carry_secrets_in_the_clear_are_refused() {
        for good in [
            "https://hr.bank.example",
            "http://127.0.0.1:8480",
            "http://[::1]:1",
            "http://localhost/x",
        ] {
            assert!(base_from(good).is_ok(), "{good}");
        }
        for bad in [
            "hr.bank.example",
            "http://hr.bank.example",
            "http://127.0.0.1.bank.example",
            "ftp://127.0.0.1",
            "https://user@hr.bank.example",
            "https://hr.bank.example/?a=b",
        ] {
            assert!(matches!(base_from(bad), Err(SyncError::Address(_))), "{bad}");
        }
    }

    #[test]
    fn an_answer_can_not_send_us_to_another_server() {
        let http = Http::new("https://hr.bank.example/hr", &ClientOptions::default()).unwrap();
        assert!(http.request(Method::GET, "/v1/ping").is_ok());
        for bad in ["https://evil.example/x", "v1/..//x:y@evil", "http://hr.bank.example/hr"] {
            let request = http
                .request(Method::GET, bad)
                .and_then(|r| r.build().map_err(|e| SyncError::Internal(e.to_string())));
            if let Ok(request) = request {
                assert_eq!(request.url().origin(), http.base.origin(), "{bad}");
            }
        }
    }
}
