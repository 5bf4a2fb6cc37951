//! Where published files go.

pub mod dir;

use async_trait::async_trait;

use crate::clock::Instant;

/// One file to publish: its name within its folder, and its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// The name, such as `feed.rss`.
    pub name: &'static str,
    /// The whole content.
    pub bytes: Vec<u8>,
}

/// A place that holds published files by path; a file is always whole, old or new.
#[async_trait]
pub trait Sink: Send + Sync {
    /// Puts the files of one folder (`hsj/sections/news`; empty for the root). A file whose bytes are the same is not touched.
    /// Returns the names of those that were written.
    ///
    /// # Errors
    /// When a file could not be written; those that were are whole.
    async fn put(&self, folder: &str, files: Vec<File>) -> Result<Vec<&'static str>, SinkError>;

    /// The content of a file; `None` when there is none.
    ///
    /// # Errors
    /// When it is there and cannot be read.
    async fn get(&self, path: &str) -> Result<Option<Vec<u8>>, SinkError>;

    /// When a file's bytes last changed; `None` when there is no such file. It never moves back.
    ///
    /// # Errors
    /// When it is there and cannot be looked at.
    async fn modified(&self, path: &str) -> Result<Option<Instant>, SinkError>;

    /// Every published file below a folder, as paths from the root, in order.
    ///
    /// # Errors
    /// When the folder cannot be read.
    async fn list(&self, folder: &str) -> Result<Vec<String>, SinkError>;

    /// Removes a file; no error when there is none.
    ///
    /// # Errors
    /// When it is there and cannot be removed.
    async fn remove(&self, path: &str) -> Result<(), SinkError>;
}

/// A published file that could not be written or read.
#[derive(Debug, thiserror::Error)]
#[error("{what} {path}: {cause}. {advice}")]
pub struct SinkError {
    /// What was tried, such as `could not write`.
    pub what: &'static str,
    /// The file, as the operator knows it.
    pub path: String,
    /// Why it failed.
    #[source]
    pub cause: std::io::Error,
    /// What to do.
    pub advice: &'static str,
}
