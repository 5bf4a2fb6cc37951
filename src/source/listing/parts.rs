//! Which piece of an item is what, where the operator did not say: headline, link, label, standfirst, byline, date.

use std::collections::HashSet;

use scraper::ElementRef;

use super::above;
use super::columns::{Column, bare_label, could_be_label, drop_prefix, label_columns, section};
use super::ends::without_end;
use super::found::Item;
use super::label;
use super::pieces::{Piece, cut};
use super::remarks::is_meta;
use super::roles::Role;
use crate::source::Context;
use crate::source::element::{address, line, line_without};

/// A line that says who and when is at most this long.
pub(super) const LONGEST_REMARK: usize = 80;

/// A standfirst is at least this long: shorter texts are remarks like `3 comments`.
const SHORTEST_SUMMARY: usize = 20;

/// What was found in one item.
#[derive(Clone, Debug, Default)]
pub(super) struct Parts {
    /// The headline as one line.
    pub(super) title: Option<String>,
    /// The address as it stands in the page.
    pub(super) link: Option<String>,
    /// The section label.
    pub(super) section: Option<String>,
    /// The standfirst as HTML, not yet cleaned.
    pub(super) summary: Option<String>,
    /// The byline.
    pub(super) author: Option<String>,
    /// Texts that may be a date, the likeliest first.
    pub(super) dates: Vec<String>,
}

