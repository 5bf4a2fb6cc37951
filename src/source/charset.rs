//! Bytes to text: which characters a document's bytes stand for.
//!
//! What the bytes themselves show comes first, for every kind of document. What is declared is asked in the kind's own order, and
//! where nothing helps, the kind has its own last guess: see [`DATA`] and [`PAGE`].

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::ebcdic;

/// How far into a document its own words about its encoding are looked for.
const HEAD: usize = 4096;

/// How a kind of document tells its encoding.
#[derive(Debug)]
pub(super) struct Manner {
    /// Whose word is asked for, the most trusted first.
    declared: [Evidence; 3],
    /// What it is where nobody tells.
    guess: fn(&[u8]) -> &'static Encoding,
}

/// Feeds and sitemaps: XML and JSON.
pub(super) const DATA: Manner = Manner { declared: [Evidence::Header, Evidence::Xml, Evidence::Meta], guess: |_| WINDOWS_1252 };

/// Web pages and text that people wrote: their old encodings are told by the letters that occur.
pub(super) const PAGE: Manner = Manner { declared: [Evidence::Header, Evidence::Meta, Evidence::Xml], guess: detect };

/// Who may say how a document is encoded.
#[derive(Clone, Copy, Debug)]
enum Evidence {
    /// The host, in `Content-Type`.
    Header,
    /// The document, in its XML declaration.
    Xml,
    /// The document, in an HTML `meta` element.
    Meta,
}

/// A document as text.
#[derive(Debug)]
pub(super) struct Decoded<'a> {
    /// The text, without byte order mark; borrowed where the bytes are UTF-8.
    pub(super) text: Cow<'a, str>,
    /// What was wrong with the bytes, in a phrase.
    pub(super) repaired: Option<String>,
}

/// The text of a document: by its byte order mark; else as UTF-8, if it is that; else as it is declared, or guessed.
///
/// Bytes that are UTF-8 are taken for it whatever is declared: text in another encoding is almost never UTF-8 by chance.
pub(super) fn decode<'a>(body: &'a [u8], content_type: Option<&str>, manner: &Manner) -> Decoded<'a> {
    if let Some((encoding, _)) = Encoding::for_bom(body) {
        return told(body, encoding, manner);
    }
    if let Some(text) = ebcdic::decode(body) {
        return Decoded { text: Cow::Owned(text), repaired: None };
    }
    // Without a mark, two bytes for each character show in the first: it is ASCII.
    match body {
        [first, 0, ..] if is_text(*first) => return told(body, UTF_16LE, manner),
        [0, first, ..] if is_text(*first) => return told(body, UTF_16BE, manner),
        _ => {}
    }
    let declared = || manner.declared.iter().find_map(|evidence| evidence.says(body, content_type));
    match std::str::from_utf8(body) {
        // Escapes into other alphabets pass for ASCII.
        Ok(text) if text.contains('\x1b') => told(body, declared().unwrap_or(UTF_8), manner),
        Ok(text) => Decoded { text: Cow::Borrowed(text), repaired: None },
        Err(_) => told(body, declared().unwrap_or_else(|| (manner.guess)(body)), manner),
    }
}

const fn is_text(byte: u8) -> bool {
    byte.is_ascii_graphic() || byte.is_ascii_whitespace()
}

/// Decodes bytes as what they are said to be.
fn told<'a>(body: &'a [u8], encoding: &'static Encoding, manner: &Manner) -> Decoded<'a> {
    let (text, used, wrong) = encoding.decode(body);
    if !wrong {
        return Decoded { text, repaired: None };
    }
    // Nothing in it is UTF-8 but what is ASCII: the label is wrong. Otherwise only some bytes are.
    if used != UTF_8 || body.utf8_chunks().any(|chunk| !chunk.valid().is_ascii()) {
        return Decoded { text, repaired: Some(format!("bytes that are not {} became `\u{FFFD}`", used.name())) };
    }
    let (text, used, _) = (manner.guess)(body).decode(body);
    Decoded { text, repaired: Some(format!("it says that it is UTF-8, and was read as {}", used.name())) }
}

/// The encoding in which the letters of a text make words.
fn detect(body: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(body, true);
    detector.guess(None, Utf8Detection::Allow)
}

impl Evidence {
    /// The encoding that is named here.
    fn says(self, body: &[u8], content_type: Option<&str>) -> Option<&'static Encoding> {
        if let Self::Header = self {
            return after(content_type?, "charset");
        }
        let head = String::from_utf8_lossy(body.get(..HEAD).unwrap_or(body)).to_ascii_lowercase();
        let said = match self {
            Self::Xml => after(within(&head, "<?xml").next()?, "encoding"),
            _ => within(&head, "<meta").find_map(|tag| after(tag, "charset")),
        };
        // What can say in ASCII that it is UTF-16 is not.
        said.map(Encoding::output_encoding)
    }
}

/// What stands in each tag that begins so.
fn within<'t>(text: &'t str, start: &'static str) -> impl Iterator<Item = &'t str> {
    text.split(start).skip(1).filter_map(|behind| behind.split('>').next())
}

