//! XML that others wrote: cutting the text of a part out of a document, and reading a document again before it is published.

use quick_xml::NsReader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::name::ResolveResult;

/// The text from the first `from`, itself included, up to the last `to`, itself left out; empty where either is missing.
///
/// Fragments and heads are cut out of whole documents with it. That is safe because text in a document is escaped or in CDATA:
/// nothing before the first item can look like its start tag, and nothing after the last end tag can look like one.
pub(super) fn between<'a>(document: &'a str, from: &str, to: &str) -> &'a str {
    let start = document.find(from).unwrap_or(document.len());
    let end = document.rfind(to).unwrap_or(0);
    document.get(start..end).unwrap_or_default()
}

/// The document with the first `titles` of its `<title>`s written as the RSS Advisory Board's profile asks: `&` and `<` as hexadecimal
/// references, which even a reader that takes a headline for HTML shows as they are meant.
pub(super) fn with_plain_titles(document: &str, titles: usize) -> String {
    let parts = document.split_once("<title>").filter(|_| titles > 0);
    let Some((before, (title, after))) = parts.and_then(|(before, rest)| Some((before, rest.split_once("</title>")?))) else {
        return document.to_owned();
    };
    let title = title.replace("&amp;", "&#x26;").replace("&lt;", "&#x3C;");
    format!("{before}<title>{title}</title>{}", with_plain_titles(after, titles - 1))
}

/// Reads a document again before it is published: well-formed, every prefix declared, no character that XML 1.0 forbids.
///
/// # Errors
/// Says what is wrong and near which byte; such a document must not be published.
pub fn check_xml(bytes: &[u8]) -> Result<(), String> {
    let text = std::str::from_utf8(bytes).map_err(|error| format!("not UTF-8: {error}"))?;
    // Every document is read, and nearly every one is sound: that bytes tell faster than characters.
    let control = |byte: u8| byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r');
    let suspect = text.bytes().any(control) || text.contains('\u{fffe}') || text.contains('\u{ffff}');
    if suspect && let Some((at, c)) = text.char_indices().find(|(_, c)| !is_legal(*c)) {
        return Err(format!("U+{:04X} at byte {at} is no character of XML 1.0", u32::from(c)));
    }
    let mut reader = NsReader::from_str(text);
    let mut open = 0_usize;
    let mut roots = 0_usize;
    loop {
        let event = reader.read_event();
        let result = match event {
            Err(error) => Err(error.to_string()),
            Ok(Event::Eof) => break,
            Ok(Event::Start(tag)) => {
                roots += usize::from(open == 0);
                open += 1;
                check_tag(&reader, &tag)
            }
            Ok(Event::Empty(tag)) => {
                roots += usize::from(open == 0);
                check_tag(&reader, &tag)
            }
            Ok(Event::End(_)) => {
                open -= usize::from(open > 0);
                Ok(())
            }
            Ok(Event::GeneralRef(reference)) => check_reference(&reference),
            Ok(Event::Text(text)) if open == 0 && !text.iter().all(u8::is_ascii_whitespace) => Err("text outside of the root".to_owned()),
            Ok(Event::CData(_)) if open == 0 => Err("text outside of the root".to_owned()),
            Ok(Event::DocType(_)) => Err("a document type, which no feed has".to_owned()),
            Ok(_) => Ok(()),
        };
        result.map_err(|error| format!("{error}, near byte {}", reader.buffer_position()))?;
    }
    match (roots, open) {
        (1, 0) => Ok(()),
        (_, 0) => Err(format!("{roots} root elements where there is one")),
        _ => Err(format!("the document ends with {open} elements open")),
    }
}

/// Whether XML 1.0 allows the character (its production `Char`).
const fn is_legal(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{10000}'..)
}

