//! Pages and whole trees: links lead somewhere, nothing is forgotten, and nothing grows without bound.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::TimeDelta;
use feedmill::article::Month;
use proptest::prelude::*;

use crate::bench::{Bench, Item, JOURNAL, ONE_FEED, RSS, block, item, rss};
use crate::conformance::site::{self, Site};
use crate::formats::any_text;

/// The labels of the journals here. The journal's own configuration knows the first.
const LABELS: [&str; 8] = ["News", "Comment", "A & \"b\" <i>", "Daily Insight", "Expert Briefing", "Podcast", "Partners", "Interactive"];

/// How many of them random journals use.
const SOME: usize = 4;

fn journal() -> Bench {
    let labels: Vec<String> = LABELS[1..].iter().enumerate().map(|(n, label)| format!("'{label}' = \"section-{n}\"\n")).collect();
    let labels = labels.concat();
    Bench::new(&format!("{}{ONE_FEED}[feed.newsletter]\nitems = 5\n", JOURNAL.replace("[sections]\n", &format!("[sections]\n{labels}"))))
}

fn article(number: usize, label: &str, date: &str) -> Item {
    let item = item(&format!("g{number}"), &format!("https://www.journal.example/{number}.article"), &format!("Headline {number}"));
    Item { category: label.to_owned(), ..item.says("What happened.").on(date) }
}

/// What articles carry beside their text, one after the other: an episode with a cover, a picture, a small one and notes, nothing, and a
/// byline with characters that no XML may have.
const FILES: [&str; 5] = [
    "<enclosure url=\"/N.mp3\" length=\"9\" type=\"audio/mpeg\"/><itunes:duration>30:15</itunes:duration><itunes:image href=\"/N.png\"/>",
    "<media:content url=\"http://www.journal.example/N.jpg?w=1&amp;h=2\" medium=\"image\" width=\"1200\" height=\"800\"/>",
    "<media:thumbnail url=\"/N-small\"/><enclosure url=\"/N.pdf\" type=\"\" length=\"\"/>",
    "",
    "<dc:creator>A &#xD800;&#1;\u{FFFE}&amp; “B”</dc:creator>",
];

/// An article with files of its own, and a text that may break what it stands in.
fn rich(number: usize, label: &str, date: &str, text: &str) -> Item {
    let more = FILES[number % FILES.len()].replace('N', &number.to_string());
    let plain = article(number, label, date);
    let (title, summary) = (format!("{} {text}", plain.title), format!("<p>What {text} <img src='/{number}.webp'></p>"));
    Item { title, summary, more, ..plain }
}

/// What is published, checked as a tree.
fn sound(bench: &Bench) -> HashMap<String, Vec<u8>> {
    let files = bench.files();
    let by_path = files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())).collect();
    assert_eq!(site::check(&Site { files: by_path, base_url: "https://feeds.example/" }), [""; 0]);
    files
}

/// Publishes every feed anew, as if all of them had changed.
fn publish_anew(bench: &Bench) {
    block(async {
        let mill = bench.mill();
        mill.prepare().await.unwrap();
        for publication in &mill.publications {
            mill.road.store.stale_all(Arc::clone(publication)).await.unwrap();
        }
        mill.publish_all(false).await.unwrap();
    });
}

/// The paths that differ.
fn changed(before: &HashMap<String, Vec<u8>>, after: &HashMap<String, Vec<u8>>) -> Vec<String> {
    let mut paths: Vec<String> =
        after.iter().filter(|(path, bytes)| before.get(*path) != Some(bytes)).map(|(path, _)| path.clone()).collect();
    paths.sort();
    paths
}

/// One step of a random story: how long it takes until the next run, what comes, and what is edited.
#[derive(Clone, Debug)]
struct Step {
    minutes: i64,
    /// A label, how many days before this step the article is dated (`None` for no date), and some text in it.
    new: Vec<(usize, Option<i64>, String)>,
    /// Which article is edited, and what its label is then.
    edit: Option<(usize, usize)>,
}

fn step() -> impl Strategy<Value = Step> {
    let minutes = prop_oneof![1_i64..120, 1_000_i64..90_000];
    let date = prop_oneof![Just(None), (0_i64..3).prop_map(Some), (20_i64..800).prop_map(Some)];
    let new = prop::collection::vec((0..SOME, date, any_text()), 0..4);
    (minutes, new, prop::option::of((0_usize..20, 0..SOME))).prop_map(|(minutes, new, edit)| Step { minutes, new, edit })
}

