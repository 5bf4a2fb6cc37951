//! Files that an operator hands over: `preview` and `import` read them alike, and say which one is wrong.

use super::Place;
use super::refusals::everything;

const PASTED: &str = "config/saved/april-2025-page-7.txt";

/// What `preview --json` says of one input.
fn previewed(place: &Place, arguments: &[&str]) -> serde_json::Value {
    serde_json::from_str(&place.good(&[&["preview", "--json"], arguments].concat())).unwrap()
}

/// Title and section of each object in a list, sorted.
fn titles<'v>(list: impl IntoIterator<Item = &'v serde_json::Value>) -> Vec<(String, String)> {
    let text = |value: &serde_json::Value| value.as_str().unwrap_or("none").to_owned();
    let mut titles: Vec<_> = list.into_iter().map(|entry| (text(&entry["title"]), text(&entry["section"]))).collect();
    titles.sort();
    titles
}

#[test]
fn a_preview_shows_of_a_file_what_an_import_keeps_of_it() {
    let place = Place::example();
    let index = "config/web/www.quayside.example/june-2025";
    let page = std::fs::read_dir(place.path(index)).unwrap().map(|entry| entry.unwrap().path()).min().unwrap();
    std::fs::create_dir(place.path("pages")).unwrap();
    std::fs::copy(page, place.path("pages/page-1.html")).unwrap();
    std::fs::copy(place.path(PASTED), place.path("pages/page-2.txt")).unwrap();
    for file in [PASTED, "pages/page-1.html", "pages"] {
        let place_of_import = Place::example();
        super::copy(&place.path("pages"), &place_of_import.path("pages"));
        let shown = previewed(&place, &[file, "--source", "example/archive"]);
        assert!(shown["entries"].as_array().unwrap().len() >= 10, "{file}: {shown}");
        place_of_import.good(&["import", file, "--source", "example/archive"]);
        let kept: Vec<serde_json::Value> =
            place_of_import.good(&["export"]).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(titles(shown["entries"].as_array().unwrap()), titles(&kept), "{file}");
    }
    assert_eq!(previewed(&place, &[PASTED, "--source", "example/archive", "--as", "listing"])["kind"], "listing");
}

#[test]
fn a_file_that_is_not_there_is_no_input_and_imports_nothing() {
    let place = Place::example();
    let before = everything(&place);
    for command in [
        &["preview", "none.txt"][..],
        &["preview", "none.txt", "--source", "example/archive"],
        &["import", PASTED, "none.txt", "--source", "example/archive"],
        &["import", PASTED, "--source", "example/none"],
    ] {
        let output = place.run(command);
        assert_eq!(output.status.code(), Some(66), "{command:?}");
        let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(!said.contains("of the source") && (said.contains("none.txt does not exist") || said.contains("no source")), "{said}");
        assert!(everything(&place) == before, "{command:?} wrote something");
    }
}

#[test]
fn the_one_file_of_a_folder_that_cannot_be_read_is_named() {
    let place = Place::example();
    std::fs::create_dir(place.path("pages")).unwrap();
    std::fs::copy(place.path(PASTED), place.path("pages/page-1.txt")).unwrap();
    std::fs::write(place.path("pages/page-2.bin"), b"\x7fELF\0\0\0").unwrap();
    for command in ["preview", "import"] {
        let output = place.run(&[command, "pages", "--source", "example/archive"]);
        let said = String::from_utf8(output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(65), "{said}");
        assert!(said.contains("pages/page-2.bin: the document holds bytes that are no text"), "{said}");
    }
}

#[test]
fn what_has_no_older_pages_has_none_to_import() {
    let place = Place::example();
    let file = place.path("config/publications/example.toml");
    let source = "\n[source.saved]\nschedule = \"@daily\"\nread.saved = { path = \"pages/\" }\n";
    std::fs::write(&file, std::fs::read_to_string(&file).unwrap() + source).unwrap();
    let before = everything(&place);
    let output = place.run(&["import", "--source", "example/saved", "--all-months"]);
    assert_eq!(output.status.code(), Some(64));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("example/saved has no older pages to read"), "{said}");
    assert!(everything(&place) == before);
}

#[test]
fn one_is_told_in_the_singular() {
    let place = Place::example();
    assert!(place.good(&["check"]).contains("config: ok, 1 publication, 3 sources"));
    let said = place.good(&["import", PASTED, "--source", "example/archive"]);
    assert!(said.contains("(1 document, 0 unchanged)"), "{said}");
}

