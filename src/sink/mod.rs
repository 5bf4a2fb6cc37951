//! Where published files go.

pub mod dir;
mod waiting;

use std::borrow::Cow;
use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;

use crate::clock::Instant;
use crate::pack::Coding;
use crate::splice::{Layout, Part};
pub use waiting::Waiting;

/// One file to publish: its name within its folder, and what it is put together from.
#[derive(Clone, Debug)]
pub struct File {
    /// The name, such as `feed.rss`.
    pub name: Cow<'static, str>,
    /// The whole content, part by part.
    pub parts: Vec<Part>,
    /// How it lies, where that is worth being remembered.
    pub layout: Option<Layout>,
}

impl File {
    /// A file with these bytes.
    #[must_use]
    pub fn plain(name: impl Into<Cow<'static, str>>, bytes: Vec<u8>) -> Self {
        Self { name: name.into(), parts: vec![Part::Bytes(bytes.into())], layout: None }
    }
}

/// A file that is safe in its sink and waits to take its place; it is gone when it is dropped.
#[derive(Debug)]
pub enum Staged {
    /// In a folder on disk.
    Dir(dir::Staged),
}

impl Staged {
    /// The file's name.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Dir(staged) => staged.name(),
        }
    }
}

/// Tells one version of a file from all others at the same path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Stamp {
    /// When its bytes last changed.
    pub modified: Instant,
    /// How many there are.
    pub size: u64,
    /// What else tells versions of one size and time apart: the number that the disk knows the file by.
    pub number: u64,
}

/// A file that was opened: it stays the version that it is, whatever takes its place.
#[derive(Debug)]
pub struct Opened {
    /// Which version.
    pub stamp: Stamp,
    /// What it holds.
    pub content: Content,
}

/// What an opened file holds.
#[derive(Debug)]
pub enum Content {
    /// The whole of a short one.
    Bytes(Bytes),
    /// A long one, to be read piece by piece: many readers of it must not fill the memory.
    File(std::fs::File),
}

/// A place that holds published files by path; a file is always whole, old or new.
#[async_trait]
pub trait Sink: Send + Sync {
    /// Makes files of a folder (`hsj/sections/news`; empty for the root) safe, beside those that stand there. A file whose
    /// bytes are the same is left out.
    ///
    /// # Errors
    /// When one could not be written; then none of them stays.
    async fn stage(&self, folder: &str, files: Vec<File>) -> Result<Vec<Staged>, SinkError>;

    /// Puts files of one folder in their places, all together; packed forms of what stood there go before. Returns their names.
    ///
    /// # Errors
    /// When a file could not take its place; all others are whole, old or new.
    async fn place(&self, folder: &str, staged: Vec<Staged>) -> Result<Vec<Cow<'static, str>>, SinkError>;

    /// Puts files of one folder. A file whose bytes are the same is not touched. Returns the names of those that were written.
    ///
    /// # Errors
    /// As [`stage`](Self::stage) and [`place`](Self::place).
    async fn put(&self, folder: &str, files: Vec<File>) -> Result<Vec<Cow<'static, str>>, SinkError> {
        let staged = self.stage(folder, files).await?;
        self.place(folder, staged).await
    }

    /// The content of a file; `None` when there is none.
    ///
    /// # Errors
    /// When it is there and cannot be read.
    async fn get(&self, path: &str) -> Result<Option<Vec<u8>>, SinkError>;

    /// Which version of a file stands; `None` when there is no such file. Its time never moves back.
    ///
    /// It is asked at every request, so it answers at once: a sink that is far away says what it remembers.
    ///
    /// # Errors
    /// When it is there and cannot be looked at.
    fn stamp(&self, path: &str) -> Result<Option<Stamp>, SinkError>;

    /// When a file's bytes last changed; `None` when there is no such file.
    ///
    /// # Errors
    /// As [`stamp`](Self::stamp).
    async fn modified(&self, path: &str) -> Result<Option<Instant>, SinkError> {
        Ok(self.stamp(path)?.map(|stamp| stamp.modified))
    }

    /// Opens a file; `None` when there is none.
    ///
    /// # Errors
    /// When it is there and cannot be read.
    async fn open(&self, path: &str) -> Result<Option<Opened>, SinkError>;

    /// How the file that stands lies, if that was remembered; then its stamp.
    ///
    /// # Errors
    /// As [`stamp`](Self::stamp).
    fn layout(&self, path: &str) -> Result<Option<(Stamp, Arc<Layout>)>, SinkError>;

    /// Puts packed forms of a file beside it, with its own time, if it is still of this version. Answers whether they stand.
    ///
    /// # Errors
    /// When one could not be written.
    async fn put_packed(&self, path: &str, of: Stamp, packed: Vec<(Coding, Vec<u8>)>) -> Result<bool, SinkError>;

    /// The files whose packed forms are to be made: those that took their places, and those that were asked for.
    fn waiting(&self) -> Waiting;

    /// Every published file below a folder, as paths from the root, in order; packed forms are no files of their own.
    ///
    /// # Errors
    /// When the folder cannot be read.
    async fn list(&self, folder: &str) -> Result<Vec<String>, SinkError>;

    /// Removes a file and its packed forms; no error when there is none.
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
