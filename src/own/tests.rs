use super::*;
use chrono_tz::Europe::London;
use proptest::prelude::*;

fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

fn feed() -> OwnFeed {
    OwnFeed::plain("newsletter".parse().unwrap())
}

fn phrases(texts: &[&str]) -> Vec<Phrase> {
    texts.iter().map(|text| Phrase::parse(text).unwrap()).collect()
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

#[test]
fn an_article_must_satisfy_all_that_is_written_and_of_one_list_any() {
    let article = Candidate {
        label: Some("News".to_owned()),
        sources: texts(&["latest", "wire"]),
        title: "Harbour master resigns".to_owned(),
        standfirst: "A café closes.".to_owned(),
        author: Some("Ada Lin".to_owned()),
    };
    let fits = |filter: Filter| filter.fits(&article);
    assert!(fits(Filter::default()));
    for (filter, expected) in [
        (Filter { include: texts(&["Comment", "News"]), ..Filter::default() }, true),
        (Filter { include: texts(&["Comment"]), ..Filter::default() }, false),
        (Filter { exclude: texts(&["News"]), ..Filter::default() }, false),
        (Filter { include_sources: texts(&["latest"]), ..Filter::default() }, true),
        (Filter { exclude_sources: texts(&["wire"]), ..Filter::default() }, true),
        (Filter { exclude_sources: texts(&["wire", "latest"]), ..Filter::default() }, false),
        (Filter { include_sources: texts(&["archive"]), ..Filter::default() }, false),
        (Filter { include_words: phrases(&["dredging", "cafe"]), ..Filter::default() }, true),
        (Filter { include_words: phrases(&["resigns a"]), ..Filter::default() }, false),
        (Filter { exclude_words: phrases(&["HARBOUR MASTER"]), ..Filter::default() }, false),
        (Filter { include: texts(&["News"]), exclude_words: phrases(&["tide"]), ..Filter::default() }, true),
        (Filter { search: phrases(&["news", "master", "cafe", "lin"]), ..Filter::default() }, true),
        (Filter { search: phrases(&["master", "tide"]), ..Filter::default() }, false),
        (Filter { search: phrases(&["harb"]), ..Filter::default() }, false),
    ] {
        assert_eq!(fits(filter.clone()), expected, "{filter:?}");
    }
    let nowhere = Candidate { label: None, ..article };
    assert!(!Filter { include: texts(&["News"]), ..Filter::default() }.fits(&nowhere), "no section stands in no list");
    assert!(Filter { exclude: texts(&["News"]), ..Filter::default() }.fits(&nowhere));
}

#[test]
fn an_article_waits_for_its_hold_and_then_for_the_next_release() {
    let (seen, now) = (at("2025-11-17T08:00:00Z"), at("2025-11-17T08:00:30.5Z"));
    let due = |release: Option<&str>, hold: u64| {
        let release = release.map(|text| text.parse().unwrap());
        OwnFeed { release, hold: Duration::from_mins(hold), ..feed() }.due(seen, seen, now, London).at.unwrap()
    };
    assert_eq!(due(None, 0), at("2025-11-17T08:00:30Z"), "at once");
    assert_eq!(due(None, 20), at("2025-11-17T08:20:00Z"));
    assert_eq!(due(Some("0 6 * * 1-5"), 0), at("2025-11-18T06:00:00Z"));
    assert_eq!(due(Some("20 8 * * *"), 20), at("2025-11-17T08:20:00Z"), "the hold ends just then");
    assert_eq!(due(Some("20 8 * * *"), 21), at("2025-11-18T08:20:00Z"));
}

#[test]
fn six_in_the_morning_is_six_where_the_journal_is() {
    let six = OwnFeed { release: Some("0 6 * * 1-5".parse().unwrap()), ..feed() };
    for (news, expected) in [
        ("2025-03-28T12:00:00Z", "2025-03-31T05:00:00Z"), // Friday; the clocks go forward on Sunday
        ("2025-03-28T05:59:59Z", "2025-03-28T06:00:00Z"),
        ("2025-10-24T12:00:00Z", "2025-10-27T06:00:00Z"), // Friday; the clocks go back on Sunday
        ("2025-10-24T05:00:00Z", "2025-10-24T05:00:00Z"),
    ] {
        assert_eq!(six.due(at(news), at(news), at(news), London).at, Some(at(expected)), "{news}");
    }
}

#[test]
fn a_digest_appears_when_its_period_is_over_and_it_may() {
    let due = |every, release: Option<&str>, hold: u64| {
        let release = release.map(|text| text.parse().unwrap());
        let feed = OwnFeed { digest: Some(every), release, hold: Duration::from_secs(hold), ..feed() };
        let time = at("2025-11-19T12:00:00Z");
        let Due { at, period } = feed.due(time, time, time, London);
        (at.unwrap(), period.unwrap().name())
    };
    assert_eq!(due(Every::Day, None, 0), (at("2025-11-20T00:00:00Z"), "2025-11-19".to_owned()));
    assert_eq!(due(Every::Week, Some("0 7 * * 1-5"), 0), (at("2025-11-24T07:00:00Z"), "2025-W47".to_owned()));
    assert_eq!(due(Every::Month, None, 1200), (at("2025-12-01T00:20:00Z"), "2025-11".to_owned()));
}

#[test]
fn what_is_written_about_a_feed_is_told_apart() {
    let words = |text: &str| Filter { include_words: phrases(&[text]), ..Filter::default() }.text();
    assert_ne!(words("a"), words("b"));
    assert_ne!(
        Filter { include: texts(&["a"]), ..Filter::default() }.text(),
        Filter { exclude: texts(&["a"]), ..Filter::default() }.text()
    );
    let held = OwnFeed { hold: Duration::from_mins(1), ..feed() };
    assert_ne!(held.timing(London), feed().timing(London));
    assert_ne!(feed().timing(London), feed().timing(Tz::UTC));
}

proptest! {
    #[test]
    fn nothing_appears_before_it_is_news_nor_before_its_hold(seconds in 1_700_000_000_i64..1_900_000_000, hold in 0_u64..100_000, batch in any::<bool>()) {
        let seen = crate::article::from_unix(seconds);
        let release = batch.then(|| "17 5 * * *".parse().unwrap());
        let due = OwnFeed { hold: Duration::from_secs(hold), release, ..feed() }.due(seen, seen, seen, London).at.unwrap();
        let held = seen + TimeDelta::from_std(Duration::from_secs(hold)).unwrap();
        let longest = TimeDelta::hours(if batch { 26 } else { 0 });
        prop_assert!(due >= held && due <= held + longest);
    }
}
