//! What `status --json` prints, and how configuration and store are joined.

use serde_json::{Value, json};
use url::Url;

use super::example::{failing, minutes, now, refused, status};
use super::*;
use crate::config::{Name, OwnFeed, Source};
use crate::schedule::Missed;
use crate::source::{Read, feed::Feed};

fn value(status: &Status) -> Value {
    serde_json::from_str(&super::json(status)).unwrap()
}

#[test]
fn the_json_has_exactly_the_promised_keys() {
    assert_eq!(
        value(&failing()),
        json!({
            "publications": {"hsj": {
                "title": "Health Service Journal", "articles": 20, "feeds": 19, "sections": 8, "months": 1, "newest_release": null,
                "url": "https://feeds.example.org/hsj/"
            }},
            "sources": [
                {
                    "source": "hsj/latest", "ok": true, "kind": null, "error": null, "last_attempt": "2025-11-17T08:00:00Z",
                    "last_success": "2025-11-17T08:00:00Z", "last_new_article": "2025-11-17T06:00:00Z",
                    "next_run": "2025-11-17T08:15:00Z", "next_run_reason": "schedule", "consecutive_failures": 0, "skipped_overlap": 0, "articles": 20
                },
                {
                    "source": "hsj/comment", "ok": false, "kind": "timeout", "error": "no answer within 30 s",
                    "last_attempt": "2025-11-17T08:00:00Z", "last_success": null, "last_new_article": null,
                    "next_run": "2025-11-17T08:35:00Z", "next_run_reason": "backoff", "consecutive_failures": 3, "skipped_overlap": 0, "articles": 0
                }
            ],
            "articles": 20,
            "feeds": 19,
            "config": {"ok": true, "loaded_at": "2025-11-17T07:05:00Z", "errors": [], "text": ""}
        })
    );
}

#[test]
fn a_refused_edit_shows_its_errors_with_their_places() {
    let config = json!({
        "ok": false, "loaded_at": "2025-11-17T07:05:00Z",
        "errors": [{"file": "hsj.toml", "line": 3, "column": 1, "message": "`tilte` is not a setting"}],
        "text": "hsj.toml:3:1\n3 | tilte = \"x\"\n  | ^^^^^\n"
    });
    assert_eq!(value(&refused())["config"], config);
}

#[test]
fn the_json_is_one_line_in_the_order_of_the_contract() {
    let text = super::json(&failing());
    let keys = ["\"publications\"", "\"sources\":[", "\"articles\":20,\"feeds\":19,\"config\""];
    let places = keys.map(|key| text.find(key).unwrap());
    assert!(places.is_sorted() && !text.contains('\n'), "{text}");
}

fn name(text: &str) -> Name {
    text.parse().unwrap()
}

fn publication() -> Publication {
    let source = |source: &str| Source {
        name: name(source),
        schedule: "@hourly".parse().unwrap(),
        zone: Tz::Europe__London,
        missed: Missed::Once,
        section: None,
        auth: None,
        enrich: false,
        read: Read::Feed(Feed { url: Url::parse("https://www.hsj.co.uk/rss").unwrap() }),
    };
    Publication {
        name: name("hsj"),
        title: "Health Service Journal".to_owned(),
        home: Url::parse("https://www.hsj.co.uk/").unwrap(),
        language: "en-GB".to_owned(),
        zone: Tz::Europe__London,
        items: 50,
        hub: None,
        aliases: Vec::new(),
        sections: Vec::new(),
        sources: vec![source("latest"), source("archive")],
        feeds: vec![OwnFeed::plain(name("newsletter"))],
        rules: Vec::new(),
        full_text: false,
        grace_days: 7,
        near_duplicates: crate::near_duplicate::Rules::default(),
        sites: std::collections::HashSet::new(),
        search: true,
        look: crate::config::Look::default(),
    }
}

fn joined(known: Vec<SourceState>, totals: &[Totals]) -> Status {
    let base_url = Url::parse("https://feeds.example.org/").unwrap();
    Status::of([&publication()], &base_url, known, totals, status(Vec::new()).config, now())
}

fn state(publication: &str, source: &str) -> SourceState {
    let name = SourceName { publication: publication.to_owned(), source: source.to_owned() };
    SourceState {
        last_attempt: Some(minutes(-5)),
        failures: 2,
        trouble: Some(("dns".to_owned(), "no address".to_owned())),
        ..never_read(&name)
    }
}

#[test]
fn sources_stand_as_configured_whatever_the_store_knows() {
    let status = joined(vec![state("hsj", "archive"), state("hsj", "removed"), state("other", "latest")], &[]);
    let shown: Vec<_> = status.sources.iter().map(|source| (source.source.as_str(), source.state(), source.ok)).collect();
    assert_eq!(shown, [("hsj/latest", "new", true), ("hsj/archive", "dns", false)]);
}

#[test]
fn feeds_of_the_operators_own_count_once_there_are_articles() {
    let totals = |articles| Totals { publication: "hsj".to_owned(), articles, feeds: 18, sections: 8, months: 1, newest: None };
    assert_eq!((joined(Vec::new(), &[totals(20)]).feeds, joined(Vec::new(), &[totals(20)]).articles), (19, 20));
    let empty = Totals { feeds: 0, ..totals(0) };
    assert_eq!(joined(Vec::new(), &[empty]).feeds, 0);
    assert_eq!(joined(Vec::new(), &[]).publications.get("hsj").map(|hsj| hsj.feeds), Some(0));
}
