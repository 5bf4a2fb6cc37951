//! Documents that are wrong in one thing, by format; the names of the constants are the formats.

use super::Case;

/// RSS.
pub(super) const RSS: [Case; 56] = [
    ("<?xml version=\"1.0\" encoding=\"utf-8\"?>", "", "RSS1: the XML declaration"),
    ("<?xml version=\"1.0\" encoding=\"utf-8\"?>", "\u{FEFF}<?xml version=\"1.0\" encoding=\"utf-8\"?>", "RSS1: the XML declaration"),
    ("<rss version=\"2.0\"", "<rss version=\"0.91\"", "RSS1: the root"),
    ("</channel></rss>", "</channel><channel></channel></rss>", "RSS1: not exactly one channel"),
    ("<rss version", "<?xml-stylesheet href=\"https://a.example/x.xsl\"?><rss version", "X2: "),
    ("xmlns:media=", "xmlns:other=", "XML: "),
    ("</item>", "\u{FFFF}</item>", "XML: "),
    ("xmlns:media=\"http://search.yahoo.com/mrss/\"", "xmlns:media=\"http://search.yahoo.com/mrss\"", "P4: xmlns:media"),
    ("<language>en-GB</language>", "", "RSS2: the channel needs one language"),
    ("<title>HSJ</title>", "<title> </title>", "RSS2: the channel needs one title"),
    ("<description>The newest articles of HSJ.</description>", "", "RSS2: the channel needs one description"),
    ("<language>", "<ttl>60</ttl><language>", "RSS15: the channel has ttl"),
    ("<language>", "<category>x</category><language>", "RSS15: the channel has category"),
    ("<url>https://feeds.example.org/hsj/icon.png</url>", "<url>icon.png</url>", "RSS12: the image has another"),
    ("<language>", "<image></image><language>", "R9: "),
    ("<language>", "<fh:complete xmlns:fh=\"http://purl.org/syndication/history/1.0\"/><language>", "H1: "),
    ("<link>https://feeds.example.org/hsj/</link>", "<link>/hsj/</link>", "RSS7: the channel's link"),
    ("<link>https://feeds.example.org/hsj/</link>", "<link>https://feeds.example.org/hsj/feed.rss</link>", "R7: "),
    ("<language>en-GB</language>", "<language>en_GB</language>", "RSS14: "),
    ("<lastBuildDate>Mon", "<lastBuildDate>Tue", "RSS6: lastBuildDate"),
    ("<item><title>£", "</channel><channel><item><title>£", "RSS1: not exactly one channel"),
    ("\n</channel>", "<rating>x</rating></channel>", "RSS3: "),
    ("rel=\"self\"", "rel=\"via\"", "P1: not exactly one"),
    ("rel=\"self\" type=\"application/rss+xml\"", "rel=\"self\" type=\"text/xml\"", "P1: the link to itself has another type"),
    ("/feed.rss\" rel=\"self\"", "/rss\" rel=\"self\"", "P1: the link to itself leads elsewhere"),
    ("<atom:link href=\"https://feeds.example.org/hsj/feed.json\"", "<atom:link href=\"feed.json\"", "RSS7: a link of the channel"),
    ("type=\"application/atom+xml\"", "type=\"application/xml\"", "R8: "),
    ("type=\"application/feed+json\"", "type=\"application/atom+xml\"", "A5: "),
    ("rel=\"prev-archive\"", "rel=\"previous\"", "H2: "),
    ("<pubDate>", "<author>A. Writer</author><pubDate>", "N23: "),
    ("<pubDate>", "<source url=\"https://a.example/\">A</source><pubDate>", "N23: "),
    ("<pubDate>", "<atom:link rel=\"prev-archive\" href=\"https://a.example/\"/><pubDate>", "H7: "),
    ("<title>Headline 2</title>", "<title></title>", "N14: "),
    ("<guid isPermaLink=\"false\">tag:", "<guid isPermaLink=\"false\">", "RSS4: the guid"),
    (
        "00000000000000000000000000000002",
        "00000000000000000000000000000001",
        "RSS4: the guid tag:hsj.co.uk,2025:00000000000000000000000000000001 stands twice",
    ),
    ("isPermaLink=\"false\"", "", "N10: "),
    ("<link>https://www.hsj.co.uk/news/2.article</link>", "<link>/news/2.article</link>", "RSS7: tag"),
    (
        "<link>https://www.hsj.co.uk/news/2.article</link>",
        "<link>https://www.hsj.co.uk/finance/1.article?a=1&amp;b=2</link>",
        "N11: the link",
    ),
    (" GMT</pubDate>", " BST</pubDate>", "RSS6: the date of tag"),
    ("<pubDate>Mon, 17 Nov 2025", "<pubDate>Mon, 17 Nov 25", "RSS6: the date of tag"),
    ("08:59:59 GMT", "09:59:59 GMT", "N24: "),
    ("<category>", "<category domain=\"x\">", "RSS9: "),
    ("<dc:creator>O’Brien &amp; Sons</dc:creator>", "<dc:creator></dc:creator>", "N22: "),
    ("<description><![CDATA[Headline 2]]>", "<description><![CDATA[<p>A</p><p>B</p>]]>", "N21: "),
    ("<p>The whole", "<script>x</script><p>The whole", "P5: "),
    ("<p>The whole", "<p style=\"position:fixed\">The whole", "P5: "),
    ("<p>The whole", "<p onclick='x()'>The whole", "P5: "),
    ("<img src=\"https:/", "<img src=\"", "N15: src in the text"),
    ("<em>text</em>", "<a href='//a.example/'>text</a>", "N15: href in the text"),
    ("&#x26;", "&amp;", "P3: "),
    ("<em>text</em>", "<a href='https://a.example/?utm_source=rss'>text</a>", "R15: a link in the text"),
    ("<em>text</em>", "<img src='https://a.example/' alt='' width='1' height='1'>", "R15: a picture in the text"),
    (
        "<link>https://www.hsj.co.uk/news/2.article</link>",
        "<link>https://www.hsj.co.uk/news/2.article?utm_source=rss</link>",
        "R15: the link of tag",
    ),
    ("alt=\"A ward &amp; “a” nurse\" ", "", "R16: a picture in the text"),
    (" width=\"600\"", "", "R16: the picture of tag"),
    (" width=\"600\"", " width=\"601\"", "N19: "),
];

