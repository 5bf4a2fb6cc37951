//! What a document shows itself to be, before anything reads it.

use super::Page;
use super::ebcdic;
use super::saved::is_markup;

/// The kind that a document's root element shows; text without markup is pasted text.
#[must_use]
pub fn kind(page: &Page) -> &'static str {
    const BEGINNING: usize = 64 << 10;
    let start = page.body.get(..BEGINNING).unwrap_or(&page.body);
    // Without its zero bytes, UTF-16 shows its tags too.
    let text = ebcdic::decode(start).unwrap_or_else(|| String::from_utf8_lossy(start).into_owned());
    let text = text.replace(['\0', '\u{feff}', '\u{fffd}'], "").to_lowercase();
    if text.trim_start().starts_with('{') {
        return "feed";
    }
    let mut names = text.split('<').skip(1).map(name);
    let by_root = names.find_map(|name| match name {
        "rss" | "feed" | "rdf" | "channel" | "item" | "entry" => Some("feed"),
        "urlset" | "sitemapindex" => Some("sitemap"),
        "html" | "head" | "body" => Some("listing"),
        _ => None,
    });
    let markup = || if is_markup(page, &text) { "listing" } else { "saved" };
    by_root.unwrap_or_else(markup)
}

/// The name of a tag without its prefix; empty for comments, declarations and end tags.
fn name(tag: &str) -> &str {
    let name = tag.split(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).next().unwrap_or_default();
    name.rsplit(':').next().unwrap_or(name)
}
