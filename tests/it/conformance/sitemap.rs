//! Sitemaps, and what stands beside them in a published tree: pictures, and the file that search engines ask for first.

use std::io::Cursor;

use super::{Violations, is_web};

/// What a sitemap, or an index of sitemaps, violates.
pub(crate) fn check(bytes: &[u8]) -> Vec<String> {
    let mut found = Violations::default();
    let Some(root) = found.read_xml(bytes) else { return found.0 };
    let inside = if root.name == "sitemapindex" { "sitemap" } else { "url" };
    found.check(["sitemapindex", "urlset"].contains(&root.name.as_str()), "T1", "the root is no sitemap");
    found.check(root.attribute("xmlns") == "http://www.sitemaps.org/schemas/sitemap/0.9", "T1", "the namespace is another");
    found.check(root.children.iter().all(|child| child.name == inside), "T1", format!("something else than {inside} stands in it"));
    found.check(root.children.len() <= 50_000 && bytes.len() <= 50 << 20, "T1", "it is longer than a sitemap may be");
    found.check(!root.children.is_empty(), "T1", "it lists nothing");
    for page in root.all(inside) {
        let address = page.text_of("loc");
        found.check(
            page.count("loc") == 1 && is_web(address) && page.children.len() == 1,
            "T1",
            format!("{address} is not told by its address alone"),
        );
    }
    found.check_unique(root.all(inside).map(|page| page.text_of("loc")), "T2", "the page");
    found.0
}

/// What the file for search engines violates.
pub(crate) fn check_robots(bytes: &[u8], base_url: &str) -> Vec<String> {
    let mut found = Violations::default();
    let text = String::from_utf8_lossy(bytes);
    let named = text.lines().find_map(|line| line.strip_prefix("Sitemap: "));
    found.check(named == Some(&format!("{base_url}sitemap.xml")), "T2", "the sitemap is not named");
    found.check(text.contains("User-agent: *\nDisallow:\n"), "T2", "search engines are kept out");
    found.0
}

/// What a picture of ours violates: it is a square of its size, as small as it can be.
pub(crate) fn check_picture(name: &str, bytes: &[u8]) -> Vec<String> {
    let mut found = Violations::default();
    let (bytes, size) = match name {
        "icon.png" => (bytes, 144),
        "touch-icon.png" => (bytes, 180),
        "cover.png" => (bytes, 1400),
        _ => (bytes.get(22..).unwrap_or_default(), 32),
    };
    match png::Decoder::new(Cursor::new(bytes)).read_info() {
        Ok(read) => {
            let (width, height) = read.info().size();
            found.check((width, height) == (size, size), "R9", format!("{name} is {width} by {height} pixels"));
        }
        Err(error) => found.check(false, "R9", format!("{name} is no picture: {error}")),
    }
    found.check(bytes.len() < 100 << 10, "R9", format!("{name} has {} bytes", bytes.len()));
    found.0
}
