//! The same story from several sites: one article, whichever was read first, and two again when the operator says so.

use crate::bench::{Bench, block, item, rss};
use feedmill::store::{Decision, StoreError};
use proptest::prelude::*;

const WIRES: &str = r#"
title = "Harbours"
home = "https://harbours.example/"
time_zone = "Europe/London"
[source.quay]
schedule = "*/15 * * * *"
read.feed = { url = "https://quay.example/rss" }
[source.wire]
schedule = "*/15 * * * *"
read.feed = { url = "https://wire.example/rss" }
"#;

const QUAY: &str = "https://quay.example/rss";
const WIRE: &str = "https://wire.example/rss";

/// A story of a hundred and fifty words that are its own.
fn words(about: &str) -> String {
    (0..150).map(|n| format!("{about}{}", n * 37 % 151)).collect::<Vec<_>>().join(" ")
}

fn story(site: &str, path: &str, title: &str, about: &str) -> crate::bench::Item {
    let mut told = item(path, &format!("https://{site}.example/{path}"), title).says(&words(about)).on("Mon, 17 Nov 2025 07:00:00 GMT");
    told.more = format!(
        "<content:encoded xmlns:content=\"http://purl.org/rss/1.0/modules/content/\">&lt;p&gt;{}&lt;/p&gt;</content:encoded>",
        words(&format!("{about}text"))
    );
    told
}

/// Two wires that tell one story, and one story each that the other has not.
fn told() -> Bench {
    let bench = Bench::new(WIRES);
    bench.page(QUAY, &rss(&[story("quay", "a", "Board told to cut spending", "tide"), story("quay", "b", "Pilots want more pay", "pay")]));
    bench.page(WIRE, &rss(&[story("wire", "9", "Exclusive: Board told to cut spending", "tide"), story("wire", "8", "In brief", "brief")]));
    bench
}

fn shown(bench: &Bench) -> Vec<String> {
    let mut shown = bench.shown("j/feed.rss");
    shown.sort();
    shown
}

/// The row of the article with this link, whether it is shown or not.
fn row(bench: &Bench, link: &str) -> i64 {
    block(async { bench.mill().road.store.find("j", link).await.unwrap()[0].row })
}

fn decide(bench: &Bench, decision: Decision) -> Result<(), StoreError> {
    block(async {
        let mill = bench.mill();
        mill.prepare().await.unwrap();
        let publication = std::sync::Arc::clone(&mill.publications[0]);
        mill.road.store.decide(publication, decision, bench.now()).await
    })
}

#[test]
fn one_story_from_two_sites_is_one_article_whichever_was_read_first() {
    for order in [["quay", "wire"], ["wire", "quay"]] {
        let bench = told();
        bench.ingest_in(&order);
        bench.publish();
        assert_eq!(shown(&bench), ["Board told to cut spending", "In brief", "Pilots want more pay"], "{order:?}");
        let all = bench.articles();
        let one = all.iter().find(|exported| exported.article.title == "Board told to cut spending").unwrap();
        let mut sources: Vec<&str> = one.seen_as.iter().map(|seen| seen.source.as_str()).collect();
        sources.sort_unstable();
        assert_eq!(sources, ["j/quay", "j/wire"]);
        assert_eq!(one.article.link.as_deref(), Some("https://quay.example/a"));
        assert_eq!(bench.files().len(), {
            bench.run();
            bench.files().len()
        });
    }
}

#[test]
fn what_is_published_stays_and_its_twin_is_never_news() {
    let mut bench = told();
    bench.ingest_in(&["wire"]);
    bench.publish();
    let first = bench.feed("j/feed.rss");
    bench.minutes(60).run();
    let then = bench.feed("j/feed.rss");
    assert_eq!(shown(&bench), ["Exclusive: Board told to cut spending", "In brief", "Pilots want more pay"]);
    assert!(first.iter().all(|item| then.contains(item)));
    // The twin is edited at its source: nobody sees it.
    bench.minutes(60).page(
        QUAY,
        &rss(&[story("quay", "a", "Board told to cut all spending", "tide"), story("quay", "b", "Pilots want more pay", "pay")]),
    );
    assert_eq!(bench.run().files, 0);
}

