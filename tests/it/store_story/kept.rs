//! From a schedule to what is kept: sources, pages, walks, articles.

use std::sync::Arc;

use feedmill::article::{Entry, Month};
use feedmill::config::Publication;
use feedmill::fetch::Validators;
use feedmill::store::{Changes, Kept, KnownPage, Outcome, Question, SourceName, SourceState, Store, StoreError};
use feedmill::trouble::{Kind, Trouble};

use super::{at, entry, source, well, with_every_store};

/// The names of the sources that are due, as they are written.
async fn due(store: &dyn Store, minutes: i64) -> Vec<String> {
    store.due(at(minutes)).await.unwrap().into_iter().map(|(name, _)| name.to_string()).collect()
}

#[test]
fn a_new_source_is_due_at_once_and_then_when_its_last_run_said() {
    with_every_store(async |scene| {
        let store = &scene.store;
        assert_eq!(due(store.as_ref(), 0).await, ["j/latest", "j/archive", "k/latest", "k/archive"]);
        for name in ["latest", "archive"] {
            store.finish(well(source(name), at(0)), None).await.unwrap();
        }
        assert_eq!(due(store.as_ref(), 59).await, ["k/latest", "k/archive"]);
        assert_eq!(due(store.as_ref(), 60).await, ["k/latest", "k/archive", "j/latest", "j/archive"], "the longest overdue first");
        assert_eq!(store.next_due(at(0)).await.unwrap(), Some(at(60)), "of those that are not due yet");

        // A run that did not take place moves the next one, and is no run.
        let wait = Outcome::skipped(source("latest"), at(60), Some(at(90)), "missed");
        store.postpone(wait).await.unwrap();
        assert!(!due(store.as_ref(), 89).await.contains(&"j/latest".to_owned()));
        let states = store.sources().await.unwrap();
        let names: Vec<String> = states.iter().map(|state| state.name.to_string()).collect();
        assert_eq!(names, ["j/archive", "j/latest", "k/archive", "k/latest"], "in order of publication and name");
        assert_eq!((states[1].last_attempt, states[1].next_reason.as_str()), (Some(at(0)), "missed"));
    });
}

#[test]
fn enrolling_keeps_the_times_of_what_did_not_change() {
    with_every_store(async |scene| {
        let store = &scene.store;
        store.finish(well(source("latest"), at(0)), None).await.unwrap();
        let read = |states: Vec<SourceState>| states.into_iter().find(|state| state.name == source("latest")).unwrap();
        let before = read(store.sources().await.unwrap());
        store.enrol(scene.plans("hourly"), at(30)).await.unwrap();
        assert_eq!(read(store.sources().await.unwrap()), before);
        assert_eq!(due(store.as_ref(), 29).await, [""; 0], "what was never read is new, however long the daemon was down");

        // Another schedule: the next run is the new schedule's, but what never ran runs at once all the same.
        store.enrol(scene.plans("at ten"), at(30)).await.unwrap();
        assert_eq!(due(store.as_ref(), 119).await, ["j/archive", "k/latest", "k/archive"]);
        assert!(due(store.as_ref(), 120).await.contains(&"j/latest".to_owned()));

        // A source that is gone rests, and comes back with what was known of it.
        let mut without = scene.plans("at ten");
        without[0].sources.remove(0);
        store.enrol(without, at(30)).await.unwrap();
        assert!(!due(store.as_ref(), 9_999).await.contains(&"j/latest".to_owned()));
        assert_eq!(store.sources().await.unwrap().len(), 3);
        store.enrol(scene.plans("at ten"), at(30)).await.unwrap();
        assert_eq!(store.sources().await.unwrap()[1].last_attempt, Some(at(0)));
    });
}

