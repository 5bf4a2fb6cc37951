//! What the head of a page says of it: `meta` and `link`.

use scraper::Html;
use url::Url;

use super::Said;
use crate::article::Image;
use crate::clean;
use crate::source::{Context, dates};

/// Names of the date of publication, those that are kept best first. Dates of changes are not among them.
const DATES: [&str; 48] = [
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "article:published",
    "article.published",
    "datepublished",
    "rnews:datepublished",
    "schema:datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime",
    "bt:pubdate",
    "shareaholic:article_published_time",
    "dcterms.issued",
    "dc.date.issued",
    "dc.date.published",
    "dc.date.created",
    "dcterms.created",
    "dcterms.date",
    "dc.date",
    "dc:date",
    "dc:created",
    "citation_online_date",
    "citation_publication_date",
    "citation_date",
    "prism.publicationdate",
    "publish-date",
    "publishdate",
    "publish_date",
    "published_date",
    "published-date",
    "published",
    "pubdate",
    "pub_date",
    "publication_date",
    "publication-date",
    "publicationdate",
    "publishing_date",
    "date_published",
    "datepublication",
    "article_date_original",
    "original-publish-date",
    "date.issued",
    "eprints.date",
    "search.pubdate",
    "displaydate",
    "date",
];

/// Names of the byline.
const AUTHORS: [&str; 13] = [
    "parsely-author",
    "sailthru.author",
    "byl",
    "article:author:name",
    "article:author",
    "og:article:author",
    "author",
    "dc.creator",
    "dcterms.creator",
    "dc:creator",
    "cxenseparse:author",
    "rbauthors",
    "byline",
];

/// Names of the picture.
const PICTURES: [&str; 8] = [
    "og:image:secure_url",
    "og:image:url",
    "og:image",
    "twitter:image",
    "twitter:image:src",
    "parsely-image-url",
    "sailthru.image.full",
    "thumbnail",
];

/// The names and contents of a page's `meta` elements, names in small letters, in the order of the page, and of its `link` elements by `rel`.
pub(super) struct Meta {
    named: Vec<(String, String)>,
    links: Vec<(String, String)>,
}

impl Meta {
    pub(super) fn of(tree: &Html) -> Self {
        let mut meta = Self { named: Vec::new(), links: Vec::new() };
        for element in tree.root_element().descendent_elements() {
            match element.value().name() {
                "meta" => {
                    let name = ["property", "name", "itemprop", "http-equiv"].into_iter().find_map(|name| element.attr(name));
                    let content = element.attr("content").or_else(|| element.attr("value")).map(str::trim).filter(|text| !text.is_empty());
                    // What stands in the body belongs to a part of the page, and is heard there.
                    let in_body = element.ancestors().any(|node| node.value().as_element().is_some_and(|node| node.name() == "body"));
                    if let (Some(name), Some(content)) = (name, content)
                        && !(in_body && element.attr("itemprop").is_some())
                    {
                        meta.named.push((name.trim().to_ascii_lowercase(), content.to_owned()));
                    }
                }
                "link" => {
                    let words = element.attr("rel").into_iter().flat_map(str::split_ascii_whitespace);
                    let href = element.attr("href").unwrap_or_default();
                    meta.links.extend(words.map(|word| (word.to_ascii_lowercase(), href.to_owned())));
                }
                _ => {}
            }
        }
        meta
    }

    /// The contents of all elements of a name.
    fn all<'m>(&'m self, name: &'m str) -> impl Iterator<Item = &'m str> {
        self.named.iter().filter(move |(own, _)| own == name).map(|(_, content)| content.as_str())
    }

    /// The addresses that the page calls its own.
    pub(super) fn addresses(&self, base: &Url, said: &mut Said) {
        let linked = self.links.iter().filter(|(rel, _)| rel == "canonical").map(|(_, href)| href.as_str());
        said.addresses.extend(linked.chain(self.all("og:url")).filter_map(|address| clean::link(address, Some(base))));
    }

    /// Says what the head says: headlines, dates, bylines and pictures.
    pub(super) fn speak(&self, base: &Url, context: &Context, said: &mut Said) {
        let headlines = ["og:title", "twitter:title", "citation_title", "dc.title", "parsely-title", "sailthru.title", "title"];
        said.headlines.extend(headlines.iter().flat_map(|name| self.all(name)).map(clean::title));
        said.sites.extend(["og:site_name", "application-name", "publisher"].iter().flat_map(|name| self.all(name)).map(clean::title));
        said.dates
            .extend(DATES.iter().flat_map(|name| self.all(name)).filter_map(|text| dates::parse(text, context.zone, &context.language)));
        // Journals name each of several authors by an element of its own.
        let scholars: Vec<String> = self.all("citation_author").map(clean::title).collect();
        said.authors.extend(Some(scholars.join("; ")).filter(|scholars| !scholars.is_empty()));
        said.authors.extend(AUTHORS.iter().flat_map(|name| self.all(name)).map(|name| super::marks::name(&clean::title(name))));
        said.pictures.splice(0..0, self.picture(base));
        let linked = self.links.iter().filter(|(rel, _)| rel == "image_src").filter_map(|(_, href)| clean::link(href, Some(base)));
        said.pictures.extend(linked.map(Image::at));
    }

    /// The picture that is shown where the page is shared, with what is said of it.
    fn picture(&self, base: &Url) -> Option<Image> {
        let url = PICTURES.iter().flat_map(|name| self.all(name)).find_map(|address| clean::link(address, Some(base)))?;
        let number = |name: &'static str| self.all(name).next().and_then(clean::pixels);
        let alt = ["og:image:alt", "twitter:image:alt"].into_iter().find_map(|name| self.all(name).next()).map(clean::title);
        Some(Image { width: number("og:image:width"), height: number("og:image:height"), alt: alt.unwrap_or_default(), ..Image::at(url) })
    }
}
