//! HTML cut into tags and text exactly where a browser cuts it (HTML Standard, §13.2.5), and nothing more: no tree, no copy.

/// A piece of HTML. Joined in order, the sources of all pieces are the whole text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Piece<'a> {
    /// What it is.
    pub(super) kind: Kind<'a>,
    /// The text that it stands for.
    pub(super) source: &'a str,
}

/// The kinds of piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind<'a> {
    /// Characters and references.
    Text,
    /// What stands inside `<script>`, `<style>` and the like, where tags are not tags.
    Raw,
    /// A start tag: its name, everything after it up to the `>`, and how many attributes there are.
    Open { name: &'a str, attributes: &'a str, count: usize },
    /// An end tag's name.
    Close(&'a str),
    /// A comment, a declaration, or a tag that never ends.
    Other,
}

/// Elements whose content is text up to their own end tag.
const RAW: [&str; 9] = ["script", "style", "xmp", "iframe", "noembed", "noframes", "textarea", "title", "plaintext"];

/// The pieces of a text.
pub(super) const fn pieces(text: &str) -> Pieces<'_> {
    Pieces { rest: text, raw: None }
}

/// The iterator that [`pieces`] gives.
pub(super) struct Pieces<'a> {
    rest: &'a str,
    /// The element whose raw content comes next, and whether its start tag ends in `/>`, as an empty one's in a drawing.
    raw: Option<(&'a str, bool)>,
}

impl<'a> Pieces<'a> {
    /// Takes what comes next for markup, whatever element began last.
    pub(super) const fn expect_markup(&mut self) {
        self.raw = None;
    }

    /// Takes the next `length` bytes as a piece; `length` stands at a character of its own.
    fn take(&mut self, kind: Kind<'a>, length: usize) -> Piece<'a> {
        let (source, rest) = self.rest.split_at_checked(length).unwrap_or((self.rest, ""));
        self.rest = rest;
        Piece { kind, source }
    }

    /// Takes text up to the next `<` after the first character.
    fn text(&mut self) -> Piece<'a> {
        let after_first = self.rest.char_indices().nth(1).map_or(self.rest.len(), |(at, _)| at);
        let length = find_from(self.rest, after_first, "<").unwrap_or(self.rest.len());
        self.take(Kind::Text, length)
    }

    /// Takes everything up to and including `end`, looked for from byte `from` on.
    fn other(&mut self, from: usize, end: &str) -> Piece<'a> {
        let length = find_from(self.rest, from, end).map_or(self.rest.len(), |at| at + end.len());
        self.take(Kind::Other, length)
    }

    /// Takes a comment, which ends at `-->` (also in `<!-->` and `<!--->`) or `--!>`, whichever comes first.
    fn comment(&mut self) -> Piece<'a> {
        let plain = find_from(self.rest, 2, "-->").map_or(self.rest.len(), |at| at + 3);
        // Looked for no further than the other end, which comes soon: a text of many comments is walked over once.
        let within = self.rest.get(..plain).unwrap_or(self.rest);
        let odd = find_from(within, 4, "--!>").map_or(plain, |at| at + 4);
        self.take(Kind::Other, plain.min(odd))
    }

    /// Takes a tag whose name begins at byte `start`.
    fn tag(&mut self, start: usize) -> Piece<'a> {
        let text = self.rest.get(start..).unwrap_or_default();
        let name_length = text.find(['\t', '\n', '\x0c', '\r', ' ', '/', '>']).unwrap_or(text.len());
        let (name, after) = text.split_at_checked(name_length).unwrap_or((text, ""));
        let Some((end, count)) = end_of_tag(after) else { return self.take(Kind::Other, self.rest.len()) };
        let length = start + name_length + end + 1;
        if start == 2 {
            return self.take(Kind::Close(name), length);
        }
        let attributes = after.get(..end).unwrap_or_default();
        self.raw = RAW.iter().any(|raw| name.eq_ignore_ascii_case(raw)).then_some((name, attributes.ends_with('/')));
        self.take(Kind::Open { name, attributes, count }, length)
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        if let Some((name, empty)) = self.raw.take() {
            let length = end_of_raw(self.rest, name, empty);
            if length > 0 {
                return Some(self.take(Kind::Raw, length));
            }
        }
        let mut bytes = self.rest.bytes();
        let (first, second, third) = (bytes.next()?, bytes.next(), bytes.next());
        Some(match (first, second, third) {
            (b'<', Some(letter), _) if letter.is_ascii_alphabetic() => self.tag(1),
            (b'<', Some(b'/'), Some(letter)) if letter.is_ascii_alphabetic() => self.tag(2),
            (b'<', Some(b'/'), Some(_)) => self.other(2, ">"),
            (b'<', Some(b'!'), _) if self.rest.starts_with("<!--") => self.comment(),
            (b'<', Some(b'!' | b'?'), _) => self.other(2, ">"),
            _ => self.text(),
        })
    }
}