#[test]
fn a_run_is_recorded_as_it_went() {
    with_every_store(async |scene| {
        let state = async || scene.store.sources().await.unwrap().remove(1);
        let failed = |minutes| Outcome {
            trouble: Some(Trouble::new(Kind::Http, "it answers 500".to_owned())),
            not_before: Some(at(45)),
            ..well(source("latest"), at(minutes))
        };
        scene.store.finish(failed(0), None).await.unwrap();
        scene.store.finish(failed(10), None).await.unwrap();
        let bad = state().await;
        assert_eq!((bad.failures, bad.last_attempt, bad.last_success), (2, Some(at(10)), None));
        assert_eq!(bad.trouble, Some((Kind::Http.word().to_owned(), "it answers 500".to_owned())));
        assert_eq!(bad.not_before, Some(at(45)));

        scene.run([entry(1)], at(20)).await;
        let good = state().await;
        assert_eq!((good.failures, good.trouble, good.not_before), (0, None, None));
        assert_eq!((good.last_success, good.last_new, good.articles), (Some(at(20)), Some(at(20)), 1));
        scene.run([entry(1)], at(30)).await;
        assert_eq!(state().await.last_new, Some(at(20)), "nothing was new");
        // A run that is cut after this page brought something all the same.
        scene.store.keep(scene.page([entry(2)], at(40))).await.unwrap();
        assert_eq!(state().await.last_new, Some(at(40)));
    });
}

#[test]
fn a_page_is_kept_whole_with_its_validators_or_not_at_all() {
    with_every_store(async |scene| {
        let (store, name) = (&scene.store, source("latest"));
        let page = Kept { next: Some("https://www.journal.example/rss?page=2".to_owned()), ..scene.page([entry(2), entry(1)], at(0)) };
        assert_eq!(store.page(&name, &page.url).await.unwrap(), KnownPage::default(), "an address that was never read");

        // An outcome that cannot be recorded takes its page with it.
        let nobody = SourceName { publication: "j".to_owned(), source: "nobody".to_owned() };
        let failed = store.finish(well(nobody, at(0)), Some(page.clone())).await;
        assert!(matches!(failed, Err(StoreError::Unknown(name)) if name == "j/nobody"));
        assert_eq!(store.page(&name, &page.url).await.unwrap(), KnownPage::default());
        assert!(scene.titles().await.is_empty() && scene.stale().await.is_empty());

        let changes = store.keep(page.clone()).await.unwrap();
        assert_eq!(changes, Changes { new: 2, ..Changes::default() });
        let known = store.page(&name, &page.url).await.unwrap();
        let expected =
            KnownPage { validators: page.validators.clone(), body: Some(page.body.clone()), next: page.next.clone(), entries: 2 };
        assert_eq!(known, expected);
        assert_eq!(store.page(&source("archive"), &page.url).await.unwrap(), KnownPage::default(), "what one source knows is its own");

        // The same bytes under another mark: only the mark is renewed.
        let renewed = Validators { etag: Some(b"\"two\"".to_vec()), last_modified: Some(b"Mon, 17 Nov 2025 08:00:00 GMT".to_vec()) };
        store.revalidate(&name, &page.url, renewed.clone()).await.unwrap();
        assert_eq!(store.page(&name, &page.url).await.unwrap(), KnownPage { validators: renewed, ..expected });
    });
}

#[test]
fn the_same_page_twice_changes_nothing_and_an_edit_changes_one_article() {
    with_every_store(async |scene| {
        scene.run([entry(2), entry(1)], at(0)).await;
        scene.release(at(0)).await;
        scene.publish().await;
        let before = scene.store.export(0, 10).await.unwrap();
        assert_eq!(scene.run([entry(2), entry(1)], at(10)).await, Changes { known: 2, repeated: 2, ..Changes::default() });
        assert_eq!(scene.store.export(0, 10).await.unwrap(), before);
        assert!(scene.stale().await.is_empty());

        let corrected = Entry { title: "Corrected".to_owned(), ..entry(1) };
        assert_eq!(scene.run([entry(2), corrected], at(20)).await, Changes { known: 1, repeated: 1, edited: 1, ..Changes::default() });
        assert_eq!(scene.stale().await, ["j", "j/months/2025-11", "j/sections/news", "j/sections/news/2025-11"]);
        let after = scene.store.export(0, 10).await.unwrap();
        let edited = before.iter().zip(&after).filter(|(one, other)| one != other).count();
        assert_eq!(edited, 1);
        for ((_, one), (_, other)) in before.iter().zip(&after) {
            let fixed = |one: &feedmill::article::Article| (one.id.clone(), one.released, one.dated, one.first_seen);
            assert_eq!(fixed(&one.article), fixed(&other.article), "what was published once never changes");
        }
    });
}

