//! The daemon's loop: what is due, what changed in the configuration, and when to stop.
//!
//! There is no timer for a source: a tick asks the store what is due. Publishing is one task of its own, so that a source
//! that is slow holds back nothing.

mod hubs;
mod packer;
mod publisher;
mod reload;

use std::collections::{BTreeSet, HashSet};
use std::panic::AssertUnwindSafe;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use chrono::TimeDelta;
use futures_util::FutureExt as _;
use tokio::sync::{Notify, mpsc, watch};
use tokio::task::JoinSet;

use crate::addresses::dropped_sentence;
use crate::clock::{Instant, Pace};
use crate::config::Faults;
use crate::feed::FeedKey;
use crate::mill::Mill;
use crate::pipeline::RoadError;
use crate::pipeline::ingest::Months;
use crate::schedule::{Due, Missed, catch_up};
use crate::serve::admin::Report;
use crate::serve::site::Site;
use crate::status::{ConfigState, Status};
use crate::store::{SourceName, StoreError};

/// The longest sleep between two ticks: a clock that was set is noticed after this time.
const LONGEST_SLEEP: Duration = Duration::from_mins(1);
/// The shortest, where the next run is due at once.
const SHORTEST_SLEEP: Duration = Duration::from_millis(200);
/// How often everything is looked at for publishing although nothing was read: months end and are sealed.
const PUBLISH_ALL_EVERY: Duration = Duration::from_mins(10);
/// How long runs under way may take to end after a stop was asked for.
const GRACE: Duration = Duration::from_secs(10);
/// How long publishing waits after a failure, and after a batch that was larger than the seconds there were.
const TRY_AGAIN: Duration = Duration::from_secs(5);

/// What the daemon shows of its configuration.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// When the configuration that runs was loaded.
    pub at: Instant,
    /// The mistakes of an edit that was refused; the configuration before it runs on.
    pub refused: Option<Arc<Faults>>,
}

/// What the daemon shows while it runs.
#[derive(Clone)]
pub struct Shown {
    /// The mill as it stands; changes at a reload.
    pub mill: watch::Receiver<Arc<Mill>>,
    /// What is served of it.
    pub site: watch::Receiver<Arc<Site>>,
    /// The state of the configuration.
    pub loaded: watch::Receiver<Loaded>,
    /// Everything was published at least once and the schedule is armed.
    pub ready: watch::Receiver<bool>,
}

#[async_trait]
impl Report for Shown {
    async fn status(&self) -> Result<Status, StoreError> {
        let (mill, loaded) = (Arc::clone(&self.mill.borrow()), self.loaded.borrow().clone());
        mill.status(ConfigState::of(Some(loaded.at), loaded.refused.as_deref())).await
    }

    fn waits_for(&self) -> Option<String> {
        (!*self.ready.borrow()).then(|| "the first feeds are still being made".to_owned())
    }
}

/// A daemon that is about to run.
pub struct Daemon {
    directory: PathBuf,
    mill: watch::Sender<Arc<Mill>>,
    site: watch::Sender<Arc<Site>>,
    loaded: watch::Sender<Loaded>,
    ready: watch::Sender<bool>,
    publish: mpsc::UnboundedSender<String>,
    running: Arc<Mutex<HashSet<SourceName>>>,
    runs: JoinSet<()>,
    pace: Pace,
}

impl Daemon {
    /// A daemon over a mill whose store knows the configuration (see [`Mill::prepare`]), and what it shows.
    ///
    /// # Errors
    /// When the store cannot be asked.
    pub async fn new(mill: Mill) -> Result<(Self, Shown), StoreError> {
        let directory = mill.config.directory.clone();
        let loaded = watch::Sender::new(Loaded { at: mill.road.clock.now(), refused: None });
        let site = watch::Sender::new(Arc::new(mill.site().await?));
        let (mill, ready) = (watch::Sender::new(Arc::new(mill)), watch::Sender::new(false));
        let shown = Shown { mill: mill.subscribe(), site: site.subscribe(), loaded: loaded.subscribe(), ready: ready.subscribe() };
        let (publish, wanted) = mpsc::unbounded_channel();
        let published = Arc::new(Notify::new());
        tokio::spawn(hubs::hubs(mill.subscribe(), Arc::clone(&published)));
        tokio::spawn(publisher::publisher(mill.subscribe(), ready.clone(), publish.downgrade(), (wanted, published)));
        tokio::spawn(packer::packer(mill.subscribe()));
        let (running, runs, pace) = (Arc::default(), JoinSet::new(), Pace::default());
        Ok((Self { directory, mill, site, loaded, ready, publish, running, runs, pace }, shown))
    }

    /// Runs until `stop`: reads what is due, publishes what changed, takes over edits of the configuration.
    ///
    /// `reload` asks to look at the configuration again: somebody edited it, or a signal says so.
    ///
    /// # Errors
    /// Never for a source or a configuration; when the store fails for good.
    pub async fn run(mut self, mut reload: mpsc::Receiver<()>, stop: impl Future<Output = ()>) -> Result<(), RoadError> {
        let mut all = tokio::time::interval(PUBLISH_ALL_EVERY);
        tokio::pin!(stop);
        self.start_well().await;
        loop {
            let sleep = self.tick().await;
            tokio::select! {
                () = &mut stop => break,
                () = tokio::time::sleep(sleep) => {}
                _ = all.tick() => self.publish_everything(),
                Some(()) = reload.recv() => self.reload().await,
                Some(_) = self.runs.join_next() => {}
            }
        }
        self.end().await;
        Ok(())
    }

