//! What the standards ask of published documents, as checks that any document can be held against.
//!
//! Each check takes the bytes of one document and returns what it violates, one line each, beginning with the name of the rule:
//! RSS and its Advisory Board's profile (`RSS`, `P`), Atom (`A`, RFC 4287), archives (`H`, RFC 5005), JSON Feed 1.1 (`J`), OPML 2.0 (`OP`),
//! sitemaps (`T`), what newsletter tools need (`N`), what feed readers need (`R`), pictures and podcasts (`M`), and the page beside each feed
//! (`PAGE`). `site` holds a whole published tree against the rules that no single document can show.
//!
//! Every check is broken once on purpose in `formats::broken` (documents) or `golden` (trees). Where each line is held:
//!
//! | lines | where |
//! | --- | --- |
//! | RSS1–RSS9, RSS12, RSS14, RSS15, P1–P3, N10, N11, N14, N17, N18 (RSS8), N21–N24, R7, R13 (N17) | `rss` |
//! | RSS10, RSS11 | `rss`: nothing of ours has `source`, `author`, `managingEditor` or `webMaster` (N23, RSS15) |
//! | RSS13, R11, R12 | `rss`: no `ttl`, `skipHours`, `skipDays` and no `category` in the channel (RSS15) |
//! | RSS5 | `rss`: every id is a tag URI (RSS4) |
//! | P4, RSS7 and N15 for every attribute, X2 | this file, in every XML document |
//! | P5, N15, N19, R15, R16 | `html`, in every text of an article |
//! | A1–A9, A12, A13, A14, N16, R2 | `atom` |
//! | A10 | `atom`: no entry has `source`, as every id is ours |
//! | A11 | `atom` for enclosures. `via` is not published: the page of a listing is the month's page, and changes |
//! | H1–H4, H6, H7 | this file, with `rss` and `atom`; the chain as a whole in `site` |
//! | H5, H8, H9 | `months` and `histories`: sealed documents keep their bytes, and an edit has a newer `updated` everywhere |
//! | J1–J9 | `json` |
//! | M1–M3, M5, R17 | `podcast`; M4 in `rss` |
//! | OP1–OP4, R30 | `opml`, and in `site` that everything listed is there |
//! | T1, T2 | `sitemap`, and in `site` that every page is listed; T3 asks for nothing: no news sitemap is published |
//! | R6, R8, R27, R28, N3, N9, N13, N20 | `site` |
//! | R9 | `rss`, `atom`, `json` for the addresses, `sitemap` for the pictures |
//! | R10 | RSS14, A14, `json` |
//! | R14 | the label is a category (N20); headlines stay as the journal writes them |
//! | R18, N2, N16 | XML, RSS6, and `formats::random`: what was sent reads back |
//! | N1, N4–N8, N12, R1, R3–R5 | not of one document: `publish`, `identity`, `histories`, `store_story` |

pub(crate) mod atom;
mod html;
pub(crate) mod json;
pub(crate) mod opml;
pub(crate) mod page;
mod podcast;
pub(crate) mod rss;
pub(crate) mod site;
pub(crate) mod sitemap;
mod tree;

use std::collections::HashSet;
use std::fmt::Display;

use url::Url;

use tree::Node;

/// What a document violates, gathered while it is checked.
#[derive(Default)]
struct Violations(Vec<String>);

impl Violations {
    /// Notes a violation of `rule` unless `kept`.
    fn check(&mut self, kept: bool, rule: &str, what: impl Display) {
        if !kept {
            self.0.push(format!("{rule}: {what}"));
        }
    }

    /// Notes every text that stands twice.
    fn check_unique<T: AsRef<str>>(&mut self, texts: impl IntoIterator<Item = T>, rule: &str, what: &str) {
        let mut seen = HashSet::new();
        for text in texts {
            let text = text.as_ref();
            self.check(seen.insert(text.to_owned()), rule, format!("{what} {text} stands twice"));
        }
    }

