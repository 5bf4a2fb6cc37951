//! Where a listing goes on: the selector, what the page declares, its page numbers, a link that says `Next`.

use scraper::{ElementRef, Html};
use url::Url;

use super::months;
use super::page::select;
use super::pick::Pick;
use crate::article::Month;
use crate::clean;
use crate::source::element::{class_words, line};

/// Where we are.
pub(super) struct Here<'p> {
    /// What links are resolved against.
    pub(super) base: &'p Url,
    /// The page's address.
    pub(super) page: &'p Url,
    /// The month that it lists.
    pub(super) month: Option<Month>,
    /// Which page it says it is.
    pub(super) number: Option<u32>,
}

/// What links to the next page say, without arrows and in small letters.
const SAID: [&str; 59] = [
    "next",
    "next page",
    "older",
    "older posts",
    "older articles",
    "older stories",
    "older entries",
    "more stories",
    "go to next page",
    "load more",
    "show more",
    "weiter",
    "nächste",
    "nächste seite",
    "ältere beiträge",
    "ältere artikel",
    "mehr laden",
    "suivant",
    "suivante",
    "page suivante",
    "articles plus anciens",
    "articles précédents",
    "siguiente",
    "página siguiente",
    "entradas antiguas",
    "más antiguas",
    "successivo",
    "successiva",
    "avanti",
    "pagina successiva",
    "articoli meno recenti",
    "próxima",
    "seguinte",
    "próxima página",
    "página seguinte",
    "mensagens antigas",
    "volgende",
    "volgende pagina",
    "oudere berichten",
    "näste",
    "nästa",
    "nästa sida",
    "neste",
    "næste",
    "seuraava",
    "następna",
    "następna strona",
    "další",
    "következő",
    "επόμενη",
    "următoarea",
    "sonraki",
    "вперед",
    "далее",
    "следующая",
    "次へ",
    "次のページ",
    "다음",
    "下一页",
];

/// Arrows around such words, or instead of them.
const ARROWS: [char; 8] = ['›', '»', '→', '>', '⟩', '▶', '❯', '⇒'];

/// Arrows in front of words that lead to what is older.
const BACK: [char; 6] = ['‹', '«', '←', '<', '⟨', '◀'];

/// Where scripts read the address of the next page.
const SCRIPTED: &str = "[data-next-url], [data-next-page], [data-next], button[data-url], button[data-href]";

/// The next page. Never the page itself, never on another host, and never a page of another month unless the selector says so.
pub(super) fn find(pick: Option<&Pick>, tree: &Html, here: &Here<'_>) -> Option<Url> {
    if let Some(pick) = pick {
        let mut picked = tree.select(&pick.selector).filter_map(|element| pick.take_link(element));
        return picked.find_map(|href| here.resolve(href));
    }
    let href = |element: ElementRef<'_>| element.attr("href").and_then(|href| here.resolve(href)).filter(|url| here.same_month(url));
    let declared = select(tree, "link[rel~=next][href], a[rel~=next][href]").into_iter().find_map(href);
    let links = select(tree, "a[href]");
    let numbered = || links.iter().find_map(|link| href(*link).filter(|url| here.is_numbered(*link, url)));
    let said = || links.iter().find_map(|link| href(*link).filter(|url| here.is_said(*link, url)));
    let classed = || links.iter().find_map(|link| href(*link).filter(|url| is_classed(*link) && here.is_onward(url)));
    declared.or_else(numbered).or_else(said).or_else(classed).or_else(|| scripted(tree, here))
}

/// The address that a button such as `Load more` holds for a script.
fn scripted(tree: &Html, here: &Here<'_>) -> Option<Url> {
    let held = |element: ElementRef<'_>| {
        let names = ["data-next-url", "data-next-page", "data-next", "data-url", "data-href"];
        let url = names.into_iter().find_map(|name| here.resolve(element.attr(name)?))?;
        Some(url).filter(|url| months::page_in_address(url) == Some(here.following()) && here.same_month(url))
    };
    select(tree, SCRIPTED).into_iter().find_map(held)
}

