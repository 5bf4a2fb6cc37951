//! Random histories: sources that show some of a few articles, in any order and with edits, read in any order and cut anywhere.
//!
//! `PROPTEST_CASES` asks for more of them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use feedmill::article::Article;
use feedmill::clock::Instant;
use proptest::prelude::*;

use crate::bench::{Bench, Item, JOURNAL, LISTING, ONE_FEED, ONE_LISTING, RSS, item, listing, rss};
use crate::faults::gates::Fault;
use crate::faults::{Whole, pass_of};
use crate::publish::chain;

/// How many articles there are in all.
const ARTICLES: usize = 9;

/// What a source shows: articles in its order, each in the version of its headline.
type Shown = Vec<(usize, u8)>;

/// What happens until one pass, and in it.
#[derive(Clone, Debug)]
struct Step {
    /// How long after the last pass; the clock may step back.
    minutes: i64,
    feed: Shown,
    archive: Shown,
    /// The write in which a pass before it is killed.
    killed: usize,
}

fn shown() -> impl Strategy<Value = Shown> {
    let some = prop::sample::subsequence((0..ARTICLES).collect::<Vec<_>>(), 1..=ARTICLES).prop_shuffle();
    (some, prop::collection::vec(0..3_u8, ARTICLES)).prop_map(|(some, edits)| some.into_iter().map(|n| (n, edits[n] / 2)).collect())
}

fn step() -> impl Strategy<Value = Step> {
    let minutes = prop_oneof![3 => 1_i64..300, 1 => -200_i64..0, 2 => 5_000_i64..70_000];
    (minutes, shown(), shown(), 1..50_usize).prop_map(|(minutes, feed, archive, killed)| Step { minutes, feed, archive, killed })
}

fn history() -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec(step(), 1..5)
}

fn cases() -> ProptestConfig {
    let asked = std::env::var_os("PROPTEST_CASES").is_some();
    let config = ProptestConfig { max_shrink_iters: 60, ..ProptestConfig::default() };
    if asked { config } else { ProptestConfig { cases: 8, ..config } }
}

fn journal() -> Bench {
    let sections = JOURNAL.replace("[sections]", "grace = 0\n[sections]\n\"Comment\" = \"comment\"");
    let mut bench = Bench::new(&format!("{sections}{ONE_FEED}{ONE_LISTING}[feed.newsletter]\nitems = 4\n"));
    bench.at("2025-11-28T08:00:00Z");
    bench
}

fn headline((n, version): (usize, u8)) -> String {
    format!("Headline {n}{}", ["", ", corrected"][usize::from(version)])
}

/// The section of an article, in whichever source.
fn label(n: usize) -> &'static str {
    ["News", "Comment"][n % 2]
}

impl Step {
    /// Lets the time pass and the sources say what they say now.
    fn begin(&self, bench: &mut Bench) {
        bench.minutes(self.minutes);
        let entry = |&(n, version): &(usize, u8)| {
            // From the beginning of September to the end of November, four without a date: some are of months long over, some not yet true.
            let date: Instant = "2025-09-03T09:00:00Z".parse().unwrap();
            let date = if n % 2 == 0 { (date + TimeDelta::days(11 * i64::try_from(n).unwrap())).to_rfc2822() } else { String::new() };
            let link = format!("https://www.journal.example/{n}.article?utm_source=rss{version}");
            Item { category: label(n).into(), ..item(&format!("g{n}"), &link, &headline((n, version))).on(&date) }
        };
        bench.page(RSS, &rss(&self.feed.iter().map(entry).collect::<Vec<_>>()));
        let rows: Vec<_> = self.archive.iter().map(|&(n, version)| (label(n), headline((n, version)), format!("/{n}.article"))).collect();
        // Two pages: a walk that was cut goes to the end, and sees what stands behind a page that would have ended a clean one.
        let (first, second) = rows.split_at(rows.len().min(3));
        let pages: Vec<_> = [first, second].into_iter().filter(|page| !page.is_empty()).collect();
        for (index, page) in pages.iter().enumerate() {
            let rows: Vec<_> = page.iter().map(|(label, title, link)| (*label, title.as_str(), link.as_str(), "A standfirst.")).collect();
            let address = |n: usize| if n == 0 { LISTING.to_owned() } else { format!("{LISTING}?page={}", n + 1) };
            let next = (index + 1 < pages.len()).then(|| address(index + 1));
            bench.page(&address(index), &listing("All Journal articles in November 2025", &rows, next.as_deref()));
        }
    }
}

