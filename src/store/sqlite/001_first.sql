-- The first shape of the store. Migrations are append-only: a later change is a new file, never an edit of this one.
-- Times are whole Unix seconds, months are months since January of year 0, booleans are 0 or 1.

CREATE TABLE publication (
    id             INTEGER PRIMARY KEY,
    name           TEXT    NOT NULL UNIQUE,
    rendering      TEXT    NOT NULL DEFAULT '', -- fingerprint of what documents depend on besides articles
    sealed_through INTEGER NOT NULL DEFAULT 0,  -- this month and all before it are sealed
    opened         INTEGER NOT NULL DEFAULT 0,  -- the feed of everything has held an article
    feeds_changed  INTEGER NOT NULL DEFAULT 0,  -- the change that last made a feed come or go …
    feeds_listed   INTEGER NOT NULL DEFAULT 0   -- … and the one that the published lists of feeds show
) STRICT;

CREATE TABLE source (
    id           INTEGER PRIMARY KEY,
    publication  INTEGER NOT NULL REFERENCES publication,
    name         TEXT    NOT NULL,
    active       INTEGER NOT NULL DEFAULT 1,    -- stands in the configuration
    schedule     TEXT    NOT NULL DEFAULT '',   -- schedule and zone that next_run was reckoned from
    next_run     INTEGER,
    next_reason  TEXT    NOT NULL DEFAULT 'first run',
    not_before   INTEGER,                       -- the host asked to stay away until then
    last_attempt INTEGER,
    last_success INTEGER,
    last_new     INTEGER,
    failures     INTEGER NOT NULL DEFAULT 0,    -- in a row
    error_kind   TEXT,
    error        TEXT,
    articles     INTEGER NOT NULL DEFAULT 0,    -- that it has shown
    UNIQUE (publication, name)
) STRICT;

-- What we know of one address of a source; validators are an atomic pair from one response.
CREATE TABLE page (
    source        INTEGER NOT NULL REFERENCES source,
    url           TEXT    NOT NULL,
    etag          BLOB,
    last_modified BLOB,
    body          BLOB,                         -- hash of the bytes that were read last
    next_url      TEXT,                         -- the page that followed it, so that a 304 does not end a walk
    entries       INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (source, url)
) STRICT, WITHOUT ROWID;

-- A walk over the pages of one listing. `caught_up` is cleared in the transaction that keeps news and set when the walk ends:
-- only after a walk that reached the end may the next one stop early.
CREATE TABLE walk (
    source    INTEGER NOT NULL REFERENCES source,
    url       TEXT    NOT NULL,
    caught_up INTEGER NOT NULL DEFAULT 0,
    month     INTEGER,                          -- the month that its pages say they list
    ended     INTEGER,                          -- when a walk last reached the end
    quiet     INTEGER,                          -- since when walks over a closed month found nothing changed
    run       INTEGER,                          -- the run that began what has not reached the end: one listing, one order
    PRIMARY KEY (source, url)
) STRICT, WITHOUT ROWID;

CREATE TABLE section (
    id          INTEGER PRIMARY KEY,
    publication INTEGER NOT NULL REFERENCES publication,
    label       TEXT    NOT NULL,
    slug        TEXT    NOT NULL,
    UNIQUE (publication, label),
    UNIQUE (publication, slug)
) STRICT;

