//! Logins: secrets are named in the files and read from the environment or a file of their own; they are never shown.

use toml::de::{DeTable, DeValue};

use super::codes;
use super::decode::{Table, Value};
use super::document::{Document, Mistake};
use super::values::some_text;
use crate::fetch::Auth;

/// Keys below which a text may be a secret.
const GUARDED: [&str; 5] = ["auth", "basic", "bearer", "headers", "password"];

/// The advice for every secret that cannot be used.
const ADVICE: &str = "write `env:NAME` for an environment variable or `file:PATH` for a file that holds it";

/// How to log in: one of `basic`, `bearer`, `headers`.
pub(super) fn auth(mut table: Table<'_>) -> Option<Auth> {
    let basic = table.table("basic").map(basic);
    let bearer = table.take("bearer").map(|value| secret(&value).map(Auth::Bearer));
    let headers = table.table("headers").map(headers);
    let mut ways = [basic, bearer, headers].into_iter().flatten();
    let way = ways.next();
    let advice = "write one of `auth.basic`, `auth.bearer` and `auth.headers`";
    if way.is_none() && !table.has_unread() {
        table.fault(Mistake::new(codes::MISSING, "`auth` does not say how to log in").help(advice));
    }
    if ways.next().is_some() {
        table.fault(Mistake::new(codes::KIND, "a source logs in in one way, and these are more").help(advice));
    }
    table.finish();
    way?
}

fn basic(mut table: Table<'_>) -> Option<Auth> {
    let user = table.need("user", "write `user = \"…\"`").and_then(|value| value.parse(some_text));
    let password = table.need("password", "write `password = \"env:NAME\"`").and_then(|value| secret(&value));
    table.finish();
    Some(Auth::Basic { user: user?, password: password? })
}

fn headers(table: Table<'_>) -> Option<Auth> {
    let header = |value: Value<'_>| {
        if !value.name.is_empty() && value.name.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b)) {
            return Some((value.name.to_owned(), secret(&value)?));
        }
        let wrong = Mistake::new(codes::BAD_VALUE, format!("`{}` is not the name of a header", value.name));
        value.document.fault(value.key, wrong.help("use letters, digits and hyphens"));
        None
    };
    let all: Vec<Option<(String, String)>> = table.rest().into_iter().map(header).collect();
    all.into_iter().collect::<Option<Vec<_>>>().map(Auth::Headers)
}

/// Reads the secret that a value names.
fn secret(value: &Value<'_>) -> Option<String> {
    let document = value.document;
    value.parse(|text| match text.split_once(':') {
        Some(("env", name)) => from_environment(name),
        Some(("file", path)) => from_file(document, path),
        _ => Err(wrong("a secret cannot stand here itself".to_owned())),
    })
}

fn from_environment(name: &str) -> Result<String, Mistake> {
    if name.is_empty() {
        return Err(wrong("`env:` names no environment variable".to_owned()));
    }
    #[expect(clippy::disallowed_methods, reason = "secrets are read while the configuration is loaded, and nowhere else")]
    let found = std::env::var(name);
    let secret = found.map_err(|_| wrong(format!("the environment variable `{name}` is not set, or not UTF-8")))?;
    usable(&secret, || format!("the environment variable `{name}`"))
}

fn from_file(document: &Document, path: &str) -> Result<String, Mistake> {
    if path.is_empty() {
        return Err(wrong("`file:` names no file".to_owned()));
    }
    let path = document.beside(path);
    let secret =
        std::fs::read_to_string(&path).map_err(|error| wrong(format!("the secret in `{}` cannot be read: {error}", path.display())))?;
    usable(&secret, || format!("the file `{}`", path.display()))
}

/// The secret without line ends around it. One that is empty or holds control characters could not be sent.
fn usable(secret: &str, place: impl Fn() -> String) -> Result<String, Mistake> {
    match secret.trim_matches(['\r', '\n']) {
        "" => Err(wrong(format!("{} holds nothing", place()))),
        secret if secret.chars().any(char::is_control) => Err(wrong(format!("{} holds more than one line", place()))),
        secret => Ok(secret.to_owned()),
    }
}

fn wrong(message: String) -> Mistake {
    Mistake::new(codes::SECRET, message).help(ADVICE)
}

/// Hides whatever may be a secret that was written out, however wrong the table around it is.
pub(super) fn hide(document: &Document, table: &DeTable<'_>) {
    for (key, value) in table {
        let guarded = GUARDED.contains(&key.get_ref().as_ref());
        hide_value(document, value.get_ref(), value.span(), guarded);
    }
}

/// Hides what stands behind an unknown key, unless the key is nearly one that holds no login: it may be a login misspelt.
pub(super) fn hide_unknown(value: &Value<'_>, near: Option<&str>) {
    if near.is_none_or(|near| GUARDED.contains(&near)) {
        hide_value(value.document, value.held, value.span.clone(), true);
    }
}

fn hide_value(document: &Document, value: &DeValue<'_>, span: std::ops::Range<usize>, guarded: bool) {
    match value {
        DeValue::Table(table) => {
            for (key, value) in table {
                let name = key.get_ref().as_ref();
                hide_value(document, value.get_ref(), value.span(), name != "user" && (guarded || GUARDED.contains(&name)));
            }
        }
        DeValue::Array(items) => items.iter().for_each(|item| hide_value(document, item.get_ref(), item.span(), guarded)),
        DeValue::String(text) if names_a_place(text) => {}
        DeValue::String(text) if holds_a_login(text) => document.hide(span),
        _ if guarded => document.hide(span),
        _ => {}
    }
}

fn names_a_place(text: &str) -> bool {
    text.starts_with("env:") || text.starts_with("file:")
}

/// Whether this could be an address like `https://user:password@host/`, well written or not.
fn holds_a_login(text: &str) -> bool {
    text.contains('@') && (text.starts_with("http") || text.contains("://"))
}

/// Hides the value in a line that could not be parsed, where it may be a secret: nobody knows what the value is.
pub(super) fn hide_broken_line(document: &Document, place: usize) {
    let text = document.text();
    let before = text.get(..place).unwrap_or_default();
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = text.get(line_start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
    let table_start = before.rfind("\n[").unwrap_or(0);
    let table = text.get(table_start..line_start + line.len()).unwrap_or_default();
    if GUARDED.iter().any(|word| table.contains(word)) || (line.contains("://") && line.contains('@')) {
        let value_start = line.find(['=', '"', '\'']).map_or(line.len(), |sign| sign + 1);
        document.hide(line_start + value_start..line_start + line.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_with_a_login_is_seen() {
        for (text, expected) in [
            ("https://u:p@a.example/", true),
            ("https://token@a.example", true),
            ("https//u:p@a.example/", true),
            ("ttps://u:p@a.example/", true),
            ("https://a.example/", false),
            ("li:first-child a.next@href", false),
            ("mail@a.example", false),
        ] {
            assert_eq!(holds_a_login(text), expected, "{text}");
        }
    }

    #[test]
    fn line_ends_around_a_secret_do_not_count() {
        let place = || "here".to_owned();
        assert_eq!(usable("s3cret\r\n", place).unwrap(), "s3cret");
        assert_eq!(usable(" spaced \n", place).unwrap(), " spaced ");
        assert!(usable("\n", place).is_err());
        assert!(usable("two\nlines", place).is_err());
    }
}
