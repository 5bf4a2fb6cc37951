//! `[feed.NAME]`: a feed of the operator's own.

use std::time::Duration;

use chrono_tz::Tz;

use super::SectionRule;
use super::claims::Claims;
use super::codes;
use super::decode::{Table, Value};
use super::document::Mistake;
use super::publication::{ITEMS, key_name, label};
use super::sources::timetable;
use super::suggest::{did_you_mean, nearest, one_of};
use super::values::{some_text, some_time};
use crate::own::{BadTitleFormat, Every, Filter, OwnFeed, Phrase, TitleFormat};

/// What a digest's period can be.
const PERIODS: [(&str, Every); 3] = [("daily", Every::Day), ("weekly", Every::Week), ("monthly", Every::Month)];

/// Longer holds than this are a slip of the hand: what is news would be none.
const LONGEST_HOLD: Duration = Duration::from_hours(24 * 31);

/// The feeds of a publication, in the order written. `known` are its sections, and the names of its sources.
pub(super) fn decode(table: Table<'_>, zone: Option<Tz>, known: (&[SectionRule], &[String])) -> Vec<OwnFeed> {
    let mut names = Claims::default();
    table.rest().into_iter().filter_map(|value| feed(&value, zone, known, &mut names)).collect()
}

fn feed(value: &Value<'_>, zone: Option<Tz>, known: (&[SectionRule], &[String]), names: &mut Claims) -> Option<OwnFeed> {
    let name = key_name(value, names, "another feed");
    let mut table = value.table()?;
    let title = table.parse("title", some_text);
    let filter = filter(&mut table, known);
    let items = table.number("items", ITEMS).unwrap_or(30);
    let digest = table.word("digest", &PERIODS);
    let title_format = table.take("title_format");
    if let (Some(written), Some(_)) = (&title_format, digest) {
        let idle = Mistake::new(codes::KIND, "`title_format` says nothing in a feed of digests: its items are periods, not articles");
        table.document.fault(written.key.clone(), idle.help("leave one of `title_format` and `digest` out"));
    }
    let release = table.take("release").and_then(|value| timetable(&value, zone));
    let hold = table.parse("hold", hold).unwrap_or_default();
    table.finish();
    let title_format = title_format.and_then(|value| value.parse(self::title_format));
    Some(OwnFeed { name: name?, title, filter, items, title_format, digest, release, hold })
}

/// What fits.
fn filter(table: &mut Table<'_>, (sections, sources): (&[SectionRule], &[String])) -> Filter {
    let section = |value: &Value<'_>| label(value, sections);
    let (include, exclude) = lists(table, ("include", "exclude"), section, PartialEq::eq);
    let source = |value: &Value<'_>| value.parse(|text| source(text, sources));
    let (include_sources, exclude_sources) = lists(table, ("include_sources", "exclude_sources"), source, PartialEq::eq);
    let phrase = |value: &Value<'_>| value.parse(phrase);
    let (include_words, exclude_words) = lists(table, ("include_words", "exclude_words"), phrase, Phrase::is_same);
    let search = table.parse("search", search).unwrap_or_default();
    Filter { include, exclude, include_sources, exclude_sources, include_words, exclude_words, search }
}

/// What is wanted and what is not; nothing can be both.
fn lists<T>(
    table: &mut Table<'_>,
    (wanted, unwanted): (&'static str, &'static str),
    read: impl Fn(&Value<'_>) -> Option<T>,
    is_same: impl Fn(&T, &T) -> bool,
) -> (Vec<T>, Vec<T>) {
    let yes: Vec<T> = table.list(wanted).iter().filter_map(&read).collect();
    let mut no = Vec::new();
    for value in table.list(unwanted) {
        let Some(one) = read(&value) else { continue };
        if yes.iter().any(|other| is_same(&one, other)) {
            let both = Mistake::new(codes::KIND, format!("this stands in `{wanted}` and in `{unwanted}`"));
            value.fault(both.help("nothing can be both wanted and not: take it out of one of the two lists"));
        }
        no.push(one);
    }
    (yes, no)
}

/// The name of a source of the publication.
pub(super) fn source(text: &str, sources: &[String]) -> Result<String, Mistake> {
    let names = || sources.iter().map(String::as_str);
    if names().any(|name| name == text) {
        return Ok(text.to_owned());
    }
    let wrong = Mistake::new(codes::NOT_THERE, format!("there is no source `{text}` in this publication"));
    let all = || match names().collect::<Vec<_>>().as_slice() {
        [] => "it has no sources at all".to_owned(),
        names => format!("write {}", one_of(names)),
    };
    Err(wrong.help(nearest(text, names()).map_or_else(all, did_you_mean)))
}

/// The words of a search; what is joined, as in `co-production`, must stand side by side.
fn search(text: &str) -> Result<Vec<Phrase>, Mistake> {
    let words: Vec<Phrase> = text.split_whitespace().filter_map(Phrase::parse).collect();
    if words.is_empty() { phrase(text).map(|one| vec![one]) } else { Ok(words) }
}

fn phrase(text: &str) -> Result<Phrase, Mistake> {
    Phrase::parse(text).ok_or_else(|| {
        Mistake::new(codes::BAD_VALUE, "there is no word in this").help("write a word or a phrase, like `\"harbour master\"`")
    })
}

fn title_format(text: &str) -> Result<TitleFormat, Mistake> {
    TitleFormat::parse(text).map_err(|BadTitleFormat { message, span }| {
        let wrong = Mistake::new(codes::BAD_VALUE, message).within(span);
        wrong.help("a title may hold `{title}`, `{section}` and `{author}`, like `\"{section}: {title}\"`")
    })
}

fn hold(text: &str) -> Result<Duration, Mistake> {
    let hold = some_time(text)?;
    if hold > LONGEST_HOLD || hold.subsec_nanos() > 0 {
        let wrong = Mistake::new(codes::BAD_VALUE, format!("`{text}` cannot be a hold"));
        return Err(wrong.help("write whole seconds, at most 31 days, like `20m`"));
    }
    Ok(hold)
}
