//! Bytes to text: which characters a document's bytes stand for.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How far into a document its own words about its encoding are looked for.
const HEAD: usize = 1024;

/// A document as text.
#[derive(Debug)]
pub(super) struct Decoded<'a> {
    /// The text, without byte order mark; borrowed where the bytes are UTF-8.
    pub(super) text: Cow<'a, str>,
    /// What was wrong with the bytes, in a phrase.
    pub(super) repaired: Option<String>,
}

/// The text of a document: by its byte order mark; else as UTF-8, if it is that; else as the HTTP header says, as the document itself says,
/// or as windows-1252.
///
/// Bytes that are UTF-8 are taken for it whatever is declared: text in another encoding is almost never UTF-8 by chance.
pub(super) fn decode<'a>(body: &'a [u8], content_type: Option<&str>) -> Decoded<'a> {
    if let Some((encoding, _)) = Encoding::for_bom(body) {
        return told(body, encoding);
    }
    // Without a mark, two bytes for each character show in the first: it is ASCII.
    match body {
        [b'<' | b'{', 0, ..] => return told(body, UTF_16LE),
        [0, b'<' | b'{', ..] => return told(body, UTF_16BE),
        _ => {}
    }
    let declared = || content_type.and_then(parameter).or_else(|| declaration(body));
    match std::str::from_utf8(body) {
        // Escapes into other alphabets pass for ASCII.
        Ok(text) if text.contains('\x1b') => told(body, declared().unwrap_or(UTF_8)),
        Ok(text) => Decoded { text: Cow::Borrowed(text), repaired: None },
        Err(_) => told(body, declared().unwrap_or(WINDOWS_1252)),
    }
}

/// Decodes bytes as what they are said to be.
fn told<'a>(body: &'a [u8], encoding: &'static Encoding) -> Decoded<'a> {
    let (text, used, wrong) = encoding.decode(body);
    if !wrong {
        return Decoded { text, repaired: None };
    }
    if used != UTF_8 {
        return Decoded { text, repaired: Some(format!("bytes that are not {} became `\u{FFFD}`", used.name())) };
    }
    // Nothing in it is UTF-8 but what is ASCII: the label is wrong. Otherwise only some bytes are.
    let is_utf_8 = body.utf8_chunks().any(|chunk| !chunk.valid().is_ascii());
    if is_utf_8 {
        return Decoded { text, repaired: Some("bytes that are not UTF-8 became `\u{FFFD}`".to_owned()) };
    }
    let (text, _, _) = WINDOWS_1252.decode(body);
    Decoded { text, repaired: Some("it says that it is UTF-8, and was read as windows-1252".to_owned()) }
}

/// The encoding that a `Content-Type` names.
fn parameter(content_type: &str) -> Option<&'static Encoding> {
    after(content_type, "charset=")
}

/// The encoding that a document names in its first bytes: in its XML declaration, or an HTML `meta` element.
fn declaration(body: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(body.get(..HEAD).unwrap_or(body));
    after(&head, "encoding=").or_else(|| after(&head, "charset="))
}

/// The encoding whose label follows `key`, in quotes or without.
fn after(text: &str, key: &str) -> Option<&'static Encoding> {
    let text = text.to_ascii_lowercase();
    let (_, rest) = text.split_once(key)?;
    let label = rest.trim_start_matches(['"', '\'', ' ']).split(['"', '\'', ' ', ';', '?', '>', '/']).next()?;
    Encoding::for_label(label.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

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
        assert_eq!(decode(expected.as_bytes(), Some("text/xml; charset=iso-8859-1")).text, expected);
        assert_eq!(decode(&latin, None).text, expected);
        assert_eq!(decode(&latin, Some("text/xml; Charset=\"ISO-8859-1\"")).text, expected);
        assert_eq!(decode(&[b"\xef\xbb\xbf", expected.as_bytes()].concat(), None).text, expected);
        assert_eq!(decode(&utf_16(expected, u16::to_le_bytes), None).text, expected);
        assert_eq!(decode(&utf_16(expected, u16::to_be_bytes), None).text, expected);
        assert_eq!(decode(&[b"\xff\xfe".to_vec(), utf_16(expected, u16::to_le_bytes)].concat(), Some("a; charset=utf-8")).text, expected);
        assert!(decode(&declared("iso-8859-2"), None).text.ends_with('é'));
        assert!(decode(&declared("koi8-r"), None).text.ends_with('И'));
        assert!(decode(&declared("koi8-r"), Some("text/xml; charset=windows-1251")).text.ends_with('й'));
        assert!(decode(&declared("no-such"), None).text.ends_with('é'));
    }

    #[test]
    fn sound_bytes_are_not_copied_and_not_reported() {
        let decoded = decode("<a>é</a>".as_bytes(), None);
        assert!(matches!(decoded.text, Cow::Borrowed(_)) && decoded.repaired.is_none());
    }

    #[test]
    fn wrong_bytes_are_reported() {
        let stray = decode(b"<a>\xc3\xa9 \xe9</a>", Some("text/xml; charset=utf-8"));
        assert_eq!(stray.text, "<a>é \u{fffd}</a>");
        assert!(stray.repaired.is_some());
        let wrong = decode(b"<?xml encoding='utf-8'?><a>\xe9</a>", None);
        assert!(wrong.text.ends_with("<a>é</a>"));
        assert!(wrong.repaired.is_some());
        assert_eq!(decode(b"\x1b$B$\"\x1b(B", Some("text/xml; charset=iso-2022-jp")).text, "あ");
    }
}
