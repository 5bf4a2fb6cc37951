//! What reading whole feeds costs: `cargo bench --bench reading [-- FOLDER]`.
//!
//! Reads every document of a folder, or two hundred sound feeds that it makes itself, with Feedmill and with `feed-rs` alone, and prints documents and
//! megabytes per CPU second. Then a process of its own reads one feed of 100,000 items in 10 MB, and its peak memory is printed.
//! `scripts/measure-reading` adds another reader on the same documents.
#![expect(clippy::unwrap_used, clippy::disallowed_methods, reason = "a measurement that cannot go on has failed")]

use std::fmt::Write as _;
use std::hint::black_box;
use std::path::Path;

use feedmill::source::feed::read;
use feedmill::source::{Context, Page};
use rustix::time::{ClockId, clock_gettime};

/// How often each document is read.
const ROUNDS: u32 = 5;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    match arguments.as_slice() {
        [word] if word == "large" => large(),
        [word, folder] if word == "write" => write(Path::new(folder)),
        [folder] => table(&documents(Path::new(folder))),
        _ => table(&(0..200).map(feed).collect::<Vec<_>>()),
    }
}

/// The documents of a folder.
fn documents(folder: &Path) -> Vec<Vec<u8>> {
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| std::fs::read(path).unwrap()).collect()
}

/// Writes the documents that are made here into a folder.
fn write(folder: &Path) {
    std::fs::create_dir_all(folder).unwrap();
    for number in 0..200 {
        std::fs::write(folder.join(format!("{number:03}.xml")), feed(number)).unwrap();
    }
}

/// A sound feed, by turns RSS and Atom, of 10 to 100 items, each with a standfirst and every third with a text.
fn feed(number: usize) -> Vec<u8> {
    let (items, atom) = (10 + number * 7 % 91, number % 2 == 1);
    let text =
        "&lt;p&gt;The boards of the harbour &lt;em&gt;agree&lt;/em&gt; on a plan, and on what it costs: £860m &amp;amp; more.&lt;/p&gt;"
            .repeat(8);
    let mut body = String::new();
    for n in 0..items {
        let (id, day) = (number * 1000 + n, 1 + n % 28);
        let whole = if n % 3 == 0 { text.as_str() } else { "" };
        let short = format!("&lt;p&gt;What the board of area {n} will do &lt;b&gt;next&lt;/b&gt;.&lt;/p&gt;");
        if atom {
            write!(body, "<entry><id>tag:quay.example,2025:{id}</id><title>Boards in area {n} agree</title><link href=\"/{id}\"/><published>2025-11-{day:02}T08:00:00Z</published><updated>2025-11-{day:02}T08:00:00Z</updated><summary type=\"html\">{short}</summary><content type=\"html\">{whole}</content><author><name>Ada Lin</name></author><category term=\"News\"/></entry>").unwrap();
        } else {
            write!(body, "<item><title>Boards in area {n} agree</title><link>https://www.quay.example/{id}</link><guid isPermaLink=\"false\">{id}</guid><pubDate>{day:02} Nov 2025 08:00:00 GMT</pubDate><description>{short}</description><content:encoded>{whole}</content:encoded><dc:creator>Ada Lin</dc:creator><category>News</category></item>").unwrap();
        }
    }
    if atom {
        format!("<?xml version=\"1.0\" encoding=\"utf-8\"?><feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Quay {number}</title><id>tag:quay.example,2025:f{number}</id><updated>2025-11-28T08:00:00Z</updated>{body}</feed>").into_bytes()
    } else {
        format!("<?xml version=\"1.0\" encoding=\"utf-8\"?><rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel><title>Quay {number}</title><link>https://www.quay.example/</link><description>d</description>{body}</channel></rss>").into_bytes()
    }
}

fn page(body: Vec<u8>) -> Page {
    Page { url: "https://www.quay.example/feed".parse().unwrap(), content_type: None, body: body.into() }
}

/// CPU seconds of this process.
fn cpu() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    #[expect(clippy::cast_precision_loss, reason = "seconds and nanoseconds of a measurement")]
    let seconds = time.tv_sec as f64 + time.tv_nsec as f64 / 1e9;
    seconds
}

fn table(documents: &[Vec<u8>]) {
    let pages: Vec<Page> = documents.iter().cloned().map(page).collect();
    let bytes: usize = documents.iter().map(Vec::len).sum();
    println!("{} documents, {bytes} bytes, each read {ROUNDS} times", documents.len());
    let context = Context::default();
    tell("feedmill", documents.len(), bytes, || {
        pages.iter().filter_map(|page| read(black_box(page), &context).ok()).map(|reading| reading.entries.len()).sum()
    });
    let parser = || feed_rs::parser::Builder::new().sanitize_content(false).id_generator(|_, _, _| String::new()).build();
    tell("feed-rs alone", documents.len(), bytes, || {
        pages.iter().filter_map(|page| parser().parse(black_box(&page.body[..])).ok()).map(|feed| feed.entries.len()).sum()
    });
    let large = std::process::Command::new(std::env::current_exe().unwrap()).arg("large").output().unwrap();
    print!("{}", String::from_utf8_lossy(&large.stdout));
}

fn tell(name: &str, documents: usize, bytes: usize, mut round: impl FnMut() -> usize) {
    let mut entries = round();
    let began = cpu();
    for _ in 0..ROUNDS {
        entries = round();
    }
    let seconds = (cpu() - began) / f64::from(ROUNDS);
    #[expect(clippy::cast_precision_loss, reason = "counts of a measurement")]
    let (documents, megabytes) = (documents as f64, bytes as f64 / 1e6);
    println!("{name:<14} {entries:>7} entries {:>9.0} documents/s {:>7.1} MB/s", documents / seconds, megabytes / seconds);
}

/// Reads a feed of 100,000 items in 10 MB, and tells the peak of this process.
fn large() {
    let mut body = "<rss version=\"2.0\"><channel><title>Q</title><link>https://www.quay.example/</link>".to_owned();
    for n in 0..100_000 {
        write!(body, "<item><title>Boards in area {n}</title><link>https://www.quay.example/{n}</link><guid>{n}</guid></item>").unwrap();
    }
    body.push_str("</channel></rss>");
    let (bytes, page) = (body.len(), page(body.into_bytes()));
    let before = peak();
    let began = cpu();
    let entries = read(&page, &Context::default()).unwrap().entries.len();
    println!(
        "a feed of {entries} entries in {bytes} bytes: {:.2} s, peak memory {} MB, of which {before} MB before reading",
        cpu() - began,
        peak()
    );
}

/// The peak memory of this process in MB (`VmHWM`).
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok()).unwrap_or_default() / 1024
}
