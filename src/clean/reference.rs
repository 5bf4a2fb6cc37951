//! Character references: `&amp;`, `&#8217;`, `&eacute;`.

use std::borrow::Cow;

use quick_xml::escape::resolve_html5_entity;

/// The longest name of a reference, and more.
pub(super) const LONGEST_NAME: usize = 40;

/// The characters that HTML names so (`eacute`, `nbsp`); `None` for no such name.
#[must_use]
pub fn named(name: &str) -> Option<&'static str> {
    resolve_html5_entity(name)
}

/// The text with its references decoded, once. What is no reference stays as it is.
pub(crate) fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut parts = text.split('&');
    let mut decoded = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        if !push_reference(&mut decoded, part) {
            decoded.push('&');
            decoded.push_str(part);
        }
    }
    Cow::Owned(decoded)
}

/// Adds what the reference at the beginning of `part` stands for, and what follows it; `false` when there is none.
fn push_reference(decoded: &mut String, part: &str) -> bool {
    let Some((name, rest)) = part.split_once(';').filter(|(name, _)| name.len() <= LONGEST_NAME).or_else(|| unended(part)) else {
        return false;
    };
    if let Some(character) = numbered(name) {
        decoded.push(character);
    } else if let Some(characters) = named(name) {
        decoded.push_str(characters);
    } else {
        return false;
    }
    decoded.push_str(rest);
    true
}

/// The number of a reference without its `;`, and what follows: browsers read it all the same.
fn unended(part: &str) -> Option<(&str, &str)> {
    let digits = part.strip_prefix('#')?;
    let hex = digits.starts_with(['x', 'X']);
    let is_digit = |c: char| if hex { c.is_ascii_hexdigit() } else { c.is_ascii_digit() };
    let from = 1 + usize::from(hex);
    let length = part.get(from..)?.find(|c| !is_digit(c)).map_or(part.len(), |at| at + from);
    part.split_at_checked(length).filter(|(name, _)| name.len() > from && name.len() <= LONGEST_NAME)
}

/// The character of `#8217` or `#x2019`; 128 to 159 are read as windows-1252, as browsers do.
fn numbered(name: &str) -> Option<char> {
    let number = name.strip_prefix('#')?;
    let code = match number.strip_prefix(['x', 'X']) {
        Some(digits) => u32::from_str_radix(digits, 16),
        None => number.parse(),
    };
    let code = code.ok().filter(|_| !number.contains('+'))?;
    match u8::try_from(code) {
        Ok(byte @ 128..=159) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(&[byte]).0.chars().next(),
        _ => char::from_u32(code),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_decoded_once() {
        let cases = [
            ("a &amp; b", "a & b"),
            ("a &amp;amp; b", "a &amp; b"),
            ("&lt;b&gt; &quot;&apos;", "<b> \"'"),
            ("caf&eacute;&nbsp;&hellip;", "café\u{a0}…"),
            ("&#8217;&#x2019;&#X2019;", "’’’"),
            ("Trust&#8217s &#x41 &#65", "Trust’s A A"),
            ("&#106;avascript &#106avascript", "javascript javascript"),
            ("&#146;&#150;", "’–"),
            ("AT&T & co; R&D;", "AT&T & co; R&D;"),
            ("&#; &#x; &#+65; &#xD800; &#1114112; &nosuch;", "&#; &#x; &#+65; &#xD800; &#1114112; &nosuch;"),
            ("&", "&"),
        ];
        for (text, expected) in cases {
            assert_eq!(decode(text), expected, "{text}");
        }
    }
}
