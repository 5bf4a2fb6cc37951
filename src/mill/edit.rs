//! What taking a configuration over does to published addresses, and what is to be said of it.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Mill;
use crate::addresses;
use crate::config::Publication;
use crate::feed::FeedKey;
use crate::serve::site::Site;
use crate::sink::SinkError;
use crate::store::{Store, StoreError};

/// What a configuration with these publications does to the addresses of sections, before it is taken over.
///
/// # Errors
/// When the store cannot be asked.
pub async fn moved_sections(store: &dyn Store, publications: impl IntoIterator<Item = &Publication>) -> Result<Vec<String>, StoreError> {
    let mut sentences = Vec::new();
    for publication in publications {
        match store.sections(publication.name.as_str()).await {
            Ok(known) => sentences.extend(addresses::moved_sections(publication, &known)),
            // One that the store has never met has no addresses yet.
            Err(StoreError::Unknown(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(sentences)
}

impl Mill {
    /// The feeds that stand among the published files and are no longer configured.
    ///
    /// # Errors
    /// When the published files cannot be listed.
    pub async fn dropped(&self) -> Result<BTreeSet<FeedKey>, SinkError> {
        let publications: Vec<&Publication> = self.publications.iter().map(AsRef::as_ref).collect();
        Ok(addresses::dropped(&publications, &self.road.sink.list("").await?))
    }

    /// What is served under this configuration.
    ///
    /// # Errors
    /// When the store cannot be asked for former addresses.
    pub async fn site(&self) -> Result<Site, StoreError> {
        let publications = self.publications.iter().map(AsRef::as_ref);
        let mut site = Site::new(Arc::clone(&self.road.sink), self.road.clock, self.config.base_url.clone(), publications)
            .packed_in(&self.config.compress)
            .behind(&self.config.proxies);
        for publication in &self.publications {
            let former = self.road.store.former_slugs(publication.name.as_str()).await?;
            let names = former.into_iter().filter_map(|(old, now)| Some((old.parse().ok()?, now.parse().ok()?)));
            site = site.with_former(&publication.name, names);
        }
        Ok(site)
    }

    /// Logs what is probably not meant as it is written. It stops nothing.
    pub fn tell_warnings(&self) {
        let warnings = &self.config.warnings;
        if !warnings.is_empty() {
            tracing::warn!(warnings = warnings.list().len(), "the configuration may not be meant so:\n{}", warnings.render(false));
        }
    }
}
