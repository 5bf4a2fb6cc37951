//! A small tree of an XML document, for looking things up in tests.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// An element: its name with its prefix as written, its attributes, its own text and its children.
#[derive(Debug, Default)]
pub(super) struct Node {
    pub(super) name: String,
    pub(super) attributes: Vec<(String, String)>,
    pub(super) text: String,
    pub(super) children: Vec<Node>,
}

impl Node {
    /// The root of a document that was found to be well-formed.
    pub(super) fn read(document: &str) -> Self {
        let mut reader = Reader::from_str(document);
        let mut open = vec![Self::default()];
        loop {
            match reader.read_event().unwrap() {
                Event::Start(tag) => open.push(Self::begin(&tag)),
                Event::Empty(tag) => open.last_mut().unwrap().children.push(Self::begin(&tag)),
                Event::End(_) => {
                    let done = open.pop().unwrap();
                    open.last_mut().unwrap().children.push(done);
                }
                Event::Text(text) => open.last_mut().unwrap().text += &text.decode().unwrap(),
                Event::CData(text) => open.last_mut().unwrap().text += &text.decode().unwrap(),
                Event::GeneralRef(reference) => {
                    let text = format!("&{};", reference.decode().unwrap());
                    open.last_mut().unwrap().text += &quick_xml::escape::unescape(&text).unwrap();
                }
                Event::Eof => return open.remove(0).children.remove(0),
                _ => {}
            }
        }
    }

    fn begin(tag: &BytesStart<'_>) -> Self {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        let attributes = tag.attributes().map(|attribute| {
            let attribute = attribute.unwrap();
            (text(attribute.key.as_ref()), attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).unwrap().into_owned())
        });
        Self { name: text(tag.name().as_ref()), attributes: attributes.collect(), ..Self::default() }
    }

    /// Its children of that name.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// How many children of that name it has.
    pub(super) fn count(&self, name: &str) -> usize {
        self.all(name).count()
    }

    /// The text of its first child of that name; empty when there is none.
    pub(super) fn text_of(&self, name: &str) -> &str {
        self.children.iter().find(|child| child.name == name).map_or("", |child| child.text.as_str())
    }

    /// The value of an attribute; empty when it is not there.
    pub(super) fn attribute(&self, name: &str) -> &str {
        self.attributes.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
    }

    /// Where its first child of that name stands.
    pub(super) fn position(&self, name: &str) -> Option<usize> {
        self.children.iter().position(|child| child.name == name)
    }

    /// Its links of that name, as (relation, address); one without a relation is an alternate.
    pub(super) fn links<'a>(&'a self, name: &'a str) -> Vec<(&'a str, &'a str)> {
        let relation = |link: &'a Self| if link.attribute("rel").is_empty() { "alternate" } else { link.attribute("rel") };
        self.all(name).map(|link| (relation(link), link.attribute("href"))).collect()
    }
}