#[test]
fn a_wrong_merge_is_undone_without_changing_an_id_and_done_again() {
    let mut bench = told();
    bench.run();
    let before = bench.ids();
    let (kept, twin) = (row(&bench, "https://quay.example/a"), row(&bench, "https://wire.example/9"));
    bench.minutes(10);
    decide(&bench, Decision::Unmerge { article: twin }).unwrap();
    bench.publish();
    assert_eq!(shown(&bench), ["Board told to cut spending", "Exclusive: Board told to cut spending", "In brief", "Pilots want more pay"]);
    assert!(before.iter().all(|id| bench.ids().contains(id)));
    // Its sources say the same again: it stays by itself.
    bench.minutes(10).run();
    let apart = bench.feed("j/feed.rss");
    assert_eq!(apart.len(), 4);
    decide(&bench, Decision::Merge { article: twin, into: kept }).unwrap();
    bench.minutes(10).publish();
    assert_eq!(bench.ids(), before);
    decide(&bench, Decision::Unmerge { article: twin }).unwrap();
    bench.minutes(10).publish();
    assert_eq!(bench.feed("j/feed.rss"), apart);
    for refused in [Decision::Unmerge { article: twin }, Decision::Restore { article: kept }, Decision::Merge { article: kept, into: kept }]
    {
        assert!(matches!(decide(&bench, refused), Err(StoreError::Refused(_))), "{refused:?}");
    }
}

#[test]
fn what_was_withdrawn_never_comes_back_from_a_source() {
    let mut bench = told();
    bench.run();
    let article = row(&bench, "https://quay.example/b");
    bench.minutes(10);
    decide(&bench, Decision::Withdraw { article }).unwrap();
    bench.publish();
    for path in ["j/feed.rss", "j/months/2025-11/feed.rss"] {
        assert!(!bench.shown(path).contains(&"Pilots want more pay".to_owned()), "{path}");
    }
    // Edited, under another guid, and told by another site as well.
    let mut edited = story("quay", "b", "Pilots want much more pay", "pay");
    edited.guid = "other".to_owned();
    bench.page(QUAY, &rss(&[story("quay", "a", "Board told to cut spending", "tide"), edited]));
    bench.page(WIRE, &rss(&[story("wire", "7", "Pilots want more pay", "pay")]));
    bench.minutes(60).run();
    assert_eq!(shown(&bench), ["Board told to cut spending", "In brief"]);
    decide(&bench, Decision::Restore { article }).unwrap();
    bench.minutes(10).publish();
    assert_eq!(shown(&bench), ["Board told to cut spending", "In brief", "Pilots want more pay"]);
}

#[test]
fn a_site_tells_its_own_articles_apart() {
    let bench = Bench::new(&WIRES.replace("https://wire.example/rss", "https://m.quay.example/rss"));
    bench.page(QUAY, &rss(&[story("quay", "a", "Board told to cut spending", "tide")]));
    bench.page("https://m.quay.example/rss", &rss(&[story("quay", "b", "Board told to cut spending", "tide")]));
    bench.run();
    assert_eq!(bench.articles().len(), 2);
    let wanted = Bench::new(&format!(
        "{}\n[near_duplicates]\nenabled = true\n",
        WIRES.replace("https://wire.example/rss", "https://m.quay.example/rss")
    ));
    wanted.page(QUAY, &rss(&[story("quay", "a", "Board told to cut spending", "tide")]));
    wanted.page("https://m.quay.example/rss", &rss(&[story("quay", "b", "Board told to cut spending", "tide")]));
    wanted.run();
    assert_eq!(wanted.articles().len(), 1);
}

#[test]
fn nothing_is_looked_for_where_the_operator_wants_none() {
    let bench = Bench::new(&format!("{WIRES}\n[near_duplicates]\nenabled = false\n"));
    bench.page(QUAY, &rss(&[story("quay", "a", "Board told to cut spending", "tide")]));
    bench.page(WIRE, &rss(&[story("wire", "9", "Board told to cut spending", "tide")]));
    bench.run();
    assert_eq!(bench.articles().len(), 2);
}

