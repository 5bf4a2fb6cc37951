//! Any HTML, cleaned: cleaning again changes nothing, and nothing active is left.
#![no_main]

use feedmill::clean;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let base = url::Url::parse("https://a.example/x/").expect("an address");
    let cleaned = clean::html(text, Some(&base));
    assert_eq!(clean::html(&cleaned, None), cleaned, "again: {text:?}");
    let lower = cleaned.to_ascii_lowercase();
    for tag in ["<script", "<style", "<iframe", "<object", "<embed", "<form", "<svg", "<math", "<base", "<meta", "<link"] {
        assert!(!lower.contains(tag), "{tag}: {text:?}\n{cleaned}");
    }
    let title = clean::title(text);
    assert!(!title.contains(['\n', '\r', '\0']) && title.trim() == title, "{title:?}");
});
