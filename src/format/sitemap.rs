//! Sitemaps (sitemaps.org protocol 0.9): which pages there are, for search engines. Only pages of ours, never the journal's articles.
//!
//! They carry no dates: a page changes with each article, and the list of pages does not.

use url::Url;

use crate::clean;

/// The name of the file, in a publication's folder and in the root.
pub const FILE: &str = "sitemap.xml";

/// The file that search engines ask every host for.
pub const ROBOTS: &str = "robots.txt";

/// As many pages as one file may list.
const MOST: usize = 50_000;

/// The names of the parts of a publication with more pages than that; a century has fewer parts than there are names.
pub(super) const PARTS: [&str; 16] = [
    "sitemap-1.xml",
    "sitemap-2.xml",
    "sitemap-3.xml",
    "sitemap-4.xml",
    "sitemap-5.xml",
    "sitemap-6.xml",
    "sitemap-7.xml",
    "sitemap-8.xml",
    "sitemap-9.xml",
    "sitemap-10.xml",
    "sitemap-11.xml",
    "sitemap-12.xml",
    "sitemap-13.xml",
    "sitemap-14.xml",
    "sitemap-15.xml",
    "sitemap-16.xml",
];

/// The files that list these pages, by name: one, or one for each 50,000 and an index of them, the index last. `folder` is the address
/// that they stand under, and ends with a slash.
#[must_use]
pub fn documents(folder: &str, pages: &[String]) -> Vec<(&'static str, Vec<u8>)> {
    if pages.len() <= MOST {
        return vec![(FILE, list("urlset", "url", pages))];
    }
    let parts: Vec<(&str, Vec<u8>)> =
        PARTS.into_iter().zip(pages.chunks(MOST)).map(|(name, part)| (name, list("urlset", "url", part))).collect();
    let addresses: Vec<String> = parts.iter().map(|(name, _)| format!("{folder}{name}")).collect();
    parts.into_iter().chain([(FILE, index(&addresses))]).collect()
}

/// The sitemap of sitemaps.
#[must_use]
pub fn index(sitemaps: &[String]) -> Vec<u8> {
    list("sitemapindex", "sitemap", sitemaps)
}

/// What tells search engines that they may read everything, and where the sitemap is. It counts only where Feedmill has a host of its own.
#[must_use]
pub fn robots(base_url: &Url) -> Vec<u8> {
    format!("User-agent: *\nDisallow:\n\nSitemap: {base_url}{FILE}\n").into_bytes()
}

fn list(root: &str, element: &str, addresses: &[String]) -> Vec<u8> {
    let addresses = addresses.iter().map(|address| format!("<{element}><loc>{}</loc></{element}>\n", clean::escape(address)));
    let space = "http://www.sitemaps.org/schemas/sitemap/0.9";
    let inside: String = addresses.collect();
    format!("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<{root} xmlns=\"{space}\">\n{inside}</{root}>\n").into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_pages_than_one_file_may_list_are_several_files_and_an_index() {
        let pages: Vec<String> = (0..=MOST).map(|number| format!("https://f.example/{number}/")).collect();
        let names = |pages: &[String]| documents("https://f.example/j/", pages).into_iter().map(|(name, _)| name).collect::<Vec<_>>();
        assert_eq!(names(&pages[..MOST]), ["sitemap.xml"]);
        assert_eq!(names(&pages), ["sitemap-1.xml", "sitemap-2.xml", "sitemap.xml"]);
        let files = documents("https://f.example/j/", &pages);
        let count = |file: usize, what: &str| String::from_utf8_lossy(&files[file].1).matches(what).count();
        assert_eq!((count(0, "<url>"), count(1, "<url>"), count(2, "<sitemap>")), (MOST, 1, 2));
        assert_eq!(count(2, "<loc>https://f.example/j/sitemap-2.xml</loc>"), 1);
    }
}
