//! How the server is set up.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use zeroize::Zeroizing;

use crate::error::HrmsError;

/// Unix milliseconds. Tests bring their own.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// Where the key comes from that encrypts the database, in which all other keys of the server lie.
#[derive(Clone)]
pub enum KeySource {
    /// A file of the reference server, made at the first start with mode 0600. Whoever has both
    /// file and database can read it; an operator keeps the file elsewhere or uses a passphrase.
    File(PathBuf),
    /// A passphrase (environment variable `HRMS_KEY`), stretched with Argon2id over a salt that
    /// lies beside the database.
    Passphrase(Zeroizing<String>),
}

/// Settings of a server.
#[derive(Clone)]
pub struct Config {
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Database file.
    pub database: PathBuf,
    /// Directory of sealed media.
    pub media: PathBuf,
    /// Key of the database.
    pub key: KeySource,
    /// How browsers reach the server, such as `https://hr.bank.example`, where something before it
    /// ends TLS. None: plain HTTP on loopback.
    pub public_url: Option<String>,
    /// Clock.
    pub clock: Clock,
}

impl Config {
    /// Everything in one directory, listening on a free port of loopback.
    pub fn in_dir(dir: &Path) -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            database: dir.join("hrms.db"),
            media: dir.join("media"),
            key: KeySource::File(dir.join("hrms.key")),
            public_url: None,
            clock: system_clock(),
        }
    }

    /// Checks what can be checked before anything is opened.
    ///
    /// # Errors
    /// [`HrmsError::PlainHttp`] where passwords would go through a network in clear text,
    /// [`HrmsError::Argument`] where the public address is not an origin.
    pub fn check(&self) -> Result<(), HrmsError> {
        let https = match &self.public_url {
            None => false,
            Some(url) => {
                let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
                if rest.is_none_or(|host| host.is_empty() || host.contains(['/', '?', '#', '@'])) {
                    return Err(HrmsError::Argument(
                        "the public address is scheme://host[:port] and nothing else",
                    ));
                }
                url.starts_with("https://")
            }
        };
        if https || self.listen.ip().is_loopback() {
            Ok(())
        } else {
            Err(HrmsError::PlainHttp(self.listen))
        }
    }
}

/// The clock of the operating system.
pub fn system_clock() -> Clock {
    Arc::new(|| {
        let now = time::OffsetDateTime::now_utc().unix_timestamp_nanos() / 1_000_000;
        i64::try_from(now).unwrap_or(i64::MAX)
    })
}

/// What the server knows of the address that browsers see.
#[derive(Clone, Debug)]
pub struct Site {
    origin: Option<String>,
}

impl Site {
    /// For a public address.
    pub fn new(public_url: Option<&str>) -> Self {
        Self { origin: public_url.map(str::to_owned) }
    }

    /// The one origin that may ask for changes, where it is known.
    pub fn origin(&self) -> Option<&str> {
        self.origin.as_deref()
    }

    /// Whether cookies go over TLS only.
    pub fn secure(&self) -> bool {
        self.origin.as_deref().is_some_and(|origin| origin.starts_with("https://"))
    }

    /// Name of the session cookie. The prefix `__Host-` needs TLS.
    pub fn cookie_name(&self) -> &'static str {
        if self.secure() { "__Host-hrms" } else { "hrms" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_stays_on_this_machine() {
        let mut config = Config::in_dir(Path::new("x"));
        assert!(config.check().is_ok());
        config.listen = SocketAddr::from(([0, 0, 0, 0], 8080));
        assert!(matches!(config.check(), Err(HrmsError::PlainHttp(_))));
        config.public_url = Some("http://hr.bank.example".into());
        assert!(matches!(config.check(), Err(HrmsError::PlainHttp(_))));
        config.public_url = Some("https://hr.bank.example".into());
        assert!(config.check().is_ok());
        config.public_url = Some("https://hr.bank.example/path".into());
        assert!(config.check().is_err());
    }
}
