//! Plain text: titles, labels, and what titles are compared by.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use super::elements;
use super::markup::{Kind, Piece, pieces};
use super::reference::decode;

/// The longest line in bytes: no headline is longer, and one that is must not fill a feed.
const LONGEST_LINE: usize = 4_096;

/// What no headline needs: left-to-right and right-to-left override, which turn letters about, and the mark of a file's beginning.
const NEVER: [char; 3] = ['\u{202D}', '\u{202E}', '\u{FEFF}'];

/// What opens and ends a stretch of text with a reading direction of its own.
const DIRECTIONS: [char; 7] = ['\u{202A}', '\u{202B}', '\u{202C}', '\u{2066}', '\u{2067}', '\u{2068}', '\u{2069}'];

/// Plain text of one line from text that may hold markup and references: tags dropped, references decoded once,
/// characters illegal in XML dropped, white space folded.
///
/// A `<` begins a tag only where the text as a whole looks like HTML: `5 < 6`, `Vec<String>` and `The <b> element` stay as they are,
/// `An <b>old</b> story` loses its tags.
#[must_use]
pub fn title(text: &str) -> String {
    if text.contains('<') && pieces(text).any(is_evidence) {
        return line(&strip(text));
    }
    line(&decode(text))
}

/// Plain text of one line from HTML: every tag dropped, references decoded once, white space folded.
#[must_use]
pub fn plain(html: &str) -> String {
    line(&strip(html))
}

/// Plain text of one line from text that holds no markup: illegal characters dropped, white space folded, `<` and `&` kept as they are.
/// A line of more than 4,096 bytes is cut and ends in `…`.
///
/// Overrides of the reading direction are dropped; embeddings and isolates stay where each one ends, and all go where one does not: it
/// would turn what stands behind the headline as well. Joiners and spaces of no width stay: scripts and emoji are made of them.
#[must_use]
pub fn line(text: &str) -> String {
    let mut text = legal(text);
    if text.contains(NEVER) {
        text = Cow::Owned(text.replace(NEVER, ""));
    }
    let mut line = String::with_capacity(text.len().min(LONGEST_LINE));
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
        if line.len() > LONGEST_LINE {
            let end = (0..=LONGEST_LINE - '…'.len_utf8()).rev().find(|end| line.is_char_boundary(*end)).unwrap_or(0);
            line.truncate(end);
            line.truncate(line.trim_end().len());
            line.push('…');
            break;
        }
    }
    if line.contains(DIRECTIONS) && !is_balanced(&line) { without_directions(&line) } else { line }
}

