//! References in XML that `feed-rs` does not resolve: names that the document declares, HTML's names, bare `&`, characters that
//! XML forbids.

use std::collections::HashMap;

use crate::clean;

/// The longest text that a declared name may stand for, and how many of them are heard.
const LONGEST_DECLARED: usize = 256;
const MOST_DECLARED: usize = 64;

/// The longest name or number of a reference.
const LONGEST: usize = 40;

/// What was found and mended.
#[derive(Default)]
struct Found {
    bare: usize,
    named: usize,
    illegal: usize,
    /// How many bytes declared names may still add: a text of nothing but references must not grow without end.
    room: usize,
}

/// The text with every `&` a reference that XML knows, and what was mended, one phrase each.
///
/// Sections of characters and comments stay as they are. Nothing is mended where XML would not complain, so that the sense stays.
pub(super) fn mend(text: &str) -> (String, Vec<String>) {
    let mut mended = String::with_capacity(text.len() + text.len() / 64);
    let mut found = Found { room: text.len() + 4 * LONGEST_DECLARED, ..Found::default() };
    let declared = declared(text);
    let mut rest = text;
    while let Some(at) = rest.find(['&', '<']) {
        let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
        mended.push_str(before);
        let length = if from.starts_with('&') { reference(from, &declared, &mut mended, &mut found) } else { verbatim(from, &mut mended) };
        rest = from.get(length..).unwrap_or_default();
    }
    mended.push_str(rest);
    (mended, found.phrases())
}

