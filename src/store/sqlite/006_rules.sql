-- The operator's rules that changed what a source said of an article, by name, parted by commas.
ALTER TABLE sighting ADD COLUMN rules TEXT NOT NULL DEFAULT '';
