//! Documents from mainframes: the code pages 37, 500 and 1140 of EBCDIC, which no browser knows.

/// `<?xm` in every EBCDIC code page (XML 1.0, appendix F.1).
const DECLARATION: [u8; 4] = [0x4C, 0x6F, 0xA7, 0x94];

/// The characters of code page 37 in the order of their bytes, from 0x40 on; all below are controls.
const PAGE_37: &str = "\u{20}\u{a0}âäàáãåçñ¢.<(+|&éêëèíîïìß!$*);¬-/ÂÄÀÁÃÅÇÑ¦,%_>?øÉÊËÈÍÎÏÌ`:#@'=\"Øabcdefghi«»ðýþ±°jklmnopqrªºæ¸Æ¤µ~stuvwxyz¡¿ÐÝÞ®^£¥·©§¶¼½¾[]¯¨´×{ABCDEFGHI\u{ad}ôöòóõ}JKLMNOPQR¹ûüùúÿ\\÷STUVWXYZ²ÔÖÒÓÕ0123456789³ÛÜÙÚ\u{9f}";

/// Where code page 500 differs from 37.
const PAGE_500: [(char, char); 7] = [('¢', '['), ('|', '!'), ('!', ']'), ('¬', '^'), ('^', '¢'), ('[', '¬'), (']', '|')];

/// The text of a document that begins with an XML declaration in EBCDIC; `None` for any other.
pub(super) fn decode(body: &[u8]) -> Option<String> {
    if !body.starts_with(&DECLARATION) {
        return None;
    }
    let page: Vec<char> = PAGE_37.chars().collect();
    let character = |byte: &u8| match byte {
        0x05 => '\t',
        0x0D => '\r',
        // A new line, and a line feed.
        0x15 | 0x25 => '\n',
        byte => usize::from(*byte).checked_sub(0x40).and_then(|at| page.get(at)).copied().unwrap_or(' '),
    };
    let text: String = body.iter().map(character).collect();
    let declaration = text.get(..text.find('>').unwrap_or_default()).unwrap_or_default().to_ascii_lowercase();
    let other = |c: char| PAGE_500.iter().find(|(from, _)| *from == c).map_or(c, |(_, to)| *to);
    let is_500 = ["500", "ebcdic-cp-be", "ebcdic-cp-ch", "ebcdic_cp_be", "ebcdic_cp_ch"].iter().any(|label| declaration.contains(label));
    let is_1140 = declaration.contains("1140");
    Some(match (is_500, is_1140) {
        (true, _) => text.chars().map(other).collect(),
        (_, true) => text.replace('¤', "€"),
        _ => text,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_from_a_mainframe_is_read() {
        // <?xml encoding="…"?><a>é!</a>
        let document = |label: &[u8]| {
            [b"\x4C\x6F\xA7\x94\x93\x40\x85\x7E\x7F", label, b"\x7F\x6F\x6E\x15\x4C\x81\x6E\x51\x5A\x4C\x61\x81\x6E"].concat()
        };
        let ends = |label: &[u8], expected: &str| assert!(decode(&document(label)).unwrap().ends_with(expected), "{expected}");
        ends(b"\xF0\xF3\xF7", "?>\n<a>é!</a>");
        ends(b"\xF5\xF0\xF0", "?>\n<a>é]</a>");
        assert_eq!(decode(b"<?xml"), None);
        assert_eq!(PAGE_37.chars().count(), 0x100 - 0x40);
    }
}
