//! The text of a date without what does not matter: accents, odd spaces and dashes, references, and comments in brackets.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::clean::decode;

/// A text without accents and comments, capitals as they were.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Plain {
    /// What is said; where a comment stood is a space.
    pub(super) said: String,
    /// What stood in brackets (RFC 5322, §3.2.2), in order.
    pub(super) comments: Vec<String>,
}

/// Takes a text apart. Brackets may be nested; one that is never closed goes on to the end.
///
/// A text that stands in brackets as a whole is no comment.
pub(super) fn plain(text: &str) -> Plain {
    let text = text.strip_prefix("/Date(").and_then(|rest| rest.strip_suffix(")/")).unwrap_or(text);
    let mut plain = apart(&spelled(&decode(text)));
    if plain.said.trim().is_empty() && plain.comments.len() == 1 {
        plain = apart(&plain.comments.remove(0));
    }
    plain
}

fn apart(text: &str) -> Plain {
    let mut plain = Plain::default();
    let mut depth = 0_usize;
    for c in text.chars() {
        match c {
            '(' | '[' | '【' | '〔' => {
                if depth == 0 {
                    plain.said.push(' ');
                    plain.comments.push(String::new());
                }
                depth += 1;
            }
            ')' | ']' | '】' | '〕' => depth = depth.saturating_sub(1),
            _ if depth == 0 => plain.said.push(c),
            _ => plain.comments.last_mut().into_iter().for_each(|comment| comment.push(c)),
        }
    }
    plain
}

/// A word for looking it up: without accents, in small letters.
pub(super) fn folded(word: &str) -> String {
    let small: String = spelled(word).chars().flat_map(char::to_lowercase).filter(|c| *c != '\'').collect();
    one_script(&small)
}

/// The same letters without accents, in the plain form of each: `１１月` has ASCII digits, `º` is an `o`.
fn spelled(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let bare = text.chars().filter(|c| !is_unseen(*c)).map(quote).nfkd().filter(|c| !is_combining_mark(*c));
    // Hangul was taken apart too.
    bare.flat_map(letters).nfc().collect()
}

/// Marks that nobody sees: widths of nothing, directions, soft hyphens.
const fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// One apostrophe for all that people use for one, before they are taken for accents.
const fn quote(c: char) -> char {
    match c {
        '’' | '‘' | '´' | '`' | 'ʼ' | 'ʹ' | '′' | '＇' => '\'',
        _ => c,
    }
}

/// Letters that are not made of another letter and an accent; hyphens and the minus sign.
fn letters(c: char) -> impl Iterator<Item = char> {
    let (first, second) = match c {
        'ø' => ('o', None),
        'Ø' => ('O', None),
        'ł' => ('l', None),
        'Ł' => ('L', None),
        'đ' | 'ð' => ('d', None),
        'Đ' => ('D', None),
        'ı' => ('i', None),
        'ς' => ('σ', None),
        'ß' => ('s', Some('s')),
        'æ' => ('a', Some('e')),
        'œ' => ('o', Some('e')),
        '‐' | '−' | '﹣' => ('-', None),
        '—' | '―' => ('–', None),
        other => (other, None),
    };
    std::iter::once(first).chain(second)
}

/// Small letters that look the same in Latin, Greek and Cyrillic; feeds mix them up within one word.
const LIKE: [(char, char, char); 16] = [
    ('a', 'α', 'а'),
    ('b', 'β', 'в'),
    ('c', 'c', 'с'),
    ('e', 'ε', 'е'),
    ('h', 'η', 'н'),
    ('i', 'ι', 'і'),
    ('k', 'κ', 'к'),
    ('m', 'μ', 'м'),
    ('n', 'ν', 'n'),
    ('o', 'ο', 'о'),
    ('p', 'ρ', 'р'),
    ('t', 'τ', 'т'),
    ('u', 'υ', 'u'),
    ('v', 'ν', 'v'),
    ('x', 'χ', 'х'),
    ('y', 'υ', 'у'),
];

/// The word with its Latin letters as Greek or Cyrillic ones, if it has one of those too.
fn one_script(word: &str) -> String {
    let greek = word.chars().any(|c| matches!(c, 'α'..='ω'));
    let cyrillic = word.chars().any(|c| matches!(c, 'а'..='я' | 'і'));
    if !greek && !cyrillic {
        return word.to_owned();
    }
    let same = |c: char| LIKE.iter().find(|(latin, ..)| *latin == c).map_or(c, |(_, alpha, azbuka)| if greek { *alpha } else { *azbuka });
    word.chars().map(same).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_looked_up_without_accents_capitals_and_mixed_scripts() {
        let cases = [
            ("FÉVR", "fevr"),
            ("Çarşamba", "carsamba"),
            ("KASIM", "kasim"),
            ("Mayıs", "mayis"),
            ("Ağustos", "agustos"),
            ("środa", "sroda"),
            ("Μαΐου", "μαιου"),
            ("Ιανουάριος", "ιανουαριοσ"),
            ("Iουν", "ιουν"),
            ("май", "маи"),
            ("Cентября", "сентября"),
            ("п’ятниця", "пятниця"),
            ("오후", "오후"),
            ("午後", "午後"),
            ("d’abril", "dabril"),
        ];
        for (word, expected) in cases {
            assert_eq!(folded(word), expected, "{word}");
        }
    }

    #[test]
    fn comments_are_cut_out_and_what_is_behind_them_stays() {
        let cases: [(&str, &str, &[&str]); 6] = [
            ("5 Nov (x (y) z) 2025", "5 Nov   2025", &["x y z"]),
            ("5 Nov 2025 (CET", "5 Nov 2025  ", &["CET"]),
            ("5 Nov) 2025", "5 Nov 2025", &[]),
            ("5[a]6(b)7", "5 6 7", &["a", "b"]),
            ("(5 Nov 2025)", "5 Nov 2025", &[]),
            ("/Date(1763366400000)/", "1763366400000", &[]),
        ];
        for (text, said, comments) in cases {
            let plain = plain(text);
            assert_eq!((plain.said.as_str(), plain.comments.iter().map(String::as_str).collect::<Vec<_>>().as_slice()), (said, comments));
        }
    }
}
