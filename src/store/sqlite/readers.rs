//! The connections that only read: each question sees one state, and none waits for the writer.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use rusqlite::Connection;

use super::super::StoreError;

/// Connections that only read, made as needed and used again.
pub(super) struct Readers {
    path: std::path::PathBuf,
    /// How another one is made.
    open: fn(&Path) -> Result<Connection, StoreError>,
    idle: Mutex<Vec<Connection>>,
}

impl Readers {
    pub(super) fn of(path: &Path, open: fn(&Path) -> Result<Connection, StoreError>, first: Option<Connection>) -> Self {
        Self { path: path.to_owned(), open, idle: Mutex::new(first.into_iter().collect()) }
    }

    pub(super) fn ask<T>(&self, question: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let connection = idle.map_or_else(|| (self.open)(&self.path), Ok)?;
        // One transaction: all of a question sees the same state, and the file is locked once.
        connection.prepare_cached("BEGIN")?.execute([])?;
        let answer = question(&connection);
        connection.prepare_cached("COMMIT")?.execute([])?;
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
        answer
    }

    /// Closes the connections that nobody uses.
    pub(super) fn close(&self) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}
