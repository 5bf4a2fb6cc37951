//! `explain`, `merge`, `unmerge`, `withdraw` and `restore`: what an operator sees of an article, and decides about it.

use super::Place;

fn published(place: &Place, title: &str) -> bool {
    let feed = std::fs::read_to_string(place.path("feeds/example/feed.json")).unwrap();
    let feed: serde_json::Value = serde_json::from_str(&feed).unwrap();
    feed["items"].as_array().unwrap().iter().any(|item| item["title"] == title)
}

#[test]
fn an_article_is_explained_by_its_id_its_link_and_its_words() {
    let place = Place::example();
    place.good(&["run", "--once"]);
    let listed = place.good(&["articles", "-n", "1", "--json"]);
    let article: serde_json::Value = serde_json::from_str(&listed).unwrap();
    let [id, link, title] = ["id", "link", "title"].map(|key| article[key].as_str().unwrap());
    let by_id = place.good(&["explain", id]);
    for name in [link, id.rsplit(':').next().unwrap(), title] {
        assert_eq!(place.good(&["explain", name]), by_id, "{name}");
    }
    for part in [title, id, link, "section", "month", "Seen", "Known by", "Stands in", "example/months/"] {
        assert!(by_id.contains(part), "{part}: {by_id}");
    }
    let whole: serde_json::Value = serde_json::from_str(&place.good(&["explain", "--json", id])).unwrap();
    assert_eq!(whole["article"], article);
    assert!(whole["sightings"].as_array().is_some_and(|seen| !seen.is_empty()));
    assert!(whole["aliases"].as_array().unwrap().iter().all(|alias| alias["state"] == "live"));
    assert_eq!(place.code(&["explain", "no", "such", "headline"]), 66);
    assert_eq!(place.code(&["explain", "the"]), 65);
}

#[test]
fn what_is_withdrawn_leaves_its_feeds_and_can_be_put_back() {
    let place = Place::example();
    place.good(&["run", "--once"]);
    let before = std::fs::read(place.path("feeds/example/feed.rss")).unwrap();
    let line: serde_json::Value = serde_json::from_str(&place.good(&["articles", "-n", "1", "--json"])).unwrap();
    let (id, title) = (line["id"].as_str().unwrap(), line["title"].as_str().unwrap());
    assert!(published(&place, title));
    place.good(&["withdraw", id]);
    assert!(!published(&place, title));
    assert!(place.good(&["explain", id]).contains("withdrawn"));
    // Its source shows it again: it stays away.
    place.good(&["run", "--once"]);
    assert!(!published(&place, title));
    assert_eq!(place.code(&["withdraw", id]), 65);
    place.good(&["restore", id]);
    assert_eq!(std::fs::read(place.path("feeds/example/feed.rss")).unwrap(), before);
    assert_eq!(place.code(&["restore", id]), 65);
}

#[test]
fn two_articles_are_made_one_and_two_again() {
    let place = Place::example();
    place.good(&["run", "--once"]);
    let before = std::fs::read(place.path("feeds/example/feed.atom")).unwrap();
    let lines = place.good(&["articles", "-n", "2", "--json"]);
    let ids: Vec<String> =
        lines.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["id"].as_str().unwrap().to_owned()).collect();
    place.good(&["merge", &ids[0], &ids[1]]);
    let explained: serde_json::Value = serde_json::from_str(&place.good(&["explain", "--json", &ids[1]])).unwrap();
    assert_eq!(explained["one_with"], serde_json::json!([ids[0]]));
    assert!(place.good(&["explain", &ids[0]]).contains("shown as"));
    let lines = place.good(&["export"]);
    let one: serde_json::Value =
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).find(|line: &serde_json::Value| line["id"] == ids[1]).unwrap();
    assert!(one["seen_as"].as_array().unwrap().len() >= 2);
    assert!(!lines.contains(&ids[0]));
    assert_eq!(place.code(&["merge", &ids[0], &ids[1]]), 65);
    place.good(&["unmerge", &ids[0]]);
    assert_eq!(std::fs::read(place.path("feeds/example/feed.atom")).unwrap(), before);
}

#[test]
fn a_draft_of_rules_shows_what_it_would_have_done_and_changes_nothing() {
    let place = Place::example();
    place.good(&["run", "--once"]);
    super::copy(&place.path("config"), &place.path("draft"));
    let file = place.path("draft/publications/example.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    let rules =
        "\n[rule.letters]\nsection = \"Letters\"\nexclude = true\n[rule.tide]\ntitle = \"Daily Tide:*\"\nstrip_prefix = \"Daily Tide:\"\n";
    std::fs::write(&file, format!("{text}{rules}")).unwrap();
    let before = place.good(&["export"]);
    let said = place.good(&["--config", "draft", "preview", "--since", "30d"]);
    let (tide, letters) = (said.matches("by tide").count(), said.matches("left out by `letters`").count());
    assert!(tide > 0 && letters > 0, "{said}");
    assert!(said.trim_end().ends_with("would be other"), "{said}");
    assert_eq!(place.good(&["export"]), before);
    let nothing = place.good(&["preview", "--since", "30d"]);
    assert_eq!(nothing.lines().count(), 1, "{nothing}");
    assert_eq!(place.code(&["preview", "--since", "soon"]), 64);
    // The draft is taken over: what is left of it shows in `explain`.
    std::fs::copy(&file, place.path("config/publications/example.toml")).unwrap();
    place.good(&["run", "--once"]);
    let stripped =
        said.lines().find(|line| line.contains("by tide")).unwrap().split("headline `").nth(1).unwrap().split('`').next().unwrap();
    let explained = place.good(&["explain", stripped]);
    assert!(explained.contains("changed by the rules tide") && explained.contains("[-Daily Tide: -]"), "{explained}");
}
