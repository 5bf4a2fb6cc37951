//! Whether a file on disk is what would be written: then it is left as it is.

use std::fs::{self, File as OpenFile};
use std::io::{self, ErrorKind, Read};
use std::path::Path;

use super::read::stamp;
use crate::sink::Stamp;
use crate::splice::Part;

/// The version of a plain file that stands there with exactly these bytes. A symbolic link does not count: the new file takes its place.
pub(super) fn holds(path: &Path, parts: &[Part]) -> io::Result<Option<Stamp>> {
    let size: u64 = parts.iter().map(Part::size).sum();
    match fs::symlink_metadata(path) {
        Ok(there) if there.is_file() && there.len() == size => {
            let file = OpenFile::open(path)?;
            let stamp = stamp(&file.metadata()?)?;
            Ok(if same(file, parts)? { Some(stamp) } else { None })
        }
        Ok(_) => Ok(None),
        Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(cause),
    }
}

/// Whether a file begins with just these bytes, read piece by piece.
fn same(mut file: OpenFile, parts: &[Part]) -> io::Result<bool> {
    let (mut there, mut new) = ([0; 16 * 1024], [0; 16 * 1024]);
    for part in parts {
        let mut part = part.reader()?;
        loop {
            let read = match part.read(&mut new) {
                Err(cause) if cause.kind() == ErrorKind::Interrupted => continue,
                read => read?,
            };
            let (Some(expected), Some(found)) = (new.get(..read).filter(|new| !new.is_empty()), there.get_mut(..read)) else { break };
            match file.read_exact(found) {
                Err(cause) if cause.kind() == ErrorKind::UnexpectedEof => return Ok(false),
                read => read?,
            }
            if expected != found {
                return Ok(false);
            }
        }
    }
    Ok(true)
}
