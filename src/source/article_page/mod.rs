//! An article's own page: its date, byline, picture and proper address, for articles whose source says only the month, or nothing.
//!
//! Several witnesses speak of a date: what the page says for machines (`json_ld`, `meta`), and what its elements say (`marks`). They are heard in
//! the order in which publishers keep them right. A page that turns out to be something else, such as a login, is not believed.

mod marks;
mod meta;
mod when;

use serde_json::Value;
use url::Url;

use self::marks::Marks;
use self::meta::Meta;
use super::charset::{PAGE, decode};
use super::json_ld::{Graph, address, text};
use super::{About, Context, Page, Reading, dates};
use crate::article::{Entry, Image, OwnPage, Stated};
use crate::clean;
use crate::fetch::shown;
use crate::trouble::{Kind, Trouble};

/// The article that a page should be of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Its address, which was asked for.
    pub link: Url,
    /// Its headline as its source writes it.
    pub title: String,
}

/// What witnesses say, those that are heard first in front.
#[derive(Default)]
struct Said {
    dates: Vec<Stated>,
    authors: Vec<String>,
    pictures: Vec<Image>,
    /// Addresses that the page calls its own.
    addresses: Vec<Url>,
    headlines: Vec<String>,
    /// Names of the site, which are no bylines.
    sites: Vec<String>,
}

/// What an article's page says of it. `Stated::Unsaid` where it states no day.
///
/// # Errors
/// When the page cannot be read, or is not that of the article.
pub fn read(page: &Page, asked: &Asked, context: &Context) -> Result<OwnPage, Trouble> {
    let text = decode(&page.body, page.content_type.as_deref(), &PAGE).text;
    let tree = clean::document(&text).map_err(|excess| unreadable(page, excess))?;
    let (graph, meta) = (Graph::of(&text), Meta::of(&tree));
    let mut said = Said::default();
    meta.addresses(&page.url, &mut said);
    let thing = main_article(&graph, page, &said.addresses, asked);
    if let Some(thing) = thing {
        said.hear_thing(thing, &graph, page, context);
    }
    meta.speak(&page.url, context, &mut said);
    let marks = Marks::of(&tree, asked, &page.url);
    said.headlines.extend(marks.headline());
    let is_same = |url: &Url| clean::canonical(url) == clean::canonical(&asked.link);
    let is_titled = said.headlines.iter().any(|headline| is_alike(headline, &asked.title));
    if !is_titled && !is_same(&page.url) && !said.addresses.iter().any(is_same) {
        let sentence = format!("{} leads to {}, which is not its page", shown(&asked.link), shown(&page.url));
        return Err(Trouble::new(Kind::Layout, sentence));
    }
    // A page under another headline may be a login in the article's place: only what it says of an article is heard.
    if is_titled {
        marks.speak(&page.url, context, &mut said);
        said.dates.extend(when::in_address(&asked.link));
    }
    Ok(OwnPage {
        stated: best(&said.dates, context),
        author: said.author(),
        image: said.pictures.into_iter().find(|image| !is_furniture(&image.url)),
        canonical: said.addresses.into_iter().find(|url| is_titled && is_deep(url) && !is_same(url)).map(String::from),
    })
}

/// Reads a page that somebody shows as that of an article, whatever its source calls it: what would be found if it were looked up.
///
/// # Errors
/// When the page cannot be read, or has no headline.
pub fn alone(page: &Page, context: &Context) -> Result<Reading, Trouble> {
    let text = decode(&page.body, page.content_type.as_deref(), &PAGE).text;
    let tree = clean::document(&text).map_err(|excess| unreadable(page, excess))?;
    let mut asked = Asked { link: page.url.clone(), title: String::new() };
    let mut said = Said::default();
    said.headlines.extend(Marks::of(&tree, &asked, &page.url).headline());
    Meta::of(&tree).speak(&page.url, context, &mut said);
    let headline = said.headlines.into_iter().find(|headline| !headline.is_empty());
    asked.title = headline.ok_or_else(|| Trouble::new(Kind::Layout, format!("{} has no headline", shown(&page.url))))?;
    let own = read(page, &asked, context)?;
    let link = own.canonical.clone().unwrap_or_else(|| page.url.to_string());
    let entry =
        Entry { title: asked.title, link: clean::link(&link, None).map(String::from), own_page: Some(Box::new(own)), ..Entry::default() };
    let about = About { kind: "article", title: Some(entry.title.clone()), ..About::default() };
    Ok(Reading { about, entries: vec![entry.whole().into_owned()], ..Reading::default() })
}

fn unreadable(page: &Page, excess: impl std::fmt::Display) -> Trouble {
    Trouble::new(Kind::Parse, format!("{} cannot be read as a page: it {excess}", shown(&page.url)))
}

/// The article that is the page, among all that the page describes: the one of its address, or of its headline, or the only one.
fn main_article<'g>(graph: &'g Graph, page: &Page, addresses: &[Url], asked: &Asked) -> Option<&'g Value> {
    let own: Vec<String> = addresses.iter().chain([&page.url, &asked.link]).map(clean::canonical).collect();
    let of_page = |thing: &&Value| {
        let named =
            ["url", "mainEntityOfPage", "@id"].into_iter().filter_map(|name| clean::link(&address(thing.get(name)?)?, Some(&page.url)));
        named.map(|url| clean::canonical(&url)).any(|url| own.contains(&url))
    };
    let titled = |thing: &&Value| {
        ["headline", "name"].into_iter().filter_map(|name| text(thing.get(name)?)).any(|title| is_alike(&title, &asked.title))
    };
    let only = || {
        let mut all = graph.articles();
        all.next().filter(|_| all.next().is_none())
    };
    graph.articles().find(of_page).or_else(|| graph.articles().find(titled)).or_else(only)
}

