//! The test bench: a publication, a web that says what a test wants, a time, and the real road between them.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use bytes::Bytes;
use feedmill::clock::{Clock, Instant};
use feedmill::config;
use feedmill::fetch::{Fetch, FetchError, Fetched, Hints, Request, Validators};
use feedmill::mill::Mill;
use feedmill::pipeline::Road;
use feedmill::pipeline::hubs::tell_hubs;
use feedmill::pipeline::ingest::{Ingested, Months};
use feedmill::pipeline::publish::Published;
use feedmill::sink::dir::Dir;
use feedmill::source::Page;
use feedmill::store::sqlite::Sqlite;
use feedmill::store::{Exported, SourceName};
use feedmill::trouble::{Kind, Trouble};
use url::Url;

/// A web of one test: addresses and what they answer now. Every request is written down.
#[derive(Default)]
pub(crate) struct Web {
    pages: Mutex<HashMap<String, Answer>>,
    asked: Mutex<Vec<String>>,
    pings: Mutex<Vec<String>>,
    /// What hubs answer, where they do not take what they are told.
    deaf: Mutex<Option<u16>>,
}

/// What an address answers.
#[derive(Clone)]
enum Answer {
    /// A document; its bytes are its ETag.
    Body(String),
    /// A document from another address, as behind a redirect.
    Elsewhere(String, String),
    /// An HTTP status.
    Status(u16),
}

#[async_trait]
impl Fetch for Web {
    async fn fetch(&self, request: &Request) -> Result<Fetched, FetchError> {
        let url = request.url.to_string();
        self.asked.lock().unwrap().push(url.clone());
        let answer = self.pages.lock().unwrap().get(&url).cloned().unwrap_or(Answer::Status(404));
        let (landed, body) = match answer {
            Answer::Status(status) => {
                let trouble = Trouble::new(Kind::Http, format!("{url} answers {status}"));
                return Err(FetchError { trouble, status: Some(status), retry_after: None });
            }
            Answer::Body(body) => (url, body),
            Answer::Elsewhere(landed, body) => (landed, body),
        };
        let etag = Some(blake3::hash(body.as_bytes()).as_bytes().to_vec());
        if request.validators.etag == etag {
            return Ok(Fetched::Unchanged { validators: request.validators.clone(), hints: Hints::default() });
        }
        let page = Page { url: landed.parse().unwrap(), content_type: None, body: Bytes::from(body) };
        Ok(Fetched::Page { page, validators: Validators { etag, last_modified: None }, hints: Hints::default() })
    }

    async fn ping(&self, hub: &Url, topic: &str) -> Result<(), FetchError> {
        self.pings.lock().unwrap().push(topic.to_owned());
        match *self.deaf.lock().unwrap() {
            None => Ok(()),
            status => Err(FetchError { trouble: Trouble::new(Kind::Http, format!("{hub} answers {status:?}")), status, retry_after: None }),
        }
    }
}

/// A mill in a folder of its own.
pub(crate) struct Bench {
    folder: tempfile::TempDir,
    pub(crate) web: Arc<Web>,
    now: Instant,
}

/// The journal of most tests: one section label is configured, others come by themselves.
pub(crate) const JOURNAL: &str = r#"
title = "Journal"
home = "https://www.journal.example/"
time_zone = "Europe/London"
items = 50
[sections]
"News" = "news"
"#;

/// One feed as a source of the journal.
pub(crate) const ONE_FEED: &str = r#"
[source.latest]
schedule = "*/15 * * * *"
read.feed = { url = "https://www.journal.example/rss" }
"#;

/// Where that feed is.
pub(crate) const RSS: &str = "https://www.journal.example/rss";