#[test]
fn what_was_decided_and_changed_is_explained_in_its_order() {
    let mut bench = told();
    bench.run();
    let (kept, twin) = (row(&bench, "https://quay.example/a"), row(&bench, "https://wire.example/9"));
    for _ in 0..2 {
        decide(&bench, Decision::Unmerge { article: twin }).unwrap();
        decide(&bench, Decision::Merge { article: twin, into: kept }).unwrap();
    }
    bench.minutes(10).page(QUAY, &rss(&[story("quay", "a", "Board asked to cut spending", "tide")]));
    bench.ingest_in(&["quay"]);
    let explained = block(async {
        let mill = bench.mill();
        mill.road.store.explain(std::sync::Arc::clone(&mill.publications[0]), kept).await.unwrap()
    });
    let verbs: Vec<&str> = explained.decisions.iter().map(|decision| decision.verb.as_str()).collect();
    assert_eq!(verbs, ["near-duplicate", "unmerge", "merge", "unmerge", "merge"]);
    assert!(explained.decisions[0].reason.contains("% alike: headline"), "{}", explained.decisions[0].reason);
    let [change] = explained.revisions.as_slice() else { panic!("{:?}", explained.revisions) };
    assert_eq!(
        (change.was.as_deref(), change.became.as_deref()),
        (Some("Board told to cut spending"), Some("Board asked to cut spending"))
    );
    assert_eq!(explained.members.iter().map(|member| member.row).collect::<Vec<_>>(), [twin]);
    let feeds: Vec<&str> = explained.feeds.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(feeds, ["j/months/2025-11", "j"]);
    assert!(explained.aliases.iter().any(|alias| alias.source.as_deref() == Some("j/wire")));
}

const SITES: [&str; 3] = ["quay", "wire", "harbour"];

/// What each of three sites tells of four stories, by number and by how it words the headline.
fn tellings() -> impl Strategy<Value = Vec<Vec<(usize, usize)>>> {
    let site = prop::collection::vec((any::<bool>(), 0..3_usize), 4)
        .prop_map(|told| told.into_iter().enumerate().filter_map(|(story, (told, words))| told.then_some((story, words))).collect());
    prop::collection::vec(site, SITES.len())
}

fn telling(site: &str, (number, wording): (usize, usize)) -> crate::bench::Item {
    let subject =
        ["Board told to cut spending", "Pilots want more pay", "Dredger brings up an anchor", "Railway opens to freight again"][number];
    let title = [subject.to_owned(), format!("Exclusive: {subject}"), format!("{subject} | The {site}")][wording].clone();
    story(site, &format!("{number}"), &title, &format!("subject{number}x"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, max_shrink_iters: 60, ..ProptestConfig::default() })]

    #[test]
    fn the_order_in_which_sites_are_read_makes_no_difference(told in tellings(), order in Just(SITES.to_vec()).prop_shuffle()) {
        let shown = |order: &[&str]| {
            let third = "[source.harbour]\nschedule = \"*/15 * * * *\"\nread.feed = { url = \"https://harbour.example/rss\" }\n";
            let mut bench = Bench::new(&format!("{WIRES}{third}"));
            for (site, told) in SITES.iter().zip(&told) {
                let items: Vec<_> = told.iter().map(|one| telling(site, *one)).collect();
                bench.page(&format!("https://{site}.example/rss"), &rss(&items));
            }
            bench.ingest_in(order);
            bench.publish();
            bench.minutes(30).ingest_in(order);
            let again = bench.publish().files;
            let all = bench.articles().into_iter().map(|one| (one.article.id, one.article.title, one.seen_as.len()));
            let mut all: Vec<_> = all.collect();
            all.sort();
            (all, again)
        };
        let stories: std::collections::BTreeSet<usize> = told.iter().flatten().map(|(number, _)| *number).collect();
        let (all, again) = shown(&order);
        prop_assert_eq!(all.len(), stories.len());
        prop_assert_eq!(again, 0);
        prop_assert_eq!(&all, &shown(&SITES).0);
    }
}
