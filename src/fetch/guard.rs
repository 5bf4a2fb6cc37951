//! Which addresses may be reached: public ones, and those that the operator allowed.
//!
//! The guard judges twice. [`Guard::check_url`] judges an address as written, on every hop of a redirect; numbers in all
//! their spellings have become IP addresses by then, because `url` parses `2130706433`, `0x7f.1` and `127.1` as a browser does.
//! [`Guard::check`] judges what a name stands for, in the moment of connecting ([`super::names`]).

mod ranges;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use url::{Host, Url};

/// One entry of `fetch.allow_private`: an address with a port, or a block of addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Allow {
    /// `127.0.0.1:9000`: this address on this port only.
    Socket(SocketAddr),
    /// `10.0.0.0/8`, or `10.0.0.5` alone: every port of every address in the block.
    Block {
        /// The first address of the block.
        network: IpAddr,
        /// How many leading bits are fixed.
        prefix: u8,
    },
}

/// Lets addresses through or refuses them; the one judge for every request that the program makes.
#[derive(Clone, Debug, Default)]
pub struct Guard {
    /// What the operator allowed although it is not public.
    allow: Vec<Allow>,
}

/// By which rule an address may be reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Permission {
    /// It is a public address.
    Public,
    /// This entry of `fetch.allow_private` names it.
    Listed(Allow),
}

/// Why an address may not be reached.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The address is not public, and no entry of `fetch.allow_private` names it.
    #[error("{address} is not public ({rule}); if sources may reach it, add \"{address}\" to `allow_private` under [fetch]")]
    Address {
        /// The address and port.
        address: SocketAddr,
        /// The block that it belongs to, such as `RFC 1918 10.0.0.0/8`.
        rule: Cow<'static, str>,
    },
    /// Another scheme than http or https.
    #[error("`{0}:` addresses are not fetched; only http and https are")]
    Scheme(String),
    /// A user or password inside the address.
    #[error("the address holds a user or password; move them to `auth.basic` of the source")]
    Userinfo,
    /// A host that is no name, such as `a..b`.
    #[error("`{0}` is not the name of a host; correct the address")]
    Host(String),
}

impl Guard {
    /// A guard that lets through what is public, and these.
    #[must_use]
    pub const fn new(allow: Vec<Allow>) -> Self {
        Self { allow }
    }

    /// Judges an address that is about to be connected to.
    ///
    /// # Errors
    /// When it is not public and not allowed: the block that it belongs to.
    pub fn check(&self, address: SocketAddr) -> Result<Permission, Refusal> {
        if let Some(entry) = self.allow.iter().find(|entry| entry.covers(address)) {
            return Ok(Permission::Listed(entry.clone()));
        }
        ranges::not_public(address.ip()).map_or(Ok(Permission::Public), |rule| Err(Refusal::Address { address, rule }))
    }

    /// Judges an address as it is written: its scheme, its form and, where the host is a number, that number.
    /// A name passes here; what it stands for is judged when it is resolved.
    ///
    /// # Errors
    /// What is wrong with the address.
    pub fn check_url(&self, url: &Url) -> Result<(), Refusal> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(Refusal::Scheme(url.scheme().to_owned()));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Refusal::Userinfo);
        }
        let port = url.port_or_known_default().unwrap_or_default();
        match url.host() {
            Some(Host::Ipv4(ip)) => self.check(SocketAddr::new(ip.into(), port)).map(drop),
            Some(Host::Ipv6(ip)) => self.check(SocketAddr::new(ip.into(), port)).map(drop),
            Some(Host::Domain(name)) if is_name(name) => Ok(()),
            Some(Host::Domain(name)) => Err(Refusal::Host(name.to_owned())),
            None => Err(Refusal::Host(String::new())),
        }
    }
}

/// Whether every label of a name holds something; one dot may stand at the end (RFC 1034, section 3.1).
fn is_name(name: &str) -> bool {
    name.len() <= 254 && name.strip_suffix('.').unwrap_or(name).split('.').all(|label| (1..=63).contains(&label.len()))
}

impl Allow {
    /// Whether this entry names the address.
    fn covers(&self, address: SocketAddr) -> bool {
        match *self {
            Self::Socket(socket) => socket.ip() == address.ip() && socket.port() == address.port(),
            Self::Block { network, prefix } => within(address.ip(), network, prefix),
        }
    }
}

/// Whether an address has the first `prefix` bits of `network`; never across the two families.
pub(crate) fn within(ip: IpAddr, network: IpAddr, prefix: u8) -> bool {
    masked(ip, prefix) == masked(network, prefix) && ip.is_ipv4() == network.is_ipv4()
}

/// The address with all but its first `prefix` bits cleared.
fn masked(ip: IpAddr, prefix: u8) -> IpAddr {
    match ip {
        IpAddr::V4(ip) => {
            let mask = u32::MAX.checked_shl(32_u32.saturating_sub(prefix.into())).unwrap_or(0);
            IpAddr::V4((ip.to_bits() & mask).into())
        }
        IpAddr::V6(ip) => {
            let mask = u128::MAX.checked_shl(128_u32.saturating_sub(prefix.into())).unwrap_or(0);
            IpAddr::V6((ip.to_bits() & mask).into())
        }
    }
}

impl FromStr for Allow {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Ok(socket) = text.parse() {
            return Ok(Self::Socket(socket));
        }
        let wrong = || format!("`{text}` is none of `ip:port`, an address, or a block like `10.0.0.0/8`; host names are not allowed here");
        let (address, prefix) = text.split_once('/').map_or((text, None), |(address, prefix)| (address, Some(prefix)));
        let bare = address.strip_prefix('[').and_then(|inner| inner.strip_suffix(']')).unwrap_or(address);
        let (network, prefix) = block(text, bare, prefix, wrong)?;
        Ok(Self::Block { network, prefix })
    }
}

/// The first address of a block and how many leading bits are fixed; an address without a prefix is a block of one. `text` is the block
/// as it was written, and `wrong` says that it is none.
pub(crate) fn block(text: &str, address: &str, prefix: Option<&str>, wrong: impl Fn() -> String) -> Result<(IpAddr, u8), String> {
    let ip: IpAddr = address.parse().map_err(|_| wrong())?;
    let bits: u8 = if ip.is_ipv4() { 32 } else { 128 };
    let prefix = prefix.map_or(Ok(bits), str::parse).map_err(|_| wrong())?;
    if prefix > bits {
        return Err(format!("`{text}` has a prefix longer than the {bits} bits of its address"));
    }
    Ok((masked(ip, prefix), prefix))
}

impl fmt::Display for Allow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Socket(socket) => socket.fmt(f),
            Self::Block { network, prefix } => write!(f, "{network}/{prefix}"),
        }
    }
}

impl fmt::Display for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Public => f.write_str("public"),
            Self::Listed(entry) => write!(f, "allowed by fetch.allow_private {entry}"),
        }
    }
}
