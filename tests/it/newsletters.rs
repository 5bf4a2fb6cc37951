//! Sixty days of a journal, followed by every tool that is known: each article that is released is picked exactly once by each of them,
//! and what was back-filled never.
//!
//! The tools are the models of `check-feed`. They look half a minute before and half a minute after each pass of ours. A tool that
//! compares dates with its own clock and looks within the few seconds that a batch is dated back would miss some of it; see
//! `docs/check-feed.md`.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use chrono::{Datelike as _, TimeDelta};
use feedmill::clock::Instant;
use feedmill::source::Page;
use feedmill::tools::known::TOOLS;
use feedmill::tools::poller::{Look, Poller};
use feedmill::tools::seen::{self, Form, Seen};
use feedmill::tools::tool::{New, Tool};

use crate::bench::{Bench, Item, RSS, item, listing, rss};

const JOURNAL: &str = r#"
title = "Journal"
home = "https://www.journal.example/"
time_zone = "Europe/London"
items = 50
[sections]
"News" = "news"
"Comment" = "comment"
"Sponsored" = "sponsored"
[source.latest]
schedule = "*/15 * * * *"
read.feed = { url = "https://www.journal.example/rss" }
[source.archive]
schedule = "0 7 * * *"
[source.archive.read.listing]
index = { url = "https://www.journal.example/archive", link = "a[href$='.issue']", months = 2 }
item = "li.story"
section = ".label"
title = "h3 a"
link = "h3 a@href"
summary = "p.intro"
[feed.newsletter]
exclude = ["Sponsored"]
items = 30
"#;

const INDEX: &str = "https://www.journal.example/archive";
/// The days on which no source answers.
const OUTAGE: std::ops::Range<i64> = 30..33;
/// The day on which the database is lost.
const REBUILT: i64 = 40;
/// The number of an article that comes when its month is sealed.
const LATE: usize = 9_000;
const LABELS: [&str; 3] = ["News", "Comment", "Sponsored"];

/// By which road an article comes, and what its source says of its date.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Road {
    /// In the feed, dated a little while ago.
    Dated,
    /// In the listing alone, without a date.
    Listed,
    /// In the feed, dated five days ago.
    BackDated,
    /// In the feed, dated some hours ahead.
    Ahead,
    /// In the feed without a date, and in the listing.
    Both,
}

const ROADS: [Road; 5] = [Road::Dated, Road::Listed, Road::Both, Road::BackDated, Road::Ahead];

/// An article of the journal as its sources have it.
struct Written {
    number: usize,
    road: Road,
    came: Instant,
    stated: Instant,
    edits: usize,
}

/// The journal: what it has written until now.
#[derive(Default)]
struct Journal {
    written: Vec<Written>,
}

impl Journal {
    /// Writes some articles.
    fn write(&mut self, articles: usize, now: Instant) {
        for _ in 0..articles {
            let number = self.written.len();
            let road = ROADS[number % 7 % ROADS.len()];
            let stated = match road {
                Road::BackDated => now - TimeDelta::days(5),
                Road::Ahead => now + TimeDelta::hours(3),
                _ => now - TimeDelta::minutes(20),
            };
            self.written.push(Written { number, road, came: now, stated, edits: 0 });
        }
    }

    /// Changes headlines and dates of what was written some time ago.
    fn edit(&mut self, back: usize) {
        let last = self.written.len();
        for one in self.written.iter_mut().skip(last.saturating_sub(back)).step_by(3) {
            one.edits += 1;
            one.stated += TimeDelta::hours(1);
        }
    }

    /// Puts what its sources show now in front of the publication.
    fn show(&self, bench: &Bench) {
        let newest = self.written.iter().rev().filter(|one| one.road != Road::Listed).take(20);
        bench.page(RSS, &rss(&newest.map(Written::entry).collect::<Vec<_>>()));
        let mut months: BTreeMap<(i32, u32), Vec<&Written>> = BTreeMap::new();
        for one in self.written.iter().rev().filter(|one| matches!(one.road, Road::Listed | Road::Both)) {
            months.entry((one.came.year(), one.came.month())).or_default().push(one);
        }
        let mut links = String::new();
        for (month, articles) in months.iter().rev() {
            let rows: Vec<_> = articles.iter().map(|one| (one.label(), one.title(), format!("/{}.article", one.number))).collect();
            let rows: Vec<_> = rows.iter().map(|(label, title, link)| (*label, title.as_str(), link.as_str(), "A standfirst.")).collect();
            links.push_str(&show_month(bench, *month, &rows));
        }
        // Months of long ago, which nobody reads until they are imported.
        for month in [(2025, 8), (2025, 7)] {
            let rows: Vec<_> =
                (0..15).map(|n| (LABELS[n % 3], format!("Old {} {n}", month.1), format!("/old-{}-{n}.article", month.1))).collect();
            let rows: Vec<_> = rows.iter().map(|(label, title, link)| (*label, title.as_str(), link.as_str(), "Long ago.")).collect();
            links.push_str(&show_month(bench, month, &rows));
        }
        bench.page(INDEX, &format!("<!doctype html><html><head><title>Archive</title></head><body><ul>{links}</ul></body></html>"));
    }
}

