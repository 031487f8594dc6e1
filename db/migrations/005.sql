-- The audit log's reason becomes fields. Rows that are there keep theirs, and their hash.
ALTER TABLE audit ADD COLUMN channel TEXT NOT NULL DEFAULT '' CHECK (channel IN ('', 'email', 'sms', 'letter', 'counter'));
ALTER TABLE audit ADD COLUMN contacts TEXT NOT NULL DEFAULT '';
ALTER TABLE audit ADD COLUMN journey TEXT NOT NULL DEFAULT '';
ALTER TABLE audit ADD COLUMN way TEXT NOT NULL DEFAULT '';
ALTER TABLE audit ADD COLUMN login TEXT NOT NULL DEFAULT '';
ALTER TABLE audit ADD COLUMN role TEXT NOT NULL DEFAULT '';
ALTER TABLE audit ADD COLUMN request TEXT NOT NULL DEFAULT '';
ALTER TABLE audit ADD COLUMN object TEXT NOT NULL DEFAULT '';
ALTER TABLE audit ADD COLUMN cause TEXT NOT NULL DEFAULT '';
ALTER TABLE audit ADD COLUMN numbers TEXT NOT NULL DEFAULT '' CHECK (numbers = '' OR json_valid(numbers));
ALTER TABLE audit ADD COLUMN note TEXT NOT NULL DEFAULT '';
