//! Only what is new: a reader that says what it holds gets the items that it lacks (RFC 3229).

use std::sync::Arc;

use super::{Answer, Memory, Served, publication, readers, site, time};

/// A feed of these articles, as it is published.
fn feed(numbers: impl Iterator<Item = u32>) -> Vec<u8> {
    let item = |n| {
        format!(
            "<item><title>Article {n}</title><guid isPermaLink=\"false\">tag:hsj.co.uk,2025:{n}</guid><description>{}</description></item>",
            "standfirst ".repeat(20)
        )
    };
    let items: Vec<String> = numbers.map(item).collect();
    let head = "<?xml version=\"1.0\" encoding=\"utf-8\"?><rss version=\"2.0\"><channel><title>HSJ</title>";
    format!("{head}\n{}\n</channel></rss>\n", items.join("\n")).into_bytes()
}

/// Publishes the articles of these numbers, newest first.
fn publish(memory: &Memory, numbers: std::ops::RangeInclusive<u32>) {
    let minute = i64::from(*numbers.end());
    memory.set("hsj/feed.rss", &feed(numbers.rev()), time("2025-11-17T08:00:00Z") + chrono::TimeDelta::minutes(minute));
}

async fn start() -> (Arc<Memory>, Served) {
    let memory = Memory::holding(&[]);
    publish(&memory, 1..=50);
    let served = Served::start(readers(site(Arc::clone(&memory), &[publication()]))).await;
    (memory, served)
}

async fn poll(served: &Served, etag: &str, more: &[&str]) -> Answer {
    let known = format!("If-None-Match: {etag}");
    let headers: Vec<&str> = ["A-IM: feed", &known].into_iter().chain(more.iter().copied()).collect();
    served.ask("GET /hsj/feed.rss", &headers).await
}

#[tokio::test]
async fn a_reader_of_an_older_version_gets_what_it_lacks_under_the_tag_of_the_whole() {
    let (memory, served) = start().await;
    let old = served.get("/hsj/feed.rss").await;
    publish(&memory, 1..=52);
    let new = poll(&served, old.header("etag"), &[]).await;
    let whole = served.get("/hsj/feed.rss").await;
    assert_eq!((new.status, new.header("im"), new.header("cache-control")), (226, "feed", "no-store, im"));
    assert_eq!((new.header("etag"), new.header("last-modified")), (whole.header("etag"), whole.header("last-modified")));
    assert_eq!(new.header("vary"), "Accept-Encoding, A-IM, If-None-Match");
    assert_eq!(new.header("content-type"), "application/rss+xml; charset=utf-8");
    assert!(new.bytes == feed([52, 51].into_iter()), "{}", new.body);
    assert_eq!(new.header("content-length"), new.bytes.len().to_string());
    assert!(new.bytes.len() * 10 < whole.bytes.len());
    assert_eq!(poll(&served, new.header("etag"), &[]).await.status, 304);

    let packed = poll(&served, old.header("etag"), &["Accept-Encoding: gzip"]).await;
    assert_eq!((packed.status, packed.header("content-encoding")), (226, "gzip"));
    assert!(packed.header("etag").ends_with("-gz\""), "{packed:?}");
    assert!(packed.bytes == feedmill::pack::Coding::Gzip.pack(&new.bytes).unwrap(), "it is packed after it was cut");
}

#[tokio::test]
async fn whoever_cannot_be_told_what_is_new_gets_the_whole() {
    let (memory, served) = start().await;
    let old = served.get("/hsj/feed.rss").await.header("etag").to_owned();
    publish(&memory, 1..=52);
    let whole = feed((1..=52).rev());
    let table: [(&str, &[&str]); 5] = [
        ("GET", &["A-IM: feed", "If-None-Match: \"unknown\""]),
        ("GET", &["A-IM: feed"]),
        ("GET", &["A-IM: vcdiff", "If-None-Match: OLD"]),
        ("GET", &["A-IM: feed;q=0", "If-None-Match: OLD"]),
        ("GET", &["If-None-Match: OLD"]),
    ];
    for (method, headers) in table {
        let headers: Vec<String> = headers.iter().map(|header| header.replace("OLD", &old)).collect();
        let answer = served.ask(&format!("{method} /hsj/feed.rss"), &headers.iter().map(String::as_str).collect::<Vec<_>>()).await;
        assert!(answer.status == 200 && answer.bytes == whole, "{headers:?}: {}", answer.status);
        assert_eq!((answer.header("im"), answer.header("vary")), ("", "Accept-Encoding"));
    }
    let head = served.ask("HEAD /hsj/feed.rss", &["A-IM: feed", &format!("If-None-Match: {old}")]).await;
    assert_eq!((head.status, head.header("content-length")), (200, whole.len().to_string().as_str()), "only GET is answered so");
    publish(&memory, 3..=60);
    let answer = poll(&served, &old, &[]).await;
    assert!(answer.status == 200 && answer.bytes == feed((3..=60).rev()), "that an article is gone cannot be told");
}