    /// What a start has to say and to mend before the first tick.
    async fn start_well(&self) {
        let mill = Arc::clone(&self.mill.borrow());
        mill.tell_warnings();
        tell_dropped(&mill, &BTreeSet::new()).await;
        if let Err(error) = mill.forget_the_future(mill.road.clock.now()).await {
            tracing::error!(%error, "the coming runs could not be looked at");
        }
    }

    fn publish_everything(&self) {
        for publication in &self.mill.borrow().publications {
            // The publisher ends after this loop, never before.
            let _ = self.publish.send(publication.name.to_string());
        }
    }

    /// Starts what is due; answers how long nothing will be.
    async fn tick(&mut self) -> Duration {
        let mill = Arc::clone(&self.mill.borrow());
        let now = mill.road.clock.now();
        if let Some(step) = self.pace.step(now) {
            self.clock_was_set(&mill, step, now).await;
        }
        // Looked at before the question: a run that ends while it is answered is still due in the answer.
        let running = lock(&self.running).clone();
        match mill.road.store.due(now).await {
            Ok(due) => {
                for (name, since) in due.into_iter().filter(|(name, _)| !running.contains(name)) {
                    self.start(&mill, name, since, now).await;
                }
            }
            Err(error) => tracing::error!(%error, "the store does not say what is due; asked again soon"),
        }
        // What is due now has begun, and its end wakes the loop: only what comes after now is waited for.
        let next = mill.road.store.next_due(now).await.ok().flatten();
        let sleep = next.and_then(|next| (next - mill.road.clock.now()).to_std().ok()).unwrap_or(LONGEST_SLEEP);
        sleep.clamp(SHORTEST_SLEEP, LONGEST_SLEEP)
    }

    /// Says that the clock was set, once. What is due by the new time runs once; what ran already waits for the time it had, so that
    /// an hour that comes again repeats nothing. Only times that a clock wrong by days gave are reckoned anew.
    async fn clock_was_set(&self, mill: &Mill, step: TimeDelta, now: Instant) {
        let minutes = step.num_minutes();
        tracing::warn!(event = "clock", minutes, "the clock was set by {minutes} minutes, or the machine slept; no run is repeated");
        if let Err(error) = mill.forget_the_future(now).await {
            tracing::error!(%error, "the coming runs could not be looked at");
        }
    }

    /// Starts a run of a source, unless it was missed and is not to be caught up.
    async fn start(&mut self, mill: &Arc<Mill>, name: SourceName, since: Instant, now: Instant) {
        let Some((_, source)) = mill.find(&name) else { return };
        if catch_up(since, now, source.missed) == Due::Skipped {
            let reason = match source.missed {
                Missed::Within(_) => "it was missed for longer than its deadline",
                Missed::Once | Missed::Skip => "its time passed while the daemon was down or the machine slept",
            };
            return mill.leave_out(&name, reason).await;
        }
        let turn = Turn::begin(&self.running, &name);
        let (mill, publish) = (Arc::clone(mill), self.publish.clone());
        self.runs.spawn(async move {
            run(&mill, &name).await;
            drop(turn);
            let _ = publish.send(name.publication);
        });
    }

    /// Lets runs under way end, for a while, and publishes what they brought.
    async fn end(mut self) {
        tracing::info!(event = "stop", running = self.runs.len(), "stopping; runs under way may end");
        let runs = async { while self.runs.join_next().await.is_some() {} };
        if tokio::time::timeout(GRACE, runs).await.is_err() {
            tracing::warn!("some runs did not end in time; they are done again at the next start");
            self.runs.abort_all();
        }
        let mill = Arc::clone(&self.mill.borrow());
        if let Err(error) = mill.publish_all(true).await {
            tracing::error!(%error, "not everything was published; the next start goes on");
        }
        self.ready.send_replace(false);
    }
}

/// Says which published feeds the configuration no longer has, besides those that were dropped before.
async fn tell_dropped(mill: &Mill, before: &BTreeSet<FeedKey>) {
    match mill.dropped().await {
        Ok(dropped) => dropped.difference(before).for_each(|key| tracing::warn!(event = "dropped", "{}", dropped_sentence(key))),
        Err(error) => tracing::error!(%error, "the published files could not be listed"),
    }
}

/// One run of a source. Whatever happens in it, it ends, and is not begun again at once.
async fn run(mill: &Mill, name: &SourceName) {
    match AssertUnwindSafe(mill.run_source(name, Months::Open)).catch_unwind().await {
        Ok(Ok(_)) => {}
        Ok(Err(error)) => {
            tracing::error!(source = %name, %error, "the run could not be recorded; it is done again");
            tokio::time::sleep(TRY_AGAIN).await;
        }
        Err(_) => {
            tracing::error!(source = %name, "the run broke off; please report it with the document that {name} reads");
            mill.leave_out(name, "the run before broke off").await;
        }
    }
}

/// A source's turn: while it lasts, no other run of the source begins.
struct Turn {
    running: Arc<Mutex<HashSet<SourceName>>>,
    name: SourceName,
}

impl Turn {
    fn begin(running: &Arc<Mutex<HashSet<SourceName>>>, name: &SourceName) -> Self {
        lock(running).insert(name.clone());
        Self { running: Arc::clone(running), name: name.clone() }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        lock(&self.running).remove(&self.name);
    }
}

fn lock(running: &Mutex<HashSet<SourceName>>) -> std::sync::MutexGuard<'_, HashSet<SourceName>> {
    running.lock().unwrap_or_else(PoisonError::into_inner)
}
