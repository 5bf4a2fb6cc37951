//! The published example in `feeds/` is what the bundled example publishes, at any time; and every file of it is sound.
//!
//! After a change of what is rendered, `FEEDMILL_GOLDEN=write` writes it anew; read the difference before it is kept.

use std::path::{Path, PathBuf};

use crate::conformance::{self, site::Site};
use crate::program::Place;

fn golden() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("feeds")
}

#[test]
fn the_published_example_is_what_the_example_publishes() {
    let place = Place::example();
    place.good(&["run", "--once", "--strict"]);
    let files = place.files();
    if std::env::var_os("FEEDMILL_GOLDEN").is_some_and(|word| word == "write") {
        let _ = std::fs::remove_dir_all(golden());
        for (name, bytes) in &files {
            let path = golden().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        }
    }
    for (name, bytes) in &files {
        let kept = std::fs::read(golden().join(name)).unwrap_or_default();
        assert!(kept == *bytes, "feeds/{name} is not what is published; `just golden` writes it anew");
    }
    assert!(files.len() > 100);
}

#[test]
fn the_time_of_publishing_makes_no_difference() {
    let files = Place::example().at("2031-12-31T23:59:59Z");
    files.good(&["run", "--once", "--strict"]);
    for (name, bytes) in files.files() {
        assert!(std::fs::read(golden().join(&name)).unwrap_or_default() == bytes, "feeds/{name}");
    }
}

#[test]
fn every_published_file_is_read_back_and_conforms() {
    let place = Place::example();
    place.good(&["run", "--once", "--strict"]);
    let files = place.files();
    let by_path = files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())).collect();
    assert_eq!(conformance::site::check(&Site { files: by_path, base_url: "http://127.0.0.1:8080/" }), [""; 0]);
    for (name, bytes) in &files {
        if ["feed.rss", "feed.atom", "feed.json"].contains(&name.rsplit('/').next().unwrap()) {
            let feed = feed_rs::parser::parse(bytes.as_slice()).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert!(!feed.entries.is_empty(), "{name}");
        }
    }
}

/// What is said of the published example, or as much of it as one section needs, when one text in one file is replaced.
fn broken(path: &str, was: &str, is: &str) -> Vec<String> {
    let mut files = Vec::new();
    crate::program::gather(&golden(), "", &mut files);
    files.retain(|(name, _)| !name.contains("/sections/") || name.contains("/sections/news/"));
    let file = files.iter_mut().find(|(name, _)| name == path).unwrap();
    let text = String::from_utf8(std::mem::take(&mut file.1)).unwrap();
    assert!(text.contains(was), "{was} stands nowhere in {path}");
    file.1 = text.replacen(was, is, 1).into_bytes();
    let by_path = files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())).collect();
    conformance::site::check_whole(&Site { files: by_path, base_url: "http://127.0.0.1:8080/" })
}

#[test]
fn a_tree_that_is_wrong_in_one_place_is_found_out() {
    let archive = |file: &str, relation: &str| format!("{file}\" rel=\"{relation}\"");
    let (news, month) = ("example/sections/news/feed.atom", "example/months/2025-06/feed.atom");
    let (may, june) = (archive("months/2025-05/feed.atom", "prev-archive"), archive("months/2025-06/feed.atom", "prev-archive"));
    let own = |file: &str| archive(file, "self");
    let [own_rss, own_atom] = ["example/feed.rss", "example/feed.atom"].map(own);
    let [other_rss, other_atom] = ["other/feed.rss", "other/feed.atom"].map(own);
    let cases = [
        ("index.html", "example/feed.atom", "example/atom", "R27: index.html leads to"),
        ("example/index.html", "sections/news/2025-06/\"", "sections/news/2024-06/\"", "R27: example/index.html leads to"),
        (
            "example/index.html",
            "href=\"http://127.0.0.1:8080/example/months/2025-06/\"",
            "href=\"http://127.0.0.1:8080/example/months/2025-06/#x\"",
            "R28: example/index.html leads to",
        ),
        ("example/index.html", "<article id=\"", "<article id=\"0", "R28: the page of example shows"),
        ("example/index.html", "/sections/news/feed.rss\">RSS", "/sections/x/feed.rss\">RSS", "R30: "),
        ("example/feed.rss", own_rss.as_str(), other_rss.as_str(), "P1: example/feed.rss names another"),
        ("example/feed.atom", own_atom.as_str(), other_atom.as_str(), "A6: example/feed.atom names another"),
        ("example/feed.json", "example/feed.json\"", "other/feed.json\"", "J4: example/feed.json names another"),
        ("example/feed.json", "8080/example/\"", "8080/other/\"", "R7: example names another"),
        (
            "example/feed.json",
            "\"id\":\"tag:quayside.example,2025:",
            "\"id\":\"tag:quayside.example,2025:0",
            "N9: the documents of example",
        ),
        ("example/feed.json", "months/2025-06/feed.json\"", "months/2024-05/feed.json\"", "J9: next_url of example"),
        ("example/feed.atom", june.as_str(), may.as_str(), "H4: http"),
        (month, may.as_str(), june.as_str(), "H3: the chain of example comes"),
        (month, "rel=\"current\"", "rel=\"x\"", "H4: http"),
        ("example/feed.atom", june.as_str(), &june.replace("2025", "2024"), "H3: prev-archive of example/feed.atom leads"),
        (news, "<title>Quayside: News", "<title>Quayside", "R6: the title Quayside stands twice"),
        ("example/feeds.opml", "sections/news/feed.rss", "sections/x/feed.rss", "OP2: example/feeds.opml lists"),
        ("example/sections/news/feed.rss", "<category>News</category>", "<category>New</category>", "N20: "),
        ("example/sections/news/feed.rss", "<category>News</category>", "<category>New</category>", "N13: "),
        (
            "example/sections/news/feed.rss",
            "<guid isPermaLink=\"false\">tag:quayside.example,2025:",
            "<guid isPermaLink=\"false\">tag:quayside.example,2025:0",
            "N9: https",
        ),
        ("example/sitemap.xml", "sections/news/</loc>", "sections/x/</loc>", "T2: example/sitemap.xml lists"),
        ("example/sitemap.xml", "sections/news/</loc>", "sections/x/</loc>", "T2: no sitemap lists"),
        ("sitemap.xml", "example/sitemap.xml", "other/sitemap.xml", "T2: no sitemap lists"),
        ("example/months.opml", "months/2025-05/feed.rss", "months/2024-05/feed.rss", "OP2: example/months.opml lists"),
        ("feeds.opml", "sections/news/feed.rss", "sections/x/feed.rss", "OP2: feeds.opml lists"),
        ("example/newsletter/feed.rss", "22:59:54 GMT</pubDate>", "22:59:53 GMT</pubDate>", "N3: in example/newsletter"),
    ];
    for (path, was, is, said) in cases {
        let found = broken(path, was, is);
        assert!(found.iter().any(|line| line.starts_with(said)), "{path}: {was} -> {is}: {found:#?}");
    }
}
