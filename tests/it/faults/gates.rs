//! The store and the sink behind gates: every write is counted, and the one that a test names goes wrong.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use feedmill::article::{Article, Entry, Month, OwnPage, Section};
use feedmill::clock::Instant;
use feedmill::config::Publication;
use feedmill::feed::{Feed, FeedKey, Masthead};
use feedmill::fetch::Validators;
use feedmill::format::Document;
use feedmill::format::json::Recovered;
use feedmill::mill::Mill;
use feedmill::pack::Coding;
use feedmill::pipeline::Road;
use feedmill::sink::{File, Opened, Sink, SinkError, Staged, Stamp, Waiting};
use feedmill::splice::Layout;
use feedmill::store::{
    Catalogue, Changes, Decision, Explained, Exported, Found, Kept, KnownPage, Named, Outcome, Ping, Pinged, Plan, Question, Released,
    SourceName, SourceState, Stale, Store, StoreError, Totals, Walk,
};

/// What goes wrong, and at which write, counted from 1.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Fault {
    /// This write is refused, as by a full disk; those after it are done.
    Refused(usize),
    /// The process is killed in this write: it is done, or half of its files are; nobody hears of it, and nothing is done after it.
    Killed(usize),
}

/// Counts writes, and knows which one goes wrong.
#[derive(Default)]
pub(crate) struct Gate {
    fault: Option<Fault>,
    writes: AtomicUsize,
}

/// What becomes of a write.
enum Fate {
    Done,
    Unheard,
    Refused,
}

impl Gate {
    /// Puts a gate before the store and the sink of a mill.
    pub(crate) fn before(mill: &Mill, fault: Option<Fault>) -> (Mill, Arc<Self>) {
        let gate = Arc::new(Self { fault, writes: AtomicUsize::new(0) });
        let store = Arc::new(Gated { inner: Arc::clone(&mill.road.store), gate: Arc::clone(&gate) });
        let sink = Arc::new(Gated { inner: Arc::clone(&mill.road.sink), gate: Arc::clone(&gate) });
        let road = Road { store, sink, ..mill.road.clone() };
        (Mill::with((*mill.config).clone(), road), gate)
    }

    /// How many writes there were.
    pub(crate) fn writes(&self) -> usize {
        self.writes.load(Ordering::SeqCst)
    }

    fn next(&self) -> Fate {
        let write = self.writes.fetch_add(1, Ordering::SeqCst) + 1;
        match self.fault {
            Some(Fault::Refused(at)) if write == at => Fate::Refused,
            Some(Fault::Killed(at)) if write == at => Fate::Unheard,
            Some(Fault::Killed(at)) if write > at => Fate::Refused,
            _ => Fate::Done,
        }
    }
}

/// A store or a sink behind a gate.
struct Gated<T: ?Sized> {
    inner: Arc<T>,
    gate: Arc<Gate>,
}

impl Gated<dyn Store> {
    async fn write<T>(&self, work: impl Future<Output = Result<T, StoreError>> + Send) -> Result<T, StoreError> {
        match self.gate.next() {
            Fate::Done => return work.await,
            Fate::Unheard => drop(work.await?),
            Fate::Refused => {}
        }
        Err(StoreError::Failed("it was told to".to_owned()))
    }
}

fn broken() -> SinkError {
    SinkError { what: "could not write", path: "a file".to_owned(), cause: std::io::Error::other("it was told to"), advice: "" }
}

#[async_trait]
impl Sink for Gated<dyn Sink> {
    async fn stage(&self, folder: &str, files: Vec<File>) -> Result<Vec<Staged>, SinkError> {
        match self.gate.next() {
            Fate::Done => self.inner.stage(folder, files).await,
            Fate::Unheard => self.inner.stage(folder, files).await.and(Err(broken())),
            Fate::Refused => Err(broken()),
        }
    }

