//! The world that a daemon lives in: days that pass in no time, a web that writes down when it was asked, and the preview.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use feedmill::clock::{Clock, Hand, Instant};
use feedmill::config;
use feedmill::daemon::{Daemon, Shown};
use feedmill::fetch::{Fetch, FetchError, Fetched, Request};
use feedmill::mill::Mill;
use feedmill::pipeline::Road;
use feedmill::serve::admin::Report as _;
use feedmill::sink::dir::Dir;
use feedmill::store::sqlite::Sqlite;
use feedmill::store::{SourceName, SourceState};
use feedmill::trouble::{Kind, Trouble};

use super::still::Still;
use crate::bench::{Bench, item, rss};

/// Runs by the name of their source.
pub(crate) type Runs = BTreeMap<String, Vec<Instant>>;

/// A publication `j`, and every run that its sources had so far.
pub(crate) struct World {
    pub(crate) bench: Bench,
    pub(crate) asked: Arc<Asked>,
    pub(crate) looks: usize,
    pub(crate) log: Log,
}

/// A daemon that lives, as a test sees it.
pub(crate) struct Life {
    pub(crate) shown: Shown,
    pub(crate) hand: Hand,
    pub(crate) log: Log,
    ask: Option<tokio::sync::mpsc::Sender<()>>,
}

impl Life {
    /// Lets time pass. When this ends, everything that was to be done in that time is done: time passes for nothing else.
    pub(crate) async fn pass(&self, time: Duration) {
        tokio::time::sleep(time).await;
    }

    /// Asks for a reload, as SIGHUP does, and waits until it is over.
    pub(crate) async fn reload(&self) {
        self.ask.as_ref().unwrap().send(()).await.unwrap();
        self.pass(Duration::from_secs(1)).await;
    }

    /// What `/status.json` shows.
    pub(crate) async fn status(&self) -> serde_json::Value {
        serde_json::from_str(&feedmill::status::json(&self.shown.status().await.unwrap())).unwrap()
    }
}

/// What was logged in a life.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// How many lines hold these words.
    pub(crate) fn count(&self, words: &str) -> usize {
        String::from_utf8_lossy(&self.0.lock().unwrap()).lines().filter(|line| line.contains(words)).count()
    }
}

impl std::io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl tracing_subscriber::fmt::MakeWriter<'_> for Log {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

/// A web that writes down when it was asked for what. A source `NAME` reads `https://NAME.example/rss`.
#[derive(Default)]
pub(crate) struct Asked {
    web: Arc<crate::bench::Web>,
    clock: Mutex<Option<Clock>>,
    log: Mutex<Vec<(String, Instant)>>,
    under_way: Mutex<HashSet<String>>,
    overlaps: Mutex<Vec<String>>,
    slow: Mutex<HashMap<String, Duration>>,
    later: Mutex<HashMap<String, Duration>>,
    breaks: Mutex<HashSet<String>>,
}

#[async_trait]
impl Fetch for Asked {
    async fn fetch(&self, request: &Request) -> Result<Fetched, FetchError> {
        let name = request.url.host_str().unwrap().trim_end_matches(".example").to_owned();
        let now = self.clock.lock().unwrap().unwrap().now();
        self.log.lock().unwrap().push((name.clone(), now));
        if !self.under_way.lock().unwrap().insert(name.clone()) {
            self.overlaps.lock().unwrap().push(name.clone());
        }
        let _turn = UnderWay { asked: self, name: name.clone() };
        assert!(!self.breaks.lock().unwrap().remove(&name), "a bug of ours, in a test");
        let slow = self.slow.lock().unwrap().remove(&name);
        tokio::time::sleep(slow.unwrap_or_default()).await;
        if let Some(wait) = self.later.lock().unwrap().remove(&name) {
            let trouble = Trouble::new(Kind::RateLimited, "come back later");
            return Err(FetchError { trouble, status: Some(429), retry_after: Some(wait) });
        }
        self.web.fetch(request).await
    }
}

/// A request that is under way until it is dropped, however it ends.
struct UnderWay<'a> {
    asked: &'a Asked,
    name: String,
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.asked.under_way.lock().unwrap().remove(&self.name);
    }
}

/// The text of a source that reads `https://NAME.example/rss`, with more keys.
pub(crate) fn source(name: &str, schedule: &str, more: &str) -> String {
    format!("[source.{name}]\nschedule = \"{schedule}\"\nread.feed = {{ url = \"https://{name}.example/rss\" }}\n{more}\n")
}

/// A moment.
pub(crate) fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

