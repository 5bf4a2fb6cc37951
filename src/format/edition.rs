//! Which edition of the renderers this is, so that an upgrade renders anew what an older one left.

/// The text of everything that shapes a document: the renderers and their templates.
const TEXTS: &[&[u8]] = &[
    include_bytes!("mod.rs"),
    include_bytes!("atom.rs"),
    include_bytes!("date.rs"),
    include_bytes!("digest.rs"),
    include_bytes!("document.rs"),
    include_bytes!("dressed.rs"),
    include_bytes!("html.rs"),
    include_bytes!("html/lists.rs"),
    include_bytes!("html/page.rs"),
    include_bytes!("html/pages.rs"),
    include_bytes!("html/search.rs"),
    include_bytes!("icon.rs"),
    include_bytes!("json.rs"),
    include_bytes!("leaf.rs"),
    include_bytes!("look.rs"),
    include_bytes!("opml.rs"),
    include_bytes!("podcast.rs"),
    include_bytes!("rss.rs"),
    include_bytes!("shown.rs"),
    include_bytes!("shown/media.rs"),
    include_bytes!("sitemap.rs"),
    include_bytes!("xml.rs"),
    include_bytes!("../feed.rs"),
    include_bytes!("../feed/dress.rs"),
    include_bytes!("../feed/masthead.rs"),
    include_bytes!("../feed/titles.rs"),
    include_bytes!("../article/media.rs"),
    include_bytes!("../clean/link.rs"),
    include_bytes!("../clean/picture.rs"),
    include_bytes!("../clean/text.rs"),
    include_bytes!("../own/title.rs"),
    include_bytes!("../../templates/article.html"),
    include_bytes!("../../templates/lists.html"),
    include_bytes!("../../templates/page.html"),
    include_bytes!("../../templates/root.html"),
    include_bytes!("../../templates/search.html"),
    include_bytes!("../../templates/style.css"),
    include_bytes!("../../templates/subscribe.html"),
    include_bytes!("../../templates/table.html"),
];

/// A number that changes with every change of what renders, reckoned when the program is built. One change too many costs one
/// rendering, and touches no file whose bytes are the same; one too few would leave old pages for ever.
pub const EDITION: u64 = fold(TEXTS);

/// FNV-1a, which the compiler can reckon, over the texts and their ends.
const fn fold(texts: &[&[u8]]) -> u64 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let mut text = 0;
    while text < texts.len() {
        let mut at = 0;
        while at < texts[text].len() {
            hash = (hash ^ texts[text][at] as u64).wrapping_mul(0x0100_0000_01b3);
            at += 1;
        }
        hash = (hash ^ 0xff).wrapping_mul(0x0100_0000_01b3);
        text += 1;
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_change_of_a_text_or_of_where_it_ends_is_another_edition() {
        let editions = [fold(&[b"ab", b"c"]), fold(&[b"a", b"bc"]), fold(&[b"abc"]), fold(&[b"ab", b"d"]), EDITION];
        let distinct: std::collections::HashSet<u64> = editions.into_iter().collect();
        assert_eq!(distinct.len(), editions.len());
    }

    #[test]
    fn every_renderer_and_every_template_of_a_published_page_is_part_of_it() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        // The status page is not published; samples and this file render nothing.
        let silent = ["status.html", "edition.rs", "sample.rs"];
        for folder in ["src/format", "src/format/html", "src/format/shown", "templates"] {
            for entry in std::fs::read_dir(root.join(folder)).unwrap().map(Result::unwrap) {
                let name = entry.file_name().into_string().unwrap();
                if entry.path().is_file() && !silent.contains(&name.as_str()) {
                    let text = std::fs::read(entry.path()).unwrap();
                    assert!(TEXTS.iter().any(|known| *known == text), "{folder}/{name} is missing");
                }
            }
        }
    }
}
