//! Any page as a listing: the same bytes give the same entries, and the selectors that are printed find the same.
#![no_main]

use feedmill::source::listing::{self, Listing};
use feedmill::source::{Context, Page, Role};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let page = Page { url: "https://a.example/news".parse().expect("an address"), content_type: None, body: data.to_vec().into() };
    let context = Context { labels: vec!["News".to_owned()], ..Context::default() };
    let plain = Listing::plain(page.url.as_str());
    let Ok(reading) = plain.read(&page, Role::Listing, &context) else { return };
    assert_eq!(reading.entries, plain.read(&page, Role::Listing, &context).expect("read once").entries);
    assert!(reading.entries.iter().all(|entry| !entry.title.is_empty()));
    let _ = listing::describe(&page, &context);
});
