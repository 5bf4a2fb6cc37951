//! Both listeners over a real socket: what a reader, a cache and an operator see.

mod admin;
mod crowd;
mod current;
mod express;
mod feeds;
mod forms;
mod news;
mod polls;
mod search;

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use axum::Router;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use feedmill::clock::Clock;
use feedmill::config::{Name, OwnFeed, Publication, SectionRule};
use feedmill::pack::Coding;
use feedmill::serve::Answers;
use feedmill::serve::feeds::Feeds;
use feedmill::serve::site::Site;
use feedmill::sink::{Content, File, Opened, Sink, SinkError, Staged, Stamp, Waiting};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{oneshot, watch};
use url::Url;

/// A sink in memory; a file whose bytes are `unreadable` cannot be read.
#[derive(Default)]
struct Memory {
    files: Mutex<BTreeMap<String, Held>>,
    waiting: Waiting,
    /// How many files were opened.
    opened: AtomicUsize,
}

/// A file and when it last changed.
struct Held {
    bytes: Vec<u8>,
    changed: DateTime<Utc>,
}

impl Held {
    fn stamp(&self) -> Stamp {
        // What stands on a disk is known by a number of its own; here the bytes tell.
        let number = u64::from_le_bytes(*blake3::hash(&self.bytes).as_bytes().first_chunk().unwrap());
        Stamp { modified: self.changed, size: self.bytes.len() as u64, number }
    }
}

impl Memory {
    fn holding(paths: &[&str]) -> Arc<Self> {
        let memory = Self::default();
        for path in paths {
            memory.set(path, format!("this is {path}").as_bytes(), time("2025-11-17T08:00:00.7Z"));
        }
        Arc::new(memory)
    }

    fn set(&self, path: &str, bytes: &[u8], changed: DateTime<Utc>) {
        self.files.lock().unwrap().insert(path.to_owned(), Held { bytes: bytes.to_vec(), changed });
    }
}

#[async_trait]
impl Sink for Memory {
    async fn stage(&self, _: &str, _: Vec<File>) -> Result<Vec<Staged>, SinkError> {
        unreachable!("serving writes nothing")
    }

    async fn place(&self, _: &str, _: Vec<Staged>) -> Result<Vec<std::borrow::Cow<'static, str>>, SinkError> {
        unreachable!("serving writes nothing")
    }

    async fn get(&self, path: &str) -> Result<Option<Vec<u8>>, SinkError> {
        let bytes = self.files.lock().unwrap().get(path).map(|held| held.bytes.clone());
        match bytes {
            Some(bytes) if bytes == b"unreadable" => {
                let cause = std::io::Error::other("a bad sector");
                Err(SinkError { what: "could not read", path: path.to_owned(), cause, advice: "Look at the disk" })
            }
            bytes => Ok(bytes),
        }
    }

    fn stamp(&self, path: &str) -> Result<Option<Stamp>, SinkError> {
        Ok(self.files.lock().unwrap().get(path).map(Held::stamp))
    }

    async fn open(&self, path: &str) -> Result<Option<Opened>, SinkError> {
        self.opened.fetch_add(1, Ordering::Relaxed);
        let stamp = self.stamp(path)?;
        let bytes = self.get(path).await?;
        Ok(stamp.zip(bytes).map(|(stamp, bytes)| Opened { stamp, content: Content::Bytes(bytes.into()) }))
    }

    fn layout(&self, _: &str) -> Result<Option<(Stamp, Arc<feedmill::splice::Layout>)>, SinkError> {
        Ok(None)
    }

    async fn put_packed(&self, _: &str, _: Stamp, _: Vec<(Coding, Vec<u8>)>) -> Result<bool, SinkError> {
        unreachable!("serving writes nothing")
    }

    fn waiting(&self) -> Waiting {
        self.waiting.clone()
    }

    async fn list(&self, folder: &str) -> Result<Vec<String>, SinkError> {
        let below = format!("{folder}/");
        Ok(self.files.lock().unwrap().keys().filter(|path| path.starts_with(&below)).cloned().collect())
    }

    async fn remove(&self, _: &str) -> Result<(), SinkError> {
        unreachable!("serving removes nothing")
    }
}

fn time(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().to_utc()
}

fn name(text: &str) -> Name {
    text.parse().unwrap()
}

/// The journal: one renamed section, an earlier name, a feed of its own, a hub.
fn publication() -> Publication {
    Publication {
        name: name("hsj"),
        title: "Health Service Journal".to_owned(),
        home: Url::parse("https://www.hsj.co.uk/").unwrap(),
        language: "en-GB".to_owned(),
        zone: Tz::Europe__London,
        items: 50,
        hub: None,
        aliases: vec![name("health-service-journal")],
        sections: vec![
            SectionRule { label: "News".to_owned(), slug: name("news"), aliases: Vec::new() },
            SectionRule { label: "HSJ Local".to_owned(), slug: name("hsj-local"), aliases: vec![name("local"), name("news")] },
        ],
        sources: Vec::new(),
        feeds: vec![OwnFeed::plain(name("newsletter"))],
        rules: Vec::new(),
        full_text: false,
        grace_days: 7,
        near_duplicates: feedmill::near_duplicate::Rules::default(),
        sites: std::collections::HashSet::new(),
        search: true,
        look: feedmill::config::Look::default(),
    }
}

