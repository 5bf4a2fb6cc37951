//! Fetching: the one guarded path by which anything comes in, and by which hubs are told of what was published.
//!
//! A [`Fetcher`] is all that the rest of the program holds. Behind it, [`http`] speaks to hosts, [`recorded`] answers from a
//! folder for demonstrations and tests, and [`file`](mod@file) reads saved pages. Every web address passes the [`guard`], every
//! name is resolved by [`names`], every request waits for its turn in [`hosts`].

pub mod file;
pub mod guard;
pub mod hosts;
pub mod http;
pub mod names;
pub mod recorded;
mod shown;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use url::Url;

use self::hosts::Hosts;
use crate::clock::Clock;
use crate::config::FetchRules;
use crate::source::Page;
use crate::trouble::{Kind, Trouble};
pub use shown::shown;

/// Asks for one document.
#[async_trait]
pub trait Fetch: Send + Sync {
    /// Fetches a document, following redirects, within all limits.
    ///
    /// # Errors
    /// The kind of trouble, a sentence for the operator, and how long the host asked us to stay away.
    async fn fetch(&self, request: &Request) -> Result<Fetched, FetchError>;

    /// Tells a hub that the document at this address changed (WebSub). A way in that reaches no network has nobody to tell.
    ///
    /// # Errors
    /// As [`fetch`](Self::fetch); the status where the hub gave one.
    async fn ping(&self, _hub: &Url, _topic: &str) -> Result<(), FetchError> {
        Ok(())
    }

    /// The same way in by other rules, which still knows which hosts want to be left alone; `None` where rules change nothing.
    fn under(&self, _rules: &FetchRules) -> Option<Arc<dyn Fetch>> {
        None
    }
}

/// One question to a host.
#[derive(Clone, Debug)]
pub struct Request {
    /// The address exactly as configured or linked.
    pub url: Url,
    /// What the host gave us last time for this address, echoed byte for byte.
    pub validators: Validators,
    /// What kind of document we hope for, for the `Accept` header.
    pub accept: Accept,
    /// How to log in, where the source needs it.
    pub auth: Option<Auth>,
}

impl Request {
    /// A plain question without validators or login.
    #[must_use]
    pub fn get(url: Url, accept: Accept) -> Self {
        Self { url, validators: Validators::default(), accept, auth: None }
    }

    /// The question for what a page of this one links to: web addresses only, and the login only within the same origin.
    ///
    /// # Errors
    /// `blocked_address` when the link is no web address: a page must not make us read files.
    pub fn follow(&self, link: Url, accept: Accept) -> Result<Self, FetchError> {
        if !matches!(link.scheme(), "http" | "https") {
            let sentence = format!("a page links to {}, but only http and https addresses are followed", shown(&link));
            return Err(Trouble::new(Kind::BlockedAddress, sentence).into());
        }
        let auth = self.auth.clone().filter(|_| link.origin() == self.url.origin());
        Ok(Self { url: link, validators: Validators::default(), accept, auth })
    }
}

/// The one way in: files by their `file:` address, all else from hosts, or from the recorded folder where one is configured.
pub struct Fetcher {
    web: Box<dyn Fetch>,
    hosts: Hosts,
    clock: Clock,
    max_body: u64,
}

impl Fetcher {
    /// Fetches by these rules. The clock is asked when a host names a date instead of a duration.
    #[must_use]
    pub fn new(rules: &FetchRules, clock: Clock) -> Self {
        Self::sharing(rules, clock, Hosts::new(rules.host_spacing, rules.concurrency))
    }

    /// Fetches by these rules from hosts that may have been asked before.
    fn sharing(rules: &FetchRules, clock: Clock, hosts: Hosts) -> Self {
        let web: Box<dyn Fetch> = match &rules.recorded {
            Some(folder) => Box::new(recorded::Recorded::new(folder.clone(), rules.max_body)),
            None => Box::new(http::Http::new(rules, clock, hosts.clone())),
        };
        Self { web, hosts, clock, max_body: rules.max_body }
    }
}

#[async_trait]
impl Fetch for Fetcher {
    async fn fetch(&self, request: &Request) -> Result<Fetched, FetchError> {
        match request.url.scheme() {
            "file" => file::read(request, self.max_body).await,
            _ => self.web.fetch(request).await,
        }
    }

    async fn ping(&self, hub: &Url, topic: &str) -> Result<(), FetchError> {
        self.web.ping(hub, topic).await
    }

    fn under(&self, rules: &FetchRules) -> Option<Arc<dyn Fetch>> {
        let hosts = self.hosts.under(rules.host_spacing, rules.concurrency);
        Some(Arc::new(Self::sharing(rules, self.clock, hosts)))
    }
}

