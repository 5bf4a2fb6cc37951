//! A date among other words.

use chrono_tz::Tz;

use super::parse;
use crate::article::Stated;

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

/// The day or the instant in a line such as `By Ada Lin | Published: 17 November 2025`: the longest run of words that is one. What follows a word of change is none.
pub(in crate::source) fn within(text: &str, zone: Tz, language: &str) -> Option<Stated> {
    let remarks = text.split(['|', '·', '•', '–', '—', '/']).chain([text]);
    remarks.filter(|remark| remark.contains(|c: char| c.is_ascii_digit())).find_map(|remark| in_words(remark, zone, language))
}

fn in_words(text: &str, zone: Tz, language: &str) -> Option<Stated> {
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
            let read = || parse(plain, zone, language).filter(|stated| stated.rank() >= 2);
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
pub(in crate::source) fn is_changed(text: &str) -> bool {
    let text = text.to_lowercase();
    let text = text.trim_end_matches([':', ' ', '\u{a0}', '\n', '\t']);
    CHANGED.iter().any(|word| text.ends_with(word) || text.ends_with(&format!("{word} on")) || text.ends_with(&format!("{word} am")))
}
