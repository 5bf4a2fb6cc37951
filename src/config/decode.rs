//! Takes a TOML table apart: each key is asked for once, by what it means; what nobody asked for is unknown.
//!
//! Nothing here stops at a mistake. A value that cannot be used is reported where it stands and answered with `None`.

use std::collections::BTreeMap;
use std::ops::{Range, RangeInclusive};

use toml::de::{DeTable, DeValue};

use super::codes;
use super::document::{Document, Mistake};
use super::secrets;
use super::suggest::{did_you_mean, nearest, one_of};

/// A table of which some keys are not read yet.
pub(super) struct Table<'a> {
    /// The file it stands in.
    pub(super) document: &'a Document,
    /// The key that names the table; what is missing in the table is reported there.
    at: Range<usize>,
    unread: BTreeMap<&'a str, Value<'a>>,
    known: Vec<&'static str>,
    missing: Vec<(&'static str, &'static str)>,
}

/// A value, with the key that leads to it.
#[derive(Clone)]
pub(super) struct Value<'a> {
    /// The file it stands in.
    pub(super) document: &'a Document,
    /// The key as the file means it.
    pub(super) name: &'a str,
    /// The bytes of the key.
    pub(super) key: Range<usize>,
    /// The bytes of the value.
    pub(super) span: Range<usize>,
    /// The value as TOML has it.
    pub(super) held: &'a DeValue<'a>,
}

/// What one of a few words means.
pub(super) fn word<T: Copy>(key: &str, text: &str, words: &[(&str, T)]) -> Result<T, Mistake> {
    let names: Vec<&str> = words.iter().map(|(name, _)| *name).collect();
    let meant = words.iter().find(|(name, _)| *name == text).map(|(_, meaning)| *meaning);
    meant.ok_or_else(|| {
        let wrong = Mistake::new(codes::BAD_VALUE, format!("`{key}` cannot be `{text}`"));
        wrong.help(nearest(text, names.iter().copied()).map_or_else(|| format!("write {}", one_of(&names)), did_you_mean))
    })
}

impl<'a> Table<'a> {
    /// The whole file.
    pub(super) fn root(document: &'a Document, table: &'a DeTable<'a>) -> Self {
        Self::new(document, 0..0, table)
    }

    fn new(document: &'a Document, at: Range<usize>, table: &'a DeTable<'a>) -> Self {
        let value = |name: &'a str, key, span, held| (name, Value { document, name, key, span, held });
        let unread = table.iter().map(|(key, inner)| value(key.get_ref(), key.span(), inner.span(), inner.get_ref()));
        Self { document, at, unread: unread.collect(), known: Vec::new(), missing: Vec::new() }
    }

    /// The value of a key, which is known from now on.
    pub(super) fn take(&mut self, key: &'static str) -> Option<Value<'a>> {
        self.known.push(key);
        self.unread.remove(key)
    }

    /// The value of a key that must be there; `advice` says what to write when it is not.
    pub(super) fn need(&mut self, key: &'static str, advice: &'static str) -> Option<Value<'a>> {
        let value = self.take(key);
        if value.is_none() {
            self.missing.push((key, advice));
        }
        value
    }

    /// A text that a rule turns into what it means.
    pub(super) fn parse<T>(&mut self, key: &'static str, rule: impl FnOnce(&str) -> Result<T, Mistake>) -> Option<T> {
        self.take(key)?.parse(rule)
    }

    /// A whole number within limits.
    pub(super) fn number<T: TryFrom<i64>>(&mut self, key: &'static str, limits: RangeInclusive<i64>) -> Option<T> {
        self.take(key)?.number(limits)
    }

    /// A choice between yes and no.
    pub(super) fn flag(&mut self, key: &'static str) -> Option<bool> {
        self.take(key)?.flag()
    }

    /// One of a few words.
    pub(super) fn word<T: Copy>(&mut self, key: &'static str, words: &[(&str, T)]) -> Option<T> {
        self.parse(key, |text| word(key, text, words))
    }

