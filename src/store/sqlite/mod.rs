//! The store in one SQLite file.
//!
//! One thread owns the only connection that writes (see `writer`). Readers have connections of their own.

mod arrive;
mod articles;
mod ask;
mod backup;
mod catalogue;
mod contents;
mod edit;
mod explain;
mod feed;
mod feeds;
mod given;
mod hubs;
mod keep;
mod near_duplicates;
mod open;
mod own;
mod own_pages;
mod readers;
mod release;
mod said;
mod search;
mod seconds;
mod sections;
mod set_aside;
mod sources;
mod succession;
mod waiting;
#[cfg(test)]
mod work;
mod writer;

use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use rusqlite::{Connection, Transaction};

use super::{
    Catalogue, Changes, Decision, Explained, Exported, Found, Kept, KnownPage, Named, Outcome, Ping, Pinged, Plan, Question, Released,
    SourceName, SourceState, Stale, Store, StoreError, Totals, Walk,
};
use crate::article::{Article, Entry, Month, OwnPage, Section};
use crate::clock::Instant;
use crate::config::Publication;
use crate::feed::{Feed, FeedKey, Masthead};
use crate::fetch::Validators;
use crate::format::{Document, json::Recovered};
use readers::Readers;

/// The store in one SQLite file.
pub struct Sqlite {
    /// `None` in a store that was opened to look only.
    writer: Option<writer::Writer>,
    readers: Arc<Readers>,
    /// For what anybody may ask: cutting such a question short never meets one of the road's.
    askers: Arc<Readers>,
}

/// Closing waits for the writer, which folds its log into the file: whoever copies the file after a stop has everything.
impl Drop for Sqlite {
    fn drop(&mut self) {
        // The writer's connection is the last one, so that its log goes with it.
        for readers in [&self.readers, &self.askers] {
            readers.close();
        }
        if let Some(writer) = &mut self.writer {
            writer.stop();
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Failed(error.to_string())
    }
}

impl Sqlite {
    /// Opens the store, or makes it; brings an older one up to date.
    ///
    /// # Errors
    /// When the file is not ours, is damaged, is locked or was written by a later version. It is never overwritten.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let writer = writer::Writer::start(open::writer(path)?)?;
        let readers = || Arc::new(Readers::of(path, open::reader, None));
        Ok(Self { writer: Some(writer), readers: readers(), askers: readers() })
    }

    /// Opens the store to look only: nothing is made, brought up to date or changed. `None` where nothing was ever kept.
    ///
    /// # Errors
    /// As [`open`](Self::open), and when the file was written by an earlier version.
    pub fn look_at(path: &Path) -> Result<Option<Self>, StoreError> {
        let first = open::looker(path)?;
        let again = |path: &Path| open::looker(path)?.ok_or_else(|| StoreError::Failed(format!("{} was taken away", path.display())));
        let readers = |first| Arc::new(Readers::of(path, again, first));
        Ok(first.map(|first| Self { writer: None, readers: readers(Some(first)), askers: readers(None) }))
    }

    /// Copies all that is committed in a store into a file of its own, which stands in its place once it is whole; others go on writing.
    /// `false` where nothing was ever kept. Blocks for as long as the copy takes.
    ///
    /// # Errors
    /// As [`look_at`](Self::look_at), and when the file cannot be written or does not read back whole.
    pub fn backup(store: &Path, to: &Path) -> Result<bool, StoreError> {
        // Held until the end: only a connection that may write takes the log's files away again.
        let Some(_held) = open::looker(store)? else { return Ok(false) };
        backup::backup(&open::reader(store)?, to)?;
        Ok(true)
    }

    /// Runs a job on the writer's connection and waits until it is committed.
    async fn write<T: Send + 'static>(
        &self,
        job: impl FnMut(&Transaction<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let looks_only = || StoreError::Failed("it was opened to look only".to_owned());
        self.writer.as_ref().ok_or_else(looks_only)?.ask(job).await
    }

    /// Answers a question that looks a row or two up: that takes less time than to hand it to another thread.
    fn look<T>(&self, question: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        self.readers.ask(question)
    }

