//! Paths below the root, part by part: none leads out of it, and none goes through a symbolic link.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Component, Path};

use super::sync_folder;

/// The parts of a path below the root; none for the root itself.
pub(super) fn parts(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(move |_| !path.is_empty())
}

/// The part of a path, when it is the plain name of a file or folder and nothing else.
pub(super) fn plain(part: &str) -> io::Result<&str> {
    let mut components = Path::new(part).components();
    match (components.next(), components.next()) {
        (Some(Component::Normal(name)), None) if name == part => Ok(part),
        _ => Err(io::Error::new(ErrorKind::InvalidInput, format!("`{part}` is not a plain name"))),
    }
}

/// What stands at a path; `None` for nothing. A symbolic link is an error unless it is the root, which the operator chose.
pub(super) fn kind_of(path: &Path, is_root: bool) -> io::Result<Option<fs::FileType>> {
    let found = if is_root { fs::metadata(path) } else { fs::symlink_metadata(path) };
    match found {
        Ok(there) if there.is_symlink() => Err(io::Error::new(ErrorKind::InvalidInput, "a symbolic link stands in the way")),
        Ok(there) => Ok(Some(there.file_type())),
        Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(cause),
    }
}

/// Makes one folder unless it is there.
pub(super) fn make_one(parent: &Path, folder: &Path) -> io::Result<()> {
    match kind_of(folder, false)? {
        Some(kind) if kind.is_dir() => Ok(()),
        Some(_) => Err(io::Error::from(ErrorKind::NotADirectory)),
        None => match fs::create_dir(folder) {
            Ok(()) => sync_folder(parent),
            Err(cause) if cause.kind() == ErrorKind::AlreadyExists => Ok(()),
            Err(cause) => Err(cause),
        },
    }
}