impl Bench {
    /// A bench for the publication `j` with this configuration, on 2025-11-17 at 08:00 UTC.
    pub(crate) fn new(publication: &str) -> Self {
        // In memory where the system has such a place: these stories are about what is written, not about disks.
        let memory = Path::new("/dev/shm");
        let folder = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() }.unwrap();
        let bench = Self { folder, web: Arc::default(), now: "2025-11-17T08:00:00Z".parse().unwrap() };
        std::fs::create_dir_all(bench.path("config/publications")).unwrap();
        let daemon = format!(
            "[store]\npath = '{}'\n[output]\ndirectory = '{}'\nbase_url = \"https://feeds.example/\"\n",
            bench.path("feedmill.db").display(),
            bench.path("feeds").display()
        );
        std::fs::write(bench.path("config/feedmill.toml"), daemon).unwrap();
        bench.configure(publication);
        bench
    }

    /// A bench with the journal and these sources.
    pub(crate) fn journal(sources: &str) -> Self {
        Self::new(&format!("{JOURNAL}{sources}"))
    }

    /// Writes the publication's configuration anew.
    pub(crate) fn configure(&self, publication: &str) {
        std::fs::write(self.path("config/publications/j.toml"), publication).unwrap();
    }

    pub(crate) fn path(&self, below: &str) -> std::path::PathBuf {
        self.folder.path().join(below)
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Sets the time.
    pub(crate) fn at(&mut self, time: &str) -> &mut Self {
        self.now = time.parse().unwrap();
        self
    }

    /// Lets minutes pass.
    pub(crate) fn minutes(&mut self, minutes: i64) -> &mut Self {
        self.now += chrono::TimeDelta::minutes(minutes);
        self
    }

    pub(crate) fn now(&self) -> Instant {
        self.now
    }

    /// What an address answers from now on.
    pub(crate) fn page(&self, url: &str, body: &str) -> &Self {
        self.web.pages.lock().unwrap().insert(url.to_owned(), Answer::Body(body.to_owned()));
        self
    }

    /// An address that leads to another one.
    pub(crate) fn leads(&self, url: &str, landed: &str, body: &str) -> &Self {
        self.web.pages.lock().unwrap().insert(url.to_owned(), Answer::Elsewhere(landed.to_owned(), body.to_owned()));
        self
    }

    /// An address that answers with a status.
    pub(crate) fn status(&self, url: &str, status: u16) -> &Self {
        self.web.pages.lock().unwrap().insert(url.to_owned(), Answer::Status(status));
        self
    }

    /// The addresses that were asked for since the last call.
    pub(crate) fn asked(&self) -> Vec<String> {
        std::mem::take(&mut *self.web.asked.lock().unwrap())
    }

    /// What hubs answer from now on; `None` takes what they are told.
    pub(crate) fn hubs_answer(&self, status: Option<u16>) {
        *self.web.deaf.lock().unwrap() = status;
    }

    /// Tells hubs what changed; answers of which addresses they heard, sorted, and when a hub that rests is told again.
    pub(crate) fn tell_hubs(&self) -> (Vec<String>, Option<Instant>) {
        let later = block(async { tell_hubs(&self.mill().road).await.unwrap() });
        let mut told = std::mem::take(&mut *self.web.pings.lock().unwrap());
        told.sort();
        (told, later)
    }

    pub(crate) fn mill(&self) -> Mill {
        let config = config::load(&self.path("config")).unwrap_or_else(|faults| panic!("{}", faults.render(false)));
        let road = Road {
            fetch: Arc::clone(&self.web) as Arc<dyn Fetch>,
            store: Arc::new(Sqlite::open(&config.store).unwrap()),
            sink: Arc::new(Dir::new(&config.output)),
            clock: Clock::starting_at(self.now),
            base_url: config.base_url.clone(),
        };
        Mill::with(config, road)
    }

    /// One pass over all sources, without publishing.
    pub(crate) fn ingest(&self) -> Vec<Ingested> {
        // One after the other, in the order written: what a test sees does not depend on who was faster.
        self.ingest_each(self.mill().sources())
    }

    /// One pass over these sources of the journal, in this order.
    pub(crate) fn ingest_in(&self, sources: &[&str]) -> Vec<Ingested> {
        let name = |source: &&str| SourceName { publication: "j".to_owned(), source: (*source).to_owned() };
        self.ingest_each(sources.iter().map(name).collect())
    }

    fn ingest_each(&self, sources: Vec<SourceName>) -> Vec<Ingested> {
        block(async {
            let mill = self.mill();
            mill.prepare().await.unwrap();
            let mut done = Vec::new();
            for name in sources {
                done.push(mill.run_source(&name, Months::Open).await.unwrap());
            }
            done
        })
    }

    /// Reads all months of a source of the journal, as `import --all-months` does.
    pub(crate) fn import(&self, source: &str) -> Ingested {
        let name = SourceName { publication: "j".to_owned(), source: source.to_owned() };
        block(async {
            let mill = self.mill();
            mill.prepare().await.unwrap();
            mill.run_source(&name, Months::All).await.unwrap()
        })
    }

    /// Publishes what is stale.
    pub(crate) fn publish(&self) -> Published {
        block(async {
            let mill = self.mill();
            mill.prepare().await.unwrap();
            mill.publish_all(false).await.unwrap()
        })
    }

    /// Publishes as the daemon does: the first edition waits for every source.
    pub(crate) fn publish_patiently(&self) -> Published {
        block(async {
            let mill = self.mill();
            mill.prepare().await.unwrap();
            mill.publish_all(true).await.unwrap()
        })
    }

    /// One pass as `run --once` makes it; panics when a source fails.
    pub(crate) fn run(&self) -> Published {
        for done in self.ingest() {
            assert_eq!(done.trouble, None);
        }
        self.publish()
    }

    /// Everything that is kept, in the order in which it was kept.
    pub(crate) fn articles(&self) -> Vec<Exported> {
        block(async {
            let mill = self.mill();
            let all = mill.road.store.export(0, 100_000).await.unwrap();
            all.into_iter().map(|(_, exported)| exported).collect()
        })
    }

    /// The titles of what is kept.
    pub(crate) fn titles(&self) -> Vec<String> {
        self.articles().into_iter().map(|exported| exported.article.title).collect()
    }

    /// The ids of what is kept, sorted.
    pub(crate) fn ids(&self) -> Vec<String> {
        let mut ids: Vec<String> = self.articles().into_iter().map(|exported| exported.article.id).collect();
        ids.sort();
        ids
    }

    /// A published file.
    pub(crate) fn file(&self, path: &str) -> Option<String> {
        std::fs::read(self.path("feeds").join(path)).ok().map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
    }

    /// A published feed read back by feed-rs: id, title and date of each item, in order.
    pub(crate) fn feed(&self, path: &str) -> Vec<(String, String, Instant)> {
        let bytes = self.file(path).unwrap_or_else(|| panic!("{path} is not published"));
        let feed = feed_rs::parser::parse(bytes.as_bytes()).unwrap_or_else(|error| panic!("{path}: {error}"));
        let item = |entry: feed_rs::model::Entry| (entry.id, entry.title.unwrap().content, entry.published.unwrap());
        feed.entries.into_iter().map(item).collect()
    }

    /// The titles of a published feed, in order.
    pub(crate) fn shown(&self, path: &str) -> Vec<String> {
        self.feed(path).into_iter().map(|(_, title, _)| title).collect()
    }

    /// Every published file with its bytes.
    pub(crate) fn files(&self) -> HashMap<String, Vec<u8>> {
        block(async {
            let mill = self.mill();
            let mut files = HashMap::new();
            for path in mill.road.sink.list("").await.unwrap() {
                files.insert(path.clone(), mill.road.sink.get(&path).await.unwrap().unwrap());
            }
            files
        })
    }

    /// Loses the store, keeps the published files.
    pub(crate) fn lose_store(&self) {
        for name in ["feedmill.db", "feedmill.db-wal", "feedmill.db-shm"] {
            let _ = std::fs::remove_file(self.path(name));
        }
    }
}

