//! What is kept: articles, sources, and which feeds are stale. One file for each store.
//!
//! The store is also the schedule (a tick asks what is due) and the outbox (what is stale is written in the same transaction
//! as the articles). Its verbs are the road's; no SQL is seen outside it.

mod answers;
mod explained;
mod records;
pub mod sqlite;

use std::sync::Arc;

use async_trait::async_trait;

use crate::article::{Article, Entry, Month, OwnPage};
use crate::clock::Instant;
use crate::config::Publication;
use crate::feed::{Feed, FeedKey, Masthead};
use crate::fetch::Validators;
use crate::format::{Document, json::Recovered};
pub use answers::{Exported, Found, Question, SeenAs, Totals};
pub use explained::{Alias, AliasState, Arrived, Decided, Explained, Named, Revision, Sighting};
pub use records::{
    Arrival, Catalogue, Changes, Decision, Kept, KnownPage, Outcome, Ping, Pinged, Plan, Released, SourceName, SourceState, Stale, Walk,
};

/// A place that keeps articles.
#[async_trait]
pub trait Store: Send + Sync {
    /// Makes the store know these publications and their sources: new ones are due at once, those whose schedule
    /// changed are due by the new one, those that are gone rest. What did not change keeps its times.
    ///
    /// A publication that is called by a new name, and says so by an alias, keeps its articles. A section whose slug changed keeps its
    /// former one in mind.
    ///
    /// Marks every feed of a publication stale when what its documents depend on (`rendering`) changed.
    async fn enrol(&self, plans: Vec<Plan>, now: Instant) -> Result<(), StoreError>;

    /// The sources that are due now and when each was, the longest overdue first.
    async fn due(&self, now: Instant) -> Result<Vec<(SourceName, Instant)>, StoreError>;

    /// When the next source becomes due after now; `None` when none does.
    async fn next_due(&self, now: Instant) -> Result<Option<Instant>, StoreError>;

    /// The state of every source, in order of publication and name.
    async fn sources(&self) -> Result<Vec<SourceState>, StoreError>;

    /// What is known of one address of a source.
    async fn page(&self, source: &SourceName, url: &str) -> Result<KnownPage, StoreError>;

    /// Which of these entries of a source are articles that are kept already, as far as their aliases tell.
    async fn known(&self, source: &SourceName, entries: &[Entry]) -> Result<Vec<bool>, StoreError>;

    /// What an article's own page said when it was asked for by a run that did not keep the article; `None` where it never was.
    async fn own_page(&self, publication: &str, link: &str) -> Result<Option<OwnPage>, StoreError>;

    /// Notes that an article's own page is about to be asked for, then what it said. Kept until the article is.
    async fn note_own_page(&self, publication: &str, link: &str, page: OwnPage) -> Result<(), StoreError>;

    /// Keeps what one page gave, with the page's validators, in one transaction.
    async fn keep(&self, kept: Kept) -> Result<Changes, StoreError>;

    /// Renews the validators of a page whose bytes were the same, if they changed.
    async fn revalidate(&self, source: &SourceName, url: &str, validators: Validators) -> Result<(), StoreError>;

    /// What is known of the walk over one listing.
    async fn walk(&self, source: &SourceName, url: &str) -> Result<Walk, StoreError>;

    /// A walk reached the end of its listing: which month that lists, as far as a page said it, and whether anything changed
    /// there or still can (`lively`).
    async fn walked(&self, source: &SourceName, url: &str, month: Option<Month>, lively: bool, now: Instant) -> Result<(), StoreError>;

    /// Ends a run: what its last page gave, the outcome, and when the next one is due and why, all in one transaction.
    async fn finish(&self, outcome: Outcome, last: Option<Kept>) -> Result<Changes, StoreError>;

    /// Puts a run off that was missed and is not to be caught up: only the next run and its reason are taken from
    /// `outcome`, under whatever schedule.
    async fn postpone(&self, outcome: Outcome) -> Result<(), StoreError>;

