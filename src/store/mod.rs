//! What is kept: articles, sources, and which feeds are stale. One file for each store.
//!
//! The store is also the schedule (a tick asks what is due) and the outbox (what is stale is written in the same transaction
//! as the articles). Its verbs are the road's; no SQL is seen outside it.

pub mod sqlite;

use std::sync::Arc;

use async_trait::async_trait;

use crate::article::{Article, Entry, Month};
use crate::clock::Instant;
use crate::config::{Publication, Source};
use crate::feed::{Feed, FeedKey, Masthead};
use crate::fetch::Validators;
use crate::format::{Document, json::Recovered};
use crate::trouble::Trouble;

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
    async fn release(&self, publication: Arc<Publication>, patient: bool, now: Instant) -> Result<Released, StoreError>;

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

    /// Clears the marks of feeds that were published, unless they changed since they were read.
    async fn published(&self, feeds: Vec<Stale>) -> Result<(), StoreError>;

    /// The sections of a publication that have articles: label and slug, configured ones first.
    async fn sections(&self, publication: &str) -> Result<Vec<crate::article::Section>, StoreError>;

    /// Slugs that sections of a publication had and that nothing has now, each with the slug that its section has.
    async fn former_slugs(&self, publication: &str) -> Result<Vec<(String, String)>, StoreError>;

    /// Whether the store has never kept an article of this publication: then the published files are asked for release times.
    async fn is_new(&self, publication: &str) -> Result<bool, StoreError>;

    /// Takes over release times from published files.
    async fn recover(&self, publication: &str, known: Vec<Recovered>) -> Result<(), StoreError>;

    /// Articles that match a question, newest first, with their sightings.
    async fn articles(&self, question: Question) -> Result<Vec<Exported>, StoreError>;

    /// Up to `limit` articles behind the row `after`, in order of keeping, with their sightings: for an export of any size.
    async fn export(&self, after: i64, limit: usize) -> Result<Vec<(i64, Exported)>, StoreError>;

    /// How many articles and feeds there are, by publication.
    async fn totals(&self) -> Result<Vec<Totals>, StoreError>;
}

/// The name of a source: publication and name, written `hsj/latest`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceName {
    /// The publication's name.
    pub publication: String,
    /// The source's name in it.
    pub source: String,
}

impl SourceName {
    /// The name of every source of these publications, in the order of the configuration.
    #[must_use]
    pub fn all(publications: &[Publication]) -> Vec<Self> {
        let of = |publication: &Publication| {
            let name = |source: &Source| Self { publication: publication.name.to_string(), source: source.name.to_string() };
            publication.sources.iter().map(name).collect::<Vec<_>>()
        };
        publications.iter().flat_map(of).collect()
    }
}

impl std::fmt::Display for SourceName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.publication, self.source)
    }
}

/// A publication as the store needs to know it.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The publication.
    pub publication: Arc<Publication>,
    /// A fingerprint of all that its documents depend on besides articles.
    pub rendering: String,
    /// For each source: its name, a text that changes when its schedule does, and its first run if it starts now.
    pub sources: Vec<(String, String, Instant)>,
}

/// What is known of one address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KnownPage {
    /// What the host gave with it.
    pub validators: Validators,
    /// The hash of the bytes that were read last.
    pub body: Option<Vec<u8>>,
    /// The page that followed it.
    pub next: Option<String>,
    /// How many entries it gave.
    pub entries: u32,
}

/// What is known of the walk over one listing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Walk {
    /// The last walk reached the end, and nothing new was kept since.
    pub caught_up: bool,
    /// The month that its pages say they list.
    pub month: Option<Month>,
    /// When a walk last reached the end.
    pub ended: Option<Instant>,
    /// Since when walks over a closed month found nothing changed.
    pub quiet: Option<Instant>,
}

/// How entries arrive: it decides whether they reach the top of live feeds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// On schedule.
    Schedule,
    /// By an import: never news.
    Import,
}

/// What one page gave, to be kept.
#[derive(Clone, Debug)]
pub struct Kept {
    /// The publication, with its sections and rules.
    pub publication: Arc<Publication>,
    /// The source's name in it.
    pub source: String,
    /// The run: when it began, in milliseconds, so that later runs have larger numbers.
    pub run: i64,
    /// The page's address as it was asked for.
    pub url: String,
    /// Which page of its listing it is, from 1.
    pub number: u32,
    /// The listing that is being walked, where there is one.
    pub walk: Option<String>,
    /// Its entries in listing order, newest first, with the source's default section not yet applied.
    pub entries: Vec<Entry>,
    /// The document is whole and by itself: what is not in it is not in the source now.
    pub complete: bool,
    /// Its validators.
    pub validators: Validators,
    /// The hash of its bytes.
    pub body: Vec<u8>,
    /// The page that follows it.
    pub next: Option<String>,
    /// How the entries arrive.
    pub arrival: Arrival,
    /// The time.
    pub now: Instant,
}

