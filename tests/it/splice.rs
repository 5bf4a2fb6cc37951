//! Long documents are put together from the file that stands and what is new: they must be what they would be if they were made anew.

use chrono::TimeDelta;
use feedmill::clock::Instant;
use feedmill::mill::Mill;
use proptest::prelude::*;

use crate::bench::{Bench, Item, JOURNAL, ONE_FEED, RSS, block, item, rss};
use crate::faults::Whole;

/// More than a document holds that is made anew each time, and several pages of a month.
const ARTICLES: usize = 260;

/// What happens before the feeds are published once more.
#[derive(Clone, Debug)]
struct Step {
    /// So many articles are new.
    new: usize,
    /// These get another headline.
    edited: Vec<usize>,
    /// A published file that somebody else changes, removes, or leaves alone.
    meddled: (u8, usize),
}

fn step() -> impl Strategy<Value = Step> {
    let edited = prop::collection::vec(0..ARTICLES, 0..4);
    (0..4_usize, edited, (0..4_u8, any::<prop::sample::Index>())).prop_map(|(new, edited, (how, which))| Step {
        new,
        edited,
        meddled: (how, which.index(FILES.len())),
    })
}

/// Files that somebody meddles with: not the publication's own page, without which the root would not lead to it.
const FILES: [&str; 8] = [
    "j/feed.rss",
    "j/feed.atom",
    "j/feed.json",
    "j/months/2025-11/index.html",
    "j/sections/news/feed.rss",
    "j/months/2025-11/feed.json",
    "j/months/2025-11/page-2.html",
    "j/months/2025-11/page-3.html",
];

/// What the feed shows: the version of each article's headline.
fn show(bench: &Bench, versions: &[usize]) {
    let date = |n: usize| {
        let date: Instant = "2025-11-01T06:00:00Z".parse().unwrap();
        (date + TimeDelta::minutes(60 * i64::try_from(n).unwrap())).to_rfc2822()
    };
    let entry = |(n, version): (usize, &usize)| {
        let link = if n % 9 == 0 { String::new() } else { format!("https://www.journal.example/{n}.article") };
        let label = if n % 3 == 0 { "News" } else { "Comment" };
        Item {
            category: label.into(),
            ..item(&format!("g{n}"), &link, &format!("Headline {n}, £ & \u{1f600}, version {version}")).on(&date(n))
        }
    };
    bench.page(RSS, &rss(&versions.iter().enumerate().map(entry).rev().collect::<Vec<_>>()));
}

/// One pass with a mill that stays, as in the daemon: it remembers what it published.
fn pass(mill: &Mill) {
    block(async {
        for name in mill.sources() {
            assert_eq!(mill.run_source(&name, feedmill::pipeline::ingest::Months::Open).await.unwrap().trouble, None);
        }
        mill.publish_all(false).await.unwrap();
    });
}

fn meddle(bench: &Bench, (how, which): (u8, usize)) {
    let path = bench.path("feeds").join(FILES[which]);
    match how {
        0 => std::fs::write(&path, "garbage").unwrap(),
        1 => drop(std::fs::remove_file(&path)),
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, max_shrink_iters: 20, ..ProptestConfig::default() })]

    #[test]
    fn a_document_that_took_pieces_of_the_old_one_is_what_it_would_be_if_it_were_made_anew(steps in prop::collection::vec(step(), 1..5)) {
        let sections = JOURNAL.replace("items = 50", "items = 300").replace("[sections]", "[sections]\n\"Comment\" = \"comment\"");
        let mut benches = [Bench::new(&format!("{sections}{ONE_FEED}")), Bench::new(&format!("{sections}{ONE_FEED}"))];
        let mut versions = vec![0; ARTICLES];
        for bench in &mut benches {
            bench.at("2025-11-28T08:00:00Z");
            show(bench, &versions);
        }
        let mut remembers = benches[0].mill();
        block(async { remembers.prepare().await.unwrap() });
        pass(&remembers);
        benches[1].run();
        prop_assert_eq!(Whole::of(&benches[0]).differences(&Whole::of(&benches[1])), [""; 0]);
        for step in steps {
            step.edited.iter().for_each(|n| versions[*n] += 1);
            versions.extend(vec![0; step.new]);
            for bench in &mut benches {
                bench.minutes(20);
                show(bench, &versions);
            }
            remembers.road.clock = feedmill::clock::Clock::starting_at(benches[0].now());
            meddle(&benches[0], step.meddled);
            pass(&remembers);
            benches[1].run();
            // What somebody did to a file is put right when its feed changes: that of everything does with each of these.
            let file = FILES[step.meddled.1];
            let found = benches[0].file(file);
            if found.is_none() || found.as_deref() == Some("garbage") {
                let is_of_all = ["j/feed.rss", "j/feed.atom", "j/feed.json"].contains(&file);
                prop_assert!(!is_of_all || (step.new, step.edited.len()) == (0, 0), "{} was left as it was", file);
                std::fs::copy(benches[1].path("feeds").join(file), benches[0].path("feeds").join(file)).unwrap();
            }
            prop_assert_eq!(Whole::of(&benches[0]).differences(&Whole::of(&benches[1])), [""; 0]);
        }
    }
}
