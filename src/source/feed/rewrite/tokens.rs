//! Nearly XML cut into tags and text, whatever it holds: nothing is refused, and joined in order the tokens stand for the whole text.

use std::borrow::Cow;
use std::collections::HashMap;

use super::names;

/// A piece of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// A start tag: its name, what stands behind the name, and whether it is its own end.
    Open { name: &'a str, attributes: &'a str, empty: bool },
    /// An end tag's name.
    Close(&'a str),
    /// Characters and references.
    Text(&'a str),
    /// Characters as they are.
    Data(&'a str),
    /// A `<` that begins nothing.
    Less,
}

/// How far the end of an attribute's value is looked for.
const LONGEST_VALUE: usize = 8 * 1024;

/// The tokens of a text in order; comments, declarations and instructions are none.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let at = rest.find('<').unwrap_or(rest.len());
        let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
        if !before.is_empty() {
            found.push(Token::Text(before));
        }
        let (token, length) = markup(from);
        found.extend(token);
        rest = from.get(length..).unwrap_or_default();
    }
    found
}

/// What begins with `<`, and its length; the length of an empty text is 0.
fn markup(from: &str) -> (Option<Token<'_>>, usize) {
    let mut letters = from.chars().skip(1);
    match (letters.next(), letters.next()) {
        (Some('!'), _) if from.starts_with("<![CDATA[") => section(from),
        (Some('!'), _) if from.starts_with("<!--") => (None, end_of(from, "-->")),
        (Some('!'), _) if from.get(..9).is_some_and(|start| start.eq_ignore_ascii_case("<!doctype")) => (None, end_of_doctype(from)),
        (Some('!' | '?'), _) => (None, end_of(from, ">")),
        (Some('/'), Some(first)) if is_name(first) => end_tag(from),
        (Some(first), _) if is_name(first) => start_tag(from).unwrap_or((Some(Token::Less), 1)),
        (_, _) if from.is_empty() => (None, 0),
        _ => (Some(Token::Less), 1),
    }
}

fn is_name(first: char) -> bool {
    first.is_alphabetic() || first == '_'
}

/// Where what began with a `<` ends: behind `end`, or, where that never comes, behind the next `>`.
fn end_of(from: &str, end: &str) -> usize {
    let behind = |end: &str| from.find(end).map(|at| at + end.len());
    behind(end).or_else(|| behind(">")).unwrap_or(from.len())
}

/// Where a document type ends, with the declarations in its brackets.
fn end_of_doctype(from: &str) -> usize {
    let plain = from.find('>').map_or(from.len(), |at| at + 1);
    let brackets = from.get(..plain).is_some_and(|declaration| declaration.contains('['));
    let end = || from.find("]>").map(|at| at + 2);
    if brackets { end().unwrap_or(plain) } else { plain }
}

/// A section of characters. One that never ends, or that another item's section ends, goes as far as the next end tag.
fn section(from: &str) -> (Option<Token<'_>>, usize) {
    let inside = from.get(9..).unwrap_or_default();
    let whole = inside.find("]]>");
    let sound = whole.filter(|end| {
        let content = inside.get(..*end).unwrap_or_default();
        !(content.contains("<![CDATA[") && content.contains("</"))
    });
    if let Some(end) = sound {
        return (Some(Token::Data(inside.get(..end).unwrap_or_default())), 9 + end + 3);
    }
    // The element's own end is not known here: what looks like HTML's end tags belongs to the text.
    let end = inside.match_indices("</").map(|(at, _)| at).find(|at| {
        let name = inside.get(at + 2..).and_then(|rest| rest.split(['>', ' ', '<']).next()).unwrap_or_default();
        names::is_field(name)
    });
    let end = end.unwrap_or(inside.len());
    (Some(Token::Data(inside.get(..end).unwrap_or_default())), 9 + end)
}

fn end_tag(from: &str) -> (Option<Token<'_>>, usize) {
    let length = from.get(1..).and_then(|rest| rest.find(['<', '>'])).map_or(from.len(), |at| at + 1);
    let name = from.get(2..length).unwrap_or_default().trim();
    let name = name.split(char::is_whitespace).next().unwrap_or_default();
    let ended = from.get(length..).is_some_and(|rest| rest.starts_with('>'));
    (Some(Token::Close(name)), length + usize::from(ended))
}