/// A line without stretches of another direction, and without the white space that stood only around their marks.
fn without_directions(text: &str) -> String {
    text.replace(DIRECTIONS, "").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether each stretch with a direction of its own ends, and none ends another's.
fn is_balanced(text: &str) -> bool {
    let mut open = Vec::new();
    for c in text.chars() {
        match c {
            '\u{202A}' | '\u{202B}' => open.push('\u{202C}'),
            '\u{2066}'..='\u{2068}' => open.push('\u{2069}'),
            '\u{202C}' | '\u{2069}' if open.pop() != Some(c) => return false,
            _ => {}
        }
    }
    open.is_empty()
}

/// Plain text as HTML: `&`, `<`, `>` and `"` escaped, illegal characters dropped.
#[must_use]
pub fn escape(text: &str) -> String {
    let text = legal(text);
    let mut escaped = String::with_capacity(text.len() + text.len() / 16);
    for part in text.split_inclusive(['&', '<', '>', '"']) {
        let (before, reference) = match part.as_bytes().last() {
            Some(b'&') => (part.strip_suffix('&'), "&amp;"),
            Some(b'<') => (part.strip_suffix('<'), "&lt;"),
            Some(b'>') => (part.strip_suffix('>'), "&gt;"),
            Some(b'"') => (part.strip_suffix('"'), "&quot;"),
            _ => (None, ""),
        };
        escaped.push_str(before.unwrap_or(part));
        escaped.push_str(reference);
    }
    escaped
}

/// The text without the characters that XML 1.0 forbids (§2.2, `Char`); borrowed when there are none.
///
/// The controls U+0080 to U+009F, which mean nothing in a text, are bytes of windows-1252 that somebody took for Latin-1, and become
/// what those stand for, as browsers read references to them (HTML Standard, §13.2.5.80).
#[must_use]
pub fn legal(text: &str) -> Cow<'_, str> {
    // U+FFFE and U+FFFF are the only forbidden ones past the controls, and begin with 0xEF; the other controls begin with 0xC2.
    let suspect = |byte: u8| (byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r')) || matches!(byte, 0xEF | 0xC2);
    // A block is looked at as a whole, which the processor does at once.
    let suspects = |block: &[u8]| block.iter().fold(false, |found, byte| found | suspect(*byte));
    let bytes = text.as_bytes();
    let mut blocks = bytes.chunks(BLOCK).enumerate().filter(|(_, block)| suspects(block));
    if blocks
        .any(|(number, block)| (number * BLOCK..).zip(block).any(|(at, byte)| is_offence(*byte, bytes.get(at + 1..).unwrap_or_default())))
    {
        return Cow::Owned(text.chars().filter(|c| is_legal(*c)).map(as_windows).collect());
    }
    Cow::Borrowed(text)
}

/// How many bytes are looked at at once.
const BLOCK: usize = 256;

/// Whether a byte begins a character that may not stay as it is, given what stands behind it.
fn is_offence(byte: u8, behind: &[u8]) -> bool {
    match byte {
        b'\t' | b'\n' | b'\r' => false,
        0..=31 => true,
        0xC2 => matches!(behind, [0x80..=0x9F, ..]),
        0xEF => matches!(behind, [0xBF, 0xBE..=0xBF, ..]),
        _ => false,
    }
}

/// Whether this is a control that no text has.
const fn is_misread(c: char) -> bool {
    matches!(c, '\u{80}'..='\u{9F}')
}

/// The character that a misread byte of windows-1252 stands for; any other as it is.
fn as_windows(c: char) -> char {
    let byte = u8::try_from(u32::from(c)).ok().filter(|_| is_misread(c));
    byte.and_then(|byte| encoding_rs::WINDOWS_1252.decode_without_bom_handling(&[byte]).0.chars().next()).unwrap_or(c)
}

/// Whether XML 1.0 allows this character.
const fn is_legal(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{10000}'..)
}

/// A title folded for comparison: compatibility forms, case, quotes, dashes and white space made equal.
#[must_use]
pub fn fold(title: &str) -> String {
    if title.is_ascii() {
        return title.split_ascii_whitespace().collect::<Vec<_>>().join(" ").to_ascii_lowercase().replace('`', "'");
    }
    // Lower case may bring in compatibility forms again, and those a capital; a second pass finds no third.
    let once: String = title.chars().filter_map(alike).nfkc().flat_map(char::to_lowercase).collect();
    let twice: String = once.nfkc().flat_map(char::to_lowercase).nfkc().filter_map(alike).collect();
    twice.replace('ß', "ss").replace('ς', "σ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The plain form of a quote or a dash; `None` for a character that is not seen.
const fn alike(c: char) -> Option<char> {
    Some(match c {
        '‘' | '’' | '‚' | '‛' | '′' | '‵' | '`' | '´' | 'ʼ' | '‹' | '›' => '\'',
        '“' | '”' | '„' | '‟' | '″' | '‶' | '«' | '»' => '"',
        '\u{2010}'..='\u{2015}' | '−' | '\u{2043}' | '\u{2E3A}' | '\u{2E3B}' | '\u{FE58}' | '\u{FE63}' | '\u{FF0D}' => '-',
        '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' => return None,
        other => other,
    })
}

/// Whether this piece shows that the text is HTML: an end tag, a tag with attributes, a comment, or a tag that needs no end.
fn is_evidence(piece: Piece<'_>) -> bool {
    match piece.kind {
        Kind::Close(name) => elements::is_known(name),
        Kind::Open { name, count, .. } => elements::is_known(name) && (count > 0 || elements::is_void(name)),
        Kind::Other => piece.source.starts_with("<!--"),
        Kind::Text | Kind::Raw => false,
    }
}

/// The text of HTML with its white space, references decoded: known tags and comments dropped, unknown tags kept as text, blocks set apart by a space.
pub(super) fn strip(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut inside = "";
    for piece in pieces(html) {
        match piece.kind {
            Kind::Text => text.push_str(&decode(piece.source)),
            Kind::Raw if is_text_inside(inside) => text.push_str(&decode(piece.source)),
            Kind::Raw | Kind::Other => {}
            Kind::Open { name, .. } | Kind::Close(name) => {
                inside = name;
                if elements::is_break(name) {
                    text.push(' ');
                } else if !elements::is_known(name) {
                    text.push_str(piece.source);
                }
            }
        }
    }
    text
}

/// Whether people see the raw content of this element.
const fn is_text_inside(name: &str) -> bool {
    name.eq_ignore_ascii_case("title") || name.eq_ignore_ascii_case("textarea") || name.eq_ignore_ascii_case("xmp")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn titles_become_plain_text_of_one_line() {
        let cases = [
            ("£860m & “a” <b>x</b>", "£860m & “a” x"),
            ("£860m &amp; &#8220;a&#8221; &lt;b&gt;x&lt;/b&gt;", "£860m & “a” <b>x</b>"),
            ("AT&T &amp;amp; co", "AT&T &amp; co"),
            ("  two\n\tlines\u{a0}here ", "two lines here"),
            ("one<br>two<br/>three", "one two three"),
            ("<p>One</p><p>two</p>", "One two"),
            ("a<em>b</em>c", "abc"),
            ("if 5 < 6 and 7 > 6", "if 5 < 6 and 7 > 6"),
            ("I <3 Rust", "I <3 Rust"),
            ("Vec<String> is <em>not</em> HTML", "Vec<String> is not HTML"),
            ("The <b> element, explained", "The <b> element, explained"),
            ("a<!-- b -->c", "ac"),
            ("<script>alert(1)</script>News", "News"),
            ("<img src=x onerror=alert(1)>News", "News"),
            ("<svg/onload=alert(1)>News", "News"),
            ("News \u{202e}3pm.exe\u{202c} \u{2067}שלום\u{2069}", "News 3pm.exe שלום"),
            ("News \u{202b}3\u{202c} \u{2067}שלום\u{2069}", "News \u{202b}3\u{202c} \u{2067}שלום\u{2069}"),
            ("\u{2067} News", "News"),
            ("\u{feff}می\u{200c}خواهم 👩\u{200d}🚒 a\u{200b}b", "می\u{200c}خواهم 👩\u{200d}🚒 a\u{200b}b"),
            ("a < b", "a < b"),
            ("AT&amp;T", "AT&T"),
            ("&lt;b&gt;", "<b>"),
            ("&amp;lt;b&amp;gt;", "&lt;b&gt;"),
            ("a <b", "a <b"),
            ("<p>Trust&#8217s plan</p>", "Trust’s plan"),
            ("bell\u{7}\0 and \u{fffe}more&#8;", "bell and more"),
            ("", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(title(text), expected, "{text}");
        }
    }

    #[test]
    fn a_line_is_cut_at_a_character_when_it_is_endless() {
        let cut = line(&"é".repeat(5_000));
        assert!(cut.len() <= LONGEST_LINE && cut.ends_with("é…"), "{}", cut.len());
        assert_eq!(line(&cut), cut);
    }

    #[test]
    fn plain_text_keeps_its_signs() {
        assert_eq!(line("a &amp; b <c>"), "a &amp; b <c>");
        assert_eq!(escape("a & \"b\" <c>\u{1}é"), "a &amp; &quot;b&quot; &lt;c&gt;é");
        assert_eq!(plain("<ul><li>One &amp; two</li><li>three</li></ul>"), "One & two three");
    }

    #[test]
    fn forms_of_one_title_fold_alike() {
        let alike = [
            ("The “Big” Plan", "the \"big\"  plan"),
            ("Trust’s long‑term plan — costs", "TRUST'S LONG-TERM PLAN - COSTS"),
            ("2024–25 ﬁnance", "2024-25 finance"),
            ("Ａ\u{a0}wide\u{200b} one…", "a wide one..."),
            ("Straße", "STRASSE"),
            ("İstanbul", "i\u{307}stanbul"),
        ];
        for (one, other) in alike {
            assert_eq!(fold(one), fold(other), "{one}");
        }
        assert_ne!(fold("Plan A"), fold("Plan B"));
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(text in any::<String>()) {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn only_characters_of_xml_are_left(text in "[\\x00-\\x20a<>&;#\u{7f}\u{fffd}\u{feff}é]{0,40}", odd in any::<String>()) {
            for text in [&text, &odd] {
                for cleaned in [title(text), line(text), escape(text), legal(text).into_owned()] {
                    prop_assert!(cleaned.chars().all(is_legal));
                    prop_assert_eq!(legal(&cleaned), cleaned.as_str());
                }
            }
        }
    }
}
