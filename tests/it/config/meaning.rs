//! What sound configurations mean.

use std::time::Duration;

use super::{PUBLICATION, load, load_publication, places};
use feedmill::config;
use feedmill::pack::Coding;
use feedmill::schedule::Missed;
use feedmill::source::Read;
use feedmill::source::listing::Place;

#[test]
fn a_small_configuration_means_what_the_handbook_says() {
    let (loaded, said) = load(&[
        ("feedmill.toml", b"[output]\nbase_url = 'https://feeds.example.org/hsj'\n[fetch]\nrecorded = 'web'\n"),
        ("publications/hsj.toml", PUBLICATION.as_bytes()),
        ("web/www.hsj.co.uk/rss", b""),
    ]);
    let config = loaded.expect(&said);
    assert_eq!(config.base_url.as_str(), "https://feeds.example.org/hsj/");
    assert_eq!((config.store.to_str(), config.output.to_str()), (Some("feedmill.db"), Some("feeds")));
    assert_eq!((config.listen.to_string(), config.admin.to_string()), ("127.0.0.1:8080".to_owned(), "127.0.0.1:8081".to_owned()));
    assert_eq!((config.jitter, config.compress.as_slice()), (Duration::ZERO, &Coding::ALL[..]));
    assert_eq!(config.fetch.recorded, Some(config.directory.join("web")));
    assert_eq!((config.fetch.max_body, config.fetch.max_redirects, config.fetch.concurrency), (10 * 1024 * 1024, 5, 32));
    let publication = config.publication("hsj").unwrap();
    assert_eq!((publication.items, publication.grace_days, publication.full_text), (50, 7, false));
    assert_eq!(publication.language, "en");
    assert!(config.warnings.is_empty(), "{said}");
}

const WHOLE_DAEMON: &str = r#"
[store]
path = "data/feedmill.db"
[output]
directory = "public"
base_url  = "https://feeds.example.org/"
compress  = ["gzip", "br", "gzip"]
[serve]
listen = "unix:/run/feedmill/feeds.sock"
admin  = "[::1]:9081"
trusted_proxies = ["127.0.0.1", "10.0.0.0/8"]
[schedule]
jitter = "90s"
[fetch]
contact         = "https://example.org/feeds-contact"
connect_timeout = "2s"
total_timeout   = "1m"
max_body        = "5MiB"
max_redirects   = 3
concurrency     = 8
host_spacing    = "500ms"
allow_private   = ["127.0.0.1:9000"]
"#;

#[test]
fn every_key_of_the_daemon_means_what_it_says() {
    let (loaded, said) = load(&[("feedmill.toml", WHOLE_DAEMON.as_bytes()), ("publications/hsj.toml", PUBLICATION.as_bytes())]);
    let config = loaded.expect(&said);
    assert_eq!((config.store.to_str(), config.output.to_str()), (Some("data/feedmill.db"), Some("public")));
    assert_eq!(
        (config.listen.to_string(), config.admin.to_string()),
        ("unix:/run/feedmill/feeds.sock".to_owned(), "[::1]:9081".to_owned())
    );
    assert_eq!((config.compress.clone(), config.proxies.len()), (vec![Coding::Brotli, Coding::Gzip], 2));
    assert_eq!(config.jitter, Duration::from_secs(90));
    let fetch = &config.fetch;
    assert_eq!(fetch.contact.as_deref(), Some("https://example.org/feeds-contact"));
    assert_eq!((fetch.connect_timeout, fetch.total_timeout), (Duration::from_secs(2), Duration::from_mins(1)));
    assert_eq!((fetch.max_body, fetch.max_redirects, fetch.concurrency), (5 << 20, 3, 8));
    assert_eq!(fetch.host_spacing, Duration::from_millis(500));
    assert_eq!(fetch.allow_private.len(), 1);
}

const HSJ: &str = include_str!("../../../config/examples/hsj.toml");