    /// Seals months whose grace is over, dates what has no date yet, and releases what is pending: as many as there are
    /// seconds, oldest first. Says what is still waiting. A `patient` release leaves a publication that never held an article
    /// alone until every source of it has been read once.
    ///
    /// What has waited long enough appears in feeds of the operator's own, and the answer says when something next does.
    async fn release(
        &self,
        publication: Arc<Publication>,
        masthead: Arc<Masthead>,
        patient: bool,
        now: Instant,
    ) -> Result<Released, StoreError>;

    /// Up to `limit` articles of a publication whose fragments are missing, with their row numbers.
    async fn unrendered(&self, publication: &str, limit: usize) -> Result<Vec<(i64, Article)>, StoreError>;

    /// Keeps rendered fragments, in the order of `Format::ALL`.
    async fn rendered(&self, fragments: Vec<(i64, Vec<String>)>) -> Result<(), StoreError>;

    /// The feeds of a publication that are stale.
    async fn stale(&self, publication: &str) -> Result<Vec<Stale>, StoreError>;

    /// Marks every feed of a publication stale, and its fragments too.
    async fn stale_all(&self, publication: Arc<Publication>) -> Result<(), StoreError>;

    /// A feed as it stands now, without the text of its articles; `None` when it has no article.
    async fn feed(&self, key: &FeedKey, publication: Arc<Publication>, masthead: Arc<Masthead>) -> Result<Option<Feed>, StoreError>;

    /// Adds the articles of a feed to documents of it, fragment by fragment.
    async fn fill(&self, feed: Arc<Feed>, documents: Vec<Document>) -> Result<Vec<Document>, StoreError>;

    /// The text of a feed's items, in their order, for a feed in which they look otherwise than elsewhere: see [`crate::feed::Dress`].
    async fn texts(&self, feed: Arc<Feed>) -> Result<Vec<Article>, StoreError>;

    /// Notes that documents of a feed (`topics`, their addresses) are about to change: their hub is to be told once they stand, which
    /// [`published`](Self::published) says.
    async fn announce(&self, key: &FeedKey, hub: &str, topics: Vec<String>) -> Result<(), StoreError>;

    /// What hubs are to be told now, and when a hub that rests is to be told what waits for it. Some at a time: ask again after each
    /// was [`pinged`](Self::pinged).
    async fn pings(&self, now: Instant) -> Result<(Vec<Ping>, Option<Instant>), StoreError>;

    /// How telling a hub ended. What changed again meanwhile is told again.
    async fn pinged(&self, ping: Ping, end: Pinged) -> Result<(), StoreError>;

    /// Clears the marks of feeds that were published, unless they changed since they were read; hubs may hear of them now.
    async fn published(&self, feeds: Vec<Stale>) -> Result<(), StoreError>;

    /// The sections of a publication that have articles: label and slug, configured ones first.
    async fn sections(&self, publication: &str) -> Result<Vec<crate::article::Section>, StoreError>;

    /// Every feed of a publication that has articles, where one came or went since the lists of feeds were published; `None` where
    /// they still hold.
    async fn catalogue(&self, publication: &str) -> Result<Option<Catalogue>, StoreError>;

    /// The lists of feeds were published as they stood at this change.
    async fn catalogued(&self, publication: &str, change: i64) -> Result<(), StoreError>;

    /// Slugs that sections of a publication had and that nothing has now, each with the slug that its section has.
    async fn former_slugs(&self, publication: &str) -> Result<Vec<(String, String)>, StoreError>;

    /// Whether the store has never kept an article of this publication, or is a copy that was put back: then the published files are
    /// asked for release times.
    async fn is_new(&self, publication: &str) -> Result<bool, StoreError>;

    /// Takes over release times, what feeds of the operator's own have given, and digests from published files.
    async fn recover(&self, publication: &str, known: Vec<Recovered>) -> Result<(), StoreError>;