/// Finds the parts of all items of a page together: what stands at the same place in most items is the same part.
pub(super) fn guess(items: &[Item<'_>], context: &Context) -> Vec<Parts> {
    let cuts: Vec<Vec<Piece<'_>>> = items.iter().map(cut).collect();
    let columns = label_columns(&cuts, &context.labels);
    let parts = cuts.iter().zip(items).map(|(pieces, item)| parts(pieces, item, &columns, &context.labels));
    let mut parts: Vec<Parts> = parts.collect();
    recall(&mut parts, &cuts);
    split_off(&mut parts);
    drop_prefix(&mut parts);
    split_titles(&mut parts);
    above::add(&mut parts, items, context);
    parts
}

/// Takes the label off the front of standfirsts, where most of them begin with a few words that are set apart, and the same words again
/// and again: `<em>Harbour</em> The old light…`.
fn split_off(parts: &mut [Parts]) {
    let fronts: Vec<Option<(String, String)>> = parts.iter().map(|part| front(part.summary.as_deref()?)).collect();
    let said: Vec<&String> = fronts.iter().flatten().map(|(label, _)| label).collect();
    let different: HashSet<&&String> = said.iter().collect();
    if said.len() < 4 || said.len() * 2 < parts.len() || different.len() == 1 || different.len() == said.len() {
        return;
    }
    for (part, front) in parts.iter_mut().zip(fronts).filter(|(part, _)| part.section.is_none()) {
        if let Some((label, rest)) = front {
            (part.section, part.summary) = (Some(label), Some(rest));
        }
    }
}

/// Takes the label off the front of headlines, where nearly all begin with one and a colon, and some with the same: `Harbour: the old light…`.
fn split_titles(parts: &mut [Parts]) {
    let front = |part: &Parts| {
        let (label, rest) = part.title.as_ref()?.split_once(": ").filter(|_| part.section.is_none())?;
        (label::looks_like(label) && rest.split_whitespace().count() >= 2).then(|| (label.to_owned(), rest.to_owned()))
    };
    let fronts: Vec<Option<(String, String)>> = parts.iter().map(front).collect();
    let said: Vec<&String> = fronts.iter().flatten().map(|(label, _)| label).collect();
    let different: HashSet<&&String> = said.iter().collect();
    if said.len() < 4 || said.len() * 5 < parts.len() * 4 || different.len() == 1 || different.len() == said.len() {
        return;
    }
    for (part, front) in parts.iter_mut().zip(fronts) {
        if let Some((label, rest)) = front {
            (part.section, part.title) = (Some(label), Some(rest));
        }
    }
}

/// A label in an element of its own at the front of HTML, and what stands behind it.
fn front(html: &str) -> Option<(String, String)> {
    let inside = html.trim_start().strip_prefix('<')?;
    let name = ["em", "strong", "b", "i", "span"]
        .into_iter()
        .find(|name| inside.strip_prefix(name).is_some_and(|rest| rest.starts_with(['>', ' '])))?;
    let (label, rest) = inside.split_once('>')?.1.split_once(&format!("</{name}>"))?;
    let label = bare_label(&crate::clean::plain(label)).to_owned();
    let rest = rest.trim_start_matches([':', '–', '—', '-', '.', '|', ' ']);
    (label::looks_like(&label) && !rest.is_empty()).then(|| (label, rest.to_owned()))
}

/// Gives an item without a label, such as a featured story, the one of its texts that is another item's label.
fn recall(parts: &mut [Parts], cuts: &[Vec<Piece<'_>>]) {
    let seen: HashSet<String> = parts.iter().filter_map(|part| part.section.clone()).collect();
    for (part, pieces) in parts.iter_mut().zip(cuts).filter(|(part, _)| part.section.is_none()) {
        part.section = pieces.iter().map(|piece| &piece.text).find(|text| seen.contains(*text)).cloned();
    }
}

fn parts(pieces: &[Piece<'_>], item: &Item<'_>, columns: &HashSet<Column>, labels: &[String]) -> Parts {
    let Some(at) = headline(pieces) else { return Parts::default() };
    let Some(headline) = pieces.get(at) else { return Parts::default() };
    let others = || pieces.iter().enumerate().filter(|(place, _)| *place != at);
    let (inner, title) = leading_label(headline, labels);
    let section = section(others(), at, columns, labels);
    let author = others().find_map(|(place, piece)| Some((place, byline(piece)?)));
    let taken = [section.as_ref().map(|(place, _)| *place), author.as_ref().map(|(place, _)| *place)];
    let rest = others().filter(|(place, _)| !taken.contains(&Some(*place))).map(|(_, piece)| piece);
    let link = headline.mark.link.or_else(|| first_link(headline, item));
    let longest = rest.clone().filter(|piece| is_summary(piece, link)).max_by_key(|piece| piece.chars());
    let (summary, remark) = longest.map(|piece| without_end(piece, link)).unzip();
    Parts {
        title: Some(whole_title(title, link)),
        link: link.and_then(address).map(str::to_owned),
        section: section.map(|(_, label)| label).or(inner),
        summary,
        author: author.map(|(_, name)| name),
        dates: described(item).chain(dated(rest)).chain(remark.flatten()).collect(),
    }
}

/// The headline: a linked heading, else a heading, else what the longest link says.
pub(super) fn headline(pieces: &[Piece<'_>]) -> Option<usize> {
    let longest = |fits: &dyn Fn(&Piece<'_>) -> bool| {
        let fitting = pieces.iter().enumerate().filter(|(_, piece)| fits(piece));
        // Of equally long ones the first.
        fitting.rev().max_by_key(|(_, piece)| piece.chars()).map(|(at, _)| at)
    };
    let named = |piece: &Piece<'_>| !matches!(piece.mark.role, Some(Role::Label | Role::Date | Role::Author));
    // Of several headings the one of the highest rank, whichever is the longest: the other is what stands below it.
    let highest = pieces.iter().filter(|piece| named(piece)).filter_map(|piece| piece.mark.level).min();
    let heading = |piece: &Piece<'_>| piece.mark.level.is_some() && piece.mark.level == highest && named(piece);
    longest(&|piece| heading(piece) && piece.mark.link.is_some())
        .or_else(|| longest(&|piece| piece.mark.level.is_some() && piece.mark.link.is_some() && named(piece)))
        .or_else(|| longest(&heading))
        .or_else(|| longest(&|piece| piece.mark.role == Some(Role::Title) && piece.mark.link.is_some()))
        .or_else(|| longest(&|piece| piece.mark.link.is_some() && named(piece)).map(|at| first_said(pieces, at)))
}

/// Where one link holds a whole card, its headline is the first piece with some words, not the longest.
fn first_said(pieces: &[Piece<'_>], longest: usize) -> usize {
    let link = pieces.get(longest).and_then(|piece| piece.mark.link);
    let named = |piece: &Piece<'_>| matches!(piece.mark.role, Some(Role::Label | Role::Date | Role::Author));
    let fits = |piece: &Piece<'_>| piece.mark.link == link && piece.words() >= 3 && !named(piece);
    pieces.iter().position(fits).unwrap_or(longest)
}

/// The link of a headline that stands in none: one inside it, else the first of the item.
fn first_link<'a>(headline: &Piece<'a>, item: &Item<'a>) -> Option<ElementRef<'a>> {
    let inside = |element: &ElementRef<'a>| element.descendent_elements().find(|inner| address(*inner).is_some());
    headline.element.as_ref().and_then(inside).or_else(|| item.nodes.iter().find_map(inside))
}

/// A label in an element of its own at the front of a headline's own text, and the headline without it.
fn leading_label(headline: &Piece<'_>, labels: &[String]) -> (Option<String>, String) {
    let whole = || (None, headline.text.clone());
    let Some(element) = headline.element else { return whole() };
    let mut children = element.children().filter(|child| child.value().as_text().is_none_or(|text| !text.trim().is_empty()));
    let Some(first) = children.next().and_then(ElementRef::wrap) else { return whole() };
    let text = line(first);
    let set_apart = matches!(first.value().name(), "span" | "small" | "strong" | "b") && first.attr("class").is_some();
    let rest = line_without(element, Some(first));
    if rest.is_empty() || !(label::known(&text, labels).is_some() || (set_apart && could_be_label(&text))) {
        return whole();
    }
    (Some(label::known(&text, labels).unwrap_or(text)), rest)
}

/// The name in a byline.
pub(super) fn byline(piece: &Piece<'_>) -> Option<String> {
    let by = piece.text.strip_prefix("By ").filter(|name| name.starts_with(char::is_uppercase) && name.chars().count() <= 80);
    let said = (piece.mark.role == Some(Role::Author)).then_some(piece.text.as_str());
    by.or(said).filter(|_| piece.mark.level.is_none()).map(|name| super::items::without_by(name).to_owned())
}

/// Long enough, and no link to elsewhere such as `Read the whole story`.
fn is_summary(piece: &Piece<'_>, link: Option<ElementRef<'_>>) -> bool {
    let role = matches!(piece.mark.role, None | Some(Role::Title));
    let elsewhere = piece.mark.link.is_some() && piece.mark.link.and_then(address) != link.and_then(address);
    let more = piece.mark.link.is_some() && piece.words() <= 5;
    piece.chars() >= SHORTEST_SUMMARY && role && !elsewhere && !more && !is_meta(&piece.text)
}

/// The headline in full where a page cuts it short and says the whole of it in the `title` of its link.
fn whole_title(said: String, link: Option<ElementRef<'_>>) -> String {
    let cut = said.trim_end_matches(['…', '.', ' ']);
    let short = said.ends_with('…') || said.ends_with("...");
    let whole = link.and_then(|link| link.attr("title")).map(crate::clean::line).filter(|whole| short && whole.starts_with(cut));
    whole.unwrap_or(said)
}

/// The date that an item states for machines alone, in the words of schema.org.
fn described<'i>(item: &'i Item<'_>) -> impl Iterator<Item = String> + 'i {
    let dates = item.nodes.iter().flat_map(ElementRef::descendent_elements).filter(|inner| inner.attr("itemprop") == Some("datePublished"));
    dates.filter_map(|inner| inner.attr("content")).map(str::to_owned)
}

/// What may be a date: what its element says for machines, then texts marked so, then short texts with a digit.
fn dated<'p>(pieces: impl Iterator<Item = &'p Piece<'p>> + Clone) -> Vec<String> {
    let machine = pieces.clone().filter_map(|piece| piece.element?.attr("datetime")).map(str::to_owned);
    let marked = pieces.clone().filter(|piece| piece.mark.role == Some(Role::Date));
    let short = pieces
        .filter(|piece| piece.mark.role.is_none() && piece.chars() <= LONGEST_REMARK && piece.text.contains(|c: char| c.is_ascii_digit()));
    machine.chain(marked.chain(short).map(|piece| piece.text.clone())).collect()
}
