//! From what is kept to what is published: releases, marks, fragments, feeds, and what published files give back.

use std::collections::HashSet;
use std::sync::Arc;

use chrono::TimeDelta;
use feedmill::article::{Article, Entry, Stated};
use feedmill::feed::{Feed, Scope, Stands};
use feedmill::format::{Document, Format, json};
use feedmill::store::{Found, Kept, Released};

use super::{Scene, at, entry, key, source, well, with_every_store};

impl Scene {
    /// Renders what is not rendered, as the road does.
    async fn render(&self) {
        let articles = self.store.unrendered("j", 1_000).await.unwrap();
        let fragments = |article: &Article| Format::ALL.iter().map(|format| format.fragment(article, &self.masthead)).collect();
        let done = articles.iter().map(|(row, article)| (*row, fragments(article))).collect();
        self.store.rendered(done).await.unwrap();
    }

    async fn feed(&self, scope: Scope) -> Option<Arc<Feed>> {
        let feed = self.store.feed(&key(scope), Arc::clone(&self.journal), Arc::clone(&self.masthead)).await.unwrap();
        feed.map(Arc::new)
    }

    async fn document(&self, scope: Scope, format: Format) -> String {
        let feed = self.feed(scope).await.unwrap();
        let document = Document::begin(format, &feed, &self.masthead);
        String::from_utf8(self.store.fill(feed, vec![document]).await.unwrap().remove(0).bytes()).unwrap()
    }
}

#[test]
fn releases_are_distinct_seconds_that_only_grow_and_are_never_in_the_future() {
    with_every_store(async |scene| {
        assert_eq!(scene.release(at(0)).await, Released::default(), "nothing is there");
        scene.run([entry(3), entry(2), entry(1)], at(0)).await;
        assert_eq!(scene.release(at(0)).await.released, 3);
        let mut before = scene.seconds().await;
        assert_eq!(before.len(), 3);
        // News, also while the clock steps back an hour: what finds no second waits for one.
        for (step, minutes) in [10, 20, -40, -10, 30].into_iter().enumerate() {
            let n = u32::try_from(step).unwrap() * 2 + 4;
            scene.run([entry(n + 1), entry(n)], at(minutes)).await;
            let done = scene.release(at(minutes)).await;
            let after = scene.seconds().await;
            assert!(after.is_sorted_by(|one, other| one > other), "distinct, newest first");
            assert!(after.ends_with(&before), "no second that was given moves");
            let new = &after[..after.len() - before.len()];
            assert_eq!(new.len(), done.released as usize);
            assert!(new.iter().all(|second| *second > before[0] && *second <= at(minutes)));
            assert_eq!(done.waiting, if minutes < 0 { u32::try_from(step).unwrap() * 2 - 2 } else { 0 });
            before = after;
        }
        assert_eq!(before.len(), 13);
        assert_eq!(scene.release(at(40)).await, Released::default(), "the same once more is nothing");
    });
}

#[test]
fn a_batch_larger_than_the_seconds_there_are_waits_and_the_oldest_go_first() {
    with_every_store(async |scene| {
        scene.run([entry(1)], at(0)).await;
        scene.release(at(0)).await;
        let now = at(0) + TimeDelta::seconds(3);
        scene.run((2..=9).rev().map(entry), now).await;
        let Released { released, waiting, .. } = scene.release(now).await;
        assert_eq!((released, waiting), (3, 5));
        let titles = async || scene.document(Scope::All, Format::Rss).await.matches("<item>").count();
        scene.render().await;
        assert_eq!(titles().await, 4);
        let Released { released, waiting, .. } = scene.release(at(10)).await;
        assert_eq!((released, waiting), (5, 0));
        let all: Vec<_> = scene.store.export(0, 100).await.unwrap().into_iter().map(|(_, one)| one.article).collect();
        let released = |n: u32| all.iter().find(|article| article.title == format!("Headline {n}")).unwrap().released.unwrap();
        assert!((2..=9).all(|n| released(n) > released(n - 1)), "in the listing's order");
    });
}

#[test]
fn the_first_feeds_wait_for_every_source_where_they_are_asked_to() {
    with_every_store(async |scene| {
        scene.run([entry(1)], at(0)).await;
        let patient = async |minutes| {
            scene.store.release(Arc::clone(&scene.journal), Arc::clone(&scene.masthead), true, at(minutes)).await.unwrap().released
        };
        assert_eq!(patient(0).await, 0, "the archive was never read");
        assert!(scene.feed(Scope::All).await.is_none(), "a feed without an article is no feed");
        scene.store.finish(well(source("archive"), at(5)), None).await.unwrap();
        assert_eq!(patient(5).await, 1);
    });
}

