//! The program itself, as a person starts it: commands, exit codes, signals, and being killed.

mod decisions;
mod edits;
mod files;
mod looks;
mod refusals;
mod tools;

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// A folder to work in, with the bundled example's configuration and ports of its own.
pub(crate) struct Place {
    folder: tempfile::TempDir,
    now: String,
}

/// A daemon that is ended with its test, whatever happens.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let (path, target) = {
            let entry = entry.unwrap();
            (entry.path(), to.join(entry.file_name()))
        };
        if path.is_dir() { copy(&path, &target) } else { std::fs::copy(&path, &target).map(drop).unwrap() }
    }
}

impl Place {
    /// The bundled example, long after its months are over.
    pub(crate) fn example() -> Self {
        let folder = tempfile::tempdir().unwrap();
        copy(&repository().join("config"), &folder.path().join("config"));
        Self { folder, now: "2026-03-01T12:00:00Z".to_owned() }
    }

    pub(crate) fn at(mut self, now: &str) -> Self {
        now.clone_into(&mut self.now);
        self
    }

    pub(crate) fn path(&self, below: &str) -> PathBuf {
        self.folder.path().join(below)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_feedmill"));
        command.args(arguments).current_dir(self.folder.path()).env("FEEDMILL_NOW", &self.now).env_remove("FEEDMILL_CONFIG");
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Runs a command that must end well; its standard output.
    pub(crate) fn good(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    pub(crate) fn code(&self, arguments: &[&str]) -> i32 {
        self.run(arguments).status.code().unwrap()
    }

    /// Every published file with its bytes; packed forms come and go beside them, and are looked at on their own.
    pub(crate) fn files(&self) -> Vec<(String, Vec<u8>)> {
        let mut found = Vec::new();
        gather(&self.path("feeds"), "", &mut found);
        found.sort();
        found
    }

    /// Other ports than the example's, so that tests do not meet.
    fn own_ports(&self) {
        let path = self.path("config/feedmill.toml");
        let free = || std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
        let text = std::fs::read_to_string(&path).unwrap();
        let text = text.replace("listen = \"127.0.0.1:8080\"", &format!("listen = \"{}\"", free()));
        std::fs::write(&path, text.replace("admin = \"127.0.0.1:8081\"", &format!("admin = \"{}\"", free()))).unwrap();
    }
}

pub(crate) fn gather(folder: &Path, below: &str, found: &mut Vec<(String, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let entry = entry.unwrap();
        let name = format!("{below}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            gather(&entry.path(), &format!("{name}/"), found);
        } else if feedmill::pack::plain(&name).is_none() && !name.contains(".feedmill-") {
            found.push((name, std::fs::read(entry.path()).unwrap()));
        }
    }
}

#[test]
fn one_pass_over_the_example_says_what_it_did() {
    let place = Place::example();
    let said = place.good(&["run", "--once", "--strict"]);
    assert!(said.contains("111 articles, 10 sections, 2 months"), "{said}");
    let again = place.good(&["run", "--once", "--strict"]);
    assert!(again.contains("0 feeds were stale, 0 files written"), "{again}");
}

#[test]
fn every_command_shown_in_the_readme_works() {
    let place = Place::example();
    let readme = std::fs::read_to_string(repository().join("README.md")).unwrap();
    let shown: Vec<&str> = readme.lines().filter_map(|line| line.strip_prefix("feedmill ")).collect();
    assert!(!shown.is_empty());
    for line in shown {
        let words: Vec<String> = line
            .split('"')
            .enumerate()
            .flat_map(|(index, part)| -> Vec<String> {
                if index % 2 == 1 { vec![part.to_owned()] } else { part.split_whitespace().map(str::to_owned).collect() }
            })
            .collect();
        let said = place.good(&words.iter().map(String::as_str).collect::<Vec<_>>());
        assert!(!said.contains("no section"), "a label that is not named is glued to its headline: {said}");
    }
    // Every command of the table has help with an example.
    let named: Vec<&str> =
        readme.lines().filter_map(|line| line.strip_prefix("| `feedmill ")).filter_map(|row| row.split('|').next()).collect();
    for row in named {
        for command in format!("feedmill {row}").split('`').filter_map(|text| text.trim().strip_prefix("feedmill ")) {
            let name = command.split_whitespace().next().unwrap();
            let help = place.good(&[name, "--help"]);
            assert!(help.contains("Example: feedmill"), "{name}");
        }
    }
}

#[test]
fn exit_codes_are_those_of_sysexits() {
    let place = Place::example();
    assert_eq!(place.code(&["fly"]), 64);
    assert_eq!(place.code(&["--help"]), 0);
    assert_eq!(place.code(&["ingest", "example/nothing"]), 66);
    assert_eq!(place.code(&["import", "no-such-file.txt", "--source", "example/archive"]), 66);
    assert_eq!(place.code(&["preview", "config/feedmill.toml", "--as", "feed"]), 65);
    std::fs::write(place.path("config/publications/example.toml"), "titel = 1\n").unwrap();
    assert_eq!(place.code(&["check"]), 78);
    assert_eq!(place.code(&["run", "--once"]), 78);
}

/// Starts the daemon and waits until it has said where to look.
fn started(place: &Place) -> (Running, Vec<String>) {
    let mut child = place.command(&["run"]).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let running = Running(child);
    let mut said = Vec::new();
    for line in lines {
        said.push(line.unwrap());
        if said.last().unwrap().starts_with("next:") {
            break;
        }
    }
    (running, said)
}

#[cfg(unix)]
#[test]
fn the_daemon_says_where_to_look_and_ends_well_on_sigterm() {
    let place = Place::example();
    place.own_ports();
    let (mut running, said) = started(&place);
    assert!(said.iter().any(|line| line.starts_with("feeds:  http://127.0.0.1:")), "{said:?}");
    assert!(Command::new("kill").arg(running.0.id().to_string()).status().unwrap().success());
    let deadline = Instant::now() + Duration::from_secs(15);
    let status = loop {
        if let Some(status) = running.0.try_wait().unwrap() {
            break status;
        }
        assert!(Instant::now() < deadline, "it did not end");
        std::thread::yield_now();
    };
    assert_eq!(status.code(), Some(0));
    assert!(!place.path("feedmill.db-wal").exists(), "the log is folded into the file");
    // A pass after it finds nothing to do.
    assert!(place.good(&["publish"]).contains("0 files written"));
}

#[cfg(unix)]
#[test]
fn killed_at_any_point_the_next_run_makes_it_whole() {
    let clean = Place::example();
    clean.good(&["run", "--once"]);
    let expected = (clean.good(&["export"]).lines().count(), clean.files());
    let place = Place::example();
    for round in 0..12_u64 {
        let mut child = place.command(&["run", "--once"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let end = Instant::now() + Duration::from_millis(3 + round * 9);
        while Instant::now() < end && child.try_wait().unwrap().is_none() {
            std::thread::yield_now();
        }
        let _ = child.kill();
        child.wait().unwrap();
        for (path, bytes) in place.files() {
            let whole = expected.1.iter().any(|(_, whole)| *whole == bytes)
                || !path.ends_with("/feed.rss")
                || feed_rs::parser::parse(bytes.as_slice()).is_ok();
            assert!(whole, "{path} is half-written");
        }
    }
    place.good(&["run", "--once"]);
    assert_eq!(place.good(&["export"]).lines().count(), expected.0);
    let (files, wanted): (Vec<_>, Vec<_>) = (place.files(), expected.1);
    let names = |files: &[(String, Vec<u8>)]| {
        files.iter().map(|(name, _)| name.clone()).filter(|name| !name.contains(".feedmill-")).collect::<Vec<_>>()
    };
    assert_eq!(names(&files), names(&wanted));
}

#[test]
fn commands_that_publish_at_the_same_time_do_not_harm_each_other() {
    let alone = Place::example();
    alone.good(&["run", "--once"]);
    let place = Place::example();
    for _ in 0..3 {
        let start = |arguments: &[&str]| place.command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let running = [start(&["run", "--once"]), start(&["run", "--once"]), start(&["publish", "--full"])];
        for child in running {
            let output = child.wait_with_output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        }
    }
    let names = |files: Vec<(String, Vec<u8>)>| files.into_iter().map(|(name, _)| name).collect::<std::collections::BTreeSet<_>>();
    let (together, alone) = (names(place.files()), names(alone.files()));
    let others = together.symmetric_difference(&alone);
    // A feed that held sound for a moment keeps the cover that was drawn for it.
    assert_eq!(others.filter(|name| !name.ends_with("/cover.png")).collect::<Vec<_>>(), [""; 0]);
}

#[test]
fn next_and_status_speak_json() {
    let place = Place::example();
    place.good(&["run", "--once"]);
    for line in place.good(&["next", "-n", "2", "--json"]).lines() {
        let run: serde_json::Value = serde_json::from_str(line).unwrap();
        for key in ["source", "at", "utc", "in_seconds", "note"] {
            assert!(run.get(key).is_some(), "{key} in {line}");
        }
    }
    let status: serde_json::Value = serde_json::from_str(&place.good(&["status", "--json"])).unwrap();
    assert_eq!(status["config"]["ok"], true);
    assert_eq!(status["sources"].as_array().unwrap().len(), 3);
    // A broken edit does not hide what runs.
    std::fs::write(place.path("config/publications/example.toml"), "title = \n").unwrap();
    let status: serde_json::Value = serde_json::from_str(&place.good(&["status", "--json"])).unwrap();
    assert_eq!(status["config"]["ok"], false);
    assert_eq!(status["config"]["errors"][0]["line"], 1);
    assert_eq!(status["sources"].as_array().unwrap().len(), 3);
}

#[test]
fn every_exported_article_has_the_keys_of_the_contract() {
    let place = Place::example();
    place.good(&["run", "--once"]);
    let export = place.good(&["export"]);
    assert!(export.lines().count() > 100);
    for line in export.lines() {
        let article: serde_json::Value = serde_json::from_str(line).unwrap();
        for key in [
            "id",
            "title",
            "link",
            "canonical",
            "section",
            "month",
            "published",
            "published_precision",
            "first_seen",
            "released",
            "updated",
            "author",
            "summary",
            "content",
            "sources",
            "seen_as",
        ] {
            assert!(article.get(key).is_some(), "{key} in {line}");
        }
    }
}