CREATE TABLE article (
    id          INTEGER PRIMARY KEY,
    publication INTEGER NOT NULL REFERENCES publication,
    tag         TEXT    NOT NULL,               -- the published id, minted once
    title       TEXT    NOT NULL,
    link        TEXT,
    canonical   TEXT,
    section     INTEGER REFERENCES section,
    weak        INTEGER NOT NULL,               -- the section is a source's default, not the page's word
    month       INTEGER NOT NULL,
    stated      INTEGER,                        -- second, day number or month number, by precision
    precision   INTEGER NOT NULL,               -- 3 instant, 2 day, 1 month, 0 none
    stated_by   INTEGER NOT NULL REFERENCES source,
    lead        INTEGER NOT NULL REFERENCES source, -- whose text it is: of those that showed it first, the one configured first
    clamped     INTEGER NOT NULL,               -- the source stated a date in the future
    first_seen  INTEGER NOT NULL,
    run         INTEGER NOT NULL,               -- the run that brought it, and its place in that run's listing: the listing's order
    place       INTEGER NOT NULL,
    arrival     INTEGER NOT NULL,               -- 0 news, 1 tail, 2 back-fill, 3 recovered
    released    INTEGER,
    dated       INTEGER,
    updated     INTEGER,
    stands      INTEGER NOT NULL DEFAULT 0,     -- bits: 1 feed of everything, 2 its section's feed, 4 feeds of the operator's own
    rendered    INTEGER NOT NULL DEFAULT 0,     -- hash of its fragments; 0 while there are none
    audio       INTEGER NOT NULL,               -- it holds a sound file: what makes a feed a podcast
    body        INTEGER NOT NULL,               -- hash of standfirst and text, for succession
    author      TEXT,                           -- what may be long stands last: feeds are read without it
    summary     TEXT,
    content     TEXT,
    extra       TEXT    NOT NULL DEFAULT ''     -- categories, enclosures and picture as JSON; empty for none
) STRICT;
CREATE UNIQUE INDEX article_tag ON article (publication, tag);
CREATE INDEX article_month ON article (publication, month, section, released, stands);
CREATE UNIQUE INDEX article_released ON article (publication, released) WHERE released IS NOT NULL;
CREATE INDEX article_section ON article (publication, section, released) WHERE released IS NOT NULL;
CREATE INDEX article_updated ON article (publication, updated) WHERE updated IS NOT NULL;
CREATE INDEX article_dated ON article (publication, dated) WHERE dated IS NOT NULL;
CREATE INDEX article_body ON article (publication, body, stated) WHERE precision >= 2;

CREATE TABLE alias (
    key     BLOB    PRIMARY KEY,                -- 16 bytes: kind, publication, scope and value, hashed
    article INTEGER NOT NULL REFERENCES article
) STRICT, WITHOUT ROWID;

-- Aliases that stood on several entries of one document of this source, and are ignored from then on.
CREATE TABLE poisoned (
    source INTEGER NOT NULL REFERENCES source,
    key    BLOB    NOT NULL,
    PRIMARY KEY (source, key)
) STRICT, WITHOUT ROWID;

-- One article, many sightings: how a source showed it.
CREATE TABLE sighting (
    article    INTEGER NOT NULL REFERENCES article,
    source     INTEGER NOT NULL REFERENCES source,
    mark       INTEGER NOT NULL,                -- hash of guid, canonical link and section
    guid       TEXT,
    link       TEXT,
    section    TEXT,
    page       TEXT    NOT NULL,
    first_seen INTEGER NOT NULL,
    said       BLOB    NOT NULL,                -- hashes of what it said last, field by field
    edits      INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (article, source, mark)
) STRICT, WITHOUT ROWID;

CREATE TABLE revision (
    article INTEGER NOT NULL REFERENCES article,
    at      INTEGER NOT NULL,
    source  INTEGER NOT NULL REFERENCES source,
    field   TEXT    NOT NULL,
    was     TEXT
) STRICT;
CREATE INDEX revision_article ON revision (article, at);

CREATE TABLE identity_conflict (
    publication INTEGER NOT NULL REFERENCES publication,
    kept        INTEGER NOT NULL REFERENCES article,
    other       INTEGER NOT NULL REFERENCES article,
    at          INTEGER NOT NULL,
    PRIMARY KEY (publication, kept, other)
) STRICT, WITHOUT ROWID;

-- Why an article is one although an alias did not say so.
CREATE TABLE merge (
    article INTEGER NOT NULL REFERENCES article,
    at      INTEGER NOT NULL,
    source  INTEGER NOT NULL REFERENCES source,
    reason  TEXT    NOT NULL
) STRICT;
CREATE INDEX merge_article ON merge (article);

-- How many articles each feed has, section 0 for all sections, month 0 for all months: chains and front pages read it.
CREATE TABLE tally (
    publication INTEGER NOT NULL REFERENCES publication,
    section     INTEGER NOT NULL,
    month       INTEGER NOT NULL,
    articles    INTEGER NOT NULL,
    PRIMARY KEY (publication, section, month)
) STRICT, WITHOUT ROWID;

