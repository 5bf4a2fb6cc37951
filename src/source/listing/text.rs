//! The text of a page, if there is one to read.

use crate::source::Page;
use crate::source::charset::{self, Decoded};
use crate::trouble::{Kind, Trouble};

/// A page larger than this is not read: a listing is some hundred kilobytes.
const LARGEST: usize = 32 << 20;

/// Turns a page's bytes into text.
///
/// # Errors
/// `empty` for nothing but white space, `too_large`, and `parse` for bytes that are no text.
pub(in crate::source) fn decode(page: &Page) -> Result<Decoded<'_>, Trouble> {
    let body = page.body.as_ref();
    if body.len() > LARGEST {
        let sentence = format!("the document has {} bytes, more than the {LARGEST} that are read; give a smaller page", body.len());
        return Err(Trouble::new(Kind::TooLarge, sentence));
    }
    let decoded = charset::decode(body, page.content_type.as_deref(), &charset::PAGE);
    if decoded.text.trim().is_empty() {
        return Err(Trouble::new(Kind::Empty, "the document is empty; look whether the address or the file is the right one"));
    }
    if decoded.text.contains('\0') {
        return Err(Trouble::new(Kind::Parse, "the document holds bytes that are no text; give an HTML page or plain text"));
    }
    Ok(decoded)
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use url::Url;

    use super::*;

    #[test]
    fn nothing_and_no_text_are_told_apart() {
        for (body, kind) in [(b" \n\t".as_slice(), Kind::Empty), (b"\xef\xbb\xbf\n", Kind::Empty), (b"\x7fELF\0\0\0", Kind::Parse)] {
            let url = Url::parse("https://journal.example/").unwrap();
            let page = Page { url, content_type: None, body: Bytes::from_static(body) };
            assert_eq!(decode(&page).unwrap_err().kind, kind, "{body:?}");
        }
    }
}
