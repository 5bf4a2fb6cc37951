//! A copy of the store, whole and by itself, while others go on writing.

use std::path::Path;

use rusqlite::Connection;

use super::super::StoreError;
use super::open;

/// Copies all that is committed into a file that takes its place whole, and is on the disk when this ends.
///
/// `VACUUM INTO` reads under one transaction: what is committed meanwhile is not in the copy, and nobody waits for it.
pub(super) fn backup(db: &Connection, to: &Path) -> Result<(), StoreError> {
    let shown = || to.display().to_string();
    let unwritable = |error: std::io::Error| StoreError::Unwritable { path: shown(), cause: error.to_string() };
    let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    let beside = tempfile::Builder::new().prefix(".feedmill-backup").tempfile_in(folder).map_err(unwritable)?;
    let path = beside.path().to_str().ok_or_else(|| StoreError::Unwritable { path: shown(), cause: "its name is not UTF-8".to_owned() })?;
    // The file is there and empty, which is what SQLite wants.
    db.execute("VACUUM INTO ?1", [path]).map_err(|error| StoreError::Unwritable { path: shown(), cause: error.to_string() })?;
    check(beside.path())?;
    std::fs::File::open(beside.path()).and_then(|file| file.sync_all()).map_err(unwritable)?;
    beside.persist(to).map_err(|failed| unwritable(failed.error))?;
    std::fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(unwritable)
}

/// Reads a copy through: a backup that cannot be restored is none.
fn check(path: &Path) -> Result<(), StoreError> {
    let copy = open::reader(path)?;
    let found: String = copy.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    let orphans: bool = copy.query_row("SELECT EXISTS (SELECT 1 FROM pragma_foreign_key_check)", [], |row| row.get(0))?;
    if found == "ok" && !orphans {
        return Ok(());
    }
    let cause = if orphans { "rows in it point at rows that are not there".to_owned() } else { found };
    Err(StoreError::Unusable { path: path.display().to_string(), cause })
}
