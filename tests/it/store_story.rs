//! One story for every store: what `Store` promises, whatever stands behind it.
//!
//! Each chapter begins with a new store that knows two journals; nothing in it is of one store only.

mod kept;
mod published;

use std::path::Path;
use std::sync::Arc;

use feedmill::article::Entry;
use feedmill::clock::Instant;
use feedmill::config::Publication;
use feedmill::feed::{FeedKey, Masthead, Scope};
use feedmill::fetch::Validators;
use feedmill::store::sqlite::Sqlite;
use feedmill::store::{Arrival, Kept, Outcome, Plan, SourceName, Store};

use crate::bench::{Bench, ONE_FEED, ONE_LISTING, block};

/// Every store there is, new and empty, in a folder of its own. Another store is one more line here, and no more.
fn stores(folder: &Path) -> Vec<Arc<dyn Store>> {
    vec![Arc::new(Sqlite::open(&folder.join("story.db")).unwrap())]
}

/// Where a chapter begins: a new store that knows the journals `j` and `k`, each with the sources `latest` and `archive`.
struct Scene {
    store: Arc<dyn Store>,
    journal: Arc<Publication>,
    other: Arc<Publication>,
    masthead: Arc<Masthead>,
}

/// Tells a chapter with every store.
fn with_every_store(mut chapter: impl AsyncFnMut(&Scene)) {
    let bench = Bench::journal(&format!("{ONE_FEED}{ONE_LISTING}"));
    std::fs::copy(bench.path("config/publications/j.toml"), bench.path("config/publications/k.toml")).unwrap();
    block(async {
        for store in stores(bench.folder()) {
            let mill = bench.mill();
            let [journal, other] = [0, 1].map(|n| Arc::clone(&mill.publications[n]));
            let masthead = Arc::new(Masthead::of(&journal, &mill.road.base_url));
            let scene = Scene { store, journal, other, masthead };
            scene.store.enrol(scene.plans("hourly"), at(0)).await.unwrap();
            chapter(&scene).await;
        }
    });
}

/// So many minutes after the story begins: 8 o'clock on 17 November 2025.
fn at(minutes: i64) -> Instant {
    "2025-11-17T08:00:00Z".parse::<Instant>().unwrap() + chrono::TimeDelta::minutes(minutes)
}

/// A source of the first journal.
fn source(name: &str) -> SourceName {
    SourceName { publication: "j".to_owned(), source: name.to_owned() }
}

/// A feed of the first journal.
fn key(scope: Scope) -> FeedKey {
    FeedKey { publication: "j".parse().unwrap(), scope }
}

/// What a source says of article `n`: everything but a date.
fn entry(n: u32) -> Entry {
    Entry {
        guid: Some(format!("guid-{n}")),
        link: Some(format!("https://www.journal.example/{n}.article")),
        title: format!("Headline {n}"),
        summary: Some(format!("Standfirst {n}.")),
        section: Some("News".to_owned()),
        ..Entry::default()
    }
}

/// A run that ended well and is due again in an hour.
fn well(source: SourceName, now: Instant) -> Outcome {
    Outcome {
        source,
        trouble: None,
        now,
        schedule: "hourly".to_owned(),
        next_run: Some(now + chrono::TimeDelta::hours(1)),
        next_reason: "schedule".to_owned(),
        not_before: None,
        skipped_overlap: 0,
    }
}

impl Scene {
    /// Both journals with their sources on a schedule; whatever it is, its next run is at ten.
    fn plans(&self, schedule: &str) -> Vec<Plan> {
        let plan = |publication: &Arc<Publication>| Plan {
            publication: Arc::clone(publication),
            rendering: "as ever".to_owned(),
            sources: ["latest", "archive"].map(|name| (name.to_owned(), schedule.to_owned(), at(120))).into(),
        };
        vec![plan(&self.journal), plan(&self.other)]
    }

    /// A page of the journal's feed with these entries, newest first.
    fn page(&self, entries: impl IntoIterator<Item = Entry>, now: Instant) -> Kept {
        Kept {
            publication: Arc::clone(&self.journal),
            source: "latest".to_owned(),
            run: now.timestamp_millis(),
            url: "https://www.journal.example/rss".to_owned(),
            number: 1,
            walk: None,
            entries: entries.into_iter().collect(),
            complete: true,
            validators: Validators { etag: Some(b"\"one\"".to_vec()), last_modified: None },
            body: b"body".to_vec(),
            next: None,
            arrival: Arrival::Schedule,
            now,
        }
    }

    /// Keeps a page as the whole of a run.
    async fn run(&self, entries: impl IntoIterator<Item = Entry>, now: Instant) -> feedmill::store::Changes {
        self.store.finish(well(source("latest"), now), Some(self.page(entries, now))).await.unwrap()
    }

    /// Releases what waits, without waiting for sources that were never read.
    async fn release(&self, now: Instant) -> feedmill::store::Released {
        self.store.release(Arc::clone(&self.journal), Arc::clone(&self.masthead), false, now).await.unwrap()
    }

    /// The seconds at which the articles of the feed of everything were released, newest first.
    async fn seconds(&self) -> Vec<Instant> {
        let feed = self.store.feed(&key(Scope::All), Arc::clone(&self.journal), Arc::clone(&self.masthead)).await.unwrap();
        feed.map_or_else(Vec::new, |feed| feed.items.iter().map(|item| item.released.unwrap()).collect())
    }

    /// The paths of the feeds that are stale.
    async fn stale(&self) -> Vec<String> {
        let stale = self.store.stale("j").await.unwrap();
        stale.into_iter().map(|stale| stale.key.path()).collect()
    }

    /// Clears every mark, as if everything had been published.
    async fn publish(&self) {
        self.store.published(self.store.stale("j").await.unwrap()).await.unwrap();
    }

    /// The titles of what is kept, first one first.
    async fn titles(&self) -> Vec<String> {
        let all = self.store.export(0, 1_000).await.unwrap();
        all.into_iter().map(|(_, exported)| exported.article.title).collect()
    }
}