/// Where `what` stands at or after byte `from`.
fn find_from(text: &str, from: usize, what: &str) -> Option<usize> {
    text.get(from..)?.find(what).map(|at| at + from)
}

/// Where the raw content of `name` ends: before its end tag. Without one, scripts and styles go on to the end of the text; of any other
/// element the content is taken for markup, so that a frame that somebody forgot to end hides nothing; so is that of an `empty` one.
fn end_of_raw(text: &str, name: &str, empty: bool) -> usize {
    if name.eq_ignore_ascii_case("plaintext") {
        return text.len();
    }
    let is_code = ["script", "style"].iter().any(|code| name.eq_ignore_ascii_case(code));
    let unended = if is_code && !empty { text.len() } else { 0 };
    let is_end = |at: &usize| {
        let after = text.get(at + 2..).unwrap_or_default();
        let same = after.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
        same && after.as_bytes().get(name.len()).is_some_and(|byte| matches!(byte, b'\t' | b'\n' | 0x0c | b'\r' | b' ' | b'/' | b'>'))
    };
    text.match_indices("</").map(|(at, _)| at).find(is_end).unwrap_or(unended)
}

/// Where the `>` stands that ends a tag, given what follows its name, and how many attributes come before it.
fn end_of_tag(text: &str) -> Option<(usize, usize)> {
    enum At {
        /// Between attributes.
        Gap,
        Name,
        AfterName,
        /// After `=`.
        Equals,
        Value,
        Quoted(u8),
    }
    let mut at = At::Gap;
    let mut count = 0;
    for (place, byte) in text.bytes().enumerate() {
        let space = matches!(byte, b'\t' | b'\n' | 0x0c | b'\r' | b' ');
        at = match (at, byte) {
            (At::Quoted(quote), _) if byte == quote => At::Gap,
            (At::Quoted(quote), _) => At::Quoted(quote),
            (_, b'>') => return Some((place, count)),
            (At::Gap, _) if space || byte == b'/' => At::Gap,
            (At::Equals, b'"' | b'\'') => At::Quoted(byte),
            (At::Equals, _) if space => At::Equals,
            (At::Value, _) if space => At::Gap,
            (At::Equals | At::Value, _) => At::Value,
            (At::Name | At::AfterName, b'/') => At::Gap,
            (At::Name | At::AfterName, b'=') => At::Equals,
            (At::Name | At::AfterName, _) if space => At::AfterName,
            (At::Name, _) => At::Name,
            (At::Gap | At::AfterName, _) => {
                count += 1;
                At::Name
            }
        };
    }
    None
}

