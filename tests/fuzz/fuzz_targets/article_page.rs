//! Any page as that of an article: the same bytes say the same, and nothing that is no web address or no plain text comes out.
#![no_main]

use feedmill::source::article_page::{self, Asked};
use feedmill::source::{Context, Page};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let asked = Asked { link: "https://a.example/news/lamps-1".parse().expect("an address"), title: "Lamps are lit".to_owned() };
    let page = Page { url: asked.link.clone(), content_type: None, body: data.to_vec().into() };
    let Ok(told) = article_page::read(&page, &asked, &Context::default()) else { return };
    assert_eq!(Ok(&told), article_page::read(&page, &asked, &Context::default()).as_ref());
    let links = [told.canonical.as_deref(), told.image.as_ref().map(|image| image.url.as_str())];
    assert!(links.into_iter().flatten().all(|link| link.starts_with("http://") || link.starts_with("https://")));
    assert!(!told.author.is_some_and(|author| author.is_empty() || author.chars().count() > 120));
});
