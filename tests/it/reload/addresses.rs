//! Addresses outlive edits: what was published once leads somewhere, or says that it is gone.

use std::sync::Arc;

use feedmill::serve::site::{Found, Site};

use super::{FROM, MINUTE, UNTIL, journal};
use crate::bench::{Item, item, rss};
use crate::daemon::world::{Life, World, source};

const NEWSLETTER: &str = "[feed.letter]\nitems = 10\n";

/// What an address answers: where it leads, `gone`, `here`, or `nothing`.
fn answer(site: &Arc<Site>, path: &str) -> String {
    match site.find(path) {
        Found::Moved { from, to } if site.is_on_its_way(&from, &to).unwrap() => "on its way".to_owned(),
        Found::Moved { to, .. } => site.link(&to),
        Found::Nothing => "nothing".to_owned(),
        Found::File(place) => match site.sink.stamp(&place.path()).unwrap() {
            None => "nothing".to_owned(),
            Some(_) if site.is_gone(&place) => "gone".to_owned(),
            Some(_) => "here".to_owned(),
        },
    }
}

fn answers(life: &Life, expected: &[(&str, &str)]) {
    let site = Arc::clone(&life.shown.site.borrow());
    for (path, wanted) in expected {
        assert_eq!(answer(&site, path), *wanted, "{path}");
    }
}

/// A world whose only source has an article in each of two sections, and a feed of the operator's own.
fn world() -> (World, String) {
    let sources = [source("half", "*/30 * * * *", "")];
    let world = World::new(&sources);
    let of = |n: u32, section: &str| {
        let link = format!("https://half.example/{n}");
        Item { category: section.to_owned(), ..item(&link, &link, section) }
    };
    world.bench.page("https://half.example/rss", &rss(&[of(1, "News"), of(2, "Comment")]));
    let text = journal(&sources).replace("\"News\" = \"news\"", "\"News\" = \"news\"\n\"Comment\" = \"comment\"") + NEWSLETTER;
    world.bench.configure(&text);
    (world, text)
}

#[test]
fn a_section_that_moves_without_an_alias_is_found_at_its_old_address_across_restarts_and_moves() {
    let (mut world, text) = world();
    let moved = text.replace("\"news\"", "\"latest\"");
    world.live(FROM, UNTIL);
    world.edit(&moved);
    world.life(FROM, UNTIL, async |life| {
        assert_eq!(life.log.count("section `News` moves from j/sections/news/ to latest without an alias"), 1);
        life.pass(MINUTE).await;
        answers(
            life,
            &[
                ("/j/sections/news/feed.rss", "/j/sections/latest/feed.rss"),
                ("/j/sections/news/2026-06/", "/j/sections/latest/2026-06/"),
                ("/j/sections/latest/feed.rss", "here"),
                ("/j/sections/latest/2026-06/feed.atom", "here"),
                ("/j/sections/comment/feed.rss", "here"),
            ],
        );
    });
    world.edit(&text.replace("\"news\"", "\"third\""));
    world.life(FROM, UNTIL, async |life| {
        life.pass(MINUTE).await;
        let third = "/j/sections/third/feed.rss";
        answers(life, &[("/j/sections/news/feed.rss", third), ("/j/sections/latest/feed.rss", third), (third, "here")]);
    });
    // Back again: what stands there now is never hidden by what stood there once.
    world.edit(&text);
    world.life(FROM, UNTIL, async |life| {
        life.pass(MINUTE).await;
        let news = "/j/sections/news/feed.rss";
        answers(life, &[(news, "here"), ("/j/sections/latest/feed.rss", news), ("/j/sections/third/feed.rss", news)]);
    });
}

