//! Which piece of an item is what, where the operator did not say: headline, link, label, standfirst, byline, date.

use std::collections::{HashMap, HashSet};

use scraper::ElementRef;

use super::above;
use super::found::Item;
use super::label;
use super::pieces::{Piece, Role, cut, is_meta};
use crate::source::Context;
use crate::source::element::{address, line, line_without};

/// A label is at most this long.
const LONGEST_LABEL: usize = 40;

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
    Parts {
        title: Some(whole_title(title, link)),
        link: link.and_then(address).map(str::to_owned),
        section: section.map(|(_, label)| label).or(inner),
        summary: rest
            .clone()
            .filter(|piece| is_summary(piece, link))
            .max_by_key(|piece| piece.chars())
            .map(|piece| without_more(piece, link)),
        author: author.map(|(_, name)| name),
        dates: described(item).chain(dates(rest)).collect(),
    }
}

/// The headline: a linked heading, else a heading, else what the longest link says.
fn headline(pieces: &[Piece<'_>]) -> Option<usize> {
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

/// The section label among the other pieces: a known one anywhere, one named so by its classes, or one in a column of labels.
fn section<'p>(
    others: impl Iterator<Item = (usize, &'p Piece<'p>)> + Clone,
    headline: usize,
    columns: &HashSet<Column>,
    labels: &[String],
) -> Option<(usize, String)> {
    let known = others.clone().find_map(|(at, piece)| Some((at, label::known(&piece.text, labels)?)));
    let fits = |piece: &Piece<'_>| could_be_label(&piece.text) && matches!(piece.mark.role, None | Some(Role::Label));
    // What stands before the headline comes first, and what its classes call a label before what only looks like one. A name with a colon
    // is that of the label behind it, unless nothing is.
    let rank = |at: usize, piece: &Piece<'_>| {
        let named = piece.mark.role == Some(Role::Label);
        let shown = named || columns.contains(&(at < headline, piece.mark.path));
        (shown && fits(piece)).then_some((at > headline, piece.text.ends_with(':'), !named))
    };
    let best = others.filter_map(|(at, piece)| Some((rank(at, piece)?, at, piece))).min_by_key(|(rank, at, _)| (*rank, *at));
    known.or_else(|| best.map(|(_, at, piece)| (at, bare_label(&piece.text).to_owned())))
}

/// A label without the colon behind it or the brackets around it.
fn bare_label(text: &str) -> &str {
    let inner = text
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'))
        .or_else(|| text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')));
    inner.unwrap_or(text).trim_end_matches([':', '|']).trim()
}

/// Short, without digits, not a whole sentence.
fn could_be_label(text: &str) -> bool {
    text.chars().count() <= LONGEST_LABEL && !text.contains(|c: char| c.is_ascii_digit()) && !text.ends_with(['.', '?', '!', '…'])
}

/// A place in an item: whether it is before the headline, and its path.
type Column = (bool, u64);

/// The places where at least half of the items have a short text that is not each one's own: the labels. Behind the headline, a text that
/// all items share, such as `Read more`, is none.
fn label_columns(cuts: &[Vec<Piece<'_>>], labels: &[String]) -> HashSet<Column> {
    let mut columns: HashMap<Column, Vec<&str>> = HashMap::new();
    for pieces in cuts {
        let headline = headline(pieces).unwrap_or(0);
        let others = pieces.iter().enumerate().filter(|(at, _)| *at != headline);
        for (at, piece) in others.filter(|(_, piece)| piece.mark.role.is_none() && could_be_label(&piece.text) && byline(piece).is_none()) {
            columns.entry((at < headline, piece.mark.path)).or_default().push(&piece.text);
        }
    }
    let fits = |before: bool, texts: &[&str]| {
        let different: HashSet<_> = texts.iter().collect();
        let known = texts.iter().any(|text| label::known(text, labels).is_some());
        let people = texts.iter().filter(|text| is_name(text)).count() * 2 > texts.len();
        let repeats = different.len() < texts.len() && (before || (different.len() > 1 && !people));
        known || (texts.len() * 2 >= cuts.len() && (repeats || (before && texts.len() < 4)))
    };
    columns.into_iter().filter(|((before, _), texts)| fits(*before, texts)).map(|(column, _)| column).collect()
}

/// Whether a text looks like somebody's name: two or three words, each with a capital.
fn is_name(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    (2..=3).contains(&words.len()) && words.iter().all(|word| word.starts_with(char::is_uppercase))
}

/// The name in a byline.
fn byline(piece: &Piece<'_>) -> Option<String> {
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

/// A standfirst as HTML without the link to the whole article at its end, such as `Read more`.
fn without_more(piece: &Piece<'_>, link: Option<ElementRef<'_>>) -> String {
    let Some(element) = piece.element else { return piece.html() };
    let children: Vec<_> = element.children().filter(|child| child.value().as_text().is_none_or(|text| !text.trim().is_empty())).collect();
    let last = children.last().copied().and_then(ElementRef::wrap).filter(|last| last.value().name() == "a");
    let same = |last: &ElementRef<'_>| address(*last).is_some() && address(*last) == link.and_then(address);
    let Some(last) = last.filter(|last| children.len() > 1 && same(last)) else { return piece.html() };
    let kept = element.inner_html();
    kept.trim_end().strip_suffix(&last.html()).map_or_else(|| kept.clone(), |front| front.trim_end().to_owned())
}

/// The date that an item states for machines alone, in the words of schema.org.
fn described<'i>(item: &'i Item<'_>) -> impl Iterator<Item = String> + 'i {
    let dates = item.nodes.iter().flat_map(ElementRef::descendent_elements).filter(|inner| inner.attr("itemprop") == Some("datePublished"));
    dates.filter_map(|inner| inner.attr("content")).map(str::to_owned)
}

/// What may be a date: what its element says for machines, then texts marked so, then short texts with a digit.
fn dates<'p>(pieces: impl Iterator<Item = &'p Piece<'p>> + Clone) -> Vec<String> {
    let machine = pieces.clone().filter_map(|piece| piece.element?.attr("datetime")).map(str::to_owned);
    let marked = pieces.clone().filter(|piece| piece.mark.role == Some(Role::Date));
    let short =
        pieces.filter(|piece| piece.mark.role.is_none() && piece.chars() <= 40 && piece.text.contains(|c: char| c.is_ascii_digit()));
    machine.chain(marked.chain(short).map(|piece| piece.text.clone())).collect()
}