/// More of RSS: what an item carries beside its text.
pub(super) const MEDIA: [Case; 9] = [
    (
        "<content:encoded>",
        "<content:encoded>x</content:encoded><content:encoded>",
        "P2: tag:hsj.co.uk,2025:00000000000000000000000000000001 has two",
    ),
    ("<description><![CDATA[What", "<content:encoded>x</content:encoded><description><![CDATA[What", "P2: the description"),
    ("<enclosure ", "<enclosure url=\"https://a.example/\" length=\"0\" type=\"audio/mpeg\"/><enclosure ", "RSS8: tag"),
    ("length=\"1234\"", "length=\"\"", "RSS8: the enclosure of tag:hsj.co.uk,2025:00000000000000000000000000000001 has no length"),
    ("type=\"audio/mpeg\"/>", "type=\"\"/>", "RSS8: the enclosure of tag:hsj.co.uk,2025:00000000000000000000000000000001 has no type"),
    (
        "<enclosure url=\"https:",
        "<enclosure url=\"",
        "RSS8: the enclosure of tag:hsj.co.uk,2025:00000000000000000000000000000001 has no absolute",
    ),
    ("medium=\"image\"", "medium=\"photo\"", "M4: "),
    ("<img src=\"https://www.hsj.co.uk/1.jpg", "<img src=\"https://www.hsj.co.uk/2.jpg", "N17: "),
    (
        "<title>Headline 2</title><link>",
        "<title>£860m &#x26; “a” &#x3C;b&gt;x&#x3C;/b&gt; – ]]&gt; AT&#x26;amp;T</title><pubDate>Mon, 17 Nov 2025 09:00:00 GMT</pubDate><link>",
        "N11: the headline and date",
    ),
];

/// More of RSS: an article that has a picture and no sound.
pub(super) const PICTURE: [Case; 5] = [
    ("<enclosure url=\"https://www.hsj.co.uk/1.jpg", "<enclosure url=\"https://www.hsj.co.uk/2.jpg", "N17: the picture of tag"),
    ("length=\"56789\"", "length=\"0\"", "N17: the picture of tag"),
    ("width=\"1200\"", "width=\"0\"", "M4: the type or size"),
    ("type=\"image/jpeg\" url", "type=\"text/html\" url", "M4: the type or size"),
    ("<media:content ", "<media:content url=\"https://a.example/\" medium=\"image\"/><media:content ", "M4: tag"),
];

