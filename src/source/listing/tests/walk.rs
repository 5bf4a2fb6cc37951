//! Where a walk begins and how it goes on: starts, next pages, the index.

use super::*;

fn months(texts: &[&str]) -> Vec<Month> {
    texts.iter().map(|text| text.parse().unwrap()).collect()
}

#[test]
fn an_address_with_a_month_begins_once_for_each_month() {
    let read = months(&["2025-11", "2025-02"]);
    let cases = [
        ("https://lamp.example/{month}-{yyyy}", &["https://lamp.example/november-2025", "https://lamp.example/february-2025"][..]),
        ("https://lamp.example/{yyyy}/{mm}/", &["https://lamp.example/2025/11/", "https://lamp.example/2025/02/"]),
        ("https://lamp.example/news", &["https://lamp.example/news"]),
    ];
    for (template, expected) in cases {
        let starts = Listing::plain(template).start(&read);
        assert_eq!(starts.iter().map(|start| start.url.as_str()).collect::<Vec<_>>(), expected);
        assert!(starts.iter().all(|start| start.role == Role::Listing));
        let told: Vec<_> = starts.iter().filter_map(|start| start.month).collect();
        assert_eq!(told, if template.contains('{') { read.clone() } else { Vec::new() });
    }
}

#[test]
fn the_next_page_is_found_however_the_page_says_it() {
    let list = "<ul><li><a href=/1>The first of the wicks</a><li><a href=/2>The second of the wicks</a></ul>";
    let november = "https://lamp.example/november-2025/3.issue";
    let nine = "https://lamp.example/november-2025/3.issue?page=9";
    let cases = [
        ("rel=next in the head", NEWS, "<link rel=next href='?page=2'>", Some("https://lamp.example/news?page=2")),
        ("rel=next on a link", NEWS, "<a rel='nofollow next' href='/news/page/2'>On</a>", Some("https://lamp.example/news/page/2")),
        (
            "numbers in addresses",
            nine,
            "<a href='?page=8'>8</a><a href='?page=10'>10</a><a href='?page=11'>11</a>",
            Some("https://lamp.example/november-2025/3.issue?page=10"),
        ),
        (
            "first page without a number",
            november,
            "<a href='?page=2'>2</a><a href='?page=3'>3</a>",
            Some("https://lamp.example/november-2025/3.issue?page=2"),
        ),
        (
            "numbers in paths",
            "https://lamp.example/news/page/2/",
            "<a href='/news/page/3/'>3</a>",
            Some("https://lamp.example/news/page/3/"),
        ),
        ("numbers as texts", NEWS, "<a href='/news/b2'>2 comments</a><a href='/news/2'>2</a>", Some("https://lamp.example/news/2")),
        (
            "a link that says so",
            NEWS,
            "<a href='/news?after=x' aria-label='Next page'><img></a>",
            Some("https://lamp.example/news?after=x"),
        ),
        ("the last page", nine, "<a href='?page=8'>8</a><a href='?page=9'>9</a>", None),
        ("the page itself", nine, "<link rel=next href='?page=9#top'>", None),
        ("another host", NEWS, "<link rel=next href='https://other.example/news?page=2'>", None),
        ("another month", november, "<a rel=next href='/december-2025/4.issue'>Next</a>", None),
        ("another list's second page", NEWS, "<a href='/jobs?page=2'>More jobs</a>", None),
        ("backwards", nine, "<a href='?page=8'>Next</a>", None),
    ];
    for (name, address, links, expected) in cases {
        let reading = Listing::plain(NEWS).read(&page(address, &format!("{list}{links}")), Role::Listing, &Context::default()).unwrap();
        assert_eq!(reading.next.as_ref().map(Url::as_str), expected, "{name}");
    }
}

fn index() -> Listing {
    let url = Url::parse("https://lamp.example/archive").unwrap();
    Listing { place: Place::Index { url, link: pick("a.issue").unwrap(), months: 2 }, ..described() }
}

#[test]
fn an_index_gives_all_its_months_newest_first() {
    let body = "<a class=issue href=/special>Special</a><a class=issue href=/7.issue>September 2025</a><a class=issue href=/november-2025/9.issue>Latest</a>
        <a class=issue href=/8.issue title='October 2025'>10</a><a class=issue href=/7.issue>September 2025</a><a href=/about>June 2025</a>";
    let reading = index().read(&page("https://lamp.example/archive", body), Role::Index, &Context::default()).unwrap();
    let told: Vec<_> = reading.lists.iter().map(|list| (list.url.path(), list.month, list.role)).collect();
    let month = |text: &str| Some(text.parse().unwrap());
    let expected = [
        ("/november-2025/9.issue", month("2025-11"), Role::Listing),
        ("/8.issue", month("2025-10"), Role::Listing),
        ("/7.issue", month("2025-09"), Role::Listing),
        ("/special", None, Role::Listing),
    ];
    assert_eq!(told, expected);
    assert_eq!((reading.about.kind, reading.entries.len()), ("index", 0));
    let start = index().start(&[]);
    assert_eq!(
        start.iter().map(|start| (start.url.as_str(), start.role)).collect::<Vec<_>>(),
        [("https://lamp.example/archive", Role::Index)]
    );
}

#[test]
fn an_index_without_links_changed_shape() {
    let trouble = index().read(&page(NEWS, "<a href=/7.issue>May 2025</a>"), Role::Index, &Context::default()).unwrap_err();
    assert_eq!(
        (trouble.kind, trouble.sentence.as_str()),
        (Kind::Layout, "the index has no links where `a.issue` looks; the page may have changed shape")
    );
}

#[test]
fn a_page_that_an_index_led_to_is_read_as_a_listing() {
    let body = "<li class=story><h3><a href='/1'>Wicks burn longer</a></h3>";
    assert_eq!(index().read(&page(NEWS, body), Role::Listing, &Context::default()).unwrap().entries.len(), 1);
}
