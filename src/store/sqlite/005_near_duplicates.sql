-- A few numbers of each story that may have near-duplicates, by the week it is dated in: what candidates are found by.
CREATE TABLE print (
    publication INTEGER NOT NULL REFERENCES publication,
    week        INTEGER NOT NULL,
    print       INTEGER NOT NULL,
    article     INTEGER NOT NULL REFERENCES article,
    PRIMARY KEY (publication, week, print, article)
) STRICT, WITHOUT ROWID;

-- Articles that stand in no feed: each is one with another (`leader`), or was withdrawn. Their aliases go on to be known, so that
-- nothing of them ever comes back as new; what they had is kept, so that they can come back themselves.
CREATE TABLE set_aside (
    article INTEGER PRIMARY KEY REFERENCES article,
    leader  INTEGER REFERENCES article,
    dated   INTEGER,
    stands  INTEGER NOT NULL
) STRICT;
CREATE INDEX set_aside_leader ON set_aside (leader) WHERE leader IS NOT NULL;

-- What was decided about articles, by a rule or by the operator; never deleted.
CREATE TABLE decision (
    id          INTEGER PRIMARY KEY,
    publication INTEGER NOT NULL REFERENCES publication,
    at          INTEGER NOT NULL,
    verb        TEXT    NOT NULL,               -- near-duplicate, merge, unmerge, withdraw, restore
    article     INTEGER NOT NULL REFERENCES article,
    other       INTEGER REFERENCES article,     -- the article that it became one with, or was taken apart from
    reason      TEXT    NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX decision_article ON decision (article);
CREATE INDEX decision_other ON decision (other) WHERE other IS NOT NULL;
CREATE INDEX conflict_other ON identity_conflict (other);