/// More of RSS: what podcast apps read.
pub(super) const PODCAST: [Case; 12] = [
    (
        " xmlns:itunes=\"http://www.itunes.com/dtds/podcast-1.0.dtd\"",
        " xmlns:itunes=\"http://www.itunes.com/DTDs/Podcast-1.0.dtd\"",
        "P4: xmlns:itunes",
    ),
    ("type=\"audio/mpeg\"/>", "type=\"video/mp4\"/>", "M1: "),
    ("type=\"audio/mpeg\"/>", "type=\"video/mp4\"/>", "M5: "),
    ("<itunes:author>HSJ</itunes:author>", "", "M2: a podcast needs one itunes:author"),
    ("<itunes:author>HSJ</itunes:author>", "<itunes:author></itunes:author>", "M2: the podcast's author"),
    ("<itunes:explicit>false</itunes:explicit>", "<itunes:explicit>clean</itunes:explicit>", "M2: explicit"),
    ("text=\"Health &amp; Fitness\"", "text=\"Health\"", "M2: the podcast's category"),
    ("<itunes:image href=\"https://feeds", "<itunes:image href=\"//feeds", "M2: the podcast's cover"),
    ("<itunes:email>podcasts@hsj.co.uk</itunes:email>", "", "M2: the podcast's owner"),
    ("<itunes:duration>1830", "<itunes:duration>30:30:30:30", "M3: "),
    ("<itunes:image href=\"https://www.hsj.co.uk/1.jpg", "<itunes:image href=\"https://www.hsj.co.uk/2.jpg", "R17: "),
    ("<width>144</width>", "<width>180</width>", "RSS12: the image is larger"),
];

/// Atom.
pub(super) const ATOM: [Case; 37] = [
    ("xmlns=\"http://www.w3.org/2005/Atom\"", "xmlns=\"http://purl.org/atom/ns#\"", "A1: the root"),
    ("<generator>Feedmill</generator>", "<id>tag:a.example,2025:c</id>", "A1: the feed needs one id"),
    ("<title>HSJ</title>", "", "A1: the feed needs one title"),
    ("\n</feed>", "<rights>x</rights></feed>", "A1: something stands after"),
    (" xml:lang=\"en-GB\"", "", "A14: "),
    (" xml:lang=\"en-GB\"", " xml:lang=\"en-GB\" xml:base=\"https://a.example/\"", "N15: xml:base"),
    ("rel=\"self\"", "rel=\"via\"", "A6: not exactly one"),
    ("rel=\"self\" type=\"application/atom+xml\"", "rel=\"self\" type=\"text/xml\"", "A6: the link to itself has another type"),
    ("/feed.atom\" rel=\"self\"", "/atom\" rel=\"self\"", "A6: the link to itself leads elsewhere"),
    ("<id>tag:hsj.co.uk,2025:feed/hsj</id>", "<id>https://feeds.example.org/hsj/feed.atom</id>", "A7: the id is the address"),
    ("<id>tag:", "<id>", "A7: the id"),
    ("<id>tag:hsj.co.uk,2025:feed", "<id>tag:HSJ.co.uk,2025:feed", "A7: the id tag:HSJ"),
    ("<generator>", "<fh:complete xmlns:fh=\"http://purl.org/syndication/history/1.0\"/><generator>", "H1: "),
    ("rel=\"alternate\"", "rel=\"related\"", "R8: "),
    ("<icon>https://feeds.example.org/hsj/icon.png</icon>", "", "R9: "),
    ("rel=\"prev-archive\"", "rel=\"next\"", "H2: "),
    ("rel=\"prev-archive\"", "rel=\"next-archive\"", "H4: a document that is no archive"),
    ("months/2025-09/feed.atom\" rel=\"prev-archive\"", "feed.atom\" rel=\"prev-archive\"", "H3: prev-archive is the document"),
    ("<generator>", "<link href=\"https://a.example/\" rel=\"prev-archive\"/><generator>", "H3: 2 links"),
    ("type=\"application/feed+json\"", "type=\"application/rss+xml\"", "A5: "),
    ("href=\"https://feeds.example.org/hsj/feed.json\"", "href=\"//feeds.example.org/hsj/feed.json\"", "N15: a link of the feed"),
    ("<author><name>HSJ</name><uri>https://www.hsj.co.uk/</uri></author>", "", "A2: tag"),
    ("<name>O’Brien &amp; Sons</name>", "<name></name>", "A2: an author of tag"),
    ("<published>2025", "<published>25", "A8: the date of tag"),
    ("<published>2025-11-16", "<published>2025-11-18", "A8: tag"),
    ("09:00:00Z</updated></entry>", "09:00:00z</updated></entry>", "A8: the time of change"),
    ("</title><id>tag:hsj.co.uk,2025:00000000000000000000000000000002</id>", "</title>", "A3: "),
    ("00000000000000000000000000000002", "00000000000000000000000000000001", "A9: the id"),
    ("08:59:59Z</updated></entry>", "09:00:00Z</updated></entry>", "A9: the time of change"),
    ("<updated>2025-11-17T09:00:00Z</updated><author>", "<updated>2025-11-16T09:00:00Z</updated><author>", "R2: "),
    ("<summary type=\"html\">Headline 2</summary>", "", "A4: tag:hsj.co.uk,2025:00000000000000000000000000000002 has no summary"),
    ("<content type=\"html\">", "<content type=\"html\" src=\"https://a.example/\">", "A4: the content of tag"),
    ("<summary type=\"html\">", "<summary>", "A12: "),
    (" label=\"News\"", "", "A13: a category"),
    ("<category term=\"Finance", "<category scheme=\"https://a.example/\" term=\"Finance", "A13: tag"),
    ("length=\"1234\"", "length=\"much\"", "A11: "),
    ("<title>Headline 2</title>", "<title type=\"html\">Headline 2</title>", "N16: "),
];

