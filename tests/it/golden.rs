//! The published example in `feeds/` is what the bundled example publishes, at any time; and every file of it is sound.
//!
//! After a change of what is rendered, `FEEDMILL_GOLDEN=write` writes it anew; read the difference before it is kept.

use std::path::{Path, PathBuf};

use crate::conformance::{self, site::Site};
use crate::program::Place;

fn golden() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("feeds")
}

#[test]
fn the_published_example_is_what_the_example_publishes() {
    let place = Place::example();
    place.good(&["run", "--once", "--strict"]);
    let files = place.files();
    if std::env::var_os("FEEDMILL_GOLDEN").is_some_and(|word| word == "write") {
        let _ = std::fs::remove_dir_all(golden());
        for (name, bytes) in &files {
            let path = golden().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        }
    }
    for (name, bytes) in &files {
        let kept = std::fs::read(golden().join(name)).unwrap_or_default();
        assert!(kept == *bytes, "feeds/{name} is not what is published; `just golden` writes it anew");
    }
    assert!(files.len() > 100);
}

#[test]
fn the_time_of_publishing_makes_no_difference() {
    let files = Place::example().at("2031-12-31T23:59:59Z");
    files.good(&["run", "--once", "--strict"]);
    for (name, bytes) in files.files() {
        assert!(std::fs::read(golden().join(&name)).unwrap_or_default() == bytes, "feeds/{name}");
    }
}

#[test]
fn every_published_file_is_read_back_and_conforms() {
    let place = Place::example();
    place.good(&["run", "--once", "--strict"]);
    let files = place.files();
    let by_path = files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())).collect();
    assert_eq!(conformance::site::check(&Site { files: by_path, base_url: "http://127.0.0.1:8080/" }), [""; 0]);
    for (name, bytes) in &files {
        if ["feed.rss", "feed.atom", "feed.json"].contains(&name.rsplit('/').next().unwrap()) {
            let feed = feed_rs::parser::parse(bytes.as_slice()).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert!(!feed.entries.is_empty(), "{name}");
        }
    }
}
