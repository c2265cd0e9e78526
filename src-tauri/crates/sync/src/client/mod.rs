//! The HRMS client: one method for each operation that a station uses.

mod credentials;
mod enrolment;
mod exchange;
mod http;
mod person;
mod token;
mod upload;

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use tokio::sync::Mutex;

pub use credentials::StationCredentials;
pub use enrolment::{Enrolled, enrol, enrol_with};
pub use exchange::Snapshot;
pub use person::HrmsPerson;
pub use upload::{NewUpload, UploadTarget};

use crate::error::SyncError;
use http::Http;
use token::Token;

/// How the client connects.
#[derive(Clone)]
pub struct ClientOptions {
    /// Longest wait for a connection, and for the next bytes of an answer.
    pub timeout: Duration,
    /// Proxy for everything, such as `http://proxy.bank.example:3128`. Variables of the
    /// environment are not looked at.
    pub proxy: Option<String>,
    /// A further certificate authority in PEM, as banks run their own.
    pub extra_ca: Option<Vec<u8>>,
}

/// The address of a proxy may hold a password.
impl std::fmt::Debug for ClientOptions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ClientOptions")
            .field("timeout", &self.timeout)
            .field("proxy", &self.proxy.is_some())
            .field("extra_ca", &self.extra_ca.is_some())
            .finish()
    }
}

impl Default for ClientOptions {
    fn default() -> Self {
        Self { timeout: Duration::from_secs(30), proxy: None, extra_ca: None }
    }
}

/// A client of one HRMS, for one station or for none.
pub struct HrmsClient {
    http: Http,
    credentials: Option<StationCredentials>,
    token: Mutex<Option<Token>>,
    offset_ms: AtomicI64,
}

impl HrmsClient {
    /// A client for the HRMS at `base_url`. Nothing is sent yet.
    ///
    /// # Errors
    /// [`SyncError::Address`] where the address is none or would carry secrets in the clear,
    /// [`SyncError::Options`] where proxy or certificate can't be used.
    pub fn new(
        base_url: &str,
        credentials: Option<StationCredentials>,
        options: ClientOptions,
    ) -> Result<Self, SyncError> {
        Ok(Self {
            http: Http::new(base_url, &options)?,
            credentials,
            token: Mutex::new(None),
            offset_ms: AtomicI64::new(0),
        })
    }

    /// Last known offset of the HRMS's clock against ours in milliseconds; positive where ours is
    /// behind.
    pub fn server_offset_ms(&self) -> i64 {
        self.offset_ms.load(Ordering::Relaxed)
    }

    fn credentials(&self) -> Result<&StationCredentials, SyncError> {
        self.credentials.as_ref().ok_or(SyncError::NotEnrolled)
    }
}

impl std::fmt::Debug for HrmsClient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HrmsClient")
            .field("http", &self.http)
            .field("credentials", &self.credentials)
            .finish_non_exhaustive()
    }
}

/// Unix milliseconds by the clock of the operating system.
pub(crate) fn unix_ms() -> i64 {
    let now = time::OffsetDateTime::now_utc().unix_timestamp_nanos() / 1_000_000;
    i64::try_from(now).unwrap_or(i64::MAX)
}
