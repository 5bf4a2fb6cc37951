//! Fetching from hosts that behave, and from hosts that do not: real sockets on the loopback, one class of fault a file.

mod bodies;
mod conditions;
mod hosts;
mod redirects;
mod server;
mod statuses;

use std::path::PathBuf;

use url::Url;

use self::server::{Reply, Server};
use super::*;
use crate::fetch::guard::Allow;
use crate::fetch::names::tests::Known;
use crate::fetch::{Accept, Hints, Validators};

/// Quick rules that let these addresses through.
fn rules(allow: &[&str]) -> FetchRules {
    FetchRules {
        contact: Some("https://example.org/contact".to_owned()),
        connect_timeout: Duration::from_millis(500),
        total_timeout: Duration::from_secs(2),
        max_body: 64 * 1024,
        max_redirects: 3,
        concurrency: 8,
        host_spacing: Duration::ZERO,
        allow_private: allow.iter().map(|text| text.parse::<Allow>().unwrap()).collect(),
        recorded: None::<PathBuf>,
    }
}

/// Fetches by these rules, with the names that these are.
fn by_names(rules: &FetchRules, names: Arc<dyn Lookup>) -> Http {
    Http::with_names(rules, Clock::system(), Hosts::new(rules.host_spacing, rules.concurrency), names)
}

fn by_rules(rules: &FetchRules) -> Http {
    by_names(rules, Arc::new(System))
}

/// Fetches by rules that let this server through.
fn http(server: &Server) -> Http {
    by_rules(&rules(&[&server.address]))
}

/// As [`http`], where every one of these names leads to the server.
fn http_named(server: &Server, names: &[&str]) -> Http {
    let known = names.iter().fold(Known::default(), |known, name| known.with(name, &["127.0.0.1"]));
    by_names(&rules(&[&server.address]), Arc::new(known))
}

fn get(address: &str) -> Request {
    Request::get(Url::parse(address).unwrap(), Accept::Feed)
}

/// The page at an address.
async fn page(http: &Http, address: &str) -> (crate::source::Page, Validators, Hints) {
    match http.fetch(&get(address)).await {
        Ok(Fetched::Page { page, validators, hints }) => (page, validators, hints),
        other => panic!("{address}: {other:?}"),
    }
}

/// The failure at an address.
async fn failure(http: &Http, address: &str) -> FetchError {
    http.fetch(&get(address)).await.expect_err(address)
}

/// Asserts the kind of a failure and a part of its sentence.
#[track_caller]
fn assert_failure(error: &FetchError, kind: Kind, part: &str) {
    assert_eq!(error.trouble.kind, kind, "{error}");
    assert!(error.trouble.sentence.contains(part), "{error}\nlacks: {part}");
    assert_eq!(error.trouble.sentence.lines().count(), 1, "{error}");
}
