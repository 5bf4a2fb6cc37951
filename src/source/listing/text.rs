//! The bytes of a page as text: byte order mark, what the bytes plainly are, what host and page declare, and a guess at last.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8};

use crate::source::Page;
use crate::trouble::{Kind, Trouble};

/// A page larger than this is not read: a listing is some hundred kilobytes.
const LARGEST: usize = 32 << 20;

/// How far into a page its own declaration of an encoding is looked for.
const DECLARED_WITHIN: usize = 4096;

/// A page as text.
#[derive(Debug)]
pub(in crate::source) struct Decoded {
    /// The text, without a byte order mark.
    pub(in crate::source) text: String,
    /// What had to be repaired, one phrase each.
    pub(in crate::source) repaired: Vec<String>,
}

/// Turns a page's bytes into text.
///
/// # Errors
/// `empty` for nothing but white space, `too_large`, and `parse` for bytes that are no text.
pub(in crate::source) fn decode(page: &Page) -> Result<Decoded, Trouble> {
    let body = page.body.as_ref();
    if body.iter().all(u8::is_ascii_whitespace) {
        return Err(Trouble::new(Kind::Empty, "the document is empty; look whether the address or the file is the right one"));
    }
    if body.len() > LARGEST {
        let sentence = format!("the document has {} bytes, more than the {LARGEST} that are read; give a smaller page", body.len());
        return Err(Trouble::new(Kind::TooLarge, sentence));
    }
    let (text, used, broken) = encoding(page).decode(body);
    if text.contains('\0') {
        return Err(Trouble::new(Kind::Parse, "the document holds bytes that are no text; give an HTML page or plain text"));
    }
    let repaired = broken.then(|| format!("bytes that are no text in {} were replaced", used.name()));
    Ok(Decoded { text: text.into_owned(), repaired: repaired.into_iter().collect() })
}

/// The encoding to read with. Bytes that are sound UTF-8 beyond ASCII are UTF-8 whatever is declared.
fn encoding(page: &Page) -> &'static Encoding {
    let body = page.body.as_ref();
    let by_mark = Encoding::for_bom(body).map(|(encoding, _)| encoding);
    let plainly = (!body.is_ascii() && std::str::from_utf8(body).is_ok()).then_some(UTF_8);
    by_mark.or(plainly).or_else(|| by_host(page)).or_else(|| by_page(body)).unwrap_or_else(|| guess(body))
}

fn by_host(page: &Page) -> Option<&'static Encoding> {
    page.content_type.as_deref().and_then(charset)
}

fn by_page(body: &[u8]) -> Option<&'static Encoding> {
    let start = body.get(..DECLARED_WITHIN).unwrap_or(body);
    // A page that can say in ASCII that it is UTF-16 is not.
    charset(&String::from_utf8_lossy(start)).map(Encoding::output_encoding)
}

/// The encoding behind the first `charset=`, as in a `Content-Type` header or a `meta` element.
fn charset(text: &str) -> Option<&'static Encoding> {
    let lower = text.to_ascii_lowercase();
    let (_, behind) = lower.split_once("charset")?;
    let value = behind.trim_start().strip_prefix('=')?.trim_start().trim_start_matches(['"', '\'']);
    Encoding::for_label(value.split(|c: char| c.is_whitespace() || "\"';/>".contains(c)).next()?.as_bytes())
}

fn guess(body: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(body, true);
    detector.guess(None, Utf8Detection::Allow)
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use url::Url;

    use super::*;

    fn page(body: &[u8], content_type: Option<&str>) -> Page {
        Page {
            url: Url::parse("https://journal.example/").unwrap(),
            content_type: content_type.map(str::to_owned),
            body: Bytes::copy_from_slice(body),
        }
    }

    #[test]
    fn the_encoding_is_found_wherever_it_is_told() {
        let cases: [(&[u8], Option<&str>, &str); 7] = [
            (b"Caf\xc3\xa9", None, "Café"),
            (b"Caf\xc3\xa9", Some("text/html; charset=iso-8859-1"), "Café"),
            (b"Caf\xe9", Some("text/html; charset=\"iso-8859-1\""), "Café"),
            (b"<meta charset='windows-1252'>Caf\xe9", None, "<meta charset='windows-1252'>Café"),
            (b"\xef\xbb\xbfCaf\xc3\xa9", None, "Café"),
            (b"\xff\xfeC\0a\0f\0\xe9\0", None, "Café"),
            (b"Le caf\xe9 du coin \xe9tait ferm\xe9", None, "Le café du coin était fermé"),
        ];
        for (body, content_type, expected) in cases {
            assert_eq!(decode(&page(body, content_type)).unwrap().text, expected, "{content_type:?}");
        }
    }

    #[test]
    fn nothing_and_no_text_are_told_apart() {
        assert_eq!(decode(&page(b" \n\t", None)).unwrap_err().kind, Kind::Empty);
        assert_eq!(decode(&page(b"\x7fELF\0\0\0", None)).unwrap_err().kind, Kind::Parse);
    }

    #[test]
    fn replaced_bytes_are_told() {
        let decoded = decode(&page(b"a\xffb", Some("text/plain; charset=utf-8"))).unwrap();
        assert_eq!(decoded.repaired, ["bytes that are no text in UTF-8 were replaced"]);
    }
}
