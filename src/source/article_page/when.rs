//! The date in a line of text, and in an address.

use chrono::NaiveDate;
use url::Url;

use crate::article::Stated;
use crate::source::{Context, dates};

/// So many words of a line can be a date.
const MOST_WORDS: usize = 9;

/// Words that say that a date is that of a change.
const CHANGED: [&str; 16] = [
    "actualisé",
    "actualizado",
    "aggiornato",
    "aktualisiert",
    "atualizado",
    "bijgewerkt",
    "changed",
    "edited",
    "geändert",
    "last updated",
    "mis à jour",
    "modified",
    "modifié",
    "revised",
    "updated",
    "обновлено",
];

/// The date in a line such as `By Ada Lin | Published: 17 November 2025`: the longest run of words that is one. What follows a word of change is none.
pub(super) fn date_in(text: &str, context: &Context) -> Option<Stated> {
    let remarks = text.split(['|', '·', '•', '–', '—', '/']).chain([text]);
    remarks.filter(|remark| remark.contains(|c: char| c.is_ascii_digit())).find_map(|remark| date_in_words(remark, context))
}

fn date_in_words(text: &str, context: &Context) -> Option<Stated> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut fitting = None;
    for start in 0..words.len() {
        if is_changed(&words.get(..start)?.join(" ")) {
            break;
        }
        for end in (start + 1..=words.len().min(start + MOST_WORDS)).rev() {
            let run = words.get(start..end)?;
            let joined = run.join(" ");
            let plain = joined.trim_matches([',', '.', ';', ':', '(', ')', '[', ']', ' ']);
            // A single word that is a date has all of it, such as `17.11.2025`; a plain number is none.
            let whole = run.len() > 1 || plain.contains(['.', '-', '/', '年']);
            let read = || dates::parse(plain, context.zone, &context.language).filter(|stated| stated.rank() >= 2);
            if let Some(stated) = whole.then(read).flatten() {
                fitting = fitting.or(Some(stated));
                break;
            }
        }
        if fitting.is_some() {
            break;
        }
    }
    fitting
}

/// Whether a text ends by saying that something was changed.
pub(super) fn is_changed(text: &str) -> bool {
    let text = text.to_lowercase();
    let text = text.trim_end_matches([':', ' ', '\u{a0}', '\n', '\t']);
    CHANGED.iter().any(|word| text.ends_with(word) || text.ends_with(&format!("{word} on")) || text.ends_with(&format!("{word} am")))
}

/// The day that an address names: `/2025/11/17/…`, `/2025-11-17-…`, `/20251117…`.
pub(super) fn in_address(url: &Url) -> Option<Stated> {
    let numbers: Vec<&str> = url.path().split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    let day = |year: &str, month: &str, day: &str| {
        let (year, month, day) = (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
        NaiveDate::from_ymd_opt(year, month, day).filter(|_| (1990..=2100).contains(&year))
    };
    let apart = numbers.windows(3).find_map(|parts| match parts {
        [year, month, of_month] if year.len() == 4 && month.len() <= 2 && of_month.len() <= 2 => day(year, month, of_month),
        _ => None,
    });
    let together = || numbers.iter().filter(|part| part.len() == 8).find_map(|part| day(part.get(..4)?, part.get(4..6)?, part.get(6..)?));
    apart.or_else(together).map(Stated::On)
}
