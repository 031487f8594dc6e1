-- What the agents' lists would have to decrypt, or to look for elsewhere, each time that they are counted, is noted once an hour.
ALTER TABLE letters ADD COLUMN held INTEGER CHECK (held = 1);
ALTER TABLE letters ADD COLUMN reached INTEGER CHECK (reached = 1);
CREATE INDEX letters_held ON letters (id, expires_at) WHERE state = 'waiting' AND held = 1;
CREATE INDEX letters_unheld ON letters (id) WHERE state = 'waiting' AND held IS NULL;
CREATE INDEX letters_returned ON letters (id) WHERE state = 'returned' AND reached IS NULL;
ALTER TABLE outbox ADD COLUMN stands INTEGER CHECK (stands IN (0, 1));
DROP INDEX outbox_undelivered;
CREATE INDEX outbox_undelivered ON outbox (channel, id, member_id, stands) WHERE (fate = 'bounced' OR state = 'refused') AND stands IS NOT 0;
CREATE INDEX outbox_judged ON outbox (member_id, channel) WHERE stands IS NOT NULL;
DROP INDEX members_to_close;
CREATE INDEX members_to_close ON members (closes_on, id, closed_at, status) WHERE closes_on IS NOT NULL AND closed_at IS NULL;