    /// What holds for every XML document of ours. `None` when it cannot be read at all.
    fn read_xml(&mut self, bytes: &[u8]) -> Option<Node> {
        if let Err(what) = feedmill::format::check_xml(bytes) {
            self.check(false, "XML", what);
            return None;
        }
        self.check(bytes.starts_with(b"<?xml version=\"1.0\" encoding=\"utf-8\"?>"), "RSS1", "the XML declaration is not first");
        let text = String::from_utf8_lossy(bytes);
        self.check(!text.contains("xml-stylesheet"), "X2", "a style sheet that browsers no longer run");
        let root = Node::read(&text);
        self.check_names(&root);
        Some(root)
    }

    /// Every prefix stands for what its name promises, and every address is absolute.
    fn check_names(&mut self, node: &Node) {
        for (name, value) in &node.attributes {
            if let Some(prefix) = name.strip_prefix("xmlns") {
                let is_known = SPACES.contains(&(prefix.trim_start_matches(':'), value));
                self.check(is_known, "P4", format!("{name} stands for {value}"));
            }
            let holds_address = ["href", "url", "src", "scheme", "domain", "xmlUrl", "htmlUrl"].contains(&name.as_str());
            self.check(!holds_address || is_web(value), "N15", format!("{name} of {} is {value}", node.name));
        }
        for child in &node.children {
            self.check_names(child);
        }
    }

    /// The links of RFC 5005 agree with each other; `links` are those of the feed, as (relation, address).
    fn check_archive(&mut self, is_archive: bool, links: &[(&str, &str)]) {
        let count = |relation: &str| links.iter().filter(|(rel, _)| *rel == relation).count();
        for relation in ["prev-archive", "next-archive", "current"] {
            self.check(count(relation) <= 1, "H3", format!("{} links {relation}", count(relation)));
        }
        for relation in ["first", "last", "next", "previous"] {
            self.check(count(relation) == 0, "H2", format!("a link {relation}, as if months were pages"));
        }
        if is_archive {
            self.check(count("prev-archive") + count("next-archive") > 0, "H6", "an archive without a neighbour");
            self.check(count("current") == 1, "H4", "an archive does not name the live feed");
        } else {
            self.check(count("next-archive") == 0, "H4", "a document that is no archive names a later one");
        }
        let own = links.iter().find(|(rel, _)| *rel == "self").map(|(_, address)| *address);
        for (relation, address) in links.iter().filter(|(rel, _)| rel.ends_with("archive")) {
            self.check(Some(*address) != own, "H3", format!("{relation} is the document itself"));
        }
    }
}

/// The prefixes that stand in our documents, as they are usually written, and what each stands for.
const SPACES: [(&str, &str); 8] = [
    ("", "http://www.w3.org/2005/Atom"),
    ("", "http://www.sitemaps.org/schemas/sitemap/0.9"),
    ("atom", "http://www.w3.org/2005/Atom"),
    ("content", "http://purl.org/rss/1.0/modules/content/"),
    ("dc", "http://purl.org/dc/elements/1.1/"),
    ("fh", "http://purl.org/syndication/history/1.0"),
    ("itunes", "http://www.itunes.com/dtds/podcast-1.0.dtd"),
    ("media", "http://search.yahoo.com/mrss/"),
];

/// Whether an address is absolute and http or https.
fn is_web(address: &str) -> bool {
    Url::parse(address).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}

/// Whether an address tells where its reader comes from.
fn is_tracking(address: &str) -> bool {
    let query = Url::parse(address).ok().and_then(|url| url.query().map(str::to_owned)).unwrap_or_default();
    query.split('&').any(|pair| pair.trim_start_matches('?').starts_with("utm_"))
}

/// Whether an id is one of ours: a `tag:` URI.
fn is_tag(id: &str) -> bool {
    let parts: Vec<&str> = id.splitn(3, ':').collect();
    matches!(parts.as_slice(), ["tag", authority, specific]
        if authority.contains(',') && !specific.is_empty() && !id.contains(char::is_whitespace) && authority.to_lowercase() == *authority)
}

/// Whether a text is RFC 3339 in UTC with whole seconds.
fn is_rfc3339(text: &str) -> bool {
    chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%SZ").is_ok() && text.len() == 20
}

/// Whether a text is a language tag of one to three parts.
fn is_language(text: &str) -> bool {
    let part = |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric());
    (2..=3).contains(&text.split('-').next().unwrap_or_default().len()) && text.split('-').all(part)
}