/// At the end of every story its store is sound: whole, and every row points at rows that are there.
impl Drop for Bench {
    fn drop(&mut self) {
        let store = self.path("feedmill.db");
        if std::thread::panicking() || !store.exists() {
            return;
        }
        let db = rusqlite::Connection::open(store).unwrap();
        let whole = db.query_row("PRAGMA integrity_check(1)", [], |row| row.get::<_, String>(0));
        let orphan = db.query_row("SELECT \"table\" FROM pragma_foreign_key_check LIMIT 1", [], |row| row.get::<_, String>(0));
        match (whole, orphan) {
            (Ok(whole), Err(rusqlite::Error::QueryReturnedNoRows)) => assert_eq!(whole, "ok"),
            // Some stories leave what is no store of ours.
            (Err(_), _) => {}
            (_, orphan) => panic!("a row of {orphan:?} points at nothing"),
        }
    }
}

/// Runs to the end on a runtime of its own, in which the clock stands still.
pub(crate) fn block<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap().block_on(work)
}

/// One item of an RSS feed; what is empty is left out.
#[derive(Clone, Debug, Default)]
pub(crate) struct Item {
    pub(crate) guid: String,
    pub(crate) link: String,
    pub(crate) title: String,
    pub(crate) summary: String,
    pub(crate) date: String,
    pub(crate) category: String,
    /// More elements, as they stand in the XML.
    pub(crate) more: String,
}

