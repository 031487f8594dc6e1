-- Letters that nobody has printed, by when their time is over: what waits is counted, and what has lapsed or was dropped is found, without reading others.
CREATE INDEX letters_unprinted ON letters (state, expires_at, reason, created_at) WHERE batch_id IS NULL;
-- The few accounts that were closed here: lists and their numbers leave them out, without reading each member.
CREATE INDEX members_closed_here ON members (id) WHERE status = 'closed';
