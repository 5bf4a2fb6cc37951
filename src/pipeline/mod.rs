//! The road, from a source to the published files.
//!
//! ```text
//! schedule ─► FETCH ─► page ─► SOURCE ─► entries ─► STORE ─► articles ─► feed ─► FORMAT ─► bytes ─► SINK
//! ```
//! [`ingest`] goes it to the store, [`publish`] from the store on, and [`pack`] packs what stands. All can be cut anywhere and done again.
//! [`hubs`] are told afterwards.

pub mod enrich;
pub mod hubs;
pub mod ingest;
pub mod lists;
pub mod pack;
pub mod publish;
mod stop;
mod walk;

use std::sync::Arc;

use url::Url;

use crate::clock::Clock;
use crate::fetch::Fetch;
use crate::sink::{Sink, SinkError};
use crate::store::{Store, StoreError};

/// What the road leads through: the gates, and the clock that is asked at its beginning.
#[derive(Clone)]
pub struct Road {
    /// Where documents come from.
    pub fetch: Arc<dyn Fetch>,
    /// Where articles are kept.
    pub store: Arc<dyn Store>,
    /// Where files are published.
    pub sink: Arc<dyn Sink>,
    /// What time it is.
    pub clock: Clock,
    /// Where the published files are reachable; ends with a slash.
    pub base_url: Url,
}

/// The road is blocked: not a source that fails, but what all of them need.
#[derive(Debug, thiserror::Error)]
pub enum RoadError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A file could not be published.
    #[error(transparent)]
    Sink(#[from] SinkError),
    /// A document would not be well-formed.
    #[error("{what} will not be published: {flaw}. What stands was kept; please report this")]
    Unsound {
        /// The document, or the article whose part of one it is.
        what: String,
        /// What is wrong with it.
        flaw: String,
    },
    /// A task of ours broke off.
    #[error("work broke off: {0}; it is done again at the next run")]
    Broken(String),
}
