//! Whether a file on disk is what would be written: then it is left as it is.

use std::fs::{self, File as OpenFile};
use std::io::{self, ErrorKind, Read as _};
use std::path::Path;

/// Whether a plain file with exactly these bytes stands there. A symbolic link does not count: the new file takes its place.
pub(super) fn holds(path: &Path, bytes: &[u8]) -> io::Result<bool> {
    match fs::symlink_metadata(path) {
        Ok(there) if there.is_file() && Ok(there.len()) == u64::try_from(bytes.len()) => same(OpenFile::open(path)?, bytes),
        Ok(_) => Ok(false),
        Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(false),
        Err(cause) => Err(cause),
    }
}

/// Whether a file holds just these bytes, read piece by piece.
fn same(mut file: OpenFile, mut bytes: &[u8]) -> io::Result<bool> {
    let mut piece = [0; 16 * 1024];
    loop {
        let read = match file.read(&mut piece) {
            Err(cause) if cause.kind() == ErrorKind::Interrupted => continue,
            read => read?,
        };
        match bytes.split_at_checked(read) {
            Some(_) if read == 0 => return Ok(bytes.is_empty()),
            Some((expected, rest)) if expected == &piece[..read] => bytes = rest,
            _ => return Ok(false),
        }
    }
}
