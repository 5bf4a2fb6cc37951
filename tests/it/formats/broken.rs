//! Every check can fail: documents that are right but for one thing, and what is said of each.

mod samples;

use std::collections::BTreeSet;

use feedmill::article::Article;
use feedmill::feed::{Feed, Item};
use feedmill::format::{Format, html, icon, sitemap};

use super::{every_kind, months, outline, rich, text, violations};
use crate::conformance;
use samples::{ATOM, ENTRIES, JSON, MEDIA, MONTHS, OPML, PAGE, PICTURE, PODCAST, ROBOTS, ROOT, RSS, SITEMAP};

/// What stands in a good document, what stands there instead, and how what is said of it begins.
type Case = (&'static str, &'static str, &'static str);

/// Breaks a document in each way in turn, and looks for what is said of it.
fn break_each(good: &str, cases: &[Case], check: impl Fn(&[u8]) -> Vec<String>) -> BTreeSet<String> {
    assert_eq!(check(good.as_bytes()), [""; 0]);
    let mut missed = Vec::new();
    for (was, is, said) in cases {
        let found = check(good.replace(was, is).as_bytes());
        if !good.contains(was) || !found.iter().any(|line| line.starts_with(said)) {
            missed.push(format!("{was} -> {is}: {found:#?}"));
        }
    }
    assert_eq!(missed, [""; 0]);
    cases.iter().map(|(.., said)| said.split(':').next().unwrap().to_owned()).collect()
}

#[test]
fn every_check_finds_what_is_planted() {
    let (mut feed, articles, masthead) = every_kind().swap_remove(0);
    // The third article has no link of its own, and only stands in the way here.
    feed.items.truncate(2);
    let [rss, atom, json, page] = Format::ALL.map(|format| text(format, &feed, &articles, &masthead));
    let held = |format| move |bytes: &[u8]| violations(format, bytes);
    let mut rules = BTreeSet::new();
    rules.extend(break_each(&rss, &RSS, held(Format::Rss)));
    rules.extend(break_each(&rss, &MEDIA, held(Format::Rss)));
    rules.extend(break_each(&rss, &PODCAST, held(Format::Rss)));
    let silent = [Article { enclosures: Vec::new(), ..rich(1) }];
    rules.extend(break_each(&text(Format::Rss, &feed_of_one(&feed), &silent, &masthead), &PICTURE, held(Format::Rss)));
    rules.extend(break_each(&atom, &ATOM, held(Format::Atom)));
    rules.extend(break_each(&atom, &ENTRIES, held(Format::Atom)));
    rules.extend(break_each(&json, &JSON, held(Format::Json)));
    rules.extend(break_each(&page, &PAGE, held(Format::Html)));
    rules.extend(break_each(&String::from_utf8(outline()).unwrap(), &OPML, conformance::opml::check));
    rules.extend(break_lists());
    let root = String::from_utf8(html::root(&[(super::name("hsj"), "HSJ".to_owned())])).unwrap();
    rules.extend(break_each(&root, &ROOT, conformance::page::check_root));
    let (feed, articles, masthead) = every_kind().swap_remove(4);
    let archive = [("-archive\" type", "\" type", "H6: "), ("rel=\"current\"", "rel=\"x\"", "H4: an archive does not name")];
    rules.extend(break_each(&text(Format::Atom, &feed, &articles, &masthead), &archive, held(Format::Atom)));
    let untried: Vec<&str> = RULES.iter().flat_map(|source| named(source)).filter(|rule| !rules.contains(*rule)).collect();
    assert_eq!(untried, [""; 0], "a check without a document that breaks it");
}

/// Breaks what stands beside the feeds.
fn break_lists() -> BTreeSet<String> {
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let mut rules = break_each(&text(months()), &MONTHS, conformance::opml::check_months);
    let pages = ["hsj/", "hsj/sections/news/"].map(|page| format!("https://feeds.example.org/{page}"));
    let sitemap = text(sitemap::documents("https://feeds.example.org/hsj/", &pages).swap_remove(0).1);
    rules.extend(break_each(&sitemap, &SITEMAP, conformance::sitemap::check));
    let robots = text(sitemap::robots(&"https://feeds.example.org/".parse().unwrap()));
    rules.extend(break_each(&robots, &ROBOTS, |bytes| conformance::sitemap::check_robots(bytes, "https://feeds.example.org/")));
    rules
}

#[test]
fn a_picture_of_another_size_or_none_at_all_is_found_out() {
    let check = conformance::sitemap::check_picture;
    let icon = icon::icon(144, "hsj", "HSJ");
    assert_eq!(check("icon.png", &icon), [""; 0]);
    assert_eq!(check("favicon.ico", &icon::favicon()), [""; 0]);
    assert_eq!(check("touch-icon.png", &icon), ["R9: touch-icon.png is 144 by 144 pixels"]);
    assert!(check("icon.png", b"<svg/>")[0].starts_with("R9: icon.png is no picture"));
    let large = [icon, vec![0; 100 << 10]].concat();
    assert!(check("icon.png", &large)[0].starts_with("R9: icon.png has 1"));
}

/// The same feed with its first article alone, without sound.
fn feed_of_one(feed: &Feed) -> Feed {
    let items = feed.items.iter().take(1).map(|item| Item { audio: false, ..item.clone() });
    Feed { items: items.collect(), ..feed.clone() }
}

/// The checks of single documents.
const RULES: [&str; 9] = [
    include_str!("../conformance.rs"),
    include_str!("../conformance/atom.rs"),
    include_str!("../conformance/html.rs"),
    include_str!("../conformance/json.rs"),
    include_str!("../conformance/opml.rs"),
    include_str!("../conformance/page.rs"),
    include_str!("../conformance/podcast.rs"),
    include_str!("../conformance/rss.rs"),
    include_str!("../conformance/sitemap.rs"),
];

/// The rules that a file of checks names, each written as a text of its own: capital letters, and mostly a number.
fn named(source: &str) -> impl Iterator<Item = &str> {
    let is_rule = |text: &&str| {
        let number = text.trim_start_matches(|c: char| c.is_ascii_uppercase());
        number.len() < text.len() && number.bytes().all(|b| b.is_ascii_digit())
    };
    source.split('"').filter(is_rule)
}
