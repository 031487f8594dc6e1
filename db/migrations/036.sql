-- What decides whether a member has come before, which mobile number they gave, which former temporary password is good, and for
-- whom the words of a call and a client's request are, is sealed; by a step that has the keys. Calls and requests in progress end.
-- A recovery code that was used goes.
ALTER TABLE members ADD COLUMN pending_mobile BLOB;
ALTER TABLE members ADD COLUMN seal BLOB;
ALTER TABLE former_temporaries ADD COLUMN seal BLOB;
ALTER TABLE calls ADD COLUMN seal BLOB;
UPDATE calls SET expires_at = created_at;
DELETE FROM authorizations;
DELETE FROM agent_recovery_codes WHERE used_at IS NOT NULL;
ALTER TABLE agent_recovery_codes DROP COLUMN used_at;
