//! The work for one article does not grow with what is stored. It is counted in steps of the database's own machine, so that no
//! clock and no other program has a say.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::TimeDelta;
use rusqlite::Connection;

use super::super::{Arrival, Kept, Plan};
use super::{articles, feed, feeds, keep, open, release, sources};
use crate::article::{Entry, Stated};
use crate::clock::Instant;
use crate::config::{self, Publication};
use crate::feed::Masthead;
use crate::fetch::Validators;
use crate::format::{Document, Format};

const JOURNAL: &str = r#"
title = "Journal"
home = "https://www.journal.example/"
time_zone = "Europe/London"
[sections]
News = "news"
Comment = "comment"
[source.latest]
schedule = "@hourly"
read.feed = { url = "https://www.journal.example/rss" }
[source.wire]
schedule = "@hourly"
read.feed = { url = "https://wire.example/rss" }
[rule.adverts]
title = "Sponsored: *"
exclude = true
[feed.newsletter]
exclude_words = ["advertisement"]
exclude_sources = []
[feed.morning]
release = "0 6 * * *"
hold = "20m"
[feed.weekly]
digest = "weekly"
"#;

/// Steps that are counted together.
const STEPS: i32 = 10;

fn publication(folder: &std::path::Path) -> Arc<Publication> {
    let file = |path: &str, text: &str| {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        #[expect(clippy::disallowed_methods, reason = "a test sets its scene")]
        std::fs::write(path, text).unwrap();
    };
    file("feedmill.toml", "[output]\nbase_url = \"https://feeds.example/\"\n");
    file("publications/j.toml", JOURNAL);
    let config = config::load(folder).unwrap_or_else(|faults| panic!("{}", faults.render(false)));
    Arc::new(config.publications[0].clone())
}

/// The article of a number: one of two sections, 200 to a month, each older than the one before.
fn entry(number: i32, newest: Instant) -> Entry {
    Entry {
        guid: Some(number.to_string()),
        link: Some(format!("https://www.journal.example/{number}")),
        title: format!("Headline {number}"),
        summary: Some(format!("Standfirst {number} in twelve words or more. ").repeat(2)),
        section: Some(if number % 2 == 0 { "News" } else { "Comment" }.to_owned()),
        stated: Stated::At(newest - TimeDelta::seconds(12_960) * number),
        ..Entry::default()
    }
}

fn page(publication: &Arc<Publication>, entries: Vec<Entry>, now: Instant) -> Kept {
    Kept {
        publication: Arc::clone(publication),
        source: "latest".to_owned(),
        run: now.timestamp_millis(),
        url: "https://www.journal.example/rss".to_owned(),
        number: 1,
        walk: None,
        entries,
        complete: true,
        validators: Validators::default(),
        body: Vec::new(),
        next: None,
        arrival: Arrival::Schedule,
        now,
    }
}

/// The road behind the fetch: what is new is kept, released, rendered, and joined in every feed that is stale.
fn publish(db: &Connection, publication: &Arc<Publication>, now: Instant) -> usize {
    let masthead = Masthead::of(publication, &"https://feeds.example/".parse().unwrap());
    release::release(db, (publication, &masthead), false, now).unwrap();
    loop {
        let waiting = articles::unrendered(db, "j", 500).unwrap();
        if waiting.is_empty() {
            break;
        }
        let render = |article| Format::ALL.iter().map(|format| format.fragment(article, &masthead)).collect();
        let fragments: Vec<(i64, Vec<String>)> = waiting.iter().map(|(id, article)| (*id, render(article))).collect();
        articles::rendered(db, &fragments).unwrap();
    }
    let stale = feeds::stale(db, "j").unwrap();
    for one in &stale {
        let feed = feed::feed(db, &one.key, publication, &masthead).unwrap().unwrap();
        let documents = Format::ALL.iter().map(|format| Document::begin(*format, &feed, &masthead)).collect();
        feed::fill(db, &feed, documents).unwrap();
    }
    feeds::published(db, &stale).unwrap();
    stale.len()
}

/// The steps that one new article takes in a store of so many.
fn steps(articles: i32) -> u64 {
    let folder = tempfile::tempdir().unwrap();
    let publication = publication(&folder.path().join("config"));
    let mut db = open::writer(&folder.path().join("feedmill.db")).unwrap();
    let mut now: Instant = "2025-11-17T08:00:00Z".parse().unwrap();
    let plan =
        Plan { publication: Arc::clone(&publication), rendering: String::new(), sources: vec![("latest".to_owned(), String::new(), now)] };
    sources::enrol(&db, &[plan], now).unwrap();
    keep::keep(&db, &page(&publication, (1..=articles).map(|number| entry(number, now)).collect(), now)).unwrap();
    publish(&db, &publication, now);
    // From now on what it shows is news.
    db.execute("UPDATE source SET last_attempt = 0, last_success = 0", []).unwrap();
    // What a statement is planned for the first time, or a page is read, is not the article's work: one goes before.
    let newest = now;
    let mut counted = 0;
    for number in [0, -1] {
        now += TimeDelta::hours(4);
        let count = Arc::new(AtomicU64::new(0));
        let seen = Arc::clone(&count);
        db.progress_handler(STEPS, Some(move || seen.fetch_add(1, Ordering::Relaxed) == u64::MAX)).unwrap();
        keep::keep(&db, &page(&publication, (number..20).map(|number| entry(number, newest)).collect(), now)).unwrap();
        let feeds = publish(&db, &publication, now);
        assert!(
            (5..=6).contains(&feeds),
            "the feeds of everything, its section, its month and both, the newsletter, and one in the morning: {feeds}"
        );
        counted = count.load(Ordering::Relaxed);
    }
    counted
}

#[test]
fn one_article_costs_the_same_in_a_large_store() {
    let (small, large) = (steps(200), steps(2_000));
    assert!(large < small + small / 4, "{small} steps of ten among 200 articles, {large} among 2,000");
}
