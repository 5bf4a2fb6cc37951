//! Who is told that a document changed (WebSub): each topic once for each change, whatever fails.

use std::collections::HashMap;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use crate::bench::{Bench, Item, JOURNAL, ONE_FEED, RSS, block, item, rss};
use crate::faults::gates::{Fault, Gate};
use crate::program::Place;

const HUB: &str = "https://hub.example.org/";

/// The journal with a hub, one article published, and the hub told of it.
fn bench() -> Bench {
    let bench = Bench::new(&format!("hub = \"{HUB}\"\n{JOURNAL}{ONE_FEED}"));
    bench.page(RSS, &rss(&[news(1)]));
    bench.run();
    let (told, later) = bench.tell_hubs();
    assert_eq!((told, later), (topics(), None));
    bench
}

fn news(n: usize) -> Item {
    let item = item(&format!("g{n}"), &format!("https://www.journal.example/{n}.article"), &format!("News {n}"));
    Item { category: "News".into(), ..item.on("Mon, 17 Nov 2025 06:00:00 GMT") }
}

/// The topics of everything, the section, the month, and the section in the month.
fn topics() -> Vec<String> {
    let feeds = ["", "months/2025-11/", "sections/news/", "sections/news/2025-11/"];
    let topic = |feed: &str| ["atom", "json", "rss"].map(|format| format!("https://feeds.example/j/{feed}feed.{format}"));
    let mut topics: Vec<String> = feeds.iter().flat_map(|feed| topic(feed)).collect();
    topics.sort();
    topics
}

/// The times each address stands in a list.
fn counted(told: &[String]) -> HashMap<&str, usize> {
    told.iter().fold(HashMap::new(), |mut counts, topic| {
        *counts.entry(topic.as_str()).or_default() += 1;
        counts
    })
}

#[test]
fn one_article_is_told_once_for_each_document_that_changed() {
    let mut bench = bench();
    bench.minutes(15).page(RSS, &rss(&[news(2), news(1)]));
    bench.run();
    assert_eq!(bench.tell_hubs(), (topics(), None));
    assert_eq!(bench.tell_hubs(), (vec![], None), "and never again");
}

#[test]
fn what_did_not_change_is_not_told() {
    let mut bench = bench();
    bench.minutes(15).run();
    block(async {
        let mill = bench.mill();
        for publication in &mill.publications {
            mill.road.store.stale_all(Arc::clone(publication)).await.unwrap();
        }
        let done = mill.publish_all(false).await.unwrap();
        assert!(done.feeds > 0 && done.files == 0);
    });
    assert_eq!(bench.tell_hubs(), (vec![], None));
}

#[test]
fn a_hub_that_is_down_delays_no_publishing_and_hears_everything_once_it_is_up() {
    let mut bench = bench();
    bench.hubs_answer(Some(503));
    bench.minutes(15).page(RSS, &rss(&[news(2), news(1)]));
    assert!(bench.run().files > 0);
    let (told, later) = bench.tell_hubs();
    assert_eq!(told.len(), 1, "one failure speaks for all that waits");
    assert_eq!(later, Some(bench.now() + chrono::TimeDelta::minutes(1)));
    assert_eq!(bench.tell_hubs(), (vec![], later), "it rests");
    // Another change while it rests: each topic still waits once.
    bench.hubs_answer(None);
    bench.page(RSS, &rss(&[news(3), news(2), news(1)])).run();
    assert_eq!(bench.tell_hubs(), (vec![], later));
    bench.minutes(2);
    assert_eq!(bench.tell_hubs(), (topics(), None));
}

#[test]
fn a_topic_that_a_hub_refuses_holds_back_no_other() {
    let mut bench = bench();
    bench.hubs_answer(Some(400));
    bench.minutes(15).page(RSS, &rss(&[news(2), news(1)]));
    bench.run();
    assert_eq!(bench.tell_hubs(), (topics(), None), "all are offered");
    assert_eq!(bench.tell_hubs(), (vec![], None), "and none a second time");
}

