//! Configurations: what each mistake looks like to an operator, and that a sound one means what it says.
//!
//! Every `tests/config/NAME.toml` is a broken file, and `NAME.snap` beside it is what is said about it. Names that begin with
//! `daemon-` stand for `feedmill.toml`, all others for a publication; those that begin with `warned-` are only warned of.

mod meaning;
mod secrets;

use std::fs;
use std::path::Path;

use feedmill::config::{self, Config, Faults, codes};

const DAEMON: &str = "[output]\nbase_url = \"https://feeds.example.org/\"\n";

const PUBLICATION: &str = "title = 'HSJ'\nhome = 'https://www.hsj.co.uk/'\ntime_zone = 'Europe/London'\n\
    [source.latest]\nschedule = '@hourly'\nread.feed = { url = 'https://www.hsj.co.uk/rss' }\n";

/// A folder with these files, loaded; the folder is called `config` in what is said.
#[expect(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]
fn load(files: &[(&str, &[u8])]) -> (Result<Config, Faults>, String) {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let loaded = config::load(folder.path());
    let said = loaded.as_ref().map_or_else(Faults::to_string, |config| config.warnings.to_string());
    (loaded, said.replace(&folder.path().display().to_string(), "config"))
}

fn load_publication(text: &str) -> (Result<Config, Faults>, String) {
    load(&[("feedmill.toml", DAEMON.as_bytes()), ("publications/hsj.toml", text.as_bytes())])
}

#[test]
fn every_mistake_is_shown_at_its_place_with_advice() {
    let mut seen = 0;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/config");
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "toml") {
            continue;
        }
        seen += 1;
        let name = path.file_stem().unwrap().to_str().unwrap();
        let text = fs::read(&path).unwrap();
        let (daemon, publication) =
            if name.starts_with("daemon-") { (&text[..], PUBLICATION.as_bytes()) } else { (DAEMON.as_bytes(), &text[..]) };
        let (loaded, said) = load(&[("feedmill.toml", daemon), ("publications/hsj.toml", publication)]);
        let faults = match loaded {
            Ok(config) if name.starts_with("warned-") => config.warnings,
            other => other.expect_err(name),
        };
        for fault in faults.list() {
            let place = format!("{}:{}:{}", fault.file, fault.line, fault.column);
            assert!(faults.to_string().contains(&place), "{name}: no {place} in\n{faults}");
            assert!(faults.render(true).contains(&place), "{name}: no {place} in the coloured text");
        }
        assert!(!faults.render(true).contains("canary"), "{name} shows a secret:\n{faults}");
        insta::with_settings!({ snapshot_path => &folder, prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(name, said);
        });
    }
    assert!(seen >= 60, "only {seen} broken files were found");
}

/// Positions only: these sentences are written by the rooms that know schedules, selectors and addresses.
#[test]
fn a_mistake_inside_a_value_of_another_room_is_found_at_its_place() {
    let source = |schedule: &str, item: &str| {
        PUBLICATION.replace("'@hourly'", schedule).replace("read.feed = {", &format!("read.listing = {{ item = {item},"))
    };
    let (loaded, said) = load_publication(&source("'@hourly'", "'li..story'"));
    assert_eq!(places(&loaded), [(6, 28, codes::BAD_SELECTOR)], "{said}");

    let daemon = format!("{DAEMON}[fetch]\nallow_private = ['127.0.0.1:9000', 'localhost']\n");
    let (loaded, said) = load(&[("feedmill.toml", daemon.as_bytes()), ("publications/hsj.toml", PUBLICATION.as_bytes())]);
    assert_eq!(places(&loaded), [(4, 36, codes::BAD_ADDRESS)], "{said}");
}

#[test]
fn a_schedule_is_pointed_at_where_it_is_wrong() {
    for (schedule, column) in [("'0 25 * * *'", 15), ("'0 6 * * MOO'", 21), ("'61 6 * * *'", 13)] {
        let (loaded, said) = load_publication(&PUBLICATION.replace("'@hourly'", schedule));
        assert_eq!(places(&loaded), [(5, column, codes::BAD_SCHEDULE)], "{said}");
    }
}