/// The names of packed forms beside a file of the example.
fn packed(place: &Place, name: &str) -> Vec<String> {
    let entries = std::fs::read_dir(place.path("feeds/example")).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|other| other != name && other.starts_with(name)).collect();
    names.sort();
    names
}

#[test]
fn published_files_stand_beside_packed_forms_of_themselves_which_are_made_again_where_they_are_missing() {
    let place = Place::example();
    place.good(&["run", "--once"]);
    let all = ["feed.rss.br", "feed.rss.gz", "feed.rss.zst"];
    assert_eq!(packed(&place, "feed.rss"), all);
    let time = |name: &str| std::fs::metadata(place.path("feeds/example").join(name)).unwrap().modified().unwrap();
    assert!(all.iter().all(|form| time(form) == time("feed.rss")));
    let bytes = |name: &str| std::fs::read(place.path("feeds/example").join(name)).unwrap();
    let mut plain = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(&*bytes("feed.rss.gz")), &mut plain).unwrap();
    assert!(plain == bytes("feed.rss"));

    std::fs::remove_file(place.path("feeds/example/feed.rss.br")).unwrap();
    std::fs::write(place.path("feeds/example/feed.rss.gz"), "of another version").unwrap();
    let before = time("feed.rss");
    place.good(&["publish"]);
    assert_eq!((packed(&place, "feed.rss"), time("feed.rss")), (all.map(str::to_owned).to_vec(), before));
    assert_ne!(bytes("feed.rss.gz"), b"of another version");

    let place = Place::example();
    let config = place.path("config/feedmill.toml");
    let text = std::fs::read_to_string(&config).unwrap();
    std::fs::write(&config, text.replace("compress = [\"gzip\", \"br\", \"zstd\"]", "compress = []")).unwrap();
    place.good(&["run", "--once"]);
    assert!(packed(&place, "feed.rss").is_empty());
}

#[test]
fn a_backup_is_whole_while_others_write_and_restores_all() {
    let place = Place::example();
    assert_eq!(place.code(&["backup", "copy.db"]), 66);
    place.good(&["ingest"]);
    let said = place.good(&["backup", "copy.db"]);
    assert!(said.starts_with("copy.db: ") && said.contains("whole"), "{said}");
    assert_eq!(place.code(&["backup", "copy.db"]), 74);
    assert_eq!(place.code(&["backup", "feedmill.db", "--replace"]), 64);
    assert_eq!(place.code(&["backup", "nowhere/copy.db"]), 74);
    let all = place.good(&["export"]);
    place.good(&["publish"]);
    place.good(&["backup", "copy.db", "--replace"]);
    let all_then = place.good(&["export"]);
    assert_ne!(all, all_then);
    for name in ["feedmill.db", "feedmill.db-wal", "feedmill.db-shm"] {
        let _ = std::fs::remove_file(place.path(name));
    }
    std::fs::rename(place.path("copy.db"), place.path("feedmill.db")).unwrap();
    assert_eq!(place.good(&["export"]), all_then);
    // Nothing is done twice with it.
    assert!(place.good(&["run", "--once"]).contains("0 files written"));
}

#[test]
fn what_was_released_after_a_backup_keeps_its_time_when_that_is_put_back() {
    let place = Place::example().at("2025-11-17T08:00:00Z");
    place.good(&["ingest", "example/archive"]);
    place.good(&["publish"]);
    place.good(&["backup", "copy.db"]);
    let place = place.at("2025-11-17T09:00:00Z");
    place.good(&["run", "--once"]);
    let feed = std::fs::read(place.path("feeds/example/feed.rss")).unwrap();
    let times = |place: &Place| {
        let lines = place.good(&["export"]);
        let line = |line: &str| {
            let one: serde_json::Value = serde_json::from_str(line).unwrap();
            (one["id"].to_string(), one["released"].to_string())
        };
        let mut all: Vec<(String, String)> = lines.lines().map(line).collect();
        all.sort();
        all
    };
    let before = times(&place);
    std::fs::rename(place.path("copy.db"), place.path("feedmill.db")).unwrap();
    let place = place.at("2025-11-18T09:00:00Z");
    place.good(&["run", "--once"]);
    assert_eq!(times(&place), before);
    assert_eq!(std::fs::read(place.path("feeds/example/feed.rss")).unwrap(), feed);
}
