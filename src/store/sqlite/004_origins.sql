-- The kind of document that stated an article's date: `feed`, `listing` …, or `article page`; empty where none did.
ALTER TABLE article ADD COLUMN stated_in TEXT NOT NULL DEFAULT '';
