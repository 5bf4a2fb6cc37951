//! Edits of the configuration while the program runs, and what `check` says of them before.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::{Place, Running, started};

/// Waits for a line of the log that holds a word; a line that never comes fails the test.
fn logged(log: &std::sync::mpsc::Receiver<String>, word: &str) -> String {
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        let line = log.recv_timeout(left).unwrap_or_else(|_| panic!("the log never said `{word}`"));
        if line.contains(word) {
            return line;
        }
    }
}

#[test]
fn a_broken_edit_is_refused_while_it_runs_and_the_mended_one_taken_over() {
    let place = Place::example();
    place.own_ports();
    let mut child = place.command(&["run"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let (said, log) = (BufReader::new(child.stdout.take().unwrap()), BufReader::new(child.stderr.take().unwrap()));
    let _running = Running(child);
    let (send, log_lines) = std::sync::mpsc::channel();
    std::thread::spawn(move || log.lines().map_while(Result::ok).try_for_each(|line| send.send(line)));
    assert!(said.lines().map_while(Result::ok).any(|line| line.starts_with("next:")), "it never said where to look");
    // The round that releases the first edition is the last one that has anything to write.
    while logged(&log_lines, "files written").contains("\"released\":0") {}
    let (path, before) = (place.path("config/publications/example.toml"), place.files());
    let good = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, good.replace("time_zone", "time_zon")).unwrap();
    let refused = logged(&log_lines, "refused");
    assert!(refused.contains("example.toml:") && refused.contains("did you mean `time_zone`"), "{refused}");
    assert!(place.files() == before, "a refused edit changes no file");
    std::fs::write(&path, good.replace("\"Quayside\"", "\"Quayside Weekly\"")).unwrap();
    logged(&log_lines, "taken over");
    logged(&log_lines, "files written");
    let feed = std::fs::read_to_string(place.path("feeds/example/feed.rss")).unwrap();
    assert!(feed.contains("<title>Quayside Weekly</title>"));
}

/// The status line and the `Location` of an answer.
fn ask(place: &Place, path: &str) -> (String, String) {
    let text = std::fs::read_to_string(place.path("config/feedmill.toml")).unwrap();
    let listen = text.lines().find_map(|line| line.strip_prefix("listen = \"")).unwrap().trim_end_matches('"').to_owned();
    let mut stream = TcpStream::connect(listen).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: feeds.example\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let location = answer.lines().find_map(|line| line.strip_prefix("location: ")).unwrap_or_default();
    (answer.lines().next().unwrap_or_default().to_owned(), location.to_owned())
}

#[test]
fn an_edit_that_moves_and_drops_addresses_is_told_by_check_and_served_as_told() {
    let place = Place::example();
    place.own_ports();
    place.good(&["run", "--once"]);
    let path = place.path("config/publications/example.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(!place.good(&["check"]).contains("warning"));
    let edited = text.replace("\"comment\"", "\"opinion\"").replace("[feed.newsletter]", "[feed.letter]");
    std::fs::write(&path, edited).unwrap();
    let before = place.files();
    let said = place.good(&["check"]);
    assert!(said.contains("warning: section `Comment` moves from example/sections/comment/ to opinion without an alias"), "{said}");
    assert!(said.contains("warning: example/newsletter/ is published and no longer configured: its address answers 410"), "{said}");
    assert!(place.files() == before, "check changes nothing");
    let (_running, _) = started(&place);
    let (status, location) = ask(&place, "/example/sections/comment/2025-06/feed.rss");
    assert_eq!((status.as_str(), location.as_str()), ("HTTP/1.1 301 Moved Permanently", "/example/sections/opinion/2025-06/feed.rss"));
    assert_eq!(ask(&place, "/example/sections/opinion/2025-06/feed.rss").0, "HTTP/1.1 200 OK");
    assert_eq!(ask(&place, "/example/newsletter/feed.rss").0, "HTTP/1.1 410 Gone");
    assert_eq!(ask(&place, "/example/letter/feed.rss").0, "HTTP/1.1 200 OK");
}

#[test]
fn warnings_are_told_by_check_and_at_a_start_and_stop_nothing() {
    let place = Place::example();
    place.own_ports();
    let path = place.path("config/publications/example.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replacen("\"@hourly\"", "\"0 0 29 2 *\"", 1)).unwrap();
    let said = place.good(&["check"]);
    assert!(said.contains("warning[W001]") && said.contains("runs less than once a year") && said.contains("^^^"), "{said}");
    assert!(!place.path("feedmill.db").exists(), "check makes no store");
    let mut child = place.command(&["run"]).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let log = BufReader::new(child.stderr.take().unwrap());
    let _running = Running(child);
    let (send, lines) = std::sync::mpsc::channel();
    std::thread::spawn(move || log.lines().map_while(Result::ok).try_for_each(|line| send.send(line)));
    assert!(logged(&lines, "W001").contains("runs less than once a year"));
}

#[cfg(unix)]
#[test]
fn a_signal_asks_to_look_again_and_says_what_it_found() {
    let place = Place::example();
    place.own_ports();
    let mut child = place.command(&["run"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let (said, log) = (BufReader::new(child.stdout.take().unwrap()), BufReader::new(child.stderr.take().unwrap()));
    let running = Running(child);
    let (send, lines) = std::sync::mpsc::channel();
    std::thread::spawn(move || log.lines().map_while(Result::ok).try_for_each(|line| send.send(line)));
    assert!(said.lines().map_while(Result::ok).any(|line| line.starts_with("next:")), "it never said where to look");
    assert!(Command::new("kill").args(["-HUP", &running.0.id().to_string()]).status().unwrap().success());
    logged(&lines, "configuration unchanged");
}
