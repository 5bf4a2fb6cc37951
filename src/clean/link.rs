//! Addresses: which may be linked to, and which of them are one.

use std::borrow::Cow;

use url::Url;

/// Longer texts are no addresses that anyone could follow.
const LONGEST: usize = 8 * 1024;

/// Parameters that say how a reader came to a page, never which page it is. Lower case; compared without regard to case.
const TRACKING: [&str; 42] = [
    "__hsfp",
    "__hssc",
    "__hstc",
    "__s",
    "_hsenc",
    "_hsmi",
    "_openstat",
    "at_campaign",
    "at_medium",
    "cmpid",
    "dclid",
    "epik",
    "fbclid",
    "gad_campaignid",
    "gad_source",
    "gbraid",
    "gclid",
    "gclsrc",
    "hsctatracking",
    "igsh",
    "igshid",
    "li_fat_id",
    "mc_cid",
    "mc_eid",
    "mkt_tok",
    "ml_subscriber",
    "ml_subscriber_hash",
    "msclkid",
    "ns_campaign",
    "ns_mchannel",
    "oly_anon_id",
    "oly_enc_id",
    "rb_clickid",
    "s_cid",
    "srsltid",
    "ttclid",
    "twclid",
    "vero_conv",
    "vero_id",
    "wbraid",
    "yclid",
    "ysclid",
];

/// Whole families of such parameters, by their beginning.
const TRACKING_FAMILIES: [&str; 6] = ["utm_", "hsa_", "mtm_", "matomo_", "piwik_", "pk_"];

/// An absolute http(s) address from a link as found, resolved against `base`; `None` for anything else
/// (`javascript:`, `data:`, `mailto:`, an address without a host, a text too long to be an address).
#[must_use]
pub fn link(text: &str, base: Option<&Url>) -> Option<Url> {
    let text = text.trim();
    if text.is_empty() || text.len() > LONGEST {
        return None;
    }
    let url = Url::options().base_url(base).parse(text).ok()?;
    (matches!(url.scheme(), "http" | "https") && url.has_host()).then_some(url)
}

/// The address that identity goes by: https, lower-case host without `www.`, no default port, no user, no fragment,
/// no tracking parameters and no trailing slash; the order of the other parameters is kept.
///
/// Percent escapes of letters, digits and `-._~` are undone and all others written in capitals, as RFC 3986 §6.2.2 says they are equal.
/// The result is itself an address, whose canonical form it is.
#[must_use]
pub fn canonical(link: &Url) -> String {
    let mut host = link.host_str().unwrap_or_default().trim_end_matches('.');
    while let Some(rest) = host.strip_prefix("www.").filter(|rest| rest.contains('.')) {
        host = rest;
    }
    let mut text = format!("https://{host}");
    if let Some(port) = link.port().filter(|port| *port != 443) {
        text.push(':');
        text.push_str(&port.to_string());
    }
    let path = unify(link.path());
    let path = path.trim_end_matches('/');
    text.push_str(if path.is_empty() { "/" } else { path });
    let query = unify(link.query().unwrap_or_default());
    let kept = query.split('&').filter(|pair| !pair.is_empty() && !is_tracking(pair));
    for (place, pair) in kept.enumerate() {
        text.push(if place == 0 { '?' } else { '&' });
        text.push_str(pair);
    }
    text
}

/// Takes the tracking parameters out of an address and leaves all else as it is.
pub fn drop_tracking(link: &mut Url) {
    if link.query().is_some_and(|query| has_tracking(query, "&")) {
        drop_parameters(link, is_tracking);
    }
}

/// Takes those `key=value` pairs out of an address for which this holds, and leaves all else as it is.
pub fn drop_parameters(link: &mut Url, is_dropped: impl Fn(&str) -> bool) {
    let Some(query) = link.query() else { return };
    let kept: Vec<&str> = query.split('&').filter(|pair| !is_dropped(pair)).collect();
    let kept = kept.join("&");
    link.set_query((!kept.is_empty()).then_some(kept.as_str()));
}

/// The site of an address: its registrable domain, else its host; `None` where it has none.
#[must_use]
pub fn site(address: &Url) -> Option<String> {
    match address.host()? {
        url::Host::Domain(host) => Some(psl::domain_str(host).unwrap_or(host).to_owned()),
        host => Some(host.to_string()),
    }
}

/// Whether a query, without its `?`, holds a tracking parameter; `separator` is `&` as it is written there.
pub(super) fn has_tracking(query: &str, separator: &str) -> bool {
    query.split(separator).any(is_tracking)
}

/// Whether a `key=value` pair only tracks, also where a careless script wrote `??key=value`.
fn is_tracking(pair: &str) -> bool {
    let key = pair.split('=').next().unwrap_or_default().trim_start_matches('?');
    let in_family = |family: &&str| key.get(..family.len()).is_some_and(|start| start.eq_ignore_ascii_case(family));
    TRACKING.iter().any(|name| key.eq_ignore_ascii_case(name)) || TRACKING_FAMILIES.iter().any(in_family)
}