/// A router on a port of its own, until it is dropped.
struct Served {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    ended: tokio::task::JoinHandle<std::io::Result<()>>,
}

impl Served {
    async fn start<S: Answers>(service: impl Fn(Option<IpAddr>) -> S + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let stopped = async move { drop(stopped.await) };
        let ended = tokio::spawn(feedmill::serve::serve(listener, service, stopped));
        Self { address, stop: Some(stop), ended }
    }

    /// Sends a request line and headers as they are, and reads the answer to its end.
    async fn ask(&self, line: &str, headers: &[&str]) -> Answer {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        let headers: String = headers.iter().map(|header| [header, "\r\n"].concat()).collect();
        let request = format!("{line} HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n{headers}\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).await.unwrap();
        Answer::read(&bytes)
    }

    async fn get(&self, path: &str) -> Answer {
        self.ask(&format!("GET {path}"), &[]).await
    }
}

/// Everything that stands in the tests' tree.
const FILES: [&str; 15] = [
    "index.html",
    "hsj/index.html",
    "hsj/feed.rss",
    "hsj/feed.atom",
    "hsj/feed.json",
    "hsj/feeds.opml",
    "hsj/newsletter/feed.rss",
    "hsj/sections/news/index.html",
    "hsj/sections/news/feed.rss",
    "hsj/sections/news/2025-10/feed.atom",
    "hsj/months/2025-11/feed.rss",
    "hsj/months/2025-10/feed.rss",
    "hsj/months/2025-10/page-1.html",
    "hsj/former/feed.rss",
    "other/feed.rss",
];

fn site(sink: Arc<Memory>, publications: &[Publication]) -> Arc<Site> {
    let clock = Clock::starting_at(time("2025-11-17T08:05:00Z"));
    Arc::new(Site::new(sink, clock, Url::parse("https://feeds.example.org/").unwrap(), publications))
}

/// What answers the readers of a site.
fn readers(site: Arc<Site>) -> impl Fn(Option<IpAddr>) -> Feeds {
    Feeds::new(watch::channel(site).1).connections()
}

async fn served() -> Served {
    Served::start(readers(site(Memory::holding(&FILES), &[publication()]))).await
}

/// An answer as it came.
#[derive(Debug)]
struct Answer {
    status: u16,
    headers: BTreeMap<String, String>,
    /// The body as text; empty where it is none.
    body: String,
    bytes: Vec<u8>,
}

impl Answer {
    fn read(bytes: &[u8]) -> Self {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        let bytes = bytes[end + 4..].to_vec();
        let body = String::from_utf8(bytes.clone()).unwrap_or_default();
        let (line, headers) = head.split_once("\r\n").unwrap();
        let header = |header: &str| header.split_once(": ").map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned())).unwrap();
        let status = line.split(' ').nth(1).unwrap().parse().unwrap();
        Self { status, headers: headers.lines().map(header).collect(), body, bytes }
    }

    /// A header's value; empty when it is not there.
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }
}

fn routed(router: Router) -> impl Fn(Option<IpAddr>) -> TowerToHyperService<Router> {
    move |_| TowerToHyperService::new(router.clone())
}

fn anything() -> impl Fn(Option<IpAddr>) -> TowerToHyperService<Router> {
    routed(Router::new().fallback(|| async { "here\n" }))
}

#[tokio::test]
async fn a_stop_ends_serving_and_frees_the_port() {
    let mut served = Served::start(anything()).await;
    assert_eq!(served.get("/").await.body, "here\n");
    served.stop.take().unwrap().send(()).unwrap();
    served.ended.await.unwrap().unwrap();
    TcpListener::bind(served.address).await.unwrap();
}

#[tokio::test]
async fn an_idle_connection_does_not_hold_up_a_stop() {
    let mut served = Served::start(anything()).await;
    let mut idle = TcpStream::connect(served.address).await.unwrap();
    idle.write_all(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n").await.unwrap();
    assert!(idle.read(&mut [0; 1024]).await.unwrap() > 0);
    served.stop.take().unwrap().send(()).unwrap();
    let ended = tokio::time::timeout(Duration::from_secs(4), served.ended).await;
    ended.unwrap().unwrap().unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_stuck_connection_holds_up_a_stop_for_five_seconds_at_most() {
    let router = Router::new().fallback(|| async { tokio::time::sleep(Duration::from_hours(1)).await });
    let mut served = Served::start(routed(router)).await;
    let mut stuck = TcpStream::connect(served.address).await.unwrap();
    stuck.write_all(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n").await.unwrap();
    tokio::time::sleep(Duration::from_secs(1)).await;
    let began = tokio::time::Instant::now();
    served.stop.take().unwrap().send(()).unwrap();
    served.ended.await.unwrap().unwrap();
    assert_eq!(began.elapsed().as_secs(), 5);
}
