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
    mark(beside.path())?;
    check(beside.path())?;
    std::fs::File::open(beside.path()).and_then(|file| file.sync_all()).map_err(unwritable)?;
    beside.persist(to).map_err(|failed| unwritable(failed.error))?;
    std::fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(unwritable)
}

/// Notes in a copy that it is one: who starts with it asks the published files first what came after it, so that nothing is released
/// twice. See [`is_new`](super::articles::is_new).
fn mark(path: &Path) -> Result<(), StoreError> {
    let copy = open::looker(path)?.ok_or_else(|| StoreError::Failed("the copy is empty".to_owned()))?;
    copy.pragma_update(None, "query_only", false)?;
    copy.execute("INSERT INTO counter SELECT 'copy/' || name, 1 FROM publication WHERE true ON CONFLICT DO NOTHING", [])?;
    // A copy is one file: no log stays beside it.
    copy.pragma_update(None, "journal_mode", "DELETE")?;
    Ok(())
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