    /// Runs a question on a reader's connection, off the async threads.
    async fn read<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let readers = Arc::clone(&self.readers);
        tokio::task::spawn_blocking(move || readers.ask(question))
            .await
            .map_err(|error| StoreError::Failed(format!("a question to the store broke off: {error}")))?
    }
}

#[async_trait]
impl Store for Sqlite {
    async fn enrol(&self, plans: Vec<Plan>, now: Instant) -> Result<(), StoreError> {
        self.write(move |tx| sources::enrol(tx, &plans, now)).await
    }

    async fn due(&self, now: Instant) -> Result<Vec<(SourceName, Instant)>, StoreError> {
        self.look(|db| sources::due(db, now))
    }

    async fn next_due(&self, now: Instant) -> Result<Option<Instant>, StoreError> {
        self.look(|db| sources::next_due(db, now))
    }

    async fn sources(&self) -> Result<Vec<SourceState>, StoreError> {
        self.read(sources::states).await
    }

    async fn page(&self, source: &SourceName, url: &str) -> Result<KnownPage, StoreError> {
        self.look(|db| sources::page(db, source, url))
    }

    async fn known(&self, source: &SourceName, entries: &[Entry]) -> Result<Vec<bool>, StoreError> {
        self.look(|db| keep::known(db, source, entries))
    }

    async fn own_page(&self, publication: &str, link: &str) -> Result<Option<OwnPage>, StoreError> {
        self.look(|db| own_pages::own_page(db, publication, link))
    }

    async fn note_own_page(&self, publication: &str, link: &str, page: OwnPage) -> Result<(), StoreError> {
        let (publication, link) = (publication.to_owned(), link.to_owned());
        self.write(move |tx| own_pages::note(tx, &publication, &link, &page)).await
    }

    async fn keep(&self, kept: Kept) -> Result<Changes, StoreError> {
        self.write(move |tx| keep::keep(tx, &kept)).await
    }

    async fn revalidate(&self, source: &SourceName, url: &str, validators: Validators) -> Result<(), StoreError> {
        let (source, url) = (source.clone(), url.to_owned());
        self.write(move |tx| sources::revalidate(tx, &source, &url, &validators)).await
    }

    async fn walk(&self, source: &SourceName, url: &str) -> Result<Walk, StoreError> {
        self.look(|db| sources::walk(db, source, url))
    }

    async fn walked(&self, source: &SourceName, url: &str, month: Option<Month>, lively: bool, now: Instant) -> Result<(), StoreError> {
        let (source, url) = (source.clone(), url.to_owned());
        self.write(move |tx| sources::walked(tx, &source, &url, month, (lively, now))).await
    }

    async fn finish(&self, outcome: Outcome, last: Option<Kept>) -> Result<Changes, StoreError> {
        self.write(move |tx| {
            let changes = last.as_ref().map(|kept| keep::keep(tx, kept)).transpose()?.unwrap_or_default();
            sources::finish(tx, &outcome).map(|()| changes)
        })
        .await
    }

    async fn postpone(&self, outcome: Outcome) -> Result<(), StoreError> {
        self.write(move |tx| sources::postpone(tx, &outcome)).await
    }

    async fn release(
        &self,
        publication: Arc<Publication>,
        masthead: Arc<Masthead>,
        patient: bool,
        now: Instant,
    ) -> Result<Released, StoreError> {
        self.write(move |tx| release::release(tx, (&publication, &masthead), patient, now)).await
    }

    async fn unrendered(&self, publication: &str, limit: usize) -> Result<Vec<(i64, Article)>, StoreError> {
        let publication = publication.to_owned();
        self.read(move |db| articles::unrendered(db, &publication, limit)).await
    }

    async fn rendered(&self, fragments: Vec<(i64, Vec<String>)>) -> Result<(), StoreError> {
        self.write(move |tx| articles::rendered(tx, &fragments)).await
    }

    async fn stale(&self, publication: &str) -> Result<Vec<Stale>, StoreError> {
        self.look(|db| feeds::stale(db, publication))
    }

    async fn stale_all(&self, publication: Arc<Publication>) -> Result<(), StoreError> {
        self.write(move |tx| feeds::stale_all(tx, &publication)).await
    }

