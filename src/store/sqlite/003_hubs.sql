-- Hubs (WebSub) that must be told of a document that changed. A row is written before the document takes its place, and is `ready`
-- once it stands there, so that a cut between the two tells nobody too early and forgets nobody.
CREATE TABLE ping (
    path   TEXT    NOT NULL,                    -- the feed
    topic  TEXT    NOT NULL,                    -- the address of one of its documents
    hub    TEXT    NOT NULL,
    change INTEGER NOT NULL,                    -- grows with every change: what changed again meanwhile is told again
    ready  INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (path, topic)
) STRICT, WITHOUT ROWID;
CREATE INDEX ping_ready ON ping (hub) WHERE ready;

-- Hubs that failed, and until when they are left alone.
CREATE TABLE hub (
    url        TEXT    PRIMARY KEY,
    failures   INTEGER NOT NULL,                -- in a row
    not_before INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
