//! Politeness: one request at a time to those who share a domain, with a pause after each, and a limit over all.
//!
//! Whoever waits for a domain takes none of the places that the limit leaves to others, so a slow host delays only itself.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{Mutex as Lane, OwnedMutexGuard, OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;
use url::{Host, Url};

/// How many domains are remembered before those that nobody waits for are forgotten.
const REMEMBERED: usize = 1024;

/// Whose turn it is, for every domain. All sources share one of these.
#[derive(Debug)]
pub struct Hosts {
    /// The pause after a request.
    spacing: Duration,
    /// The places for requests under way, over all domains.
    places: Arc<Semaphore>,
    /// For each domain, when its last request ended; locked while one is under way.
    lanes: Mutex<HashMap<String, Arc<Lane<Option<Instant>>>>>,
}

/// The right to one request. Dropping it ends the request and begins the pause.
#[derive(Debug)]
pub struct Turn {
    ended: OwnedMutexGuard<Option<Instant>>,
    _place: Option<OwnedSemaphorePermit>,
}

impl Drop for Turn {
    fn drop(&mut self) {
        *self.ended = Some(Instant::now());
    }
}

impl Hosts {
    /// `spacing` between two requests to one domain, `concurrency` requests at once over all (at least one).
    #[must_use]
    pub fn new(spacing: Duration, concurrency: usize) -> Self {
        let places = concurrency.clamp(1, Semaphore::MAX_PERMITS);
        Self { spacing, places: Arc::new(Semaphore::new(places)), lanes: Mutex::default() }
    }

    /// Waits for the turn of this address; first come, first served within a domain.
    pub async fn turn(&self, url: &Url) -> Turn {
        let ended = self.lane(domain(url)).lock_owned().await;
        if let Some(last) = *ended {
            tokio::time::sleep_until(last + self.spacing).await;
        }
        // The semaphore is never closed, so there is always a place in the end.
        let place = Arc::clone(&self.places).acquire_owned().await.ok();
        Turn { ended, _place: place }
    }

    /// The lane of a domain, made when it is first asked for.
    fn lane(&self, domain: String) -> Arc<Lane<Option<Instant>>> {
        let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        if lanes.len() >= REMEMBERED {
            lanes.retain(|_, lane| self.is_needed(lane));
        }
        Arc::clone(lanes.entry(domain).or_default())
    }

    /// Whether somebody waits in the lane, or its pause is not over.
    fn is_needed(&self, lane: &Arc<Lane<Option<Instant>>>) -> bool {
        let in_use = Arc::strong_count(lane) > 1;
        in_use || lane.try_lock().map_or(true, |last| last.is_some_and(|ended| ended.elapsed() < self.spacing))
    }
}

/// Who is bothered by a request: the registrable domain, such as `example.co.uk`; else the host and port.
fn domain(url: &Url) -> String {
    let registrable = match url.host() {
        Some(Host::Domain(name)) => psl::domain_str(name.trim_end_matches('.')),
        _ => None,
    };
    let host_and_port = || format!("{}:{}", url.host_str().unwrap_or_default(), url.port_or_known_default().unwrap_or_default());
    registrable.map_or_else(host_and_port, str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    /// Takes a turn, holds it for `length`, and answers when it began.
    async fn visit(hosts: &Hosts, address: &str, length: Duration) -> Instant {
        let _turn = hosts.turn(&url(address)).await;
        let began = Instant::now();
        tokio::time::sleep(length).await;
        began
    }

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn a_domain_is_what_somebody_registered() {
        let table = [
            ("https://www.example.co.uk/a", "example.co.uk"),
            ("http://example.co.uk:8080/", "example.co.uk"),
            ("https://a.b.journal.example./", "journal.example"),
            ("https://one.github.io/", "one.github.io"),
            ("https://two.github.io/", "two.github.io"),
            ("http://127.0.0.1:9000/", "127.0.0.1:9000"),
            ("http://[::1]/", "[::1]:80"),
            ("https://localhost/", "localhost:443"),
        ];
        for (address, expected) in table {
            assert_eq!(domain(&url(address)), expected);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn requests_to_one_domain_never_overlap_and_keep_the_pause() {
        let hosts = Hosts::new(2 * SECOND, 4);
        let visits = (0..50).map(|n| {
            let hosts = &hosts;
            async move { visit(hosts, &format!("https://w{n}.journal.example/{n}"), SECOND).await }
        });
        let began = futures_util::future::join_all(visits).await;
        assert!(began.windows(2).all(|pair| pair[1] - pair[0] == 3 * SECOND), "{began:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_slow_host_with_many_sources_delays_nobody_else() {
        let (hosts, start) = (Hosts::new(2 * SECOND, 2), Instant::now());
        let crowd = (0..20).map(|_| visit(&hosts, "https://slow.example/", 30 * SECOND));
        let others = ["https://one.example/", "https://two.example/", "https://three.example/"];
        let quick = others.map(|address| visit(&hosts, address, SECOND));
        let (_, began) = tokio::join!(futures_util::future::join_all(crowd), futures_util::future::join_all(quick));
        for (position, moment) in (0_u32..).zip(began) {
            assert_eq!(moment - start, SECOND * position, "one place was free all the time");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn the_limit_holds_over_all_hosts() {
        let (hosts, start) = (Hosts::new(Duration::ZERO, 3), Instant::now());
        let addresses: Vec<String> = (0..9).map(|n| format!("https://n{n}.example/")).collect();
        let visits = addresses.iter().map(|address| visit(&hosts, address, SECOND));
        let began = futures_util::future::join_all(visits).await;
        for round in 0..3 {
            assert_eq!(began.iter().filter(|moment| **moment - start == SECOND * round).count(), 3);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_stops_waiting_leaves_the_turn_to_the_next() {
        let hosts = Hosts::new(2 * SECOND, 4);
        let first = hosts.turn(&url("https://a.example/")).await;
        let impatient = tokio::time::timeout(SECOND, hosts.turn(&url("https://a.example/"))).await;
        assert!(impatient.is_err());
        drop(first);
        let released = Instant::now();
        drop(hosts.turn(&url("https://a.example/")).await);
        assert_eq!(released.elapsed(), 2 * SECOND);
    }

    #[tokio::test(start_paused = true)]
    async fn domains_that_nobody_needs_are_forgotten() {
        let hosts = Hosts::new(2 * SECOND, 4);
        for n in 0..3 * REMEMBERED {
            drop(hosts.turn(&url(&format!("https://n{n}.example/"))).await);
            tokio::time::advance(SECOND).await;
        }
        assert!(hosts.lanes.lock().unwrap().len() <= REMEMBERED);
    }
}
