//! Rules of the operator's: what they do to what sources bring, when they change, and what is seen of them.

use crate::bench::{Bench, Item, JOURNAL, LISTING, ONE_FEED, ONE_LISTING, RSS, item, listing, rss};

const RULES: &str = r#"
[rule.adverts]
title = "Sponsored: *"
exclude = true

[rule.jobs]
link = "re:/jobs/\\d+"
set_section = "Jobs"
strip_prefix = "Vacancy:"

[rule.address]
source = "latest"
drop_parameters = "edition"
"#;

fn entries() -> Vec<Item> {
    vec![
        item("1", "https://www.journal.example/a?edition=7", "A headline").says("S."),
        item("2", "https://www.journal.example/b", "Sponsored: buy this").says("S."),
        item("3", "https://www.journal.example/jobs/12", "Vacancy: Harbour master").says("S."),
    ]
}

#[test]
fn what_is_excluded_is_not_kept_and_what_is_corrected_is_kept_so() {
    let bench = Bench::new(&format!("{JOURNAL}{ONE_FEED}{RULES}"));
    bench.page(RSS, &rss(&entries())).run();
    assert_eq!(bench.titles(), ["Harbour master", "A headline"].map(str::to_owned).into_iter().rev().collect::<Vec<_>>());
    let all = bench.articles();
    assert_eq!(all[0].article.canonical.as_deref(), Some("https://journal.example/a"));
    assert_eq!(all[1].article.section.as_ref().map(|section| section.label.as_str()), Some("Jobs"));
    assert_eq!(bench.shown("j/sections/jobs/feed.rss"), ["Harbour master"]);
}

#[test]
fn a_changed_rule_holds_from_the_next_run_on_though_the_document_is_the_same() {
    let mut bench = Bench::new(&format!("{JOURNAL}{ONE_FEED}"));
    bench.page(RSS, &rss(&entries())).run();
    assert_eq!(bench.articles().len(), 3);
    bench.configure(&format!("{JOURNAL}{ONE_FEED}{RULES}"));
    bench.minutes(30).run();
    let job = bench.articles().into_iter().find(|one| one.article.title == "Harbour master").unwrap();
    assert_eq!(job.article.section.map(|section| section.label), Some("Jobs".to_owned()));
    // What was kept before a rule excludes it stays: an operator withdraws it.
    assert_eq!(bench.articles().len(), 3);
    // The rules stay as they are: the document is not read again.
    bench.asked();
    let again = bench.minutes(30).ingest();
    assert_eq!((again[0].unchanged, again[0].changes.new), (1, 0));
}

#[test]
fn a_page_of_which_all_is_left_out_is_no_empty_page_and_no_end_of_a_listing() {
    let rules = "[rule.adverts]\nsection = \"Adverts\"\nexclude = true\n";
    let bench = Bench::new(&format!("{JOURNAL}{ONE_LISTING}{rules}"));
    let next = "https://www.journal.example/november-2025/2.issue";
    let last = "https://www.journal.example/november-2025/3.issue";
    let advert =
        |n: u8| listing("All Journal articles in November 2025", &[("Adverts", &format!("Buy {n}"), &format!("/{n}.article"), "S.")], None);
    let title = "All Journal articles in November 2025";
    bench.page(LISTING, &listing(title, &[("Adverts", "Buy", "/1.article", "S.")], Some(next)));
    bench.page(next, &listing(title, &[("Adverts", "Buy more", "/2.article", "S.")], Some(last)));
    bench.page(last, &listing(title, &[("News", "A headline", "/3.article", "S.")], None));
    bench.run();
    assert_eq!(bench.titles(), ["A headline"]);
    bench.page(LISTING, &advert(9));
    assert_eq!(bench.ingest()[0].trouble, None);
}

#[test]
fn only_what_a_rule_includes_is_kept() {
    let bench = Bench::new(&format!("{JOURNAL}{ONE_FEED}[rule.wanted]\ntitle = [\"headline\", \"master\"]\ninclude = true\n"));
    bench.page(RSS, &rss(&entries())).run();
    assert_eq!(bench.articles().len(), 2);
}
