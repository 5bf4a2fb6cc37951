//! Articles' own pages: what a monthly listing does not say, found where the article stands.

use std::collections::HashSet;

use feedmill::pipeline::ingest::Months;
use feedmill::store::SourceName;

use crate::bench::{Bench, Item, ONE_FEED, RSS, block, rss};
use crate::faults::gates::{Fault, Gate};

const LISTING: &str = "https://www.journal.example/november-2025";

/// The journal's archive, whose articles are looked up on their own pages.
const ENRICHED: &str = r#"
[source.archive]
schedule = "0 7 * * *"
enrich = "dates"
read.listing = { url = "https://www.journal.example/november-2025" }
"#;

/// A page of the archive: label, headline and standfirst, and no date but the month's.
fn archive(titles: &[&str]) -> String {
    let item = |title: &&str| {
        format!(
            "<li><span class=label>News</span><h3><a href='/news/{}-700'>{title}</a></h3><p>What stands below it, at some length.</p></li>",
            slug(title)
        )
    };
    format!("<title>November 2025</title><h1>November 2025</h1><ul>{}</ul>", titles.iter().map(item).collect::<String>())
}

fn slug(title: &str) -> String {
    title.to_lowercase().replace(' ', "-")
}

fn own(title: &str) -> String {
    format!("https://www.journal.example/news/{}-700", slug(title))
}

/// An article's own page.
fn story(title: &str, date: &str) -> String {
    format!(
        "<head><meta property='article:published_time' content='{date}'><meta property='og:image' content='/i/{}.jpg'></head>\
         <h1>{title}</h1><p class=byline>By Ada Lin</p><p>All of the text, which is never kept.</p>",
        slug(title)
    )
}

const TITLES: [&str; 4] = ["Lamps are lit", "Ropes are cut", "Tar is boiled", "Sails are set"];

/// A bench where every article's page states a date, later for those that stand further up.
fn bench() -> Bench {
    let bench = Bench::journal(ENRICHED);
    bench.page(LISTING, &archive(&TITLES));
    for (place, title) in TITLES.iter().enumerate() {
        bench.page(&own(title), &story(title, &format!("2025-11-{:02}T09:30:00+01:00", 14 - place)));
    }
    bench
}

/// What was asked for besides the listing.
fn stories(bench: &Bench) -> Vec<String> {
    bench.asked().into_iter().filter(|url| url.contains("/news/")).collect()
}

#[test]
fn a_date_of_the_month_becomes_an_instant_with_its_origin() {
    let bench = bench();
    bench.run();
    let articles = bench.articles();
    let told: Vec<_> = articles.iter().map(|one| (one.article.stated.text().unwrap(), one.stated_in.as_str())).collect();
    let expected = ["2025-11-14T08:30:00Z", "2025-11-13T08:30:00Z", "2025-11-12T08:30:00Z", "2025-11-11T08:30:00Z"];
    assert_eq!(told, expected.map(|date| (date.to_owned(), "article page")));
    for one in &articles {
        assert_eq!(one.article.author.as_deref(), Some("Ada Lin"));
        assert!(one.article.image.as_ref().unwrap().url.ends_with(&format!("/i/{}.jpg", slug(&one.article.title))));
        assert_eq!(one.article.content, None, "the text of a page is never taken");
    }
    let atom = bench.file("j/months/2025-11/feed.atom").unwrap();
    assert!(atom.contains("<published>2025-11-14T08:30:00Z</published>"), "{atom}");
    assert_eq!(bench.shown("j/months/2025-11/feed.rss"), TITLES);
}

#[test]
fn an_article_page_is_asked_for_once() {
    let mut bench = bench();
    bench.run();
    assert_eq!(stories(&bench), TITLES.map(own));
    // The same listing, another walk of it, a new article, an edited standfirst, and all of it read as a back-fill.
    bench.minutes(60).run();
    bench.page(LISTING, &archive(&["Nets are mended", "Lamps are lit", "Ropes are cut", "Tar is boiled", "Sails are set"]));
    bench.page(&own("Nets are mended"), &story("Nets are mended", "2025-11-17T06:00:00Z"));
    bench.minutes(60).run();
    bench.page(LISTING, &archive(&["Nets are mended", "Lamps are lit", "Ropes are cut"]).replace("at some length", "at more length"));
    bench.minutes(60).run();
    bench.import("archive");
    assert_eq!(stories(&bench), [own("Nets are mended")]);
    assert_eq!(bench.articles().len(), 5);
}

#[test]
fn nobody_looks_further_who_need_not() {
    // Off, when nobody asks for it.
    let bench = Bench::journal(&ENRICHED.replace("enrich = \"dates\"\n", ""));
    bench.page(LISTING, &archive(&TITLES));
    bench.run();
    assert_eq!(stories(&bench), [] as [String; 0]);
    assert!(bench.articles().iter().all(|one| one.stated_in == "listing"));
    // An article with an exact date, and one that another source brought, are not looked up.
    let bench = self::bench();
    bench.configure(&format!("{}{ONE_FEED}{ENRICHED}", crate::bench::JOURNAL));
    let item = |title: &str| Item {
        title: title.to_owned(),
        link: own(title),
        date: "Thu, 13 Nov 2025 07:00:00 GMT".to_owned(),
        ..Item::default()
    };
    bench.page(RSS, &rss(&[item("Lamps are lit"), item("Ropes are cut")]));
    bench.run();
    assert_eq!(stories(&bench), [own("Tar is boiled"), own("Sails are set")]);
}

