//! The month that is current, at an address that never changes.

use std::sync::Arc;

use chrono::TimeDelta;
use feedmill::clock::{Clock, Hand};
use feedmill::config::Publication;
use feedmill::serve::site::Site;
use url::Url;

use super::{Answer, Memory, Served, publication, readers, time};

const BASE: &str = "https://feeds.example.org/";

/// A month's document as the formats write it, in short.
fn document(folder: &str, file: &str) -> String {
    let own = format!("{BASE}{folder}/{file}");
    let items = "<title>An article that names the feed of its month</title>".repeat(10);
    match file {
        "feed.rss" => format!(
            "<?xml version=\"1.0\"?><rss><channel><fh:archive></fh:archive><atom:link href=\"{own}\" rel=\"self\"/>\
             <atom:link href=\"https://hub.example/\" rel=\"hub\"/><atom:link href=\"{BASE}hsj/feed.rss\" rel=\"current\"/>\n<item>{items}<link>{own}</link></item>\n</channel></rss>"
        ),
        "feed.atom" => {
            format!("<feed><id>tag:hsj.co.uk,2025:feed/{folder}</id><link href=\"{own}\" rel=\"self\"/>\n<entry>{items}</entry></feed>")
        }
        _ => format!(
            "{{\"feed_url\":\"{own}\",\"expired\":true,\"hubs\":[{{\"type\":\"WebSub\",\"url\":\"https://hub.example/\"}}],\"items\":[\n{{\"id\":\"{own}\"}}]}}"
        ),
    }
}

fn publish(memory: &Memory, folder: &str) {
    for file in ["feed.rss", "feed.atom", "feed.json", "index.html"] {
        memory.set(&format!("{folder}/{file}"), document(folder, file).as_bytes(), time("2025-11-17T08:00:00Z"));
    }
}

async fn serving(now: &str, memory: &Arc<Memory>, publication: Publication) -> (Served, Hand) {
    let (clock, hand) = Clock::with_hand(time(now));
    let site = Site::new(Arc::<Memory>::clone(memory), clock, Url::parse(BASE).unwrap(), &[publication]);
    (Served::start(readers(Arc::new(site))).await, hand)
}

async fn shown(served: &Served) -> Answer {
    let answer = served.get("/hsj/months/current/feed.rss").await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer
}

#[tokio::test]
async fn this_month_has_an_address_of_its_own_and_says_so() {
    let memory = Memory::holding(&[]);
    publish(&memory, "hsj/months/2025-11");
    publish(&memory, "hsj/sections/news/2025-11");
    let (served, _) = serving("2025-11-17T08:05:00Z", &memory, publication()).await;
    for (fixed, dated) in [("hsj/months/current", "hsj/months/2025-11"), ("hsj/sections/news/current", "hsj/sections/news/2025-11")] {
        for file in ["feed.rss", "feed.atom", "feed.json"] {
            let answer = served.get(&format!("/{fixed}/{file}")).await;
            assert_eq!((answer.status, answer.header("content-location")), (200, format!("/{dated}/{file}").as_str()), "{fixed}/{file}");
            let own = format!("\"{BASE}{fixed}/{file}\"");
            let dated_document = served.get(&format!("/{dated}/{file}")).await;
            assert!(answer.body.contains(&own), "{}", answer.body);
            assert_ne!(answer.header("etag"), dated_document.header("etag"));
            assert_eq!(answer.header("content-type"), dated_document.header("content-type"));
            assert_eq!(answer.header("last-modified"), dated_document.header("last-modified"));
            assert!(answer.header("cache-control").contains("max-age=60,"), "{answer:?}");
            let rest = |text: &str| text.split_once('\n').unwrap().1.to_owned();
            assert_eq!(rest(&answer.body), rest(&dated_document.body), "the articles are the same");
            for word in ["fh:archive", "expired", "hub"] {
                assert!(!answer.body.contains(word), "it is not closed, and no hub is told of it: {}", answer.body);
            }
            assert!(file != "feed.rss" || answer.body.contains("rel=\"current\""));
            assert!(file != "feed.json" || serde_json::from_str::<serde_json::Value>(&answer.body).is_ok(), "{}", answer.body);
            let headers = [format!("If-None-Match: {}", answer.header("etag"))];
            assert_eq!(served.ask(&format!("GET /{fixed}/{file}"), &headers.each_ref().map(String::as_str)).await.status, 304);
        }
    }
    let atom = served.get("/hsj/sections/news/current/feed.atom").await.body;
    assert!(atom.contains("<id>tag:hsj.co.uk,2025:feed/hsj/sections/news/current</id>"), "{atom}");
    let packed = served.ask("GET /hsj/months/current/feed.rss", &["Accept-Encoding: gzip"]).await;
    assert!(packed.header("content-encoding") == "gzip" && packed.header("etag").ends_with("-gz\""), "{packed:?}");
}

