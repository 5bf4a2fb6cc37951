use bytes::Bytes;
use url::Url;

use super::*;
use crate::article::Month;
use crate::source::About;
use crate::trouble::Kind;

fn entry(stated: Stated) -> Entry {
    Entry { title: "Wicks & <oil>".to_owned(), section: Some("News".to_owned()), stated, ..Entry::default() }
}

fn reading(entries: Vec<Entry>) -> Reading {
    let month: Option<Month> = "2025-07".parse().ok();
    let about = About { kind: "listing", title: Some("Lamps in July".to_owned()), month, ..About::default() };
    Reading { about, entries, number: Some(9), ..Reading::default() }
}

#[test]
fn a_document_is_one_line_of_json_with_every_key() {
    let line = json("lamps.html", &Ok(reading(vec![entry(Stated::Unsaid)])), Tz::UTC, &|entry| format!("tag:{}", entry.title.len()));
    let expected = concat!(
        r#"{"file":"lamps.html","ok":true,"error":null,"kind":"listing","feed_title":"Lamps in July","feed_link":null,"feed_id":null,"#,
        r#""feed_description":null,"feed_language":null,"feed_updated":null,"entries":[{"guid":null,"id":"tag:13","title":"Wicks & <oil>","#,
        r#""link":null,"published":null,"published_precision":"none","updated":null,"summary":null,"content":null,"author":null,"#,
        r#""section":"News","categories":[],"enclosures":[]}]}"#,
    );
    assert_eq!(line, expected);
}

#[test]
fn what_could_not_be_read_says_why() {
    let trouble = Trouble::new(Kind::Layout, "the page has no items");
    let line = json("a\nb.html", &Err(trouble.clone()), Tz::UTC, &|_| String::new());
    let value: serde_json::Value = serde_json::from_str(&line).unwrap();
    assert_eq!((&value["file"], &value["ok"], &value["error"]), (&"a\nb.html".into(), &false.into(), &"the page has no items".into()));
    assert_eq!((&value["kind"], &value["entries"], line.contains('\n')), (&serde_json::Value::Null, &serde_json::json!([]), false));
    assert_eq!(human("a.html", &Err(trouble), &Context::default()), "a.html\n  layout: the page has no items\n");
}

#[test]
fn a_repaired_document_is_sound_and_says_what_was_repaired() {
    let mut repaired = reading(Vec::new());
    repaired.repaired.push("a bare & was escaped".to_owned());
    let line = json("a.xml", &Ok(repaired), Tz::UTC, &|_| String::new());
    assert!(line.contains(r#""ok":true"#) && line.contains(r#""repaired":["a bare & was escaped"]"#), "{line}");
}

#[test]
fn a_date_is_a_moment_and_its_precision_is_told() {
    let day = chrono::NaiveDate::from_ymd_opt(2025, 7, 3).unwrap();
    let cases = [
        (Stated::At("2025-07-03T10:00:00+01:00".parse().unwrap()), "2025-07-03T09:00:00Z", "instant"),
        (Stated::On(day), "2025-07-03T00:00:00+01:00", "day"),
        (Stated::In("2025-07".parse().unwrap()), "2025-07-01T00:00:00+01:00", "month"),
        (Stated::In("2025-11".parse().unwrap()), "2025-11-01T00:00:00Z", "month"),
    ];
    for (stated, published, precision) in cases {
        let line = json("a", &Ok(reading(vec![entry(stated)])), Tz::Europe__London, &|_| String::new());
        let value: serde_json::Value = serde_json::from_str(&line).unwrap();
        let entry = &value["entries"][0];
        assert_eq!((&entry["published"], &entry["published_precision"]), (&published.into(), &precision.into()));
    }
}

#[test]
fn a_person_reads_entries_counts_and_what_is_unknown() {
    let mut first = entry(Stated::In("2025-07".parse().unwrap()));
    first.link = Some("https://lamp.example/1".to_owned());
    first.summary = Some("a".repeat(120));
    let second = Entry { section: Some("Yard".to_owned()), ..entry(Stated::Unsaid) };
    let mut page = reading(vec![first, second]);
    page.next = Url::parse("https://lamp.example/?page=10").ok();
    page.skipped.push("item 3 has no headline".to_owned());
    let context = Context { labels: vec!["News".to_owned()], ..Context::default() };
    insta::assert_snapshot!(human("lamps.html", &Ok(page), &context));
}

#[test]
fn the_kind_of_a_document_is_found_from_its_beginning() {
    let utf_16: Vec<u8> = "\u{feff}<?xml version='1.0'?><rss/>".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let cases: [(&[u8], &str); 14] = [
        (b"<?xml version='1.0'?><!-- a --><rss version='2.0'>", "feed"),
        (b"junk<RSS>", "feed"),
        (b"<a:feed xmlns:a='http://www.w3.org/2005/Atom'>", "feed"),
        (b"<rdf:RDF>", "feed"),
        (b"<channel><item>", "feed"),
        (b"{\"version\": \"https://jsonfeed.org/version/1.1\"}", "feed"),
        (&utf_16, "feed"),
        (b"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>", "sitemap"),
        (b"<sitemapindex>", "sitemap"),
        (b"<!DOCTYPE html><html><body><feed>", "listing"),
        (b"<ul><li><a href=/>a</a></li></ul>", "listing"),
        (b"All lamps in November 2025\n-\nNewsWicks < oil", "saved"),
        (b"", "saved"),
        (b"\x89PNG\r\n\x1a\n\0\0", "saved"),
    ];
    for (body, expected) in cases {
        let page = Page { url: Url::parse("file:///a").unwrap(), content_type: None, body: Bytes::copy_from_slice(body) };
        assert_eq!(kind_of(&page, None).kind(), expected, "{:?}", String::from_utf8_lossy(body));
        assert_eq!(kind_of(&page, Some("sitemap")).kind(), "sitemap");
    }
}
