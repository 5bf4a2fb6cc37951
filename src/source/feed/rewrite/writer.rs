//! Tokens put together to a feed, with the ends that are missing supplied and those that end nothing left out.

use super::field::{Attributes, Field};
use super::items::Fields;
use super::names::{self, ATOM, Name, RSS, Spaces};
use super::tokens::Token;
use crate::clean;

/// The form in which a feed is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Rss,
    Atom,
}

/// More elements inside each other than any field has; tags of deeper ones are dropped.
const DEEPEST: usize = 64;

/// What was mended on the way.
#[derive(Debug, Default)]
pub(super) struct Mended {
    pub(super) missing: usize,
    pub(super) stray: usize,
    pub(super) less: usize,
    pub(super) markup: usize,
    pub(super) types: usize,
    pub(super) before: bool,
}

/// A feed being written.
#[derive(Debug, Default)]
pub(super) struct Writer<'a> {
    spaces: Spaces,
    /// The form and the root's own name, once it began.
    root: Option<(Form, &'a str)>,
    /// Channels that are open: CDF has channels inside channels.
    channels: usize,
    pub(super) ended: bool,
    feed: Fields,
    item: Option<Fields>,
    /// The field that is open, and whether its own end comes.
    field: Option<(Field, bool)>,
    /// The elements that are open inside it.
    inner: Vec<String>,
    items: String,
    /// How many items were written.
    pub(super) written: usize,
    /// How many were not whole.
    pub(super) lost: usize,
    pub(super) mended: Mended,
}

impl<'a> Writer<'a> {
    /// Takes the next token; `ended` says of a start tag that its own end comes.
    pub(super) fn take(&mut self, token: &Token<'a>, ended: bool) {
        match token {
            _ if self.ended => {}
            Token::Open { name, attributes, empty } => self.open(name, attributes, *empty, ended),
            Token::Close(name) => self.close(name),
            Token::Text(text) => self.text(&text.replace("]]>", "]]&gt;")),
            Token::Data(text) => self.text(&clean::escape(text)),
            Token::Less => {
                self.mended.less += usize::from(self.field.is_some());
                self.text("&lt;");
            }
        }
    }

    /// The whole feed; `None` where none began.
    pub(super) fn end(mut self) -> (Option<String>, Mended) {
        let Some((form, _)) = self.root else { return (None, self.mended) };
        if let Some((field, _)) = self.field.take() {
            self.feed.fields.push(field);
        }
        let (attributes, items, declared) = (self.feed.attributes.of_xml(), self.items, names::DECLARED);
        let text = match form {
            Form::Rss => {
                let channel = self.feed.rss_channel();
                format!("<rss version=\"2.0\"{declared}{attributes}><channel>{channel}{items}</channel></rss>")
            }
            Form::Atom => {
                let feed = self.feed.atom_feed();
                format!("<feed xmlns=\"http://www.w3.org/2005/Atom\"{declared}{attributes}>{feed}{items}</feed>")
            }
        };
        (Some(text), self.mended)
    }

    /// Ends the text: an item that is open was not whole.
    pub(super) fn cut(&mut self) {
        if self.item.take().is_some() {
            self.lost += 1;
            self.field = None;
            self.inner.clear();
        }
    }

