//! Random lives of feeds of the operator's own: whatever comes when, and however the clock is set, each article is given once, and
//! newer than all that stood there.

use std::collections::{HashMap, HashSet};

use chrono::TimeDelta;
use feedmill::clock::Instant;
use proptest::prelude::*;

use super::{Item, comment, configure, journal, news};
use crate::bench::{Bench, RSS, rss};

/// The times of four feeds of articles and of two of digests; an edit moves them on by one.
const TIMES: [&str; 4] =
    ["", "hold = \"25m\"\nitems = 4\n", "release = \"0 */4 * * *\"\n", "release = \"30 6 * * 1-5\"\nhold = \"1h\"\nitems = 5\n"];

fn feeds(edits: usize) -> String {
    let times = |n: usize| TIMES[(n + edits) % 4];
    format!(
        "[feed.plain]\n{}[feed.held]\n{}[feed.batch]\ntitle_format = \"{{section}}: {{title}}\"\n{}[feed.both]\nexclude = [\"Comment\"]\n{}\
         [feed.daily]\ndigest = \"daily\"\n{}[feed.weekly]\ndigest = \"weekly\"\n{}",
        times(0),
        times(1),
        times(2),
        times(3),
        times(0),
        times(2)
    )
}

const NAMES: [&str; 6] = ["plain", "held", "batch", "both", "daily", "weekly"];

/// What happens: so many minutes pass, the clock may step back, so many articles come, the store may be lost,
/// and the feeds' times may be edited.
#[derive(Clone, Debug)]
struct Step {
    minutes: i64,
    arrive: usize,
    lost: bool,
    edit: bool,
}

fn step() -> impl Strategy<Value = Step> {
    let minutes = prop_oneof![4 => 1_i64..60, 3 => 60_i64..700, 1 => -180_i64..0, 1 => 1_000_i64..6_000];
    (minutes, 0_usize..5, prop::bool::weighted(0.15), prop::bool::weighted(0.1)).prop_map(|(minutes, arrive, lost, edit)| Step {
        minutes,
        arrive,
        lost,
        edit,
    })
}

fn cases() -> ProptestConfig {
    let asked = std::env::var_os("PROPTEST_CASES").is_some();
    let config = ProptestConfig { max_shrink_iters: 80, ..ProptestConfig::default() };
    if asked { config } else { ProptestConfig { cases: 6, ..config } }
}

/// What a feed has shown so far.
#[derive(Default)]
struct Seen {
    dates: HashMap<String, Instant>,
    newest: Option<Instant>,
    shown: HashSet<String>,
    gone: HashSet<String>,
}

impl Seen {
    /// Holds what a feed shows now against all that it ever showed.
    fn look(&mut self, name: &str, items: &[(String, String, Instant)], now: Instant, first: bool) -> Result<(), TestCaseError> {
        prop_assert!(items.is_sorted_by(|one, other| one.2 > other.2), "{} is not in order: {:?}", name, items);
        let before = self.newest;
        for (id, title, date) in items {
            prop_assert!(!self.gone.contains(id), "{} came back into {}", title, name);
            match self.dates.insert(id.clone(), *date) {
                Some(known) => prop_assert_eq!(known, *date, "{} was dated anew in {}", title, name),
                None if !first => {
                    prop_assert!(
                        before.is_none_or(|before| *date > before),
                        "{} came into {} at {}, not after {:?}",
                        title,
                        name,
                        date,
                        before
                    );
                    prop_assert!(*date <= now, "{} is of the future in {}", title, name);
                }
                None => {}
            }
            self.newest = self.newest.max(Some(*date));
        }
        let shown: HashSet<String> = items.iter().map(|(id, ..)| id.clone()).collect();
        prop_assert!(!shown.is_empty() || self.shown.is_empty(), "{} became empty", name);
        self.gone.extend(self.shown.difference(&shown).cloned());
        self.shown = shown;
        Ok(())
    }
}

fn items(bench: &Bench, name: &str) -> Vec<(String, String, Instant)> {
    let path = format!("j/{name}/feed.rss");
    if bench.file(&path).is_some() { bench.feed(&path) } else { Vec::new() }
}

/// The numbers of the articles that an item's text names.
fn named(content: &str) -> Vec<usize> {
    let after = |word: &str| {
        content
            .split(word)
            .skip(1)
            .filter_map(|rest| rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok())
            .collect::<Vec<usize>>()
    };
    [after(">News "), after(">Comment ")].concat()
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn each_article_is_given_once_and_later_than_all_that_stood_there(steps in prop::collection::vec(step(), 4..24)) {
        let mut bench = journal(&feeds(0));
        let mut edits = 0;
        let mut seen: HashMap<&str, Seen> = HashMap::new();
        let mut told: HashMap<(String, usize), String> = HashMap::new();
        let (mut all, mut latest): (Vec<Item>, _) = (vec![news(0)], bench.now());
        bench.page(RSS, &rss(&all));
        bench.run();
        let mut live: HashMap<String, String> = HashMap::new();
        for name in NAMES {
            seen.entry(name).or_default().look(name, &items(&bench, name), latest, true)?;
        }
        let calm = (0..).map(|_| Step { minutes: 24 * 60, arrive: 0, lost: false, edit: false }).take(12);
        for step in steps.iter().cloned().chain(calm) {
            if step.lost {
                bench.lose_store();
            }
            edits += usize::from(step.edit);
            configure(&bench, &feeds(edits));
            // What a store that is new meets for the first time goes to the tail, as from any new source: it is no news.
            for _ in 0..if step.lost { 0 } else { step.arrive } {
                let n = all.len();
                all.insert(0, if n % 3 == 0 { comment(n) } else { news(n) });
            }
            bench.minutes(step.minutes).page(RSS, &rss(&all));
            bench.run();
            latest = latest.max(bench.now());
            live.extend(bench.feed("j/feed.rss").into_iter().map(|(id, title, _)| (id, title)));
            for name in NAMES {
                seen.entry(name).or_default().look(name, &items(&bench, name), bench.now().max(latest), false)?;
            }
            for name in ["daily", "weekly"] {
                let Some(document) = bench.file(&format!("j/{name}/feed.json")) else { continue };
                let document: serde_json::Value = serde_json::from_str(&document).unwrap();
                for item in document["items"].as_array().unwrap() {
                    let id = item["id"].as_str().unwrap();
                    for n in named(item["content_html"].as_str().unwrap()) {
                        let first = told.entry((name.to_owned(), n)).or_insert_with(|| id.to_owned());
                        prop_assert_eq!(&*first, id, "article {} stands in two digests of {}", n, name);
                    }
                }
            }
        }
        // After twelve quiet days all that was news, and fits, has been given. What waited when the store was lost is told by its times: where
        // these were edited, or the clock was set back, rather one too few than one twice.
        let lost = steps.iter().any(|step| step.lost);
        if lost && steps.iter().any(|step| step.edit || step.minutes < 0) {
            return Ok(());
        }
        let fitting = live.values().filter(|title| !title.starts_with("Comment")).count();
        for (name, expected) in [("plain", live.len()), ("held", live.len()), ("batch", live.len()), ("both", fitting)] {
            prop_assert_eq!(seen[name].dates.len(), expected, "{} gave so many", name);
        }
        for name in ["daily", "weekly"] {
            prop_assert_eq!(told.keys().filter(|(feed, _)| feed == name).count(), live.len(), "{} told so many", name);
        }
        prop_assert!(latest - bench.now() < TimeDelta::days(1));
    }
}
