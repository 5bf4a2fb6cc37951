//! A folder on disk: temp file, fsync, rename, fsync of the folder.