/// Lives through a story; after each step the tree is sound, and publishing everything anew would change nothing.
fn live(steps: &[Step]) {
    let mut bench = journal();
    // The page of all publications lists one as soon as it is configured; here each has something to show.
    let mut all = vec![article(0, LABELS[0], "")];
    for step in steps {
        bench.minutes(step.minutes);
        if let Some((number, label)) = step.edit
            && let Some(item) = all.get_mut(number)
        {
            LABELS[label].clone_into(&mut item.category);
            item.title.push_str(", again");
        }
        for (label, days, text) in &step.new {
            let date = days.map_or_else(String::new, |days| (bench.now() - TimeDelta::days(days)).to_rfc2822());
            all.push(rich(all.len(), LABELS[*label], &date, text));
        }
        bench.page(RSS, &rss(&all.iter().rev().cloned().collect::<Vec<_>>()));
        bench.run();
        let files = sound(&bench);
        publish_anew(&bench);
        assert_eq!(changed(&files, &bench.files()), [""; 0], "a file was not marked stale although what stands in it changed");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, max_shrink_iters: 60, ..ProptestConfig::default() })]

    #[test]
    fn a_random_journal_is_sound_and_no_page_is_forgotten(steps in prop::collection::vec(step(), 1..5)) {
        live(&steps);
    }
}

#[test]
fn the_front_page_of_forty_years_is_small() {
    let bench = journal();
    let mut all = Vec::new();
    let mut month = Month::new(1985, 12).unwrap();
    while month <= Month::of(bench.now(), chrono_tz::UTC) {
        // In the newest years every section has articles each month, in the last month most; before, one article stands for a month.
        let labels: &[&str] = if month.year() >= 2024 { &LABELS } else { &LABELS[..1] };
        let days = if month == Month::new(2025, 11).unwrap() { 16 } else { 1 };
        for (day, label) in (1..=days).flat_map(|day| labels.iter().map(move |label| (day, *label))) {
            let day = chrono::NaiveDate::from_ymd_opt(month.year(), month.month(), day).unwrap();
            let mut item = article(all.len(), label, &day.format("%a, %d %b %Y 06:00:00 GMT").to_string());
            item.title.push_str(": a trust is told to publish all that it knows about its wards");
            item.summary =
                "The health secretary has written to the chair to ask when the report on the ward will be published in full.".into();
            all.push(item);
        }
        month = month.next();
    }
    bench.page(RSS, &rss(&all.iter().rev().cloned().collect::<Vec<_>>()));
    bench.run();
    let front = bench.file("j/index.html").unwrap();
    assert!(front.len() <= 60_000, "{} bytes", front.len());
    assert_eq!(front.matches("<article").count(), 50);
    assert!(front.contains("These are the newest 50 of the 128 articles"), "more stand in the feed than the page shows");
    let [months, sections] = ["href=\"https://feeds.example/j/months/", "href=\"https://feeds.example/j/sections/news/2"]
        .map(|start| front.matches(start).count());
    assert_eq!((months, sections), (12 + 119 + 31, 12), "a table of a year, ten years of months, and a link for each year before");
    let pages: Vec<(String, usize)> = bench
        .files()
        .into_iter()
        .filter(|(path, _)| path.rsplit('.').next() == Some("html"))
        .map(|(path, bytes)| (path, bytes.len()))
        .collect();
    let large: Vec<&(String, usize)> = pages.iter().filter(|(_, size)| *size > 60_000).collect();
    assert!(large.is_empty() && pages.iter().any(|(path, _)| path == "j/months/2025-11/page-5.html"), "{large:?}");
    // What is not listed is reached from what is.
    assert!(front.contains("<a href=\"https://feeds.example/j/months/1985-12/\">1985</a>"));
    assert!(
        bench
            .file("j/months/1990-12/index.html")
            .unwrap()
            .contains("<a href=\"https://feeds.example/j/months/1990-11/\">Earlier: November 1990</a>")
    );
}

