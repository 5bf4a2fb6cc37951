//! A page's text as a tree, after a cheap look at its tags.
//!
//! An HTML parser's work grows with the square of how deep elements nest, so a small hostile page could keep it busy for minutes.
//! One pass over the tags leaves out what no listing needs (scripts, drawings, comments) and refuses a page that nests too deep.
//! It follows how parsers close elements and, in doubt, takes an element as still open: it refuses too much rather than too little.

use std::collections::HashSet;

use scraper::Html;

use crate::trouble::{Kind, Trouble};

/// More open elements than this are refused.
const DEEPEST: usize = 512;

/// Left out with everything in them.
const LEFT_OUT: [&str; 12] =
    ["iframe", "math", "noembed", "noframes", "noscript", "script", "select", "style", "svg", "template", "textarea", "xmp"];

/// Tags that are left out while what stands in them stays.
const UNWRAPPED: [&str; 4] = ["form", "frame", "frameset", "plaintext"];

/// Elements that hold nothing, and those whose end a parser always knows by itself.
const NEVER_DEEP: [&str; 31] = [
    "area", "base", "basefont", "bgsound", "body", "br", "caption", "col", "colgroup", "embed", "head", "hr", "html", "image", "img",
    "input", "keygen", "link", "meta", "option", "p", "param", "source", "tbody", "td", "tfoot", "th", "thead", "tr", "track", "wbr",
];

/// Elements whose end tag also ends everything that is open in them.
const BLOCKS: [&str; 29] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "button",
    "center",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "h",
    "header",
    "hgroup",
    "li",
    "main",
    "menu",
    "nav",
    "ol",
    "pre",
    "section",
    "summary",
    "ul",
];

/// Elements that a parser opens again by itself when something around them ends before they do.
const FORMATS: [&str; 14] = ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];

/// Elements whose beginning ends whatever is open in the cell before.
const CELLS: [&str; 6] = ["tbody", "td", "tfoot", "th", "thead", "tr"];

/// Elements that no end tag from inside them reaches through.
const WALLS: [&str; 4] = ["applet", "marquee", "object", "table"];

/// Reads a page's text into a tree.
///
/// # Errors
/// `parse` when elements nest deeper than any listing's.
pub(super) fn parse(text: &str) -> Result<Html, Trouble> {
    Ok(Html::parse_document(&lighten(text)?))
}

/// The text without what no listing needs.
fn lighten(text: &str) -> Result<String, Trouble> {
    let mut light = Light { out: String::with_capacity(text.len()), open: Vec::new(), endless: HashSet::new() };
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('<') {
        light.out.push_str(before);
        rest = light.markup(behind);
        if light.open.len() > DEEPEST {
            let sentence = format!("the page nests more than {DEEPEST} elements, as no listing does; it was not read");
            return Err(Trouble::new(Kind::Parse, sentence));
        }
    }
    light.out.push_str(rest);
    Ok(light.out)
}

/// The pass over the tags.
struct Light {
    /// What is kept.
    out: String,
    /// The open elements, outermost first.
    open: Vec<String>,
    /// Elements whose end tag does not come any more, so that it is looked for only once.
    endless: HashSet<String>,
}

