//! JSON as people write it: with commas behind the last value, with remarks, or cut off.

use serde_json::Value;

/// What was read.
#[derive(Debug)]
pub(super) struct Loose {
    pub(super) value: Value,
    /// What was mended, in a phrase.
    pub(super) repaired: Option<&'static str>,
    /// The text ended before its end; only what was whole is in the value.
    pub(super) damaged: bool,
}

/// Reads a text as JSON; `None` for what is none however it is looked at.
pub(super) fn parse(text: &str) -> Option<Loose> {
    let error = match serde_json::from_str(text) {
        Ok(value) => return Some(Loose { value, repaired: None, damaged: false }),
        Err(error) => error,
    };
    let plain = plain(text);
    if let Ok(value) = serde_json::from_str(&plain) {
        return Some(Loose { value, repaired: Some("commas behind the last value and remarks were left out"), damaged: false });
    }
    let whole = if error.is_eof() { whole(text) } else { whole(&plain) };
    let value = serde_json::from_str(&whole?).ok()?;
    Some(Loose { value, repaired: None, damaged: true })
}

/// The text without remarks, and without commas before a closing bracket.
fn plain(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let (mut quoted, mut escaped) = (false, false);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            _ if quoted => {
                quoted = letter != '"' || escaped;
                escaped = letter == '\\' && !escaped;
            }
            '"' => quoted = true,
            '/' if letters.peek() == Some(&'/') => {
                letters.by_ref().take_while(|letter| *letter != '\n').for_each(drop);
                continue;
            }
            ']' | '}' => {
                let end = kept.trim_end().strip_suffix(',').map(str::len);
                kept.truncate(end.unwrap_or(kept.len()));
            }
            _ => {}
        }
        kept.push(letter);
    }
    kept
}

/// The beginning of a text up to the last value of a list that is whole, with what is open closed.
fn whole(text: &str) -> Option<String> {
    let (mut quoted, mut escaped) = (false, false);
    let mut open: Vec<char> = Vec::new();
    let mut last: Option<(usize, Vec<char>)> = None;
    for (at, letter) in text.char_indices() {
        match letter {
            _ if quoted => {
                quoted = letter != '"' || escaped;
                escaped = letter == '\\' && !escaped;
            }
            '"' => quoted = true,
            '[' => open.push(']'),
            '{' => open.push('}'),
            ']' | '}' => {
                if open.pop() != Some(letter) {
                    break;
                }
                // A value of the outermost list; inner lists come and go with it.
                if open.last() == Some(&']') && last.as_ref().is_none_or(|(_, known)| open.len() <= known.len()) {
                    last = Some((at + 1, open.clone()));
                }
            }
            _ => {}
        }
    }
    let (end, open) = last?;
    Some(text.get(..end)?.chars().chain(open.into_iter().rev()).collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn nearly_json_is_read_as_what_it_means() {
        let cases = [
            ("{\"a\": [1, 2,], \"b\": \"x,]\",}", json!({"a": [1, 2], "b": "x,]"}), false),
            ("{ // remark\n \"a\": \"http://x\" }", json!({"a": "http://x"}), false),
            ("{\"t\":\"T\",\"items\":[{\"a\":[1]},{\"b\":2},{\"c\":", json!({"t": "T", "items": [{"a": [1]}, {"b": 2}]}), true),
            ("{\"items\":[{\"a\":\"]}\"},{\"b", json!({"items": [{"a": "]}"}]}), true),
        ];
        for (text, expected, damaged) in cases {
            let found = parse(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((found.value, found.damaged), (expected, damaged), "{text}");
        }
        for text in ["", "{", "{\"a\":", "[", "words", "{\"items\":[{\"a\":1"] {
            assert!(parse(text).is_none(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_not_and_nothing_breaks(text in "[\\[\\]{},:\"\\\\/a1\n ]{0,60}") {
            let _ = parse(&text);
        }

        #[test]
        fn of_a_cut_list_the_whole_values_are_there(cut in 0_usize..200) {
            let value = json!({"t": "T", "items": (0..9).map(|n| json!({"id": n, "tags": ["a", "]}"]})).collect::<Vec<_>>()});
            let text = value.to_string();
            let cut = text.get(..cut.min(text.len())).unwrap_or_default();
            let whole = cut.matches("},{").count() + usize::from(cut.ends_with('}')) + usize::from(cut.ends_with(']')) ;
            if let Some(found) = parse(cut) {
                let items = found.value["items"].as_array().map_or(0, Vec::len);
                prop_assert!(items + 1 >= cut.matches("\"id\"").count() && items <= 9, "{} {}", items, whole);
            }
        }
    }
}
