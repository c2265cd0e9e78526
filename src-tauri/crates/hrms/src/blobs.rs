//! Large objects behind a trait: a directory here, an S3-compatible store later.
//!
//! What lies here is sealed by the station and stays sealed. A name is used for one object only
//! and never written again once the object is finished, so no conditional write is needed; not
//! every S3 store has one.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use uuid::Uuid;

/// Where sealed objects lie. Calls block.
pub trait BlobStore: Send + Sync {
    /// Writes `bytes` at `offset` of the unfinished object and drops what lay behind; returns once
    /// they are safe. Offset 0 begins the object. With S3, a call is one part.
    fn append(&self, name: &str, offset: u64, bytes: &[u8]) -> io::Result<()>;
    /// The object has all its bytes. Doing it twice changes nothing.
    fn finish(&self, name: &str) -> io::Result<()>;
    /// `len` bytes from `offset` of a finished object; an error where it is shorter.
    fn read(&self, name: &str, offset: u64, len: usize) -> io::Result<Vec<u8>>;
    /// Removes the object, finished or not. None there is no error.
    fn delete(&self, name: &str) -> io::Result<()>;
}

/// A name that no object had before.
pub fn new_name() -> String {
    Uuid::now_v7().simple().to_string()
}

/// Objects as files of one directory, in 256 subdirectories.
pub struct DiskBlobs {
    root: PathBuf,
}

impl DiskBlobs {
    /// Opens or makes the directory.
    pub fn open(root: &Path) -> io::Result<Self> {
        fs::create_dir_all(root)?;
        Ok(Self { root: root.to_owned() })
    }

    /// The file of an object. Names are ours, so anything but hex digits is a fault.
    fn path(&self, name: &str, extension: &str) -> io::Result<PathBuf> {
        // The last digits of a UUIDv7 are random, the first are time.
        let shard = name.len().checked_sub(2).and_then(|at| name.get(at..));
        match shard {
            Some(shard) if name.bytes().all(|b| b.is_ascii_hexdigit()) => {
                Ok(self.root.join(shard).join(format!("{name}.{extension}")))
            }
            _ => Err(io::Error::new(io::ErrorKind::InvalidInput, "not the name of an object")),
        }
    }

    fn unfinished(&self, name: &str) -> io::Result<PathBuf> {
        self.path(name, "part")
    }

    fn finished(&self, name: &str) -> io::Result<PathBuf> {
        self.path(name, "sealed")
    }
}

/// Makes a new directory entry safe.
fn sync_parent(path: &Path) -> io::Result<()> {
    path.parent().map_or(Ok(()), |parent| File::open(parent)?.sync_all())
}

impl BlobStore for DiskBlobs {
    fn append(&self, name: &str, offset: u64, bytes: &[u8]) -> io::Result<()> {
        let path = self.unfinished(name)?;
        if offset == 0
            && let Some(parent) = path.parent()
        {
            fs::create_dir_all(parent)?;
        }
        let mut file =
            OpenOptions::new().create(offset == 0).truncate(false).write(true).open(&path)?;
        if file.metadata()?.len() < offset {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the object is shorter"));
        }
        file.set_len(offset)?;
        file.seek(SeekFrom::Start(offset))?;
        file.write_all(bytes)?;
        file.sync_all()?;
        if offset == 0 {
            sync_parent(&path)?;
        }
        Ok(())
    }

    fn finish(&self, name: &str) -> io::Result<()> {
        let (from, to) = (self.unfinished(name)?, self.finished(name)?);
        match fs::rename(&from, &to) {
            Err(error) if error.kind() == io::ErrorKind::NotFound && to.exists() => Ok(()),
            Err(error) => Err(error),
            Ok(()) => sync_parent(&to),
        }
    }

    fn read(&self, name: &str, offset: u64, len: usize) -> io::Result<Vec<u8>> {
        let mut file = File::open(self.finished(name)?)?;
        file.seek(SeekFrom::Start(offset))?;
        let mut bytes = vec![0; len];
        file.read_exact(&mut bytes)?;
        Ok(bytes)
    }

    fn delete(&self, name: &str) -> io::Result<()> {
        for path in [self.unfinished(name)?, self.finished(name)?] {
            match fs::remove_file(path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_append_drops_what_a_crash_left_behind_the_offset() {
        let dir = tempfile::tempdir().unwrap();
        let blobs = DiskBlobs::open(dir.path()).unwrap();
        let name = new_name();
        blobs.append(&name, 0, b"first").unwrap();
        blobs.append(&name, 5, b"lost answer").unwrap();
        blobs.append(&name, 5, b" second").unwrap();
        blobs.finish(&name).unwrap();
        blobs.finish(&name).unwrap();
        assert_eq!(blobs.read(&name, 0, 12).unwrap(), b"first second");
        assert!(blobs.read(&name, 0, 13).is_err(), "nothing behind the end");
        blobs.delete(&name).unwrap();
        blobs.delete(&name).unwrap();
        assert!(blobs.read(&name, 0, 1).is_err());
    }

    #[test]
    fn a_gap_and_a_foreign_name_are_refused() {
        let dir = tempfile::tempdir().unwrap();
        let blobs = DiskBlobs::open(dir.path()).unwrap();
        let name = new_name();
        blobs.append(&name, 0, b"first").unwrap();
        assert!(blobs.append(&name, 9, b"later").is_err());
        for name in ["../../etc/passwd", "", "a", "0/1", "..%2f"] {
            assert!(blobs.append(name, 0, b"x").is_err(), "{name}");
        }
    }
}
