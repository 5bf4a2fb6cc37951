//! Pages that nobody described: their items and parts are found from their structure.

use super::*;
use crate::article::Image;

/// Three items of one shape, filled in with `LABEL`, `TITLE`, `LINK` and `INTRO`, between what a page has around its list.
fn filled(item: &str) -> String {
    let stories = [
        ("News", "Wicks burn longer than before", "/1.article", "Tests in three yards show that the new wicks last."),
        ("Workshop", "How to trim a lamp in the dark", "/2.article", "A hand that knows the lamp needs no light to trim it."),
        ("News", "Oil traders meet in the harbour", "/3.article", "The price of oil was the one thing that nobody named."),
    ];
    let fill =
        |(label, title, link, intro)| item.replace("LABEL", label).replace("TITLE", title).replace("LINK", link).replace("INTRO", intro);
    stories.map(fill).concat()
}

/// What every shape with all parts gives.
const ALL: [&str; 3] = [
    "News | Wicks burn longer than before | https://lamp.example/1.article | Tests in three yards show that the new wicks last. | -",
    "Workshop | How to trim a lamp in the dark | https://lamp.example/2.article | A hand that knows the lamp needs no light to trim it. | -",
    "News | Oil traders meet in the harbour | https://lamp.example/3.article | The price of oil was the one thing that nobody named. | -",
];

const MENU: &str =
    "<nav><ul><li><a href=/>The whole of the lamp trade in one place</a><li><a href=/jobs>All the jobs there are in the trade</a>
    <li><a href=/news>All the news that there is in the trade</a><li><a href=/x>Everything else that there is to read</a></ul></nav>";
const FOOTER: &str = "<footer><a href=/imprint>Who we are and how to reach us by letter</a><a href=/terms>The terms under which you may read this</a></footer>";

#[test]
fn the_items_and_their_parts_are_found_in_many_shapes() {
    let shapes = [
        ("news list", "<ul>ITEMS</ul>", "<li><span class=label>LABEL</span><h3><a href='LINK'>TITLE</a></h3><p>INTRO</p></li>"),
        ("label in the heading", "<ul>ITEMS</ul>", "<li><h3><span class=k>LABEL</span> <a href='LINK'>TITLE</a></h3><p>INTRO</p></li>"),
        ("label in the link", "<div>ITEMS</div>", "<div class=c><h3><a href='LINK'><span class=k>LABEL</span>TITLE</a></h3><p>INTRO</p></div>"),
        ("table", "<table><tr><th>Part<th>Story<th>About</tr>ITEMS</table>", "<tr><td>LABEL<td><a href='LINK'>TITLE</a><td>INTRO</tr>"),
        ("definition list", "<dl>ITEMS</dl>", "<dt><i>LABEL</i> <a href='LINK'>TITLE</a></dt><dd>INTRO</dd>"),
        ("label before the definition", "<dl>ITEMS</dl>", "<dt>LABEL</dt><dd><a href='LINK'>TITLE</a><p>INTRO</p></dd>"),
        ("nothing around an item", "<main>ITEMS</main>", "<div class=k>LABEL</div><h3><a href='LINK'>TITLE</a></h3><p>INTRO</p>"),
        ("articles", "<main>ITEMS</main>", "<article><header><a class=topic href='/t/LABEL'>LABEL</a><h2><a href='LINK'>TITLE</a></h2></header><p>INTRO</p><a href='LINK'>Read the story</a></article>"),
        ("cards that are links", "<section>ITEMS</section>", "<a class=card href='LINK'><div>LABEL</div><div>TITLE</div><div>INTRO</div></a>"),
        (
            "cards with nested links",
            "<div class=grid>ITEMS</div>",
            "<div class=card><a href='LINK'><img src=a.jpg></a><div class=meta><a href='/t'>LABEL</a></div><h2><a href='LINK'>TITLE</a></h2><p>INTRO</p>
             <ul class=tags><li><a href=/a>Glass</a><li><a href=/b>Brass</a><li><a href=/c>Oil</a><li><a href=/d>Wicks</a></ul></div>",
        ),
        ("words behind a line break", "<ul>ITEMS</ul>", "<li><b>LABEL</b><br><a href='LINK'>TITLE</a><br>INTRO</li>"),
        ("heading beside the link", "<div>ITEMS</div>", "<div class=s><small class=kicker>LABEL</small><h4>TITLE</h4><p>INTRO</p><a href='LINK'>More</a></div>"),
    ];
    for (name, around, item) in shapes {
        let body = format!("<body>{MENU}{}{FOOTER}", around.replace("ITEMS", &filled(item)));
        let reading = read(&Listing::plain(NEWS), &body).unwrap_or_else(|trouble| panic!("{name}: {trouble}"));
        assert_eq!(lines(&reading), ALL, "{name}");
    }
}

#[test]
fn items_in_rows_and_a_featured_one_are_all_found() {
    let card = |n: u32, class: &str| format!("<div class='card {class}'><h3><a href=/{n}>The lamp of yard number {n}</a></h3></div>");
    let row = |n: u32| format!("<div class=row>{}{}</div>", card(n, "item-1 odd"), card(n + 1, "item-2 even"));
    let body = format!("<main>{}{}</main>", row(1), row(3).replacen("card", "card featured", 1));
    assert_eq!(read(&Listing::plain(NEWS), &body).unwrap().entries.len(), 4);
}

