//! What leaves the program when an operator asks: real requests to a host on the loopback.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::program::Place;

/// When a request came, and its head in lower case.
type Asked = Arc<Mutex<Vec<(Instant, String)>>>;

/// A host that gives everyone the same page and writes down what it was asked. It ends with the test program.
fn host() -> (String, Asked) {
    saying("200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\npage")
}

/// A host that says this to everyone.
fn saying(answer: &'static str) -> (String, Asked) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let asked = Asked::default();
    let heads = Arc::clone(&asked);
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let came = Instant::now();
            let mut head = Vec::new();
            let mut byte = [0];
            while !head.ends_with(b"\r\n\r\n") && stream.read_exact(&mut byte).is_ok() {
                head.extend(byte);
            }
            heads.lock().unwrap().push((came, String::from_utf8_lossy(&head).to_lowercase()));
            let _ = stream.write_all(format!("HTTP/1.1 {answer}").as_bytes());
        }
    });
    (address, asked)
}

/// A publication with a source of each kind at this host.
fn place(address: &str) -> Place {
    let place = Place::example();
    std::fs::remove_dir_all(place.path("config")).unwrap();
    std::fs::create_dir_all(place.path("config/publications")).unwrap();
    let daemon = "[output]\nbase_url = \"https://feeds.example/\"\n[fetch]\nhost_spacing = \"200ms\"\nallow_private = [\"127.0.0.0/8\"]\n";
    std::fs::write(place.path("config/feedmill.toml"), daemon).unwrap();
    let publication = format!(
        r#"
title = "Journal"
home = "https://www.journal.example/"
time_zone = "Pacific/Auckland"
[source.latest]
schedule = "@hourly"
read.feed = {{ url = "http://{address}/rss" }}
auth.basic = {{ user = "me", password = "file:secret" }}
[source.archive]
schedule = "@daily"
read.listing = {{ url = "http://{address}/{{yyyy}}-{{mm}}" }}
[source.map]
schedule = "@daily"
read.sitemap = {{ url = "http://{address}/sitemap.xml" }}
"#
    );
    std::fs::write(place.path("config/publications/j.toml"), publication).unwrap();
    for folder in ["config/secret", "config/publications/secret"] {
        std::fs::write(place.path(folder), "word").unwrap();
    }
    place
}

#[test]
fn check_online_asks_every_source_once_as_a_run_would() {
    let (address, asked) = host();
    // In Auckland the new month has begun.
    let place = place(&address).at("2026-02-28T12:30:00Z");
    let told = place.good(&["check", "--online"]);
    for source in ["j/latest", "j/archive", "j/map"] {
        assert!(told.contains(&format!("{source}: ok")), "{told}");
    }
    let mut asked = asked.lock().unwrap().clone();
    assert_eq!(asked.len(), 3);
    assert!(asked.windows(2).all(|pair| pair[1].0 - pair[0].0 >= Duration::from_millis(190)), "the pause of the host is kept");
    asked.sort_by(|one, other| one.1.cmp(&other.1));
    for ((_, head), (path, accept)) in asked.iter().zip([
        ("/2026-03", "accept: text/html"),
        ("/rss", "accept: application/rss+xml"),
        ("/sitemap.xml", "accept: application/xml, text/xml"),
    ]) {
        assert!(head.starts_with(&format!("get {path} ")) && head.contains(accept), "{head}");
        assert_eq!(head.contains("authorization: basic"), path == "/rss", "{head}");
    }
    assert!(!place.path("feedmill.db").exists(), "a check opens no store");
}

#[test]
fn a_preview_takes_the_login_of_a_source_to_its_own_origin_only() {
    let ((own, at_home), (other, abroad)) = (host(), host());
    let place = place(&own);
    place.run(&["preview", "--source", "j/latest"]);
    place.run(&["preview", "--source", "j/latest", &format!("http://{own}/other")]);
    place.run(&["preview", "--source", "j/latest", &format!("http://{other}/rss")]);
    let logged_in = |asked: &Asked| asked.lock().unwrap().iter().filter(|(_, head)| head.contains("authorization:")).count();
    assert_eq!((logged_in(&at_home), logged_in(&abroad), abroad.lock().unwrap().len()), (2, 0, 1));
}

