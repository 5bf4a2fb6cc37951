//! Months as archives (RFC 5005), whatever happens: nothing is missing from a chain, and what is sealed changes only for a reason.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::TimeDelta;
use proptest::prelude::*;

use crate::bench::{Bench, Item, JOURNAL, item, rss};

const BASE: &str = "https://feeds.example/";
const LABELS: [(&str, &str); 3] = [("News", "news"), ("Comment", "comment"), ("Podcast", "podcast")];
const NOW: &str = "https://www.journal.example/rss";
const THEN: &str = "https://www.journal.example/archive";

/// What happens between two rounds of publishing.
#[derive(Clone, Debug)]
struct Step {
    hours: i64,
    /// New articles: a label, and how many days ago each is dated.
    new: Vec<(usize, i64)>,
    /// An article that gets another headline.
    edit: Option<usize>,
    /// Articles of years ago that a source shows which was never read before this step: back-fill.
    old: Vec<(usize, i64)>,
}

fn step() -> impl Strategy<Value = Step> {
    let hours = prop_oneof![1_i64..30, 24_i64..1_500];
    let days = prop_oneof![4 => 0_i64..3, 1 => 20_i64..90];
    let new = prop::collection::vec((0..LABELS.len(), days), 0..4);
    let old = prop_oneof![3 => Just(Vec::new()), 1 => prop::collection::vec((0..LABELS.len(), 200_i64..900), 1..4)];
    (hours, new, prop::option::of(0_usize..12), old).prop_map(|(hours, new, edit, old)| Step { hours, new, edit, old })
}

/// One published Atom document: its head, and its entries by id.
#[derive(Clone, Debug, PartialEq)]
struct Document {
    head: String,
    entries: BTreeMap<String, String>,
}

impl Document {
    fn read(bytes: &[u8]) -> Self {
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        let mut parts = text.split("<entry>");
        let head = parts.next().unwrap().to_owned();
        let id = |entry: &str| entry.split("<id>").nth(1).unwrap().split("</id>").next().unwrap().to_owned();
        let entries = parts.map(|entry| (id(entry), entry.split("</entry>").next().unwrap().to_owned())).collect();
        Self { head, entries }
    }

    /// The folder that a link of the head leads to.
    fn leads(&self, relation: &str) -> Option<String> {
        let links = self.head.split("<link ").skip(1).filter_map(|link| link.split('>').next());
        let link = links.into_iter().find(|link| link.contains(&format!("rel=\"{relation}\"")))?;
        let address = link.split("href=\"").nth(1)?.split('"').next()?;
        Some(address.strip_prefix(BASE).unwrap().strip_suffix("/feed.atom").unwrap().to_owned())
    }

    fn is_archive(&self) -> bool {
        self.head.contains("<fh:archive")
    }

    fn ids(&self) -> BTreeSet<String> {
        self.entries.keys().cloned().collect()
    }
}

/// Every Atom document by its folder.
fn documents(files: &HashMap<String, Vec<u8>>) -> BTreeMap<String, Document> {
    let read = |(path, bytes): (&String, &Vec<u8>)| Some((path.strip_suffix("/feed.atom")?.to_owned(), Document::read(bytes)));
    files.iter().filter_map(read).collect()
}

/// The ids that a live feed and the archives behind it hold, each of them reached once.
fn chain(documents: &BTreeMap<String, Document>, live: &str) -> BTreeSet<String> {
    let mut ids = documents[live].ids();
    let mut before = documents[live].leads("prev-archive");
    let mut archived = BTreeSet::new();
    while let Some(folder) = before {
        let archive = &documents[&folder];
        for id in archive.ids() {
            assert!(archived.insert(id.clone()), "{id} stands in two archives of {live}");
        }
        before = archive.leads("prev-archive");
    }
    ids.extend(archived);
    ids
}

/// Nothing is missing: for everything and for each section.
fn check_chains(bench: &Bench, documents: &BTreeMap<String, Document>) {
    let mut kept: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for exported in bench.articles() {
        let label = exported.article.section.as_ref().unwrap().label.clone();
        let (_, slug) = LABELS.iter().find(|(known, _)| *known == label).unwrap();
        kept.entry(slug).or_default().insert(exported.article.id.clone());
    }
    let all: BTreeSet<String> = kept.values().flatten().cloned().collect();
    if !all.is_empty() {
        assert_eq!(chain(documents, "j"), all);
    }
    for (slug, ids) in kept {
        assert_eq!(&chain(documents, &format!("j/sections/{slug}")), &ids, "{slug}");
    }
}

