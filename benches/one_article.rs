//! What one new article costs, from the fetched bytes to the written files, in a small store and in a large one.
//!
//! `cargo bench --bench one_article [-- ARTICLES…]` fills a store for each number of articles, publishes it, lets one article arrive again
//! and again, and prints CPU time as the operating system counts it, the disk's part included: for a journal with 200 articles in a month
//! and eight sections, whose article stands in four feeds, and for one without sections and with so many articles that each of the two
//! feeds, everything and the month, holds 1,000.
#![expect(clippy::unwrap_used, clippy::disallowed_methods, reason = "a measurement that cannot go on has failed")]

use std::fmt::Write as _;
use std::path::Path;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use feedmill::clock::{Clock, Hand};
use feedmill::config;
use feedmill::fetch::{Fetch, FetchError, Fetched, Hints, Request, Validators};
use feedmill::mill::Mill;
use feedmill::pipeline::Road;
use feedmill::pipeline::ingest::Months;
use feedmill::sink::dir::Dir;
use feedmill::source::Page;
use feedmill::store::{SourceName, sqlite::Sqlite};
use rustix::time::{ClockId, clock_gettime};

/// How often the one article arrives; the mean of all is told. Few: a file system that avoids what was deleted a moment ago (ext4)
/// makes every further file dearer, and no journal publishes hundreds of times in a second.
const TIMES: u32 = 10;
/// Articles in one document while the store is filled.
const DOCUMENT: usize = 1_000;
const SECTIONS: [&str; 8] = ["News", "Comment", "Briefing", "Insight", "Podcast", "Local", "Partners", "Interactive"];
const JOURNAL: &str = r#"
title = "Journal"
home = "https://www.journal.example/"
time_zone = "Europe/London"
[source.archive]
schedule = "@daily"
read.feed = { url = "https://www.journal.example/archive" }
[source.latest]
schedule = "*/15 * * * *"
read.feed = { url = "https://www.journal.example/rss" }
"#;
const LABELS: &str = r#"
[sections]
News = "news"
Comment = "comment"
Briefing = "briefing"
Insight = "insight"
Podcast = "podcast"
Local = "local"
Partners = "partners"
Interactive = "interactive"
"#;

/// A journal to measure.
#[derive(Clone, Copy)]
struct Journal {
    name: &'static str,
    /// The time between two of its articles.
    apart: TimeDelta,
    sections: bool,
}

const JOURNALS: [Journal; 2] = [
    Journal { name: "200 articles in a month, eight sections", apart: TimeDelta::seconds(12_960), sections: true },
    // Half of November is over.
    Journal { name: "1,000 articles in a feed, no sections", apart: TimeDelta::seconds(1_410), sections: false },
];

/// A web with one document.
#[derive(Default)]
struct Web(Mutex<String>);

#[async_trait]
impl Fetch for Web {
    async fn fetch(&self, request: &Request) -> Result<Fetched, FetchError> {
        let body = self.0.lock().unwrap().clone();
        let page = Page { url: request.url.clone(), content_type: None, body: body.into() };
        Ok(Fetched::Page { page, validators: Validators::default(), hints: Hints::default() })
    }
}

/// Everything that one measurement needs.
struct World {
    mill: Mill,
    web: Arc<Web>,
    hand: Hand,
    now: DateTime<Utc>,
    journal: Journal,
}

impl World {
    fn new(folder: &Path, journal: Journal) -> Self {
        std::fs::create_dir_all(folder.join("config/publications")).unwrap();
        let labels = if journal.sections { LABELS } else { "" };
        std::fs::write(folder.join("config/publications/j.toml"), format!("{JOURNAL}{labels}")).unwrap();
        std::fs::write(folder.join("config/feedmill.toml"), "[output]\nbase_url = \"https://feeds.example/\"\n").unwrap();
        let config = config::load(&folder.join("config")).unwrap_or_else(|faults| panic!("{}", faults.render(false)));
        let now = "2025-11-17T08:00:00Z".parse().unwrap();
        let (clock, hand) = Clock::with_hand(now);
        let web = Arc::new(Web::default());
        let road = Road {
            fetch: Arc::clone(&web) as Arc<dyn Fetch>,
            store: Arc::new(Sqlite::open(&folder.join("feedmill.db")).unwrap()),
            sink: Arc::new(Dir::new(folder.join("feeds"))),
            clock,
            base_url: config.base_url.clone(),
        };
        Self { mill: Mill::with(config, road), web, hand, now, journal }
    }