#[test]
fn a_month_is_sealed_once_its_grace_is_over() {
    with_every_store(async |scene| {
        scene.run([entry(1)], at(0)).await;
        scene.release(at(0)).await;
        scene.publish().await;
        let days = |days: i64| at(days * 24 * 60);
        assert_eq!(scene.release(days(19)).await.sealed, 0, "6 December: in its days of grace");
        assert_eq!(scene.release(days(22)).await.sealed, 1);
        assert_eq!(scene.stale().await, ["j", "j/months/2025-11", "j/sections/news", "j/sections/news/2025-11"]);
        assert_eq!(scene.release(days(23)).await.sealed, 0, "once");
        // What comes for it now stands there alone.
        let late = Entry { stated: Stated::In("2025-11".parse().unwrap()), ..entry(2) };
        scene.run([late], days(23)).await;
        assert_eq!(scene.release(days(23)).await.released, 0);
        assert_eq!(scene.feed(Scope::Month("2025-11".parse().unwrap())).await.unwrap().items.len(), 2);
        assert_eq!(scene.seconds().await.len(), 1);
    });
}

#[test]
fn a_mark_is_cleared_only_if_nothing_changed_since_it_was_read() {
    with_every_store(async |scene| {
        scene.run([entry(1)], at(0)).await;
        scene.release(at(0)).await;
        let read = scene.store.stale("j").await.unwrap();
        // Between reading and publishing, an article of another section comes.
        scene.run([Entry { section: Some("Comment".to_owned()), ..entry(2) }, entry(1)], at(10)).await;
        scene.release(at(10)).await;
        scene.store.published(read.clone()).await.unwrap();
        let left = ["j", "j/months/2025-11", "j/sections/comment", "j/sections/comment/2025-11"];
        assert_eq!(scene.stale().await, left, "the feeds that did not change are done, the others still stale");
        scene.store.published(read).await.unwrap();
        assert_eq!(scene.stale().await, left, "an old reading clears nothing");
        scene.publish().await;
        assert!(scene.stale().await.is_empty());
        scene.store.stale_all(Arc::clone(&scene.journal)).await.unwrap();
        assert_eq!(scene.stale().await.len(), 6);
        scene.publish().await;
        // Other documents under the same articles: everything is stale, once.
        let plans = || {
            let mut plans = scene.plans("hourly");
            "another title".clone_into(&mut plans[0].rendering);
            plans
        };
        for left in [6, 0] {
            scene.store.enrol(plans(), at(20)).await.unwrap();
            assert_eq!(scene.stale().await.len(), left);
            scene.publish().await;
        }
    });
}

#[test]
fn what_is_new_or_edited_is_rendered_once() {
    with_every_store(async |scene| {
        scene.run((1..=5).map(entry), at(0)).await;
        assert_eq!(scene.store.unrendered("j", 2).await.unwrap().len(), 2, "as many as were asked for");
        let rows: HashSet<i64> = scene.store.unrendered("j", 10).await.unwrap().into_iter().map(|(row, _)| row).collect();
        assert_eq!(rows.len(), 5);
        scene.render().await;
        assert!(scene.store.unrendered("j", 10).await.unwrap().is_empty());
        scene.run([Entry { title: "Corrected".to_owned(), ..entry(3) }], at(10)).await;
        let again = scene.store.unrendered("j", 10).await.unwrap();
        assert_eq!(again.iter().map(|(_, article)| article.title.as_str()).collect::<Vec<_>>(), ["Corrected"]);
        assert!(rows.contains(&again[0].0), "the same row");
    });
}

