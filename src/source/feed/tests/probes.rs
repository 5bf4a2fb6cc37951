//! Probes: hundreds of small documents, a line each, by class, and what is read from each.
//!
//! A line is a document, or the content of one item, then ` => `, then the entries as [`told`](super::wild::told) writes them, parted by ` // `. `\n` and
//! `\u{…}` stand for characters that cannot stand in a line.

use super::wild::told;

/// A class: its name, its lines, and how a line becomes a document.
type Class = (&'static str, &'static str, fn(&str) -> String);

const CLASSES: [Class; 4] = [
    ("rss", include_str!("probes/rss.txt"), |content| {
        format!(
            "<rss version=\"2.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" xmlns:atom=\"http://www.w3.org/2005/Atom\" \
             xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" xmlns:media=\"http://search.yahoo.com/mrss/\" \
             xmlns:itunes=\"http://www.itunes.com/dtds/podcast-1.0.dtd\"><channel><title>T</title><item>{content}</item></channel></rss>"
        )
    }),
    ("atom", include_str!("probes/atom.txt"), |content| {
        format!("<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>T</title><id>f</id><entry><id>i</id>{content}</entry></feed>")
    }),
    ("whole", include_str!("probes/whole.txt"), str::to_owned),
    ("json", include_str!("probes/json.txt"), |fields| {
        format!("{{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"T\",\"items\":[{{{fields}}}]}}")
    }),
];

/// The characters that a line means.
fn meant(line: &str) -> String {
    let mut text = String::new();
    let mut rest = line;
    while let Some((before, behind)) = rest.split_once('\\') {
        text.push_str(before);
        let escaped = behind.strip_prefix("u{").and_then(|code| code.split_once('}'));
        (text, rest) = match (behind.strip_prefix('n'), escaped) {
            (Some(behind), _) => (text + "\n", behind),
            (_, Some((code, behind))) => (text + &char::from_u32(u32::from_str_radix(code, 16).unwrap()).unwrap().to_string(), behind),
            _ => (text + "\\", behind),
        };
    }
    text + rest
}

#[test]
fn every_probe_is_read() {
    let (mut probes, mut wrong) = (0, Vec::new());
    for (class, lines, document) in CLASSES {
        for line in lines.lines().filter(|line| !line.is_empty() && !line.starts_with("# ")) {
            let (content, expected) = line.rsplit_once(" => ").unwrap();
            let read =
                told(document(&meant(content)).as_bytes()).map_or_else(|trouble| trouble.to_string(), |(lines, _)| lines.join(" // "));
            probes += 1;
            if read != expected {
                wrong.push(format!("{class}: {content}\n   read {read}\n   not  {expected}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {probes}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn a_json_feed_leads_to_its_next_page() {
    let feed = |next: &str| {
        format!("{{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"T\",{next}\"items\":[{{\"id\":1,\"title\":\"A\"}}]}}")
    };
    for (next, expected) in [("\"next_url\":\"/2\",", Some("https://a.example/2")), ("\"next_url\":\"\",", None), ("", None)] {
        let (_, reading) = told(feed(next).as_bytes()).unwrap();
        assert_eq!(reading.next.map(String::from).as_deref(), expected, "{next}");
    }
}

#[test]
fn a_long_document_is_the_same_in_parts() {
    let item = |n: usize, atom: bool| {
        if atom {
            format!("<entry><id>i{n}</id><title>A {n}</title><link href='{n}'/></entry>")
        } else {
            format!("<item><guid>i{n}</guid><title>A {n}</title><link>{n}</link></item>\n<!-- {n} -->")
        }
    };
    for atom in [false, true] {
        let document = |count: usize| {
            let items: String = (1..=count).map(|n| item(n, atom)).collect();
            if atom {
                format!(
                    "<feed xml:base='/x/' xmlns='http://www.w3.org/2005/Atom'><author><name>Ann</name></author>{items}<title>T</title></feed>"
                )
            } else {
                format!(
                    "<rss version='2.00' xml:base='/x/'><channel xmlns:q='urn:q'>{items}<title>T</title><language>de</language></channel></rss>"
                )
            }
        };
        for count in [999, 1_000, 1_001, 2_500] {
            let (lines, reading) = told(document(count).as_bytes()).unwrap();
            assert_eq!((lines.len(), reading.about.title.as_deref(), reading.skipped.len()), (count, Some("T"), 0));
            let author = if atom { "||||Ann" } else { "" };
            for (n, line) in (1..).zip(&lines) {
                assert_eq!(*line, format!("A {n}|/x/{n}|i{n}{author}"));
            }
        }
    }
}