/// Shows the page of a month; the link to it.
fn show_month(bench: &Bench, (year, month): (i32, u32), rows: &[(&str, &str, &str, &str)]) -> String {
    let name = chrono::Month::try_from(u8::try_from(month).unwrap()).unwrap().name();
    let address = format!("https://www.journal.example/{}-{year}/1.issue", name.to_lowercase());
    bench.page(&address, &listing(&format!("All Journal articles in {name} {year}"), rows, None));
    format!("<li><a href=\"{address}\">{name} {year}</a></li>")
}

impl Written {
    fn label(&self) -> &'static str {
        LABELS[self.number % 3]
    }

    fn title(&self) -> String {
        format!("Headline {}{}", self.number, ", corrected".repeat(self.edits.min(2)))
    }

    fn entry(&self) -> Item {
        let link = format!("https://www.journal.example/{}.article", self.number);
        let date = if self.road == Road::Both { String::new() } else { self.stated.to_rfc2822() };
        let entry = item(&format!("g{}", self.number), &link, &self.title()).says("A standfirst.").on(&date);
        Item { category: self.label().into(), ..entry }
    }
}

/// A tool that follows one document.
struct Follower {
    path: &'static str,
    tool: &'static Tool,
    poller: Poller<'static>,
    /// What it saw last.
    looks: Vec<Look>,
    picked: BTreeMap<String, usize>,
}

/// The documents that are followed: for one section, the newsletter, and all, in the forms that tools are told to take.
const FOLLOWED: [(&str, Option<&str>); 5] = [
    ("j/feed.rss", None),
    ("j/newsletter/feed.rss", None),
    ("j/sections/news/feed.rss", Some("News")),
    ("j/feed.atom", None),
    ("j/feed.json", None),
];

fn document(bench: &Bench, path: &str) -> Seen {
    let body = Bytes::from(bench.file(path).unwrap_or_else(|| panic!("{path} is not published")));
    let url = "https://feeds.example/".parse().unwrap();
    seen::read(&Page { url, content_type: None, body }).unwrap()
}

/// Every tool of which it is known how it tells what is new, set up now.
fn followers(bench: &Bench, at: Instant) -> Vec<Follower> {
    let mut all = Vec::new();
    for (path, _) in FOLLOWED {
        let seen = document(bench, path);
        // By the stated dates of Atom and JSON only a tool can go that goes by ids.
        let takes =
            |tool: &&Tool| tool.new != New::Place && tool.reads.contains(&seen.form) && (seen.form == Form::Rss || tool.new == New::Unseen);
        for tool in TOOLS.iter().filter(takes) {
            let mut poller = Poller::new(tool);
            let looks = tool.look_at(&seen.items);
            poller.begin(&looks, at);
            all.push(Follower { path, tool, poller, looks, picked: BTreeMap::new() });
        }
    }
    all
}

/// Each tool looks once more.
fn poll(followers: &mut [Follower], seen: &BTreeMap<&str, Seen>, at: Instant) {
    for follower in followers {
        let items = &seen[follower.path].items;
        for index in follower.poller.poll(&follower.looks, at).picked {
            *follower.picked.entry(items[index].guid.clone().unwrap()).or_default() += 1;
        }
    }
}

/// The documents as they are now, which is what each tool will see.
fn fetch(followers: &mut [Follower], bench: &Bench) -> BTreeMap<&'static str, Seen> {
    let seen: BTreeMap<&str, Seen> = FOLLOWED.iter().map(|(path, _)| (*path, document(bench, path))).collect();
    for follower in followers {
        follower.looks = follower.tool.look_at(&seen[follower.path].items);
    }
    seen
}

/// What was released until now: id, section, and headline as it is now.
fn released(bench: &Bench) -> BTreeMap<String, (String, String)> {
    let articles = bench.articles().into_iter().map(|one| one.article).filter(|article| article.released.is_some());
    articles.map(|article| (article.id, (article.section.unwrap().label, article.title))).collect()
}

/// How far our clock is ahead on a day of the story.
fn ahead(day: i64) -> TimeDelta {
    if (48..51).contains(&day) { TimeDelta::minutes(40) } else { TimeDelta::zero() }
}

