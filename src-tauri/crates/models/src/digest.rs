//! SHA-256 digests of files, and the cache that spares hashing a file twice.

use std::collections::HashMap;
use std::fmt;
use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::{LazyLock, Mutex, PoisonError};

use serde::{Deserialize, Deserializer};
use sha2::{Digest as _, Sha256};

/// Read buffer: large enough that system calls don't matter, small enough for any stack of ours.
const CHUNK_BYTES: usize = 256 * 1024;

/// A SHA-256 digest. Prints as 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Digest([u8; 32]);

impl Digest {
    /// The digest of `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// The digest of a file's content, read in chunks.
    ///
    /// # Errors
    /// What opening or reading the file gives.
    pub fn of_file(path: &Path) -> io::Result<Self> {
        Self::of_reader(&mut File::open(path)?)
    }

    fn of_reader(reader: &mut dyn Read) -> io::Result<Self> {
        let mut hasher = Sha256::new();
        let mut chunk = vec![0; CHUNK_BYTES];
        loop {
            match reader.read(&mut chunk)? {
                0 => return Ok(Self(hasher.finalize().into())),
                read => hasher.update(&chunk[..read]),
            }
        }
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The text is not 64 hexadecimal digits.
#[derive(Debug, thiserror::Error)]
#[error("a SHA-256 is 64 hexadecimal digits")]
pub struct NotADigest;

impl FromStr for Digest {
    type Err = NotADigest;

    fn from_str(text: &str) -> Result<Self, NotADigest> {
        let digits = text.as_bytes();
        if digits.len() != 64 {
            return Err(NotADigest);
        }
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = nibble(pair[0])? << 4 | nibble(pair[1])?;
        }
        Ok(Self(bytes))
    }
}

fn nibble(digit: u8) -> Result<u8, NotADigest> {
    match digit {
        b'0'..=b'9' => Ok(digit - b'0'),
        b'a'..=b'f' => Ok(digit - b'a' + 10),
        b'A'..=b'F' => Ok(digit - b'A' + 10),
        _ => Err(NotADigest),
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// What tells that a file is still the one that was hashed. The change time can't be set back by
/// ordinary means, so an edited file that keeps length and modification time is hashed again.
#[derive(Clone, Copy, PartialEq, Eq)]
struct FileStamp {
    device: u64,
    inode: u64,
    len_bytes: u64,
    modified: (i64, i64),
    changed: (i64, i64),
}

impl FileStamp {
    fn of(metadata: &Metadata) -> Self {
        Self {
            device: metadata.dev(),
            inode: metadata.ino(),
            len_bytes: metadata.len(),
            modified: (metadata.mtime(), metadata.mtime_nsec()),
            changed: (metadata.ctime(), metadata.ctime_nsec()),
        }
    }
}

static HASHED: LazyLock<Mutex<HashMap<PathBuf, (FileStamp, Digest)>>> =
    LazyLock::new(|| Mutex::new(HashMap::new()));

/// Forgets the digests of all files below `dir`, so that each is hashed again.
pub(crate) fn forget_digests(dir: &Path) {
    let mut hashed = HASHED.lock().unwrap_or_else(PoisonError::into_inner);
    hashed.retain(|path, _| !path.starts_with(dir));
}

/// The digest of a file, hashed once per process as long as the file stays untouched.
pub(crate) fn cached_digest(path: &Path) -> io::Result<Digest> {
    let mut file = File::open(path)?;
    let stamp = FileStamp::of(&file.metadata()?);
    let known = HASHED.lock().unwrap_or_else(PoisonError::into_inner).get(path).copied();
    if let Some((_, digest)) = known.filter(|(hashed, _)| *hashed == stamp) {
        return Ok(digest);
    }
    // The lock is not held while hashing: another thread may hash another file meanwhile.
    let digest = Digest::of_reader(&mut file)?;
    let mut hashed = HASHED.lock().unwrap_or_else(PoisonError::into_inner);
    hashed.insert(path.to_path_buf(), (stamp, digest));
    Ok(digest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_forgotten_digest_is_computed_again() {
        let folder = tempfile::tempdir().unwrap();
        let (path, beside) = (folder.path().join("a/model"), folder.path().join("b"));
        std::fs::create_dir(folder.path().join("a")).unwrap();
        for file in [&path, &beside] {
            std::fs::write(file, b"weights").unwrap();
            // As if the disk had lost bits since the file was hashed: its stamp says nothing of it.
            let stamp = FileStamp::of(&std::fs::metadata(file).unwrap());
            HASHED.lock().unwrap().insert(file.clone(), (stamp, Digest::of(b"other")));
            assert_eq!(cached_digest(file).unwrap(), Digest::of(b"other"));
        }
        forget_digests(&folder.path().join("a"));
        assert_eq!(cached_digest(&path).unwrap(), Digest::of(b"weights"));
        assert_eq!(cached_digest(&beside).unwrap(), Digest::of(b"other"), "not below the folder");
    }
}