impl Said {
    /// What a page says of its article in the words of schema.org.
    fn hear_thing(&mut self, thing: &Value, graph: &Graph, page: &Page, context: &Context) {
        let field = |name: &str| thing.get(name);
        let link = |value: &Value| clean::link(&address(value)?, Some(&page.url));
        self.headlines.extend(
            ["headline", "alternativeHeadline", "name"].into_iter().filter_map(|name| text(field(name)?)).map(|text| clean::title(&text)),
        );
        self.dates.extend(
            ["datePublished", "dateCreated"]
                .into_iter()
                .find_map(|name| dates::parse(&text(field(name)?)?, context.zone, &context.language)),
        );
        self.authors.extend(field("author").or_else(|| field("creator")).and_then(|people| graph.people(people)));
        self.sites.extend(field("publisher").and_then(|publisher| graph.people(publisher)));
        self.addresses.extend(["url", "mainEntityOfPage"].into_iter().filter_map(|name| link(field(name)?)));
        self.pictures.extend(["image", "thumbnailUrl"].into_iter().find_map(|name| picture(field(name)?, graph, &page.url)));
    }

    /// The byline: the first that names somebody other than the site.
    fn author(&self) -> Option<String> {
        const NOBODY: [&str; 7] = ["admin", "administrator", "editor", "redaktion", "staff", "unknown", "webmaster"];
        let sites: Vec<String> = self.sites.iter().map(|site| clean::fold(site)).collect();
        let named = |author: &&String| {
            let folded = clean::fold(author);
            (2..=120).contains(&author.chars().count())
                && author.contains(char::is_alphabetic)
                && !NOBODY.contains(&folded.as_str())
                && !sites.contains(&folded)
                && !author.contains("://")
                && !author.starts_with('@')
        };
        self.authors.iter().find(named).cloned()
    }
}

/// A picture as schema.org has it: an address, an object with its size, or a list of either.
fn picture(value: &Value, graph: &Graph, base: &Url) -> Option<Image> {
    let first = if let Value::Array(all) = value { all.first()? } else { value };
    let meant = graph.meant(first);
    let number = |name: &str| match meant.get(name)? {
        Value::Number(number) => number.as_u64().and_then(|number| u32::try_from(number).ok()),
        other => clean::pixels(&text(other)?),
    };
    let alt = meant.get("caption").and_then(text).map(|text| clean::title(&text)).unwrap_or_default();
    Some(Image { width: number("width"), height: number("height"), alt, ..Image::at(clean::link(&address(meant)?, Some(base))?) })
}

/// The date that counts: the first that says a day; where that says only the day, an instant on the same day from another witness.
fn best(dates: &[Stated], context: &Context) -> Stated {
    let exact = |stated: &&Stated| stated.rank() >= 2;
    let Some(first) = dates.iter().find(exact) else { return Stated::Unsaid };
    let Stated::On(day) = first else { return *first };
    let same_day = |stated: &&Stated| matches!(stated, Stated::At(time) if time.with_timezone(&context.zone).date_naive() == *day);
    dates.iter().find(same_day).copied().unwrap_or(*first)
}

/// Whether two headlines are the same one, perhaps cut short, or with the site's name behind it.
fn is_alike(one: &str, other: &str) -> bool {
    const SHORTEST: usize = 12;
    let [one, other] = [one, other].map(|title| clean::fold(&clean::title(title)));
    let (short, long) = if one.len() < other.len() { (one, other) } else { (other, one) };
    let short = short.trim_end_matches(['.', '…', ' ']);
    if short == long || (short.chars().count() >= SHORTEST && long.contains(short)) {
        return !short.is_empty();
    }
    let words =
        |text: &str| text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    let (few, many) = (words(short), words(&long));
    let shared = few.iter().filter(|word| many.contains(word)).count();
    few.len() >= 3 && shared * 10 >= few.len() * 6 && shared * 10 >= many.len() * 4
}

/// Whether an address can be that of one article: a site's front page, which careless templates call the proper address of all, is not.
fn is_deep(url: &Url) -> bool {
    url.path_segments()
        .is_some_and(|mut parts| parts.any(|part| !part.is_empty() && part.contains(|c: char| c.is_ascii_digit() || c == '-' || c == '_')))
        || url.query().is_some_and(|query| query.contains(|c: char| c.is_ascii_digit()))
}

/// Whether a picture is the site's own, shown where an article has none.
fn is_furniture(url: &str) -> bool {
    const WORDS: [&str; 9] = ["avatar", "blank", "default", "fallback", "favicon", "logo", "placeholder", "spacer", "sprite"];
    let plain = url.split(['?', '#']).next().unwrap_or(url).to_ascii_lowercase();
    let name = plain.rsplit('/').next().unwrap_or_default();
    name.rsplit_once('.').is_some_and(|(_, ending)| ending == "svg")
        || name.split(|c: char| !c.is_ascii_alphabetic()).any(|word| WORDS.contains(&word))
}

#[cfg(test)]
mod tests;
