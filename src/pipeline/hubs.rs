//! Beyond the road: hubs are told which documents changed (WebSub), so that their subscribers need not ask. Publishing never waits for it.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::TimeDelta;
use futures_util::{StreamExt, stream};
use url::Url;

use super::{Road, RoadError};
use crate::clock::Instant;
use crate::fetch::FetchError;
use crate::store::{Ping, Pinged};

/// How long a hub rests after each failure in a row; then always the last. A hub is never given up.
const RESTS: [Duration; 5] =
    [Duration::from_mins(1), Duration::from_mins(5), Duration::from_mins(15), Duration::from_hours(1), Duration::from_hours(6)];

/// Tells every hub that does not rest of everything that changed. Answers when the first that rests is to be told again.
///
/// # Errors
/// When the store fails; a hub that fails is no error.
pub async fn tell_hubs(road: &Road) -> Result<Option<Instant>, RoadError> {
    loop {
        let (due, later) = road.store.pings(road.clock.now()).await?;
        if due.is_empty() {
            return Ok(later);
        }
        let mut hubs: BTreeMap<String, Vec<Ping>> = BTreeMap::new();
        for ping in due {
            hubs.entry(ping.hub.clone()).or_default().push(ping);
        }
        // A hub that hangs holds back no other.
        let told: Vec<Result<(), RoadError>> =
            stream::iter(hubs.into_values()).map(|pings| tell_one(road, pings)).buffer_unordered(8).collect().await;
        told.into_iter().collect::<Result<(), RoadError>>()?;
    }
}

/// Tells one hub of one document after the other, until it fails.
async fn tell_one(road: &Road, pings: Vec<Ping>) -> Result<(), RoadError> {
    for ping in pings {
        let told = match Url::parse(&ping.hub) {
            Ok(hub) => road.fetch.ping(&hub, &ping.topic).await,
            // Only addresses are ever written there.
            Err(_) => Ok(()),
        };
        let end = told.map_or_else(|error| judged(&ping, &error, road.clock.now()), |()| Pinged::Told);
        road.store.pinged(ping, end).await?;
        if matches!(end, Pinged::Later(_)) {
            break;
        }
    }
    Ok(())
}

/// What a failure means: a hub that says no to one address may take the others, anything else makes it rest.
fn judged(ping: &Ping, error: &FetchError, now: Instant) -> Pinged {
    if matches!(error.status, Some(400..=407 | 409..=424 | 426..=428 | 430..=499)) {
        tracing::warn!(event = "hub", topic = %ping.topic, "{error}");
        return Pinged::Refused;
    }
    let place = usize::try_from(ping.failures).unwrap_or(usize::MAX).min(RESTS.len() - 1);
    let rest = RESTS[place].max(error.retry_after.unwrap_or_default());
    let until = now + TimeDelta::from_std(rest).unwrap_or_default();
    tracing::warn!(event = "hub", topic = %ping.topic, "{error}; what changed waits until {}", crate::article::rfc3339(until));
    Pinged::Later(until)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::from_unix;
    use crate::trouble::{Kind, Trouble};

    fn failed(status: Option<u16>, retry_after: Option<Duration>, failures: u32) -> Pinged {
        let ping = Ping { hub: "https://hub.example/".to_owned(), topic: String::new(), path: String::new(), change: 1, failures };
        judged(&ping, &FetchError { trouble: Trouble::new(Kind::Http, "the hub failed"), status, retry_after }, from_unix(0))
    }

    #[test]
    fn a_hub_rests_longer_with_every_failure_and_is_never_given_up() {
        let rests = [60, 300, 900, 3600, 21_600, 21_600];
        for (failures, rest) in (0..).zip(rests) {
            assert_eq!(failed(None, None, failures), Pinged::Later(from_unix(rest)));
        }
        assert_eq!(failed(Some(500), None, u32::MAX), Pinged::Later(from_unix(21_600)));
    }

    #[test]
    fn a_hub_that_says_how_long_it_wants_to_rest_rests_that_long() {
        assert_eq!(failed(Some(429), Some(Duration::from_hours(2)), 0), Pinged::Later(from_unix(7200)));
        assert_eq!(failed(Some(503), Some(Duration::from_secs(5)), 1), Pinged::Later(from_unix(300)), "but no less than it should");
    }

    #[test]
    fn an_address_that_a_hub_refuses_is_not_told_again() {
        for status in [400, 403, 404, 410, 422] {
            assert_eq!(failed(Some(status), None, 0), Pinged::Refused, "{status}");
        }
        for status in [301, 408, 425, 429, 500, 502] {
            assert!(matches!(failed(Some(status), None, 0), Pinged::Later(_)), "{status}");
        }
    }
}
