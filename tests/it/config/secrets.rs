//! Secrets: where they come from, and that they are never shown.

use super::{DAEMON, PUBLICATION, load, load_publication};
use feedmill::fetch::Auth;

#[test]
fn secrets_come_from_the_environment_or_from_a_file_beside_the_configuration() {
    let text = format!("{PUBLICATION}auth.headers = {{ 'X-Key' = 'file:secrets/key', 'X-Path' = 'env:PATH' }}\n");
    let (loaded, said) =
        load(&[("feedmill.toml", DAEMON.as_bytes()), ("secrets/key", b"canary\n"), ("publications/hsj.toml", text.as_bytes())]);
    let config = loaded.expect(&said);
    let Some(Auth::Headers(headers)) = &config.publications[0].sources[0].auth else { panic!("no headers") };
    assert_eq!(headers[0], ("X-Key".to_owned(), "canary".to_owned()));
    assert_eq!(headers[1], ("X-Path".to_owned(), std::env::var("PATH").unwrap()));
    assert!(!format!("{config:?}").contains("canary"), "a secret is shown");
}

#[test]
fn a_secret_that_was_written_out_is_never_shown_whatever_else_is_wrong() {
    let logins = [
        "auth.bearer = 'canary'\n",
        "auth.basic = { user = 'joe', password = 'canary' }\n",
        "auth.headers = {\n  'X-Key' = 'canary',\n}\n",
        "[source.latest.auth.headers]\n'X-Key' = 'canary'\n",
        "[source.other]\nread.feed = { url = 'https://joe:canary@www.hsj.co.uk/' }\n",
    ];
    // Nothing tells a login from a host's name once the `@` is gone.
    let lost = |text: &str| text.contains("joe:") && !text.contains("joe:canary@");
    for login in logins {
        let text = format!("{PUBLICATION}{login}");
        for cut in PUBLICATION.len()..text.len() {
            let without = format!("{}{}", &text[..cut], &text[cut + 1..]);
            let (_, said) = load_publication(&without);
            assert!(lost(&without) || !said.contains("canary"), "without byte {cut}:\n{without}\n{said}");
            let (_, said) = load_publication(&text[..cut]);
            assert!(lost(&text[..cut]) || !said.contains("canary"), "cut at byte {cut}:\n{said}");
        }
    }
}