const AS_WRITTEN: [&str; 2] = ["latest", "archive"];
const REVERSED: [&str; 2] = ["archive", "latest"];

/// Each article's id, section and month.
fn members(bench: &Bench) -> BTreeSet<(String, String, String)> {
    let member = |article: Article| (article.id, article.section.unwrap().label, article.month.to_string());
    bench.articles().into_iter().map(|one| member(one.article)).collect()
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn the_order_of_fetches_makes_no_difference_to_what_there_is_and_any_cut_none_at_all(steps in history()) {
        let [mut clean, mut reversed, mut cut] = [journal(), journal(), journal()];
        for mut step in steps {
            // Less than a week in all: a month that rests after two walks may be walked once more in the story with cuts.
            step.minutes = step.minutes.min(2_400);
            for bench in [&mut clean, &mut reversed, &mut cut] {
                step.begin(bench);
            }
            pass_of(&clean, &AS_WRITTEN, None).0.unwrap();
            pass_of(&reversed, &REVERSED, None).0.unwrap();
            prop_assert_eq!(members(&clean), members(&reversed));
            let _ = pass_of(&cut, &AS_WRITTEN, Some(Fault::Killed(step.killed)));
            pass_of(&cut, &AS_WRITTEN, None).0.unwrap();
            prop_assert_eq!(Whole::of(&cut).differences(&Whole::of(&clean)), [""; 0]);
        }
    }

    #[test]
    fn nothing_that_was_published_moves_and_nothing_is_lost(steps in history()) {
        let mut bench = journal();
        let mut latest = bench.now();
        let mut before: BTreeMap<String, Article> = BTreeMap::new();
        let mut feeds: BTreeMap<&str, Vec<(String, Instant)>> = BTreeMap::new();
        for step in &steps {
            step.begin(&mut bench);
            latest = latest.max(bench.now());
            let published = pass_of(&bench, &AS_WRITTEN, None).0.unwrap();

            // The same once more is nothing at all.
            let whole = Whole::of(&bench);
            let again = pass_of(&bench, &AS_WRITTEN, None).0.unwrap();
            prop_assert_eq!((again.files, again.feeds), (0, 0));
            prop_assert_eq!(Whole::of(&bench).differences(&whole), [""; 0]);

            let now: BTreeMap<String, Article> = bench.articles().into_iter().map(|one| (one.article.id.clone(), one.article)).collect();
            for (id, one) in &before {
                let other = &now[id];
                prop_assert!(one.released.is_none_or(|released| other.released == Some(released)), "{} was released once more", id);
                prop_assert!(one.dated.is_none_or(|dated| other.dated == Some(dated)), "{} was dated once more", id);
                prop_assert!(one.updated <= other.updated, "{} was changed before its last change", id);
            }
            for one in now.values().filter(|one| one.dated.is_some() && one.updated.is_some()) {
                prop_assert!(one.updated >= one.dated.max(one.released), "{:?} was changed before it was published", one);
            }
            for feed in ["j", "j/newsletter"] {
                let shown = bench.feed(&format!("{feed}/feed.rss"));
                let dates: Vec<(String, Instant)> = shown.into_iter().map(|(id, _, date)| (id, date)).collect();
                prop_assert!(dates.iter().all(|(_, date)| *date <= latest), "{} is dated later than now", feed);
                if let Some(old) = feeds.get(feed) {
                    let newest = old.iter().map(|(_, date)| *date).max();
                    let new = dates.iter().filter(|(id, _)| !old.iter().any(|(known, _)| known == id));
                    let early: Vec<_> = new.filter(|(_, date)| Some(*date) <= newest).collect();
                    prop_assert!(early.is_empty(), "{} at {:?} shows {:?} as news", feed, newest, early);
                }
                feeds.insert(feed, dates);
            }
            // What waits for a second of its own is in no live feed yet.
            if published.released.waiting == 0 {
                let titles = |section: Option<&str>| -> Vec<String> {
                    let wanted = now.values().filter(|one| section.is_none_or(|label| one.section.as_ref().unwrap().label == label));
                    wanted.map(|one| one.title.clone()).collect::<BTreeSet<_>>().into_iter().collect()
                };
                prop_assert_eq!(chain(&bench, "j"), titles(None));
                for (label, slug) in [("News", "news"), ("Comment", "comment")] {
                    if !titles(Some(label)).is_empty() {
                        prop_assert_eq!(chain(&bench, &format!("j/sections/{slug}")), titles(Some(label)));
                    }
                }
            }
            before = now;
        }
    }
}