    async fn place(&self, folder: &str, mut staged: Vec<Staged>) -> Result<Vec<std::borrow::Cow<'static, str>>, SinkError> {
        match self.gate.next() {
            Fate::Done => self.inner.place(folder, staged).await,
            Fate::Unheard => {
                staged.truncate(staged.len() / 2);
                self.inner.place(folder, staged).await.and(Err(broken()))
            }
            Fate::Refused => Err(broken()),
        }
    }

    async fn remove(&self, path: &str) -> Result<(), SinkError> {
        match self.gate.next() {
            Fate::Done => self.inner.remove(path).await,
            Fate::Unheard => self.inner.remove(path).await.and(Err(broken())),
            Fate::Refused => Err(broken()),
        }
    }

    async fn get(&self, path: &str) -> Result<Option<Vec<u8>>, SinkError> {
        self.inner.get(path).await
    }

    fn stamp(&self, path: &str) -> Result<Option<Stamp>, SinkError> {
        self.inner.stamp(path)
    }

    async fn open(&self, path: &str) -> Result<Option<Opened>, SinkError> {
        self.inner.open(path).await
    }

    fn layout(&self, path: &str) -> Result<Option<(Stamp, Arc<Layout>)>, SinkError> {
        self.inner.layout(path)
    }

    async fn put_packed(&self, path: &str, of: Stamp, packed: Vec<(Coding, Vec<u8>)>) -> Result<bool, SinkError> {
        match self.gate.next() {
            Fate::Done => self.inner.put_packed(path, of, packed).await,
            Fate::Unheard => self.inner.put_packed(path, of, packed).await.and(Err(broken())),
            Fate::Refused => Err(broken()),
        }
    }

    fn waiting(&self) -> Waiting {
        self.inner.waiting()
    }

    async fn list(&self, folder: &str) -> Result<Vec<String>, SinkError> {
        self.inner.list(folder).await
    }
}

#[async_trait]
impl Store for Gated<dyn Store> {
    async fn enrol(&self, plans: Vec<Plan>, now: Instant) -> Result<(), StoreError> {
        self.write(self.inner.enrol(plans, now)).await
    }

    async fn keep(&self, kept: Kept) -> Result<Changes, StoreError> {
        self.write(self.inner.keep(kept)).await
    }

    async fn revalidate(&self, source: &SourceName, url: &str, validators: Validators) -> Result<(), StoreError> {
        self.write(self.inner.revalidate(source, url, validators)).await
    }

    async fn walked(&self, source: &SourceName, url: &str, month: Option<Month>, news: bool, now: Instant) -> Result<(), StoreError> {
        self.write(self.inner.walked(source, url, month, news, now)).await
    }

    async fn finish(&self, outcome: Outcome, last: Option<Kept>) -> Result<Changes, StoreError> {
        self.write(self.inner.finish(outcome, last)).await
    }

    async fn postpone(&self, outcome: Outcome) -> Result<(), StoreError> {
        self.write(self.inner.postpone(outcome)).await
    }

    async fn release(
        &self,
        publication: Arc<Publication>,
        masthead: Arc<Masthead>,
        patient: bool,
        now: Instant,
    ) -> Result<Released, StoreError> {
        self.write(self.inner.release(publication, masthead, patient, now)).await
    }

    async fn rendered(&self, fragments: Vec<(i64, Vec<String>)>) -> Result<(), StoreError> {
        self.write(self.inner.rendered(fragments)).await
    }

    async fn stale_all(&self, publication: Arc<Publication>) -> Result<(), StoreError> {
        self.write(self.inner.stale_all(publication)).await
    }

    async fn published(&self, feeds: Vec<Stale>) -> Result<(), StoreError> {
        self.write(self.inner.published(feeds)).await
    }

    async fn announce(&self, key: &FeedKey, hub: &str, topics: Vec<String>) -> Result<(), StoreError> {
        self.write(self.inner.announce(key, hub, topics)).await
    }

    async fn pings(&self, now: Instant) -> Result<(Vec<Ping>, Option<Instant>), StoreError> {
        self.inner.pings(now).await
    }

    async fn pinged(&self, ping: Ping, end: Pinged) -> Result<(), StoreError> {
        self.write(self.inner.pinged(ping, end)).await
    }