impl Light {
    /// Takes what follows a `<` and gives what is left behind it.
    fn markup<'t>(&mut self, behind: &'t str) -> &'t str {
        let (end_tag, named) = behind.strip_prefix('/').map_or((false, behind), |named| (true, named));
        if named.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return self.tag(named, end_tag);
        }
        if let Some(comment) = behind.strip_prefix("!--") {
            // The space keeps what stood before from joining what follows into a tag.
            self.out.push(' ');
            return after_comment(comment);
        }
        if behind.get(..8).is_some_and(|start| start.eq_ignore_ascii_case("!doctype")) {
            self.out.push_str("<!DOCTYPE html>");
            return behind.split_once('>').map_or("", |(_, rest)| rest);
        }
        if behind.starts_with(['!', '?', '/']) {
            self.out.push(' ');
            return behind.split_once('>').map_or("", |(_, rest)| rest);
        }
        self.out.push_str("&lt;");
        behind
    }

    /// Takes a tag from its name on.
    fn tag<'t>(&mut self, named: &'t str, end_tag: bool) -> &'t str {
        let Some((tag, rest)) = tag_end(named).and_then(|end| named.split_at_checked(end)) else { return "" };
        let name: String = tag.split(|c: char| c.is_ascii_whitespace() || c == '/' || c == '>').next().unwrap_or(tag).to_ascii_lowercase();
        let name = name.as_str();
        if LEFT_OUT.contains(&name) {
            self.out.push(' ');
            let whole = end_tag || (matches!(name, "svg" | "math") && tag.ends_with("/>"));
            return if whole { rest } else { self.content(name, rest).map_or(rest, |(_, rest)| rest) };
        }
        if UNWRAPPED.contains(&name) {
            self.out.push(' ');
            return rest;
        }
        if name == "title" {
            return self.title(rest, end_tag);
        }
        self.out.push_str(if end_tag { "</" } else { "<" });
        self.out.push_str(tag);
        if CELLS.contains(&name) {
            // An end tag may belong to nothing; only a beginning is sure to end what is open.
            if !end_tag {
                self.next_cell();
            }
        } else if !NEVER_DEEP.contains(&name) {
            self.nest(name, end_tag);
        }
        rest
    }

    /// Keeps a title, which holds text alone.
    fn title<'t>(&mut self, rest: &'t str, end_tag: bool) -> &'t str {
        if end_tag {
            return rest;
        }
        let Some((content, rest)) = self.content("title", rest) else { return rest };
        self.out.push_str("<title>");
        self.out.push_str(&content.replace('<', "&lt;"));
        self.out.push_str("</title>");
        rest
    }

    /// What stands before an element's end tag, and what follows the tag.
    fn content<'t>(&mut self, name: &str, text: &'t str) -> Option<(&'t str, &'t str)> {
        if self.endless.contains(name) {
            return None;
        }
        let found = text.match_indices("</").find_map(|(at, _)| {
            let (content, end) = text.split_at_checked(at)?;
            let same = end.get(2..2 + name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name));
            same.then(|| (content, end.split_once('>').map_or("", |(_, rest)| rest)))
        });
        if found.is_none() {
            self.endless.insert(name.to_owned());
        }
        found
    }

    /// Keeps the list of open elements.
    fn nest(&mut self, name: &str, end_tag: bool) {
        let name = if matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6") { "h" } else { name };
        if end_tag {
            return self.close(name);
        }
        let last = self.open.last().map(String::as_str);
        match name {
            "li" if last == Some("li") => return,
            "dt" | "dd" if matches!(last, Some("dt" | "dd")) => return,
            // A link or button begins by ending the one before.
            "a" | "button" | "nobr" => self.close(name),
            _ => {}
        }
        self.open.push(name.to_owned());
    }

    /// Ends what is open in the table's cell before.
    fn next_cell(&mut self) {
        let wall = self.open.iter().rposition(|open| WALLS.contains(&open.as_str()));
        if let Some(table) = wall.filter(|at| self.open.get(*at).is_some_and(|open| open == "table")) {
            self.open.truncate(table + 1);
        }
    }

    /// Ends the nearest open element of that name, if its end tag reaches it.
    fn close(&mut self, name: &str) {
        let block = BLOCKS.contains(&name) || WALLS.contains(&name);
        for (at, open) in self.open.iter().enumerate().rev() {
            if open == name {
                let inside = self.open.split_off(at).into_iter().skip(1);
                let again = |open: &String| FORMATS.contains(&open.as_str()) && !WALLS.contains(&name);
                return self.open.extend(inside.filter(again));
            }
            let list = name == "li" && matches!(open.as_str(), "ul" | "ol");
            if list || WALLS.contains(&open.as_str()) || (!block && BLOCKS.contains(&open.as_str())) {
                return;
            }
        }
    }
}

/// What follows a comment, by the ways in which the HTML standard lets one end.
fn after_comment(comment: &str) -> &str {
    if let Some(rest) = comment.strip_prefix('>').or_else(|| comment.strip_prefix("->")) {
        return rest;
    }
    let ends = comment.match_indices('>').filter_map(|(at, _)| comment.split_at_checked(at));
    let mut ends = ends.filter(|(before, _)| before.ends_with("--") || before.ends_with("--!"));
    ends.next().and_then(|(_, end)| end.strip_prefix('>')).unwrap_or("")
}

/// Where a tag stands in the tokenizer's states (HTML standard, section 13.2.5).
#[derive(Clone, Copy)]
enum State {
    Name,
    BeforeAttribute,
    Attribute,
    AfterAttribute,
    BeforeValue,
    Value,
    Quoted(char),
}

/// The place behind the `>` that ends a tag, given from its name on; a `>` in quotes ends none.
fn tag_end(named: &str) -> Option<usize> {
    let mut state = State::Name;
    for (at, c) in named.char_indices() {
        let space = c.is_ascii_whitespace();
        state = match (state, c) {
            (State::Quoted(quote), _) if c == quote => State::BeforeAttribute,
            (State::Quoted(_), _) => state,
            (_, '>') => return Some(at + 1),
            (State::BeforeValue, '"' | '\'') => State::Quoted(c),
            (State::BeforeValue, _) if space => State::BeforeValue,
            (State::BeforeValue | State::Value, _) => {
                if space {
                    State::BeforeAttribute
                } else {
                    State::Value
                }
            }
            (_, '/') => State::BeforeAttribute,
            (State::Attribute | State::AfterAttribute, '=') => State::BeforeValue,
            (State::Attribute | State::AfterAttribute, _) if space => State::AfterAttribute,
            (State::Name, _) if !space => State::Name,
            (_, _) if space => State::BeforeAttribute,
            _ => State::Attribute,
        };
    }
    None
}

#[cfg(test)]
mod tests;
