//! A store under which time stands still while it works.
//!
//! A paused runtime moves its clock to the next timer as soon as every task waits. It knows of work that it handed to its own
//! blocking threads and waits for that, but the store's writer is a thread of its own: while a task waits for its answer, the
//! runtime believes that nothing happens, and hours may pass during one commit. So each call holds a blocking thread of the runtime
//! until the answer is there. Time then passes only while everything really waits for it, and no test waits or guesses.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use feedmill::article::{Article, Entry, Month, OwnPage, Section};
use feedmill::clock::Instant;
use feedmill::config::Publication;
use feedmill::feed::{Feed, FeedKey, Masthead};
use feedmill::fetch::Validators;
use feedmill::format::{Document, json::Recovered};
use feedmill::store::sqlite::Sqlite;
use feedmill::store::{
    Catalogue, Changes, Decision, Explained, Exported, Found, Kept, KnownPage, Named, Outcome, Ping, Pinged, Plan, Question, Released,
    SourceName, SourceState, Stale, Store, StoreError, Totals, Walk,
};

/// The store of a test, and how often it was asked what is due.
pub(crate) struct Still {
    store: Sqlite,
    pub(crate) looks: AtomicUsize,
}

impl Still {
    pub(crate) fn new(store: Sqlite) -> Self {
        Self { store, looks: AtomicUsize::new(0) }
    }
}

/// Waits for an answer while time stands still.
async fn still<T>(answer: impl Future<Output = T>) -> T {
    let (end, wait) = std::sync::mpsc::channel::<()>();
    // Ends when `end` is dropped, also when nobody waits for the answer any more.
    tokio::task::spawn_blocking(move || wait.recv());
    let answer = answer.await;
    drop(end);
    answer
}

