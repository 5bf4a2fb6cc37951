//! Whom a request is from, when it may have come through proxies. Pure.

use std::net::IpAddr;
use std::str::FromStr;

use hyper::header::{FORWARDED, HeaderMap};

use crate::fetch::guard::{block, within};

/// Addresses of proxies whose word counts: one, or a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proxies {
    network: IpAddr,
    prefix: u8,
}

impl FromStr for Proxies {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is neither an address nor a block like `10.0.0.0/8`");
        let (address, prefix) = text.split_once('/').map_or((text, None), |(address, prefix)| (address, Some(prefix)));
        let (network, prefix) = block(text, address, prefix, wrong)?;
        Ok(Self { network, prefix })
    }
}

impl Proxies {
    /// Whether an address is one of them.
    #[must_use]
    pub fn contain(&self, address: IpAddr) -> bool {
        within(address.to_canonical(), self.network, self.prefix)
    }
}

/// Whom a request is from: the peer, unless it is a proxy whose word counts; then the last address on the way that is none. The peer of
/// a Unix socket (`None`) stands on this machine and is believed.
#[must_use]
pub fn client(peer: Option<IpAddr>, headers: &HeaderMap, trusted: &[Proxies]) -> Option<IpAddr> {
    let is_trusted = |address: IpAddr| trusted.iter().any(|proxies| proxies.contain(address));
    if peer.is_some_and(|peer| !is_trusted(peer)) {
        return peer;
    }
    let mut client = peer;
    for address in way(headers).into_iter().rev() {
        // What stands further away than something unreadable was said by nobody that is trusted.
        let Some(address) = address else { break };
        client = Some(address);
        if !is_trusted(address) {
            break;
        }
    }
    client
}

/// The addresses on the way, the nearest last: `Forwarded` (RFC 7239), else `X-Forwarded-For`. `None` for what is no address.
fn way(headers: &HeaderMap) -> Vec<Option<IpAddr>> {
    let list = |name| headers.get_all(name).iter().flat_map(|value| value.to_str().unwrap_or_default().split(','));
    if headers.contains_key(FORWARDED) {
        let hop = |hop: &str| {
            hop.split(';').find_map(|pair| {
                pair.trim().split_once('=').filter(|(key, _)| key.eq_ignore_ascii_case("for")).and_then(|(_, node)| address(node))
            })
        };
        return list(FORWARDED).map(hop).collect();
    }
    list(hyper::header::HeaderName::from_static("x-forwarded-for")).map(address).collect()
}

/// An address, perhaps in quotes, in brackets, or with a port.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim().trim_matches('"');
    let bare = text.strip_prefix('[').and_then(|inner| inner.split_once(']')).map_or(text, |(inner, _)| inner);
    let parsed = bare.parse().ok().or_else(|| bare.parse::<std::net::SocketAddr>().ok().map(|socket| socket.ip()));
    parsed.map(|address: IpAddr| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use hyper::header::{HeaderName, HeaderValue};

    use super::*;

    #[test]
    fn a_block_contains_what_begins_like_it() {
        for (block, address, expected) in [
            ("127.0.0.1", "127.0.0.1", true),
            ("127.0.0.1", "127.0.0.2", false),
            ("10.0.0.0/8", "10.255.0.1", true),
            ("10.0.0.0/8", "11.0.0.1", false),
            ("0.0.0.0/0", "203.0.113.9", true),
            ("0.0.0.0/0", "2001:db8::1", false),
            ("10.0.0.0/8", "::ffff:10.1.1.1", true),
            ("2001:db8::/32", "2001:db8:1::1", true),
            ("::/0", "2001:db8::1", true),
            ("2001:db8::/32", "2001:db9::1", false),
        ] {
            assert_eq!(block.parse::<Proxies>().unwrap().contain(address.parse().unwrap()), expected, "{address} in {block}");
        }
        for text in ["", "localhost", "10.0.0.0/33", "10.0.0.0/x", "10.0.0.1:80"] {
            assert!(text.parse::<Proxies>().is_err(), "{text}");
        }
    }

    #[test]
    fn only_proxies_that_are_listed_are_believed() {
        let trusted: Vec<Proxies> = ["127.0.0.1", "10.0.0.0/8"].map(|text| text.parse().unwrap()).to_vec();
        for (peer, header, value, expected) in [
            ("203.0.113.9", "x-forwarded-for", "198.51.100.1", "203.0.113.9"),
            ("127.0.0.1", "x-forwarded-for", "198.51.100.1", "198.51.100.1"),
            ("127.0.0.1", "x-forwarded-for", "192.0.2.66, 198.51.100.1, 10.0.0.7", "198.51.100.1"),
            ("127.0.0.1", "x-forwarded-for", "192.0.2.66, nonsense, 10.0.0.7", "10.0.0.7"),
            ("127.0.0.1", "x-forwarded-for", "10.0.0.8", "10.0.0.8"),
            ("127.0.0.1", "x-other", "198.51.100.1", "127.0.0.1"),
            ("127.0.0.1", "forwarded", "for=192.0.2.66, for=\"[2001:db8::1]:4711\";proto=https", "2001:db8::1"),
            ("127.0.0.1", "forwarded", "proto=https;For=198.51.100.1:80", "198.51.100.1"),
            ("127.0.0.1", "forwarded", "for=_hidden", "127.0.0.1"),
            ("", "x-forwarded-for", "198.51.100.1", "198.51.100.1"),
        ] {
            let headers = HeaderMap::from_iter([(HeaderName::from_static(header), HeaderValue::from_str(value).unwrap())]);
            let found = client(peer.parse().ok(), &headers, &trusted);
            assert_eq!(found, expected.parse().ok(), "{peer} {header}: {value}");
        }
    }
}
