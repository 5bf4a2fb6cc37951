//! The guard's tables: what is refused and by which rule, and what the allow-list opens.

use proptest::prelude::*;

use super::*;

/// Address, and the beginning of the rule that refuses it; empty where it is public.
const ADDRESSES: &[(&str, &str)] = &[
    ("0.0.0.0", "this network"),
    ("0.1.2.3", "this network"),
    ("1.1.1.1", ""),
    ("8.8.8.8", ""),
    ("9.255.255.255", ""),
    ("10.0.0.0", "RFC 1918 10.0.0.0/8"),
    ("10.255.255.255", "RFC 1918 10.0.0.0/8"),
    ("11.0.0.0", ""),
    ("100.63.255.255", ""),
    ("100.64.0.0", "carrier-grade NAT"),
    ("100.100.100.200", "carrier-grade NAT"),
    ("100.127.255.255", "carrier-grade NAT"),
    ("100.128.0.0", ""),
    ("126.255.255.255", ""),
    ("127.0.0.1", "loopback 127.0.0.0/8"),
    ("127.255.255.255", "loopback 127.0.0.0/8"),
    ("128.0.0.1", ""),
    ("168.63.129.15", ""),
    ("168.63.129.16", "cloud metadata"),
    ("169.253.255.255", ""),
    ("169.254.0.1", "link-local"),
    ("169.254.169.254", "link-local and cloud metadata"),
    ("169.255.0.0", ""),
    ("172.15.255.255", ""),
    ("172.16.0.0", "RFC 1918 172.16.0.0/12"),
    ("172.31.255.255", "RFC 1918 172.16.0.0/12"),
    ("172.32.0.0", ""),
    ("192.0.0.1", "protocol assignments"),
    ("192.0.0.192", "protocol assignments"),
    ("192.0.1.0", ""),
    ("192.0.2.1", "documentation"),
    ("192.0.3.0", ""),
    ("192.88.99.1", "6to4 relay"),
    ("192.88.100.1", ""),
    ("192.167.255.255", ""),
    ("192.168.0.1", "RFC 1918 192.168.0.0/16"),
    ("192.168.255.255", "RFC 1918 192.168.0.0/16"),
    ("192.169.0.0", ""),
    ("198.17.255.255", ""),
    ("198.18.0.0", "benchmarking"),
    ("198.19.255.255", "benchmarking"),
    ("198.20.0.0", ""),
    ("198.51.100.7", "documentation"),
    ("198.51.101.0", ""),
    ("203.0.113.9", "documentation"),
    ("203.0.114.0", ""),
    ("223.255.255.255", ""),
    ("224.0.0.1", "multicast"),
    ("239.255.255.250", "multicast"),
    ("240.0.0.1", "reserved"),
    ("255.255.255.254", "reserved"),
    ("255.255.255.255", "broadcast"),
    ("::", "unspecified"),
    ("::1", "loopback ::1"),
    ("::2", "IPv4-compatible"),
    ("::127.0.0.1", "IPv4-compatible"),
    ("::8.8.8.8", "IPv4-compatible"),
    ("::ffff:127.0.0.1", "IPv4-mapped"),
    ("::ffff:169.254.169.254", "IPv4-mapped"),
    ("::ffff:8.8.8.8", "IPv4-mapped"),
    ("::ffff:0:10.0.0.1", "IPv4-translated"),
    ("64:ff9b::10.0.0.1", "NAT64 64:ff9b::/96 of RFC 1918"),
    ("64:ff9b::127.0.0.1", "NAT64 64:ff9b::/96 of loopback"),
    ("64:ff9b::169.254.169.254", "NAT64 64:ff9b::/96 of link-local"),
    ("64:ff9b::8.8.8.8", ""),
    ("64:ff9b:0:1::8.8.8.8", "outside of global unicast"),
    ("64:ff9b:1::8.8.8.8", "local NAT64"),
    ("64:ff9b:1:ffff::1", "local NAT64"),
    ("100::1", "discard"),
    ("100:0:0:1::1", "dummy"),
    ("200::1", "outside of global unicast"),
    ("1fff::1", "outside of global unicast"),
    ("2001::1", "Teredo"),
    ("2001:0:53aa:64c::1", "Teredo"),
    ("2001:2::1", "benchmarking"),
    ("2001:3::1", "protocol assignments"),
    ("2001:10::1", "ORCHID "),
    ("2001:2f::1", "ORCHIDv2"),
    ("2001:1ff::1", "protocol assignments"),
    ("2001:200::1", ""),
    ("2001:4860:4860::8888", ""),
    ("2001:db7:ffff::1", ""),
    ("2001:db8::1", "documentation"),
    ("2001:db9::1", ""),
    ("2002:7f00:1::1", "6to4"),
    ("2002:808:808::1", "6to4"),
    ("2003::1", ""),
    ("2606:4700:4700::1111", ""),
    ("2a00:1450:4001:80b::200e", ""),
    ("3ffe::1", "returned 6bone"),
    ("3fff::1", "documentation"),
    ("3fff:fff:ffff::1", "documentation"),
    ("3fff:1000::1", ""),
    ("4000::1", "outside of global unicast"),
    ("5f00::1", "segment routing"),
    ("fbff::1", "outside of global unicast"),
    ("fc00::1", "unique local"),
    ("fd00:ec2::254", "unique local"),
    ("fe80::1", "link-local"),
    ("febf::1", "link-local"),
    ("fec0::1", "site-local"),
    ("ff02::1", "multicast"),
];

