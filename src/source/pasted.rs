//! A listing's text as a person copies it from the page and pastes it into a file.
//!
//! The first line may be the page's title. Items are parted by lines that hold only a dash or a bullet, by a bullet in front
//! of each, or by empty lines. An item is a label (glued to the headline or on a line of its own), a headline, and a standfirst.

use std::collections::HashMap;

use url::Url;

use super::listing::{label, months};
use super::{About, Context, Reading};
use crate::article::{Entry, Stated};
use crate::clean;

/// What parts items, alone on its line or in front of one.
const BULLETS: [char; 10] = ['-', '–', '—', '•', '*', '·', '●', '▪', '‣', '◦'];

/// Reads pasted text. What is no list gives a reading without entries.
pub(super) fn read(text: &str, url: &Url, context: &Context) -> Reading {
    // Lines end in all the ways that editors end them, and a copied page keeps spaces that must not break.
    let text = text.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}'], "\n").replace('\u{a0}', " ");
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let Sheet { head, mut chunks } = part(&lines, &context.labels);
    trim_navigation(&mut chunks);
    let labels = labels(&chunks, &context.labels);
    let title = head.iter().map(|line| clean::line(line)).find(|line| !line.is_empty());
    let month = head.iter().find_map(|line| months::in_text(line)).or_else(|| months::in_address(url));
    let number = head.iter().find_map(|line| months::page_in_text(line)).or_else(|| months::page_in_address(url));
    let stated = month.map_or(Stated::Unsaid, Stated::In);
    let entries = chunks.iter().map(|chunk| Entry { stated, ..entry(chunk, &labels) }).filter(|entry| !entry.title.is_empty()).collect();
    Reading { about: About { kind: "saved", title, month, ..About::default() }, entries, number, ..Reading::default() }
}

/// The lines of one item, none of them empty.
type Chunk<'t> = Vec<&'t str>;

/// A text in parts.
struct Sheet<'t> {
    /// What stands before the first item.
    head: Vec<&'t str>,
    /// The items.
    chunks: Vec<Chunk<'t>>,
}

/// Parts a text into items, by the strongest separator that it uses.
fn part<'t>(lines: &[&'t str], labels: &[String]) -> Sheet<'t> {
    if lines.iter().any(|line| is_separator(line)) {
        let chunks = chunks(lines, is_separator);
        let untitled = lines.iter().find(|line| !line.is_empty()).is_some_and(|line| is_separator(line));
        return if untitled { Sheet { head: Vec::new(), chunks } } else { headed(chunks, labels) };
    }
    if lines.iter().filter(|line| unbulleted(line).is_some()).count() >= 2 {
        return bulleted(lines);
    }
    let blocks = chunks(lines, str::is_empty);
    let several = blocks.iter().filter(|block| block.len() > 1).count();
    if several * 2 >= blocks.len().saturating_sub(1) && several > 1 { headed(blocks, labels) } else { flat(blocks.concat(), labels) }
}

fn is_separator(line: &str) -> bool {
    !line.is_empty() && line.chars().all(|c| BULLETS.contains(&c) || matches!(c, '_' | '=' | '~'))
}

fn unbulleted(line: &str) -> Option<&str> {
    line.strip_prefix(BULLETS).filter(|rest| rest.starts_with(char::is_whitespace)).map(str::trim_start)
}

fn chunks<'t>(lines: &[&'t str], parts: impl Fn(&str) -> bool) -> Vec<Chunk<'t>> {
    let groups = lines.split(|line| parts(line)).map(|group| group.iter().copied().filter(|line| !line.is_empty()).collect());
    groups.filter(|chunk: &Chunk<'_>| !chunk.is_empty()).collect()
}

/// Takes the page's title off the front: a first line that names a month or a page, or that stands alone and carries no label.
fn headed<'t>(mut chunks: Vec<Chunk<'t>>, labels: &[String]) -> Sheet<'t> {
    let Some(first) = chunks.first_mut() else { return Sheet { head: Vec::new(), chunks } };
    let line = first.first().copied().unwrap_or_default();
    let named = months::in_text(line).is_some() || months::page_in_text(line).is_some();
    let labelled = label::split(line, labels).is_some() || label::known(line, labels).is_some();
    if labelled || !(named || first.len() == 1) {
        return Sheet { head: Vec::new(), chunks };
    }
    let mut head = vec![first.remove(0)];
    // One line more is a subtitle, two are an item.
    if first.len() < 2 {
        head.append(first);
        chunks.remove(0);
    }
    Sheet { head, chunks }
}

