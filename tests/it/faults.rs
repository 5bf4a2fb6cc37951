//! Every write fails once: the store's and the sink's, in every pass of a small journal, and the pass after it makes all whole.

pub(crate) mod gates;

use std::collections::HashMap;

use feedmill::pipeline::RoadError;
use feedmill::pipeline::ingest::Months;
use feedmill::pipeline::publish::Published;
use feedmill::store::{Exported, SourceName, SourceState};

use crate::bench::{Bench, LISTING, ONE_FEED, ONE_LISTING, RSS, block, item, listing, rss};
use gates::{Fault, Gate};

/// Everything that a journal is: what is kept, how its sources are, and what is published.
#[derive(PartialEq)]
pub(crate) struct Whole {
    pub(crate) articles: Vec<Exported>,
    sources: Vec<SourceState>,
    pub(crate) files: HashMap<String, Vec<u8>>,
}

impl Whole {
    /// The journal of a bench, after a pass that went well: nothing waits.
    pub(crate) fn of(bench: &Bench) -> Self {
        block(async {
            let road = bench.mill().road;
            assert_eq!(road.store.stale("j").await.unwrap(), []);
            assert_eq!(road.store.unrendered("j", 1).await.unwrap(), []);
            let mut sources = road.store.sources().await.unwrap();
            for source in &mut sources {
                // Which source is the first to show an article depends on which of them was read first,
                source.last_new = None;
            }
            let mut articles: Vec<Exported> = road.store.export(0, 1_000).await.unwrap().into_iter().map(|(_, one)| one).collect();
            // and so does the order in which articles and sightings are written down.
            articles.sort_by(|one, other| one.article.id.cmp(&other.article.id));
            for article in &mut articles {
                article.seen_as.sort_by(|one, other| one.source.cmp(&other.source));
            }
            let mut files = HashMap::new();
            for path in road.sink.list("").await.unwrap() {
                files.insert(path.clone(), road.sink.get(&path).await.unwrap().unwrap());
            }
            Self { articles, sources, files }
        })
    }

    /// Where this differs from another, in words.
    pub(crate) fn differences(&self, other: &Self) -> Vec<String> {
        let mut found = Vec::new();
        for (one, other) in self.articles.iter().zip(&other.articles).filter(|(one, other)| one != other) {
            found.push(format!("{one:?}\nis not\n{other:?}"));
        }
        if self.articles.len() != other.articles.len() {
            found.push(format!("{} articles are not {}", self.articles.len(), other.articles.len()));
        }
        if self.sources != other.sources {
            found.push(format!("{:?}\nis not\n{:?}", self.sources, other.sources));
        }
        let paths = self.files.keys().chain(other.files.keys());
        found.extend(paths.filter(|path| self.files.get(*path) != other.files.get(*path)).cloned());
        found
    }
}

/// One pass as `run --once` makes it, with a fault in it; how many writes it came to.
fn pass(bench: &Bench, fault: Option<Fault>) -> (Result<Published, RoadError>, usize) {
    pass_of(bench, &["latest", "archive"], fault)
}

/// One pass that reads these sources of the journal, one after the other.
pub(crate) fn pass_of(bench: &Bench, sources: &[&str], fault: Option<Fault>) -> (Result<Published, RoadError>, usize) {
    block(async {
        let (mill, gate) = Gate::before(&bench.mill(), fault);
        let all = async {
            mill.prepare().await?;
            let mut runs = Vec::new();
            for source in sources {
                let name = SourceName { publication: "j".to_owned(), source: (*source).to_owned() };
                runs.push(mill.run_source(&name, Months::Open).await);
            }
            runs.into_iter().collect::<Result<Vec<_>, _>>()?;
            mill.publish_all(false).await
        };
        (all.await, gate.writes())
    })
}

/// Three pages of an archive and a feed that shows some of the same articles; `later` is what they say an hour after.
fn say(bench: &Bench, later: bool) {
    let page = |n: usize| if n == 1 { LISTING.to_owned() } else { format!("{LISTING}?page={n}") };
    let newest = if later { 7 } else { 5 };
    let all: Vec<(String, String, String)> = (0..=newest)
        .rev()
        .map(|n| {
            let headline = if later && n == 5 { "Corrected".to_owned() } else { format!("Article {n}") };
            (headline, format!("/{n}.article"), format!("Standfirst {n}."))
        })
        .collect();
    let pages: Vec<_> = all.chunks(2).collect();
    for (index, chunk) in pages.iter().enumerate() {
        let items: Vec<_> = chunk.iter().map(|(title, link, intro)| ("News", title.as_str(), link.as_str(), intro.as_str())).collect();
        let next = (index + 1 < pages.len()).then(|| page(index + 2));
        bench.page(&page(index + 1), &listing("All Journal articles in November 2025", &items, next.as_deref()));
    }
    let feed = |n: usize| {
        item(&format!("g{n}"), &format!("https://www.journal.example/{n}.article"), &format!("Article {n}"))
            .on(&format!("Mon, 17 Nov 2025 0{n}:00:00 GMT"))
    };
    bench.page(RSS, &rss(&(newest - 2..=newest + usize::from(later)).rev().map(feed).collect::<Vec<_>>()));
}

/// A journal that lived through so many passes, the last of which is not made yet.
fn before(passes: usize) -> Bench {
    let own = "[feed.batch]\nrelease = \"0 * * * *\"\ntitle_format = \"{section}: {title}\"\n[feed.plain]\ninclude_words = [\"article\"]\n";
    let mut bench = Bench::journal(&format!("{ONE_FEED}{ONE_LISTING}{own}"));
    say(&bench, false);
    if passes > 1 {
        pass(&bench, None).0.unwrap();
        say(&bench, true);
        bench.minutes(60);
    }
    bench
}

/// Fails each write of the last pass in turn; the pass after it, at the same time, must give what one clean pass gives.
fn every_write_fails_once(passes: usize, fault: impl Fn(usize) -> Fault) {
    let clean = before(passes);
    let old = clean.files();
    let (done, writes) = pass(&clean, None);
    done.unwrap();
    let whole = Whole::of(&clean);
    assert!(whole.articles.len() > 5 && writes > 20, "{writes} writes");
    for write in 1..=writes {
        let fault = fault(write);
        let bench = before(passes);
        assert!(pass(&bench, Some(fault)).0.is_err(), "{fault:?} was not told");
        for (path, bytes) in bench.files() {
            // The page above all publications stands before the first of them is published.
            let is_first = path == "index.html" && bytes == feedmill::format::html::root(&[]);
            let is_whole = is_first || [&old, &whole.files].into_iter().any(|files| files.get(&path) == Some(&bytes));
            assert!(is_whole, "{fault:?} left {path} neither old nor new");
        }
        pass(&bench, None).0.unwrap();
        assert_eq!(Whole::of(&bench).differences(&whole), [""; 0], "{fault:?}");
    }
}

#[test]
fn any_write_of_the_first_pass_may_be_refused() {
    every_write_fails_once(1, Fault::Refused);
}

#[test]
fn the_first_pass_may_be_killed_in_any_write() {
    every_write_fails_once(1, Fault::Killed);
}

#[test]
fn any_write_of_a_pass_with_news_may_be_refused() {
    every_write_fails_once(2, Fault::Refused);
}

#[test]
fn a_pass_with_news_may_be_killed_in_any_write() {
    every_write_fails_once(2, Fault::Killed);
}
