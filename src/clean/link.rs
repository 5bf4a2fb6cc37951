//! Addresses: which are links at all, and which of them are the same.

use url::{Url, form_urlencoded};

/// Parameters that say where a reader came from and never what is read. A `*` at the end stands for anything.
///
/// Collected from the documentation of the tools that add them; the file is the place to add one.
const TRACKING: [&str; 36] = [
    "utm_*",
    "fbclid",
    "gclid",
    "gclsrc",
    "dclid",
    "gbraid",
    "wbraid",
    "msclkid",
    "yclid",
    "twclid",
    "ttclid",
    "igshid",
    "igsh",
    "li_fat_id",
    "mc_cid",
    "mc_eid",
    "mkt_tok",
    "_hsenc",
    "_hsmi",
    "hsctatracking",
    "__hstc",
    "__hssc",
    "__hsfp",
    "vero_id",
    "vero_conv",
    "oly_anon_id",
    "oly_enc_id",
    "_openstat",
    "wickedid",
    "s_cid",
    "ns_campaign",
    "ns_mchannel",
    "ns_source",
    "at_medium",
    "at_campaign",
    "pk_*",
];

/// An absolute http(s) address from a link as found, resolved against `base`.
///
/// `None` for anything else: `javascript:`, `data:`, `mailto:`, an address without a host.
#[must_use]
pub fn link(text: &str, base: Option<&Url>) -> Option<Url> {
    let text: String = text.trim().chars().filter(|c| !c.is_control()).collect();
    let url = Url::options().base_url(base).parse(&text).ok()?;
    (!text.is_empty() && matches!(url.scheme(), "http" | "https") && url.has_host()).then_some(url)
}

/// The address that identity goes by: https, lower-case host without `www.`, no default port, user or fragment, no tracking
/// parameters, no slash at the end of a path; the order of the other parameters is kept.
///
/// Applying it to its own result changes nothing.
#[must_use]
pub fn canonical(link: &Url) -> String {
    let host = link.host_str().unwrap_or_default().trim_end_matches('.');
    let host = host.strip_prefix("www.").filter(|rest| rest.contains('.')).unwrap_or(host);
    let port = link.port().filter(|port| !matches!(port, 80 | 443)).map_or_else(String::new, |port| format!(":{port}"));
    let path = match link.path().trim_end_matches('/') {
        "" => "/",
        path => path,
    };
    let mut canonical = format!("https://{host}{port}{}", path.replace("%7e", "~").replace("%7E", "~"));
    let kept = link.query().into_iter().flat_map(|query| query.split('&')).filter(|part| !part.is_empty() && !is_tracking(part));
    for (index, part) in kept.enumerate() {
        canonical.push(if index == 0 { '?' } else { '&' });
        canonical.push_str(part);
    }
    canonical
}

/// Whether `name=value` is a tracking parameter.
fn is_tracking(part: &str) -> bool {
    let Some((name, _)) = form_urlencoded::parse(part.as_bytes()).next() else { return false };
    let name = name.to_ascii_lowercase();
    TRACKING.iter().any(|known| match known.strip_suffix('*') {
        Some(start) => name.starts_with(start),
        None => name == *known,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn addresses_that_mean_the_same_are_the_same() {
        for same in [
            "https://www.j.example/a/1.article",
            "http://j.example/a/1.article",
            "HTTPS://WWW.J.EXAMPLE:443/a/1.article/",
            "http://j.example:80/a/1.article#comments",
            "https://j.example/a/1.article?utm_source=rss&utm_medium=feed",
            "https://j.example/a/1.article?fbclid=x&mc_cid=1&GCLID=2&",
            "https://user:secret@j.example./a/1.article?",
        ] {
            assert_eq!(canonical(&Url::parse(same).unwrap()), "https://j.example/a/1.article", "{same}");
        }
    }

    #[test]
    fn what_tells_articles_apart_stays() {
        let is = |from: &str, to: &str| assert_eq!(canonical(&Url::parse(from).unwrap()), to);
        is("https://j.example/?p=7&utm_id=1&b=2", "https://j.example/?p=7&b=2");
        is("https://j.example/?b=2&p=7", "https://j.example/?b=2&p=7");
        is("https://j.example:8443/%7Eann/", "https://j.example:8443/~ann");
        is("https://www.example/", "https://www.example/");
        is("https://j.example", "https://j.example/");
    }

    #[test]
    fn only_web_addresses_are_links() {
        let base = Url::parse("https://j.example/news/").unwrap();
        for bad in [
            "javascript:alert(1)",
            " JaVaScRiPt:alert(1)",
            "java\nscript:alert(1)",
            "data:text/html,x",
            "mailto:a@b.example",
            "",
            "http:///",
            "ftp://j.example/",
            "file:///etc/passwd",
        ] {
            assert_eq!(link(bad, Some(&base)).filter(|url| url.host_str() != Some("j.example")), None, "{bad}");
        }
        assert_eq!(link(" 7.article ", Some(&base)).unwrap().as_str(), "https://j.example/news/7.article");
        assert_eq!(link("//cdn.example/x", Some(&base)).unwrap().as_str(), "https://cdn.example/x");
        assert_eq!(link("7.article", None), None);
    }

    proptest! {
        #[test]
        fn canonical_is_its_own_canonical(path in "[a-zA-Z0-9/%~._-]{0,20}", query in "[a-z_=&%0-9]{0,20}", host in "(www\\.)?[a-z]{1,8}\\.example") {
            let url = Url::parse(&format!("http://{host}/{path}?{query}#x")).unwrap();
            let once = canonical(&url);
            prop_assert_eq!(canonical(&Url::parse(&once).unwrap()), once);
        }
    }
}
