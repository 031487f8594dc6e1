-- Letters that carry an agent's answer to a contact message.
ALTER TABLE letters ADD COLUMN entry_id INTEGER REFERENCES contact_entries (id) ON DELETE CASCADE;
CREATE INDEX letters_by_entry ON letters (entry_id) WHERE entry_id IS NOT NULL;