#[test]
fn one_refusal_keeps_every_source_of_the_host_away() {
    let (address, asked) = saying("429 Too Many Requests\r\nRetry-After: 7200\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    let place = place(&address).at("2026-02-28T12:30:00Z");
    place.good(&["run", "--once"]);
    assert_eq!(asked.lock().unwrap().len(), 1, "one source was told, and the others are as much as told");
    let status: serde_json::Value = serde_json::from_str(&place.good(&["status", "--json"])).unwrap();
    let sources = status["sources"].as_array().unwrap();
    assert_eq!(sources.len(), 3);
    for source in sources {
        assert_eq!(source["kind"], "rate_limited", "{source}");
        assert!(source["next_run"].as_str().unwrap() >= "2026-02-28T14:30:00Z", "{source}");
    }
    place.good(&["run", "--once"]);
    assert_eq!(asked.lock().unwrap().len(), 1, "a second pass obeys what the first was told");
}

/// A site with these documents; everything else is not there.
fn site(documents: Vec<(&'static str, &'static str, String)>) -> String {
    watched_site(documents).0
}

/// Such a site, which writes down what it was asked.
fn watched_site(documents: Vec<(&'static str, &'static str, String)>) -> (String, Asked) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let asked = Asked::default();
    let heads = Arc::clone(&asked);
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let came = Instant::now();
            let mut head = Vec::new();
            let mut byte = [0];
            while !head.ends_with(b"\r\n\r\n") && stream.read_exact(&mut byte).is_ok() {
                head.extend(byte);
            }
            let head = String::from_utf8_lossy(&head).into_owned();
            heads.lock().unwrap().push((came, head.to_lowercase()));
            let path = head.split_whitespace().nth(1).unwrap_or_default();
            let answer = match documents.iter().find(|(known, ..)| *known == path) {
                Some((_, kind, body)) => {
                    format!("200 OK\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len())
                }
                None => "404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_owned(),
            };
            let _ = stream.write_all(format!("HTTP/1.1 {answer}").as_bytes());
        }
    });
    (address, asked)
}

fn rss(titles: &[&str]) -> String {
    let items = titles.iter().fold(String::new(), |all, title| {
        all + &format!("<item><title>{title}</title><link>/{title}</link><pubDate>Mon, 3 Nov 2025 08:00:00 GMT</pubDate></item>")
    });
    format!("<rss version=\"2.0\"><channel><title>Lamps</title>{items}</channel></rss>")
}

fn lamps() -> String {
    let item = |n: u32| {
        format!(
            "<li><h3><a href=\"/n/{n}\">The lamp of yard number {n}</a></h3><p>It burns from dusk to dawn, and longer on Sundays.</p></li>"
        )
    };
    let home = format!(
        "<!doctype html><title>Lamps</title><link rel=alternate type=\"application/rss+xml\" href=\"/comments/feed\"><link rel=alternate type=\"application/rss+xml\" title=All href=\"/feed\"><main><ul>{}</ul></main>",
        (1..6).map(item).collect::<String>()
    );
    let map = "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"><url><loc>/n/1</loc></url></urlset>".to_owned();
    site(vec![
        ("/", "text/html", home),
        ("/feed", "application/rss+xml", rss(&["a", "b", "c"])),
        ("/comments/feed", "application/rss+xml", rss(&["x", "y", "z"])),
        ("/robots.txt", "text/plain", "Sitemap: /map.xml\n".to_owned()),
        ("/map.xml", "application/xml", map),
    ])
}

