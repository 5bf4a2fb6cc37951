//! The store in one SQLite file.
//!
//! One thread owns the only connection that writes; it takes all jobs that are waiting into one transaction, each behind a
//! savepoint, so that pages that arrive together share one commit. Readers have connections of their own.

mod articles;
mod ask;
mod edit;
mod feed;
mod feeds;
mod keep;
mod open;
mod release;
mod sections;
mod sources;

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use rusqlite::{Connection, Transaction};
use tokio::sync::{mpsc, oneshot};

use super::{
    Changes, Exported, Kept, KnownPage, Listed, Outcome, Plan, Question, Released, SourceName, SourceState, Stale, Store, StoreError,
    Totals, Walk,
};
use crate::article::{Article, Month, Section};
use crate::clock::Instant;
use crate::config::Publication;
use crate::feed::{Feed, FeedKey, Masthead};
use crate::fetch::Validators;
use crate::format::json::Recovered;

/// Jobs that may share one transaction.
const JOBS_PER_COMMIT: usize = 64;

/// What a job answers after the commit.
type Answer = Box<dyn FnOnce(Result<(), StoreError>) + Send>;
/// Work for the writer: it changes what it must, where there is a transaction, and says how to answer.
type Job = Box<dyn FnOnce(Option<&mut Transaction<'_>>) -> Answer + Send>;

/// The store in one SQLite file.
pub struct Sqlite {
    /// `None` only while the store is being closed.
    writer: Option<mpsc::UnboundedSender<Job>>,
    thread: Option<std::thread::JoinHandle<()>>,
    readers: Arc<Readers>,
}

/// Closing waits for the writer, which folds its log into the file: whoever copies the file after a stop has everything.
impl Drop for Sqlite {
    fn drop(&mut self) {
        // The writer's connection is the last one, so that its log goes with it.
        self.readers.idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
        drop(self.writer.take());
        // A writer that panicked has said so already.
        drop(self.thread.take().map(std::thread::JoinHandle::join));
    }
}

/// Connections that only read, made as needed and used again.
struct Readers {
    path: std::path::PathBuf,
    idle: Mutex<Vec<Connection>>,
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
        let connection = open::writer(path)?;
        let (writer, jobs) = mpsc::unbounded_channel();
        let thread = std::thread::Builder::new()
            .name("store".to_owned())
            .spawn(move || write(connection, jobs))
            .map_err(|error| StoreError::Failed(format!("no thread for the writer: {error}")))?;
        Ok(Self {
            writer: Some(writer),
            thread: Some(thread),
            readers: Arc::new(Readers { path: path.to_owned(), idle: Mutex::new(Vec::new()) }),
        })
    }

    /// Runs a job on the writer's connection and waits until it is committed.
    async fn write<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (sender, receiver) = oneshot::channel();
        let job: Job = Box::new(move |transaction| {
            // Without a transaction there is nothing to commit, and the answer says why.
            let nothing = || Err(StoreError::Failed("no transaction could begin".to_owned()));
            let result = transaction.map_or_else(nothing, |transaction| in_savepoint(transaction, job));
            Box::new(move |committed: Result<(), StoreError>| {
                // Nobody waiting for the answer is no reason to stop.
                let _ = sender.send(committed.and(result));
            })
        });
        let gone = || StoreError::Failed("the writer has stopped".to_owned());
        self.writer.as_ref().ok_or_else(gone)?.send(job).map_err(|_| gone())?;
        receiver.await.map_err(|_| gone())?
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

impl Readers {
    fn ask<T>(&self, question: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let connection = idle.map_or_else(|| open::reader(&self.path), Ok)?;
        let answer = question(&connection);
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
        answer
    }
}

/// A job's changes are kept or undone by themselves, whatever its neighbours in the transaction do.
fn in_savepoint<T>(
    transaction: &mut Transaction<'_>,
    job: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    transaction.execute_batch("SAVEPOINT job")?;
    let result = job(transaction);
    let end = if result.is_ok() { "RELEASE job" } else { "ROLLBACK TO job; RELEASE job" };
    transaction.execute_batch(end)?;
    result
}

/// The writer's loop: all waiting jobs in one transaction, then the answers.
fn write(mut connection: Connection, mut jobs: mpsc::UnboundedReceiver<Job>) {
    while let Some(first) = jobs.blocking_recv() {
        let mut answers = Vec::new();
        let committed = commit(&mut connection, first, &mut jobs, &mut answers);
        for answer in answers {
            answer(committed.clone().map_err(StoreError::Failed));
        }
    }
    // The last user is gone: fold the log into the file, so that it is whole by itself.
    let _ = connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE); PRAGMA optimize");
}

fn commit(
    connection: &mut Connection,
    first: Job,
    jobs: &mut mpsc::UnboundedReceiver<Job>,
    answers: &mut Vec<Answer>,
) -> Result<(), String> {
    let mut transaction = match connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate) {
        Ok(transaction) => transaction,
        Err(error) => {
            answers.push(first(None));
            return Err(error.to_string());
        }
    };
    answers.push(first(Some(&mut transaction)));
    while answers.len() < JOBS_PER_COMMIT
        && let Ok(job) = jobs.try_recv()
    {
        answers.push(job(Some(&mut transaction)));
    }
    transaction.commit().map_err(|error| error.to_string())
}