#[test]
fn every_block_is_refused_by_name_and_its_neighbours_are_public() {
    let guard = Guard::default();
    for (text, rule) in ADDRESSES {
        let verdict = guard.check(SocketAddr::new(text.parse().unwrap(), 80));
        match verdict {
            Ok(permission) => assert!(rule.is_empty() && permission == Permission::Public, "{text} was let through"),
            Err(Refusal::Address { rule: named, .. }) => {
                assert!(!rule.is_empty() && named.starts_with(rule), "{text}: {named}, expected `{rule}`");
            }
            Err(other) => panic!("{text}: {other}"),
        }
    }
}

#[test]
fn a_rule_is_named_by_the_block_that_it_tests() {
    for range in ranges::REFUSED {
        let block: Allow = range.name.rsplit(' ').next().unwrap().parse().unwrap();
        assert_eq!(block, Allow::Block { network: range.network, prefix: range.prefix }, "{}", range.name);
        assert_eq!(masked(range.network, range.prefix), range.network, "{}", range.name);
    }
}

#[test]
fn odd_spellings_of_hosts_are_judged_by_the_address_they_stand_for() {
    let refused = [
        "http://127.0.0.1/",
        "http://127.0.0.1./",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://0x7f000001/",
        "http://0177.0.0.1/",
        "http://017700000001/",
        "http://0/",
        "http://１２７.0.0.1/",
        "http://127。0。0。1/",
        "http://%31%32%37.0.0.1/",
        "http:\\\\127.0.0.1\\",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://[0:0:0:0:0:ffff:0a00:0001]/",
        "http://[64:ff9b::7f00:1]/",
        "https://169.254.169.254/latest/meta-data/",
    ];
    for text in refused {
        let verdict = Guard::default().check_url(&Url::parse(text).unwrap());
        assert!(matches!(verdict, Err(Refusal::Address { .. })), "{text}: {verdict:?}");
    }
}

#[test]
fn only_plain_web_addresses_pass_as_written() {
    let judge = |text: &str| Guard::default().check_url(&Url::parse(text).unwrap());
    for text in [
        "http://example.org/",
        "https://example.org./x",
        "http://1.1.1.1:8080/",
        "https://[2606:4700::1]/",
        "http://xn--bcher-kva.example/",
    ] {
        assert_eq!(judge(text), Ok(()), "{text}");
    }
    for scheme in ["ftp", "gopher", "file", "data", "ws", "javascript"] {
        let text = format!("{scheme}://example.org/");
        assert_eq!(judge(&text), Err(Refusal::Scheme(scheme.to_owned())), "{text}");
    }
    for text in ["http://user@example.org/", "http://user:word@example.org/", "http://:word@example.org/", "http://example.org@1.1.1.1/"] {
        assert_eq!(judge(text), Err(Refusal::Userinfo), "{text}");
    }
    let long = format!("http://{}.example/", "a".repeat(64));
    for text in ["http://a..b/", "http://./", "http://.example.org/", "http://example.org../", &long] {
        assert!(matches!(judge(text), Err(Refusal::Host(_))), "{text}");
    }
}

