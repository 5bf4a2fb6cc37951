//! A whole published tree: what no single document can show. Links lead to files, twins hold the same articles, months form one chain.

use std::collections::{BTreeMap, HashSet};

use feedmill::format::Leaf;
use scraper::{Html, Selector};
use serde_json::Value;

use super::tree::Node;
use super::{Violations, atom, json, opml, page, rss, sitemap};

/// The published files by their paths, and the address that they are served under.
pub(crate) struct Site<'a> {
    pub(crate) files: BTreeMap<&'a str, &'a [u8]>,
    pub(crate) base_url: &'a str,
}

/// What a published tree violates, document by document and as a whole.
pub(crate) fn check(site: &Site<'_>) -> Vec<String> {
    let mut found = Violations::default();
    for (path, bytes) in &site.files {
        let faults = match path.rsplit('/').next().unwrap_or_default() {
            "feed.rss" => rss::check(bytes),
            "feed.atom" => atom::check(bytes),
            "feed.json" => json::check(bytes),
            "feeds.opml" => opml::check(bytes),
            "months.opml" => opml::check_months(bytes),
            "sitemap.xml" => sitemap::check(bytes),
            "robots.txt" => sitemap::check_robots(bytes, site.base_url),
            name @ ("icon.png" | "touch-icon.png" | "cover.png" | "favicon.ico") => sitemap::check_picture(name, bytes),
            "index.html" if *path == "index.html" => page::check_root(bytes),
            "index.html" => page::check(bytes),
            leaf if Leaf::named(leaf).is_some() => page::check(bytes),
            other => vec![format!("TREE: what is {other}?")],
        };
        found.0.extend(faults.into_iter().map(|fault| format!("{fault}, in {path}")));
    }
    found.0.extend(check_whole(site));
    found.0
}

/// What only the whole tree shows.
pub(crate) fn check_whole(site: &Site<'_>) -> Vec<String> {
    let mut found = Violations::default();
    check_titles(&mut found, site);
    check_same(&mut found, site);
    for (path, bytes) in &site.files {
        if let Some(folder) = path.strip_suffix("/feed.atom") {
            check_folder(&mut found, site, folder, &Node::read(&String::from_utf8_lossy(bytes)));
        }
        if path.ends_with("sitemap.xml") {
            check_sitemap(&mut found, site, path, &Node::read(&String::from_utf8_lossy(bytes)));
        }
        if path.ends_with("feeds.opml") || path.ends_with("months.opml") {
            check_outline(&mut found, site, path, &Node::read(&String::from_utf8_lossy(bytes)));
        }
        if path.rsplit('.').next() == Some("html") {
            check_page(&mut found, site, path, &String::from_utf8_lossy(bytes));
        }
    }
    found.0
}

impl Site<'_> {
    /// The file that an address of ours leads to; `None` for one that is not ours.
    fn leads_to(&self, address: &str) -> Option<String> {
        let path = address.strip_prefix(self.base_url)?.split('#').next()?;
        Some(if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() })
    }

    fn text(&self, path: &str) -> Option<String> {
        self.files.get(path).map(|bytes| String::from_utf8_lossy(bytes).into_owned())
    }

    /// Whether the front page of a publication leads to a page, or it is no page: one that lost its last article is listed nowhere.
    fn is_listed(&self, path: &str) -> bool {
        let folder = path.trim_end_matches("index.html");
        let outline = path.split('/').next().and_then(|name| self.text(&format!("{name}/index.html"))).unwrap_or_default();
        outline.contains(&format!("\"{}{folder}\"", self.base_url))
    }

    /// Whether the sitemap names the feed of this document: one that lost its last article keeps its files as they were, and is listed
    /// nowhere.
    fn is_mapped(&self, publication: &str, path: &str) -> bool {
        let page = format!("<loc>{}{}/</loc>", self.base_url, path.trim_end_matches("/feed.rss"));
        self.text(&format!("{publication}/sitemap.xml")).unwrap_or_default().contains(&page)
    }

    /// The Atom document at an address.
    fn atom(&self, address: &str) -> Option<Node> {
        Some(Node::read(&self.text(&self.leads_to(address)?)?))
    }
}