#[test]
fn a_page_leads_to_what_stands_around_it() {
    let mut bench = journal();
    let mut all = vec![article(0, "News", "Mon, 01 Sep 2025 09:00:00 GMT"), article(1, "Comment", "Mon, 03 Nov 2025 09:00:00 GMT")];
    bench.page(RSS, &rss(&all));
    bench.run();
    let leads = |bench: &Bench, from: &str, to: &str| {
        let page = bench.file(&format!("{from}/index.html")).unwrap();
        page.contains(&format!("<a href=\"https://feeds.example/{to}/\">"))
    };
    for (from, to) in [
        ("j", "j/sections/news"),
        ("j", "j/months/2025-09"),
        ("j", "j/sections/section-0/2025-11"),
        ("j/sections/news", "j"),
        ("j/sections/news", "j/sections/news/2025-09"),
        ("j/months/2025-11", "j/months/2025-09"),
        ("j/months/2025-11", "j/sections/section-0/2025-11"),
        ("j/sections/section-0/2025-11", "j/months/2025-11"),
        ("j/sections/section-0/2025-11", "j/sections/section-0"),
        ("j/newsletter", "j"),
    ] {
        assert!(leads(&bench, from, to), "{from} does not lead to {to}");
    }
    // A late article of a month between them, in a section that has other months: the pages that name its neighbours change, no feed does.
    let before = bench.files();
    all.push(article(2, "News", "Wed, 01 Oct 2025 09:00:00 GMT"));
    bench.minutes(60).page(RSS, &rss(&all));
    bench.run();
    assert!(leads(&bench, "j/sections/news", "j/sections/news/2025-10"));
    assert!(leads(&bench, "j/months/2025-11", "j/months/2025-10") && !leads(&bench, "j/months/2025-11", "j/months/2025-09"));
    let open: Vec<String> = changed(&before, &bench.files()).into_iter().filter(|path| path.contains("2025-11")).collect();
    assert_eq!(open, ["j/months/2025-11/index.html"]);
}

#[test]
fn the_page_above_all_publications_lists_those_that_have_a_page() {
    let mut bench = Bench::journal(ONE_FEED);
    let second = JOURNAL.replace("\"Journal\"", "\"Second\"") + &ONE_FEED.replace("/rss", "/second");
    std::fs::write(bench.path("config/publications/second.toml"), second).unwrap();
    let (address, one) = ("https://www.journal.example/second", rss(&[item("1", "https://www.journal.example/1", "One")]));
    bench.page(RSS, &one).status(address, 500);
    bench.ingest();
    assert!(bench.file("index.html").unwrap().contains("Nothing has been published yet."));
    bench.publish();
    let root = bench.file("index.html").unwrap();
    assert!(root.contains("href=\"j/\"") && !root.contains("Second"), "{root}");
    assert_eq!(bench.publish().files, 0);
    bench.minutes(30).page(address, &one);
    bench.run();
    let root = bench.file("index.html").unwrap();
    assert!(root.contains("href=\"j/\"") && root.contains("href=\"second/\""), "{root}");
}

/// Articles of one month, the first the oldest, as the feed of a journal lists them: newest first.
fn of_november(count: usize) -> Vec<Item> {
    let day = |n: usize| chrono::DateTime::UNIX_EPOCH + TimeDelta::minutes(29_366_280 + i64::try_from(n).unwrap());
    (0..count).rev().map(|n| article(n, "News", &day(n).to_rfc2822())).collect()
}

/// The pages of a folder.
fn leaves(bench: &Bench, folder: &str) -> Vec<String> {
    let mut names: Vec<String> = bench.files().into_keys().filter_map(|path| Some(path.strip_prefix(folder)?.to_owned())).collect();
    names.retain(|name| name.starts_with("/page-"));
    names.sort();
    names
}

#[test]
fn a_month_is_read_in_pages_and_one_new_article_rewrites_only_the_newest() {
    let mut bench = Bench::journal(ONE_FEED);
    bench.page(RSS, &rss(&of_november(39)));
    bench.run();
    sound(&bench);
    assert_eq!(leaves(&bench, "j/months/2025-11"), [""; 0]);
    for (count, pages) in [(40, vec!["index.html", "page-1.html"]), (41, vec!["index.html"])] {
        let before = bench.files();
        bench.minutes(30).page(RSS, &rss(&of_november(count)));
        bench.run();
        let after = sound(&bench);
        let month = changed(&before, &after).into_iter().filter(|path| path.rsplit('.').next() == Some("html"));
        let month: Vec<String> = month.filter_map(|path| Some(path.strip_prefix("j/months/2025-11/")?.to_owned())).collect();
        assert_eq!(month, pages);
    }
    let section: Vec<String> = leaves(&bench, "j/sections/news/2025-11");
    assert_eq!(section, ["/page-1.html"], "a section in a month too");
    assert_eq!(leaves(&bench, "j"), [""; 0], "a live feed has one page");
}

#[test]
fn pages_that_a_month_no_longer_needs_go() {
    let mut bench = journal();
    let mut all = of_november(61);
    bench.page(RSS, &rss(&all));
    bench.run();
    assert_eq!(leaves(&bench, "j/sections/news/2025-11"), ["/page-1.html", "/page-2.html"]);
    // Some of them were comments all along.
    all.iter_mut().take(25).for_each(|item| LABELS[1].clone_into(&mut item.category));
    bench.minutes(30).page(RSS, &rss(&all));
    bench.run();
    assert_eq!(leaves(&bench, "j/sections/news/2025-11"), [""; 0]);
    assert_eq!(leaves(&bench, "j/months/2025-11"), ["/page-1.html", "/page-2.html"]);
    sound(&bench);
}
