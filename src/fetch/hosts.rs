//! Politeness: one request at a time to those who share a domain, with a pause after each, none before the time that the host
//! named, and a limit over all.
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

/// The longest that a request waits for a host that asked to be left alone; one that would wait longer is not made.
const PATIENCE: Duration = Duration::from_secs(10);

/// Whose turn it is, for every domain. All sources share one of these.
#[derive(Clone, Debug)]
pub struct Hosts {
    /// The pause after a request.
    spacing: Duration,
    /// The places for requests under way, over all domains.
    places: Arc<Semaphore>,
    /// The domains that were asked lately.
    lanes: Arc<Mutex<Lanes>>,
}

/// For each domain what is known of it; locked while a request is under way.
type Lanes = HashMap<String, Arc<Lane<Asked>>>;

/// When a domain was asked, and when it may be asked.
#[derive(Clone, Copy, Debug, Default)]
struct Asked {
    /// When its last request ended.
    ended: Option<Instant>,
    /// Before this it wants no request.
    not_before: Option<Instant>,
}

/// The right to one request. Dropping it ends the request and begins the pause.
#[derive(Debug)]
pub struct Turn {
    asked: OwnedMutexGuard<Asked>,
    _place: Option<OwnedSemaphorePermit>,
}

impl Turn {
    /// The host wants to be left alone for so long, by whomever: the next turn comes after that.
    pub fn leave_alone(&mut self, wait: Duration) {
        self.asked.not_before = self.asked.not_before.max(Some(Instant::now() + wait));
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.asked.ended = Some(Instant::now());
    }
}

/// A host that asked to be left alone for longer than a request waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the host asked to be left alone for {} s more", .0.as_secs())]
pub struct LeftAlone(
    /// How long from now.
    pub Duration,
);

impl Hosts {
    /// `spacing` between two requests to one domain, `concurrency` requests at once over all (at least one).
    #[must_use]
    pub fn new(spacing: Duration, concurrency: usize) -> Self {
        let places = concurrency.clamp(1, Semaphore::MAX_PERMITS);
        Self { spacing, places: Arc::new(Semaphore::new(places)), lanes: Arc::default() }
    }

    /// The same domains under other rules: a new configuration makes no host forget what it asked for.
    #[must_use]
    pub fn under(&self, spacing: Duration, concurrency: usize) -> Self {
        Self { lanes: Arc::clone(&self.lanes), ..Self::new(spacing, concurrency) }
    }

    /// Waits for the turn of this address; first come, first served within a domain.
    ///
    /// # Errors
    /// When the domain wants to be left alone for long; it is told at once, and again to everybody who comes before that time.
    pub async fn turn(&self, url: &Url) -> Result<Turn, LeftAlone> {
        let asked = self.lane(domain(url)).lock_owned().await;
        let wait = asked.not_before.map_or(Duration::ZERO, |time| time.duration_since(Instant::now()));
        if wait > PATIENCE {
            return Err(LeftAlone(wait));
        }
        if let Some(next) = asked.ended.map(|last| last + self.spacing).max(asked.not_before) {
            tokio::time::sleep_until(next).await;
        }
        // The semaphore is never closed, so there is always a place in the end.
        let place = Arc::clone(&self.places).acquire_owned().await.ok();
        Ok(Turn { asked, _place: place })
    }

    /// The lane of a domain, made when it is first asked for.
    fn lane(&self, domain: String) -> Arc<Lane<Asked>> {
        let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        if lanes.len() >= REMEMBERED {
            lanes.retain(|_, lane| self.is_needed(lane));
        }
        Arc::clone(lanes.entry(domain).or_default())
    }