#[async_trait]
impl Store for Still {
    async fn enrol(&self, plans: Vec<Plan>, now: Instant) -> Result<(), StoreError> {
        still(self.store.enrol(plans, now)).await
    }
    async fn due(&self, now: Instant) -> Result<Vec<(SourceName, Instant)>, StoreError> {
        self.looks.fetch_add(1, Ordering::Relaxed);
        still(self.store.due(now)).await
    }
    async fn next_due(&self, now: Instant) -> Result<Option<Instant>, StoreError> {
        still(self.store.next_due(now)).await
    }
    async fn sources(&self) -> Result<Vec<SourceState>, StoreError> {
        still(self.store.sources()).await
    }
    async fn page(&self, source: &SourceName, url: &str) -> Result<KnownPage, StoreError> {
        still(self.store.page(source, url)).await
    }
    async fn keep(&self, kept: Kept) -> Result<Changes, StoreError> {
        still(self.store.keep(kept)).await
    }
    async fn revalidate(&self, source: &SourceName, url: &str, validators: Validators) -> Result<(), StoreError> {
        still(self.store.revalidate(source, url, validators)).await
    }
    async fn walk(&self, source: &SourceName, url: &str) -> Result<Walk, StoreError> {
        still(self.store.walk(source, url)).await
    }
    async fn walked(&self, source: &SourceName, url: &str, month: Option<Month>, news: bool, now: Instant) -> Result<(), StoreError> {
        still(self.store.walked(source, url, month, news, now)).await
    }
    async fn finish(&self, outcome: Outcome, last: Option<Kept>) -> Result<Changes, StoreError> {
        still(self.store.finish(outcome, last)).await
    }
    async fn postpone(&self, outcome: Outcome) -> Result<(), StoreError> {
        still(self.store.postpone(outcome)).await
    }
    async fn release(
        &self,
        publication: Arc<Publication>,
        masthead: Arc<Masthead>,
        patient: bool,
        now: Instant,
    ) -> Result<Released, StoreError> {
        still(self.store.release(publication, masthead, patient, now)).await
    }
    async fn unrendered(&self, publication: &str, limit: usize) -> Result<Vec<(i64, Article)>, StoreError> {
        still(self.store.unrendered(publication, limit)).await
    }
    async fn rendered(&self, fragments: Vec<(i64, Vec<String>)>) -> Result<(), StoreError> {
        still(self.store.rendered(fragments)).await
    }
    async fn stale(&self, publication: &str) -> Result<Vec<Stale>, StoreError> {
        still(self.store.stale(publication)).await
    }
    async fn stale_all(&self, publication: Arc<Publication>) -> Result<(), StoreError> {
        still(self.store.stale_all(publication)).await
    }
    async fn feed(&self, key: &FeedKey, publication: Arc<Publication>, masthead: Arc<Masthead>) -> Result<Option<Feed>, StoreError> {
        still(self.store.feed(key, publication, masthead)).await
    }
    async fn fill(&self, feed: Arc<Feed>, documents: Vec<Document>) -> Result<Vec<Document>, StoreError> {
        still(self.store.fill(feed, documents)).await
    }
    async fn texts(&self, feed: Arc<Feed>) -> Result<Vec<Article>, StoreError> {
        still(self.store.texts(feed)).await
    }
    async fn published(&self, feeds: Vec<Stale>) -> Result<(), StoreError> {
        still(self.store.published(feeds)).await
    }
    async fn announce(&self, key: &FeedKey, hub: &str, topics: Vec<String>) -> Result<(), StoreError> {
        still(self.store.announce(key, hub, topics)).await
    }
    async fn pings(&self, now: Instant) -> Result<(Vec<Ping>, Option<Instant>), StoreError> {
        still(self.store.pings(now)).await
    }
    async fn pinged(&self, ping: Ping, end: Pinged) -> Result<(), StoreError> {
        still(self.store.pinged(ping, end)).await
    }
    async fn sections(&self, publication: &str) -> Result<Vec<Section>, StoreError> {
        still(self.store.sections(publication)).await
    }
    async fn catalogue(&self, publication: &str) -> Result<Option<Catalogue>, StoreError> {
        still(self.store.catalogue(publication)).await
    }
    async fn catalogued(&self, publication: &str, change: i64) -> Result<(), StoreError> {
        still(self.store.catalogued(publication, change)).await
    }
    async fn former_slugs(&self, publication: &str) -> Result<Vec<(String, String)>, StoreError> {
        still(self.store.former_slugs(publication)).await
    }
    async fn known(&self, source: &SourceName, entries: &[Entry]) -> Result<Vec<bool>, StoreError> {
        still(self.store.known(source, entries)).await
    }
    async fn own_page(&self, publication: &str, link: &str) -> Result<Option<OwnPage>, StoreError> {
        still(self.store.own_page(publication, link)).await
    }
    async fn note_own_page(&self, publication: &str, link: &str, page: OwnPage) -> Result<(), StoreError> {
        still(self.store.note_own_page(publication, link, page)).await
    }
    async fn is_new(&self, publication: &str) -> Result<bool, StoreError> {
        still(self.store.is_new(publication)).await
    }
    async fn recover(&self, publication: &str, known: Vec<Recovered>) -> Result<(), StoreError> {
        still(self.store.recover(publication, known)).await
    }
    async fn articles(&self, question: Question) -> Result<Vec<Exported>, StoreError> {
        still(self.store.articles(question)).await
    }
    async fn find(&self, publication: &str, text: &str) -> Result<Vec<Named>, StoreError> {
        still(self.store.find(publication, text)).await
    }
    async fn explain(&self, publication: Arc<Publication>, article: i64) -> Result<Explained, StoreError> {
        still(self.store.explain(publication, article)).await
    }
    async fn decide(&self, publication: Arc<Publication>, decision: Decision, now: Instant) -> Result<(), StoreError> {
        still(self.store.decide(publication, decision, now)).await
    }
    async fn export(&self, after: i64, limit: usize) -> Result<Vec<(i64, Exported)>, StoreError> {
        still(self.store.export(after, limit)).await
    }
    async fn search(&self, publication: &str, question: &str, from: usize, limit: usize) -> Result<Found, StoreError> {
        still(self.store.search(publication, question, from, limit)).await
    }
    async fn totals(&self) -> Result<Vec<Totals>, StoreError> {
        still(self.store.totals()).await
    }
}
