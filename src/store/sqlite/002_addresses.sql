-- Runs that were left out because the one before was still under way.
ALTER TABLE source ADD COLUMN skipped_overlap INTEGER NOT NULL DEFAULT 0;

-- Slugs that a section had and that nothing has now: their addresses lead to the section.
CREATE TABLE former_slug (
    publication INTEGER NOT NULL REFERENCES publication,
    slug        TEXT    NOT NULL,
    section     INTEGER NOT NULL REFERENCES section,
    PRIMARY KEY (publication, slug)
) STRICT, WITHOUT ROWID;