#[test]
fn a_guid_that_is_an_address_counts_in_its_plain_form_and_for_its_source_alone() {
    with_every_store(async |scene| {
        let guid = |guid: &str| Entry { guid: Some(guid.to_owned()), link: None, ..entry(1) };
        assert_eq!(scene.run([guid("http://www.journal.example/1.article#7")], at(0)).await.new, 1);
        for other in ["https://journal.example/1.article", "https://www.journal.example/1.article?utm_source=rss#8"] {
            assert_eq!(scene.run([guid(other)], at(10)).await.new, 0, "{other}");
        }
        let mut archive = scene.page([guid("http://www.journal.example/1.article#7")], at(20));
        archive.source = "archive".to_owned();
        assert_eq!(scene.store.keep(archive).await.unwrap().new, 1, "another source may mean another article by it");
    });
}

#[test]
fn a_walk_is_caught_up_from_its_end_until_the_next_news() {
    with_every_store(async |scene| {
        let (store, name, listing) = (&scene.store, source("archive"), "https://www.journal.example/november-2025/1.issue");
        let walk = async || store.walk(&name, listing).await.unwrap();
        let page = |n: u32, minutes: i64| Kept {
            source: name.source.clone(),
            url: listing.to_owned(),
            walk: Some(listing.to_owned()),
            complete: false,
            ..scene.page([entry(n)], at(minutes))
        };
        let november: Month = "2025-11".parse().unwrap();
        store.keep(page(1, 0)).await.unwrap();
        assert!(!walk().await.caught_up, "no walk has reached the end");
        store.walked(&name, listing, Some(november), true, at(0)).await.unwrap();
        let ended = walk().await;
        assert!(ended.caught_up);
        assert_eq!((ended.month, ended.ended, ended.quiet), (Some(november), Some(at(0)), None));

        // Walks without news: it is quiet since the first of them, and the month is not forgotten.
        store.keep(page(1, 10)).await.unwrap();
        store.walked(&name, listing, None, false, at(10)).await.unwrap();
        store.walked(&name, listing, None, false, at(20)).await.unwrap();
        let quiet = walk().await;
        assert_eq!((quiet.month, quiet.ended, quiet.quiet), (Some(november), Some(at(20)), Some(at(10))));

        // News: until this walk ends, it may have pushed others on to later pages.
        store.keep(page(2, 30)).await.unwrap();
        let cut = walk().await;
        assert_eq!((cut.caught_up, cut.quiet), (false, None));
        store.walked(&name, listing, None, true, at(30)).await.unwrap();
        assert!(walk().await.caught_up);
        assert!(!store.walk(&source("latest"), listing).await.unwrap().caught_up, "a walk is its source's own");
    });
}

#[test]
fn everything_can_be_listed_counted_and_exported_in_pages() {
    with_every_store(async |scene| {
        let store = &scene.store;
        let comment = |n| Entry { section: Some("Comment".to_owned()), author: Some("A. Writer".to_owned()), ..entry(n) };
        scene.run([comment(5), entry(4), entry(3), entry(2), entry(1)], at(0)).await;
        let mut archive = scene.page([entry(3)], at(10));
        archive.source = "archive".to_owned();
        store.keep(archive).await.unwrap();

        let all = store.export(0, 100).await.unwrap();
        let (mut paged, mut after) = (Vec::new(), 0);
        loop {
            let page = store.export(after, 2).await.unwrap();
            assert!(page.len() <= 2);
            let Some((last, _)) = page.last() else { break };
            after = *last;
            paged.extend(page);
        }
        assert_eq!(paged, all, "in pages and at once are the same, in order of keeping");
        assert_eq!(all.len(), 5);
        let third = all.iter().find(|(_, one)| one.article.title == "Headline 3").map(|(_, one)| one).unwrap();
        let seen: Vec<&str> = third.seen_as.iter().map(|seen| seen.source.as_str()).collect();
        assert_eq!(seen, ["j/latest", "j/archive"], "every way in which it was seen, the first one first");

        let [one, two] = store.totals().await.unwrap().try_into().unwrap();
        assert_eq!((one.articles, one.sections, one.months, one.feeds), (5, 2, 1, 6), "all, a month, two sections and each in its month");
        assert_eq!((two.publication.as_str(), two.articles), ("k", 0));

        let found = async |question: Question| {
            let found = store.articles(Question { limit: 10, ..question }).await.unwrap();
            found.into_iter().map(|listed| listed.article.title).collect::<Vec<_>>()
        };
        assert_eq!(found(Question { words: "writer headline".to_owned(), ..Question::default() }).await, ["Headline 5"]);
        for (question, expected) in [
            (Question { words: "headline 5 comm".to_owned(), ..Question::default() }, 1),
            (Question { words: "head".to_owned(), source: Some("archive".to_owned()), ..Question::default() }, 1),
            (Question { words: "headline nothing".to_owned(), ..Question::default() }, 0),
            (Question { words: "100%_".to_owned(), ..Question::default() }, 0),
            (Question { words: "—".to_owned(), ..Question::default() }, 0),
            (Question { since: Some(at(-1_000_000)), until: Some(at(1_000_000)), ..Question::default() }, 5),
            (Question { since: Some(at(1_000_000)), ..Question::default() }, 0),
            (Question { until: Some(at(-1_000_000)), ..Question::default() }, 0),
        ] {
            assert_eq!(found(question.clone()).await.len(), expected, "{question:?}");
        }
        assert_eq!(found(Question { section: Some("comment".into()), ..Question::default() }).await, ["Headline 5"]);
        assert_eq!(found(Question { month: "2025-10".parse().ok(), ..Question::default() }).await, [""; 0]);
        assert_eq!(found(Question { publication: Some("k".into()), ..Question::default() }).await, [""; 0]);
        assert_eq!(store.articles(Question { limit: 2, ..Question::default() }).await.unwrap().len(), 2);
    });
}

