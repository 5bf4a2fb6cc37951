//! Hosts: one document over HTTP, politely, within all limits.
//!
//! Redirects are followed here and not by the client, so that every hop is judged, waits for its turn, and is told apart in what
//! operators read. A status is classified before anything is parsed; what is not whole is an error, never a shorter document.

mod answer;
mod ask;
mod body;
mod clients;
mod failure;
mod hints;
mod hop;
mod ping;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use tokio::time::{Instant, timeout};

use self::answer::Answer;
use self::ask::Coding;
use self::clients::Clients;
use self::failure::Failure;
use self::hop::Hop;
use super::guard::Guard;
use super::hosts::Hosts;
use super::names::{Lookup, System};
use super::{Accept, Fetch, FetchError, Fetched, Request};
use crate::clock::Clock;
use crate::config::FetchRules;
use crate::trouble::{Kind, Trouble};
use url::Url;

/// Fetches from hosts.
pub struct Http {
    guard: Arc<Guard>,
    clients: Clients,
    hosts: Hosts,
    room: body::Room,
    clock: Clock,
    max_redirects: usize,
    total_timeout: Duration,
}

impl Http {
    /// Fetches by these rules, in the turns of these hosts, with the names that this machine knows.
    #[must_use]
    pub fn new(rules: &FetchRules, clock: Clock, hosts: Hosts) -> Self {
        Self::with_names(rules, clock, hosts, Arc::new(System))
    }

    /// As [`Http::new`], with other names.
    pub(super) fn with_names(rules: &FetchRules, clock: Clock, hosts: Hosts, names: Arc<dyn Lookup>) -> Self {
        let guard = Arc::new(Guard::new(rules.allow_private.clone()));
        Self {
            clients: Clients::new(rules, Arc::clone(&guard), names),
            guard,
            hosts,
            room: body::Room::new(rules.max_body),
            clock,
            max_redirects: rules.max_redirects,
            total_timeout: rules.total_timeout,
        }
    }

    /// Asks the host of one hop, and once more for plain bytes if its encoding could not be undone.
    async fn ask(&self, hop: &mut Hop<'_>) -> Result<Answer, FetchError> {
        let answer = match self.exchange(hop, Coding::Any).await {
            Err(Failure::Garbled { .. }) => self.exchange(hop, Coding::Identity).await,
            other => other,
        };
        answer.map_err(|failure| failure.told_by(hop))
    }

    /// One request and its answer, in the host's turn and within the time that is left. Waiting for the turn costs no time.
    async fn exchange(&self, hop: &mut Hop<'_>, coding: Coding) -> Result<Answer, Failure> {
        self.guard.check_url(&hop.url)?;
        let client = self.clients.client(hop.port())?;
        let mut turn = self.hosts.turn(&hop.url).await.map_err(|rest| Failure::left_alone(rest.0, self.clock.now()))?;
        let began = Instant::now();
        let exchange = async {
            let response = ask::request(&client, hop, coding).send().await?;
            let now = self.clock.now();
            // What one request is told holds for all that share the host.
            if let Some(wait) = hints::retry_after(response.headers(), now).filter(|_| !response.status().is_success()) {
                turn.leave_alone(wait);
            }
            answer::read(response, hop, &self.room, now).await
        };
        let result = timeout(hop.time_left, exchange).await.unwrap_or(Err(Failure::late(self.total_timeout)));
        hop.time_left = hop.time_left.saturating_sub(began.elapsed());
        result
    }
}

#[async_trait]
impl Fetch for Http {
    async fn fetch(&self, request: &Request) -> Result<Fetched, FetchError> {
        let mut hop = Hop::first(request, self.total_timeout);
        loop {
            match self.ask(&mut hop).await? {
                Answer::Moved { to, retry_after } => hop = hop.next(to, retry_after, self.max_redirects)?,
                Answer::Fetched(fetched) => return Ok(hop.with_wait(fetched)),
            }
        }
    }

    async fn ping(&self, hub: &Url, topic: &str) -> Result<(), FetchError> {
        let request = Request::get(hub.clone(), Accept::Xml);
        let hop = Hop::first(&request, self.total_timeout);
        self.tell(&hop, topic).await.map_err(|failure| failure.told_by(&hop))
    }
}