    /// A table inside this one.
    pub(super) fn table(&mut self, key: &'static str) -> Option<Table<'a>> {
        self.take(key)?.table()
    }

    /// The values of a list; none when the key is not there.
    pub(super) fn list(&mut self, key: &'static str) -> Vec<Value<'a>> {
        self.take(key).and_then(|value| value.list()).unwrap_or_default()
    }

    /// Everything that was not read yet, in the order written: for tables whose keys are names of the operator's own.
    pub(super) fn rest(self) -> Vec<Value<'a>> {
        let mut values: Vec<Value<'a>> = self.unread.into_values().collect();
        values.sort_by_key(|value| value.key.start);
        values
    }

    /// The keys that were not read yet, in no order.
    pub(super) fn names(&self) -> Vec<String> {
        self.unread.keys().map(|key| (*key).to_owned()).collect()
    }

    /// Whether there are keys that nobody asked for.
    pub(super) fn has_unread(&self) -> bool {
        !self.unread.is_empty()
    }

    /// Reports a mistake of the table as a whole.
    pub(super) fn fault(&self, mistake: Mistake) {
        self.document.fault(self.at.clone(), mistake);
    }

    /// Ends the reading: a key that nobody asked for is a mistake, and so is one that was needed and is not there.
    ///
    /// A key that is there with a slip of the hand is one mistake, not two.
    pub(super) fn finish(mut self) {
        for value in std::mem::take(&mut self.unread).into_values() {
            let near = nearest(value.name, self.known.iter().copied());
            secrets::hide_unknown(&value, near);
            self.missing.retain(|(key, _)| Some(*key) != near);
            let wrong = Mistake::new(codes::UNKNOWN_KEY, format!("unknown key `{}`", value.name));
            let help = near.map_or_else(|| format!("here you can write {}", one_of(&self.known)), did_you_mean);
            self.document.fault(value.key, wrong.help(help));
        }
        for (key, advice) in &self.missing {
            self.fault(Mistake::new(codes::MISSING, format!("no `{key}`")).help(*advice));
        }
    }
}

impl<'a> Value<'a> {
    /// The text.
    pub(super) fn text(&self) -> Option<&'a str> {
        self.held.as_str().or_else(|| self.wrong_type("a text in quotes"))
    }

    /// The text, turned into what it means by a rule; a mistake is shown at the bytes that it names.
    pub(super) fn parse<T>(&self, rule: impl FnOnce(&str) -> Result<T, Mistake>) -> Option<T> {
        let text = self.text()?;
        rule(text).map_err(|mistake| self.fault(mistake)).ok()
    }

    /// A choice between yes and no.
    pub(super) fn flag(&self) -> Option<bool> {
        self.held.as_bool().or_else(|| self.wrong_type("`true` or `false` without quotes"))
    }

    /// A whole number within limits.
    pub(super) fn number<T: TryFrom<i64>>(&self, limits: RangeInclusive<i64>) -> Option<T> {
        let Some(integer) = self.held.as_integer() else { return self.wrong_type("a whole number without quotes") };
        let number = i64::from_str_radix(integer.as_str(), integer.radix()).ok().filter(|number| limits.contains(number));
        let meant = number.and_then(|number| T::try_from(number).ok());
        if meant.is_none() {
            let (low, high) = limits.into_inner();
            self.fault(Mistake::new(codes::BAD_VALUE, format!("`{}` must be from {low} to {high}", self.name)));
        }
        meant
    }

    /// A table.
    pub(super) fn table(&self) -> Option<Table<'a>> {
        match self.held {
            DeValue::Table(table) => Some(Table::new(self.document, self.key.clone(), table)),
            _ => self.wrong_type("a table"),
        }
    }

    /// A list.
    pub(super) fn list(&self) -> Option<Vec<Value<'a>>> {
        match self.held {
            DeValue::Array(items) => {
                let item = |span: Range<usize>, held| Self { span: span.clone(), key: span, held, ..self.clone() };
                Some(items.iter().map(|inner| item(inner.span(), inner.get_ref())).collect())
            }
            _ => self.wrong_type("a list in square brackets"),
        }
    }

    /// Whether it is a table, for keys that take a text or a table.
    pub(super) fn is_table(&self) -> bool {
        self.held.is_table()
    }

    /// Whether it is a list, for keys that take a text or several.
    pub(super) fn is_list(&self) -> bool {
        self.held.is_array()
    }

    /// Reports a mistake of the value, at the bytes inside it that the mistake names.
    pub(super) fn fault(&self, mistake: Mistake) {
        self.document.fault(self.place(&mistake), mistake);
    }

    /// Reports a mistake that the configuration can run with.
    pub(super) fn warn(&self, mistake: Mistake) {
        self.document.warn(self.place(&mistake), mistake);
    }

    /// Where a mistake stands. Its bytes count in the text as read, which is the text as written unless there are escapes.
    fn place(&self, mistake: &Mistake) -> Range<usize> {
        let inside = mistake.within.clone().and_then(|within| {
            let raw = self.document.text().get(self.span.clone())?;
            let start = self.span.start + raw.find(self.held.as_str()?)?;
            Some(start + within.start..start + within.end)
        });
        inside.unwrap_or_else(|| self.span.clone())
    }

    fn wrong_type<T>(&self, wanted: &str) -> Option<T> {
        let found = match self.held {
            DeValue::String(_) => "a text",
            DeValue::Integer(_) => "a whole number",
            DeValue::Float(_) => "a number with a point",
            DeValue::Boolean(_) => "true or false",
            DeValue::Datetime(_) => "a date",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        };
        self.document.fault(
            if self.is_table() { self.key.clone() } else { self.span.clone() },
            Mistake::new(codes::WRONG_TYPE, format!("`{}` wants {wanted}, and this is {found}", self.name)),
        );
        None
    }
}