/// What keeping a page changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Articles that are new.
    pub new: u32,
    /// Articles that were edited.
    pub edited: u32,
    /// Entries that were known and unchanged.
    pub known: u32,
    /// How many of those this source itself said just so before.
    pub repeated: u32,
    /// Entries whose aliases point at two articles.
    pub conflicts: u32,
    /// Entries that change at every fetch: their text is kept, their `updated` no longer moves.
    pub churning: u32,
}

impl Changes {
    /// Whether the source only said once more what it had said itself: what another source made known does not count, as
    /// nothing tells how much more of it this one has.
    #[must_use]
    pub const fn is_repetition(self) -> bool {
        self.new + self.edited == 0 && self.known == self.repeated
    }
}

impl std::ops::AddAssign for Changes {
    fn add_assign(&mut self, other: Self) {
        self.new += other.new;
        self.edited += other.edited;
        self.known += other.known;
        self.repeated += other.repeated;
        self.conflicts += other.conflicts;
        self.churning += other.churning;
    }
}

/// How a run ended.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The source.
    pub source: SourceName,
    /// What went wrong; `None` for a good run.
    pub trouble: Option<Trouble>,
    /// When it ended.
    pub now: Instant,
    /// What the next run was reckoned from, as in [`Plan::sources`]: one that the store has another schedule for by now is left as it is.
    pub schedule: String,
    /// When the next run is due; `None` when there is none.
    pub next_run: Option<Instant>,
    /// Why then, in a few words.
    pub next_reason: String,
    /// The host asked to stay away until then.
    pub not_before: Option<Instant>,
    /// Runs of the schedule that fell into this one and were left out: a source never overlaps itself.
    pub skipped_overlap: u32,
}

impl Outcome {
    /// A run that did not take place.
    #[must_use]
    pub fn skipped(source: SourceName, now: Instant, next_run: Option<Instant>, reason: &str) -> Self {
        let schedule = String::new();
        Self { source, trouble: None, now, schedule, next_run, next_reason: reason.to_owned(), not_before: None, skipped_overlap: 0 }
    }
}

/// The state of one source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceState {
    /// Its name.
    pub name: SourceName,
    /// The trouble of its last run.
    pub trouble: Option<(String, String)>,
    /// When it last ran.
    pub last_attempt: Option<Instant>,
    /// When it last ran well.
    pub last_success: Option<Instant>,
    /// When it last brought a new article.
    pub last_new: Option<Instant>,
    /// When it runs next.
    pub next_run: Option<Instant>,
    /// Why then.
    pub next_reason: String,
    /// The host asked to stay away until then.
    pub not_before: Option<Instant>,
    /// Failures in a row.
    pub failures: u32,
    /// Runs that were left out because the one before was still under way.
    pub skipped_overlap: u32,
    /// Articles it has shown.
    pub articles: u64,
}

/// What a release did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Released {
    /// Articles that now stand in live feeds for the first time.
    pub released: u32,
    /// Articles that wait for seconds to be free.
    pub waiting: u32,
    /// Months that were sealed.
    pub sealed: u32,
    /// Nothing was done: the first feeds wait until every source was read once.
    pub unread: bool,
}

/// A feed that is stale, and the change that made it so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stale {
    /// The feed.
    pub key: FeedKey,
    /// The number of the change.
    pub change: i64,
}

/// A question about articles.
#[derive(Clone, Debug, Default)]
pub struct Question {
    /// Words that must all stand in headline, standfirst or byline.
    pub words: Vec<String>,
    /// Only this publication.
    pub publication: Option<String>,
    /// Only this section (label or slug).
    pub section: Option<String>,
    /// Only this month.
    pub month: Option<Month>,
    /// At most so many.
    pub limit: usize,
}

/// An article with everything that was seen of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exported {
    /// The publication's name.
    pub publication: String,
    /// The article.
    pub article: Article,
    /// Its sightings, first one first.
    pub seen_as: Vec<SeenAs>,
}

/// One sighting of an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenAs {
    /// The source, `hsj/latest`.
    pub source: String,
    /// The guid it gave.
    pub guid: Option<String>,
    /// The link it gave.
    pub link: Option<String>,
    /// The section it gave.
    pub section: Option<String>,
}

/// How much there is of a publication.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Totals {
    /// The publication's name.
    pub publication: String,
    /// Its articles.
    pub articles: u64,
    /// Its feeds, without those of the operator's own.
    pub feeds: u64,
    /// Its sections.
    pub sections: u64,
    /// Its months.
    pub months: u64,
    /// The newest release: later than now where the clock was ahead.
    pub newest: Option<Instant>,
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