/// The element's and its attributes' prefixes are declared, and each attribute stands once and holds known references.
fn check_tag(reader: &NsReader<&[u8]>, tag: &BytesStart<'_>) -> Result<(), String> {
    let declared = |resolved: ResolveResult<'_>| match resolved {
        ResolveResult::Unknown(prefix) => Err(format!("the prefix `{}` is not declared", String::from_utf8_lossy(&prefix))),
        ResolveResult::Bound(_) | ResolveResult::Unbound => Ok(()),
    };
    let resolver = reader.resolver();
    declared(resolver.resolve_element(tag.name()).0)?;
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(|error| error.to_string())?;
        declared(resolver.resolve_attribute(attribute.key).0)?;
        if attribute.value.contains(&b'<') {
            return Err("`<` inside an attribute".to_owned());
        }
        attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|error| error.to_string())?;
    }
    Ok(())
}

/// A reference stands for a character that is allowed.
fn check_reference(reference: &BytesRef<'_>) -> Result<(), String> {
    let name = reference.decode().map_err(|error| error.to_string())?;
    let stands_for = reference.resolve_char_ref().map_err(|error| error.to_string())?;
    match stands_for {
        Some(c) if is_legal(c) => Ok(()),
        None if quick_xml::escape::resolve_xml_entity(&name).is_some() => Ok(()),
        _ => Err(format!("`&{name};` stands for no character")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_cut_from_its_first_start_to_its_last_end() {
        let cases = [
            ("<a><b>1</b></a>", "<b>", "</a>", "<b>1</b>"),
            ("<a><b><![CDATA[</b></a>]]></b></a>", "<b>", "</b>", "<b><![CDATA[</b></a>]]>"),
            ("<a></a>", "<b>", "</a>", ""),
            ("<a>", "<a>", "</a>", ""),
            ("</a><a>", "<a>", "</a>", ""),
            ("", "<a>", "</a>", ""),
        ];
        for (document, from, to, part) in cases {
            assert_eq!(between(document, from, to), part, "{document}");
        }
    }

    #[test]
    fn only_so_many_titles_are_rewritten() {
        let item = "<item><title>A &amp; B &lt;b&gt;</title><link>x?a&amp;b</link></item>";
        assert_eq!(with_plain_titles(item, 1), "<item><title>A &#x26; B &#x3C;b&gt;</title><link>x?a&amp;b</link></item>");
        assert_eq!(with_plain_titles("<item></item>", 1), "<item></item>");
        assert_eq!(with_plain_titles("<title>&amp;</title><title>&amp;</title>", 1), "<title>&#x26;</title><title>&amp;</title>");
    }

    #[test]
    fn a_sound_document_passes() {
        let sound = [
            "<?xml version=\"1.0\"?>\n<a x='1'>é &amp; &#x26; &#10; <![CDATA[<b>]]><!-- c --></a>\n",
            "<a xmlns:p='urn:x' p:b='&lt;'><p:c/></a>",
        ];
        for document in sound {
            assert_eq!(check_xml(document.as_bytes()), Ok(()), "{document}");
        }
    }

    #[test]
    fn a_damaged_document_is_refused() {
        let damaged: [&[u8]; 17] = [
            b"",
            b"<a>",
            b"</a>",
            b"<a></b>",
            b"<a/><b/>",
            b"<a/>text",
            b"text<a/>",
            b"<a>&nbsp;</a>",
            b"<a>&#0;</a>",
            b"<a>&#xFFFE;</a>",
            b"<a>a & b</a>",
            b"<a b='a & b'/>",
            b"<a b='<'/>",
            b"<a b='1' b='2'/>",
            b"<p:a/>",
            b"<a>\x08</a>",
            b"<a>\xFF</a>",
        ];
        for document in damaged {
            assert!(check_xml(document).is_err(), "{}", String::from_utf8_lossy(document));
        }
    }

    #[test]
    fn what_is_wrong_is_said() {
        assert_eq!(check_xml("<a>\u{FFFF}</a>".as_bytes()).unwrap_err(), "U+FFFF at byte 3 is no character of XML 1.0");
        assert!(check_xml(b"<a><p:b/></a>").unwrap_err().starts_with("the prefix `p` is not declared, near byte"));
    }
}
