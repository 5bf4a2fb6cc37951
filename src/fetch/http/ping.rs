//! Telling a hub that a document changed: a form by POST (WebSub leaves the words to the hubs; these are what hubs listen to).

use reqwest::header::CONTENT_TYPE;
use tokio::time::timeout;
use url::form_urlencoded::Serializer;

use super::answer::refused;
use super::failure::Failure;
use super::hop::Hop;
use super::{Http, Kind};

impl Http {
    /// One ping, judged by the guard like every request. A hub waits for pings, so that no pause is kept between two.
    pub(super) async fn tell(&self, hop: &Hop<'_>, topic: &str) -> Result<(), Failure> {
        self.guard.check_url(&hop.url)?;
        let client = self.clients.client(hop.port())?;
        let request = client.post(hop.url.clone()).header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(form(topic));
        let response = timeout(hop.time_left, request.send()).await.map_err(|_| Failure::late(self.total_timeout))??;
        let status = response.status();
        if status.is_success() {
            return Ok(());
        }
        let advice = match status.as_u16() {
            429 | 503 => (Kind::RateLimited, "the hub wants fewer pings; it is told later"),
            500..=599 => (Kind::Http, "the hub has a fault of its own; it is told later"),
            300..=399 => (Kind::Redirect, "the hub moved; correct `hub` in the publication's file"),
            _ => (Kind::Http, "the hub does not take pings of this address; correct `hub`, or ask those who run it"),
        };
        Err(refused(status, (advice.0, advice.1.to_owned()), response.headers(), self.clock.now()))
    }
}

/// The form. Some hubs look for the address under one name, some under the other.
fn form(topic: &str) -> String {
    let pairs = [("hub.mode", "publish"), ("hub.url", topic), ("hub.topic", topic)];
    Serializer::new(String::new()).extend_pairs(pairs).finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_escaped_and_stands_under_both_names() {
        let address = "https%3A%2F%2Ffeeds.example%2Fhsj%2Ffeed.rss%3Fa%3D1%26b";
        let expected = format!("hub.mode=publish&hub.url={address}&hub.topic={address}");
        assert_eq!(form("https://feeds.example/hsj/feed.rss?a=1&b"), expected);
    }
}