/// More of Atom: entries.
pub(super) const ENTRIES: [Case; 5] = [
    ("</published>", "</published><source><id>x</id></source>", "A10: "),
    (
        "<link href=\"https://www.hsj.co.uk/news/2.article\" rel=\"alternate\"/>",
        "",
        "A4: tag:hsj.co.uk,2025:00000000000000000000000000000002 links no page",
    ),
    ("</published>", "</published><link rel=\"current\" href=\"https://a.example/\"/>", "H7: "),
    ("&lt;p&gt;The whole", "&lt;iframe src=&quot;https://a.example/&quot;&gt;&lt;/iframe&gt;&lt;p&gt;The whole", "P5: "),
    ("<content type=\"html\">", "<content type=\"html\">x</content><content type=\"html\">", "A4: tag"),
];

/// JSON Feed.
pub(super) const JSON: [Case; 27] = [
    ("\"favicon\":", "\"_favicon\":", "R9: "),
    ("\"items\":[", "\"items\":[,", "J1: no JSON"),
    ("/version/1.1", "/version/1", "J1: the version"),
    ("1.1\",\"title\":\"HSJ\"", "1.1\",\"title\":\"\"", "J1: no title"),
    ("\"items\":[", "\"items\":{},\"_items\":[", "J1: no items"),
    ("\"home_page_url\"", "\"home_page\"", "J4: no absolute home_page_url"),
    ("\"feed_url\":\"https:", "\"feed_url\":\"", "J4: no absolute feed_url"),
    ("hsj/feed.json\",\"description\"", "hsj/json\",\"description\"", "J4: feed_url leads"),
    ("\"next_url\":\"https:", "\"next_url\":\"", "J9: next_url is not absolute"),
    (
        "\"next_url\":\"https://feeds.example.org/hsj/months/2025-09/feed.json\"",
        "\"next_url\":\"https://feeds.example.org/hsj/feed.json\"",
        "J9: next_url is the document",
    ),
    ("\"language\":\"en-GB\"", "\"language\":\"en-GB\",\"expired\":\"no\"", "J9: expired"),
    ("\"type\":\"WebSub\"", "\"type\":\"rssCloud\"", "J9: a hub"),
    ("\"language\":\"en-GB\"", "\"language\":\"\"", "R10: "),
    ("\"language\":\"en-GB\"", "\"language\":\"en-GB\",\"author\":{\"name\":\"A\"}", "J6: the feed has"),
    ("\"authors\":[{\"name\":\"O’Brien & Sons\"}]", "\"authors\":[{\"name\":\"\"}]", "J6: an author"),
    ("\"_feedmill\"", "\"feedmill\"", "J7: tag"),
    ("\"description\"", "\"about\"", "J7: the feed has about"),
    ("\"tags\":[\"News\"]", "\"tags\":[7]", "J7: a tag"),
    ("\"id\":\"tag:", "\"id\":\"", "J2: the id"),
    (
        "00000000000000000000000000000002",
        "00000000000000000000000000000001",
        "J2: the id tag:hsj.co.uk,2025:00000000000000000000000000000001 stands twice",
    ),
    ("\"content_html\"", "\"content\"", "J3: "),
    ("\"title\":\"Headline 2\"", "\"title\":\"\"", "N14: "),
    ("\"date_published\":\"2025-11-16T", "\"date_published\":\"2025-11-16 ", "J5: date_published"),
    ("\"date_modified\":\"2025-11-17T09:00:00Z\"", "\"date_modified\":null", "J5: date_modified"),
    ("\"mime_type\":\"audio/mpeg\"", "\"mime_type\":\"\"", "J8: "),
    ("<p>The whole", "<form></form><p>The whole", "P5: "),
    ("<em>text</em>", "<a href='news/'>text</a>", "N15: href"),
];