/// The encoding whose label follows `key` and an equals sign, in quotes or without.
fn after(text: &str, key: &str) -> Option<&'static Encoding> {
    let text = text.to_ascii_lowercase();
    let (_, behind) = text.split_once(key)?;
    let value = behind.trim_start().strip_prefix('=')?.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\''));
    let label = value.split(|c: char| c.is_whitespace() || "\"';?/>,".contains(c)).next()?;
    Encoding::for_label(label.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text of a feed.
    fn data<'a>(body: &'a [u8], content_type: Option<&str>) -> Decoded<'a> {
        decode(body, content_type, &DATA)
    }

    fn utf_16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn every_road_to_the_same_text() {
        let expected = "<?xml version='1.0'?><a>é – ü</a>";
        let latin: Vec<u8> = WINDOWS_1252.encode(expected).0.into_owned();
        let declared = |label: &str| {
            let text = format!("<?xml version=\"1.0\" encoding=\"{label}\"?>");
            [text.as_bytes(), b"\xe9"].concat()
        };
        assert_eq!(data(expected.as_bytes(), Some("text/xml; charset=iso-8859-1")).text, expected);
        assert_eq!(data(&latin, None).text, expected);
        assert_eq!(data(&latin, Some("text/xml; Charset=\"ISO-8859-1\"")).text, expected);
        assert_eq!(data(&[b"\xef\xbb\xbf", expected.as_bytes()].concat(), None).text, expected);
        assert_eq!(data(&utf_16(expected, u16::to_le_bytes), None).text, expected);
        assert_eq!(data(&utf_16(expected, u16::to_be_bytes), None).text, expected);
        assert_eq!(data(&[b"\xff\xfe".to_vec(), utf_16(expected, u16::to_le_bytes)].concat(), Some("a; charset=utf-8")).text, expected);
        assert!(data(&declared("iso-8859-2"), None).text.ends_with('é'));
        assert!(data(&declared("koi8-r"), None).text.ends_with('И'));
        assert!(data(&declared("koi8-r"), Some("text/xml; charset=windows-1251")).text.ends_with('й'));
        assert!(data(&declared("no-such"), None).text.ends_with('é'));
        assert!(data(&declared("utf-16"), None).text.ends_with('é'), "ASCII that says it is UTF-16 is not");
        assert!(data(b"<?xml version='1.0' encoding = 'koi8-r' ?><a>\xe9", None).text.ends_with('И'));
        assert_eq!(data(&utf_16("\n<a>é", u16::to_le_bytes), None).text, "\n<a>é");
    }

    #[test]
    fn sound_bytes_are_not_copied_and_not_reported() {
        let decoded = data("<a>é</a>".as_bytes(), None);
        assert!(matches!(decoded.text, Cow::Borrowed(_)) && decoded.repaired.is_none());
    }

    #[test]
    fn wrong_bytes_are_reported() {
        let stray = data(b"<a>\xc3\xa9 \xe9</a>", Some("text/xml; charset=utf-8"));
        assert_eq!(stray.text, "<a>é \u{fffd}</a>");
        assert!(stray.repaired.is_some());
        let wrong = data(b"<?xml encoding='utf-8'?><a>\xe9</a>", None);
        assert!(wrong.text.ends_with("<a>é</a>"));
        assert!(wrong.repaired.is_some());
        assert_eq!(data(b"\x1b$B$\"\x1b(B", Some("text/xml; charset=iso-2022-jp")).text, "あ");
    }

    #[test]
    fn the_encoding_of_a_page_is_found_wherever_it_is_told() {
        let cases: [(&[u8], Option<&str>, &str); 10] = [
            (b"Caf\xc3\xa9", None, "Café"),
            (b"Caf\xc3\xa9", Some("text/html; charset=iso-8859-1"), "Café"),
            (b"Caf\xe9", Some("text/html; charset=\"iso-8859-1\""), "Café"),
            (b"<meta charset='windows-1252'>Caf\xe9", None, "<meta charset='windows-1252'>Café"),
            (b"<meta content='text/html; charset = koi8-r'>\xe9", None, "<meta content='text/html; charset = koi8-r'>И"),
            (b"<script charset=koi8-r></script><meta charset=latin1>\xe9", None, "<script charset=koi8-r></script><meta charset=latin1>é"),
            (b"\xef\xbb\xbfCaf\xc3\xa9", None, "Café"),
            (b"\xff\xfeC\0a\0f\0\xe9\0", None, "Café"),
            (b"Le caf\xe9 du coin \xe9tait ferm\xe9", None, "Le café du coin était fermé"),
            (
                b"\xcb\xe0\xec\xef\xe0 \xe3\xee\xf0\xe8\xf2 \xed\xe0 \xf3\xeb\xe8\xf6\xe5",
                Some("text/html; charset=utf-8"),
                "Лампа горит на улице",
            ),
        ];
        for (body, content_type, expected) in cases {
            assert_eq!(decode(body, content_type, &PAGE).text, expected, "{content_type:?}");
        }
    }
}
