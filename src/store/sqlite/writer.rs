//! The one thread that writes. It takes jobs that arrive together into one transaction: a commit costs as much as many pages.

use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::Duration;

use rusqlite::{Connection, Transaction, TransactionBehavior};
use tokio::sync::oneshot;

use super::super::StoreError;

/// Jobs that may share one transaction.
const JOBS_PER_COMMIT: usize = 16;
/// How long a transaction waits for another job, where jobs come in company.
const GATHER: Duration = Duration::from_millis(20);

/// The way to the writer.
pub(super) struct Writer {
    /// `None` only while the store is being closed.
    jobs: Option<Sender<Box<dyn Job>>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

/// Work for the writer. It may be done twice: again by itself when another job of its transaction failed.
trait Job: Send {
    /// Does it; says whether it succeeded.
    fn work(&mut self, transaction: &Transaction<'_>) -> bool;
    /// Tells the one who asked, after the commit.
    fn answer(self: Box<Self>, committed: Result<(), StoreError>);
}

/// A job, what it gave, and who asked for it.
struct Asked<T, F> {
    work: F,
    result: Option<Result<T, StoreError>>,
    asker: oneshot::Sender<Result<T, StoreError>>,
}

impl<T: Send, F: FnMut(&Transaction<'_>) -> Result<T, StoreError> + Send> Job for Asked<T, F> {
    fn work(&mut self, transaction: &Transaction<'_>) -> bool {
        let result = (self.work)(transaction);
        let done = result.is_ok();
        self.result = Some(result);
        done
    }

    fn answer(self: Box<Self>, committed: Result<(), StoreError>) {
        let answer = match (self.result, committed) {
            // Its own failure says more than that of the commit.
            (Some(Err(error)), _) | (_, Err(error)) => Err(error),
            (Some(done), Ok(())) => done,
            (None, Ok(())) => Err(StoreError::Failed("the job was not reached".to_owned())),
        };
        // Nobody waiting for the answer is no reason to stop.
        let _ = self.asker.send(answer);
    }
}

impl Writer {
    /// Starts the thread on a connection that writes.
    pub(super) fn start(connection: Connection) -> Result<Self, StoreError> {
        let (jobs, waiting) = mpsc::channel();
        let thread = std::thread::Builder::new()
            .name("store".to_owned())
            .spawn(move || write(connection, &waiting))
            .map_err(|error| StoreError::Failed(format!("no thread for the writer: {error}")))?;
        Ok(Self { jobs: Some(jobs), thread: Some(thread) })
    }

    /// Waits until everything that was asked for is done, and the connection is closed.
    pub(super) fn stop(&mut self) {
        drop(self.jobs.take());
        // A writer that panicked has said so already.
        drop(self.thread.take().map(std::thread::JoinHandle::join));
    }

    /// Has a job done, and waits until it is committed.
    pub(super) async fn ask<T: Send + 'static>(
        &self,
        work: impl FnMut(&Transaction<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (asker, answer) = oneshot::channel();
        let gone = || StoreError::Failed("the writer has stopped".to_owned());
        self.jobs.as_ref().ok_or_else(gone)?.send(Box::new(Asked { work, result: None, asker })).map_err(|_| gone())?;
        answer.await.map_err(|_| gone())?
    }
}

/// The writer's loop: jobs that arrive together in one transaction, then the answers.
fn write(mut connection: Connection, waiting: &Receiver<Box<dyn Job>>) {
    let mut company = false;
    while let Ok(first) = waiting.recv() {
        let mut jobs = vec![first];
        let committed = match together(&mut connection, &mut jobs, waiting, company) {
            Ok(true) => Ok(()),
            // What one job does never harms another.
            Ok(false) => apart(&mut connection, &mut jobs),
            Err(error) => Err(error),
        };
        company = jobs.len() > 1;
        for job in jobs {
            job.answer(committed.clone().map_err(StoreError::Failed));
        }
    }
    // The last user is gone: fold the log into the file, so that it is whole by itself.
    let _ = connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE); PRAGMA optimize");
}

/// All jobs in one transaction, and those that arrive meanwhile. False when one failed: nothing is changed then.
fn together(
    connection: &mut Connection,
    jobs: &mut Vec<Box<dyn Job>>,
    waiting: &Receiver<Box<dyn Job>>,
    company: bool,
) -> Result<bool, String> {
    let transaction = begin(connection)?;
    let mut done = 0;
    while let Some(job) = jobs.get_mut(done) {
        if !job.work(&transaction) {
            // Dropping the transaction undoes it. One that was alone has its answer already.
            return Ok(jobs.len() == 1);
        }
        done += 1;
        if jobs.len() < JOBS_PER_COMMIT {
            let wait = if company || done > 1 { GATHER } else { Duration::ZERO };
            match waiting.recv_timeout(wait) {
                Ok(job) => jobs.push(job),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {}
            }
        }
    }
    transaction.commit().map_err(|error| error.to_string())?;
    Ok(true)
}

/// The same jobs, each behind a savepoint of its own, so that only what failed is undone.
fn apart(connection: &mut Connection, jobs: &mut [Box<dyn Job>]) -> Result<(), String> {
    let transaction = begin(connection)?;
    for job in jobs {
        transaction.execute_batch("SAVEPOINT job").map_err(|error| error.to_string())?;
        let end = if job.work(&transaction) { "RELEASE job" } else { "ROLLBACK TO job; RELEASE job" };
        transaction.execute_batch(end).map_err(|error| error.to_string())?;
    }
    transaction.commit().map_err(|error| error.to_string())
}

fn begin(connection: &mut Connection) -> Result<Transaction<'_>, String> {
    connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(|error| error.to_string())
}
