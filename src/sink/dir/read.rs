//! Looking at files, opening and listing them. What a request needs of the disk is in memory as a rule, so that is done at once.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read as _};
use std::path::Path;

use super::{TEMP, Tree, failure, parts, plain};
use crate::sink::{Content, Opened, SinkError, Stamp};

/// A file up to this size is read at once and whole; a longer one is handed out open.
const SHORT: u64 = 256 << 10;

impl Tree {
    /// One look at the path as a whole. A folder on the way that is a symbolic link is not seen here: what is read goes through
    /// [`open`](Self::open), which sees it.
    pub(super) fn stamp(&self, path: &str) -> Result<Option<Stamp>, SinkError> {
        let full = self.root.join(path);
        // It is looked at in every request, and this tells what `plain` tells in less time.
        let within = !path.split('/').any(|part| matches!(part, "" | "." | ".."));
        let looked = if within {
            fs::symlink_metadata(&full)
        } else {
            parts(path).try_for_each(|part| plain(part).map(drop)).and_then(|()| fs::symlink_metadata(&full))
        };
        match looked.and_then(|there| if there.is_file() { stamp(&there).map(Some) } else { Ok(None) }) {
            Err(cause) if matches!(cause.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
            found => found.map_err(|cause| failure("could not look at", &full, cause)),
        }
    }

    /// Stamp and bytes come from one open file, so that they belong together whatever takes its place.
    pub(super) fn open(&self, path: &str) -> Result<Option<Opened>, SinkError> {
        let failed = |cause| failure("could not read", &self.root.join(path), cause);
        let (full, there) = self.find(path).map_err(failed)?;
        if !there.is_some_and(|kind| kind.is_file()) {
            return Ok(None);
        }
        match File::open(&full).and_then(opened) {
            Ok(opened) => Ok(Some(opened)),
            Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(None),
            Err(cause) => Err(failed(cause)),
        }
    }

    pub(super) fn get(&self, path: &str) -> Result<Option<Vec<u8>>, SinkError> {
        let (full, there) = self.find(path).map_err(|cause| failure("could not read", &self.root.join(path), cause))?;
        if !there.is_some_and(|kind| kind.is_file()) {
            return Ok(None);
        }
        match fs::read(&full) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(None),
            Err(cause) => Err(failure("could not read", &full, cause)),
        }
    }

    pub(super) fn list(&self, folder: &str) -> Result<Vec<String>, SinkError> {
        let (full, there) = self.find(folder).map_err(|cause| failure("could not list", &self.root.join(folder), cause))?;
        let mut found = Vec::new();
        if there.is_some_and(|kind| kind.is_dir()) {
            gather(&full, folder, &mut found).map_err(|cause| failure("could not list", &full, cause))?;
        }
        found.sort();
        Ok(found)
    }
}

/// Collects the plain files below a folder, as paths from the root. Temp files and symbolic links are not published, and packed forms
/// belong to their files.
fn gather(folder: &Path, path: &str, found: &mut Vec<String>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        let path = if path.is_empty() { name.clone() } else { format!("{path}/{name}") };
        if kind.is_dir() {
            gather(&entry.path(), &path, found)?;
        } else if kind.is_file() && !name.starts_with(TEMP) && crate::pack::plain(&name).is_none() {
            found.push(path);
        }
    }
    Ok(())
}

fn opened(mut file: File) -> io::Result<Opened> {
    let stamp = stamp(&file.metadata()?)?;
    if stamp.size > SHORT {
        return Ok(Opened { stamp, content: Content::File(file) });
    }
    let mut bytes = Vec::with_capacity(usize::try_from(stamp.size).unwrap_or_default());
    file.read_to_end(&mut bytes)?;
    Ok(Opened { stamp, content: Content::Bytes(bytes.into()) })
}

/// A file is only written when its bytes change, so its time of modification is the time of their change.
pub(super) fn stamp(data: &fs::Metadata) -> io::Result<Stamp> {
    #[cfg(unix)]
    let number = std::os::unix::fs::MetadataExt::ino(data);
    #[cfg(not(unix))]
    let number = 0;
    Ok(Stamp { modified: data.modified()?.into(), size: data.len(), number })
}

/// Gives a file that is about to take a place a time that is not before the time of what stands there: a clock that was set back
/// must not make news look old.
pub(super) fn not_before(path: &Path, new: &File) -> io::Result<()> {
    match fs::symlink_metadata(path) {
        Ok(old) if old.is_file() && old.modified()? > new.metadata()?.modified()? => {
            new.set_modified(old.modified()?)?;
            new.sync_all()
        }
        Err(cause) if cause.kind() != ErrorKind::NotFound => Err(cause),
        _ => Ok(()),
    }
}