/// What happens on the first pass of a day, before what the sources show is read.
fn before(bench: &Bench, journal: &mut Journal, day: i64) {
    match day {
        // It comes late for a month that is sealed: it stands in that month alone.
        25 => {
            let stated: Instant = "2025-10-03T09:00:00Z".parse().unwrap();
            journal.written.push(Written { number: LATE, road: Road::BackDated, came: bench.now(), stated, edits: 0 });
        }
        REBUILT => bench.lose_store(),
        45 => {
            let path = bench.path("config/feedmill.toml");
            let config = std::fs::read_to_string(&path).unwrap().replace("https://feeds.example/", "https://elsewhere.example/news/");
            std::fs::write(path, config).unwrap();
        }
        _ => {}
    }
}

/// One pass of ours over the sources, which are down for three days.
fn pass(bench: &Bench, day: i64, backfill: bool) {
    if OUTAGE.contains(&day) {
        bench.status(RSS, 503).status(INDEX, 503);
        bench.ingest();
        bench.publish();
        return;
    }
    bench.run();
    if backfill {
        let done = bench.import("archive");
        assert!(done.trouble.is_none() && done.changes.new == 30, "{done:?}");
        bench.publish();
    }
}

/// How many articles come before each pass: never more than the least patient tool takes at once, and none before the store is rebuilt.
/// A new store cannot tell what came meanwhile from what the lost one left out; it puts it at the end of the feeds, where only a tool
/// that goes by ids picks it.
fn articles(day: i64, pass: i64) -> usize {
    const AT_ONCE: [usize; 11] = [2, 0, 4, 3, 0, 8, 1, 0, 1, 6, 2];
    match (day, pass) {
        (REBUILT, 0) => 0,
        (day, 0) if OUTAGE.contains(&day) => 2,
        (day, _) if OUTAGE.contains(&day) => 0,
        _ => AT_ONCE[usize::try_from(day * 2 + pass).unwrap() % AT_ONCE.len()],
    }
}

#[test]
fn each_released_article_is_picked_exactly_once_by_every_tool_and_what_is_back_filled_never() {
    let start: Instant = "2025-10-20T00:00:00Z".parse().unwrap();
    let mut bench = Bench::new(JOURNAL);
    let mut journal = Journal::default();
    journal.write(15, start - TimeDelta::days(30));
    journal.write(25, start - TimeDelta::days(2));
    journal.show(&bench);
    bench.at("2025-10-20T05:00:00Z").run();
    let first: BTreeSet<String> = released(&bench).into_keys().collect();
    assert!(first.len() > 30);
    let mut followers = followers(&bench, bench.now());
    let mut seen = fetch(&mut followers, &bench);
    let mut known = BTreeMap::new();
    for day in 0..60 {
        // The last pass of day 50 comes again ten minutes later, when the clock was set right: then it shows an earlier time.
        let passes = [(0, 430), (1, 1_150)].into_iter().chain((day == 50).then_some((2, 1_160)));
        for (pass, minute) in passes {
            let true_time = start + TimeDelta::days(day) + TimeDelta::minutes(minute) + TimeDelta::seconds((day * 7 + pass * 13) % 25);
            let ours = true_time + if pass == 2 { TimeDelta::zero() } else { ahead(day) };
            poll(&mut followers, &seen, true_time - TimeDelta::seconds(30));
            bench.at(&feedmill::article::rfc3339(ours));
            journal.write(articles(day, pass), true_time);
            journal.edit(12);
            if pass == 0 {
                before(&bench, &mut journal, day);
            }
            journal.show(&bench);
            self::pass(&bench, day, (day, pass) == (20, 0));
            known.extend(released(&bench));
            seen = fetch(&mut followers, &bench);
            poll(&mut followers, &seen, true_time + TimeDelta::seconds(30));
        }
    }
    known.retain(|id, _| !first.contains(id));
    assert!(known.len() > 250, "{}", known.len());
    assert!(known.values().all(|(_, title)| !title.starts_with("Old") && !title.contains(&LATE.to_string())));
    for follower in &followers {
        let only = FOLLOWED.iter().find(|(path, _)| *path == follower.path).and_then(|(_, section)| *section);
        let stands =
            |label: &str| only.is_none_or(|section| section == label) && !(follower.path.contains("newsletter") && label == "Sponsored");
        let wanted: BTreeMap<&String, usize> = known.iter().filter(|(_, (label, _))| stands(label)).map(|(id, _)| (id, 1)).collect();
        let picked: BTreeMap<&String, usize> = follower.picked.iter().map(|(id, times)| (id, *times)).collect();
        let odd: Vec<_> = wanted.iter().chain(&picked).filter(|(id, _)| wanted.get(*id) != picked.get(*id)).collect();
        let named: BTreeSet<_> = odd.iter().map(|(id, _)| (known.get(**id), picked.get(*id))).collect();
        assert!(odd.is_empty(), "{} on {}: {named:?}", follower.tool.name, follower.path);
    }
    assert!(followers.len() > 60);
}
