//! Where packages come from.

use std::fmt;
use std::path::PathBuf;

/// Where packages come from. All sources are held to the same digests.
#[derive(Clone, PartialEq, Eq)]
pub enum Source {
    /// `pip` and `npm` as this machine configures them.
    PackageClients,
    /// A directory that holds the package files under their own names (a folder carried in, or
    /// `packages/` of a store that keeps them). Nothing in it is changed.
    Directory(PathBuf),
    /// `pip` and `npm` with other registries, such as a bank's mirror.
    Mirror {
        /// Replaces `pip`'s index.
        pypi_index: Option<String>,
        /// Replaces `npm`'s registry.
        npm_registry: Option<String>,
    },
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PackageClients => f.write_str("PackageClients"),
            Self::Directory(dir) => f.debug_tuple("Directory").field(dir).finish(),
            Self::Mirror { pypi_index, npm_registry } => {
                let masked = |url: &Option<String>| url.as_deref().map(without_credentials);
                f.debug_struct("Mirror")
                    .field("pypi_index", &masked(pypi_index))
                    .field("npm_registry", &masked(npm_registry))
                    .finish()
            }
        }
    }
}

/// `text` with what stands between `://` and `@` of each URL masked.
pub(super) fn without_credentials(text: &str) -> String {
    let mut parts = text.split("://");
    let mut masked = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        masked.push_str("://");
        let authority_end = part.find(['/', ' ', '\n']).unwrap_or(part.len());
        let (authority, rest) = part.split_at(authority_end);
        match authority.rsplit_once('@') {
            Some((_, host)) => masked.extend(["***@", host]),
            None => masked.push_str(authority),
        }
        masked.push_str(rest);
    }
    masked
}