    async fn feed(&self, key: &FeedKey, publication: Arc<Publication>, masthead: Arc<Masthead>) -> Result<Option<Feed>, StoreError> {
        let key = key.clone();
        self.read(move |db| feed::feed(db, &key, &publication, &masthead)).await
    }

    async fn fill(&self, feed: Arc<Feed>, documents: Vec<Document>) -> Result<Vec<Document>, StoreError> {
        self.read(move |db| feed::fill(db, &feed, documents)).await
    }

    async fn texts(&self, feed: Arc<Feed>) -> Result<Vec<Article>, StoreError> {
        self.read(move |db| given::texts(db, &feed)).await
    }

    async fn published(&self, feeds: Vec<Stale>) -> Result<(), StoreError> {
        self.write(move |tx| feeds::published(tx, &feeds)).await
    }

    async fn announce(&self, key: &FeedKey, hub: &str, topics: Vec<String>) -> Result<(), StoreError> {
        let (key, hub) = (key.clone(), hub.to_owned());
        self.write(move |tx| hubs::announce(tx, &key, &hub, &topics)).await
    }

    async fn pings(&self, now: Instant) -> Result<(Vec<Ping>, Option<Instant>), StoreError> {
        self.look(|db| hubs::pings(db, now))
    }

    async fn pinged(&self, ping: Ping, end: Pinged) -> Result<(), StoreError> {
        self.write(move |tx| hubs::pinged(tx, &ping, end)).await
    }

    async fn sections(&self, publication: &str) -> Result<Vec<Section>, StoreError> {
        let publication = publication.to_owned();
        self.read(move |db| feeds::sections(db, &publication)).await
    }

    async fn catalogue(&self, publication: &str) -> Result<Option<Catalogue>, StoreError> {
        self.look(|db| catalogue::catalogue(db, publication))
    }

    async fn catalogued(&self, publication: &str, change: i64) -> Result<(), StoreError> {
        let publication = publication.to_owned();
        self.write(move |tx| catalogue::catalogued(tx, &publication, change)).await
    }

    async fn former_slugs(&self, publication: &str) -> Result<Vec<(String, String)>, StoreError> {
        let publication = publication.to_owned();
        self.read(move |db| sections::former(db, &publication)).await
    }

    async fn is_new(&self, publication: &str) -> Result<bool, StoreError> {
        self.look(|db| articles::is_new(db, publication))
    }

    async fn recover(&self, publication: &str, known: Vec<Recovered>) -> Result<(), StoreError> {
        let publication = publication.to_owned();
        self.write(move |tx| articles::recover(tx, &publication, &known)).await
    }

    async fn articles(&self, question: Question) -> Result<Vec<Exported>, StoreError> {
        self.read(move |db| ask::articles(db, &question)).await
    }

    async fn find(&self, publication: &str, text: &str) -> Result<Vec<Named>, StoreError> {
        let (publication, text) = (publication.to_owned(), text.to_owned());
        self.read(move |db| explain::find(db, &publication, &text)).await
    }

    async fn explain(&self, publication: Arc<Publication>, article: i64) -> Result<Explained, StoreError> {
        self.read(move |db| explain::explain(db, &publication, article)).await
    }

    async fn decide(&self, publication: Arc<Publication>, decision: Decision, now: Instant) -> Result<(), StoreError> {
        self.write(move |tx| set_aside::decide(tx, &publication, &decision, now)).await
    }

    async fn export(&self, after: i64, limit: usize) -> Result<Vec<(i64, Exported)>, StoreError> {
        self.read(move |db| ask::export(db, after, limit)).await
    }

    async fn search(&self, publication: &str, question: &str, from: usize, limit: usize) -> Result<Found, StoreError> {
        let (publication, question) = (publication.to_owned(), question.to_owned());
        search::within(search::LONGEST_TIME, Arc::clone(&self.askers), move |db| search::search(db, &publication, &question, from, limit))
            .await
    }

    async fn totals(&self) -> Result<Vec<Totals>, StoreError> {
        self.read(ask::totals).await
    }
}