#[test]
fn pages_that_fail_take_nothing_away() {
    let bench = bench();
    bench.status(&own("Lamps are lit"), 500);
    bench.leads(
        &own("Ropes are cut"),
        "https://www.journal.example/login?next=ropes",
        "<h1>Sign in</h1><meta property='article:published_time' content='2020-01-01'>",
    );
    let done = bench.ingest();
    bench.publish();
    assert_eq!(done[0].trouble, None, "the run is well");
    let looked = &done[0].looked;
    assert_eq!((looked.pages, looked.dated, looked.failed), (4, 2, 2));
    assert!(looked.trouble.as_ref().unwrap().sentence.contains("500"));
    let precise: Vec<&str> = bench.articles().iter().map(|one| one.article.stated.precision()).collect();
    assert_eq!(precise, ["month", "month", "instant", "instant"]);
    assert_eq!(bench.shown("j/months/2025-11/feed.rss").len(), 4);
    // A host that fails again and again is left alone for this run.
    let bench = Bench::journal(ENRICHED);
    bench.page(LISTING, &archive(&TITLES));
    let done = bench.ingest();
    assert_eq!((stories(&bench).len(), done[0].looked.failed), (3, 3));
    assert_eq!(bench.articles().len(), 4);
}

#[test]
fn a_proper_address_makes_one_article_of_two() {
    let mut bench = Bench::journal(&format!("{ENRICHED}{ONE_FEED}"));
    bench.page(LISTING, &archive(&TITLES[..2]));
    for title in &TITLES[..2] {
        let page =
            story(title, "2025-11-14T08:00:00Z").replace("<head>", &format!("<head><link rel=canonical href='/story/{}-1'>", slug(title)));
        bench.page(&own(title), &page);
    }
    let item = Item {
        title: "Lamps are lit at last".to_owned(),
        link: "https://www.journal.example/story/lamps-are-lit-1".to_owned(),
        ..Item::default()
    };
    bench.page(RSS, &rss(std::slice::from_ref(&item)));
    bench.run();
    assert_eq!(bench.titles().len(), 2, "{:?}", bench.titles());
    // Careless templates that name one address for all tell nothing.
    bench.page(LISTING, &archive(&["Nets are mended", "Tar is boiled", "Lamps are lit", "Ropes are cut"]));
    for title in ["Nets are mended", "Tar is boiled"] {
        bench.page(
            &own(title),
            &story(title, "2025-11-15T08:00:00Z").replace("<head>", "<head><link rel=canonical href='/news/all-stories-1'>"),
        );
    }
    bench.page(
        RSS,
        &rss(&[
            item,
            Item { title: "All".to_owned(), link: "https://www.journal.example/news/all-stories-1".to_owned(), ..Item::default() },
        ]),
    );
    bench.minutes(60).run();
    assert_eq!(bench.titles().len(), 5, "{:?}", bench.titles());
}

#[test]
fn the_order_of_sources_makes_no_other_id() {
    let ids = |order: &[&str]| {
        let bench = bench();
        bench.configure(&format!("{}{ONE_FEED}{ENRICHED}", crate::bench::JOURNAL));
        let item = |title: &str| Item { title: title.to_owned(), link: own(title), ..Item::default() };
        bench.page(RSS, &rss(&TITLES.map(item)));
        bench.ingest_in(order);
        bench.publish();
        let mut bench = bench;
        bench.minutes(60).ingest();
        bench.publish();
        bench.ids()
    };
    assert_eq!(ids(&["latest", "archive"]), ids(&["archive", "latest"]));
}

/// A power cut at any write of a run: what was asked for is remembered, and no page is asked for twice.
#[test]
fn a_run_that_is_cut_anywhere_asks_for_no_page_twice() {
    let mut exact = Vec::new();
    for at in 1..=12 {
        let mut bench = bench();
        let mill = bench.mill();
        block(mill.prepare()).unwrap();
        let (cut, gate) = Gate::before(&mill, Some(Fault::Killed(at)));
        let name = SourceName { publication: "j".to_owned(), source: "archive".to_owned() };
        let ended = block(cut.run_source(&name, Months::Open));
        assert_eq!(ended.is_err(), gate.writes() >= at, "at write {at}");
        drop((cut, mill));
        bench.minutes(60).run();
        let asked = stories(&bench);
        assert_eq!(asked.iter().collect::<HashSet<_>>().len(), asked.len(), "cut at write {at}: {asked:?}");
        let articles = bench.articles();
        assert_eq!(articles.len(), 4);
        exact.push(articles.iter().filter(|one| one.article.stated.precision() == "instant").count());
    }
    // Two writes for each of four pages, and those of the listing. Only the page that was under way at the cut says nothing.
    assert_eq!(exact, [3, 4, 3, 4, 3, 4, 3, 4, 4, 4, 4, 4]);
}
