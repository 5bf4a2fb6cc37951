//! What the program refuses to start with: it says why, it ends with the right code, and it has changed nothing.

use std::path::Path;

use super::{Place, gather};

/// Every command that needs a configuration, but `status`, which shows what the store knows without one.
const COMMANDS: [&[&str]; 9] = [
    &["run"],
    &["run", "--once"],
    &["ingest"],
    &["publish"],
    &["check"],
    &["next"],
    &["articles"],
    &["export"],
    &["import", "config/saved/april-2025-page-7.txt", "--source", "example/archive"],
];

/// Everything in the folder.
pub(super) fn everything(place: &Place) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    gather(&place.path(""), "", &mut found);
    found.sort();
    found
}

/// A store with a pass in it, and nothing published.
fn filled() -> Place {
    let place = Place::example();
    place.good(&["ingest"]);
    std::fs::remove_dir_all(place.path("feeds")).unwrap();
    place
}

pub(super) fn database(path: &Path, statement: &str) {
    rusqlite::Connection::open(path).unwrap().execute_batch(statement).unwrap();
}

/// Every command that needs the store must end with 74 and these words, and leave every byte as it was.
fn refused(place: &Place, words: &str) {
    let before = everything(place);
    for command in [&["run"][..], &["run", "--once"], &["ingest"], &["publish"], &["articles"], &["export"], &["status"]] {
        let output = place.run(command);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(74), "{command:?}: {said}");
        assert!(said.contains(words), "{command:?}: {words} is missing in:\n{said}");
        assert!(everything(place) == before, "{command:?} changed something");
    }
}

#[test]
fn a_broken_configuration_starts_nothing_writes_nothing_and_shows_every_mistake() {
    let place = Place::example();
    let path = place.path("config/publications/example.toml");
    let text = std::fs::read_to_string(&path).unwrap().replace("time_zone", "time_zon").replace("\"@hourly\"", "\"0 25 * * *\"");
    std::fs::write(&path, text).unwrap();
    std::fs::write(place.path("config/publications/second.toml"), "title = \n").unwrap();
    let daemon = place.path("config/feedmill.toml");
    let text = std::fs::read_to_string(&daemon).unwrap().replace("\"30s\"", "\"soon\"");
    std::fs::write(&daemon, text).unwrap();
    let before = everything(&place);
    for command in COMMANDS {
        let output = place.run(command);
        assert_eq!(output.status.code(), Some(78), "{command:?}");
        let said = String::from_utf8(output.stderr).unwrap();
        for part in [
            "example.toml:",
            "did you mean `time_zone`",
            "hour must be 0–23",
            "second.toml:1:",
            "`soon` is not a time",
            "^",
            "4 errors in 3 files",
        ] {
            assert!(said.contains(part), "{command:?}: {part} is missing in:\n{said}");
        }
        assert!(output.stdout.is_empty() && everything(&place) == before, "{command:?} did something");
    }
}

#[test]
fn a_configuration_that_is_not_there_is_refused_likewise() {
    let place = Place::example();
    std::fs::remove_dir_all(place.path("config/publications")).unwrap();
    let output = place.run(&["run"]);
    assert_eq!(output.status.code(), Some(78));
    assert!(String::from_utf8_lossy(&output.stderr).contains("there are no publications"));
    let output = place.run(&["run", "--config", "nowhere"]);
    assert_eq!(output.status.code(), Some(78));
    assert!(String::from_utf8_lossy(&output.stderr).contains("there is no file `nowhere/feedmill.toml`"));
    assert!(!place.path("feedmill.db").exists() && !place.path("feeds").exists());
}

#[test]
fn what_is_no_database_is_refused_and_stays_as_it_is() {
    let place = Place::example();
    place.own_ports();
    for bytes in [b"not a database at all".repeat(100), b"SQLite format 3\0 but not really".repeat(50)] {
        std::fs::write(place.path("feedmill.db"), &bytes).unwrap();
        refused(&place, "feedmill.db cannot be used as Feedmill's store: file is not a database");
    }
    std::fs::remove_file(place.path("feedmill.db")).unwrap();
    std::fs::create_dir(place.path("feedmill.db")).unwrap();
    refused(&place, "feedmill.db cannot be used as Feedmill's store: unable to open database file");
}

#[test]
fn a_damaged_database_is_refused_and_stays_as_it_is() {
    let place = filled();
    place.own_ports();
    let whole = std::fs::read(place.path("feedmill.db")).unwrap();
    assert!(!place.path("feedmill.db-wal").exists(), "a command that has ended leaves one whole file");
    std::fs::write(place.path("feedmill.db"), &whole[..50_000]).unwrap();
    refused(&place, "feedmill.db cannot be used as Feedmill's store: database disk image is malformed");
}

#[test]
fn the_database_of_another_program_or_of_a_later_version_is_refused_and_stays_as_it_is() {
    let place = Place::example();
    place.own_ports();
    database(&place.path("feedmill.db"), "CREATE TABLE theirs (x)");
    refused(&place, "feedmill.db cannot be used as Feedmill's store: it is a database of another program");
    let place = filled();
    place.own_ports();
    database(&place.path("feedmill.db"), "PRAGMA user_version = 99");
    refused(&place, "was written by a later version of Feedmill (schema 99, this one knows");
}

#[test]
fn a_port_that_is_taken_is_said_and_changes_nothing() {
    for key in ["listen", "admin"] {
        let place = Place::example();
        place.own_ports();
        let text = std::fs::read_to_string(place.path("config/feedmill.toml")).unwrap();
        let address = text.lines().find_map(|line| line.strip_prefix(&format!("{key} = \""))).unwrap().trim_end_matches('"').to_owned();
        let taken = std::net::TcpListener::bind(&address).unwrap();
        let before = everything(&place);
        let output = place.run(&["run"]);
        drop(taken);
        assert_eq!(output.status.code(), Some(69));
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains(&format!("cannot listen on {address} (`serve.{key}`)")) && said.contains("choose another"), "{said}");
        assert!(everything(&place) == before, "{key}");
    }
}

#[test]
fn an_output_folder_that_cannot_be_written_is_said() {
    let place = Place::example();
    place.own_ports();
    std::fs::write(place.path("feeds"), "a file of somebody's").unwrap();
    for command in [&["run"][..], &["run", "--once"]] {
        let output = place.run(command);
        assert_eq!(output.status.code(), Some(74));
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains("feeds"), "{said}");
    }
    assert_eq!(std::fs::read(place.path("feeds")).unwrap(), b"a file of somebody's");
}
