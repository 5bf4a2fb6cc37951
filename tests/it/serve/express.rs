//! Kept connections: what is answered on the short way is what the long way answers, in whatever order both are gone.

use std::sync::Arc;

use chrono::TimeDelta;
use feedmill::pack::Coding;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::{Answer, Memory, Served, publication, readers, site, time};

const CHANGED: &str = "2025-11-17T08:00:00.7Z";

fn document() -> Vec<u8> {
    "<item><title>Bed numbers fall</title></item>\n".repeat(100).into_bytes()
}

async fn start() -> (Arc<Memory>, Served) {
    let memory = Memory::holding(&super::FILES);
    memory.set("hsj/feed.rss", &document(), time(CHANGED));
    for coding in Coding::ALL {
        memory.set(&format!("hsj/feed.rss{}", coding.suffix()), &coding.pack(&document()).unwrap(), time(CHANGED));
    }
    let served = Served::start(readers(site(Arc::clone(&memory), &[publication()]))).await;
    (memory, served)
}

/// Reads one answer, and leaves what follows it.
async fn read(stream: &mut TcpStream, is_head: bool) -> Answer {
    let mut bytes = Vec::new();
    while !bytes.ends_with(b"\r\n\r\n") {
        bytes.push(stream.read_u8().await.unwrap());
    }
    let mut answer = Answer::read(&bytes);
    let length = if is_head || answer.status == 304 { 0 } else { answer.header("content-length").parse().unwrap_or(0) };
    answer.bytes = vec![0; length];
    stream.read_exact(&mut answer.bytes).await.unwrap();
    answer
}

async fn exchange(stream: &mut TcpStream, line: &str, headers: &[&str]) -> Answer {
    let headers: String = headers.iter().map(|header| [header, "\r\n"].concat()).collect();
    stream.write_all(format!("{line} HTTP/1.1\r\nHost: a\r\n{headers}\r\n").as_bytes()).await.unwrap();
    read(stream, line.starts_with("HEAD")).await
}

fn told(answer: &Answer) -> (u16, Vec<(String, String)>, Vec<u8>) {
    let headers = answer.headers.iter().filter(|(name, _)| !["date", "connection"].contains(&name.as_str()));
    (answer.status, headers.map(|(name, value)| (name.clone(), value.clone())).collect(), answer.bytes.clone())
}

#[tokio::test]
async fn the_short_way_answers_what_the_long_way_answers() {
    let (_memory, served) = start().await;
    let etag = served.get("/hsj/feed.rss").await.header("etag").to_owned();
    let packed = format!("If-None-Match: W/\"x\", {}-gz\"", etag.trim_end_matches('"'));
    let same = format!("If-None-Match: {etag}");
    let requests: [(&str, &[&str]); 14] = [
        ("GET /hsj/feed.rss", &[]),
        ("GET /hsj/feed.rss?utm=x", &["Accept-Encoding: gzip", "User-Agent: reader", "Connection: keep-alive"]),
        ("HEAD /hsj/feed.rss", &["Accept-Encoding: br"]),
        ("GET /hsj/feed.rss", &["If-None-Match: *", "Accept-Encoding: zstd"]),
        ("GET /hsj/feed.rss", &[&same]),
        ("GET /hsj/feed.rss", &[&packed, "Accept-Encoding: gzip"]),
        ("GET /hsj/feed.rss", &[&packed]),
        ("HEAD /hsj/feed.rss", &["If-Modified-Since: Mon, 17 Nov 2025 08:00:00 GMT"]),
        ("GET /hsj/feed.rss", &["If-Modified-Since: Mon, 17 Nov 2025 07:00:00 GMT"]),
        ("GET /hsj/feed.rss", &["Range: bytes=0-9"]),
        ("GET /hsj/feed.rss", &["A-IM: feed", &same]),
        ("GET /nothing", &[]),
        ("GET /hsj", &[]),
        ("OPTIONS /hsj/feed.rss", &[]),
    ];
    let mut stream = TcpStream::connect(served.address).await.unwrap();
    for round in 0..3 {
        for (line, headers) in requests {
            let long = served.ask(line, headers).await;
            let short = exchange(&mut stream, line, headers).await;
            assert_eq!(told(&short), told(&long), "{line} {headers:?}, round {round}");
            assert!(short.header("date").ends_with(" GMT"), "{short:?}");
        }
    }
}

#[tokio::test]
async fn a_connection_that_asks_oddly_is_answered_in_order() {
    let (_memory, served) = start().await;
    served.get("/hsj/feed.rss").await;
    let one = "GET /hsj/feed.rss HTTP/1.1\r\nHost: a\r\n\r\n";
    let known = "GET /hsj/feed.rss HTTP/1.1\r\nHost: a\r\nIf-None-Match: *\r\n\r\n";
    for pieces in [
        &[one, known, one][..],
        &["GET /hsj/feed.rss HT", "TP/1.1\r\nHost: a\r\n\r\n", known, one],
        &[&format!("{one}{known}{one}")],
        &[&format!("{one}{}", &known[..20]), &known[20..], one],
    ] {
        let mut stream = TcpStream::connect(served.address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        for piece in pieces {
            stream.write_all(piece.as_bytes()).await.unwrap();
            tokio::task::yield_now().await;
        }
        let statuses = [read(&mut stream, false).await.status, read(&mut stream, false).await.status];
        let last = read(&mut stream, false).await;
        assert!(statuses == [200, 304], "{pieces:?}: {statuses:?}");
        assert!(last.status == 200 && last.bytes == document(), "{pieces:?}");
    }
}

#[tokio::test]
async fn what_changes_is_seen_at_once_on_a_kept_connection() {
    let (memory, served) = start().await;
    let mut stream = TcpStream::connect(served.address).await.unwrap();
    for number in 0..20 {
        let bytes = format!("version {number}").into_bytes();
        memory.set("hsj/feed.rss", &bytes, time(CHANGED) + TimeDelta::milliseconds(number));
        for _ in 0..3 {
            let answer = exchange(&mut stream, "GET /hsj/feed.rss", &[]).await;
            assert!(answer.bytes == bytes, "{number}");
            let known = format!("If-None-Match: {}", answer.header("etag"));
            assert_eq!(exchange(&mut stream, "GET /hsj/feed.rss", &[&known]).await.status, 304);
        }
    }
}

#[tokio::test]
async fn a_slow_reader_of_a_ready_answer_gets_all_of_it() {
    let memory = Memory::holding(&[]);
    let long = vec![b'x'; 1 << 20];
    memory.set("hsj/feed.rss", &long, time(CHANGED));
    let served = Served::start(readers(site(memory, &[publication()]))).await;
    let mut stream = TcpStream::connect(served.address).await.unwrap();
    for _ in 0..4 {
        assert!(exchange(&mut stream, "GET /hsj/feed.rss", &[]).await.bytes == long);
    }
    // Two answers are wanted before the first is read.
    for _ in 0..2 {
        stream.write_all(b"GET /hsj/feed.rss HTTP/1.1\r\nHost: a\r\n\r\n").await.unwrap();
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    for _ in 0..2 {
        assert!(read(&mut stream, false).await.bytes == long);
    }
}
