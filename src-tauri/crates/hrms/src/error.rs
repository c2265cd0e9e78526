//! Why the server can't start or a command can't be carried out. What a client did wrong is a
//! [`crate::problem::Problem`] and never this.

use interview::error::{Fault, FaultClass, Faulty, Response};

use crate::store::StoreError;

/// A failure of the server as a program.
#[derive(Debug, thiserror::Error)]
pub enum HrmsError {
    /// A directory or file of the server.
    #[error("{what}: {source}")]
    Io {
        /// What was tried, with the path.
        what: String,
        /// Cause.
        #[source]
        source: std::io::Error,
    },
    /// The address can't be listened on.
    #[error("can't listen on {address}: {source}")]
    Listen {
        /// Address.
        address: std::net::SocketAddr,
        /// Cause.
        #[source]
        source: std::io::Error,
    },
    /// Plain HTTP would leave this machine.
    #[error("{0} is not a loopback address and no https address is given for it")]
    PlainHttp(std::net::SocketAddr),
    /// The key file is not 64 hex digits.
    #[error("the key file {0} does not hold a key")]
    KeyFile(std::path::PathBuf),
    /// The key file or the salt is gone while a database exists.
    #[error("{0} is missing beside an existing database")]
    KeyMissing(std::path::PathBuf),
    /// A passphrase can't be stretched.
    #[error("passphrase: {0}")]
    Passphrase(argon2::Error),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A database of a kind that this build does not have.
    #[error("the database address {0} is of a kind that this build does not know")]
    DatabaseKind(String),
    /// A position file.
    #[error("{file}: {source}")]
    Position {
        /// File.
        file: String,
        /// Cause.
        #[source]
        source: interview::position::PositionError,
    },
    /// The name is taken.
    #[error("{0} exists already")]
    Exists(String),
    /// An argument does not fit.
    #[error("{0}")]
    Argument(&'static str),
    /// Keys, or the text of the contract that is compiled in.
    #[error("internal: {0}")]
    Internal(String),
}

impl HrmsError {
    /// For `map_err`: an I/O failure with what was tried.
    pub(crate) fn io(what: impl Into<String>) -> impl FnOnce(std::io::Error) -> Self {
        let what = what.into();
        move |source| Self::Io { what, source }
    }
}

impl Faulty for HrmsError {
    fn fault(&self) -> Fault {
        use FaultClass::{Input, Integrity, Internal, Missing, Usage};
        let (code, class, response) = match self {
            Self::Io { .. } => ("hrms_server.io", Missing, Response::CallOperator),
            Self::Listen { .. } => ("hrms_server.listen", Missing, Response::CallOperator),
            Self::PlainHttp(_) => ("hrms_server.plain_http", Usage, Response::CallOperator),
            Self::KeyFile(_) | Self::KeyMissing(_) => {
                ("hrms_server.key", Integrity, Response::CallOperator)
            }
            Self::Passphrase(_) => ("hrms_server.passphrase", Usage, Response::CallOperator),
            Self::Store(error) => return store_fault(error),
            Self::DatabaseKind(_) => ("hrms_server.database_kind", Usage, Response::CallOperator),
            Self::Position { source, .. } => return source.fault(),
            Self::Exists(_) => ("hrms_server.exists", Input, Response::CallOperator),
            Self::Argument(_) => ("hrms_server.argument", Usage, Response::CallOperator),
            Self::Internal(_) => ("hrms_server.internal", Internal, Response::CallOperator),
        };
        Fault::new(code, class, response)
    }
}

fn store_fault(error: &StoreError) -> Fault {
    let (code, class, response) = match error {
        StoreError::Database(_) if error.is_busy() => {
            ("hrms_server.database_busy", FaultClass::Missing, Response::Retry)
        }
        StoreError::Database(_) | StoreError::Row { .. } => {
            ("hrms_server.database", FaultClass::Integrity, Response::CallOperator)
        }
        StoreError::Newer { .. } => {
            ("hrms_server.database_newer", FaultClass::Input, Response::CallOperator)
        }
        StoreError::MigrationChanged(_) => {
            ("hrms_server.migration_changed", FaultClass::Integrity, Response::CallOperator)
        }
        StoreError::Key => ("hrms_server.key", FaultClass::Integrity, Response::CallOperator),
        StoreError::NotEncrypted => {
            ("hrms_server.not_encrypted", FaultClass::Internal, Response::CallOperator)
        }
        StoreError::Audit(_) => {
            ("hrms_server.internal", FaultClass::Internal, Response::CallOperator)
        }
    };
    Fault::new(code, class, response)
}
