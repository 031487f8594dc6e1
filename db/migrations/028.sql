-- Rows that open something are sealed over the columns that decide what: by a step that has the keys.
ALTER TABLE agents ADD COLUMN seal BLOB NOT NULL DEFAULT x'';
ALTER TABLE clients ADD COLUMN seal BLOB NOT NULL DEFAULT x'';
ALTER TABLE grants ADD COLUMN seal BLOB NOT NULL DEFAULT x'';
ALTER TABLE approvals ADD COLUMN seal BLOB NOT NULL DEFAULT x'';
ALTER TABLE known_browsers ADD COLUMN seal BLOB NOT NULL DEFAULT x'';
-- An agent's session names its agent, which that of a former login does not: agents log in again.
UPDATE agent_logins SET ended_at = last_seen_at WHERE ended_at IS NULL;
