//! The blocks of addresses that are not public, after the special-purpose registries of IANA (RFC 6890).
//!
//! A block that the registry calls globally reachable, but that nobody publishes articles from, is refused all the same.

use std::borrow::Cow;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::within;

/// A block that is not public.
pub(super) struct Range {
    /// Its first address.
    pub(super) network: IpAddr,
    /// How many leading bits are fixed.
    pub(super) prefix: u8,
    /// What operators read: the usual name and the block.
    pub(super) name: &'static str,
}

/// A block of IPv4 addresses.
const fn v4(octets: [u8; 4], prefix: u8, name: &'static str) -> Range {
    Range { network: IpAddr::V4(Ipv4Addr::from_octets(octets)), prefix, name }
}

/// A block of IPv6 addresses.
const fn v6(segments: [u16; 8], prefix: u8, name: &'static str) -> Range {
    Range { network: IpAddr::V6(Ipv6Addr::from_segments(segments)), prefix, name }
}

/// Every block that is refused; the first that holds an address names the rule.
pub(super) const REFUSED: &[Range] = &[
    v4([0, 0, 0, 0], 8, "this network 0.0.0.0/8"),
    v4([10, 0, 0, 0], 8, "RFC 1918 10.0.0.0/8"),
    v4([100, 64, 0, 0], 10, "carrier-grade NAT 100.64.0.0/10"),
    v4([127, 0, 0, 0], 8, "loopback 127.0.0.0/8"),
    // A public block, but on virtual machines of one provider this address answers for the machine itself.
    v4([168, 63, 129, 16], 32, "cloud metadata 168.63.129.16/32"),
    v4([169, 254, 0, 0], 16, "link-local and cloud metadata 169.254.0.0/16"),
    v4([172, 16, 0, 0], 12, "RFC 1918 172.16.0.0/12"),
    v4([192, 0, 0, 0], 24, "protocol assignments 192.0.0.0/24"),
    v4([192, 0, 2, 0], 24, "documentation 192.0.2.0/24"),
    v4([192, 88, 99, 0], 24, "6to4 relay 192.88.99.0/24"),
    v4([192, 168, 0, 0], 16, "RFC 1918 192.168.0.0/16"),
    v4([198, 18, 0, 0], 15, "benchmarking 198.18.0.0/15"),
    v4([198, 51, 100, 0], 24, "documentation 198.51.100.0/24"),
    v4([203, 0, 113, 0], 24, "documentation 203.0.113.0/24"),
    v4([224, 0, 0, 0], 4, "multicast 224.0.0.0/4"),
    v4([255, 255, 255, 255], 32, "broadcast 255.255.255.255/32"),
    v4([240, 0, 0, 0], 4, "reserved 240.0.0.0/4"),
    v6([0, 0, 0, 0, 0, 0, 0, 0], 128, "unspecified ::/128"),
    v6([0, 0, 0, 0, 0, 0, 0, 1], 128, "loopback ::1/128"),
    v6([0, 0, 0, 0, 0, 0xffff, 0, 0], 96, "IPv4-mapped ::ffff:0:0/96"),
    v6([0, 0, 0, 0, 0xffff, 0, 0, 0], 96, "IPv4-translated ::ffff:0:0:0/96"),
    v6([0, 0, 0, 0, 0, 0, 0, 0], 96, "IPv4-compatible ::/96"),
    v6([0x64, 0xff9b, 1, 0, 0, 0, 0, 0], 48, "local NAT64 64:ff9b:1::/48"),
    v6([0x100, 0, 0, 0, 0, 0, 0, 0], 64, "discard 100::/64"),
    v6([0x100, 0, 0, 1, 0, 0, 0, 0], 64, "dummy 100:0:0:1::/64"),
    v6([0x2001, 0, 0, 0, 0, 0, 0, 0], 32, "Teredo 2001::/32"),
    v6([0x2001, 2, 0, 0, 0, 0, 0, 0], 48, "benchmarking 2001:2::/48"),
    v6([0x2001, 0x10, 0, 0, 0, 0, 0, 0], 28, "ORCHID 2001:10::/28"),
    v6([0x2001, 0x20, 0, 0, 0, 0, 0, 0], 28, "ORCHIDv2 2001:20::/28"),
    v6([0x2001, 0, 0, 0, 0, 0, 0, 0], 23, "protocol assignments 2001::/23"),
    v6([0x2001, 0xdb8, 0, 0, 0, 0, 0, 0], 32, "documentation 2001:db8::/32"),
    v6([0x2002, 0, 0, 0, 0, 0, 0, 0], 16, "6to4 2002::/16"),
    v6([0x3ffe, 0, 0, 0, 0, 0, 0, 0], 16, "returned 6bone 3ffe::/16"),
    v6([0x3fff, 0, 0, 0, 0, 0, 0, 0], 20, "documentation 3fff::/20"),
    v6([0x5f00, 0, 0, 0, 0, 0, 0, 0], 16, "segment routing 5f00::/16"),
    v6([0xfc00, 0, 0, 0, 0, 0, 0, 0], 7, "unique local fc00::/7"),
    v6([0xfe80, 0, 0, 0, 0, 0, 0, 0], 10, "link-local fe80::/10"),
    v6([0xfec0, 0, 0, 0, 0, 0, 0, 0], 10, "site-local fec0::/10"),
    v6([0xff00, 0, 0, 0, 0, 0, 0, 0], 8, "multicast ff00::/8"),
];

/// Where a network translates IPv4 into IPv6 (RFC 6052): such an address is as public as the one that it carries.
const NAT64: Range = v6([0x64, 0xff9b, 0, 0, 0, 0, 0, 0], 96, "NAT64 64:ff9b::/96");

/// All IPv6 addresses that have been given to anyone; the rest is nobody's.
const GLOBAL: Range = v6([0x2000, 0, 0, 0, 0, 0, 0, 0], 3, "outside of global unicast 2000::/3");

impl Range {
    /// Whether the address belongs to this block.
    fn holds(&self, ip: IpAddr) -> bool {
        within(ip, self.network, self.prefix)
    }
}

/// The rule by which an address is not public; `None` for a public one.
pub(super) fn not_public(ip: IpAddr) -> Option<Cow<'static, str>> {
    if let IpAddr::V6(v6) = ip
        && NAT64.holds(ip)
    {
        let [.., a, b, c, d] = v6.octets();
        let inner = Ipv4Addr::new(a, b, c, d);
        return not_public(inner.into()).map(|rule| format!("{} of {rule}", NAT64.name).into());
    }
    let refused = REFUSED.iter().find(|range| range.holds(ip));
    let nobodys = (ip.is_ipv6() && !GLOBAL.holds(ip)).then_some(&GLOBAL);
    refused.or(nobodys).map(|range| range.name.into())
}