    /// Whether somebody waits in the lane, its pause is not over, or its host wants to be left alone.
    fn is_needed(&self, lane: &Arc<Lane<Asked>>) -> bool {
        let now = Instant::now();
        let rests = |asked: &Asked| asked.ended.is_some_and(|last| now < last + self.spacing) || asked.not_before > Some(now);
        Arc::strong_count(lane) > 1 || lane.try_lock().map_or(true, |asked| rests(&asked))
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
        let _turn = hosts.turn(&url(address)).await.unwrap();
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
        let first = hosts.turn(&url("https://a.example/")).await.unwrap();
        let impatient = tokio::time::timeout(SECOND, hosts.turn(&url("https://a.example/"))).await;
        assert!(impatient.is_err());
        drop(first);
        let released = Instant::now();
        drop(hosts.turn(&url("https://a.example/")).await.unwrap());
        assert_eq!(released.elapsed(), 2 * SECOND);
    }

    #[tokio::test(start_paused = true)]
    async fn domains_that_nobody_needs_are_forgotten() {
        let hosts = Hosts::new(2 * SECOND, 4);
        for n in 0..3 * REMEMBERED {
            drop(hosts.turn(&url(&format!("https://n{n}.example/"))).await.unwrap());
            tokio::time::advance(SECOND).await;
        }
        assert!(hosts.lanes.lock().unwrap().len() <= REMEMBERED);
    }

    const HOUR: Duration = Duration::from_hours(1);

    /// Makes a request after which the host wants to be left alone.
    async fn is_sent_away(hosts: &Hosts, address: &str, wait: Duration) {
        hosts.turn(&url(address)).await.unwrap().leave_alone(wait);
    }

    #[tokio::test(start_paused = true)]
    async fn a_host_that_wants_to_be_left_alone_is_left_alone_by_everybody() {
        let hosts = Hosts::new(2 * SECOND, 4);
        is_sent_away(&hosts, "https://www.journal.example/rss", HOUR).await;
        let start = Instant::now();
        for address in ["https://www.journal.example/rss", "http://archive.journal.example:8080/november"] {
            assert_eq!(hosts.turn(&url(address)).await.unwrap_err(), LeftAlone(HOUR), "{address}");
        }
        visit(&hosts, "https://other.example/", Duration::ZERO).await;
        assert_eq!(start.elapsed(), Duration::ZERO, "nobody waited, and other hosts are not concerned");
        tokio::time::advance(Duration::from_secs(3595)).await;
        assert_eq!(visit(&hosts, "https://www.journal.example/", SECOND).await - start, HOUR, "a short rest is waited for");
        assert_eq!(visit(&hosts, "https://www.journal.example/", SECOND).await - start, HOUR + 3 * SECOND, "then all is as before");
    }

    #[tokio::test(start_paused = true)]
    async fn those_who_wait_behind_the_request_that_is_sent_away_do_not_follow_it() {
        let hosts = Hosts::new(2 * SECOND, 4);
        let mut first = hosts.turn(&url("https://a.example/")).await.unwrap();
        let crowd = futures_util::future::join_all((0..5).map(|_| async { hosts.turn(&url("https://a.example/")).await.map(drop) }));
        let sent_away = async {
            tokio::time::sleep(SECOND).await;
            first.leave_alone(HOUR);
            // A shorter wait does not take a longer one back.
            first.leave_alone(SECOND);
            drop(first);
        };
        let (results, ()) = tokio::join!(crowd, sent_away);
        assert!(results.iter().all(|result| *result == Err(LeftAlone(HOUR))), "{results:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn neither_many_domains_nor_a_new_configuration_make_a_host_forget_what_it_asked_for() {
        let hosts = Hosts::new(2 * SECOND, 4);
        is_sent_away(&hosts, "https://a.example/", HOUR).await;
        for n in 0..2 * REMEMBERED {
            drop(hosts.turn(&url(&format!("https://n{n}.example/"))).await);
            tokio::time::advance(SECOND / 10).await;
        }
        let hosts = hosts.under(SECOND, 1);
        assert!(hosts.turn(&url("https://a.example/")).await.is_err());
    }
}
