//! Saved pages and pasted text, from a file or a folder of files.

use std::path::PathBuf;

use super::{Context, Page, Reading, Start};
use crate::trouble::{Kind, Trouble};

/// Settings of saved pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    /// The file or folder, already resolved against the folder of the configuration.
    pub path: PathBuf,
}

impl Saved {
    /// The folder or file as a `file:` address; the fetch room lists a folder's files.
    #[must_use]
    pub fn start(&self) -> Vec<Start> {
        Vec::new()
    }

    /// Reads one saved page or one piece of pasted text.
    ///
    /// # Errors
    /// When nothing in it looks like an article.
    pub fn read(&self, _page: &Page, _context: &Context) -> Result<Reading, Trouble> {
        Err(Trouble::new(Kind::Empty, "not written yet"))
    }
}