#[test]
fn a_schedule_that_can_never_run_is_a_mistake_and_a_rare_one_a_warning() {
    let (loaded, said) = load_publication(&PUBLICATION.replace("@hourly", "0 6 31 2 *"));
    assert_eq!(places(&loaded).len(), 1, "{said}");
    let (loaded, said) = load_publication(&PUBLICATION.replace("@hourly", "0 6 29 2 *"));
    assert!(loaded.is_ok(), "{said}");
    assert!(said.contains("warning[W001]") && said.contains("config/publications/hsj.toml:5:12"), "{said}");
}

#[test]
fn a_host_that_many_sources_ask_together_more_than_once_a_minute_is_a_warning_that_stops_nothing() {
    let more = |name: &str, schedule: &str, host: &str| {
        format!("[source.{name}]\nschedule = '{schedule}'\nread.feed = {{ url = 'https://{host}/rss?{name}' }}\n")
    };
    let busy = |second: &str| PUBLICATION.replace("@hourly", "*/2 6-22 * * *") + &more("other", "* 23 * * *", "www.hsj.co.uk") + second;
    // Thirty an hour by day, sixty by night, and a host that nobody else asks.
    for calm in [String::new(), more("far", "* * * * *", "cdn.hsj.co.uk"), more("third", "*/2 7 * * *", "www.hsj.co.uk")] {
        let (loaded, said) = load_publication(&busy(&calm));
        assert!(loaded.expect(&said).warnings.is_empty(), "{said}");
    }
    let third = more("third", "every 1m", "www.hsj.co.uk") + &more("fourth", "* * * * *", "www.hsj.co.uk");
    let (loaded, said) = load_publication(&busy(&third));
    let warnings: Vec<_> = loaded.expect(&said).warnings.list().iter().map(|f| (f.line, f.column, f.code)).collect();
    assert_eq!(warnings, [(11, 12, codes::OFTEN)], "one warning for a host: {said}");
    assert!(said.contains("3 sources ask `www.hsj.co.uk` up to 120 times an hour, more than once a minute"), "{said}");
}

#[test]
fn sources_of_several_publications_share_a_host() {
    let text = PUBLICATION.replace("@hourly", "* * * * *");
    let (loaded, said) =
        load(&[("feedmill.toml", DAEMON.as_bytes()), ("publications/a.toml", text.as_bytes()), ("publications/b.toml", text.as_bytes())]);
    assert_eq!(loaded.expect(&said).warnings.list().len(), 1, "{said}");
    assert!(said.contains("config/publications/b.toml:5:12"), "{said}");
}

fn places(loaded: &Result<Config, Faults>) -> Vec<(usize, usize, &'static str)> {
    loaded.as_ref().err().map_or_else(Vec::new, |faults| faults.list().iter().map(|f| (f.line, f.column, f.code)).collect())
}

fn files(loaded: &Result<Config, Faults>) -> Vec<(&str, &'static str)> {
    let file = |path: &'_ str| path.rsplit_once('/').map_or(0, |(folder, _)| folder.len() + 1);
    loaded.as_ref().err().map_or_else(Vec::new, |faults| faults.list().iter().map(|f| (&f.file[file(&f.file)..], f.code)).collect())
}

#[test]
fn the_mistakes_of_all_files_are_told_in_one_pass() {
    let broken = PUBLICATION.replace("title", "titel");
    let (loaded, said) = load(&[
        ("feedmill.toml", b"[output]\nbase_url = 'x'\n"),
        ("publications/a.toml", broken.as_bytes()),
        ("publications/b.toml", b"title = \n"),
        ("publications/c.toml", broken.as_bytes()),
    ]);
    let expected = [("feedmill.toml", "E007"), ("a.toml", "E003"), ("b.toml", "E002"), ("c.toml", "E003")];
    assert_eq!(files(&loaded), expected, "{said}");
    assert!(said.ends_with("4 errors in 4 files\n"), "{said}");
}

