-- A browser owns several demands at once, one a tab.

ALTER TABLE flows ADD COLUMN browser_key BLOB CHECK (length(browser_key) = 16);
ALTER TABLE flows ADD COLUMN demand INTEGER CHECK ((demand IS NULL) = (browser_key IS NULL));
CREATE INDEX flows_by_browser ON flows (browser_key) WHERE browser_key IS NOT NULL;