#[test]
fn a_feed_is_filled_with_the_fragments_of_its_articles() {
    with_every_store(async |scene| {
        let comment = Entry { section: Some("Comment".to_owned()), ..entry(3) };
        scene.run([comment, entry(2), entry(1)], at(0)).await;
        scene.release(at(0)).await;
        scene.render().await;
        let (news, november) = ("news".parse().unwrap(), "2025-11".parse().unwrap());
        for format in Format::ALL {
            let all = scene.document(Scope::All, format).await;
            let places: Vec<usize> = [3, 2, 1].map(|n| all.find(&format!("Headline {n}")).unwrap()).into();
            assert!(places.is_sorted(), "newest first");
            let news = scene.document(Scope::Section("news".parse().unwrap()), format).await;
            assert!(!news.contains("Headline 3") && news.contains("Headline 1"));
        }
        assert_eq!(scene.feed(Scope::Month(november)).await.unwrap().items.len(), 3);
        assert_eq!(scene.feed(Scope::SectionMonth(news, november)).await.unwrap().items.len(), 2);
        // Where nothing is, there is no feed: a section nobody knows, a month without articles.
        assert!(scene.feed(Scope::Section("sport".parse().unwrap())).await.is_none());
        assert!(scene.feed(Scope::Month("2024-02".parse().unwrap())).await.is_none());

        let slugs: Vec<String> = scene.store.sections("j").await.unwrap().into_iter().map(|section| section.slug).collect();
        assert_eq!(slugs, ["news", "comment"], "the configured one first");
        assert!(scene.store.sections("k").await.unwrap().is_empty(), "a section without an article is none");
    });
}

#[test]
fn a_lost_store_takes_its_times_from_what_was_published() {
    let mut published = Vec::new();
    let mut before = Vec::new();
    let times = async |scene: &Scene| -> Vec<_> {
        let all = scene.store.export(0, 100).await.unwrap().into_iter();
        let mut all: Vec<_> = all.map(|(_, one)| (one.article.id, one.article.released, one.article.dated, one.article.updated)).collect();
        all.sort();
        all
    };
    with_every_store(async |scene| {
        assert!(scene.store.is_new("j").await.unwrap());
        scene.run([entry(2), entry(1)], at(0)).await;
        assert!(!scene.store.is_new("j").await.unwrap());
        scene.release(at(0)).await;
        scene.run([entry(3), entry(2), entry(1)], at(30)).await;
        scene.release(at(30)).await;
        scene.render().await;
        for scope in [Scope::All, Scope::Month("2025-11".parse().unwrap())] {
            let told = json::recover(scene.document(scope, Format::Json).await.as_bytes());
            assert_eq!(told.len(), 3);
            published.extend(told);
        }
        before.extend(times(scene).await);
    });
    with_every_store(async |scene| {
        scene.store.recover("j", published.clone()).await.unwrap();
        assert!(!scene.store.is_new("j").await.unwrap(), "what was recovered is not asked for again");
        // Days later, all at once, and with one more.
        scene.run((1..=4).rev().map(entry), at(3_000)).await;
        scene.release(at(3_000)).await;
        let mut after = times(scene).await;
        let all = Stands { all: true, section: true, own: true };
        assert_eq!(scene.feed(Scope::All).await.unwrap().items.iter().filter(|item| item.stands == all).count(), 3);
        after.retain(|(id, ..)| before.iter().any(|(known, ..)| known == id));
        assert_eq!(after, before, "each has the times it was published with");
        assert_eq!(scene.seconds().await.len(), 4);
    });
}

#[test]
fn an_import_is_never_news() {
    with_every_store(async |scene| {
        scene.run([entry(2)], at(0)).await;
        scene.release(at(0)).await;
        let before = scene.seconds().await;
        let import = Kept { arrival: feedmill::store::Arrival::Import, ..scene.page([entry(1)], at(10)) };
        scene.store.keep(import).await.unwrap();
        scene.release(at(10)).await;
        let after = scene.seconds().await;
        assert_eq!((after.len(), after[0]), (2, before[0]), "it stands at the end");
        assert!(!scene.feed(Scope::All).await.unwrap().items[1].stands.own);
    });
}

#[test]
fn what_is_rendered_is_found_by_its_words_a_few_at_a_time_and_what_is_not_is_not() {
    with_every_store(async |scene| {
        let search = async |question: &str, from: usize| scene.store.search("j", question, from, 2).await.unwrap();
        scene.run([entry(3), entry(2), entry(1)], at(0)).await;
        scene.release(at(0)).await;
        assert_eq!(search("headline", 0).await, Found::default(), "kept and dated, and nowhere to be seen yet");
        scene.render().await;
        let (first, second) = (search("head", 0).await, search("headline", 2).await);
        assert_eq!((first.blocks.len(), first.all, first.more, second.blocks.len(), second.all), (2, 3, false, 1, 3));
        assert!(first.blocks.iter().all(|block| block.starts_with("<article")) && !first.blocks.contains(&second.blocks[0]));
        assert_eq!((search("", 0).await, search("\"*(", 0).await), (Found::default(), Found::default()));
        assert_eq!(scene.store.search("k", "headline", 0, 2).await.unwrap(), Found::default(), "of another journal");
    });
}
