//! What goes into a store and comes out of it.

use std::sync::Arc;

use crate::article::{Entry, Month};
use crate::clock::Instant;
use crate::config::{Publication, Source};
use crate::feed::FeedKey;
use crate::fetch::Validators;
use crate::trouble::Trouble;

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
    /// Items that feeds of the operator's own gave.
    pub given: u32,
    /// When something appears in such a feed that waits for its time.
    pub next: Option<Instant>,
}

/// A feed that is stale, and the change that made it so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stale {
    /// The feed.
    pub key: FeedKey,
    /// The number of the change.
    pub change: i64,
}

/// A hub that is to be told of a document that changed (WebSub).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ping {
    /// The hub's address.
    pub hub: String,
    /// The document's address.
    pub topic: String,
    /// The feed that it belongs to.
    pub path: String,
    /// The number of the change.
    pub change: i64,
    /// How often the hub failed in a row before.
    pub failures: u32,
}

/// How telling a hub ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pinged {
    /// It was told.
    Told,
    /// It will not hear of this document; the others are told as before.
    Refused,
    /// It failed: it rests until then, with all that waits for it.
    Later(Instant),
}

/// Every feed of a publication that has articles, without those of the operator's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Catalogue {
    /// The number of the change that made the last of them come or go.
    pub change: i64,
    /// Their keys, each with its section's label: the live ones first, everything before the sections, then the months, newest first;
    /// then those of the operator's own.
    pub feeds: Vec<(FeedKey, Option<String>)>,
}

/// What an operator decides about articles, by their row numbers. Each can be undone by another, and no id ever changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// One article is another in other words: only the second is shown from now on.
    Merge {
        /// The one that is shown no more.
        article: i64,
        /// The one that readers see.
        into: i64,
    },
    /// An article that was merged, by an operator or as a near-duplicate, is one by itself again.
    Unmerge {
        /// The one that is not shown.
        article: i64,
    },
    /// An article stands in no feed any more, and never comes back from a source.
    Withdraw {
        /// The article.
        article: i64,
    },
    /// An article that was withdrawn stands where it stood.
    Restore {
        /// The article.
        article: i64,
    },
}
