//! Addresses in sentences for operators: which page it was must be seen, and nothing that is secret.

use std::borrow::Cow;

use url::{Url, form_urlencoded};

/// Longer addresses are cut in sentences.
const LONGEST: usize = 200;
/// A piece of a query without a name that is longer than this may be a key by itself.
const LONGEST_NAMELESS: usize = 20;

/// Parts of names whose values are nobody's business, wherever in a name they stand.
const SECRETS: [&str; 11] =
    ["token", "secret", "passw", "passphrase", "pwd", "signature", "credential", "session", "apikey", "accesskey", "oauth"];
/// Words that say the same when they stand alone in a name: `key`, `api_key`, `X-Auth`, but not `keyword` or `author`.
const SECRET_WORDS: [&str; 10] = ["key", "auth", "authorization", "sig", "pass", "sid", "pin", "otp", "hmac", "jwt"];

/// An address as operators may see it: never with a login, its query without the values of what looks like a secret, and not endless.
#[must_use]
pub fn shown(url: &Url) -> String {
    let mut plain = url.clone();
    plain.set_fragment(None);
    // Addresses that cannot have a login refuse this and stay as they are.
    let _ = plain.set_username("");
    let _ = plain.set_password(None);
    plain.set_query(None);
    let mut text = String::from(plain);
    if let Some(query) = url.query().filter(|query| !query.is_empty()) {
        text.push('?');
        // Some hosts part by `;`: what stands behind it must not pass as a value.
        text.extend(query.split_inclusive(['&', ';']).map(piece));
    }
    if text.chars().count() <= LONGEST { text } else { text.chars().take(LONGEST).chain(['…']).collect() }
}

/// One piece of a query, with the sign that ends it.
fn piece(piece: &str) -> Cow<'_, str> {
    let whole = piece.trim_end_matches(['&', ';']);
    let end = piece.get(whole.len()..).unwrap_or_default();
    match whole.split_once('=') {
        Some((name, value)) if !value.is_empty() && (is_secret(&decoded(name)) || holds_more(&decoded(value))) => {
            format!("{name}=***{end}").into()
        }
        None if whole.len() > LONGEST_NAMELESS => format!("***{end}").into(),
        _ => piece.into(),
    }
}

/// A name or value without its percent signs.
fn decoded(text: &str) -> String {
    form_urlencoded::parse(text.replace('=', "%3D").as_bytes()).next().map(|(text, _)| text.into_owned()).unwrap_or_default()
}

/// Whether the value of this name is a secret, by what it is called.
fn is_secret(name: &str) -> bool {
    let lower = name.to_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphanumeric());
    SECRETS.iter().any(|part| lower.contains(part)) || words.any(|word| SECRET_WORDS.contains(&word))
}

/// Whether a value is an address with a query or a login of its own, or anything else that has parts.
fn holds_more(value: &str) -> bool {
    value.contains(['=', '@'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn which_page_it_was_is_seen_and_no_secret_is() {
        let long = format!("https://a.example/?{}", "x".repeat(21));
        for (address, expected) in [
            ("https://a.example/list?page=3", "https://a.example/list?page=3"),
            ("https://a.example/list?page=3&token=abc&x", "https://a.example/list?page=3&token=***&x"),
            ("https://a.example/?API_KEY=abc;page=2", "https://a.example/?API_KEY=***;page=2"),
            ("https://a.example/?accessToken=a&X-Amz-Signature=b", "https://a.example/?accessToken=***&X-Amz-Signature=***"),
            ("https://a.example/?to%6ben=abc&p%61ssword=d", "https://a.example/?to%6ben=***&p%61ssword=***"),
            ("https://a.example/?sig=a&auth=b&key=&Key-Pair-Id=c", "https://a.example/?sig=***&auth=***&key=&Key-Pair-Id=***"),
            ("https://a.example/?author=Smith&keyword=tide&design=1", "https://a.example/?author=Smith&keyword=tide&design=1"),
            ("https://a.example/?to=https%3A%2F%2Fb.example%2F%3Ftoken%3Dx", "https://a.example/?to=***"),
            ("https://a.example/?to=https://me:pw@b.example/", "https://a.example/?to=***"),
            ("https://me:pw@a.example/?page=1#top", "https://a.example/?page=1"),
            ("https://a.example/?", "https://a.example/"),
            (&long, "https://a.example/?***"),
            ("file:///saved/a.html", "file:///saved/a.html"),
        ] {
            assert_eq!(shown(&Url::parse(address).unwrap()), expected, "{address}");
        }
    }

    #[test]
    fn an_endless_address_is_cut() {
        let text = shown(&Url::parse(&format!("https://a.example/{}", "x".repeat(1000))).unwrap());
        assert_eq!((text.chars().count(), text.ends_with("x…")), (LONGEST + 1, true));
    }
}
