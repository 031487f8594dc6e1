-- A code remembers the number of its message, and the codes of an identifier are found, so that another demand's code is named.

ALTER TABLE codes ADD COLUMN request TEXT NOT NULL DEFAULT '';
UPDATE codes SET request = COALESCE((SELECT request FROM flows WHERE id = flow_id), '');
CREATE INDEX flows_by_subject ON flows (subject_key) WHERE subject_key IS NOT NULL;
