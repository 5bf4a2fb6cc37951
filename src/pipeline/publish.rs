//! From the store to the published files: what is new is rendered once, and only feeds that are stale are joined and written.

use std::sync::Arc;

use futures_util::{StreamExt, TryStreamExt, stream};
use tokio::sync::Semaphore;

use super::{Road, RoadError, lists};
use crate::article::Article;
use crate::config::Publication;
use crate::feed::{Dress, Feed, FeedKey, Item, Masthead};
use crate::format::{self, Document, Format, Leaf};
use crate::sink::{Content, File, Sink, SinkError, Staged};
use crate::splice::{Mark, Part, Standing};
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
    let rendering = publication.rendering_fingerprint(&road.base_url);
    for stale in stale.chunks(CLEAR_AT_ONCE) {
        let keys: Vec<FeedKey> = stale.iter().map(|stale| stale.key.clone()).collect();
        let written: Vec<u32> = stream::iter(keys)
            .map(|key| put(road, publication, (&masthead, &rendering), key, &room))
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
    (masthead, rendering): (&Arc<Masthead>, &str),
    key: FeedKey,
    room: &Semaphore,
) -> Result<u32, RoadError> {
    // A feed that has nothing to show is not written: readers take an empty feed for a loss.
    let Some(feed) = road.store.feed(&key, Arc::clone(publication), Arc::clone(masthead)).await? else { return Ok(0) };
    let drawn = lists::cover(road, masthead, &feed).await?;
    let (feed, folder) = (Arc::new(feed), key.path());
    let articles = u32::try_from(feed.items.len()).unwrap_or(u32::MAX).min(ARTICLES_AT_ONCE);
    let _room = room.acquire_many(articles).await;
    let frame = Leaf::frame(&feed, rendering);
    // The documents of a large feed are made one by one.
    let at_once = if feed.items.len() <= TOGETHER { Format::ALL.len() } else { 1 };
    let mut staged = Vec::with_capacity(Format::ALL.len());
    for formats in Format::ALL.chunks(at_once) {
        let documents = documents(road, masthead, &feed, formats, frame).await?;
        let files = documents.into_iter().map(|document| file(document, frame));
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

/// A document as the file that it is to be. How it lies is remembered where that saves work when the feed changes.
fn file(document: Document, frame: Mark) -> File {
    let (name, is_page, is_long) = (document.file(), document.is_numbered(), document.is_long());
    let (parts, layout) = document.end(if is_page { frame } else { 0 });
    File { name, parts, layout: Some(layout).filter(|_| is_page || is_long) }
}

/// The documents of a feed in some formats. Fragments are kept; what looks otherwise in this feed than elsewhere is rendered for it.
async fn documents(
    road: &Road,
    masthead: &Arc<Masthead>,
    feed: &Arc<Feed>,
    formats: &'static [Format],
    frame: Mark,
) -> Result<Vec<Document>, RoadError> {
    let masthead = Arc::new(feed.dress.masthead(masthead));
    let mut begun = Vec::with_capacity(formats.len());
    for format in formats {
        for leaf in leaves(road, *format, feed, frame)? {
            let document = Document::begin_leaf(*format, leaf, feed, &masthead);
            let standing = if document.is_long() { standing(road, feed, &document).await? } else { None };
            begun.push(document.beside(standing));
        }
    }
    let documents = if feed.dress == Dress::Plain {
        sound(&feed.key, &begun)?;
        road.store.fill(Arc::clone(feed), begun).await?
    } else {
        let (texts, dressed) = (road.store.texts(Arc::clone(feed)).await?, Arc::clone(feed));
        let work = move || begun.into_iter().map(|document| document.dressed(&dressed, &texts, &masthead)).collect::<Result<Vec<_>, _>>();
        off_thread(work).await?.map_err(|flaw| RoadError::Unsound { what: feed.key.to_string(), flaw })?
    };
    sound(&feed.key, &documents)?;
    Ok(documents)
}

/// Refuses documents that are not well-formed.
fn sound(key: &FeedKey, documents: &[Document]) -> Result<(), RoadError> {
    let flawed = documents.iter().find_map(|document| Some((document, document.flaw()?.to_owned())));
    flawed.map_or(Ok(()), |(document, flaw)| Err(RoadError::Unsound { what: format!("{key}/{}", document.file()), flaw }))
}

/// The documents of a feed in a format that may have changed: of a month's numbered pages, only those that do not stand as they are to be.
fn leaves(road: &Road, format: Format, feed: &Feed, frame: Mark) -> Result<Vec<Leaf>, SinkError> {
    if format != Format::Html {
        return Ok(vec![Leaf::Newest]);
    }
    let folder = feed.key.path();
    let mut changed = Vec::new();
    for leaf in Leaf::all(feed) {
        let known = if leaf == Leaf::Newest { None } else { road.sink.layout(&format!("{folder}/{}", leaf.file()))? };
        let shown = feed.items.get(leaf.shows(feed)).unwrap_or_default();
        let stands = known.is_some_and(|(_, layout)| {
            layout.frame == frame && layout.items.iter().map(|(mark, _)| *mark).eq(shown.iter().map(Item::mark))
        });
        if !stands {
            changed.push(leaf);
        }
    }
    Ok(changed)
}

/// The file that stands in a document's place, if it is known how it lies.
async fn standing(road: &Road, feed: &Feed, document: &Document) -> Result<Option<Standing>, SinkError> {
    let path = format!("{}/{}", feed.key.path(), document.file());
    let Some((stamp, layout)) = road.sink.layout(&path)? else { return Ok(None) };
    let opened = road.sink.open(&path).await?.filter(|opened| opened.stamp == stamp);
    Ok(opened.and_then(|opened| {
        let content = match opened.content {
            Content::Bytes(bytes) => Part::Bytes(bytes),
            Content::File(file) => Part::Piece(Arc::new(file), 0..stamp.size),
        };
        Standing::new(layout, content)
    }))
}

/// Work that takes the processor for long, off the async threads.
pub(super) async fn off_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, RoadError> {
    tokio::task::spawn_blocking(work).await.map_err(|error| RoadError::Broken(error.to_string()))
}