    fn own(&self) -> &'static str {
        if matches!(self.root, Some((Form::Atom, _))) { ATOM } else { RSS }
    }

    fn text(&mut self, text: &str) {
        if let Some((field, _)) = &mut self.field {
            field.inner.push_str(text);
        } else if self.root.is_none() && !text.trim().is_empty() {
            self.mended.before = true;
        }
    }

    fn open(&mut self, source: &'a str, text: &'a str, empty: bool, ended: bool) {
        let mut default = None;
        for (name, value) in clean::attributes(text) {
            match name.split_once(':') {
                Some(("xmlns", prefix)) => self.spaces.declare(prefix, value),
                None if name == "xmlns" => default = Some(value),
                _ => {}
            }
        }
        let own = self.own();
        let is_root = self.root.is_none();
        let name = self.spaces.name(source, own, default.filter(|_| !is_root));
        if is_root {
            return self.begin(source, text);
        }
        match (name.prefix, name.local) {
            ("", "item" | "entry") => self.open_item(Attributes::of(text)),
            ("", "channel" | "rss" | "RDF" | "feed") | ("rdf", "RDF") if self.field.is_none() && self.item.is_none() => {
                self.channels += usize::from(name.local == "channel");
                self.feed.attributes.add(Attributes::of(text));
            }
            _ => self.open_field(&name, text, empty, ended),
        }
    }

    /// The first element that begins a feed; what stands before it is no part of it.
    fn begin(&mut self, source: &'a str, text: &'a str) {
        let local = source.rsplit(':').next().unwrap_or(source);
        let form = match names::element(local) {
            Some("rss" | "RDF" | "channel") => Form::Rss,
            Some("feed") => Form::Atom,
            Some("item") if !self.mended.before => Form::Rss,
            Some("entry") if !self.mended.before => Form::Atom,
            _ => {
                self.mended.before = true;
                return;
            }
        };
        self.root = Some((form, source));
        self.channels = usize::from(local.eq_ignore_ascii_case("channel"));
        if names::is_item(local) {
            self.item = Some(Fields { attributes: Attributes::of(text), ..Fields::default() });
        } else {
            self.feed.attributes = Attributes::of(text);
        }
    }

    fn open_item(&mut self, attributes: Attributes) {
        self.mended.missing += usize::from(self.item.is_some());
        self.close_item();
        self.item = Some(Fields { attributes, ..Fields::default() });
    }

    fn open_field(&mut self, name: &Name<'_>, text: &str, empty: bool, ended: bool) {
        let written = name.written().into_owned();
        // A field inside a field that has no end of its own: the end is missing.
        let overrun = matches!(&self.field, Some((field, false)) if name.is_field() && !names::is_holder(&field.name));
        if overrun {
            self.close_field();
            self.mended.missing += 1;
        }
        let Some((field, _)) = &mut self.field else {
            let attributes = Attributes::of(text).typed(&written);
            let field = Field { name: written, attributes, ..Field::default() };
            self.field = Some((field, ended));
            if empty {
                self.close_field();
            }
            return;
        };
        field.nested = true;
        let is_void = !names::is_holder(&field.name) && names::is_void(name.local);
        if self.inner.len() >= DEEPEST {
            return;
        }
        let written = if name.prefix == names::HTML { name.local.to_owned() } else { written };
        let attributes = Attributes::of(text).typed(&written).written();
        let end = if empty || is_void { "/" } else { "" };
        for part in ["<", &written, &attributes, end, ">"] {
            field.inner.push_str(part);
        }
        if end.is_empty() {
            self.inner.push(written);
        }
    }

    fn close(&mut self, source: &str) {
        let Some((_, root)) = self.root else { return };
        let name = self.spaces.name(source, self.own(), None);
        let written = if name.prefix == names::HTML { name.local.to_owned() } else { name.written().into_owned() };
        if let Some(at) = self.inner.iter().rposition(|open| *open == written) {
            self.mended.missing += self.inner.len() - at - 1;
            return self.close_inner(at);
        }
        let is_field = matches!(&self.field, Some((field, _)) if field.name == written || field.name == name.written());
        let ends_root = source.eq_ignore_ascii_case(root);
        if is_field {
            self.close_field();
        } else if name.prefix.is_empty() && names::is_item(name.local) && !ends_root {
            if self.item.is_none() { self.mended.stray += 1 } else { self.close_item() }
        } else if ends_root || matches!((name.prefix, name.local), ("", "channel" | "rss" | "RDF" | "feed") | ("rdf", "RDF")) {
            self.close_feed(&name, ends_root);
        } else if !names::is_void(name.local) {
            self.mended.stray += 1;
        }
    }

    /// The end of the root, or of a channel, which may be followed by items all the same.
    fn close_feed(&mut self, name: &Name<'_>, ends_root: bool) {
        self.mended.missing += usize::from(self.item.is_some() && !names::is_item(name.local));
        self.close_item();
        self.close_field();
        let is_channel = name.local == "channel";
        self.channels = self.channels.saturating_sub(usize::from(is_channel));
        self.ended = ends_root && (!is_channel || self.channels == 0);
    }

    /// Ends the elements inside the field down to this one.
    fn close_inner(&mut self, at: usize) {
        for name in self.inner.drain(at..).rev() {
            if let Some((field, _)) = &mut self.field {
                for part in ["</", &name, ">"] {
                    field.inner.push_str(part);
                }
            }
        }
    }

    fn close_field(&mut self) {
        self.mended.missing += self.inner.len();
        self.close_inner(0);
        let Some((field, _)) = self.field.take() else { return };
        self.mended.markup += usize::from(field.is_markup());
        self.mended.types += usize::from(field.is_other());
        self.item.as_mut().unwrap_or(&mut self.feed).fields.push(field);
    }

    fn close_item(&mut self) {
        self.mended.missing += usize::from(self.field.is_some());
        self.close_field();
        let (Some(item), Some((form, _))) = (self.item.take(), self.root) else { return };
        self.written += 1;
        self.items.push_str(&if form == Form::Rss { item.rss_item() } else { item.atom_entry() });
    }
}
