use proptest::prelude::*;

use super::*;

/// A text of a hundred words that are its own.
fn text(about: &str) -> String {
    (0..100).map(|n| format!("{about}{} and {about}{}", n * 7 % 101, n)).collect::<Vec<_>>().join(" ")
}

fn story(title: &str, summary: &str, content: &str) -> Story {
    Story::of(title, Some(summary).filter(|text| !text.is_empty()), Some(content).filter(|text| !text.is_empty()))
}

const STANDFIRST: &str = "The boards of the harbour agree on a plan for the winter, and on what it will cost them all.";

#[test]
fn one_story_in_other_words_is_found() {
    let title = "Quayside board told to cut agency spending";
    let first = story(title, STANDFIRST, &text("harbour"));
    let cut = text("harbour").split(' ').take(150).collect::<Vec<_>>().join(" ");
    let changed = text("harbour").replace("harbour5 ", "quay5 ");
    for (other, summary, content) in [
        ("QUAYSIDE BOARD TOLD TO CUT AGENCY SPENDING", STANDFIRST, text("harbour")),
        ("Quayside board told to cut agency spending | The Harbour Wire", "", text("harbour")),
        ("Exclusive: Quayside board told to cut agency spending", "Quite another standfirst, written by the desk.", changed),
        ("Quayside board reportedly told to cut spending", STANDFIRST, cut),
        ("Quayside board told to cut agency spending", STANDFIRST, String::new()),
        ("Quayside board told to cut agency spending – report", STANDFIRST, String::new()),
    ] {
        let found = first.likeness(&story(other, summary, &content));
        assert!(found.is_some_and(|found| found.score >= 75), "{other}: {found:?}");
    }
}

#[test]
fn what_only_looks_like_it_is_not() {
    let same = text("harbour");
    let results = |first: usize| (0..40).map(|n| format!("berth {n} handled {} ships", first + n * 3)).collect::<Vec<_>>().join(" ");
    let insight = "The must-read stories and debates of the harbour, every morning, in one place for all of you.";
    for (one, other, why) in [
        (("Daily Insight: the tide turns", insight, text("tide")), ("Daily Insight: the tide turns", insight, text("ebb")), "a column"),
        (
            ("Daily Insight: the tide turns", insight, String::new()),
            ("Daily Insight: the wind turns", insight, String::new()),
            "a column without texts",
        ),
        (("In brief", "", same.clone()), ("Letters to the editor", "", same.clone()), "other headlines over one text"),
        (
            ("The long dig, part 2 of the story", STANDFIRST, same.clone()),
            ("The long dig, part 3 of the story", STANDFIRST, same.clone()),
            "parts",
        ),
        (
            ("Harbour Awards 2024: Crew of the Year", STANDFIRST, String::new()),
            ("Harbour Awards 2024: Team of the Year", STANDFIRST, String::new()),
            "award series",
        ),
        (
            ("Correction: board told to cut spending", STANDFIRST, same.clone()),
            ("Board told to cut spending", STANDFIRST, same.clone()),
            "a correction",
        ),
        (("What the berths handled this week", "", results(100)), ("What the berths handled this week", "", results(1101)), "results"),
        (
            ("Board told to cut spending", STANDFIRST, "Subscribe to read on.".to_owned()),
            ("Pilots told to cut speed", STANDFIRST, "Subscribe to read on.".to_owned()),
            "a paywall's text",
        ),
        (("In brief", STANDFIRST, String::new()), ("In brief", STANDFIRST, String::new()), "a headline that says nothing"),
    ] {
        let [one, other] = [one, other].map(|(title, summary, content)| story(title, summary, &content));
        assert_eq!(one.likeness(&other), None, "{why}");
    }
}

#[test]
fn one_site_alone_has_no_near_duplicates_unless_the_operator_wants_them() {
    let sites = |all: &[&str]| all.iter().map(|site| (*site).to_owned()).collect::<HashSet<_>>();
    let here = Some("https://www.quay.example/a");
    let there = Some("https://news.wire.example/b");
    let plain = Rules::default();
    assert!(!plain.apply(here, &sites(&["quay.example"])));
    assert!(plain.apply(there, &sites(&["quay.example"])));
    assert!(plain.apply(here, &sites(&["quay.example", "wire.example"])));
    assert!(!plain.apply(None, &sites(&["quay.example", "wire.example"])));
    assert_eq!(plain.bar(here, there), Some(75));
    assert_eq!(plain.bar(here, Some("https://m.quay.example/c")), None);
    let [on, off] = [true, false].map(|enabled| Rules { enabled: Some(enabled), ..Rules::default() });
    assert_eq!(on.bar(here, Some("https://m.quay.example/c")), Some(95));
    assert!(on.apply(here, &sites(&["quay.example"])) && !off.apply(there, &sites(&["quay.example"])));
}

#[test]
fn a_text_in_a_script_without_spaces_has_words() {
    let text = "港の理事会は冬の計画に合意した。".repeat(8);
    let story = story("港の理事会が合意", "", &text);
    assert_eq!(story.prints().len(), 4);
    assert_eq!(story.likeness(&story).map(|found| found.score), Some(100));
}

proptest! {
    #[test]
    fn likeness_does_not_depend_on_which_is_first(one in "[a-d0-9]{1,3}( [a-d0-9]{1,3}){0,90}", other in "[a-d0-9]{1,3}( [a-d0-9]{1,3}){0,90}") {
        let [one, other] = [one, other].map(|text| story(&text, &text, &text));
        prop_assert_eq!(one.likeness(&other), other.likeness(&one));
    }

    #[test]
    fn whatever_is_alike_shares_a_print(seed in 0_usize..1000, place in 0_usize..198) {
        let whole = text(&format!("w{seed}x"));
        let mut words: Vec<&str> = whole.split(' ').collect();
        words[place] = "another";
        let [one, other] = [whole.clone(), words.join(" ")].map(|text| story("A title of six words here", "", &text));
        prop_assert!(one.likeness(&other).is_some());
        prop_assert!(one.prints().iter().any(|print| other.prints().contains(print)));
    }
}