/// Items with a bullet in front of each.
fn bulleted<'t>(lines: &[&'t str]) -> Sheet<'t> {
    let mut sheet = Sheet { head: Vec::new(), chunks: Vec::new() };
    for line in lines.iter().filter(|line| !line.is_empty()) {
        match (unbulleted(line), sheet.chunks.last_mut()) {
            (Some(rest), _) => sheet.chunks.push(vec![rest]),
            (None, Some(chunk)) => chunk.push(line),
            (None, None) => sheet.head.push(line),
        }
    }
    sheet
}

/// Items that nothing parts: each begins with its label. Without labels there is no telling, and there are no items.
///
/// Behind a headline and a standfirst, what only may be a label begins an item too, so that no headline ends up in a standfirst.
fn flat<'t>(lines: Vec<&'t str>, known: &[String]) -> Sheet<'t> {
    let labels = labels(&lines.iter().map(|line| vec![*line]).collect::<Vec<_>>(), known);
    let begins = |line: &str| label::split(line, &labels.names).is_some() || label::known(line, &labels.names).is_some();
    let may_begin = |line: &str| label::seam(line).is_some() || label::looks_like(line);
    if !lines.iter().any(|line| begins(line)) {
        return Sheet { head: lines, chunks: Vec::new() };
    }
    let mut sheet = Sheet { head: Vec::new(), chunks: Vec::new() };
    for line in lines {
        let complete = sheet.chunks.last().map_or(!sheet.head.is_empty(), |chunk| chunk.len() > 1);
        match sheet.chunks.last_mut() {
            _ if begins(line) || (complete && may_begin(line)) => sheet.chunks.push(vec![line]),
            Some(chunk) => chunk.push(line),
            None => sheet.head.push(line),
        }
    }
    sheet
}

/// Drops the page numbers and the `Next` that are copied with the end of a page.
fn trim_navigation(chunks: &mut Vec<Chunk<'_>>) {
    const SAID: [&str; 7] = ["back to top", "load more", "next", "next page", "previous", "show more", "…"];
    let is_navigation = |line: &str| {
        let numbers =
            line.split_whitespace().all(|word| word.chars().all(|c| c.is_ascii_digit()) || SAID.contains(&word.to_lowercase().as_str()));
        numbers || SAID.contains(&line.to_lowercase().as_str())
    };
    while let Some(last) = chunks.last_mut() {
        while last.last().is_some_and(|line| is_navigation(line)) {
            last.pop();
        }
        if !last.is_empty() {
            return;
        }
        chunks.pop();
    }
}

/// The labels of a text.
struct Labels {
    /// Those that are known, or that the text itself shows to be labels.
    names: Vec<String>,
    /// Most items carry a label, so that one that stands there only once may be believed.
    usual: bool,
}

/// The known labels and those that the text shows: the same words glued to several headlines or on several lines of their own.
fn labels(chunks: &[Chunk<'_>], known: &[String]) -> Labels {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for front in chunks.iter().filter_map(|chunk| own_line(chunk).or_else(|| label::seam(chunk.first()?).map(|(front, _)| front))) {
        *counts.entry(front).or_default() += 1;
    }
    let repeated = counts.into_iter().filter(|(front, count)| *count > 1 && label::known(front, known).is_none());
    let names: Vec<String> = known.iter().cloned().chain(repeated.map(|(front, _)| front.to_owned())).collect();
    let carries = |line: &&str| label::split(line, &names).is_some() || label::known(line, &names).is_some();
    let labelled = chunks.iter().filter(|chunk| chunk.first().is_some_and(carries)).count();
    Labels { usual: labelled > 1 && labelled * 3 >= chunks.len() * 2, names }
}

/// A first line that may be a label by itself, because a headline and a standfirst follow.
fn own_line<'t>(chunk: &[&'t str]) -> Option<&'t str> {
    chunk.first().copied().filter(|line| chunk.len() > 2 && label::looks_like(line) && label::seam(line).is_none())
}

fn entry(chunk: &[&str], labels: &Labels) -> Entry {
    let Some((first, rest)) = chunk.split_first() else { return Entry::default() };
    let unknown = || own_line(chunk).filter(|_| labels.usual).map(str::to_owned);
    let alone = label::known(first, &labels.names).filter(|_| !rest.is_empty()).or_else(unknown);
    let (section, headline, rest) = if let (Some(label), Some((headline, rest))) = (alone, rest.split_first()) {
        (Some(label), *headline, rest)
    } else {
        let glued = label::split(first, &labels.names);
        let once = || label::seam(first).filter(|_| labels.usual).map(|(label, headline)| (label.to_owned(), headline));
        glued.or_else(once).map_or((None, *first, rest), |(label, headline)| (Some(label), headline, rest))
    };
    let summary = clean::escape(&clean::line(&rest.join(" ")));
    Entry { title: clean::line(headline), section, summary: (!summary.is_empty()).then_some(summary), ..Entry::default() }
}

#[cfg(test)]
mod tests;
