//! What can go wrong between us and a host, and the sentence that operators read.

use std::error::Error;
use std::io;
use std::time::Duration;

use super::hop::Hop;
use super::{FetchError, Kind, Trouble};
use crate::article::rfc3339;
use crate::clock::Instant;
use crate::fetch::guard::Refusal;
use crate::fetch::names::NameError;

/// A failed exchange, before the sentence knows its address.
#[derive(Debug)]
pub(super) enum Failure {
    /// The body is not encoded as its `Content-Encoding` says: asking for plain bytes may help.
    Garbled {
        /// It was, but ends too early.
        cut: bool,
    },
    /// Anything else.
    Final(FetchError),
}

impl Failure {
    /// A failure without a status. `what` goes on after the address: `refuses connections; …`.
    pub(super) fn new(kind: Kind, what: impl Into<String>) -> Self {
        Self::Final(Trouble::new(kind, what).into())
    }

    /// No question at all, because the host wants none for so long from now.
    pub(super) fn left_alone(wait: Duration, now: Instant) -> Self {
        let until = chrono::TimeDelta::from_std(wait).map_or(now, |wait| now + wait);
        let what =
            format!("was not asked: its host wants no requests before {} (Retry-After); it is asked again after that", rfc3339(until));
        Self::Final(FetchError { trouble: Trouble::new(Kind::RateLimited, what), status: None, retry_after: Some(wait) })
    }

    /// No end of the answer within the time for all of it.
    pub(super) fn late(total: Duration) -> Self {
        let what = format!("did not answer whole within {total:?}; the host is slow or hangs (`total_timeout` under [fetch])");
        Self::new(Kind::Timeout, what)
    }

    /// The failure with the address in front.
    pub(super) fn told_by(self, hop: &Hop<'_>) -> FetchError {
        let mut error = match self {
            Self::Final(error) => error,
            Self::Garbled { cut: true } => {
                Trouble::new(Kind::Truncated, "sends compressed bytes that end too early; it is tried again").into()
            }
            Self::Garbled { cut: false } => {
                Trouble::new(Kind::Parse, "sends bytes that are not what their Content-Encoding says; tell the operators of the host")
                    .into()
            }
        };
        error.trouble.sentence = format!("{} {}", hop.place(), error.trouble.sentence);
        error
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::new(Kind::BlockedAddress, format!("may not be fetched: {refusal}"))
    }
}

impl From<reqwest::Error> for Failure {
    fn from(error: reqwest::Error) -> Self {
        if let Some(name) = cause::<NameError>(&error) {
            return unnamed(name);
        }
        if error.is_builder() {
            return Self::new(Kind::Http, "cannot be asked: a header of `auth` holds a character that may not stand there");
        }
        if error.is_timeout() {
            let when =
                if error.is_connect() { "connect in time (`connect_timeout` under [fetch])" } else { "go on with its answer in time" };
            return Self::new(Kind::Timeout, format!("did not {when}; the host is slow or hangs"));
        }
        if error.is_connect() {
            return unconnected(&error);
        }
        if error.is_decode() { broken_body(&error) } else { Self::new(Kind::Http, format!("gave no HTTP answer ({})", innermost(&error))) }
    }
}

/// A name that leads nowhere, or where nothing may be fetched.
fn unnamed(error: &NameError) -> Failure {
    match error {
        NameError::Unknown { .. } => Failure::new(Kind::Dns, format!("cannot be reached: {error}")),
        NameError::Refused { .. } => Failure::new(Kind::BlockedAddress, format!("may not be fetched: {error}")),
    }
}

/// A connection that does not stand: by the network, or by TLS.
///
/// What goes wrong in TLS is an I/O error within an I/O error; what goes wrong before it is a plain one.
fn unconnected(error: &reqwest::Error) -> Failure {
    let reason = innermost(error);
    let io = cause::<io::Error>(error);
    let inner = io.and_then(io::Error::get_ref).and_then(|inner| inner.downcast_ref::<io::Error>());
    if inner.is_some() {
        return Failure::new(
            Kind::Tls,
            format!("has no sound TLS ({reason}); certificates are always verified: tell the operators of the host"),
        );
    }
    let refused = io.is_some_and(|error| error.kind() == io::ErrorKind::ConnectionRefused);
    let what = if refused {
        "refuses connections; check the port, or wait until the host is up again".to_owned()
    } else {
        format!("cannot be reached: {reason}")
    };
    Failure::new(Kind::Http, what)
}

/// A body that broke off on its way, or whose encoding cannot be undone.
///
/// The decoders fail with a plain I/O error; what the connection did wrong comes wrapped in an error of its own.
fn broken_body(error: &reqwest::Error) -> Failure {
    let first = causes(error).find(|cause| !cause.is::<reqwest::Error>());
    match first.and_then(|cause| cause.downcast_ref::<io::Error>()) {
        Some(decoder) => Failure::Garbled { cut: decoder.kind() == io::ErrorKind::UnexpectedEof },
        None => Failure::new(Kind::Truncated, format!("broke off before the end of its answer ({}); it is tried again", innermost(error))),
    }
}

/// All causes of an error, outermost first.
fn causes(error: &reqwest::Error) -> impl Iterator<Item = &(dyn Error + 'static)> {
    std::iter::successors(error.source(), |&error| error.source())
}

/// The first cause of this type.
fn cause<E: Error + 'static>(error: &reqwest::Error) -> Option<&E> {
    causes(error).find_map(|error| error.downcast_ref())
}

/// The last cause in words: the outer ones only repeat the address.
fn innermost(error: &reqwest::Error) -> String {
    causes(error).last().map_or_else(|| "no reason given".to_owned(), ToString::to_string)
}
