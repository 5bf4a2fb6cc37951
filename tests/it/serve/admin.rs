//! The operator's listener.

use std::sync::Arc;

use async_trait::async_trait;
use chrono_tz::Tz;
use feedmill::serve::admin::{Report, connections};
use feedmill::status::{ConfigError, ConfigState, PublicationStatus, SourceStatus, Status};
use feedmill::store::StoreError;

use super::{Served, time};

/// What the daemon would answer; without a status the store is broken.
struct Fixed {
    status: Option<Status>,
    waits_for: Option<String>,
}

#[async_trait]
impl Report for Fixed {
    async fn status(&self) -> Result<Status, StoreError> {
        self.status.clone().ok_or_else(|| StoreError::Failed("<b>disk I/O error</b>".to_owned()))
    }

    fn waits_for(&self) -> Option<String> {
        self.waits_for.clone()
    }
}

async fn served(status: Option<Status>, waits_for: Option<&str>) -> Served {
    Served::start(connections(Arc::new(Fixed { status, waits_for: waits_for.map(str::to_owned) }))).await
}

/// One publication with one source that is well.
fn status() -> Status {
    let source = SourceStatus {
        source: "hsj/latest".to_owned(),
        ok: true,
        kind: None,
        error: None,
        last_attempt: Some(time("2025-11-17T08:00:00Z")),
        last_success: Some(time("2025-11-17T08:00:00Z")),
        last_new_article: None,
        next_run: Some(time("2025-11-17T08:15:00Z")),
        next_run_reason: "schedule".to_owned(),
        consecutive_failures: 0,
        skipped_overlap: 0,
        articles: 20,
        zone: Tz::Europe__London,
    };
    let (title, url) = ("Health Service Journal".to_owned(), "https://feeds.example.org/hsj/".to_owned());
    let hsj = PublicationStatus { title, articles: 20, feeds: 19, sections: 8, months: 1, newest_release: None, url };
    Status {
        publications: [("hsj".to_owned(), hsj)].into(),
        sources: vec![source],
        articles: 20,
        feeds: 19,
        config: ConfigState { ok: true, loaded_at: Some(time("2025-11-17T07:00:00Z")), errors: Vec::new(), text: String::new() },
        now: time("2025-11-17T08:05:00Z"),
    }
}

/// Everything that comes from outside tries to be markup.
fn hostile() -> Status {
    let evil = "<script>alert(1)</script>\"'&".to_owned();
    let mut status = status();
    let source = status.sources.first_mut().unwrap();
    *source = SourceStatus {
        source: evil.clone(),
        ok: false,
        kind: Some(evil.clone()),
        error: Some(evil.clone()),
        next_run_reason: evil.clone(),
        ..source.clone()
    };
    let hsj = status.publications.remove("hsj").unwrap();
    status.publications.insert(evil.clone(), PublicationStatus { title: evil.clone(), url: evil.clone(), ..hsj });
    let errors = vec![ConfigError { file: evil.clone(), line: 3, column: 1, message: evil.clone() }];
    status.config = ConfigState { ok: false, errors, text: format!("hsj.toml:3:1\n{evil}\n^^^^^"), ..status.config };
    status
}

#[tokio::test]
async fn health_is_the_process_and_readiness_the_daemon() {
    let waiting = served(None, Some("hsj was not published yet.")).await;
    assert_eq!((waiting.get("/healthz").await.status, waiting.get("/healthz").await.body.as_str()), (200, "ok\n"));
    let answer = waiting.get("/readyz").await;
    assert_eq!((answer.status, answer.body.as_str()), (503, "hsj was not published yet.\n"));
    assert!(!answer.header("retry-after").is_empty());
    let ready = served(None, None).await;
    assert_eq!(ready.get("/readyz").await.status, 200);
}

#[tokio::test]
async fn the_page_answers_first_and_shows_sources_and_feeds() {
    let page = served(Some(status()), None).await.get("/").await;
    assert_eq!((page.status, page.header("content-type")), (200, "text/html; charset=utf-8"));
    let shown = [
        "role=\"status\">The only source is well.<",
        "<th scope=\"row\">hsj/latest</th>",
        "<time datetime=\"2025-11-17T08:00:00Z\" title=\"Mon 17 Nov 2025, 08:00 GMT\">5 min ago</time>",
        "<td data-label=\"Last new article\">never</td>",
        "Mon 17 Nov 2025, 08:15 GMT (schedule)",
        "href=\"https://feeds.example.org/hsj/feed.rss\"",
        "href=\"https://feeds.example.org/hsj/feeds.opml\"",
        "<title>Feedmill: all is well</title>",
    ];
    for text in shown {
        assert!(page.body.contains(text), "{text} is not in {}", page.body);
    }
    assert!(!page.body.contains("<pre"));
    assert!(page.body.len() < 60_000);
}

#[tokio::test]
async fn a_refused_edit_and_an_overdue_run_are_shown() {
    let mut status = hostile();
    status.now = time("2025-11-17T09:00:00Z");
    let page = served(Some(status), None).await.get("/").await.body;
    for text in
        ["<title>Feedmill: look here</title>", "What was loaded at 2025-11-17T07:00:00Z runs on.", "hsj.toml:3:1\n", "overdue</span>"]
    {
        assert!(page.contains(text), "{text} is not in {page}");
    }
}

#[tokio::test]
async fn nothing_from_outside_becomes_markup() {
    let served = served(Some(hostile()), None).await;
    let page = served.get("/").await.body;
    assert!(!page.contains("<script") && !page.contains("\"'&"), "{page}");
    // The sentence twice, the caret text, four cells, and title, name and five links of the publication.
    assert_eq!(page.matches("&#60;script&#62;").count(), 14, "{page}");
    assert_eq!(served.get("/status.json").await.header("content-type"), "application/json");
}

#[tokio::test]
async fn the_page_and_the_json_tell_the_same() {
    let answer = served(Some(hostile()), None).await.get("/status.json").await;
    assert_eq!(answer.body, feedmill::status::json(&hostile()));
}

#[tokio::test]
async fn a_broken_store_is_told_as_plain_text() {
    let served = served(None, None).await;
    for path in ["/", "/status.json"] {
        let answer = served.get(path).await;
        assert_eq!((answer.status, answer.header("content-type")), (503, "text/plain; charset=utf-8"), "{path}");
        assert!(answer.body.contains("disk I/O error"), "{path}");
    }
}

#[tokio::test]
async fn every_answer_is_guarded() {
    let served = served(Some(status()), Some("waiting")).await;
    for path in ["/", "/status.json", "/healthz", "/readyz", "/nothing"] {
        for method in ["GET", "HEAD", "POST"] {
            let answer = served.ask(&format!("{method} {path}"), &["Content-Length: 0"]).await;
            let policy = answer.header("content-security-policy");
            assert!(policy.starts_with("default-src 'none'; ") && policy.contains("frame-ancestors 'none'"), "{method} {path}: {policy}");
            let guards = ["x-content-type-options", "cache-control", "referrer-policy"].map(|name| answer.header(name));
            assert_eq!(guards, ["nosniff", "no-store", "no-referrer"], "{method} {path}");
        }
    }
}

#[tokio::test]
async fn nothing_can_be_changed() {
    let served = served(Some(status()), None).await;
    for path in ["/", "/status.json", "/healthz", "/readyz"] {
        for method in ["POST", "PUT", "DELETE", "PATCH"] {
            let answer = served.ask(&format!("{method} {path}"), &["Content-Length: 0"]).await;
            assert_eq!((answer.status, answer.header("allow")), (405, "GET,HEAD"), "{method} {path}");
        }
    }
}
