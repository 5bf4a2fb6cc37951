//! `feedmill check-feed`: what newsletter tools and feed readers would make of a feed, ours or anybody's.

use clap::Args;
use serde::Serialize;

use super::preview::address;
use super::{Exit, Failure, Here, print};
use crate::config::{self, FetchRules};
use crate::fetch::{Accept, Fetch as _, Fetched, Fetcher, Request};
use crate::source::Page;
use crate::status::counted;
use crate::tools::known::{TOOLS, find};
use crate::tools::replay::History;
use crate::tools::seen::{self, Seen};
use crate::tools::tool::Tool;
use crate::tools::{Finding, Verdict, findings, places, verdict};
use crate::trouble::{Kind, Trouble};

/// The options of `check-feed`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Addresses or files.
    #[arg(value_name = "URL|FILE", required = true)]
    pub documents: Vec<String>,
    /// Only this tool; may be given more than once.
    #[arg(long = "tool", value_name = "NAME")]
    pub tools: Vec<String>,
    /// One object for each document, on one line.
    #[arg(long)]
    pub json: bool,
}

/// What is said of one document.
#[derive(Serialize)]
struct Report<'a> {
    file: &'a str,
    ok: bool,
    error: Option<String>,
    form: Option<&'static str>,
    title: Option<String>,
    items: usize,
    bytes: usize,
    losing: Vec<&'static str>,
    tools: Vec<Verdict>,
    findings: Vec<Finding>,
}

/// Says what the tools make of each document.
///
/// # Errors
/// When a tool is not known, or standard output cannot be written. A document that cannot be read is part of the answer.
pub async fn run(here: &Here, arguments: &Arguments) -> Result<Exit, Failure> {
    let tools = chosen(&arguments.tools)?;
    let rules = config::load(&here.directory).map_or_else(|_| FetchRules::default(), |config| config.fetch);
    let fetcher = Fetcher::new(&rules, here.clock);
    let mut exit = Exit::Ok;
    for document in &arguments.documents {
        let (report, how) = match look_at(&fetcher, document).await {
            Ok(seen) => judged(document, &seen, &tools, here),
            Err((trouble, how)) => (Report::failed(document, &trouble), how),
        };
        // Texts and numbers always have a form in JSON.
        let text =
            if arguments.json { serde_json::to_string(&report).unwrap_or_default() } else { report.human(!arguments.tools.is_empty()) };
        print([text])?;
        exit = if exit == Exit::Ok { how } else { exit };
    }
    Ok(exit)
}

/// The tools that were asked for; all where none was.
fn chosen(names: &[String]) -> Result<Vec<&'static Tool>, Failure> {
    if names.is_empty() {
        return Ok(TOOLS.iter().collect());
    }
    let known = |name: &String| find(name).ok_or_else(|| Failure::new(Exit::Usage, unknown(name)));
    names.iter().map(known).collect()
}

fn unknown(name: &str) -> String {
    let distance = |tool: &&Tool| strsim::damerau_levenshtein(&tool.name.to_lowercase(), &name.to_lowercase());
    let near = TOOLS.iter().min_by_key(distance).map_or("n8n", |tool| tool.name);
    let all: Vec<&str> = TOOLS.iter().map(|tool| tool.name).collect();
    format!("no tool `{name}` is known; did you mean `{near}`? These are known: {}", all.join(", "))
}

/// Fetches a document by the guarded way, or reads a file, and sees it as tools do.
async fn look_at(fetcher: &Fetcher, document: &str) -> Result<Seen, (Trouble, Exit)> {
    let url = address(document).map_err(|trouble| (trouble, Exit::NoInput))?;
    let is_file = url.scheme() == "file";
    let missing = if is_file { Exit::NoInput } else { Exit::Unavailable };
    let page: Page = match fetcher.fetch(&Request::get(url, Accept::Feed)).await {
        Ok(Fetched::Page { page, .. }) => page,
        Ok(Fetched::Folder { .. }) => return Err((Trouble::new(Kind::NotFeed, "this is a folder; name the feed in it"), Exit::NoInput)),
        Ok(Fetched::Unchanged { .. }) => {
            return Err((Trouble::new(Kind::Http, "the host answers 304 to a plain question"), Exit::Unavailable));
        }
        Err(error) => return Err((error.trouble, missing)),
    };
    let work = tokio::task::spawn_blocking(move || seen::read(&page));
    let seen = work.await.unwrap_or_else(|_| Err(Trouble::new(Kind::Parse, "the reader broke off over this document; please report it")));
    seen.map_err(|trouble| (trouble, Exit::BadData))
}

fn judged<'a>(file: &'a str, seen: &Seen, tools: &[&'static Tool], here: &Here) -> (Report<'a>, Exit) {
    let now = here.clock.now();
    let history = History::of(&seen.items, now);
    let tools: Vec<Verdict> = tools.iter().map(|tool| verdict(tool, seen, &history)).collect();
    let losing: Vec<&str> = tools.iter().filter(|verdict| verdict.lost > 0).map(|verdict| verdict.tool).collect();
    let exit = if losing.is_empty() { Exit::Ok } else { Exit::BadData };
    let report = Report {
        file,
        ok: true,
        error: None,
        form: Some(seen.form.name()),
        title: seen.title.clone(),
        items: seen.items.len(),
        bytes: seen.bytes,
        losing,
        tools,
        findings: findings(seen, &history, now),
    };
    (report, exit)
}

impl<'a> Report<'a> {
    fn failed(file: &'a str, trouble: &Trouble) -> Self {
        let error = Some(format!("{}: {trouble}", trouble.kind));
        Self { file, ok: false, error, form: None, title: None, items: 0, bytes: 0, losing: vec![], tools: vec![], findings: vec![] }
    }

    /// The report as a person reads it: who loses what, who shows what poorly, who takes all of it, and what is wrong for everybody.
    fn human(&self, each: bool) -> String {
        let mut lines = vec![self.file.to_owned()];
        if let Some(error) = &self.error {
            lines.push(format!("  {error}"));
        }
        if let Some(form) = self.form {
            let title = self.title.as_deref().unwrap_or("no title");
            lines.push(format!("  {form}, {}: {}\n", counted(self.items, "item", "items"), crate::clean::line(title)));
        }
        let (lose, take): (Vec<_>, Vec<_>) = self.tools.iter().partition(|verdict| verdict.lost > 0);
        let (well, poorly): (Vec<_>, Vec<_>) = take.iter().partition(|verdict| verdict.warnings.is_empty() && !each);
        for verdict in lose.into_iter().chain(poorly.into_iter().copied()) {
            lines.push(format!("  {}: {}", verdict.tool, verdict.sentence()));
            lines.extend(verdict.warnings.iter().map(|warning| format!("      {warning}")));
        }
        let (read, other): (Vec<&Verdict>, Vec<&Verdict>) = well.into_iter().partition(|verdict| verdict.not_read.is_none());
        let names = |verdicts: &[&Verdict]| verdicts.iter().map(|verdict| verdict.tool).collect::<Vec<_>>().join(", ");
        if !read.is_empty() {
            lines.push(format!("  ok: {}", names(&read)));
        }
        if !other.is_empty() {
            lines.push(format!("  not known to read {}: {}", self.form.unwrap_or_default(), names(&other)));
        }
        if !self.findings.is_empty() {
            lines.push("\n  for everybody".to_owned());
        }
        for finding in &self.findings {
            let of = if finding.items.is_empty() { String::new() } else { format!(": {}", places(&finding.items)) };
            lines.push(format!("  - {}{of}", finding.text));
        }
        lines.push(String::new());
        lines.join("\n")
    }
}