#[test]
fn two_journals_never_see_each_other() {
    with_every_store(async |scene| {
        let store = &scene.store;
        scene.run([entry(2), entry(1)], at(0)).await;
        scene.release(at(0)).await;
        scene.publish().await;
        // The same entry in the other journal is another article there, and this one does not change.
        let theirs = Kept { publication: Arc::clone(&scene.other), ..scene.page([entry(1)], at(5)) };
        let name = SourceName { publication: "k".to_owned(), source: "latest".to_owned() };
        assert_eq!(store.finish(well(name, at(5)), Some(theirs)).await.unwrap().new, 1);
        store.release(Arc::clone(&scene.other), Arc::clone(&scene.masthead), false, at(5)).await.unwrap();
        assert!(scene.stale().await.is_empty());
        assert_eq!(store.stale("k").await.unwrap().len(), 4);
        assert_eq!(scene.seconds().await.len(), 2);
        let articles: Vec<u64> = store.totals().await.unwrap().iter().map(|totals| totals.articles).collect();
        assert_eq!(articles, [2, 1]);
        assert!(!store.is_new("k").await.unwrap());
        store.stale_all(Arc::clone(&scene.other)).await.unwrap();
        assert!(scene.stale().await.is_empty() && store.unrendered("j", 10).await.unwrap().len() == 2);
    });
}

#[test]
fn a_name_that_was_never_enrolled_is_an_error_and_changes_nothing() {
    with_every_store(async |scene| {
        let (store, nobody) = (&scene.store, source("nobody"));
        let unknown = |result: Result<(), StoreError>, whose: &str| match result {
            Err(StoreError::Unknown(name)) => assert_eq!(name, whose),
            other => panic!("{whose}: {other:?}"),
        };
        let page = Kept { source: "nobody".to_owned(), ..scene.page([entry(1)], at(0)) };
        unknown(store.keep(page).await.map(drop), "j/nobody");
        unknown(store.page(&nobody, "https://www.journal.example/").await.map(drop), "j/nobody");
        unknown(store.walk(&nobody, "https://www.journal.example/").await.map(drop), "j/nobody");
        unknown(store.walked(&nobody, "https://www.journal.example/", None, false, at(0)).await, "j/nobody");
        unknown(store.revalidate(&nobody, "https://www.journal.example/", Validators::default()).await, "j/nobody");
        unknown(store.finish(well(nobody.clone(), at(0)), None).await.map(drop), "j/nobody");
        unknown(store.postpone(well(nobody, at(0))).await, "j/nobody");

        let stranger = Arc::new(Publication { name: "stranger".parse().unwrap(), ..Publication::clone(&scene.journal) });
        unknown(store.release(Arc::clone(&stranger), Arc::clone(&scene.masthead), false, at(0)).await.map(drop), "stranger");
        unknown(store.stale_all(Arc::clone(&stranger)).await, "stranger");
        unknown(store.unrendered("stranger", 1).await.map(drop), "stranger");
        unknown(store.sections("stranger").await.map(drop), "stranger");
        unknown(store.recover("stranger", Vec::new()).await, "stranger");
        assert!(scene.titles().await.is_empty());
    });
}