impl Found {
    fn phrases(&self) -> Vec<String> {
        let phrase = |count: usize, what: &str| (count > 0).then(|| format!("{count} {what}"));
        [
            phrase(self.bare, "`&` without meaning were escaped"),
            phrase(self.named, "named HTML references became characters"),
            phrase(self.illegal, "references to characters that XML forbids were dropped"),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

/// Adds what begins with `<`: a whole section of characters or comment, or the `<` alone. Gives its length.
fn verbatim(from: &str, mended: &mut String) -> usize {
    let whole = [("<![CDATA[", "]]>"), ("<!--", "-->")].into_iter().find(|(start, _)| from.starts_with(start));
    let length = match whole {
        Some((_, end)) => from.find(end).map_or(from.len(), |at| at + end.len()),
        None => 1,
    };
    mended.push_str(from.get(..length).unwrap_or_default());
    length
}

/// Adds the reference that begins with `&`, mended. Gives the length of what it was.
fn reference(from: &str, declared: &HashMap<&str, &str>, mended: &mut String, found: &mut Found) -> usize {
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '#' | '-' | '_' | '.');
    let name = from.get(1..).and_then(|after| after.split_once(';')).map(|(name, _)| name);
    let Some(name) = name.filter(|name| !name.is_empty() && name.len() <= LONGEST && name.chars().all(is_name)) else {
        found.bare += 1;
        mended.push_str("&amp;");
        return 1;
    };
    let length = name.len() + 2;
    if let Some(number) = name.strip_prefix('#') {
        match code(number) {
            // Bytes of windows-1252 are meant where a number is that of a control.
            Some(code @ 128..=159) => push_windows(code, mended),
            Some(code) if char::from_u32(code).is_some_and(|c| clean::legal(c.encode_utf8(&mut [0; 4])).len() == c.len_utf8()) => {
                push_number(code, mended);
            }
            Some(high @ 0xD800..=0xDBFF) => {
                // A character outside the first plane as JavaScript counts it: in two halves.
                if let Some((low, more)) = from.get(length..).and_then(low_half) {
                    push_number(0x1_0000 + ((high - 0xD800) << 10) + (low - 0xDC00), mended);
                    return length + more;
                }
                found.illegal += 1;
            }
            Some(_) => found.illegal += 1,
            None => {
                found.bare += 1;
                mended.push_str("&amp;");
                return 1;
            }
        }
    } else if matches!(name, "amp" | "lt" | "gt" | "quot" | "apos") {
        mended.push_str(from.get(..length).unwrap_or_default());
    } else if let Some(text) = declared.get(name).filter(|text| text.len() <= found.room) {
        // XML as the document itself means it: nothing is mended.
        found.room -= text.len();
        mended.push_str(text);
    } else if let Some(characters) = clean::named(name) {
        found.named += 1;
        characters.chars().for_each(|c| push_number(u32::from(c), mended));
    } else {
        found.bare += 1;
        mended.push_str("&amp;");
        return 1;
    }
    length
}

/// The number that a reference by number has.
fn code(number: &str) -> Option<u32> {
    number.strip_prefix(['x', 'X']).map_or_else(|| number.parse().ok(), |digits| u32::from_str_radix(digits, 16).ok())
}

/// The second half of a character that stands at the front, and how long its reference is.
fn low_half(from: &str) -> Option<(u32, usize)> {
    let (number, _) = from.strip_prefix("&#")?.split_once(';')?;
    code(number).filter(|code| (0xDC00..=0xDFFF).contains(code)).map(|code| (code, number.len() + 3))
}

/// The names that a document declares for texts of its own (XML 1.0, §4.2.1); only plain ones, so that none leads to others.
fn declared(text: &str) -> HashMap<&str, &str> {
    let subset = text.split_once("<!DOCTYPE").and_then(|(_, after)| after.split_once('[')).and_then(|(_, after)| after.split_once("]>"));
    let declarations = subset.map_or("", |(subset, _)| subset).split("<!ENTITY").skip(1).take(MOST_DECLARED);
    let named = declarations.filter_map(|declaration| {
        let (name, value) = declaration.trim_start().split_once(char::is_whitespace)?;
        let value = value.trim_start();
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let (value, _) = value.get(1..)?.split_once(quote)?;
        let plain = value.len() <= LONGEST_DECLARED && !value.contains(['&', '%', '<']);
        plain.then_some((name, value))
    });
    named.collect()
}

/// Adds a reference by number.
fn push_number(code: u32, mended: &mut String) {
    mended.push_str("&#");
    mended.push_str(&code.to_string());
    mended.push(';');
}

/// Adds the character that a byte of windows-1252 stands for.
fn push_windows(code: u32, mended: &mut String) {
    let byte = u8::try_from(code).unwrap_or(b'?');
    mended.push_str(&encoding_rs::WINDOWS_1252.decode_without_bom_handling(&[byte]).0);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_xml_does_not_know_is_mended() {
        let cases = [
            ("<a>R&D &amp; more &lt;b&gt;</a>", "<a>R&amp;D &amp; more &lt;b&gt;</a>", 1),
            ("<a>caf&eacute;&nbsp;&AMP;</a>", "<a>caf&#233;&#160;&#38;</a>", 1),
            ("<a>&#8217;&#x2019;&#146;&#0;&#x1F;</a>", "<a>&#8217;&#8217;’</a>", 1),
            ("<a href='?a=1&b=2'>&nosuch; & &;</a>", "<a href='?a=1&amp;b=2'>&amp;nosuch; &amp; &amp;;</a>", 1),
            ("<![CDATA[R&D &nbsp;]]><!-- & --><a>&</a>", "<![CDATA[R&D &nbsp;]]><!-- & --><a>&amp;</a>", 1),
            ("<a>&amp; é</a>", "<a>&amp; é</a>", 0),
        ];
        for (text, expected, phrases) in cases {
            let (mended, found) = mend(text);
            assert_eq!((mended.as_str(), found.len()), (expected, phrases), "{text} {found:?}");
            assert_eq!(mend(&mended), (mended.clone(), Vec::new()), "again: {text}");
        }
    }

    #[test]
    fn what_the_document_declares_is_what_it_means() {
        let head = "<!DOCTYPE rss [<!ENTITY j-n \"Lamps &#38; more\"><!ENTITY jn 'The Lamp'> <!ENTITY x SYSTEM \"file:///etc/passwd\"><!ENTITY b \"&jn;&jn;\">]>";
        let (mended, found) = mend(&format!("{head}<a>&jn; &j-n; &x; &b;</a>"));
        assert!(mended.ends_with("<a>The Lamp &amp;j-n; &amp;x; &amp;b;</a>"), "{mended}");
        assert_eq!(found, ["3 `&` without meaning were escaped"]);
    }

    #[test]
    fn declared_names_make_no_document_much_longer() {
        let text = format!("<!DOCTYPE rss [<!ENTITY a '{}'>]>{}", "x".repeat(LONGEST_DECLARED), "&a;".repeat(50_000));
        assert!(mend(&text).0.len() < 5 * text.len());
    }
}
