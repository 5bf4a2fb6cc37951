//! The article that an operator names: by its published id, its link, or words of its headline.

use std::sync::Arc;

use super::{Exit, Failure};
use crate::config::{Config, Publication};
use crate::store::{Named, Store};

/// So many articles are shown where a name means several.
const SHOWN: usize = 10;

/// Finds the one article that a text means, in one publication or in all.
///
/// # Errors
/// When there is none, or more than one: with what there is.
pub(super) async fn named(
    store: &dyn Store,
    config: &Config,
    only: Option<&str>,
    text: &str,
) -> Result<(Arc<Publication>, Named), Failure> {
    let mut found = Vec::new();
    for publication in config.publications.iter().filter(|publication| only.is_none_or(|name| publication.name.as_str() == name)) {
        for article in store.find(publication.name.as_str(), text).await? {
            found.push((publication, article));
        }
    }
    match found.as_slice() {
        [(publication, article)] => Ok((Arc::new((*publication).clone()), article.clone())),
        [] => Err(Failure::new(
            Exit::NoInput,
            format!("no article is known by `{text}`; name its id, its link, or words of its headline (`feedmill articles` lists them)"),
        )),
        several => {
            let shown: Vec<String> = several
                .iter()
                .take(SHOWN)
                .map(|(publication, article)| format!("  {}  {}  {}", article.id, publication.name, article.title))
                .collect();
            let more = if several.len() > SHOWN { "\n  …" } else { "" };
            Err(Failure::new(Exit::BadData, format!("`{text}` may be any of these; name one by its id:\n{}{more}", shown.join("\n"))))
        }
    }
}