/// No two feeds have the same title, which is all that a narrow list of feeds shows.
fn check_titles(found: &mut Violations, site: &Site<'_>) {
    let feeds = site.files.iter().filter(|(path, _)| path.ends_with("/feed.atom"));
    let titles: Vec<String> = feeds.map(|(_, bytes)| Node::read(&String::from_utf8_lossy(bytes)).text_of("title").to_owned()).collect();
    found.check_unique(titles, "R6", "the title");
}

/// An article is the same in every feed, byte for byte but for its date, and only one has its link; in a section's feeds its first
/// label is the section's.
fn check_same(found: &mut Violations, site: &Site<'_>) {
    let (mut shown, mut ids) = (BTreeMap::new(), BTreeMap::new());
    for (path, bytes) in site.files.iter().filter(|(path, _)| path.ends_with("/feed.rss")) {
        let channel = Node::read(&String::from_utf8_lossy(bytes)).children.swap_remove(0);
        let publication = path.split('/').next().unwrap_or_default();
        if !site.is_mapped(publication, path) {
            continue;
        }
        let mut labels = HashSet::new();
        for item in channel.all("item") {
            let (guid, link) = (item.text_of("guid").to_owned(), item.text_of("link").to_owned());
            labels.insert(item.text_of("category").to_owned());
            let id = ids.entry((publication, link.clone())).or_insert_with(|| guid.clone());
            found.check(*id == guid, "N9", format!("{link} is {id} in one feed and {guid} in {path}"));
            let dated = |child: &&Node| child.name != "pubDate";
            // Feeds of the operator's own may give titles of their own.
            let (titles, rest): (Vec<&Node>, Vec<&Node>) = item.children.iter().filter(dated).partition(|child| child.name == "title");
            let titles = Some(titles).filter(|_| !is_own(path));
            for parts in titles.into_iter().chain([rest]) {
                let name = parts.first().map(|part| part.name.clone());
                let parts = format!("{parts:?}");
                let first = shown.entry((publication, guid.clone(), name)).or_insert_with(|| parts.clone());
                found.check(*first == parts, "N13", format!("{guid} is not the same in {path} as elsewhere"));
            }
        }
        found.check(labels.len() == 1 || !path.contains("/sections/"), "N20", format!("the first labels in {path} are {labels:?}"));
    }
}

/// Whether a document is of a feed of the operator's own.
fn is_own(path: &str) -> bool {
    path.split('/').count() == 3
}