#[test]
fn an_alias_is_no_news_and_sections_that_change_places_show_what_stands_there() {
    let (mut world, text) = world();
    world.live(FROM, UNTIL);
    world.edit(&text.replace("\"news\"", "{ slug = \"latest\", aliases = [\"news\"] }"));
    world.life(FROM, UNTIL, async |life| {
        assert_eq!(life.log.count("without an alias"), 0);
        life.pass(MINUTE).await;
        answers(life, &[("/j/sections/news/", "/j/sections/latest/"), ("/j/sections/latest/", "here")]);
    });
    let swapped = text.replace("\"Comment\" = \"comment\"", "\"Comment\" = \"latest\"").replace("\"news\"", "\"comment\"");
    world.edit(&swapped);
    world.life(FROM, UNTIL, async |life| {
        assert_eq!(life.log.count("section `Comment` loses its address j/sections/comment/ to `News`"), 1);
        assert_eq!(life.log.count("section `News` loses its address j/sections/latest/ to `Comment`"), 1);
        life.pass(MINUTE).await;
        answers(life, &[("/j/sections/comment/", "here"), ("/j/sections/latest/", "here"), ("/j/sections/news/", "/j/sections/comment/")]);
    });
    let shown = |path: &str| world.bench.shown(path);
    assert_eq!(
        (shown("j/sections/comment/feed.rss"), shown("j/sections/latest/feed.rss")),
        (vec!["News".to_owned()], vec!["Comment".to_owned()])
    );
}

#[test]
fn a_section_that_is_no_longer_configured_stays_where_it_is() {
    let (mut world, text) = world();
    world.live(FROM, UNTIL);
    world.edit(&text.replace("\"News\" = \"news\"\n", ""));
    world.life(FROM, UNTIL, async |life| {
        life.pass(MINUTE).await;
        answers(life, &[("/j/sections/news/feed.rss", "here")]);
        assert_eq!(life.log.count("section `News`"), 0);
    });
}

#[test]
fn a_feed_and_a_publication_that_are_dropped_answer_gone_and_are_told_once() {
    let (mut world, text) = world();
    let other = world.bench.path("config/publications/other.toml");
    std::fs::write(&other, text.replace("half", "second")).unwrap();
    world.bench.page("https://second.example/rss", &rss(&[item("https://second.example/1", "https://second.example/1", "Second")]));
    let path = world.bench.path("config/publications/j.toml");
    world.life(FROM, UNTIL, async |life| {
        life.pass(MINUTE).await;
        answers(life, &[("/j/letter/feed.rss", "here"), ("/other/feed.rss", "here")]);
        std::fs::write(&path, text.replace(NEWSLETTER, "")).unwrap();
        std::fs::remove_file(&other).unwrap();
        life.reload().await;
        answers(life, &[("/j/letter/feed.rss", "gone"), ("/other/months/2026-06/feed.rss", "gone"), ("/j/feed.rss", "here")]);
        assert_eq!(life.log.count("j/letter/ is published and no longer configured: its address answers 410"), 1);
        assert_eq!(life.log.count("other/ is published and `other` is no longer configured"), 1);
        // The next edit is about something else.
        std::fs::write(&path, text.replace(NEWSLETTER, "").replace("\"Journal\"", "\"Weekly\"")).unwrap();
        life.reload().await;
        assert_eq!(life.log.count("taken over"), 2);
        assert_eq!(life.log.count("no longer configured"), 2);
    });
}

#[test]
fn a_publication_that_is_renamed_with_an_alias_keeps_its_articles_and_their_times() {
    let (mut world, text) = world();
    world.live(FROM, UNTIL);
    let before = world.bench.feed("j/feed.rss");
    let (old, new) = (world.bench.path("config/publications/j.toml"), world.bench.path("config/publications/weekly.toml"));
    std::fs::remove_file(&old).unwrap();
    std::fs::write(&new, format!("aliases = [\"j\"]\n{text}")).unwrap();
    world.life("2026-06-02T12:00:00Z", "2026-06-02T12:20:00Z", async |life| {
        life.pass(MINUTE).await;
        answers(
            life,
            &[("/j/feed.rss", "/weekly/feed.rss"), ("/weekly/feed.rss", "here"), ("/j/sections/news/", "/weekly/sections/news/")],
        );
        assert_eq!(life.log.count("no longer configured"), 0);
    });
    assert_eq!(world.bench.feed("weekly/feed.rss"), before, "nothing is released once more");
}