#[async_trait]
impl Store for Sqlite {
    async fn enrol(&self, plans: Vec<Plan>, now: Instant) -> Result<(), StoreError> {
        self.write(move |tx| sources::enrol(tx, &plans, now)).await
    }

    async fn due(&self, now: Instant) -> Result<Vec<(SourceName, Instant)>, StoreError> {
        self.read(move |db| sources::due(db, now)).await
    }

    async fn next_due(&self, now: Instant) -> Result<Option<Instant>, StoreError> {
        self.read(move |db| sources::next_due(db, now)).await
    }

    async fn sources(&self) -> Result<Vec<SourceState>, StoreError> {
        self.read(sources::states).await
    }

    async fn page(&self, source: &SourceName, url: &str) -> Result<KnownPage, StoreError> {
        let (source, url) = (source.clone(), url.to_owned());
        self.read(move |db| sources::page(db, &source, &url)).await
    }

    async fn keep(&self, kept: Kept) -> Result<Changes, StoreError> {
        self.write(move |tx| keep::keep(tx, &kept)).await
    }

    async fn revalidate(&self, source: &SourceName, url: &str, validators: Validators) -> Result<(), StoreError> {
        let (source, url) = (source.clone(), url.to_owned());
        self.write(move |tx| sources::revalidate(tx, &source, &url, &validators)).await
    }

    async fn walk(&self, source: &SourceName, url: &str) -> Result<Walk, StoreError> {
        let (source, url) = (source.clone(), url.to_owned());
        self.read(move |db| sources::walk(db, &source, &url)).await
    }

    async fn walked(&self, source: &SourceName, url: &str, month: Option<Month>, news: bool, now: Instant) -> Result<(), StoreError> {
        let (source, url) = (source.clone(), url.to_owned());
        self.write(move |tx| sources::walked(tx, &source, &url, month, (news, now))).await
    }

    async fn finish(&self, outcome: Outcome) -> Result<(), StoreError> {
        self.write(move |tx| sources::finish(tx, &outcome)).await
    }

    async fn postpone(&self, outcome: Outcome) -> Result<(), StoreError> {
        self.write(move |tx| sources::postpone(tx, &outcome)).await
    }

    async fn release(&self, publication: Arc<Publication>, patient: bool, now: Instant) -> Result<Released, StoreError> {
        self.write(move |tx| release::release(tx, &publication, patient, now)).await
    }

    async fn unrendered(&self, publication: &str, limit: usize) -> Result<Vec<(i64, Article)>, StoreError> {
        let publication = publication.to_owned();
        self.read(move |db| articles::unrendered(db, &publication, limit)).await
    }

    async fn rendered(&self, fragments: Vec<(i64, Vec<String>)>) -> Result<(), StoreError> {
        self.write(move |tx| articles::rendered(tx, &fragments)).await
    }

    async fn stale(&self, publication: &str) -> Result<Vec<Stale>, StoreError> {
        let publication = publication.to_owned();
        self.read(move |db| feeds::stale(db, &publication)).await
    }

    async fn stale_all(&self, publication: Arc<Publication>) -> Result<(), StoreError> {
        self.write(move |tx| feeds::stale_all(tx, &publication)).await
    }

    async fn feed(&self, key: &FeedKey, publication: Arc<Publication>, masthead: Arc<Masthead>) -> Result<Option<Feed>, StoreError> {
        let key = key.clone();
        self.read(move |db| feed::feed(db, &key, &publication, &masthead)).await
    }

    async fn published(&self, feeds: Vec<Stale>) -> Result<(), StoreError> {
        self.write(move |tx| feeds::published(tx, &feeds)).await
    }

    async fn sections(&self, publication: &str) -> Result<Vec<Section>, StoreError> {
        let publication = publication.to_owned();
        self.read(move |db| feeds::sections(db, &publication)).await
    }

    async fn former_slugs(&self, publication: &str) -> Result<Vec<(String, String)>, StoreError> {
        let publication = publication.to_owned();
        self.read(move |db| sections::former(db, &publication)).await
    }

    async fn is_new(&self, publication: &str) -> Result<bool, StoreError> {
        let publication = publication.to_owned();
        self.read(move |db| articles::is_new(db, &publication)).await
    }

    async fn recover(&self, publication: &str, known: Vec<Recovered>) -> Result<(), StoreError> {
        let publication = publication.to_owned();
        self.write(move |tx| articles::recover(tx, &publication, &known)).await
    }

    async fn articles(&self, question: Question) -> Result<Vec<Listed>, StoreError> {
        self.read(move |db| ask::articles(db, &question)).await
    }

    async fn export(&self, after: i64, limit: usize) -> Result<Vec<(i64, Exported)>, StoreError> {
        self.read(move |db| ask::export(db, after, limit)).await
    }

    async fn totals(&self) -> Result<Vec<Totals>, StoreError> {
        self.read(ask::totals).await
    }
}