#[tokio::test]
async fn its_page_leads_to_the_dated_one_for_now() {
    let memory = Memory::holding(&[]);
    publish(&memory, "hsj/months/2025-11");
    let (served, _) = serving("2025-11-17T08:05:00Z", &memory, publication()).await;
    let page = served.get("/hsj/months/current/").await;
    assert_eq!((page.status, page.header("location"), page.header("cache-control")), (302, "/hsj/months/2025-11/", "public, max-age=60"));
    for (path, status, location) in [
        ("/hsj/months/current", 301, "/hsj/months/current/"),
        ("/health-service-journal/months/current/feed.rss", 301, "/hsj/months/current/feed.rss"),
        ("/hsj/sections/local/current/feed.rss", 301, "/hsj/sections/hsj-local/current/feed.rss"),
        ("/hsj/sections/news/current/feed.rss", 404, ""),
        ("/hsj/months/current/feeds.opml", 404, ""),
    ] {
        let answer = served.get(path).await;
        assert_eq!((answer.status, answer.header("location")), (status, location), "{path}");
    }
}

#[tokio::test]
async fn a_month_begins_with_the_last_one_until_its_first_article() {
    let memory = Memory::holding(&[]);
    publish(&memory, "hsj/months/2025-09");
    publish(&memory, "hsj/months/2025-10");
    // A date in the future makes no month current before it begins: 1 November begins at midnight in London, which is UTC.
    publish(&memory, "hsj/months/2025-12");
    let (served, hand) = serving("2025-10-31T23:59:59Z", &memory, publication()).await;
    let before = shown(&served).await;
    assert_eq!(before.header("content-location"), "/hsj/months/2025-10/feed.rss");
    hand.set(TimeDelta::seconds(1));
    let after = shown(&served).await;
    assert_eq!((after.header("content-location"), after.header("etag")), ("/hsj/months/2025-10/feed.rss", before.header("etag")));
    publish(&memory, "hsj/months/2025-11");
    assert_eq!(shown(&served).await.header("content-location"), "/hsj/months/2025-11/feed.rss", "at once");
    hand.set(TimeDelta::days(30));
    assert_eq!(shown(&served).await.header("content-location"), "/hsj/months/2025-12/feed.rss");
    hand.set(TimeDelta::days(2000));
    assert_eq!(shown(&served).await.header("content-location"), "/hsj/months/2025-12/feed.rss", "however long ago");
}

#[tokio::test]
async fn the_month_turns_by_the_publications_own_clock() {
    let memory = Memory::holding(&[]);
    publish(&memory, "hsj/months/2025-06");
    publish(&memory, "hsj/months/2025-07");
    let (served, hand) = serving("2025-06-30T22:59:59Z", &memory, publication()).await;
    assert_eq!(shown(&served).await.header("content-location"), "/hsj/months/2025-06/feed.rss");
    hand.set(TimeDelta::seconds(1));
    assert_eq!(shown(&served).await.header("content-location"), "/hsj/months/2025-07/feed.rss", "it is midnight in London");
}