-- The outbox: feeds whose files are older than their articles. A mark is cleared only if `change` is still what was read.
CREATE TABLE stale (
    path   TEXT    PRIMARY KEY,
    change INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Articles that wait for their date in month feeds, or for their release.
CREATE TABLE pending (
    publication INTEGER NOT NULL REFERENCES publication,
    article     INTEGER NOT NULL REFERENCES article,
    PRIMARY KEY (publication, article)
) STRICT, WITHOUT ROWID;

-- Feeds of the operator's own as they were configured when they last gave something a look, and how far each has got.
CREATE TABLE own_feed (
    publication INTEGER NOT NULL REFERENCES publication,
    name        TEXT    NOT NULL,
    filter      TEXT    NOT NULL,               -- what fits
    timing      TEXT    NOT NULL,               -- when what waits appears
    digest      INTEGER NOT NULL,               -- its items are periods
    items       INTEGER NOT NULL,               -- how many it holds
    last        INTEGER NOT NULL,               -- the latest date that it ever carried
    floor       INTEGER NOT NULL,               -- it shows what was given from here on; never moves back
    PRIMARY KEY (publication, name)
) STRICT, WITHOUT ROWID;

-- What feeds of the operator's own have given, each item once: an article or a digest by its published id, and its date there.
CREATE TABLE given (
    publication INTEGER NOT NULL REFERENCES publication,
    feed        TEXT    NOT NULL,
    second      INTEGER NOT NULL,
    tag         TEXT    NOT NULL,
    PRIMARY KEY (publication, feed, second)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX given_tag ON given (publication, tag, feed);
CREATE INDEX given_second ON given (publication, second);

-- Articles that are news and may not appear yet in a feed of the operator's own: until when, and in which period's digest.
CREATE TABLE awaiting (
    publication INTEGER NOT NULL REFERENCES publication,
    feed        TEXT    NOT NULL,
    due         INTEGER NOT NULL,
    article     INTEGER NOT NULL REFERENCES article,
    period      TEXT    NOT NULL DEFAULT '',
    PRIMARY KEY (publication, feed, due, article)
) STRICT, WITHOUT ROWID;

-- Digests as they were given, for ever.
CREATE TABLE digest (
    id          INTEGER PRIMARY KEY,
    publication INTEGER NOT NULL REFERENCES publication,
    tag         TEXT    NOT NULL,
    title       TEXT    NOT NULL,
    summary     TEXT    NOT NULL,               -- plain text
    content     TEXT    NOT NULL,               -- HTML
    UNIQUE (publication, tag)
) STRICT;

-- Articles whose fragments are missing or old.
CREATE TABLE unrendered (article INTEGER PRIMARY KEY REFERENCES article) STRICT;

CREATE TABLE fragment (
    article INTEGER PRIMARY KEY REFERENCES article,
    hash    INTEGER NOT NULL,                   -- of all of them
    rss     TEXT NOT NULL,
    atom    TEXT NOT NULL,
    json    TEXT NOT NULL,
    html    TEXT NOT NULL,
    words   INTEGER NOT NULL DEFAULT 0          -- hash of the words that search has of it
) STRICT;

-- The words by which articles are found, kept with their fragments; only the index, as the words stand in the articles.
CREATE VIRTUAL TABLE search USING fts5 (
    title, standfirst, author, section,
    content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2'
);

-- What the published files said when this store was new: release times that must not be given twice.
CREATE TABLE recovered (
    publication INTEGER NOT NULL REFERENCES publication,
    tag         TEXT    NOT NULL,
    released    INTEGER,
    dated       INTEGER,
    updated     INTEGER,
    stands      INTEGER NOT NULL,
    link        BLOB,                           -- the alias of its link then: a slug may be another than the id came from
    PRIMARY KEY (publication, tag)
) STRICT, WITHOUT ROWID;
CREATE INDEX recovered_link ON recovered (publication, link);

-- Numbers that only grow.
CREATE TABLE counter (
    name  TEXT    PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO counter VALUES ('change', 0);
