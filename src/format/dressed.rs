//! Documents of feeds in which items look otherwise than elsewhere: they are rendered for that feed alone.

use crate::article::Article;
use crate::feed::{Dress, Feed, Masthead, Turn};
use crate::format::{Document, Format, html};

/// A page of digests lists what is in them until it has so many bytes; older ones only say how much there is.
const LISTS: usize = 200_000;

impl Document {
    /// The same with all items of a feed in which they look otherwise than elsewhere, each with its text.
    ///
    /// # Errors
    /// As for [`Format::check_fragment`].
    pub fn dressed(mut self, feed: &Feed, texts: &[Article], masthead: &Masthead) -> Result<Self, String> {
        for (turn, text) in Turn::all(&feed.items).zip(texts) {
            if self.take(turn) {
                continue;
            }
            let article = feed.dress.on(text, &feed.key, &masthead.base_url);
            let fragment = match (self.format, &feed.dress) {
                (Format::Html, Dress::Digest) if self.out.len() < LISTS => html::whole(&article, masthead),
                (format, _) => format.fragment(&article, masthead),
            };
            self.format.check_fragment(&fragment)?;
            self.item(turn, &fragment);
        }
        Ok(self)
    }
}