#[test]
fn the_journal_that_comes_along_means_what_it_says() {
    let (loaded, said) = load_publication(HSJ);
    let config = loaded.expect(&said);
    assert!(config.warnings.is_empty(), "{said}");
    let hsj = config.publication("hsj").unwrap();
    assert_eq!((hsj.title.as_str(), hsj.home.as_str()), ("Health Service Journal", "https://www.hsj.co.uk/"));
    assert_eq!((hsj.language.as_str(), hsj.zone), ("en-GB", chrono_tz::Tz::Europe__London));
    assert_eq!(hsj.aliases.iter().map(config::Name::as_str).collect::<Vec<_>>(), ["health-service-journal"]);
    let slugs: Vec<&str> = hsj.sections.iter().map(|section| section.slug.as_str()).collect();
    let expected = ["news", "comment", "expert-briefing", "daily-insight", "podcast", "hsj-local", "hsj-partners", "hsj-interactive"];
    assert_eq!(slugs, expected);
    assert_eq!(hsj.sections[5].label, "HSJ Local");
    assert_eq!(hsj.sections[5].aliases.iter().map(config::Name::as_str).collect::<Vec<_>>(), ["local"]);

    let latest = hsj.source("latest").unwrap();
    assert_eq!((latest.schedule.text(), latest.section.as_deref()), ("*/15 6-22 * * MON-FRI", Some("News")));
    assert!(matches!(&latest.read, Read::Feed(feed) if feed.url.as_str() == "https://www.hsj.co.uk/rss/latest-news/more"));
    let Read::Listing(listing) = &hsj.source("november").unwrap().read else { panic!("not a listing") };
    assert_eq!(listing.place, Place::Address("https://www.hsj.co.uk/november-2025/3000274.issue".to_owned()));
    assert_eq!((listing.max_pages, &listing.item, listing.expect.min_items), (40, &None, 0));
    assert_eq!((hsj.feeds[0].name.as_str(), hsj.feeds[0].items), ("newsletter", 30));
    assert_eq!(hsj.feeds[0].filter.exclude, ["HSJ Partners", "HSJ Interactive"]);
}

/// The lines of the example that are commented out are sound as well.
#[test]
fn selectors_an_index_and_saved_pages_are_read() {
    let text = HSJ.replace("# index = {", "index = {").replace("url       = \"https://www.hsj.co.uk/nov", "# ");
    let text =
        text.replace("# [source.saved]", "[source.saved]").replace("# schedule  ", "schedule  ").replace("# read.saved", "read.saved");
    let text = text.replace("# enrich =", "enrich =");
    let keys = ["item   ", "section", "title  ", "link   ", "summary", "author ", "date   ", "next   "];
    let text = ["min_items     ", "require       ", "known_sections"]
        .iter()
        .fold(text, |text, key| text.replace(&format!("# {key} ="), &format!("{key} =")));
    let text = keys.iter().fold(text, |text, key| text.replace(&format!("# {key} ="), &format!("{key} =")));
    let (loaded, said) = load_publication(&text);
    let config = loaded.expect(&said);
    let hsj = config.publication("hsj").unwrap();
    let Read::Listing(listing) = &hsj.source("november").unwrap().read else { panic!("not a listing") };
    assert_eq!((hsj.source("november").unwrap().enrich, hsj.source("latest").unwrap().enrich), (true, false));
    assert_eq!((listing.expect.min_items, listing.expect.require.len(), listing.expect.known_sections), (10, 2, true));
    let Place::Index { url, link, months } = &listing.place else { panic!("not an index") };
    assert_eq!((url.as_str(), link.text.as_str(), *months), ("https://www.hsj.co.uk/archive", "a[href$='.issue']", 2));
    let picks = [&listing.item, &listing.section, &listing.title, &listing.link];
    assert_eq!(picks.map(|pick| pick.as_ref().unwrap().text.as_str()), ["li.story", ".label", "h3 a", "h3 a@href"]);
    let picks = [&listing.summary, &listing.author, &listing.date, &listing.next];
    assert_eq!(picks.map(|pick| pick.as_ref().unwrap().text.as_str()), ["p.intro", ".byline", "time@datetime", "a.next@href"]);
    let Read::Saved(saved) = &hsj.source("saved").unwrap().read else { panic!("not saved pages") };
    assert_eq!(saved.path, config.directory.join("pages/"));
}

#[test]
fn rules_and_near_duplicates_are_read() {
    let mut inside = false;
    let uncommented = HSJ.lines().map(|line| {
        inside = line.starts_with("# [rule.") || line.starts_with("# [near_duplicates]") || (inside && line.starts_with('#'));
        if inside { line.trim_start_matches('#').trim_start() } else { line }
    });
    let text = uncommented.collect::<Vec<_>>().join("\n");
    let (loaded, said) = load_publication(&text);
    let config = loaded.expect(&said);
    let hsj = config.publication("hsj").unwrap();
    assert_eq!(hsj.rules.iter().map(|rule| rule.name.as_str()).collect::<Vec<_>>(), ["adverts", "jobs"]);
    assert_eq!(
        (hsj.rules[1].sources.as_slice(), hsj.rules[1].when.len(), hsj.rules[1].then.len()),
        (["latest".to_owned()].as_slice(), 1, 2)
    );
    assert_eq!((hsj.near_duplicates.enabled, hsj.near_duplicates.score, hsj.near_duplicates.days), (Some(true), 75, 7));
    assert_eq!(hsj.sites.iter().map(String::as_str).collect::<Vec<_>>(), ["hsj.co.uk"]);
}

