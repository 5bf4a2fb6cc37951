//! Files whose packed forms are to be made: each once, however often it was named.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Notify;

/// The most files that wait; any more are found when they are asked for, or at the next start.
const MOST: usize = 100_000;

/// The list of them, shared between a sink and what packs its files.
#[derive(Clone, Debug, Default)]
pub struct Waiting {
    inner: Arc<(Mutex<BTreeSet<String>>, Notify)>,
}

impl Waiting {
    /// Adds a file by its path.
    pub fn add(&self, path: String) {
        let mut paths = self.inner.0.lock().unwrap_or_else(PoisonError::into_inner);
        if paths.len() < MOST && paths.insert(path) {
            self.inner.1.notify_one();
        }
    }

    /// Takes the next file, in order of their paths.
    #[must_use]
    pub fn take(&self) -> Option<String> {
        self.inner.0.lock().unwrap_or_else(PoisonError::into_inner).pop_first()
    }

    /// Waits until there is a file, and takes it.
    pub async fn next(&self) -> String {
        loop {
            if let Some(path) = self.take() {
                return path;
            }
            self.inner.1.notified().await;
        }
    }
}
