//! The public listener: what stands where, what moved, and what no request can reach.

use std::sync::Arc;

use feedmill::clock::Clock;
use feedmill::config::Publication;
use feedmill::serve::feeds::Feeds;
use feedmill::serve::site::Site;
use tokio::sync::watch;
use url::Url;

use super::{FILES, Memory, Served, name, publication, readers, served, site, time};

#[tokio::test]
async fn every_published_file_is_served_with_its_media_type() {
    let served = served().await;
    let table = [
        ("/", "text/html", "index.html"),
        ("/hsj/", "text/html", "hsj/index.html"),
        ("/hsj/index.html", "text/html", "hsj/index.html"),
        ("/hsj/feed.rss", "application/rss+xml", "hsj/feed.rss"),
        ("/hsj/feed.atom", "application/atom+xml", "hsj/feed.atom"),
        ("/hsj/feed.json", "application/feed+json", "hsj/feed.json"),
        ("/hsj/feeds.opml", "text/x-opml", "hsj/feeds.opml"),
        ("/hsj/sections/news/", "text/html", "hsj/sections/news/index.html"),
        ("/hsj/sections/news/2025-10/feed.atom", "application/atom+xml", "hsj/sections/news/2025-10/feed.atom"),
        ("/hsj/newsletter/feed.rss", "application/rss+xml", "hsj/newsletter/feed.rss"),
        ("/hsj/months/2025-10/page-1.html", "text/html", "hsj/months/2025-10/page-1.html"),
        ("/hsj/feed.rss?utm_source=x&y", "application/rss+xml", "hsj/feed.rss"),
        ("/hsj/feed.rss?null", "application/rss+xml", "hsj/feed.rss"),
        ("/hsj/feed.rss?../../x", "application/rss+xml", "hsj/feed.rss"),
        ("http://other.example/hsj/feed.rss", "application/rss+xml", "hsj/feed.rss"),
    ];
    for (path, kind, file) in table {
        let answer = served.get(path).await;
        assert_eq!((answer.status, answer.body.as_str()), (200, format!("this is {file}").as_str()), "{path}");
        assert_eq!(answer.header("content-type"), format!("{kind}; charset=utf-8"), "{path}");
    }
}

