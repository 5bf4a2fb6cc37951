//! Bytes as a feed: read twice the same; what is read is published in every form, and the form is sound, and Atom is read back the same.
#![no_main]

use std::sync::OnceLock;

use chrono::{DateTime, Utc};
use feedmill::article::{Article, Entry, Month};
use feedmill::config;
use feedmill::feed::Masthead;
use feedmill::format::Format;
use feedmill::source::{Context, Page, feed};
use libfuzzer_sys::fuzz_target;

/// What stands above every feed of a small publication.
fn masthead() -> &'static Masthead {
    static MASTHEAD: OnceLock<Masthead> = OnceLock::new();
    MASTHEAD.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join("publications")).expect("a folder");
        std::fs::write(folder.path().join("feedmill.toml"), "[output]\nbase_url = \"https://f.example/\"\n").expect("a file");
        let journal = "title = \"J\"\nhome = \"https://a.example/\"\ntime_zone = \"UTC\"\n\
                       [source.s]\nschedule = \"@daily\"\nread.feed = { url = \"https://a.example/feed\" }\n";
        std::fs::write(folder.path().join("publications/j.toml"), journal).expect("a file");
        let config = config::load(folder.path()).unwrap_or_else(|faults| panic!("{}", faults.render(false)));
        Masthead::of(&config.publications[0], &config.base_url)
    })
}

fn article(entry: &Entry) -> Article {
    let time: DateTime<Utc> = "2025-11-17T08:00:00Z".parse().expect("a date");
    Article {
        id: "tag:a.example,2025:1".to_owned(),
        title: entry.title.clone(),
        link: entry.link.clone(),
        canonical: entry.link.clone(),
        section: None,
        month: Month::of(time, chrono_tz::Tz::UTC),
        stated: entry.stated,
        first_seen: time,
        released: Some(time),
        dated: Some(time),
        updated: Some(time),
        author: entry.author.clone(),
        summary: entry.summary.clone(),
        content: entry.content.clone(),
        categories: entry.categories.clone(),
        enclosures: entry.enclosures.clone(),
        image: entry.image.clone(),
    }
}

fn page(body: &[u8]) -> Page {
    Page { url: "https://a.example/feed".parse().expect("an address"), content_type: None, body: body.to_vec().into() }
}

fuzz_target!(|data: &[u8]| {
    let context = Context::default();
    let Ok(reading) = feed::read(&page(data), &context) else { return };
    let again = feed::read(&page(data), &context).expect("read once");
    assert_eq!(reading.entries, again.entries, "the same bytes, the same entries");
    for entry in reading.entries.iter().filter(|entry| !entry.title.is_empty()).take(20) {
        let article = article(entry);
        for format in Format::ALL {
            let fragment = format.fragment(&article, masthead());
            format.check_fragment(&fragment).unwrap_or_else(|flaw| panic!("{flaw}: {fragment}"));
        }
        // Atom says what is text and what is HTML, so that nothing has to be guessed.
        let item = Format::Atom.fragment(&article, masthead());
        let whole = format!(
            "<feed xmlns=\"http://www.w3.org/2005/Atom\" xmlns:media=\"http://search.yahoo.com/mrss/\"><title>J</title>{item}</entry></feed>"
        );
        let back = feed::read(&page(whole.as_bytes()), &context).unwrap_or_else(|trouble| panic!("{trouble}: {whole}"));
        assert_eq!(back.entries.len(), 1, "{whole}");
        assert_eq!(back.entries[0].title, entry.title, "{whole}");
    }
});