/// The text with needless percent escapes undone and the others in capitals.
fn unify(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let mut parts = text.split('%');
    let mut unified = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let code = part.get(..2).filter(|code| code.bytes().all(|byte| byte.is_ascii_hexdigit()));
        match code.and_then(|code| u8::from_str_radix(code, 16).ok().map(|byte| (code, byte))) {
            Some((_, byte)) if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) => unified.push(char::from(byte)),
            Some((code, _)) => {
                unified.push('%');
                unified.push_str(&code.to_ascii_uppercase());
            }
            None => unified.push('%'),
        }
        unified.push_str(if code.is_some() { part.get(2..).unwrap_or_default() } else { part });
    }
    Cow::Owned(unified)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn canonical_of(text: &str) -> String {
        canonical(&link(text, None).unwrap())
    }

    #[test]
    fn only_web_addresses_are_links() {
        let base = Url::parse("https://a.example/b/c").unwrap();
        let cases = [
            ("https://x.example/1", Some("https://x.example/1")),
            ("  /up  ", Some("https://a.example/up")),
            ("d?e=1", Some("https://a.example/b/d?e=1")),
            ("//cdn.example/i.png", Some("https://cdn.example/i.png")),
            ("#part", Some("https://a.example/b/c#part")),
            ("javascript:alert(1)", None),
            (" java\nscript:alert(1)", None),
            ("data:text/html,x", None),
            ("mailto:a@b.example", None),
            ("file:///etc/passwd", None),
            ("http://", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(link(text, Some(&base)).map(String::from).as_deref(), expected, "{text}");
        }
        assert_eq!(link("/up", None), None);
        assert_eq!(link(&format!("https://x.example/{}", "a".repeat(LONGEST)), None), None);
    }

    #[test]
    fn forms_of_one_address_have_one_canonical_form() {
        let cases = [
            ("http://www.Example.org:80/a/", "https://example.org/a"),
            ("https://EXAMPLE.org:443/a#top", "https://example.org/a"),
            ("http://example.org:443/a", "https://example.org/a"),
            ("https://example.org:8443/a", "https://example.org:8443/a"),
            ("https://user:word@example.org./a", "https://example.org/a"),
            ("https://example.org", "https://example.org/"),
            ("https://example.org//", "https://example.org/"),
            ("https://example.org/a//?", "https://example.org/a"),
            ("https://www.org/a", "https://www.org/a"),
            ("https://example.org/%7ea/%e2%82%ac", "https://example.org/~a/%E2%82%AC"),
            ("https://example.org/~a/100%", "https://example.org/~a/100%"),
            ("https://example.org/a?b=2&utm_source=rss&a=1&fbclid=x&UTM_Medium=y", "https://example.org/a?b=2&a=1"),
            ("https://example.org/a?gclid=1&mc_cid=2&mc_eid=3&_hsenc=4&igshid=5&yclid", "https://example.org/a"),
            ("https://example.org/a?utm%5Fsource=rss&id=7", "https://example.org/a?id=7"),
            ("https://example.org/a??utm_source=rss&id=7", "https://example.org/a?id=7"),
            ("https://example.org/a?utmost=1&gclids=2", "https://example.org/a?utmost=1&gclids=2"),
        ];
        for (text, expected) in cases {
            assert_eq!(canonical_of(text), expected, "{text}");
        }
    }

    #[test]
    fn tracking_leaves_a_link_and_nothing_else_does() {
        let mut url = Url::parse("https://x.example/a?B=%7e&utm_source=1&c#d").unwrap();
        drop_tracking(&mut url);
        assert_eq!(url.as_str(), "https://x.example/a?B=%7e&c#d");
    }

    #[test]
    fn the_list_of_tracking_parameters_is_sorted_and_lower_case() {
        assert!(TRACKING.is_sorted());
        assert!(TRACKING.iter().all(|name| *name == name.to_ascii_lowercase()));
    }

    proptest! {
        #[test]
        fn a_canonical_address_is_its_own_canonical_form(
            host in "(www\\.){0,2}[a-z]{1,3}(\\.[a-z]{1,3}){0,2}\\.?",
            port in prop_oneof![Just(String::new()), Just(":80".to_owned()), Just(":443".to_owned()), Just(":81".to_owned())],
            tail in "[/a%27eE.?&=#~_;+ é-]{0,24}",
            scheme in "https?",
        ) {
            if let Some(url) = link(&format!("{scheme}://{host}{port}/{tail}"), None) {
                let once = canonical(&url);
                prop_assert_eq!(canonical_of(&once), once);
            }
        }
    }
}
