//! The daemon's loop: what is due, what changed in the configuration, and when to stop.
//!
//! There is no timer for a source: a tick asks the store what is due. Publishing is one task of its own, so that a source
//! that is slow holds back nothing.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;

use crate::clock::Instant;
use crate::config::{self, Faults};
use crate::mill::Mill;
use crate::pipeline::RoadError;
use crate::pipeline::ingest::Months;
use crate::pipeline::publish::publish;
use crate::schedule::{Due, catch_up};
use crate::serve::admin::Report;
use crate::serve::site::Site;
use crate::status::{ConfigState, Status};
use crate::store::{Outcome, SourceName, StoreError};

/// The longest sleep between two ticks: a clock that was set is noticed after this time.
const LONGEST_SLEEP: Duration = Duration::from_mins(1);
/// The shortest: a source that is due but still running is not asked about without end.
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

/// What is served of a mill.
fn site(mill: &Mill) -> Arc<Site> {
    let publications = mill.publications.iter().map(AsRef::as_ref);
    Arc::new(Site::new(Arc::clone(&mill.road.sink), mill.road.clock, mill.config.base_url.clone(), publications))
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
}

impl Daemon {
    /// A daemon over a mill whose store knows the configuration (see [`Mill::prepare`]), and what it shows.
    #[must_use]
    pub fn new(mill: Mill) -> (Self, Shown) {
        let directory = mill.config.directory.clone();
        let loaded = watch::Sender::new(Loaded { at: mill.road.clock.now(), refused: None });
        let site = watch::Sender::new(site(&mill));
        let (mill, ready) = (watch::Sender::new(Arc::new(mill)), watch::Sender::new(false));
        let shown = Shown { mill: mill.subscribe(), site: site.subscribe(), loaded: loaded.subscribe(), ready: ready.subscribe() };
        let (publish, wanted) = mpsc::unbounded_channel();
        tokio::spawn(publisher(mill.subscribe(), ready.clone(), publish.downgrade(), wanted));
        (Self { directory, mill, site, loaded, ready, publish, running: Arc::default(), runs: JoinSet::new() }, shown)
    }

    /// Runs until `stop`: reads what is due, publishes what changed, takes over edits of the configuration.
    ///
    /// `reload` is a channel that asks for a reload, whatever the files' watch says.
    ///
    /// # Errors
    /// Never for a source or a configuration; when the store fails for good.
    pub async fn run(mut self, mut reload: mpsc::Receiver<()>, stop: impl Future<Output = ()>) -> Result<(), RoadError> {
        let mut edits = config::watch::Watch::start(&self.directory);
        let mut all = tokio::time::interval(PUBLISH_ALL_EVERY);
        tokio::pin!(stop);
        loop {
            let sleep = self.tick().await;
            tokio::select! {
                () = &mut stop => break,
                () = tokio::time::sleep(sleep) => {}
                _ = all.tick() => self.publish_everything(),
                () = edits.changed() => self.reload().await,
                Some(()) = reload.recv() => self.reload().await,
                Some(_) = self.runs.join_next() => {}
            }
        }
        self.end().await;
        Ok(())
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
        match mill.road.store.due(now).await {
            Ok(due) => {
                for (name, since) in due {
                    self.start(&mill, name, since, now).await;
                }
            }
            Err(error) => tracing::error!(%error, "the store does not say what is due; asked again soon"),
        }
        let next = mill.road.store.next_due().await.ok().flatten();
        let sleep = next.and_then(|next| (next - now).to_std().ok()).unwrap_or(SHORTEST_SLEEP);
        sleep.clamp(SHORTEST_SLEEP, LONGEST_SLEEP)
    }

