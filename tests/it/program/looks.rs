//! Commands that only look: they make nothing, change nothing, and say so where nothing was kept yet.

use super::Place;
use super::refusals::{database, everything};

const LOOKS: [&[&str]; 7] =
    [&["articles"], &["articles", "--json"], &["export"], &["status"], &["status", "--json"], &["check"], &["next", "-n", "1"]];

#[test]
fn a_look_into_an_empty_folder_makes_no_store_and_no_page_and_says_that_nothing_was_kept() {
    let place = Place::example();
    let before = everything(&place);
    for command in LOOKS {
        let output = place.run(command);
        assert_eq!(output.status.code(), Some(0), "{command:?}");
        let said = String::from_utf8(output.stderr).unwrap();
        let asks_the_store = !["check", "next"].contains(&command[0]);
        assert_eq!(said.contains("nothing was kept yet: there is no store at feedmill.db"), asks_the_store, "{command:?}: {said}");
        assert!(everything(&place) == before, "{command:?} wrote something");
    }
    assert!(place.good(&["export"]).is_empty());
    let status: serde_json::Value = serde_json::from_str(&place.good(&["status", "--json"])).unwrap();
    assert_eq!((&status["articles"], status["sources"].as_array().unwrap().len()), (&0.into(), 3));
}

#[test]
fn a_look_changes_no_byte_of_what_is_kept_and_published_whatever_configuration_it_has() {
    let place = Place::example();
    place.good(&["run", "--once"]);
    super::copy(&place.path("config"), &place.path("other"));
    std::fs::rename(place.path("other/publications/example.toml"), place.path("other/publications/second.toml")).unwrap();
    let before = everything(&place);
    for command in LOOKS {
        place.good(command);
        place.good(&[&["--config", "other"], command].concat());
        assert!(everything(&place) == before, "{command:?} wrote something");
    }
}

#[test]
fn a_look_reads_what_a_writer_that_is_still_there_has_written() {
    let place = Place::example();
    place.good(&["ingest"]);
    let writer = rusqlite::Connection::open(place.path("feedmill.db")).unwrap();
    writer.execute_batch("UPDATE article SET title = 'Written a moment ago'").unwrap();
    assert!(place.path("feedmill.db-wal").exists());
    assert!(place.good(&["articles", "-n", "1"]).ends_with("Written a moment ago\n"));
    writer.execute_batch("UPDATE article SET title = 'And once more'").unwrap();
    assert!(place.good(&["articles", "-n", "1"]).ends_with("And once more\n"));
}

#[test]
fn a_look_does_not_bring_an_older_store_up_to_date() {
    let place = Place::example();
    place.good(&["ingest"]);
    database(&place.path("feedmill.db"), "PRAGMA user_version = 1");
    let before = everything(&place);
    for command in [&["articles"][..], &["export"], &["status"]] {
        let output = place.run(command);
        assert_eq!(output.status.code(), Some(74), "{command:?}");
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains("was written by an earlier version of Feedmill (schema 1, this one knows"), "{command:?}: {said}");
    }
    assert!(place.good(&["check"]).contains("earlier version"));
    assert!(everything(&place) == before);
}

#[test]
fn an_article_is_listed_as_json_with_the_sightings_that_export_prints() {
    let place = Place::example();
    place.good(&["ingest"]);
    let sorted = |said: String| {
        let mut lines: Vec<String> = said.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    let listed = sorted(place.good(&["articles", "--json", "-n", "100000"]));
    assert_eq!(listed, sorted(place.good(&["export"])));
    assert!(listed.iter().all(|line| line.contains("\"sources\":[\"example/")), "{listed:?}");
}

#[test]
fn a_missing_folder_for_the_store_is_named() {
    let place = Place::example();
    let path = place.path("config/feedmill.toml");
    let text = std::fs::read_to_string(&path).unwrap().replace("\"feedmill.db\"", "\"no/such/feedmill.db\"");
    std::fs::write(&path, text).unwrap();
    let output = place.run(&["run", "--once"]);
    assert_eq!(output.status.code(), Some(74));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("no/such/feedmill.db cannot be made: there is no folder no/such; make it"), "{said}");
}
