//! `[rule.NAME]`: what is kept of what sources bring, and what is corrected in it.

use url::Url;

use super::SectionRule;
use super::claims::Claims;
use super::codes;
use super::decode::{Table, Value};
use super::document::Mistake;
use super::own::source;
use super::publication::{key_name, label};
use super::values::some_text;
use crate::rules::{Action, BadPattern, Field, Pattern, Rule};

/// The rules of a publication, in the order written. `known` are its sections, and the names of its sources.
pub(super) fn decode(table: Table<'_>, known: (&[SectionRule], &[String])) -> Vec<Rule> {
    let mut names = Claims::default();
    table.rest().into_iter().filter_map(|value| rule(&value, known, &mut names)).collect()
}

fn rule(value: &Value<'_>, (sections, sources): (&[SectionRule], &[String]), names: &mut Claims) -> Option<Rule> {
    let name = key_name(value, names, "another rule");
    let mut table = value.table()?;
    let bringers = one_or_more(&mut table, "source");
    let bringers = bringers.iter().filter_map(|value| value.parse(|text| source(text, sources))).collect();
    let when = Field::ALL.into_iter().filter_map(|(key, field)| {
        let patterns: Vec<Pattern> =
            one_or_more(&mut table, key).iter().filter_map(|value| value.parse(|text| pattern(text, field))).collect();
        (!patterns.is_empty()).then_some((field, patterns))
    });
    let when = when.collect();
    let then = actions(&mut table, sections);
    if then.is_empty() && !table.has_unread() {
        let idle = Mistake::new(codes::MISSING, "this rule does nothing");
        table.fault(idle.help(
            "write what it does: `exclude = true`, `include = true`, `set_section`, `set_host`, `drop_parameters` or `strip_prefix`",
        ));
    }
    table.finish();
    Some(Rule { name: name?, sources: bringers, when, then })
}

fn actions(table: &mut Table<'_>, sections: &[SectionRule]) -> Vec<Action> {
    let mut actions = Vec::new();
    actions.extend(table.flag("include").filter(|yes| *yes).map(|_| Action::Include));
    let exclude = table.take("exclude");
    if exclude.as_ref().and_then(Value::flag) == Some(true) {
        if let (Some(exclude), false) = (&exclude, actions.is_empty()) {
            let both = Mistake::new(codes::KIND, "this rule includes and excludes the same");
            table.document.fault(exclude.key.clone(), both.help("leave one of `include` and `exclude` out"));
        }
        actions.push(Action::Exclude);
    }
    actions.extend(table.take("set_section").and_then(|value| label(&value, sections)).map(Action::SetSection));
    actions.extend(table.parse("set_host", host).map(Action::SetHost));
    let parameters: Vec<String> = one_or_more(table, "drop_parameters").iter().filter_map(|value| value.parse(some_text)).collect();
    actions.extend((!parameters.is_empty()).then_some(Action::DropParameters(parameters)));
    actions.extend(one_or_more(table, "strip_prefix").iter().filter_map(|value| value.parse(some_text)).map(Action::StripPrefix));
    actions
}

/// A text, or a list of texts.
fn one_or_more<'a>(table: &mut Table<'a>, key: &'static str) -> Vec<Value<'a>> {
    let Some(value) = table.take(key) else { return Vec::new() };
    if value.is_list() { value.list().unwrap_or_default() } else { vec![value] }
}

fn pattern(text: &str, field: Field) -> Result<Pattern, Mistake> {
    Pattern::parse(text, field.is_label()).map_err(|BadPattern(why)| {
        let wrong = Mistake::new(codes::BAD_VALUE, format!("this cannot be matched: {why}"));
        wrong.help("write plain text, a glob like `Sponsored: *`, or a regular expression behind `re:`, like `re:/jobs/\\\\d+$`")
    })
}

/// A host, as it stands in an address.
fn host(text: &str) -> Result<String, Mistake> {
    let url = Url::parse(&format!("https://{text}/")).ok();
    let host = url.as_ref().filter(|url| url.path() == "/" && url.port().is_none() && url.username().is_empty()).and_then(Url::host_str);
    host.map(str::to_owned).ok_or_else(|| {
        Mistake::new(codes::BAD_VALUE, format!("`{text}` is no host")).help("write it as it stands in an address, like `www.example.org`")
    })
}