#[test]
fn an_allowed_address_is_allowed_on_its_port_only() {
    let guard = Guard::new(vec!["127.0.0.1:9000".parse().unwrap(), "[::1]:9000".parse().unwrap()]);
    let table = [
        ("127.0.0.1:9000", true),
        ("127.0.0.1:9001", false),
        ("127.0.0.2:9000", false),
        ("[::1]:9000", true),
        ("[::1]:80", false),
        ("[::ffff:127.0.0.1]:9000", false),
        ("10.0.0.1:9000", false),
    ];
    for (text, allowed) in table {
        assert_eq!(guard.check(text.parse().unwrap()).is_ok(), allowed, "{text}");
    }
}

#[test]
fn an_allowed_block_covers_its_addresses_on_every_port() {
    let guard = Guard::new(["10.1.0.0/16", "192.168.1.7", "fd00::/8", "172.16.0.0/31"].map(|text| text.parse().unwrap()).to_vec());
    let table = [
        ("10.1.255.255:1", true),
        ("10.2.0.0:1", false),
        ("192.168.1.7:443", true),
        ("192.168.1.8:443", false),
        ("[fdff::1]:80", true),
        ("[fc00::1]:80", false),
        ("172.16.0.1:80", true),
        ("172.16.0.2:80", false),
    ];
    for (text, allowed) in table {
        assert_eq!(guard.check(text.parse().unwrap()).is_ok(), allowed, "{text}");
    }
}

#[test]
fn entries_of_the_allow_list_read_back_as_they_mean() {
    let table = [
        ("127.0.0.1:9000", "127.0.0.1:9000"),
        ("[::1]:9000", "[::1]:9000"),
        ("10.1.2.3/8", "10.0.0.0/8"),
        ("10.1.2.3", "10.1.2.3/32"),
        ("::1", "::1/128"),
        ("[fd00::1]", "fd00::1/128"),
        ("fd12:3456::/7", "fc00::/7"),
        ("0.0.0.0/0", "0.0.0.0/0"),
        ("::/0", "::/0"),
    ];
    for (text, meant) in table {
        assert_eq!(text.parse::<Allow>().unwrap().to_string(), meant, "{text}");
    }
}

#[test]
fn a_wrong_entry_of_the_allow_list_says_what_is_wrong() {
    for text in ["", "localhost", "localhost:80", "10.0.0.0/", "10.0.0.0/x", "10.0.0/8", "127.0.0.1:99999", "10.0.0.0/-1", "1.2.3.4/8/9"] {
        let message = text.parse::<Allow>().unwrap_err();
        assert!(message.starts_with(&format!("`{text}` is none of")), "{message}");
    }
    for (text, bits) in [("10.0.0.0/33", "32 bits"), ("::/129", "128 bits")] {
        assert!(text.parse::<Allow>().unwrap_err().contains(bits), "{text}");
    }
}

proptest! {
    #[test]
    fn no_ipv4_address_is_more_public_in_an_ipv6_disguise(bits: u32) {
        let plain = ranges::not_public(Ipv4(bits).into());
        let disguised = [0xffff_u128 << 32, 0xffff << 48, 0, 0x0064_ff9b << 96, 0x2002 << 112 | u128::from(bits) << 80];
        for high in disguised {
            let address = std::net::Ipv6Addr::from(high | u128::from(bits));
            if plain.is_some() {
                prop_assert!(ranges::not_public(address.into()).is_some(), "{address}");
            }
        }
    }

    #[test]
    fn a_block_covers_exactly_the_addresses_that_share_its_bits(network: u32, other: u32, prefix in 0_u8..=32) {
        let same = (0..prefix).all(|bit| (network ^ other) >> (31 - bit) & 1 == 0);
        prop_assert_eq!(within(Ipv4(other).into(), Ipv4(network).into(), prefix), same);
    }
}

/// An IPv4 address by its bits.
struct Ipv4(u32);

impl From<Ipv4> for IpAddr {
    fn from(address: Ipv4) -> Self {
        Self::V4(address.0.into())
    }
}
