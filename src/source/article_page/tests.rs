mod designs;

use self::designs::DESIGNS;
use super::*;

const LINK: &str = "https://www.quay.example/news/harbour-lights-go-out-7025612";
const TITLE: &str = "Harbour lights go out for good";

fn page(url: &str, html: &str) -> Page {
    Page { url: url.parse().unwrap(), content_type: Some("text/html; charset=utf-8".to_owned()), body: html.to_owned().into() }
}

fn asked() -> Asked {
    Asked { link: LINK.parse().unwrap(), title: TITLE.to_owned() }
}

#[test]
fn designs_are_read() {
    let mut wrong = Vec::new();
    for (name, html, date, author, image) in DESIGNS {
        let read = read(&page(LINK, html), &asked(), &Context::default()).unwrap();
        let told = (read.stated.text(), read.author, read.image.map(|image| image.url));
        let expected = (date.map(str::to_owned), author.map(str::to_owned), image.map(str::to_owned));
        if told != expected {
            wrong.push(format!("{name}\n  read {told:?}\n  not  {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_page_that_is_not_of_the_article_is_not_believed() {
    let dated = r#"<meta property="article:published_time" content="2025-11-17T08:30:00Z">"#;
    for (landed, html) in [
        ("https://www.quay.example/login?next=7025612", format!("{dated}<h1>Sign in to go on reading</h1>")),
        ("https://www.quay.example/", format!("{dated}<h1>The Quay</h1><h2><a href={LINK}>Harbour lights go out for good</a></h2>")),
        ("https://other.example/parked", "<h1>This domain is for sale</h1><time datetime=2025-11-17></time>".to_owned()),
    ] {
        let told = read(&page(landed, &html), &asked(), &Context::default());
        let trouble = told.unwrap_err();
        assert_eq!(trouble.kind, Kind::Layout, "{landed}");
        assert!(trouble.sentence.contains("which is not its page"), "{trouble}");
    }
    // At the article's own address, under another headline, only what is said of an article is heard.
    let wall = "<h1>Sign in to go on reading</h1><p class=date>1 December 2025</p><p class=byline>By Nobody Special</p>";
    assert_eq!(read(&page(LINK, wall), &asked(), &Context::default()).unwrap(), OwnPage::default());
    assert_eq!(
        read(&page(LINK, &format!("{dated}{wall}")), &asked(), &Context::default()).unwrap().stated.text().unwrap(),
        "2025-11-17T08:30:00Z"
    );
}

#[test]
fn a_proper_address_is_one_more_name_of_the_article_where_it_can_be_that() {
    let read = |head: &str| read(&page(LINK, &format!("{head}<h1>{TITLE}</h1>")), &asked(), &Context::default()).unwrap().canonical;
    let link = |address: &str| read(&format!("<link rel=canonical href='{address}'>"));
    assert_eq!(link("https://www.quay.example/harbour/lights-7025612").as_deref(), Some("https://www.quay.example/harbour/lights-7025612"));
    assert_eq!(link("/a/7025612").as_deref(), Some("https://www.quay.example/a/7025612"));
    // The same address in other words, the front page, a section, and what is no address.
    for same in
        ["http://quay.example/news/harbour-lights-go-out-7025612/?utm_source=x", "https://www.quay.example/", "/news/", "javascript:x"]
    {
        assert_eq!(link(same), None, "{same}");
    }
    assert_eq!(read("<meta property='og:url' content='/story/7025612'>").as_deref(), Some("https://www.quay.example/story/7025612"));
}

#[test]
fn the_day_of_an_address_counts_where_nothing_else_says_one() {
    for (path, day) in [
        ("2025/11/17/lights", Some("2025-11-17")),
        ("news/2025-11-17-lights.html", Some("2025-11-17")),
        ("20251117/lights", Some("2025-11-17")),
        ("2025/11/lights", None),
        ("story-20259917", None),
        ("7025612", None),
    ] {
        let url: Url = format!("https://www.quay.example/{path}").parse().unwrap();
        assert_eq!(when::in_address(&url).and_then(Stated::text).as_deref(), day, "{path}");
    }
    let asked = Asked { link: "https://www.quay.example/2025/11/17/lights".parse().unwrap(), title: TITLE.to_owned() };
    let html = format!("<h1>{TITLE}</h1>");
    let told = read(&page(asked.link.as_str(), &html), &asked, &Context::default()).unwrap();
    assert_eq!(told.stated.text().as_deref(), Some("2025-11-17"));
}

#[test]
fn a_page_that_somebody_shows_is_read_by_its_own_headline() {
    let html = format!(
        "<link rel=canonical href='/story/7025612'><h1>{TITLE}</h1><p class=byline>By Ada Lin</p><time datetime='2025-11-17'></time>"
    );
    let reading = alone(&page("https://www.quay.example/s?id=1", &html), &Context::default()).unwrap();
    let entry = &reading.entries[0];
    assert_eq!((entry.title.as_str(), entry.link.as_deref()), (TITLE, Some("https://www.quay.example/story/7025612")));
    assert_eq!((entry.stated.text().as_deref(), entry.author.as_deref()), (Some("2025-11-17"), Some("Ada Lin")));
    assert_eq!(alone(&page(LINK, "<p>Nothing here"), &Context::default()).unwrap_err().kind, Kind::Layout);
}

#[test]
fn headlines_are_alike_where_people_would_say_so() {
    for (one, other, alike) in [
        ("Harbour lights go out for good", "Harbour Lights Go Out For Good", true),
        ("Harbour lights go out…", "Harbour lights go out for good", true),
        ("‘Harbour’ lights – go out", "'Harbour' lights - go out", true),
        ("Harbour lights go out for good", "Harbour lights out for good: what comes next", true),
        ("Sign in", "Harbour lights go out for good", false),
        ("Harbour master goes", "Harbour lights go out for good", false),
        ("", "Harbour", false),
    ] {
        assert_eq!(is_alike(one, other), alike, "{one} / {other}");
    }
}

proptest::proptest! {
    #[test]
    fn no_page_breaks_the_reader(html in "(<(h1|time datetime='|p class=date|meta content='|script type=application/ld\\+json)>|[ -~é年]|[{\"}:,\\[\\]]){0,120}") {
        let _ = read(&page(LINK, &html), &asked(), &Context::default());
    }
}