#[test]
fn a_hub_that_is_no_longer_configured_is_told_nothing() {
    let mut bench = bench();
    bench.minutes(15).page(RSS, &rss(&[news(2), news(1)]));
    bench.run();
    bench.configure(&format!("{JOURNAL}{ONE_FEED}"));
    bench.publish();
    assert_eq!(bench.tell_hubs(), (vec![], None));
}

/// Wherever publishing is cut, the hub hears of every document that changed, and of none before it stands.
#[test]
fn no_cut_forgets_a_hub() {
    let mut at = 1;
    loop {
        let mut bench = bench();
        bench.minutes(15).page(RSS, &rss(&[news(2), news(1)]));
        bench.ingest();
        let writes = block(async {
            let (mill, gate) = Gate::before(&bench.mill(), Some(Fault::Killed(at)));
            let _ = mill.publish_all(false).await;
            gate.writes()
        });
        let before = bench.files();
        let (mut told, _) = bench.tell_hubs();
        for topic in &told {
            let path = topic.strip_prefix("https://feeds.example/").unwrap();
            assert!(String::from_utf8_lossy(&before[path]).contains("News 2"), "cut at {at}: {topic} was told before it stood there");
        }
        bench.publish();
        told.extend(bench.tell_hubs().0);
        let counts = counted(&told);
        for topic in topics() {
            assert!(counts.get(topic.as_str()).is_some_and(|count| (1..=2).contains(count)), "cut at {at}: {topic} in {counts:?}");
        }
        if writes < at {
            break;
        }
        at += 1;
    }
    assert!(at > 10, "every write was cut once");
}

/// The program itself tells a hub on the loopback, by a form.
#[test]
fn the_program_tells_a_real_hub() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let told = Arc::new(Mutex::new(Vec::new()));
    let writes = Arc::clone(&told);
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let (mut request, mut byte) = (Vec::new(), [0]);
            while !request.ends_with(b"\r\n\r\n") && stream.read_exact(&mut byte).is_ok() {
                request.extend(byte);
            }
            let head = String::from_utf8_lossy(&request).to_lowercase();
            let length = head.split("content-length: ").nth(1).and_then(|rest| rest.lines().next()?.parse().ok()).unwrap_or(0);
            let mut body = vec![0; length];
            stream.read_exact(&mut body).unwrap();
            writes.lock().unwrap().push((head, String::from_utf8(body).unwrap()));
            let _ = stream.write_all(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
        }
    });
    let place = Place::example();
    let publication = place.path("config/publications/example.toml");
    let text = std::fs::read_to_string(&publication).unwrap();
    std::fs::write(&publication, format!("hub = \"http://{address}/hub\"\n{text}")).unwrap();
    place.good(&["run", "--once"]);
    assert!(told.lock().unwrap().is_empty(), "a demonstration reaches no network");
    let daemon = place.path("config/feedmill.toml");
    let text = std::fs::read_to_string(&daemon).unwrap();
    let live = text.replace("recorded = \"web\"", "").replace("allow_private = []", "allow_private = [\"127.0.0.0/8\"]");
    std::fs::write(&daemon, live).unwrap();
    std::fs::remove_dir_all(place.path("feeds")).unwrap();
    place.good(&["publish", "--full"]);
    let told = told.lock().unwrap();
    assert!(told.len() > 30, "{} pings", told.len());
    let (head, body) = &told[0];
    assert!(head.starts_with("post /hub http/1.1") && head.contains("content-type: application/x-www-form-urlencoded"), "{head}");
    assert!(body.starts_with("hub.mode=publish&hub.url=http") && body.contains("&hub.topic=http"), "{body}");
    let bodies: Vec<String> = told.iter().map(|(_, body)| body.clone()).collect();
    assert!(counted(&bodies).values().all(|count| *count == 1), "one ping a topic");
}
