//! One step of a fetch: the first address, or where a redirect led.

use std::time::Duration;

use url::Url;

use super::{FetchError, Fetched, Kind, Request, Trouble};
use crate::fetch::{Auth, shown, without_fragment};

/// The address to ask now, and what is known from the hops before it.
pub(super) struct Hop<'a> {
    /// What the caller asked for.
    pub(super) request: &'a Request,
    /// The address to ask now, without a fragment.
    pub(super) url: Url,
    /// The login, until a redirect leaves the origin that it was given for; it does not come back.
    pub(super) auth: Option<&'a Auth>,
    /// Time for all that is still to come.
    pub(super) time_left: Duration,
    /// The addresses before this one.
    before: Vec<Url>,
    /// The longest wait that a redirect asked for.
    retry_after: Option<Duration>,
}

impl<'a> Hop<'a> {
    /// The address of the request itself.
    pub(super) fn first(request: &'a Request, time_left: Duration) -> Self {
        let url = without_fragment(&request.url);
        Self { request, url, auth: request.auth.as_ref(), time_left, before: Vec::new(), retry_after: None }
    }

    /// The hop after a redirect.
    ///
    /// A step from https down to http is taken: many journals still have one, and the login never takes it, because the scheme
    /// is part of the origin.
    pub(super) fn next(self, to: Url, retry_after: Option<Duration>, max_redirects: usize) -> Result<Self, FetchError> {
        let wrong = |what: String| Err(Trouble::new(Kind::Redirect, format!("{} {what}", self.place())).into());
        if to == self.url || self.before.contains(&to) {
            return wrong(format!("redirects in a circle, back to {}; check the address in a browser", shown(&to)));
        }
        if self.before.len() >= max_redirects {
            return wrong(format!("redirects once more after {max_redirects} redirects; put the final address into the configuration"));
        }
        let auth = self.auth.filter(|_| to.origin() == self.url.origin());
        let mut before = self.before;
        before.push(self.url);
        Ok(Self { url: to, auth, before, retry_after: self.retry_after.max(retry_after), ..self })
    }

    /// The port that will be connected to.
    pub(super) fn port(&self) -> u16 {
        self.url.port_or_known_default().unwrap_or_default()
    }

    /// Whether a login was configured, but stayed behind at a redirect.
    pub(super) const fn left_login_behind(&self) -> bool {
        self.auth.is_none() && self.request.auth.is_some()
    }

    /// How sentences about this hop begin: the address, and how we came to it.
    pub(super) fn place(&self) -> String {
        match self.before.first() {
            None => shown(&self.url),
            Some(first) => format!("{} (redirected from {})", shown(&self.url), shown(first)),
        }
    }

    /// The result of the last hop, with the waits that the hops before it asked for.
    pub(super) fn with_wait(&self, mut fetched: Fetched) -> Fetched {
        if let Fetched::Page { hints, .. } | Fetched::Unchanged { hints, .. } = &mut fetched {
            hints.retry_after = hints.retry_after.max(self.retry_after);
        }
        fetched
    }
}
