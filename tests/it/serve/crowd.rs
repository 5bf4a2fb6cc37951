//! Many clients, slow ones and rude ones: none of them harms the others.

use std::sync::Arc;
use std::time::Duration;

use feedmill::serve::listen::{Listen, Listener};
use feedmill::sink::Sink as _;
use feedmill::sink::dir::Dir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpStream, UnixStream};
use tokio::time::Instant;

use super::{Answer, Memory, Served, publication, readers, served, site, time};

const GET: &[u8] = b"GET /hsj/feed.rss HTTP/1.1\r\nHost: a\r\n\r\n";

/// Reads until the other side closes; how many bytes came, and after how long.
async fn until_closed(stream: &mut TcpStream) -> (usize, Duration) {
    let (began, mut all) = (Instant::now(), Vec::new());
    // A connection that is reset is closed as well.
    let _ = stream.read_to_end(&mut all).await;
    (all.len(), began.elapsed())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_idle_connections_and_slow_readers_keep_nobody_waiting() {
    let memory = Memory::holding(&super::FILES);
    memory.set("hsj/months/2025-11/feed.rss", &vec![b'x'; 4 << 20], time("2025-11-17T08:00:00Z"));
    let served = Served::start(readers(site(memory, &[publication()]))).await;
    let mut idle = Vec::new();
    for number in 0..1000 {
        let mut stream = TcpStream::connect(served.address).await.unwrap();
        match number % 4 {
            // Nothing, half a head, an answer that nobody reads, an answer that was read.
            0 => {}
            1 => stream.write_all(b"GET /hsj/feed.rss HT").await.unwrap(),
            2 if number < 100 => stream.write_all(b"GET /hsj/months/2025-11/feed.rss HTTP/1.1\r\nHost: a\r\n\r\n").await.unwrap(),
            _ => {
                stream.write_all(GET).await.unwrap();
                assert!(stream.read(&mut [0; 4096]).await.unwrap() > 0);
            }
        }
        idle.push(stream);
    }
    let began = Instant::now();
    for _ in 0..50 {
        assert_eq!(served.get("/hsj/feed.rss").await.body, "this is hsj/feed.rss");
    }
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    for stream in idle.iter_mut().skip(3).step_by(4).take(20) {
        stream.write_all(GET).await.unwrap();
        assert!(stream.read(&mut [0; 4096]).await.unwrap() > 0, "an idle connection is still of use");
    }
}

#[tokio::test(start_paused = true)]
async fn whoever_does_not_ask_is_closed_in_time() {
    let served = served().await;
    let mut silent = TcpStream::connect(served.address).await.unwrap();
    assert_eq!(until_closed(&mut silent).await, (0, Duration::from_secs(10)), "the first head has ten seconds");

    let mut trickling = TcpStream::connect(served.address).await.unwrap();
    let began = Instant::now();
    for byte in GET.iter().cycle() {
        if trickling.write_all(&[*byte]).await.is_err() || began.elapsed() > Duration::from_mins(2) {
            break;
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    assert!(began.elapsed() < Duration::from_secs(15), "byte by byte is no faster: {:?}", began.elapsed());

    let mut idle = TcpStream::connect(served.address).await.unwrap();
    idle.write_all(GET).await.unwrap();
    assert!(idle.read(&mut [0; 4096]).await.unwrap() > 0);
    assert_eq!(until_closed(&mut idle).await, (0, Duration::from_mins(1)), "the next request has a minute");
}

#[tokio::test(start_paused = true)]
async fn whoever_takes_nothing_is_closed_in_time() {
    let memory = Memory::holding(&super::FILES);
    // More than the two sides of a connection hold between them.
    memory.set("hsj/feed.rss", &vec![b'x'; 32 << 20], time("2025-11-17T08:00:00Z"));
    let served = Served::start(readers(site(memory, &[publication()]))).await;
    let mut stuck = TcpStream::connect(served.address).await.unwrap();
    stuck.write_all(GET).await.unwrap();
    tokio::time::sleep(Duration::from_secs(29)).await;
    tokio::time::sleep(Duration::from_secs(2)).await;
    let (bytes, _) = until_closed(&mut stuck).await;
    assert!(0 < bytes && bytes < 32 << 20, "{bytes}");
}

#[tokio::test]
async fn a_head_that_is_too_large_is_refused() {
    let served = served().await;
    for headers in [format!("X: {}", "x".repeat(20_000)), "X: y\r\n".repeat(100).trim_end().to_owned()] {
        assert_eq!(served.ask("GET /hsj/feed.rss", &[&headers]).await.status, 431);
    }
    assert_eq!(served.get(&format!("/{}", "x".repeat(8_000))).await.status, 404);
}

#[tokio::test]
async fn a_unix_socket_serves_the_same_and_its_file_goes_with_it() {
    let scene = tempfile::tempdir().unwrap();
    let path = scene.path().join("feeds.sock");
    let listen = Listen::Unix(path.clone());
    for round in ["first", "after a crash"] {
        let listener = Listener::bind(&listen).await.unwrap();
        assert!(Listener::bind(&listen).await.is_err(), "{round}: it is in use");
        let service = readers(site(Memory::holding(&super::FILES), &[publication()]));
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let ended = tokio::spawn(feedmill::serve::serve(listener, service, async { drop(stopped.await) }));
        let mut stream = UnixStream::connect(&path).await.unwrap();
        stream.write_all(b"GET /hsj/feed.rss HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").await.unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).await.unwrap();
        assert_eq!(Answer::read(&bytes).body, "this is hsj/feed.rss", "{round}");
        stop.send(()).unwrap();
        ended.await.unwrap().unwrap();
        assert!(!path.exists());
        // What a crash leaves: a socket file that nobody listens to.
        drop(std::os::unix::net::UnixListener::bind(&path).unwrap());
    }
    std::fs::remove_file(&path).unwrap();
    std::fs::write(&path, "somebody's file").unwrap();
    assert!(Listener::bind(&listen).await.is_err());
    assert_eq!(std::fs::read(&path).unwrap(), b"somebody's file");
}

/// A version of a feed: as long as another, and nothing of it stands in another.
fn version(number: usize) -> Vec<u8> {
    format!("<item>version {number:03}</item>\n").repeat(4000).into_bytes()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_that_polls_through_two_hundred_publishes_never_sees_half_a_document() {
    let scene = tempfile::tempdir().unwrap();
    let dir = Dir::new(scene.path());
    let put = |number| dir.put("hsj", vec![feedmill::sink::File::plain("feed.rss", version(number))]);
    put(0).await.unwrap();
    let site = feedmill::serve::site::Site::new(
        Arc::new(dir.clone()),
        feedmill::clock::Clock::system(),
        url::Url::parse("https://feeds.example.org/").unwrap(),
        &[publication()],
    );
    let served = Arc::new(Served::start(readers(Arc::new(site))).await);
    let packer = {
        let dir = dir.clone();
        tokio::spawn(async move {
            loop {
                let path = feedmill::sink::Sink::waiting(&dir).next().await;
                feedmill::pipeline::pack::try_pack(&dir, &path, &feedmill::pack::Coding::ALL).await;
            }
        })
    };
    let reader = |coding: &'static str| {
        let served = Arc::clone(&served);
        tokio::spawn(async move {
            let (mut etag, mut seen, mut last) = (String::from("\"none\""), 0, 0);
            loop {
                let headers = [format!("If-None-Match: {etag}"), format!("Accept-Encoding: {coding}")];
                let answer = served.ask("GET /hsj/feed.rss", &headers.each_ref().map(String::as_str)).await;
                if answer.status == 304 {
                    continue;
                }
                assert_eq!(answer.status, 200);
                let mut bytes = Vec::new();
                match answer.header("content-encoding") {
                    "gzip" => drop(std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(&*answer.bytes), &mut bytes).unwrap()),
                    _ => bytes.clone_from(&answer.bytes),
                }
                let number: usize = std::str::from_utf8(&bytes[14..17]).unwrap().parse().unwrap();
                assert!(bytes == version(number), "half of {number}");
                assert!(number >= last, "{number} after {last}");
                (seen, last) = (seen + 1, number);
                answer.header("etag").clone_into(&mut etag);
                if number == 200 {
                    return seen;
                }
            }
        })
    };
    let readers = [reader("identity"), reader("gzip")];
    for number in 1..=200 {
        put(number).await.unwrap();
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    for reader in readers {
        assert!(reader.await.unwrap() > 1);
    }
    packer.abort();
}