#[test]
fn a_file_cut_anywhere_is_refused_in_words_or_read() {
    for (cut, _) in HSJ.char_indices() {
        let (loaded, said) = load_publication(&HSJ[..cut]);
        for (line, column, _) in places(&loaded) {
            assert!(said.contains(&format!("config/publications/hsj.toml:{line}:{column}")), "cut at {cut}:\n{said}");
        }
    }
}

#[test]
fn feeds_are_stale_when_something_that_they_show_was_edited_and_only_then() {
    let base = "https://feeds.example.org/";
    let fingerprint = |text: &str, base: &str| {
        let (loaded, said) = load_publication(text);
        loaded.expect(&said).publications[0].rendering_fingerprint(&base.parse().unwrap())
    };
    let before = fingerprint(HSJ, base);
    assert_eq!(before.len(), 64);
    assert_eq!(before, fingerprint(HSJ, base));
    assert_ne!(before, fingerprint(HSJ, "https://elsewhere.example/"));
    for (written, edited, stale) in [
        ("Health Service Journal\"", "HSJ\"", true),
        ("https://www.hsj.co.uk/\"", "https://hsj.example/\"", true),
        ("en-GB", "en", true),
        ("Europe/London", "UTC", true),
        ("items = 50", "items = 51", true),
        ("content = \"summary\"", "content = \"full\"", true),
        ("grace = 7", "grace = 8", true),
        ("# hub =", "hub =", true),
        ("\"daily-insight\"", "\"insight\"", true),
        // What fits into a feed of the operator's own, and how much of it is shown, is the store's: see `own`.
        ("items   = 30", "items   = 31", false),
        ("\"HSJ Interactive\"]", "]", false),
        ("items   = 30", "title_format = \"{section}: {title}\"", true),
        ("items   = 30", "digest = \"weekly\"", true),
        ("items   = 30", "release = \"@daily\"\nhold = \"5m\"", false),
        ("\"health-service-journal\"", "", false),
        ("aliases = [\"local\"]", "aliases = []", false),
        ("0 7,13,19 * * *", "0 8 * * *", false),
        ("max_pages = 40", "max_pages = 41", false),
    ] {
        assert!(HSJ.contains(written), "{written}");
        assert_eq!(fingerprint(&HSJ.replace(written, edited), base) != before, stale, "{written} → {edited}");
    }
}

#[test]
fn a_source_may_have_a_zone_of_its_own_and_a_deadline_for_missed_runs() {
    let second = "[source.far]\nschedule = '@daily'\ntime_zone = 'America/New_York'\noverlap = 'skip'\ndeadline = '6h'\n\
        read.feed = { url = 'https://a.example/rss' }\n[source.never]\nschedule = '@daily'\nmissed = 'skip'\n\
        read.feed = { url = 'https://a.example/rss' }\n";
    let (loaded, said) = load_publication(&format!("{PUBLICATION}{second}"));
    let config = loaded.expect(&said);
    let sources = &config.publication("hsj").unwrap().sources;
    assert_eq!(sources.iter().map(|source| source.zone.name()).collect::<Vec<_>>(), ["Europe/London", "America/New_York", "Europe/London"]);
    let missed = [Missed::Once, Missed::Within(Duration::from_hours(6)), Missed::Skip];
    assert_eq!(sources.iter().map(|source| source.missed).collect::<Vec<_>>(), missed);
}

#[test]
fn the_fingerprint_changes_with_every_byte_and_every_secret_and_with_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    let fingerprint = || config::load(folder.path()).unwrap_or_else(|faults| panic!("{faults}")).fingerprint;
    write("feedmill.toml", super::DAEMON);
    write("token", "first");
    write("publications/hsj.toml", &format!("{PUBLICATION}auth.bearer = 'file:token'\n"));
    let first = fingerprint();
    write("feedmill.toml", super::DAEMON);
    assert_eq!(fingerprint(), first);
    write("token", "second");
    let second = fingerprint();
    assert_ne!(second, first);
    write("feedmill.toml", &format!("{}# a remark\n", super::DAEMON));
    assert_ne!(fingerprint(), second);
}
