-- Members are found by more than before: the search index is made anew once the tables are the newest ones. A message is found
-- by its number.

CREATE INDEX outbox_by_request ON outbox (request);

-- Agents may turn off the keys that act alone.

ALTER TABLE agents ADD COLUMN shortcuts INTEGER NOT NULL DEFAULT 1 CHECK (shortcuts IN (0, 1));