impl Here<'_> {
    fn resolve(&self, href: &str) -> Option<Url> {
        let mut url = clean::link(href, Some(self.base))?;
        url.set_fragment(None);
        let host = |url: &Url| url.host_str().map(|host| host.strip_prefix("www.").unwrap_or(host).to_owned());
        let mut page = self.page.clone();
        page.set_fragment(None);
        (host(&url) == host(self.base) && url != page && url != *self.base).then_some(url)
    }

    fn same_month(&self, url: &Url) -> bool {
        self.month.zip(months::in_address(url)).is_none_or(|(here, there)| here == there)
    }

    fn following(&self) -> u32 {
        self.number.unwrap_or(1).saturating_add(1)
    }

    /// A link with the following number: in its address, or as its text beside that number somewhere in its address.
    fn is_numbered(&self, link: ElementRef<'_>, url: &Url) -> bool {
        let following = self.following();
        let text = line(link).to_lowercase();
        let said: Option<u32> = text.strip_prefix("page ").unwrap_or(&text).parse().ok();
        // Some count their pages from zero: what the link says is what it is.
        let (there, here) = (months::page_in_address(url), months::page_in_address(self.page));
        let from_zero =
            said == Some(following) && there.is_some_and(|there| there + 1 == following) && here.is_none_or(|here| here + 2 == following);
        if from_zero || (there == Some(following) && said.is_none_or(|said| said == following)) {
            return without_page(url) == without_page(self.page) || without_page(url) == without_page(self.base);
        }
        let behind_host = url.as_str().split(|c: char| !c.is_ascii_alphanumeric());
        said == Some(following) && behind_host.into_iter().any(|word| word.parse() == Ok(following))
    }

    /// Whether an address is not that of a page before this one.
    fn is_onward(&self, url: &Url) -> bool {
        months::page_in_address(url).is_none_or(|number| number > months::page_in_address(self.page).unwrap_or(0))
    }

    fn is_said(&self, link: ElementRef<'_>, url: &Url) -> bool {
        let says = |text: &str| {
            let words = text.trim_matches(|c: char| c.is_whitespace() || ARROWS.contains(&c) || BACK.contains(&c)).to_lowercase();
            if words.is_empty() { text.contains(ARROWS) } else { is_onward_word(&words) || is_counted(&words) }
        };
        self.is_onward(url) && (says(&line(link)) || link.attr("aria-label").is_some_and(says) || link.attr("title").is_some_and(says))
    }
}

/// Whether the classes of a link say that it leads to the next page.
fn is_classed(link: ElementRef<'_>) -> bool {
    let words = class_words(link);
    let says = |word: &str| words.iter().any(|own| own == word);
    says("next") && ["btn", "button", "nav", "navigation", "page", "pagination", "paging", "pager", "posts"].into_iter().any(says)
}

/// Whether words are such a phrase, perhaps as a request: `Show older articles`.
fn is_onward_word(words: &str) -> bool {
    let asked = ["show ", "load ", "view ", "see "].into_iter().find_map(|verb| words.strip_prefix(verb));
    [Some(words), asked].into_iter().flatten().any(|words| SAID.contains(&words))
}

/// Whether words say that so many more follow: `next 20 stories`.
fn is_counted(words: &str) -> bool {
    let words: Vec<&str> = words.split_whitespace().collect();
    let first = words.first().is_some_and(|word| SAID.contains(word));
    (2..=3).contains(&words.len()) && first && words.get(1).is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// An address without its page number: host, path and the other parameters.
fn without_page(url: &Url) -> (String, String, Vec<(String, String)>) {
    let pairs = url.query_pairs().into_owned();
    let rest = pairs.filter(|(key, _)| !months::is_page_key(key)).collect();
    let path = url.path().to_lowercase();
    let path = path.split_once("page").map_or(path.as_str(), |(before, _)| before).trim_end_matches(['/', '-', '_']).to_owned();
    let host = url.host_str().unwrap_or_default();
    (host.strip_prefix("www.").unwrap_or(host).to_owned(), path, rest)
}
