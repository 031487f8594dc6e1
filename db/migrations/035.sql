-- Journeys, codes, logins and the names that clients know members by are sealed over the columns that decide, by a step that
-- has the keys. Journeys in progress and their codes end.
ALTER TABLE flows ADD COLUMN seal BLOB;
ALTER TABLE codes ADD COLUMN seal BLOB;
ALTER TABLE logins ADD COLUMN seal BLOB;
ALTER TABLE agent_logins ADD COLUMN seal BLOB;
ALTER TABLE call_codes ADD COLUMN seal BLOB;
ALTER TABLE client_subjects ADD COLUMN seal BLOB NOT NULL DEFAULT x'';
UPDATE flows SET ended_at = expires_at, secrets = NULL, revision = revision + 1 WHERE ended_at IS NULL;
UPDATE codes SET expires_at = created_at;
UPDATE call_codes SET expires_at = created_at;