/// A start tag; `None` where another tag begins before it ends.
fn start_tag(from: &str) -> Option<(Option<Token<'_>>, usize)> {
    let name_end = 1 + from.get(1..)?.find(|c: char| c.is_whitespace() || matches!(c, '>' | '<' | '/'))?;
    let mut at = name_end;
    loop {
        at += from.get(at..)?.find(['>', '<', '"', '\''])?;
        match from.as_bytes().get(at)? {
            b'>' => break,
            b'<' => return None,
            quote => at = end_of_value(from, name_end, at, char::from(*quote)),
        }
    }
    let inside = from.get(name_end..at)?;
    let empty = inside.ends_with('/');
    let attributes = inside.strip_suffix('/').unwrap_or(inside);
    Some((Some(Token::Open { name: from.get(1..name_end)?, attributes, empty }), at + 1))
}

/// Behind a value whose quote stands at byte `at`; behind the quote alone where it opens nothing.
fn end_of_value(from: &str, name_end: usize, at: usize, quote: char) -> usize {
    let opens = from.get(name_end..at).is_some_and(|before| before.trim_end().ends_with('='));
    let within = from.get(at + 1..).map(|rest| bounded(rest, LONGEST_VALUE)).unwrap_or_default();
    let end = if opens { within.find(quote) } else { None };
    at + 1 + end.map_or(0, |end| end + 1)
}

/// The beginning of a text, no longer than this.
fn bounded(text: &str, length: usize) -> &str {
    let end = (0..=length.min(text.len())).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    text.get(..end).unwrap_or_default()
}

/// For each token, whether it is a start tag whose end tag comes before its item's end and before another of its name begins.
pub(super) fn ended(tokens: &[Token<'_>]) -> Vec<bool> {
    let mut next: HashMap<Cow<'_, str>, bool> = HashMap::new();
    let mut answers = vec![false; tokens.len()];
    for (token, answer) in tokens.iter().zip(&mut answers).rev() {
        let (name, closes) = match token {
            Token::Open { name, empty: false, .. } => (name, false),
            Token::Close(name) => (name, true),
            _ => continue,
        };
        *answer = !closes && next.get(&names::folded(name)).copied().unwrap_or_default();
        if names::is_item(name) {
            next.clear();
        } else {
            next.insert(names::folded(name), closes);
        }
    }
    answers
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open<'a>(name: &'a str, attributes: &'a str, empty: bool) -> Token<'a> {
        Token::Open { name, attributes, empty }
    }

    #[test]
    fn anything_is_cut_into_tags_and_text() {
        let cases: [(&str, Vec<Token<'_>>); 13] = [
            ("<a b='1'>x</a >", vec![open("a", " b='1'", false), Token::Text("x"), Token::Close("a")]),
            ("<a b='/'/>", vec![open("a", " b='/'", true)]),
            ("5 < 6 <b", vec![Token::Text("5 "), Token::Less, Token::Text(" 6 "), Token::Less, Token::Text("b")]),
            ("<a <b>", vec![Token::Less, Token::Text("a "), open("b", "", false)]),
            ("<a b=\"x>y\">", vec![open("a", " b=\"x>y\"", false)]),
            ("<a b=\"x>y", vec![open("a", " b=\"x", false), Token::Text("y")]),
            ("<a b=it's>y", vec![open("a", " b=it's", false), Token::Text("y")]),
            ("</a</b>", vec![Token::Close("a"), Token::Close("b")]),
            ("<!-- x --><!-- y <?pi <!x>", vec![]),
            ("<!DOCTYPE a [<!ENTITY b 'c'>]>x", vec![Token::Text("x")]),
            ("<![CDATA[a<b]]>c", vec![Token::Data("a<b"), Token::Text("c")]),
            ("<![CDATA[a<b></b></title>c", vec![Token::Data("a<b></b>"), Token::Close("title"), Token::Text("c")]),
            ("</ a></>", vec![Token::Less, Token::Text("/ a>"), Token::Less, Token::Text("/>")]),
        ];
        for (text, expected) in cases {
            assert_eq!(tokens(text), expected, "{text}");
        }
    }

    #[test]
    fn an_element_is_ended_only_by_an_end_of_its_own_item() {
        let found = tokens("<item><title>a<link>b</link></item><item><title>c</title>");
        let answers = ended(&found);
        let of = |wanted: &str| -> Vec<bool> {
            found
                .iter()
                .zip(&answers)
                .filter(|(token, _)| matches!(token, Token::Open { name, .. } if *name == wanted))
                .map(|(_, answer)| *answer)
                .collect()
        };
        assert_eq!((of("title"), of("link")), (vec![false, true], vec![true]));
    }
}
