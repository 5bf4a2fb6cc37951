//! Bodies arrive whole, decoded and within the limit, or not at all.

use std::io::Write as _;

use super::*;

/// How a body is encoded on its way.
fn encode(coding: &str, bytes: &[u8]) -> Vec<u8> {
    let level = flate2::Compression::default();
    match coding {
        "gzip" => {
            let mut encoder = flate2::write::GzEncoder::new(Vec::new(), level);
            encoder.write_all(bytes).unwrap();
            encoder.finish().unwrap()
        }
        "deflate" => {
            let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), level);
            encoder.write_all(bytes).unwrap();
            encoder.finish().unwrap()
        }
        "br" => {
            let mut out = Vec::new();
            brotli::CompressorWriter::new(&mut out, 4096, 5, 22).write_all(bytes).unwrap();
            out
        }
        _ => zstd::encode_all(bytes, 3).unwrap(),
    }
}

const CODINGS: [&str; 4] = ["gzip", "deflate", "br", "zstd"];

/// A host that says that these bytes are in this coding, whatever it is asked for.
async fn encoded(coding: &str, bytes: Vec<u8>) -> Server {
    Server::always(Reply::ok(&[&format!("Content-Encoding: {coding}")], &bytes)).await
}

#[tokio::test]
async fn every_coding_that_we_offer_is_undone() {
    let text = "an article, and another; ".repeat(500);
    for coding in CODINGS {
        let server = encoded(coding, encode(coding, text.as_bytes())).await;
        assert_eq!(page(&http(&server), &server.url("/")).await.0.body, text, "{coding}");
        assert_eq!(server.asked().len(), 1);
    }
}

#[tokio::test]
async fn a_bomb_is_refused_at_the_limit_whatever_its_coding() {
    for coding in CODINGS {
        let bomb = encode(coding, &vec![0; 20 * 1024 * 1024]);
        assert!(bomb.len() < 32 * 1024, "{coding}: small on its way");
        let server = encoded(coding, bomb).await;
        assert_failure(&failure(&http(&server), &server.url("/")).await, Kind::TooLarge, "more than 65536 bytes");
    }
}

#[tokio::test]
async fn a_body_above_the_limit_is_an_error_and_never_cut() {
    let server = Server::new(|path| match path {
        "/fits" => Reply::ok(&[], &vec![b'x'; 64 * 1024]),
        "/stated" => Reply::ok(&[], &vec![b'x'; 64 * 1024 + 1]),
        _ => Reply::raw("HTTP/1.1 200 OK\r\n\r\n").then_drip(&[b'x'; 8192], 1000, Duration::ZERO),
    })
    .await;
    let http = http(&server);
    assert_eq!(page(&http, &server.url("/fits")).await.0.body.len(), 64 * 1024);
    for path in ["/stated", "/endless"] {
        assert_failure(&failure(&http, &server.url(path)).await, Kind::TooLarge, "`max_body`");
    }
}

#[tokio::test]
async fn a_lying_coding_is_asked_once_more_for_plain_bytes() {
    for coding in ["gzip", "deflate", "br", "zstd", "x-unknown", "gzip, gzip"] {
        let lie = Arc::new(std::sync::Mutex::new(Some(Reply::ok(&[&format!("Content-Encoding: {coding}")], b"<rss>plain</rss>"))));
        let server = Server::new(move |_| lie.lock().unwrap().take().unwrap_or_else(|| Reply::ok(&[], b"<rss>plain</rss>"))).await;
        assert_eq!(page(&http(&server), &server.url("/")).await.0.body, "<rss>plain</rss>", "{coding}");
        assert_eq!(server.header(1, "accept-encoding").as_deref(), Some("identity"));
        assert_eq!(server.asked().len(), 2);
    }
}

#[tokio::test]
async fn a_coding_that_lies_twice_is_a_failure_after_two_requests() {
    for coding in ["gzip", "zstd", "x-unknown"] {
        let server = encoded(coding, b"<rss>plain</rss>".to_vec()).await;
        assert_failure(&failure(&http(&server), &server.url("/")).await, Kind::Parse, "Content-Encoding");
        assert_eq!(server.asked().len(), 2, "{coding}");
    }
}

#[tokio::test]
async fn compressed_bytes_that_end_too_early_are_truncated() {
    let text = (0..2000).map(|number| format!("article {number}")).collect::<Vec<_>>().join(", ");
    for coding in CODINGS {
        let mut bytes = encode(coding, text.as_bytes());
        bytes.truncate(bytes.len() / 2);
        let server = encoded(coding, bytes).await;
        // The decoder of `deflate` fails, but does not say that it is for want of bytes.
        let (kind, part) = if coding == "deflate" { (Kind::Parse, "Content-Encoding") } else { (Kind::Truncated, "end too early") };
        assert_failure(&failure(&http(&server), &server.url("/")).await, kind, part);
    }
}

#[tokio::test]
async fn a_body_that_is_cut_on_its_way_is_truncated() {
    let gzip = encode("gzip", "an article, ".repeat(500).as_bytes());
    let encoded = format!("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {}\r\n\r\n", gzip.len());
    let table = [
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort".to_vec(),
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nshort\r\n".to_vec(),
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nshort\r\nnot a size\r\n".to_vec(),
        [encoded.as_bytes(), &gzip[..gzip.len() / 2]].concat(),
    ];
    for bytes in table {
        let server = Server::always(Reply::raw(bytes)).await;
        assert_failure(&failure(&http(&server), &server.url("/")).await, Kind::Truncated, "broke off");
        assert_eq!(server.asked().len(), 1, "a failed request is not sent again at once");
    }
}

#[tokio::test]
async fn nothing_is_not_a_document() {
    for headers in [&[][..], &["Content-Encoding: gzip"]] {
        let server = Server::always(Reply::ok(headers, b"")).await;
        assert_failure(&failure(&http(&server), &server.url("/")).await, Kind::Empty, "nothing in it");
    }
}