#[test]
fn a_file_is_called_by_a_plain_name_that_no_other_publication_has_or_had() {
    let text = PUBLICATION.as_bytes();
    let aliased = format!("aliases = ['hsj', 'old']\n{PUBLICATION}");
    let again = format!("aliases = ['old']\n{PUBLICATION}");
    let (loaded, said) = load(&[
        ("feedmill.toml", DAEMON.as_bytes()),
        ("publications/.hsj.toml", b"editors leave such files"),
        ("publications/HSJ.toml", text),
        ("publications/hsj.toml", text),
        ("publications/hsj.toml.bak", b"and such"),
        ("publications/months.toml", text),
        ("publications/other.toml", aliased.as_bytes()),
        ("publications/third.toml", again.as_bytes()),
    ]);
    let expected = [("HSJ.toml", "E010"), ("hsj.toml", "E012"), ("months.toml", "E011"), ("other.toml", "E012"), ("third.toml", "E012")];
    assert_eq!(files(&loaded), expected, "{said}");
}

#[test]
fn what_is_not_there_is_told_like_any_mistake() {
    let (loaded, said) = load(&[("publications/hsj.toml", PUBLICATION.as_bytes())]);
    assert_eq!(files(&loaded), [("feedmill.toml", "E005")], "{said}");
    assert!(said.contains("config/feedmill.toml:1:1"), "{said}");
    let (loaded, said) = load(&[("feedmill.toml", DAEMON.as_bytes())]);
    assert_eq!(files(&loaded), [("publications", "E017")], "{said}");
    assert!(said.contains("config/publications:1:1"), "{said}");
    let (loaded, said) = load(&[("feedmill.toml", DAEMON.as_bytes()), ("publications/notes.txt", b"")]);
    assert_eq!(files(&loaded), [("publications", "E017")], "{said}");
    assert!(!loaded.unwrap_err().is_unreadable());
}

#[test]
fn a_file_that_cannot_be_read_is_told_apart_from_one_that_is_wrong() {
    let (loaded, said) = load(&[("feedmill.toml/a-folder", b""), ("publications/hsj.toml", PUBLICATION.as_bytes())]);
    assert_eq!(files(&loaded), [("feedmill.toml", "E001")], "{said}");
    assert!(loaded.unwrap_err().is_unreadable());
}

#[test]
fn a_byte_that_is_not_utf8_is_pointed_at() {
    let (loaded, said) = load(&[("feedmill.toml", DAEMON.as_bytes()), ("publications/hsj.toml", b"title = 'HSJ'\nhome = 'caf\xe9'\n")]);
    assert_eq!(places(&loaded), [(2, 12, codes::SYNTAX)], "{said}");
}

#[test]
fn faults_are_json_for_programs() {
    let (loaded, _) = load_publication(&PUBLICATION.replace("Europe/London", "Europe/Londn"));
    let json = serde_json::to_value(loaded.unwrap_err().list()).unwrap();
    let file = json[0]["file"].as_str().unwrap();
    assert!(file.ends_with("/publications/hsj.toml"), "{file}");
    let expected = serde_json::json!([{"file": file, "line": 3, "column": 13, "message": "there is no time zone `Europe/Londn`"}]);
    assert_eq!(json, expected);
}

#[test]
fn a_near_miss_of_a_section_label_is_a_warning_that_stops_nothing() {
    let text = format!("{PUBLICATION}section = 'Nwes'\n[sections]\nNews = 'news'\n[feed.letter]\nexclude = ['Partners', 'new']\n");
    let (loaded, said) = load_publication(&text);
    let config = loaded.expect(&said);
    let places: Vec<_> = config.warnings.list().iter().map(|f| (f.line, f.column, f.code)).collect();
    assert_eq!(places, [(7, 11, "W002"), (11, 12, "W005"), (11, 24, "W002")]);
    assert!(said.contains("did you mean `News`?") && said.ends_with("3 warnings in 1 file\n"), "{said}");
    let (loaded, said) = load_publication(&text.replace("[sections]\nNews = 'news'\n", ""));
    assert!(loaded.expect(&said).warnings.is_empty(), "where no section is configured, every label comes from a page: {said}");
}
