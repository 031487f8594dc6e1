-- From when an agent's access counts: who approves a colleague's request must have had theirs for a while.

ALTER TABLE agents ADD COLUMN opened_at INTEGER;
UPDATE agents SET opened_at = enrolled_at;