/// What kind of document is hoped for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accept {
    /// RSS, Atom, JSON Feed.
    Feed,
    /// A web page.
    Html,
    /// A sitemap.
    Xml,
    /// JSON.
    Json,
}

/// How to log in at a source. Secrets are read when the configuration is loaded and never shown.
#[derive(Clone, PartialEq, Eq)]
pub enum Auth {
    /// HTTP basic.
    Basic {
        /// The user's name.
        user: String,
        /// The password.
        password: String,
    },
    /// A bearer token.
    Bearer(String),
    /// Headers of the operator's own.
    Headers(Vec<(String, String)>),
}

impl std::fmt::Debug for Auth {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Auth(hidden)")
    }
}

/// The validators of one response, kept as a pair (RFC 9110, section 8.8).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Validators {
    /// `ETag`, byte for byte.
    pub etag: Option<Vec<u8>>,
    /// `Last-Modified`, byte for byte.
    pub last_modified: Option<Vec<u8>>,
}

/// The address as it is sent: a fragment stays with the reader.
fn without_fragment(url: &Url) -> Url {
    let mut sent = url.clone();
    sent.set_fragment(None);
    sent
}

/// What the host answered.
#[derive(Clone, Debug)]
pub enum Fetched {
    /// A document.
    Page {
        /// The document.
        page: Page,
        /// The validators that came with it.
        validators: Validators,
        /// What the host said about coming back.
        hints: Hints,
    },
    /// 304: what we have is current.
    Unchanged {
        /// The validators to go on with: those of the 304 where it named any, else those that were sent.
        validators: Validators,
        /// What the host said about coming back.
        hints: Hints,
    },
    /// A folder of saved pages.
    Folder {
        /// Its files, in natural name order.
        pages: Vec<Page>,
        /// Validators of all files together.
        validators: Validators,
    },
}

/// What a host says about when to come back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hints {
    /// `Retry-After`, from now.
    pub retry_after: Option<Duration>,
    /// `Cache-Control: max-age` or `Expires`, from now.
    pub fresh_for: Option<Duration>,
}

/// A fetch that failed.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{trouble}")]
pub struct FetchError {
    /// The kind and the sentence.
    pub trouble: Trouble,
    /// The HTTP status, where there was one: a listing takes 404 past its first page as its end.
    pub status: Option<u16>,
    /// How long the host asked us to stay away.
    pub retry_after: Option<Duration>,
}

impl From<Trouble> for FetchError {
    fn from(trouble: Trouble) -> Self {
        Self { trouble, status: None, retry_after: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn a_link_takes_the_login_along_within_its_origin_only() {
        let mut request = Request::get(url("https://www.journal.example/list"), Accept::Html);
        request.auth = Some(Auth::Bearer("secret".to_owned()));
        request.validators.etag = Some(b"\"1\"".to_vec());
        let table = [
            ("https://www.journal.example/list?page=2", true),
            ("http://www.journal.example/list?page=2", false),
            ("https://www.journal.example:8443/", false),
            ("https://evil.example/", false),
        ];
        for (link, kept) in table {
            let next = request.follow(url(link), Accept::Html).unwrap();
            assert_eq!(next.auth.is_some(), kept, "{link}");
            assert_eq!(next.validators, Validators::default(), "validators belong to one address");
        }
    }

    #[test]
    fn a_link_to_a_file_is_never_followed() {
        let request = Request::get(url("file:///saved/page.html"), Accept::Html);
        for link in ["file:///etc/passwd", "data:text/html,x", "javascript:alert(1)", "ftp://journal.example/"] {
            let error = request.follow(url(link), Accept::Html).unwrap_err();
            assert_eq!(error.trouble.kind, Kind::BlockedAddress, "{link}");
        }
    }

    #[tokio::test]
    async fn files_are_read_and_all_else_is_asked_of_the_recorded_web_where_there_is_one() {
        let rules = FetchRules {
            contact: None,
            connect_timeout: Duration::from_secs(1),
            total_timeout: Duration::from_secs(1),
            max_body: 1000,
            max_redirects: 1,
            concurrency: 1,
            host_spacing: Duration::from_mins(10),
            allow_private: Vec::new(),
            recorded: Some("no such folder".into()),
        };
        let fetcher = Fetcher::new(&rules, Clock::system());
        let table =
            [("https://journal.example/", Some(404)), ("https://journal.example/two", Some(404)), ("file:///no/such/page.html", None)];
        for (address, status) in table {
            let error = fetcher.fetch(&Request::get(url(address), Accept::Html)).await.unwrap_err();
            assert_eq!(error.status, status, "{address}: {error}");
        }
    }

    #[test]
    fn a_login_is_never_shown() {
        let auth = Auth::Basic { user: "me".to_owned(), password: "secret".to_owned() };
        assert_eq!(format!("{auth:?}"), "Auth(hidden)");
    }
}
