//! The forms of a document: packed, in part, and what is said of them.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use chrono::TimeDelta;
use feedmill::pack::Coding;

use super::{Memory, Served, publication, readers, site, time};

const PATH: &str = "hsj/feed.rss";
const CHANGED: &str = "2025-11-17T08:00:00.7Z";

/// A document that is worth packing.
fn document() -> Vec<u8> {
    "<item><title>Bed numbers fall</title></item>\n".repeat(100).into_bytes()
}

/// A sink with a document, and its packed forms beside it.
fn packed(codings: &[Coding]) -> Arc<Memory> {
    let memory = Memory::holding(&[]);
    memory.set(PATH, &document(), time(CHANGED));
    for coding in codings {
        memory.set(&format!("{PATH}{}", coding.suffix()), &coding.pack(&document()).unwrap(), time(CHANGED));
    }
    memory
}

async fn serving(memory: &Arc<Memory>) -> Served {
    Served::start(readers(site(Arc::clone(memory), &[publication()]))).await
}

fn tag(form: &str) -> String {
    format!("\"{}{form}\"", &blake3::hash(&document()).to_hex()[..32])
}

#[tokio::test]
async fn a_client_gets_the_form_that_it_takes_and_each_has_its_tag() {
    let served = serving(&packed(&Coding::ALL)).await;
    let table = [
        ("gzip", "gzip", "-gz"),
        ("gzip, deflate, br, zstd", "br", "-br"),
        ("zstd, gzip", "zstd", "-zst"),
        ("br;q=0.1, gzip;q=0.2", "gzip", "-gz"),
        ("*", "br", "-br"),
        ("deflate", "", ""),
        ("gzip;q=0", "", ""),
        ("identity, gzip;q=0.5", "", ""),
    ];
    for round in ["first", "kept"] {
        for (accepted, coding, mark) in table {
            let header = format!("Accept-Encoding: {accepted}");
            let get = served.ask("GET /hsj/feed.rss", &[&header]).await;
            let expected = Coding::ALL
                .into_iter()
                .find(|known| known.token() == coding)
                .map_or_else(document, |coding| coding.pack(&document()).unwrap());
            assert_eq!((get.status, get.header("content-encoding")), (200, coding), "{accepted}, {round}");
            assert!(get.bytes == expected, "{accepted}, {round}");
            assert_eq!(get.header("etag"), tag(mark), "{accepted}, {round}");
            assert_eq!((get.header("vary"), get.header("content-length")), ("Accept-Encoding", expected.len().to_string().as_str()));
            assert_eq!(get.header("content-type"), "application/rss+xml; charset=utf-8");
            let head = served.ask("HEAD /hsj/feed.rss", &[&header]).await;
            let without_date = |answer: &super::Answer| {
                let mut headers = answer.headers.clone();
                headers.remove("date");
                headers
            };
            assert_eq!((without_date(&head), head.bytes.len()), (without_date(&get), 0), "{accepted}, {round}");
        }
    }
}

#[tokio::test]
async fn a_reader_that_holds_any_form_holds_the_document() {
    let served = serving(&packed(&Coding::ALL)).await;
    for round in ["first", "kept"] {
        for held in ["", "-gz", "-br", "-zst"] {
            for accepted in ["identity", "gzip", "br"] {
                let headers = [format!("If-None-Match: W/{}", tag(held)), format!("Accept-Encoding: {accepted}")];
                let answer = served.ask("GET /hsj/feed.rss", &headers.each_ref().map(String::as_str)).await;
                assert_eq!((answer.status, answer.header("etag")), (304, tag(held).as_str()), "{held} {accepted} {round}");
                assert_eq!((answer.header("content-encoding"), answer.header("vary")), ("", "Accept-Encoding"));
            }
        }
        let answer = served.ask("GET /hsj/feed.rss", &["If-None-Match: *", "Accept-Encoding: gzip"]).await;
        assert_eq!((answer.status, answer.header("etag")), (304, tag("-gz").as_str()), "{round}");
    }
}

#[tokio::test]
async fn a_packed_form_of_another_version_is_never_served_and_asked_for_anew() {
    let memory = packed(&[Coding::Gzip]);
    let served = serving(&memory).await;
    let gzip = ["Accept-Encoding: gzip"];
    assert_eq!(served.ask("GET /hsj/feed.rss", &gzip).await.header("content-encoding"), "gzip");
    let news = [b"<item>news</item>".to_vec(), document()].concat();
    memory.set(PATH, &news, time(CHANGED) + TimeDelta::milliseconds(1));
    let answer = served.ask("GET /hsj/feed.rss", &gzip).await;
    assert!(answer.bytes == news && answer.header("content-encoding").is_empty());
    assert_eq!(memory.waiting.take().as_deref(), Some(PATH));
    memory.set("hsj/feed.rss.gz", &Coding::Gzip.pack(&news).unwrap(), time(CHANGED) + TimeDelta::milliseconds(1));
    assert!(served.ask("GET /hsj/feed.rss", &gzip).await.bytes == Coding::Gzip.pack(&news).unwrap());
}