/// The four documents of a feed stand together, name their own places, and hold the same articles in the same order.
fn check_folder(found: &mut Violations, site: &Site<'_>, folder: &str, atom: &Node) {
    let address = |file: &str| format!("{}{folder}/{file}", site.base_url);
    let [Some(rss), Some(json), Some(page)] = ["feed.rss", "feed.json", "index.html"].map(|file| site.text(&format!("{folder}/{file}")))
    else {
        return found.check(false, "TREE", format!("{folder} lacks a document"));
    };
    let rss = Node::read(&rss).children.swap_remove(0);
    let json: Value = serde_json::from_str(&json).unwrap();
    let own = |links: Vec<(&str, &str)>| links.into_iter().find(|(rel, _)| *rel == "self").map(|(_, address)| address.to_owned());
    found.check(own(rss.links("atom:link")) == Some(address("feed.rss")), "P1", format!("{folder}/feed.rss names another place"));
    found.check(own(atom.links("link")) == Some(address("feed.atom")), "A6", format!("{folder}/feed.atom names another place"));
    found.check(json["feed_url"] == address("feed.json"), "J4", format!("{folder}/feed.json names another place"));
    found.check(json["home_page_url"] == address("") && rss.text_of("link") == address(""), "R7", format!("{folder} names another page"));

    let items = json["items"].as_array().unwrap();
    let ids: Vec<&str> = items.iter().map(|item| item["id"].as_str().unwrap()).collect();
    found.check(!ids.is_empty(), "R5", format!("{folder} is empty"));
    let in_rss: Vec<&str> = rss.all("item").map(|item| item.text_of("guid")).collect();
    let in_atom: Vec<&str> = atom.all("entry").map(|entry| entry.text_of("id")).collect();
    found.check(in_rss == ids && in_atom == ids, "N9", format!("the documents of {folder} hold different articles"));
    // A month's pages together hold every article once; the page of a live feed holds its newest.
    let mut places = articles(&page);
    let numbered = (1..).map_while(|number| site.text(&format!("{folder}/page-{number}.html"))).map(|page| articles(&page));
    places.extend(numbered.collect::<Vec<_>>().into_iter().rev().flatten());
    let most = if is_month(folder) { ids.len() } else { ids.len().min(50) };
    let shown: Vec<&str> = ids.iter().take(most).map(|id| id.rsplit([':', '/']).next().unwrap()).collect();
    found.check(places == shown, "R28", format!("the page of {folder} shows other articles than its feed"));

    for (twin, links) in [("feed.rss", rss.links("atom:link")), ("feed.atom", atom.links("link"))] {
        for (relation, link) in links {
            let is_there = site.leads_to(link).is_none_or(|path| site.files.contains_key(path.as_str()));
            found.check(is_there, "H3", format!("{relation} of {folder}/{twin} leads to {link}, where nothing is"));
        }
    }
    let next = json["next_url"].as_str().and_then(|link| site.leads_to(link));
    found.check(next.is_none_or(|path| site.files.contains_key(path.as_str())), "J9", format!("next_url of {folder} leads nowhere"));
    check_dates(found, folder, &rss);
    check_chain(found, site, folder, atom);
}

/// The places of a page's articles.
fn articles(page: &str) -> Vec<String> {
    let page = Html::parse_document(page);
    page.select(&Selector::parse("article").unwrap()).filter_map(|article| article.attr("id").map(str::to_owned)).collect()
}

/// Whether a folder holds a month.
fn is_month(folder: &str) -> bool {
    folder.rsplit('/').next().is_some_and(|last| last.starts_with(['1', '2']) && last.contains('-'))
}

/// Whether a folder holds a live feed of everything or of a section.
fn is_live(folder: &str) -> bool {
    let parts: Vec<&str> = folder.split('/').collect();
    matches!(parts.as_slice(), [_] | [_, "sections", _])
}

/// In a feed that newsletter tools read, no two articles share a second.
fn check_dates(found: &mut Violations, folder: &str, rss: &Node) {
    if !folder.contains("/20") && !folder.contains("/19") {
        found.check_unique(rss.all("item").map(|item| item.text_of("pubDate")), "N3", &format!("in {folder} the date"));
    }
}

/// The archives behind a live feed form one chain that ends, and each leads on to the one it was reached from.
///
/// A month that lost its last article stays where it is, outside of every chain.
fn check_chain(found: &mut Violations, site: &Site<'_>, folder: &str, live: &Node) {
    let named = |document: &Node, relation: &str| {
        document.links("link").into_iter().find(|(rel, _)| *rel == relation).map(|(_, address)| address.to_owned())
    };
    let (mut before, mut after) = (named(live, "prev-archive").filter(|_| is_live(folder)), None);
    let mut seen = HashSet::new();
    while let Some(address) = before {
        let is_new = seen.insert(address.clone());
        found.check(is_new, "H3", format!("the chain of {folder} comes to {address} again"));
        let Some(archive) = site.atom(&address).filter(|_| is_new) else { return };
        let leads_on = named(&archive, "next-archive");
        found.check(leads_on == after, "H4", format!("{address} leads on to {leads_on:?}, not to {after:?}"));
        let current = named(&archive, "current");
        let own = format!("{}{folder}/feed.atom", site.base_url);
        found.check(current.as_deref() == Some(own.as_str()), "H4", format!("{address} belongs to {current:?}"));
        before = named(&archive, "prev-archive");
        after = Some(address);
    }
}

