//! What a feed is called: its title and the sentence that describes it.

use crate::article::Month;
use crate::feed::{Masthead, Scope};
use crate::own::Every;

/// The title of a feed: the publication's, then what is special about this feed, so that no two are the same in a narrow list.
///
/// `label` is a section's label, or the title that the operator gave a feed of their own, which stands alone; the plain name
/// in the address stands in for one that is missing.
#[must_use]
pub fn title(masthead: &Masthead, scope: &Scope, label: Option<&str>) -> String {
    let publication = &masthead.title;
    match scope {
        Scope::All => publication.clone(),
        Scope::Section(slug) => format!("{publication}: {}", label.unwrap_or(slug.as_str())),
        Scope::Month(month) => format!("{publication}: {}", month_in_words(*month)),
        Scope::SectionMonth(slug, month) => {
            format!("{publication}: {}, {}", label.unwrap_or(slug.as_str()), month_in_words(*month))
        }
        Scope::Own(name) => label.map_or_else(|| format!("{publication}: {name}"), str::to_owned),
    }
}

/// One sentence on what a feed holds; `label` as in [`title`].
#[must_use]
pub fn description(masthead: &Masthead, scope: &Scope, label: Option<&str>) -> String {
    let publication = &masthead.title;
    match scope {
        Scope::All => format!("The newest articles of {publication}."),
        Scope::Section(slug) => format!("The newest articles of {publication} in the section {}.", label.unwrap_or(slug.as_str())),
        Scope::Month(month) => format!("The articles of {publication} in {}.", month_in_words(*month)),
        Scope::SectionMonth(slug, month) => {
            let section = label.unwrap_or(slug.as_str());
            format!("The articles of {publication} in the section {section} in {}.", month_in_words(*month))
        }
        Scope::Own(_) => format!("A selection of the newest articles of {publication}."),
    }
}

/// One sentence on what a feed of digests holds.
#[must_use]
pub fn digests(masthead: &Masthead, every: Every) -> String {
    let period = match every {
        Every::Day => "day",
        Every::Week => "week",
        Every::Month => "month",
    };
    format!("The articles of {}, once a {period}.", masthead.title)
}

/// A month as people write it: `November 2025`.
#[must_use]
pub fn month_in_words(month: Month) -> String {
    format!("{} {}", month.name(), month.year())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Look, Name};

    #[test]
    fn every_feed_of_a_publication_has_a_title_of_its_own() {
        let masthead = Masthead {
            title: "HSJ".to_owned(),
            home: "https://www.hsj.co.uk/".parse().unwrap(),
            language: "en-GB".to_owned(),
            base_url: "https://feeds.example.org/".parse().unwrap(),
            hub: None,
            name: "hsj".parse().unwrap(),
            full_text: false,
            zone: chrono_tz::Europe::London,
            search: true,
            look: Look::default(),
        };
        let month = Month::new(2025, 11).unwrap();
        let news: Name = "news".parse().unwrap();
        let cases = [
            (Scope::All, None, "HSJ"),
            (Scope::Section(news.clone()), Some("News"), "HSJ: News"),
            (Scope::Section(news.clone()), None, "HSJ: news"),
            (Scope::Month(month), None, "HSJ: November 2025"),
            (Scope::SectionMonth(news, month), Some("News"), "HSJ: News, November 2025"),
            (Scope::Own("newsletter".parse().unwrap()), None, "HSJ: newsletter"),
            (Scope::Own("newsletter".parse().unwrap()), Some("For trusts"), "For trusts"),
        ];
        let mut sentences = std::collections::BTreeSet::new();
        for (scope, label, words) in &cases {
            assert_eq!(title(&masthead, scope, *label), *words);
            sentences.insert(description(&masthead, scope, *label));
        }
        assert_eq!(sentences.len(), cases.len() - 1, "only the two feeds of the operator's own share a sentence");
    }
}
