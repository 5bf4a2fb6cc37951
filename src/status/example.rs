//! A state to test with: one publication, a source that is well and one that fails.

use chrono::{DateTime, TimeDelta};
use chrono_tz::Tz;

use super::{ConfigError, ConfigState, PublicationStatus, SourceStatus, Status};
use crate::clock::Instant;

/// Monday 17 November 2025, 08:05 in London.
pub(crate) fn now() -> Instant {
    DateTime::from_timestamp(1_763_366_700, 0).unwrap()
}

/// So many minutes from [`now`]; negative for the past.
pub(crate) fn minutes(count: i64) -> Instant {
    now() + TimeDelta::minutes(count)
}

/// A source that ran five minutes ago and runs every fifteen.
pub(crate) fn source(name: &str) -> SourceStatus {
    SourceStatus {
        source: name.to_owned(),
        ok: true,
        kind: None,
        error: None,
        last_attempt: Some(minutes(-5)),
        last_success: Some(minutes(-5)),
        last_new_article: Some(minutes(-125)),
        next_run: Some(minutes(10)),
        next_run_reason: "schedule".to_owned(),
        consecutive_failures: 0,
        skipped_overlap: 0,
        articles: 20,
        zone: Tz::Europe__London,
    }
}

/// A source that never answered in time.
pub(crate) fn broken(name: &str, failures: u32) -> SourceStatus {
    SourceStatus {
        ok: false,
        kind: Some("timeout".to_owned()),
        error: Some("no answer within 30 s".to_owned()),
        last_success: None,
        last_new_article: None,
        next_run: Some(minutes(30)),
        next_run_reason: "backoff".to_owned(),
        consecutive_failures: failures,
        articles: 0,
        ..source(name)
    }
}

/// These sources, under a configuration that is well.
pub(crate) fn status(sources: Vec<SourceStatus>) -> Status {
    let title = "Health Service Journal".to_owned();
    let url = "https://feeds.example.org/hsj/".to_owned();
    let hsj = PublicationStatus { title, articles: 20, feeds: 19, sections: 8, months: 1, newest_release: None, url };
    Status {
        publications: [("hsj".to_owned(), hsj)].into(),
        sources,
        articles: 20,
        feeds: 19,
        config: ConfigState { ok: true, loaded_at: Some(minutes(-60)), errors: Vec::new(), text: String::new() },
        now: now(),
    }
}

/// One source of two fails.
pub(crate) fn failing() -> Status {
    status(vec![source("hsj/latest"), broken("hsj/comment", 3)])
}

/// All is well but the last edit.
pub(crate) fn refused() -> Status {
    let errors = vec![ConfigError { file: "hsj.toml".to_owned(), line: 3, column: 1, message: "`tilte` is not a setting".to_owned() }];
    let text = "hsj.toml:3:1\n3 | tilte = \"x\"\n  | ^^^^^\n".to_owned();
    Status { config: ConfigState { ok: false, loaded_at: Some(minutes(-60)), errors, text }, ..status(vec![source("hsj/latest")]) }
}