    /// Fills the store with an archive and publishes it.
    async fn fill(&self, articles: usize) {
        self.mill.prepare().await.unwrap();
        for first in (0..articles).step_by(DOCUMENT) {
            let last = (first + DOCUMENT).min(articles);
            let date = |number: usize| self.now - self.journal.apart * i32::try_from(number).unwrap();
            self.read("archive", (first..last).map(|number| self.item(number, date(number)))).await;
        }
        // The source of the news is no newcomer when it is measured.
        self.read("latest", std::iter::once(self.item(articles, self.now))).await;
        self.mill.publish_all(false).await.unwrap();
    }

    async fn read(&self, source: &str, items: impl Iterator<Item = String>) {
        let mut body = "<rss version=\"2.0\"><channel><title>J</title><link>https://www.journal.example/</link>".to_owned();
        items.for_each(|item| body.push_str(&item));
        body.push_str("</channel></rss>");
        *self.web.0.lock().unwrap() = body;
        let name = SourceName { publication: "j".to_owned(), source: source.to_owned() };
        let months = if source == "archive" { Months::All } else { Months::Open };
        let done = self.mill.run_source(&name, months).await.unwrap();
        assert_eq!(done.trouble, None);
    }

    /// One item of the journal's feed.
    fn item(&self, number: usize, date: DateTime<Utc>) -> String {
        let mut item = format!("<item><title>Trusts in area {number} agree on plan {}</title>", number / 7);
        write!(item, "<link>https://www.journal.example/{number}.article</link><guid isPermaLink=\"false\">{number}</guid>").unwrap();
        if self.journal.sections {
            write!(item, "<category>{}</category>", SECTIONS[number % SECTIONS.len()]).unwrap();
        }
        write!(item, "<pubDate>{}</pubDate>", date.to_rfc2822()).unwrap();
        write!(
            item,
            "<description>Plan {number} says what the boards of area {number} will do next, and what it costs.</description></item>"
        )
        .unwrap();
        item
    }
}

/// The CPU time of this process so far, user and system, in milliseconds.
fn cpu() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    #[expect(clippy::cast_precision_loss, reason = "a measurement of seconds")]
    let milliseconds = time.tv_sec as f64 * 1e3 + time.tv_nsec as f64 / 1e6;
    milliseconds
}

/// Mean CPU milliseconds of reading and of publishing one new article, and the files that it wrote.
async fn measure(journal: Journal, articles: usize) -> (f64, f64, u32) {
    let folder = tempfile::tempdir().unwrap();
    let mut world = World::new(folder.path(), journal);
    world.fill(articles).await;
    let (mut reading, mut publishing, mut files) = (0.0, 0.0, 0);
    for round in 0..TIMES {
        world.hand.set(TimeDelta::minutes(15));
        world.now += TimeDelta::minutes(15);
        let newest = articles + round as usize + 1;
        let window =
            (0..20.min(newest)).map(|back| world.item(newest - back, world.now - TimeDelta::minutes(15) * i32::try_from(back).unwrap()));
        let window: Vec<String> = window.collect();
        let begin = cpu();
        world.read("latest", window.into_iter()).await;
        let read = cpu();
        files += world.mill.publish_all(false).await.unwrap().files;
        reading += read - begin;
        publishing += cpu() - read;
    }
    let times = f64::from(TIMES);
    (reading / times, publishing / times, files / TIMES)
}

fn main() {
    let numbers: Vec<usize> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    let numbers = if numbers.is_empty() { vec![1_000, 10_000, 100_000] } else { numbers };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    for journal in JOURNALS {
        println!("{}", journal.name);
        println!("{:>10} {:>14} {:>14} {:>10} {:>8}", "articles", "read, ms CPU", "publish, ms", "both, ms", "files");
        let mut first = None;
        for &articles in &numbers {
            let (read, publish, files) = runtime.block_on(measure(journal, articles));
            let both = read + publish;
            let times = both / *first.get_or_insert(both);
            println!("{articles:>10} {read:>14.2} {publish:>14.2} {both:>10.2} {files:>8}   {times:.2} × the first");
        }
    }
}
