//! Article pages as publishing systems and people make them.

/// How a page is made, what it holds, and what is read from it: date, byline, picture.
pub(super) type Design = (&'static str, &'static str, Option<&'static str>, Option<&'static str>, Option<&'static str>);

/// Article pages as publishing systems and people make them, each with something that misleads.
pub(super) const DESIGNS: [Design; 34] = [
    (
        "a graph whose things point at each other, as plugins for WordPress write it",
        r#"<head><title>Harbour lights go out for good - The Quay</title><link rel="canonical" href="https://www.quay.example/news/harbour-lights-go-out-7025612">
        <script type="application/ld+json" class="x">{"@context":"https://schema.org","@graph":[
        {"@type":"Article","@id":"https://www.quay.example/#a","isPartOf":{"@id":"https://www.quay.example/#w"},"author":{"name":"Ada Lin","@id":"https://www.quay.example/#p"},
        "headline":"Harbour lights go out for good","datePublished":"2025-11-17T08:30:00+00:00","dateModified":"2025-11-20T10:00:00+00:00","mainEntityOfPage":{"@id":"https://www.quay.example/news/harbour-lights-go-out-7025612"},
        "image":{"@id":"https://www.quay.example/#i"}},
        {"@type":"WebPage","datePublished":"2019-01-01T00:00:00+00:00"},
        {"@type":"ImageObject","@id":"https://www.quay.example/#i","url":"https://www.quay.example/i/lamp.jpg","width":1200,"height":800},
        {"@type":"Person","@id":"https://www.quay.example/#p","name":"Ada Lin"}]}</script></head><body><h1>Harbour lights go out for good</h1></body>"#,
        Some("2025-11-17T08:30:00Z"),
        Some("Ada Lin"),
        Some("https://www.quay.example/i/lamp.jpg"),
    ),
    (
        "one of several articles that the page describes",
        r#"<script type="application/ld+json">[{"@type":"NewsArticle","headline":"Another story","url":"/other-1","datePublished":"2025-01-01T00:00:00Z"},
        {"@type":["NewsArticle","Article"],"headline":"Harbour lights go out for good","url":"/news/harbour-lights-go-out-7025612","datePublished":"2025-11-17T08:30:00Z","author":[{"@type":"Person","name":"Ada Lin"},{"@type":"Person","name":"Bo Rae"}],"image":["https://www.quay.example/1x1.jpg","https://www.quay.example/4x3.jpg"]}]</script>
        <h1>Harbour lights go out for good</h1><time datetime="2025-12-01">today</time>"#,
        Some("2025-11-17T08:30:00Z"),
        Some("Ada Lin, Bo Rae"),
        Some("https://www.quay.example/1x1.jpg"),
    ),
    (
        "Open Graph alone",
        r#"<head><meta property="og:title" content="Harbour lights go out for good"><meta property="og:site_name" content="The Quay">
        <meta property="article:published_time" content="2025-11-17T09:30:00+0100"><meta property="article:modified_time" content="2025-11-19T09:30:00+0100">
        <meta property="article:author" content="https://www.facebook.example/ada"><meta name="author" content="Ada Lin">
        <meta property="og:image" content="/i/lamp.jpg"><meta property="og:image:width" content="600"></head><h1>Harbour lights go out for good</h1>"#,
        Some("2025-11-17T08:30:00Z"),
        Some("Ada Lin"),
        Some("https://www.quay.example/i/lamp.jpg"),
    ),
    (
        "a scholarly journal",
        r#"<meta name="citation_title" content="Harbour lights go out for good"><meta name="citation_author" content="Lin, Ada"><meta name="citation_author" content="Rae, Bo">
        <meta name="citation_publication_date" content="2025/11/17"><meta name="dc.Date.modified" content="2025-11-30"><h1>Harbour lights go out for good</h1>"#,
        Some("2025-11-17"),
        Some("Lin, Ada; Rae, Bo"),
        None,
    ),
    (
        "Dublin Core, with the day in one place and the time in another",
        r#"<meta name="DC.date.issued" content="2025-11-17"><meta name="DC.creator" content="Ada Lin"><h1>Harbour lights go out for good</h1>
        <p class="meta">By <b>Ada Lin</b> on <time datetime="2025-11-17T08:30:00Z">Monday</time></p>"#,
        Some("2025-11-17T08:30:00Z"),
        Some("Ada Lin"),
        None,
    ),
    (
        "names of a service that counts readers",
        r#"<meta name="parsely-title" content="Harbour lights go out for good"><meta name="parsely-pub-date" content="2025-11-17T08:30:00Z"><meta name="parsely-author" content="Ada Lin"><meta name="parsely-image-url" content="https://img.example/a.jpg"><h1>x</h1>"#,
        Some("2025-11-17T08:30:00Z"),
        Some("Ada Lin"),
        Some("https://img.example/a.jpg"),
    ),
    (
        "microdata",
        r#"<div itemscope itemtype="http://schema.org/NewsArticle"><h1 itemprop="headline">Harbour lights go out for good</h1>
        <meta itemprop="datePublished" content="2025-11-17T08:30:00Z"><meta itemprop="dateModified" content="2025-11-18T08:30:00Z">
        <span itemprop="author" itemscope><a href="/people/ada"><span itemprop="name">Ada Lin</span></a></span>
        <figure itemprop="image" itemscope><img src="/i/lamp.jpg" width="800" alt="A lamp"></figure></div>
        <div class="related"><article><meta itemprop="datePublished" content="2024-01-01"></article></div>"#,
        Some("2025-11-17T08:30:00Z"),
        Some("Ada Lin"),
        Some("https://www.quay.example/i/lamp.jpg"),
    ),
    (
        "RDFa",
        r#"<article typeof="schema:NewsArticle"><h1 property="schema:headline">Harbour lights go out for good</h1>
        <span property="schema:datePublished" content="2025-11-17T08:30:00Z">Monday morning</span></article>"#,
        Some("2025-11-17T08:30:00Z"),
        None,
        None,
    ),
    (
        "h-entry",
        r#"<article class="h-entry"><h1 class="p-name">Harbour lights go out for good</h1><a class="u-url" href="/x"><time class="dt-published" datetime="2025-11-17 09:30:00+01:00">17/11</time></a>
        <time class="dt-updated" datetime="2025-11-19">19/11</time><span class="p-author h-card">Ada Lin</span><img class="u-photo" src="/i/lamp.jpg" alt=""></article>"#,
        Some("2025-11-17T08:30:00Z"),
        Some("Ada Lin"),
        Some("https://www.quay.example/i/lamp.jpg"),
    ),
    (
        "a theme that shows when a post was changed",
        r#"<article class="post"><header><h1 class="entry-title">Harbour lights go out for good</h1><div class="entry-meta">
        <span class="posted-on">Posted on <a href="/x" rel="bookmark"><time class="entry-date published" datetime="2025-11-17T08:30:00+00:00">17 November 2025</time><time class="updated" datetime="2025-11-19T08:30:00+00:00">19 November 2025</time></a></span>
        <span class="byline">by <span class="author vcard"><a href="/author/ada">Ada Lin</a></span></span></div></header></article>"#,
        Some("2025-11-17T08:30:00Z"),
        Some("Ada Lin"),
        None,
    ),
    (
        "the change before the date",
        r#"<h1>Harbour lights go out for good</h1><p>Updated <time datetime="2025-11-19T08:00:00Z">two days later</time></p><p>Published <time datetime="2025-11-17T08:30:00Z">then</time></p>"#,
        Some("2025-11-17T08:30:00Z"),
        None,
        None,
    ),
    (
        "today's date above the masthead",
        r#"<header><p>Friday, 5 December 2025</p><nav><a href="/">News</a></nav></header><main><h1>Harbour lights go out for good</h1><p class="byline">By Ada Lin</p><p class="date">17 November 2025</p></main>"#,
        Some("2025-11-17"),
        Some("Ada Lin"),
        None,
    ),
    (
        "a line of remarks",
        r#"<main><h1>Harbour lights go out for good</h1><div class="info">By Ada Lin | 17 November 2025 | 3 comments</div></main>"#,
        Some("2025-11-17"),
        None,
        None,
    ),
    (
        "a trade journal's page, with the number of the issue",
        r#"<div class="storyPage"><h1>Harbour lights go out for good</h1><p class="byline"><span class="date">2025-11-17T08:30:00</span><span class="author">By <a href="/a">Ada Lin</a></span></p>
        <div class="relatedContent"><ul><li><span class="date">2025-11-01</span><h3><a href="/o">Older</a></h3></li></ul></div></div>"#,
        Some("2025-11-17T08:30:00Z"),
        Some("Ada Lin"),
        None,
    ),
    (
        "German, with the time of day",
        r"<main><h1>Harbour lights go out for good</h1><p>Von Ada Lin</p><p>17. November 2025, 08:30 Uhr</p><p>Aktualisiert am 19. November 2025, 10:00 Uhr</p></main>",
        Some("2025-11-17T08:30:00Z"),
        None,
        None,
    ),
    (
        "German, the change first",
        r#"<main><h1>Harbour lights go out for good</h1><p class="zeit">Aktualisiert am 19.11.2025 · Veröffentlicht am 17.11.2025</p></main>"#,
        Some("2025-11-17"),
        None,
        None,
    ),
    (
        "French",
        r#"<main><h1>Harbour lights go out for good</h1><p class="meta__date">Publié le 17 novembre 2025 à 08h30, modifié le 18 novembre 2025 à 10h00</p></main>"#,
        Some("2025-11-17T08:30:00Z"),
        None,
        None,
    ),
    (
        "Spanish",
        r#"<main><h1>Harbour lights go out for good</h1><div class="a_ti"><a href="/l" class="a_md_a">Londres</a> - <span>17 nov 2025 - 08:30 GMT</span></div></main>"#,
        Some("2025-11-17T08:30:00Z"),
        None,
        None,
    ),
    (
        "Russian",
        r"<main><h1>Harbour lights go out for good</h1><div>17 ноября 2025, 08:30</div></main>",
        Some("2025-11-17T08:30:00Z"),
        None,
        None,
    ),
    (
        "Japanese",
        r#"<main><h1>Harbour lights go out for good</h1><p class="date">2025年11月17日 8時30分</p></main>"#,
        Some("2025-11-17T08:30:00Z"),
        None,
        None,
    ),
    (
        "the date above the headline",
        r#"<main><div class="kicker">News</div><div class="story-date">17 Nov 2025</div><h1>Harbour lights go out for good</h1><p>The old lamps have stood for 150 years.</p></main>"#,
        Some("2025-11-17"),
        None,
        None,
    ),
    (
        "a table of the last century",
        r"<table><tr><td><font size=6><b>The Quay</b></font></td></tr><tr><td><h2>Harbour lights go out for good</h2></td></tr><tr><td><i>Monday, November 17, 2025</i></td></tr><tr><td><p>Text.</p></td></tr></table>",
        Some("2025-11-17"),
        None,
        None,
    ),
    (
        "a definition list of a ministry",
        r"<h1>Harbour lights go out for good</h1><dl><dt>From:</dt><dd>Harbour Office</dd><dt>Published:</dt><dd>17 November 2025</dd><dt>Last updated:</dt><dd>19 November 2025</dd></dl>",
        Some("2025-11-17"),
        None,
        None,
    ),
    (
        "a ministry that shows its change first",
        r"<h1>Harbour lights go out for good</h1><dl><dt>Last updated</dt><dd>19 November 2025</dd><dt>Published</dt><dd>17 November 2025</dd></dl>",
        Some("2025-11-17"),
        None,
        None,
    ),
    (
        "a press release with a dateline",
        r#"<h1>Harbour lights go out for good</h1><p class="release-date">Nov 17, 2025, 08:30 ET</p><p><span>LONDON</span>, <span>Nov. 17, 2025</span> /PRQuay/ -- The old lamps</p>"#,
        Some("2025-11-17T13:30:00Z"),
        None,
        None,
    ),
    (
        "the day in the address alone",
        r"<h1>Harbour lights go out for good</h1><p>The old lamps have stood for 150 years.</p>",
        None,
        None,
        None,
    ),
    (
        "comments with dates",
        r#"<article><h1>Harbour lights go out for good</h1><p>Text.</p></article><section class="comments"><p class="date">1 December 2025</p><time datetime="2025-12-01T00:00:00Z"></time></section>"#,
        None,
        None,
        None,
    ),
    (
        "other stories with dates",
        r#"<h1>Harbour lights go out for good</h1><ul><li><h3><a href="/o-1">Older</a></h3><time datetime="2025-10-01"></time></li></ul><article><h2><a href="/o-2">Older still</a></h2><time datetime="2025-09-01"></time></article><aside><time datetime="2025-08-01"></time></aside>"#,
        None,
        None,
        None,
    ),
    (
        "a picture that stands for none, and a byline that names the site",
        r#"<head><meta property="og:site_name" content="The Quay"><meta name="author" content="The Quay"><meta property="og:image" content="/img/default-share.png"></head><h1>Harbour lights go out for good</h1><time datetime="2025-11-17"></time>"#,
        Some("2025-11-17"),
        None,
        None,
    ),
    (
        "a day in the future of another kind: an event's",
        r#"<head><meta name="event-date" content="2026-03-01"><meta property="article:published_time" content="2025-11-17T08:30:00Z"></head><h1>Harbour lights go out for good</h1>"#,
        Some("2025-11-17T08:30:00Z"),
        None,
        None,
    ),
    (
        "a script whose text has a line break, inside the marks of old pages",
        "<script type='application/ld+json'>//<![CDATA[\n{\"@type\":\"NewsArticle\",\"headline\":\"Harbour lights\n go out for good\",\"datePublished\":\"2025-11-17 08:30\"}\n//]]></script><h1>Harbour lights go out for good</h1>",
        Some("2025-11-17T08:30:00Z"),
        None,
        None,
    ),
    (
        "a headline cut by the source",
        r#"<head><meta property="og:title" content="Harbour lights go out for good, and nobody will miss them | The Quay"></head><time datetime="2025-11-17T08:30:00Z"></time><h1>Harbour lights go out for good, and nobody will miss them</h1>"#,
        Some("2025-11-17T08:30:00Z"),
        None,
        None,
    ),
    (
        "seconds since 1970",
        r#"<meta name="pubdate" content="1763368200"><h1>Harbour lights go out for good</h1>"#,
        Some("2025-11-17T08:30:00Z"),
        None,
        None,
    ),
    (
        "an author who is an account",
        r#"<meta name="author" content="admin"><h1>Harbour lights go out for good</h1><p class="byline">Words by Ada Lin</p><p class="timestamp">17/11/2025</p>"#,
        Some("2025-11-17"),
        Some("Ada Lin"),
        None,
    ),
];
