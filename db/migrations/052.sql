-- Who looks after a message that waits stands in the index by which messages wait: they are counted without reading each.
DROP INDEX contact_messages_by_wait;
CREATE INDEX contact_messages_by_wait ON contact_messages (waits_since, id, assignee) WHERE waits_since IS NOT NULL;
