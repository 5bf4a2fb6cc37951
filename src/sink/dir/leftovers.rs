//! What a crash left: temp files that nobody will put in their places.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;
use std::time::{Duration, SystemTime};

use super::TEMP;

/// How much older than a file written just now a temp file must be to count as left over: younger ones may be the work of
/// another process.
pub(super) const LEFT_OVER: Duration = Duration::from_hours(1);

/// Removes the temp files that a crash left in a folder, as seen at this time, but never those whose names begin with `mark`.
pub(super) fn clear(folder: &Path, mark: &str, now: SystemTime) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with(TEMP) && !name.starts_with(mark) {
            // One that is gone by now was another's, and has taken its place.
            match is_left_over(&entry, now).and_then(|old| if old { fs::remove_file(entry.path()) } else { Ok(()) }) {
                Err(cause) if cause.kind() != ErrorKind::NotFound => return Err(cause),
                _ => {}
            }
        }
    }
    Ok(())
}

/// Whether a temp file is so old that nobody writes it any more.
fn is_left_over(entry: &fs::DirEntry, now: SystemTime) -> io::Result<bool> {
    let written = entry.metadata()?.modified()?;
    Ok(now.duration_since(written).is_ok_and(|age| age > LEFT_OVER))
}
