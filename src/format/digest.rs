//! A digest: the articles of one period as one item.
//!
//! It is written once, when its period is over, and kept as it is. Mail programs cut long letters, so it has a limit; styles are
//! inline, as they know no others, and there are no pictures.

use std::fmt::Write as _;

use crate::article::{Article, Month};
use crate::clean;
use crate::config::Name;
use crate::feed::{FeedKey, Masthead, Scope};
use crate::format::shown;
use crate::own::{Every, Period};

/// A digest's HTML has fewer bytes than this.
pub const LIMIT: usize = 90_000;

/// The most sections that the standfirst counts one by one.
const COUNTED: usize = 8;

const HEADING: &str = "margin:24px 0 8px;padding-bottom:4px;border-bottom:1px solid #ccc;font-size:18px";
const ENTRY: &str = "margin:0 0 14px;line-height:1.4";
const HEADLINE: &str = "font-weight:bold";
const BYLINE: &str = "color:#555;font-size:13px";

/// A digest as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Digest {
    /// Its headline.
    pub title: String,
    /// How many articles it has, in one sentence of plain text.
    pub summary: String,
    /// Its articles under the headings of their sections, as HTML.
    pub content: String,
}

/// The articles of one section.
struct Group<'a> {
    label: Option<String>,
    articles: Vec<&'a Article>,
}

/// The digest of a period: its articles, newest first, under the headings of their sections. `order` is that of the sections which are
/// configured; others stand behind them, by their labels.
#[must_use]
pub fn digest((period, every): (Period, Every), articles: &[Article], order: &[&str], masthead: &Masthead) -> Digest {
    let groups = groups(articles, order);
    let words = period.in_words();
    let title = match every {
        Every::Day => format!("{}, {words}", clean::line(&masthead.title)),
        Every::Week => words,
        Every::Month => format!("{words}: {}", counted(articles.len())),
    };
    let summary = summary(&groups, articles.len());
    let content = content(&groups, masthead).unwrap_or_else(|| format!("<p>{}</p>", clean::escape(&summary)));
    Digest { title, summary, content }
}

/// The HTML of a digest without its styles. Quotes stand in it only around attributes: in text they are escaped.
pub(super) fn without_styles(html: &str) -> String {
    let mut parts = html.split(" style=\"");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        plain.push_str(part.split_once('"').map_or(part, |(_, rest)| rest));
    }
    plain
}

fn groups<'a>(articles: &'a [Article], order: &[&str]) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    for article in articles {
        let label = shown::label(article);
        match groups.iter_mut().find(|group| group.label == label) {
            Some(group) => group.articles.push(article),
            None => groups.push(Group { label, articles: vec![article] }),
        }
    }
    let place = |label: &str| order.iter().position(|known| *known == label).unwrap_or(order.len());
    // What has no section comes last.
    groups.sort_by(|one, other| {
        let key = |group: &Group<'_>| (group.label.is_none(), group.label.as_deref().map(place), group.label.clone());
        key(one).cmp(&key(other))
    });
    groups
}

