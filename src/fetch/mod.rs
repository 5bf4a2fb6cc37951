//! Fetching: the one guarded path by which anything comes in.
//!
//! [`http`] speaks to hosts, [`recorded`] answers from a folder for demonstrations and tests, [`file`] reads saved pages.

pub mod file;
pub mod guard;
pub mod http;
pub mod names;
pub mod recorded;

use std::time::Duration;

use async_trait::async_trait;
use url::Url;

use crate::source::Page;
use crate::trouble::Trouble;

/// Asks for one document.
#[async_trait]
pub trait Fetch: Send + Sync {
    /// Fetches a document, following redirects, within all limits.
    ///
    /// # Errors
    /// The kind of trouble, a sentence for the operator, and how long the host asked us to stay away.
    async fn fetch(&self, request: &Request) -> Result<Fetched, FetchError>;
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
    /// A folder of saved pages, in name order.
    Folder(Vec<Page>),
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