    /// Starts a run of a source, unless it is running already or was missed and is not to be caught up.
    async fn start(&mut self, mill: &Arc<Mill>, name: SourceName, since: Instant, now: Instant) {
        let Some((publication, source)) = mill.find(&name) else { return };
        if !lock(&self.running).insert(name.clone()) {
            return;
        }
        if catch_up(since, now, source.missed) == Due::Skipped {
            let next_run = mill.next_run(publication, source, now);
            let outcome = Outcome::skipped(name.clone(), now, next_run, "its time passed while the daemon was down");
            if let Err(error) = mill.road.store.postpone(outcome).await {
                tracing::error!(source = %name, %error, "the missed run could not be put off");
            }
            lock(&self.running).remove(&name);
            return;
        }
        let (mill, running, publish) = (Arc::clone(mill), Arc::clone(&self.running), self.publish.clone());
        self.runs.spawn(async move {
            if let Err(error) = mill.run_source(&name, Months::Open).await {
                tracing::error!(source = %name, %error, "the run could not be recorded; it is done again");
                tokio::time::sleep(TRY_AGAIN).await;
            }
            lock(&running).remove(&name);
            let _ = publish.send(name.publication);
        });
    }

    /// Builds the edited configuration whole beside the old one and then swaps it in; a mistake leaves all of the old running.
    async fn reload(&self) {
        let old = Arc::clone(&self.mill.borrow());
        let directory = self.directory.clone();
        let config = match tokio::task::spawn_blocking(move || config::load(&directory)).await {
            Ok(Ok(config)) => config,
            Ok(Err(faults)) => return self.refuse(faults),
            Err(error) => return tracing::error!(%error, "the configuration could not be read; the old one runs on"),
        };
        for (what, changed) in [
            ("store.path", config.store != old.config.store),
            ("output.directory", config.output != old.config.output),
            ("serve.listen", config.listen != old.config.listen),
            ("serve.admin", config.admin != old.config.admin),
        ] {
            if changed {
                tracing::warn!("{what} was changed: that takes effect when the daemon is started anew");
            }
        }
        let built = old.under(config);
        if let Err(error) = built.prepare().await {
            return tracing::error!(%error, "the configuration was not taken over; the old one runs on");
        }
        let sources = built.sources().len();
        self.loaded.send_replace(Loaded { at: old.road.clock.now(), refused: None });
        self.site.send_replace(site(&built));
        self.mill.send_replace(Arc::new(built));
        tracing::info!(event = "reload", sources, "the configuration was taken over");
        self.publish_everything();
    }

    fn refuse(&self, faults: Faults) {
        tracing::error!(
            event = "reload",
            errors = faults.list().len(),
            "the configuration was refused, the old one runs on:\n{}",
            faults.render(false)
        );
        self.loaded.send_modify(|loaded| loaded.refused = Some(Arc::new(faults)));
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

fn lock(running: &Mutex<HashSet<SourceName>>) -> std::sync::MutexGuard<'_, HashSet<SourceName>> {
    running.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Publishes the publications that are named to it, one after the other, each once however often it was named.
async fn publisher(
    mill: watch::Receiver<Arc<Mill>>,
    ready: watch::Sender<bool>,
    again: mpsc::WeakUnboundedSender<String>,
    mut wanted: mpsc::UnboundedReceiver<String>,
) {
    let mut names = Vec::new();
    while wanted.recv_many(&mut names, 64).await > 0 {
        names.sort();
        names.dedup();
        for name in names.drain(..) {
            let mill = Arc::clone(&mill.borrow());
            let Some(publication) = mill.publications.iter().find(|publication| publication.name.as_str() == name) else { continue };
            let later = match publish(&mill.road, publication, true).await {
                Ok(done) => {
                    if done.files > 0 {
                        tracing::info!(event = "publish", publication = %name, feeds = done.feeds, files = done.files,
                            released = done.released.released, "{name}: {} files written", done.files);
                    }
                    ready.send_replace(true);
                    done.released.waiting > 0
                }
                Err(error) => {
                    tracing::error!(event = "publish", publication = %name, %error, "not everything was published; it is tried again");
                    true
                }
            };
            if later && let Some(again) = again.upgrade() {
                tokio::spawn(async move {
                    tokio::time::sleep(TRY_AGAIN).await;
                    let _ = again.send(name);
                });
            }
        }
    }
}