    /// Articles that match a question, newest first, with their sightings.
    async fn articles(&self, question: Question) -> Result<Vec<Exported>, StoreError>;

    /// The articles of a publication that a text may mean: a published id or the last part of it, a link, or words; those that are set
    /// aside among them. Up to twenty, where it is words.
    async fn find(&self, publication: &str, text: &str) -> Result<Vec<Named>, StoreError>;

    /// Why an article, by its row number, is what it is.
    async fn explain(&self, publication: Arc<Publication>, article: i64) -> Result<Explained, StoreError>;

    /// Does what an operator decided about articles of a publication, and remembers it.
    async fn decide(&self, publication: Arc<Publication>, decision: Decision, now: Instant) -> Result<(), StoreError>;

    /// Up to `limit` articles behind the row `after`, in order of keeping, with their sightings: for an export of any size.
    async fn export(&self, after: i64, limit: usize) -> Result<Vec<(i64, Exported)>, StoreError>;

    /// Articles of a publication whose words match a question and that stand in published feeds, the best match first: up to `limit`
    /// of them behind the first `from`. A bounded number is weighed, so no question costs more than another.
    async fn search(&self, publication: &str, question: &str, from: usize, limit: usize) -> Result<Found, StoreError>;

    /// How many articles and feeds there are, by publication.
    async fn totals(&self) -> Result<Vec<Totals>, StoreError>;
}

/// The store could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The file is not a database of ours, or is damaged.
    #[error(
        "{path} cannot be used as Feedmill's store: {cause}. Nothing was changed in it; move it away to start afresh, or restore a backup"
    )]
    Unusable {
        /// The file.
        path: String,
        /// What is wrong with it.
        cause: String,
    },
    /// The file was written by a later version.
    #[error(
        "{path} was written by a later version of Feedmill (schema {found}, this one knows {known}); install that version or restore a backup"
    )]
    Newer {
        /// The file.
        path: String,
        /// The schema number in it.
        found: u32,
        /// The newest that this program knows.
        known: u32,
    },
    /// The file was written by an earlier version, and who only looks does not bring it up to date.
    #[error(
        "{path} was written by an earlier version of Feedmill (schema {found}, this one knows {known}); `feedmill run` or `feedmill publish` \
         brings it up to date"
    )]
    Older {
        /// The file.
        path: String,
        /// The schema number in it.
        found: usize,
        /// The newest that this program knows.
        known: usize,
    },
    /// The folder that the file should stand in is not there.
    #[error("{path} cannot be made: there is no folder {folder}; make it, or correct `path` under [store]")]
    NoFolder {
        /// The file.
        path: String,
        /// The folder.
        folder: String,
    },
    /// Another process holds it for too long.
    #[error("{path} is locked by another program; stop the other Feedmill, or wait for it to end")]
    Locked {
        /// The file.
        path: String,
    },
    /// The database refused a statement.
    #[error("the store failed: {0}. The run is not recorded and will be done again")]
    Failed(String),
    /// A copy of it cannot be written.
    #[error("{path} cannot be written: {cause}")]
    Unwritable {
        /// The file.
        path: String,
        /// What is wrong with it.
        cause: String,
    },
    /// What was decided about an article cannot be done.
    #[error("{0}")]
    Refused(String),
    /// A publication or source that was never enrolled.
    #[error("the store does not know {0}; start the daemon or run `feedmill ingest` with this configuration first")]
    Unknown(String),
}

/// The ways in which an article stands in live feeds, as the bits that are stored.
impl crate::feed::Stands {
    /// The bits: 1 for everything, 2 for its section, 4 for feeds of the operator's own.
    #[must_use]
    pub const fn bits(self) -> i64 {
        self.all as i64 | (self.section as i64) << 1 | (self.own as i64) << 2
    }

    /// What the bits mean.
    #[must_use]
    pub const fn from_bits(bits: i64) -> Self {
        Self { all: bits & 1 != 0, section: bits & 2 != 0, own: bits & 4 != 0 }
    }
}