impl World {
    /// A world with these sources, and a splay of up to five minutes.
    pub(crate) fn new(sources: &[String]) -> Self {
        let bench = Bench::journal(&sources.concat());
        let path = bench.path("config/feedmill.toml");
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, format!("{text}[schedule]\njitter = \"5m\"\n")).unwrap();
        let asked = Arc::new(Asked { web: Arc::clone(&bench.web), ..Asked::default() });
        let world = Self { bench, asked, looks: 0, log: Log::default() };
        for line in sources.iter().flat_map(|source| source.lines()) {
            if let Some(name) = line.strip_prefix("[source.").and_then(|rest| rest.strip_suffix(']')) {
                world.host(name);
            }
        }
        world
    }

    /// A host with one article, for a source of that name.
    pub(crate) fn host(&self, name: &str) {
        let link = format!("https://{name}.example/1");
        self.bench.page(&format!("https://{name}.example/rss"), &rss(&[item(&link, &link, name)]));
    }

    /// Edits the publication as an editor does: a new file takes the place of the old one.
    pub(crate) fn edit(&self, text: &str) {
        std::fs::write(self.bench.path("config/publications/.j.toml.new"), text).unwrap();
        std::fs::rename(self.bench.path("config/publications/.j.toml.new"), self.bench.path("config/publications/j.toml")).unwrap();
    }

    /// The next time that a source is asked, its answer takes so long.
    pub(crate) fn slow(&self, name: &str, answer: Duration) {
        self.asked.slow.lock().unwrap().insert(name.to_owned(), answer);
    }

    /// The next time that a source is asked, its host says to come back after so long.
    pub(crate) fn later(&self, name: &str, wait: Duration) {
        self.asked.later.lock().unwrap().insert(name.to_owned(), wait);
    }

    /// The next time that a source is asked, our own program breaks off.
    pub(crate) fn breaks(&self, name: &str) {
        self.asked.breaks.lock().unwrap().insert(name.to_owned());
    }

    /// A daemon lives from one moment to another and is stopped, as by SIGTERM.
    pub(crate) fn live(&mut self, from: &str, until: &str) {
        self.life(from, until, async |_| {});
    }

    /// A daemon lives from one moment to another, and the power fails.
    pub(crate) fn live_and_die(&mut self, from: &str, until: &str) {
        self.whole_life(from, until, async |daemon, rest, _| {
            let run = daemon.run(tokio::sync::mpsc::channel(1).1, std::future::pending());
            assert!(tokio::time::timeout(rest, run).await.is_err(), "it lives until the power fails");
        });
    }

    /// A daemon lives while somebody does something to it, and is stopped at the end.
    pub(crate) fn life(&mut self, from: &str, until: &str, meanwhile: impl AsyncFnOnce(&Life)) {
        self.whole_life(from, until, async |daemon, rest, mut life| {
            let (ask, reload) = tokio::sync::mpsc::channel(1);
            life.ask = Some(ask);
            let (ended, ()) = tokio::join!(daemon.run(reload, tokio::time::sleep(rest)), meanwhile(&life));
            ended.unwrap();
        });
    }

    /// One life on a runtime of its own, whose time is paused: it passes only while everything waits for it.
    fn whole_life(&mut self, from: &str, until: &str, live: impl AsyncFnOnce(Daemon, Duration, Life)) {
        let (from, until) = (at(from), at(until));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
        let log = Log::default();
        let subscriber = tracing_subscriber::fmt().with_ansi(false).with_writer(log.clone()).finish();
        let _told = tracing::subscriber::set_default(subscriber);
        self.looks = runtime.block_on(async {
            let (clock, hand) = Clock::with_hand(from);
            *self.asked.clock.lock().unwrap() = Some(clock);
            let config = config::load(&self.bench.path("config")).unwrap_or_else(|faults| panic!("{faults}"));
            let store = Arc::new(Still::new(Sqlite::open(&config.store).unwrap()));
            let road = Road {
                fetch: Arc::<Asked>::clone(&self.asked),
                store: Arc::<Still>::clone(&store),
                sink: Arc::new(Dir::new(&config.output)),
                clock,
                base_url: config.base_url.clone(),
            };
            let mill = Mill::with(config, road);
            mill.prepare().await.unwrap();
            let (daemon, shown) = Daemon::new(mill).await.unwrap();
            live(daemon, (until - from).to_std().unwrap(), Life { shown, hand, ask: None, log: log.clone() }).await;
            store.looks.load(std::sync::atomic::Ordering::Relaxed)
        });
        self.log = log;
    }

    /// The runs since the last time this was asked, to the second.
    pub(crate) fn runs(&self) -> Runs {
        let mut runs = Runs::new();
        assert!(self.asked.overlaps.lock().unwrap().is_empty(), "sources overlap themselves");
        for (name, at) in std::mem::take(&mut *self.asked.log.lock().unwrap()) {
            runs.entry(name).or_default().push(chrono::DurationRound::duration_trunc(at, chrono::TimeDelta::seconds(1)).unwrap());
        }
        runs
    }

    /// What `feedmill next` shows for a time: the program itself, not what it is made of.
    pub(crate) fn preview(&self, from: &str, until: &str) -> Runs {
        let config = self.bench.path("config");
        let output = Command::new(env!("CARGO_BIN_EXE_feedmill"))
            .args(["next", "-n", "2000", "--json", "--from", from, "--config", config.to_str().unwrap()])
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let mut runs = Runs::new();
        for line in String::from_utf8(output.stdout).unwrap().lines() {
            let run: serde_json::Value = serde_json::from_str(line).unwrap();
            let (name, utc) = (run["source"].as_str().unwrap().trim_start_matches("j/").to_owned(), at(run["utc"].as_str().unwrap()));
            if utc < at(until) {
                runs.entry(name).or_default().push(utc);
            }
        }
        runs
    }

    /// What the store knows of a source.
    pub(crate) fn state(&self, name: &str) -> SourceState {
        let wanted = SourceName { publication: "j".to_owned(), source: name.to_owned() };
        let states = crate::bench::block(async { self.bench.mill().road.store.sources().await.unwrap() });
        states.into_iter().find(|state| state.name == wanted).unwrap()
    }
}

/// These runs with one more for each source, at a moment before all of them.
pub(crate) fn with_first(mut runs: Runs, names: &[&str], first: &str) -> Runs {
    for name in names {
        runs.entry((*name).to_owned()).or_default().insert(0, at(first));
    }
    runs
}