/// An item with guid, link and title.
pub(crate) fn item(guid: &str, link: &str, title: &str) -> Item {
    Item { guid: guid.to_owned(), link: link.to_owned(), title: title.to_owned(), ..Item::default() }
}

impl Item {
    pub(crate) fn says(mut self, summary: &str) -> Self {
        summary.clone_into(&mut self.summary);
        self
    }

    pub(crate) fn on(mut self, date: &str) -> Self {
        date.clone_into(&mut self.date);
        self
    }
}

/// An RSS document of these items.
pub(crate) fn rss(items: &[Item]) -> String {
    let mut body = String::new();
    for item in items {
        body.push_str("<item>");
        for (tag, text) in [
            ("title", &item.title),
            ("link", &item.link),
            ("guid", &item.guid),
            ("description", &item.summary),
            ("pubDate", &item.date),
            ("category", &item.category),
        ] {
            if !text.is_empty() {
                write!(body, "<{tag}>{}</{tag}>", feedmill::clean::escape(text)).unwrap();
            }
        }
        body.push_str(&item.more);
        body.push_str("</item>");
    }
    format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:media=\"http://search.yahoo.com/mrss/\" \
         xmlns:itunes=\"http://www.itunes.com/dtds/podcast-1.0.dtd\"><channel><title>J</title><link>https://www.journal.example/</link><description>d</description>{body}</channel></rss>"
    )
}

/// A page of a listing: label, headline, address and standfirst of each item, and the next page.
pub(crate) fn listing(title: &str, items: &[(&str, &str, &str, &str)], next: Option<&str>) -> String {
    let mut rows = String::new();
    for (label, headline, link, summary) in items {
        writeln!(
            rows,
            "<li class=story><span class=label>{label}</span><h3><a href=\"{link}\">{headline}</a></h3><p class=intro>{summary}</p></li>"
        )
        .unwrap();
    }
    let next = next.map_or_else(String::new, |next| format!("<a class=next href=\"{next}\">Next</a>"));
    format!("<!doctype html><html><head><title>{title}</title></head><body><h1>{title}</h1><ul>{rows}</ul>{next}</body></html>")
}

/// A listing as a source of the journal.
pub(crate) const ONE_LISTING: &str = r#"
[source.archive]
schedule = "0 7 * * *"
[source.archive.read.listing]
url = "https://www.journal.example/november-2025/1.issue"
max_pages = 40
item = "li.story"
section = ".label"
title = "h3 a"
link = "h3 a@href"
summary = "p.intro"
next = "a.next@href"
"#;

/// The first page of that listing.
pub(crate) const LISTING: &str = "https://www.journal.example/november-2025/1.issue";
