//! The search page: what is found, in which order, and what no question can do.

use std::sync::Arc;

use feedmill::serve::feeds::Feeds;
use feedmill::serve::search;
use tokio::sync::watch;

use super::Served;
use crate::bench::{Bench, Item, JOURNAL, ONE_FEED, RSS, block, item, rss};

fn article(number: usize, title: &str, says: &str) -> Item {
    item(&format!("g{number}"), &format!("https://www.journal.example/{number}.article"), title).says(says)
}

/// A journal that published these articles.
fn journal(articles: &[Item]) -> Bench {
    let bench = Bench::journal(ONE_FEED);
    bench.page(RSS, &rss(articles));
    bench.run();
    bench
}

/// Asks each question, and gives each answer to the test.
fn ask(bench: &Bench, questions: &[&str], mut told: impl FnMut(&str, u16, &str)) {
    block(async {
        let mill = bench.mill();
        let site = watch::channel(Arc::new(mill.site().await.unwrap())).1;
        let served =
            Served::start(Feeds::new(site.clone()).with_search(search::router(site, Arc::clone(&mill.road.store))).connections()).await;
        for question in questions {
            let answer = served.get(&format!("/j/search{question}")).await;
            told(question, answer.status, &answer.body);
        }
    });
}

/// The headlines of a page of results, in order.
fn found(bench: &Bench, question: &str) -> Vec<String> {
    let mut headlines: Vec<String> = Vec::new();
    ask(bench, &[&format!("?q={question}")], |_, status, body| {
        assert_eq!(status, 200);
        let links = body.split("<h2><a href=").skip(1).map(|rest| rest.split_once('>').unwrap().1);
        headlines.extend(links.map(|rest| rest.split_once('<').unwrap().0.to_owned()));
    });
    headlines
}

#[test]
fn an_article_is_found_by_the_words_in_all_that_is_shown_of_it() {
    let bench = journal(&[
        article(1, "Café fund revealed", "The ward was shut."),
        Item { category: "News".into(), ..article(2, "Tides of change", "A co-production of <b>two</b> boards.") },
        article(3, "Nothing to see", "Funds were found in a café."),
    ]);
    for (question, headlines) in [
        ("cafe", vec!["Café fund revealed", "Nothing to see"]),
        ("CAF%C3%89+revealed", vec!["Café fund revealed"]),
        ("change+news", vec!["Tides of change"]),
        ("co-production", vec!["Tides of change"]),
        ("production-co", vec![]),
        ("fun", vec!["Café fund revealed", "Nothing to see"]),
        ("fu", vec![]),
        ("ward+tides", vec![]),
        ("b", vec![]),
    ] {
        assert_eq!(found(&bench, question), headlines, "{question}");
    }
}

#[test]
fn what_an_article_says_now_is_found_and_what_it_said_is_not() {
    let mut bench = journal(&[article(1, "Herring fleet returns", "At noon.")]);
    assert_eq!(found(&bench, "herring").len(), 1);
    bench.minutes(30).page(RSS, &rss(&[article(1, "Mackerel fleet returns", "At noon.")]));
    bench.run();
    assert_eq!((found(&bench, "herring").len(), found(&bench, "mackerel").len()), (0, 1));
}

#[test]
fn only_what_is_published_is_found_and_only_of_this_publication() {
    let bench = journal(&[article(1, "Herring fleet returns", "At noon.")]);
    let second = JOURNAL.replace("\"Journal\"", "\"Second\"") + &ONE_FEED.replace("/rss", "/second");
    std::fs::write(bench.path("config/publications/second.toml"), second).unwrap();
    bench.page("https://www.journal.example/second", &rss(&[article(2, "Herring of the second", "Later.")]));
    bench.run();
    assert_eq!(found(&bench, "herring"), ["Herring fleet returns"]);
    bench.page(RSS, &rss(&[article(3, "Herring in the store", "Kept."), article(1, "Herring fleet returns", "At noon.")]));
    let mut later = bench;
    later.minutes(60);
    later.ingest();
    assert_eq!(found(&later, "herring"), ["Herring fleet returns"], "kept, and not yet published");
}

#[test]
fn results_come_twenty_a_page() {
    let bench = journal(&(0..45).map(|n| article(n, &format!("Herring {n}"), "Fish.")).collect::<Vec<_>>());
    let mut pages = Vec::new();
    ask(&bench, &["?q=herring", "?q=herring&page=2", "?q=herring&page=3", "?q=herring&page=4", "?q=herring&page=0&x=1"], |_, _, body| {
        pages.push((body.matches("<article").count(), body.contains("45 articles, page"), body.contains("page=2\"")));
    });
    assert_eq!(pages, [(20, true, true), (20, true, false), (5, true, true), (0, false, false), (20, true, true)]);
}

#[test]
fn no_question_does_anything_but_find_nothing() {
    let bench = journal(&[article(1, "Herring fleet returns", "At noon.")]);
    let long = format!("?q={}", "a".repeat(10_000));
    let many = format!("?q={}", "a+".repeat(5_000));
    let hostile = [
        "",
        "?q=",
        "?q=%22",
        "?q=*",
        "?q=NEAR(",
        "?q=title%3Aherring",
        "?q=herring+OR+x",
        "?q=%27%3B+DROP+TABLE+article%3B--",
        "?q=%F0%9F%98%80",
        "?q=%FF%FE",
        "?q=%00",
        "?q=herring&q=x",
        "?q=%3Cscript%3Ealert(1)%3C/script%3E",
        "?q=%22%20onfocus=%22x",
        "?page=x&q=zzz",
        "?%",
        &long,
        &many,
    ];
    ask(&bench, &hostile, |question, status, body| {
        assert_eq!(status, 200, "{question}");
        assert!(!body.contains("<article") && !body.contains("<script") && !body.contains("\" onfocus"), "{question}: {body}");
        assert!(body.len() < 20_000);
    });
    assert_eq!(found(&bench, "herring").len(), 1);
}

#[test]
fn the_page_is_kept_by_nobody_and_only_where_it_is_wanted() {
    let bench = journal(&[article(1, "Herring fleet returns", "At noon.")]);
    block(async {
        let mill = bench.mill();
        let site = watch::channel(Arc::new(mill.site().await.unwrap())).1;
        let served =
            Served::start(Feeds::new(site.clone()).with_search(search::router(site, Arc::clone(&mill.road.store))).connections()).await;
        let answer = served.get("/j/search?q=herring").await;
        assert_eq!((answer.header("cache-control"), answer.header("content-type")), ("no-store", "text/html; charset=utf-8"));
        assert!(answer.header("content-security-policy").contains("form-action 'self'"));
        assert!(answer.body.contains("<meta name=\"robots\" content=\"noindex\">"));
        for (asked, status) in
            [("GET /nothing/search", 404), ("GET /%2e%2e/search", 404), ("POST /j/search", 405), ("GET /j/feed.rss", 200)]
        {
            assert_eq!(served.ask(asked, &[]).await.status, status, "{asked}");
        }
    });
    let front = bench.file("j/index.html").unwrap();
    assert!(front.contains("<form action=\"https://feeds.example/j/search\""));
    let daemon = bench.path("config/feedmill.toml");
    std::fs::write(&daemon, std::fs::read_to_string(&daemon).unwrap() + "[serve]\nsearch = false\n").unwrap();
    bench.run();
    assert!(!bench.file("j/index.html").unwrap().contains("j/search"));
    ask(&bench, &["?q=herring"], |_, status, _| assert_eq!(status, 404));
}