/// OPML.
pub(super) const OPML: [Case; 12] = [
    ("<opml version=\"2.0\">", "<opml version=\"1.0\">", "OP1: the root"),
    ("</body>", "</body><body></body>", "OP1: not one head"),
    ("<head><title>HSJ</title></head>", "<head></head>", "OP1: no title"),
    ("</head>", "<dateModified>Mon, 17 Nov 2025 09:00:00 GMT</dateModified></head>", "OP4: "),
    ("type=\"rss\"", "type=\"atom\"", "OP2: HSJ lacks its type"),
    ("language=\"en-GB\"", "language=\"English\"", "OP2: HSJ lacks its type"),
    ("text=\"HSJ: Podcast\"", "text=\"\"", "OP2: an outline without text"),
    ("xmlUrl=\"https://feeds", "xmlUrl=\"//feeds", "OP2: HSJ lacks an absolute"),
    ("sections/podcast/feed.rss", "sections/news/feed.rss", "OP2: the feed"),
    ("<outline text=\"Sections\"", "<outline type=\"rss\" text=\"Sections\"", "OP3: Sections"),
    ("newsletter/\" language=\"en-GB\"/>", "newsletter/\" language=\"en-GB\"><outline text=\"x\"/></outline>", "OP3: the feed"),
    ("sections/podcast/feed.rss", "months/2025-11/feed.rss", "R30: "),
];

/// Months as OPML.
pub(super) const MONTHS: [Case; 1] = [("months/2025-11/feed.rss", "feed.rss", "R30: https://feeds.example.org/hsj/feed.rss is no month")];

/// A sitemap.
pub(super) const SITEMAP: [Case; 8] = [
    ("urlset", "urls", "T1: the root"),
    ("sitemap/0.9", "sitemap/0.84", "T1: the namespace"),
    ("sitemap/0.9", "sitemap/0.84", "P4: xmlns"),
    ("<url>", "<page/><url>", "T1: something else"),
    ("<loc>https://feeds.example.org/hsj/</loc>", "<loc>/hsj/</loc>", "T1: /hsj/"),
    ("</loc>", "</loc><lastmod>2025-11-17</lastmod>", "T1: https"),
    ("https://feeds.example.org/hsj/sections/news/", "https://feeds.example.org/hsj/", "T2: the page"),
    ("<urlset", "<?xml-stylesheet href=\"https://a.example/x.xsl\"?><urlset", "X2: "),
];

/// What search engines ask first.
pub(super) const ROBOTS: [Case; 2] =
    [("Sitemap: https://feeds", "Sitemap: //feeds", "T2: the sitemap"), ("Disallow:", "Disallow: /", "T2: search engines")];

