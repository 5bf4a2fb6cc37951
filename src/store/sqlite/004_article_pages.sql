-- The kind of document that stated an article's date: `feed`, `listing` …, or `article page`; empty where none did.
ALTER TABLE article ADD COLUMN stated_in TEXT NOT NULL DEFAULT '';

-- Articles' own pages that were asked for, until the article is kept: a run that is cut asks for none twice.
CREATE TABLE own_page (
    publication INTEGER NOT NULL REFERENCES publication,
    link        BLOB    NOT NULL,               -- the alias of the article's link
    said        TEXT    NOT NULL,               -- what the page said, as JSON; nothing as long as nobody knows
    PRIMARY KEY (publication, link)
) STRICT, WITHOUT ROWID;