#[tokio::test]
async fn who_refuses_the_plain_form_gets_a_packed_one_made_at_once() {
    let memory = packed(&[]);
    let served = serving(&memory).await;
    let answer = served.ask("GET /hsj/feed.rss", &["Accept-Encoding: gzip, identity;q=0"]).await;
    assert!(answer.bytes == Coding::Gzip.pack(&document()).unwrap());
    assert_eq!((answer.header("content-encoding"), answer.header("etag")), ("gzip", tag("-gz").as_str()));
    let answer = served.ask("GET /hsj/feed.rss", &["Accept-Encoding: identity;q=0"]).await;
    assert_eq!((answer.status, answer.header("vary")), (406, "Accept-Encoding"));
    assert_eq!(served.ask("GET /nothing", &["Accept-Encoding: *;q=0"]).await.status, 404);
}

#[tokio::test]
async fn what_stands_is_read_once_however_often_it_is_asked_for() {
    let memory = packed(&Coding::ALL);
    let served = serving(&memory).await;
    let known = format!("If-None-Match: {}", tag(""));
    for headers in [&["Accept-Encoding: gzip"][..], &["Accept-Encoding: gzip", &known], &[&known]] {
        served.ask("GET /hsj/feed.rss", headers).await;
    }
    let opened = memory.opened.load(Ordering::Relaxed);
    for _ in 0..10 {
        assert_eq!(served.ask("GET /hsj/feed.rss", &[&known]).await.status, 304);
        assert_eq!(served.ask("HEAD /hsj/feed.rss", &[]).await.status, 200);
        assert_eq!(served.ask("GET /hsj/feed.rss", &["Accept-Encoding: gzip"]).await.status, 200);
    }
    assert_eq!(memory.opened.load(Ordering::Relaxed), opened);
}

#[tokio::test]
async fn a_part_is_of_the_plain_form_and_conditions_come_first() {
    let served = serving(&packed(&Coding::ALL)).await;
    let plain = document();
    let length = plain.len();
    let part = |range: &'static str| async { served.ask("GET /hsj/feed.rss", &[range, "Accept-Encoding: gzip"]).await };
    for (range, expected) in [("Range: bytes=0-9", 0..10), ("Range: bytes=10-", 10..length), ("Range: bytes=-5", length - 5..length)] {
        let answer = part(range).await;
        assert_eq!((answer.status, answer.header("content-encoding"), answer.header("etag")), (206, "", tag("").as_str()), "{range}");
        assert_eq!(answer.header("content-range"), format!("bytes {}-{}/{length}", expected.start, expected.end - 1));
        assert!(answer.bytes == plain[expected], "{range}");
    }
    let beyond = part("Range: bytes=99999-").await;
    assert_eq!((beyond.status, beyond.header("content-range")), (416, format!("bytes */{length}").as_str()));
    for range in ["Range: bytes=0-1,5-6", "Range: bytes=5-1", "Range: lines=1-2"] {
        assert!(part(range).await.bytes == plain, "{range}");
    }
    let etag = tag("");
    let table = [
        (format!("If-None-Match: {etag}"), 304),
        ("If-Modified-Since: Mon, 17 Nov 2025 08:00:00 GMT".to_owned(), 304),
        (format!("If-Range: {etag}"), 206),
        ("If-Range: Mon, 17 Nov 2025 08:00:00 GMT".to_owned(), 206),
        (format!("If-Range: {}", tag("-gz")), 200),
        (format!("If-Range: W/{etag}"), 200),
    ];
    for (header, status) in table {
        assert_eq!(served.ask("GET /hsj/feed.rss", &["Range: bytes=0-9", &header]).await.status, status, "{header}");
    }
    let head = served.ask("HEAD /hsj/feed.rss", &["Range: bytes=0-9"]).await;
    assert_eq!((head.status, head.header("accept-ranges")), (200, "bytes"), "a range is asked for with GET");
}

#[tokio::test]
async fn a_script_on_another_site_may_ask_what_a_reader_asks() {
    let served = serving(&packed(&[])).await;
    let answer = served.ask("OPTIONS /hsj/feed.rss", &["Origin: https://reader.example", "Access-Control-Request-Headers: a-im"]).await;
    assert_eq!((answer.status, answer.header("access-control-allow-origin")), (204, "*"));
    for wanted in ["If-None-Match", "A-IM"] {
        assert!(answer.header("access-control-allow-headers").contains(wanted), "{answer:?}");
    }
    let exposed = served.get("/hsj/feed.rss").await;
    for wanted in ["ETag", "Link", "Last-Modified"] {
        assert!(exposed.header("access-control-expose-headers").contains(wanted), "{exposed:?}");
    }
}
