-- Deliveries are due by destination; the end of an account is noted; events go out where a setting says so.

DROP INDEX deliveries_due;
CREATE INDEX deliveries_due ON deliveries (client_id, next_try_at) WHERE state = 'waiting';

ALTER TABLE members ADD COLUMN closed_at INTEGER;
-- Accounts that were closed before are no news.
UPDATE members SET closed_at = unixepoch() WHERE closes_on <= date('now');
CREATE INDEX members_to_close ON members (closes_on) WHERE closes_on IS NOT NULL AND closed_at IS NULL;
CREATE INDEX members_closed ON members (closes_on) WHERE closed_at IS NOT NULL;

ALTER TABLE meta ADD COLUMN events INTEGER NOT NULL DEFAULT 0 CHECK (events IN (0, 1));