/// The attributes of a start tag, given what stands behind its name: each name and value as it is written, `""` without a value.
pub(crate) fn attributes(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let is_space = |c: char| matches!(c, '\t' | '\n' | '\x0c' | '\r' | ' ');
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c| is_space(c) || c == '/');
        let second = rest.chars().next()?.len_utf8();
        let length = rest.get(second..)?.find(|c| is_space(c) || c == '/' || c == '=').map_or(rest.len(), |at| at + second);
        let (name, behind) = rest.split_at_checked(length)?;
        let Some(behind) = behind.trim_start_matches(is_space).strip_prefix('=') else {
            rest = behind;
            return Some((name, ""));
        };
        let behind = behind.trim_start_matches(is_space);
        let quoted = ['"', '\''].into_iter().find_map(|quote| behind.strip_prefix(quote)?.split_once(quote));
        let (value, next) = match quoted {
            Some(split) => split,
            None => behind.split_at_checked(behind.find(is_space).unwrap_or(behind.len()))?,
        };
        rest = next;
        Some((name, value))
    })
}

/// A tag with more attributes is looked at no further.
const MOST_ATTRIBUTES: usize = 256;

/// The value of an attribute of a start tag, as it is written; the first one counts.
pub(super) fn value<'a>(said: &'a str, name: &str) -> Option<&'a str> {
    attributes(said).take(MOST_ATTRIBUTES).find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn tags_end_where_a_browser_ends_them() {
        let cases = [
            ("<b>x</b >", vec!["<b>", "x", "</b >"]),
            ("<a title='>' b=\">\">x", vec!["<a title='>' b=\">\">", "x"]),
            ("<a \">x", vec!["<a \">", "x"]),
            ("<a b=c'>x'>", vec!["<a b=c'>", "x'>"]),
            ("<a/=\">x\">", vec!["<a/=\">", "x\">"]),
            ("a < b <3 </> </ x>", vec!["a ", "< b ", "<3 ", "</>", " ", "</ x>"]),
            ("<!-->x<!--->y<!-- --!>z<!-- - -->", vec!["<!-->", "x", "<!--->", "y", "<!-- --!>", "z", "<!-- - -->"]),
            ("<!doctype html><?x ?>", vec!["<!doctype html>", "<?x ?>"]),
            ("<script>a<b></scripts></SCRIPT >c", vec!["<script>", "a<b></scripts>", "</SCRIPT >", "c"]),
            ("<b title='", vec!["<b title='"]),
            ("<", vec!["<"]),
            ("é<é", vec!["é", "<é"]),
        ];
        for (text, expected) in cases {
            assert_eq!(pieces(text).map(|piece| piece.source).collect::<Vec<_>>(), expected, "{text}");
        }
    }

    #[test]
    fn attributes_are_counted() {
        for (text, expected) in [("<a>", 0), ("<a b>", 1), ("<a b = 'c' d=e f/g>", 4), ("<br/>", 0)] {
            let found = pieces(text).next().map(|piece| piece.kind);
            assert!(matches!(found, Some(Kind::Open { count, .. }) if count == expected), "{text} {found:?}");
        }
    }

    proptest! {
        #[test]
        fn attributes_are_those_that_the_parser_finds(text in "[ab/='\" \n>\\-]{0,24}") {
            let source = format!("<p {text}'\"><");
            let Some(Piece { kind: Kind::Open { name: "p", attributes: said, .. }, .. }) = pieces(&source).next() else { return Ok(()) };
            let page = scraper::Html::parse_fragment(&source);
            let Some(tag) = page.tree.values().filter_map(scraper::Node::as_element).find(|tag| tag.name() == "p") else { return Ok(()) };
            let mut found: Vec<(&str, &str)> = Vec::new();
            for (name, value) in attributes(said) {
                if found.iter().all(|(known, _)| *known != name) {
                    found.push((name, value));
                }
            }
            found.sort_unstable();
            let mut expected: Vec<(&str, &str)> = tag.attrs().collect();
            expected.sort_unstable();
            prop_assert_eq!(found, expected);
        }

        #[test]
        fn the_pieces_are_the_text(text in "[<>/a!b='\" \\-?éscript]{0,60}") {
            let joined: String = pieces(&text).map(|piece| piece.source).collect();
            prop_assert_eq!(joined, text);
        }
    }
}