/// What was sealed changes for a late article, a correction or a neighbour, and then in that alone.
fn check_sealed(before: &BTreeMap<String, Document>, after: &BTreeMap<String, Document>, edited: Option<&str>) {
    for (folder, old) in before.iter().filter(|(_, old)| old.is_archive()) {
        let new = &after[folder];
        assert!(new.is_archive(), "{folder} was sealed and is open again");
        for (id, entry) in &old.entries {
            let is_edited = edited.is_some_and(|title| entry.contains(title));
            assert!(is_edited || new.entries.get(id) == Some(entry), "{id} changed in {folder}");
        }
        let same_place = ["prev-archive", "next-archive"].iter().all(|relation| old.leads(relation) == new.leads(relation));
        if same_place && old.entries == new.entries {
            assert_eq!(old, new, "{folder} changed for nothing");
        }
    }
}

/// Lives through a story.
fn live(steps: &[Step]) {
    let sections = LABELS[1..].iter().fold(String::new(), |lines, (label, slug)| lines + &format!("'{label}' = \"{slug}\"\n"));
    let sources = format!(
        "[source.latest]\nschedule = \"@hourly\"\nread.feed = {{ url = \"{NOW}\" }}\n[source.archive]\nschedule = \"@hourly\"\nread.feed = {{ url = \"{THEN}\" }}\n"
    );
    let mut bench = Bench::new(&format!("{}{sources}", JOURNAL.replace("[sections]\n", &format!("[sections]\n{sections}"))));
    let (mut latest, mut archive): (Vec<Item>, Vec<Item>) = (Vec::new(), Vec::new());
    let mut before: BTreeMap<String, Document> = BTreeMap::new();
    for step in steps {
        bench.minutes(step.hours * 60);
        let article = |number: usize, (label, days): (usize, i64)| {
            let date = (bench.now() - TimeDelta::days(days) - TimeDelta::minutes(5)).to_rfc2822();
            let item =
                item(&format!("g{number}"), &format!("https://www.journal.example/{number}.article"), &format!("Headline {number}."));
            Item { category: LABELS[label].0.to_owned(), ..item.on(&date) }
        };
        for new in &step.new {
            latest.push(article(latest.len(), *new));
        }
        for old in &step.old {
            archive.push(article(1_000 + archive.len(), *old));
        }
        let edited = step.edit.and_then(|number| latest.get_mut(number)).map(|item| {
            let was = item.title.clone();
            item.title.push_str(" Again.");
            was
        });
        bench.page(NOW, &rss(&latest.iter().rev().cloned().collect::<Vec<_>>()));
        bench.page(THEN, &rss(&archive));
        bench.run();
        let after = documents(&bench.files());
        check_chains(&bench, &after);
        check_sealed(&before, &after, edited.as_deref());
        before = after;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, max_shrink_iters: 80, ..ProptestConfig::default() })]

    #[test]
    fn every_chain_is_whole_and_what_is_sealed_changes_only_for_a_reason(steps in prop::collection::vec(step(), 1..7)) {
        live(&steps);
    }
}

/// Years of back-fill are spliced into the chain: live feeds keep their articles, and each document but for what leads to the archives.
#[test]
fn back_fill_of_years_touches_no_article_of_a_live_feed() {
    let mut bench = Bench::journal(&format!(
        "[source.latest]\nschedule = \"@hourly\"\nread.feed = {{ url = \"{NOW}\" }}\n[source.archive]\nschedule = \"@hourly\"\nread.feed = {{ url = \"{THEN}\" }}\n"
    ));
    let news = |number: usize, date: &str| {
        let item = item(&format!("g{number}"), &format!("https://www.journal.example/{number}.article"), &format!("Headline {number}."));
        Item { category: "News".into(), ..item.on(date) }
    };
    bench.page(NOW, &rss(&[news(2, "Mon, 17 Nov 2025 06:00:00 GMT"), news(1, "Thu, 04 Sep 2025 06:00:00 GMT")]));
    bench.page(THEN, &rss(&[]));
    bench.run();
    let before = bench.files();
    let old: Vec<Item> = (0..36).map(|n| news(100 + n, &format!("1 {} {} 06:00:00 GMT", MONTHS[n % 12], 2022 + n / 12))).collect();
    bench.minutes(60).page(THEN, &rss(&old));
    bench.run();
    let after = bench.files();
    for live in ["j", "j/sections/news"] {
        for file in ["feed.rss", "feed.atom", "feed.json"] {
            let path = format!("{live}/{file}");
            // The newest sealed month may be another now; nothing else may.
            let items = |files: &HashMap<String, Vec<u8>>| {
                let text = String::from_utf8(files[&path].clone()).unwrap();
                let begin = ["<item>", "<entry>", "\"items\""].iter().find_map(|mark| text.find(mark)).unwrap();
                text[begin..].to_owned()
            };
            assert_eq!(items(&before), items(&after), "{path}");
        }
    }
    let documents = documents(&after);
    assert_eq!(chain(&documents, "j").len(), 38);
}

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
