//! `check-feed`: what tools make of feeds, ours and others.

use std::path::Path;

use serde_json::Value;

use super::{Place, repository};

fn sample(name: &str) -> String {
    repository().join("tests/feeds").join(name).display().to_string()
}

/// What is said of a document, its exit code, and the document named without its folder.
fn said(place: &Place, arguments: &[&str]) -> (String, i32) {
    let output = place.run(&[&["check-feed"], arguments].concat());
    let folder = repository().join("tests/feeds").display().to_string();
    let text = String::from_utf8(output.stdout).unwrap().replace(&format!("{folder}/"), "");
    (text, output.status.code().unwrap())
}

#[test]
fn a_bad_feed_is_told_tool_by_tool_and_ends_badly() {
    let (text, code) = said(&Place::example(), &[&sample("bad-weekly.rss")]);
    assert_eq!(code, 65);
    insta::assert_snapshot!("check_feed_bad_weekly", text);
}

#[test]
fn the_example_of_the_documentation_is_what_is_said() {
    let place = Place::example();
    let (text, code) = said(&place, &["--tool", "n8n", "--tool", "mailchimp", &sample("same-second.rss")]);
    assert_eq!(code, 65);
    let documented = std::fs::read_to_string(repository().join("docs/check-feed.md")).unwrap();
    let shown = text.trim_end().replace("same-second.rss", "feed.xml");
    assert!(documented.contains(&shown), "{shown}");
    let (text, code) = said(&place, &["--tool", "Zapier", &sample("same-second.rss")]);
    assert_eq!((text.contains("Zapier: ok"), code), (true, 0), "{text}");
}

#[test]
fn no_tool_loses_an_item_of_any_published_feed_and_nothing_is_wrong_with_it() {
    let place = Place::example();
    let mut files = Vec::new();
    super::gather(&repository().join("feeds"), "", &mut files);
    let feeds = files.iter().map(|(name, _)| repository().join("feeds").join(name)).filter(|path| {
        Path::new(path).file_name().is_some_and(|name| ["feed.rss", "feed.atom", "feed.json"].contains(&name.to_str().unwrap()))
    });
    let feeds: Vec<String> = feeds.map(|path| path.display().to_string()).collect();
    assert!(feeds.len() > 90);
    let arguments: Vec<&str> = ["--json"].into_iter().chain(feeds.iter().map(String::as_str)).collect();
    let (text, code) = said(&place, &arguments);
    assert_eq!(text.lines().count(), feeds.len());
    for line in text.lines() {
        let report: Value = serde_json::from_str(line).unwrap();
        assert_eq!(
            (&report["ok"], &report["losing"], &report["findings"]),
            (&true.into(), &Value::Array(vec![]), &Value::Array(vec![])),
            "{line}"
        );
        let tools = report["tools"].as_array().unwrap();
        assert!(tools.iter().all(|tool| tool["lost"] == 0) && tools.len() > 25, "{line}");
    }
    assert_eq!(code, 0);
}

#[test]
fn a_feed_behind_an_address_comes_by_the_guarded_way() {
    let place = Place::example();
    let (text, code) = said(&place, &["https://www.quayside.example/rss/latest-news"]);
    assert!(text.contains("RSS, 15 items: Quayside: latest news") && code == 0, "{text}");
    let config = std::fs::read_to_string(place.path("config/feedmill.toml")).unwrap();
    std::fs::write(place.path("config/feedmill.toml"), config.replace("recorded = \"web\"", "")).unwrap();
    let (text, code) = said(&place, &["http://169.254.169.254/feed"]);
    assert!(text.contains("blocked_address: ") && code == 69, "{text}");
}

#[test]
fn what_is_no_feed_or_not_there_has_exit_codes_of_its_own() {
    let place = Place::example();
    let (text, code) = said(&place, &["config/feedmill.toml"]);
    assert_eq!((text.contains("not_feed: "), code), (true, 65), "{text}");
    let (text, code) = said(&place, &["no-such.rss", &sample("same-second.rss")]);
    assert_eq!((text.contains("no-such.rss does not exist"), text.contains("The Weekly"), code), (true, true, 66), "{text}");
    let output = place.run(&["check-feed", "--tool", "Mailchump", &sample("same-second.rss")]);
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(message.contains("no tool `Mailchump` is known; did you mean `Mailchimp`?"), "{message}");
    assert_eq!(output.status.code(), Some(64));
    let (text, _) = said(&place, &["--json", "no-such.rss"]);
    let report: Value = serde_json::from_str(&text).unwrap();
    assert_eq!((&report["ok"], &report["tools"]), (&false.into(), &Value::Array(vec![])));
}
