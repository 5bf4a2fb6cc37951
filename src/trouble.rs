//! The ways in which a source can fail, as operators see them: one word and one sentence.

use std::fmt;

/// Why a source failed, in one of fourteen words that `status`, logs and metrics share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The address is not public and was not allowed in `fetch.allow_private`, or is not http(s).
    BlockedAddress,
    /// No answer, or no end of it, within the time limits.
    Timeout,
    /// More bytes after decompression than `fetch.max_body`.
    TooLarge,
    /// The answer was cut before its end.
    Truncated,
    /// The document could not be read.
    Parse,
    /// Something else than what was asked for: a web page where a feed should be.
    NotFeed,
    /// Nothing: zero bytes, no file, or a folder without files.
    Empty,
    /// A redirect that leads nowhere: a loop, too many hops, or no address.
    Redirect,
    /// An HTTP status that is not success, or a connection that could not be made.
    Http,
    /// The host asked to come back later (429, or 503 with Retry-After).
    RateLimited,
    /// The certificate or the handshake was refused.
    Tls,
    /// The host's name has no address.
    Dns,
    /// The page no longer has the shape that the source describes.
    Layout,
    /// The host says that this address is gone for good (410).
    Gone,
}

impl Kind {
    /// Every kind, for tables and tests.
    pub const ALL: [Self; 14] = [
        Self::BlockedAddress,
        Self::Timeout,
        Self::TooLarge,
        Self::Truncated,
        Self::Parse,
        Self::NotFeed,
        Self::Empty,
        Self::Redirect,
        Self::Http,
        Self::RateLimited,
        Self::Tls,
        Self::Dns,
        Self::Layout,
        Self::Gone,
    ];

    /// The word that stands in `status --json`, in the store and in logs.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::BlockedAddress => "blocked_address",
            Self::Timeout => "timeout",
            Self::TooLarge => "too_large",
            Self::Truncated => "truncated",
            Self::Parse => "parse",
            Self::NotFeed => "not_feed",
            Self::Empty => "empty",
            Self::Redirect => "redirect",
            Self::Http => "http",
            Self::RateLimited => "rate_limited",
            Self::Tls => "tls",
            Self::Dns => "dns",
            Self::Layout => "layout",
            Self::Gone => "gone",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// What went wrong with a source: the kind, and one sentence that says what happened and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{sentence}")]
pub struct Trouble {
    /// The kind of failure.
    pub kind: Kind,
    /// One plain sentence for the operator, without the source's name (the caller adds it).
    pub sentence: String,
}

impl Trouble {
    /// A failure of this kind, told in this sentence.
    pub fn new(kind: Kind, sentence: impl Into<String>) -> Self {
        Self { kind, sentence: sentence.into() }
    }

    /// The same, with the one of several things in front that it is about.
    #[must_use]
    pub fn of(self, what: &str) -> Self {
        Self { sentence: format!("{what}: {}", self.sentence), ..self }
    }
}
