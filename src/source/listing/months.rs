//! Which month and which page of a listing a text or an address names.

use url::Url;

use crate::article::Month;
use crate::source::dates;

/// The month that a title or a link's text names, such as `All articles in November 2025`; the first where it names several.
///
/// Read are an English month name or its first three letters beside a year, `2025-11` and `11/2025`.
pub(in crate::source) fn in_text(text: &str) -> Option<Month> {
    first_month(&tokens(text), |between| matches!(between, "-" | "/" | "." | "‑"))
}

/// The month that an address names: `/november-2025/…`, `/2025/11/`, `?year=2025&month=11`.
pub(in crate::source) fn in_address(url: &Url) -> Option<Month> {
    let path = first_month(&tokens(url.path()), |_| true);
    let query = || url.query_pairs().find_map(|(_, value)| first_month(&tokens(&value), |_| true));
    path.or_else(query).or_else(|| by_parameters(url))
}

/// What a page is called in front of its number.
const PAGE: [&str; 9] = ["page", "seite", "página", "pagina", "sida", "side", "strona", "sayfa", "страница"];

/// The page number that a title says: `Page 9`, `page 9 of 12`.
pub(in crate::source) fn page_in_text(text: &str) -> Option<u32> {
    let tokens = tokens(text);
    let mut pairs = tokens.iter().zip(tokens.iter().skip(1));
    let is_page = |word: &str| PAGE.contains(&word.to_lowercase().as_str());
    pairs.find(|(word, _)| is_page(word.text)).and_then(|(_, number)| page_number(number.text))
}

/// The page number that an address says: `?page=9`, `/page/9`, `-page-9`.
pub(in crate::source) fn page_in_address(url: &Url) -> Option<u32> {
    let in_query = url.query_pairs().find(|(key, _)| is_page_key(key)).and_then(|(_, value)| page_number(&value));
    in_query.or_else(|| page_in_text(url.path()))
}

/// Whether a query parameter of this name holds a page number.
pub(super) fn is_page_key(key: &str) -> bool {
    const KEYS: [&str; 15] = [
        "page",
        "p",
        "pg",
        "paged",
        "pageno",
        "pagenum",
        "pagenumber",
        "page_number",
        "seite",
        "pagina",
        "pag",
        "sida",
        "side",
        "strona",
        "sayfa",
    ];
    KEYS.contains(&key.to_ascii_lowercase().as_str())
}

fn page_number(text: &str) -> Option<u32> {
    text.trim().parse().ok().filter(|number| (1..=99_999).contains(number))
}

/// A word or number, and what stands between it and the one before.
struct Token<'t> {
    text: &'t str,
    between: &'t str,
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(char::is_alphanumeric) {
        let Some((between, behind)) = rest.split_at_checked(start) else { break };
        let end = behind.find(|c: char| !c.is_alphanumeric()).unwrap_or(behind.len());
        let Some((text, behind)) = behind.split_at_checked(end) else { break };
        found.push(Token { text, between });
        rest = behind;
    }
    found
}

/// The first month among neighbours; two numbers count only where `joins` allows what stands between them.
fn first_month(tokens: &[Token<'_>], joins: impl Fn(&str) -> bool) -> Option<Month> {
    tokens.iter().zip(tokens.iter().skip(1)).find_map(|(left, right)| {
        let named = named(left.text).zip(year(right.text)).or_else(|| named(right.text).zip(year(left.text)));
        let numbers = || numbered(left.text).zip(year(right.text)).or_else(|| numbered(right.text).zip(year(left.text)));
        let (month, year) = named.or_else(|| joins(right.between).then(numbers).flatten())?;
        Month::new(year, month)
    })
}

/// The number of a month that a word names in any language, as far as readers of English would not take it for something else.
fn named(word: &str) -> Option<u32> {
    dates::month_named(word)
}

fn numbered(word: &str) -> Option<u32> {
    let two_digits = word.len() == 2 && word.bytes().all(|byte| byte.is_ascii_digit());
    two_digits.then(|| word.parse().ok()).flatten().filter(|month| (1..=12).contains(month))
}

fn year(word: &str) -> Option<i32> {
    let four_digits = word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit());
    four_digits.then(|| word.parse().ok()).flatten().filter(|year| (1800..=2199).contains(year))
}

/// The month of `?year=2025&month=11`, the month by name or number.
fn by_parameters(url: &Url) -> Option<Month> {
    let value = |keys: [&str; 2]| {
        let mut pairs = url.query_pairs();
        pairs.find(|(key, _)| keys.iter().any(|known| key.eq_ignore_ascii_case(known))).map(|(_, value)| value.into_owned())
    };
    let month = value(["month", "m"])?;
    let number = named(&month).or_else(|| month.parse().ok())?;
    Month::new(year(&value(["year", "y"])?)?, number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(text: Option<&str>) -> Option<Month> {
        text.map(|text| text.parse().unwrap())
    }

    #[test]
    fn the_month_of_a_title_is_found() {
        let cases = [
            ("All Lamp Trade articles in November 2025 – Page 9", Some("2025-11")),
            ("2025 November | The Lamp", Some("2025-11")),
            ("Nov 2025", Some("2025-11")),
            ("Sept. 2024", Some("2024-09")),
            ("Archive 2025-11", Some("2025-11")),
            ("Archive 11/2025", Some("2025-11")),
            ("Monday 3 November 2025", Some("2025-11")),
            ("MARCH 1999", Some("1999-03")),
            ("Page 12 2025", None),
            ("November", None),
            ("Marching 2025", None),
            ("13/2025", None),
            ("Lampe 2025 été", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(in_text(text), month(expected), "{text}");
        }
    }

    #[test]
    fn the_month_of_an_address_is_found() {
        let cases = [
            ("https://lamp.example/november-2025/4711.issue?page=9", Some("2025-11")),
            ("https://lamp.example/2025/11/", Some("2025-11")),
            ("https://lamp.example/2025/nov", Some("2025-11")),
            ("https://lamp.example/archive?month=2025-11", Some("2025-11")),
            ("https://lamp.example/archive?year=2025&month=11", Some("2025-11")),
            ("https://lamp.example/archive?month=November&year=2025", Some("2025-11")),
            ("https://lamp.example/4711.issue", None),
            ("https://lamp.example/2025/13/", None),
        ];
        for (address, expected) in cases {
            assert_eq!(in_address(&Url::parse(address).unwrap()), month(expected), "{address}");
        }
    }

    #[test]
    fn the_page_number_is_found() {
        let cases = [
            ("https://lamp.example/november-2025/4711.issue?page=9", Some(9)),
            ("https://lamp.example/news/page/12/", Some(12)),
            ("file:///saved/lamp-november-2025-page-9.html", Some(9)),
            ("https://lamp.example/news?P=3", Some(3)),
            ("https://lamp.example/news?page=0", None),
            ("https://lamp.example/news", None),
        ];
        for (address, expected) in cases {
            assert_eq!(page_in_address(&Url::parse(address).unwrap()), expected, "{address}");
        }
        assert_eq!(page_in_text("All articles – Page 9 of 12"), Some(9));
        assert_eq!(page_in_text("Page nine"), None);
    }
}
