//! Text from outside, made safe: links, titles, HTML. The only sanitiser.
//!
//! Everything that a source says comes through here once, before it is kept. What comes out can stand in a feed or on a page
//! without a second thought: addresses are absolute http(s), titles are plain text, HTML holds nothing active.

mod elements;
mod html;
mod lazy;
mod link;
mod markup;
mod picture;
mod reference;
mod sieve;
mod sound;
mod text;
mod tree;

pub use html::html;
pub use link::{canonical, drop_parameters, drop_tracking, link, site};
pub(crate) use markup::attributes;
pub use picture::{first_picture, pixels, published, scaled};
pub(crate) use reference::decode;
pub use reference::named;
pub use text::{escape, fold, legal, line, plain, title};
pub(crate) use tree::document;
