-- The mail provider of each mail, so that those that come back are counted by it: the address is forgotten by then.
ALTER TABLE outbox ADD COLUMN house TEXT;