#[test]
fn one_article_on_a_last_page_is_found() {
    let body = format!(
        "<title>News – Page 7</title>{MENU}<main><ul><li><h3><a href=/1>Wicks burn longer than before</a></h3><p>Tests in yards show it.</p></ul></main>"
    );
    let reading = read(&Listing::plain(NEWS), &body).unwrap();
    assert_eq!(lines(&reading), ["- | Wicks burn longer than before | https://lamp.example/1 | Tests in yards show it. | -"]);
}

#[test]
fn bylines_are_no_labels_and_remarks_no_standfirsts() {
    let item =
        "<li><p class=author>By <a href=/ada>Ada Lin</a></p><h3><a href=LINK>TITLE</a></h3><p>3 November 2025</p><p>12 comments</p></li>";
    let reading = read(&Listing::plain(NEWS), &format!("<ul>{}</ul>", filled(item))).unwrap();
    for entry in &reading.entries {
        assert_eq!((entry.section.as_deref(), entry.summary.as_deref(), entry.author.as_deref()), (None, None, Some("Ada Lin")));
    }
}

#[test]
fn unknown_labels_are_kept_and_glued_ones_split() {
    let body = "<ul><li><a href=/1>Lamp PrizesLamp Prizes 2025: the winners</a><li><a href=/2>LampLamp Prizes 2025 are open</a>
        <li><a href=/3>News£3m for new wicks</a><li><a href=/4>News of the harbour is late</a></ul>";
    let reading = read(&Listing::plain(NEWS), body).unwrap();
    let found: Vec<_> = reading.entries.iter().map(|entry| (entry.section.as_deref(), entry.title.as_str())).collect();
    let expected = [
        (Some("Lamp Prizes"), "Lamp Prizes 2025: the winners"),
        (Some("Lamp"), "Lamp Prizes 2025 are open"),
        (Some("News"), "£3m for new wicks"),
        (None, "News of the harbour is late"),
    ];
    assert_eq!(found, expected);
}

#[test]
fn links_are_resolved_against_the_base_of_the_page() {
    let list = "<ul><li><a href='1.article'>The first of the wicks</a><li><a href='//other.example/2'>The second of the wicks</a></ul>";
    let body = format!("<head><base href='/archive/'></head>{list}");
    let reading = read(&Listing::plain(NEWS), &body).unwrap();
    let links: Vec<_> = reading.entries.iter().filter_map(|entry| entry.link.as_deref()).collect();
    assert_eq!(links, ["https://lamp.example/archive/1.article", "https://other.example/2"]);
}

#[test]
fn each_item_has_its_own_picture_and_none_that_belongs_to_the_page() {
    let shape = |picture: &str| {
        format!("<li class=story><img src=/icons/label.png alt=LABEL>{picture}<h3><a href=LINK>TITLE</a></h3><p>INTRO</p></li>")
    };
    let pictures = |picture: &str| {
        let page = filled(&shape(picture));
        let reading = super::read(&Listing::plain(NEWS), &format!("<ul>{page}</ul>")).unwrap();
        reading.entries.into_iter().map(|entry| entry.image).collect::<Vec<_>>()
    };
    let own = "<img src=\"data:image/gif;base64,AA\" data-src=\"LINK.jpg\" alt=\" A  lamp \" width=640 height=480px>";
    let expected = |url: &str| Image { width: Some(640), height: Some(480), alt: "A lamp".to_owned(), ..Image::at(url) };
    let found = pictures(own);
    assert_eq!(found[0], Some(expected("https://lamp.example/1.article.jpg")), "{found:?}");
    assert_eq!(found[2], Some(expected("https://lamp.example/3.article.jpg")));
    assert_eq!(pictures("<img srcset=\"LINK.webp 1x, LINK.2.webp 2x\">")[1], Some(Image::at("https://lamp.example/2.article.webp")));
    let featured = |picture: &str| format!("<ul>{}{}</ul>", filled(&shape(picture)), filled(&shape(picture)));
    let twice = super::read(&Listing::plain(NEWS), &featured(own)).unwrap();
    assert!(twice.entries.iter().all(|entry| entry.image.is_some()), "a story that stands twice keeps its picture");
    for none in ["", "<img src=LINK.gif width=16 height=16>", "<img src=\"javascript:x()\">"] {
        assert_eq!(pictures(none), [None, None, None], "{none}");
    }
}

#[test]
fn a_page_of_nothing_but_links_comes_to_an_end() {
    let rows = |row: fn(u32) -> String| (0..5_000).map(row).collect::<String>();
    for body in [
        rows(|n| format!("<div><a href=/{n}>The lamp of yard number {n}</a></div>")),
        rows(|n| format!("<a href=/{n}>The lamp of yard number {n}</a> ")),
        rows(|n| format!("<h3>Lamp {n}</h3><div><p><a href=/{n}>The lamp of yard number {n}</a></div>")),
    ] {
        let read = read(&Listing::plain(NEWS), &body);
        assert!(read.is_ok_and(|reading| reading.entries.len() > 1_000));
    }
}
