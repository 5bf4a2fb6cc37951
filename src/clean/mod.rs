//! Text from outside, made safe: links, titles, HTML. The only sanitiser, and pure.

mod html;
mod link;
mod text;

pub use html::html;
pub use link::{canonical, link};
pub use text::{escape, fold, legal, line, title};
