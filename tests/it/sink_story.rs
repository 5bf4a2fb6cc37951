//! One story for every sink: what `Sink` promises, whatever stands behind it.

use feedmill::sink::dir::Dir;
use feedmill::sink::{File, Sink};

fn files(rss: &str, page: &str) -> Vec<File> {
    vec![File::plain("feed.rss", rss.into()), File::plain("index.html", page.into())]
}

async fn text(sink: &dyn Sink, path: &str) -> Option<String> {
    sink.get(path).await.unwrap().map(|bytes| String::from_utf8(bytes).unwrap())
}

/// Puts, puts again, edits and removes. A new sink is added to the list of tests below, nothing else.
async fn story(sink: &dyn Sink) {
    // Nothing is there, and asking for it is no error.
    assert_eq!(sink.get("hsj/feed.rss").await.unwrap(), None);
    assert!(sink.list("").await.unwrap().is_empty());
    assert!(sink.list("hsj").await.unwrap().is_empty());
    sink.remove("hsj/feed.rss").await.unwrap();

    // What is put can be had, in folders that nobody made before.
    assert_eq!(sink.put("hsj/sections/news", files("one", "page")).await.unwrap(), ["feed.rss", "index.html"]);
    assert_eq!(sink.put("hsj", files("all", "page")).await.unwrap(), ["feed.rss", "index.html"]);
    assert_eq!(sink.put("", vec![File::plain("index.html", b"root".to_vec())]).await.unwrap(), ["index.html"]);
    assert_eq!(text(sink, "hsj/sections/news/feed.rss").await.as_deref(), Some("one"));
    assert_eq!(text(sink, "index.html").await.as_deref(), Some("root"));
    assert_eq!(sink.get("hsj").await.unwrap(), None, "a folder is no file");
    assert_eq!(sink.get("hsj/feed.rss/more").await.unwrap(), None, "a file is no folder");

    // Only what differs is written, and said to be.
    assert!(sink.put("hsj", files("all", "page")).await.unwrap().is_empty());
    assert_eq!(sink.put("hsj", files("all and more", "page")).await.unwrap(), ["feed.rss"]);
    assert_eq!(text(sink, "hsj/feed.rss").await.as_deref(), Some("all and more"));
    assert_eq!(sink.put("hsj", files("ALL AND MORE", "page")).await.unwrap(), ["feed.rss"], "the same length is not the same");
    assert!(sink.put("hsj", Vec::new()).await.unwrap().is_empty());

    // The list is in order and below the folder asked for.
    let everything = ["hsj/feed.rss", "hsj/index.html", "hsj/sections/news/feed.rss", "hsj/sections/news/index.html", "index.html"];
    assert_eq!(sink.list("").await.unwrap(), everything);
    assert_eq!(sink.list("hsj/sections").await.unwrap(), everything[2..4]);

    // What is removed is gone, twice is no error, and its neighbours stay.
    sink.remove("hsj/sections/news/feed.rss").await.unwrap();
    sink.remove("hsj/sections/news/feed.rss").await.unwrap();
    sink.remove("hsj/sections/news/index.html").await.unwrap();
    assert_eq!(sink.list("").await.unwrap(), [everything[0], everything[1], everything[4]]);
    assert_eq!(sink.put("hsj/sections/news", files("one", "page")).await.unwrap().len(), 2, "and can come back");

    // A path that leaves the place is refused.
    assert!(sink.put("../outside", files("x", "y")).await.is_err());
    assert!(sink.get("hsj/../../outside").await.is_err());
}

#[tokio::test]
async fn a_folder_on_disk_keeps_the_promises_of_a_sink() {
    let scene = tempfile::tempdir().unwrap();
    let feeds = scene.path().join("not/yet/there");
    let dir = Dir::new(&feeds);
    story(&dir).await;

    std::fs::write(feeds.join("hsj/sections/robots.txt"), "foreign").unwrap();
    dir.remove("hsj/sections/news/feed.rss").await.unwrap();
    dir.remove("hsj/sections/news/index.html").await.unwrap();
    assert!(!feeds.join("hsj/sections/news").exists(), "an empty folder goes with its last file");
    assert!(feeds.join("hsj/sections/robots.txt").exists(), "what others put there stays");
}
