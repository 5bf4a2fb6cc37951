//! Opening the file: the settings of a connection, and the migrations.

use std::path::Path;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::super::StoreError;

/// The migrations in order; `user_version` says how many a file has had. Append, never edit.
const MIGRATIONS: [&str; 6] = [
    include_str!("001_first.sql"),
    include_str!("002_addresses.sql"),
    include_str!("003_hubs.sql"),
    include_str!("004_article_pages.sql"),
    include_str!("005_near_duplicates.sql"),
    include_str!("006_rules.sql"),
];

/// Marks the file as ours (`PRAGMA application_id`): "Fmil" as four bytes.
const APPLICATION: u32 = 0x466d_696c;

/// A connection that writes, on a file that is up to date.
pub(super) fn writer(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let told = |error: rusqlite::Error| tell(path, &error);
    in_a_folder(path)?;
    let mut connection = open(path, flags, 1024).map_err(told)?;
    let version = version(path, &connection)?;
    connection.pragma_update(None, "journal_mode", "WAL").map_err(told)?;
    // A commit that was answered survives a power cut.
    connection.pragma_update(None, "synchronous", "FULL").map_err(told)?;
    // Pages of indexes change again and again while much is new: the log is folded into the file at 16 MB.
    connection.pragma_update(None, "wal_autocheckpoint", 4000).map_err(told)?;
    migrate(&mut connection, version).map_err(told)?;
    Ok(connection)
}

/// A connection that only looks, on a file that is as it must be; `None` where nothing was ever kept. It makes no file and changes none.
///
/// It is opened as one that may write, because only such a one takes the log's files away again when it is the last to leave.
pub(super) fn looker(path: &Path) -> Result<Option<Connection>, StoreError> {
    if !path.exists() {
        return Ok(None);
    }
    let told = |error: rusqlite::Error| tell(path, &error);
    let connection = open(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX, 512).map_err(told)?;
    connection.pragma_update(None, "query_only", true).map_err(told)?;
    match version(path, &connection)? {
        0 => Ok(None),
        version if version < MIGRATIONS.len() => Err(StoreError::Older { path: shown(path), found: version, known: MIGRATIONS.len() }),
        _ => Ok(Some(connection)),
    }
}

/// A connection that only reads.
pub(super) fn reader(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    open(path, flags, 512).map_err(|error| tell(path, &error))
}

/// Refuses a path whose folder is missing: SQLite says no more than that it cannot open the file.
fn in_a_folder(path: &Path) -> Result<(), StoreError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty() && !folder.exists());
    folder.map_or(Ok(()), |folder| Err(StoreError::NoFolder { path: shown(path), folder: shown(folder) }))
}

/// Opens the file; `cache` is in KiB.
fn open(path: &Path, flags: OpenFlags, cache: i32) -> rusqlite::Result<Connection> {
    #[expect(clippy::disallowed_methods, reason = "the one place that opens the database")]
    let connection = Connection::open_with_flags(path, flags)?;
    // "no such column" in double quotes is an error, not a text.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
    // A statement is planned once, not anew for each value that is bound to it.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.set_prepared_statement_cache_capacity(256);
    connection.pragma_update(None, "cache_size", -cache)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    Ok(connection)
}

/// How many migrations the file has had; refuses files that are not ours before anything is written.
fn version(path: &Path, connection: &Connection) -> Result<usize, StoreError> {
    let number = |pragma: &str| connection.pragma_query_value(None, pragma, |row| row.get::<_, u32>(0)).map_err(|error| tell(path, &error));
    let (application, version) = (number("application_id")?, number("user_version")?);
    let tables: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).map_err(|error| tell(path, &error))?;
    if tables > 0 && application != APPLICATION {
        return Err(StoreError::Unusable { path: shown(path), cause: "it is a database of another program".to_owned() });
    }
    if version as usize > MIGRATIONS.len() {
        return Err(StoreError::Newer { path: shown(path), found: version, known: u32::try_from(MIGRATIONS.len()).unwrap_or(u32::MAX) });
    }
    Ok(version as usize)
}

/// Runs what is missing, each migration with its number in one transaction.
fn migrate(connection: &mut Connection, version: usize) -> rusqlite::Result<()> {
    for (done, migration) in MIGRATIONS.iter().enumerate().skip(version) {
        let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        // Another process may have been first.
        let now: usize = transaction.pragma_query_value(None, "user_version", |row| row.get::<_, u32>(0))? as usize;
        if now <= done {
            transaction.execute_batch(migration)?;
            transaction.pragma_update(None, "user_version", done + 1)?;
            transaction.pragma_update(None, "application_id", APPLICATION)?;
        }
        transaction.commit()?;
    }
    Ok(())
}

fn tell(path: &Path, error: &rusqlite::Error) -> StoreError {
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Locked { path: shown(path) },
        _ => StoreError::Unusable { path: shown(path), cause: error.to_string() },
    }
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}