/// Pages.
pub(super) const PAGE: [Case; 42] = [
    ("<!DOCTYPE html>\n", "", "PAGE: no document type"),
    ("<!DOCTYPE html>\n", "", "HTML: "),
    ("</nav>", "", "HTML: "),
    ("<p class=\"label ", "<p class=\"b\" class=\"label ", "HTML: "),
    ("<html lang=\"en-GB\">", "<html>", "PAGE: no language"),
    ("<meta charset=\"utf-8\">\n", "", "PAGE: the encoding"),
    ("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">", "", "PAGE: not made for small"),
    ("<title>HSJ</title>", "<title></title>", "PAGE: not one title"),
    ("<h1>HSJ</h1>", "<h1>HSJ</h1><h1>HSJ</h1>", "PAGE: not one h1"),
    ("<h2 id=\"months\">Months</h2>", "<h4 id=\"months\">Months</h4>", "PAGE: the heading Months skips"),
    ("00000000000000000000000000000002", "00000000000000000000000000000001", "PAGE: the place"),
    ("<nav aria-label=\"Months\">", "<nav aria-label=\"Sections\">", "PAGE: the name of a list"),
    (">Headline 2</a>", "></a>", "PAGE: the link"),
    ("<time datetime=\"2025-11\">", "<time datetime=\"November\">", "PAGE: November is no date"),
    ("<td></td></tr>", "</tr>", "PAGE: a table with rows"),
    ("<th scope=\"row\">", "<th>", "PAGE: a head of a table"),
    ("</main>", "<script></script></main>", "R15: an element script"),
    ("</main>", "<img src=\"https://a.example/\" alt=\"\"></main>", "R15: an element img"),
    ("<h1>", "<h1 onclick=\"x()\">", "R15: h1 has onclick"),
    ("<h1>", "<h1 style=\"color: red\">", "R15: h1 has style"),
    ("<link rel=\"canonical\"", "<link rel=\"preload\" href=\"https://a.example/\"><link rel=\"canonical\"", "R15: links"),
    ("<link rel=\"apple", "<link rel=\"icon\" href=\"https://a.example/icon.png\"><link rel=\"apple", "R15: a picture from elsewhere"),
    ("<meta name=\"viewport\"", "<meta name=\"robots\" content=\"x\"><meta name=\"viewport\"", "R15: a meta element"),
    ("<meta name=\"viewport\"", "<meta http-equiv=\"refresh\" content=\"0\"><meta name=\"viewport\"", "R15: meta has http-equiv"),
    ("</style>", "</style><style></style>", "PAGE: 2 styles"),
    ("</style>", "a { background: url(https://a.example/) }</style>", "R15: a style that asks"),
    ("prefers-color-scheme", "color-scheme", "PAGE: no dark colours"),
    ("<a href=\"https://www.hsj.co.uk/news/2.article\">", "<a href=\"javascript:alert(1)\">", "R15: an address that runs"),
    ("<a href=\"https://www.hsj.co.uk/news/2.article\">", "<a href=\"/news/2.article\">", "N15: the address /news"),
    ("<a href=\"https://www.hsj.co.uk/news/2.article\">", "<a href=\"//www.hsj.co.uk/\">", "N15: the address //"),
    ("<a href=\"https://www.hsj.co.uk/news/2.article\">", "<a href=\"ftp://www.hsj.co.uk/\">", "N15: the address ftp"),
    ("<meta name=\"description\" content=\"The newest articles of HSJ.\">", "", "PAGE: not one description"),
    ("<link rel=\"canonical\" href=\"https://feeds.example.org/hsj/\">", "", "PAGE: its own addresses"),
    ("type=\"application/atom+xml\" title", "type=\"text/xml\" title", "R27: not all feeds"),
    ("title=\"HSJ (Atom)\"", "title=\"HSJ (RSS)\"", "R27: the feed title"),
    (
        "title=\"HSJ (JSON)\" href=\"https://feeds.example.org/hsj/feed.json\"",
        "title=\"HSJ (JSON)\" href=\"https://feeds.example.org/feed.json\"",
        "R27: feed.json is said",
    ),
    ("<code>https://feeds.example.org/hsj/feed.rss</code>", "", "R28: no address to copy"),
    ("<article id=\"00000000000000000000000000000002\">", "<article>", "R28: the article"),
    ("action=\"https://feeds.example.org/hsj/search\"", "action=\"https://a.example/\"", "R15: a form that"),
    (" aria-label=\"Words to look for\"", "", "PAGE: a field that"),
    ("<main id=\"articles\">", "<div id=\"articles\">", "HTML: "),
    ("</main>", "</main><article id=\"x\"><h2><a href=\"https://a.example/\">A</a></h2></article>", "R28: an article stands"),
];

/// The page that leads to every publication.
pub(super) const ROOT: [Case; 5] = [
    ("href=\"hsj/\"", "href=\"/hsj/\"", "N15: the address /hsj/"),
    ("href=\"hsj/\"", "href=\"https://feeds.example.org/hsj/\"", "N15: the address https"),
    ("href=\"hsj/\"", "href=\"../hsj/\"", "N15: the address .."),
    ("title=\"HSJ (Atom)\"", "title=\"HSJ (RSS)\"", "R27: the feed title"),
    ("<html lang=\"en\">", "<html>", "PAGE: no language"),
];
