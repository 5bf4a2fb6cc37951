//! What a word of a date means: looked up in the tables of all languages, without accents and capitals.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::LazyLock;

use super::languages::{LANGUAGES, Language};
use super::text::folded;

/// A set of languages: bit N is row N of [`LANGUAGES`].
pub(super) type Tongues = u64;

/// The row of English, which is understood everywhere.
pub(super) const ENGLISH: Tongues = 1;

/// A month's name in one language.
#[derive(Clone, Copy, Debug)]
struct MonthName {
    month: u32,
    tongue: Tongues,
    /// Not a short form.
    full: bool,
}

/// What a word means, in which languages.
#[derive(Debug, Default)]
pub(super) struct Meaning {
    months: Vec<MonthName>,
    /// Where it is a weekday.
    pub(super) day: Tongues,
    /// Where it only joins other words.
    pub(super) join: Tongues,
    /// Where it says that it is before noon.
    pub(super) morning: Tongues,
    /// Where it says that it is noon or later.
    pub(super) afternoon: Tongues,
}

/// A month that a word names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Named {
    /// 1 to 12.
    pub(super) month: u32,
    /// The languages in which the word is that month.
    pub(super) tongues: Tongues,
    /// Whether it is a name that everyone takes for a month, also without a day beside it: a full one, an English one, or the
    /// publication's own. `Pro 2025` is hardly the Czech December.
    pub(super) plain: bool,
    /// Whether it may be a weekday as well: `mar`.
    pub(super) or_day: bool,
}

/// Full names that mean something else to readers of English, who would not take `Mars 2025` for a month.
const ALSO_ENGLISH: [&str; 6] = ["mars", "mart", "marts", "marca", "augusta", "maja"];

impl Meaning {
    /// The month it names: in the publication's language, else in the first that knows it.
    pub(super) fn month(&self, word: &str, own: Tongues) -> Option<Named> {
        let first = self.months.iter().find(|name| name.tongue & own != 0).or(self.months.first())?;
        let same = || self.months.iter().filter(|name| name.month == first.month);
        let tongues = same().fold(0, |all, name| all | name.tongue);
        let familiar = same().any(|name| name.tongue & (own | ENGLISH) != 0);
        let plain = familiar || same().any(|name| name.full) && !ALSO_ENGLISH.contains(&word);
        Some(Named { month: first.month, tongues, plain, or_day: self.day != 0 })
    }
}

static WORDS: LazyLock<BTreeMap<String, Meaning>> = LazyLock::new(|| {
    let mut words = BTreeMap::new();
    for (row, language) in LANGUAGES.iter().enumerate() {
        add(&mut words, language, 1 << row);
    }
    words
});

fn add(words: &mut BTreeMap<String, Meaning>, language: &Language, tongue: Tongues) {
    for (names, month) in language.months.split(',').zip(1..) {
        let (full, short) = names.split_once('|').unwrap_or((names, ""));
        for (names, full) in [(full, true), (short, false)] {
            for name in names.split_whitespace() {
                words.entry(folded(name)).or_default().months.push(MonthName { month, tongue, full });
            }
        }
    }
    for name in language.days.split_whitespace() {
        words.entry(folded(name)).or_default().day |= tongue;
    }
    for name in language.joins.split_whitespace() {
        words.entry(folded(name)).or_default().join |= tongue;
    }
    for name in language.morning.split_whitespace() {
        words.entry(folded(name)).or_default().morning |= tongue;
    }
    for name in language.afternoon.split_whitespace() {
        words.entry(folded(name)).or_default().afternoon |= tongue;
    }
}

/// Eras, and the year before each one's first.
const ERAS: [(&str, i32); 9] = [
    ("令和", 2018),
    ("平成", 1988),
    ("昭和", 1925),
    ("大正", 1911),
    ("明治", 1867),
    ("民国", 1911),
    ("民國", 1911),
    ("西暦", 0),
    ("公元", 0),
];

/// The year before the first of an era.
pub(super) fn era(word: &str) -> Option<i32> {
    ERAS.iter().find(|(name, _)| *name == word).map(|(_, before)| *before)
}

/// What a folded word means.
pub(super) fn meaning(word: &str) -> Option<&'static Meaning> {
    WORDS.get(word)
}

/// What a word that is no whole name is the beginning of: three letters or more, and all names that begin so agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Begun {
    Month(u32),
    Day,
}

/// The month or weekday that a folded word begins.
pub(super) fn begun(word: &str) -> Option<Begun> {
    if word.chars().count() < 3 {
        return None;
    }
    let names = || {
        WORDS
            .range::<str, _>((Bound::Included(word), Bound::Unbounded))
            .take_while(|(name, _)| name.starts_with(word))
            .map(|(_, meaning)| meaning)
    };
    let mut months = names().flat_map(|meaning| &meaning.months).map(|name| name.month);
    let days = names().any(|meaning| meaning.day != 0);
    match months.next() {
        Some(month) if !days && months.all(|other| other == month) => Some(Begun::Month(month)),
        None if days => Some(Begun::Day),
        _ => None,
    }
}

/// How long the longest name is that the text begins with, in bytes, for writing without spaces; `None` where it begins with none.
pub(super) fn begins(text: &str) -> Option<usize> {
    let ends = text.char_indices().map(|(start, c)| start + c.len_utf8()).take(4);
    ends.filter(|end| text.get(..*end).is_some_and(|start| WORDS.contains_key(start) || era(start).is_some())).last()
}

/// What the publication's language (BCP 47) decides.
#[derive(Clone, Copy, Debug)]
pub(super) struct Voice {
    /// Its row, or none.
    pub(super) own: Tongues,
    /// `04/11/2025` is in April.
    pub(super) month_first: bool,
    /// `25/11/04` is in 2025.
    pub(super) year_first: bool,
    pub(super) primary: [u8; 2],
    region: [u8; 2],
}

impl Voice {
    /// What a language tag decides; a tag that is not known decides nothing.
    pub(super) fn of(language: &str) -> Self {
        let mut parts = language.split(['-', '_']).map(str::to_ascii_lowercase);
        let primary = parts.next().unwrap_or_default();
        let region = parts.find(|part| part.len() == 2).unwrap_or_default();
        let row = LANGUAGES.iter().position(|known| known.tags.split(' ').any(|tag| tag == primary));
        Self {
            own: row.map_or(0, |row| 1 << row),
            month_first: primary == "en" && matches!(region.as_str(), "us" | "ph"),
            year_first: matches!(primary.as_str(), "ja" | "zh" | "ko" | "hu"),
            primary: two(&primary),
            region: two(&region),
        }
    }

    /// Whether the language is this one, or English as this country speaks it.
    pub(super) fn is(self, primary: [u8; 2], region: [u8; 2]) -> bool {
        self.primary == primary || self.region == region
    }
}

fn two(text: &str) -> [u8; 2] {
    text.as_bytes().try_into().unwrap_or_default()
}
