//! XML cut into what a look at a document needs: tags, references, and where each stands.
//!
//! It holds up no rule of XML: what breaks one, `feed-rs` finds by itself. So it is several times as fast as a whole reader.

use std::ops::Range;

/// What stands in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Event<'a> {
    /// A start tag: what is between its brackets.
    Start(&'a str),
    /// A tag of an element without content: what is between its brackets, without the slash.
    Empty(&'a str),
    /// An end tag.
    End,
    /// A reference in text: its name; empty for an `&` that begins none.
    Reference(&'a str),
    /// Something begins here that has no end.
    Open,
}

/// The longest name of a reference.
const LONGEST: usize = 64;

/// The events of a text, each with the bytes that it takes.
pub(super) struct Scanner<'a> {
    text: &'a str,
    place: usize,
    /// Where the tag behind the text begins in which references are looked for.
    tag: Option<usize>,
}

impl<'a> Scanner<'a> {
    pub(super) const fn new(text: &'a str) -> Self {
        Self { text, place: 0, tag: None }
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.place..).unwrap_or_default()
    }

    /// Goes on behind `length` bytes.
    fn take(&mut self, length: usize, event: Event<'a>) -> (Range<usize>, Event<'a>) {
        let start = self.place;
        self.place = start + length;
        (start..self.place, event)
    }

    /// Ends the text: something in it has no end.
    fn open(&mut self) -> (Range<usize>, Event<'a>) {
        self.take(self.text.len() - self.place, Event::Open)
    }

    /// The next reference in the text up to the next tag; `None` at that tag.
    fn reference(&mut self) -> Option<(Range<usize>, Event<'a>)> {
        let end = match self.tag {
            Some(end) => end,
            None => self.rest().find('<').map_or(self.text.len(), |at| self.place + at),
        };
        let text = self.text.get(self.place..end)?;
        let Some(at) = text.find('&') else {
            (self.place, self.tag) = (end, None);
            return None;
        };
        self.tag = Some(end);
        self.place += at;
        let behind = text.get(at + 1..)?;
        let name = behind.bytes().take(LONGEST).position(|byte| byte == b';').and_then(|length| behind.get(..length));
        Some(self.take(name.map_or(1, |name| name.len() + 2), Event::Reference(name.unwrap_or_default())))
    }

    /// Skips what begins with `<!` or `<?`, up to its end; `false` where it has none.
    fn skip(&mut self) -> bool {
        let rest = self.rest();
        let ends = [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>")];
        let known = ends.into_iter().find(|(begin, _)| rest.starts_with(begin));
        let length = match known {
            Some((begin, end)) => rest.get(begin.len()..).and_then(|inside| inside.find(end)).map(|at| begin.len() + at + end.len()),
            None => end_of_declaration(rest),
        };
        self.place += length.unwrap_or(0);
        length.is_some()
    }

    fn tag(&mut self) -> (Range<usize>, Event<'a>) {
        let rest = self.rest();
        if rest.starts_with("</") {
            return match rest.find('>') {
                Some(at) => self.take(at + 1, Event::End),
                None => self.open(),
            };
        }
        let Some(at) = end_of_tag(rest) else { return self.open() };
        let inside = rest.get(1..at).unwrap_or_default();
        let event = inside.strip_suffix('/').map_or(Event::Start(inside), Event::Empty);
        self.take(at + 1, event)
    }
}

impl<'a> Iterator for Scanner<'a> {
    type Item = (Range<usize>, Event<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(reference) = self.reference() {
                return Some(reference);
            }
            let mut bytes = self.rest().bytes();
            match (bytes.next()?, bytes.next()) {
                (_, Some(b'!' | b'?')) => {
                    if !self.skip() {
                        return Some(self.open());
                    }
                }
                _ => return Some(self.tag()),
            }
        }
    }
}

/// Where the `>` stands that ends a tag, none of those in quotes.
fn end_of_tag(text: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(at),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

/// How long a declaration such as a document type is, with what it declares in brackets.
fn end_of_declaration(text: &str) -> Option<usize> {
    let end = text.find('>')?;
    let inside = text.find('[').filter(|at| *at < end);
    let from = inside.map_or(Some(0), |at| text.get(at..)?.find(']').map(|length| at + length))?;
    text.get(from..)?.find('>').map(|at| from + at + 1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn tags_and_references_are_found_where_they_stand() {
        let text = "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b \"c>\">]><a x='>'>t &amp; u &b; & v<!-- <no> &x; --><![CDATA[<no> &y;]]><c/></a >";
        let found: Vec<(&str, Event<'_>)> = Scanner::new(text).map(|(range, event)| (&text[range], event)).collect();
        assert_eq!(
            found,
            [
                ("<a x='>'>", Event::Start("a x='>'")),
                ("&amp;", Event::Reference("amp")),
                ("&b;", Event::Reference("b")),
                ("&", Event::Reference("")),
                ("<c/>", Event::Empty("c")),
                ("</a >", Event::End),
            ]
        );
        for open in ["<a", "<a x='>", "</a", "<!-- x", "<![CDATA[ x", "<?x", "<!DOCTYPE a [ >"] {
            let all: Vec<Event<'_>> = Scanner::new(open).map(|(_, event)| event).collect();
            assert_eq!(all, [Event::Open], "{open}");
        }
    }

    proptest! {
        #[test]
        fn what_is_found_goes_on_through_the_text(text in "(<(/)?[ab](/)?>|[&;<>'\"!\\-\\[\\]é]|<!--|-->|<!\\[CDATA\\[|\\]\\]>){0,40}") {
            let mut place = 0;
            for (range, _) in Scanner::new(&text) {
                prop_assert!(range.start >= place && range.end > range.start && range.end <= text.len());
                place = range.end;
            }
        }
    }
}
