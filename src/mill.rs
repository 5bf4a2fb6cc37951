//! Everything that stands while Feedmill works: the configuration as it means, and the road built from it.
//!
//! A new configuration is built whole beside the old one and then takes its place; store, sink and clock go on.

mod edit;
mod runs;

use std::sync::Arc;
use std::time::Duration;

use futures_util::{StreamExt, stream};

use crate::clock::{Clock, Instant};
use crate::config::{Config, Publication, Source};
use crate::fetch::Fetcher;
use crate::pipeline::hubs::tell_hubs;
use crate::pipeline::ingest::{Ingested, Months};
use crate::pipeline::lists;
use crate::pipeline::pack::pack_all;
use crate::pipeline::publish::{Published, publish, recover};
use crate::pipeline::{Road, RoadError};
use crate::schedule::{next_run, splay};
use crate::sink::dir::Dir;
use crate::status::{ConfigState, Status};
use crate::store::sqlite::Sqlite;
use crate::store::{Plan, SourceName, Store, StoreError};
pub use edit::moved_sections;

/// How long a command that ends goes on telling hubs.
const TELLING: Duration = Duration::from_secs(30);

/// The mill: a configuration and the road it makes.
#[derive(Clone)]
pub struct Mill {
    /// The configuration.
    pub config: Arc<Config>,
    /// Its publications, each shared with what works on it.
    pub publications: Vec<Arc<Publication>>,
    /// The road.
    pub road: Road,
}

impl Mill {
    /// Opens store and sink of a configuration.
    ///
    /// # Errors
    /// When the store is not usable.
    pub fn open(config: Config, clock: Clock) -> Result<Self, StoreError> {
        let store: Arc<dyn Store> = Arc::new(Sqlite::open(&config.store)?);
        let sink = Arc::new(Dir::new(&config.output));
        let fetch = Arc::new(Fetcher::new(&config.fetch, clock));
        let road = Road { fetch, store, sink, clock, base_url: config.base_url.clone() };
        Ok(Self::with(config, road))
    }

    /// The same mill under another configuration. Store and output folder stay those it was opened with.
    #[must_use]
    pub fn under(&self, config: Config) -> Self {
        // Connections, and what is known of hosts, outlive an edit that does not concern them.
        let same = Arc::clone(&self.road.fetch);
        let fetch = if config.fetch == self.config.fetch { same } else { self.road.fetch.under(&config.fetch).unwrap_or(same) };
        let road = Road { fetch, base_url: config.base_url.clone(), ..self.road.clone() };
        Self::with(config, road)
    }

    /// A mill on a road that stands.
    #[must_use]
    pub fn with(config: Config, road: Road) -> Self {
        let publications = config.publications.iter().cloned().map(Arc::new).collect();
        Self { config: Arc::new(config), publications, road }
    }

    /// Makes the store know the configuration, and a new store know what was published before.
    ///
    /// # Errors
    /// When the store or the published files fail.
    pub async fn prepare(&self) -> Result<(), RoadError> {
        let now = self.road.clock.now();
        let publications = self.publications.iter().map(AsRef::as_ref);
        for sentence in moved_sections(self.road.store.as_ref(), publications).await? {
            tracing::warn!(event = "moved", "{sentence}");
        }
        let plans = self.publications.iter().map(|publication| self.plan(publication, now)).collect();
        self.road.store.enrol(plans, now).await?;
        for publication in &self.publications {
            let known = recover(&self.road, publication).await?;
            if known > 0 {
                tracing::info!(publication = %publication.name, articles = known, "the store is new; release times were taken from the published feeds");
            }
        }
        self.root_lists().await?;
        Ok(())
    }

    /// Writes the page and the lists above all publications, where they changed. Answers how many files were written.
    ///
    /// # Errors
    /// When one cannot be written.
    pub async fn root_lists(&self) -> Result<u32, RoadError> {
        lists::root(&self.road, &self.publications).await
    }

    /// Packs every published file that is not packed, so that any web server can send it short.
    ///
    /// # Errors
    /// When the published files cannot be listed.
    pub async fn pack_all(&self) -> Result<(), RoadError> {
        Ok(pack_all(self.road.sink.as_ref(), &self.config.compress).await?)
    }

    fn plan(&self, publication: &Arc<Publication>, now: Instant) -> Plan {
        let sources = publication
            .sources
            .iter()
            .map(|source| (source.name.to_string(), self.timing(source), self.next_run(publication, source, now).unwrap_or(now)));
        Plan {
            publication: Arc::clone(publication),
            rendering: publication.rendering_fingerprint(&self.config.base_url),
            sources: sources.collect(),
        }
    }

    /// A text that changes when a source's runs do: the splay and the zone are part of when a schedule runs.
    fn timing(&self, source: &Source) -> String {
        format!("{} {} +{:?}", source.schedule.text(), source.zone, self.config.jitter)
    }

    /// The first run of a source after a moment: the one function that the daemon and `next` share.
    #[must_use]
    pub fn next_run(&self, publication: &Publication, source: &Source, after: Instant) -> Option<Instant> {
        next_run(&source.schedule, after, source.zone, splay(&format!("{}/{}", publication.name, source.name), self.config.jitter))
    }

    /// The publication and source of a name.
    #[must_use]
    pub fn find(&self, name: &SourceName) -> Option<(&Arc<Publication>, &Source)> {
        let publication = self.publications.iter().find(|publication| publication.name.as_str() == name.publication)?;
        Some((publication, publication.source(&name.source)?))
    }

    /// Every source there is.
    #[must_use]
    pub fn sources(&self) -> Vec<SourceName> {
        SourceName::all(&self.config.publications)
    }

    /// The status of everything, as the store knows it.
    ///
    /// # Errors
    /// When the store cannot be asked.
    pub async fn status(&self, config: ConfigState) -> Result<Status, StoreError> {
        let (sources, totals) = (self.road.store.sources().await?, self.road.store.totals().await?);
        let publications = self.publications.iter().map(AsRef::as_ref);
        Ok(Status::of(publications, &self.config.base_url, sources, &totals, config, self.road.clock.now()))
    }

    /// Reads these sources side by side; hosts are spared by the fetch room.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn run_sources(&self, names: Vec<SourceName>, months: Months) -> Result<Vec<(SourceName, Ingested)>, RoadError> {
        let run = |name: SourceName| async move { Ok((name.clone(), self.run_source(&name, months).await?)) };
        let results: Vec<Result<_, RoadError>> =
            stream::iter(names).map(run).buffer_unordered(self.config.fetch.concurrency.max(1)).collect().await;
        results.into_iter().collect()
    }

    /// Tells hubs what changed, for half a minute at most: for commands that end. What is not told by then is told by the next.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn tell_hubs(&self) -> Result<(), RoadError> {
        tokio::time::timeout(TELLING, tell_hubs(&self.road)).await.map_or(Ok(()), |told| told.map(drop))
    }

    /// Publishes what is stale, of every publication.
    ///
    /// # Errors
    /// When the store or the sink fails.
    pub async fn publish_all(&self, patient: bool) -> Result<Published, RoadError> {
        let mut all = Published::default();
        for publication in &self.publications {
            let done = publish(&self.road, publication, patient).await?;
            all.feeds += done.feeds;
            all.files += done.files;
            all.released.released += done.released.released;
            all.released.waiting += done.released.waiting;
            all.released.sealed += done.released.sealed;
            all.released.given += done.released.given;
            all.released.next = [all.released.next, done.released.next].into_iter().flatten().min();
        }
        all.files += self.root_lists().await?;
        Ok(all)
    }
}
