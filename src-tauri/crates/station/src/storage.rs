//! Room on the disk: what the interviews take, and for how many hours of recording there is left.

use std::path::Path;

use capture::RecorderConfig;

/// Free space below which an interview may not fit: an hour of recording and its report.
pub const MIN_FREE_BYTES: u64 = 2 * 1024 * 1024 * 1024;

/// Bytes that an hour of recording takes, by the rates of the encoder; sealing adds a tag of 16 bytes
/// to each segment of two seconds, which does not show in hours.
pub fn bytes_an_hour() -> u64 {
    let RecorderConfig { video_bitrate_bps, audio_bitrate_bps, .. } = RecorderConfig::default();
    (u64::from(video_bitrate_bps) + u64::from(audio_bitrate_bps)) / 8 * 3_600
}

/// Whole hours of recording for which there is room beside what an interview needs at least.
pub fn hours_left(free_bytes: u64) -> u64 {
    free_bytes.saturating_sub(MIN_FREE_BYTES) / bytes_an_hour()
}

/// Free bytes on the disk of `home`, or of the nearest folder above it that exists.
///
/// # Errors
/// What the system says.
pub fn free_bytes(home: &Path) -> std::io::Result<u64> {
    let existing = home.ancestors().find(|folder| folder.exists()).unwrap_or(Path::new("/"));
    let stat = rustix::fs::statvfs(existing)?;
    Ok(stat.f_bavail * stat.f_frsize)
}

/// Bytes of all files in `home`: database, sealed recordings and attachments. Files that vanish
/// meanwhile, since an interview is erased, count for nothing.
///
/// # Errors
/// What the system says of `home` itself.
pub fn used_bytes(home: &Path) -> std::io::Result<u64> {
    let mut used = 0;
    let mut folders = vec![home.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = match std::fs::read_dir(&folder) {
            Err(error) if folder == home => return Err(error),
            Err(_) => continue,
            Ok(entries) => entries,
        };
        for entry in entries.flatten() {
            match entry.metadata() {
                Ok(found) if found.is_dir() => folders.push(entry.path()),
                Ok(found) if found.is_file() => used += found.len(),
                _ => {}
            }
        }
    }
    Ok(used)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_whole_and_never_below_none() {
        assert_eq!(hours_left(0), 0);
        assert_eq!(hours_left(MIN_FREE_BYTES + bytes_an_hour() - 1), 0);
        assert_eq!(hours_left(MIN_FREE_BYTES + 7 * bytes_an_hour()), 7);
    }

    #[test]
    fn files_in_folders_count_and_links_do_not() {
        let home = tempfile::tempdir().unwrap();
        let media = home.path().join("media/1");
        std::fs::create_dir_all(&media).unwrap();
        std::fs::write(home.path().join("station.db"), [0; 100]).unwrap();
        std::fs::write(media.join("main.sealed"), [0; 20]).unwrap();
        std::os::unix::fs::symlink(home.path().join("station.db"), media.join("link")).unwrap();
        assert_eq!(used_bytes(home.path()).unwrap(), 120);
        assert!(free_bytes(&home.path().join("not/there/yet")).unwrap() > 0);
        assert!(used_bytes(&home.path().join("none")).is_err());
    }
}
