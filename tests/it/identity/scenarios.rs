//! The table of scenarios (`scenarios.txt`), each through the real road.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::bench::{Bench, Item, LISTING, ONE_FEED, ONE_LISTING, RSS, listing, rss};

const WIRE: &str = "https://www.journal.example/wire";
const SECOND_FEED: &str = "[source.wire]\nschedule = \"*/15 * * * *\"\nread.feed = { url = \"https://www.journal.example/wire\" }\n";

/// An entry as a line of the table has it.
fn entry(row: &str) -> Item {
    let fields: Vec<&str> = row.split('|').map(str::trim).collect();
    let [guid, link, title, summary, date, category] = fields.as_slice() else { panic!("six fields: {row}") };
    let date = match date.split_whitespace().collect::<Vec<_>>().as_slice() {
        [] => String::new(),
        [day, at] => format!("{day} Nov 2025 {at}:00 GMT"),
        [day, at, month] => format!("{day} {month} 2025 {at}:00 GMT"),
        other => panic!("a day and a time: {other:?}"),
    };
    let [guid, link, title, summary, category] = [guid, link, title, summary, category].map(|text| (*text).to_owned());
    Item { guid, link, title, summary, date, category, more: String::new() }
}

fn page(items: &[Item]) -> String {
    let rows: Vec<_> =
        items.iter().map(|item| (item.category.as_str(), item.title.as_str(), item.link.as_str(), item.summary.as_str())).collect();
    listing("All Journal articles in November 2025", &rows, None)
}

/// Shows the bench what a step says; answers how many articles there are to be.
fn show(bench: &Bench, step: &str) -> usize {
    let mut sources: BTreeMap<&str, Vec<Item>> = BTreeMap::new();
    let (mut source, mut expected) = ("", None);
    for line in step.lines().filter(|line| !line.trim().is_empty()) {
        if let Some(count) = line.strip_prefix("= ") {
            expected = count.trim().parse().ok();
        } else if line.starts_with(' ') {
            sources.entry(source).or_default().push(entry(line));
        } else {
            source = line.trim();
        }
    }
    for (source, items) in sources {
        match source {
            "latest" => bench.page(RSS, &rss(&items)),
            "wire" => bench.page(WIRE, &rss(&items)),
            "archive" => bench.page(LISTING, &page(&items)),
            other => panic!("no source `{other}`"),
        };
    }
    expected.unwrap_or_else(|| panic!("how many? {step}"))
}

/// What must hold after each step, whatever it was; a sentence where it does not.
fn broken(bench: &mut Bench, expected: usize, before: &mut BTreeMap<String, Option<String>>) -> Option<String> {
    let all = bench.articles();
    if all.len() != expected {
        return Some(format!("{} articles, not {expected}: {:?}", all.len(), bench.titles()));
    }
    let now: BTreeMap<String, Option<String>> =
        all.into_iter().map(|one| (one.article.id, one.article.released.map(|time| time.to_string()))).collect();
    for (id, released) in &*before {
        if now.get(id) != Some(released) {
            return Some(format!("{id} was released at {released:?} and is now {:?}", now.get(id)));
        }
    }
    *before = now;
    // The same input twice changes nothing.
    bench.minutes(1).ingest();
    let files = bench.publish().files;
    (files > 0).then(|| format!("the same again wrote {files} files"))
}

#[test]
fn every_scenario_makes_as_many_articles_as_it_says() {
    let text = include_str!("scenarios.txt");
    let scenarios: Vec<&str> = text.split("\n\n").filter(|part| !part.starts_with('#') && !part.trim().is_empty()).collect();
    assert!(scenarios.len() >= 45, "{}", scenarios.len());
    let mut wrong = String::new();
    for scenario in scenarios {
        let (name, steps) = scenario.trim_start().split_once('\n').unwrap();
        let mut bench = Bench::journal(&format!("{ONE_FEED}{SECOND_FEED}{ONE_LISTING}"));
        bench.page(RSS, &rss(&[])).page(WIRE, &rss(&[])).page(LISTING, &page(&[]));
        let mut before = BTreeMap::new();
        for (number, step) in steps.split("\n--\n").enumerate() {
            let expected = show(&bench, step);
            bench.minutes(30).ingest();
            bench.publish();
            if let Some(why) = broken(&mut bench, expected, &mut before) {
                writeln!(wrong, "{name}, step {}: {why}", number + 1).unwrap();
                break;
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}
