//! The page on which a reader looks for articles. It is not published: whoever serves the tree answers it.

use askama::Template;

use super::lists::Place;
use super::rendered;
use crate::clean;
use crate::feed::{FeedKey, Masthead, Scope};

/// The most characters of a question that are shown again.
const SHOWN: usize = 200;

/// What was found, and where in it a page stands.
pub struct Results<'a> {
    /// What was asked, as it was written.
    pub question: &'a str,
    /// The blocks of the articles on this page.
    pub blocks: &'a [String],
    /// Which page this is, from 1 on.
    pub page: usize,
    /// How many pages there are.
    pub pages: usize,
    /// How many articles were found …
    pub found: usize,
    /// … and whether more would be, had the search not ended.
    pub more: bool,
}

#[derive(Template)]
#[template(path = "search.html")]
struct Page<'a> {
    language: String,
    publication: String,
    front: String,
    address: String,
    question: String,
    articles: &'a [String],
    results: &'a Results<'a>,
    newer: Option<Place>,
    older: Option<Place>,
}

/// The address of a publication's search page.
#[must_use]
pub fn address(masthead: &Masthead) -> String {
    FeedKey { publication: masthead.name.clone(), scope: Scope::All }.address(&masthead.base_url, "search")
}

/// The page of what was found.
#[must_use]
pub fn search(masthead: &Masthead, results: &Results<'_>) -> Vec<u8> {
    let question: String = clean::line(results.question).chars().take(SHOWN).collect();
    let beside = |page: usize, label: &str| {
        let mut address: url::Url = address(masthead).parse().ok()?;
        address.query_pairs_mut().append_pair("q", &question).append_pair("page", &page.to_string());
        (1..=results.pages).contains(&page).then(|| Place { label: label.to_owned(), address: address.into() })
    };
    let page = Page {
        language: clean::line(&masthead.language),
        publication: clean::line(&masthead.title),
        front: FeedKey { publication: masthead.name.clone(), scope: Scope::All }.address(&masthead.base_url, ""),
        address: address(masthead),
        newer: beside(results.page.saturating_sub(1), "← Before"),
        older: beside(results.page.saturating_add(1), "More →"),
        articles: results.blocks,
        results,
        question,
    };
    rendered(&page).into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::sample;

    fn page(question: &str, page: usize) -> String {
        let block = crate::format::Format::Html.fragment(&sample::article(), &sample::masthead());
        let blocks = [block];
        String::from_utf8(search(&sample::masthead(), &Results { question, blocks: &blocks, page, pages: 3, found: 41, more: false }))
            .unwrap()
    }

    #[test]
    fn a_question_stays_text() {
        for hostile in ["\"><script>alert(1)</script>", "' onfocus='x", "</title><b>", "\u{1}&#x22;&quot;"] {
            let page = page(hostile, 1);
            assert!(!page.contains("<script") && !page.contains("' onfocus") && !page.contains("<b>"), "{page}");
        }
        assert!(page(&"a".repeat(10_000), 1).len() < 20_000);
    }

    #[test]
    fn pages_lead_to_their_neighbours() {
        let address = "href=\"https://feeds.example.org/hsj/search?q=a+%26+b";
        let (first, second, last) = (page("a & b", 1), page("a & b", 2), page("a & b", 3));
        assert!(first.contains(&format!("{address}&#38;page=2")) && !first.contains("page=0"));
        assert!(second.contains(&format!("{address}&#38;page=1")) && second.contains(&format!("{address}&#38;page=3")));
        assert!(!last.contains("page=4"));
    }
}
