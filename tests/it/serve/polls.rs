//! Readers that come again: validators, answers without a body, and how long an answer may be kept.

use std::sync::Arc;

use feedmill::clock::Clock;
use feedmill::serve::site::Site;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use url::Url;

use super::{Answer, FILES, Memory, Served, publication, readers, served, site, time};

#[tokio::test]
async fn head_says_what_get_says_without_the_bytes() {
    let served = served().await;
    for path in ["/hsj/feed.rss", "/hsj/", "/hsj", "/hsj/local/", "/nothing", "/other/feed.rss", "/health-service-journal/feed.rss"] {
        let get = served.get(path).await;
        let head = served.ask(&format!("HEAD {path}"), &[]).await;
        let without_date = |mut answer: Answer| {
            answer.headers.remove("date");
            (answer.status, answer.headers)
        };
        assert_eq!((head.body.as_str(), get.header("content-length")), ("", get.body.len().to_string().as_str()), "{path}");
        assert_eq!(without_date(head), without_date(get), "{path}");
    }
}

#[tokio::test]
async fn a_reader_that_is_up_to_date_gets_304_without_a_body() {
    let served = served().await;
    let full = served.get("/hsj/feed.rss").await;
    let etag = full.header("etag").to_owned();
    let now = "If-Modified-Since: Mon, 17 Nov 2025 08:00:00 GMT";
    let before = "If-Modified-Since: Mon, 17 Nov 2025 07:59:59 GMT";
    let same = format!("If-None-Match: {etag}");
    let table: [(&[&str], u16); 10] = [
        (&[&same], 304),
        (&[&format!("If-None-Match: W/{etag}")], 304),
        (&[&format!("If-None-Match: \"x\", {etag}")], 304),
        (&["If-None-Match: \"x\"", &same], 304),
        (&["If-None-Match: *"], 304),
        (&[now], 304),
        (&[before], 200),
        (&[&same, before], 304),
        (&["If-None-Match: \"x\"", now], 200),
        (&["If-Modified-Since: yesterday"], 200),
    ];
    for (headers, status) in table {
        for method in ["GET", "HEAD"] {
            let answer = served.ask(&format!("{method} /hsj/feed.rss"), headers).await;
            assert_eq!(answer.status, status, "{method} {headers:?}");
            for name in ["etag", "last-modified", "cache-control", "vary", "access-control-allow-origin", "x-content-type-options"] {
                assert_eq!(answer.header(name), full.header(name), "{method} {headers:?}: {name}");
            }
            if status == 304 {
                let body = (answer.body.as_str(), answer.header("content-type"), answer.header("content-length"));
                assert_eq!(body, ("", "", ""), "{method} {headers:?}");
            }
        }
    }
}

#[tokio::test]
async fn answers_without_a_body_leave_the_connection_in_order() {
    let served = served().await;
    let mut stream = TcpStream::connect(served.address).await.unwrap();
    let ask = |line: &str| format!("{line} HTTP/1.1\r\nHost: a\r\n\r\n");
    let known = "GET /hsj/feed.rss HTTP/1.1\r\nHost: a\r\nIf-None-Match: *\r\n\r\n".to_owned();
    let last = "GET /hsj/feed.atom HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".to_owned();
    let requests = [known, ask("HEAD /hsj/feed.rss"), ask("HEAD /nothing"), last].concat();
    stream.write_all(requests.as_bytes()).await.unwrap();
    let mut answers = String::new();
    stream.read_to_string(&mut answers).await.unwrap();
    let heads: Vec<&str> = answers.split("\r\n\r\n").map(|head| head.lines().next().unwrap_or_default()).collect();
    assert_eq!(
        heads,
        ["HTTP/1.1 304 Not Modified", "HTTP/1.1 200 OK", "HTTP/1.1 404 Not Found", "HTTP/1.1 200 OK", "this is hsj/feed.atom"]
    );
}

#[tokio::test]
async fn a_hundred_polls_with_three_changes_are_97_times_304() {
    let sink = Memory::holding(&[]);
    let served = Served::start(readers(site(Arc::clone(&sink), &[publication()]))).await;
    let (mut etag, mut unchanged) = (String::from("\"none\""), 0);
    for poll in 0..100 {
        let version = match poll {
            0..30 => "one",
            30..60 => "two",
            _ => "three",
        };
        // The same bytes written again are the same document, whatever their time.
        sink.set("hsj/feed.rss", version.as_bytes(), time("2025-11-17T08:00:00Z") + chrono::TimeDelta::minutes(poll));
        let answer = served.ask("GET /hsj/feed.rss", &[&format!("If-None-Match: {etag}")]).await;
        unchanged += i32::from(answer.status == 304);
        if answer.status == 200 {
            assert_eq!(answer.body, version);
        }
        answer.header("etag").clone_into(&mut etag);
    }
    assert_eq!(unchanged, 97);
}

#[tokio::test]
async fn only_months_that_are_long_sealed_may_be_kept_for_a_day() {
    let sink = Memory::holding(&FILES);
    let table = [
        ("/hsj/months/2025-10/feed.rss", "2025-11-08T23:59:59Z", "max-age=300,"),
        ("/hsj/months/2025-10/feed.rss", "2025-11-09T00:00:00Z", "max-age=86400,"),
        ("/hsj/sections/news/2025-10/feed.atom", "2025-11-09T00:00:00Z", "max-age=86400,"),
        ("/hsj/months/2025-11/feed.rss", "2025-11-30T23:00:00Z", "max-age=300,"),
        ("/hsj/feed.rss", "2026-11-30T23:00:00Z", "max-age=300,"),
    ];
    for (path, now, life) in table {
        let (clock, base_url) = (Clock::starting_at(time(now)), Url::parse("https://feeds.example.org/").unwrap());
        let site = Site::new(Arc::<Memory>::clone(&sink), clock, base_url, &[publication()]);
        let served = Served::start(readers(Arc::new(site))).await;
        let answer = served.get(path).await;
        assert!(answer.header("cache-control").contains(life), "{path} at {now}: {answer:?}");
    }
}