#[tokio::test]
async fn a_page_that_a_month_no_longer_needs_leads_to_the_month() {
    let served = served().await;
    let answer = served.get("/hsj/months/2025-10/page-7.html").await;
    assert_eq!((answer.status, answer.header("location")), (302, "/hsj/months/2025-10/"));
    for path in ["/hsj/page-1.html", "/hsj/sections/news/page-1.html", "/hsj/months/2025-10/page-x.html", "/page-1.html"] {
        assert_eq!(served.get(path).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn no_header_of_the_client_changes_what_a_feed_is() {
    let served = served().await;
    for header in ["Accept: text/html", "Accept: application/json", "User-Agent: Mozilla/5.0", "Accept-Encoding: gzip, br", "Cookie: x"] {
        let answer = served.ask("GET /hsj/feed.rss", &[header]).await;
        assert_eq!((answer.status, answer.body.as_str()), (200, "this is hsj/feed.rss"), "{header}");
        assert_eq!(answer.header("content-type"), "application/rss+xml; charset=utf-8");
    }
}

#[tokio::test]
async fn a_file_carries_all_its_headers() {
    let served = served().await;
    let inert = "default-src 'none'; sandbox";
    let page = "default-src 'none'; style-src 'unsafe-inline'; img-src https: http:";
    for (path, policy) in [("/hsj/feed.rss", inert), ("/hsj/feeds.opml", inert), ("/hsj/", page), ("/", page)] {
        let answer = served.get(path).await;
        let fixed = [
            ("cache-control", "public, max-age=300, stale-while-revalidate=60, stale-if-error=604800"),
            ("last-modified", "Mon, 17 Nov 2025 08:00:00 GMT"),
            ("vary", "Accept-Encoding"),
            ("access-control-allow-origin", "*"),
            ("x-content-type-options", "nosniff"),
            ("content-security-policy", policy),
        ];
        for (name, value) in fixed {
            assert_eq!(answer.header(name), value, "{path}: {name}");
        }
        let hash = blake3::hash(answer.body.as_bytes()).to_hex();
        assert_eq!(answer.header("etag"), format!("\"{}\"", &hash[..32]), "{path}");
        assert_eq!(answer.header("link"), "", "{path}");
    }
}

#[tokio::test]
async fn what_moved_answers_301_from_every_old_address_in_one_hop() {
    let served = served().await;
    let table = [
        ("/hsj", "/hsj/"),
        ("/hsj/sections/news?x=1", "/hsj/sections/news/"),
        ("/hsj/feed.rss/", "/hsj/feed.rss"),
        ("/health-service-journal", "/hsj/"),
        ("/health-service-journal/", "/hsj/"),
        ("/health-service-journal/feed.atom?utm=x", "/hsj/feed.atom"),
        ("/health-service-journal/feeds.opml", "/hsj/feeds.opml"),
        ("/health-service-journal/months/2025-11/feed.rss", "/hsj/months/2025-11/feed.rss"),
        ("/hsj/sections/local/", "/hsj/sections/hsj-local/"),
        ("/hsj/sections/local/feed.json", "/hsj/sections/hsj-local/feed.json"),
        ("/hsj/sections/local/2025-10/feed.rss", "/hsj/sections/hsj-local/2025-10/feed.rss"),
        ("/health-service-journal/sections/local/2025-10", "/hsj/sections/hsj-local/2025-10/"),
    ];
    for (old, new) in table {
        let answer = served.get(old).await;
        assert_eq!((answer.status, answer.header("location")), (301, new), "{old}");
    }
}

#[tokio::test]
async fn what_moves_is_served_at_its_old_address_until_it_stands_at_the_new_one() {
    let memory = Memory::holding(&FILES);
    let former = [(name("news"), name("latest")), (name("latest"), name("latest"))];
    let mut moved = publication();
    moved.sections.clear();
    let base_url = Url::parse("https://feeds.example.org/").unwrap();
    let site = Site::new(memory.clone(), Clock::system(), base_url, &[moved]).with_former(&name("hsj"), former);
    let served = Served::start(readers(Arc::new(site))).await;
    assert_eq!(served.get("/hsj/sections/news/feed.rss").await.body, "this is hsj/sections/news/feed.rss");
    assert_eq!(served.get("/hsj/sections/news/feed.atom").await.header("location"), "/hsj/sections/latest/feed.atom");
    memory.set("hsj/sections/latest/feed.rss", b"new", time("2025-11-17T09:00:00Z"));
    let answer = served.get("/hsj/sections/news/feed.rss").await;
    assert_eq!((answer.status, answer.header("location")), (301, "/hsj/sections/latest/feed.rss"));
    assert_eq!(served.get("/hsj/sections/latest/feed.rss").await.body, "new");
}

#[tokio::test]
async fn a_move_stays_below_the_path_of_the_base_address_and_never_hides_what_stands() {
    let mut taken = publication();
    taken.aliases.push(name("other"));
    let other = Publication { name: name("other"), aliases: Vec::new(), ..publication() };
    let base_url = Url::parse("https://example.org/feeds/").unwrap();
    let site = Site::new(Memory::holding(&FILES), Clock::system(), base_url, &[taken, other]);
    let served = Served::start(readers(Arc::new(site))).await;
    assert_eq!(served.get("/health-service-journal/feed.rss").await.header("location"), "/feeds/hsj/feed.rss");
    assert_eq!(served.get("/hsj").await.header("location"), "/feeds/hsj/");
    assert_eq!(served.get("/other/feed.rss").await.body, "this is other/feed.rss");
    assert_eq!(served.get("/hsj/sections/news/feed.rss").await.body, "this is hsj/sections/news/feed.rss");
}

#[tokio::test]
async fn what_is_no_longer_configured_is_gone_and_what_never_was_is_missing() {
    let served = served().await;
    let table = [
        ("/other/feed.rss", 410),
        ("/hsj/former/feed.rss", 410),
        ("/other/", 404),
        ("/hsj/former/feed.atom", 404),
        ("/hsj/sections/", 404),
        ("/hsj/months/", 404),
        ("/nothing", 404),
    ];
    for (path, status) in table {
        assert_eq!(served.get(path).await.status, status, "{path}");
    }
}

#[tokio::test]
async fn nothing_outside_of_the_tree_is_ever_reached() {
    let odd =
        ["../secret/feed.rss", "hsj/.feedmill-1", "feedmill.db", "hsj/a\\b/feed.rss", "hsj/feed.rss\0", "etc/passwd", "hsj//feed.rss"];
    let all: Vec<&str> = FILES.into_iter().chain(odd).collect();
    let served = Served::start(readers(site(Memory::holding(&all), &[publication()]))).await;
    let paths = [
        "/../secret/feed.rss",
        "/%2e%2e/secret/feed.rss",
        "/hsj/../hsj/feed.rss",
        "/hsj/%2E%2E/hsj/feed.rss",
        "/hsj/..",
        "/./hsj/feed.rss",
        "/hsj/.feedmill-1",
        "/feedmill.db",
        "/hsj/a\\b/feed.rss",
        "/hsj/feed.rss%00",
        "/hsj%2Ffeed.rss",
        "/hsj//feed.rss",
        "//hsj/feed.rss",
        "/etc/passwd",
        "/HSJ/feed.rss",
        "/hsj/feed.RSS",
        "/hsj/feed.rss/feed.rss",
        "/hsj/feed.xml",
    ];
    for path in paths {
        let answer = served.get(path).await;
        assert_eq!((answer.status, answer.body.as_str()), (404, "There is nothing at this address.\n"), "{path}");
        assert_eq!(answer.header("content-security-policy"), "default-src 'none'; sandbox", "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
    }
}

#[tokio::test]
async fn other_methods_are_refused_with_what_is_allowed() {
    let served = served().await;
    for method in ["POST", "PUT", "DELETE", "PATCH", "TRACE", "QUUX"] {
        let answer = served.ask(&format!("{method} /hsj/feed.rss"), &[]).await;
        assert_eq!((answer.status, answer.header("allow")), (405, "GET, HEAD, OPTIONS"), "{method}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{method}");
    }
}

#[tokio::test]
async fn a_file_that_cannot_be_read_says_when_to_come_back() {
    let sink = Memory::holding(&FILES);
    sink.set("hsj/feed.rss", b"unreadable", time("2025-11-17T08:00:00Z"));
    let served = Served::start(readers(site(sink, &[publication()]))).await;
    let answer = served.get("/hsj/feed.rss").await;
    assert_eq!((answer.status, answer.header("retry-after"), answer.header("cache-control")), (503, "60", "no-store"));
    assert!(!answer.body.contains("sector"), "{answer:?}");
    assert_eq!(served.get("/hsj/feed.atom").await.status, 200);
}

#[tokio::test]
async fn a_topic_names_its_hub_and_itself() {
    let hub = Url::parse("https://hub.example.org/").unwrap();
    let with_hub = Publication { hub: Some(hub), ..publication() };
    let served = Served::start(readers(site(Memory::holding(&FILES), &[with_hub]))).await;
    let link = "<https://hub.example.org/>; rel=\"hub\", <https://feeds.example.org/hsj/feed.rss>; rel=\"self\"";
    let full = served.get("/hsj/feed.rss").await;
    assert_eq!(full.header("link"), link);
    assert_eq!(served.ask("HEAD /hsj/feed.rss", &[]).await.header("link"), link);
    assert_eq!(served.get("/hsj/").await.header("link"), "");
}

#[tokio::test]
async fn a_new_configuration_is_served_from_the_next_request_on() {
    let sink = Memory::holding(&FILES);
    let (swap, current) = watch::channel(site(Arc::clone(&sink), &[publication()]));
    let served = Served::start(Feeds::new(current).connections()).await;
    assert_eq!(served.get("/old/feed.rss").await.status, 404);
    let renamed = Publication { aliases: vec![name("old")], ..publication() };
    swap.send(site(sink, &[renamed])).unwrap();
    assert_eq!(served.get("/old/feed.rss").await.header("location"), "/hsj/feed.rss");
}

#[tokio::test]
async fn every_list_and_picture_is_served_with_its_media_type() {
    let table = [
        ("feeds.opml", "text/x-opml; charset=utf-8"),
        ("robots.txt", "text/plain; charset=utf-8"),
        ("favicon.ico", "image/x-icon"),
        ("sitemap.xml", "application/xml; charset=utf-8"),
        ("hsj/months.opml", "text/x-opml; charset=utf-8"),
        ("hsj/sitemap-2.xml", "application/xml; charset=utf-8"),
        ("hsj/sections/news/icon.png", "image/png"),
        ("hsj/sections/news/touch-icon.png", "image/png"),
        ("hsj/sections/news/cover.png", "image/png"),
    ];
    let files = table.map(|(path, _)| path);
    let served = Served::start(readers(site(Memory::holding(&files), &[publication()]))).await;
    for (path, kind) in table {
        let answer = served.get(&format!("/{path}")).await;
        assert_eq!((answer.status, answer.header("content-type")), (200, kind), "{path}");
    }
    assert_eq!(served.get("/opml").await.body, "this is feeds.opml", "one address to give to a reader");
}