#[test]
fn what_a_site_offers_is_told_and_the_best_is_added() {
    let address = lamps();
    let place = place(&address);
    let file = place.path("config/publications/j.toml");
    let before = std::fs::read_to_string(&file).unwrap();
    let told = place.good(&["add", &format!("http://{address}/"), "--dry-run"]);
    let order: Vec<&str> = told.lines().filter(|line| line.contains("http://")).collect();
    assert_eq!(order.len(), 4, "{told}");
    for (line, expected) in order.iter().zip([("take", "/feed"), ("also", "/"), ("also", "/map.xml"), ("not ", "/comments/feed")]) {
        assert!(
            line.trim_start().starts_with(expected.0.trim()) && line.ends_with(&format!("{address}{}", expected.1)),
            "{expected:?}:\n{told}"
        );
    }
    assert_eq!(std::fs::read_to_string(&file).unwrap(), before, "only looked at");
    let added = place.good(&["add", &format!("http://{address}/"), "--schedule", "@hourly"]);
    assert!(added.contains("the source `j/feed` was added"), "{added}");
    let after = std::fs::read_to_string(&file).unwrap();
    assert!(
        after.starts_with(&before)
            && after.contains(&format!("[source.feed]\nschedule = \"@hourly\"\nread.feed = {{ url = \"http://{address}/feed\" }}")),
        "{after}"
    );
    place.good(&["check"]);
    place.good(&["add", &format!("http://{address}/feed")]);
    assert!(std::fs::read_to_string(&file).unwrap().contains("[source.feed-2]"), "no name is taken twice");
    let seen = place.good(&["preview", &format!("http://{address}/")]);
    assert!(seen.contains("5 entries") && seen.contains("what this site offers") && seen.contains("take  feed"), "{seen}");
}

#[test]
fn a_source_that_would_break_the_configuration_is_not_added() {
    let address = lamps();
    let place = place(&address);
    let file = place.path("config/publications/j.toml");
    let before = std::fs::read_to_string(&file).unwrap();
    for wrong in [["--schedule", "whenever"], ["--name", "a b"]] {
        let arguments = ["add", &format!("http://{address}/feed"), wrong[0], wrong[1]];
        assert_eq!(place.code(&arguments), 78, "{wrong:?}");
        assert_eq!(std::fs::read_to_string(&file).unwrap(), before);
    }
    assert_eq!(place.code(&["add", &format!("http://{address}/nowhere")]), 65);
    assert_eq!(place.code(&["add", &format!("http://{address}/"), "--publication", "nobody"]), 66);
}

#[test]
fn a_feed_leads_back_to_its_archives_when_all_is_wanted() {
    let page = |titles: &[&str], older: &str| {
        let link = format!("<atom:link xmlns:atom=\"http://www.w3.org/2005/Atom\" rel=\"prev-archive\" href=\"{older}\"/>");
        rss(titles).replace("</title><item>", &format!("</title>{link}<item>"))
    };
    let address = site(vec![
        ("/rss", "application/rss+xml", page(&["e", "f"], "/2")),
        ("/2", "application/rss+xml", page(&["c", "d"], "/1")),
        // The last one leads back to the first, as careless archives do.
        ("/1", "application/rss+xml", page(&["a", "b"], "/rss")),
    ]);
    let place = place(&address);
    place.good(&["ingest", "j/latest"]);
    assert_eq!(place.good(&["export"]).lines().count(), 2, "a run reads what is new");
    place.good(&["import", "--source", "j/latest", "--all-months"]);
    let mut titles: Vec<String> = place
        .good(&["export"])
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["title"].as_str().unwrap().to_owned())
        .collect();
    titles.sort();
    assert_eq!(titles, ["a", "b", "c", "d", "e", "f"]);
}