/// Every feed of an outline is there, and it lists the sections that the front page lists; one that lost its last article stays
/// where it is and is listed nowhere.
fn check_outline(found: &mut Violations, site: &Site<'_>, path: &str, root: &Node) {
    let mut listed = HashSet::new();
    gather(root, &mut listed);
    for address in &listed {
        let is_there = site.leads_to(address).is_some_and(|path| site.files.contains_key(path.as_str()));
        found.check(is_there, "OP2", format!("{path} lists {address}, where nothing is"));
    }
    let of_months = path.ends_with("months.opml");
    let front = site.text(&path.replace(if of_months { "months.opml" } else { "feeds.opml" }, "index.html")).unwrap_or_default();
    let front = Html::parse_document(&front);
    for link in front.select(&Selector::parse("nav a[href$='/feed.rss'], header a[href$='/feed.rss']").unwrap()) {
        let is_month = link.attr("href").unwrap_or_default().contains("/20");
        if is_month != of_months {
            continue;
        }
        let address = link.attr("href").unwrap_or_default();
        found.check(listed.contains(address), "R30", format!("{path} does not list {address}"));
    }
}

/// A sitemap lists what stands, and every page below its folder but those of feeds that are gone; one of sitemaps lists all of them.
fn check_sitemap(found: &mut Violations, site: &Site<'_>, path: &str, root: &Node) {
    let listed: Vec<String> = root.children.iter().filter_map(|child| site.leads_to(child.text_of("loc"))).collect();
    found.check(listed.len() == root.children.len(), "T2", format!("{path} lists an address of another host"));
    let folder = path.strip_suffix("sitemap.xml").unwrap_or_default();
    for page in &listed {
        let is_there = site.files.contains_key(page.as_str()) && page.starts_with(folder);
        found.check(is_there, "T2", format!("{path} lists {page}, where nothing of it is"));
    }
    let kind = if folder.is_empty() { "/sitemap.xml" } else { "/index.html" };
    let stands = site.files.keys().filter(|path| path.starts_with(folder) && path.ends_with(kind));
    for path in stands.filter(|path| folder.is_empty() || site.is_listed(path)) {
        found.check(listed.iter().any(|page| page == path), "T2", format!("no sitemap lists {path}"));
    }
}

fn gather(node: &Node, listed: &mut HashSet<String>) {
    for name in ["xmlUrl", "htmlUrl"] {
        listed.extend(Some(node.attribute(name).to_owned()).filter(|address| !address.is_empty()));
    }
    node.children.iter().for_each(|child| gather(child, listed));
}

/// Every link of ours leads to a file, and one with a place to that place on it.
fn check_page(found: &mut Violations, site: &Site<'_>, path: &str, text: &str) {
    let page = Html::parse_document(text);
    for link in page.select(&Selector::parse("a, link").unwrap()) {
        let href = link.attr("href").unwrap_or_default();
        let address = if path == "index.html" { format!("{}{href}", site.base_url) } else { href.to_owned() };
        // What is searched for is answered by the server.
        let Some(target) = site.leads_to(&address).filter(|target| !target.ends_with("/search")) else { continue };
        let there = site.text(&target);
        found.check(there.is_some(), "R27", format!("{path} leads to {address}, where nothing is"));
        if let (Some(there), Some((_, place))) = (there, address.split_once('#')) {
            found.check(there.contains(&format!("id=\"{place}\"")), "R28", format!("{path} leads to {address}, a place that is not there"));
        }
    }
}