    async fn recover(&self, publication: &str, known: Vec<Recovered>) -> Result<(), StoreError> {
        self.write(self.inner.recover(publication, known)).await
    }

    async fn due(&self, now: Instant) -> Result<Vec<(SourceName, Instant)>, StoreError> {
        self.inner.due(now).await
    }

    async fn next_due(&self, now: Instant) -> Result<Option<Instant>, StoreError> {
        self.inner.next_due(now).await
    }

    async fn sources(&self) -> Result<Vec<SourceState>, StoreError> {
        self.inner.sources().await
    }

    async fn page(&self, source: &SourceName, url: &str) -> Result<KnownPage, StoreError> {
        self.inner.page(source, url).await
    }

    async fn walk(&self, source: &SourceName, url: &str) -> Result<Walk, StoreError> {
        self.inner.walk(source, url).await
    }

    async fn unrendered(&self, publication: &str, limit: usize) -> Result<Vec<(i64, Article)>, StoreError> {
        self.inner.unrendered(publication, limit).await
    }

    async fn stale(&self, publication: &str) -> Result<Vec<Stale>, StoreError> {
        self.inner.stale(publication).await
    }

    async fn feed(&self, key: &FeedKey, publication: Arc<Publication>, masthead: Arc<Masthead>) -> Result<Option<Feed>, StoreError> {
        self.inner.feed(key, publication, masthead).await
    }

    async fn fill(&self, feed: Arc<Feed>, documents: Vec<Document>) -> Result<Vec<Document>, StoreError> {
        self.inner.fill(feed, documents).await
    }

    async fn texts(&self, feed: Arc<Feed>) -> Result<Vec<Article>, StoreError> {
        self.inner.texts(feed).await
    }

    async fn sections(&self, publication: &str) -> Result<Vec<Section>, StoreError> {
        self.inner.sections(publication).await
    }

    async fn catalogue(&self, publication: &str) -> Result<Option<Catalogue>, StoreError> {
        self.inner.catalogue(publication).await
    }

    async fn catalogued(&self, publication: &str, change: i64) -> Result<(), StoreError> {
        self.write(self.inner.catalogued(publication, change)).await
    }

    async fn former_slugs(&self, publication: &str) -> Result<Vec<(String, String)>, StoreError> {
        self.inner.former_slugs(publication).await
    }

    async fn known(&self, source: &SourceName, entries: &[Entry]) -> Result<Vec<bool>, StoreError> {
        self.inner.known(source, entries).await
    }

    async fn own_page(&self, publication: &str, link: &str) -> Result<Option<OwnPage>, StoreError> {
        self.inner.own_page(publication, link).await
    }

    async fn note_own_page(&self, publication: &str, link: &str, page: OwnPage) -> Result<(), StoreError> {
        self.write(self.inner.note_own_page(publication, link, page)).await
    }

    async fn is_new(&self, publication: &str) -> Result<bool, StoreError> {
        self.inner.is_new(publication).await
    }

    async fn articles(&self, question: Question) -> Result<Vec<Exported>, StoreError> {
        self.inner.articles(question).await
    }

    async fn find(&self, publication: &str, text: &str) -> Result<Vec<Named>, StoreError> {
        self.inner.find(publication, text).await
    }
    async fn explain(&self, publication: Arc<Publication>, article: i64) -> Result<Explained, StoreError> {
        self.inner.explain(publication, article).await
    }
    async fn decide(&self, publication: Arc<Publication>, decision: Decision, now: Instant) -> Result<(), StoreError> {
        self.inner.decide(publication, decision, now).await
    }
    async fn export(&self, after: i64, limit: usize) -> Result<Vec<(i64, Exported)>, StoreError> {
        self.inner.export(after, limit).await
    }

    async fn search(&self, publication: &str, question: &str, from: usize, limit: usize) -> Result<Found, StoreError> {
        self.inner.search(publication, question, from, limit).await
    }

    async fn totals(&self) -> Result<Vec<Totals>, StoreError> {
        self.inner.totals().await
    }
}
