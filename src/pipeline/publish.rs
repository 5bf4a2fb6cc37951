//! From the store to the published files: what is new is rendered once, and only feeds that are stale are joined and written.

use std::sync::Arc;

use futures_util::{StreamExt, TryStreamExt, stream};
use tokio::sync::Semaphore;

use super::{Road, RoadError, lists};
use crate::article::Article;
use crate::config::Publication;
use crate::feed::{Dress, Feed, FeedKey, Masthead};
use crate::format::{self, Document, Format, Leaf};
use crate::sink::{File, Sink, SinkError, Staged};
use crate::store::Released;

/// Articles that are rendered in one go; it bounds the memory.
const RENDER_AT_ONCE: usize = 128;
/// Feeds that are joined and written at a time, as writing waits for the disk …
const WRITE_AT_ONCE: usize = 4;
/// … as long as they hold no more articles than this together; it bounds the memory.
const ARTICLES_AT_ONCE: u32 = 400;
/// A feed with no more articles than this has all its documents made together: each fragment is then looked up once.
const TOGETHER: usize = 1_200;
/// Feeds whose marks are cleared together; after a failure so many are looked at again.
const CLEAR_AT_ONCE: usize = 64;

/// What publishing did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Published {
    /// What was released.
    pub released: Released,
    /// Feeds that were stale.
    pub feeds: u32,
    /// Files whose bytes changed.
    pub files: u32,
}

/// Takes over release times from the published files when the store has never seen the publication.
///
/// # Errors
/// When the store or the files cannot be read.
pub async fn recover(road: &Road, publication: &Publication) -> Result<usize, RoadError> {
    let name = publication.name.as_str();
    if !road.store.is_new(name).await? {
        return Ok(0);
    }
    let mut known = Vec::new();
    for path in road.sink.list(name).await? {
        if path.ends_with(Format::Json.file())
            && let Some(bytes) = road.sink.get(&path).await?
        {
            known.extend(format::json::recover(&bytes));
        }
    }
    let count = known.len();
    road.store.recover(name, known).await?;
    Ok(count)
}

/// Publishes what is stale of a publication. `patient`: the first feeds wait until every source was read once.
///
/// # Errors
/// When the store or the sink fails. What is stale stays marked, and the next run goes on.
pub async fn publish(road: &Road, publication: &Arc<Publication>, patient: bool) -> Result<Published, RoadError> {
    let masthead = Arc::new(Masthead::of(publication, &road.base_url));
    let released = road.store.release(Arc::clone(publication), Arc::clone(&masthead), patient, road.clock.now()).await?;
    if released.unread {
        return Ok(Published { released, ..Published::default() });
    }
    render(road, publication, &masthead).await?;
    let stale = road.store.stale(publication.name.as_str()).await?;
    let mut done = Published { released, feeds: u32::try_from(stale.len()).unwrap_or(u32::MAX), files: 0 };
    let room = Semaphore::new(ARTICLES_AT_ONCE as usize);
    for stale in stale.chunks(CLEAR_AT_ONCE) {
        let keys: Vec<FeedKey> = stale.iter().map(|stale| stale.key.clone()).collect();
        let written: Vec<u32> = stream::iter(keys)
            .map(|key| put(road, publication, &masthead, key, &room))
            .buffer_unordered(WRITE_AT_ONCE)
            .try_collect()
            .await?;
        done.files += written.iter().sum::<u32>();
        road.store.published(stale.to_vec()).await?;
    }
    done.files += lists::lists(road, publication, &masthead).await?;
    Ok(done)
}

/// Renders the fragments of articles that are new or were edited.
async fn render(road: &Road, publication: &Publication, masthead: &Arc<Masthead>) -> Result<(), RoadError> {
    loop {
        let articles = road.store.unrendered(publication.name.as_str(), RENDER_AT_ONCE).await?;
        if articles.is_empty() {
            return Ok(());
        }
        let masthead = Arc::clone(masthead);
        let work = move || articles.iter().map(|(id, article)| Ok((*id, fragments(article, &masthead)?))).collect::<Result<_, RoadError>>();
        road.store.rendered(off_thread(work).await??).await?;
    }
}

/// The fragments of one article, in the order of `Format::ALL`.
fn fragments(article: &Article, masthead: &Masthead) -> Result<Vec<String>, RoadError> {
    let one = |format: Format| {
        let fragment = format.fragment(article, masthead);
        let flaw = |flaw| RoadError::Unsound { what: format!("{} of {}", format.file(), article.id), flaw };
        format.check_fragment(&fragment).map_err(flaw).map(|()| fragment)
    };
    Format::ALL.into_iter().map(one).collect()
}