#[test]
fn json_of_any_shape_is_a_source() {
    let page = |titles: [&str; 2], next: &str| {
        let posts = titles.map(|title| format!("{{\"headline\": \"{title}\", \"path\": \"/{title}\", \"when\": 1762160400}}")).join(",");
        format!("{{\"data\": {{\"posts\": [{posts},]}}, \"links\": {{\"next\": {next}}}}}")
    };
    let address = site(vec![
        ("/api", "application/json", page(["a", "b"], "\"/api?page=2\"")),
        ("/api?page=2", "application/json", page(["c", "d"], "null")),
    ]);
    let place = place(&address);
    let file = place.path("config/publications/j.toml");
    let source = format!(
        "[source.api]\nschedule = \"@hourly\"\n[source.api.read.json]\nurl = \"http://{address}/api\"\nitems = \"data.posts\"\nlink = \"path\"\ndate = \"when\"\nnext = \"links.next\"\n"
    );
    std::fs::write(&file, std::fs::read_to_string(&file).unwrap() + &source).unwrap();
    place.good(&["ingest", "j/api"]);
    let lines: Vec<serde_json::Value> = place.good(&["export"]).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 4, "{lines:?}");
    assert!(lines.iter().all(|line| line["link"].as_str().is_some_and(|link| link.starts_with(&format!("http://{address}/")))));
}

#[test]
fn article_pages_are_asked_for_politely_once_and_without_the_login() {
    let story = |title: &str, day: u32| {
        ("text/html", format!("<h1>{title}</h1><p class=byline>By Ada Lin</p><time datetime='2025-11-{day:02}T08:30:00Z'></time>"))
    };
    let list = "<title>November 2025</title><ul><li><h3><a href='/lamps-1'>Lamps are lit again</a></h3><p>In all streets of the old harbour.</p></li>\
                <li><h3><a href='/ropes-2'>Ropes are cut again</a></h3><p>By whom is not known, and why neither.</p></li>\
                <li><h3><a href='/tar-3'>Tar is boiled again</a></h3><p>It smells as far as the market place.</p></li></ul>";
    let (lamps, ropes, tar) = (story("Lamps are lit again", 14), story("Ropes are cut again", 13), story("Tar is boiled again", 12));
    let (address, asked) = watched_site(vec![
        ("/november", "text/html", list.to_owned()),
        ("/lamps-1", lamps.0, lamps.1),
        ("/ropes-2", ropes.0, ropes.1),
        ("/tar-3", tar.0, tar.1),
    ]);
    let place = place(&address).at("2025-11-17T08:00:00Z");
    let publication = format!(
        "title = \"Journal\"\nhome = \"https://www.journal.example/\"\ntime_zone = \"Europe/London\"\n[source.archive]\nschedule = \"@daily\"\n\
         enrich = \"dates\"\nauth.basic = {{ user = \"me\", password = \"file:secret\" }}\nread.listing = {{ url = \"http://{address}/november\" }}\n"
    );
    std::fs::write(place.path("config/publications/j.toml"), publication).unwrap();
    for _ in 0..2 {
        place.good(&["run", "--once"]);
    }
    let export = place.good(&["export"]);
    for date in ["2025-11-14T08:30:00Z", "2025-11-13T08:30:00Z", "2025-11-12T08:30:00Z"] {
        assert!(
            export.contains(&format!(r#""published":"{date}","published_precision":"instant","published_from":"article page""#)),
            "{export}"
        );
    }
    let asked = asked.lock().unwrap().clone();
    let paths: Vec<&str> = asked.iter().map(|(_, head)| head.split_whitespace().nth(1).unwrap_or_default()).collect();
    assert_eq!(paths, ["/november", "/lamps-1", "/ropes-2", "/tar-3", "/november"]);
    for ((_, head), path) in asked.iter().zip(&paths) {
        assert_eq!(head.contains("authorization:"), *path == "/november", "{head}");
        assert!(!head.contains("cookie:"), "{head}");
    }
    assert!(asked[..4].windows(2).all(|pair| pair[1].0 - pair[0].0 >= Duration::from_millis(190)), "the pause of the host is kept");
}