/// `12 articles: 5 News, 3 Comment and 4 more.`
fn summary(groups: &[Group<'_>], articles: usize) -> String {
    let mut counts: Vec<String> =
        groups.iter().filter_map(|group| Some(format!("{} {}", group.articles.len(), group.label.as_ref()?))).take(COUNTED).collect();
    if counts.is_empty() {
        return format!("{}.", counted(articles));
    }
    let named: usize = groups.iter().filter(|group| group.label.is_some()).take(COUNTED).map(|group| group.articles.len()).sum();
    if named < articles {
        counts.push(format!("{} more", articles - named));
    }
    let list = match counts.as_slice() {
        [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        all => all.concat(),
    };
    format!("{}: {list}.", counted(articles))
}

fn counted(articles: usize) -> String {
    if articles == 1 { "1 article".to_owned() } else { format!("{articles} articles") }
}

/// The articles as HTML: all of them, else without their standfirsts, else as many of each section as there is room for. `None` where
/// even the headings alone are too much.
fn content(groups: &[Group<'_>], masthead: &Masthead) -> Option<String> {
    let longest = groups.iter().map(|group| group.articles.len()).max().unwrap_or_default();
    let fits = |most, standfirsts| Some(body(groups, masthead, most, standfirsts)).filter(|html| html.len() < LIMIT);
    if let Some(whole) = fits(longest, true).or_else(|| fits(longest, false)) {
        return Some(whole);
    }
    // The largest number that fits lies below `over`.
    let (mut best, mut under, mut over) = (fits(0, false)?, 0, longest);
    while over - under > 1 {
        let middle = usize::midpoint(under, over);
        match fits(middle, false) {
            Some(html) => (best, under) = (html, middle),
            None => over = middle,
        }
    }
    Some(best)
}

fn body(groups: &[Group<'_>], masthead: &Masthead, most: usize, standfirsts: bool) -> String {
    let mut html = String::new();
    for Group { label, articles } in groups {
        // Where nothing has a section there is nothing to tell apart.
        let heading = label.as_deref().or_else(|| (groups.len() > 1).then_some("Other articles"));
        if let Some(heading) = heading {
            let _ = write!(html, "<h3 style=\"{HEADING}\">{}</h3>", clean::escape(heading));
        }
        for article in articles.iter().take(most) {
            entry(&mut html, article, masthead, standfirsts);
        }
        if let Some(hidden) = articles.get(most) {
            let more = format!("{} {} more", if most == 0 { "Here are" } else { "And" }, articles.len() - most);
            let _ = write!(html, "<p style=\"{ENTRY}\"><a href=\"{}\">{more}</a></p>", clean::escape(&rest(hidden, masthead)));
        }
    }
    html
}

fn entry(html: &mut String, article: &Article, masthead: &Masthead, standfirsts: bool) {
    let headline = shown::headline(article);
    let link = clean::escape(&masthead.link(article));
    let _ = write!(html, "<p style=\"{ENTRY}\"><a href=\"{link}\" style=\"{HEADLINE}\">{}</a>", clean::escape(&headline));
    if let Some(standfirst) = Some(shown::standfirst(article)).filter(|text| standfirsts && *text != headline) {
        let _ = write!(html, "<br>{}", clean::escape(&standfirst));
    }
    if let Some(byline) = shown::byline(article) {
        let _ = write!(html, "<br><span style=\"{BYLINE}\">{}</span>", clean::escape(&byline));
    }
    html.push_str("</p>");
}

/// The page that lists an article for which there was no room.
fn rest(article: &Article, masthead: &Masthead) -> String {
    let month: Month = article.month;
    let slug = article.section.as_ref().and_then(|section| section.slug.parse::<Name>().ok());
    let scope = slug.map_or(Scope::Month(month), |slug| Scope::SectionMonth(slug, month));
    FeedKey { publication: masthead.name.clone(), scope }.address(&masthead.base_url, "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Section;
    use crate::format::sample;
    use proptest::prelude::*;

    fn article(title: &str, section: &str) -> Article {
        let section = (!section.is_empty()).then(|| Section { label: section.to_owned(), slug: section.to_lowercase() });
        Article { title: title.to_owned(), section, link: Some("https://www.hsj.co.uk/1?a=1&b=2".to_owned()), ..sample::article() }
    }

    fn of(name: &str, every: Every, articles: &[Article]) -> Digest {
        digest((Period::from_name(name).unwrap(), every), articles, &["News", "Comment"], &sample::masthead())
    }

    #[test]
    fn a_digest_says_what_it_holds() {
        let articles: Vec<Article> = [("A", "Podcast"), ("B", "Comment"), ("C", "News"), ("D", "News"), ("E", "")]
            .map(|(title, section)| article(title, section))
            .into();
        let week = of("2025-W47", Every::Week, &articles);
        assert_eq!(week.title, "Week 47, 17–23 November 2025");
        assert_eq!(week.summary, "5 articles: 2 News, 1 Comment, 1 Podcast and 1 more.");
        assert_eq!(of("2025-11-17", Every::Day, &articles[..1]).summary, "1 article: 1 Podcast.");
        assert!(of("2025-11-17", Every::Day, &articles).title.ends_with(", 17 November 2025"));
        assert_eq!(of("2025-11", Every::Month, &articles).title, "November 2025: 5 articles");
        assert_eq!(of("2025-11", Every::Month, &articles[4..]).summary, "1 article.");
    }

    #[test]
    fn sections_stand_in_the_order_of_the_configuration_and_articles_in_theirs() {
        let articles = [article("A", "Podcast"), article("B", "Comment"), article("C", "News"), article("D", "News"), article("E", "")];
        let html = of("2025-W47", Every::Week, &articles).content;
        let places: Vec<usize> = [">News<", ">C<", ">D<", ">Comment<", ">B<", ">Podcast<", ">A<", ">Other articles<", ">E<"]
            .map(|text| html.find(text).unwrap_or_else(|| panic!("no {text}")))
            .into();
        assert!(places.is_sorted(), "{places:?}");
        assert!(!of("2025-W47", Every::Week, &articles[4..]).content.contains("<h3"), "nothing to tell apart");
        assert!(html.contains("href=\"https://www.hsj.co.uk/1?a=1&amp;b=2\"") && !html.contains("<img"));
    }

    #[test]
    fn a_large_digest_leaves_out_standfirsts_and_then_articles() {
        let of =
            |count: usize| of("2025-11", Every::Month, &(0..count).map(|n| article(&format!("Headline {n}."), "News")).collect::<Vec<_>>());
        let standfirst = shown::standfirst(&sample::article());
        let (small, middle, large) = (of(20), of(420), of(1_000));
        assert!(small.content.contains(&clean::escape(&standfirst)));
        assert!(!middle.content.contains(&clean::escape(&standfirst)) && middle.content.contains("Headline 419."));
        assert!(!middle.content.contains(" more</a>"));
        let listed = large.content.matches("Headline ").count();
        assert!(listed > 300 && large.content.contains(&format!(">And {} more</a>", 1_000 - listed)), "{listed}");
        assert_eq!(large.title, "November 2025: 1000 articles");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn a_digest_is_never_too_large_and_text_stays_text(
            articles in prop::collection::vec(("\\PC{0,200}", "[A-Z<&]{0,300}"), 0..30),
            times in 1_usize..30,
        ) {
            let articles: Vec<Article> =
                articles.iter().cycle().take(articles.len() * times).map(|(title, section)| article(title, section)).collect();
            let digest = of("2025-W47", Every::Week, &articles);
            prop_assert!(digest.content.len() < LIMIT);
            prop_assert!(!digest.content.contains("<A") && !digest.content.contains("<&"));
            let plain = without_styles(&digest.content);
            prop_assert!(!plain.contains(" style=\"") && clean::title(&plain) == clean::title(&digest.content));
        }
    }
}