/// One stale feed: its documents are joined from parts that were checked, and made safe; then all of them take their places.
async fn put(
    road: &Road,
    publication: &Arc<Publication>,
    masthead: &Arc<Masthead>,
    key: FeedKey,
    room: &Semaphore,
) -> Result<u32, RoadError> {
    // A feed that has nothing to show is not written: readers take an empty feed for a loss.
    let Some(feed) = road.store.feed(&key, Arc::clone(publication), Arc::clone(masthead)).await? else { return Ok(0) };
    let drawn = lists::cover(road, masthead, &feed).await?;
    let (feed, folder) = (Arc::new(feed), key.path());
    let articles = u32::try_from(feed.items.len()).unwrap_or(u32::MAX).min(ARTICLES_AT_ONCE);
    let _room = room.acquire_many(articles).await;
    // The documents of a large feed are made one by one.
    let at_once = if feed.items.len() <= TOGETHER { Format::ALL.len() } else { 1 };
    let mut staged = Vec::with_capacity(Format::ALL.len());
    for formats in Format::ALL.chunks(at_once) {
        let documents = documents(road, masthead, &feed, formats).await?;
        let files = documents.into_iter().map(|document| File {
            name: document.file(),
            check: document.format().check_joined(),
            bytes: document.end(),
        });
        staged.extend(road.sink.stage(&folder, files.collect()).await?);
    }
    announce(road, masthead, &key, &staged).await?;
    let written = road.sink.place(&folder, staged).await?.len() + drawn;
    if key.month().is_some() {
        tidy(&*road.sink, &folder, Leaf::numbered(&feed)).await?;
    }
    Ok(u32::try_from(written).unwrap_or(u32::MAX))
}

/// Notes which documents are about to change, so that the publication's hub is told of them, whatever happens next.
async fn announce(road: &Road, masthead: &Masthead, key: &FeedKey, staged: &[Staged]) -> Result<(), RoadError> {
    let Some(hub) = &masthead.hub else { return Ok(()) };
    // A page is no topic.
    let topics: Vec<String> = staged
        .iter()
        .map(Staged::name)
        .filter(|name| Format::ALL.iter().any(|format| *format != Format::Html && format.file() == *name))
        .map(|name| key.address(&masthead.base_url, name))
        .collect();
    if !topics.is_empty() {
        road.store.announce(key, hub.as_str(), topics).await?;
    }
    Ok(())
}

/// Removes the pages that a month had when it held more, the last first: a stop in between leaves none that the next run would miss.
async fn tidy(sink: &dyn Sink, folder: &str, pages: usize) -> Result<(), SinkError> {
    let path = |number: usize| format!("{folder}/{}", Leaf::Numbered(number).file());
    let mut last = pages;
    while sink.modified(&path(last + 1)).await?.is_some() {
        last += 1;
    }
    for number in (pages + 1..=last).rev() {
        sink.remove(&path(number)).await?;
    }
    Ok(())
}

/// The documents of a feed in some formats. Fragments are kept; what looks otherwise in this feed than elsewhere is rendered for it.
async fn documents(
    road: &Road,
    masthead: &Arc<Masthead>,
    feed: &Arc<Feed>,
    formats: &'static [Format],
) -> Result<Vec<Document>, RoadError> {
    let masthead = Arc::new(feed.dress.masthead(masthead));
    let begun: Vec<Document> = formats.iter().flat_map(|format| Document::begin_all(*format, feed, &masthead)).collect();
    if let Some((document, flaw)) = begun.iter().find_map(|document| Some((document, document.flaw()?))) {
        return Err(RoadError::Unsound { what: format!("{}/{}", feed.key, document.file()), flaw: flaw.to_owned() });
    }
    if feed.dress == Dress::Plain {
        return Ok(road.store.fill(Arc::clone(feed), begun).await?);
    }
    let (texts, dressed) = (road.store.texts(Arc::clone(feed)).await?, Arc::clone(feed));
    let work = move || begun.into_iter().map(|document| document.dressed(&dressed, &texts, &masthead)).collect::<Result<Vec<_>, _>>();
    off_thread(work).await?.map_err(|flaw| RoadError::Unsound { what: feed.key.to_string(), flaw })
}

/// Work that takes the processor for long, off the async threads.
pub(super) async fn off_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, RoadError> {
    tokio::task::spawn_blocking(work).await.map_err(|error| RoadError::Broken(error.to_string()))
}
